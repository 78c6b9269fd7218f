package shape

import (
	"iter"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// member judges how many values a member has, and then each of them.
func (w *walker) member(c *class, p *property, m strictjson.Value, at role) {
	kind := m.Kind()
	switch {
	case kind == strictjson.Null:
		level := Deviation
		if p.card.required() || p.flags&nonEmpty != 0 || w.general() {
			level = Error
		}
		w.found.add(level, SchemaInvalid, m, "", "%s: %s is needed; found null, which is to be left out", p.name, p.wants())
		return
	case p.kind == isTypes:
		w.types(c, m)
		return
	case p.kind == isContext:
		if kind != strictjson.Array && kind != strictjson.String {
			w.wrongKind(p, m)
		}
		return
	case p.kind == isOpaque:
		return
	case kind != strictjson.Array:
		if p.card == many {
			w.found.add(Deviation, SchemaInvalid, m, "", "%s: an array is needed, even for one value; found %s", p.name, m.Kind())
		}
		w.value(p, m, at)
		return
	}
	if !w.elements(p, m) {
		return
	}
	for _, e := range m.Elements() {
		w.value(p, e, at)
	}
}

// elements judges the number of elements of an array, and reports whether they
// are to be looked at.
func (w *walker) elements(p *property, m strictjson.Value) bool {
	n := m.Len()
	single := p.card == optional || p.card == one
	switch {
	case n == 0:
		level := Deviation
		if p.card.required() || p.flags&nonEmpty != 0 || p.flags&decisive != 0 || w.general() {
			level = Error
		}
		w.found.add(level, SchemaInvalid, m, "", "%s: %s is needed; found an empty array, which is to be left out", p.name, p.wants())
		return false
	case p.max > 0 && n > p.max:
		w.found.add(Error, SchemaInvalid, m, "", "%s: at most %d are read; found %d", p.name, p.max, n)
		return false
	case !single:
		return true
	case p.flags&severally != 0, n == 1 && p.flags&decisive == 0:
		w.found.add(Deviation, SchemaInvalid, m, "", "%s: %s is needed; found an array of %d", p.name, p.wants(), n)
		return true
	}
	w.found.add(Error, SchemaInvalid, m, "", "%s: %s is needed; found an array of %d", p.name, p.wants(), n)
	return false
}

// value judges one value of a member.
func (w *walker) value(p *property, v strictjson.Value, at role) {
	switch p.kind {
	case isNode, isIssuer:
		w.node(p, v)
		return
	case isLocalized:
		w.localized(p, v)
		return
	case isEndorsement:
		if v.Kind() != strictjson.Object {
			w.wrongKind(p, v)
		}
		w.endorsement(v)
		return
	case isPresented:
		w.presented(p, v)
		return
	case isBoolean:
		if k := v.Kind(); k != strictjson.True && k != strictjson.False {
			w.wrongKind(p, v)
		}
		return
	case isNumber:
		if v.Kind() != strictjson.Number {
			w.wrongKind(p, v)
		}
		return
	case isTypes, isContext, isOpaque:
		return // judged whole, by member
	}
	if v.Kind() != strictjson.String {
		w.wrongKind(p, v)
		return
	}
	w.text(p, v, at)
}

func (w *walker) wrongKind(p *property, v strictjson.Value) {
	w.found.add(Error, SchemaInvalid, v, "", "%s: %s is needed; found %s", p.name, p.wants(), v.Kind())
}

// node judges a value that is to be an object, and may be its id alone.
func (w *walker) node(p *property, v strictjson.Value) {
	c := p.class.table()
	switch {
	case v.Kind() == strictjson.Object:
		var at role
		if p.flags&reference != 0 {
			at |= atReference
		}
		if p.flags&picture != 0 {
			at |= atPicture
		}
		w.object(v, p.class, at)
	case v.Kind() == strictjson.String && p.kind == isIssuer:
		w.uri(p, v, isID)
		if w.rules.Version == 1 && p.class == classProfile {
			w.found.add(Deviation, SchemaInvalid, v, "", "issuer: an object of class Profile is needed under VCDM 1.1; found a string")
		}
		w.elsewhere(v, p.class, atReference)
		w.named(v, c)
	case v.Kind() == strictjson.String && c.byID:
		level := Deviation
		if p.class != classImage && !judgeURI(content(v)).fine() {
			level = Error
		}
		w.found.add(level, SchemaInvalid, v, "", "%s: an object of class %s is needed; found a string", p.name, c.name)
		if level == Deviation {
			w.uri(p, v, isLink)
		}
		if p.flags&picture != 0 {
			w.picture(v)
		}
		w.elsewhere(v, p.class, 0)
	default:
		w.wrongKind(p, v)
	}
}

// named judges an issuer who is named by an id alone, and described elsewhere: that is
// the issuer without its type in another spelling.
func (w *walker) named(v strictjson.Value, c *class) {
	if w.rules.Nodes == nil || c.types == nil || !w.get(v, "name").Says() {
		return
	}
	types := w.rules.Nodes.Types(v)
	for _, group := range c.types {
		if !slices.ContainsFunc(types, func(t string) bool { return slices.Contains(group, t) }) {
			w.found.add(Error, SchemaInvalid, v, "", "type: %s must be among the types of the object that describes it; found none such", either(group))
		}
	}
}

// endorsement counts: each would be verified on its own, keys fetched and all.
func (w *walker) endorsement(v strictjson.Value) {
	if w.told(v, nil, 0) {
		return // it was counted where another class has it too
	}
	if id := v.Get("id").Text(); id != "" {
		if w.endorsed[id] {
			return // two objects of one id are one to a graph, and one is enough
		}
		if w.endorsed == nil {
			w.endorsed = map[string]bool{}
		}
		w.endorsed[id] = true
	}
	w.endorsements++
	if w.endorsements == limits.Endorsements+1 {
		w.found.add(Error, SchemaInvalid, v, "", "at most %d endorsements of one document are read", limits.Endorsements)
	}
}

// values yields the elements of an array, or a value that stands alone.
func values(v strictjson.Value) iter.Seq[strictjson.Value] {
	return func(yield func(strictjson.Value) bool) {
		if v.Kind() != strictjson.Array {
			if v.Exists() && v.Kind() != strictjson.Null {
				yield(v)
			}
			return
		}
		for _, e := range v.Elements() {
			if !yield(e) {
				return
			}
		}
	}
}

// wants says in a message what a member must be.
func (p *property) wants() string {
	switch p.kind {
	case isTypes:
		return "the name of its class"
	case isContext:
		return "an array of contexts"
	case isBoolean:
		return "true or false"
	case isNumber:
		return "a number"
	case isInstant, isMoment:
		return "a time with an offset"
	case isDay:
		return "a date such as 2008-05-01"
	case isID, isLink:
		return "an absolute URI"
	case isTarget:
		return "an absolute URL"
	case isTerm:
		return "a value of " + p.values.name
	case isJWS:
		return "a compact JWS"
	case isNode:
		return p.class.table().object()
	case isIssuer:
		return "a URI or " + p.class.table().object()
	case isEndorsement:
		return "an object of class EndorsementCredential"
	case isPresented:
		return "a credential, a JSON object"
	case isLocalized:
		return "a string or a language value object"
	}
	return "a string"
}

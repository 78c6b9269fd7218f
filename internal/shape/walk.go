package shape

import (
	"iter"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A walker judges one document. It goes once through every object, in document
// order, and holds nothing but what it found.
type walker struct {
	rules        Rules
	root         classID
	endorsements int             // in the whole document
	endorsed     map[string]bool // the ids of these
	judged       map[judged]bool
	members      map[judgedMember]bool
	depth        int // of nodes that are said elsewhere, one inside the other
	found        findings
}

// A judged node is one to which a rule has been put.
type judged struct {
	node  int
	as    classID
	whole bool // its members have been, wherever they stand
}

// A judgedMember is one that has been held against a row: a node has its members in
// whichever of its objects the holder has put them, and each is told of once.
type judgedMember struct {
	member strictjson.Value
	row    *property
	at     role
}

// get is the member of that name of the node that v is.
func (w *walker) get(v strictjson.Value, name string) strictjson.Value {
	if w.rules.Nodes == nil {
		return v.Get(name)
	}
	return w.rules.Nodes.Get(v, name)
}

// again reports whether the rules of a class have been put to v before, in another
// object of the same id: what is to be said of a node is said once.
func (w *walker) again(v strictjson.Value, as classID) bool {
	if w.rules.Nodes == nil {
		return false
	}
	n := judged{node: w.rules.Nodes.Node(v), as: as}
	if n.node == 0 || w.judged[n] {
		return n.node != 0
	}
	w.mark(n)
	return false
}

func (w *walker) mark(n judged) {
	if w.judged == nil {
		w.judged = map[judged]bool{}
	}
	w.judged[n] = true
}

// A role says in which place of its parent an object stands.
type role uint8

const (
	atRoot      role = 1 << iota // the object that Check was given
	atReference                  // its id is one that a verdict reads
	atPicture                    // it must be PNG or SVG
)

func (w *walker) object(v strictjson.Value, id classID, at role) {
	c := id.table()
	var seen uint64 // by row; the reader has refused duplicates
	for name, m := range v.Members() {
		p, row := c.property(name)
		if p == nil {
			w.stranger(c, m, name, at)
			continue
		}
		seen |= 1 << row
		if p.kind == isOpaque && p.version != w.rules.Version { // the context of the other version defines it, and says no more
			w.stranger(c, m, name, at)
			continue
		}
		if w.told(m, p, at) {
			continue
		}
		if p.version != 0 && p.version != w.rules.Version {
			w.found.add(Error, SchemaInvalid, m, "",
				"%s belongs to VCDM %s, but the first context is that of VCDM %s",
				name, versionName(p.version), versionName(w.rules.Version))
			continue
		}
		w.member(c, p, m, at)
	}
	for row := range c.properties {
		p := &c.properties[row]
		if seen&(1<<row) != 0 || !p.card.required() || p.version != 0 && p.version != w.rules.Version {
			continue
		}
		if w.claimed(p.name, id, at) {
			continue
		}
		w.found.add(Error, SchemaInvalid, v, p.name, "%s is missing: %s needs %s", p.name, c.called(), p.wants())
	}
	w.elsewhere(v, id, at)
	w.between(v, id, at)
}

// told reports whether m has been held against p before, as that of another object of
// the same node.
func (w *walker) told(m strictjson.Value, p *property, at role) bool {
	if w.rules.Nodes == nil {
		return false
	}
	k := judgedMember{m, p, at}
	if w.members[k] {
		return true
	}
	if w.members == nil {
		w.members = map[judgedMember]bool{}
	}
	w.members[k] = true
	return false
}

// elsewhere judges, as members of the class, those that other objects of the node that
// v is have: they are read as v's. A holder can put them where no class is asked for
// them, such as into an entry of relatedResource, or out of sight into an endorsement.
func (w *walker) elsewhere(v strictjson.Value, id classID, at role) {
	if w.rules.Nodes == nil || !w.first(v, id) {
		return
	}
	if w.depth++; w.depth > limits.Depth {
		w.found.add(Error, SchemaInvalid, v, "", "objects that name each other are read %d deep; found more", limits.Depth)
		w.depth--
		return
	}
	c := id.table()
	for row := range c.properties {
		p := &c.properties[row]
		if p.kind == isTypes || p.name == "id" || p.version != 0 && p.version != w.rules.Version {
			continue
		}
		for _, m := range w.rules.Nodes.Said(v, p.name) {
			if !w.told(m, p, at) {
				w.member(c, p, m, at)
			}
		}
	}
	w.depth--
}

// first reports whether the node that v is has not been judged as of that class.
func (w *walker) first(v strictjson.Value, id classID) bool {
	n := judged{node: w.rules.Nodes.Node(v), as: id, whole: true}
	if n.node == 0 || w.judged[n] {
		return false
	}
	w.mark(n)
	return true
}

func versionName(version int) string {
	if version == 1 {
		return "1.1"
	}
	return "2.0"
}

// claimed reports whether a JWT claim stands in for a member that is missing.
func (w *walker) claimed(name string, id classID, at role) bool {
	if at&atRoot == 0 {
		return name == "id" && w.rules.Claimed.Subject && id == classEndorsementSubject
	}
	switch name {
	case "id":
		return w.rules.Claimed.ID
	case "issuer":
		return w.rules.Claimed.Issuer
	case "issuanceDate", "validFrom":
		return w.rules.Claimed.From
	}
	return false
}

// stranger judges a member that the table of the class does not have.
func (w *walker) stranger(c *class, m strictjson.Value, name string, at role) {
	switch {
	case at&atRoot != 0 && w.rules.Claims && IsClaim(name):
	case name == "@context":
		if at&atRoot == 0 && !c.open {
			w.found.add(Deviation, SchemaInvalid, m, "", "@context stands at the root of a credential only")
		}
	case c.open:
		w.vacant(m, name)
	case c.closed:
		w.undefined(c, m, name)
	default:
		if p, _ := shared.property(name); p != nil {
			w.member(c, p, m, 0)
			return
		}
		w.undefined(c, m, name)
	}
}

func (w *walker) undefined(c *class, m strictjson.Value, name string) {
	if len(name) > 0 && name[0] == '@' {
		w.found.add(Deviation, TermUndefined, m, "", "%s is a JSON-LD keyword, and Open Badges 3.0 have no use for it here", quote(name))
		return
	}
	w.found.add(Deviation, TermUndefined, m, "", "%s is no member of %s; names are compared exactly", quote(name), c.called())
}

// IsClaim reports whether name is a registered claim that a JWT of a credential
// carries (RFC 7519 §4.1, RFC 7800, OpenID Connect nonce).
func IsClaim(name string) bool {
	switch name {
	case "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce":
		return true
	}
	return false
}

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

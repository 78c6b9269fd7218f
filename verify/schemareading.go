package verify

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A reading is another way in which a document could be written whose graph was signed. Its
// holder chooses one, and could choose the one in which a schema has nothing to say: a text
// in an array meets no pattern, a 5 that is written "5" no maximum, and a member that was
// moved to another object of the same id is missed by nobody.
//
// Which one its issuer chose nobody knows. So the badge is judged in some that no holder
// chooses: wherever the form leaves it open every set of one as its value, or every value
// as a set, or so everywhere but in one place; the values as they stand, and otherwise; and
// each node with all that the document says of it.
//
// One freedom is left: OpenBadgeCredential and AchievementCredential name one class, and a
// schema that asks more of the one than of the other is answered under the name that
// stands there. Most schemas list one of them, and every honest badge would break them
// under the other.
type reading struct {
	sets, values bool // every value is a set, or every set of one a value; values are retyped
	but          int  // the place that is written the other way round, from 1; 0 is none

	places  int               // that there are
	changed map[string]change // by their places
	merged  bool              // an object has members of another of its id, a set had a value twice, or a number was respelled
	free    func(name, at string) (set, value bool)
	nodes   map[string][]map[string]any // by their ids
	left    int                         // values that may still be written
}

// A change is what was done at a place.
type change int

const (
	wrapped   change = 1 << iota // a value into a set of one
	unwrapped                    // a set of one into its value
	retyped                      // a value into another that its context may read alike
)

// readings judges the instance in the other ways in which it could be written, until there
// is an error.
func (p *promises) readings(judge func(instance any, r *reading) error) error {
	once := reading{left: limits.View}
	whole := once.once(p.instance, "")
	if once.left < 0 {
		return errSchemaLetter
	}
	free := p.openForm()
	for but, places := 0, 0; but <= places; but++ {
		for choice := range 4 {
			r := reading{sets: choice&1 != 0, values: choice&2 != 0, but: but, free: free, left: limits.View,
				merged: once.merged, changed: map[string]change{}, nodes: map[string][]map[string]any{}}
			instance := r.write(whole, "", "", false)
			r.collect(instance)
			if instance = r.merge(instance); r.left < 0 {
				return errSchemaLetter
			}
			if places = r.places; places > limits.SchemaOpen {
				places = 0
			}
			if len(r.changed) == 0 && !r.merged {
				continue
			}
			if err := judge(instance, &r); err != nil {
				return err
			}
		}
	}
	return nil
}

// openForm says of a member whether the form leaves open that it is a set, and how its
// value is written: of a badge, where its class does not have it, or is open to any.
func (p *promises) openForm() func(name, at string) (set, value bool) {
	strange := map[string]bool{}
	for _, f := range p.formOf(p.signed, p.transform) {
		if f.Code == credential.TermUndefined {
			strange[unnumbered(f.Pointer)] = true
		}
	}
	badge := p.report.Credential != nil
	return func(name, at string) (bool, bool) {
		switch name {
		case "id", "@context":
			return false, false
		case "type":
			return !badge, false
		case "credentialSchema", "credentialStatus", "relatedResource":
			return true, false
		case "confidenceMethod", "renderMethod", "termsOfUse":
			return true, true
		case "issuer", "holder", "credentialSubject":
			return !badge, !badge
		}
		known := shape.IsKnown(name) && !strange[unnumbered(at)]
		return !badge || !known, !known
	}
}

// unnumbered is a place without the numbers of elements, which are others where doubles
// were left out.
func unnumbered(pointer string) string {
	tokens := strings.Split(pointer, "/")
	return strings.Join(slices.DeleteFunc(tokens, func(t string) bool { return t != "" && strings.Trim(t, "0123456789") == "" }), "/")
}

// write writes a value the other way round. within says that it stands in a member of which
// the form says nothing.
func (r *reading) write(v any, name, at string, within bool) any {
	if name == "@context" || name == "proof" || shape.IsLiteral(name) {
		return v
	}
	if r.left--; r.left < 0 {
		return nil
	}
	set, value := r.free(name, at)
	if known := name == "id" || name == "type"; within && !known {
		set, value = true, true
	}
	list, several := v.([]any)
	if name != "" && set && (!several || len(list) == 1) {
		r.places++
		switch asSet := r.sets != (r.places == r.but); {
		case asSet && !several:
			r.changed[at] |= wrapped
			return []any{r.one(v, at+"/0", value, within || value)}
		case !asSet && several:
			r.changed[at] |= unwrapped
			v, several = list[0], false
		}
	}
	value = value && name != ""
	if several {
		out := make([]any, len(list))
		for i, e := range list {
			out[i] = r.one(e, fmt.Sprintf("%s/%d", at, i), value, within || value)
		}
		return out
	}
	return r.one(v, at, value, within || value)
}

// one writes one value.
func (r *reading) one(v any, at string, free, within bool) any {
	if m, ok := v.(map[string]any); ok {
		id, link := m["id"].(string)
		if r.values && free && link && len(m) == 1 {
			r.changed[at] |= retyped
			return id
		}
		out := make(map[string]any, len(m))
		for _, name := range slices.Sorted(maps.Keys(m)) { // places are counted
			out[name] = r.write(m[name], name, at+"/"+pointerToken(name), within)
		}
		return out
	}
	if !r.values || !free {
		return v
	}
	other := v
	switch v := v.(type) {
	case bool:
		other = fmt.Sprint(v)
	case json.Number:
		other = string(v)
	case string:
		other = r.spelled(v)
	}
	if !reflect.DeepEqual(other, v) {
		r.changed[at] |= retyped
	}
	return other
}

// spelled is what a text could be as well: a number, true or false, or the name of a node.
func (r *reading) spelled(text string) any {
	if tape, err := strictjson.Parse([]byte(text), strictjson.Limits{}); err == nil {
		switch tape.Root().Kind() {
		case strictjson.Number, strictjson.True, strictjson.False:
			return native(tape.Root())
		}
	}
	if shape.IsURL(text) {
		return map[string]any{"id": text}
	}
	return text
}

// excuses reports whether a violation comes of the writing alone: its issuer would not
// have written what the schema does not have at that place in any form.
func (r *reading) excuses(v violation) bool {
	switch what := r.changed[v.pointer]; {
	case what == 0:
		return false
	case v.form == formOfValue: // a text that is listed is not listed in an array
		return what&unwrapped == 0
	default:
		return v.form == formOfType
	}
}

func pointerToken(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// inside are the members that hold documents of their own.
var inside = []string{"proof", "@context", "endorsement", "verifiableCredential"}

// collect finds the objects that have an id.
func (r *reading) collect(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			r.collect(e)
		}
	case map[string]any:
		if id, ok := v["id"].(string); ok {
			r.nodes[id] = append(r.nodes[id], v)
		}
		for name, m := range v {
			if !slices.Contains(inside, name) && !shape.IsLiteral(name) {
				r.collect(m)
			}
		}
	}
}

// merge returns a copy in which all objects of one id have the members that any of them
// has, and notes whether that makes a difference.
func (r *reading) merge(v any) any {
	if r.left--; r.left < 0 {
		return nil
	}
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = r.merge(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, m := range v {
			if out[name] = m; !slices.Contains(inside, name) && !shape.IsLiteral(name) {
				out[name] = r.merge(m)
			}
		}
		if id, ok := v["id"].(string); ok && len(r.nodes[id]) > 1 {
			r.join(out, r.nodes[id])
		}
		return out
	}
	return v
}

// join adds to an object what others of its id say. Where they say different things of one
// member, which of them says what is the holder's choice.
func (r *reading) join(out map[string]any, objects []map[string]any) {
	for _, m := range objects {
		for name, value := range m {
			own, there := out[name]
			if !there {
				out[name], r.merged = value, true
			} else if !sameValues(own, value) {
				r.left = -1
			}
		}
	}
}

// sameValues reports whether two values are the same set.
func sameValues(a, b any) bool {
	list, other := asSet(a), asSet(b)
	return len(list) == len(other) && !slices.ContainsFunc(list, func(v any) bool {
		return !slices.ContainsFunc(other, func(o any) bool { return reflect.DeepEqual(o, v) })
	})
}

func asSet(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

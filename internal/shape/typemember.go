package shape

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// types judges the type member (OB 3.0 appendix B, MultipleType; VCDM 2.0 §4.5).
//
// A type that is missing or not the class's own makes every other member of the
// object vanish from its graph: that is an Error. A type beside it that nobody
// defined adds no meaning and takes none away.
func (w *walker) types(c *class, v strictjson.Value) {
	array := v.Kind() == strictjson.Array
	if !array && v.Kind() != strictjson.String {
		w.found.add(Error, SchemaInvalid, v, "", "type: %s is needed; found %s", c.typeForm(), v.Kind())
		return
	}
	switch n := v.Len(); {
	case array && n == 0:
		w.found.add(Error, SchemaInvalid, v, "", "type: %s is needed; found an empty array", c.typeForm())
		return
	case array && n > limits.TypeValues:
		w.found.add(Error, SchemaInvalid, v, "", "type: at most %d values are read; found %d", limits.TypeValues, n)
		return
	case c.oneType && n > 1 && (c.types != nil || !w.general()):
		// OB 3.0 has one where the VCDM has several, and what reads one cannot say which.
		w.found.add(Error, SchemaInvalid, v, "", "type: %s is needed; found an array of %d", c.typeForm(), n)
		return
	case c.open && (!c.oneType || w.general()):
	case array && c.oneType, !array && !c.oneType:
		w.found.add(Deviation, SchemaInvalid, v, "", "type: %s is needed; found %s", c.typeForm(), v.Kind())
	}
	var met uint // by group
	for t := range values(v) {
		if t.Kind() != strictjson.String || t.Is("") {
			w.found.add(Error, SchemaInvalid, t, "", "type: a string that is not empty is needed; found %s", t.Kind())
			continue
		}
		own := false
		for i, group := range c.types {
			for _, name := range group {
				if t.Is(name) {
					met |= 1 << i
					own = true
				}
			}
		}
		switch {
		case own:
		case w.general():
			w.generalType(t)
		case !c.open:
			w.furtherType(c, t)
		}
	}
	for i, group := range c.types {
		if met&(1<<i) == 0 {
			w.found.add(Error, SchemaInvalid, v, "", "type: %s must be among the values; found %s", either(group), foundTypes(v))
		}
	}
}

// furtherType judges a type beside the class's own. Of a class with one type only
// it is either the type that a status or a schema chose, or the finding is that
// the own one is missing.
func (w *walker) furtherType(c *class, t strictjson.Value) {
	name := content(t)
	if c.oneType || holds(typeNames, name) || judgeURI(name).fine() {
		return
	}
	w.found.add(Deviation, TermUndefined, t, "", "%s is no type that Open Badges 3.0 define", quote(string(name)))
}

func (c *class) typeForm() string {
	switch {
	case c.open && !c.oneType:
		return "a string or an array of strings"
	case !c.oneType:
		return "an array of strings"
	case c.types == nil:
		return "a string"
	}
	return `the string "` + c.types[0][0] + `"`
}

// foundTypes shows the values of a type member, as many as help a person.
func foundTypes(v strictjson.Value) string {
	const most = 4
	var shown []string
	for t := range values(v) {
		if len(shown) == most {
			return strings.Join(shown, ", ") + ", …"
		}
		if t.Kind() == strictjson.String {
			shown = append(shown, quote(t.Text()))
		} else {
			shown = append(shown, t.Kind().String())
		}
	}
	return strings.Join(shown, ", ")
}

func either(group []string) string {
	if len(group) == 1 {
		return group[0]
	}
	return group[0] + " or " + group[1]
}

package ld

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// conflicts collects what the objects of a document's nodes do not say alike. A
// member is given alike if it has the same values, whatever their order, if it is no
// ordered list; a node has the same value as its id alone, because what else is said
// of that node is compared where that node is.
//
// What it does grows with the document: each member of each object is compared with
// the first object that gives it, whose values are sorted once, and what it compares
// is counted.
type conflicts struct {
	ctx           context.Context
	t             *strictjson.Tape
	fatal, others []Conflict // as many of each as a report lists
	left          int        // of limits.UnionBytes
}

func (c *conflicts) add(kind ConflictKind, member string, p, q object, fatal bool) {
	list := &c.others
	if fatal {
		list = &c.fatal
	}
	if len(*list) < limits.Problems {
		*list = append(*list, Conflict{kind, member, c.t.At(p.at).Pointer(), c.t.At(q.at).Pointer(), fatal})
	}
}

// A given is a member that some object of a node gives.
type given struct {
	name   string
	by     object // the first that does
	value  strictjson.Value
	values []string // of value, once somebody compares
	own    bool     // one of the document itself does
	differ bool
}

// node compares the objects of one node, in the order of the document, and returns
// the members that they give differently.
func (c *conflicts) node(objects []object) (disputed map[string]bool, err error) {
	var order []given
	index := map[string]int{}
	for _, q := range objects {
		for name, v := range c.t.At(q.at).Members() {
			if q.bare || !v.Says() || name == "id" || name == "type" || name == "@context" {
				continue
			}
			i, ok := index[name]
			if !ok {
				index[name] = len(order)
				order = append(order, given{name: name, by: q, value: v, own: !q.embedded})
				continue
			}
			first := &order[i]
			first.own = first.own || !q.embedded
			if first.differ {
				continue
			}
			same, err := c.same(first, q, v)
			if err != nil {
				return nil, err
			}
			if !same {
				first.differ = true
				c.add(Differs, name, first.by, q, !descriptive[name])
				if disputed == nil {
					disputed = map[string]bool{}
				}
				disputed[name] = true
			}
		}
	}
	c.misplaced(objects, order)
	c.foreign(objects, order)
	return disputed, c.types(objects)
}

// misplaced refuses that another object gives what a document says of itself.
func (c *conflicts) misplaced(objects []object, order []given) {
	order = slices.DeleteFunc(slices.Clone(order), func(g given) bool { return !ofDocument[g.name] })
	for _, p := range objects {
		if !p.document || len(order) == 0 {
			continue
		}
		for _, g := range order { // there are no more than names of ofDocument
			if !c.t.At(p.at).Get(g.name).Says() {
				c.add(Misplaced, g.name, p, g.by, true)
			}
		}
	}
}

// foreign finds what is said of a node of the document by documents inside it alone.
// Somebody else made these, and nobody has judged them: they may repeat what the
// document says, and add nothing.
func (c *conflicts) foreign(objects []object, order []given) {
	own := slices.IndexFunc(objects, func(p object) bool { return !p.embedded })
	if own < 0 {
		return
	}
	for _, g := range order {
		if !g.own && g.name != comment && !(objects[own].document && ofDocument[g.name]) {
			c.add(Foreign, g.name, objects[own], g.by, !descriptive[g.name])
		}
	}
}

// types refuses that another object says what kind of document a document is, and
// that a document inside the document gives a node of it a further type.
func (c *conflicts) types(objects []object) error {
	var root, own *object
	has, kinds := map[string]bool{}, map[string]bool{}
	for i := range objects {
		p := &objects[i]
		if p.document && root == nil {
			root = p
			for t := range c.typesOf(*p) {
				kinds[t] = true
			}
		}
		if !p.embedded {
			if own == nil {
				own = p
			}
			for t := range c.typesOf(*p) {
				has[t] = true
			}
		}
	}
	for _, q := range objects {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		for t := range c.typesOf(q) {
			ofDocument := strings.HasSuffix(t, "Credential") || strings.HasSuffix(t, "Presentation")
			if root != nil && !q.document && ofDocument && !kinds[t] {
				c.add(Misplaced, "type", *root, q, true)
				break
			}
			if own != nil && q.embedded && !has[t] && !classes[t] {
				c.add(Foreign, "type", *own, q, true)
				break
			}
		}
	}
	return nil
}

func (c *conflicts) typesOf(p object) iter.Seq[string] { return typesOf(c.t.At(p.at)) }

// typesOf are the types that an object gives; none of an id alone.
func typesOf(v strictjson.Value) iter.Seq[string] {
	return func(yield func(string) bool) {
		types := v.Get("type")
		if types.Kind() == strictjson.String {
			yield(types.Text())
		}
		for _, t := range types.Elements() {
			if !yield(t.Text()) {
				return
			}
		}
	}
}

// same says whether q gives the member the values that the first does.
func (c *conflicts) same(first *given, q object, v strictjson.Value) (bool, error) {
	if first.values == nil {
		var err error
		if first.values, err = c.values(first.by, first.name, first.value); err != nil {
			return false, err
		}
	}
	values, err := c.values(q, first.name, v)
	return slices.Equal(first.values, values), err
}

// values are those that p gives a member, each as text that is equal for equal ones.
func (c *conflicts) values(p object, name string, v strictjson.Value) ([]string, error) {
	t := p.a.terms[p.a.list.names.id([]byte(name))]
	if t != nil && t.coercion == toJSON {
		return []string{c.canonical(v)}, c.spent()
	}
	var all []string
	if v.Kind() != strictjson.Array {
		all = append(all, c.text(v))
	}
	for _, e := range v.Elements() {
		if e.Kind() != strictjson.Null {
			all = append(all, c.text(e))
		}
	}
	if t == nil || !t.list {
		slices.Sort(all)
		all = slices.Compact(all)
	}
	return all, c.spent()
}

func (c *conflicts) text(v strictjson.Value) string {
	if v.Kind() == strictjson.Object {
		if id := v.Get("id"); id.Kind() == strictjson.String {
			v = id
		}
	}
	if v.Kind() == strictjson.String {
		c.left -= len(v.Raw())
		return `"` + v.Text()
	}
	return c.canonical(v)
}

func (c *conflicts) canonical(v strictjson.Value) string {
	if c.left -= len(v.Raw()); c.left < 0 {
		return ""
	}
	text, err := strictjson.AppendJCS(nil, v)
	if err != nil {
		text = v.Raw()
	}
	return string(text)
}

func (c *conflicts) spent() error {
	if c.left < 0 {
		return &Error{Err: ErrWork, Detail: "expected objects of one id to repeat less of what they say"}
	}
	return c.ctx.Err()
}

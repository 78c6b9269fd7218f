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

	badge   bool            // the document is a badge
	issuer  uint32          // the place where it names its issuer, if it does
	subject map[uint32]bool // those where it names its subjects
}

func (c *conflicts) add(found Conflict, p, q object) {
	list := &c.others
	if found.Fatal {
		list = &c.fatal
	}
	if len(*list) < limits.Problems {
		found.Pointer, found.Other = c.t.At(p.at).Pointer(), c.t.At(q.at).Pointer()
		*list = append(*list, found)
	}
}

// about notes what document is, and where it names its issuer and its subjects.
func (c *conflicts) about(document strictjson.Value) {
	for t := range typesOf(document) {
		c.badge = c.badge || t == "OpenBadgeCredential" || t == "AchievementCredential"
	}
	if issuer := document.Get("issuer"); issuer.Exists() {
		_, c.issuer = issuer.Index()
	}
	subject := document.Get("credentialSubject")
	if _, at := subject.Index(); subject.Exists() {
		c.subject[at] = true
	}
	for _, e := range subject.Elements() {
		_, at := e.Index()
		c.subject[at] = true
	}
}

// A given is a member that some object of a node gives.
type given struct {
	name   string
	by     object // the first that does
	value  strictjson.Value
	values []string // of value, once somebody compares
	differ bool
}

// givens are the members of a node, by what they say: the IRI of the predicate, which
// under another type the same name need not stand for.
type givens struct {
	order []given
	index map[string]int
}

func (g *givens) find(key string) *given {
	if i, ok := g.index[key]; ok {
		return &g.order[i]
	}
	return nil
}

func (g *givens) add(key string, first given) {
	if g.index == nil {
		g.index = map[string]int{}
	}
	g.index[key] = len(g.order)
	g.order = append(g.order, first)
}

// node compares the objects of one node, in the order of the document, and returns
// the members that they give differently. Those of documents inside the document are
// compared with the document's own, and not with each other: nothing that they say of
// one another is read, and a learner record has many documents about one learner.
func (c *conflicts) node(objects []object) (disputed map[string]bool, err error) {
	var own, foreign givens
	for _, p := range objects {
		if types := c.t.At(p.at).Get("type"); types.Len() > limits.TypeValues {
			return nil, failure(types, ErrTooMany, "expected at most %d types, found %d", limits.TypeValues, types.Len())
		}
	}
	owner := c.ownerOf(objects)
	if owner.none {
		return nil, nil
	}
	for _, guests := range []bool{false, true} {
		for _, q := range objects {
			if q.embedded != guests || q.bare || guests && !owner.minds(q) {
				continue
			}
			for name, v := range c.t.At(q.at).Members() {
				if !v.Says() || name == "id" || name == "type" || name == "@context" {
					continue
				}
				if guests && !owner.reads(q, name) {
					continue
				}
				key := q.predicate(name)
				first := own.find(key)
				switch {
				case first == nil && !guests:
					own.add(key, given{name: name, by: q, value: v})
					continue
				case first == nil:
					if foreign.find(key) == nil {
						foreign.add(key, given{name: name, by: q, value: v})
					}
					continue
				case first.differ:
					continue
				}
				same, err := c.same(first, q, name, v)
				if err != nil {
					return nil, err
				}
				if !same {
					first.differ = true
					c.add(Conflict{Kind: Differs, Member: name, Fatal: !descriptive[name]}, first.by, q)
					if disputed == nil {
						disputed = map[string]bool{}
					}
					disputed[name] = true
				}
			}
		}
	}
	c.misplaced(objects, own.order, foreign.order)
	c.foreign(owner, foreign.order)
	return disputed, c.types(owner, objects)
}

// predicate is what a member of that name of p says, or the name where it says nothing.
func (p object) predicate(name string) string {
	if t := p.a.terms[p.a.list.names.id([]byte(name))]; t != nil {
		return t.iri
	}
	return p.a.vocab + name
}

// misplaced refuses that another object gives what a document says of itself.
func (c *conflicts) misplaced(objects []object, own, foreign []given) {
	told := func(g given) bool { return !ofDocument[g.name] }
	own, foreign = slices.DeleteFunc(slices.Clone(own), told), slices.DeleteFunc(slices.Clone(foreign), told)
	for _, p := range objects {
		if !p.document {
			continue
		}
		lacks := own // there are no more than names of ofDocument
		if !p.embedded {
			lacks = append(slices.Clone(own), foreign...)
		}
		for _, g := range lacks {
			if !c.t.At(p.at).Get(g.name).Says() {
				c.add(Conflict{Kind: Misplaced, Member: g.name, Fatal: true}, p, g.by)
			}
		}
	}
}

// foreign finds what is said of a node of the document by documents inside it alone.
// Somebody else made these, and nobody has judged them: they may repeat what the
// document says, and add nothing.
func (c *conflicts) foreign(owner owner, order []given) {
	for _, g := range order {
		switch {
		case g.name == comment:
		case ofDocument[g.name] && (owner.isDocument || g.by.document): // told as misplaced, or its own
		default:
			usual := owner.usual(g.by, descriptive[g.name])
			c.add(Conflict{Kind: Foreign, Member: g.name, Usual: usual, Fatal: !usual && !descriptive[g.name]}, owner.object, g.by)
		}
	}
}

// types refuses that another object says what kind of document a document is, and
// that a document inside the document gives a node of it a further type.
func (c *conflicts) types(owner owner, objects []object) error {
	var root *object
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
			if root != nil && !q.document && ofDocument && !kinds[t] && !(root.embedded && q.embedded) {
				c.add(Conflict{Kind: Misplaced, Member: "type", Fatal: true}, *root, q)
				break
			}
			if !q.embedded || has[t] || classes[t] || !owner.minds(q) || !owner.reads(q, "type") {
				continue
			}
			if q.document && ofDocument && !owner.isDocument {
				continue // what it says of itself
			}
			usual := owner.usual(q, false)
			c.add(Conflict{Kind: Foreign, Member: "type", Usual: usual, Fatal: !usual}, owner.object, q)
			break
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
func (c *conflicts) same(first *given, q object, name string, v strictjson.Value) (bool, error) {
	if first.values == nil {
		var err error
		if first.values, err = c.values(first.by, first.name, first.value); err != nil {
			return false, err
		}
	}
	values, err := c.values(q, name, v)
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
	c.left -= limits.UnionValue
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

package ld

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	gold "github.com/piprate/json-gold/ld"

	"github.com/summitbadges/openbadges/internal/limits"
)

// An active context (JSON-LD 1.1, section 4.1) as tables. What it is never
// changes; what follows from it is compiled when a document first needs it.
//
// Contexts that node objects begin in and that come out equal are one, so that
// nesting does not lead to ever new ones.
type active struct {
	list  *List
	gold  *gold.Context
	prev  *active // what it reverts to inside a node, if it is type-scoped; else nil
	terms []*term // by nameID; nil where the name is not defined
	vocab string  // @vocab, of contexts that a caller added

	prefixes []string // names that would make an IRI compact

	typed []atomic.Pointer[active]           // by nameID below names.scoped: with the context of that one type
	edges atomic.Pointer[map[string]*active] // by edge key: with those of several types, of a member, of an embedded document
}

// An edge key is a letter and name numbers, or a list's key.
const (
	edgeTypes  = 't'
	edgeMember = 'm'
	edgeList   = 'l'
)

// follow is where an edge leads, if it has been compiled.
func (a *active) follow(key []byte) *active {
	if edges := a.edges.Load(); edges != nil {
		return (*edges)[string(key)]
	}
	return nil
}

// The rest of this file runs under the lock of the Contexts.

// setEdge remembers where an edge leads, unless the list has had its share of
// memory: what is made then lasts as long as the document that asked for it.
func (a *active) setEdge(key []byte, to *active) {
	if a.list.actives > limits.ActiveContexts {
		return
	}
	edges := map[string]*active{string(key): to}
	if old := a.edges.Load(); old != nil {
		for k, v := range *old {
			edges[k] = v
		}
	}
	a.edges.Store(&edges)
	if key[0] == edgeTypes && len(key) == 3 {
		a.typed[uint16(key[1])|uint16(key[2])<<8].Store(to)
	}
}

// withTypes is a with the contexts of types, which have one each, in the order of
// their names (JSON-LD 1.1 API, section 5.1.2, step 11).
func (a *active) withTypes(types []nameID) (*active, error) {
	n := a.list.names
	slices.SortFunc(types, func(x, y nameID) int { return strings.Compare(n.text[x], n.text[y]) })
	to := a
	for _, id := range types {
		context := a.gold.TermDefinitions[n.text[id]].Context
		g, err := to.gold.Parse(context)
		if err != nil {
			return nil, conflict(err)
		}
		if err := a.list.contexts.vouched(context, to.gold, g); err != nil {
			return nil, err
		}
		prev := to.prev
		if prev == nil && !propagate(context, false) {
			prev = to
		}
		if to, err = a.list.activeOf(g, prev, to); err != nil {
			return nil, err
		}
	}
	return to, nil
}

// withMember is onto, which is a or what a reverts to, with the context of a
// member's term in a, which may redefine what is protected (step 8 there).
func (a *active) withMember(id nameID, onto *active) (*active, error) {
	def := a.gold.TermDefinitions[a.list.names.text[id]]
	g, err := override(onto.gold, def.Context)
	if err != nil {
		return nil, conflict(err)
	}
	if err := a.list.contexts.vouched(def.Context, onto.gold, g); err != nil {
		return nil, err
	}
	prev := onto.prev
	if !propagate(def.Context, true) && prev == nil {
		prev = onto
	}
	return a.list.activeOf(g, prev, onto)
}

// withDocuments is a with the contexts that an embedded document names.
func (a *active) withDocuments(documents []uint16) (*active, error) {
	g := a.gold
	for _, i := range documents {
		next, err := parseDocument(g, a.list.contexts.documents[i])
		if err != nil {
			return nil, err
		}
		g = next
	}
	return a.list.activeOf(g, a.prev, a)
}

// override is g after a context that may redefine protected terms. json-gold does
// not export that, so it is given the same context with nothing protected, and
// what it left alone is protected again afterwards.
func override(g *gold.Context, context any) (*gold.Context, error) {
	if protectsAll(context) {
		// Where nothing is redefined there is nothing to override.
		if next, err := g.Parse(context); err == nil {
			return next, nil
		}
	}
	open := gold.CopyContext(g)
	clear(open.Protected)
	opened := make(map[string]*gold.TermDefinition, len(g.TermDefinitions))
	for name, def := range g.TermDefinitions {
		if def != nil && def.Protected {
			def = def.Copy()
			def.Protected = false
			open.TermDefinitions[name] = def
			opened[name] = def
		}
	}
	next, err := open.Parse(context)
	if err != nil {
		return nil, err
	}
	for name, def := range opened {
		if next.TermDefinitions[name] == def {
			next.TermDefinitions[name] = g.TermDefinitions[name]
			next.Protected[name] = true
		}
	}
	return next, nil
}

// protectsAll says whether a context protects every term that it defines.
func protectsAll(context any) bool {
	m, _ := context.(map[string]any)
	if m["@protected"] != true {
		return false
	}
	for _, def := range m {
		if def, ok := def.(map[string]any); ok && def["@protected"] != nil {
			return false
		}
	}
	return true
}

// propagate is the @propagate of a context, or what it is by default.
func propagate(context any, byDefault bool) bool {
	if list, ok := context.([]any); ok && len(list) > 0 {
		context = list[0]
	}
	if m, ok := context.(map[string]any); ok {
		if p, ok := m["@propagate"].(bool); ok {
			return p
		}
	}
	return byDefault
}

func conflict(err error) error {
	return &Error{Err: ErrContextConflict, Detail: err.Error()}
}

// vouched refuses a term's context, in a caller's own document, that gives a
// built-in name another meaning than it has where the context applies: under
// contexts without @protected (Open Badges before 3.0.2) it could swap name and
// description.
func (c *Contexts) vouched(context any, before, after *gold.Context) error {
	if len(c.scopes) == 0 || !c.scopes[addressOf(context)] {
		return nil
	}
	return c.unchanged(before, after)
}

// unchanged refuses that a built-in name means something else in after than in before.
func (c *Contexts) unchanged(before, after *gold.Context) error {
	for name, def := range before.TermDefinitions {
		if c.free[name] {
			continue
		}
		if now := after.TermDefinitions[name]; now != def && !sameMeaning(def, now) {
			return &Error{Err: ErrContextConflict, Detail: fmt.Sprintf("a context that was added redefines the term %s", quoted([]byte(name)))}
		}
	}
	return nil
}

func sameMeaning(a, b *gold.TermDefinition) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := a.Copy(), b.Copy()
	x.Protected, y.Protected = false, false
	return gold.DeepCompareTermDef(x, y, true)
}

// activeOf is the tables of g, or those that come out the same. g was made from
// parent, if that is not nil.
//
// Only what node objects begin in is compared: what reverts has been reached by
// one edge from there, and what is reached from it is too.
func (l *List) activeOf(g *gold.Context, prev, parent *active) (*active, error) {
	if prev == nil {
		for _, a := range l.bases {
			if sameContext(a.gold, g) {
				return a, nil
			}
		}
	}
	a := &active{list: l, gold: g, prev: prev, typed: make([]atomic.Pointer[active], l.names.scoped)}
	if err := a.compile(parent); err != nil {
		return nil, err
	}
	if l.contexts.actives++; l.contexts.actives > limits.ActiveContexts {
		// Whoever asks for so many makes room for everyone: what is compiled is
		// forgotten, and compiled again where it is needed.
		clear(l.contexts.lists)
		l.contexts.actives = 0
	}
	if l.actives++; l.actives <= limits.ActiveContexts && prev == nil {
		l.bases = append(l.bases, a)
	}
	return a, nil
}

// sameContext says whether two contexts read every document alike.
func sameContext(x, y *gold.Context) bool {
	if len(x.TermDefinitions) != len(y.TermDefinitions) || (x.Values.Vocab == nil) != (y.Values.Vocab == nil) ||
		x.Values.Vocab != nil && *x.Values.Vocab != *y.Values.Vocab {
		return false
	}
	for name, a := range x.TermDefinitions {
		b, ok := y.TermDefinitions[name]
		if !ok || a != b && (a == nil || b == nil || isPrefix(a) != isPrefix(b) || !gold.DeepCompareTermDef(a, b, true)) {
			return false
		}
	}
	return true
}

func isPrefix(def *gold.TermDefinition) bool { return def.Prefix != nil && *def.Prefix }

// addressOf tells the contexts of terms apart: they are parts of documents that
// are decoded once and stay.
func addressOf(context any) uintptr {
	switch v := reflect.ValueOf(context); v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Pointer()
	}
	return 0
}

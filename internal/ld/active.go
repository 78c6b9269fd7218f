package ld

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/summitbadges/openbadges/internal/limits"
)

// An active context (JSON-LD 1.1, section 4.1) as tables. What it is never
// changes; what follows from it is compiled when a document first needs it.
//
// Contexts that node objects begin in and that come out equal are one, so that
// nesting does not lead to ever new ones.
type active struct {
	meanings
	list *List
	prev *active // what it reverts to inside a node, if it is type-scoped; else nil

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
//
// Of lists, and of types together, there are more than there are contexts that they
// lead to: whoever writes nine in every order reaches the same one each time. So such
// an edge counts as a context does.
func (a *active) setEdge(key []byte, to *active, isNew bool) {
	if l := a.list; !isNew && (key[0] == edgeList || key[0] == edgeTypes && len(key) > 3) {
		if l.actives++; l.actives <= limits.ActiveContexts {
			l.contexts.memory.count(l.owner)
		}
	}
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
		context := a.terms[id].def.Context
		m, err := a.list.applied(to.meanings, context, false)
		if err != nil {
			return nil, err
		}
		prev := to.prev
		if prev == nil && !propagate(context, false) {
			prev = to
		}
		to = a.list.activeOf(m, prev)
	}
	return to, nil
}

// withMember is onto, which is a or what a reverts to, with the context of a
// member's term in a, which may redefine what is protected (step 8 there).
func (a *active) withMember(id nameID, onto *active) (*active, error) {
	context := a.terms[id].def.Context
	m, err := a.list.applied(onto.meanings, context, true)
	if err != nil {
		return nil, err
	}
	prev := onto.prev
	if !propagate(context, true) && prev == nil {
		prev = onto
	}
	return a.list.activeOf(m, prev), nil
}

// withDocuments is a with the contexts that an embedded document names.
func (a *active) withDocuments(documents []uint16) (*active, error) {
	m, err := a.list.withDocuments(a.meanings, documents)
	if err != nil {
		return nil, err
	}
	return a.list.activeOf(m, a.prev), nil
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

// activeOf is the active context of m, or one that comes out the same.
//
// Only what node objects begin in is compared: what reverts has been reached by
// one edge from there, and what is reached from it is too.
func (l *List) activeOf(m meanings, prev *active) *active {
	if prev == nil {
		for _, a := range l.bases {
			if a.same(m) {
				return a
			}
		}
	}
	a := &active{meanings: m, list: l, prev: prev, typed: make([]atomic.Pointer[active], l.names.scoped)}
	if l.actives++; l.actives <= limits.ActiveContexts { // see setEdge
		l.contexts.memory.count(l.owner)
		if prev == nil {
			l.bases = append(l.bases, a)
		}
	}
	return a
}

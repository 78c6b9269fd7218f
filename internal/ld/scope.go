package ld

import (
	"bytes"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// types adds the types at k and says in which active context the members of their
// node are read.
func (w *walker) types(k uint32, base *active, subject, graph rdfc.Node) (*active, error) {
	var buf [8]nameID
	scoped := buf[:0]
	e := w.t.Entry(k)
	at, end := k, k+1
	if e.Kind() == strictjson.Array {
		at, end = k+1, e.Next()
	}
	for ; at < end; at = w.t.Entry(at).Next() {
		if kind := w.t.Entry(at).Kind(); kind != strictjson.String {
			return nil, w.fail(at, ErrValue, "expected the name of a type, found %v", kind)
		}
		name := w.string(at)
		id := w.l.names.id(name)
		t := base.terms[id]
		if t == nil || t.use&asType == 0 {
			o, err := w.otherType(at, name, base)
			if err != nil {
				return nil, err
			}
			w.comes(w.dst.Add(subject, w.l.rdf.type_, o, graph), at, subject)
			continue
		}
		o := t.object
		if !t.hasObject {
			o, _ = w.dst.IRIObject([]byte(t.iri))
		}
		w.comes(w.dst.Add(subject, w.l.rdf.type_, o, graph), at, subject)
		if t.scoped && !contains(scoped, id) {
			scoped = append(scoped, id)
		}
	}
	switch len(scoped) {
	case 0:
		return base, nil
	case 1:
		if a := base.typed[scoped[0]].Load(); a != nil {
			return a, nil
		}
	}
	a, err := w.typed(base, scoped)
	if err != nil {
		return nil, placed(w.t.At(k), err)
	}
	return a, nil
}

func contains[T comparable](ids []T, id T) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}

// otherType is a type that is no term: an absolute IRI, or under an @vocab any name.
func (w *walker) otherType(at uint32, name []byte, base *active) (rdfc.Object, error) {
	if t := base.terms[w.l.names.id(name)]; t != nil {
		return rdfc.Object{}, w.fail(at, ErrTermUndefined, "%s is the name of a member, not of a type", quoted(name))
	}
	iri := name
	if bytes.IndexByte(name, ':') < 0 {
		if base.vocab == "" || len(name) == 0 || name[0] == '@' {
			return rdfc.Object{}, w.fail(at, ErrTermUndefined, "no context defines the type %s here", quoted(name))
		}
		iri = append([]byte(base.vocab), name...)
	} else if w.l.contexts.known()[string(name)] {
		return rdfc.Object{}, w.fail(at, ErrKeyForm, "expected the type by its name, found its IRI, %s", quoted(name))
	}
	if fault := iriFault(iri, base.prefixes); fault != "" {
		return rdfc.Object{}, w.iriError(at, name, fault)
	}
	o, _ := w.dst.IRIObject(iri)
	return o, nil
}

// typed is base with the contexts of several types, or of one that is not there yet.
func (w *walker) typed(base *active, scoped []nameID) (*active, error) {
	for i := 1; i < len(scoped); i++ {
		for j := i; j > 0 && scoped[j] < scoped[j-1]; j-- {
			scoped[j], scoped[j-1] = scoped[j-1], scoped[j]
		}
	}
	w.key = append(w.key[:0], edgeTypes)
	for _, id := range scoped {
		w.key = append(w.key, byte(id), byte(id>>8))
	}
	if len(scoped) > 1 {
		if a := base.follow(w.key); a != nil {
			return a, nil
		}
	}
	types := slices.Clone(scoped)
	return w.compile(base, func() (*active, error) { return base.withTypes(types) })
}

// compile is where the edge w.key of an active context leads, compiled now if
// nobody has done it meanwhile.
func (w *walker) compile(from *active, make func() (*active, error)) (*active, error) {
	if w.compiled++; w.compiled > limits.ActiveContextsPerDocument {
		return nil, &Error{Err: ErrTooMany, Detail: "more combinations of types and contexts than are compiled for one document"}
	}
	w.l.contexts.memory.mu.Lock()
	defer w.l.contexts.memory.mu.Unlock()
	if a := from.follow(w.key); a != nil {
		return a, nil
	}
	before := w.l.actives
	a, err := make()
	if err != nil {
		return nil, err
	}
	from.setEdge(w.key, a, w.l.actives > before)
	return a, nil
}

// inside is the active context of the node object at v.at: a type-scoped one is
// reverted, then the context of the member's term applies, then the object's own.
func (w *walker) inside(v value) (*active, error) {
	onto := v.a
	if onto.prev != nil {
		onto = onto.prev
	}
	b := onto
	if v.term.scoped {
		var err error
		if b, err = w.withMember(v.a, v.name, onto); err != nil {
			return nil, placed(w.t.At(v.at), err)
		}
	}
	return b, nil
}

// withMember is onto with the context of the member's term in a.
func (w *walker) withMember(a *active, id nameID, onto *active) (*active, error) {
	w.key = append(w.key[:0], edgeMember, byte(id), byte(id>>8), 0)
	if onto != a {
		w.key[3] = 1
	}
	if b := a.follow(w.key); b != nil {
		return b, nil
	}
	return w.compile(a, func() (*active, error) { return a.withMember(id, onto) })
}

// embedded is a with the contexts that the document at i, inside the document, names.
func (w *walker) embedded(i uint32, a *active, context strictjson.Value) (*active, bool, error) {
	var buf [limits.ContextList]uint16
	list, _, err := w.l.contexts.resolve(buf[:0], context, w.t.At(i), &w.editions, false)
	if err != nil {
		return nil, false, err
	}
	if !w.l.knows(list) {
		return nil, false, errNarrow
	}
	v2 := w.l.contexts.documents[list[0]].url == CredentialsV2
	w.key = listKey(append(w.key[:0], edgeList), list)
	if !w.lists.add(w.key) {
		return nil, false, failure(context, ErrTooMany, "expected at most %d different lists of contexts inside one document", limits.ContextListsInside)
	}
	if b := a.follow(w.key); b != nil {
		return b, v2, nil
	}
	documents := slices.Clone(list)
	b, err := w.compile(a, func() (*active, error) { return a.withDocuments(documents) })
	if err != nil {
		_, k := context.Index()
		return nil, false, placed(w.t.At(k), err)
	}
	return b, v2, nil
}

// listsInside are the keys of the lists that documents inside a document name. They
// are compiled one by one, and each order of the same contexts is another.
type listsInside struct {
	keys [limits.ContextListsInside][]byte
	n    int
}

// add adds a key, and reports whether there is room for it.
func (s *listsInside) add(key []byte) bool {
	for _, k := range s.keys[:s.n] {
		if bytes.Equal(k, key) {
			return true
		}
	}
	if s.n == len(s.keys) {
		return false
	}
	s.keys[s.n] = append(s.keys[s.n][:0], key...)
	s.n++
	return true
}

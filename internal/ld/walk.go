package ld

import (
	"bytes"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Convert writes the quads of a document, or of a part of one that stands for
// itself, to dst, which it resets. Members of the object itself whose name is in
// skip are left out, and so is its @context: the contexts are l's.
//
// The error is an *Error and names the first member, in document order, that is
// refused. Limits that the dataset has gone beyond are not among its errors: dst
// knows them, and its Canonicalize refuses.
func (l *List) Convert(dst *rdfc.Dataset, document strictjson.Value, skip ...string) error {
	dst.Reset(l.contexts.vocab)
	t, i := document.Index()
	if document.Kind() != strictjson.Object {
		return failure(document, ErrValue, "expected an object, found %v", document.Kind())
	}
	w := l.contexts.walkers.Get().(*walker)
	w.c, w.t, w.dst, w.skip, w.v2, w.compiled = l.contexts, t, dst, skip, l.v2, 0
	_, err := w.node(i, l.root, rdfc.DefaultGraph, rootNode)
	if err == nil && dst.Len() == 0 && dst.Err() == nil {
		err = w.fail(i, ErrValue, "an object that says nothing")
	}
	w.t, w.dst, w.skip = nil, nil, nil
	l.contexts.walkers.Put(w)
	return err
}

// A walker is one conversion. JSON nests no deeper than strictjson lets it, and
// so does the recursion.
type walker struct {
	c        *Contexts
	t        *strictjson.Tape
	dst      *rdfc.Dataset
	skip     []string
	v2       bool // the contexts in force are those of VCDM 2.0
	compiled int  // active contexts that this document was the first to need

	key  []byte // of an edge
	text []byte // a name or string without its escapes
}

// A place says what kind of object a node object is.
type place uint8

const (
	innerNode    place = iota
	rootNode           // the document: its @context is in force already, members may be skipped
	embeddedNode       // a document inside the document: its @context is in force already
)

func (w *walker) fail(i uint32, err error, format string, args ...any) error {
	return failure(w.t.At(i), err, format, args...)
}

// name is the name of the member at i without escapes, valid until the next use of w.text.
func (w *walker) name(i uint32) []byte {
	name, escapes := w.t.RawName(w.t.Entry(i))
	if escapes {
		w.text = strictjson.AppendUnescaped(w.text[:0], name)
		return w.text
	}
	return name
}

// string is the content of the string at i without escapes, valid as name's is.
func (w *walker) string(i uint32) []byte {
	text, escapes := w.t.RawText(w.t.Entry(i))
	if escapes {
		w.text = strictjson.AppendUnescaped(w.text[:0], text)
		return w.text
	}
	return text
}

// node converts the node object at i, in the active context in which its types
// are read, and says which node it is.
func (w *walker) node(i uint32, base *active, graph rdfc.Node, place place) (rdfc.Node, error) {
	t := w.t
	end := t.Entry(i).Next()
	var idAt, typeAt uint32
	for k := i + 1; k < end; k = t.Entry(k).Next() {
		switch name := w.name(k); {
		case len(name) == 2 && string(name) == "id":
			idAt = k
		case len(name) == 4 && string(name) == "type":
			typeAt = k
		}
	}

	var subject rdfc.Node
	if idAt != 0 {
		if t.Entry(idAt).Kind() != strictjson.String {
			return 0, w.fail(idAt, ErrIRI, "expected a string, found %v", t.Entry(idAt).Kind())
		}
		id := w.string(idAt)
		if fault := iriFault(id, base.prefixes); fault != "" {
			return 0, w.iriError(idAt, id, fault)
		}
		subject, _ = w.dst.IRI(id)
	} else {
		subject = w.dst.NewBlank()
	}

	a := base
	if typeAt != 0 {
		if base.terms[nameType] == nil {
			return 0, w.undefined(typeAt, base)
		}
		var err error
		if a, err = w.types(typeAt, base, subject, graph); err != nil {
			return 0, err
		}
	}
	if idAt != 0 {
		if a.terms[nameID_] == nil {
			return 0, w.undefined(idAt, a)
		}
		if len(a.prefixes) > len(base.prefixes) {
			if id := w.string(idAt); iriFault(id, a.prefixes) != "" {
				return 0, w.iriError(idAt, id, iriFault(id, a.prefixes))
			}
		}
	}

	for k := i + 1; k < end; k = t.Entry(k).Next() {
		if k == idAt || k == typeAt {
			continue
		}
		name := w.name(k)
		if place == rootNode && w.skipped(name) {
			continue
		}
		id := w.c.names.id(name)
		term := a.terms[id]
		switch {
		case id == nameContext && place != innerNode:
		case term == nil || term.use&asMember == 0:
			if err := w.other(k, a, subject, graph); err != nil {
				return 0, err
			}
		default:
			if err := w.member(k, a, id, term, subject, graph); err != nil {
				return 0, err
			}
		}
	}
	return subject, nil
}

func (w *walker) skipped(name []byte) bool {
	for _, s := range w.skip {
		if string(name) == s {
			return true
		}
	}
	return false
}

// other converts a member whose name is no term: only an @vocab can make it one.
func (w *walker) other(k uint32, a *active, subject, graph rdfc.Node) error {
	name := w.name(k)
	if a.vocab == "" || bytes.ContainsAny(name, "@:") || a.terms[w.c.names.id(name)] != nil {
		return w.undefined(k, a)
	}
	iri := append([]byte(a.vocab), name...)
	if fault := iriFault(iri, nil); fault != "" {
		return w.undefined(k, a)
	}
	return w.member(k, a, 0, &term{use: asMember, iri: string(iri)}, subject, graph)
}

// undefined says why the name of the member at k is none.
func (w *walker) undefined(k uint32, a *active) error {
	name := w.name(k)
	id := w.c.names.id(name)
	term := a.terms[id]
	switch {
	case id == nameContext:
		return w.fail(k, ErrContextNested, "expected @context at the root, and in the objects of endorsement and verifiableCredential, only")
	case len(name) > 0 && name[0] == '@':
		return w.fail(k, ErrKeyForm, "expected the plain name of a term, found the keyword %s", quoted(name))
	case term != nil && term.use&asType != 0:
		return w.fail(k, ErrKeyForm, "%s is the name of a class, not of a member", quoted(name))
	case bytes.IndexByte(name, ':') >= 0:
		return w.fail(k, ErrKeyForm, "expected the plain name of a term, found an IRI, %s", quoted(name))
	}
	return w.fail(k, ErrTermUndefined, "no context defines %s here (a wrong or missing type, or a context newer than the one known here, has the same effect)", quoted(name))
}

func (w *walker) iriError(k uint32, text []byte, fault string) error {
	return w.fail(k, ErrIRI, "expected an absolute IRI, found %s: %s", quoted(text), fault)
}

// member converts the member at k, whose name is the term t of a.
func (w *walker) member(k uint32, a *active, id nameID, t *term, subject, graph rdfc.Node) error {
	p := t.predicate
	if !t.hasPredicate {
		p, _ = w.dst.Predicate([]byte(t.iri))
	}
	if t.coercion == toJSON {
		o, err := w.json(k)
		if err != nil {
			return err
		}
		w.dst.Add(subject, p, o, graph)
		return nil
	}
	v := value{k, a, id, t, graph}
	if t.list {
		return w.list(v, subject, p)
	}
	e := w.t.Entry(k)
	if e.Kind() != strictjson.Array {
		return w.add(v, subject, p)
	}
	for v.at = k + 1; v.at < e.Next(); v.at = w.t.Entry(v.at).Next() {
		if w.t.Entry(v.at).Kind() == strictjson.Array {
			return w.fail(v.at, ErrValue, "expected no array inside an array: RDF does not tell them apart")
		}
		if err := w.add(v, subject, p); err != nil {
			return err
		}
	}
	return nil
}

// A value is one value of a member: where it stands, and what as.
type value struct {
	at    uint32
	a     *active
	name  nameID
	term  *term
	graph rdfc.Node
}

// add adds one value of a member.
func (w *walker) add(v value, subject rdfc.Node, p rdfc.Predicate) error {
	if w.t.Entry(v.at).Kind() == strictjson.Null {
		return nil
	}
	o, err := w.object(v)
	if err == nil {
		w.dst.Add(subject, p, o, v.graph)
	}
	return err
}

// list adds an RDF collection, which keeps its order (JSON-LD 1.1 API, section 8.4).
func (w *walker) list(v value, subject rdfc.Node, p rdfc.Predicate) error {
	e := w.t.Entry(v.at)
	at, end := v.at, e.Next()
	switch e.Kind() {
	case strictjson.Null:
		return nil
	case strictjson.Array:
		at++
	}
	for ; at < end; at = w.t.Entry(at).Next() {
		switch w.t.Entry(at).Kind() {
		case strictjson.Null:
			continue
		case strictjson.Array:
			return w.fail(at, ErrValue, "expected no array inside an ordered list")
		}
		cell := w.dst.NewBlank()
		w.dst.Add(subject, p, w.dst.NodeObject(cell), v.graph)
		v.at = at
		o, err := w.object(v)
		if err != nil {
			return err
		}
		w.dst.Add(cell, w.c.rdf.first, o, v.graph)
		subject, p = cell, w.c.rdf.rest
	}
	w.dst.Add(subject, p, w.c.rdf.nil_, v.graph)
	return nil
}

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
		id := w.c.names.id(name)
		t := base.terms[id]
		if t == nil || t.use&asType == 0 {
			o, err := w.otherType(at, name, base)
			if err != nil {
				return nil, err
			}
			w.dst.Add(subject, w.c.rdf.type_, o, graph)
			continue
		}
		o := t.object
		if !t.hasObject {
			o, _ = w.dst.IRIObject([]byte(t.iri))
		}
		w.dst.Add(subject, w.c.rdf.type_, o, graph)
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

func contains(ids []nameID, id nameID) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}

// otherType is a type that is no term: an absolute IRI, or under an @vocab any name.
func (w *walker) otherType(at uint32, name []byte, base *active) (rdfc.Object, error) {
	if t := base.terms[w.c.names.id(name)]; t != nil {
		return rdfc.Object{}, w.fail(at, ErrTermUndefined, "%s is the name of a member, not of a type", quoted(name))
	}
	iri := name
	if bytes.IndexByte(name, ':') < 0 {
		if base.vocab == "" || len(name) == 0 || name[0] == '@' {
			return rdfc.Object{}, w.fail(at, ErrTermUndefined, "no context defines the type %s here", quoted(name))
		}
		iri = append([]byte(base.vocab), name...)
	} else if _, known := w.c.vocab.Object(string(name)); known {
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
	return w.compile(func() (*active, error) { return base.withTypes(types) }, func(a *active) {
		if len(types) == 1 {
			base.typed[types[0]].Store(a)
		} else {
			base.setEdge(w.key, a)
		}
	})
}

// compile makes an active context and remembers it.
func (w *walker) compile(make func() (*active, error), store func(*active)) (*active, error) {
	if w.compiled++; w.compiled > limits.ActiveContextsPerDocument {
		return nil, &Error{Err: ErrTooMany, Detail: "more combinations of types and contexts than are compiled for one document"}
	}
	w.c.mu.Lock()
	defer w.c.mu.Unlock()
	a, err := make()
	if err != nil {
		return nil, err
	}
	store(a)
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
	return w.compile(func() (*active, error) { return a.withMember(id, onto) }, func(b *active) { a.setEdge(w.key, b) })
}

// embedded is a with the contexts that the document at i, inside the document, names.
func (w *walker) embedded(i uint32, a *active, context strictjson.Value) (*active, bool, error) {
	var buf [limits.ContextList]uint16
	list, _, err := w.c.resolve(buf[:0], context, w.t.At(i), false)
	if err != nil {
		return nil, false, err
	}
	v2 := w.c.documents[list[0]].url == CredentialsV2
	w.key = listKey(append(w.key[:0], edgeList), list)
	if b := a.follow(w.key); b != nil {
		return b, v2, nil
	}
	documents := slices.Clone(list)
	b, err := w.compile(func() (*active, error) { return a.withDocuments(documents) }, func(b *active) { a.setEdge(w.key, b) })
	if err != nil {
		_, k := context.Index()
		return nil, false, placed(w.t.At(k), err)
	}
	return b, v2, nil
}

package ld

import (
	"bytes"
	"errors"
	"slices"

	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Convert writes the quads of a document, or of a part of one that stands for
// itself, to dst, which it resets. Members of the object itself whose name is in
// skip are left out, and so is its @context: the contexts are l's.
//
// If nodes is not nil, it learns which objects say something about one node.
//
// The error is an *Error and names the first member, in document order, that is
// refused. Limits that the dataset has gone beyond are not among its errors: dst
// knows them, and its Canonicalize refuses.
func (l *List) Convert(dst *rdfc.Dataset, nodes *Nodes, document strictjson.Value, skip ...string) error {
	return l.convert(dst, nodes, nil, nil, document, nil, skip)
}

// ConvertWithProofs is Convert without the document's proofs but those given, which
// are parts of the same document: what a proof with a previousProof is about (Data
// Integrity, section 4.4).
func (l *List) ConvertWithProofs(dst *rdfc.Dataset, nodes *Nodes, document strictjson.Value, proofs []strictjson.Value, skip ...string) error {
	var buf [8]string
	return l.convert(dst, nodes, nil, nil, document, proofs, append(append(buf[:0], "proof"), skip...))
}

func (l *List) convert(dst *rdfc.Dataset, nodes *Nodes, origins Origins, left *Left, document strictjson.Value, proofs []strictjson.Value, skip []string) error {
	if document.Kind() != strictjson.Object {
		dst.Reset(nil)
		return failure(document, ErrValue, "expected an object, found %v", document.Kind())
	}
	w := l.contexts.walkers.Get().(*walker)
	w.origins, w.left = origins, left
	err := w.walk(l, dst, nodes, document, proofs, skip)
	if err == errNarrow {
		if l, err = l.wide(); err == nil {
			err = w.walk(l, dst, nodes, document, proofs, skip)
		}
	}
	w.t, w.dst, w.nodes, w.origins, w.left = nil, nil, nil, nil, nil
	l.contexts.walkers.Put(w)
	return err
}

// errNarrow: the list does not know the names of a context inside the document.
var errNarrow = errors.New("ld: a context inside")

func (w *walker) walk(l *List, dst *rdfc.Dataset, nodes *Nodes, document strictjson.Value, proofs []strictjson.Value, skip []string) error {
	dst.Reset(l.vocab)
	t, i := document.Index()
	values := int(t.Entry(i).Next() - i)
	dst.Expect(len(document.Raw())+8*values, values)
	w.l, w.t, w.dst, w.v2, w.within, w.presented, w.compiled = l, t, dst, l.v2, false, false, 0
	w.editions.n, w.lists.n = 0, 0
	w.skip = append(w.skip[:0], skip...)
	w.proofs = w.proofs[:0]
	if w.left != nil {
		w.left.reset(t)
	}
	for _, p := range proofs {
		if owner, k := p.Index(); owner == t {
			w.proofs = append(w.proofs, k)
		}
	}
	if w.nodes = nodes; nodes != nil {
		nodes.reset(t, i)
		nodes.expect(values / 4)
	}
	_, err := w.node(i, l.root, rdfc.DefaultGraph, rootNode)
	if err == nil && dst.Len() == 0 && dst.Err() == nil {
		err = w.fail(i, ErrValue, "an object that says nothing")
	}
	return err
}

// A walker is one conversion. JSON nests no deeper than strictjson lets it, and
// so does the recursion.
type walker struct {
	l         *List
	t         *strictjson.Tape
	dst       *rdfc.Dataset
	nodes     *Nodes
	origins   Origins
	left      *Left // nil unless somebody asks
	skip      []string
	proofs    []uint32 // of those that are skipped, the ones to convert all the same
	v2        bool     // the contexts in force are those of VCDM 2.0
	within    bool     // a document that stands in the one of its graph
	presented bool     // the same, and in a verifiableCredential
	compiled  int      // active contexts that this document was the first to need
	editions  editions // under which this document is read
	lists     listsInside

	key  []byte // of an edge
	text []byte // a name or string without its escapes
}

// A place says what kind of object a node object is.
type place uint8

const (
	innerNode    place = iota
	documentNode       // a document inside the document
	ownContext         // the same, with an @context, which is in force already
	proofContext       // a proof with an @context, which is in force already
	rootNode           // the document: its @context is in force already, members may be skipped
)

func (p place) isDocument() bool { return p != innerNode && p != proofContext }

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
		case place < ownContext && string(name) == "@context":
			// Before the types: those that the context would give a meaning to are
			// undefined without it, and that would be the lesser half of the truth.
			return 0, w.fail(k, ErrContextNested, "expected @context at the root, and in the objects of endorsement and verifiableCredential, only")
		}
	}

	var subject rdfc.Node
	if idAt != 0 {
		if t.Entry(idAt).Kind() != strictjson.String {
			return 0, w.fail(idAt, ErrIRI, "expected a string, found %v", t.Entry(idAt).Kind())
		}
		id := w.string(idAt)
		var ok bool
		if subject, ok = w.dst.IRI(id); !ok {
			return 0, w.iriError(idAt, id, shapeFault(id))
		}
		if fault := finerFault(id, base.prefixes); fault != "" {
			return 0, w.iriError(idAt, id, fault)
		}
		w.named(idAt, i, subject)
	} else {
		subject = w.blank(i, OfNode)
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
		if a != base && !slices.Equal(a.prefixes, base.prefixes) { // a type has a context of its own
			id := w.string(idAt)
			if fault := finerFault(id, a.prefixes); fault != "" {
				return 0, w.iriError(idAt, id, fault)
			}
		}
	}

	if w.nodes != nil && idAt != 0 && subject.IsIRI() {
		w.nodes.add(object{node: subject, graph: graph, at: i, a: a, document: place.isDocument(), embedded: w.within, presented: w.presented, bare: t.Entry(i).Len() == 1})
	}

	for k := i + 1; k < end; k = t.Entry(k).Next() {
		if k == idAt || k == typeAt {
			continue
		}
		name := w.name(k)
		if place == rootNode && w.skipped(name) {
			if err := w.proof(k, a, subject, graph); err != nil {
				return 0, err
			}
			continue
		}
		id := w.l.names.id(name)
		term := a.terms[id]
		switch {
		case id == nameContext: // in force already
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

// proof converts those of the root's proofs at k that are wanted.
func (w *walker) proof(k uint32, a *active, subject, graph rdfc.Node) error {
	t := a.terms[nameProof]
	if len(w.proofs) == 0 || string(w.name(k)) != "proof" {
		return nil
	}
	if t == nil {
		return w.undefined(k, a)
	}
	for _, at := range w.proofs {
		if at < k || at >= w.t.Entry(k).Next() {
			return w.fail(at, ErrValue, "expected one of the document's proofs")
		}
		if err := w.add(value{at, a, nameProof, t, graph}, subject, t.predicate); err != nil {
			return err
		}
	}
	return nil
}

// other converts a member whose name is no term: only an @vocab can make it one.
func (w *walker) other(k uint32, a *active, subject, graph rdfc.Node) error {
	name := w.name(k)
	if a.vocab == "" || bytes.ContainsAny(name, "@:") || a.terms[w.l.names.id(name)] != nil {
		return w.undefined(k, a)
	}
	iri := append([]byte(a.vocab), name...)
	if fault := iriFault(iri, nil); fault != "" {
		return w.undefined(k, a)
	}
	w.unordered(k, w.l.names.id(w.name(k)))
	return w.member(k, a, 0, &term{use: asMember, iri: string(iri)}, subject, graph)
}

// undefined says why the name of the member at k is none.
func (w *walker) undefined(k uint32, a *active) error {
	name := w.name(k)
	id := w.l.names.id(name)
	term := a.terms[id]
	switch {
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
		w.comes(w.dst.Add(subject, p, o, graph), k, subject)
		w.one(k)
		w.keeps(k, true)
		return nil
	}
	v := value{k, a, id, t, graph}
	if t.list {
		return w.list(v, subject, p)
	}
	w.unordered(k, id)
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
		w.comes(w.dst.Add(subject, p, o, v.graph), v.at, subject)
	}
	return err
}

// list adds an RDF collection, which keeps its order (JSON-LD 1.1 API, section 8.4).
func (w *walker) list(v value, subject rdfc.Node, p rdfc.Predicate) error {
	e := w.t.Entry(v.at)
	all, at, end := v.at, v.at, e.Next()
	switch e.Kind() {
	case strictjson.Null:
		return nil
	case strictjson.Array:
		at++
		w.keeps(all, false)
	}
	for ; at < end; at = w.t.Entry(at).Next() {
		switch w.t.Entry(at).Kind() {
		case strictjson.Null:
			continue
		case strictjson.Array:
			return w.fail(at, ErrValue, "expected no array inside an ordered list")
		}
		cell := w.blank(at, OfCell)
		w.comes(w.dst.Add(subject, p, w.dst.NodeObject(cell), v.graph), at, subject)
		v.at = at
		o, err := w.object(v)
		if err != nil {
			return err
		}
		w.comes(w.dst.Add(cell, w.l.rdf.first, o, v.graph), at, cell)
		subject, p = cell, w.l.rdf.rest
	}
	w.comes(w.dst.Add(subject, p, w.l.rdf.nil_, v.graph), all, subject)
	return nil
}

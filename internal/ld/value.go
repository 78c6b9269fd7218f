package ld

import (
	"bytes"

	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// rdfTerms are the IRIs and datatypes that JSON-LD brings along.
type rdfTerms struct {
	type_, first, rest              rdfc.Predicate
	nil_                            rdfc.Object
	boolean, integer, double, json_ rdfc.Datatype
}

func newRDFTerms(v *rdfc.Vocabulary) (r rdfTerms) {
	r.type_, _ = v.Predicate(rdfType)
	r.first, _ = v.Predicate(rdfFirst)
	r.rest, _ = v.Predicate(rdfRest)
	r.nil_, _ = v.Object(rdfNil)
	r.boolean, _ = rdfc.NewDatatype(xsdBoolean)
	r.integer, _ = rdfc.NewDatatype(xsdInteger)
	r.double, _ = rdfc.NewDatatype(xsdDouble)
	r.json_, _ = rdfc.NewDatatype(rdfJSON)
	return r
}

// object is the RDF term of a value that is neither null nor an array.
func (w *walker) object(v value) (rdfc.Object, error) {
	kind := w.t.Entry(v.at).Kind()
	if v.term.graph {
		return w.graph(v, kind)
	}
	switch kind {
	case strictjson.Object:
		return w.objectValue(v)
	case strictjson.String:
		return w.stringValue(v)
	case strictjson.Number:
		return w.number(v.at, v.term)
	}
	// true or false
	dt := w.l.rdf.boolean
	if v.term.coercion == toDatatype {
		dt = v.term.datatype
	}
	text, _ := w.t.RawText(w.t.Entry(v.at))
	return w.dst.Literal(text, dt), nil
}

// graph is the name of a new graph that holds the node of v (@container @graph).
func (w *walker) graph(v value, kind strictjson.Kind) (rdfc.Object, error) {
	if kind != strictjson.Object {
		return rdfc.Object{}, w.fail(v.at, ErrValue, "expected an object, found %v: as a graph of its own it would be lost", kind)
	}
	name := w.blank(v.at, OfGraph)
	before := w.dst.Len()
	v.graph = name
	if _, err := w.nodeValue(v); err != nil {
		return rdfc.Object{}, err
	}
	if w.dst.Len() == before && w.dst.Err() == nil {
		return rdfc.Object{}, w.fail(v.at, ErrValue, "an object that says nothing: as a graph of its own it would be lost")
	}
	return w.dst.NodeObject(name), nil
}

func (w *walker) objectValue(v value) (rdfc.Object, error) {
	e := w.t.Entry(v.at)
	if e.Len() == 1 {
		if k := v.at + 1; string(w.name(k)) == "id" && v.a.terms[nameID_] != nil && w.t.Entry(k).Kind() == strictjson.String {
			return w.reference(v, k)
		}
	}
	if (v.name == nameName || v.name == nameDescription) && w.isValueObject(v.at) {
		return w.languageValue(v)
	}
	n, err := w.nodeValue(v)
	return w.dst.NodeObject(n), err
}

// reference is a node of which only its id is said, which stands in k. No
// context is reverted for it.
func (w *walker) reference(v value, k uint32) (rdfc.Object, error) {
	a, err := w.valueContext(v)
	if err != nil {
		return rdfc.Object{}, err
	}
	if a.terms[nameID_] == nil {
		return rdfc.Object{}, w.undefined(k, a)
	}
	w.one(v.at)
	return w.mention(v, k, a)
}

// valueContext is where a value that is no object with members is read: the context of
// its member's term applies to it too.
func (w *walker) valueContext(v value) (*active, error) {
	if !v.term.scoped {
		return v.a, nil
	}
	a, err := w.withMember(v.a, v.name, v.a)
	if err != nil {
		return nil, placed(w.t.At(v.at), err)
	}
	return a, nil
}

// mention is the IRI at k, which stands for a node of which v says no more.
func (w *walker) mention(v value, k uint32, a *active) (rdfc.Object, error) {
	o, err := w.iri(k, a)
	if err == nil && w.nodes != nil {
		if n, ok := w.dst.IRI(w.string(k)); ok && n.IsIRI() {
			w.nodes.add(object{node: n, graph: v.graph, at: v.at, a: a, embedded: w.within, presented: w.presented, bare: true})
		}
	}
	return o, err
}

func (w *walker) iri(k uint32, a *active) (rdfc.Object, error) {
	text := w.string(k)
	o, ok := w.dst.IRIObject(text)
	if !ok {
		return o, w.iriError(k, text, shapeFault(text))
	}
	if fault := finerFault(text, a.prefixes); fault != "" {
		return o, w.iriError(k, text, fault)
	}
	return o, nil
}

// nodeValue converts the node object at v.at.
func (w *walker) nodeValue(v value) (rdfc.Node, error) {
	a, err := w.inside(v)
	if err != nil {
		return 0, err
	}
	inner, outer := documentNode, ownContext
	switch {
	case v.name == nameProof && contains(w.proofs, v.at): // under a jcs suite, a proof has an @context
		inner, outer = innerNode, proofContext
	case v.name != nameEndorsement && v.name != nameCredential:
		return w.node(v.at, a, v.graph, innerNode)
	}
	within, presented := w.within, w.presented
	w.within = inner == documentNode && !v.term.graph // a graph of its own has no document around it
	w.presented = w.within && (presented || v.name == nameCredential)
	defer func() { w.within, w.presented = within, presented }()
	context := w.t.At(v.at).Get("@context")
	if !context.Exists() {
		return w.node(v.at, a, v.graph, inner)
	}
	v2 := w.v2
	if a, w.v2, err = w.embedded(v.at, a, context); err != nil {
		return 0, err
	}
	n, err := w.node(v.at, a, v.graph, outer)
	w.v2 = v2
	return n, err
}

func (w *walker) stringValue(v value) (rdfc.Object, error) {
	switch v.term.coercion {
	case toIRI:
		a, err := w.valueContext(v)
		if err != nil {
			return rdfc.Object{}, err
		}
		return w.mention(v, v.at, a)
	case toVocab:
		return w.vocabValue(v)
	case toDatatype:
		if v.term.double {
			return rdfc.Object{}, w.fail(v.at, ErrNumber, "expected a number for xsd:double, found a string, which processors write in more than one way")
		}
		return w.literal(v.at, v.term.datatype), nil
	}
	return w.literal(v.at, rdfc.Datatype{}), nil
}

// literal is the string at i as a literal. Most strings have no escapes; those
// that have are written in pieces, so that nothing is unescaped into memory of
// its own.
func (w *walker) literal(i uint32, dt rdfc.Datatype) rdfc.Object {
	text, escapes := w.t.RawText(w.t.Entry(i))
	if !escapes {
		return w.dst.Literal(text, dt)
	}
	w.dst.OpenLiteral()
	w.dst.Text(w.string(i))
	return w.dst.CloseLiteral(dt)
}

// vocabValue is a string that names a term (@type @vocab).
func (w *walker) vocabValue(v value) (rdfc.Object, error) {
	a, err := w.valueContext(v)
	if err != nil {
		return rdfc.Object{}, err
	}
	text := w.string(v.at)
	if t := a.terms[w.l.names.id(text)]; t != nil {
		if t.use&(asMember|asType) == 0 {
			return rdfc.Object{}, w.fail(v.at, ErrTermUndefined, "expected the name of a term, found a keyword's, %s", quoted(text))
		}
		if t.hasObject {
			return t.object, nil
		}
		o, _ := w.dst.IRIObject([]byte(t.iri))
		return o, nil
	}
	if bytes.IndexByte(text, ':') < 0 {
		if a.vocab == "" || len(text) == 0 || text[0] == '@' {
			return rdfc.Object{}, w.fail(v.at, ErrTermUndefined, "no context defines %s here", quoted(text))
		}
		text = append([]byte(a.vocab), text...)
	} else if w.l.contexts.known()[string(text)] {
		return rdfc.Object{}, w.fail(v.at, ErrKeyForm, "expected a term by its name, found its IRI, %s", quoted(text))
	}
	if fault := iriFault(text, a.prefixes); fault != "" {
		return rdfc.Object{}, w.iriError(v.at, text, fault)
	}
	o, _ := w.dst.IRIObject(text)
	return o, nil
}

// json is any value as a literal of type rdf:JSON, in its canonical form (JSON-LD
// 1.1 API, section 8.6).
func (w *walker) json(i uint32) (rdfc.Object, error) {
	text, err := strictjson.AppendJCS(w.text[:0], w.t.At(i))
	if err != nil {
		return rdfc.Object{}, w.fail(i, ErrValue, "%v", err)
	}
	w.text = text
	return w.dst.Literal(text, w.l.rdf.json_), nil
}

// isValueObject says whether the object at i has a member that is a keyword.
func (w *walker) isValueObject(i uint32) bool {
	end := w.t.Entry(i).Next()
	for k := i + 1; k < end; k = w.t.Entry(k).Next() {
		if name := w.name(k); len(name) > 0 && name[0] == '@' {
			return true
		}
	}
	return false
}

// languageValue is a language value object (VCDM 2.0, section 11.1): @value, and
// @language or @direction or both. The language is folded to lower
// case, as both processors do. A direction becomes part of the datatype, as the
// reference implementation of the Data Integrity suites has it; else it would be
// left out of what is signed.
func (w *walker) languageValue(v value) (rdfc.Object, error) {
	if !w.v2 {
		return rdfc.Object{}, w.fail(v.at, ErrKeyForm, "expected a string: language value objects belong to VCDM 2.0")
	}
	var text, language, direction uint32
	end := w.t.Entry(v.at).Next()
	for k := v.at + 1; k < end; k = w.t.Entry(k).Next() {
		switch w.l.names.id(w.name(k)) {
		case nameValue:
			text = k
		case nameLanguage:
			language = k
		case nameDirection:
			direction = k
		default:
			return rdfc.Object{}, w.fail(k, ErrKeyForm, "expected @value, @language or @direction, found %s", quoted(w.name(k)))
		}
		if kind := w.t.Entry(k).Kind(); kind != strictjson.String {
			return rdfc.Object{}, w.fail(k, ErrValue, "expected a string, found %v", kind)
		}
	}
	if text == 0 {
		return rdfc.Object{}, w.fail(v.at, ErrValue, "expected an object with @value")
	}
	if language == 0 && direction == 0 {
		// RDF does not tell it from the string: a holder could turn a name that
		// every reader sees into an object that few expect.
		return rdfc.Object{}, w.fail(v.at, ErrKeyForm, "expected a string, or @language or @direction beside @value")
	}
	w.one(v.at)
	var tag []byte
	if language != 0 {
		tag = bytes.ToLower(w.string(language))
		if !wellFormed(tag) {
			return rdfc.Object{}, w.fail(language, ErrValue, "expected a language tag, found %s", quoted(tag))
		}
	}
	if direction != 0 {
		d := w.t.At(direction)
		if !d.Is("ltr") && !d.Is("rtl") {
			return rdfc.Object{}, w.fail(direction, ErrValue, "expected ltr or rtl, found %s", quoted(d.Raw()))
		}
		dt, err := rdfc.NewDatatype(i18n + string(tag) + "_" + d.Text())
		if err != nil {
			return rdfc.Object{}, w.fail(direction, ErrValue, "%v", err)
		}
		return w.literal(text, dt), nil
	}
	w.dst.OpenLiteral()
	w.dst.Text(w.string(text))
	o, ok := w.dst.CloseLanguage(tag)
	if !ok {
		return rdfc.Object{}, w.fail(language, ErrValue, "expected a language tag, found %s", quoted(tag))
	}
	return o, nil
}

// wellFormed is the part of BCP 47 that jsonld.js checks: letters, then letters
// and digits, in parts of one to eight.
func wellFormed(tag []byte) bool {
	part, first := 0, true
	for _, c := range tag {
		switch {
		case c == '-' && part > 0:
			part, first = 0, false
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9' && !first:
			part++
		default:
			return false
		}
		if part > 8 {
			return false
		}
	}
	return part > 0
}

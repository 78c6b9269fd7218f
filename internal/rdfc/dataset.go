package rdfc

import (
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// ErrBudget is the reason, for errors.Is, of every refusal that is about the
// amount of work and not about the text: more quads, blank nodes or bytes than
// package limits allows, or blank nodes that resemble each other so much that
// telling them apart costs more than the work budget. Such a dataset may well be
// sound RDF; it is not one that an honest badge makes.
var ErrBudget = errors.New("beyond the limits of canonicalization")

// A Node is what a quad is about, or the name of its graph: a blank node or an
// IRI of one Dataset, valid until its next Reset. Two equal IRIs are one Node.
type Node int32

// DefaultGraph, the zero Node, is the graph of a quad that names none.
const DefaultGraph Node = 0

// IsBlank says whether n is a blank node.
func (n Node) IsBlank() bool { return n > 0 }

// IsIRI says whether n is an IRI.
func (n Node) IsIRI() bool { return n < 0 }

// An Object is the last term of a statement: a literal, an IRI or a blank node.
// It belongs to one Dataset until its next Reset, or to a Vocabulary. The zero
// Object is one that is still to be set.
type Object struct {
	kind     objectKind
	off, end uint32 // of text in the arena; off alone: the blank node's, or the vocabulary's, number
}

type objectKind uint8

const (
	unset objectKind = iota
	literal
	arenaIRI  // <iri> in the arena
	staticIRI // <iri> in the vocabulary
	blank
)

// class is the order in which kinds of objects stand in N-Quads: '"' < '<' < '_'.
func (k objectKind) class() uint32 {
	switch k {
	case literal:
		return 0
	case blank:
		return 2
	}
	return 1
}

type quad struct {
	subject, graph Node
	predicate      Predicate
	object         Object
}

// A Dataset collects the quads of an RDF 1.1 dataset and canonicalizes them. The
// zero Dataset is empty and ready; Reset keeps its memory, so that a Dataset that
// has seen one document of a size takes the next without allocating. It is for
// one goroutine at a time.
//
// Terms are written into one arena as the N-Quads text that they will have, once.
// A call that goes beyond a limit is remembered instead of answered: what it
// returns is harmless, and [Dataset.Canonicalize] refuses. So a walk need not ask
// after each step.
type Dataset struct {
	vocabulary Vocabulary // a copy of its few slices and maps, so that the zero Dataset has one
	arena      []byte
	quads      []quad
	blanks     int32
	err        error

	iris  []internedIRI
	slots []int32 // open addressing: 0, or 1 + index into iris
	seed  maphash.Seed

	extra   []span // " <iri> " in the arena: predicates that the vocabulary does not have
	extraOf map[string]Predicate

	labels map[string]Node // of a dataset that was read as text

	literal int // where the open literal starts
	canon   canon
}

type internedIRI struct {
	span
	hash uint32
	slot uint32
}

// Reset empties d. From now on its predicates and objects may be those of v,
// which may be nil. Memory beyond limits.Scratch is given back, so that one huge
// document does not stay in every Dataset that is kept for the next.
func (d *Dataset) Reset(v *Vocabulary) {
	if d.footprint() > limits.Scratch {
		*d = Dataset{}
	}
	d.vocabulary = Vocabulary{}
	if v != nil {
		d.vocabulary = *v
	}
	d.arena, d.quads, d.extra = d.arena[:0], d.quads[:0], d.extra[:0]
	d.blanks, d.err = 0, nil
	for _, iri := range d.iris {
		d.slots[iri.slot] = 0
	}
	d.iris = d.iris[:0]
	clear(d.extraOf)
	clear(d.labels)
	d.canon.reset()
}

// Expect makes room for terms of about so many bytes, and that many quads: what is
// added beyond it is added as well.
func (d *Dataset) Expect(bytes, quads int) {
	d.arena = slices.Grow(d.arena, min(bytes, limits.Terms))
	d.quads = slices.Grow(d.quads, min(quads, limits.Quads))
}

// footprint is roughly how much memory d holds: what is in the arena appears in
// the other texts at most a few times, a quad in the tables of canon.
func (d *Dataset) footprint() int {
	c := &d.canon
	return cap(d.arena) + cap(c.text) + cap(c.sorted) + cap(c.out) + 64*cap(d.quads) + 64*cap(d.slots)
}

// Err is the limit that d has gone beyond, if any: it wraps [ErrBudget].
func (d *Dataset) Err() error { return d.err }

// Len is the number of quads, repeated ones included.
func (d *Dataset) Len() int { return len(d.quads) }

// NewBlank makes a blank node. One that no quad mentions is not part of the
// dataset and changes nothing.
func (d *Dataset) NewBlank() Node {
	if d.blanks >= limits.BlankNodes {
		d.refuse("blank nodes", limits.BlankNodes)
		return Node(d.blanks)
	}
	d.blanks++
	return Node(d.blanks)
}

// IRI is the node that an absolute IRI names. It answers false, and has changed
// nothing, if iri is not one (see [ValidIRI]).
func (d *Dataset) IRI(iri []byte) (Node, bool) {
	o, ok := d.IRIObject(iri)
	if !ok {
		return 0, false
	}
	return d.intern(o), true
}

// IRIObject is an IRI that no quad is about and no graph is called by, which
// spares looking it up: equal ones, and equal nodes, are still one term. It
// answers false, and has changed nothing, if iri is not an absolute IRI.
func (d *Dataset) IRIObject(iri []byte) (Object, bool) {
	if !ValidIRI(iri) {
		return Object{}, false
	}
	start := len(d.arena)
	if !d.room(len(iri) + 2) {
		return Object{}, true
	}
	d.arena = append(d.arena, '<')
	d.arena = append(d.arena, iri...)
	d.arena = append(d.arena, ">"+tail...)
	return Object{arenaIRI, uint32(start), uint32(len(d.arena) - len(tail))}, true
}

// NodeObject is n as an object.
func (d *Dataset) NodeObject(n Node) Object {
	switch {
	case n.IsBlank():
		return Object{kind: blank, off: uint32(n)}
	case n.IsIRI() && int(^n) < len(d.iris):
		iri := d.iris[^n]
		return Object{arenaIRI, iri.off, iri.end}
	}
	return Object{}
}

// Literal is text with a datatype.
func (d *Dataset) Literal(text []byte, dt Datatype) Object {
	d.OpenLiteral()
	d.Text(text)
	return d.CloseLiteral(dt)
}

// OpenLiteral begins a literal that is written in pieces. Nothing else may be
// written to d before CloseLiteral or CloseLanguage.
func (d *Dataset) OpenLiteral() {
	d.literal = len(d.arena)
	if d.room(1) {
		d.arena = append(d.arena, '"')
	}
}

// Text adds to the open literal. It takes the characters themselves, as valid
// UTF-8, and writes the escapes of canonical N-Quads.
func (d *Dataset) Text(text []byte) {
	if d.room(len(text)) {
		d.arena = appendEscaped(d.arena, text)
	}
}

// CloseLiteral ends the open literal and gives it a datatype.
func (d *Dataset) CloseLiteral(dt Datatype) Object {
	if d.room(1 + len(dt.suffix)) {
		d.arena = append(d.arena, '"')
		d.arena = append(d.arena, dt.suffix...)
	}
	return d.closed()
}

// CloseLanguage ends the open literal and makes it a string of a language. It
// answers false if tag is not a language tag as N-Quads has them; the literal is
// then gone. Letters keep their case: whoever wants it folded folds it.
func (d *Dataset) CloseLanguage(tag []byte) (Object, bool) {
	if !validLanguage(tag) {
		d.arena = d.arena[:d.literal]
		return Object{}, false
	}
	if d.room(2 + len(tag)) {
		d.arena = append(d.arena, '"', '@')
		d.arena = append(d.arena, tag...)
	}
	return d.closed(), true
}

func (d *Dataset) closed() Object {
	end := len(d.arena)
	d.arena = append(d.arena, tail...)
	return Object{literal, uint32(d.literal), uint32(end)}
}

// Predicate is the number of an IRI as a predicate: the vocabulary's, or one that
// d adds, which costs more. It answers false if iri is not an absolute IRI.
func (d *Dataset) Predicate(iri []byte) (Predicate, bool) {
	if p, ok := d.vocabulary.byIRI[string(iri)]; ok {
		return p, true
	}
	if p, ok := d.extraOf[string(iri)]; ok {
		return p, true
	}
	if !ValidIRI(iri) {
		return 0, false
	}
	start := len(d.arena)
	if !d.room(len(iri) + 4) {
		return 0, true
	}
	d.arena = appendPredicate(d.arena, iri)
	p := Predicate(len(d.vocabulary.predicates) + len(d.extra))
	d.extra = append(d.extra, spanOf(start, len(d.arena)))
	if d.extraOf == nil {
		d.extraOf = map[string]Predicate{}
	}
	d.extraOf[string(iri)] = p
	return p, true
}

// Add adds a quad and returns its index. An object that is not known yet may be
// the zero Object, and is given by SetObject later. A quad that is there already
// counts once.
func (d *Dataset) Add(subject Node, p Predicate, o Object, graph Node) int {
	if len(d.quads) >= limits.Quads {
		d.refuse("quads", limits.Quads)
		return len(d.quads) - 1
	}
	d.quads = append(d.quads, quad{subject, graph, p, o})
	return len(d.quads) - 1
}

// SetObject gives quad number i, which Add returned, its object.
func (d *Dataset) SetObject(i int, o Object) { d.quads[i].object = o }

// check finds what only a mistake in the calling code can bring about. Canonicalize
// asks it of every quad before it trusts one.
func (d *Dataset) check(q *quad) error {
	if q.object.kind == unset {
		return errors.New("rdfc: a quad has no object")
	}
	sound := q.subject != DefaultGraph && d.owns(q.subject) && d.owns(q.graph) &&
		int(q.predicate) < len(d.vocabulary.predicates)+len(d.extra)
	switch o := &q.object; o.kind {
	case blank:
		sound = sound && 0 < o.off && o.off <= uint32(d.blanks)
	case staticIRI:
		sound = sound && int(o.off) < len(d.vocabulary.objects)
	default:
		sound = sound && o.off <= o.end && int(o.end)+len(tail) <= len(d.arena)
	}
	if !sound {
		return errors.New("rdfc: a term of another dataset")
	}
	return nil
}

func (d *Dataset) owns(n Node) bool { return int32(n) <= d.blanks && int(^n) < len(d.iris) }

// room asks whether n more bytes may be written to the arena.
func (d *Dataset) room(n int) bool {
	if len(d.arena)+n > limits.Terms {
		d.refuse("bytes of terms", limits.Terms)
		return false
	}
	return true
}

func (d *Dataset) refuse(what string, most int) {
	d.fail(fmt.Errorf("%w: more than %d %s", ErrBudget, most, what))
}

func (d *Dataset) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// intern makes the IRI that was just written to the arena a node, or takes it
// off again if there is that node already.
func (d *Dataset) intern(o Object) Node {
	if o.kind == unset {
		return 0
	}
	if d.slots == nil {
		d.slots, d.seed = make([]int32, 128), maphash.MakeSeed()
	}
	text := d.arena[o.off:o.end]
	hash := uint32(maphash.Bytes(d.seed, text))
	mask := uint32(len(d.slots) - 1)
	slot := hash & mask
	for ; d.slots[slot] != 0; slot = (slot + 1) & mask {
		i := d.slots[slot] - 1
		if iri := &d.iris[i]; iri.hash == hash && string(d.arena[iri.off:iri.end]) == string(text) {
			d.arena = d.arena[:o.off]
			return Node(^i)
		}
	}
	i := int32(len(d.iris))
	d.iris = append(d.iris, internedIRI{span{o.off, o.end}, hash, slot})
	d.slots[slot] = i + 1
	if 2*len(d.iris) > len(d.slots) {
		d.rehash()
	}
	return Node(^i)
}

func (d *Dataset) rehash() {
	d.slots = make([]int32, 2*len(d.slots))
	mask := uint32(len(d.slots) - 1)
	for i := range d.iris {
		iri := &d.iris[i]
		slot := iri.hash & mask
		for d.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		d.slots[slot], iri.slot = int32(i+1), slot
	}
}

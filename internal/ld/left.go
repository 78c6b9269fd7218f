package ld

import (
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Left tells which value of a document each statement of its graph comes from. It is
// noted where the statements are added, so that whoever says what a proof covers says it
// of what is hashed. The zero Left is of no document.
type Left struct {
	tape    *strictjson.Tape
	quads   []leftQuad // by the number of the quad in the dataset
	ids     []leftID
	whole   []uint32 // values that make one term: all that stands in them is in it
	ordered []uint32 // arrays whose order the graph keeps
}

type leftQuad struct {
	at      uint32
	subject rdfc.Node
}

// A leftID is the id of the object at of, which names what other statements are about.
type leftID struct {
	at, of uint32
	node   rdfc.Node
}

// ConvertLeft is Convert, and tells what each statement comes from. The given proofs are
// converted as by ConvertWithProofs, if skip names proof; origins may be nil.
func (l *List) ConvertLeft(dst *rdfc.Dataset, origins Origins, document strictjson.Value, proofs []strictjson.Value, skip ...string) (*Left, error) {
	left := new(Left)
	if err := l.convert(dst, nil, origins, left, document, proofs, skip); err != nil {
		return nil, err
	}
	if err := dst.Err(); err != nil {
		return nil, err
	}
	return left, nil
}

// Mark writes what grade says of the statements to the values of the document that they
// come from, where it is more than what stands there: marks is by the place on the tape.
// An id is in every statement about what it names.
func (l *Left) Mark(marks []uint8, grade func(quad int) uint8) {
	about := map[rdfc.Node]uint8{}
	for i, q := range l.quads {
		g := grade(i)
		marks[q.at] = max(marks[q.at], g)
		if q.subject.IsIRI() {
			about[q.subject] = max(about[q.subject], g)
		}
	}
	for _, id := range l.ids {
		marks[id.at] = max(marks[id.at], about[id.node], marks[id.of])
	}
	for _, at := range l.whole {
		for k := at + 1; k < l.tape.Entry(at).Next(); k++ {
			marks[k] = max(marks[k], marks[at])
		}
	}
}

// Ordered are the places on the tape of the arrays whose order the graph keeps.
func (l *Left) Ordered() []uint32 { return l.ordered }

func (l *Left) reset(t *strictjson.Tape) { *l = Left{tape: t} }

// comes notes that quad i, which Add returned, comes from the value at.
func (w *walker) comes(i int, at uint32, subject rdfc.Node) {
	if w.left == nil || i < 0 {
		return
	}
	for len(w.left.quads) <= i {
		w.left.quads = append(w.left.quads, leftQuad{})
	}
	w.left.quads[i] = leftQuad{at, subject}
}

// named notes the id of the object at of.
func (w *walker) named(at, of uint32, node rdfc.Node) {
	if w.left != nil && node.IsIRI() {
		w.left.ids = append(w.left.ids, leftID{at, of, node})
	}
}

// one notes that the value at makes one term.
func (w *walker) one(at uint32) {
	if w.left != nil {
		w.left.whole = append(w.left.whole, at)
	}
}

// keeps notes that the graph keeps the order of the array at, and, of one that makes a
// term, of those in it.
func (w *walker) keeps(at uint32, inside bool) {
	if w.left == nil {
		return
	}
	end := at + 1
	if inside {
		end = w.t.Entry(at).Next()
	}
	for k := at; k < end; k++ {
		if w.t.Entry(k).Kind() == strictjson.Array {
			w.left.ordered = append(w.left.ordered, k)
		}
	}
}

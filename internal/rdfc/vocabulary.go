package rdfc

import (
	"bytes"
	"fmt"
	"slices"
)

// A Predicate is the number of an IRI in predicate position. It belongs to the
// [Vocabulary] or the [Dataset] that gave it.
type Predicate uint32

// A Vocabulary holds the IRIs that are known before any document is read: the
// predicates in the order of their N-Quads text, so that a number is a rank and
// sorting predicates is comparing integers, and the IRIs that stand as objects
// (types above all), written once and referred to from then on. It never
// changes, and any number of goroutines may share it.
type Vocabulary struct {
	text       []byte
	predicates []span // each " <iri> "
	objects    []span // each "<iri> .\n", the tail outside the span
	byIRI      map[string]Predicate
	objectOf   map[string]Object
}

// A span is a piece of a byte slice.
type span struct{ off, end uint32 }

// A quad without a graph name ends in tail. It is written behind every object in
// memory, so that such a quad is three pieces to copy and not four.
const tail = " .\n"

// NewVocabulary takes the IRIs of predicates and of objects in any order;
// repeating one does no harm, and one may be both. The error names the first
// that is not an absolute IRI (see [ValidIRI]).
func NewVocabulary(predicates, objects []string) (*Vocabulary, error) {
	v := &Vocabulary{
		byIRI:      make(map[string]Predicate, len(predicates)),
		objectOf:   make(map[string]Object, len(objects)),
		predicates: make([]span, 0, len(predicates)),
		objects:    make([]span, 0, len(objects)),
	}
	for _, iri := range predicates {
		if _, repeated := v.byIRI[iri]; repeated {
			continue
		}
		if !ValidIRI(iri) {
			return nil, fmt.Errorf("rdfc: predicate %.200q: expected an absolute IRI", iri)
		}
		v.byIRI[iri] = 0
		start := len(v.text)
		v.text = appendPredicate(v.text, iri)
		v.predicates = append(v.predicates, spanOf(start, len(v.text)))
	}
	// The brackets count: of <http://e/a> and <http://e/a/b> the longer one comes
	// first.
	slices.SortFunc(v.predicates, func(a, b span) int { return bytes.Compare(v.text[a.off:a.end], v.text[b.off:b.end]) })
	for i, s := range v.predicates {
		v.byIRI[string(v.text[s.off+2:s.end-2])] = Predicate(i)
	}
	for _, iri := range objects {
		if _, repeated := v.objectOf[iri]; repeated {
			continue
		}
		if !ValidIRI(iri) {
			return nil, fmt.Errorf("rdfc: object %.200q: expected an absolute IRI", iri)
		}
		v.objectOf[iri] = Object{kind: staticIRI, off: uint32(len(v.objects))}
		start := len(v.text)
		v.text = append(append(append(v.text, '<'), iri...), '>')
		v.objects = append(v.objects, spanOf(start, len(v.text)))
		v.text = append(v.text, tail...)
	}
	return v, nil
}

// Predicate is the number of iri as a predicate.
func (v *Vocabulary) Predicate(iri string) (Predicate, bool) {
	p, ok := v.byIRI[iri]
	return p, ok
}

// Object is iri as an object, for a Dataset that was Reset with v.
func (v *Vocabulary) Object(iri string) (Object, bool) {
	o, ok := v.objectOf[iri]
	return o, ok
}

func appendPredicate[T string | []byte](dst []byte, iri T) []byte {
	dst = append(dst, ' ', '<')
	dst = append(dst, iri...)
	return append(dst, '>', ' ')
}

func spanOf(start, end int) span { return span{uint32(start), uint32(end)} }

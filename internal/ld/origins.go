package ld

import (
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Origins are the blank nodes of a conversion by what they stand for. RDF knows
// no more of a blank node than its quads; with Origins, those of a document and
// those of a selection from it can be told to be the same. It takes the place of
// skolemization (Data Integrity ECDSA Cryptosuites 1.0 section 3.4), which gives
// them IRIs for that purpose, and later takes these away again.
type Origins map[Origin]rdfc.Node

// An Origin is what a blank node stands for: a value of the document, and which of
// the nodes that this value can have.
type Origin struct {
	At   uint32 // on the tape
	Part Part
}

// A Part is one of the blank nodes that one value can have.
type Part uint8

const (
	OfNode  Part = iota // the object itself
	OfGraph             // the name of the graph that holds the object
	OfCell              // the cell of an ordered list in which the value stands
)

// ConvertOrigins is Convert, and tells what each blank node stands for.
func (l *List) ConvertOrigins(dst *rdfc.Dataset, document strictjson.Value, skip ...string) (Origins, error) {
	origins := Origins{}
	if err := l.convert(dst, nil, origins, nil, document, nil, skip); err != nil {
		return nil, err
	}
	return origins, nil
}

// blank makes a blank node for a part of the value at i.
func (w *walker) blank(i uint32, part Part) rdfc.Node {
	n := w.dst.NewBlank()
	if w.origins != nil {
		w.origins[Origin{i, part}] = n
	}
	return n
}

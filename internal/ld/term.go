package ld

import (
	"strings"

	gold "github.com/piprate/json-gold/ld"

	"github.com/summitbadges/openbadges/internal/rdfc"
)

// A term is what a name stands for in an active context.
type term struct {
	use      use
	coercion coercion
	list     bool // @container @list
	graph    bool // @container @graph
	scoped   bool // it has a context of its own

	iri                     string
	predicate               rdfc.Predicate
	object                  rdfc.Object // the IRI as a type or as a value; zero where it must be written out
	hasPredicate, hasObject bool

	datatype rdfc.Datatype // of coercion toDatatype
	double   bool          // which is xsd:double

	def *gold.TermDefinition // what it was made of
}

// A use is what a name may be used for. A term may have both.
type use uint8

const (
	asMember use = 1 << iota
	asType
	asID      // the name for @id
	asTypeKey // the name for @type
)

type coercion uint8

const (
	asIs coercion = iota
	toIRI
	toVocab
	toJSON
	toDatatype
)

// term is a definition as the walk reads it; nil for one that it does not, whose
// name then is undefined. checkContext lets no such definition through.
func (l *lexicon) term(id nameID, def *gold.TermDefinition) *term {
	name := l.names.text[id]
	switch def.ID {
	case "@id":
		return &term{use: asID}
	case "@type":
		return &term{use: asTypeKey}
	}
	if def.Reverse || def.Nest != "" || def.Index != "" || def.HasLanguage || def.HasDirection || !rdfc.ValidIRI(def.ID) {
		return nil
	}
	t := &term{use: l.names.useOf(id), iri: def.ID, scoped: def.HasContext}
	t.predicate, t.hasPredicate = l.vocab.Predicate(def.ID)
	t.object, t.hasObject = l.vocab.Object(def.ID)
	for _, container := range def.Container {
		switch container {
		case "@list":
			t.list = true
		case "@graph":
			t.graph = true
		case "@set":
		default:
			return nil
		}
	}
	switch def.Type {
	case "", "@none":
	case "@id":
		t.coercion = toIRI
	case "@vocab":
		t.coercion = toVocab
	case "@json":
		t.coercion = toJSON
	default:
		var err error
		t.coercion, t.double = toDatatype, def.Type == xsdDouble
		if t.datatype, err = rdfc.NewDatatype(def.Type); err != nil || strings.HasPrefix(name, "@") {
			return nil
		}
	}
	return t
}

// useOf says what a name is used for. The built-in contexts have IRIs that a
// class and a member share (Criteria and criteria, GeoCoordinates and geo). RDF
// does not tell them apart, so the name must: there a class begins with a capital
// letter or a digit, a member with a small one, and neither stands for the other.
// Names of a caller's own contexts have IRIs of their own, which With has seen to.
func (n *names) useOf(id nameID) use {
	if n.free[id] {
		return asMember | asType
	}
	if isClass(n.text[id]) {
		return asType
	}
	return asMember
}

// isClass says whether a built-in name is that of a class.
func isClass(name string) bool {
	return name != "" && (name[0] >= 'A' && name[0] <= 'Z' || name[0] >= '0' && name[0] <= '9')
}

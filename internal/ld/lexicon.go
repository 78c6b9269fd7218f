package ld

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A lexicon is the names and IRIs of some documents, numbered.
type lexicon struct {
	names *names
	vocab *rdfc.Vocabulary
	rdf   rdfTerms
}

func newLexicon(documents []*document, free map[string]bool) (*lexicon, error) {
	uses := make(map[string]bool, 256)
	for _, d := range documents {
		for name, scoped := range d.scan().names {
			uses[name] = uses[name] || scoped
		}
	}
	iris, classes := allIRIs(documents)
	vocab, err := rdfc.NewVocabulary(iris, classes)
	if err != nil {
		return nil, err
	}
	return &lexicon{newNames(uses, free), vocab, newRDFTerms(vocab)}, nil
}

// A scan collects the names and IRIs of a context document, which needs no
// compiling. The IRIs are more than the names stand for, and may be fewer: one
// that is missing is written out where it is met.
type scan struct {
	names    map[string]bool // and whether a term of that name has a context of its own
	terms    []termIRI       // every name with its IRI, as written
	prefixes []termIRI       // of these, IRIs that end as prefixes do
	objects  int             // the context objects in it, itself included
}

type termIRI struct{ name, iri string }

func newScan(context strictjson.Value) *scan {
	s := &scan{names: make(map[string]bool, 128)}
	eachTerm(context, func(name string, v strictjson.Value) {
		id, scoped := v, false
		if v.Kind() == strictjson.Object {
			id, scoped = v.Get("@id"), v.Get("@context").Exists()
		}
		s.names[name] = s.names[name] || scoped
		iri := id.Text()
		if iri == "" || iri[0] == '@' {
			return
		}
		s.terms = append(s.terms, termIRI{name, iri})
		if last := iri[len(iri)-1]; last == '#' || last == '/' || last == ':' {
			s.prefixes = append(s.prefixes, termIRI{name, iri})
		}
	})
	s.objects = contextObjectsIn(context)
	return s
}

// contextObjectsIn counts the context objects in an @context: it, or the elements of a
// list, and those of terms.
func contextObjectsIn(context strictjson.Value) int {
	t, i := context.Index()
	if t == nil {
		return 0
	}
	n := 0
	for end := t.Entry(i).Next(); i < end; i++ {
		// A term's definition has the name of the term, and a list is none.
		if name, _ := t.RawName(t.Entry(i)); t.Entry(i).Kind() == strictjson.Object && (len(name) == 0 || t.At(i).Name() == "@context") {
			n++
		}
	}
	return n
}

// eachTerm gives every name that a context, or a context in it, defines, and its
// definition. In a context document all members are that, but those whose names
// are keywords.
func eachTerm(context strictjson.Value, yield func(string, strictjson.Value)) {
	t, i := context.Index()
	if t == nil {
		return
	}
	for end := t.Entry(i).Next(); i < end; i++ {
		if name, _ := t.RawName(t.Entry(i)); len(name) > 0 && name[0] != '@' {
			v := t.At(i)
			if name := v.Name(); name[0] != '@' {
				yield(name, v)
			}
		}
	}
}

// allIRIs are the IRIs of documents, compact ones under every meaning that their
// prefix has anywhere, and of these the classes, to go by the names.
func allIRIs(documents []*document) (iris, classes []string) {
	iris = append(make([]string, 0, 512), rdfType, rdfFirst, rdfRest)
	classes = []string{rdfNil}
	var prefixes []termIRI
	for _, d := range documents {
		prefixes = append(prefixes, d.scan().prefixes...)
	}
	for _, d := range documents {
		for _, t := range d.scan().terms {
			list := &iris
			if isClass(t.name) {
				list = &classes
			}
			if name, suffix, ok := strings.Cut(t.iri, ":"); ok && !strings.HasPrefix(suffix, "//") {
				for _, p := range prefixes {
					if p.name == name {
						*list = append(*list, p.iri+suffix)
					}
				}
			}
			if rdfc.ValidIRI(t.iri) {
				*list = append(*list, t.iri)
			}
		}
	}
	return iris, classes
}

const (
	rdfNS    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	rdfType  = rdfNS + "type"
	rdfFirst = rdfNS + "first"
	rdfRest  = rdfNS + "rest"
	rdfNil   = rdfNS + "nil"
	rdfJSON  = rdfNS + "JSON"

	xsd        = "http://www.w3.org/2001/XMLSchema#"
	xsdBoolean = xsd + "boolean"
	xsdInteger = xsd + "integer"
	xsdDouble  = xsd + "double"

	i18n = "https://www.w3.org/ns/i18n#"
)

package ld

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Contexts is a closed set of context documents. It is immutable: With gives
// another set. Any number of goroutines may share one; what they share besides
// the documents is memory of what was compiled from them, which is bounded and
// which no document can change.
type Contexts struct {
	documents  []*document
	byURL      map[string][]uint16          // indices of documents, the published edition first
	inline     map[[sha256.Size]byte]uint16 // by the digest of the JCS form
	additional map[uint16][]string          // of another edition: the names that the published one has not
	scopes     map[uintptr]bool             // contexts of terms, by their address, in what callers added

	names *names
	vocab *rdfc.Vocabulary
	rdf   rdfTerms

	walkers sync.Pool // of *walker

	mu      sync.Mutex
	lists   map[string]*List // by listKey
	actives int              // compiled for these lists
}

// The URLs that a document's first context must have.
const (
	CredentialsV1 = "https://www.w3.org/2018/credentials/v1" // VCDM 1.1
	CredentialsV2 = "https://www.w3.org/ns/credentials/v2"   // VCDM 2.0
)

// Standard is the set of the built-in contexts.
func Standard() *Contexts { return standard() }

var standard = sync.OnceValue(builtIn)

func builtIn() *Contexts {
	var documents []*document
	for _, d := range contexts.All() {
		tape, err := strictjson.Parse(d.Data, strictjson.Limits{})
		if err != nil {
			// The documents are part of the program, and tests hold them to their
			// digests. One that is no JSON is left out: badges that name it are refused.
			continue
		}
		documents = append(documents, newDocument(d.URL, d.Edition, true, tape.Root().Get("@context")))
	}
	c, err := newContexts(documents)
	if err != nil {
		c, _ = newContexts(nil)
	}
	return c
}

// With is the set and one more context. With a url, doc is a context document (an
// object with a member @context), to be named by that URL. Without, doc is a
// context object as it stands inside documents; it is then known to be that very
// object, equal as a JSON value.
//
// Whoever adds a context vouches for it: a proof does not sign what its document's
// contexts say. With refuses what no voucher makes safe: another document for a
// URL that the set has, a context that gives a second name to an IRI or a keyword
// that has one in the set, one that redefines what VCDM 1.1 or 2.0 define, a
// definition that is taken back (null), a reference to a context elsewhere, and
// what the tables of this package cannot hold (@base, @language, @direction,
// @import, @reverse, @nest, @index, language, id, type and index containers). A
// context that contradicts the Open Badges contexts can be added and is refused
// in a document that names both.
func (c *Contexts) With(url string, doc []byte) (*Contexts, error) {
	tape, err := strictjson.Parse(doc, strictjson.Limits{})
	if err != nil {
		return nil, fmt.Errorf("ld: context %s: %w", quoted([]byte(url)), err)
	}
	context := tape.Root()
	if url != "" {
		if !rdfc.ValidIRI(url) {
			return nil, fmt.Errorf("ld: context %s: expected an absolute URL as its name", quoted([]byte(url)))
		}
		if _, ok := c.byURL[url]; ok {
			return nil, fmt.Errorf("ld: context %s: the set has a context of that name, which cannot be replaced", quoted([]byte(url)))
		}
		if context = context.Get("@context"); !context.Exists() {
			return nil, fmt.Errorf("ld: context %s: expected an object with a member @context", quoted([]byte(url)))
		}
	} else if context.Kind() != strictjson.Object {
		return nil, fmt.Errorf("ld: an inline context: expected an object, found %v", context.Kind())
	}
	if err := checkContext(context, false); err != nil {
		return nil, fmt.Errorf("ld: context %s: %w", quoted([]byte(url)), err)
	}
	with, err := newContexts(append(slices.Clone(c.documents), newDocument(url, "", false, context)))
	if err != nil {
		return nil, err
	}
	if err := with.vouch(len(c.documents)); err != nil {
		return nil, fmt.Errorf("ld: context %s: %w", quoted([]byte(url)), err)
	}
	return with, nil
}

func newContexts(documents []*document) (*Contexts, error) {
	c := &Contexts{
		documents:  documents,
		byURL:      map[string][]uint16{},
		inline:     map[[sha256.Size]byte]uint16{},
		additional: map[uint16][]string{},
		lists:      map[string]*List{},
	}
	if len(documents) > limits.ContextDocuments {
		return nil, fmt.Errorf("ld: more than %d contexts in one set", limits.ContextDocuments)
	}
	for i, d := range documents {
		if d.url != "" {
			c.byURL[d.url] = append(c.byURL[d.url], uint16(i))
			continue
		}
		digest, err := digestOf(nil, d.context)
		if err != nil {
			return nil, err
		}
		c.inline[digest] = uint16(i)
	}
	s := newScan()
	for _, d := range documents {
		s.context(d.context, d.builtin)
	}
	for _, editions := range c.byURL {
		for _, i := range editions[1:] {
			c.additional[i] = additional(documents[i], documents[editions[0]])
		}
	}
	sorted := slices.Sorted(maps.Keys(s.uses))
	if len(sorted) > limits.ContextNames {
		return nil, fmt.Errorf("ld: more than %d names in one set of contexts", limits.ContextNames)
	}
	c.names = newNames(s.uses, sorted)
	iris := s.all()
	var err error
	if c.vocab, err = rdfc.NewVocabulary(iris, iris); err != nil {
		return nil, err
	}
	c.rdf = newRDFTerms(c.vocab)
	c.walkers.New = func() any { return new(walker) }
	return c, nil
}

// additional are the names that a document defines and another does not.
func additional(document, other *document) []string {
	in, out := newScan(), newScan()
	in.context(document.context, true)
	out.context(other.context, true)
	var names []string
	for name := range in.uses {
		if _, ok := out.uses[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// digestOf is the digest of a JSON value's canonical form.
func digestOf(buf []byte, v strictjson.Value) (digest [sha256.Size]byte, err error) {
	buf, err = strictjson.AppendJCS(buf, v)
	return sha256.Sum256(buf), err
}

// A scan collects the names and IRIs of context documents before any of them is
// compiled. The IRIs are for speed alone: a predicate or type that is missing is
// written out where it is met.
type scan struct {
	uses     map[string]nameUse
	iris     map[string]bool
	prefixes map[string][]string
}

func newScan() *scan {
	return &scan{uses: map[string]nameUse{}, iris: map[string]bool{}, prefixes: map[string][]string{}}
}

func (s *scan) context(v strictjson.Value, builtin bool) {
	for _, element := range v.Elements() {
		s.context(element, builtin)
	}
	for name, def := range v.Members() {
		if strings.HasPrefix(name, "@") {
			continue
		}
		use := s.uses[name]
		use.builtin = use.builtin || builtin
		id := def
		if def.Kind() == strictjson.Object {
			id = def.Get("@id")
			if scoped := def.Get("@context"); scoped.Exists() {
				use.scoped = true
				s.context(scoped, builtin)
			}
		}
		s.uses[name] = use
		if iri := id.Text(); iri != "" {
			s.iris[iri] = true
			if strings.HasSuffix(iri, "#") || strings.HasSuffix(iri, "/") || strings.HasSuffix(iri, ":") {
				s.prefixes[name] = append(s.prefixes[name], iri)
			}
		}
	}
}

// all are the IRIs that names stand for, and some that none does.
func (s *scan) all() []string {
	all := []string{rdfType, rdfFirst, rdfRest, rdfNil}
	for iri := range s.iris {
		if prefix, suffix, ok := strings.Cut(iri, ":"); ok && !strings.HasPrefix(suffix, "//") {
			for _, namespace := range s.prefixes[prefix] {
				all = append(all, namespace+suffix)
			}
		}
		if rdfc.ValidIRI(iri) {
			all = append(all, iri)
		}
	}
	return all
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

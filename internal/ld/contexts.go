package ld

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/summitbadges/openbadges/internal/digests"
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
	documents []*document
	byURL     map[string][]uint16          // indices of documents, the published edition first
	inline    map[[sha256.Size]byte]uint16 // by the digest of the JCS form
	known     func() map[string]bool       // every IRI that a name stands for somewhere in the set

	free   map[string]bool  // names that only callers' documents define
	scopes map[uintptr]bool // contexts of terms, by their address, in callers' documents

	walkers sync.Pool // of *walker

	memory memory // what was compiled
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
	for _, d := range contexts.Manifest() {
		document := newDocument(d.URL, d.Edition, true, func() strictjson.Value {
			d, _ := contexts.Edition(d.URL, d.Edition)
			tape, err := strictjson.Parse(d.Data, strictjson.Limits{})
			if err != nil {
				return strictjson.Value{} // part of the program; a context that defines nothing lets nothing through
			}
			return tape.Root().Get("@context")
		})
		document.additional = d.Additional
		document.digests = sync.OnceValue(func() []digests.Digest { return published(d) })
		documents = append(documents, document)
	}
	return newContexts(documents)
}

// With is the set and one more context. With a url, doc is a context document (an
// object with a member @context), to be named by that URL. Without, doc is a
// context object as it stands inside documents; it is then known to be that very
// object, equal as a JSON value. Of one that the set has, nothing changes.
//
// Whoever adds a context vouches for it: a proof does not sign what its document's
// contexts say. With refuses what no voucher makes safe: another document for a
// URL that the set has, a context that gives a second name to an IRI or a keyword
// that has one in the set (what RDF itself is written with included), one whose @vocab
// begins like another, one that redefines what VCDM 1.1 or 2.0 define, a
// definition that is taken back (null), a reference to a context elsewhere, and
// what the tables of this package cannot hold (@base, @language, @direction,
// @import, @reverse, @nest, @index, language, id, type and index containers). A
// context that contradicts the Open Badges contexts can be added and is refused
// in a document that names both. It also refuses what is beyond package limits.
func (c *Contexts) With(url string, doc []byte) (*Contexts, error) {
	doc = bytes.Clone(doc) // which is kept
	tape, err := strictjson.Parse(doc, strictjson.Limits{})
	if err != nil {
		return nil, fmt.Errorf("context %s: %w", quoted([]byte(url)), err)
	}
	context := tape.Root()
	if url != "" {
		if !rdfc.ValidIRI(url) {
			return nil, fmt.Errorf("context %s: expected an absolute URL as its name", quoted([]byte(url)))
		}
		if _, ok := c.byURL[url]; ok {
			return nil, fmt.Errorf("context %s: the set has a context of that name, which cannot be replaced", quoted([]byte(url)))
		}
		if context = context.Get("@context"); !context.Exists() {
			return nil, fmt.Errorf("context %s: expected an object with a member @context", quoted([]byte(url)))
		}
	} else if context.Kind() != strictjson.Object {
		return nil, fmt.Errorf("an inline context: expected an object, found %v", context.Kind())
	} else if c.Knows(context) {
		return c, nil
	}
	if err := checkContext(context, false); err != nil {
		return nil, fmt.Errorf("context %s: %w", quoted([]byte(url)), err)
	}
	if len(c.documents) >= limits.ContextDocuments {
		return nil, fmt.Errorf("context %s: more than %d contexts in one set", quoted([]byte(url)), limits.ContextDocuments)
	}
	added := newDocument(url, "", false, func() strictjson.Value { return context })
	given := digests.Of(doc)
	added.digests, added.given = func() []digests.Digest { return given }, doc
	with := newContexts(append(slices.Clone(c.documents), added))
	maps.Copy(with.inline, c.inline)
	if url == "" {
		digest, err := digestOf(context)
		if err != nil {
			return nil, fmt.Errorf("an inline context: %w", err)
		}
		with.inline[digest] = uint16(len(c.documents))
	}
	if err := with.vouch(added); err != nil {
		return nil, fmt.Errorf("context %s: %w", quoted([]byte(url)), err)
	}
	return with, nil
}

func newContexts(documents []*document) *Contexts {
	c := &Contexts{
		documents: documents,
		byURL:     map[string][]uint16{},
		inline:    map[[sha256.Size]byte]uint16{},
	}
	for i, d := range documents {
		if d.url != "" {
			c.byURL[d.url] = append(c.byURL[d.url], uint16(i))
		}
	}
	c.known = sync.OnceValue(func() map[string]bool {
		known := map[string]bool{}
		iris, classes := allIRIs(c.documents)
		for _, iri := range append(iris, classes...) {
			known[iri] = true
		}
		return known
	})
	c.memory.lists.Store(&map[string]*List{})
	c.walkers.New = func() any { return new(walker) }
	return c
}

// published are the digests that a built-in document has in the world.
func published(d contexts.Document) []digests.Digest {
	var list []digests.Digest
	for hash, text := range map[crypto.Hash]string{crypto.SHA256: d.Digest, crypto.SHA384: d.SHA384, crypto.SHA512: d.SHA512} {
		if sum, err := hex.DecodeString(text); err == nil {
			list = append(list, digests.Digest{Hash: hash, Sum: sum})
		}
	}
	return list
}

// Has reports whether the set has a context of that URL.
func (c *Contexts) Has(url string) bool { return len(c.byURL[url]) > 0 }

// Digests are those of the bytes behind url, and whether the set has them. Of a
// context that exists in several editions they are those of the one that document
// is read under; of all, if document is no value and nothing is read under any.
func (c *Contexts) Digests(url string, document strictjson.Value) ([]digests.Digest, bool) {
	editions := c.byURL[url]
	if len(editions) == 0 {
		return nil, false
	}
	if t, _ := document.Index(); t != nil {
		return c.documents[c.choose(editions, t)].digests(), true
	}
	var all []digests.Digest
	for _, d := range editions {
		all = append(all, c.documents[d].digests()...)
	}
	return all, true
}

// Given is the document that With was given for an entry of an @context; nil of a built-in
// context, and of none.
func (c *Contexts) Given(entry strictjson.Value) []byte {
	if d, ok := c.lookup(entry, true); ok {
		return c.documents[d].given
	}
	return nil
}

// digestOf is the digest of a JSON value's canonical form.
func digestOf(v strictjson.Value) ([sha256.Size]byte, error) {
	form, err := strictjson.AppendJCS(nil, v)
	return sha256.Sum256(form), err
}

package credential

import (
	"bytes"
	"crypto"
	"crypto/sha256"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A NamedContext is a context that a document names.
type NamedContext struct {
	URL    string // "" of one that is written out in the document
	Digest []byte // SHA-256 of the bytes that are known by the URL; nil if none are
	Given  []byte // the bytes that Contexts.With was given; nil of another context
}

// Contexts returns the contexts that the document names at its root, in its order, with
// the digests of those that cs holds: of one that exists in several editions, that of the
// one which the document is read under. Behind them are those of cs that the document
// needs besides, once each: that are written out in it, that documents inside it name, an
// endorsement as a token included, and those whose digest its relatedResource gives. That a
// context is named says nothing of whether it may be.
func (s *Secured) Contexts(cs *Contexts) []NamedContext {
	n := naming{cs: cs.orStandard(), known: map[string]bool{}}
	for i, entry := range contextEntries(s.doc.Get("@context")) {
		if entry.Kind() == strictjson.String && i < limits.ContextList {
			c := n.named(s, entry.Text(), n.cs.set.Given(entry))
			n.list, n.known[c.key()] = append(n.list, c), true
		}
	}
	n.within(s, 0)
	return n.list
}

// naming collects what a document names.
type naming struct {
	cs    *Contexts
	list  []NamedContext
	known map[string]bool // by their keys
}

// key is the same of two contexts that are one: of a name there may be two editions.
func (c NamedContext) key() string { return c.URL + " " + string(c.Digest) }

func (n *naming) named(s *Secured, url string, given []byte) NamedContext {
	c := NamedContext{URL: url, Given: bytes.Clone(given)}
	if given != nil {
		sum := sha256.Sum256(given)
		c.Digest = sum[:]
		return c
	}
	known, _ := n.cs.set.Digests(url, s.doc)
	for _, d := range known {
		if d.Hash == crypto.SHA256 {
			c.Digest = d.Sum
		}
	}
	return c
}

// within collects what the set has and the document names anywhere, and the endorsements
// in it that are tokens, to the depth to which a verification reads them.
func (n *naming) within(s *Secured, depth int) {
	o := occurrences{n, s, map[string]bool{}, map[*byte]bool{}}
	o.anywhere(s.doc)
	for _, r := range contextEntries(s.doc.Get("relatedResource")) {
		if id := r.Get("id"); id.Kind() == strictjson.String {
			o.also(id)
		}
	}
	if depth == limits.EndorsementDepth {
		return
	}
	carried, _ := s.Endorsements()
	for _, c := range carried {
		if inner, err := Parse(c.Data); err == nil {
			n.within(inner, depth+1)
		}
	}
}

// occurrences are those of one document. It can name a context as often as it has values,
// and each is looked into once.
type occurrences struct {
	*naming
	of      *Secured
	urls    map[string]bool
	written map[*byte]bool // by where the bytes begin that With was given
}

func (o *occurrences) also(entry strictjson.Value) {
	url := entry.Text()
	if o.urls[url] || !o.cs.set.Knows(entry) {
		return
	}
	given := o.cs.set.Given(entry)
	if url != "" {
		o.urls[url] = true
	} else if o.written[&given[0]] { // no object is known that nobody gave
		return
	} else {
		o.written[&given[0]] = true
	}
	if c := o.named(o.of, url, given); !o.known[c.key()] {
		o.list, o.known[c.key()] = append(o.list, c), true
	}
}

func (o *occurrences) anywhere(v strictjson.Value) {
	for name, member := range v.Members() {
		if name == "@context" {
			for _, entry := range contextEntries(member) {
				o.also(entry)
			}
			continue
		}
		o.anywhere(member)
	}
	for _, element := range v.Elements() {
		o.anywhere(element)
	}
}

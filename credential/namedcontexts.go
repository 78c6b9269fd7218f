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
	n := naming{cs: cs.orStandard(), known: map[string]bool{}, met: map[mention]bool{}}
	for i, entry := range contextEntries(s.doc.Get("@context")) {
		if entry.Kind() == strictjson.String && i < limits.ContextList {
			c := n.named(s, entry)
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
	met   map[mention]bool
}

// A mention is what a document has been found to name, a context of the caller's or one of
// a URL: a stranger can do so as often as there is room, and each look takes the digest of
// what it finds.
type mention struct {
	in    *Secured
	url   string
	given *byte
}

// key is the same of two contexts that are one: of a name there may be two editions.
func (c NamedContext) key() string { return c.URL + " " + string(c.Digest) }

func (n *naming) named(s *Secured, entry strictjson.Value) NamedContext {
	c := NamedContext{URL: entry.Text(), Given: bytes.Clone(n.cs.set.Given(entry))}
	if c.Given != nil {
		sum := sha256.Sum256(c.Given)
		c.Digest = sum[:]
		return c
	}
	known, _ := n.cs.set.Digests(c.URL, s.doc)
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
	n.anywhere(s, s.doc)
	for _, r := range contextEntries(s.doc.Get("relatedResource")) {
		n.also(s, r.Get("id"))
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

func (n *naming) also(s *Secured, entry strictjson.Value) {
	if !n.cs.set.Knows(entry) {
		return
	}
	m := mention{in: s, url: entry.Text()}
	if given := n.cs.set.Given(entry); len(given) > 0 {
		m = mention{given: &given[0]}
	}
	if n.met[m] {
		return
	}
	n.met[m] = true
	if c := n.named(s, entry); !n.known[c.key()] {
		n.list, n.known[c.key()] = append(n.list, c), true
	}
}

func (n *naming) anywhere(s *Secured, v strictjson.Value) {
	for name, member := range v.Members() {
		if name == "@context" {
			for _, entry := range contextEntries(member) {
				n.also(s, entry)
			}
			continue
		}
		n.anywhere(s, member)
	}
	for _, element := range v.Elements() {
		n.anywhere(s, element)
	}
}

package ld

import (
	"slices"
	"sync"
	"sync/atomic"

	gold "github.com/piprate/json-gold/ld"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A List is the contexts that a document names, in their order, ready to read
// documents with. It never changes, and goroutines may share it.
type List struct {
	*lexicon
	contexts  *Contexts
	documents []uint16 // indices
	edition   string
	v2        bool
	all       bool // the lexicon has the names of all built-in contexts
	root      *active

	// wide reads the same documents with the names of all built-in contexts, for a
	// document that has another inside, under other contexts.
	wide func() (*List, error)

	owner *List        // of a wide list, the one that it is the wide form of; else the list itself
	used  atomic.Int64 // when it was last asked for, counted in uses

	// Under the lock of the memory:
	bases   []*active // what node objects begin in
	actives int       // compiled
	kept    bool      // of an owner: it is in the memory
	counted int       // of an owner: active contexts that stay as long as it does
}

// Edition names the edition in which a context was read that exists in more than
// one under its URL; "" is the published one.
func (l *List) Edition() string { return l.edition }

// Of is the list of contexts that a document names. The first must be the one of
// VCDM 1.1 or 2.0, and all must be in the set; the order of the others is the
// caller's to judge.
//
// The context of Open Badges 3.0.3 exists in two editions under its URL. A
// document that uses one of the names that only the later one defines, anywhere,
// is read under that one, and every other under the published one; Edition says
// which. So the choice falls before anything is hashed, and nothing is tried.
func (c *Contexts) Of(document strictjson.Value) (*List, error) {
	context := document.Get("@context")
	var buf [limits.ContextList]uint16
	list, edition, err := c.resolve(buf[:0], context, document, new(editions), true)
	if err != nil {
		return nil, err
	}
	if url := c.documents[list[0]].url; url != CredentialsV1 && url != CredentialsV2 {
		return nil, failure(context, ErrContextOrder, "expected %s or %s first, found %s", CredentialsV2, CredentialsV1, quoted([]byte(url)))
	}
	return c.listOf(list, edition, context)
}

// OfProof is the list that a proof is hashed under: its own, if it has an
// @context, which may name built-in contexts only, in any order; else the
// document's.
func (c *Contexts) OfProof(document *List, proof strictjson.Value) (*List, error) {
	context := proof.Get("@context")
	if !context.Exists() {
		return document, nil
	}
	var buf [limits.ContextList]uint16
	list, edition, err := c.resolve(buf[:0], context, proof, new(editions), false)
	if err != nil {
		return nil, err
	}
	return c.listOf(list, edition, context)
}

// resolve appends the numbers of the documents that an @context names, and says
// in which edition the document is to be read.
func (c *Contexts) resolve(list []uint16, context, document strictjson.Value, chosen *editions, foreign bool) ([]uint16, string, error) {
	if !context.Exists() {
		return nil, "", failure(document, ErrContextUnknown, "expected a member @context")
	}
	t, i := context.Index()
	end := i + 1
	if context.Kind() == strictjson.Array {
		if n := context.Len(); n == 0 || n > limits.ContextList {
			return nil, "", failure(context, ErrContextUnknown, "expected between 1 and %d contexts, found %d", limits.ContextList, n)
		}
		end = t.Entry(i).Next()
		i++
	}
	edition := ""
	for ; i < end; i = t.Entry(i).Next() {
		d, ok := c.lookup(t.At(i), foreign)
		if !ok {
			return nil, "", failure(t.At(i), ErrContextUnknown, "expected a context of the set, found %s (nothing is ever loaded; one that you vouch for can be added, with Contexts.With)", shown(t.At(i)))
		}
		if editions := c.byURL[c.documents[d].url]; len(editions) > 1 {
			if d = chosen.of(c, editions, t); d != editions[0] {
				edition = c.documents[d].edition
			}
		}
		if slices.Contains(list, d) {
			return nil, "", failure(t.At(i), ErrContextOrder, "expected each context once, found %s again (processors differ on it)", shown(t.At(i)))
		}
		list = append(list, d)
	}
	return list, edition, nil
}

// lookup is the published document that an entry of an @context names.
func (c *Contexts) lookup(v strictjson.Value, foreign bool) (uint16, bool) {
	var editions []uint16
	switch v.Kind() {
	case strictjson.String:
		t, i := v.Index()
		if url, escapes := t.RawText(t.Entry(i)); escapes {
			editions = c.byURL[v.Text()]
		} else {
			editions = c.byURL[string(url)]
		}
	case strictjson.Object:
		if len(c.inline) == 0 {
			return 0, false
		}
		if digest, err := digestOf(v); err == nil {
			if i, ok := c.inline[digest]; ok {
				editions = []uint16{i}
			}
		}
	}
	if len(editions) == 0 || !foreign && !c.documents[editions[0]].builtin {
		return 0, false
	}
	return editions[0], true
}

// Knows says whether an entry of an @context is in the set.
func (c *Contexts) Knows(entry strictjson.Value) bool {
	_, ok := c.lookup(entry, true)
	return ok
}

// editions are those that were chosen for one document: a choice looks through all of
// it, and a document can name a context as often as it has documents inside. There is
// room for more of them than there are contexts in several editions, which is one.
type editions struct {
	made [4]edition
	n    int
}

type edition struct{ published, chosen uint16 }

func (e *editions) of(c *Contexts, all []uint16, t *strictjson.Tape) uint16 {
	for _, m := range e.made[:e.n] {
		if m.published == all[0] {
			return m.chosen
		}
	}
	m := edition{all[0], c.choose(all, t)}
	if e.n < len(e.made) {
		e.made[e.n] = m
		e.n++
	}
	return m.chosen
}

// choose is the edition of a context that a document is read under: the first
// whose additional names it uses, else the published one.
func (c *Contexts) choose(editions []uint16, t *strictjson.Tape) uint16 {
	for _, i := range editions[1:] {
		if t.HasMember(c.documents[i].additional) {
			return i
		}
	}
	return editions[0]
}

// listOf is the compiled list of these documents.
func (c *Contexts) listOf(documents []uint16, edition string, context strictjson.Value) (*List, error) {
	var buf [2 * limits.ContextList]byte
	key := listKey(buf[:0], documents)
	if l := c.memory.find(key); l != nil {
		return l, nil
	}
	c.memory.mu.Lock()
	defer c.memory.mu.Unlock()
	if l := c.memory.find(key); l != nil {
		return l, nil
	}
	l, err := c.newList(slices.Clone(documents), edition, nil, nil)
	if err != nil {
		return nil, placed(context, err)
	}
	c.memory.keep(key, l)
	return l, nil
}

// newList compiles a list; beside its own documents, it knows the names of others,
// if it is the wide form of owner.
func (c *Contexts) newList(documents []uint16, edition string, others []*document, owner *List) (*List, error) {
	l := &List{
		contexts:  c,
		documents: documents,
		edition:   edition,
		v2:        c.documents[documents[0]].url == CredentialsV2,
		all:       others != nil,
		owner:     owner,
	}
	if owner == nil {
		l.owner = l
	}
	for _, i := range documents {
		others = append(others, c.documents[i])
	}
	var err error
	if l.lexicon, err = newLexicon(others, c.free); err != nil {
		return nil, err
	}
	l.wide = sync.OnceValues(func() (*List, error) {
		var all []*document
		for _, d := range c.documents {
			if d.builtin {
				all = append(all, d)
			}
		}
		c.memory.mu.Lock()
		defer c.memory.mu.Unlock()
		return c.newList(documents, edition, all, l)
	})
	return l, l.compile()
}

// knows says whether the names of all these documents are l's.
func (l *List) knows(documents []uint16) bool {
	for _, i := range documents {
		if !l.all && !slices.Contains(l.documents, i) {
			return false
		}
	}
	return true
}

func listKey(key []byte, documents []uint16) []byte {
	for _, i := range documents {
		key = append(key, byte(i), byte(i>>8))
	}
	return key
}

// compile makes the list's root, the active context outside of all nodes.
func (l *List) compile() error {
	m, err := l.withDocuments(l.noMeanings(), l.documents)
	if err != nil {
		return err
	}
	l.root = l.activeOf(m, nil)
	return nil
}

// newGold is json-gold's empty active context.
func newGold() *gold.Context {
	return gold.NewContext(nil, &gold.JsonLdOptions{ProcessingMode: gold.JsonLd_1_1, DocumentLoader: noLoader{}})
}

func parseDocument(g *gold.Context, d *document) (*gold.Context, error) {
	for _, object := range d.objects() {
		next, err := g.Parse(object)
		if err != nil {
			return nil, d.named(redefinition(g, object, err))
		}
		g = next
	}
	return g, nil
}

// noLoader is the document loader of json-gold here, which would otherwise open
// URLs and files. Nothing asks it: documents are given to json-gold as values.
type noLoader struct{}

func (noLoader) LoadDocument(url string) (*gold.RemoteDocument, error) {
	return nil, gold.NewJsonLdError(gold.LoadingDocumentFailed, "nothing is loaded")
}

// placed gives an error of compiling the place in the document that asked for it.
func placed(v strictjson.Value, err error) error {
	if e, ok := err.(*Error); ok && e.Pointer == "" {
		return &Error{Err: e.Err, Pointer: v.Pointer(), Detail: e.Detail}
	}
	return err
}

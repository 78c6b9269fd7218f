package credential

import (
	"context"
	"crypto"
	"errors"
	"sync"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Contexts is a closed, immutable set of JSON-LD contexts: no other context is
// ever loaded, from anywhere. It is safe for concurrent use. An RDFC proof does
// not sign the contexts that give the names in a document their meaning, so
// whoever adds one vouches for it. A nil Contexts and the zero one are the built-in
// set.
type Contexts struct {
	set      *ld.Contexts
	datasets sync.Pool // of *rdfc.Dataset: scratch memory
	forms    sync.Pool // of *[]byte: the same for JSON
}

// StandardContexts returns the built-in set: VCDM 1.1 and 2.0, Open Badges 3.0.0
// to 3.0.3 and its extensions, CLR 2.0, Data Integrity and its keys, status
// lists, DID 1.0. Under the rdfc suites a document begins with one of VCDM; the others
// stand behind it.
func StandardContexts() *Contexts { return standardContexts() }

var standardContexts = sync.OnceValue(func() *Contexts { return newContexts(ld.Standard()) })

func newContexts(set *ld.Contexts) *Contexts {
	return &Contexts{
		set:      set,
		datasets: sync.Pool{New: func() any { return new(rdfc.Dataset) }},
		forms:    sync.Pool{New: func() any { return new([]byte) }},
	}
}

// With returns the set with one more context document, known by url; or, with an
// empty url, a context object that may stand inside documents and is recognized
// as that very JSON value; one that the set has already changes nothing. A document that replaces a built-in one, gives an IRI
// a second name, redefines a term where VCDM defines it, or nests contexts beyond all
// measure is refused. (A name that
// VCDM defines inside one of its classes only, such as issuer, is free outside it,
// and keeps its meaning inside.)
//
// A context with an @vocab, such as https://www.w3.org/ns/credentials/undefined-terms/v2,
// defines every plain name there is: in a document that names it no member is
// TermUndefined any more, a misspelled validUntil included. It is for development
// (VCDM 2.0 section 5.2).
func (cs *Contexts) With(url string, document []byte) (*Contexts, error) {
	cs = cs.orStandard()
	set, err := cs.set.With(url, document)
	if err != nil {
		return nil, problem(err, ContextUnknown)
	}
	if set == cs.set {
		return cs, nil
	}
	return newContexts(set), nil
}

// Has reports whether the set has a context that is known by url.
func (cs *Contexts) Has(url string) bool { return cs.orStandard().set.Has(url) }

// Canonicalize returns the canonical N-Quads (RDFC-1.0 with SHA-256) of a JSON-LD
// document whose first context is that of VCDM 1.1 or 2.0, all of its members
// included. Whatever would be lost on the way to RDF is an error that names it. A
// nil cs means StandardContexts.
func Canonicalize(ctx context.Context, document []byte, cs *Contexts) (nquads []byte, err error) {
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	cs = cs.orStandard()
	list, err := cs.set.Of(tape.Root())
	if err != nil {
		return nil, problem(err, ContextUnknown)
	}
	err = cs.canonical(ctx, crypto.SHA256, nil, false, func(form []byte) { nquads = append(nquads, form...) }, func(d *rdfc.Dataset) error {
		return list.Convert(d, nil, tape.Root())
	})
	if err != nil {
		return nil, err
	}
	return nquads, nil
}

// reads reports the first thing in v, its members named in skip left out, that the
// contexts of v do not define or cannot be read with. It fills nodes, unless that is
// nil, and returns the contexts.
func (cs *Contexts) reads(v strictjson.Value, nodes *ld.Nodes, skip ...string) (*ld.List, error) {
	list, err := cs.set.Of(v)
	if err != nil {
		return nil, err
	}
	dataset := cs.datasets.Get().(*rdfc.Dataset)
	defer cs.datasets.Put(dataset)
	return list, list.Convert(dataset, nodes, v, skip...)
}

func (cs *Contexts) orStandard() *Contexts {
	if cs == nil || cs.set == nil {
		return StandardContexts()
	}
	return cs
}

// canonical gives use the canonical form of what convert writes. The form is gone
// when use returns. It costs a budget, if there is one; again as in CanonicalizeWithin.
func (cs *Contexts) canonical(ctx context.Context, hash crypto.Hash, budget *rdfc.Budget, again bool, use func(form []byte), convert func(*rdfc.Dataset) error) error {
	dataset := cs.datasets.Get().(*rdfc.Dataset)
	defer cs.datasets.Put(dataset)
	if err := convert(dataset); err != nil {
		return problem(err, SchemaInvalid)
	}
	form, err := dataset.CanonicalizeWithin(ctx, hash, budget, again)
	if err != nil {
		if errors.Is(err, ctx.Err()) && ctx.Err() != nil {
			return NewProblem(Interrupted, "", err, "canonicalization was interrupted: %v", err)
		}
		return problem(err, CanonLimit)
	}
	use(form)
	return nil
}

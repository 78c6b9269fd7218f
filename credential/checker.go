package credential

import (
	"context"
	"crypto"
	"errors"
	"slices"

	"github.com/summitbadges/openbadges/internal/eddsa"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/sd"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Checker judges the proofs of one document, and takes the canonical form of its
// graph once for all of them, or, where they use several hashes or build on one
// another, once for each hash and set of earlier proofs. A document with eight
// proofs, which a stranger can send, costs no eight times the work of one.
//
// What the forms may cost together to tell blank nodes apart, and how many statements
// of derived proofs are judged, is bounded for all documents between which Beside goes.
//
// It is for one goroutine. Secured.Checker makes one.
type Checker struct {
	secured  *Secured
	contexts *Contexts
	list     *ld.List // of the document, once it was asked for
	forms    []*formed
	again    bool        // the document has been canonicalized
	keys     *eddsa.Keys // that were met often; nil: none is remembered
	work     *sd.Work    // what it has cost; nil for a document that comes alone, with one proof
	copied   bool        // by Instead
}

// A formed document is its graph in canonical form, as some of its proofs sign it.
type formed struct {
	hash     crypto.Hash
	previous []strictjson.Value

	digest    []byte
	room      [48]byte // for the digest, which is of SHA-384 at most
	form      []byte   // if it was asked for
	transform Transform
	err       error // instead of all of these
}

// Checker returns a Checker of the document's proofs, embedded ones under the contexts
// of cs; nil means StandardContexts.
func (s *Secured) Checker(cs *Contexts) *Checker {
	return &Checker{secured: s, contexts: cs.orStandard()}
}

// Beside returns a Checker of the proofs of s, a document that came with that of c, as
// a credential comes in a presentation: what both may cost is bounded together.
func (c *Checker) Beside(s *Secured) *Checker {
	if c.work == nil {
		c.work = new(sd.Work)
	}
	beside := s.Checker(c.contexts)
	beside.work, beside.keys = c.work, c.keys
	return beside
}

// Instead returns a Checker of the proofs of s, a copy of c's document in which little is
// otherwise, for whoever looks for the reason why a proof does not hold: all such copies
// together may cost hardly anything to tell blank nodes apart, beyond what the document
// has cost until the first of them.
// It remembers no keys.
func (c *Checker) Instead(s *Secured) *Checker {
	if c.work == nil {
		c.work = new(sd.Work)
	}
	if !c.copied {
		c.copied = true
		c.work.Canonical.Again()
	}
	instead := s.Checker(c.contexts)
	instead.work, instead.again, instead.copied = c.work, true, true
	return instead
}

// budget is what canonicalization may cost, nil for what one may anyway.
func (c *Checker) budget() *rdfc.Budget {
	if c.work == nil {
		return nil
	}
	return &c.work.Canonical
}

// CheckProof reports whether p, judged with the key of m, secures the document:
// nil, or a *Problem. It judges the signature, that its algorithm is the key's,
// and that nothing of the document escapes it. Whose key m is, for which purpose
// and until when, is for the caller to judge, as package verify does.
//
// ctx may end a canonicalization that takes too long.
func (c *Checker) CheckProof(ctx context.Context, p Proof, m Method) (Transform, error) {
	if err := m.Check(); err != nil {
		return Transform{}, err
	}
	if c.secured == nil {
		return Transform{}, NewProblem(ProofMissing, "", nil, "this Checker has no document: it was not made by Secured.Checker")
	}
	if p.place >= 0 {
		t, err := c.checkEmbedded(ctx, p, m)
		t.Edition = editionOf(t.Edition, c.secured.doc)
		return t, err
	}
	token := c.secured.token
	if token == nil {
		return Transform{}, NewProblem(ProofMissing, "", nil, "the document is no signed token")
	}
	alg := token.Header.Alg // not p's, which the caller may have changed
	if !m.Admits(alg) {
		return Transform{}, NewProblem(KeyTypeMismatch, "", nil, "the token says it was signed with %s, the key of %s is not for that", limits.Abridge(alg), limits.Abridge(m.ID))
	}
	if err := c.verify(alg, m.Key, token.SigningInput, token.Signature); err != nil {
		return Transform{}, signatureProblem(err, "")
	}
	return Transform{exact: true, Contexts: c.contexts}, nil
}

// Forms is Secured.Forms, from what the Checker has.
func (c *Checker) Forms(ctx context.Context, p Proof, m Method) (document, proof []byte, err error) {
	if c.secured == nil {
		return nil, nil, NewProblem(ProofMissing, "", nil, "this Checker has no document: it was not made by Secured.Checker")
	}
	t, err := c.transformation(p, m)
	if err != nil {
		return nil, nil, err
	}
	copied := func(form *[]byte) func([]byte) { return func(b []byte) { *form = slices.Clone(b) } }
	if t.jcs {
		if err := t.values(copied(&proof), copied(&document)); err != nil {
			return nil, nil, err
		}
		return document, proof, nil
	}
	d, err := t.graphs(ctx, copied(&proof), true)
	if err != nil {
		return nil, nil, err
	}
	return slices.Clone(d.form), proof, nil
}

// checkEmbedded judges the signature of an embedded proof.
func (c *Checker) checkEmbedded(ctx context.Context, p Proof, m Method) (Transform, error) {
	if c.work == nil && c.secured.doc.Get("proof").Len() > 1 && c.secured.doc.Get("proof").Kind() == strictjson.Array {
		c.work = new(sd.Work)
	}
	t, err := c.transformation(p, m)
	if err != nil {
		return Transform{}, err
	}
	read, err := readProof(t.proof)
	if err != nil {
		return Transform{}, err
	}
	if t.created && read.Created.IsZero() {
		return Transform{}, NewProblem(ProofMalformed, pointer(t.proof, "created"), nil, "a proof of type %s says when it was created", t.proofType)
	}
	if t.sd {
		return t.checkDerived(ctx, m)
	}
	sealed, err := t.readValue(t.proof, m, t.alg)
	if err != nil {
		return Transform{}, err
	}
	result, data, err := t.run(ctx)
	if err != nil {
		return Transform{}, err
	}
	if err := c.verify(sealed.alg, m.Key, sealed.message(data), sealed.signature); err != nil {
		return result, signatureProblem(err, t.proof.Pointer())
	}
	return result, nil
}

// contextsOf is the list of contexts that the document names.
func (c *Checker) contextsOf(document strictjson.Value) (*ld.List, error) {
	if c.list != nil {
		return c.list, nil
	}
	list, err := c.contexts.set.Of(document)
	c.list = list
	return list, err
}

// formed is the document as t needs it. That it cannot be had, because it is beyond
// the limits or no JSON-LD of ours, is kept like a form: the next proof would find out
// the same at the same price. An interruption is not.
func (c *Checker) formed(ctx context.Context, t transformation, list *ld.List, keep bool) *formed {
	at := slices.IndexFunc(c.forms, func(d *formed) bool { return d.hash == t.hash && slices.Equal(d.previous, t.previous) })
	if at >= 0 {
		if d := c.forms[at]; d.err != nil || d.form != nil || !keep {
			return d
		}
		c.forms = slices.Delete(c.forms, at, at+1)
	}
	d := &formed{hash: t.hash, previous: t.previous}
	nodes := new(ld.Nodes)
	d.err = c.contexts.canonical(ctx, t.hash, c.budget(), c.again, func(form []byte) {
		d.digest = t.sum(d.room[:0], form)
		if keep {
			d.form = slices.Clone(form)
		}
	}, func(data *rdfc.Dataset) error {
		return list.ConvertWithProofs(data, nodes, t.document, t.previous, t.claims...)
	})
	c.again = true
	if !errors.Is(d.err, Interrupted) {
		c.forms = append(c.forms, d)
	}
	d.transform = Transform{Edition: list.Edition(), Contexts: c.contexts, ordered: nodes.KeepsOrder()}
	if nodes.Shared() {
		d.transform.nodes = nodes
	}
	return d
}

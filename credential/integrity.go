package credential

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Transform is what a proof was judged on. For a JWS there is none: the bytes
// themselves are signed, and every field is empty.
type Transform struct {
	DocumentDigest []byte // of the canonical form of the document without its proof
	ProofDigest    []byte // of the canonical form of the proof without its value
	Edition        string // of a context that exists in more than one under its URL; "" is the published one

	nodes *ld.Nodes // of the document, if objects in it share an id
}

// transform computes what the suite signs (Data Integrity EdDSA Cryptosuites 1.0
// sections 3.2.3 to 3.2.5): the digest of the proof configuration, then that of
// the document. The document is transformed without any proof, and each under
// the document's contexts, unless the proof names its own.
func (s suite) transform(ctx context.Context, document, proof strictjson.Value, cs *Contexts) (t Transform, data []byte, err error) {
	list, err := cs.set.Of(document)
	if err != nil {
		return t, nil, problem(err, ContextUnknown)
	}
	proofList, err := cs.set.OfProof(list, proof)
	if err != nil {
		p := problem(err, ProofMalformed)
		p.Code = ProofMalformed // whatever its context is, the proof is what is wrong
		return t, nil, p
	}
	data = make([]byte, 0, 2*s.hash.Size())
	nodes := new(ld.Nodes)
	into := func(form []byte) { data = s.sum(data, form) }
	if err := cs.canonical(ctx, proofList, nil, proof, s.hash, into, "proofValue"); err != nil {
		return t, nil, err
	}
	if err := cs.canonical(ctx, list, nodes, document, s.hash, into, "proof"); err != nil {
		return t, nil, err
	}
	half := s.hash.Size()
	t = Transform{DocumentDigest: data[half:], ProofDigest: data[:half], Edition: list.Edition()}
	if nodes.Shared() {
		t.nodes = nodes
	}
	return t, data, nil
}

// Read returns the document as the proof of which t came secures it, and what is
// to be said about reading it so. Under an RDFC suite all objects of one graph
// with one id are one node, and whoever holds the document can move members
// between them under a valid signature. So they are read as one: the view of each
// is the union of their members. A member that a verdict reads and that two of
// them give differently, or that the document says of itself anywhere but at its
// root, is a Violation.
//
// Of a document that is no badge the view holds what every verifiable credential
// has: id, types, issuer, the id of a single subject, the period, and the ids and
// types of status, schemas and refresh service.
//
// Like Unverified it vouches for nothing; package verify calls it once the proof
// has held.
func (s *Secured) Read(t Transform) (*Credential, []Problem, error) {
	if t.nodes == nil && s.kind == KindOB30 {
		c, err := s.Unverified()
		return c, nil, err
	}
	if t.nodes == nil {
		c, err := s.outline()
		return c, nil, err
	}
	var found []Problem
	for _, c := range t.nodes.Conflicts() {
		what := "say different things, so neither is shown"
		switch c.Kind {
		case ld.Misplaced:
			what = "are one; what a document says of itself stands at its root only"
		case ld.Missing:
			continue // the view of each is the union of both
		}
		p := Problem{Code: SchemaInvalid, Severity: Note, Pointer: c.Other + "/" + c.Member,
			Message: fmt.Sprintf("%s: the objects at %q and %q have one id and %s", limits.Abridge(c.Member), limits.Abridge(c.Pointer), limits.Abridge(c.Other), what)}
		if c.Fatal {
			p.Severity = Violation
		}
		found = append(found, p)
	}
	if s.kind != KindOB30 {
		c, err := s.outline()
		if c != nil {
			c.Issuer.Name = "" // another object of that id may give another
		}
		return c, found, err
	}
	c, err := s.view(t.nodes.Union())
	return c, found, err
}

// sum appends the digest of form.
func (s suite) sum(dst, form []byte) []byte {
	h := s.hash.New()
	h.Write(form)
	return h.Sum(dst)
}

// Forms returns the canonical forms (N-Quads) that the embedded proof p is
// judged on: of the document without its proof, and of the proof without its
// value. They are for people who search for a difference; a verdict needs only
// their digests.
func (s *Secured) Forms(ctx context.Context, p Proof, cs *Contexts) (document, proof []byte, err error) {
	value, suite, err := s.embedded(p)
	if err != nil {
		return nil, nil, err
	}
	cs = cs.orStandard()
	list, err := cs.set.Of(s.doc)
	if err != nil {
		return nil, nil, problem(err, ContextUnknown)
	}
	proofList, err := cs.set.OfProof(list, value)
	if err != nil {
		return nil, nil, problem(err, ProofMalformed)
	}
	copied := func(form *[]byte) func([]byte) { return func(b []byte) { *form = slices.Clone(b) } }
	if err := cs.canonical(ctx, list, nil, s.doc, suite.hash, copied(&document), "proof"); err != nil {
		return nil, nil, err
	}
	err = cs.canonical(ctx, proofList, nil, value, suite.hash, copied(&proof), "proofValue")
	return document, proof, err
}

// embedded returns the embedded proof that p describes, read from the document
// again: p may have been changed since.
func (s *Secured) embedded(p Proof) (strictjson.Value, suite, error) {
	member := s.doc.Get("proof")
	if member.Kind() == strictjson.Array {
		for i, element := range member.Elements() {
			if i == p.index {
				member = element
			}
		}
	}
	found, err := embeddedProof(member, p.index)
	if err != nil {
		return member, suite{}, err
	}
	_, row, known := suiteOf(found)
	if !known {
		return member, suite{}, unknownSuite(found)
	}
	return member, row, nil
}

// unknownSuite says that a proof cannot be judged.
func unknownSuite(p Proof) *Problem {
	return NewProblem(ProofTypeUnsupported, "/proof", nil, "a proof of type %q with the cryptosuite %q cannot be judged here",
		limits.Abridge(p.Type), limits.Abridge(p.Algorithm))
}

// checkEmbedded judges the signature of an embedded proof.
func (s *Secured) checkEmbedded(ctx context.Context, p Proof, m Method, cs *Contexts) (Transform, error) {
	value, row, err := s.embedded(p)
	if err != nil {
		return Transform{}, err
	}
	at := value.Pointer()
	read, err := readProof(value)
	if err != nil {
		return Transform{}, err
	}
	if row.created && read.created.IsZero() {
		return Transform{}, NewProblem(ProofMalformed, at+"/created", nil, "a proof of type %s says when it was created", row.proofType)
	}
	if !m.Admits(row.algorithm) {
		return Transform{}, NewProblem(KeyTypeMismatch, at, nil, "a proof of this suite is made with a key for %s; the key of %s is not for that", row.algorithm, limits.Abridge(m.ID))
	}
	signature, err := multikey.DecodeBase58(read.proofValue, row.signature)
	if err != nil {
		return Transform{}, NewProblem(ProofMalformed, at+"/proofValue", err, "proofValue: %v", err)
	}
	t, data, err := row.transform(ctx, s.doc, value, cs.orStandard())
	if err != nil {
		return Transform{}, err
	}
	if err := jose.Verify(row.algorithm, m.Key, data, signature); err != nil {
		return t, signatureProblem(err, at)
	}
	return t, nil
}

// ProofTimes returns when an embedded proof says that it was made and that it
// ends; a zero time where it does not say. The signer wrote both.
func (s *Secured) ProofTimes(p Proof) (created, expires time.Time, err error) {
	if p.index < 0 {
		return created, expires, nil
	}
	value, _, err := s.embedded(p)
	if err != nil {
		return created, expires, err
	}
	read, err := readProof(value)
	return read.created, read.expires, err
}

// ProofAudience returns for whom and for which occasion an embedded proof says
// that it was made (Data Integrity 1.0 section 2.1).
func (s *Secured) ProofAudience(p Proof) (domain []string, challenge string, err error) {
	if p.index < 0 {
		return nil, "", nil
	}
	value, _, err := s.embedded(p)
	if err != nil {
		return nil, "", err
	}
	read, err := readProof(value)
	return read.domain, read.challenge, err
}

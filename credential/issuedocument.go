package credential

import (
	"context"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
)

// IssueDocument secures a verifiable credential of any type (VCDM 2.0 or 1.1) that
// the caller has written, after it has judged it as a verifier would. Nothing in it is
// completed and nothing changed: what is signed are these bytes, or, by a suite, what
// they mean, with one proof behind the members that are there. Its contexts are those
// that its names and the suite need. Issuer.Status is not asked: whoever writes the
// document reserves its place first.
//
// A badge is judged as Issue judges it. What the specification of another type asks
// beyond the data model is not.
//
// The error holds *Problems, as that of Issue. A document is refused whose issuer is
// not the controller of the Signer's method, or that has a proof already: AddProof adds
// another. A compact JWS is made by Form VCJOSE alone, because OB 3.0 section 8.2 would
// have claims added to the document.
func (is *Issuer) IssueDocument(ctx context.Context, document []byte) (*Secured, error) {
	if err := is.canSecure(); err != nil {
		return nil, err
	}
	if is.Suite == "" && is.Form != VCJOSE {
		return nil, NewProblem(InputUnsupported, "", nil, "a document is signed as it stands in the form VCJOSE, or by a suite; the form OpenBadges adds claims to it, which Issue does")
	}
	m, err := is.method(AssertionMethod)
	if err != nil {
		return nil, err
	}
	at, err := is.inUse(m)
	if err != nil {
		return nil, err
	}
	draft, err := draftOf(document, false)
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	found := append(draft.ConformCredential(Transform{Contexts: is.Contexts, draft: true}), problems(shape.IssueRules(draft.doc))...)
	found = append(found, draft.unissuable(m, at)...)
	found = append(append(found, draft.unrefreshable()...), draft.unaskable()...)
	found = append(found, draft.unendorsed(is.Contexts, at)...)
	if err := joined(refusing(found)); err != nil {
		return nil, err
	}
	return is.secured(ctx, document, m, at)
}

// unissuable says why a document must not be issued with the key of m, whatever its
// form is.
func (s *Secured) unissuable(m Method, at time.Time) (found []Problem) {
	if proof := s.doc.Get("proof"); proof.Exists() {
		found = append(found, *NewProblem(ProofMalformed, proof.Pointer(), nil, "the document has a proof already; AddProof adds another"))
	}
	if id := s.IssuerID(); id != "" && id != m.Controller {
		found = append(found, *NewProblem(KeyControllerMismatch, pointer(s.doc, "issuer"), nil,
			"the key %s belongs to %s, so it cannot sign for the issuer %s", limits.Abridge(m.ID), limits.Abridge(m.Controller), limits.Abridge(id)))
	}
	end := s.dateNames()[1]
	if until, err := s.parseTime(s.doc.Get(end).Text()); err == nil && until.Before(at) {
		found = append(found, *NewProblem(TimeExpired, pointer(s.doc, end), nil, "the credential would have ended on %s; now it is %s",
			until.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339)))
	}
	return found
}

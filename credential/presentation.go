package credential

import (
	"bytes"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

const (
	aPresentation = "this is a presentation of credentials and no credential itself; VerifyPresentation judges it, and what it presents"
	noneToPresent = "the types of a presentation include VerifiablePresentation; this is none, and Verify or VerifyCredential judge badges and other credentials"
)

func (s *Secured) notOfItsKind(message string) []Problem {
	return []Problem{{Code: SchemaInvalid, Pointer: pointer(s.doc, "type"), Message: message}}
}

// HolderID returns the id of the holder that a presentation claims (VCDM 2.0
// section 4.13): the string "holder", its "id", or, where neither is there, the
// claim "iss" of its token. It is "" for a presentation that names none, and for
// every other document.
func (s *Secured) HolderID() string {
	if s.kind != KindPresentation {
		return ""
	}
	holder := s.doc.Get("holder")
	switch holder.Kind() {
	case strictjson.String:
		return holder.Text()
	case strictjson.Object:
		return holder.Get("id").Text()
	case strictjson.Invalid:
		return s.claims.Get("iss").Text()
	}
	return ""
}

// A Presented is one credential in a presentation, byte for byte as it stands
// there: a JSON document, an envelope, or a token.
type Presented struct {
	Data      []byte // for Parse
	Pointer   string // its place in the presentation (RFC 6901)
	Enveloped bool   // it is a token, in an envelope or, under VCDM 1.1, as it is
}

// Presented returns the credentials of a presentation, in document order, none of
// them read yet, and none if it presents nothing or is no presentation. The error is
// a *Problem if one of them is no object, nor under VCDM 1.1 a string, or if there are
// too many.
func (s *Secured) Presented() ([]Presented, error) {
	if s.kind != KindPresentation {
		return nil, nil
	}
	member := s.doc.Get("verifiableCredential")
	if member.Len() > limits.Presented && member.Kind() == strictjson.Array {
		return nil, NewProblem(InputTooLarge, member.Pointer(), nil, "at most %d credentials of one presentation are read; this has %d", limits.Presented, member.Len())
	}
	var found []Presented
	for _, v := range contextEntries(member) { // alone, or in an array
		if v.Kind() == strictjson.String && s.version == 1 {
			found = append(found, Presented{[]byte(v.Text()), v.Pointer(), true})
			continue
		}
		if v.Kind() != strictjson.Object {
			return nil, NewProblem(SchemaInvalid, v.Pointer(), nil, "a credential in a presentation is a JSON object; found %s", v.Kind())
		}
		found = append(found, Presented{bytes.Clone(v.Raw()), v.Pointer(), envelopingOf(v) != nil})
	}
	return found, nil
}

// Unsecured reports whether nothing in the document secures it: it is no token and
// has no member "proof". Only the proof of a presentation around it can then.
func (s *Secured) Unsecured() bool { return s.token == nil && !s.doc.Get("proof").Exists() }

// CoveredBy returns as what the proof of a presentation, of which t came, secures s,
// an unsecured credential in it (VCDM 2.0 section 4.13): the very JSON, or the graph
// that it means. The error is a *Problem. Whether s stands in that presentation is
// the caller's to know.
func (s *Secured) CoveredBy(t Transform) (Transform, error) {
	if !s.Unsecured() {
		return Transform{}, NewProblem(ProofMalformed, pointer(s.doc, "proof"), nil, "a credential with a proof of its own stands or falls with that")
	}
	if t.exact {
		return Transform{exact: true, Contexts: t.Contexts}, nil
	}
	nodes := new(ld.Nodes)
	list, err := t.Contexts.orStandard().reads(s.doc, nodes)
	if err != nil {
		return Transform{}, problem(err, SchemaInvalid)
	}
	covered := Transform{Edition: editionOf(list.Edition(), s.doc), Contexts: t.Contexts}
	if nodes.Shared() {
		covered.nodes = nodes
	}
	return covered, nil
}

// ConformPresentation judges the document's form as a presentation of VCDM 2.0
// section 4.13, or of VCDM 1.1 section 4.10 where its first context says so, as the
// proof of which t came secures it: contexts, types, holder and id, the claims of a
// token, and that what it presents are objects, or under VCDM 1.1 tokens, and no
// presentations. Each of these is a document with a form of its own, which is not judged here.
//
// A presentation without any credential conforms, with a Note: the member may be
// absent. It shows who holds a key, and nothing else.
func (s *Secured) ConformPresentation(t Transform) []Problem {
	if s.kind != KindPresentation {
		return s.notOfItsKind(noneToPresent)
	}
	found := append(s.checkForm(), s.checkEnvelope()...)
	found = append(found, s.remarks...)
	found = append(found, s.checkPresenting()...)
	found = append(found, s.checkContexts(t)...)
	if s.token == nil && !t.exact {
		for name, member := range s.doc.Members() {
			if name != "@context" && name != "verifiableCredential" { // of the one the order counts, of the other each is a graph of its own
				found = append(found, repetitions(member, true, nil)...)
			}
		}
	}
	found = append(found, s.checkShape("VerifiablePresentation", t)...)
	if !s.doc.Get("verifiableCredential").Exists() {
		found = append(found, Problem{Code: SchemaInvalid, Severity: Note, Pointer: pointer(s.doc, "verifiableCredential"),
			Message: "the presentation presents no credential: it shows who holds the key, and nothing about them"})
	}
	return append(found, s.checkTerms(t, found)...)
}

// checkPresenting judges the claims of a token that is a presentation: those that
// repeat a member of it, and those that say for whom and when it was made (VCDM 1.1
// section 6.3.1, VC-JOSE-COSE 1.0 section 3.1.3).
func (s *Secured) checkPresenting() []Problem {
	if !s.claims.Exists() {
		return nil
	}
	var found []Problem
	report := func(severity Severity, v strictjson.Value, format string, args ...any) {
		found = append(found, Problem{Code: JWTClaimMismatch, Severity: severity, Pointer: v.Pointer(), Message: fmt.Sprintf(format, args...)})
	}
	for _, r := range [...]struct{ claim, member string }{{"iss", "holder"}, {"jti", "id"}} {
		claim, member := s.claims.Get(r.claim), s.member(r.member)
		switch {
		case !claim.Exists():
		case claim.Kind() != strictjson.String || !rdfc.ValidIRI(claim.Text()):
			report(Violation, claim, "the claim %s must be a string, the URL of the %s", r.claim, r.member)
		case !member.Exists():
			report(Deviation, claim, "the presentation itself lacks %s; it was taken from the claim %s of the token", r.member, r.claim)
		case claim.Text() != member.Text():
			report(Violation, claim, "the claim %s is %q, but %s in the presentation is %q", r.claim, limits.Abridge(claim.Text()), r.member, limits.Abridge(member.Text()))
		}
	}
	if _, err := s.occasion(); err != nil {
		found = append(found, *problem(err, JWTClaimMismatch))
	}
	return found
}

// occasion reads the claims of a token that say of itself when it counts, and those of a
// presentation's that say for whom and when it was made, as an embedded proof says it in domain, challenge and created. A claim of
// another kind than RFC 7519 gives it is an error, never an absent claim.
func (s *Secured) occasion() (d ProofDetails, err error) {
	if s.kind != KindPresentation {
		d.NotBefore, err = s.signedFrom()
		return d, err
	}
	if !s.claims.Exists() {
		return d, nil
	}
	wrong := func(v strictjson.Value, wanted string) error {
		return NewProblem(JWTClaimMismatch, v.Pointer(), nil, "the claim must be %s", wanted)
	}
	for _, r := range [...]struct {
		name string
		at   *time.Time
	}{{"iat", &d.Created}, {"nbf", &d.NotBefore}} {
		claim := s.claims.Get(r.name)
		if !claim.Exists() {
			continue
		}
		var ok bool
		if *r.at, ok = numericDate(claim); !ok {
			return ProofDetails{}, wrong(claim, "a whole number of seconds, in a year up to 9999")
		}
	}
	if aud := s.claims.Get("aud"); aud.Exists() {
		var ok bool
		if d.Domain, ok = texts(aud); !ok || len(d.Domain) > limits.TypeValues {
			return ProofDetails{}, wrong(aud, fmt.Sprintf("a string or a list of at most %d strings", limits.TypeValues))
		}
	}
	nonce := s.claims.Get("nonce")
	if nonce.Exists() && nonce.Kind() != strictjson.String {
		return ProofDetails{}, wrong(nonce, "a string")
	}
	d.Challenge = nonce.Text()
	return d, nil
}

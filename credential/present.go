package credential

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/sd"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Holder presents credentials: it shows who holds them now, to somebody, on one
// occasion. It is safe for concurrent use as long as nobody changes its fields.
type Holder struct {
	Signer   Signer    // required; its method is published for authentication, and its controller is the holder
	Suite    Suite     // of an embedded proof; the zero value secures with a compact JWS of typ vp+jwt
	Contexts *Contexts // that what is presented may name; nil: StandardContexts

	Now func() time.Time // nil: time.Now
}

// A Presentation is what a holder presents (VCDM 2.0 section 4.13).
type Presentation struct {
	ID      string   // absolute URL; "": none
	Type    []string // besides VerifiablePresentation
	Context []string // besides the context of VCDM 2.0, or of VCDM 1.1

	// VCDM11 makes it one of VCDM 1.1, for verifiers that know no other: under the older
	// context, and as a token with typ JWT and the presentation in the claim vp (VCDM 1.1
	// section 6.3.1), in which the tokens that are presented stand as strings. Without a
	// token around them, they have no place in it.
	VCDM11 bool

	// Credentials are presented byte for byte as they were received, a token in an
	// envelope. One that nothing secures is the holder's own claim, and has the
	// holder as its issuer. None: the presentation shows only who holds the key.
	Credentials []*Secured
}

// Present presents credentials to the one who asked with challenge, at domain: an
// origin, mostly, or several names of one verifier. With an embedded proof they are
// its challenge and domain, and its purpose is authentication (Data Integrity 1.0
// section 2.1); in a token they are the claims nonce and aud, beside iss, the
// holder, and iat (VC-JOSE-COSE 1.0 section 3.1.2; Presentation.VCDM11 is the older
// form). Without a challenge whoever sees the presentation can show it again.
//
// The error holds *Problems. Nothing is signed that ConformPresentation finds fault
// with, and nothing is returned whose proof does not hold. The credentials are read
// and not verified: they are no better for being presented.
//
// A suite that signs the graph takes what the built-in contexts and those of
// Contexts define, and no credential with a proof of a jcs suite, which has an
// @context of its own: present that in a token, or under a jcs suite.
func (h *Holder) Present(ctx context.Context, p Presentation, challenge string, domain ...string) (*Secured, error) {
	is := Issuer{Signer: h.Signer, Now: h.Now}
	m, err := is.method(Authentication)
	if err != nil {
		return nil, err
	}
	at, err := is.inUse(m)
	if err != nil {
		return nil, err
	}
	row, embedded := suites[h.Suite]
	if h.Suite != "" && !embedded {
		return nil, NewProblem(ProofTypeUnsupported, "", nil, "there is no suite %q here; there are %s", limits.Abridge(string(h.Suite)), suiteNames())
	}
	if h.Suite == ECDSASD2023 {
		return nil, NewProblem(ProofTypeUnsupported, "", nil, "%s is for issuers, whose holders choose what to show; a presentation is made for one occasion, and shown whole", ECDSASD2023)
	}
	if slices.Contains(domain, "") {
		return nil, NewProblem(ProofDomain, "", nil, "one of the domains to present to is empty")
	}
	d := presentation{
		Context: append([]string{contextV2}, p.Context...), ID: p.ID, Type: append([]string{typeVP}, p.Type...), Holder: m.Controller,
	}
	typ, cty := "vp+jwt", "vp"
	if p.VCDM11 {
		d.Context[0], typ, cty = contextV1, "JWT", ""
	}
	needed := row.context
	if embedded && p.VCDM11 {
		needed = row.definedBy() // the older context defines no proof of Data Integrity
	}
	if needed != "" && !slices.Contains(d.Context, needed) {
		d.Context = append(d.Context, needed)
	}
	if !embedded {
		iat := at.Unix()
		d.occasion = occasion{Iss: m.Controller, Iat: &iat, Nonce: challenge, Aud: oneOrMore[string](domain)}
	}
	payload, err := d.with(p.Credentials, p.VCDM11)
	if err != nil {
		return nil, err
	}
	if err := h.refused(payload, !embedded, row.jcs); err != nil {
		return nil, err
	}
	var s *Secured
	if embedded {
		s, err = addProof(ctx, payload, h.Signer, m, ProofOptions{
			Suite: h.Suite, Created: at, Purpose: Authentication, Challenge: challenge, domains: domain, Contexts: h.Contexts,
		}, false)
	} else {
		s, err = secure(ctx, payload, h.Signer, m, typ, cty)
	}
	if err != nil {
		return nil, err
	}
	t := Transform{Contexts: h.Contexts, exact: !embedded || row.jcs}
	if err := conforming("presentation", s.ConformPresentation(t)); err != nil {
		return nil, err
	}
	return s, nil
}

// presentation is the JSON form of a Presentation without its credentials, which
// are written into it as they are. The claims stand in it as in a document.
type presentation struct {
	Context []string `json:"@context"`
	ID      string   `json:"id,omitempty"`
	Type    []string `json:"type"`
	Holder  string   `json:"holder"`

	occasion
}

// occasion are the claims of a token that say who presents, when, and for whom.
type occasion struct {
	Iss   string            `json:"iss,omitempty"`
	Jti   string            `json:"jti,omitempty"`
	Iat   *int64            `json:"iat,omitempty"`
	Nonce string            `json:"nonce,omitempty"`
	Aud   oneOrMore[string] `json:"aud,omitempty"`
}

// enveloped is a token as a presentation carries it.
type enveloped struct {
	Context string `json:"@context"`
	ID      string `json:"id"`
	Type    string `json:"type"`
}

// with writes the presentation with these credentials in it, byte for byte. The older
// model has the claims of a token around it.
func (d presentation) with(credentials []*Secured, older bool) ([]byte, error) {
	if err := writable(reflect.ValueOf(d), "", 0); err != nil {
		return nil, err
	}
	var claims occasion
	if older {
		claims, d.occasion = d.occasion, occasion{}
	}
	data, err := encode(d)
	if err != nil {
		return nil, err
	}
	if len(credentials) > 0 {
		if data, err = d.presenting(data, credentials, older); err != nil {
			return nil, err
		}
	}
	if claims.Iss == "" {
		return data, nil
	}
	claims.Jti = d.ID
	around, err := encode(claims)
	if err != nil {
		return nil, err
	}
	return insert(around, len(around)-1, `,"vp":`, data, ""), nil
}

// presenting writes credentials into the presentation that is data without them.
func (d presentation) presenting(data []byte, credentials []*Secured, older bool) ([]byte, error) {
	var list [][]byte
	for i, c := range credentials {
		at := fmt.Sprintf("/verifiableCredential/%d", i)
		if c == nil {
			return nil, NewProblem(SchemaInvalid, at, nil, "there is no credential here, but nil")
		}
		if issuer := c.IssuerID(); c.Unsecured() && issuer != d.Holder {
			its := fmt.Sprintf("its issuer %q is not the holder %s, who could vouch for it", limits.Abridge(issuer), limits.Abridge(d.Holder))
			if issuer == "" {
				its = fmt.Sprintf("it names no issuer; the holder %s could vouch for it as the issuer", limits.Abridge(d.Holder))
			}
			return nil, NewProblem(ProofMissing, at, nil, "nothing secures this credential, and %s", its)
		}
		if found := c.asPresented(); found != nil {
			found.Pointer = at
			return nil, found
		}
		entry, err := c.entry(older)
		if err != nil {
			return nil, err
		}
		list = append(list, entry)
	}
	return insert(data, len(data)-1, `,"verifiableCredential":[`, bytes.Join(list, []byte{','}), "]"), nil
}

// asPresented says why s is nothing that a presentation presents, nil if it is.
func (s *Secured) asPresented() *Problem {
	switch s.kind {
	case KindPresentation:
		return NewProblem(SchemaInvalid, "", nil, "a presentation presents credentials, and no presentation")
	case KindUnknown, KindOB20:
		return NewProblem(SchemaInvalid, "", nil, "by its types this is no verifiable credential")
	}
	for _, p := range contextEntries(s.doc.Get("proof")) { // alone, or in an array
		if Suite(p.Get("cryptosuite").Text()) == ECDSASD2023 && sd.IsBase(p.Get("proofValue").Text()) {
			return NewProblem(ProofMalformed, "", nil, "the credential has a base proof of %s, which is its holder's alone; present what Derive makes of it", ECDSASD2023)
		}
	}
	return nil
}

// entry is the document as it stands in a presentation. A token of VCDM 1.1, whose
// claim "vc" the media type of VC-JOSE-COSE excludes, goes under that of any JWT. In a
// presentation of the older model, which has no envelopes, a token is a string.
func (s *Secured) entry(older bool) (json.RawMessage, error) {
	if s.container == ContainerJSON && (s.envelope == "" || !older) {
		return bytes.TrimSpace(s.raw), nil
	}
	token := string(jose.Compact(s.token.SigningInput, s.token.Signature))
	if older {
		return encode(token)
	}
	e := enveloped{Context: contextV2, Type: typeEnveloped, ID: "data:application/vc+jwt," + token}
	if s.inClaim() {
		e.ID = "data:application/jwt," + token
	}
	return encode(e)
}

// refused returns everything for which a presentation must not be signed: what a
// verifier would refuse, and what it would remark on as no more than a slip.
func (h *Holder) refused(document []byte, claims, exact bool) error {
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return problem(err, JSONSyntax)
	}
	draft := &Secured{tape: tape, doc: tape.Root(), container: ContainerJSON}
	if claims {
		draft.claims = draft.doc
		if inner := draft.doc.Get("vp"); inner.Exists() {
			draft.doc = inner
		}
	}
	draft.classify()
	var errs []error
	for _, p := range draft.ConformPresentation(Transform{Contexts: h.Contexts, exact: exact || claims}) {
		if p.Severity != Note {
			errs = append(errs, &p)
		}
	}
	return errors.Join(errs...)
}

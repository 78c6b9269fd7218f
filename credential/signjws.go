package credential

import (
	"bytes"
	"context"
	"fmt"

	"github.com/summitbadges/openbadges/internal/jose"
)

// A Form is the shape of a JWS.
type Form int

const (
	// OpenBadges is the form of OB 3.0 section 8.2: typ JWT, and the claims
	// iss, sub, nbf, jti and exp beside the members they repeat.
	OpenBadges Form = iota
	// VCJOSE is the form of VC-JOSE-COSE 1.0 section 3: typ vc+jwt, cty vc,
	// and the credential alone. A verifier of Open Badges may warn about it.
	VCJOSE
)

// String returns the specification whose form it is.
func (f Form) String() string {
	switch f {
	case OpenBadges:
		return "OB 3.0"
	case VCJOSE:
		return "VC-JOSE-COSE"
	}
	return fmt.Sprintf("Form(%d)", int(f))
}

// SignJWS secures any JSON document as a compact JWS, byte for byte, and
// checks the signature. It judges nothing else about the document.
func SignJWS(ctx context.Context, document []byte, s Signer, form Form) (*Secured, error) {
	is := Issuer{Signer: s}
	m, err := is.method(AssertionMethod)
	if err != nil {
		return nil, err
	}
	typ, cty, err := form.types()
	if err != nil {
		return nil, err
	}
	return secure(ctx, document, s, m, typ, cty)
}

// secure signs payload and reads the product as a stranger would.
func secure(ctx context.Context, payload []byte, s Signer, m Method, typ, cty string) (*Secured, error) {
	protected, err := encode(joseHeader{Alg: m.algorithm(), Kid: m.ID, Typ: typ, Cty: cty})
	if err != nil {
		return nil, err
	}
	input := jose.SigningInput(protected, payload)
	if err := readable(jose.Compact(input, longest(m))); err != nil {
		return nil, err
	}
	signature, err := sign(ctx, s, m, input)
	if err != nil {
		return nil, err
	}
	secured, err := selfChecked(ctx, jose.Compact(input, signature), m, nil)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(secured.Document(), payload) {
		return nil, &Problem{Code: IssueSelfCheck, Message: "the finished badge is not the document that was to be signed"}
	}
	return secured, nil
}

// readable reports whether a token will be read at all once it is signed, its size
// and the proofs inside it included.
func readable(rehearsal []byte) error {
	secured, err := Parse(rehearsal)
	if err != nil {
		return err
	}
	if _, err := secured.Proofs(); err != nil {
		return err
	}
	return nil
}

// types are the typ and cty of the form.
func (f Form) types() (typ, cty string, err error) {
	switch f {
	case OpenBadges:
		return "JWT", "", nil
	case VCJOSE:
		return "vc+jwt", "vc", nil
	}
	return "", "", NewProblem(InputUnsupported, "", nil, "there is no JWS of the form %v here", f)
}

// joseHeader is the closed list of OB 3.0 section 8.2.3, with the cty of VC-JOSE-COSE.
type joseHeader struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ"`
	Cty string `json:"cty,omitempty"`
}

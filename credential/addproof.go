package credential

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"fmt"
	"reflect"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// ProofOptions says how AddProof makes a proof (Data Integrity 1.0 section 2.1).
// Only Suite is required.
type ProofOptions struct {
	Suite     Suite
	Created   time.Time // zero: not said; Ed25519Signature2020 requires it
	Expires   time.Time // zero: never
	Purpose   string    // "": assertionMethod
	Domain    string
	Challenge string
	Contexts  *Contexts // nil: StandardContexts
}

// AddProof secures any JSON-LD document with an embedded proof, and checks its
// own proof; it judges nothing else about the document. Every byte of document
// stays as it is; the member "proof" is added at its end, or, if document has
// proofs already, the new one stands behind them in a set of which each secures
// the document without any proof.
//
// Whatever RDF would lose is an error that names it: nothing is signed that the
// signature would not cover.
func AddProof(ctx context.Context, document []byte, s Signer, o ProofOptions) (*Secured, error) {
	is := Issuer{Signer: s}
	m, err := is.method(o.purpose())
	if err != nil {
		return nil, err
	}
	return addProof(ctx, bytes.Clone(document), s, m, o, false)
}

func (o ProofOptions) purpose() string {
	if o.Purpose == "" {
		return AssertionMethod
	}
	return o.Purpose
}

// proofConfiguration is a proof as it is written, without its value. The order
// of its members is that of the specification's examples.
type proofConfiguration struct {
	Type               string `json:"type"`
	Cryptosuite        string `json:"cryptosuite,omitempty"`
	Created            string `json:"created,omitempty"`
	Expires            string `json:"expires,omitempty"`
	VerificationMethod string `json:"verificationMethod"`
	ProofPurpose       string `json:"proofPurpose"`
	Domain             string `json:"domain,omitempty"`
	Challenge          string `json:"challenge,omitempty"`
	ProofValue         string `json:"proofValue,omitempty"`
}

// addProof secures document. asSet writes the first proof as a set of one, as
// the schemas of Open Badges have it.
func addProof(ctx context.Context, document []byte, s Signer, m Method, o ProofOptions, asSet bool) (*Secured, error) {
	row, ok := suites[o.Suite]
	if !ok {
		return nil, NewProblem(ProofTypeUnsupported, "", nil, "there is no suite %q here", limits.Abridge(string(o.Suite)))
	}
	if !m.Admits(row.algorithm) {
		return nil, NewProblem(KeyTypeMismatch, "", nil, "%s needs a key for %s; the key of %s is not for that", o.Suite, row.algorithm, m.ID)
	}
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	if tape.Root().Kind() != strictjson.Object {
		return nil, NewProblem(JSONSyntax, "", nil, "a document to be secured is a JSON object")
	}
	configuration := proofConfiguration{
		Type: row.proofType, Created: timestamp(o.Created), Expires: timestamp(o.Expires),
		VerificationMethod: m.ID, ProofPurpose: o.purpose(), Domain: o.Domain, Challenge: o.Challenge,
	}
	if row.proofType == dataIntegrityProof {
		configuration.Cryptosuite = string(o.Suite)
	}
	if row.created && o.Created.IsZero() {
		return nil, NewProblem(ProofMalformed, "/proof/created", nil, "a proof of the suite %s says when it was created", o.Suite)
	}
	if err := writable(reflect.ValueOf(configuration), "/proof", 0); err != nil {
		return nil, err
	}
	unsigned, err := encode(configuration)
	if err != nil {
		return nil, err
	}
	proof, err := strictjson.Parse(unsigned, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, ProofMalformed)
	}
	t, data, err := row.transform(ctx, tape.Root(), proof.Root(), o.Contexts.orStandard())
	if err != nil {
		return nil, err
	}
	if t.Edition != "" {
		return nil, NewProblem(TermUndefined, "", nil, "the document uses a term that the published Open Badges context does not define (endorsementJwt or jti); secure it as a JWS")
	}
	configuration.ProofValue = multikey.EncodeBase58(longest(m))
	rehearsed, err := encode(configuration)
	if err != nil {
		return nil, err
	}
	if err := readable(splice(tape.Root(), rehearsed, asSet)); err != nil {
		return nil, err
	}
	signature, err := sign(ctx, s, m, data)
	if err != nil {
		return nil, err
	}
	configuration.ProofValue = multikey.EncodeBase58(signature)
	signed, err := encode(configuration)
	if err != nil {
		return nil, err
	}
	return selfChecked(ctx, splice(tape.Root(), signed, asSet), m, o.Contexts)
}

// splice writes proof into the bytes of a document: behind its last member, or
// behind the last of its proofs.
func splice(document strictjson.Value, proof []byte, asSet bool) []byte {
	data := document.Raw()
	member := document.Get("proof")
	start, end := member.Span()
	switch {
	case member.Kind() == strictjson.Array && member.Len() > 0:
		return insert(data, end-1, ",", proof, "")
	case member.Kind() == strictjson.Array:
		return insert(data, end-1, "", proof, "")
	case member.Exists():
		set := insert(nil, 0, "[", document.Get("proof").Raw(), ",")
		set = append(append(set, proof...), ']')
		out := append(bytes.Clone(data[:start]), set...)
		return append(out, data[end:]...)
	}
	before, after := `"proof":`, ""
	if asSet {
		before, after = before+"[", "]"
	}
	if document.Len() > 0 {
		before = "," + before
	}
	return insert(data, bytes.LastIndexByte(data, '}'), before, proof, after)
}

func insert(data []byte, at int, before string, text []byte, after string) []byte {
	out := make([]byte, 0, len(data)+len(before)+len(text)+len(after))
	out = append(append(out, data[:at]...), before...)
	out = append(append(out, text...), after...)
	return append(out, data[at:]...)
}

// readable reports whether a document will be read at all once it is signed,
// its size and the number of its proofs included: a signature over a document
// that nobody reads is one too many.
func readable(rehearsed []byte) error {
	secured, err := Parse(rehearsed)
	if err != nil {
		return err
	}
	if _, err := secured.Proofs(); err != nil {
		return err
	}
	return nil
}

// longest returns the longest text that can stand for a signature of m.
func longest(m Method) []byte {
	size := 64 // Ed25519, and ECDSA on P-256
	switch key := m.Key.(type) {
	case *rsa.PublicKey:
		size = key.Size()
	case *ecdsa.PublicKey:
		size = 2 * ((key.Curve.Params().BitSize + 7) / 8)
	}
	return bytes.Repeat([]byte{0xff}, size)
}

// selfChecked reads a finished document as a stranger would, and checks the
// proof that was added last.
func selfChecked(ctx context.Context, finished []byte, m Method, cs *Contexts) (*Secured, error) {
	failed := func(what string, err error) error {
		return &Problem{Code: IssueSelfCheck, Message: fmt.Sprintf("the finished badge %s: %v", what, err), cause: err}
	}
	secured, err := Parse(finished)
	if err != nil {
		return nil, failed("cannot be read", err)
	}
	proofs, err := secured.Proofs()
	if err != nil {
		return nil, failed("carries a malformed proof", err)
	}
	added := proofs[len(proofs)-1]
	if secured.token != nil {
		added = proofs[0]
	}
	if _, err := secured.CheckProof(ctx, added, m, cs); err != nil {
		return nil, failed("does not verify", err)
	}
	return secured, nil
}

package credential

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// ProofOptions says how AddProof makes a proof (Data Integrity 1.0 section 2.1).
// Only Suite is required.
type ProofOptions struct {
	Suite     Suite
	Created   time.Time // zero: not said; Ed25519Signature2020 and JsonWebSignature2020 require it
	Expires   time.Time // zero: never
	Purpose   string    // "": assertionMethod
	Domain    string
	Challenge string
	ID        string    // of the proof, a URL; "": none
	Previous  []string  // ids of proofs in the document that this one builds on, and secures with it
	Contexts  *Contexts // nil: StandardContexts

	// Of ecdsa-sd-2023: JSON Pointers to what its holder must show, besides what a
	// verdict depends on (issuer, period, status, and of each subject id, type and
	// identifier), which he must show in any case. Nil means all but evidence, results
	// and endorsements.
	Mandatory []string
	Rand      io.Reader // of the same, for its secrets; nil: crypto/rand.Reader

	domains []string // instead of Domain, if any
}

// AddProof secures a document with an embedded proof, and checks its own proof; it
// judges nothing else about the document. A jcs suite secures any JSON object; the
// others a JSON-LD document whose first context is that of VCDM 1.1 or 2.0, such as
// a credential or a presentation. Every byte of document
// stays as it is; the member "proof" is added at its end, or, if document has
// proofs already, the new one stands behind them in a set of which each secures
// the document without any proof, or, with Previous, without any but those.
//
// Whatever RDF would lose is an error that names it: nothing is signed that the
// signature would not cover. Errors are *Problems; those about the proof have the
// place where it was to stand.
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
	ID                 string          `json:"id,omitempty"`
	Type               string          `json:"type"`
	Cryptosuite        string          `json:"cryptosuite,omitempty"`
	Created            string          `json:"created,omitempty"`
	Expires            string          `json:"expires,omitempty"`
	VerificationMethod string          `json:"verificationMethod"`
	ProofPurpose       string          `json:"proofPurpose"`
	Domain             any             `json:"domain,omitempty"` // a string, or several
	Challenge          string          `json:"challenge,omitempty"`
	PreviousProof      any             `json:"previousProof,omitempty"`
	Context            json.RawMessage `json:"@context,omitempty"`
	ProofValue         string          `json:"proofValue,omitempty"`
	JWS                string          `json:"jws,omitempty"`
}

// addProof secures document. asSet writes the first proof as a set of one, as
// the schemas of Open Badges have it.
func addProof(ctx context.Context, document []byte, s Signer, m Method, o ProofOptions, asSet bool) (*Secured, error) {
	row, ok := suites[o.Suite]
	if !ok {
		return nil, NewProblem(ProofTypeUnsupported, "", nil, "there is no suite %q here; there are %s", limits.Abridge(string(o.Suite)), suiteNames())
	}
	alg := m.algorithm() // the one that a Signer signs under
	if !slices.Contains(row.algorithms, alg) || !m.Admits(alg) {
		return nil, NewProblem(KeyTypeMismatch, "", nil, "%s needs a key for %s; the key of %s is not for that", o.Suite, strings.Join(row.algorithms, " or "), limits.Abridge(m.ID))
	}
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	if tape.Root().Kind() != strictjson.Object {
		return nil, NewProblem(JSONSyntax, "", nil, "a document to be secured is a JSON object")
	}
	before, err := embeddedProofs(tape.Root())
	if err != nil {
		return nil, err
	}
	configuration, err := row.configuration(tape.Root(), proofPlace(len(before), tape.Root(), asSet), m, o)
	if err != nil {
		return nil, err
	}
	if row.sd {
		return row.addBase(ctx, tape.Root(), configuration, s, m, o, asSet)
	}
	sealed := func(signature []byte) ([]byte, error) {
		configuration.ProofValue = multikey.EncodeBase58(signature)
		proof, err := encode(configuration)
		return splice(tape.Root(), proof, asSet), err
	}
	message := func(data []byte) []byte { return data }
	if row.jws {
		detached := jose.NewDetached(alg)
		message = detached.SigningInput
		sealed = func(signature []byte) ([]byte, error) {
			configuration.JWS = detached.Text(signature)
			proof, err := encode(configuration)
			return splice(tape.Root(), proof, asSet), err
		}
	}
	rehearsal, err := sealed(longest(m))
	if err != nil {
		return nil, err
	}
	data, err := rehearsed(ctx, rehearsal, m, o.Contexts)
	if err != nil {
		return nil, err
	}
	signature, err := sign(ctx, s, m, message(data))
	if err != nil {
		return nil, err
	}
	signed, err := sealed(signature)
	if err != nil {
		return nil, err
	}
	return selfChecked(ctx, signed, m, o.Contexts)
}

// proofPlace is where a proof will stand in a document that has so many already.
func proofPlace(before int, document strictjson.Value, asSet bool) string {
	if before == 0 && !asSet && document.Get("proof").Kind() != strictjson.Array {
		return "/proof"
	}
	return fmt.Sprintf("/proof/%d", before)
}

// configuration is the proof that m is about to make, without its value; at is
// where it will stand.
func (s suite) configuration(document strictjson.Value, at string, m Method, o ProofOptions) (proofConfiguration, error) {
	c := proofConfiguration{
		ID: o.ID, Type: s.proofType, Created: timestamp(o.Created), Expires: timestamp(o.Expires),
		VerificationMethod: m.ID, ProofPurpose: o.purpose(), Challenge: o.Challenge,
	}
	switch {
	case len(o.domains) > 1:
		c.Domain = o.domains
	case len(o.domains) == 1:
		c.Domain = o.domains[0]
	case o.Domain != "":
		c.Domain = o.Domain
	}
	switch len(o.Previous) {
	case 0:
	case 1:
		c.PreviousProof = o.Previous[0]
	default:
		c.PreviousProof = o.Previous
	}
	if s.proofType == dataIntegrityProof {
		c.Cryptosuite = string(o.Suite)
	}
	if s.created && o.Created.IsZero() {
		return c, NewProblem(ProofMalformed, at+"/created", nil, "a proof of the suite %s says when it was created", o.Suite)
	}
	for _, t := range [...]struct {
		name string
		at   time.Time
	}{{"created", o.Created}, {"expires", o.Expires}} {
		if !t.at.IsZero() && !calendar(t.at.Unix()) {
			return c, NewProblem(ProofMalformed, at+"/"+t.name, nil, "%s of the proof is in the year %d; a time in the years 2 to 9999 is needed", t.name, t.at.UTC().Year())
		}
	}
	if o.ID != "" && !rdfc.ValidIRI(o.ID) {
		return c, NewProblem(IRIInvalid, at+"/id", nil, "the id of a proof is an absolute URL, not %q", limits.Abridge(o.ID))
	}
	if err := writable(reflect.ValueOf(c), at, 0); err != nil {
		return c, err
	}
	if context := document.Get("@context"); s.jcs && context.Exists() {
		c.Context = context.Raw()
	}
	return c, nil
}

// rehearsed reads a document as it will be but for the signature of its last
// proof, as a stranger would, and returns what is to be signed: a signature that
// nobody accepts is one too many.
func rehearsed(ctx context.Context, rehearsal []byte, m Method, cs *Contexts) ([]byte, error) {
	secured, err := Parse(rehearsal)
	if err != nil {
		return nil, err
	}
	proofs, err := secured.Proofs()
	if err != nil {
		return nil, err
	}
	t, err := secured.Checker(cs).transformation(proofs[len(proofs)-1], m)
	if err != nil {
		return nil, err
	}
	if _, err := readProof(t.proof); err != nil {
		return nil, err
	}
	result, data, err := t.run(ctx)
	if err != nil {
		return nil, err
	}
	if err := result.agreed(ctx); err != nil {
		return nil, err
	}
	if at := unpublished(secured.doc); at != "" && result.Edition != "" {
		return nil, NewProblem(TermUndefined, at, nil, "the published Open Badges context does not define %s; secure the document as a JWS, or under a jcs suite", at[strings.LastIndexByte(at, '/')+1:])
	}
	return data, nil
}

// editionOf is the edition that a document needs which was read under the given one: a
// holder can add an empty member to what is signed, which says nothing in any edition.
func editionOf(edition string, v strictjson.Value) string {
	if edition != "" && !needsUnpublished(v, false) {
		return ""
	}
	return edition
}

// needsUnpublished reports whether a member that only the unpublished edition defines
// says anything; inside one, whether anything is said.
func needsUnpublished(v strictjson.Value, inside bool) bool {
	switch v.Kind() {
	case strictjson.Object:
		for name, member := range v.Members() {
			if !shape.IsLiteral(name) && needsUnpublished(member, inside || name == "endorsementJwt" || name == "jti") {
				return true
			}
		}
		return false
	case strictjson.Array:
		for _, element := range v.Elements() {
			if needsUnpublished(element, inside) {
				return true
			}
		}
		return false
	}
	return inside && v.Kind() != strictjson.Null
}

// unpublished is the place of the first member that only the unpublished edition of
// the Open Badges context defines; "" if there is none. What is a literal to the graph
// has no members there.
func unpublished(v strictjson.Value) string {
	for name, member := range v.Members() {
		if shape.IsLiteral(name) {
			continue
		}
		if name == "endorsementJwt" || name == "jti" {
			return member.Pointer()
		}
		if at := unpublished(member); at != "" {
			return at
		}
	}
	for _, element := range v.Elements() {
		if at := unpublished(element); at != "" {
			return at
		}
	}
	return ""
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

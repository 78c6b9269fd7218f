package credential

import (
	"crypto"
	"maps"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Suite is a Data Integrity cryptographic suite, by its name.
type Suite string

// The suites with which documents are secured and judged. The zero Suite stands
// for none of them: a compact JWS.
//
// The rdfc suites and the two older ones sign the graph that a document means
// (RDFC-1.0), the jcs suites the JSON value (RFC 8785), names that no context
// defines and the order of lists included.
const (
	EdDSARDFC2022        Suite = "eddsa-rdfc-2022"      // Data Integrity EdDSA Cryptosuites 1.0 section 3.2
	EdDSAJCS2022         Suite = "eddsa-jcs-2022"       // the same, section 3.3
	ECDSARDFC2019        Suite = "ecdsa-rdfc-2019"      // Data Integrity ECDSA Cryptosuites 1.0 section 3.2: P-256 or P-384, as the key is
	ECDSAJCS2019         Suite = "ecdsa-jcs-2019"       // the same, section 3.3
	ECDSASD2023          Suite = "ecdsa-sd-2023"        // the same, section 3.4: the holder chooses what to show; see Derive
	Ed25519Signature2020 Suite = "Ed25519Signature2020" // the predecessor of eddsa-rdfc-2022, section 3.4 there
	JsonWebSignature2020 Suite = "JsonWebSignature2020" // a detached JWS (RFC 7797) of any algorithm here
)

// Suites returns the names of all suites, in alphabetical order.
func Suites() []Suite { return slices.Sorted(maps.Keys(suites)) }

func suiteNames() string {
	var names []string
	for _, s := range Suites() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

const dataIntegrityProof = "DataIntegrityProof"

// suite is one row of the table: what Data Integrity leaves to a suite.
type suite struct {
	proofType  string   // the proof's "type"; its "cryptosuite" is the suite's name if this is DataIntegrityProof
	algorithms []string // of the keys it takes, as JOSE names them
	jcs        bool     // the JSON value is signed, not the graph
	sd         bool     // parts of the document are signed, and a holder shows some of them
	jws        bool     // the signature is a detached JWS in "jws", not a "proofValue"
	context    string   // that a document of VCDM 2.0 lacks and the suite needs
	created    bool     // "created" is required
}

var suites = map[Suite]suite{
	EdDSARDFC2022:        {proofType: dataIntegrityProof, algorithms: []string{EdDSA}},
	EdDSAJCS2022:         {proofType: dataIntegrityProof, algorithms: []string{EdDSA}, jcs: true},
	ECDSARDFC2019:        {proofType: dataIntegrityProof, algorithms: []string{ES256, ES384}},
	ECDSAJCS2019:         {proofType: dataIntegrityProof, algorithms: []string{ES256, ES384}, jcs: true},
	ECDSASD2023:          {proofType: dataIntegrityProof, algorithms: []string{ES256}, sd: true},
	Ed25519Signature2020: {proofType: "Ed25519Signature2020", algorithms: []string{EdDSA}, context: contextEd25519, created: true},
	JsonWebSignature2020: {proofType: "JsonWebSignature2020", algorithms: []string{EdDSA, ES256, ES384, RS256, PS256}, jws: true, context: contextJWS2020, created: true},
}

const (
	contextDI      = "https://w3id.org/security/data-integrity/v2"
	contextEd25519 = "https://w3id.org/security/suites/ed25519-2020/v1"
	contextJWS2020 = "https://w3id.org/security/suites/jws-2020/v1"
)

// former names of suites, with which nothing else has changed. They are read,
// never written.
var formerNames = map[string]Suite{"eddsa-2022": EdDSARDFC2022}

// suiteOf returns the suite that a proof says it is of. A proof that is of two,
// or of none, is of an unknown one.
func suiteOf(p Proof) (name Suite, s suite, known bool) {
	if p.Type == dataIntegrityProof {
		name = Suite(p.Algorithm)
		if now, ok := formerNames[p.Algorithm]; ok {
			name = now
		}
		s, known = suites[name]
		return name, s, known && s.proofType == dataIntegrityProof
	}
	name = Suite(p.Type)
	s, known = suites[name]
	return name, s, known && s.proofType != dataIntegrityProof && !p.hasCryptosuite
}

// algorithm is the one under which a key makes proofs of the suite: what the key is
// for, never what a proof says. "" is none.
func (s suite) algorithm(m Method) string {
	for _, alg := range s.algorithms {
		if m.Admits(alg) {
			return alg
		}
	}
	return ""
}

// hash is that of the suite with a key for alg. With P-384 it is SHA-384 within
// RDFC-1.0 too (Data Integrity ECDSA Cryptosuites 1.0 section 3.2.3).
func (s suite) hash(alg string) crypto.Hash {
	if alg == ES384 && s.proofType == dataIntegrityProof {
		return crypto.SHA384
	}
	return crypto.SHA256
}

// definedBy is the context that defines the suite's type of proof. That of VCDM 2.0
// does too for DataIntegrityProof.
func (s suite) definedBy() string {
	if s.context != "" {
		return s.context
	}
	return contextDI
}

// value is the name of the member that holds the signature.
func (s suite) value() string {
	if s.jws {
		return "jws"
	}
	return "proofValue"
}

// A sealed is the signature of a proof: under which algorithm, and how what was
// signed is made of the data that the suite computes.
type sealed struct {
	alg       string
	signature []byte
	message   func(data []byte) []byte
}

// readValue reads the signature out of a proof that m is said to have made, under
// alg unless the signature says it itself.
func (s suite) readValue(proof strictjson.Value, m Method, alg string) (sealed, error) {
	v := proof.Get(s.value())
	malformed := func(err error) error {
		return NewProblem(ProofMalformed, pointer(proof, s.value()), err, "%s: %v", s.value(), err)
	}
	if s.jws {
		detached, err := jose.ParseDetached([]byte(v.Text()))
		if err != nil {
			return sealed{}, malformed(err)
		}
		if !slices.Contains(s.algorithms, detached.Alg) || !m.Admits(detached.Alg) {
			return sealed{}, unfit(proof, m, detached.Alg)
		}
		return sealed{detached.Alg, detached.Signature, detached.SigningInput}, nil
	}
	if alg == "" {
		return sealed{}, unfit(proof, m, s.algorithms...)
	}
	signature, err := multikey.DecodeBase58(v.Text(), signatureSize(alg))
	if err != nil {
		return sealed{}, malformed(err)
	}
	return sealed{alg, signature, func(data []byte) []byte { return data }}, nil
}

// unfit says that a proof cannot be by the key of m.
func unfit(proof strictjson.Value, m Method, algorithms ...string) error {
	return NewProblem(KeyTypeMismatch, proof.Pointer(), nil, "this proof is made with a key for %s; the key of %s is not for that",
		strings.Join(algorithms, " or "), limits.Abridge(m.ID))
}

// signatureSize is how many bytes an EdDSA or ECDSA signature has.
func signatureSize(alg string) int {
	if alg == ES384 {
		return 96
	}
	return 64
}

// Known reports whether the proof is of a kind that can be judged here.
func (p Proof) Known() bool {
	if p.place < 0 {
		return true
	}
	_, _, known := suiteOf(p)
	return known
}

// Suite returns the suite of an embedded proof, by the name it has today; "" for
// a JWS and for a proof of an unknown suite.
func (p Proof) Suite() Suite {
	if name, _, known := suiteOf(p); known && p.place >= 0 {
		return name
	}
	return ""
}

// Former reports whether the proof names its suite as it was called before.
func (p Proof) Former() bool {
	_, former := formerNames[p.Algorithm]
	return p.place >= 0 && former
}

package credential

import (
	"crypto"
	"time"

	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Suite is a Data Integrity cryptographic suite, by its name.
type Suite string

// The suites with which documents are secured and judged. The zero Suite stands
// for none of them: a compact JWS.
const (
	EdDSARDFC2022        Suite = "eddsa-rdfc-2022"      // Data Integrity EdDSA Cryptosuites 1.0 section 3.2
	Ed25519Signature2020 Suite = "Ed25519Signature2020" // its predecessor, section 3.4
)

const dataIntegrityProof = "DataIntegrityProof"

// suite is one row of the table: what Data Integrity leaves to a suite.
type suite struct {
	proofType string // the proof's "type"; its "cryptosuite" is the suite's name if this is DataIntegrityProof
	algorithm string // of the key, as JOSE names it
	hash      crypto.Hash
	signature int    // bytes
	context   string // that a document of VCDM 2.0 lacks and the suite needs
	created   bool   // "created" is required
}

var suites = map[Suite]suite{
	EdDSARDFC2022:        {proofType: dataIntegrityProof, algorithm: EdDSA, hash: crypto.SHA256, signature: 64},
	Ed25519Signature2020: {proofType: "Ed25519Signature2020", algorithm: EdDSA, hash: crypto.SHA256, signature: 64, context: contextEd25519, created: true},
}

const contextEd25519 = "https://w3id.org/security/suites/ed25519-2020/v1"

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

// Known reports whether the proof is of a kind that can be judged here.
func (p Proof) Known() bool {
	if p.index < 0 {
		return true
	}
	_, _, known := suiteOf(p)
	return known
}

// Former reports whether the proof names its suite as it was called before.
func (p Proof) Former() bool {
	_, former := formerNames[p.Algorithm]
	return p.index >= 0 && former
}

// integrityProof is the members of an embedded proof (Data Integrity 1.0
// section 2.1) that its suite does not define. What is not here is hashed with
// the rest, and must be a term of the contexts.
type integrityProof struct {
	value            strictjson.Value
	created, expires time.Time
	domain           []string
	challenge        string
	proofValue       string
}

// readProof reads an embedded proof strictly: a member of another kind than the
// specification's is an error, never an absent member.
func readProof(v strictjson.Value) (integrityProof, error) {
	p := integrityProof{value: v}
	malformed := func(name, wanted string) error {
		return NewProblem(ProofMalformed, pointer(v, name), nil, "%s of the proof must be %s", name, wanted)
	}
	for _, name := range [...]string{"cryptosuite", "verificationMethod", "proofPurpose", "proofValue", "challenge", "nonce"} {
		if member := v.Get(name); member.Exists() && member.Kind() != strictjson.String {
			return p, malformed(name, "a string")
		}
	}
	for i, name := range [...]string{"created", "expires"} {
		member := v.Get(name)
		if !member.Exists() {
			continue
		}
		at, err := shape.ParseTime(member.Text())
		if err != nil {
			return p, malformed(name, "a time such as 2026-05-01T00:00:00Z")
		}
		*[...]*time.Time{&p.created, &p.expires}[i] = at
	}
	if !p.created.IsZero() && !p.expires.IsZero() && p.expires.Before(p.created) {
		return p, NewProblem(ProofExpired, pointer(v, "expires"), nil, "the proof expires before it was created")
	}
	switch domain := v.Get("domain"); domain.Kind() {
	case strictjson.Invalid:
	case strictjson.String:
		p.domain = []string{domain.Text()}
	case strictjson.Array:
		for _, element := range domain.Elements() {
			if element.Kind() != strictjson.String {
				return p, malformed("domain", "a string or a list of strings")
			}
			p.domain = append(p.domain, element.Text())
		}
	default:
		return p, malformed("domain", "a string or a list of strings")
	}
	if previous := v.Get("previousProof"); previous.Exists() {
		return p, NewProblem(ProofTypeUnsupported, pointer(v, "previousProof"), nil, "chains of proofs cannot be judged here yet")
	}
	p.challenge, p.proofValue = v.Get("challenge").Text(), v.Get("proofValue").Text()
	return p, nil
}

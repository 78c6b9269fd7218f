package credential

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// readProof reads an embedded proof strictly: a member of another kind than the
// specification's is an error, never an absent member. What is not read here is
// hashed with the rest; under an rdfc suite it must be a term of the contexts.
func readProof(v strictjson.Value) (p ProofDetails, err error) {
	for _, name := range [...]string{"cryptosuite", "verificationMethod", "proofPurpose", "proofValue", "jws", "challenge", "nonce"} {
		if member := v.Get(name); member.Exists() && member.Kind() != strictjson.String {
			return p, notOfProof(v, name, "a string")
		}
	}
	for i, name := range [...]string{"created", "expires"} {
		member := v.Get(name)
		if !member.Exists() {
			continue
		}
		at, err := shape.ParseTime(member.Text())
		if err != nil {
			// Data Integrity 1.0 section 2.1 lets a time without an offset be
			// taken for UTC.
			at, err = shape.ParseTime(member.Text() + "Z")
			p.NoOffset = true
		}
		if err != nil || !calendar(at.Unix()) { // at the zero of a time, it would never end
			return p, notOfProof(v, name, "a time such as 2026-05-01T00:00:00Z, in the years 2 to 9999")
		}
		*[...]*time.Time{&p.Created, &p.Expires}[i] = at
	}
	if !p.Created.IsZero() && !p.Expires.IsZero() && p.Expires.Before(p.Created) {
		return p, NewProblem(ProofExpired, pointer(v, "expires"), nil, "the proof expires before it was created")
	}
	if domain := v.Get("domain"); domain.Exists() {
		var ok bool
		if p.Domain, ok = texts(domain); !ok {
			return p, notOfProof(v, "domain", "a string or a list of strings")
		}
	}
	p.Challenge = v.Get("challenge").Text()
	return p, nil
}

func notOfProof(v strictjson.Value, name, wanted string) *Problem {
	return NewProblem(ProofMalformed, pointer(v, name), nil, "%s of the proof must be %s", name, wanted)
}

// texts is the strings of a string or of a list of strings, nil unless all are.
func texts(v strictjson.Value) (list []string, ok bool) {
	if v.Kind() == strictjson.String {
		return []string{v.Text()}, true
	}
	if v.Kind() != strictjson.Array {
		return nil, false
	}
	for _, element := range v.Elements() {
		if element.Kind() != strictjson.String {
			return nil, false
		}
		list = append(list, element.Text())
	}
	return list, true
}

// A Proof describes one proof on a Secured. Nothing in it is checked. The zero
// Proof is none.
type Proof struct {
	Type      string          // "JWS", or the proof's type, such as "DataIntegrityProof"
	Algorithm string          // JOSE "alg", or the cryptosuite
	Purpose   string          // for a JWS assertionMethod, or authentication if it is a presentation
	Method    string          // the verification method: "kid" of a JWS, may be empty there
	JWK       json.RawMessage // the JOSE header's "jwk", nil without one
	ID        string          // of an embedded proof, may be empty
	Previous  []string        // the ids of the proofs that this one endorses ("previousProof")
	Pointer   string          // where an embedded proof stands in the document (RFC 6901)

	place int // among the embedded proofs, counted from 1; -1 for the JWS, 0 for no proof

	hasCryptosuite bool
}

// Proofs returns the proofs of the document, the JWS before any embedded one.
// The error is a *Problem: ProofMissing if there is none, ProofMalformed if
// "proof" is anything but an object with a type or a list of them, if a
// DataIntegrityProof names no suite, if two proofs share an id, or if a
// previousProof leads nowhere or in a circle.
func (s *Secured) Proofs() ([]Proof, error) {
	var proofs []Proof
	if s.token != nil {
		h := s.token.Header
		p := Proof{Type: "JWS", Algorithm: h.Alg, Purpose: AssertionMethod, Method: h.KeyID, place: -1}
		if s.kind == KindPresentation {
			p.Purpose = Authentication
		}
		if h.JWK.Exists() {
			p.JWK = bytes.Clone(h.JWK.Raw())
		}
		proofs = append(proofs, p)
	}
	embedded, err := embeddedProofs(s.doc)
	if err != nil {
		return nil, err
	}
	if proofs = append(proofs, embedded...); len(proofs) == 0 {
		return nil, NewProblem(ProofMissing, "", nil, "the document is no signed token and carries no proof")
	}
	return proofs, nil
}

// embeddedProofs reads the proofs that stand in a document.
func embeddedProofs(doc strictjson.Value) ([]Proof, error) {
	values, err := proofValues(doc)
	if err != nil {
		return nil, err
	}
	proofs := make([]Proof, len(values))
	for i, v := range values {
		if proofs[i], err = embeddedProof(v, i+1); err != nil {
			return nil, err
		}
	}
	return proofs, checkChains(proofs, doc.Get("proof"))
}

// proofValues are the proofs of a document, none if it has no member "proof".
func proofValues(doc strictjson.Value) ([]strictjson.Value, error) {
	member := doc.Get("proof")
	switch member.Kind() {
	case strictjson.Invalid:
		return nil, nil
	case strictjson.Object:
		return []strictjson.Value{member}, nil
	case strictjson.Array:
		if member.Len() > limits.Proofs {
			return nil, NewProblem(InputTooLarge, member.Pointer(), nil, "a badge carries at most %d proofs; this has %d", limits.Proofs, member.Len())
		}
		values := make([]strictjson.Value, 0, member.Len())
		for _, element := range member.Elements() {
			values = append(values, element)
		}
		return values, nil
	}
	return nil, NewProblem(ProofMalformed, member.Pointer(), nil, "a proof is an object with a type")
}

func embeddedProof(v strictjson.Value, place int) (Proof, error) {
	p := Proof{
		Type:      text(v.Get("type"), dataIntegrityProof),
		Algorithm: text(v.Get("cryptosuite"), string(EdDSARDFC2022), string(EdDSAJCS2022)),
		Purpose:   text(v.Get("proofPurpose"), AssertionMethod),
		Method:    v.Get("verificationMethod").Text(),
		ID:        v.Get("id").Text(),
		Pointer:   v.Pointer(),
		place:     place,

		hasCryptosuite: v.Get("cryptosuite").Exists(),
	}
	if v.Kind() != strictjson.Object || p.Type == "" {
		return Proof{}, NewProblem(ProofMalformed, v.Pointer(), nil, "a proof is an object with a type")
	}
	if p.Type == dataIntegrityProof && v.Get("cryptosuite").Kind() != strictjson.String { // required: Data Integrity 1.0 section 2.1
		return Proof{}, notOfProof(v, "cryptosuite", "the name of a suite")
	}
	if id := v.Get("id"); id.Exists() && !shape.IsURL(p.ID) {
		return Proof{}, notOfProof(v, "id", "a URL, such as urn:uuid:…")
	}
	if previous := v.Get("previousProof"); previous.Exists() {
		ids, _ := texts(previous)
		if len(ids) == 0 || len(ids) > limits.Proofs {
			return Proof{}, notOfProof(v, "previousProof", "the id of another proof, or a list of such ids")
		}
		if slices.ContainsFunc(ids, func(id string) bool { return !shape.IsURL(id) }) {
			return Proof{}, notOfProof(v, "previousProof", "the id of another proof, a URL, or a list of such ids")
		}
		p.Previous = ids
	}
	return p, nil
}

// text is the text of v. The usual ones are copied from nowhere.
func text(v strictjson.Value, usual ...string) string {
	for _, s := range usual {
		if v.Is(s) {
			return s
		}
	}
	return v.Text()
}

// checkChains judges how proofs refer to one another (Data Integrity 1.0 section
// 2.1.2): each id is one proof's, each previousProof is there, and no proof comes
// before itself.
func checkChains(proofs []Proof, member strictjson.Value) error {
	broken := func(format string, args ...any) error {
		return NewProblem(ProofMalformed, member.Pointer(), nil, format, args...)
	}
	if len(proofs) < 2 && !slices.ContainsFunc(proofs, func(p Proof) bool { return len(p.Previous) > 0 }) {
		return nil
	}
	byID := map[string]int{}
	for i, p := range proofs {
		if p.ID == "" {
			continue
		}
		if _, taken := byID[p.ID]; taken {
			return broken("two proofs have the id %q", limits.Abridge(p.ID))
		}
		byID[p.ID] = i
	}
	before := make([][]int, len(proofs))
	for i, p := range proofs {
		for _, id := range p.Previous {
			k, ok := byID[id]
			if !ok {
				return broken("a proof builds on the proof %q, which is not there", limits.Abridge(id))
			}
			before[i] = append(before[i], k)
		}
	}
	// A proof stands once all before it stand; whatever never does is in a circle,
	// or behind one.
	stands := make([]bool, len(proofs))
	for range proofs {
		for i := range proofs {
			stands[i] = !slices.ContainsFunc(before[i], func(k int) bool { return !stands[k] })
		}
	}
	if slices.Contains(stands, false) {
		return broken("proofs build on one another in a circle")
	}
	return nil
}

// previousProofs are the proofs that p builds on, in the order in which they stand
// in the document (Data Integrity 1.0 section 4.5).
func previousProofs(doc strictjson.Value, p Proof) ([]strictjson.Value, error) {
	if len(p.Previous) == 0 {
		return nil, nil
	}
	all, err := proofValues(doc)
	if err != nil {
		return nil, err
	}
	var found []strictjson.Value
	missing := slices.Clone(p.Previous)
	for _, v := range all {
		if id := v.Get("id").Text(); slices.Contains(p.Previous, id) {
			found = append(found, v)
			missing = slices.DeleteFunc(missing, func(m string) bool { return m == id })
		}
	}
	if len(missing) > 0 {
		return nil, NewProblem(ProofMalformed, doc.Get("proof").Pointer(), nil, "a proof builds on the proof %q, which is not there", limits.Abridge(missing[0]))
	}
	return found, nil
}

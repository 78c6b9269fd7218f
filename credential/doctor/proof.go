package doctor

import (
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// at is the proof as it stands in the document.
func (p *patient) at(proof credential.Proof) strictjson.Value {
	v, _ := p.root.Lookup(proof.Pointer)
	return v
}

// noneOf notes the first proof if there are any and none is of the suites.
func (p *patient) noneOf(n *notes, suites ...credential.Suite) {
	for _, proof := range p.embedded {
		if slices.Contains(suites, proof.Suite()) {
			return
		}
	}
	if len(p.embedded) > 0 && p.token == nil { // a token is judged by its own signature
		name := "cryptosuite"
		if p.embedded[0].Type != "DataIntegrityProof" {
			name = "type"
		}
		n.member(p.at(p.embedded[0]), name)
	}
}

func suiteOfValidator(p *patient, n *notes) {
	p.noneOf(n, credential.EdDSARDFC2022, credential.Ed25519Signature2020, credential.ECDSASD2023)
}

func suiteOfWallets(p *patient, n *notes) {
	p.noneOf(n, credential.EdDSARDFC2022, credential.Ed25519Signature2020, credential.ECDSARDFC2019)
}

func suiteCertified(p *patient, n *notes) {
	p.noneOf(n, credential.EdDSARDFC2022, credential.ECDSASD2023)
}

// proofOrder finds a proof in front of the one that the validator could check.
func proofOrder(p *patient, n *notes) {
	if p.token != nil {
		return
	}
	checkable := func(proof credential.Proof) bool {
		s := proof.Suite()
		return s == credential.EdDSARDFC2022 || s == credential.Ed25519Signature2020 || s == credential.ECDSASD2023
	}
	for i, proof := range p.embedded {
		if proof.Purpose != credential.AssertionMethod || proof.Type != "DataIntegrityProof" && proof.Type != "Ed25519Signature2020" {
			continue // is passed over there, too
		}
		if !checkable(proof) && slices.ContainsFunc(p.embedded[i+1:], checkable) {
			n.value(p.at(proof))
		}
		return
	}
}

// methodDocument finds keys that are named as entries of a controller's document. A
// fragment that is the key itself needs no document.
func methodDocument(p *patient, n *notes) {
	if p.token != nil {
		return
	}
	for _, proof := range p.embedded {
		_, fragment, ok := strings.Cut(proof.Method, "#")
		if ok && isWeb(proof.Method) && !strings.HasPrefix(fragment, "z") {
			n.member(p.at(proof), "verificationMethod")
		}
	}
}

func keyWithoutFragment(p *patient, n *notes) {
	bare := func(id string) bool { return strings.HasPrefix(id, "did:") && !strings.Contains(id, "#") }
	if bare(p.kid()) {
		n.header("kid", p.kid())
	}
	for _, proof := range p.embedded {
		if bare(proof.Method) {
			n.member(p.at(proof), "verificationMethod")
		}
	}
}

// proofUndefined finds proofs whose type neither the badge's contexts define nor their
// own. The context of VCDM 2.0 defines DataIntegrityProof alone.
func proofUndefined(p *patient, n *notes) {
	for _, proof := range p.embedded {
		v := p.at(proof)
		named := func(prefix string) bool {
			begins := func(url string) bool { return strings.HasPrefix(url, prefix) }
			for _, own := range several(v.Get("@context")) {
				if begins(own.Text()) {
					return true
				}
			}
			return slices.ContainsFunc(p.contexts, begins)
		}
		switch proof.Type {
		case "Ed25519Signature2020":
			if !named("https://w3id.org/security/suites/ed25519-2020/") {
				n.member(v, "type")
			}
		case "JsonWebSignature2020":
			if !named("https://w3id.org/security/suites/jws-2020/") {
				n.member(v, "type")
			}
		case "DataIntegrityProof":
			if p.first && !named("https://w3id.org/security/data-integrity/") && !named(contextV2) {
				n.member(v, "type")
			}
		}
	}
}

// proofContext finds proofs with contexts of their own, which a jcs suite asks for.
func proofContext(p *patient, n *notes) {
	for _, proof := range p.embedded {
		if v := p.at(proof); v.Get("@context").Exists() && !strings.Contains(proof.Algorithm, "-jcs-") {
			n.member(v, "@context")
		}
	}
}

package credential_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What stands inside an endorsement, its own proof included, what is said of one thing in two
// places, and what is said twice in one: the map says of each what a change breaks.
func TestTheCoverageOfWhatIsNestedOrSaidTwice(t *testing.T) {
	nested := strings.Replace(coveredDocument, `"evidence":[`, `"endorsement":[{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`+
		`"id":"urn:x:endorsed","type":["VerifiableCredential","EndorsementCredential"],"issuer":{"id":"did:example:other","type":["Profile"],"name":"Other"},"validFrom":"2026-04-01T09:00:00Z",`+
		`"credentialSubject":{"id":"did:example:ada","type":["EndorsementSubject"],"endorsementComment":"Well done"},`+
		`"proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"2026-04-01T09:00:00Z","verificationMethod":"did:example:other#1","proofPurpose":"assertionMethod","proofValue":"z3"}}],"evidence":[`, 1)
	nested = strings.Replace(nested, `"tag":["one","two","three"]`, `"tag":["one","one","two"],"creator":{"id":"ISSUER","type":["Profile"],"name":"School"}`, 1)
	for _, c := range coverageCases() {
		if strings.HasPrefix(c.name, "chain") || strings.HasPrefix(c.name, "set") {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			signer := signerFor(t, c.alg, 0)
			contexts := ""
			for suite, url := range map[string]string{"Ed25519Signature2020": "https://w3id.org/security/suites/ed25519-2020/v1", "JsonWebSignature2020": "https://w3id.org/security/suites/jws-2020/v1"} {
				if strings.HasPrefix(c.name, suite) {
					contexts = `,"` + url + `"`
				}
			}
			s := c.proof(t, strings.NewReplacer("CONTEXTS", contexts, "ISSUER", signer.Method().Controller).Replace(nested), signer)
			coverage, err := s.Coverage(context.Background(), nil)
			require.NoError(t, err)
			whole, inside := s.Document(), 0
			for _, p := range coverage.Places {
				covers := len(p.Proofs) > 0
				if strings.HasPrefix(p.Pointer, "/endorsement/") && covers {
					inside++
				}
				for _, changed := range changes(t, string(whole), p, covers) {
					require.Equal(t, covers, !holdsAfter(t, s, []byte(changed), 0, signer.Method()), "%s (order: %v, why: %s): %s", p.Pointer, p.Order, p.Why, string(whole[p.Start:p.End]))
				}
			}
			if !strings.HasPrefix(c.name, "ecdsa-sd-2023") { // whose holder does not show it
				require.GreaterOrEqual(t, inside, 16, "places in the endorsement")
			}
		})
	}
}

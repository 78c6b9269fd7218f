package credential_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A member of a proof that is no text, where Data Integrity 1.0 section 2.1 has one, is
// never taken for one that is not there.
func TestTheMembersOfAProofThatAreTextsAreTexts(t *testing.T) {
	signed, err := credential.AddProof(t.Context(), []byte(diploma("")), signerOf(t, edKey(0)), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: time.Unix(1780000000, 0)})
	require.NoError(t, err)
	for _, name := range []string{"verificationMethod", "proofPurpose", "proofValue", "jws", "challenge", "nonce"} {
		for _, value := range []string{`7`, `true`, `null`, `["x"]`, `{"x":"y"}`} {
			without := regexp.MustCompile(`,"`+name+`":"[^"]*"|"`+name+`":"[^"]*",`).ReplaceAllString(string(signed.Bytes()), "")
			s := parsed(t, regexp.MustCompile(`"type":\s*"DataIntegrityProof"`).ReplaceAllString(without, `"`+name+`":`+value+`,"type":"DataIntegrityProof"`))
			proofs, err := s.Proofs()
			require.NoError(t, err)
			_, err = s.Details(proofs[0])
			require.ErrorIs(t, err, credential.ProofMalformed, "%s: %s", name, value)
			require.ErrorContains(t, err, name+" of the proof must be a string")
			_, err = s.CheckProof(t.Context(), proofs[0], signerOf(t, edKey(0)).Method(), nil)
			require.Error(t, err, "%s: %s", name, value)
		}
	}
}

package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A proof of bbs-2023, a draft that is not judged here, leaves the verdict open when it
// stands alone, and adds nothing to another.
func TestAProofOfBBSLeavesTheVerdictOpen(t *testing.T) {
	honest := prove(t, unproved(t), credential.ProofOptions{})
	for _, value := range []string{"", "u2V0Ahdhz", "u2V0C", "u2V0D"} { // nothing, and the headers of base and derived proofs
		bbs := strings.Replace(honest, `"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"bbs-2023"`, 1)
		require.NotEqual(t, honest, bbs)
		if value != "" {
			i := strings.Index(bbs, `"proofValue":"`) + len(`"proofValue":"`)
			bbs = bbs[:i] + value + bbs[i+strings.IndexByte(bbs[i:], '"'):]
		}
		report, err := newVerifier(t, nil).Verify(ctx, []byte(bbs))
		require.ErrorIs(t, err, credential.ProofTypeUnsupported)
		require.Equal(t, verify.Undetermined, report.Outcome)
		require.Nil(t, report.Credential, "nothing is shown that nothing vouches for")

		badge, good, _ := strings.Cut(honest, `"proof":`)
		_, other, _ := strings.Cut(bbs, `"proof":`)
		both := badge + `"proof":[` + strings.TrimSuffix(other, "}") + "," + strings.TrimSuffix(good, "}") + "]}"
		report, err = newVerifier(t, nil).Verify(ctx, []byte(both))
		require.NoError(t, err)
		require.Equal(t, "warning", report.Verdict())
	}
}

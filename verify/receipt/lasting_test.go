package receipt_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// What was made once is read by every later version, or it was no evidence: the file in
// testdata was written when the format was fixed, and is never written again. It has a badge
// with an endorsement under a context of the office's, an own schema, the DID documents of
// both and a list.
func TestABundleThatWasMadeOnceIsReadByEveryLaterVersion(t *testing.T) {
	bundle, err := os.ReadFile("testdata/version1.json")
	require.NoError(t, err)
	f := file{signer: office(t, 1)}
	e, err := later(f, 20).Open(bundle)
	require.NoError(t, err)
	require.Equal(t, 1, e.Receipt.Version)
	require.Len(t, apart(t, bundle).Documents, 5)
	r, err := e.Verify(context.Background(), verify.Config{Issuers: []string{webSchool, "did:web:state.example"}, RequireSchemas: true, Endorsements: verify.EndorsementsMustHold},
		verify.Recipient("emailAddress", verifytest.Learner))
	require.NoError(t, err)
	require.Equal(t, verify.Trusted, r.Trust)
	require.Equal(t, verify.Trusted, r.Endorsements[0].Trust)
	require.Equal(t, credential.EntityAchievement, r.Endorsements[0].Endorses.Kind)
	told := receiptNotes(r)
	for _, want := range []string{clubContext, "https://school.example/schema.json", "https://school.example/status/revocation is that of then", "nor is any of this known of its endorsements"} {
		require.Contains(t, told, want)
	}
	_, err = receipt.Reader{Keys: later(f, 20).Keys, Now: later(f, -1).Now}.Open(bundle)
	require.ErrorIs(t, err, credential.ProofCreatedFuture)
}

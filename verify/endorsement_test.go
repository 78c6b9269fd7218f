package verify_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// endorserSigns puts a proof into an endorsement, whoever it says it is by.
func endorserSigns(t testing.TB, text string) json.RawMessage {
	t.Helper()
	s, err := credential.AddProof(ctx, []byte(text), signerOf(t, edKey(7)), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: clock})
	require.NoError(t, err)
	return s.Bytes()
}

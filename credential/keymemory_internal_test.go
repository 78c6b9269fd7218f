package credential

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
)

func TestAKeyThatIsMetOftenIsJudgedByItsMultiples(t *testing.T) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))
	public := private.Public().(ed25519.PublicKey)
	message := []byte("what is signed")
	signature := ed25519.Sign(private, message)
	bad := append(bytes.Clone(signature[:63]), signature[63]^1)
	var m KeyMemory
	c := new(Checker)
	c.Remember(&m)
	for i := range limits.EdMeetings {
		require.False(t, m.keys.Holds(public, message, signature), "after %d", i)
		require.ErrorIs(t, c.verify(EdDSA, public, message, bad), jose.ErrSignature, "what does not hold is not counted")
		require.NoError(t, c.verify(EdDSA, public, message, signature))
	}
	require.True(t, m.keys.Holds(public, message, signature))

	// From here on the multiples are asked first.
	require.NoError(t, c.verify(EdDSA, public, message, signature))
	require.ErrorIs(t, c.verify(EdDSA, public, message, bad), jose.ErrSignature)
	require.ErrorIs(t, c.verify(EdDSA, public, message[1:], signature), jose.ErrSignature)
	require.ErrorIs(t, c.verify(EdDSA, public, message, signature[1:]), jose.ErrSignature)
	require.ErrorIs(t, c.verify(ES256, public, message, signature), jose.ErrKeyType)
	require.ErrorIs(t, c.verify("", public, message, signature), jose.ErrAlgorithm)
	require.ErrorIs(t, c.verify(EdDSA, public[1:], message, signature), jose.ErrKeyType)

	// Who stands beside asks the same memory, and nobody else's.
	require.Same(t, c.keys, c.Beside(&Secured{}).keys)
	c.Remember(nil)
	require.Nil(t, c.keys)
	require.NoError(t, c.verify(EdDSA, public, message, signature))
}

// A broken memory would show only in what it says yes to: no form of one is asked of it
// under another algorithm, and nothing is taken for held that jose refuses.
func TestAMemoryCountsOnlyWhatHeld(t *testing.T) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, 32))
	public := private.Public().(ed25519.PublicKey)
	var m KeyMemory
	c := new(Checker)
	c.Remember(&m)
	message := []byte("what is signed")
	signature := ed25519.Sign(private, message)
	for i := range 2 * limits.EdMeetings {
		require.Error(t, c.verify(EdDSA, public, fmt.Append(nil, i), signature))
		require.Error(t, c.verify(ES256, public, message, signature))
	}
	require.False(t, m.keys.Holds(public, message, signature))
}

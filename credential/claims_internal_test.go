package credential

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/shape"
)

// What is taken for a claim where members are judged is taken for one where a proof is.
func TestTheClaimsOfATokenAreTheSameEverywhere(t *testing.T) {
	for _, name := range registeredClaims {
		require.True(t, shape.IsClaim(name), name)
	}
	for _, name := range []string{"vc", "vp", "id", "type", "issuer", "proof", "credentialSubject"} {
		require.False(t, shape.IsClaim(name), name)
	}
}

package verify

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Resolver answers nothing but what its method says, whoever asks it.
func TestAResolverOfDIDsRefusesWithTheReason(t *testing.T) {
	const key = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
	const jwk = "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IkxnQVMwamRrc2d4U3J3NWRKM3VnOVE1dmNmR05TT3BPMzFvQ0hWN05yVjAifQ"
	for _, c := range []struct {
		resolver Resolver
		name     string
		code     Code
		words    string
	}{
		{DIDKey(), key, "", ""},
		{DIDKey(), key + key[len("did:key"):], credential.DIDSyntax, "is no DID URL of this method"},
		{DIDKey(), strings.Replace(key, "did:key:", "did:jwk:", 1), credential.DIDSyntax, "is no DID URL of this method"},
		{DIDKey(), strings.TrimPrefix(key, "did:key:"), credential.DIDSyntax, "is no DID URL of this method"},
		{DIDKey(), key + "/path", credential.DIDSyntax, "is no DID URL of this method"},
		{DIDKey(), key + "#", credential.DIDSyntax, "is no DID URL of this method"},
		{DIDKey(), key + "#key-1", credential.KeyNotFound, "there is no key of the name"},
		{DIDJWK(), jwk, "", ""},
		{DIDJWK(), strings.Replace(jwk, "did:jwk:", "did:key:", 1), credential.DIDSyntax, "is no DID URL of this method"},
		{DIDJWK(), jwk + "?a", credential.DIDSyntax, "is no DID URL of this method"},
		{DIDJWK(), jwk + "#1", credential.KeyNotFound, "there is no key of the name"},
		{DIDJWK(), jwk + "=", credential.DIDSyntax, "is no base64url"},
		{DIDJWK(), jwk + strings.Repeat("A", limits.DIDJWK), credential.InputTooLarge, "a did:jwk has at most"},
	} {
		m, err := c.resolver.Resolve(context.Background(), KeyQuery{Method: c.name})
		if c.code == "" {
			require.NoError(t, err, c.name)
			require.Equal(t, c.name, m.Controller)
			continue
		}
		require.ErrorIs(t, err, c.code, c.name)
		require.ErrorContains(t, err, c.words)
		require.Zero(t, m, c.name)
	}
}

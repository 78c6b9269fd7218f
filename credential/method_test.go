package credential_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// What an issuer publishes of its key is what a verifier reads back.
func TestAPublishedKeyIsReadBack(t *testing.T) {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	const id, issuer = "https://school.example/issuer#key-1", "https://school.example/issuer"
	for alg, key := range map[string]crypto.Signer{
		credential.EdDSA: edKey(0), credential.ES256: p256, credential.ES384: p384, credential.RS256: rsaKey, credential.PS256: rsaKey,
	} {
		t.Run(alg, func(t *testing.T) {
			m := credential.Method{ID: id, Controller: issuer, Key: key.Public(), Algorithm: alg}
			jwk, err := m.JWK()
			require.NoError(t, err)
			read, err := credential.JWKMethod(id, issuer, jwk)
			require.NoError(t, err)
			require.Equal(t, key.Public(), read.Key)
			require.Equal(t, alg, read.Algorithm)
			for _, other := range []string{credential.EdDSA, credential.ES256, credential.ES384, credential.RS256, credential.PS256} {
				require.Equal(t, other == alg, read.Admits(other), other)
			}
			encoded, err := m.Multikey()
			if key == rsaKey {
				require.ErrorIs(t, err, credential.KeyTypeMismatch)
				return
			}
			require.NoError(t, err)
			read, err = credential.MultikeyMethod(id, issuer, encoded)
			require.NoError(t, err)
			require.Equal(t, key.Public(), read.Key)
		})
	}
}

func TestABrokenMethodIsNotPublished(t *testing.T) {
	for name, m := range map[string]credential.Method{
		"nothing":       {},
		"no key":        {ID: "urn:a:b", Controller: "urn:a"},
		"another's alg": {ID: "urn:a:b", Controller: "urn:a", Key: edKey(0).Public(), Algorithm: credential.ES256},
	} {
		_, err := m.JWK()
		require.Error(t, err, name)
		_, err = m.Multikey()
		require.Error(t, err, name)
	}
}

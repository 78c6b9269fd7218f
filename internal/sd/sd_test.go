package sd

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

func parse(t testing.TB, data []byte) strictjson.Value {
	t.Helper()
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	require.NoError(t, err)
	return tape.Root()
}

func private(t testing.TB, secret []byte) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
	require.NoError(t, err)
	return key
}

// options are those of an issuer who signs with key, and takes fresh secrets.
func options(key *ecdsa.PrivateKey, mandatory ...string) BaseOptions {
	return BaseOptions{Mandatory: mandatory, Key: &key.PublicKey, Sign: func(_ context.Context, message []byte) ([]byte, error) {
		digest := sha256.Sum256(message)
		der, err := key.Sign(nil, digest[:], crypto.SHA256)
		if err != nil {
			return nil, err
		}
		return jose.RawECDSA(der, key.Curve)
	}}
}

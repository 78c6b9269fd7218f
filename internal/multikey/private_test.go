package multikey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

const examplePrivateOKP = `{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`

func privateJWK(t testing.TB, key crypto.Signer) string {
	t.Helper()
	public, err := AppendJWK(nil, key.Public())
	require.NoError(t, err)
	members := map[string]any{}
	switch key := key.(type) {
	case ed25519.PrivateKey:
		members["d"] = b64(key.Seed())
	case *ecdsa.PrivateKey:
		d, err := key.Bytes()
		require.NoError(t, err)
		members["d"] = b64(d)
	case *rsa.PrivateKey:
		for name, n := range map[string]*big.Int{
			"d": key.D, "p": key.Primes[0], "q": key.Primes[1],
			"dp": key.Precomputed.Dp, "dq": key.Precomputed.Dq, "qi": key.Precomputed.Qinv,
		} {
			members[name] = b64(n.Bytes())
		}
	}
	return with(t, string(public), members)
}

func TestReadsKeyPairsThatSign(t *testing.T) {
	_, okp, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	for _, key := range []crypto.Signer{okp, testEC(t, elliptic.P256()), testEC(t, elliptic.P384()), testRSA()} {
		jwk := with(t, privateJWK(t, key), map[string]any{"kid": "k1", "key_ops": []string{"sign"}})
		signer, j, err := ParsePrivateJWK(parseJSON(t, jwk))
		require.NoError(t, err)
		require.True(t, Equal(key.Public(), j.Key))
		require.True(t, Equal(key.Public(), signer.Public()))
		require.Equal(t, "k1", j.KeyID)
		require.NoError(t, j.AllowsSigning("any"))
		require.ErrorIs(t, j.Allows("any"), ErrUse)

		digest := sha256.Sum256([]byte("message"))
		switch public := key.Public().(type) {
		case ed25519.PublicKey:
			signature, err := signer.Sign(nil, digest[:], crypto.Hash(0))
			require.NoError(t, err)
			require.True(t, ed25519.Verify(public, digest[:], signature))
		case *ecdsa.PublicKey:
			signature, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256)
			require.NoError(t, err)
			require.True(t, ecdsa.VerifyASN1(public, digest[:], signature))
		case *rsa.PublicKey:
			signature, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256)
			require.NoError(t, err)
			require.NoError(t, rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], signature))
		}
		_, err = ParseJWK(parseJSON(t, jwk))
		require.ErrorIs(t, err, ErrPrivate)
	}
	_, _, err = ParsePrivateJWK(parseJSON(t, examplePrivateOKP))
	require.NoError(t, err)
}

func TestRSAKeyPairsNeedTheirPrimesAndNothingThatFollowsFromThem(t *testing.T) {
	jwk := privateJWK(t, testRSA())
	_, _, err := ParsePrivateJWK(parseJSON(t, with(t, jwk, map[string]any{"dp": nil, "dq": nil, "qi": nil})))
	require.NoError(t, err)
	padded := b64(testRSA().D.FillBytes(make([]byte, 300)))
	_, _, err = ParsePrivateJWK(parseJSON(t, with(t, jwk, map[string]any{"d": padded})))
	require.NoError(t, err)
	_, _, err = ParsePrivateJWK(parseJSON(t, with(t, jwk, map[string]any{"p": nil})))
	require.ErrorIs(t, err, ErrUnsupported)
	_, _, err = ParsePrivateJWK(parseJSON(t, with(t, jwk, map[string]any{"oth": []any{}})))
	require.ErrorIs(t, err, ErrUnsupported)
}

func TestRefusesPrivatePartsThatDoNotFitThePublicPart(t *testing.T) {
	_, okp, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	ec, rsaKey := testEC(t, elliptic.P256()), testRSA()
	plus := func(n *big.Int, d int64) string { return b64(new(big.Int).Add(n, big.NewInt(d)).Bytes()) }
	for _, c := range []struct {
		jwk, member string
		value       any
	}{
		{privateJWK(t, okp), "d", nil},
		{privateJWK(t, okp), "d", 1},
		{privateJWK(t, okp), "d", "not base64!"},
		{privateJWK(t, okp), "d", b64(make([]byte, 32))},
		{privateJWK(t, okp), "d", b64(make([]byte, 64))},
		{privateJWK(t, okp), "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
		{privateJWK(t, ec), "d", b64(append(make([]byte, 31), 1))},
		{privateJWK(t, ec), "d", b64(make([]byte, 32))},
		{privateJWK(t, ec), "d", b64(elliptic.P256().Params().N.Bytes())},
		{privateJWK(t, ec), "d", b64(make([]byte, 31))},
		{privateJWK(t, rsaKey), "d", plus(rsaKey.D, 2)},
		{privateJWK(t, rsaKey), "d", "AQ"},
		{privateJWK(t, rsaKey), "d", ""},
		{privateJWK(t, rsaKey), "d", b64(make([]byte, 1025))},
		{privateJWK(t, rsaKey), "p", plus(rsaKey.Primes[0], 2)},
		{privateJWK(t, rsaKey), "p", "AQ"},
		{privateJWK(t, rsaKey), "p", "AA"},
		{privateJWK(t, rsaKey), "q", plus(rsaKey.Primes[1], -2)},
		{privateJWK(t, rsaKey), "q", ""},
		{privateJWK(t, rsaKey), "dp", plus(rsaKey.Precomputed.Dp, 2)},
		{privateJWK(t, rsaKey), "dq", "AQ"},
		{privateJWK(t, rsaKey), "qi", plus(rsaKey.Precomputed.Qinv, 1)},
		{privateJWK(t, rsaKey), "qi", 1},
	} {
		signer, _, err := ParsePrivateJWK(parseJSON(t, with(t, c.jwk, map[string]any{c.member: c.value})))
		require.ErrorIs(t, err, ErrMalformed, "%s %v", c.member, c.value)
		require.Nil(t, signer)
		if text, ok := c.value.(string); ok && len(text) > 8 {
			require.NotContains(t, err.Error(), text)
		}
	}
	_, _, err = ParsePrivateJWK(parseJSON(t, `[]`))
	require.ErrorIs(t, err, ErrMalformed)
	_, _, err = ParsePrivateJWK(parseJSON(t, with(t, privateJWK(t, okp), map[string]any{"crv": "X25519"})))
	require.ErrorIs(t, err, ErrUnsupported)
}

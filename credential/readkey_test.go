package credential_test

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

func pkcs8(t testing.TB, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func rsaJWK(k *rsa.PrivateKey, alg string) []byte {
	b64 := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	k.Precompute()
	return fmt.Appendf(nil, `{"kty":"RSA","alg":%q,"n":%q,"e":"AQAB","d":%q,"p":%q,"q":%q,"dp":%q,"dq":%q,"qi":%q}`, alg,
		b64(k.N), b64(k.D), b64(k.Primes[0]), b64(k.Primes[1]), b64(k.Precomputed.Dp), b64(k.Precomputed.Dq), b64(k.Precomputed.Qinv))
}

func TestReadKeyReadsWhatOpenSSLAndJOSEWrite(t *testing.T) {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	sec1, err := x509.MarshalECPrivateKey(p256)
	require.NoError(t, err)
	parameters := pem.EncodeToMemory(&pem.Block{Type: "EC PARAMETERS", Bytes: []byte{6, 1, 1}})
	ec := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1})
	seed := base64.RawURLEncoding.EncodeToString(edKey(0).Seed())
	x := base64.RawURLEncoding.EncodeToString(edKey(0)[32:])
	for name, c := range map[string]struct {
		data []byte
		key  crypto.Signer
	}{
		"PKCS #8 Ed25519": {pkcs8(t, edKey(0)), edKey(0)},
		"PKCS #8 P-256":   {pkcs8(t, p256), p256},
		"PKCS #8 RSA":     {pkcs8(t, rsaKey), rsaKey},
		"SEC 1":           {append(parameters, ec...), p256},
		"PKCS #1":         {pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)}), rsaKey},
		"text before":     {append([]byte("a key\n"), pkcs8(t, edKey(0))...), edKey(0)},
		"JWK":             {[]byte(`  {"kty":"OKP","crv":"Ed25519","x":"` + x + `","d":"` + seed + "\"}\n"), edKey(0)},
		"JWK for PS256":   {rsaJWK(rsaKey, "PS256"), rsaKey},
		"JWK for RS256":   {rsaJWK(rsaKey, "RS256"), rsaKey},
	} {
		t.Run(name, func(t *testing.T) {
			key, err := credential.ReadKey(c.data)
			require.NoError(t, err)
			require.Equal(t, c.key.Public(), key.Public())
			signer, err := credential.NewKeySigner(key)
			require.NoError(t, err)
			want := map[bool]string{true: credential.PS256, false: signer.Method().Algorithm}[strings.HasSuffix(name, "PS256")]
			require.Equal(t, want, signer.Method().Algorithm)
			issue(t, &credential.Issuer{Signer: signer, Profile: newIssuer(t, edKey(0)).Profile}, civics(t))
			named, err := credential.NewSigner(credential.Method{ID: "https://school.example/k", Controller: "https://school.example"}, key)
			require.NoError(t, err)
			require.Equal(t, want, named.Method().Algorithm)
		})
	}
}

func TestReadKeyRefusesAndKeepsTheSecret(t *testing.T) {
	secret := base64.RawURLEncoding.EncodeToString(edKey(0).Seed())
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(edKey(0).Public())
	require.NoError(t, err)
	locked := pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte{1}})
	old := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"DEK-Info": "AES"}, Bytes: []byte{1}})
	for name, data := range map[string][]byte{
		"nothing":          nil,
		"a text":           []byte("secret " + secret),
		"half a JWK":       []byte(`{"kty":"OKP","crv":"Ed25519","d":"` + secret),
		"a JWK twice":      []byte(`{"kty":"OKP","kty":"OKP","crv":"Ed25519","d":"` + secret + `"}`),
		"another's half":   []byte(`{"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(edKey(1)[32:]) + `","d":"` + secret + `"}`),
		"a set of keys":    []byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","d":"` + secret + `"}]}`),
		"a public PEM":     pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}),
		"an encrypted key": locked,
		"an old one":       old,
		"a broken PEM":     pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte(secret)}),
		"another PEM":      pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte(secret)}),
		"a weak key":       pkcs8(t, small),
		"an unknown curve": pkcs8(t, p224),
		"too large":        make([]byte, 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			key, err := credential.ReadKey(data)
			require.Error(t, err)
			require.Nil(t, key)
			require.NotContains(t, err.Error(), secret)
			require.NotContains(t, err.Error(), secret[:12])
		})
	}
}

func TestReadKeySaysWhichKindOfKeyItDoesNotKnow(t *testing.T) {
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	require.NoError(t, err)
	x25519, err := ecdh.X25519().GenerateKey(rand.Reader)
	require.NoError(t, err)
	agreement, err := x509.MarshalPKCS8PrivateKey(x25519)
	require.NoError(t, err)
	der := func(v any) []byte {
		data, err := asn1.Marshal(v)
		require.NoError(t, err)
		return data
	}
	type pkcs struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}
	ed448 := der(pkcs{Algorithm: pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 3, 101, 113}}, Key: make([]byte, 59)})
	secp256k1 := asn1.ObjectIdentifier{1, 3, 132, 0, 10}
	k1 := der(pkcs{Key: make([]byte, 32), Algorithm: pkix.AlgorithmIdentifier{
		Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, Parameters: asn1.RawValue{FullBytes: der(secp256k1)}}})
	sec1 := der(struct {
		Version int
		Key     []byte
		Curve   asn1.ObjectIdentifier `asn1:"explicit,tag:0"`
	}{1, make([]byte, 32), secp256k1})
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"P-521":            {pkcs8(t, p521), "P-256 or P-384"},
		"X25519":           {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: agreement}), "not one that signs"},
		"Ed448":            {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: ed448}), "a kind that is not used here (object identifier 1.3.101.113)"},
		"secp256k1":        {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: k1}), "a kind that is not used here (the curve 1.3.132.0.10)"},
		"secp256k1, SEC 1": {pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1}), "the curve 1.3.132.0.10"},
		"DSA":              {pem.EncodeToMemory(&pem.Block{Type: "DSA PRIVATE KEY", Bytes: []byte{1}}), "(DSA)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := credential.ReadKey(c.data)
			require.ErrorIs(t, err, credential.KeyTypeMismatch)
			require.ErrorContains(t, err, c.says)
		})
	}
	_, err = credential.ReadKey(pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte{1}}))
	require.ErrorContains(t, err, "OpenSSH")
}

func FuzzReadKey(f *testing.F) {
	f.Add(pkcs8(f, edKey(0)))
	f.Add([]byte(`{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}`))
	f.Add([]byte("-----BEGIN EC PARAMETERS-----\n-----END EC PARAMETERS-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		key, err := credential.ReadKey(data)
		if err == nil {
			_, err = credential.NewKeySigner(key)
			require.NoError(t, err, "a key that is read can be used")
		}
	})
}

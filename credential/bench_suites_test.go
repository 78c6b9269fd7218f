package credential

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/xraw"
)

// BenchmarkVerifyJCS is goal G6: eddsa-jcs-2022 as a multiple of one signature
// check, the two digests and one tokenization.
func BenchmarkVerifyJCS(b *testing.B) {
	benchmarkSuite(b, EdDSAJCS2022, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)), EdDSA)
}

// The other suites, each against the check of its own algorithm.

func BenchmarkVerifyEd25519Signature2020(b *testing.B) {
	benchmarkSuite(b, Ed25519Signature2020, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)), EdDSA)
}

func BenchmarkVerifyECDSARDFC(b *testing.B) {
	b.Run("P-256", func(b *testing.B) { benchmarkSuite(b, ECDSARDFC2019, benchmarkECKey(b, elliptic.P256()), ES256) })
	b.Run("P-384", func(b *testing.B) { benchmarkSuite(b, ECDSARDFC2019, benchmarkECKey(b, elliptic.P384()), ES384) })
}

func BenchmarkVerifyECDSAJCS(b *testing.B) {
	b.Run("P-256", func(b *testing.B) { benchmarkSuite(b, ECDSAJCS2019, benchmarkECKey(b, elliptic.P256()), ES256) })
	b.Run("P-384", func(b *testing.B) { benchmarkSuite(b, ECDSAJCS2019, benchmarkECKey(b, elliptic.P384()), ES384) })
}

func BenchmarkVerifyJsonWebSignature2020(b *testing.B) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(b, err)
	b.Run("EdDSA", func(b *testing.B) {
		benchmarkSuite(b, JsonWebSignature2020, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)), EdDSA)
	})
	b.Run("ES256", func(b *testing.B) { benchmarkSuite(b, JsonWebSignature2020, benchmarkECKey(b, elliptic.P256()), ES256) })
	b.Run("RS256", func(b *testing.B) { benchmarkSuite(b, JsonWebSignature2020, key, RS256) })
}

func benchmarkECKey(b *testing.B, curve elliptic.Curve) crypto.Signer {
	key, err := ecdsa.ParseRawPrivateKey(curve, bytes.Repeat([]byte{7}, (curve.Params().BitSize+7)/8))
	require.NoError(b, err)
	return key
}

func benchmarkSuite(b *testing.B, suite Suite, key crypto.Signer, alg string) {
	m, err := DIDJWK(key.Public(), alg)
	require.NoError(b, err)
	s, err := NewSigner(m, key)
	require.NoError(b, err)
	hash := suites[suite].hash(alg)
	for _, item := range workItems[:2] {
		b.Run(item.name, func(b *testing.B) {
			documents := prepareWith(b, item, suite, s)
			yardstick := rawWith(b, hash, rawCheck(b, key.Public(), alg))
			method := s.Method()
			require.NoError(b, method.Check()) // of an RSA key most of the check is done once
			i, j := 0, 0
			xraw.Ratio(b, "x-raw", func() { i++; checkEmbedded(b, documents[i%16].raw, method) }, func() { j++; yardstick(documents[j%16]) })
		})
	}
}

// rawCheck is the plain check of a signature, its hash of the message included.
func rawCheck(b *testing.B, key crypto.PublicKey, alg string) func(d prepared) bool {
	switch k := key.(type) {
	case ed25519.PublicKey:
		return func(d prepared) bool { return ed25519.Verify(k, d.signed, d.signature) }
	case *rsa.PublicKey:
		return func(d prepared) bool {
			sum := sha256.Sum256(d.signed)
			return rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], d.signature) == nil
		}
	case *ecdsa.PublicKey:
		return func(d prepared) bool {
			half := len(d.signature) / 2
			r, s := new(big.Int).SetBytes(d.signature[:half]), new(big.Int).SetBytes(d.signature[half:])
			if alg == ES384 {
				sum := sha512.Sum384(d.signed)
				return ecdsa.Verify(k, sum[:], r, s)
			}
			sum := sha256.Sum256(d.signed)
			return ecdsa.Verify(k, sum[:], r, s)
		}
	}
	b.Fatalf("no check with %T", key)
	return nil
}

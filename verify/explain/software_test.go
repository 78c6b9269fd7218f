package explain_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/verify/explain"
)

// resigned is the document with another signature in its proof, over what digested
// makes of the canonical forms of document and proof.
func resigned(t testing.TB, document string, m credential.Method, key crypto.Signer, suite credential.Suite, digested func(document, proof []byte) []byte, encode func([]byte) string) string {
	t.Helper()
	good := secured(t, document, signer(t, m, key), suite)
	s, err := credential.Parse([]byte(good))
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	form, configuration, err := s.Forms(ctx, proofs[0], m, nil)
	require.NoError(t, err)
	return withValue(t, good, encode(sign(t, key, digested(form, configuration))))
}

func withValue(t testing.TB, document, value string) string {
	t.Helper()
	at := strings.Index(document, `"proofValue":"`) + len(`"proofValue":"`)
	end := at + strings.IndexByte(document[at:], '"')
	return document[:at] + value + document[end:]
}

// sign signs data, with an ECDSA key by the hash of its curve.
func sign(t testing.TB, key crypto.Signer, data []byte) []byte {
	t.Helper()
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		signature, err := key.Sign(nil, data, crypto.Hash(0))
		require.NoError(t, err)
		return signature
	}
	sum := sha256.Sum256(data)
	digest := sum[:]
	if ec.Curve == elliptic.P384() {
		long := sha512.Sum384(data)
		digest = long[:]
	}
	der, err := ec.Sign(nil, digest, crypto.SHA256)
	if ec.Curve == elliptic.P384() {
		der, err = ec.Sign(nil, digest, crypto.SHA384)
	}
	require.NoError(t, err)
	var numbers struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(der, &numbers)
	require.NoError(t, err)
	size := (ec.Curve.Params().BitSize + 7) / 8
	raw := make([]byte, 2*size)
	numbers.R.FillBytes(raw[:size])
	numbers.S.FillBytes(raw[size:])
	return raw
}

func hash(b []byte) []byte { s := sha256.Sum256(b); return s[:] }

func both(a, b []byte) []byte { return append(bytes.Clone(a), b...) }

func TestWhatTheIssuersSoftwareDoesOtherwiseIsNamed(t *testing.T) {
	p256, p384 := curveKey(elliptic.P256()), curveKey(elliptic.P384())
	for _, c := range []struct {
		name     string
		key      crypto.Signer
		suite    credential.Suite
		digested func(document, proof []byte) []byte
		found    explain.Hypothesis
		variant  string
	}{
		{"the document first", edKey(1), credential.EdDSARDFC2022, func(d, p []byte) []byte { return both(hash(d), hash(p)) }, explain.HashOrder, "document-first"},
		{"the document first, JSON", edKey(1), credential.EdDSAJCS2022, func(d, p []byte) []byte { return both(hash(d), hash(p)) }, explain.HashOrder, "document-first"},
		{"the document first, P-256", p256, credential.ECDSARDFC2019, func(d, p []byte) []byte { return both(hash(d), hash(p)) }, explain.HashOrder, "document-first"},
		{"the document alone", edKey(1), credential.EdDSARDFC2022, func(d, p []byte) []byte { return hash(d) }, explain.HashOrder, "document-only"},
		{"the proof alone", edKey(1), credential.EdDSAJCS2022, func(d, p []byte) []byte { return hash(p) }, explain.HashOrder, "proof-only"},
		{"not hashed", edKey(1), credential.EdDSAJCS2022, func(d, p []byte) []byte { return both(p, d) }, explain.HashOrder, "unhashed"},
		{"SHA-256 with P-384", p384, credential.ECDSAJCS2019, func(d, p []byte) []byte { return both(hash(p), hash(d)) }, explain.HashFunction, "SHA-256"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := method("one", c.key)
			d, _ := diagnosed(t, verifier(t, m), resigned(t, badge, m, c.key, c.suite, c.digested, multikey.EncodeBase58))
			require.Equal(t, c.variant, requireFound(t, d, c.found).Variant)
		})
	}
}

func TestASignatureOfTheSisterSuiteIsNamed(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	sister := func(real, said credential.Suite, variant string) {
		// What the real suite signs, if the proof says the other name.
		good := secured(t, badge, signer(t, m, key), real)
		s, err := credential.Parse([]byte(good))
		require.NoError(t, err)
		proofs, err := s.Proofs()
		require.NoError(t, err)
		form, configuration, err := s.Forms(ctx, proofs[0], m, nil)
		require.NoError(t, err)
		configuration = bytes.Replace(configuration, []byte(real), []byte(said), 1)
		broken := withValue(t, strings.Replace(good, string(real), string(said), 1), multikey.EncodeBase58(sign(t, key, both(hash(configuration), hash(form)))))
		d, _ := diagnosed(t, verifier(t, m), broken)
		require.Equal(t, variant, requireFound(t, d, explain.Canonicalization).Variant)
	}
	sister(credential.EdDSAJCS2022, credential.EdDSARDFC2022, "jcs")
	sister(credential.EdDSARDFC2022, credential.EdDSAJCS2022, "rdfc")
}

func TestOtherSpellingsOfASignatureAreNamed(t *testing.T) {
	ed, p256 := edKey(1), curveKey(elliptic.P256())
	m := method("one", ed)
	ordinary := func(d, p []byte) []byte { return both(hash(p), hash(d)) }
	for variant, encode := range map[string]func([]byte) string{
		"hexadecimal": func(b []byte) string { return "f" + hex.EncodeToString(b) },
		"base64":      func(b []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(b) },
		"no-prefix":   func(b []byte) string { return strings.TrimPrefix(multikey.EncodeBase58(b), "z") },
	} {
		d, _ := diagnosed(t, verifier(t, m), resigned(t, badge, m, ed, credential.EdDSARDFC2022, ordinary, encode))
		require.Equal(t, variant, requireFound(t, d, explain.ValueEncoding).Variant)
	}
	der := func(b []byte) []byte {
		out, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(b[:32]), new(big.Int).SetBytes(b[32:])})
		require.NoError(t, err)
		return out
	}
	m = method("one", p256)
	d, _ := diagnosed(t, verifier(t, m), resigned(t, badge, m, p256, credential.ECDSARDFC2019, ordinary, func(b []byte) string { return multikey.EncodeBase58(der(b)) }))
	requireFound(t, d, explain.SignatureForm)
	token := strings.Split(secured(t, badge, signer(t, m, p256), ""), ".")
	raw, err := base64.RawURLEncoding.DecodeString(token[2])
	require.NoError(t, err)
	token[2] = base64.RawURLEncoding.EncodeToString(der(raw))
	d, _ = diagnosed(t, verifier(t, m), strings.Join(token, "."))
	requireFound(t, d, explain.SignatureForm)
}

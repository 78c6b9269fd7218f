package credential_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// everySuite is every suite with every kind of key that it takes.
var everySuite = []struct {
	suite credential.Suite
	alg   string
}{
	{credential.EdDSARDFC2022, credential.EdDSA}, {credential.EdDSAJCS2022, credential.EdDSA}, {credential.Ed25519Signature2020, credential.EdDSA},
	{credential.ECDSARDFC2019, credential.ES256}, {credential.ECDSARDFC2019, credential.ES384},
	{credential.ECDSAJCS2019, credential.ES256}, {credential.ECDSAJCS2019, credential.ES384},
	{credential.ECDSASD2023, credential.ES256},
	{credential.JsonWebSignature2020, credential.EdDSA}, {credential.JsonWebSignature2020, credential.ES256}, {credential.JsonWebSignature2020, credential.ES384},
	{credential.JsonWebSignature2020, credential.RS256}, {credential.JsonWebSignature2020, credential.PS256},
}

func TestEverySuiteIsTested(t *testing.T) {
	tested := map[credential.Suite]bool{}
	for _, v := range everySuite {
		tested[v.suite] = true
	}
	for _, s := range credential.Suites() {
		require.True(t, tested[s], s)
	}
	require.Len(t, tested, len(credential.Suites()))
}

func TestWhoeverAsksForAnotherSuiteIsToldThoseThereAre(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.Suite = "bbs-2023"
	_, issuing := is.Issue(context.Background(), civics(t))
	_, adding := credential.AddProof(context.Background(), []byte(statement), is.Signer, credential.ProofOptions{Suite: is.Suite})
	for _, err := range []error{issuing, adding} {
		require.ErrorIs(t, err, credential.ProofTypeUnsupported)
		for _, s := range credential.Suites() {
			require.ErrorContains(t, err, string(s))
		}
	}
}

var rsaKeys = sync.OnceValue(func() (keys [2]*rsa.PrivateKey) {
	for i := range keys {
		var err error
		if keys[i], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			panic(err)
		}
	}
	return keys
})

// signerFor is a signer of the algorithm, one of two.
func signerFor(t testing.TB, alg string, n byte) credential.Signer {
	t.Helper()
	switch alg {
	case credential.EdDSA:
		return signerOf(t, edKey(n))
	case credential.ES256:
		return signerOf(t, ecKey(t, elliptic.P256(), big.NewInt(int64(n)+12345)))
	case credential.ES384:
		return signerOf(t, ecKey(t, elliptic.P384(), big.NewInt(int64(n)+12345)))
	}
	key := rsaKeys()[n]
	m, err := credential.DIDJWK(key.Public(), alg)
	require.NoError(t, err)
	s, err := credential.NewSigner(m, key)
	require.NoError(t, err)
	return s
}

func ecKey(t testing.TB, curve elliptic.Curve, d *big.Int) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.ParseRawPrivateKey(curve, d.FillBytes(make([]byte, (curve.Params().BitSize+7)/8)))
	require.NoError(t, err)
	return key
}

// A publishedSuite is a folder of step values.
type publishedSuite struct {
	family, dir, suffix, unsigned, keys string
	suite                               credential.Suite
}

var publishedSuites = []publishedSuite{
	{"eddsa", "eddsa-rdfc-2022", "DataInt", "unsigned.json", "keyPair.json", credential.EdDSARDFC2022},
	{"eddsa", "eddsa-rdfc-2022/employ", "DataInt", "employmentAuth.json", "keyPair.json", credential.EdDSARDFC2022},
	{"eddsa", "eddsa-jcs-2022", "JCS", "unsigned.json", "keyPair.json", credential.EdDSAJCS2022},
	{"eddsa", "Ed25519Signature2020", "EdSig", "unsigned.json", "keyPair.json", credential.Ed25519Signature2020},
	{"ecdsa", "ecdsa-rdfc-2019-p256", "ECDSAP256", "unsigned.json", "p256KeyPair.json", credential.ECDSARDFC2019},
	{"ecdsa", "ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "employmentAuth.json", "p256KeyPair.json", credential.ECDSARDFC2019},
	{"ecdsa", "ecdsa-rdfc-2019-p384", "ECDSAP384", "unsigned.json", "p384KeyPair.json", credential.ECDSARDFC2019},
	{"ecdsa", "ecdsa-rdfc-2019-p384/employ", "ECDSAP384", "employmentAuth.json", "p384KeyPair.json", credential.ECDSARDFC2019},
	{"ecdsa", "ecdsa-jcs-2019-p256", "JCSECDSAP256", "unsigned.json", "p256KeyPair.json", credential.ECDSAJCS2019},
	{"ecdsa", "ecdsa-jcs-2019-p384", "JCSECDSAP384", "unsigned.json", "p384KeyPair.json", credential.ECDSAJCS2019},
}

func (v publishedSuite) read(t *testing.T, name string) []byte {
	t.Helper()
	return published(t, "di", v.family, v.dir, name)
}

// text reads a step value, to which editors have added a line break.
func (v publishedSuite) text(t *testing.T, name string) string {
	t.Helper()
	return strings.TrimSpace(string(v.read(t, name+v.suffix+".txt")))
}

// key is the published key pair.
func (v publishedSuite) key(t *testing.T) (private crypto.Signer, public string) {
	t.Helper()
	var pair struct{ PublicKeyMultibase, PrivateKeyMultibase, SecretKeyMultibase string }
	require.NoError(t, json.Unmarshal(published(t, "di", v.family, v.keys), &pair))
	return secretKey(t, pair.PrivateKeyMultibase+pair.SecretKeyMultibase), pair.PublicKeyMultibase
}

// secretKey reads a secretKeyMultibase (Controlled Identifiers 1.0 section 2.2.2).
func secretKey(t *testing.T, text string) crypto.Signer {
	t.Helper()
	secret, err := base58.Decode(text[1:])
	require.NoError(t, err)
	switch hex.EncodeToString(secret[:2]) {
	case "8026":
		return ed25519.NewKeyFromSeed(secret[2:])
	case "8626":
		return ecKey(t, elliptic.P256(), new(big.Int).SetBytes(secret[2:]))
	case "8726":
		return ecKey(t, elliptic.P384(), new(big.Int).SetBytes(secret[2:]))
	}
	t.Fatalf("multicodec %x of a secret key", secret[:2])
	return nil
}

func TestEveryStepOfThePublishedVectors(t *testing.T) {
	cs := withShared(t)
	for _, v := range publishedSuites {
		t.Run(v.dir, func(t *testing.T) {
			s, err := credential.Parse(v.read(t, "signed"+v.suffix+".json"))
			require.NoError(t, err)
			proofs, err := s.Proofs()
			require.NoError(t, err)
			_, public := v.key(t)
			m, err := credential.MultikeyMethod(proofs[0].Method, "https://vc.example/issuers/5678", public)
			require.NoError(t, err)

			transform, err := s.CheckProof(context.Background(), proofs[0], m, cs)
			require.NoError(t, err)
			require.Equal(t, v.text(t, "docHash"), hex.EncodeToString(transform.DocumentDigest))
			require.Equal(t, v.text(t, "proofHash"), hex.EncodeToString(transform.ProofDigest))
			require.Equal(t, v.text(t, "combinedHash"), hex.EncodeToString(transform.ProofDigest)+hex.EncodeToString(transform.DocumentDigest))

			document, proof, err := s.Forms(context.Background(), proofs[0], m, cs)
			require.NoError(t, err)
			require.Equal(t, v.text(t, "canonDoc"), strings.TrimSpace(string(document)))
			require.Equal(t, v.text(t, "proofCanon"), strings.TrimSpace(string(proof)))
		})
	}
}

// With the published key the same proof comes out, byte for byte: ECDSA takes its
// nonces from RFC 6979 there too.
func TestSigningThePublishedVectorsAgainGivesTheSameProof(t *testing.T) {
	cs := withShared(t)
	for _, v := range publishedSuites {
		t.Run(v.dir, func(t *testing.T) {
			var want struct {
				Context json.RawMessage `json:"@context"`
				Proof   struct {
					Created                        time.Time
					VerificationMethod, ProofValue string
				}
			}
			require.NoError(t, json.Unmarshal(v.read(t, "signed"+v.suffix+".json"), &want))
			key, _ := v.key(t)
			controller, _, _ := strings.Cut(want.Proof.VerificationMethod, "#")
			signer, err := credential.NewSigner(credential.Method{ID: want.Proof.VerificationMethod, Controller: controller}, key)
			require.NoError(t, err)
			var unsigned map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(published(t, "di", v.family, v.unsigned), &unsigned))
			unsigned["@context"] = want.Context // the signed edition may name the suite's context
			doc, err := json.Marshal(unsigned)
			require.NoError(t, err)
			s, err := credential.AddProof(context.Background(), doc, signer, credential.ProofOptions{Suite: v.suite, Created: want.Proof.Created, Contexts: cs})
			require.NoError(t, err)
			require.Contains(t, string(s.Bytes()), `"proofValue":"`+want.Proof.ProofValue+`"`)
			require.Equal(t, v.text(t, "sigBTC58"), want.Proof.ProofValue)
		})
	}
}

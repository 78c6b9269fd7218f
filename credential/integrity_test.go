package credential_test

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// vectors is where the published test vectors stand, beside the project.
const vectors = "../../shared/vectors"

func published(t *testing.T, name ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{vectors}, name...)...))
	if os.IsNotExist(err) {
		t.Skipf("the published vectors are not at %s", vectors)
	}
	require.NoError(t, err)
	return data
}

// withShared adds the contexts that only test vectors name.
func withShared(t *testing.T) *credential.Contexts {
	t.Helper()
	cs := credential.StandardContexts()
	for url, file := range map[string]string{
		"https://www.w3.org/ns/credentials/examples/v2": "examples-v2.jsonld",
		"https://w3id.org/citizenship/v4rc1":            "citizenship-v4rc1.jsonld",
	} {
		doc, err := os.ReadFile(filepath.Join("../../shared/contexts", file))
		if os.IsNotExist(err) {
			t.Skip("the published contexts are not beside the project")
		}
		require.NoError(t, err)
		cs, err = cs.With(url, doc)
		require.NoError(t, err)
	}
	return cs
}

// text reads a step value, to which editors have added a line break.
func text(t *testing.T, dir, name string) string {
	t.Helper()
	return strings.TrimSpace(string(published(t, "di", "eddsa", dir, name)))
}

func TestEveryStepOfThePublishedEdDSAVectors(t *testing.T) {
	var keys struct{ PublicKeyMultibase string }
	require.NoError(t, json.Unmarshal(published(t, "di", "eddsa", "keyPair.json"), &keys))
	cs := withShared(t)
	for _, v := range []struct{ dir, suffix string }{
		{"eddsa-rdfc-2022", "DataInt"}, {"eddsa-rdfc-2022/employ", "DataInt"},
		{"Ed25519Signature2020", "EdSig"},
	} {
		t.Run(v.dir, func(t *testing.T) {
			signedDoc := published(t, "di", "eddsa", v.dir, "signed"+v.suffix+".json")
			s, err := credential.Parse(signedDoc)
			require.NoError(t, err)
			proofs, err := s.Proofs()
			require.NoError(t, err)
			m, err := credential.MultikeyMethod(proofs[0].Method, "https://vc.example/issuers/5678", keys.PublicKeyMultibase)
			require.NoError(t, err)

			transform, err := s.CheckProof(context.Background(), proofs[0], m, cs)
			require.NoError(t, err)
			require.Equal(t, text(t, v.dir, "docHash"+v.suffix+".txt"), hex.EncodeToString(transform.DocumentDigest))
			require.Equal(t, text(t, v.dir, "proofHash"+v.suffix+".txt"), hex.EncodeToString(transform.ProofDigest))

			document, proof, err := s.Forms(context.Background(), proofs[0], cs)
			require.NoError(t, err)
			require.Equal(t, text(t, v.dir, "canonDoc"+v.suffix+".txt"), strings.TrimSpace(string(document)))
			require.Equal(t, text(t, v.dir, "proofCanon"+v.suffix+".txt"), strings.TrimSpace(string(proof)))
		})
	}
}

func TestEmbeddedProofsAreIssuedAndHold(t *testing.T) {
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.Ed25519Signature2020} {
		t.Run(string(suite), func(t *testing.T) {
			is := newIssuer(t, edKey(0))
			is.Suite = suite
			s := issue(t, is, civics(t))
			require.Empty(t, s.Conform())
			require.Equal(t, "application/vc", s.MediaType())
			require.Equal(t, string(s.Bytes()), string(issue(t, is, civics(t)).Bytes()), "deterministic")
			require.NotContains(t, string(s.Bytes()), `"nbf"`)
			proofs, err := s.Proofs()
			require.NoError(t, err)
			require.Len(t, proofs, 1)
			require.NoError(t, checkProof(s, proofs[0], is.Signer.Method()))
			require.ErrorIs(t, checkProof(s, proofs[0], signerOf(t, edKey(1)).Method()), credential.ProofSigInvalid)
		})
	}
}

func TestEndorsementJWTIsNotSignedUnderAContextThatLacksIt(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.Suite = credential.EdDSARDFC2022
	c := civics(t)
	c.EndorsementJWT = []string{"eyJ.e30.AA"}
	_, err := is.Issue(context.Background(), c)
	require.ErrorIs(t, err, credential.TermUndefined)
}

func TestAddProofKeepsEveryByteAndMakesSets(t *testing.T) {
	doc := []byte("{ \"@context\": [\"https://www.w3.org/ns/credentials/v2\"],\n \"type\": [\"VerifiableCredential\"], \"issuer\": \"did:example:i\",\"credentialSubject\":{\"id\":\"did:example:s\"} }\n")
	o := credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: clock}
	once, err := credential.AddProof(context.Background(), doc, signerOf(t, edKey(0)), o)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(once.Bytes()), strings.TrimRight(string(doc), " }\n")))
	twice, err := credential.AddProof(context.Background(), once.Bytes(), signerOf(t, edKey(1)), o)
	require.NoError(t, err)
	thrice, err := credential.AddProof(context.Background(), twice.Bytes(), signerOf(t, edKey(2)), o)
	require.NoError(t, err)
	proofs, err := thrice.Proofs()
	require.NoError(t, err)
	require.Len(t, proofs, 3)
	for i, p := range proofs {
		require.NoError(t, checkProof(thrice, p, signerOf(t, edKey(byte(i))).Method()), "each secures the document without any proof")
	}
	_, err = credential.AddProof(context.Background(), []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"favouriteColour":"blue"}`), signerOf(t, edKey(0)), o)
	require.ErrorIs(t, err, credential.TermUndefined)
	_, err = credential.AddProof(context.Background(), doc, signerOf(t, edKey(0)), credential.ProofOptions{Suite: credential.Ed25519Signature2020})
	require.ErrorIs(t, err, credential.ProofMalformed, "it requires created")
	_, err = credential.AddProof(context.Background(), doc, signerOf(t, edKey(0)), credential.ProofOptions{Suite: "none"})
	require.ErrorIs(t, err, credential.ProofTypeUnsupported)
}

// With the published key the same proof comes out, byte for byte.
func TestSigningThePublishedVectorsAgainGivesTheSameProof(t *testing.T) {
	var pair struct{ PrivateKeyMultibase string }
	require.NoError(t, json.Unmarshal(published(t, "di", "eddsa", "keyPair.json"), &pair))
	secret, err := base58.Decode(pair.PrivateKeyMultibase[1:])
	require.NoError(t, err)
	require.Equal(t, []byte{0x80, 0x26}, secret[:2], "the multicodec of an Ed25519 secret key")
	key := ed25519.NewKeyFromSeed(secret[2:])
	cs := withShared(t)
	for _, v := range []struct {
		dir, suffix, unsigned string
		suite                 credential.Suite
	}{
		{"eddsa-rdfc-2022", "DataInt", "unsigned.json", credential.EdDSARDFC2022},
		{"eddsa-rdfc-2022/employ", "DataInt", "employmentAuth.json", credential.EdDSARDFC2022},
		{"Ed25519Signature2020", "EdSig", "unsigned.json", credential.Ed25519Signature2020},
	} {
		t.Run(v.dir, func(t *testing.T) {
			var want struct {
				Context json.RawMessage `json:"@context"`
				Proof   struct {
					Created                        time.Time
					VerificationMethod, ProofValue string
				}
			}
			require.NoError(t, json.Unmarshal(published(t, "di", "eddsa", v.dir, "signed"+v.suffix+".json"), &want))
			controller, _, _ := strings.Cut(want.Proof.VerificationMethod, "#")
			signer, err := credential.NewSigner(credential.Method{ID: want.Proof.VerificationMethod, Controller: controller}, key)
			require.NoError(t, err)
			var unsigned map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(published(t, "di", "eddsa", v.unsigned), &unsigned))
			unsigned["@context"] = want.Context // the signed edition may name the suite's context
			doc, err := json.Marshal(unsigned)
			require.NoError(t, err)
			s, err := credential.AddProof(context.Background(), doc, signer, credential.ProofOptions{Suite: v.suite, Created: want.Proof.Created, Contexts: cs})
			require.NoError(t, err)
			require.Contains(t, string(s.Bytes()), `"proofValue":"`+want.Proof.ProofValue+`"`)
			require.Equal(t, text(t, v.dir, "sigBTC58"+v.suffix+".txt"), want.Proof.ProofValue)
		})
	}
}

func TestThePublishedOpenBadgeHolds(t *testing.T) {
	s, err := credential.Parse(published(t, "ob", "signed.json"))
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	raw, err := hex.DecodeString("4bdeafde2ea8beefadd8c699b5c7e0704cf51154d52e17b20b71337ca04cc5a5")
	require.NoError(t, err)
	m := credential.Method{ID: proofs[0].Method, Controller: "https://example.edu/issuers/565049", Key: ed25519.PublicKey(raw)}
	transform, err := s.CheckProof(context.Background(), proofs[0], m, nil)
	require.NoError(t, err)
	require.Equal(t, "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773", hex.EncodeToString(transform.DocumentDigest))
	require.Equal(t, "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19", hex.EncodeToString(transform.ProofDigest))
	document, proof, err := s.Forms(context.Background(), proofs[0], nil)
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(string(published(t, "ob", "document-canon.txt"))), strings.TrimSpace(string(document)))
	require.Equal(t, strings.TrimSpace(string(published(t, "ob", "proof-canon.txt"))), strings.TrimSpace(string(proof)))
}

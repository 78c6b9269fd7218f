package credential_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/beside"
)

// vectors is where the published test vectors stand, beside the project.
const vectors = "../../shared/vectors"

func published(t *testing.T, name ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{vectors}, name...)...))
	if os.IsNotExist(err) {
		beside.Missing(t, "the published vectors are not here")
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
			beside.Missing(t, "the published contexts are not here")
		}
		require.NoError(t, err)
		cs, err = cs.With(url, doc)
		require.NoError(t, err)
	}
	return cs
}

func TestEmbeddedProofsAreIssuedAndHold(t *testing.T) {
	for _, v := range everySuite {
		t.Run(string(v.suite)+" "+v.alg, func(t *testing.T) {
			is := newIssuer(t, edKey(0))
			is.Signer, is.Suite = signerFor(t, v.alg, 0), v.suite
			s := issue(t, is, civics(t))
			require.Empty(t, s.Conform(credential.Transform{}))
			require.Equal(t, "application/vc", s.MediaType())
			again := issue(t, is, civics(t))
			random := v.alg == credential.PS256 || v.suite == credential.ECDSASD2023 // of its own, where none is given
			require.Equal(t, !random, string(s.Bytes()) == string(again.Bytes()), "deterministic")
			require.NotContains(t, string(s.Bytes()), `"nbf"`)
			if v.suite == credential.ECDSASD2023 {
				var err error
				s, err = credential.Derive(context.Background(), s, []string{"/evidence", "/credentialSubject"}, nil)
				require.NoError(t, err)
			}
			proofs, err := s.Proofs()
			require.NoError(t, err)
			require.Len(t, proofs, 1)
			require.Equal(t, v.suite, proofs[0].Suite())
			require.NoError(t, checkProof(s, proofs[0], is.Signer.Method()))
			require.ErrorIs(t, checkProof(s, proofs[0], signerFor(t, v.alg, 1).Method()), credential.ProofSigInvalid)
			for _, other := range []string{credential.EdDSA, credential.ES256, credential.ES384, credential.RS256, credential.PS256} {
				if other != v.alg {
					err := checkProof(s, proofs[0], signerFor(t, other, 0).Method())
					if errors.Is(err, credential.ProofMalformed) {
						require.Contains(t, []string{credential.ES256, credential.ES384}, v.alg) // a signature of the other curve's length
						require.Contains(t, []string{credential.ES256, credential.ES384}, other)
					} else {
						require.ErrorIs(t, err, credential.KeyTypeMismatch, other)
					}
				}
			}
			changed := bytes.Replace(s.Bytes(), []byte("Civics"), []byte("Physics"), 1)
			forged, err := credential.Parse(changed)
			require.NoError(t, err)
			require.ErrorIs(t, checkProof(forged, proofs[0], is.Signer.Method()), credential.ProofSigInvalid)
		})
	}
}

func TestEndorsementJWTIsNotSignedUnderAContextThatLacksIt(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.Suite = credential.EdDSARDFC2022
	c := civics(t)
	c.EndorsementJWT = []string{endorsedJWT(t, c.Subject.Achievement.ID)}
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
	document, proof, err := s.Forms(context.Background(), proofs[0], m, nil)
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(string(published(t, "ob", "document-canon.txt"))), strings.TrimSpace(string(document)))
	require.Equal(t, strings.TrimSpace(string(published(t, "ob", "proof-canon.txt"))), strings.TrimSpace(string(proof)))
}

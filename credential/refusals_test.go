package credential_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A proof is one of its document: that of a token says nothing of a document with a
// proof inside it, nor the other way round.
func TestAProofOfAnotherDocumentIsRefused(t *testing.T) {
	ctx := context.Background()
	token, embedded := badgeFor(t, ""), badgeFor(t, credential.EdDSAJCS2022)
	ofToken, err := token.Proofs()
	require.NoError(t, err)
	ofDocument, err := embedded.Proofs()
	require.NoError(t, err)
	m := signerOf(t, edKey(0)).Method()
	_, err = embedded.CheckProof(ctx, ofToken[0], m, nil)
	require.ErrorIs(t, err, credential.ProofMissing)
	require.ErrorContains(t, err, "the document is no signed token")
	_, err = token.CheckProof(ctx, ofDocument[0], m, nil)
	require.Error(t, err)
	_, _, err = embedded.Forms(ctx, ofToken[0], m, nil)
	require.ErrorIs(t, err, credential.ProofMalformed)
	require.ErrorContains(t, err, "this is the signature of a token")
	_, err = embedded.CheckProof(ctx, credential.Proof{}, m, nil)
	require.ErrorIs(t, err, credential.ProofMissing)

	// Its proofs are read again, whatever they were when the caller read them.
	broken, err := credential.Parse([]byte(strings.Replace(string(embedded.Bytes()), `"type":"DataIntegrityProof"`, `"type":7`, 1)))
	require.NoError(t, err)
	_, err = broken.CheckProof(ctx, ofDocument[0], m, nil)
	require.ErrorIs(t, err, credential.ProofMalformed)
	require.ErrorContains(t, err, "a proof is an object with a type")
	none, err := credential.Parse([]byte(strings.Replace(string(embedded.Bytes()), `"proof":`, `"proof":7,"was":`, 1)))
	require.NoError(t, err)
	_, err = none.CheckProof(ctx, ofDocument[0], m, nil)
	require.ErrorIs(t, err, credential.ProofMalformed)
	before, err := credential.Parse([]byte(strings.Replace(string(embedded.Bytes()), `"type":"DataIntegrityProof"`, `"type":"DataIntegrityProof","previousProof":"urn:uuid:00000000-0000-0000-0000-000000000000"`, 1)))
	require.NoError(t, err)
	_, err = before.CheckProof(ctx, ofDocument[0], m, nil)
	require.ErrorIs(t, err, credential.ProofMalformed)
	require.ErrorContains(t, err, "which is not there")
}

func TestTimesOfAViewAreTimes(t *testing.T) {
	for _, member := range []string{"awardedDate", "validFrom", "validUntil"} {
		for _, text := range []string{"soon", "0001-01-01T00:00:00Z"} {
			doc := badgeJSON(t, `"type":["VerifiableCredential"`, `"`+member+`":"`+text+`","type":["VerifiableCredential"`)
			doc = strings.Replace(doc, `"`+member+`":"2`, `"x-`+member+`":"2`, 1)
			s, err := credential.Parse([]byte(doc))
			require.NoError(t, err)
			_, err = s.Unverified()
			require.ErrorIs(t, err, credential.TimeFormat, "%s %s", member, text)
			require.Equal(t, "/"+member, pointerOf(t, err))
			require.Equal(t, text != "soon", strings.Contains(err.Error(), "a time in the years 2 to 9999 is needed"), err)
		}
	}
}

func TestAContextThatCannotBeAddedIsRefused(t *testing.T) {
	for document, want := range map[string]credential.Code{`{"@context":7}`: credential.ContextUnknown, `not JSON`: credential.JSONSyntax} {
		for _, url := range []string{"", "https://school.example/context"} {
			_, err := credential.StandardContexts().With(url, []byte(document))
			require.ErrorIs(t, err, want, document)
		}
	}
	_, err := credential.Canonicalize(context.Background(), []byte(`not JSON`), nil)
	require.ErrorIs(t, err, credential.JSONSyntax)
	_, err = credential.Canonicalize(context.Background(), []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"nobody":"knows"}`), nil)
	require.ErrorIs(t, err, credential.TermUndefined)
	_, err = credential.Canonicalize(context.Background(), []byte(`{"@context":["https://school.example/unknown"]}`), nil)
	require.ErrorIs(t, err, credential.ContextUnknown)
}

func TestAKeyThatHasNoNameIsRefused(t *testing.T) {
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	require.NoError(t, err)
	short := ed25519.PublicKey(make([]byte, 31))
	_, err = credential.DIDKey(short)
	require.ErrorIs(t, err, credential.KeyMalformed)
	_, err = credential.DIDJWK(short, "")
	require.ErrorIs(t, err, credential.KeyMalformed)
	_, err = credential.DIDKey(p521.Public())
	require.Error(t, err)
	_, err = credential.DIDKey(signerFor(t, "RS256", 1).Method().Key)
	require.ErrorIs(t, err, credential.KeyTypeMismatch)
	_, err = credential.Method{ID: "a", Controller: "b", Key: signerFor(t, "RS256", 1).Method().Key, Algorithm: "RS256"}.Multikey()
	require.ErrorIs(t, err, credential.KeyTypeMismatch)
	for name, key := range map[string]string{"jwk": `{"kty":"OKP"}`, "use": `{"kty":"OKP","crv":"Ed25519","x":"LgAS0jdksgxSrw5dJ3ug9Q5vcfGNSOpO31oCHV7NrV0","use":"enc"}`} {
		_, err = credential.JWKMethod("a", "b", []byte(key))
		require.Error(t, err, name)
	}
}

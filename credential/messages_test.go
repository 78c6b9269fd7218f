package credential_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// What a person reads has the words of the specifications, and fits a line.
func TestMessagesAreInTheWordsOfTheSpecifications(t *testing.T) {
	for _, more := range []string{
		`,"evidence":"urn:a:b"`, `,"credentialStatus":"urn:a:b"`, `,"credentialSchema":"urn:a:b"`, `,"refreshService":"urn:a:b"`, `,"relatedResource":"urn:a:b"`,
		`,"evidence":{}`, `,"credentialStatus":{}`, `,"credentialSchema":{}`, `,"refreshService":{}`, `,"relatedResource":{}`, `,"termsOfUse":[]`,
	} {
		for _, p := range parsed(t, diploma(more)).ConformCredential(credential.Transform{}) {
			for _, internal := range []string{"Typed", "StatusEntry", "SchemaEntry", "RefreshEntry", "RelatedResource", "CredentialSubject"} {
				require.NotContains(t, p.Message, internal)
			}
		}
	}
	for _, p := range parsed(t, strings.Replace(diploma(""), `{"id":"did:example:ada"}`, `"ada"`, 1)).ConformCredential(credential.Transform{}) {
		require.Contains(t, p.Message, "an object that makes a claim is needed")
	}
	found := parsed(t, diploma(`,"evidence":{"type":"`+strings.Repeat("x", 80)+`:a b"}`)).ConformCredential(credential.Transform{})
	require.NotEmpty(t, found)
	for _, p := range found {
		require.NotContains(t, p.Message, "at byte")
	}

	signer := signerOf(t, edKey(0))
	_, err := credential.AddProof(context.Background(), []byte(`{"@context":[],"id":"urn:a:b"}`), signer, credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	require.ErrorIs(t, err, credential.ProofMalformed)
	require.ErrorContains(t, err, "an empty list of contexts")

	_, err = (&credential.Holder{}).Present(context.Background(), credential.Presentation{}, "c")
	require.ErrorContains(t, err, "there is no Signer")
	require.NotContains(t, err.Error(), "issuer")
	nobodys := parsed(t, strings.Replace(diploma(""), `"issuer":"did:key:z6Mko6t6h7MayoQpxv3k8EZx3Jh4DprwqErhosvYK8LnFXwM",`, "", 1))
	_, err = (&credential.Holder{Signer: signer}).Present(context.Background(), credential.Presentation{Credentials: []*credential.Secured{nobodys}}, "c")
	require.ErrorIs(t, err, credential.ProofMissing)
	require.ErrorContains(t, err, "it names no issuer")

	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	_, err = credential.AddProof(context.Background(), []byte(diploma("")), signerOf(t, key), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.ErrorIs(t, err, credential.KeyTypeMismatch)
	require.Less(t, len(err.Error()), 400, "a did:jwk holds the whole key")
}

func TestIssueSaysWhereWhatStandsReadyMadeIsNoJSON(t *testing.T) {
	c := civics(t)
	c.Endorsement = []json.RawMessage{[]byte(`{}`), []byte("not json")}
	_, err := newIssuer(t, edKey(0)).Issue(context.Background(), c)
	var p *credential.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, credential.JSONSyntax, p.Code)
	require.Equal(t, "/endorsement/1", p.Pointer)
}

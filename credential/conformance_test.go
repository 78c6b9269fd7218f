package credential_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A document whose contexts do not define the terms of a proof gets none, until a context
// that does was added.
func TestAProofWhoseTermsNoContextDefinesIsNotMade(t *testing.T) {
	document := []byte(`{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"urn:uuid:5a1c1f0e-8d5b-4f0a-9a55-0c8e6f1b2d3a","type":["VerifiableCredential","OpenBadgeCredential"]}`)
	signer, err := credential.NewKeySigner(edKey(0))
	require.NoError(t, err)
	o := credential.ProofOptions{Suite: credential.EdDSARDFC2022}
	_, err = credential.AddProof(context.Background(), document, signer, o)
	require.ErrorIs(t, err, credential.TermUndefined)
	document, err = credential.WithContext(document, "https://w3id.org/security/data-integrity/v2")
	require.NoError(t, err)
	_, err = credential.AddProof(context.Background(), document, signer, o)
	require.NoError(t, err)
}

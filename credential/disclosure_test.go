package credential_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A pointer that selects nothing is a fault of whoever gave it, and not of the document.
func TestAPointerThatSelectsNothingIsItsCallersFault(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	signer := signerOf(t, key)
	document := []byte(diploma(`,"name":"Ada"`))
	o := credential.ProofOptions{Suite: credential.ECDSASD2023, Created: clock}
	base, err := credential.AddProof(context.Background(), document, signer, o)
	require.NoError(t, err)
	wanted := func(err error, pointer string) {
		t.Helper()
		var p *credential.Problem
		require.ErrorAs(t, err, &p)
		require.Equal(t, credential.SchemaInvalid, p.Code)
		require.Empty(t, p.Pointer)
		require.Contains(t, p.Message, pointer)
	}
	for _, pointer := range []string{"name", "/evidence", "/name/x", "/proof"} {
		_, err = credential.Derive(context.Background(), base, []string{pointer}, nil)
		wanted(err, `"`+pointer+`"`)
		o.Mandatory = []string{pointer}
		_, err = credential.AddProof(context.Background(), document, signer, o)
		wanted(err, `"`+pointer+`"`)
	}
	_, err = credential.Derive(context.Background(), base, []string{"/name"}, nil)
	require.NoError(t, err)
}

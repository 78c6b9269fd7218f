package credential

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const plainStatement = `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"did:example:i","credentialSubject":{"id":"did:example:s"}}`

// checked is a document with the proofs of these signers, one on another's, and a
// Checker of it. The last one builds on the first.
func checked(t *testing.T) (c *Checker, proofs []Proof, methods []Method) {
	t.Helper()
	ctx := context.Background()
	p384, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), slices.Repeat([]byte{7}, 48))
	require.NoError(t, err)
	ed := ed25519.NewKeyFromSeed(make([]byte, 32))
	const id = "urn:uuid:00000000-0000-4000-8000-000000000001"
	doc := []byte(plainStatement)
	for _, by := range []struct {
		key crypto.Signer
		o   ProofOptions
	}{
		{ed, ProofOptions{Suite: EdDSARDFC2022, ID: id}}, {ed, ProofOptions{Suite: EdDSARDFC2022}},
		{p384, ProofOptions{Suite: ECDSARDFC2019}}, {ed, ProofOptions{Suite: EdDSAJCS2022}}, {ed, ProofOptions{Suite: EdDSARDFC2022, Previous: []string{id}}},
	} {
		s, err := NewKeySigner(by.key)
		require.NoError(t, err)
		secured, err := AddProof(ctx, doc, s, by.o)
		require.NoError(t, err)
		doc, methods = secured.Bytes(), append(methods, s.Method())
	}
	secured, err := Parse(doc)
	require.NoError(t, err)
	proofs, err = secured.Proofs()
	require.NoError(t, err)
	return secured.Checker(nil), proofs, methods
}

func TestProofsOfOneDocumentShareItsForm(t *testing.T) {
	c, proofs, methods := checked(t)
	ctx := context.Background()
	for i, want := range []int{1, 1, 2, 2, 3} { // another hash, JSON, and a proof before it
		transform, err := c.CheckProof(ctx, proofs[i], methods[i])
		require.NoError(t, err, i)
		require.Len(t, c.forms, want, i)
		alone, err := c.secured.CheckProof(ctx, proofs[i], methods[i], nil)
		require.NoError(t, err)
		require.Equal(t, alone.DocumentDigest, transform.DocumentDigest)
		require.Equal(t, alone.ProofDigest, transform.ProofDigest)
	}

	// The second proof is judged on what was made for the first.
	c.forms[0].digest[0] ^= 1
	_, err := c.CheckProof(ctx, proofs[1], methods[1])
	require.ErrorIs(t, err, ProofSigInvalid)
	c.forms[0].digest[0] ^= 1

	// Forms are kept from when they are asked for.
	for i := range proofs {
		document, proof, err := c.Forms(ctx, proofs[i], methods[i])
		require.NoError(t, err)
		alone, own, err := c.secured.Forms(ctx, proofs[i], methods[i], nil)
		require.NoError(t, err)
		require.Equal(t, string(alone), string(document))
		require.Equal(t, string(own), string(proof))
	}
	require.Len(t, c.forms, 3)
	made := slices.Clone(c.forms)
	_, _, err = c.Forms(ctx, proofs[0], methods[0])
	require.NoError(t, err)
	require.Equal(t, made, c.forms)
}

// What cannot be canonicalized is not tried again for the next proof; what was only
// interrupted is.
func TestAFailureIsSharedAndAnInterruptionIsNot(t *testing.T) {
	c, proofs, methods := checked(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := c.CheckProof(ctx, proofs[0], methods[0])
	require.ErrorIs(t, err, Interrupted)
	require.Empty(t, c.forms)
	_, err = c.CheckProof(context.Background(), proofs[0], methods[0])
	require.NoError(t, err)

	undefined := strings.Replace(string(c.secured.Bytes()), `"issuer"`, `"unheardOf":1,"issuer"`, 1)
	secured, err := Parse([]byte(undefined))
	require.NoError(t, err)
	c = secured.Checker(nil)
	for i := range 2 {
		_, err = c.CheckProof(context.Background(), proofs[i], methods[i])
		require.ErrorIs(t, err, TermUndefined)
		require.Len(t, c.forms, 1)
	}
	c.forms[0].err = NewProblem(CanonLimit, "", nil, "as if")
	_, err = c.CheckProof(context.Background(), proofs[1], methods[1])
	require.ErrorIs(t, err, CanonLimit)
	_, _, err = c.Forms(context.Background(), proofs[1], methods[1])
	require.ErrorIs(t, err, CanonLimit)
}

func TestAnInterruptedFormIsNotKept(t *testing.T) {
	c, proofs, methods := checked(t)
	tr, err := c.transformation(proofs[0], methods[0])
	require.NoError(t, err)
	list, err := c.contextsOf(tr.document)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, c.formed(ctx, tr, list, false).err, Interrupted)
	require.Empty(t, c.forms)
}

func TestACheckerWithoutADocument(t *testing.T) {
	_, proofs, methods := checked(t)
	_, err := new(Checker).CheckProof(context.Background(), proofs[0], methods[0])
	require.ErrorIs(t, err, ProofMissing)
	_, _, err = new(Checker).Forms(context.Background(), proofs[0], methods[0])
	require.ErrorIs(t, err, ProofMissing)
}

// No input is known that reaches the self-check, so it is held to its word here.
func TestWhatDoesNotConformIsNotHandedOut(t *testing.T) {
	require.NoError(t, conforming("badge", []Problem{{Code: TimeFormat, Severity: Deviation}}))
	found := []Problem{{Code: TimeFormat, Severity: Deviation}, {Code: TimeExpired, Severity: Violation}}
	err := conforming("badge", found)
	require.ErrorIs(t, err, IssueSelfCheck)
	require.ErrorIs(t, err, TimeExpired)
}

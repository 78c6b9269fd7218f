package openbadges_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

const (
	firstProof  = "urn:uuid:00000000-0000-4000-8000-000000000001"
	secondProof = "urn:uuid:00000000-0000-4000-8000-000000000002"
)

// Every suite upon every other: the second proof secures the document with the
// first one in it, under whichever contexts that one brings.
func TestInteropIntegrityOfChains(t *testing.T) {
	whole := startOtherSide(t)
	ctx := context.Background()
	document := credentialWith(`"did:example:school"`, `"credentialSubject":{"id":"did:example:ada"}`)
	document = strings.Replace(document, `],`, `,"https://w3id.org/security/suites/ed25519-2020/v1","https://w3id.org/security/suites/jws-2020/v1"],`, 1)
	sides := make([]*otherSide, len(everyKey))
	for i, c := range everyKey {
		sides[i] = whole.with(t, c.suite, c.alg)
	}
	for i, first := range everyKey {
		for k, second := range everyKey {
			if !strings.HasPrefix(string(second.suite), "e") {
				continue // the contexts of the older suites do not define previousProof
			}
			one, two := sides[i], sides[k]
			t.Run(string(first.suite)+" "+first.alg+" and "+string(second.suite)+" "+second.alg, func(t *testing.T) {
				begun, err := credential.AddProof(ctx, []byte(document), one.signer, credential.ProofOptions{Suite: first.suite, Created: integrityClock, ID: firstProof})
				require.NoError(t, err)
				ours, err := credential.AddProof(ctx, begun.Bytes(), two.signer, credential.ProofOptions{Suite: second.suite, Created: integrityClock, ID: secondProof, Previous: []string{firstProof}})
				require.NoError(t, err)
				two.requireSameData(t, string(ours.Bytes()))
				set, err := credential.AddProof(ctx, begun.Bytes(), two.signer, credential.ProofOptions{Suite: second.suite, Created: integrityClock, ID: secondProof})
				require.NoError(t, err)
				two.requireSameData(t, string(set.Bytes()))
				require.NotEqual(t, dataHere(t, string(ours.Bytes()))[1], dataHere(t, string(set.Bytes()))[1])

				theirs := two.extend(t, second.suite, string(begun.Bytes()), map[string]any{"id": secondProof, "previousProof": firstProof})
				require.Equal(t, dataHere(t, string(ours.Bytes())), dataHere(t, theirs))
				two.requireSameData(t, theirs)

				longer, err := credential.AddProof(ctx, ours.Bytes(), two.signer, credential.ProofOptions{Suite: second.suite, Created: integrityClock, Previous: []string{secondProof, firstProof}})
				require.NoError(t, err)
				two.requireSameData(t, string(longer.Bytes()))
				theirs = two.extend(t, second.suite, string(ours.Bytes()), map[string]any{"previousProof": []string{secondProof, firstProof}})
				require.Equal(t, dataHere(t, string(longer.Bytes())), dataHere(t, theirs))
				two.requireChainBreaks(t, string(ours.Bytes()))
			})
		}
	}
}

// extend has the other side add a proof with these members.
func (o *otherSide) extend(t *testing.T, suite credential.Suite, document string, proof map[string]any) string {
	t.Helper()
	reply := o.ask(map[string]any{"op": "extend", "document": document, "suite": suite, "jwk": privateJWK(t, o.key),
		"created": integrityClock.Format(time.RFC3339), "proof": proof})
	require.Empty(t, reply["error"])
	return reply["document"]
}

// requireChainBreaks changes the first of two proofs: both sides see it.
func (o *otherSide) requireChainBreaks(t *testing.T, chain string) {
	t.Helper()
	edited := strings.Replace(chain, `"created":"2026-05-01`, `"created":"2026-04-01`, 1)
	require.NotEqual(t, chain, edited)
	require.NotEmpty(t, o.ask(map[string]any{"op": "chain", "document": edited})["error"])
	v, err := verify.New(verify.Config{AnyIssuer: true, Now: func() time.Time { return integrityClock }})
	require.NoError(t, err)
	report, err := v.VerifyProofs(context.Background(), []byte(edited))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	for _, p := range report.Proofs {
		require.False(t, p.Held)
	}
}

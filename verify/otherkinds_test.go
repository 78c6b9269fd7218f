package verify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// Whatever is asked of a file of another kind, the answer is no pass, and says what it is.
func TestAFileOfAnotherKindIsNeverAccepted(t *testing.T) {
	v := newVerifier(t, nil)
	for _, o := range testdata.Others() {
		for name, judge := range map[string]func() (interface{ Verdict() string }, error){
			"Verify":             func() (interface{ Verdict() string }, error) { return v.Verify(ctx, o.Data) },
			"VerifyCredential":   func() (interface{ Verdict() string }, error) { return v.VerifyCredential(ctx, o.Data) },
			"VerifyPresentation": func() (interface{ Verdict() string }, error) { return v.VerifyPresentation(ctx, o.Data) },
			"VerifyProofs":       func() (interface{ Verdict() string }, error) { return v.VerifyProofs(ctx, o.Data) },
		} {
			report, err := judge()
			require.Error(t, err, "%s %s", name, o.File)
			require.Contains(t, []string{"invalid", "undetermined"}, report.Verdict(), "%s %s", name, o.File)
			if o.Tool != "" && name != "VerifyProofs" {
				require.Equal(t, string(o.Expect), report.Verdict(), "%s %s", name, o.File)
				require.ErrorContains(t, err, o.Tool)
				require.ErrorIs(t, err, credential.Code(o.Code), "%s %s", name, o.File)
			}
		}
	}
}

// Its proofs alone are judged like those of anything else: whoever asks for them has not
// asked what it is.
func TestTheProofsOfAnotherKindAreJudged(t *testing.T) {
	assertion := sign(t, `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","issuer":"`+school(t).Method().Controller+`"}`)
	_, err := newVerifier(t, nil).VerifyProofs(ctx, assertion)
	require.NoError(t, err)
	_, err = newVerifier(t, nil).Verify(ctx, assertion)
	require.ErrorIs(t, err, credential.InputUnsupported)
}

// What another tool could judge is no endorsement of a badge, and nothing is left open.
func TestAnAssertionOfOpenBadges2IsNoEndorsement(t *testing.T) {
	assertion := sign(t, `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","issuer":"`+school(t).Method().Controller+`"}`)
	report, err := newVerifier(t, endorsementsMustHold).Verify(ctx, carrying(t, string(assertion)))
	require.ErrorIs(t, err, verify.EndorsementInvalid)
	require.Equal(t, verify.Failed, report.Outcome)
}

// A certificate of version 3 is a verifiable credential, whose proof a blockchain holds.
func TestAProofInABlockchainIsForAnotherVerifier(t *testing.T) {
	doc := diploma(t, `,"proof":{"type":"MerkleProof2019","proofPurpose":"assertionMethod","proofValue":"z1"}`)
	_, err := newVerifier(t, nil).VerifyCredential(ctx, []byte(doc))
	require.ErrorIs(t, err, credential.ProofTypeUnsupported)
	require.ErrorContains(t, err, `"MerkleProof2019", which is anchored in a blockchain and which a verifier of Blockcerts can judge, cannot be judged here`)
	require.NotContains(t, err.Error(), "()")
}

// What an envelope holds in another form has its tool, too.
func TestAnEnvelopeOfAnotherFormNamesTheTool(t *testing.T) {
	for media, tool := range map[string]string{"application/vc+sd-jwt": "a wallet", "application/vc+cose": "secured with COSE"} {
		_, err := newVerifier(t, nil).VerifyCredential(ctx, []byte(`{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:`+media+`,x"}`))
		require.ErrorIs(t, err, credential.InputUnsupported)
		require.ErrorContains(t, err, tool)
	}
}

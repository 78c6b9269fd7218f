package verify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// Where all proofs have to hold, one that has failed is enough.
func TestNothingIsJudgedBehindAProofThatFailed(t *testing.T) {
	ed, ec := academyKeys(t)
	two := addProof(t, addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: credential.EdDSARDFC2022}), ec, credential.ProofOptions{Suite: credential.ECDSARDFC2019})
	forged := strings.Replace(two, "2026 student", "2025 student", 1)
	report, err := academyVerifier(t, nil).Verify(ctx, []byte(forged))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.Len(t, report.Proofs, 1)
	require.Len(t, report.Errors(), 1)
	require.Equal(t, "/proof/0", report.Errors()[0].Pointer)
	require.Len(t, report.Warnings(), 1)
	remark := report.Warnings()[0]
	require.Equal(t, credential.ProofSetIncomplete, remark.Code)
	require.Equal(t, "/proof/1", remark.Pointer)
	require.Contains(t, remark.Message, "not judged")

	// Any one would do: all are judged.
	anyOne := academyVerifier(t, func(c *verify.Config) { c.Proofs = verify.ProofPolicy{Least: 1} })
	report, err = anyOne.Verify(ctx, []byte(forged))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.Len(t, report.Proofs, 2)

	held, err := academyVerifier(t, nil).Verify(ctx, []byte(two))
	require.NoError(t, err)
	require.Len(t, held.Proofs, 2)

	// What could not be decided, such as a derived proof inside a token, is no reason to
	// leave the others alone: one of them may speak against the badge.
	derived := derive(t, issueEmbedded(t, ec, credential.ECDSASD2023, civics(t)), "/evidence", "/credentialSubject")
	another := addProof(t, derived, ed, credential.ProofOptions{Suite: credential.EdDSARDFC2022, ID: "urn:uuid:00000000-0000-4000-8000-000000000002"})
	broken := strings.Replace(another, "000000000002", "000000000003", 1)
	around, err := credential.SignJWS(ctx, []byte(withClaims(t, broken)), ed, credential.OpenBadges)
	require.NoError(t, err)
	report, err = academyVerifier(t, nil).Verify(ctx, around.Bytes())
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.Len(t, report.Proofs, 3)
	require.Equal(t, "invalid", report.Verdict())

	// A token's own signature must hold, whatever the policy.
	claimed := withClaims(t, two)
	token, err := credential.SignJWS(ctx, []byte(claimed), ed, credential.OpenBadges)
	require.NoError(t, err)
	text := string(token.Bytes())
	i := strings.LastIndexByte(text, '.')
	report, err = anyOne.Verify(ctx, []byte(text[:i]+".AAAA"+text[i+5:]))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.Len(t, report.Proofs, 1)
}

// Without a time nothing has ended, neither keys nor proofs.
func TestAClockThatGivesNoTimeLeavesTheVerdictOpen(t *testing.T) {
	ed, _ := academyKeys(t)
	ended, err := credential.AddProof(ctx, []byte(academyBadge(t)), ed, credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: clock.AddDate(-3, 0, 0), Expires: clock.AddDate(-2, 0, 0)})
	require.NoError(t, err)
	revoked := ed.Method()
	revoked.Revoked = clock.AddDate(-1, 0, 0)
	token, err := credential.SignJWS(ctx, []byte(withClaims(t, academyBadge(t))), ed, credential.OpenBadges)
	require.NoError(t, err)
	for name, data := range map[string][]byte{"a proof that has ended": ended.Bytes(), "a key that was revoked": token.Bytes()} {
		v := academyVerifier(t, func(c *verify.Config) {
			if name == "a key that was revoked" {
				c.Methods = []credential.Method{revoked}
			}
		})
		proofs, err := v.VerifyProofs(ctx, data)
		require.Error(t, err, name)
		require.Equal(t, verify.Failed, proofs.Outcome, name)

		unset := academyVerifier(t, func(c *verify.Config) { c.Now = func() time.Time { return time.Time{} } })
		for _, v := range []*verify.Verifier{unset, v.At(time.Time{})} {
			proofs, err = v.VerifyProofs(ctx, data)
			require.ErrorIs(t, err, credential.ClockUnset, name)
			require.Equal(t, verify.Undetermined, proofs.Outcome, name)
			require.Nil(t, proofs.Document())
			report, err := v.Verify(ctx, data)
			require.ErrorIs(t, err, credential.ClockUnset, name)
			require.Equal(t, "undetermined", report.Verdict(), name)
		}
	}
}

func TestANilVerifierTrustsNobody(t *testing.T) {
	var none *verify.Verifier
	for _, v := range []*verify.Verifier{none, none.At(clock), none.Expecting("c", "https://d.example"), none.At(clock).Expecting("c")} {
		report, err := v.Verify(ctx, []byte(academyBadge(t)))
		require.ErrorIs(t, err, verify.TrustUnavailable)
		require.Equal(t, verify.Undetermined, report.Outcome)
		require.False(t, report.Retry(), "it will never trust anybody")
		proofs, err := v.VerifyProofs(ctx, []byte(academyBadge(t)))
		require.ErrorIs(t, err, verify.TrustUnavailable)
		require.Equal(t, verify.Undetermined, proofs.Outcome)
		require.False(t, proofs.Retry())
		presented, err := v.VerifyPresentation(ctx, []byte(academyBadge(t)))
		require.ErrorIs(t, err, verify.TrustUnavailable)
		require.False(t, presented.Retry())
		report, err = v.VerifyCredential(ctx, nil)
		require.ErrorIs(t, err, verify.TrustUnavailable)
		require.Equal(t, verify.Undetermined, report.Outcome)
		for report, err := range v.VerifyAll(ctx, func(yield func([]byte) bool) { yield(nil) }, 1) {
			require.ErrorIs(t, err, verify.TrustUnavailable)
			require.Equal(t, verify.Undetermined, report.Outcome)
		}
		report, err = v.VerifyReader(ctx, strings.NewReader("{}"))
		require.ErrorIs(t, err, verify.TrustUnavailable)
		require.Equal(t, verify.Undetermined, report.Outcome)
	}
}

package verify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// O03: the id of an official achievement in a stranger's badge.
func TestOnlyWhoMayAwardAnAchievementDoes(t *testing.T) {
	mine, official := school(t).Method().Controller, civics(t).Subject.Achievement.ID
	stranger := signerOf(t, edKey(3))
	data := issueAs(t, stranger, civics(t))
	v := newVerifier(t, func(c *verify.Config) { c.Issuers = append(c.Issuers, stranger.Method().Controller) })
	rule := verify.AwardedBy(map[string][]string{official: {"did:example:x", mine}, "urn:uuid:x": {stranger.Method().Controller}})

	_, err := v.Verify(ctx, issueAs(t, school(t), civics(t)), rule)
	require.NoError(t, err)
	_, err = v.Verify(ctx, data)
	require.NoError(t, err, "nobody asked")
	report, err := v.Verify(ctx, data, rule)
	require.ErrorIs(t, err, credential.TrustAchievementUnauthorised)
	require.Equal(t, verify.Failed, report.Outcome)
	require.True(t, report.Authentic)
	require.Equal(t, verify.Trusted, report.Trust, "with other achievements")
	require.Equal(t, verify.RuleAwarded, report.Errors()[0].Check)
	require.Equal(t, "/credentialSubject/achievement/id", report.Errors()[0].Pointer)
	require.Contains(t, report.String(), "its issuer may not award this achievement")

	// What the map does not name nobody may award: an id that is nearly the official one.
	near := civics(t)
	near.Subject.Achievement.ID += "0"
	for name, rule := range map[string]verify.Rule{
		"not named":    rule,
		"nobody's":     verify.AwardedBy(map[string][]string{official + "0": nil}),
		"another only": verify.AwardedBy(map[string][]string{"urn:uuid:x": {mine}}),
	} {
		report, err := v.Verify(ctx, issueAs(t, school(t), near), rule)
		require.ErrorIs(t, err, credential.TrustAchievementUnauthorised, name)
		require.Equal(t, verify.Failed, report.Outcome, name)
	}
	for name, issuers := range map[string]map[string][]string{
		"nothing": nil, "no achievement": {}, "an empty achievement": {"": {mine}}, "an empty issuer": {official: {mine, ""}},
	} {
		report, err := v.Verify(ctx, issueAs(t, school(t), civics(t)), verify.AwardedBy(issuers))
		require.ErrorIs(t, err, verify.RuleUndetermined, name)
		require.Equal(t, verify.Undetermined, report.Outcome, name)
	}

	own := map[string][]string{official: {mine}}
	kept := verify.AwardedBy(own)
	own[official][0] = stranger.Method().Controller
	_, err = v.Verify(ctx, data, kept)
	require.ErrorIs(t, err, credential.TrustAchievementUnauthorised, "the map is copied")

	// A credential that is no badge awards nothing.
	report, err = v.VerifyCredential(ctx, enveloped(t, diploma(t, "")), rule)
	require.ErrorIs(t, err, credential.TrustAchievementUnauthorised)
	require.Equal(t, verify.Failed, report.Outcome)
}

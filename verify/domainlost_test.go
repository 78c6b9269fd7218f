package verify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// M14: a district gives up its domain, and another name takes its place. Its badges are
// good for whoever kept its key, and asks the lost host nothing any more.
func TestM14ABadgeOutlivesTheDomainOfItsIssuer(t *testing.T) {
	const merged = "did:web:merged.example"
	old, squatters := webBadge(t, 0), webBadge(t, 2)

	for name, lost := range map[string]verify.Fetcher{
		"the host is gone":     verify.FetchMap{},
		"somebody else has it": verify.FetchMap{webPlace: webDocument(t, 2)},
	} {
		_, err := fetching(t, lost, webSchool, nil).Verify(ctx, old)
		require.Error(t, err, "%s: nobody says whose key it is", name)

		// The record of its key keeps what it signed before the domain was lost.
		history := fetching(t, lost, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{retired(0, made)} })
		report, err := history.Verify(ctx, old)
		require.NoError(t, err, name)
		require.Equal(t, credential.KeyRetired, report.Warnings()[0].Code)

		// What the new owner of the name signs is nobody's once the host is not asked.
		pinned := fetching(t, lost, webSchool, func(c *verify.Config) {
			c.KeyHistory = []verify.KeyRecord{retired(0, made)}
			c.Resolvers = map[string]verify.Resolver{"did:key": verify.DIDKey()}
		})
		report, err = pinned.Verify(ctx, old)
		require.NoError(t, err, name)
		require.Empty(t, report.Sources, "nobody is asked")
		report, err = pinned.Verify(ctx, squatters)
		require.Error(t, err, name)
		require.NotEqual(t, verify.Passed, report.Outcome)
		require.Empty(t, report.Sources)
	}

	// What is issued again comes from the new name, with the key that is published there.
	again := badgeOf(t, merged, named(merged+"#k1"), edKey(1))
	place := "https://merged.example/.well-known/did.json"
	successor := verify.FetchMap{place: document(merged, multikeyMethod(t, merged+"#k1", merged, edKey(1), ""))}
	both := fetching(t, successor, webSchool, func(c *verify.Config) {
		c.Issuers = append(c.Issuers, merged)
		c.KeyHistory = []verify.KeyRecord{retired(0, made)}
	})
	before, err := both.Verify(ctx, old)
	require.NoError(t, err)
	after, err := both.Verify(ctx, again)
	require.NoError(t, err)
	require.True(t, credential.SameRecipient(before.Credential, after.Credential), "it is the same student's")
	require.NotEqual(t, before.Issuer.ID, after.Issuer.ID, "and another credential, of another issuer")
	_, err = both.Verify(ctx, badgeOf(t, webSchool, named(merged+"#k1"), edKey(1)))
	require.ErrorIs(t, err, credential.KeyControllerMismatch, "the new name does not speak for the old one")
}

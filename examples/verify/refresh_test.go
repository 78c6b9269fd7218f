package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// A badge that has ended passes with -refresh, and without it does not.
func TestABadgeIsRefreshedWhereItIsAsked(t *testing.T) {
	const place = "https://school.example/badges/1"
	edition := func(days int, evidence ...badge.Evidence) []byte {
		return award(t, func(c *credential.Credential) {
			c.ValidUntil = issuedAt.AddDate(0, 0, days)
			c.Evidence = evidence
			c.Refresh = &badge.RefreshService{ID: place, Type: "1EdTechCredentialRefresh"}
		})
	}
	old := edition(1)
	resources := resourcesFile(t, map[string]string{place: string(edition(100, badge.Evidence{Narrative: "Ran the drive."}))})
	judge := func(args ...string) outcome {
		return command(t, bytes.NewReader(old), append([]string{"-any-issuer"}, args...)...)
	}
	require.Equal(t, exitRefused, judge("-resources", resources).exit)
	out := judge("-resources", resources, "-refresh")
	require.Equal(t, exitAccepted, out.exit, out.stdout+out.stderr)
	require.Contains(t, out.stdout, "The newer edition of the badge is genuine")
	require.Contains(t, out.stdout, "        /validUntil: ")
	require.Contains(t, judge("-resources", resources, "-refresh", "-json").stdout, `"refreshed":{"url":"`+place+`"`)

	newer := strings.Count(judge("-resources", resources, "-refresh", "-explain").stdout, "/evidence/")
	require.Positive(t, newer, "what is explained is the edition that was judged")

	both := []string{"-any-issuer", "-resources", resources, "-refresh", save(t, t.TempDir(), "a.jwt", old), save(t, t.TempDir(), "b.jwt", old)}
	require.Contains(t, command(t, nil, both...).stdout, "a newer edition, from "+place)

	for reason, args := range map[string][]string{
		"say where":            {"-refresh"},
		"another time":         {"-refresh", "-resources", resources, "-at", "2026-06-01T09:00:00Z"},
		"-proof-only asks for": {"-refresh", "-resources", resources, "-proof-only"},
	} {
		out := command(t, bytes.NewReader(old), args...)
		require.Equal(t, exitUsage, out.exit)
		require.Contains(t, out.stderr, reason)
	}
}

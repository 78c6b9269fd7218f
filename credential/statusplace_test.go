package credential_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

func TestNothingIsIssuedWithAStatusListThatNobodyAsksFor(t *testing.T) {
	ctx, is := context.Background(), newIssuer(t, edKey(0))
	for url, asked := range map[string]bool{
		"https://school.example/status/1":        true,
		"https://SCHOOL.example:443/status/1":    true,
		"https://school.example:8443/status/1":   true,
		"http://school.example/status/1":         false,
		"urn:uuid:0f0e0d0c-0b0a-4908-8706-0504":  false,
		"https://192.0.2.7/status/1":             false,
		"https://[2001:db8::7]/status/1":         false,
		"https://ada:secret@school.example/list": false,
		"https://localhost/status/1":             false,
		"https://list.internal/status/1":         false,
		"https://intranet/status/1":              false,
		"https://school.example:22/status/1":     false,
	} {
		for kind, entry := range map[string]badge.Status{
			"bits": {ID: "https://school.example/e#7", Type: "BitstringStatusListEntry", StatusPurpose: "revocation", StatusListIndex: "7", StatusListCredential: url},
			"2021": {ID: "https://school.example/e#7", Type: "StatusList2021Entry", StatusPurpose: "revocation", StatusListIndex: "7", StatusListCredential: url},
			"ids":  {ID: url, Type: "1EdTechRevocationList"},
		} {
			c := civics(t)
			c.Status = []badge.Status{entry}
			_, issued := is.Issue(ctx, c)
			_, endorsed := is.Endorse(ctx, credential.Endorsement{Name: "E", Subject: badge.EndorsementSubject{ID: "urn:x:a"}, Status: c.Status})
			if asked {
				require.NoError(t, issued, "%s %s", kind, url)
				require.NoError(t, endorsed, "%s %s", kind, url)
				continue
			}
			require.ErrorIs(t, issued, credential.ResolveForbiddenTarget, "%s %s", kind, url)
			require.ErrorIs(t, endorsed, credential.ResolveForbiddenTarget, "%s %s", kind, url)
		}
	}
	c := civics(t)
	c.Status = []badge.Status{{ID: "urn:x:1", Type: "SomethingElse"}}
	_, err := is.Issue(ctx, c)
	require.NotErrorIs(t, err, credential.ResolveForbiddenTarget, "what is asked for another type is not known")
}

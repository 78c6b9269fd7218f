package credential_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// Nobody is promised newer editions at a place that no verifier asks.
func TestARefreshServiceThatNobodyAsksIsNotIssued(t *testing.T) {
	for url, allowed := range map[string]bool{
		"https://school.example/badges/1":                     true,
		"https://School.example/badges/1?a=b#c":               true,
		"https://school.example:443/badges/1":                 true,
		"https://school.example:8443/badges/1":                true,
		"http://school.example/badges/1":                      false,
		"https://ada@school.example/badges/1":                 false,
		"https://school.example:22/badges/1":                  false,
		"https://10.0.0.1/badges/1":                           false,
		"https://[::1]/badges/1":                              false,
		"https://localhost/badges/1":                          false,
		"https://badges.internal/1":                           false,
		"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100":       false,
		"https://school.example/" + strings.Repeat("x", 8000): false,
	} {
		c := civics(t)
		c.Refresh = &badge.RefreshService{ID: url, Type: "1EdTechCredentialRefresh"}
		_, err := newIssuer(t, edKey(1)).Issue(context.Background(), c)
		p := c.Validate()
		require.Equal(t, allowed, err == nil, "%s: %v", url, err)
		require.Equal(t, allowed, p == nil, url)
		if allowed {
			continue
		}
		require.ErrorIs(t, err, credential.ResolveForbiddenTarget)
		require.ErrorContains(t, err, "/refreshService/id")
		is := newIssuer(t, edKey(1))
		is.Form = credential.VCJOSE
		c.Issuer = badge.Profile{ID: is.Signer.Method().Controller, Name: "School"}
		c.ID, c.Name, c.ValidFrom = "urn:x:1", "Civics", clock
		document, err := json.Marshal(c)
		require.NoError(t, err)
		_, err = is.IssueDocument(context.Background(), document)
		require.ErrorIs(t, err, credential.ResolveForbiddenTarget, url)
	}
	c := civics(t)
	c.Context = []string{} // of another type nobody knows what it is asked for
	c.Refresh = &badge.RefreshService{ID: "http://school.example/badges/1", Type: "1EdTechCredentialRefresher"}
	require.NotErrorIs(t, c.Validate(), credential.ResolveForbiddenTarget)
}

// Who names a schema of their own is told which one belongs beside it.
func TestTheSchemaOfOpenBadgesIsNamed(t *testing.T) {
	c := civics(t)
	c.Schema = []badge.Schema{{ID: "https://school.example/schema.json", Type: "JsonSchema"}}
	_, err := newIssuer(t, edKey(1)).Issue(context.Background(), c)
	require.ErrorIs(t, err, credential.SchemaInvalid)
	for _, said := range []string{badge.OpenBadgesSchema().ID, badge.OpenBadgesSchema().Type, "found", "https://school.example/schema.json", "JsonSchema"} {
		require.ErrorContains(t, err, said)
	}
	c.Schema = append(c.Schema, badge.OpenBadgesSchema())
	issue(t, newIssuer(t, edKey(1)), c)
}

package badge_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
)

func TestTheAchievementsOfAProgramAreDocuments(t *testing.T) {
	pub := badge.Publication{BaseURL: "https://school.example/badges"}
	program := summit.Program()
	documents, err := program.Documents(pub)
	require.NoError(t, err)
	require.Len(t, documents, len(program.Credentials))
	for i, d := range documents {
		a, err := program.Achievement(program.Credentials[i].Key, pub)
		require.NoError(t, err)
		require.Equal(t, a.ID, d.URL)
		require.Equal(t, "application/ld+json", d.MediaType)
		require.True(t, strings.HasPrefix(string(d.Data), `{"@context":["https://www.w3.org/ns/credentials/v2",`))
		var read badge.Achievement
		require.NoError(t, json.Unmarshal(d.Data, &read))
		require.Equal(t, a.ID, read.ID)
		require.Equal(t, a.Criteria, read.Criteria)
		name, ok := d.File()
		require.True(t, ok)
		require.Equal(t, strings.TrimPrefix(a.ID, "https://"), name)
	}
	_, err = program.Documents(badge.Publication{})
	require.ErrorContains(t, err, "/id", "a urn:uuid stands nowhere")
}

func TestAnAchievementIsPublishedAtItsOwnURLOrNot(t *testing.T) {
	a := badge.Achievement{ID: "https://school.example/civics", Name: "Civics", Description: "d", Criteria: badge.Criteria{Narrative: "n"}}
	d, err := a.Document()
	require.NoError(t, err)
	require.JSONEq(t, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
		"id":"https://school.example/civics","type":["Achievement"],"name":"Civics","description":"d","criteria":{"narrative":"n"}}`, string(d.Data))
	for _, id := range []string{"", "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", "/civics", "https:///civics", "https://u@school.example/civics", "https://school.example/civics#1", "ftp://school.example/civics"} {
		b := a
		b.ID = id
		_, err := b.Document()
		require.Error(t, err, id)
	}
	a.Name = ""
	_, err = a.Document()
	require.ErrorContains(t, err, "name")
}

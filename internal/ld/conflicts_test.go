package ld_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
)

func conflictsOf(t *testing.T, text string) []ld.Conflict {
	t.Helper()
	nodes, _ := nodesOf(t, text)
	return unionOf(t, nodes).Conflicts()
}

func members(conflicts []ld.Conflict, kind ld.ConflictKind) (names []string) {
	for _, c := range conflicts {
		if c.Kind == kind {
			names = append(names, c.Member)
		}
	}
	return names
}

func TestWhatADocumentSaysOfItselfIsMisplacedElsewhereThoughItSaysNull(t *testing.T) {
	found := conflictsOf(t, in2(`"validUntil":null,"evidence":[{"id":"urn:b","type":["Evidence","VerifiableCredential"],"validUntil":"2026-01-01T00:00:00Z"}]`))
	require.Equal(t, []string{"validUntil"}, members(found, ld.Misplaced))
}

func TestNoOtherObjectSaysWhatKindOfDocumentADocumentIs(t *testing.T) {
	for _, kind := range []string{"VerifiablePresentation", "EndorsementCredential"} {
		found := conflictsOf(t, in2(`"evidence":[{"id":"urn:b","type":["Evidence","`+kind+`"]}]`))
		require.Equal(t, []string{"type"}, members(found, ld.Misplaced), kind)
	}
	require.Empty(t, conflictsOf(t, in2(`"evidence":[{"id":"urn:b","type":["Evidence","VerifiableCredential"]}]`)), "that it is already")
	require.Empty(t, conflictsOf(t, in2(`"evidence":[{"id":"urn:x","type":["Evidence"]},{"id":"urn:x","type":["Evidence","VerifiablePresentation"]}]`)), "no document has that id")

	// A document inside with the badge's id is another document that says it is the badge.
	found := conflictsOf(t, strings.Replace(self, `"id":"urn:e"`, `"id":"urn:b"`, 1))
	require.Empty(t, members(found, ld.Misplaced))
	require.Contains(t, members(found, ld.Foreign), "type")
	require.NotContains(t, members(found, ld.Differs), "@context")
	own := strings.Replace(strings.Replace(self, `"id":"urn:e"`, `"@context":["`+v2+`"],"id":"urn:b"`, 1), `"type":["EndorsementSubject"],"endorsementComment":"good"`, `"type":["VerifiableCredential"]`, 1)
	require.NotContains(t, members(conflictsOf(t, own), ld.Differs), "@context")
}

// Text that looks like another value is another value.
func TestATextIsNoNumber(t *testing.T) {
	with := func(first, second string) []ld.Conflict {
		return conflictsOf(t, in2(`"credentialSubject":[{"id":"urn:s","type":"AchievementSubject","role":`+first+`},{"id":"urn:s","type":"AchievementSubject","role":`+second+`}]`))
	}
	require.Equal(t, []string{"role"}, members(with(`"5"`, `5`), ld.Differs))
	require.Equal(t, []string{"role"}, members(with(`"true"`, `true`), ld.Differs))
	require.Empty(t, with(`5`, `5.0`))
}

// One name stands for two things under two types, and then nothing is compared.
func TestMembersAreComparedByWhatTheySay(t *testing.T) {
	c, err := withAll(t, `{"A":{"@id":"urn:A","@context":{"grade":"urn:A:grade"}},"B":{"@id":"urn:B","@context":{"grade":"urn:B:grade"}}}`)
	require.NoError(t, err)
	found := func(first, second string) []ld.Conflict {
		doc := parse(t, []byte(`{"@context":["`+v2+`","`+own+`0"],"id":"urn:b","type":"VerifiableCredential","evidence":[{"id":"urn:e","type":"`+first+`","grade":"1"},{"id":"urn:e","type":"`+second+`","grade":"2"}]}`))
		list, err := c.Of(doc)
		require.NoError(t, err)
		nodes := convertNodes(t, list, doc)
		return unionOf(t, nodes).Conflicts()
	}
	require.Empty(t, found("A", "B"))
	require.Equal(t, []string{"grade"}, members(found("A", "A"), ld.Differs))
}

// What documents inside say of one another is not compared.
func TestDocumentsInsideAreNotComparedWithEachOther(t *testing.T) {
	two := strings.Replace(self, `"endorsement":[`, `"endorsement":[{"id":"urn:e","type":["VerifiableCredential","EndorsementCredential"],"name":"Another","issuer":{"id":"did:web:j","type":"Profile","name":"J"},
"validFrom":"2026-03-09T00:00:00Z","validUntil":"2027-03-09T00:00:00Z","credentialSubject":{"id":"urn:n","type":["EndorsementSubject"]}},{"id":"urn:f","type":["VerifiableCredential","EndorsementCredential"],"issuer":{"id":"did:web:j","type":["Profile","urn:t:Exam"],"name":"K"}},`, 1)
	require.Empty(t, conflictsOf(t, two))
}

func TestManySmallValuesAreCounted(t *testing.T) {
	tags := many(40000, func(i int) string { return fmt.Sprintf(`"%d"`, i) })
	nodes, _ := nodesOf(t, in2(`"evidence":[{"id":"urn:e","type":["Evidence"],"genre":[`+tags+`]},{"id":"urn:e","type":["Evidence"],"genre":[`+tags+`]}]`))
	_, err := nodes.Union(context.Background())
	require.ErrorIs(t, err, ld.ErrWork)
}

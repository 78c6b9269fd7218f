package ld_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
)

// graded is a badge whose result description has a list of grades.
func graded(context string) string {
	return `{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/` + context + `"],"id":"urn:b","type":["VerifiableCredential","OpenBadgeCredential"],
"credentialSubject":{"type":["AchievementSubject"],"achievement":{"id":"urn:a","type":["Achievement"],
"resultDescription":[{"id":"urn:d","type":["ResultDescription"],"allowedValue":["F","C","A"]}]}}}`
}

func TestWhichContextsKeepTheOrderOfAllowedValue(t *testing.T) {
	permuted := func(s string) string { return strings.Replace(s, `"F","C"`, `"C","F"`, 1) }
	for context, keeps := range map[string]bool{"context.json": false, "context-3.0.1.json": false, "context-3.0.2.json": true, "context-3.0.3.json": true} {
		nodes, _ := nodesOf(t, graded(context))
		require.Equal(t, keeps, nodes.KeepsOrder(), context)
		require.Equal(t, !keeps, canonicalOf(t, ld.Standard(), graded(context)) == canonicalOf(t, ld.Standard(), permuted(graded(context))), context)
	}

	// A name that an @vocab of the caller's defines is one that a holder can permute.
	set, err := ld.Standard().With("https://own.example/v", []byte(`{"@context":{"@vocab":"https://own.example/v#"}}`))
	require.NoError(t, err)
	var d rdfc.Dataset
	own := new(ld.Nodes)
	for value, keeps := range map[string]bool{`["F","C"]`: false, `"F"`: false, `null`: true, `[]`: true, `[null]`: true} {
		doc := parse(t, []byte(`{"@context":["https://www.w3.org/ns/credentials/v2","https://own.example/v"],"id":"urn:b","name":"n","allowedValue":`+value+`}`))
		list, err := set.Of(doc)
		require.NoError(t, err)
		require.NoError(t, list.Convert(&d, own, doc))
		require.Equal(t, keeps, own.KeepsOrder(), value)
	}

	// Of the next document it knows nothing yet.
	list, err := ld.Standard().Of(parse(t, []byte(self)))
	require.NoError(t, err)
	require.NoError(t, list.Convert(&d, own, parse(t, []byte(self))))
	require.True(t, own.KeepsOrder())
}

package main

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// A route whose kind of judgement nobody has written, or that has none, is for nobody,
// though somebody has signed in.
func TestARouteThatNobodyJudgesIsForNobody(t *testing.T) {
	a := &ask{r: httptest.NewRequest("GET", "/", nil), person: person{ID: "c1"}}
	for _, w := range []who{nobody, onGiven + 1, -1} {
		require.ErrorIs(t, new(portal).authorize(a, route{pattern: "GET /", who: w}), planning.ErrForbidden)
	}
	require.NoError(t, new(portal).authorize(a, route{pattern: "GET /", who: signedIn}))
	require.ErrorIs(t, new(portal).authorize(&ask{r: a.r}, route{pattern: "GET /", who: signedIn}), errSignIn)
}

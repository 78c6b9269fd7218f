package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// A second case for a credential that the student has is refused when the student chooses it,
// and before it is decided: it would wait for its badge for ever. Another credential is not.
func TestACredentialThatAStudentHasIsNotAwardedAgain(t *testing.T) {
	for _, how := range []string{"by a case", "by a file"} {
		tw := newTown(t)
		begun := func() string {
			_, at := tw.as("c1").post("/cases", url.Values{"student": {"s9"}, "completed": {"2026-05-20"}})
			return at
		}
		first := &object{id: "case-" + secret(), student: "s9", counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
		second := &object{id: "case-" + secret(), student: "s9", counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
		for _, c := range []*object{first, second} {
			tw.history(c)
			log := c.states["awarded"]
			c.states["about to be"] = log[:len(log)-1]
			tw.put(c, "about to be")
		}
		mary, ana := tw.as("c1"), tw.as("s9")
		open := begun()
		switch how {
		case "by a case":
			mary.done(mary.post("/cases/"+first.id+"/award", url.Values{"reason": {"so it was seen"}}))
		case "by a file":
			tw.fromFile("civics")
		}
		status, page := ana.post(open+"/start", url.Values{"credential": {"civics"}})
		require.Equal(t, http.StatusConflict, status, how)
		require.Contains(t, page, "The student has this credential already.")
		status, page = mary.post("/cases/"+second.id+"/award", url.Values{"reason": {"so it was seen"}})
		require.Equal(t, http.StatusConflict, status, how)
		require.Contains(t, page, "The student has this credential already.")
		c, err := tw.portal.office.load(t.Context(), second.id)
		require.NoError(t, err)
		require.NotEqual(t, planning.StateAwarded, c.State(), "nothing was noted that was not done")
		ana.done(ana.post(open+"/start", url.Values{"credential": {"leadership"}}))
	}
}

package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// Who is a guardian of the student's at another school, to which the student has not come or
// from which the student has gone, judges about the child no more than one at this school.
func TestAGuardianAtAnotherSchoolJudgesAboutNoBadgeOfTheChild(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	_, err := tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('c1', 'juniper', 'guardian', 's9')`)
	require.NoError(t, err)
	mary := tw.as("c1")
	code, page := mary.post(at+"/revoke", url.Values{"reason": {"so it was seen"}})
	require.Equal(t, http.StatusForbidden, code, page)
	require.Zero(t, tw.count("acts"))
	_, err = tw.portal.office.verifier.Verify(t.Context(), tw.jwt(id))
	require.NoError(t, err, "it stands")

	page = mary.done(mary.handsIn("awards", "recipient,credential\ns9,leadership\n"))
	require.Contains(t, page, "conflict of interest")
}

// jwt is a badge of a file as the portal keeps it.
func (tw *town) jwt(credential string) []byte {
	list, err := tw.portal.office.givenBy(tw.t.Context(), `g.credential = ?`, credential)
	require.NoError(tw.t, err)
	require.Len(tw.t, list, 1)
	r, err := tw.portal.office.record(tw.t.Context(), list[0].award)
	require.NoError(tw.t, err)
	return r.Badge
}

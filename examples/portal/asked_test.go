package main

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
)

// answered has the guardian, who was asked about a badge, say no, agree when asked again, and
// take that back: each is an answer.
func (tw *town) answered(at string, now *time.Time) {
	ana, luis := tw.as("s9"), tw.as("g2")
	luis.done(luis.post(at+"/not-now", nil))
	require.Empty(tw.t, tw.waiting("g2"))
	*now = now.Add(time.Hour)
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
	require.Equal(tw.t, []string{"consent"}, tw.waiting("g2"))
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	require.Empty(tw.t, tw.waiting("g2"))
	*now = now.Add(time.Hour)
	luis.done(luis.post(at+"/refuse", nil))
	require.Empty(tw.t, tw.waiting("g2"), "to take it back is an answer, too")
}

// A guardian is asked when the student asks, and a no is an answer: of a badge of a file as of
// one of a case.
func TestAGuardianIsAskedForABadgeOfAFile(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics", "leadership")
	now := time.Now()
	tw.portal.office.now = func() time.Time { return now }
	require.Empty(t, tw.waiting("g2"))
	ana, luis := tw.as("s9"), tw.as("g2")
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
	require.Equal(t, []string{"consent"}, tw.waiting("g2"))
	require.Empty(t, tw.waiting("s9"))
	_, page := luis.get("/queue")
	require.Contains(t, page, at+"/badge")
	require.Contains(t, page, `No, not now<span class="hidden">: Ana Torres, Civics Credential</span>`, "which of several it is a no to")
	_, page = ana.get("/queue")
	require.Contains(t, page, at+"/badge", "she sees for what it waits")
	for _, other := range []string{"c1", "d3", "a1", "t4", "s5"} {
		_, page := tw.as(other).get("/queue")
		require.NotContains(t, page, at, "what a family has to settle is its own")
	}
	tw.answered(at, &now)
	require.Zero(t, tw.count("published"))

	now = now.Add(time.Hour)
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
	require.Equal(t, []string{"consent"}, tw.waiting("g2"))
	_, err := tw.portal.office.db.Exec(`DELETE FROM seats WHERE role = 'guardian' AND student = 's9'`)
	require.NoError(t, err)
	require.Empty(t, tw.waiting("g2"))
	_, page = ana.get("/queue")
	require.NotContains(t, page, at, "there is nobody for whom it waits")
}

// A counselor who is a guardian as well acts for the family as a guardian.
func TestWhoLeadsAndIsAGuardianAgreesAsAGuardian(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	_, err := tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('c1', 'pine-ridge', 'guardian', 's9')`)
	require.NoError(t, err)
	ana, mary := tw.as("s9"), tw.as("c1")
	_, page := mary.get("/given")
	require.Contains(t, page, at+"/badge")
	mary.done(mary.post(at+"/consent", url.Values{"channel": {"page"}}))
	all, err := shelf{tw.portal.office.store}.Student(t.Context(), "s9")
	require.NoError(t, err)
	require.Len(t, all.Consents, 1)
	require.Equal(t, privacy.ByGuardian, all.Consents[0].By)
	require.Equal(t, []string{id}, all.Consents[0].Badges)
	ana.done(ana.post(at+"/publish", nil))
	code, _ := mary.post(at+"/publish", nil)
	require.Equal(t, http.StatusForbidden, code, "to make it public is the student's")
}

// A guardian who is none any more keeps nothing public, and one at another school, to which
// the student went, takes back what stands.
func TestAGuardianElsewhereAnswersForABadgeOfAFile(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	ana, luis, ruth, stranger := tw.as("s9"), tw.as("g2"), tw.as("a1"), tw.browser()
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	_, err := tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('g2', 'juniper', 'guardian', 's9')`)
	require.NoError(t, err)
	ruth.done(ruth.post("/schools/pine-ridge/people/g2/leave", nil))
	code, _ := stranger.get(public)
	require.Equal(t, http.StatusOK, code)
	_, page := luis.get("/given")
	require.Contains(t, page, at+"/badge")
	luis.done(luis.post(at+"/refuse", nil))
	code, _ = stranger.get(public)
	require.Equal(t, http.StatusNotFound, code)
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	code, _ = stranger.get(public)
	require.Equal(t, http.StatusOK, code)
	ruth.done(ruth.post("/schools/juniper/people/g2/leave", nil))
	code, _ = stranger.get(public)
	require.Equal(t, http.StatusNotFound, code)
	code, _ = luis.get(at + "/badge")
	require.Equal(t, http.StatusNotFound, code)
	code, _ = luis.post(at+"/consent", url.Values{"channel": {"page"}})
	require.Equal(t, http.StatusNotFound, code)
}

// A guardian is not asked for what is the student's own to give by now, nor for what the
// student wanted a year ago.
func TestAGuardianIsAskedForNothingThatIsOver(t *testing.T) {
	for _, over := range []struct {
		years, days int // how old she is when she asks: days less than years
		later       time.Duration
	}{{18, 1, 48 * time.Hour}, {15, 0, 366 * 24 * time.Hour}} {
		tw := newTown(t)
		at, _ := tw.fromFile("civics")
		_, err := tw.portal.office.db.Exec(`UPDATE people SET born = ? WHERE id = 's9'`, time.Now().UTC().AddDate(-over.years, 0, over.days).Format(time.DateOnly))
		require.NoError(t, err)
		ana := tw.as("s9")
		ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
		require.Equal(t, []string{"consent"}, tw.waiting("g2"))
		tw.portal.office.now = func() time.Time { return time.Now().Add(over.later) }
		require.Empty(t, tw.waiting("g2"), "%v", over)
	}
}

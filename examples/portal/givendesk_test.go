package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// A badge of a file is suspended, reinstated and revoked as one of a case is, and each is on
// record with who did it and why.
func TestABadgeOfAFileIsSuspendedReinstatedAndRevoked(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	ana, mary, tom, ruth := tw.as("s9"), tw.as("c1"), tw.as("d3"), tw.as("a1")
	jwt := string(tw.jwt(id))
	_, page := mary.get("/given")
	require.Contains(t, page, at+"/desk")
	require.Contains(t, page, "A badge of another issuer is not among them: only whoever issued that one can suspend")
	_, page = mary.get(at + "/desk")
	require.Contains(t, page, "did:web:portal.example")
	require.Contains(t, page, at+"/suspend")
	require.NotContains(t, page, at+"/reinstate")
	require.NotContains(t, page, at+"/erase", "that is for an administrator")
	_, page = tom.get(at + "/desk")
	require.NotContains(t, page, at+"/suspend")
	require.Contains(t, page, "The counselor of Pine Ridge High School, which had it made, can suspend and revoke it.")

	for _, bad := range []string{"", strings.Repeat("x", mostReason+1), "a\tb"} {
		code, page := mary.post(at+"/suspend", url.Values{"reason": {bad}})
		require.Equal(t, http.StatusBadRequest, code, page)
		require.Contains(t, page, `href="`+at+`/desk"`, "the way back is to its form")
	}
	require.Zero(t, tw.count("acts"), "what was not done is nobody's")
	page = mary.done(mary.post(at+"/suspend", url.Values{"reason": {"a question is open"}}))
	require.Contains(t, page, "Mary Jensen: suspended. a question is open")
	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended)
	code, page := mary.post(at+"/suspend", url.Values{"reason": {"a question is open"}})
	require.Equal(t, http.StatusConflict, code, page)
	require.Equal(t, 1, tw.count("acts"), "sent twice, it is on record once")
	_, page = ana.get(at + "/badge")
	require.Contains(t, page, "until it is reinstated or revoked. The school can say why.")
	require.NotContains(t, page, "a question is open")
	mary.done(mary.post(at+"/reinstate", url.Values{"reason": {"it was answered"}}))
	require.NoError(t, tw.verify(jwt))
	page = mary.done(mary.post(at+"/revoke", url.Values{"reason": {"decided by mistake"}}))
	require.NotContains(t, page, at+"/revoke")
	require.Contains(t, page, "Mary Jensen: revoked. decided by mistake")
	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended)
	code, page = mary.post(at+"/reinstate", url.Values{"reason": {"after all"}})
	require.Equal(t, http.StatusConflict, code, page)
	_, page = ruth.get(at + "/desk")
	require.NotContains(t, page, "after all")
	place, err := tw.portal.office.lists.Entry(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, status.Revoked, place.State)
	require.NotContains(t, tw.logged.String(), "level=ERROR")
}

// A database that fails while it is asked whose guardian somebody is lets nobody judge.
func TestWhoseGuardianCannotBeFoundOutJudgesNothing(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	mary := tw.as("c1")
	_, err := tw.portal.office.db.Exec(`UPDATE people SET school = 'juniper' WHERE id = 's9'`)
	require.NoError(t, err)
	mary.done(mary.post(at+"/suspend", url.Values{"reason": {"the student is elsewhere by now"}}))
	ctx, end := context.WithCancel(t.Context())
	end()
	a := &ask{r: (&http.Request{}).WithContext(ctx), person: person{ID: "c1"}, given: given{Student: "s9"}}
	require.Error(t, tw.portal.unconcerned(a))
}

// Where every counselor of a school is a guardian of the student's, a deputy answers for the
// badge, as for a case: or nobody could.
func TestADeputyAnswersForABadgeWhoseCounselorIsAGuardian(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	tom, ruth := tw.as("d3"), tw.as("a1")
	reason := url.Values{"reason": {"a question is open"}}
	code, _ := tom.post(at+"/suspend", reason)
	require.Equal(t, http.StatusForbidden, code, "there is a counselor who can")
	_, err := tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('c1', 'juniper', 'guardian', 's9')`)
	require.NoError(t, err)
	_, page := tom.get(at + "/desk")
	require.Contains(t, page, at+"/suspend")
	tom.done(tom.post(at+"/suspend", reason))
	_, page = ruth.get(at + "/desk")
	require.NotContains(t, page, at+"/reinstate")
	code, _ = ruth.post(at+"/reinstate", reason)
	require.Equal(t, http.StatusForbidden, code)
	code, _ = tw.as("c1").post(at+"/reinstate", reason)
	require.Equal(t, http.StatusForbidden, code)
	_, err = tw.portal.office.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('c9', 'Jo Lund', '', ''); INSERT INTO seats (person, school, role, student) VALUES ('c9', 'pine-ridge', 'counselor', '')`)
	require.NoError(t, err)
	code, _ = tom.post(at+"/reinstate", reason)
	require.Equal(t, http.StatusForbidden, code, "there is another counselor")
}

// Of a key that may be in other hands the page leads to what it signed, by a file as well.
func TestAStolenKeyLeadsToTheBadgesOfFiles(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	ruth := tw.as("a1")
	page := ruth.done(ruth.post("/keys/compromised", url.Values{"key": {"1"}, "reason": {"a stolen laptop"}}))
	require.Contains(t, page, "1 badges were signed with it")
	require.Contains(t, page, `href="`+at+`/desk"`)
	code, _ := ruth.get(at + "/desk")
	require.Equal(t, http.StatusOK, code)
}

// What was done to badges, by whom and why, and how far an erasure has come, outlive the
// migration: of badges of cases, and of one of a file, of which revocations stood elsewhere.
func TestAnOlderDatabaseKeepsWhatWasDoneToBadges(t *testing.T) {
	const before = 8 // the version in which no badge of a file was suspended or erased
	s := &store{db: ofVersion(t, before, `INSERT INTO schools (id, name) VALUES ('x', 'X'); INSERT INTO people (id, name, born, school) VALUES ('s', 'S', '', 'x'); INSERT INTO cases (id, student, school) VALUES ('c', 's', 'x'), ('d', 's', 'x');
		INSERT INTO badges (credential, case_id, student, award) VALUES ('u', 'c', 's', 'k'), ('v', 'd', 's', 'l');
		INSERT INTO acts (id, case_id, credential, what, person, reason, time) VALUES ('a', 'c', 'u', 'suspend', 'p', 'because', 7000);
		INSERT INTO revocations (credential, person, reason, time) VALUES ('w', 'q', 'by mistake', 9), ('w', 'q', 'by mistake', 9), ('v', 'r', 'long ago', 8);
		INSERT INTO erasures (case_id, school, award, revoke, person, reason, began, done, ended) VALUES ('c', 'x', 'k', 1, 'p', 'asked', 5, 3, 0)`)}
	ctx := t.Context()
	list, err := s.acts(ctx, `case_id`, "c")
	require.NoError(t, err)
	require.Equal(t, []act{{"u", actSuspend, "p", "because", time.Unix(7, 0).UTC()}}, list)
	list, err = s.acts(ctx, `case_id`, "d")
	require.NoError(t, err)
	require.Equal(t, []act{{"v", actRevoke, "r", "long ago", time.Unix(8, 0).UTC()}}, list)
	list, err = s.acts(ctx, `credential`, "w")
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, act{"w", actRevoke, "q", "by mistake", time.Unix(9, 0).UTC()}, list[0])
	open, err := s.erasures(ctx, `ended = 0`)
	require.NoError(t, err)
	require.Equal(t, []erasure{{Object: "c", School: "x", Award: "k", Person: "p", Reason: "asked", Revoke: true, Began: time.Unix(5, 0).UTC(), Done: 3}}, open)
}

package main

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify"
)

// A badge of a file is forgotten as one of a case is: what it was shown by, who agreed to what,
// the rows of the file and of its report, and the key of its award, which names the student.
func TestABadgeOfAFileIsForgotten(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics", "leadership")
	o := tw.portal.office
	ana, luis, mary, tom, ruth, stranger := tw.as("s9"), tw.as("g2"), tw.as("c1"), tw.as("d3"), tw.as("a1"), tw.browser()
	_, other := mary.handsIn("awards", "recipient,credential\ns9,civics\n")
	tom.done(tom.post(other+"/confirm", nil)) // refused, for she has it: and the report says so
	_, pending := mary.handsIn("awards", "recipient,credential,awarded\ns9,professionalism,2026-05-01\n")
	jwt := string(tw.jwt(id))
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	link := setPath.FindString(ana.done(ana.post("/my/links", url.Values{"badge": {id}, "purpose": {"resume"}, "days": {"30"}})))
	mary.done(mary.post(at+"/suspend", url.Values{"reason": {"a question is open"}}))
	mary.done(mary.post(at+"/reinstate", url.Values{"reason": {"it was answered"}}))
	luis.done(luis.post(at+"/not-now", nil))
	require.NotEmpty(t, tw.holding("/r/s9/civics"))
	require.NotEmpty(t, tw.holding("s9,civics"))

	code, _ := ruth.post(at+"/erase", nil)
	require.Equal(t, http.StatusBadRequest, code, "without a reason")
	code, _ = mary.post(at+"/erase", url.Values{"reason": {"x"}})
	require.Equal(t, http.StatusForbidden, code)
	_, page := ruth.get(at + "/desk")
	require.Contains(t, page, "The rows about it are taken out of the files")
	page = ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}, "revoke": {"yes"}}))
	require.Contains(t, page, "at its end since", tw.logged.String())
	require.Contains(t, page, "The rows about it are taken out of the files")
	require.NotContains(t, page, "Torres")

	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended)
	for _, path := range []string{public, link} {
		code, _ = stranger.get(path)
		require.Equal(t, http.StatusNotFound, code)
	}
	for _, b := range []*browser{ana, luis, mary, ruth} {
		for _, path := range []string{at + "/badge", at + "/desk", at + "/badge/badge.jwt"} {
			code, _ = b.get(path)
			require.Equal(t, http.StatusNotFound, code)
		}
		_, page = b.get("/given")
		require.NotContains(t, page, at)
		require.Contains(t, page, "Leadership")
	}
	left := slices.DeleteFunc(tw.holding(id), func(column string) bool { return column == "status_epoch.newest" }) // of the badge that was made last
	require.ElementsMatch(t, []string{"status_entries.credential", "consents.document", "erasures.object"}, left, "what stays is what the steps say")
	for _, trace := range []string{"/r/s9/civics", "s9,civics", "a question is open"} {
		require.Empty(t, tw.holding(trace), trace)
	}
	require.Equal(t, "leadership", tw.text(`SELECT min(achievement) FROM awards WHERE state = 'noted' AND achievement <> ''`), "that she had earned it is forgotten")
	for _, table := range []string{"published", "links", "set_badges", "sets", "acts", "given_refusals"} {
		require.Zero(t, tw.count(table), table)
	}
	all, err := o.consents(t.Context(), "s9")
	require.NoError(t, err)
	require.Len(t, all, 2)
	for _, c := range all {
		require.False(t, c.Withdrawn.IsZero())
	}

	// The other badge of the file stays, under the same id of the learner, and so does its row.
	require.Equal(t, 1, tw.count("given"))
	require.NotEmpty(t, tw.holding("s9,leadership"))
	_, report := mary.get(pending + "/report.csv")
	require.Equal(t, []string{"2 good"}, outcomes(t, report), "a file that waits is as it was")
	require.NoError(t, o.resume(t.Context()), "nothing is made of it again")
	require.Equal(t, 1, tw.count("given"))
	_, same := mary.handsIn("awards", "recipient,credential\ns9,civics\ns9,leadership\n")
	_, page = tom.get(same)
	require.NotContains(t, page, "/confirm", "the same file is the one that is done")
	next, _ := tw.fromFile("civics", "communication")
	_, file := ana.get(next + "/badge/badge.jwt")
	require.Equal(t, tw.view(jwt).Subject.ID, tw.view(file).Subject.ID, "and she can earn it again")
}

// Of the last badge nothing says any more which id the learner has in badges.
func TestTheLastBadgeOfAFileTakesTheLearnersIdAlong(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	subject := tw.view(string(tw.jwt(id))).Subject.ID
	require.NotEmpty(t, tw.holding(subject))
	ruth := tw.as("a1")
	ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	require.Empty(t, tw.holding(subject))
	require.Zero(t, tw.count("awards"))
	require.Zero(t, tw.count("claims"))
}

// A guardian who administers the school erases nothing of their child's here, as of no case.
func TestAGuardianErasesNoBadgeOfTheChild(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	_, err := tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('a1', 'juniper', 'guardian', 's9')`)
	require.NoError(t, err)
	ruth := tw.as("a1")
	code, page := ruth.post(at+"/erase", url.Values{"reason": {"mine"}})
	require.Equal(t, http.StatusForbidden, code, page)
	_, page = ruth.get(at + "/desk")
	require.NotContains(t, page, at+"/erase")
}

func TestAnErasureOfABadgeOfAFileIsTakenUp(t *testing.T) {
	for done := range len(privacy.Erasure(true)) {
		tw := newTown(t)
		_, id := tw.fromFile("civics", "leadership")
		o, ctx := tw.portal.office, t.Context()
		_, err := o.db.Exec(`INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended) SELECT credential, school, award, 1, 'a1', 'it was asked for', 0, 0, 0 FROM given WHERE credential = ?`, id)
		require.NoError(t, err)
		list, err := o.erasures(ctx, `ended = 0`)
		require.NoError(t, err)
		for _, s := range privacy.Erasure(true)[:done+1] { // the last of them without its note
			require.NoError(t, o.step(ctx, list[0], s.Key))
		}
		_, err = o.db.Exec(`UPDATE erasures SET done = ?`, done)
		require.NoError(t, err)
		require.NoError(t, o.resume(ctx))
		list, err = o.erasures(ctx, `ended <> 0`)
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Empty(t, tw.holding("/r/s9/civics"), privacy.Erasure(true)[done].Key)
		require.Equal(t, 1, tw.count("given"))
	}
}

// What is under way while a badge is erased comes too late: a delivery that is repeated, a
// consent, a link. The erasure ends what was in time.
func TestWhatComesAfterAnErasureBeganLeavesNothing(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	o, ctx := tw.portal.office, t.Context()
	luis, ana := tw.as("g2"), tw.as("s9")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	all, err := o.consents(ctx, "s9")
	require.NoError(t, err)
	before, err := o.record(ctx, tw.text(`SELECT award FROM given`))
	require.NoError(t, err)
	ana.done(ana.post("/my/links", url.Values{"badge": {id}, "purpose": {"resume"}, "days": {"30"}}))
	sets, err := o.sets(ctx, `student = 's9'`)
	require.NoError(t, err)
	ruth := tw.as("a1")
	ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}}))

	late := all[0]
	late.ID = "consent-late"
	require.ErrorIs(t, o.agreed(ctx, late), errNone)
	require.Error(t, o.Deliver(ctx, before))
	sets[0].Slug = secret()
	require.ErrorIs(t, o.keepSet(ctx, sets[0]), errNone)
	for _, table := range []string{"given", "sets", "set_badges"} {
		require.Zero(t, tw.count(table), table)
	}
	all, err = o.consents(ctx, "s9")
	require.NoError(t, err)
	require.Len(t, all, 1)
}

// On PostgreSQL a consent that is being kept holds the erasure up, which ends it.
func TestAnErasureWaitsForAConsentThatIsBeingKept(t *testing.T) {
	tw := newTown(t)
	if tw.where == "" {
		t.Skip("SQLite has one writer at a time: .ci/postgres")
	}
	at, id := tw.fromFile("civics")
	o, ctx, luis := tw.portal.office, t.Context(), tw.as("g2")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	all, err := o.consents(ctx, "s9")
	require.NoError(t, err)
	tx, err := o.of(ctx, "s9")
	require.NoError(t, err)
	late := all[0]
	late.ID = "consent-late"
	require.NoError(t, o.consent(ctx, tx, late))
	ended := make(chan error, 1)
	go func() { ended <- o.withdrawn(context.Background(), "s9", id) }()
	select {
	case err := <-ended:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	require.NoError(t, tx.Commit())
	require.NoError(t, <-ended)
	all, err = o.consents(ctx, "s9")
	require.NoError(t, err)
	require.Len(t, all, 2)
	for _, c := range all {
		require.False(t, c.Withdrawn.IsZero(), c.ID)
	}
}

// A file that is being worked on would bring the row back with its report.
func TestAnErasureWaitsForAFileThatIsBeingWorkedOn(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	_, err := tw.portal.office.db.Exec(`UPDATE batches SET state = 'confirmed'`)
	require.NoError(t, err)
	ruth := tw.as("a1")
	page := ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	require.Contains(t, page, "steps are open")
	ana := tw.as("s9")
	for _, path := range []string{at + "/badge", at + "/badge/badge.jwt", at + "/badge/badge.png"} {
		code, _ := ana.get(path)
		require.Equal(t, http.StatusNotFound, code, "it is handed over to nobody meanwhile")
	}
	_, page = ana.get("/my")
	require.NotContains(t, page, at)
	require.NotEmpty(t, tw.holding("s9,civics"))
	require.NoError(t, tw.portal.office.resume(t.Context()))
	require.Empty(t, tw.holding("s9,civics"))
	require.Zero(t, tw.count("given"))
	require.Empty(t, tw.records(award.Delivered))
}

// The report of a file of plans says which case each began: with it, whoever has the tombstone
// knows whose it is. And a file that came too late says by which decision she had the badge.
func TestNoReportTellsWhoseAnErasedCaseWas(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	id, mary, tom, ruth := strings.TrimPrefix(at, "/cases/"), tw.as("c1"), tw.as("d3"), tw.as("a1")
	_, plans := mary.handsIn("plans", "student,completed\ns9,2026-05-20\ns5,2026-05-20\n")
	mary.done(mary.post(plans+"/confirm", nil))
	_, err := tw.portal.office.db.Exec(`UPDATE batches SET report = ?`, []byte("line,recipient,credential,outcome,id,reason\n2,s9,,awarded,"+id+",\n3,s5,,refused,,x\n"))
	require.NoError(t, err)
	_, awards := mary.handsIn("awards", "recipient,credential\ns9,civics\n")
	tom.done(tom.post(awards+"/confirm", nil))
	_, report := mary.get(awards + "/report.csv")
	require.Regexp(t, regexp.MustCompile(`s9,civics,refused`), report)
	ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	require.NotContains(t, strings.Join(tw.holding(id), " "), "batches")
	require.NotContains(t, strings.Join(tw.holding("s9,civics"), " "), "batches")
	_, report = mary.get(plans + "/report.csv")
	require.Equal(t, []string{"3 refused"}, outcomes(t, report), "of the others the report stays")
}

// An older database brings an erased badge back, and recovery erases it again.
func TestRecoveryErasesABadgeOfAFileAgain(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics", "leadership")
	ruth := tw.as("a1")
	again := tw.putBack()
	ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	again()
	require.Equal(t, 2, tw.count("given"))
	var out bytes.Buffer
	require.NoError(t, tw.portal.office.recoverLists(t.Context(), &out))
	require.NotContains(t, out.String(), strings.TrimPrefix(id, urn), "it is no case that was lost")
	require.NoError(t, tw.portal.office.resume(t.Context()))
	require.Equal(t, 1, tw.count("given"))
	require.Empty(t, tw.holding("/r/s9/civics"))
	code, _ := tw.as("s9").get(at + "/badge")
	require.Equal(t, http.StatusNotFound, code)
}

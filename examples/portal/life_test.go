package main

import (
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/verify"
)

var casePath = regexp.MustCompile(`/cases/case-[0-9a-f]{32}`)

// decided brings a case of Ana's from nothing to a badge, each step by the form of its page.
func (tw *town) decided() (at string) {
	t := tw.t
	ana, mary, grace := tw.as("s9"), tw.as("c1"), tw.as("t4")
	status, at := mary.post("/cases", url.Values{"student": {"s9"}, "completed": {"2026-05-20"}})
	require.Equal(t, http.StatusSeeOther, status, at)
	require.Regexp(t, casePath, at)
	ana.done(ana.post(at+"/start", url.Values{"credential": {"civics"}}))
	competencies := []string{}
	civics, _ := summit.Program().MicroCredential("civics")
	for _, k := range civics.Competencies {
		competencies = append(competencies, k.Key)
	}
	page := ana.done(ana.post(at+"/plan", url.Values{"goal": {"Speak before the council"}, "opportunity": {"the youth council"}, "setting": {"beyond-school"},
		"supporter": {"adviser of the youth council"}, "evidence": {"A speech"}, "kind": {"create"}, "competency": competencies}))
	support := regexp.MustCompile(`/s/[0-9a-f]{32}`).FindString(page)
	require.NotEmpty(t, support)
	adviser := tw.browser()
	status, body := adviser.get(support)
	require.Equal(t, http.StatusOK, status, body)
	require.NotContains(t, body, "Torres")
	adviser.done(adviser.post(support+"/confirm", nil))
	mary.done(mary.post(at+"/approve", nil))
	adviser.done(adviser.post(support+"/saw", url.Values{"note": {"The speech moved the council."}}))
	picture, err := fs.ReadFile(summit.Art(), "civics.png")
	require.NoError(t, err)
	page = ana.done(ana.upload(at+"/gather", url.Values{"title": {"The speech"}, "narrative": {"What I said, and why."}, "competency": competencies}, picture))
	require.Contains(t, page, "The speech moved the council.")
	ana.done(ana.post(at+"/submit", nil))
	page = mary.done(mary.post(at+"/review", nil))
	require.Contains(t, page, civics.Competencies[0].Definition, "the definition stands beside the score")
	digest := regexp.MustCompile(`name="submission" value="([^"]+)"`).FindStringSubmatch(page)
	require.NotNil(t, digest)
	for _, voter := range []*browser{mary, grace} {
		ballot := url.Values{"submission": {strings.ReplaceAll(digest[1], "&#43;", "+")}, "verdict": {"award"}}
		for _, k := range competencies {
			ballot.Set("level-"+k, rubric().Required)
		}
		voter.done(voter.post(at+"/vote", ballot))
	}
	page = mary.done(mary.post(at+"/award", url.Values{"reason": {"all four were shown"}}))
	require.Contains(t, page, "The badge was made.", tw.logged.String())
	return at
}

// takenBack ends and renews what the guardian has agreed to for a public badge, and who hides it
// makes it private: of both its page is gone at once, and of the second for good. It returns the
// address at which the student makes it public once more.
func (tw *town) takenBack(at, public string, hides *browser) (again string) {
	t, ana, luis, stranger := tw.t, tw.as("s9"), tw.as("g2"), tw.browser()
	shown := func(want int) {
		t.Helper()
		status, _ := stranger.get(public)
		require.Equal(t, want, status)
	}
	luis.done(luis.post(at+"/refuse", nil))
	shown(http.StatusNotFound)
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	shown(http.StatusOK)
	hides.done(hides.post(at+"/unpublish", nil))
	shown(http.StatusNotFound)
	again = regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	require.NotEmpty(t, again)
	require.NotEqual(t, public, again)
	return again
}

func TestABadgeIsEarnedKeptPrivateSharedAndRevoked(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, mary := tw.as("s9"), tw.as("g2"), tw.as("c1")

	status, page := ana.get(at + "/badge")
	require.Equal(t, http.StatusOK, status, page)
	require.Contains(t, page, "This badge verifies.")
	require.Contains(t, page, "It is private")
	status, png := ana.get(at + "/badge/badge.png")
	require.Equal(t, http.StatusOK, status)
	report, err := tw.portal.office.verifier.Verify(context.Background(), []byte(png))
	require.NoError(t, err)
	require.Equal(t, "did:web:portal.example", report.Issuer.ID)
	require.NotContains(t, string(report.Document()), "Torres")

	// Nothing of a minor becomes public on her own word.
	status, page = ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, status, page)
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page", "linkedin"}}))
	status, _ = ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, status, "her own consent is not enough at her age")

	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "linkedin", "email"}}))
	page = ana.done(ana.post(at+"/publish", nil))
	public := regexp.MustCompile(`/b/[0-9a-f]{32}`).FindString(page)
	require.NotEmpty(t, public)
	require.Contains(t, page, "https://www.linkedin.com/profile/add?")
	require.NotContains(t, page, "https://www.facebook.com/")
	stranger := tw.browser()
	status, body := stranger.get(public)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "Civics")
	require.NotContains(t, body, "Torres")
	require.Contains(t, body, "https://www.linkedin.com/sharing/", "the page has buttons, too")
	require.NotContains(t, body, "https://www.facebook.com/", "to which nobody has agreed")
	require.Contains(t, body, `href="https://verifier.example/"`)
	for _, form := range []string{"badge.jwt", "badge.svg", "certificate.pdf", "badge.zip"} {
		status, file := ana.get(at + "/badge/" + form)
		require.Equal(t, http.StatusOK, status, form)
		_, err := tw.portal.office.verifier.Verify(context.Background(), []byte(file))
		require.NoError(t, err, form)
	}

	again := tw.takenBack(at, public, ana)

	status, _ = mary.post(at+"/revoke", url.Values{"reason": {""}})
	require.Equal(t, http.StatusBadRequest, status)
	mary.done(mary.post(at+"/revoke", url.Values{"reason": {"awarded by mistake"}}))
	_, err = tw.portal.office.verifier.Verify(context.Background(), []byte(png))
	require.ErrorIs(t, err, verify.StatusSuspended, "its list is one for suspension, in which it is suspended for good")
	_, body = stranger.get(again)
	require.NotContains(t, body, "awarded by mistake")
	require.Contains(t, strings.ToLower(body), "revoked")

	status, page = mary.get(at + "/log")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "entries is whole")
	require.NotContains(t, tw.logged.String(), "level=ERROR")
}

// A decision that was kept, and no badge made of it, is what a crash between leaves behind.
func TestADecisionWithoutABadgeIsTakenUpOnce(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	o, ctx := tw.portal.office, context.Background()
	before, err := o.badgeOf(ctx, strings.TrimPrefix(at, "/cases/"))
	require.NoError(t, err)
	_, err = o.db.Exec(`DELETE FROM badges`)
	require.NoError(t, err)
	require.NoError(t, o.resume(ctx))
	after, err := o.badgeOf(ctx, strings.TrimPrefix(at, "/cases/"))
	require.NoError(t, err)
	require.Equal(t, before.Badge, after.Badge)
}

func TestALogThatLostItsEndIsNotRead(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	o, id := tw.portal.office, strings.TrimPrefix(at, "/cases/")
	_, err := o.load(context.Background(), id)
	require.NoError(t, err)
	_, err = o.db.Exec(`UPDATE entries SET line = ? WHERE case_id = ? AND n = 2`, []byte("{}"), id)
	require.ErrorContains(t, err, "a log is only added to")
	_, err = o.db.Exec(`DELETE FROM entries WHERE case_id = ? AND n = (SELECT max(n) FROM entries WHERE case_id = ?)`, id, id)
	require.NoError(t, err)
	_, err = o.load(context.Background(), id)
	require.Error(t, err)
	status, _ := tw.as("s9").get(at)
	require.Equal(t, http.StatusServiceUnavailable, status)
}

func TestASessionEnds(t *testing.T) {
	tw := newTown(t)
	b := tw.as("c1")
	_, page := b.get("/")
	require.Contains(t, page, "Signed in as Mary Jensen")
	now := time.Now()
	tw.portal.office.now = func() time.Time { return now.Add(sessionLasts + time.Second) }
	_, page = b.get("/")
	require.Contains(t, page, "Choose who you are")
	tw.portal.office.now = time.Now
	b.done(b.post("/sign-out", nil))
	_, page = b.get("/")
	require.Contains(t, page, "Choose who you are")
}

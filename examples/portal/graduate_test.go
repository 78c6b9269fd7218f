package main

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/verify"
)

const pineRidge = "/schools/pine-ridge/people/s9"

func TestAfterGraduationTheFileVerifiesAndConsentedPagesStay(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, ruth := tw.as("s9"), tw.as("g2"), tw.as("a1")
	_, jwt := ana.get(at + "/badge/badge.jwt")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	link := setPath.FindString(ana.done(ana.post("/my/links", url.Values{"badge": {tw.anyBadge()}, "purpose": {"resume"}, "days": {"30"}})))
	page := ruth.done(ruth.post(pineRidge+"/graduate", nil))
	require.Contains(t, page, "The account was closed on")
	status, _ := ruth.post(pineRidge+"/graduate", nil)
	require.Equal(t, http.StatusConflict, status)

	status, _ = ana.get("/my")
	require.Equal(t, http.StatusUnauthorized, status, "her session is over")
	status, page = tw.browser().post("/sign-in", url.Values{"person": {"s9"}})
	require.Equal(t, http.StatusForbidden, status, page)
	status, _ = tw.as("c1").post("/cases", url.Values{"student": {"s9"}, "completed": {"2026-05-20"}})
	require.Equal(t, http.StatusNotFound, status, "nothing begins for her")
	_, page = tw.as("c1").get("/")
	require.NotContains(t, page, `<option value="s9">`)

	require.NoError(t, tw.verify(jwt))
	stranger := tw.browser()
	for _, path := range []string{public, link} {
		status, _ = stranger.get(path)
		require.Equal(t, http.StatusOK, status, path)
	}
	luis.done(luis.post(at+"/refuse", nil))
	for _, path := range []string{public, link} {
		status, _ = stranger.get(path)
		require.Equal(t, http.StatusNotFound, status, path)
	}
}

var rebindPath = regexp.MustCompile(`/rebind/[0-9a-f]{32}`)

func (tw *town) rebinding(address string) string {
	for _, m := range tw.mails(address) {
		if path := rebindPath.FindString(m); path != "" {
			return path
		}
	}
	return ""
}

// later lets the portal's clock run ahead.
func (tw *town) later(d time.Duration) {
	tw.portal.office.now = func() time.Time { return time.Now().Add(d) }
}

func TestAGraduateIsBoundToANewAddressAfterTheOldOneCouldObject(t *testing.T) {
	tw := newRealTown(t)
	const password, other = "a hill of red clay 7", "a boat on still water 3"
	ana, ruth := tw.invited("ana@pine.example", password), tw.invited("ruth@district.example", other)
	status, _ := ruth.enter("ruth@district.example", other)
	require.Equal(t, http.StatusSeeOther, status)
	ruth.get("/")
	status, _ = ana.enter("ana@pine.example", password)
	require.Equal(t, http.StatusSeeOther, status)
	ruth.done(ruth.post(pineRidge+"/graduate", nil))
	ana.get("/")
	status, _ = ana.enter("ana@pine.example", password)
	require.Equal(t, http.StatusUnauthorized, status)

	ask := url.Values{"address": {"ana@home.example"}, "seen": {"yes"}}
	status, _ = ruth.post(pineRidge+"/rebind", url.Values{"address": {"ana@home.example"}})
	require.Equal(t, http.StatusBadRequest, status, "nobody has seen her")
	status, _ = ruth.post(pineRidge+"/rebind", url.Values{"address": {"mary@pine.example"}, "seen": {"yes"}})
	require.Equal(t, http.StatusBadRequest, status, "it is another's")
	page := ruth.done(ruth.post(pineRidge+"/rebind", ask))
	require.Contains(t, page, "not yet:")
	fresh := tw.browser()
	yes := tw.rebinding("ana@home.example")
	require.NotEmpty(t, yes)
	no := tw.rebinding("ana@pine.example")
	require.NotEmpty(t, no, "the old address is told")
	require.NoError(t, tw.portal.office.resumeRebindings(t.Context()))
	page = fresh.done(http.StatusSeeOther, yes)
	require.Contains(t, page, "Yes, this is my address")

	// A week is not enough without an answer, nor an answer without the week.
	tw.later(privacy.DefaultRebindingWait + time.Hour)
	require.NoError(t, tw.portal.office.resumeRebindings(t.Context()))
	require.Empty(t, tw.link("ana@home.example"))
	tw.later(0)
	page = fresh.done(fresh.post(yes, nil))
	require.Contains(t, page, "Your answer is noted.")
	require.NoError(t, tw.portal.office.resumeRebindings(t.Context()))
	require.Empty(t, tw.link("ana@home.example"))
	status, _ = fresh.post(yes, nil)
	require.Equal(t, http.StatusNotFound, status, "once")

	tw.later(privacy.DefaultRebindingWait + time.Hour)
	require.NoError(t, tw.portal.office.resumeRebindings(t.Context()))
	again := tw.invited("ana@home.example", other)
	again.get("/")
	status, _ = again.enter("ana@home.example", other)
	require.Equal(t, http.StatusSeeOther, status)
	status, _ = again.get("/my")
	require.Equal(t, http.StatusOK, status)
	status, _ = again.post(no, nil)
	require.Equal(t, http.StatusNotFound, status, "it is done")
}

func TestWhoHasTheOldAddressStopsANewOne(t *testing.T) {
	tw := newRealTown(t)
	tw.invited("ana@pine.example", "a hill of red clay 7")
	require.NoError(t, tw.portal.office.graduate(t.Context(), "a1", "s9", "pine-ridge"))
	require.NoError(t, tw.portal.office.rebind(t.Context(), "s9", "thief@home.example", "a1"))
	b := tw.browser()
	yes, no := tw.rebinding("thief@home.example"), tw.rebinding("ana@pine.example")
	b.get(yes)
	b.done(b.post(yes, nil))
	b.get(no)
	b.done(b.post(no, nil))
	tw.later(privacy.DefaultRebindingWait + time.Hour)
	require.NoError(t, tw.portal.office.resumeRebindings(t.Context()))
	require.Empty(t, tw.link("thief@home.example"))
	list, err := tw.portal.office.rebindings(t.Context(), `student = 's9'`)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.True(t, list[0].Done.IsZero())
	_, err = privacy.Rebind(list[0].asks(tw.portal.office.now()))
	require.ErrorIs(t, err, privacy.ErrRebinding)
}

// The pages move; what badges name stays where they name it; and of a domain that is lost,
// what was published is enough.
func TestAMovedDomainIsSurvived(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, ruth := tw.as("s9"), tw.as("g2"), tw.as("a1")
	_, jwt := ana.get(at + "/badge/badge.jwt")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	for _, bad := range []string{"", "http://new.example", "https://new.example/", "https://", "https://127.0.0.1", "https://user@new.example"} {
		status, _ := ruth.post("/moved", url.Values{"url": {bad}})
		require.Equal(t, http.StatusBadRequest, status, bad)
	}
	ruth.done(ruth.post("/moved", url.Values{"url": {"https://badges.example"}}))
	tw.start()
	ana, stranger := tw.as("s9"), tw.browser()
	_, page := ana.get(at + "/badge")
	require.Contains(t, page, "https://badges.example"+public)
	status, body := stranger.get(public)
	require.Equal(t, http.StatusOK, status, "the old address leads to the same page")
	require.Contains(t, body, "https://badges.example"+public)
	for _, path := range []string{"/.well-known/did.json", "/achievements/1.0.0/civics", "/status/" + tw.listed()} {
		status, _ = stranger.get(path)
		require.Equal(t, http.StatusOK, status, path)
	}
	require.NoError(t, tw.verify(jwt))
	_, again := ana.get(at + "/badge/badge.jwt")
	require.Equal(t, jwt, again)

	// A verifier that took what was published, and asks no network.
	r, err := http.Get(tw.server.URL + "/published.zip")
	require.NoError(t, err)
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	pinned, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	offline := func(tree fs.FS) *verify.Verifier {
		v, err := verify.New(verify.Config{Issuers: []string{"did:web:portal.example"}, Fetcher: verify.FetchFS(tree)})
		require.NoError(t, err)
		return v
	}
	_, err = offline(pinned).Verify(t.Context(), []byte(jwt))
	require.NoError(t, err)
	_, err = offline(fstestNothing{}).Verify(t.Context(), []byte(jwt))
	require.Error(t, err, "who has neither the domain nor what was published knows no key")
	tw.as("c1").done(tw.as("c1").post(at+"/revoke", url.Values{"reason": {"a mistake"}}))
	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended, "and a newer copy has what was revoked since")
}

type fstestNothing struct{}

func (fstestNothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

package main

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/share"
)

// badgeOf is the id of the badge of an object's case.
func (tw *town) badgeOf(o *object) string {
	r, err := tw.portal.office.badgeOf(context.Background(), o.id)
	require.NoError(tw.t, err)
	return r.Credential
}

// linked is the slug of a link to the badge of an object's case, which stands.
func (tw *town) linked(o *object) string {
	if o.slug == "" {
		now := time.Now().UTC().Truncate(time.Second)
		o.slug = secret()
		require.NoError(tw.t, tw.portal.office.keepSet(context.Background(), set{Purpose: forResume,
			Link: share.Link{Slug: o.slug, Student: o.student, Badges: []string{tw.badgeOf(o)}, Made: now, Ends: now.AddDate(0, 0, 30)}}))
	}
	return o.slug
}

var setPath = regexp.MustCompile(`/l/[0-9a-f]{32}`)

func TestAPrivateBadgeIsGivenToItsStudentInEveryForm(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana := tw.as("s9")
	_, page := ana.get("/my")
	require.Contains(t, page, "Civics Credential")
	require.Contains(t, page, "private")
	_, page = ana.get(at + "/badge")
	require.Contains(t, page, "It is private")
	require.NotContains(t, page, "qr.svg")
	for _, form := range []string{"badge.jwt", "badge.png", "badge.svg", "certificate.pdf", "badge.zip"} {
		require.Contains(t, page, at+"/badge/"+form)
		status, file := ana.get(at + "/badge/" + form)
		require.Equal(t, http.StatusOK, status, form)
		_, err := tw.portal.office.verifier.Verify(t.Context(), []byte(file))
		require.NoError(t, err, form)
		require.NotContains(t, file, "portal.example/b/", form)
	}
	for _, form := range []string{"qr.svg", "qr.png"} { // which would lead to nothing
		status, _ := ana.get(at + "/badge/" + form)
		require.Equal(t, http.StatusBadRequest, status, form)
	}
	_, page = tw.as("s5").get("/my")
	require.NotContains(t, page, "Civics Credential", "another student's")
	status, _ := tw.as("c1").get("/my")
	require.Equal(t, http.StatusForbidden, status)
}

func TestABadgesAddressGivesAPageToABrowserAndTheBadgeToAProgram(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis := tw.as("s9"), tw.as("g2")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	page := ana.done(ana.post(at+"/publish", nil))
	public := regexp.MustCompile(`/b/[0-9a-f]{32}`).FindString(page)
	ask := func(accept string) (kind string, body []byte) {
		r, err := http.NewRequest(http.MethodGet, tw.server.URL+public, nil)
		require.NoError(t, err)
		r.Header.Set("Accept", accept)
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Equal(t, http.StatusOK, resp.StatusCode, accept)
		require.Contains(t, resp.Header.Get("Vary"), "Accept")
		var b bytes.Buffer
		_, err = b.ReadFrom(resp.Body)
		require.NoError(t, err)
		return resp.Header.Get("Content-Type"), b.Bytes()
	}
	for _, accept := range []string{"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "*/*", ""} {
		kind, body := ask(accept)
		require.Equal(t, "text/html; charset=utf-8", kind, accept)
		require.Contains(t, string(body), "Civics", accept)
	}
	for _, accept := range []string{"application/vc+jwt", "application/vc"} {
		kind, body := ask(accept)
		require.NotContains(t, kind, "text/html", accept)
		report, err := tw.portal.office.verifier.Verify(t.Context(), body)
		require.NoError(t, err, accept)
		require.Equal(t, tw.anyBadge(), report.Credential.ID)
	}

	// The code on its page leads to the same address.
	require.Contains(t, page, at+"/badge/qr.svg")
	status, code := ana.get(at + "/badge/qr.svg")
	require.Equal(t, http.StatusOK, status)
	require.True(t, strings.HasPrefix(code, "<svg"), code[:20])
	status, code = ana.get(at + "/badge/qr.png")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, credential.ContainerPNG, credential.Detect([]byte(code)))
	_, pdf := ana.get(at + "/badge/certificate.pdf")
	luis.done(luis.post(at+"/refuse", nil))
	_, private := ana.get(at + "/badge/certificate.pdf")
	require.NotEqual(t, pdf, private, "the paper names no page that is not shown")
	_, err := tw.portal.office.verifier.Verify(t.Context(), []byte(private))
	require.NoError(t, err)
}

func TestALinkToChosenBadgesNeedsTheGuardianEndsAndIsWithdrawn(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, ben, stranger := tw.as("s9"), tw.as("g2"), tw.as("s5"), tw.browser()
	id := tw.anyBadge()
	form := func() url.Values { return url.Values{"badge": {id}, "purpose": {"application"}, "days": {"90"}} }
	for name, consent := range map[string]func(){
		"nobody has agreed":              func() {},
		"her own word is not enough":     func() { ana.done(ana.post(at+"/consent", url.Values{"channel": {"link", "application"}})) },
		"it is for another channel":      func() { luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "application"}})) },
		"it is for a link, and no more":  func() { luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}})) },
		"and nobody confirms a name yet": func() { luis.done(luis.post(at+"/consent", url.Values{"channel": {"link", "application"}})) },
	} {
		_, err := tw.portal.office.db.Exec(`DELETE FROM consents`)
		require.NoError(t, err)
		consent()
		f := form()
		if strings.HasPrefix(name, "and") {
			f.Set("named", "yes")
		}
		status, page := ana.post("/my/links", f)
		require.Equal(t, http.StatusBadRequest, status, name)
		require.Contains(t, page, "There is no consent that counts.", name)
	}
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"link", "application"}, "name": {"yes"}}))
	for name, f := range map[string]url.Values{
		"no badge": {"purpose": {"resume"}, "days": {"90"}}, "no purpose": {"badge": {id}, "days": {"90"}}, "for ever": {"badge": {id}, "purpose": {"resume"}, "days": {"100000"}},
		"twice": {"badge": {id, id}, "purpose": {"resume"}, "days": {"90"}},
	} {
		status, _ := ana.post("/my/links", f)
		require.Equal(t, http.StatusBadRequest, status, name)
	}
	status, _ := ben.post("/my/links", form())
	require.Equal(t, http.StatusNotFound, status, "it is not his")

	f := form()
	f.Set("named", "yes")
	page := ana.done(ana.post("/my/links", f))
	link := setPath.FindString(page)
	require.NotEmpty(t, link)
	require.Contains(t, page, "To copy into the application:")
	require.Contains(t, page, "https://portal.example"+link)
	status, body := stranger.get(link)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "Civics")
	require.Contains(t, body, "Ana Torres", "the school confirms the name, as was agreed")
	_, page = ana.get(at + "/badge")
	require.Contains(t, page, "It is private", "the badge has no public page by that")

	// It shows nothing as soon as somebody takes back what it stands on.
	luis.done(luis.post(at+"/refuse", nil))
	status, _ = stranger.get(link)
	require.Equal(t, http.StatusNotFound, status)
	_, page = ana.get("/my")
	require.Contains(t, page, "It shows nothing at the moment:")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"link", "application"}, "name": {"yes"}}))
	status, _ = stranger.get(link)
	require.Equal(t, http.StatusOK, status)
	end := "/my" + strings.Replace(link, "/l/", "/links/", 1) + "/withdraw"
	status, _ = ben.post(end, nil)
	require.Equal(t, http.StatusNotFound, status)
	page = ana.done(ana.post(end, nil))
	require.Contains(t, page, "It was withdrawn on")
	status, _ = stranger.get(link)
	require.Equal(t, http.StatusNotFound, status)

	// It ends when it was said to.
	page = ana.done(ana.post("/my/links", form()))
	link = setPath.FindString(page)
	status, _ = stranger.get(link)
	require.Equal(t, http.StatusOK, status)
	now := time.Now()
	later, err := openOffice(t.Context(), tw.dir, tw.where, "https://portal.example", "", func() time.Time { return now.AddDate(0, 0, 91) }, tw.portal.logger)
	require.NoError(t, err)
	defer later.db.Close()
	tw.portal.office = later
	tw.portal.latest.Store(later)
	status, _ = stranger.get(link)
	require.Equal(t, http.StatusNotFound, status)
	_, page = tw.as("s9").get("/my")
	require.Contains(t, page, "It ended on")
}

func TestAStudentHasSoManyLinksAndNoMore(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	luis, ana := tw.as("g2"), tw.as("s9")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"link"}}))
	form := url.Values{"badge": {tw.anyBadge()}, "purpose": {"resume"}, "days": {"30"}}
	for range mostSets {
		ana.done(ana.post("/my/links", form))
	}
	status, _ := ana.post("/my/links", form)
	require.Equal(t, http.StatusBadRequest, status)
}

// The student's pages call nothing public that nobody sees.
func TestAPageWithoutConsentIsNotCalledPublic(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	ana, luis := tw.as("s9"), tw.as("g2")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	page := ana.done(ana.post(at+"/publish", nil))
	require.Contains(t, page, "It is public")
	luis.done(luis.post(at+"/refuse", nil))
	_, page = ana.get(at + "/badge")
	require.NotContains(t, page, "It is public")
	require.Contains(t, page, "It shows nothing at the moment: ")
	require.Contains(t, page, at+"/unpublish", "the address can be given up")
	_, page = ana.get("/my")
	require.NotContains(t, page, `<span class="tag">public</span>`)
	require.Contains(t, page, `<span class="tag">private</span>`)
}

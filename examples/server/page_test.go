package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// at is a host whose page judges as the school's Verifier does.
func at(t testing.TB, school *verifytest.Issuer, config func(*verify.Config)) *host {
	t.Helper()
	h := start(t)
	c := school.Config()
	if config != nil {
		config(&c)
	}
	v, err := verify.New(c)
	require.NoError(t, err)
	h.server.page.verifier, h.server.fetcher, h.server.anyIssuer = v, school.Network, c.AnyIssuer
	return h
}

type sent struct {
	file, text, holder, url, again string
	lang, accept, doctor, explain  string
}

func (h *host) ask(t testing.TB, s sent) (int, string, http.Header) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "badge")
	require.NoError(t, err)
	_, _ = io.WriteString(file, s.file)
	for name, value := range map[string]string{"badge": s.text, "holder": s.holder, "url": s.url, "again": s.again, "doctor": s.doctor, "explain": s.explain} {
		require.NoError(t, form.WriteField(name, value))
	}
	require.NoError(t, form.Close())
	request, err := http.NewRequest(http.MethodPost, h.URL+"/?lang="+s.lang, &body)
	require.NoError(t, err)
	request.Header.Set("Content-Type", form.FormDataContentType())
	if s.accept != "" {
		request.Header.Set("Accept", s.accept)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(data), response.Header
}

var headline = regexp.MustCompile(`(?s)<section class="verdict (\w+)".*?<h1[^>]*>(.*?)</h1>\s*<p class="holder"><strong>(.*?)</strong>`)

// verdictOn is what stands at the top of a page.
func verdictOn(t testing.TB, page string) (class, words, holder string) {
	t.Helper()
	m := headline.FindStringSubmatch(page)
	require.NotNil(t, m, "%s", page)
	return m[1], html.UnescapeString(m[2]), html.UnescapeString(m[3])
}

func TestThePageSaysTheVerdictInOneOfFourHeadlines(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	for _, c := range []struct {
		name   string
		badge  []byte
		class  string
		reason credential.Code
	}{
		{"good", school.Good(), classGood, ""},
		{"expired", school.Expired(), classBad, verify.TimeExpired},
		{"not yet", school.NotYetValid(), classBad, verify.TimeNotYet},
		{"revoked", school.Revoked(), classBad, verify.StatusRevoked},
		{"suspended", school.Suspended(), classBad, verify.StatusSuspended},
		{"tampered", school.Tampered(), classBad, verify.ProofSigInvalid},
		{"a stranger's", school.Untrusted(), classUnknown, ""},
		{"undecidable", school.Undecidable(), classOpen, verify.StatusUnavailable},
		{"no badge", []byte("hello"), classBad, credential.JWSFormat},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, l := range []language{english, spanish} {
				status, page, header := h.ask(t, sent{file: string(c.badge), lang: l.String()})
				require.Equal(t, http.StatusOK, status)
				require.Equal(t, "text/html; charset=utf-8", header.Get("Content-Type"))
				class, words, holder := verdictOn(t, page)
				require.Equal(t, c.class, class)
				require.Equal(t, l.say("head."+c.class), words)
				require.Equal(t, l.say("holder.notasked"), holder)
				require.Contains(t, page, `<html lang="`+l.String()+`">`)
				if c.reason != "" {
					require.Contains(t, page, html.EscapeString(l.sentence(c.reason)))
					require.Contains(t, page, string(c.reason))
				}
				pasted, _, _ := h.ask(t, sent{text: " " + string(c.badge) + "\r\n", lang: l.String()})
				require.Equal(t, http.StatusOK, pasted)
			}
		})
	}
	anybody := at(t, school, func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true })
	_, page, _ := anybody.ask(t, sent{file: string(school.Good())})
	class, _, _ := verdictOn(t, page)
	require.Equal(t, classUnknown, class, "who trusts everybody knows nobody")
	require.Contains(t, page, html.EscapeString(english.say("explain.any")))
	require.Regexp(t, `<li class="none"><span class="word">[^/]*/span> `+english.say("outcome.none")+`</span> <div><strong>`+english.say("check.trust"), page)
}

// That the issuer is a stranger is never all that is said of a badge against which
// something else speaks.
func TestAStrangersBadgeThatHasEndedIsRefused(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	other := verifytest.NewIssuer(verifytest.Setup{Network: school.Network})
	h := at(t, school, nil)
	_, page, _ := h.ask(t, sent{file: string(other.Expired())})
	class, _, _ := verdictOn(t, page)
	require.Equal(t, classBad, class)
	_, page, _ = h.ask(t, sent{file: string(other.Good()), holder: "bob@example.org"})
	class, _, holder := verdictOn(t, page)
	require.Equal(t, classBad, class)
	require.Equal(t, english.say("holder.mismatch", "bob@example.org"), holder)
	_, page, _ = h.ask(t, sent{file: string(other.Revoked())})
	class, _, _ = verdictOn(t, page)
	require.Equal(t, classUnknown, class)
	require.Contains(t, page, english.say("not.revoked"))
}

func TestTheHeadlineSaysWhoseBadgeItIs(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	issue := func(s badge.Subject) string {
		c := school.Claims
		s.Achievement = c.Subject.Achievement
		c.Subject = s
		return string(school.Issue(c))
	}
	byID := issue(badge.Subject{ID: "did:example:ada"})
	named := issue(badge.Subject{ID: "did:example:ada", Identifier: []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org"), badge.PlainIdentity("ext:studentId", "S-17")}})
	for _, c := range []struct{ badge, holder, class, says string }{
		{string(school.Good()), verifytest.Learner, classGood, "holder.matches"},
		{string(school.Good()), " " + verifytest.Learner + " ", classGood, "holder.matches"},
		{string(school.Good()), "bob@example.org", classBad, "holder.mismatch"},
		{string(school.Good()), "Ada@example.org", classBad, "holder.mismatch"},
		{string(school.Good()), "did:example:ada", classOpen, "holder.otherwise"},
		{string(school.Good()), "S-17", classOpen, "holder.otherwise"},
		{byID, "did:example:ada", classGood, "holder.matches"},
		{byID, "did:example:bob", classBad, "holder.mismatch"},
		{byID, "ada@example.org", classOpen, "holder.otherwise"},
		{named, "ada@example.org", classGood, "holder.matches"},
		{named, "S-17", classGood, "holder.matches"},
		{named, "S-18", classBad, "holder.mismatch"},
		{named, "did:example:ada", classGood, "holder.matches"},
		{string(school.Tampered()), verifytest.Learner, classBad, "holder.unasked"},
		{string(school.Good()), "", classGood, "holder.notasked"},
	} {
		_, page, _ := h.ask(t, sent{file: c.badge, holder: c.holder})
		class, _, holder := verdictOn(t, page)
		require.Equal(t, c.class, class, c.holder)
		asked := strings.TrimSpace(c.holder)
		if asked == "" {
			require.Equal(t, english.say(c.says), holder)
			continue
		}
		require.Equal(t, english.say(c.says, asked), holder)
		require.Contains(t, page, `value="`+html.EscapeString(asked)+`"`, "the question can be changed")
	}
	nobody := &verify.Report{Recipient: verify.RecipientNotAskable, Credential: &credential.Credential{}}
	require.Equal(t, english.say("holder.nobody", "x"), holderLine(english, nobody, "x"))
}

// The badge stays in the page, so that the next question needs no second upload, and the
// other language no second question.
func TestTheNextQuestionNeedsNoSecondUpload(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	_, page, _ := h.ask(t, sent{file: string(school.Good())})
	kept := regexp.MustCompile(`name="again" value="([^"]+)"`).FindStringSubmatch(page)
	require.NotNil(t, kept)
	_, page, _ = h.ask(t, sent{again: html.UnescapeString(kept[1]), holder: verifytest.Learner, lang: "es"})
	class, words, holder := verdictOn(t, page)
	require.Equal(t, classGood, class)
	require.Equal(t, spanish.say("head.good"), words)
	require.Equal(t, spanish.say("holder.matches", verifytest.Learner), holder)
	status, _, _ := h.ask(t, sent{again: "not base64"})
	require.Equal(t, http.StatusBadRequest, status)
}

// A badge that is not authentic has nothing to say on the page.
func TestNothingIsShownThatNothingVouchesFor(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{Suite: credential.EdDSAJCS2022, Name: "Harvard Look-alike"})
	h := at(t, school, nil)
	forged := string(school.Tampered())
	require.Contains(t, forged, "Harvard Look-alike")
	art := picture(t, forged, "png")
	for _, file := range []string{forged, art} {
		_, page, _ := h.ask(t, sent{file: file})
		require.NotContains(t, page, "Harvard")
		require.NotContains(t, page, "<img")
		require.Contains(t, page, english.say("nothing.shown"))
	}
}

// picture bakes a badge onto the program's art.
func picture(t testing.TB, data string, kind string) string {
	t.Helper()
	art := art(t, kind)
	s, err := credential.Parse([]byte(data))
	require.NoError(t, err)
	baked, err := s.Bake(art)
	require.NoError(t, err)
	return string(baked)
}

func TestAPictureIsShownAsAnImageOnly(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	for kind, begin := range map[string]string{"png": "data:image/png;base64,iVBOR", "svg": "data:image/svg&#43;xml;base64,"} {
		_, page, _ := h.ask(t, sent{file: picture(t, string(school.Good()), kind)})
		class, _, _ := verdictOn(t, page)
		require.Equal(t, classGood, class)
		require.Contains(t, page, `<img src="`+begin)
		require.Equal(t, 1, strings.Count(page, "<img"))
		require.NotContains(t, page, "<svg")
	}
	wide := []byte(picture(t, string(school.Good()), "png"))
	require.True(t, modest(wide))
	copy(wide[16:], "\x00\x01\x00\x00")
	require.False(t, modest(wide))
	v := &result{}
	v.picture(&verify.Report{Container: credential.ContainerPNG}, wide)
	require.Empty(t, v.Picture)
	require.True(t, v.PictureKept)
}

// What a stranger wrote is text on the page, whatever it looks like.
func TestATextOfTheBadgeIsNoPartOfThePage(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	hostile := "Hi <script>alert(1)</script><img src=x onerror=alert(1)> ![pixel](https://spy.example/p.png) [js](javascript:alert(1)) " +
		"[data](data:text/html,x) [slashes](javascript://x.example/%0aalert(1)) [ftp](ftp://x.example/) [user](https://bank.example@evil.example/) <javascript:alert(1)> [web](https://web.example/?a=\"><script>) &#x202e;&#8238; \u202eevil\u2066 <https://auto.example/> \n\n# Heading\n\n<div onclick=x>block</div>\n"
	c := school.Claims
	c.Name = hostile[:60]
	a := c.Subject.Achievement
	a.Name, a.Description = "<b>Bold</b> \u202e", hostile
	a.Criteria.Narrative = hostile
	c.Subject.Achievement = a
	c.Subject.Narrative = hostile
	c.Evidence = []badge.Evidence{{ID: "https://web.example/x", Narrative: hostile, Name: hostile}, {ID: "data:text/html,%3Cscript%3Ealert(1)%3C/script%3E"}}
	_, page, _ := h.ask(t, sent{file: string(school.Issue(c)), holder: `"><script>alert(2)</script>` + "\u202e"})
	require.Contains(t, page, "spy.example", "what it says can be read")
	for _, bad := range []string{"<script>", "onerror=alert(1)>", "<b>", "\u202e", "\u2066", "<div onclick", `href="javascript`, `href="data:text`, `href="ftp`, `href="https://bank`, "&#x202e;", "&#8238;"} {
		require.NotContains(t, page, bad)
	}
	require.Zero(t, strings.Count(page, "<img"))
	for _, tag := range regexp.MustCompile(`<a [^>]*href="http[^>]*>`).FindAllString(page, -1) {
		require.Contains(t, tag, `rel="nofollow noopener noreferrer"`)
	}
	require.Contains(t, page, `href="https://auto.example/"`)
	require.Equal(t, 1, strings.Count(page, "<h1"))
}

func TestWhatTheBadgeSaysIsShown(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	h := at(t, school, nil)
	rubric := summit.Rubric()
	a, err := summit.Program().Achievement("civics", badge.Publication{Rubric: &rubric})
	require.NoError(t, err)
	c := school.Claims
	c.Subject.Achievement = a
	levels := map[string]string{}
	micro, _ := summit.Program().MicroCredential("civics")
	for _, k := range micro.Competencies {
		levels[k.Key] = rubric.Levels[len(rubric.Levels)-1].Key
	}
	c.Subject.Result, err = a.Results(levels)
	require.NoError(t, err)
	c.Evidence = []badge.Evidence{{ID: "https://work.example/drive", Name: "The drive", Narrative: "Ran the **voter** drive."}}
	_, page, _ := h.ask(t, sent{file: string(school.Issue(c))})
	for _, text := range []string{"school.example", english.say("issuer.domain"), "Pine Ridge High School", a.Name, "<strong>voter</strong>", "https://work.example/drive",
		micro.Competencies[0].Name, rubric.Levels[len(rubric.Levels)-1].Name, `<time datetime="2026-05-01T`, "1 May 2026"} {
		require.Contains(t, page, text)
	}
	require.Less(t, strings.Index(page, "school.example"), strings.Index(page, "did:web:school.example"))

	known := at(t, school, func(c *verify.Config) { c.Issuers, c.Registry = nil, roll{} })
	_, page, _ = known.ask(t, sent{file: string(school.Good())})
	require.Contains(t, page, "Pine Ridge (State Register)")
	require.Contains(t, page, english.say("issuer.registry"))
	require.Contains(t, page, english.say("issuer.claimed"))
}

type roll struct{}

func (roll) Issuer(_ context.Context, _ string) (string, bool, error) {
	return "Pine Ridge (State Register)", true, nil
}

func TestTheReportIsThereForPrograms(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	for data, outcome := range map[string]string{string(school.Good()): "valid", string(school.Revoked()): "invalid", string(school.Undecidable()): "undetermined"} {
		status, body, header := h.ask(t, sent{file: data, accept: "application/json", holder: verifytest.Learner})
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "application/json", header.Get("Content-Type"))
		var report struct {
			Outcome string
			Report  struct{ Recipient string }
		}
		require.NoError(t, json.Unmarshal([]byte(body), &report))
		require.Equal(t, outcome, report.Outcome)
		require.Equal(t, "matched", report.Report.Recipient)
		_, page, _ := h.ask(t, sent{file: data})
		require.Contains(t, page, `<a download="report.json" href="data:application/json;base64,`)
	}
	status, body, _ := h.ask(t, sent{accept: "application/json"})
	require.Equal(t, http.StatusBadRequest, status)
	require.True(t, json.Valid([]byte(body)))
}

func TestALinkOpensWithTheVerdict(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	school.Network.Publish("https://badges.example/1", school.Good())
	status, page := h.get(t, "/?url=https%3A%2F%2Fbadges.example%2F1&holder=ada%40example.org&lang=es")
	require.Equal(t, http.StatusOK, status)
	class, words, holder := verdictOn(t, page)
	require.Equal(t, classGood, class)
	require.Equal(t, spanish.say("head.good"), words)
	require.Equal(t, spanish.say("holder.matches", verifytest.Learner), holder)
	_, page, _ = h.ask(t, sent{text: "https://badges.example/1"})
	class, _, _ = verdictOn(t, page)
	require.Equal(t, classGood, class, "a link is understood where badges are pasted")

	status, page = h.get(t, "/?url=https%3A%2F%2Fbadges.example%2Fnone")
	require.Equal(t, http.StatusOK, status)
	class, _, _ = verdictOn(t, page)
	require.Equal(t, classOpen, class)
	require.Contains(t, page, english.say("problem.fetching"))
	for _, link := range []string{"http://badges.example/1", "file:///etc/passwd", "x", "https:", strings.Repeat("x", mostField+1)} {
		status, _ = h.get(t, "/?url="+link)
		require.Equal(t, http.StatusBadRequest, status, link)
	}
	h.server.fetcher = nil
	before := school.Network.Requests("")
	status, page = h.get(t, "/?url=https%3A%2F%2Fbadges.example%2F1")
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, page, english.say("problem.nofetch"))
	require.NotContains(t, page, `name="url"`)
	require.Equal(t, before, school.Network.Requests(""))
}

func TestThePageAllowsItselfLittle(t *testing.T) {
	h := start(t)
	for _, path := range []string{"/", "/?url=x", "/page.css", "/page.js"} {
		response, err := http.Get(h.URL + path)
		require.NoError(t, err)
		response.Body.Close()
		header := response.Header
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "img-src data:", "sandbox "} {
			require.Contains(t, header.Get("Content-Security-Policy"), part)
		}
		require.NotContains(t, header.Get("Content-Security-Policy"), "unsafe")
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"))
		require.Equal(t, "no-referrer", header.Get("Referrer-Policy"))
		require.Equal(t, "DENY", header.Get("X-Frame-Options"))
		require.Empty(t, header.Values("Set-Cookie"))
		require.Empty(t, header.Get("Access-Control-Allow-Origin"))
	}
	for _, name := range []string{"page.html", "page.css", "page.js"} {
		data, err := pageFiles.ReadFile("page/" + name)
		require.NoError(t, err)
		require.NotRegexp(t, `(?i)(https?:)?//[a-z]|url\(|@import|style="| on[a-z]+="`, regexp.MustCompile(`(?m)^//.*$`).ReplaceAllString(string(data), ""), name)
	}
	status, _ := h.get(t, "/page.html")
	require.Equal(t, http.StatusNotFound, status)
}

func TestAFormIsReadInBounds(t *testing.T) {
	h := start(t)
	status, page, _ := h.ask(t, sent{})
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, page, english.say("problem.empty"))
	require.Contains(t, page, `role="alert"`)
	status, page, _ = h.ask(t, sent{file: "x", text: "y"})
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, page, english.say("problem.several"))
	status, _, _ = h.ask(t, sent{file: "x", holder: strings.Repeat("x", mostField+1)})
	require.Equal(t, http.StatusBadRequest, status)
	status, page, _ = h.ask(t, sent{file: strings.Repeat("x", mostUpload)})
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	require.Contains(t, page, english.say("problem.large"))
	_, page, _ = h.ask(t, sent{file: strings.Repeat("x", 8<<20)})
	require.Contains(t, page, "INPUT_TOO_LARGE")

	send := func(kind, body string) int {
		response, err := http.Post(h.URL+"/", kind, strings.NewReader(body))
		require.NoError(t, err)
		response.Body.Close()
		return response.StatusCode
	}
	part := "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n"
	require.Equal(t, http.StatusBadRequest, send("multipart/form-data; boundary=b", strings.Repeat(part, mostParts+2)+strings.Replace(part, "\"x\"", "\"badge\"", 1)+"--b--\r\n"))
	require.Equal(t, http.StatusOK, send("multipart/form-data; boundary=b", part+strings.Replace(part, "\"x\"", "\"badge\"", 1)+"--b--\r\n"))
	require.Equal(t, http.StatusBadRequest, send("multipart/form-data; boundary=b", "--b\r\n"+strings.Repeat("X: y\r\n", 20000)))
	require.Equal(t, http.StatusBadRequest, send("multipart/form-data; boundary=b", part))
	require.Equal(t, http.StatusUnsupportedMediaType, send("application/json", "{}"))
	require.Equal(t, http.StatusUnsupportedMediaType, send("text/plain", "x"))
	h.holds(t, 0)

	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	h.ask(t, sent{file: strings.Repeat("x", 33<<20)})
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "no temporary files")
}

// holds waits until what is held is so much: a handler may end after its answer is read.
func (h *host) holds(t *testing.T, n int64) {
	t.Helper()
	require.Eventually(t, func() bool { return h.server.hall.held.Load() == n }, 5*time.Second, time.Millisecond)
}

// All bodies together have so much room; whoever finds none is told to come again.
func TestTheHallIsBounded(t *testing.T) {
	h := start(t)
	h.server.hall.held.Store(mostHeld)
	status, page, header := h.ask(t, sent{file: "x"})
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Equal(t, "1", header.Get("Retry-After"))
	require.Contains(t, page, english.say("problem.busy"))
	got := h.post(t, "/credentials/verify", `{"verifiableCredential":{}}`)
	require.Equal(t, http.StatusTooManyRequests, got.status)
	h.server.hall.held.Store(mostHeld - 2000) // room for the question, and none for the answer
	status, page, _ = h.ask(t, sent{file: "x"})
	require.Equal(t, http.StatusTooManyRequests, status)
	require.NotContains(t, page, "headline")
	h.holds(t, mostHeld-2000)
	h.server.hall.held.Store(0)
	status, _, _ = h.ask(t, sent{file: "x"})
	require.Equal(t, http.StatusOK, status)
}

func TestThePageLogsNoBadge(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	secret := "ada.lovelace.secret@example.org"
	h.ask(t, sent{file: string(school.Good()), holder: secret})
	h.ask(t, sent{file: string(school.Tampered()), holder: secret})
	h.ask(t, sent{text: secret})
	h.get(t, "/?url=https://secret.example/&holder="+secret)
	_, metrics := h.get(t, "/metrics")
	require.Contains(t, metrics, `badges_requests_total{kind="page",status="200",outcome="invalid"}`)
	require.Contains(t, h.lines(), "PROOF_SIG_INVALID")
	for _, text := range []string{metrics, h.lines()} {
		require.NotContains(t, text, "secret")
		require.NotContains(t, text, "did:key")
		require.NotContains(t, text, "eyJ")
	}
}

func TestMarkdownCostsWhatItsLengthDoes(t *testing.T) {
	for _, piece := range []string{">", "> ", "a\n>\n", "- > 1. ", "[", "*a ", "`", "- ", "![", "<a ", "\\", "_a_", "[a](", "&#x202e;", "1. ", "    "} {
		text := strings.Repeat(piece, mostMarkdown/len(piece))
		start := time.Now()
		out := markdown(text)
		require.Less(t, time.Since(start), 2*time.Second, "%q", piece)
		require.LessOrEqual(t, len(out), 8*mostMarkdown+1024, "%q", piece)
	}
	for _, text := range []string{strings.Repeat(">", 17) + "a", strings.Repeat("- ", 17) + "a", strings.Repeat("1. ", 17) + "a", strings.Repeat("[", mostBrackets+1)} {
		require.True(t, tangled(text), "%.20q", text)
	}
	for _, text := range []string{strings.Repeat(">", 16) + "a", strings.Repeat("-", 80), "a\n\n" + strings.Repeat("*", 40), "- a\n  - b\n    1. c\n"} {
		require.False(t, tangled(text), "%.20q", text)
	}
	var n narrator
	told := 0
	for range 1000 {
		told += len(n.tell(strings.Repeat("*a* ", mostMarkdown/4)))
	}
	require.Less(t, told, 8*mostNarrated+1000*(mostPlain+100))
	require.NotContains(t, string(markdown(strings.Repeat("<b>", mostMarkdown))), "<b>")
}

// Whatever a stranger writes, no element comes of it but those of CommonMark.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"a *b* [c](https://d.example)", "<script>", "[x](javascript:y)", "![i](https://j.example/k)", "> 1. - `a`\n\n    code", "<https://a.example>", "&lt;script&gt; &#60;x&#62;", "a\u202eb", "[a]: https://b.example\n\n[a]", "```<x>\n<y>\n```"} {
		f.Add(seed)
	}
	tag := regexp.MustCompile(`<[^>]*>?`)
	fine := regexp.MustCompile(`^</?(p|em|strong|code|pre|ul|li|blockquote|hr|br|a|ol)>$|^<(hr|br) ?/?>$|^<ol start="\d+">$|^<code class="language-[^"<>]*">$|^<a rel="nofollow noopener noreferrer" href="https?://[^"<>]*">$|^<span class="host">$|^</span>$|^</?bdi>$`)
	f.Fuzz(func(t *testing.T, text string) {
		out := string(markdown(text))
		for _, found := range tag.FindAllString(out, -1) {
			if !fine.MatchString(found) {
				t.Fatalf("%q makes %q", text, found)
			}
		}
		if out != tame(out) {
			t.Fatalf("%q turns lines", text)
		}
	})
}

func FuzzForm(f *testing.F) {
	f.Add("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n1\r\n--b--\r\n")
	f.Add("--b\r\nContent-Disposition: form-data; name=\"again\"\r\n\r\neA==\r\n--b\r\nContent-Disposition: form-data; name=\"holder\"\r\n\r\na@b\r\n--b--")
	f.Add("--b--")
	f.Fuzz(func(t *testing.T, body string) {
		r, err := http.NewRequest(http.MethodPost, "/", nil)
		require.NoError(t, err)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		q, err := readForm(r, strings.NewReader(body))
		if err == nil && (len(q.holder) > mostField || len(q.url) > mostField && !strings.HasPrefix(q.url, "https://") || len(q.badge) > len(body)) {
			t.Fatal("more than was sent")
		}
		if m := (*mistake)(nil); err != nil {
			if m, _ = err.(*mistake); m == nil || words[m.key] == [2]string{} || m.status >= 500 {
				t.Fatalf("%v", fmt.Sprint(err))
			}
		}
	})
}

func art(t testing.TB, kind string) []byte {
	t.Helper()
	data, err := fs.ReadFile(summit.Art(), "civics."+kind)
	require.NoError(t, err)
	return data
}

package share

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// A portal is a school's, with everything in memory.
type portal struct {
	*world
	*Pages
	cfg PagesConfig

	mu       sync.Mutex
	links    map[string]Link
	students map[string]Student
	badges   map[string][]byte    // by credential id
	owners   map[string][2]string // student and name, by credential id
	private  map[string]bool
	asked    []string // by the pages
	fault    error
	told     []error
}

func (p *portal) ask(what string) error {
	p.asked = append(p.asked, what)
	return p.fault
}

func (p *portal) Link(_ context.Context, slug string) (Link, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.ask("link"); err != nil {
		return Link{}, err
	}
	if l, ok := p.links[slug]; ok {
		return l, nil
	}
	return Link{}, ErrNotFound
}

func (p *portal) Student(_ context.Context, id string) (Student, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.ask("student"); err != nil {
		return Student{}, err
	}
	if s, ok := p.students[id]; ok {
		return s, nil
	}
	return Student{}, ErrNotFound
}

func (p *portal) Badge(_ context.Context, student, id string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.ask("badge"); err != nil {
		return nil, err
	}
	switch {
	case p.badges[id] == nil:
		return nil, ErrNotFound
	case p.private[id]:
		return nil, ErrPrivate
	}
	return p.badges[id], nil
}

func (p *portal) Earner(_ context.Context, id string) (student, name string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.ask("earner"); err != nil {
		return "", "", err
	}
	who := p.owners[id]
	return who[0], who[1], nil
}

// newPortal has a badge of student-17, whose name is Zoë.
func newPortal(t testing.TB) *portal {
	t.Helper()
	w := newWorld(t)
	p := &portal{world: w, links: map[string]Link{}, private: map[string]bool{}, badges: map[string][]byte{}, owners: map[string][2]string{}}
	p.students = map[string]Student{"student-17": {Age: 17, Consents: []privacy.Consent{w.consent()}}}
	p.keep(w.Claims.ID, w.Issue(w.Claims), "student-17", "Zoë Álvarez")
	p.cfg = PagesConfig{
		BaseURL: "https://badges.pineridge.example/b/", Verifier: w.Verifier(), Store: p, Earners: p, Now: w.Clock.Now, Policy: w.Terms.Policy,
		Preview: func(*credential.Credential) []byte { return summit.Preview("civics") },
		Log:     func(_ context.Context, err error) { p.told = append(p.told, err) },
	}
	p.open(t)
	return p
}

func (p *portal) open(t testing.TB) {
	t.Helper()
	var err error
	p.Pages, err = NewPages(p.cfg)
	require.NoError(t, err)
}

func (p *portal) keep(id string, data []byte, student, name string) {
	p.badges[id], p.owners[id] = data, [2]string{student, name}
}

// link makes a link and stores it.
func (p *portal) link(t testing.TB, l Link) Link {
	t.Helper()
	l.Student = "student-17"
	if l.Badges == nil {
		l.Badges = []string{p.Claims.ID}
	}
	made, err := p.NewLink(context.Background(), l)
	require.NoError(t, err)
	p.links[made.Slug] = made
	return made
}

// get asks for a page as a browser does, with these header fields besides.
func (p *portal) get(target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

// whole is everything that an answer tells.
func whole(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, w.Result().Write(&b))
	return b.String()
}

func TestAPublicPageSaysWhatWasVerified(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{})
	require.Regexp(t, `^[0-9a-f]{32}$`, l.Slug)
	w := p.get(p.URL(l))
	require.Equal(t, http.StatusOK, w.Code)
	golden(t, "page.html", strings.ReplaceAll(w.Body.String(), l.Slug, "SLUG"))
	require.NotContains(t, w.Body.String(), "Zoë")
	require.NotContains(t, w.Body.String(), "student-17")
	require.NotContains(t, w.Body.String(), p.Claims.Subject.ID)
	require.NotContains(t, w.Body.String(), "Expert", "levels are shown when somebody has agreed")
	require.Equal(t, "noindex", w.Header().Get("X-Robots-Tag"))

	es := p.get(p.URL(l), "Accept-Language", "es-MX,es;q=0.9,en;q=0.5").Body.String()
	require.Contains(t, es, `<html lang="es">`)
	require.Contains(t, es, "24 de abril de 2026")
	require.Contains(t, p.get(p.URL(p.link(t, Link{Levels: true}))).Body.String(), "Participation (Emerging Expert)")
}

// Whoever looks at a public page is led to those networks to which somebody has agreed, and
// from a link that was made for somebody to none.
func TestAPublicPageLeadsWhereSomebodyHasAgreed(t *testing.T) {
	p := newPortal(t)
	pages := map[string]privacy.Channel{"linkedin.com/sharing": privacy.ToLinkedIn, "facebook.com/sharer": privacy.ToFacebook, "twitter.com/intent": privacy.ToX}
	public, sent := p.link(t, Link{}), p.link(t, Link{Ends: p.Clock.Now().AddDate(0, 0, 7)})
	for url := range pages {
		require.Contains(t, p.get(p.URL(public)).Body.String(), url)
		require.NotContains(t, p.get(p.URL(sent)).Body.String(), url)
	}
	require.NotContains(t, p.get(p.URL(public)).Body.String(), "I earned", "it is somebody else who shows it")
	for url, channel := range pages {
		less := p.consent()
		less.Channels = slices.DeleteFunc(slices.Clone(less.Channels), func(c privacy.Channel) bool { return c == channel })
		p.students["student-17"] = Student{Age: 17, Consents: []privacy.Consent{less}}
		require.NotContains(t, p.get(p.URL(public)).Body.String(), `<a href=""`)
		for other := range pages {
			require.Equal(t, other != url, strings.Contains(p.get(p.URL(public)).Body.String(), other), "%s without %s", other, channel)
		}
	}
}

func TestI21NothingTellsMissingFromPrivateFromWithdrawnFromExpired(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{Ends: p.Clock.Now().Add(time.Hour)})
	here := p.get(p.URL(l))
	require.Equal(t, http.StatusOK, here.Code)

	p.asked = nil
	missing := whole(t, p.get(p.cfg.BaseURL+strings.Repeat("0", 32)))
	asked := strings.Join(p.asked, " ")
	require.Contains(t, missing, "404 Not Found")
	consents := p.students["student-17"]
	for name, change := range map[string]func(){
		"withdrawn": func() { l := l; l.Withdrawn = p.Clock.Now(); p.links[l.Slug] = l },
		"ended":     func() { l := l; l.Ends = p.Clock.Now(); p.links[l.Slug] = l },
		"a name on a link without an end": func() {
			l := l
			l.Named, l.Ends = true, time.Time{}
			p.links[l.Slug] = l
		},
		"of a time to come": func() { l := l; l.Made = p.Clock.Now().Add(time.Minute); p.links[l.Slug] = l },
		"without badges":    func() { l := l; l.Badges = nil; p.links[l.Slug] = l },
		"of another slug": func() {
			other := l
			other.Slug = strings.Repeat("1", 32)
			p.links[l.Slug] = other
		},
		"private":                func() { p.private[p.Claims.ID] = true },
		"of nobody":              func() { delete(p.students, "student-17") },
		"a badge that is gone":   func() { delete(p.badges, p.Claims.ID) },
		"without consent":        func() { p.students["student-17"] = Student{Age: 17} },
		"too young":              func() { p.students["student-17"] = Student{Age: 12, Consents: consents.Consents} },
		"of an age nobody knows": func() { p.students["student-17"] = Student{Consents: consents.Consents} },
		"a consent that is taken": func() {
			c := p.consent()
			c.Withdrawn = p.Clock.Now()
			p.students["student-17"] = Student{17, []privacy.Consent{c}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			links, badges := p.links, p.badges[p.Claims.ID]
			defer func() {
				p.links, p.badges[p.Claims.ID], p.private[p.Claims.ID], p.students["student-17"] = links, badges, false, consents
				p.links[l.Slug] = l
			}()
			change()
			p.asked = nil
			fetched := p.Network.Requests("")
			require.Equal(t, missing, whole(t, p.get(p.URL(l))))
			require.Equal(t, asked, strings.Join(p.asked, " "), "as much is asked")
			require.Equal(t, fetched, p.Network.Requests(""), "no host hears of it")
		})
	}
	require.Equal(t, whole(t, here), whole(t, p.get(p.URL(l))))
	for _, target := range []string{"", "x", l.Slug[:31], l.Slug + "0", strings.ToUpper(strings.Repeat("a", 32)), l.Slug + "/", l.Slug + "/0", l.Slug + "/2", l.Slug + "/01", l.Slug + "/-1", l.Slug + "/1/1", l.Slug + "/badge/x", l.Slug + "/../" + l.Slug, l.Slug + "/1/badge/badge", l.Slug + "//badge", "../b/" + l.Slug} {
		require.Equal(t, missing, whole(t, p.get(p.cfg.BaseURL+target)), target)
	}
	require.Equal(t, missing, whole(t, p.get("https://badges.pineridge.example/"+l.Slug)))
}

func TestI21SlugsAreRandomAndASourceThatRepeatsIsRefused(t *testing.T) {
	p := newPortal(t)
	require.NotEqual(t, p.link(t, Link{}).Slug, p.link(t, Link{}).Slug)
	p.cfg.Random = bytes.NewReader(bytes.Repeat([]byte{7}, 32))
	p.open(t)
	require.Equal(t, strings.Repeat("07", 16), p.link(t, Link{}).Slug)
	_, err := p.NewLink(context.Background(), Link{Student: "student-17", Badges: []string{p.Claims.ID}})
	require.ErrorContains(t, err, "taken")
	_, err = p.NewLink(context.Background(), Link{Student: "student-17", Badges: []string{p.Claims.ID}})
	require.ErrorContains(t, err, "no random slug")
}

func TestI21ARateLimitIsAskedBeforeAnythingElse(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{})
	p.cfg.Allow = func(r *http.Request) bool { return r.Header.Get("X-Guess") == "" }
	p.open(t)
	require.Equal(t, http.StatusOK, p.get(p.URL(l)).Code)
	p.asked = nil
	refused := p.get(p.URL(l), "X-Guess", "1")
	require.Equal(t, http.StatusTooManyRequests, refused.Code)
	require.Equal(t, "60", refused.Header().Get("Retry-After"))
	require.Equal(t, whole(t, refused), whole(t, p.get(p.cfg.BaseURL+"nothing", "X-Guess", "1")))
	require.Empty(t, p.asked)
}

func TestI22ThePageOfARevokedBadgeSaysSoAndPromotesNothing(t *testing.T) {
	p := newPortal(t)
	p.cfg.VerifierURL = "https://verifier.example/"
	p.open(t)
	l := p.link(t, Link{})
	before := p.get(p.URL(l)).Body.String()
	require.Contains(t, before, "og:title")
	require.Contains(t, before, "facebook.com")
	require.Contains(t, before, `<a href="https://verifier.example/" rel="noopener noreferrer">`)
	p.Revoke(p.badges[p.Claims.ID])
	w := p.get(p.URL(l))
	require.Equal(t, http.StatusOK, w.Code)
	after := w.Body.String()
	require.Contains(t, after, `<h1 dir="auto">Revoked: Civics Credential</h1>`)
	require.Contains(t, after, "It does not count.")
	for _, promoting := range []string{"og:", "twitter:", "<img", "canonical", "alternate", "download", "Participation", "Verified", "facebook.com", "linkedin.com", "verifier.example"} {
		require.NotContains(t, after, promoting)
	}
	require.Contains(t, after, `<meta name="robots" content="noindex">`)
	for _, part := range []string{"/badge", "/preview.png"} {
		w := p.get(p.URL(l) + part)
		require.Equal(t, http.StatusGone, w.Code, part)
		require.Contains(t, w.Body.String(), "Revoked")
	}
	require.Contains(t, p.get(p.URL(l), "Accept", "application/jwt").Body.String(), `<h1 dir="auto">Revoked`)
}

func TestAPageSaysHowABadgeStandsNow(t *testing.T) {
	p := newPortal(t)
	c := p.Claims
	c.ValidUntil = p.Clock.Now().Add(time.Hour)
	p.badges[c.ID] = p.Issue(c)
	l := p.link(t, Link{})
	p.Clock.Advance(2 * time.Hour)
	ended := p.get(p.URL(l)).Body.String()
	require.Contains(t, ended, "No longer valid: Civics Credential")
	require.NotContains(t, ended, "og:")

	p = newPortal(t)
	l = p.link(t, Link{})
	p.Network.Fail(p.Home+"/status", &verify.HTTPError{Status: 503})
	w := p.get(p.URL(l))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Contains(t, w.Body.String(), "This is not a yes.")
	require.NotContains(t, w.Body.String(), "Civics")
	p.Network.Restore(p.Home + "/status")

	for name, data := range map[string][]byte{"tampered": p.Tampered(), "a stranger's": p.Untrusted(), "another badge": p.Good(), "no badge": []byte("x")} {
		p.badges[p.Claims.ID] = data
		w := p.get(p.URL(l))
		require.Equal(t, http.StatusServiceUnavailable, w.Code, name)
		require.NotContains(t, w.Body.String(), "Civics", name)
		require.NotContains(t, w.Body.String(), "og:", name)
	}
}

func TestAStoreThatFailsIsNotALinkThatIsMissing(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{})
	p.fault = errors.New("the database is away")
	w := p.get(p.URL(l))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Equal(t, whole(t, w), whole(t, p.get(p.cfg.BaseURL+strings.Repeat("0", 32))))
	require.NotContains(t, w.Body.String(), "database")
	require.NotEmpty(t, p.told)
}

func TestAcceptDecidesBetweenPageAndBadge(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{})
	data := p.badges[p.Claims.ID]
	for accept, want := range map[string]string{
		"": "text/html; charset=utf-8", "*/*": "text/html; charset=utf-8", "text/html": "text/html; charset=utf-8", "text/html, application/jwt;q=0.9": "text/html; charset=utf-8",
		"image/avif": "text/html; charset=utf-8", "application/jwt;q=0": "text/html; charset=utf-8", "application/jwt;q=NaN": "text/html; charset=utf-8",
		"application/jwt": "application/jwt", "application/vc+jwt, */*;q=0.1": "application/jwt", "application/vc": "application/jwt", "text/html;q=0.5, application/jwt": "application/jwt",
		"image/svg+xml": "image/svg+xml", "application/jwt;q=0.5, image/svg+xml": "image/svg+xml",
	} {
		w := p.get(p.URL(l), "Accept", accept)
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, want, w.Header().Get("Content-Type"), accept)
		require.Equal(t, "Accept, Accept-Language", w.Header().Get("Vary"))
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		switch want {
		case "application/jwt":
			require.Equal(t, data, w.Body.Bytes(), "byte for byte")
		case "image/svg+xml":
			r, err := p.Verifier().Verify(context.Background(), w.Body.Bytes())
			require.NoError(t, err, "the picture holds the badge")
			require.Equal(t, credential.ContainerSVG, r.Container)
		}
	}
	file := p.get(p.URL(l) + "/badge")
	require.Equal(t, `attachment; filename="badge.jwt"`, file.Header().Get("Content-Disposition"))
	require.Equal(t, data, file.Body.Bytes())
	preview := p.get(p.URL(l) + "/preview.png")
	require.Equal(t, summit.Preview("civics"), preview.Body.Bytes())
	require.Contains(t, p.get(p.URL(l)).Body.String(), `<meta property="og:image" content="`+p.URL(l)+`/preview.png">`)

	// A badge with a proof inside it is JSON.
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:pineridge.example", Suite: "eddsa-rdfc-2022"})
	p.badges[p.Claims.ID], p.cfg.Verifier = school.Issue(p.Claims), school.Verifier()
	p.open(t)
	for accept, want := range map[string]string{"application/vc": "application/vc", "application/json": "application/vc", "application/ld+json": "application/vc", "application/jwt": "text/html; charset=utf-8", "image/svg+xml": "image/svg+xml"} {
		w := p.get(p.URL(l), "Accept", accept)
		require.Equal(t, want, w.Header().Get("Content-Type"), accept)
		if want == "application/vc" {
			require.Equal(t, p.badges[p.Claims.ID], w.Body.Bytes())
		}
	}

	r := httptest.NewRequest(http.MethodPost, p.URL(l), nil)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

func TestAPageRunsAndLoadsNothing(t *testing.T) {
	p := newPortal(t)
	p.students["student-17"] = Student{18, p.grown().Terms.Consents}
	c := p.Claims
	own := *c.Subject.Achievement.Image
	own.Caption = hostile
	c.Subject.Achievement.Image = &own
	c.Subject.Achievement.Name, c.Subject.Achievement.Description = hostile, hostile
	c.Evidence = []badge.Evidence{{Name: hostile, Narrative: hostile}}
	p.badges[c.ID] = p.Issue(c)
	p.owners[c.ID] = [2]string{"student-17", `</strong><script>alert("Zoë")</script>`}
	w := p.get(p.URL(p.link(t, Link{Ends: p.Clock.Now().Add(time.Hour), Named: true})))
	require.Equal(t, http.StatusOK, w.Code)
	body := w.Body.String()
	require.NotContains(t, body, "<script")
	require.NotContains(t, body, "\u202e")
	require.Contains(t, body, "&lt;script&gt;alert(&#34;Zoë")
	csp := w.Header().Get("Content-Security-Policy")
	require.Contains(t, csp, "default-src 'none'")
	start, end := strings.Index(body, "<style>")+len("<style>"), strings.Index(body, "</style>")
	require.Contains(t, csp, digest(body[start:end]), "the style is the one that the policy lets in")
	for name, want := range map[string]string{"X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin"} {
		require.Equal(t, want, w.Header().Get(name))
	}
}

func TestAPageSaysNoMoreOfRevocationThanWasAsked(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{})
	require.Contains(t, p.get(p.URL(l)).Body.String(), "and it has not been revoked.")
	c := p.Claims
	c.Status = []badge.Status{}
	p.badges[c.ID] = p.Issue(c)
	body := p.get(p.URL(l)).Body.String()
	require.Contains(t, body, "It names no list in which a revocation would stand.")
	require.NotContains(t, body, "has not been revoked")
}

func TestAPageTellsNoHostWhoLooksAtIt(t *testing.T) {
	p := newPortal(t)
	p.students["student-17"] = Student{18, p.grown().Terms.Consents}
	c := p.Claims
	c.Subject.Achievement.Image = &badge.Image{ID: "https://pictures.example/civics.png", Caption: "The Civics Credential."}
	p.badges[c.ID] = p.Issue(c)
	w := p.get(p.URL(p.link(t, Link{})))
	require.Equal(t, http.StatusOK, w.Code)
	require.NotContains(t, w.Body.String(), "pictures.example")
	require.NotContains(t, w.Body.String(), "<img")
}

func TestManyReadersGetTheSamePageAtOnce(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{Named: true, Ends: p.Clock.Now().Add(time.Hour)})
	want := whole(t, p.get(p.URL(l)))
	var readers sync.WaitGroup
	got := make([]*httptest.ResponseRecorder, 16)
	for i := range got {
		readers.Go(func() { got[i] = p.get(p.URL(l)) })
	}
	readers.Wait()
	for _, w := range got {
		require.Equal(t, want, whole(t, w))
	}
}

// What stands on the page of a badge as the address of a verifier is the one it leads to, and
// one that everybody reaches.
func TestTheAddressOfAVerifierIsPlain(t *testing.T) {
	p := newPortal(t)
	for _, odd := range []string{"https://:443/", "https://verifier.example:/", "https://verifier.example:0/", "https://verifier.example:99999/", "https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://verifier.internal/",
		"https://*/", "https://exa<mple/", "https://vérifier.example/", "https://verifier.example/a b", "https://verifier.example/\u202egpj.exe", `https://verifier.example/"><script>`, "HTTPS://verifier.example/",
		"https://verifier.example/%zz", `https://verifier.example\@evil.example/`, "https:verifier.example", "//verifier.example/", " https://verifier.example/", "https://verifier.example/" + strings.Repeat("a", limits.SharedURL)} {
		cfg := p.cfg
		cfg.VerifierURL = odd
		_, err := NewPages(cfg)
		require.ErrorIs(t, err, ErrURL, odd)
		require.Less(t, len(err.Error()), 500)
	}
	for _, plain := range []string{"", "https://verifier.example", "https://verifier.example:8443/", "https://verifier.example/check?lang=es#file"} {
		cfg := p.cfg
		cfg.VerifierURL = plain
		_, err := NewPages(cfg)
		require.NoError(t, err, plain)
	}
}

func TestPagesAreRefusedWithoutWhatTheyNeed(t *testing.T) {
	p := newPortal(t)
	for name, change := range map[string]func(*PagesConfig){
		"http":        func(c *PagesConfig) { c.BaseURL = "http://badges.pineridge.example/b/" },
		"no slash":    func(c *PagesConfig) { c.BaseURL = "https://badges.pineridge.example/b" },
		"two slashes": func(c *PagesConfig) { c.BaseURL = "https://badges.pineridge.example//b/" },
		"a query":     func(c *PagesConfig) { c.BaseURL = "https://badges.pineridge.example/b/?x/" },
		"inside":      func(c *PagesConfig) { c.BaseURL = "https://badges.internal/b/" },
		"no verifier": func(c *PagesConfig) { c.Verifier = nil },
		"a script":    func(c *PagesConfig) { c.VerifierURL = "javascript:alert(1)" },
		"in the open": func(c *PagesConfig) { c.VerifierURL = "http://verifier.example/" },
		"no host":     func(c *PagesConfig) { c.VerifierURL = "https:///page" },
		"a password":  func(c *PagesConfig) { c.VerifierURL = "https://a:b@verifier.example/" },
		"no store":    func(c *PagesConfig) { c.Store = nil },
	} {
		cfg := p.cfg
		change(&cfg)
		_, err := NewPages(cfg)
		require.Error(t, err, name)
	}
}

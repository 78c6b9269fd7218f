package main

import (
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// answered is a response whose body nobody reads.
func (b *browser) answered(path string) *http.Response {
	b.t.Helper()
	resp, err := b.client.Get(b.server.URL + path)
	require.NoError(b.t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(b.t, errors.Join(err, resp.Body.Close()))
	return resp
}

func TestEveryAnswerTellsBrowsersWhatIsForNobody(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis := tw.as("s9"), tw.as("g2")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexp.MustCompile(`/b/[0-9a-f]{32}`).FindString(ana.done(ana.post(at+"/publish", nil)))
	require.NotEmpty(t, public)
	o := tw.gathering()
	tw.put(o, "active")
	ruth := tw.as("a1")
	private := map[string]*browser{"/": ana, "/queue": ana, "/account": ana, at: ana, at + "/badge": ana, at + "/badge/badge.png": ana, at + "/nothing": ana, "/cases/case-" + secret(): ana,
		"/cases/" + o.id + "/files/" + o.item: ana, "/s/" + o.secret: tw.browser(), "/forgot": tw.browser(), "/open/" + secret(): tw.browser(), "/schools/pine-ridge/people": ruth}
	open := map[string]*browser{public: tw.browser(), "/.well-known/did.json": tw.browser(), "/status/" + tw.listed(): tw.browser(), "/portal.css": tw.browser(), "/art/civics.png": tw.browser()}
	for _, group := range []map[string]*browser{private, open} {
		for path, b := range group {
			h := b.answered(path).Header
			csp := h.Get("Content-Security-Policy")
			require.Contains(t, csp, "default-src 'none'", path)
			for _, weak := range []string{"unsafe", "script-src", "*", "http:"} {
				require.NotContains(t, csp, weak, path)
			}
			if !strings.Contains(csp, "sandbox") {
				require.Contains(t, csp, "frame-ancestors 'none'", path)
				require.Contains(t, csp, "base-uri 'none'", path)
				require.Contains(t, csp, "form-action", path)
			}
			require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
			require.Equal(t, "no-referrer", h.Get("Referrer-Policy"), path)
			require.Equal(t, "DENY", h.Get("X-Frame-Options"), path)
			require.Equal(t, "same-origin", h.Get("Cross-Origin-Opener-Policy"), path)
			require.NotEmpty(t, h.Get("Permissions-Policy"), path)
			require.Equal(t, "noindex", h.Get("X-Robots-Tag"), path)
			require.Empty(t, h.Get("Strict-Transport-Security"), "%s: of a portal without TLS it would lock everybody out", path)
		}
	}
	for path, b := range private {
		require.Equal(t, "no-store", b.answered(path).Header.Get("Cache-Control"), path)
	}
}

func TestNoTemplateHasAScriptOrAStyleOfItsOwn(t *testing.T) {
	names, err := fs.Glob(files, "templates/*.html")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	inline := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|<iframe|<object|<base`)
	for _, name := range names {
		text, err := files.ReadFile(name)
		require.NoError(t, err)
		require.Empty(t, inline.FindString(string(text)), name)
	}
}

// Under TLS no cookie goes out without it, and no other host of the domain can set one.
func TestUnderTLSBrowsersAreHeldToIt(t *testing.T) {
	tw := newRealTown(t)
	tw.portal.tls = true
	server := httptest.NewTLSServer(tw.portal)
	defer server.Close()
	tw.server.Close()
	tw.server = server
	path := tw.link("mary@pine.example")
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	b := &browser{town: tw, client: &http.Client{Jar: jar, Transport: server.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	resp := b.answered(path)
	require.Equal(t, "max-age=63072000", resp.Header.Get("Strict-Transport-Security"))
	b.get(path)
	r, err := http.NewRequest(http.MethodPost, server.URL+path, strings.NewReader(url.Values{"token": {b.token}, "new": {phrase}, "again": {phrase}}.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err = b.client.Do(r)
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	require.Len(t, resp.Cookies(), 2)
	for _, c := range resp.Cookies() {
		require.True(t, strings.HasPrefix(c.Name, "__Host-"), c)
		require.True(t, c.Secure, c)
		require.True(t, c.HttpOnly, c)
		require.Equal(t, "/", c.Path, c)
		require.Empty(t, c.Domain, c)
		require.Equal(t, http.SameSiteLaxMode, c.SameSite, c)
	}
	status, _ := b.get("/account")
	require.Equal(t, http.StatusOK, status)
	// One that another host of the domain could have set is not looked at.
	at, err := url.Parse(server.URL)
	require.NoError(t, err)
	stranger := &http.Client{Transport: server.Client().Transport}
	r, err = http.NewRequest(http.MethodGet, server.URL+"/account", nil)
	require.NoError(t, err)
	for _, c := range b.client.Jar.Cookies(at) {
		r.AddCookie(&http.Cookie{Name: strings.TrimPrefix(c.Name, "__Host-"), Value: c.Value})
	}
	resp, err = stranger.Do(r)
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, http.StatusUnauthorized, resp.StatusCode)
}

func TestNoFormIsTakenThatWasNotMadeForItsCookie(t *testing.T) {
	tw := newRealTown(t)
	mary := tw.invited("mary@pine.example", phrase)
	o := tw.gathering()
	opening := tw.link("grace@pine.example")
	for _, path := range []string{"/sign-in", "/forgot", opening, "/account/sign-out", "/account/password", "/s/" + o.secret + "/saw", "/schools/pine-ridge/people", "/sign-out", "/language"} {
		status, _ := mary.post(path, url.Values{"token": {strings.Repeat("0", 64)}, "address": {"mary@pine.example"}, "new": {phrase}, "again": {phrase}})
		require.Equal(t, http.StatusForbidden, status, path)
		r, err := http.NewRequest(http.MethodPost, tw.server.URL+path, strings.NewReader(url.Values{"token": {mary.token}}.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-site")
		status, _ = mary.do(r)
		require.Equal(t, http.StatusForbidden, status, "%s, from another host of the domain", path)
	}
	status, _ := mary.get("/account")
	require.Equal(t, http.StatusOK, status)
}

func TestAConnectionIsBounded(t *testing.T) {
	t.Parallel()
	tw := newTown(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := newServer(tw.portal)
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	at := "http://" + listener.Addr().String()
	for size, want := range map[int]int{mostHeader / 2: http.StatusOK, 2 * mostHeader: http.StatusRequestHeaderFieldsTooLarge} {
		r, err := http.NewRequest(http.MethodGet, at+"/portal.css", nil)
		require.NoError(t, err)
		r.Header.Set("X-Long", strings.Repeat("x", size))
		resp, err := http.DefaultTransport.RoundTrip(r)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, want, resp.StatusCode, size)
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET /portal.css HTTP/1.1\r\nHost: 127.0.0.1\r\n")
	require.NoError(t, err)
	require.NoError(t, conn.SetDeadline(time.Now().Add(headerTime+10*time.Second)))
	_, err = io.ReadAll(conn)
	require.NoError(t, err, "whoever sends a header slowly is not waited for")
	for _, limit := range []time.Duration{server.ReadTimeout, server.WriteTimeout, server.IdleTimeout} {
		require.NotZero(t, limit)
	}
}

// As whoever starts it has it: with a certificate it speaks TLS and nothing older than 1.2.
func TestAPortalWithACertificateSpeaksTLS(t *testing.T) {
	tw := newTown(t)
	cert, key := certificate(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := newServer(tw.portal)
	go func() { _ = (&options{cert: cert, key: key}).listenTo(server, listener) }()
	defer server.Close()
	for most, works := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		conn, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: most})
		require.Equal(t, works, err == nil, "%x: %v", most, err)
		if err == nil {
			conn.Close()
		}
	}
}

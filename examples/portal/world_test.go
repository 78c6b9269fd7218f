package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A town is a portal that runs, with all that is real: the database, the files, the keys.
type town struct {
	t      *testing.T
	dir    string
	where  string // the address of a database, or "" for the file in dir
	portal *portal
	server *httptest.Server
	logged *bytes.Buffer
}

func newTown(t *testing.T) *town {
	t.Helper()
	tw := &town{t: t, dir: filepath.Join(t.TempDir(), "district"), where: newDatabase(t), logged: &bytes.Buffer{}}
	require.NoError(t, found(context.Background(), tw.dir, tw.where, true))
	tw.start()
	return tw
}

func (tw *town) start() {
	log := slog.New(slog.NewTextHandler(tw.logged, nil))
	o, err := openOffice(context.Background(), tw.dir, tw.where, "https://portal.example", "https://verifier.example/", time.Now, log)
	require.NoError(tw.t, err)
	tw.portal, err = newPortal(context.Background(), o, []string{"127.0.0.1"}, log)
	require.NoError(tw.t, err)
	tw.portal.demo, tw.portal.sender, tw.portal.mailer = true, "portal@district.example", folderMailer{tw.dir + "-mail"}
	tw.portal.allow = func(*http.Request) bool { return true }
	tw.server = httptest.NewServer(tw.portal)
	tw.t.Cleanup(func() { tw.server.Close(); o.db.Close() })
}

// A browser is somebody's.
type browser struct {
	*town
	client *http.Client
	token  string
}

var tokenField = regexp.MustCompile(`name="token" value="([0-9a-f]{64})"`)

func (tw *town) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(tw.t, err)
	b := &browser{town: tw, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	b.get("/")
	return b
}

func (tw *town) as(person string) *browser {
	b := tw.browser()
	if person != "" {
		status, _ := b.post("/sign-in", url.Values{"person": {person}})
		require.Equal(tw.t, http.StatusSeeOther, status)
		b.get("/")
	}
	return b
}

func (b *browser) do(r *http.Request) (int, string) {
	b.t.Helper()
	resp, err := b.client.Do(r)
	require.NoError(b.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	if m := tokenField.FindSubmatch(body); m != nil {
		b.token = string(m[1])
	}
	if resp.StatusCode == http.StatusSeeOther {
		return resp.StatusCode, resp.Header.Get("Location")
	}
	return resp.StatusCode, string(body)
}

func (b *browser) get(path string) (int, string) {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
	require.NoError(b.t, err)
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) (int, string) {
	b.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	if !form.Has("token") {
		form.Set("token", b.token)
	}
	r, err := http.NewRequest(http.MethodPost, b.server.URL+path, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) upload(path string, form url.Values, file []byte) (int, string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	form.Set("token", b.token)
	for name, values := range form {
		for _, v := range values {
			require.NoError(b.t, w.WriteField(name, v))
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("file", "made.png")
		require.NoError(b.t, err)
		_, err = part.Write(file)
		require.NoError(b.t, err)
	}
	require.NoError(b.t, w.Close())
	r, err := http.NewRequest(http.MethodPost, b.server.URL+path, &body)
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r)
}

// done follows a form that was taken to the page that it leads to.
func (b *browser) done(status int, to string) string {
	b.t.Helper()
	require.Equal(b.t, http.StatusSeeOther, status, to)
	status, body := b.get(to)
	require.Equal(b.t, http.StatusOK, status, body)
	return body
}

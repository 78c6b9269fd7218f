package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A link to a page that is not there puts its path into the form for the language. A browser
// takes /, a tab and /evil.example for the address of another host.
func TestTheLanguageIsChosenWithoutLeavingThePortal(t *testing.T) {
	tw := newTown(t)
	b := tw.browser()
	for _, back := range []string{"/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "/\x7f/evil.example", "//evil.example", `/\evil.example`, "https://evil.example", "evil.example", "/ /evil.example", ""} {
		status, to := b.post("/language", url.Values{"language": {"es"}, "back": {back}})
		require.Equal(t, http.StatusSeeOther, status)
		require.Equal(t, "/", to, "%q", back)
	}
	_, to := b.post("/language", url.Values{"language": {"es"}, "back": {"/cases/é"}})
	require.Equal(t, "/cases/%c3%a9", to)
}

// PostgreSQL keeps no NUL and no broken UTF-8. That is the fault of whoever sends it.
func TestWhatIsNoTextIsTheFaultOfWhoSendsIt(t *testing.T) {
	tw := newTown(t)
	ruth, mary := tw.as("a1"), tw.as("c1")
	for _, bad := range []string{"Kim\x00", "Kim\xff"} {
		status, page := ruth.post("/schools/pine-ridge/people", url.Values{"name": {bad}, "role": {"member"}})
		require.Equal(t, http.StatusBadRequest, status, page)
		path := url.PathEscape(bad)
		for _, at := range []string{"/schools/" + path + "/people", "/given/" + path + "/badge", "/given/" + path + "/badge/badge.jwt", "/s/" + path, "/cases/" + path, "/b/" + path, "/l/" + path, "/" + path} {
			status, page := ruth.get(at)
			require.Equal(t, http.StatusNotFound, status, "%s %s", at, page)
		}
		status, _ = ruth.post("/my/links/"+path+"/withdraw", nil)
		require.Equal(t, http.StatusNotFound, status)
	}
	for i, name := range []string{`="` + strings.Repeat("x", 99) + `é.csv"`, `*=utf-8''a%00b.csv`, `="` + "\xff" + `.csv"`} {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		require.NoError(t, w.WriteField("token", mary.token))
		require.NoError(t, w.WriteField("kind", kindPlans))
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename` + name}})
		require.NoError(t, err)
		_, err = part.Write([]byte("student,completed\ns9,2026-05-20\n" + strings.Repeat("\n", i))) // each another file
		require.NoError(t, err)
		require.NoError(t, w.Close())
		r, err := http.NewRequest(http.MethodPost, tw.server.URL+"/schools/pine-ridge/files", &body)
		require.NoError(t, err)
		r.Header.Set("Content-Type", w.FormDataContentType())
		page := mary.done(mary.do(r))
		require.Contains(t, page, "s9")
	}
	require.NotContains(t, tw.logged.String(), "a request failed")
}

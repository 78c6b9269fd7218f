package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The pages of people with accounts in Chromium, in both languages and on a phone. See
// browser_test.go for what it needs.
func TestPeopleWithAccountsReadTheirPagesInABrowser(t *testing.T) {
	if os.Getenv("OPENBADGES_BROWSER") != "required" {
		t.Skip("needs Chromium: .ci/browser/install, and then OPENBADGES_BROWSER=required")
	}
	tw := newRealTown(t)
	spare := tw.link("grace@pine.example")
	for _, address := range []string{"ana@pine.example", "mary@pine.example", "ruth@district.example"} {
		tw.invited(address, phrase)
	}
	o := tw.gathering()
	adviser := tw.browser()
	adviser.get("/s/" + o.secret)
	status, _ := adviser.post("/s/"+o.secret+"/saw", url.Values{"note": {"The speech moved the council."}, "quote": {"yes"}})
	require.Equal(t, http.StatusSeeOther, status)
	caseAt := "/cases/" + o.id
	pages := []struct {
		Name string `json:"name"`
		Path string `json:"path"`
		As   string `json:"as"`
	}{
		{"enter", "/", ""}, {"forgot", "/forgot", ""}, {"opening", spare, ""}, {"gone", "/open/" + secret(), ""}, {"supporter", "/s/" + o.secret, ""},
		{"queue", "/queue", "ana@pine.example"}, {"account", "/account", "ana@pine.example"}, {"plan", caseAt, "ana@pine.example"},
		{"others", "/queue", "mary@pine.example"}, {"people", "/schools/pine-ridge/people", "ruth@district.example"}, {"schools", "/account", "ruth@district.example"},
	}
	list, err := json.Marshal(pages)
	require.NoError(t, err)
	for language, width := range map[string]string{"en": "1280", "es": "360"} {
		command := exec.CommandContext(t.Context(), "node", "people.mjs", tw.server.URL, language, width, phrase, string(list), os.Getenv("OPENBADGES_SCREENSHOTS"))
		command.Dir = filepath.Join("..", "..", ".ci", "browser")
		var out, complaint bytes.Buffer
		command.Stdout, command.Stderr = &out, &complaint
		require.NoError(t, command.Run(), complaint.String())
		var found struct {
			Pages []struct {
				Name, Language, Title string
				Status                int
			}
			Violations          []any
			Outside, Complaints []string
			Scripts             int
		}
		require.NoError(t, json.Unmarshal(out.Bytes(), &found))
		require.Len(t, found.Pages, len(pages))
		for _, p := range found.Pages {
			want := http.StatusOK
			if p.Name == "gone" {
				want = http.StatusNotFound
			}
			require.Equal(t, want, p.Status, p.Name)
			require.Equal(t, language, p.Language, p.Name)
			require.NotEmpty(t, p.Title, p.Name)
		}
		require.Empty(t, found.Violations)
		require.Empty(t, found.Outside, "every page is the portal's alone")
		require.Empty(t, found.Complaints, "nothing on a page needs what its policy refuses")
		require.Zero(t, found.Scripts)
	}
}

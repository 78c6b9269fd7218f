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

// A look is one page, as one person sees it.
type look struct {
	Name   string `json:"name"`
	Person string `json:"person"`
	Path   string `json:"path"`
	Print  bool   `json:"print,omitempty"`
}

// The pages of the student's side and of the issuer's desk, which the walk of
// TestPeopleWalkThroughTheLifeOfABadgeInABrowser passes by, in a browser as that one.
func TestEveryPageOfMyBadgesAndTheDeskIsAccessibleInABrowser(t *testing.T) {
	if os.Getenv("OPENBADGES_BROWSER") != "required" {
		t.Skip("needs Chromium: .ci/browser/install, and then OPENBADGES_BROWSER=required")
	}
	tw := newTown(t)
	at := tw.decided()
	ana, luis, mary, ruth := tw.as("s9"), tw.as("g2"), tw.as("c1"), tw.as("a1")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link", "application", "linkedin", "email"}, "name": {"yes"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	set := setPath.FindString(ana.done(ana.post("/my/links", url.Values{"badge": {tw.anyBadge()}, "purpose": {"application"}, "days": {"90"}, "named": {"yes"}})))
	mary.done(mary.post(at+"/suspend", url.Values{"reason": {"a question is open"}}))
	mary.done(mary.post(at+"/reinstate", url.Values{"reason": {"it was answered"}}))
	moving, judged := &object{id: "case-" + secret(), student: "s5", counselor: "c7", member: "t8", school: "juniper", secret: secret(), item: "i" + secret()}, tw.gathering()
	_, err := tw.portal.office.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('t8', 'Eve Lund', '', ''); INSERT INTO seats (person, school, role, student) VALUES ('t8', 'juniper', 'member', '')`)
	require.NoError(t, err)
	tw.history(moving)
	tw.put(moving, "transferring")
	grace := tw.as("t4")
	grace.done(grace.post("/cases/"+judged.id+"/conflict", url.Values{"who": {"t4"}, "reason": {"my niece"}}))
	forgotten := &object{id: "case-" + secret(), student: "s5", counselor: "c7", member: "t8", school: "juniper", secret: secret(), item: "i" + secret()}
	tw.history(forgotten)
	tw.put(forgotten, "declined")
	ruth.done(ruth.post("/cases/"+forgotten.id+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	require.NoError(t, tw.portal.office.graduate(t.Context(), "a1", "s5", "juniper"))
	require.NoError(t, tw.portal.office.rebind(t.Context(), "s5", "ben@home.example", "a1"))
	rebind := tw.rebinding("ben@home.example")
	require.NotEmpty(t, rebind)

	given, _ := tw.fromFile("leadership", "communication")
	luis.done(luis.post(given+"/consent", url.Values{"channel": {"page", "linkedin", "email"}}))
	publicOfFile := regexpPublic.FindString(ana.done(ana.post(given+"/publish", nil)))

	pages := []look{
		{"given", "s9", given + "/badge", false}, {"given-printed", "s9", given + "/badge", true}, {"given-guardian", "g2", given + "/badge", false}, {"given-list", "g2", "/given", false}, {"given-keeper", "c1", "/given", false}, {"given-desk", "c1", given + "/desk", false}, {"given-desk-admin", "a1", given + "/desk", false}, {"changes", "a1", "/schools/juniper/people/log", false}, {"given-public", "", publicOfFile, false},
		{"home", "s9", "/", false}, {"my", "s9", "/my", false}, {"my-printed", "s9", "/my", true}, {"badge", "s9", at + "/badge", false}, {"badge-printed", "s9", at + "/badge", true},
		{"case", "s9", at, false}, {"guardian", "g2", at + "/badge", false}, {"none", "s9", "/cases/" + judged.id + "/badge", false},
		{"public", "", public, false}, {"set", "", set, false}, {"gone", "", "/l/" + secret(), false}, {"rebind", "", rebind, false},
		{"desk", "c1", at + "/desk", false}, {"desk-open", "c1", "/cases/" + judged.id + "/desk", false}, {"desk-admin", "a1", at + "/desk", false}, {"log", "c1", at + "/log", false}, {"refused", "c1", "/my", false},
		{"conflict", "a1", "/cases/" + judged.id + "/conflict", false}, {"arrivals", "c1", "/arrivals", false}, {"erasures", "a1", "/erasures", false},
		{"graduation", "a1", "/schools/pine-ridge/people/s9/graduation", false}, {"graduated", "a1", "/schools/juniper/people/s5/graduation", false}, {"moved", "a1", "/moved", false},
	}
	list, err := json.Marshal(pages)
	require.NoError(t, err)
	for language, width := range map[string]string{"en": "1280", "es": "360"} {
		command := exec.CommandContext(t.Context(), "node", "looks.mjs", tw.server.URL, language, width, os.Getenv("OPENBADGES_SCREENSHOTS"))
		command.Dir = filepath.Join("..", "..", ".ci", "browser")
		command.Stdin = bytes.NewReader(list)
		var complaint bytes.Buffer
		command.Stderr = &complaint
		out, err := command.Output()
		require.NoError(t, err, complaint.String())
		var found struct {
			Pages []struct {
				Name, Language, Title string
				Status                int
			}
			Violations []any
			Outside    []string
			Scripts    int
		}
		require.NoError(t, json.Unmarshal(out, &found))
		require.Len(t, found.Pages, len(pages))
		want := map[string]int{"none": http.StatusNotFound, "gone": http.StatusNotFound, "refused": http.StatusForbidden}
		for _, p := range found.Pages {
			status := http.StatusOK
			if want[p.Name] != 0 {
				status = want[p.Name]
			}
			require.Equal(t, status, p.Status, p.Name)
			require.Equal(t, language, p.Language, p.Name)
			require.NotEmpty(t, p.Title, p.Name)
		}
		require.Empty(t, found.Violations)
		require.Empty(t, found.Outside, "every page is the portal's alone")
		require.Zero(t, found.Scripts)
	}
}

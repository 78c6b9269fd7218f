package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// A person in front of a browser reads the right words, whichever way the badge came to
// the page, in both languages, on a desk and on a phone, with JavaScript and without; and
// axe-core finds nothing that keeps anybody from reading them. OPENBADGES_BROWSER=required
// asks for it, after .ci/browser/install; OPENBADGES_SCREENSHOTS names a folder for
// pictures, and then every page is looked at in both languages and both sizes.
func TestTheVerdictIsReadInABrowser(t *testing.T) {
	if os.Getenv("OPENBADGES_BROWSER") != "required" {
		t.Skip("needs Chromium: .ci/browser/install, and then OPENBADGES_BROWSER=required")
	}
	school := verifytest.NewIssuer(verifytest.Setup{})
	rubric := summit.Rubric()
	a, err := summit.Program().Achievement("civics", badge.Publication{Rubric: &rubric})
	require.NoError(t, err)
	school.Claims.Subject.Achievement = a
	levels := map[string]string{}
	micro, _ := summit.Program().MicroCredential("civics")
	for _, k := range micro.Competencies {
		levels[k.Key] = rubric.Levels[len(rubric.Levels)-1].Key
	}
	school.Claims.Subject.Result, err = a.Results(levels)
	require.NoError(t, err)
	school.Claims.Evidence = []badge.Evidence{
		{ID: "https://work.example/voter-drive", Name: "Student voter drive", Narrative: "Ran the **2026 student voter drive**; 214 registrations.\n\n- planned it with the county clerk\n- [the plan](https://work.example/plan)"},
	}
	h := at(t, school, nil)
	folder := t.TempDir()
	good := string(school.Good())
	first, err := credential.Parse(school.Good())
	require.NoError(t, err)
	second, err := credential.Parse(school.Untrusted())
	require.NoError(t, err)
	holder := credential.Holder{Signer: school.Signer, Now: school.Clock.Now}
	presented, err := holder.Present(t.Context(), credential.Presentation{Credentials: []*credential.Secured{first, second}}, "c", "https://employer.example")
	require.NoError(t, err)
	for name, data := range map[string]string{
		"good.jwt": good, "good.png": picture(t, good, "png"), "good.svg": picture(t, good, "svg"),
		"expired.jwt": string(school.Expired()), "revoked.jwt": string(school.Revoked()), "tampered.jwt": string(school.Tampered()),
		"stranger.jwt": string(school.Untrusted()), "undecidable.jwt": string(school.Undecidable()),
		"presented.jwt": string(presented.Bytes()),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600))
	}
	want := map[string]struct{ class, says string }{
		"good": {classGood, "explain.good"}, "expired": {classBad, "explain.but"}, "revoked": {classBad, "explain.but"},
		"tampered": {classBad, "explain.bad"}, "stranger": {classUnknown, "explain.unk"}, "undecidable": {classOpen, "explain.open"}, "presented": {classUnknown, "presented.unknown"},
	}

	command := exec.CommandContext(t.Context(), "node", "page.mjs", h.URL, folder, os.Getenv("OPENBADGES_SCREENSHOTS"))
	command.Dir = filepath.Join("..", "..", ".ci", "browser")
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	require.NoError(t, command.Run(), complaint.String())
	var found struct {
		Verdicts []struct {
			How, Name, Language, Class, Headline, Holder, Text, Title string
			Picture                                                   []int
		}
		Violations []struct {
			Page, ID, Impact string
			Nodes            []string
		}
		Outside, Errors, Keyboard []string
		Report, Alert             string
		Printed                   bool
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &found), out.String())

	chosen := 2 * 9
	if os.Getenv("OPENBADGES_SCREENSHOTS") != "" {
		chosen = 4 * 9
	}
	ways := map[string]int{}
	for _, v := range found.Verdicts {
		ways[v.How]++
		l := language(slices.Index(tags, v.Language))
		if v.How == "asked again" || v.How == "translated" {
			require.Equal(t, classBad, v.Class, v.How)
			require.Equal(t, l.say("holder.mismatch", "bob@example.org"), v.Holder)
			continue
		}
		name, kind, _ := strings.Cut(v.Name, ".")
		expected := want[name]
		require.Equal(t, expected.class, v.Class, "%s, %s", v.Name, v.How)
		require.Equal(t, l.say("head."+expected.class), v.Headline, "%s, %s", v.Name, v.How)
		require.Contains(t, v.Title, v.Headline)
		require.Contains(t, v.Text, l.say(expected.says))
		holder := l.say("holder.notasked")
		if name == "good" && v.How == "chosen" {
			holder = l.say("holder.matches", verifytest.Learner)
		}
		if name == "presented" {
			holder = l.say("presented.holder", 2)
		}
		require.Equal(t, holder, v.Holder)
		if kind == "jwt" {
			require.Empty(t, v.Picture)
		} else {
			require.Len(t, v.Picture, 1)
			require.Positive(t, v.Picture[0], "the %s is shown", kind)
		}
	}
	require.Equal(t, map[string]int{"chosen": chosen, "dropped": 9, "asked again": 1, "translated": 1, "without JavaScript": 9, "pasted": 7}, ways)
	for _, v := range found.Violations {
		t.Errorf("axe-core, %s: %s (%s): %s", v.Page, v.ID, v.Impact, strings.Join(v.Nodes, " "))
	}
	require.Empty(t, found.Outside, "nothing is loaded from elsewhere")
	require.Empty(t, found.Errors, "neither the policy nor the script complains")
	require.Contains(t, found.Report, `"outcome":"invalid"`)
	require.False(t, found.Printed, "what is printed has no form")
	require.Contains(t, found.Alert, english.say("problem.empty"))
	at := -1
	for _, id := range []string{"skip", "file", "text", "url", "holder", "main"} {
		next := slices.Index(found.Keyboard, id)
		require.Greater(t, next, at, "%s in %v", id, found.Keyboard)
		at = next
	}
}

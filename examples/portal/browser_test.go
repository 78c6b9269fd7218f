package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify"
)

// The whole life in Chromium, each person in a browser of their own, on a desk in English
// and on a phone in Spanish. OPENBADGES_BROWSER=required asks for it, after
// .ci/browser/install; OPENBADGES_SCREENSHOTS names a folder for pictures.
func TestPeopleWalkThroughTheLifeOfABadgeInABrowser(t *testing.T) {
	if os.Getenv("OPENBADGES_BROWSER") != "required" {
		t.Skip("needs Chromium: .ci/browser/install, and then OPENBADGES_BROWSER=required")
	}
	for language, width := range map[string]string{"en": "1280", "es": "360"} {
		tw := newTown(t)
		folder := t.TempDir()
		command := exec.CommandContext(t.Context(), "node", "portal.mjs", tw.server.URL, filepath.Join("..", "..", "badge", "summit", "art", "civics.png"), language, width, folder, os.Getenv("OPENBADGES_SCREENSHOTS"))
		command.Dir = filepath.Join("..", "..", ".ci", "browser")
		var out bytes.Buffer
		command.Stdout = &out
		in, err := command.StdinPipe()
		require.NoError(t, err)
		told, err := command.StderrPipe()
		require.NoError(t, err)
		require.NoError(t, command.Start())
		var complaint strings.Builder
		var badge []byte
		for lines := bufio.NewScanner(told); lines.Scan(); {
			complaint.WriteString(lines.Text() + "\n")
			if lines.Text() != "downloaded" {
				continue
			}
			badge, err = os.ReadFile(filepath.Join(folder, "badge.png"))
			require.NoError(t, err)
			_, err = tw.portal.office.verifier.Verify(t.Context(), badge)
			require.NoError(t, err)
			require.NoError(t, in.Close())
		}
		require.NoError(t, command.Wait(), complaint.String())
		require.NotEmpty(t, badge)
		_, err = tw.portal.office.verifier.Verify(t.Context(), badge)
		require.ErrorIs(t, err, verify.StatusSuspended)

		var found struct {
			Pages                []struct{ Name, Language, Title string }
			Violations           []any
			Outside              []string
			Scripts, Publishable int
		}
		require.NoError(t, json.NewDecoder(&out).Decode(&found))
		require.Len(t, found.Pages, 17)
		for _, p := range found.Pages {
			require.Equal(t, language, p.Language, p.Name)
			require.NotEmpty(t, p.Title, p.Name)
		}
		require.Empty(t, found.Violations)
		require.Empty(t, found.Outside, "every page is the portal's alone")
		require.Zero(t, found.Scripts)
		require.Zero(t, found.Publishable, "nothing of a minor is public without a guardian")
	}
}

package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
)

// The whole life in Chromium: a student, a guardian, a supporter by link, a member of the
// team, a counselor and a deputy, each in a browser of their own, on a desk in English and
// on a phone in Spanish. The picture that the student downloads is judged by the built
// command verify, which has no network and what the portal publishes: it is accepted, and
// refused after the counselor has revoked it.
//
// OPENBADGES_BROWSER=required asks for it, after .ci/browser/install;
// OPENBADGES_SCREENSHOTS names a folder for pictures.
func TestPeopleWalkThroughTheLifeOfABadgeInABrowser(t *testing.T) {
	if os.Getenv("OPENBADGES_BROWSER") != "required" {
		t.Skip("needs Chromium: .ci/browser/install, and then OPENBADGES_BROWSER=required")
	}
	program := filepath.Join(t.TempDir(), "verify")
	build := exec.Command("go", "build", "-o", program, "./examples/verify")
	build.Dir = filepath.Join("..", "..")
	built, err := build.CombinedOutput()
	require.NoError(t, err, "%s", built)
	civics, _ := summit.Program().MicroCredential("civics")
	for language, width := range map[string]string{"en": "1280", "es": "360"} {
		tw := newTown(t)
		folder := t.TempDir()
		picture := filepath.Join(folder, "badge.png")
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
		var before string // what was published before the revocation
		for lines := bufio.NewScanner(told); lines.Scan(); {
			complaint.WriteString(lines.Text() + "\n")
			if lines.Text() != "downloaded" {
				continue
			}
			before = tw.downloadPublished()
			exit, said := verifiedBy(t, program, before, picture)
			require.Zero(t, exit, said)
			require.Contains(t, said, civics.Name)
			exit, said = verifiedBy(t, program, t.TempDir(), picture)
			require.Equal(t, 1, exit, "without what the portal publishes nothing is accepted: %s", said)
			require.NoError(t, in.Close())
		}
		require.NoError(t, command.Wait(), complaint.String())
		require.NotEmpty(t, before, "nothing was downloaded")
		// OB 3.0 allows a badge one status entry; that of the portal is for suspension, and
		// a revoked badge is suspended for good.
		exit, said := verifiedBy(t, program, tw.downloadPublished(), picture)
		require.Equal(t, 1, exit, said)
		require.Contains(t, said, "STATUS_SUSPENDED")
		exit, said = verifiedBy(t, program, before, picture)
		require.Zero(t, exit, "nothing but the status list tells of it: %s", said)

		var found struct {
			Pages                                                         []struct{ Name, Language, Title string }
			Violations                                                    []any
			Outside, Unseen                                               []string
			Scripts, Publishable, Asked, Defined, CheckedIn, Unsaid, Said int
		}
		require.NoError(t, json.NewDecoder(&out).Decode(&found))
		require.Empty(t, found.Unseen, "every page to which somebody came was looked at")
		require.Len(t, found.Pages, 52)
		for _, p := range found.Pages {
			require.Equal(t, language, p.Language, p.Name)
			require.NotEmpty(t, p.Title, p.Name)
		}
		require.Empty(t, found.Violations)
		require.Empty(t, found.Outside, "every page is the portal's alone")
		require.Zero(t, found.Scripts)
		require.Zero(t, found.Publishable, "nothing of a minor is public without a guardian")
		require.Zero(t, found.Unsaid)
		require.Equal(t, 1, found.Said, "the supporter is told that it was kept")
		require.Equal(t, 1, found.Asked, "it waits for the guardian")
		require.Equal(t, len(civics.Competencies), found.Defined, "each definition stands beside its level")
		require.Equal(t, 1, found.CheckedIn, "the student reads what was agreed at a check-in")
	}
}

// downloadPublished is a folder with what the portal publishes, as it gives it to anybody.
func (tw *town) downloadPublished() string {
	resp, err := http.Get(tw.server.URL + "/published.zip")
	require.NoError(tw.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(tw.t, err)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(tw.t, err)
	dir := tw.t.TempDir()
	require.NoError(tw.t, os.CopyFS(dir, z))
	return dir
}

// verifiedBy is what the command exits with, and says, of a file.
func verifiedBy(t *testing.T, program, resources, file string) (exit int, said string) {
	out, err := exec.Command(program, "-issuer", "did:web:portal.example", "-resources", resources, file).CombinedOutput()
	var failed *exec.ExitError
	if !errors.As(err, &failed) {
		require.NoError(t, err)
		return 0, string(out)
	}
	return failed.ExitCode(), string(out)
}

package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The commands of docs/certification.md, typed one after the other in one folder. They
// stand here because one of the programs is this module's.
func TestTheCommandsOfCertificationRun(t *testing.T) {
	text, err := os.ReadFile("../../docs/certification.md")
	require.NoError(t, err)
	if testing.Short() {
		t.Skip("builds four programs")
	}
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("needs OpenSSL, which makes the key")
	}
	project, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	port := freePort(t)
	comment := regexp.MustCompile(` # (?:exits (\d+): |shows )(\w+)$`)
	typed := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			line = strings.ReplaceAll(strings.TrimSpace(line), "127.0.0.1:8080", port)
			exit, code := 0, ""
			if m := comment.FindStringSubmatch(line); m != nil {
				line, code = strings.TrimSuffix(line, m[0]), m[2]
				exit, _ = strconv.Atoi("0" + m[1])
			}
			require.NotContains(t, line, "#", "a remark that nobody checks")
			c := shell(t, dir, project, line)
			out, err := c.CombinedOutput()
			if _, ended := err.(*exec.ExitError); !ended {
				require.NoError(t, err, "%s: %s", line, out)
			}
			require.Equal(t, exit, c.ProcessState.ExitCode(), "%s: %s", line, out)
			require.Contains(t, string(out), code, line)
			typed++
		}
	}
	require.Greater(t, typed, 15)
	for _, name := range []string{"conformance.json", "conformance.png", "named.json", "www/school.example/.well-known/did.json"} {
		_, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
	}
	judged, _ := shell(t, dir, project, "bin/verify -doctor -any-issuer -json conformance.json").Output()
	found := regexp.MustCompile(`"findings":\[\{"id":"([a-z-]+)"`).FindSubmatch(judged)
	require.NotNil(t, found, "%s", judged)
	require.Equal(t, "recipient-hashed", string(found[1]), "the first remark, and the only one")
	require.Equal(t, 1, bytes.Count(judged, []byte(`"readers":`)))
}

// shell is a command line of the document: go builds in the project, and everything else
// happens in dir. A server is run until the test ends; curl is asked by the client of Go.
func shell(t *testing.T, dir, project, line string) *exec.Cmd {
	t.Helper()
	if rest, ok := strings.CutPrefix(line, "go build "); ok {
		c := exec.Command("sh", "-c", "go build "+strings.NewReplacer("-o bin/", "-o "+dir+"/bin/", "-o ../../bin/", "-o "+dir+"/bin/").Replace(rest))
		c.Dir = project
		return c
	}
	if rest, ok := strings.CutSuffix(line, " &"); ok {
		ctx, stop := context.WithCancel(context.Background())
		words := strings.Fields(rest)
		c := exec.CommandContext(ctx, filepath.Join(dir, words[0]), words[1:]...)
		c.Dir = dir
		require.NoError(t, c.Start())
		t.Cleanup(func() { stop(); _ = c.Wait() })
		line = "true"
	}
	if rest, ok := strings.CutPrefix(line, `curl -s "`); ok {
		page := filepath.Join(dir, "page.html")
		require.NoError(t, os.WriteFile(page, get(t, strings.TrimSuffix(rest, `"`)), 0o600))
		line = "cat page.html"
	}
	c := exec.Command("sh", "-c", line)
	c.Dir = dir
	return c
}

// get asks a server that may still be starting.
func get(t *testing.T, url string) []byte {
	t.Helper()
	var page []byte
	require.Eventually(t, func() bool {
		response, err := http.Get(url)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		page, err = io.ReadAll(response.Body)
		return err == nil && response.StatusCode == http.StatusOK
	}, 20*time.Second, 50*time.Millisecond, url)
	require.Contains(t, string(page), "Civics Credential", "what the badge is for")
	return page
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

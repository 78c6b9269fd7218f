package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A desk is a directory in which somebody types commands.
type desk struct {
	t      *testing.T
	dir    string
	binary map[string]string
}

// newDesk builds the commands as they are.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t, t.TempDir(), map[string]string{}}
	for name, from := range map[string]string{"revoke": ".", "verify": "../.."} {
		d.binary[name] = filepath.Join(t.TempDir(), name)
		what := "."
		if from != "." {
			what = "./examples/" + name
		}
		out, err := exec.Command("go", "build", "-C", from, "-o", d.binary[name], what).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	return d
}

// types runs a command, wants it to exit so, and returns what it printed.
func (d *desk) types(exit int, line string, more ...string) string {
	d.t.Helper()
	words := append(strings.Fields(line), more...)
	c := exec.Command(d.binary[words[0]], words[1:]...)
	c.Dir = d.dir
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	if exit == 0 {
		require.NoError(d.t, err, "%s: %s", line, &out)
	}
	require.Equal(d.t, exit, c.ProcessState.ExitCode(), "%s: %s", line, &out)
	return out.String()
}

// What the package comment says, by hand.
func TestABadgeIsIssuedRevokedAndRefused(t *testing.T) {
	d := newDesk(t)
	require.Contains(t, d.types(0, "revoke init -url https://school.example/status"), "keep it where no backup")
	did := strings.Fields(d.types(0, "revoke show"))[0]
	out := d.types(0, "revoke issue -recipient ada@example.org -o civics.jwt")
	id := strings.Fields(out)[1]
	d.types(0, "revoke issue -o other.jwt")
	verified := func(exit int, file string) string {
		t.Helper()
		return d.types(exit, "verify -resources public/resources.json -recipient emailAddress=ada@example.org -issuer "+did+" "+file)
	}
	d.types(0, "revoke publish -o public")
	require.Contains(t, verified(0, "civics.jwt"), "ACCEPTED")

	require.Contains(t, d.types(1, "revoke reinstate -id urn:uuid:nobody"), "nothing was changed")
	require.Contains(t, d.types(1, "revoke suspend -id "+id), "for revocation, and not for suspension")
	d.types(0, "revoke revoke -reason mistake -id "+id)
	verified(0, "civics.jwt")
	d.types(0, "revoke publish -o public")
	require.Contains(t, verified(1, "civics.jwt"), "STATUS_REVOKED")
	d.types(0, "verify -resources public/resources.json -issuer "+did+" other.jwt")
	require.Contains(t, d.types(1, "revoke reinstate -id "+id), "cannot be undone")
	require.Contains(t, d.types(1, "revoke issue -o again.jwt -id "+id), "ISSUE_STATUS")
	shown := d.types(0, "revoke show -id "+id)
	require.Contains(t, shown, "revoked since")
	require.Contains(t, shown, "because: mistake")
	require.Contains(t, d.types(0, "revoke show"), "1 set")
}

func TestASuspensionIsTakenBack(t *testing.T) {
	d := newDesk(t)
	d.types(0, "revoke init -dir s -witness w -purpose suspension -url https://school.example/status")
	did := strings.Fields(d.types(0, "revoke show -dir s -witness w"))[0]
	id := strings.Fields(d.types(0, "revoke issue -dir s -witness w -o civics.jwt"))[1]
	for _, step := range []struct {
		do   string
		exit int
		says string
	}{{"suspend", 1, "STATUS_SUSPENDED"}, {"reinstate", 0, "ACCEPTED"}, {"suspend", 1, "STATUS_SUSPENDED"}, {"revoke -reason x", 1, "STATUS_SUSPENDED"}} {
		d.types(0, "revoke "+step.do+" -dir s -witness w -id "+id)
		d.types(0, "revoke publish -dir s -witness w -o public -lifetime 1h")
		require.Contains(t, d.types(step.exit, "verify -resources public/resources.json -issuer "+did+" civics.jwt"), step.says)
	}

	// The database of this morning, in the place of this afternoon's.
	morning, err := os.ReadFile(filepath.Join(d.dir, "s", "status.db"))
	require.NoError(t, err)
	d.types(0, "revoke issue -dir s -witness w -o another.jwt")
	require.NoError(t, os.WriteFile(filepath.Join(d.dir, "s", "status.db"), morning, 0o600))
	for _, line := range []string{"publish -o public", "issue -o third.jwt", "revoke -reason x -id " + id, "show -id " + id} {
		require.Contains(t, d.types(1, "revoke "+line+" -dir s -witness w"), "restored from a backup", line)
	}
	require.NoFileExists(t, filepath.Join(d.dir, "third.jwt"))
}

func TestWrongUsageIsSaid(t *testing.T) {
	dir := t.TempDir()
	for line, says := range map[string]string{
		"":                                "what is to be done?",
		"-dir x":                          "what is to be done?",
		"destroy":                         "nothing that can be done",
		"init":                            "init needs -url",
		"init -url http://a.example":      "expected an https URL",
		"init -url https://a.example/ -x": "flag provided but not defined",
		"init -url https://a.example/x -purpose message": "expected revocation or suspension",
		"issue -dir DIR -o x":                            "there is no school",
		"issue -dir DIR":                                 "issue needs -o",
		"publish -dir DIR":                               "publish needs -o",
		"revoke -dir DIR":                                "revoke needs -id",
		"revoke -dir DIR -id urn:x":                      "revoke needs -reason",
		"revoke -dir DIR -id urn:x -reason x y":          "is no flag",
		"show -dir DIR":                                  "there is no school",
		"init -url https://a.example/x -dir /":           "file exists",
	} {
		var out, err bytes.Buffer
		exit := run(context.Background(), strings.Fields(strings.ReplaceAll(line, "DIR", filepath.Join(dir, "none"))), &out, &err, time.Now)
		require.Equal(t, exitUsage, exit, line)
		require.Contains(t, err.String(), says, line)
		require.Empty(t, out.String(), line)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, entries)
	var out bytes.Buffer
	require.Equal(t, exitDone, run(context.Background(), []string{"-h"}, &out, &out, time.Now))
	for _, c := range commands {
		require.Contains(t, out.String(), "revoke "+c.name+": ")
	}
}

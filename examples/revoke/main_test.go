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
	made := d.types(0, "revoke init -url https://school.example/status")
	require.Contains(t, made, "put no backup of the school with it:\n  "+filepath.Join(d.dir, "school-witness"))
	for line := range strings.Lines(made) {
		require.True(t, len(line) <= 81 || strings.HasPrefix(line, "  "), line)
	}
	did := strings.Fields(d.types(0, "revoke show"))[0]
	out := d.types(0, "revoke issue -recipient emailAddress=ada@example.org -o civics.jwt")
	id := strings.Fields(out)[0]
	require.Contains(t, out, "is "+filepath.Join(d.dir, "civics.jwt"))
	d.types(0, "revoke issue -recipient id=did:example:bob -o other.json")
	verified := func(exit int, file string) string {
		t.Helper()
		return d.types(exit, "verify -resources public/resources.json -recipient emailAddress=ada@example.org -issuer "+did+" "+file)
	}
	require.Contains(t, d.types(0, "revoke publish -o public"), "is "+filepath.Join(d.dir, "public", "school.example", "status"))
	require.Contains(t, verified(0, "civics.jwt"), "ACCEPTED")

	require.Contains(t, d.types(1, "revoke reinstate -reason x -id urn:uuid:nobody"), "nothing was changed")
	require.Contains(t, d.types(1, "revoke suspend -reason x -id "+id), "for revocation, and not for suspension")
	d.types(0, "revoke revoke -reason mistake -id "+id)
	verified(0, "civics.jwt")
	d.types(0, "revoke publish -o public")
	require.Contains(t, verified(1, "civics.jwt"), "STATUS_REVOKED")
	d.types(0, "verify -resources public/resources.json -recipient id=did:example:bob -issuer "+did+" other.json")
	require.Contains(t, d.types(1, "revoke reinstate -reason x -id "+id), "cannot be undone")
	require.Contains(t, d.types(1, "revoke issue -again -o again.jwt -id "+id), "cannot be undone")
	shown := d.types(0, "revoke show -id "+id)
	require.Contains(t, shown, "revoked since")
	require.Contains(t, shown, "because: mistake")
	all := d.types(0, "revoke show")
	require.Contains(t, all, "1 set")
	require.Contains(t, all, id+": revoked\n")
	require.Contains(t, all, ": valid\n")
}

// Of one id there is one badge: two would have one place, and be revoked together.
func TestNoTwoPeopleHaveOnePlace(t *testing.T) {
	d := newDesk(t)
	d.types(0, "revoke init -url https://school.example/status")
	const id = "urn:uuid:5f0e0d0c-0b0a-4908-8706-050403020100"
	d.types(0, "revoke issue -recipient emailAddress=ada@example.org -o ada.jwt -id "+id)
	require.Contains(t, d.types(1, "revoke issue -recipient emailAddress=bob@example.org -o bob.jwt -id "+id), "-again writes the very same badge")
	require.Contains(t, d.types(2, "revoke issue -again -recipient emailAddress=bob@example.org -o bob.jwt -id "+id), "leave out -recipient")
	require.Contains(t, d.types(2, "revoke issue -again -o bob.json -id "+id), "stays so")
	require.NoFileExists(t, filepath.Join(d.dir, "bob.jwt"))
	d.types(0, "revoke issue -again -o again.jwt -id "+id)
	require.Equal(t, d.read("ada.jwt"), d.read("again.jwt"))
	require.Contains(t, d.types(1, "revoke issue -again -o new.jwt -id urn:uuid:new"), "never issued")

	// What is there stays, and nobody is issued a badge that could not be written.
	before := d.types(0, "revoke show")
	require.Contains(t, d.types(2, "revoke issue -o ada.jwt"), "is there already")
	require.Equal(t, before, d.types(0, "revoke show"))
	d.types(2, "revoke issue -o none/x.jwt -id urn:uuid:unwritten")
	d.types(0, "revoke issue -again -o x.jwt -id urn:uuid:unwritten")

	// A place without a badge: whoever reserved it ended before it was signed.
	require.NoError(t, os.RemoveAll(filepath.Join(d.dir, "school", "badges")))
	require.NoError(t, os.Mkdir(filepath.Join(d.dir, "school", "badges"), 0o700))
	require.Contains(t, d.types(1, "revoke issue -o y.jwt -id "+id), "issue it with -again")
	d.types(0, "revoke issue -again -o y.jwt -id "+id)
	left, err := filepath.Glob(filepath.Join(d.dir, ".*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func (d *desk) read(name string) string {
	d.t.Helper()
	data, err := os.ReadFile(filepath.Join(d.dir, name))
	require.NoError(d.t, err)
	return string(data)
}

func TestASuspensionIsTakenBack(t *testing.T) {
	d := newDesk(t)
	d.types(0, "revoke init -dir s -witness w -purpose suspension -url https://school.example/status")
	did := strings.Fields(d.types(0, "revoke show -dir s -witness w"))[0]
	id := strings.Fields(d.types(0, "revoke issue -dir s -witness w -o civics.jwt"))[0]
	for _, step := range []struct {
		do   string
		exit int
		says string
	}{{"suspend", 1, "STATUS_SUSPENDED"}, {"reinstate", 0, "ACCEPTED"}, {"suspend", 1, "STATUS_SUSPENDED"}, {"revoke", 1, "STATUS_SUSPENDED"}} {
		d.types(0, "revoke "+step.do+" -reason x -dir s -witness w -id "+id)
		d.types(0, "revoke publish -dir s -witness w -o public -lifetime 1h")
		require.Contains(t, d.types(step.exit, "verify -resources public/resources.json -issuer "+did+" civics.jwt"), step.says)
	}
}

// The database of this morning, in the place of this afternoon's; and none at all.
func TestAnOldDatabaseIsRefusedAndRecovered(t *testing.T) {
	for name, lose := range map[string]func(db string, morning []byte) error{
		"an old copy": func(db string, morning []byte) error { return os.WriteFile(db, morning, 0o600) },
		"lost":        func(db string, _ []byte) error { return os.Remove(db) },
	} {
		d := newDesk(t)
		db := filepath.Join(d.dir, "school", "status.db")
		d.types(0, "revoke init -url https://school.example/status")
		did := strings.Fields(d.types(0, "revoke show"))[0]
		issue := func(file string) string { return strings.Fields(d.types(0, "revoke issue -o "+file))[0] }
		first := issue("first.jwt")
		morning, err := os.ReadFile(db)
		require.NoError(t, err)
		second, third := issue("second.jwt"), issue("third.jwt")
		d.types(0, "revoke revoke -reason mistake -id "+second)
		d.types(0, "revoke publish -o public")
		require.NoError(t, lose(db, morning))
		exit, says := 1, "restored from a backup"
		if name == "lost" {
			exit, says = 2, "the database is missing"
		}
		for _, line := range []string{"publish -o public", "issue -o fourth.jwt", "issue -again -o fourth.jwt -id " + third, "revoke -reason x -id " + first, "show -id " + first, "show"} {
			told := d.types(exit, "revoke "+line)
			require.Contains(t, told, says, line)
			require.Contains(t, told, "recover", line)
		}
		require.NoFileExists(t, filepath.Join(d.dir, "fourth.jwt"))

		require.Contains(t, d.types(2, "revoke recover -o elsewhere"), "holds no list of this school", name)
		lists, err := filepath.Glob(filepath.Join(d.dir, "public", "school.example", "status", "*"))
		require.NoError(t, err)
		require.Len(t, lists, 1)
		list, err := os.ReadFile(lists[0])
		require.NoError(t, err)
		header, rest, _ := strings.Cut(string(list), ".")
		require.NoError(t, os.WriteFile(lists[0], []byte(header+"."+strings.Replace(rest, ".", ".AAAA", 1)), 0o644))
		require.Contains(t, d.types(1, "revoke recover -o public"), "vouches for the published list", name)
		require.NoError(t, os.WriteFile(lists[0], list, 0o644))
		out := d.types(0, "revoke recover -o public")
		require.Contains(t, out, third+": known again")
		require.Contains(t, out, second+": set in the published list")
		d.types(0, "revoke revoke -reason late -id "+third)
		d.types(0, "revoke issue -o fifth.jwt")
		d.types(0, "revoke publish -o public")
		for file, exit := range map[string]int{"first.jwt": 0, "second.jwt": 1, "third.jwt": 1, "fifth.jwt": 0} {
			d.types(exit, "verify -resources public/resources.json -issuer "+did+" "+file)
		}
		require.Contains(t, d.types(0, "revoke recover -o public"), "no list was taken in")
	}
}

// A list that was never published is one only if somebody says so.
func TestAListThatWasNeverPublishedIsNamed(t *testing.T) {
	d := newDesk(t)
	db := filepath.Join(d.dir, "school", "status.db")
	d.types(0, "revoke init -url https://school.example/status")
	d.types(0, "revoke issue -o first.jwt")
	morning, err := os.ReadFile(db)
	require.NoError(t, err)
	d.types(0, "revoke issue -o second.jwt")
	require.NoError(t, os.WriteFile(db, morning, 0o600))
	require.Contains(t, d.types(2, "revoke recover -o public"), "say -unpublished")
	require.Contains(t, d.types(0, "revoke recover -o public -unpublished"), "known again")
	d.types(0, "revoke publish -o public")
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	d := newDesk(t)
	d.types(0, "revoke init -url https://school.example/status")
	require.Contains(t, d.types(2, "revoke init -url https://school.example/status"), filepath.Join(d.dir, "school")+" is there already")
	require.Contains(t, d.types(2, "revoke show -witness elsewhere"), "-witness is the directory that init made; "+filepath.Join(d.dir, "elsewhere"))
	require.NoError(t, os.WriteFile(filepath.Join(d.dir, "school", "status.db"), nil, 0o600))
	require.Contains(t, d.types(2, "revoke show"), "is no database that init made")
}

func TestWrongUsageIsSaid(t *testing.T) {
	dir := t.TempDir()
	for line, says := range map[string]string{
		"":                                    "what is to be done?",
		"-dir x":                              "what is to be done?",
		"destroy":                             "nothing that can be done",
		"init":                                "init needs -url",
		"init -dir DIR -url http://a.example": "expected an https URL",
		"init -url https://a.example/ -x":     "flag provided but not defined",
		"init -dir DIR -url https://a.example/x -purpose message":         "expected revocation or suspension",
		"init -dir DIR -url https://a.example/x -witness DIR/w":           "an old copy of the one",
		"init -dir . -url https://a.example/x":                            "is there already",
		"issue -dir DIR -o x.jwt":                                         "there is no school",
		"issue -dir DIR -o x.txt":                                         "the ending says what to write",
		"issue -dir DIR":                                                  "issue needs -o",
		"issue -dir DIR -o x.jwt -again":                                  "-again needs -id",
		"issue -dir DIR -o x.jwt -id x":                                   "expected an absolute URL",
		"issue -dir DIR -o x.jwt -recipient ada@example.org":              "expected TYPE=VALUE",
		"issue -dir DIR -o x.jwt -recipient emailAddress=ada":             "expected an address of e-mail",
		"issue -dir DIR -o x.jwt -recipient email=a@example.org":          "expected an identifier type",
		"issue -dir DIR -o x.jwt -recipient id=ada":                       "absolute URL",
		"issue -dir DIR -o x.jwt -recipient id=urn:a -recipient id=urn:b": "given before",
		"publish -dir DIR":                                                "publish needs -o",
		"publish -dir DIR -o x -lifetime -1h":                             "a minute or more",
		"recover -dir DIR":                                                "recover needs -o",
		"revoke -dir DIR":                                                 "revoke needs -id",
		"revoke -dir DIR -id urn:x":                                       "revoke needs -reason",
		"suspend -dir DIR -id urn:x":                                      "suspend needs -reason",
		"reinstate -dir DIR -id urn:x":                                    "reinstate needs -reason",
		"revoke -dir DIR -id x -reason y":                                 "expected an absolute URL",
		"revoke -dir DIR -id urn:x -reason x y":                           "is no flag",
		"show -dir DIR":                                                   "there is no school",
	} {
		var out, err bytes.Buffer
		exit := run(context.Background(), strings.Fields(strings.ReplaceAll(line, "DIR", filepath.Join(dir, "none"))), &out, &err, time.Now)
		require.Equal(t, exitUsage, exit, "%s: %s", line, &err)
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

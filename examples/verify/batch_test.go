package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// mixed is a folder of badges, good, forged, ended and no badges at all, and a
// list of them in which some cannot be read.
func mixed(t *testing.T) (names []string) {
	t.Helper()
	dir := t.TempDir()
	good, forged, windows := award(t), impostor(t), append(award(t), "\r\n"...)
	ended := award(t, func(c *credential.Credential) { c.ValidUntil = issuedAt.AddDate(0, 0, 1) })
	for i := range 12 {
		for kind, data := range [][]byte{good, forged, ended, windows, []byte("no badge"), nil} {
			name := filepath.Join(dir, fmt.Sprintf("%02d-%d.jwt", i, kind))
			if data != nil {
				save(t, dir, filepath.Base(name), data)
			}
			names = append(names, name)
		}
	}
	return names
}

// Whatever the form, the verdict on each of many is the one on it alone, in the
// order in which they were named.
func TestManyAreJudgedAsEachAlone(t *testing.T) {
	names := mixed(t)
	for _, trust := range []string{"-any-issuer", "-proof-only"} {
		var alone []string
		for _, name := range names[:6] {
			out := command(t, nil, trust, "-json", name)
			alone = append(alone, strings.TrimPrefix(strings.TrimSpace(out.stdout), "{"))
		}
		out := command(t, nil, append([]string{trust, "-json"}, names...)...)
		require.Equal(t, exitRefused, out.exit)
		require.Empty(t, out.stderr)
		lines := strings.Split(strings.TrimSpace(out.stdout), "\n")
		require.Len(t, lines, len(names))
		for i, line := range lines {
			file, err := json.Marshal(names[i])
			require.NoError(t, err)
			want := strings.ReplaceAll(alone[i%6], filepath.Base(names[i%6]), filepath.Base(names[i]))
			require.Equal(t, `{"file":`+string(file)+","+want, line)
		}

		out = command(t, nil, append([]string{trust, "-csv"}, names...)...)
		rows, err := csv.NewReader(strings.NewReader(out.stdout)).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, len(names)+1)
		for i, row := range rows[1:] {
			require.Equal(t, names[i], row[0])
			require.Equal(t, rows[1+i%6][1:4], row[1:4])
		}
	}
	out := command(t, nil, append([]string{"-any-issuer"}, names...)...)
	lines := strings.Split(out.stdout, "\n")
	for i, name := range names {
		word := []string{"accepted", "refused", "refused", "accepted", "refused", "not read"}[i%6]
		require.Regexp(t, "^"+word+" +"+name+" ", lines[i])
	}
	require.Equal(t, "24 accepted, 36 refused, 0 undecided, 12 not read", lines[len(names)+1])
}

func TestAPersonAtATerminalSeesHowFarALongBatchIs(t *testing.T) {
	terminal, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // a device for characters, as a terminal is
	require.NoError(t, err)
	defer terminal.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "verdicts"))
	require.NoError(t, err)
	defer file.Close()
	for name, c := range map[string]struct {
		stdout, stderr io.Writer
		total          int
		told           bool
	}{
		"into a file":        {file, terminal, long, true},
		"into a program":     {new(bytes.Buffer), terminal, long, true},
		"a short one":        {file, terminal, long - 1, false},
		"the lines are seen": {terminal, terminal, long, false},
		"nobody looks":       {file, file, long, false},
		"nobody can look":    {file, new(bytes.Buffer), long, false},
	} {
		require.Equal(t, c.told, newProgress(c.stdout, c.stderr, c.total).w != nil, name)
	}

	var screen bytes.Buffer
	p := &progress{w: &screen, total: 250}
	for range 250 {
		p.step()
	}
	p.close()
	require.Equal(t, "\rverify: 100 of 250\rverify: 200 of 250\r\x1b[K", screen.String())
	silent := &progress{total: 250}
	for range 250 {
		silent.step()
	}
	silent.close()
}

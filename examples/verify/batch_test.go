package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

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

// untimed takes out of JSON what is never the same twice.
func untimed(text string) string { return timed.ReplaceAllString(text, "") }

var timed = regexp.MustCompile(`,"tookMicroseconds":\d+`)

// Whatever the form, the verdict on each of many is the one on it alone, in the
// order in which they were named.
func TestManyAreJudgedAsEachAlone(t *testing.T) {
	names := mixed(t)
	for _, trust := range []string{"-any-issuer", "-proof-only"} {
		var alone []string
		for _, name := range names[:6] {
			out := command(t, nil, trust, "-json", name)
			alone = append(alone, strings.TrimPrefix(strings.TrimSpace(untimed(out.stdout)), "{"))
		}
		out := command(t, nil, append([]string{trust, "-json"}, names...)...)
		out.stdout = untimed(out.stdout)
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

// screen is a terminal that somebody sits before.
type screen struct {
	bytes.Buffer
	os.FileInfo
}

func (s *screen) Stat() (os.FileInfo, error) { return s, nil }
func (s *screen) Mode() os.FileMode          { return os.ModeDevice | os.ModeCharDevice }

func TestAPersonAtATerminalSeesHowFarALongBatchIs(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "verdicts"))
	require.NoError(t, err)
	defer file.Close()
	good := save(t, t.TempDir(), "good.jwt", award(t))
	judge := func(stdout, stderr io.Writer, files int) {
		args := append([]string{"-any-issuer"}, slices.Repeat([]string{good}, files)...)
		require.Equal(t, exitAccepted, run(t.Context(), args, nil, stdout, stderr, func() time.Time { return judgedAt }))
	}
	for _, stdout := range []io.Writer{file, new(bytes.Buffer)} {
		var stderr screen
		judge(stdout, &stderr, long)
		require.Equal(t, "\rverify: 100 of 500\rverify: 200 of 500\rverify: 300 of 500\rverify: 400 of 500\rverify: 500 of 500\r\x1b[K", stderr.String())
	}
	var short, seen, stdout screen
	var log bytes.Buffer
	judge(file, &short, long-1)
	judge(&stdout, &seen, long)
	judge(file, &log, long)
	judge(file, file, long)
	require.Empty(t, short.String(), "nobody has to wait")
	require.Empty(t, seen.String(), "the verdicts pass by there")
	require.Empty(t, log.String(), "no terminal")
	verdicts, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	require.NotContains(t, string(verdicts), "\r", "a file is no terminal")
}

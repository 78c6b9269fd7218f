package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/award"
)

// What the package comment says, by hand.
func TestAFileOfAwardsIsAwardedOnce(t *testing.T) {
	dir := t.TempDir()
	school, file, report := filepath.Join(dir, "school"), filepath.Join(dir, "awards.csv"), filepath.Join(dir, "report.csv")
	types := func(exit int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		require.Equal(t, exit, run(context.Background(), append([]string{"-dir", school}, args...), &out, &out), out.String())
		return out.String()
	}
	rows := "recipient,credential\n"
	for n := range 100 {
		rows += fmt.Sprintf("s%d,civics\n", n)
	}
	require.NoError(t, os.WriteFile(file, []byte(rows+"zoe@school.example,civics\n"), 0o644))
	require.Contains(t, types(2, "-name", "may", file), "-init makes one")
	types(0, "-init", "-url", "https://school.example/status")
	types(2, "-init", "-url", "https://school.example/status")
	types(2, file)
	require.Contains(t, types(1, "-name", "may", "-dry-run", file), "good: 100\nrefused: 1\n")
	require.Contains(t, types(1, "-name", "may", "-all-or-nothing", file), "nothing was awarded")
	badges := func() int {
		found, err := filepath.Glob(filepath.Join(school, "badges", "*.jwt"))
		require.NoError(t, err)
		return len(found)
	}
	require.Zero(t, badges())

	ended, cancel := context.WithCancel(context.Background())
	cancel()
	var out bytes.Buffer
	require.Equal(t, 2, run(ended, []string{"-dir", school, "-name", "may", file}, &out, &out))
	require.Contains(t, out.String(), "run it again to go on")

	said := types(1, "-name", "may", "-report", report, file)
	require.Contains(t, said, "awarded: 100\nrefused: 1\n")
	require.Contains(t, said, "\n100%: 101 rows, 1 refused\n")
	require.NotContains(t, said, "\r", "that is no terminal")
	require.Equal(t, 100, badges())
	require.Contains(t, types(1, "-name", "may", file), "already: 100\nrefused: 1\n")
	require.Equal(t, 100, badges())
	text, err := os.ReadFile(report)
	require.NoError(t, err)
	require.Equal(t, 102, strings.Count(string(text), "\n"))
}

func TestABarOnATerminalAndLinesElsewhere(t *testing.T) {
	var bar, lines bytes.Buffer
	onTerminal, elsewhere := progress(&bar, true), progress(&lines, false)
	for n := range 1000 {
		p := award.Progress{Rows: n + 1, Refused: n / 100, Read: int64(n + 1), Size: 1000}
		onTerminal(p)
		elsewhere(p)
	}
	require.NotContains(t, bar.String(), "\n")
	require.Equal(t, 101, strings.Count(bar.String(), "\r"), "once for each percent")
	require.True(t, strings.HasSuffix(bar.String(), "\r["+strings.Repeat("#", 40)+"] 100%, 1000 rows, 9 refused"))
	require.Contains(t, bar.String(), "["+strings.Repeat("#", 20)+strings.Repeat(".", 20)+"]  50%")
	require.Equal(t, 10, strings.Count(lines.String(), "\n"))
	require.NotContains(t, lines.String(), "\r")
}

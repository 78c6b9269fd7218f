package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func readme(t *testing.T, pattern string) (found []string) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	found = slices.Compact(found)
	require.NotEmpty(t, found)
	return found
}

func TestTheReadmeNamesEveryDirectoryBesideTheDistrict(t *testing.T) {
	tw := newRealTown(t)
	require.NotEmpty(t, tw.link("ana@pine.example"), "mail was put somewhere")
	names, err := filepath.Glob(tw.dir + "-*")
	require.NoError(t, err)
	for i, name := range names {
		names[i] = strings.TrimPrefix(name, tw.dir)
	}
	slices.Sort(names)
	require.Equal(t, names, readme(t, "`portal-data(-[a-z]+)`"))
	var help bytes.Buffer
	require.ErrorIs(t, run(t.Context(), []string{"-h"}, &help, &help), flag.ErrHelp)
	for _, name := range names {
		require.Contains(t, help.String(), "DIR"+name)
	}
}

func TestTheReadmeNamesFlagsAndTestsThatAreThere(t *testing.T) {
	var help bytes.Buffer
	require.ErrorIs(t, run(t.Context(), []string{"-h"}, &help, &help), flag.ErrHelp)
	for _, name := range readme(t, "[ `]-([a-z]{2,})\\b") {
		require.Regexp(t, `(?m)^  -`+name+`( |$)`, help.String())
	}
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	var declared strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		declared.Write(text)
	}
	for _, name := range readme(t, `\b(Test[A-Z]\w+)`) {
		require.Contains(t, declared.String(), "func "+name+"(t *testing.T)")
	}
}

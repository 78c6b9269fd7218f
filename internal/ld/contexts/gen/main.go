// Command gen writes the files of package contexts: the context documents from
// the npm packages that the manifest names, and the licences of these packages.
//
//	go run ./internal/ld/contexts/gen          write what is missing or different, delete what is left over
//	go run ./internal/ld/contexts/gen -check   write nothing; say what would change, and exit 1 if anything would
//
// It needs npm and node, and npm's registry. A package is data here: nothing of
// it is installed, and the one package that has its documents as JavaScript is
// evaluated apart. Whatever comes out must have the digest that the manifest
// names, or nothing is written: a package that has changed, or that is not what
// it was taken for, is noticed before its terms are anywhere.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
)

func main() {
	check := flag.Bool("check", false, "write nothing; exit 1 if anything would change")
	dir := flag.String("dir", "internal/ld/contexts", "the folder of package contexts")
	flag.Parse()

	want, err := rebuild(contexts.All(), npm)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(2)
	}
	changes, err := update(*dir, want, *check)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(2)
	}
	for _, change := range changes {
		fmt.Println(change)
	}
	if *check && len(changes) > 0 {
		fmt.Fprintln(os.Stderr, "gen: the files are not what gen writes; run go run ./internal/ld/contexts/gen")
		os.Exit(1)
	}
}

// licences is the file that the licences of the packages are collected in.
const licences = "LICENCES.txt"

const licencesHead = `The documents in the folder data are from the packages below: their values, with
white space of this project. Each part is the licence file of one package as it
stands in the package. Documents that are not named here were written down by
this project, from the terms they define, and are under its own licence.
`

// update makes the files below dir equal to want and returns one line for each
// that is missing, different or left over.
func update(dir string, want map[string][]byte, check bool) ([]string, error) {
	have := []string{}
	entries, err := os.ReadDir(filepath.Join(dir, "data"))
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		have = append(have, "data/"+entry.Name())
	}

	var changes []string
	for path, file := range want {
		full := filepath.Join(dir, filepath.FromSlash(path))
		old, err := os.ReadFile(full)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			changes = append(changes, "missing: "+path)
		case err != nil:
			return nil, err
		case bytes.Equal(old, file):
			continue
		default:
			changes = append(changes, "different: "+path)
		}
		if check {
			continue
		}
		if err := os.WriteFile(full, file, 0o644); err != nil {
			return nil, err
		}
	}
	for _, path := range have {
		if _, wanted := want[path]; wanted {
			continue
		}
		changes = append(changes, "left over: "+path)
		if check {
			continue
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(path))); err != nil {
			return nil, err
		}
	}
	slices.Sort(changes)
	return changes, nil
}

// A release is one version of a package.
type release struct{ name, version string }

func (r release) String() string { return r.name + " " + r.version }

// licenceText collects the licence files, under the names of the documents that
// each is for.
func licenceText(documents map[release][]string, texts map[release][]byte) []byte {
	releases := []release{}
	for r := range documents {
		releases = append(releases, r)
	}
	slices.SortFunc(releases, func(a, b release) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.version, b.version))
	})
	text := []byte(licencesHead)
	for _, r := range releases {
		text = fmt.Appendf(text, "\n\n==== %s\n", r)
		for _, file := range documents[r] {
			text = fmt.Appendf(text, "==== data/%s\n", file)
		}
		text = append(text, '\n')
		text = append(text, bytes.TrimRight(texts[r], "\n")...)
		text = append(text, '\n')
	}
	return text
}

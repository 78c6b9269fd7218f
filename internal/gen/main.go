// Command gen writes the corpus of package testdata: every vector, the manifest of
// them, and the golden badges, from keys that are derived from public words, so that anybody
// can write it again.
//
//	go run ./internal/gen          write what is missing or different
//	go run ./internal/gen -prune   the same, and delete the files that it does not write
//	go run ./internal/gen -check   write nothing; say what would change, and exit 1 if anything would
//
// A file that it does not write may be somebody's new vector, so without -prune
// it writes nothing and names those files.
//
// The vectors are forged with plain cryptography and text, never with the
// library that they are to test, except those of issuing.go and of the function
// positive. A vector is one call in the file of its family: how it is made, what
// must come of it, and why.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "write nothing; exit 1 if anything would change")
	prune := flag.Bool("prune", false, "delete the files that are left over")
	dir := flag.String("dir", "testdata", "the folder of package testdata")
	flag.Parse()

	how := write
	switch {
	case *check:
		how = compare
	case *prune:
		how = writeAndDelete
	}
	files, err := withManifest(*dir, corpus())
	var changes []string
	if err == nil {
		changes, err = update(*dir, files, how)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(2)
	}
	for _, change := range changes {
		fmt.Println(change)
	}
	if *check && len(changes) > 0 {
		fmt.Fprintln(os.Stderr, "gen: the corpus is not what internal/gen writes; run go run ./internal/gen")
		os.Exit(1)
	}
}

// corpus returns every file, by its path below the package's folder.
func corpus() map[string][]byte {
	b := &book{files: map[string][]byte{}}
	jws(b)
	jwsClaims(b)
	jsonText(b)
	keys(b)
	clock(b)
	semantics(b)
	issuing(b)
	embeddedProofs(b)
	canon(b)
	dataModel(b)
	presentations(b)
	resolution(b)
	statusLists(b)
	published(b)
	neighbours(b)
	linked(b)
	lists(b)
	revocationLists(b)
	bakedPNG(b)
	bakedSVG(b)
	carried(b)
	b.close()
	return b.files
}

// A mode says what update does about what differs.
type mode int

const (
	compare mode = iota // say so
	write
	writeAndDelete
)

// update makes the vectors, their manifest and the golden badges below dir equal to want and returns one line for
// each file that is missing, different or left over.
// To write beside a file that is left over is an error, and writes nothing.
func update(dir string, want map[string][]byte, how mode) ([]string, error) {
	have, err := existing(dir)
	if err != nil {
		return nil, err
	}
	var changes []string
	if how == write {
		for _, path := range slices.Sorted(maps.Keys(have)) {
			if _, wanted := want[path]; !wanted {
				changes = append(changes, path)
			}
		}
		if len(changes) > 0 {
			return nil, fmt.Errorf("these files are none that it writes; add a line to the file of their family in internal/gen, or delete them with -prune:\n  %s",
				strings.Join(changes, "\n  "))
		}
	}
	for path, file := range want {
		old, found := have[path]
		if found && same(old, file) {
			continue
		}
		word := "different: "
		if !found {
			word = "missing: "
		}
		changes = append(changes, word+path)
		if how == compare {
			continue
		}
		full := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(full, file, 0o644); err != nil {
			return nil, err
		}
	}
	for path := range have {
		if _, wanted := want[path]; wanted {
			continue
		}
		changes = append(changes, "left over: "+path)
		if how == compare {
			continue
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(path))); err != nil {
			return nil, err
		}
	}
	slices.Sort(changes)
	return changes, nil
}

func existing(dir string) (map[string][]byte, error) {
	have := map[string][]byte{}
	root := os.DirFS(dir)
	for _, folder := range []string{"vectors", "golden", manifestPath} {
		err := fs.WalkDir(root, folder, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil || entry.IsDir():
				return err
			}
			have[path], err = fs.ReadFile(root, path)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return have, nil
}

// same reports whether two vector files say the same. Compressed bodies are
// compared unfolded: another release of Go may pack them differently.
func same(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	headA, bodyA, _ := bytes.Cut(a, []byte("\n\n"))
	headB, bodyB, _ := bytes.Cut(b, []byte("\n\n"))
	if !bytes.Equal(unfoldAnswers(headA), unfoldAnswers(headB)) {
		return false
	}
	if !bytes.Contains(headA, []byte("\nbody: gzip")) {
		return bytes.Equal(bodyA, bodyB)
	}
	unfoldedA, errA := unfold(bodyA)
	unfoldedB, errB := unfold(bodyB)
	return errA == nil && errB == nil && bytes.Equal(unfoldedA, unfoldedB)
}

// unfoldAnswers replaces the packed bodies of the answers in a header by what they
// unfold to, or their digest would be that of a release of Go.
func unfoldAnswers(head []byte) []byte {
	lines := bytes.Split(head, []byte("\n"))
	for i, line := range lines {
		before, text, packed := bytes.Cut(line, []byte(" gzip "))
		if !packed || !bytes.HasPrefix(line, []byte("answer: ")) {
			continue
		}
		body, err := base64.StdEncoding.DecodeString(string(text))
		if err == nil {
			body, err = unfold(body)
		}
		if err == nil {
			lines[i] = slices.Concat(before, []byte(" unfolded "), body)
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

func unfold(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Command gen writes the corpus of package testdata: every vector, and the
// golden badges, from keys that are derived from public words, so that anybody
// can write it again.
//
//	go run ./internal/gen          write what is missing or different, delete what is left over
//	go run ./internal/gen -check   write nothing; say what would change, and exit 1 if anything would
//
// The vectors are forged with plain cryptography and text, never with the
// library that they are to test, except those of issuing.go. A vector is one call in the file of its
// family: how it is made, what must come of it, and why.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	check := flag.Bool("check", false, "write nothing; exit 1 if anything would change")
	dir := flag.String("dir", "testdata", "the folder of package testdata")
	flag.Parse()

	changes, err := update(*dir, corpus(), *check)
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
	b.close()
	return b.files
}

// update makes the vectors and the golden badges below dir equal to want and returns one line for
// each file that is missing, different or left over.
func update(dir string, want map[string][]byte, check bool) ([]string, error) {
	have, err := existing(dir)
	if err != nil {
		return nil, err
	}
	var changes []string
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
		if check {
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

func existing(dir string) (map[string][]byte, error) {
	have := map[string][]byte{}
	root := os.DirFS(dir)
	for _, folder := range []string{"vectors", "golden"} {
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
	if !bytes.Equal(headA, headB) || !bytes.Contains(headA, []byte("\nbody: gzip")) {
		return false
	}
	unfoldedA, errA := unfold(bodyA)
	unfoldedB, errB := unfold(bodyB)
	return errA == nil && errB == nil && bytes.Equal(unfoldedA, unfoldedB)
}

func unfold(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

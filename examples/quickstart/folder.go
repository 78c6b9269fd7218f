package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A file is what is to stand under a name, which has slashes and is relative.
type file struct {
	name string
	data []byte
}

// manifest is the name of the list of files that quickstart made, in the form
// that sha256sum writes. What is not in it, or has changed since, is somebody's
// work, or somebody's key, and is left alone.
const manifest = ".quickstart"

// write puts the files into dir, and returns how many it replaced. Before it
// touches any of them it makes sure that all that it would replace are its own.
func write(dir string, files []file) (replaced int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()

	own, err := readManifest(root)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", filepath.Join(dir, manifest), err)
	}
	var list strings.Builder
	written := map[string]bool{}
	for _, f := range files {
		if written[f.name] {
			continue // one badge may be shown twice
		}
		written[f.name] = true
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(f.data), f.name)
		there, err := root.ReadFile(f.name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return 0, fmt.Errorf("in %s: %w", dir, err)
		case len(own[f.name]) == 0:
			return 0, fmt.Errorf("%s is there already, and not by quickstart,\nso nothing was written. Remove it, or name another folder with -o", filepath.Join(dir, f.name))
		case !slices.Contains(own[f.name], fmt.Sprintf("%x", sha256.Sum256(there))):
			return 0, fmt.Errorf("%s was changed since quickstart wrote it,\nso nothing was written. Remove it, or name another folder with -o", filepath.Join(dir, f.name))
		default:
			replaced++
		}
	}
	// A run that is cut short must not leave files that the next one takes for
	// somebody's: until all is done the list has both what was and what will be.
	final := file{manifest, []byte(list.String())}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		for _, digest := range own[name] {
			fmt.Fprintf(&list, "%s  %s\n", digest, name)
		}
	}
	for _, f := range slices.Concat([]file{{manifest, []byte(list.String())}}, files, []file{final}) {
		if err := replace(root, f); err != nil {
			return 0, fmt.Errorf("in %s: %w", dir, err)
		}
	}
	return replaced, nil
}

// beside is where a file is written before it gets its name.
const beside = manifest + ".tmp"

// replace puts a whole file in the place of what is there rather than write into
// it, so that permissions are those of a new file, a link is not followed, and
// half a file never has the name.
func replace(root *os.Root, f file) error {
	if err := root.MkdirAll(path.Dir(f.name), 0o755); err != nil {
		return err
	}
	if err := root.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	mode := fs.FileMode(0o644)
	if f.name == keyFile {
		mode = 0o600
	}
	if err := root.WriteFile(beside, f.data, mode); err != nil {
		return err
	}
	return root.Rename(beside, f.name)
}

// readManifest returns the digests of every file that quickstart made: several
// where a run was cut short.
func readManifest(root *os.Root) (map[string][]string, error) {
	data, err := root.ReadFile(manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	own := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		digest, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || len(digest) != 2*sha256.Size {
			return nil, errors.New("this is not the list that quickstart keeps; remove it, or name another folder with -o")
		}
		own[name] = append(own[name], digest)
	}
	return own, err
}

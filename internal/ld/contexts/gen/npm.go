package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// npm returns the files of a package, by their paths in it.
func npm(r release) (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "contexts-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	pack := exec.Command("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", dir, r.name+"@"+r.version)
	pack.Dir = dir
	if _, err := output(pack); err != nil {
		return nil, err
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil {
		return nil, err
	}
	if len(archives) != 1 {
		return nil, fmt.Errorf("npm pack: expected one archive, found %d", len(archives))
	}
	archive, err := os.ReadFile(archives[0])
	if err != nil {
		return nil, err
	}
	return unpack(archive)
}

// unpacked is the most bytes that the archive of a package may unfold to.
const unpacked = 16 << 20

// unpack reads the archive of a package, whose files stand in one folder of any
// name. Nothing of it is written to disk, so that its paths lead nowhere.
func unpack(archive []byte) (map[string][]byte, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	limited := &io.LimitedReader{R: unzipped, N: unpacked}
	for entries := tar.NewReader(limited); ; {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err == nil && entry.Typeflag == tar.TypeReg {
			_, name, _ := strings.Cut(entry.Name, "/")
			files[name], err = io.ReadAll(entries)
		}
		if limited.N == 0 {
			return nil, fmt.Errorf("expected an archive of at most %d bytes, found more", unpacked)
		}
		if err != nil {
			return nil, err
		}
	}
}

// evaluate prints what a module without imports exports. The module gets a global
// object of its own with nothing in it, so that one that reaches for the system
// by accident or by habit fails. That is no wall against an attacker: whoever
// runs this trusts the package as they trust any that npm gives them.
const evaluate = `
const exported = {exports: {}};
const source = require("node:fs").readFileSync(0, "utf8");
require("node:vm").runInNewContext(source, {module: exported});
process.stdout.write(JSON.stringify(exported.exports));
`

// exports is what a CommonJS module exports, as JSON.
func exports(source []byte) ([]byte, error) {
	node := exec.Command("node", "-e", evaluate)
	node.Stdin = bytes.NewReader(source)
	return output(node)
}

func output(cmd *exec.Cmd) ([]byte, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, bytes.TrimSpace(said.Bytes()))
	}
	return out, nil
}

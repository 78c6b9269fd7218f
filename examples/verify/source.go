package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/examples/internal/outside"
)

// A source is a badge that has yet to be read.
type source struct {
	name string
	read func() ([]byte, error)
}

// badge reads the source. An editor of another system ends a file in CR LF, which
// stands for the one line feed that the library passes over. Nothing else is
// taken off.
func (s source) badge() ([]byte, error) {
	data, err := s.read()
	if err != nil {
		return nil, err
	}
	if text, ok := bytes.CutSuffix(data, []byte("\r\n")); ok && !outside.IsPicture(data) {
		data = append(text, '\n')
	}
	return data, nil
}

// find returns the badges that the command line names, and whether they are to
// be reported as several.
func find(names []string, stdin io.Reader, stderr io.Writer) (sources []source, several bool, err error) {
	if len(names) == 0 {
		return []source{{"standard input", func() ([]byte, error) {
			return outside.ReadBounded(stdin)
		}}}, false, nil
	}
	several = len(names) > 1
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || !info.IsDir() {
			sources = append(sources, file(name))
			continue
		}
		several = true
		inside, err := directory(name, stderr)
		if err != nil {
			return nil, false, err
		}
		sources = append(sources, inside...)
	}
	return sources, several, nil
}

func file(name string) source {
	return source{name, func() ([]byte, error) {
		return outside.ReadFile(name)
	}}
}

// directory returns the badges that stand directly in a directory. What it
// leaves out it says, so that nobody takes the rest for judged.
func directory(name string, stderr io.Writer) ([]source, error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, err
	}
	var sources []source
	var rest []string
	for _, e := range entries {
		switch {
		case e.IsDir():
			rest = append(rest, e.Name()+string(filepath.Separator))
		case isBadge(e.Name()):
			sources = append(sources, file(filepath.Join(name, e.Name())))
		case !strings.HasPrefix(e.Name(), "."):
			rest = append(rest, e.Name())
		}
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("%s holds no file that ends in .jwt, .jws, .json, .png, .svg, .pdf or .zip", name)
	}
	if len(rest) > 0 {
		fmt.Fprintf(stderr, "verify: not judged in %s: %s\n", name, clean(strings.Join(rest, ", ")))
	}
	return sources, nil
}

func isBadge(name string) bool {
	return !strings.HasPrefix(name, ".") &&
		slices.Contains([]string{".jwt", ".jws", ".json", ".png", ".svg", ".pdf", ".zip"}, strings.ToLower(filepath.Ext(name)))
}

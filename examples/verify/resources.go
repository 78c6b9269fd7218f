package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// checkResources reads the file of -resources as strictly as a badge: a name
// that stands there twice, or a path that leads nowhere, would make a verdict
// depend on who reads it.
func checkResources(name string) error {
	if err := regular(name); err != nil {
		return err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	entries, err := readResources(data)
	if err != nil {
		return fmt.Errorf("-resources %s: %w", name, err)
	}
	for _, e := range entries {
		path := filepath.FromSlash(e.path)
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(name), path)
		}
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("-resources %s: %s: %w", name, e.url, err)
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("-resources %s: %s: %s is no file", name, e.url, path)
		}
	}
	return nil
}

type resource struct{ url, path string }

// pair is one member of an object that credential.Parse has found well formed.
var pair = regexp.MustCompile(`^"([^"]*)"\s*:\s*"([^"]*)"\s*(,\s*|\})`)

func readResources(data []byte) ([]resource, error) {
	if credential.Detect(data) != credential.ContainerJSON {
		return nil, fmt.Errorf("expected a JSON object from URL to path")
	}
	if _, err := credential.Parse(data); err != nil {
		return nil, err
	}
	rest := strings.TrimSpace(string(data))
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "{"), " \t\r\n")
	if strings.Contains(rest, `\`) {
		return nil, fmt.Errorf(`expected URLs and paths without \; paths are written with /`)
	}
	var entries []resource
	for rest != "}" && rest != "" {
		m := pair.FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("expected a string for every URL, the path of its document; found %.40q", rest)
		}
		u, err := url.Parse(m[1])
		switch {
		case err != nil || !u.IsAbs():
			return nil, fmt.Errorf("expected an absolute URL, found %q", m[1])
		case m[2] == "":
			return nil, fmt.Errorf("%s: expected a path, found none", m[1])
		}
		entries = append(entries, resource{m[1], m[2]})
		rest = rest[len(m[0]):]
	}
	return entries, nil
}

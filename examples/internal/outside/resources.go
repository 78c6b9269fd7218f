// Package outside is what a command that judges badges sees of the world beyond them:
// nothing, the documents of its flag -resources, or the network of -online.
package outside

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A World is what is seen. Its zero value is nothing but the built-in contexts.
type World struct {
	Fetcher  verify.Fetcher       // nil: no network
	Contexts *credential.Contexts // nil: the built-in ones
}

// Open returns what the flags let a command see: the network for online, and else the
// documents of resources, a file that says which path stands for which URL, or a folder
// in which HOST/PATH stands for https://HOST/PATH; "" is none.
func Open(resources string, online bool) (World, error) {
	switch {
	case online:
		return World{Fetcher: &verify.HTTPFetcher{}}, nil
	case resources == "":
		return World{}, nil
	}
	if info, err := os.Stat(resources); err == nil && info.IsDir() {
		folder, err := os.OpenRoot(resources) // no link in it leads out of it
		if err != nil {
			return World{}, fmt.Errorf("-resources: %w", err)
		}
		return World{Fetcher: verify.FetchFS(folder.FS())}, nil
	}
	var w World
	documents, err := readDocuments(resources)
	if err != nil {
		return w, err
	}
	found := verify.FetchMap{}
	contexts := credential.StandardContexts()
	for _, d := range documents {
		found[d.url] = d.data
		if contexts.Has(d.url) || !isContext(d.data) {
			continue // built-in contexts win
		}
		if contexts, err = contexts.With(d.url, d.data); err != nil {
			return w, fmt.Errorf("-resources %s: %w", resources, err)
		}
	}
	return World{found, contexts}, nil
}

// isContext tells a context document from what else a URL may stand for: it has an
// @context, and no id and type of something that it would describe.
func isContext(data []byte) bool {
	if credential.Detect(data) != credential.ContainerJSON {
		return false
	}
	document, err := credential.Parse(data)
	if err != nil {
		return false
	}
	view, err := document.Unverified()
	if err != nil {
		return false
	}
	_, context := view.Lookup("/@context")
	_, id := view.Lookup("/id")
	_, kind := view.Lookup("/type")
	return context && !id && !kind
}

// A document is one that a URL stands for.
type document struct {
	resource
	data []byte
}

// readDocuments reads the file of -resources as strictly as a badge, and every file
// that it names: a name that stands there twice, or a path that leads nowhere, would
// make a verdict depend on who reads it.
func readDocuments(name string) ([]document, error) {
	data, err := ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("-resources %s: %w", name, err)
	}
	entries, err := readResources(data)
	if err != nil {
		return nil, fmt.Errorf("-resources %s: %w", name, err)
	}
	var documents []document
	for _, e := range entries {
		path := filepath.FromSlash(e.path)
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(name), path)
		}
		data, err := ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("-resources %s: %s: %w", name, e.url, err)
		}
		documents = append(documents, document{e, data})
	}
	return documents, nil
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
		case u.Scheme == "did":
			return nil, fmt.Errorf("expected the URL of a document, found %q: the document of did:web:HOST is looked up at https://HOST/.well-known/did.json, that of did:web:HOST:PATH at https://HOST/PATH/did.json", m[1])
		case m[2] == "":
			return nil, fmt.Errorf("%s: expected a path, found none", m[1])
		}
		entries = append(entries, resource{m[1], m[2]})
		rest = rest[len(m[0]):]
	}
	return entries, nil
}

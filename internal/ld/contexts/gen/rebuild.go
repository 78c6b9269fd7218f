package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// additions are the members by which an edition differs from the document of its
// package, as they stand at the end of its @context. The verifiers that have this
// edition read endorsementJwt as a set of strings and jti as an IRI.
var additions = map[string]string{
	contexts.EndorsementJwt: `"endorsementJwt": {
		"@id": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt",
		"@container": "@set"
	},
	"jti": {
		"@id": "https://www.iana.org/assignments/jwt#jti",
		"@type": "@id"
	}`,
}

// rebuild returns every file of package contexts that is not code, by its path
// below the package's folder. open gives the files of a package by their paths.
// The error names every document that is not the one of the manifest.
func rebuild(documents []contexts.Document, open func(release) (map[string][]byte, error)) (map[string][]byte, error) {
	packages := map[release]map[string][]byte{}
	named := map[release][]string{}
	texts := map[release][]byte{}
	files := map[string][]byte{}
	var problems []error
	for _, d := range documents {
		source := d.Data
		if d.Source.Package != "" {
			r := release{d.Source.Package, d.Source.Version}
			if packages[r] == nil {
				got, err := open(r)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", r, err)
				}
				packages[r] = got
			}
			var err error
			if texts[r], err = licence(packages[r]); err != nil {
				return nil, fmt.Errorf("%s: %w", r, err)
			}
			named[r] = append(named[r], d.File)
			if source, err = extract(packages[r], d.Source.Path); err != nil {
				return nil, fmt.Errorf("%s: %w", r, err)
			}
		}
		file, err := document(source, additions[d.Edition])
		if err != nil {
			problems = append(problems, fmt.Errorf("%s, %s: %w", d.File, d.Source, err))
			continue
		}
		if sum := digest(file); sum != d.DataDigest {
			problems = append(problems, fmt.Errorf("%s, %s: expected a document of digest %q, as in the manifest, found %q", d.File, d.Source, d.DataDigest, sum))
		}
		files["data/"+d.File] = file
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	files[licences] = licenceText(named, texts)
	return files, nil
}

// document is source in our layout, with the added members at the end of its
// @context.
func document(source []byte, added string) ([]byte, error) {
	tape, err := strictjson.Parse(source, strictjson.Limits{})
	if err != nil {
		return nil, err
	}
	context := tape.Root().Get("@context")
	if context.Kind() != strictjson.Object {
		return nil, fmt.Errorf("expected an object in @context, found %s", context.Kind())
	}
	if added == "" {
		return layout(tape.Root()), nil
	}
	_, end := context.Span()
	changed := append([]byte{}, source[:end-1]...)
	changed = append(append(append(changed, ','), added...), source[end-1:]...)
	return document(changed, "")
}

// extract is the JSON text of a document, which packages have as JSON or as a
// module of JavaScript.
func extract(files map[string][]byte, name string) ([]byte, error) {
	source, found := files[name]
	if !found {
		return nil, fmt.Errorf("expected a file %s, found none", name)
	}
	if path.Ext(name) == ".js" {
		return exports(source)
	}
	return source, nil
}

// licence is the one licence file of a package.
func licence(files map[string][]byte) ([]byte, error) {
	var names []string
	for name := range files {
		if strings.HasPrefix(name, "LICENSE") {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		return nil, fmt.Errorf("expected one licence file, found %d", len(names))
	}
	return files[names[0]], nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

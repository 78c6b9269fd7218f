package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// packages gives, in place of npm, packages that have the documents of the
// manifest as they stand in the project.
func packages(t *testing.T) map[release]map[string][]byte {
	t.Helper()
	have := map[release]map[string][]byte{}
	for _, d := range contexts.All() {
		if d.Source.Package == "" || d.Edition != "" {
			continue
		}
		r := release{d.Source.Package, d.Source.Version}
		if have[r] == nil {
			have[r] = map[string][]byte{"LICENSE.md": []byte("the licence of " + r.name + "\n\n")}
		}
		file := d.Data
		if filepath.Ext(d.Source.Path) == ".js" {
			file = append([]byte("'use strict';\nmodule.exports = "), file...)
		}
		have[r][d.Source.Path] = file
	}
	return have
}

func opener(have map[release]map[string][]byte) func(release) (map[string][]byte, error) {
	return func(r release) (map[string][]byte, error) {
		if have[r] == nil {
			return nil, errors.New("no such package")
		}
		return have[r], nil
	}
}

func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not at hand, and one package has its documents as JavaScript")
	}
}

func TestRebuildGivesTheFilesThatStand(t *testing.T) {
	needNode(t)
	files, err := rebuild(contexts.All(), opener(packages(t)))
	require.NoError(t, err)
	require.Len(t, files, len(contexts.All())+1)
	for _, d := range contexts.All() {
		require.Equal(t, string(d.Data), string(files["data/"+d.File]), d.File)
	}
	text := string(files[licences])
	require.Contains(t, text, "\n\n==== did-context 3.1.1\n==== data/did-v1.jsonld\n\nthe licence of did-context\n")
	require.NotContains(t, text, "jwk-v1")
}

// A package that has changed, or was not what it was taken for.
func TestRebuildRefusesADocumentThatIsNotTheOneOfTheManifest(t *testing.T) {
	didcontext := release{"did-context", "3.1.1"}
	const path = "contexts/did-v1.jsonld"
	did, _ := contexts.Get("https://www.w3.org/ns/did/v1")
	for name, c := range map[string]struct {
		change func(files map[string][]byte)
		want   string
	}{
		"another meaning": {func(files map[string][]byte) {
			files[path] = bytes.Replace(files[path], []byte("#controller"), []byte("#comptroller"), 1)
		}, "did-v1.jsonld, did-context 3.1.1, " + path + ": expected a document of digest \"" + did.DataDigest},
		"a second meaning": {func(files map[string][]byte) {
			files[path] = bytes.Replace(files[path], []byte(`"id": "@id"`), []byte(`"id": "@id", "id": "@type"`), 1)
		}, "duplicate member name"},
		"no document":  {func(files map[string][]byte) { files[path] = []byte("<html>") }, "not JSON"},
		"no context":   {func(files map[string][]byte) { files[path] = []byte(`{"@context": []}`) }, "expected an object in @context, found an array"},
		"no file":      {func(files map[string][]byte) { delete(files, path) }, "expected a file " + path + ", found none"},
		"no licence":   {func(files map[string][]byte) { delete(files, "LICENSE.md") }, "expected one licence file, found 0"},
		"two licences": {func(files map[string][]byte) { files["LICENSE-MIT"] = nil }, "expected one licence file, found 2"},
	} {
		t.Run(name, func(t *testing.T) {
			have := packages(t)
			c.change(have[didcontext])
			files, err := rebuild([]contexts.Document{did}, opener(have))
			require.ErrorContains(t, err, c.want)
			require.Empty(t, files)
		})
	}
	_, err := rebuild([]contexts.Document{did}, opener(nil))
	require.ErrorContains(t, err, "did-context 3.1.1: no such package")
}

// White space and the place of a member are the package's own business.
func TestRebuildTakesAnyWhiteSpace(t *testing.T) {
	did, _ := contexts.Get("https://www.w3.org/ns/did/v1")
	have := packages(t)
	files := have[release{"did-context", "3.1.1"}]
	files["contexts/did-v1.jsonld"] = bytes.ReplaceAll(files["contexts/did-v1.jsonld"], []byte("\n"), []byte("\r\n\t"))
	rebuilt, err := rebuild([]contexts.Document{did}, opener(have))
	require.NoError(t, err)
	require.Equal(t, string(did.Data), string(rebuilt["data/did-v1.jsonld"]))
}

func TestTheEditionIsThePublishedDocumentAndTwoTerms(t *testing.T) {
	const url = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	published, _ := contexts.Get(url)
	edition, _ := contexts.Edition(url, contexts.EndorsementJwt)
	got, err := document(published.Data, additions[contexts.EndorsementJwt])
	require.NoError(t, err)
	require.Equal(t, string(edition.Data), string(got))
	require.NotEqual(t, string(published.Data), string(got))

	for _, d := range contexts.All() {
		_, added := additions[d.Edition]
		require.Equal(t, d.Source.Change != "", added, "%s: what gen adds and what the manifest says of it", d.File)
	}
}

func TestUpdateWritesAndCheckOnlyTells(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "data"), 0o755))
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644))
	}
	write("data/same", "1")
	write("data/changed", "old")
	write("data/stray", "x")
	want := map[string][]byte{"data/same": []byte("1"), "data/changed": []byte("new"), "data/new": []byte("2"), "LICENCES.txt": []byte("l")}
	expected := []string{"different: data/changed", "left over: data/stray", "missing: LICENCES.txt", "missing: data/new"}

	for range 2 {
		changes, err := update(dir, want, true)
		require.NoError(t, err)
		require.Equal(t, expected, changes, "a check changes nothing")
	}
	changes, err := update(dir, want, false)
	require.NoError(t, err)
	require.Equal(t, expected, changes)
	changes, err = update(dir, want, true)
	require.NoError(t, err)
	require.Empty(t, changes)
	_, err = update(filepath.Join(dir, "elsewhere"), want, false)
	require.Error(t, err)
}

func TestUnpackReadsAnArchiveOfNpm(t *testing.T) {
	files, err := unpack(pack(t, map[string]string{"package/LICENSE": "l", "package/js/a.js": "a", "package/../b": "b"}))
	require.NoError(t, err)
	require.Equal(t, map[string][]byte{"LICENSE": []byte("l"), "js/a.js": []byte("a"), "../b": []byte("b")}, files)

	_, err = unpack(pack(t, map[string]string{"package/bomb": strings.Repeat("0", unpacked)}))
	require.ErrorContains(t, err, "expected an archive of at most")
	_, err = unpack([]byte("no archive"))
	require.Error(t, err)
	whole := pack(t, map[string]string{"package/LICENSE": "l"})
	_, err = unpack(whole[:len(whole)/2])
	require.Error(t, err)
}

func TestAModuleIsEvaluatedApart(t *testing.T) {
	needNode(t)
	out, err := exports([]byte(`/* c */ 'use strict'; const x = '@id'; module.exports = {b: {x}, "a": 1,};`))
	require.NoError(t, err)
	require.JSONEq(t, `{"b": {"x": "@id"}, "a": 1}`, string(out))
	for _, source := range []string{`require('fs')`, `process.exit(0)`, `module.exports = {`} {
		_, err := exports([]byte(source))
		require.ErrorContains(t, err, "node: ", source)
	}
}

func FuzzLayoutKeepsTheValue(f *testing.F) {
	for _, d := range contexts.All() {
		f.Add(string(d.Data))
	}
	f.Add("[]")
	f.Add(`{"<\u2028>": [{ }, [ ], {"a": [1.0, -0, null, true, "\u00e9\n"]}], "": ""}`)
	f.Add(strings.Repeat(`{"`+strings.Repeat("x", 60)+`":`, 5) + "[1,2,3]" + strings.Repeat("}", 5))
	f.Fuzz(func(t *testing.T, text string) {
		given, err := strictjson.Parse([]byte(text), strictjson.Limits{})
		if err != nil {
			t.Skip()
		}
		once := layout(given.Root())
		again, err := strictjson.Parse(once, strictjson.Limits{Name: 8 * 256, Size: 64 << 20, String: 8 << 20})
		require.NoError(t, err)
		require.True(t, given.Root().Equal(again.Root()), "%s\n%s", text, once)
		require.Equal(t, string(once), string(layout(again.Root())))
	})
}

func pack(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var archive bytes.Buffer
	zipped := gzip.NewWriter(&archive)
	entries := tar.NewWriter(zipped)
	for name, text := range files {
		require.NoError(t, entries.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text)), Typeflag: tar.TypeReg}))
		_, err := entries.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, entries.Close())
	require.NoError(t, zipped.Close())
	return archive.Bytes()
}

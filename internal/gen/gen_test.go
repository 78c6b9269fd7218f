package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

func TestTheCorpusIsWhatTheGeneratorWrites(t *testing.T) {
	if testing.Short() {
		t.Skip("makes RSA keys")
	}
	first := corpus()
	require.Equal(t, first, corpus(), "two runs must write the same bytes")
	first, err := withManifest("../../testdata", first)
	require.NoError(t, err)
	changes, err := update("../../testdata", first, compare)
	require.NoError(t, err)
	require.Empty(t, changes, "run go run ./internal/gen")
}

func TestUpdateNamesWhatDiffersAndMendsIt(t *testing.T) {
	dir := t.TempDir()
	want := map[string][]byte{"vectors/a/x.vec": []byte("x"), "vectors/b/y.vec": []byte("y"), "golden/z.jwt": []byte("z")}
	save := func(name, text string) {
		full := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
		require.NoError(t, os.WriteFile(full, []byte(text), 0o644))
	}
	save("vectors/a/x.vec", "x")
	save("vectors/b/y.vec", "another")
	save("vectors/c/old.vec", "old")
	save("README.md", "not ours")

	expected := []string{"different: vectors/b/y.vec", "left over: vectors/c/old.vec", "missing: golden/z.jwt"}
	_, err := update(dir, want, write)
	require.ErrorContains(t, err, "vectors/c/old.vec", "somebody's new vector, perhaps")
	require.ErrorContains(t, err, "-prune")
	for _, how := range []mode{compare, compare, writeAndDelete} {
		changes, err := update(dir, want, how)
		require.NoError(t, err)
		require.Equal(t, expected, changes)
	}
	for _, how := range []mode{compare, write} {
		changes, err := update(dir, want, how)
		require.NoError(t, err)
		require.Empty(t, changes)
	}
	require.FileExists(t, filepath.Join(dir, "README.md"))
	require.NoFileExists(t, filepath.Join(dir, "vectors/c/old.vec"))
}

func TestCompressedBodiesAreComparedUnfolded(t *testing.T) {
	file := func(head, body string, level int) []byte {
		var out bytes.Buffer
		out.WriteString("expect: valid\n" + head + "\n\n")
		z, err := gzip.NewWriterLevel(&out, level)
		require.NoError(t, err)
		_, err = z.Write([]byte(body))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return out.Bytes()
	}
	packed := file("body: gzip", "the same text", gzip.BestCompression)
	require.True(t, same(packed, file("body: gzip", "the same text", gzip.NoCompression)))
	require.False(t, same(packed, file("body: gzip", "another text", gzip.BestCompression)))
	require.False(t, same(packed, file("body: gzip\nat: now", "the same text", gzip.BestCompression)))
	answering := func(level int) []byte {
		var out bytes.Buffer
		z, err := gzip.NewWriterLevel(&out, level)
		require.NoError(t, err)
		_, err = z.Write([]byte("the same text"))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return []byte("expect: valid\nanswer: https://a.example/ 200 a/b gzip " + base64.StdEncoding.EncodeToString(out.Bytes()) + "\n\nx")
	}
	best := answering(gzip.BestCompression)
	require.NotEqual(t, best, answering(gzip.NoCompression))
	require.True(t, same(best, answering(gzip.NoCompression)), "bodies of answers, too")
	require.False(t, same(best, bytes.Replace(answering(gzip.NoCompression), []byte(" 200 "), []byte(" 201 "), 1)))
	require.False(t, same(best, append(answering(gzip.NoCompression), 'y')))
	plain := file("net: none", "the same text", gzip.NoCompression)
	require.False(t, same(plain, file("net: none", "the same text", gzip.BestCompression)), "what is not marked as compressed is compared as it stands")
}

// A vector that the reader of the corpus refuses would be lost to everyone.
func TestEveryFileIsRead(t *testing.T) {
	vectors, err := testdata.Read(os.DirFS("../../testdata"))
	require.NoError(t, err)
	require.Equal(t, vectors, testdata.Vectors())
}

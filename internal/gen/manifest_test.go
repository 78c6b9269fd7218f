package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Another release of Go may pack the same text otherwise. What is in the repository is
// then left as it is, and so the manifest has the digest of that.
func TestTheManifestHasTheDigestsOfTheFilesThatStand(t *testing.T) {
	packed := func(level int) []byte {
		var out bytes.Buffer
		out.WriteString("expect: valid\nat: 2026-06-01T12:00:00Z\npolicy: any-issuer\nbody: gzip\ncomment: x\n\n")
		z, err := gzip.NewWriterLevel(&out, level)
		require.NoError(t, err)
		_, err = z.Write(bytes.Repeat([]byte("the same text"), 9))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return out.Bytes()
	}
	const path = "vectors/a/X01-y.vec"
	dir := t.TempDir()
	stands, fresh := packed(gzip.NoCompression), packed(gzip.BestCompression)
	require.NotEqual(t, stands, fresh)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "vectors/a"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, path), stands, 0o600))
	files, err := withManifest(dir, map[string][]byte{path: fresh})
	require.NoError(t, err)
	require.Contains(t, string(files[manifestPath]), hexDigest(stands))
	require.NotContains(t, string(files[manifestPath]), hexDigest(fresh))

	require.NoError(t, os.WriteFile(filepath.Join(dir, path), []byte("another"), 0o600))
	files, err = withManifest(dir, map[string][]byte{path: fresh})
	require.NoError(t, err)
	require.Contains(t, string(files[manifestPath]), hexDigest(fresh), "what is to be mended is listed as it will be")
}

// A manifest that is not the one of the vectors is named by -check, like a vector.
func TestAManifestThatDiffersIsNamed(t *testing.T) {
	dir := t.TempDir()
	files, err := withManifest(dir, map[string][]byte{})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, manifestPath), append(files[manifestPath], ' '), 0o600))
	changes, err := update(dir, files, compare)
	require.NoError(t, err)
	require.Equal(t, []string{"different: manifest.json"}, changes)
}

package main

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/bake"
)

// photograph is the program's art as a telephone would have left it: its place in Exif.
func photograph(t *testing.T) (art, clean []byte) {
	t.Helper()
	clean, err := fs.ReadFile(summit.Art(), "civics.png")
	require.NoError(t, err)
	clean, err = bake.Strip(clean)
	require.NoError(t, err)
	const exif = "eXIfMM\x00*GPSLatitude 39.7392, Ada Lovelace"
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(exif)-4)), exif...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE([]byte(exif)))
	const header = 8 + 12 + 13
	return append(append(bytes.Clone(clean[:header]), chunk...), clean[header:]...), clean
}

// Somebody's own picture goes out as it is, unless it is asked to be stripped.
func TestBakesOntoAPictureOfOnesOwn(t *testing.T) {
	dir := t.TempDir()
	art, clean := photograph(t)
	mine, out := filepath.Join(dir, "mine.png"), filepath.Join(dir, "civics.png")
	require.NoError(t, os.WriteFile(mine, art, 0o600))
	for _, c := range []struct {
		args []string
		want []byte
	}{{nil, art}, {[]string{"-strip"}, clean}} {
		got := command(t, append([]string{"-credential", "civics", "-art", mine, "-o", out}, c.args...)...)
		require.Equal(t, exitIssued, got.exit, got.stderr)
		baked, err := os.ReadFile(out)
		require.NoError(t, err)
		_, err = credential.Parse(baked)
		require.NoError(t, err)
		bare, err := bake.Remove(baked)
		require.NoError(t, err)
		require.Equal(t, c.want, bare)
		require.Equal(t, c.args == nil, bytes.Contains(baked, []byte("GPSLatitude")))
	}

	got := command(t, "-program", "../../testdata/programs/riverside.json", "-credential", "kitchen", "-art", mine, "-o", out)
	require.Equal(t, exitIssued, got.exit, got.stderr)
}

// A picture that cannot carry a badge is refused before anything is signed.
func TestRefusesAPictureBeforeItSigns(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	const svg = `<svg xmlns="http://www.w3.org/2000/svg">`
	art, _ := photograph(t)
	out := filepath.Join(dir, "out")
	for name, c := range map[string]struct {
		args  []string
		exit  int
		words string
	}{
		"a script":                {[]string{"-art", write("a.svg", svg+"<script/></svg>"), "-o", out + ".svg"}, exitRefused, "active content"},
		"no picture":              {[]string{"-art", write("b.png", "photo"), "-o", out + ".png"}, exitRefused, "not a picture"},
		"none there":              {[]string{"-art", filepath.Join(dir, "none.png"), "-o", out + ".png"}, exitUsage, "none.png"},
		"of another kind":         {[]string{"-art", write("c.svg", svg+"<g/></svg>"), "-o", out + ".png"}, exitUsage, "both end alike"},
		"for a token":             {[]string{"-art", write("d.png", string(art)), "-o", out + ".jwt"}, exitUsage, "-art and -strip"},
		"stripping without any":   {[]string{"-strip"}, exitUsage, "-art and -strip"},
		"a picture with a badge":  {[]string{"-art", write("f.svg", svg+`<credential xmlns="https://purl.imsglobal.org/ob/v3p0" verify="a.b.c"/></svg>`), "-o", out + ".svg"}, exitRefused, "a badge already"},
		"what cannot be stripped": {[]string{"-strip", "-art", write("e.svg", svg+`<image href="data:image/jpeg;base64,/9j/"/></svg>`), "-o", out + ".svg"}, exitRefused, "-strip:"},
	} {
		t.Run(name, func(t *testing.T) {
			got := command(t, append([]string{"-credential", "civics"}, c.args...)...)
			require.Equal(t, c.exit, got.exit, got.stderr)
			require.Contains(t, got.stderr, c.words)
			require.NotContains(t, got.stderr, "a new Ed25519 key", "nothing was signed")
		})
	}
	left, err := filepath.Glob(out + "*")
	require.NoError(t, err)
	require.Empty(t, left)
}

package main

import (
	"bytes"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential/bake"
)

func TestReadsPictures(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ art, behind string }{
		"a.png": {"civics.png", ""},
		"a.svg": {"civics.svg", "\r\n"},
		"b.svg": {"civics.svg", string(bytes.Repeat([]byte("<!-- art -->\n"), 400_000))}, // more than a badge without a picture has
	} {
		art, err := fs.ReadFile(summit.Art(), c.art)
		require.NoError(t, err)
		image, err := bake.Bake(append(art, c.behind...), award(t))
		require.NoError(t, err)
		out := command(t, nil, "-issuer", school(t), save(t, dir, name, image))
		require.Equal(t, exitAccepted, out.exit, name+out.stdout)
		require.Contains(t, out.stdout, "which nobody signed")
		require.Equal(t, exitAccepted, command(t, bytes.NewReader(image), "-issuer", school(t)).exit, "as standard input, too")
	}
	out := command(t, nil, "-any-issuer", "-csv", dir)
	require.Equal(t, exitAccepted, out.exit)
}

// What ends a picture is no line end, though it looks like one.
func TestAPictureIsReadToItsLastByte(t *testing.T) {
	art, err := fs.ReadFile(summit.Art(), "civics.png")
	require.NoError(t, err)
	image, err := bake.Bake(art, award(t))
	require.NoError(t, err)
	given := append(image, "\r\n"...)
	read, err := source{"", func() ([]byte, error) { return bytes.Clone(given), nil }}.badge()
	require.NoError(t, err)
	require.Equal(t, given, read)
	out := command(t, nil, "-any-issuer", save(t, t.TempDir(), "a.png", given))
	require.Contains(t, out.stdout, "2 bytes follow the end of the PNG")
}

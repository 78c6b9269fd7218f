package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// another is fixed with other keys.
func another() world {
	w := fixed()
	w.rand = rand.NewChaCha8([32]byte{'o', 't', 'h', 'e', 'r'})
	return w
}

func TestASecondRunReplacesItsOwnFilesAndSaysSo(t *testing.T) {
	t.Chdir(t.TempDir())
	require.Equal(t, 0, command(t, fixed()).exit)
	require.NoError(t, os.WriteFile("badges/mine.jwt", []byte("mine"), 0o644))
	require.NoError(t, os.WriteFile("badges/forged/mine.jwt", []byte("mine"), 0o644))
	before, err := os.ReadFile("badges/civics.jwt")
	require.NoError(t, err)

	out := command(t, another())
	require.Equal(t, 0, out.exit, out.stderr)
	require.Contains(t, out.stdout, "\n  Folder   badges/; the 19 files of an earlier run were replaced\n")
	after, err := os.ReadFile("badges/civics.jwt")
	require.NoError(t, err)
	require.NotEqual(t, before, after)
	for _, name := range []string{"badges/mine.jwt", "badges/forged/mine.jwt"} {
		mine, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, "mine", string(mine))
	}
	require.Equal(t, 0, command(t, fixed()).exit, "and a third")
}

func TestLeavesSomebodysFilesAlone(t *testing.T) {
	for _, name := range []string{"issuer.pem", "civics.jwt", "forged/impostor.jwt"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, name)
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
			require.NoError(t, os.WriteFile(file, []byte("mine"), 0o644))

			out := command(t, fixed(), "-o", dir)
			require.Equal(t, 1, out.exit)
			require.Contains(t, out.stderr, file+" is there already")
			require.Empty(t, out.stdout)
			mine, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, "mine", string(mine))
			require.NoFileExists(t, filepath.Join(dir, "innovation.jwt"), "nothing is written where not everything can be")
			require.NoFileExists(t, filepath.Join(dir, manifest))
		})
	}
}

func TestLeavesAFileAloneThatSomebodyChanged(t *testing.T) {
	dir := t.TempDir()
	require.Equal(t, 0, command(t, fixed(), "-o", dir).exit)
	key := filepath.Join(dir, "issuer.pem")
	require.NoError(t, os.WriteFile(key, []byte("the key of a real school"), 0o600))
	before, err := os.ReadFile(filepath.Join(dir, "civics.jwt"))
	require.NoError(t, err)

	out := command(t, another(), "-o", dir)
	require.Equal(t, 1, out.exit)
	require.Contains(t, out.stderr, key+" was changed since quickstart wrote it")
	kept, err := os.ReadFile(key)
	require.NoError(t, err)
	require.Equal(t, "the key of a real school", string(kept))
	after, err := os.ReadFile(filepath.Join(dir, "civics.jwt"))
	require.NoError(t, err)
	require.Equal(t, before, after)

	require.NoError(t, os.Remove(key))
	out = command(t, another(), "-o", dir)
	require.Equal(t, 0, out.exit, out.stderr)
	require.Contains(t, out.stdout, "the 18 files of an earlier run")
}

func TestTrustsNoListOfFilesButItsOwn(t *testing.T) {
	for _, list := range []string{"garbage", "issuer.pem\n", "00  issuer.pem\n"} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, manifest), []byte(list), 0o644))
		out := command(t, fixed(), "-o", dir)
		require.Equal(t, 1, out.exit, list)
		require.Contains(t, out.stderr, manifest)
	}
}

func TestFollowsNoLinkOutOfTheFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	require.Equal(t, 0, command(t, fixed(), "-o", dir).exit)
	own, err := os.ReadFile(filepath.Join(dir, "civics.jwt"))
	require.NoError(t, err)
	target := filepath.Join(outside, "precious.jwt")
	require.NoError(t, os.WriteFile(target, own, 0o644))
	require.NoError(t, os.Remove(filepath.Join(dir, "civics.jwt")))
	if err := os.Symlink(target, filepath.Join(dir, "civics.jwt")); err != nil {
		t.Skip("no symbolic links here:", err)
	}

	out := command(t, another(), "-o", dir)
	require.Equal(t, 1, out.exit)
	kept, err := os.ReadFile(target)
	require.NoError(t, err)
	require.Equal(t, own, kept)
}

func TestSaysWhyItCannotWrite(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	out := command(t, fixed(), "-o", file)
	require.Equal(t, 1, out.exit)
	require.Contains(t, out.stderr, file)

	require.NoError(t, os.MkdirAll(filepath.Join(dir, "badges", "civics.jwt"), 0o755))
	out = command(t, fixed(), "-o", filepath.Join(dir, "badges"))
	require.Equal(t, 1, out.exit)
	require.Contains(t, out.stderr, "civics.jwt")
}

func TestARunCutShortDoesNotMakeItsFilesSomebodys(t *testing.T) {
	dir := t.TempDir()
	run := func(text string, names ...string) error {
		var files []file
		for _, name := range names {
			files = append(files, file{name, []byte(text)})
		}
		_, err := write(dir, files)
		return err
	}
	require.NoError(t, run("first", "a", "b"))
	require.Error(t, run("second", "a", "n", "n/inside", "b"), "n cannot be a folder, too")
	for name, text := range map[string]string{"a": "second", "n": "second", "b": "first"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, text, string(got))
	}
	require.NoError(t, run("third", "a", "b", "n"))
	require.NoFileExists(t, filepath.Join(dir, beside))

	require.NoError(t, os.WriteFile(filepath.Join(dir, "b"), []byte("first"), 0o644))
	require.ErrorContains(t, run("fourth", "b"), "was changed since", "what was is forgotten once all is done")
}

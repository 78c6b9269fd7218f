package openbadges_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A run of the fuzzers goes on where it stopped, does not end at a finding, and says of
// each target what was done.
func TestARunOfTheFuzzersGoesOnWhereItStopped(t *testing.T) {
	for _, name := range []string{"bash", "git", "xargs", "awk", "nproc"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip("there is no " + name + " here")
		}
	}
	if testing.Short() {
		t.Skip("builds a program, and fuzzes it")
	}
	script, err := os.ReadFile(".ci/fuzz")
	require.NoError(t, err)
	dir := t.TempDir()
	save := func(name, text string, mode os.FileMode) {
		full := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
		require.NoError(t, os.WriteFile(full, []byte(text), mode))
	}
	save(".ci/fuzz", string(script), 0o755)
	save("go.mod", "module example.test/m\n\ngo 1.24\n", 0o644)
	save(".gitignore", "/bin/\n", 0o644)
	const sound = "package a\n\nimport \"testing\"\n\nfunc FuzzSound(f *testing.F) { f.Fuzz(func(*testing.T, []byte) {}) }\n"
	save("a/a_test.go", sound, 0o644)
	save("b/b_test.go", "package b\n\nimport \"testing\"\n\n"+
		"func FuzzBroken(f *testing.F) {\n\tf.Add([]byte(\"x\"))\n\tf.Fuzz(func(t *testing.T, b []byte) {\n\t\tif len(b) == 0 || b[0] != 'x' {\n\t\t\tt.Fatal(\"found\")\n\t\t}\n\t})\n}\n", 0o644)
	save("b/slow_test.go", "package b\n\nimport (\n\t\"testing\"\n\t\"time\"\n)\n\n"+
		"func FuzzSlow(f *testing.F) {\n\tf.Add([]byte(\"x\"))\n\tf.Fuzz(func(*testing.T, []byte) { time.Sleep(4 * time.Second) })\n}\n", 0o644)
	command := func(wantExit int, name string, args ...string) string {
		t.Helper()
		c := exec.Command(name, args...)
		c.Dir = dir
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull)
		out, err := c.CombinedOutput()
		if wantExit == 0 {
			require.NoError(t, err, "%s", out)
		}
		require.Equal(t, wantExit, c.ProcessState.ExitCode(), "%s", out)
		return string(out)
	}
	record := func() []string {
		text, err := os.ReadFile(filepath.Join(dir, "bin/fuzzed.tsv"))
		require.NoError(t, err)
		return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	}
	command(0, "git", "init", "-q")
	command(0, "git", "add", "-A")
	command(0, "git", "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "-qm", "x")

	command(2, "bash", ".ci/fuzz", "-t", "soon")
	out := command(1, "bash", ".ci/fuzz", "-t", "1s", "-j", "2")
	require.Regexp(t, `\| a FuzzSound \| \d+ \| [1-9]\d* \| \d+ \| ok \|`, out)
	require.Regexp(t, `\| b FuzzBroken \| \d+ \| \d+ \| \d+ \| FOUND \|`, out)
	require.Contains(t, out, "testdata/fuzz/FuzzBroken/", "where the finding is")
	require.Regexp(t, `\| b FuzzSlow \| \d+ \| 0 \| 0 \| IDLE \|`, out, "what did not get beyond its seeds was not fuzzed")
	require.Len(t, record(), 3)

	require.NoError(t, os.RemoveAll(filepath.Join(dir, "b")))
	command(1, "bash", ".ci/fuzz", "-t", "1s", "-r", "bin/other.tsv", "./nowhere")
	command(0, "git", "add", "-A")
	command(0, "git", "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "-qm", "mended")
	command(0, "bash", ".ci/fuzz", "-t", "1s")
	require.Len(t, record(), 4, "another commit is fuzzed anew")
	require.Contains(t, command(0, "bash", ".ci/fuzz", "-t", "1s"), "| ok |")
	require.Len(t, record(), 4, "what was run is not run again")
	command(0, "bash", ".ci/fuzz", "-t", "2s")
	require.Len(t, record(), 5, "nor for a shorter time than was asked")
	save("a/a_test.go", sound+"\n// another text\n", 0o644)
	command(0, "bash", ".ci/fuzz", "-t", "1s")
	require.Len(t, record(), 6, "nor with other changes")
}

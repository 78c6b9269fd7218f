package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The exit codes of the contract are those of the built programs, so they are
// built here, and driven as a script would drive them.
func TestBuiltProgramsExitAsTheContractSays(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two programs")
	}
	// The go command caches this test past a change that only a program it
	// starts would see; what it has read itself, it watches.
	sources, err := filepath.Glob("../issue/*.go")
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	for _, name := range sources {
		_, err := os.ReadFile(name)
		require.NoError(t, err)
	}

	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "../issue", ".")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))

	program := func(name string, args ...string) int {
		t.Helper()
		cmd := exec.Command(filepath.Join(dir, name), args...)
		cmd.Dir = dir
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
			require.NoError(t, err)
		}
		t.Log(name, args, cmd.ProcessState.ExitCode(), stderr.String())
		return cmd.ProcessState.ExitCode()
	}
	ada := "emailAddress=ada@example.org"
	require.Equal(t, 0, program("issue", "-credential", "civics", "-recipient", ada, "-o", "b.jwt"))
	require.Equal(t, 0, program("verify", "-any-issuer", "-recipient", ada, "b.jwt"))
	require.Equal(t, 1, program("verify", "-any-issuer", "-recipient", "emailAddress=bob@example.org", "b.jwt"))
	require.Equal(t, 2, program("verify", "-any-issuer", "-recipient", ada, "missing.jwt"))
	require.Equal(t, 2, program("verify", "-recipient", ada, "b.jwt"))
	require.Equal(t, 2, program("issue"))

	// An issuer with a name of its own, and no file that anybody has written by hand.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "key.json"), []byte(`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`), 0o600)) // RFC 8037 section A.1
	for _, id := range []string{"did:web:school.example", "did:web:school.example:u:pine-ridge", "https://school.example/issuer"} {
		name := strings.NewReplacer(":", "-", "/", "-").Replace(id)
		require.Equal(t, 0, program("issue", "-credential", "civics", "-key", "key.json", "-issuer", id, "-name", "Pine Ridge", "-publish", "site", "-o", name+".jwt"))
		require.Equal(t, 0, program("verify", "-issuer", id, "-resources", "site", name+".jwt"))
		require.Equal(t, 1, program("verify", "-issuer", id, name+".jwt"), "nobody can be asked")
		require.Equal(t, 1, program("verify", "-issuer", "did:web:elsewhere.example", "-resources", "site", name+".jwt"))
	}

	data, err := os.ReadFile(filepath.Join(dir, "b.jwt"))
	require.NoError(t, err)
	data[len(data)/2] ^= 1
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.jwt"), data, 0o644))
	require.Equal(t, 1, program("verify", "-any-issuer", "-recipient", ada, "b.jwt"))
}

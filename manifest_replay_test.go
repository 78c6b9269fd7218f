package openbadges_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// builtVerify is the command verify, built, and its path.
func builtVerify(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "verify")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", program, "./examples/verify").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

// A program in another language needs the manifest and nothing else: a script replays
// the corpus against the command, and sees what is wrong.
func TestInteropAScriptReplaysTheManifest(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("OPENBADGES_INTEROP") != "required" {
		t.Skip("there is no Node.js here")
	}
	require.NoError(t, err)
	if testing.Short() {
		t.Skip("builds a program")
	}
	program := builtVerify(t)
	out, err := exec.Command(node, "testdata/replay.mjs", program).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Regexp(t, `(?m)^[12]\d{3} of \d{4} judged, 6 of them otherwise by design, 0 wrong$`, string(out))

	t.Run("and sees what is wrong", func(t *testing.T) {
		for name, c := range map[string]struct {
			change func(vector, bodies map[string]any)
			says   string
		}{
			"nothing":     {func(_, _ map[string]any) {}, ""},
			"the verdict": {func(v, _ map[string]any) { v["expect"] = map[string]any{"outcome": "valid"} }, "expected valid"},
			"the code": {func(v, _ map[string]any) {
				v["expect"] = map[string]any{"outcome": "invalid", "codes": []string{"TIME_EXPIRED"}}
			}, "expected invalid TIME_EXPIRED"},
			"a question that is not known": {func(v, _ map[string]any) { v["policy"].(map[string]any)["heldBy"] = "x" }, "policy has the member heldBy"},
			"a member that is not known":   {func(v, _ map[string]any) { v["unless"] = true }, "entry has the member unless"},
			"the digest of the file":       {func(v, _ map[string]any) { v["sha256"] = strings.Repeat("0", 64) }, "another digest"},
			"the digest of the document":   {func(v, _ map[string]any) { v["document"].(map[string]any)["sha256"] = "0" }, "another digest"},
			"a body":                       {func(_, b map[string]any) { b[strings.Repeat("0", 64)] = map[string]string{"text": "x"} }, "another digest"},
		} {
			t.Run(name, func(t *testing.T) {
				dir := smallManifest(t, "J01-alg-none", c.change)
				out, err := exec.Command(node, filepath.Join(dir, "replay.mjs"), program).CombinedOutput()
				require.Equal(t, c.says == "", err == nil, "%s", out)
				require.Contains(t, string(out), c.says)
			})
		}
	})
}

// smallManifest is a folder with the script, one vector, and a manifest of it that was
// changed.
func smallManifest(t *testing.T, prefix string, change func(vector, bodies map[string]any)) string {
	t.Helper()
	copied := func(dir, name string) {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), file, 0o600))
	}
	dir := t.TempDir()
	copied(dir, "replay.mjs")
	file, err := os.ReadFile("testdata/manifest.json")
	require.NoError(t, err)
	var whole map[string]any
	require.NoError(t, json.Unmarshal(file, &whole))
	for _, v := range whole["vectors"].([]any) {
		v := v.(map[string]any)
		if !strings.HasPrefix(v["name"].(string), prefix) {
			continue
		}
		copied(dir, v["file"].(string))
		bodies := map[string]any{}
		change(v, bodies)
		changed, err := json.Marshal(map[string]any{"format": 1, "bodies": bodies, "vectors": []any{v}})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "manifest.json"), changed, 0o600))
		return dir
	}
	t.Fatalf("no vector begins with %s", prefix)
	return ""
}

package openbadges_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A document that says which test holds a promise is worth as much as that test.
func TestTheTestsThatDocumentsNameAreThere(t *testing.T) {
	declared := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(name)
		for _, m := range function.FindAllSubmatch(source, -1) {
			declared[string(m[1])] = true
		}
		return err
	}))
	named := regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z]\w+`)
	found := 0
	for _, document := range []string{"README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "testdata/README.md", "testdata/notvectors.go"} {
		text, err := os.ReadFile(document)
		require.NoError(t, err)
		for _, name := range named.FindAllString(string(text), -1) {
			require.True(t, declared[name], "%s names %s, and there is none", document, name)
			found++
		}
	}
	require.Greater(t, found, 100, "what is looked for is found")
}

package openbadges_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// A document that says which test holds a promise is worth as much as that test.
func TestTheTestsThatDocumentsNameAreThere(t *testing.T) {
	declared := declaredTests(t)
	named := regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z]\w+`)
	found := 0
	for _, document := range []string{"README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "testdata/README.md", "testdata/notvectors.go", "docs/program.md", "docs/validators.md", "docs/certification.md"} {
		text, err := os.ReadFile(document)
		require.NoError(t, err)
		for _, name := range named.FindAllString(string(text), -1) {
			require.Contains(t, declared, name, "named by %s", document)
			found++
		}
	}
	require.Greater(t, found, 100, "what is looked for is found")
}

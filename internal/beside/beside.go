// Package beside is for tests that read what stands beside the project and is no
// part of it: the published vectors, contexts and catalogues in ../shared. Only
// tests import this package.
package beside

import (
	"os"
	"testing"
)

// required is the environment variable, and the value of it, under which nothing
// may be missing.
const (
	variable = "OPENBADGES_SHARED"
	required = "required"
)

// Missing ends a test for which something published is not at hand: it is skipped,
// unless the environment says that everything is to be there.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv(variable) == required {
		t.Fatalf("%s, and %s=%s says that it is beside the project", what, variable, required)
	}
	t.Skip(what + ": see CONTRIBUTING.md")
}

package rdfc

import (
	"context"
	"crypto"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
)

// suite is where the published test suite of RDFC-1.0 stands beside the project.
const suite = "../../../shared/vectors/rdfc"

type suiteEntry struct {
	ID, Type, Name, Action, Result string
	HashAlgorithm                  string
}

func (e suiteEntry) hash() crypto.Hash {
	if e.HashAlgorithm == "SHA384" {
		return crypto.SHA384
	}
	return crypto.SHA256
}

// manifest lists the suite's tests; nil without the suite.
func manifest(t testing.TB) []suiteEntry {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(suite, "manifest.jsonld"))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	var manifest struct{ Entries []suiteEntry }
	require.NoError(t, json.Unmarshal(data, &manifest))
	return manifest.Entries
}

func suiteEntries(t testing.TB) []suiteEntry {
	t.Helper()
	entries := manifest(t)
	if entries == nil {
		beside.Missing(t, "the published suite of RDFC-1.0 is not here")
	}
	return entries
}

func suiteFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(suite, name))
	require.NoError(t, err)
	return data
}

func TestPassesTheSuiteOfRDFC10(t *testing.T) {
	passed := map[string]int{}
	for _, e := range suiteEntries(t) {
		ok := t.Run(e.ID[1:], func(t *testing.T) {
			canonical, issued, err := CanonicalizeNQuads(context.Background(), suiteFile(t, e.Action), e.hash())
			switch e.Type {
			case "rdfc:RDFC10EvalTest":
				require.NoError(t, err)
				require.Equal(t, string(suiteFile(t, e.Result)), string(canonical))
			case "rdfc:RDFC10MapTest":
				require.NoError(t, err)
				var expected map[string]string
				require.NoError(t, json.Unmarshal(suiteFile(t, e.Result), &expected))
				require.Equal(t, expected, issued)
			case "rdfc:RDFC10NegativeEvalTest":
				require.ErrorIs(t, err, ErrBudget)
			default:
				t.Fatalf("unknown type %s", e.Type)
			}
		})
		if ok {
			passed[e.Type]++
		}
	}
	require.Equal(t, map[string]int{
		"rdfc:RDFC10EvalTest":         64,
		"rdfc:RDFC10MapTest":          21,
		"rdfc:RDFC10NegativeEvalTest": 1,
	}, passed, "86 of 86")
}

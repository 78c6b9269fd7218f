package openbadges_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

// kept is how many vectors each family has, and a digest of their names and of what must
// come of them. No command writes it: whoever takes out a vector, or expects something else
// of one, says so here, and in testdata.Version.
var kept = map[string]string{
	"canon":        "29 047264ab",
	"carried":      "49 35faec31",
	"clock":        "50 dede05f1",
	"document":     "688 92f4f0f7",
	"issuing":      "12 ee4268d9",
	"jsontext":     "170 2b144cbd",
	"jws":          "308 e3a30d68",
	"keys":         "130 dea3795b",
	"png":          "73 a057941a",
	"presentation": "80 a9f6567d",
	"resolution":   "159 7defa215",
	"semantics":    "172 a947e7d9",
	"status":       "184 ee8fd1aa",
	"svg":          "68 b9d537db",
	"vcdm":         "354 454b56f6",
}

// A vector that goes, with its line in internal/gen, and with manifest and page written
// anew, would else be missed by nobody where its case has another.
func TestNoVectorGoesUnnoticed(t *testing.T) {
	lists, counts, found := map[string]*strings.Builder{}, map[string]int{}, map[string]string{}
	for _, v := range testdata.Vectors() { // sorted by their paths
		if lists[v.Family] == nil {
			lists[v.Family] = &strings.Builder{}
		}
		counts[v.Family]++
		fmt.Fprintf(lists[v.Family], "%s %s %s %s\n", v.Name, v.Expect, strings.Join(v.Codes, ","), v.Pointer)
	}
	for family, list := range lists {
		found[family] = fmt.Sprintf("%d %x", counts[family], sha256.Sum256([]byte(list.String())))[:len(fmt.Sprint(counts[family]))+9]
	}
	for family, is := range found {
		if kept[family] != is {
			t.Errorf("%q: %q, and not %q; see testdata/README.md about the version, and write it into kept", family, is, kept[family])
		}
	}
	require.Len(t, found, len(kept))
}

// The README names the cases that show what it says of a verifier.
func TestTheReadmeOfTheCorpusNamesCasesThatAreThere(t *testing.T) {
	file, err := os.ReadFile("testdata/README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(file), "6. What the policy does not ask for")
	require.True(t, found)
	section, _, found := strings.Cut(rest, "\n\n")
	require.True(t, found)
	ids := map[string]bool{}
	for _, v := range testdata.Vectors() {
		ids[v.ID] = true
		require.Equal(t, v.Policy.Challenge == "", v.Policy.Domain == "", "%s: both, or neither", v.Name)
	}
	named := regexp.MustCompile(`\b[A-Z]\d\d\b`).FindAllString(section, -1)
	require.Greater(t, len(named), 5)
	for _, id := range named {
		require.True(t, ids[id], "%s has no vector", id)
	}
}

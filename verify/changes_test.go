package verify

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

func TestSoManyChangesAreToldAndNoMore(t *testing.T) {
	var members []string
	for i := range limits.Changes + 9 {
		members = append(members, fmt.Sprintf(`"m%d":"%s"`, i, strings.Repeat("é", 1000)))
	}
	many := "{" + strings.Join(members, ",") + "}"
	found, more := differences([]byte(many), []byte(`{}`))
	require.Len(t, found, limits.Changes)
	require.Equal(t, 9, more)
	for i, c := range found {
		require.Equal(t, fmt.Sprintf("/m%d", i), c.Pointer, "in the order of the document")
		require.LessOrEqual(t, len(c.Old), limits.Changed+len("…"))
		require.Contains(t, c.Old, "é…é")
		require.Empty(t, c.New)
	}
	added, _ := differences([]byte(`{}`), []byte(many))
	require.Equal(t, found[3].Old, added[3].New)
}

// A name that a stranger made long is not repeated for each of the members behind it.
func TestWhatLiesDeepIsToldAsAWhole(t *testing.T) {
	deep := func(value string) []byte {
		text := value
		for range 40 {
			text = `{"` + strings.Repeat("n", 100) + `":` + text + `}`
		}
		return []byte(text)
	}
	found, more := differences(deep(`{"a":1,"b":2}`), deep(`{"a":2,"b":3}`))
	require.Len(t, found, 1)
	require.Zero(t, more)
	require.Less(t, len(found[0].Pointer), limits.Place+101)
	found, _ = differences(deep(`1`), deep(`1.0`))
	require.Empty(t, found)
}

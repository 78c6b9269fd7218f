package limits

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestAbridgeKeepsShortTextsAndWholeCharacters(t *testing.T) {
	require.Equal(t, "did:key:z6Mk", Abridge("did:key:z6Mk"))
	for n := range 8 {
		long := Abridge(strings.Repeat("x", n) + strings.Repeat("\U0001F600é", 1000))
		require.True(t, utf8.ValidString(long))
		require.LessOrEqual(t, len(long), Quoted)
		require.Contains(t, long, "…")
	}
}

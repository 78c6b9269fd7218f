package limits

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzAbridge holds what is quoted of a received text to its length: a stranger chose the
// text, and the message goes into logs.
func FuzzAbridge(f *testing.F) {
	for _, s := range []string{"", "did:key:z6Mk", strings.Repeat("é", Quoted), strings.Repeat("\U0001F600", Quoted), strings.Repeat("\xff", 2*Quoted), strings.Repeat("x", Quoted-1) + "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := Abridge(s)
		if len(s) <= Quoted {
			require.Equal(t, s, out)
			return
		}
		require.LessOrEqual(t, len(out), Quoted)
		require.True(t, utf8.ValidString(out))
		begin, end, found := strings.Cut(out, "…")
		require.True(t, found)
		if utf8.ValidString(s) {
			require.True(t, strings.HasPrefix(s, begin))
			require.True(t, strings.HasSuffix(s, end) || strings.Contains(begin+end, "…"))
		}
	})
}

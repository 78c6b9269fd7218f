package verify

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Equal documents differ in nothing, and every place that is told differs, in both
// directions alike.
func FuzzChanges(f *testing.F) {
	for _, seed := range [][2]string{
		{`{}`, `{}`}, {`{"a":1}`, `{"a":1.0}`}, {`{"a":[1,2]}`, `{"a":[2]}`}, {`{"a":{"b":null}}`, `{"a":{}}`}, {`[1]`, `{"0":1}`},
		{`{"a/b":1,"m~n":[[]],"":0}`, `{"a~1b":1,"m~n":[[0]],"":{}}`}, {`{"proof":1,"x":{"proof":1}}`, `{"proof":2,"x":{"proof":2}}`},
		{`{"validFrom":"2026-01-01T00:00:00Z","nbf":1}`, `{"validFrom":"2026-02-01T00:00:00Z","nbf":2}`}, {`{"\u0061":"\u00e9"}`, `{"a":"é"}`}, {`1`, `2`},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, old, newer []byte) {
		found, more := differences(old, newer)
		require.LessOrEqual(t, len(found), limits.Changes)
		require.True(t, more == 0 || len(found) == limits.Changes)
		back, left := differences(newer, old)
		require.Equal(t, len(found)+more, len(back)+left)
		a, err := strictjson.Parse(old, strictjson.Limits{})
		if err != nil {
			require.Empty(t, found)
			return
		}
		same, _ := differences(old, old)
		require.Empty(t, same)
		b, err := strictjson.Parse(newer, strictjson.Limits{})
		if err != nil {
			require.Empty(t, found)
			return
		}
		if a.Root().Equal(b.Root()) {
			require.Empty(t, found)
		}
		told := map[string]bool{}
		for _, c := range found {
			require.False(t, told[c.Pointer], "%q is told twice", c.Pointer)
			told[c.Pointer] = true
			require.LessOrEqual(t, len(c.Old)+len(c.New), 2*(limits.Changed+len("…")))
			was, isOld := a.Root().Lookup(c.Pointer)
			is, isNew := b.Root().Lookup(c.Pointer)
			require.True(t, isOld || isNew, c.Pointer)
			require.Equal(t, isOld, c.Old != "")
			require.Equal(t, isNew, c.New != "")
			require.False(t, was.Equal(is), c.Pointer)
			for _, name := range uncompared {
				require.NotEqual(t, "/"+name, c.Pointer)
			}
			if more == 0 && !slices.ContainsFunc(back, func(o Change) bool { return o == Change{c.Pointer, c.New, c.Old} }) {
				t.Fatalf("%q is not told the other way round", c.Pointer)
			}
		}
	})
}

package strictjson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEntriesAreTheValuesInDocumentOrder(t *testing.T) {
	tape, err := Parse([]byte(`{"a":[1,"x\u0041"],"\u0062":{"c":null}}`), Limits{})
	require.NoError(t, err)

	owner, root := tape.Root().Index()
	require.Same(t, tape, owner)
	require.Equal(t, Object, tape.Entry(root).Kind())
	require.Equal(t, 2, tape.Entry(root).Len())

	a := root + 1
	name, escapes := tape.RawName(tape.Entry(a))
	require.Equal(t, "a", string(name))
	require.False(t, escapes)
	require.Equal(t, "/a/1", tape.At(a+2).Pointer())

	number, _ := tape.RawText(tape.Entry(a + 1))
	require.Equal(t, "1", string(number))
	text, escapes := tape.RawText(tape.Entry(a + 2))
	require.Equal(t, `x\u0041`, string(text))
	require.True(t, escapes)
	require.Equal(t, "xA", string(AppendUnescaped(nil, text)))
	r, n := Unescape(text[1:])
	require.Equal(t, 'A', r)
	require.Equal(t, 6, n)

	b := tape.Entry(a).Next()
	name, escapes = tape.RawName(tape.Entry(b))
	require.Equal(t, `\u0062`, string(name))
	require.True(t, escapes)
	require.Equal(t, tape.Entry(root).Next(), tape.Entry(b).Next())
}

func TestNothingHasNoIndex(t *testing.T) {
	tape, _ := Value{}.Index()
	require.Nil(t, tape)
}

func TestMembersAreFoundWhereverTheyStand(t *testing.T) {
	tape, err := Parse([]byte(`[{"a":"x"},{"b":[{"\u0063c":"name"}]}]`), Limits{})
	require.NoError(t, err)
	for _, name := range []string{"a", "b", "cc"} {
		require.True(t, tape.HasMember([]string{"z", name}), name)
	}
	for _, name := range []string{"", "x", "c", "ccc", "name", `\u0063c`} {
		require.False(t, tape.HasMember([]string{name}), name)
	}
	require.False(t, tape.HasMember(nil))
}

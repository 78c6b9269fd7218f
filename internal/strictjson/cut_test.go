package strictjson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCutTakesTheMemberAndOneComma(t *testing.T) {
	for _, c := range []struct{ doc, pointer, want string }{
		{`{"proof":1}`, "/proof", `{}`},
		{`{ "proof" : {"a":[1]} }`, "/proof", `{  }`},
		{`{"proof":1,"b":2}`, "/proof", `{"b":2}`},
		{`{"a":1,"proof":2}`, "/proof", `{"a":1}`},
		{`{"a":1,"proof":[{}],"b":2}`, "/proof", `{"a":1,"b":2}`},
		{"{\n  \"a\": 1,\n  \"proof\": {\n  },\n  \"b\": 2\n}\n", "/proof", "{\n  \"a\": 1,\n  \"b\": 2\n}\n"},
		{"{\n  \"proof\": 1 ,\n  \"b\": 2\n}", "/proof", "{\n  \n  \"b\": 2\n}"},
		{"{\n  \"a\": 1 \t,\r\n  \"proof\": 1\n}", "/proof", "{\n  \"a\": 1 \t\n}"},
		{`{"a":",","pr\u006fof":",\"","b":","}`, "/proof", `{"a":",","b":","}`},
		{`[{"x":{"y":1,"z":"{"}}]`, "/0/x/y", `[{"x":{"z":"{"}}]`},
		{`{"":1,"a":2}`, "/", `{"a":2}`},
	} {
		root := parse(t, c.doc)
		v, ok := root.Lookup(c.pointer)
		require.True(t, ok)
		got := Cut(v)
		require.Equal(t, c.want, string(got))
		require.Equal(t, c.doc, string(root.t.Bytes()), "the document stays")
		require.Equal(t, len(got), cap(got))
		checkCut(t, v)
	}
}

// checkCut checks that a cut leaves the same document without that member:
// canonically, what AppendJCS gives when it leaves the member out of its object.
func checkCut(t *testing.T, v Value) {
	t.Helper()
	var tape Tape
	require.NoError(t, tape.Parse(Cut(v), Limits{}))
	pointer := v.Pointer()
	for pointer[len(pointer)-1] != '/' {
		pointer = pointer[:len(pointer)-1]
	}
	parent := pointer[:len(pointer)-1]
	before, ok := Value{v.t, 0}.Lookup(parent)
	require.True(t, ok)
	after, ok := tape.Root().Lookup(parent)
	require.True(t, ok)
	require.Equal(t, before.Len()-1, after.Len())
	want, err := AppendJCS(nil, before, v.Name())
	require.NoError(t, err)
	require.Equal(t, string(want), mustJCS(t, after))
	require.False(t, after.Get(v.Name()).Exists())
}

func TestCutsNothingButMembers(t *testing.T) {
	root := parse(t, `[1,{"a":2}]`)
	require.Nil(t, Cut(root))
	v, _ := root.Lookup("/0")
	require.Nil(t, Cut(v))
	require.Nil(t, Cut(Value{}))
}

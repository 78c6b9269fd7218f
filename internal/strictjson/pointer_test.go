package strictjson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLookupFollowsTheExamplesOfRFC6901(t *testing.T) {
	root := parse(t, `{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}`)
	for pointer, raw := range map[string]string{
		"/foo": `["bar","baz"]`, "/foo/0": `"bar"`, "/": "0", "/a~1b": "1", "/c%d": "2", "/e^f": "3", "/g|h": "4",
		`/i\j`: "5", `/k"l`: "6", "/ ": "7", "/m~0n": "8", "": string(root.Raw()),
	} {
		v, ok := root.Lookup(pointer)
		require.True(t, ok, pointer)
		require.Equal(t, raw, string(v.Raw()), pointer)
		require.Equal(t, pointer, v.Pointer())
	}
}

func TestLookupIsStrict(t *testing.T) {
	root := parse(t, `{"a":["x",["y"]],"~":1,"~1":2,"/":3,"":{"":4},"0":5,"m~":6}`)
	for pointer, raw := range map[string]string{"/~0": "1", "/~01": "2", "/~1": "3", "//": "4", "/0": "5", "/a/1/0": `"y"`, "/m~0": "6"} {
		v, ok := root.Lookup(pointer)
		require.True(t, ok, pointer)
		require.Equal(t, raw, string(v.Raw()), pointer)
	}
	for _, pointer := range []string{
		"a", "#/a", "#", " /a", "/A", "/a/", "/a/2", "/a/00", "/a/01", "/a/-", "/a/-0", "/a/+0", "/a/0 ", "/a/x", "/a/1e0", "/a/٠",
		"/a/4294967296", "/a/18446744073709551616", "/a/99999999999999999999999",
		"/~", "/~2", "/m~", "/~~", "/a/0/0", "/0/", "/0/x", "/absent", "/absent/0", "///",
	} {
		v, ok := root.Lookup(pointer)
		require.False(t, ok, pointer)
		require.False(t, v.Exists(), pointer)
	}
}

func TestLookupIsRelativeAndPointerIsNot(t *testing.T) {
	root := parse(t, `{"a":{"b":[0,{"c":true}]}}`)
	b, ok := root.Get("a").Lookup("/b/1")
	require.True(t, ok)
	c, ok := b.Lookup("/c")
	require.True(t, ok)
	require.Equal(t, "/a/b/1/c", c.Pointer())
	same, ok := c.Lookup("")
	require.True(t, ok)
	require.Equal(t, c, same)
}

func TestLookupGraphTakesAListOfOneForItsElement(t *testing.T) {
	v := parse(t, `{"a":[{"b":["x"],"c":["y","z"]}],"d":{"e":{"f":1},"g":null,"h":[null]},"~/":[[7]]}`)
	for pointer, want := range map[string]string{
		"/a/b": `["x"]`, "/a/0/b": `["x"]`, "/a/b/0": `"x"`, "/a/0/b/0": `"x"`, "/a/c/1": `"z"`, "/d/0/e": `{"f":1}`, "/~0~1": "[[7]]", "/~0~1/0/0": "7", "/a/b/0/0": `"x"`, "": string(v.Raw()),
		"/a/c/2": "", "/a/c/e": "", "/d/e/f/g": "", "/d/g": "", "/d/h": "", "/d/h/0": "", "/a/1": "", "a": "", "/x": "", "/~2": "", "/d/": "",
	} {
		found, ok := LookupGraph(v, pointer, nil)
		require.Equal(t, want != "", ok, pointer)
		require.Equal(t, want, string(found.Raw()), pointer)
	}
}

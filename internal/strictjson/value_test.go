package strictjson

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryMethodIsSafeOnNothing(t *testing.T) {
	var none *Tape
	for _, v := range []Value{{}, new(Tape).Root(), none.Root(), parse(t, `{}`).Get("absent"), {t: new(Tape), i: 7}} {
		require.False(t, v.Exists())
		require.Equal(t, Invalid, v.Kind())
		require.Zero(t, v.Len())
		require.False(t, v.Get("a").Exists())
		for range v.Members() {
			t.Fatal("nothing has no members")
		}
		for range v.Elements() {
			t.Fatal("nothing has no elements")
		}
		require.Empty(t, v.Name())
		require.Empty(t, v.Text())
		require.False(t, v.Is(""))
		require.Nil(t, v.Raw())
		start, end := v.Span()
		require.Zero(t, start+end)
		start, end = v.MemberSpan()
		require.Zero(t, start+end)
		_, ok := v.Float()
		require.False(t, ok)
		_, ok = v.Int()
		require.False(t, ok)
		require.False(t, v.NegativeZero())
		require.Empty(t, v.Pointer())
		_, ok = v.Lookup("")
		require.False(t, ok)
		_, ok = v.Lookup("/a")
		require.False(t, ok)
		require.True(t, v.Equal(Value{}))
		require.False(t, v.Equal(parse(t, "null")))
		require.False(t, parse(t, "null").Equal(v))
		require.Nil(t, Cut(v))
		dst, err := AppendJCS([]byte("kept"), v)
		require.ErrorIs(t, err, ErrKind)
		require.Equal(t, "kept", string(dst))
		got := "kept"
		require.NoError(t, View(v, &got))
		require.Equal(t, "kept", got)
	}
	require.Nil(t, none.Bytes())
	require.Equal(t, Value{}, new(Tape).Root())
}

func TestGetComparesDecodedNamesExactly(t *testing.T) {
	v := parse(t, `{"issuer":1,"Issuer":2,"iss\u0075er2":3,"":4,"`+"\U0001f600"+`":5,"\n":{"issuer":6}}`)
	for name, want := range map[string]string{
		"issuer": "1", "Issuer": "2", "issuer2": "3", "": "4", "\U0001f600": "5", "\n": `{"issuer":6}`,
	} {
		require.Equal(t, want, string(v.Get(name).Raw()), name)
		require.Equal(t, name, v.Get(name).Name())
	}
	for _, name := range []string{"ISSUER", "issue", "issuer ", `iss\u0075er2`, `\n`, "n", "issuer\x00"} {
		require.False(t, v.Get(name).Exists(), name)
	}
	require.False(t, parse(t, `["issuer"]`).Get("issuer").Exists())
	require.False(t, parse(t, `"issuer"`).Get("issuer").Exists())
}

func TestMembersAndElementsComeInDocumentOrder(t *testing.T) {
	root := parse(t, `{"z":[1,[2],{"q":3}],"\u0061":{},"m":0}`)
	var names []string
	for name, v := range root.Members() {
		require.Equal(t, name, v.Name())
		require.Equal(t, v, root.Get(name))
		names = append(names, name)
	}
	require.Equal(t, []string{"z", "a", "m"}, names)
	var raws []string
	for i, v := range root.Get("z").Elements() {
		require.Equal(t, len(raws), i)
		raws = append(raws, string(v.Raw()))
	}
	require.Equal(t, []string{"1", "[2]", `{"q":3}`}, raws)
	for range root.Members() {
		break
	}
	for range root.Get("z").Elements() {
		break
	}
	for range root.Elements() {
		t.Fatal("an object has no elements")
	}
	for range root.Get("z").Members() {
		t.Fatal("an array has no members")
	}
}

func TestIsComparesDecodedTextWithoutAllocating(t *testing.T) {
	long := strings.Repeat("x", 100)
	v := parse(t, `["plain","a\u00e9\n`+long+`\ud83d\ude00z",""]`)
	plain, _ := v.Lookup("/0")
	esc, _ := v.Lookup("/1")
	empty, _ := v.Lookup("/2")
	want := "aé\n" + long + "\U0001f600z"
	require.True(t, plain.Is("plain"))
	require.False(t, plain.Is("Plain"))
	require.False(t, plain.Is("plai"))
	require.False(t, plain.Is("plain "))
	require.True(t, esc.Is(want))
	require.True(t, esc.Is(esc.Text()))
	for i := range want {
		require.False(t, esc.Is(want[:i]))
		require.False(t, esc.Is(want[:i]+"?"+want[i+1:]))
	}
	require.False(t, esc.Is(want+"z"))
	require.True(t, empty.Is(""))
	require.False(t, empty.Is("\x00"))
	require.False(t, parse(t, `null`).Is(""))
	require.False(t, parse(t, `{}`).Is(""))
	require.Zero(t, testing.AllocsPerRun(10, func() { esc.Is(want); plain.Is("plain"); v.Get("absent") }))
}

func TestEqualIsOfJSONValues(t *testing.T) {
	for _, c := range [][2]string{
		{`{"a":1,"b":[true,null]}`, ` { "\u0062" : [true,null], "a":1.0 } `},
		{`[1,2]`, `[1e0,20e-1]`},
		{`"é\/"`, `"\u00e9/"`},
		{`"\ud83d\ude00"`, `"` + "\U0001f600" + `"`},
		{`0`, `-0.0`},
		{`{}`, `{ }`},
		{`{"x":{"b":{},"a":[]}}`, `{"x":{"a":[],"b":{}}}`},
	} {
		require.True(t, parse(t, c[0]).Equal(parse(t, c[1])), "%v", c)
		require.True(t, parse(t, c[1]).Equal(parse(t, c[0])), "%v", c)
	}
	for _, c := range [][2]string{
		{`[1,2]`, `[2,1]`}, {`[1]`, `[1,1]`}, {`1`, `"1"`}, {`null`, `false`}, {`true`, `false`}, {`{}`, `[]`}, {`[]`, `null`},
		{`{"a":1}`, `{"A":1}`}, {`{"a":1}`, `{"a":2}`}, {`{"a":1,"b":2}`, `{"a":2,"b":1}`}, {`{"a":1}`, `{"a":1,"b":null}`},
		{`"a"`, `"a "`}, {`0.1`, `0.10000000000000002`},
	} {
		require.False(t, parse(t, c[0]).Equal(parse(t, c[1])), "%v", c)
		require.False(t, parse(t, c[1]).Equal(parse(t, c[0])), "%v", c)
	}
}

func TestATapeMayBeReadFromManyGoroutines(t *testing.T) {
	root := parse(t, string(badge(1, 3)))
	want := mustJCS(t, root)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := AppendJCS(nil, root)
				if err != nil || string(got) != want || !root.Equal(root) || Cut(root.Get("issuer")) == nil {
					t.Error("another result in another goroutine")
				}
			}
		})
	}
	wg.Wait()
}

func TestKindsReadLikeWords(t *testing.T) {
	for doc, want := range map[string]string{`{}`: "an object", `[]`: "an array", `""`: "a string", `0`: "a number", `true`: "true", `false`: "false", `null`: "null"} {
		require.Equal(t, want, parse(t, doc).Kind().String())
	}
	require.Equal(t, "nothing", Invalid.String())
}

func TestHoldsFindsANameAtAnyDepth(t *testing.T) {
	tape, err := Parse([]byte(`{"a":{"b":[1,{"\u0063":"d","":0}]},"e":["a2",{}],"f":"g"}`), Limits{})
	require.NoError(t, err)
	root := tape.Root()
	for name, found := range map[string]bool{"a": true, "b": true, "c": true, "": true, "e": true, "d": false, "a2": false, "g": false, `\u0063`: false} {
		require.Equal(t, found, root.Holds(name), "%q", name)
	}
	require.False(t, root.Get("a").Holds("a"), "its own name stands outside of it")
	require.True(t, root.Get("a").Holds("c"))
	require.True(t, root.Get("a").Holds("no such name", "c"))
	require.False(t, root.Get("a").Holds())
	require.False(t, root.Get("e").Holds("f"), "what stands behind it")
	require.False(t, root.Get("f").Holds("g"))
	require.False(t, Value{}.Holds("a"))
}

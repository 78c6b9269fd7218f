package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

// parse reads a document that is meant to be accepted.
func parse(tb testing.TB, doc string) Value {
	tb.Helper()
	t, err := Parse([]byte(doc), Limits{})
	require.NoError(tb, err, "%q", doc)
	return t.Root()
}

// refused reads a document that is meant to be refused, and checks what holds
// of every refusal.
func refused(tb testing.TB, doc string, lim Limits) *Error {
	tb.Helper()
	tape, err := Parse([]byte(doc), lim)
	require.Error(tb, err, "%.100q", doc)
	require.Nil(tb, tape)
	var e *Error
	require.ErrorAs(tb, err, &e)
	require.LessOrEqual(tb, 0, e.Offset)
	require.LessOrEqual(tb, e.Offset, len(doc))
	require.Contains(tb, e.Detail, "expected")
	require.Contains(tb, e.Detail, "found")
	require.True(tb, utf8.ValidString(e.Error()))
	require.Less(tb, len(e.Error()), 1000)
	return e
}

func TestRefusesWhatIsNotJSON(t *testing.T) {
	for _, c := range []struct {
		doc     string
		offset  int
		pointer string
	}{
		// Nothing, and too much.
		{"", 0, ""},
		{" \r\n\t", 4, ""},
		{"{} {}", 3, ""},
		{"{}\n{}\n", 3, ""},
		{"{},", 2, ""},
		{"{} x", 3, ""},
		{"{}\x00", 2, ""},
		{"1 2", 2, ""},
		{"null,", 4, ""},
		{`""""`, 2, ""},
		{"{}\x0c", 2, ""},
		{"{}\u00a0", 2, ""},
		{"{}}", 2, ""},
		{"[]]", 2, ""},

		// What other notations allow.
		{"// a\n{}", 0, ""},
		{"/* a */{}", 0, ""},
		{"{/* a */}", 1, ""},
		{"{}# a", 2, ""},
		{`{"a":1,}`, 7, ""},
		{"[1,]", 3, "/1"},
		{"[,1]", 1, "/0"},
		{"[1,,2]", 3, "/1"},
		{`{,"a":1}`, 1, ""},
		{`{'a':1}`, 1, ""},
		{`['a']`, 1, "/0"},
		{`{a:1}`, 1, ""},
		{`{1:1}`, 1, ""},
		{`{null:1}`, 1, ""},
		{"NaN", 0, ""},
		{"[Infinity]", 1, "/0"},
		{"[-Infinity]", 2, "/0"},
		{"undefined", 0, ""},
		{"True", 0, ""},
		{"[tru]", 1, "/0"},
		{"[nul", 1, "/0"},
		{"nulll", 4, ""},
		{"[truefalse]", 5, ""},
		{"t", 0, ""},
		{"(1)", 0, ""},

		// Numbers.
		{"+1", 0, ""},
		{".5", 0, ""},
		{"[01]", 1, "/0"},
		{"-01", 0, ""},
		{"00", 0, ""},
		{"-", 1, ""},
		{"--1", 1, ""},
		{"1.", 2, ""},
		{"1.e1", 2, ""},
		{"-.5", 1, ""},
		{"1e", 2, ""},
		{"1e+", 3, ""},
		{"1E-x", 3, ""},
		{"1.5e", 4, ""},
		{"0x10", 1, ""},
		{"1_000", 1, ""},
		{"1e5.5", 3, ""},
		{"1.2.3", 3, ""},
		{"1-", 1, ""},

		// Structure.
		{"{", 1, ""},
		{"[", 1, "/0"},
		{"[1", 2, ""},
		{"[1 2]", 3, ""},
		{`["a" "b"]`, 5, ""},
		{"[1}", 2, ""},
		{`{"a":1]`, 6, ""},
		{`{"a"}`, 4, "/a"},
		{`{"a" 1}`, 5, "/a"},
		{`{"a":}`, 5, "/a"},
		{`{"a":1 "b":2}`, 7, ""},
		{`{"a":1,"b"}`, 10, "/b"},
		{`{"a"::1}`, 5, "/a"},
		{`{"a":1`, 6, ""},
		{`{"a":1,`, 7, ""},
		{`{"a"`, 4, "/a"},
		{`{"a":`, 5, "/a"},
		{`{"a`, 3, ""},
		{"[[[]", 4, "/0"},
		{`{"x":{"a":[1,{"q":nul}]}}`, 18, "/x/a/1/q"},
		{`{"x":[{},[],{"y":[5,6,]}]}`, 22, "/x/2/y/2"},
		{`{"a/b":{"c~d":{"\u0065":*}}}`, 24, "/a~1b/c~0d/e"},
		{"]", 0, ""},
		{"}", 0, ""},
		{":", 0, ""},
		{",", 0, ""},

		// Strings.
		{`"`, 1, ""},
		{`"abc`, 4, ""},
		{`"abcdefghijklmnop`, 17, ""},
		{`"\`, 1, ""},
		{`"\"`, 3, ""},
		{`"\x41"`, 1, ""},
		{`"\'"`, 1, ""},
		{`"\u12"`, 1, ""},
		{`"\u12g4"`, 1, ""},
		{`"\U0041"`, 1, ""},
		{`"\u`, 1, ""},
		{"\"a\nb\"", 2, ""},
		{"\"a\tb\"", 2, ""},
		{"\"a\x00b\"", 2, ""},
		{"\"a\x1fb\"", 2, ""},
		{"[\"abcdefgh\x01\"]", 10, "/0"},
		{"{\"a\x01\":1}", 3, ""},
		{"{\"abcdefghijk\x01\":1}", 13, ""},
		{"\"abcdefg\x1f", 8, ""},
	} {
		e := refused(t, c.doc, Limits{})
		require.ErrorIs(t, e, ErrSyntax, "%q: %v", c.doc, e)
		require.Equal(t, c.offset, e.Offset, "%q: %v", c.doc, e)
		require.Equal(t, c.pointer, e.Pointer, "%q: %v", c.doc, e)
	}
}

func TestRefusesWhatIsNotUTF8(t *testing.T) {
	for _, c := range []struct {
		doc    string
		offset int
	}{
		{"\xef\xbb\xbf{}", 0},
		{"\xff\xfe{\x00}\x00", 0},
		{"\xfe\xff\x00{\x00}", 0},
		{"{\x00}\x00", 1},
		{"\x00{\x00}", 0},
		{"\"\x00a\x00\"\x00", 1},
		{"1\x002\x00", 1},
		{"{\x00\x00\x00}\x00\x00\x00", 1},
		{"\x00\x00\x00{\x00\x00\x00}", 0},
		{"\x00\x00\xfe\xff", 0},
		{"\xff\xfe\x00\x00", 0},
		{"\xff", 0},
		{"{}\xff", 2},
		{"{\x80}", 1},
		{"[1\xc3]", 2},
		{"[\xe2\x82", 1},
		{"{\"a\"\xff:1}", 4},

		{"\"\xff\"", 1},
		{"\"abcdefghi\xff\"", 10},
		{"\"\x80\"", 1},
		{"\"\xc0\x80\"", 1},                 // overlong
		{"\"\xe0\x80\x80\"", 1},             //
		{"\"\xf0\x80\x80\x80\"", 1},         //
		{"\"\xed\xa0\x80\"", 1},             // a surrogate, alone
		{"\"\xed\xa0\xbd\xed\xb8\x80\"", 1}, // and paired (CESU-8)
		{"\"\xf4\x90\x80\x80\"", 1},         // above U+10FFFF
		{"\"\xe2\x82\"", 1},                 // cut off
		{"\"abc\xe2\x82", 4},                // and by the end
		{"\"\xc3", 1},
		{"\"é\xc3\"", 3},
		{"{\"\xff\":1}", 2},
		{"\"\xff\x01\"", 1},
		{"\"\xff\\x\"", 1},

		{`"\ud800"`, 1},
		{`"\udc00\ud800"`, 1},
		{`"\ud800\ud800"`, 1},
		{`"\ud83d\u0041"`, 1},
		{`"\ud83dx\ude00"`, 1},
		{`"\ud83dxude00"`, 1},
		{`"\ud83d\\ude00"`, 1},
		{`"\ude00"`, 1},
		{`"abc\uDBFF`, 4},
		{`{"\ud800":1}`, 2},
		{`"\ud83d\ude00\ude00"`, 13},
	} {
		// The fault is found wherever in a word of eight bytes it stands, and
		// whatever follows.
		for shift := range 17 {
			doc, offset := c.doc, c.offset
			if doc[0] == '"' && doc[1] != 0 {
				doc = `"` + strings.Repeat("x", shift) + doc[1:]
				offset += shift
			} else if shift > 0 {
				break
			}
			for _, more := range []string{"", "                  "} {
				e := refused(t, doc+more, Limits{})
				require.ErrorIs(t, e, ErrEncoding, "%q: %v", doc, e)
				require.Equal(t, offset, e.Offset, "%q: %v", doc, e)
			}
		}
	}
}

func TestReadsEveryEscapeAndTheWholeOfUnicode(t *testing.T) {
	require.Equal(t, "\"\\/\b\f\n\r\t\x00A\u007f\u2028é\U0001f600", parse(t, `"\"\\\/\b\f\n\r\t\u0000\u0041\u007F\u2028\u00e9\uD83d\uDe00"`).Text())
	require.Equal(t, "\U0010ffff", parse(t, `"\udbff\udfff"`).Text())
	require.Equal(t, "\U00010000", parse(t, `"\ud800\udc00"`).Text())
	var all, escaped strings.Builder
	for r := rune(0x20); r <= utf8.MaxRune; r += 1 + r/64 {
		if r == '"' || r == '\\' || utf16.IsSurrogate(r) {
			continue
		}
		all.WriteRune(r)
		for _, u := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&escaped, `\u%04x`, u)
		}
	}
	v := parse(t, `["`+all.String()+`","`+escaped.String()+`"]`)
	for _, e := range v.Elements() {
		require.Equal(t, all.String(), e.Text())
		require.True(t, e.Is(all.String()))
	}
}

func TestReadsStringsThatEndAnywhereInAWord(t *testing.T) {
	for n := range 40 {
		for _, stop := range []string{"", `\n`, `\u0041`, "é", "\U0001f600", "\x7f"} {
			plain := strings.Repeat("x", n)
			decoded := plain + strings.NewReplacer(`\n`, "\n", `\u0041`, "A").Replace(stop)
			for _, after := range []string{"", "        ", "\n\n\n\n\n\n\n\n\n\n\n\n"} {
				v := parse(t, `"`+plain+stop+`"`+after)
				require.Equal(t, decoded, v.Text())
				v = parse(t, `{"`+plain+stop+`":[]}`+after)
				require.True(t, v.Get(decoded).Exists())
			}
			if n+len(stop) > 0 {
				refused(t, `"`+plain+stop, Limits{})
				refused(t, `"`+plain+"\x1f"+stop+`"`, Limits{})
			}
		}
	}
}

func TestRefusesNestingBeyondTheLimit(t *testing.T) {
	for _, pair := range [][2]string{{"[", "]"}, {`{"a":`, "}"}} {
		nest := func(n int) string {
			inner := "1"
			return strings.Repeat(pair[0], n) + inner + strings.Repeat(pair[1], n)
		}
		parse(t, nest(limits.Depth))
		e := refused(t, nest(limits.Depth+1), Limits{})
		require.ErrorIs(t, e, ErrDepth)
		require.Equal(t, limits.Depth*len(pair[0]), e.Offset)
		require.Equal(t, limits.Depth, strings.Count(e.Pointer, "/"))
		require.ErrorIs(t, refused(t, nest(5), Limits{Depth: 4}), ErrDepth)
		_, err := Parse([]byte(nest(200)), Limits{Depth: 200})
		require.NoError(t, err)
	}
	require.ErrorIs(t, refused(t, "[[[]]]", Limits{Depth: 2}), ErrDepth, "an empty array counts")
	require.ErrorIs(t, refused(t, strings.Repeat("[", 10_001), Limits{}), ErrDepth)
	parse(t, "["+strings.Repeat("[],", 500)+"{}]")
}

func TestRefusesSizesAndCountsBeyondTheLimits(t *testing.T) {
	members := func(n int) string {
		var b strings.Builder
		b.WriteString("{")
		for i := range n {
			fmt.Fprintf(&b, `"m%d":%d,`, i, i)
		}
		return strings.TrimSuffix(b.String(), ",") + "}"
	}
	for _, c := range []struct {
		name     string
		fits     string
		tooLarge string
		lim      Limits
		pointer  string
	}{
		{"size", `[1]`, `[1] `, Limits{Size: 3}, ""},
		{"members", members(3), members(4), Limits{Members: 3}, ""},
		{"default members", members(limits.Members), members(limits.Members + 1), Limits{}, ""},
		{"nodes", `[1,{"a":2}]`, `[1,{"a":2},3]`, Limits{Nodes: 4}, ""},
		{"default nodes", "[" + strings.Repeat("1,", limits.Nodes-2) + "1]", "[" + strings.Repeat("1,", limits.Nodes-1) + "1]", Limits{}, ""},
		{"string", `{"a":["abcd"]}`, `{"a":["abcde"]}`, Limits{String: 4}, "/a/0"},
		{"string as written", `["\n\n"]`, `["\u0041"]`, Limits{String: 4}, "/0"},
		{"default string", `"` + strings.Repeat("x", limits.String) + `"`, `"` + strings.Repeat("x", limits.String+1) + `"`, Limits{}, ""},
		{"name", `{"abcd":1}`, `{"abcde":1}`, Limits{Name: 4}, ""},
		{"default name", `{"` + strings.Repeat("x", limits.Name) + `":1}`, `{"` + strings.Repeat("x", limits.Name+1) + `":1}`, Limits{}, ""},
		{"widest name", `{"` + strings.Repeat("x", 1<<16-1) + `":1}`, `{"` + strings.Repeat("x", 1<<16) + `":1}`, Limits{Name: 1 << 20}, ""},
		{"default size", `"` + strings.Repeat("x", limits.String) + `"` + strings.Repeat(" ", limits.Document-limits.String-2), strings.Repeat(" ", limits.Document+1), Limits{}, ""},
	} {
		_, err := Parse([]byte(c.fits), c.lim)
		require.NoError(t, err, c.name)
		e := refused(t, c.tooLarge, c.lim)
		require.ErrorIs(t, e, ErrTooLarge, c.name)
		require.Equal(t, c.pointer, e.Pointer, c.name)
	}
}

func TestJudgesTheSizeBeforeTheContent(t *testing.T) {
	e := refused(t, "\xff\xff\xff\xff", Limits{Size: 3})
	require.ErrorIs(t, e, ErrTooLarge)
	require.Zero(t, e.Offset)
}

func TestTreatsALimitThatIsNotPositiveAsTheDefault(t *testing.T) {
	_, err := Parse([]byte(`[[["a"]]]`), Limits{Size: -1, Depth: -1, Members: -1, Nodes: -1, String: -1, Name: -1})
	require.NoError(t, err)
	require.ErrorIs(t, refused(t, strings.Repeat("[", limits.Depth+1), Limits{Depth: -1}), ErrDepth)
}

func TestGivesEveryValueItsPlace(t *testing.T) {
	doc := ` {"a" : [ 1 , "x\ty" , { } ] , "\u0062":true,"c":null } `
	root := parse(t, doc)
	for _, c := range []struct {
		pointer string
		kind    Kind
		len     int
		name    string
		raw     string
		member  string
	}{
		{"", Object, 3, "", `{"a" : [ 1 , "x\ty" , { } ] , "\u0062":true,"c":null }`, `{"a" : [ 1 , "x\ty" , { } ] , "\u0062":true,"c":null }`},
		{"/a", Array, 3, "a", `[ 1 , "x\ty" , { } ]`, `"a" : [ 1 , "x\ty" , { } ]`},
		{"/a/0", Number, 0, "", `1`, `1`},
		{"/a/1", String, 0, "", `"x\ty"`, `"x\ty"`},
		{"/a/2", Object, 0, "", `{ }`, `{ }`},
		{"/b", True, 0, "b", `true`, `"\u0062":true`},
		{"/c", Null, 0, "c", `null`, `"c":null`},
	} {
		v, ok := root.Lookup(c.pointer)
		require.True(t, ok, c.pointer)
		require.True(t, v.Exists())
		require.Equal(t, c.kind, v.Kind(), c.pointer)
		require.Equal(t, c.len, v.Len(), c.pointer)
		require.Equal(t, c.name, v.Name(), c.pointer)
		require.Equal(t, c.raw, string(v.Raw()), c.pointer)
		start, end := v.Span()
		require.Equal(t, c.raw, doc[start:end])
		start, end = v.MemberSpan()
		require.Equal(t, c.member, doc[start:end])
		require.Equal(t, c.pointer, v.Pointer())
	}
}

func TestRawGivesNoWayToWriteBehindTheValue(t *testing.T) {
	doc := []byte(`["a","b"]`)
	tape, err := Parse(doc, Limits{})
	require.NoError(t, err)
	v, _ := tape.Root().Lookup("/0")
	_ = append(v.Raw(), "XXX"...)
	require.Equal(t, `["a","b"]`, string(doc))
}

func TestParseReusesTheMemoryOfATape(t *testing.T) {
	var many strings.Builder
	for i := range 40 {
		fmt.Fprintf(&many, `,"%s %d \u0041":{"\u0042":0.1,"B ":1e300}`, strings.Repeat("long", 20), i)
	}
	docs := [][]byte{badge(1, 24), badge(2, 0), []byte(`{"x":1` + many.String() + `}`)}
	tape := new(Tape)
	for _, doc := range docs {
		require.NoError(t, tape.Parse(doc, Limits{}))
	}
	allocs := testing.AllocsPerRun(20, func() {
		for _, doc := range docs {
			if err := tape.Parse(doc, Limits{}); err != nil {
				panic(err)
			}
		}
	})
	require.Zero(t, allocs)
}

func TestAFailedParseLeavesNothingBehind(t *testing.T) {
	tape := new(Tape)
	require.False(t, tape.Root().Exists())
	require.NoError(t, tape.Parse([]byte(`{"a":[1,2,3]}`), Limits{}))
	old, _ := tape.Root().Lookup("/a/2")
	for _, bad := range []string{`{"a":[1,2,3]`, `[[[[`, ``, `"\ud800"`} {
		require.Error(t, tape.Parse([]byte(bad), Limits{Size: 20}))
		require.False(t, tape.Root().Exists())
		require.Nil(t, tape.Bytes())
		require.False(t, old.Exists(), "a value of the former document must not show another's")
		require.Nil(t, old.Raw())
	}
	require.Error(t, tape.Parse(bytes.Repeat([]byte(" "), 21), Limits{Size: 20}))
	require.NoError(t, tape.Parse([]byte(`[7]`), Limits{}))
	require.Equal(t, `[7]`, string(tape.Bytes()))
	require.Equal(t, 1, tape.Root().Len())
}

func TestAnErrorSaysWhatAndWhere(t *testing.T) {
	for doc, want := range map[string]string{
		``:                           `not JSON: expected a value, found the end of the document, in the document at byte 0`,
		`{"a":{"b":1,}}`:             `not JSON: expected a member name in double quotes, found '}' behind a comma, in /a at byte 12`,
		`{"a":[01]}`:                 `not JSON: expected a number without leading zeros, found 01, in /a/0 at byte 6`,
		`[True]`:                     `not JSON: expected a value, found 'T', in /0 at byte 1`,
		`[ture]`:                     `not JSON: expected true, false, null or another value, found "ture", in /0 at byte 1`,
		`{} {}`:                      `not JSON: expected the end of the document, found '{', in the document at byte 3`,
		"\ufeff{}":                   `not UTF-8: expected a value, found a byte order mark, in the document at byte 0`,
		`{"a":"\udead"}`:             `not UTF-8: expected both halves of a surrogate pair, found "\\udead" alone, in /a at byte 6`,
		"{\"a\":\"\xc0\x80\"}":       `not UTF-8: expected a string in UTF-8, found the byte 0xc0, in /a at byte 6`,
		`{"id":1,"i\u0064":2}`:       `duplicate member name: expected every name once in an object, found "id" again, in /id at byte 8`,
		`{"a":9007199254740993}`:     `number that loses precision: expected a number that a float64 prints back with the same value, found 9007199254740993, in /a at byte 5`,
		"{\"a\\u000ab\":{\"c\":.1}}": `not JSON: expected a value, found '.', in /a\nb/c at byte 17`,
		"[\"a\nb\"]":                 `not JSON: expected control characters in a string to be escaped, found the control character 0x0a, in /0 at byte 3`,
	} {
		require.EqualError(t, refused(t, doc, Limits{}), want)
	}
	long := strings.Repeat("é", 127)
	require.Less(t, len(refused(t, `{"`+long+`":{"`+long+`":{"`+long+`":x}}}`, Limits{}).Error()), 400)
}

func TestEverySentinelIsItsOwn(t *testing.T) {
	all := []error{ErrSyntax, ErrEncoding, ErrDuplicate, ErrDepth, ErrTooLarge, ErrNumber, ErrKind}
	for i, a := range all {
		for j, b := range all {
			require.Equal(t, i == j, errors.Is(&Error{Err: a}, b))
		}
	}
}

package strictjson

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
)

func mustJCS(tb testing.TB, v Value, without ...string) string {
	tb.Helper()
	out, err := AppendJCS(nil, v, without...)
	require.NoError(tb, err)
	return string(out)
}

// slowJCS is RFC 8785 as one reads it: maps, UTF-16 made explicit, the steps of
// ECMAScript's Number::toString by their numbers.
func slowJCS(v Value) string {
	switch v.Kind() {
	case Object:
		members := map[string]Value{}
		var names []string
		for name, m := range v.Members() {
			members[name] = m
			names = append(names, name)
		}
		slices.SortFunc(names, func(a, b string) int {
			return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
		})
		var parts []string
		for _, name := range names {
			parts = append(parts, slowString(name)+":"+slowJCS(members[name]))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case Array:
		var parts []string
		for _, e := range v.Elements() {
			parts = append(parts, slowJCS(e))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case String:
		return slowString(v.Text())
	case Number:
		f, err := strconv.ParseFloat(string(v.Raw()), 64)
		if err != nil {
			panic(err)
		}
		return slowNumber(f)
	}
	return string(v.Raw())
}

func slowString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '\b', '\t', '\n', '\f', '\r', '"', '\\':
			b.WriteString(map[rune]string{'\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`, '"': `\"`, '\\': `\\`}[r])
		default:
			if r < 0x20 {
				fmt.Fprintf(&b, `\u%04x`, r)
			} else {
				b.WriteRune(r)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}

// slowNumber is ECMA-262, Number::toString: s are the k digits of the number, n
// the place of its point, so that it is s × 10^(n-k).
func slowNumber(f float64) string {
	if f == 0 {
		return "0"
	}
	if f < 0 {
		return "-" + slowNumber(-f)
	}
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	s := strings.Replace(mantissa, ".", "", 1)
	e, _ := strconv.Atoi(exp)
	k, n := len(s), e+1
	switch {
	case k <= n && n <= 21:
		return s + strings.Repeat("0", n-k)
	case 0 < n && n <= 21:
		return s[:n] + "." + s[n:]
	case -6 < n && n <= 0:
		return "0." + strings.Repeat("0", -n) + s
	}
	sign := "+"
	if n-1 < 0 {
		sign = "-"
	}
	exponent := "e" + sign + strconv.Itoa(max(n-1, 1-n))
	if k == 1 {
		return s + exponent
	}
	return s[:1] + "." + s[1:] + exponent
}

func TestJCSWritesTheNumbersOfRFC8785(t *testing.T) {
	// Appendix B: the bits of a double, and its form.
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0",
		0x8000000000000000: "0",
		0x0000000000000001: "5e-324",
		0x8000000000000001: "-5e-324",
		0x7fefffffffffffff: "1.7976931348623157e+308",
		0xffefffffffffffff: "-1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992",
		0xc340000000000000: "-9007199254740992",
		0x4430000000000000: "295147905179352830000",
		0x44b52d02c7e14af5: "9.999999999999997e+22",
		0x44b52d02c7e14af6: "1e+23",
		0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000",
		0x444b1ae4d6e2ef4f: "999999999999999900000",
		0x444b1ae4d6e2ef50: "1e+21",
		0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7",
		0x3eb0c6f7a0b5ed8d: "0.000001",
		0x41b3de4355555553: "333333333.3333332",
		0x41b3de4355555554: "333333333.33333325",
		0x41b3de4355555555: "333333333.3333333",
		0x41b3de4355555556: "333333333.3333334",
		0x41b3de4355555557: "333333333.33333343",
		0xbecbf647612f3696: "-0.0000033333333333333333",
		0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		f := math.Float64frombits(bits)
		require.Equal(t, want, string(appendES(nil, f)))
		require.Equal(t, want, slowNumber(f))
		if bits != 1<<63 {
			require.Equal(t, want, mustJCS(t, parse(t, want)), "it is its own canonical form")
		}
	}
}

func TestJCSWritesEverySpellingOfANumberAlike(t *testing.T) {
	for num, want := range map[string]string{
		"-0": "0", "-0.0e5": "0", "0E+1": "0", "1.0": "1", "1E2": "100", "1e20": "100000000000000000000", "1e21": "1e+21", "12e20": "1.2e+21",
		"4.50": "4.5", "2e-3": "0.002", "0.000000000000000000000000001": "1e-27", "1E30": "1e+30", "1e-6": "0.000001", "1e-7": "1e-7", "10e-8": "1e-7",
		"-1.5": "-1.5", "-7": "-7", "123456789012345": "123456789012345", "-123456789012345": "-123456789012345", "1234567890123456": "1234567890123456",
		"1e100": "1e+100", "1e-100": "1e-100", "1e-10": "1e-10", "1e5": "100000",
	} {
		require.Equal(t, want, mustJCS(t, parse(t, num)), num)
	}
}

func TestJCSSortsByUTF16CodeUnits(t *testing.T) {
	// RFC 8785 section 3.2.3: the names, and the order of their values.
	root := parse(t, `{"\u20ac":"euro","\r":"return","\ufb33":"dalet","1":"one","\ud83d\ude00":"grin","\u0080":"control","\u00f6":"o"}`)
	require.Equal(t, `{"\r":"return","1":"one","`+"\u0080"+`":"control","ö":"o","€":"euro","`+"\U0001f600"+`":"grin","`+"\ufb33"+`":"dalet"}`, mustJCS(t, root))

	// Every pair of names that part at the border of the planes, written plainly and escaped.
	pieces := []string{"", "a", "\x7f", "é", "\u0800", "\ud7ff", "\ue000", "\uefff", "\uf000", "\uffff", "\U00010000", "\U0001f600", "\U000f0000", "\U0010ffff"}
	var names []string
	for _, a := range pieces {
		for _, b := range pieces {
			names = append(names, a+b, "x"+a+b)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	for _, a := range names {
		for _, b := range names {
			want := slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
			require.Equal(t, want, compareUTF16([]byte(a), []byte(b)), "%+q %+q", a, b)
		}
	}
}

func TestJCSWritesTheExampleOfRFC8785(t *testing.T) {
	// Section 3.2.2, but for its first number, which no reader with floats of
	// another width sees as written: Parse refuses it.
	root := parse(t, `{"numbers":[333333333.3333333,1E30,4.50,2e-3,0.000000000000000000000000001],`+
		`"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`)
	require.Equal(t, `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`, mustJCS(t, root))
}

func TestJCSEscapesOnlyWhatMustBe(t *testing.T) {
	var in, want strings.Builder
	for r := range rune(0x100) {
		fmt.Fprintf(&in, `\u%04X`, r)
		want.WriteString(strings.Trim(slowString(string(r)), `"`))
		if r == '"' {
			want.WriteString(`"`) // Trim took it
		}
	}
	root := parse(t, `{"`+in.String()[:100*6%240]+`":"`+in.String()+`","a":"\/\u2028\u007f`+"\x7f\u2028"+`"}`)
	require.Equal(t, slowJCS(root), mustJCS(t, root))
	require.Contains(t, mustJCS(t, root), "/\u2028\x7f\x7f\u2028")
}

func TestJCSLeavesOutTheValuesOwnMembersThatItIsTold(t *testing.T) {
	root := parse(t, `{"proof":1,"b":{"proof":2,"a":[]},"a":{"\u0062":{}},"pr\u006fofs":3}`)
	require.Equal(t, `{"a":{"b":{}},"b":{"a":[],"proof":2},"proofs":3}`, mustJCS(t, root, "proof"))
	require.Equal(t, `{"b":{"a":[],"proof":2}}`, mustJCS(t, root, "a", "proofs", "proof", "absent"))
	require.Equal(t, `{}`, mustJCS(t, root, "a", "proofs", "proof", "b"))
	require.Equal(t, `{"a":[]}`, mustJCS(t, root.Get("b"), "proof"))
	require.Equal(t, `{"b":2}`, mustJCS(t, parse(t, `{"a":1,"b":2}`), "a"))
	require.Equal(t, `[{"proof":1}]`, mustJCS(t, parse(t, `[{"proof":1}]`), "proof"))
}

func TestJCSWritesOtherValuesForTheValuesOwnMembersThatItIsTold(t *testing.T) {
	v := parse(t, `{"b":[1],"a":{"b":2},"c":3,"d":4}`)
	other := parse(t, `{"x":"x","y":{"d":1, "b":[ 2 ]}}`)
	form, err := AppendJCSInstead(nil, v, []Member{{Name: "b", Value: other.Get("x")}, {Name: "c"}, {Name: "none", Value: other}}, "d")
	require.NoError(t, err)
	require.Equal(t, `{"a":{"b":2},"b":"x","c":[]}`, string(form))
	v = parse(t, `{"a":{"b":2},"\u0062":[1]}`)
	form, err = AppendJCSInstead([]byte("+"), v, []Member{{Name: "b", List: []Value{other.Get("y"), other.Get("x"), v.Get("a")}}})
	require.NoError(t, err)
	require.Equal(t, `+{"a":{"b":2},"b":[{"b":[2],"d":1},"x",{"b":2}]}`, string(form))
}

func TestJCSAppends(t *testing.T) {
	got, err := AppendJCS([]byte("{"), parse(t, `{"b":1,"a":{}}`))
	require.NoError(t, err)
	require.Equal(t, `{{"a":{},"b":1}`, string(got))
	root := parse(t, string(badge(1, 24)))
	buf := make([]byte, 0, 32<<10)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		if _, err := AppendJCS(buf, root, "proof"); err != nil {
			panic(err)
		}
	}))
}

func TestJCSAgreesWithTheSlowOneOnWideObjects(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, `,"%x\u00%02x%c":{"z":%d,"y":{"\u0061":1,"A":[]}}`, i*7919%1000, i%256, rune(0xd000+i*13%0x800), i)
	}
	root := parse(t, "{"+b.String()[1:]+"}")
	require.Equal(t, slowJCS(root), mustJCS(t, root))
}

func TestJCSAgreesWithThePublishedVectors(t *testing.T) {
	dirs, err := filepath.Glob("../../../shared/vectors/di/*/*-jcs-*")
	require.NoError(t, err)
	if len(dirs) == 0 {
		beside.Missing(t, "the published Data Integrity vectors are not here")
	}
	read := func(dir, pattern string) []byte {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		require.Len(t, files, 1, "%s/%s", dir, pattern)
		data, err := os.ReadFile(files[0])
		require.NoError(t, err)
		return bytes.TrimSpace(data)
	}
	for _, dir := range dirs {
		signed := parse(t, string(read(dir, "signed*.json")))
		require.Equal(t, string(read(dir, "canonDoc*")), mustJCS(t, signed, "proof"), dir)
		require.Equal(t, string(read(dir, "proofCanon*")), mustJCS(t, signed.Get("proof"), "proofValue"), dir)
	}
}

package strictjson

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRefusesDuplicateNamesAfterUnescaping(t *testing.T) {
	for _, c := range []struct {
		doc     string
		offset  int
		pointer string
	}{
		{`{"":1,"":2}`, 6, "/"},
		{`{"a":1,"a":1}`, 7, "/a"},
		{`{"issuer":1,"iss\u0075er":2}`, 12, "/issuer"},
		{`{"iss\u0075er":1,"issuer":2}`, 17, "/issuer"},
		{`{"\u0061":1,"\u0061":2}`, 12, "/a"},
		{`{"\/":1,"/":2}`, 8, "/~1"},
		{`{"\ud83d\ude00":1,"` + "\U0001f600" + `":2}`, 18, "/\U0001f600"},
		{`{"a":1,"b":2,"c":3,"b":4,"a":5}`, 19, "/b"},
		{`{"p":[{"x":{"n":1,"m":2,"n":3}}]}`, 24, "/p/0/x/n"},
		{`{"a":{"b":1},"a":{"c":2}}`, 13, "/a"},
		{`[{},{"a":{},"a":{}}]`, 12, "/1/a"},
		{`{"longer than eight":1,"longer than eight":2}`, 23, "/longer than eight"},
	} {
		e := refused(t, c.doc, Limits{})
		require.ErrorIs(t, e, ErrDuplicate, "%q: %v", c.doc, e)
		require.Equal(t, c.offset, e.Offset, c.doc)
		require.Equal(t, c.pointer, e.Pointer, c.doc)
	}
}

func TestNamesThatOnlyLookAlikeAreNoDuplicates(t *testing.T) {
	for _, doc := range []string{
		`{"issuer":1,"Issuer":2,"ISSUER":3,"issuer ":4}`,
		`{"a":{"a":{"a":1}}}`,
		`[{"a":1},{"a":1}]`,
		"{\"\u00e9\":1,\"e\u0301\":2}", // NFC and NFD
		`{"\\u0061":1,"a":2}`,
		`{"":1,"\u0000":2,"\u0000\u0000":3}`,
		`{"a":1,"\u0000a":2}`,
		`{"xabcdefgh":1,"yabcdefgh":2}`, // alike in length and in their last eight bytes
		`{"__proto__":1,"constructor":2,"toString":3}`,
	} {
		parse(t, doc)
	}
}

func TestFindsADuplicateAmongAnyNumberOfMembers(t *testing.T) {
	for _, n := range []int{2, 3, fewMembers - 1, fewMembers, fewMembers + 1, 40, 1024} {
		for _, escape := range []bool{false, true} {
			names := make([]string, n)
			for i := range names {
				names[i] = fmt.Sprintf("member number %d", i)
			}
			doc := func() string {
				var b strings.Builder
				for i, name := range names {
					if escape && i%2 == 1 {
						name = strings.Replace(name, "m", `\u006d`, 1)
					}
					fmt.Fprintf(&b, `,"%s":{"in":[%d]}`, name, i)
				}
				return "{" + b.String()[1:] + "}"
			}
			parse(t, doc())
			for _, pair := range [][2]int{{0, n - 1}, {0, 1}, {n - 2, n - 1}, {n / 2, n - 1}} {
				first, again := pair[0], pair[1]
				if first == again {
					continue
				}
				keep := names[again]
				names[again] = names[first]
				e := refused(t, doc(), Limits{})
				require.ErrorIs(t, e, ErrDuplicate)
				require.Equal(t, "/"+names[first], e.Pointer)
				require.Equal(t, again, strings.Count(doc()[:e.Offset], `"in"`), "the second of the two is named")
				names[again] = keep
			}
		}
	}
}

func TestCountsNoNameTwiceWhereFingerprintsCollide(t *testing.T) {
	var b strings.Builder
	for i := range fewMembers {
		fmt.Fprintf(&b, `,"%c-the same end":%d`, 'a'+i, i)
	}
	doc := "{" + b.String()[1:] + "}"
	parse(t, doc)
	e := refused(t, strings.Replace(doc, "c-the", "a-the", 1), Limits{})
	require.ErrorIs(t, e, ErrDuplicate)
}

func TestFindsADuplicateInTheFirstBytesOfADocument(t *testing.T) {
	for _, name := range []string{"", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "abcdefghi"} {
		parse(t, `{"`+name+`":1,"x`+name+`":2}`)
		require.ErrorIs(t, refused(t, `{"`+name+`":1,"`+name+`":2}`, Limits{}), ErrDuplicate)
		require.ErrorIs(t, refused(t, `{"`+name+`":1,"other":2,"`+name+`":2}`, Limits{}), ErrDuplicate)
	}
}

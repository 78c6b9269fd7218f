package rdfc

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sortedAsCompared sorts texts, with a byte behind each that ends it, in both ways.
func sortedAsCompared(t *testing.T, texts [][]byte) {
	t.Helper()
	var items []text
	for i := range texts {
		texts[i] = append(slices.Clone(texts[i]), '\n')
		items = append(items, text{item: uint64(i)})
	}
	expected := slices.Clone(items)
	slices.SortFunc(expected, func(a, b text) int {
		return cmp.Or(bytes.Compare(texts[a.item], texts[b.item]), cmp.Compare(a.item, b.item))
	})
	sortTexts(items, 0, func(i uint64) []byte { return texts[i] }, cmp.Compare[uint64])
	for i := range items {
		require.Equal(t, expected[i].item, items[i].item, "place %d of %d", i, len(items))
	}
}

func TestTextsAreSortedAsIfTheyWereCompared(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 11))
	shapes := map[string]func(i int) string{
		"numbers":              func(i int) string { return fmt.Sprint("urn:", r.IntN(1000)) },
		"nothing in common":    func(i int) string { return string(rune('!'+r.IntN(90))) + fmt.Sprint(i) },
		"equal":                func(i int) string { return "urn:the same, and longer than eight bytes" },
		"equal or nearly":      func(i int) string { return "urn:the same" + strings.Repeat("s", r.IntN(3)) },
		"one inside the other": func(i int) string { return strings.Repeat("p", r.IntN(200)) },
		"long in common":       func(i int) string { return strings.Repeat("p", 1000) + fmt.Sprint(r.IntN(50)) },
		"other late":           func(i int) string { return strings.Repeat("p", 8*r.IntN(30)) + "q" + strings.Repeat("r", r.IntN(3)) },
		"short":                func(i int) string { return strings.Repeat("\u00e9", r.IntN(5)) },
		"high bytes":           func(i int) string { return fmt.Sprintf("%c%c", 0x10ffff-r.IntN(9), 'a'+r.IntN(9)) },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{0, 1, few, few + 1, 100, 3000} {
				texts := make([][]byte, n)
				for i := range texts {
					texts[i] = []byte(shape(i))
				}
				sortedAsCompared(t, texts)
			}
		})
	}
}

func FuzzSortTexts(f *testing.F) {
	f.Add([]byte("a\nb"))
	f.Add([]byte(strings.Repeat("pppppppp\npppppppppq\n", 30)))
	f.Fuzz(func(t *testing.T, data []byte) {
		texts := bytes.Split(bytes.ReplaceAll(data, []byte{0}, []byte{1}), []byte("\n"))
		sortedAsCompared(t, append(texts, texts...))
	})
}

// Many subjects, and many objects of each, are what is sorted so; the graph names of
// equal objects decide behind it.
func TestManyObjectsStandAsTheTwinHasThem(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 12))
	var lines []string
	for i := range 400 { // every other one about the first
		for k := range 8 {
			object := []string{`"%d"`, `<urn:o:%d>`, `_:b%d`, `"the same and longer %d"@en`}[r.IntN(4)]
			graph := []string{"", " <urn:g>", fmt.Sprintf(" <urn:g:%d>", k%3)}[r.IntN(3)]
			lines = append(lines, fmt.Sprintf("<urn:s:%d> <urn:p:%d> "+object+"%s .\n", r.IntN(2)*r.IntN(i+1), r.IntN(2), r.IntN(100), graph))
		}
	}
	quads, err := twinParse(strings.Join(lines, ""))
	require.NoError(t, err)
	for i := range 100 { // no two blank nodes alike
		q, err := twinParse(fmt.Sprintf("_:b%d <urn:number> \"%d\" .\n", i, i))
		require.NoError(t, err)
		quads = append(quads, q...)
	}
	expected, _, err := twinCanonicalize(quads, crypto.SHA256)
	require.NoError(t, err)
	for range 3 {
		var d Dataset
		require.NoError(t, d.ParseNQuads([]byte(disguised(quads, r))))
		got, err := d.Canonicalize(context.Background(), crypto.SHA256)
		require.NoError(t, err)
		require.Equal(t, expected, string(got))
		require.NotEmpty(t, d.canon.texts)
	}
}

package strictjson

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/xraw"
)

// hostile are documents of about a megabyte that are made to cost time.
func hostile() map[string]string {
	const size = 1 << 20
	repeat := func(s string) string { return strings.Repeat(s, size/len(s)) }
	objects := func(members int, name string) string {
		var one strings.Builder
		for i := range members {
			fmt.Fprintf(&one, ","+name+":0", members-i)
		}
		doc := "{" + one.String()[1:] + "},"
		n := min(size/len(doc), limits.Nodes/(members+1)-1)
		return "[" + strings.TrimSuffix(strings.Repeat(doc, n), ",") + "]"
	}
	return map[string]string{
		"names in one table":        objects(1024, `"%d"`),
		"names alike at their ends": objects(20, `"%d alike at the end"`),
		"names of escapes":          objects(1024, `"\u0061%d"`),
		"long names of escapes":     objects(1024, `"%d`+strings.Repeat(`\u0061`, 40)+`"`),
		"small objects":             objects(1, `"%d"`),
		"deep":                      "[" + strings.TrimSuffix(strings.Repeat(strings.Repeat("[", 60)+strings.Repeat("]", 60)+",", 1600), ",") + "]",
		"deep objects out of order": "[" + strings.TrimSuffix(strings.Repeat(strings.Repeat(`{"b":1,"a":`, 60)+"1"+strings.Repeat("}", 60)+",", 800), ",") + "]",
		"digits":                    "1." + repeat("0"),
		"too many digits":           "1" + repeat("3"),
		"a large exponent":          "1e" + repeat("9"),
		"numbers of 17 digits":      "[" + repeat("0.30000000000000004,") + "1]",
		"escapes":                   `"` + repeat(`\n`)[:size-2] + `"`,
		"surrogate pairs":           `"` + repeat(`\ud83d\ude00`) + `"`,
		"two-byte runes":            `"` + repeat("é")[:size-2] + `"`,
		"white space":               repeat("\n") + "1",
		"no end":                    `"` + repeat("x"),
		"brackets":                  repeat("["),
		"not UTF-8 at the end":      `"` + repeat("é")[:size-4] + "\xff\"",
	}
}

// What hostile documents cost is counted in BenchmarkHostile; here they are
// shown to get through or to be refused for what they are.
func TestHostileDocumentsAreJudgedLikeAnyOther(t *testing.T) {
	want := map[string]error{
		"too many digits": ErrNumber, "a large exponent": ErrNumber, "no end": ErrSyntax, "brackets": ErrDepth, "not UTF-8 at the end": ErrEncoding,
	}
	for name, doc := range hostile() {
		_, err := Parse([]byte(doc), Limits{})
		require.ErrorIs(t, err, want[name], name)
	}
}

// BenchmarkHostile is the cost of hostile documents as a multiple of the
// tokenization of a badge of the same size.
func BenchmarkHostile(b *testing.B) {
	docs := hostile()
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		doc := []byte(docs[name])
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			honest := badge(1, len(doc)/600)
			read := tokenizer(b)
			tape := new(Tape)
			xraw.Ratio(b, "x-jsontext", func() { _ = tape.Parse(doc, Limits{}) }, func() { read(honest) })
		})
	}
}

// BenchmarkHostileJCS is the same for the canonical form of those that are accepted.
func BenchmarkHostileJCS(b *testing.B) {
	docs := hostile()
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		doc := []byte(docs[name])
		tape, err := Parse(doc, Limits{})
		if err != nil {
			continue
		}
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			honest := badge(1, len(doc)/600)
			read := tokenizer(b)
			var out []byte
			xraw.Ratio(b, "x-jsontext", func() { out, _ = AppendJCS(out[:0], tape.Root()) }, func() { read(honest) })
		})
	}
}

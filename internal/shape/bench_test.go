package shape

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The floor is one walk over every value of the document, in which nothing is
// asked; x-raw says how many of those a judgement costs.
func BenchmarkCheck(b *testing.B) {
	for _, c := range []struct{ name, doc string }{
		{"small", minimalV2},
		{"full", fullCredential},
		{"picture", put("/image", `{"type": "Image", "caption": "x", "id": "data:image/png;base64,`+strings.Repeat("iVBORw0KGgo/", 2500)+`"}`)(b, minimalV2)},
	} {
		b.Run(c.name, func(b *testing.B) {
			tape, err := strictjson.Parse([]byte(c.doc), strictjson.Limits{})
			require.NoError(b, err)
			require.Empty(b, Check(tape.Root(), "AchievementCredential", Rules{Version: 2}))
			b.ReportAllocs()
			b.SetBytes(int64(len(c.doc)))
			for b.Loop() {
				Check(tape.Root(), "AchievementCredential", Rules{Version: 2})
			}
			checked := b.Elapsed()
			start := time.Now()
			for range b.N {
				sink += touch(tape.Root())
			}
			b.ReportMetric(float64(checked)/float64(time.Since(start)), "x-raw")
		})
	}
}

var sink int

func touch(v strictjson.Value) int {
	n := len(v.Raw())
	switch v.Kind() {
	case strictjson.Object:
		for _, m := range v.Members() {
			n += touch(m)
		}
	case strictjson.Array:
		for _, e := range v.Elements() {
			n += touch(e)
		}
	}
	return n
}

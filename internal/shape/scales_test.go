package shape

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// hostileResults are documents that whoever signs his own badge would send: long
// lists, written in escapes, under as many results as are read. In all of them
// the work grows with the document, and not with results times list.
func hostileResults(t testing.TB) map[string]string {
	escaped := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&b, `\u%04x`, c)
		}
		return b.String()
	}
	list := func(n int, item func(i int) string) string {
		items := make([]string, n)
		for i := range items {
			items[i] = item(i)
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	description := func(i int, members string) string {
		return fmt.Sprintf(`{"id": "urn:d:%d", "type": ["ResultDescription"], "name": "x", "resultType": "Result", %s}`, i, members)
	}
	doc := func(descriptions string, result func(i int) string) string {
		return both(put("/credentialSubject/achievement/resultDescription", descriptions),
			put("/credentialSubject/result", list(limits.Results, func(i int) string { return `{"type": ["Result"], ` + result(i) + `}` })))(t, minimalV2)
	}
	value := func(i int) string { return fmt.Sprintf("%0200d", i) }
	last := value(limits.Levels - 1)
	id := func(i int) string { return "urn:" + strings.Repeat("l", 300) + fmt.Sprint(i) }
	level := func(i int) string { return fmt.Sprintf(`{"id": "urn:l:%d"}`, i) }
	return map[string]string{
		"values": doc("["+description(0, `"requiredValue": "`+last+`", "allowedValue": `+list(limits.Levels, func(i int) string { return `"` + escaped(value(i)) + `"` }))+"]",
			func(int) string { return `"resultDescription": "urn:d:0", "value": "` + last + `"` }),
		"required": doc("["+description(0, `"valueMin": "0", "requiredValue": "`+escaped(strings.Repeat("9", 150_000))+`"`)+"]",
			func(int) string { return `"resultDescription": "urn:d:0", "value": "1"` }),
		"descriptions": doc(list(limits.Results, func(i int) string { return `{"id": "` + escaped(id(i)) + `"}` }),
			func(int) string { return `"resultDescription": "` + id(limits.Results-1) + `"` }),
		"levels": doc(list(limits.Results, func(d int) string {
			return description(d, `"rubricCriterionLevel": `+list(160, func(i int) string { return level(160*d + i) }))
		}), func(int) string { return `"achievedLevel": "urn:l:40959"` }),
		"members": doc("["+description(0, strings.TrimRight(manyMembers(1_000), ","))+"]",
			func(int) string { return `"resultDescription": "urn:d:0", "value": "1"` }),
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"x%d":1,`, i)
	}
	return b.String()
}

// The floor is one walk over every value, as in BenchmarkCheck; x-raw stays near
// that of an honest document only while nothing is read once per result.
func BenchmarkHostileResults(b *testing.B) {
	for name, doc := range hostileResults(b) {
		b.Run(name, func(b *testing.B) {
			tape, err := strictjson.Parse([]byte(doc), strictjson.Limits{})
			require.NoError(b, err)
			b.ReportAllocs()
			b.SetBytes(int64(len(doc)))
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

// What is decoded is copied, so that bytes of memory count the work.
func TestDecodesWhatResultsShareOnce(t *testing.T) {
	for name, doc := range hostileResults(t) {
		v := parse(t, doc)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		Check(v, "AchievementCredential", Rules{Version: 2})
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(24*len(doc)), name)
	}
}

func TestTheFirstOfSeveralAlikeCounts(t *testing.T) {
	description := `{"id": "urn:d:1", "type": ["ResultDescription"], "name": "x", "resultType": "Result", `
	doc := put("/credentialSubject/achievement/resultDescription", `[`+description+`"allowedValue": ["F", "", "A", "F"], "requiredValue": "A"},
		`+description+`"allowedValue": ["Z"]}, `+strings.Replace(description, "d:1", "d:2", 1)+`"allowedValue": ["F", ""]}]`)(t, minimalV2)
	result := func(d, value string) edit {
		return put("/credentialSubject/result", `[{"type": ["Result"], "resultDescription": "`+d+`", "value": "`+value+`"}]`)
	}
	at := "/credentialSubject/result/0/value"
	runEdits(t, doc, []editCase{
		{"a value listed twice", result("urn:d:1", "F"), "note RESULT_BELOW_REQUIRED " + at},
		{"a value of the second description", result("urn:d:1", "Z"), "deviation RESULT_INVALID " + at},
		{"nothing is required", result("urn:d:2", "F"), ""},
	})
}

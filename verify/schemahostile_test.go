package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// towers are schemas in which each of n parts asks the next one as often as times.
func tower(n, times int, keyword string) string {
	parts := many(n, func(i int) string {
		return fmt.Sprintf(`"p%d":{"%s":[%s]}`, i, keyword, many(times, func(int) string { return fmt.Sprintf(`{"$ref":"#/$defs/p%d"}`, i+1) }))
	})
	return fmt.Sprintf(`{"$defs":{%s,"p%d":{"type":"string"}},"$ref":"#/$defs/p0"}`, parts, n)
}

// hostileSchemas are schemas, and what they judge, that are made to cost more than they
// weigh.
func hostileSchemas() map[string][2]string {
	repeat := strings.Repeat
	numbers := "[" + many(20_000, func(i int) string { return fmt.Sprintf("%de-3%02d", i%9+1, i%6) }) + "]"
	alike := "[" + many(20, func(i int) string { return `[` + repeat(`"same",`, 4000) + fmt.Sprint(i) + `]` }) + "]"
	object := "{" + many(1000, func(i int) string { return fmt.Sprintf(`"m%d":{"a":%d}`, i, i) }) + "}"
	list := "[" + many(50_000, func(i int) string { return `"a"` }) + "]"
	text := `"` + repeat("a", 1_000_000) + `"`
	long := repeat("n", 200)
	deep := repeat(`{"properties":{"`+long+`":`, 20) + `{"anyOf":[` + many(200, func(i int) string { return fmt.Sprintf(`{"maximum":%d}`, i) }) + `]}` + repeat(`}}`, 20)
	return map[string][2]string{
		"a tower of allOf":         {tower(60, 2, "allOf"), `1`},
		"a tower of anyOf":         {tower(60, 2, "anyOf"), `1`},
		"a tower of oneOf":         {tower(9, 3, "oneOf"), `1`},
		"a low tower":              {tower(13, 2, "allOf"), `1`},
		"a chain of references":    {tower(50, 1, "allOf"), `1`},
		"many parts":               {`{"allOf":[` + many(2000, func(int) string { return `{}` }) + `]}`, `1`},
		"many parts with names":    {`{"properties":{` + many(1000, func(i int) string { return fmt.Sprintf(`"p%d":{"type":"string","not":{"const":%d}}`, i, i) }) + `}}`, object},
		"many parts, all wrong":    {`{"allOf":[` + many(2000, func(i int) string { return `{"type":1}` }) + `]}`, `1`},
		"references into the blue": {`{"x":[` + many(1000, func(int) string { return `{"type":"string"}` }) + `],"allOf":[` + many(64, func(i int) string { return fmt.Sprintf(`{"$ref":"#/x/%d"}`, i) }) + `]}`, `1`},
		"references in the blue":   {`{"$defs":{` + many(1000, func(i int) string { return fmt.Sprintf(`"d%d":{"type":"string"}`, i) }) + `},"x":[` + many(800, func(i int) string { return `{}` }) + `],"allOf":[` + many(64, func(i int) string { return fmt.Sprintf(`{"$ref":"#/x/%d"}`, i) }) + `]}`, `1`},
		"long places":              {deep, `1`},
		"many names of parts": {`{"$defs":{` + many(64, func(i int) string {
			return fmt.Sprintf(`"d%d":{"$id":"https://school.example/%d","items":{"items":{}}}`, i, i)
		}) + `},"allOf":[` + many(900, func(i int) string { return `{"items":{}}` }) + `]}`, `1`},
		"a large expression":       {`{"pattern":"((a{10}){10}){10}"}`, text},
		"many expressions":         {`{"patternProperties":{` + many(1000, func(i int) string { return fmt.Sprintf(`"a{%d}b":{}`, i) }) + `}}`, object},
		"an expression, long text": {`{"pattern":"^(a|aa|aaa|[ab]){1,40}$"}`, text},
		"one that a text fits":     {`{"pattern":"(a?){20}a{20}$"}`, `"` + repeat("a", 10_000) + `"`},
		"expressions for names":    {`{"patternProperties":{` + many(100, func(i int) string { return fmt.Sprintf(`"(x|y)*%d":{}`, i) }) + `}}`, object},
		"long fractions":           {`{"items":{"multipleOf":7e-300}}`, numbers},
		"long fractions, hashed":   {`{"uniqueItems":true}`, numbers},
		"hashes that are shared": {`{"uniqueItems":true}`, "[" + many(8000, func(i int) string { // of 14 texts, some of them joined
			out := `["x`
			for bit := range 13 {
				if i>>bit&1 == 1 {
					out += `\u0004x`
				} else {
					out += `","x`
				}
			}
			return out + `"]`
		}) + "]"},
		"equal to the last element": {`{"uniqueItems":true}`, alike},
		"a large enum":              {`{"items":{"enum":[` + many(4000, func(i int) string { return fmt.Sprintf(`"%d"`, i) }) + `]}}`, list},
		"enums of long lists":       {`{"items":{"enum":[` + many(20, func(i int) string { return `[` + repeat(`"same",`, 300) + fmt.Sprintf("%d.5]", i) }) + `]}}`, alike},
		"everything is wrong":       {`{"items":{"type":"number","maxLength":0,"const":1,"allOf":[{"type":"null"},{"type":"object"}]}}`, list},
		"everything, at length":     {`{"items":{"allOf":[{"maxLength":0},{"pattern":"b"},{"not":{}},{"anyOf":[false,false]}]}}`, list},
		"what is left over": {`{"$schema":"https://json-schema.org/draft/2020-12/schema","anyOf":[` + many(200, func(i int) string {
			return fmt.Sprintf(`{"properties":{"m%d":true},"unevaluatedProperties":{"type":"object"}}`, i)
		}) + `],"unevaluatedProperties":false}`, object},
		"names that are judged":   {`{"propertyNames":{"allOf":[` + many(100, func(i int) string { return `{"maxLength":9}` }) + `]}}`, object},
		"the drafts themselves":   {`{"allOf":[` + many(60, func(i int) string { return `{"$ref":"https://json-schema.org/draft/2020-12/schema"}` }) + `]}`, object},
		"a tree that is followed": {`{"$defs":{"t":{"items":{"$ref":"#/$defs/t"},"additionalProperties":{"$ref":"#/$defs/t"}}},"$ref":"#/$defs/t"}`, list},
	}
}

func BenchmarkHostileSchema(b *testing.B) {
	for name, c := range hostileSchemas() {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			steps := 0
			for b.Loop() {
				_, n, err := verify.JudgeBySchema([]byte(c[0]), []byte(c[1]))
				steps = n
				if b.N == 1 {
					b.Log(len(c[0]), n, err)
				}
			}
			b.ReportMetric(float64(steps), "steps")
		})
	}
}

// The work of a schema is counted before it is begun: what it could cost is refused, and
// what it costs is within the budget of a verification.
func TestWhatASchemaCouldCostIsCountedFirst(t *testing.T) {
	const steps, parts, expression = "more steps", "objects are read", "larger than is read"
	refused := map[string]string{
		"a tower of allOf": steps, "a tower of anyOf": steps, "an expression, long text": steps, "expressions for names": steps,
		"long fractions": steps, "long fractions, hashed": steps, "hashes that are shared": steps, "equal to the last element": steps, "a large enum": steps, "everything is wrong": steps,
		"everything, at length": steps, "what is left over": steps,
		"a large expression": expression, "many expressions": "no schema of its draft", "the drafts themselves": steps,
		"many parts, all wrong": "no schema of its draft",
	}
	for name, c := range hostileSchemas() {
		_, n, err := verify.JudgeBySchema([]byte(c[0]), []byte(c[1]))
		if want := refused[name]; want != "" {
			require.ErrorContains(t, err, want, name)
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		require.LessOrEqual(t, n, limits.SchemaWork, name)
	}
	for name, schema := range map[string]string{
		"parts":      `{"allOf":[` + many(limits.SchemaParts, func(int) string { return `{}` }) + `]}`,
		"places":     strings.Repeat(`{"properties":{"`+strings.Repeat("n", 250)+`":`, 20) + `{"anyOf":[` + many(400, func(int) string { return `true` }) + `]}` + strings.Repeat(`}}`, 20),
		"references": `{"$defs":{"a":{}},"allOf":[` + many(limits.SchemaRefs+1, func(int) string { return `{"$ref":"#/$defs/a"}` }) + `]}`,
		"elsewhere":  `{"x":{},"allOf":[` + many(limits.SchemaElsewhere+1, func(int) string { return `{"$ref":"#/x"}` }) + `]}`,
		"names":      `{"allOf":[` + many(limits.SchemaNames+1, func(i int) string { return fmt.Sprintf(`{"$anchor":"a%d"}`, i) }) + `]}`,
		"a loop":     `{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"not":{"$ref":"#/$defs/a"}}}}`,
		"long chain": tower(limits.SchemaChain, 1, "anyOf"),
	} {
		_, _, err := verify.JudgeBySchema([]byte(schema), []byte(`1`))
		require.Error(t, err, name)
	}
}

// A verification has one budget for all of its schemas.
func TestSchemasOfOneBadgeShareTheirBudget(t *testing.T) {
	costly := `{` + d2020 + `,"allOf":[` + many(1900, func(int) string { return `{}` }) + `]}`
	web := verify.FetchMap{}
	var entries []string
	for i := range 4 {
		url := fmt.Sprintf("https://school.example/%d.json", i)
		web[url] = []byte(costly)
		entries = append(entries, schemaEntry(url, "JsonSchema"))
	}
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = web })
	report, _ := v.Verify(ctx, sign(t, promising(t, entries...)))
	var got []verify.Outcome
	for _, r := range report.Schemas[1:] {
		got = append(got, r.Outcome)
	}
	require.Equal(t, []verify.Outcome{verify.Passed, verify.Passed, verify.Undetermined, verify.Undetermined}, got)
}

func TestTheSizeOfAnExpressionIsKnownBeforeItIsCompiled(t *testing.T) {
	for text, most := range map[string]int{`^[a-z]{2,4}(-[A-Z]{2})?$`: 40, `\p{L}+`: 40, `^data:image/(png|svg\+xml);base64,`: 60} {
		size, err := verify.SizeOfPattern(text)
		require.NoError(t, err, text)
		require.LessOrEqual(t, size, most, text)
	}
	for _, text := range []string{`a{1000}{1000}`, `((a{10}){10}){10}`, `(a{999}|b{999})`, `(?=a)`, `(`, strings.Repeat("a", 2000)} {
		_, err := verify.SizeOfPattern(text)
		require.Error(t, err, text)
	}
}

// Nothing panics, nothing exceeds the budget, and one question has one answer.
func FuzzSchema(f *testing.F) {
	for _, c := range hostileSchemas() {
		if len(c[0])+len(c[1]) < 20_000 {
			f.Add([]byte(c[0]), []byte(c[1]))
		}
	}
	f.Add([]byte(`{"$id":"https://a.example/","$defs":{"a":{"$anchor":"x","type":"array","prefixItems":[true],"contains":{"const":1},"minContains":2}},"$ref":"#x","if":{"type":"array"},"then":{"items":{"multipleOf":0.5}},"else":false}`), []byte(`[1,1.0,{"a":null}]`))
	f.Add([]byte(`{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"a":{"enum":[1,"x",null]}},"patternProperties":{"^b":{"maxLength":2}},"additionalProperties":{"$ref":"#"},"dependentSchemas":{"a":{"required":["b"]}},"unevaluatedProperties":false}`), []byte(`{"a":1,"bc":"xyz","d":{"a":2}}`))
	f.Add([]byte(`{"items":[{"type":"integer"}],"additionalItems":{"uniqueItems":true},"dependencies":{"a":["b"],"c":{"not":{}}},"propertyNames":{"pattern":"^[a-z]+$"}}`), []byte(`[1,[1,1e0]]`))
	f.Fuzz(func(t *testing.T, schema, instance []byte) {
		if len(schema)+len(instance) > 20_000 {
			return
		}
		n, steps, err := verify.JudgeBySchema(schema, instance)
		require.LessOrEqual(t, steps, limits.SchemaWork)
		again, _, fault := verify.JudgeBySchema(schema, instance)
		require.Equal(t, err == nil, fault == nil)
		require.Equal(t, n > 0, again > 0)
	})
}

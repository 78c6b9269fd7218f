package verify_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// extended is a badge with members of its issuer's own, whose proof covers its graph, and
// whose issuer is the creator of its achievement, too.
func extended(t testing.TB, more ...[2]string) (data string, contexts *credential.Contexts) {
	t.Helper()
	contexts, err := credential.StandardContexts().With("https://e.example/v1", []byte(`{"@context":{
		"grade":"https://e.example/grade","honour":"https://e.example/honour","marks":"https://e.example/marks","note":"https://e.example/note","pupil":"https://e.example/pupil","Policy":"https://e.example/Policy","score":"https://e.example/score","zero":"https://e.example/zero","dist":{"@id":"https://e.example/dist","@type":"http://www.w3.org/2001/XMLSchema#double"},"crew":"https://e.example/crew",
		"sworn":{"@id":"https://e.example/sworn","@type":"http://www.w3.org/2001/XMLSchema#boolean"},
		"level":{"@id":"https://e.example/level","@type":"http://www.w3.org/2001/XMLSchema#integer"},
		"teacher":{"@id":"https://e.example/teacher","@type":"@id"}}}`))
	require.NoError(t, err)
	me := school(t).Method().Controller
	doc := unproved(t)
	for _, edit := range append([][2]string{
		{`context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json","https://e.example/v1"`},
		{`"evidence":`, `"credentialSchema":[` + schemaEntry(schemaURL, "1EdTechJsonSchemaValidator2019") + `],` +
			`"grade":"F","level":5,"score":0.3,"zero":0,"dist":0.3,"honour":true,"sworn":true,"note":{"id":"urn:x:n","level":7,"marks":["x","y"]},"pupil":{"id":"urn:x:n"},"crew":[{"level":8}],"teacher":"urn:x:t","termsOfUse":[{"type":"Policy","level":9}],"evidence":`},
		{`"achievement":{`, `"achievement":{"creditsAvailable":5,"creator":{"id":"` + me + `","type":["Profile"]},`},
	}, more...) {
		require.Contains(t, doc, edit[0])
		doc = strings.Replace(doc, edit[0], edit[1], 1)
	}
	s, err := credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Contexts: contexts})
	require.NoError(t, err)
	return string(s.Bytes()), contexts
}

// A badge breaks its schema, and its holder writes the same graph in another way, in which
// the schema has nothing to say.
func TestNoWayOfWritingABadgeKeepsItFromItsSchema(t *testing.T) {
	data, contexts := extended(t)
	school := `"type":["Profile"],"name":"Pine Ridge High School"`
	for name, c := range map[string]struct{ schema, old, new string }{
		"a text in an array":        {`"grade":{"pattern":"A"}`, `"grade":"F"`, `"grade":["F"]`},
		"a value that is barred":    {`"grade":{"not":{"const":"F"}}`, `"grade":"F"`, `"grade":["F"]`},
		"a number in an array":      {`"level":{"maximum":3}`, `"level":5`, `"level":[5]`},
		"a number as a text":        {`"level":{"maximum":3}`, `"level":5`, `"level":"5"`},
		"a text in an array, too":   {`"level":{"maximum":3}`, `"level":5`, `"level":["5"]`},
		"inside what is unknown":    {`"note":{"properties":{"level":{"maximum":3}}}`, `"level":7`, `"level":"7"`},
		"the whole of it":           {`"note":{"properties":{"level":{"maximum":3}}}`, `"note":{"id":"urn:x:n","level":7,"marks":["x","y"]}`, `"note":[{"id":"urn:x:n","level":7,"marks":["x","y"]}]`},
		"true in an array":          {`"honour":{"not":{"type":"boolean"}}`, `"honour":true`, `"honour":[true]`},
		"a link as a node":          {`"teacher":{"pattern":"^https:"}`, `"teacher":"urn:x:t"`, `"teacher":{"id":"urn:x:t"}`},
		"a name that was moved":     {`"issuer":{"properties":{"name":{"pattern":"^Z"}}}`, school, `"type":["Profile"]`},
		"sets in one another":       {`"crew":{"items":{"properties":{"level":{"items":{"maximum":3}}}}}`, `"crew":[{"level":[8]}]`, `"crew":{"level":8}`},
		"barred under an if":        {`"grade":{"if":{"type":"string"},"then":{"enum":["A"]}}`, `"grade":"F"`, `"grade":["F"]`},
		"one choice too many":       {`"grade":{"oneOf":[{"type":["array","string"]},{"type":"string"}]}`, `"grade":"F"`, `"grade":["F"]`},
		"the list of schemas":       {`"credentialSchema":{"items":{"required":["name"]}}`, `"credentialSchema":[{`, `"credentialSchema":{`},
		"in a class that is open":   {`"termsOfUse":{"items":{"properties":{"level":{"maximum":3}}}}`, `"level":9`, `"level":"9"`},
		"two texts, exchanged":      {`"issuer":{"properties":{"description":{"const":"two"}}}`, `"description":"one"`, `"description":"two"`},
		"a node, twice":             {`"note":{"properties":{"level":{"maximum":3}}}`, `"note":{"id":"urn:x:n","level":7,"marks":["x","y"]}`, `"note":[{"id":"urn:x:n"},{"id":"urn:x:n","level":7,"marks":["x","y"]}]`},
		"a node in two halves":      {`"note":{"properties":{"level":{"maximum":3}}}`, `"note":{"id":"urn:x:n","level":7,"marks":["x","y"]}`, `"note":[{"id":"urn:x:n","marks":["x","y"]},{"id":"urn:x:n","level":7}]`},
		"a node and its name":       {`"teacher":{"pattern":"^https:"}`, `"teacher":"urn:x:t"`, `"teacher":["urn:x:t",{"id":"urn:x:t"}]`},
		"a number and its text":     {`"level":{"maximum":3}`, `"level":5`, `"level":[5,"5"]`},
		"a number, spelled twice":   {`"level":{"maximum":3}`, `"level":5`, `"level":[5,0.5e1,5.0]`},
		"twice inside a node":       {`"note":{"properties":{"level":{"maximum":3}}}`, `"note":{"id":"urn:x:n","level":7,"marks":["x","y"]}`, `"note":{"id":"urn:x:n","level":[7,"7"],"marks":["x","y"]}`},
		"twice in a node, twice":    {`"note":{"properties":{"pupil":{"properties":{"level":{"maximum":3}}}}}`, `"note":{"id":"urn:x:n","level":7,"marks":["x","y"]},"pupil":{"id":"urn:x:n"}`, `"note":[{"id":"urn:x:n","marks":["x","y"]},{"id":"urn:x:n","pupil":[{"id":"urn:x:m"},{"id":"urn:x:m","level":7}]}]`},
		"true, and its text":        {`"sworn":{"not":{"const":true}}`, `"sworn":true`, `"sworn":[true,"true"]`},
		"a name and its node":       {`"note":{"properties":{"teacher":{"properties":{"level":{"maximum":3}}}}}`, `"note":{"id":"urn:x:n","level":7,"marks":["x","y"]},"pupil":{"id":"urn:x:n"}`, `"note":{"id":"urn:x:n","teacher":["urn:x:m",{"id":"urn:x:m","level":7}]}`},
		"what one may not have":     {`"note":{"items":{"not":{"properties":{"level":{"type":"integer"}},"required":["level","marks"]}}}`, `"note":{"id":"urn:x:n","level":7,"marks":["x","y"]}`, `"note":[{"id":"urn:x:n","marks":["x","y"]},{"id":"urn:x:n","level":7}]`},
		"a fraction, and nearly it": {`"score":{"maximum":0.2}`, `"score":0.3`, `"score":[0.3,0.30000000000000004]`},
		"nearly a fraction":         {`"score":{"not":{"const":0.3}}`, `"score":0.3`, `"score":0.30000000000000004`},
		"a little more than it":     {`"score":{"exclusiveMinimum":0.3}`, `"score":0.3`, `"score":0.30000000000000004`},
		"a little more, typed":      {`"dist":{"exclusiveMinimum":0.3}`, `"dist":0.3`, `"dist":0.30000000000000004`},
		"less than nothing":         {`"zero":{"minimum":1}`, `"zero":0`, `"zero":[0,-0]`},
		"only the outer one":        {`"crew":{"items":{"properties":{"level":{"maximum":3}}}}`, `"crew":[{"level":8}]`, `"crew":{"level":[8]}`},
	} {
		t.Run(name, func(t *testing.T) {
			data := data
			if name == "sets in one another" {
				data, _ = extended(t, [2]string{`"crew":[{"level":8}]`, c.old})
			}
			if name == "twice in a node, twice" {
				data, _ = extended(t, [2]string{`"note":{"id":"urn:x:n","level":7,"marks":["x","y"]},"pupil":{"id":"urn:x:n"}`, `"note":{"id":"urn:x:n","marks":["x","y"],"pupil":{"id":"urn:x:m","level":7}}`})
				c.old = `"note":{"id":"urn:x:n","marks":["x","y"],"pupil":{"id":"urn:x:m","level":7}}`
			}
			if name == "a name and its node" {
				data, _ = extended(t, [2]string{c.old, `"note":{"id":"urn:x:n","teacher":{"id":"urn:x:m","level":7}}`})
				c.old = `"note":{"id":"urn:x:n","teacher":{"id":"urn:x:m","level":7}}`
			}
			if name == "what one may not have" {
				data, _ = extended(t, [2]string{c.old, `"note":[` + strings.TrimPrefix(c.old, `"note":`) + `]`})
				c.old = `"note":[` + strings.TrimPrefix(c.old, `"note":`) + `]`
			}
			if name == "two texts, exchanged" {
				data, _ = extended(t, [2]string{`"type":["Profile"],"name"`, `"type":["Profile"],"description":"one","name"`},
					[2]string{`"creator":{`, `"creator":{"description":"two",`})
			}
			require.Contains(t, data, c.old)
			edited := strings.Replace(data, c.old, c.new, 1)
			switch name {
			case "a name that was moved":
				edited = strings.Replace(edited, `"creator":{`, `"creator":{"name":"Pine Ridge High School",`, 1)
			case "the list of schemas":
				edited = strings.Replace(edited, `Validator2019"}],`, `Validator2019"},`, 1)
			case "two texts, exchanged":
				edited = strings.Replace(edited, `"creator":{"description":"two"`, `"creator":{"description":"one"`, 1)
			}
			v := newVerifier(t, func(k *verify.Config) {
				k.Fetcher, k.Contexts = schemaWeb(`{`+d2019+`,"properties":{`+c.schema+`}}`), contexts
			})
			r, err := v.Verify(ctx, []byte(data))
			require.ErrorIs(t, err, credential.SchemaInvalid)
			require.True(t, r.Authentic)
			r, err = v.Verify(ctx, []byte(edited))
			require.True(t, r.Authentic, "%v", r)
			require.ErrorIs(t, err, credential.SchemaUnavailable)
			require.Equal(t, verify.Undetermined, r.Outcome)
		})
	}
}

// What a badge promises and keeps is a pass, however else it could have been written.
func TestABadgeOfAGraphKeepsToTheSchemaOfItsOwnMembers(t *testing.T) {
	data, contexts := extended(t)
	for _, schema := range []string{
		`"grade":{"type":"string","pattern":"^[A-F]$","minLength":1}`,
		`"grade":{"enum":["A","F"]}`,
		`"grade":{"const":"F"}`,
		`"grade":{"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]}`,
		`"grade":{"anyOf":[{"type":"string","pattern":"F"},{"type":"null"}]}`,
		`"level":{"type":"integer","maximum":10}`,
		`"level":{"enum":[4,5]}`,
		`"honour":{"const":true}`,
		`"note":{"properties":{"marks":{"type":"array","items":{"enum":["x","y"]},"minItems":2,"uniqueItems":true}}}`,
		`"crew":{"type":"array","items":{"type":"object","properties":{"level":{"minimum":8}}}}`,
		`"note":{"type":"object","required":["level"],"properties":{"level":{"minimum":7}}}`,
		`"teacher":{"type":"string","pattern":"^urn:"}`,
		`"issuer":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}`,
		`"credentialSubject":{"properties":{"achievement":{"required":["creator"],"properties":{"creator":{"required":["id"]}}}}}`,
		`"credentialSchema":{"type":"array","minItems":1,"items":{"required":["id","type"]}}`,
		`"@context":{"minItems":2},"type":{"contains":{"const":"OpenBadgeCredential"}}`,
	} {
		v := newVerifier(t, func(k *verify.Config) {
			k.Fetcher, k.Contexts, k.RequireSchemas = schemaWeb(`{`+d2019+`,"type":"object","properties":{`+schema+`}}`), contexts, true
		})
		r, err := v.Verify(ctx, []byte(data))
		require.NoError(t, err, schema)
		require.Equal(t, verify.Passed, r.Schemas[0].Outcome, schema)
	}
}

// A number that nobody respells is judged as its issuer wrote it, though the graph writes
// some with other digits.
func TestNumbersOfUpToFifteenDigitsAreKept(t *testing.T) {
	for _, number := range []string{"9.2", "4.35", "0.1", "3.14159265358979", "8.99999999999999", "-9.2", "1e-5", "123456789012.345", "100000.5", "99.95", "0"} {
		for _, member := range []string{`"score":0.3`, `"dist":0.3`} {
			name, _, _ := strings.Cut(member, ":")
			data, contexts := extended(t, [2]string{member, name + ":" + number})
			v := newVerifier(t, func(k *verify.Config) {
				k.Fetcher, k.Contexts, k.RequireSchemas = schemaWeb(`{`+d2019+`,"properties":{`+name+`:{"const":`+number+`}}}`), contexts, true
			})
			r, err := v.Verify(ctx, []byte(data))
			require.NoError(t, err, number)
			require.Equal(t, verify.Passed, r.Schemas[0].Outcome, number)
		}
	}
}

// Texts that would be one number are several texts, and nodes of several names are several.
func TestWhatIsSeveralInASetStaysSeveral(t *testing.T) {
	data, contexts := extended(t, [2]string{`"grade":"F"`, `"grade":["7","007","7.0",true,8]`}, [2]string{`"crew":[{"level":8}]`, `"crew":[{"level":8},{"level":8},{"id":"urn:x:a"},{"id":"urn:x:b"}]`})
	v := newVerifier(t, func(k *verify.Config) {
		k.Fetcher, k.Contexts, k.RequireSchemas = schemaWeb(`{`+d2019+`,"properties":{"grade":{"minItems":5},"crew":{"minItems":3}}}`), contexts, true
	})
	r, err := v.Verify(ctx, []byte(data))
	require.NoError(t, err)
	require.Equal(t, verify.Passed, r.Schemas[0].Outcome)
}

// A holder edits a badge that violates its schema in each of some ways: as long as it is
// the badge that was signed, he makes it keep to none.
func FuzzEditsOfABadgeThatBreaksItsSchema(f *testing.F) {
	data, contexts := extended(f)
	var judges []*verify.Verifier
	for _, schema := range []string{
		`"grade":{"pattern":"A"}`, `"level":{"maximum":3}`, `"teacher":{"pattern":"^https:"}`, `"note":{"properties":{"level":{"maximum":3}}}`,
		`"score":{"exclusiveMinimum":0.3}`, `"zero":{"minimum":1}`, `"issuer":{"properties":{"name":{"pattern":"^Z"}}}`, `"crew":{"items":{"properties":{"level":{"maximum":3}}}}`, `"type":{"minItems":9}`,
		`"credentialSubject":{"properties":{"achievement":{"properties":{"creditsAvailable":{"maximum":3},"name":{"maxLength":3}}}}}`,
	} {
		v := newVerifier(f, func(k *verify.Config) {
			k.Fetcher, k.Contexts = schemaWeb(`{`+d2019+`,"properties":{`+schema+`}}`), contexts
		})
		r, _ := v.Verify(ctx, []byte(data))
		require.Equal(f, verify.Failed, r.Schemas[0].Outcome)
		judges = append(judges, v)
	}
	for which := range byte(len(judges)) {
		for kind := range byte(19) {
			f.Add([]byte{0, 0, 3, kind, 1}, which)
			f.Add([]byte{0, 0, 13, kind, 2, 5, 1, 2, kind, 3}, which)
		}
	}
	for which := range byte(len(judges)) { // numbers that a graph does not tell apart
		for member := range byte(24) {
			f.Add([]byte{0, 0, member, 12, 255, 0, 0, member, 7}, which)
		}
	}
	f.Add([]byte("Z21\""), byte('3')) // a node is named again and again in the set that it is in
	f.Fuzz(func(t *testing.T, script []byte, which byte) {
		var root map[string]any
		require.NoError(t, json.Unmarshal([]byte(data), &root))
		e := &editor{script: script}
		for n := 0; len(e.script) > 0 && n < 4; n++ {
			e.edit(root)
		}
		edited, err := json.Marshal(root)
		require.NoError(t, err)
		r, _ := judges[int(which)%len(judges)].Verify(ctx, edited)
		if !r.Authentic {
			return
		}
		require.NotEmpty(t, r.Schemas, "%s", edited)
		require.NotEqual(t, verify.Passed, r.Outcome, "%s", edited)
		require.NotEqual(t, verify.Passed, r.Schemas[0].Outcome, "%s", edited)
	})
}

package verify_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

const (
	schemaURL = "https://school.example/schemas/civics.json"
	obSchema  = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
	d2019     = `"$schema":"https://json-schema.org/draft/2019-09/schema#"`
	d2020     = `"$schema":"https://json-schema.org/draft/2020-12/schema"`
)

func schemaEntry(id, kind string) string { return fmt.Sprintf(`{"id":"%s","type":"%s"}`, id, kind) }

// promising is a badge that names the schema of OB 3.0 and then these.
func promising(t testing.TB, entries ...string) string {
	t.Helper()
	all := append([]string{schemaEntry(obSchema, "1EdTechJsonSchemaValidator2019")}, entries...)
	doc := payload(t, `"evidence":`, `"credentialSchema":[`+strings.Join(all, ",")+`],"evidence":`)
	return strings.Replace(doc, `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`, 1)
}

func schemaWeb(text string) verify.FetchMap { return verify.FetchMap{schemaURL: []byte(text)} }

// judgedBy is the report on a badge whose issuer publishes a schema.
func judgedBy(t testing.TB, kind, schema string, change func(*verify.Config)) *verify.Report {
	t.Helper()
	v := newVerifier(t, func(c *verify.Config) {
		c.Fetcher = schemaWeb(schema)
		if change != nil {
			change(c)
		}
	})
	report, _ := v.Verify(ctx, sign(t, promising(t, schemaEntry(schemaURL, kind))))
	return report
}

func schemaCheck(t testing.TB, r *verify.Report) verify.Check {
	t.Helper()
	for _, k := range r.Checks {
		if k.Name == verify.CheckSchema {
			return k
		}
	}
	t.Fatal("the schemas were not asked")
	return verify.Check{}
}

func requireSchemas(c *verify.Config) { c.RequireSchemas = true }

func TestABadgeKeepsToASchemaThatIsRead(t *testing.T) {
	schema := `{` + d2019 + `,"type":"object","required":["credentialSubject"],"properties":{"validFrom":{"type":"string","pattern":"^2026-"}}}`
	for _, kind := range []string{"1EdTechJsonSchemaValidator2019", "JsonSchemaValidator2019", "JsonSchema"} {
		report := judgedBy(t, kind, schema, requireSchemas)
		require.Equal(t, verify.Passed, report.Outcome, report)
		require.Empty(t, report.Warnings())
		digest := sha256.Sum256([]byte(schema))
		require.Equal(t, []verify.SchemaResult{
			{URL: obSchema, Type: "1EdTechJsonSchemaValidator2019", Outcome: verify.NotApplicable},
			{URL: schemaURL, Type: kind, Digest: digest[:], Data: []byte(schema), Outcome: verify.Passed},
		}, report.Schemas)
		require.Equal(t, verify.Passed, schemaCheck(t, report).Outcome)
		require.Contains(t, schemaCheck(t, report).Reason, "answered by the rules of the form")
		require.Contains(t, report.String(), fmt.Sprintf("%x", digest[:8]))
		text, err := report.MarshalJSON()
		require.NoError(t, err)
		require.Contains(t, string(text), fmt.Sprintf(`"url":"%s","type":"%s","outcome":"passed","sha256":"%x","given":false`, schemaURL, kind, digest))
	}
}

func TestAViolatedSchemaFailsTheBadge(t *testing.T) {
	for name, c := range map[string]struct{ schema, pointer, said string }{
		"required":      {`"required":["x:grade"]`, "", `"x:grade" is missing`},
		"type":          {`"properties":{"validFrom":{"type":["number","null"]}}`, "/validFrom", "expected null or number, found string"},
		"pattern":       {`"properties":{"validFrom":{"pattern":"^1999-"}}`, "/validFrom", `expected a text like "^1999-"`},
		"additional":    {`"properties":{"credentialSubject":{"properties":{"achievement":{"additionalProperties":false}}}}`, "/credentialSubject/achievement", "is not to be here"},
		"const":         {`"properties":{"name":{"const":"x"}}`, "/name", "none of the values"},
		"anyOf":         {`"properties":{"issuer":{"anyOf":[{"type":"string"},{"required":["x"]}]}}`, "/issuer", "it does not meet anyOf"},
		"by a ref":      {`"properties":{"evidence":{"$ref":"#/$defs/none"}},"$defs":{"none":{"maxItems":0}}`, "/evidence", "it does not meet maxItems"},
		"false":         {`"properties":{"evidence":{"items":false}}`, "/evidence/0", "nothing may be here"},
		"names":         {`"propertyNames":{"maxLength":3}`, "", "no member may be called"},
		"a meta-schema": {`"$ref":"https://json-schema.org/draft/2019-09/schema"`, "/type", "it does not meet anyOf"},
		"a tilde":       {`"properties":{"issuer":{"required":["a~b/c"]}}`, "/issuer", `"a~b/c" is missing`},
		"unevaluated":   {`"properties":{"id":true},"unevaluatedProperties":false`, "/validFrom", "nothing may be here"},
	} {
		t.Run(name, func(t *testing.T) {
			report := judgedBy(t, "1EdTechJsonSchemaValidator2019", `{`+d2019+`,`+c.schema+`}`, nil)
			require.Equal(t, verify.Failed, report.Outcome)
			require.True(t, report.Authentic)
			var pointers []string
			said := ""
			for _, p := range report.Errors() {
				require.Equal(t, credential.SchemaInvalid, p.Code)
				require.Equal(t, verify.CheckSchema, p.Check)
				pointers, said = append(pointers, p.Pointer), said+p.Message+"\n"
			}
			require.Contains(t, pointers, c.pointer)
			require.Contains(t, said, c.said)
			require.Contains(t, said, schemaURL)
			require.LessOrEqual(t, len(pointers), 10)
			require.Equal(t, verify.Failed, report.Schemas[1].Outcome)
		})
	}
}

// The draft says what items are, and a schema of the one is none of the other.
func TestTheDraftIsTheOneThatTheSchemaSays(t *testing.T) {
	tuple := `"properties":{"type":{"items":[{"const":"X"}]}}`
	prefix := `"properties":{"type":{"prefixItems":[{"const":"X"}]}}`
	for _, c := range []struct {
		kind, schema string
		want         verify.Outcome
	}{
		{"1EdTechJsonSchemaValidator2019", d2019 + `,` + tuple, verify.Failed},
		{"1EdTechJsonSchemaValidator2019", d2019 + `,` + prefix, verify.Passed}, // no keyword of that draft
		{"1EdTechJsonSchemaValidator2019", tuple, verify.Failed},
		{"1EdTechJsonSchemaValidator2019", d2020 + `,` + prefix, verify.Failed},
		{"1EdTechJsonSchemaValidator2019", d2020 + `,` + tuple, verify.Undetermined},
		{"JsonSchema", d2019 + `,` + tuple, verify.Failed},
		{"JsonSchema", d2020 + `,` + prefix, verify.Failed},
		{"JsonSchema", prefix, verify.Undetermined}, // VC JSON Schema: one that does not say its draft is not read
	} {
		require.Equal(t, c.want, judgedBy(t, c.kind, `{`+c.schema+`}`, requireSchemas).Schemas[1].Outcome, c.schema)
	}
}

// Formats and contents are annotations in both drafts.
func TestWhatADraftOnlyAnnotatesFailsNoBadge(t *testing.T) {
	schema := `"properties":{"name":{"format":"uuid","contentEncoding":"base64","contentMediaType":"application/json","contentSchema":false}}`
	for _, draft := range []string{d2019, d2020} {
		require.Equal(t, verify.Passed, judgedBy(t, "JsonSchema", `{`+draft+`,`+schema+`}`, requireSchemas).Outcome)
	}
}

// Case O23.
func TestASchemaThatIsNotAtHandIsARemark(t *testing.T) {
	nested := strings.Repeat(`{"not":`, 80) + `{}` + strings.Repeat(`}`, 80)
	for name, c := range map[string]struct{ kind, schema, said string }{
		"no JSON":                  {"", `<html>`, "cannot be read as a schema"},
		"twice the same member":    {"", `{"type":"object","type":"array"}`, "duplicate"},
		"a list":                   {"", `[]`, "a schema is an object"},
		"true":                     {"", `true`, "a schema is an object"},
		"no schema":                {"", `{"type":"thing"}`, "it is no schema of its draft: at \"/type\""},
		"an older draft":           {"", `{"$schema":"http://json-schema.org/draft-07/schema#"}`, "the drafts of JSON Schema that are read"},
		"a meta-schema of its own": {"", `{"$schema":"https://school.example/meta.json"}`, "the drafts of JSON Schema that are read"},
		"one further inside":       {"", `{` + d2019 + `,"$defs":{"a":{"$id":"b","$schema":"https://school.example/meta.json"}}}`, "the drafts of JSON Schema that are read"},
		"a list of numbers":        {"", `{"minItems":1e300}`, "a count up to"},
		"a huge number":            {"", `{"maximum":1e1000000000}`, "number"},
		"too deep":                 {"", nested, "nested too deep"},
		"too large":                {"", `{"title":"` + strings.Repeat("x", 300_000) + `"}`, "larger than"},
		"a reference outside":      {"", `{"$ref":"https://169.254.169.254/latest/meta-data"}`, "was not given"},
		"a reference to a file":    {"", `{"$ref":"file:///etc/passwd"}`, "was not given"},
		"a relative reference":     {"", `{"$ref":"other.json"}`, "was not given"},
		"an older meta-schema":     {"", `{"$ref":"http://json-schema.org/draft-07/schema"}`, "meta-schema"},
		"a dynamic reference":      {"", `{` + d2020 + `,"$dynamicRef":"#a"}`, "$dynamicRef is not followed"},
		"a recursive reference":    {"", `{` + d2019 + `,"$recursiveRef":"#"}`, "$recursiveRef is not followed"},
		"no such place":            {"", `{"$ref":"#/$defs/none"}`, "not found"},
		"itself":                   {"", `{"$ref":"#"}`, "refers to itself without end"},
		"itself by another":        {"", `{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"allOf":[{"$ref":"#"}]}}}`, ""},
		"a look-ahead":             {"", `{"pattern":"(?=a)"}`, "a regex that can be judged here"},
		"a signed schema":          {"JsonSchemaCredential", `{}`, "in a credential of its own"},
		"another type":             {"ZkpExampleSchema2018", `{}`, "is not known here"},
		"none at all":              {"JsonSchema", `{}`, "does not say of which draft it is"},
	} {
		t.Run(name, func(t *testing.T) {
			kind := c.kind
			if kind == "" {
				kind = "1EdTechJsonSchemaValidator2019"
			}
			report := judgedBy(t, kind, c.schema, nil)
			require.Equal(t, verify.Passed, report.Outcome)
			require.Equal(t, verify.Undetermined, report.Schemas[1].Outcome)
			require.Equal(t, verify.NotApplicable, schemaCheck(t, report).Outcome, "what was not asked is no pass")
			require.Len(t, report.Warnings(), 1)
			w := report.Warnings()[0]
			require.Equal(t, credential.SchemaUnavailable, w.Code)
			require.Equal(t, "/credentialSchema/1", w.Pointer)
			require.Contains(t, w.Message, c.said)
			for _, change := range []func(*verify.Config){requireSchemas, func(c *verify.Config) { c.Strict = true }} {
				report := judgedBy(t, kind, c.schema, change)
				require.Equal(t, verify.Undetermined, report.Outcome)
				require.Equal(t, []string{"SCHEMA_UNAVAILABLE"}, codesOf(report.Errors()))
			}
		})
	}
}

func TestASchemaThatCannotBeFetchedIsARemark(t *testing.T) {
	const meta = "https://json-schema.org/draft/2020-12/x"
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = verify.FetchMap{meta: []byte(`{"type":"thing"}`)} })
	report, err := v.Verify(ctx, sign(t, promising(t, schemaEntry(meta, "1EdTechJsonSchemaValidator2019"))))
	require.NoError(t, err)
	require.Contains(t, report.Warnings()[0].Message, "json-schema.org stand the drafts")
	for _, url := range []string{schemaURL, "http://school.example/s.json", "https://127.0.0.1/s.json", "https://localhost/s", "urn:x:schema", "https://json-schema.org/draft/2020-12/schema"} {
		for _, fetcher := range []verify.Fetcher{nil, verify.FetchMap{}} {
			v := newVerifier(t, func(c *verify.Config) { c.Fetcher = fetcher })
			report, err := v.Verify(ctx, sign(t, promising(t, schemaEntry(url, "JsonSchema"))))
			require.NoError(t, err, url)
			require.Equal(t, []string{"SCHEMA_UNAVAILABLE"}, codesOf(report.Warnings()), url)
		}
	}
	report, err = newVerifier(t, requireSchemas).Verify(ctx, sign(t, promising(t, schemaEntry("http://school.example/s.json", "JsonSchema"))))
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.ErrorIs(t, err, verify.ResolveForbiddenTarget, "the cause can be told")
}

// Nobody is asked on behalf of a stranger.
func TestNoSchemaIsFetchedForABadgeThatFails(t *testing.T) {
	data := sign(t, promising(t, schemaEntry(schemaURL, "JsonSchema")))
	malformed := strings.Replace(promising(t, schemaEntry(schemaURL, "JsonSchema")), `"type":["Achievement"]`, `"type":["Deed"]`, 1)
	forged := append([]byte{}, data...)
	forged[len(forged)-10] ^= 1
	for name, c := range map[string]struct {
		data   []byte
		change func(*verify.Config)
	}{
		"forged":     {forged, nil},
		"malformed":  {sign(t, malformed), nil},
		"a stranger": {data, func(c *verify.Config) { c.Issuers = []string{"did:web:other.example"} }},
	} {
		fetcher := &asks{FetchMap: schemaWeb(`{` + d2020 + `}`)}
		v := newVerifier(t, func(cfg *verify.Config) {
			cfg.Fetcher = fetcher
			if c.change != nil {
				c.change(cfg)
			}
		})
		_, err := v.Verify(ctx, c.data)
		require.Error(t, err, name)
		require.Empty(t, fetcher.asked, name)
	}
}

// The schemas of OB 3.0 are answered here, and by nobody else.
func TestTheSchemasOfOpenBadgesAreAnsweredByOurRules(t *testing.T) {
	const base = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"
	no := []byte(`{` + d2019 + `,"not":{}}`)
	for _, c := range []struct {
		url  string
		want verify.Outcome
	}{
		{base + "json/ob_v3p0_achievementcredential_schema.json", verify.NotApplicable},
		{base + "json-ld/ob_v3p0_achievementcredential_schema.json", verify.NotApplicable},
		{base + "json/ob_v3p0_anyachievementcredential_schema.json", verify.NotApplicable},
		{base + "json-ld/ob_v3p0_anyachievementcredential_schema.json", verify.NotApplicable},
		{base + "json/ob_v3p0_endorsementcredential_schema.json", verify.Failed},
		{base + "json-ld/ob_v3p0_anyendorsementcredential_schema.json", verify.Failed},
		{base + "json/ob_v3p0_profile_schema.json", verify.Failed}, // as any schema: fetched, and violated
		{base + "../../../x.json", verify.Undetermined},
	} {
		fetcher := &asks{FetchMap: verify.FetchMap{c.url: no}}
		if c.want == verify.Undetermined {
			fetcher.FetchMap = nil
		}
		v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher = fetcher })
		report, _ := v.Verify(ctx, sign(t, promising(t, schemaEntry(c.url, "1EdTechJsonSchemaValidator2019"))))
		require.Equal(t, c.want, report.Schemas[1].Outcome, c.url)
		if c.want == verify.NotApplicable {
			require.Empty(t, fetcher.asked)
			require.Equal(t, verify.Passed, report.Outcome)
		}
	}
}

func TestAGivenSchemaIsNotFetched(t *testing.T) {
	fetcher := &asks{FetchMap: schemaWeb(`{` + d2020 + `,"not":{}}`)}
	v := newVerifier(t, func(c *verify.Config) {
		c.Fetcher, c.RequireSchemas = fetcher, true
		c.Schemas = map[string][]byte{
			schemaURL: []byte(`{` + d2020 + `,"$ref":"parts.json#/$defs/named"}`),
			"https://school.example/schemas/parts.json": []byte(`{` + d2020 + `,"$defs":{"named":{"required":["name"]}}}`),
		}
	})
	report, err := v.Verify(ctx, sign(t, promising(t, schemaEntry(schemaURL, "JsonSchema"))))
	require.NoError(t, err)
	require.Empty(t, fetcher.asked)
	require.True(t, report.Schemas[1].Given)
	require.NotNil(t, report.Schemas[1].Digest)
}

func TestNewRefusesSchemasThatCannotBeUsed(t *testing.T) {
	for url, text := range map[string]string{
		"http://a.example/s": `{}`, "s.json": `{}`, "https://a.example/s#/a": `{}`, "https://a.example/s": `{"$schema":"http://json-schema.org/draft-07/schema"}`,
		"https://a.example/u": `{"type":"objekt"}`, "https://a.example/v": `{"properties":{"name":{"minLength":-1}}}`,
		"https://a.example/w": `{"$ref":"https://elsewhere.example/s"}`, "https://a.example/x": `{"$ref":"#/$defs/none"}`, "https://a.example/y": `{"pattern":"("}`,
		"https://a.example/t": `{`, "https://json-schema.org/draft/2020-12/schema": `{}`,
	} {
		_, err := verify.New(verify.Config{AnyIssuer: true, Schemas: map[string][]byte{url: []byte(text)}})
		require.ErrorContains(t, err, "Config.Schemas", url)
	}
	_, err := verify.New(verify.Config{AnyIssuer: true, Schemas: map[string][]byte{"https://a.example/v": []byte(`{"properties":{"name":{"minLength":-1}}}`)}})
	require.ErrorContains(t, err, `https://a.example/v: it is no schema of its draft: at "/properties/name/minLength"`)
	for _, either := range []string{`{}`, `{"items":[true]}`, `{"prefixItems":[true]}`, `{"$ref":"https://a.example/other#/$defs/a"}`} {
		_, err := verify.New(verify.Config{AnyIssuer: true, Schemas: map[string][]byte{
			"https://a.example/s": []byte(either), "https://a.example/other": []byte(`{` + d2020 + `,"$defs":{"a":true}}`)}})
		require.NoError(t, err, either)
	}
}

// A schema names itself as it likes, and takes nobody's place by it.
func TestASchemaTakesNoOthersPlace(t *testing.T) {
	const parts = "https://school.example/schemas/parts.json"
	given := map[string][]byte{parts: []byte(`{` + d2020 + `,"$defs":{"a":{"not":{}}}}`)}
	v := newVerifier(t, func(c *verify.Config) {
		c.Schemas = given
		c.Fetcher = verify.FetchMap{
			// It says that it is what the other one refers to.
			"https://school.example/first.json":  []byte(`{` + d2020 + `,"$id":"` + parts + `","$defs":{"a":true}}`),
			"https://school.example/second.json": []byte(`{` + d2020 + `,"$ref":"` + parts + `#/$defs/a"}`),
			"https://school.example/third.json":  []byte(`{` + d2020 + `,"$id":"` + obSchema + `"}`),
			"https://school.example/fourth.json": []byte(`{` + d2020 + `,"$ref":"` + obSchema + `"}`),
		}
	})
	report, _ := v.Verify(ctx, sign(t, promising(t, schemaEntry("https://school.example/first.json", "JsonSchema"), schemaEntry("https://school.example/second.json", "JsonSchema"),
		schemaEntry("https://school.example/third.json", "JsonSchema"), schemaEntry("https://school.example/fourth.json", "JsonSchema"))))
	var got []verify.Outcome
	for _, r := range report.Schemas[1:] {
		got = append(got, r.Outcome)
	}
	require.Equal(t, []verify.Outcome{verify.Passed, verify.Failed, verify.Passed, verify.Undetermined}, got)
}

func TestASchemaHasTheDigestThatTheBadgeGives(t *testing.T) {
	schema := `{` + d2020 + `,"not":{}}`
	other := `{` + d2020 + `}`
	entry := schemaEntry(schemaURL, "JsonSchema")
	related := func(digest string) string {
		return strings.Replace(promising(t, entry), `"evidence":`, `"relatedResource":[`+digestOf(schemaURL, digest)+`],"evidence":`, 1)
	}
	beside := func(member string) string {
		return promising(t, strings.Replace(entry, `}`, `,`+member+`}`, 1))
	}
	for name, c := range map[string]struct {
		doc  string
		want verify.Outcome
	}{
		"the same, related":    {related(sri(schema)), verify.Failed},
		"another, related":     {related(sri(other)), verify.Undetermined},
		"the same, beside":     {beside(`"digestSRI":"` + sri(schema) + `"`), verify.Failed},
		"another, beside":      {beside(`"digestSRI":"` + sri(other) + `"`), verify.Undetermined},
		"no digest, beside":    {beside(`"digestSRI":"sha1-x"`), verify.Undetermined},
		"no multibase, beside": {beside(`"digestMultibase":"m"`), verify.Undetermined},
	} {
		v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher = schemaWeb(schema) })
		report, err := v.Verify(ctx, sign(t, c.doc))
		require.Len(t, report.Schemas, 2, "%s %v", name, err)
		require.Equal(t, c.want, report.Schemas[1].Outcome, "%s %v", name, err)
		if c.want == verify.Undetermined {
			require.Contains(t, codesOf(report.Warnings()), "RESOURCE_DIGEST", name)
			require.NotNil(t, report.Schemas[1].Digest, "which one it was can be told")
			require.Equal(t, verify.Passed, report.Outcome, "what a host changes is no fault of the badge's")
			v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.RequireSchemas = schemaWeb(schema), true })
			_, err := v.Verify(ctx, sign(t, c.doc))
			require.ErrorIs(t, err, credential.ResourceDigest, name)
		}
	}
}

func TestABadgeNamesManySchemas(t *testing.T) {
	fetcher := &asks{FetchMap: verify.FetchMap{}}
	var entries []string
	for i := range 5000 {
		entries = append(entries, schemaEntry(fmt.Sprintf("https://school.example/%d", i), "JsonSchema"))
	}
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = fetcher })
	report, err := v.Verify(ctx, sign(t, promising(t, entries...)))
	require.NoError(t, err)
	require.Len(t, fetcher.asked, 7)
	require.Len(t, report.Schemas, 9)
	require.Contains(t, schemaCheck(t, report).Reason, "5000 of the 5001 schemas could not be asked")
}

// A closed schema of a credential knows nothing of the claims of a token.
func TestASchemaJudgesTheCredentialAndNotTheToken(t *testing.T) {
	closed := `"properties":{"@context":{},"id":{},"type":{},"issuer":{},"name":{},"validFrom":{},"validUntil":{},"awardedDate":{},"image":{},"description":{},"credentialSubject":{},"evidence":{},"credentialSchema":{}},"additionalProperties":false`
	report := judgedBy(t, "JsonSchema", `{`+d2020+`,`+closed+`}`, nil)
	require.Equal(t, verify.Passed, report.Outcome, report)
}

// A schema judges the proofs that stand in a badge, as that of OB 3.0 does.
func TestASchemaJudgesTheProofsInsideABadge(t *testing.T) {
	doc := strings.TrimSuffix(bare(t, "", `,"credentialSchema":[`+schemaEntry(obSchema, "1EdTechJsonSchemaValidator2019")+`,`+schemaEntry(schemaURL, "JsonSchema")+`]`), "")
	doc = strings.Replace(doc, `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`, 1)
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		s, err := credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: suite})
		require.NoError(t, err)
		for schema, want := range map[string]verify.Outcome{
			`"required":["proof"]`: verify.Passed, `"properties":{"proof":false}`: verify.Failed, `"required":["iss"]`: verify.Failed,
		} {
			v := newVerifier(t, func(c *verify.Config) { c.Fetcher = schemaWeb(`{` + d2020 + `,` + schema + `}`) })
			report, err := v.Verify(ctx, s.Bytes())
			require.Len(t, report.Schemas, 2, "%v", err)
			require.Equal(t, want, report.Schemas[1].Outcome, schema)
		}
	}
}

// A schema requires what the holder may keep to himself.
func TestASchemaDoesNotJudgeAPartOfABadge(t *testing.T) {
	_, ec := academyKeys(t)
	c := civics(t)
	c.Schema = []badge.Schema{{ID: obSchema, Type: "1EdTechJsonSchemaValidator2019"}, {ID: schemaURL, Type: "1EdTechJsonSchemaValidator2019"}}
	shown := derive(t, issueEmbedded(t, ec, credential.ECDSASD2023, c))
	require.NotContains(t, shown, `"evidence"`)
	v := academyVerifier(t, func(c *verify.Config) { c.Fetcher = schemaWeb(`{"required":["evidence"]}`) })
	report, err := v.Verify(ctx, []byte(shown))
	require.NoError(t, err)
	require.Equal(t, verify.Undetermined, report.Schemas[1].Outcome)
	require.Contains(t, report.Warnings()[0].Message, "a part of it is shown")
}

// VCDM 1.1 section 6.3.1: a claim stands for a member of the credential in the claim vc.
func TestASchemaJudgesTheCredentialInAClaim(t *testing.T) {
	did := school(t).Method().Controller
	data := sign(t, `{"iss":"`+did+`","jti":"urn:x:one","nbf":1775001600,"sub":"did:example:ada","vc":{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],`+
		`"type":["VerifiableCredential","OpenBadgeCredential"],"name":"X","credentialSchema":[`+schemaEntry(obSchema, "1EdTechJsonSchemaValidator2019")+`,`+schemaEntry(schemaURL, "JsonSchema")+`],`+
		`"credentialSubject":{"type":["AchievementSubject"],"achievement":{"id":"urn:x:a","type":["Achievement"],"name":"N","description":"D","criteria":{"narrative":"c"}}}}}`)
	v := newVerifier(t, func(c *verify.Config) {
		c.Fetcher = schemaWeb(`{` + d2020 + `,"required":["id","issuer","issuanceDate"],"properties":{"id":{"const":"urn:x:one"},"issuer":{"const":"` + did + `"},"issuanceDate":{"const":"2026-04-01T00:00:00Z"},` +
			`"credentialSubject":{"required":["id"],"properties":{"achievement":false}},"nbf":false}}`)
	})
	report, err := v.Verify(ctx, data)
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.True(t, report.Authentic, report)
	require.Len(t, report.Errors(), 1, "what the claims say is there")
	require.Equal(t, "/vc/credentialSubject/achievement", report.Errors()[0].Pointer)
	require.Contains(t, codesOf(report.Warnings()), "SCHEMA_INVALID", "the schema of VCDM 2.0 in a badge of VCDM 1.1")
}

// A file of this machine is no schema, even if it is one.
func TestNoReferenceReadsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "schema.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"not":{}}`), 0o600))
	report := judgedBy(t, "1EdTechJsonSchemaValidator2019", `{"$ref":"file://`+filepath.ToSlash(file)+`"}`, nil)
	require.Equal(t, verify.Undetermined, report.Schemas[1].Outcome)
	require.Equal(t, verify.Passed, report.Outcome)
}

// How long a pass stands is bounded by how long the schema does that it rests on.
func TestAPassLastsNoLongerThanItsSchema(t *testing.T) {
	until := clock.Add(90 * time.Second)
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = fresh{schemaWeb(`{` + d2020 + `}`), until} })
	report, err := v.Verify(ctx, sign(t, promising(t, schemaEntry(schemaURL, "JsonSchema"))))
	require.NoError(t, err)
	require.Equal(t, until, report.GoodUntil)
}

// fresh is a Fetcher whose hosts let documents be kept until a time.
type fresh struct {
	verify.FetchMap
	until time.Time
}

func (f fresh) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	resource, err := f.FetchMap.Fetch(ctx, r)
	if resource != nil {
		resource.FreshUntil = f.until
	}
	return resource, err
}

// One Verifier judges by its schemas in many goroutines.
func TestSchemasAreSharedByGoroutines(t *testing.T) {
	v := newVerifier(t, func(c *verify.Config) {
		c.Schemas = map[string][]byte{schemaURL: []byte(`{` + d2020 + `,"properties":{"name":{"pattern":"^C"}},"patternProperties":{"^v":{"type":"string"}}}`)}
		c.RequireSchemas = true
	})
	data := sign(t, promising(t, schemaEntry(schemaURL, "JsonSchema")))
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			for range 5 {
				if _, err := v.Verify(ctx, data); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done.Wait()
}

// waitsForSchema is a Fetcher that gives up when its caller does.
type waitsForSchema struct{ cancel context.CancelFunc }

func (w waitsForSchema) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	w.cancel()
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestAnInterruptedSchemaLeavesTheVerdictOpen(t *testing.T) {
	ctx, cancel := context.WithCancel(ctx)
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = waitsForSchema{cancel} })
	report, err := v.Verify(ctx, sign(t, promising(t, schemaEntry(schemaURL, "JsonSchema"))))
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.True(t, errors.Is(err, verify.Interrupted))
}

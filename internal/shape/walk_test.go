package shape

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Every required member of every class, taken out of the complete examples.
func TestRefusesAnObjectWithoutARequiredMember(t *testing.T) {
	for class, c := range map[string]struct{ doc, required string }{
		"AchievementCredential": {fullCredential, "@context id type credentialSubject issuer validFrom"},
		"EndorsementCredential": {fullEndorsementCredential, "@context id type name credentialSubject issuer validFrom"},
		"VerifiableCredential":  {fullStatusList, "@context type credentialSubject issuer"},
		"AchievementSubject":    {fullSubject, "type achievement"},
		"EndorsementSubject":    {fullEndorsementSubject, "id type"},
		"Achievement":           {fullAchievement, "id type name description criteria"},
		"Alignment":             {fullAlignment, "type targetName targetUrl"},
		"Related":               {fullRelated, "id type"},
		"Evidence":              {fullEvidence, "type"},
		"Result":                {fullResult, "type"},
		"ResultDescription":     {fullResultDescription, "id type name resultType"},
		"RubricCriterionLevel":  {fullLevel, "id type name"},
		"Image":                 {fullImage, "id type"},
		"Profile":               {fullProfile, "id type"},
		"Address":               {fullAddress, "type"},
		"GeoCoordinates":        {fullGeo, "type latitude longitude"},
		"IdentityObject":        {fullIdentity, "type hashed identityHash identityType"},
		"IdentifierEntry":       {fullIdentifierEntry, "type identifier identifierType"},
		"CredentialSchema":      {fullSchema, "id type"},
		"CredentialStatus":      {fullStatus, "type"},
		"RefreshService":        {fullRefresh, "id type"},
		"TermsOfUse":            {fullTerms, "type"},
		"Proof":                 {fullProof, "type"},
	} {
		id, _ := classNamed(class)
		var required []string
		for _, p := range id.table().properties {
			if p.card.required() && p.version != 1 {
				required = append(required, p.name)
			}
		}
		require.ElementsMatch(t, strings.Fields(c.required), required, class)
		for _, name := range required {
			want := []string{"error SCHEMA_INVALID /" + name}
			require.Equal(t, want, brief(Check(parse(t, remove("/"+name)(t, c.doc)), class, Rules{})), "%s without %s", class, name)
			for _, empty := range []string{"null", "[]"} {
				got := brief(Check(parse(t, put("/"+name, empty)(t, c.doc)), class, Rules{}))
				if name == "@context" && empty == "[]" {
					require.Empty(t, got, "what stands in @context is judged elsewhere")
					continue
				}
				require.Contains(t, got, want[0], "%s with %s %s", class, name, empty)
			}
		}
	}
}

// Every member of every class, given as a value of every kind that it is not.
func TestRefusesAMemberOfTheWrongKind(t *testing.T) {
	examples := []string{`{}`, `"urn:a:b"`, `7`, `true`}
	allowed := func(p property) string {
		switch p.kind {
		case isOpaque:
			return `{} "urn:a:b" 7 true`
		case isBoolean:
			return "true"
		case isNumber:
			return "7"
		case isIssuer, isLocalized:
			return `{} "urn:a:b"`
		case isEndorsement, isPresented:
			return "{}"
		case isNode:
			if p.class.table().byID {
				return `{} "urn:a:b"`
			}
			return "{}"
		}
		return `"urn:a:b"`
	}
	for id := noClass + 1; id < classCount; id++ {
		c := id.table()
		for _, p := range c.properties {
			if p.version == 1 {
				continue
			}
			for _, value := range examples {
				got := brief(Check(parse(t, `{"`+p.name+`": `+value+`}`), c.name, Rules{}))
				finding := "error SCHEMA_INVALID /" + p.name
				if strings.Contains(allowed(p), value) {
					continue
				}
				require.Contains(t, got, finding, "%s.%s: %s", c.name, p.name, value)
			}
			if single := p.card == optional || p.card == one; single && p.kind != isTypes && p.kind != isContext && p.kind != isOpaque && p.flags&severally == 0 {
				got := brief(Check(parse(t, `{"`+p.name+`": [{}, {}]}`), c.name, Rules{}))
				require.Contains(t, got, "error SCHEMA_INVALID /"+p.name, "%s.%s: two", c.name, p.name)
			}
		}
	}
}

func TestJudgesHowManyValuesAMemberHas(t *testing.T) {
	one := `{"id": "https://district.example/e", "type": ["Evidence"]}`
	runEdits(t, minimalV2, []editCase{
		{"null stands for an absent member", put("/evidence", "null"), "deviation SCHEMA_INVALID /evidence"},
		{"null of a verdict's member", put("/validUntil", "null"), "deviation SCHEMA_INVALID /validUntil"},
		{"null of the status", put("/credentialStatus", "null"), "deviation SCHEMA_INVALID /credentialStatus"},
		{"an empty array", put("/evidence", "[]"), "deviation SCHEMA_INVALID /evidence"},
		{"an empty array of a single", put("/image", "[]"), "deviation SCHEMA_INVALID /image"},
		{"null in an array", put("/evidence", "[null]"), "error SCHEMA_INVALID /evidence/0"},
		{"an array in an array", put("/evidence", "[["+one+"]]"), "error SCHEMA_INVALID /evidence/0"},
		{"one value for an array", put("/evidence", one), "deviation SCHEMA_INVALID /evidence"},
		{"one string for an array", put("/credentialSubject/achievement/tag", `"a"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/tag"},
		{"one string for types", put("/credentialSubject/achievement/type", `"Achievement"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/type"},
		{"an array of one picture", put("/image", "["+fullImage+"]"), "deviation SCHEMA_INVALID /image"},
		{"an array of one name", put("/name", `["Civics"]`), "deviation SCHEMA_INVALID /name"},
		{"two names", put("/name", `["Civics", "Politics"]`), "error SCHEMA_INVALID /name"},
		{"a language value object", put("/name", `{"@value": "Civics"}`), "error SCHEMA_INVALID /name"},
		{"an array of one achievement", put("/credentialSubject/achievement", `[`+fullAchievement+`]`), "error SCHEMA_INVALID /credentialSubject/achievement"},
		{"an array of one id", put("/id", `["urn:uuid:91e5a6c8-2ba4-4c2b-9b8f-2f0a6bb8b4c0"]`), "error SCHEMA_INVALID /id"},
		{"an array of one issuer", put("/issuer", `["did:web:a.example"]`), "error SCHEMA_INVALID /issuer"},
		{"an array of one time", put("/validFrom", `["2026-05-01T00:00:00Z"]`), "error SCHEMA_INVALID /validFrom"},
		{"an array of one award", put("/awardedDate", `["2026-05-01T00:00:00Z"]`), "error SCHEMA_INVALID /awardedDate"},
		{"an array of one subject id", put("/credentialSubject/id", `["did:a:b"]`), "error SCHEMA_INVALID /credentialSubject/id"},
		{"one subject in an array", put("/credentialSubject", "["+fullSubject+"]"), "deviation SCHEMA_INVALID /credentialSubject"},
		{"two subjects", put("/credentialSubject", "["+fullSubject+","+fullSubject+"]"), "error SCHEMA_INVALID /credentialSubject"},
		{"no subject", put("/credentialSubject", "[]"), "error SCHEMA_INVALID /credentialSubject"},
		{"one refresh service in an array", put("/refreshService", "["+fullRefresh+"]"), "deviation SCHEMA_INVALID /refreshService"},
		{"several refresh services", put("/refreshService", "["+fullRefresh+","+fullRefresh+"]"), "error SCHEMA_INVALID /refreshService"},
		{"no refresh service", put("/refreshService", "[]"), "deviation SCHEMA_INVALID /refreshService"},
		{"no end", put("/validUntil", "[]"), "error SCHEMA_INVALID /validUntil"},
		{"no award", put("/awardedDate", "[]"), "error SCHEMA_INVALID /awardedDate"},
		{"no address", put("/issuer/address", "[]"), "deviation SCHEMA_INVALID /issuer/address"},
		{"no narrative", put("/credentialSubject/narrative", "[]"), "deviation SCHEMA_INVALID /credentialSubject/narrative"},
		{"no salt", put("/credentialSubject/identifier", `[{"type": "IdentityObject", "hashed": false, "identityType": "name", "identityHash": "a", "salt": []}]`),
			"error SCHEMA_INVALID /credentialSubject/identifier/0/salt"},
		{"no value of a result", put("/credentialSubject/result", `[{"type": ["Result"], "value": []}]`), "error SCHEMA_INVALID /credentialSubject/result/0/value"},
		{"a text for a status message", put("/credentialStatus", put("/statusMessage", `"revoked"`)(t, fullStatus)),
			"error SCHEMA_INVALID /credentialStatus/statusMessage\ndeviation SCHEMA_INVALID /credentialStatus/statusMessage"},
		{"texts for status messages", put("/credentialStatus", put("/statusMessage", `["revoked"]`)(t, fullStatus)), "error SCHEMA_INVALID /credentialStatus/statusMessage/0"},
		{"a schema, and not that of the class", put("/credentialSchema", `[{"id": "https://a.example/s", "type": "JsonSchema"}]`), "deviation SCHEMA_INVALID /credentialSchema"},
		{"one schema", put("/credentialSchema", fullSchema), "deviation SCHEMA_INVALID /credentialSchema"},
		{"one set of terms", put("/termsOfUse", fullTerms), "deviation SCHEMA_INVALID /termsOfUse"},
		{"one related resource", put("/relatedResource", fullResource), ""},
		{"a proof", put("/proof", fullProof), ""},
		{"a proof in an array", put("/proof", "["+fullProof+"]"), ""},
		{"no proof", put("/proof", "[]"), "error SCHEMA_INVALID /proof"},
		{"null for a proof", put("/proof", "null"), "error SCHEMA_INVALID /proof"},
		{"a string for a proof", put("/proof", `"z58"`), "error SCHEMA_INVALID /proof"},
		{"a proof without a type", put("/proof", `[{}]`), "error SCHEMA_INVALID /proof/0/type"},
		{"an object for @context", put("/@context", `{}`), "error SCHEMA_INVALID /@context"},
		{"a string for @context", put("/@context", `"https://www.w3.org/ns/credentials/v2"`), ""},
	})
}

func TestNeverMatchesANameByItsLooks(t *testing.T) {
	runEdits(t, minimalV2, []editCase{
		{"an unknown member", put("/mood", `"good"`), "deviation TERM_UNDEFINED /mood"},
		{"another case", put("/credentialStatus", `{}`), "error SCHEMA_INVALID /credentialStatus/type\ndeviation SCHEMA_INVALID /credentialStatus/id"},
		{"another case of it", put("/credentialstatus", `{}`), "deviation TERM_UNDEFINED /credentialstatus"},
		{"another case beside it", put("/Issuer", `"did:a:b"`), "deviation TERM_UNDEFINED /Issuer"},
		{"a prototype", put("/issuer/__proto__", `{}`), "deviation TERM_UNDEFINED /issuer/__proto__"},
		{"an empty name", put("/issuer/", `{}`), "deviation TERM_UNDEFINED /issuer/"},
		{"a closed class", put("/image", `{"id": "https://a.example/", "type": "Image", "name": "x"}`), "deviation TERM_UNDEFINED /image/name"},
		{"an IRI", put("/https:~1~1schema.org~1name", `"x"`), "deviation TERM_UNDEFINED /https:~1~1schema.org~1name"},
		{"a keyword at the root", put("/@graph", `[]`), "deviation TERM_UNDEFINED /@graph"},
		{"a keyword below", put("/issuer/@type", `"Profile"`), "deviation TERM_UNDEFINED /issuer/@type"},
		{"a context below", put("/issuer/@context", `{}`), "deviation SCHEMA_INVALID /issuer/@context"},
		{"a term of every object", put("/credentialSubject/name", `"Kim"`), ""},
		{"a term of every object, judged", put("/credentialSubject/name", `7`), "error SCHEMA_INVALID /credentialSubject/name"},
		{"an id where none is modelled", put("/evidence", `[{"type": ["Evidence"], "url": "x"}]`), "deviation SCHEMA_INVALID /evidence/0/url"},
		{"a misplaced date", put("/credentialSubject/awardedDate", `"2026-05-01T00:00:00Z"`), "deviation TERM_UNDEFINED /credentialSubject/awardedDate"},
		{"an escaped name", put(`/cr\u0065dentialSubject2`, `1`), "deviation TERM_UNDEFINED /credentialSubject2"},
	})
}

func TestJudgesTypes(t *testing.T) {
	subject := "/credentialSubject/type"
	many := `"AchievementSubject"` + strings.Repeat(`, "Profile"`, limits.TypeValues)
	runEdits(t, minimalV2, []editCase{
		{"its own is missing", put(subject, `["Achievement"]`), "error SCHEMA_INVALID /credentialSubject/type"},
		{"a credential that says only that", put("/type", `["VerifiableCredential"]`), "error SCHEMA_INVALID /type"},
		{"a badge that is no credential", put("/type", `["AchievementCredential"]`), "error SCHEMA_INVALID /type"},
		{"the alias", put("/type", `["OpenBadgeCredential", "VerifiableCredential"]`), ""},
		{"another case", put(subject, `["achievementsubject"]`), "error SCHEMA_INVALID /credentialSubject/type\ndeviation TERM_UNDEFINED /credentialSubject/type/0"},
		{"an unknown one beside it", put(subject, `["AchievementSubject", "Mine"]`), "deviation TERM_UNDEFINED /credentialSubject/type/1"},
		{"a known one beside it", put(subject, `["AchievementSubject", "Profile"]`), ""},
		{"an IRI beside it", put(subject, `["AchievementSubject", "https://example.org/T"]`), ""},
		{"an empty string", put(subject, `["AchievementSubject", ""]`), "error SCHEMA_INVALID /credentialSubject/type/1"},
		{"a number", put(subject, `["AchievementSubject", 1]`), "error SCHEMA_INVALID /credentialSubject/type/1"},
		{"an object", put(subject, `{}`), "error SCHEMA_INVALID /credentialSubject/type"},
		{"none", put(subject, `[]`), "error SCHEMA_INVALID /credentialSubject/type"},
		{"too many", put(subject, "["+many+"]"), "error SCHEMA_INVALID /credentialSubject/type"},
		{"a closed class in an array", put("/image", `{"id": "https://a.example/", "type": ["Image"]}`), "deviation SCHEMA_INVALID /image/type"},
		{"a closed class and another", put("/image", `{"id": "https://a.example/", "type": ["Image", "Evidence"]}`), "error SCHEMA_INVALID /image/type"},
		{"another class for a closed one", put("/image", `{"id": "https://a.example/", "type": "Picture"}`), "error SCHEMA_INVALID /image/type"},
		{"a proof's types", put("/proof", `{"type": ["A", "B"]}`), ""},
		{"a schema's types", put("/credentialSchema", `[{"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "type": ["A", "B"]}]`), "error SCHEMA_INVALID /credentialSchema/0/type"},
		{"a schema's type in an array", put("/credentialSchema", `[{"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "type": ["A"]}]`), "deviation SCHEMA_INVALID /credentialSchema/0/type"},
		{"the terms' types", put("/termsOfUse", `[{"type": ["A", "B"]}]`), "error SCHEMA_INVALID /termsOfUse/0/type"},
		{"a status's types", put("/credentialStatus", put("/type", `["A", "B"]`)(t, fullStatus)), "error SCHEMA_INVALID /credentialStatus/type"},
		{"terms' type in an array", put("/termsOfUse", `[{"type": ["A"]}]`), "deviation SCHEMA_INVALID /termsOfUse/0/type"},
		{"terms with null", put("/termsOfUse", `[{"type": "A", "x": null}]`), "deviation SCHEMA_INVALID /termsOfUse/0/x"},
		{"a holder", put("/holder", `"did:a:b"`), "deviation TERM_UNDEFINED /holder"},
		{"a refresh service's types", put("/refreshService", put("/type", `["A", "B"]`)(t, fullRefresh)), "error SCHEMA_INVALID /refreshService/type"},
		{"a type of criteria", put("/credentialSubject/achievement/criteria/type", `["Criteria"]`), ""},
	})
}

func TestReadsAnIdForAnObjectWhereNothingElseIsNeeded(t *testing.T) {
	achievement := "/credentialSubject/achievement"
	runEdits(t, minimalV2, []editCase{
		{"an issuer", put("/issuer", `"did:web:district.example"`), ""},
		{"an issuer that is no URI", put("/issuer", `"Example District"`), "error SCHEMA_INVALID /issuer"},
		{"an image", put("/image", `"https://a.example/i.png"`), "deviation SCHEMA_INVALID /image"},
		{"a relative image", put("/image", `"i.png"`), "deviation SCHEMA_INVALID /image\ndeviation SCHEMA_INVALID /image"},
		{"a script for an image", put("/image", `"javascript:alert(1)"`), "error SCHEMA_INVALID /image\ndeviation SCHEMA_INVALID /image"},
		{"a creator", put(achievement+"/creator", `"https://a.example/c"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/creator"},
		{"a creator's name", put(achievement+"/creator", `"Example"`), "error SCHEMA_INVALID /credentialSubject/achievement/creator"},
		{"criteria", put(achievement+"/criteria", `"https://a.example/c"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/criteria"},
		{"evidence", put("/evidence", `["https://a.example/c"]`), "deviation SCHEMA_INVALID /evidence/0"},
		{"an achievement", put(achievement, `"https://a.example/c"`), "error SCHEMA_INVALID /credentialSubject/achievement"},
		{"a subject", put("/credentialSubject", `"https://a.example/c"`), "error SCHEMA_INVALID /credentialSubject"},
		{"a status", put("/credentialStatus", `"https://a.example/c"`), "error SCHEMA_INVALID /credentialStatus"},
		{"an identity", put("/credentialSubject/identifier", `["https://a.example/c"]`), "error SCHEMA_INVALID /credentialSubject/identifier/0"},
	})
	runEdits(t, minimalV1, []editCase{
		{"an issuer under VCDM 1.1", put("/issuer", `"did:web:district.example"`), "deviation SCHEMA_INVALID /issuer"},
	})
}

func TestEachVersionHasItsOwnDates(t *testing.T) {
	runEdits(t, minimalV2, []editCase{
		{"issuanceDate", put("/issuanceDate", `"2026-05-01T00:00:00Z"`), "error SCHEMA_INVALID /issuanceDate"},
		{"expirationDate", put("/expirationDate", `"2026-05-01T00:00:00Z"`), "error SCHEMA_INVALID /expirationDate"},
		{"issuanceDate alone", both(remove("/validFrom"), put("/issuanceDate", `"2026-05-01T00:00:00Z"`)), "error SCHEMA_INVALID /issuanceDate\nerror SCHEMA_INVALID /validFrom"},
		{"no name", remove("/name"), ""},
	})
	runEdits(t, minimalV1, []editCase{
		{"validFrom", put("/validFrom", `"2026-05-01T00:00:00Z"`), "error SCHEMA_INVALID /validFrom"},
		{"validUntil", put("/validUntil", `"2026-05-01T00:00:00Z"`), "error SCHEMA_INVALID /validUntil"},
		{"issuanceDate missing", remove("/issuanceDate"), "error SCHEMA_INVALID /issuanceDate"},
		{"no name", remove("/name"), "deviation SCHEMA_INVALID /name"},
	})
}

func TestCountsEndorsementsOfTheWholeDocument(t *testing.T) {
	list := func(n int) string { return "[" + strings.Repeat(fullEndorsement+",", n-1) + fullEndorsement + "]" }
	jws := func(n int) string { return "[" + strings.Repeat(`"`+fullJWS+`",`, n-1) + `"` + fullJWS + `"]` }
	runEdits(t, minimalV2, []editCase{
		{"as many as are read", both(put("/endorsement", list(16)), put("/issuer/endorsementJwt", jws(16))), ""},
		{"one more", both(put("/credentialSubject/achievement/endorsement", list(1)), put("/endorsement", list(16)), put("/issuer/endorsementJwt", jws(16))),
			"error SCHEMA_INVALID /credentialSubject/achievement/endorsement/0"},
		{"far more", put("/endorsementJwt", jws(1000)), "error SCHEMA_INVALID /endorsementJwt/32"},
		{"no object", put("/endorsement", `["urn:a:b"]`), "error SCHEMA_INVALID /endorsement/0"},
		{"not descended into", put("/endorsement", `[{"@context": 7, "id": 7, "strange": null}]`), ""},
		{"no JWS", put("/endorsementJwt", `["a.b"]`), "error SCHEMA_INVALID /endorsementJwt/0"},
	})
	for s, want := range map[string]bool{"a.b.c": true, "a..c": true, "A-_9.e30.x": true, "": false, "a.b": false, "a.b.": false, ".b.c": false,
		"a.b.c.d": false, "a.b.c=": false, "a.b.c\n": false, "..": false} {
		require.Equal(t, want, isCompactJWS([]byte(s)), s)
	}
}

func TestJudgesCredentialStatus(t *testing.T) {
	entries := func(n int) string { return "[" + strings.Repeat(fullStatus+",", n-1) + fullStatus + "]" }
	runEdits(t, put("/credentialStatus", fullStatus)(t, minimalV2), []editCase{
		{"no id", remove("/credentialStatus/id"), "deviation SCHEMA_INVALID /credentialStatus/id"},
		{"no type", remove("/credentialStatus/type"), "error SCHEMA_INVALID /credentialStatus/type"},
		{"a number for an index", put("/credentialStatus/statusListIndex", "7"), "error SCHEMA_INVALID /credentialStatus/statusListIndex"},
		{"several, each judged", put("/credentialStatus", "["+fullStatus+`, {"id": "urn:a:b"}, 7]`),
			"error SCHEMA_INVALID /credentialStatus/1/type\nerror SCHEMA_INVALID /credentialStatus/2\ndeviation SCHEMA_INVALID /credentialStatus"},
		{"as many as are read", put("/credentialStatus", entries(limits.Status)), "deviation SCHEMA_INVALID /credentialStatus"},
		{"too many", put("/credentialStatus", entries(limits.Status+1)), "error SCHEMA_INVALID /credentialStatus"},
		{"an unknown member", put("/credentialStatus/statuslistindex", `"8"`), "deviation TERM_UNDEFINED /credentialStatus/statuslistindex"},
	})
}

// Cases S15, S16 and S27, as far as the badge alone shows them.
func TestJudgesThePlaceInAStatusList(t *testing.T) {
	at := func(pointer, value string) edit { return put("/credentialStatus"+pointer, value) }
	const index, size, messages = "STATUS_INDEX /credentialStatus/statusListIndex", "STATUS_INDEX /credentialStatus/statusSize", "STATUS_INDEX /credentialStatus/statusMessage"
	var cases []editCase
	for _, s := range []string{"", "-1", "-0", "+5", "007", "00", "0x10", "1e3", "1.0", "５", " 5", "5 ", "abc"} {
		cases = append(cases, editCase{"index " + s, at("/statusListIndex", `"`+s+`"`), "error " + index})
	}
	for _, s := range []string{"0", "7", "131072", "99999999999999999999999999"} {
		cases = append(cases, editCase{"index " + s, at("/statusListIndex", `"`+s+`"`), ""})
	}
	for _, s := range []string{"0", "-1", "33", "1.5", "4294967297", "1e300"} {
		cases = append(cases, editCase{"size " + s, at("/statusSize", s), "error " + size})
	}
	four := `[{"status": "0x0"}, {"status": "0x1"}, {"status": "0x2"}, {"status": "0x3"}]`
	cases = append(cases,
		editCase{"a text for a size", at("/statusSize", `"1"`), "error SCHEMA_INVALID /credentialStatus/statusSize"},
		editCase{"no messages for four values", at("/statusSize", "2"), "deviation " + messages},
		editCase{"four messages for two values", at("/statusMessage", four), "deviation " + messages},
		editCase{"no messages for two", remove("/credentialStatus/statusMessage"), ""},
		editCase{"the largest size, without messages", at("/statusSize", "32"), "deviation " + messages},
		editCase{"the id of the list", at("/id", `"https://district.example/status/1"`), "deviation SCHEMA_INVALID /credentialStatus/id"},
	)
	for _, name := range []string{"statusPurpose", "statusListIndex", "statusListCredential"} {
		cases = append(cases, editCase{"no " + name, remove("/credentialStatus/" + name), "error SCHEMA_INVALID /credentialStatus/" + name})
	}
	runEdits(t, put("/credentialStatus", fullStatus)(t, minimalV2), cases)
	runEdits(t, put("/credentialStatus", put("/type", `"StatusList2021Entry"`)(t, fullStatus))(t, minimalV2), cases[:1])
	four2 := put("/statusMessage", four)(t, put("/statusSize", "2")(t, fullStatus))
	runEdits(t, minimalV2, []editCase{
		{"four messages for four values", put("/credentialStatus", four2), ""},
		{"an entry of another type", put("/credentialStatus", `{"id": "urn:a:b", "type": "X", "statusListIndex": "007"}`), ""},
		{"an entry of another type of Open Badges", put("/credentialStatus", `{"id": "https://a.example/l", "type": "1EdTechRevocationList"}`), ""},
	})
}

func TestJudgesAnyCredentialByTheVCDMAlone(t *testing.T) {
	for _, c := range []editCase{
		{"two subjects", put("/credentialSubject", `[{"id": "urn:a:b"}, {"name": "x"}]`), ""},
		{"an empty subject", put("/credentialSubject", `[{"id": "urn:a:b"}, {}]`), "error SCHEMA_INVALID /credentialSubject/1"},
		{"a string for a subject", put("/credentialSubject", `"urn:a:b"`), "error SCHEMA_INVALID /credentialSubject"},
		{"no subject", put("/credentialSubject", `[]`), "error SCHEMA_INVALID /credentialSubject"},
		{"a subject without a URI for an id", put("/credentialSubject/id", `"me"`), "error SCHEMA_INVALID /credentialSubject/id"},
		{"an id that is no URI", put("/id", `"me"`), "error SCHEMA_INVALID /id"},
		{"two ids", put("/id", `["urn:a:b"]`), "error SCHEMA_INVALID /id"},
		{"an issuer without an id", put("/issuer", `{"name": "x"}`), "error SCHEMA_INVALID /issuer/id"},
		{"an issuer's id that is no URI", put("/issuer", `{"id": "x"}`), "error SCHEMA_INVALID /issuer/id"},
		{"an issuer that is no URI", put("/issuer", `"x"`), "error SCHEMA_INVALID /issuer"},
		{"evidence without a type", put("/evidence", `{"id": "urn:a:b"}`), "error SCHEMA_INVALID /evidence/type"},
		{"a status without an id", remove("/credentialStatus/id"), ""},
		{"several states", put("/credentialStatus", "["+fullStatus+"]"), ""},
		{"a schema without an id", put("/credentialSchema", `{"type": "JsonSchema"}`), "error SCHEMA_INVALID /credentialSchema/id"},
		{"a refresh service without an id", put("/refreshService", `{"type": "X"}`), ""},
		{"a refresh service without a type", put("/refreshService", `{"id": "urn:a:b"}`), "error SCHEMA_INVALID /refreshService/type"},
		{"terms without a type", put("/termsOfUse", `{"id": "urn:a:b"}`), "error SCHEMA_INVALID /termsOfUse/type"},
		{"a way of confidence without a type", put("/confidenceMethod", `{}`), "error SCHEMA_INVALID /confidenceMethod/type"},
		{"a language value object with more", put("/name", `{"@value": "x", "url": "y"}`), "error SCHEMA_INVALID /name/url"},
		{"a language value object without a value", put("/name", `{"@language": "en"}`), "error SCHEMA_INVALID /name/@value"},
		{"a language value object of numbers", put("/name", `{"@value": 1}`), "error SCHEMA_INVALID /name/@value"},
		{"a number for a name", put("/name", `[1]`), "error SCHEMA_INVALID /name/0"},
		{"a suspicious name", put("/name", `["a\u202eb"]`), "note TEXT_SUSPICIOUS /name/0"},
		{"one string for a type", put("/type", `"VerifiableCredential"`), ""},
		{"another type", put("/type", `"X"`), "error SCHEMA_INVALID /type"},
		{"a period that runs backwards", put("/validUntil", `"2020-01-01T00:00:00Z"`), "error SCHEMA_INVALID /validUntil"},
		{"a date of VCDM 1.1", put("/issuanceDate", `"2020-01-01T00:00:00Z"`), "error SCHEMA_INVALID /issuanceDate"},
		{"a nested context", put("/credentialSubject/@context", `{}`), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Check(parse(t, c.edit(t, fullStatusList)), "VerifiableCredential", Rules{Version: 2})
			require.Equal(t, wants(c.want), brief(found), "%v", found)
		})
	}
	old := both(remove("/validFrom"), remove("/validUntil"), remove("/relatedResource"), put("/issuanceDate", `"2026-05-01T00:00:00Z"`), put("/issuer", `"did:a:b"`))(t, fullStatusList)
	require.Empty(t, Check(parse(t, old), "VerifiableCredential", Rules{Version: 1}))
}

func TestAVCDMCredentialMayHaveSeveralTypesOfTerms(t *testing.T) {
	doc := put("/termsOfUse", `[{"type": ["A", "B"]}]`)(t, fullStatusList)
	require.Empty(t, Check(parse(t, doc), "VerifiableCredential", Rules{}))
}

package shape

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
	"github.com/summitbadges/openbadges/internal/limits"
)

func TestSaysNothingAboutACompleteObjectOfEachClass(t *testing.T) {
	for class, doc := range map[string]string{
		"AchievementCredential": fullCredential,
		"OpenBadgeCredential":   strings.Replace(fullCredential, `"AchievementCredential"`, `"OpenBadgeCredential"`, 1),
		"EndorsementCredential": fullEndorsementCredential,
		"VerifiableCredential":  fullStatusList,
		"AchievementSubject":    fullSubject,
		"EndorsementSubject":    fullEndorsementSubject,
		"Achievement":           fullAchievement,
		"Criteria":              fullCriteria,
		"Alignment":             fullAlignment,
		"Related":               fullRelated,
		"Evidence":              fullEvidence,
		"Result":                fullResult,
		"ResultDescription":     fullResultDescription,
		"RubricCriterionLevel":  fullLevel,
		"Image":                 fullImage,
		"Profile":               fullProfile,
		"Address":               fullAddress,
		"GeoCoordinates":        fullGeo,
		"IdentityObject":        fullIdentity,
		"IdentifierEntry":       fullIdentifierEntry,
		"CredentialSchema":      fullSchema,
		"CredentialStatus":      fullStatus,
		"RefreshService":        fullRefresh,
		"TermsOfUse":            fullTerms,
		"Proof":                 fullProof,
	} {
		require.Empty(t, Check(parse(t, doc), class, Rules{}), class)
	}
	require.Empty(t, judge(t, minimalV2))
	require.Empty(t, judge(t, minimalV1))
}

// The examples above would prove nothing of a row that none of them has.
func TestCompleteExamplesUseEveryRowOfEveryTable(t *testing.T) {
	for class, doc := range map[string]string{
		"EndorsementCredential": fullEndorsementCredential, "AchievementSubject": fullSubject, "EndorsementSubject": fullEndorsementSubject,
		"Achievement": fullAchievement, "Alignment": fullAlignment, "Related": fullRelated, "Evidence": fullEvidence, "Result": fullResult,
		"ResultDescription": fullResultDescription, "RubricCriterionLevel": fullLevel, "Image": fullImage, "Profile": fullProfile,
		"Address": fullAddress, "GeoCoordinates": fullGeo, "IdentityObject": fullIdentity, "IdentifierEntry": fullIdentifierEntry,
		"CredentialSchema": fullSchema, "CredentialStatus": fullStatus, "RefreshService": fullRefresh, "RelatedResource": fullResource,
		"AchievementCredential": fullCredential, "VerifiableCredential": fullStatusList,
	} {
		id, ok := classNamed(class)
		require.True(t, ok, class)
		for _, p := range id.table().properties {
			if p.version != 1 {
				require.True(t, parse(t, doc).Get(p.name).Exists(), "%s.%s", class, p.name)
			}
		}
	}
}

func TestSaysNothingAboutThePublishedSignedBadge(t *testing.T) {
	doc, err := os.ReadFile("../../../shared/vectors/ob/signed.json")
	if err != nil {
		beside.Missing(t, "the published vectors are not here")
	}
	require.Empty(t, judge(t, string(doc)))
}

func TestTablesAreSortedAndFitTheirSet(t *testing.T) {
	tables := []*class{&shared}
	for id := noClass + 1; id < classCount; id++ {
		require.NotNil(t, id.table(), id)
		tables = append(tables, id.table())
	}
	names := map[string]bool{}
	for _, c := range tables {
		require.False(t, names[c.name], "two tables named %q", c.name)
		names[c.name] = true
		require.Less(t, len(c.properties), 64, c.name)
		require.True(t, slices.IsSortedFunc(c.properties, func(a, b property) int { return strings.Compare(a.name, b.name) }), c.name)
		for _, p := range c.properties {
			got, _ := c.property(p.name)
			require.NotNil(t, got)
			require.Equal(t, p.kind == isNode || p.kind == isIssuer, p.class != noClass, "%s.%s", c.name, p.name)
			require.Equal(t, p.kind == isTerm, p.values != nil, "%s.%s", c.name, p.name)
		}
	}
	require.Nil(t, classCount.table())
	for _, list := range [][]string{typeNames, achievementTypes.values, alignmentTargetTypes.values, identifierTypes.values, resultTypes.values, resultStatusTypes.values} {
		require.True(t, slices.IsSorted(list), "%v", list)
	}
}

func TestAnUnknownClassPassesNothing(t *testing.T) {
	found := Check(parse(t, minimalV2), "Achievementcredential", Rules{})
	require.Equal(t, []string{"error SCHEMA_INVALID "}, brief(found))
}

func TestKnowsTheMembersOfAClass(t *testing.T) {
	require.True(t, IsMember("AchievementCredential", "validFrom"))
	require.True(t, IsMember("OpenBadgeCredential", "issuanceDate"))
	require.False(t, IsMember("AchievementCredential", "validfrom"))
	require.False(t, IsMember("AchievementCredential", "narrative"))
	require.False(t, IsMember("achievementCredential", "id"))
}

func TestARootOfAnyClassMayCarryItsContext(t *testing.T) {
	require.Empty(t, Check(parse(t, put("/@context", `[]`)(t, fullProfile)), "Profile", Rules{}))
}

func TestRefusesWhatIsNoObject(t *testing.T) {
	for _, doc := range []string{`[]`, `null`, `"x"`, `7`, `true`} {
		require.Equal(t, []string{"error SCHEMA_INVALID "}, brief(Check(parse(t, doc), "Profile", Rules{})), doc)
	}
}

func TestPointsFromTheRootOfTheDocument(t *testing.T) {
	v := parse(t, `{"vc": `+minimalV1+`}`).Get("vc")
	require.Empty(t, Check(v, "AchievementCredential", Rules{Version: 1}))
	v = parse(t, `{"vc": `+put("/id", "5")(t, minimalV1)+`}`).Get("vc")
	require.Equal(t, []string{"error SCHEMA_INVALID /vc/id"}, brief(Check(v, "AchievementCredential", Rules{Version: 1})))
}

func TestRegisteredClaimsBesideACredentialAreNoStrangers(t *testing.T) {
	doc := `"iss": "a", "sub": "b", "aud": "c", "exp": 1, "nbf": 1, "iat": 1, "jti": "d", "cnf": {}, "nonce": "e", "other": 1,`
	v := parse(t, strings.Replace(minimalV2, "{", "{"+doc, 1))
	require.Equal(t, []string{"deviation TERM_UNDEFINED /other"}, brief(Check(v, "AchievementCredential", Rules{Claims: true})))
	require.Len(t, Check(v, "AchievementCredential", Rules{}), 10)
	inner := parse(t, put("/issuer/iss", `"a"`)(t, minimalV2))
	require.Equal(t, []string{"deviation TERM_UNDEFINED /issuer/iss"}, brief(Check(inner, "AchievementCredential", Rules{Claims: true})))
}

func TestAClaimStandsInForAMissingMember(t *testing.T) {
	doc := both(remove("/id"), remove("/issuer"), remove("/issuanceDate"), remove("/credentialSubject/id"))(t, minimalV1)
	require.Equal(t, wants(`error SCHEMA_INVALID /credentialSubject
		error SCHEMA_INVALID /id
		error SCHEMA_INVALID /issuanceDate
		error SCHEMA_INVALID /issuer`), brief(judge(t, doc)))
	all := Claimed{ID: true, Issuer: true, From: true, Subject: true}
	require.Empty(t, Check(parse(t, doc), "AchievementCredential", Rules{Version: 1, Claimed: all}))

	broken := put("/issuer", "null")(t, doc)
	require.Equal(t, []string{"error SCHEMA_INVALID /issuer"}, brief(Check(parse(t, broken), "AchievementCredential", Rules{Version: 1, Claimed: all})),
		"a member that is there must be right")

	endorsement := remove("/credentialSubject/id")(t, fullEndorsementCredential)
	require.Empty(t, Check(parse(t, endorsement), "EndorsementCredential", Rules{Claimed: all}))
	require.Len(t, Check(parse(t, endorsement), "EndorsementCredential", Rules{}), 1)

	untyped := remove("/credentialSubject/type")(t, endorsement)
	require.Len(t, Check(parse(t, untyped), "EndorsementCredential", Rules{Claimed: all}), 1)

	inner := remove("/credentialSubject/achievement/id")(t, minimalV2)
	require.Len(t, Check(parse(t, inner), "AchievementCredential", Rules{Claimed: all}), 1, "no claim names the achievement")
}

func TestListsErrorsFirstAndSaysHowMuchIsLeftOut(t *testing.T) {
	var doc strings.Builder
	doc.WriteString(`{"type": ["Profile"], `)
	for i := range 300 {
		doc.WriteString(`"x` + strconv.Itoa(i) + `": 1, `)
	}
	doc.WriteString(`"name": 5}`)
	found := Check(parse(t, doc.String()), "Profile", Rules{})
	require.Len(t, found, limits.Problems)
	require.Equal(t, wants("error SCHEMA_INVALID /name\nerror SCHEMA_INVALID /id"), brief(found[:2]))
	last := found[len(found)-1]
	require.Equal(t, Finding{Deviation, TermUndefined, "", "and 203 more findings"}, last)

	tags := strings.Repeat("7,", 5000)
	found = judge(t, put("/credentialSubject/achievement/tag", "["+tags+`"a\u0001"]`)(t, minimalV2))
	require.Len(t, found, limits.Problems)
	require.Equal(t, Finding{Error, SchemaInvalid, "", "and 4902 more findings"}, found[len(found)-1])
}

func TestNeverLosesAnErrorToLesserFindings(t *testing.T) {
	for _, errors := range []int{98, 99, 100, 101} {
		tags := strings.Repeat("7,", errors-1) + "7"
		strangers := ""
		for i := range 5 {
			strangers += `"x` + strconv.Itoa(i) + `": 1, `
		}
		doc := strings.Replace(minimalV2, "{", "{"+strangers, 1)
		found := judge(t, put("/credentialSubject/achievement/tag", "["+tags+`]`)(t, doc))
		require.Len(t, found, limits.Problems)
		for _, f := range found[:min(errors, limits.Problems-1)] {
			require.Equal(t, Error, f.Level)
		}
		last := found[limits.Problems-1]
		require.Equal(t, "and "+strconv.Itoa(errors+5-99)+" more findings", last.Message)
		if errors > 99 {
			require.Equal(t, Error, last.Level, "Errors that are left out are told as Errors")
		} else {
			require.Equal(t, Deviation, last.Level)
		}
	}
}

func TestKeepsNoMoreThanItLists(t *testing.T) {
	add := func(f *findings, n int, level Level, code string) {
		for range n {
			f.add(level, code, parse(t, "{}"), "", "x")
		}
	}
	var f findings
	add(&f, limits.Problems, Note, TextSuspicious)
	require.Len(t, f.list(), limits.Problems)
	require.Equal(t, "x", f.list()[limits.Problems-1].Message, "as many as fit stand there in full")
	add(&f, 1, Note, TextSuspicious)
	add(&f, 1, Deviation, TermUndefined)
	add(&f, 1, Deviation, SchemaInvalid)
	add(&f, 1, Note, PrivacyField)
	require.Len(t, f.rest.kept, limits.Problems)
	require.Equal(t, Finding{Note, TextSuspicious, "", "and 5 more findings"}, f.list()[limits.Problems-1])
	for _, first := range []Finding{{Level: Deviation, Code: TermUndefined}, {Level: Deviation, Code: SchemaInvalid}, {Level: Note, Code: PrivacyField}} {
		first.Message = "x"
		require.Contains(t, f.list(), first, "the first of its kind is told")
	}
	add(&f, 1, Deviation, SchemaInvalid)
	require.Equal(t, Finding{Deviation, SchemaInvalid, "", "and 6 more findings"}, f.list()[limits.Problems-1], "the severest that is left out gives the level")

	var mixed findings
	add(&mixed, 1, Error, SchemaInvalid)
	add(&mixed, limits.Problems-1, Note, TextSuspicious)
	add(&mixed, 1, Deviation, TermUndefined)
	require.Equal(t, Finding{Note, TextSuspicious, "", "and 2 more findings"}, mixed.list()[limits.Problems-1])
	require.Contains(t, mixed.list(), Finding{Deviation, TermUndefined, "", "x"})

	var errors findings
	add(&errors, 1000, Error, SchemaInvalid)
	require.Len(t, errors.errors.kept, limits.Problems)
	require.Equal(t, Finding{Error, SchemaInvalid, "", "and 901 more findings"}, errors.list()[limits.Problems-1])
	add(&errors, 150, Note, TextSuspicious)
	require.Equal(t, Finding{Error, SchemaInvalid, "", "and 1051 more findings"}, errors.list()[limits.Problems-1])
	require.Equal(t, errors.list(), errors.list())
}

func TestMessagesQuoteLittleAndInASCII(t *testing.T) {
	require.Equal(t, `"abc"`, quote("abc"))
	require.Equal(t, `"\u202eabc\n"`, quote("\u202eabc\n"))
	require.Equal(t, `"`+strings.Repeat("a", 40)+`"…`, quote(strings.Repeat("a", 41)))
	require.Equal(t, `"`+strings.Repeat(`\u00e9`, 13)+`"…`, quote(strings.Repeat("é", 40)))
	require.Equal(t, `"`+strings.Repeat("a", 40)+`"`, quote(strings.Repeat("a", 40)))
	require.Equal(t, `"`+strings.Repeat(`\u00e9`, 12)+`aaaaaa"`, quote(strings.Repeat("é", 12)+"aaaaaa"), "as long as may be")
	require.LessOrEqual(t, len(quote(strings.Repeat("\U0001f600", 1000))), limits.Quoted+len("…"))
	found := judge(t, put("/validFrom", `"2026-05-01"`)(t, minimalV2))
	require.Equal(t, `validFrom: a time with an offset is needed, such as 2026-05-01T00:00:00Z; found "2026-05-01"`, found[0].Message)
}

func TestMessagesSayWhatWasExpectedAndWhatWasFound(t *testing.T) {
	picture := func(types string) edit {
		return put("/image", `{"id": "https://a.example/", "type": `+types+`}`)
	}
	for want, c := range map[string]edit{
		"issuanceDate belongs to VCDM 1.1, but the first context is that of VCDM 2.0":                                                                   put("/issuanceDate", `"x"`),
		"id is missing: AchievementCredential needs an absolute URI":                                                                                    remove("/id"),
		"validFrom is missing: AchievementCredential needs a time with an offset":                                                                       remove("/validFrom"),
		"type is missing: AchievementSubject needs the name of its class":                                                                               remove("/credentialSubject/type"),
		"name: a string is needed; found an object":                                                                                                     put("/name", `{"@value": "x"}`),
		"evidence: an array is needed, even for one value; found an object":                                                                             put("/evidence", `{"type": ["Evidence"]}`),
		"evidence: an object of class Evidence is needed; found null, which is to be left out":                                                          put("/evidence", `null`),
		"issuer: a URI or an object of class Profile is needed; found an array of 1":                                                                    put("/issuer", `["did:a:b"]`),
		"issuer: a URI or an object of class Profile is needed; found a number":                                                                         put("/issuer", `1`),
		`"@graph" is a JSON-LD keyword, and Open Badges 3.0 have no use for it here`:                                                                    put("/@graph", `[]`),
		`"Issuer" is no member of AchievementCredential; names are compared exactly`:                                                                    put("/Issuer", `1`),
		`"" is no member of AchievementCredential; names are compared exactly`:                                                                          put("/", `1`),
		`type: the string "Image" is needed; found an array`:                                                                                            picture(`["Image"]`),
		`type: the string "Image" is needed; found an object`:                                                                                           picture(`{}`),
		"type: Image must be among the values":                                                                                                          picture(`"Picture"`),
		"type: an array of strings is needed; found a number":                                                                                           put("/type", "1"),
		"type: a string is needed; found an array":                                                                                                      put("/credentialSchema", `[{"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "type": ["A"]}]`),
		"type: a string or an array of strings is needed; found a number":                                                                               put("/renderMethod", `{"type": 1}`),
		"type: AchievementCredential or OpenBadgeCredential must be among the values; found \"VerifiableCredential\"":                                   put("/type", `["VerifiableCredential"]`),
		`type: AchievementCredential or OpenBadgeCredential must be among the values; found "VerifiableCredential", "urn:a:1", "urn:a:2", "urn:a:3", …`: put("/type", `["VerifiableCredential","urn:a:1","urn:a:2","urn:a:3","urn:a:4"]`),
		"credentialStatus: at most 8 are read; found 9":                                                                                                 put("/credentialStatus", "[1,1,1,1,1,1,1,1,1]"),
		`id: an absolute URI is needed, such as https://example.org/a or urn:uuid:…; found "x"`:                                                         put("/id", `"x"`),
		`id: a URI that names a thing is needed; found a script: "javascript:x"`:                                                                        put("/id", `"javascript:x"`),
		`id: a URI has no control characters; found "urn:\u200b"`:                                                                                       put("/id", `"urn:\u200b"`),
		`validFrom: a time that exists is needed, such as 2026-05-01T00:00:00Z; found "2026-02-30T"`:                                                    put("/validFrom", `"2026-02-30T"`),
		`validFrom: a time is needed in the form 2026-05-01T00:00:00Z; found "1 May"`:                                                                   put("/validFrom", `"1 May"`),
		"achievementType: a value of AchievementType or a term of the form ext:name is needed; found":                                                   put("/credentialSubject/achievement/achievementType", `"x"`),
		"status: a value of ResultStatusType is needed; found":                                                                                          put("/credentialSubject/result", `[{"type": ["Result"], "status": "x"}]`),
	} {
		found := judge(t, c(t, minimalV2))
		require.Len(t, found, 1, "%v", found)
		require.Equal(t, want, found[0].Message[:min(len(want), len(found[0].Message))])
	}
	require.Equal(t, "validFrom belongs to VCDM 2.0, but the first context is that of VCDM 1.1", judge(t, put("/validFrom", `"x"`)(t, minimalV1))[0].Message)
}

func TestMessagesKeepIdentitiesToThemselves(t *testing.T) {
	const secret = "ada@example.org"
	doc := both(
		put("/credentialSubject/id", `"`+secret+`"`),
		put("/credentialSubject/identifier", `[{"type": "IdentityObject", "hashed": true, "identityType": "emailAddress", "identityHash": "`+secret+`", "salt": "`+secret+`"},
			{"type": "IdentityObject", "hashed": "`+secret+`", "identityType": "emailAddress", "identityHash": ["`+secret+`"], "salt": 7}]`),
		put("/issuer/dateOfBirth", `"`+secret+`"`),
	)(t, minimalV2)
	found := judge(t, doc)
	require.Len(t, found, 6, "%v", found)
	for _, f := range append(found, IssueRules(parse(t, doc))...) {
		require.NotContains(t, f.Message, "ada", f)
	}
}

func TestEveryFindingHasADeclaredCode(t *testing.T) {
	require.Len(t, Codes(), 11)
	require.Equal(t, []string{"error", "deviation", "note"}, []string{Error.String(), Deviation.String(), Note.String()})
}

func TestEnumReturnsACopy(t *testing.T) {
	for name, n := range map[string]int{"AchievementType": 31, "AlignmentTargetType": 7, "IdentifierTypeEnum": 19, "ResultType": 12, "ResultStatusType": 7} {
		require.Len(t, Enum(name), n)
	}
	Enum("ResultType")[0] = "changed"
	require.NotContains(t, Enum("ResultType"), "changed")
	require.Nil(t, Enum("resulttype"))
}

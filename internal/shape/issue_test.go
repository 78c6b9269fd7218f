package shape

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHasNothingMoreToSayAboutWhatMayBeIssued(t *testing.T) {
	require.Empty(t, IssueRules(parse(t, minimalV2)))
	require.Empty(t, IssueRules(parse(t, minimalV1)))
	require.Empty(t, IssueRules(parse(t, fullEndorsementCredential)))
	require.Empty(t, IssueRules(parse(t, fullStatusList)))
}

func TestRefusesToIssueWhatMayBeRead(t *testing.T) {
	achievement := "/credentialSubject/achievement"
	identity := func(members string) edit {
		return put("/credentialSubject/identifier", `[{"type": "IdentityObject", `+members+`}]`)
	}
	const sha = `"hashed": true, "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"`
	const md5 = `"hashed": true, "identityHash": "md5$b5809d8a92f8858436d7e6b87c12ebc0"`
	const salt = `"salt": "d41d8cd98f00b204e9800998ecf8427e"`
	hash, saltAt := "/credentialSubject/identifier/0/identityHash", "/credentialSubject/identifier/0/salt"
	for _, c := range []editCase{
		{"minus zero", put(achievement+"/creditsAvailable", "-0"), "error JSON_NUMBER " + achievement + "/creditsAvailable"},
		{"minus zero with a point", put("/strange", `[{"x": -0.0}]`), "error JSON_NUMBER /strange/0/x"},
		{"less than zero", put(achievement+"/creditsAvailable", "-1"), ""},
		{"zero", put(achievement+"/creditsAvailable", "0"), ""},
		{"an empty name", put(achievement+"/name", `""`), "error SCHEMA_INVALID " + achievement + "/name"},
		{"a blank description", put(achievement+"/description", `" \t"`), "error SCHEMA_INVALID " + achievement + "/description"},
		{"a blank name of a target", put(achievement+"/alignment", `[{"targetName": ""}]`), "error SCHEMA_INVALID " + achievement + "/alignment/0/targetName"},
		{"an empty text that need not be there", put(achievement+"/version", `""`), ""},
		{"a picture without words", put(achievement+"/image", `{"id": "https://a.example/", "type": "Image"}`), "error SCHEMA_INVALID " + achievement + "/image/caption"},
		{"a picture given by its id", put(achievement+"/image", `"https://a.example/"`), "error SCHEMA_INVALID " + achievement + "/image/caption"},
		{"a picture with words", put(achievement+"/image", fullImage), ""},
		{"a picture that is decoration", put(achievement+"/image", `{"id": "https://a.example/", "type": "Image", "caption": ""}`), ""},
		{"an issuer's picture", put("/issuer/image", `{"id": "https://a.example/", "type": "Image"}`), ""},
		{"md5", identity(md5 + `, "identityType": "systemId", ` + salt), "error IDENTITY_HASH_WEAK " + hash},
		{"no salt", identity(sha + `, "identityType": "systemId"`), "error PRIVACY_GUESSABLE " + saltAt},
		{"a short salt", identity(sha + `, "identityType": "systemId", "salt": "0123456789abcdef0123456789abcde"`), "error PRIVACY_GUESSABLE " + saltAt},
		{"a salt", identity(sha + `, "identityType": "systemId", ` + salt), ""},
		{"a guessable identifier", identity(sha + `, "identityType": "emailAddress", ` + salt), "note PRIVACY_GUESSABLE " + hash},
		{"an address in plain text", identity(`"hashed": false, "identityType": "emailAddress", "identityHash": "a"`), "note PRIVACY_FIELD " + hash},
		{"an opaque identifier in plain text", identity(`"hashed": false, "identityType": "systemId", "identityHash": "a"`), ""},
		{"its schema", put("/credentialSchema", `[`+fullSchema+`, {"id": "https://a.example/s", "type": "JsonSchema"}]`), ""},
		{"the schema of another class", put("/credentialSchema", `[`+fullSchema+`, `+endorsementSchema+`]`), "error SCHEMA_INVALID /credentialSchema/1/id"},
		{"a birthday", put("/issuer/dateOfBirth", `"1970-01-01"`), "note PRIVACY_FIELD /issuer/dateOfBirth"},
		{"an issuer's telephone", put("/issuer/phone", `"1"`), ""},
		{"an assessor's telephone", put("/credentialSubject/source", `{"phone": "1", "parentOrg": {"phone": "2"}}`), "note PRIVACY_FIELD /credentialSubject/source/phone"},
		{"a learner's name", put("/credentialSubject/name", `"Ada"`), "note PRIVACY_FIELD /credentialSubject/name"},
		{"a learner's address for an id", put("/credentialSubject/id", `"MAILTO:ada@example.org"`), "note PRIVACY_FIELD /credentialSubject/id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := IssueRules(parse(t, c.edit(t, minimalV2)))
			require.Equal(t, wants(c.want), brief(found), "%v", found)
		})
	}
}

func TestFindsWhatToIssueByItsTypes(t *testing.T) {
	blank := put("/credentialSubject/achievement/name", `""`)(t, minimalV2)
	for types, n := range map[string]int{
		`["VerifiableCredential", "AchievementCredential"]`: 1,
		`["VerifiableCredential", "OpenBadgeCredential"]`:   1,
		`["VerifiableCredential", "EndorsementCredential"]`: 0,
		`["VerifiableCredential"]`:                          0,
	} {
		require.Len(t, IssueRules(parse(t, put("/type", types)(t, blank))), n, types)
	}
	endorsement := put("/name", `""`)(t, fullEndorsementCredential)
	require.Equal(t, []string{"error SCHEMA_INVALID /name"}, brief(IssueRules(parse(t, endorsement)))[:1])
}

func TestMeasuresASaltByItsAlphabet(t *testing.T) {
	for salt, want := range map[string]int{
		"":                                 0,
		"0123456789":                       40,
		"d41d8cd98f00b204e9800998ecf8427e": 128,
		"1B2M2Y8AsgTpgAmY7PhCfg":           132,
		"Kosher":                           36,
		"~~":                               16,
		"~0":                               16,
		"~f":                               16,
		"~g":                               16,
		"a0":                               8,
		"g0":                               12,
		"ga":                               12,
		"-":                                6,
		"_":                                6,
		"+":                                6,
		"/":                                6,
		"=":                                6,
	} {
		require.Equal(t, want, saltBits([]byte(salt)), salt)
	}
}

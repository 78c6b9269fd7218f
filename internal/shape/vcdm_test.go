package shape

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Without the profile of OB 3.0 there is only the letter of the VCDM.
func TestJudgesACredentialOfAnyTypeToTheLetter(t *testing.T) {
	invalid := func(pointer string) string { return "error SCHEMA_INVALID " + pointer }
	for _, c := range []editCase{
		{"no id", remove("/id"), ""},
		{"an id that is null", put("/id", `null`), invalid("/id")},
		{"two ids", put("/id", `["urn:a:1", "urn:a:2"]`), invalid("/id")},
		{"an id in a list", put("/id", `["urn:a:1"]`), invalid("/id")},
		{"a subject's relative id", put("/credentialSubject/id", `"ada"`), invalid("/credentialSubject/id")},
		{"a second subject's relative id", put("/credentialSubject", `[{"id": "urn:a:1"}, {"id": "ada"}]`), invalid("/credentialSubject/1/id")},
		{"a status's relative id", put("/credentialStatus/id", `"list"`), invalid("/credentialStatus/id")},
		{"a status's relative list", put("/credentialStatus/statusListCredential", `"list"`), invalid("/credentialStatus/statusListCredential")},
		{"a schema's relative id", put("/credentialSchema", `{"id": "x.json", "type": "JsonSchema"}`), invalid("/credentialSchema/id")},
		{"evidence's relative id", put("/evidence", `[{"id": "x.pdf", "type": "Evidence"}]`), invalid("/evidence/0/id")},
		{"terms' relative id", put("/termsOfUse", `{"id": "terms", "type": "T"}`), invalid("/termsOfUse/id")},
		{"a refresh service's relative id", put("/refreshService", `{"id": "new", "type": "T"}`), invalid("/refreshService/id")},
		{"a resource's relative id", put("/relatedResource", `{"id": "a.png", "digestSRI": "sha256-"}`), invalid("/relatedResource/id")},
		{"a rendering's relative id", put("/renderMethod", `{"id": "a.svg", "type": "T"}`), invalid("/renderMethod/id")},
		{"a schema with a digest", put("/credentialSchema", `{"id": "urn:a:b", "type": "JsonSchema", "digestSRI": "sha256-"}`), ""},
		{"several types of a schema", put("/credentialSchema", `{"id": "urn:a:b", "type": ["JsonSchema", "X"]}`), ""},
		{"a schema's type missing", put("/credentialSchema", `[{"id": "urn:a:b"}]`), invalid("/credentialSchema/0/type")},
		{"a subject's way of confidence without a type", put("/credentialSubject/confidenceMethod", `{"id": "urn:a:b"}`), invalid("/credentialSubject/confidenceMethod/type")},
		{"a rendering without a type", put("/renderMethod", `[{"id": "urn:a:b"}]`), invalid("/renderMethod/0/type")},
		{"a proof without a type", put("/proof", `{"proofPurpose": "x"}`), invalid("/proof/type")},
		{"no proofs", put("/proof", `[]`), invalid("/proof")},

		{"a status that is null", put("/credentialStatus", `null`), invalid("/credentialStatus")},
		{"no status", put("/credentialStatus", `[]`), invalid("/credentialStatus")},
		{"an end that is null", put("/validUntil", `null`), invalid("/validUntil")},
		{"an issuer that is null", put("/issuer", `null`), invalid("/issuer")},
		{"two issuers", put("/issuer", `["did:a:b", "did:a:c"]`), invalid("/issuer")},
		{"no evidence", put("/evidence", `[]`), invalid("/evidence")},
		{"evidence that is a string", put("/evidence", `"urn:a:b"`), invalid("/evidence")},
		{"a subject that is a string", put("/credentialSubject", `"did:a:b"`), invalid("/credentialSubject")},
		{"a subject of an id alone", put("/credentialSubject", `{"id": "urn:a:b"}`), ""},
		{"an empty subject among others", put("/credentialSubject", `[{"id": "urn:a:b"}, {}]`), invalid("/credentialSubject/1")},
		{"a subject that is null among others", put("/credentialSubject", `[{"id": "urn:a:b"}, null]`), invalid("/credentialSubject/1")},

		{"a subject with null alone", put("/credentialSubject", `{"id": "urn:a:b", "x": null}`), invalid("/credentialSubject") + "\ndeviation SCHEMA_INVALID /credentialSubject/x"},
		{"a subject with nothing in nothing", put("/credentialSubject", `{"type": "T", "x": [[null], {"y": []}]}`), invalid("/credentialSubject") + "\ndeviation SCHEMA_INVALID /credentialSubject/x/0\ndeviation SCHEMA_INVALID /credentialSubject/x/1/y"},
		{"a subject with an empty object", put("/credentialSubject", `{"id": "urn:a:b", "x": {}}`), ""},
		{"a member that is null", put("/x", `null`), "deviation SCHEMA_INVALID /x"},
		{"a member that is empty", put("/x", `[]`), "deviation SCHEMA_INVALID /x"},
		{"a member of nulls", put("/x", `[null, null]`), "deviation SCHEMA_INVALID /x"},
		{"a null among values", put("/x", `[1, null, {"y": null}]`), "deviation SCHEMA_INVALID /x/1\ndeviation SCHEMA_INVALID /x/2/y"},
		{"an id inside that is null", put("/x", `{"id": null}`), invalid("/x/id")},
		{"no type inside", put("/x", `{"type": []}`), invalid("/x/type")},
		{"a JSON literal with null", put("/x", `{"jsonSchema": {"enum": [null]}}`), ""},
		{"no JSON literal", put("/x", `{"jsonSchema": null}`), "deviation SCHEMA_INVALID /x/jsonSchema"},
		{"null, false and nought", put("/x", `{"a": false, "b": 0, "c": "", "d": {}}`), ""},

		{"a type that is a URL", put("/type", `["VerifiableCredential", "https://example.org/T"]`), ""},
		{"a term for a type", put("/type", `["VerifiableCredential", "T"]`), ""},
		{"a relative type", put("/type", `["VerifiableCredential", "../T"]`), invalid("/type/1")},
		{"a type that is no URL", put("/type", `["VerifiableCredential", "https://a b"]`), invalid("/type/1")},
		{"a type of a fragment", put("/evidence", `{"type": "#T"}`), invalid("/evidence/type")},
		{"a type that is a number", put("/type", `["VerifiableCredential", 1]`), invalid("/type/1")},

		{"a direction that is none", put("/name", `{"@value": "x", "@direction": "up"}`), invalid("/name/@direction")},
		{"from right to left", put("/name", `[{"@value": "x", "@direction": "rtl", "@language": "ar"}]`), ""},
		{"a language that is none", put("/name", `{"@value": "x", "@language": "not a lang"}`), invalid("/name/@language")},
		{"an empty language", put("/name", `{"@value": "x", "@language": ""}`), invalid("/name/@language")},
		{"a language of digits", put("/name", `{"@value": "x", "@language": "1a"}`), invalid("/name/@language")},
		{"a long subtag", put("/name", `{"@value": "x", "@language": "en-abcdefghi"}`), invalid("/name/@language")},
		{"a language with a script and a year", put("/name", `{"@value": "x", "@language": "de-Latn-CH-1996"}`), ""},
		{"a suspicious value", put("/name", `{"@value": "a\u202eb"}`), "note TEXT_SUSPICIOUS /name/@value"},
		{"an issuer's description", put("/issuer/description", `7`), invalid("/issuer/description")},

		{"a time without an offset", put("/validFrom", `"2026-05-01T00:00:00"`), "deviation TIME_FORMAT /validFrom"},
		{"a day alone", put("/validFrom", `"2026-05-01"`), "error TIME_FORMAT /validFrom"},
		{"no such time, without an offset", put("/validFrom", `"2026-05-01T99:00:00"`), "error TIME_FORMAT /validFrom"},
		{"midnight at the day's end", put("/validFrom", `"2026-05-01T24:00:00Z"`), ""},
		{"14 hours", put("/validFrom", `"2026-05-01T00:00:00+14:00"`), ""},
		{"more than 14 hours", put("/validFrom", `"2026-05-01T00:00:00+14:01"`), "error TIME_FORMAT /validFrom"},
		{"both at one instant", put("/validUntil", `"2026-05-01T00:00:00Z"`), ""},
		{"backwards without an offset", put("/validUntil", `"2026-04-30T23:59:59"`), "error SCHEMA_INVALID /validUntil\ndeviation TIME_FORMAT /validUntil"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Check(parse(t, c.edit(t, fullStatusList)), "VerifiableCredential", Rules{Version: 2})
			require.Equal(t, wants(c.want), brief(found), "%v", found)
		})
	}
}

func TestJudgesVCDM11ByItsOwnMembers(t *testing.T) {
	const doc = `{"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"], "issuer": "did:a:b",
	  "issuanceDate": "2026-05-01T00:00:00Z", "expirationDate": "2027-05-01T00:00:00Z", "credentialSubject": {"id": "urn:a:b"}}`
	invalid := func(pointer string) string { return "error SCHEMA_INVALID " + pointer }
	for _, c := range []editCase{
		{"as it is", put("/issuer", `"did:a:c"`), ""},
		{"no end", remove("/expirationDate"), ""},
		{"no beginning", remove("/issuanceDate"), invalid("/issuanceDate")},
		{"no issuer", remove("/issuer"), invalid("/issuer")},
		{"no subject", remove("/credentialSubject"), invalid("/credentialSubject")},
		{"no type", remove("/type"), invalid("/type")},
		{"backwards", put("/expirationDate", `"2026-04-01T00:00:00Z"`), invalid("/expirationDate")},
		{"a date of VCDM 2.0", put("/validUntil", `"2027-05-01T00:00:00Z"`), invalid("/validUntil")},
		{"resources of VCDM 2.0", put("/relatedResource", `{"id": "urn:a:b", "digestSRI": "sha256-"}`), invalid("/relatedResource")},
		{"a status without an id", put("/credentialStatus", `{"type": "T"}`), invalid("/credentialStatus/id")},
		{"a refresh service without an id", put("/refreshService", `{"type": "T"}`), invalid("/refreshService/id")},
		{"both with ids", both(put("/refreshService", `{"id": "urn:a:1", "type": "T"}`), put("/credentialStatus", `{"id": "urn:a:2", "type": "T"}`)), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Check(parse(t, c.edit(t, doc)), "VerifiableCredential", Rules{Version: 1})
			require.Equal(t, wants(c.want), brief(found), "%v", found)
		})
	}
}

func TestReadsATimeWithoutAnOffsetAsUTC(t *testing.T) {
	for s, want := range map[string]string{
		"2026-05-01T10:00:00":       "2026-05-01T10:00:00Z",
		"2026-05-01T10:00:00.25":    "2026-05-01T10:00:00.25Z",
		"2026-05-01T24:00:00":       "2026-05-02T00:00:00Z",
		"2026-05-01T10:00:00+02:00": "2026-05-01T08:00:00Z",
	} {
		got, err := ParseTimeUTC(s)
		require.NoError(t, err, s)
		require.Equal(t, want, got.Format(time.RFC3339Nano))
	}
	for _, s := range []string{"2026-05-01", "2026-05-01T", "2026-05-01T25:00:00", "2026-02-30T00:00:00", "2026-05-01T10:00", "", "2026-05-01T10:00:00 ", strings.Repeat("2", 40)} {
		_, err := ParseTimeUTC(s)
		require.Error(t, err, s)
	}
}

package shape

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

func TestJudgesURIs(t *testing.T) {
	for s, want := range map[string]uriFault{
		"https://example.org/a":    uriFine,
		"HTTP://example.org":       uriFine,
		"did:key:z6Mk":             uriFine,
		"urn:uuid:1":               uriFine,
		"data:,x":                  uriFine,
		"https://exämple.org/ü":    uriFine,
		"a+b-c.1:x":                uriFine,
		"azAZ09:x":                 uriFine,
		"http://a":                 uriFine,
		"https://a.example/%2f%2F": uriFine,
		"https://[::1]/a":          uriFine,
		"https://u@[::1]:80?a":     uriFine,
		"https://a.example/[a]":    uriBrackets,
		"https://a.example?b[]=1":  uriBrackets,
		"https://[::1]/a]":         uriBrackets,
		"urn:a[1]":                 uriBrackets,
		"did:a:b#[":                uriBrackets,
		"https://a[b].example":     uriIllegal,
		"https://[::1":             uriIllegal,
		"https://[a]b]/":           uriIllegal,
		"https://[a]@b/":           uriIllegal,
		"foo://a]":                 uriIllegal,
		"https://a.example/%zz":    uriIllegal,
		"urn:a%":                   uriIllegal,
		"urn:a%4":                  uriIllegal,
		"urn:a%4g[":                uriIllegal,
		"a~b:c":                    uriRelative,
		"http:a/b":                 uriRelative,
		"http:/ab":                 uriRelative,
		"http:a//":                 uriRelative,
		"https://#a":               uriRelative,
		"":                         uriRelative,
		"a":                        uriRelative,
		"/a":                       uriRelative,
		"#a":                       uriRelative,
		"did:":                     uriRelative,
		":a":                       uriRelative,
		"1a:b":                     uriRelative,
		"a_b:c":                    uriRelative,
		"https:":                   uriRelative,
		"https:x":                  uriRelative,
		"https://":                 uriRelative,
		"https:///a":               uriRelative,
		"http://?a":                uriRelative,
		"urn:uuid:a b":             uriIllegal,
		" https://example.org":     uriIllegal,
		"urn:o>":                   uriIllegal,
		`urn:a"b`:                  uriIllegal,
		`urn:a\b`:                  uriIllegal,
		"urn:{a}":                  uriIllegal,
		"urn:a|b^c`":               uriIllegal,
		"urn:a\x00b":               uriControl,
		"urn:a\nb":                 uriControl,
		"urn:a\x7fb":               uriControl,
		"urn:a\u0085b":             uriControl,
		"urn:a\u202eb":             uriControl,
		"urn:a\u200bb":             uriControl,
		"java\nscript:alert(1)":    uriControl,
		"javascript:alert(1)":      uriScript,
		"JavaScript:alert(1)":      uriScript,
		"  javascript:alert(1)":    uriScript,
		"vbscript:x":               uriScript,
		"javascript:alert('a b')":  uriScript,
	} {
		require.Equal(t, want, judgeURI([]byte(s)), "%q", s)
	}
}

func TestKnowsTheCharactersOfAURI(t *testing.T) {
	const legal = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%" // RFC 3986 §2
	for c := range 256 {
		require.Equal(t, strings.IndexByte(legal, byte(c)) >= 0, uriBytes[c], "%q", c)
	}
}

func TestAsksMoreOfAnIdThatAVerdictReads(t *testing.T) {
	achievement := "/credentialSubject/achievement"
	alignment := `[{"type": ["Alignment"], "targetName": "x", "targetUrl": "URL"}]`
	runEdits(t, minimalV2, []editCase{
		{"the credential's", put("/id", `"civics"`), "error SCHEMA_INVALID /id"},
		{"the issuer's", put("/issuer/id", `"district"`), "error SCHEMA_INVALID /issuer/id"},
		{"the subject's", put("/credentialSubject/id", `"ada"`), "error SCHEMA_INVALID /credentialSubject/id"},
		{"the achievement's", put(achievement+"/id", `""`), "error SCHEMA_INVALID /credentialSubject/achievement/id"},
		{"a creator's", put(achievement+"/creator", `{"id": "x", "type": ["Profile"]}`), "deviation SCHEMA_INVALID /credentialSubject/achievement/creator/id"},
		{"a picture's", put("/image", `{"id": "x.png", "type": "Image"}`), "deviation SCHEMA_INVALID /image/id"},
		{"evidence's", put("/evidence", `[{"id": "a b", "type": ["Evidence"]}]`), "deviation SCHEMA_INVALID /evidence/0/id"},
		{"evidence's script", put("/evidence", `[{"id": "javascript:x", "type": ["Evidence"]}]`), "error SCHEMA_INVALID /evidence/0/id"},
		{"evidence's NUL", put("/evidence", `[{"id": "urn:a\u0000b", "type": ["Evidence"]}]`), "error SCHEMA_INVALID /evidence/0/id"},
		{"a page", put("/issuer/url", `"www.example.org"`), "deviation SCHEMA_INVALID /issuer/url"},
		{"a page's script", put("/issuer/url", `"VBScript:x"`), "error SCHEMA_INVALID /issuer/url"},
		{"an issuer's script", put("/issuer", `"javascript:x"`), "error SCHEMA_INVALID /issuer"},
		{"a target", put(achievement+"/alignment", strings.Replace(alignment, "URL", "CASE:1", 1)), ""},
		{"a relative target", put(achievement+"/alignment", strings.Replace(alignment, "URL", "items/1", 1)), "error SCHEMA_INVALID /credentialSubject/achievement/alignment/0/targetUrl"},
		{"a target's script", put(achievement+"/alignment", strings.Replace(alignment, "URL", "javascript:x", 1)), "error SCHEMA_INVALID /credentialSubject/achievement/alignment/0/targetUrl"},
		{"escapes in an id", put("/id", `"urn:uuid:\u0031"`), ""},
	})
	for _, c := range []struct{ class, doc string }{{"Achievement", fullAchievement}, {"Profile", fullProfile}, {"EndorsementSubject", fullEndorsementSubject}} {
		doc := put("/id", `"x"`)(t, c.doc)
		require.Equal(t, []string{"error SCHEMA_INVALID /id"}, brief(Check(parse(t, doc), c.class, Rules{})), c.class)
	}
	endorsement := put("/credentialSubject/id", `"x"`)(t, fullEndorsementCredential)
	require.Equal(t, []string{"error SCHEMA_INVALID /credentialSubject/id"}, brief(Check(parse(t, endorsement), "EndorsementCredential", Rules{})))
}

func TestJudgesTermsOfEnumerations(t *testing.T) {
	achievement := "/credentialSubject/achievement"
	runEdits(t, minimalV2, []editCase{
		{"one of them", put(achievement+"/achievementType", `"MicroCredential"`), ""},
		{"an extension", put(achievement+"/achievementType", `"ext:SummitCredential"`), ""},
		{"another case", put(achievement+"/achievementType", `"Microcredential"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/achievementType"},
		{"a loose extension", put(achievement+"/achievementType", `"xext:a"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/achievementType"},
		{"a bar", put(achievement+"/achievementType", `"ext:a|b"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/achievementType"},
		{"an empty extension", put(achievement+"/achievementType", `"ext:"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/achievementType"},
		{"a language", put(achievement+"/inLanguage", `"EN"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/inLanguage"},
		{"an identifier entry", put(achievement+"/otherIdentifier", `[{"type": "IdentifierEntry", "identifier": "1", "identifierType": "x"}]`),
			"deviation SCHEMA_INVALID /credentialSubject/achievement/otherIdentifier/0/identifierType"},
		{"a target type", put(achievement+"/alignment", `[{"type": ["Alignment"], "targetName": "x", "targetUrl": "urn:a:b", "targetType": "ext:NACE"}]`), ""},
		{"an unknown target type", put(achievement+"/alignment", `[{"type": ["Alignment"], "targetName": "x", "targetUrl": "urn:a:b", "targetType": "NACE"}]`),
			"deviation SCHEMA_INVALID /credentialSubject/achievement/alignment/0/targetType"},
		{"an identity", put("/credentialSubject/identifier", `[{"type": "IdentityObject", "hashed": false, "identityType": "email", "identityHash": "a"}]`),
			"error SCHEMA_INVALID /credentialSubject/identifier/0/identityType"},
		{"a result's state", put("/credentialSubject/result", `[{"type": ["Result"], "status": "ext:Done"}]`), "error SCHEMA_INVALID /credentialSubject/result/0/status"},
		{"a country", put("/issuer/address", `{"type": ["Address"], "addressCountryCode": "us"}`), "deviation SCHEMA_INVALID /issuer/address/addressCountryCode"},
		{"a birthday", put("/issuer/dateOfBirth", `"1970-02-29"`), "deviation TIME_FORMAT /issuer/dateOfBirth"},
	})
	media, ok := dataType([]byte("data:"))
	require.True(t, ok)
	require.Empty(t, media)
	for country, n := range map[string]int{"US": 0, "USA": 1, "U": 1, "uS": 1, "Us": 1, "U1": 1, "": 1} {
		doc := put("/addressCountryCode", `"`+country+`"`)(t, fullAddress)
		require.Len(t, Check(parse(t, doc), "Address", Rules{}), n, country)
	}
	for s, want := range map[string]bool{"en": true, "es-MX": true, "zh-Hant": true, "zh-Hant-TW": true, "es-419": true, "haw": true,
		"EN": false, "e": false, "en-us": false, "de-CH-1996": false, "x-private": false, "": false, "en-": false, "zh-Hant-": false, "abcde": false} {
		require.Equal(t, want, isLanguageCode([]byte(s)), s)
	}
}

// Around every right code, each string that one byte more, less or other makes.
func TestReadsLanguageCodesAsThePublishedPatternDoes(t *testing.T) {
	pattern := regexp.MustCompile(`^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
	for _, seed := range []string{"en", "eng", "engl", "az-Azaz", "az-Azaz-AZ", "az-AZ", "az-ZA", "es-090", "az-Azaz-909", "e", "abcde"} {
		for i := range len(seed) + 1 {
			near := []string{seed[:i], seed[i:], seed[:i] + seed[min(i+1, len(seed)):]}
			for c := range 128 {
				near = append(near, seed[:i]+string(rune(c))+seed[i:], seed[:i]+string(rune(c))+seed[min(i+1, len(seed)):])
			}
			for _, s := range near {
				require.Equal(t, pattern.MatchString(s), isLanguageCode([]byte(s)), "%q", s)
			}
		}
	}
}

// Every string of at most seven characters over an alphabet that tells all branches apart.
func TestReadsCompactJWSAsThePublishedPatternDoes(t *testing.T) {
	pattern := regexp.MustCompile(`^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$`)
	var try func(s string)
	try = func(s string) {
		require.Equal(t, pattern.MatchString(s), isCompactJWS([]byte(s)), "%q", s)
		if len(s) < 7 {
			for _, c := range "a.=" {
				try(s + string(c))
			}
		}
	}
	try("")
	for c := range 128 {
		s := string(rune(c)) + ".b.c"
		require.Equal(t, pattern.MatchString(s), isCompactJWS([]byte(s)), "%q", s)
	}
}

func TestASubjectNeedsAnIdOrAnIdentifier(t *testing.T) {
	without := remove("/credentialSubject/id")
	identifier := func(s string) edit { return both(without, put("/credentialSubject/identifier", s)) }
	runEdits(t, minimalV2, []editCase{
		{"neither", without, "error SCHEMA_INVALID /credentialSubject"},
		{"an identifier", identifier("[" + fullIdentity + "]"), ""},
		{"an identifier alone", identifier(fullIdentity), "deviation SCHEMA_INVALID /credentialSubject/identifier"},
		{"no identifier in it", identifier("[]"), "error SCHEMA_INVALID /credentialSubject\ndeviation SCHEMA_INVALID /credentialSubject/identifier"},
		{"null for an identifier", identifier("null"), "error SCHEMA_INVALID /credentialSubject\ndeviation SCHEMA_INVALID /credentialSubject/identifier"},
		{"null for an id", put("/credentialSubject/id", "null"), "error SCHEMA_INVALID /credentialSubject\ndeviation SCHEMA_INVALID /credentialSubject/id"},
	})
}

func TestCriteriaNeedAnIdOrANarrative(t *testing.T) {
	criteria := "/credentialSubject/achievement/criteria"
	finding := "deviation SCHEMA_INVALID " + criteria
	runEdits(t, minimalV2, []editCase{
		{"empty", put(criteria, "{}"), finding},
		{"an empty narrative", put(criteria, `{"narrative": " \n\t\r"}`), finding},
		{"an id", put(criteria, `{"id": "https://a.example/"}`), ""},
		{"a number", put(criteria, `{"narrative": 7}`), "error SCHEMA_INVALID " + criteria + "/narrative\n" + finding},
		{"two narratives", put(criteria, `{"narrative": ["x", "y"]}`), "error SCHEMA_INVALID " + criteria + "/narrative\n" + finding},
		{"a narrative in an array", put(criteria, `{"narrative": ["x"]}`), finding + "/narrative"},
	})
}

func TestAValidityPeriodDoesNotRunBackwards(t *testing.T) {
	runEdits(t, minimalV2, []editCase{
		{"later", put("/validUntil", `"2026-05-01T00:00:01Z"`), ""},
		{"equal", put("/validUntil", `"2026-05-01T02:00:00+02:00"`), ""},
		{"earlier", put("/validUntil", `"2026-05-01T01:59:59+02:00"`), "error SCHEMA_INVALID /validUntil"},
		{"no time", put("/validUntil", `"tomorrow"`), "error TIME_FORMAT /validUntil"},
	})
	runEdits(t, minimalV1, []editCase{
		{"a holder, whom its context defines", put("/holder", `"did:a:b"`), ""},
		{"earlier under VCDM 1.1", put("/expirationDate", `"2026-04-30T00:00:00Z"`), "error SCHEMA_INVALID /expirationDate"},
		{"later under VCDM 1.1", put("/expirationDate", `"2027-04-30T00:00:00Z"`), ""},
	})
}

func TestPicturesOfProfilesAndSubjectsArePNGOrSVG(t *testing.T) {
	jpeg := `{"type": "Image", "id": "data:image/jpeg;base64,AA=="}`
	runEdits(t, minimalV2, []editCase{
		{"an issuer's JPEG", put("/issuer/image", jpeg), "deviation SCHEMA_INVALID /issuer/image/id"},
		{"a subject's JPEG", put("/credentialSubject/image", jpeg), "deviation SCHEMA_INVALID /credentialSubject/image/id"},
		{"an achievement's JPEG", put("/credentialSubject/achievement/image", jpeg), ""},
		{"a JPEG given alone", put("/issuer/image", `"DATA:image/jpeg,x"`), "deviation SCHEMA_INVALID /issuer/image\ndeviation SCHEMA_INVALID /issuer/image"},
		{"an achievement's JPEG given alone", put("/credentialSubject/achievement/image", `"data:image/jpeg,x"`), "deviation SCHEMA_INVALID /credentialSubject/achievement/image"},
		{"an SVG", put("/issuer/image", `{"type": "Image", "id": "data:image/SVG+xml;utf8,x"}`), ""},
		{"an escaped SVG", put("/issuer/image", `{"type": "Image", "id": "data:image\/svg+xml,x"}`), ""},
		{"no type at all", put("/issuer/image", `{"type": "Image", "id": "data:,x"}`), "deviation SCHEMA_INVALID /issuer/image/id"},
		{"a URL", put("/issuer/image", `{"type": "Image", "id": "https://a.example/i.jpeg"}`), ""},
	})
}

func TestRelatedResourcesHaveADigestAndStandOnce(t *testing.T) {
	many := "[" + strings.Repeat(fullResource+",", limits.Resources) + fullResource + "]"
	runEdits(t, minimalV2, []editCase{
		{"no digest", put("/relatedResource", `{"id": "urn:a:b"}`), "error SCHEMA_INVALID /relatedResource"},
		{"no id", put("/relatedResource", `[{"digestSRI": "x"}]`), "error SCHEMA_INVALID /relatedResource/0/id"},
		{"twice", put("/relatedResource", `[{"id": "urn:a:b", "digestSRI": "x"}, {"id": "urn:a:c", "digestSRI": "x"}, {"id": "urn:a:\u0062", "digestMultibase": "y"}]`),
			"error SCHEMA_INVALID /relatedResource/2/id"},
		{"too many", put("/relatedResource", many), "error SCHEMA_INVALID /relatedResource"},
		{"too many, and nothing more about them", put("/relatedResource", "["+strings.Repeat("{}, ", limits.Resources)+"{}]"), "error SCHEMA_INVALID /relatedResource"},
		{"two without an id", put("/relatedResource", `[{"digestSRI": "x"}, {"digestSRI": "x"}]`), "error SCHEMA_INVALID /relatedResource/0/id\nerror SCHEMA_INVALID /relatedResource/1/id"},
		{"a string", put("/relatedResource", `["urn:a:b"]`), "error SCHEMA_INVALID /relatedResource/0"},
	})
	full := strings.Repeat(`{"digestSRI": "x", "id": "urn:a:b"}, `, limits.Resources-1) + `{"digestSRI": "x", "id": "urn:a:b"}`
	require.Len(t, judge(t, put("/relatedResource", "["+full+"]")(t, minimalV2)), limits.Resources-1, "as many as are read")
	for class, doc := range map[string]string{"EndorsementCredential": fullEndorsementCredential, "VerifiableCredential": fullStatusList} {
		found := Check(parse(t, remove("/relatedResource/0/digestSRI")(t, remove("/relatedResource/0/digestMultibase")(t, doc))), class, Rules{})
		require.Equal(t, []string{"error SCHEMA_INVALID /relatedResource/0"}, brief(found))
	}
}

func TestJudgesIdentities(t *testing.T) {
	const sha = "b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
	at := "/credentialSubject/identifier/0/identityHash"
	identity := func(hashed, hash, salt string) edit {
		doc := `[{"type": "IdentityObject", "identityType": "emailAddress", "hashed": ` + hashed + `, "identityHash": "` + hash + `"`
		if salt != "" {
			doc += `, "salt": ` + salt
		}
		return put("/credentialSubject/identifier", doc+"}]")
	}
	salt := `"0123456789abcdef"`
	runEdits(t, minimalV2, []editCase{
		{"sha256", identity("true", "sha256$"+sha, salt), ""},
		{"capital digits", identity("true", "sha256$"+strings.ToUpper(sha), salt), ""},
		{"a capital algorithm", identity("true", "SHA256$"+sha, salt), "error SCHEMA_INVALID " + at},
		{"no prefix", identity("true", sha, salt), "error SCHEMA_INVALID " + at},
		{"cut short", identity("true", "sha256$"+sha[1:], salt), "error SCHEMA_INVALID " + at},
		{"too long", identity("true", "sha256$0"+sha, salt), "error SCHEMA_INVALID " + at},
		{"no hexadecimal capitals", identity("true", "sha256$G"+sha[1:], salt), "error SCHEMA_INVALID " + at},
		{"signs among the digits", identity("true", "sha256$@"+sha[1:], salt), "error SCHEMA_INVALID " + at},
		{"no hexadecimal digits", identity("true", "sha256$g"+sha[1:], salt), "error SCHEMA_INVALID " + at},
		{"sha1", identity("true", "sha1$"+sha[:40], salt), "error SCHEMA_INVALID " + at},
		{"base64", identity("true", "sha256$tYCdipL4hYQ21+a4fBLrwK4erEuuzCwLkTruLJIu85k=", salt), "error SCHEMA_INVALID " + at},
		{"plain text said to be hashed", identity("true", "ada@example.org", salt), "error SCHEMA_INVALID " + at},
		{"md5", identity("true", "md5$"+sha[:32], salt), "note IDENTITY_HASH_WEAK " + at},
		{"md5 of another length", identity("true", "md5$"+sha, salt), "error SCHEMA_INVALID " + at},
		{"no salt", identity("true", "sha256$"+sha, ""), "note PRIVACY_GUESSABLE " + at},
		{"a short salt", identity("true", "sha256$"+sha, `"0123456789abcde"`), "note PRIVACY_GUESSABLE " + at},
		{"a number for a salt", identity("true", "sha256$"+sha, "5"), "error SCHEMA_INVALID /credentialSubject/identifier/0/salt\nnote PRIVACY_GUESSABLE " + at},
		{"a string for hashed", identity(`"true"`, "sha256$"+sha, salt), "error SCHEMA_INVALID /credentialSubject/identifier/0/hashed"},
		{"a number for hashed", identity(`1`, "sha256$"+sha, salt), "error SCHEMA_INVALID /credentialSubject/identifier/0/hashed"},
		{"plain text", identity("false", "ada@example.org", ""), ""},
		{"a hash said to be plain", identity("false", "md5$"+sha[:32], ""), "deviation SCHEMA_INVALID " + at},
	})
}

func TestRemarksOnTextThatMisleads(t *testing.T) {
	name, long := "/issuer/name", "/credentialSubject/achievement/criteria/narrative"
	runEdits(t, minimalV2, []editCase{
		{"an override", put(name, `"Example\u202etcirtsiD"`), "note TEXT_SUSPICIOUS /issuer/name"},
		{"a zero width space", put("/credentialSubject/achievement/name", `"Ci\u200bvics"`), "note TEXT_SUSPICIOUS /credentialSubject/achievement/name"},
		{"an isolate in a description", put("/credentialSubject/achievement/description", `"\u2066x"`), "note TEXT_SUSPICIOUS /credentialSubject/achievement/description"},
		{"another alphabet's letter", put("/name", `"\u0421herry Creek"`), "note TEXT_SUSPICIOUS /name"},
		{"another alphabet's letter in a description", put("/credentialSubject/achievement/description", `"\u0421herry"`), ""},
		{"an isolate in a narrative", put(long, `"\u2066x"`), ""},
		{"NUL in a narrative", put(long, `"a\u0000b"`), "note TEXT_SUSPICIOUS " + long},
		{"lines in a narrative", put(long, `"a\n\tb\r"`), ""},
		{"a creator", put("/credentialSubject/achievement/creator", `{"id": "urn:a:b", "type": ["Profile"], "name": "\ufeffx"}`), "note TEXT_SUSPICIOUS /credentialSubject/achievement/creator/name"},
	})
	for s, want := range map[string]bool{
		"Plain ASCII":                     false,
		"Escuela Primária Über Ñandú":     false,
		"Школа №1":                        false,
		"School Школа":                    false,
		"Schооl":                          true, // two Cyrillic о
		"Ομάδα A":                         false,
		"Αlpha":                           true, // a Greek capital alpha
		"С\u0301herry":                    true, // a mark does not end a word
		"С\u200dherry":                    true,
		"С_herry":                         false,
		"日本語 School":                      false,
		"日本語school":                       false,
		"\U0001f469\u200d\U0001f680 crew": false, // an emoji joined
		"می\u200cخواهم":                   false, // Persian is written with it
		"क\u094d\u200dष":                  false,
		"pay\u200dpal":                    true,
		"7\u200c7":                        true,
		"x\u200d":                         true,
		"\u200cx":                         true,
		"日\u200b本":                        true, // no script is written with this one
		"a\u202ab":                        true,
		"a\u2066b":                        true,
		"a\u2060b":                        true,
		"a\u202cb":                        true,
		"a\u2069b":                        true,
		"a\u200eb":                        false,
		"a\x7fb":                          true,
		"a\u009fb":                        true,
		"a\x1bb":                          true,
	} {
		require.Equal(t, want, suspicious([]byte(s), isLabel) != "", "%+q", s)
	}
	require.Empty(t, suspicious([]byte("a\u202eb"), isText))
	require.NotEmpty(t, suspicious([]byte("a\u202eb"), isProse))
	require.Empty(t, suspicious([]byte("Schооl"), isProse))
}

package main

import (
	"fmt"
	"strings"
)

// jsonText forges JSON that two readers read as two documents, or that no
// reader should begin to read. Each is signed as it stands: the signature
// holds, and the text is refused.
func jsonText(b *book) {
	b.begin("jsontext")
	names(b)
	encodings(b)
	grammar(b)
	sizes(b)
	numbers(b)
	shapes(b)
	texts(b)
}

func names(b *book) {
	t, duplicate := honest(school), invalid("JSON_DUPLICATE_KEY")
	other := `"issuer":{"id":"` + stranger.did + `","type":["Profile"],"name":"Another"}`
	const why = "one reader takes the first, another the last"
	b.add("T01", "issuer-twice-honest-first", t.add(other), duplicate, why)
	b.add("T01", "issuer-twice-honest-last", t.edit(`"issuer":`, other+`,"issuer":`), duplicate, why)
	b.add("T01", "issuer-twice-equal", t.edit(fromMember, fromMember+","+fromMember), duplicate, "twice the same is twice")
	document := embedded(school)
	b.add("T02", "proof-twice-honest-first", raw(document[:len(document)-1]+`,"proof":{"type":"DataIntegrityProof"}}`), duplicate, why)
	b.add("T02", "proof-twice-honest-last", raw(replace(document, `"proof":`, `"proof":{"type":"DataIntegrityProof"},"proof":`)), duplicate, why)
	b.add("T03", "in-subject", t.edit(`"credentialSubject":{`, `"credentialSubject":{"id":"urn:uuid:bad0bad0-0000-4000-8000-000000000000",`), duplicate, why)
	b.add("T03", "in-identity", identified(replace(hashed("emailAddress", ada), `"hashed":true`, `"hashed":false,"hashed":true`)), duplicate, why)
	b.add("T03", "in-status", t.add(`"credentialStatus":{"id":"urn:uuid:00000000-0000-4000-8000-000000000000","type":"BitstringStatusListEntry","statusPurpose":"refresh","statusPurpose":"revocation"}`), duplicate, why)
	b.add("T03", "in-context-object", t.edit(`context-3.0.3.json"]`, `context-3.0.3.json",{"a":"urn:a","a":"urn:b"}]`), duplicate, why)
	b.add("T04", "escaped", t.add(`"iss\u0075er":"`+stranger.did+`"`), duplicate, "names are compared after unescaping")
	b.add("T04", "surrogate-pair-escaped", t.add(`"ext:`+"\U0001F393"+`":1,"ext:\ud83c\udf93":2`), duplicate, "names are compared after unescaping")

	for _, c := range []struct{ words, old, new string }{
		{"issuer-title-case", `"issuer":`, `"Issuer":`}, {"issuer-capitals", `"issuer":`, `"ISSUER":`},
		{"subject-lower-case", `"credentialSubject":`, `"credentialsubject":`},
	} {
		b.add("T05", c.words, t.edit(c.old, c.new), invalid("SCHEMA_INVALID"), "names are exact, so the required member is missing")
	}
	b.tolerated("T05", "issuer-title-case-too", t.add(`"Issuer":"`+stranger.did+`"`), "TERM_UNDEFINED", "never matched: one more unknown member of a signed document")
	for _, c := range []struct{ words, name string }{
		{"proto", "__proto__"}, {"constructor", "constructor"}, {"to-string", "toString"}, {"empty", ""},
	} {
		b.tolerated("T25", "name-"+c.words, t.add(`"`+c.name+`":{"issuer":"`+stranger.did+`"}`), "TERM_UNDEFINED", "a name like any other that no context defines; signed, kept, and never read as something else")
	}
}

func encodings(b *book) {
	t, encoding := honest(school), invalid("INPUT_ENCODING")
	document := embedded(school)
	named := func(text string) token { return t.edit(schoolName, `"name":"`+text+`"`) }
	for _, c := range []struct{ words, text, why string }{
		{"byte-ff", "Pine\xffRidge", "no UTF-8"}, {"overlong-nul", "Pine\xc0\x80Ridge", "NUL in a form that UTF-8 forbids"},
		{"surrogate-as-utf-8", "Pine\xed\xa0\x80Ridge", "UTF-8 has no surrogates"}, {"beyond-unicode", "Pine\xf4\x90\x80\x80Ridge", "above U+10FFFF"},
	} {
		b.add("T06", c.words, named(c.text), encoding, c.why+"; readers replace it by U+FFFD without a word")
	}
	b.add("T06", "truncated-at-the-end", raw(document[:len(document)-1]+"\xe2\x82"), encoding, "the last character is not complete")
	b.add("T06", "byte-ff-in-header", t.heads("\"ext:x\":\"\xff\""), encoding, "the header is JSON text too")
	b.add("T06", "byte-ff-in-name", t.add("\"ext:\xff\":1"), encoding, "two such names could become one")
	b.add("T07", "high-alone", named(`Pine\ud800Ridge`), encoding, "a lone surrogate stands for no character")
	b.add("T07", "low-before-high", named(`Pine\udc00\ud800Ridge`), encoding, "a lone surrogate stands for no character")
	b.add("T07", "low-alone-in-name", t.add(`"ext:\udead":1`), encoding, "two such names could become one")
	b.add("T07", "control-pair", named(`Pine Ridge \ud83c\udf93`), valid, "a pair is one character")

	b.add("T08", "escaped-nul-in-id", t.edit(`"id":"`+civics+`"`, `"id":"`+civics+`\u0000"`), invalid("SCHEMA_INVALID"), "an identifier has no control characters; some readers end at it")
	b.tell("T08", "escaped-nul-in-name", named(`Pine\u0000Ridge`), "TEXT_SUSPICIOUS", "text after it may not be shown")
	b.add("T08", "bare-control", named("Pine\x01Ridge"), invalid("JSON_SYNTAX"), "control characters must be escaped (RFC 8259 section 7)")
	b.add("T08", "bare-line-feed", named("Pine\nRidge"), invalid("JSON_SYNTAX"), "control characters must be escaped (RFC 8259 section 7)")

	b.add("T09", "utf-8-mark", raw("\ufeff"+document), encoding, "JSON text begins without a mark (RFC 8259 section 8.1)")
	b.add("T09", "utf-16-little-end", raw(utf16Of(document, false, true)), encoding, "JSON is UTF-8 (RFC 8259 section 8.1)")
	b.add("T09", "utf-16-big-end", raw(utf16Of(document, true, true)), encoding, "JSON is UTF-8 (RFC 8259 section 8.1)")
	var wide strings.Builder
	wide.WriteString("\x00\x00\xfe\xff")
	for _, c := range []byte(document) {
		wide.Write([]byte{0, 0, 0, c})
	}
	b.add("T09", "utf-32-big-end", raw(wide.String()), encoding, "JSON is UTF-8 (RFC 8259 section 8.1)")
}

func grammar(b *book) {
	t, syntax := honest(school), invalid("JSON_SYNTAX")
	document := embedded(school)
	for _, c := range []struct{ words, tail string }{
		{"second-object", document}, {"word", " x"}, {"comma", ","}, {"next-line", "\n" + document}, {"nul", "\x00"},
	} {
		b.add("T10", c.words, raw(document+c.tail), syntax, "one document and nothing behind it")
		b.add("T10", "signed-"+c.words, t.says(t.payload+c.tail), syntax, "one document and nothing behind it")
	}
	b.add("T10", "control-white-space", t.says(" \t\r\n"+t.payload+"\r\n"), valid, "white space around a JSON text is part of it (RFC 8259 section 2)")
	for _, c := range []struct{ words, value string }{
		{"comment-block", `1/* one */`}, {"comment-line", "1// one\n"}, {"trailing-comma-object", `{"a":1,}`}, {"trailing-comma-list", `[1,]`},
		{"single-quotes", `'a'`}, {"bare-word", `a`}, {"nan", `NaN`}, {"infinity", `Infinity`}, {"plus", `+1`}, {"leading-point", `.5`},
		{"trailing-point", `5.`}, {"leading-zero", `01`}, {"hex", `0x1F`}, {"minus-alone", `-`}, {"exponent-empty", `1e`},
		{"escape-unknown", `"\x41"`}, {"escape-short", `"\u004"`}, {"missing-value", ``}, {"true-in-capitals", `TRUE`}, {"nothing-between-commas", `[1,,2]`},
	} {
		b.add("T11", c.words, t.add(`"ext:value":`+c.value), syntax, "JSON as RFC 8259 has it, nothing more")
	}
}

func sizes(b *book) {
	t, deep, large := honest(school), invalid("JSON_DEPTH"), invalid("INPUT_TOO_LARGE")
	nested := func(n int) string {
		return `"ext:deep":` + strings.Repeat("[", n) + strings.Repeat("]", n)
	}
	b.add("T12", "10001-lists-unclosed", raw(`{"a":`+strings.Repeat("[", 10_001)), deep, "refused at the limit, before the end is missed")
	b.add("T12", "10001-lists-signed", t.add(nested(10_001)), deep, "deeper than any badge")
	b.add("T12", "65-levels-of-lists", t.add(nested(64)), deep, "64 levels are the limit; the document itself is one")
	b.add("T12", "65-levels-of-objects", t.add(`"ext:deep":`+strings.Repeat(`{"a":`, 63)+"{}"+strings.Repeat("}", 63)), deep, "64 levels are the limit; the document itself is one")
	b.tolerated("T12", "control-64-levels", t.add(nested(63)), "TERM_UNDEFINED", "at the limit: nothing wrong but the unknown name")

	members := func(n int) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, `"ext:%d":0,`, i)
		}
		return strings.TrimSuffix(out.String(), ",")
	}
	b.add("T13", "million-members", raw(`{`+strings.Repeat(`"k":0,`, 1_000_000)+`"k":0}`), large, "larger than any badge, refused by its size")
	b.add("T13", "1025-members", t.add(`"ext:wide":{`+members(1025)+`}`), large, "1024 members of one object are the limit")
	b.tolerated("T13", "control-1024-members", t.add(`"ext:wide":{`+members(1024)+`}`), "TERM_UNDEFINED", "at the limit: nothing wrong but the unknown name")
	b.add("T13", "million-elements", raw(`{"a":[`+strings.Repeat(`0,`, 1_000_000)+`0]}`), large, "100,000 values are the limit")
	b.add("T13", "name-257-bytes", t.add(`"`+strings.Repeat("k", 257)+`":0`), large, "256 bytes of a name are the limit")
	b.add("T13", "name-1-mib", raw(`{"`+strings.Repeat("k", 1<<20)+`":0}`), large, "256 bytes of a name are the limit")
	b.add("T13", "string-over-1-mib", raw(`{"a":"`+strings.Repeat("s", 1<<20+1)+`"}`), large, "1 MiB of one string is the limit")
	b.add("T13", "string-8-mib", raw(`{"a":"`+strings.Repeat("s", 8<<20)+`"}`), large, "larger than any badge, refused by its size")

	b.tolerated("T14", "1000-colliding-names", t.add(`"ext:table":{`+colliding(1000, 10)+`}`), "TERM_UNDEFINED", "names that fall together in a simple hash table: read in ordinary time")
	b.add("T14", "16000-colliding-names", raw(`{`+colliding(16_000, 14)+`}`), large, "refused at the limit of members, however the names are kept")
}

// colliding returns members whose names, of pairs "Aa" and "BB", have one and
// the same value under hash functions that multiply by 31.
func colliding(n, pairs int) string {
	var out strings.Builder
	for i := range n {
		out.WriteByte('"')
		for bit := range pairs {
			if i>>bit&1 == 0 {
				out.WriteString("Aa")
			} else {
				out.WriteString("BB")
			}
		}
		out.WriteString(`":0,`)
	}
	return strings.TrimSuffix(out.String(), ",")
}

func numbers(b *book) {
	t, number := honest(school), invalid("JSON_NUMBER")
	credits := func(value string) token {
		return t.edit(`"achievementType"`, `"creditsAvailable":`+value+`,"achievementType"`)
	}
	earned := func(value string) token { return t.edit(subjectHead, subjectHead+`"creditsEarned":`+value+`,`) }
	b.add("T15", "credits-available-1e400", credits("1E400"), number, "no float64 holds it")
	b.add("T15", "credits-earned-minus-1e400", earned("-1E400"), number, "no float64 holds it")
	b.add("T15", "in-unknown-member", t.add(`"ext:much":1e400`), number, "wherever it stands")
	b.add("T16", "minus-zero", credits("-0"), valid, "a verifier reads it as 0; an issuer does not write it")
	b.add("T17", "above-2-to-the-53", credits("9007199254740993"), number, "would be read as ...992")
	b.add("T17", "in-unknown-member", t.add(`"ext:count":9007199254740993`), number, "would be read as ...992")
	b.add("T17", "control-2-to-the-53", credits("9007199254740992"), valid, "held exactly")
	for _, c := range []struct{ words, value string }{{"one-point-zero", "1.0"}, {"one", "1"}, {"1e2", "1E2"}, {"hundred", "100"}, {"half", "0.5"}} {
		b.add("T18", c.words, credits(c.value), valid, "one number has many spellings, and each is signed as it stands")
	}
	for _, c := range []struct{ words, value string }{
		{"1e21", "1e21"}, {"1e20", "1e20"}, {"1e-7", "1e-7"}, {"tenth-plus-fifth", "0.30000000000000004"}, {"least", "5e-324"}, {"most", "1.7976931348623157e308"},
	} {
		b.add("T19", c.words, credits(c.value), valid, "under a JWS the spelling is signed; printing is no question here")
	}
}

// shapes forges values of the wrong JSON kind.
func shapes(b *book) {
	t, schema := honest(school), invalid("SCHEMA_INVALID")
	b.add("T20", "result-value", scored(rawScore, `"value":3`), schema, "value is a string (OB 3.0, Result)")
	b.add("T20", "level-points", scored(replace(rubric, `"points":"1"`, `"points":1`), levelTwo), schema, "points is a string (OB 3.0, RubricCriterionLevel)")
	b.add("T20", "salt", identified(replace(hashed("emailAddress", ada), `"salt":"`+salt+`"`, `"salt":5`)), schema, "salt is a string (OB 3.0, IdentityObject)")
	b.add("T20", "name", t.edit(nameMember, `"name":7`), schema, "name is a string (OB 3.0, Achievement)")
	b.add("T21", "hashed-string", identified(replace(hashed("emailAddress", ada), `"hashed":true`, `"hashed":"true"`)), schema, "hashed is a boolean")
	b.add("T21", "hashed-number", identified(replace(hashed("emailAddress", ada), `"hashed":true`, `"hashed":1`)), schema, "hashed is a boolean")
	b.tolerated("T21", "revoked-string", t.add(`"revoked":"false"`), "TERM_UNDEFINED", "a badge has no such member, true or false")

	const absence = "decided: OB 3.0 wants it left out; signed, and it says no more than absence does"
	b.tolerated("T22", "status-null", t.add(`"credentialStatus":null`), "SCHEMA_INVALID", absence)
	b.tolerated("T22", "valid-until-null", t.add(`"validUntil":null`), "SCHEMA_INVALID", absence)
	b.tolerated("T22", "evidence-empty", t.add(`"evidence":[]`), "SCHEMA_INVALID", absence)
	b.tolerated("T22", "deep-null", t.edit(criteria, replace(criteria, `{"`, `{"id":null,"`)), "SCHEMA_INVALID", absence)
	b.add("T22", "required-null", t.edit(fromMember, `"validFrom":null`), schema, "absence of a required member")
	b.add("T22", "subject-null", t.edit(`"achievement":`+achievement, `"achievement":null`), schema, "absence of a required member")

	const single = "decided: a member that the verdict reads has the one form that the model gives it"
	b.add("T23", "issuer-in-list", t.edit(`"issuer":{"id":"`+school.did+`","type":["Profile"],`+schoolName+`}`, `"issuer":[{"id":"`+school.did+`","type":["Profile"],`+schoolName+`}]`), schema, single)
	b.add("T23", "id-in-list", t.edit(`"id":"`+badgeID+`"`, `"id":["`+badgeID+`"]`), schema, single)
	b.add("T23", "valid-from-in-list", t.edit(fromMember, `"validFrom":["2026-01-01T00:00:00Z"]`), schema, single)
	b.tolerated("T23", "description-in-list", t.edit(`"description":"Takes part in civic life and gains insight from it."`, `"description":["Takes part in civic life and gains insight from it."]`), "SCHEMA_INVALID",
		"decided: one text in a list where a text belongs; signed, and it can only mean that text")
	b.add("T23", "two-issuers", t.edit(`"issuer":{`, `"issuer":["`+school.did+`",{`).edit(schoolName+`}`, schoolName+`}]`), schema, "two values where one belongs")
	b.add("T23", "two-valid-from", t.edit(fromMember, `"validFrom":["2026-01-01T00:00:00Z","2020-01-01T00:00:00Z"]`), schema, "two values where one belongs")

	const compact = "some wallets collapse lists of one; read, and the canonical form of OB 3.0 has a list"
	b.tolerated("T24", "achievement-type-string", t.edit(`"type":["Achievement"]`, `"type":"Achievement"`), "SCHEMA_INVALID", compact)
	b.tolerated("T24", "issuer-type-string", t.edit(`"type":["Profile"]`, `"type":"Profile"`), "SCHEMA_INVALID", compact)
	b.tolerated("T24", "evidence-object", t.add(`"evidence":{"type":["Evidence"],"narrative":"Ran a voter drive."}`), "SCHEMA_INVALID", compact)
	b.add("T24", "control-issuer-string", t.edit(`{"id":"`+school.did+`","type":["Profile"],`+schoolName+`}`, `"`+school.did+`"`), valid, "issuer may be its id alone (OB 3.0, ProfileRef)")
}

// texts forges what a person reads.
func texts(b *book) {
	t := honest(school)
	issuerName := func(text string) token { return t.edit(schoolName, `"name":"`+text+`"`) }
	badgeName := func(text string) token { return t.edit(nameMember, `"name":"`+text+`"`) }
	narrative := func(text string) token { return t.edit(criteria, `"criteria":{"narrative":"`+text+`"}`) }

	b.add("T26", "composed-signed-decomposed-sent", issuerName("Lyc\u00e9e").tampered("Lyc\u00e9e", "Lyce\u0301e"), invalid("PROOF_SIG_INVALID"), "nothing is normalized: other bytes are another document")
	b.add("T26", "control-decomposed", issuerName("Lyce\u0301e"), valid, "signed as it stands")
	for _, c := range []struct{ words, text string }{
		{"right-to-left-override", "Pine \u202eegdiR"}, {"zero-width-space", "Pine\u200bRidge"}, {"left-to-right-isolate", "Pine \u2066Ridge"},
	} {
		b.tell("T27", "issuer-"+c.words, issuerName(c.text), "TEXT_SUSPICIOUS", "shown, it can look like another name")
		b.tell("T27", "achievement-"+c.words, badgeName(c.text), "TEXT_SUSPICIOUS", "shown, it can look like another name")
	}
	b.tell("T28", "cyrillic-letter", issuerName("\u0421herry Creek"), "TEXT_SUSPICIOUS", "one Cyrillic letter in a Latin word; trust goes by the id alone")
	b.add("T28", "control-cyrillic-name", issuerName("\u0413\u0438\u043c\u043d\u0430\u0437\u0438\u044f"), valid, "a name in another script is a name")
	for _, c := range []struct{ words, text string }{
		{"script", "<script>alert(1)</script>"}, {"markdown-link", "[x](javascript:alert(1))"}, {"markdown-image", "![](http://evil.example/pixel)"},
	} {
		b.add("T29", c.words, narrative(c.text), valid, "text is text; whoever shows it has to make it harmless")
	}
	for _, c := range []struct{ words, text string }{
		{"formula", `=HYPERLINK(\"https://evil.example\")`}, {"at-sum", "@SUM(A1:A9)"}, {"plus", "+1"},
	} {
		b.add("T30", c.words, badgeName(c.text), valid, "text is text; whoever writes a table has to quote it")
	}
}

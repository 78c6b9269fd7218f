package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// tokenText forges the token as text: segments, alphabet, wrappers, size.
func tokenText(b *book) {
	t, format := honest(school), invalid("JWS_FORMAT")
	encrypted := b64([]byte(`{"alg":"RSA-OAEP","enc":"A256GCM"}`)) + ".a2V5.aXY.dGV4dA.dGFn"
	b.add("J34", "jwe-compact", raw(encrypted), format, "five segments are a JWE; nothing is ever decrypted")
	b.add("J34", "jwe-json", raw(`{"protected":"`+b64([]byte(`{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2c":2147483648,"p2s":"c2FsdA"}`))+
		`","recipients":[{"encrypted_key":"a2V5"}],"iv":"aXY","ciphertext":"dGV4dA","tag":"dGFn"}`), format,
		"an iteration count of two thousand million must never be started")
	parts := strings.Split(t.compact(), ".")
	b.add("J35", "json-flattened", raw(fmt.Sprintf(`{"payload":"%s","protected":"%s","signature":"%s"}`, parts[1], parts[0], parts[2])), format,
		"the compact form only (OB 3.0 section 8.2)")
	b.add("J35", "json-general", raw(fmt.Sprintf(`{"payload":"%s","signatures":[{"protected":"%s","signature":"%s"}]}`, parts[1], parts[0], parts[2])), format,
		"the compact form only (OB 3.0 section 8.2)")

	b.add("J36", "no-segment", raw(""), format, "nothing is no token")
	b.add("J36", "one-segment", raw(parts[1]), format, "three segments")
	b.add("J36", "two-segments", raw(parts[0]+"."+parts[1]), format, "three segments")
	b.add("J36", "four-segments", raw(t.compact()+"."+parts[2]), format, "three segments")
	b.add("J36", "million-dots", raw(strings.Repeat(".", 1_000_000)), format, "counted without making a million pieces (CVE-2025-30204)")

	for i, name := range []string{"header", "payload", "signature"} {
		padded := t // a space in the JSON text where the length leaves no spare bits
		if len(padded.header)%3 == 0 {
			padded.header = " " + padded.header
		}
		if len(padded.payload)%3 == 0 {
			padded.payload = " " + padded.payload
		}
		if i == 2 {
			b.add("J37", "spare-bits-"+name, padded.sent(i, invalidTail), format, "the same bytes in a second spelling; the signed text does not contain this segment")
		} else {
			changed := padded.sent(i, invalidTail).text
			message := changed[:strings.LastIndexByte(changed, '.')]
			b.add("J37", "spare-bits-"+name, wire{message + "." + b64(school.sign(message)), school.did}, format, "the same bytes in a second spelling, signed as it stands")
		}
		b.add("J38", "line-feed-in-"+name, t.sent(i, inTheMiddle("\n")), format, "decoders that skip line ends give one token many spellings")
		b.add("J38", "carriage-return-in-"+name, t.sent(i, inTheMiddle("\r")), format, "decoders that skip line ends give one token many spellings")
	}
	b.add("J38", "line-feeds-behind", t.as(behind("\n\n")), format, "one line feed may follow, not two")
	for _, c := range []struct {
		words  string
		change func(string) string
	}{
		{"padding-one", behind("=")}, {"padding-two", behind("==")}, {"space-before", before(" ")}, {"space-behind", behind(" ")},
		{"tab-behind", behind("\t")}, {"byte-order-mark", before("\ufeff")}, {"bearer", before("Bearer ")},
		{"apostrophes", func(s string) string { return "'" + s + "'" }},
	} {
		b.add("J39", c.words, t.as(c.change), format, "the token is the whole input; nothing is trimmed but one line feed at its end")
	}
	const wrapping = "decided: hosts that speak nothing but JSON hand a token on as a string, or as the one member jwt of an object"
	for words, change := range map[string]func(string) string{
		"control-json-string": func(s string) string { return `"` + s + `"` },
		"control-json-object": func(s string) string { return `{"jwt": "` + s + `"}` },
	} {
		b.add("J39", words, t.as(change), valid, wrapping)
	}
	beside := wrapping + "; nothing signs what stands beside it"
	b.add("J39", "json-string-with-a-space", t.as(func(s string) string { return `" ` + s + `"` }), format, "the string is the token and nothing else")
	b.add("J39", "json-string-not-closed", t.as(before(`"`)), invalid("JSON_SYNTAX"), "no JSON string")
	b.add("J39", "json-object-with-more", t.as(func(s string) string { return `{"jwt": "` + s + `", "validUntil": "2099-01-01T00:00:00Z"}` }), invalid("PROOF_MISSING"), beside)
	slash := withStandardAlphabet(t)
	b.add("J39", "standard-alphabet", slash, format, "base64url, not base64: - and _ for + and /")

	large := parts[0] + "." + parts[1] + "."
	b.add("J57", "token-8-mib", raw(large+strings.Repeat("A", 8<<20)), invalid("INPUT_TOO_LARGE"), "refused by its size, before anything is decoded")
	b.add("J57", "payload-over-2-mib", t.add(`"ext:filling":"`+strings.Repeat("filling ", 200_000)+`"`), invalid("INPUT_TOO_LARGE"), "refused by its size, before anything is decoded")
	wide := t
	wide.header = strings.Replace(t.header, `{`, `{`+strings.Repeat(" ", 768<<10), 1)
	b.add("J57", "header-1-mib", wide, invalid("INPUT_TOO_LARGE"), "no header has a megabyte, and white space is free")

	b.add("J58", "line-feed-behind", t.as(behind("\n")), valid, "every text editor ends a file with one line feed")
	b.add("J58", "carriage-return-line-feed-behind", t.as(behind("\r\n")), format, "decided: the bytes of a token are exact but for one line feed; only a program that reads files may take off the line end of its system")
	encoding := invalid("INPUT_ENCODING")
	for _, c := range []struct {
		words        string
		bigEnd, mark bool
	}{
		{"little-end", false, false}, {"big-end", true, false}, {"little-end-mark", false, true}, {"big-end-mark", true, true},
	} {
		b.add("J58", "utf-16-"+c.words, raw(utf16Of(t.compact(), c.bigEnd, c.mark)), encoding, "saved as UTF-16; a person must be told so")
	}
	b.add("J54", "disclosures", t.as(behind("~WyJzYWx0IiwibmFtZSIsIkFkYSJd~")), format, "an SD-JWT is not a badge")
	b.add("J54", "disclosures-empty", t.as(behind("~")), format, "an SD-JWT is not a badge, without disclosures either")
}

// withStandardAlphabet looks for a badge id whose signature needs - or _ and writes it as + or /.
func withStandardAlphabet(t token) wire {
	for i := range 1 << 16 {
		next := t
		next.payload = strings.ReplaceAll(t.payload, badgeID, fmt.Sprintf("%s%04x", badgeID[:len(badgeID)-4], i))
		plain := next.compact()
		if standard := strings.NewReplacer("-", "+", "_", "/").Replace(plain); standard != plain {
			return wire{standard, t.trusted}
		}
	}
	panic("no such signature")
}

// controls are the honest badges of family J: what must not be refused.
func controls(b *book) {
	for _, k := range []signer{school, p256, p384, rs256, ps256} {
		b.add("J59", "honest-"+strings.ToLower(k.alg), honest(k), valid, "complete, in force, and signed by the issuer it names")
	}
	for _, k := range []signer{school.asJWK(school.jwk), p256.asJWK(p256.jwk), p384.asJWK(p384.jwk), rs256.asJWK(with(rs256.jwk, `"alg":"RS256"`))} {
		b.add("J59", "did-jwk-"+strings.ToLower(k.alg), honest(k), valid, "the issuer's identifier holds its key as a JWK")
	}
	t := honest(school)
	b.add("J59", "typ-absent", t.head(`{"alg":"{alg}","kid":"{kid}"}`), valid, "typ may be left out (OB 3.0 section 8.2.3)")
	b.add("J59", "header-jwk-of-the-issuer", t.head(`{"alg":"{alg}","jwk":{jwk},"typ":"JWT"}`), valid, "the header's key is the issuer's own")
	b.add("J59", "kid-bare-did", t.head(`{"alg":"{alg}","kid":"`+school.did+`","typ":"JWT"}`), valid, "a DID with one method names that method")
	b.add("J59", "kid-fragment", t.head(`{"alg":"{alg}","kid":"#`+strings.TrimPrefix(school.did, "did:key:")+`","typ":"JWT"}`), valid,
		"a fragment is read relative to the issuer, and can only name a key of the issuer")
	b.add("J59", "spaced-json", spaced(t), valid, "white space in header and payload is signed like everything else")
	b.add("J59", "any-issuer", t, valid, "the caller accepts every issuer and judges it afterwards").anyIssuer()
	b.add("J59", "issuer-not-trusted", t, invalid("TRUST_ISSUER_UNKNOWN"), "genuine, and from an issuer that the caller does not trust").trusting(stranger.did)
	b.add("J59", "edited-after-signing", t.tampered(`"name":"Civics credential"`, `"name":"Leadership credential"`), invalid("PROOF_SIG_INVALID"), "one word was changed after signing")
	b.add("J59", "signed-by-a-stranger", honest(stranger.posing(school.did)).head(`{"alg":"{alg}","kid":"`+school.kid+`","typ":"JWT"}`), invalid("PROOF_SIG_INVALID"),
		"a stranger signed in the school's name and names the school's key")
	b.add("J59", "proof-only", honest(school).window("2025-01-01T00:00:00Z", 1735689600, "2026-01-01T00:00:00Z", 1767225600), valid,
		"expired, but nothing except the proof was asked about").proofOnly()
	b.add("J59", "proof-only-edited", t.tampered(`"name":"Civics credential"`, `"name":"Leadership credential"`), invalid("PROOF_SIG_INVALID"),
		"asking for little does not make a broken proof hold").proofOnly()
}

// spaced writes header and payload as a person would, over several lines.
func spaced(t token) token {
	indent := func(s string) string {
		var out strings.Builder
		var v json.RawMessage = []byte(s)
		encoder := json.NewEncoder(&out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		must(encoder.Encode(v))
		return out.String()
	}
	t.header, t.payload = indent(t.header), indent(t.payload)
	return t
}

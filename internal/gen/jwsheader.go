package main

import "strings"

// headers forges members of the JOSE header (OB 3.0 section 8.2.3 closes the list).
func headers(b *book) {
	t := honest(school)
	duplicate, forbidden, crit := invalid("JSON_DUPLICATE_KEY"), invalid("JWS_HEADER_FORBIDDEN"), invalid("JWS_CRIT")

	b.add("J12", "duplicate-alg-none-first", t.head(`{"alg":"none","alg":"{alg}","kid":"{kid}","typ":"JWT"}`), duplicate,
		"one reader takes the first, another the last")
	b.add("J12", "duplicate-alg-none-last", t.head(`{"alg":"{alg}","alg":"none","kid":"{kid}","typ":"JWT"}`), duplicate,
		"one reader takes the first, another the last")
	b.add("J12", "duplicate-alg-escaped", t.head(`{"alg":"{alg}","\u0061lg":"none","kid":"{kid}","typ":"JWT"}`), duplicate,
		"names are compared after unescaping")
	b.add("J13", "alg-in-capitals-only", t.head(`{"ALG":"{alg}","kid":"{kid}","typ":"JWT"}`), forbidden, "names are exact: alg is missing, and ALG is a name that may not be there")
	b.add("J13", "alg-in-capitals-too", t.heads(`"ALG":"none"`), forbidden,
		"a name that differs from a registered one by its case has no use but to be misread")
	b.add("J14", "header-kid-with-kelvin-sign", t.heads(`"\u212Aid":"`+stranger.kid+`"`), forbidden,
		"KELVIN SIGN folds to k: decided as for J13, for it would be kid to a reader that folds case")
	b.tolerated("J14", "claim-iss-with-long-s", t.add(`"i\u017f\u017f":"`+stranger.did+`"`), "TERM_UNDEFINED",
		"LATIN SMALL LETTER LONG S folds to s; here it is one more unknown member of a signed document, and iss stays what it is")

	b.add("J15", "crit-unknown", t.heads(`"crit":["x"],"x":1`), crit, "no extension is understood here, so each that must be refuses the token")
	b.add("J16", "crit-empty", t.heads(`"crit":[]`), crit, "crit must not be empty (RFC 7515 section 4.1.11)")
	for _, c := range []struct{ words, members string }{
		{"registered-name", `"crit":["alg"]`}, {"twice", `"b64":true,"crit":["b64","b64"]`}, {"absent-name", `"crit":["exp"]`},
		{"string", `"b64":true,"crit":"b64"`}, {"number-in-list", `"crit":[1]`}, {"null", `"crit":null`},
	} {
		b.add("J17", "crit-"+c.words, t.heads(c.members), crit, "crit in any form is refused")
	}
	unencoded := t.heads(`"b64":false,"crit":["b64"]`)
	b.add("J18", "unencoded-payload-announced", unencoded, crit, "RFC 7797 is not supported, whatever the second segment holds")
	head := b64([]byte(unencoded.header))
	b.add("J18", "unencoded-payload", wire{head + "." + t.payload + "." + b64(school.sign(head+"."+t.payload)), school.did}, invalid("JWS_FORMAT"),
		"decided: the dots of the bare payload give more than three segments, which is seen first")
	b.add("J19", "b64-false-alone", t.heads(`"b64":false`), forbidden, "signed over the encoded payload; b64 without crit is meant to be overlooked")
	b.add("J19", "b64-false-alone-signed-bare", t.heads(`"b64":false`).sealed(func(message string) []byte {
		return school.sign(message[:strings.IndexByte(message, '.')+1] + t.payload)
	}), forbidden, "signed over the bare payload; a reader that overlooks b64 and one that does not disagree")
	for words, value := range map[string]string{"string": `"false"`, "number": `0`, "null": `null`} {
		b.add("J20", "b64-"+words, t.heads(`"b64":`+value), forbidden, "b64 in any form is refused")
	}

	for _, c := range []struct{ words, member string }{
		{"jku", `"jku":"https://evil.example/jwks.json"`}, {"x5u", `"x5u":"https://evil.example/chain.pem"`},
		{"x5c", `"x5c":["MIIBszCCAVmgAwIBAgIUZm9yZ2VkIGNlcnRpZmljYXRlMAoGCCqGSM49BAMC"]`}, {"x5t", `"x5t":"Zm9yZ2VkIHRodW1icHJpbnQ"`},
	} {
		b.add("J31", c.words, t.heads(c.member), forbidden, "a key is never taken from where the token points (OB 3.0 section 8.2.3)")
	}
	b.add("J32", "unknown-member", t.heads(`"foo":1`), forbidden, "OB 3.0 section 8.2.3 closes the list; decided: here the letter counts, for a header says how to read what follows")
	b.add("J32", "zip", t.heads(`"zip":"DEF"`), forbidden, "a compressed payload would be read by one reader and not by another")
	b.tolerated("J32", "cty-vc", t.head(`{"alg":"{alg}","cty":"vc","kid":"{kid}","typ":"vc+jwt"}`), "JWS_HEADER_FORBIDDEN",
		"the form of VC-JOSE-COSE is read; the letter of OB 3.0 knows neither value")
	for _, typ := range []string{"vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "jwt_vc_json", "vc+sd-jwt"} {
		words := strings.NewReplacer("+", "-", "_", "-").Replace(typ)
		b.tolerated("J33", "typ-"+words, t.head(`{"alg":"{alg}","kid":"{kid}","typ":"`+typ+`"}`), "JWS_HEADER_FORBIDDEN",
			"met in real badges, and still a credential; OB 3.0 allows JWT alone")
	}
	for _, typ := range []string{"vp+jwt", "at+jwt", "JWE", "secevent+jwt"} {
		words := strings.ReplaceAll(strings.ToLower(typ), "+", "-")
		b.add("J33", "typ-"+words, t.head(`{"alg":"{alg}","kid":"{kid}","typ":"`+typ+`"}`), forbidden, "the token says that it is something else")
	}
	b.add("J33", "oidc-id-token", t.says(`{"iss":"`+school.did+`","sub":"`+learner+`","aud":"a-client","exp":1893456000,"iat":1767225600,"nonce":"n-0S6"}`),
		invalid("SCHEMA_INVALID"), "a login signed by the same key is no badge")
}

// keysInHeaders forges the way from the token to the key.
func keysInHeaders(b *book) {
	mismatch := invalid("KEY_CONTROLLER_MISMATCH")
	shown := func(victim string) token {
		return honest(stranger.posing(victim)).head(`{"alg":"{alg}","jwk":{jwk},"typ":"JWT"}`)
	}
	b.add("J21", "own-jwk-victim-did-key", shown(school.did), mismatch, "a key in the header proves that somebody signed, never who; it must be the issuer's own")
	const unknown = "decided: whether the key in the header is the issuer's own shows only in a document that cannot be fetched here, so nothing is accepted"
	b.add("J21", "own-jwk-victim-did-web", shown("did:web:victim.example"), undetermined("RESOLVE_OFFLINE"), unknown)
	b.add("J21", "own-jwk-victim-https", shown("https://victim.example/issuers/1"), undetermined("RESOLVE_OFFLINE"), unknown)
	b.add("J22", "jwk-with-d", honest(school).head(`{"alg":"{alg}","jwk":`+with(school.jwk, `"d":"`+b64(stream("an honest school", 32))+`"`)+`,"typ":"JWT"}`),
		invalid("KEY_PRIVATE_EXPOSED"), "the issuer gives its private key away with every badge")
	public := strings.TrimSuffix(school.jwk[strings.Index(school.jwk, `"x":"`)+5:], `"}`)
	for _, c := range []struct{ words, jwk string }{
		{"x-3-bytes", `{"crv":"Ed25519","kty":"OKP","x":"AQID"}`},
		{"x-33-bytes", okp(append(stream("an honest school", 32), 0))},
		{"x-padded", `{"crv":"Ed25519","kty":"OKP","x":"` + public + `="}`},
		{"crv-absent", `{"kty":"OKP","x":"` + public + `"}`},
		{"symmetric", `{"k":"c2VjcmV0","kty":"oct"}`}, {"list", `[]`}, {"null", `null`},
	} {
		b.add("J23", "jwk-"+c.words, honest(school).head(`{"alg":"{alg}","jwk":`+c.jwk+`,"typ":"JWT"}`), invalid("JWS_FORMAT"),
			"the header's key is malformed; lengths are looked at before any arithmetic")
	}
	both := `{"alg":"{alg}","jwk":` + stranger.jwk + `,"kid":"` + school.kid + `","typ":"JWT"}`
	b.add("J24", "kid-and-jwk-differ-signed-by-kid", honest(school).head(both), invalid("JWS_HEADER_FORBIDDEN"), "two keys, and readers differ over which one counts")
	b.add("J24", "kid-and-jwk-differ-signed-by-jwk", honest(stranger.posing(school.did)).head(both), invalid("JWS_HEADER_FORBIDDEN"), "two keys, and readers differ over which one counts")
	b.add("J24", "control-kid-and-jwk-agree", honest(school).head(`{"alg":"{alg}","jwk":{jwk},"kid":"{kid}","typ":"JWT"}`), valid, "one key, named twice")

	stolen := func(kid, victim string) token {
		return honest(stranger.posing(victim)).head(`{"alg":"{alg}","kid":"` + kid + `","typ":"JWT"}`)
	}
	const before = "seen from the two identifiers alone, before anything is fetched"
	b.add("J25", "kid-at-a-stranger-victim-did-key", stolen("https://evil.example/k.json", school.did), mismatch, before)
	b.add("J25", "kid-at-a-stranger-victim-https", stolen("https://evil.example/k.json", "https://victim.example/issuers/1"), mismatch, before)
	b.add("J26", "kid-of-another-did-web", stolen("did:web:evil.example#k1", "did:web:victim.example"), mismatch, before)
	b.add("J26", "kid-of-another-did-key", stolen(stranger.kid, school.did), mismatch, before)
	b.add("J26", "kid-of-another-did-jwk", stolen(stranger.asJWK(stranger.jwk).kid, school.did), mismatch, before)
	for _, c := range []struct{ words, kid, victim string }{
		{"did-web-longer-host", "did:web:victim.example.evil.example#k", "did:web:victim.example"},
		{"did-web-port", "did:web:victim.example%3A8443#k", "did:web:victim.example"},
		{"did-web-path", "did:web:victim.example:u#k", "did:web:victim.example"},
		{"https-userinfo", "https://victim.example@evil.example/k", "https://victim.example/"},
		{"https-encoded-dot", "https://victim.example%2eevil.example/k", "https://victim.example/"},
		{"https-longer-host", "https://victim.example.evil.example/k", "https://victim.example/"},
	} {
		b.add("J27", c.words, stolen(c.kid, c.victim), mismatch, "identifiers are compared parsed and whole, never by prefix")
	}
	b.add("J27", "https-other-tenant", stolen("https://host.example/tenants/evil/keys#k", "https://host.example/tenants/victim"), undetermined("RESOLVE_OFFLINE"),
		"two tenants of one host are two issuers; whose key it is shows only in documents that cannot be fetched here, so nothing is accepted")
	b.add("J27", "did-key-with-a-letter-more", stolen(school.did+"x#"+strings.TrimPrefix(school.did, "did:key:")+"x", school.did), mismatch,
		"a prefix of an identifier is another identifier")

	for _, c := range []struct{ words, kid string }{
		{"carriage-return", `k\r\nX: y`}, {"nul", `k\u0000`},
	} {
		b.add("J28", "kid-"+c.words, stolen(c.kid, school.did), invalid("JWS_FORMAT"), "the name of a key has no control characters")
	}
	b.add("J28", "kid-relative-path", stolen("../../etc/passwd", school.did), invalid("RESOLVE_FORBIDDEN_TARGET"), "no URL at all, and no file is ever a key")
	b.add("J28", "kid-file-url", stolen("file:///proc/self/environ", school.did), invalid("RESOLVE_FORBIDDEN_TARGET"), "no scheme but did and https is ever resolved")
	b.add("J28", "kid-data-url", stolen("data:application/json,"+strings.ReplaceAll(stranger.jwk, `"`, `%22`), school.did), invalid("RESOLVE_FORBIDDEN_TARGET"),
		"a key that travels in the name of the key proves nothing")
	b.add("J28", "kid-3-kib", stolen("https://victim.example/"+strings.Repeat("k", 3<<10), school.did), invalid("JWS_FORMAT"), "longer than any identifier that is read")
	b.add("J28", "kid-1-mib", stolen("https://victim.example/"+strings.Repeat("k", 1<<20), school.did), invalid("INPUT_TOO_LARGE"), "the header is too large before it is decoded")
}

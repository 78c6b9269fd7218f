package main

import (
	"fmt"
	"strings"
)

const (
	webDID  = "did:web:school.example"
	webDoc  = "https://school.example/.well-known/did.json"
	pageID  = "https://school.example/issuers/1"
	pageKey = pageID + "#k1"
	keysAt  = "https://school.example/.well-known/jwks.json"
)

// published forges keys that are published where the issuer's name says: the documents
// of did:web and of pages, sets of keys, and hosts that do not answer with one.
func published(b *book) {
	b.begin("resolution")
	web := called(webDID)
	good := method(webDID+"#k1", webDID, school)
	other := method(webDID+"#k2", webDID, stranger)
	page := vouching(webDID, good)
	badge := honest(web)

	b.add("H01", "control-found", badge, valid, "the document of the host lists the key").facing(jsonAt(webDoc, page))
	deep := called("did:web:school.example:u:alice")
	b.add("H01", "control-found-path", honest(deep), valid, "of a name with a path, the document stands below it").
		facing(jsonAt("https://school.example/u/alice/did.json", vouching(deep.did, method(deep.kid, deep.did, school))))
	b.add("H01", "path-of-another", honest(deep), undetermined("RESOLVE_HTTP"), "the document of the host says nothing of those below it").facing(jsonAt(webDoc, page))
	b.add("H01", "signed-by-another", honest(calledAs(stranger, web.did, web.kid)), invalid("PROOF_SIG_INVALID"), "the document is honest, and the signature another's").facing(jsonAt(webDoc, page))

	id := invalid("RESOLVE_DOC_ID")
	for _, c := range []struct{ words, id string }{
		{"another-host", "did:web:evil.example"}, {"fragment", webDID + "#"}, {"capitals", "did:web:School.example"}, {"path", webDID + ":u"}, {"url-of-the-host", "https://school.example"}, {"empty", ""},
	} {
		b.add("H16", c.words, badge, id, "the document has to be of the identifier that was asked for, letter by letter (Controlled Identifiers 1.0 section 3.3)").facing(jsonAt(webDoc, vouching(c.id, good)))
	}
	b.add("H16", "absent", badge, id, "a document of nobody").facing(jsonAt(webDoc, `{"assertionMethod":[`+good+`]}`))

	hosts(b, badge, page)

	schema := invalid("SCHEMA_INVALID")
	var many []string
	for i := range 100 {
		many = append(many, fmt.Sprintf(`{"id":"#m%d","type":"Multikey","controller":"%s"}`, i, webDID))
	}
	for _, c := range []struct{ words, doc string }{
		{"100-methods", vouching(webDID, append(many, good)...)},
		{"id-twice", controlled(webDID, `"verificationMethod":[`+good+","+replace(other, "#k2", "#k1")+`],"assertionMethod":["#k1"]`)},
		{"method-twice", controlled(webDID, `"verificationMethod":[`+good+","+good+`],"assertionMethod":["#k1"]`)},
		{"id-relative-and-whole", controlled(webDID, `"verificationMethod":[`+good+","+replace(other, webDID+"#k2", "#k1")+`],"assertionMethod":["#k1"]`)},
		{"name-twice", replace(page, `"id":"`+webDID+`",`, `"assertionMethod":[],"id":"`+webDID+`",`)},
		{"name-twice-in-a-method", replace(page, `"type":"Multikey"`, `"type":"Multikey","type":"Multikey"`)},
		{"context-in-a-method", replace(page, `"type":"Multikey"`, `"@context":{"publicKeyMultibase":"urn:x:y"},"type":"Multikey"`)},
		{"purpose-is-a-text", controlled(webDID, `"verificationMethod":[`+good+`],"assertionMethod":"#k1"`)},
		{"methods-by-name", controlled(webDID, `"verificationMethod":["#k1"],"assertionMethod":["#k1"]`)},
		{"method-without-an-id", vouching(webDID, good, "{}")}, {"method-is-a-number", vouching(webDID, good, "7")},
		{"deep", replace(page, `"id":"`+webDID+`",`, `"id":"`+webDID+`","x":`+strings.Repeat("[", 100)+strings.Repeat("]", 100)+",")},
		{"no-controller", replace(page, `"controller":"`+webDID+`",`, "")}, {"two-controllers", replace(page, `"controller":"`+webDID+`"`, `"controller":["`+webDID+`","did:web:evil.example"]`)},
	} {
		b.add("H27", c.words, badge, schema, "a document that two readers could read as two, or that is no such document").facing(jsonAt(webDoc, c.doc))
	}
	b.add("H27", "control-both-lists", badge, valid, "one method, by value in one list and by name in the other").
		facing(jsonAt(webDoc, controlled(webDID, `"verificationMethod":[`+good+","+other+`],"assertionMethod":["#k2","`+webDID+`#k1"]`)))
	b.add("H27", "control-same-twice", badge, valid, "one method, by value in two lists, and the same").
		facing(jsonAt(webDoc, controlled(webDID, `"authentication":[`+good+`],"assertionMethod":[`+good+`]`)))
	b.add("H27", "given-up", badge, invalid("DID_DEACTIVATED"), "its controller says so").facing(jsonAt(webDoc, controlled(webDID, `"deactivated":true,"assertionMethod":[`+good+`]`)))

	b.add("H30", "known-as-the-victim", badge, id, "what a document says of other names is its own word").
		facing(jsonAt(webDoc, controlled("did:web:evil.example", `"alsoKnownAs":["`+webDID+`"],"assertionMethod":[`+good+`]`)))
	evil := calledAs(stranger, webDID, "did:web:evil.example#k1")
	b.add("H30", "key-of-who-is-known-as-the-victim", honest(evil), invalid("KEY_CONTROLLER_MISMATCH"), "what a document says of other names is its own word, and nobody asks for it").
		facing(jsonAt("https://evil.example/.well-known/did.json", controlled("did:web:evil.example", `"alsoKnownAs":["`+webDID+`"],"assertionMethod":[`+method(evil.kid, "did:web:evil.example", stranger)+`]`)), jsonAt(webDoc, page))
	b.add("H30", "control-known-by-another-name", badge, valid, "a name that means nothing here").
		facing(jsonAt(webDoc, controlled(webDID, `"alsoKnownAs":["did:web:victim.example"],"assertionMethod":[`+good+`]`)))
	b.add("H31", "unknown-kid", honest(calledAs(school, webDID, webDID+"#k9")), invalid("KEY_NOT_FOUND"), "the document as it is now has no such key").facing(jsonAt(webDoc, page))

	keySets(b)
	proofsByPublishedKeys(b)
}

// hosts answer with something else than the document.
func hosts(b *book, badge token, page string) {
	html, large, never := undetermined("RESOLVE_HTTP"), undetermined("RESOLVE_TOO_LARGE"), invalid("RESOLVE_FORBIDDEN_TARGET")
	const open = "this says nothing of the badge, so there is no verdict"
	b.add("H09", "private-address", badge, never, "the name leads into the verifier's own network").facing(saying(webDoc, "private"))
	b.add("H12", "redirect-to-an-address", badge, never, "it leads into the verifier's own network").facing(saying(webDoc, "302 http://169.254.169.254/latest/meta-data"))
	const redirect = "whoever can redirect would choose the key"
	b.add("H13", "redirect-to-another-host", badge, html, redirect).facing(saying(webDoc, "302 https://evil.example/did.json"), jsonAt("https://evil.example/did.json", page))
	b.add("H13", "redirect-within-the-host", badge, html, "decided: none is followed for a key, for a host may let others redirect on it").facing(saying(webDoc, "302 https://school.example/did.json"), jsonAt("https://school.example/did.json", page))
	b.add("H14", "redirect-without-tls", badge, never, "decided: what comes without TLS comes from anybody").facing(saying(webDoc, "302 http://school.example/did.json"))
	for _, c := range []struct{ words, body string }{
		{"login-page", "<!DOCTYPE html><html><body>Sign in</body></html>"}, {"null", "null"}, {"list", "[" + page + "]"}, {"text", `"x"`}, {"byte-order-mark", "\ufeff" + page}, {"half", page[:len(page)/2]}, {"two", page + page},
	} {
		b.add("H17", c.words, badge, html, open).facing(at(webDoc, "text/html", c.body))
	}
	b.add("H17", "nothing", badge, html, open).facing(saying(webDoc, "200"))
	b.add("H17", "5-mib", badge, large, open).facing(jsonAt(webDoc, page+strings.Repeat(" ", 5<<20)))
	b.add("H17", "control-other-media-type", badge, valid, "decided: nothing hangs on what the host calls it").facing(at(webDoc, "text/plain", page))
	for _, status := range []string{"204", "304", "401", "404", "429", "500", "503"} {
		b.add("H18", "status-"+status, badge, html, open).facing(saying(webDoc, status))
	}
	b.add("H18", "status-206-with-a-document", badge, html, "a part of a document is none").facing(answer{webDoc, "206", "application/json", page, true})
	b.add("H18", "status-500-with-a-document", badge, html, "an answer to another question").facing(answer{webDoc, "500", "application/json", page, true})
	b.add("H18", "status-410", badge, invalid("DID_DEACTIVATED"), "decided: of a did:web, gone is given up").facing(saying(webDoc, "410"))
	b.add("H19", "silent", badge, undetermined("RESOLVE_TIMEOUT"), open).facing(saying(webDoc, "timeout"))
	b.add("H19", "refused", badge, undetermined("RESOLVE_FAILED"), open).facing(saying(webDoc, "refused"))
	b.add("H20", "unknown-authority", badge, undetermined("RESOLVE_TLS"), "the host could not show that it is that host").facing(saying(webDoc, "tls"))
}

// keySets are the keys of tokens, in documents and in sets.
func keySets(b *book) {
	b.begin("jws")
	web := called(webDID)
	one, two := method(webDID+"#k1", webDID, school), method(webDID+"#k2", webDID, stranger)
	both, alone := jsonAt(webDoc, vouching(webDID, one, two)), jsonAt(webDoc, vouching(webDID, one))
	absent := invalid("KEY_NOT_FOUND")
	bare := calledAs(school, webDID, webDID)
	b.add("J29", "no-fragment-two-keys", honest(bare), absent, "none of several keys is the one that was meant: the first would be a guess").facing(both)
	b.add("J29", "control-no-fragment-one-key", honest(bare), valid, "decided: a document with one key names that key").facing(alone)
	b.add("J29", "beginning-of-the-name", honest(calledAs(school, webDID, webDID+"#k")), absent, "names are compared whole").facing(both)
	b.add("J29", "control-named", honest(web), valid, "one of two keys, by its name").facing(both)

	set := func(keys ...string) answer {
		return at(keysAt, "application/jwk-set+json", `{"keys":[`+strings.Join(keys, ",")+`]}`)
	}
	jwk := func(k signer, kid, iss string) string { return with(k.jwk, `"kid":"`+kid+`","iss":"`+iss+`"`) }
	const top = "https://school.example"
	ours := calledAs(school, top, keysAt+"#k1")
	b.add("J30", "kid-twice", honest(ours), invalid("SCHEMA_INVALID"), "decided: which of the two is meant, two readers decide in two ways, so the set is refused").facing(set(jwk(stranger, "k1", top), jwk(school, "k1", top)))
	b.add("J30", "kid-twice-the-other-way-round", honest(ours), invalid("SCHEMA_INVALID"), "decided: the set is refused in any order").facing(set(jwk(school, "k1", top), jwk(stranger, "k1", top)))
	b.add("J30", "control-two-kids", honest(ours), valid, "two keys by two names").facing(set(jwk(stranger, "k2", top), jwk(school, "k1", top)))
	b.add("J30", "symmetric-key-of-the-name", honest(ours), absent, "what a symmetric key signs, everybody else who has it could have signed").facing(set(`{"kty":"oct","k":"c2VjcmV0","kid":"k1","iss":"` + top + `"}`))

	mine := calledAs(school, pageID, pageKey)
	listing := jsonAt(pageID, vouching(pageID, method(pageKey, pageID, school)))
	iss := `"iss":"` + pageID + `"`
	b.add("J47", "control-page", honest(mine), valid, "iss is the issuer, letter by letter").facing(listing)
	b.add("J47", "page-with-slash", honest(mine).edit(iss, `"iss":"`+pageID+`/"`), invalid("JWT_CLAIM_MISMATCH"), "compared letter by letter").facing(listing)
	b.add("J47", "page-with-host-in-capitals", honest(mine).edit(iss, `"iss":"https://School.example/issuers/1"`), invalid("JWT_CLAIM_MISMATCH"), "compared letter by letter").facing(listing)
	b.add("J47", "did-web-in-capitals", honest(web).edit(`"iss":"`+webDID+`"`, `"iss":"did:web:SCHOOL.example"`), invalid("JWT_CLAIM_MISMATCH"), "compared letter by letter").facing(alone)

	for _, c := range []struct {
		words string
		k     signer
	}{{"eddsa", school}, {"es256", p256}, {"es384", p384}, {"rs256", rs256}, {"ps256", ps256}} {
		jwkMethod := `{"id":"` + webDID + `#k1","type":"JsonWebKey","controller":"` + webDID + `","publicKeyJwk":` + c.k.jwk + `}`
		b.add("J59", "control-did-web-"+c.words, honest(calledAs(c.k, webDID, webDID+"#k1")), valid, "an honest token, whose key the document of a did:web lists").facing(jsonAt(webDoc, vouching(webDID, jwkMethod)))
		b.add("J59", "control-key-set-"+c.words, honest(calledAs(c.k, top, keysAt+"#k1")), valid, "an honest token, whose key the set of the issuer's host holds").facing(set(jwk(c.k, "k1", top)))
	}
}

// proofsByPublishedKeys are proofs inside documents, whose keys have to be fetched.
func proofsByPublishedKeys(b *book) {
	b.begin("document")
	mismatch, absent, relation, revoked := invalid("KEY_CONTROLLER_MISMATCH"), invalid("KEY_NOT_FOUND"), invalid("KEY_RELATIONSHIP"), invalid("KEY_REVOKED")
	good := method(webDID+"#k1", webDID, school)
	s := honestSheet(called(webDID))
	facing := func(doc string) answer { return jsonAt(webDoc, doc) }
	page := vouching(webDID, good)

	b.add("D63", "controller-is-another", s, mismatch, "the method names another controller").facing(facing(vouching(webDID, method(webDID+"#k1", "did:web:evil.example", school))))
	b.add("D63", "control-controller", s, valid, "the method names its document").facing(facing(page))

	own := multibase(stranger)
	forged := s.key(webDID + "#" + own)
	forged.seal = stranger.sign
	b.add("D65", "fragment-is-a-key", forged, absent, "a fragment names a key of the document, and is none").facing(facing(page))
	atPage := honestSheet(calledAs(school, pageID, pageID+"#"+own))
	atPage.seal = stranger.sign
	b.add("D65", "fragment-is-a-key-of-a-page", atPage, absent, "a fragment names a key of the document, and is none").facing(jsonAt(pageID, vouching(pageID, method(pageKey, pageID, school))))
	b.add("D65", "control-fragment-is-a-listed-key", honestSheet(calledAs(stranger, webDID, webDID+"#"+own)), valid, "the document lists the key by that name").
		facing(facing(vouching(webDID, method(webDID+"#"+own, webDID, stranger))))

	b.add("D68", "authentication-alone", s, relation, "published for another purpose").facing(facing(controlled(webDID, `"verificationMethod":[`+good+`],"authentication":["#k1"]`)))
	b.add("D68", "key-agreement-alone", s, relation, "published for another purpose").facing(facing(controlled(webDID, `"verificationMethod":[`+good+`],"keyAgreement":["#k1"]`)))
	b.add("D68", "no-purpose", s, relation, "published for no purpose").facing(facing(controlled(webDID, `"verificationMethod":[`+good+`]`)))
	b.add("D68", "control-assertion-by-name", s, valid, "published for vouching").facing(facing(controlled(webDID, `"verificationMethod":[`+good+`],"assertionMethod":["`+webDID+`#k1"]`)))

	b.add("D69", "another-key-of-the-name", s, invalid("SCHEMA_INVALID"), "decided: two keys of one name, so the document is refused").
		facing(facing(controlled(webDID, `"verificationMethod":[`+good+`],"assertionMethod":[`+method(webDID+"#k1", webDID, stranger)+`]`)))
	b.add("D69", "another-key-of-the-name-the-other-way-round", s, invalid("SCHEMA_INVALID"), "decided: two keys of one name, so the document is refused").
		facing(facing(controlled(webDID, `"verificationMethod":[`+method(webDID+"#k1", webDID, stranger)+`],"assertionMethod":[`+good+`]`)))
	b.add("D69", "control-the-same-key", s, valid, "one method, twice").facing(facing(controlled(webDID, `"verificationMethod":[`+good+`],"assertionMethod":[`+good+`]`)))

	short := method("#k1", webDID, school)
	b.add("D70", "control-relative-id", s, valid, "a relative id is resolved against the document's").facing(facing(vouching(webDID, short)))
	b.add("D70", "control-relative-ids", s, valid, "relative ids are resolved against the document's").facing(facing(controlled(webDID, `"verificationMethod":[`+short+`],"assertionMethod":["#k1"]`)))
	b.add("D70", "relative-id-of-another-document", s, invalid("RESOLVE_DOC_ID"), "the document is another's, and so is the key").facing(facing(vouching("did:web:evil.example", short)))

	jwk := `"publicKeyJwk":` + stranger.jwk
	b.add("D72", "two-encodings", s, invalid("SCHEMA_INVALID"), "decided: two keys in one method, so it is refused").facing(facing(vouching(webDID, method(webDID+"#k1", webDID, school, jwk))))
	b.add("D72", "two-encodings-the-other-way-round", s, invalid("SCHEMA_INVALID"), "decided: two keys in one method, so it is refused").
		facing(facing(vouching(webDID, method(webDID+"#k1", webDID, stranger, `"publicKeyJwk":`+school.jwk))))
	b.add("D72", "control-jwk", s, valid, "one key, as a JWK").facing(facing(vouching(webDID, `{"id":"`+webDID+`#k1","type":"JsonWebKey","controller":"`+webDID+`","publicKeyJwk":`+school.jwk+`}`)))

	ending := func(member string) answer {
		return facing(vouching(webDID, method(webDID+"#k1", webDID, school, member)))
	}
	const end = "when a badge was signed its signer says alone, and whoever has a stolen key writes yesterday's date"
	b.add("D73", "revoked", s, revoked, end).facing(ending(`"revoked":"2026-05-01T00:00:00Z"`))
	b.add("D73", "revoked-before-the-proof", s, revoked, "the key had ended before the proof was made").facing(ending(`"revoked":"2024-01-01T00:00:00Z"`))
	b.add("D73", "expired", s, revoked, end).facing(ending(`"expires":"2026-06-01T12:00:00Z"`))
	b.add("D73", "control-expires-later", s, valid, "its end lies ahead").facing(ending(`"expires":"2026-06-01T12:00:01Z"`))
	b.add("D73", "control-revoked-later", s, valid, "its end lies ahead").facing(ending(`"revoked":"2026-06-01T12:00:01Z"`))
	b.add("D73", "end-is-no-time", s, invalid("SCHEMA_INVALID"), "an end that nobody can read is not no end").facing(ending(`"revoked":"tomorrow"`))
}

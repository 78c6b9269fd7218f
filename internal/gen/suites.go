package main

import (
	"crypto"
	"fmt"
	"strings"
)

// A secured is a suite with a kind of key, by the words of its vectors.
type secured struct {
	words string
	suite string
	by    signer
}

// others are the suites beside the two under which most vectors stand.
var others = []secured{
	{"eddsa-jcs-2022", "eddsa-jcs-2022", school},
	{"ecdsa-rdfc-2019-p-256", "ecdsa-rdfc-2019", p256}, {"ecdsa-rdfc-2019-p-384", "ecdsa-rdfc-2019", p384},
	{"ecdsa-jcs-2019-p-256", "ecdsa-jcs-2019", p256}, {"ecdsa-jcs-2019-p-384", "ecdsa-jcs-2019", p384},
	{"json-web-signature-2020-eddsa", "JsonWebSignature2020", school},
	{"json-web-signature-2020-es256", "JsonWebSignature2020", p256}, {"json-web-signature-2020-es384", "JsonWebSignature2020", p384},
	{"json-web-signature-2020-rs256", "JsonWebSignature2020", rs256}, {"json-web-signature-2020-ps256", "JsonWebSignature2020", ps256},
}

// sheet is the honest badge under the suite.
func (c secured) sheet() sheet { return honestSheet(c.by).under(c.suite) }

// under is the badge secured with another suite.
func (s sheet) under(suite string) sheet {
	if suite == "JsonWebSignature2020" {
		s = s.contexts(baseV2, ob303, jws2020V1).option(suiteMembers, `"type":"JsonWebSignature2020"`)
		s.header = `{"alg":"` + s.by.alg + `","b64":false,"crit":["b64"]}`
		return s
	}
	s = s.option(`"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"`+suite+`"`)
	if s.by.alg == "ES384" {
		s.hash, s.inside = crypto.SHA384, crypto.SHA384
	}
	if s.jcs = strings.Contains(suite, "-jcs-"); s.jcs {
		s.proof += `,"@context":` + contexts
	}
	return s
}

// holdsUnless says that the signature is good for the careless processor, unless
// the suite needs the SHA-384 inside RDFC-1.0 that it does not have.
func (v *vector) holdsUnless(c secured) *vector {
	v.signed = c.suite != "ecdsa-rdfc-2019" || c.by.alg != "ES384"
	return v
}

// otherSuites forges what the other suites leave open, or close.
func otherSuites(b *book) {
	everySuite(b)
	confusedSuites(b)
	hashes(b)
	exactly(b)
	jcsContexts(b)
	otherValues(b)
	detachedHeaders(b)
}

func everySuite(b *book) {
	b.begin("document")
	for _, c := range others {
		s := c.sheet()
		b.add("D77", "control-"+c.words, s, valid, "an honest badge under this suite and key").holdsUnless(c)
		b.add("D77", "control-"+c.words+"-strict", s, valid, "without a remark there is nothing to be strict about").strict()
		b.add("D52", "created-"+c.words, s.heldOption(createdMember, laterMember), invalid("PROOF_SIG_INVALID"), "what a proof says about itself is signed")
	}
	b.begin("keys")
	for _, c := range others {
		b.add("K23", "document-changed-"+c.words, c.sheet().held(nameMember, `"name":"Medicine"`), invalid("PROOF_SIG_INVALID"), "whatever is broken, the answer is the same")
		turned := c.sheet()
		half := turned.hash.Size()
		turned.seal = func(message string) []byte {
			head, data := message[:len(message)-2*half], message[len(message)-2*half:]
			return c.by.sign(head + data[half:] + data[:half])
		}
		b.add("K22", "document-before-proof-"+c.words, turned, invalid("PROOF_SIG_INVALID"), "the digest of the proof comes first")
	}
	b.begin("document")
}

// confusedSuites gives a proof the name of another suite, or the key of another.
func confusedSuites(b *book) {
	broken, mismatch := invalid("PROOF_SIG_INVALID"), invalid("KEY_TYPE_MISMATCH")
	const same = "the same key and the same length; what was signed says another suite, and in another form"
	renamed := func(s sheet, from, to string) sheet {
		return s.heldOption(`"cryptosuite":"`+from+`"`, `"cryptosuite":"`+to+`"`)
	}
	for _, c := range []struct {
		words    string
		by       signer
		from, to string
	}{
		{"rdfc-under-jcs", school, "eddsa-rdfc-2022", "eddsa-jcs-2022"}, {"jcs-under-rdfc", school, "eddsa-jcs-2022", "eddsa-rdfc-2022"},
		{"ecdsa-rdfc-under-jcs", p256, "ecdsa-rdfc-2019", "ecdsa-jcs-2019"}, {"ecdsa-jcs-under-rdfc", p384, "ecdsa-jcs-2019", "ecdsa-rdfc-2019"},
	} {
		s := honestSheet(c.by)
		if c.from != "eddsa-rdfc-2022" {
			s = s.under(c.from)
		}
		b.add("D50", c.words, renamed(s, c.from, c.to), broken, same)
	}
	const kind = "the name of the suite says which keys make its proofs"
	for _, c := range []struct {
		words, suite string
		by           signer
	}{
		{"ed25519-key-under-ecdsa-rdfc", "ecdsa-rdfc-2019", school}, {"ed25519-key-under-ecdsa-jcs", "ecdsa-jcs-2019", school},
		{"p-256-key-under-eddsa-jcs", "eddsa-jcs-2022", p256}, {"p-384-key-under-eddsa-jcs", "eddsa-jcs-2022", p384}, {"rsa-key-under-ecdsa-rdfc", "ecdsa-rdfc-2019", rs256},
	} {
		b.add("D50", c.words, honestSheet(c.by).under(c.suite), mismatch, kind)
	}
	b.add("D50", "jws-of-another-key", func() sheet {
		s := honestSheet(p256).under("JsonWebSignature2020")
		s.header = replace(s.header, "ES256", "ES384")
		return s
	}(), mismatch, "the header names an algorithm that the key is not for")
	b.add("D49", "cryptosuite-beside-json-web-signature-2020", honestSheet(school).under("JsonWebSignature2020").
		option(`"type":"JsonWebSignature2020"`, `"type":"JsonWebSignature2020","cryptosuite":"eddsa-rdfc-2022"`), undetermined("PROOF_TYPE_UNSUPPORTED"),
		"decided: neither of the one suite nor of the other, so nobody here can judge it; that is no verdict on the badge")
}

// hashes forges the choice of the hash, which is the curve's: of two nodes without
// an id that look alike, it says which comes first.
func hashes(b *book) {
	broken := invalid("PROOF_SIG_INVALID")
	results := `"result":[{"type":["Result"],"value":"A"},{"type":["Result"],"value":"B"},{"type":["Result"],"value":"C"},{"type":["Result"],"value":"D"},{"type":["Result"],"value":"E"}],`
	if text := honestSheet(p384).edit(subjectHead, subjectHead+results).text; canonicalForm(text, "", crypto.SHA256) == canonicalForm(text, "", crypto.SHA384) {
		panic("by chance both hashes put these results in the same order")
	}
	with := func(by signer, suite string, hash, inside crypto.Hash) sheet {
		s := honestSheet(by).edit(subjectHead, subjectHead+results).under(suite)
		s.hash, s.inside = hash, inside
		return s
	}
	const rdfc, jcs = "ecdsa-rdfc-2019", "ecdsa-jcs-2019"
	const why = "the hash is that of the curve, SHA-256 with P-256 and SHA-384 with P-384 (Data Integrity ECDSA Cryptosuites 1.0 section 3.2.3)"
	b.add("D51", "control-p-384", with(p384, rdfc, crypto.SHA384, crypto.SHA384), valid, why)
	b.add("D51", "control-p-256", with(p256, rdfc, crypto.SHA256, crypto.SHA256), valid, why).holds()
	b.add("D51", "p-384-with-sha-256", with(p384, rdfc, crypto.SHA256, crypto.SHA256), broken, why)
	b.add("D51", "p-384-with-sha-256-inside", with(p384, rdfc, crypto.SHA384, crypto.SHA256), broken, "RDFC-1.0 hashes with SHA-384 as well, which shows where nodes have no id")
	b.add("D51", "p-256-with-sha-384", with(p256, rdfc, crypto.SHA384, crypto.SHA384), broken, why)
	b.add("D51", "p-256-with-sha-384-inside", with(p256, rdfc, crypto.SHA256, crypto.SHA384), broken, why)
	b.add("D51", "p-384-with-sha-256-jcs", with(p384, jcs, crypto.SHA256, 0), broken, why)
	b.add("D51", "p-256-with-sha-384-jcs", with(p256, jcs, crypto.SHA384, 0), broken, why)
	old := honestSheet(p384).edit(subjectHead, subjectHead+results).under("JsonWebSignature2020")
	b.add("D51", "control-json-web-signature-2020-p-384", old, valid, "the older suite hashes with SHA-256 whatever the key").holds()
	old.hash, old.inside = crypto.SHA384, crypto.SHA384
	b.add("D51", "json-web-signature-2020-with-sha-384", old, broken, "the older suite hashes with SHA-256 whatever the key")
	b.begin("canon")
	b.add("R14", "control-sha-384", with(p384, rdfc, crypto.SHA384, crypto.SHA384).add(`"evidence":[`+repeated(`{"type":["Evidence"],"narrative":"Worked at the polls."}`, 3)+`]`), valid,
		"RDFC-1.0 with SHA-384, over nodes that only the hash puts in order, and over some that nothing does")
	b.begin("document")
}

// exactly holds what only a jcs suite signs: the JSON value, each name and each
// order in it.
func exactly(b *book) {
	broken := invalid("PROOF_SIG_INVALID")
	const mallory = `"studentName":"Mallory"`
	for _, c := range others {
		s := c.sheet()
		if !s.jcs || c.by.alg == "ES256" {
			continue
		}
		named := func(words string) string { return words + "-" + c.words }
		b.add("D01", named("undefined-member-added"), s.heldAdd(mallory), broken, "no context defines it, and it is signed all the same: the JSON value is")
		b.tolerated("D01", named("undefined-member-as-issued"), s.add(mallory), "TERM_UNDEFINED", "the issuer wrote it and signed it; what it means nobody knows")
		b.add("D02", named("undefined-type-added"), s.held(`"OpenBadgeCredential"]`, `"OpenBadgeCredential","MadeUp"]`), broken, "types are signed with the rest")
		b.add("D10", named("id-of-the-badge"), s.held(`"id":"`+badgeID+`"`, `"@id":"`+badgeID+`"`), broken, "the name itself is signed")
		b.add("D32", named("other-order-of-types"), s.held(`["VerifiableCredential","OpenBadgeCredential"]`, `["OpenBadgeCredential","VerifiableCredential"]`), broken, "a list has an order, whatever it means")
		b.add("D38", named("control-members"), s.held(","+titleMember, "").held(`"id":"`+badgeID+`"`, titleMember+`,"id":"`+badgeID+`"`), valid, "members have no order, here either").holds()
		b.add("D38", named("control-spaced"), s.as(written), valid, "white space and escapes mean nothing, here either").holds()
		b.add("D38", named("evidence"), s.add(`"evidence":[`+pollWork+`,`+driveRun+`]`).held(`[`+pollWork+`,`+driveRun+`]`, `[`+driveRun+`,`+pollWork+`]`), broken, "a list has an order, whatever it means")
		b.add("D80", named("value-for-a-list"), s.held(`"type":["Profile"]`, `"type":"Profile"`), broken, "the same graph, and another JSON value")
		b.add("D53", named("unknown-member-added"), s.heldOption(purposeMember, purposeMember+`,"foo":"bar"`), broken, "what a proof says about itself is signed, known or not")
		b.add("D53", named("control-unknown-member-as-signed"), s.option(purposeMember, purposeMember+`,"foo":"bar"`), valid, "decided: the signer wrote it and signed it; nothing is read from it").holds()
		b.add("D53", named("jws-beside-the-value"), s.heldOption(purposeMember, purposeMember+`,"jws":"eyJhbGciOiJFZERTQSJ9..c2ln"`), broken, "whatever is not the value is signed")
	}
}

// jcsContexts forges the contexts that a jcs proof repeats: those that the document
// had when it was signed, with which it must begin.
func jcsContexts(b *book) {
	malformed := invalid("PROOF_MALFORMED")
	const extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
	const begins = "the document begins with the contexts of its proof (Data Integrity EdDSA Cryptosuites 1.0 section 3.3.2)"
	for _, c := range others {
		s := c.sheet()
		if !s.jcs || c.by.alg == "ES256" {
			continue
		}
		listed := func(entries ...string) sheet { return s.after().contexts(entries...) }
		own := func(list string) sheet { return s.heldOption(`"@context":`+contexts, `"@context":`+list) }
		named := func(words string) string { return words + "-" + c.words }
		b.add("D53", named("control-context-appended"), listed(baseV2, ob303, extensions), valid, "decided: a known context behind those that were signed gives no plain name of theirs another meaning").holds()
		b.add("D53", named("unknown-context-appended"), listed(baseV2, ob303, "https://evil.example/ctx"), invalid("CONTEXT_UNKNOWN"), "contexts are looked up, never loaded")
		b.add("D53", named("unknown-context-appended-proof-only"), listed(baseV2, ob303, "https://evil.example/ctx"), invalid("CONTEXT_UNKNOWN"), "nobody knows what the document means by then").proofOnly()
		none := s.edit(contexts, "[]").option(`"@context":`+contexts, `"@context":[]`)
		b.add("D53", named("no-contexts-proof-only"), none, malformed, "no context is none under which anything was signed").proofOnly()
		b.add("D53", named("context-written-out-appended"), listed(baseV2, ob303, `{"name":"https://evil.example/terms#x"}`), invalid("CONTEXT_UNKNOWN"), "a context of the holder's own")
		b.add("D53", named("context-dropped"), listed(baseV2), malformed, begins)
		b.add("D53", named("contexts-turned"), listed(ob303, baseV2), malformed, begins)
		b.add("D53", named("context-between"), listed(baseV2, extensions, ob303), malformed, begins)
		b.add("D53", named("context-of-the-proof-dropped"), own(`["`+baseV2+`"]`), invalid("PROOF_SIG_INVALID"), "begins as the document does, and is not what was signed")
		b.add("D53", named("context-of-the-proof-empty"), own("[]"), malformed, "no context is none under which anything was signed")
		b.add("D53", named("context-of-the-proof-null"), own("null"), malformed, begins)
		b.add("D53", named("context-of-the-proof-elsewhere"), own(`["https://evil.example/ctx"]`), malformed, begins)
		b.add("D53", named("context-of-the-proof-removed"), s.heldOption(`,"@context":`+contexts, ""), invalid("PROOF_SIG_INVALID"), "the contexts were signed as a part of the proof")
		b.add("D53", named("control-no-context-in-the-proof"), s.option(`,"@context":`+contexts, ""), valid, "an issuer who leaves them out has signed those of the document").holds()
	}
}

// otherValues forges the text of a signature under the other suites.
func otherValues(b *book) {
	malformed := invalid("PROOF_MALFORMED")
	for _, c := range others {
		s := c.sheet()
		as := func(words string, want verdict, encode func(sig string) string) {
			of := s
			of.encode = func(signature []byte) string { return encode(string(signature)) }
			b.add("D54", words+"-"+c.words, of, want, "the value has one spelling and the length of its algorithm")
		}
		if s.header != "" {
			head := b64([]byte(s.header))
			short := invalid("PROOF_SIG_INVALID")
			as("one-byte-less", short, func(sig string) string { return head + ".." + b64([]byte(sig[1:])) })
			as("one-byte-more", short, func(sig string) string { return head + ".." + b64([]byte(sig+"\x00")) })
			as("base58", malformed, func(sig string) string { return "z" + base58([]byte(sig)) })
			as("with-payload", malformed, func(sig string) string { return head + "." + b64([]byte("{}")) + "." + b64([]byte(sig)) })
			continue
		}
		as("one-byte-less", malformed, func(sig string) string { return "z" + base58([]byte(sig[:len(sig)-1])) })
		as("one-byte-more", malformed, func(sig string) string { return "z" + base58([]byte(sig+"\x01")) })
		as("base64url", malformed, func(sig string) string { return "u" + b64([]byte(sig)) })
		as("leading-zero", malformed, func(sig string) string { return "z1" + base58([]byte(sig)) })
		as("length-of-the-other-curve", malformed, func(sig string) string { return "z" + base58([]byte((sig + sig)[:160-len(sig)])) })
		as("zeros", invalid("PROOF_SIG_INVALID"), func(sig string) string { return "z" + strings.Repeat("1", len(sig)) })
	}
	der := honestSheet(p256).under("ecdsa-rdfc-2019")
	der.encode = func(sig []byte) string {
		// Both halves of this signature are positive as they stand.
		return "z" + base58([]byte(fmt.Sprintf("\x30\x44\x02\x20%s\x02\x20%s", sig[:32], sig[32:])))
	}
	b.add("D54", "der-ecdsa", der, malformed, "the two numbers side by side, without ASN.1 around them")
}

// detachedHeaders forges the header of the JWS in a JsonWebSignature2020.
func detachedHeaders(b *book) {
	malformed := invalid("PROOF_MALFORMED")
	s := honestSheet(school).under("JsonWebSignature2020")
	headed := func(words, header, why string) {
		of := s
		of.header = strings.ReplaceAll(header, "{kid}", school.kid)
		b.add("D54", "jws-"+words, of, malformed, why)
	}
	const three = "the header has alg, b64 false, and crit with b64, and nothing else"
	headed("without-crit", `{"alg":"EdDSA","b64":false}`, "a reader who passes over b64 would check another signature (RFC 7797 section 6)")
	headed("without-b64", `{"alg":"EdDSA","crit":["b64"]}`, three)
	headed("alone", `{"alg":"EdDSA"}`, three)
	headed("b64-true", `{"alg":"EdDSA","b64":true,"crit":["b64"]}`, three)
	headed("b64-as-text", `{"alg":"EdDSA","b64":"false","crit":["b64"]}`, three)
	headed("b64-null", `{"alg":"EdDSA","b64":null,"crit":["b64"]}`, three)
	headed("crit-empty", `{"alg":"EdDSA","b64":false,"crit":[]}`, three)
	headed("crit-as-text", `{"alg":"EdDSA","b64":false,"crit":"b64"}`, three)
	headed("crit-twice", `{"alg":"EdDSA","b64":false,"crit":["b64","b64"]}`, three)
	headed("crit-with-more", `{"alg":"EdDSA","b64":false,"crit":["b64","exp"]}`, three)
	headed("kid", `{"alg":"EdDSA","b64":false,"crit":["b64"],"kid":"{kid}"}`, "decided: the proof names its key, and a second name is one that somebody reads and somebody does not")
	headed("jwk", `{"alg":"EdDSA","b64":false,"crit":["b64"],"jwk":`+stranger.jwk+`}`, "decided: the proof names its key, and a second one is one that somebody takes")
	headed("jku", `{"alg":"EdDSA","b64":false,"crit":["b64"],"jku":"https://evil.example/jwks"}`, three)
	headed("typ", `{"alg":"EdDSA","b64":false,"crit":["b64"],"typ":"JWT"}`, three)
	headed("alg-twice", `{"alg":"none","alg":"EdDSA","b64":false,"crit":["b64"]}`, "readers differ over which one counts")
	headed("no-alg", `{"b64":false,"crit":["b64"]}`, three)
	headed("none", `{"alg":"none","b64":false,"crit":["b64"]}`, "no algorithm without a key exists here")
	headed("unknown-alg", `{"alg":"EdDSA2","b64":false,"crit":["b64"]}`, three)
	headed("not-json", `{"alg":"EdDSA","b64":false,"crit":["b64"]`, "the header is a JSON object")
	headed("list", `["alg","EdDSA"]`, "the header is a JSON object")
	hs := s
	hs.header = replace(s.header, "EdDSA", "HS256")
	hs.seal = hmac256(school.jwk)
	b.add("D54", "jws-hs256", hs, malformed, "a good HMAC under the public key: no symmetric algorithm exists here")
	spaced := s
	spaced.header = replace(s.header, `,"b64"`, `, "b64"`)
	b.add("D54", "control-jws-header-spaced", spaced, valid, "the bytes of the header are signed as they are").holds()
	other := s
	other.header = `{"b64":false,"crit":["b64"],"alg":"EdDSA"}`
	b.add("D54", "control-jws-header-in-other-order", other, valid, "members have no order").holds()
	b.add("D54", "jws-absent", s.proved("[{"+s.proof+"}]"), malformed, "a proof without a value")
	b.add("D54", "value-for-a-jws", s.proved("["+replace(s.whole(), `"jws"`, `"proofValue"`)+"]"), malformed, "the signature of this suite is in jws")
	padded := s
	padded.encode = func(sig []byte) string { return b64([]byte(s.header)) + ".." + b64(sig) + "==" }
	b.add("D54", "jws-padded", padded, malformed, "base64url without padding, as everywhere in a JWS")
	b.add("D57", "absent-in-json-web-signature-2020", s.option(createdMember+",", ""), malformed, "JsonWebSignature2020 requires it")
}

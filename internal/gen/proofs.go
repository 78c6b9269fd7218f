package main

import (
	"fmt"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// proofMembers forges the member "proof": absent, empty, of another kind, too many.
func proofMembers(b *book) {
	missing, malformed := invalid("PROOF_MISSING"), invalid("PROOF_MALFORMED")
	s := honestSheet(school)
	b.add("D41", "no-proof", wire{s.text, school.did}, missing, "nothing signs it")
	b.add("D41", "no-proof-any-issuer", wire{s.text, school.did}, missing, "nothing signs it, whoever may issue").anyIssuer()
	b.add("D41", "no-proof-proof-only", wire{s.text, school.did}, missing, "nothing to judge is no pass").proofOnly()
	b.add("D42", "empty-list", s.proved("[]"), missing, "all of no proofs hold, which proves nothing")
	b.add("D42", "empty-list-proof-only", s.proved("[]"), missing, "all of no proofs hold, which proves nothing").proofOnly()
	for _, c := range []struct{ words, member string }{
		{"null", "null"}, {"empty-object", "{}"}, {"string", `"x"`}, {"number", "1"}, {"true", "true"}, {"null-in-list", "[null]"}, {"list-in-list", "[[{}]]"},
		{"good-one-and-a-string", "[" + s.whole() + `,"x"]`}, {"good-one-and-null", "[" + s.whole() + `,null]`}, {"good-one-and-an-empty-object", "[" + s.whole() + `,{}]`},
		{"good-one-in-a-list-in-a-list", "[[" + s.whole() + "]]"}, {"type-in-list", "[" + replace(s.whole(), `"DataIntegrityProof"`, `["DataIntegrityProof"]`) + "]"},
	} {
		b.add("D43", c.words, s.proved(c.member), malformed, "a proof is an object with a type, and a list holds proofs")
	}
	b.add("D43", "control-object", s.proved(s.whole()), valid, "a proof, or a list of one").holds()

	other := s.option(createdMember, laterMember)
	old := s.contexts(baseV2, ob303, ed25519V1)
	legacy := old.option(suiteMembers, `"type":"Ed25519Signature2020"`)
	b.add("D44", "control-two-suites", old.proved("["+old.whole()+","+legacy.whole()+"]"), valid, "both hold")
	b.add("D44", "one-stripped", old.proved("["+old.whole()+"]"), valid, "decided: a proof is a statement of its own; whoever needs two of them has to ask for two").holds()
	b.add("D44", "the-other-stripped", old.proved("["+legacy.whole()+"]"), valid, "decided: a proof is a statement of its own; whoever needs two of them has to ask for two").holds()
	broken := other.heldOption(laterMember, createdMember)
	b.add("D44", "good-one-and-a-broken-one", s.proved("["+s.whole()+","+broken.whole()+"]"), invalid("PROOF_SIG_INVALID"), "every proof of a known suite must hold")
	b.add("D44", "broken-one-and-a-good-one", s.proved("["+broken.whole()+","+s.whole()+"]"), invalid("PROOF_SIG_INVALID"), "every proof of a known suite must hold, in any order")
	foreign := s
	foreign.by, foreign.seal = stranger, stranger.sign
	foreign.proof = strings.ReplaceAll(s.proof, school.kid, stranger.kid)
	b.add("D44", "good-one-and-a-strangers", s.proved("["+s.whole()+","+foreign.whole()+"]"), invalid("KEY_CONTROLLER_MISMATCH"), "decided: a set is no place for a second opinion; whoever adds one makes the badge no better")
	tomorrow := `{"type":"DataIntegrityProof","cryptosuite":"x-rdfc-2031","proofPurpose":"assertionMethod","verificationMethod":"` + school.kid + `","proofValue":"z3yQ"}`
	b.tell("D44", "good-one-and-one-of-tomorrow", s.proved("["+s.whole()+","+tomorrow+"]"), "PROOF_TYPE_UNSUPPORTED", "a proof that nobody here can judge adds nothing and takes nothing away")

	set := func(n int) wire { return s.proved("[" + strings.Repeat(s.whole()+",", n-1) + s.whole() + "]") }
	b.add("D45", "control-8-proofs", set(8), valid, "as many as are judged")
	b.add("D45", "9-proofs", set(9), invalid("INPUT_TOO_LARGE"), "more proofs than are judged")
	b.add("D45", "1000-proofs", set(1000), invalid("INPUT_TOO_LARGE"), "more proofs than are judged")

	inner := endorsement(stranger)
	endorsed := s.add(`"endorsement":[` + string(inner.bytes()) + `]`)
	b.add("D56", "proof-of-an-endorsement-alone", wire{endorsed.text, school.did}, missing, "the proof inside is the endorser's, and for the endorsement")
	b.add("D56", "control-endorsed", endorsed, valid, "a proof of its own, and another one for the endorsement inside").holds()
}

// proofOptions forges what a proof says about itself.
func proofOptions(b *book) {
	purpose, broken := invalid("PROOF_PURPOSE"), invalid("PROOF_SIG_INVALID")
	s := honestSheet(school)
	const other = "made for another purpose than to vouch for a badge"
	for _, c := range []struct{ words, value, why string }{
		{"authentication", `"authentication"`, other}, {"key-agreement", `"keyAgreement"`, other}, {"capability-invocation", `"capabilityInvocation"`, other},
		{"list", `["assertionMethod"]`, "decided: one purpose, as a string"}, {"iri", `"https://w3id.org/security#assertionMethod"`, "the same statement in the graph; decided: read by its name alone"},
		{"capitals", `"AssertionMethod"`, "compared letter by letter"}, {"null", "null", "no purpose"},
	} {
		b.add("D48", c.words, s.option(purposeMember, `"proofPurpose":`+c.value), purpose, c.why)
	}
	b.add("D48", "absent", s.option(","+purposeMember, ""), purpose, "no purpose")

	unknown := undetermined("PROOF_TYPE_UNSUPPORTED")
	const mixed = "decided: neither of the one suite nor of the other, so nobody here can judge it; that is no verdict on the badge"
	b.add("D49", "cryptosuite-beside-a-type-of-its-own", s.older().option(`"type":"Ed25519Signature2020"`, `"type":"Ed25519Signature2020","cryptosuite":"eddsa-rdfc-2022"`), unknown, mixed)
	b.add("D49", "no-cryptosuite", s.option(`,"cryptosuite":"eddsa-rdfc-2022"`, ""), invalid("PROOF_MALFORMED"), "a proof of this type names its suite")
	b.add("D49", "cryptosuite-null", s.option(`"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":null`), invalid("PROOF_MALFORMED"), "a proof of this type names its suite, with a string")
	b.add("D49", "type-is-the-cryptosuite", s.option(suiteMembers, `"type":"eddsa-rdfc-2022"`), unknown, mixed)
	b.add("D49", "cryptosuite-is-the-type", s.option(`"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"Ed25519Signature2020"`), unknown, mixed)
	for _, c := range []struct{ words, name string }{{"capitals", "EDDSA-RDFC-2022"}, {"empty", ""}, {"none", "none"}, {"near-miss", "eddsa-rdf-2022"}} {
		b.add("D49", c.words, s.option(`"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"`+c.name+`"`), unknown, "decided: no suite of that name is known here, so the check could not be made; an unknown suite never counts")
	}
	former := s.option(`"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"eddsa-2022"`)
	b.tolerated("D49", "former-name", former, "PROOF_TYPE_UNSUPPORTED", "the suite under the name that it had before; nothing else has changed")
	b.add("D49", "former-name-afterwards", s.heldOption(`"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"eddsa-2022"`), broken, "the name is signed")

	b.add("D50", "key-of-another-kind", s.key(p256.kid).edit(`{"id":"`+school.did+`"`, `{"id":"`+p256.did+`"`), invalid("KEY_TYPE_MISMATCH"), "the suite signs with Ed25519; the key is one of P-256").trusting(p256.did)
	suites := s.contexts(baseV2, ob303, ed25519V1)
	b.add("D50", "value-under-the-predecessor", suites.heldOption(suiteMembers, `"type":"Ed25519Signature2020"`), broken, "the same key and the same length; what was signed says another suite")

	option := s.option(purposeMember, purposeMember+`,"expires":"2027-01-01T00:00:00Z","domain":"https://school.example","challenge":"c1","nonce":"n1"`)
	for _, c := range []struct{ words, old, new string }{
		{"created", createdMember, laterMember}, {"created-removed", createdMember + ",", ""}, {"expires", `"expires":"2027`, `"expires":"2037`}, {"expires-removed", `,"expires":"2027-01-01T00:00:00Z"`, ""},
		{"domain", "https://school.example", "https://evil.example"}, {"challenge", `"c1"`, `"c2"`}, {"nonce", `"n1"`, `"n2"`},
		{"id-added", `"nonce":"n1"`, `"nonce":"n1","id":"urn:uuid:d0000000-0000-4000-8000-000000000003"`},
	} {
		b.add("D52", c.words, option.heldOption(c.old, c.new), broken, "what a proof says about itself is signed")
	}
	b.add("D52", "key", option.heldOption(school.kid, stranger.kid), invalid("KEY_CONTROLLER_MISMATCH"), "whose key it is, is asked first")
	b.add("D52", "member-added", option.heldOption(`"nonce":"n1"`, `"nonce":"n1","color":"blue"`), invalid("TERM_UNDEFINED"), "no context defines it, so it is not signed; the signature holds").holds()

	b.add("D53", "unknown-member", s.option(purposeMember, purposeMember+`,"foo":"bar"`), invalid("TERM_UNDEFINED"), "no context defines it, so it is not signed; the signature holds").holds()
	own := func(context string) sheet { return s.option(suiteMembers, `"@context":`+context+`,`+suiteMembers) }
	b.add("D53", "control-context-of-the-document", own(contexts), valid, "a proof may name the contexts that it was made under").holds()
	b.add("D53", "control-context-of-its-own", own(`["`+baseV2+`"]`), valid, "known contexts, and the proof was made under them").holds()
	b.add("D53", "control-context-as-a-string", own(`"`+integrityV2+`"`), valid, "known contexts, and the proof was made under them").holds()
	b.add("D53", "control-data-integrity-v1", own(`["`+integrityV1+`"]`), valid, "there the name of the suite is a plain string, and the digest of the proof another one").holds()
	b.add("D53", "context-written-out", own(`{"created":"http://purl.org/dc/terms/created"}`), invalid("PROOF_MALFORMED"), "a context of the holder's own gives the members of the proof any meaning")
	b.add("D53", "context-elsewhere", own(`["https://evil.example/ctx"]`), invalid("PROOF_MALFORMED"), "contexts are looked up, never loaded")
	b.add("D53", "context-added-afterwards", s.heldOption(suiteMembers, `"@context":["`+integrityV1+`"],`+suiteMembers), broken, "the proof was made under other contexts")
	b.add("D53", "jws-beside-the-value", s.option(purposeMember, purposeMember+`,"jws":"eyJhbGciOiJFZERTQSJ9..c2ln"`), invalid("TERM_UNDEFINED"), "a second signature, which no context defines for this suite; the first one holds").holds()

	b.add("D55", "claims-in-the-proof", s.option(purposeMember, purposeMember+`,"credentialSubject":{"id":"urn:uuid:bad0bad0-0000-4000-8000-000000000000"}`), invalid("TERM_UNDEFINED"), "decided: no context defines claims for a proof, so nobody signed them")
	b.add("D55", "proof-in-the-subject", s.held(subjectHead, subjectHead+`"proof":`+s.whole()+`,`), invalid("TERM_UNDEFINED"), "decided: no context defines a proof for a subject, so nobody signed it; the outer one holds").holds()
	b.add("D55", "proof-in-the-subject-alone", wire{s.held(subjectHead, subjectHead+`"proof":`+s.whole()+`,`).text, school.did}, invalid("PROOF_MISSING"), "a proof further in is for something else")
}

// proofValues forges the text of the signature.
func proofValues(b *book) {
	malformed := invalid("PROOF_MALFORMED")
	s := honestSheet(school)
	encoded := func(encode func(string) string) sheet {
		s := s
		s.encode = func(signature []byte) string { return encode(string(signature)) }
		return s
	}
	text := func(words, value string) {
		b.add("D54", words, encoded(func(string) string { return value }), malformed, "the value is z and base58 of the suite's length, in one spelling")
	}
	as := func(words string, encode func(signature string) string) {
		b.add("D54", words, encoded(encode), malformed, "the value is z and base58 of the suite's length, in one spelling")
	}
	as("base64url", func(sig string) string { return "u" + b64([]byte(sig)) })
	as("base16", func(sig string) string { return fmt.Sprintf("f%x", sig) })
	as("hexadecimal", func(sig string) string { return fmt.Sprintf("%x", sig) })
	as("base58-without-z", func(sig string) string { return base58([]byte(sig)) })
	as("capital-z", func(sig string) string { return "Z" + base58([]byte(sig)) })
	as("63-bytes", func(sig string) string { return "z" + base58([]byte(sig[:63])) })
	as("65-bytes", func(sig string) string { return "z" + base58([]byte(sig+"\x01")) })
	as("leading-zero", func(sig string) string { return "z1" + base58([]byte(sig)) })
	as("space-behind", func(sig string) string { return "z" + base58([]byte(sig)) + " " })
	as("line-feed-behind", func(sig string) string { return "z" + base58([]byte(sig)) + `\n` })
	as("letters-not-in-alphabet", func(sig string) string { return "z0OIl" + base58([]byte(sig))[4:] })
	text("empty", "")
	text("z-alone", "z")
	text("signed-nothing", "z"+strings.Repeat("1", 64)+"2")
	text("million-letters", "z"+strings.Repeat("6", 1_000_000))
	b.add("D54", "ten-million-letters", encoded(func(string) string { return "z" + strings.Repeat("6", 10_000_000) }), invalid("INPUT_TOO_LARGE"), "larger than a badge can be; decoding takes the square of the length")
	b.add("D54", "absent", s.proved("[{"+s.proof+"}]"), malformed, "a proof without a value")
	b.add("D54", "number", s.proved("[{"+s.proof+`,"proofValue":7}]`), malformed, "a proof's value is a string")
	b.add("D54", "list", s.proved("[{"+s.proof+`,"proofValue":["`+s.value()+`"]}]`), malformed, "a proof's value is a string")
}

// proofTimes forges when a proof was made, until when, and for what.
func proofTimes(b *book) {
	malformed, over := invalid("PROOF_MALFORMED"), invalid("PROOF_EXPIRED")
	s := honestSheet(school)
	created := func(value string) sheet { return s.option(createdMember, `"created":`+value) }
	b.add("D57", "control-absent", s.option(createdMember+",", ""), valid, "optional in Data Integrity 1.0").holds()
	b.add("D57", "absent-in-the-predecessor", s.older().option(createdMember+",", ""), malformed, "Ed25519Signature2020 requires it")
	for _, c := range []struct{ words, value string }{
		{"month-13", `"2026-13-01T00:00:00Z"`}, {"year-0000", `"0000-01-01T00:00:00Z"`}, {"year-0001", `"0001-01-01T00:00:00Z"`}, {"date-only", `"2026-01-01"`}, {"words", `"yesterday"`},
		{"empty", `""`}, {"list", `["2026-01-01T00:00:00Z"]`}, {"null", "null"},
	} {
		b.add("D57", c.words, created(c.value), malformed, "a dateTimeStamp, as everywhere")
	}
	b.tolerated("D57", "no-offset", created(`"2026-01-01T00:00:00"`), "TIME_FORMAT", "decided: Data Integrity 1.0 section 2.1 lets it be taken for UTC")
	b.add("D57", "tomorrow", created(`"2026-06-02T12:00:00Z"`), invalid("PROOF_CREATED_FUTURE"), "made in the future")
	b.add("D57", "one-second-ahead", created(`"2026-06-01T12:00:01Z"`), invalid("PROOF_CREATED_FUTURE"), "no skew is allowed unless somebody asks for it")
	b.add("D57", "control-now", created(`"2026-06-01T12:00:00Z"`), valid, "made at this very instant").holds()
	b.add("D57", "control-offset", created(`"2026-06-01T12:00:00+00:00"`), valid, "kept letter by letter").holds()
	b.add("D57", "other-spelling-afterwards", created(`"2026-06-01T12:00:00+00:00"`).heldOption(`+00:00"`, `Z"`), invalid("PROOF_SIG_INVALID"), "the same instant, and other letters")

	expires := func(value string) sheet { return s.option(createdMember, createdMember+`,"expires":"`+value+`"`) }
	b.add("D58", "one-second-over", expires("2026-06-01T11:59:59Z"), over, "the signature was made for a time that is over").holds()
	b.add("D58", "control-last-instant", expires("2026-06-01T12:00:00Z"), valid, "the last instant belongs to it").holds()
	b.add("D58", "before-created", expires("2025-12-31T23:59:59Z"), over, "ends before it begins").at("2025-12-31T12:00:00Z")
	b.add("D58", "no-time", expires("never"), malformed, "a dateTimeStamp, as everywhere")
	for _, c := range []struct{ words, value string }{
		{"first-instant", "0001-01-01T00:00:00Z"}, {"first-instant-elsewhere", "0001-01-01T01:00:00+01:00"},
		{"first-instant-without-an-offset", "0001-01-01T00:00:00"}, {"year-0001", "0001-12-31T23:59:59Z"},
	} {
		b.add("D58", c.words, expires(c.value).option(createdMember+",", ""), malformed, "decided as for badges: years 2 to 9999; the first instant of all must not read as no end")
	}
	b.add("D58", "year-0002", expires("0002-01-01T00:00:00Z").option(createdMember+",", ""), over, "long over")

	const nobody = "the proof was made for one place or occasion, and nobody asked whether it is this one"
	b.tell("D59", "domain", s.option(purposeMember, purposeMember+`,"domain":"https://school.example"`), "PROOF_DOMAIN", nobody)
	b.tell("D59", "two-domains", s.option(purposeMember, purposeMember+`,"domain":["https://school.example","https://portal.example"]`), "PROOF_DOMAIN", nobody)
	b.tell("D59", "challenge", s.option(purposeMember, purposeMember+`,"challenge":"c1"`), "PROOF_DOMAIN", nobody)
	b.add("D59", "domain-is-a-number", s.option(purposeMember, purposeMember+`,"domain":7`).signedWith(s), malformed, "a string, or a list of them")
	b.add("D59", "challenge-in-list", s.option(purposeMember, purposeMember+`,"challenge":["c1"]`), malformed, "a string")
}

// proofConfusion moves honest proofs to where they do not belong.
func proofConfusion(b *book) {
	b.begin("keys")
	broken := invalid("PROOF_SIG_INVALID")
	s := honestSheet(school)
	other := s.edit(badgeID, "urn:uuid:00000000-0000-4000-8000-000000000000")
	b.add("K21", "proof-of-another-badge", s.proved("["+other.whole()+"]"), broken, "a good signature of the same key, over another badge")
	for _, of := range []struct {
		words string
		s     sheet
	}{{"eddsa-rdfc-2022", s}, {"ed25519-signature-2020", s.older()}} {
		turned := of.s
		turned.seal = func(message string) []byte { return school.sign(message[32:] + message[:32]) }
		b.add("K22", "document-before-proof-"+of.words, turned, broken, "the digest of the proof comes first (Data Integrity EdDSA Cryptosuites 1.0 section 3.2.4)")
		alone := of.s
		alone.seal = func(message string) []byte { return school.sign(message[32:]) }
		b.add("K22", "document-alone-"+of.words, alone, broken, "without the digest of the proof nothing that it says is signed")
	}
	const one = "whatever is broken, the answer is the same"
	b.add("K23", "document-changed", s.held(nameMember, `"name":"Medicine"`), broken, one)
	b.add("K23", "proof-changed", s.heldOption(createdMember, laterMember), broken, one)
	flipped := s
	flipped.seal = func(message string) []byte { sig := school.sign(message); sig[7] ^= 1; return sig }
	b.add("K23", "signature-changed", flipped, broken, one)
	stranger2 := s
	stranger2.seal = stranger.sign
	b.add("K23", "another-key", stranger2, broken, one)
	b.begin("document")
}

// methods forges the way from the proof to the key.
func methods(b *book) {
	mismatch, absent := invalid("KEY_CONTROLLER_MISMATCH"), invalid("KEY_NOT_FOUND")
	s := honestSheet(school)
	by := func(issuer, key string) sheet {
		forged := s.edit(`{"id":"`+school.did+`"`, `{"id":"`+issuer+`"`).key(key)
		forged.seal = stranger.sign
		return forged
	}
	const web, page = "did:web:victim.example", "https://victim.example/issuer"
	own := strings.TrimPrefix(stranger.did, "did:key:")
	b.add("D64", "key-of-a-stranger-victim-did-web", by(web, stranger.kid), mismatch, "a good signature, with the stranger's own key").trusting(web)
	b.add("D64", "key-of-a-stranger-victim-did-key", by(school.did, stranger.kid), mismatch, "a good signature, with the stranger's own key")
	b.add("D64", "key-of-a-stranger-proof-only", by(school.did, stranger.kid), valid, "the proof is sound, and that is all that was asked").proofOnly()
	b.add("D65", "key-in-the-fragment-of-a-did-web", by(web, web+"#"+own), undetermined("RESOLVE_OFFLINE"), "a fragment names a key of the issuer's document, and is none: without that document there is no verdict").trusting(web)
	b.add("D65", "key-in-the-fragment-of-a-page", by(page, page+"#"+own), undetermined("RESOLVE_OFFLINE"), "a fragment names a key of the issuer's document, and is none: without that document there is no verdict").trusting(page)
	b.add("D66", "bare-did-key-of-a-stranger", by(school.did, stranger.did), mismatch, "a did:key without a fragment is as much the stranger's")
	b.add("D66", "control-bare-did-key", s.key(school.did), valid, "decided: a DID with one key names that key").holds()
	b.add("D67", "fragment-of-a-stranger", by(school.did, school.did+"#"+own), absent, "a did:key has one key, whose fragment repeats it")
	b.add("D67", "fragment-of-the-issuer", by(school.did, stranger.did+"#"+strings.TrimPrefix(school.did, "did:key:")), mismatch, "a did:key has one key, whose fragment repeats it; whose key it is, is asked first")
	b.add("D67", "fragment-of-the-issuer-proof-only", by(school.did, stranger.did+"#"+strings.TrimPrefix(school.did, "did:key:")), absent, "a did:key has one key, whose fragment repeats it").proofOnly()
	b.add("D67", "control-did-jwk", viaJWK(), valid, "an issuer that is a JWK").holds()
	inline := `"verificationMethod":{"id":"` + school.kid + `","type":"Multikey","controller":"` + school.did + `","publicKeyMultibase":"` + own + `"}`
	b.add("D71", "key-inside-the-proof", s.option(`"verificationMethod":"`+school.kid+`"`, inline).signedWith(s), invalid("PROOF_MALFORMED"), "a proof names its key, and does not bring it")
	b.add("D71", "key-as-an-object", s.option(`"verificationMethod":"`+school.kid+`"`, `"verificationMethod":{"id":"`+school.kid+`"}`), invalid("PROOF_MALFORMED"), "the same graph; decided: a string only")
	b.add("D71", "key-in-a-list", s.option(`"verificationMethod":"`+school.kid+`"`, `"verificationMethod":["`+school.kid+`"]`), invalid("PROOF_MALFORMED"), "the same graph; decided: a string only")
	b.add("D71", "no-key", s.option(`"verificationMethod":"`+school.kid+`",`, ""), invalid("PROOF_MALFORMED"), "a proof by nobody's key")
}

// otherFamilies are cases of other families that are about proofs inside.
func otherFamilies(b *book) {
	s := honestSheet(school)
	b.begin("clock")
	b.tell("C17", "proof-long-before-the-badge", s.option(createdMember, `"created":"2020-01-01T00:00:00Z"`), "TIME_ODD", "made six years before the badge begins; the signer wrote both times")
	b.add("C17", "proof-after-the-end", s.add(endedMember).option(createdMember, `"created":"2026-05-01T00:00:00Z"`), invalid("TIME_EXPIRED"), "made after the badge ended, and it has ended whenever it was made")

	b.begin("jsontext")
	b.add("T05", "proof-value-in-title-case", s.proved("["+replace(s.whole(), `"proofValue"`, `"ProofValue"`)+"]"), invalid("PROOF_MALFORMED"), "names are exact, so the proof has no value")
	b.add("T05", "proof-value-in-title-case-too", s.proved("["+replace(s.whole(), `,"proofValue"`, `,"ProofValue":"z2","proofValue"`)+"]"), invalid("TERM_UNDEFINED"), "names are exact, so this one is of no context")
	b.add("T05", "proof-in-title-case", wire{replace(s.with(s.whole()), `"proof":`, `"Proof":`), school.did}, invalid("PROOF_MISSING"), "names are exact, so there is no proof")
	b.add("T24", "control-proof-as-object", s.proved(s.whole()), valid, "a proof, or a list of one").holds()

	b.begin("semantics")
	schema := invalid("SCHEMA_INVALID")
	const version = "a date of one version of VCDM under the context of the other"
	b.add("O26", "issuance-date-in-version-2", honest(school).edit("validFrom", "issuanceDate"), schema, version)
	b.add("O26", "both-dates-in-version-2", honest(school).add(`"issuanceDate":"2026-01-01T00:00:00Z"`), schema, version)
	b.add("O26", "expiration-date-in-version-2", honest(school).add(`"expirationDate":"2026-03-01T00:00:00Z"`), schema, version+": read by half of the readers, it ends the badge")
	b.add("O26", "issuance-date-in-version-2-proof-inside", s.edit("validFrom", "issuanceDate"), invalid("TERM_UNDEFINED"), "decided: the context of VCDM 2.0 does not define it, so nobody signed it")
	b.add("O26", "valid-from-in-version-1-proof-inside", s.contexts(baseV1, ob303, integrityV2), schema, version).holds()
	b.add("O26", "both-dates-in-version-1-proof-inside", s.first(ob303, integrityV2).add(`"validFrom":"2026-01-01T00:00:00Z"`), schema, version).holds()
	b.begin("document")
}

// viaJWK is the honest sheet of an issuer whose identifier is a JWK.
func viaJWK() sheet { return honestSheet(school.asJWK(school.jwk)) }

// positive is badges that must be accepted, as the library itself writes them.
func positive(b *book) {
	for i, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.Ed25519Signature2020} {
		badge := issuedWith(school, publicKeys()["EdDSA"], "civics", 20+i, credential.OpenBadges, suite)
		b.add("D77", "control-issued-with-"+strings.ToLower(strings.ReplaceAll(string(suite), "Signature", "-signature-")), badge, valid,
			"a badge of the Summit program, as Issue writes it with this suite").recipient("emailAddress", ada).holds()
	}
	for i, c := range others {
		badge := issuedWith(c.by, publicKeys()[c.by.alg], "civics", 30+i, credential.OpenBadges, credential.Suite(c.suite))
		b.add("D77", "control-issued-with-"+c.words, badge, valid, "a badge of the Summit program, as Issue writes it with this suite").recipient("emailAddress", ada).holdsUnless(c)
	}
	b.add("D77", "control-eddsa-rdfc-2022", honestSheet(school), valid, "the badge that every other one here departs from").holds()
	b.add("D77", "control-eddsa-rdfc-2022-strict", honestSheet(school), valid, "without a remark there is nothing to be strict about").strict()
	b.add("D77", "control-eddsa-rdfc-2022-proof-only", honestSheet(school), valid, "the proof is sound").proofOnly()
	b.add("D77", "control-spaced", honestSheet(school).as(written), valid, "white space and escapes mean nothing").holds()
	b.add("D77", "signed-by-a-stranger", honestSheet(stranger), invalid("TRUST_ISSUER_UNKNOWN"), "genuine, and from somebody who is not trusted").trusting(school.did)
}

// written is a document as other software writes it.
func written(text string) string {
	text = strings.ReplaceAll(text, `,"`, ",\n\t\"")
	return replace(text, `"name":"Pine Ridge`, `"n\u0061me" : "\u0050ine Ridge`)
}

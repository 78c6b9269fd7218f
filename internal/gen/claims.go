package main

import (
	"crypto/sha256"
	"strings"
)

// jwsClaims forges the payload of a token: its JSON, the registered claims,
// the form of VCDM 1.1, and proofs inside proofs.
func jwsClaims(b *book) {
	t := honest(school)
	syntax := invalid("JSON_SYNTAX")
	for _, c := range []struct{ words, payload string }{
		{"list", `[]`}, {"string", `"x"`}, {"number", `1`}, {"null", `null`}, {"empty", ``},
		{"truncated", t.payload[:len(t.payload)-1]},
	} {
		b.add("J45", "payload-"+c.words, t.says(c.payload), syntax, "the payload is one JSON object")
	}
	b.add("J46", "second-value-behind", t.says(t.payload+` {"iss":"`+stranger.did+`"}`), syntax, "a decoder that stops after the first value would not see the second")
	b.add("J46", "byte-order-mark", t.says("\ufeff"+t.payload), invalid("INPUT_ENCODING"), "decided: as T09, a byte order mark is an encoding, not a syntax")

	equalClaims(b)
	timeClaims(b)
	vcForm(b)
	proofsInside(b)
}

// equalClaims forges iss, sub and jti, which repeat members of the credential.
// One that is absent leaves only the credential's own word; one that differs
// would let two readers see two badges.
func equalClaims(b *book) {
	t := honest(school)
	const absent = "OB 3.0 section 8.2.4 wants the claim; decided: what the credential itself says is signed as well, so nothing is hidden"
	mismatch := func(id, words string, t token, why string) {
		b.add(id, words, t, invalid("JWT_CLAIM_MISMATCH"), why)
	}
	iss := `"iss":"` + school.did + `"`
	b.tolerated("J47", "iss-absent", t.drop(iss), "JWT_CLAIM_MISMATCH", absent)
	mismatch("J47", "iss-of-another", t.edit(iss, `"iss":"`+stranger.did+`"`), "two issuers")
	mismatch("J47", "iss-with-slash", t.edit(iss, `"iss":"`+school.did+`/"`), "compared letter by letter")
	mismatch("J47", "iss-with-fragment", t.edit(iss, `"iss":"`+school.kid+`"`), "the key is not the issuer")
	mismatch("J47", "iss-in-capitals", t.edit(iss, `"iss":"DID:KEY:`+strings.TrimPrefix(school.did, "did:key:")+`"`), "compared letter by letter")
	mismatch("J47", "iss-list", t.edit(iss, `"iss":["`+school.did+`"]`), "iss is a string (RFC 7519 section 4.1.1)")
	mismatch("J47", "iss-null", t.edit(iss, `"iss":null`), "iss is a string (RFC 7519 section 4.1.1), and present")

	b.tolerated("J48", "sub-absent", t.drop(subMember), "JWT_CLAIM_MISMATCH", absent)
	mismatch("J48", "sub-of-another", t.edit(subMember, `"sub":"urn:uuid:bad0bad0-0000-4000-8000-000000000000"`), "two subjects")
	mismatch("J48", "sub-list", t.edit(subMember, `"sub":["`+learner+`"]`), "sub is a string (RFC 7519 section 4.1.2)")
	nameless := t.edit(`"credentialSubject":{"id":"`+learner+`",`, `"credentialSubject":{"identifier":[`+hashed("emailAddress", ada)+`],`)
	b.add("J48", "control-subject-without-id", nameless.drop(subMember), valid, "decided: a subject known by identifiers alone has no id that sub could repeat")
	mismatch("J48", "sub-for-subject-without-id", nameless, "decided: sub names somebody whom the credential does not")

	b.tolerated("J49", "jti-absent", t.drop(jtiMember), "JWT_CLAIM_MISMATCH", absent)
	mismatch("J49", "jti-of-another", t.edit(jtiMember, `"jti":"urn:uuid:00000000-0000-4000-8000-000000000000"`), "two credentials")
	mismatch("J49", "jti-number", t.edit(jtiMember, `"jti":7`), "jti is a string (RFC 7519 section 4.1.7)")
}

// timeClaims forges nbf and exp.
func timeClaims(b *book) {
	t := honest(school)
	mismatch := invalid("JWT_CLAIM_MISMATCH")
	b.tolerated("J50", "nbf-absent", t.drop(nbfMember), "JWT_CLAIM_MISMATCH", "no sample of OB 3.0 has nbf; validFrom is signed as well")
	b.add("J50", "nbf-one-second-late", t.edit(nbfMember, `"nbf":1767225601`), mismatch, "present and different")
	b.add("J50", "nbf-one-second-early", t.edit(nbfMember, `"nbf":1767225599`), mismatch, "present and different")
	half := t.edit(fromMember, `"validFrom":"2026-01-01T00:00:00.500Z"`)
	b.add("J50", "control-fraction-nbf-floor", half, valid, "decided: compared at whole seconds, rounded down")
	b.add("J50", "fraction-nbf-ceiling", half.edit(nbfMember, `"nbf":1767225601`), mismatch, "decided: compared at whole seconds, rounded down")
	b.add("J50", "control-nbf-float-integral", t.edit(nbfMember, `"nbf":1.7672256e9`), valid, "a NumericDate is a JSON number, however it is spelled")
	b.add("J50", "nbf-float-fraction", t.edit(nbfMember, `"nbf":1767225600.5`), mismatch, "decided: a whole number of seconds")
	b.add("J50", "nbf-string", t.edit(nbfMember, `"nbf":"1767225600"`), mismatch, "nbf is a number (RFC 7519 section 4.1.5)")
	b.add("J50", "nbf-null", t.edit(nbfMember, `"nbf":null`), mismatch, "nbf is a number (RFC 7519 section 4.1.5), and present")

	const until = `"validUntil":"2027-01-01T00:00:00Z"` // 1798761600
	ends := t.add(until)
	b.add("J51", "control-exp-equal", ends.add(`"exp":1798761600`), valid, "exp repeats validUntil")
	b.tolerated("J51", "exp-absent", ends, "JWT_CLAIM_MISMATCH", "OB 3.0 wants exp beside validUntil; validUntil is signed and counts")
	b.tolerated("J51", "exp-later", ends.add(`"exp":1830297600`), "JWT_CLAIM_MISMATCH", "decided: the earlier of the two ends the badge, and both lie ahead")
	b.add("J51", "exp-later-and-over", ends.add(`"exp":1830297600`), invalid("TIME_EXPIRED"), "never the later of the two").at("2027-06-01T12:00:00Z")
	b.tolerated("J51", "exp-earlier", ends.add(`"exp":1796083200`), "JWT_CLAIM_MISMATCH", "decided: the earlier of the two ends the badge, and both lie ahead")
	b.add("J51", "exp-earlier-and-over", ends.add(`"exp":1772323200`), invalid("TIME_EXPIRED"), "exp is over, validUntil is not")
	b.tolerated("J51", "exp-alone", t.add(`"exp":1798761600`), "JWT_CLAIM_MISMATCH", "decided: exp ends a badge that says nothing itself (OB 3.0 section 8.2.4)")
	b.add("J51", "exp-alone-and-over", t.add(`"exp":1772323200`), invalid("TIME_EXPIRED"), "exp ends a badge that says nothing itself")
	b.add("J51", "exp-negative", t.add(`"exp":-1`), invalid("TIME_EXPIRED"), "the last second of 1969 is over")
	b.add("J51", "exp-1e400", ends.add(`"exp":1e400`), invalid("JSON_NUMBER"), "no number that anything can hold")
	b.add("J51", "exp-2-to-the-63", ends.add(`"exp":9223372036854775808`), invalid("JSON_NUMBER"), "a number that most readers would print otherwise; as a time it would wrap round")
	b.add("J51", "exp-1e19", ends.add(`"exp":1e19`), mismatch, "a time that does not fit must not wrap round to the past or the future")
	b.add("J51", "exp-string", ends.add(`"exp":"1798761600"`), mismatch, "exp is a number (RFC 7519 section 4.1.4)")
}

// vcForm forges the form of VCDM 1.1, where the credential is the claim vc.
func vcForm(b *book) {
	schema := invalid("SCHEMA_INVALID")
	t := honest(school)
	own := t.payload[strings.Index(t.payload, `"iss":`) : len(t.payload)-1]
	old := strings.TrimSuffix(t.payload, ","+own+"}") + "}"
	old = replace(old, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
	old = replace(old, "validFrom", "issuanceDate")
	vc := t.says(`{"vc":` + old + `,` + own + `}`)

	b.add("J52", "control-vc", vc, valid, "an honest badge of VCDM 1.1 (OB 3.0 section 8.2.4)")
	b.add("J52", "vc-issuer-outside-too", vc.add(`"issuer":{"id":"`+stranger.did+`","type":["Profile"],"name":"Another"}`), schema, "a credential inside and a piece of one outside")
	conflict := vc.edit(`"issuer":{"id":"`+school.did+`"`, `"issuer":{"id":"`+stranger.did+`"`)
	b.add("J52", "vc-issuer-differs-signed-by-iss", conflict, invalid("KEY_CONTROLLER_MISMATCH"), "the issuer is the one in the credential, and did not sign")
	conflict.by = stranger
	b.add("J52", "vc-issuer-differs-signed-by-issuer", conflict.head(`{"alg":"{alg}","kid":"{kid}","typ":"JWT"}`), invalid("JWT_CLAIM_MISMATCH"),
		"iss names the school, the credential a stranger, who signed").trusting(school.did, stranger.did)
	b.add("J52", "both-forms", t.add(`"vc":`+old), schema, "exactly one form; readers differ over which one counts")
	b.add("J52", "vc-null", t.add(`"vc":null`), schema, "decided: exactly one form, and null is the beginning of the other")
	b.add("J52", "vc-in-version-2", vc.edit("https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2").edit("issuanceDate", "validFrom"), warning("SCHEMA_INVALID"),
		"decided: vc belongs to VCDM 1.1, and wallets went on writing it; it is signed all the same, and nothing stands beside it")
	b.add("J52", "version-1-without-vc", t.says(old[:len(old)-1]+","+own+"}"), schema, "the claims of VCDM 1.1 hold the credential in vc")
	b.add("J53", "vc-is-a-token", t.says(`{"vc":"`+t.compact()+`",`+own+`}`), schema, "a token inside is not judged as if it were the credential")
	b.add("J53", "vc-inside-vc", t.says(`{"vc":{"vc":`+old+`},`+own+`}`), schema, "the credential is vc, not something deeper")
	b.add("J53", "vc-list", t.says(`{"vc":[`+old+`],`+own+`}`), schema, "one credential")
}

// proofsInside forges badges that carry an embedded proof inside a token.
func proofsInside(b *book) {
	b.add("J55", "proof-of-unknown-type", honest(school).add(`"proof":{"type":"ProofOfTomorrow2031","proofPurpose":"assertionMethod","proofValue":"z3yQ"}`),
		warning("PROOF_TYPE_UNSUPPORTED"), "the token's own signature holds; a proof of a kind that nobody here can judge adds nothing and takes nothing away")

	wrapped := honest(school).says(embedded(school)).add(`"iss":"` + school.did + `",` + jtiMember + `,` + nbfMember + `,` + subMember)
	wrapped.by = stranger
	b.add("J56", "genuine-proof-in-a-strangers-token", wrapped.head(`{"alg":"{alg}","kid":"{kid}","typ":"JWT"}`), invalid("KEY_CONTROLLER_MISMATCH"),
		"the token is the stranger's; the good proof inside does not cover what the token adds, and is never fallen back to")
}

// embedded is the honest badge as a JSON document with an eddsa-jcs-2022 proof
// of its own. It is ASCII text with sorted names and no numbers, so that it is
// its own canonical form (RFC 8785).
func embedded(by signer) string {
	document := `{"@context":` + contexts + `,"credentialSubject":{"achievement":{"achievementType":"MicroCredential",` + criteria +
		`,"description":"Takes part in civic life and gains insight from it.","id":"` + civics + `","name":"Civics","type":["Achievement"]},` +
		`"id":"` + learner + `","type":["AchievementSubject"]},"id":"` + badgeID + `","issuer":{"id":"` + by.did + `",` + schoolName + `,"type":["Profile"]},` +
		`"name":"Civics credential","type":["VerifiableCredential","OpenBadgeCredential"],` + fromMember + `}`
	const member = `"created":"2026-01-01T00:00:00Z","cryptosuite":"eddsa-jcs-2022","proofPurpose":"assertionMethod",`
	rest := `"type":"DataIntegrityProof","verificationMethod":"` + by.kid + `"`
	config := sha256.Sum256([]byte(`{"@context":` + contexts + `,` + member + rest + `}`))
	body := sha256.Sum256([]byte(document))
	value := "z" + base58(by.sign(string(config[:])+string(body[:])))
	return strings.TrimSuffix(document, "}") + `,"proof":{"@context":` + contexts + `,` + member + `"proofValue":"` + value + `",` + rest + `}}`
}

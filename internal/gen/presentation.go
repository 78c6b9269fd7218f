package main

import (
	"fmt"
	"strings"
)

// presentations forges presentations of credentials (VCDM 2.0 section 4.13). The
// number of a case is what it is about: 1 the occasion, 2 the holder and the key, 3
// what is presented, 4 what the holder claims alone, 5 the form, 6 tokens, 7 whose
// the presented badge is.
func presentations(b *book) {
	b.begin("presentation")
	p := presenting{b}
	p.occasions()
	p.holders()
	p.presented()
	p.selfAsserted()
	p.forms()
	p.tokens()
	p.recipients()
}

type presenting struct{ *book }

// adaKey is the key of Ada's wallet.
var adaKey = ed25519Key("Ada's wallet")

const (
	askedBy        = "https://employer.example"
	asking         = "3b1f0c9e-6f0a-4f3e-9d3c-1f6f4a6e5c11"
	occasionMember = `"challenge":"` + asking + `","domain":"` + askedBy + `"`
	occasionClaims = `"nonce":"` + asking + `","aud":"` + askedBy + `"`
	vpTypes        = `"type":["VerifiablePresentation"]`
)

// hers is the honest badge, issued to Ada's wallet, with a proof inside.
func hers() sheet { return honestSheet(school).edit(learner, adaKey.did) }

func hersAsToken() token {
	t := honest(school)
	return t.says(strings.ReplaceAll(t.payload, learner, adaKey.did))
}

// herClaim is what she says of herself; nothing in it secures it.
func herClaim() string {
	return `{` + diplomaBase + `,"id":"` + diplomaID + `",` + diplomaType + `,"issuer":"` + adaKey.did + `",` + fromMember + `,"credentialSubject":{"id":"` + adaKey.did + `"}}`
}

// wrapped is a token as a presentation carries it.
func wrapped(media string, t token) string {
	return `{"@context":"` + baseV2 + `","type":"EnvelopedVerifiableCredential","id":"data:` + media + `,` + t.compact() + `"}`
}

// showing is what Ada presents: these credentials, as they are written.
func showing(credentials ...string) string {
	return `{"@context":["` + baseV2 + `"],` + vpTypes + `,"holder":"` + adaKey.did + `","verifiableCredential":[` + strings.Join(credentials, ",") + `]}`
}

// shown is the same with her proof over its JSON. The vectors trust the school.
func shown(credentials ...string) sheet {
	s := honestSheet(adaKey).under("eddsa-jcs-2022")
	s.text, s.trusted = showing(credentials...), school.did
	s.proof = replace(replace(s.proof, `,"@context":`+contexts, ""), purposeMember, `"proofPurpose":"authentication",`+occasionMember)
	return s
}

// shownToken is the same as a token.
func shownToken(credentials ...string) token {
	text := showing(credentials...)
	return token{
		by: adaKey, trusted: school.did,
		header:  fmt.Sprintf(`{"alg":"%s","kid":"%s","typ":"vp+jwt","cty":"vp"}`, adaKey.alg, adaKey.kid),
		payload: text[:len(text)-1] + `,"iss":"` + adaKey.did + `",` + occasionClaims + "}",
	}
}

func (v *vector) presented() *vector {
	return v.under("presentation").under("challenge=" + asking).under("domain=" + askedBy)
}

func (p presenting) good(id, words string, d document, why string) *vector {
	return p.add(id, words, d, valid, why).presented()
}

func (p presenting) bad(id, words string, d document, code, at, why string) *vector {
	return p.add(id, words, d, invalid(code), why).presented().standing(at)
}

// occasions is case 1.
func (p presenting) occasions() {
	s, t := shown(string(hers().bytes())), shownToken(string(hers().bytes()))
	const stolen = "made for another occasion, and shown again (Data Integrity 1.0 section 2.1)"
	p.good("A01", "proof-inside", s, "the presentation that every other one here departs from")
	p.good("A01", "token", t, "the same as a token")
	p.good("A01", "token-inside", shown(wrapped("application/vc+jwt", hersAsToken())), "a token stands in it in an envelope")
	p.bad("A01", "other-challenge", s.option(asking, "another"), "PROOF_DOMAIN", "/proof/0/challenge", stolen)
	p.bad("A01", "other-domain", s.option(askedBy, "https://other.example"), "PROOF_DOMAIN", "/proof/0/domain", stolen)
	p.bad("A01", "no-challenge", s.option(`"challenge":"`+asking+`",`, ""), "PROOF_DOMAIN", "/proof/0", stolen)
	p.bad("A01", "domain-and-another", s.option(`"`+askedBy+`"`, `["`+askedBy+`","https://other.example"]`), "PROOF_DOMAIN", "/proof/0/domain", "a set is compared as a set")
	p.bad("A01", "token-other-nonce", t.edit(asking, "another"), "PROOF_DOMAIN", "/nonce", stolen)
	p.bad("A01", "token-other-audience", t.edit(askedBy, "https://other.example"), "PROOF_DOMAIN", "/aud", stolen)
	p.bad("A01", "token-no-nonce", t.edit(`"nonce":"`+asking+`",`, ""), "PROOF_DOMAIN", "", stolen)
	p.good("A01", "token-audience-and-another", t.edit(`"`+askedBy+`"`, `["https://other.example","`+askedBy+`"]`), "aud names everybody whom it is for (RFC 7519 section 4.1.3)")
	p.add("A01", "nothing-expected", s, warning("PROOF_DOMAIN"), "made for an occasion, and nobody asked whether it is this one").under("presentation")
	p.add("A01", "for-no-occasion", s.option(","+occasionMember, ""), warning("PROOF_DOMAIN"), "anybody who has seen it can show it again").under("presentation")
	p.bad("A01", "over", s.option(createdMember, createdMember+`,"expires":"2026-03-01T00:00:00Z"`), "PROOF_EXPIRED", "/proof/0/expires", "made for a time that is over")
}

// holders is case 2.
func (p presenting) holders() {
	s, t := shown(string(hers().bytes())), shownToken(string(hers().bytes()))
	const other = "somebody else's key made it"
	p.bad("A02", "other-holder", s.edit(`"holder":"`+adaKey.did+`"`, `"holder":"`+stranger.did+`"`), "KEY_CONTROLLER_MISMATCH", "/holder", other)
	p.bad("A02", "holder-swapped", s.held(`"holder":"`+adaKey.did+`"`, `"holder":{"id":"`+adaKey.did+`"}`), "PROOF_SIG_INVALID", "/proof/0", "the holder is signed with the rest")
	p.bad("A02", "other-issuer-of-the-token", t.edit(`"iss":"`+adaKey.did+`"`, `"iss":"`+stranger.did+`"`), "JWT_CLAIM_MISMATCH", "/iss", "the claim repeats the holder")
	p.good("A02", "object", s.edit(`"holder":"`+adaKey.did+`"`, `"holder":{"id":"`+adaKey.did+`"}`), "a URL, or an object with an id")
	p.add("A02", "nobody", s.edit(`"holder":"`+adaKey.did+`",`, ""), warning("KEY_CONTROLLER_MISMATCH"), "a holder is optional; without one nobody says that they hold what is presented").presented()
	p.bad("A02", "relative", s.edit(`"holder":"`+adaKey.did+`"`, `"holder":"ada"`), "KEY_CONTROLLER_MISMATCH", "/holder", other)
	p.bad("A02", "two", s.edit(`"holder":"`+adaKey.did+`"`, `"holder":["`+adaKey.did+`"]`), "SCHEMA_INVALID", "/holder", "one holder, and no list")
	p.good("A02", "for-assertion", s.option(`"authentication"`, `"assertionMethod"`), "either purpose will do for an embedded proof")
	p.bad("A02", "for-delegation", s.option(`"authentication"`, `"capabilityDelegation"`), "PROOF_PURPOSE", "/proof/0/proofPurpose", "made to hand on a power, and not to present")
	p.bad("A02", "no-proof", wire{s.text, school.did}, "PROOF_MISSING", "", "the credential inside is good, and nobody presents it")
}

// presented is case 3.
func (p presenting) presented() {
	mine := string(hers().bytes())
	s := shown(mine)
	const own = "each credential stands on its own"
	changed := string(hers().held(nameMember+`,"description"`, `"name":"Civics, with honors","description"`).bytes())
	expired := string(hers().add(endedMember).bytes())
	strangers := honestSheet(stranger).edit(learner, adaKey.did)
	stripped := hers().text
	p.good("A03", "two", shown(mine, string(diplomaSheet().edit(learner, adaKey.did).bytes())), "a badge, and a credential of another type")
	p.bad("A03", "second-changed", shown(mine, changed), "PROOF_SIG_INVALID", "/verifiableCredential/1/proof/0", own)
	p.bad("A03", "second-over", shown(mine, expired), "TIME_EXPIRED", "/verifiableCredential/1/validUntil", own)
	p.bad("A03", "second-of-a-stranger", shown(mine, string(strangers.bytes())), "TRUST_ISSUER_UNKNOWN", "/verifiableCredential/1/issuer", own)
	p.bad("A03", "second-stripped", shown(mine, stripped), "PROOF_MISSING", "/verifiableCredential/1/issuer", "without its proof it would be the holder's own claim, and its issuer is another")
	p.add("A03", "second-revocable", shown(mine, string(hers().add(statusMember).bytes())), verdict{"undetermined", []string{"STATUS_UNAVAILABLE"}}, "whether it was revoked could not be asked").presented()
	p.bad("A03", "swapped", s.held(nameMember+`,"description"`, `"name":"Civics, with honors","description"`), "PROOF_SIG_INVALID", "/proof/0", "what is presented is signed with the rest")
	p.bad("A03", "text", shown(`"`+honest(school).compact()+`"`), "SCHEMA_INVALID", "/verifiableCredential/0", "credentials are objects (VCDM 2.0 section 4.13)")
	p.bad("A03", "url", shown(`"https://school.example/credentials/3"`), "SCHEMA_INVALID", "/verifiableCredential/0", "credentials are objects (VCDM 2.0 section 4.13)")
	p.bad("A03", "null", shown(`null`), "SCHEMA_INVALID", "/verifiableCredential/0", "credentials are objects (VCDM 2.0 section 4.13)")
	p.bad("A03", "empty-list", shown(), "SCHEMA_INVALID", "/verifiableCredential", "a set that is there has a member")
	none := shown()
	none.text = replace(none.text, `,"verifiableCredential":[]`, "")
	p.add("A03", "none", none, warning("SCHEMA_INVALID"), "the member is optional: it shows who holds a key, and nothing else").presented()
	p.bad("A03", "presentation", shown(string(shown(mine).bytes())), "SCHEMA_INVALID", "/verifiableCredential/0/type", "nobody would judge the occasion of the inner one")
	p.bad("A03", "too-many", shown(strings.Split(strings.Repeat(mine+"\n", 32)+mine, "\n")...), "SCHEMA_INVALID", "/verifiableCredential", "each would be verified, its keys looked up and all")
}

// selfAsserted is case 4.
func (p presenting) selfAsserted() {
	p.good("A04", "own", shown(herClaim()), "its issuer is the holder, whose proof covers it").trusting(adaKey.did)
	p.good("A04", "own-in-a-token", shownToken(herClaim()), "its issuer is the holder, whose signature covers it").trusting(adaKey.did)
	p.bad("A04", "not-trusted", shown(herClaim()), "TRUST_ISSUER_UNKNOWN", "/verifiableCredential/0/issuer", "anybody can claim anything of themselves")
	by := replace(herClaim(), `"issuer":"`+adaKey.did+`"`, `"issuer":"`+school.did+`"`)
	p.bad("A04", "in-the-name-of-another", shown(by), "PROOF_MISSING", "/verifiableCredential/0/issuer", "nothing but the issuer's own signature vouches for it")
	nobody := shown(herClaim()).edit(`"holder":"`+adaKey.did+`",`, "")
	p.bad("A04", "nobodys", nobody, "PROOF_MISSING", "/verifiableCredential/0", "a presentation with a claim of its holder's names the holder (VCDM 2.0 section 4.13)").trusting(adaKey.did)
	p.bad("A04", "over", shown(herClaim()[:len(herClaim())-1]+","+endedMember+"}"), "TIME_EXPIRED", "/verifiableCredential/0/validUntil", "it has a period like any other").trusting(adaKey.did)
	p.bad("A04", "empty-set-of-proofs", shown(herClaim()[:len(herClaim())-1]+`,"proof":[]}`), "PROOF_MISSING", "/verifiableCredential/0", "a set of no proofs is no absent one").trusting(adaKey.did)
}

// forms is case 5.
func (p presenting) forms() {
	mine := string(hers().bytes())
	s := shown(mine)
	const kind = "a presentation says nothing about anybody, and a credential is no answer to a challenge"
	p.begin("document")
	p.bad("D60", "badge-as-presentation", hers(), "SCHEMA_INVALID", "/type", kind)
	p.bad("D60", "token-as-presentation", honest(school), "SCHEMA_INVALID", "/type", kind)
	p.add("D60", "presentation-as-badge", s, invalid("SCHEMA_INVALID"), kind).anyType().standing("/type")
	p.add("D60", "token-of-a-presentation-as-credential", shownToken(mine), invalid("SCHEMA_INVALID"), kind).anyType().standing("/type")
	p.begin("presentation")
	p.bad("A05", "both", s.edit(vpTypes, `"type":["VerifiablePresentation","VerifiableCredential"]`), "SCHEMA_INVALID", "/type", "one document is one thing")
	p.add("A05", "both-as-badge", s.edit(vpTypes, `"type":["VerifiableCredential","OpenBadgeCredential","VerifiablePresentation"]`), invalid("SCHEMA_INVALID"), "one document is one thing").standing("/type")
	p.bad("A05", "no-context", s.edit(`"@context":["`+baseV2+`"],"type":["VerifiablePresentation"]`, vpTypes), "CONTEXT_ORDER", "/@context", "the first context fixes the version of the data model")
	p.bad("A05", "relative-id", s.edit(vpTypes, `"id":"presentations/3",`+vpTypes), "SCHEMA_INVALID", "/id", "an id is one URL (VCDM 2.0 section 4.4)")
	p.bad("A05", "no-type-of-one", s.edit(vpTypes, `"type":["https://school.example/types#Presentation"]`), "SCHEMA_INVALID", "/type", "its types say what it is (VCDM 2.0 section 4.5)")
	p.add("A05", "proof-alone", s, warning("PROOF_DOMAIN"), "its proof is judged as any other; nobody asked for which occasion it was made").proofOnly()
}

// tokens is case 6.
func (p presenting) tokens() {
	mine := string(hers().bytes())
	t := shownToken(mine)
	envelope := func(typ, media string, t token) wire {
		return wire{`{"@context":"` + baseV2 + `","type":"` + typ + `","id":"data:` + media + `,` + t.compact() + `"}`, school.did}
	}
	const vp, vc = "EnvelopedVerifiablePresentation", "EnvelopedVerifiableCredential"
	const media = "the media type says what is inside (VCDM 2.0 section 4.13)"
	p.good("A06", "envelope", envelope(vp, "application/vp+jwt", t), "a token in an envelope")
	p.add("A06", "envelope-of-any-token", envelope(vp, "application/jwt", t), warning("JWS_FORMAT"), "a media type of former drafts").presented()
	p.bad("A06", "envelope-of-a-credential", envelope(vp, "application/vp+jwt", honest(school)), "SCHEMA_INVALID", "/type", media)
	p.bad("A06", "envelope-for-credentials", envelope(vc, "application/vc+jwt", t), "SCHEMA_INVALID", "/type", media)
	p.bad("A06", "envelope-other-media-type", envelope(vp, "application/vc+jwt", t), "JWS_FORMAT", "/id", media)
	p.add("A06", "envelope-of-disclosures", envelope(vp, "application/vp+sd-jwt", t), verdict{"undetermined", []string{"INPUT_UNSUPPORTED"}}, "a mechanism that cannot be judged here").presented()
	const typed = "a token that says it is the one is never read as the other (RFC 8725 section 3.11)"
	head := func(more string) token { return t.head(`{"alg":"{alg}","kid":"{kid}"` + more + `}`) }
	p.good("A06", "typ-of-any-token", head(`,"typ":"JWT"`), "typ says nothing then, and the types of the content do")
	p.bad("A06", "typ-of-a-credential", head(`,"typ":"vc+jwt"`), "SCHEMA_INVALID", "/type", typed)
	p.bad("A06", "cty-of-a-credential", head(`,"typ":"JWT","cty":"vc"`), "SCHEMA_INVALID", "/type", typed)
	p.add("A06", "credential-as-presentation-by-typ", diploma().head(`{"alg":"{alg}","kid":"{kid}","typ":"vp+jwt"}`), invalid("JWS_HEADER_FORBIDDEN"), typed).anyType()
	p.add("A06", "credential-as-presentation-by-cty", diploma().head(`{"alg":"{alg}","kid":"{kid}","cty":"vp"}`), invalid("JWS_HEADER_FORBIDDEN"), typed).anyType()
	first := strings.Replace(showing(mine), baseV2, baseV1, 1)
	in := func(claims, vp string) token {
		return t.head(`{"alg":"{alg}","kid":"{kid}","typ":"JWT"}`).says(`{` + claims + occasionClaims + `,"vp":` + vp + `}`)
	}
	by := `"iss":"` + adaKey.did + `",`
	p.good("A06", "version-1", in(by, first), "VCDM 1.1 section 6.3.1 has it in the claim vp")
	asItIs := func(credential string) token { return in(by, replace(first, mine, credential)) }
	p.good("A06", "version-1-token", asItIs(`"`+hersAsToken().compact()+`"`), "VCDM 1.1 section 6.3.1 has tokens as they are")
	p.bad("A06", "version-1-token-changed", asItIs(`"`+hersAsToken().compact()+`A"`), "PROOF_SIG_INVALID", "/vp/verifiableCredential/0", "each credential stands on its own")
	p.bad("A06", "version-1-presentation", asItIs(`"`+t.compact()+`"`), "SCHEMA_INVALID", "/vp/verifiableCredential/0", "nobody would judge the occasion of the inner one")
	p.bad("A06", "version-1-url", asItIs(`"https://school.example/credentials/3"`), "SCHEMA_INVALID", "/vp/verifiableCredential/0", "a credential is an object or a token")
	p.add("A06", "version-1-holder-in-the-claim", in(by, replace(first, `"holder":"`+adaKey.did+`",`, "")), warning("JWT_CLAIM_MISMATCH"), "the claim iss stands for the holder").presented()
	p.add("A06", "version-2-in-the-claim", in(by, showing(mine)), warning("SCHEMA_INVALID"), "VC-JOSE-COSE has it as the payload; wallets went on writing the claim").presented().standing("/vp")
	p.bad("A06", "version-1-in-the-claim-of-credentials", t.head(`{"alg":"{alg}","kid":"{kid}","typ":"JWT"}`).says(`{`+by+occasionClaims+`,"vc":`+first+`}`), "SCHEMA_INVALID", "/vc", "the claim is that of credentials")
	p.bad("A06", "version-1-beside-the-claim", in(`"holder":"`+adaKey.did+`",`, first), "SCHEMA_INVALID", "/holder", "exactly one form")
	p.bad("A06", "not-yet", t.add(`"nbf":1893456000`), "PROOF_CREATED_FUTURE", "/nbf", "the token does not count yet")
	p.bad("A06", "over", t.add(`"exp":1767225600`), "PROOF_EXPIRED", "/exp", "the token has ended")
	p.bad("A06", "nonce-no-text", t.edit(`"nonce":"`+asking+`"`, `"nonce":["`+asking+`"]`), "JWT_CLAIM_MISMATCH", "/nonce", "a nonce is a string")
}

// recipients is case 7.
func (p presenting) recipients() {
	hers, theirs := string(hers().bytes()), string(honestSheet(school).bytes())
	const shows = "the badge was issued to whoever presents it"
	p.good("A07", "own", shown(hers), shows).under("held")
	p.bad("A07", "of-another", shown(hers, theirs), "RECIPIENT_MISMATCH", "/verifiableCredential/1/credentialSubject/id", "the badge is genuine, and was issued to somebody else").under("held")
	p.add("A07", "of-another-not-asked", shown(hers, theirs), warning("RECIPIENT_MISMATCH"), "nobody asked whose it is, and anybody can present it").presented().standing("/verifiableCredential/1")
	nobody := shown(hers).edit(`"holder":"`+adaKey.did+`",`, "")
	p.add("A07", "of-nobody", nobody, verdict{"undetermined", []string{"RULE_UNDETERMINED"}}, "the presentation does not say who presents").presented().under("held")
	none := shown()
	none.text = replace(none.text, `,"verifiableCredential":[]`, "")
	p.add("A07", "nothing", none, verdict{"undetermined", []string{"RULE_UNDETERMINED"}}, "there is nothing to ask it of").presented().under("held")
	p.add("A07", "not-presented", honest(school), verdict{"undetermined", []string{"RULE_UNDETERMINED"}}, "nobody presents it, so nobody is known to compare with").under("held")
}

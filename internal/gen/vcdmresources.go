package main

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// resources is rules 16 and 17.
func (m model) resources() {
	t := diploma()
	sum := must1(hex.DecodeString("59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734")) // of the context, as VCDM 2.0 appendix B.1 prints it
	sri := "sha256-" + base64.StdEncoding.EncodeToString(sum)
	const sri384 = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
	multihash := "\x12\x20" + string(sum)
	related := func(value string) token { return t.add(`"relatedResource":` + value) }
	of := func(id, members string) string { return `{"id":"` + id + `",` + members + `}` }
	const picture = "https://school.example/picture.png"
	digestSRI := func(text string) string { return `"digestSRI":"` + text + `"` }
	digestMultibase := func(text string) string { return `"digestMultibase":"` + text + `"` }

	const rule = "each resource once, by its URL and with a digest (VCDM 2.0 section 5.3)"
	m.good("W16", "context", related(of(baseV2, digestSRI(sri))), "the digest of the context that is known")
	m.good("W16", "context-sha384", related(`[`+of(baseV2, digestSRI(sri384))+`]`), "the digest of the context that is known")
	m.good("W16", "context-multibase", related(of(baseV2, digestMultibase("z"+base58([]byte(multihash))))), "the digest of the context that is known")
	m.good("W16", "context-proof-inside", diplomaSheet().add(`"relatedResource":`+of(baseV2, digestSRI(sri))), "the digest of the context that is known")
	m.good("W16", "picture", related(of(picture, digestSRI(sri))), "what nobody uses here is not fetched, and its digest not compared")
	const wrong = "the document means another context than the one that is known"
	m.coded("W16", "context-digest-differs", related(of(baseV2, digestSRI("sha256-"+base64.StdEncoding.EncodeToString(make([]byte, 32))))), "RESOURCE_DIGEST", "/relatedResource/digestSRI", wrong)
	m.coded("W16", "context-digest-of-another", related(of(ob303, digestSRI(sri))), "RESOURCE_DIGEST", "/relatedResource/digestSRI", wrong)
	m.coded("W16", "context-multibase-differs", related(`[`+of(picture, digestSRI(sri))+`,`+of(baseV2, digestMultibase("u"+b64([]byte("\x12\x20"+string(make([]byte, 32))))))+`]`), "RESOURCE_DIGEST", "/relatedResource/1/digestMultibase", wrong)
	m.coded("W16", "one-digest-of-two-differs", related(of(baseV2, digestSRI(sri)+`,`+digestMultibase("u"+b64([]byte("\x12\x20"+string(make([]byte, 32))))))), "RESOURCE_DIGEST", "/relatedResource/digestMultibase", wrong)
	m.coded("W16", "context-digest-differs-proof-inside", diplomaSheet().add(`"relatedResource":`+of(baseV2, digestSRI("sha256-"+base64.StdEncoding.EncodeToString(make([]byte, 32))))), "RESOURCE_DIGEST", "/relatedResource/digestSRI", wrong)
	m.coded("W16", "context-digest-differs-badge", honest(school).add(`"relatedResource":`+of(baseV2, digestSRI("sha256-"+base64.StdEncoding.EncodeToString(make([]byte, 32))))), "RESOURCE_DIGEST", "/relatedResource/digestSRI", wrong)
	m.bad("W16", "no-digest", related(of(picture, `"mediaType":"image/png"`)), "/relatedResource", rule)
	m.bad("W16", "no-id", related(`{`+digestSRI(sri)+`}`), "/relatedResource/id", rule)
	m.bad("W16", "relative-id", related(of("picture.png", digestSRI(sri))), "/relatedResource/id", rule)
	m.bad("W16", "twice", related(`[`+of(picture, digestSRI(sri))+`,`+of(picture, digestSRI(sri384))+`]`), "/relatedResource/1/id", rule)
	m.bad("W16", "string", related(`"`+picture+`"`), "/relatedResource", rule)
	m.bad("W16", "empty", related("[]"), "/relatedResource", rule)
	m.bad("W16", "version-1", firstToken().edit(holderOnly, holderOnly+`,"relatedResource":`+of(picture, digestSRI(sri))), "/vc/relatedResource", "a member of VCDM 2.0")

	const form = "a multihash in multibase, or the integrity metadata of SRI (VCDM 2.0 section 5.3)"
	m.good("W17", "base64url", related(of(picture, digestMultibase("u"+b64([]byte(multihash))))), form)
	m.good("W17", "two-in-one", related(of(picture, digestSRI(sri+" "+sri384))), form)
	for _, c := range []struct{ words, text string }{
		{"empty", ""}, {"no-function", sri[len("sha256-"):]}, {"md5", "md5-1B2M2Y8AsgTpgAmY7PhCfg=="}, {"sha1", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="},
		{"too-short", sri[:40] + "="}, {"no-padding", strings.TrimSuffix(sri, "=")}, {"base64url", "sha256-" + base64.URLEncoding.EncodeToString(sum)}, {"hex", "sha256-" + hex.EncodeToString(sum)},
		{"option", sri + "?ct=image/png"}, {"length-of-another", "sha384-" + sri[len("sha256-"):]},
	} {
		m.bad("W17", "sri-"+c.words, related(of(picture, digestSRI(c.text))), "/relatedResource/digestSRI", form)
	}
	for _, c := range []struct{ words, text string }{
		{"empty", ""}, {"no-base", base58([]byte(multihash))}, {"hex", "f" + hex.EncodeToString([]byte(multihash))}, {"no-hash", "z" + base58(sum)},
		{"too-short", "z" + base58([]byte(multihash[:33]))}, {"wrong-length", "z" + base58([]byte("\x12\x21"+multihash[2:]))}, {"sha3", "z" + base58([]byte("\x16\x20"+multihash[2:]))},
		{"padding", "u" + base64.URLEncoding.EncodeToString([]byte(multihash[:32]))},
	} {
		m.bad("W17", "multibase-"+c.words, related(of(picture, digestMultibase(c.text))), "/relatedResource/digestMultibase", form)
	}
	m.bad("W17", "sri-number", related(of(picture, `"digestSRI":7`)), "/relatedResource/digestSRI", form)
}

// proofs is rule 18.
func (m model) proofs() {
	s := diplomaSheet()
	m.good("W18", "object", s.proved(s.whole()), "a proof, or a set of them (VCDM 2.0 section 4.12)").holds()
	m.coded("W18", "no-type", s.option(`"type":"DataIntegrityProof",`, ""), "PROOF_MALFORMED", "/proof/0", "a proof says what kind it is")
	m.coded("W18", "null", s.proved("null"), "PROOF_MALFORMED", "/proof", "a proof is an object")
	m.coded("W18", "string", s.proved(`"z5"`), "PROOF_MALFORMED", "/proof", "a proof is an object")
	m.coded("W18", "string-among", s.proved(`[`+s.whole()+`,"z5"]`), "PROOF_MALFORMED", "/proof/1", "a proof is an object")
	m.coded("W18", "no-type-in-a-token", diploma().add(`"proof":{"proofPurpose":"assertionMethod"}`), "PROOF_MALFORMED", "/proof", "a proof says what kind it is, wherever it stands")
}

// envelopes is rule 21.
func (m model) envelopes() {
	t := diploma()
	envelope := func(context, kind, id, more string) wire {
		return wire{`{"@context":` + context + `,"type":` + kind + `,"id":"` + id + `"` + more + `}`, school.did}
	}
	const term, base = `"EnvelopedVerifiableCredential"`, `"` + baseV2 + `"`
	in := func(mediaType string, d token) wire {
		return envelope(base, term, "data:"+mediaType+","+d.compact(), "")
	}
	const form = "an object of three members, whose id holds the signed credential (VCDM 2.0 section 4.13)"
	m.good("W21", "envelope", in("application/vc+jwt", t), form)
	m.good("W21", "lists", envelope(`[`+base+`]`, `[`+term+`]`, "data:application/vc+jwt,"+t.compact(), ""), form)
	m.good("W21", "spaced", wire{"{ \"id\" : \"data:application\\/vc+jwt,\\u0065" + t.compact()[1:] + "\",\n\"type\":" + term + ", \"@context\":" + base + " }\n", school.did}, "white space and escapes mean nothing")
	m.good("W21", "badge", in("application/vc+jwt", honest(school).head(`{"alg":"{alg}","kid":"{kid}"}`)), "a badge in an envelope is the badge")
	m.good("W21", "capitals", in("application/VC+JWT", t), "media types have no case (RFC 2045 section 5.1)")
	m.good("W21", "capital-scheme", envelope(base, term, "DATA:Application/vc+JWT,"+t.compact(), ""), "schemes have no case (RFC 3986 section 3.1)")
	m.add("W21", "former-media-type-in-capitals", in("APPLICATION/JWT", t), warning("JWS_FORMAT"), "a media type of former drafts").anyType()
	m.add("W21", "control-sd-jwt-in-capitals", envelope(base, term, "data:application/VC+SD-JWT,"+t.compact()+"~", ""), undetermined("INPUT_UNSUPPORTED"), "another mechanism, which cannot be judged here").anyType().standing("/id")
	m.bad("W21", "further-type-behind", envelope(base, `[`+term+`,"VerifiableCredential"]`, "data:application/vc+jwt,"+t.compact(), ""), "/type", "the type of an envelope is that alone (VCDM 2.0 section 4.13), and nothing signs another")
	for _, former := range []string{"application/vc-ld+jwt", "application/vc+ld+jwt", "application/vc+ld+json+jwt", "application/jwt"} {
		words := strings.NewReplacer("application/", "", "+", "-plus-").Replace(former)
		d := in(former, t)
		m.add("W21", "former-media-type-"+words, d, warning("JWS_FORMAT"), "a media type of former drafts").anyType()
	}
	const alone = "nothing signs the envelope, so it says nothing of its own"
	m.bad("W21", "further-member", envelope(base, term, "data:application/vc+jwt,"+t.compact(), `,"issuer":"did:example:somebody"`), "/issuer", alone)
	m.bad("W21", "further-type", envelope(base, `["VerifiableCredential",`+term+`]`, "data:application/vc+jwt,"+t.compact(), ""), "/type", alone)
	m.coded("W21", "no-context", wire{`{"type":` + term + `,"id":"data:application/vc+jwt,` + t.compact() + `"}`, school.did}, "CONTEXT_ORDER", "/@context", form)
	m.coded("W21", "context-of-version-1", envelope(`"`+baseV1+`"`, term, "data:application/vc+jwt,"+t.compact(), ""), "CONTEXT_ORDER", "/@context", form)
	for _, c := range []struct{ words, id string }{
		{"no-data-url", "https://school.example/credentials/3"}, {"no-comma", "data:application/vc+jwt;" + t.compact()}, {"no-scheme", "application/vc+jwt," + t.compact()}, {"nothing-in-it", "data:application/vc+jwt"}, {"of-text", "data:text/plain," + t.compact()},
		{"of-json", "data:application/vc,{}"}, {"base64", "data:application/vc+jwt;base64," + base64.StdEncoding.EncodeToString([]byte(t.compact()))}, {"kelvin-sign", "data:application/vc+\u212awt," + t.compact()}, {"capital-escape", "data:application/vc%2Bjwt," + t.compact()}, {"space-behind-the-type", "data:application/vc+jwt ," + t.compact()},
	} {
		m.coded("W21", c.words, envelope(base, term, c.id, ""), "JWS_FORMAT", "/id", form)
	}
	m.coded("W21", "line-feed-behind", envelope(base, term, "data:application/vc+jwt,"+t.compact()+`\n`, ""), "JWS_FORMAT", "", "the token stands there as it is")
	m.coded("W21", "percent-encoded", envelope(base, term, "data:application/vc+jwt,"+strings.Replace(t.compact(), ".", "%2E", 1), ""), "JWS_FORMAT", "", "the token stands there as it is")
	m.coded("W21", "tampered", in("application/vc+jwt", t.tampered(learner, "urn:uuid:bad0bad0-0000-4000-8000-000000000000")), "PROOF_SIG_INVALID", "", "the envelope lends nothing")
	m.bad("W21", "envelope-in-an-envelope", in("application/vc+jwt", t.says(string(in("application/vc+jwt", t).bytes()))), "/issuer", "what was signed is an envelope, and no credential")
	m.add("W21", "control-sd-jwt", envelope(base, term, "data:application/vc+sd-jwt,"+t.compact()+"~", ""), undetermined("INPUT_UNSUPPORTED"), "another mechanism, which cannot be judged here").anyType().standing("/id")
}

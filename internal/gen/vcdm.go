package main

import (
	"fmt"
	"strings"
)

// dataModel forges credentials of any type. The number of a case is that of the
// rule of the data model that it is about: 1 to 3 contexts, 4 ids, 5 to 7 types,
// and so on as the functions say.
func dataModel(b *book) {
	b.begin("vcdm")
	m := model{b}
	m.contexts()
	m.identifiers()
	m.types()
	m.texts()
	m.parties()
	m.nothings()
	m.times()
	m.extensions()
	m.resources()
	m.proofs()
	m.envelopes()
}

type model struct{ *book }

// Pieces of the honest credential that vectors replace.
const (
	diplomaID   = "urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"
	diplomaType = `"type":["VerifiableCredential"]`
	diplomaBase = `"@context":["` + baseV2 + `"]`
	holderOnly  = `"credentialSubject":{"id":"` + learner + `"}`
	ownType     = `"type":"https://school.example/types#Recording"`
	undefinedV2 = "https://www.w3.org/ns/credentials/undefined-terms/v2"
)

// diploma is a credential that is no badge, complete and without a blemish, as
// VC-JOSE-COSE secures one.
func diploma() token {
	return token{
		by: school, trusted: school.did,
		header: fmt.Sprintf(`{"alg":"%s","kid":"%s","typ":"vc+jwt","cty":"vc"}`, school.alg, school.kid),
		payload: `{` + diplomaBase + `,"id":"` + diplomaID + `",` + diplomaType + `,"issuer":"` + school.did + `",` +
			fromMember + `,` + holderOnly + `}`,
	}
}

// diplomaSheet is the same with a proof inside.
func diplomaSheet() sheet {
	s := honestSheet(school)
	s.text = diploma().payload
	return s
}

// firstDiploma is the same in the form of VCDM 1.1, with a proof inside.
func firstDiploma() sheet {
	s := diplomaSheet()
	s.text = replace(s.text, `["`+baseV2+`"]`, `["`+baseV1+`","`+integrityV2+`"]`)
	return s.edit(`"validFrom"`, `"issuanceDate"`)
}

// firstToken is the same in the form of VCDM 1.1, in the claim of a token.
func firstToken() token {
	t := diploma().head(`{"alg":"{alg}","kid":"{kid}","typ":"JWT"}`).edit(baseV2, baseV1).edit(`"validFrom"`, `"issuanceDate"`)
	return t.says(`{"iss":"` + school.did + `","jti":"` + diplomaID + `",` + nbfMember + `,` + subMember + `,"vc":` + t.payload + `}`)
}

// under replaces the list of contexts, whichever it is.
func under(s sheet, entries ...string) sheet {
	own := s.text[:strings.Index(s.text, `,"id":`)]
	s.text = replace(s.text, own, `{"@context":`+contexts)
	return s.contexts(entries...)
}

func (m model) good(id, words string, d document, why string) *vector {
	return m.add(id, "control-"+words, d, valid, why).anyType()
}

// bad is refused for its form, at that place.
func (m model) bad(id, words string, d document, at, why string) *vector {
	return m.coded(id, words, d, "SCHEMA_INVALID", at, why)
}

func (m model) coded(id, words string, d document, code, at, why string) *vector {
	return m.add(id, words, d, invalid(code), why).anyType().standing(at)
}

// lax is remarked on by default and refused under strict.
func (m model) lax(id, words string, d document, code, at, why string) {
	m.add(id, words, d, warning(code), why).anyType().standing(at)
	m.add(id, words+"-strict", d, invalid(code), why).anyType().standing(at).strict()
}

// contexts is rules 1 to 3 and 19.
func (m model) contexts() {
	t, s := diploma(), diplomaSheet()
	list := func(entries string) token { return t.edit(diplomaBase, `"@context":`+entries) }
	const first = "the first context fixes the version of the data model (VCDM 2.0 section 4.3)"
	m.good("W01", "token", t, "the credential that every other one here departs from")
	m.good("W01", "token-strict", t, "without a remark there is nothing to be strict about").strict()
	m.good("W01", "proof-inside", s, "the same, with a proof inside").holds()
	m.good("W01", "version-1", firstDiploma(), "the same by VCDM 1.1").holds()
	m.good("W01", "version-1-token", firstToken(), "the same by VCDM 1.1, in the claim of a token")
	m.good("W01", "badge", honest(school), "a badge is a credential, and judged as a badge")
	m.coded("W01", "no-contexts", t.edit(diplomaBase+",", ""), "CONTEXT_ORDER", "/@context", first)
	m.coded("W01", "null", list("null"), "CONTEXT_ORDER", "/@context", first)
	m.coded("W01", "empty", list("[]"), "CONTEXT_ORDER", "/@context/0", first)
	m.coded("W01", "number", list("[10]"), "CONTEXT_ORDER", "/@context/0", first)
	m.coded("W01", "other-first", list(`["`+ob303+`","`+baseV2+`"]`), "CONTEXT_ORDER", "/@context/0", first)
	m.coded("W01", "base-alone-missing", list(`["`+ob303+`"]`), "CONTEXT_ORDER", "/@context/0", first)
	m.coded("W01", "both-versions", list(`["`+baseV2+`","`+baseV1+`"]`), "CONTEXT_ORDER", "/@context/1", "one credential follows one version")
	m.coded("W01", "number-behind", list(`["`+baseV2+`",10]`), "CONTEXT_UNKNOWN", "/@context/1", "a context is a URL or an object")
	m.lax("W01", "no-list", list(`"`+baseV2+`"`), "CONTEXT_ORDER", "/@context", "an ordered set, even of one; nothing can hide in it")
	m.coded("W01", "version-1-beside-the-claims", t.edit(baseV2, baseV1).edit("validFrom", "issuanceDate"), "SCHEMA_INVALID", "/@context", "VCDM 1.1 section 6.3.1 has it in the claim vc")

	const strange = "nothing is ever loaded, and what is not understood is not guessed"
	m.good("W02", "known", t.edit(diplomaBase, `"@context":["`+baseV2+`","`+ob303+`"]`), "a context that is known")
	m.lax("W02", "unknown", list(`["`+baseV2+`","https://school.example/context"]`), "CONTEXT_UNKNOWN", "/@context/1", strange+"; a token signs its contexts")
	m.coded("W02", "relative", list(`["`+baseV2+`","examples/v2"]`), "CONTEXT_UNKNOWN", "/@context/1", "a context is a URL or an object (VCDM 2.0 section 4.3)")
	m.coded("W02", "relative-jcs", under(s, baseV2, "examples/v2").under("eddsa-jcs-2022").option(contexts, `["`+baseV2+`","examples/v2"]`), "CONTEXT_UNKNOWN", "/@context/1", "a context is a URL or an object (VCDM 2.0 section 4.3)")
	m.lax("W02", "written-out", list(`["`+baseV2+`",{"cohort":"https://school.example/terms#cohort"}]`), "CONTEXT_UNKNOWN", "/@context/1", "decided: "+strange+"; a token signs its contexts")
	m.coded("W02", "unknown-proof-inside", under(s, baseV2, "https://school.example/context"), "CONTEXT_UNKNOWN", "/@context/1", strange+", and the proof signs what the contexts make of the names")

	const clash = "both protect what the other defines, so no processor expands the document (VCDM 2.0 section 4.3)"
	m.good("W03", "together", under(s, baseV2, ob303), "contexts that go together").holds()
	m.coded("W03", "excluding-each-other", under(s, baseV2, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"), "CONTEXT_ORDER", "/@context", clash)
	m.lax("W03", "excluding-each-other-token", list(`["`+baseV2+`","https://purl.imsglobal.org/spec/ob/v3p0/context.json"]`), "CONTEXT_ORDER", "/@context/1", clash)
	m.coded("W03", "redefined-type-token", list(`["`+baseV2+`",{"VerifiableCredential":"https://evil.example/T"}]`), "CONTEXT_UNKNOWN", "/@context/1", "a protected term is not redefined")
	m.coded("W03", "redefined-type", under(s, baseV2, `{"VerifiableCredential":"https://evil.example/T"}`), "CONTEXT_UNKNOWN", "/@context/1", "a protected term is not redefined")

	const development = "its @vocab defines every name there could be, which is for development (VCDM 2.0 section 5.2)"
	m.good("W19", "without", t, "no context that defines what nobody defined")
	m.lax("W19", "undefined-terms", list(`["`+baseV2+`","`+undefinedV2+`"]`), "CONTEXT_UNKNOWN", "/@context/1", development)
	m.coded("W19", "undefined-terms-proof-inside", under(s, baseV2, undefinedV2), "CONTEXT_UNKNOWN", "/@context/1", development)
}

// identifiers is rule 4.
func (m model) identifiers() {
	t := diploma()
	const one = "an id is one URL (VCDM 2.0 section 4.4)"
	m.good("W04", "absent", t.edit(`"id":"`+diplomaID+`",`, ""), "optional (VCDM 2.0 section 4.4)")
	m.good("W04", "absent-proof-inside", diplomaSheet().edit(`"id":"`+diplomaID+`",`, ""), "optional (VCDM 2.0 section 4.4)").holds()
	m.good("W04", "https", t.edit(diplomaID, "https://school.example/credentials/3"), "a URL of another scheme")
	for _, c := range []struct{ words, id string }{
		{"null", "null"}, {"number", "7"}, {"object", `{"id":"urn:a:b"}`}, {"list-of-one", `["urn:a:b"]`}, {"two", `["urn:a:b","urn:a:c"]`},
		{"relative", `"credentials/3"`}, {"uuid-alone", `"d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"`}, {"empty", `""`}, {"space", `"urn:a b"`}, {"percent-alone", `"https://school.example/%zz"`},
	} {
		m.bad("W04", c.words, t.edit(`"id":"`+diplomaID+`"`, `"id":`+c.id), "/id", one)
		m.bad("W04", c.words+"-subject", t.edit(`"id":"`+learner+`"`, `"id":`+c.id), "/credentialSubject/id", one)
	}
	const brackets = "decided: URLs in use have them behind the host, and no reader takes one for another URL"
	m.lax("W04", "brackets", t.edit(diplomaID, "https://school.example/[3]"), "SCHEMA_INVALID", "/id", brackets)
	m.lax("W04", "brackets-proof-inside", diplomaSheet().edit(diplomaID, "https://school.example/[3]"), "SCHEMA_INVALID", "/id", brackets)
	m.coded("W04", "relative-proof-inside", diplomaSheet().edit(diplomaID, "credentials/3"), "IRI_INVALID", "/id", one+", and RDF drops a relative one")
	m.bad("W04", "relative-second-subject", t.edit(holderOnly, `"credentialSubject":[{"id":"`+learner+`"},{"id":"ada"}]`), "/credentialSubject/1/id", one)
}

// types is rules 5 to 7.
func (m model) types() {
	t, s := diploma(), diplomaSheet()
	as := func(types string) token { return t.edit(diplomaType, `"type":`+types) }
	m.good("W05", "url", as(`["VerifiableCredential","https://school.example/types#Diploma"]`), "a type is a term or an absolute URL (VCDM 2.0 section 4.5)")
	m.good("W05", "url-proof-inside", s.edit(diplomaType, `"type":["VerifiableCredential","https://school.example/types#Diploma"]`), "a type is a term or an absolute URL (VCDM 2.0 section 4.5)").holds()
	m.good("W05", "string", as(`"VerifiableCredential"`), "a set of one may be a value")
	m.good("W05", "term", t.edit(diplomaType, `"type":["VerifiableCredential","BitstringStatusListCredential"]`), "a term that the context defines")
	const form = "a type is a term or an absolute URL (VCDM 2.0 section 4.5)"
	for _, c := range []struct{ words, types, at string }{
		{"relative", `["VerifiableCredential","types/Diploma"]`, "/type/1"}, {"fragment", `["VerifiableCredential","#Diploma"]`, "/type/1"},
		{"null", "null", "/type"}, {"empty", "[]", "/type"}, {"number-among", `["VerifiableCredential",4]`, "/type/1"},
		{"null-among", `["VerifiableCredential",null]`, "/type/1"}, {"object", `{"id":"VerifiableCredential"}`, "/type"},
	} {
		m.bad("W05", c.words, as(c.types), c.at, form)
	}
	m.bad("W05", "absent", t.edit(","+diplomaType, ""), "/type", form)
	const unmapped = "a term that no context of the credential defines"
	m.lax("W05", "unmapped", as(`["VerifiableCredential","Diploma"]`), "TERM_UNDEFINED", "/type/1", unmapped+"; the token signs it all the same")
	m.coded("W05", "unmapped-proof-inside", s.edit(diplomaType, `"type":["VerifiableCredential","Diploma"]`), "TERM_UNDEFINED", "/type/1", unmapped+", so that the proof would not cover it")

	const base = "its types say what it is (VCDM 2.0 section 4.5)"
	m.good("W06", "other-order", as(`["https://school.example/types#Diploma","VerifiableCredential"]`), "a set has no order")
	m.bad("W06", "url-alone", as(`["https://school.example/types#Diploma"]`), "/type", base)
	m.bad("W06", "presentation", as(`["VerifiablePresentation"]`), "/type", "a presentation is no credential")
	m.bad("W06", "iri", as(`["https://www.w3.org/2018/credentials#VerifiableCredential"]`), "/type", "readers look for the term")

	const typed = "an object of an extension point says what kind it is (VCDM 2.0 sections 4.5 and 5)"
	for member, words := range map[string]string{
		"credentialStatus": "status", "termsOfUse": "terms", "evidence": "evidence", "refreshService": "refresh", "credentialSchema": "schema",
		"confidenceMethod": "confidence", "renderMethod": "rendering",
	} {
		m.bad("W07", words+"-without", t.add(`"`+member+`":{"id":"urn:a:b"}`), "/"+member+"/type", typed)
		m.bad("W07", words+"-relative", t.add(`"`+member+`":[{"id":"urn:a:b","type":"a/b"}]`), "/"+member+"/0/type", typed)
	}
	m.good("W07", "typed", t.add(`"evidence":{"id":"https://school.example/recordings/3",`+ownType+`},"termsOfUse":{"type":"https://school.example/types#Terms"}`), typed)
	m.bad("W07", "confidence-of-the-subject", t.edit(`"id":"`+learner+`"`, `"id":"`+learner+`","confidenceMethod":{"id":"urn:a:b"}`), "/credentialSubject/confidenceMethod/type", typed)
}

// texts is rule 8.
func (m model) texts() {
	t := diploma()
	const form = "a string, a language value object, or several of them (VCDM 2.0 sections 4.6 and 11.1)"
	named := func(member, value string) token { return t.add(`"` + member + `":` + value) }
	for _, member := range []string{"name", "description"} {
		m.good("W08", member+"-string", named(member, `"A diploma"`), form)
		m.good("W08", member+"-languages", named(member, `[{"@value":"A diploma","@language":"en"},{"@value":"دبلوم","@language":"ar","@direction":"rtl"}]`), form)
		for _, c := range []struct{ words, value, at string }{
			{"number", "7", ""}, {"null", "null", ""}, {"further-member", `{"@value":"A","@language":"en","url":"urn:a:b"}`, "/url"},
			{"no-value", `{"@language":"en"}`, "/@value"}, {"value-is-a-number", `{"@value":7,"@language":"en"}`, "/@value"},
			{"language-is-none", `{"@value":"A","@language":"not a language"}`, "/@language"}, {"language-is-a-number", `{"@value":"A","@language":1}`, "/@language"},
			{"direction-is-none", `{"@value":"A","@language":"en","@direction":"up"}`, "/@direction"}, {"list-in-a-list", `["A",["B"]]`, "/1"},
		} {
			m.bad("W08", member+"-"+c.words, named(member, c.value), "/"+member+c.at, form)
		}
	}
	m.bad("W08", "name-of-the-issuer", t.edit(`"issuer":"`+school.did+`"`, `"issuer":{"id":"`+school.did+`","name":{"@language":"en"}}`), "/issuer/name/@value", form)
}

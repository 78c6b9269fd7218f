package main

import (
	"fmt"
	"strings"
)

// embeddedProofs forges badges that are JSON documents with a proof inside. The
// proof signs a graph: whoever holds the badge may write it otherwise as long as
// the graph stays the same, and what the graph does not hold is not signed.
//
// Where a comment says that the signature holds, it does for every processor
// that reads all of JSON-LD and drops what RDF cannot hold: a test of this
// package asks one.
func embeddedProofs(b *book) {
	b.begin("document")
	lost(b)
	hidden(b)
	keywords(b)
	contextLists(b)
	contextRenames(b)
	contextPairs(b)
	contextsOfBytes(b)
	identifiers(b)
	sharedIDs(b)
	order(b)
	proofMembers(b)
	proofOptions(b)
	proofValues(b)
	proofTimes(b)
	proofConfusion(b)
	otherSuites(b)
	disclosures(b)
	chains(b)
	otherFamilies(b)
	methods(b)
	documentShapes(b)
	documentSizes(b)
	positive(b)
}

// lost forges members and types that no context defines: RDF drops them, so that
// anybody can write them under a signature that holds.
func lost(b *book) {
	undefined := invalid("TERM_UNDEFINED")
	s := honestSheet(school)
	const mallory = `"studentName":"Mallory"`
	const free = "no context defines it, the graph does not hold it, and the signature holds with it and without"
	b.add("D01", "undefined-member", s.heldAdd(mallory), undefined, free).holds()
	b.add("D01", "undefined-member-of-subject", s.held(subjectHead, subjectHead+mallory+","), undefined, free).holds()
	b.add("D01", "undefined-member-of-achievement", s.held(nameMember, nameMember+","+mallory), undefined, free).holds()
	b.add("D01", "undefined-member-as-issued", s.add(mallory), undefined, "the issuer himself wrote it, and signed it no more for that").holds()
	b.add("D02", "undefined-type", s.held(`"OpenBadgeCredential"]`, `"OpenBadgeCredential","MadeUp"]`), undefined, "a type that is no IRI: most processors drop it, and the signature holds")
	b.add("D02", "undefined-type-of-a-member", s.add(`"termsOfUse":{"id":"https://school.example/terms","type":"IssuerPolicy"}`), undefined,
		"the terms of use keep their id in the graph, and lose what kind they are")
	b.add("D24", "term-newer-than-the-contexts", s.add(`"awardCeremony":"2026-06-12T18:00:00Z"`), undefined,
		"a term that the context may have by now: the code is not that of a broken signature, and the message says that the context known here may be too old").holds()
	b.add("D24", "known-term-under-the-wrong-type", s.add(`"evidence":[`+pollWork+`]`).held(`"type":["Evidence"]`, `"type":["Evidence"],"targetName":"Polls"`), undefined,
		"a member of an alignment, which no context defines for evidence").holds()
}

// hidden moves members out of sight under a signature that holds.
func hidden(b *book) {
	form := invalid("JSON_KEY_FORM")
	revocable := honestSheet(school).add(statusMember)
	ended := honestSheet(school).add(endedMember)
	const same = "a reader who looks for the member does not find it; the graph is the same, and the signature holds"
	name := func(member string) string {
		return replace(member, member[:strings.Index(member, ":")], `"https://www.w3.org/2018/credentials#`+member[1:strings.Index(member, ":")])
	}
	b.add("D03", "status-under-its-iri", revocable.held(statusMember, name(statusMember)), form, "revocation is out of sight: "+same).holds()
	b.add("D04", "end-under-its-iri", ended.held(endedMember, `"https://www.w3.org/2018/credentials#validUntil":{"@type":"http://www.w3.org/2001/XMLSchema#dateTime","@value":"2026-03-01T00:00:00Z"}`),
		form, "the badge has ended: "+same).holds()
	b.add("D04", "control-end-in-sight", ended, invalid("TIME_EXPIRED"), "the same badge as it was issued: genuine, and over").holds()
	b.add("D05", "status-and-end-under-nest", ended.add(statusMember).held(","+endedMember+","+statusMember, `,"@nest":{`+endedMember+`,`+statusMember+`}`), form, same).holds()

	whole := honestSheet(school)
	inner := replace(whole.text, `"@context":`+contexts+`,`, "")
	graph := whole.after()
	graph.text = `{"@context":` + contexts + `,"@graph":[` + inner + `]}`
	b.add("D09", "graph-around-the-badge", graph, invalid("SCHEMA_INVALID"), "decided: nobody issued a document whose members are all one level down; the signature holds").holds()
	b.add("D09", "list-around-the-badge", whole.as(func(text string) string { return "[" + text + "]" }), invalid("JSON_SYNTAX"),
		"decided: as J45, a badge is one JSON object")
}

// keywords forges members that go by a keyword of JSON-LD, and values that are
// written as objects.
func keywords(b *book) {
	form := invalid("JSON_KEY_FORM")
	s := honestSheet(school)
	const same = "the same graph, and the signature holds; a reader of the plain name sees nothing"
	b.add("D10", "id-of-the-badge", s.held(`"id":"`+badgeID+`"`, `"@id":"`+badgeID+`"`), form, same).holds()
	b.add("D10", "type-of-the-badge", s.held(`"type":["VerifiableCredential"`, `"@type":["VerifiableCredential"`), form, same).holds()
	b.add("D10", "id-of-the-subject", s.held(`"credentialSubject":{"id"`, `"credentialSubject":{"@id"`), form, same).holds()
	b.add("D10", "type-of-the-issuer", s.held(`"type":["Profile"]`, `"@type":["Profile"]`), form, same).holds()
	b.add("D10", "id-of-the-issuer", s.held(`"issuer":{"id"`, `"issuer":{"@id"`), invalid("SCHEMA_INVALID"), "decided: the badge names no issuer whose key could be looked for; the signature holds").holds()

	b.add("D11", "included-node", s.add(`"@included":[{"id":"urn:uuid:d0000000-0000-4000-8000-000000000001","type":["Achievement"],"name":"Medicine"}]`), form,
		"a node of the graph that stands nowhere in the badge").holds()
	b.add("D12", "reverse-member", s.held(titleMember, titleMember+`,"@reverse":{"issuer":{"id":"urn:uuid:d0000000-0000-4000-8000-000000000002"}}`), form,
		"says something about another node; a processor that drops it finds the signature good").holds()

	b.add("D13", "value-object", s.held(`"narrative":"Took part in a public process and reflected on what came of it."`, `"narrative":{"@value":"Took part in a public process and reflected on what came of it."}`), form, same).holds()
	b.add("D13", "set-object", s.add(`"evidence":[`+pollWork+`]`).held(`"evidence":[`+pollWork+`]`, `"evidence":{"@set":[`+pollWork+`]}`), form, same).holds()
	b.add("D13", "language-of-a-narrative", s.edit(`"narrative":"Took part in a public process and reflected on what came of it."`, `"narrative":{"@value":"Nahm teil.","@language":"de"}`), form,
		"VCDM 2.0 has language value objects for name and description, and for nothing else").holds()
	b.add("D13", "value-object-for-a-name", s.held(nameMember, `"name":{"@value":"Civics"}`), form, "decided: a language value object without a language is one more way to write a string").holds()
	b.add("D13", "language-of-the-title", s.edit(titleMember, `"name":{"@value":"Staatskunde","@language":"de"}`), invalid("SCHEMA_INVALID"),
		"decided: VCDM 2.0 allows it, the schema of OB 3.0 asks for a string").holds()

	b.add("D39", "language-that-is-none", s.held(nameMember, `"name":{"@value":"Civics","@language":"not a lang"}`), invalid("SCHEMA_INVALID"), "some processors drop the value with the language")
	b.add("D39", "direction-that-is-none", s.held(nameMember, `"name":{"@value":"Civics","@language":"en","@direction":"up"}`), invalid("SCHEMA_INVALID"), "ltr and rtl are directions")
	b.add("D39", "language-by-context", s.contexts(baseV2, ob303, `{"@language":"de"}`), invalid("CONTEXT_UNKNOWN"), "a context of the badge's own would give every string a language")
	b.add("D40", "json-literal", s.held(`"narrative":"Took part in a public process and reflected on what came of it."`, `"narrative":{"@type":"@json","@value":{"a":1}}`), form, "no member of a badge is a JSON literal")
}

// order forges nothing: sets have no order that a proof could sign.
func order(b *book) {
	s := honestSheet(school).add(`"evidence":[` + pollWork + `,` + driveRun + `]`)
	const set = "a set has no order, and nobody may promise one"
	b.add("D38", "control-evidence", s.held(`[`+pollWork+`,`+driveRun+`]`, `[`+driveRun+`,`+pollWork+`]`), valid, set).holds()
	b.add("D38", "control-types", s.held(`["VerifiableCredential","OpenBadgeCredential"]`, `["OpenBadgeCredential","VerifiableCredential"]`), valid, set).holds()
	b.add("D38", "control-members", s.held(","+titleMember, "").held(`"id":"`+badgeID+`"`, titleMember+`,"id":"`+badgeID+`"`), valid, "members have no order").holds()
	b.add("D38", "control-members-of-the-proof", s.heldOption(suiteMembers+","+createdMember, createdMember+","+suiteMembers), valid, "members have no order").holds()
	const first, second = `{"type":["Result"],"value":"A"}`, `{"type":["Result"],"value":"B"}`
	results := honestSheet(school).edit(subjectHead, subjectHead+`"result":[`+first+`,`+second+`],`)
	b.add("D38", "control-results", results.held(first+`,`+second, second+`,`+first), valid, set).holds()
	scale := honestSheet(school).edit(criteria, criteria+`,"resultDescription":[{"id":"urn:uuid:f0000000-0000-4000-8000-000000000001","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade","allowedValue":["F","C","A"]}]`)
	b.add("D38", "allowed-values", scale.held(`["F","C","A"]`, `["A","C","F"]`), invalid("PROOF_SIG_INVALID"), "allowedValue is a list, whose order is signed: it says which grade is the better one")
}

// documentShapes forges documents that are no badge, or whose members have
// another shape than a badge's.
func documentShapes(b *book) {
	schema := invalid("SCHEMA_INVALID")
	s := honestSheet(school)
	presentation := s
	presentation.text = `{"@context":` + contexts + `,"type":["VerifiablePresentation"],"holder":{"id":"` + school.did + `"}}`
	b.add("D60", "presentation", presentation, schema, "a presentation says nothing about anybody").holds()
	held := fmt.Sprintf(`{"@context":%s,"type":["VerifiablePresentation"],"verifiableCredential":[%s]}`, contexts, s.bytes())
	b.add("D60", "presentation-of-a-good-badge", raw(held), schema, "the badge inside is good; what is around it is none")
	list := s
	list.text = `{"@context":["` + baseV2 + `"],"id":"https://school.example/status/3","type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":{"id":"` + school.did + `"},` +
		fromMember + `,"credentialSubject":{"id":"https://school.example/status/3#list","type":"BitstringStatusList","statusPurpose":"revocation","encodedList":"uH4sIAAAAAAAAA2NgGAWjYBSMglEwCgAA"}}`
	b.add("D61", "status-list", list, schema, "genuine, and no badge").holds()
	b.add("D61", "endorsement", endorsement(school), schema, "genuine, and no badge").holds()

	profile := `{"id":"` + school.did + `","type":["Profile"],` + schoolName + `}`
	issuer := `"issuer":` + profile + `,`
	b.add("D74", "issuer-absent", s.edit(issuer, ""), schema, "nobody issued it").holds()
	b.add("D74", "issuer-empty", s.edit(issuer, `"issuer":{},`), schema, "nobody issued it").holds()
	b.add("D74", "issuer-null", s.edit(issuer, `"issuer":null,`), schema, "nobody issued it").holds()
	b.add("D74", "issuer-without-id", s.edit(issuer, `"issuer":{"type":["Profile"],`+schoolName+`},`), schema, "a name is nobody's key").holds()

	b.add("D75", "no-verifiable-credential", s.edit(`["VerifiableCredential","OpenBadgeCredential"]`, `["OpenBadgeCredential"]`), invalid("TERM_UNDEFINED"),
		"decided: without that type no context defines issuer or validFrom, so that the graph has neither")
	b.add("D75", "no-badge", s.edit(`["VerifiableCredential","OpenBadgeCredential"]`, `["VerifiableCredential"]`), schema, "a verifiable credential, and no badge").holds()
	b.add("D75", "control-order-of-types", s.edit(`["VerifiableCredential","OpenBadgeCredential"]`, `["OpenBadgeCredential","VerifiableCredential"]`), valid, "types have no order").holds()
	b.add("D75", "control-achievement-credential", s.edit(`"OpenBadgeCredential"`, `"AchievementCredential"`), valid, "the older name of the same type").holds()

	const same = "the same graph, and the signature holds; what is read must not be absent for its shape"
	revocable := s.add(statusMember)
	b.add("D80", "status-list-as-object", revocable.held(`"statusListCredential":"https://school.example/status/3"`, `"statusListCredential":{"id":"https://school.example/status/3"}`), schema, same).holds()
	b.add("D80", "purpose-in-list", revocable.held(`"statusPurpose":"revocation"`, `"statusPurpose":["revocation"]`), schema, same).holds()
	b.add("D80", "end-in-list", s.add(endedMember).held(endedMember, `"validUntil":["2026-03-01T00:00:00Z"]`), schema, same).holds()
	b.add("D80", "control-issuer-as-string", s.edit(criteria, criteria+`,"creator":`+profile).held(issuer, `"issuer":"`+school.did+`",`), valid,
		"decided: an issuer may be its id alone (T24), creator says the rest of it, and all of it is read as one node").holds()
}

// documentSizes forges documents that are large or deep, and legal but for that.
func documentSizes(b *book) {
	s := honestSheet(school)
	parents := func(n int) string {
		var head, tail strings.Builder
		for i := range n {
			fmt.Fprintf(&head, `,"parentOrg":{"id":"https://school.example/parents/%d","type":["Profile"]`, i)
			tail.WriteString("}")
		}
		return head.String() + tail.String()
	}
	b.add("D76", "control-60-levels", s.edit(schoolName, schoolName+parents(60)), valid, "as deep as the limit lets it be").holds()
	b.add("D76", "65-levels", s.edit(schoolName, schoolName+parents(65)), invalid("JSON_DEPTH"), "more levels than are read")
	chain := func(n int) string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf(`{"id":"urn:parent:%d","type":["Evidence","Profile"],"parentOrg":"urn:parent:%d"}`, i, i+1))
		}
		return strings.Join(items, ",")
	}
	many := func(n int, member string) string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf(member, i))
		}
		return strings.Join(items, ",")
	}
	named := `,"result":[{"type":["Result"],"value":"0","alignment":[{"id":"urn:example:aim","type":["Alignment"],"targetName":"Aim","targetUrl":"https://school.example/aim","targetDescription":"` + strings.Repeat("Long. ", 8000) + `"}]},` +
		many(199, `{"type":["Result"],"value":"1%d","alignment":[{"id":"urn:example:aim","type":["Alignment"],"targetName":"Aim","targetUrl":"https://school.example/aim"}]}`) + `]`
	b.add("D76", "one-text-in-200-results", s.edit(subjectHead, subjectHead+named[1:]+","), invalid("CANON_LIMIT"), "200 results name one alignment by its id: a view of them would be a hundred times the document").holds()
	b.add("D76", "parents-that-name-each-other", s.edit(subjectHead, subjectHead+`"source":{"id":"urn:parent:0","type":["Profile"]},`).add(`"evidence":[`+chain(100)+`]`), invalid("JSON_DEPTH"), "side by side in the document, and inside one another for whoever reads it").holds()
	b.add("D76", "5000-results", s.edit(subjectHead, subjectHead+`"result":[`+many(5000, `{"type":["Result"],"value":"%d"}`)+`],`), invalid("SCHEMA_INVALID"), "decided: genuine, and with more results than a badge may have").holds()
	b.add("D76", "control-2000-evidence", s.add(`"evidence":[`+many(2000, `{"id":"urn:evidence:%d","type":["Evidence"]}`)+`]`), valid, "large, and within every limit").holds()
}

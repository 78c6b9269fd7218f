package main

import "strings"

// identifiers forges identifiers that RDF does not hold, or holds otherwise than
// they are written.
func identifiers(b *book) {
	fault := invalid("IRI_INVALID")
	s := honestSheet(school)
	id := func(id string) sheet { return s.edit(`"id":"`+badgeID+`"`, `"id":"`+id+`"`) }
	const drops = "RDF drops whatever is said of a node without an absolute identifier: none of it is signed, and the signature holds"
	b.add("D27", "relative-id", id("5a1c1f0e-8d5b-4f0a-9a55-0c8e6f1b2d3a"), fault, drops).holds()
	b.add("D27", "relative-id-and-another-title", id("5a1c1f0e-8d5b-4f0a-9a55-0c8e6f1b2d3a").held(titleMember, `"name":"Doctor of Medicine"`), fault, "the title was changed afterwards: "+drops).holds()
	b.add("D28", "relative-subject", s.edit(`{"id":"`+learner+`"`, `{"id":"student-7"`), fault, drops).holds()
	b.add("D28", "relative-achievement", s.edit(`"id":"`+civics+`"`, `"id":"innovation"`), fault, drops).holds()
	b.add("D28", "relative-evidence", s.add(`"evidence":[{"id":"file.pdf","type":["Evidence"],"narrative":"Ran a voter drive."}]`), fault, drops).holds()
	b.add("D28", "relative-issuer", s.edit(`{"id":"`+school.did+`"`, `{"id":"school.example"`), invalid("KEY_CONTROLLER_MISMATCH"), "decided: whose key it is, is asked first; the signature holds").holds()
	b.add("D28", "relative-target-url", s.edit(criteria, criteria+`,"alignment":[{"type":["Alignment"],"targetName":"Participation","targetUrl":"items/7"}]`), invalid("SCHEMA_INVALID"),
		"a text for RDF, and signed; relative to nothing all the same (O20)").holds()
	b.add("D29", "empty-id", id(""), fault, drops).holds()
	b.add("D29", "empty-achievement-id", s.edit(`"id":"`+civics+`"`, `"id":""`), fault, drops).holds()
	for _, c := range []struct{ words, id string }{
		{"space", "urn:uuid:a b"}, {"greater-than", "urn:o>"}, {"line-feed", `https://school.example/x\ny`}, {"braces", "urn:o{1}"}, {"bar", "urn:o|1"}, {"caret", "urn:o^1"}, {"grave", "urn:o`1"},
		{"backslash", `urn:o\\1`}, {"delete", `urn:o\u007f`}, {"percent-alone", "urn:o%zz"},
	} {
		b.add("D30", c.words, id(c.id), fault, "a character that an IRI has not: processors write it, escape it or drop the statement")
	}
	token, jcs := honest(school), s.under("eddsa-jcs-2022")
	renamed := func(words, civicsID string, judge func(words string, d document)) {
		old, new := `"id":"`+civics+`"`, `"id":"`+civicsID+`"`
		judge(words+"-proof-inside", s.edit(old, new))
		judge(words+"-jcs", jcs.edit(old, new))
		judge(words+"-token", token.edit(old, new))
	}
	lax := func(words string, d document) {
		b.tolerated("D30", words, d, "SCHEMA_INVALID", "decided: URLs in use have them, and no reader takes one for another URL; by RFC 3986 section 3.2.2 they belong around an address")
	}
	renamed("brackets", "https://school.example/[a]", lax)
	renamed("brackets-in-a-query", "https://school.example/badges?id[]=3", lax)
	renamed("control-address", "https://[2001:db8::1]/civics", func(words string, d document) {
		b.add("D30", words, d, valid, "an address in place of a name")
	})
	for words, civicsID := range map[string]string{"percent-alone-token": "https://school.example/%zz", "percent-at-the-end-token": "https://school.example/%4", "bracket-in-a-host-token": "https://school[.example/"} {
		b.add("D30", words, token.edit(`"id":"`+civics+`"`, `"id":"`+civicsID+`"`), invalid("SCHEMA_INVALID"), "no URL (RFC 3986): readers repair it, each its own way")
	}
	b.add("D30", "percent-alone-jcs", jcs.edit(`"id":"`+civics+`"`, `"id":"https://school.example/%zz"`), invalid("SCHEMA_INVALID"), "no URL (RFC 3986): readers repair it, each its own way")
	b.add("D31", "statements-in-a-type", s.edit(`"OpenBadgeCredential"]`, `"OpenBadgeCredential","urn:T> .\n<urn:evil> <urn:p> <urn:o"]`), fault, "two statements in the place of one, if nobody looks")
	b.add("D31", "statements-in-an-id", s.add(`"evidence":[{"id":"urn:e> <urn:p> <urn:o> .\n<urn:x","type":["Evidence"]}]`), fault, "two statements in the place of one, if nobody looks")

	mismatch := invalid("KEY_CONTROLLER_MISMATCH")
	for _, c := range []struct{ words, issuer, key string }{
		{"capitals-in-a-host", "did:web:SCHOOL.example", "did:web:school.example#key-1"}, {"encoded-tilde", "did:web:school.example:%7Ecivics", "did:web:school.example:~civics#key-1"},
		{"punycode", "https://xn--bcher-kva.example/issuer", "https://bücher.example/issuer#key-1"}, {"default-port", "https://school.example:443/issuer", "https://school.example/issuer#key-1"},
		{"host-in-capitals", "https://SCHOOL.example/issuer", "https://school.example/issuer#key-1"},
	} {
		t := s.edit(`{"id":"`+school.did+`"`, `{"id":"`+c.issuer+`"`).key(c.key)
		b.add("D32", c.words, t, mismatch, "issuer and key are compared letter by letter: what two readers normalize differently is nobody's key").trusting(c.issuer)
	}
	b.add("D33", "control-not-ascii", s.edit(`"id":"`+civics+`"`, `"id":"https://бейдж.example/1"`), valid, "an IRI may have letters of any script").holds()
	b.add("D33", "control-not-composed", s.edit(`"id":"`+civics+`"`, `"id":"https://school.example/cafe`+"\u0301"+`"`), valid, "kept letter by letter, composed or not").holds()
	b.add("D33", "composed-afterwards", s.edit(`"id":"`+civics+`"`, `"id":"https://school.example/cafe`+"\u0301"+`"`).held("cafe\u0301", "caf\u00e9"), invalid("PROOF_SIG_INVALID"), "another identifier")
	b.add("D33", "direction-mark", s.edit(`"id":"`+civics+`"`, `"id":"https://school.example/`+"\u202e"+`1"`), fault, "RFC 3987 section 4.1 has no marks of direction in an IRI")

	b.add("D34", "blank-badge", id("_:b0"), fault, "a name that means nothing outside the document").holds()
	b.add("D34", "blank-subject", s.edit(`{"id":"`+learner+`"`, `{"id":"_:b0"`), fault, "a name that means nothing outside the document").holds()
	b.add("D34", "two-objects-of-one-blank-node", s.add(`"evidence":[{"id":"_:e","type":["Evidence"],"name":"Polls"},{"id":"_:e","type":["Evidence"],"narrative":"Worked at the polls."}]`), fault,
		"two objects would be one node").holds()
}

// sharedIDs forges objects with one id. In the graph they are one node: whoever
// holds the badge may move members from one to the other, and the signature holds.
func sharedIDs(b *book) {
	schema, differ := invalid("SCHEMA_INVALID"), warning("SCHEMA_INVALID")
	s := honestSheet(school)
	created := func(members string) sheet {
		return s.edit(criteria, criteria+`,"creator":{"id":"`+school.did+`","type":["Profile"]`+members+`}`)
	}
	b.add("D35", "control-issuer-is-creator", created(","+schoolName), valid, "one school, named twice in the same words").holds()
	b.add("D35", "control-issuer-is-creator-with-less", created(""), valid, "one school, described once").holds()
	b.add("D35", "control-name-at-the-creator", created("").held(","+schoolName, "").held(`"creator":{"id":"`+school.did+`"`, `"creator":{"id":"`+school.did+`",`+schoolName), valid,
		"the holder moved the name from issuer to creator: objects of one id are read as one, so nothing has changed").holds()
	b.add("D35", "creator-under-another-name", created(`,"name":"Pine Ridge"`), differ, "one node with two names, neither of which is shown as fact: real badges have it").holds()
	oneID := s.edit(`"id":"`+civics+`"`, `"id":"`+badgeID+`"`)
	b.add("D35", "control-badge-and-achievement", oneID.edit(","+titleMember, ""), valid, "real badges give both one id; nothing in one can be hidden in the other").holds()
	b.add("D35", "badge-and-achievement-under-two-names", oneID, differ, "one node with two names, neither of which is shown as fact").holds()
	b.add("D35", "control-evidence-is-the-issuer", s.add(`"evidence":[{"id":"`+school.did+`","type":["Evidence"],"narrative":"Ran a voter drive."}]`), valid,
		"decided: one node of two types, as badge and achievement are; nothing in one can be hidden in the other").holds()
	related := s.edit(criteria, criteria+`,"related":[{"id":"`+civics+`","type":["Related"],"version":"2"}]`)
	b.add("D35", "control-achievement-related-to-itself", related, valid, "decided: the version describes the node, wherever it stands").holds()

	ended := s.add(endedMember)
	inEvidence := `"evidence":[{"id":"` + badgeID + `","type":["VerifiableCredential","Evidence"],"narrative":"Ran a voter drive."}]`
	moved := replace(inEvidence, `"narrative"`, endedMember+`,"narrative"`)
	b.add("D78", "end-in-the-evidence", ended.add(inEvidence).held(","+endedMember, "").held(inEvidence, moved), schema,
		"the end stands in evidence that has the badge's id: the same graph, and the signature holds").holds()
	endorsed := `"endorsement":[` + string(endorsement(stranger).bytes()) + `]`
	typed := replace(endorsed, `"type":["EndorsementSubject"],`, `"type":["EndorsementSubject","VerifiableCredential"],`)
	b.add("D78", "control-endorsement-of-itself", s.add(endorsed), valid, "an endorsement is about the badge, and names its id").holds()
	b.add("D78", "end-in-the-endorsement", ended.add(endorsed).held(","+endedMember, "").held(endorsed, replace(typed, `"endorsementComment"`, endedMember+`,"endorsementComment"`)), schema,
		"the end stands in what the endorsement is about: the same graph, and the signature holds").holds()
	b.add("D78", "status-and-end-in-the-endorsement", ended.add(statusMember).add(endorsed).held(","+endedMember+","+statusMember, "").held(endorsed, replace(typed, `"endorsementComment"`, endedMember+`,`+statusMember+`,"endorsementComment"`)), schema,
		"end and revocation stand in what the endorsement is about: the same graph, and the signature holds").holds()

	owned := s.edit(subjectHead, subjectHead+`"identifier":[`+hashed("emailAddress", ada)+`],`)
	about := replace(endorsed, `{"id":"`+badgeID+`","type":["EndorsementSubject"]`, `{"id":"`+learner+`","type":["EndorsementSubject"]`)
	b.add("D78", "recipient-in-the-endorsement", owned.add(about).held(`"identifier":[`+hashed("emailAddress", ada)+`],`, "").held(`"type":["EndorsementSubject"]`, `"type":["EndorsementSubject","AchievementSubject"],"identifier":[`+hashed("emailAddress", ada)+`]`), schema,
		"decided: what an endorsement alone says of the learner is nothing the badge says, even if the holder put it there").recipient("emailAddress", ada).holds()
	embeddedSayings(b)

	const shared = `"id":"urn:uuid:e0000000-0000-4000-8000-000000000001"`
	b.add("D36", "two-narratives", s.add(`"evidence":[`+pollWork+`,{`+shared+`,"type":["Evidence"],"narrative":"Never worked at the polls."}]`), schema,
		"one node with two narratives: which of them the issuer wrote to which name, nobody can tell").holds()
	b.add("D36", "control-two-halves", s.add(`"evidence":[{`+shared+`,"type":["Evidence"],"narrative":"Worked at the polls."},{`+shared+`,"type":["Evidence"],"name":"Polls"}]`), valid,
		"one node, described in two pieces").holds()
	for _, c := range []struct {
		words string
		s     sheet
	}{
		{"evidence-twice", s.add(`"evidence":[`+pollWork+`]`).held(`[`+pollWork+`]`, `[`+pollWork+`,`+pollWork+`]`)},
		{"tag-twice", s.edit(criteria, criteria+`,"tag":["civics"]`).held(`["civics"]`, `["civics","civics"]`)},
	} {
		const once = "one element of a set, written twice: the same graph, read once, and told"
		b.add("D37", c.words, c.s, differ, once).holds()
		b.add("D37", c.words+"-strict", c.s, schema, once).strict()
	}
	b.add("D37", "evidence-without-id-twice", s.add(`"evidence":[{"type":["Evidence"],"narrative":"Ran a voter drive."}]`).held(`[{"type":["Evidence"],"narrative":"Ran a voter drive."}]`, `[{"type":["Evidence"],"narrative":"Ran a voter drive."},{"type":["Evidence"],"narrative":"Ran a voter drive."}]`),
		invalid("PROOF_SIG_INVALID"), "without an id they are two nodes, and one of them is not signed")
	b.add("D37", "evidence-and-its-id", s.add(`"evidence":[`+pollWork+`]`).held(`[`+pollWork+`]`, `["urn:uuid:e0000000-0000-4000-8000-000000000001",`+pollWork+`]`), differ, "one element of a set, once by its id: the same graph, and read once").holds()
	crowd := strings.Repeat(`,{"id":"urn:uuid:e0000000-0000-4000-8000-000000000001","type":["Evidence"],"name":"Polls"}`, 120)
	b.add("D35", "two-names-among-a-crowd", created(`,"name":"Pine Ridge"`).add(`"evidence":[`+replace(pollWork, `"narrative"`, `"name":"Polls","narrative"`)+`]`).held(`"evidence":[`, `"evidence":[`+crowd[1:]+`,`), differ,
		"as many harmless objects of one id as a report lists do not make one of two names a fact").holds()
	b.add("D37", "name-twice", s.held(nameMember, `"name":["Civics","Civics"]`), schema, "one value for RDF, two for a reader: a name is one").holds()
}

// signedWith is the sheet under the signature of another.
func (s sheet) signedWith(other sheet) sheet {
	other = other.after()
	s.signed, s.signedProof = other.signed, other.signedProof
	return s
}

// embeddedSayings forges endorsements that say more of the badge than the badge does.
// The issuer has signed them with it, and nobody has judged them.
func embeddedSayings(b *book) {
	schema, differ := invalid("SCHEMA_INVALID"), warning("SCHEMA_INVALID")
	s := honestSheet(school)
	by := func(who signer, id, members string, edits ...string) string {
		e := endorsement(who).edit(`{"id":"`+badgeID+`","type":["EndorsementSubject"]`, `{"id":"`+id+`",`+members)
		for i := 0; i < len(edits); i += 2 {
			e = e.edit(edits[i], edits[i+1])
		}
		return `"endorsement":[` + string(e.bytes()) + `]`
	}
	b.add("D78", "recipient-of-the-endorser", s.add(by(stranger, learner, `"type":["EndorsementSubject","AchievementSubject"],"identifier":[`+hashed("emailAddress", ada)+`]`)), schema,
		"the issuer names nobody; an endorser does not decide whose the badge is").recipient("emailAddress", ada).holds()
	unnamed := s.edit(","+schoolName, "")
	b.add("D78", "issuer-named-by-the-endorser", unnamed.add(by(stranger, school.did, `"type":["EndorsementSubject","Profile"],"name":"Harvard University"`)), differ,
		"the issuer has no name; an endorser's name for it is not shown").holds()
	b.add("D78", "further-type-in-the-endorsement", s.edit(`"OpenBadgeCredential"]`, `"OpenBadgeCredential","urn:example:FinalExam"]`).add(by(stranger, badgeID, `"type":["EndorsementSubject"]`)).held(`,"urn:example:FinalExam"`, "").held(`"EndorsementSubject"`, `"EndorsementSubject","urn:example:FinalExam"`), schema,
		"what the badge is, it says itself: the same graph, and the signature holds").holds()
	b.add("D78", "two-codes-in-the-endorsement", s.add(by(stranger, civics, `"type":["EndorsementSubject","Achievement"],"humanCode":["CIV","IC"]`)), schema, "a member that an endorsement adds is not shown, and is judged as the badge's own: the same graph has it there").holds()
	b.add("D78", "issuer-under-another-name-as-endorser", s.add(by(school, badgeID, `"type":["EndorsementSubject"]`)), differ, "real badges have it; neither name is shown as fact").holds()
	b.add("D78", "control-endorsed-by-its-issuer", s.add(by(school, badgeID, `"type":["EndorsementSubject"]`, `"name":"A board"`, schoolName)), warning("SELF_ENDORSED"), "an endorsement may repeat what the badge says; that it is the issuer's own is told").holds()
	self := by(stranger, civics, `"type":["EndorsementSubject","Achievement"]`, `"issuer":{"id":"`+stranger.did+`"`, `"issuer":{"id":"`+learner+`"`, `,"name":"A board"`, "")
	b.add("D78", "control-endorsed-by-the-learner", s.add(self), warning("ENDORSEMENT_INVALID"), "the class of a node is for where it stands, and no news of it; the key is not the learner's").holds()
	b.add("D35", "control-nothing-in-a-list", s.add(by(stranger, badgeID, `"type":["EndorsementSubject"]`)).held(`"type":["EndorsementSubject"]`, `"type":["EndorsementSubject"],"name":[null]`), warning("ENDORSEMENT_INVALID"), "a list of nulls says nothing, and contradicts nobody; it is no form for the endorsement, which the holder has spoilt").holds()
	told := criteria[len(`"criteria":{`) : len(criteria)-1]
	oneID := s.edit(criteria, replace(criteria, "{", `{"id":"`+civics+`",`))
	b.add("D80", "control-criteria-inside-themselves", oneID.held(`{"id":"`+civics+`",`+told+`}`, `{"id":"`+civics+`"},`+told), valid,
		"achievement and criteria are one node: the holder moved the text from one to the other, and it is read where it was").holds()
}

package main

import (
	"fmt"
	"strings"
)

// canon forges graphs that are hard to canonicalize, and graphs that come out
// otherwise where a processor is careless. The nodes of a document are a tree but
// for those with ids, so that what is hard here is nodes without one that look alike.
func canon(b *book) {
	b.begin("canon")
	poison(b)
	twins(b)
	literals(b)
	graphs(b)
}

// alike is n results without an id, with the same n alignments each.
func alike(results, alignments int) string {
	one := `{"type":["Result"],"alignment":[` + repeated(`{"type":["Alignment"],"targetName":"Participation","targetUrl":"https://framework.example/items/7"}`, alignments) + `]}`
	return `"result":[` + repeated(one, results) + `],`
}

func repeated(item string, n int) string {
	return strings.Repeat(item+",", n-1) + item
}

func poison(b *book) {
	limit := invalid("CANON_LIMIT")
	s := honestSheet(school)
	with := func(members string) sheet { return s.held(subjectHead, subjectHead+members) }
	const legal = "every member is legal, and the order of the alignments has to be found among all orders; the work is counted, and ends"
	b.add("R01", "two-results-with-nine-alignments", with(alike(2, 9)), limit, legal)
	b.add("R01", "two-results-with-nine-empty-alignments", with(`"result":[`+repeated(`{"type":["Result"],"alignment":[`+repeated(`{"type":["Alignment"]}`, 9)+`]}`, 2)+`],`), limit, legal)
	b.add("R01", "ten-results-with-ten-alignments", with(alike(10, 10)), limit, legal)
	b.add("R01", "nine-results-among-nine-identities", with(`"identifier":[`+repeated(`{"type":"IdentityObject"}`, 9)+`],`+alike(9, 9)), limit, legal)
	b.add("R03", "control-two-results-with-four-alignments", s.edit(subjectHead, subjectHead+alike(2, 4)), valid, "alike, and few: it costs something, and has an end").holds()
	b.add("R03", "control-three-results-with-three-alignments", s.edit(subjectHead, subjectHead+alike(3, 3)), valid, "alike, and few: it costs something, and has an end").holds()
	b.add("R04", "5000-equal-results", with(`"result":[`+repeated(`{"type":["Result"],"value":"A"}`, 5000)+`],`), invalid("PROOF_SIG_INVALID"), "thousands of nodes without an id that are alike, and hang on nothing else: no order has to be found")
	b.add("R04", "5000-equal-results-with-alignments", with(`"result":[`+repeated(`{"type":["Result"],"alignment":[{"type":["Alignment"]},{"type":["Alignment"]}]}`, 5000)+`],`), limit, "more nodes without an id than are looked at")
	b.add("R04", "control-250-equal-results", s.edit(subjectHead, subjectHead+`"result":[`+repeated(`{"type":["Result"],"value":"A"}`, 250)+`],`), valid, "as many results as are read, and all alike").holds()
	levels := `{"id":"urn:uuid:f0000000-0000-4000-8000-000000000001","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade","allowedValue":[` + repeated(`"A"`, 60_000) + `]}`
	b.add("R12", "120000-quads", s.held(criteria, criteria+`,"resultDescription":[`+levels+`]`), limit, "more statements, and more nodes without an id, than are looked at")
	tags := make([]string, 99_000)
	for i := range tags {
		tags[i] = fmt.Sprintf(`"%d"`, i)
	}
	b.add("R12", "99000-quads", s.held(criteria, criteria+`,"tag":[`+strings.Join(tags, ",")+`]`), invalid("PROOF_SIG_INVALID"), "as many statements as a document has room for, without a node that is hard: canonicalized, and not what was signed")
}

// twins are nodes without an id that nothing tells apart: whichever comes first,
// the canonical form is the same.
func twins(b *book) {
	s := honestSheet(school)
	const twin = "nothing tells the nodes apart, and nothing has to: every order has the same canonical form"
	work := `{"type":["Evidence"],"narrative":"Worked at the polls."}`
	b.add("R05", "control-two-equal-evidence", s.add(`"evidence":[`+repeated(work, 2)+`]`), valid, twin).holds()
	b.add("R05", "control-50-equal-evidence", s.add(`"evidence":[`+repeated(work, 50)+`]`), valid, twin).holds()
	b.add("R05", "one-of-two-equal-evidence-removed", s.add(`"evidence":[`+repeated(work, 2)+`]`).held(repeated(work, 2), work), invalid("PROOF_SIG_INVALID"), "two pieces of evidence in the same words are two")
	behind := strings.TrimSuffix(achievement, "}") + `,"id":"` + civics + `"}`
	b.add("R06", "control-other-order", s.held(achievement, replace(behind, `{"id":"`+civics+`",`, "{")).held(`"id":"`+badgeID+`",`, "").heldAdd(`"id":"`+badgeID+`"`), valid,
		"members have no order: the same form, and the same labels").holds()
}

// literals are texts that careless writers of N-Quads spell otherwise.
func literals(b *book) {
	s := honestSheet(school)
	says := func(text string) sheet {
		return s.edit(`"Took part in a public process and reflected on what came of it."`, `"`+text+`"`)
	}
	b.add("R08", "control-escapes", says(`tab \t, line \n, return \r, quote \", backslash \\, slash /`), valid, "six characters are escaped by a letter, and nothing else")
	b.add("R08", "control-characters", says(`\b\f\u0001\u001f\u007f`), warning("TEXT_SUSPICIOUS"), "controls are escaped by their number, and DEL is one of them; a reader is told of them")
	b.add("R08", "control-beyond", says("\u00a0\u00e9\ufffd\U0001f600"), valid, "whatever else there is stands as it is")
	b.add("R08", "control-no-character", says(`\ufffe\uffff`), valid, "no Char of XML 1.1, and therefore escaped by its number (RDFC-1.0 appendix A)")
	b.add("R09", "control-empty", s.add(`"evidence":[{"type":["Evidence"],"narrative":""}]`), valid, "an empty text is a text").holds()
	b.add("R09", "control-long", says(strings.Repeat("All work and no play. ", 40_000)), valid, "880 000 bytes").holds()
	described := func(language string) string {
		return `"description":{"@value":"Nimmt teil.","@language":"` + language + `"}`
	}
	title := s.add(described("de-AT"))
	b.add("R09", "language-in-other-case", title.held("de-AT", "DE-at"), invalid("SCHEMA_INVALID"), "languages are folded to lower case, so that the signature holds; the form does not (D13)").holds()
	b.add("R10", "control-beyond-the-plane", s.edit(criteria, criteria+`,"tag":["`+"\U0001f600"+`","`+"\ufffd"+`"]`), valid, "lines are sorted by code point: U+FFFD stands before U+1F600, in UTF-16 behind it").holds()
}

// graphs are proofs inside the document: each is a graph of its own.
func graphs(b *book) {
	inner := endorsement(stranger)
	second := inner.option(createdMember, laterMember)
	endorsed := func(proofs string) sheet {
		return honestSheet(school).add(`"endorsement":[` + inner.with(proofs) + `]`)
	}
	both := "[" + inner.whole() + "," + second.whole() + "]"
	b.add("R11", "control-two-proofs-inside", endorsed(both), valid, "two graphs, each with a name of its own").holds()
	b.add("R11", "control-other-order-of-proofs-inside", endorsed(both).held(both, "["+second.whole()+","+inner.whole()+"]"), valid, "a set has no order").holds()
	b.add("R11", "control-empty-list-of-proofs-inside", endorsed("[]"), warning("ENDORSEMENT_INVALID"), "no graph; an endorsement that nobody signs counts for nothing").holds()
	b.add("R11", "one-of-two-proofs-inside-removed", endorsed(both).held(both, "["+inner.whole()+"]"), invalid("PROOF_SIG_INVALID"), "what stands in a graph of its own is signed as well")
	b.add("R11", "empty-proof-inside", endorsed("{}").signedWith(endorsed("[]")), invalid("SCHEMA_INVALID"), "a graph that holds nothing would be lost")
}

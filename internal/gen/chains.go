package main

import "strings"

const (
	firstProof  = "urn:uuid:b0000000-0000-4000-8000-000000000001"
	secondProof = "urn:uuid:b0000000-0000-4000-8000-000000000002"
	thirdProof  = "urn:uuid:b0000000-0000-4000-8000-000000000003"
)

// called is the sheet whose proof has that id.
func (s sheet) called(id string) sheet { s.proof += `,"id":"` + id + `"`; return s }

// upon is the sheet whose proof builds on these, by their ids.
func (s sheet) upon(previous, ids string) sheet {
	s.previous = previous
	s.proof += `,"previousProof":` + ids
	return s
}

func quoted(ids ...string) string { return `["` + strings.Join(ids, `","`) + `"]` }

// chains forges proofs that build on others (Data Integrity 1.0 section 2.1.2).
func chains(b *book) {
	b.begin("document")
	plain := honestSheet(school)
	jcs := plain.under("eddsa-jcs-2022")
	for _, c := range []struct {
		words         string
		first, second sheet
	}{
		{"rdfc-upon-rdfc", plain, plain.option(createdMember, laterMember)}, {"jcs-upon-jcs", jcs, jcs.option(createdMember, laterMember)},
		{"jcs-upon-rdfc", plain, jcs}, {"rdfc-upon-jcs", jcs, plain},
	} {
		chain(b, c.words, c.first, c.second)
	}
	ids(b)
	unknownParent(b)
	insideTokens(b)
}

// chain is one with its faults: who holds it may drop a proof, replace one, or
// write two in another order.
func chain(b *book, words string, first, second sheet) {
	broken, malformed := invalid("PROOF_SIG_INVALID"), invalid("PROOF_MALFORMED")
	one := first.called(firstProof)
	two := second.called(secondProof).upon(one.whole(), `"`+firstProof+`"`)
	three := second.called(thirdProof).upon(one.whole()+","+two.whole(), quoted(secondProof, firstProof))
	with := func(proofs ...string) wire { return first.proved("[" + strings.Join(proofs, ",") + "]") }
	named := func(w string) string { return w + "-" + words }

	b.add("D46", named("control"), with(one.whole(), two.whole()), valid, "the second proof secures the first with the document").holds()
	b.add("D46", named("control-strict"), with(one.whole(), two.whole()), valid, "without a remark there is nothing to be strict about").strict()
	b.add("D46", named("control-other-order"), with(two.whole(), one.whole()), valid, "a set of proofs has no order, and a chain says its own")
	b.add("D46", named("control-three"), with(one.whole(), two.whole(), three.whole()), valid, "a proof may build on several").holds()
	b.add("D46", named("control-first-alone"), with(one.whole()), valid, "decided: the first proof is a statement of its own").holds()
	b.add("D46", named("parent-stripped"), with(two.whole()), malformed, "what the second proof builds on is not there")
	b.add("D46", named("middle-stripped"), with(one.whole(), three.whole()), malformed, "what the third proof builds on is not there")
	later := first.option(first.created(), `"created":"2026-03-01T00:00:00Z"`).called(firstProof)
	b.add("D46", named("parent-replaced"), with(later.whole(), two.whole()), broken, "an honest proof of the same id, and not the one that was signed")
	alone := second.called(secondProof)
	b.add("D46", named("parent-named-afterwards"), with(one.whole(), "{"+alone.proof+`,"previousProof":"`+firstProof+`","proofValue":"`+alone.value()+`"}`), broken, "that it builds on another is signed with the rest")
	b.add("D46", named("parent-not-signed"), with(one.whole(), second.called(secondProof).upon("", `"`+firstProof+`"`).whole()), broken, "it says that it builds on another, and was made over the document alone")
	edited := strings.Replace(one.whole(), first.created(), `"created":"2026-03-01T00:00:00Z"`, 1)
	b.add("D46", named("parent-changed"), with(edited, second.called(secondProof).upon(edited, `"`+firstProof+`"`).whole()), broken, "the second proof secures a first one that does not hold")
}

// created is the member of the proof that says when it was made.
func (s sheet) created() string {
	i := strings.Index(s.proof, `"created":"`)
	return s.proof[i : i+len(createdMember)]
}

// ids forges how proofs refer to one another.
func ids(b *book) {
	malformed := invalid("PROOF_MALFORMED")
	s := honestSheet(school)
	one := s.called(firstProof)
	pair := func(first, second sheet) wire { return s.proved("[" + first.whole() + "," + second.whole() + "]") }
	later := s.option(createdMember, laterMember)
	b.add("D46", "missing", pair(one, later.upon("", `"`+thirdProof+`"`)), malformed, "no proof has that id")
	b.add("D46", "one-of-two-missing", pair(one, later.upon(one.whole(), quoted(firstProof, thirdProof))), malformed, "no proof has that id")
	b.add("D46", "itself", s.called(firstProof).upon("", `"`+firstProof+`"`), malformed, "nothing is there before itself")
	b.add("D46", "circle", pair(one.upon("", `"`+secondProof+`"`), later.called(secondProof).upon("", `"`+firstProof+`"`)), malformed, "nothing is there before itself")
	b.add("D46", "number", pair(one, later.upon("", "7")), malformed, "an id, or a list of ids")
	b.add("D46", "empty-list", pair(one, later.upon("", "[]")), malformed, "an id, or a list of ids")
	b.add("D46", "object", pair(one, later.upon("", `{"id":"`+firstProof+`"}`)), malformed, "an id, or a list of ids; decided: a string only")
	b.add("D46", "null-in-list", pair(one, later.upon("", `["`+firstProof+`",null]`)), malformed, "an id, or a list of ids")
	b.add("D46", "control-list-of-one", pair(one, later.upon(one.whole(), quoted(firstProof))), valid, "an id, or a list of ids").holds()
	set := []string{}
	previous := ""
	for i := range 8 {
		id := "urn:uuid:b0000000-0000-4000-8000-00000000001" + string(rune('0'+i))
		next := s.called(id)
		if i > 0 {
			next = next.upon(previous, `"urn:uuid:b0000000-0000-4000-8000-00000000001`+string(rune('0'+i-1))+`"`)
		}
		previous = next.whole()
		set = append(set, previous)
	}
	b.add("D46", "control-eight", s.proved("["+strings.Join(set, ",")+"]"), valid, "as many as are judged, each upon the one before it").holds()

	b.add("D47", "one-id-for-two", pair(one, later.called(firstProof)), malformed, "each proof has an id of its own, whether or not another builds on it")
	b.add("D47", "one-id-for-two-parents", s.proved("["+one.whole()+","+later.called(firstProof).whole()+","+s.upon(one.whole(), `"`+firstProof+`"`).whole()+"]"), malformed, "which of the two is meant nobody can tell")
	b.add("D47", "empty-id", pair(one, later.called("")), malformed, "an id is a URL")
	const url = "an id is a URL (Data Integrity 1.0 section 2.1)"
	for _, c := range others[:2] {
		of := c.sheet()
		b.add("D47", "relative-id-"+c.words, of.called("rel"), malformed, url)
		b.add("D47", "space-in-an-id-"+c.words, of.called("urn:a b"), malformed, url)
		b.add("D46", "relative-"+c.words, s.proved("["+of.called(firstProof).whole()+","+of.option(createdMember, laterMember).upon("", `"rel"`).whole()+"]"), malformed, url).standing("/proof/1/previousProof")
	}
	b.add("D47", "relative-id", s.called("rel"), malformed, url).standing("/proof/0/id")
	b.add("D47", "id-is-a-number", pair(one, later.option(purposeMember, purposeMember+`,"id":7`)), malformed, "an id is a URL")
	b.add("D47", "control-two-ids", pair(one, later.called(secondProof)), valid, "two proofs that do not build on one another").holds()
}

// unknownParent is a chain upon a proof that nobody here can judge: the second one
// may be good and says that something is there that is not judged.
func unknownParent(b *book) {
	s := honestSheet(school)
	tomorrow := `{"type":"DataIntegrityProof","cryptosuite":"x-rdfc-2031","proofPurpose":"assertionMethod","verificationMethod":"` + school.kid + `","id":"` + firstProof + `","proofValue":"z3yQ"}`
	two := s.upon(tomorrow, `"`+firstProof+`"`)
	b.add("D46", "parent-of-tomorrow", s.proved("["+tomorrow+","+two.whole()+"]"), undetermined("PROOF_TYPE_UNSUPPORTED"), "a proof holds with those that it builds on, and whether this one does nobody here can tell")
	foreign := s.called(firstProof)
	foreign.by, foreign.seal = stranger, stranger.sign
	foreign.proof = strings.ReplaceAll(foreign.proof, school.kid, stranger.kid)
	b.add("D46", "parent-of-a-stranger", s.proved("["+foreign.whole()+","+s.upon(foreign.whole(), `"`+firstProof+`"`).whole()+"]"), invalid("KEY_CONTROLLER_MISMATCH"),
		"decided: a chain is no place for a stranger's proof, as a set is none")
}

// insideTokens forges documents with proofs that were made before the token around
// them: over the document without what the token has added.
func insideTokens(b *book) {
	b.begin("jws")
	broken := invalid("PROOF_SIG_INVALID")
	claims := `"iss":"` + school.did + `",` + jtiMember + `,` + nbfMember + `,` + subMember
	wrap := func(document string) token { return honest(school).says(document).add(claims) }
	rdfc := honestSheet(school)
	jcs := rdfc.under("eddsa-jcs-2022")
	for _, c := range []struct {
		words string
		s     sheet
	}{{"rdfc", rdfc}, {"jcs", jcs}} {
		s := c.s
		b.add("J55", "control-"+c.words+"-proof", wrap(string(s.bytes())), valid, "the proof is over the document without the claims of the token around it (OB 3.0 section 8.1)")
		b.add("J55", "control-"+c.words+"-proof-strict", wrap(string(s.bytes())), valid, "without a remark there is nothing to be strict about").strict()
		b.add("J55", "control-"+c.words+"-proof-beside-nonce-and-cnf", wrap(string(s.bytes())).add(`"nonce":"n-1","cnf":{"kid":"k-1"},"aud":"https://portal.example"`), valid, "what is a claim in a badge's token is none of the document's members")
		b.add("J55", c.words+"-proof-of-another-badge", wrap(string(s.held(nameMember, `"name":"Medicine"`).bytes())), broken, "the token's own signature holds; every proof of a known suite must")
		one := s.called(firstProof)
		two := s.upon(one.whole(), `"`+firstProof+`"`)
		b.add("J55", "control-"+c.words+"-chain", wrap(s.with("["+one.whole()+","+two.whole()+"]")), valid, "a chain of proofs, and a token around them")
		b.add("J55", c.words+"-chain-without-its-parent", wrap(s.with("["+two.whole()+"]")), invalid("PROOF_MALFORMED"), "what the proof builds on is not there")
	}
	over := jcs.add(claims)
	b.add("J55", "jcs-proof-over-the-claims", honest(school).says(string(over.bytes())), broken, "decided: what a token adds is no part of what a proof inside it secures")
	foreign := rdfc
	foreign.by, foreign.seal = stranger, stranger.sign
	foreign.proof = strings.ReplaceAll(rdfc.proof, school.kid, stranger.kid)
	b.add("J55", "proof-of-a-stranger", wrap(rdfc.with("["+foreign.whole()+"]")), invalid("KEY_CONTROLLER_MISMATCH"), "decided: every proof of a known suite is the issuer's, in a token too")
	b.add("J55", "empty-list", wrap(rdfc.with("[]")), invalid("SCHEMA_INVALID"), "the token's own signature holds; a list of proofs has one at least, by the schema")
	b.add("J55", "proof-that-is-none", wrap(rdfc.with("7")), invalid("PROOF_MALFORMED"), "a proof is an object with a type")
	stripped := wrap(string(rdfc.bytes()))
	stripped.seal = stranger.sign
	b.add("J55", "good-proof-under-a-broken-token", stripped, broken, "the signature of the token itself must hold, whatever stands in it")
	b.begin("document")
}

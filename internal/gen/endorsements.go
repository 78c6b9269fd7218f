package main

import (
	"fmt"
	"strings"
)

// endorsementToken is the honest endorsement of the honest badge as a token.
func endorsementToken(by signer) token {
	text := endorsement(by).text
	t := honest(by)
	t.payload = text[:len(text)-1] + `,"iss":"` + by.did + `","jti":"urn:uuid:e0d00000-0000-4000-8000-000000000001",` + nbfMember + `,"sub":"` + badgeID + `"}`
	return t
}

// endorsements forges what a badge carries. Its issuer has signed it all.
func endorsements(b *book) {
	badge := honest(school)
	inside := func(texts ...string) token { return badge.add(`"endorsement":[` + strings.Join(texts, ",") + `]`) }
	tokens := func(texts ...string) token {
		return badge.add(`"endorsementJwt":["` + strings.Join(texts, `","`) + `"]`)
	}
	s, t := endorsement(stranger), endorsementToken(stranger)
	document := func(s sheet) string { return string(s.bytes()) }
	about := func(id string) (sheet, token) {
		return s.edit(badgeID+`","type":["EndorsementSubject"`, id+`","type":["EndorsementSubject"`), t.edit(badgeID+`","type":["EndorsementSubject"`, id+`","type":["EndorsementSubject"`).edit(`"sub":"`+badgeID, `"sub":"`+id)
	}

	b.add("O21", "control-proof-inside", inside(document(s)), valid, "a verdict of its own, and it holds")
	b.add("O21", "control-token", tokens(t.compact()), valid, "a verdict of its own, and it holds")
	b.add("O21", "control-both-under-a-proof-of-the-graph", honestSheet(school).add(`"endorsement":[`+document(s)+`]`), valid, "the graph of the badge has the endorsement in it, and that is not what vouches for it").holds()
	ofAchievement, tokenOfAchievement := about(civics)
	b.add("O21", "control-of-the-achievement", badge.edit(criteria, criteria+`,"endorsement":[`+document(ofAchievement)+`],"endorsementJwt":["`+tokenOfAchievement.compact()+`"]`), valid, "an achievement may be endorsed, once or twice")
	ofIssuer, _ := about(school.did)
	b.add("O21", "control-of-the-issuer", badge.edit(schoolName, schoolName+`,"endorsement":[`+document(ofIssuer)+`]`), valid, "so may a profile")
	b.add("O21", "control-of-the-achievement-elsewhere", inside(document(ofAchievement)), valid, "what counts is what it is about, and not where it stands")

	for _, c := range []struct {
		words, why string
		carrying   token
	}{
		{"bad-signature-inside", "the comment was changed after it was signed; the signature of the badge is no help", inside(document(s.held("Well taught.", "Best of all.")))},
		{"bad-signature-of-a-token", "the signature of another endorsement", tokens(forgedEnd(t.compact()))},
		{"alg-none", "an endorsement that nobody signed", tokens(b64([]byte(`{"alg":"none"}`)) + "." + b64([]byte(t.payload)) + ".AA")},
		{"unsigned", "an endorsement that nobody signed", inside(s.text)},
		{"in-the-name-of-another", "the key is a stranger's, and the endorser is said to be somebody else", inside(document(s.edit(`"id":"`+stranger.did, `"id":"`+p256.did)))},
		{"ended", "it was over before the clock of the verification", inside(document(s.add(endedMember)))},
		{"without-a-name", "an EndorsementCredential has a name", inside(document(s.edit(`"name":"An endorsement",`, "")))},
		{"another-badge", "a badge is no endorsement, however genuine", tokens(honest(stranger).compact())},
		{"a-presentation", "nor is a presentation", tokens(honest(stranger).edit(`["VerifiableCredential","OpenBadgeCredential"]`, `["VerifiablePresentation"]`).compact())},
	} {
		b.tolerated("O21", c.words, c.carrying, "ENDORSEMENT_INVALID", c.why)
	}
	astray, tokenAstray := about("urn:uuid:bad0bad0-0000-4000-8000-000000000000")
	b.tolerated("O21", "of-another-subject", inside(document(astray)), "ENDORSEMENT_ASTRAY", "genuine, and about a badge that is not this one")
	b.tolerated("O21", "token-of-another-subject", tokens(tokenAstray.compact()), "ENDORSEMENT_ASTRAY", "genuine, and about a badge that is not this one")
	web := replace(document(s), stranger.kid, "did:web:endorser.example#key-1")
	web = strings.ReplaceAll(web, stranger.did, "did:web:endorser.example")
	b.add("O21", "by-somebody-who-cannot-be-asked", inside(web), warning("ENDORSEMENT_UNAVAILABLE"), "nobody can be asked for the endorser's key, and the badge does not hang on it")
	b.add("O21", "by-somebody-who-cannot-be-asked-strict", inside(web), undetermined("ENDORSEMENT_UNAVAILABLE"), "strictly, what could not be judged leaves the verdict open").strict()

	many := func(n int) []string {
		var all []string
		for i := range n {
			all = append(all, document(s.edit("urn:uuid:e0d00000-0000-4000-8000-000000000001", fmt.Sprintf("urn:x:%d", i))))
		}
		return all
	}
	b.add("O21", "control-32", inside(many(32)...), valid, "as many as are judged")
	b.add("O21", "33", inside(many(33)...), invalid("SCHEMA_INVALID"), "more than are judged")
	b.add("O21", "10000-without-a-proof", inside(strings.Repeat(`{"type":["VerifiableCredential"]},`, 9999)+`{"type":["VerifiableCredential"]}`), invalid("SCHEMA_INVALID"), "more than are judged")
	within := func(inner string) string { // the endorser is endorsed
		return document(ofAchievement.edit(`"name":"A board"`, `"name":"A board","endorsement":[`+inner+`]`))
	}
	ofBoard := document(boardEndorsed("urn:x:2"))
	b.add("O21", "control-endorser-endorsed", inside(within(ofBoard)), valid, "an endorsement inside an endorsement has a verdict, too")
	deep := document(boardEndorsed("urn:x:2").edit(`"name":"A board"`, `"name":"The school","endorsement":[`+document(boardEndorsed("urn:x:3"))+`]`))
	b.add("O21", "three-deep", inside(within(deep)), warning("ENDORSEMENT_LIMIT"), "the third is not judged, and counts for nothing")
	b.add("O21", "three-deep-strict", inside(within(deep)), undetermined("ENDORSEMENT_UNAVAILABLE"), "strictly, what is not judged leaves the verdict open").strict()

	own := endorsement(school).edit(`"name":"A board"`, schoolName)
	b.tell("O22", "by-the-issuer", inside(document(own)), "SELF_ENDORSED", "genuine, and the issuer's own")
	b.tell("O22", "by-the-issuer-under-another-name", inside(document(endorsement(school))), "SELF_ENDORSED", "the identifier counts, and not the name")
	b.add("O22", "control-by-somebody-else", inside(document(s)), valid, "an endorsement by another")
}

// boardEndorsed is the school's endorsement of the board that endorses it.
func boardEndorsed(id string) sheet {
	return endorsement(school).edit("urn:uuid:e0d00000-0000-4000-8000-000000000001", id).edit(badgeID+`","type":["EndorsementSubject"`, stranger.did+`","type":["EndorsementSubject"`)
}

// forgedEnd is a token under the signature of another.
func forgedEnd(compact string) string {
	other := endorsementToken(stranger).edit("Well taught.", "Best of all.").compact()
	return compact[:strings.LastIndexByte(compact, '.')] + other[strings.LastIndexByte(other, '.'):]
}

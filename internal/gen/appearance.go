package main

import "strings"

// appearance forges badges that look like what they are not: whose every signature
// holds, and which nobody may take for more than their issuer's word.
func appearance(b *book) {
	unknown := invalid("TRUST_ISSUER_UNKNOWN")
	spoof := honest(stranger).edit(schoolName, schoolName+`,"image":{"id":"https://school.example/logo.png","type":"Image"},"url":"https://school.example"`)
	const own = "anybody can call himself so: the stranger's signature holds, under the stranger's id"
	b.add("O01", "name-of-another", honest(stranger), unknown, own).trusting(school.did).standing("/issuer")
	b.add("O01", "name-and-logo-of-another", spoof, unknown, own).trusting(school.did).standing("/issuer")
	b.add("O01", "name-of-another-anybody-trusted", spoof, valid, "authentic: whoever trusts everybody judges the issuer's id himself").anyIssuer()
	b.add("O01", "control-the-school", honest(school), valid, "the issuer that is trusted")
	b.add("O03", "achievement-of-another", honest(stranger), valid, "the id of an official achievement in a stranger's badge, and nobody asks who may award it; package verify has a rule that does")
	b.add("O04", "creator", honest(school).edit(criteria, criteria+`,"creator":{"id":"https://board.example","type":["Profile"],"name":"The Examination Board"}`), valid,
		"who defined an achievement is its issuer's claim, and never shown as verified")

	display := func(words, name string, want verdict, why string) {
		b.add("O28", words, honest(school).edit(nameMember, `"name":"`+name+`"`), want, why)
	}
	display("ten-thousand-characters", strings.Repeat("Civics and more. ", 600), valid, "long, and no more than a text: whoever shows it cuts it")
	display("emoji", `Civics \ud83c\udfc5`, valid, "a picture is a character")
	display("right-to-left", `\u05d0\u05d6\u05e8\u05d7\u05d5\u05ea`, valid, "a language that is written from right to left")
	display("line-feeds", `Civics\n\nACCEPTED  The badge is genuine`, valid, "a text that begins another line: whoever shows it keeps it on its own")
	display("turned-round", `Civics\u202eDENOITCNAS`, warning("TEXT_SUSPICIOUS"), "characters that turn the direction of what follows them")
	display("markup", `<script>alert(1)</script>`, valid, "a text: whoever shows it on a page escapes it")

	terms := func(more string) token {
		return honest(school).add(`"termsOfUse":[{"id":"https://school.example/terms","type":"IssuerPolicy"` + more + `}]`)
	}
	b.add("O29", "terms-of-use", terms(""), valid, "what the terms say is for people; that there are terms is told")
	b.add("O29", "terms-of-use-that-prohibit", terms(`,"prohibition":[{"action":["Archival"]}]`), valid, "terms of use hold what their type defines, and a type of the issuer's own may define anything")

	evidence := func(url string) token {
		return honest(school).add(`"evidence":[{"id":"` + url + `","type":["Evidence"]}]`)
	}
	b.add("O30", "page-in-a-data-url", evidence("data:text/html,%3Cscript%3Ealert(1)%3C/script%3E"), valid, "signed with the badge; nothing here renders it")
	b.add("O30", "javascript-url", evidence("javascript:alert(1)"), invalid("SCHEMA_INVALID"), "a link that runs when it is followed")
	b.add("O30", "three-mebibytes-in-a-data-url", evidence("data:text/plain,"+strings.Repeat("a", 3<<20)), invalid("INPUT_TOO_LARGE"), "larger than a badge can be")
}

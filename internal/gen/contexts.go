package main

import (
	"fmt"
	"strings"
)

// contextLists forges the list of contexts, which no RDFC proof signs: it signs
// what the contexts make of the names.
func contextLists(b *book) {
	unknown, order := invalid("CONTEXT_UNKNOWN"), invalid("CONTEXT_ORDER")
	s := honestSheet(school)
	listed := func(entries ...string) sheet { return s.after().contexts(entries...) }

	b.add("D14", "base", listed(baseV2, ob303, `{"@base":"https://evil.example/"}`).held(`"id":"`+badgeID+`"`, `"id":"badge-7"`), unknown, "a context that completes relative identifiers")
	b.add("D15", "vocab", listed(baseV2, ob303, `{"@vocab":"https://evil.example/terms#"}`).heldAdd(`"studentName":"Mallory"`), unknown, "a context that defines every name there is")
	b.add("D15", "undefined-terms", listed(baseV2, ob303, "https://www.w3.org/ns/credentials/undefined-terms/v2"), unknown, "a context that defines every name there is").holds()
	b.add("D16", "import", listed(baseV2, ob303, `{"@version":1.1,"@import":"https://evil.example/ctx"}`), unknown, "a context from elsewhere, through the back door")
	b.add("D16", "version", listed(baseV2, ob303, `{"@version":1.0}`), unknown, "a context of the badge's own")
	b.add("D16", "propagate", listed(baseV2, ob303, `{"@propagate":false}`), unknown, "a context of the badge's own")

	b.add("D17", "open-badges-first", listed(ob303, baseV2), order, "the first context says which version of VCDM it is")
	b.add("D17", "no-base", listed(ob303), order, "no version of VCDM")
	b.add("D17", "no-open-badges", listed(baseV2), invalid("TERM_UNDEFINED"), "decided: without that context its names mean nothing, which is what is said")
	b.add("D17", "two-bases", listed(baseV2, ob303, baseV1), order, "two versions of VCDM")
	b.add("D17", "two-bases-in-front", listed(baseV1, baseV2, ob303), order, "two versions of VCDM")
	b.add("D17", "open-badges-twice", listed(baseV2, ob303, ob303), order, "each context once")
	b.add("D17", "base-twice", listed(baseV2, baseV2, ob303), order, "each context once")
	b.add("D17", "open-badges-third", listed(baseV2, integrityV2, ob303), order, "the context of Open Badges is the second").holds()

	for _, c := range []struct{ words, url string }{
		{"http", "http://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"}, {"slash-behind", ob303 + "/"}, {"query", ob303 + "?x"}, {"fragment", ob303 + "#frag"},
		{"host-in-capitals", "https://PURL.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"}, {"encoded-space-behind", ob303 + "%20"},
		{"port", "https://purl.imsglobal.org:443/spec/ob/v3p0/context-3.0.3.json"}, {"edition-to-come", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json"},
	} {
		b.add("D18", c.words, listed(baseV2, c.url), unknown, "names of contexts are compared letter by letter: a server may answer otherwise for another one")
	}
	b.add("D19", "null", s.held(contexts, "null"), unknown, "no context")
	b.add("D19", "object", s.held(contexts, "{}"), unknown, "no context that is known")
	b.add("D19", "list-in-list", s.held(contexts, "["+contexts+"]"), unknown, "a context is a URL, or an object that the caller knows")
	b.add("D19", "empty", s.held(contexts, "[]"), unknown, "no context")
	var thousand, same []string
	for i := range 1000 {
		thousand = append(thousand, fmt.Sprintf("https://school.example/contexts/%d", i))
		same = append(same, ob303)
	}
	b.add("D19", "1000-contexts", listed(append([]string{baseV2, ob303}, thousand...)...), unknown, "more contexts than are looked at")
	b.add("D19", "same-context-1000-times", listed(append([]string{baseV2}, same...)...), unknown, "more contexts than are looked at")

	for _, term := range []string{"name", "issuer", "VerifiableCredential", "Achievement"} {
		b.add("D20", "redefines-"+strings.ToLower(term), listed(baseV2, ob303, `{"`+term+`":"https://evil.example/terms#x"}`), unknown, "a context that gives a known name another meaning")
	}
	b.add("D21", "context-elsewhere", listed(baseV2, ob303, "https://evil.example/ctx.json"), unknown, "contexts are looked up, never loaded")
	b.add("D21", "context-elsewhere-alone", listed("https://evil.example/ctx.json"), unknown, "contexts are looked up, never loaded")
	b.add("D22", "context-in-a-file", s.held(contexts, `["`+baseV2+`","`+ob303+`","/etc/passwd"]`), unknown, "contexts are looked up, never opened")
	b.add("D22", "context-in-a-file-url", listed(baseV2, ob303, "file:///etc/passwd"), unknown, "contexts are looked up, never opened")
}

// ours are the names of the honest badge in a context of the holder's own.
const ours = `"OpenBadgeCredential":"` + obTerms + `OpenBadgeCredential","Profile":"` + obTerms + `Profile","AchievementSubject":"` + obTerms + `AchievementSubject",` +
	`"Achievement":"` + obTerms + `Achievement","IdentityObject":"` + obTerms + `IdentityObject","achievement":"` + obTerms + `achievement","achievementType":"` + obTerms + `achievementType",` +
	`"criteria":"` + obTerms + `Criteria","narrative":"` + obTerms + `narrative","identifier":"` + obTerms + `identifier",`

// swapped are the names of an identity, with others for what tells whose it is.
const swapped = `"hashed":{"@id":"` + obTerms + `hashed","@type":"` + xsdOB + `boolean"},"identityType":"` + obTerms + `identityType",` +
	`"identityHash":null,"salt":null,"hashX":"` + obTerms + `identityHash","saltX":"` + obTerms + `salt"`

// contextRenames gives members of a signed badge other names, by contexts of the
// holder's own. The graph stays, and the signature holds.
func contextRenames(b *book) {
	unknown := invalid("CONTEXT_UNKNOWN")
	const same = "the same graph, and the signature holds; what is read is another badge"
	revocable := honestSheet(school).add(statusMember)
	alias := revocable.after().contexts(baseV2, ob303, `{"cs":{"@id":"https://www.w3.org/2018/credentials#credentialStatus","@type":"@id"}}`)
	b.add("D06", "alias-for-the-status", alias.held(`"credentialStatus":{`, `"cs":{`), unknown, "revocation is out of sight: "+same).holds()
	prefix := revocable.after().contexts(baseV2, ob303, `{"c":"https://www.w3.org/2018/credentials#"}`)
	b.add("D06", "prefix-for-the-status", prefix.held(`"credentialStatus":{`, `"c:credentialStatus":{`), unknown, "revocation is out of sight: "+same).holds()

	victim, thief := hashed("emailAddress", ada), hashed("emailAddress", "mallory@example.org")
	stolen := strings.NewReplacer(`"identityHash"`, `"hashX"`, `"salt"`, `"saltX"`).Replace(victim)
	stolen = stolen[:len(stolen)-1] + "," + thief[strings.Index(thief, `"identityHash"`):strings.Index(thief, `,"identityType"`)] + "}"
	owned := honestSheet(school).edit(subjectHead, subjectHead+`"identifier":[`+victim+`],`)
	b.add("D07", "recipient-by-contexts", owned.after().contexts(baseV2, "{"+ours+swapped+"}").held(victim, stolen), unknown,
		"the badge is Ada's in the graph, and Mallory's to whoever reads identityHash; the signature holds").recipient("emailAddress", "mallory@example.org").holds()
	b.add("D07", "control-recipient", owned, valid, "the same badge as it was issued: Ada's").recipient("emailAddress", ada)
	nested := replace(stolen, `{"type":"IdentityObject"`, `{"@context":{"I":"`+obTerms+`IdentityObject",`+swapped+`},"type":["I"]`)
	b.add("D08", "recipient-by-nested-context", owned.held(victim, nested), invalid("CONTEXT_NESTED"),
		"the badge is Ada's in the graph, and Mallory's to whoever reads identityHash; the signature holds").recipient("emailAddress", "mallory@example.org").holds()
	b.add("D08", "context-in-the-issuer", honestSheet(school).held(`"issuer":{`, `"issuer":{"@context":"`+ob303+`",`), invalid("CONTEXT_NESTED"), "even a known context has no place there").holds()

	// Before Open Badges 3.0.2 the contexts protected nothing.
	for _, c := range []struct{ words, url string }{
		{"3-0-0", "https://purl.imsglobal.org/spec/ob/v3p0/context.json"}, {"3-0-1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"},
	} {
		const text = `","@type":"` + xsdOB + `string"}`
		inline := `{"Achievement":{"@id":"` + obTerms + `Achievement","@context":{"name":{"@id":"` + schemaTerms + `description` + text + `,"description":{"@id":"` + schemaTerms + `name` + text +
			`,"achievementType":{"@id":"` + obTerms + `achievementType` + text + `,"criteria":"` + obTerms + `Criteria"}}}`
		old := honestSheet(school).first(c.url, integrityV2).after()
		const description = `"description":"Takes part in civic life and gains insight from it."`
		old.text = replace(old.text, `"`+integrityV2+`"]`, `"`+integrityV2+`",`+inline+`]`)
		old = old.held(nameMember+","+description, `"name":"Takes part in civic life and gains insight from it.","description":"Civics"`)
		b.add("D25", "name-and-description-swapped-"+c.words, old, unknown, "that context leaves its terms open to another meaning: "+same).holds()
	}

	ended := honestSheet(school).add(endedMember)
	b.add("D79", "version-swapped", ended.after().contexts(baseV1, ob303, integrityV2), invalid("SCHEMA_INVALID"),
		"in VCDM 1.1 nobody looks for validUntil; the graph is the same, and the signature holds").holds()
	b.add("D79", "version-swapped-with-status", ended.add(statusMember).after().contexts(baseV1, ob303, "https://www.w3.org/ns/credentials/status/v1", integrityV2), invalid("SCHEMA_INVALID"),
		"in VCDM 1.1 nobody looks for validUntil; the graph is the same, and the signature holds").holds()
}

// contextPairs is every pair of contexts in use, honest.
func contextPairs(b *book) {
	edition := func(n string) string { return "https://purl.imsglobal.org/spec/ob/v3p0/context" + n + ".json" }
	s := honestSheet(school)
	const use = "a pair of contexts that is in use"
	for _, n := range []string{"", "-3.0.1", "-3.0.2", "-3.0.3"} {
		words := "control-1-1-with-3-0-0"
		if n != "" {
			words = "control-1-1-with-" + strings.ReplaceAll(n[1:], ".", "-")
		}
		b.add("D26", words, s.first(edition(n), integrityV2), valid, use)
		if n == "" || n == "-3.0.1" {
			b.add("D26", strings.Replace(words, "control-1-1", "2-0", 1), s.contexts(baseV2, edition(n)), invalid("CONTEXT_ORDER"),
				"the two contexts define description otherwise, and the first protects it: impossible together, for honest badges too")
		} else {
			b.add("D26", strings.Replace(words, "1-1", "2-0", 1), s.contexts(baseV2, edition(n)), valid, use)
		}
	}
	b.add("D26", "control-1-1-data-integrity-v1", s.first(ob303, integrityV1), valid, "there the name of the suite is a plain string, and the digest of the proof another one")
	b.add("D26", "control-1-1-ed25519-signature-2020", s.first(ob303, ed25519V1).option(suiteMembers, `"type":"Ed25519Signature2020"`), valid, "as older wallets have it")
	b.add("D26", "control-2-0-ed25519-signature-2020", s.older(), valid, "the predecessor of the suite, with its context")
	b.add("D26", "1-1-without-data-integrity", s.first(ob303), invalid("TERM_UNDEFINED"), "nothing defines the members of the proof, so that the digest of the proof is one of nothing")
}

// contextsOfBytes is what is to say about contexts where they are signed with the
// rest: a name of theirs that nobody knows is a remark, and one that contradicts
// another is none.
func contextsOfBytes(b *book) {
	token, jcs := honest(school), honestSheet(school).under("eddsa-jcs-2022")
	const edition = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json"
	listed := func(entries string) (document, document) {
		list := `["` + baseV2 + `",` + entries + `]`
		return token.edit(contexts, list), jcs.edit(contexts, list).option(contexts, list)
	}
	for _, c := range []struct{ words, entries, why string }{
		{"edition-to-come", `"` + edition + `"`, "of the published form, and no edition that is known"},
		{"edition-3-0-4", `"` + strings.Replace(edition, "3.0.9", "3.0.4", 1) + `"`, "of the published form, and no edition that is known"},
		{"context-written-out", `"` + ob303 + `",{"cohort":"https://school.example/terms#cohort"}`, "decided: a context of the issuer's own whose names are nobody else's; they are kept as they stand"},
		{"context-written-out-alike", `"` + ob303 + `",{"id":"@id","type":"@type","schema":"` + schemaTerms + `","name":"schema:name"}`, "it says of known names what the others say"},
	} {
		t, s := listed(c.entries)
		b.tolerated("D18", c.words+"-token", t, "CONTEXT_UNKNOWN", c.why)
		b.tolerated("D18", c.words+"-jcs", s, "CONTEXT_UNKNOWN", c.why)
	}
	unknown := invalid("CONTEXT_UNKNOWN")
	for _, c := range []struct{ words, id, entries, why string }{
		{"relative", "D22", `"` + ob303 + `","examples/v2"`, "a context is a URL or an object (VCDM 2.0 section 4.3)"},
		{"in-a-file", "D22", `"` + ob303 + `","/etc/passwd"`, "a context is a URL or an object (VCDM 2.0 section 4.3)"},
		{"empty-name", "D22", `"` + ob303 + `",""`, "a context is a URL or an object (VCDM 2.0 section 4.3)"},
		{"redefines-name", "D20", `"` + ob303 + `",{"name":"https://evil.example/terms#x"}`, "a known name in another meaning"},
		{"redefines-issuer", "D20", `"` + ob303 + `",{"issuer":{"@id":"https://www.w3.org/2018/credentials#issuer","@type":"@id","@container":"@list"}}`, "a known name in another meaning"},
		{"takes-a-name-back", "D20", `"` + ob303 + `",{"validUntil":null}`, "a known name without its meaning"},
		{"redefines-type", "D20", `"` + ob303 + `",{"type":"https://evil.example/terms#type"}`, "a known name in another meaning"},
		{"redefines-in-a-class", "D20", `"` + ob303 + `",{"Cohort":{"@id":"https://school.example/terms#Cohort","@context":{"narrative":"https://evil.example/terms#x"}}}`, "a known name in another meaning inside a class"},
		{"redefines-a-class", "D20", `"` + ob303 + `",{"Achievement":"` + obTerms + `Achievement"}`, "the class without the names inside it"},
		{"redefines-in-front", "D20", `{"name":"https://evil.example/terms#x"},"` + ob303 + `"`, "in front or behind, two contexts contradict each other"},
	} {
		t, s := listed(c.entries)
		b.add(c.id, c.words+"-token", t, unknown, c.why)
		b.add(c.id, c.words+"-jcs", s, unknown, c.why)
	}
}

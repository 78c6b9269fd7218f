package main

import (
	"fmt"
	"strings"
)

// statusLists forges what a badge says about how it can be revoked, as far as the badge
// alone shows it: what a list says has to be fetched, and the corpus has no network.
func statusLists(b *book) {
	b.begin("status")
	t := honest(school)
	const entry = `{"id":"https://school.example/status/3#94567","type":"BitstringStatusListEntry","statusPurpose":"revocation",` +
		`"statusListIndex":"94567","statusListCredential":"https://school.example/status/3"}`
	with := func(status string) token { return t.add(`"credentialStatus":` + status) }
	edited := func(old, new string) token { return with(replace(entry, old, new)) }
	open, at := undetermined("STATUS_UNAVAILABLE"), "/credentialStatus"

	b.add("S04", "no-network", with(entry), open, "whether it was revoked could not be asked, so this is not a yes").standing(at)
	b.add("S04", "no-network-proof-inside", honestSheet(school).add(statusMember), open, "whether it was revoked could not be asked, so this is not a yes").standing(at).holds()

	const unknown = "what is not known is never not revoked"
	b.add("S05", "unknown-type", edited("BitstringStatusListEntry", "UnknownStatus2099"), undetermined("STATUS_UNSUPPORTED"), unknown).standing(at)
	b.add("S05", "no-type", edited(`"type":"BitstringStatusListEntry",`, ""), invalid("SCHEMA_INVALID"), unknown).standing(at + "/type")
	b.add("S05", "empty-type", edited(`"BitstringStatusListEntry"`, `""`), invalid("SCHEMA_INVALID"), unknown).standing(at + "/type")
	const asked = "a type that is known is asked, and never passed over"
	b.add("S06", "status-list-2021", edited("BitstringStatusListEntry", "StatusList2021Entry"), open, asked).standing(at)
	b.add("S06", "revocation-list", with(`{"id":"https://school.example/revocations","type":"1EdTechRevocationList"}`), undetermined("STATUS_ISSUER_UNTRUSTED"),
		"nobody signs such a list, and this one does not stand at the origin of its issuer, who has none").standing(at)

	suspension := replace(replace(entry, "revocation", "suspension"), "#94567", "#s")
	b.add("S07", "both-entries", with("["+entry+","+suspension+"]"), open, "every entry is asked; OB 3.0 has one, which is a remark").standing(at + "/1")
	b.add("S07", "unknown-behind", with("["+entry+","+replace(suspension, "BitstringStatusListEntry", "UnknownStatus2099")+"]"), undetermined("STATUS_UNSUPPORTED", "STATUS_UNAVAILABLE"), "every entry is asked").standing(at + "/1")

	for _, c := range []struct{ words, status, at string }{
		{"null", "[" + entry + ",null]", "/1"}, {"text", "[" + entry + `,"x"]`, "/1"}, {"empty-object", "[" + entry + ",{}]", "/1/type"}, {"number", "[" + entry + ",7]", "/1"},
		{"text-alone", `"https://school.example/status/3"`, ""}, {"list-in-a-list", "[[" + entry + "]]", "/0"},
	} {
		b.add("S08", c.words, with(c.status), invalid("SCHEMA_INVALID"), "what is no entry is never passed over").standing(at + c.at)
	}
	entries := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, strings.ReplaceAll(entry, "status/3", fmt.Sprintf("status/%d", i)))
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	b.add("S09", "control-eight", with(entries(8)), open, "as many entries as are read").standing(at + "/7")
	b.add("S09", "nine", with(entries(9)), invalid("SCHEMA_INVALID"), "more entries than are read: each would be a question to somebody else").standing(at)
	b.add("S09", "hundreds", with(entries(500)), invalid("SCHEMA_INVALID"), "more entries than are read: each would be a question to somebody else").standing(at)

	const index = "the index is a number in decimal digits alone (Bitstring Status List 1.0 section 2.1): what two readers take for two places is none"
	for _, c := range []struct{ words, index string }{
		{"negative", "-1"}, {"minus-zero", "-0"}, {"plus", "+5"}, {"leading-zeros", "007"}, {"hexadecimal", "0x10"}, {"exponent", "1e3"}, {"fraction", "5.0"},
		{"fullwidth-digit", "５"}, {"space-before", " 5"}, {"space-behind", "5 "}, {"empty", ""}, {"word", "abc"}, {"underscore", "1_0"},
	} {
		b.add("S15", c.words, edited(`"94567"`, `"`+c.index+`"`), invalid("STATUS_INDEX"), index).standing(at + "/statusListIndex")
	}
	b.add("S15", "beyond-64-bits", edited(`"94567"`, `"18446744073709551616"`), invalid("STATUS_INDEX"), "no list has so many entries").standing(at)
	b.add("S15", "number", edited(`"94567"`, `94567`), invalid("SCHEMA_INVALID"), "a text is needed, for a number may have several spellings").standing(at + "/statusListIndex")
	b.add("S15", "absent", edited(`"statusListIndex":"94567",`, ``), invalid("SCHEMA_INVALID"), "the entry names no place").standing(at + "/statusListIndex")
	b.add("S15", "by-the-holder", honestSheet(school).add(statusMember).held(`"statusListIndex":"94567"`, `"statusListIndex":["94567"]`), invalid("SCHEMA_INVALID"), "the same graph, and the signature holds; never read as absent").
		standing(at + "/statusListIndex").holds()
	b.add("S15", "control-zero", edited(`"94567"`, `"0"`), open, "the first entry").standing(at)
	b.add("S15", "control-2-to-63", edited(`"94567"`, `"9223372036854775808"`), open, "a number, and perhaps one of the list").standing(at)

	sized := func(size string) token { return edited(`"}`, `","statusSize":`+size+`}`) }
	for _, c := range []struct{ words, size string }{{"zero", "0"}, {"negative", "-1"}, {"thirty-three", "33"}, {"fraction", "1.5"}, {"two-to-32", "4294967297"}} {
		b.add("S16", c.words, sized(c.size), invalid("STATUS_INDEX"), "an entry has 1 to 32 bits, a whole number").standing(at + "/statusSize")
	}
	b.add("S16", "text", sized(`"1"`), invalid("SCHEMA_INVALID"), "a number is needed").standing(at + "/statusSize")
	const messages = "an entry of several bits has one message for each value (Bitstring Status List 1.0 section 2.1); that some are missing hides nothing"
	b.add("S16", "messages-missing", sized("8"), open, messages+", so the list is asked")
	b.add("S16", "messages-missing-strict", sized("8"), invalid("STATUS_INDEX"), messages).strict().standing(at + "/statusMessage")

	for _, c := range []struct{ words, list string }{
		{"metadata-service", "http://169.254.169.254/latest/meta-data"}, {"plain-http", "http://school.example/status/3"}, {"loopback", "https://127.0.0.1/status/3"}, {"loopback-v6", "https://[::1]/status/3"},
		{"decimal-address", "https://2130706433/status/3"}, {"hexadecimal-address", "https://0x7f.1/status/3"}, {"own-host", "https://localhost/status/3"}, {"single-label", "https://metadata/status/3"},
		{"user", "https://school.example@evil.example/status/3"}, {"file", "file:///etc/passwd"}, {"urn", "urn:uuid:00000000-0000-4000-8000-000000000000"},
	} {
		b.add("S26", c.words, edited(`"statusListCredential":"https://school.example/status/3"`, `"statusListCredential":"`+c.list+`"`), invalid("RESOLVE_FORBIDDEN_TARGET"), "only https URLs with the name of a host are ever asked").standing(at)
	}
	b.add("S26", "revocation-list", with(`{"id":"http://169.254.169.254/","type":"1EdTechRevocationList"}`), invalid("RESOLVE_FORBIDDEN_TARGET"), "only https URLs with the name of a host are ever asked").standing(at)

	const same = "the id of an entry must not be the URL of its list (Bitstring Status List 1.0 section 2.1); nothing is fetched from it"
	b.add("S27", "id-of-the-list", edited("3#94567", "3"), open, same+", so the list is asked")
	b.add("S27", "id-of-the-list-strict", edited("3#94567", "3"), invalid("SCHEMA_INVALID"), same).strict().standing(at + "/id")

	const hidden = "the revocation is out of sight of whoever looks for the member; the graph is the same, and the signature holds"
	revocable := honestSheet(school).add(statusMember)
	b.add("S28", "under-its-iri", revocable.held(`"credentialStatus":{`, `"https://www.w3.org/2018/credentials#credentialStatus":{`), invalid("JSON_KEY_FORM"), hidden).holds()
	b.add("S28", "under-nest", revocable.held(","+statusMember, `,"@nest":{`+statusMember+`}`), invalid("JSON_KEY_FORM"), hidden).holds()
	alias := revocable.after().contexts(baseV2, ob303, `{"cs":{"@id":"https://www.w3.org/2018/credentials#credentialStatus","@type":"@id"}}`)
	b.add("S28", "under-an-alias", alias.held(`"credentialStatus":{`, `"cs":{`), invalid("CONTEXT_UNKNOWN"), hidden).holds()

	const notAsked = "nobody is asked for a newer edition by default, so the badge counts by itself"
	refreshed := func(place, kind string) token {
		extended := t.edit(contexts, strings.TrimSuffix(contexts, "]")+`,"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]`)
		return extended.add(`"refreshService":{"id":"` + place + `","type":"` + kind + `"}`)
	}
	const place, kind = "https://school.example/badges/7", "1EdTechCredentialRefresh"
	b.add("S30", "not-asked", refreshed(place, kind), valid, notAsked)
	b.add("S30", "private-host", refreshed("https://169.254.169.254/latest/meta-data", kind), valid, notAsked)
	b.add("S30", "of-another-type", refreshed(place, "urn:x:Refresh2099"), valid, notAsked)
	b.add("S30", "ended", refreshed(place, kind).add(`"validUntil":"2026-03-01T00:00:00Z"`), invalid("TIME_EXPIRED"), notAsked).standing("/validUntil")
}

package main

import (
	"crypto/sha256"
	"encoding/base64"
)

// neighbours are issuers that share a host, each of whom would like to be another.
func neighbours(b *book) {
	b.begin("resolution")
	const (
		host   = "https://school.example"
		victim = host + "/tenants/victim"
		thief  = host + "/tenants/thief"
	)
	mismatch := invalid("KEY_CONTROLLER_MISMATCH")
	honestKey := method(victim+"#k1", victim, school)
	theirs := jsonAt(victim, vouching(victim, honestKey))
	forging := func(kid string) token { return honest(calledAs(stranger, victim, kid)) }
	const two = "a host has many issuers, and what one of them publishes is not another's"

	b.add("H28", "control-own-page", honest(calledAs(school, victim, victim+"#k1")), valid, "the issuer's own page lists the key").facing(theirs)
	b.add("H28", "key-on-a-neighbours-page", forging(thief+"#k1"), mismatch, two).facing(theirs, jsonAt(thief, vouching(thief, method(thief+"#k1", thief, stranger))))
	b.add("H28", "key-on-a-neighbours-page-in-the-victims-name", forging(thief+"#k1"), mismatch, two).facing(theirs, jsonAt(thief, vouching(thief, method(thief+"#k1", victim, stranger))))
	b.add("H28", "key-alone-beside-the-victim", forging(thief+"/key"), mismatch, two).facing(theirs, jsonAt(thief+"/key", method(thief+"/key", victim, stranger)))
	b.add("H28", "path-that-only-begins-alike", forging(victim+"-2/jwks.json#k1"), mismatch, "by whole segments of the path, and not by letters").
		facing(theirs, jsonAt(victim+"-2/jwks.json", `{"keys":[`+with(stranger.jwk, `"kid":"k1"`)+`]}`))

	set := func(url string, k signer, members string) answer {
		return at(url, "application/jwk-set+json", `{"keys":[`+with(k.jwk, `"kid":"k1"`+members)+`]}`)
	}
	saying := func(issuer string) string { return `,"iss":"` + issuer + `"` }
	b.add("H28", "control-set-below-the-issuer", honest(calledAs(school, victim, victim+"/jwks.json#k1")), valid, "nobody else publishes below the issuer's own path").facing(set(victim+"/jwks.json", school, ""))
	b.add("H28", "set-of-a-neighbour", forging(thief+"/jwks.json#k1"), mismatch, two).facing(theirs, set(thief+"/jwks.json", stranger, ""))
	b.add("H28", "set-of-a-neighbour-that-says-so", forging(thief+"/jwks.json#k1"), mismatch, "a neighbour can name any issuer as iss").facing(theirs, set(thief+"/jwks.json", stranger, saying(victim)))
	b.add("H28", "control-set-of-the-host-that-says-so", honest(calledAs(school, victim, keysAt+"#k1")), valid, "the host's own set, in which the key says whose it is (iss)").facing(set(keysAt, school, saying(victim)))
	b.add("H28", "set-of-the-host-says-another", forging(keysAt+"#k1"), mismatch, "the key says that it is another's").facing(theirs, set(keysAt, stranger, saying(thief)))
	b.add("H28", "set-of-the-host-says-nothing", forging(keysAt+"#k1"), mismatch, "a host with many issuers, and a key of any of them").facing(theirs, set(keysAt, stranger, ""))
	b.add("H28", "iss-is-a-list", forging(keysAt+"#k1"), invalid("SCHEMA_INVALID"), "whose key it is, nobody can read").facing(theirs, set(keysAt, stranger, `,"iss":["`+victim+`"]`))

	const away = "https://evil.example/jwks.json"
	b.add("H28", "set-on-another-host", forging(away+"#k1"), mismatch, "another host, whatever it says").facing(theirs, set(away, stranger, saying(victim)))
	keys := "https://keys.example/k1"
	b.add("H28", "control-set-on-another-host-that-the-page-names", honest(calledAs(school, victim, keys)), valid, "the issuer's own page names the key, wherever it stands").
		facing(jsonAt(victim, vouching(victim, `"`+keys+`"`)), jsonAt(keys, method(keys, victim, school)))
	b.add("H28", "named-by-a-neighbours-page", forging(keys), mismatch, "a neighbour's page names the key").
		facing(theirs, jsonAt(thief, vouching(thief, `"`+keys+`"`)), jsonAt(keys, method(keys, victim, stranger)))

	page := honest(calledAs(school, pageID, pageKey))
	profile := func(members string) answer {
		return jsonAt(pageID, `{"@context":"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","id":"`+pageID+`","type":"Profile",`+members+`}`)
	}
	listing := `"verificationMethod":[` + method(pageKey, pageID, school) + `],"assertionMethod":["` + pageKey + `"]`
	b.add("H29", "control-profile", page, valid, "the profile of the issuer, which lists the key").facing(profile(schoolName + "," + listing))
	b.add("H29", "controller-is-another", page, mismatch, "the method names another controller").facing(profile(`"verificationMethod":[` + method(pageKey, "https://evil.example/issuers/1", school) + `],"assertionMethod":["` + pageKey + `"]`))
	b.add("H29", "profile-of-another", page, invalid("RESOLVE_DOC_ID"), "a profile of somebody else").facing(jsonAt(pageID, vouching("https://school.example/issuers/2", method(pageKey, pageID, school))))
	b.add("H29", "private-key-beside-the-public-one", page, invalid("KEY_PRIVATE_EXPOSED"), "everybody who reads the page can sign").
		facing(profile(`"assertionMethod":[` + method(pageKey, pageID, school, `"secretKeyMultibase":"z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq"`) + `]`))

	b.begin("semantics")
	b.tell("O02", "profile-of-another-name", honest(calledAs(school, pageID, pageKey)), "ISSUER_PROFILE_DIFFERS", "who runs the host can change the page long after; what is signed counts",
		profile(`"name":"Pine Ridge College",`+listing))
	b.add("O02", "control-profile-of-the-same-name", page, valid, "the name that is signed").facing(profile(schoolName + "," + listing))
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// linked are badges that link to documents, with the digest of each as it was when the
// badge was signed.
func linked(b *book) {
	b.begin("semantics")
	for _, c := range []struct{ id, what, url, old, new, code string }{
		{"O05", "criteria", "https://school.example/civics", `"criteria":{`, `"criteria":{"id":"https://school.example/civics",`, "CRITERIA_CHANGED"},
		{"O06", "evidence", "https://school.example/essay", fromMember, fromMember + `,"evidence":[{"id":"https://school.example/essay","type":["Evidence"]}]`, "EVIDENCE_CHANGED"},
		{"O07", "picture", "https://school.example/civics.png", `"achievementType"`, `"image":{"id":"https://school.example/civics.png","type":"Image"},"achievementType"`, "EVIDENCE_CHANGED"},
	} {
		then := "The " + c.what + " as it was."
		badge := honest(school).edit(c.old, c.new).add(`"relatedResource":[{"id":"` + c.url + `","digestSRI":"` + digestOf(then) + `"}]`)
		b.add(c.id, "control-"+c.what+"-unchanged", badge, valid, "it is what it was").comparing().facing(at(c.url, "text/plain", then))
		b.add(c.id, c.what+"-changed", badge, warning(c.code), "what was signed counts, and somebody should be told").comparing().facing(at(c.url, "text/plain", "Another."))
		b.add(c.id, c.what+"-gone", badge, warning(c.code), "what was signed counts, and somebody should be told").comparing().facing(answer{at: c.url, says: "404"})
		b.add(c.id, c.what+"-changed-and-not-asked-for", badge, valid, "its host learns of every comparison, so nobody compares unasked").facing(at(c.url, "text/plain", "Another."))
	}
}

package main

import (
	"encoding/base64"
	"strings"
)

// entryFor is the entry of the badges here.
const entryFor = `{"id":"` + listAt + `#94567","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"94567","statusListCredential":"` + listAt + `"}`

// lists forges the lists of bits that badges name.
func lists(b *book) {
	b.begin("status")
	badge := func(edits ...string) token {
		entry := entryFor
		for i := 0; i < len(edits); i += 2 {
			entry = replace(entry, edits[i], edits[i+1])
		}
		return honest(school).add(`"credentialStatus":` + entry)
	}
	index := func(n string) token { return badge(`"94567"`, `"`+n+`"`) }
	clear, set := encoded(bits()), encoded(bits(listed))
	list := statusList(school, clear)
	revoked, malformed, refused, length := invalid("STATUS_REVOKED"), invalid("STATUS_LIST_MALFORMED"), invalid("STATUS_VERIFICATION"), invalid("STATUS_LIST_LENGTH")
	at := "/credentialStatus"

	first, last := bits(0), bits(7)
	b.add("S01", "first-bit-set", index("0"), revoked, "the first entry is the most significant bit of the first byte").facing(served(statusList(school, encoded(first))))
	b.add("S01", "control-eighth-bit-set", index("0"), valid, "0x01 is the eighth entry").facing(served(statusList(school, encoded(last))))
	b.add("S01", "eighth-bit-set", index("7"), revoked, "0x01 is the eighth entry").facing(served(statusList(school, encoded(last))))
	b.add("S01", "control-first-bit-set", index("7"), valid, "0x80 is the first entry").facing(served(statusList(school, encoded(first))))

	b.add("S02", "set", badge(), revoked, "the issuer has revoked it").standing(at).facing(served(statusList(school, set)))
	b.add("S02", "set-proof-inside", honestSheet(school).add(`"credentialStatus":`+entryFor), revoked, "the issuer has revoked it").facing(served(statusList(school, set)))
	inside := honestSheet(school)
	inside.text = statusList(school, set).payload
	b.add("S02", "set-in-a-list-with-a-proof-inside", badge(), revoked, "the issuer has revoked it").facing(served(inside))
	b.add("S02", "set-status-list-2021", badge("BitstringStatusListEntry", "StatusList2021Entry"), revoked, "the issuer has revoked it").
		facing(served(statusList(school, set[1:]).edit("BitstringStatusListCredential", "StatusList2021Credential").edit(`"BitstringStatusList"`, `"StatusList2021"`)))
	b.add("S02", "last-entry", index("131071"), revoked, "the last entry").facing(served(statusList(school, encoded(bits(131071)))))
	b.add("S32", "control-clear", badge(), valid, "the issuer has not revoked it").facing(served(list))
	b.add("S32", "control-others-set", badge(), valid, "its neighbours are revoked").facing(served(statusList(school, encoded(bits(listed-1, listed+1, 0, 131071)))))
	inside.text = list.payload
	b.add("S32", "control-list-with-a-proof-inside", badge(), valid, "the issuer has not revoked it").facing(served(inside))

	suspending := badge("revocation", "suspension")
	suspended := func(bits string) answer { return served(statusList(school, bits).edit(`"revocation"`, `"suspension"`)) }
	b.add("S03", "set", suspending, invalid("STATUS_SUSPENDED"), "it may be reinstated, and is not valid now").standing(at).facing(suspended(set))
	b.add("S03", "control-clear", suspending, valid, "it was not suspended").facing(suspended(clear))

	b.add("S04", "status-404", badge(), undetermined("STATUS_UNAVAILABLE"), "whether it was revoked could not be found out").standing(at).facing(saying(listAt, "404"))
	b.add("S04", "status-500", badge(), undetermined("STATUS_UNAVAILABLE"), "whether it was revoked could not be found out").standing(at).facing(saying(listAt, "500"))
	b.add("S04", "login-page", badge(), undetermined("STATUS_UNAVAILABLE"), "a page for people is no list").standing(at).facing(answer{listAt, "200", "text/html", "<html>Sign in</html>", true})
	b.add("S04", "private-address", badge(), invalid("RESOLVE_FORBIDDEN_TARGET"), "the name leads into the verifier's own network").standing(at).facing(saying(listAt, "private"))

	b.add("S10", "bomb", badge(), invalid("STATUS_LIST_TOO_LARGE"), "one byte more than 16 MiB, from 100 KB; an error, and never the beginning of it").facing(served(statusList(school, encoded(make([]byte, 16<<20+1)))))
	b.add("S10", "long-text", badge(), undetermined("STATUS_LIST_TOO_LARGE"), "decided: longer than is read of a signed list, which says nothing of the badge").facing(served(statusList(school, "u"+strings.Repeat("A", 1<<20))))
	raw := deflated(bits())
	again := func(packed []byte) answer { return served(statusList(school, "u"+b64(packed))) }
	b.add("S11", "two-members", badge(), malformed, "what two readers read as two lists is none").facing(again(append(deflated(bits()), raw...)))
	b.add("S11", "byte-behind", badge(), malformed, "something stands behind the list").facing(again(append(deflated(bits()), 0)))
	b.add("S12", "not-compressed", badge(), malformed, "no gzip").facing(again(bits()[:3<<10]))
	b.add("S12", "deflate-alone", badge(), malformed, "no gzip, and nothing to check it by").facing(again(raw[10 : len(raw)-8]))
	b.add("S12", "cut", badge(), malformed, "the end is missing").facing(again(raw[:len(raw)-4]))
	wrong := deflated(bits())
	wrong[len(wrong)-6] ^= 1
	b.add("S12", "check-sum", badge(), malformed, "it is not what was packed").facing(again(wrong))

	spare := bits(1) // a list that is packed into a number of bytes that base64 pads
	for deflate := 2; len(deflated(spare))%3 == 0; deflate++ {
		spare = bits(1, 9*deflate)
	}
	clearRaw, setRaw := deflated(spare), deflated(bits(listed))
	padded := base64.URLEncoding.EncodeToString
	if len(clearRaw)%3 == 0 || len(setRaw)%3 == 0 {
		panic("the lists need no padding, so the vectors of S13 show nothing")
	}
	for _, c := range []struct{ words, clear, set string }{
		{"bare", b64(clearRaw), b64(setRaw)}, {"padded", padded(clearRaw), padded(setRaw)}, {"prefix-and-padding", "u" + padded(clearRaw), "u" + padded(setRaw)},
		{"standard-alphabet", base64.StdEncoding.EncodeToString(clearRaw), base64.StdEncoding.EncodeToString(setRaw)},
	} {
		const why = "decided: another spelling, in which nothing can hide"
		b.add("S13", c.words, badge(), warning("STATUS_LIST_MALFORMED"), why).facing(served(statusList(school, c.clear)))
		b.add("S13", c.words+"-strict", badge(), invalid("STATUS_LIST_MALFORMED"), why).strict().facing(served(statusList(school, c.clear)))
		b.add("S13", c.words+"-revoked", badge(), revoked, "in whatever spelling").facing(served(statusList(school, c.set)))
	}
	b.add("S13", "another-base", badge(), malformed, "base58, by its prefix").facing(served(statusList(school, "z"+clear[1:])))
	b.add("S13", "line-break", badge(), malformed, "some readers pass over it, and so read what others do not").facing(served(statusList(school, clear[:20]+`\n`+clear[20:])))
	b.add("S13", "empty", badge(), malformed, "no list").facing(served(statusList(school, "")))
	b.add("S13", "absent", badge(), malformed, "no list").facing(served(list.edit(`,"encodedList":"`+clear+`"`, "")))
	b.add("S13", "number", badge(), malformed, "a text is needed").facing(served(list.edit(`"`+clear+`"`, "7")))

	b.add("S14", "byte-short", badge(), length, "fewer entries than the specification asks for: a list of few tells who is in it").facing(served(statusList(school, encoded(bits()[1:]))))
	b.add("S14", "nothing", badge(), length, "a list of nobody").facing(served(statusList(school, encoded(nil))))
	const two = `,"statusSize":2,"statusMessage":[{"status":"0x0","message":"pending"},{"status":"0x1","message":"passed"},{"status":"0x2","message":"appealed"},{"status":"0x3","message":"closed"}]}`
	wide := func(purpose string) token { return badge(`"revocation"`, `"`+purpose+`"`, `"}`, `"`+two) }
	b.add("S14", "half-of-two-bits-each", wide("revocation"), length, "as many bytes as for entries of one bit").facing(served(list))
	b.add("S14", "control-two-bits-each", wide("revocation"), valid, "as many entries as there must be, of two bits").facing(served(statusList(school, encoded(make([]byte, 32<<10)))))
	b.add("S15", "one-behind-the-last", index("131072"), invalid("STATUS_INDEX"), "the list has no such entry").facing(served(list))
	b.add("S15", "two-to-31", index("2147483648"), invalid("STATUS_INDEX"), "the list has no such entry").facing(served(list))
	b.add("S15", "two-to-63", index("9223372036854775808"), invalid("STATUS_INDEX"), "the list has no such entry").facing(served(list))
	b.add("S15", "control-last", index("131071"), valid, "the last entry").facing(served(list))

	message := func(value byte) answer {
		l := make([]byte, 32<<10)
		l[listed*2/8] = value << (6 - listed*2%8)
		return served(statusList(school, encoded(l)).edit(`"revocation"`, `"message"`))
	}
	b.tell("S17", "message", wide("message"), "STATUS_MESSAGE", "by another purpose than revocation and suspension the issuer tells something, and revokes nothing", message(2))
	b.add("S17", "control-no-message", wide("message"), valid, "nothing is told").facing(message(0))
	b.add("S17", "revocation-of-two-bits", wide("revocation"), revoked, "any value but 0 revokes").facing(served(func() token {
		l := make([]byte, 32<<10)
		l[listed*2/8] = 2 << (6 - listed*2%8)
		return statusList(school, encoded(l))
	}()))

	for _, c := range []struct{ words, purpose string }{
		{"suspension", `"suspension"`}, {"capitals", `"Revocation"`}, {"empty", `""`}, {"no-purposes", `[]`}, {"null", `null`}, {"others", `["suspension","message"]`}, {"list-in-a-list", `[["revocation"]]`},
	} {
		b.add("S18", c.words, badge(), invalid("STATUS_PURPOSE"), "a list for another purpose says nothing of this one").facing(served(list.edit(`"revocation"`, c.purpose)))
	}
	b.add("S18", "absent", badge(), invalid("STATUS_PURPOSE"), "a list for no purpose").facing(served(list.edit(`"statusPurpose":"revocation",`, "")))
	b.add("S18", "control-several", badge(), valid, "one list may serve several purposes").facing(served(list.edit(`"revocation"`, `["suspension","revocation"]`)))

	b.add("S19", "unsigned", badge(), refused, "anybody could have written it").facing(served(wire{list.payload, ""}))
	b.add("S19", "no-proofs", badge(), refused, "all of no proofs hold, which proves nothing").facing(served(wire{with(list.payload, `"proof":[]`), ""}))
	b.add("S19", "signed-by-another", badge(), refused, "in the issuer's name, with another's key").facing(served(statusList(calledAs(stranger, school.did, school.kid), clear)))
	b.add("S19", "key-of-another", badge(), refused, "in the issuer's name, with another's key").facing(served(statusList(calledAs(stranger, school.did, stranger.kid), clear)))
	b.add("S19", "changed", badge(), refused, "the holder has written another list into the token").facing(served(statusList(school, set).tampered(set, clear)))
	b.add("S19", "changed-proof-inside", badge(), refused, "the holder has written another list into the document").facing(served(inside.held(`"statusPurpose":"revocation"`, `"statusPurpose":["revocation","suspension"]`)))
	b.add("S19", "undefined-member", badge(), refused, "no context defines it, so nobody signed it").facing(served(inside.heldAdd(`"colour":"blue"`)))

	foreign := undetermined("STATUS_ISSUER_UNTRUSTED")
	board := statusList(stranger, clear)
	b.add("S20", "by-a-stranger", badge(), foreign, "whose list it is nobody has said may speak for the issuer").standing(at).facing(served(board))
	b.add("S20", "set-by-a-stranger", badge(), foreign, "a stranger can revoke nothing either").facing(served(statusList(stranger, set)))
	b.add("S20", "control-by-a-board-that-is-trusted-with-it", badge(), valid, "the caller has named the board").statusBy(stranger.did).facing(served(board))
	b.add("S20", "set-by-a-board-that-is-trusted-with-it", badge(), revoked, "the caller has named the board").statusBy(stranger.did).facing(served(statusList(stranger, set)))

	b.add("S21", "another-list", badge(), refused, "another list of the same issuer's, put in its place").facing(served(list.edit(`"id":"`+listAt+`",`, `"id":"`+otherList+`",`)))
	b.add("S21", "redirect-to-another-list", badge(), refused, "the host leads on to another list of the same issuer's").
		facing(saying(listAt, "302 "+otherList), answer{otherList, "200", "application/vc+jwt", list.edit(`"id":"`+listAt+`",`, `"id":"`+otherList+`",`).compact(), true})
	b.add("S21", "control-redirect", badge(), valid, "the list, at another place of its host").facing(saying(listAt, "302 "+otherList), answer{otherList, "200", "application/vc+jwt", list.compact(), true})
	b.add("S21", "redirect-to-another-host", badge(), undetermined("STATUS_UNAVAILABLE"), "another host was never named").
		facing(saying(listAt, "302 https://evil.example/status/3"), answer{"https://evil.example/status/3", "200", "application/vc+jwt", list.compact(), true})

	const subject = `"credentialSubject":`
	none := func(words string, edits ...string) {
		t := list
		for i := 0; i < len(edits); i += 2 {
			t = t.edit(edits[i], edits[i+1])
		}
		b.add("S22", words, badge(), refused, "what is signed by its issuer, and is no such list").facing(served(t))
	}
	none("no-list-by-its-type", `,"BitstringStatusListCredential"`, "")
	none("list-of-2021", `"BitstringStatusListCredential"`, `"StatusList2021Credential"`)
	none("subject-of-another-type", `"BitstringStatusList"`, `"StatusList2021"`)
	none("subject-of-no-type", `"type":"BitstringStatusList",`, "")
	none("two-subjects", subject, subject+`[{"id":"urn:a:b","type":"BitstringStatusList"},`, "}}", "}]}")
	none("no-subject", subject, `"subject":`)
	none("subject-is-null", subject, subject+`null,"x":`)
	none("subject-is-a-text", subject, subject+`"`+listAt+`","x":`)
	none("subjects-and-none-there", subject, subject+`[],"x":`)
	b.add("S22", "control-subject-in-a-list", badge(), valid, "one subject, in a list").facing(served(list.edit(subject, subject+"[").edit("}}", "}]}")))
	b.begin("document")
	b.add("D62", "badge-for-a-list", badge(), refused, "a badge by the same issuer, with a list in it").
		facing(served(honest(school).edit(`"id":"`+badgeID+`"`, `"id":"`+listAt+`"`).edit(jtiMember, `"jti":"`+listAt+`"`).edit(`"type":["AchievementSubject"]`, `"type":["AchievementSubject"],"statusPurpose":"revocation","encodedList":"`+clear+`"`)))
	b.add("D62", "badge-that-says-it-is-a-list", badge(), refused, "a badge by the same issuer, with a list in it, whose subject is none").
		facing(served(honest(school).edit(`"id":"`+badgeID+`"`, `"id":"`+listAt+`"`).edit(jtiMember, `"jti":"`+listAt+`"`).edit(`"OpenBadgeCredential"`, `"OpenBadgeCredential","BitstringStatusListCredential"`).
			edit(`"type":["AchievementSubject"]`, `"type":["AchievementSubject"],"statusPurpose":"revocation","encodedList":"`+clear+`"`)))
	b.add("D62", "control-list", badge(), valid, "the list").facing(served(list))
	b.begin("status")

	dated := func(members string) answer { return served(list.edit(fromMember, members)) }
	old := undetermined("STATUS_LIST_EXPIRED")
	b.add("S23", "ended", badge(), old, "what it says is over, and what is so now nobody has said").standing(at).facing(dated(fromMember + `,"validUntil":"2026-06-01T11:59:59Z"`))
	b.add("S23", "ended-and-set", badge(), old, "what it says is over, and what is so now nobody has said").facing(served(statusList(school, set).edit(fromMember, fromMember+`,"validUntil":"2026-06-01T11:59:59Z"`)))
	b.add("S23", "not-yet", badge(), old, "it counts from later on").facing(dated(`"validFrom":"2026-06-01T12:00:01Z"`))
	b.add("S23", "token-ended", badge(), old, "its signature was made for a time that is over").facing(dated(fromMember + `,"exp":1780315199`))
	b.add("S23", "control-last-instant", badge(), valid, "the last instant belongs to it").facing(dated(fromMember + `,"validUntil":"2026-06-01T12:00:00Z"`))
	b.add("S23", "control-first-instant", badge(), valid, "the first instant belongs to it").facing(dated(`"validFrom":"2026-06-01T12:00:00Z"`))
	ttl := func(value string) answer {
		return served(list.edit(`"statusPurpose"`, `"ttl":`+value+`,"statusPurpose"`))
	}
	b.add("S23", "control-ttl", badge(), valid, "it was fetched just now").facing(ttl("60000"))
	b.add("S23", "ttl-is-a-text", badge(), malformed, "how long it may be kept, nobody can read").facing(ttl(`"60000"`))
	b.add("S23", "ttl-below-zero", badge(), malformed, "how long it may be kept, nobody can read").facing(ttl("-1"))

	const own = `"credentialStatus":` + entryFor
	b.add("S25", "control-list-that-names-itself", badge(), valid, "the status of a list is not asked, or two lists could lead to one another for ever").facing(served(list.add(own)))
	b.add("S25", "set-list-that-names-itself", badge(), revoked, "the badge is looked up, and the list is not").facing(served(statusList(school, set).add(own)))
	b.add("S25", "control-lists-that-name-one-another", badge(), valid, "the status of a list is not asked").
		facing(served(list.add(strings.ReplaceAll(own, listAt, otherList))), answer{otherList, "200", "application/vc+jwt", list.edit(`"id":"`+listAt+`",`, `"id":"`+otherList+`",`).add(own).compact(), true})

	b.begin("keys")
	web := called(webDID)
	kept := calledAs(stranger, webDID, webDID+"#lists")
	issued := honest(web).add(own)
	document := func(methods ...string) answer { return jsonAt(webDoc, vouching(webDID, methods...)) }
	badges, ours := method(webDID+"#k1", webDID, school), method(webDID+"#lists", webDID, stranger)
	b.add("K20", "control-key-of-its-own-for-lists", issued, valid, "an issuer may have one key for badges and another for lists").facing(document(badges, ours), served(statusList(kept, clear)))
	b.add("K20", "set-by-the-key-for-lists", issued, revoked, "an issuer may have one key for badges and another for lists").facing(document(badges, ours), served(statusList(kept, set)))
	b.add("K20", "control-one-key-for-both", issued, valid, "or one for both").facing(document(badges), served(statusList(web, clear)))
	b.add("K20", "key-that-is-not-listed", issued, invalid("STATUS_VERIFICATION"), "a key that the issuer does not publish").facing(document(badges), served(statusList(kept, clear)))
	b.begin("status")
}

// revocationLists forges lists that nobody signs: what vouches for them is where they
// stand.
func revocationLists(b *book) {
	b.begin("status")
	const place = "https://school.example/revocations"
	web := called(webDID)
	document := jsonAt(webDoc, vouching(webDID, method(webDID+"#k1", webDID, school)))
	badge := honest(web).add(`"credentialStatus":{"id":"` + place + `","type":"1EdTechRevocationList"}`)
	saying := func(members string) answer {
		return jsonAt(place, `{"id":"`+place+`","type":"1EdTechRevocationList","issuer":"`+webDID+`"`+members+`}`)
	}
	other := `{"id":"urn:uuid:00000000-0000-4000-8000-000000000000","revoked":true}`
	revoked, malformed, foreign := invalid("STATUS_REVOKED"), undetermined("STATUS_LIST_MALFORMED"), undetermined("STATUS_ISSUER_UNTRUSTED")
	for _, c := range []struct {
		words, members string
		want           verdict
		why            string
	}{
		{"control-nobody", `,"revokedCredential":[]`, valid, "nobody was revoked"},
		{"control-another", `,"revokedCredential":[` + other + `]`, valid, "another was revoked"},
		{"revoked", `,"revokedCredential":[` + other + `,{"id":"` + badgeID + `","revoked":true,"revocationReason":"awarded in error"}]`, revoked, "it stands there"},
		{"revoked-not-said", `,"revokedCredential":[{"id":"` + badgeID + `"}]`, revoked, "what stands in a list of revoked credentials is revoked"},
		{"revoked-id-alone", `,"revokedCredential":["` + badgeID + `"]`, revoked, "decided: an entry may be the id alone, as some write it"},
		{"revoked-plural", `,"revokedCredentials":[{"id":"` + badgeID + `"}]`, revoked, "decided: the member goes by two names"},
		{"revoked-percent-encoded", `,"revokedCredential":["` + strings.ReplaceAll(badgeID, ":", "%3A") + `"]`, revoked, "ids are compared decoded (OB 3.0, equality of identifiers)"},
		{"control-reinstated", `,"revokedCredential":[{"id":"` + badgeID + `","revoked":false}]`, valid, "the entry says that it is not"},
		{"revoked-and-reinstated", `,"revokedCredential":[{"id":"` + badgeID + `"},{"id":"` + badgeID + `","revoked":false}]`, revoked, "of two entries of one id the one that revokes counts"},
		{"revoked-is-a-text", `,"revokedCredential":[{"id":"` + badgeID + `","revoked":"false"}]`, revoked, "only false takes it back"},
		{"entry-without-an-id", `,"revokedCredential":[{"revoked":true}]`, malformed, "an entry that names nobody could mean this badge"},
		{"no-list", ``, undetermined("STATUS_UNAVAILABLE"), "a document without the member is no list"},
		{"list-is-a-number", `,"revokedCredential":7`, malformed, "no list"},
	} {
		b.add("S29", c.words, badge, c.want, c.why).facing(document, saying(c.members))
	}
	elsewhere := honest(web).add(`"credentialStatus":{"id":"https://lists.example/revocations","type":"1EdTechRevocationList"}`)
	b.add("S29", "at-another-host", elsewhere, foreign, "nobody signs it, and it does not stand where its issuer publishes").
		facing(document, jsonAt("https://lists.example/revocations", `{"issuer":"`+webDID+`","revokedCredential":[]}`))
	b.add("S29", "by-another-issuer", badge, foreign, "the list of somebody else on the same host").facing(document, jsonAt(place, `{"id":"`+place+`","issuer":"did:web:school.example:u:alice","revokedCredential":[]}`))
	b.add("S29", "by-nobody", badge, foreign, "it does not say whose it is").facing(document, jsonAt(place, `{"id":"`+place+`","revokedCredential":[]}`))
	b.add("S29", "another-list", badge, invalid("STATUS_VERIFICATION"), "it says that it is another list").facing(document, jsonAt(place, `{"id":"`+place+`/2","issuer":"`+webDID+`","revokedCredential":[]}`))
}

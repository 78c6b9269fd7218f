package main

import "strings"

// parties is rules 9 and 10.
func (m model) parties() {
	t := diploma()
	by := func(issuer string) token { return t.edit(`"issuer":"`+school.did+`"`, `"issuer":`+issuer) }
	const one = "one issuer, by its URL or an object with one (VCDM 2.0 section 4.7)"
	m.good("W09", "object", by(`{"id":"`+school.did+`","name":"A school"}`), one)
	m.good("W09", "object-proof-inside", diplomaSheet().edit(`"issuer":"`+school.did+`"`, `"issuer":{"id":"`+school.did+`","name":"A school"}`), one).holds()
	m.bad("W09", "absent", t.edit(`"issuer":"`+school.did+`",`, ""), "/issuer", one)
	for _, c := range []struct{ words, issuer string }{
		{"null", "null"}, {"empty-object", "{}"}, {"list", `["` + school.did + `"]`}, {"number", "7"}, {"name-alone", `{"name":"A school"}`}, {"id-is-null", `{"id":null}`},
	} {
		m.bad("W09", c.words, by(c.issuer), "/issuer", one)
	}
	m.coded("W09", "somebody-else", by(`"`+stranger.did+`"`), "KEY_CONTROLLER_MISMATCH", "/issuer", "the key is the issuer's, or anybody could sign for anybody")
	m.coded("W09", "somebody-else-proof-inside", diplomaSheet().edit(`"issuer":"`+school.did+`"`, `"issuer":"`+stranger.did+`"`), "KEY_CONTROLLER_MISMATCH", "/issuer", "the key is the issuer's, or anybody could sign for anybody")

	of := func(subject string) token { return t.edit(holderOnly, `"credentialSubject":`+subject) }
	const claim = "one subject or several, of each of which something is said (VCDM 2.0 section 4.8)"
	m.good("W10", "id-alone", t, "decided: an id is claim enough, as the published fixtures have it")
	m.good("W10", "two", of(`[{"id":"`+learner+`"},{"id":"urn:uuid:c0ffee00-1f2e-4d3c-8b4a-596877869505"}]`), claim)
	m.good("W10", "without-an-id", of(`{"type":"https://school.example/types#Member"}`), claim)
	m.bad("W10", "absent", t.edit(","+holderOnly, ""), "/credentialSubject", claim)
	for _, c := range []struct{ words, subject, at string }{
		{"empty", "{}", ""}, {"empty-among", `[{"id":"` + learner + `"},{}]`, "/1"}, {"empty-list", "[]", ""}, {"null", "null", ""},
		{"null-among", `[{"id":"` + learner + `"},null]`, "/1"}, {"string", `"` + learner + `"`, ""}, {"string-among", `["` + learner + `"]`, "/0"}, {"list-in-a-list", `[[{"id":"` + learner + `"}]]`, "/0"},
	} {
		m.bad("W10", c.words, of(c.subject), "/credentialSubject"+c.at, claim)
	}
}

// nothings is rule 10, too: members that are there and have no value.
func (m model) nothings() {
	t, s, jcs := diploma(), diplomaSheet(), diplomaSheet().under("eddsa-jcs-2022").option(`"@context":`+contexts, diplomaBase)
	const claim = "of a subject something is said, or nothing but its id is there: a member without a value is no claim (VCDM 2.0 section 4.8)"
	said := func(value string) string { return `"credentialSubject":{"id":"` + learner + `","name":` + value + `}` }
	for _, c := range []struct{ words, value string }{
		{"null-alone", "null"}, {"empty-list-alone", "[]"}, {"list-of-null-alone", "[null]"}, {"list-in-a-list-alone", "[[],[null]]"}, {"object-of-null-alone", `{"name":null,"description":[]}`},
	} {
		m.bad("W10", c.words, t.edit(holderOnly, said(c.value)), "/credentialSubject", claim)
	}
	m.bad("W10", "null-alone-with-a-type", t.edit(holderOnly, `"credentialSubject":{"type":"https://school.example/types#Member","name":null}`), "/credentialSubject", claim)
	m.bad("W10", "null-alone-among", t.edit(holderOnly, `"credentialSubject":[{"id":"`+learner+`"},{"id":"urn:a:b","name":null}]`), "/credentialSubject/1", claim)
	m.bad("W10", "null-alone-proof-inside", s.edit(holderOnly, said("null")), "/credentialSubject", claim).holds()
	m.bad("W10", "null-alone-by-the-holder", s.held(holderOnly, said("null")), "/credentialSubject", "the same graph, and the signature holds: "+claim).holds()
	m.bad("W10", "null-alone-jcs", jcs.edit(holderOnly, said("null")), "/credentialSubject", claim)
	m.bad("W10", "null-alone-in-version-1", under(firstDiploma(), baseV1, ob303, integrityV2).edit(holderOnly, `"credentialSubject":{"id":"`+learner+`","type":"Profile","name":null}`), "/credentialSubject", claim).holds()
	m.bad("W10", "null-alone-in-version-1-token", firstToken().edit(holderOnly, `"credentialSubject":{"id":"`+learner+`","termsOfUse":[]}`), "/vc/credentialSubject", claim)

	const nothing = "what has no value is left out; RDF drops it, so that nothing signs it there"
	named := func(more string) string {
		return `"credentialSubject":{"id":"` + learner + `","name":"Ada",` + more + `}`
	}
	m.good("W10", "claim", t.edit(holderOnly, named(`"description":{"type":"https://school.example/types#Text"}`)), "something is said")
	m.good("W10", "nulls-of-a-schema", diploma().edit(holderOnly, `"credentialSubject":{"id":"https://school.example/schemas/3","type":"JsonSchema","jsonSchema":{"enum":[null],"required":[]}}`), "a JSON literal, in which null is a value and signed")
	const member = `"type":"https://school.example/types#Member"`
	for _, c := range []struct{ words, signed, more, at string }{
		{"null", member, member + `,"description":null`, ""}, {"empty-list", member, member + `,"description":[]`, ""},
		{"list-of-nulls", member, member + `,"description":[null,null]`, ""}, {"null-among", `"description":"Ada"`, `"description":["Ada",null]`, "/1"},
	} {
		m.lax("W10", c.words+"-beside-a-claim", t.edit(holderOnly, named(c.more)), "SCHEMA_INVALID", "/credentialSubject/description"+c.at, nothing)
		m.lax("W10", c.words+"-beside-a-claim-by-the-holder", s.edit(holderOnly, named(c.signed)).held(c.signed, c.more), "SCHEMA_INVALID", "/credentialSubject/description"+c.at, nothing)
		m.lax("W10", c.words+"-beside-a-claim-jcs", jcs.edit(holderOnly, named(c.more)), "SCHEMA_INVALID", "/credentialSubject/description"+c.at, nothing)
	}
	m.lax("W10", "null-in-evidence-by-the-holder", s.add(`"evidence":{`+ownType+`}`).held(ownType, ownType+`,"name":null`), "SCHEMA_INVALID", "/evidence/name", nothing)
	m.lax("W10", "null-in-the-proof-by-the-holder", s.heldOption(purposeMember, purposeMember+`,"description":null`), "SCHEMA_INVALID", "/proof/0/description", nothing)
	m.bad("W10", "type-without-a-value-inside", t.edit(holderOnly, named(`"description":{"type":[]}`)), "/credentialSubject/description/type", "a member of the data model, wherever it stands")
	m.bad("W10", "id-without-a-value-inside", t.edit(holderOnly, named(`"description":{"id":null}`)), "/credentialSubject/description/id", "a member of the data model, wherever it stands")
}

// times is rules 11 and 26.
func (m model) times() {
	t := diploma()
	from := func(value string) token { return t.edit(fromMember, `"validFrom":`+value) }
	until := func(value string) token { return t.add(`"validUntil":` + value) }
	const stamp = "an XML Schema dateTimeStamp (VCDM 2.0 section 4.9)"
	m.good("W11", "absent", t.edit(fromMember+",", ""), "both ends are optional (VCDM 2.0 section 4.9)")
	for _, c := range []struct{ words, value string }{
		{"fraction", "2026-01-01T00:00:00.123456789Z"}, {"offset", "2026-01-01T14:00:00+14:00"}, {"west", "2026-01-01T00:00:00-14:00"},
		{"end-of-the-day", "2025-12-31T24:00:00Z"}, {"minus-zero", "2026-01-01T00:00:00-00:00"},
	} {
		m.good("W11", c.words, from(`"`+c.value+`"`), stamp)
	}
	m.good("W11", "one-instant", from(`"2026-06-01T12:00:00Z"`).add(`"validUntil":"2026-06-01T14:00:00+02:00"`), "both ends are the same instant, which is now")
	for _, c := range []struct{ words, value string }{
		{"date-alone", `"2026-01-01"`}, {"lower-case", `"2026-01-01t00:00:00z"`}, {"space", `"2026-01-01 00:00:00Z"`}, {"no-seconds", `"2026-01-01T00:00Z"`},
		{"offset-beyond-14", `"2026-01-01T00:00:00+14:01"`}, {"offset-without-colon", `"2026-01-01T00:00:00+0100"`}, {"hour-25", `"2026-01-01T25:00:00Z"`},
		{"after-24", `"2026-01-01T24:00:01Z"`}, {"leap-second", `"2016-12-31T23:59:60Z"`}, {"february-30", `"2026-02-30T00:00:00Z"`}, {"year-0", `"0000-01-01T00:00:00Z"`},
		{"year-minus-1", `"-0001-01-01T00:00:00Z"`}, {"year-10000", `"10000-01-01T00:00:00Z"`},
		{"word", `"now"`}, {"empty", `""`},
	} {
		m.coded("W11", c.words, from(c.value), "TIME_FORMAT", "/validFrom", stamp)
		m.coded("W11", c.words+"-end", until(c.value), "TIME_FORMAT", "/validUntil", stamp)
	}
	for _, c := range []struct{ words, value string }{{"number", "1767225600"}, {"null", "null"}, {"list", `["2026-01-01T00:00:00Z"]`}} {
		m.bad("W11", c.words, from(c.value), "/validFrom", stamp)
		m.bad("W11", c.words+"-end", until(c.value), "/validUntil", stamp)
	}
	m.coded("W11", "year-1", from(`"0001-01-01T00:00:00Z"`), "TIME_FORMAT", "/validFrom", "decided: XSD 1.1 has the year; its first instant is the zero of many a clock, and no credential is as old")
	m.good("W11", "year-9999", until(`"9999-12-31T23:59:59.999999999Z"`), "the last year of four digits")
	const until2027 = `"validUntil":"2027-01-01T00:00:00Z"`
	m.bad("W11", "list-end-by-the-holder", diplomaSheet().add(until2027).held(until2027, `"validUntil":["2027-01-01T00:00:00Z"]`), "/validUntil", "the same graph, and the signature holds; never read as absent").holds()
	swapped := diplomaSheet().add(until2027).after()
	swapped.text = replace(swapped.text, baseV2, baseV1+`","`+integrityV2)
	m.bad("W11", "version-swapped-by-the-holder", swapped, "/validUntil", "the same graph under the context of the other version, whose readers look for another member").holds()
	m.bad("W11", "backwards", until(`"2025-12-31T23:59:59Z"`), "/validUntil", "it would end before it begins")
	m.bad("W11", "backwards-by-offset", until(`"2026-01-01T00:30:00+01:00"`), "/validUntil", "it would end before it begins, as instants")
	const utc = "a time without an offset departs from the letter, and VCDM 2.0 section 4.9 has every reader take it as UTC"
	m.lax("W11", "no-offset", from(`"2026-01-01T00:00:00"`), "TIME_FORMAT", "/validFrom", utc)
	m.coded("W11", "no-offset-and-not-yet", from(`"2026-06-01T12:00:01"`), "TIME_NOT_YET", "/validFrom", utc)
	m.coded("W11", "no-offset-and-over", until(`"2026-06-01T11:59:59"`), "TIME_EXPIRED", "/validUntil", utc)
	m.bad("W11", "date-of-version-1", t.add(`"issuanceDate":"2026-01-01T00:00:00Z"`), "/issuanceDate", "a date of the other version of the data model")
	m.bad("W11", "date-of-version-2-in-version-1", firstDiploma().add(`"validUntil":"2027-01-01T00:00:00Z"`), "/validUntil", "a date of the other version of the data model")
	m.bad("W11", "no-beginning-in-version-1", firstDiploma().edit(`"issuanceDate":"2026-01-01T00:00:00Z",`, ""), "/issuanceDate", "VCDM 1.1 section 4.5 requires it")

	m.good("W26", "in-force", until(`"2027-01-01T00:00:00Z"`), "in force now")
	m.coded("W26", "over", until(`"2026-06-01T11:59:59Z"`), "TIME_EXPIRED", "/validUntil", "genuine, of the right form, and over")
	m.coded("W26", "not-yet", from(`"2026-06-01T12:00:01Z"`), "TIME_NOT_YET", "/validFrom", "genuine, of the right form, and not yet in force")
	m.coded("W26", "untrusted", t, "TRUST_ISSUER_UNKNOWN", "/issuer", "genuine, and from somebody who is not trusted").trusting(stranger.did)
}

// extensions is rules 12 to 15.
func (m model) extensions() {
	t := diploma()
	const form = "objects with a type, and an id that is a URL (VCDM 2.0 sections 4.10, 4.11 and 5)"
	entry := `{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://school.example/status/3"}`
	status := func(value string) token { return t.add(`"credentialStatus":` + value) }
	open := func(words string, d document, at string) {
		m.add("W12", "control-"+words, d, undetermined("STATUS_UNAVAILABLE"), "of the right form; whether it was revoked could not be asked, so this is not a yes").anyType().standing("/credentialStatus" + at)
	}
	open("without-an-id", status(entry), "")
	open("two", status(`[`+entry+`,`+strings.Replace(entry, "revocation", "suspension", 1)+`]`), "/1")
	open("proof-inside", diplomaSheet().add(`"credentialStatus":`+entry), "")
	m.bad("W12", "relative-id", status(strings.Replace(entry, "{", `{"id":"status/3#7",`, 1)), "/credentialStatus/id", form)
	m.bad("W12", "relative-list", status(strings.Replace(entry, "https://school.example/status/3", "status/3", 1)), "/credentialStatus/statusListCredential", form)
	m.bad("W12", "list-as-an-object", status(strings.Replace(entry, `"https://school.example/status/3"`, `{"id":"https://school.example/status/3"}`, 1)), "/credentialStatus/statusListCredential", "never read as absent")
	m.bad("W12", "list-as-an-object-by-the-holder", diplomaSheet().add(`"credentialStatus":`+entry).held(`"https://school.example/status/3"`, `{"id":"https://school.example/status/3"}`), "/credentialStatus/statusListCredential",
		"the same graph, and the signature holds; never read as absent").holds()
	m.bad("W12", "string", status(`"https://school.example/status/3"`), "/credentialStatus", form)
	m.bad("W12", "null", status("null"), "/credentialStatus", "never read as absent")
	m.bad("W12", "empty", status("[]"), "/credentialStatus", "never read as absent")
	m.bad("W12", "no-id-in-version-1", under(firstDiploma(), baseV1, integrityV2, "https://www.w3.org/ns/credentials/status/v1").add(`"credentialStatus":`+entry), "/credentialStatus/id", "VCDM 1.1 section 4.9 requires it")

	schema := func(value string) token { return t.add(`"credentialSchema":` + value) }
	m.add("W13", "control-schema", schema(`{"id":"https://school.example/schema.json","type":"JsonSchema"}`), warning("SCHEMA_UNAVAILABLE"), "of the right form; the schema was not at hand").anyType().standing("/credentialSchema")
	m.add("W13", "control-schema-of-badges", schema(`{"id":"https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json","type":"JsonSchema"}`),
		warning("SCHEMA_UNAVAILABLE"), "what keeps a badge to this schema was not asked of a credential that is none").anyType().standing("/credentialSchema")
	m.bad("W13", "no-id", schema(`{"type":"JsonSchema"}`), "/credentialSchema/id", form)
	m.bad("W13", "no-type", schema(`[{"id":"https://school.example/schema.json"}]`), "/credentialSchema/0/type", form)
	m.bad("W13", "relative-id", schema(`{"id":"schema.json","type":"JsonSchema"}`), "/credentialSchema/id", form)
	m.bad("W13", "string", schema(`"https://school.example/schema.json"`), "/credentialSchema", form)

	evidence := func(value string) token { return t.add(`"evidence":` + value) }
	m.good("W14", "without-an-id", evidence(`[{`+ownType+`},{"id":"https://school.example/recordings/3",`+ownType+`}]`), form)
	m.bad("W14", "string", evidence(`"https://school.example/recordings/3"`), "/evidence", form)
	m.bad("W14", "string-among", evidence(`[{`+ownType+`},"https://school.example/recordings/3"]`), "/evidence/1", form)
	m.bad("W14", "empty", evidence("[]"), "/evidence", form)
	m.bad("W14", "relative-id", evidence(`{"id":"recordings/3",`+ownType+`}`), "/evidence/id", form)

	service := func(value string) token { return t.add(`"refreshService":` + value) }
	m.good("W15", "service-and-terms", service(`{`+ownType+`}`).add(`"termsOfUse":[{"id":"https://school.example/terms",`+ownType+`}]`), form)
	m.bad("W15", "service-string", service(`"https://school.example/refresh"`), "/refreshService", form)
	m.bad("W15", "service-without-a-type", service(`{"id":"https://school.example/refresh"}`), "/refreshService/type", form)
	m.bad("W15", "terms-without-a-type", t.add(`"termsOfUse":[{"id":"https://school.example/terms"}]`), "/termsOfUse/0/type", form)
	m.bad("W15", "terms-relative-id", t.add(`"termsOfUse":{"id":"terms",`+ownType+`}`), "/termsOfUse/id", form)
	m.bad("W15", "service-without-an-id-in-version-1", firstDiploma().add(`"refreshService":{`+ownType+`}`), "/refreshService/id", "VCDM 1.1 section 5.4 requires it")
}

package main

// schemas are badges that name JSON Schemas, as far as they can be judged by somebody
// who has none of them and no network.
func schemas(b *book) {
	const base = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"
	const own = `{"id":"` + base + `json/ob_v3p0_achievementcredential_schema.json","type":"1EdTechJsonSchemaValidator2019"}`
	const extensions = `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`
	named := func(entries string) token {
		return honest(school).edit(`context-3.0.3.json"`, extensions).add(`"credentialSchema":` + entries)
	}
	unasked := warning("SCHEMA_UNAVAILABLE")
	b.add("O23", "control-schema-of-badges", named(`[`+own+`]`), valid, "answered by the rules of the form, which are that schema and more")
	b.add("O23", "control-compacted-form", named(`[{"id":"`+base+`json-ld/ob_v3p0_anyachievementcredential_schema.json","type":"1EdTechJsonSchemaValidator2019"}]`), valid, "likewise")
	b.add("O23", "control-schema-of-badges-strict", named(`[`+own+`]`), valid, "without a remark there is nothing to be strict about").strict()
	b.add("O23", "further-schema", named(`[`+own+`,{"id":"https://school.example/schema.json","type":"1EdTechJsonSchemaValidator2019"}]`), unasked,
		"not at hand: what was signed is as good as before").standing("/credentialSchema/1")
	b.add("O23", "further-schema-strict", named(`[`+own+`,{"id":"https://school.example/schema.json","type":"1EdTechJsonSchemaValidator2019"}]`), undetermined("SCHEMA_UNAVAILABLE"),
		"what could not be asked is no yes").strict().standing("/credentialSchema/1")
	b.add("O23", "signed-schema", named(`[`+own+`,{"id":"https://school.example/schema.jwt","type":"JsonSchemaCredential"}]`), unasked, "a schema in a credential of its own is not read").standing("/credentialSchema/1")
	b.add("O23", "unknown-type", named(`[`+own+`,{"id":"https://school.example/schema.xml","type":"urn:x:Schema"}]`), unasked, "of a type that nobody knows").standing("/credentialSchema/1")
	b.add("O23", "address-in-the-house", named(`[`+own+`,{"id":"https://169.254.169.254/latest","type":"1EdTechJsonSchemaValidator2019"}]`), unasked, "nobody asks there").standing("/credentialSchema/1")
	b.add("O23", "detour-to-another", named(`[`+own+`,{"id":"`+base+`../../../../x.json","type":"1EdTechJsonSchemaValidator2019"}]`), unasked, "it begins as those of Open Badges, and is none").standing("/credentialSchema/1")
	b.add("O23", "schema-of-endorsements", named(`[`+own+`,{"id":"`+base+`json/ob_v3p0_endorsementcredential_schema.json","type":"1EdTechJsonSchemaValidator2019"}]`), invalid("SCHEMA_INVALID"),
		"a badge is no endorsement, and its issuer says that it is one").standing("/credentialSchema/1/id")
	b.add("O23", "without-that-of-badges", named(`[{"id":"https://school.example/schema.json","type":"1EdTechJsonSchemaValidator2019"}]`), warning("SCHEMA_INVALID", "SCHEMA_UNAVAILABLE"),
		"where schemas are named, that of Open Badges is one of them")
	b.add("O23", "without-that-of-badges-strict", named(`[{"id":"https://school.example/schema.json","type":"1EdTechJsonSchemaValidator2019"}]`), invalid("SCHEMA_INVALID"), "the letter, asked for").strict().standing("/credentialSchema")
}

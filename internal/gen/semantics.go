package main

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

const ada = "ada@example.org"

// salt has 128 bits, as an issuer should choose it.
const salt = "6f1d0c2ab94e5783a1c6e0d27f3b8594"

// semantics forges what a badge says: for whom, what was achieved, with which result.
func semantics(b *book) {
	b.begin("semantics")
	recipients(b)
	subjects(b)
	outcomes(b)
	vocabulary(b)
	appearance(b)
	schemas(b)
	endorsements(b)
}

// hashed is an identity of which only a salted hash is published.
func hashed(kind, plain string) string {
	sum := sha256.Sum256([]byte(plain + salt))
	return identity(kind, "sha256$"+hex.EncodeToString(sum[:]), `"salt":"`+salt+`",`, true)
}

func identity(kind, hash, saltMember string, isHash bool) string {
	return fmt.Sprintf(`{"type":"IdentityObject","hashed":%t,"identityHash":"%s",%s"identityType":"%s"}`, isHash, hash, saltMember, kind)
}

// identified is the honest badge with identities beside the learner's id.
func identified(identities ...string) token {
	return honest(school).edit(subjectHead, subjectHead+`"identifier":[`+strings.Join(identities, ",")+`],`)
}

func recipients(b *book) {
	mismatch, schema := invalid("RECIPIENT_MISMATCH"), invalid("SCHEMA_INVALID")
	t := identified(hashed("emailAddress", ada))
	b.add("O08", "another-address", t, mismatch, "genuine, and somebody else's").recipient("emailAddress", "bob@example.org")
	b.add("O08", "another-kind", t, undetermined("RECIPIENT_UNKNOWN"), "the same text as another kind of identifier: the badge does not answer that question").recipient("userName", ada)
	b.add("O08", "another-id", honest(school), mismatch, "genuine, and somebody else's").recipient("id", "urn:uuid:bad0bad0-0000-4000-8000-000000000000")
	b.add("O08", "control-right-address", t, valid, "the hash is that address's").recipient("emailAddress", ada)
	b.add("O08", "control-plain-address", identified(identity("emailAddress", ada, "", false)), valid, "an identity may be published in the clear").recipient("emailAddress", ada)
	b.add("O09", "nobody-asked", t, valid, "nobody asked for whom the badge is; the report says that nobody asked")

	sum := sha256.Sum256([]byte(ada + salt))
	digest := hex.EncodeToString(sum[:])
	salted := `"salt":"` + salt + `",`
	md := md5.Sum([]byte(ada + salt))
	sha := sha1.Sum([]byte(ada + salt))
	b.add("O10", "control-capital-hex", identified(identity("emailAddress", "sha256$"+strings.ToUpper(digest), salted, true)), valid, "hexadecimal digits in either case").recipient("emailAddress", ada)
	b.tell("O10", "md5", identified(identity("emailAddress", "md5$"+hex.EncodeToString(md[:]), salted, true)), "IDENTITY_HASH_WEAK", "OB 3.0 still has it; read, told, and never issued")
	for _, c := range []struct{ words, hash string }{
		{"no-prefix", digest}, {"sha1", "sha1$" + hex.EncodeToString(sha[:])}, {"truncated", "sha256$" + digest[:40]}, {"prefix-in-capitals", "SHA256$" + digest},
		{"base64", "sha256$" + base64.StdEncoding.EncodeToString(sum[:])}, {"not-hex", "sha256$" + strings.Repeat("zz", 32)}, {"empty", ""},
	} {
		b.add("O10", c.words, identified(identity("emailAddress", c.hash, salted, true)), schema, "an identity hash is sha256$ or md5$ and as many hexadecimal digits as that hash has")
	}
	b.tolerated("O10", "hash-said-to-be-plain", identified(identity("emailAddress", "sha256$"+digest, salted, false)), "SCHEMA_INVALID", "decided: read as the plain text that it says it is, which matches nobody")

	for _, c := range []struct{ words, stored, asked string }{
		{"case", "Ada@Example.org", "ada@example.org"}, {"plus-tag", "ada+badges@example.org", "ada@example.org"},
		{"normalization", "ad\u00e1@example.org", "ada\u0301@example.org"}, {"space", "ada@example.org ", "ada@example.org"}, {"space-asked", "ada@example.org", "ada@example.org "},
	} {
		b.add("O11", c.words, identified(hashed("emailAddress", c.stored)), mismatch, "compared byte for byte: OB 3.0 section 9.3 folds nothing").recipient("emailAddress", c.asked)
	}
	b.add("O11", "control-exactly-so", identified(hashed("emailAddress", "Ada+Badges@Example.org")), valid, "compared byte for byte").recipient("emailAddress", "Ada+Badges@Example.org")

	b.add("O12", "control-salted-address", t, valid, "the salt is public, so an address can be guessed; an issuer is told, a verifier cannot change it")
	bare := sha256.Sum256([]byte(ada))
	short := sha256.Sum256([]byte(ada + "abcd"))
	b.tell("O13", "no-salt", identified(identity("emailAddress", "sha256$"+hex.EncodeToString(bare[:]), "", true)), "PRIVACY_GUESSABLE", "one table of addresses opens every such badge")
	b.tell("O13", "short-salt", identified(identity("emailAddress", "sha256$"+hex.EncodeToString(short[:]), `"salt":"abcd",`, true)), "PRIVACY_GUESSABLE", "a salt of four letters is a table of tables")

	two := identified(hashed("emailAddress", "bob@example.org"), hashed("emailAddress", ada))
	b.add("O16", "first-of-two", two, valid, "any of the identities that the issuer signed is enough (OB 3.0 section 9.3)").recipient("emailAddress", "bob@example.org")
	b.add("O16", "second-of-two", two, valid, "any of the identities that the issuer signed is enough (OB 3.0 section 9.3)").recipient("emailAddress", ada)
	b.add("O16", "neither-of-two", two, mismatch, "none of the identities").recipient("emailAddress", "eve@example.org")
}

func subjects(b *book) {
	t, schema := honest(school), invalid("SCHEMA_INVALID")
	nobody := t.edit(`"id":"`+learner+`",`, "").drop(subMember)
	b.add("O14", "nobody", nobody, schema, "a badge is somebody's: id or identifier (OB 3.0 section 9.1)")
	b.add("O14", "empty-identifiers", nobody.edit(`"type":["AchievementSubject"],`, `"type":["AchievementSubject"],"identifier":[],`), schema, "an empty list names nobody")
	whole := subjectHead + `"achievement":` + achievement + `}`
	other := `{"id":"urn:uuid:bad0bad0-0000-4000-8000-000000000000","type":["AchievementSubject"],"achievement":` + achievement + `}`
	b.add("O15", "two-subjects", t.edit(whole, `"credentialSubject":[`+strings.TrimPrefix(whole, `"credentialSubject":`)+`,`+other+`]`), schema, "one badge has one subject")
	b.add("O15", "no-subject", t.edit(whole, `"credentialSubject":[]`), schema, "one badge has one subject")
	b.add("O27", "another-achievement", t, invalid("ACHIEVEMENT_MISMATCH"), "genuine, and another badge of the same issuer").achievement("urn:uuid:00000000-0000-5000-8000-000000000000")
	b.add("O27", "control-that-achievement", t, valid, "the achievement that was asked for").achievement(civics)
}

// Pieces of an achievement with results.
const (
	criterion = "urn:uuid:11111111-1111-5111-8111-111111111111"
	score     = "urn:uuid:22222222-2222-5222-8222-222222222222"
	status    = "urn:uuid:33333333-3333-5333-8333-333333333333"
	letter    = "urn:uuid:44444444-4444-5444-8444-444444444444"
	beginning = "urn:uuid:55555555-5555-5555-8555-555555555551"
	meeting   = "urn:uuid:55555555-5555-5555-8555-555555555552"

	rubric = `{"id":"` + criterion + `","type":["ResultDescription"],"name":"Participation","resultType":"RubricCriterionLevel","requiredLevel":"` + meeting + `",` +
		`"rubricCriterionLevel":[{"id":"` + beginning + `","type":["RubricCriterionLevel"],"name":"Beginning","points":"1"},` +
		`{"id":"` + meeting + `","type":["RubricCriterionLevel"],"name":"Meeting","points":"2"}]}`
	levelTwo = `"resultDescription":"` + criterion + `","achievedLevel":"` + meeting + `"`
	rawScore = `{"id":"` + score + `","type":["ResultDescription"],"name":"Points","resultType":"RawScore","valueMin":"0","valueMax":"10"}`
	progress = `{"id":"` + status + `","type":["ResultDescription"],"name":"State","resultType":"Status"}`
	grade    = `{"id":"` + letter + `","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade","allowedValue":["D","C","B","A"]}`
)

// scored is the honest badge with one result under the given descriptions.
// The members that a result lacks are its type and, without another, the
// description that stands first.
func scored(descriptions, members string) token {
	if !strings.Contains(members, `"resultDescription"`) {
		id := descriptions[len(`{"id":"`):][:len(criterion)]
		members = `"resultDescription":"` + id + `",` + members
	}
	return honest(school).
		edit(criteria, criteria+`,"resultDescription":[`+descriptions+`]`).
		edit(subjectHead, subjectHead+`"result":[{"type":["Result"],`+members+`}],`)
}

func outcomes(b *book) {
	broken := invalid("RESULT_INVALID")
	b.add("O17", "control-level", scored(rubric, levelTwo), valid, "a level of the description that the result names")
	b.add("O17", "unknown-description", scored(rubric, `"resultDescription":"urn:uuid:00000000-0000-5000-8000-000000000000","achievedLevel":"`+meeting+`"`), broken, "the achievement has no such description")
	b.add("O17", "unknown-description-of-a-value", scored(rawScore, `"resultDescription":"urn:uuid:00000000-0000-5000-8000-000000000000","value":"3"`), broken, "a number without a scale can be shown with any meaning")
	b.add("O17", "level-of-another-description", scored(rubric+","+rawScore, `"resultDescription":"`+score+`","achievedLevel":"`+meeting+`"`), broken, "the level belongs to another description")
	b.add("O17", "unknown-level", scored(rubric, `"achievedLevel":"urn:uuid:00000000-0000-5000-8000-000000000000"`), broken, "the description has no such level")
	b.tolerated("O17", "status-missing", scored(progress, `"value":"done"`), "RESULT_INVALID", "decided: a description of type Status wants a status; the reader sees that there is none")
	b.add("O17", "control-status", scored(progress, `"status":"Completed"`), valid, "a description of type Status has a status")
	b.add("O17", "status-unknown", scored(progress, `"status":"Passed"`), invalid("SCHEMA_INVALID"), "the list of states is closed (OB 3.0, ResultStatusType)")
	const outside = "decided: nothing is hidden by it, and the reader sees value and scale"
	b.tolerated("O17", "value-above-maximum", scored(rawScore, `"value":"11"`), "RESULT_INVALID", outside)
	b.tolerated("O17", "value-below-minimum", scored(rawScore, `"value":"-1"`), "RESULT_INVALID", outside)
	b.tolerated("O17", "value-not-allowed", scored(grade, `"value":"E"`), "RESULT_INVALID", outside)
	b.add("O17", "control-value", scored(grade, `"value":"B"`), valid, "an allowed value")
	b.add("O17", "control-maximum", scored(rawScore, `"value":"10"`), valid, "the maximum is allowed")

	b.tell("O18", "below-required-level", scored(rubric, `"achievedLevel":"`+beginning+`"`), "RESULT_BELOW_REQUIRED", "awarded all the same: the issuer's decision, and a reader should know")
	atLeast := replace(grade, `"allowedValue"`, `"requiredValue":"B","allowedValue"`)
	b.tell("O18", "below-required-value", scored(atLeast, `"value":"C"`), "RESULT_BELOW_REQUIRED", "awarded all the same: the issuer's decision, and a reader should know")
	graphOfOutcomes(b, atLeast)
	b.add("O18", "control-required-value", scored(atLeast, `"value":"A"`), valid, "allowed values go from low to high")
}

// graphOfOutcomes is results under a proof over the graph, which a holder writes down
// as he likes.
func graphOfOutcomes(b *book, atLeast string) {
	sheetOf := func(descriptions, members string) sheet {
		return honestSheet(school).
			edit(criteria, criteria+`,"resultDescription":[`+descriptions+`]`).
			edit(subjectHead, subjectHead+`"result":[{"type":["Result"],`+members+`}],`)
	}
	const points = "the levels are a set in every context, so that a graph does not say which is higher; their points do"
	const unordered = "the levels are a set in every context, and have no points: nobody signed which of them is higher, so nothing is said of it"
	begun := sheetOf(rubric, `"resultDescription":"`+criterion+`","achievedLevel":"`+beginning+`"`)
	lower := rubric[strings.Index(rubric, `{"id":"`+beginning):strings.Index(rubric, `,{"id":"`+meeting)]
	b.add("O18", "graph-below-required-level", begun, warning("RESULT_BELOW_REQUIRED"), points).holds()
	b.add("O18", "graph-levels-turned-round", begun.held(lower+",", "").held(`"points":"2"}`, `"points":"2"},`+lower), warning("RESULT_BELOW_REQUIRED"), points+"; the holder turned them round").holds()
	bare := strings.NewReplacer(`,"points":"1"`, "", `,"points":"2"`, "").Replace(rubric)
	b.add("O18", "graph-level-without-points", sheetOf(bare, `"resultDescription":"`+criterion+`","achievedLevel":"`+beginning+`"`), valid, unordered).holds()
	b.add("O18", "control-graph-required-level", sheetOf(rubric, levelTwo), valid, "the required level itself, in whatever order").holds()

	failed := sheetOf(atLeast, `"resultDescription":"`+letter+`","value":"C"`)
	half := `{"id":"` + letter + `","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade"}`
	const told = "the same graph, and the result is below what is required in it"
	b.add("O18", "graph-below-required-value", failed, warning("RESULT_BELOW_REQUIRED"), "an ordered list is signed with its order").holds()
	b.add("O18", "graph-half-a-description-in-front", failed.held(`"resultDescription":[`, `"resultDescription":[`+half+`,`), warning("RESULT_BELOW_REQUIRED"), told).holds()
	b.add("O18", "graph-requirement-in-another-object", failed.held(`"requiredValue":"B",`, "").
		held(`"resultDescription":[`, `"resultDescription":[`+replace(half, `"resultType"`, `"requiredValue":"B","resultType"`)+`,`), warning("RESULT_BELOW_REQUIRED"), told).holds()
	b.add("O18", "graph-allowed-values-turned-round", failed.held(`["D","C","B","A"]`, `["A","B","C","D"]`), invalid("PROOF_SIG_INVALID"), "the order of an ordered list is signed")
}

func vocabulary(b *book) {
	t := honest(school)
	kind := func(value string) token {
		return t.edit(`"achievementType":"MicroCredential"`, `"achievementType":"`+value+`"`)
	}
	b.add("O19", "control-micro-credential", kind("MicroCredential"), valid, "a value of the list")
	b.add("O19", "control-extension", kind("ext:SummitCredential"), valid, "an extension of the list")
	b.tolerated("O19", "wrong-case", kind("Microcredential"), "SCHEMA_INVALID", "values are case-sensitive; it is neither of the list nor an extension")
	b.tolerated("O19", "unknown", kind("SummitCredential"), "SCHEMA_INVALID", "an extension begins with ext:")

	align := func(target, url string) token {
		return t.edit(criteria, criteria+`,"alignment":[{"type":["Alignment"],"targetName":"Participation","targetUrl":"`+url+`","targetType":"`+target+`"}]`)
	}
	const framework = "https://framework.example/items/7"
	for _, target := range []string{"ceterms:Credential", "CFItem", "ext:NACE"} {
		words := strings.ToLower(strings.ReplaceAll(target, ":", "-"))
		b.add("O20", "control-"+words, align(target, framework), valid, "of the list, or an extension of it")
	}
	b.tolerated("O20", "unknown-target-type", align("NACE", framework), "SCHEMA_INVALID", "an extension begins with ext:")
	b.add("O20", "relative-url", align("CFItem", "items/7"), invalid("SCHEMA_INVALID"), "relative to nothing: the link leads elsewhere for every reader")
	b.add("O20", "javascript-url", align("CFItem", "javascript:alert(1)"), invalid("SCHEMA_INVALID"), "a link that runs when it is followed")
}

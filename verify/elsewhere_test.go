package verify_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// The contexts of badges that are written out here.
const (
	underV2 = `["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`
	underV1 = `["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://w3id.org/security/data-integrity/v2"]`
)

// A written badge is text, with room for more members in its objects.
type written struct{ contexts, root, issuer, subject, achievement, criteria string }

func (b written) text(t testing.TB) string {
	t.Helper()
	if b.contexts == "" {
		b.contexts = underV2
	}
	if b.criteria == "" {
		b.criteria = `{"narrative":"c"}`
	}
	from := "validFrom"
	if strings.Contains(b.contexts, "/2018/") {
		from = "issuanceDate"
	}
	return `{"@context":` + b.contexts + `,"id":"urn:x:d","type":["VerifiableCredential","OpenBadgeCredential"],"name":"X","` + from + `":"2026-04-01T09:00:00Z"` + b.root +
		`,"issuer":{"id":"` + school(t).Method().Controller + `","type":["Profile"],"name":"S"` + b.issuer + `},` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"]` + b.subject +
		`,"achievement":{"id":"urn:x:a","type":["Achievement"],"name":"N","description":"D","criteria":` + b.criteria + b.achievement + `}}}`
}

// generalText is a credential of no type of Open Badges.
func generalText(t testing.TB, types, root, subject string) string {
	return `{"@context":` + underV2 + `,"id":"urn:x:d","type":[` + types + `],"validFrom":"2026-04-01T09:00:00Z"` + root +
		`,"issuer":{"id":"` + school(t).Method().Controller + `","type":["Profile"],"name":"S"},"credentialSubject":` + subject + `}`
}

// signedText signs a document over its graph, as it is: it need not be a badge in form.
func signedText(t testing.TB, doc string) string {
	t.Helper()
	s, err := credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	return string(s.Bytes())
}

// instead is text with one part of it replaced, which stands in it once.
func instead(t testing.TB, text, part, by string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(text, part), part)
	return strings.Replace(text, part, by, 1)
}

// sameProof asserts that two reports are about one graph.
func sameProof(t testing.TB, before, after *verify.Report) {
	t.Helper()
	require.Equal(t, before.Proofs[0].DocumentDigest, after.Proofs[0].DocumentDigest, "the same graph")
}

// rank orders verdicts: what a holder does may lower it, and never raises it.
func rank(r *verify.Report) int {
	return slices.Index([]string{"invalid", "undetermined", "warning", "valid"}, r.Verdict())
}

const anyDigest = `"digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`

// What an issuer signed and nobody accepts stays refused, and what is remarked on is
// remarked on, wherever the holder puts it: into places where no class is asked for it.
func TestNoPlaceHidesAMemberFromItsClass(t *testing.T) {
	const suspicious = `,"creator":{"id":"did:example:c","type":["Profile"],"name":"P\u0430ypal"}`
	achievement := map[string]string{
		"an alignment to a script":     `,"alignment":[{"type":["Alignment"],"targetName":"T","targetUrl":"javascript:alert(1)"}]`,
		"an image that is a script":    `,"image":{"id":"javascript:alert(1)","type":"Image"}`,
		"a result of no type":          `,"resultDescription":[{"id":"urn:x:g","type":["ResultDescription"],"name":"G","resultType":"nonsense"}]`,
		"a level that is none":         `,"resultDescription":[{"id":"urn:x:g","type":["ResultDescription"],"name":"G","resultType":"LetterGrade","requiredLevel":"urn:none"}]`,
		"a creator without its type":   `,"creator":{"id":"did:example:c","name":"C"}`,
		"a name that could be another": suspicious,
	}
	subject := map[string]string{
		"a hash of no form":         `,"identifier":[{"type":"IdentityObject","identityType":"emailAddress","identityHash":"ada@example.org","hashed":true}]`,
		"an identity of no type":    `,"identifier":[{"type":"IdentityObject","identityType":"nonsense","identityHash":"ada@example.org","hashed":false}]`,
		"a weak hash":               `,"identifier":[{"type":"IdentityObject","identityType":"emailAddress","identityHash":"md5$0123456789abcdef0123456789abcdef","hashed":true}]`,
		"a source without its type": `,"source":{"id":"did:example:c","name":"C"}`,
	}
	type place struct {
		b        written
		at, here string // where there is room, and the same with the member
	}
	places := map[string]place{
		"a related resource": {written{root: `,"relatedResource":[{"id":"urn:x:a",` + anyDigest + `}]`}, `{"id":"urn:x:a",` + anyDigest, `{"id":"urn:x:a","type":["Achievement"],` + anyDigest},
		"an endorsement": {written{root: `,"endorsement":[` + endorsementText("urn:x:e1", "urn:x:a", `{"id":"did:example:e","type":["Profile"]}`, "") + `]`},
			`"type":["EndorsementSubject"]`, `"type":["EndorsementSubject","Achievement"]`},
		"the criteria": {written{criteria: `{"id":"urn:x:a","narrative":"c"}`}, `{"id":"urn:x:a","narrative":"c"`, `{"id":"urn:x:a","type":["Achievement"],"narrative":"c"`},
	}
	check := func(t *testing.T, data, moved string) {
		for _, strict := range []bool{false, true} {
			v := newVerifier(t, func(c *verify.Config) { c.Strict, c.Endorsements = strict, verify.EndorsementsIgnored })
			before, _ := v.Verify(ctx, []byte(data))
			after, _ := v.Verify(ctx, []byte(moved))
			sameProof(t, before, after)
			require.NotEqual(t, "valid", before.Verdict())
			require.LessOrEqual(t, rank(after), rank(before), "%s became %s", before.Verdict(), after.Verdict())
			for note := range noted(before) {
				require.Contains(t, noted(after), note)
			}
		}
	}
	for what, part := range achievement {
		for where, p := range places {
			t.Run(what+" in "+where, func(t *testing.T) {
				p.b.achievement = part
				data := signedText(t, p.b.text(t))
				check(t, data, instead(t, instead(t, data, part, ""), p.at, p.here+part))
			})
		}
	}
	for what, part := range subject {
		t.Run(what+" in the holder", func(t *testing.T) {
			data := signedText(t, written{contexts: underV1, root: `,"holder":"did:example:ada"`, subject: part}.text(t))
			check(t, data, instead(t, instead(t, data, part, ""), `"holder":"did:example:ada"`, `"holder":{"id":"did:example:ada","type":["AchievementSubject"]`+part+`}`))
		})
	}
}

// An issuer's name that could be another is remarked on while it is shown.
func TestTheNameOfAnIssuerIsJudgedWhereverItStands(t *testing.T) {
	did := school(t).Method().Controller
	data := signedText(t, strings.Replace(generalText(t, `"VerifiableCredential"`, `,"evidence":[{"id":"`+did+`","type":["Evidence"]}]`, `{"id":"did:example:ada"}`), `"name":"S"`, `"name":"P\u0430ypal"`, 1))
	v := newVerifier(t, nil)
	before, err := v.VerifyCredential(ctx, []byte(data))
	require.NoError(t, err)
	require.Equal(t, "warning", before.Verdict())
	moved := instead(t, instead(t, data, `,"name":"P\u0430ypal"`, ""), `"type":["Evidence"]`, `"type":["Evidence"],"name":"P\u0430ypal"`)
	after, err := v.VerifyCredential(ctx, []byte(moved))
	require.NoError(t, err)
	sameProof(t, before, after)
	require.Equal(t, before.Issuer, after.Issuer)
	require.Equal(t, noted(before), noted(after))
}

// ignoringEndorsements is for badges whose endorsements nobody has signed.
func ignoringEndorsements(c *verify.Config) { c.Endorsements = verify.EndorsementsIgnored }

// endorsementText is an endorsement that nobody has signed.
func endorsementText(id, about, issuer, more string) string {
	return `{"@context":` + underV2 + `,"id":"` + id + `","type":["VerifiableCredential","EndorsementCredential"],"name":"E","issuer":` + issuer +
		`,"validFrom":"2026-04-01T00:00:00Z","credentialSubject":{"id":"` + about + `","type":["EndorsementSubject"],"endorsementComment":"Well."}` + more + `}`
}

// What an honest badge says of the endorsement that it carries, and whom an honest
// endorsement names, keeps nobody from signing and nobody from accepting.
func TestABadgeThatNamesTheEndorsementThatItCarries(t *testing.T) {
	did := school(t).Method().Controller
	by := `{"id":"did:example:e","type":["Profile"]}`
	e := endorsementText("urn:x:e1", "urn:x:a", by, "")
	for name, test := range map[string]struct {
		text, want string
	}{
		"as a related resource":  {written{root: `,"relatedResource":[{"id":"urn:x:e1","mediaType":"application/vc",` + anyDigest + `}],"endorsement":[` + e + `]`}.text(t), "valid"},
		"as evidence, so called": {written{root: `,"evidence":[{"id":"urn:x:e1","type":["Evidence"],"name":"E"}],"endorsement":[` + e + `]`}.text(t), "valid"},
		"as evidence":            {written{root: `,"evidence":[{"id":"urn:x:e1","type":["Evidence"],"narrative":"n"}],"endorsement":[` + e + `]`}.text(t), "warning"},
		"twice":                  {written{root: `,"endorsement":[` + e + `]`, achievement: `,"endorsement":[` + e + `]`}.text(t), "valid"},
		"two that differ under one id": {written{root: `,"endorsement":[` + e + `]`,
			achievement: `,"endorsement":[` + strings.Replace(e, "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z", 1) + `]`}.text(t), "valid"},
		"by the learner": {written{root: `,"endorsement":[` + endorsementText("urn:x:e1", "urn:x:a", `{"id":"did:example:ada","type":["Profile"]}`, "") + `]`}.text(t), "valid"},
		"by an issuer who is an id alone": {strings.Replace(written{root: `,"endorsement":[` + endorsementText("urn:x:e1", "urn:x:a", `{"id":"`+did+`","type":["Profile","https://schema.org/Organization"],"name":"S"}`, "") + `]`}.text(t),
			`"issuer":{"id":"`+did+`","type":["Profile"],"name":"S"},"credentialSubject"`, `"issuer":"`+did+`","credentialSubject"`, 1), "warning"},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := newVerifier(t, ignoringEndorsements).Verify(ctx, []byte(signedText(t, test.text)))
			require.NoError(t, err)
			require.Equal(t, test.want, report.Verdict(), "%v", report.Warnings())
		})
	}
}

// What the badge said itself is not lost in the endorsement without a word.
func TestWhatABadgeSaysOfAnEndorsementIsNotLostInIt(t *testing.T) {
	v := newVerifier(t, nil)
	e := endorsementText("urn:x:e1", "urn:x:a", `{"id":"did:example:e","type":["Profile"]}`, "")
	data := signedText(t, written{root: `,"evidence":[{"id":"urn:x:e1","type":["Evidence"],"name":"E","narrative":"n"}],"endorsement":[` + e + `]`}.text(t))
	before, err := v.Verify(ctx, []byte(data))
	require.NoError(t, err)
	after, err := v.Verify(ctx, []byte(instead(t, data, `"type":["Evidence"],"name":"E"`, `"type":["Evidence"]`)))
	require.NoError(t, err)
	sameProof(t, before, after)
	require.Equal(t, "warning", after.Verdict(), "its name is in the endorsement only")
	require.Empty(t, after.Credential.Evidence[0].Name)
	after, err = v.Verify(ctx, []byte(instead(t, instead(t, data, `,"narrative":"n"`, ""), `"EndorsementCredential"],"name"`, `"EndorsementCredential","Evidence"],"narrative":"n","name"`)))
	sameProof(t, before, after)
	require.ErrorIs(t, err, credential.SchemaInvalid)
}

// recordText is a learner record of the CLR standard, with credentials of one learner.
func recordText(t testing.TB, issuer, subject string, inside ...string) string {
	contexts := strings.Replace(underV2, `","https://purl.imsglobal.org/spec/ob/`, `","https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob/`, 1)
	return `{"@context":` + contexts + `,"id":"urn:x:clr","type":["VerifiableCredential","ClrCredential"],"name":"Record","issuer":` + issuer + `,"validFrom":"2026-04-01T00:00:00Z",` +
		`"credentialSubject":{"id":"did:example:ada","type":["ClrSubject"]` + subject + `,"verifiableCredential":[` + strings.Join(inside, ",") + `]}}`
}

// A learner record holds what one learner earned: many documents about one node.
func TestALearnerRecordWithItsCredentials(t *testing.T) {
	did := school(t).Method().Controller
	issuer := `{"id":"` + did + `","type":["Profile"],"name":"S"}`
	one := func(i string) string {
		text := written{issuer: `,"url":"https://s.example"`, subject: `,"identifier":[{"type":"IdentityObject","identityType":"name","identityHash":"Ada ` + i + `","hashed":false}]`}.text(t)
		return signedText(t, strings.NewReplacer("urn:x:d", "urn:x:d"+i, "urn:x:a", "urn:x:a"+i).Replace(text))
	}
	achievement := `,"achievement":[{"id":"urn:x:a1","type":["Achievement"],"name":"Another name","description":"D","criteria":{"narrative":"c"}}]`
	v := newVerifier(t, nil)
	for name, test := range map[string]struct {
		text, want string
	}{
		"one badge":                    {recordText(t, issuer, "", one("1")), "valid"},
		"two badges":                   {recordText(t, issuer, "", one("1"), one("2")), "valid"},
		"with achievements":            {recordText(t, issuer, achievement+`,"association":[{"type":"Association","associationType":"isChildOf","sourceId":"urn:x:d1","targetId":"urn:x:d2"}]`, one("1"), one("2")), "valid"},
		"one badge twice":              {recordText(t, issuer, "", one("1"), one("1")), "warning"},
		"an achievement awarded twice": {recordText(t, issuer, "", one("1"), strings.Replace(one("1"), "urn:x:d1", "urn:x:d3", 1)), "valid"},
		"an issuer by the id alone":    {recordText(t, `"`+did+`"`, "", one("1")), "warning"},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := v.VerifyCredential(ctx, []byte(signedText(t, test.text)), verify.RecipientID("did:example:ada"))
			require.NoError(t, err)
			require.Equal(t, test.want, report.Verdict(), "%v", report.Warnings())
		})
	}

	// What the record says of itself is in no credential of it.
	about := written{root: `,"evidence":[{"id":"urn:x:clr","type":["Evidence"],"narrative":"n"}]`}.text(t)
	data := signedText(t, strings.Replace(recordText(t, issuer, "", about), `"name":"Record"`, `"name":"Record","validUntil":"2027-05-01T00:00:00Z"`, 1))
	moved := instead(t, instead(t, data, `,"validUntil":"2027-05-01T00:00:00Z"`, ""), `["Evidence"]`, `["Evidence","VerifiableCredential"],"validUntil":"2027-05-01T00:00:00Z"`)
	_, err := v.VerifyCredential(ctx, []byte(moved))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	// Nor is its issuer's name without a word.
	data = signedText(t, recordText(t, issuer, "", written{}.text(t)))
	before, err := v.VerifyCredential(ctx, []byte(data))
	require.NoError(t, err)
	after, err := v.VerifyCredential(ctx, []byte(strings.Replace(data, issuer, `{"id":"`+did+`","type":["Profile"]}`, 1)))
	require.NoError(t, err)
	sameProof(t, before, after)
	require.Equal(t, "S", before.Issuer.Name)
	require.Empty(t, after.Issuer.Name)
	require.Equal(t, "warning", after.Verdict())
}

const belowRequired = `,"resultDescription":[{"id":"urn:x:g","type":["ResultDescription"],"name":"G","resultType":"LetterGrade","requiredValue":"C","allowedValue":["F","C","A"]}]`

// A holder may add members without a value, as many as he likes.
func TestTriflesPushNoNoteOffTheReport(t *testing.T) {
	v := newVerifier(t, nil)
	data := signedText(t, written{root: `,"evidence":[{"id":"urn:x:e","type":["Evidence"],"narrative":"n"}]`, achievement: belowRequired,
		subject: `,"result":[{"type":["Result"],"resultDescription":"urn:x:g","value":"F"}]`}.text(t))
	half := `{"id":"urn:x:e","type":["Evidence"],"audience":null,"description":null,"genre":null,"name":null},`
	for _, edited := range []string{data, instead(t, data, `"evidence":[`, `"evidence":[`+strings.Repeat(half, 60))} {
		report, err := v.Verify(ctx, []byte(edited))
		require.NoError(t, err)
		require.Contains(t, noted(report), "RESULT_BELOW_REQUIRED value")
	}
}

// A holder chooses the order of a set, and how often an element stands in it.
func TestAllowedValuesThatAreASetAreShownInNobodysOrder(t *testing.T) {
	under := strings.Replace(underV1, "context-3.0.3.json", "context-3.0.1.json", 1)
	data := signedText(t, written{contexts: under, achievement: strings.Replace(belowRequired, `"requiredValue":"C",`, "", 1)}.text(t))
	v := newVerifier(t, nil)
	for list, want := range map[string]string{`["F","C","A"]`: "valid", `["A","C","F"]`: "valid", `["F","C","A","F"]`: "warning"} {
		report, err := v.Verify(ctx, []byte(instead(t, data, `["F","C","A"]`, list)))
		require.NoError(t, err)
		require.Equal(t, want, report.Verdict(), list)
		require.Equal(t, []string{"A", "C", "F"}, []string(report.Credential.Subject.Achievement.ResultDescription[0].AllowedValue), list)
	}
	// Under later contexts it is a list, and the issuer's.
	report, err := v.Verify(ctx, []byte(signedText(t, written{achievement: belowRequired}.text(t))))
	require.NoError(t, err)
	require.Equal(t, []string{"F", "C", "A"}, []string(report.Credential.Subject.Achievement.ResultDescription[0].AllowedValue))
}

// What VerifyCredential shows of a credential is what its graph says.
func TestACredentialIsShownAlikeHoweverItIsWritten(t *testing.T) {
	v := newVerifier(t, nil)
	judge := func(data string) (*verify.Report, []string) {
		var types []string
		read := verify.Rule{Name: "types", Check: func(_ context.Context, c *credential.Credential) error { types = c.Type; return nil }}
		report, err := v.VerifyCredential(ctx, []byte(data), verify.RecipientID("did:example:ada"), read)
		require.NoError(t, err)
		return report, types
	}
	data := signedText(t, generalText(t, `"VerifiableCredential","https://example.org/Diploma"`, `,"evidence":[{"id":"urn:x:d","type":["Evidence"]}]`, `{"id":"did:example:ada","type":["Profile"],"givenName":"Ada"}`))
	before, types := judge(data)
	require.ElementsMatch(t, []string{"https://example.org/Diploma", "Evidence"}, types)
	for name, edited := range map[string]string{
		"a name in a list":   instead(t, data, `"name":"S"`, `"name":["S"]`),
		"a name twice":       instead(t, data, `"name":"S"`, `"name":["S","S"]`),
		"a subject in parts": instead(t, instead(t, data, `"credentialSubject":{`, `"credentialSubject":[{"id":"did:example:ada","type":["Profile"]},{`), `"Ada"}`, `"Ada"}]`),
		"a type elsewhere":   instead(t, instead(t, data, `,"https://example.org/Diploma"`, ""), `["Evidence"]`, `["Evidence","https://example.org/Diploma"]`),
	} {
		t.Run(name, func(t *testing.T) {
			after, now := judge(edited)
			sameProof(t, before, after)
			require.Equal(t, before.Issuer, after.Issuer)
			require.ElementsMatch(t, types, now)
		})
	}
	two := signedText(t, generalText(t, `"VerifiableCredential"`, "", `[{"id":"did:example:ada","type":["Profile"]},{"id":"did:example:ben","type":["Profile"]}]`))
	report, err := v.VerifyCredential(ctx, []byte(two), verify.RecipientID("did:example:ada"))
	require.Error(t, err, "two subjects are not one")
	require.Equal(t, "undetermined", report.Verdict())
}

func TestMinusZeroIsShownAsZero(t *testing.T) {
	data := signedText(t, written{subject: `,"creditsEarned":0`}.text(t))
	for _, zero := range []string{"0", "-0", "-0.0", "-0e3"} {
		report, err := newVerifier(t, nil).Verify(ctx, []byte(instead(t, data, `"creditsEarned":0`, `"creditsEarned":`+zero)))
		require.NoError(t, err, zero)
		require.False(t, math.Signbit(*report.Credential.Subject.CreditsEarned), zero)
	}
}

func TestLookupFindsNothingThatSaysNothing(t *testing.T) {
	for _, root := range []string{"", `,"evidence":[{"id":"urn:x:d","type":["Evidence"]}]`} {
		data := signedText(t, written{root: root}.text(t))
		for _, nothing := range []string{`null`, `[]`, `[null]`} {
			report, err := newVerifier(t, nil).Verify(ctx, []byte(instead(t, data, `"name":"X"`, `"name":"X","description":`+nothing)))
			if err != nil {
				continue // of some members the form refuses it
			}
			_, found := report.Credential.Lookup("/description")
			require.False(t, found, nothing)
			_, found = report.Credential.Lookup("/description/0")
			require.False(t, found, nothing)
		}
	}
}

// A JSON literal is a value to the graph: its lists are no sets, its members no terms.
func TestAJSONLiteralIsAValue(t *testing.T) {
	text := generalText(t, `"VerifiableCredential","JsonSchemaCredential"`, "", `{"id":"https://s.example/schema","type":"JsonSchema","jsonSchema":{"examples":["0","0"],"properties":{"jti":{}}}}`)
	report, err := newVerifier(t, func(c *verify.Config) { c.Strict = true }).VerifyCredential(ctx, []byte(signedText(t, text)))
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
}

// What two objects of one id say is read with a limit to their types, before it is compared.
func TestManyTypesOfOneNodeAreRefused(t *testing.T) {
	many := strings.Repeat(`"urn:t:1",`, limits.TypeValues)
	text := written{root: `,"evidence":[{"id":"urn:x:e","type":[` + many + `"Evidence"]},{"id":"urn:x:e","type":["Evidence"],"name":"n"}]`}.text(t)
	_, err := credential.AddProof(ctx, []byte(text), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.ErrorIs(t, err, credential.CanonLimit)
	signedText(t, strings.Replace(text, many, "", 1))
}

// A signature over the JSON has a tag twice where it stands twice; one over the graph does not.
func TestRepetitionsAreTheIssuersOwnWhereTheyAreSigned(t *testing.T) {
	s, err := credential.AddProof(ctx, []byte(written{achievement: `,"tag":["a","b","a"]`}.text(t)), school(t), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	require.NoError(t, err)
	report, err := newVerifier(t, nil).Verify(ctx, s.Bytes())
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
	text := signedText(t, written{achievement: `,"tag":["a","b"]`}.text(t))
	report, err = newVerifier(t, nil).Verify(ctx, []byte(instead(t, text, `["a","b"]`, `["a","b","a"]`)))
	require.NoError(t, err)
	require.Equal(t, "warning", report.Verdict())
}

package verify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

func derive(t testing.TB, data string, pointers ...string) string {
	t.Helper()
	s, err := credential.Parse([]byte(data))
	require.NoError(t, err)
	shown, err := credential.Derive(ctx, s, pointers, nil)
	require.NoError(t, err)
	return string(shown.Bytes())
}

// A holder leaves out what he likes, of what he may; what he shows is verified, and
// what a verdict depends on he shows in any case.
func TestAHolderShowsAPartOfABadge(t *testing.T) {
	_, ec := academyKeys(t)
	c := civics(t)
	c.Evidence = []badge.Evidence{{ID: "https://school.example/e/1", Narrative: "Ran the voter drive."}, {ID: "https://school.example/e/2", Narrative: "A private matter."}}
	whole := issueEmbedded(t, ec, credential.ECDSASD2023, c)
	v := academyVerifier(t, func(c *verify.Config) { c.Strict = true })

	least := derive(t, whole)
	report, err := v.Verify(ctx, []byte(least))
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict())
	require.Empty(t, report.Credential.Evidence)
	require.False(t, report.Until.IsZero(), "when it ends is not the holder's to choose")
	require.Equal(t, academy, report.Issuer.ID)
	require.Equal(t, "Civics Credential", report.Credential.Subject.Achievement.Name)

	one := derive(t, whole, "/evidence/0")
	report, err = v.Verify(ctx, []byte(one))
	require.NoError(t, err)
	require.Len(t, report.Credential.Evidence, 1)
	require.NotContains(t, one, "A private matter")

	for name, edit := range map[string][2]string{
		"the end left out":         {`"validUntil":"2027-05-01T09:00:00Z",`, ``},
		"another end":              {`"validUntil":"2027-`, `"validUntil":"2037-`},
		"another text":             {`Ran the voter drive.`, `Led the voter drive.`},
		"evidence left out":        {`"narrative":"Ran the voter drive."`, `"name":"x"`},
		"something of his own":     {`"evidence":[{`, `"evidence":[{"id":"urn:e","type":["Evidence"]},{`},
		"evidence of another kind": {`https://school.example/e/1`, `https://school.example/e/2`},
	} {
		edited := strings.Replace(one, edit[0], edit[1], 1)
		require.NotEqual(t, one, edited, name)
		_, err := v.Verify(ctx, []byte(edited))
		require.Error(t, err, name)
	}
	// The parts of two badges do not go together.
	again := derive(t, issueEmbedded(t, ec, credential.ECDSASD2023, c), "/evidence/1")
	i, k := strings.Index(one, `"proof":`), strings.Index(again, `"proof":`)
	requireVerdict(t, v, one[:i]+again[k:], "invalid", credential.ProofSigInvalid)
}

// An issuer says what no holder leaves out, and asks it of no suite that shows all.
func TestAnIssuerSaysWhatIsMandatory(t *testing.T) {
	_, ec := academyKeys(t)
	c := civics(t)
	is := credential.Issuer{Signer: ec, Suite: credential.ECDSASD2023, Mandatory: []string{"/evidence", "/credentialSubject/achievement"}, Profile: badge.Profile{ID: academy, Name: "Academy"}, Now: now}
	s, err := is.Issue(ctx, c)
	require.NoError(t, err)
	shown := derive(t, string(s.Bytes()))
	report, err := academyVerifier(t, nil).Verify(ctx, []byte(shown))
	require.NoError(t, err)
	require.Len(t, report.Credential.Evidence, len(c.Evidence))
	require.Equal(t, "Civics Credential", report.Credential.Subject.Achievement.Name)
	require.Empty(t, report.Credential.Name, "the rest is the holder's to show")

	is.Suite = credential.EdDSARDFC2022
	_, err = is.Issue(ctx, c)
	require.ErrorIs(t, err, credential.InputUnsupported)
}

func TestWhatCannotBeDerived(t *testing.T) {
	ed, ec := academyKeys(t)
	plain, err := credential.Parse([]byte(issueEmbedded(t, ed, credential.EdDSARDFC2022, civics(t))))
	require.NoError(t, err)
	_, err = credential.Derive(ctx, plain, nil, nil)
	require.ErrorIs(t, err, credential.ProofMissing)
	token, err := credential.Parse(issueAs(t, ed, civics(t)))
	require.NoError(t, err)
	_, err = credential.Derive(ctx, token, nil, nil)
	require.ErrorIs(t, err, credential.ProofMissing)
	base, err := credential.Parse([]byte(issueEmbedded(t, ec, credential.ECDSASD2023, civics(t))))
	require.NoError(t, err)
	for _, pointer := range []string{"/nothing", "evidence", "/evidence/9", "/~2"} {
		_, err = credential.Derive(ctx, base, []string{pointer}, nil)
		require.ErrorIs(t, err, credential.SchemaInvalid, pointer)
	}
	derived, err := credential.Derive(ctx, base, nil, nil)
	require.NoError(t, err)
	_, err = credential.Derive(ctx, derived, nil, nil)
	require.ErrorIs(t, err, credential.ProofMalformed, "what is shown is not shown in part again")
}

// What cannot be judged afterwards, nobody makes: the rest of AddProof's rules hold under
// this suite as well.
func TestWhatHasNoBaseProof(t *testing.T) {
	ed, ec := academyKeys(t)
	const id = "urn:uuid:00000000-0000-4000-8000-000000000001"
	first := addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: credential.EdDSARDFC2022, ID: id})
	for name, c := range map[string]struct {
		doc  string
		o    credential.ProofOptions
		want credential.Code
	}{
		"upon another proof":        {first, credential.ProofOptions{Previous: []string{id}}, credential.ProofTypeUnsupported},
		"a context not published":   {strings.Replace(academyBadge(t), `"evidence":[`, `"endorsementJwt":["e30.e30.e30"],"evidence":[`, 1), credential.ProofOptions{}, credential.TermUndefined},
		"one that ends at once":     {academyBadge(t), credential.ProofOptions{Created: clock, Expires: clock.Add(-time.Hour)}, credential.ProofExpired},
		"nothing that is mandatory": {academyBadge(t), credential.ProofOptions{Mandatory: []string{"/nothing"}}, credential.SchemaInvalid},
	} {
		c.o.Suite = credential.ECDSASD2023
		_, err := credential.AddProof(ctx, []byte(c.doc), ec, c.o)
		require.ErrorIs(t, err, c.want, name)
	}
}

// A token signs a base proof, or a derived one, with the rest: out of it nothing can be
// shown in part, and within it neither is judged.
func TestADisclosureInsideAToken(t *testing.T) {
	_, ec := academyKeys(t)
	whole := issueEmbedded(t, ec, credential.ECDSASD2023, civics(t))
	base, err := credential.SignJWS(ctx, []byte(withClaims(t, whole)), ec, credential.OpenBadges)
	require.NoError(t, err)
	_, err = credential.Derive(ctx, base, nil, nil)
	require.ErrorIs(t, err, credential.ProofMissing)
	derived, err := credential.SignJWS(ctx, []byte(withClaims(t, derive(t, whole))), ec, credential.OpenBadges)
	require.NoError(t, err)
	requireVerdict(t, academyVerifier(t, nil), string(derived.Bytes()), "undetermined", credential.ProofTypeUnsupported)
}

const shareable = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
	`"id":"urn:x:d","type":["VerifiableCredential"],"issuer":"https://academy.example/issuer","validFrom":"2026-04-01T09:00:00Z","name":"N"`

// disclosable adds a base proof of which the holder has to show the given parts and no more
// than must be.
func disclosable(t testing.TB, doc string, mandatory ...string) string {
	t.Helper()
	_, ec := academyKeys(t)
	b, err := credential.AddProof(ctx, []byte(doc), ec, credential.ProofOptions{Suite: credential.ECDSASD2023, Mandatory: mandatory})
	require.NoError(t, err)
	return string(b.Bytes())
}

// Whatever the issuer names, whoever derives shows each member on which a verdict
// depends.
func TestWhatAVerdictReadsIsShown(t *testing.T) {
	const status = `{"id":"https://academy.example/1#2","type":"urn:x:Status"}`
	whole := shareable + `,"validUntil":"2027-04-01T09:00:00Z","awardedDate":"2026-03-01T09:00:00Z","credentialStatus":` + status +
		`,"credentialSchema":{"id":"https://academy.example/s","type":"urn:x:Schema"},"refreshService":{"id":"https://academy.example/r","type":"urn:x:Refresh"}` +
		`,"termsOfUse":{"id":"https://academy.example/t","type":"urn:x:Terms"},"evidence":{"id":"urn:x:e","type":["Evidence"],"narrative":"A private matter."}` +
		`,"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"narrative":"Another one.","identifier":{"type":"IdentityObject","hashed":false,"identityHash":"ada","identityType":"name"}}}`
	whole = strings.Replace(whole, `["VerifiableCredential"]`, `["VerifiableCredential","OpenBadgeCredential"]`, 1)
	older := strings.Replace(strings.Replace(whole, `"validFrom"`, `"issuanceDate"`, 1), `"validUntil"`, `"expirationDate"`, 1)
	older = strings.Replace(older, `"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/2018/credentials/v1","https://w3id.org/security/data-integrity/v2"`, 1)
	for doc, dates := range map[string][]string{
		whole: {`"validFrom":"2026-04-01T09:00:00Z"`, `"validUntil":"2027-04-01T09:00:00Z"`},
		older: {`"issuanceDate":"2026-04-01T09:00:00Z"`, `"expirationDate":"2027-04-01T09:00:00Z"`},
	} {
		shown := derive(t, disclosable(t, doc, "/name"))
		for _, part := range append(dates, `"id":"urn:x:d"`, `"issuer"`, `"awardedDate"`, status, `"credentialSchema":{`, `"refreshService":{`, `"termsOfUse":{`,
			`"id":"did:example:ada"`, `"type":["AchievementSubject"]`, `"identityHash":"ada"`, `"identityType":"name"`, `"hashed":false`) {
			require.Contains(t, shown, part)
		}
		for _, part := range []string{"evidence", "A private matter", "Another one"} {
			require.NotContains(t, shown, part)
		}
	}
}

// Nobody makes himself the only one of several who were awarded something together.
func TestNoSubjectIsLeftOut(t *testing.T) {
	v := academyVerifier(t, nil)
	for name, subjects := range map[string]string{
		"by id":                `[{"id":"did:example:ada","type":["AchievementSubject"]},{"id":"did:example:bob","type":["AchievementSubject"]}]`,
		"by id alone":          `[{"id":"did:example:ada"},{"id":"did:example:bob"}]`,
		"the other has no id":  `[{"name":"Ada","description":"Failed."},{"id":"did:example:bob"}]`,
		"the other has a type": `[{"type":["AchievementSubject"],"narrative":"Failed."},{"id":"did:example:bob"}]`,
	} {
		for _, mandatory := range [][]string{nil, {"/name"}, {}} {
			proved := disclosable(t, shareable+`,"credentialSubject":`+subjects+`}`, mandatory...)
			for _, shown := range [][]string{{"/credentialSubject/1"}, {"/credentialSubject/1/id"}, nil} {
				derived := derive(t, proved, shown...)
				_, err := v.VerifyProofs(ctx, []byte(derived))
				require.NoError(t, err, name)
				require.NotContains(t, derived, `"credentialSubject":[{"id":"did:example:bob"`, name)
				report, err := v.VerifyCredential(ctx, []byte(derived), verify.RecipientID("did:example:bob"))
				require.Error(t, err, name)
				require.NotEqual(t, verify.Passed, report.Outcome)
			}
		}
	}
}

// The salt of an identity cannot be left out alone, so that it would be compared
// without it.
func TestAnIdentityIsShownWhole(t *testing.T) {
	_, ec := academyKeys(t)
	for _, subject := range []string{"did:example:ada", ""} {
		c := civics(t)
		c.Subject.ID = subject
		shown := derive(t, issueEmbedded(t, ec, credential.ECDSASD2023, c))
		require.Contains(t, shown, `"salt":"`+ada.Salt)
		_, err := academyVerifier(t, nil).Verify(ctx, []byte(shown), verify.Recipient(badge.EmailAddress, "ada@example.org"))
		require.NoError(t, err)
		_, err = academyVerifier(t, nil).Verify(ctx, []byte(shown), verify.Recipient(badge.EmailAddress, "ada@example.org"+ada.Salt))
		require.ErrorIs(t, err, verify.RecipientMismatch)
	}
}

// Unless the issuer says otherwise, evidence, results and endorsements can be left
// out, and nothing else.
func TestByDefaultLittleIsLeftOut(t *testing.T) {
	_, ec := academyKeys(t)
	c := civics(t)
	half := 0.5
	c.Subject.CreditsEarned, c.Subject.Role, c.Subject.LicenseNumber = &half, "Observer only", "L-1"
	c.Subject.Narrative, c.Subject.ActivityStartDate, c.Subject.Term = "Did not finish.", "2025-05-01T00:00:00Z", "Spring"
	c.Subject.Result = []badge.Result{{Status: "Failed"}}
	whole := issueEmbedded(t, ec, credential.ECDSASD2023, c)
	one := derive(t, whole)
	parts := []string{`"creditsEarned":0.5`, `"role":"Observer only"`, `"licenseNumber":"L-1"`, `"narrative":"Did not finish."`, `"activityStartDate"`, `"term":"Spring"`, `"identifier"`}
	for _, part := range parts {
		require.Contains(t, one, part)
	}
	for _, part := range []string{`"result":`, `"evidence":`} {
		require.Contains(t, whole, part)
		require.NotContains(t, one, part)
	}
	requireVerdict(t, academyVerifier(t, nil), one, "valid")

	// As the only subject of a list it is the same.
	unproved := whole[:strings.Index(whole, `,"proof":[`)] + "}"
	at, end := strings.Index(unproved, `"credentialSubject":`)+len(`"credentialSubject":`), strings.Index(unproved, `,"evidence":[`)
	require.Less(t, at, end)
	listed := derive(t, disclosable(t, unproved[:at]+"["+unproved[at:end]+"]"+unproved[end:]))
	for _, part := range append(parts, `"criteria"`, `"achievementType"`) {
		require.Contains(t, listed, part)
	}
	require.NotContains(t, listed, `"result":`)
}

// A caller who names what is mandatory does not make what a verdict reads optional.
func TestWhatIsMandatory(t *testing.T) {
	_, ec := academyKeys(t)
	doc := academyBadge(t)
	b, err := credential.AddProof(ctx, []byte(doc), ec, credential.ProofOptions{Suite: credential.ECDSASD2023, Mandatory: []string{"/evidence/0"}})
	require.NoError(t, err)
	least := derive(t, string(b.Bytes()))
	for _, shown := range []string{`"issuer"`, `"validFrom"`, `"validUntil"`, `"evidence"`, `"id":"did:example:ada"`} {
		require.Contains(t, least, shown)
	}
	require.NotContains(t, least, `"achievement"`)
	requireVerdict(t, academyVerifier(t, nil), least, "invalid", credential.SchemaInvalid) // no badge any more
	for name, o := range map[string]credential.ProofOptions{
		"a pointer to nothing": {Mandatory: []string{"/nothing"}},
		"a chain":              {Previous: []string{"urn:p"}},
	} {
		o.Suite = credential.ECDSASD2023
		_, err := credential.AddProof(ctx, []byte(doc), ec, o)
		require.Error(t, err, name)
	}
}

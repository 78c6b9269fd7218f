package verify_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// diploma is a credential of the school's that is no badge; more is put at its end.
func diploma(t testing.TB, more string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","type":["VerifiableCredential"],` +
		`"issuer":{"id":"` + school(t).Method().Controller + `","name":"Pine Ridge High School"},"validFrom":"2026-04-01T00:00:00Z",` +
		`"validUntil":"2027-05-01T09:00:00Z","credentialSubject":{"id":"did:example:ada"}` + more + `}`
}

func enveloped(t testing.TB, payload string) []byte {
	t.Helper()
	s, err := credential.SignJWS(ctx, []byte(payload), school(t), credential.VCJOSE)
	require.NoError(t, err)
	return []byte(`{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,` + string(s.Bytes()) + `"}`)
}

// VC-JOSE-COSE 1.0 section 3.1.3: what a token says of itself limits its signature, and
// a claim conflicts with no member that is not there.
func TestTheClaimsOfATokenAreItsOwn(t *testing.T) {
	const from = `"validFrom":"2026-04-01T00:00:00Z",`
	v := newVerifier(t, nil)
	for name, c := range map[string]struct {
		old, with, claims string
		want              error
	}{
		"signed later than it begins":         {"", "", `"nbf":` + strconvUnix(clock.Add(-time.Minute)), nil},
		"no begin but the signature's":        {from, "", `"nbf":` + strconvUnix(clock.Add(-time.Minute)), nil},
		"an id of the token":                  {`"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a",`, "", `"jti":"urn:x:token"`, nil},
		"a subject that has no id":            {`{"id":"did:example:ada"}`, `{"name":"Ada"}`, `"sub":"did:example:ada"`, nil},
		"not to be used before tomorrow":      {"", "", `"nbf":` + strconvUnix(clock.AddDate(0, 0, 1)), credential.ProofCreatedFuture},
		"the same without a begin":            {from, "", `"nbf":` + strconvUnix(clock.AddDate(0, 0, 1)), credential.ProofCreatedFuture},
		"begins tomorrow, and says so twice":  {from, `"validFrom":"2026-05-02T09:00:00Z",`, `"nbf":` + strconvUnix(clock.AddDate(0, 0, 1)), verify.TimeNotYet},
		"a begin that is no number":           {from, "", `"nbf":"1"`, credential.JWTClaimMismatch},
		"a begin in parts of a second":        {"", "", `"nbf":1772000000.5`, credential.JWTClaimMismatch},
		"an id that is no text":               {`"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a",`, "", `"jti":7`, credential.JWTClaimMismatch},
		"another id":                          {"", "", `"jti":"urn:x:token"`, credential.JWTClaimMismatch},
		"another subject":                     {"", "", `"sub":"did:example:bob"`, credential.JWTClaimMismatch},
		"another issuer":                      {"", "", `"iss":"did:example:bob"`, credential.JWTClaimMismatch},
		"a subject that nobody compares with": {`{"id":"did:example:ada"}`, `{"name":"Ada"}`, `"sub":7`, credential.JWTClaimMismatch},
	} {
		doc := strings.Replace(diploma(t, ""), c.old, c.with, 1)
		require.True(t, c.old == "" || doc != diploma(t, ""), name)
		for _, typ := range []string{"vc+jwt", "vc+ld+jwt"} {
			token := forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`","typ":"`+typ+`"}`, strings.TrimSuffix(doc, "}")+","+c.claims+"}", edKey(0))
			report, err := v.VerifyCredential(ctx, token)
			if c.want != nil {
				require.ErrorIs(t, err, c.want, name)
				continue
			}
			require.NoError(t, err, name)
			require.Empty(t, report.Errors())
			err = second(v.VerifyCredential(ctx, token, verify.RecipientID("did:example:ada")))
			require.Equal(t, name == "a subject that has no id", err != nil, "a claim names no recipient")
		}
	}
	// In the form of OB 3.0 and of VCDM 1.1 the claims repeat the members, and so in any badge.
	for _, header := range []string{`,"typ":"JWT"`, ``} {
		token := forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`"`+header+`}`, strings.TrimSuffix(diploma(t, ""), "}")+`,"nbf":`+strconvUnix(clock.Add(-time.Minute))+"}", edKey(0))
		require.ErrorIs(t, second(v.VerifyCredential(ctx, token)), credential.JWTClaimMismatch)
	}
	badge := forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`","typ":"vc+jwt"}`, payload(t, `"nbf":`+strconvUnix(clock.AddDate(0, -1, 0)), `"nbf":`+strconvUnix(clock.Add(-time.Minute))), edKey(0))
	require.ErrorIs(t, second(v.Verify(ctx, badge)), credential.JWTClaimMismatch)
}

func TestACredentialOfAnotherTypeIsJudgedAsWhatItIs(t *testing.T) {
	v := newVerifier(t, func(c *verify.Config) { c.Strict = true })
	token, err := credential.SignJWS(ctx, []byte(diploma(t, "")), school(t), credential.VCJOSE)
	require.NoError(t, err)
	for name, data := range map[string][]byte{
		"a token": token.Bytes(), "a proof inside": []byte(prove(t, diploma(t, ""), credential.ProofOptions{})), "an envelope": enveloped(t, diploma(t, "")),
	} {
		t.Run(name, func(t *testing.T) {
			report, err := v.VerifyCredential(ctx, data)
			require.NoError(t, err)
			require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
			require.True(t, report.Authentic)
			require.Equal(t, credential.KindVC, report.Kind)
			require.Nil(t, report.Credential, "the view is that of a badge")
			require.Equal(t, verify.Issuer{ID: school(t).Method().Controller, Name: "Pine Ridge High School", NameFrom: verify.NameFromBadge}, report.Issuer)
			require.Equal(t, time.Date(2027, 5, 1, 9, 0, 0, 0, time.UTC), report.Until)
			require.Contains(t, report.String(), "The credential is genuine")
			require.Contains(t, report.String(), "It has the form of a credential")
			require.NotContains(t, report.String(), "adge")

			refused, err := v.Verify(ctx, data)
			require.ErrorIs(t, err, credential.SchemaInvalid)
			require.Contains(t, refused.Errors()[0].Message, "VerifyCredential")
			require.False(t, refused.Authentic)
			require.Nil(t, refused.Credential)
		})
	}
}

// VCDM 2.0 section 7.1: what a verification returns as the document is what the
// proof secures, and never the envelope, nor a header.
func TestTheDocumentOfACredentialIsWhatWasSigned(t *testing.T) {
	v := newVerifier(t, nil)
	report, err := v.VerifyCredential(ctx, enveloped(t, diploma(t, "")))
	require.NoError(t, err)
	require.Equal(t, diploma(t, ""), string(report.Document()))

	data := prove(t, diploma(t, ""), credential.ProofOptions{})
	report, err = v.VerifyCredential(ctx, []byte(data))
	require.NoError(t, err)
	require.Equal(t, data, string(report.Document()), "its bytes are never written again, so the proof stands in it")

	report, err = v.VerifyCredential(ctx, []byte(strings.Replace(data, "ada", "bob", 1)))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.Nil(t, report.Document())
}

func TestABadgeIsJudgedAlikeByBoth(t *testing.T) {
	v := newVerifier(t, nil)
	for name, data := range map[string][]byte{
		"honest":                   issueAs(t, school(t), civics(t)),
		"with a proof inside":      []byte(issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t))),
		"an endorsement of itself": []byte(selfEndorsed(t)),
		"without an achievement":   sign(t, payload(t, `"achievement"`, `"achieved"`)),
		"a revocable one":          sign(t, payload(t, `"evidence"`, `"credentialStatus":{"id":"urn:s:1","type":"T"},"evidence"`)),
		"of no form":               sign(t, `{"type":["VerifiableCredential","OpenBadgeCredential"]}`),
		"no badge at all":          []byte(`{}`),
	} {
		t.Run(name, func(t *testing.T) {
			badge, badgeErr := v.Verify(ctx, data, verify.RecipientID("did:example:ada"))
			any, anyErr := v.VerifyCredential(ctx, data, verify.RecipientID("did:example:ada"))
			require.Equal(t, badgeErr == nil, anyErr == nil)
			first, err := json.Marshal(untimed(badge))
			require.NoError(t, err)
			second, err := json.Marshal(untimed(any))
			require.NoError(t, err)
			require.Equal(t, string(first), string(second))
			require.Equal(t, badge.Credential, any.Credential)
		})
	}
}

// What is no credential is not one for being signed.
func TestWhatIsNoCredentialIsRefused(t *testing.T) {
	v := newVerifier(t, nil)
	for name, doc := range map[string]string{
		"a presentation":             strings.Replace(diploma(t, ""), `["VerifiableCredential"]`, `["VerifiablePresentation"]`, 1),
		"a badge of Open Badges 2.0": strings.Replace(diploma(t, ""), `["VerifiableCredential"]`, `["Assertion"]`, 1),
		"an unknown version":         strings.Replace(diploma(t, ""), "credentials/v2", "credentials/v3", 1),
		"no subject":                 strings.Replace(diploma(t, ""), `"credentialSubject"`, `"credentialsubject"`, 1),
		"no time":                    strings.Replace(diploma(t, ""), `"2026-04-01T00:00:00Z"`, `"2026-04-01"`, 1),
		"a time that is a list":      strings.Replace(diploma(t, ""), `"2027-05-01T09:00:00Z"`, `["2027-05-01T09:00:00Z"]`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			report, err := v.VerifyCredential(ctx, sign(t, doc))
			require.Error(t, err)
			require.Equal(t, "invalid", report.Verdict())
			require.False(t, report.Authentic)
			require.Nil(t, report.Credential)
			for _, k := range report.Checks {
				if k.Name == verify.CheckTrust || k.Name == verify.CheckPeriod {
					require.Equal(t, verify.Undetermined, k.Outcome)
				}
			}
		})
	}
	report, err := new(verify.Verifier).VerifyCredential(ctx, sign(t, diploma(t, "")))
	require.ErrorIs(t, err, verify.TrustUnavailable)
	require.Equal(t, "undetermined", report.Verdict())
	_, err = newVerifier(t, func(c *verify.Config) { c.Issuers = []string{"did:example:other"} }).VerifyCredential(ctx, sign(t, diploma(t, "")))
	require.ErrorIs(t, err, verify.TrustIssuerUnknown)
}

// A time that no calendar reaches has the right form, and cannot be judged.
func TestWhatTheOutlineCannotHoldIsSaid(t *testing.T) {
	doc := strings.Replace(diploma(t, `,"name":{"@value":"Diplom","@language":"de"}`), "2026-04-01", "0001-01-01", 1)
	report, err := newVerifier(t, nil).VerifyCredential(ctx, sign(t, doc))
	require.ErrorIs(t, err, credential.TimeFormat)
	require.Len(t, report.Errors(), 1)
	require.Equal(t, "/validFrom", report.Errors()[0].Pointer)
}

// A status list, an endorsement or a record does not pass for a badge, whatever
// else it says it is.
func TestACredentialOfAnotherTypeIsNoBadge(t *testing.T) {
	v := newVerifier(t, nil)
	for types, kind := range map[string]credential.Kind{
		`["VerifiableCredential","BitstringStatusListCredential"]`:               credential.KindStatusList,
		`["VerifiableCredential","EndorsementCredential","OpenBadgeCredential"]`: credential.KindEndorsement,
		`["VerifiableCredential","ClrCredential"]`:                               credential.KindCLR20,
	} {
		text := strings.Replace(diploma(t, ""), `["VerifiableCredential"]`, types, 1)
		if kind == credential.KindEndorsement { // which has a class of its own
			text = endorsementText("urn:x:e", "urn:x:a", `{"id":"`+school(t).Method().Controller+`","type":["Profile"]}`, "")
			text = strings.Replace(text, `["VerifiableCredential","EndorsementCredential"]`, types, 1)
		}
		data := sign(t, text)
		_, err := v.Verify(ctx, data)
		require.ErrorIs(t, err, credential.SchemaInvalid, types)
		report, err := v.VerifyCredential(ctx, data)
		require.NoError(t, err, types)
		require.Equal(t, kind, report.Kind)
		require.Nil(t, report.Credential)
	}
}

func TestRulesAboutABadgeFindLittleInAnotherCredential(t *testing.T) {
	v, data := newVerifier(t, nil), sign(t, diploma(t, ""))
	report, err := v.VerifyCredential(ctx, data, verify.RecipientID("did:example:ada"))
	require.NoError(t, err)
	require.Equal(t, verify.RecipientMatched, report.Recipient)
	_, err = v.VerifyCredential(ctx, data, verify.RecipientID("did:example:bob"))
	require.ErrorIs(t, err, verify.RecipientMismatch)
	_, err = v.VerifyCredential(ctx, data, verify.Achievement("urn:a:b"))
	require.ErrorIs(t, err, verify.AchievementMismatch)
	_, err = v.VerifyCredential(ctx, data, verify.Recipient("emailAddress", "ada@example.org"))
	require.ErrorIs(t, err, verify.RecipientUnknown)

	two := sign(t, strings.Replace(diploma(t, ""), `{"id":"did:example:ada"}`, `[{"id":"did:example:ada"},{"id":"did:example:bob"}]`, 1))
	_, err = v.VerifyCredential(ctx, two, verify.RecipientID("did:example:ada"))
	require.ErrorIs(t, err, verify.RecipientUnknown, "of several, none is the recipient")
}

// A holder can move members between two objects of one id under a proof over the
// graph: the end of a credential must not go out of sight that way.
func TestMembersMovedWithinACredential(t *testing.T) {
	v := newVerifier(t, nil)
	doc := strings.Replace(diploma(t, ""), `{"id":"did:example:ada"}`, `{"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","type":"VerifiableCredential","issuer":"`+school(t).Method().Controller+`"}`, 1)
	honest := prove(t, doc, credential.ProofOptions{})
	report, err := v.VerifyCredential(ctx, []byte(honest))
	require.NoError(t, err)
	require.Equal(t, "Pine Ridge High School", report.Issuer.Name, "no object of that id gives another")

	two := strings.Replace(diploma(t, ""), `{"id":"did:example:ada"}`, `{"id":"`+school(t).Method().Controller+`","name":"Oak Hill"}`, 1)
	unnamed, err := v.VerifyCredential(ctx, []byte(prove(t, two, credential.ProofOptions{})))
	require.NoError(t, err)
	require.Empty(t, unnamed.Issuer.Name, "another object of that id gives another")

	hidden := moved(t, honest, `"validUntil":"2027-05-01T09:00:00Z",`, `"type":"VerifiableCredential",`, `"type":"VerifiableCredential","validUntil":"2027-05-01T09:00:00Z",`)
	again, err := v.VerifyCredential(ctx, []byte(hidden))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.Equal(t, report.Proofs[0].DocumentDigest, again.Proofs[0].DocumentDigest, "the signature itself holds")
	require.False(t, again.Authentic)
}

// What a caller hands over is what a digest is compared with.
func TestADigestOfACallersContext(t *testing.T) {
	own, err := credential.StandardContexts().With("https://e.example/v1", []byte(`{"@context":{"grade":"https://e.example/grade"}}`))
	require.NoError(t, err)
	data := sign(t, diploma(t, `,"relatedResource":{"id":"https://e.example/v1","digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}`))
	badge := sign(t, payload(t, `"evidence"`, `"relatedResource":{"id":"https://e.example/v1","digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},"evidence"`))
	_, err = newVerifier(t, nil).VerifyCredential(ctx, data)
	require.NoError(t, err)
	v := newVerifier(t, func(c *verify.Config) { c.Contexts = own })
	_, err = v.VerifyCredential(ctx, data)
	require.ErrorIs(t, err, credential.ResourceDigest)
	_, err = v.Verify(ctx, badge)
	require.ErrorIs(t, err, credential.ResourceDigest)
}

// VCDM 2.0 section 7.1: a verification tells what it found, of which document and media
// type, whose key it was, and by which document its controller says so.
func TestAVerificationTellsOfWhatItFound(t *testing.T) {
	report := requireCode(t, verify.FetchMap{webPlace: webDocument(t, 0)}, webSchool, webBadge(t, 0), nil, "honest")
	require.Equal(t, verify.Passed, report.Outcome)
	require.NotEmpty(t, report.Document())
	require.Equal(t, "application/jwt", report.MediaType)
	require.Equal(t, webSchool, report.Controller)
	require.Equal(t, webPlace, report.Sources[0].URL)
	require.Equal(t, string(webDocument(t, 0)), string(report.Sources[0].Data))
	require.Empty(t, report.Errors())

	report = requireCode(t, verify.FetchMap{webPlace: webDocument(t, 0)}, webSchool, forgedWebBadge(t), credential.ProofSigInvalid, "forged")
	require.Nil(t, report.Document())
	require.Equal(t, credential.ProofSigInvalid, report.Errors()[0].Code)
}

func forgedWebBadge(t testing.TB) []byte {
	return badgeOf(t, webSchool, named(webSchool+"#k0"), edKey(1))
}

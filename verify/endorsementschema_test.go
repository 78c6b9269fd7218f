package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

const obEndorsementSchema = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"

// promisingEndorsement is an endorsement of the board's, of the badges here, that names the
// schema of its class and then these.
func promisingEndorsement(t testing.TB, entries ...string) string {
	t.Helper()
	by := board(t)
	all := append([]string{schemaEntry(obEndorsementSchema, "1EdTechJsonSchemaValidator2019")}, entries...)
	id := by.Method().Controller
	claims := `,"iss":"` + id + `","sub":"` + civicsID(t) + `","jti":"urn:x:e","nbf":1775001600`
	text := endorsementText("urn:x:e", civicsID(t), `{"id":"`+id+`","type":["Profile"]}`, claims+`,"credentialSchema":[`+strings.Join(all, ",")+`]`)
	text = strings.Replace(text, `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`, 1)
	s, err := credential.SignJWS(ctx, []byte(text), by, credential.OpenBadges)
	require.NoError(t, err)
	return string(s.Bytes())
}

// withoutClaims is what a token secures, without the claims that repeat it.
func withoutClaims(t testing.TB, token string) string {
	t.Helper()
	text := decodedPart(t, strings.Split(token, ".")[1])
	begin, end := strings.Index(text, `,"iss":`), strings.Index(text, `,"credentialSchema":`)
	require.Less(t, begin, end)
	return text[:begin] + text[end:]
}

// OB 3.0 section 9.2, step 1: an endorsement keeps to the schemas that it names, whether it
// stands in a badge or comes alone.
func TestAnEndorsementKeepsToItsSchemas(t *testing.T) {
	trusting := func(c *verify.Config) { c.Issuers = append(c.Issuers, board(t).Method().Controller) }
	for name, c := range map[string]struct {
		schema string
		want   verify.Outcome
	}{
		"kept":     {`{` + d2020 + `,"required":["name"]}`, verify.Passed},
		"violated": {`{` + d2020 + `,"required":["alignment"]}`, verify.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			e := promisingEndorsement(t, schemaEntry(schemaURL, "JsonSchema"))
			at := func(policy ...func(*verify.Config)) *verify.Verifier {
				return newVerifier(t, func(cfg *verify.Config) {
					cfg.Fetcher = schemaWeb(c.schema)
					for _, p := range policy {
						p(cfg)
					}
				})
			}
			alone, err := at(trusting).VerifyCredential(ctx, []byte(e))
			require.Equal(t, c.want, alone.Outcome, "%v", err)
			require.Equal(t, verify.NotApplicable, alone.Schemas[0].Outcome, "that of its class is answered by the rules of the form")
			require.Equal(t, c.want, alone.Schemas[1].Outcome)

			report, err := at().Verify(ctx, carrying(t, e))
			require.NoError(t, err)
			require.Equal(t, c.want, report.Endorsements[0].Outcome, "%v", report.Endorsements[0].Errors())
			report, err = at(endorsementsMustHold).Verify(ctx, carrying(t, e))
			require.Equal(t, c.want, report.Outcome)
			for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
				inside, err := credential.AddProof(ctx, []byte(withoutClaims(t, e)), board(t), credential.ProofOptions{Suite: suite, Created: clock})
				require.NoError(t, err)
				report, _ := at().Verify(ctx, carrying(t, string(inside.Bytes())))
				require.Equal(t, c.want, report.Endorsements[0].Outcome, "%s: %v", suite, report.Endorsements[0].Errors())
			}
			if c.want == verify.Failed {
				require.ErrorIs(t, err, verify.EndorsementInvalid)
				require.NotErrorIs(t, err, credential.SchemaInvalid, "the badge has its form")
				require.Contains(t, codesAmong(report.Endorsements[0].Errors()), credential.SchemaInvalid)
			}
		})
	}

	// One that cannot be asked is a remark on the endorsement, as it is on a badge; where the
	// caller asks for schemas, the endorsement is open, and the badge where it hangs on it.
	e := promisingEndorsement(t, schemaEntry(schemaURL, "JsonSchema"))
	report, err := newVerifier(t, nil).Verify(ctx, carrying(t, e))
	require.NoError(t, err)
	require.Equal(t, verify.Passed, report.Endorsements[0].Outcome)
	require.Contains(t, codesAmong(report.Endorsements[0].Warnings()), credential.SchemaUnavailable)
	require.Equal(t, "warning", report.Verdict(), "which Strict would not let pass")
	report, err = newVerifier(t, strictly).Verify(ctx, carrying(t, e))
	require.ErrorIs(t, err, verify.EndorsementUnavailable)
	require.Equal(t, verify.Undetermined, report.Outcome)
	both := func(c *verify.Config) { c.RequireSchemas, c.Endorsements = true, verify.EndorsementsMustHold }
	report, _ = newVerifier(t, both).Verify(ctx, carrying(t, e))
	require.Equal(t, verify.Undetermined, report.Outcome)

	report, err = newVerifier(t, strictly).Verify(ctx, carrying(t, promisingEndorsement(t)))
	require.NoError(t, err, "nobody has to be asked for the schema of its class")
	require.Equal(t, "valid", report.Verdict())

	wrong := strings.ReplaceAll(decodedPart(t, strings.Split(promisingEndorsement(t), ".")[1]), obEndorsementSchema, obSchema)
	s, err := credential.SignJWS(ctx, []byte(wrong), board(t), credential.OpenBadges)
	require.NoError(t, err)
	report, err = newVerifier(t, nil).Verify(ctx, carrying(t, string(s.Bytes())))
	require.NoError(t, err)
	require.Equal(t, verify.Failed, report.Endorsements[0].Outcome, "it is no achievement")
}

// What the schemas of endorsements cost, the schemas of badges do not lack for: who presents
// them would else choose which of them are asked.
func TestSchemasOfEndorsementsLeaveThoseOfBadgesTheirWork(t *testing.T) {
	parts := func(n int) []byte {
		return []byte(`{` + d2020 + `,"allOf":[` + strings.Repeat(`{"minProperties":1},`, n) + `{"required":["name"]}]}`)
	}
	web := verify.FetchMap{schemaURL: parts(limits.SchemaPresented / limits.SchemaPart)} // more than comes with a badge that is presented
	var endorsements []string
	for _, n := range []string{"1", "2", "3", "4", "5", "6"} {
		web[schemaURL+"?"+n] = parts(2000)
		endorsements = append(endorsements, promisingEndorsement(t, schemaEntry(schemaURL+"?"+n, "JsonSchema")))
	}
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = web }).Expecting(challenge, employer)
	vp := present(t, "", read(t, string(carrying(t, endorsements...))), read(t, string(sign(t, promising(t, schemaEntry(schemaURL, "JsonSchema"))))))
	report, err := v.VerifyPresentation(ctx, []byte(vp))
	require.NoError(t, err)
	for _, e := range report.Credentials[0].Endorsements {
		require.Equal(t, verify.Undetermined, e.Outcome, "they have so much work together, and each wants more")
		require.ErrorContains(t, &e.Errors()[0], "cannot be asked")
	}
	require.Equal(t, verify.Passed, report.Credentials[1].Schemas[1].Outcome)
}

// OB 3.0 section 9.2, step 3: an endorsement on its own is refreshed as a badge is. Of those
// in a badge none is: its issuer signed these.
func TestAnEndorsementOnItsOwnIsRefreshed(t *testing.T) {
	const place = "https://board.example/endorsements/1"
	by := board(t).Method().Controller
	edition := func(from, until, nbf string) []byte {
		text := endorsementText("urn:x:e", civicsID(t), `{"id":"`+by+`","type":["Profile"]}`, `,"validUntil":"`+until+`","refreshService":{"id":"`+place+`","type":"1EdTechCredentialRefresh"},`+
			`"iss":"`+by+`","sub":"`+civicsID(t)+`","jti":"urn:x:e","nbf":`+nbf)
		s, err := credential.SignJWS(ctx, []byte(strings.Replace(text, "2026-04-01T00:00:00Z", from, 1)), board(t), credential.OpenBadges)
		require.NoError(t, err)
		return s.Bytes()
	}
	old, newer := edition("2025-04-01T00:00:00Z", "2026-04-01T00:00:00Z", "1743465600"), edition("2026-04-01T00:00:00Z", "2027-04-01T00:00:00Z", "1775001600")
	asking := func(c *verify.Config) {
		c.Issuers, c.Refresh, c.Fetcher = append(c.Issuers, by), true, verify.FetchMap{place: newer}
	}
	report, err := newVerifier(t, asking).VerifyCredential(ctx, old)
	require.NoError(t, err)
	require.NotNil(t, report.Refreshed)
	require.ErrorContains(t, &report.Refreshed.Old.Errors()[0], string(verify.TimeExpired))

	report, err = newVerifier(t, asking).Verify(ctx, carrying(t, string(old)))
	require.NoError(t, err)
	require.Equal(t, verify.Failed, report.Endorsements[0].Outcome)
	require.Contains(t, codesAmong(report.Endorsements[0].Errors()), verify.TimeExpired)
	require.Empty(t, report.Sources)
}

package verify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A time that is the zero of Go's time must not read as "no end was named".
func TestTheFirstInstantIsAnInstant(t *testing.T) {
	v := newVerifier(t, nil)
	end := clock.AddDate(1, 0, 0)
	for name, doc := range map[string]string{
		"validUntil": payload(t, `"validUntil":"`+end.Format(time.RFC3339), `"validUntil":"0001-01-01T00:00:00Z`),
		"validFrom":  payload(t, `"validFrom":"`+clock.AddDate(0, -1, 0).Format(time.RFC3339), `"validFrom":"0001-01-01T00:00:00Z`),
		"an offset":  payload(t, `"validUntil":"`+end.Format(time.RFC3339), `"validUntil":"0001-01-01T01:00:00+01:00`),
		"exp":        payload(t, `"exp":`+strconvUnix(end), `"exp":-62135596800`),
		"nbf":        payload(t, `"nbf":`+strconvUnix(clock.AddDate(0, -1, 0)), `"nbf":9223371980000000000`),
	} {
		_, err := v.Verify(ctx, sign(t, doc))
		require.Error(t, err, name)
	}
}

// A token in the form of VCDM 1.1 whose credential leaves most to the claims.
func leftToClaims(t *testing.T, claims string) []byte {
	t.Helper()
	a, err := json.Marshal(civics(t).Subject.Achievement)
	require.NoError(t, err)
	return sign(t, fmt.Sprintf(`{%s,"vc":{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`+
		`"type":["VerifiableCredential","OpenBadgeCredential"],"name":"Civics","issuer":{"id":%q,"type":["Profile"],"name":"Pine Ridge"},`+
		`"credentialSubject":{"type":["AchievementSubject"],"achievement":%s}}}`, claims, school(t).Method().Controller, a))
}

func TestClaimsThatStandForMembersAreJudgedAsTheyAre(t *testing.T) {
	iss := school(t).Method().Controller
	v := newVerifier(t, nil)
	good := fmt.Sprintf(`"iss":%q,"sub":"did:example:ada","jti":"urn:uuid:1","nbf":1772000000`, iss)
	report, err := v.Verify(ctx, leftToClaims(t, good))
	require.NoError(t, err)
	require.Equal(t, "warning", report.Verdict())
	for name, edit := range map[string][2]string{
		"an id that runs code":   {"urn:uuid:1", "javascript:alert(1)"},
		"an empty id":            {"urn:uuid:1", ""},
		"an id that is none":     {"urn:uuid:1", `x \u001b[2J`},
		"nobody":                 {"did:example:ada", ""},
		"somebody who runs code": {"did:example:ada", "javascript:alert(1)"},
		"a begin beyond time":    {"1772000000", "9223371980000000000"},
	} {
		report, err := v.Verify(ctx, leftToClaims(t, strings.Replace(good, edit[0], edit[1], 1)))
		require.Error(t, err, name)
		require.False(t, report.Authentic, name)
	}
}

type asked struct{ urls []string }

func (a *asked) Resolve(_ context.Context, q verify.KeyQuery) (credential.Method, error) {
	url := q.Method
	a.urls = append(a.urls, url)
	return credential.Method{}, errors.New("no network here")
}

func TestNobodyIsAskedForAStrangersURL(t *testing.T) {
	web := &asked{}
	v := newVerifier(t, func(c *verify.Config) {
		c.Issuers = []string{"https://victim.example/issuer"}
		c.Resolvers = map[string]verify.Resolver{"https": web, "did:key": verify.DIDKey()}
	})
	doc := strings.ReplaceAll(payload(t, "", ""), school(t).Method().Controller, "https://victim.example/issuer")
	for _, kid := range []string{"HTTPS://evil.example/k", "Https://169.254.169.254/latest", "https://evil.example/k", "https://victim.example@evil.example/k"} {
		_, err := v.Verify(ctx, forge(`{"alg":"EdDSA","kid":"`+kid+`"}`, doc, edKey(1)))
		require.ErrorIs(t, err, credential.KeyControllerMismatch, kid)
	}
	require.Empty(t, web.urls)
}

func TestProofsAloneStillEnd(t *testing.T) {
	v := newVerifier(t, nil)
	header := `{"alg":"EdDSA","kid":"` + school(t).Method().ID + `","typ":"vc+jwt"}`
	exp := `"exp":` + strconvUnix(clock.AddDate(1, 0, 0))
	for _, bad := range []string{`"exp":1769904000.5`, `"exp":"1769904000"`, `"exp":null`} {
		_, err := v.VerifyProofs(ctx, forge(header, payload(t, exp, bad), edKey(0)))
		require.ErrorIs(t, err, credential.JWTClaimMismatch, bad)
	}
	_, err := v.At(clock.AddDate(2, 0, 0)).VerifyProofs(ctx, issueAs(t, school(t), civics(t)))
	require.NoError(t, err, "in the form of Open Badges exp is the end of the badge, and nobody asked for that")
}

func TestTheWorstAnswerAboutTheRecipientIsReported(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	right, wrong := verify.Recipient(badge.EmailAddress, "ada@example.org"), verify.RecipientID("did:example:bob")
	for _, rules := range [][]verify.Rule{{right, wrong}, {wrong, right}, {wrong, verify.Recipient(badge.SystemID, "1")}} {
		report, err := newVerifier(t, nil).Verify(ctx, data, rules...)
		require.Error(t, err)
		require.Equal(t, verify.RecipientMismatched, report.Recipient)
	}
}

func TestARuleCannotSpeakForTheNext(t *testing.T) {
	meddle := verify.Rule{Name: "meddle", Check: func(_ context.Context, c *credential.Credential) error { c.Subject.ID = "did:example:bob"; return nil }}
	report, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), civics(t)), meddle, verify.RecipientID("did:example:bob"))
	require.ErrorIs(t, err, verify.RecipientMismatch)
	require.Equal(t, "did:example:ada", report.Credential.Subject.ID)
}

func TestANoOutweighsAnOpenQuestionInOneAnswer(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	answer := func(err error) verify.Outcome {
		report, _ := newVerifier(t, nil).Verify(ctx, data, verify.Rule{Check: func(context.Context, *credential.Credential) error { return err }})
		return report.Outcome
	}
	require.Equal(t, verify.Failed, answer(errors.Join(verify.RecipientUnknown, verify.AchievementMismatch)))
	require.Equal(t, verify.Undetermined, answer(verify.RecipientUnknown))
	require.Equal(t, verify.Undetermined, answer(credential.RuleUndetermined))
	require.Equal(t, verify.Undetermined, answer((*verify.Problem)(nil)))
}

func TestSeveralPinnedKeysAreNotGuessedAmong(t *testing.T) {
	did := "did:web:school.example"
	method := func(id string, seed byte) credential.Method {
		return credential.Method{ID: did + "#" + id, Controller: did, Key: edKey(seed).Public()}
	}
	doc := strings.ReplaceAll(payload(t, "", ""), school(t).Method().Controller, did)
	v := func(methods ...credential.Method) *verify.Verifier {
		return newVerifier(t, func(c *verify.Config) { c.Issuers, c.Methods = []string{did}, methods })
	}
	_, err := v(method("a", 1), method("b", 0)).Verify(ctx, forge(`{"alg":"EdDSA"}`, doc, edKey(0)))
	require.ErrorIs(t, err, credential.KeyNotFound)
	for _, header := range []string{`{"alg":"EdDSA"}`, `{"alg":"EdDSA","kid":"` + did + `"}`} {
		_, err = v(method("b", 0)).Verify(ctx, forge(header, doc, edKey(0)))
		require.NoError(t, err, header)
	}
	_, err = verify.New(verify.Config{AnyIssuer: true, Methods: []credential.Method{method("a", 0), method("a", 1)}})
	require.Error(t, err)

	pinned := []credential.Method{method("b", 0)}
	pinned[0].Purposes = []string{"authentication"}
	copied := v(pinned...)
	pinned[0].Purposes[0] = credential.AssertionMethod
	_, err = copied.Verify(ctx, forge(`{"alg":"EdDSA"}`, doc, edKey(0)))
	require.ErrorIs(t, err, credential.KeyRelationship, "the configuration was copied")
}

func TestAResolversProblemIsAProblem(t *testing.T) {
	shared := &verify.Problem{Code: credential.KeyNotFound, Severity: verify.Note}
	v := newVerifier(t, func(c *verify.Config) { c.Resolvers = map[string]verify.Resolver{"did:key": resolver{err: shared}} })
	data := issueAs(t, school(t), civics(t))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			report, err := v.Verify(ctx, data)
			if !errors.Is(err, credential.KeyNotFound) || report.Outcome != verify.Failed {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.Empty(t, shared.Check, "it is the resolver's own")
}

func TestErrorsKeepATerminalWhole(t *testing.T) {
	for _, data := range []string{"{\"\\u001b[2J\\n\\u202e\":{\"a\":1,\"a\":2}}", "{\"proof\":{\"type\":\"\\u009b\\u2028\"}}"} {
		_, err := newVerifier(t, nil).Verify(ctx, []byte(data))
		require.Error(t, err)
		for _, r := range err.Error() {
			require.False(t, r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0x2028, "%q", err.Error())
		}
	}
}

func TestASecondCredentialInsideTheClaim(t *testing.T) {
	iss := school(t).Method().Controller
	data := string(sign(t, `{}`))
	require.NotEmpty(t, data)
	good := fmt.Sprintf(`"iss":%q,"sub":"did:example:ada","jti":"urn:uuid:1","nbf":1772000000`, iss)
	s, err := credential.Parse(leftToClaims(t, good))
	require.NoError(t, err)
	nested := strings.Replace(string(s.Document()), `"vc":{`, `"vc":{"vc":{"type":["VerifiableCredential"]},`, 1)
	_, err = newVerifier(t, nil).Verify(ctx, sign(t, nested))
	require.ErrorIs(t, err, credential.SchemaInvalid)
}

func TestABadgeEndsWithoutTheTokenSayingSo(t *testing.T) {
	doc := payload(t, `,"exp":`+strconvUnix(clock.AddDate(1, 0, 0)), ``)
	v := newVerifier(t, nil)
	_, err := v.Verify(ctx, sign(t, doc))
	require.NoError(t, err)
	_, err = v.At(clock.AddDate(1, 0, 1)).Verify(ctx, sign(t, doc))
	require.ErrorIs(t, err, verify.TimeExpired)
}

func TestTheDatesOfVersion11AreItsOwn(t *testing.T) {
	iss := school(t).Method().Controller
	dated := func(dates string) []byte {
		s, err := credential.Parse(leftToClaims(t, fmt.Sprintf(`"iss":%q,"sub":"did:example:ada","jti":"urn:uuid:1"`, iss)))
		require.NoError(t, err)
		return sign(t, strings.Replace(string(s.Document()), `"vc":{`, `"vc":{`+dates+`,`, 1))
	}
	v := newVerifier(t, nil)
	_, err := v.Verify(ctx, dated(`"issuanceDate":"2026-04-01T00:00:00Z"`))
	require.NoError(t, err)
	_, err = v.Verify(ctx, dated(`"issuanceDate":"2026-05-02T00:00:00Z"`))
	require.ErrorIs(t, err, verify.TimeNotYet)
	_, err = v.Verify(ctx, dated(`"issuanceDate":"2026-04-01T00:00:00Z","expirationDate":"2026-04-30T00:00:00Z"`))
	require.ErrorIs(t, err, verify.TimeExpired)
	_, err = v.Verify(ctx, dated(`"issuanceDate":"2026-04-01T00:00:00Z","validUntil":"2026-04-30T00:00:00Z"`))
	require.ErrorIs(t, err, credential.SchemaInvalid)
}

func TestAKeyServesUntilItIsWithdrawn(t *testing.T) {
	did := "did:web:school.example"
	for name, end := range map[string]func(*credential.Method){
		"revoked": func(m *credential.Method) { m.Revoked = clock.Add(1) },
		"expired": func(m *credential.Method) { m.Expires = clock.Add(1) },
	} {
		m := credential.Method{ID: did + "#a", Controller: did, Key: edKey(0).Public()}
		end(&m)
		doc := strings.ReplaceAll(payload(t, "", ""), school(t).Method().Controller, did)
		data := forge(`{"alg":"EdDSA","kid":"`+m.ID+`"}`, doc, edKey(0))
		v := newVerifier(t, func(c *verify.Config) { c.Issuers, c.Methods = []string{did}, []credential.Method{m} })
		_, err := v.Verify(ctx, data)
		require.NoError(t, err, name)
		_, err = v.At(clock.Add(1)).Verify(ctx, data)
		require.ErrorIs(t, err, credential.KeyRevoked, name)
	}
}

func TestAViewThatCannotBeReadIsNoBadge(t *testing.T) {
	report, err := newVerifier(t, nil).Verify(ctx, sign(t, payload(t, `"evidence":[`, `"evidence":[[],`)))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.Nil(t, report.Credential)
	require.Equal(t, verify.Failed, report.Outcome)
}

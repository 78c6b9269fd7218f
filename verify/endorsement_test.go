package verify_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// endorserSigns puts a proof into an endorsement, whoever it says it is by.
func endorserSigns(t testing.TB, text string) json.RawMessage {
	t.Helper()
	s, err := credential.AddProof(ctx, []byte(text), signerOf(t, edKey(7)), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: clock})
	require.NoError(t, err)
	return s.Bytes()
}

// board is an endorser that anybody can know.
func board(t testing.TB) credential.Signer { return signerOf(t, edKey(5)) }

// civicsID is the id of the achievement of the badges here.
func civicsID(t testing.TB) string { return civics(t).Subject.Achievement.ID }

// endorsedBy is an endorsement, as a token or with a proof of a suite inside.
func endorsedBy(t testing.TB, s credential.Signer, suite credential.Suite, about string, change ...func(*credential.Endorsement)) []byte {
	t.Helper()
	e := credential.Endorsement{ID: "urn:uuid:e0d00000-0000-4000-8000-000000000001", Name: "An endorsement", ValidFrom: clock.AddDate(0, -2, 0),
		Issuer:  badge.Profile{ID: s.Method().Controller, Name: "A board"},
		Subject: badge.EndorsementSubject{ID: about, EndorsementComment: "Well taught."}}
	for _, c := range change {
		c(&e)
	}
	at := now()
	if !e.ValidUntil.IsZero() && e.ValidUntil.Before(at) {
		at = e.ValidFrom
	}
	is := credential.Issuer{Signer: s, Suite: suite, Now: func() time.Time { return at }}
	secured, err := is.Endorse(ctx, e)
	require.NoError(t, err)
	return secured.Bytes()
}

// carrying is a badge whose issuer signs whatever endorsements it is given: documents
// with a proof inside, and tokens.
func carrying(t testing.TB, endorsements ...string) []byte {
	t.Helper()
	return sign(t, payload(t, `"evidence":`, endorsementMembers(endorsements)+`"evidence":`))
}

func endorsementMembers(endorsements []string) string {
	var inside, tokens []string
	for _, e := range endorsements {
		if strings.HasPrefix(e, "{") {
			inside = append(inside, e)
		} else {
			tokens = append(tokens, `"`+e+`"`)
		}
	}
	members := ""
	if inside != nil {
		members += `"endorsement":[` + strings.Join(inside, ",") + `],`
	}
	if tokens != nil {
		members += `"endorsementJwt":[` + strings.Join(tokens, ",") + `],`
	}
	return members
}

func endorsementsMustHold(c *verify.Config) { c.Endorsements = verify.EndorsementsMustHold }

// codesAmong are those of the problems.
func codesAmong(problems []verify.Problem) (codes []verify.Code) {
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}

func endorsementCheck(t testing.TB, r *verify.Report) verify.Check {
	t.Helper()
	for _, k := range r.Checks {
		if k.Name == verify.CheckEndorsements {
			return k
		}
	}
	require.Fail(t, "no check of endorsements")
	return verify.Check{}
}

func TestAnHonestEndorsement(t *testing.T) {
	for name, data := range map[string]string{
		"token": string(endorsedBy(t, board(t), "", civicsID(t))), "graph": string(endorsedBy(t, board(t), credential.EdDSARDFC2022, civicsID(t))),
		"value": string(endorsedBy(t, board(t), credential.EdDSAJCS2022, civicsID(t))),
	} {
		t.Run(name, func(t *testing.T) {
			report, err := newVerifier(t, strictly).Verify(ctx, carrying(t, data))
			require.NoError(t, err)
			require.Equal(t, "valid", report.Verdict())
			require.Len(t, report.Endorsements, 1)
			e := report.Endorsements[0]
			require.Equal(t, verify.Passed, e.Outcome)
			require.Equal(t, credential.Entity{Kind: credential.EntityAchievement, ID: civicsID(t), Pointer: "/credentialSubject/achievement"}, e.Endorses)
			require.Equal(t, verify.Issuer{ID: board(t).Method().Controller, Name: "A board", NameFrom: verify.NameFromBadge}, e.Endorser)
			require.Equal(t, verify.Untrusted, e.Trust, "which is an answer of its own")
			require.Equal(t, "Well taught.", e.Comment)
			require.False(t, e.SelfEndorsed)
			require.Equal(t, name == "token", e.Token)
			require.Equal(t, verify.Passed, endorsementCheck(t, report).Outcome)
			text := report.String()
			require.Contains(t, text, "Well taught.")
			require.Contains(t, text, "somebody you do not know")
			trusting := newVerifier(t, func(c *verify.Config) { c.Issuers = append(c.Issuers, board(t).Method().Controller) })
			report, err = trusting.Verify(ctx, carrying(t, data))
			require.NoError(t, err)
			require.Equal(t, verify.Trusted, report.Endorsements[0].Trust)
		})
	}
}

// O21: each has a verdict of its own, and the signature of the badge vouches for none.
func TestAnEndorsementThatDoesNotHold(t *testing.T) {
	honest, inside := string(endorsedBy(t, board(t), "", civicsID(t))), string(endorsedBy(t, board(t), credential.EdDSARDFC2022, civicsID(t)))
	parts := strings.Split(honest, ".")
	method := board(t).Method()
	forged := forge(`{"alg":"EdDSA","kid":"`+method.ID+`","typ":"JWT"}`, decodedPart(t, parts[1]), edKey(6))
	shown, err := (&credential.Holder{Signer: board(t), Now: now}).Present(ctx, credential.Presentation{}, "c")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		data        string
		badge, code verify.Code
	}{
		"signed by another key":         {string(forged), verify.EndorsementInvalid, verify.ProofSigInvalid},
		"another's key, under its name": {string(forge(`{"alg":"EdDSA","kid":"`+signerOf(t, edKey(6)).Method().ID+`","typ":"JWT"}`, decodedPart(t, parts[1]), edKey(6))), verify.EndorsementInvalid, verify.KeyControllerMismatch},
		"alg none":                      {"eyJhbGciOiJub25lIn0." + parts[1] + ".AA", verify.EndorsementInvalid, credential.JWSAlgForbidden},
		"another comment":               {strings.Replace(inside, "Well taught.", "Best of all.", 1), verify.EndorsementInvalid, verify.ProofSigInvalid},
		"without its proof":             {inside[:strings.Index(inside, `,"proof":`)] + "}", verify.EndorsementInvalid, credential.ProofMissing},
		"without its contexts":          {strings.Replace(inside, `"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`, "", 1), verify.EndorsementInvalid, ""},
		"an id alone":                   {`{"id":"urn:x:e"}`, verify.EndorsementInvalid, credential.ProofMissing},
		"about something else":          {string(endorsedBy(t, board(t), "", "urn:x:else")), verify.EndorsementAstray, verify.EndorsementAstray},
		"of another badge":              {string(endorsedBy(t, board(t), "", "urn:uuid:ffffffff-0b0a-4908-8706-050403020100")), verify.EndorsementAstray, verify.EndorsementAstray},
		"about a related resource":      {string(endorsedBy(t, board(t), "", "urn:x:related")), verify.EndorsementAstray, verify.EndorsementAstray},
		"ended":                         {string(endorsedBy(t, board(t), "", civicsID(t), func(e *credential.Endorsement) { e.ValidUntil = clock.AddDate(0, -1, 0) })), verify.EndorsementInvalid, verify.TimeExpired},
		"not yet":                       {string(endorsedBy(t, board(t), "", civicsID(t), func(e *credential.Endorsement) { e.ValidFrom = clock.AddDate(0, 1, 0) })), verify.EndorsementInvalid, verify.TimeNotYet},
		"a badge":                       {string(issueAs(t, board(t), civics(t))), verify.EndorsementInvalid, verify.EndorsementInvalid},
		"this badge":                    {string(issueAs(t, school(t), civics(t))), verify.EndorsementInvalid, verify.EndorsementInvalid},
		"a status list":                 {string(published(t, listText(t, bitsOf(t)))), verify.EndorsementInvalid, verify.EndorsementInvalid},
		"a presentation":                {string(shown.Bytes()), verify.EndorsementInvalid, credential.SchemaInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			data := sign(t, strings.Replace(payload(t, `"evidence":`, endorsementMembers([]string{c.data, honest})+`"evidence":`),
				`"achievement":{`, `"achievement":{"related":[{"id":"urn:x:related","type":["Related"]}],`, 1))
			report, err := newVerifier(t, nil).Verify(ctx, data)
			require.NoError(t, err, "it is told, and nothing hangs on it")
			require.Equal(t, "warning", report.Verdict())
			require.Contains(t, codesAmong(report.Warnings()), c.badge)
			require.Equal(t, verify.NotApplicable, endorsementCheck(t, report).Outcome)
			require.Len(t, report.Endorsements, 2)
			held := 0
			for _, e := range report.Endorsements {
				if e.Outcome == verify.Passed {
					held++
					continue
				}
				require.Equal(t, verify.Failed, e.Outcome)
				require.Equal(t, "invalid", e.Verdict())
				if c.code != "" {
					require.Contains(t, codesAmong(e.Errors()), c.code, "%v", e.Errors())
				}
			}
			require.Equal(t, 1, held, "the honest one beside it")

			for _, policy := range []func(*verify.Config){endorsementsMustHold, strictly} {
				report, err = newVerifier(t, policy).Verify(ctx, data)
				require.ErrorIs(t, err, c.badge)
				require.NotErrorIs(t, err, verify.ProofSigInvalid, "the badge is no forgery")
				require.Equal(t, "invalid", report.Verdict())
				require.True(t, report.Authentic)
			}
			report, err = newVerifier(t, ignoringEndorsements).Verify(ctx, data)
			require.NoError(t, err)
			require.Empty(t, report.Endorsements)
			require.Equal(t, "valid", report.Verdict())
			require.Contains(t, endorsementCheck(t, report).Reason, "not judged")
		})
	}
}

// One for the badge is for this badge; one for the achievement is for every badge of it.
func TestAnEndorsementOfTheAchievementIsGoodForEveryBadgeOfIt(t *testing.T) {
	c := civics(t)
	c.ID, c.EndorsementJWT = "urn:uuid:ffffffff-0b0a-4908-8706-050403020100", []string{string(endorsedBy(t, board(t), "", civicsID(t)))}
	report, err := newVerifier(t, endorsementsMustHold).Verify(ctx, issueAs(t, school(t), c))
	require.NoError(t, err)
	require.Equal(t, credential.EntityAchievement, report.Endorsements[0].Endorses.Kind)
	report, err = newVerifier(t, endorsementsMustHold).Verify(ctx, carrying(t, string(endorsedBy(t, board(t), "", badgeID))))
	require.NoError(t, err)
	require.Equal(t, credential.Entity{Kind: credential.EntityCredential, ID: badgeID}, report.Endorsements[0].Endorses)
	_, err = newVerifier(t, endorsementsMustHold).Verify(ctx, sign(t, strings.ReplaceAll(payload(t, `"evidence":`, endorsementMembers([]string{string(endorsedBy(t, board(t), "", badgeID))})+`"evidence":`), badgeID, c.ID)))
	require.ErrorIs(t, err, verify.EndorsementAstray)
}

// O22: whoever endorses what is their own is said to.
func TestSelfEndorsed(t *testing.T) {
	other, err := credential.NewKeySigner(edKey(0)) // the school's key under another name
	require.NoError(t, err)
	jwk, err := credential.DIDJWK(edKey(0).Public(), "")
	require.NoError(t, err)
	other = underAnotherName{other, jwk}
	for name, test := range map[string]struct {
		by    credential.Signer
		about string
		why   string
		trust string
	}{
		"the issuer":                    {school(t), civicsID(t), "the endorser is the issuer of the badge", "by somebody you trust"},
		"the issuer, of itself":         {school(t), school(t).Method().Controller, "the endorser is the issuer of the badge", "by somebody you trust"},
		"the issuer, by another did":    {other, civicsID(t), "it is signed with the key of the badge's issuer", "by somebody you do not know"},
		"somebody else, of themselves":  {board(t), board(t).Method().Controller, "the endorser is what is endorsed", "by somebody you do not know"},
		"somebody else, of the issuer":  {board(t), school(t).Method().Controller, "", "by somebody you do not know"},
		"somebody else, of the learner": {board(t), "did:example:ada", "", "by somebody you do not know"},
	} {
		t.Run(name, func(t *testing.T) {
			self := test.why != ""
			badge := carrying(t, string(endorsedBy(t, test.by, "", test.about)))
			if name == "somebody else, of themselves" { // who made the achievement
				badge = sign(t, strings.Replace(payload(t, `"evidence":`, endorsementMembers([]string{string(endorsedBy(t, test.by, "", test.about))})+`"evidence":`),
					`"criteria":`, `"creator":{"id":"`+test.about+`","type":["Profile"]},"criteria":`, 1))
			}
			report, err := newVerifier(t, endorsementsMustHold).Verify(ctx, badge)
			require.NoError(t, err)
			require.Equal(t, verify.Passed, report.Endorsements[0].Outcome)
			require.Equal(t, self, report.Endorsements[0].SelfEndorsed)
			require.Equal(t, test.why, report.Endorsements[0].SelfBecause)
			text := strings.Join(strings.Fields(report.String()), " ")
			require.Contains(t, text, test.trust, "whatever else is to be said")
			require.Contains(t, text, test.why)
			require.Equal(t, self, slices.Contains(codesAmong(report.Warnings()), verify.SelfEndorsed))
			if test.by.Method().Controller == school(t).Method().Controller {
				require.Empty(t, report.Endorsements[0].Endorser.Name, "the badge gives it another: neither is a fact")
			}
		})
	}
	learner := signerOf(t, edKey(4))
	c := civics(t)
	c.Subject.ID = learner.Method().Controller
	c.EndorsementJWT = []string{string(endorsedBy(t, learner, "", civicsID(t)))}
	report, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), c))
	require.NoError(t, err)
	require.True(t, report.Endorsements[0].SelfEndorsed, "the learner's own")
	require.Equal(t, "the endorser is the recipient of the badge", report.Endorsements[0].SelfBecause)
	report, err = newVerifier(t, func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true }).Verify(ctx, issueAs(t, school(t), c))
	require.NoError(t, err)
	require.Contains(t, strings.Join(strings.Fields(report.String()), " "), "whether you trust them was not asked; not independent")
}

// What is not known of an endorsement is not said of its badge.
func TestAStatusIsThatOfWhatItIsIn(t *testing.T) {
	e := endorsedBy(t, board(t), "", civicsID(t), func(e *credential.Endorsement) {
		e.Status = []badge.Status{{ID: "https://lists.example/1#5", Type: "BitstringStatusListEntry", StatusPurpose: "revocation", StatusListIndex: "5", StatusListCredential: "https://lists.example/1"}}
	})
	report, err := newVerifier(t, nil).Verify(ctx, carrying(t, string(e)))
	require.NoError(t, err)
	text := strings.Join(strings.Fields(report.String()), " ")
	require.Contains(t, text, "whether the endorsement was revoked could not be found out")
	require.NotContains(t, text, "whether the badge was revoked")
	require.Contains(t, text, "Its endorsements hold: the only one does not, and counts for nothing")
}

// underAnotherName signs under another method.
type underAnotherName struct {
	credential.Signer
	method credential.Method
}

func (r underAnotherName) Method() credential.Method { return r.method }

func decodedPart(t testing.TB, part string) string {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(part)
	require.NoError(t, err)
	return string(data)
}

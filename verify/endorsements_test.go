package verify_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// Wherever an endorsement may stand, in either form and by any suite, in a badge that is
// secured in any way: what package credential issues, verify accepts.
func TestEveryEndorsementThatIsIssuedIsVerified(t *testing.T) {
	ec := signerOf(t, must256(t))
	suites := []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.Ed25519Signature2020, credential.ECDSARDFC2019, credential.ECDSAJCS2019}
	signer := func(s credential.Suite, ed credential.Signer) credential.Signer {
		if strings.HasPrefix(string(s), "ecdsa") {
			return ec
		}
		return ed
	}
	profile := func(id string) *badge.Profile { return &badge.Profile{ID: id, Name: "P " + id} }
	places := map[string]func(c *credential.Credential) (string, *badge.Many[json.RawMessage], *badge.Many[string]){
		"credential": func(c *credential.Credential) (string, *badge.Many[json.RawMessage], *badge.Many[string]) {
			return c.ID, (*badge.Many[json.RawMessage])(&c.Endorsement), (*badge.Many[string])(&c.EndorsementJWT)
		},
		"achievement": func(c *credential.Credential) (string, *badge.Many[json.RawMessage], *badge.Many[string]) {
			a := &c.Subject.Achievement
			return a.ID, &a.Endorsement, &a.EndorsementJWT
		},
		"issuer": func(c *credential.Credential) (string, *badge.Many[json.RawMessage], *badge.Many[string]) {
			return c.Issuer.ID, &c.Issuer.Endorsement, &c.Issuer.EndorsementJWT
		},
		"parent": func(c *credential.Credential) (string, *badge.Many[json.RawMessage], *badge.Many[string]) {
			c.Issuer.ParentOrg = profile("https://district.example")
			return c.Issuer.ParentOrg.ID, &c.Issuer.ParentOrg.Endorsement, &c.Issuer.ParentOrg.EndorsementJWT
		},
		"creator": func(c *credential.Credential) (string, *badge.Many[json.RawMessage], *badge.Many[string]) {
			p := profile("did:example:creator")
			c.Subject.Achievement.Creator = p
			return p.ID, &p.Endorsement, &p.EndorsementJWT
		},
		"source": func(c *credential.Credential) (string, *badge.Many[json.RawMessage], *badge.Many[string]) {
			p := profile("did:example:source")
			c.Subject.Source = p
			return p.ID, &p.Endorsement, &p.EndorsementJWT
		},
	}
	judged := 0
	for place, at := range places {
		for _, outer := range suites {
			for _, inner := range suites {
				row := outer == credential.EdDSARDFC2022 || outer == credential.Ed25519Signature2020 || outer == credential.ECDSARDFC2019
				by := signer(outer, school(t))
				c := civics(t)
				c.Issuer = badge.Profile{ID: by.Method().Controller, Name: "Pine Ridge High School"}
				about, inside, tokens := at(&c)
				e := endorsedBy(t, signer(inner, board(t)), inner, about, func(e *credential.Endorsement) {
					e.Issuer.ID = signer(inner, board(t)).Method().Controller
				})
				if inner == "" {
					*tokens = append(*tokens, string(e))
				} else {
					*inside = append(*inside, e)
				}
				is := credential.Issuer{Signer: by, Suite: outer, Now: now}
				s, err := is.Issue(ctx, c)
				name := fmt.Sprintf("%s: %q in %q", place, inner, outer)
				if row && inner == "" {
					require.ErrorIs(t, err, credential.TermUndefined, name) // which the published context does not sign
					continue
				}
				if row && strings.Contains(string(inner), "jcs") { // whose proofs have an @context
					require.ErrorIs(t, err, credential.ContextNested, name)
					continue
				}
				require.NoError(t, err, name)
				v := newVerifier(t, func(cfg *verify.Config) {
					cfg.Issuers, cfg.Endorsements = []string{by.Method().Controller}, verify.EndorsementsMustHold
				})
				report, err := v.Verify(ctx, s.Bytes())
				require.NoError(t, err, name)
				require.Len(t, report.Endorsements, 1, name)
				require.Equal(t, verify.Passed, report.Endorsements[0].Outcome, name)
				require.Equal(t, about, report.Endorsements[0].Endorses.ID, name)
				judged++

				own := newVerifier(t, func(cfg *verify.Config) { cfg.Issuers = []string{signer(inner, board(t)).Method().Controller} })
				alone, err := own.VerifyCredential(ctx, e)
				require.NoError(t, err, name)
				require.Equal(t, credential.KindEndorsement, alone.Kind)
				require.Equal(t, "valid", alone.Verdict(), "%s: %v", name, alone.Warnings())
			}
		}
	}
	require.Greater(t, judged, 150)
}

// On its own, an endorsement has to have the form of its class.
func TestAnEndorsementOnItsOwnIsJudgedByItsClass(t *testing.T) {
	issuer := `{"id":"` + school(t).Method().Controller + `","type":["Profile"]}`
	text := endorsementText("urn:x:e", "urn:x:a", issuer, "")
	v := newVerifier(t, nil)
	_, err := v.VerifyCredential(ctx, []byte(signedText(t, text)))
	require.NoError(t, err)
	for name, edit := range map[string][2]string{
		"no name":             {`"name":"E",`, ""},
		"no id":               {`"id":"urn:x:e",`, ""},
		"about nothing":       {`"id":"urn:x:a",`, ""},
		"of no class":         {`"type":["EndorsementSubject"]`, `"type":["Profile"]`},
		"no context of OB":    {`,"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`, ""},
		"a time of no offset": {`"2026-04-01T00:00:00Z"`, `"2026-04-01T00:00:00"`},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := v.VerifyCredential(ctx, sign(t, instead(t, text, edit[0], edit[1])))
			require.Error(t, err)
			require.False(t, report.Authentic)
			carried, err := newVerifier(t, nil).Verify(ctx, carrying(t, string(sign(t, instead(t, text, edit[0], edit[1])))))
			require.NoError(t, err)
			require.Equal(t, verify.Failed, carried.Endorsements[0].Outcome)
		})
	}
}

// revocableBy is an endorsement with a place in the endorser's list.
func revocableBy(t testing.TB) string {
	return string(endorsedBy(t, board(t), "", civicsID(t), func(e *credential.Endorsement) {
		e.Status = []badge.Status{{ID: listURL + "#94567", Type: "BitstringStatusListEntry", StatusPurpose: "revocation", StatusListIndex: "94567", StatusListCredential: listURL}}
	}))
}

func TestARevokedEndorsement(t *testing.T) {
	by := []string{school(t).Method().Controller, board(t).Method().Controller}
	data := carrying(t, revocableBy(t))
	good := verify.FetchMap{listURL: publishedBy(t, board(t), listText(t, bitsOf(t, 7), by...))}
	report, err := online(t, good, endorsementsMustHold).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict())
	require.True(t, report.Endorsements[0].Status[0].Known)
	require.Equal(t, verify.CheckEndorsements, report.Sources[0].Check)

	revoked := verify.FetchMap{listURL: publishedBy(t, board(t), listText(t, bitsOf(t, index), by...))}
	report, err = online(t, revoked).Verify(ctx, data)
	require.NoError(t, err)
	require.Contains(t, codesAmong(report.Endorsements[0].Errors()), verify.StatusRevoked)
	require.Contains(t, report.Endorsements[0].Errors()[0].Message, "revoked the endorsement")
	_, err = online(t, revoked, endorsementsMustHold).Verify(ctx, data)
	require.ErrorIs(t, err, verify.EndorsementInvalid)
	require.NotErrorIs(t, err, verify.StatusRevoked, "the badge is not revoked")

	stranger := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, 7)))}
	report, err = online(t, stranger).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, verify.Undetermined, report.Endorsements[0].Outcome, "the issuer of the badge does not say whether its endorser revoked")
	require.Contains(t, codesAmong(report.Warnings()), verify.EndorsementUnavailable)
	for _, policy := range []func(*verify.Config){endorsementsMustHold, strictly} {
		report, err = online(t, stranger, policy).Verify(ctx, data)
		require.ErrorIs(t, err, verify.EndorsementUnavailable)
		require.Equal(t, verify.Undetermined, report.Outcome)
	}
}

// A verdict that hangs on an endorsement lasts no longer than that.
func TestAPassThatHangsOnAnEndorsementEndsWithIt(t *testing.T) {
	until := clock.AddDate(0, 1, 0)
	data := carrying(t, string(endorsedBy(t, board(t), "", civicsID(t), func(e *credential.Endorsement) { e.ValidUntil = until })))
	report, err := newVerifier(t, endorsementsMustHold).Verify(ctx, data)
	require.NoError(t, err)
	require.True(t, until.Equal(report.GoodUntil), "%v", report.GoodUntil)
	require.True(t, until.Equal(report.Endorsements[0].GoodUntil))
	report, err = newVerifier(t, nil).Verify(ctx, data)
	require.NoError(t, err)
	require.True(t, until.Before(report.GoodUntil), "nothing hangs on it")
}

// A crowd counts up to the limit, in the badge and in what it carries.
func TestMoreEndorsementsThanAreJudged(t *testing.T) {
	one := string(endorsedBy(t, board(t), "", civicsID(t)))
	all := func(n int) []string { return strings.Split(strings.Repeat(one+" ", n-1)+one, " ") }
	report, err := newVerifier(t, endorsementsMustHold).Verify(ctx, carrying(t, all(limits.Endorsements)...))
	require.NoError(t, err)
	require.Len(t, report.Endorsements, limits.Endorsements)
	passed := 0
	for _, e := range report.Endorsements {
		if e.Outcome == verify.Passed {
			passed++
			continue
		}
		require.Equal(t, verify.NotApplicable, e.Outcome)
		require.Equal(t, "/endorsementJwt/0", e.Repeats)
	}
	require.Equal(t, 1, passed, "it is one, however often it stands there")
	_, err = newVerifier(t, nil).Verify(ctx, carrying(t, all(1000)...))
	require.ErrorIs(t, err, credential.SchemaInvalid)

	// Where no class of OB 3.0 has them, they are counted by us.
	hidden := sign(t, payload(t, `"evidence":`, `"urn:x:more":{"endorsementJwt":["`+strings.Join(all(1000), `","`)+`"]},"evidence":`))
	report, err = newVerifier(t, nil).Verify(ctx, hidden)
	require.NoError(t, err)
	require.Len(t, report.Endorsements, limits.Endorsements)
	require.Contains(t, codesAmong(report.Warnings()), verify.EndorsementLimit)
	require.Contains(t, endorsementCheck(t, report).Reason, "32 of the 1000 do")
	_, err = newVerifier(t, endorsementsMustHold).Verify(ctx, hidden)
	require.ErrorIs(t, err, verify.EndorsementLimit)
}

// Each of as many endorsers as are judged may have a key of its own.
func TestAsManyEndorsersAsEndorsements(t *testing.T) {
	var all []string
	for i := range limits.Endorsements {
		key := ed25519.NewKeyFromSeed([]byte(fmt.Sprintf("endorser %023d", i)))
		all = append(all, string(endorsedBy(t, signerOf(t, key), "", civicsID(t))))
	}
	report, err := newVerifier(t, endorsementsMustHold).Verify(ctx, carrying(t, all...))
	require.NoError(t, err)
	for _, e := range report.Endorsements {
		require.Equal(t, verify.Passed, e.Outcome)
	}
}

// Two objects of one id are one endorsement to the form of a badge, wherever they stand.
func TestAnEndorsementInTwoHalvesIsCountedOnce(t *testing.T) {
	var all []string
	for i := range limits.Endorsements {
		all = append(all, fmt.Sprintf(`{"id":"urn:x:%d","type":["VerifiableCredential","EndorsementCredential"]},{"id":"urn:x:%d","name":"E"}`, i, i))
	}
	text := payload(t, `"evidence":`, `"endorsement":[`+strings.Join(all, ",")+`],"evidence":`)
	report, err := newVerifier(t, ignoringEndorsements).Verify(ctx, sign(t, text))
	require.NoError(t, err)
	require.True(t, report.Authentic)
	_, err = newVerifier(t, ignoringEndorsements).Verify(ctx, sign(t, strings.Replace(text, `{"id":"urn:x:0","name":"E"}`, `{"id":"urn:x:more","name":"E"}`, 1)))
	require.ErrorIs(t, err, credential.SchemaInvalid)
}

// nested is an endorsement of the achievement whose endorser is endorsed, and so on.
func nested(t testing.TB, levels int, innermost string) string {
	t.Helper()
	data := innermost
	for i := range levels {
		by := signerOf(t, edKey(byte(10+levels-i)))
		about := civicsID(t)
		if i < levels-1 {
			about = signerOf(t, edKey(byte(10+levels-i-1))).Method().Controller
		}
		members := ""
		if data != "" {
			members = `,"endorsementJwt":["` + data + `"]`
		}
		text := endorsementText(fmt.Sprintf("urn:x:%d", i), about, `{"id":"`+by.Method().Controller+`","type":["Profile"]`+members+`}`, "")
		s, err := credential.SignJWS(ctx, []byte(text), by, credential.OpenBadges)
		require.NoError(t, err)
		data = string(s.Bytes())
	}
	return data
}

func TestEndorsementsOfEndorsements(t *testing.T) {
	report, err := newVerifier(t, endorsementsMustHold).Verify(ctx, carrying(t, nested(t, 2, "")))
	require.NoError(t, err)
	require.Len(t, report.Endorsements, 1)
	within := report.Endorsements[0].Endorsements
	require.Len(t, within, 1)
	require.Equal(t, verify.Passed, within[0].Outcome)
	require.Equal(t, credential.EntityProfile, within[0].Endorses.Kind)
	require.Equal(t, report.Endorsements[0].Endorser.ID, within[0].Endorses.ID)
	require.Equal(t, "/issuer/endorsementJwt/0", within[0].Pointer)

	deep := carrying(t, nested(t, 3, ""))
	report, err = newVerifier(t, nil).Verify(ctx, deep)
	require.NoError(t, err)
	third := report.Endorsements[0].Endorsements[0]
	require.Equal(t, verify.Passed, third.Outcome)
	require.Empty(t, third.Endorsements, "no deeper")
	require.Contains(t, codesAmong(third.Warnings()), verify.EndorsementLimit)
	require.Contains(t, codesAmong(report.Warnings()), verify.EndorsementLimit, "which the badge tells, too")
	report, err = newVerifier(t, endorsementsMustHold).Verify(ctx, deep)
	require.ErrorIs(t, err, verify.EndorsementUnavailable)
	require.Equal(t, verify.Undetermined, report.Outcome)

	bad := carrying(t, nested(t, 1, string(endorsedBy(t, board(t), "", "urn:x:else"))))
	report, err = newVerifier(t, nil).Verify(ctx, bad)
	require.NoError(t, err)
	require.Equal(t, verify.Failed, report.Endorsements[0].Endorsements[0].Outcome)
	require.Equal(t, verify.Passed, report.Endorsements[0].Outcome, "nothing hangs on it")
	_, err = newVerifier(t, endorsementsMustHold).Verify(ctx, bad)
	require.ErrorIs(t, err, verify.EndorsementInvalid)

	// A crowd inside one is a part of the same crowd.
	var crowd []string
	for i := range 3 {
		many := strings.Repeat(string(endorsedBy(t, board(t), "", civicsID(t)))+`","`, 19) + string(endorsedBy(t, board(t), "", civicsID(t)))
		text := endorsementText(fmt.Sprintf("urn:x:c%d", i), civicsID(t), `{"id":"`+board(t).Method().Controller+`","type":["Profile"]}`, `,"endorsementJwt":["`+many+`"]`)
		s, err := credential.SignJWS(ctx, []byte(text), board(t), credential.OpenBadges)
		require.NoError(t, err)
		crowd = append(crowd, string(s.Bytes()))
	}
	report, err = newVerifier(t, nil).Verify(ctx, carrying(t, crowd...))
	require.NoError(t, err)
	count := 0
	for _, e := range report.Endorsements {
		count += 1 + len(e.Endorsements)
	}
	require.Equal(t, limits.Endorsements, count)
}

// A slowNet answers nothing for a second, and notes who was asked for.
type slowNet struct {
	mu    sync.Mutex
	asked []string
	late  time.Duration
	has   verify.FetchMap
}

func (n *slowNet) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	n.mu.Lock()
	n.asked = append(n.asked, r.URL)
	n.mu.Unlock()
	if n.has[r.URL] != nil {
		return n.has.Fetch(ctx, r)
	}
	select {
	case <-time.After(n.late):
		return nil, errors.New("no answer")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// bySlowHosts are endorsements whose endorsers are hosts.
func bySlowHosts(t testing.TB, n int) []string {
	var all []string
	for i := range n {
		did := fmt.Sprintf("did:web:h%d.example", i)
		s := underAnotherName{board(t), board(t).Method()}
		s.method.ID, s.method.Controller = did+"#k", did
		all = append(all, string(endorsedBy(t, s, "", civicsID(t))))
	}
	return all
}

// One badge with many endorsements by as many slow hosts costs no more than a badge.
func TestManyEndorsersWithSlowHosts(t *testing.T) {
	data := carrying(t, bySlowHosts(t, 32)...)
	for name, late := range map[string]time.Duration{"slow": time.Second, "silent": time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				net := &slowNet{late: late}
				v := newVerifier(t, func(c *verify.Config) { c.Fetcher = net })
				start := time.Now()
				report, err := v.Verify(ctx, data)
				require.NoError(t, err)
				require.Equal(t, "warning", report.Verdict())
				require.LessOrEqual(t, time.Since(start), limits.EndorsementsWait)
				require.LessOrEqual(t, len(net.asked), limits.FetchesEndorsements)
				require.Len(t, report.Endorsements, 32)
				for _, e := range report.Endorsements {
					require.Equal(t, verify.Undetermined, e.Outcome)
				}
				report, _ = newVerifier(t, func(c *verify.Config) { c.Fetcher = net; endorsementsMustHold(c) }).Verify(ctx, data)
				require.Equal(t, verify.Undetermined, report.Outcome)
			})
		})
	}
}

// The endorsements of one badge take nothing from what the next one needs.
func TestEndorsementsLeaveTheOtherCredentialsTheirQuestions(t *testing.T) {
	first, err := credential.Parse(carrying(t, bySlowHosts(t, 32)...))
	require.NoError(t, err)
	second, err := credential.Parse(revocable(t, entry()))
	require.NoError(t, err)
	vp := present(t, "", first, first, second)
	synctest.Test(t, func(t *testing.T) {
		net := &slowNet{late: time.Hour, has: verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, 7)))}}
		v := newVerifier(t, func(c *verify.Config) { c.Fetcher = net }).Expecting(challenge, employer)
		report, err := v.VerifyPresentation(ctx, []byte(vp))
		require.NoError(t, err)
		require.Equal(t, verify.Passed, report.Credentials[2].Outcome)
	})
}

// Nobody is asked for the endorsers of a badge that is not authentic, or whose issuer is
// not trusted.
func TestNobodyIsAskedForTheEndorsersOfAStrangersBadge(t *testing.T) {
	data := carrying(t, bySlowHosts(t, 3)...)
	ask := func(data []byte, change func(*verify.Config)) (*verify.Report, []string) {
		net := &slowNet{}
		report, _ := newVerifier(t, func(c *verify.Config) { c.Fetcher = net; change(c) }).Verify(ctx, data)
		return report, net.asked
	}
	_, asked := ask(data, func(*verify.Config) {})
	require.NotEmpty(t, asked)
	report, asked := ask(data, func(c *verify.Config) { c.Issuers = []string{"did:example:other"} })
	require.Empty(t, asked)
	require.Empty(t, report.Endorsements)
	require.Contains(t, endorsementCheck(t, report).Reason, "not one you trust")
	report, asked = ask(data, func(c *verify.Config) { c.Issuers, c.Registry = nil, unreachableRegistry{} })
	require.Empty(t, asked)
	require.Equal(t, verify.Undetermined, report.Outcome)
	forged := strings.Split(string(data), ".")
	_, asked = ask([]byte(forged[0]+"."+forged[1]+"."+strings.Repeat("A", 86)), func(*verify.Config) {})
	require.Empty(t, asked)
	report, asked = ask(data, ignoringEndorsements)
	require.Empty(t, asked)
	require.Equal(t, verify.Passed, report.Outcome)
}

type unreachableRegistry struct{}

func (unreachableRegistry) Issuer(context.Context, string) (string, bool, error) {
	return "", false, errors.New("no line")
}

// The registry names an endorser as it does an issuer; that it cannot be asked leaves
// their trust open, and nothing else.
func TestTheRegistryIsAskedForEndorsers(t *testing.T) {
	data := carrying(t, string(endorsedBy(t, board(t), "", civicsID(t))))
	known := registryOf{school(t).Method().Controller: "Pine Ridge", board(t).Method().Controller: "The Board"}
	report, err := newVerifier(t, func(c *verify.Config) { c.Issuers, c.Registry = nil, known }).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, verify.Issuer{ID: board(t).Method().Controller, Name: "The Board", NameFrom: verify.NameFromRegistry}, report.Endorsements[0].Endorser)
	require.Equal(t, verify.Trusted, report.Endorsements[0].Trust)
	report, err = newVerifier(t, func(c *verify.Config) { c.Registry = unreachableRegistry{} }).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, verify.TrustUndetermined, report.Endorsements[0].Trust)
	require.Equal(t, verify.Passed, report.Endorsements[0].Outcome)
}

type registryOf map[string]string

func (r registryOf) Issuer(_ context.Context, id string) (string, bool, error) {
	name, known := r[id]
	return name, known, nil
}

func TestAnEndorsementPolicyThatIsNone(t *testing.T) {
	for _, p := range []verify.EndorsementPolicy{-1, 3} {
		_, err := verify.New(verify.Config{AnyIssuer: true, Endorsements: p})
		require.ErrorContains(t, err, "EndorsementPolicy")
	}
}

// What a report says of an endorsement, it says as JSON, too.
func TestAnEndorsementInTheReportAsJSON(t *testing.T) {
	report, err := newVerifier(t, nil).Verify(ctx, carrying(t, string(endorsedBy(t, board(t), "", civicsID(t))), string(endorsedBy(t, board(t), "", "urn:x:else"))))
	require.NoError(t, err)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	var got struct {
		Report struct {
			Endorsements []struct {
				Outcome, Pointer, Comment, Trust string
				Endorses                         struct{ Kind, ID string }
				Endorser                         struct{ ID, Name string }
				Errors                           []struct{ Code string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &got))
	require.Len(t, got.Report.Endorsements, 2)
	good, bad := got.Report.Endorsements[0], got.Report.Endorsements[1]
	require.Equal(t, "valid", good.Outcome)
	require.Equal(t, "achievement", good.Endorses.Kind)
	require.Equal(t, "A board", good.Endorser.Name)
	require.Equal(t, "Well taught.", good.Comment)
	require.Equal(t, "invalid", bad.Outcome)
	require.Equal(t, "ENDORSEMENT_ASTRAY", bad.Errors[0].Code)
	require.Contains(t, string(text), `"endorsements"`)
	require.NotContains(t, report.String(), "urn:x:else\n")
}

func must256(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), []byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	return key
}

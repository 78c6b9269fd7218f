package verify_test

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// asks is a Fetcher that writes down what it was asked for.
type asks struct {
	verify.FetchMap
	asked []string
}

func (a *asks) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	a.asked = append(a.asked, r.URL)
	return a.FetchMap.Fetch(ctx, r)
}

func sri(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

const (
	criteriaURL = "https://school.example/civics"
	evidenceURL = "https://school.example/essay#page-2"
	pictureURL  = "https://school.example/civics.png"
)

// linked is a badge that links to three documents and gives their digests.
func linked(t testing.TB, related string) string {
	t.Helper()
	doc := payload(t, `"evidence":[{`, `"relatedResource":`+related+`,"evidence":[{"id":"`+evidenceURL+`",`)
	doc = strings.Replace(doc, `"criteria":{`, `"criteria":{"id":"`+criteriaURL+`",`, 1)
	if !strings.Contains(doc, `"image":{"id":"`) {
		doc = strings.Replace(doc, `"criteria":{`, `"image":{"id":"`+pictureURL+`","type":"Image"},"criteria":{`, 1)
	}
	require.Contains(t, doc, pictureURL)
	return doc
}

func digestOf(id, digest string) string {
	return fmt.Sprintf(`{"id":"%s","digestSRI":"%s"}`, id, digest)
}

func honestLinks() string {
	return "[" + digestOf(criteriaURL, sri("criteria")) + "," + digestOf(evidenceURL, sri("essay")) + "," + digestOf(pictureURL, sri("picture")) + "]"
}

func web() verify.FetchMap {
	return verify.FetchMap{
		criteriaURL: []byte("criteria"), "https://school.example/essay": []byte("essay"), pictureURL: []byte("picture"),
	}
}

func without(m verify.FetchMap, url string) verify.FetchMap { delete(m, url); return m }
func with(m verify.FetchMap, url, text string) verify.FetchMap {
	m[url] = []byte(text)
	return m
}

// O05, O06 and O07: what changed behind a link is told, and what was signed counts.
func TestWhatHasChangedBehindALinkIsTold(t *testing.T) {
	sum := sha512.Sum384([]byte("criteria"))
	multihash := "u" + base64.RawURLEncoding.EncodeToString(append([]byte{0x20, 48}, sum[:]...))
	for name, c := range map[string]struct {
		related string
		web     verify.FetchMap
		verdict string
		codes   []string
		place   string
		asked   int
	}{
		"nothing has":             {honestLinks(), web(), "valid", nil, "", 3},
		"the page of criteria":    {honestLinks(), with(web(), criteriaURL, "Criteria"), "warning", []string{"CRITERIA_CHANGED"}, "/credentialSubject/achievement/criteria/id", 3},
		"the page is gone":        {honestLinks(), without(web(), criteriaURL), "warning", []string{"CRITERIA_CHANGED"}, "/credentialSubject/achievement/criteria/id", 3},
		"the evidence":            {honestLinks(), with(web(), "https://school.example/essay", "another"), "warning", []string{"EVIDENCE_CHANGED"}, "/evidence/0/id", 3},
		"the evidence is gone":    {honestLinks(), without(web(), "https://school.example/essay"), "warning", []string{"EVIDENCE_CHANGED"}, "/evidence/0/id", 3},
		"the picture":             {honestLinks(), with(web(), pictureURL, "another"), "warning", []string{"EVIDENCE_CHANGED"}, "/credentialSubject/achievement/image/id", 3},
		"all of them":             {honestLinks(), verify.FetchMap{}, "warning", []string{"CRITERIA_CHANGED", "EVIDENCE_CHANGED", "EVIDENCE_CHANGED"}, "", 3},
		"too large to be read":    {honestLinks(), with(web(), pictureURL, strings.Repeat("a", 2<<20)), "warning", []string{"RESOLVE_TOO_LARGE"}, "", 3},
		"one object for a list":   {digestOf(criteriaURL, sri("other")), web(), "warning", []string{"CRITERIA_CHANGED"}, "", 1},
		"a context alone":         {"[" + digestOf("https://www.w3.org/ns/credentials/v2", "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU") + "]", web(), "valid", nil, "", 0},
		"something else":          {"[" + digestOf("https://school.example/other", sri("x")) + "]", with(web(), "https://school.example/other", "x"), "valid", nil, "", 1},
		"something else, changed": {"[" + digestOf("https://school.example/other", sri("x")) + "]", with(web(), "https://school.example/other", "y"), "warning", []string{"RESOURCE_DIGEST"}, "/relatedResource/0/id", 1},
		"something else, alone":   {digestOf("https://school.example/other", sri("x")), web(), "warning", []string{"RESOURCE_DIGEST"}, "/relatedResource/id", 1},
		"another spelling":        {`[{"id":"` + criteriaURL + `","digestMultibase":"` + multihash + `"}]`, web(), "valid", nil, "", 1},
		"one of two forms is off": {`[{"id":"` + criteriaURL + `","digestSRI":"` + sri("x") + `","digestMultibase":"` + multihash + `"}]`, web(), "warning", []string{"CRITERIA_CHANGED"}, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := &asks{FetchMap: c.web}
			v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.CompareResources = f, true })
			report, err := v.Verify(ctx, sign(t, linked(t, c.related)))
			require.NoError(t, err, "it is a note, whatever is behind a link")
			require.Equal(t, c.verdict, report.Verdict())
			require.Equal(t, c.codes, codesOf(report.Warnings()))
			require.Len(t, f.asked, c.asked)
			require.Len(t, report.Sources, c.asked)
			last := report.Checks[len(report.Checks)-1]
			switch {
			case c.asked == 0:
				require.NotEqual(t, verify.CheckResources, last.Name)
			case c.verdict == "valid":
				require.Equal(t, verify.Passed, last.Outcome)
			default:
				require.Equal(t, verify.NotApplicable, last.Outcome, "what could not be confirmed is no pass")
			}
			if c.place != "" {
				require.Equal(t, c.place, report.Warnings()[0].Pointer)
			}
		})
	}
}

// What stands behind a link is asked only of a badge that has passed everything else,
// and only of whoever wants to know: the URLs are the badge's.
func TestLinksAreFollowedOnRequestAndOfPassedBadgesOnly(t *testing.T) {
	good := linked(t, honestLinks())
	ended := strings.Replace(good, `"validUntil":"2027-`, `"validUntil":"2026-04-02T00:00:00Z","was":"2027-`, 1)
	ended = strings.Replace(ended, `"exp":`, `"expired":`, 1)
	require.NotEqual(t, good, ended)
	forged := sign(t, good)
	forged[len(forged)-10] ^= 1
	stranger, err := credential.SignJWS(ctx, []byte(strings.ReplaceAll(good, school(t).Method().Controller, signerOf(t, edKey(3)).Method().Controller)), signerOf(t, edKey(3)), credential.OpenBadges)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		data []byte
		rule verify.Rule
		off  bool
		code string
	}{
		"nobody wants to know":   {sign(t, good), verify.RecipientID("did:example:ada"), true, ""},
		"a forgery":              {forged, verify.RecipientID("did:example:ada"), false, "PROOF_SIG_INVALID"},
		"a stranger's":           {stranger.Bytes(), verify.RecipientID("did:example:ada"), false, "TRUST_ISSUER_UNKNOWN"},
		"it has ended":           {sign(t, ended), verify.RecipientID("did:example:ada"), false, "TIME_EXPIRED"},
		"somebody else's":        {sign(t, good), verify.RecipientID("did:example:bob"), false, "RECIPIENT_MISMATCH"},
		"a rule leaves it open":  {sign(t, good), verify.RecipientID(""), false, "RULE_UNDETERMINED"},
		"a status nobody knows":  {sign(t, strings.Replace(good, `"relatedResource"`, `"credentialStatus":{"id":"https://h.example/1","type":"X2099"},"relatedResource"`, 1)), verify.RecipientID("did:example:ada"), false, "STATUS_UNSUPPORTED"},
		"a control: all is well": {sign(t, good), verify.RecipientID("did:example:ada"), false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := &asks{FetchMap: web()}
			v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.CompareResources = f, !c.off })
			report, _ := v.Verify(ctx, c.data, c.rule)
			if strings.HasPrefix(name, "a control") {
				require.Len(t, f.asked, 3)
				return
			}
			if c.code != "" {
				require.Equal(t, []string{c.code}, codesOf(report.Errors()))
			}
			for _, url := range f.asked {
				require.NotContains(t, []string{criteriaURL, strings.TrimSuffix(evidenceURL, "#page-2"), pictureURL}, url)
			}
			require.NotContains(t, codesOf(report.Warnings()), "EVIDENCE_CHANGED")
		})
	}
	_, err = verify.New(verify.Config{AnyIssuer: true, CompareResources: true})
	require.ErrorContains(t, err, "Fetcher")
}

// A link that is never to be followed is not followed, and that is told.
func TestALinkThatIsNotHTTPSIsNotFollowed(t *testing.T) {
	for _, url := range []string{"http://school.example/essay", "file:///etc/passwd", "https://user@school.example/essay", "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"} {
		f := &asks{FetchMap: web()}
		v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.CompareResources = f, true })
		doc := strings.ReplaceAll(linked(t, honestLinks()), evidenceURL, url)
		report, err := v.Verify(ctx, sign(t, doc))
		require.NoError(t, err)
		require.Equal(t, []string{"RESOLVE_FORBIDDEN_TARGET"}, codesOf(report.Warnings()), url)
		require.NotContains(t, f.asked, url)
	}
	inside := strings.ReplaceAll(linked(t, honestLinks()), evidenceURL, "data:text/plain,essay")
	v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.CompareResources = web(), true })
	report, err := v.Verify(ctx, sign(t, inside))
	require.NoError(t, err)
	require.Empty(t, report.Warnings(), "what a data: URL holds is signed with the badge")
}

// A host that does not answer says nothing about the evidence, and a verification
// that is interrupted is none.
func TestWhatCouldNotBeComparedIsSaidSo(t *testing.T) {
	data := sign(t, linked(t, honestLinks()))
	slow := fetches(func(context.Context, verify.Request) (*verify.Resource, error) { return nil, context.DeadlineExceeded })
	report, err := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.CompareResources = slow, true }).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, []string{"RESOLVE_TIMEOUT", "RESOLVE_TIMEOUT", "RESOLVE_TIMEOUT"}, codesOf(report.Warnings()))
	require.Contains(t, report.Warnings()[0].Message, "not compared")

	within, cancel := context.WithCancel(ctx)
	broken := fetches(func(context.Context, verify.Request) (*verify.Resource, error) { cancel(); return nil, within.Err() })
	report, err = newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.CompareResources = broken, true }).Verify(within, data)
	require.ErrorIs(t, err, verify.Interrupted)
	require.Equal(t, verify.Undetermined, report.Outcome)
}

// What one credential of a presentation links to is compared with questions and time
// that no other needs to be judged.
func TestWhatACredentialLinksToStarvesNoOther(t *testing.T) {
	var related, evidence []string
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t)))}
	for i := range 40 {
		url := fmt.Sprintf("https://school.example/essays/%d", i)
		net[url] = []byte("essay")
		related = append(related, digestOf(url, sri("essay")))
		evidence = append(evidence, fmt.Sprintf(`{"id":%q,"type":["Evidence"]}`, url))
	}
	greedy := payload(t, `"evidence":[`, `"relatedResource":[`+strings.Join(related, ",")+`],"evidence":[`+strings.Join(evidence, ",")+`,`)
	other := revocable(t, entry())
	presented := []byte(present(t, "", read(t, string(sign(t, greedy))), read(t, string(other))))
	asked := &asks{FetchMap: net}
	v := expecting(t, func(c *verify.Config) { c.Fetcher, c.CompareResources = asked, true })
	report, err := v.VerifyPresentation(ctx, presented)
	require.NoError(t, err)
	require.Equal(t, listURL, asked.asked[0], "what is needed is asked for first")
	first, second := report.Credentials[0], report.Credentials[1]
	require.True(t, second.Status[0].Known)
	require.Len(t, second.Sources, 1, "its own")
	require.Equal(t, listURL, second.Sources[0].URL)
	require.Equal(t, verify.CheckResources, first.Checks[len(first.Checks)-1].Name)
	require.Greater(t, len(first.Sources), 10)
	for _, s := range first.Sources {
		require.Equal(t, verify.CheckResources, s.Check)
	}
	require.Contains(t, first.Warnings()[0].Message, "at most", "and only what was left over")
	require.NotZero(t, len(report.Warnings()))

	within, cancel := context.WithCancel(ctx)
	broken := fetches(func(ctx context.Context, r verify.Request) (*verify.Resource, error) {
		if r.URL == listURL {
			return net.Fetch(ctx, r)
		}
		cancel()
		return nil, within.Err()
	})
	v = expecting(t, func(c *verify.Config) { c.Fetcher, c.CompareResources = broken, true })
	report, err = v.VerifyPresentation(within, presented)
	require.ErrorIs(t, err, verify.Interrupted)
	require.Equal(t, verify.Undetermined, report.Credentials[0].Outcome)
	require.Zero(t, report.Credentials[0].GoodUntil)
	require.Equal(t, verify.Passed, report.Credentials[1].Outcome)
}

type fetches func(context.Context, verify.Request) (*verify.Resource, error)

func (f fetches) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	return f(ctx, r)
}

// A holder may move a digest to another object of the same id, which is the same graph.
// It does not keep what has changed behind the link from being told.
func TestADigestMovedWithinTheGraphHidesNothing(t *testing.T) {
	var doc map[string]any
	require.NoError(t, json.Unmarshal([]byte(linked(t, honestLinks())), &doc))
	for _, claim := range []string{"iss", "sub", "jti", "nbf", "exp"} {
		delete(doc, claim)
	}
	plain, err := json.Marshal(doc)
	require.NoError(t, err)
	proved := prove(t, string(plain), credential.ProofOptions{})
	f := &asks{FetchMap: with(web(), "https://school.example/essay", "another")}
	v := newVerifier(t, func(cfg *verify.Config) { cfg.Fetcher, cfg.CompareResources = f, true })
	report, err := v.Verify(ctx, []byte(proved))
	require.NoError(t, err)
	require.Equal(t, []string{"EVIDENCE_CHANGED"}, codesOf(report.Warnings()))

	digest := `"digestSRI":"` + sri("essay") + `"`
	require.Contains(t, proved, digest)
	moved := strings.Replace(proved, digest+",", "", 1)
	moved = strings.Replace(moved, `"id":"`+evidenceURL+`",`, `"id":"`+evidenceURL+`",`+digest+",", 1)
	require.NotEqual(t, proved, moved)
	report, err = v.Verify(ctx, []byte(moved))
	require.ErrorIs(t, err, credential.SchemaInvalid, "an entry without its digest is none")
	require.NotEqual(t, verify.Passed, report.Outcome)
}

// publishes is a Resolver that reads the page of an https issuer.
type publishes struct {
	f   verify.Fetcher
	key credential.Method
}

func (p publishes) Resolve(ctx context.Context, q verify.KeyQuery) (credential.Method, error) {
	if _, err := verify.Fetch(ctx, p.f, verify.Request{URL: q.Issuer, Key: true}); err != nil {
		return credential.Method{}, err
	}
	return p.key, nil
}

const pageURL = "https://school.example/issuer"

// fromAPage is a badge of an https issuer, and a Verifier that reads its page.
func fromAPage(t testing.TB, f verify.Fetcher, change func(*verify.Config)) ([]byte, *verify.Verifier) {
	t.Helper()
	m := credential.Method{ID: pageURL + "#key-1", Controller: pageURL, Key: edKey(0).Public(), Purposes: []string{credential.AssertionMethod}}
	signer, err := credential.NewSigner(credential.Method{ID: m.ID, Controller: m.Controller}, edKey(0))
	require.NoError(t, err)
	return issueAs(t, signer, civics(t)), newVerifier(t, func(c *verify.Config) {
		c.Issuers = []string{pageURL}
		c.Fetcher, c.Resolvers = f, map[string]verify.Resolver{"https": publishes{f, m}}
		if change != nil {
			change(c)
		}
	})
}

// O02: the page says another name than the badge.
func TestAnIssuerThatIsCalledOtherwiseOnItsOwnPage(t *testing.T) {
	for page, differs := range map[string]bool{
		`{"id":"` + pageURL + `","type":"Profile","name":"Pine Ridge High School"}`: false,
		`{"id":"` + pageURL + `","type":"Profile","name":"Pine Ridge College"}`:     true,
		`{"id":"` + pageURL + `","type":"Profile","name":""}`:                       false,
		`{"id":"` + pageURL + `","type":"Profile"}`:                                 false,
		`{"id":"` + pageURL + `","name":["Pine Ridge College"]}`:                    false,
		`{"id":"` + pageURL + `/","name":"Pine Ridge College"}`:                     false,
		`{"name":"Pine Ridge College"}`:                                             false,
		`[]`:                                                                        false,
		`<html>`:                                                                    false,
	} {
		data, v := fromAPage(t, verify.FetchMap{pageURL: []byte(page)}, nil)
		report, err := v.Verify(ctx, data)
		require.NoError(t, err, page)
		require.Equal(t, "Pine Ridge High School", report.Issuer.Name, "what is signed counts")
		if !differs {
			require.Empty(t, report.Warnings(), page)
			continue
		}
		require.Equal(t, []string{"ISSUER_PROFILE_DIFFERS"}, codesOf(report.Warnings()), page)
		require.Equal(t, "/issuer/name", report.Warnings()[0].Pointer)
	}
	// Nobody fetches the page for its name alone.
	f := &asks{FetchMap: verify.FetchMap{pageURL: []byte(`{"id":"` + pageURL + `","name":"Another"}`)}}
	data, v := fromAPage(t, f, func(c *verify.Config) {
		c.Methods = []credential.Method{{ID: pageURL + "#key-1", Controller: pageURL, Key: edKey(0).Public(), Purposes: []string{credential.AssertionMethod}}}
	})
	report, err := v.Verify(ctx, data)
	require.NoError(t, err)
	require.Empty(t, f.asked)
	require.Empty(t, report.Warnings())
}

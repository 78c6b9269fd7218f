package verify_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// kept is a Fetcher that says how old its documents are.
type kept struct {
	verify.FetchMap
	fetched, fresh time.Time
	cached, stale  bool
	asked          int
}

func (k *kept) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	k.asked++
	found, err := k.FetchMap.Fetch(ctx, r)
	if err != nil {
		return nil, err
	}
	found.Fetched, found.FreshUntil, found.FromCache, found.Stale = k.fetched, k.fresh, k.cached, k.stale
	return found, nil
}

func page() verify.FetchMap { return verify.FetchMap{pageURL: []byte(`{"id":"` + pageURL + `"}`)} }

func TestAPassIsGoodUntilTheFirstThingItRestsOnEnds(t *testing.T) {
	until := civics(t).ValidUntil.Truncate(time.Second).UTC()
	early, late := clock.Add(10*time.Minute).UTC(), until.AddDate(1, 0, 0)
	for name, c := range map[string]struct {
		fetched, fresh time.Time
		key            func(*credential.Method)
		want           time.Time
	}{
		"the badge":                            {want: until},
		"the page, by its host":                {fresh: early, want: early},
		"the page is fresh for longer":         {fresh: late, want: until},
		"the page was never to be kept":        {fetched: clock, fresh: clock.Add(-time.Second), want: clock.Add(-time.Second).UTC()},
		"the page, whose host says nothing":    {fetched: clock, want: clock.Add(5 * time.Minute).UTC()},
		"the key":                              {key: func(m *credential.Method) { m.Expires = early }, want: early},
		"the key, which is to be withdrawn":    {key: func(m *credential.Method) { m.Revoked = early }, want: early},
		"the key, and the page is kept longer": {fresh: late, key: func(m *credential.Method) { m.Expires = early }, want: early},
	} {
		t.Run(name, func(t *testing.T) {
			f := &kept{FetchMap: page(), fetched: c.fetched, fresh: c.fresh}
			data, v := fromAPage(t, f, func(cfg *verify.Config) {
				r := cfg.Resolvers["https"].(publishes)
				if c.key != nil {
					c.key(&r.key)
				}
				cfg.Resolvers["https"] = r
			})
			report, err := v.Verify(ctx, data)
			require.NoError(t, err)
			require.Equal(t, c.want, report.GoodUntil.UTC())
			require.Equal(t, until, report.Until.UTC())
			object, err := report.MarshalJSON()
			require.NoError(t, err)
			require.Contains(t, string(object), `"goodUntil":"`+c.want.Format(time.RFC3339)+`"`)
			require.Equal(t, !c.want.Equal(until), strings.Contains(report.String(), "\n  Ask again   "))

			report, err = v.Verify(ctx, data, verify.RecipientID("did:example:bob"))
			require.Error(t, err)
			require.Zero(t, report.GoodUntil, "a no is not good for anything")
		})
	}
	endless := civics(t)
	endless.ValidUntil = time.Time{}
	report, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), endless))
	require.NoError(t, err)
	require.Zero(t, report.GoodUntil, "nothing bounds it")
	object, err := report.MarshalJSON()
	require.NoError(t, err)
	require.NotContains(t, string(object), "goodUntil")

	// The end of a proof, and of any of several that have to hold.
	doc := prove(t, unproved(t), credential.ProofOptions{Expires: clock.Add(time.Hour)})
	report, err = newVerifier(t, nil).Verify(ctx, []byte(doc))
	require.NoError(t, err)
	require.Equal(t, clock.Add(time.Hour).UTC(), report.GoodUntil.UTC())
}

// In a presentation each credential rests on what it asked for, though another had
// asked before.
func TestWhatTwoCredentialsRestOnIsASourceOfBoth(t *testing.T) {
	f := &kept{FetchMap: page(), fetched: clock, fresh: clock.Add(10 * time.Minute)}
	data, v := fromAPage(t, f, func(c *verify.Config) {
		c.Resolvers["did:key"] = verify.DIDKey()
		c.Issuers = append(c.Issuers, wallet(t).Method().Controller)
	})
	other := strings.Replace(string(read(t, string(data)).Document()), "020100", "020101", 2)
	m := credential.Method{ID: pageURL + "#key-1", Controller: pageURL}
	signer, err := credential.NewSigner(m, edKey(0))
	require.NoError(t, err)
	second, err := credential.SignJWS(ctx, []byte(other), signer, credential.OpenBadges)
	require.NoError(t, err)
	report, err := v.Expecting(challenge, employer).VerifyPresentation(ctx, []byte(present(t, "", read(t, string(data)), second)))
	if report.Credentials == nil {
		require.NoError(t, err)
	}
	require.Len(t, report.Credentials, 2)
	require.Equal(t, 1, f.asked)
	require.Len(t, report.Sources, 1)
	for _, r := range report.Credentials {
		require.Equal(t, verify.Passed, r.Outcome)
		require.Len(t, r.Sources, 1)
		require.Equal(t, clock.Add(10*time.Minute).UTC(), r.GoodUntil.UTC())
	}
}

func TestAReportSaysWhatWasLookedUp(t *testing.T) {
	body := page()[pageURL]
	sum := sha256.Sum256(body)
	f := &kept{FetchMap: page(), fetched: clock.Add(-12 * time.Minute), fresh: clock.Add(48 * time.Minute), cached: true}
	data, v := fromAPage(t, f, nil)
	report, err := v.Verify(ctx, data)
	require.NoError(t, err)
	require.Len(t, report.Sources, 1)
	require.Equal(t, verify.CheckKey, report.Sources[0].Check)
	object, err := json.Marshal(report)
	require.NoError(t, err)
	var told struct {
		Report struct {
			Sources []map[string]any
			Checks  []map[string]any
			Retry   *bool
		}
	}
	require.NoError(t, json.Unmarshal(object, &told))
	source := told.Report.Sources[0]
	require.IsType(t, 0.0, source["tookMicroseconds"])
	delete(source, "tookMicroseconds")
	require.Equal(t, map[string]any{
		"url": pageURL, "check": "key", "sha256": hex.EncodeToString(sum[:]), "fetched": "2026-05-01T08:48:00Z", "freshUntil": "2026-05-01T09:48:00Z",
		"fromCache": true, "stale": false,
	}, source)
	require.NotNil(t, told.Report.Retry)
	for _, k := range told.Report.Checks {
		require.Contains(t, k, "tookMicroseconds")
	}
	require.Contains(t, report.String(), "\n  Looked up\n        https://school.example/issuer: kept from before, 12 min old, good\n          until 2026-05-01T09:48:00Z\n")

	for _, c := range []struct {
		fetched time.Duration
		stale   bool
		says    string
	}{
		{0, false, "just fetched"}, {3 * time.Hour, false, "3 hours old"}, {72 * time.Hour, true, "does not answer; kept from before, 3 days old"}, {-time.Hour, false, "fetched on 2026-05-01T10:00:00Z"},
	} {
		f := &kept{FetchMap: page(), fetched: clock.Add(-c.fetched), stale: c.stale}
		data, v := fromAPage(t, f, nil)
		report, err := v.Verify(ctx, data)
		require.NoError(t, err)
		require.Contains(t, strings.Join(strings.Fields(report.String()), " "), c.says)
	}

	data, v = fromAPage(t, verify.FetchMap{}, nil)
	report, err = v.Verify(ctx, data)
	require.ErrorIs(t, err, verify.ResolveHTTP)
	require.Contains(t, report.String(), "https://school.example/issuer: not had [RESOLVE_HTTP]\n")
	object, err = json.Marshal(report)
	require.NoError(t, err)
	require.Contains(t, string(object), `"code":"RESOLVE_HTTP","message":`)

	report, err = newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), civics(t)))
	require.NoError(t, err)
	require.NotContains(t, report.String(), "Looked up")
}

// Asking again may help where a host was slow, and does not where a badge is revoked.
func TestWhetherAskingAgainMayHelp(t *testing.T) {
	status := func(n int) error {
		return credential.NewProblem(verify.ResolveHTTP, "", &verify.HTTPError{Status: n}, "status %d", n)
	}
	coded := func(c verify.Code) error { return credential.NewProblem(c, "", nil, "it was so") }
	for name, c := range map[string]struct {
		err   error
		retry bool
	}{
		"a deadline":            {context.DeadlineExceeded, true},
		"an error of its own":   {errors.New("connection reset"), true},
		"a time-out":            {coded(verify.ResolveTimeout), true},
		"TLS":                   {coded(verify.ResolveTLS), false},
		"too large":             {coded(verify.ResolveTooLarge), false},
		"offline":               {coded(verify.ResolveOffline), false},
		"forbidden":             {coded(verify.ResolveForbiddenTarget), false},
		"a redirect":            {coded(verify.ResolveHTTP), false},
		"status 200, of a page": {status(200), false},
		"status 302":            {status(302), false},
		"status 401":            {status(401), false},
		"status 404":            {status(404), false},
		"status 408":            {status(408), true},
		"status 410":            {status(410), false},
		"status 425":            {status(425), true},
		"status 429":            {status(429), true},
		"status 500":            {status(500), true},
		"status 503":            {status(503), true},
	} {
		t.Run(name, func(t *testing.T) {
			f := fetches(func(context.Context, verify.Request) (*verify.Resource, error) { return nil, c.err })
			data, v := fromAPage(t, f, nil)
			report, err := v.Verify(ctx, data)
			require.Error(t, err)
			require.Equal(t, c.retry, report.Retry())
			require.Equal(t, c.retry, report.Errors()[0].Retry())
			object, err := json.Marshal(report)
			require.NoError(t, err)
			require.Contains(t, string(object), fmt.Sprintf(`"retry":%t`, c.retry))
			if report.Outcome == verify.Undetermined {
				require.Contains(t, report.String(), "\n  Next: ")
				require.Equal(t, c.retry, strings.Contains(report.String(), "Next: Ask again in a while"))
			}
			proofs, err := v.VerifyProofs(ctx, data)
			require.Error(t, err)
			require.Equal(t, c.retry, proofs.Retry())
		})
	}
	require.False(t, new(verify.Report).Retry())
	passed, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), civics(t)))
	require.NoError(t, err)
	require.False(t, passed.Retry())

	// One that passes by itself is not enough where another does not.
	v := newVerifier(t, func(c *verify.Config) { c.Issuers, c.Registry = nil, said{err: errDown} })
	report, err := v.Verify(ctx, issueAs(t, school(t), civics(t)))
	require.Error(t, err)
	require.True(t, report.Retry())
	report, err = v.Verify(ctx, issueAs(t, school(t), civics(t)), verify.RecipientID(""))
	require.Error(t, err)
	require.False(t, report.Retry())
	report, err = v.Verify(ctx, issueAs(t, school(t), civics(t)), verify.RecipientID("did:example:bob"))
	require.Error(t, err)
	require.False(t, report.Retry(), "somebody else's it stays")
	report, err = newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), civics(t)), verify.Rule{Check: func(context.Context, *credential.Credential) error { return verify.StatusUnavailable }})
	require.Error(t, err)
	require.Equal(t, verify.Failed, report.Outcome)
	require.False(t, report.Retry(), "a no is none that passes by itself")
}

func TestEveryCodeIsListedWithWhatItSays(t *testing.T) {
	codes := verify.Codes()
	require.Len(t, codes, len(credential.Codes()))
	typed, retry := 0, []verify.Code{}
	for i, c := range codes {
		require.True(t, i == 0 || codes[i-1] < c, "in the order of the alphabet")
		require.NotEqual(t, string(c), c.Error(), "it has a sentence")
		if c.Type() != "" {
			require.Regexp(t, `^https://`, c.Type())
			typed++
		}
		if c.Retry() {
			retry = append(retry, c)
		}
	}
	require.Greater(t, typed, 20)
	require.Equal(t, []verify.Code{"INPUT_UNREADABLE", "INTERRUPTED", "ISSUE_SIGNER", "RESOLVE_FAILED", "RESOLVE_TIMEOUT", "STALE_KEYS", "STATUS_LIST_EXPIRED", "STATUS_UNAVAILABLE", "TRUST_UNAVAILABLE"}, retry)
	require.False(t, verify.Code("TO_COME").Retry())
}

// C15: a badge is judged as of another time, with the keys and lists of today.
func TestAtJudgesAsOfAnotherTime(t *testing.T) {
	issuer := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	v, data, start := issuer.Verifier(), issuer.Good(), verifytest.Start()
	report, err := v.Verify(ctx, data)
	require.NoError(t, err)
	after, before := report.Until.Add(time.Second), start.Add(-time.Second)
	report, err = v.At(after).Verify(ctx, data)
	require.ErrorIs(t, err, verify.TimeExpired)
	require.Equal(t, after, report.Time)
	_, err = v.At(before).Verify(ctx, data)
	require.ErrorIs(t, err, verify.TimeNotYet)
	_, err = v.Verify(ctx, data)
	require.NoError(t, err, "the Verifier itself keeps its clock")

	// A key that is gone today is not found, whatever the time that is judged as of; nor
	// is a badge good then that is revoked now.
	issuer.Clock.Advance(time.Hour)
	issuer.Revoke(data)
	report, err = v.At(start).Verify(ctx, data)
	require.ErrorIs(t, err, verify.StatusRevoked)
	require.Equal(t, start, report.Time)
	issuer.Network.Remove(webPlace)
	report, err = v.At(start).Verify(ctx, data)
	require.ErrorIs(t, err, verify.ResolveHTTP)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Equal(t, start, report.Time)
}

// C14: the clock may jump, back or forth: a verification reads it once.
func TestTheClockIsReadOnce(t *testing.T) {
	read := 0
	v := newVerifier(t, func(c *verify.Config) {
		c.Now = func() time.Time {
			read++
			return clock.Add(time.Duration(read%2-1) * 100 * 365 * 24 * time.Hour)
		}
	})
	data := issueAs(t, school(t), civics(t))
	report, err := v.Verify(ctx, data, verify.RecipientID("did:example:ada"))
	require.NoError(t, err)
	require.Equal(t, 1, read)
	require.Equal(t, clock, report.Time)
	_, err = v.Verify(ctx, data)
	require.ErrorIs(t, err, verify.TimeNotYet, "the next one reads it anew")
	require.Equal(t, 2, read)
}

// O28, O29 and O04: a stranger's text keeps to its line, terms of use are told, and
// nothing but the issuer is shown as one who vouches.
func TestWhatABadgeShowsOfItself(t *testing.T) {
	doc := strings.Replace(payload(t, "", ""), `"name":"Civics Credential"`, `"name":"Civics\nACCEPTED\u202e\u001b[2J`+strings.Repeat("x", 10_000)+`"`, 2)
	doc = strings.Replace(doc, `"criteria":{`, `"creator":{"id":"https://board.example","type":["Profile"],"name":"The Examination Board"},"criteria":{`, 1)
	doc = strings.Replace(doc, `"evidence":`, `"termsOfUse":[{"id":"https://school.example/terms","type":"IssuerPolicy"}],"evidence":`, 1)
	report, err := newVerifier(t, nil).Verify(ctx, sign(t, doc))
	require.NoError(t, err)
	text := report.String()
	require.Contains(t, text, "  Terms       IssuerPolicy https://school.example/terms\n")
	require.NotContains(t, text, "Examination Board")
	require.NotContains(t, text, "\nACCEPTED\u00b7")
	for _, hidden := range []string{"\u202e", "\x1b", strings.Repeat("x", 300)} {
		require.NotContains(t, text, hidden)
	}
	object, err := report.MarshalJSON()
	require.NoError(t, err)
	require.NotContains(t, string(object), "Examination Board")
}

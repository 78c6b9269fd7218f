package verify_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// refreshHost answers at one URL as it likes, and everywhere else as the network does.
type refreshHost struct {
	verify.Fetcher
	at     string
	answer func(ctx context.Context, r verify.Request) (*verify.Resource, error)
	asked  []string
}

func (h *refreshHost) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	h.asked = append(h.asked, r.URL)
	if r.URL == h.at {
		return h.answer(ctx, r)
	}
	return h.Fetcher.Fetch(ctx, r)
}

// S30: whatever a host does that answers instead of the issuer's, it keeps a newer edition
// away and nothing else.
func TestAHostileRefreshHostCanOnlyDeny(t *testing.T) {
	data := func(d []byte) func(context.Context, verify.Request) (*verify.Resource, error) {
		return func(_ context.Context, r verify.Request) (*verify.Resource, error) {
			return &verify.Resource{URL: r.URL, Data: d}, nil
		}
	}
	w := newRefreshWorld("")
	newer := w.edition(-2, 200)
	for name, c := range map[string]struct {
		answer func(context.Context, verify.Request) (*verify.Resource, error)
		code   verify.Code
	}{
		"a redirect to a private host": {func(context.Context, verify.Request) (*verify.Resource, error) {
			return &verify.Resource{URL: "https://10.0.0.1/badge", Data: newer}, nil
		}, verify.ResolveHTTP},
		"a redirect to another origin": {func(context.Context, verify.Request) (*verify.Resource, error) {
			return &verify.Resource{URL: "https://other.example/badges/1", Data: newer}, nil
		}, verify.ResolveHTTP},
		"more than was asked for": {func(_ context.Context, r verify.Request) (*verify.Resource, error) {
			require.Equal(t, 2<<20, r.Limit)
			return &verify.Resource{URL: r.URL, Data: make([]byte, r.Limit+1)}, nil
		}, verify.ResolveTooLarge},
		"nothing at all": {func(context.Context, verify.Request) (*verify.Resource, error) { return nil, nil }, verify.ResolveFailed},
		"a failure": {func(context.Context, verify.Request) (*verify.Resource, error) {
			return nil, errors.New("broken")
		}, verify.ResolveFailed},
		"a name of a private host": {func(context.Context, verify.Request) (*verify.Resource, error) {
			return nil, verify.ResolveForbiddenTarget
		}, verify.ResolveForbiddenTarget},
		"a presentation":                 {data([]byte(present(t, "", read(t, string(newer))))), credential.SchemaInvalid},
		"an endorsement of the same id":  {data(w.resigned(newer, `"OpenBadgeCredential"`, `"EndorsementCredential"`)), credential.RefreshRefused},
		"the claims without a signature": {data(mustRefresh(credential.Parse(newer)).Document()), credential.ProofMissing},
		"a signature of its own": {func(_ context.Context, r verify.Request) (*verify.Resource, error) {
			doc := mustRefresh(credential.Parse(newer)).Document()
			return &verify.Resource{URL: r.URL, Data: forge(`{"alg":"EdDSA","kid":"https://evil.example/k","typ":"vc+jwt"}`, string(doc), edKey(9))}, nil
		}, verify.KeyControllerMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			var before int
			host := &refreshHost{Fetcher: w.Network, at: w.place, answer: c.answer}
			revoked := w.edition(-300, 100)
			w.Revoke(revoked)
			for _, old := range [][]byte{w.edition(-300, 100), w.edition(-300, -1), revoked} {
				before = len(host.asked)
				requireKept(t, w, old, c.code, func(cfg *verify.Config) { cfg.Fetcher = host })
			}
			for _, url := range host.asked[before:] {
				require.True(t, strings.HasPrefix(url, "https://school.example"), "%s: nothing that a stranger names is asked", url)
			}
		})
	}
}

// Whether a retry may help is told by what the host said.
func TestARefreshHostThatIsDownLeavesTheBadgeAsItIs(t *testing.T) {
	w := newRefreshWorld("")
	for _, c := range []struct {
		why   error
		code  verify.Code
		retry bool
	}{
		{&verify.HTTPError{Status: 503}, verify.ResolveHTTP, true}, {&verify.HTTPError{Status: 410}, verify.ResolveHTTP, false},
		{context.DeadlineExceeded, verify.ResolveTimeout, true}, {verify.ResolveTLS, verify.ResolveTLS, false},
	} {
		w.Network.Fail(w.place, c.why)
		report := requireKept(t, w, w.edition(-300, -1), c.code)
		require.Equal(t, c.retry, checkOf(t, report, verify.CheckRefresh).Problems[0].Retry(), "%v", c.why)
		require.False(t, report.Retry(), "what has ended has ended")
	}
}

// S30: a place that is no place for a host is never asked.
func TestARefreshServiceAtAForbiddenPlaceIsNotAsked(t *testing.T) {
	for _, place := range []string{
		"http://school.example/badges/1", "https://169.254.169.254/latest", "https://localhost/badge", "https://127.0.0.1/", "https://[::1]/",
		"https://user@school.example/badges/1", "https://school.example:22/", "urn:uuid:0f3a1d34-6c1c-4a5c-8a56-6f2f2f9a1f10", "https://school.example/" + strings.Repeat("a", 5000),
	} {
		w := newRefreshWorld("")
		at := func(data []byte) []byte { return w.resigned(data, regexp.QuoteMeta(w.place), place) } // nobody here issues it
		w.Network.Publish(place, at(w.edition(-2, 200)))
		requireKept(t, w, at(w.edition(-300, 100)), verify.ResolveForbiddenTarget)
		require.Zero(t, w.Network.Requests(place))
	}
}

// Without Config.Refresh, and wherever nobody vouches for the place, nobody is asked.
func TestNobodyIsAskedForANewerEditionWithoutNeed(t *testing.T) {
	w := newRefreshWorld("")
	w.Network.Publish(w.place, w.edition(-2, 200))
	good := w.edition(-300, 100)
	other := verifytest.NewIssuer(verifytest.Setup{Network: w.Network})
	on := w.refreshing(t)
	for name, c := range map[string]struct {
		v      *verify.Verifier
		data   []byte
		reason string // "" if there is no such check
	}{
		"by default":           {w.Verifier(), good, "it was not asked"},
		"as of another time":   {on.At(w.Clock.Now().Add(-time.Hour)), good, "another time"},
		"of another type":      {on, w.edition(-300, 100, func(c *credential.Credential) { c.Refresh.Type = "urn:x:OtherRefresh2099" }), `"urn:x:OtherRefresh2099"`},
		"of a stranger":        {on, refreshWorld{other, w.place}.edition(-300, 100), "not trusted"},
		"of a forgery":         {on, w.tampered(good), ""},
		"of none of the form":  {on, w.resigned(good, `"criteria":\{[^}]*\}`, `"criteria":7`), ""},
		"of a type missing":    {on, w.resigned(good, `"type":\["AchievementSubject"\],`, ""), ""},
		"of a badge without":   {on, w.edition(-300, 100, func(c *credential.Credential) { c.Refresh = nil }), ""},
		"of an unknown nobody": {&verify.Verifier{}, good, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := w.Network.Requests(w.place)
			report, _ := c.v.Verify(ctx, c.data)
			require.Equal(t, before, w.Network.Requests(w.place))
			require.Nil(t, report.Refreshed)
			if c.reason == "" {
				require.False(t, slices.ContainsFunc(report.Checks, func(k verify.Check) bool { return k.Name == verify.CheckRefresh }))
				return
			}
			k := checkOf(t, report, verify.CheckRefresh)
			require.Equal(t, verify.NotApplicable, k.Outcome)
			require.Contains(t, k.Reason, c.reason)
			require.Empty(t, k.Problems)
		})
	}
	_, err := verify.New(verify.Config{AnyIssuer: true, Refresh: true})
	require.ErrorContains(t, err, "Config.Refresh")
	_, err = w.refreshing(t, func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true }).Verify(ctx, good)
	require.NoError(t, err)
}

// S30: a newer edition's own refreshService is not asked, wherever it is.
func TestAnEditionIsRefreshedOnce(t *testing.T) {
	w := newRefreshWorld("")
	old := w.edition(-300, -1)
	first := w.place
	w.place = w.Home + "/badges/2"
	w.Network.Publish(first, w.edition(-2, 100)) // whose place is the second
	w.Network.Publish(w.place, w.edition(-1, 200))
	report := requireRefreshed(t, w.refreshing(t), old)
	require.Equal(t, w.Clock.Now().AddDate(0, 0, 100), report.Until)
	require.Zero(t, w.Network.Requests(w.place))
	require.Equal(t, 1, w.Network.Requests(first))

	w.place = first
	w.Network.Publish(first, w.edition(-2, -1)) // which refreshes itself, and has ended
	requireKept(t, w, old, verify.TimeExpired)
}

func TestTheSameEditionIsNothingNew(t *testing.T) {
	w := newRefreshWorld("")
	data := w.edition(-300, 100)
	w.Network.Publish(w.place, append([]byte(" "), append(data, '\n')...))
	report, err := w.refreshing(t).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict())
	require.Nil(t, report.Refreshed)
	k := checkOf(t, report, verify.CheckRefresh)
	require.Equal(t, verify.Passed, k.Outcome)
	require.Contains(t, k.Reason, "this very one")
	without, err := w.Verifier().Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, keptWithout(without), keptWithout(report))
}

// Of subjects without an id, all identifiers have to be there again, as Reissue asks.
func TestSubjectsWithoutAnIDAreComparedByTheirIdentifiers(t *testing.T) {
	w := newRefreshWorld("")
	named := func(ids ...badge.Identity) func(*credential.Credential) {
		return func(c *credential.Credential) { c.Subject.ID, c.Subject.Identifier = "", ids }
	}
	ada := badge.SaltedIdentity(badge.EmailAddress, verifytest.Learner, "0123456789abcdef0123456789abcdef")
	again := badge.SaltedIdentity(badge.EmailAddress, verifytest.Learner, "fedcba9876543210fedcba9876543210")
	bob := badge.SaltedIdentity(badge.EmailAddress, "bob@example.org", "0123456789abcdef0123456789abcdef")
	for name, c := range map[string]struct {
		old, newer []badge.Identity
		same       bool
	}{
		"the same":           {[]badge.Identity{ada}, []badge.Identity{ada}, true},
		"in another order":   {[]badge.Identity{ada, bob}, []badge.Identity{bob, ada}, true},
		"somebody else's":    {[]badge.Identity{ada}, []badge.Identity{bob}, false},
		"one more":           {[]badge.Identity{ada}, []badge.Identity{ada, bob}, true},
		"one less":           {[]badge.Identity{ada, bob}, []badge.Identity{ada}, false},
		"under another salt": {[]badge.Identity{ada}, []badge.Identity{again}, false},
	} {
		old := w.edition(-300, -1, named(c.old...))
		w.Network.Publish(w.place, w.edition(-2, 200, named(c.newer...)))
		if c.same {
			requireRefreshed(t, w.refreshing(t), old)
		} else {
			require.NotPanics(t, func() { requireKept(t, w, old, credential.RefreshRefused) }, name)
		}
	}
	w.Network.Publish(w.place, w.edition(-2, 200)) // which gives the subject an id
	requireKept(t, w, w.edition(-300, -1, named(ada)), credential.RefreshRefused)
}

// What the caller asks is asked of the edition that counts.
func TestTheRulesAreAskedOfTheNewerEdition(t *testing.T) {
	w := newRefreshWorld("")
	old := w.edition(-300, 100)
	w.Network.Publish(w.place, w.edition(-2, 200, func(c *credential.Credential) { c.Subject.Achievement.ID = w.Home + "/achievements/attendance" }))
	civics := verify.Achievement(w.Home + "/achievements/civics")
	report, err := w.refreshing(t).Verify(ctx, old, civics)
	require.NoError(t, err, "what the newer edition lacks, the badge has")
	require.Nil(t, report.Refreshed)
	require.Equal(t, verify.AchievementMismatch, report.Warnings()[0].Code)
	report, err = w.refreshing(t, func(c *verify.Config) { c.Rules = []verify.Rule{civics} }).Verify(ctx, old)
	require.NoError(t, err)
	require.Nil(t, report.Refreshed)

	// Where nobody asks, what else an edition says is its issuer's word.
	report = requireRefreshed(t, w.refreshing(t), old)
	require.Equal(t, w.Home+"/achievements/attendance", report.Credential.Subject.Achievement.ID)
	require.True(t, slices.ContainsFunc(report.Refreshed.Changes, func(c verify.Change) bool {
		return c.Pointer == "/credentialSubject/achievement/id" && strings.Contains(c.New, "attendance")
	}))
}

// Whoever keeps the list of a newer edition away does not have a badge accepted that is
// known to be revoked.
func TestARevokedBadgeIsNotReplacedByOneOfWhichNothingIsKnown(t *testing.T) {
	w := newRefreshWorld("")
	revoked := w.edition(-300, 100)
	w.Revoke(revoked)
	unknown := func(c *credential.Credential) {
		c.Status = []badge.Status{{ID: w.Home + "/status/unreachable#1", Type: "BitstringStatusListEntry", StatusPurpose: "revocation", StatusListIndex: "1", StatusListCredential: w.Home + "/status/unreachable"}}
	}
	allow := func(c *verify.Config) { c.AllowUnknownStatus = true }
	newer := w.edition(-2, 200, unknown)
	w.Network.Publish(w.place, newer)
	_, err := w.refreshing(t, allow).Verify(ctx, newer)
	require.NoError(t, err, "by itself it would be accepted")
	requireKept(t, w, revoked, verify.StatusUnavailable, allow)
}

// Nor has whoever answers with an edition that could not be revoked at all, or not in the
// same way: its issuer may have signed that long before.
func TestARevokedBadgeIsNotReplacedByOneThatCannotBe(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022} {
		w := newRefreshWorld(suite)
		good, revoked := w.edition(-300, 100), w.edition(-300, 100)
		w.Revoke(revoked)
		without := w.resigned(w.edition(-2, 200), `"credentialStatus":(\{[^}]*\}|\[[^]]*\]),`, "")
		require.NotContains(t, string(mustRefresh(credential.Parse(without)).Document()), "credentialStatus")
		w.Network.Publish(w.place, without)
		requireRefreshed(t, w.refreshing(t), good)
		requireKept(t, w, revoked, credential.RefreshRefused)
		w.Network.Publish(w.place, w.edition(-2, 200))
		requireRefreshed(t, w.refreshing(t), revoked)
	}
}

// Who has seen a badge has seen no newer edition of it.
func TestANewerEditionIsNotVouchedFor(t *testing.T) {
	w := newRefreshWorld("")
	stolen := w.Clock.Now().AddDate(0, 0, -10)
	m := w.Signer.Method()
	record := verify.KeyRecord{Method: m, State: verify.KeyCompromised, Since: stolen}
	old := w.edition(-300, 100, func(c *credential.Credential) { c.Status = []badge.Status{} })
	w.Network.Publish(w.place, w.edition(-20, 200, func(c *credential.Credential) { c.Status = []badge.Status{} }))
	v := w.refreshing(t, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{record} }).SeenBy(stolen.AddDate(0, 0, -1))
	report, err := v.Verify(ctx, old)
	require.NoError(t, err, "%v", report)
	require.Nil(t, report.Refreshed)
	require.Equal(t, credential.KeyRevoked, checkOf(t, report, verify.CheckRefresh).Problems[0].Code)
}

// An edition makes us ask a few questions more than the badge, and no more.
func TestAnEditionAsksAFewQuestions(t *testing.T) {
	w := newRefreshWorld("")
	lists := func(at string) string {
		var all []string
		for i := range 8 {
			all = append(all, fmt.Sprintf(`{"id":"%s/%d#1","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"1","statusListCredential":"%[1]s/%[2]d"}`, w.Home+at, i))
		}
		return `"credentialStatus":[` + strings.Join(all, ",") + `]`
	}
	const status = `"credentialStatus":\{[^}]*\}`
	old := w.resigned(w.edition(-300, 100), status, lists("/old"))
	w.Network.Publish(w.place, w.resigned(w.edition(-2, 200), status, lists("/new")))
	requireKept(t, w, old, verify.StatusUnavailable)
	host := &refreshHost{Fetcher: w.Network}
	_, err := w.refreshing(t, func(c *verify.Config) { c.Fetcher = host }).Verify(ctx, old)
	require.Error(t, err)
	require.Len(t, host.asked, 18, "the key, 8 lists, the edition and its 8 lists, each once")
}

// Whoever asked and has gone meanwhile has the verdict that had been found.
func TestARefreshThatIsInterruptedLeavesTheVerdict(t *testing.T) {
	w := newRefreshWorld("")
	newer := w.edition(-2, 200)
	for name, late := range map[string][]byte{"no answer": nil, "an answer": newer} {
		for _, old := range [][]byte{w.edition(-300, 100), w.edition(-300, -1)} {
			gone, cancel := context.WithCancel(ctx)
			host := &refreshHost{Fetcher: w.Network, at: w.place, answer: func(ctx context.Context, r verify.Request) (*verify.Resource, error) {
				cancel()
				if late == nil {
					return nil, ctx.Err()
				}
				return &verify.Resource{URL: r.URL, Data: late}, nil
			}}
			report, err := w.refreshing(t, func(c *verify.Config) { c.Fetcher = host }).Verify(gone, old)
			without, errWithout := w.Verifier().Verify(ctx, old)
			require.Equal(t, errWithout == nil, err == nil, name)
			require.Equal(t, keptWithout(without), keptWithout(report))
			k := checkOf(t, report, verify.CheckRefresh)
			require.Equal(t, verify.NotApplicable, k.Outcome)
			require.Equal(t, verify.Interrupted, k.Problems[0].Code)
			require.Contains(t, k.Reason, "asking again later may help")
		}
	}

	done, cancel := context.WithCancel(ctx) // before anything was asked
	cancel()
	report, err := w.refreshing(t).Verify(done, newer)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, verify.Undetermined, report.Outcome)
}

// Where a plug-in breaks off, the check is open, and with it the verdict.
func TestARefreshThatPanicsLeavesTheVerdictOpen(t *testing.T) {
	w := newRefreshWorld("")
	old := w.edition(-300, 100)
	host := &refreshHost{Fetcher: w.Network, at: w.place}
	v := w.refreshing(t, func(c *verify.Config) { c.Fetcher = host })
	host.answer = func(context.Context, verify.Request) (*verify.Resource, error) { panic("the Fetcher") }
	_, err := v.Verify(ctx, old)
	require.ErrorIs(t, err, verify.Panicked)

	newer := w.edition(-2, 200)
	host.answer = func(_ context.Context, r verify.Request) (*verify.Resource, error) {
		return &verify.Resource{URL: r.URL, Data: newer}, nil
	}
	asked := 0
	report, err := v.Verify(ctx, old, verify.Rule{Name: verify.CheckRefresh, Check: func(context.Context, *credential.Credential) error {
		if asked++; asked > 1 {
			panic("a rule, of the newer edition")
		}
		return nil
	}})
	require.ErrorIs(t, err, verify.Panicked)
	require.Nil(t, report.Refreshed)
}

// What is presented is the edition that its holder presents.
func TestWhatIsPresentedIsNotRefreshed(t *testing.T) {
	w := newRefreshWorld("")
	w.Network.Publish(w.place, w.edition(-2, 200))
	data := present(t, "", read(t, string(w.edition(-300, -1))))
	report, err := w.refreshing(t).Expecting(challenge, employer).VerifyPresentation(ctx, []byte(data))
	require.ErrorIs(t, err, verify.TimeExpired)
	require.Len(t, report.Credentials, 1)
	require.Contains(t, checkOf(t, report.Credentials[0], verify.CheckRefresh).Reason, "the holder presents this edition")
	require.Zero(t, w.Network.Requests(w.place))
}

func TestAnyCredentialIsRefreshedAsItsOwnType(t *testing.T) {
	w := newRefreshWorld("")
	w.Network.Publish(w.place, w.edition(-2, 200))
	report, err := w.refreshing(t).VerifyCredential(ctx, w.edition(-300, -1))
	require.NoError(t, err)
	require.NotNil(t, report.Refreshed)

	diploma := func(from, until string) []byte {
		text := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":%q,"type":["VerifiableCredential"],"issuer":%q,"validFrom":%q,"validUntil":%q,`+
			`"credentialSubject":{"id":%q,"urn:x:grade":"A"},"refreshService":{"id":%q,"type":"1EdTechCredentialRefresh"}}`, refreshedID, w.ID, from, until, learnerID, w.place)
		return mustRefresh(credential.SignJWS(ctx, []byte(text), w.Signer, credential.VCJOSE)).Bytes()
	}
	old := diploma("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
	report, err = w.refreshing(t).VerifyCredential(ctx, old)
	require.ErrorIs(t, err, verify.TimeExpired)
	require.Equal(t, credential.RefreshRefused, checkOf(t, report, verify.CheckRefresh).Problems[0].Code, "a badge is no edition of a diploma")
	w.Network.Publish(w.place, diploma("2026-01-02T00:00:00Z", "2027-01-01T00:00:00Z"))
	report, err = w.refreshing(t).VerifyCredential(ctx, old)
	require.NoError(t, err, "%v", report)
	require.NotNil(t, report.Refreshed)
	require.Contains(t, report.String(), "newer edition of the credential")
	require.Len(t, report.Refreshed.Changes, 2)

	// Of two of which one does not say when it begins, nobody can tell which is newer.
	text := func(data []byte) string { return string(mustRefresh(credential.Parse(data)).Document()) }
	timeless := strings.Replace(text(old), `"validFrom":"2025-01-01T00:00:00Z",`, "", 1)
	require.NotEqual(t, text(old), timeless)
	data := mustRefresh(credential.SignJWS(ctx, []byte(timeless), w.Signer, credential.VCJOSE)).Bytes()
	report, err = w.refreshing(t).VerifyCredential(ctx, data)
	require.ErrorIs(t, err, verify.TimeExpired)
	require.Equal(t, credential.RefreshRefused, checkOf(t, report, verify.CheckRefresh).Problems[0].Code)
}

func TestABatchRefreshesEachBadgeForItself(t *testing.T) {
	w := newRefreshWorld("")
	w.Network.Publish(w.place, w.edition(-2, 200))
	expired := w.edition(-300, -1)
	other := w.edition(-300, -1, func(c *credential.Credential) { c.ID = "urn:uuid:0f3a1d34-6c1c-4a5c-8a56-6f2f2f9a1f12" })
	var passed []bool
	for report, err := range w.refreshing(t).VerifyAll(ctx, slices.Values([][]byte{expired, other, expired}), 2) {
		passed = append(passed, err == nil && report.Refreshed != nil)
	}
	require.Equal(t, []bool{true, false, true}, passed)
}

// A pass that rests on a newer edition has to be asked for again when the badge that led to
// it is no longer authentic, or its place may say something else.
func TestHowLongARefreshedVerdictIsGood(t *testing.T) {
	w := newRefreshWorld("")
	none := func(c *credential.Credential) { c.Status = []badge.Status{} }
	old := w.edition(-300, -1, none)
	w.Network.Publish(w.place, w.edition(-2, 200, none))
	m := w.Signer.Method()
	v := w.refreshing(t, func(c *verify.Config) { c.Methods = []credential.Method{m} })
	report := requireRefreshed(t, v, old)
	require.Equal(t, w.Clock.Now().Add(5*time.Minute), report.GoodUntil, "its host does not say")
	w.Network.MaxAge = time.Hour
	require.Equal(t, w.Clock.Now().Add(time.Hour), requireRefreshed(t, v, old).GoodUntil)
	w.Network.MaxAge = 1000 * 24 * time.Hour
	require.Equal(t, w.Clock.Now().AddDate(0, 0, 200), requireRefreshed(t, v, old).GoodUntil)
	m.Expires = w.Clock.Now().AddDate(0, 0, 7)
	require.Equal(t, m.Expires, requireRefreshed(t, w.refreshing(t, func(c *verify.Config) { c.Methods = []credential.Method{m} }), old).GoodUntil)

	// The key of the older edition ends, and with it what led to the newer one.
	m.Expires = time.Time{}
	ends := credential.Method{ID: w.ID + "#old", Controller: w.ID, Key: edKey(3).Public(), Expires: w.Clock.Now().AddDate(0, 0, 9)}
	v = w.refreshing(t, func(c *verify.Config) { c.Methods = []credential.Method{m, ends} })
	signed := mustRefresh(credential.SignJWS(ctx, mustRefresh(credential.Parse(old)).Document(), anySigner{ends, edKey(3)}, credential.OpenBadges))
	report = requireRefreshed(t, v, signed.Bytes())
	require.NotEqual(t, ends.ID, report.Method)
	require.Equal(t, ends.Expires, report.GoodUntil)
}

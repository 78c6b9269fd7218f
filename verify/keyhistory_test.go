package verify_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A kept is a network with a cache that it leaves only when it is asked again.
type cachedKeys struct {
	mu      sync.Mutex
	cached  verify.FetchMap
	fresh   verify.FetchMap
	stale   bool
	down    error
	again   int
	ordered []verify.Request
}

func (k *cachedKeys) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ordered = append(k.ordered, r)
	if r.Again {
		k.again++
		if k.down != nil {
			return nil, k.down
		}
		return k.fresh.Fetch(ctx, r)
	}
	found, err := k.cached.Fetch(ctx, r)
	if err == nil {
		found.FromCache, found.Stale = true, k.stale
	}
	return found, err
}

func webDocument(t testing.TB, seeds ...byte) []byte {
	var methods []string
	for _, seed := range seeds {
		methods = append(methods, multikeyMethod(t, webSchool+"#k"+string('0'+seed), webSchool, edKey(seed), ""))
	}
	return document(webSchool, methods...)
}

func webBadge(t testing.TB, seed byte) []byte {
	return badgeOf(t, webSchool, named(webSchool+"#k"+string('0'+seed)), edKey(seed))
}

// H31.
func TestAKeyThatTheCacheDoesNotKnow(t *testing.T) {
	place := func(doc []byte) verify.FetchMap { return verify.FetchMap{webPlace: doc} }
	f := &cachedKeys{cached: place(webDocument(t, 0)), fresh: place(webDocument(t, 0, 1))}
	report := requireCode(t, f, webSchool, webBadge(t, 0), nil, "the key that it knows")
	require.Zero(t, f.again)
	require.Len(t, report.Sources, 1)
	report = requireCode(t, f, webSchool, webBadge(t, 1), nil, "a newer key")
	require.Equal(t, 1, f.again)
	require.Len(t, report.Sources, 2)
	requireCode(t, f, webSchool, webBadge(t, 2), credential.KeyNotFound, "no key")
	require.Equal(t, 2, f.again, "asked again once")
	for _, r := range f.ordered {
		require.True(t, r.Key, "whoever can redirect would choose the key")
		require.NotEmpty(t, r.Accept)
	}
	f.down = credential.NewProblem(verify.ResolveHTTP, "", nil, "503")
	requireCode(t, f, webSchool, webBadge(t, 1), verify.ResolveHTTP, "whether there is a newer one is open")

	// Whoever has just asked for a key that nobody has keeps no honest newer one from being
	// found: that the document which was asked for then lacks it is no answer to this.
	kept := network(func(r verify.Request) (*verify.Resource, error) {
		found, err := place(webDocument(t, 0)).Fetch(ctx, r)
		if err == nil {
			found.FromCache = true // asked again or not
		}
		return found, err
	})
	report = requireCode(t, kept, webSchool, webBadge(t, 1), credential.ResolveFailed, "a newer one was not asked for")
	require.Equal(t, "undetermined", report.Verdict())
	require.True(t, report.Retry())
	requireCode(t, kept, webSchool, webBadge(t, 0), nil, "the key that is there")

	unkept := network(func(r verify.Request) (*verify.Resource, error) {
		require.False(t, r.Again, "what was not kept is as new as can be")
		return place(webDocument(t, 0)).Fetch(ctx, r)
	})
	requireCode(t, unkept, webSchool, webBadge(t, 1), credential.KeyNotFound, "not kept")

	lists := func(ids ...string) verify.FetchMap {
		return verify.FetchMap{hosted: document(hosted, ids...), "https://host.example/keys/1": []byte(jwkOf(t, edKey(0), ""))}
	}
	f = &cachedKeys{cached: lists(), fresh: lists(`"https://host.example/keys/1"`)}
	f.cached["https://host.example/keys/1"] = f.fresh["https://host.example/keys/1"]
	requireCode(t, f, hosted, badgeOf(t, hosted, named("https://host.example/keys/1"), edKey(0)), nil, "a page that now lists the key")
}

// In whichever of the places where the key of an https issuer may stand it may stand by
// now, the verdict is open.
func TestAKeyThatOneOfSeveralPlacesMayHaveByNow(t *testing.T) {
	const set = "https://host.example/.well-known/jwks.json"
	page := document(hosted, multikeyMethod(t, hosted+"#k0", hosted, edKey(0), ""))
	keys := []byte(`{"keys":[` + jwkOf(t, edKey(0), `,"kid":"k0","iss":"`+hosted+`"`) + `]}`)
	for name, c := range map[string]struct {
		kept string // the place that a cache has
		kid  string
		want error
	}{
		"the page":                             {hosted, hosted + "#k1", credential.ResolveFailed},
		"the set":                              {set, hosted + "#k1", credential.ResolveFailed},
		"neither":                              {"", hosted + "#k1", credential.KeyNotFound},
		"the set, and its key":                 {set, set + "#k1", credential.ResolveFailed},
		"the page, and a key of the set":       {hosted, set + "#k1", credential.ResolveFailed},
		"the key below, where the page is":     {hosted, hosted + "/keys#k1", credential.ResolveFailed},
		"the key below, where the keys are":    {hosted + "/keys", hosted + "/keys#k1", credential.ResolveFailed},
		"the key below, and no cache anywhere": {"", hosted + "/keys#k1", credential.KeyNotFound},
	} {
		net := verify.FetchMap{hosted: page, set: keys, hosted + "/keys": []byte(`{"keys":[` + jwkOf(t, edKey(0), `,"kid":"k0"`) + `]}`)}
		f := network(func(r verify.Request) (*verify.Resource, error) {
			found, err := net.Fetch(ctx, r)
			if err == nil {
				found.FromCache = r.URL == c.kept
			}
			return found, err
		})
		requireCode(t, f, hosted, badgeOf(t, hosted, named(c.kid), edKey(1)), c.want, name)
	}
	const apart = "https://host.example/keys"
	silent := verify.FetchMap{hosted: []byte(`{"id":"` + hosted + `","name":"A School"}`), apart: keys}
	f := network(func(r verify.Request) (*verify.Resource, error) {
		found, err := silent.Fetch(ctx, r)
		if err == nil {
			found.FromCache = r.URL == apart
		}
		return found, err
	})
	requireCode(t, f, hosted, badgeOf(t, hosted, named(apart+"#k0"), edKey(0)), nil, "a set apart from the tenants")
	requireCode(t, f, hosted, badgeOf(t, hosted, named(apart+"#k1"), edKey(1)), credential.ResolveFailed, "what it may hold by now")
}

// H32.
func TestAKeyFromAStaleDocument(t *testing.T) {
	doc := verify.FetchMap{webPlace: webDocument(t, 0)}
	report := requireCode(t, &cachedKeys{cached: doc, stale: true}, webSchool, webBadge(t, 0), nil, "stale")
	require.Equal(t, "warning", report.Verdict())
	require.Equal(t, credential.StaleKeys, report.Warnings()[0].Code)
	require.Equal(t, verify.CheckKey, report.Warnings()[0].Check)
	require.True(t, report.Sources[0].Stale)
	report = requireCode(t, &cachedKeys{cached: doc}, webSchool, webBadge(t, 0), nil, "kept")
	require.Equal(t, "valid", report.Verdict())
	require.True(t, report.Sources[0].FromCache)
}

// Fault 15: old, both, new. While the two overlap no badge is refused; afterwards the
// old one needs the history.
func TestAnIssuerReplacesItsKey(t *testing.T) {
	old, young := webBadge(t, 0), webBadge(t, 1)
	f := verify.FetchMap{}
	var mu sync.Mutex
	changing := network(func(r verify.Request) (*verify.Resource, error) {
		mu.Lock()
		defer mu.Unlock()
		return f.Fetch(ctx, r)
	})
	publish := func(seeds ...byte) { mu.Lock(); defer mu.Unlock(); f[webPlace] = webDocument(t, seeds...) }
	publish(0)
	plain := fetching(t, changing, webSchool, nil)
	history := fetching(t, changing, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{retired(0, clock)} })
	var group sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				for _, v := range []*verify.Verifier{plain, history} {
					if _, err := v.Verify(ctx, old); err != nil {
						t.Errorf("the old badge: %v", err)
						return
					}
				}
			}
		})
	}
	for range 20 {
		publish(0, 1)
		_, err := plain.Verify(ctx, young)
		require.NoError(t, err)
		publish(0)
	}
	publish(0, 1)
	close(stop)
	group.Wait()
	publish(1)
	_, err := plain.Verify(ctx, old)
	require.ErrorIs(t, err, credential.KeyNotFound) // C16
	report, err := history.Verify(ctx, old)
	require.NoError(t, err)
	require.Equal(t, credential.KeyRetired, report.Warnings()[0].Code)
	_, err = history.Verify(ctx, young)
	require.NoError(t, err)
}

func method(seed byte) credential.Method {
	return credential.Method{ID: webSchool + "#k" + string('0'+seed), Controller: webSchool, Key: edKey(seed).Public()}
}

func retired(seed byte, until time.Time) verify.KeyRecord {
	return verify.KeyRecord{Method: method(seed), State: verify.KeyRetired, NotAfter: until}
}

// made is when the badges of these tests say that they were made: their validFrom.
var made = clock.AddDate(0, -1, 0)

// C16.
func TestARetiredKey(t *testing.T) {
	old := webBadge(t, 0)
	day := 24 * time.Hour
	gone := verify.FetchMap{webPlace: webDocument(t, 1)}
	with := func(f verify.Fetcher, r verify.KeyRecord) *verify.Verifier {
		return fetching(t, f, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{r} })
	}
	window := func(from, to time.Duration) verify.KeyRecord {
		r := retired(0, made.Add(to))
		r.NotBefore = made.Add(from)
		return r
	}
	for name, f := range map[string]verify.Fetcher{
		"no longer published": gone, "given up": verify.FetchMap{webPlace: []byte(`{"id":"` + webSchool + `","deactivated":true}`)}, "no host": verify.FetchMap{}, "no network": nil,
		"published for nothing": verify.FetchMap{webPlace: []byte(strings.Replace(string(webDocument(t, 0)), "assertionMethod", "verificationMethod", 1))},
		"published":             verify.FetchMap{webPlace: webDocument(t, 0, 1)},
	} {
		report, err := with(f, window(-day, day)).Verify(ctx, old)
		require.NoError(t, err, name)
		require.Equal(t, "warning", report.Verdict(), name)
		require.Equal(t, credential.KeyRetired, report.Warnings()[0].Code, name)
		_, err = with(f, window(-day, -1)).Verify(ctx, old)
		require.ErrorIs(t, err, credential.KeyRevoked, name)
	}
	for name, c := range map[string]struct {
		from, to time.Duration
		seen     time.Time
		want     error
	}{
		"its first and last instant":           {0, 0, time.Time{}, nil},
		"made before":                          {1, day, time.Time{}, credential.KeyRevoked},
		"made after":                           {-day, -1, time.Time{}, credential.KeyRevoked},
		"seen within":                          {-day, day, made.Add(day), nil},
		"seen after, whatever the badge says":  {-day, day, made.Add(day + 1), credential.KeyRevoked},
		"seen before there was such a key":     {-day, day, made.Add(-day - 1), credential.KeyRevoked},
		"seen within, whatever the badge says": {day, 3 * day, made.Add(2 * day), nil},
	} {
		report, err := with(gone, window(c.from, c.to)).SeenBy(c.seen).Verify(ctx, old)
		if c.want != nil {
			require.ErrorIs(t, err, c.want, name)
			require.Equal(t, verify.Failed, report.Outcome)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, c.seen.IsZero(), report.Verdict() == "warning", name)
	}
	for name, doc := range map[string][]byte{ // a document that was read counts
		"revoked": []byte(strings.Replace(string(webDocument(t, 0)), `"type":"Multikey"`, `"type":"Multikey","revoked":"2026-05-01T00:00:00Z"`, 1)),
		"private": []byte(strings.Replace(string(webDocument(t, 0)), `"type":"Multikey"`, `"type":"Multikey","secretKeyMultibase":"z"`, 1)),
		"broken":  []byte(`{"id":"` + webSchool + `","assertionMethod":7}`),
		"another": []byte(`{"id":"did:web:other.example"}`),
	} {
		_, err := with(verify.FetchMap{webPlace: doc}, window(-day, day)).Verify(ctx, old)
		require.Error(t, err, name)
	}
	_, err := with(gone, window(-day, day)).Verify(ctx, badgeOf(t, webSchool, named(webSchool+"#k0"), edKey(1)))
	require.ErrorIs(t, err, verify.ProofSigInvalid, "the newer key under the older one's name")
	_, err = with(gone, window(-day, day)).Verify(ctx, badgeOf(t, "did:web:other.example", named(webSchool+"#k0"), edKey(0)))
	require.ErrorIs(t, err, verify.KeyControllerMismatch)
	_, err = with(gone, window(-day, day)).Verify(ctx, badgeOf(t, webSchool, named(webSchool+"#k9")+shown(t, edKey(0)), edKey(0)))
	require.ErrorIs(t, err, credential.KeyNotFound, "the old key under a name that it never had")
	later := embeddedOf(t, webSchool, webSchool+"#k0", edKey(0)) // the badge is of last month, its proof of today
	_, err = with(gone, window(-day, day)).Verify(ctx, later)
	require.ErrorIs(t, err, credential.KeyRevoked)
	_, err = with(gone, retired(0, clock)).Verify(ctx, later)
	require.NoError(t, err)
	undated := strings.NewReplacer(`"validFrom":"`+made.Format(time.RFC3339)+`"`, `"name":"Undated"`, `"nbf":`+strconvUnix(made), `"x":0`).Replace(strings.ReplaceAll(payload(t, `"name":"Civics`, `"x-name":"Civics`), school(t).Method().Controller, webSchool))
	require.NotContains(t, undated, "validFrom")
	_, err = with(gone, retired(0, clock)).VerifyProofs(ctx, forge(`{"alg":"EdDSA"`+named(webSchool+"#k0")+`}`, undated, edKey(0)))
	require.ErrorIs(t, err, credential.KeyRevoked, "a badge that does not say when it was made")
	active := window(-day, day)
	active.State = verify.KeyActive
	_, err = with(gone, active).Verify(ctx, old)
	require.ErrorIs(t, err, credential.KeyNotFound, "a key in use is published")
	_, err = with(verify.FetchMap{webPlace: webDocument(t, 0)}, active).Verify(ctx, old)
	require.NoError(t, err)
	active.NotBefore = made.Add(1)
	_, err = with(verify.FetchMap{webPlace: webDocument(t, 0)}, active).Verify(ctx, old)
	require.ErrorIs(t, err, credential.KeyRevoked)
}

// When a proof was made, by its own word, speaks against the badge whoever has seen it
// since: a key has made nothing before it was in use, nor what was seen before.
func TestWhatAProofSaysOfItsTimeSpeaksAgainstTheBadge(t *testing.T) {
	day := 24 * time.Hour
	f := verify.FetchMap{webPlace: webDocument(t, 0)}
	record := verify.KeyRecord{Method: method(0), State: verify.KeyActive, NotBefore: made}
	with := func(r verify.KeyRecord) *verify.Verifier {
		return fetching(t, f, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{r} })
	}
	said := func(at time.Time) []byte {
		text := strings.ReplaceAll(payload(t, "", ""), school(t).Method().Controller, webSchool)
		return forge(`{"alg":"EdDSA"`+named(webSchool+"#k0")+`}`, strings.Replace(text, `"jti"`, `"iat":`+strconvUnix(at)+`,"jti"`, 1), edKey(0))
	}
	for name, c := range map[string]struct {
		said, seen time.Time
		want       error
	}{
		"in its time, and seen":                       {made.Add(day), made.Add(2 * day), nil},
		"before there was such a key":                 {made.Add(-day), time.Time{}, credential.KeyRevoked},
		"before there was such a key, and seen since": {made.Add(-day), made.Add(2 * day), credential.KeyRevoked},
		"in its time, and seen before there was one":  {made.Add(day), made.Add(-day), credential.KeyRevoked},
	} {
		_, err := with(record).SeenBy(c.seen).Verify(ctx, said(c.said))
		require.ErrorIs(t, err, c.want, name)
	}
	ended := record
	ended.NotAfter = made.Add(2 * day)
	require.ErrorIs(t, second(with(ended).SeenBy(made.Add(day)).Verify(ctx, said(made.Add(3*day)))), credential.KeyRevoked, "made after its time, and seen before")

	// A badge whose signer says no time is judged by when it begins, which nobody vouches
	// for: of a key whose time is over, that is said.
	report, err := with(ended).Verify(ctx, webBadge(t, 0))
	require.NoError(t, err)
	require.Equal(t, []string{string(credential.KeyRetired)}, codesOf(report.Warnings()))
	report, err = with(record).Verify(ctx, webBadge(t, 0))
	require.NoError(t, err)
	require.Empty(t, report.Warnings())
	record.NotBefore = made.Add(1)
	require.ErrorIs(t, second(with(record).Verify(ctx, webBadge(t, 0))), credential.KeyRevoked, "a badge that begins before there was such a key")
}

// A key of another issuer's that is shown is not found by what is known of it: whose
// badge it is the token says, and whoever asks for the proofs alone is told so.
func TestARetiredKeyOfAnotherIssuerIsNotFound(t *testing.T) {
	const other = "did:web:other.example"
	record := retired(0, clock)
	record.Method.ID, record.Method.Controller = other+"#k0", other
	v := fetching(t, verify.FetchMap{webPlace: webDocument(t, 1, 2)}, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{record} })
	for _, show := range []string{shown(t, edKey(0)), ""} {
		report, err := v.VerifyProofs(ctx, badgeOf(t, webSchool, show, edKey(0)))
		require.ErrorIs(t, err, credential.KeyNotFound)
		require.Equal(t, verify.Failed, report.Outcome)
	}
}

// An issuer may give its new key the name of the old one.
func TestANewKeyUnderTheOldName(t *testing.T) {
	f := verify.FetchMap{webPlace: document(webSchool, multikeyMethod(t, webSchool+"#k0", webSchool, edKey(1), ""))}
	v := fetching(t, f, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{retired(0, made)} })
	_, err := v.Verify(ctx, webBadge(t, 0))
	require.NoError(t, err)
	after := strings.ReplaceAll(payload(t, "", ""), school(t).Method().Controller, webSchool)
	young := func(key ed25519.PrivateKey, kid string) []byte {
		iat := strings.Replace(after, `"jti"`, `"iat":`+strconvUnix(made.AddDate(0, 0, 1))+`,"jti"`, 1)
		require.NotEqual(t, after, iat)
		return forge(`{"alg":"EdDSA"`+kid+`}`, iat, key)
	}
	_, err = v.Verify(ctx, young(edKey(1), named(webSchool+"#k0")))
	require.NoError(t, err, "the record is about the old key")
	_, err = v.Verify(ctx, young(edKey(0), named(webSchool+"#k0")))
	require.ErrorIs(t, err, verify.ProofSigInvalid, "the old key after its time")
	_, err = v.Verify(ctx, badgeOf(t, webSchool, shown(t, edKey(0)), edKey(0)))
	require.NoError(t, err, "no name, and the old key in the header")
	_, err = v.Verify(ctx, badgeOf(t, webSchool, named(webSchool+"#k0")+shown(t, edKey(1)), edKey(1)))
	require.NoError(t, err, "the new key in the header, whatever the date")
	_, err = v.Verify(ctx, badgeOf(t, webSchool, shown(t, edKey(2)), edKey(2)))
	require.ErrorIs(t, err, verify.KeyControllerMismatch, "another key in the header")
}

// Fault 16: after a theft the date that a badge bears is the thief's.
func TestACompromisedKey(t *testing.T) {
	since := clock.AddDate(0, 0, -1)
	record := func(change func(*verify.KeyRecord)) verify.KeyRecord {
		r := verify.KeyRecord{Method: method(0), State: verify.KeyCompromised, Since: since}
		if change != nil {
			change(&r)
		}
		return r
	}
	both := verify.FetchMap{webPlace: webDocument(t, 0, 1)}
	renamed := badgeOf(t, webSchool, named(webSchool+"#k2"), edKey(0))
	dated := func(created string) []byte {
		at, err := time.Parse(time.RFC3339, created)
		require.NoError(t, err)
		is := credential.Issuer{Signer: anySigner{method(0), edKey(0)}, Suite: credential.EdDSARDFC2022, Profile: badge.Profile{Name: "Pine Ridge"}, Now: func() time.Time { return at }}
		b, err := is.Issue(ctx, civics(t))
		require.NoError(t, err)
		require.Contains(t, string(b.Bytes()), `"created":"`+created)
		return b.Bytes()
	}
	for name, f := range map[string]verify.Fetcher{"published": both, "withdrawn": verify.FetchMap{webPlace: webDocument(t, 1)}, "no host": verify.FetchMap{}, "no network": nil} {
		for what, r := range map[string]verify.KeyRecord{
			"by its key": record(nil), "by its name": record(func(r *verify.KeyRecord) { r.Method = credential.Method{ID: r.Method.ID} }), "always": record(func(r *verify.KeyRecord) { r.Since = time.Time{} }),
		} {
			v := fetching(t, f, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{r} })
			for when, data := range map[string][]byte{"a token": webBadge(t, 0), "a proof dated back": dated("2026-04-01T12:00:00Z"), "a proof of today": dated("2026-05-01T08:00:00Z")} {
				for _, seen := range []time.Time{{}, since, clock, clock.AddDate(10, 0, 0)} {
					report, err := v.SeenBy(seen).Verify(ctx, data)
					require.ErrorIs(t, err, credential.KeyRevoked, "%s, %s, %s", name, what, when)
					require.Equal(t, verify.Failed, report.Outcome)
				}
				_, err := v.At(made.Add(time.Hour)).Verify(ctx, data)
				require.Error(t, err, "to judge as of then does not say that it was there then")
			}
			if name != "published" {
				continue
			}
			_, err := v.Verify(ctx, webBadge(t, 1))
			require.NoError(t, err, "the other key is nobody else's")
			_, err = v.SeenBy(since.Add(-1)).Verify(ctx, webBadge(t, 0))
			require.Equal(t, what != "always", err == nil, "seen before: %v", err)
		}
	}
	gone := fetching(t, verify.FetchMap{webPlace: webDocument(t, 1)}, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{record(nil)} })
	_, err := gone.SeenBy(since.Add(-1)).Verify(ctx, webBadge(t, 0))
	require.NoError(t, err, "seen before, and withdrawn since")
	require.ErrorIs(t, second(gone.SeenBy(since.Add(-1)).SeenBy(time.Time{}).Verify(ctx, webBadge(t, 0))), credential.KeyRevoked)

	other := verify.FetchMap{webPlace: document(webSchool, multikeyMethod(t, webSchool+"#k2", webSchool, edKey(0), ""))}
	v := fetching(t, other, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{record(nil)} })
	require.ErrorIs(t, second(v.Verify(ctx, renamed)), credential.KeyRevoked, "the same key under another name")
	v = fetching(t, nil, webSchool, func(c *verify.Config) {
		c.KeyHistory, c.Methods = []verify.KeyRecord{record(nil)}, []credential.Method{method(0)}
	})
	require.ErrorIs(t, second(v.Verify(ctx, webBadge(t, 0))), credential.KeyRevoked, "a key that is known besides")
	_, err = v.VerifyProofs(ctx, webBadge(t, 0))
	require.ErrorIs(t, err, credential.KeyRevoked)
}

func second(_ *verify.Report, err error) error { return err }

// C15: a badge is judged as of then by what is known of keys then.
func TestAsOfATimeBeforeTheKeyWasReplaced(t *testing.T) {
	doc := strings.Replace(string(webDocument(t, 0)), `"type":"Multikey"`, `"type":"Multikey","revoked":"2026-04-20T00:00:00Z"`, 1)
	v := fetching(t, verify.FetchMap{webPlace: []byte(doc)}, webSchool, nil)
	require.ErrorIs(t, second(v.Verify(ctx, webBadge(t, 0))), credential.KeyRevoked, "whatever the badge says")
	require.ErrorIs(t, second(v.SeenBy(made).Verify(ctx, webBadge(t, 0))), credential.KeyRevoked, "the document says since when, and not for which badges")
	require.NoError(t, second(v.At(made.AddDate(0, 0, 10)).Verify(ctx, webBadge(t, 0))))
	require.ErrorIs(t, second(v.At(time.Date(2026, 4, 20, 0, 0, 0, 0, time.UTC)).Verify(ctx, webBadge(t, 0))), credential.KeyRevoked)

	replaced := verify.FetchMap{webPlace: webDocument(t, 1)}
	v = fetching(t, replaced, webSchool, nil).At(made.AddDate(0, 0, 10))
	require.ErrorIs(t, second(v.Verify(ctx, webBadge(t, 0))), credential.KeyNotFound, "what was published then is not published now")
	v = fetching(t, replaced, webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{retired(0, made.AddDate(0, 0, 5))} }).At(made.AddDate(0, 0, 10))
	require.NoError(t, second(v.Verify(ctx, webBadge(t, 0))))
}

func TestWhatAKeyRecordNeeds(t *testing.T) {
	good := retired(0, clock)
	for name, change := range map[string]func(*verify.KeyRecord){
		"a name":              func(r *verify.KeyRecord) { r.Method.ID = "" },
		"a state":             func(r *verify.KeyRecord) { r.State = 0 },
		"a state that exists": func(r *verify.KeyRecord) { r.State = 9 },
		"the retired key":     func(r *verify.KeyRecord) { r.Method.Key = nil },
		"a last instant":      func(r *verify.KeyRecord) { r.NotAfter = time.Time{} },
		"a controller":        func(r *verify.KeyRecord) { r.Method.Controller = "" },
		"a sound key":         func(r *verify.KeyRecord) { r.Method.Key = ed25519.PublicKey(make([]byte, 31)) },
		"order":               func(r *verify.KeyRecord) { r.NotBefore = clock.Add(1) },
		"one story":           func(r *verify.KeyRecord) { r.Since = clock },
		"a key's own name": func(r *verify.KeyRecord) {
			*r = verify.KeyRecord{Method: credential.Method{ID: school(t).Method().Controller}, State: verify.KeyCompromised}
		},
		"all of a key's name": func(r *verify.KeyRecord) {
			*r = verify.KeyRecord{Method: credential.Method{ID: school(t).Method().Controller + "#"}, State: verify.KeyActive, NotBefore: clock}
		},
	} {
		r := good
		change(&r)
		_, err := verify.New(verify.Config{AnyIssuer: true, KeyHistory: []verify.KeyRecord{r}})
		require.Error(t, err, name)
		if name == "a name" {
			require.ErrorContains(t, err, "holds a key without a name")
		}
	}
	_, err := verify.New(verify.Config{AnyIssuer: true, KeyHistory: []verify.KeyRecord{good, good}})
	require.ErrorContains(t, err, "two records")
	records := []verify.KeyRecord{good}
	v := fetching(t, verify.FetchMap{}, webSchool, func(c *verify.Config) { c.KeyHistory = records })
	records[0].State = verify.KeyCompromised
	require.NoError(t, second(v.Verify(ctx, webBadge(t, 0))), "the configuration was copied")
	var nobody *verify.Verifier
	_, err = nobody.SeenBy(clock).Verify(ctx, webBadge(t, 0))
	require.ErrorIs(t, err, verify.TrustUnavailable)
	interrupted, cancel := context.WithCancel(ctx)
	v = fetching(t, network(func(verify.Request) (*verify.Resource, error) { cancel(); return nil, errors.New("x") }), webSchool, func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{good} })
	_, err = v.Verify(interrupted, webBadge(t, 0))
	require.ErrorIs(t, err, context.Canceled)
}

package verify_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// asking is a Fetcher that finds nothing and tells what it was asked.
type asking func(verify.Request)

func (f asking) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	f(r)
	return verify.FetchMap{}.Fetch(ctx, r)
}

type refusing struct{ err error }

func (f refusing) Fetch(context.Context, verify.Request) (*verify.Resource, error) { return nil, f.err }

type faultyFetcher struct{}

func (faultyFetcher) Fetch(context.Context, verify.Request) (*verify.Resource, error) {
	panic("of the network")
}

// answering is a Fetcher with any answer.
type answering func(r verify.Request) (*verify.Resource, error)

func (f answering) Fetch(_ context.Context, r verify.Request) (*verify.Resource, error) { return f(r) }

// Cases S10 to S13: what cannot be read in one way, or is too large, is refused.
func TestTheBitsOfAListAreReadStrictly(t *testing.T) {
	good := bitsOf(t, 7)
	raw, err := base64.RawURLEncoding.DecodeString(good[1:])
	require.NoError(t, err)
	again := func(b []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(b) }
	for name, c := range map[string]struct {
		encoded string
		code    verify.Code
	}{
		"S10 a bomb":              {packed(t, make([]byte, 4*limits.Bits)), credential.StatusListTooLarge},
		"S10 a bit too much":      {packed(t, make([]byte, limits.Bits+1)), credential.StatusListTooLarge},
		"S11 two members":         {again(append(bytes.Clone(raw), raw...)), credential.StatusListMalformed},
		"S11 something behind it": {again(append(bytes.Clone(raw), 0)), credential.StatusListMalformed},
		"S12 not compressed":      {again(make([]byte, 16<<10)), credential.StatusListMalformed},
		"S12 cut":                 {again(raw[:len(raw)-4]), credential.StatusListMalformed},
		"S13 another base":        {"z" + good[1:], credential.StatusListMalformed},
		"S13 a line break":        {good[:20] + `\n` + good[20:], credential.StatusListMalformed},
		"S13 nothing":             {"", credential.StatusListMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			list := forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`","typ":"vc+jwt"}`, listText(t, c.encoded), edKey(0))
			requireStatus(t, online(t, verify.FetchMap{listURL: list}), revocable(t, entry()), verify.Failed, c.code)
		})
	}
	// What is longer than is read of a signed document says nothing of the badge.
	long := listText(t, "u"+strings.Repeat("A", limits.String+1))
	for _, list := range []string{long, string(published(t, listText(t, bitsOf(t)))) + strings.Repeat("A", limits.JWS), `{"x":"` + strings.Repeat("A", limits.Document) + `"}`} {
		report := requireStatus(t, online(t, verify.FetchMap{listURL: []byte(list)}), revocable(t, entry()), verify.Undetermined, credential.StatusListTooLarge)
		require.False(t, report.Retry(), "it will not be shorter in a moment")
	}
	for name, member := range map[string]string{"absent": "", "null": `,"encodedList":null`, "a list": `,"encodedList":["` + good + `"]`, "a number": `,"encodedList":7`} {
		net := verify.FetchMap{listURL: published(t, listText(t, good, `,"encodedList":"`+good+`"`, member))}
		report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, credential.StatusListMalformed)
		require.False(t, report.Status[0].Known, name)
		require.Contains(t, report.Errors()[0].Message, "encodedList is to be a string", name)
	}
}

// Case S13: other spellings are read with a warning, and refused strictly.
func TestAnotherSpellingOfAListIsRemarkedOn(t *testing.T) {
	bare := bitsOf(t, index)[1:]
	padding := strings.Repeat("=", (4-len(bare)%4)%4)
	standard := strings.NewReplacer("-", "+", "_", "/").Replace(bare)
	for name, encoded := range map[string]string{"bare": bare, "padded": bare + padding, "standard": standard, "standard and padded": standard + padding, "the prefix and padding": "u" + bare + padding} {
		net := verify.FetchMap{listURL: published(t, listText(t, encoded))}
		report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, verify.StatusRevoked)
		if encoded == "u"+bare {
			continue // it needs no padding
		}
		require.Equal(t, credential.StatusListMalformed, report.Warnings()[0].Code, name)
		clear := revocable(t, entry(`"94567"`, `"7"`))
		report = requireStatus(t, online(t, net), clear, verify.Passed, "")
		require.Equal(t, "warning", report.Verdict())
		requireStatus(t, online(t, net, strictly), clear, verify.Failed, credential.StatusListMalformed)
	}
}

// Case S19.
func TestAListThatItsIssuerDidNotSignIsRefused(t *testing.T) {
	text := listText(t, bitsOf(t))
	token := string(published(t, text))
	stranger := signerOf(t, edKey(1))
	kid := school(t).Method().ID
	inside := prove(t, text, credential.ProofOptions{})
	for name, list := range map[string][]byte{
		"nobody's":                        []byte(text),
		"no proofs":                       []byte(strings.Replace(text, `"issuer"`, `"proof":[],"issuer"`, 1)),
		"a proof of nothing":              []byte(strings.Replace(text, `"issuer"`, `"proof":{},"issuer"`, 1)),
		"another's, in the school's name": publishedBy(t, stranger, text),
		"another's key by its name":       forge(`{"alg":"EdDSA","kid":"`+kid+`","typ":"vc+jwt"}`, text, edKey(1)),
		"alg none":                        []byte(base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + strings.Split(token, ".")[1] + "."),
		"another signature":               []byte(token[:len(token)-8] + "AAAAAAAA"),
		"changed":                         []byte(strings.Replace(inside, `"statusPurpose":"revocation"`, `"statusPurpose":["revocation","suspension"]`, 1)),
		"changed dates":                   []byte(strings.Replace(inside, `2026-04-01`, `2026-04-30`, 1)),
		"a term that nobody defined":      []byte(strings.Replace(inside, `"encodedList"`, `"encodedlist":"x","encodedList"`, 1)),
	} {
		t.Run(name, func(t *testing.T) {
			want := credential.StatusVerification
			outcome := verify.Failed
			if name == "alg none" { // no token at all
				want, outcome = verify.StatusUnavailable, verify.Undetermined
			}
			report := requireStatus(t, online(t, verify.FetchMap{listURL: list}), revocable(t, entry()), outcome, want)
			require.Contains(t, report.Errors()[0].Message, listURL)
		})
	}
	_, err := online(t, verify.FetchMap{listURL: []byte(text)}).Verify(ctx, revocable(t, entry()))
	require.ErrorIs(t, err, credential.ProofMissing, "and why")
}

// A proof that nobody here can judge, and a key that nobody here can find, say nothing
// against the badge.
func TestAListThatCannotBeJudgedLeavesTheVerdictOpen(t *testing.T) {
	unknown := strings.Replace(listText(t, bitsOf(t)), `"issuer"`, `"proof":{"type":"DataIntegrityProof","cryptosuite":"x-2030"},"issuer"`, 1)
	requireStatus(t, online(t, verify.FetchMap{listURL: []byte(unknown)}), revocable(t, entry()), verify.Undetermined, verify.StatusUnavailable)

	district := "https://district.example/issuer"
	text := listText(t, bitsOf(t), school(t).Method().Controller, district)
	list := forge(`{"alg":"EdDSA","kid":"`+district+`#k","typ":"vc+jwt"}`, text, edKey(0))
	v := online(t, verify.FetchMap{listURL: list}, func(c *verify.Config) { c.StatusIssuers = []string{district} })
	_, err := v.Verify(ctx, revocable(t, entry()))
	require.ErrorIs(t, err, verify.StatusUnavailable)
	require.NotErrorIs(t, err, credential.StatusVerification)
}

// Case S20: somebody else's list says nothing, unless the caller says so; and nothing
// that it names is asked for.
func TestAListBySomebodyElseLeavesTheVerdictOpen(t *testing.T) {
	other := signerOf(t, edKey(1))
	did := other.Method().Controller
	for _, set := range [][]uint64{nil, {index}} {
		net := verify.FetchMap{listURL: publishedBy(t, other, listText(t, bitsOf(t, set...), school(t).Method().Controller, did))}
		report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Undetermined, credential.StatusIssuerUntrusted)
		require.False(t, report.Status[0].Known)
		require.Len(t, report.Sources, 1)
		trusting := online(t, net, func(c *verify.Config) { c.StatusIssuers = []string{did} })
		if set == nil {
			requireStatus(t, trusting, revocable(t, entry()), verify.Passed, "")
		} else {
			requireStatus(t, trusting, revocable(t, entry()), verify.Failed, verify.StatusRevoked)
		}
		requireStatus(t, online(t, net, func(c *verify.Config) { c.Issuers = append(c.Issuers, did) }), revocable(t, entry()), verify.Undetermined, credential.StatusIssuerUntrusted)
	}
	// Who is trusted for lists is not trusted for badges.
	_, err := online(t, nil, func(c *verify.Config) { c.StatusIssuers = []string{did} }).Verify(ctx, issueAs(t, other, civics(t)))
	require.ErrorIs(t, err, verify.TrustIssuerUnknown)

	far := "https://stranger.example/issuer"
	list := forge(`{"alg":"EdDSA","kid":"`+far+`#k","typ":"vc+jwt"}`, listText(t, bitsOf(t), school(t).Method().Controller, far), edKey(1))
	report := requireStatus(t, online(t, verify.FetchMap{listURL: list}), revocable(t, entry()), verify.Undetermined, credential.StatusIssuerUntrusted)
	require.Len(t, report.Sources, 1, "a stranger's key is not looked up")
}

// Case S21.
func TestAListByAnotherNameIsRefused(t *testing.T) {
	for _, id := range []string{otherURL, listURL + "/", "https://SCHOOL.example/status/3", listURL + "#list", "http://school.example/status/3"} {
		net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), `"id":"`+listURL+`"`, `"id":"`+id+`"`))}
		report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, credential.StatusVerification)
		require.Contains(t, report.Errors()[0].Message, id)
	}
	// The data model lets a list have no id: it is read, and remarked on.
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), `"id":"`+listURL+`",`, ``))}
	report := requireStatus(t, online(t, net, strictly), revocable(t, entry()), verify.Passed, "")
	require.Equal(t, credential.StatusVerification, report.Warnings()[0].Code)

	moved := newVerifier(t, func(c *verify.Config) {
		c.Fetcher = answering(func(verify.Request) (*verify.Resource, error) {
			return &verify.Resource{URL: otherURL, Data: published(t, listText(t, bitsOf(t), `"id":"`+listURL+`"`, `"id":"`+otherURL+`"`))}, nil
		})
	})
	requireStatus(t, moved, revocable(t, entry()), verify.Failed, credential.StatusVerification)
}

// Case S22.
func TestADocumentThatIsNoListIsRefused(t *testing.T) {
	const subject = `"credentialSubject":`
	for name, edits := range map[string][]string{
		"no list by its type":       {`,"BitstringStatusListCredential"`, ``},
		"a list of 2021":            {`"BitstringStatusListCredential"`, `"StatusList2021Credential"`},
		"a badge":                   {`"BitstringStatusListCredential"`, `"OpenBadgeCredential"`},
		"a presentation":            {`"VerifiableCredential"`, `"VerifiablePresentation"`},
		"a subject of another type": {`"BitstringStatusList"`, `"StatusList2021"`},
		"a subject of no type":      {`"type":"BitstringStatusList",`, ``},
		"two subjects":              {subject, subject + `[{"id":"urn:a:b","type":"BitstringStatusList"},`, `}}`, `}]}`},
		"the list twice":            {subject, subject + `[{"id":"urn:a:b"},`, `}}`, `}]}`},
		"no subject":                {subject, `"subject":`},
		"subjects, and none there":  {subject, subject + `[],"x":`},
		"a text for a subject":      {subject, subject + `"` + listURL + `","x":`},
		"null for a subject":        {subject, subject + `null,"x":`},
		"an empty subject":          {subject, subject + `{},"x":`},
	} {
		t.Run(name, func(t *testing.T) {
			text := listText(t, bitsOf(t), edits...)
			list := forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`"}`, text, edKey(0))
			_, err := online(t, verify.FetchMap{listURL: list}).Verify(ctx, revocable(t, entry()))
			want := credential.StatusVerification
			require.ErrorIs(t, err, want)
			require.NotErrorIs(t, err, verify.Panicked)
		})
	}
	one := published(t, listText(t, bitsOf(t), subject, subject+"[", "}}", "}]}"))
	requireStatus(t, online(t, verify.FetchMap{listURL: one}), revocable(t, entry()), verify.Passed, "")
}

// Case S23.
func TestAListThatIsNotInForceLeavesTheVerdictOpen(t *testing.T) {
	const from = `"validFrom":"2026-04-01T00:00:00Z"`
	for name, c := range map[string]struct {
		edits []string
		code  verify.Code
	}{
		"in force":            {[]string{from, from + `,"validUntil":"2026-05-01T09:00:00Z"`}, ""},
		"ended":               {[]string{from, from + `,"validUntil":"2026-05-01T08:59:59Z"`}, verify.StatusListExpired},
		"not yet":             {[]string{from, `"validFrom":"2026-05-01T09:00:01Z"`}, verify.StatusListExpired},
		"from now on":         {[]string{from, `"validFrom":"2026-05-01T09:00:00Z"`}, ""},
		"without a beginning": {[]string{from + ",", ``}, ""},
		"its signature ended": {[]string{from, from + `,"exp":1777625999`}, verify.StatusListExpired},
		"its signature holds": {[]string{from, from + `,"exp":1777626001`}, ""},
		"a ttl of text":       {[]string{`"statusPurpose"`, `"ttl":"60000","statusPurpose"`}, credential.StatusListMalformed},
		"a ttl of less":       {[]string{`"statusPurpose"`, `"ttl":-1,"statusPurpose"`}, credential.StatusListMalformed},
		"a ttl":               {[]string{`"statusPurpose"`, `"ttl":60000,"statusPurpose"`}, ""},
		"a very long ttl":     {[]string{`"statusPurpose"`, `"ttl":9007199254740991,"statusPurpose"`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, set := range []uint64{7, index} {
				net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, set), c.edits...))}
				switch {
				case c.code == verify.StatusListExpired:
					report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Undetermined, c.code)
					if !strings.Contains(name, "signature") {
						require.True(t, report.Status[0].Known, "what is known stands in the report")
						require.Equal(t, set == index, report.Status[0].Value == 1)
					}
				case c.code != "":
					requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, c.code)
				case set == index:
					requireStatus(t, online(t, net), revocable(t, entry()), verify.Failed, verify.StatusRevoked)
				default:
					requireStatus(t, online(t, net), revocable(t, entry()), verify.Passed, "")
				}
			}
		})
	}
	early, err := credential.AddProof(ctx, []byte(listText(t, bitsOf(t))), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: clock.Add(time.Second)})
	require.NoError(t, err)
	requireStatus(t, online(t, verify.FetchMap{listURL: early.Bytes()}), revocable(t, entry()), verify.Undetermined, verify.StatusListExpired)
	for _, period := range []string{from + `,"validUntil":"2026-05-01T08:59:59Z"`, `"validFrom":"2026-05-01T09:00:01Z"`} {
		skewed := online(t, verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), from, period))}, func(c *verify.Config) { c.ClockSkew = time.Second })
		requireStatus(t, skewed, revocable(t, entry()), verify.Passed, "")
	}
}

// Case S23: how long an answer stands, and how old a list may be.
func TestAListIsAsOldAsItsHostGaveIt(t *testing.T) {
	ttl := listText(t, bitsOf(t), `"statusPurpose"`, `"ttl":60000,"statusPurpose"`)
	plain := listText(t, bitsOf(t))
	ago := func(d time.Duration) time.Time { return clock.Add(-d) }
	for name, c := range map[string]struct {
		list    string
		fetched time.Time
		fresh   time.Time
		most    time.Duration
		code    verify.Code
		good    time.Time
		age     time.Duration
	}{
		"just now":                    {ttl, clock, time.Time{}, 0, "", clock.Add(time.Minute), 0},
		"as old as ttl":               {ttl, ago(time.Minute), time.Time{}, 0, "", clock, time.Minute},
		"older than ttl":              {ttl, ago(61 * time.Second), time.Time{}, 0, verify.StatusListExpired, ago(time.Second), 61 * time.Second},
		"no ttl":                      {plain, ago(time.Hour), time.Time{}, 0, "", time.Time{}, time.Hour},
		"what its host says":          {plain, ago(time.Hour), clock.Add(time.Second), 0, "", clock.Add(time.Second), time.Hour},
		"the caller's age":            {plain, ago(time.Hour), clock.Add(9 * time.Hour), time.Hour, "", clock, time.Hour},
		"beyond the caller's age":     {plain, ago(time.Hour + 1), time.Time{}, time.Hour, verify.StatusListExpired, ago(1), time.Hour + 1},
		"the caller's does not add":   {ttl, ago(61 * time.Second), time.Time{}, time.Hour, verify.StatusListExpired, ago(time.Second), 61 * time.Second},
		"unknown, since validFrom":    {plain, time.Time{}, time.Time{}, 31 * 24 * time.Hour, "", time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC), clock.Sub(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))},
		"unknown, and too long since": {plain, time.Time{}, time.Time{}, 30 * 24 * time.Hour, verify.StatusListExpired, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), clock.Sub(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))},
		"unknown, and no beginning":   {strings.Replace(plain, `"validFrom":"2026-04-01T00:00:00Z",`, "", 1), time.Time{}, time.Time{}, time.Hour, verify.StatusListExpired, time.Time{}, 0},
		"unknown, with ttl":           {ttl, time.Time{}, time.Time{}, 0, "", clock.Add(time.Minute), clock.Sub(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))},
		"after the clock":             {ttl, clock.Add(time.Hour), time.Time{}, time.Second, "", clock.Add(time.Hour + time.Second), 0},
	} {
		t.Run(name, func(t *testing.T) {
			data := published(t, c.list)
			asked := 0
			v := newVerifier(t, func(cfg *verify.Config) {
				cfg.StatusMaxAge = c.most
				cfg.Fetcher = answering(func(r verify.Request) (*verify.Resource, error) {
					asked++
					require.Equal(t, limits.FetchedList, r.Limit)
					require.False(t, r.Key)
					return &verify.Resource{URL: r.URL, Data: data, Fetched: c.fetched, FreshUntil: c.fresh}, nil
				})
			})
			outcome := verify.Passed
			if c.code != "" {
				outcome = verify.Undetermined
			}
			report := requireStatus(t, v, revocable(t, entry()), outcome, c.code)
			require.Equal(t, c.good, report.Status[0].GoodUntil)
			require.Equal(t, c.age, report.Status[0].Age)
			require.Equal(t, 1, asked, "it did not come from a cache")
		})
	}
	_, err := verify.New(verify.Config{AnyIssuer: true, StatusMaxAge: -1})
	require.ErrorContains(t, err, "StatusMaxAge")
	_, err = verify.New(verify.Config{AnyIssuer: true, StatusIssuers: []string{""}})
	require.ErrorContains(t, err, "StatusIssuers")
}

// A list that a cache has kept too long is asked for again, once.
func TestAListThatACacheKeptTooLongIsAskedForAgain(t *testing.T) {
	old := published(t, listText(t, bitsOf(t), `"statusPurpose"`, `"ttl":60000,"statusPurpose"`))
	revoked := published(t, listText(t, bitsOf(t, index), "2026-04-01", "2026-04-30"))
	for name, c := range map[string]struct {
		newer   *verify.Resource
		outcome verify.Outcome
		code    verify.Code
	}{
		"the newer one counts":   {&verify.Resource{URL: listURL, Data: revoked, Fetched: clock}, verify.Failed, verify.StatusRevoked},
		"the same once more":     {&verify.Resource{URL: listURL, Data: old, Fetched: clock.Add(-time.Hour), FromCache: true}, verify.Undetermined, verify.StatusListExpired},
		"the same, just fetched": {&verify.Resource{URL: listURL, Data: old, Fetched: clock}, verify.Passed, ""},
		"there is no newer one":  {nil, verify.Undetermined, verify.StatusListExpired},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []bool
			v := newVerifier(t, func(cfg *verify.Config) {
				cfg.Fetcher = answering(func(r verify.Request) (*verify.Resource, error) {
					asked = append(asked, r.Again)
					if r.Again {
						if c.newer == nil {
							return nil, credential.NewProblem(verify.ResolveTimeout, "", nil, "no answer")
						}
						return c.newer, nil
					}
					return &verify.Resource{URL: r.URL, Data: old, Fetched: clock.Add(-time.Hour), FromCache: true}, nil
				})
			})
			requireStatus(t, v, revocable(t, "["+entry()+","+entry(`"94567"`, `"7"`)+"]"), c.outcome, c.code)
			require.Equal(t, []bool{false, true}, asked)
		})
	}
}

// Case S24: whoever runs the host puts an old list in the place of the new one.
func TestAnOlderListThanOneThatWasReadLeavesTheVerdictOpen(t *testing.T) {
	badge := revocable(t, entry())
	old := published(t, listText(t, bitsOf(t)))
	newer := published(t, listText(t, bitsOf(t, index), "2026-04-01", "2026-04-02"))
	net := verify.FetchMap{listURL: newer}
	v := online(t, net)
	requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
	net[listURL] = old
	requireStatus(t, v, badge, verify.Undetermined, verify.StatusListExpired)
	requireStatus(t, v.At(clock.Add(time.Hour)), badge, verify.Undetermined, verify.StatusListExpired)
	requireStatus(t, v.At(clock.AddDate(0, 0, -10)), badge, verify.Undetermined, verify.StatusListExpired)
	requireStatus(t, online(t, net), badge, verify.Passed, "")
	net[listURL] = published(t, listText(t, bitsOf(t), `"validFrom":"2026-04-01T00:00:00Z",`, ``))
	requireStatus(t, v, badge, verify.Undetermined, verify.StatusListExpired)
	net[listURL] = newer
	requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
	net[listURL] = published(t, listText(t, bitsOf(t), "2026-04-01", "2027-04-02"))
	requireStatus(t, v, badge, verify.Undetermined, verify.StatusListExpired)
	net[listURL] = published(t, listText(t, bitsOf(t), "2026-04-01", "2026-04-03"))
	requireStatus(t, v, badge, verify.Passed, "")

	// What At finds is remembered for all.
	net[listURL] = old
	w := online(t, net)
	requireStatus(t, w, badge, verify.Passed, "")
	net[listURL] = newer
	requireStatus(t, w.At(clock.Add(time.Minute)), badge, verify.Failed, verify.StatusRevoked)
	net[listURL] = old
	requireStatus(t, w, badge, verify.Undetermined, verify.StatusListExpired)
}

// A host may make its list anew for everybody who asks, and the answers overtake one
// another; and a list that begins to count only later is not the newest before.
func TestListsThatAreMadeAnewAreNoReplay(t *testing.T) {
	badge := revocable(t, entry())
	net := verify.FetchMap{}
	v := online(t, net)
	from := func(text string) { net[listURL] = published(t, listText(t, bitsOf(t), "2026-04-01T00:00:00Z", text)) }
	from("2026-04-20T00:00:15Z")
	requireStatus(t, v, badge, verify.Passed, "")
	from("2026-04-20T00:00:00Z")
	requireStatus(t, v, badge, verify.Passed, "")
	from("2026-04-19T23:59:54Z")
	requireStatus(t, v, badge, verify.Undetermined, verify.StatusListExpired)
	from("2026-05-20T00:00:00Z")
	requireStatus(t, v.At(clock.AddDate(0, 2, 0)), badge, verify.Passed, "")
	from("2026-04-20T00:00:15Z")
	requireStatus(t, v, badge, verify.Passed, "")
}

// Badges of those who are not trusted teach nothing about the lists of others.
// wavering is a Registry that cannot be asked, until it can, and then knows everybody.
type wavering struct{ err error }

func (w *wavering) Issuer(context.Context, string) (string, bool, error) {
	return "", w.err == nil, w.err
}

// Of whom nobody could say whether they are trusted, neither.
func TestABadgeOfNobodyKnowsWhoDoesNotTeachWhichListIsNewest(t *testing.T) {
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), "2026-04-01", "2026-04-02"))}
	book := &wavering{errors.New("no line to the office")}
	v := newVerifier(t, func(c *verify.Config) { c.Issuers, c.Registry, c.Fetcher = nil, book, net })
	report, err := v.Verify(ctx, revocable(t, entry()))
	require.ErrorIs(t, err, verify.TrustUnavailable)
	require.Equal(t, verify.Passed, statusCheck(t, report).Outcome, "the list was asked")
	book.err, net[listURL] = nil, published(t, listText(t, bitsOf(t)))
	requireStatus(t, v, revocable(t, entry()), verify.Passed, "")
}

func TestAStrangersBadgeDoesNotTeachWhichListIsNewest(t *testing.T) {
	old := published(t, listText(t, bitsOf(t)))
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t), "2026-04-01", "2026-04-02"))}
	trusted := false
	v := newVerifier(t, func(c *verify.Config) {
		c.Issuers, c.Registry, c.Fetcher = nil, knowing(func() bool { return trusted }), net
	})
	report, err := v.Verify(ctx, revocable(t, entry()))
	require.ErrorIs(t, err, verify.TrustIssuerUnknown)
	require.Equal(t, verify.Undetermined, statusCheck(t, report).Outcome, "a stranger does not choose whom we ask")
	require.Empty(t, report.Sources)
	net[listURL], trusted = old, true
	requireStatus(t, v, revocable(t, entry()), verify.Passed, "")
}

type knowing func() bool

func (f knowing) Issuer(context.Context, string) (string, bool, error) { return "", f(), nil }

// Case S25: a list has no status of its own.
func TestTheStatusOfAListIsNotAsked(t *testing.T) {
	self := entry(`"94567"`, `"7"`)
	other := entry(listURL+"#", otherURL+"#", listURL+`"}`, otherURL+`"}`)
	for _, status := range []string{self, other, `{"id":"urn:a:b","type":"UnknownStatus2099"}`} {
		net := verify.FetchMap{
			listURL:  published(t, listText(t, bitsOf(t, 7), `"validFrom"`, `"credentialStatus":`+status+`,"validFrom"`)),
			otherURL: published(t, listText(t, bitsOf(t, index), listURL, otherURL, `"validFrom"`, `"credentialStatus":`+entry()+`,"validFrom"`)),
		}
		report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Passed, "")
		require.Len(t, report.Sources, 1)
	}
}

// What a list's own proofs end with ends what the list says; and for which occasion a
// badge was made is nothing that a list could say.
func TestAListIsJudgedOnItsOwn(t *testing.T) {
	ends := time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)
	net := verify.FetchMap{listURL: []byte(prove(t, listText(t, bitsOf(t)), credential.ProofOptions{Expires: ends}))}
	report := requireStatus(t, online(t, net), revocable(t, entry()), verify.Passed, "")
	require.Equal(t, ends, report.Status[0].GoodUntil)
	requireStatus(t, online(t, net).At(ends.Add(time.Second)), revocable(t, entry()), verify.Undetermined, verify.StatusListExpired)

	net[listURL] = published(t, listText(t, bitsOf(t), `"validFrom"`, `"exp":1777629600,"validFrom"`))
	report = requireStatus(t, online(t, net), revocable(t, entry()), verify.Passed, "")
	require.Equal(t, ends, report.Status[0].GoodUntil)

	occasion := prove(t, strings.Replace(unproved(t), `"evidence":`, `"credentialStatus":`+entry()+`,"evidence":`, 1), credential.ProofOptions{Challenge: "c", Domain: "d"})
	requireStatus(t, online(t, net).Expecting("c", "d"), []byte(occasion), verify.Passed, "")
}

// Case S31: one list, two issuers. That it speaks for one says nothing for the other.
func TestAListSpeaksForEachBadgeOnItsOwn(t *testing.T) {
	other := signerOf(t, edKey(1))
	own := school(t).Method().Controller
	theirs := strings.ReplaceAll(payload(t, `"evidence":`, `"credentialStatus":`+entry()+`,"evidence":`), own, other.Method().Controller)
	badge, err := credential.SignJWS(ctx, []byte(theirs), other, credential.OpenBadges)
	require.NoError(t, err)
	net := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t)))}
	v := online(t, net, func(c *verify.Config) { c.Issuers = append(c.Issuers, other.Method().Controller) })
	for range 2 {
		requireStatus(t, v, revocable(t, entry()), verify.Passed, "")
		requireStatus(t, v, badge.Bytes(), verify.Undetermined, credential.StatusIssuerUntrusted)
	}
	net[listURL] = publishedBy(t, other, listText(t, bitsOf(t, index), own, other.Method().Controller))
	requireStatus(t, v, badge.Bytes(), verify.Failed, verify.StatusRevoked)
	requireStatus(t, v, revocable(t, entry()), verify.Undetermined, credential.StatusIssuerUntrusted)
}

// One Verifier, its copies, and several lists, at once.
func TestManyAskOneVerifierAtOnce(t *testing.T) {
	own := school(t).Method().Controller
	net := verify.FetchMap{}
	var badges [][]byte
	for _, at := range []string{listURL, otherURL} {
		for _, purpose := range []string{"revocation", "suspension"} {
			url := at + "/" + purpose
			net[url] = published(t, listText(t, bitsOf(t, 7), listURL, url, `"revocation"`, `"`+purpose+`"`))
			badges = append(badges, revocable(t, entry(listURL+`"}`, url+`"}`, `"revocation"`, `"`+purpose+`"`)), revocable(t, entry(listURL+`"}`, url+`"}`, `"revocation"`, `"`+purpose+`"`, `"94567"`, `"7"`)))
		}
	}
	require.NotEmpty(t, own)
	v := online(t, net)
	var wait sync.WaitGroup
	for n := range 64 {
		wait.Go(func() {
			one := v
			if n%3 == 0 {
				one = v.At(clock.Add(time.Duration(n) * time.Second))
			}
			i := n % len(badges)
			report, _ := one.Verify(ctx, badges[i])
			if want := []verify.Outcome{verify.Passed, verify.Failed}[i%2]; report.Outcome != want {
				t.Errorf("badge %d: %v", i, report)
			}
		})
	}
	wait.Wait()
}

// A verification asks for no more than its share, whatever its lists are.
func TestTheListsOfABadgeAreWithinItsBudget(t *testing.T) {
	asked := map[string]int{}
	var entries []string
	for n := range limits.Status {
		url := listURL + strings.Repeat("x", n)
		entries = append(entries, entry(listURL+`"}`, url+`"}`))
	}
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = asking(func(r verify.Request) { asked[r.URL]++ }) })
	report := requireStatus(t, v, revocable(t, "["+strings.Join(entries, ",")+"]"), verify.Undetermined, verify.StatusUnavailable)
	require.Len(t, report.Status, limits.Status)
	require.Len(t, asked, limits.Status)
	require.Len(t, report.Errors(), limits.Status)
	require.Equal(t, bitstring.MinEntries, 131072)
}

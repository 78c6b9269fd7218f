package share

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

func TestWhatIsNoGoodBadgeOfNowIsNotShared(t *testing.T) {
	w := newWorld(t)
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"tampered": {w.Tampered(), ErrNotVerified}, "untrusted": {w.Untrusted(), ErrNotVerified}, "undecidable": {w.Undecidable(), ErrNotVerified},
		"not yet valid": {w.NotYetValid(), ErrNotVerified}, "revoked": {w.Revoked(), ErrRevoked}, "suspended": {w.Suspended(), ErrRevoked}, "expired": {w.Expired(), ErrExpired},
		"no badge": {[]byte("x"), ErrNotVerified}, "nothing": {nil, ErrNotVerified},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := w.of(t, tc.data)
			require.ErrorIs(t, err, tc.want)
			require.Nil(t, b)
			for _, other := range []error{ErrNotVerified, ErrRevoked, ErrExpired, ErrStale, ErrPrivate, ErrURL, ErrText} {
				require.Equal(t, other == tc.want, errors.Is(err, other), "%v: %v", other, err)
			}
		})
	}
	forged := *w.judged(t, w.Revoked())
	forged.Authentic = false
	_, err := Of(&forged, nil, w.Terms)
	require.ErrorIs(t, err, ErrNotVerified, "of what is not authentic nothing more is known")
	require.NotErrorIs(t, err, ErrRevoked)
	_, err = w.of(t, w.Revoked())
	require.ErrorIs(t, err, verify.StatusRevoked, "the Codes of the report are in the error")
}

// What somebody else has verified and kept is not shared, as fresh as it may be.
func TestAReportOnABundleIsNotShared(t *testing.T) {
	w := newWorld(t)
	data := w.Good()
	first := w.judged(t, data)
	_, err := Of(first, data, w.Terms)
	require.NoError(t, err)
	signed, err := receipt.Sign(t.Context(), first, w.Signer, first.Time)
	require.NoError(t, err)
	bundle, err := receipt.Bundle(signed, first)
	require.NoError(t, err)
	config := w.Config()
	config.Fetcher = nil
	kept, err := receipt.Reader{Keys: []credential.Method{w.Signer.Method()}, Now: config.Now}.Verify(t.Context(), bundle, config)
	require.NoError(t, err)
	require.Equal(t, verify.Trusted, kept.Trust)
	_, err = Of(kept, data, w.Terms)
	require.ErrorIs(t, err, ErrNotVerified)
	require.ErrorContains(t, err, "bundle of evidence")
	_, err = Own(kept, data, w.Terms)
	require.ErrorIs(t, err, ErrNotVerified)
}

// A report on which its verifier was told to look away is none that a stranger can rely on.
func TestAReportOfALenientVerifierSharesNothing(t *testing.T) {
	w := newWorld(t)
	data := w.Issue(w.Claims)
	w.Clock.Advance(2 * time.Hour)
	w.Terms.Now = w.Clock.Now()
	for name, change := range map[string]func(*verify.Config){
		"anybody's badges": func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true },
		"an unknown status": func(c *verify.Config) {
			c.AllowUnknownStatus = true
			w.Network.Fail(w.Home+"/status", verify.ResolveTLS)
		},
		"as of another time":  func(c *verify.Config) { c.Now = func() time.Time { return w.Clock.Now().Add(-time.Hour) } },
		"as of a day to come": func(c *verify.Config) { c.Now = func() time.Time { return w.Clock.Now().Add(time.Hour) } },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := w.Config()
			change(&cfg)
			defer w.Network.Restore(w.Home + "/status")
			v, err := verify.New(cfg)
			require.NoError(t, err)
			r, err := v.Verify(t.Context(), data)
			require.NoError(t, err)
			b, err := Of(r, data, w.Terms)
			require.Error(t, err)
			require.Nil(t, b)
		})
	}
}

func isStatus(k verify.Check) bool { return k.Name == verify.CheckStatus }

func TestNoReportButOneOfTheseBytesAndOfNowWillDo(t *testing.T) {
	w := newWorld(t)
	data := w.Issue(w.Claims)
	report := func(edit func(*verify.Report)) *verify.Report {
		r := *w.judged(t, data)
		if edit != nil {
			edit(&r)
		}
		return &r
	}
	other := w.Claims
	other.Subject.Achievement.Description += "."
	for name, tc := range map[string]struct {
		report *verify.Report
		data   []byte
		want   error
	}{
		"none":                        {nil, data, ErrNotVerified},
		"the zero report":             {&verify.Report{}, data, ErrNotVerified},
		"an outcome and nothing else": {&verify.Report{Outcome: verify.Passed, Authentic: true, Trust: verify.Trusted}, data, ErrNotVerified},
		"not authentic":               {report(func(r *verify.Report) { r.Authentic = false }), data, ErrNotVerified},
		"no badge":                    {report(func(r *verify.Report) { r.Kind = credential.KindEndorsement }), data, ErrNotVerified},
		"a status that nobody asked":  {report(func(r *verify.Report) { r.Checks = slices.DeleteFunc(r.Checks, isStatus) }), data, ErrNotVerified},
		"of other bytes":              {report(nil), w.Issue(other), ErrNotVerified},
		"of no bytes":                 {report(nil), nil, ErrNotVerified},
		"of no time":                  {report(func(r *verify.Report) { r.Time = time.Time{} }), data, ErrStale},
		"of a moment to come":         {report(func(r *verify.Report) { r.Time = w.Terms.Now.Add(time.Second) }), data, ErrStale},
		"of long ago":                 {report(func(r *verify.Report) { r.Time = w.Terms.Now.Add(-5*time.Minute - 1) }), data, ErrStale},
		"ended since":                 {report(func(r *verify.Report) { r.Until = w.Terms.Now.Add(-1) }), data, ErrExpired},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := Of(tc.report, tc.data, w.Terms)
			require.ErrorIs(t, err, tc.want)
			require.Nil(t, b)
		})
	}
	_, err := Of(report(nil), data, w.Terms)
	require.NoError(t, err)
	_, err = Of(report(func(r *verify.Report) { r.Until = w.Terms.Now }), data, w.Terms)
	require.NoError(t, err, "the last instant belongs to the badge")
}

func TestAReportCountsLongerWhileItIsGood(t *testing.T) {
	w := newWorld(t)
	data := w.Issue(w.Claims)
	for name, tc := range map[string]struct {
		age, most, good time.Duration // good: until when, after it was verified; 0: not said
		shared          bool
	}{
		"by default":                {5 * time.Minute, 0, 0, true},
		"later than by default":     {6 * time.Minute, 0, time.Hour, false},
		"as long as the caller has": {50 * time.Minute, time.Hour, time.Hour, true},
		"longer than it is good":    {50 * time.Minute, time.Hour, 40 * time.Minute, false},
		"without a time until when": {50 * time.Minute, time.Hour, 0, false},
		"longer than asked for":     {2 * time.Minute, time.Minute, time.Hour, false},
		"never":                     {0, -1, time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := *w.judged(t, data)
			r.GoodUntil = time.Time{}
			if tc.good > 0 {
				r.GoodUntil = r.Time.Add(tc.good)
			}
			terms := w.Terms
			terms.Now, terms.MaxAge = r.Time.Add(tc.age), tc.most
			_, err := Of(&r, data, terms)
			if tc.shared {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, ErrStale)
			}
		})
	}
}

func TestNothingIsSharedOnTheZeroTerms(t *testing.T) {
	w := newWorld(t)
	data := w.Issue(w.Claims)
	_, err := Of(w.judged(t, data), data, Terms{})
	require.Error(t, err)
	for name, tc := range map[string]struct {
		change func(*Terms)
		want   error
	}{
		"no time":  {func(s *Terms) { s.Now = time.Time{} }, ErrStale},
		"private":  {func(s *Terms) { s.Public = false }, ErrPrivate},
		"no page":  {func(s *Terms) { s.URL = "" }, ErrURL},
		"Klingon":  {func(s *Terms) { s.Language = "tlh" }, nil},
		"an email": {func(s *Terms) { s.Preview = page + "?for=ada@example.org" }, ErrURL},
	} {
		terms := w.Terms
		tc.change(&terms)
		_, err := Of(w.judged(t, data), data, terms)
		require.Error(t, err, name)
		if tc.want != nil {
			require.ErrorIs(t, err, tc.want, name)
		}
	}
	for _, bad := range []string{
		"http://badges.pineridge.example/b/1", "https://badges.pineridge.example/b/1?student=17", "https://badges.pineridge.example/b/1#zoe", "https://badges.pineridge.example/b/1?",
		"https://zoe@badges.pineridge.example/b/1", "https://badges.pineridge.example:8443/b/1", "https://badges.pineridge.example:/b/1", "https://10.0.0.7/b/1", "https://[::1]/b/1", "https://portal/b/1", "https://portal.local/b/1",
		"https://0x7f.1/b/1", "https://badges.pineridge.example./b/1", "https://BADGES.pineridge.example/b/1", "https://badges.pineridge.example/b/1 2", "https://badges.pineridge.example/b/ü", "//badges.pineridge.example/b/1", "javascript:alert(1)", "https:badges",
		"https://badges.pineridge.example/" + strings.Repeat("b", 2000),
	} {
		terms := w.Terms
		terms.URL = bad
		_, err := Of(w.judged(t, data), data, terms)
		require.ErrorIs(t, err, ErrURL, bad)
	}
}

func TestABadgeWithoutWordsIsNotShared(t *testing.T) {
	w := newWorld(t)
	c := w.Claims
	c.Subject.Achievement.Name = "\u202e\u2066"
	_, err := w.of(t, w.Issue(c))
	require.ErrorIs(t, err, ErrText)
	c = w.Claims
	c.Issuer = badge.Profile{Name: "\u202e"}
	_, err = w.of(t, w.Issue(c))
	require.ErrorIs(t, err, ErrText)
	w.Terms.Now = time.Time{}
	_, err = w.of(t, w.Issue(w.Claims))
	require.ErrorContains(t, err, "Terms.Now is not set")
	w.Terms.Now, w.Terms.URL = w.Clock.Now(), "https://badges.pineridge.example:8443/b/1"
	_, err = w.of(t, w.Issue(w.Claims))
	require.ErrorContains(t, err, "expected no port")
}

func TestNothingThatNamesTheLearnerIsPrinted(t *testing.T) {
	w := newWorld(t).grown()
	w.Claims.Subject.Identifier = []badge.Identity{badge.PlainIdentity(badge.EmailAddress, "Zoe@pineridge.example")}
	for name, edit := range map[string]func(*credential.Credential){
		"title":       func(c *credential.Credential) { c.Subject.Achievement.Name = "Civics of zoe@PINERIDGE.example" },
		"description": func(c *credential.Credential) { c.Subject.Achievement.Description = "For zoe@pineridge.example" },
		"evidence": func(c *credential.Credential) {
			c.Evidence = []badge.Evidence{{Narrative: "zoe@pineridge.example ran it"}}
		},
		"caption": func(c *credential.Credential) { c.Subject.Achievement.Image.Caption = "zoe@pineridge.example" },
	} {
		t.Run(name, func(t *testing.T) {
			c := w.Claims
			image := *c.Subject.Achievement.Image
			c.Subject.Achievement.Image = &image
			edit(&c)
			_, err := w.of(t, w.Issue(c))
			require.ErrorIs(t, err, ErrText)
		})
	}
	for kind, build := range built(w.badge(t, nil)) {
		got, err := build()
		require.NoError(t, err)
		require.NotContains(t, strings.ToLower(got), "zoe@", kind)
		require.NotContains(t, got, w.Claims.Subject.ID, kind)
		require.NotContains(t, got, w.Terms.Student, kind)
	}
	w.Claims.Subject.Identifier = []badge.Identity{badge.PlainIdentity(badge.EmailAddress, "zoe@pineridge.example"), badge.PlainIdentity(badge.Name, "Ada")}
	w.badge(t, func(c *credential.Credential) { c.Subject.Achievement.Description = "Canada, and adamant" })
	c := w.Claims
	c.Subject.Achievement.Description = "Canada (Ada)"
	_, err := w.of(t, w.Issue(c))
	require.ErrorIs(t, err, ErrText)
	w.Terms.URL = "https://badges.pineridge.example/b/ZOE@pineridge.example"
	_, err = w.of(t, w.Issue(w.Claims))
	require.ErrorIs(t, err, ErrURL)
	w.Terms.URL = "https://badges.pineridge.example/" + w.Terms.Student + "/civics"
	_, err = w.of(t, w.Issue(w.Claims))
	require.ErrorIs(t, err, ErrURL)
	w.Terms.URL, w.Terms.Preview = page, "https://badges.pineridge.example/"+w.Terms.Student+".png"
	_, err = w.of(t, w.Issue(w.Claims))
	require.ErrorIs(t, err, ErrURL)
}

func TestM09ABadgeThatNamesAMinorIsNotShared(t *testing.T) {
	w := newWorld(t)
	w.Claims.Subject.Identifier = []badge.Identity{badge.PlainIdentity(badge.EmailAddress, "zoe@pineridge.example")}
	data := w.Issue(w.Claims)
	_, err := w.of(t, data)
	require.ErrorIs(t, err, privacy.ErrPersonal)
	_, err = w.grown().of(t, data)
	require.NoError(t, err, "an adult's own badge is an adult's to show")
}

func TestNoTitleTellsThatSomebodyIsInAProgramForTheGifted(t *testing.T) {
	w := newWorld(t).grown()
	w.Claims.Subject.Achievement.Name = "Gifted & Talented Leadership Credential"
	data := w.Issue(w.Claims)
	_, err := w.of(t, data)
	require.ErrorIs(t, err, privacy.ErrPersonal)
	w.Terms.Policy.Tolerated = []privacy.Kind{privacy.KindSensitive}
	_, err = w.of(t, data)
	require.NoError(t, err, "unless the school has decided otherwise")
}

func TestTheIssuersNameIsTheOneThatTheVerifierKnows(t *testing.T) {
	w := newWorld(t)
	cfg := w.Config()
	cfg.Issuers = nil
	registry, err := verify.ReadRegistry([]byte(`{"meta": {}, "registry": {"did:web:pineridge.example": {"name": "Pine Ridge District"}}}`))
	require.NoError(t, err)
	cfg.Registry = registry
	v, err := verify.New(cfg)
	require.NoError(t, err)
	data := w.Issue(w.Claims)
	r, err := v.Verify(t.Context(), data)
	require.NoError(t, err)
	b, err := Of(r, data, w.Terms)
	require.NoError(t, err)
	require.Contains(t, mustBuild(t, b, "linkedin-profile"), "organizationName=Pine+Ridge+District&")
	require.Equal(t, "Civics Credential, Pine Ridge District", fmt.Sprint(b))
	require.Equal(t, "no badge", fmt.Sprint(&Badge{}))
}

func TestABadgeIsSharedInEachFormInWhichItCame(t *testing.T) {
	for _, suite := range []credential.Suite{"", "eddsa-rdfc-2022"} {
		w := newWorld(t)
		w.Issuer = verifytest.NewIssuer(verifytest.Setup{ID: "did:web:pineridge.example", Suite: suite})
		c := newWorld(t).Claims
		data := w.Issue(c)
		b, err := w.of(t, data)
		require.NoError(t, err)
		require.Equal(t, data, b.secured.Bytes())
		art, media := b.art()
		require.Equal(t, "image/svg+xml", media)
		picture, err := b.secured.Bake(art)
		require.NoError(t, err)
		baked, err := w.of(t, picture)
		require.NoError(t, err, "from a picture")
		require.Equal(t, mustBuild(t, b, "linkedin-profile"), mustBuild(t, baked, "linkedin-profile"))
	}
}

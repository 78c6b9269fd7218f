package verify_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

const (
	refreshedID = "urn:uuid:0f3a1d34-6c1c-4a5c-8a56-6f2f2f9a1f10"
	learnerID   = "did:example:ada"
)

// refreshWorld is a school whose badges name a place for newer editions.
type refreshWorld struct {
	*verifytest.Issuer
	place string
}

func newRefreshWorld(suite credential.Suite) refreshWorld {
	is := verifytest.NewIssuer(verifytest.Setup{ID: "https://school.example", Suite: suite})
	return refreshWorld{is, is.Home + "/badges/1"}
}

// edition is a badge of this school with the claims of them all, from then till then,
// counted in days from now, and as edited.
func (w refreshWorld) edition(from, until int, edit ...func(*credential.Credential)) []byte {
	c, now := w.Claims, w.Clock.Now()
	c.ID, c.ValidFrom, c.ValidUntil = refreshedID, now.AddDate(0, 0, from), now.AddDate(0, 0, until)
	c.Subject.ID = learnerID
	c.Refresh = &badge.RefreshService{ID: w.place, Type: "1EdTechCredentialRefresh"}
	for _, e := range edit {
		e(&c)
	}
	return w.Issue(c)
}

// resigned is a badge that the school has signed with another text in the place of what
// fits a pattern.
func (w refreshWorld) resigned(data []byte, pattern, replacement string) []byte {
	s := mustRefresh(credential.Parse(data))
	text := string(s.Document())
	head, _, _ := strings.Cut(text, `,"proof":`)
	if head != text {
		text = head + "}"
	}
	text = regexp.MustCompile(pattern).ReplaceAllString(text, replacement)
	if s.Container() == credential.ContainerJWS {
		return mustRefresh(credential.SignJWS(ctx, []byte(text), w.Signer, credential.OpenBadges)).Bytes()
	}
	proofs := mustRefresh(s.Proofs())
	return mustRefresh(credential.AddProof(ctx, []byte(text), w.Signer, credential.ProofOptions{Suite: proofs[0].Suite()})).Bytes()
}

// tampered is a badge with another text in it that nobody signed.
func (w refreshWorld) tampered(data []byte) []byte {
	if data[0] == '{' {
		return []byte(strings.Replace(string(data), `"Civics"`, `"Physics"`, 1))
	}
	parts := strings.Split(string(data), ".")
	payload := mustRefresh(base64.RawURLEncoding.DecodeString(parts[1]))
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), `"Civics"`, `"Physics"`, 1)))
	return []byte(strings.Join(parts, "."))
}

func (w refreshWorld) refreshing(t testing.TB, edit ...func(*verify.Config)) *verify.Verifier {
	t.Helper()
	cfg := w.Config()
	cfg.Refresh = true
	for _, e := range edit {
		e(&cfg)
	}
	v, err := verify.New(cfg)
	require.NoError(t, err)
	return v
}

func checkOf(t testing.TB, r *verify.Report, name string) verify.Check {
	t.Helper()
	for _, k := range r.Checks {
		if k.Name == name {
			return k
		}
	}
	require.Fail(t, "there is no check "+name, "%v", r)
	return verify.Check{}
}

// keptWithout is what a report says that has nothing to do with the question for a newer
// edition: all of it, but for that check and what was asked on its behalf.
func keptWithout(r *verify.Report) verify.Report {
	kept := *r
	kept.Checks, kept.Sources = nil, nil
	for _, k := range r.Checks {
		if k.Took = 0; k.Name != verify.CheckRefresh {
			kept.Checks = append(kept.Checks, k)
		}
	}
	for _, s := range r.Sources {
		if s.Took = 0; s.Check != verify.CheckRefresh {
			kept.Sources = append(kept.Sources, s)
		}
	}
	return kept
}

// requireKept wants the verdict on data that it would get without Config.Refresh, and a
// note of that code.
func requireKept(t *testing.T, w refreshWorld, data []byte, code verify.Code, edit ...func(*verify.Config)) *verify.Report {
	t.Helper()
	report, err := w.refreshing(t, edit...).Verify(ctx, data)
	without, errWithout := w.refreshing(t, append(edit, func(c *verify.Config) { c.Refresh = false })...).Verify(ctx, data)
	require.Equal(t, errWithout == nil, err == nil)
	require.Equal(t, keptWithout(without), keptWithout(report))
	require.Nil(t, report.Refreshed)
	k := checkOf(t, report, verify.CheckRefresh)
	require.Equal(t, verify.NotApplicable, k.Outcome, "%v", k)
	require.Len(t, k.Problems, 1, "%v", k)
	require.Equal(t, code, k.Problems[0].Code, "%v", k.Problems)
	require.Equal(t, verify.Note, k.Problems[0].Severity)
	require.Equal(t, "/refreshService", k.Problems[0].Pointer)
	require.Equal(t, strings.Contains(k.Reason, "asking again later may help"), k.Problems[0].Retry())
	return report
}

func requireRefreshed(t *testing.T, v *verify.Verifier, data []byte, rules ...verify.Rule) *verify.Report {
	t.Helper()
	report, err := v.Verify(ctx, data, rules...)
	require.NoError(t, err, "%v", report)
	require.NotNil(t, report.Refreshed, "%v", report)
	require.Equal(t, verify.Passed, checkOf(t, report, verify.CheckRefresh).Outcome)
	return report
}

func TestANewerEditionTakesThePlaceOfABadge(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.ECDSAJCS2019} {
		w := newRefreshWorld(suite)
		expired, good, revoked := w.edition(-300, -1), w.edition(-300, 100), w.edition(-300, 100)
		w.Revoke(revoked)
		newer := w.edition(-2, 200)
		w.Network.Publish(w.place, append(newer, '\n'))
		for name, old := range map[string]struct {
			data    []byte
			outcome verify.Outcome
			code    error
		}{
			"that has ended":  {expired, verify.Failed, verify.TimeExpired},
			"that is good":    {good, verify.Passed, nil},
			"that is revoked": {revoked, verify.Failed, verify.StatusRevoked},
		} {
			t.Run(string(suite)+" "+name, func(t *testing.T) {
				asked := w.Network.Requests(w.place)
				report := requireRefreshed(t, w.refreshing(t), old.data, verify.RecipientID(learnerID))
				require.Equal(t, asked+1, w.Network.Requests(w.place), "the refreshService of the newer edition is not asked")
				require.Equal(t, "valid", report.Verdict())
				require.True(t, report.Authentic)
				require.Equal(t, verify.RecipientMatched, report.Recipient)
				require.Equal(t, verify.Trusted, report.Trust)
				require.Equal(t, w.Clock.Now().AddDate(0, 0, -2), report.Credential.ValidFrom)
				require.Equal(t, w.Clock.Now().AddDate(0, 0, 200), report.Until)
				direct, err := w.Verifier().Verify(ctx, newer, verify.RecipientID(learnerID))
				require.NoError(t, err)
				require.Equal(t, string(direct.Document()), strings.TrimSpace(string(report.Document())))
				require.Equal(t, direct.Proofs, report.Proofs)
				require.Equal(t, direct.Status, report.Status)
				require.Equal(t, direct.MediaType, report.MediaType)

				r := report.Refreshed
				require.Equal(t, w.place, r.URL)
				require.Equal(t, w.Clock.Now(), r.Fetched)
				require.Equal(t, w.Clock.Now().AddDate(0, 0, -300), r.ValidFrom)
				require.Equal(t, old.outcome, r.Old.Outcome)
				without, err := w.Verifier().Verify(ctx, old.data, verify.RecipientID(learnerID))
				require.ErrorIs(t, err, old.code)
				require.Equal(t, keptWithout(without), keptWithout(r.Old))
				var places []string
				for _, c := range r.Changes {
					require.NotEqual(t, c.Old, c.New)
					places = append(places, c.Pointer)
				}
				require.Contains(t, places, "/validFrom")
				require.Contains(t, places, "/validUntil")
				require.NotContains(t, strings.Join(places, " "), "proof")

				var urls []string
				for _, s := range report.Sources {
					urls = append(urls, s.URL)
				}
				require.Contains(t, urls, w.place)
				require.Contains(t, report.String(), "This is a newer edition")
				require.Contains(t, report.String(), `/validUntil: "`)
				text, err := json.Marshal(report)
				require.NoError(t, err)
				var told struct {
					Report struct {
						Refreshed struct {
							URL     string
							Old     struct{ Outcome, ValidFrom string }
							Changes []struct{ Pointer, Old, New string }
						}
					}
				}
				require.NoError(t, json.Unmarshal(text, &told))
				require.Equal(t, w.place, told.Report.Refreshed.URL)
				require.Equal(t, r.Old.Verdict(), told.Report.Refreshed.Old.Outcome)
				require.Len(t, told.Report.Refreshed.Changes, len(r.Changes))
			})
		}
	}
}

// S30: what is no newer edition of the badge changes nothing, whatever the verdict on the
// badge is by itself.
func TestWhatIsNoNewerEditionChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		newer func(w refreshWorld) []byte
		code  verify.Code
	}{
		"of another id": {func(w refreshWorld) []byte {
			return w.edition(-2, 200, func(c *credential.Credential) { c.ID = "urn:uuid:0f3a1d34-6c1c-4a5c-8a56-6f2f2f9a1f11" })
		}, credential.RefreshRefused},
		"of an id that is equal to hosts": {func(w refreshWorld) []byte {
			return w.edition(-2, 200, func(c *credential.Credential) { c.ID = strings.Replace(refreshedID, "0f", "0%66", 1) })
		}, credential.RefreshRefused},
		"by another issuer": {func(w refreshWorld) []byte {
			other := refreshWorld{verifytest.NewIssuer(verifytest.Setup{Network: w.Network}), w.place}
			return other.edition(-2, 200)
		}, credential.RefreshRefused},
		"of another student": {func(w refreshWorld) []byte {
			return w.edition(-2, 200, func(c *credential.Credential) { c.Subject.ID = "did:example:bob" })
		}, credential.RefreshRefused},
		"of a student without an id": {func(w refreshWorld) []byte {
			return w.edition(-2, 200, func(c *credential.Credential) { c.Subject.ID = "" })
		}, credential.RefreshRefused},
		"that is older":   {func(w refreshWorld) []byte { return w.edition(-301, 200) }, credential.RefreshRefused},
		"that has ended":  {func(w refreshWorld) []byte { return w.edition(-2, -1) }, verify.TimeExpired},
		"that is to come": {func(w refreshWorld) []byte { return w.edition(1, 200) }, verify.TimeNotYet},
		"without validFrom": {func(w refreshWorld) []byte {
			return w.resigned(w.edition(-2, 200), `,"(validFrom":"[^"]*"|nbf":\d+)`, "")
		}, credential.SchemaInvalid},
		"that is revoked": {func(w refreshWorld) []byte {
			data := w.edition(-2, 200)
			w.Revoke(data)
			return data
		}, verify.StatusRevoked},
		"that is forged": {func(w refreshWorld) []byte {
			return w.tampered(w.edition(-2, 200))
		}, verify.ProofSigInvalid},
		"a page":             {func(refreshWorld) []byte { return []byte("<html>") }, ""},
		"nothing":            {func(refreshWorld) []byte { return []byte{} }, ""},
		"a list":             {func(w refreshWorld) []byte { return w.Network.Published(w.Home + "/status/revocation") }, credential.RefreshRefused},
		"8 MiB":              {func(refreshWorld) []byte { return []byte(strings.Repeat(" ", 8<<20)) }, verify.ResolveTooLarge},
		"a little too large": {func(refreshWorld) []byte { return []byte(strings.Repeat(" ", 2<<20+2)) }, verify.ResolveTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022} {
				w := newRefreshWorld(suite)
				good, expired, revoked := w.edition(-300, 100), w.edition(-300, -1), w.edition(-300, 100)
				w.Revoke(revoked)
				data := c.newer(w)
				w.Network.Publish(w.place, data)
				for _, old := range [][]byte{good, expired, revoked} {
					code := c.code
					if code == "" {
						_, err := credential.Parse(data)
						p, ok := errors.AsType[*verify.Problem](err)
						require.True(t, ok)
						code = p.Code
					}
					requireKept(t, w, old, code)
				}
			}
		})
	}
}

func mustRefresh[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

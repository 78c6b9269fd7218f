package receipt_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// judged is a bundle of what a Verifier of that Config says, and what it says from it.
func judged(t *testing.T, config verify.Config, data []byte) (f file, first, second *verify.Report) {
	t.Helper()
	f.signer = office(t, 1)
	v, err := verify.New(config)
	require.NoError(t, err)
	first, _ = v.Verify(context.Background(), data)
	f.signed, err = receipt.Sign(context.Background(), first, f.signer, config.Now())
	require.NoError(t, err)
	f.bundle, err = receipt.Bundle(f.signed, first)
	require.NoError(t, err)
	config.Fetcher = nil
	second, _ = later(f, 5).Verify(context.Background(), f.bundle, config)
	return f, first, second
}

// The key of an https issuer whose page is gone is found where it was found then, and that
// the page was gone is part of the record.
func TestWhatWasNotHadThenIsNotHadAgain(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "https://school.example/issuer"})
	school.Network.Remove(school.ID)
	data := school.Good()
	f, first, second := judged(t, school.Config(), data)
	require.Equal(t, verify.Passed, first.Outcome)
	require.Equal(t, verify.Passed, second.Outcome, second)
	r, err := later(f, 5).Read(f.signed)
	require.NoError(t, err)
	require.Equal(t, 404, r.Sources[0].Status)
	require.Equal(t, "RESOLVE_HTTP", r.Sources[0].Code)
	require.Equal(t, "https://school.example/.well-known/jwks.json", r.Sources[1].URL)

	for _, why := range []error{context.DeadlineExceeded, &verify.HTTPError{Status: 503}, verify.ResolveTLS, verify.ResolveForbiddenTarget} {
		school.Network.Fail("", why)
		_, first, second = judged(t, school.Config(), data)
		require.NotEqual(t, verify.Passed, first.Outcome)
		require.Equal(t, first.Outcome, second.Outcome, "%v", why)
		require.Equal(t, first.Errors()[0].Code, second.Errors()[0].Code, "%v", why)
		if was, ok := errors.AsType[*verify.HTTPError](why); ok {
			is, ok := errors.AsType[*verify.HTTPError](second.Errors()[0])
			require.True(t, ok)
			require.Equal(t, was.Status, is.Status)
		}
	}
}

// A list that a cache had kept too long was asked for anew, and both are in the bundle.
func TestADocumentThatWasAskedForTwiceIsHadTwice(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	data := school.Good()
	list := school.Home + "/status/revocation"
	stale := school.Network.Published(list)
	other := school.Good()
	school.Revoke(other) // the list of now is another document
	config := school.Config()
	config.Fetcher = &hoarder{school.Network, list, stale}
	config.StatusMaxAge = time.Hour
	f, first, second := judged(t, config, data)
	require.Equal(t, verify.Passed, first.Outcome, first)
	require.Equal(t, verify.Passed, second.Outcome, second)
	require.Len(t, apart(t, f.bundle).Documents, 2)
	require.Equal(t, first.Status[0].Age, second.Status[0].Age)

	// The list that says so is the newer one.
	_, first, second = judged(t, config, other)
	require.Equal(t, verify.StatusRevoked, first.Errors()[0].Code)
	require.Equal(t, verify.StatusRevoked, second.Errors()[0].Code)
}

// A hoarder has an old list in its cache until somebody asks again.
type hoarder struct {
	verify.Fetcher
	url string
	old []byte
}

func (k *hoarder) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	if r.URL != k.url || r.Again {
		return k.Fetcher.Fetch(ctx, r)
	}
	return &verify.Resource{URL: r.URL, Data: k.old, Fetched: verifytest.Start().AddDate(0, 0, -1), FromCache: true}, nil
}

// A schema that the verifier had itself is in the bundle, too, and judges the badge again.
func TestASchemaOfTheVerifiersIsInTheBundle(t *testing.T) {
	const url = "https://school.example/schema.json"
	school := verifytest.NewIssuer(verifytest.Setup{})
	school.Claims.Schema = []badge.Schema{badge.OpenBadgesSchema(), {ID: url, Type: "JsonSchema"}}
	data := school.Issue(school.Claims)
	for name, schema := range map[string]string{
		"kept to":     `{"$schema":"https://json-schema.org/draft/2020-12/schema","required":["evidence"]}`,
		"not kept to": `{"$schema":"https://json-schema.org/draft/2020-12/schema","required":["credits"]}`,
	} {
		given := school.Config()
		given.Schemas, given.RequireSchemas = map[string][]byte{url: []byte(schema)}, true
		fetched := school.Config()
		fetched.RequireSchemas = true
		school.Network.Publish(url, []byte(schema))
		for _, config := range []verify.Config{given, fetched} {
			f, first, _ := judged(t, config, data)
			require.Equal(t, name == "kept to", first.Outcome == verify.Passed, first)
			second, err := later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{school.ID}, RequireSchemas: true})
			require.Equal(t, first.Outcome, second.Outcome, "%v", err)
			require.Equal(t, first.Schemas[1].Digest, second.Schemas[1].Digest)
			p := apart(t, f.bundle)
			require.Len(t, p.Documents, 2, "the list and the schema")
			at := slices.Index(p.Documents, b64([]byte(schema)))
			p.Documents[at] = b64([]byte(`{}`))
			_, err = later(f, 5).Open(p.together(t))
			require.ErrorIs(t, err, credential.ReceiptMismatch)
			require.ErrorContains(t, err, url)
		}
	}
}

// However the badge came, the bundle holds what was signed.
func TestABadgeInAPictureIsKeptWithoutIt(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	text := school.Good()
	secured, err := credential.Parse(text)
	require.NoError(t, err)
	art, err := fs.ReadFile(summit.Art(), "civics.svg")
	require.NoError(t, err)
	picture, err := secured.Bake(art)
	require.NoError(t, err)
	for name, data := range map[string][]byte{"alone": text, "with a line feed": append(bytes.Clone(text), '\n'), "in a picture": picture, "in an object": []byte(`{"jwt":"` + string(text) + `"}`)} {
		f, first, second := judged(t, school.Config(), data)
		require.Equal(t, verify.Passed, first.Outcome, name)
		require.Equal(t, verify.Passed, second.Outcome, name)
		evidence, err := later(f, 5).Open(f.bundle)
		require.NoError(t, err)
		require.Equal(t, string(text), string(bytes.TrimSpace(evidence.Badge)), name)
	}
}

// The receipt is the trusted time of threats like this: the key was stolen after the office
// had seen the badge, or before.
func TestAKeyThatWasStolenSinceMadeNoBadgeThatWasSeenBefore(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f := keep(t, school, school.Good(), office(t, 1))
	for since, want := range map[time.Time]verify.Outcome{
		verifytest.Start().AddDate(0, 0, 1): verify.Passed, verifytest.Start(): verify.Failed, {}: verify.Failed,
	} {
		history := []verify.KeyRecord{{Method: school.Signer.Method(), State: verify.KeyCompromised, Since: since}}
		report, err := later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{school.ID}, KeyHistory: history})
		require.Equal(t, want, report.Outcome, "%v", err)
		require.Equal(t, verify.KeyCompromised, history[0].State, "the caller's record is his")
		if want == verify.Failed {
			require.ErrorIs(t, err, credential.KeyRevoked)
		}

		// That the key was in use then, and no longer, is asked nevertheless.
		history[0].NotAfter = verifytest.Start().AddDate(-1, 0, 0)
		_, err = later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{school.ID}, KeyHistory: history})
		require.ErrorIs(t, err, credential.KeyRevoked)
	}
}

// A bundle that is not opened has a report, and no pass.
func TestABundleThatIsNotOpenedHasAReport(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	f := keep(t, school, school.Good(), office(t, 1))
	config := verify.Config{Issuers: []string{school.ID}}
	for _, c := range []struct {
		reader  receipt.Reader
		bundle  []byte
		outcome verify.Outcome
		code    verify.Code
	}{
		{receipt.Reader{Now: later(f, 5).Now}, f.bundle, verify.Undetermined, credential.ReceiptUntrusted},
		{later(f, 5), f.bundle[:100], verify.Failed, credential.ReceiptFormat},
		{later(f, 5), bytes.Repeat([]byte("{"), 17<<20), verify.Failed, credential.InputTooLarge},
		{later(f, -1), f.bundle, verify.Failed, credential.ProofCreatedFuture},
	} {
		report, err := c.reader.Verify(context.Background(), c.bundle, config)
		require.ErrorIs(t, err, c.code)
		require.Equal(t, c.outcome, report.Outcome)
		require.Equal(t, verify.CheckReceipt, report.Checks[0].Name)
		require.Contains(t, report.String(), string(c.code))
		require.Nil(t, report.Credential)
	}
	report, err := later(f, 5).Verify(context.Background(), f.bundle, verify.Config{})
	require.Error(t, err)
	require.Nil(t, report, "nobody said whom to trust")

	ended, end := context.WithCancel(context.Background())
	end()
	report, err = later(f, 5).Verify(ended, f.bundle, config)
	require.ErrorIs(t, err, verify.Interrupted)
	require.Equal(t, verify.Undetermined, report.Outcome)
}

// What the verifier had from its own files it does not say to have come from a host.
func TestADocumentFromSomebodysOwnFilesIsToldToBe(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	config := school.Config()
	place := "https://school.example/.well-known/did.json"
	list := school.Home + "/status/revocation"
	config.Fetcher = verify.FetchMap{place: school.Network.Published(place), list: school.Network.Published(list)}
	_, first, second := judged(t, config, school.Good())
	require.Equal(t, verify.Passed, first.Outcome)
	require.Equal(t, verify.Passed, second.Outcome)
	told := 0
	for _, p := range second.Warnings() {
		if bytes.Contains([]byte(p.Message), []byte("does not say when")) {
			told++
		}
	}
	require.Equal(t, 2, told)
}

// A badge whose key was replaced since is good by its receipt, on the network of today, and
// no other badge is by that receipt.
func TestAReceiptIsATimeAtWhichItsBadgeWasThere(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	data, other := school.Good(), school.Good()
	f := keep(t, school, data, office(t, 1))
	school.Clock.Advance(24 * time.Hour)
	config := school.Config()
	config.StatusIssuers, config.AllowUnknownStatus = nil, true
	config.KeyHistory = []verify.KeyRecord{{Method: school.Signer.Method(), State: verify.KeyCompromised, Since: verifytest.Start().Add(time.Hour)}}
	school.Network.Remove(school.Home + "/status/revocation") // its list is signed anew by another key, some day
	v, err := verify.New(config)
	require.NoError(t, err)
	_, err = v.Verify(context.Background(), data)
	require.ErrorIs(t, err, credential.KeyRevoked)

	r, err := later(f, 5).Read(f.signed)
	require.NoError(t, err)
	secured, err := credential.Parse(data)
	require.NoError(t, err)
	require.True(t, r.IsOf(secured))
	_, err = v.SeenBy(r.Time()).Verify(context.Background(), data)
	require.NoError(t, err)
	secured, err = credential.Parse(other)
	require.NoError(t, err)
	require.False(t, r.IsOf(secured))
	require.False(t, r.IsOf(nil))
}

// What nobody can know is told of what the badge has, and of nothing that it has not.
func TestWhatNobodyCanKnowIsToldOfWhatTheBadgeHas(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	told := func(f file, bundle []byte) (all string) {
		report, _ := later(f, 5).Verify(context.Background(), bundle, verify.Config{Issuers: []string{school.ID}, AllowUnknownStatus: true})
		for _, p := range report.Warnings() {
			if p.Check == verify.CheckReceipt {
				all += p.Message + "\n"
			}
		}
		return all
	}
	bare := keep(t, school, school.Good(), office(t, 1))
	for _, words := range []string{"newer edition", "endorsements", "the context", "does not say when"} {
		require.NotContains(t, told(bare, bare.bundle), words)
	}

	school.Claims.Refresh = &badge.RefreshService{ID: school.Home + "/newer", Type: "1EdTechCredentialRefresh"}
	endorser := verifytest.NewIssuer(verifytest.Setup{Network: school.Network})
	endorsement, err := (&credential.Issuer{Signer: endorser.Signer, Profile: badge.Profile{Name: "The state"}, Now: school.Clock.Now}).Endorse(
		context.Background(), credential.Endorsement{Name: "Good", Subject: badge.EndorsementSubject{ID: school.Claims.Subject.Achievement.ID, EndorsementComment: "Good."}})
	require.NoError(t, err)
	school.Claims.EndorsementJWT = []string{string(endorsement.Bytes())}
	school.Claims.Status = []badge.Status{}
	rich := keep(t, school, school.Issue(school.Claims), office(t, 1))
	require.Contains(t, told(rich, rich.bundle), "whether there is a newer edition")
	require.Contains(t, told(rich, rich.bundle), "nor is any of this known of its endorsements")
	require.NotContains(t, told(rich, rich.bundle), "revoked or suspended", "it names no list")

	// Of what is not authentic nothing is said but when it was.
	forged := keep(t, school, school.Tampered(), office(t, 1))
	require.Equal(t, 1, strings.Count(told(forged, forged.bundle), "\n"))

	// A context that has been published anew since is told of.
	p := apart(t, bare.bundle)
	p.Receipt = string(resign(t, bare, bare.signer, func(r *receipt.Receipt) { r.Contexts[1].SHA256 = strings.Repeat("0", 64) }))
	require.Contains(t, told(bare, p.together(t)), "the context https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json was another document then")
}

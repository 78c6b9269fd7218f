package receipt_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// Whoever asks and knows what has become of a key since is not told that nobody knows.
func TestWhatTheAskerKnowsOfAKeySinceTheReceiptIsTold(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f := keep(t, school, school.Good(), office(t, 1))
	since, before, ahead := verifytest.Start().AddDate(3, 0, 0), verifytest.Start().AddDate(-1, 0, 0), verifytest.Start().AddDate(9, 0, 0)
	pinned := func(change func(*credential.Method)) verify.Config {
		return verify.Config{Issuers: []string{school.ID}, Methods: []credential.Method{bounded(school.Signer.Method(), change)}}
	}
	known := func(r verify.KeyRecord) verify.Config {
		return verify.Config{Issuers: []string{school.ID}, KeyHistory: []verify.KeyRecord{r}}
	}
	of, named := school.Signer.Method(), credential.Method{ID: school.Signer.Method().ID}
	other := office(t, 2).Method()
	const unknown = "was stolen, or withdrawn by its owner, since is not known"
	for name, c := range map[string]struct {
		config  verify.Config
		words   string
		outcome verify.Outcome
	}{
		"nothing":                    {verify.Config{Issuers: []string{school.ID}}, unknown, verify.Passed},
		"withdrawn":                  {pinned(func(m *credential.Method) { m.Revoked = since }), "was withdrawn on 2029-05-01", verify.Passed},
		"out of use":                 {pinned(func(m *credential.Method) { m.Expires = since }), "was in use until 2029-05-01", verify.Passed},
		"withdrawn before":           {pinned(func(m *credential.Method) { m.Revoked = before }), unknown, verify.Failed},
		"to be withdrawn":            {pinned(func(m *credential.Method) { m.Revoked = ahead }), unknown, verify.Passed},
		"stolen":                     {known(verify.KeyRecord{Method: of, State: verify.KeyCompromised, Since: since}), "was in other hands from 2029-05-01", verify.Passed},
		"stolen, known by its name":  {known(verify.KeyRecord{Method: named, State: verify.KeyCompromised, Since: since}), "was in other hands from 2029-05-01", verify.Passed},
		"replaced":                   {known(verify.KeyRecord{Method: of, State: verify.KeyRetired, NotAfter: since}), "was in use until 2029-05-01", verify.Passed},
		"another that was stolen":    {known(verify.KeyRecord{Method: other, State: verify.KeyCompromised, Since: since}), unknown, verify.Passed},
		"stolen on an unknown day":   {known(verify.KeyRecord{Method: of, State: verify.KeyCompromised}), "", verify.Failed},
		"stolen before it was there": {known(verify.KeyRecord{Method: of, State: verify.KeyCompromised, Since: before}), "", verify.Failed},
	} {
		r, _ := later(f, 5).Verify(context.Background(), f.bundle, c.config)
		require.Equal(t, c.outcome, r.Outcome, "%s: %s", name, r)
		told := receiptNotes(r)
		if c.outcome != verify.Passed {
			continue
		}
		require.Contains(t, told, c.words, name)
		require.Equal(t, c.words == unknown, !strings.Contains(told, "you know that the key "+of.ID), name)
		require.Equal(t, c.words == unknown, strings.Contains(told, unknown), name)
	}
}

// A list that was not had says nothing, and is not told of as if it had.
func TestAListThatIsNotInTheBundleIsToldToBeMissing(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	config := school.Config()
	config.AllowUnknownStatus = true
	_, first, second := judged(t, config, school.Undecidable())
	require.Equal(t, verify.Passed, first.Outcome)
	require.Equal(t, verify.Passed, second.Outcome)
	require.Contains(t, receiptNotes(second), "whether it was revoked or suspended is not known, then or since: its list "+school.Home+"/status/unreachable")
	require.NotContains(t, receiptNotes(second), "is that of then")
}

// The schema by which a badge is judged is told to be the office's, where whoever asks has
// none of that name.
func TestASchemaThatTheOfficeHadIsToldToBe(t *testing.T) {
	const url, words = "https://school.example/schema.json", "the schema https://school.example/schema.json is the one that whoever verified it had: it is none of yours"
	school := verifytest.NewIssuer(verifytest.Setup{})
	school.Claims.Schema = []badge.Schema{badge.OpenBadgesSchema(), {ID: url, Type: "JsonSchema"}}
	schema := []byte(`{"$schema":"https://json-schema.org/draft/2020-12/schema"}`)
	config := school.Config()
	config.Schemas, config.RequireSchemas = map[string][]byte{url: schema}, true
	f, _, own := judged(t, config, school.Issue(school.Claims))
	require.Equal(t, verify.Passed, own.Outcome, own)
	require.NotContains(t, receiptNotes(own), words, "whoever asks has his own")
	r, err := later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{school.ID}, RequireSchemas: true})
	require.NoError(t, err)
	require.Contains(t, receiptNotes(r), words)

	// One that was fetched was published then, as all that was.
	config.Schemas = nil
	school.Network.Publish(url, schema)
	_, _, fetched := judged(t, config, school.Issue(school.Claims))
	require.Equal(t, verify.Passed, fetched.Outcome)
	require.NotContains(t, receiptNotes(fetched), words)
}

// What a bundle leaves open no later day settles, and no host: nobody is told to ask again.
func TestNobodyIsToldToAskABundleAgain(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	data := school.Good()
	for _, why := range []error{context.DeadlineExceeded, &verify.HTTPError{Status: 503, RetryAfter: time.Minute}, verify.ResolveTLS} {
		school.Network.Fail("", why)
		_, first, second := judged(t, school.Config(), data)
		require.Equal(t, verify.Undetermined, second.Outcome)
		require.Equal(t, why != error(verify.ResolveTLS), first.Retry(), "%v", why)
		require.False(t, second.Retry(), "%v", why)
		require.NotContains(t, second.String(), "Ask again")
		require.NotContains(t, second.String(), "host has to be mended")
		require.Contains(t, second.String(), "Next: Verify the badge itself: a bundle says no more")
		data, err := json.Marshal(second)
		require.NoError(t, err)
		require.Contains(t, string(data), `"retry":false`)
	}
	school.Network.Restore("")

	// He who verified it accepted it without its list, and whoever asks does not.
	config := school.Config()
	config.AllowUnknownStatus = true
	g, first, _ := judged(t, config, school.Undecidable())
	require.Equal(t, verify.Passed, first.Outcome)
	open, err := later(g, 5).Verify(context.Background(), g.bundle, verify.Config{Issuers: []string{school.ID}})
	require.ErrorIs(t, err, verify.StatusUnavailable)
	require.True(t, open.Errors()[0].Retry(), "a host would be asked again")
	require.False(t, open.Retry())
	require.Contains(t, open.String(), "Next: Verify the badge itself: a bundle says no more")

	f := keep(t, school, data, office(t, 1))
	r, err := later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{"did:web:elsewhere.example"}})
	require.Error(t, err)
	require.Contains(t, r.String(), "If you know this issuer")
	r, err = later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{webSchool}})
	require.NoError(t, err)
	require.Contains(t, r.String(), "Next: Where it matters how the badge stands today, verify the badge itself.")
}

// A key that the office had been given is in no document: whoever asks is told which one it
// was, and judges the badge by it if he has it.
func TestAKeyThatTheOfficeWasGivenIsToldOf(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	school.Claims.Status = []badge.Status{}
	config := school.Config()
	config.Methods, config.Fetcher = []credential.Method{school.Signer.Method()}, nil
	f, first, same := judged(t, config, school.Issue(school.Claims))
	require.Equal(t, verify.Passed, first.Outcome)
	require.Equal(t, verify.Passed, same.Outcome)
	require.NotContains(t, receiptNotes(same), "from elsewhere")
	require.Empty(t, apart(t, f.bundle).Documents)

	r, err := later(f, 5).Read(f.signed)
	require.NoError(t, err)
	second, err := later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{webSchool}})
	require.ErrorIs(t, err, verify.ResolveOffline)
	require.Equal(t, verify.Undetermined, second.Outcome)
	require.Contains(t, receiptNotes(second), "whoever verified it had the key did:web:school.example#key-1, with the thumbprint "+r.Keys[0].Thumbprint+", from elsewhere")

	// Of a badge that was not authentic then nobody had a key.
	school.Network.Fail("", &verify.HTTPError{Status: 503})
	_, _, second = judged(t, school.Config(), school.Good())
	require.Equal(t, verify.Undetermined, second.Outcome)
	require.NotContains(t, receiptNotes(second), "from elsewhere")
	// Of one that is refused for something else it is had.
	parsed, err := credential.Parse(school.Issue(school.Claims))
	require.NoError(t, err)
	signed, err := credential.SignJWS(context.Background(), []byte(strings.Replace(string(parsed.Document()), `"OpenBadgeCredential"`, `"SomeCredential"`, 1)), school.Signer, credential.OpenBadges)
	require.NoError(t, err)
	_, _, second = judged(t, config, signed.Bytes())
	require.ErrorIs(t, &verify.Error{Report: second}, credential.SchemaInvalid)
	require.NotContains(t, receiptNotes(second), "from elsewhere")
	// Nor of one with a signature that does not hold.
	g, _, second := judged(t, config, school.Tampered())
	require.Equal(t, verify.Failed, second.Outcome)
	require.NotContains(t, receiptNotes(second), "from elsewhere")
	second, err = later(g, 5).Verify(context.Background(), g.bundle, verify.Config{Issuers: []string{webSchool}})
	require.ErrorIs(t, err, verify.ResolveOffline)
	require.NotContains(t, receiptNotes(second), "from elsewhere")
}

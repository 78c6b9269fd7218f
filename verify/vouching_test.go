package verify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// statusOf is a badge of an issuer with that status, signed with the key of that seed.
func statusOf(t testing.TB, issuer, header string, seed byte, status string) []byte {
	t.Helper()
	doc := strings.ReplaceAll(payload(t, `"evidence":`, `"credentialStatus":`+status+`,"evidence":`), school(t).Method().Controller, issuer)
	return forge(`{"alg":"EdDSA"`+header+`}`, doc, edKey(seed))
}

// listBy is a list of that issuer, signed with the key of that seed and name.
func listBy(t testing.TB, issuer, kid string, seed byte, encoded, from string) []byte {
	t.Helper()
	text := strings.ReplaceAll(listText(t, encoded, "2026-04-01T00:00:00Z", from), school(t).Method().Controller, issuer)
	return forge(`{"alg":"EdDSA","kid":"`+kid+`","typ":"vc+jwt"}`, text, edKey(seed))
}

// Whoever has seen a badge when its key was good vouches for that badge, and not for what
// is made with the key today.
func TestWhoHasSeenABadgeHasSeenNoListAndNoPresentation(t *testing.T) {
	stolen, seen := clock.AddDate(0, 0, -10), clock.AddDate(0, 0, -20)
	key := func(seed byte) credential.Method {
		return credential.Method{ID: fmt.Sprintf("%s#k%d", webSchool, seed), Controller: webSchool, Key: edKey(seed).Public()}
	}
	compromised := verify.KeyRecord{Method: key(0), State: verify.KeyCompromised, Since: stolen}
	retired := verify.KeyRecord{Method: key(0), State: verify.KeyRetired, NotBefore: clock.AddDate(-1, 0, 0), NotAfter: stolen}
	active := verify.KeyRecord{Method: key(1), State: verify.KeyActive, NotBefore: stolen}
	badge := statusOf(t, webSchool, named(webSchool+"#k0"), 0, entry())
	for name, c := range map[string]struct {
		list    []byte
		records []verify.KeyRecord
		want    error
	}{
		"a list by the thief":                  {listBy(t, webSchool, webSchool+"#k0", 0, bitsOf(t), "2026-04-30T00:00:00Z"), []verify.KeyRecord{compromised}, credential.StatusVerification},
		"the list of the school":               {listBy(t, webSchool, webSchool+"#k1", 1, bitsOf(t, index), "2026-04-29T00:00:00Z"), []verify.KeyRecord{compromised}, verify.StatusRevoked},
		"a list by the key after it retired":   {listBy(t, webSchool, webSchool+"#k0", 0, bitsOf(t), "2026-04-29T00:00:00Z"), []verify.KeyRecord{retired}, credential.StatusVerification},
		"an honest list by a key of this week": {listBy(t, webSchool, webSchool+"#k1", 1, bitsOf(t), "2026-04-29T00:00:00Z"), []verify.KeyRecord{retired, active}, nil},
	} {
		v := fetching(t, verify.FetchMap{webPlace: webDocument(t, 1), listURL: c.list}, webSchool, func(cfg *verify.Config) { cfg.KeyHistory = c.records })
		_, err := v.SeenBy(seen).Verify(ctx, badge)
		if c.want == nil {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, c.want, name)
	}

	v := newVerifier(t, func(c *verify.Config) {
		c.KeyHistory = []verify.KeyRecord{{Method: wallet(t).Method(), State: verify.KeyCompromised, Since: stolen}}
	}).Expecting(challenge, employer).SeenBy(seen)
	_, err := v.VerifyPresentation(ctx, []byte(present(t, "", held(t, ""))))
	require.ErrorIs(t, err, credential.KeyRevoked, "a presentation is made now")

	theirs := fetching(t, verify.FetchMap{webPlace: webDocument(t, 1)}, webSchool, func(c *verify.Config) {
		c.KeyHistory = []verify.KeyRecord{retired}
	}).Expecting(challenge, employer)
	own := statusOf(t, webSchool, named(webSchool+"#k0"), 0, `{"id":"urn:x:y","type":"Unknown"}`)
	_, err = theirs.SeenBy(seen).VerifyPresentation(ctx, []byte(present(t, "", read(t, string(own)))))
	require.ErrorIs(t, err, verify.StatusUnsupported, "what is presented was seen")
	require.NotErrorIs(t, err, credential.KeyRevoked)
}

func TestACompromisedKeyIsKnownUnderEveryName(t *testing.T) {
	record := verify.KeyRecord{Method: credential.Method{ID: "https://host.example/keys/1", Controller: hosted}, State: verify.KeyCompromised, Since: clock.AddDate(0, 0, -1)}
	_, err := verify.New(verify.Config{AnyIssuer: true, KeyHistory: []verify.KeyRecord{record}})
	require.ErrorContains(t, err, "the key itself is needed")
	record.Method.Key = edKey(0).Public()
	_, err = verify.New(verify.Config{AnyIssuer: true, KeyHistory: []verify.KeyRecord{record}})
	require.NoError(t, err)
}

// Where the issuer says which keys are its own, nobody else on its host does.
func TestNobodyAddsAKeyToThoseThatAnIssuerLists(t *testing.T) {
	const victim, elsewhere = "https://host.example/schools/1", "https://host.example/users/mallory/k.jwk"
	site := verify.FetchMap{
		victim:    document(victim, multikeyMethod(t, "#key-0", victim, edKey(0), "")),
		elsewhere: []byte(jwkOf(t, edKey(1), `,"kid":"k","iss":"`+victim+`"`)),
	}
	requireCode(t, site, victim, badgeOf(t, victim, named(elsewhere), edKey(1)), verify.KeyControllerMismatch, "mallory")
	requireCode(t, site, victim, badgeOf(t, victim, named(victim+"#key-0"), edKey(0)), nil, "the school")
}

// What a list says that does not count is no reason to allow what is unknown.
func TestWhatIsKnownToBeRevokedIsNotAllowed(t *testing.T) {
	allow := func(c *verify.Config) { c.AllowUnknownStatus = true }
	ended := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, index), `"validFrom"`, `"validUntil":"2026-04-30T00:00:00Z","validFrom"`))}
	requireStatus(t, online(t, ended, allow), revocable(t, entry()), verify.Undetermined, verify.StatusListExpired)
	report, err := online(t, verify.FetchMap{}, allow).Verify(ctx, revocable(t, entry()))
	require.NoError(t, err)
	require.Equal(t, report.Time.Add(30*time.Second), report.GoodUntil, "it may be known by then")
	v, badge := askDistrict(t, districtID, revoking(districtID, `,"revokedCredential":["`+badgeID+`"],"revokedCredentials":0`), allow)
	requireStatus(t, v, badge, verify.Failed, verify.StatusRevoked)
}

// A badge cannot use up the questions by which it would turn out to be revoked.
func TestQuestionsThatAreUsedUpAllowNothing(t *testing.T) {
	const issuer = "https://school.example"
	m := credential.Method{ID: issuer + "#k", Controller: issuer, Key: edKey(0).Public()}
	doc := issueEmbedded(t, anySigner{m, edKey(0)}, credential.EdDSARDFC2022, civics(t))
	bare := strings.Replace(doc[:strings.Index(doc, `,"proof"`)]+"}", `"evidence":`, `"credentialStatus":`+entry()+`,"evidence":`, 1)
	signed, err := credential.AddProof(ctx, []byte(bare), anySigner{m, edKey(0)}, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	head, proof, _ := strings.Cut(string(signed.Bytes()), `"proof":`)
	proof = strings.TrimSuffix(proof, "}")
	many := head + `"proof":[` + proof
	for n := range 7 {
		many += "," + strings.Replace(proof, issuer+"#k", fmt.Sprintf("%s/.well-known/jwks.json?%d#nope", issuer, n), 1)
	}
	list := listBy(t, issuer, issuer+"#k", 0, bitsOf(t, index), "2026-04-01T00:00:00Z")
	f := answering(func(r verify.Request) (*verify.Resource, error) {
		switch {
		case r.URL == issuer:
			return &verify.Resource{URL: r.URL, Data: document(issuer, multikeyMethod(t, "#k", issuer, edKey(0), "")), FromCache: !r.Again}, nil
		case r.URL == listURL:
			return &verify.Resource{URL: r.URL, Data: list}, nil
		}
		return &verify.Resource{URL: r.URL, Data: []byte(`{"keys":[]}`), FromCache: !r.Again}, nil
	})
	for _, data := range []string{string(signed.Bytes()), many + "]}"} {
		report, err := fetching(t, f, issuer, func(c *verify.Config) { c.Proofs.Least, c.AllowUnknownStatus = 1, true }).Verify(ctx, []byte(data))
		require.Error(t, err)
		require.NotEqual(t, verify.Passed, report.Outcome)
	}
}

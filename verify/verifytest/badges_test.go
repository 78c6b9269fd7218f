package verifytest_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

var ctx = context.Background()

// documented are the outcomes that the package comment and each method promise.
var documented = map[string]struct {
	issue   func(*verifytest.Issuer) []byte
	outcome verify.Outcome
	code    verify.Code
}{
	"Good":        {(*verifytest.Issuer).Good, verify.Passed, ""},
	"Expired":     {(*verifytest.Issuer).Expired, verify.Failed, verify.TimeExpired},
	"NotYetValid": {(*verifytest.Issuer).NotYetValid, verify.Failed, verify.TimeNotYet},
	"Revoked":     {(*verifytest.Issuer).Revoked, verify.Failed, verify.StatusRevoked},
	"Suspended":   {(*verifytest.Issuer).Suspended, verify.Failed, verify.StatusSuspended},
	"Tampered":    {(*verifytest.Issuer).Tampered, verify.Failed, verify.ProofSigInvalid},
	"Untrusted":   {(*verifytest.Issuer).Untrusted, verify.Failed, verify.TrustIssuerUnknown},
	"Undecidable": {(*verifytest.Issuer).Undecidable, verify.Undetermined, verify.StatusUnavailable},
}

// requireVerdict wants exactly this verdict: the outcome, and one error of the code; ""
// is a pass without a warning.
func requireVerdict(t testing.TB, v *verify.Verifier, data []byte, outcome verify.Outcome, code verify.Code) *verify.Report {
	t.Helper()
	report, err := v.Verify(ctx, data, verify.Recipient(badge.EmailAddress, verifytest.Learner))
	require.Equal(t, outcome, report.Outcome, "%v", report)
	if code == "" {
		require.NoError(t, err)
		require.Equal(t, "valid", report.Verdict(), "%v", report)
		require.Equal(t, verify.RecipientMatched, report.Recipient)
		return report
	}
	require.Len(t, report.Errors(), 1, "%v", report)
	require.ErrorIs(t, err, code)
	require.Equal(t, code, report.Errors()[0].Code)
	require.Empty(t, report.Warnings(), "%v", report)
	require.Equal(t, code != verify.ProofSigInvalid, report.Authentic)
	require.Equal(t, outcome == verify.Undetermined, report.Retry())
	return report
}

func strictly(school *verifytest.Issuer) *verify.Verifier {
	cfg := school.Config()
	cfg.Strict = true
	v, err := verify.New(cfg)
	if err != nil {
		panic(err)
	}
	return v
}

func p384() crypto.Signer {
	seed := sha512.Sum384([]byte("a test's key"))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), seed[:])
	if err != nil {
		panic(err)
	}
	return key
}

var rsa2048 = sync.OnceValue(func() crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// setups are all the mechanisms, and all the ways to name an issuer.
func setups() map[string]verifytest.Setup {
	all := map[string]verifytest.Setup{
		"a token":                     {},
		"a token, P-384":              {Key: p384()},
		"ecdsa-rdfc-2019, P-384":      {Key: p384(), Suite: credential.ECDSARDFC2019, ID: "did:web:school.example"},
		"JsonWebSignature2020, P-384": {Key: p384(), Suite: credential.JsonWebSignature2020},
		"a token, RSA":                {Key: rsa2048()},
		"JsonWebSignature2020, RSA":   {Key: rsa2048(), Suite: credential.JsonWebSignature2020, ID: "did:web:school.example"},
		"did:web":                     {ID: "did:web:school.example"},
		"did:web, a tenant":           {ID: "did:web:Host.example%3A8443:schools:1"},
		"https":                       {ID: "https://school.example"},
		"https, slash":                {ID: "https://school.example/"},
		"https, a tenant":             {ID: "https://host.example/schools/1"},
	}
	for _, suite := range credential.Suites() {
		all[string(suite)] = verifytest.Setup{Suite: suite}
		all[string(suite)+", did:web"] = verifytest.Setup{Suite: suite, ID: "did:web:school.example:a"}
		all[string(suite)+", https"] = verifytest.Setup{Suite: suite, ID: "https://school.example/a"}
	}
	return all
}

func TestEachBadgeHasItsDocumentedVerdict(t *testing.T) {
	for mechanism, setup := range setups() {
		t.Run(mechanism, func(t *testing.T) {
			school := verifytest.NewIssuer(setup)
			v := strictly(school)
			for name, kind := range documented {
				data := kind.issue(school)
				report := requireVerdict(t, v, data, kind.outcome, kind.code)
				if kind.code != verify.ProofSigInvalid && name != "Untrusted" {
					require.Equal(t, verify.Issuer{ID: school.ID, Name: "Pine Ridge High School", NameFrom: verify.NameFromBadge}, report.Issuer, name)
				}
				secured, err := credential.Parse(data)
				require.NoError(t, err)
				proofs, err := secured.Proofs()
				require.NoError(t, err)
				require.Len(t, proofs, 1)
				require.Equal(t, setup.Suite, proofs[0].Suite())
				if report.Authentic {
					require.Len(t, report.Credential.Evidence, 1, "of ecdsa-sd-2023 everything is shown")
					require.Equal(t, school.Claims.Evidence[0].Narrative, report.Credential.Evidence[0].Narrative)
					require.Equal(t, school.Claims.Subject.Achievement.Criteria, report.Credential.Subject.Achievement.Criteria)
				}
			}
		})
	}
}

// What the package comment says of the badges is what the test above asks for, and there
// is no badge of which it says nothing.
func TestTheTableInTheDocumentationIsComplete(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	rows := regexp.MustCompile(`(?m)^//\t(\w+) +(Passed|Failed|Undetermined) +([A-Z_]+\b)?`).FindAllStringSubmatch(string(text), -1)
	require.Len(t, rows, len(documented))
	for _, row := range rows {
		kind, ok := documented[row[1]]
		require.True(t, ok, row[1])
		require.Equal(t, row[2], strings.ToUpper(kind.outcome.String()[:1])+kind.outcome.String()[1:], row[1])
		require.Equal(t, row[3], string(kind.code), row[1])
	}
	issuer, kinds := reflect.TypeFor[*verifytest.Issuer](), 0
	for i := range issuer.NumMethod() {
		if m := issuer.Method(i); m.Type == reflect.TypeFor[func(*verifytest.Issuer) []byte]() {
			kinds++
			require.Contains(t, documented, m.Name)
		}
	}
	require.Equal(t, len(documented), kinds)
}

// One badge says nothing about another, and one school nothing about its neighbour.
func TestBadgesAreRevokedOneByOne(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.ECDSAJCS2019, credential.ECDSASD2023} {
		school := verifytest.NewIssuer(verifytest.Setup{Suite: suite, ID: "did:web:host.example:1"})
		neighbour := verifytest.NewIssuer(verifytest.Setup{Suite: suite, ID: "did:web:host.example:2", Network: school.Network})
		v := school.Verifier()
		good, other, suspended, theirs := school.Good(), school.Good(), school.Suspended(), neighbour.Good()

		school.Revoke(good)
		requireVerdict(t, v, good, verify.Failed, verify.StatusRevoked)
		requireVerdict(t, v, other, verify.Passed, "")

		requireVerdict(t, v, suspended, verify.Failed, verify.StatusSuspended)
		school.Reinstate(suspended)
		requireVerdict(t, v, suspended, verify.Passed, "")
		school.Suspend(suspended)
		requireVerdict(t, v, suspended, verify.Failed, verify.StatusSuspended)

		for range 10 {
			school.Revoked()
		}
		requireVerdict(t, v, other, verify.Passed, "")
		requireVerdict(t, neighbour.Verifier(), theirs, verify.Passed, "")
		requireVerdict(t, v, theirs, verify.Failed, verify.TrustIssuerUnknown)

		undecidable := school.Undecidable()
		requireVerdict(t, v, undecidable, verify.Undetermined, verify.StatusUnavailable)
		school.Network.Restore(school.Home + "/status/unreachable")
		requireVerdict(t, v, undecidable, verify.Passed, "")
		school.Revoke(undecidable)
		requireVerdict(t, v, undecidable, verify.Failed, verify.StatusRevoked)
	}
}

func TestTheClockDecides(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	v := school.Verifier()
	good, expired, early := school.Good(), school.Expired(), school.NotYetValid()
	school.Clock.Advance(24 * time.Hour)
	requireVerdict(t, v, early, verify.Passed, "")
	school.Clock.Advance(365 * 24 * time.Hour)
	requireVerdict(t, v, good, verify.Failed, verify.TimeExpired)
	requireVerdict(t, v, school.Good(), verify.Passed, "")
	requireVerdict(t, v, school.Revoked(), verify.Failed, verify.StatusRevoked)
	school.Clock.Set(verifytest.Start().AddDate(0, 0, -2))
	requireVerdict(t, v, good, verify.Failed, verify.TimeNotYet)
	requireVerdict(t, v, expired, verify.Passed, "")
	requireVerdict(t, v, school.Revoked(), verify.Failed, verify.StatusRevoked) // its list is no older than another
	school.Clock.Set(time.Date(2026, 7, 1, 0, 0, 0, 5e8, time.UTC))             // between two seconds
	requireVerdict(t, v, school.Good(), verify.Passed, "")
	school.Clock.Advance(-time.Second)
	require.Equal(t, time.Date(2026, 6, 30, 23, 59, 59, 5e8, time.UTC), school.Clock.Now())
}

func TestEachRunSeesTheSameBytes(t *testing.T) {
	for mechanism, setup := range setups() {
		a, b := verifytest.NewIssuer(setup), verifytest.NewIssuer(setup)
		ids := map[string]bool{}
		for name, kind := range documented {
			first := kind.issue(a)
			require.Equal(t, string(first), string(kind.issue(b)), "%s, %s", mechanism, name)
			secured, err := credential.Parse(first)
			require.NoError(t, err)
			claimed, err := secured.Unverified()
			require.NoError(t, err)
			require.False(t, ids[claimed.ID], "%s, %s: two badges are one", mechanism, name)
			ids[claimed.ID] = true
		}
		for _, list := range []string{"revocation", "suspension", "unreachable"} {
			at := a.Home + "/status/" + list
			require.NotEmpty(t, a.Network.Published(at))
			require.Equal(t, a.Network.Published(at), b.Network.Published(at))
		}
	}
	n := &verifytest.Network{}
	one, two := verifytest.NewIssuer(verifytest.Setup{Network: n}), verifytest.NewIssuer(verifytest.Setup{Network: n})
	require.NotEqual(t, one.ID, two.ID)
}

// The claims are the test's, whatever the kind of badge.
func TestClaimsAreChanged(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{Name: "Cedar Creek", Suite: credential.EdDSARDFC2022})
	school.Claims.Subject = badge.Subject{ID: "did:example:bob", Achievement: school.Claims.Subject.Achievement}
	school.Claims.Subject.Achievement.ID = "https://cedar.example/joinery"
	school.Claims.Evidence = nil
	school.Claims.ID = "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100" // of no account, as the rest
	school.Claims.Status, school.Claims.ValidFrom, school.Claims.ValidUntil = []badge.Status{}, verifytest.Start().AddDate(9, 0, 0), verifytest.Start()
	for name, kind := range documented {
		report, err := school.Verifier().Verify(ctx, kind.issue(school), verify.Achievement("https://cedar.example/joinery"), verify.RecipientID("did:example:bob"))
		require.Equal(t, kind.outcome, report.Outcome, "%s: %v", name, report)
		if kind.code != "" {
			require.ErrorIs(t, err, kind.code)
		}
		if report.Authentic && name != "Untrusted" {
			require.Equal(t, "Cedar Creek", report.Issuer.Name)
			require.NotEqual(t, school.Claims.ID, report.Credential.ID)
		}
	}

	c := school.Claims
	c.ID, c.ValidFrom, c.ValidUntil = "", time.Time{}, time.Time{}
	data := school.Issue(c)
	report, err := school.Verifier().Verify(ctx, data)
	require.NoError(t, err)
	require.Empty(t, report.Credential.Status)
	require.Equal(t, verifytest.Start(), report.Credential.ValidFrom)
	require.Zero(t, report.Until)
	require.Panics(t, func() { school.Revoke(data) }, "it cannot be revoked")

	c.Status = []badge.Status{{ID: "https://cedar.example/r", Type: "1EdTechRevocationList"}}
	report, err = school.Verifier().Verify(ctx, school.Issue(c))
	require.ErrorIs(t, err, credential.StatusIssuerUntrusted)
	require.Equal(t, "https://cedar.example/r", report.Status[0].List)

	c.Status, c.ID = nil, "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"
	report, err = school.Verifier().Verify(ctx, school.Issue(c))
	require.NoError(t, err)
	require.Equal(t, c.ID, report.Credential.ID)
}

// Of the rest of what an https issuer publishes: the keys of its host find it, too.
func TestTheKeysOfTheHostAreThoseOfItsIssuers(t *testing.T) {
	n := &verifytest.Network{}
	var schools []*verifytest.Issuer
	for _, id := range []string{"https://host.example/a", "https://host.example/b"} {
		schools = append(schools, verifytest.NewIssuer(verifytest.Setup{ID: id, Network: n}))
	}
	for _, school := range schools {
		id, data := school.ID, school.Good()
		school.Network.Remove(id)
		report, err := school.Verifier().Verify(ctx, data)
		require.NoError(t, err, "its own page is gone, and the host's set has the key")
		require.Equal(t, id, report.Controller)

		m, err := verify.HTTPS(n).Resolve(ctx, verify.KeyQuery{Method: "https://host.example/.well-known/jwks.json#key-1", Issuer: id})
		require.NoError(t, err)
		require.Equal(t, id, m.Controller)
		require.Equal(t, school.Signer.Method().Key, m.Key)
		m, err = verify.HTTPS(n).Resolve(ctx, verify.KeyQuery{Method: id, Issuer: id})
		require.NoError(t, err)
		require.Equal(t, school.Signer.Method().Key, m.Key)
	}
}

func TestMistakesSayWhatIsWrong(t *testing.T) {
	n := &verifytest.Network{}
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example", Network: n})
	other := verifytest.NewIssuer(verifytest.Setup{Network: n})
	require.Zero(t, n.Requests(""), "nobody has asked for anything yet")
	for want, mistake := range map[string]func(){
		"publishes below https://school.example":                      func() { verifytest.NewIssuer(verifytest.Setup{ID: "https://school.example", Network: n}) },
		`no verifier finds the key of "urn:x:y"`:                      func() { verifytest.NewIssuer(verifytest.Setup{ID: "urn:x:y"}) },
		`no verifier finds the key of "http://x.example"`:             func() { verifytest.NewIssuer(verifytest.Setup{ID: "http://x.example"}) },
		`no verifier finds the key of "https://x.example/i?n=1"`:      func() { verifytest.NewIssuer(verifytest.Setup{ID: "https://x.example/i?n=1"}) },
		"RESOLVE_FORBIDDEN_TARGET":                                    func() { verifytest.NewIssuer(verifytest.Setup{ID: "did:web:localhost"}) },
		"DID_SYNTAX":                                                  func() { verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example:"}) },
		"KEY_CONTROLLER_MISMATCH":                                     func() { verifytest.NewIssuer(verifytest.Setup{ID: "did:key:z6Mk"}) },
		"ecdsa-sd-2023 needs a key for ES256":                         func() { verifytest.NewIssuer(verifytest.Setup{Suite: credential.ECDSASD2023, Key: p384()}).Good() },
		"there is no suite":                                           func() { verifytest.NewIssuer(verifytest.Setup{Suite: "none"}) },
		"has no place in a list of did:web:school.example for revoca": func() { school.Revoke(other.Good()) },
		"has no place in a list of did:web:school.example for suspen": func() { school.Suspend(school.Good()) },
		"has no place in a list of did:web:school.example for revoc":  func() { school.Revoke(school.Suspended()) },
		"JWS_FORMAT":    func() { school.Revoke([]byte("x")) },
		"TIME_EXPIRED":  func() { c := school.Claims; c.ValidUntil = verifytest.Start().AddDate(0, 0, -1); school.Issue(c) },
		"needs to be t": func() { n.Fail("https://school.example", nil) },
	} {
		func() {
			defer func() {
				require.Contains(t, fmt.Sprint(recover()), want)
			}()
			mistake()
		}()
	}
}

// A test with parallel parts uses one school for all of them.
func TestASchoolIsSafeForConcurrentUse(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	v := school.Verifier()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for name, kind := range documented {
				report, err := v.Verify(ctx, kind.issue(school))
				if report.Outcome != kind.outcome || kind.code != "" && !errors.Is(err, kind.code) {
					t.Errorf("%s: %v", name, err)
				}
				school.Clock.Advance(time.Nanosecond)
				school.Network.Slow("https://slow.example", time.Second)
				school.Network.Restore("https://slow.example")
			}
			verifytest.NewIssuer(verifytest.Setup{Network: school.Network}).Good()
		})
	}
	wg.Wait()
	require.Positive(t, school.Network.Requests(school.Home))
}

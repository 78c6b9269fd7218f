package receipt_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// A receipt is the report, member for member, and what it says more nobody can ask of it.
func TestAReceiptSaysWhatTheReportSays(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool, Suite: credential.EdDSARDFC2022})
	school.Network.MaxAge = time.Hour
	badges := map[string][]byte{
		"good": school.Good(), "expired": school.Expired(), "revoked": school.Revoked(), "tampered": school.Tampered(),
		"untrusted": school.Untrusted(), "undecidable": school.Undecidable(),
	}
	for name, data := range badges {
		t.Run(name, func(t *testing.T) {
			f := keep(t, school, data, office(t, 1))
			r, err := later(f, 5).Read(f.signed)
			require.NoError(t, err)
			report := f.report
			require.Equal(t, office(t, 1).Method().Controller, r.Verifier)
			require.True(t, report.Time.Equal(r.Time()))
			require.Equal(t, report.Verdict(), r.Outcome)
			require.Equal(t, report.Authentic, r.Authentic)
			require.Equal(t, report.Trust.String(), r.Trust)
			require.Equal(t, report.Recipient.String(), r.Recipient)
			require.Equal(t, fmt.Sprintf("%x", sha256.Sum256(data)), r.Badge.SHA256)
			require.Equal(t, report.Authentic, r.Badge.Issuer != "")
			require.Len(t, r.Checks, len(report.Checks))
			for i, k := range report.Checks {
				require.Equal(t, k.Name, r.Checks[i].Name)
				require.Equal(t, k.Outcome.String(), r.Checks[i].Outcome)
				var wrong, remarks []string
				for _, p := range k.Problems {
					if p.Severity == verify.Violation {
						wrong = append(wrong, string(p.Code))
					} else {
						remarks = append(remarks, string(p.Code))
					}
				}
				require.Equal(t, wrong, r.Checks[i].Errors)
				require.Equal(t, remarks, r.Checks[i].Remarks)
			}
			require.Len(t, r.Sources, len(report.Sources))
			for i, s := range report.Sources {
				require.Equal(t, s.URL, r.Sources[i].URL)
				require.Equal(t, fmt.Sprintf("%x", s.Digest), r.Sources[i].SHA256)
				require.Equal(t, s.Problem != nil, r.Sources[i].Code != "")
			}
			require.Len(t, r.Status, len(report.Status))
			require.Len(t, r.Keys, len(report.Proofs))
			for i, p := range report.Proofs {
				require.Equal(t, p.Held, r.Keys[i].Held)
				require.Len(t, r.Keys[i].Thumbprint, 43)
			}
			require.Equal(t, "https://www.w3.org/ns/credentials/v2", r.Contexts[0].URL)
			for _, c := range r.Contexts {
				require.Len(t, c.SHA256, 64)
			}
			require.Equal(t, report.Policy(), r.Policy.Statements)
			require.Contains(t, r.Policy.Statements, "trusted issuer: "+webSchool)
			require.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(report.Policy(), "\n")))), r.Policy.SHA256)

			text := string(asJSON(t, r))
			for _, private := range []string{verifytest.Learner, "voter drive", "Civics", "0123456789abcdef0123456789abcdef"} {
				require.NotContains(t, text, private)
			}
		})
	}
}

// Each of these would be a receipt that says more than somebody knows.
func TestThereIsNoReceiptOfWhatIsNoVerificationOfNow(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	signer, now := office(t, 1), school.Clock.Now()
	sign := func(r *verify.Report, s credential.Signer, at time.Time) error {
		signed, err := receipt.Sign(context.Background(), r, s, at)
		require.Equal(t, err != nil, signed == nil)
		return err
	}
	good, err := school.Verifier().Verify(context.Background(), school.Good())
	require.NoError(t, err)
	require.NoError(t, sign(good, signer, now))
	require.NoError(t, sign(good, signer, now.Add(5*time.Minute)))
	require.ErrorContains(t, sign(good, signer, now.Add(5*time.Minute+1)), "just been made")
	require.ErrorContains(t, sign(good, signer, now.Add(-1)), "just been made")
	require.ErrorContains(t, sign(good, nil, now), "no Signer")
	require.ErrorContains(t, sign(nil, signer, now), "no report")
	require.ErrorContains(t, sign(&verify.Report{Outcome: verify.Passed, Time: now}, signer, now), "no report")

	past, err := school.Verifier().At(now.AddDate(-1, 0, 0)).Verify(context.Background(), school.Good())
	require.Error(t, err)
	require.ErrorContains(t, sign(past, signer, now), "just been made")

	unread, err := school.Verifier().Verify(context.Background(), []byte("no badge"))
	require.Error(t, err)
	require.ErrorContains(t, sign(unread, signer, now), "could not be read")

	nobody, err := (&verify.Verifier{}).Verify(context.Background(), school.Good())
	require.Error(t, err)
	require.Error(t, sign(nobody, signer, now))

	newer := *good
	newer.Refreshed = &verify.Refreshed{}
	require.ErrorContains(t, sign(&newer, signer, now), "newer edition")

	f := keep(t, school, school.Good(), signer)
	evidence, err := later(f, 0).Open(f.bundle)
	require.NoError(t, err)
	secondHand, err := evidence.Verify(context.Background(), verify.Config{AnyIssuer: true})
	require.NoError(t, err)
	require.ErrorContains(t, sign(secondHand, office(t, 2), now), "somebody else has seen")
	rule := verify.Rule{Name: verify.CheckReceipt, Check: func(context.Context, *credential.Credential) error { return nil }}
	named, err := school.Verifier().Verify(context.Background(), school.Good(), rule)
	require.NoError(t, err)
	require.NoError(t, sign(named, signer, now), "a rule may have any name")
	require.Contains(t, named.String(), "is genuine and in force")

	keyless := *good
	keyless.Proofs = []verify.JudgedProof{{Held: true, Type: "JWS", Method: "did:example:nobody"}}
	require.ErrorContains(t, sign(&keyless, signer, now), "the key of did:example:nobody")

	require.ErrorIs(t, sign(good, liar{signer, office(t, 2)}, now), credential.IssueSelfCheck)
	require.ErrorIs(t, sign(good, broken{signer}, now), credential.IssueSigner)
	require.ErrorContains(t, sign(good, holder{signer}, now), "not for signing")
}

// A liar signs with another key than it says.
type liar struct {
	credential.Signer
	other credential.Signer
}

func (l liar) Sign(ctx context.Context, message []byte) ([]byte, error) {
	return l.other.Sign(ctx, message)
}

type broken struct{ credential.Signer }

func (broken) Sign(context.Context, []byte) ([]byte, error) {
	return nil, errors.New("the KMS is closed")
}

type holder struct{ credential.Signer }

func (h holder) Method() credential.Method {
	m := h.Signer.Method()
	m.Purposes = []string{credential.Authentication}
	return m
}

// Two Verifiers that differ in anything that a verdict may hang on have two policies.
func TestEachSettingIsInThePolicy(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	data, key := school.Good(), office(t, 3).Method()
	said := map[string]string{}
	for name, change := range map[string]func(*verify.Config){
		"nothing": func(*verify.Config) {}, "issuers": func(c *verify.Config) { c.Issuers = append(c.Issuers, "did:web:b.example") },
		"any issuer": func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true },
		"unbound":    func(c *verify.Config) { c.Issuers, c.AnyIssuer, c.UnboundIssuers = nil, true, true },
		"registry":   func(c *verify.Config) { c.Registry = registry{} },
		"methods":    func(c *verify.Config) { c.Methods = []credential.Method{key} },
		"ending": func(c *verify.Config) {
			c.Methods = []credential.Method{bounded(key, func(m *credential.Method) { m.Expires = verifytest.Start() })}
		},
		"withdrawn": func(c *verify.Config) {
			c.Methods = []credential.Method{bounded(key, func(m *credential.Method) { m.Revoked = verifytest.Start() })}
		},
		"purposes": func(c *verify.Config) {
			c.Methods = []credential.Method{bounded(key, func(m *credential.Method) { m.Purposes = []string{credential.AssertionMethod} })}
		},
		"stolen on": func(c *verify.Config) {
			c.KeyHistory = []verify.KeyRecord{{Method: key, State: verify.KeyCompromised, Since: verifytest.Start()}}
		},
		"used from": func(c *verify.Config) {
			c.KeyHistory = []verify.KeyRecord{{Method: key, State: verify.KeyActive, NotBefore: verifytest.Start()}}
		},
		"used until": func(c *verify.Config) {
			c.KeyHistory = []verify.KeyRecord{{Method: key, State: verify.KeyActive, NotAfter: verifytest.Start()}}
		},
		"history":    func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{{Method: key, State: verify.KeyCompromised}} },
		"active":     func(c *verify.Config) { c.KeyHistory = []verify.KeyRecord{{Method: key, State: verify.KeyActive}} },
		"no network": func(c *verify.Config) { c.Fetcher = nil },
		"resolvers":  func(c *verify.Config) { c.Resolvers = map[string]verify.Resolver{"did:key": verify.DIDKey()} },
		"proofs":     func(c *verify.Config) { c.Proofs.Least = 1 },
		"suites": func(c *verify.Config) {
			c.Proofs = verify.ProofPolicy{Least: 1, Suites: []credential.Suite{credential.EdDSARDFC2022}}
		},
		"contexts":  func(c *verify.Config) { c.Contexts = credential.StandardContexts() },
		"resources": func(c *verify.Config) { c.CompareResources = true },
		"schemas":   func(c *verify.Config) { c.Schemas = map[string][]byte{"https://a.example/s": []byte(`{}`)} },
		"schemas2":  func(c *verify.Config) { c.Schemas = map[string][]byte{"https://a.example/s": []byte(`{ }`)} },
		"required":  func(c *verify.Config) { c.RequireSchemas = true },
		"lists":     func(c *verify.Config) { c.StatusIssuers = []string{"did:web:lists.example"} },
		"age":       func(c *verify.Config) { c.StatusMaxAge = time.Hour },
		"unknown":   func(c *verify.Config) { c.AllowUnknownStatus = true },
		"endorsed":  func(c *verify.Config) { c.Endorsements = verify.EndorsementsMustHold },
		"ignored":   func(c *verify.Config) { c.Endorsements = verify.EndorsementsIgnored },
		"rules":     func(c *verify.Config) { c.Rules = []verify.Rule{verify.RecipientID("did:example:ada")} },
		"strict":    func(c *verify.Config) { c.Strict = true },
		"skew":      func(c *verify.Config) { c.ClockSkew = time.Minute },
	} {
		config := school.Config()
		change(&config)
		v, err := verify.New(config)
		require.NoError(t, err, name)
		for as, v := range map[string]*verify.Verifier{"": v, " seen": v.SeenBy(verifytest.Start()), " expecting": v.Expecting("c")} {
			report, _ := v.Verify(context.Background(), data)
			policy := strings.Join(report.Policy(), "\n")
			require.Empty(t, said[policy], name)
			said[policy] = name + as
		}
	}
}

func bounded(m credential.Method, change func(*credential.Method)) credential.Method {
	change(&m)
	return m
}

type registry struct{}

func (registry) Issuer(context.Context, string) (string, bool, error) { return "", false, nil }

// Every bit of a receipt is the office's: nobody turns a refusal into a pass.
func TestEveryFlippedBitOfAReceiptIsRefused(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	f := keep(t, school, school.Revoked(), office(t, 1))
	d := later(f, 5)
	for i := range f.signed {
		for bit := range 8 {
			changed := bytes.Clone(f.signed)
			changed[i] ^= 1 << bit
			_, err := d.Read(changed)
			require.Error(t, err, "byte %d", i)
		}
	}
}

// What the office's own key signs is a receipt in one spelling only, and for nothing else
// than a receipt; nor is a receipt anything else.
func TestAReceiptHasOneSpelling(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	s := office(t, 1)
	f := keep(t, school, school.Good(), s)
	d := later(f, 5)
	payload := unb64(t, strings.Split(string(f.signed), ".")[1])
	_, err := d.Read(token(t, s, header(s), payload))
	require.NoError(t, err)

	id := s.Method().ID
	for name, c := range map[string]struct {
		header string
		code   verify.Code
	}{
		"no typ":           {`{"alg":"EdDSA","kid":"` + id + `"}`, credential.ReceiptFormat},
		"typ of a badge":   {`{"alg":"EdDSA","kid":"` + id + `","typ":"JWT"}`, credential.ReceiptFormat},
		"typ respelled":    {`{"alg":"EdDSA","kid":"` + id + `","typ":"application/openbadges-receipt+jwt"}`, credential.ReceiptFormat},
		"no kid":           {`{"alg":"EdDSA","typ":"openbadges-receipt+jwt"}`, credential.ReceiptFormat},
		"no algorithm":     {`{"alg":"none","kid":"` + id + `","typ":"openbadges-receipt+jwt"}`, credential.ReceiptFormat},
		"other algorithm":  {`{"alg":"ES256","kid":"` + id + `","typ":"openbadges-receipt+jwt"}`, credential.KeyTypeMismatch},
		"crit":             {`{"alg":"EdDSA","crit":[],"kid":"` + id + `","typ":"openbadges-receipt+jwt"}`, credential.ReceiptFormat},
		"cty":              {`{"alg":"EdDSA","cty":"vc","kid":"` + id + `","typ":"openbadges-receipt+jwt"}`, credential.ReceiptFormat},
		"a key of its own": {`{"alg":"EdDSA","jwk":{"kty":"OKP"},"kid":"` + id + `","typ":"openbadges-receipt+jwt"}`, credential.ReceiptFormat},
	} {
		_, err := d.Read(token(t, s, c.header, payload))
		require.ErrorIs(t, err, c.code, name)
	}

	change := func(old, new string) []byte {
		require.Contains(t, string(payload), old)
		return bytes.Replace(payload, []byte(old), []byte(new), 1)
	}
	for name, payload := range map[string][]byte{
		"a member more":      change(`"version":1`, `"version":1,"note":"x"`),
		"a member of null":   change(`"version":1`, `"version":1,"goodUntil":null`),
		"a member in a list": change(`"outcome":"valid"`, `"outcome":["valid"]`),
		"white space":        change(`"version":1`, `"version": 1`),
		"an escape":          change(`"outcome":"valid"`, `"outcome":"v\u0061lid"`),
		"another outcome":    change(`"outcome":"valid"`, `"outcome":"good"`),
		"another type":       change(`"type":"OpenBadgesVerificationReceipt"`, `"type":"VerifiableCredential"`),
		"another version":    change(`"version":1`, `"version":2`),
		"no checks":          append(bytes.Clone(payload[:bytes.Index(payload, []byte(`"checks"`))]), `"checks":[]}`...),
		"no time":            change(`"at":"2026-05-01T09:00:00Z"`, `"at":""`),
		"another time":       change(`"at":"2026-05-01T09:00:00Z"`, `"at":"2026-05-01T09:00:00.000Z"`),
		"a time elsewhere":   change(`"at":"2026-05-01T09:00:00Z"`, `"at":"2026-05-01T11:00:00+02:00"`),
		"a short digest":     change(`"badge":{"sha256":"`, `"badge":{"sha256":"00`),
		"no object":          []byte(`[]`),
		"nothing":            []byte(`{}`),
	} {
		_, err := d.Read(token(t, s, header(s), payload))
		require.ErrorIs(t, err, credential.ReceiptFormat, name)
	}
	_, err = d.Read(resign(t, f, s, func(r *receipt.Receipt) { r.Sources = []receipt.Source{{URL: "https://a.example"}} }))
	require.ErrorIs(t, err, credential.ReceiptFormat, "neither had nor missing")
	_, err = d.Read(resign(t, f, s, func(r *receipt.Receipt) { r.Schemas = []receipt.Schema{{URL: "https://a.example", SHA256: "00"}} }))
	require.ErrorIs(t, err, credential.ReceiptFormat)
	_, err = d.Read(bytes.Repeat([]byte("a"), 1<<20))
	require.ErrorIs(t, err, credential.InputTooLarge)

	// A receipt is no badge, and a badge of the same key no receipt.
	_, err = credential.Parse(f.signed)
	require.ErrorIs(t, err, credential.JWSHeaderForbidden)
	badge, err := credential.SignJWS(context.Background(), payload, s, credential.OpenBadges)
	require.NoError(t, err)
	_, err = d.Read(badge.Bytes())
	require.ErrorIs(t, err, credential.ReceiptFormat)
}

// A long policy is shown in part, and its digest is of all of it.
func TestALongPolicyIsShownInPart(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	config := school.Config()
	for i := range 1000 {
		config.Issuers = append(config.Issuers, fmt.Sprintf("did:web:school-%d.example", i))
	}
	v, err := verify.New(config)
	require.NoError(t, err)
	report, err := v.Verify(context.Background(), school.Good())
	require.NoError(t, err)
	signed, err := receipt.Sign(context.Background(), report, office(t, 1), school.Clock.Now())
	require.NoError(t, err)
	r, err := later(file{signer: office(t, 1)}, 1).Read(signed)
	require.NoError(t, err)
	require.Len(t, r.Policy.Statements, 64)
	require.Equal(t, len(report.Policy()), 64+r.Policy.More)
	require.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(report.Policy(), "\n")))), r.Policy.SHA256)

	long, err := verify.New(verify.Config{Issuers: []string{strings.Repeat("x", 300<<10)}, Now: school.Clock.Now})
	require.NoError(t, err)
	report, err = long.Verify(context.Background(), school.Good())
	require.Error(t, err)
	_, err = receipt.Sign(context.Background(), report, office(t, 1), school.Clock.Now())
	require.ErrorIs(t, err, credential.InputTooLarge)
}

// Nobody takes the receipt of one report for that of another.
func TestABundleIsOfItsReport(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f, other := keep(t, school, school.Good(), office(t, 1)), keep(t, school, school.Good(), office(t, 1))
	_, err := receipt.Bundle(other.signed, f.report)
	require.ErrorContains(t, err, "not of this report")
	_, err = receipt.Bundle(f.signed, nil)
	require.Error(t, err)
	_, err = receipt.Bundle(school.Good(), f.report)
	require.ErrorIs(t, err, credential.ReceiptFormat)
	lost := *f.report
	lost.Sources = append([]verify.Source(nil), f.report.Sources...)
	lost.Sources[0].Data = nil
	_, err = receipt.Bundle(f.signed, &lost)
	require.ErrorContains(t, err, "does not hold the document")
	lost.Sources[0].Data = bytes.Repeat([]byte("x"), 1)
	_, err = receipt.Bundle(f.signed, &lost)
	require.ErrorContains(t, err, "does not hold the document")
	_, err = receipt.Bundle(token(t, f.signer, header(f.signer), []byte(`{}`)), f.report)
	require.ErrorIs(t, err, credential.ReceiptFormat)
}

func TestABundleThatNobodyWouldReadIsNotMade(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	f := keep(t, school, school.Good(), office(t, 1))
	for size, documents := range map[int]int{13 << 20: 1, 1: 128} {
		report := *f.report
		report.Sources = append([]verify.Source(nil), report.Sources...)
		for i := range documents {
			data := append(bytes.Repeat([]byte("x"), size), byte(i))
			sum := sha256.Sum256(data)
			report.Sources = append(report.Sources, verify.Source{URL: "https://a.example", Check: verify.CheckKey, Data: data, Digest: sum[:]})
		}
		signed, err := receipt.Sign(context.Background(), &report, f.signer, school.Clock.Now())
		require.NoError(t, err)
		_, err = receipt.Bundle(signed, &report)
		require.ErrorIs(t, err, credential.InputTooLarge)
	}
}

// What the report says twice the receipt says once, and a document that was had twice is in
// the bundle once.
func TestWhatIsTheSameIsKeptOnce(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f := keep(t, school, school.Good(), office(t, 1))
	report := *f.report
	note := verify.Problem{Code: verify.ProofSigInvalid, Severity: verify.Note}
	wrong := verify.Problem{Code: verify.TimeExpired}
	report.Checks = []verify.Check{{Name: "x", Problems: []verify.Problem{note, wrong, note, wrong}}}
	report.Sources = append(append([]verify.Source(nil), report.Sources...), report.Sources...)
	signed, err := receipt.Sign(context.Background(), &report, f.signer, school.Clock.Now())
	require.NoError(t, err)
	r, err := later(f, 5).Read(signed)
	require.NoError(t, err)
	require.Equal(t, []string{"PROOF_SIG_INVALID"}, r.Checks[0].Remarks)
	require.Equal(t, []string{"TIME_EXPIRED"}, r.Checks[0].Errors)
	require.Len(t, r.Sources, 4)
	bundle, err := receipt.Bundle(signed, &report)
	require.NoError(t, err)
	require.Len(t, apart(t, bundle).Documents, 2)
}

// A receipt is signed by any key that a badge is, by its one algorithm.
func TestEveryKindOfKeySignsReceipts(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	pss, err := credential.DIDJWK(key.Public(), credential.PS256)
	require.NoError(t, err)
	for alg, make := range map[string]func() (credential.Signer, error){
		credential.ES256: func() (credential.Signer, error) { return credential.NewKeySigner(p256) },
		credential.ES384: func() (credential.Signer, error) { return credential.NewKeySigner(p384) },
		credential.RS256: func() (credential.Signer, error) { return credential.NewKeySigner(key) },
		credential.PS256: func() (credential.Signer, error) { return credential.NewSigner(pss, key) },
	} {
		s, err := make()
		require.NoError(t, err, alg)
		f := keep(t, school, school.Good(), s)
		require.Contains(t, string(unb64(t, strings.Split(string(f.signed), ".")[0])), `"alg":"`+alg+`"`)
		_, err = later(f, 5).Open(f.bundle)
		require.NoError(t, err, alg)
	}
}

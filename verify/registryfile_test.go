package verify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify"
)

// A registry as federations publish them: offsets without a colon, no place for some.
const registryText = `{
  "meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2026-04-01T12:00:00+0000", "note": "kept by hand"},
  "registry": {
    "did:web:a.example": {"name": "A College", "location": "Aspen, CO, USA", "url": "https://a.example"},
    "did:web:b.example:dept": {"name": "B"},
    "https://c.example/issuer": {}
  }
}`

func TestARegistryFileHasThreeAnswers(t *testing.T) {
	f, err := verify.ReadRegistry([]byte(registryText))
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC), f.Updated.UTC())
	at := f.Updated
	f.Now = func() time.Time { return at }

	answer := func(id string) string {
		name, known, err := f.Issuer(ctx, id)
		require.False(t, known && err != nil)
		return fmt.Sprint(name, " ", known, " ", err != nil)
	}
	require.Equal(t, "A College true false", answer("did:web:a.example"))
	require.Equal(t, " true false", answer("https://c.example/issuer"))
	for _, id := range []string{"", "did:web:A.example", "did:web:a.example#k", "did:web:b.example", "https://c.example/issuer/", "A College", "meta"} {
		require.Equal(t, " false false", answer(id), id)
	}

	f.MaxAge = 24 * time.Hour
	for age, says := range map[time.Duration]string{
		0: "A College true false", 24 * time.Hour: "A College true false", -verify.MaxClockSkew: "A College true false",
		24*time.Hour + 1: " false true", -verify.MaxClockSkew - 1: " false true", 1 << 62: " false true",
	} {
		at = f.Updated.Add(age)
		require.Equal(t, says, answer("did:web:a.example"), age)
		require.Equal(t, says == " false true", answer("did:web:x.example") == " false true", "too old is no unknown")
	}
	at = time.Time{}
	require.Equal(t, " false true", answer("did:web:a.example"), "no time")

	ageless, err := verify.ReadRegistry([]byte(`{"registry":{"did:web:a.example":{}}}`))
	require.NoError(t, err)
	_, known, err := ageless.Issuer(ctx, "did:web:a.example")
	require.True(t, known && err == nil)
	ageless.MaxAge = time.Hour
	_, known, err = ageless.Issuer(ctx, "did:web:a.example")
	require.False(t, known)
	require.ErrorContains(t, err, "does not say when")

	for _, empty := range []*verify.RegistryFile{nil, {}} {
		_, known, err = empty.Issuer(ctx, "did:web:a.example")
		require.False(t, known)
		require.ErrorContains(t, err, "ReadRegistry")
	}
}

func TestARegistryFileIsReadStrictly(t *testing.T) {
	var many strings.Builder
	for n := range 20_000 {
		fmt.Fprintf(&many, `"did:web:h%d.example":{},`, n)
	}
	for text, says := range map[string]string{
		``:                                    "JSON",
		`[]`:                                  "an object",
		`{}`:                                  "/registry",
		`{"registry":{}}`:                     "/registry",
		`{"registry":[]}`:                     "/registry",
		`{"registry":{"did:web:a":{}},"x":1}`: "/x",
		`{"registry":{"did:web:a":{}},"meta":[]}`:                                     "/meta",
		`{"registry":{"did:web:a":{"name":"A"},"did:web:a":{"name":"B"}}}`:            "",
		`{"registry":{"did:web:a":{"name":"A","revoked":true}}}`:                      "revoked",
		`{"registry":{"did:web:a":{"name":1}}}`:                                       "/name",
		`{"registry":{"did:web:a":null}}`:                                             "an object",
		`{"registry":{"did:web:a":"A"}}`:                                              "an object",
		`{"registry":{"":{}}}`:                                                        "/registry/",
		`{"registry":{"A College":{}}}`:                                               "A College",
		`{"registry":{"did:web:a":{}},"meta":{"updated":"yesterday"}}`:                "/meta/updated",
		`{"registry":{"did:web:a":{}},"meta":{"updated":1}}`:                          "/meta/updated",
		`{"registry":{"did:web:a":{}},"meta":{"updated":"2026-04-01"}}`:               "/meta/updated",
		`{"registry":{"did:web:a":{}},"meta":{"updated":"2026-02-30T00:00:00Z"}}`:     "/meta/updated",
		`{"registry":{"did:web:a":{}},"meta":{"created":"2026-04-01T0:00:00Z"}}`:      "/meta/created",
		`{"registry":{"did:web:a":{}},"meta":{"created":"2026-04-01T00:00:00,5Z"}}`:   "/meta/created",
		`{"registry":{"did:web:a":{}},"meta":{"created":"2026-04-01T00:00:00+2400"}}`: "/meta/created",
		`{"registry":{"did:web:a":{}},"meta":{"created":"0001-01-01T00:00:00Z"}}`:     "/meta/created",
		`{"registry":{` + strings.TrimSuffix(many.String(), ",") + `}}`:               "members",
		`{"registry":{"did:web:a":{"name":"` + strings.Repeat("a", 5<<20) + `"}}}`:    "",
		registryText[:len(registryText)-2]:                                            "",
	} {
		f, err := verify.ReadRegistry([]byte(text))
		require.ErrorContains(t, err, says, "%.200s", text)
		require.Nil(t, f)
	}
	for text, want := range map[string]string{
		"2023-05-11T14:02:16+0000":     "2023-05-11T14:02:16Z",
		"2023-05-11T14:02:16Z":         "2023-05-11T14:02:16Z",
		"2023-05-11T14:02:16.5-07:00":  "2023-05-11T21:02:16.5Z",
		"2023-05-11T14:02:16.25+05:30": "2023-05-11T08:32:16.25Z",
	} {
		f, err := verify.ReadRegistry([]byte(`{"meta":{"created":"` + text + `"},"registry":{"did:web:a":{}}}`))
		require.NoError(t, err, text)
		require.Equal(t, want, f.Updated.UTC().Format(time.RFC3339Nano))
	}
}

func FuzzReadRegistry(f *testing.F) {
	for _, seed := range []string{
		registryText, `{}`, `{"registry":{}}`, `{"registry":{"did:web:a":{"name":"A"}},"meta":{"updated":"2023-05-11T14:02:16+0000"}}`,
		`{"registry":{"a:b":{"name":"\ud83d\ude00"}}}`, `{"meta":{"created":"9999-12-31T23:59:59.999999999-23:59"},"registry":{"a:":{}}}`,
	} {
		f.Add([]byte(seed), "did:web:a.example")
	}
	f.Fuzz(func(t *testing.T, data []byte, id string) {
		file, err := verify.ReadRegistry(data)
		if err != nil {
			require.Nil(t, file)
			return
		}
		_, known, err := file.Issuer(ctx, id)
		require.NoError(t, err)
		if known {
			// Whatever is known stands in the file, as it is or with escapes.
			require.True(t, strings.Contains(string(data), id) || strings.Contains(string(data), `\`))
		}
		file.MaxAge, file.Now = time.Hour, now
		_, known, err = file.Issuer(ctx, id)
		require.False(t, known && err != nil)
		if age := clock.Sub(file.Updated); file.Updated.IsZero() || age > time.Hour || age < -verify.MaxClockSkew {
			require.Error(t, err)
		}
	})
}

// said is a Registry that always says the same.
type said struct {
	name  string
	known bool
	err   error
}

func (s said) Issuer(context.Context, string) (string, bool, error) { return s.name, s.known, s.err }

var errDown = errors.New("down")

func TestSeveralRegistriesAnswerAsOne(t *testing.T) {
	yes, no, down := said{name: "A College", known: true}, said{}, said{err: errDown}
	data := issueAs(t, school(t), civics(t))
	for name, c := range map[string]struct {
		registries verify.Registries
		trust      verify.TrustResult
		code       error
		retry      bool
	}{
		"one knows":                  {verify.Registries{no, yes}, verify.Trusted, nil, false},
		"one knows, and one is down": {verify.Registries{down, yes, nil}, verify.Trusted, nil, false},
		"the first that knows names": {verify.Registries{yes, said{name: "Another", known: true}}, verify.Trusted, nil, false},
		"none knows":                 {verify.Registries{no, no}, verify.Untrusted, verify.TrustIssuerUnknown, false},
		"one does not, one is down":  {verify.Registries{no, down}, verify.TrustUndetermined, verify.TrustUnavailable, true},
		"one is down, one does not":  {verify.Registries{down, no}, verify.TrustUndetermined, errDown, true},
		"none is there":              {verify.Registries{}, verify.TrustUndetermined, verify.TrustUnavailable, false},
		"one is nil":                 {verify.Registries{no, nil}, verify.TrustUndetermined, verify.TrustUnavailable, false},
		"an error outweighs a yes":   {verify.Registries{said{"A College", true, errDown}}, verify.TrustUndetermined, errDown, true},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVerifier(t, func(cfg *verify.Config) { cfg.Issuers, cfg.Registry = nil, c.registries })
			report, err := v.Verify(ctx, data)
			require.ErrorIs(t, err, c.code)
			require.True(t, report.Authentic)
			require.Equal(t, c.trust, report.Trust)
			require.Equal(t, c.retry, report.Retry())
			if c.trust == verify.Trusted {
				require.NoError(t, err)
				require.Equal(t, verify.Issuer{ID: school(t).Method().Controller, Name: "A College", NameFrom: verify.NameFromRegistry}, report.Issuer)
				require.Contains(t, report.String(), "A College (in your registry)\n")
				require.Contains(t, report.String(), "Pine Ridge High School (its own words)\n", "what it calls itself is shown as that")
			} else {
				require.Error(t, err)
				require.Equal(t, verify.NameFromBadge, report.Issuer.NameFrom)
			}
		})
	}
}

// A file that may answer no longer bounds what was said when it could.
func TestARegistryFileThatGrowsOldLeavesTheVerdictOpen(t *testing.T) {
	id := school(t).Method().Controller
	f, err := verify.ReadRegistry([]byte(`{"meta":{"updated":"` + clock.Format(time.RFC3339) + `"},"registry":{"` + id + `":{"name":"Pine Ridge"}}}`))
	require.NoError(t, err)
	f.MaxAge = time.Hour
	at := clock.Add(time.Minute)
	f.Now = func() time.Time { return at }
	v := newVerifier(t, func(cfg *verify.Config) { cfg.Issuers, cfg.Registry = nil, verify.Registries{said{}, f} })
	data := issueAs(t, school(t), civics(t))
	report, err := v.Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, clock.Add(time.Hour), report.GoodUntil.UTC())
	require.Equal(t, verify.Trusted, report.Trust)

	at = clock.Add(time.Hour + 1)
	report, err = v.Verify(ctx, data)
	require.ErrorIs(t, err, verify.TrustUnavailable)
	require.NotErrorIs(t, err, verify.TrustIssuerUnknown)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Equal(t, verify.TrustUndetermined, report.Trust)
	require.Zero(t, report.GoodUntil)
	require.False(t, report.Retry(), "the same file is no younger later")
	_, err = v.At(clock.Add(time.Minute)).Verify(ctx, data)
	require.ErrorIs(t, err, verify.TrustUnavailable, "how old the file is does not hang on what the badge is judged as of")
}

// O01: whoever calls himself a school is genuine, and not trusted for it.
func TestVerifiedTrustedAndRecipientAreThreeAnswers(t *testing.T) {
	stranger := civics(t)
	stranger.Issuer.Name = "Pine Ridge High School"
	data := issueAs(t, signerOf(t, edKey(3)), stranger)
	mine, another := verify.RecipientID("did:example:ada"), verify.RecipientID("did:example:bob")
	anyone := newVerifier(t, func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true })
	schools := issueAs(t, school(t), civics(t))
	for name, c := range map[string]struct {
		v         *verify.Verifier
		data      []byte
		rule      verify.Rule
		authentic bool
		trust     verify.TrustResult
		recipient verify.RecipientResult
	}{
		"a stranger's, shown by its holder":    {newVerifier(t, nil), data, mine, true, verify.Untrusted, verify.RecipientMatched},
		"a stranger's, and anybody's will do":  {anyone, data, mine, true, verify.TrustNotAsked, verify.RecipientMatched},
		"the school's, shown by somebody else": {newVerifier(t, nil), schools, another, true, verify.Trusted, verify.RecipientMismatched},
		"the school's, shown by its holder":    {newVerifier(t, nil), schools, mine, true, verify.Trusted, verify.RecipientMatched},
		"a forgery":                            {newVerifier(t, nil), append(schools[:len(schools)-4:len(schools)-4], "AAAA"...), mine, false, verify.TrustNotAsked, verify.RecipientNotAsked},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := c.v.Verify(ctx, c.data, c.rule)
			require.Equal(t, c.authentic, report.Authentic)
			require.Equal(t, c.trust, report.Trust)
			require.Equal(t, c.recipient, report.Recipient)
			passed := c.authentic && (c.trust == verify.Trusted || c.trust == verify.TrustNotAsked) && c.recipient == verify.RecipientMatched
			require.Equal(t, passed, err == nil)
			object, err := report.MarshalJSON()
			require.NoError(t, err)
			require.Contains(t, string(object), fmt.Sprintf(`"authentic":%t,`, c.authentic))
			require.Contains(t, string(object), `"trust":"`+c.trust.String()+`","recipient":"`+c.recipient.String()+`"`)
			if c.authentic {
				require.Regexp(t, `(?m)^  Trust       `, report.String())
				require.Contains(t, report.String(), "Pine Ridge High School (its own words)")
			} else {
				require.NotContains(t, report.String(), "Pine Ridge")
			}
		})
	}
	require.Equal(t, "not asked", new(verify.Report).Trust.String())
	require.NotEqual(t, verify.Trusted, new(verify.Report).Trust)
}

func TestARegistryOfNobodySaysWhatIsMissing(t *testing.T) {
	for text, says := range map[string]string{
		`{}`:              "/registry: expected a member of the document",
		`{"registry":{}}`: "/registry: expected an issuer, found none",
		`{"registry":[]}`: "/registry: expected an object of issuers by their ids, found",
	} {
		_, err := verify.ReadRegistry([]byte(text))
		require.ErrorContains(t, err, says)
	}
}

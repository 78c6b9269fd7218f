package explain_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

var ctx = context.Background()

func now() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

const schoolID = "https://school.example/issuer"

func edKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func curveKey(curve elliptic.Curve) *ecdsa.PrivateKey {
	key, err := ecdsa.ParseRawPrivateKey(curve, bytes.Repeat([]byte{7}, (curve.Params().BitSize+7)/8))
	if err != nil {
		panic(err) // both numbers are below the order of their curves
	}
	return key
}

// method is a key of the school, as a Verifier is configured with it.
func method(name string, key crypto.Signer) credential.Method {
	return credential.Method{ID: schoolID + "#" + name, Controller: schoolID, Key: key.Public()}
}

func signer(t testing.TB, m credential.Method, key crypto.Signer) credential.Signer {
	t.Helper()
	s, err := credential.NewSigner(m, key)
	require.NoError(t, err)
	return s
}

func verifier(t testing.TB, methods ...credential.Method) *verify.Verifier {
	t.Helper()
	v, err := verify.New(verify.Config{Issuers: []string{schoolID}, Methods: methods, Now: now})
	require.NoError(t, err)
	return v
}

// badge is one with texts, times, lists and single values.
const badge = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
	`"id":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Civics",` +
	`"issuer":{"id":"` + schoolID + `","type":["Profile"],"name":"Escuela Peña"},"validFrom":"2026-04-01T09:00:00Z","awardedDate":"2026-03-31T09:00:00Z",` +
	`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"https://school.example/a","type":["Achievement"],` +
	`"name":"Civics & Law","description":"First line\nsecond line","criteria":{"narrative":"“Well” done"},"tag":["one"]}}}`

func secured(t testing.TB, document string, s credential.Signer, suite credential.Suite) string {
	t.Helper()
	if suite == "" {
		signed, err := credential.SignJWS(ctx, []byte(document), s, credential.OpenBadges)
		require.NoError(t, err)
		return string(signed.Bytes())
	}
	signed, err := credential.AddProof(ctx, []byte(document), s, credential.ProofOptions{Suite: suite, Created: now().AddDate(0, -1, 0), Rand: bytes.NewReader(bytes.Repeat([]byte{5}, 1024))})
	require.NoError(t, err)
	if suite == credential.ECDSASD2023 {
		signed, err = credential.Derive(ctx, signed, []string{"/credentialSubject"}, nil)
		require.NoError(t, err)
	}
	return string(signed.Bytes())
}

// diagnosed is the diagnosis of a badge that is refused.
func diagnosed(t testing.TB, v *verify.Verifier, data string) (*explain.Diagnosis, *verify.Report) {
	t.Helper()
	report, err := v.Verify(ctx, []byte(data))
	require.Error(t, err)
	return explain.Diagnose(ctx, []byte(data), report, nil), report
}

func requireFound(t testing.TB, d *explain.Diagnosis, h explain.Hypothesis) explain.Finding {
	t.Helper()
	require.True(t, d.Asked)
	for _, f := range d.Findings {
		if f.Hypothesis == h {
			for _, language := range []string{"en", "es"} {
				require.NotContains(t, f.Sentence(language), "{")
				require.NotEqual(t, explain.Finding{}.Sentence(language), f.Sentence(language))
			}
			require.NotEqual(t, f.Sentence("en"), f.Sentence("es"))
			return f
		}
	}
	require.Fail(t, "it was not found", "%s; found: %+v", h, d)
	return explain.Finding{}
}

// payload makes another token of one, with the signature that it has.
func payload(t testing.TB, token string, change func(string) string) string {
	t.Helper()
	segments := strings.Split(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	changed := change(string(text))
	require.NotEqual(t, string(text), changed)
	segments[1] = base64.RawURLEncoding.EncodeToString([]byte(changed))
	return strings.Join(segments, ".")
}

func replaced(t testing.TB, old, with string) func(string) string {
	return func(s string) string {
		require.Contains(t, s, old)
		return strings.ReplaceAll(s, old, with)
	}
}

// A case is one thing that software does to a badge on its way.
type onTheWay struct {
	name    string
	change  func(t testing.TB) func(string) string
	found   explain.Hypothesis
	pointer string
	exact   bool // the graph does not see it
}

func onTheWays() []onTheWay {
	with := func(old, with string) func(t testing.TB) func(string) string {
		return func(t testing.TB) func(string) string { return replaced(t, old, with) }
	}
	return []onTheWay{
		{"a time in milliseconds", with(`"validFrom":"2026-04-01T09:00:00Z"`, `"validFrom":"2026-04-01T09:00:00.000Z"`), explain.DateSpelling, "/validFrom", false},
		{"all times with an offset", with(`T09:00:00Z`, `T09:00:00+00:00`), explain.DateSpelling, "/validFrom", false},
		{"doubly encoded", with("Peña", "PeÃ±a"), explain.DoublyEncoded, "/issuer/name", false},
		{"quotation marks doubly encoded", with("“Well” done", "â€œWellâ€\u009d done"), explain.DoublyEncoded, "/credentialSubject/achievement/criteria/narrative", false},
		{"line breaks of Windows", with(`First line\nsecond`, `First line\r\nsecond`), explain.LineBreaks, "/credentialSubject/achievement/description", false},
		{"escaped for HTML", with("Civics & Law", "Civics &amp; Law"), explain.Entities, "/credentialSubject/achievement/name", false},
		{"an empty text", with(`"name":"Civics",`, `"name":"Civics","description":"",`), explain.EmptyMembers, "/description", false},
		{"an older context", with("context-3.0.3.json", "context-3.0.1.json"), explain.ContextEdition, "/@context/1", true},
		{"another context", with(`context-3.0.3.json"]`, `context-3.0.3.json","https://w3id.org/security/multikey/v1"]`), explain.ContextAdded, "/@context/2", true},
		{"null", with(`"name":"Civics",`, `"name":"Civics","image":null,`), explain.EmptyMembers, "/image", true},
		{"a list of one", with(`"id":"did:example:ada"`, `"id":"did:example:ada","source":[]`), explain.EmptyMembers, "/credentialSubject/source", true},
		{"one value for a list of one", with(`"tag":["one"]`, `"tag":"one"`), explain.ArrayForm, "/credentialSubject/achievement/tag", true},
		{"lists for single values", with(`"criteria":{"narrative":"“Well” done"}`, `"criteria":[{"narrative":"“Well” done"}]`), explain.ArrayForm, "/credentialSubject/achievement/criteria", true},
	}
}

func TestWhatHappenedOnTheWayIsNamed(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.Ed25519Signature2020, credential.JsonWebSignature2020, credential.ECDSARDFC2019, credential.ECDSAJCS2019, credential.ECDSASD2023} {
		var key crypto.Signer = edKey(1)
		if strings.HasPrefix(string(suite), "ecdsa") {
			key = curveKey(elliptic.P256())
		}
		m := method("one", key)
		document := badge
		switch suite {
		case credential.Ed25519Signature2020:
			document = strings.Replace(badge, `3.0.3.json"]`, `3.0.3.json","https://w3id.org/security/suites/ed25519-2020/v1"]`, 1)
		case credential.JsonWebSignature2020:
			document = strings.Replace(badge, `3.0.3.json"]`, `3.0.3.json","https://w3id.org/security/suites/jws-2020/v1"]`, 1)
		}
		good := secured(t, document, signer(t, m, key), suite)
		v := verifier(t, m)
		_, err := v.Verify(ctx, []byte(good))
		require.NoError(t, err, suite)
		exact := suite == "" || strings.Contains(string(suite), "-jcs-")
		for _, w := range onTheWays() {
			if w.exact && !exact {
				continue
			}
			t.Run(string(suite)+" "+w.name, func(t *testing.T) {
				if w.found == explain.ContextAdded && suite != "" {
					t.Skip("a context beside those of a jcs proof is no fault")
				}
				broken := ""
				if suite == "" {
					broken = payload(t, good, w.change(t))
				} else {
					broken = w.change(t)(good)
				}
				d, _ := diagnosed(t, v, broken)
				f := requireFound(t, d, w.found)
				require.Equal(t, w.pointer, f.Pointer)
				require.Positive(t, f.Places)
			})
		}
	}
}

// Whatever changes what a badge says has no harmless explanation.
func TestATamperedBadgeHasNoExplanation(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		good := secured(t, badge, signer(t, m, key), suite)
		for _, change := range []func(string) string{
			replaced(t, "did:example:ada", "did:example:eve"), replaced(t, "2026-04-01T09", "2026-04-01T10"),
			replaced(t, "Civics & Law", "Civics &amp;amp; Law"), replaced(t, `"tag":["one"]`, `"tag":["one","two"]`),
		} {
			broken := ""
			if suite == "" {
				broken = payload(t, good, change)
			} else {
				broken = change(good)
			}
			d, _ := diagnosed(t, verifier(t, m), broken)
			require.True(t, d.Asked)
			require.Empty(t, d.Findings)
			require.Positive(t, d.Tried)
			require.Contains(t, d.Sentences("en")[0], "harmless")
		}
	}
	d, _ := diagnosed(t, verifier(t, method("one", edKey(2))), secured(t, badge, signer(t, m, key), ""))
	require.Empty(t, d.Findings, "a key that nobody knows")
}

func TestAnotherKeyOfTheSameIssuerIsNamed(t *testing.T) {
	one, two := edKey(1), edKey(2)
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		good := secured(t, badge, signer(t, method("one", one), one), suite)
		v := verifier(t, method("one", two), method("two", one)) // published under exchanged names
		d, _ := diagnosed(t, v, good)
		f := requireFound(t, d, explain.OtherKey)
		require.Equal(t, schoolID+"#two", f.Expected)
		require.Equal(t, schoolID+"#one", f.Found)
	}
	p256, other := curveKey(elliptic.P256()), method("two", curveKey(elliptic.P256()))
	good := secured(t, badge, signer(t, method("one", p256), p256), credential.ECDSASD2023)
	wrong, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{8}, 32))
	require.NoError(t, err)
	d, _ := diagnosed(t, verifier(t, method("one", wrong), other), good)
	requireFound(t, d, explain.OtherKey)
}

func TestTheContextOfTheProofIsNamed(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	good := secured(t, badge, signer(t, m, key), credential.EdDSAJCS2022)
	// Software has put another context into the proof, or taken its own away.
	at := strings.LastIndex(good, `"@context":`)
	end := at + strings.Index(good[at:], "]") + 2
	without := good[:at] + good[end:]
	d, _ := diagnosed(t, verifier(t, m), without)
	require.Contains(t, requireFound(t, d, explain.ProofContext).Expected, "https://www.w3.org/ns/credentials/v2")
	// An issuer has hashed it without, and written one into the proof.
	s, err := credential.Parse([]byte(without))
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	form, configuration, err := s.Forms(ctx, proofs[0], m, nil)
	require.NoError(t, err)
	d, _ = diagnosed(t, verifier(t, m), withValue(t, good, multikey.EncodeBase58(sign(t, key, both(hash(configuration), hash(form))))))
	require.Equal(t, "none", requireFound(t, d, explain.ProofContext).Variant)
}

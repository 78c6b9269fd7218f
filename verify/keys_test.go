package verify_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// unsigned is a badge with a proof that nobody made, by a key of the given name.
func unsigned(t *testing.T, issuer, method string) string {
	t.Helper()
	doc := issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t))
	own := school(t).Method()
	doc = strings.Replace(doc, `"verificationMethod":"`+own.ID+`"`, `"verificationMethod":"`+method+`"`, 1)
	require.Contains(t, doc, `"issuer":{"id":"`+own.Controller+`"`)
	return strings.Replace(doc, `"issuer":{"id":"`+own.Controller+`"`, `"issuer":{"id":"`+issuer+`"`, 1)
}

func TestWhatTheNameOfAKeyMayBe(t *testing.T) {
	own := school(t).Method()
	long := own.Controller + "#" + strings.Repeat("k", 3<<10)
	for name, c := range map[string]struct {
		issuer, method string
		code           credential.Code
	}{
		"3 KB":                          {own.Controller, long, credential.InputTooLarge},
		"no DID method":                 {"did::x", "did::x", credential.DIDSyntax},
		"no identifier":                 {"did:web:", "did:web:", credential.DIDSyntax},
		"a DID method in capitals":      {"did:WEB:x", "did:WEB:x", credential.DIDSyntax},
		"a DID method with a hyphen":    {"did:w-b:x", "did:w-b:x", credential.DIDSyntax},
		"the scheme did in capitals":    {"DID:web:x", "DID:web:x", credential.DIDSyntax},
		"an issuer with a user":         {"https://u@h.example", "https://h.example/k", verify.KeyControllerMismatch},
		"a key with a user":             {"https://h.example", "https://u@h.example/k", verify.KeyControllerMismatch},
		"an issuer without TLS":         {"http://h.example", "https://h.example/k", verify.KeyControllerMismatch},
		"another host":                  {"https://h.example", "https://g.example/k", verify.KeyControllerMismatch},
		"a key without TLS":             {"http://h.example", "http://h.example/k", credential.ResolveForbiddenTarget},
		"a file":                        {"file:///etc/passwd", "file:///etc/passwd", credential.ResolveForbiddenTarget},
		"a DID method nobody here asks": {"did:web2:x", "did:web2:x#k", credential.DIDMethodUnsupported},
	} {
		v := newVerifier(t, func(c2 *verify.Config) { c2.Issuers = []string{c.issuer} })
		_, err := v.Verify(ctx, []byte(unsigned(t, c.issuer, c.method)))
		require.ErrorIs(t, err, c.code, name)
	}
	_, err := newVerifier(t, nil).Verify(ctx, []byte(unsigned(t, own.Controller, long[:1<<11])))
	require.ErrorIs(t, err, credential.KeyNotFound, "as long as a name may be, and no key")
	require.NotErrorIs(t, err, credential.InputTooLarge)
}

// Without a name, the key is the issuer's only one among those that are known, or the
// one of his that the header shows.
func TestAPinnedKeyThatTheTokenDoesNotName(t *testing.T) {
	ed, ec := academyKeys(t)
	other := signerOf(t, edKey(5)).Method()
	other.ID, other.Controller = "https://other.example/keys/1", "https://other.example/issuer"
	claimed := withClaims(t, academyBadge(t))
	unnamed := forge(`{"alg":"EdDSA","typ":"JWT"}`, claimed, edKey(3))
	x := base64.RawURLEncoding.EncodeToString(edKey(3).Public().(ed25519.PublicKey))
	shown := forge(`{"alg":"EdDSA","typ":"JWT","jwk":{"kty":"OKP","crv":"Ed25519","x":"`+x+`"}}`, claimed, edKey(3))
	methods := func(list ...credential.Method) *verify.Verifier {
		return academyVerifier(t, func(c *verify.Config) { c.Methods = list })
	}
	verdict := func(v *verify.Verifier, data []byte) error {
		_, err := v.Verify(ctx, data)
		return err
	}
	require.NoError(t, verdict(methods(other, ed.Method()), unnamed), "the other key is another's")
	require.NoError(t, verdict(methods(ed.Method(), other), unnamed))
	require.ErrorIs(t, verdict(methods(ed.Method(), ec.Method()), unnamed), credential.KeyNotFound, "which of the two is not said")
	require.NoError(t, verdict(methods(ec.Method(), ed.Method()), shown), "the one that the header shows")
	require.NoError(t, verdict(methods(ed.Method(), ec.Method()), shown))
	require.Error(t, verdict(methods(ec.Method()), shown), "which is not known to be the issuer's")
}

// The algorithm is the key's: no proof of a suite for Ed25519 is by a key on P-256.
func TestAKeyOfAnotherKindThanTheSuite(t *testing.T) {
	_, ec := academyKeys(t)
	m, err := credential.DIDKey(ec.Method().Key)
	require.NoError(t, err)
	v := newVerifier(t, func(c *verify.Config) { c.Issuers = []string{m.Controller} })
	_, err = v.Verify(ctx, []byte(unsigned(t, m.Controller, m.ID)))
	require.ErrorIs(t, err, credential.KeyTypeMismatch)
}

// What is no domain is no absent one.
func TestADomainIsStrings(t *testing.T) {
	doc := issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t))
	for _, domain := range []string{`[null]`, `[{}]`, `["https://d.example",null]`, `{}`, `7`, `null`, `[["https://d.example"]]`} {
		edited := strings.Replace(doc, `"proofPurpose"`, `"domain":`+domain+`,"proofPurpose"`, 1)
		require.NotEqual(t, doc, edited)
		_, err := newVerifier(t, nil).Verify(ctx, []byte(edited))
		require.ErrorIs(t, err, credential.ProofMalformed, domain)
	}
}

// A document without contexts means nothing as a graph, by whatever key.
func TestADocumentWithoutContexts(t *testing.T) {
	m := school(t).Method()
	_, err := newVerifier(t, nil).Verify(ctx, []byte(`{"issuer":"`+m.Controller+`","proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","proofPurpose":"assertionMethod","verificationMethod":"`+m.ID+
		`","proofValue":"z2gwZaaNxUAXKwFnAkAzgLmwvWEnQxveruomuLZZqaSbEVUpdWeHVWQrSXyJjRwedEECEfFBnx5zbmYUVWaWCEMW8"}}`))
	require.ErrorIs(t, err, credential.ContextUnknown)
	require.NotErrorIs(t, err, verify.Panicked)
	require.ErrorContains(t, err, "expected a member @context")
}

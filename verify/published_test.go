package verify_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// badgeOf is a good badge of the issuer, as a token whose header has these members
// besides alg, signed with the key.
func badgeOf(t testing.TB, issuer, members string, key ed25519.PrivateKey) []byte {
	t.Helper()
	doc := strings.ReplaceAll(payload(t, "", ""), school(t).Method().Controller, issuer)
	return forge(`{"alg":"EdDSA"`+members+`}`, doc, key)
}

func named(kid string) string { return `,"kid":"` + kid + `"` }

func shown(t testing.TB, key ed25519.PrivateKey) string {
	return `,"jwk":` + jwkOf(t, key, "")
}

// anySigner signs under whatever name.
type anySigner struct {
	method credential.Method
	key    ed25519.PrivateKey
}

func (s anySigner) Method() credential.Method { return s.method }
func (s anySigner) Sign(_ context.Context, message []byte) ([]byte, error) {
	return ed25519.Sign(s.key, message), nil
}

// embeddedOf is the same badge with a proof inside it.
func embeddedOf(t testing.TB, issuer, method string, key ed25519.PrivateKey) []byte {
	t.Helper()
	m := credential.Method{ID: method, Controller: issuer, Key: key.Public()}
	return []byte(issueEmbedded(t, anySigner{m, key}, credential.EdDSARDFC2022, civics(t)))
}

// jwkOf writes the public JWK of a key with further members.
func jwkOf(t testing.TB, key ed25519.PrivateKey, members string) string {
	t.Helper()
	jwk, err := credential.Method{ID: "k", Controller: "k", Key: key.Public()}.JWK()
	require.NoError(t, err)
	return strings.TrimSuffix(string(jwk), "}") + members + "}"
}

func multikeyOf(t testing.TB, key ed25519.PrivateKey) string {
	t.Helper()
	m, err := credential.Method{ID: "k", Controller: "k", Key: key.Public()}.Multikey()
	require.NoError(t, err)
	return m
}

// multikey writes a verification method.
func multikeyMethod(t testing.TB, id, controller string, key ed25519.PrivateKey, members string) string {
	return fmt.Sprintf(`{"id":%q,"type":"Multikey","controller":%q,"publicKeyMultibase":%q%s}`, id, controller, multikeyOf(t, key), members)
}

// document writes a controlled identifier document that lists methods for assertions.
func document(id string, methods ...string) []byte {
	return []byte(fmt.Sprintf(`{"@context":["https://www.w3.org/ns/did/v1"],"id":%q,"assertionMethod":[%s]}`, id, strings.Join(methods, ",")))
}

func fetching(t testing.TB, f verify.Fetcher, issuer string, change func(*verify.Config)) *verify.Verifier {
	t.Helper()
	return newVerifier(t, func(c *verify.Config) {
		c.Fetcher, c.Issuers = f, []string{issuer}
		if change != nil {
			change(c)
		}
	})
}

// requireCode asks for a verdict: nil is a pass.
func requireCode(t testing.TB, f verify.Fetcher, issuer string, data []byte, want error, what string) *verify.Report {
	t.Helper()
	report, err := fetching(t, f, issuer, nil).Verify(ctx, data)
	if want == nil {
		require.NoError(t, err, what)
		return report
	}
	require.ErrorIs(t, err, want, what)
	outcome := verify.Failed
	switch want {
	case verify.ResolveHTTP, verify.ResolveOffline, verify.ResolveTooLarge, verify.ResolveFailed:
		outcome = verify.Undetermined
	}
	require.Equal(t, outcome, report.Outcome, what)
	require.Nil(t, report.Credential, what)
	return report
}

const webSchool = "did:web:school.example"

const webPlace = "https://school.example/.well-known/did.json"

func TestADIDWebIssuer(t *testing.T) {
	key := edKey(0)
	for did, at := range map[string]string{ // H01
		webSchool:                            webPlace,
		"did:web:school.example:u:alice":     "https://school.example/u/alice/did.json",
		"did:web:school.example%3A8443":      "https://school.example:8443/.well-known/did.json",
		"did:web:school.example%3a443:a":     "https://school.example:443/a/did.json",
		"did:web:School.example:A:a_b-c.d":   "https://school.example/A/a_b-c.d/did.json",
		"did:web:a-1.b2.xn--bcher-kva.co.uk": "https://a-1.b2.xn--bcher-kva.co.uk/.well-known/did.json",
	} {
		f := verify.FetchMap{at: document(did, multikeyMethod(t, did+"#k1", did, key, ""))}
		for kind, data := range map[string][]byte{"JWS": badgeOf(t, did, named(did+"#k1"), key), "proof": embeddedOf(t, did, did+"#k1", key)} {
			report := requireCode(t, f, did, data, nil, kind+" "+did)
			require.Equal(t, did+"#k1", report.Method)
			require.Equal(t, did, report.Controller)
			require.Len(t, report.Sources, 1)
			require.Equal(t, at, report.Sources[0].URL)
			require.Equal(t, verify.CheckKey, report.Sources[0].Check)
		}
		requireCode(t, f, did, badgeOf(t, did, named(did+"#k1"), edKey(1)), verify.ProofSigInvalid, "another's signature")
		requireCode(t, f, did, badgeOf(t, did, named(did+"#k2"), key), credential.KeyNotFound, "another name")
	}
}

// H02 to H08.
func TestADIDWebIsReadStrictly(t *testing.T) {
	for did, want := range map[string]error{
		"did:web:school.example:..:..:admin":          credential.DIDSyntax,
		"did:web:school.example:%2e%2e:x":             credential.DIDSyntax,
		"did:web:school.example:..%2f..%2fx":          credential.DIDSyntax,
		"did:web:school.example:.":                    credential.DIDSyntax,
		"did:web::x":                                  credential.DIDSyntax,
		"did:web:":                                    credential.DIDSyntax,
		"did:web:school.example:":                     credential.DIDSyntax,
		"did:web:school.example::x":                   credential.DIDSyntax,
		"did:web:school.example%2Fevil":               credential.DIDSyntax,
		"did:web:school.example%40evil.example":       credential.DIDSyntax,
		"did:web:a%253Ab":                             credential.DIDSyntax,
		"did:web:school.example%00":                   credential.DIDSyntax,
		"did:web:school.example:a%3Ab":                credential.DIDSyntax,
		"did:web:school.example:a%20b":                credential.DIDSyntax,
		"did:web:evil.example%23school.example":       credential.DIDSyntax,
		"did:web:school.example%3Fx":                  credential.DIDSyntax,
		"did:web:school.example?x=1":                  credential.DIDSyntax,
		"did:web:school.example/x":                    credential.DIDSyntax,
		"did:web:me@school.example":                   credential.DIDSyntax,
		"did:web:school.example;x":                    credential.DIDSyntax,
		"did:web:sch\u00f6ol.example":                 credential.DIDSyntax,
		"did:web:school_1.example":                    credential.DIDSyntax,
		"did:web:-school.example":                     credential.DIDSyntax,
		"did:web:school..example":                     credential.DIDSyntax,
		"did:web:" + strings.Repeat("a", 64) + ".ex":  credential.DIDSyntax,
		"did:web:" + strings.Repeat("a.", 126) + "ab": credential.DIDSyntax,
		"did:web:school.example%3A":                   credential.DIDSyntax,
		"did:web:school.example%3A99999":              credential.DIDSyntax,
		"did:web:school.example%3A-1":                 credential.DIDSyntax,
		"did:web:school.example%3A+443":               credential.DIDSyntax,
		"did:web:school.example%3A0443":               credential.DIDSyntax,
		"did:web:school.example%3A80a":                credential.DIDSyntax,
		"did:web:school.example%3A443%3A80":           credential.DIDSyntax,
		"did:web:school.example%3A0":                  verify.ResolveForbiddenTarget,
		"did:web:school.example%3A22":                 verify.ResolveForbiddenTarget,
		"did:web:school.example%3A1023":               verify.ResolveForbiddenTarget,
		"did:web:127.0.0.1":                           verify.ResolveForbiddenTarget,
		"did:web:%5B::1%5D":                           verify.ResolveForbiddenTarget,
		"did:web:[::1]":                               verify.ResolveForbiddenTarget,
		"did:web:2130706433":                          verify.ResolveForbiddenTarget,
		"did:web:0x7f.1":                              verify.ResolveForbiddenTarget,
		"did:web:0x7f000001":                          verify.ResolveForbiddenTarget,
		"did:web:1.0x7f":                              verify.ResolveForbiddenTarget,
		"did:web:0177.0.0.1":                          verify.ResolveForbiddenTarget,
		"did:web:127.1":                               verify.ResolveForbiddenTarget,
		"did:web:127.1%3A8443":                        verify.ResolveForbiddenTarget,
		"did:web:localhost":                           verify.ResolveForbiddenTarget,
		"did:web:localhost%3A8443":                    verify.ResolveForbiddenTarget,
		"did:web:LOCALHOST":                           verify.ResolveForbiddenTarget,
		"did:web:metadata":                            verify.ResolveForbiddenTarget,
		"did:web:foo.local":                           verify.ResolveForbiddenTarget,
		"did:web:foo.LOCAL":                           verify.ResolveForbiddenTarget,
		"did:web:metadata.google.internal":            verify.ResolveForbiddenTarget,
		"did:web:x.internal":                          verify.ResolveForbiddenTarget,
		"did:web:kubernetes.default.svc":              verify.ResolveForbiddenTarget,
		"did:web:a.svc.cluster.local":                 verify.ResolveForbiddenTarget,
		"did:web:1.0.0.127.in-addr.arpa":              verify.ResolveForbiddenTarget,
		"did:web:school.example.":                     verify.ResolveForbiddenTarget,
		"did:web:localhost.":                          verify.ResolveForbiddenTarget,
	} {
		data := badgeOf(t, did, named(did+"#k1"), edKey(0))
		for _, f := range []verify.Fetcher{nil, unasked(t)} {
			requireCode(t, f, did, data, want, did)
		}
		_, err := verify.DIDWeb(unasked(t)).Resolve(ctx, verify.KeyQuery{Method: did + "#k1", Issuer: did})
		require.ErrorIs(t, err, want, did)
	}
	_, err := verify.DIDWeb(unasked(t)).Resolve(ctx, verify.KeyQuery{Method: webSchool + "#"})
	require.ErrorIs(t, err, credential.DIDSyntax)
}

// unasked is a network that nobody may ask.
func unasked(t testing.TB) verify.Fetcher {
	return network(func(r verify.Request) (*verify.Resource, error) {
		t.Errorf("%s was asked for", r.URL)
		return nil, fmt.Errorf("never")
	})
}

type network func(r verify.Request) (*verify.Resource, error)

func (n network) Fetch(_ context.Context, r verify.Request) (*verify.Resource, error) { return n(r) }

// H14, H15: issuers and keys of other schemes.
func TestOtherSchemesAreNeverAsked(t *testing.T) {
	for _, at := range []string{"http://school.example/i", "file:///etc/passwd", "ftp://school.example/i", "gopher://school.example/i", "javascript:alert(1)", "jar:https://school.example/i!/k", "data:application/json,{}"} {
		requireCode(t, unasked(t), at, badgeOf(t, at, named(at), edKey(0)), verify.ResolveForbiddenTarget, at)
		requireCode(t, unasked(t), at, badgeOf(t, at, shown(t, edKey(0)), edKey(0)), verify.ResolveForbiddenTarget, at)
		requireCode(t, unasked(t), webSchool, badgeOf(t, webSchool, named(at), edKey(0)), verify.ResolveForbiddenTarget, at)
	}
	for _, at := range []string{
		"https://127.0.0.1/i", "https://[::1]/i", "https://2130706433/i", "https://0x7f.1/i", "https://localhost/i", "https://localhost:8443/i", "https://x.internal/i", "https://school.example./i",
		"https://school.example:22/i", "https://school.example:/i", "https://school.example/a/../i", "https://school.example/a/%2e%2e/i", "https://school.example/./i", "https://sch\u00f6ol.example/i",
	} {
		requireCode(t, unasked(t), at, badgeOf(t, at, named(at+"#k"), edKey(0)), verify.ResolveForbiddenTarget, at)
		_, err := verify.HTTPS(unasked(t)).Resolve(ctx, verify.KeyQuery{Method: "https://school.example/k", Issuer: at})
		require.ErrorIs(t, err, verify.ResolveForbiddenTarget, at)
		_, err = verify.HTTPS(unasked(t)).Resolve(ctx, verify.KeyQuery{Method: at})
		require.ErrorIs(t, err, verify.ResolveForbiddenTarget, at)
	}
	_, err := verify.HTTPS(unasked(t)).Resolve(ctx, verify.KeyQuery{Method: "https://me@school.example/i#k"})
	require.ErrorIs(t, err, verify.ResolveForbiddenTarget)
	_, err = verify.HTTPS(unasked(t)).Resolve(ctx, verify.KeyQuery{})
	require.ErrorIs(t, err, verify.ResolveForbiddenTarget)
	_, err = verify.DIDWeb(unasked(t)).Resolve(ctx, verify.KeyQuery{})
	require.ErrorIs(t, err, credential.DIDSyntax)
}

// H16.
func TestADocumentIsOfTheIdentifierAskedFor(t *testing.T) {
	data := badgeOf(t, webSchool, named(webSchool+"#k1"), edKey(0))
	m := multikeyMethod(t, webSchool+"#k1", webSchool, edKey(0), "")
	for _, id := range []string{"did:web:other.example", webSchool + "#", webSchool + ":", "did:web:School.example", "did:web:school.example:a", ""} {
		requireCode(t, verify.FetchMap{webPlace: document(id, m)}, webSchool, data, credential.ResolveDocID, id)
	}
	for _, id := range []string{`null`, `7`, `["did:web:school.example"]`, `{}`} {
		doc := strings.Replace(string(document(webSchool, m)), `"id":"`+webSchool+`",`, `"id":`+id+`,`, 1)
		requireCode(t, verify.FetchMap{webPlace: []byte(doc)}, webSchool, data, credential.ResolveDocID, id)
	}
	const issuer = "https://school.example/i/1"
	data = badgeOf(t, issuer, named(issuer+"#k1"), edKey(0))
	m = multikeyMethod(t, issuer+"#k1", issuer, edKey(0), "")
	requireCode(t, verify.FetchMap{issuer: document(issuer, m)}, issuer, data, nil, "the very URL")
	for _, id := range []string{issuer + "/", issuer + "#", issuer + "?", "https://School.example/i/1", "https://school.example:443/i/1", "https://school.example/i/2"} {
		requireCode(t, verify.FetchMap{issuer: document(id, m)}, issuer, data, credential.ResolveDocID, id)
	}
}

// H17, H27: what comes instead of a document, or in a broken one.
func TestDocumentsThatAreNone(t *testing.T) {
	const did = webSchool
	data := badgeOf(t, did, named(did+"#k1"), edKey(0))
	good := multikeyMethod(t, did+"#k1", did, edKey(0), "")
	other := multikeyMethod(t, did+"#k2", did, edKey(1), "")
	var many []string
	for i := range 10_000 {
		many = append(many, fmt.Sprintf(`{"id":"#m%d","type":"Multikey","controller":%q}`, i, did))
	}
	whole := string(document(did, good))
	type answer struct {
		doc  string
		want error
	}
	for name, c := range map[string]answer{
		"a login page":             {"<!DOCTYPE html><html><body>Sign in</body></html>", verify.ResolveHTTP},
		"nothing":                  {"", verify.ResolveHTTP},
		"null":                     {"null", verify.ResolveHTTP},
		"a list":                   {"[" + whole + "]", verify.ResolveHTTP},
		"a text":                   {`"x"`, verify.ResolveHTTP},
		"a byte order mark":        {"\ufeff" + whole, verify.ResolveHTTP},
		"half of it":               {whole[:len(whole)/2], verify.ResolveHTTP},
		"two":                      {whole + whole, verify.ResolveHTTP},
		"5 MB":                     {whole + strings.Repeat(" ", 5<<20), verify.ResolveTooLarge},
		"a name twice":             {strings.Replace(whole, `"id"`, `"assertionMethod":[],"id"`, 1), credential.SchemaInvalid},
		"a name twice in a method": {strings.Replace(whole, `"type":`, `"type":"Multikey","type":`, 1), credential.SchemaInvalid},
		"10,000 methods":           {string(document(did, append(many, good)...)), credential.SchemaInvalid},
		"65 methods":               {string(document(did, append(many[:64:64], good)...)), credential.SchemaInvalid},
		"65 in two lists":          {strings.TrimSuffix(string(document(did, append(many[:32:32], good)...)), "}") + `,"verificationMethod":[` + strings.Join(many[32:64], ",") + `]}`, credential.SchemaInvalid},
		"a name 65 times":          {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s],"assertionMethod":["#k1"%s]}`, did, good, strings.Repeat(`,"#k1"`, 64)), credential.SchemaInvalid},
		"a method twice":           {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s,%s],"assertionMethod":["#k1"]}`, did, good, good), credential.SchemaInvalid},
		"deep":                     {strings.TrimSuffix(whole, "}") + `,"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}", credential.SchemaInvalid},
		"an id twice":              {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s,%s],"assertionMethod":["#k1"]}`, did, good, strings.Replace(other, "#k2", "#k1", 1)), credential.SchemaInvalid},
		"an id relative and whole": {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s,%s]}`, did, good, strings.Replace(other, did+"#k2", "#k1", 1)), credential.SchemaInvalid},
		"an id in two lists":       {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s],"assertionMethod":[%s]}`, did, good, strings.Replace(other, "#k2", "#k1", 1)), credential.SchemaInvalid},
		"a purpose that is a text": {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s],"assertionMethod":"#k1"}`, did, good), credential.SchemaInvalid},
		"a purpose in an object":   {fmt.Sprintf(`{"id":%q,"assertionMethod":%s}`, did, good), credential.SchemaInvalid},
		"methods by name":          {fmt.Sprintf(`{"id":%q,"verificationMethod":["#k1"]}`, did), credential.SchemaInvalid},
		"a method that is none":    {string(document(did, good, "7")), credential.SchemaInvalid},
		"a method without an id":   {string(document(did, good, "{}")), credential.SchemaInvalid},
		"a method of no name":      {string(document(did, good, `""`)), credential.SchemaInvalid},
		"a context inside":         {strings.Replace(whole, `"type":`, `"@context":{"publicKeyMultibase":"urn:x"},"type":`, 1), credential.SchemaInvalid},
		"no controller":            {strings.Replace(whole, `"controller":"`+did+`",`, ``, 1), credential.SchemaInvalid},
		"two controllers":          {strings.Replace(whole, `"controller":"`+did+`"`, `"controller":["`+did+`","did:web:x.example"]`, 1), credential.SchemaInvalid},
		"no type":                  {strings.Replace(whole, `"type":"Multikey",`, ``, 1), credential.SchemaInvalid},
		"two keys":                 {strings.Replace(whole, `"type"`, `"publicKeyJwk":`+jwkOf(t, edKey(1), "")+`,"type"`, 1), credential.SchemaInvalid},
		"no key":                   {strings.Replace(whole, `"publicKeyMultibase"`, `"x"`, 1), credential.SchemaInvalid},
		"a key that is none":       {strings.Replace(whole, `"publicKeyMultibase":"z`, `"publicKeyMultibase":"y`, 1), credential.KeyMalformed},
		"revoked before all time":  {strings.Replace(whole, `"type"`, `"revoked":"0001-01-01T00:00:00Z","type"`, 1), credential.SchemaInvalid},
		"a time that is none":      {strings.Replace(whole, `"type"`, `"revoked":"tomorrow","type"`, 1), credential.SchemaInvalid},
		"a time that is a number":  {strings.Replace(whole, `"type"`, `"expires":4102444800,"type"`, 1), credential.SchemaInvalid},
		"given up in no way":       {strings.Replace(whole, `"id"`, `"deactivated":"yes","id"`, 1), credential.SchemaInvalid},
		"given up":                 {strings.Replace(whole, `"id"`, `"deactivated":true,"id"`, 1), credential.DIDDeactivated},
		"no methods":               {`{"id":"` + did + `"}`, credential.KeyNotFound},
		"only named":               {string(document(did, `"#k1"`)), credential.KeyNotFound},
		"the key of another":       {string(document(did, multikeyMethod(t, did+"#k1", "did:web:other.example", edKey(0), ""))), verify.KeyControllerMismatch},
		"alsoKnownAs":              {strings.Replace(string(document("did:web:evil.example", good)), `"id"`, `"alsoKnownAs":["`+did+`"],"id"`, 1), credential.ResolveDocID}, // H30
		"for no purpose":           {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s],"assertionMethod":["#k2"]}`, did, good), credential.KeyRelationship},
		"for another purpose":      {fmt.Sprintf(`{"id":%q,"verificationMethod":[%s],"authentication":["#k1"]}`, did, good), credential.KeyRelationship},
	} {
		f := verify.FetchMap{webPlace: []byte(c.doc)}
		requireCode(t, f, did, data, c.want, name)
		if name != "for another purpose" { // which is the caller's to judge
			_, err := verify.DIDWeb(f).Resolve(ctx, verify.KeyQuery{Method: did + "#k1", Issuer: did})
			require.ErrorIs(t, err, c.want, name)
		}
	}
	for name, doc := range map[string]string{
		"named relatively":         string(document(did, strings.Replace(good, did+"#k1", "#k1", 1))),
		"listed and named":         fmt.Sprintf(`{"id":%q,"verificationMethod":[%s,%s],"assertionMethod":["#k2",%q]}`, did, good, other, did+"#k1"),
		"in both lists, the same":  fmt.Sprintf(`{"id":%q,"authentication":[%s],"assertionMethod":[%s]}`, did, good, good),
		"64 methods":               string(document(did, append(many[:63:63], good)...)),
		"null for what is absent":  fmt.Sprintf(`{"id":%q,"verificationMethod":null,"authentication":null,"deactivated":null,"assertionMethod":[%s]}`, did, strings.Replace(good, `"type"`, `"revoked":null,"expires":null,"type"`, 1)),
		"other keys besides":       string(document(did, good, `{"id":"#x","type":"X25519KeyAgreementKey2020","controller":"`+did+`","publicKeyMultibase":"z6LS"}`, `"did:web:other.example#k1"`)),
		"not given up":             strings.Replace(whole, `"id"`, `"deactivated":false,"id"`, 1),
		"known by another name":    strings.Replace(whole, `"id"`, `"alsoKnownAs":["did:web:victim.example"],"id"`, 1),
		"a key that ends tomorrow": strings.Replace(whole, `"type"`, `"expires":"2026-05-02T00:00:00Z","revoked":"2026-05-02T00:00:00","type"`, 1),
	} {
		requireCode(t, verify.FetchMap{webPlace: []byte(doc)}, did, data, nil, name)
	}
	for _, status := range []int{410, 404, 401, 500} { // H18
		f := network(func(r verify.Request) (*verify.Resource, error) {
			return nil, credential.NewProblem(verify.ResolveHTTP, "", &verify.HTTPError{Status: status}, "status %d", status)
		})
		want := map[bool]error{true: credential.DIDDeactivated, false: verify.ResolveHTTP}[status == 410]
		requireCode(t, f, did, data, want, fmt.Sprint(status))
	}
}

func TestHowAKeyIsPublished(t *testing.T) {
	const did = webSchool
	key := edKey(0)
	raw := key.Public().(ed25519.PublicKey)
	data := badgeOf(t, did, named(did+"#k1"), key)
	method := func(kind, member, value string) string {
		return fmt.Sprintf(`{"id":"#k1","type":%q,"controller":%q,%q:%s}`, kind, did, member, value)
	}
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	multi, jwk, b58 := quoted(multikeyOf(t, key)), jwkOf(t, key, ""), quoted(base58Of(raw))
	small := `{"crv":"Ed25519","kty":"OKP","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`
	_, ec := academyKeys(t)
	p256, err := ec.Method().Multikey()
	require.NoError(t, err)
	for name, c := range map[string]struct {
		method string
		want   error
	}{
		"Multikey":                                  {method("Multikey", "publicKeyMultibase", multi), nil},
		"JsonWebKey":                                {method("JsonWebKey", "publicKeyJwk", jwk), nil},
		"JsonWebKey2020":                            {method("JsonWebKey2020", "publicKeyJwk", jwk), nil},
		"Ed25519VerificationKey2020":                {method("Ed25519VerificationKey2020", "publicKeyMultibase", multi), nil},
		"Ed25519VerificationKey2018":                {method("Ed25519VerificationKey2018", "publicKeyBase58", b58), nil},
		"another type":                              {method("EcdsaSecp256k1VerificationKey2019", "publicKeyJwk", jwk), credential.KeyTypeMismatch},
		"a type in other letters":                   {method("multikey", "publicKeyMultibase", multi), credential.KeyTypeMismatch},
		"P-256 as Ed25519":                          {method("Ed25519VerificationKey2020", "publicKeyMultibase", quoted(p256)), credential.KeyTypeMismatch},
		"P-256, and signed with Ed25519":            {method("Multikey", "publicKeyMultibase", quoted(p256)), credential.KeyTypeMismatch},
		"a Multikey with a JWK":                     {method("Multikey", "publicKeyJwk", jwk), credential.SchemaInvalid},
		"a JWK as text":                             {method("JsonWebKey", "publicKeyJwk", quoted(jwk)), credential.SchemaInvalid},
		"base58 of another length":                  {method("Ed25519VerificationKey2018", "publicKeyBase58", quoted(base58Of(raw[:31]))), credential.KeyMalformed},
		"base58 of a megabyte":                      {method("Ed25519VerificationKey2018", "publicKeyBase58", quoted(strings.Repeat("z", 900_000))), credential.KeyMalformed},
		"no base58":                                 {method("Ed25519VerificationKey2018", "publicKeyBase58", `"0OIl"`), credential.KeyMalformed},
		"a weak key in base58":                      {method("Ed25519VerificationKey2018", "publicKeyBase58", quoted(base58Of(append([]byte{1}, make([]byte, 31)...)))), credential.KeyWeak},
		"a weak key":                                {method("JsonWebKey", "publicKeyJwk", small), credential.KeyWeak},
		"a private JWK":                             {method("JsonWebKey", "publicKeyJwk", jwkOf(t, key, `,"d":"x"`)), credential.KeyPrivateExposed}, // K16
		"a secret as the public key":                {method("Multikey", "publicKeyMultibase", quoted("z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq")), credential.KeyPrivateExposed},
		"a secret beside it":                        {strings.Replace(method("Multikey", "publicKeyMultibase", multi), `"id"`, `"secretKeyMultibase":"z3u2","id"`, 1), credential.KeyPrivateExposed},
		"a private JWK beside it":                   {strings.Replace(method("Multikey", "publicKeyMultibase", multi), `"id"`, `"privateKeyJwk":{},"id"`, 1), credential.KeyPrivateExposed},
		"a symmetric key":                           {method("JsonWebKey", "publicKeyJwk", `{"kty":"oct","k":"AAAA"}`), credential.KeyTypeMismatch},
		"a JWK for encryption":                      {method("JsonWebKey", "publicKeyJwk", jwkOf(t, key, `,"use":"enc"`)), credential.KeyTypeMismatch},
		"revoked":                                   {strings.Replace(method("Multikey", "publicKeyMultibase", multi), `"id"`, `"revoked":"2026-05-01T09:00:00Z","id"`, 1), credential.KeyRevoked},
		"expired":                                   {strings.Replace(method("Multikey", "publicKeyMultibase", multi), `"id"`, `"expires":"2026-05-01T09:00:00Z","id"`, 1), credential.KeyRevoked},
		"revoked, by the badge's own account later": {strings.Replace(method("Multikey", "publicKeyMultibase", multi), `"id"`, `"revoked":"2020-01-01T00:00:00Z","id"`, 1), credential.KeyRevoked},
	} {
		f := verify.FetchMap{webPlace: document(did, c.method)}
		requireCode(t, f, did, data, c.want, name)
		if errors.Is(c.want, credential.KeyRevoked) || strings.HasPrefix(name, "P-256, and") {
			continue // which the caller judges
		}
		_, err := verify.DIDWeb(f).Resolve(ctx, verify.KeyQuery{Method: did + "#k1"})
		require.ErrorIs(t, err, c.want, name)
	}
}

// An identifier alone names its one key, or the one of its keys that is shown.
func TestAnIssuerNamesNoKey(t *testing.T) {
	const did = webSchool
	one, two := multikeyMethod(t, did+"#k1", did, edKey(0), ""), multikeyMethod(t, did+"#k2", did, edKey(1), "")
	agreement := `{"id":"#x","type":"X25519KeyAgreementKey2020","controller":"` + did + `","publicKeyMultibase":"z6LS"}`
	alone := verify.FetchMap{webPlace: []byte(fmt.Sprintf(`{"id":%q,"verificationMethod":[%s,%s],"assertionMethod":["#k1"],"keyAgreement":["#x"]}`, did, one, agreement))}
	both := verify.FetchMap{webPlace: document(did, one, two)}
	exposed := verify.FetchMap{webPlace: document(did, strings.Replace(one, `"type"`, `"secretKeyMultibase":"z","type"`, 1), two)}
	foreign := verify.FetchMap{webPlace: document(did, multikeyMethod(t, "did:web:other.example#k", did, edKey(0), ""))}
	bare := badgeOf(t, did, named(did), edKey(0))
	requireCode(t, alone, did, bare, nil, "one key")
	requireCode(t, alone, did, badgeOf(t, did, "", edKey(0)), nil, "no kid at all")
	requireCode(t, alone, did, badgeOf(t, did, shown(t, edKey(0)), edKey(0)), nil, "the one that is shown")
	requireCode(t, alone, did, badgeOf(t, did, shown(t, edKey(1)), edKey(1)), verify.KeyControllerMismatch, "another is shown")
	requireCode(t, both, did, bare, credential.KeyNotFound, "two keys")
	requireCode(t, both, did, badgeOf(t, did, shown(t, edKey(1)), edKey(1)), nil, "the second is shown")
	requireCode(t, both, did, badgeOf(t, did, shown(t, edKey(2)), edKey(2)), credential.KeyNotFound, "a third is shown")
	requireCode(t, both, did, badgeOf(t, did, named("#k2"), edKey(1)), nil, "named relatively")
	requireCode(t, exposed, did, badgeOf(t, did, shown(t, edKey(0)), edKey(0)), credential.KeyPrivateExposed, "the first is no secret")
	requireCode(t, exposed, did, badgeOf(t, did, shown(t, edKey(1)), edKey(1)), nil, "which says nothing of the second")
	requireCode(t, foreign, did, bare, credential.KeyNotFound, "under another's name")
	requireCode(t, verify.FetchMap{webPlace: document(did)}, did, bare, credential.KeyNotFound, "no keys")
}

// base58Of writes bytes in base58btc.
func base58Of(raw []byte) string {
	const digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	out := []byte{0}
	for _, b := range raw {
		carry := int(b)
		for i := range out {
			carry += int(out[i]) << 8
			out[i] = byte(carry % 58)
			carry /= 58
		}
		for ; carry > 0; carry /= 58 {
			out = append(out, byte(carry%58))
		}
	}
	var text []byte
	for i := 0; i < len(raw)-1 && raw[i] == 0; i++ {
		text = append(text, digits[0])
	}
	for i := len(out) - 1; i >= 0; i-- {
		text = append(text, digits[out[i]])
	}
	return string(text)
}

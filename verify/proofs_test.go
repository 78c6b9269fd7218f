package verify_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/beside"
	"github.com/summitbadges/openbadges/verify"
)

const academy = "https://academy.example/issuer"

// academyKeys are two keys of one issuer that is found by its Methods.
func academyKeys(t testing.TB) (ed, ec credential.Signer) {
	t.Helper()
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), append(make([]byte, 31), 7))
	require.NoError(t, err)
	signer := func(id string, key crypto.Signer) credential.Signer {
		s, err := credential.NewSigner(credential.Method{ID: "https://academy.example/keys/" + id, Controller: academy}, key)
		require.NoError(t, err)
		return s
	}
	return signer("ed", edKey(3)), signer("ec", private)
}

func academyVerifier(t testing.TB, change func(*verify.Config)) *verify.Verifier {
	t.Helper()
	ed, ec := academyKeys(t)
	return newVerifier(t, func(c *verify.Config) {
		c.Issuers = []string{academy}
		c.Methods = []credential.Method{ed.Method(), ec.Method()}
		if change != nil {
			change(c)
		}
	})
}

func academyBadge(t testing.TB) string {
	t.Helper()
	ed, _ := academyKeys(t)
	signed := issueEmbedded(t, ed, credential.EdDSARDFC2022, civics(t))
	return signed[:strings.Index(signed, `,"proof":[`)] + "}"
}

func addProof(t testing.TB, doc string, s credential.Signer, o credential.ProofOptions) string {
	t.Helper()
	o.Created = clock
	b, err := credential.AddProof(ctx, []byte(doc), s, o)
	require.NoError(t, err)
	return string(b.Bytes())
}

// requireVerdict judges a badge and looks for codes among its errors and warnings.
func requireVerdict(t testing.TB, v *verify.Verifier, data, want string, codes ...credential.Code) {
	t.Helper()
	report, err := v.Verify(ctx, []byte(data))
	require.Equal(t, want, report.Verdict(), "%v %v", err, report.Warnings())
	for _, code := range codes {
		found := false
		for _, p := range append(report.Errors(), report.Warnings()...) {
			found = found || p.Code == code
		}
		require.True(t, found, "%s in %v", code, report)
	}
}

func TestEverySuiteIsVerified(t *testing.T) {
	for _, suite := range credential.Suites() {
		t.Run(string(suite), func(t *testing.T) {
			ed, ec := academyKeys(t)
			s := ed
			if strings.HasPrefix(string(suite), "ecdsa") {
				s = ec
			}
			data := issueEmbedded(t, s, suite, civics(t))
			if suite == credential.ECDSASD2023 {
				requireVerdict(t, academyVerifier(t, nil), data, "invalid", credential.ProofMalformed) // a base proof is for the holder
				data = derive(t, data, "/evidence", "/credentialSubject")
			}
			requireVerdict(t, academyVerifier(t, func(c *verify.Config) { c.Strict = true }), data, "valid")
			requireVerdict(t, academyVerifier(t, nil), strings.Replace(data, "2026 student", "2025 student", 1), "invalid", credential.ProofSigInvalid)
		})
	}
}

func TestAPolicyAsksForProofs(t *testing.T) {
	ed, ec := academyKeys(t)
	rdfc, jcs, ecdsa := credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.ECDSARDFC2019
	both := addProof(t, addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: rdfc}), ec, credential.ProofOptions{Suite: ecdsa})
	twice := addProof(t, addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: rdfc}), ed, credential.ProofOptions{Suite: jcs})
	one := addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: rdfc})
	breakProof := func(doc string, i int) string {
		parts := strings.Split(doc, `"proofValue":"z`)
		c := parts[i+1][:1]
		parts[i+1] = string(rune('2'+('9'-c[0])%8)) + parts[i+1][1:]
		return strings.Join(parts, `"proofValue":"z`)
	}
	foreign := addProof(t, one, school(t), credential.ProofOptions{Suite: rdfc})
	unknown := strings.Replace(one, `"proof":{`, `"proof":[{"type":"FutureProof2040"},{`, 1)
	unknown = unknown[:len(unknown)-1] + "]}"
	missing := strings.Replace(both, "academy.example/keys/ec", "academy.example/keys/unknown", 1)

	all, anyOne, two := verify.ProofPolicy{}, verify.ProofPolicy{Least: 1}, verify.ProofPolicy{Least: 2}
	edOnly := verify.ProofPolicy{Least: 1, Suites: []credential.Suite{rdfc}}
	ecOnly := verify.ProofPolicy{Least: 1, Suites: []credential.Suite{ecdsa}}
	pair := verify.ProofPolicy{Least: 2, Suites: []credential.Suite{rdfc, ecdsa, jcs}}
	for name, c := range map[string]struct {
		policy  verify.ProofPolicy
		data    string
		verdict string
		codes   []credential.Code
	}{
		"all of one":                      {all, one, "valid", nil},
		"all of two":                      {all, both, "valid", nil},
		"all, the first broken":           {all, breakProof(both, 0), "invalid", []credential.Code{credential.ProofSigInvalid}},
		"all, the second broken":          {all, breakProof(both, 1), "invalid", []credential.Code{credential.ProofSigInvalid}},
		"all, one a stranger's":           {all, foreign, "invalid", []credential.Code{credential.KeyControllerMismatch}},
		"all that are known":              {all, unknown, "warning", []credential.Code{credential.ProofTypeUnsupported}},
		"all, one key out of reach":       {all, missing, "undetermined", []credential.Code{credential.ResolveOffline}},
		"any of two":                      {anyOne, both, "valid", nil},
		"any, the first broken":           {anyOne, breakProof(both, 0), "warning", []credential.Code{credential.ProofSigInvalid}},
		"any, both broken":                {anyOne, breakProof(breakProof(both, 0), 1), "invalid", []credential.Code{credential.ProofSetIncomplete, credential.ProofSigInvalid}},
		"any, one a stranger's":           {anyOne, foreign, "warning", []credential.Code{credential.KeyControllerMismatch}},
		"any, one out of reach":           {anyOne, missing, "warning", []credential.Code{credential.ResolveOffline}},
		"any, one broken, one away":       {anyOne, breakProof(missing, 0), "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"two of two":                      {two, both, "valid", nil},
		"two, one stripped":               {two, one, "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"two by one key are one":          {two, twice, "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"two, one written down twice":     {two, twiceWritten(one), "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"two, one of an unknown suite":    {two, unknown, "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"two, one out of reach":           {two, missing, "undetermined", []credential.Code{credential.ResolveOffline}},
		"of a suite":                      {edOnly, both, "valid", nil},
		"of a suite, the other broken":    {edOnly, breakProof(both, 1), "warning", []credential.Code{credential.ProofSigInvalid}},
		"of a suite that is not there":    {ecOnly, one, "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"of a suite, itself broken":       {ecOnly, breakProof(both, 1), "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"two suites":                      {pair, both, "valid", nil},
		"two suites by one key":           {pair, twice, "valid", nil},
		"two suites, one there twice":     {pair, twiceWritten(one), "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"two suites, one there":           {pair, one, "invalid", []credential.Code{credential.ProofSetIncomplete}},
		"only of unknown suites, any":     {anyOne, strings.Replace(one, "eddsa-rdfc-2022", "future-2040", 1), "undetermined", []credential.Code{credential.ProofTypeUnsupported}},
		"only of unknown suites, by name": {edOnly, strings.Replace(one, "eddsa-rdfc-2022", "future-2040", 1), "undetermined", []credential.Code{credential.ProofTypeUnsupported}},
	} {
		t.Run(name, func(t *testing.T) {
			requireVerdict(t, academyVerifier(t, func(cfg *verify.Config) { cfg.Proofs = c.policy }), c.data, c.verdict, c.codes...)
		})
	}
}

// twiceWritten is a badge with its one proof written down twice.
func twiceWritten(doc string) string {
	i := strings.Index(doc, `"proof":`) + len(`"proof":`)
	proof := doc[i : len(doc)-1]
	return doc[:i] + "[" + proof + "," + proof + "]}"
}

func TestAPolicyThatContradictsItselfIsRefused(t *testing.T) {
	for name, p := range map[string]verify.ProofPolicy{
		"less than none":           {Least: -1},
		"suites without a number":  {Suites: []credential.Suite{credential.EdDSARDFC2022}},
		"more than there are":      {Least: 2, Suites: []credential.Suite{credential.EdDSARDFC2022}},
		"a suite nobody knows":     {Least: 1, Suites: []credential.Suite{"none"}},
		"a suite twice":            {Least: 2, Suites: []credential.Suite{credential.EdDSARDFC2022, credential.EdDSARDFC2022}},
		"no suites, and one asked": {Least: 1, Suites: []credential.Suite{}},
	} {
		_, err := verify.New(verify.Config{AnyIssuer: true, Proofs: p})
		require.Error(t, err, name)
	}
}

func TestAChainOfProofs(t *testing.T) {
	ed, ec := academyKeys(t)
	for _, suite := range [][2]credential.Suite{
		{credential.EdDSARDFC2022, credential.ECDSARDFC2019}, {credential.EdDSAJCS2022, credential.ECDSAJCS2019}, {credential.EdDSAJCS2022, credential.ECDSARDFC2019},
	} {
		t.Run(string(suite[0])+" "+string(suite[1]), func(t *testing.T) {
			first := addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: suite[0], ID: "urn:uuid:00000000-0000-4000-8000-000000000001"})
			chain := addProof(t, first, ec, credential.ProofOptions{Suite: suite[1], Previous: []string{"urn:uuid:00000000-0000-4000-8000-000000000001"}})
			v := academyVerifier(t, func(c *verify.Config) { c.Strict = true })
			requireVerdict(t, v, chain, "valid")
			// The second proof signs the first: another honest one does not do.
			later, err := credential.AddProof(ctx, []byte(academyBadge(t)), ed,
				credential.ProofOptions{Suite: suite[0], ID: "urn:uuid:00000000-0000-4000-8000-000000000001", Created: clock.Add(-1)})
			require.NoError(t, err)
			old, other := proofOf(t, first), proofOf(t, string(later.Bytes()))
			require.NotEqual(t, old, other)
			requireVerdict(t, v, strings.Replace(chain, old, other, 1), "invalid", credential.ProofSigInvalid)
			// And it falls with the first.
			broken := strings.Replace(chain, `"proofValue":"z`, `"proofValue":"z1`, 1)
			anyOne := academyVerifier(t, func(c *verify.Config) { c.Proofs = verify.ProofPolicy{Least: 1} })
			requireVerdict(t, anyOne, broken, "invalid", credential.ProofSetIncomplete)
			// Alone, the first still holds.
			requireVerdict(t, v, first, "valid")
			for name, edit := range map[string][2]string{
				"a proof that is not there": {`"previousProof":"urn:uuid:00000000-0000-4000-8000-000000000001"`, `"previousProof":"urn:uuid:0"`},
				"no text":                   {`"previousProof":"urn:uuid:00000000-0000-4000-8000-000000000001"`, `"previousProof":7`},
				"an empty list":             {`"previousProof":"urn:uuid:00000000-0000-4000-8000-000000000001"`, `"previousProof":[]`},
				"a list with a number":      {`"previousProof":"urn:uuid:00000000-0000-4000-8000-000000000001"`, `"previousProof":["urn:uuid:00000000-0000-4000-8000-000000000001",7]`},
				"itself":                    {`"previousProof":`, `"id":"urn:uuid:2","previousProof":"urn:uuid:2","was":`},
				"a circle":                  {`"id":"urn:uuid:00000000-0000-4000-8000-000000000001"`, `"previousProof":"urn:uuid:2","id":"urn:uuid:00000000-0000-4000-8000-000000000001"`},
				"one id for two":            {`"previousProof":`, `"id":"urn:uuid:00000000-0000-4000-8000-000000000001","previousProof":`},
				"an empty id":               {`"previousProof":`, `"id":"","previousProof":`},
			} {
				edited := strings.Replace(chain, edit[0], edit[1], 1)
				if name == "a circle" {
					edited = strings.Replace(edited, `"previousProof":"urn:uuid:00000000`, `"id":"urn:uuid:2","previousProof":"urn:uuid:00000000`, 1)
				}
				require.NotEqual(t, chain, edited, name)
				requireVerdict(t, anyOne, edited, "invalid", credential.ProofMalformed)
			}
			unknown := strings.Replace(chain, string(suite[0]), "future-2040", 1)
			requireVerdict(t, anyOne, unknown, "undetermined", credential.ProofTypeUnsupported)
		})
	}
}

// Whoever signs upon a proof that does not hold has signed nothing that stands by
// itself, whatever the policy; and upon one that nobody can look up, it stays open.
func TestAProofFallsWithTheOneBeforeIt(t *testing.T) {
	ed, ec := academyKeys(t)
	const id = "urn:uuid:00000000-0000-4000-8000-000000000001"
	for _, suite := range []credential.Suite{credential.ECDSARDFC2019, credential.ECDSAJCS2019} {
		first := addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: credential.EdDSARDFC2022, ID: id})
		upon := func(first string) string {
			return addProof(t, first, ec, credential.ProofOptions{Suite: suite, Previous: []string{id}})
		}
		v := academyVerifier(t, func(c *verify.Config) { c.Proofs = verify.ProofPolicy{Least: 1} })
		requireVerdict(t, v, upon(first), "valid")
		created := `"created":"` + clock.Format(time.RFC3339)
		forged := strings.Replace(first, created, `"created":"2020-01-01T00:00:00Z`, 1)
		require.NotEqual(t, first, forged)
		requireVerdict(t, v, upon(forged), "invalid", credential.ProofSetIncomplete, credential.ProofSigInvalid)
		away := strings.Replace(first, "academy.example/keys/ed", "academy.example/keys/unknown", 1)
		requireVerdict(t, v, upon(away), "undetermined", credential.ProofSetIncomplete, credential.ResolveOffline)

		// A stranger's proof has fallen before its signature was looked at.
		foreign := addProof(t, academyBadge(t), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022, ID: id})
		requireVerdict(t, v, upon(foreign), "invalid", credential.ProofSetIncomplete, credential.KeyControllerMismatch)
		requireVerdict(t, v, addProof(t, upon(foreign), ed, credential.ProofOptions{Suite: credential.EdDSAJCS2022}), "warning", credential.ProofSetIncomplete, credential.KeyControllerMismatch)

		// Beside one that holds, it is not said to secure the badge.
		report, err := v.Verify(ctx, []byte(addProof(t, upon(forged), ed, credential.ProofOptions{Suite: credential.EdDSAJCS2022})))
		require.NoError(t, err)
		require.Contains(t, report.String(), "\n  Secured by  eddsa-jcs-2022\n")
	}
}

func proofOf(t testing.TB, doc string) string {
	t.Helper()
	i := strings.Index(doc, `"proof":`)
	return doc[i+len(`"proof":`) : len(doc)-1]
}

func TestThePublishedSetAndChainHold(t *testing.T) {
	shared := func(name ...string) []byte {
		data, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "shared"}, name...)...))
		if os.IsNotExist(err) {
			beside.Missing(t, "the published vectors are not here")
		}
		require.NoError(t, err)
		return data
	}
	cs, err := credential.StandardContexts().With("https://www.w3.org/ns/credentials/examples/v2", shared("contexts", "examples-v2.jsonld"))
	require.NoError(t, err)
	v := newVerifier(t, func(c *verify.Config) { c.Contexts = cs })
	for file, n := range map[string]int{"signedProofSet1.json": 1, "signedProofSet2.json": 2, "signedProofChain1.json": 3, "signedProofChain2.json": 4} {
		data := shared("vectors", "di", "eddsa", "proof-set-chain", file)
		report, err := v.VerifyProofs(ctx, data)
		require.NoError(t, err, file)
		require.Len(t, report.Proofs, n)
		for _, p := range report.Proofs {
			require.True(t, p.Held)
		}
	}
}

// A proof that was made before the token is made over the document without the
// claims that the token adds; it must hold too, and never stands in for the token.
func TestAProofInsideAToken(t *testing.T) {
	ed, ec := academyKeys(t)
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		t.Run(string(suite), func(t *testing.T) {
			inner := addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: suite})
			claimed := withClaims(t, inner)
			token, err := credential.SignJWS(ctx, []byte(claimed), ec, credential.OpenBadges)
			require.NoError(t, err)
			v := academyVerifier(t, func(c *verify.Config) { c.Strict = true })
			report, err := v.Verify(ctx, token.Bytes())
			require.NoError(t, err)
			require.Len(t, report.Proofs, 2)
			require.Equal(t, "ES256", report.Algorithm)

			forged, err := credential.SignJWS(ctx, []byte(strings.Replace(claimed, "2026 student", "2025 student", 1)), ec, credential.OpenBadges)
			require.NoError(t, err)
			requireVerdict(t, v, string(forged.Bytes()), "invalid", credential.ProofSigInvalid)
			anyOne := academyVerifier(t, func(c *verify.Config) { c.Proofs = verify.ProofPolicy{Least: 1} })
			requireVerdict(t, anyOne, string(forged.Bytes()), "warning", credential.ProofSigInvalid)

			// The token of a stranger around a genuine badge.
			wrapped, err := credential.SignJWS(ctx, []byte(claimed), school(t), credential.OpenBadges)
			require.NoError(t, err)
			requireVerdict(t, anyOne, string(wrapped.Bytes()), "invalid", credential.KeyControllerMismatch)
			i := strings.LastIndexByte(string(token.Bytes()), '.')
			requireVerdict(t, anyOne, string(token.Bytes()[:i])+".AAAA"+string(token.Bytes()[i+5:]), "invalid", credential.ProofSigInvalid)
		})
	}
}

// The claim exp ends the signature of its token, and no other: a proof inside that was
// over before is none, of a credential and of a presentation.
func TestAnEndedProofInATokenHasEnded(t *testing.T) {
	over := credential.ProofOptions{Created: clock.AddDate(0, -2, 0), Expires: clock.Add(-time.Hour)}
	inner := prove(t, diploma(t, ""), over)
	v := newVerifier(t, func(c *verify.Config) {
		c.Proofs = verify.ProofPolicy{Least: 1, Suites: []credential.Suite{credential.EdDSARDFC2022}}
	})
	for _, exp := range []string{"", `,"exp":` + strconvUnix(clock.Add(time.Hour))} {
		token := forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`","typ":"vc+jwt"}`, strings.TrimSuffix(inner, "}")+exp+"}", edKey(0))
		for _, v := range []*verify.Verifier{v, newVerifier(t, nil)} {
			_, err := v.VerifyCredential(ctx, token)
			require.ErrorIs(t, err, credential.ProofExpired, exp)
		}
		presented := provePresentation(t, presentationOf(t, string(held(t, credential.EdDSARDFC2022).Bytes())), over)
		_, err := newVerifier(t, nil).Expecting(challenge, employer).VerifyPresentation(ctx, []byte(presented))
		require.ErrorIs(t, err, credential.ProofExpired)
		claims := `,"aud":"` + employer + `"` + exp
		_, err = newVerifier(t, nil).VerifyProofs(ctx, []byte(signPresentation(strings.TrimSuffix(presented, "}")+claims+"}")))
		require.ErrorIs(t, err, credential.ProofExpired, exp)
	}
	// The token's own end counts beside that of the proof, and is told in either case.
	good := prove(t, diploma(t, ""), credential.ProofOptions{Created: clock.AddDate(0, -2, 0), Expires: clock.Add(time.Hour)})
	for exp, until := range map[time.Duration]time.Duration{30 * time.Minute: 30 * time.Minute, 2 * time.Hour: time.Hour} {
		token := forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`","typ":"vc+jwt"}`, strings.TrimSuffix(good, "}")+`,"exp":`+strconvUnix(clock.Add(exp))+"}", edKey(0))
		report, err := newVerifier(t, nil).VerifyCredential(ctx, token)
		require.NoError(t, err)
		require.Equal(t, clock.Add(until), report.GoodUntil, exp)
		_, err = newVerifier(t, nil).At(clock.Add(until+time.Second)).VerifyCredential(ctx, token)
		require.ErrorIs(t, err, credential.ProofExpired)
	}
}

// In the claim vc nothing is added to the document: what stands there beside its proof is
// signed by it or is not.
func TestAProofInsideTheClaimIsOverAllOfIt(t *testing.T) {
	did := school(t).Method().Controller
	doc := prove(t, `{"@context":["https://www.w3.org/2018/credentials/v1","https://w3id.org/security/data-integrity/v2"],"id":"urn:x:one","type":["VerifiableCredential"],"issuer":"`+did+`","issuanceDate":"2026-04-01T00:00:00Z","credentialSubject":{"id":"did:example:ada"}}`,
		credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	inside := func(doc string) []byte {
		return forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`","typ":"JWT"}`, `{"iss":"`+did+`","sub":"did:example:ada","jti":"urn:x:one","nbf":1775001600,"vc":`+doc+`}`, edKey(0))
	}
	v := newVerifier(t, nil)
	_, err := v.VerifyProofs(ctx, inside(doc))
	require.NoError(t, err)
	for _, added := range []string{`,"sub":"did:example:bob"}`, `,"nonce":"n"}`} {
		_, err = v.VerifyProofs(ctx, inside(strings.TrimSuffix(doc, "}")+added))
		require.ErrorIs(t, err, credential.ProofSigInvalid)
	}
}

func withClaims(t testing.TB, doc string) string {
	t.Helper()
	var m struct {
		ID                    string
		ValidFrom, ValidUntil time.Time
		CredentialSubject     struct{ ID string }
	}
	require.NoError(t, json.Unmarshal([]byte(doc), &m))
	all := map[string]any{"iss": academy, "jti": m.ID, "nbf": m.ValidFrom.Unix(), "exp": m.ValidUntil.Unix()}
	if m.CredentialSubject.ID != "" {
		all["sub"] = m.CredentialSubject.ID
	}
	claims, err := json.Marshal(all)
	require.NoError(t, err)
	return string(claims[:len(claims)-1]) + "," + doc[1:]
}

// Behind the contexts under which a jcs proof was made, others may be written, but
// only known ones, and none before.
func TestContextsBesideAJCSProof(t *testing.T) {
	ed, _ := academyKeys(t)
	doc := addProof(t, academyBadge(t), ed, credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	const ob = `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	v := academyVerifier(t, nil)
	edit := func(context string) string { return strings.Replace(doc, ob+`]`, context+`]`, 1) }
	requireVerdict(t, v, doc, "valid")
	requireVerdict(t, v, edit(ob+`,"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`), "valid")
	requireVerdict(t, v, edit(ob+`,"https://evil.example/context.json"`), "invalid", credential.ContextUnknown)
	requireVerdict(t, v, edit(ob+`,{"name":"https://evil.example/#name"}`), "invalid", credential.ContextUnknown)
	requireVerdict(t, v, edit(`"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",`+ob), "invalid", credential.ProofMalformed)
	requireVerdict(t, v, edit(`"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"`), "invalid", credential.ProofMalformed)
	requireVerdict(t, v, strings.Replace(doc, `,"@context":["https://www.w3.org/ns/credentials/v2",`+ob+`]`, `,"@context":[]`, 1), "invalid", credential.ProofMalformed)
	requireVerdict(t, v, strings.Replace(doc, `,"@context":["https://www.w3.org/ns/credentials/v2",`+ob+`]`, ``, 1), "invalid", credential.ProofSigInvalid)
	require.NotEqual(t, doc, strings.Replace(doc, `,"@context":["https://www.w3.org/ns/credentials/v2",`+ob+`]`, ``, 1))
}

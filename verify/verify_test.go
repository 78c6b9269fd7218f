package verify_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	mathrand "math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/verify"
)

var (
	ctx   = context.Background()
	clock = time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
)

func now() time.Time { return clock }

func edKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), 32)))
}

func signerOf(t testing.TB, key crypto.Signer) credential.Signer {
	t.Helper()
	s, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	return s
}

var (
	school = func(t testing.TB) credential.Signer { return signerOf(t, edKey(0)) }
	ada    = badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "0123456789abcdef0123456789abcdef")
)

func civics(t testing.TB) credential.Credential {
	t.Helper()
	a, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	return credential.Credential{
		ID:         "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",
		ValidFrom:  clock.AddDate(0, -1, 0),
		ValidUntil: clock.AddDate(1, 0, 0),
		Subject:    badge.Subject{ID: "did:example:ada", Identifier: []badge.Identity{ada}, Achievement: a},
		Evidence:   []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	}
}

func issueAs(t testing.TB, s credential.Signer, c credential.Credential) []byte {
	t.Helper()
	is := credential.Issuer{Signer: s, Profile: badge.Profile{Name: "Pine Ridge High School"}, Now: now}
	b, err := is.Issue(ctx, c)
	require.NoError(t, err)
	return b.Bytes()
}

func newVerifier(t testing.TB, change func(*verify.Config)) *verify.Verifier {
	t.Helper()
	cfg := verify.Config{Issuers: []string{school(t).Method().Controller}, Now: now}
	if change != nil {
		change(&cfg)
	}
	v, err := verify.New(cfg)
	require.NoError(t, err)
	return v
}

// sign signs any payload in the school's name, as an issuer's own software might.
func sign(t testing.TB, payload string) []byte {
	t.Helper()
	s, err := credential.SignJWS(ctx, []byte(payload), school(t), credential.OpenBadges)
	require.NoError(t, err)
	return s.Bytes()
}

// forge signs a payload with any header and key.
func forge(header, payload string, key ed25519.PrivateKey) []byte {
	b64 := base64.RawURLEncoding.EncodeToString
	input := b64([]byte(header)) + "." + b64([]byte(payload))
	return []byte(input + "." + b64(ed25519.Sign(key, []byte(input))))
}

func payload(t testing.TB, old, replacement string) string {
	t.Helper()
	s, err := credential.Parse(issueAs(t, school(t), civics(t)))
	require.NoError(t, err)
	doc := string(s.Document())
	require.Contains(t, doc, old)
	return strings.Replace(doc, old, replacement, 1)
}

func TestAnHonestBadgeIsVerified(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	report, err := newVerifier(t, nil).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, verify.Passed, report.Outcome)
	require.Equal(t, "valid", report.Verdict())
	require.True(t, report.Authentic)
	require.Equal(t, "Civics Credential", report.Credential.Subject.Achievement.Name)
	require.Equal(t, verify.Issuer{ID: school(t).Method().Controller, Name: "Pine Ridge High School", NameFrom: verify.NameFromBadge}, report.Issuer)
	require.Equal(t, verify.RecipientNotAsked, report.Recipient)
	require.Equal(t, school(t).Method().ID, report.Method)
	require.Equal(t, credential.KindOB30, report.Kind)
	require.Equal(t, clock, report.Time)
	require.Equal(t, payload(t, "", ""), string(report.Document()))
}

func TestTheZeroValueIsNotAPass(t *testing.T) {
	require.Equal(t, "undetermined", new(verify.Report).Verdict())
	require.Equal(t, "undetermined", new(verify.ProofReport).Verdict())
	require.Equal(t, "undetermined", new(verify.PresentationReport).Verdict())
	require.Equal(t, "undetermined", new(verify.Endorsement).Verdict())
	require.Equal(t, "undetermined", verify.Outcome(0).String())
	require.Equal(t, verify.Undetermined, verify.Check{}.Outcome)
	require.Equal(t, verify.Undetermined, verify.SchemaResult{}.Outcome)
	require.Error(t, &verify.Error{Report: new(verify.Report)})
}

func TestEveryFlippedBitIsRefused(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	v := newVerifier(t, nil)
	for i := range data {
		for bit := range 8 {
			data[i] ^= 1 << bit
			report, err := v.Verify(ctx, data)
			require.Error(t, err, "byte %d bit %d", i, bit)
			require.NotEqual(t, verify.Passed, report.Outcome)
			require.NotEmpty(t, report.Errors())
			require.Nil(t, report.Credential)
			data[i] ^= 1 << bit
		}
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	v := newVerifier(t, nil)
	for n := range data {
		_, err := v.Verify(ctx, data[:n])
		require.Error(t, err)
	}
}

func TestVerdicts(t *testing.T) {
	other := signerOf(t, edKey(1))
	kid := school(t).Method().ID
	header := `{"alg":"EdDSA","kid":"` + kid + `","typ":"JWT"}`
	strangersKID := other.Method().ID
	did := school(t).Method().Controller
	jwk := func(key ed25519.PrivateKey) string {
		return `{"kty":"OKP","crv":"Ed25519","x":"` + base64.RawURLEncoding.EncodeToString(key.Public().(ed25519.PublicKey)) + `"}`
	}
	honest := payload(t, "", "")

	for name, c := range map[string]struct {
		data      []byte
		config    func(*verify.Config)
		rules     []verify.Rule
		outcome   verify.Outcome
		code      verify.Code
		authentic bool
	}{
		"edited": {data: func() []byte {
			parts := strings.Split(string(sign(t, honest)), ".")
			parts[1] = base64.RawURLEncoding.EncodeToString([]byte(payload(t, "214", "999")))
			return []byte(strings.Join(parts, "."))
		}(), outcome: verify.Failed, code: credential.ProofSigInvalid},
		"a stranger in the school's name":           {data: forge(`{"alg":"EdDSA","kid":"`+strangersKID+`"}`, honest, edKey(1)), outcome: verify.Failed, code: credential.KeyControllerMismatch},
		"the stranger's key under the school's kid": {data: forge(header, honest, edKey(1)), outcome: verify.Failed, code: credential.ProofSigInvalid},
		"a key in the header":                       {data: forge(`{"alg":"EdDSA","jwk":`+jwk(edKey(1))+`}`, honest, edKey(1)), outcome: verify.Failed, code: credential.KeyControllerMismatch},
		"the school's key in the header":            {data: forge(`{"alg":"EdDSA","jwk":`+jwk(edKey(0))+`}`, honest, edKey(0)), outcome: verify.Passed, authentic: true},
		"two keys":                                  {data: forge(`{"alg":"EdDSA","kid":"`+kid+`","jwk":`+jwk(edKey(1))+`}`, honest, edKey(0)), outcome: verify.Failed, code: credential.JWSHeaderForbidden},
		"the same key twice":                        {data: forge(`{"alg":"EdDSA","kid":"`+kid+`","jwk":`+jwk(edKey(0))+`}`, honest, edKey(0)), outcome: verify.Passed, authentic: true},
		"a private key in the header":               {data: forge(`{"alg":"EdDSA","jwk":`+strings.Replace(jwk(edKey(0)), "{", `{"d":"AA",`, 1)+`}`, honest, edKey(0)), outcome: verify.Failed, code: credential.KeyPrivateExposed},
		"a header key of three bytes":               {data: forge(`{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"AAAA"}}`, honest, edKey(0)), outcome: verify.Failed, code: credential.JWSFormat},
		"a kid that is only the did":                {data: forge(`{"alg":"EdDSA","kid":"`+did+`"}`, honest, edKey(0)), outcome: verify.Passed, authentic: true},
		"a kid that is only the fragment":           {data: forge(`{"alg":"EdDSA","kid":"`+kid[len(did):]+`"}`, honest, edKey(0)), outcome: verify.Passed, authentic: true},
		"no kid":                                    {data: forge(`{"alg":"EdDSA"}`, honest, edKey(0)), outcome: verify.Passed, authentic: true},
		"a fragment that is no key":                 {data: forge(`{"alg":"EdDSA","kid":"`+did+`#key-1"}`, honest, edKey(0)), outcome: verify.Failed, code: credential.KeyNotFound},
		"another algorithm's name":                  {data: forge(`{"alg":"ES256","kid":"`+kid+`"}`, honest, edKey(0)), outcome: verify.Failed, code: credential.KeyTypeMismatch},
		"a file":                                    {data: forge(`{"alg":"EdDSA","kid":"file:///etc/passwd"}`, honest, edKey(0)), outcome: verify.Failed, code: credential.ResolveForbiddenTarget},
		"a relative path":                           {data: forge(`{"alg":"EdDSA","kid":"../../etc/passwd"}`, honest, edKey(0)), outcome: verify.Failed, code: credential.ResolveForbiddenTarget},
		"plain http":                                {data: forge(`{"alg":"EdDSA","kid":"http://school.example/k"}`, honest, edKey(0)), outcome: verify.Failed, code: credential.ResolveForbiddenTarget},
		"a stranger's URL":                          {data: forge(`{"alg":"EdDSA","kid":"https://evil.example/k"}`, honest, edKey(0)), outcome: verify.Failed, code: credential.KeyControllerMismatch},
		"an upper-case DID":                         {data: forge(`{"alg":"EdDSA","kid":"DID:KEY:abc"}`, honest, edKey(0)), outcome: verify.Failed, code: credential.DIDSyntax},
		"no issuer":                                 {data: sign(t, payload(t, `"issuer":`, `"x-issuer":`)), outcome: verify.Failed, code: credential.SchemaInvalid},
		"two claims that disagree":                  {data: sign(t, payload(t, `"sub":"did:example:ada"`, `"sub":"did:example:bob"`)), outcome: verify.Failed, code: credential.JWTClaimMismatch},
		"a claim that is absent":                    {data: sign(t, payload(t, `,"jti":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"`, ``)), outcome: verify.Passed, authentic: true},
		"the same, strictly": {data: sign(t, payload(t, `,"jti":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"`, ``)),
			config: func(c *verify.Config) { c.Strict = true }, outcome: verify.Failed, code: credential.JWTClaimMismatch},
		"not trusted": {data: issueAs(t, other, civics(t)), outcome: verify.Failed, code: credential.TrustIssuerUnknown, authentic: true},
		"anybody trusted": {data: issueAs(t, other, civics(t)), outcome: verify.Passed, authentic: true,
			config: func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true }},
		"a status list": {data: sign(t, payload(t, `"evidence":`, `"credentialStatus":{"id":"urn:s:1","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://example.org/s"},"evidence":`)),
			outcome: verify.Undetermined, code: verify.StatusUnavailable, authentic: true},
		"a status of no kind": {data: sign(t, payload(t, `"evidence":`, `"credentialStatus":{"id":"urn:s:1","type":"X"},"evidence":`)),
			outcome: verify.Undetermined, code: credential.StatusUnsupported, authentic: true},
		"an endorsement passed for a badge": {data: sign(t, payload(t, `"OpenBadgeCredential"`, `"EndorsementCredential"`)), outcome: verify.Failed, code: credential.SchemaInvalid},
		"another embedded proof":            {data: sign(t, payload(t, `"evidence":`, `"proof":{"type":"DataIntegrityProof","cryptosuite":"x-2030"},"evidence":`)), outcome: verify.Passed, authentic: true},
		"an embedded proof alone":           {data: []byte(payload(t, `"evidence":`, `"proof":{"type":"DataIntegrityProof","cryptosuite":"x-2030"},"evidence":`)), outcome: verify.Undetermined, code: credential.ProofTypeUnsupported},
		"a proof that names no suite":       {data: []byte(payload(t, `"evidence":`, `"proof":{"type":"DataIntegrityProof"},"evidence":`)), outcome: verify.Failed, code: credential.ProofMalformed},
		"no proof":                          {data: []byte(honest), outcome: verify.Failed, code: credential.ProofMissing},
		"a picture":                         {data: []byte("\x89PNG\r\n\x1a\n"), outcome: verify.Failed, code: credential.BakedFormat},
		"somebody else's schema": {data: sign(t, payload(t, `"evidence":`, `"credentialSchema":[{"id":"https://example.org/s.json","type":"1EdTechJsonSchemaValidator2019"}],"evidence":`)),
			outcome: verify.Passed, authentic: true},
		"the specification's, by a detour": {data: sign(t, promising(t, schemaEntry("https://purl.imsglobal.org/spec/ob/v3p0/schema/../../../x.json", "1EdTechJsonSchemaValidator2019"))),
			config: func(c *verify.Config) { c.Strict = true }, outcome: verify.Undetermined, code: credential.SchemaUnavailable, authentic: true},
		"the same, strictly asked": {data: sign(t, promising(t, schemaEntry("https://example.org/s.json", "1EdTechJsonSchemaValidator2019"))),
			config: func(c *verify.Config) { c.Strict = true }, outcome: verify.Undetermined, code: credential.SchemaUnavailable, authentic: true},
		"for another":    {data: sign(t, honest), rules: []verify.Rule{verify.Recipient(badge.EmailAddress, "bob@example.org")}, outcome: verify.Failed, code: credential.RecipientMismatch, authentic: true},
		"for Ada":        {data: sign(t, honest), rules: []verify.Rule{verify.Recipient(badge.EmailAddress, "ada@example.org")}, outcome: verify.Passed, authentic: true},
		"for ADA":        {data: sign(t, honest), rules: []verify.Rule{verify.Recipient(badge.EmailAddress, "ADA@example.org")}, outcome: verify.Failed, code: credential.RecipientMismatch, authentic: true},
		"by a number":    {data: sign(t, honest), rules: []verify.Rule{verify.Recipient(badge.SystemID, "17")}, outcome: verify.Undetermined, code: credential.RecipientUnknown, authentic: true},
		"by id":          {data: sign(t, honest), rules: []verify.Rule{verify.RecipientID("did:example:ada")}, outcome: verify.Passed, authentic: true},
		"by another id":  {data: sign(t, honest), rules: []verify.Rule{verify.RecipientID("did:example:bob")}, outcome: verify.Failed, code: credential.RecipientMismatch, authentic: true},
		"by no id":       {data: sign(t, honest), rules: []verify.Rule{verify.RecipientID("")}, outcome: verify.Undetermined, code: credential.RuleUndetermined, authentic: true},
		"in the program": {data: sign(t, honest), rules: []verify.Rule{verify.InProgram(summit.Program(), badge.Publication{})}, outcome: verify.Passed, authentic: true},
		"not in the publication": {data: sign(t, honest), rules: []verify.Rule{verify.InProgram(summit.Program(), badge.Publication{BaseURL: "https://school.example/badges"})},
			outcome: verify.Failed, code: credential.AchievementMismatch, authentic: true},
		"another achievement": {data: sign(t, honest), rules: []verify.Rule{verify.Achievement("urn:uuid:other")}, outcome: verify.Failed, code: credential.AchievementMismatch, authentic: true},
		"no achievement":      {data: sign(t, honest), rules: []verify.Rule{verify.Achievement()}, outcome: verify.Undetermined, code: credential.RuleUndetermined, authentic: true},
		"a rule that cannot ask": {data: sign(t, honest), rules: []verify.Rule{{Name: "library", Check: func(context.Context, *credential.Credential) error { return errors.New("closed today") }}},
			outcome: verify.Undetermined, code: credential.RuleUndetermined, authentic: true},
		"a rule that answers with a code": {data: sign(t, honest), rules: []verify.Rule{{Check: func(context.Context, *credential.Credential) error { return verify.Code("NO_LIBRARY_CARD") }}},
			outcome: verify.Failed, code: "NO_LIBRARY_CARD", authentic: true},
		"a rule that remarks is still a no": {data: sign(t, honest), rules: []verify.Rule{{Check: func(context.Context, *credential.Credential) error {
			return &verify.Problem{Code: credential.TimeOdd, Severity: verify.Note}
		}}}, outcome: verify.Failed, code: credential.TimeOdd, authentic: true},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := newVerifier(t, c.config).Verify(ctx, c.data, c.rules...)
			require.Equal(t, c.outcome, report.Outcome, "%v", err)
			require.Equal(t, c.outcome == verify.Passed, err == nil)
			require.Equal(t, c.authentic, report.Authentic)
			require.Equal(t, len(report.Document()) > 0, report.Credential != nil || report.Document() != nil)
			if c.code != "" {
				require.ErrorIs(t, err, c.code)
				codes := map[verify.Code]bool{}
				for _, p := range report.Errors() {
					codes[p.Code] = true
					require.NotEmpty(t, p.Message)
					require.NotEmpty(t, p.Check)
				}
				require.True(t, codes[c.code])
			}
			if !c.authentic && c.outcome != verify.Passed {
				require.NotContains(t, report.String(), "Pine Ridge", "nothing that a forgery claims is shown as fact")
			}
		})
	}
}

func TestThePeriodIncludesBothEnds(t *testing.T) {
	c := civics(t)
	data := issueAs(t, school(t), c)
	v := newVerifier(t, nil)
	for _, at := range []struct {
		when time.Time
		code verify.Code
	}{
		{c.ValidFrom, ""}, {c.ValidFrom.Add(-time.Nanosecond), verify.TimeNotYet},
		{c.ValidUntil, ""}, {c.ValidUntil.Add(time.Nanosecond), verify.TimeExpired},
	} {
		report, err := v.At(at.when).Verify(ctx, data)
		require.Equal(t, at.when, report.Time)
		if at.code == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, at.code)
		require.True(t, report.Authentic, "a badge that ended is not a forgery")
		require.NotNil(t, report.Credential)
	}
	skewed := newVerifier(t, func(cfg *verify.Config) { cfg.ClockSkew = time.Minute })
	_, err := skewed.At(c.ValidUntil.Add(time.Minute)).Verify(ctx, data)
	require.NoError(t, err)
	_, err = skewed.At(c.ValidFrom.Add(-time.Minute)).Verify(ctx, data)
	require.NoError(t, err)
	_, err = skewed.At(c.ValidUntil.Add(time.Minute+1)).Verify(ctx, data)
	require.ErrorIs(t, err, verify.TimeExpired)
}

// Two clocks that differ by as much as the caller allows differ for proofs as well, and for
// tokens: for the one, the end that they set themselves is over, for the other not.
func TestTheSkewOfClocksCountsForProofsToo(t *testing.T) {
	v := newVerifier(t, func(cfg *verify.Config) { cfg.ClockSkew = time.Minute })
	for name, o := range map[string]credential.ProofOptions{
		"expires": {Expires: clock.Add(-time.Minute)},
		"created": {Created: clock.Add(time.Minute)},
	} {
		data := []byte(prove(t, diploma(t, ""), o))
		_, err := v.VerifyCredential(ctx, data)
		require.NoError(t, err, name)
		_, err = newVerifier(t, nil).VerifyCredential(ctx, data)
		require.Error(t, err, name)
		further := map[string]time.Duration{"expires": time.Second, "created": -time.Second}[name]
		_, err = v.At(clock.Add(further)).VerifyCredential(ctx, data)
		require.ErrorIs(t, err, map[string]credential.Code{"expires": credential.ProofExpired, "created": credential.ProofCreatedFuture}[name])
	}
	header := `{"alg":"EdDSA","kid":"` + school(t).Method().ID + `","typ":"vc+jwt"}`
	for claim, ago := range map[string]time.Duration{"exp": time.Minute, "nbf": -time.Minute} {
		token := forge(header, strings.Replace(diploma(t, ""), "{", `{"`+claim+`":`+strconvUnix(clock.Add(-ago))+`,`, 1), edKey(0))
		_, err := v.VerifyCredential(ctx, token)
		require.NoError(t, err, claim)
		_, err = newVerifier(t, nil).VerifyCredential(ctx, token)
		require.Error(t, err, claim)
		_, err = v.At(clock.Add(ago/60)).VerifyCredential(ctx, token)
		require.Error(t, err, claim)
	}
}

func TestTheEarlierOfTwoEndsCounts(t *testing.T) {
	end := clock.AddDate(1, 0, 0)
	exp := `"exp":` + json.Number(strconvUnix(end)).String()
	earlier := sign(t, payload(t, exp, `"exp":`+strconvUnix(clock.AddDate(0, 6, 0))))
	later := sign(t, payload(t, exp, `"exp":`+strconvUnix(clock.AddDate(9, 0, 0))))
	v := newVerifier(t, nil)
	_, err := v.At(clock.AddDate(0, 7, 0)).Verify(ctx, earlier)
	require.ErrorIs(t, err, verify.TimeExpired)
	_, err = v.At(end.Add(time.Second)).Verify(ctx, later)
	require.ErrorIs(t, err, verify.TimeExpired)
}

func strconvUnix(t time.Time) string {
	b, _ := json.Marshal(t.Unix())
	return string(b)
}

func TestTheEndOfASignatureIsNotTheEndOfABadge(t *testing.T) {
	header := `{"alg":"EdDSA","kid":"` + school(t).Method().ID + `","typ":"vc+jwt"}`
	data := forge(header, payload(t, `"exp":`+strconvUnix(clock.AddDate(1, 0, 0)), `"exp":`+strconvUnix(clock.Add(time.Hour))), edKey(0))
	v := newVerifier(t, nil)
	_, err := v.Verify(ctx, data)
	require.NoError(t, err)
	_, err = v.At(clock.Add(2*time.Hour)).Verify(ctx, data)
	require.ErrorIs(t, err, credential.ProofExpired)
	_, err = v.At(clock.Add(2*time.Hour)).VerifyProofs(ctx, data)
	require.ErrorIs(t, err, credential.ProofExpired)
}

func TestConfigSaysWhomToTrust(t *testing.T) {
	m := school(t).Method()
	bad := m
	bad.Controller = ""
	for name, cfg := range map[string]verify.Config{
		"nobody":          {},
		"contradiction":   {Issuers: []string{"a"}, AnyIssuer: true},
		"another":         {Registry: registry{}, AnyIssuer: true},
		"empty name":      {Issuers: []string{""}},
		"too much skew":   {AnyIssuer: true, ClockSkew: verify.MaxClockSkew + 1},
		"negative skew":   {AnyIssuer: true, ClockSkew: -1},
		"a broken method": {AnyIssuer: true, Methods: []credential.Method{bad}},
		"a nil resolver":  {AnyIssuer: true, Resolvers: map[string]verify.Resolver{"did:key": nil}},
		"an empty rule":   {AnyIssuer: true, Rules: []verify.Rule{{Name: "x"}}},
	} {
		_, err := verify.New(cfg)
		require.Error(t, err, name)
	}
}

func TestConfigIsCopied(t *testing.T) {
	cfg := verify.Config{Issuers: []string{school(t).Method().Controller}, Now: now,
		Resolvers: map[string]verify.Resolver{"did:key": verify.DIDKey()}}
	v, err := verify.New(cfg)
	require.NoError(t, err)
	cfg.Issuers[0] = "did:example:other"
	delete(cfg.Resolvers, "did:key")
	_, err = v.Verify(ctx, issueAs(t, school(t), civics(t)))
	require.NoError(t, err)
}

// registry knows one issuer, or cannot be asked.
type registry struct {
	id, name string
	err      error
}

func (r registry) Issuer(_ context.Context, id string) (string, bool, error) {
	return r.name, id == r.id, r.err
}

func TestARegistryNamesTheIssuer(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	with := func(r registry) *verify.Verifier {
		return newVerifier(t, func(c *verify.Config) { c.Issuers, c.Registry = nil, r })
	}
	report, err := with(registry{id: school(t).Method().Controller, name: "Pine Ridge High School, District 7"}).Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, "Pine Ridge High School, District 7", report.Issuer.Name)
	require.Equal(t, verify.NameFromRegistry, report.Issuer.NameFrom)

	_, err = with(registry{id: "did:example:other"}).Verify(ctx, data)
	require.ErrorIs(t, err, verify.TrustIssuerUnknown)

	down := errors.New("registry is down")
	report, err = with(registry{id: school(t).Method().Controller, err: down}).Verify(ctx, data)
	require.ErrorIs(t, err, down)
	require.ErrorIs(t, err, verify.TrustUnavailable)
	require.NotErrorIs(t, err, verify.TrustIssuerUnknown, "nobody said that the issuer is unknown")
	require.Equal(t, verify.Undetermined, report.Outcome)
}

func TestAPinnedMethodSpeaksForItsController(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	m := credential.Method{ID: "https://school.example/keys/1", Controller: "https://school.example/issuer", Key: key.Public()}
	s, err := credential.NewSigner(m, key)
	require.NoError(t, err)
	data := issueAs(t, s, civics(t))
	trusting := func(m credential.Method) *verify.Verifier {
		return newVerifier(t, func(c *verify.Config) {
			c.Issuers, c.Methods = []string{"https://school.example/issuer"}, []credential.Method{m}
		})
	}
	_, err = trusting(m).Verify(ctx, data)
	require.NoError(t, err)

	refused := map[verify.Code]func(*credential.Method){
		credential.KeyControllerMismatch: func(m *credential.Method) { m.Controller = "https://school.example/another-tenant" },
		credential.KeyRelationship:       func(m *credential.Method) { m.Purposes = []string{"authentication"} },
		credential.KeyRevoked:            func(m *credential.Method) { m.Revoked = clock },
		credential.ResolveOffline:        func(m *credential.Method) { m.ID = "https://school.example/keys/2" },
	}
	for code, change := range refused {
		changed := m
		change(&changed)
		_, err := trusting(changed).Verify(ctx, data)
		require.ErrorIs(t, err, code)
	}
	expired := m
	expired.Expires = clock
	_, err = trusting(expired).Verify(ctx, data)
	require.ErrorIs(t, err, credential.KeyRevoked)
}

// resolver answers every question with one method.
type resolver struct {
	m   credential.Method
	err error
}

func (r resolver) Resolve(context.Context, verify.KeyQuery) (credential.Method, error) {
	return r.m, r.err
}

func TestAResolverIsNotTakenAtItsWord(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	with := func(r resolver) error {
		v := newVerifier(t, func(c *verify.Config) { c.Resolvers = map[string]verify.Resolver{"did:key": r} })
		_, err := v.Verify(ctx, data)
		return err
	}
	m := school(t).Method()
	require.ErrorIs(t, with(resolver{m: m}), credential.KeyRelationship, "it names no relationship")
	m.Purposes = []string{credential.AssertionMethod}
	require.NoError(t, with(resolver{m: m}))
	require.ErrorIs(t, with(resolver{}), credential.KeyNotFound)
	require.ErrorIs(t, with(resolver{m: signerOf(t, edKey(1)).Method()}), credential.KeyNotFound)
	another := m
	another.ID = m.Controller + "#another"
	require.ErrorIs(t, with(resolver{m: another}), credential.KeyNotFound, "another key of the same issuer's")
	swapped := m
	swapped.Key = edKey(1).Public()
	require.ErrorIs(t, with(resolver{m: swapped}), credential.ProofSigInvalid)
	short := m
	short.Key = m.Key.(ed25519.PublicKey)[:31]
	require.ErrorIs(t, with(resolver{m: short}), credential.KeyMalformed)
	weak, _ := newVerifier(t, func(c *verify.Config) { c.Resolvers = map[string]verify.Resolver{"did:key": resolver{m: short}} }).Verify(ctx, data)
	require.Equal(t, verify.CheckKey, weak.Errors()[0].Check, "no signature is judged by it")
	owned := m
	owned.Controller = "did:example:other"
	require.ErrorIs(t, with(resolver{m: owned}), credential.KeyControllerMismatch)
	down := errors.New("no route to host")
	require.ErrorIs(t, with(resolver{err: down}), down)
	require.ErrorIs(t, with(resolver{err: down}), credential.ResolveFailed)
}

func TestWhatCannotBeLookedUpIsUndetermined(t *testing.T) {
	for did, code := range map[string]verify.Code{
		"did:web:school.example": credential.ResolveOffline,
		"did:ethr:0xabc":         credential.DIDMethodUnsupported,
	} {
		s, err := credential.NewSigner(credential.Method{ID: did + "#k", Controller: did}, edKey(0))
		require.NoError(t, err)
		report, err := newVerifier(t, func(c *verify.Config) { c.Issuers = []string{did} }).Verify(ctx, issueAs(t, s, civics(t)))
		require.ErrorIs(t, err, code)
		require.Equal(t, verify.Undetermined, report.Outcome)
		require.False(t, report.Authentic)
		require.Nil(t, report.Credential)
	}
}

func TestACancelledVerificationIsUndetermined(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	report, err := newVerifier(t, nil).Verify(cancelled, data)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, verify.Interrupted)
	require.Equal(t, verify.Undetermined, report.Outcome)

	// In the midst of it, too.
	midway, stop := context.WithCancel(ctx)
	rule := verify.Rule{Name: "stop", Check: func(context.Context, *credential.Credential) error { stop(); return nil }}
	report, err = newVerifier(t, nil).Verify(midway, data, rule, verify.Recipient(badge.EmailAddress, "ada@example.org"))
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Equal(t, verify.RecipientNotAsked, report.Recipient)
}

func TestVerifyReader(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	v := newVerifier(t, nil)
	_, err := v.VerifyReader(ctx, iotest.OneByteReader(strings.NewReader(string(data))))
	require.NoError(t, err)

	broken := errors.New("the disk is gone")
	report, err := v.VerifyReader(ctx, iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, credential.InputUnreadable)
	require.Equal(t, verify.Undetermined, report.Outcome)

	endless := iotest.DataErrReader(zeros{})
	report, err = v.VerifyReader(ctx, endless)
	require.Error(t, err)
	require.Equal(t, verify.Failed, report.Outcome)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'A'
	}
	return len(b), nil
}

func TestVerifyProofsAsksForTheProofAlone(t *testing.T) {
	v := newVerifier(t, func(c *verify.Config) { c.Issuers = []string{"did:example:nobody-here"} })
	for name, doc := range map[string]string{
		"not a badge":      `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"` + school(t).Method().Controller + `"}`,
		"ended":            payload(t, `"validUntil":"`+clock.AddDate(1, 0, 0).Format(time.RFC3339), `"validUntil":"`+clock.AddDate(-1, 0, 0).Format(time.RFC3339)),
		"another's issuer": `{"type":["VerifiableCredential"],"issuer":"did:example:other"}`,
	} {
		report, err := v.VerifyProofs(ctx, sign(t, doc))
		require.NoError(t, err, name)
		require.Equal(t, "valid", report.Verdict())
		require.Equal(t, school(t).Method().Controller, report.Controller)
		require.Equal(t, doc, string(report.Document()))
	}
	report, err := v.VerifyProofs(ctx, forge(`{"alg":"EdDSA","kid":"`+school(t).Method().ID+`"}`, `{}`, edKey(1)))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.Nil(t, report.Document())
	_, err = v.VerifyProofs(ctx, forge(`{"alg":"EdDSA"}`, `{}`, edKey(0)))
	require.ErrorIs(t, err, credential.KeyNotFound)
	_, err = v.VerifyProofs(ctx, nil)
	require.Error(t, err)
}

func TestReportJSON(t *testing.T) {
	report, err := newVerifier(t, nil).At(clock.AddDate(2, 0, 0)).Verify(ctx, issueAs(t, school(t), civics(t)))
	require.Error(t, err)
	data, err := json.Marshal(report)
	require.NoError(t, err)
	var got struct {
		Outcome, Kind    string
		Errors, Warnings []map[string]string
		Report           map[string]any
	}
	require.NoError(t, json.Unmarshal(data, &got))
	require.Equal(t, "invalid", got.Outcome)
	require.Equal(t, "ob30", got.Kind)
	require.Equal(t, []map[string]string{{"code": "TIME_EXPIRED", "check": "period", "pointer": "/validUntil",
		"message": "the badge ended on 2027-05-01T09:00:00Z; now it is 2028-05-01T09:00:00Z"}}, got.Errors)
	require.Equal(t, []map[string]string{}, got.Warnings)
	require.Equal(t, true, got.Report["authentic"])

	report, err = newVerifier(t, nil).Verify(ctx, []byte("x"))
	require.Error(t, err)
	data, err = json.Marshal(report)
	require.NoError(t, err)
	require.Contains(t, string(data), `{"outcome":"invalid","kind":"unknown","errors":[{"code":"JWS_FORMAT","check":"parse","pointer":"",`)
	require.Contains(t, string(data), `"warnings":[],"report":{"authentic":false,`)
}

func TestReportTextKeepsATerminalWhole(t *testing.T) {
	c := civics(t)
	c.Subject.Achievement.Name = "Civics\x1b[2J\u202egnitset"
	s, err := credential.SignJWS(ctx, mustJSON(t, c), school(t), credential.OpenBadges)
	require.NoError(t, err)
	report, _ := newVerifier(t, nil).Verify(ctx, s.Bytes())
	require.NotContains(t, report.String(), "\x1b")
	require.NotContains(t, report.String(), "\u202e")
}

func mustJSON(t *testing.T, c credential.Credential) []byte {
	t.Helper()
	c.Issuer = badge.Profile{ID: school(t).Method().Controller, Name: "Pine Ridge"}
	data, err := json.Marshal(c)
	require.NoError(t, err)
	return data
}

func TestOneVerifierServesMany(t *testing.T) {
	v := newVerifier(t, nil)
	good := issueAs(t, school(t), civics(t))
	bad := issueAs(t, signerOf(t, edKey(1)), civics(t))
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if _, err := v.Verify(ctx, good); err != nil {
				t.Error(err)
			}
			if _, err := v.Verify(ctx, bad); !errors.Is(err, verify.TrustIssuerUnknown) {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func FuzzVerify(f *testing.F) {
	for _, s := range seeds.Documents() {
		f.Add(s)
	}
	honest := issueAs(f, school(f), civics(f))
	v := newVerifier(f, nil)
	f.Add(honest)
	f.Add([]byte(payload(f, "", "")))
	f.Add(forge(`{"alg":"none"}`, `{}`, edKey(0)))
	f.Add([]byte(`{"proof":[]}`))
	f.Add([]byte("a.b.c"))
	f.Add(sign(f, diploma(f, "")))
	f.Add(enveloped(f, diploma(f, "")))
	f.Add(enveloped(f, payload(f, "", "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		report, err := v.Verify(ctx, data)
		require.NotNil(t, report)
		require.Equal(t, err == nil, report.Outcome == verify.Passed)
		switch {
		case err == nil && strings.Contains(string(data), "{"): // in an envelope, which may be spaced
			require.Equal(t, payload(t, "", ""), string(report.Document()), "only the honest bytes verify")
		case err == nil:
			require.Equal(t, string(honest), strings.TrimSuffix(string(data), "\n"), "only the honest bytes verify")
		default:
			require.NotEmpty(t, report.Errors())
		}
		other, err := v.VerifyCredential(ctx, data)
		require.Equal(t, err == nil, other.Outcome == verify.Passed)
		require.True(t, report.Outcome != verify.Passed || err == nil, "a badge is a credential")
		require.True(t, err != nil || other.Kind != credential.KindUnknown)
		require.NotEmpty(t, other.String())
		require.NotEmpty(t, report.String())
		_, err = json.Marshal(report)
		require.NoError(t, err)
	})
}

// What an issuer can say, a verifier understands: any mixture of optional
// members that Issue lets through is verified, strictly and without a remark.
func TestWhatIsIssuedIsVerified(t *testing.T) {
	source := mathrand.New(mathrand.NewPCG(1, 2))
	may := func() bool { return source.IntN(2) == 0 }
	keys := []string{"innovation", "communication", "leadership", "civics", "professionalism"}
	issued := 0
	for range 300 {
		rubric := summit.Rubric()
		pub := badge.Publication{}
		if may() {
			pub.BaseURL = "https://school.example/badges"
		}
		if may() {
			pub.Rubric = &rubric
		}
		if may() {
			pub.Image = summit.Image
		}
		a, err := summit.Program().Achievement(keys[source.IntN(len(keys))], pub)
		require.NoError(t, err)
		c := credential.Credential{Subject: badge.Subject{Achievement: a}}
		if may() {
			c.Subject.ID = "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11"
		}
		if may() || c.Subject.ID == "" {
			c.Subject.Identifier = []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org")}
		}
		if may() {
			c.ValidUntil = clock.Add(time.Duration(source.Int64N(int64(1e18))))
		}
		if may() {
			c.ValidFrom = clock.Add(-time.Duration(source.Int64N(int64(1e18))))
		}
		if may() {
			c.AwardedDate = clock
		}
		if may() {
			c.Evidence = []badge.Evidence{{ID: "https://school.example/e/1", Name: "Report \u00e9\U0001F600 \"quoted\" <b>&"}, {Narrative: "x\ny"}}
		}
		if may() {
			c.Issuer = badge.Profile{ID: school(t).Method().Controller, Name: "Pine Ridge", URL: "https://school.example", Email: "office@school.example"}
		}
		if may() {
			c.Subject.Narrative, c.Subject.Role = "How it went", "Organizer"
		}
		if may() {
			c.Image = &badge.Image{ID: "https://school.example/badge.png", Caption: "The badge"}
		}
		is := credential.Issuer{Signer: school(t), Profile: badge.Profile{Name: "Pine Ridge High School"}, Now: now}
		s, err := is.Issue(ctx, c)
		require.NoError(t, err)
		report, err := newVerifier(t, func(cfg *verify.Config) { cfg.Strict = true }).Verify(ctx, s.Bytes())
		require.NoError(t, err)
		require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
		issued++
	}
	require.Equal(t, 300, issued)
}

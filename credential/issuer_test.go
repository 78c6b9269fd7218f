package credential_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

var clock = time.Date(2026, 5, 1, 9, 0, 0, 250_000_000, time.UTC)

func edKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), 32)))
}

func signerOf(t testing.TB, key crypto.Signer) credential.Signer {
	t.Helper()
	s, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	return s
}

func newIssuer(t testing.TB, key crypto.Signer) *credential.Issuer {
	t.Helper()
	return &credential.Issuer{
		Signer:  signerOf(t, key),
		Profile: badge.Profile{Name: "Pine Ridge High School"},
		Now:     func() time.Time { return clock },
		NewID:   func() string { return "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100" },
	}
}

func civics(t testing.TB) credential.Credential {
	t.Helper()
	a, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	return credential.Credential{
		Subject: badge.Subject{
			Achievement: a,
			Identifier:  []badge.Identity{badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "0123456789abcdef0123456789abcdef")},
		},
		Evidence: []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	}
}

func issue(t testing.TB, is *credential.Issuer, c credential.Credential) *credential.Secured {
	t.Helper()
	s, err := is.Issue(context.Background(), c)
	require.NoError(t, err)
	return s
}

func TestIssueIsDeterministic(t *testing.T) {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for name, key := range map[string]crypto.Signer{"EdDSA": edKey(0), "ES256": p256, "ES384": p384, "RS256": rsaKey} {
		t.Run(name, func(t *testing.T) {
			is := newIssuer(t, key)
			require.Equal(t, string(issue(t, is, civics(t)).Bytes()), string(issue(t, is, civics(t)).Bytes()))
		})
	}
}

func TestPS256SignsTheSamePayloadEachTimeAnew(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	m, err := credential.DIDJWK(key.Public(), credential.PS256)
	require.NoError(t, err)
	is := newIssuer(t, edKey(0))
	is.Signer, err = credential.NewSigner(m, key)
	require.NoError(t, err)
	a, b := issue(t, is, civics(t)), issue(t, is, civics(t))
	require.Equal(t, a.Document(), b.Document())
	require.NotEqual(t, a.Bytes(), b.Bytes())
}

func TestIssueCompletesTheCredential(t *testing.T) {
	is := newIssuer(t, edKey(0))
	s := issue(t, is, civics(t))
	c, err := s.Unverified()
	require.NoError(t, err)
	require.Equal(t, "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", c.ID)
	require.Equal(t, c.ID, s.ID())
	require.Equal(t, "Civics Credential", c.Name)
	require.Equal(t, is.Signer.Method().Controller, c.Issuer.ID, "an empty Profile.ID means the signer's controller")
	require.Equal(t, clock.Truncate(time.Second), c.ValidFrom, "to the second, as the claim nbf is")
	require.Zero(t, c.ValidUntil)
	require.Empty(t, s.Conform(credential.Transform{}))
	require.Equal(t, credential.KindOB30, s.Kind())
	require.Equal(t, "application/jwt", s.MediaType())
}

func TestIssueWritesTheClaimsThatRepeatMembers(t *testing.T) {
	c := civics(t)
	c.Subject.ID = "did:example:ada"
	c.ValidUntil = clock.AddDate(1, 0, 0)
	doc := string(issue(t, newIssuer(t, edKey(0)), c).Document())
	for _, want := range []string{
		`"iss":"did:key:z6Mk`, `"sub":"did:example:ada"`, `"nbf":1777626000`, `"exp":1809162000`,
		`"jti":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"`,
		`"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`,
		`"type":["VerifiableCredential","OpenBadgeCredential"]`, `"validFrom":"2026-05-01T09:00:00Z"`,
	} {
		require.Contains(t, doc, want)
	}
}

func TestIssueLeavesOutSubForASubjectWithoutID(t *testing.T) {
	require.NotContains(t, string(issue(t, newIssuer(t, edKey(0)), civics(t)).Document()), `"sub"`)
}

func TestIssueInTheFormOfVCJOSE(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.Form = credential.VCJOSE
	s := issue(t, is, civics(t))
	require.Equal(t, "application/vc+jwt", s.MediaType())
	for _, claim := range []string{`"iss"`, `"nbf"`, `"jti"`} {
		require.NotContains(t, string(s.Document()), claim)
	}
	for _, p := range s.Conform(credential.Transform{}) {
		require.Equal(t, credential.JWSHeaderForbidden, p.Code, "only the header departs from the letter of OB 3.0")
		require.Equal(t, credential.Deviation, p.Severity)
	}
}

func TestIssueRefusesWhatAVerifierWouldNotAccept(t *testing.T) {
	own := badge.Schema{ID: "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", Type: "1EdTechJsonSchemaValidator2019"}
	refused := map[string]struct {
		change func(*credential.Credential)
		code   credential.Code
	}{
		"nobody":         {func(c *credential.Credential) { c.Subject.Identifier = nil }, credential.SchemaInvalid},
		"no achievement": {func(c *credential.Credential) { c.Subject.Achievement = badge.Achievement{} }, credential.SchemaInvalid},
		"relative id":    {func(c *credential.Credential) { c.ID = "badges/1" }, credential.SchemaInvalid},
		"ends before it begins": {func(c *credential.Credential) {
			c.ValidFrom, c.ValidUntil = clock.AddDate(2, 0, 0), clock.AddDate(1, 0, 0)
		}, credential.SchemaInvalid},
		"year 10000":      {func(c *credential.Credential) { c.ValidUntil = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, credential.TimeFormat},
		"another's name":  {func(c *credential.Credential) { c.Issuer = badge.Profile{ID: "did:web:school.example", Name: "School"} }, credential.KeyControllerMismatch},
		"unknown type":    {func(c *credential.Credential) { c.Type = []string{"GoldStar"} }, credential.TermUndefined},
		"unknown context": {func(c *credential.Credential) { c.Context = []string{"https://example.org/ctx"} }, credential.ContextUnknown},
		"two status entries": {func(c *credential.Credential) {
			c.Status = []badge.Status{{ID: "urn:a:1", Type: "A"}, {ID: "urn:a:2", Type: "A"}}
		}, credential.SchemaInvalid},
		"a schema, and not that of badges": {func(c *credential.Credential) {
			c.Schema = []badge.Schema{{ID: "https://school.example/s.json", Type: "1EdTechJsonSchemaValidator2019"}}
		}, credential.SchemaInvalid},
		"that of badges by another type": {func(c *credential.Credential) { c.Schema = []badge.Schema{{ID: own.ID, Type: "JsonSchema"}} }, credential.SchemaInvalid},
		"that of endorsements": {func(c *credential.Credential) {
			c.Schema = []badge.Schema{own, {ID: strings.Replace(own.ID, "achievement", "endorsement", 1), Type: own.Type}}
		}, credential.SchemaInvalid},
		"a schema without a type": {func(c *credential.Credential) { c.Schema = []badge.Schema{own, {ID: "https://school.example/s.json"}} }, credential.SchemaInvalid},
		"a schema at no place":    {func(c *credential.Credential) { c.Schema = []badge.Schema{own, {ID: "s.json", Type: "JsonSchema"}} }, credential.SchemaInvalid},
		"a noncharacter":          {func(c *credential.Credential) { c.Name = "Civics\ufffe" }, credential.TextSuspicious},
		"guessable salt": {func(c *credential.Credential) {
			c.Subject.Identifier = []badge.Identity{badge.SaltedIdentity(badge.EmailAddress, "a@b.example", "salt")}
		}, credential.PrivacyGuessable},
		"result of no one's":      {func(c *credential.Credential) { c.Subject.Result = []badge.Result{{ResultDescription: "urn:x:y"}} }, credential.ResultInvalid},
		"evidence that runs code": {func(c *credential.Credential) { c.Evidence = []badge.Evidence{{ID: "javascript:alert(1)"}} }, credential.SchemaInvalid},
	}
	for name, r := range refused {
		t.Run(name, func(t *testing.T) {
			c := civics(t)
			r.change(&c)
			s, err := newIssuer(t, edKey(0)).Issue(context.Background(), c)
			require.ErrorIs(t, err, r.code)
			require.Nil(t, s)
			if r.code != credential.KeyControllerMismatch { // which only the issuer's key shows
				require.ErrorIs(t, c.Validate(), r.code)
			}
		})
	}
	c := civics(t)
	require.NoError(t, c.Validate())
	c.Schema = []badge.Schema{own, {ID: "https://school.example/s.json", Type: "JsonSchema"}}
	require.NoError(t, c.Validate())
}

// stranger answers with whatever its function answers.
type stranger struct {
	credential.Signer
	sign func(ctx context.Context, message []byte) ([]byte, error)
}

func (s stranger) Sign(ctx context.Context, m []byte) ([]byte, error) { return s.sign(ctx, m) }

func TestIssueTrustsNoSigner(t *testing.T) {
	broken := errors.New("the HSM is on fire")
	answers := map[string]struct {
		sign func(context.Context, []byte) ([]byte, error)
		want error
	}{
		"nothing":           {func(context.Context, []byte) ([]byte, error) { return nil, nil }, credential.IssueSelfCheck},
		"too short":         {func(context.Context, []byte) ([]byte, error) { return make([]byte, 10), nil }, credential.IssueSelfCheck},
		"zeros":             {func(context.Context, []byte) ([]byte, error) { return make([]byte, 64), nil }, credential.IssueSelfCheck},
		"another key's":     {signerOf(t, edKey(1)).Sign, credential.IssueSelfCheck},
		"another message's": {func(ctx context.Context, m []byte) ([]byte, error) { return signerOf(t, edKey(0)).Sign(ctx, m[1:]) }, credential.IssueSelfCheck},
		"an error":          {func(context.Context, []byte) ([]byte, error) { return nil, broken }, broken},
	}
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			is := newIssuer(t, edKey(0))
			is.Signer = stranger{is.Signer, a.sign}
			s, err := is.Issue(context.Background(), civics(t))
			require.ErrorIs(t, err, a.want)
			require.Nil(t, s)
			if a.want == broken {
				require.ErrorIs(t, err, credential.IssueSigner)
				require.ErrorContains(t, err, "the HSM is on fire")
			}
		})
	}
}

func TestIssueRefusesABadgeThatHasEnded(t *testing.T) {
	is := newIssuer(t, edKey(0))
	c := civics(t)
	c.ValidFrom = clock.AddDate(-2, 0, 0)
	for _, until := range []time.Time{clock.AddDate(-1, 0, 0), clock.Add(-time.Nanosecond), clock} {
		c.ValidUntil = until // the last of them is written without its fraction, and so before now
		_, err := is.Issue(context.Background(), c)
		require.ErrorIs(t, err, credential.TimeExpired)
		require.ErrorContains(t, err, "/validUntil")
	}
	require.NoError(t, c.Validate(), "which asks no clock")
	is.Now = func() time.Time { return clock.Truncate(time.Second) }
	issue(t, is, c)
	c.ValidUntil = clock.Add(time.Second)
	is.Now = func() time.Time { return clock }
	issue(t, is, c)
}

func TestIssueSurvivesASignerThatPanics(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.Signer = stranger{is.Signer, func(context.Context, []byte) ([]byte, error) { panic("out of cheese") }}
	_, err := is.Issue(context.Background(), civics(t))
	require.ErrorContains(t, err, "out of cheese")
	require.ErrorIs(t, err, credential.IssueSigner)
}

func TestIssueAsksNoSignerWhenItIsToStop(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	is := newIssuer(t, edKey(0))
	asked := make(chan bool, 64)
	signer := is.Signer
	is.Signer = stranger{signer, func(ctx context.Context, m []byte) ([]byte, error) { asked <- true; return signer.Sign(ctx, m) }}
	for range cap(asked) {
		s, err := is.Issue(ctx, civics(t))
		require.ErrorIs(t, err, context.Canceled)
		require.Nil(t, s)
	}
	require.Empty(t, asked)
}

func TestIssueReturnsWhenTheSignerDoesNot(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	is := newIssuer(t, edKey(0))
	is.Signer = stranger{is.Signer, func(context.Context, []byte) ([]byte, error) { <-release; return nil, nil }}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(10*time.Millisecond, cancel)
	_, err := is.Issue(ctx, civics(t))
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, credential.IssueSigner)
}

// opaque is a key that can only be asked, like one in a KMS.
type opaque struct{ key crypto.Signer }

func (o opaque) Public() crypto.PublicKey { return o.key.Public() }
func (o opaque) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return o.key.Sign(r, digest, opts)
}

func TestIssueThroughAnOpaqueSigner(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for _, key := range []crypto.Signer{edKey(0), p384, rsaKey} {
		s := issue(t, newIssuer(t, opaque{key}), civics(t))
		proofs, err := s.Proofs()
		require.NoError(t, err)
		require.NoError(t, checkProof(s, proofs[0], signerOf(t, key).Method()))
	}
}

func TestIssueNeedsRandomnessForAnID(t *testing.T) {
	for name, source := range map[string]io.Reader{
		"error": iotest.ErrReader(errors.New("no entropy")),
		"short": strings.NewReader("seven"),
		"zeros": strings.NewReader(strings.Repeat("\x00", 64)),
	} {
		t.Run(name, func(t *testing.T) {
			is := newIssuer(t, edKey(0))
			is.NewID, is.Rand = nil, source
			s, err := is.Issue(context.Background(), civics(t))
			require.ErrorContains(t, err, "randomness")
			require.ErrorIs(t, err, credential.IssueRandomness)
			require.Nil(t, s)
		})
	}
	is := newIssuer(t, edKey(0))
	is.NewID = nil
	require.NotEqual(t, issue(t, is, civics(t)).ID(), issue(t, is, civics(t)).ID())
	require.Regexp(t, `^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, issue(t, is, civics(t)).ID())
}

func TestIssueIsUntouchedByLaterChanges(t *testing.T) {
	c := civics(t)
	s := issue(t, newIssuer(t, edKey(0)), c)
	before := string(s.Bytes())
	c.Evidence[0].Narrative = "Took no part."
	c.Subject.Achievement.Name = "Innovation"
	b := s.Bytes()
	b[0] = 'X'
	require.Equal(t, before, string(s.Bytes()))
}

func TestIssueConcurrently(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.NewID = nil
	c := civics(t)
	var ids sync.Map
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			s, err := is.Issue(context.Background(), c)
			if err == nil {
				ids.Store(s.ID(), true)
			}
		})
	}
	group.Wait()
	n := 0
	ids.Range(func(any, any) bool { n++; return true })
	require.Equal(t, 32, n)
}

func TestIssueWithTheSameIDRepeatsItself(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.NewID = nil
	c := civics(t)
	c.ID = "urn:uuid:7a1d2c3b-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
	require.Equal(t, issue(t, is, c).Bytes(), issue(t, is, c).Bytes(), "an answer that was lost can be asked for again")
}

func TestIssueWithoutASigner(t *testing.T) {
	_, err := (&credential.Issuer{}).Issue(context.Background(), civics(t))
	require.ErrorIs(t, err, credential.KeyNotFound)
}

func TestIssueRefusesAWithdrawnKey(t *testing.T) {
	m, err := credential.DIDKey(edKey(0).Public())
	require.NoError(t, err)
	m.Revoked = clock
	is := newIssuer(t, edKey(0))
	is.Signer, err = credential.NewSigner(m, edKey(0))
	require.NoError(t, err)
	_, err = is.Issue(context.Background(), civics(t))
	require.ErrorIs(t, err, credential.KeyRevoked)

	m.Revoked, m.Purposes = time.Time{}, []string{"authentication"}
	is.Signer, err = credential.NewSigner(m, edKey(0))
	require.NoError(t, err)
	_, err = is.Issue(context.Background(), civics(t))
	require.ErrorIs(t, err, credential.KeyRelationship)
}

func TestSignerNeedsTheKeyOfItsMethod(t *testing.T) {
	m, err := credential.DIDKey(edKey(0).Public())
	require.NoError(t, err)
	_, err = credential.NewSigner(m, edKey(1))
	require.ErrorIs(t, err, credential.KeyTypeMismatch)
	m.Algorithm = credential.RS256
	_, err = credential.NewSigner(m, edKey(0))
	require.ErrorIs(t, err, credential.KeyTypeMismatch)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	_, err = credential.NewKeySigner(small)
	require.ErrorIs(t, err, credential.KeyWeak)
	_, err = credential.NewKeySigner(nil)
	require.Error(t, err)
}

func TestSignJWSSecuresAnyDocument(t *testing.T) {
	doc := []byte(`{ "type": "Anything" }`)
	s, err := credential.SignJWS(context.Background(), doc, signerOf(t, edKey(0)), credential.OpenBadges)
	require.NoError(t, err)
	require.Equal(t, doc, s.Document(), "byte for byte")
	_, err = credential.SignJWS(context.Background(), []byte(`{"a":1,"a":2}`), signerOf(t, edKey(0)), credential.OpenBadges)
	require.ErrorIs(t, err, credential.JSONDuplicateKey)
}

func TestNotesTellAnIssuerWhatDoesNotStopIt(t *testing.T) {
	c := civics(t)
	codes := map[credential.Code]bool{}
	for _, p := range c.Notes() {
		codes[p.Code] = true
		require.Equal(t, credential.Note, p.Severity)
	}
	require.True(t, codes[credential.PrivacyGuessable], "a salted hash of an e-mail address can be guessed")
	require.NoError(t, c.Validate())
	c.Subject.Identifier = []badge.Identity{badge.PlainIdentity(badge.EmailAddress, "ada@example.org")}
	codes = map[credential.Code]bool{}
	for _, p := range c.Notes() {
		codes[p.Code] = true
	}
	require.True(t, codes[credential.PrivacyField])
	c.Subject.Identifier, c.Subject.ID = nil, "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11"
	require.Empty(t, c.Notes())
}

func TestASaltOfDigitsAloneIsASalt(t *testing.T) {
	c := civics(t)
	c.Subject.Identifier = []badge.Identity{badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "00112233445566778899001122334455")}
	require.NoError(t, c.Validate())
}

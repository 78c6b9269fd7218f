package credential_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

func TestIssueRefusesTextThatWouldBeWrittenOtherwise(t *testing.T) {
	const bad = "Ada \xff"
	for place, put := range map[string]func(*credential.Credential){
		"/name":                               func(c *credential.Credential) { c.Name = bad },
		"/@context/0":                         func(c *credential.Credential) { c.Context = []string{"https://school.example/\xff"} },
		"/credentialSubject/achievement/name": func(c *credential.Credential) { c.Subject.Achievement.Name = bad; c.Name = "Civics" },
		"/evidence/0/narrative":               func(c *credential.Credential) { c.Evidence = []badge.Evidence{{Narrative: bad}} },
		"/id":                                 func(c *credential.Credential) { c.ID = "urn:x:\xff" },
	} {
		c := civics(t)
		put(&c)
		_, err := newIssuer(t, edKey(0)).Issue(context.Background(), c)
		require.ErrorIs(t, err, credential.InputEncoding, place)
		require.ErrorContains(t, err, place)
	}
	is := newIssuer(t, edKey(0))
	is.NewID = func() string { return "urn:x:\xff" }
	_, err := is.Issue(context.Background(), civics(t))
	require.ErrorIs(t, err, credential.InputEncoding)

	_, err = credential.AddProof(context.Background(), []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"]}`), signerOf(t, edKey(0)),
		credential.ProofOptions{Suite: credential.EdDSARDFC2022, Challenge: bad})
	require.ErrorIs(t, err, credential.InputEncoding)
	require.ErrorContains(t, err, "/proof/challenge")
}

// meddler signs, and then writes over what it was given, or before, or counts.
type meddler struct {
	credential.Signer
	before bool
	calls  int
}

func (m *meddler) Sign(ctx context.Context, message []byte) ([]byte, error) {
	m.calls++
	genuine := func() ([]byte, error) { return m.Signer.Sign(ctx, message) }
	if !m.before {
		signature, err := genuine()
		clear(message)
		return signature, err
	}
	// Another document, of the same length, honestly signed.
	at := strings.LastIndexByte(string(message), '.') + 1
	payload, err := base64.RawURLEncoding.DecodeString(string(message[at:]))
	if err != nil {
		return nil, err
	}
	forged := strings.Replace(string(payload), "Civics", "Physik", 1)
	copy(message[at:], base64.RawURLEncoding.EncodeToString([]byte(forged)))
	return genuine()
}

func TestASignerCannotRewriteTheBadge(t *testing.T) {
	is := newIssuer(t, edKey(0))
	want := issue(t, is, civics(t))
	is.Signer = &meddler{Signer: is.Signer}
	require.Equal(t, string(want.Bytes()), string(issue(t, is, civics(t)).Bytes()))
	is.Signer = &meddler{Signer: is.Signer, before: true}
	_, err := is.Issue(context.Background(), civics(t))
	require.ErrorIs(t, err, credential.IssueSelfCheck)
}

// posing has a method that NewSigner would refuse.
type posing struct {
	credential.Signer
	m credential.Method
}

func (p posing) Method() credential.Method { return p.m }

func TestAKeyThatNoVerifierWouldTakeForTheIssuersSignsNothing(t *testing.T) {
	key, other := edKey(0), edKey(1)
	own, err := credential.DIDKey(key.Public())
	require.NoError(t, err)
	foreign, err := credential.DIDKey(other.Public())
	require.NoError(t, err)
	jwk, err := credential.DIDJWK(key.Public(), "")
	require.NoError(t, err)
	foreignJWK, err := credential.DIDJWK(other.Public(), "")
	require.NoError(t, err)
	const school = "https://school.example/issuer"
	for name, m := range map[string]credential.Method{
		"another did:key":         {ID: foreign.ID, Controller: foreign.Controller},
		"did:key, another name":   {ID: own.Controller + "#key-1", Controller: own.Controller},
		"another did:jwk":         {ID: foreignJWK.ID, Controller: foreignJWK.Controller},
		"did:jwk, another name":   {ID: jwk.Controller + "#1", Controller: jwk.Controller},
		"no did:jwk":              {ID: "did:jwk:!#0", Controller: "did:jwk:!"},
		"another DID":             {ID: "did:web:evil.example#k", Controller: "did:web:school.example"},
		"a DID without fragment":  {ID: "did:web:school.example#", Controller: "did:web:school.example"},
		"a DID that begins alike": {ID: "did:web:school.example.evil#k", Controller: "did:web:school.example"},
		"another host":            {ID: "https://evil.example/k", Controller: school},
		"another scheme":          {ID: "http://school.example/k", Controller: school},
		"user information":        {ID: "https://me@school.example/k", Controller: school},
		"no URL":                  {ID: "key-1", Controller: school},
	} {
		_, err := credential.NewSigner(m, key)
		require.ErrorIs(t, err, credential.KeyControllerMismatch, name)
		m.Key = key.Public()
		is := newIssuer(t, key)
		is.Signer = posing{is.Signer, m}
		_, err = is.Issue(context.Background(), civics(t))
		require.ErrorIs(t, err, credential.KeyControllerMismatch, name)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	pss, err := credential.DIDJWK(rsaKey.Public(), credential.PS256)
	require.NoError(t, err)
	pss.Algorithm = credential.RS256
	_, err = credential.NewSigner(pss, rsaKey)
	require.ErrorIs(t, err, credential.KeyControllerMismatch)
	for _, m := range []credential.Method{own, jwk, {ID: school + "#k", Controller: school}, {ID: "https://school.example/keys/1", Controller: school}, {ID: "did:example:a#k", Controller: "did:example:a"}} {
		_, err := credential.NewSigner(m, key)
		require.NoError(t, err, m.ID)
	}
	_, err = credential.NewSigner(credential.Method{ID: "did:example:a#\xff", Controller: "did:example:a"}, key)
	require.ErrorIs(t, err, credential.InputEncoding)
}

func TestReadKeyShowsNothingOfAJWK(t *testing.T) {
	const secret = "SECRET-0123456789"
	for name, file := range map[string]string{
		"no JSON":       `{"kty":"OKP","d":` + secret + `}`,
		"a member name": `{"` + secret + `":1,"` + secret + `":2}`,
		"a pointer":     `{"` + secret + `":{"a":nul}}`,
		"kty":           `{"kty":"` + secret + `","d":"x"}`,
		"crv":           `{"kty":"OKP","crv":"` + secret + `","d":"x","x":"x"}`,
		"x":             `{"kty":"OKP","crv":"Ed25519","d":"x","x":"` + secret + `=!"}`,
	} {
		_, err := credential.ReadKey([]byte(file))
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), secret[:6], name)
		var p *credential.Problem
		require.ErrorAs(t, err, &p, name)
		require.NotContains(t, p.Pointer, secret[:6], name)
		require.Len(t, p.Unwrap(), 1, "%s: the cause would tell", name)
	}
	_, err := credential.ReadKey([]byte(`{"kty":nul}`))
	require.ErrorContains(t, err, "at byte ")
}

func TestNothingIsSignedThatCouldNotBeReturned(t *testing.T) {
	ctx := context.Background()
	signer := &meddler{Signer: signerOf(t, edKey(0))}
	is := newIssuer(t, edKey(0))
	is.Signer = signer
	c := civics(t)
	c.ValidFrom, c.ValidUntil = clock.Add(time.Hour+400*time.Millisecond), clock.Add(time.Hour+300*time.Millisecond)
	_, err := is.Issue(ctx, c)
	require.ErrorIs(t, err, credential.SchemaInvalid)

	is.Form = 7
	_, err = is.Issue(ctx, civics(t))
	require.ErrorIs(t, err, credential.InputUnsupported)
	_, err = credential.SignJWS(ctx, []byte(`{}`), signer, 7)
	require.ErrorIs(t, err, credential.InputUnsupported)

	large := []byte(`{"a":"` + strings.Repeat("a", 900<<10) + `","b":"` + strings.Repeat("b", 900<<10) + `"}`)
	_, err = credential.SignJWS(ctx, large, signer, credential.VCJOSE)
	require.ErrorIs(t, err, credential.InputTooLarge)
	_, err = credential.SignJWS(ctx, []byte(`{`), signer, credential.VCJOSE)
	require.ErrorIs(t, err, credential.JSONSyntax)

	full := []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"proof":[` + strings.Repeat(`{"type":"a"},`, 7) + `{"type":"a"}]}`)
	_, err = credential.AddProof(ctx, full, signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.Error(t, err)
	require.Zero(t, signer.calls, "the signer was asked")
}

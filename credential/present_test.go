package credential_test

import (
	"context"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

var presentedOn = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func signerNumber(t testing.TB, n byte) credential.Signer {
	t.Helper()
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	s, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(seed))
	require.NoError(t, err)
	return s
}

func badgeFor(t testing.TB, suite credential.Suite) *credential.Secured {
	t.Helper()
	a, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	is := credential.Issuer{Signer: signerNumber(t, 1), Profile: badge.Profile{Name: "School"}, Suite: suite, Now: func() time.Time { return presentedOn }}
	s, err := is.Issue(context.Background(), credential.Credential{
		ID: "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", Subject: badge.Subject{ID: signerNumber(t, 2).Method().Controller, Achievement: a},
	})
	require.NoError(t, err)
	return s
}

func ownClaim(issuer string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"` + issuer + `","credentialSubject":{"id":"` + issuer + `"}}`
}

func TestPresentKeepsEveryByteOfWhatItPresents(t *testing.T) {
	me := signerNumber(t, 2).Method().Controller
	embedded, token := badgeFor(t, credential.EdDSAJCS2022), badgeFor(t, "")
	spaced, err := credential.Parse([]byte(" " + strings.Replace(string(embedded.Bytes()), `,"proof"`, " ,\n\t\"proof\"", 1) + "\n"))
	require.NoError(t, err)
	envelope, err := credential.Parse([]byte(`{ "@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,` + string(token.Bytes()) + `"}`))
	require.NoError(t, err)
	line, err := credential.Parse(append(token.Bytes(), '\n'))
	require.NoError(t, err)
	own, err := credential.Parse([]byte(ownClaim(me)))
	require.NoError(t, err)
	for _, suite := range []credential.Suite{"", credential.EdDSAJCS2022} {
		h := credential.Holder{Signer: signerNumber(t, 2), Suite: suite, Now: func() time.Time { return presentedOn }}
		p := credential.Presentation{
			ID: "urn:uuid:5e0c9d5e-9d9e-4a7b-8f65-3f7c62d1f0aa", Type: []string{"https://example.org/T"},
			Credentials: []*credential.Secured{spaced, token, line, envelope, own},
		}
		s, err := h.Present(context.Background(), p, "c", "https://a.example", "https://b.example")
		require.NoError(t, err)
		require.Equal(t, credential.KindPresentation, s.Kind())
		require.Equal(t, me, s.HolderID())
		require.Empty(t, s.IssuerID())
		require.Equal(t, p.ID, s.ID())
		require.Equal(t, map[bool]string{true: "application/vp+jwt", false: "application/vp"}[suite == ""], s.MediaType())
		presented, err := s.Presented()
		require.NoError(t, err)
		require.Len(t, presented, 5)
		require.Equal(t, strings.TrimSpace(string(spaced.Bytes())), string(presented[0].Data))
		require.Equal(t, "/verifiableCredential/0", presented[0].Pointer)
		for i, e := range []bool{false, true, true, true, false} {
			require.Equal(t, e, presented[i].Enveloped)
			read, err := credential.Parse(presented[i].Data)
			require.NoError(t, err)
			require.Equal(t, i == 4, read.Unsecured())
			if e {
				require.Equal(t, string(token.Document()), string(read.Document()))
			}
		}
		require.Equal(t, string(envelope.Bytes()), string(presented[3].Data))
		require.Equal(t, ownClaim(me), string(presented[4].Data))

		proofs, err := s.Proofs()
		require.NoError(t, err)
		require.Equal(t, credential.Authentication, proofs[0].Purpose)
		details, err := s.Details(proofs[0])
		require.NoError(t, err)
		require.Equal(t, credential.ProofDetails{Created: presentedOn, Domain: []string{"https://a.example", "https://b.example"}, Challenge: "c"}, details)

		again, err := h.Present(context.Background(), p, "c", "https://a.example", "https://b.example")
		require.NoError(t, err)
		require.Equal(t, string(s.Bytes()), string(again.Bytes()))
	}
}

// The media type of VC-JOSE-COSE excludes the claim "vc".
func TestPresentNamesATokenByItsForm(t *testing.T) {
	token, err := credential.SignJWS(context.Background(), []byte(`{"iss":"did:example:a","vc":{"@context":["https://www.w3.org/2018/credentials/v1"],"type":"VerifiableCredential"}}`),
		signerNumber(t, 1), credential.OpenBadges)
	require.NoError(t, err)
	h := credential.Holder{Signer: signerNumber(t, 2), Suite: credential.EdDSAJCS2022}
	s, err := h.Present(context.Background(), credential.Presentation{Credentials: []*credential.Secured{token, badgeFor(t, "")}}, "c")
	require.NoError(t, err)
	presented, err := s.Presented()
	require.NoError(t, err)
	require.Contains(t, string(presented[0].Data), "data:application/jwt,")
	require.Contains(t, string(presented[1].Data), "data:application/vc+jwt,")
}

func TestPresentSignsNothingThatAVerifierWouldNotAccept(t *testing.T) {
	me := signerNumber(t, 2)
	badge := badgeFor(t, credential.EdDSARDFC2022)
	parsed := func(doc string) *credential.Secured {
		s, err := credential.Parse([]byte(doc))
		require.NoError(t, err)
		return s
	}
	h := credential.Holder{Signer: me}
	presentation, err := h.Present(context.Background(), credential.Presentation{Credentials: []*credential.Secured{badge}}, "c")
	require.NoError(t, err)
	stripped := string(badge.Bytes())
	stripped = stripped[:strings.Index(stripped, `,"proof":[`)] + "}"
	is := newIssuer(t, edKey(0))
	is.Signer, is.Suite = signerFor(t, credential.ES256, 0), credential.ECDSASD2023
	base := issue(t, is, civics(t))
	compacted := strings.Replace(strings.Replace(string(base.Bytes()), `"proof":[{`, `"proof":{`, 1), `}]}`, `}}`, 1)
	method := me.Method()
	method.Purposes = []string{credential.AssertionMethod}
	asserting := publishedAs{me, method}
	method.Purposes, method.Revoked = nil, presentedOn
	revoked := publishedAs{me, method}
	for name, c := range map[string]struct {
		h    credential.Holder
		p    credential.Presentation
		code credential.Code
	}{
		"no signer":                 {credential.Holder{}, credential.Presentation{}, credential.KeyNotFound},
		"a key for badges only":     {credential.Holder{Signer: asserting}, credential.Presentation{}, credential.KeyRelationship},
		"a key no longer in use":    {credential.Holder{Signer: revoked, Now: func() time.Time { return presentedOn }}, credential.Presentation{}, credential.KeyRevoked},
		"no such suite":             {credential.Holder{Signer: me, Suite: "x"}, credential.Presentation{}, credential.ProofTypeUnsupported},
		"a relative id":             {h, credential.Presentation{ID: "p"}, credential.SchemaInvalid},
		"a relative type":           {h, credential.Presentation{Type: []string{"../T"}}, credential.SchemaInvalid},
		"a type that is a VC's":     {h, credential.Presentation{Type: []string{"VerifiableCredential"}}, credential.SchemaInvalid},
		"an undefined type":         {h, credential.Presentation{Type: []string{"T"}}, credential.TermUndefined},
		"an unknown context":        {h, credential.Presentation{Context: []string{"https://example.org/c"}}, credential.ContextUnknown},
		"one unknown to its graph":  {credential.Holder{Signer: me, Suite: credential.EdDSARDFC2022}, credential.Presentation{Context: []string{"https://example.org/c"}}, credential.ContextUnknown},
		"no UTF-8":                  {h, credential.Presentation{ID: "urn:a:\xff"}, credential.InputEncoding},
		"nil":                       {h, credential.Presentation{Credentials: []*credential.Secured{nil}}, credential.SchemaInvalid},
		"a presentation":            {h, credential.Presentation{Credentials: []*credential.Secured{presentation}}, credential.SchemaInvalid},
		"no credential":             {h, credential.Presentation{Credentials: []*credential.Secured{parsed(`{"proof":{}}`)}}, credential.SchemaInvalid},
		"a stripped one":            {h, credential.Presentation{Credentials: []*credential.Secured{parsed(stripped)}}, credential.ProofMissing},
		"a base proof of her own":   {credential.Holder{Signer: signerFor(t, credential.ES256, 2), Suite: credential.ECDSASD2023}, credential.Presentation{}, credential.ProofTypeUnsupported},
		"an issuer's base proof":    {h, credential.Presentation{Credentials: []*credential.Secured{base}}, credential.ProofMalformed},
		"one that was re-compacted": {h, credential.Presentation{Credentials: []*credential.Secured{parsed(compacted)}}, credential.ProofMalformed},
		"another's claim":           {h, credential.Presentation{Credentials: []*credential.Secured{parsed(ownClaim("did:example:a"))}}, credential.ProofMissing},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := c.h.Present(context.Background(), c.p, "c")
			require.ErrorIs(t, err, c.code)
			require.Nil(t, s)
		})
	}
	derived, err := credential.Derive(context.Background(), base, nil, nil)
	require.NoError(t, err)
	_, err = h.Present(context.Background(), credential.Presentation{Credentials: []*credential.Secured{derived}}, "c")
	require.NoError(t, err, "what its holder shows is presented")
	_, err = h.Present(context.Background(), credential.Presentation{}, "c", "")
	require.ErrorIs(t, err, credential.ProofDomain)
	many := make([]*credential.Secured, 33)
	for i := range many {
		many[i] = badge
	}
	_, err = h.Present(context.Background(), credential.Presentation{Credentials: many}, "c")
	require.ErrorIs(t, err, credential.SchemaInvalid)
	_, err = h.Present(context.Background(), credential.Presentation{Credentials: many[1:]}, "c")
	require.NoError(t, err)
	_, err = credential.SignJWS(context.Background(), presentation.Document(), me, credential.VCJOSE)
	require.ErrorIs(t, err, credential.SchemaInvalid, "no presentation goes out as a credential")
	_, err = credential.SignJWS(context.Background(), badge.Bytes(), me, credential.Form(-1))
	require.ErrorIs(t, err, credential.InputUnsupported)
}

// publishedAs is a signer whose method is described in another way.
type publishedAs struct {
	credential.Signer
	method credential.Method
}

func (p publishedAs) Method() credential.Method { return p.method }

// What covers a credential is never asked of one that has a proof of its own; and the
// claims of a presentation's token are its holder's, and no issuer's.
func TestOnlyWhatIsUnsecuredIsCovered(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSAJCS2022} {
		_, err := badgeFor(t, suite).CoveredBy(credential.Transform{})
		require.ErrorIs(t, err, credential.ProofMalformed)
	}
	// Under a proof of the graph, objects of one id are one: here the subject ends the
	// credential that it is of.
	moved, err := credential.Parse([]byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:a:b","type":["VerifiableCredential"],"issuer":"did:example:a",` +
		`"credentialSubject":{"id":"urn:a:b","type":"VerifiableCredential","validUntil":"2026-05-01T00:00:00Z"}}`))
	require.NoError(t, err)
	covered, err := moved.CoveredBy(credential.Transform{})
	require.NoError(t, err)
	_, found, err := moved.Read(context.Background(), covered)
	require.NoError(t, err)
	require.NotEmpty(t, found)
	require.Equal(t, credential.Violation, found[0].Severity)

	s, err := credential.SignJWS(context.Background(), []byte(`{"iss":"did:example:a","vp":{"@context":["https://www.w3.org/2018/credentials/v1"],"type":"VerifiablePresentation"}}`),
		signerNumber(t, 2), credential.OpenBadges)
	require.NoError(t, err)
	require.Equal(t, "did:example:a", s.HolderID())
	require.Empty(t, s.IssuerID())
	for _, doc := range []string{`[1]`, `["a"]`, `null`, `"a.b.c"`, `[` + strings.Repeat("{},", 32) + `{}]`} {
		s, err := credential.Parse([]byte(`{"type":"VerifiablePresentation","verifiableCredential":` + doc + `}`))
		require.NoError(t, err)
		_, err = s.Presented()
		require.Error(t, err, doc)
	}
}

func TestADIDThatIsItsKeyIsPublishedForAuthentication(t *testing.T) {
	m := signerNumber(t, 2).Method()
	require.True(t, m.For(credential.Authentication))
	require.True(t, m.For(credential.AssertionMethod))
	require.False(t, m.For("keyAgreement"))
	elsewhere := m
	elsewhere.Controller = "https://school.example"
	require.False(t, elsewhere.For(credential.Authentication), "whose key it is says another controller")
	elsewhere.Controller = "did:web:school.example"
	elsewhere.ID = "did:web:school.example#k"
	require.False(t, elsewhere.For(credential.Authentication))
	elsewhere.ID, elsewhere.Controller = "did:web:school.example#k", m.Controller
	require.False(t, elsewhere.For(credential.Authentication))
}

package credential_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

const identityDID, identityURL = "did:web:school.example", "https://school.example/issuer"

func publicMethod(id, controller string, key crypto.PublicKey) credential.Method {
	return credential.Method{ID: id, Controller: controller, Key: key}
}

func TestADIDDocumentIsWrittenByteForByte(t *testing.T) {
	m := publicMethod(identityDID+"#key-1", identityDID, edKey(0).Public())
	old := publicMethod(identityDID+"#key-0", identityDID, edKey(1).Public())
	old.Revoked = time.Date(2026, 5, 1, 9, 0, 0, 500, time.FixedZone("", 3600))
	old.Purposes = []string{credential.AssertionMethod, credential.Authentication}
	documents, err := credential.Publish(credential.Identity{ID: identityDID, Keys: []credential.Method{m, old}})
	require.NoError(t, err)
	multikey, err := m.Multikey()
	require.NoError(t, err)
	gone, err := old.Multikey()
	require.NoError(t, err)
	require.Equal(t, []badge.Document{{
		URL: "https://school.example/.well-known/did.json", MediaType: "application/did+json",
		Data: fmt.Appendf(nil, `{"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1"],"id":"did:web:school.example",`+
			`"verificationMethod":[{"id":"did:web:school.example#key-1","type":"Multikey","controller":"did:web:school.example","publicKeyMultibase":%q},`+
			`{"id":"did:web:school.example#key-0","type":"Multikey","controller":"did:web:school.example","revoked":"2026-05-01T08:00:00Z","publicKeyMultibase":%q}],`+
			`"assertionMethod":["did:web:school.example#key-1","did:web:school.example#key-0"],"authentication":["did:web:school.example#key-0"]}`, multikey, gone),
	}}, documents)
}

func TestAnIssuersPageAndItsKeysAreWrittenWhereTheyAreLookedFor(t *testing.T) {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	bare := publicMethod("https://school.example/keys/2", identityURL, p256.Public())
	ending := publicMethod("https://school.example/keys/3", identityURL, p256.Public())
	ending.Expires = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	documents, err := credential.Publish(credential.Identity{
		ID: identityURL, Profile: badge.Profile{Name: "Pine Ridge"},
		Keys: []credential.Method{publicMethod(identityURL+"#key-1", identityURL, edKey(0).Public()), bare, ending},
	})
	require.NoError(t, err)
	jwk, err := bare.JWK()
	require.NoError(t, err)
	kid := `,"kid":"https://school.example/keys/2","iss":"https://school.example/issuer"}`
	first, err := edMethod(t).JWK()
	require.NoError(t, err)
	places := map[string]badge.Document{}
	for _, d := range documents {
		places[d.URL] = d
		require.True(t, json.Valid(d.Data), d.URL)
	}
	require.Len(t, places, 4)
	page := string(places[identityURL].Data)
	require.True(t, strings.HasPrefix(page, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json","https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1","https://w3id.org/security/jwk/v1"],`+
		`"id":"https://school.example/issuer","type":["Profile"],"name":"Pine Ridge","verificationMethod":[`), page)
	require.Equal(t, strings.TrimSuffix(string(jwk), "}")+kid, string(places[bare.ID].Data))
	require.Equal(t, "application/jwk+json", places[bare.ID].MediaType)
	require.Contains(t, string(places[ending.ID].Data), `"expires":"2030-01-01T00:00:00Z"`)
	require.Equal(t, `{"keys":[`+strings.TrimSuffix(string(first), "}")+`,"kid":"https://school.example/issuer#key-1","iss":"https://school.example/issuer"},`+
		strings.TrimSuffix(string(jwk), "}")+kid+`]}`, string(places["https://school.example/.well-known/jwks.json"].Data), "one with an end is not in it")
}

func edMethod(t *testing.T) credential.Method {
	return publicMethod(identityURL+"#key-1", identityURL, edKey(0).Public())
}

func TestNothingIsPublishedThatAVerifierWouldRefuse(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	large, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	key := edKey(0).Public()
	with := func(change func(m *credential.Method)) credential.Identity {
		m := publicMethod(identityURL+"#k", identityURL, key)
		change(&m)
		return credential.Identity{ID: identityURL, Keys: []credential.Method{m}}
	}
	of := func(id string) credential.Identity {
		return credential.Identity{ID: id, Keys: []credential.Method{publicMethod(id+"#k", id, key)}}
	}
	named := func(id string) credential.Identity { return with(func(m *credential.Method) { m.ID = id }) }
	both := func(change func(a, b *credential.Method)) credential.Identity {
		id := with(func(*credential.Method) {})
		id.Keys = append(id.Keys, publicMethod(identityURL+"#k2", identityURL, edKey(1).Public()))
		change(&id.Keys[0], &id.Keys[1])
		return id
	}
	many := with(func(*credential.Method) {})
	for i := range 64 {
		many.Keys = append(many.Keys, publicMethod(fmt.Sprint(identityURL, "#", i), identityURL, key))
	}
	manyOfDID := credential.Identity{ID: identityDID}
	for i := range 65 {
		manyOfDID.Keys = append(manyOfDID.Keys, publicMethod(fmt.Sprint(identityDID, "#", i), identityDID, key))
	}
	largePage := of(identityURL)
	largePage.Profile.Description = strings.Repeat("a", 1<<20)
	secret := of(identityURL)
	secret.Profile.Endorsement = badge.Many[json.RawMessage]{json.RawMessage(`{"x":[{"kty":"OKP","\u0064":"AAAA"}]}`)}
	secret2 := of(identityURL)
	secret2.Profile.Endorsement = badge.Many[json.RawMessage]{json.RawMessage(`{"x":[{"secretKeyMultibase":"z"}]}`)}
	otherPage := of(identityURL)
	otherPage.Profile.ID = "https://school.example/other"
	brokenPage := of(identityURL)
	brokenPage.Profile.URL = "not a url"
	multi := with(func(m *credential.Method) { m.Key = large.Public() })
	multi.Form = credential.AsMultikey
	profiled := of(identityDID)
	profiled.Profile.Name = "Pine Ridge"
	formless := of(identityURL)
	formless.Form = 7

	for name, refused := range map[string]struct {
		id   credential.Identity
		code credential.Code
	}{
		"no keys":                        {credential.Identity{ID: identityURL}, credential.KeyNotFound},
		"more keys than are read":        {many, credential.InputTooLarge},
		"a weak key":                     {with(func(m *credential.Method) { m.Key = small.Public() }), credential.KeyWeak},
		"a key of small order":           {with(func(m *credential.Method) { m.Key = make(ed25519.PublicKey, 32) }), credential.KeyWeak},
		"no key":                         {with(func(m *credential.Method) { m.Key = nil }), credential.KeyTypeMismatch},
		"an Ed25519 key pair":            {with(func(m *credential.Method) { m.Key = edKey(0) }), credential.KeyPrivateExposed},
		"an ECDSA key pair":              {with(func(m *credential.Method) { m.Key = p256 }), credential.KeyPrivateExposed},
		"an RSA key pair":                {with(func(m *credential.Method) { m.Key = large }), credential.KeyPrivateExposed},
		"an algorithm of another key":    {with(func(m *credential.Method) { m.Algorithm = credential.ES256 }), credential.KeyTypeMismatch},
		"another controller":             {with(func(m *credential.Method) { m.Controller = "https://school.example/other" }), credential.KeyControllerMismatch},
		"no controller":                  {with(func(m *credential.Method) { m.Controller = "" }), credential.KeyMalformed},
		"another host":                   {named("https://elsewhere.example/k"), credential.KeyControllerMismatch},
		"a relative name":                {named("#k"), credential.KeyControllerMismatch},
		"a relative path":                {named("/keys/1"), credential.KeyControllerMismatch},
		"no name":                        {named(""), credential.KeyMalformed},
		"the issuer's name":              {named(identityURL), credential.KeyControllerMismatch},
		"an empty fragment":              {named(identityURL + "#"), credential.KeyControllerMismatch},
		"a fragment of another document": {named("https://school.example/keys#1"), credential.KeyControllerMismatch},
		"two fragments":                  {named(identityURL + "#a#b"), credential.KeyControllerMismatch},
		"a space":                        {named(identityURL + "#a b"), credential.KeyControllerMismatch},
		"a query":                        {named("https://school.example/keys?1"), credential.ResolveForbiddenTarget},
		"a URL with dots":                {named("https://school.example/keys/../1"), credential.ResolveForbiddenTarget},
		"a key at the host's set":        {named("https://school.example/.well-known/jwks.json"), credential.ResolveDocID},
		"a purpose of no signature":      {with(func(m *credential.Method) { m.Purposes = []string{"keyAgreement"} }), credential.KeyRelationship},
		"a key by its URL for a holder": {with(func(m *credential.Method) {
			m.ID, m.Purposes = "https://school.example/k", []string{credential.Authentication}
		}), credential.KeyRelationship},
		"a key by its URL for both": {with(func(m *credential.Method) {
			m.ID, m.Purposes = "https://school.example/k", []string{credential.Authentication, credential.AssertionMethod}
		}), credential.KeyRelationship},
		"an end that reads as none":        {with(func(m *credential.Method) { m.Revoked = time.Date(1, 6, 1, 0, 0, 0, 0, time.UTC) }), credential.TimeFormat},
		"an end beyond the calendar":       {with(func(m *credential.Method) { m.Expires = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }), credential.TimeFormat},
		"two keys of one name":             {both(func(a, b *credential.Method) { b.ID = a.ID }), credential.KeyMalformed},
		"one key, half revoked":            {both(func(a, b *credential.Method) { b.Key, b.Revoked = a.Key, time.Unix(1e9, 0) }), credential.KeyRevoked},
		"RSA as a Multikey":                {multi, credential.KeyTypeMismatch},
		"no such form":                     {formless, credential.InputUnsupported},
		"a secret in an extension":         {secret, credential.KeyPrivateExposed},
		"another secret":                   {secret2, credential.KeyPrivateExposed},
		"the page of another":              {otherPage, credential.ResolveDocID},
		"a page of a did:web":              {profiled, credential.InputUnsupported},
		"a page that breaks the rule":      {brokenPage, credential.SchemaInvalid},
		"did:key":                          {of("did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"), credential.DIDMethodUnsupported},
		"another DID":                      {of("did:example:1"), credential.DIDMethodUnsupported},
		"a key's name as a DID":            {of("did:web:school.example#k"), credential.DIDSyntax},
		"a did:web with a slash":           {of("did:web:school.example/i"), credential.DIDSyntax},
		"a did:web without a host":         {of("did:web:"), credential.DIDSyntax},
		"a did:web of an address":          {of("did:web:127.0.0.1"), credential.ResolveForbiddenTarget},
		"a did:web with a mail port":       {of("did:web:school.example%3A25"), credential.ResolveForbiddenTarget},
		"http":                             {of("http://school.example/issuer"), credential.ResolveForbiddenTarget},
		"nobody":                           {of(""), credential.ResolveForbiddenTarget},
		"a relative issuer":                {of("/issuer"), credential.ResolveForbiddenTarget},
		"an issuer with a query":           {of("https://school.example/?i=1"), credential.ResolveForbiddenTarget},
		"an issuer with a fragment":        {of("https://school.example/#i"), credential.ResolveForbiddenTarget},
		"an issuer with a user":            {of("https://u@school.example/i"), credential.ResolveForbiddenTarget},
		"an issuer within a network":       {of("https://intranet/i"), credential.ResolveForbiddenTarget},
		"an issuer by its address":         {of("https://127.0.0.1/i"), credential.ResolveForbiddenTarget},
		"an issuer in capitals":            {of("https://School.example/i"), credential.ResolveForbiddenTarget},
		"the usual port":                   {of("https://school.example:443/i"), credential.ResolveForbiddenTarget},
		"a port of mail":                   {of("https://school.example:25/i"), credential.ResolveForbiddenTarget},
		"dots":                             {of("https://school.example/%2e%2e/i"), credential.ResolveForbiddenTarget},
		"a backslash":                      {of(`https://school.example/a\b`), credential.ResolveForbiddenTarget},
		"more keys of a DID than are read": {manyOfDID, credential.InputTooLarge},
		"a page beyond what is read":       {largePage, credential.InputTooLarge},
		"a scheme in capitals":             {of("HTTPS://school.example/i"), credential.ResolveForbiddenTarget},
		"brackets":                         {of("https://school.example/a[b]"), credential.SchemaInvalid},
		"a long URL":                       {of("https://school.example/" + strings.Repeat("a", 4096)), credential.ResolveForbiddenTarget},
	} {
		documents, err := credential.Publish(refused.id)
		require.ErrorIs(t, err, refused.code, name)
		require.Nil(t, documents, name)
	}
	_, err = credential.Publish()
	require.ErrorIs(t, err, credential.KeyNotFound)
	gone := of(identityDID)
	gone.Keys[0].Revoked = time.Unix(1e9, 0)
	_, err = credential.Publish(of(identityURL), gone)
	require.ErrorIs(t, err, credential.KeyRevoked, "one key of two issuers")
	_, err = credential.Publish(with(func(m *credential.Method) { m.Revoked = time.Unix(1e9, 0) }), gone)
	require.NoError(t, err)
	_, err = credential.Publish(of(identityURL), of(identityURL))
	require.ErrorIs(t, err, credential.ResolveDocID, "two issuers of one name")
}

func TestTheSetOfAHostIsOfAllItsIssuersAndBounded(t *testing.T) {
	var issuers []credential.Identity
	for i := range 65 {
		id := fmt.Sprintf("https://school.example/%d", i)
		issuers = append(issuers, credential.Identity{ID: id, Keys: []credential.Method{publicMethod(id+"#k", id, edKey(0).Public())}})
	}
	documents, err := credential.Publish(issuers[:64]...)
	require.NoError(t, err)
	require.Len(t, documents, 65)
	require.Equal(t, 64, strings.Count(string(documents[64].Data), `"kid"`))
	_, err = credential.Publish(issuers...)
	require.ErrorIs(t, err, credential.InputTooLarge)
}

// Method.Check notes that it has looked at a key: in whose slice is not for Publish to say.
func TestPublishWritesToNothingOfItsCaller(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	m := publicMethod(identityURL+"#k", identityURL, key.Public())
	keys := []credential.Method{m}
	_, err = credential.Publish(credential.Identity{ID: identityURL, Keys: keys})
	require.NoError(t, err)
	require.Equal(t, []credential.Method{m}, keys)
}

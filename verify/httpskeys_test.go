package verify

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// What stands at an https URL is read as one kind of document, and refused as it.
func TestWhyAnHTTPSKeyIsNotTakenIsSaid(t *testing.T) {
	const (
		issuer = "https://school.example/issuers/1"
		below  = issuer + "/key"
		apart  = "https://keys.example/k#1"
		own    = "https://school.example/.well-known/jwks.json"
		jwk    = `"kty":"OKP","crv":"Ed25519","x":"LgAS0jdksgxSrw5dJ3ug9Q5vcfGNSOpO31oCHV7NrV0"`
		multi  = `"type":"Multikey","publicKeyMultibase":"z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"`
		set    = `{"keys":[{"kid":"1",` + jwk + `}]}`
		twoWay = `{"id":"` + issuer + `","keys":[],"verificationMethod":[]}`
		broken = `{"keys":"all"}`
		other  = `{"id":"https://other.example/","verificationMethod":[]}`
	)
	for what, c := range map[string]struct {
		documents map[string]string
		method    string
		issuer    string
		code      Code
		words     string
	}{
		"an issuer's document that is two":           {map[string]string{issuer: twoWay}, issuer + "#1", issuer, credential.SchemaInvalid, "it could be read as a set of keys, a key, or a list of methods"},
		"a key below that is two documents":          {map[string]string{below: twoWay}, below, issuer, credential.SchemaInvalid, "it could be read as a set of keys, a key, or a list of methods"},
		"anybody's document that is two":             {map[string]string{issuer: twoWay}, issuer + "#1", "", credential.SchemaInvalid, "it could be read as a set of keys, a key, or a list of methods"},
		"a set that is none":                         {map[string]string{issuer: broken}, issuer + "#1", issuer, credential.SchemaInvalid, "keys is a list of a few JWKs"},
		"anybody's set that is none":                 {map[string]string{issuer: broken}, issuer + "#1", "", credential.SchemaInvalid, "keys is a list of a few JWKs"},
		"the host's set that is none":                {map[string]string{issuer: `{"id":"` + issuer + `"}`, own: broken}, issuer + "#1", issuer, credential.SchemaInvalid, "keys is a list of a few JWKs"},
		"the host's set that is a page of keys":      {map[string]string{issuer: `{"id":"` + issuer + `"}`, own: other}, issuer + "#1", issuer, credential.KeyNotFound, "publishes no key of the name"},
		"the host's set that is a page and an iss":   {map[string]string{issuer: `{"id":"` + issuer + `"}`, own: `{"verificationMethod":[],"iss":"` + issuer + `"}`}, issuer + "#1", issuer, credential.KeyNotFound, "publishes no key of the name"},
		"the host's set that is two documents":       {map[string]string{issuer: `{"id":"` + issuer + `"}`, own: twoWay}, issuer + "#1", issuer, credential.SchemaInvalid, "it could be read as a set of keys, a key, or a list of methods"},
		"an issuer's page of another":                {map[string]string{issuer: other}, apart, issuer, credential.ResolveDocID, "has the id \"https://other.example/\""},
		"a page below of another":                    {map[string]string{below: other}, below, issuer, credential.ResolveDocID, "has the id \"https://other.example/\""},
		"anybody's page of another":                  {map[string]string{issuer: other}, issuer + "#1", "", credential.ResolveDocID, "has the id \"https://other.example/\""},
		"a page below that only names the key":       {map[string]string{below: `{"id":"` + below + `","assertionMethod":["` + below + `#1"]}`, issuer: `{"id":"` + issuer + `"}`}, below + "#1", issuer, credential.KeyNotFound, "publishes no key of the name"},
		"a page below that does not":                 {map[string]string{below: `{"id":"` + below + `","assertionMethod":[]}`, issuer: `{"id":"` + issuer + `"}`}, below + "#1", issuer, credential.KeyNotFound, "publishes no key of the name"},
		"a set of the issuer's":                      {map[string]string{issuer: set}, issuer + "#1", issuer, "", ""},
		"anybody's set":                              {map[string]string{issuer: set}, issuer + "#1", "", "", ""},
		"a set without the key":                      {map[string]string{issuer: set}, issuer + "#2", issuer, credential.KeyNotFound, "have none of the name"},
		"anybody's set without the key":              {map[string]string{issuer: set}, issuer + "#2", "", credential.KeyNotFound, "have none of the name"},
		"a set with no key":                          {map[string]string{issuer: `{"keys":[]}`}, issuer, issuer, credential.KeyNotFound, "have none of the name"},
		"a key alone of anybody's, who lists it":     {map[string]string{apart[:len(apart)-2]: `{"id":"` + apart + `","controller":"` + issuer + `",` + multi + `}`, issuer: `{"id":"` + issuer + `","assertionMethod":["` + apart + `"]}`}, apart, "", "", ""},
		"a key alone of anybody's, who does not":     {map[string]string{apart[:len(apart)-2]: `{"id":"` + apart + `","controller":"` + issuer + `",` + multi + `}`, issuer: `{"id":"` + issuer + `","assertionMethod":[]}`}, apart, "", KeyControllerMismatch, "is not listed by"},
		"a key alone of whom nobody can ask":         {map[string]string{apart[:len(apart)-2]: `{"id":"` + apart + `","controller":"did:web:school.example",` + multi + `}`}, apart, "", KeyControllerMismatch, "who cannot be asked here"},
		"a key alone below one who does not list it": {map[string]string{below: `{"id":"` + below + `","controller":"` + issuer + `",` + multi + `}`, issuer: `{"id":"` + issuer + `","assertionMethod":[]}`}, below, "", KeyControllerMismatch, "is not listed by"},
		"a set whose key has no name":                {map[string]string{issuer: `{"keys":[{` + jwk + `}]}`}, issuer + "#1", issuer, credential.KeyNotFound, "have none of the name"},
		"a set whose one key has no name, unasked":   {map[string]string{issuer: `{"keys":[{` + jwk + `}]}`}, issuer, issuer, "", ""},
		"a key alone under another name":             {map[string]string{apart[:len(apart)-2]: `{"id":"` + apart + `2","controller":"` + issuer + `",` + multi + `}`}, apart, "", credential.ResolveDocID, "has the id"},
		"a key of anybody's set that says whose":     {map[string]string{"https://keys.example/k": `{"keys":[{"kid":"1","iss":"` + issuer + `",` + jwk + `}]}`, issuer: `{"id":"` + issuer + `","assertionMethod":[]}`}, apart, "", KeyControllerMismatch, "is not listed by"},
		"a method without a kind":                    {map[string]string{issuer: `{"id":"` + issuer + `","assertionMethod":[{"id":"#1","controller":"` + issuer + `"}]}`}, issuer + "#1", issuer, credential.SchemaInvalid, "it has no type, or names no controller"},
		"a method whose key is no base58":            {map[string]string{issuer: `{"id":"` + issuer + `","assertionMethod":[{"id":"#1","controller":"` + issuer + `","type":"Ed25519VerificationKey2018","publicKeyBase58":"0OIl"}]}`}, issuer + "#1", issuer, credential.KeyMalformed, "is no base58 of 32 bytes"},
		"a method whose key is no multibase":         {map[string]string{issuer: `{"id":"` + issuer + `","assertionMethod":[{"id":"#1","controller":"` + issuer + `","type":"Multikey","publicKeyMultibase":"x"}]}`}, issuer + "#1", issuer, credential.KeyMalformed, ""},
		"a method that ended at no time":             {map[string]string{issuer: `{"id":"` + issuer + `","assertionMethod":[{"id":"#1","controller":"` + issuer + `","expires":"soon",` + multi + `}]}`}, issuer + "#1", issuer, credential.SchemaInvalid, "; found \"soon\""},
		"a method that ended before there was time":  {map[string]string{issuer: `{"id":"` + issuer + `","assertionMethod":[{"id":"#1","controller":"` + issuer + `","revoked":"0001-01-01T00:00:00Z",` + multi + `}]}`}, issuer + "#1", issuer, credential.SchemaInvalid, "revoked: a time in the years 2 to 9999"},
		"a name that is no URL of https":             {nil, "http://school.example/#1", issuer, credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs"},
		"a name in capitals":                         {nil, "HTTPS://school.example/#1", issuer, credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs"},
		"an issuer that is no URL of https":          {nil, issuer + "#1", "did:web:school.example", credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs"},
		"a path that leads elsewhere":                {nil, "https://school.example/issuers/../1", issuer, credential.ResolveForbiddenTarget, "its path has segments of dots"},
	} {
		t.Run(strings.ReplaceAll(what, " ", "_"), func(t *testing.T) {
			f := FetchMap{}
			for at, text := range c.documents {
				f[at] = []byte(text)
			}
			m, err := HTTPS(f).Resolve(context.Background(), KeyQuery{Method: c.method, Issuer: c.issuer})
			if c.code == "" {
				require.NoError(t, err)
				require.NotNil(t, m.Key)
				return
			}
			require.ErrorIs(t, err, c.code)
			require.ErrorContains(t, err, c.words)
		})
	}
}

package credential_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// FuzzMembers edits whatever document: what was put in comes out again, and every other
// byte stays.
func FuzzMembers(f *testing.F) {
	for _, s := range seeds.JSON("document", "vcdm", "jsontext") {
		f.Add(s, "proof", []byte(`{"type":"DataIntegrityProof"}`))
	}
	f.Add([]byte(" { }\n\n"), "a", []byte(" { }\n"))
	f.Add([]byte(`{}`), strings.Repeat("n", 257), []byte(`1`))
	f.Add([]byte(" {\n} \n"), "a\"\\\u2028", []byte("[1e3]"))
	f.Fuzz(func(t *testing.T, document []byte, name string, value []byte) {
		without, err := credential.WithoutMember(document, name)
		if err != nil {
			requireProblem(t, err)
			return
		}
		require.True(t, json.Valid(without))
		if _, err = credential.WithContext(document, "https://a.example/context"); err != nil {
			requireProblem(t, err)
		}
		with, err := credential.WithMember(without, name, value)
		if err != nil {
			requireProblem(t, err)
			return
		}
		require.True(t, json.Valid(with))
		require.Contains(t, string(with), strings.Trim(string(value), " \t\r\n"))
		_, err = credential.WithMember(with, name, value)
		require.ErrorIs(t, err, credential.JSONDuplicateKey)
		again, err := credential.WithoutMember(with, name)
		require.NoError(t, err)
		require.Equal(t, string(without), string(again))
	})
}

func requireProblem(t testing.TB, err error) {
	t.Helper()
	var p *credential.Problem
	require.ErrorAs(t, err, &p)
	require.Contains(t, credential.Codes(), p.Code)
}

// FuzzContextsWith adds whatever context a caller vouches for: no name that the built-in
// ones define gets another meaning by it, neither in a document that names it nor in one
// that does not, and none of its own names gets the meaning of theirs.
func FuzzContextsWith(f *testing.F) {
	const base, ob, own = "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://own.example/context"
	badge := `{"@context":["` + base + `","` + ob + `"],"id":"urn:uuid:5a1c1f0e-8d5b-4f0a-9a55-0c8e6f1b2d3a","type":["VerifiableCredential","OpenBadgeCredential"],` +
		`"issuer":{"id":"https://school.example","type":["Profile"],"name":"A school"},"validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z",` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"urn:x:a","type":["Achievement"],"name":"Civics","criteria":{"narrative":"Take part."}}}}`
	naming := strings.Replace(badge, `"`+ob+`"`, `"`+ob+`","`+own+`"`, 1)
	honest, err := credential.Canonicalize(context.Background(), []byte(badge), nil)
	require.NoError(f, err)
	for _, c := range []string{
		`{}`, `{"x":"urn:x"}`, `{"name":"urn:x"}`, `{"@vocab":"urn:x#"}`, `{"validUntil":null}`, `{"Profile":{"@id":"urn:P","@context":{"name":"urn:n"}}}`, `{"until":{"@id":"https://www.w3.org/2018/credentials#validUntil","@type":"http://www.w3.org/2001/XMLSchema#dateTime"}}`,
		`{"@protected":true,"x":{"@id":"urn:x","@type":"@id","@container":"@set"}}`, `[{"x":"urn:x"},{"y":{"@id":"urn:y","@context":null}}]`, `{"x":{"@id":"urn:x","@type":"@json"}}`, `{"e":"urn:e#","x":"e:x"}`,
		`{"@base":"https://a.example/"}`, `{"@import":"https://a.example/"}`, `{"x":{"@reverse":"urn:x"}}`, `{"x":"@nest"}`, `"https://a.example/"`,
	} {
		f.Add([]byte(`{"@context":` + c + `}`))
	}
	for _, s := range seeds.Dictionary() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		cs, err := credential.StandardContexts().With(own, document)
		if err != nil {
			require.Nil(t, cs)
			return
		}
		require.True(t, cs.Has(own))
		form, err := credential.Canonicalize(context.Background(), []byte(badge), cs)
		require.NoError(t, err)
		require.Equal(t, string(honest), string(form))
		if form, err = credential.Canonicalize(context.Background(), []byte(naming), cs); err == nil {
			require.Equal(t, string(honest), string(form), "%q", document)
		}
		for _, term := range termsOf(document) {
			under := strings.Replace(naming, `"validUntil"`, term, 1)
			if form, err = credential.Canonicalize(context.Background(), []byte(under), cs); err == nil && term != `"validUntil"` {
				require.NotEqual(t, string(honest), string(form), "a badge could end under a name that nobody looks for: %q", document)
			}
		}
	})
}

// termsOf are the first terms that a context document defines, as they are written in JSON.
func termsOf(document []byte) []string {
	var parsed map[string]json.RawMessage
	var terms map[string]json.RawMessage
	if json.Unmarshal(document, &parsed) != nil || json.Unmarshal(parsed["@context"], &terms) != nil {
		return nil
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(terms)) {
		if written, err := json.Marshal(name); err == nil && len(list) < 8 {
			list = append(list, string(written))
		}
	}
	return list
}

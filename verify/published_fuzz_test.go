package verify

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// Whatever is written behind did:web:, what is asked is the did.json of a public name.
func FuzzDIDWeb(f *testing.F) {
	for _, s := range seeds.Strings("id", "controller", "verificationMethod") {
		f.Add(s)
	}
	for _, s := range []string{
		"school.example", "school.example%3A8443", "school.example%3a443:u:alice#k1", "School.example:A:b_c-d.e", "school.example:..:x", "school.example:%2e%2e", "school.example%2Fevil", "a%253Ab",
		"%5B::1%5D", "127.1", "0x7f.1", "2130706433", "localhost", "x.internal", "school.example.", "me@school.example", "school.example?x", "school.example:", "::", "school.example%3A80a", "sch\u00f6ol.example", "school.example:a/b", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, id string) {
		at, err := credential.DIDWebURL("did:web:" + id)
		if err != nil {
			require.Empty(t, at)
			p := asProblem(err)
			require.Contains(t, []Code{credential.DIDSyntax, ResolveForbiddenTarget}, p.Code)
			return
		}
		u, err := url.Parse(at)
		require.NoError(t, err)
		require.NoError(t, judgeHTTPS(at))
		require.Equal(t, "https://"+u.Host+u.Path, at, "nothing but a host and a path")
		require.True(t, fs.ValidPath(strings.TrimPrefix(at, "https://")), "the path is as every host reads it")
		host := u.Hostname()
		require.Equal(t, strings.ToLower(host), host)
		require.False(t, host[len(host)-1] >= '0' && host[len(host)-1] <= '9' && !strings.ContainsAny(host[strings.LastIndex(host, "."):], "abcdefghijklmnopqrstuvwxyz"), "no address")
		path := strings.TrimSuffix(u.Path, "/did.json")
		again := strings.Replace(u.Host, ":", "%3a", 1)
		if path != "/.well-known" || strings.HasSuffix(strings.ToLower(strings.SplitN(id, "#", 2)[0]), ":.well-known") {
			again += strings.ReplaceAll(path, "/", ":")
		}
		did, _, _ := strings.Cut(id, "#")
		require.True(t, strings.EqualFold(did, again), "%s is asked for as %s", did, again)
	})
}

// A key comes from a document only if the document lists it, for signing, under its own
// identifier as the controller: as another reader of JSON has it, too.
func FuzzControllerDocument(f *testing.F) {
	for _, s := range seeds.Answers() {
		f.Add(s, true)
	}
	const did = "did:web:school.example"
	m := `{"id":"did:web:school.example#k1","type":"Multikey","controller":"did:web:school.example","publicKeyMultibase":"z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"}`
	jwk := `{"id":"#k1","type":"JsonWebKey","controller":"did:web:school.example","publicKeyJwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}`
	b58 := `{"id":"#k1","type":"Ed25519VerificationKey2018","controller":"did:web:school.example","publicKeyBase58":"FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z"}`
	for _, doc := range []string{
		`{"id":"did:web:school.example","assertionMethod":[` + m + `]}`,
		`{"id":"did:web:school.example","verificationMethod":[` + m + `],"assertionMethod":["#k1"],"authentication":["did:web:school.example#k1"]}`,
		`{"id":"did:web:school.example","verificationMethod":[` + jwk + `],"assertionMethod":["#k1"]}`,
		`{"id":"did:web:school.example","authentication":[` + b58 + `]}`,
		`{"id":"did:web:school.example","verificationMethod":[` + strings.Replace(m, `"type"`, `"revoked":"2026-05-01T00:00:00Z","expires":null,"type"`, 1) + `],"assertionMethod":["#k1"],"deactivated":false}`,
		`{"id":"did:web:school.example","deactivated":true}`, `{"id":"did:web:other.example"}`, `{"id":"did:web:school.example","assertionMethod":"#k1"}`, `[]`, `null`, ``, "\ufeff{}", "<html>",
	} {
		f.Add([]byte(doc), true)
		f.Add([]byte(doc), false)
	}
	for _, honest := range []string{m, jwk, b58} { // without which nothing below is asked
		_, err := DIDWeb(FetchMap{"https://school.example/.well-known/did.json": []byte(`{"id":"` + did + `","assertionMethod":[` + honest + `]}`)}).Resolve(context.Background(), KeyQuery{Method: did + "#k1"})
		require.NoError(f, err)
	}
	f.Fuzz(func(t *testing.T, doc []byte, named bool) {
		q := KeyQuery{Method: did, Issuer: did}
		if named {
			q.Method += "#k1"
		}
		got, err := DIDWeb(FetchMap{"https://school.example/.well-known/did.json": doc}).Resolve(context.Background(), q)
		if err != nil {
			require.NotEqual(t, credential.Panicked, asProblem(err).Code)
			return
		}
		require.NoError(t, got.Check())
		require.Equal(t, did, got.Controller)
		require.NotEmpty(t, got.Purposes)
		if named {
			require.Equal(t, q.Method, got.ID)
		}
		var read map[string]any
		require.NoError(t, json.Unmarshal(doc, &read))
		require.Equal(t, did, read["id"])
		require.NotEqual(t, true, read["deactivated"])
		for _, purpose := range got.Purposes {
			list, _ := read[purpose].([]any)
			require.True(t, slices.ContainsFunc(list, func(entry any) bool { return idOf(entry) == got.ID }), "not listed for %s", purpose)
		}
		held := func(list any) bool {
			entries, _ := list.([]any)
			return slices.ContainsFunc(entries, func(entry any) bool {
				m, ok := entry.(map[string]any)
				return ok && idOf(entry) == got.ID && m["controller"] == did
			})
		}
		require.True(t, held(read["verificationMethod"]) || held(read["assertionMethod"]) || held(read["authentication"]))
	})
}

func idOf(entry any) string {
	if m, ok := entry.(map[string]any); ok {
		entry = m["id"]
	}
	id, _ := entry.(string)
	if strings.HasPrefix(id, "#") {
		return "did:web:school.example" + id
	}
	return id
}

// A key in the set of a host is an issuer's only if it names that issuer.
func FuzzKeySet(f *testing.F) {
	for _, s := range seeds.Answers() {
		f.Add(s, true)
	}
	const issuer, at = "https://host.example/tenants/victim", "https://host.example/.well-known/jwks.json"
	key := `"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"`
	for _, doc := range []string{
		`{"keys":[{` + key + `,"kid":"k","iss":"` + issuer + `"}]}`, `{"keys":[{` + key + `,"kid":"k"},{"kty":"oct","k":"AAAA","kid":"k"}]}`, `{` + key + `,"iss":"` + issuer + `"}`,
		`{"keys":[{` + key + `,"kid":"` + at + `#k","iss":"` + issuer + `"},{` + key + `,"kid":"k","iss":"https://host.example/tenants/evil"}]}`,
		`{"keys":[{` + key + `,"kid":"k","iss":"` + issuer + `","d":"AA"}]}`, `{"keys":{}}`, `{"keys":[null]}`, `{"keys":[],"assertionMethod":[]}`, `[]`, ``, `{"kty":"oct"}`,
		`{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"k","use":"sig","iss":"` + issuer + `"}]}`,
	} {
		f.Add([]byte(doc), true)
		f.Add([]byte(doc), false)
	}
	_, err := HTTPS(FetchMap{at: []byte(`{"keys":[{` + key + `,"kid":"k","iss":"` + issuer + `"}]}`)}).Resolve(context.Background(), KeyQuery{Method: at + "#k", Issuer: issuer})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, doc []byte, named bool) {
		q := KeyQuery{Method: issuer, Issuer: issuer}
		if named {
			q.Method = at + "#k"
		}
		got, err := HTTPS(FetchMap{at: doc}).Resolve(context.Background(), q)
		if err != nil {
			return
		}
		require.NoError(t, got.Check())
		require.Equal(t, issuer, got.Controller)
		var read map[string]any
		require.NoError(t, json.Unmarshal(doc, &read))
		keys, ok := read["keys"].([]any)
		if !ok {
			keys = []any{read}
		}
		require.True(t, slices.ContainsFunc(keys, func(k any) bool {
			jwk, _ := k.(map[string]any)
			_, private := jwk["d"]
			return jwk["iss"] == issuer && jwk["kty"] != "oct" && !private
		}))
	})
}

// Of two URLs below one another, only the one below is the other's.
func FuzzIsOwn(f *testing.F) {
	for _, pair := range [][2]string{
		{"https://h.example/a", "https://h.example/a/b"}, {"https://h.example/a", "https://h.example/a2/b"}, {"https://h.example", "https://h.example/x?y"}, {"https://h.example/a/", "https://h.example/a/b"},
		{"https://h.example/a", "https://h.example/a/..;/b"}, {"https://h.example/a", "https://h.example/a/%2e%2e/b"}, {"https://h.example/a?b", "https://h.example/a/b"}, {"https://h.example/a", "https://h.example//a/b"},
		{"https://h.example/a", "https://h.example/a/../b"}, {"https://h.example/a/..", "https://h.example/a/../b"},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, issuer, at string) {
		if !isOwn(issuer, at) {
			return
		}
		require.NotEmpty(t, originOf(issuer))
		require.Equal(t, originOf(issuer), originOf(at))
		require.NotContains(t, issuer, "?")
		if above := strings.TrimSuffix(issuer, "/"); above != originOf(issuer) {
			require.True(t, strings.HasPrefix(at, above+"/"), "%s is not below %s", at, issuer)
			require.NotContains(t, strings.TrimPrefix(at, "https://"), "//")
			require.False(t, strings.ContainsAny(at, "?#%;\\"))
			require.True(t, fs.ValidPath(strings.TrimSuffix(strings.TrimPrefix(at, "https://"), "/")))
			require.False(t, isOwn(at, issuer), "both ways")
		}
	})
}

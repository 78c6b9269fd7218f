package verify_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// identityKeys are key pairs of every kind that is published, by their algorithms.
func identityKeys(t testing.TB) map[string]crypto.Signer {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	rs, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	ps, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return map[string]crypto.Signer{credential.EdDSA: edKey(9), credential.ES256: p256, credential.ES384: p384, credential.RS256: rs, credential.PS256: ps}
}

// secretsOf are the private numbers of a key, in the forms in which they could be
// written.
func secretsOf(t testing.TB, key crypto.Signer) (texts []string) {
	var numbers [][]byte
	switch key := key.(type) {
	case *ecdsa.PrivateKey:
		d, err := key.Bytes()
		require.NoError(t, err)
		numbers = append(numbers, d)
	case *rsa.PrivateKey:
		for _, n := range []*big.Int{key.D, key.Primes[0], key.Primes[1], key.Precomputed.Dp, key.Precomputed.Dq, key.Precomputed.Qinv} {
			numbers = append(numbers, n.Bytes())
		}
	default:
		numbers = append(numbers, edKey(9).Seed())
	}
	for _, n := range numbers {
		texts = append(texts, base64.RawURLEncoding.EncodeToString(n), base64.RawStdEncoding.EncodeToString(n), fmt.Sprintf("%x", n), string(n))
	}
	return texts
}

// pageOf is the profile that an issuer of this id publishes: a DID document holds none.
func pageOf(id string, p badge.Profile) badge.Profile {
	if strings.HasPrefix(id, "did:") {
		return badge.Profile{}
	}
	return p
}

func identityDocuments(t testing.TB, issuers ...credential.Identity) verify.FetchMap {
	t.Helper()
	documents, err := credential.Publish(issuers...)
	require.NoError(t, err)
	found := verify.FetchMap{}
	for _, d := range documents {
		require.NotContains(t, found, d.URL)
		require.True(t, json.Valid(d.Data))
		found[d.URL] = d.Data
	}
	return found
}

// Every document that is written is read by the Resolvers, which find the keys that went
// in and nothing else, and none holds a private key.
func TestWhatAnIssuerPublishesIsReadAsItWasMeant(t *testing.T) {
	keys := identityKeys(t)
	later := clock.Add(1000 * time.Hour)
	for _, id := range []string{
		"did:web:school.example", "did:web:school.example%3A8443", "did:web:school.example:u:pine-ridge",
		"https://school.example", "https://school.example/", "https://school.example/issuers/1", "https://school.example:8443/i",
	} {
		resolver := verify.HTTPS
		if strings.HasPrefix(id, "did:") {
			resolver = verify.DIDWeb
		}
		for _, form := range []credential.KeyForm{0, credential.AsMultikey, credential.AsJSONWebKey} {
			identity := credential.Identity{ID: id, Form: form, Profile: pageOf(id, badge.Profile{Name: `Pine <Ridge> "High" & Sons`})}
			for _, alg := range []string{credential.EdDSA, credential.ES256, credential.ES384, credential.RS256, credential.PS256} {
				if form == credential.AsMultikey && strings.HasSuffix(alg, "S256") && alg != credential.ES256 {
					continue // there is no such thing
				}
				m := credential.Method{ID: id + "#" + alg, Controller: id, Key: keys[alg].Public(), Algorithm: alg}
				identity.Keys = append(identity.Keys, m)
				m.ID, m.Purposes = id+"#"+alg+"-both", []string{credential.AssertionMethod, credential.Authentication}
				identity.Keys = append(identity.Keys, m)
				m.ID, m.Purposes, m.Expires = id+"#"+alg+"-holder", []string{credential.Authentication}, later
				identity.Keys = append(identity.Keys, m)
				if strings.HasPrefix(id, "https:") {
					at := strings.TrimSuffix(id, "/") + "/keys/" + alg
					identity.Keys = append(identity.Keys,
						credential.Method{ID: at, Controller: id, Key: keys[alg].Public(), Algorithm: alg},
						credential.Method{ID: at + "/old", Controller: id, Key: keys[alg].Public(), Algorithm: alg, Expires: later},
						credential.Method{ID: "https://" + strings.Split(id, "/")[2] + "/elsewhere/" + alg, Controller: id, Key: keys[alg].Public(), Algorithm: alg})
				}
			}
			found := identityDocuments(t, identity)
			require.Equal(t, found, identityDocuments(t, identity), "the same bytes")
			for at, data := range found {
				for alg, key := range keys {
					for _, secret := range secretsOf(t, key) {
						require.False(t, bytes.Contains(data, []byte(secret)), "%s has a private number of %s", at, alg)
					}
				}
			}
			requireMethods(t, found, resolver, identity)
		}
	}
}

func requireMethods(t *testing.T, found verify.FetchMap, resolver func(verify.Fetcher) verify.Resolver, identity credential.Identity) {
	t.Helper()
	for _, want := range identity.Keys {
		for _, issuer := range []string{identity.ID, ""} {
			m, err := resolver(found).Resolve(ctx, verify.KeyQuery{Method: want.ID, Issuer: issuer})
			require.NoError(t, err, "%s of %s", want.ID, issuer)
			require.Equal(t, want.ID, m.ID)
			require.Equal(t, want.Controller, m.Controller)
			require.Equal(t, want.Key, m.Key)
			for _, alg := range []string{credential.EdDSA, credential.ES256, credential.ES384, credential.RS256, credential.PS256} {
				require.Equal(t, want.Admits(alg), m.Admits(alg), alg)
			}
			for _, purpose := range []string{credential.AssertionMethod, credential.Authentication} {
				require.Equal(t, want.For(purpose), m.For(purpose), "%s for %s", want.ID, purpose)
			}
			require.True(t, want.Expires.Equal(m.Expires) && want.Revoked.Equal(m.Revoked), want.ID)
		}
	}
	_, err := resolver(found).Resolve(ctx, verify.KeyQuery{Method: identity.ID + "#other", Issuer: identity.ID})
	require.ErrorIs(t, err, credential.KeyNotFound)
}

// The set of a host names each key by the kid of its tokens, and says whose it is. It
// alone is enough for an issuer whose page lists no keys.
func TestThePublishedSetOfAHostIsReadOnItsOwn(t *testing.T) {
	keys := identityKeys(t)
	one := credential.Identity{ID: "https://school.example/issuers/1"}
	two := credential.Identity{ID: "https://school.example/issuers/2"}
	for alg, key := range keys {
		for _, id := range []*credential.Identity{&one, &two} {
			id.Keys = append(id.Keys, credential.Method{ID: id.ID + "#" + alg, Controller: id.ID, Key: key.Public(), Algorithm: alg})
		}
	}
	one.Keys = append(one.Keys, credential.Method{ID: one.ID + "#stolen", Controller: one.ID, Key: edKey(8).Public(), Revoked: clock})
	one.Keys = append(one.Keys, credential.Method{ID: one.ID + "#holder", Controller: one.ID, Key: edKey(7).Public(), Purposes: []string{credential.Authentication}})
	found := identityDocuments(t, one, two)
	set := verify.FetchMap{"https://school.example/.well-known/jwks.json": found["https://school.example/.well-known/jwks.json"]}
	for _, id := range []credential.Identity{one, two} {
		for _, want := range id.Keys {
			m, err := verify.HTTPS(set).Resolve(ctx, verify.KeyQuery{Method: want.ID, Issuer: id.ID})
			if !want.Revoked.IsZero() || !want.For(credential.AssertionMethod) {
				require.Error(t, err, "a JWK could not say that it is revoked, or for no badges")
				continue
			}
			require.NoError(t, err)
			require.Equal(t, want.Key, m.Key)
			require.True(t, m.Admits(want.Algorithm))
		}
	}
	_, err := verify.HTTPS(set).Resolve(ctx, verify.KeyQuery{Method: one.ID + "#EdDSA", Issuer: two.ID})
	require.Error(t, err, "the key of a neighbour")
}

// What is published is JSON-LD in which every name is defined.
func TestThePublishedDocumentsDefineTheirNames(t *testing.T) {
	keys := identityKeys(t)
	for _, id := range []string{"did:web:school.example", "https://school.example/issuer"} {
		for _, form := range []credential.KeyForm{0, credential.AsJSONWebKey} {
			identity := credential.Identity{ID: id, Form: form,
				Profile: pageOf(id, badge.Profile{Name: "Pine Ridge", URL: "https://school.example", Image: &badge.Image{ID: "https://school.example/logo.png"}})}
			for alg, key := range keys {
				identity.Keys = append(identity.Keys, credential.Method{ID: id + "#" + alg, Controller: id, Key: key.Public(), Algorithm: alg, Expires: clock, Purposes: []string{credential.AssertionMethod, credential.Authentication}})
			}
			if id[0] == 'h' {
				identity.Keys = append(identity.Keys, credential.Method{ID: id + "/1", Controller: id, Key: edKey(9).Public(), Expires: clock})
			}
			for at, data := range identityDocuments(t, identity) {
				if strings.HasSuffix(at, "jwks.json") {
					continue
				}
				// The compiled contexts are those of credentials, whose own stands first.
				data = bytes.Replace(data, []byte(`"@context":["`), []byte(`"@context":["https://www.w3.org/ns/credentials/v2","`), 1)
				data = bytes.Replace(data, []byte(`"https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/v2"`), []byte(`"https://www.w3.org/ns/credentials/v2"`), 1)
				_, err := credential.Canonicalize(ctx, data, nil)
				require.NoError(t, err, "%s\n%s", at, data)
			}
		}
	}
}

// A folder of the documents stands in for the hosts.
func TestPublishedDocumentsInAFolder(t *testing.T) {
	documents, err := credential.Publish(
		credential.Identity{ID: "did:web:school.example:u:1", Keys: []credential.Method{{ID: "did:web:school.example:u:1#k", Controller: "did:web:school.example:u:1", Key: edKey(0).Public()}}},
		credential.Identity{ID: "https://school.example/i/1", Keys: []credential.Method{{ID: "https://school.example/i/1#k", Controller: "https://school.example/i/1", Key: edKey(1).Public()}}})
	require.NoError(t, err)
	folder := fstest.MapFS{}
	for _, d := range documents {
		name, ok := d.File()
		require.True(t, ok)
		folder[name] = &fstest.MapFile{Data: d.Data}
	}
	f := verify.FetchFS(folder)
	_, err = verify.DIDWeb(f).Resolve(ctx, verify.KeyQuery{Method: "did:web:school.example:u:1#k"})
	require.NoError(t, err)
	_, err = verify.HTTPS(f).Resolve(ctx, verify.KeyQuery{Method: "https://school.example/i/1#k", Issuer: "https://school.example/i/1"})
	require.NoError(t, err)
	for _, at := range []string{"https://school.example", "https://school.example:8443/i", "https://school.example/a%20b", "http://school.example/i", "https://school.example/?i", "https://school.example/i/"} {
		_, ok := badge.Document{URL: at}.File()
		require.False(t, ok, at)
		_, err := f.Fetch(context.Background(), verify.Request{URL: at})
		require.Error(t, err, at)
	}
}

// A key that is named by a URL of its own is not the only other one of the host's set:
// its badge lacks a key, which a history may know, and is not forged.
func TestAKeyOfAnotherNameInASetIsAnother(t *testing.T) {
	at := "https://school.example/keys/1"
	set := func(members string) verify.Fetcher {
		return verify.FetchMap{"https://school.example/b": []byte(`{"id":"https://school.example/b"}`), "https://school.example/.well-known/jwks.json": []byte(`{"keys":[` + jwkOf(t, edKey(1), members) + `]}`)}
	}
	find := func(f verify.Fetcher) error {
		_, err := verify.HTTPS(f).Resolve(ctx, verify.KeyQuery{Method: at, Issuer: "https://school.example/b"})
		return err
	}
	require.ErrorIs(t, find(set(`,"kid":"https://school.example/keys/2","iss":"https://school.example/b"`)), verify.KeyControllerMismatch)
	require.NoError(t, find(set(`,"kid":"https://school.example/keys/1","iss":"https://school.example/b"`)))
	require.NoError(t, find(set(`,"iss":"https://school.example/b"`)), "the only one, and of no name")
}

package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A kid may be a word (RFC 7515 section 4.1.4): the name of a key in a set, or what its
// store calls it. It is a hint, and whose key it is hangs on nothing but the issuer.
func TestAKidThatIsAWord(t *testing.T) {
	key := edKey(0)
	didKey, err := credential.DIDKey(key.Public())
	require.NoError(t, err)
	didJWK, err := credential.DIDJWK(key.Public(), credential.EdDSA)
	require.NoError(t, err)
	for _, kid := range []string{"key-1", "0", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", strings.TrimPrefix(didKey.Controller, "did:key:")} {
		for _, issuer := range []string{didKey.Controller, didJWK.Controller} {
			requireCode(t, verify.FetchMap{}, issuer, badgeOf(t, issuer, named(kid), key), nil, kid)
			requireCode(t, verify.FetchMap{}, issuer, badgeOf(t, issuer, named(kid), edKey(1)), verify.ProofSigInvalid, kid)
		}
	}
	requireCode(t, verify.FetchMap{webPlace: webDocument(t, 0)}, webSchool, badgeOf(t, webSchool, named("k0"), key), nil, "did:web")
	requireCode(t, verify.FetchMap{webPlace: webDocument(t, 0)}, webSchool, badgeOf(t, webSchool, named("k9"), key), credential.KeyNotFound, "did:web, another word")
	set := verify.FetchMap{hostSet: []byte(`{"keys":[` + jwkOf(t, edKey(1), `,"kid":"a","iss":"`+hosted+`"`) + `,` + jwkOf(t, key, `,"kid":"b","iss":"`+hosted+`"`) + `,` + jwkOf(t, edKey(2), `,"kid":"c","iss":"https://host.example/tenants/evil"`) + `]}`), hosted: document(hosted)}
	requireCode(t, set, hosted, badgeOf(t, hosted, named("b"), key), nil, "in the host's set")
	requireCode(t, set, hosted, badgeOf(t, hosted, named("a"), key), verify.ProofSigInvalid, "in the host's set, another key")
	requireCode(t, set, hosted, badgeOf(t, hosted, named("c"), edKey(2)), credential.KeyNotFound, "in the host's set, another tenant's")
	known := fetching(t, verify.FetchMap{webPlace: webDocument(t, 0)}, webSchool, func(c *verify.Config) { c.Methods = []credential.Method{method(9)} })
	require.NoError(t, second(known.Verify(ctx, badgeOf(t, webSchool, named("k0"), key))), "a word that is no name the caller knows, beside one that is")
	pinned := func(id string) *verify.Verifier {
		return fetching(t, verify.FetchMap{}, webSchool, func(c *verify.Config) {
			c.Methods = []credential.Method{{ID: id, Controller: webSchool, Key: key.Public()}, method(9)}
		})
	}
	require.NoError(t, second(pinned("hsm-1").Verify(ctx, badgeOf(t, webSchool, named("hsm-1"), key))), "a word by which the caller knows the key")
	require.ErrorIs(t, second(pinned("hsm-2").Verify(ctx, badgeOf(t, webSchool, named("hsm-1"), key))), credential.ResolveHTTP, "another word")
	for _, kid := range []string{"../../etc/passwd", "a b", "a:b", "a/b", "a?b", "a#b", "a%41", strings.Repeat("a", 257)} {
		requireCode(t, set, hosted, badgeOf(t, hosted, named(kid), key), verify.ResolveForbiddenTarget, kid)
	}
}

package status

import (
	"context"
	"crypto/ed25519"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
)

// signedList is a list of that many places, of which so many are set.
func signedList(t testing.TB, f form, set int64) []byte {
	t.Helper()
	signer, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, 32)))
	require.NoError(t, err)
	p := &Publication{Issuer: &credential.Issuer{Signer: signer, Now: func() time.Time { return time.Unix(1777626000, 0) }}}
	random := rand.New(rand.NewPCG(1, 2))
	var entries []Entry
	for range set {
		entries = append(entries, Entry{Credential: "urn:uuid:00000000-0000-4000-8000-000000000000", Index: random.Int64N(f.size)})
	}
	data, _, err := p.document(context.Background(), f, f.list(1), entries)
	require.NoError(t, err)
	return data
}

// The figures of the package comment, and the longest document of the other type.
func TestHowLargeListsAre(t *testing.T) {
	for _, c := range []struct {
		f           form
		set         int64
		least, most int
	}{
		{form{BitstringStatusList, Revocation, 131072, "https://school.example/status"}, 0, 900, 1100},
		{form{BitstringStatusList, Revocation, 131072, "https://school.example/status"}, 1000, 3400, 3700},
		{form{BitstringStatusList, Revocation, limits.StatusPlaces, "https://school.example/status"}, 32000, 70_000, 90_000},
		{form{RevocationList, Revocation, limits.StatusRevocations, "https://school.example/status"}, limits.StatusRevocations, 1_000_000, limits.FetchedList},
	} {
		n := len(signedList(t, c.f, c.set))
		t.Logf("%s, %d set: %d bytes", c.f, c.set, n)
		require.Greater(t, n, c.least)
		require.Less(t, n, c.most)
	}
}

// A list that no compression makes smaller is still one that a verifier reads.
func TestTheLargestListIsReadWhateverIsSet(t *testing.T) {
	bits, err := bitstring.New(limits.StatusPlaces, 1)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range uint64(limits.StatusPlaces) {
		require.NoError(t, bits.Set(i, 1, random.Uint32()&1))
	}
	n := len(bits.Encode())
	t.Logf("%d characters", n)
	require.Less(t, n, limits.String)
	require.Less(t, n*4/3, limits.JWS-64<<10)
}

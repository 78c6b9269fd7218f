package status

import (
	"context"
	"crypto/ed25519"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
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

// The figures of the package comment, and the lists that are hardest to write: a
// verifier reads the largest with any number of places set.
func TestHowLargeListsAre(t *testing.T) {
	for _, c := range []struct {
		f           form
		set         int64
		least, most int
	}{
		{form{BitstringStatusList, Revocation, 131072, "https://school.example/status"}, 0, 500, 1000},
		{form{BitstringStatusList, Revocation, 131072, "https://school.example/status"}, 1000, 3000, 5000},
		{form{BitstringStatusList, Revocation, limits.StatusPlaces, "https://school.example/status"}, 32000, 80_000, 160_000},
		{form{BitstringStatusList, Revocation, limits.StatusPlaces, "https://school.example/status"}, limits.StatusPlaces, 500_000, limits.JWS},
		{form{RevocationList, Revocation, limits.StatusRevocations, "https://school.example/status"}, limits.StatusRevocations, 1_000_000, limits.FetchedList},
	} {
		n := len(signedList(t, c.f, c.set))
		t.Logf("%s, %d set: %d bytes", c.f, c.set, n)
		require.Greater(t, n, c.least)
		require.Less(t, n, c.most)
	}
}

package status

import (
	"context"
	"crypto/ed25519"
	"math/rand/v2"
	"strings"
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
	data, _, err := p.document(context.Background(), f, f.list(1777626000000), entries)
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

// A RevocationList is never longer than verifiers read, so that no revocation waits for
// it to become shorter.
func TestTheLongestRevocationListIsRead(t *testing.T) {
	p := &Publication{Reasons: true, Issuer: &credential.Issuer{Signer: must(credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, 32))))}}
	f := form{RevocationList, Revocation, limits.StatusRevocations, "https://school.example/status"}
	write := func(id, reason string) ([]byte, error) {
		entries := make([]Entry, limits.StatusRevocations)
		for i := range entries {
			entries[i] = Entry{Credential: id, Reason: reason, Index: int64(i)}
		}
		data, _, err := p.document(context.Background(), f, f.list(1777626000000), entries)
		return data, err
	}
	data, err := write("urn:"+strings.Repeat(`"`, maxListed-4), strings.Repeat("r", maxReason))
	require.NoError(t, err)
	require.Less(t, len(data), limits.FetchedList)
	require.NotContains(t, string(data), "revocationReason")
	data, err = write("urn:uuid:00000000-0000-4000-8000-000000000000", "short")
	require.NoError(t, err)
	require.Contains(t, string(data), "revocationReason")
	_, err = write("urn:"+strings.Repeat("x", 300), "")
	require.ErrorContains(t, err, "verifiers read")
	l, err := New(Config{Store: &Memory{}, Witness: aWitness(t), URL: f.url, Type: RevocationList})
	require.NoError(t, err)
	_, err = l.Reserve(context.Background(), "urn:"+strings.Repeat("x", maxListed-3))
	require.ErrorContains(t, err, "the list has to name it")
	_, err = l.Reserve(context.Background(), "urn:"+strings.Repeat("x", maxListed-4))
	require.NoError(t, err)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
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

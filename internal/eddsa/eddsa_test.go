package eddsa

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"filippo.io/edwards25519"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

// hard are encodings that libraries disagree on: the points of small order, each in all
// of its spellings, of which some are not reduced or have the sign of a zero.
var hard = []string{
	"0100000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000080",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"0000000000000000000000000000000000000000000000000000000000000000", "0000000000000000000000000000000000000000000000000000000000000080",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	// y of which no point is, and one that is not reduced and no point of small order
	"0200000000000000000000000000000000000000000000000000000000000000", "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}

func encodings(t testing.TB) (all [][]byte) {
	for _, text := range hard {
		b, err := hex.DecodeString(text)
		require.NoError(t, err)
		all = append(all, b)
	}
	return all
}

// order is that of B, as bytes.
var order = []byte{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 31: 0x10}

// above is s and the order of B, which is the same number to who reduces it.
func above(s []byte) []byte {
	sum, carry := make([]byte, 32), 0
	for i := range sum {
		carry += int(s[i]) + int(order[i])
		sum[i] = byte(carry)
		carry >>= 8
	}
	return sum
}

// met is a Keys that has met the key often enough to have its table.
func metOften(t testing.TB, key ed25519.PublicKey) *Keys {
	t.Helper()
	k := new(Keys)
	for range limits.EdMeetings {
		k.Held(key)
	}
	if _, err := new(edwards25519.Point).SetBytes(key); err == nil {
		a, b := k.find([32]byte(key))
		require.NotNil(t, a)
		require.NotNil(t, b)
	}
	return k
}

// agree requires that a signature holds in both ways or in neither, and says which.
func agree(t testing.TB, k *Keys, key ed25519.PublicKey, message, signature []byte) bool {
	t.Helper()
	expected := ed25519.Verify(key, message, signature)
	require.Equal(t, expected, k.Holds(key, message, signature), "key %x, message %x, signature %x", key, message, signature)
	return expected
}

// sign makes the signature of message by the number a for a key and an R that are
// written as given; r is the number of R.
func sign(key, point, message []byte, a, r *edwards25519.Scalar) []byte {
	h := sha512.New()
	h.Write(point)
	h.Write(key)
	h.Write(message)
	k, err := new(edwards25519.Scalar).SetUniformBytes(h.Sum(nil))
	if err != nil {
		panic(err)
	}
	return append(bytes.Clone(point), k.MultiplyAdd(k, a, r).Bytes()...)
}

func number(t testing.TB, r *rand.Rand) *edwards25519.Scalar {
	wide := make([]byte, 64)
	for i := range wide {
		wide[i] = byte(r.Uint32())
	}
	s, err := new(edwards25519.Scalar).SetUniformBytes(wide)
	require.NoError(t, err)
	return s
}

// Every key with every R: honest ones, ones of small order, sums of both, and each with
// an S that fits, one that does not, and one beyond the order of B.
func TestEverySignatureHoldsHereAsItDoesForTheStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(25519, 1))
	type point struct {
		kind    string
		encoded []byte
		number  *edwards25519.Scalar
	}
	zero := edwards25519.NewScalar()
	points := func() (all []point) {
		n := number(t, r)
		honest := new(edwards25519.Point).ScalarBaseMult(n)
		all = append(all, point{"honest", honest.Bytes(), n})
		for _, e := range encodings(t) {
			all = append(all, point{"hard", e, zero})
			if p, err := new(edwards25519.Point).SetBytes(e); err == nil && p.Equal(edwards25519.NewIdentityPoint()) == 0 {
				all = append(all, point{"mixed", new(edwards25519.Point).Add(p, honest).Bytes(), n})
			}
		}
		return all
	}
	held := map[string]int{}
	for _, a := range points() {
		k := metOften(t, a.encoded)
		for _, p := range points() {
			for i := range 16 {
				message := fmt.Append(nil, "message ", i)
				good := sign(a.encoded, p.encoded, message, a.number, p.number)
				if agree(t, k, a.encoded, message, good) {
					held[a.kind+", "+p.kind]++
				}
				agree(t, k, a.encoded, append(message, '!'), good)
				require.False(t, agree(t, k, a.encoded, message, append(bytes.Clone(good[:32]), above(good[32:])...)))
				for _, at := range []int{0, 31, 32, 63} {
					bad := bytes.Clone(good)
					bad[at] ^= 0x80
					agree(t, k, a.encoded, message, bad)
				}
			}
		}
	}
	require.NotZero(t, held["honest, honest"])
	require.NotZero(t, held["mixed, honest"], "where the part of small order falls away")
	require.NotZero(t, held["hard, honest"])
	require.NotZero(t, held["hard, hard"])
	require.NotZero(t, held["mixed, mixed"])
	require.Zero(t, held["honest, mixed"], "the equation has no cofactor: %v", held)
}

// Digits at their ends, of which the highest carries into a row that there has to be.
func TestNumbersOfEveryFormAreAddedUp(t *testing.T) {
	r := rand.New(rand.NewPCG(25519, 2))
	p := new(edwards25519.Point).ScalarBaseMult(number(t, r))
	table := newTable(p)
	one, err := new(edwards25519.Scalar).SetCanonicalBytes(append([]byte{1}, make([]byte, 31)...))
	require.NoError(t, err)
	numbers := []*edwards25519.Scalar{edwards25519.NewScalar(), one, new(edwards25519.Scalar).Negate(one)}
	for _, fill := range []byte{0xff, 0x20, 0x82, 0x08, 0xdf, 0x7d, 0xf7, 0x80, 0x7f} {
		s, err := new(edwards25519.Scalar).SetCanonicalBytes(append(bytes.Repeat([]byte{fill}, 31), 0x0f))
		require.NoError(t, err)
		numbers = append(numbers, s)
	}
	for range 200 {
		numbers = append(numbers, number(t, r))
	}
	for _, s := range numbers {
		got := edwards25519.NewIdentityPoint()
		table.add(got, s)
		require.Equal(t, 1, got.Equal(new(edwards25519.Point).ScalarMult(s, p)), "%x", s.Bytes())
	}
}

func TestLengthsThatNothingHasHoldNothing(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	signature := ed25519.Sign(private, nil)
	k := metOften(t, public)
	require.True(t, k.Holds(public, nil, signature))
	for _, n := range []int{0, 31, 33, 63, 65} {
		require.False(t, k.Holds(public, nil, append(bytes.Clone(signature), 0)[:n]))
	}
	for _, n := range []int{0, 31} {
		require.False(t, k.Holds(public[:n], nil, signature))
		k.Held(public[:n])
	}
	var none *Keys
	require.False(t, none.Holds(public, nil, signature))
	none.Held(public)
}

func TestOnlyAKeyThatIsMetOftenHasATable(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	signature := ed25519.Sign(private, nil)
	k := new(Keys)
	for range limits.EdMeetings - 1 {
		k.Held(public)
		require.False(t, k.Holds(public, nil, signature))
	}
	k.Held(public)
	require.True(t, k.Holds(public, nil, signature))
	k.Held(public)
	require.Equal(t, 1, k.tables)
}

// Keys are anybody's to make: what is remembered of them is bounded.
func TestWhoeverHasManyKeysFillsNoMemory(t *testing.T) {
	keyOf := func(n int) ed25519.PublicKey {
		seed := make([]byte, ed25519.SeedSize)
		seed[0], seed[1] = byte(n), byte(n>>8)
		return ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	}
	k := new(Keys)
	tables := func() (n int) {
		for _, m := range k.met {
			if m.table != nil {
				n++
			}
		}
		return n
	}
	often := func(n int) {
		for range limits.EdMeetings {
			k.Held(keyOf(n))
		}
	}
	for n := range limits.EdTables {
		often(n)
	}
	require.Equal(t, limits.EdTables, tables())
	k.find([32]byte(keyOf(0)))
	often(limits.EdTables)
	often(limits.EdTables + 1)
	require.Equal(t, limits.EdTables, tables())
	require.Equal(t, limits.EdTables, k.tables)
	for n, kept := range map[int]bool{0: true, 1: false, 2: false, 3: true, limits.EdTables: true} {
		a, _ := k.find([32]byte(keyOf(n)))
		require.Equal(t, kept, a != nil, "key %d: those go that were not used for the longest", n)
	}
	for n := range 3 * limits.EdKeys {
		k.Held(keyOf(100 + n))
		require.LessOrEqual(t, len(k.met), limits.EdKeys)
	}
	require.Equal(t, limits.EdTables, tables(), "keys that are counted displace no table")
}

func TestManyGoroutinesShareTheTables(t *testing.T) {
	k := new(Keys)
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 60 {
				seed := make([]byte, ed25519.SeedSize)
				seed[0] = byte((g + i) % (limits.EdTables + 4))
				private := ed25519.NewKeyFromSeed(seed)
				public, message := private.Public().(ed25519.PublicKey), fmt.Append(nil, g, i)
				signature := ed25519.Sign(private, message)
				k.Holds(public, message, signature)
				if k.Holds(public, append(message, 1), signature) {
					t.Error("another message")
				}
				for range 4 {
					k.Held(public)
				}
			}
		})
	}
	group.Wait()
	require.LessOrEqual(t, k.tables, limits.EdTables)
	require.False(t, k.building)
}

// The key is a number with a point of small order, and a byte of key and signature is
// changed at will.
func FuzzHolds(f *testing.F) {
	for i := range len(hard) {
		f.Add([]byte("seed"), []byte("message"), uint8(i), uint8(i/2), uint8(0), uint8(0))
		f.Add([]byte("seed"), []byte{byte(i)}, uint8(i), uint8(0), uint8(32+i), uint8(1<<(i%8)))
	}
	all := encodings(f)
	f.Fuzz(func(t *testing.T, seed, message []byte, atKey, atR, at, flip uint8) {
		sum := sha512.Sum512(seed)
		a, err := new(edwards25519.Scalar).SetUniformBytes(sum[:])
		require.NoError(t, err)
		sum = sha512.Sum512(append(sum[:], message...))
		n, err := new(edwards25519.Scalar).SetUniformBytes(sum[:])
		require.NoError(t, err)
		with := func(s *edwards25519.Scalar, at uint8) []byte {
			p := new(edwards25519.Point).ScalarBaseMult(s)
			if small, err := new(edwards25519.Point).SetBytes(all[int(at)%len(all)]); err == nil {
				p.Add(p, small)
			}
			return p.Bytes()
		}
		key := with(a, atKey)
		signature := sign(key, with(n, atR), message, a, n)
		if at := int(at) % 96; at < 64 {
			signature[at] ^= flip
		} else {
			key[at-64] ^= flip
		}
		agree(t, metOften(t, key), key, message, signature)
	})
}

// BenchmarkHolds is what the table of a key spares, and BenchmarkTable what it costs.
func BenchmarkHolds(b *testing.B) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(b, err)
	message := make([]byte, 64)
	signature := ed25519.Sign(private, message)
	k := metOften(b, public)
	b.Run("table", func(b *testing.B) {
		for b.Loop() {
			if !k.Holds(public, message, signature) {
				b.Fatal("it does not hold")
			}
		}
	})
	b.Run("crypto/ed25519", func(b *testing.B) {
		for b.Loop() {
			if !ed25519.Verify(public, message, signature) {
				b.Fatal("it does not hold")
			}
		}
	})
}

func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		newTable(edwards25519.NewGeneratorPoint())
	}
}

package multikey

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"math"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

var testRSA = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func testEC(t testing.TB, c elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(c, rand.Reader)
	require.NoError(t, err)
	return key
}

// p25519 is the prime of Curve25519.
func p25519() *big.Int {
	p := new(big.Int).Lsh(big.NewInt(1), 255)
	return p.Sub(p, big.NewInt(19))
}

// encode25519 writes y as an Ed25519 point is written, with the given sign of x.
func encode25519(y *big.Int, sign byte) ed25519.PublicKey {
	b := y.FillBytes(make([]byte, 32))
	slices.Reverse(b)
	b[31] |= sign << 7
	return b
}

// smallOrderEncodings are the fourteen texts of points of small order: the five
// y coordinates of smallOrderPoints, plus p where that fits into 255 bits, with
// either sign of x.
func smallOrderEncodings() []ed25519.PublicKey {
	var all []ed25519.PublicKey
	for _, c := range []string{yNeutral, yOrder2, yOrder4, yOrder8, yOrder8Also} {
		b := []byte(c)
		slices.Reverse(b)
		for y := new(big.Int).SetBytes(b); y.BitLen() <= 255; y.Add(y, p25519()) {
			all = append(all, encode25519(y, 0), encode25519(y, 1))
		}
	}
	return all
}

func TestTheListOfSmallOrderPointsIsComplete(t *testing.T) {
	p := p25519()
	mod := func(x *big.Int) *big.Int { return x.Mod(x, p) }
	mul := func(x, y *big.Int) *big.Int { return mod(new(big.Int).Mul(x, y)) }
	div := func(x, y *big.Int) *big.Int { return mul(x, new(big.Int).ModInverse(y, p)) }
	one := big.NewInt(1)
	d := mod(div(big.NewInt(-121665), big.NewInt(121666)))
	plus := func(x, y *big.Int) *big.Int { return mod(new(big.Int).Add(x, y)) }
	minus := func(x, y *big.Int) *big.Int { return mod(new(big.Int).Sub(x, y)) }

	points := 0
	for _, c := range []string{yNeutral, yOrder2, yOrder4, yOrder8, yOrder8Also} {
		b := []byte(c)
		slices.Reverse(b)
		y := new(big.Int).SetBytes(b)
		yy := mul(y, y)
		// -x² + y² = 1 + dx²y²
		x := new(big.Int).ModSqrt(div(minus(yy, one), plus(mul(d, yy), one)), p)
		require.NotNil(t, x, "%x is no point", b)
		points += 2
		if x.Sign() == 0 {
			points--
		}
		for range 3 {
			k := mul(mul(d, mul(x, x)), mul(y, y))
			x, y = div(mul(big.NewInt(2), mul(x, y)), plus(one, k)), div(plus(mul(y, y), mul(x, x)), minus(one, k))
		}
		require.Zero(t, x.Sign())
		require.Zero(t, y.Cmp(one), "eight times %x is not the neutral element", b)
	}
	require.Equal(t, 8, points, "the subgroup has eight points")
}

func TestRefusesEd25519PointsOfSmallOrder(t *testing.T) {
	all := smallOrderEncodings()
	require.Len(t, all, 14)
	for _, key := range all {
		require.ErrorIs(t, Check(key), ErrWeak, "%x", key)
	}
}

func TestRefusesTheKeyUnderWhichEverySignatureHolds(t *testing.T) {
	key := ed25519.PublicKey(yNeutral)
	signature := append([]byte(yNeutral), make([]byte, 32)...)
	require.True(t, ed25519.Verify(key, []byte("any message"), signature), "the standard library has learned to refuse it")
	require.ErrorIs(t, Check(key), ErrWeak)
}

func TestRefusesUnreducedEd25519Coordinates(t *testing.T) {
	for y := p25519(); y.BitLen() <= 255; y.Add(y, big.NewInt(1)) {
		for sign := range byte(2) {
			key := encode25519(y, sign)
			require.ErrorIs(t, Check(key), ErrWeak, "%x", key)
		}
	}
	below := new(big.Int).Sub(p25519(), big.NewInt(2))
	require.NoError(t, Check(encode25519(below, 1)), "p-2 is reduced and of large order or no point")
}

func TestRefusesEd25519KeysOfAnotherLength(t *testing.T) {
	for _, n := range []int{0, 31, 33, 64} {
		require.ErrorIs(t, Check(make(ed25519.PublicKey, n)), ErrMalformed, "%d bytes", n)
	}
}

// modulus is an odd number of that many bits without small factors: a modulus as
// far as anyone can tell who does not know its factors.
func modulus(bits int) *big.Int {
	random := mathrand.New(mathrand.NewPCG(uint64(bits), 0))
	s := smallPrimes()
	for {
		n := new(big.Int)
		for i := range bits {
			if i == 0 || i == bits-1 || random.IntN(2) == 1 {
				n.SetBit(n, i, 1)
			}
		}
		if new(big.Int).GCD(nil, nil, n, s.product).BitLen() == 1 {
			return n
		}
	}
}

func TestBoundsTheSizeOfRSAKeys(t *testing.T) {
	for _, bits := range []int{512, 768, 1024, 2047, 8193, 16384, 131072} {
		err := Check(&rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), bits-1, 1), E: 65537})
		require.ErrorIs(t, err, ErrWeak, "%d bits", bits)
		require.ErrorContains(t, err, "2048 to 8192 bits")
	}
	for _, bits := range []int{limits.RSAMinBits, 2049, 3072, limits.RSAMaxBits} {
		require.NoError(t, Check(&rsa.PublicKey{N: modulus(bits), E: 65537}), "%d bits", bits)
	}
}

func TestBoundsTheExponentOfRSAKeys(t *testing.T) {
	n := modulus(2048)
	bad := []int{-3, 0, 1, 2, 4, 65536, math.MaxInt32 - 1}
	if beyond := uint64(math.MaxInt32) + 2; beyond <= math.MaxInt {
		bad = append(bad, int(beyond), int(beyond*4+1))
	}
	for _, e := range bad {
		require.ErrorIs(t, Check(&rsa.PublicKey{N: n, E: e}), ErrWeak, "exponent %d", e)
	}
	for _, e := range []int{3, 17, 65537, math.MaxInt32} {
		require.NoError(t, Check(&rsa.PublicKey{N: n, E: e}), "exponent %d", e)
	}
}

func TestTellsExponentsThatMeritAWarning(t *testing.T) {
	n := modulus(2048)
	require.True(t, WeakExponent(&rsa.PublicKey{N: n, E: 3}))
	require.True(t, WeakExponent(&rsa.PublicKey{N: n, E: 65535}))
	require.False(t, WeakExponent(&rsa.PublicKey{N: n, E: 65537}))
	require.False(t, WeakExponent(make(ed25519.PublicKey, 32)))
	require.False(t, WeakExponent((*rsa.PublicKey)(nil)))
}

func TestRefusesModuliThatAnyoneCanFactor(t *testing.T) {
	large := modulus(2048)
	for what, n := range map[string]*big.Int{
		"zero":               new(big.Int),
		"negative":           new(big.Int).Neg(large),
		"even":               new(big.Int).Add(large, big.NewInt(1)),
		"divisible by 3":     new(big.Int).Mul(large, big.NewInt(3)),
		"divisible by 751":   new(big.Int).Mul(large, big.NewInt(751)),
		"all small primes":   new(big.Int).Mul(smallPrimes().product, smallPrimes().product),
		"a square":           new(big.Int).Mul(modulus(1200), modulus(1200)),
		"the largest square": new(big.Int).Mul(modulus(4096), modulus(4096)),
	} {
		require.ErrorIs(t, Check(&rsa.PublicKey{N: n, E: 65537}), ErrWeak, what)
	}
	require.ErrorContains(t, Check(&rsa.PublicKey{N: new(big.Int).Mul(modulus(1200), modulus(1200)), E: 3}), "square")
	require.ErrorContains(t, Check(&rsa.PublicKey{N: new(big.Int).Add(large, big.NewInt(1)), E: 3}), "even")
	require.NoError(t, Check(&rsa.PublicKey{N: new(big.Int).Mul(modulus(1200), modulus(1201)), E: 3}))
}

// TestRefusesModuliOfTheROCAForm makes factors k·M + 65537^a mod M, where M is
// the product of the primes to 701, as the flawed generator made them.
func TestRefusesModuliOfTheROCAForm(t *testing.T) {
	m := big.NewInt(2)
	for _, p := range smallPrimes().primes {
		if p <= 701 {
			m.Mul(m, new(big.Int).SetUint64(p))
		}
	}
	factor := func(k, a int64, bits int) *big.Int {
		f := new(big.Int).Lsh(big.NewInt(k), uint(bits-10-m.BitLen()))
		f.Mul(f, m)
		return f.Add(f, new(big.Int).Exp(big.NewInt(65537), big.NewInt(a), m))
	}
	for _, bits := range []int{1024, 1536, 2048} {
		n := new(big.Int).Mul(factor(1021, 123456789, bits), factor(1019, 987654321, bits))
		err := Check(&rsa.PublicKey{N: n, E: 65537})
		require.ErrorIs(t, err, ErrWeak)
		require.ErrorContains(t, err, "ROCA")
	}
}

func TestAcceptsHonestKeys(t *testing.T) {
	public, _, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	require.NoError(t, Check(public))
	require.NoError(t, Check(testRSA().Public()))
	require.NoError(t, Check(testEC(t, elliptic.P256()).Public()))
	require.NoError(t, Check(testEC(t, elliptic.P384()).Public()))
}

func TestRefusesKeysOfOtherKinds(t *testing.T) {
	require.ErrorIs(t, Check(nil), ErrUnsupported)
	require.ErrorIs(t, Check("key"), ErrUnsupported)
	require.ErrorIs(t, Check(*testRSA().Public().(*rsa.PublicKey)), ErrUnsupported)
	require.ErrorIs(t, Check(testEC(t, elliptic.P521()).Public()), ErrUnsupported)
	require.ErrorIs(t, Check(&ecdsa.PublicKey{}), ErrUnsupported)
	require.ErrorIs(t, Check(&ecdsa.PublicKey{Curve: elliptic.P256()}), ErrMalformed)
	require.ErrorIs(t, Check((*ecdsa.PublicKey)(nil)), ErrMalformed)
	require.ErrorIs(t, Check((*rsa.PublicKey)(nil)), ErrMalformed)
	require.ErrorIs(t, Check(&rsa.PublicKey{E: 65537}), ErrMalformed)
	//lint:ignore SA1019 no constructor makes a key that is off its curve
	off := &ecdsa.PublicKey{Curve: elliptic.P256(), X: big.NewInt(1), Y: big.NewInt(1)}
	require.ErrorIs(t, Check(off), ErrMalformed)
}

func TestEqualComparesKeysAndNothingElse(t *testing.T) {
	a, b := testEC(t, elliptic.P256()), testEC(t, elliptic.P256())
	require.True(t, Equal(a.Public(), a.Public()))
	require.False(t, Equal(a.Public(), b.Public()))
	require.False(t, Equal(a.Public(), testRSA().Public()))
	require.True(t, Equal(testRSA().Public(), testRSA().Public()))
	require.False(t, Equal(nil, nil))
	weak := ed25519.PublicKey(yNeutral)
	require.False(t, Equal(weak, weak))
}

func BenchmarkCheck(b *testing.B) {
	public, _, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(b, err)
	for name, key := range map[string]any{
		"Ed25519":  public,
		"P-256":    testEC(b, elliptic.P256()).Public(),
		"P-384":    testEC(b, elliptic.P384()).Public(),
		"RSA-2048": testRSA().Public(),
		"RSA-8192": &rsa.PublicKey{N: modulus(8192), E: 65537},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Check(key); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

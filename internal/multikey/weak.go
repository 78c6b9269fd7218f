package multikey

import (
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"math"
	"math/big"
	"sync"

	"github.com/summitbadges/openbadges/internal/limits"
)

// The y coordinates of the eight points whose order divides 8, little-endian:
// the neutral element, the point of order 2, the two of order 4 (one y), and the
// four of order 8 (two). Under a key of order 2^k a forged signature holds for
// one message in 2^k at least, and under the neutral element for every message.
const (
	yNeutral    = "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	yOrder2     = "\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
	yOrder4     = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	yOrder8     = "\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05"
	yOrder8Also = "\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a"
)

func checkEd25519(key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize {
		return fmt.Errorf("%w: expected the %d bytes of an Ed25519 key, found %d", ErrMalformed, ed25519.PublicKeySize, len(key))
	}
	y := [ed25519.PublicKeySize]byte(key)
	y[31] &= 0x7f // the sign of x
	switch string(y[:]) {
	case yNeutral, yOrder2, yOrder4, yOrder8, yOrder8Also:
		return fmt.Errorf("%w: an Ed25519 point of small order, under which anyone can sign", ErrWeak)
	}
	if unreduced(y) {
		return fmt.Errorf("%w: an Ed25519 point whose y coordinate is not reduced modulo 2^255-19", ErrWeak)
	}
	return nil
}

// unreduced says whether y, little-endian and without the sign of x, is p =
// 2^255-19 or more.
func unreduced(y [ed25519.PublicKeySize]byte) bool {
	for _, b := range y[1:31] {
		if b != 0xff {
			return false
		}
	}
	return y[31] == 0x7f && y[0] >= 0xed
}

func checkRSA(key *rsa.PublicKey) error {
	if key == nil || key.N == nil {
		return fmt.Errorf("%w: expected an RSA key, found no modulus", ErrMalformed)
	}
	if n := key.N.BitLen(); key.N.Sign() <= 0 || n < limits.RSAMinBits || n > limits.RSAMaxBits {
		return fmt.Errorf("%w: expected an RSA modulus of %d to %d bits, found %d", ErrWeak, limits.RSAMinBits, limits.RSAMaxBits, n)
	}
	if key.E < 3 || key.E > math.MaxInt32 || key.E%2 == 0 {
		return fmt.Errorf("%w: expected an odd RSA exponent of 3 to 2^31-1, found %d", ErrWeak, key.E)
	}
	s := smallPrimes()
	rest := new(big.Int).Mod(key.N, s.product)
	switch {
	case key.N.Bit(0) == 0:
		return fmt.Errorf("%w: expected an odd RSA modulus, found an even one", ErrWeak)
	case new(big.Int).GCD(nil, nil, rest, s.product).BitLen() > 1:
		return fmt.Errorf("%w: the RSA modulus has a prime factor below 752", ErrWeak)
	case square(key.N):
		return fmt.Errorf("%w: the RSA modulus is a square", ErrWeak)
	case s.roca(rest):
		return fmt.Errorf("%w: the RSA modulus has the form of CVE-2017-15361 (ROCA), which can be factored", ErrWeak)
	}
	return nil
}

// square says whether n, which is odd, is a square. Odd squares are 1 modulo 8,
// which spares three honest moduli in four the root.
func square(n *big.Int) bool {
	if n.Bit(1) != 0 || n.Bit(2) != 0 {
		return false
	}
	root := new(big.Int).Sqrt(n)
	return root.Mul(root, root).Cmp(n) == 0
}

// sieve is the odd primes below 752, the bound of NIST SP 800-89 §5.3.3, and
// their product.
type sieve struct {
	primes  []uint64
	product *big.Int
}

var smallPrimes = sync.OnceValue(func() sieve {
	s := sieve{product: big.NewInt(1)}
next:
	for n := uint64(3); n < 752; n += 2 {
		for _, p := range s.primes {
			if n%p == 0 {
				continue next
			}
		}
		s.primes = append(s.primes, n)
		s.product.Mul(s.product, new(big.Int).SetUint64(n))
	}
	return s
})

// roca says whether a modulus, given modulo the sieve's product, is a power of
// 65537 modulo every small prime. The flawed generator made its primes of 1,024
// bits and more that way modulo each prime to 701; of other moduli fewer than one
// in 2^100 looks so, and most are told at the first prime or two.
func (s sieve) roca(rest *big.Int) bool {
	var p, r big.Int
	for _, prime := range s.primes {
		if prime > 701 {
			break
		}
		if !powerOf65537(r.Mod(rest, p.SetUint64(prime)).Uint64(), prime) {
			return false
		}
	}
	return true
}

func powerOf65537(x, prime uint64) bool {
	for power := uint64(1); ; {
		if power == x {
			return true
		}
		if power = power * 65537 % prime; power == 1 {
			return false
		}
	}
}

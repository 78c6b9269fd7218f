package jose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"errors"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

type pair struct {
	alg string
	key crypto.Signer
}

var testRSA = sync.OnceValue(func() *rsa.PrivateKey { return generateRSA(2048) })

func generateRSA(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

// pairs is one key and algorithm of each kind.
func pairs(t testing.TB) []pair {
	t.Helper()
	_, okp, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	return []pair{{EdDSA, okp}, {ES256, p256}, {ES384, p384}, {RS256, testRSA()}, {PS256, testRSA()}}
}

func sign(t testing.TB, p pair, input []byte) []byte {
	t.Helper()
	d256, d384 := sha256.Sum256(input), sha512.Sum384(input)
	digest, opts := d256[:], crypto.SignerOpts(crypto.SHA256)
	switch p.alg {
	case EdDSA:
		digest, opts = input, crypto.Hash(0)
	case ES384:
		digest, opts = d384[:], crypto.SHA384
	case PS256:
		opts = &rsa.PSSOptions{Hash: crypto.SHA256, SaltLength: rsa.PSSSaltLengthEqualsHash}
	}
	signature, err := p.key.Sign(rand.Reader, digest, opts)
	require.NoError(t, err)
	if key, ok := p.key.(*ecdsa.PrivateKey); ok {
		signature, err = RawECDSA(signature, key.Curve)
		require.NoError(t, err)
	}
	return signature
}

func TestVerifiesWhatEachAlgorithmSigned(t *testing.T) {
	input := SigningInput([]byte(`{"alg":"x"}`), []byte(`{"a":1}`))
	for _, p := range pairs(t) {
		signature := sign(t, p, input)
		require.NoError(t, Verify(p.alg, p.key.Public(), input, signature), p.alg)
		require.Contains(t, AlgorithmsFor(p.key.Public()), p.alg)
	}
}

func TestEveryCauseOfABadSignatureLooksTheSame(t *testing.T) {
	input := []byte("eyJhbGciOiJ4In0.e30")
	others := pairs(t)
	for i, p := range pairs(t) {
		signature := sign(t, p, input)
		public := p.key.Public()
		other := others[i].key.Public()
		if _, is := other.(*rsa.PublicKey); is {
			other = generateRSA(2048).Public()
		}
		same := func(err error) { require.Same(t, ErrSignature, err, p.alg) }
		same(Verify(p.alg, other, input, signature))
		same(Verify(p.alg, public, append(slices.Clone(input), 'x'), signature))
		same(Verify(p.alg, public, nil, signature))
		for bit := range len(signature) * 8 {
			if len(signature) > 100 && bit%61 != 0 {
				continue
			}
			flipped := slices.Clone(signature)
			flipped[bit/8] ^= 1 << (bit % 8)
			same(Verify(p.alg, public, input, flipped))
		}
		for _, n := range []int{0, 1, 31, 32, 63, 65, 66, 95, 97, 128, 255, 257, 512} {
			same(Verify(p.alg, public, input, make([]byte, n)))
		}
		same(Verify(p.alg, public, input, nil))
		same(Verify(p.alg, public, input, signature[1:]))
		same(Verify(p.alg, public, input, signature[:len(signature)-1]))
		same(Verify(p.alg, public, input, append([]byte{0}, signature...)))
		same(Verify(p.alg, public, input, append(slices.Clone(signature), 0)))
	}
}

func TestRefusesKeysThatTheAlgorithmDoesNotTake(t *testing.T) {
	all := pairs(t)
	for _, p := range all {
		for _, q := range all {
			if slices.Contains(AlgorithmsFor(q.key.Public()), p.alg) {
				continue
			}
			require.ErrorIs(t, Verify(p.alg, q.key.Public(), nil, nil), ErrKeyType, "%s with the key of %s", p.alg, q.alg)
		}
	}
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	require.NoError(t, err)
	huge := &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), 131071, 1), E: 65537}
	for _, c := range []struct {
		alg string
		key crypto.PublicKey
	}{
		{EdDSA, nil}, {EdDSA, ed25519.PublicKey(nil)}, {EdDSA, make(ed25519.PublicKey, 31)}, {EdDSA, make(ed25519.PublicKey, 33)},
		{EdDSA, make(ed25519.PublicKey, 64)}, {EdDSA, all[0].key}, {EdDSA, make([]byte, 32)},
		{ES256, nil}, {ES256, (*ecdsa.PublicKey)(nil)}, {ES256, &ecdsa.PublicKey{}}, {ES256, &ecdsa.PublicKey{Curve: elliptic.P256()}},
		{ES256, p521.Public()}, {ES384, p521.Public()}, {ES256, all[1].key}, {ES384, &ecdsa.PublicKey{Curve: elliptic.P384()}},
		{RS256, nil}, {RS256, (*rsa.PublicKey)(nil)}, {RS256, &rsa.PublicKey{}}, {RS256, &rsa.PublicKey{N: new(big.Int), E: 3}}, {RS256, huge}, {PS256, huge},
		{RS256, generateRSA(1024).Public()}, {PS256, generateRSA(2047).Public()}, {RS256, &rsa.PublicKey{N: new(big.Int).Neg(testRSA().N), E: 65537}},
		{RS256, testRSA()}, {RS256, "key"},
	} {
		require.ErrorIs(t, Verify(c.alg, c.key, []byte("input"), make([]byte, 64)), ErrKeyType, "%s %T", c.alg, c.key)
	}
}

func TestRefusesAlgorithmsThatAreNotOnTheList(t *testing.T) {
	for _, alg := range []string{"", "none", "None", "HS256", "RS1", "RS384", "PS512", "ES512", "ES256K", "eddsa", "Ed25519", "EdDSA "} {
		for _, p := range pairs(t) {
			require.ErrorIs(t, Verify(alg, p.key.Public(), nil, nil), ErrAlgorithm, alg)
		}
		require.ErrorIs(t, Verify(alg, []byte("the public key as a shared secret"), nil, nil), ErrAlgorithm, alg)
	}
}

func TestListsTheAlgorithmsOfAKeyItsDefaultFirst(t *testing.T) {
	require.Equal(t, []string{RS256, PS256}, AlgorithmsFor(testRSA().Public()))
	for _, key := range []crypto.PublicKey{nil, "key", &ecdsa.PublicKey{Curve: elliptic.P521()}, &ecdsa.PublicKey{}, (*ecdsa.PublicKey)(nil), (*rsa.PublicKey)(nil)} {
		require.Empty(t, AlgorithmsFor(key))
	}
}

func TestRefusesECDSASignaturesThatAreNotTwoScalars(t *testing.T) {
	input := []byte("input")
	for _, p := range pairs(t)[1:3] {
		key := p.key.(*ecdsa.PrivateKey)
		n := key.Curve.Params().N
		size := (key.Curve.Params().BitSize + 7) / 8
		honest := sign(t, p, input)
		r, s := new(big.Int).SetBytes(honest[:size]), new(big.Int).SetBytes(honest[size:])
		raw := func(r, s *big.Int) []byte {
			return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
		}
		zero, ones := new(big.Int), new(big.Int).SetBytes(slices.Repeat([]byte{0xff}, size))
		next := new(big.Int).Add(n, big.NewInt(1))
		for _, pair := range [][2]*big.Int{{zero, zero}, {zero, s}, {r, zero}, {n, s}, {r, n}, {n, n}, {next, s}, {r, next}, {ones, ones}, {ones, s}, {r, ones}} {
			require.Same(t, ErrSignature, Verify(p.alg, key.Public(), input, raw(pair[0], pair[1])))
			require.False(t, wellFormed(key.Public(), raw(pair[0], pair[1])))
		}

		der, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
		require.NoError(t, err)
		require.Same(t, ErrSignature, Verify(p.alg, key.Public(), input, der))
		require.Same(t, ErrSignature, Verify(p.alg, key.Public(), input, append(slices.Repeat([]byte{0}, 2*size), honest...)))

		// The twin that anyone can make holds: signatures identify nothing.
		require.NoError(t, Verify(p.alg, key.Public(), input, raw(r, new(big.Int).Sub(n, s))))
	}
}

func TestASignatureHasOneLengthForItsKey(t *testing.T) {
	for _, p := range pairs(t) {
		signature := sign(t, p, nil)
		require.True(t, wellFormed(p.key.Public(), signature), p.alg)
		require.False(t, wellFormed(p.key.Public(), signature[1:]), p.alg)
		require.False(t, wellFormed(p.key.Public(), append(signature, 0)), p.alg)
		require.False(t, wellFormed(p.key.Public(), append([]byte{0}, signature...)), p.alg)
		require.False(t, wellFormed(p.key.Public(), slices.Insert(slices.Clone(signature), len(signature)/2, 0)), p.alg)
	}
	require.False(t, wellFormed("key", nil))
}

func TestPaddingsOfRSAAreNotExchangeable(t *testing.T) {
	input := []byte("input")
	key := testRSA()
	require.Same(t, ErrSignature, Verify(RS256, key.Public(), input, sign(t, pair{PS256, key}, input)))
	require.Same(t, ErrSignature, Verify(PS256, key.Public(), input, sign(t, pair{RS256, key}, input)))
}

func TestTheSaltOfPS256HasTheLengthOfItsHash(t *testing.T) {
	input := []byte("input")
	digest := sha256.Sum256(input)
	for _, salt := range []int{1, 20, 31, 33, 64, rsa.PSSSaltLengthAuto} {
		signature, err := rsa.SignPSS(rand.Reader, testRSA(), crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: salt})
		require.NoError(t, err)
		require.Same(t, ErrSignature, Verify(PS256, testRSA().Public(), input, signature), "salt of %d", salt)
	}
}

// scalar25519 is the secret scalar of an Ed25519 key (RFC 8032 §5.1.5).
func scalar25519(key ed25519.PrivateKey) *big.Int {
	h := sha512.Sum512(key.Seed())
	h[0] &= 248
	h[31] = h[31]&63 | 64
	return littleEndian(h[:32])
}

func littleEndian(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

func order25519() *big.Int {
	tail, _ := new(big.Int).SetString("27742317777372353535851937790883648493", 10)
	return tail.Add(tail, new(big.Int).Lsh(big.NewInt(1), 252))
}

func TestEd25519ScalarsAreReduced(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	input := []byte("input")
	signature := ed25519.Sign(key, input)
	require.NoError(t, Verify(EdDSA, key.Public(), input, signature))
	s := littleEndian(signature[32:])
	b := s.Add(s, order25519()).FillBytes(make([]byte, 32))
	slices.Reverse(b)
	require.Same(t, ErrSignature, Verify(EdDSA, key.Public(), input, append(signature[:32:32], b...)))
}

// TestTheOwnerOfAKeyMaySignWithANonceOfSmallOrder pins a choice: such a
// signature holds. Nobody but the owner can make it, for it takes the secret
// scalar, so refusing it would protect no one.
func TestTheOwnerOfAKeyMaySignWithANonceOfSmallOrder(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	input := []byte("input")
	r := append([]byte{1}, make([]byte, 31)...)
	h := sha512.Sum512(slices.Concat(r, key.Public().(ed25519.PublicKey), input))
	s := new(big.Int).Mul(littleEndian(h[:]), scalar25519(key))
	b := s.Mod(s, order25519()).FillBytes(make([]byte, 32))
	slices.Reverse(b)
	require.NoError(t, Verify(EdDSA, key.Public(), input, append(r, b...)))
}

func FuzzVerify(f *testing.F) {
	for _, p := range pairs(f) {
		f.Add(p.alg, byte(0), []byte("key"), []byte("input"), sign(f, p, []byte("input")))
	}
	f.Add("EdDSA", byte(0), make([]byte, 31), []byte("input"), make([]byte, 64))
	f.Add("EdDSA", byte(0), make([]byte, 32), []byte{}, make([]byte, 63))
	f.Add("ES256", byte(1), append(make([]byte, 31), 1), []byte{}, make([]byte, 64))
	f.Add("ES384", byte(2), []byte{7}, []byte{}, slices.Repeat([]byte{0xff}, 96))
	f.Add("RS256", byte(3), slices.Repeat([]byte{0xff}, 256), []byte("input"), slices.Repeat([]byte{1}, 256))
	f.Add("PS256", byte(3), slices.Repeat([]byte{0xfe}, 256), []byte("input"), make([]byte, 256))
	f.Add("none", byte(4), []byte{}, []byte{}, []byte{})
	real := pairs(f)
	f.Fuzz(func(t *testing.T, alg string, kind byte, material, input, signature []byte) {
		n := new(big.Int).SetBytes(material)
		var key crypto.PublicKey
		switch kind % 8 {
		case 0:
			key = ed25519.PublicKey(material)
		case 1:
			//lint:ignore SA1019 no constructor makes a key that is off its curve
			key = &ecdsa.PublicKey{Curve: elliptic.P256(), X: n, Y: new(big.Int).Rsh(n, 3)}
		case 2:
			//lint:ignore SA1019 no constructor makes a key that is off its curve
			key = &ecdsa.PublicKey{Curve: elliptic.P384(), X: n, Y: n}
		case 3:
			key = &rsa.PublicKey{N: n, E: len(input)}
		default:
			key = real[int(kind)%len(real)].key.Public()
		}
		err := Verify(alg, key, input, signature)
		if err == nil || errors.Is(err, ErrSignature) {
			require.Contains(t, AlgorithmsFor(key), alg)
			return
		}
		require.True(t, errors.Is(err, ErrAlgorithm) || errors.Is(err, ErrKeyType), "%v", err)
	})
}

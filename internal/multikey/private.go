package multikey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"math/big"

	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// ParsePrivateJWK reads the JWK of a key pair from its owner's key file. The
// public part is judged as [ParseJWK] judges it, and the private part must
// belong to it; an error that it does not, or is absent, wraps [ErrMalformed].
// RSA needs its two primes; a key of more than two, or without them, wraps
// [ErrUnsupported]. No error repeats a private member.
func ParsePrivateJWK(v strictjson.Value) (crypto.Signer, JWK, error) {
	j, err := parsePublic(v)
	if err != nil {
		return nil, JWK{}, err
	}
	if !v.Get("d").Exists() {
		return nil, JWK{}, fmt.Errorf("%w: expected a private key, found a JWK without the member \"d\": a public one", ErrMalformed)
	}
	var signer crypto.Signer
	switch key := j.Key.(type) {
	case ed25519.PublicKey:
		signer, err = privateOKP(v)
	case *ecdsa.PublicKey:
		signer, err = privateEC(v, key)
	case *rsa.PublicKey:
		signer, err = privateRSA(v, key)
	}
	if err != nil {
		return nil, JWK{}, err
	}
	if !Equal(signer.Public(), j.Key) {
		return nil, JWK{}, fmt.Errorf("%w: the private member \"d\" does not belong to the JWK's public key", ErrMalformed)
	}
	return signer, j, nil
}

func privateOKP(v strictjson.Value) (crypto.Signer, error) {
	seed, err := octets(v, "d", ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func privateEC(v strictjson.Value, public *ecdsa.PublicKey) (crypto.Signer, error) {
	c, err := curveOf(public)
	if err != nil {
		return nil, err
	}
	d, err := octets(v, "d", c.size)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.ParseRawPrivateKey(c.elliptic, d)
	if err != nil {
		return nil, fmt.Errorf("%w: expected a scalar of %s in the JWK member \"d\"", ErrMalformed, c.name)
	}
	return key, nil
}

func privateRSA(v strictjson.Value, public *rsa.PublicKey) (crypto.Signer, error) {
	if v.Get("oth").Exists() {
		return nil, fmt.Errorf("%w: expected an RSA key of two primes, found the JWK member \"oth\"", ErrUnsupported)
	}
	if !v.Get("p").Exists() || !v.Get("q").Exists() {
		return nil, fmt.Errorf("%w: expected an RSA key with its primes, the JWK members \"p\" and \"q\"", ErrUnsupported)
	}
	var numbers [3]*big.Int
	for i, name := range [...]string{"d", "p", "q"} {
		n, err := privateNumber(v, name)
		if err != nil {
			return nil, err
		}
		numbers[i] = n
	}
	key := &rsa.PrivateKey{PublicKey: *public, D: numbers[0], Primes: numbers[1:]}
	key.Precompute()
	if err := key.Validate(); err != nil {
		return nil, fmt.Errorf("%w: the private members do not belong to the JWK's public key: %w", ErrMalformed, err)
	}
	derived := [...]struct {
		name string
		want *big.Int
	}{{"dp", key.Precomputed.Dp}, {"dq", key.Precomputed.Dq}, {"qi", key.Precomputed.Qinv}}
	for _, m := range derived {
		if !v.Get(m.name).Exists() {
			continue
		}
		n, err := privateNumber(v, m.name)
		if err != nil {
			return nil, err
		}
		if n.Cmp(m.want) != 0 {
			return nil, fmt.Errorf("%w: the JWK member %q does not follow from the primes", ErrMalformed, m.name)
		}
	}
	return key, nil
}

// privateNumber allows zeros in front: key stores pad these numbers, and of a
// private number no one compares the spelling.
func privateNumber(v strictjson.Value, name string) (*big.Int, error) {
	text, err := required(v, name)
	if err != nil {
		return nil, err
	}
	if size := base64url.DecodedLen(len(text)); size > limits.RSAMaxBits/8 {
		return nil, fmt.Errorf("%w: expected at most %d octets in the JWK member %q, found %d", ErrMalformed, limits.RSAMaxBits/8, name, size)
	}
	b, err := decode(name, text)
	if err != nil {
		return nil, err
	}
	return new(big.Int).SetBytes(b), nil
}

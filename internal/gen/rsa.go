package main

import (
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
)

// An rsaKey does RSA (RFC 8017) as plain arithmetic: keys of any size and
// exponent, encodings of any form, and salts that repeat, all of which
// crypto/rsa rightly refuses.
type rsaKey struct {
	n, e   *big.Int
	phi, d *big.Int // none: nobody knows them
}

// newRSAKey makes a key with one prime of each size, in bits. Every prime is
// 2 modulo 3, so that e may be 3, and close to its next power of two, so that
// the sizes add up.
func newRSAKey(words string, e int64, sizes ...int) *rsaKey {
	k := &rsaKey{n: big.NewInt(1), phi: big.NewInt(1)}
	for i, size := range sizes {
		p := prime(fmt.Sprintf("%s, prime %d", words, i), size)
		k.n.Mul(k.n, p)
		k.phi.Mul(k.phi, p.Sub(p, big.NewInt(1)))
	}
	return k.withExponent(big.NewInt(e))
}

func prime(words string, bits int) *big.Int {
	p := new(big.Int).SetBytes(stream(words, (bits+7)/8))
	p.Rsh(p, uint(8-bits%8)%8)
	for i := range 10 {
		p.SetBit(p, bits-1-i, 1)
	}
	p.SetBit(p, 0, 1)
	for three := big.NewInt(3); ; p.Add(p, big.NewInt(2)) {
		if new(big.Int).Mod(p, three).Int64() == 2 && p.ProbablyPrime(0) {
			return p
		}
	}
}

// withExponent returns the key with another public exponent. Where it has no
// inverse nobody can sign, and junk stands for every signature.
func (k *rsaKey) withExponent(e *big.Int) *rsaKey {
	return &rsaKey{n: k.n, e: e, phi: k.phi, d: new(big.Int).ModInverse(e, k.phi)}
}

// modulus returns a public key of exactly that many bits that nobody can sign with.
func modulus(words string, bits int) *rsaKey {
	n := new(big.Int).SetBytes(stream(words, (bits+7)/8))
	n.Rsh(n, uint(8-bits%8)%8)
	n.SetBit(n, bits-1, 1)
	n.SetBit(n, 0, 1)
	return &rsaKey{n: n, e: big.NewInt(65537)}
}

func (k *rsaKey) jwk() string { return rsaJWK(k.n.Bytes(), k.e.Bytes()) }

// rsaJWK writes an RSA key as a JWK (RFC 7518 section 6.3).
func rsaJWK(n, e []byte) string {
	return fmt.Sprintf(`{"e":"%s","kty":"RSA","n":"%s"}`, b64(e), b64(n))
}

func (k *rsaKey) public() *rsa.PublicKey { return &rsa.PublicKey{N: k.n, E: int(k.e.Int64())} }

func (k *rsaKey) size() int { return (k.n.BitLen() + 7) / 8 }

// raise signs an encoded message, whatever it holds.
func (k *rsaKey) raise(em []byte) []byte {
	s := new(big.Int).Exp(new(big.Int).SetBytes(em), k.d, k.n)
	return s.FillBytes(make([]byte, k.size()))
}

// signer names the key by the did:jwk of its JWK, which names no algorithm.
func (k *rsaKey) signer(alg string) signer {
	encode := k.pkcs1
	if alg == "PS256" {
		encode = k.pss
	}
	return signer{alg: alg, sign: func(message string) []byte {
		if k.d == nil {
			return stream("a signature that nobody made", k.size())
		}
		return k.raise(encode(message))
	}}.asJWK(k.jwk())
}

// sha256Info is the DigestInfo of SHA-256 without the digest (RFC 8017 section 9.2).
const sha256Info = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"

func (k *rsaKey) pkcs1(message string) []byte {
	digest := sha256.Sum256([]byte(message))
	return k.pad(sha256Info + string(digest[:]))
}

// pad puts the padding of EMSA-PKCS1-v1_5 before a DigestInfo.
func (k *rsaKey) pad(info string) []byte {
	em := make([]byte, k.size())
	copy(em[k.size()-len(info):], info)
	em[1] = 1
	for i := 2; i < k.size()-len(info)-1; i++ {
		em[i] = 0xff
	}
	return em
}

// pss is EMSA-PSS (RFC 8017 section 9.1.1) with SHA-256 and a salt of 32 bytes
// that follows from the message.
func (k *rsaKey) pss(message string) []byte {
	bits := k.n.BitLen() - 1
	size := (bits + 7) / 8
	digest := sha256.Sum256([]byte(message))
	salt := stream("salt "+string(digest[:]), 32)
	h := sha256.Sum256(append(append(make([]byte, 8), digest[:]...), salt...))

	em := make([]byte, size)
	em[size-1] = 0xbc
	copy(em[size-33:], h[:])
	db := em[:size-33]
	copy(db[len(db)-32:], salt)
	db[len(db)-33] = 1
	for i, m := range mgf1(h[:], len(db)) {
		db[i] ^= m
	}
	em[0] &= 0xff >> (8*size - bits)
	return em
}

func mgf1(seed []byte, n int) []byte {
	var out []byte
	for i := byte(0); len(out) < n; i++ {
		block := sha256.Sum256(append(append([]byte{}, seed...), 0, 0, 0, i))
		out = append(out, block[:]...)
	}
	return out[:n]
}

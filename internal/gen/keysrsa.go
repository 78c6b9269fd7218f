package main

import (
	"fmt"
	"math/big"
	"strings"
)

func rsaKeys(b *book) {
	weak := invalid("KEY_WEAK")
	for _, sizes := range [][]int{{256, 256}, {384, 384}, {512, 512}, {1024, 1023}} {
		k := newRSAKey("a small key", 65537, sizes...)
		b.add("K12", fmt.Sprintf("%d-bits", k.n.BitLen()), honest(k.signer("RS256")), weak, "2048 bits are the least (the signature is good)")
	}
	b.add("K12", "24-bits", honest(modulus("a toy", 24).signer("RS256")), weak, "2048 bits are the least")
	b.add("K13", "control-8192-bits", honest(newRSAKey("a large key", 65537, equalSizes(32, 256)...).signer("RS256")), valid, "8192 bits are the most")
	named := func(bits int) token { // by a fragment, for the whole name would fill the header
		return honest(modulus("a huge key", bits).signer("RS256")).head(`{"alg":"{alg}","kid":"#0","typ":"JWT"}`)
	}
	for _, bits := range []int{8193, 16_384} {
		b.add("K13", fmt.Sprintf("%d-bits", bits), named(bits), weak, "a signature under such a key costs more than a badge is worth")
	}
	b.add("K13", "131072-bits", named(131_072), invalid("INPUT_TOO_LARGE"), "almost a second for one signature; decided: the identifier is longer than any that is decoded").anyIssuer()

	exponent := func(e int64) token { return honest(rsaSchool.withExponent(big.NewInt(e)).signer("RS256")) }
	b.add("K14", "1", exponent(1), weak, "every number is its own signature")
	b.add("K14", "2", exponent(2), weak, "even")
	b.add("K14", "65536", exponent(65536), weak, "even")
	b.tell("K14", "3", exponent(3), "KEY_WEAK", "allowed by RFC 8017 and too small for careless verifiers; told, for this verifier compares the whole encoding")
	b.add("K14", "control-2-to-the-31-minus-1", exponent(1<<31-1), valid, "the largest exponent that is read")
	b.add("K14", "2-to-the-31-plus-1", exponent(1<<31+1), weak, "larger than any exponent in use, and slow")
	b.add("K14", "2-to-the-33-plus-1", exponent(1<<33+1), weak, "larger than any exponent in use, and slow")
	n := rsaSchool.n.Bytes()
	b.add("K14", "absent", honest(rs256.asJWK(`{"kty":"RSA","n":"`+b64(n)+`"}`)), weak, "half a key")
	b.add("K14", "leading-zeros", honest(rs256.asJWK(rsaJWK(n, []byte{0, 1, 0, 1}))), weak, "65537 in a second spelling (RFC 7518 section 2): one key, two names")
	b.add("K14", "zero", honest(rs256.asJWK(rsaJWK(n, []byte{0}))), weak, "no exponent")

	even := new(big.Int).Sub(rsaSchool.n, big.NewInt(1))
	b.add("K15", "even", honest((&rsaKey{n: even, e: rsaSchool.e}).signer("RS256")), weak, "no product of two large primes is even")
	b.add("K15", "zero", honest(rs256.asJWK(rsaJWK([]byte{0}, []byte{1, 0, 1}))), weak, "no modulus")
	b.add("K15", "leading-zeros", honest(rs256.asJWK(rsaJWK(append([]byte{0}, n...), []byte{1, 0, 1}))), weak, "a good modulus in a second spelling (RFC 7518 section 2): one key, two names")
	p := prime("half a key", 1024)
	b.add("K15", "square", honest((&rsaKey{n: new(big.Int).Mul(p, p), e: rsaSchool.e}).signer("RS256")), weak, "the square of a prime: its root is its factor")
	b.add("K15", "roca", honest((&rsaKey{n: fingerprinted(2048), e: rsaSchool.e}).signer("RS256")), weak, "a modulus of the form that a flawed chip gave its keys (CVE-2017-15361)")
}

func equalSizes(n, bits int) []int {
	sizes := make([]int, n)
	for i := range sizes {
		sizes[i] = bits
	}
	return sizes
}

// fingerprinted returns a modulus that is a power of 65537 modulo the product
// of the first 126 primes, as the flawed generator made those of 2048 bits.
func fingerprinted(bits int) *big.Int {
	product := big.NewInt(1)
	for p, found := int64(2), 0; found < 126; p++ {
		if big.NewInt(p).ProbablyPrime(0) {
			product.Mul(product, big.NewInt(p))
			found++
		}
	}
	residue := new(big.Int).Exp(big.NewInt(65537), big.NewInt(1_000_003), product)
	k := new(big.Int).Div(modulus("a flawed chip", bits).n, product)
	n := k.Mul(k, product)
	n.Add(n, residue)
	if n.BitLen() != bits || n.Bit(0) == 0 {
		panic("fingerprinted")
	}
	return n
}

func publishedSecrets(b *book) {
	exposed := invalid("KEY_PRIVATE_EXPOSED")
	secret := `"d":"` + b64(stream("an honest school", 32)) + `"`
	b.add("K16", "ed25519-d", honest(school.asJWK(with(school.jwk, secret))), exposed, "the issuer publishes its private key with its name")
	b.add("K16", "p256-d", honest(p256.asJWK(with(p256.jwk, `"d":"`+b64(stream("a school with a P-256 key", 32))+`"`))), exposed, "the issuer publishes its private key with its name")
	b.add("K16", "rsa-d", honest(rs256.asJWK(with(rs256.jwk, `"d":"`+b64(rsaSchool.d.Bytes())+`"`))), exposed, "the issuer publishes its private key with its name")
	p := prime("a school with an RSA key, prime 0", 1024)
	q := prime("a school with an RSA key, prime 1", 1024)
	b.add("K16", "rsa-p-and-q", honest(rs256.asJWK(with(rs256.jwk, `"p":"`+b64(p.Bytes())+`","q":"`+b64(q.Bytes())+`"`))), exposed, "the factors are the private key")
	b.add("K16", "d-empty", honest(school.asJWK(with(school.jwk, `"d":""`))), exposed, "decided: the member alone says that a private key was published")

	shared := `{"k":"` + b64([]byte(strings.Repeat("shared secret ", 3))) + `","kty":"oct"}`
	b.add("K17", "symmetric-key", honest(school.asJWK(shared)), invalid("KEY_TYPE_MISMATCH"), "decided: the wrong kind of key for EdDSA, before anything in it is looked at; never used")
	hs := school.asJWK(shared)
	hs.alg, hs.sign = "HS256", hmac256(strings.Repeat("shared secret ", 3))
	b.add("K17", "symmetric-key-hs256", honest(hs), invalid("JWS_ALG_FORBIDDEN"), "a good HMAC under a published secret: no symmetric algorithm exists here")
}

package main

import (
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// keys forges keys: weak, malformed, of the wrong kind, published together
// with their private half.
func keys(b *book) {
	b.begin("keys")
	edwards(b)
	multikeys(b)
	curves(b)
	rsaKeys(b)
	publishedSecrets(b)
}

// constantSignature is R the identity and S zero: under a key of small order
// it holds for every message, or for many.
var constantSignature = append([]byte{1}, make([]byte, 63)...)

// The encodings of the eight points of small order, and the six further ones
// that a lenient decoder takes for the same points.
var smallOrder = []struct{ words, encoding string }{
	{"identity", "0100000000000000000000000000000000000000000000000000000000000000"},
	{"order-2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
	{"order-4-a", "0000000000000000000000000000000000000000000000000000000000000000"},
	{"order-4-b", "0000000000000000000000000000000000000000000000000000000000000080"},
	{"order-8-a", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"},
	{"order-8-b", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"},
	{"order-8-c", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"},
	{"order-8-d", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"},
	{"identity-sign-set", "0100000000000000000000000000000000000000000000000000000000000080"},
	{"identity-plus-p", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
	{"identity-plus-p-sign-set", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
	{"order-2-sign-set", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
	{"order-4-plus-p", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
	{"order-4-plus-p-sign-set", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
}

func edwards(b *book) {
	weak, broken := invalid("KEY_WEAK"), invalid("PROOF_SIG_INVALID")
	ofPoint := func(point []byte) signer {
		return didKey(signer{alg: "EdDSA", jwk: okp(point), sign: func(string) []byte { return constantSignature }}, codecEd25519, point)
	}
	for i, c := range smallOrder {
		id := "K02"
		if i == 0 {
			id = "K01"
		}
		k := ofPoint(fromHex(c.encoding))
		b.add(id, c.words, honest(k), weak, "a key of small order: one constant signature holds for any message, or for one in eight")
		if i == 0 {
			b.add(id, c.words+"-as-jwk", honest(k.asJWK(k.jwk)), weak, "a key of small order: one constant signature holds for any message")
		}
	}

	private := ed25519.NewKeyFromSeed(stream("an honest school", ed25519.SeedSize))
	b.add("K03", "r-identity", honest(school).sealed(smallR(private, fromHex(smallOrder[0].encoding))), valid,
		"decided: only the holder of the key can make it (and gives the key away by it); RFC 8032 accepts it, and so does this verifier")
	b.add("K03", "r-order-8", honest(school).sealed(smallR(private, fromHex(smallOrder[4].encoding))), broken,
		"decided: the equation without the cofactor, as crypto/ed25519 and most others check it")
	b.add("K04", "a-not-canonical", honest(ofPoint(fromHex("f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"))), weak,
		"y is p+4: a second spelling of a key gives one issuer two names")
	b.add("K04", "r-not-canonical", honest(school).sealed(smallR(private, fromHex(smallOrder[9].encoding))), broken,
		"R is the identity in its second spelling; compared as bytes")
	b.add("K05", "s-plus-l", honest(school).sealed(func(message string) []byte {
		sig := ed25519.Sign(private, []byte(message))
		s := new(big.Int).Add(little(sig[32:]), order25519)
		return append(sig[:32], littleBytes(s)...)
	}), broken, "S must be below L (RFC 8032 section 5.1.7); otherwise anybody makes a second signature of each")

	public := []byte(private.Public().(ed25519.PublicKey))
	for _, n := range []int{0, 31, 33, 64} {
		key := append(slices.Clone(public), public...)[:n]
		words := fmt.Sprintf("%d-bytes", n)
		b.add("K06", words, honest(didKey(school, codecEd25519, key)), invalid("KEY_MALFORMED"), "an Ed25519 key has 32 bytes; crypto/ed25519 panics on others")
		b.add("K06", words+"-as-jwk", honest(school.asJWK(okp(key))), invalid("KEY_MALFORMED"), "an Ed25519 key has 32 bytes; crypto/ed25519 panics on others")
	}
	b.add("K07", "x25519-did-key", honest(didKey(school, codecX25519, public)), invalid("KEY_TYPE_MISMATCH"), "a key for agreeing on secrets does not sign")
	b.add("K07", "x25519-jwk", honest(school.asJWK(replace(okp(public), "Ed25519", "X25519"))), invalid("KEY_TYPE_MISMATCH"), "a key for agreeing on secrets does not sign")
}

var order25519 = must2(new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10))

// smallR makes a signature whose R is a point of small order: with the nonce
// zero, S is k times the secret number.
func smallR(private ed25519.PrivateKey, r []byte) func(string) []byte {
	return func(message string) []byte {
		h := sha512.Sum512(private.Seed())
		h[0] &= 248
		h[31] = h[31]&127 | 64
		public := []byte(private.Public().(ed25519.PublicKey))
		k := sha512.Sum512(slices.Concat(r, public, []byte(message)))
		s := new(big.Int).Mul(little(k[:]), little(h[:32]))
		return append(slices.Clone(r), littleBytes(s.Mod(s, order25519))...)
	}
}

func little(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

func littleBytes(n *big.Int) []byte {
	b := n.FillBytes(make([]byte, 32))
	slices.Reverse(b)
	return b
}

func multikeys(b *book) {
	malformed := invalid("KEY_MALFORMED")
	private := ed25519.NewKeyFromSeed(stream("an honest school", ed25519.SeedSize))
	public := []byte(private.Public().(ed25519.PublicKey))
	x, y := coordinates(p256)
	point := slices.Concat([]byte{4}, x, y)
	of := func(b ...byte) signer { return school.named("did:key:z" + base58(b)) }
	for _, c := range []struct {
		words string
		by    signer
		why   string
	}{
		{"ed25519-codec-33-bytes", didKey(school, codecEd25519, compressed(x, y)), "an Ed25519 key has 32 bytes"},
		{"p256-codec-uncompressed-point", didKey(p256, codecP256, point), "a multikey holds compressed points"},
		{"varint-not-shortest", didKey(school, "\xed\x81\x00", public), "a varint has one spelling"},
		{"codec-unknown", didKey(school, "\xef\x7e", public), "no kind of key has this number"},
		{"codec-alone", of(0xed, 0x01), "a number without a key"},
		{"codec-cut", of(0xed), "half a number"},
		{"empty", school.named("did:key:z"), "nothing"},
	} {
		b.add("K08", c.words, honest(c.by), malformed, c.why)
	}
	b.add("K08", "secp256k1", honest(didKey(p256, codecSecp256k1, compressed(x, y))), invalid("KEY_TYPE_MISMATCH"), "a key of a kind that signs no badge")

	encoded := append([]byte(codecEd25519), public...)
	honestText := strings.TrimPrefix(school.did, "did:key:z")
	for _, c := range []struct{ words, text, why string }{
		{"base16", "f" + hex.EncodeToString(encoded), "multikeys are base58-btc"},
		{"base64", "m" + base64.RawStdEncoding.EncodeToString(encoded), "multikeys are base58-btc"},
		{"base64url", "u" + b64(encoded), "multikeys are base58-btc"},
		{"capital-z", "Z" + honestText, "Z is another base"},
		{"no-prefix", honestText, "the first letter names the base"},
		{"leading-ones", "z11" + honestText, "zeros before the number"},
		{"letter-not-in-alphabet", "z" + honestText[:10] + "0OIl" + honestText[14:], "0, O, I and l are left out of the alphabet"},
		{"300-letters", "z" + strings.Repeat("6", 300), "longer than any key; decoding takes the square of the length"},
	} {
		b.add("K09", c.words, honest(school.named("did:key:"+c.text)), malformed, c.why)
	}
	b.add("K09", "1-mib", honest(school.named("did:key:z"+strings.Repeat("6", 1<<20))), invalid("INPUT_TOO_LARGE"), "the header is too large before the key is looked at").anyIssuer()
}

func curves(b *book) {
	malformed := invalid("KEY_MALFORMED")
	x, y := coordinates(p256)
	zero := make([]byte, 32)
	one := append(make([]byte, 31), 1)
	above := elliptic.P256().Params().P.FillBytes(make([]byte, 32)) // x is p, which is 0 once more
	jwk := func(x, y []byte) token { return honest(p256.asJWK(ec("P-256", x, y))) }

	b.add("K10", "jwk-1-1", jwk(one, one), malformed, "not on the curve")
	b.add("K10", "jwk-0-0", jwk(zero, zero), malformed, "not on the curve; some write the point at infinity so")
	b.add("K10", "jwk-y-negated-wrongly", jwk(x, x), malformed, "not on the curve")
	b.add("K10", "jwk-x-not-reduced", jwk(above, y), malformed, "a coordinate is below p")
	b.add("K10", "p384-jwk-says-p256", honest(p384.asJWK(replace(p384.jwk, "P-384", "P-256"))), malformed, "the coordinates of one curve under the name of another")
	b.add("K10", "infinity", honest(didKey(p256, codecP256, []byte{0})), malformed, "the point at infinity is no key")
	b.add("K10", "infinity-33-bytes", honest(didKey(p256, codecP256, make([]byte, 33))), malformed, "the point at infinity is no key")
	b.add("K10", "x-not-reduced", honest(didKey(p256, codecP256, append([]byte{2}, above...))), malformed, "a coordinate is below p")
	b.add("K10", "x-without-y", honest(didKey(p256, codecP256, append([]byte{2}, withoutY(x)...))), malformed, "no point of the curve has this x")
	b.add("K10", "hybrid-6", honest(didKey(p256, codecP256, slices.Concat([]byte{6}, x, y))), malformed, "the hybrid form is not the compressed one")
	b.add("K10", "hybrid-7", honest(didKey(p256, codecP256, slices.Concat([]byte{7}, x, y))), malformed, "the hybrid form is not the compressed one")
	b.add("K10", "prefix-4-compressed", honest(didKey(p256, codecP256, append([]byte{4}, x...))), malformed, "the first byte says uncompressed")
	b.add("K10", "other-parity", honest(didKey(p256, codecP256, append([]byte{compressed(x, y)[0] ^ 1}, x...))), invalid("PROOF_SIG_INVALID"),
		"decided: a good key, the negative of the one that signed")

	b.add("K11", "x-31-bytes", jwk(x[1:], y), malformed, "coordinates have their full length (RFC 7518 section 6.2.1.2)")
	b.add("K11", "x-33-bytes", jwk(append([]byte{0}, x...), y), malformed, "coordinates have their full length (RFC 7518 section 6.2.1.2)")
	b.add("K11", "y-31-bytes", jwk(x, y[1:]), malformed, "coordinates have their full length (RFC 7518 section 6.2.1.3)")
	b.add("K11", "y-33-bytes", jwk(x, append([]byte{0}, y...)), malformed, "coordinates have their full length (RFC 7518 section 6.2.1.3)")
	b.add("K11", "y-absent", honest(p256.asJWK(fmt.Sprintf(`{"crv":"P-256","kty":"EC","x":"%s"}`, b64(x)))), malformed, "a JWK has both coordinates")
}

// coordinates reads them back from the JWK of an elliptic curve key.
func coordinates(k signer) (x, y []byte) {
	member := func(name string) []byte {
		_, rest, _ := strings.Cut(k.jwk, `"`+name+`":"`)
		value, _, _ := strings.Cut(rest, `"`)
		return must1(base64.RawURLEncoding.DecodeString(value))
	}
	return member("x"), member("y")
}

// withoutY returns the next x for which the curve P-256 has no y.
func withoutY(x []byte) []byte {
	params := elliptic.P256().Params()
	for n := new(big.Int).SetBytes(x); ; n.Add(n, big.NewInt(1)) {
		right := new(big.Int).Exp(n, big.NewInt(3), nil) // x³ - 3x + b
		right.Sub(right, new(big.Int).Mul(n, big.NewInt(3)))
		right.Add(right, params.B)
		if big.Jacobi(right.Mod(right, params.P), params.P) < 0 {
			return n.FillBytes(make([]byte, 32))
		}
	}
}

func fromHex(s string) []byte { return must1(hex.DecodeString(s)) }

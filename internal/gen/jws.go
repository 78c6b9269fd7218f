package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf16"
)

// jws forges envelopes: algorithms, headers, keys in headers, and the text of
// the token itself.
func jws(b *book) {
	b.begin("jws")
	algorithms(b)
	headers(b)
	keysInHeaders(b)
	tokenText(b)
	controls(b)
}

func algorithms(b *book) {
	t, none := honest(school), func(string) []byte { return nil }
	forbidden := invalid("JWS_ALG_FORBIDDEN")

	b.add("J01", "alg-none", t.alg(`"none"`).sealed(none), forbidden, "an unsigned token is no badge")
	for _, c := range []struct{ words, alg string }{
		{"title", `"None"`}, {"capitals", `"NONE"`}, {"mixed", `"nOnE"`}, {"space", `"none "`}, {"nul", `"none\u0000"`},
	} {
		b.add("J02", "none-"+c.words, t.alg(c.alg).sealed(none), forbidden, "no spelling of none is an algorithm")
	}
	b.add("J03", "none-signature-kept", t.alg(`"none"`), forbidden, "a signature does not help an algorithm that ignores it")

	public := must1(x509.MarshalPKIXPublicKey(rsaSchool.public()))
	armored := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
	for _, c := range []struct{ words, secret string }{
		{"pem", armored}, {"pem-without-last-newline", strings.TrimSuffix(armored, "\n")},
		{"der", string(public)}, {"jwk", rsaSchool.jwk()}, {"modulus", string(rsaSchool.n.Bytes())},
	} {
		b.add("J04", "hs256-keyed-with-"+c.words, honest(rs256).alg(`"HS256"`).sealed(hmac256(c.secret)), forbidden,
			"an HMAC under the public key, which everybody has: no symmetric algorithm exists here")
	}

	mismatch := invalid("KEY_TYPE_MISMATCH")
	b.add("J05", "es256-under-rsa-key", honest(rs256).alg(`"ES256"`), mismatch, "the algorithm follows from the key, not from the header")
	b.add("J05", "rs256-under-ed25519-key", t.alg(`"RS256"`), mismatch, "the algorithm follows from the key, not from the header")
	b.add("J05", "eddsa-under-p256-key", honest(p256).alg(`"EdDSA"`), mismatch, "the algorithm follows from the key, not from the header")
	b.add("J06", "es256-under-p384-key", honest(p384).alg(`"ES256"`), mismatch, "ES256 is P-256 with SHA-256 (RFC 7518 section 3.4)")
	b.add("J06", "es384-under-p256-key", honest(p256).alg(`"ES384"`), mismatch, "ES384 is P-384 with SHA-384 (RFC 7518 section 3.4)")
	b.add("J06", "es256k-under-p256-key", honest(p256).alg(`"ES256K"`), forbidden,
		"decided: ES256K is not supported at all, which is seen before any key is looked at")

	psOnly := rs256.asJWK(with(rs256.jwk, `"alg":"PS256"`))
	b.add("J07", "jwk-for-ps256-header-rs256", honest(psOnly), mismatch, "the issuer publishes the key for PS256 alone; the signature is a good RS256 one")
	psOnly.alg, psOnly.sign = ps256.alg, ps256.sign
	b.add("J07", "control-jwk-for-ps256", honest(psOnly), valid, "header and published key agree")

	for _, c := range []struct{ words, members string }{
		{"use-enc", `"use":"enc"`}, {"key-ops-encrypt", `"key_ops":["encrypt"]`}, {"key-ops-sign", `"key_ops":["sign"]`},
	} {
		b.add("J08", c.words, honest(school.asJWK(with(school.jwk, c.members))), mismatch, "the issuer publishes the key for something other than verifying")
	}
	b.add("J08", "control-use-sig-key-ops-verify", honest(school.asJWK(with(school.jwk, `"use":"sig","key_ops":["verify"]`))), valid, "a key published for verifying")

	for _, alg := range []string{"RS1", "ES256K", "HS512", "RSA1_5"} {
		words := strings.ReplaceAll(strings.ToLower(alg), "_", "-")
		b.add("J09", words, honest(rs256).alg(`"`+alg+`"`), forbidden, "not one of EdDSA, ES256, ES384, RS256, PS256")
	}
	for _, c := range []struct{ words, alg string }{
		{"list", `["EdDSA"]`}, {"number", `1`}, {"null", `null`}, {"empty", `""`},
	} {
		b.add("J10", "alg-"+c.words, t.alg(c.alg), invalid("JWS_FORMAT"), "alg is a string that is not empty (RFC 7515 section 4.1.1)")
	}
	b.add("J10", "alg-absent", t.head(`{"kid":"{kid}","typ":"JWT"}`), invalid("JWS_FORMAT"), "alg must be there (RFC 7515 section 4.1.1)")
	b.add("J11", "eddsa-lower-case", t.alg(`"eddsa"`), forbidden, "algorithm names are case-sensitive (RFC 7515 section 4.1.1)")
	b.add("J11", "es256-lower-case", honest(p256).alg(`"es256"`), forbidden, "algorithm names are case-sensitive (RFC 7515 section 4.1.1)")

	signatures(b)
}

// signatures forges the last segment.
func signatures(b *book) {
	broken := invalid("PROOF_SIG_INVALID")
	private := must1(ecdsa.ParseRawPrivateKey(elliptic.P256(), stream("a school with a P-256 key", 32)))
	n := elliptic.P256().Params().N
	pair := func(r, s *big.Int) func(string) []byte {
		return func(string) []byte { return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...) }
	}
	good := func(change func([]byte) []byte) func(string) []byte {
		return func(message string) []byte { return change(p256.sign(message)) }
	}
	t := honest(p256)

	b.add("J40", "ecdsa-der", t.sealed(func(message string) []byte {
		digest := sha256.Sum256([]byte(message))
		return must1(private.Sign(nil, digest[:], crypto.SHA256))
	}), broken, "JOSE wants the two numbers side by side, not DER (RFC 7518 section 3.4)")
	b.add("J40", "ecdsa-63-bytes", t.sealed(good(func(s []byte) []byte { return s[:63] })), broken, "a P-256 signature has 64 bytes")
	b.add("J40", "ecdsa-65-bytes", t.sealed(good(func(s []byte) []byte { return append(s, 0) })), broken, "a P-256 signature has 64 bytes")
	b.add("J40", "ecdsa-66-bytes", t.sealed(good(func(s []byte) []byte {
		return append(append(append([]byte{0}, s[:32]...), 0), s[32:]...)
	})), broken, "each number has exactly 32 bytes; both have a zero more here")
	b.add("J40", "ecdsa-128-bytes", t.sealed(good(func(s []byte) []byte {
		zeros := make([]byte, 32)
		return append(append(append(append([]byte{}, zeros...), s[:32]...), zeros...), s[32:]...)
	})), broken, "each number has exactly 32 bytes")
	b.add("J40", "ecdsa-leading-zero-trimmed", withLeadingZero(t).sealed(good(func(s []byte) []byte { return s[1:] })), broken,
		"the first number begins with a zero byte, and the zero must be there")
	b.add("J40", "control-leading-zero", withLeadingZero(t), valid, "the same signature with its zero byte")

	one, zero, most := big.NewInt(1), new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	above := new(big.Int).Add(n, one)
	for _, c := range []struct {
		words string
		r, s  *big.Int
	}{
		{"r-and-s-zero", zero, zero}, {"r-zero", zero, one}, {"s-zero", one, zero}, {"r-is-n", n, one},
		{"s-is-n", one, n}, {"r-is-n-plus-1", above, one}, {"all-ones", most, most},
	} {
		b.add("J41", c.words, t.sealed(pair(c.r, c.s)), broken, "r and s lie between 1 and n-1; an implementation that skips this accepts anything")
	}
	b.add("J42", "s-negated", t.sealed(func(message string) []byte {
		r, s := ecSign(private, message)
		return pair(r, s.Sub(n, s))("")
	}), valid, "decided: n-s is the same proof as s; nothing may identify a badge by the bytes of its signature")

	rsaSignatures(b)
	b.add("J44", "ps256-signature-header-rs256", honest(rs256).sealed(ps256.sign), broken, "the key admits both algorithms, the header says which one this is")
	b.add("J44", "rs256-signature-header-ps256", honest(ps256).sealed(rs256.sign), broken, "the key admits both algorithms, the header says which one this is")
}

// withLeadingZero looks for a badge id under which r begins with a zero byte.
func withLeadingZero(t token) token {
	for i := range 1 << 16 {
		id := fmt.Sprintf("%s%04x", badgeID[:len(badgeID)-4], i)
		next := t
		next.payload = strings.ReplaceAll(t.payload, badgeID, id)
		if next.by.sign(b64([]byte(next.header)) + "." + b64([]byte(next.payload)))[0] == 0 {
			return next
		}
	}
	panic("no leading zero")
}

// rsaSignatures forges encodings that lenient readers of PKCS #1 accept.
func rsaSignatures(b *book) {
	broken := invalid("PROOF_SIG_INVALID")
	info := func(message string) string {
		digest := sha256.Sum256([]byte(message))
		return sha256Info + string(digest[:])
	}
	padded := func(info func(message string) string) func(string) []byte {
		return func(message string) []byte { return rsaSchool.raise(rsaSchool.pad(info(message))) }
	}
	t := honest(rs256)
	b.add("J43", "digest-info-without-null", t.sealed(padded(func(m string) string {
		return "\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20" + info(m)[19:]
	})), broken, "the encoded message is compared whole (RFC 8017 section 8.2.2)")
	b.add("J43", "digest-info-long-form-length", t.sealed(padded(func(m string) string {
		return "\x30\x81\x31" + info(m)[2:]
	})), broken, "a length in BER's long form is not the encoding")
	b.add("J43", "digest-info-of-sha224", t.sealed(padded(func(m string) string {
		return "\x30\x2d\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x04\x05\x00\x04\x1c" + info(m)[19:47]
	})), broken, "the encoding names another hash and holds a part of this one")
	b.add("J43", "digest-without-info", t.sealed(padded(func(m string) string { return info(m)[19:] })), broken, "the digest stands there alone")
	b.add("J43", "garbage-after-digest", t.sealed(func(m string) []byte {
		return rsaSchool.raise(leftAligned(rsaSchool.size(), 180, info(m)))
	}), broken, "the padding is short and bytes follow the digest")
	b.add("J43", "eight-bytes-of-padding", t.sealed(func(m string) []byte {
		return rsaSchool.raise(leftAligned(rsaSchool.size(), 8, info(m)))
	}), broken, "the padding fills the whole length")

	three := rsaSchool.withExponent(big.NewInt(3))
	b.add("J43", "cube-root-under-exponent-3", honest(three.signer("RS256")).sealed(func(m string) []byte {
		return cubeRoot(leftAligned(three.size(), 8, info(m)))
	}), broken, "forged without the key: a number whose cube begins with the encoding (Bleichenbacher 2006)")
}

// leftAligned is an encoded message with that many bytes of padding and zeros after the digest.
func leftAligned(size, padding int, info string) []byte {
	em := make([]byte, size)
	copy(em, "\x00\x01"+strings.Repeat("\xff", padding)+"\x00"+info)
	return em
}

// cubeRoot returns the least number whose cube is at least em.
func cubeRoot(em []byte) []byte {
	target := new(big.Int).SetBytes(em)
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(target.BitLen()/3+1))
	for low.Cmp(high) < 0 {
		mid := new(big.Int).Add(low, high)
		mid.Rsh(mid, 1)
		if new(big.Int).Exp(mid, big.NewInt(3), nil).Cmp(target) < 0 {
			low.Add(mid, big.NewInt(1))
		} else {
			high.Set(mid)
		}
	}
	return low.FillBytes(make([]byte, len(em)))
}

func hmac256(secret string) func(string) []byte {
	return func(message string) []byte {
		h := hmac.New(sha256.New, []byte(secret))
		h.Write([]byte(message))
		return h.Sum(nil)
	}
}

// utf16Of writes text in UTF-16, little or big end first, with a byte order mark if asked for.
func utf16Of(text string, bigEnd, mark bool) string {
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	var out []byte
	for _, u := range units {
		if bigEnd {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

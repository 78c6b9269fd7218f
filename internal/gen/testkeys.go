package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	_ "crypto/sha512" // SHA-384 and SHA-512
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"
)

// A signer is a key under the names by which a badge calls it.
//
// THESE KEYS ARE PUBLIC. Each comes from the words that name it, so that
// anybody can sign with them; nothing but a test may ever trust one.
type signer struct {
	alg  string
	did  string // the issuer that controls the key
	kid  string
	jwk  string                      // the public key as a JWK
	sign func(message string) []byte // a signature in the form that JOSE uses
}

// The keys of the corpus.
var (
	school    = ed25519Key("an honest school")
	stranger  = ed25519Key("a stranger")
	p256      = ecKey(elliptic.P256(), "a school with a P-256 key")
	p384      = ecKey(elliptic.P384(), "a school with a P-384 key")
	rsaSchool = newRSAKey("a school with an RSA key", 65537, 1024, 1024)
	rs256     = rsaSchool.signer("RS256")
	ps256     = rsaSchool.signer("PS256")
)

// stream returns n bytes that follow from words.
func stream(words string, n int) []byte {
	var out []byte
	for i := uint64(0); len(out) < n; i++ {
		block := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("openbadges testdata, not secret: "+words+" "), i))
		out = append(out, block[:]...)
	}
	return out[:n]
}

func ed25519Key(words string) signer {
	private := ed25519.NewKeyFromSeed(stream(words, ed25519.SeedSize))
	public := private.Public().(ed25519.PublicKey)
	return didKey(signer{
		alg:  "EdDSA",
		jwk:  okp(public),
		sign: func(message string) []byte { return ed25519.Sign(private, []byte(message)) },
	}, codecEd25519, public)
}

// okp writes an Ed25519 key as a JWK (RFC 8037).
func okp(public []byte) string {
	return fmt.Sprintf(`{"crv":"Ed25519","kty":"OKP","x":"%s"}`, b64(public))
}

func ecKey(curve elliptic.Curve, words string) signer {
	size := (curve.Params().BitSize + 7) / 8
	private := must1(ecdsa.ParseRawPrivateKey(curve, stream(words, size)))
	point := must1(private.PublicKey.Bytes())
	x, y := point[1:1+size], point[1+size:]
	k := signer{
		alg: "ES256",
		jwk: ec(curve.Params().Name, x, y),
		sign: func(message string) []byte {
			r, s := ecSign(private, message)
			return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
		},
	}
	codec := codecP256
	if curve == elliptic.P384() {
		k.alg, codec = "ES384", codecP384
	}
	return didKey(k, codec, compressed(x, y))
}

// ec writes an elliptic curve key as a JWK (RFC 7518 section 6.2).
func ec(curve string, x, y []byte) string {
	return fmt.Sprintf(`{"crv":"%s","kty":"EC","x":"%s","y":"%s"}`, curve, b64(x), b64(y))
}

// ecSign signs as RFC 6979 does, so that the same message has the same signature.
func ecSign(private *ecdsa.PrivateKey, message string) (r, s *big.Int) {
	hash := crypto.SHA256
	if private.Curve == elliptic.P384() {
		hash = crypto.SHA384
	}
	h := hash.New()
	h.Write([]byte(message))
	der := must1(private.Sign(nil, h.Sum(nil), hash))
	var pair struct{ R, S *big.Int }
	_, err := asn1.Unmarshal(der, &pair)
	must(err)
	return pair.R, pair.S
}

// Multicodec prefixes of public keys, as varint bytes.
const (
	codecEd25519   = "\xed\x01"
	codecX25519    = "\xec\x01"
	codecP256      = "\x80\x24"
	codecP384      = "\x81\x24"
	codecSecp256k1 = "\xe7\x01"
)

// compressed writes a point as SEC 1 section 2.3.3 compresses it.
func compressed(x, y []byte) []byte {
	return append([]byte{2 + y[len(y)-1]&1}, x...)
}

// didKey names a key by the did:key that holds the encoded bytes.
func didKey(k signer, codec string, encoded []byte) signer {
	return k.named("did:key:z" + base58(append([]byte(codec), encoded...)))
}

// named names a key by a did:key of that spelling.
func (k signer) named(did string) signer {
	k.did = did
	k.kid = did + "#" + strings.TrimPrefix(did, "did:key:")
	return k
}

// asJWK names a key by the did:jwk that holds the JWK.
func (k signer) asJWK(jwk string) signer {
	k.jwk = jwk
	k.did = "did:jwk:" + b64([]byte(jwk))
	k.kid = k.did + "#0"
	return k
}

// with adds members to the text of a JWK: with(`"use":"sig"`).
func with(jwk, members string) string {
	return strings.TrimSuffix(jwk, "}") + "," + members + "}"
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

const alphabet58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

func base58(b []byte) string {
	var digits []byte
	for n, mod := new(big.Int).SetBytes(b), new(big.Int); n.Sign() > 0; {
		n.DivMod(n, big.NewInt(58), mod)
		digits = append(digits, alphabet58[mod.Int64()])
	}
	for _, c := range b {
		if c != 0 {
			break
		}
		digits = append(digits, alphabet58[0])
	}
	for i, j := 0, len(digits)-1; i < j; i, j = i+1, j-1 {
		digits[i], digits[j] = digits[j], digits[i]
	}
	return string(digits)
}

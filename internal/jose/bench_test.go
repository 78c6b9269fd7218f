package jose

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"math/big"
	"testing"

	"github.com/summitbadges/openbadges/internal/xraw"
)

// BenchmarkParse times Parse as a multiple of encoding/base64 decoding the three
// segments, which is the least that any reader of a JWS does.
func BenchmarkParse(b *testing.B) {
	enc := base64.RawURLEncoding.Strict()
	for _, size := range []int{2_000, 16_000} {
		input := SigningInput([]byte(`{"alg":"EdDSA","kid":"did:web:example.edu#key-1","typ":"JWT"}`), bytes.Repeat([]byte("x"), size))
		text := Compact(input, make([]byte, 64))
		b.Run(fmt.Sprintf("%.1fKB", float64(len(text))/1000), func(b *testing.B) {
			xraw.Ratio(b, "x-base64", func() {
				if _, err := Parse(text); err != nil {
					b.Fatal(err)
				}
			}, func() {
				buf := make([]byte, 0, len(text))
				for segment := range bytes.SplitSeq(text, []byte{'.'}) {
					var err error
					if buf, err = enc.AppendDecode(buf, segment); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkVerify times Verify as a multiple of the standard library's own
// verification of the same signature, hashing included.
func BenchmarkVerify(b *testing.B) {
	for _, p := range pairs(b) {
		input := SigningInput([]byte(`{"alg":"x"}`), bytes.Repeat([]byte("x"), 2_000))
		signature, public := sign(b, p, input), p.key.Public()
		b.Run(p.alg, func(b *testing.B) {
			xraw.Ratio(b, "x-raw", func() {
				if err := Verify(p.alg, public, input, signature); err != nil {
					b.Fatal(err)
				}
			}, func() {
				if !raw(p.alg, public, input, signature) {
					b.Fatal("refused")
				}
			})
		})
	}
}

func raw(alg string, key any, input, signature []byte) bool {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(key, input, signature)
	case *ecdsa.PublicKey:
		half := len(signature) / 2
		r, s := new(big.Int).SetBytes(signature[:half]), new(big.Int).SetBytes(signature[half:])
		if alg == ES384 {
			digest := sha512.Sum384(input)
			return ecdsa.Verify(key, digest[:], r, s)
		}
		digest := sha256.Sum256(input)
		return ecdsa.Verify(key, digest[:], r, s)
	case *rsa.PublicKey:
		digest := sha256.Sum256(input)
		if alg == PS256 {
			return rsa.VerifyPSS(key, crypto.SHA256, digest[:], signature, nil) == nil
		}
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil
	}
	return false
}

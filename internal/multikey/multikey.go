// Package multikey turns the public keys of credentials into those of the
// standard library and back: Multikey (Controlled Identifiers 1.0 §2.2.2:
// multibase, multicodec) and JSON Web Key (RFC 7517, RFC 7518 §6, RFC 8037).
//
// It knows Ed25519, ECDSA on P-256 and P-384, and, as a JWK only, RSA. No key
// leaves it that [Check] refuses. Who reads a key from a document that an
// attacker wrote and hands it to crypto/ed25519 or crypto/rsa unchecked verifies
// any message under a point of small order, panics on a key of 31 bytes, or
// spends a second on one signature of a modulus of 131,072 bits.
//
// One key has one spelling: what [Decode] reads, [Encode] writes.
package multikey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"strconv"

	"github.com/summitbadges/openbadges/internal/limits"
)

// The reasons for which a key is refused. Every error of this package wraps
// exactly one of them.
var (
	// ErrMalformed: the text is not the encoding of a key, or its numbers are no
	// key of its kind (a point that is not on its curve, say).
	ErrMalformed = errors.New("malformed key")

	// ErrWeak: a key that others than its owner can sign with, or whose use costs
	// more than any honest key does.
	ErrWeak = errors.New("weak key")

	// ErrUnsupported: a key of a kind that is not one of our signing keys.
	// X25519 agrees on secrets and signs nothing; secp256k1, P-521 and BLS12-381
	// sign under algorithms that are not ours.
	ErrUnsupported = errors.New("unsupported kind of key")

	// ErrPrivate: private material where a public key was expected. Whoever reads
	// the document can now sign as its issuer, so this is worth an alarm.
	ErrPrivate = errors.New("private key in public")

	// ErrSymmetric: a JWK of kty oct. Its signatures prove nothing to anyone but
	// its holders, and its bytes may be a public key meant for another algorithm.
	ErrSymmetric = errors.New("symmetric key")

	// ErrUse: the JWK's use, key_ops or alg keep it for something else.
	ErrUse = errors.New("key not meant for this use")
)

// Check refuses every public key that is not an ed25519.PublicKey, or a pointer
// to an ecdsa.PublicKey on P-256 or P-384 or to an rsa.PublicKey, with an error
// that wraps [ErrUnsupported]; one that is none of its kind with [ErrMalformed];
// and one that is unfit to rely on with [ErrWeak]:
//
//   - Ed25519: a point of small order, under which one signature holds for many
//     messages or for all, and a y coordinate that is not reduced, which gives
//     one point two spellings.
//   - RSA: a modulus outside [limits.RSAMinBits] to [limits.RSAMaxBits], even,
//     a square, divisible by a prime below 752, or of the form that the ROCA
//     flaw (CVE-2017-15361) produced; an exponent that is even, below 3 or above
//     2^31-1.
//
// It does not show that a modulus has two large secret factors, nor that an
// Ed25519 encoding is a point at all: under one that is not, no signature holds.
func Check(key crypto.PublicKey) error {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return checkEd25519(key)
	case *ecdsa.PublicKey:
		_, err := point(key)
		return err
	case *rsa.PublicKey:
		return checkRSA(key)
	}
	return fmt.Errorf("%w: expected Ed25519, P-256, P-384 or RSA, found the Go type %T", ErrUnsupported, key)
}

// Equal says whether a and b are one public key, whatever text each was read
// from. A key that [Check] refuses equals nothing.
func Equal(a, b crypto.PublicKey) bool {
	if Check(a) != nil || Check(b) != nil {
		return false
	}
	return a.(interface{ Equal(crypto.PublicKey) bool }).Equal(b)
}

// WeakExponent says whether key is an RSA key with an exponent below 65537. Such
// a key is accepted, for it is sound under the paddings that we verify; it falls
// wherever one of its signatures is verified carelessly, so it merits a warning.
func WeakExponent(key crypto.PublicKey) bool {
	k, ok := key.(*rsa.PublicKey)
	return ok && k != nil && k.E < 65537
}

// curve is one of the two curves of ECDSA that we know.
type curve struct {
	name     string // as the crv member of a JWK spells it
	elliptic elliptic.Curve
	size     int // octets of a coordinate
}

func p256() curve { return curve{"P-256", elliptic.P256(), 32} }
func p384() curve { return curve{"P-384", elliptic.P384(), 48} }

func curveOf(key *ecdsa.PublicKey) (curve, error) {
	switch key.Curve {
	case elliptic.P256():
		return p256(), nil
	case elliptic.P384():
		return p384(), nil
	}
	return curve{}, fmt.Errorf("%w: expected an ECDSA key on P-256 or P-384", ErrUnsupported)
}

// point is the uncompressed encoding of a key that is on its curve.
func point(key *ecdsa.PublicKey) ([]byte, error) {
	if key == nil {
		return nil, fmt.Errorf("%w: expected an ECDSA key, found nil", ErrMalformed)
	}
	c, err := curveOf(key)
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 asked only whether they are there: Bytes panics without them
	if key.X == nil || key.Y == nil {
		return nil, fmt.Errorf("%w: expected a point of %s, found no coordinates", ErrMalformed, c.name)
	}
	b, err := key.Bytes()
	if err != nil {
		return nil, fmt.Errorf("%w: expected a point of %s, found coordinates that are not on the curve", ErrMalformed, c.name)
	}
	return b, nil
}

// quote shows a piece of a received text in a message: short, and printable
// whatever it is.
func quote(s string) string {
	if len(s) > limits.Quoted {
		return strconv.QuoteToASCII(s[:limits.Quoted]) + "…"
	}
	return strconv.QuoteToASCII(s)
}

package jose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Verify says whether signature is one of signingInput by key under alg, with
// nil or with an error that wraps [ErrAlgorithm] for an algorithm that is none of
// the five, [ErrKeyType] for a key that alg does not take, or [ErrSignature].
// ErrSignature stands alone, without a reason: forms that are refused and
// signatures that do not hold look the same from outside.
//
// An ECDSA signature is r and s side by side, each in full length (RFC 7518
// §3.4). It has a twin, (r, n-s), that verifies as well and that anyone can
// make: nothing may be identified by the bytes of its signature.
//
// Verify does not judge whether key is weak; under some keys any signature holds.
func Verify(alg string, key crypto.PublicKey, signingInput, signature []byte) error {
	if err := fits(alg, key); err != nil {
		return err
	}
	if !wellFormed(key, signature) {
		return ErrSignature
	}
	if k, is := key.(*rsa.PublicKey); is && alg == PS256 {
		return verifyPSS(k, signingInput, signature)
	}
	verifier, err := jws.NewVerifier(jwa.SignatureAlgorithm(alg))
	if err != nil || verifier.Verify(signingInput, signature, key) != nil {
		return ErrSignature
	}
	return nil
}

// verifyPSS is not left to jwx, which takes a salt of any length: RFC 7518 §3.5
// fixes it to that of the hash.
func verifyPSS(key *rsa.PublicKey, signingInput, signature []byte) error {
	digest := sha256.Sum256(signingInput)
	if rsa.VerifyPSS(key, crypto.SHA256, digest[:], signature, &rsa.PSSOptions{SaltLength: sha256.Size}) != nil {
		return ErrSignature
	}
	return nil
}

// fits says whether alg takes key, and refuses every key that the code below
// would panic over or spend more than a moment on.
func fits(alg string, key crypto.PublicKey) error {
	ok := false
	switch alg {
	case EdDSA:
		k, is := key.(ed25519.PublicKey)
		ok = is && len(k) == ed25519.PublicKeySize // ed25519.Verify panics on others
	case ES256:
		ok = onCurve(key, elliptic.P256())
	case ES384:
		ok = onCurve(key, elliptic.P384())
	case RS256, PS256:
		k, is := key.(*rsa.PublicKey)
		ok = is && k != nil && k.N != nil && k.N.Sign() > 0 && k.N.BitLen() >= limits.RSAMinBits && k.N.BitLen() <= limits.RSAMaxBits
	default:
		return fmt.Errorf("%w: expected EdDSA, ES256, ES384, RS256 or PS256, found %s", ErrAlgorithm, quote(alg))
	}
	if !ok {
		return fmt.Errorf("%w: expected a key for %s, found %s", ErrKeyType, alg, kind(key))
	}
	return nil
}

func onCurve(key crypto.PublicKey, curve elliptic.Curve) bool {
	k, is := key.(*ecdsa.PublicKey)
	//lint:ignore SA1019 asked only whether they are there: jwx panics without them
	return is && k != nil && k.Curve == curve && k.X != nil && k.Y != nil
}

// kind names a key for a message.
func kind(key crypto.PublicKey) string {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return fmt.Sprintf("one of Ed25519 of %d bytes", len(key))
	case *ecdsa.PublicKey:
		if key != nil && key.Curve != nil {
			return "one of ECDSA on " + key.Curve.Params().Name
		}
		return "one of ECDSA without a curve"
	case *rsa.PublicKey:
		if key != nil && key.N != nil {
			return fmt.Sprintf("one of RSA of %d bits", key.N.BitLen())
		}
		return "one of RSA without a modulus"
	}
	return fmt.Sprintf("the Go type %T", key)
}

// wellFormed says whether a signature has the one form that a key's signatures
// have: the length, and for ECDSA two numbers that are at least 1 and below the
// order of the curve. Zeros, verified carelessly, are a signature of everything
// (CVE-2022-21449). What verifies beneath refuses all of this today; here it is
// refused whatever stands beneath.
func wellFormed(key crypto.PublicKey, signature []byte) bool {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return len(signature) == ed25519.SignatureSize
	case *rsa.PublicKey:
		return len(signature) == key.Size()
	case *ecdsa.PublicKey:
		size := (key.Curve.Params().BitSize + 7) / 8
		return len(signature) == 2*size &&
			scalar(new(big.Int).SetBytes(signature[:size]), key.Curve) &&
			scalar(new(big.Int).SetBytes(signature[size:]), key.Curve)
	}
	return false
}

func scalar(n *big.Int, curve elliptic.Curve) bool {
	return n.Sign() > 0 && n.Cmp(curve.Params().N) < 0
}

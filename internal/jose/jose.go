// Package jose reads and checks JSON Web Signatures in their compact form
// (RFC 7515 §7.1) and builds them for signing.
//
// It reads headers and base64 itself and leaves only the arithmetic of a
// signature to jwx, whose own Parse and Verify accept what this package exists
// to refuse: extensions that the header calls critical, members given twice or
// in another case, base64 with line breaks, padding or stray bits, the JSON
// serialization. Each of these lets someone who holds a signed badge change its
// bytes, or what one reader of two sees in them, under a valid signature.
//
// A token is parsed once and holds what was signed and what was read as one:
//
//	token, err := jose.Parse(compact)       // shape, header; nothing is proved
//	key := …                                // found by the caller, from the issuer
//	err = jose.Verify(alg, key, token.SigningInput, token.Signature)
//
// The algorithm handed to Verify is the one that the key's owner published, and
// the caller has compared it with Header.Alg. A key comes from package multikey,
// which refuses weak ones; Verify checks only that no key makes it panic or
// compute for long.
package jose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
)

// The algorithms of RFC 7518 §3.1 and RFC 8037 §3.1 that are accepted and
// written. There is no way to add one: in particular, none that is symmetric.
const (
	EdDSA = "EdDSA" // Ed25519 only
	ES256 = "ES256" // ECDSA on P-256 with SHA-256
	ES384 = "ES384" // ECDSA on P-384 with SHA-384
	RS256 = "RS256" // RSASSA-PKCS1-v1_5 with SHA-256
	PS256 = "PS256" // RSASSA-PSS with SHA-256 and a salt of 32 bytes
)

// The reasons for which a token is refused. An error of [Parse] or [Verify] wraps
// one of them, or the *strictjson.Error of a header, or of an empty payload,
// that is not JSON.
var (
	ErrTooLarge  = errors.New("JWS too large")                    // judged before anything is decoded
	ErrFormat    = errors.New("not a compact JWS")                // segments, base64url, or a header member of another type
	ErrAlgorithm = errors.New("signature algorithm not allowed")  // alg is a text, and none of the five
	ErrCrit      = errors.New("critical header extension")        // crit is present, whatever it holds: no extension is understood here
	ErrHeader    = errors.New("header parameter not allowed")     // its name, or its value, is not on the list
	ErrKeyType   = errors.New("key does not fit the algorithm")   // kind, curve or size
	ErrSignature = errors.New("the signature is not by this key") // one error for every cause
)

var (
	edDSA = []string{EdDSA}
	es256 = []string{ES256}
	es384 = []string{ES384}
	ofRSA = []string{RS256, PS256}
)

// AlgorithmsFor lists the algorithms that fit a key, that which it stands for
// unless its owner says otherwise first; none for a key of another kind. Nobody may
// change the list: every verification asks several times, and all get the same.
func AlgorithmsFor(key crypto.PublicKey) []string {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return edDSA
	case *ecdsa.PublicKey:
		if key == nil {
			return nil
		}
		switch key.Curve {
		case elliptic.P256():
			return es256
		case elliptic.P384():
			return es384
		}
	case *rsa.PublicKey:
		if key == nil {
			return nil
		}
		return ofRSA
	}
	return nil
}

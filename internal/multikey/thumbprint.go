package multikey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
)

// AppendJWK appends the public JWK of key: the members that its kty requires and
// no others, in the order and without the white space of RFC 7638 §3.2. The
// error, for a key that [Check] refuses, is Check's.
func AppendJWK(dst []byte, key crypto.PublicKey) ([]byte, error) {
	if err := Check(key); err != nil {
		return dst, err
	}
	member := func(before string, value []byte) {
		dst = append(dst, before...)
		dst = base64.RawURLEncoding.AppendEncode(dst, value)
	}
	switch key := key.(type) {
	case ed25519.PublicKey:
		member(`{"crv":"Ed25519","kty":"OKP","x":"`, key)
	case *ecdsa.PublicKey:
		c, err := curveOf(key)
		if err != nil {
			return dst, err
		}
		p, err := point(key)
		if err != nil {
			return dst, err
		}
		member(`{"crv":"`+c.name+`","kty":"EC","x":"`, p[1:1+c.size])
		member(`","y":"`, p[1+c.size:])
	case *rsa.PublicKey:
		member(`{"e":"`, big.NewInt(int64(key.E)).Bytes())
		member(`","kty":"RSA","n":"`, key.N.Bytes())
	}
	return append(dst, `"}`...), nil
}

// Thumbprint is the SHA-256 thumbprint of key by RFC 7638, in base64url. The
// error, for a key that [Check] refuses, is Check's.
func Thumbprint(key crypto.PublicKey) (string, error) {
	jwk, err := AppendJWK(nil, key)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(jwk)
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

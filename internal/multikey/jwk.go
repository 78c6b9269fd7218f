package multikey

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"

	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// JWK is the public part of a JSON Web Key with what it says of its own use
// (RFC 7517 §4). An absent alg, kid or use is empty, absent key_ops are nil.
type JWK struct {
	Key    crypto.PublicKey // as of [Check]
	Alg    string
	KeyID  string
	Use    string
	KeyOps []string
}

// ParseJWK reads a public JWK of kty OKP with crv Ed25519, EC with P-256 or
// P-384, or RSA, and checks the key as [Check] does.
//
// Names are compared exactly; numbers are base64url without padding, coordinates
// in their full length (RFC 7518 §6.2.1.2), n and e in their shortest form
// (§6.3.1); alg, use and key_ops, where they are present, are of their type and
// not empty. Other members are passed over, as RFC 7517 §4 demands: a
// certificate in x5c or at x5u vouches for nothing here and is not fetched.
//
// A JWK with a private member wraps [ErrPrivate] however broken it is otherwise,
// one of kty oct [ErrSymmetric], another kty or crv [ErrUnsupported]. An RSA
// number with zeros in front, and an exponent that is absent, count as
// [ErrWeak]; whatever else is not as described as [ErrMalformed].
func ParseJWK(v strictjson.Value) (JWK, error) {
	if v.Kind() == strictjson.Object && !v.Get("kty").Is("oct") {
		for _, name := range [...]string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
			if v.Get(name).Exists() {
				return JWK{}, fmt.Errorf("%w: the JWK has the member %q", ErrPrivate, name)
			}
		}
	}
	return parsePublic(v)
}

func parsePublic(v strictjson.Value) (JWK, error) {
	if v.Kind() != strictjson.Object {
		return JWK{}, fmt.Errorf("%w: expected a JWK, an object, found %v", ErrMalformed, v.Kind())
	}
	kty, err := required(v, "kty")
	if err != nil {
		return JWK{}, err
	}
	var key crypto.PublicKey
	switch kty {
	case "OKP":
		key, err = parseOKP(v)
	case "EC":
		key, err = parseEC(v)
	case "RSA":
		key, err = parseRSA(v)
	case "oct":
		err = fmt.Errorf("%w: expected a public key, found a JWK of kty oct", ErrSymmetric)
	default:
		err = fmt.Errorf("%w: expected a JWK of kty OKP, EC or RSA, found %s", ErrUnsupported, quote(kty))
	}
	if err != nil {
		return JWK{}, err
	}
	j := JWK{Key: key}
	if err := j.readUse(v); err != nil {
		return JWK{}, err
	}
	return j, nil
}

func parseOKP(v strictjson.Value) (crypto.PublicKey, error) {
	crv, err := required(v, "crv")
	if err != nil {
		return nil, err
	}
	if crv != "Ed25519" {
		return nil, fmt.Errorf("%w: expected the crv Ed25519, found %s", ErrUnsupported, quote(crv))
	}
	x, err := octets(v, "x", ed25519.PublicKeySize)
	if err != nil {
		return nil, err
	}
	key := ed25519.PublicKey(x)
	if err := checkEd25519(key); err != nil {
		return nil, err
	}
	return key, nil
}

func parseEC(v strictjson.Value) (crypto.PublicKey, error) {
	crv, err := required(v, "crv")
	if err != nil {
		return nil, err
	}
	var c curve
	switch crv {
	case "P-256":
		c = p256()
	case "P-384":
		c = p384()
	default:
		return nil, fmt.Errorf("%w: expected the crv P-256 or P-384, found %s", ErrUnsupported, quote(crv))
	}
	x, err := octets(v, "x", c.size)
	if err != nil {
		return nil, err
	}
	y, err := octets(v, "y", c.size)
	if err != nil {
		return nil, err
	}
	return uncompressed(c, x, y)
}

func parseRSA(v strictjson.Value) (crypto.PublicKey, error) {
	n, err := shortest(v, "n", limits.RSAMaxBits/8)
	if err != nil {
		return nil, err
	}
	if !v.Get("e").Exists() {
		return nil, fmt.Errorf("%w: expected an RSA exponent in the JWK member \"e\", found nothing", ErrWeak)
	}
	e, err := shortest(v, "e", 4)
	if err != nil {
		return nil, err
	}
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n)}
	for _, b := range e {
		key.E = key.E<<8 | int(b) // of four octets the largest are negative where an int has 32 bits, and refused there as here
	}
	if err := checkRSA(key); err != nil {
		return nil, err
	}
	return key, nil
}

// readUse reads the members that say what the key is for.
func (j *JWK) readUse(v strictjson.Value) (err error) {
	if j.Alg, err = optional(v, "alg"); err != nil {
		return err
	}
	if j.Use, err = optional(v, "use"); err != nil {
		return err
	}
	if kid := v.Get("kid"); kid.Exists() {
		if kid.Kind() != strictjson.String {
			return fmt.Errorf("%w: expected a string in the JWK member \"kid\", found %v", ErrMalformed, kid.Kind())
		}
		j.KeyID = kid.Text()
	}
	ops := v.Get("key_ops")
	if !ops.Exists() {
		return nil
	}
	if ops.Kind() != strictjson.Array || ops.Len() > limits.KeyOps {
		return fmt.Errorf("%w: expected an array of at most %d strings in the JWK member \"key_ops\", found %v of %d", ErrMalformed, limits.KeyOps, ops.Kind(), ops.Len())
	}
	j.KeyOps = make([]string, 0, ops.Len())
	for _, op := range ops.Elements() {
		if op.Kind() != strictjson.String {
			return fmt.Errorf("%w: expected strings in the JWK member \"key_ops\", found %v", ErrMalformed, op.Kind())
		}
		j.KeyOps = append(j.KeyOps, op.Text())
	}
	return nil
}

// Allows says, with an error that wraps [ErrUse], whether the JWK keeps its key
// from verifying signatures made with alg: its use, when present, must be sig,
// its key_ops hold verify, its alg be alg (RFC 7517 §4.2 to §4.4).
func (j JWK) Allows(alg string) error { return j.allows("verify", alg) }

// AllowsSigning is Allows for the private half: key_ops must hold sign.
func (j JWK) AllowsSigning(alg string) error { return j.allows("sign", alg) }

func (j JWK) allows(op, alg string) error {
	switch {
	case j.Use != "" && j.Use != "sig":
		return fmt.Errorf("%w: expected a JWK whose use is sig, found %s", ErrUse, quote(j.Use))
	case j.KeyOps != nil && !slices.Contains(j.KeyOps, op):
		return fmt.Errorf("%w: expected a JWK whose key_ops hold %q, found others", ErrUse, op)
	case j.Alg != "" && j.Alg != alg:
		return fmt.Errorf("%w: expected a JWK whose alg is %s, found %s", ErrUse, quote(alg), quote(j.Alg))
	}
	return nil
}

// required is the string of a member that must be there.
func required(v strictjson.Value, name string) (string, error) {
	m := v.Get(name)
	if m.Kind() != strictjson.String {
		return "", fmt.Errorf("%w: expected a string in the JWK member %q, found %v", ErrMalformed, name, m.Kind())
	}
	return m.Text(), nil
}

// optional is the string of a member that need not be there, but says something
// where it is.
func optional(v strictjson.Value, name string) (string, error) {
	m := v.Get(name)
	if !m.Exists() {
		return "", nil
	}
	if m.Kind() != strictjson.String || m.Is("") {
		return "", fmt.Errorf("%w: expected text in the JWK member %q, found %v", ErrMalformed, name, m.Kind())
	}
	return m.Text(), nil
}

// octets are the bytes of a member that has one length only.
func octets(v strictjson.Value, name string, size int) ([]byte, error) {
	text, err := required(v, name)
	if err != nil {
		return nil, err
	}
	if want := base64.RawURLEncoding.EncodedLen(size); len(text) != want {
		return nil, fmt.Errorf("%w: expected %d octets, which are %d characters, in the JWK member %q, found %d characters", ErrMalformed, size, want, name, len(text))
	}
	return decode(name, text)
}

// shortest are the bytes of a Base64urlUInt (RFC 7518 §2) of at most that many
// octets. More octets are a number out of bounds and are not decoded.
func shortest(v strictjson.Value, name string, most int) ([]byte, error) {
	text, err := required(v, name)
	if err != nil {
		return nil, err
	}
	if size := base64url.DecodedLen(len(text)); size > most {
		return nil, fmt.Errorf("%w: expected at most %d octets in the JWK member %q, found %d", ErrWeak, most, name, size)
	}
	b, err := decode(name, text)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 || b[0] == 0 {
		return nil, fmt.Errorf("%w: expected a number above zero, without zeros in front, in the JWK member %q", ErrWeak, name)
	}
	return b, nil
}

func decode(name, text string) ([]byte, error) {
	b := make([]byte, base64url.DecodedLen(len(text)))
	if _, err := base64url.Decode(b, []byte(text)); err != nil {
		return nil, fmt.Errorf("%w: in the JWK member %q: %w", ErrMalformed, name, err)
	}
	return b, nil
}

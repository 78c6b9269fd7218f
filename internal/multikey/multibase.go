package multikey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/binary"
	"fmt"

	"github.com/mr-tron/base58"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Codes of the multicodec table. The ECDSA suites print the first two of them as
// the bytes of their varints, 0x8024 and 0x8124.
const (
	codeP256    = 0x1200
	codeP384    = 0x1201
	codeEd25519 = 0xed
)

// Decode reads a publicKeyMultibase: base58btc, the code of the kind of key as
// an unsigned varint, the key (Controlled Identifiers 1.0 §2.2.2 and §2.4). It
// returns an ed25519.PublicKey or an *ecdsa.PublicKey that [Check] accepts.
//
// Points of ECDSA are compressed (SEC 1 §2.3.3). Other bases than z, a varint
// longer than it need be, leading ones, and whatever else gives a key a second
// spelling wrap [ErrMalformed], as a code that nobody here knows does; a
// secretKeyMultibase wraps [ErrPrivate].
func Decode(multibase string) (crypto.PublicKey, error) {
	// base58 is quadratic in the length of its text.
	if len(multibase) > limits.Multibase {
		return nil, fmt.Errorf("%w: expected at most %d characters of multibase, found %d", ErrMalformed, limits.Multibase, len(multibase))
	}
	// No message repeats the text: it may be a secret key in a wrong place.
	switch {
	case multibase == "":
		return nil, fmt.Errorf("%w: expected multibase, found an empty text", ErrMalformed)
	case multibase[0] != 'z':
		return nil, fmt.Errorf("%w: expected multibase base58btc, which begins with z, found %s", ErrMalformed, quote(multibase[:1]))
	case multibase == "z":
		return nil, fmt.Errorf("%w: expected a key after z, found nothing", ErrMalformed)
	}
	raw, err := base58.Decode(multibase[1:])
	if err != nil {
		return nil, fmt.Errorf("%w: expected base58btc after z: %w", ErrMalformed, err)
	}
	return DecodeBytes(raw)
}

// DecodeBytes reads the bytes that stand behind the base of a publicKeyMultibase:
// the code of the kind of key, and the key. Its errors are those of [Decode].
func DecodeBytes(raw []byte) (crypto.PublicKey, error) {
	code, n := binary.Uvarint(raw)
	// A last byte of zero makes a varint longer than it need be, and a digit 1 in
	// front of base58 makes a zero of the first.
	if n <= 0 || raw[n-1] == 0 {
		return nil, fmt.Errorf("%w: expected the code of a kind of key as a shortest varint", ErrMalformed)
	}
	raw = raw[n:]

	switch code {
	case codeEd25519:
		key := ed25519.PublicKey(raw)
		if err := checkEd25519(key); err != nil {
			return nil, err
		}
		return key, nil
	case codeP256:
		return decompress(p256(), raw)
	case codeP384:
		return decompress(p384(), raw)
	}
	for _, o := range otherCodes {
		if code != o.code {
			continue
		}
		if o.size > 0 && len(raw) != o.size {
			return nil, fmt.Errorf("%w: expected the %d bytes of %s, found %d", ErrMalformed, o.size, o.name, len(raw))
		}
		return nil, fmt.Errorf("%w: expected the public key of Ed25519, P-256 or P-384, found %s", o.err, o.name)
	}
	return nil, fmt.Errorf("%w: the multicodec %#x is no kind of key that is known here", ErrMalformed, code)
}

// otherCodes are kinds of key that are recognised in order to say what they are.
var otherCodes = [...]struct {
	code uint64
	name string
	size int // bytes; 0 if they differ
	err  error
}{
	{0xe7, "a public key of secp256k1", 33, ErrUnsupported},
	{0xea, "a public key of BLS12-381 G1", 48, ErrUnsupported},
	{0xeb, "a public key of BLS12-381 G2", 96, ErrUnsupported},
	{0xec, "a public key of X25519, which signs nothing", 32, ErrUnsupported},
	{0x1202, "a public key of P-521", 67, ErrUnsupported},
	{0x1203, "a public key of Ed448", 57, ErrUnsupported},
	{0x1204, "a public key of X448, which signs nothing", 56, ErrUnsupported},
	{0x1300, "a secret key of Ed25519", 0, ErrPrivate},
	{0x1301, "a secret key of secp256k1", 0, ErrPrivate},
	{0x1302, "a secret key of X25519", 0, ErrPrivate},
	{0x1306, "a secret key of P-256", 0, ErrPrivate},
	{0x1307, "a secret key of P-384", 0, ErrPrivate},
	{0x1308, "a secret key of P-521", 0, ErrPrivate},
	{0x1309, "a secret key of BLS12-381 G1", 0, ErrPrivate},
	{0x130a, "a secret key of BLS12-381 G2", 0, ErrPrivate},
}

func decompress(c curve, raw []byte) (crypto.PublicKey, error) {
	if len(raw) != 1+c.size {
		return nil, fmt.Errorf("%w: expected the %d bytes of a compressed point of %s, found %d", ErrMalformed, 1+c.size, c.name, len(raw))
	}
	x, y := elliptic.UnmarshalCompressed(c.elliptic, raw)
	if x == nil {
		return nil, fmt.Errorf("%w: expected a compressed point of %s", ErrMalformed, c.name)
	}
	return uncompressed(c, x.FillBytes(make([]byte, c.size)), y.FillBytes(make([]byte, c.size)))
}

func uncompressed(c curve, x, y []byte) (crypto.PublicKey, error) {
	key, err := ecdsa.ParseUncompressedPublicKey(c.elliptic, append(append([]byte{4}, x...), y...))
	if err != nil {
		return nil, fmt.Errorf("%w: expected a point of %s, found coordinates that are not on the curve", ErrMalformed, c.name)
	}
	return key, nil
}

// Encode writes the publicKeyMultibase of an Ed25519, P-256 or P-384 key. For
// RSA, which no cryptosuite writes this way, the error wraps [ErrUnsupported];
// for a key that [Check] refuses it is Check's.
func Encode(key crypto.PublicKey) (string, error) {
	raw, err := EncodeBytes(key)
	if err != nil {
		return "", err
	}
	return "z" + base58.Encode(raw), nil
}

// EncodeBytes writes what [DecodeBytes] reads. Its errors are those of [Encode].
func EncodeBytes(key crypto.PublicKey) ([]byte, error) {
	if err := Check(key); err != nil {
		return nil, err
	}
	var raw []byte
	switch key := key.(type) {
	case ed25519.PublicKey:
		raw = append(binary.AppendUvarint(nil, codeEd25519), key...)
	case *ecdsa.PublicKey:
		c, err := curveOf(key)
		if err != nil {
			return nil, err
		}
		p, err := point(key)
		if err != nil {
			return nil, err
		}
		code := uint64(codeP256)
		if c == p384() {
			code = codeP384
		}
		raw = binary.AppendUvarint(nil, code)
		raw = append(raw, 2|p[len(p)-1]&1) // SEC 1 §2.3.3: the parity of y
		raw = append(raw, p[1:1+c.size]...)
	default:
		return nil, fmt.Errorf("%w: a key of Go type %T has no multibase form", ErrUnsupported, key)
	}
	return raw, nil
}

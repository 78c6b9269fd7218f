package credential

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// ReadKey reads a private key from a PEM block (PKCS #8, or the older forms for
// EC and RSA, as openssl writes them) or from a private JWK (RFC 7517). The key
// is Ed25519, ECDSA on P-256 or P-384, or RSA of 2048 to 8192 bits.
//
// The "alg" of an RSA JWK is remembered: [NewSigner] and [NewKeySigner] sign
// with PS256 if it says so. Errors never hold any part of the key.
func ReadKey(data []byte) (crypto.Signer, error) {
	if len(data) > limits.PrivateKey {
		return nil, NewProblem(InputTooLarge, "", nil, "a key file has at most %d bytes", limits.PrivateKey)
	}
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
		return readJWK(trimmed)
	}
	return readPEM(data)
}

func readJWK(data []byte) (crypto.Signer, error) {
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if e, ok := errors.AsType[*strictjson.Error](err); ok {
		return nil, NewProblem(problem(err, KeyMalformed).Code, "", nil, "the key file is not JSON as it is read here, at byte %d", e.Offset)
	}
	if err != nil {
		return nil, NewProblem(problem(err, KeyMalformed).Code, "", nil, "the key file is not JSON as it is read here")
	}
	if tape.Root().Get("keys").Exists() {
		return nil, NewProblem(KeyMalformed, "", nil, "this is a set of keys (JWKS); one private JWK is needed")
	}
	key, jwk, err := multikey.ParsePrivateJWK(tape.Root())
	if err != nil {
		return nil, withheld(err)
	}
	if jwk.Alg == PS256 {
		return pssKey{key}, nil
	}
	return key, nil
}

// withheld says what kind of fault a private JWK has. The error of package
// multikey quotes members, and a key put into the wrong one would end in a log.
func withheld(err error) *Problem {
	code, what := problem(err, KeyMalformed).Code, "is malformed, or its private part is missing or does not belong to the public one"
	switch {
	case errors.Is(err, multikey.ErrWeak):
		what = "holds a weak key"
	case errors.Is(err, multikey.ErrUse):
		what = "is not for signing: its use, key_ops or alg says otherwise"
	case errors.Is(err, multikey.ErrUnsupported), errors.Is(err, multikey.ErrSymmetric):
		what = "holds a key of a kind that is not used here; " + usedKeys
	}
	return NewProblem(code, "", nil, "the JWK %s", what)
}

// pssKey is an RSA key that its owner keeps for PS256.
type pssKey struct{ crypto.Signer }

func readPEM(data []byte) (crypto.Signer, error) {
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return nil, NewProblem(KeyMalformed, "", nil, "neither a PEM block with a private key nor a JWK")
		}
		if block.Type == "EC PARAMETERS" { // openssl ecparam writes them before the key
			data = rest
			continue
		}
		key, err := parseBlock(block)
		if err != nil {
			return nil, err
		}
		signer, ok := key.(crypto.Signer)
		if !ok {
			return nil, NewProblem(KeyTypeMismatch, "", nil, "the key in the PEM block is not one that signs; "+usedKeys)
		}
		if err := multikey.Check(signer.Public()); err != nil {
			return nil, problem(err, KeyMalformed)
		}
		return signer, nil
	}
}

const usedKeys = "Ed25519, ECDSA on P-256 or P-384, and RSA are"

// foreignKey names the algorithm or the curve of a well-formed private key that
// package x509 does not know, by its object identifier, which is no secret. It
// returns "" if what failed is something else.
func foreignKey(block *pem.Block) string {
	curve := asn1.ObjectIdentifier{}
	switch block.Type {
	case "PRIVATE KEY": // RFC 5208 section 5
		var key struct {
			Version   int
			Algorithm pkix.AlgorithmIdentifier
			Key       []byte
			Rest      asn1.RawValue `asn1:"optional"`
		}
		if _, err := asn1.Unmarshal(block.Bytes, &key); err != nil {
			return ""
		}
		switch key.Algorithm.Algorithm.String() {
		case "1.2.840.10045.2.1":
			if _, err := asn1.Unmarshal(key.Algorithm.Parameters.FullBytes, &curve); err != nil {
				return ""
			}
		case "1.3.101.112", "1.2.840.113549.1.1.1":
			return "" // Ed25519 and RSA: known, so broken
		default:
			return "object identifier " + key.Algorithm.Algorithm.String()
		}
	case "EC PRIVATE KEY": // RFC 5915 section 3
		var key struct {
			Version int
			Key     []byte
			Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
			Public  asn1.BitString        `asn1:"optional,explicit,tag:1"`
		}
		if _, err := asn1.Unmarshal(block.Bytes, &key); err != nil {
			return ""
		}
		curve = key.Curve
	}
	switch name := curve.String(); name {
	case "", "1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.33", "1.3.132.0.35": // those that x509 knows
		return ""
	default:
		return "the curve " + name
	}
}

func parseBlock(block *pem.Block) (key any, err error) {
	if block.Headers["DEK-Info"] != "" {
		return nil, NewProblem(KeyMalformed, "", nil, "the private key is encrypted; decrypt it first, for example with openssl pkey")
	}
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "ENCRYPTED PRIVATE KEY":
		return nil, NewProblem(KeyMalformed, "", nil, "the private key is encrypted; decrypt it first, for example with openssl pkey")
	case "OPENSSH PRIVATE KEY":
		return nil, NewProblem(KeyMalformed, "", nil, "the private key is in the form of OpenSSH, which is not read here; write it as PKCS #8, for example with openssl genpkey")
	case "DSA PRIVATE KEY":
		return nil, NewProblem(KeyTypeMismatch, "", nil, "the PEM block holds a key of a kind that is not used here (DSA); "+usedKeys)
	case "PUBLIC KEY", "CERTIFICATE", "RSA PUBLIC KEY":
		return nil, NewProblem(KeyMalformed, "", nil, "the PEM block holds a %s; signing needs the private key", block.Type)
	default:
		return nil, NewProblem(KeyMalformed, "", nil, "a PEM block of type %q is not a private key that is known here", limits.Abridge(block.Type))
	}
	if kind := foreignKey(block); err != nil && kind != "" {
		return nil, NewProblem(KeyTypeMismatch, "", nil, "the PEM block %q holds a key of a kind that is not used here (%s); "+usedKeys, block.Type, kind)
	}
	if err != nil {
		// The parser's error may quote the bytes it stumbled over.
		return nil, NewProblem(KeyMalformed, "", nil, "the PEM block %q does not hold a private key of its kind", block.Type)
	}
	return key, nil
}

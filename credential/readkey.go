package credential

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"

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
	if err != nil {
		return nil, problem(err, KeyMalformed)
	}
	if tape.Root().Get("keys").Exists() {
		return nil, NewProblem(KeyMalformed, "", nil, "this is a set of keys (JWKS); one private JWK is needed")
	}
	key, jwk, err := multikey.ParsePrivateJWK(tape.Root())
	if err != nil {
		return nil, problem(err, KeyMalformed)
	}
	if jwk.Alg == PS256 {
		return pssKey{key}, nil
	}
	return key, nil
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
			return nil, NewProblem(KeyTypeMismatch, "", nil, "the key in the PEM block is not one that signs")
		}
		if err := multikey.Check(signer.Public()); err != nil {
			return nil, problem(err, KeyMalformed)
		}
		return signer, nil
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
	case "PUBLIC KEY", "CERTIFICATE", "RSA PUBLIC KEY":
		return nil, NewProblem(KeyMalformed, "", nil, "the PEM block holds a %s; signing needs the private key", block.Type)
	default:
		return nil, NewProblem(KeyMalformed, "", nil, "a PEM block of type %q is not a private key that is known here", limits.Abridge(block.Type))
	}
	if err != nil {
		// The parser's error may quote the bytes it stumbled over.
		return nil, NewProblem(KeyMalformed, "", nil, "the PEM block %q does not hold a private key of its kind", block.Type)
	}
	return key, nil
}

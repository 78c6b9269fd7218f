package jose

import (
	"bytes"
	"crypto/elliptic"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"
)

// SigningInput is what is signed of a header and a payload (RFC 7515 §5.1): both
// in base64url, with a dot between them.
func SigningInput(header, payload []byte) []byte {
	enc := base64.RawURLEncoding
	input := make([]byte, 0, enc.EncodedLen(len(header))+1+enc.EncodedLen(len(payload)))
	input = enc.AppendEncode(input, header)
	input = append(input, '.')
	return enc.AppendEncode(input, payload)
}

// Compact is the compact serialization (RFC 7515 §7.1) of a signing input and its
// signature. It does not write into either.
func Compact(signingInput, signature []byte) []byte {
	enc := base64.RawURLEncoding
	token := make([]byte, 0, len(signingInput)+1+enc.EncodedLen(len(signature)))
	token = append(token, signingInput...)
	token = append(token, '.')
	return enc.AppendEncode(token, signature)
}

// RawECDSA turns the DER that a crypto.Signer returns for an ECDSA key (RFC 3279
// §2.2.3) into the r and s of a JWS, each in the full length of the curve's
// coordinates. The signer may be someone else's, so its answer is checked: it
// is DER to the last byte, and both numbers lie between 1 and the order of the
// curve.
func RawECDSA(der []byte, curve elliptic.Curve) ([]byte, error) {
	var sig struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &sig); err != nil {
		return nil, errNotDER
	}
	// DER has one spelling: bytes behind it or within it that Unmarshal passes
	// over do not come back.
	if again, err := asn1.Marshal(sig); err != nil || !bytes.Equal(again, der) {
		return nil, errNotDER
	}
	if !scalar(sig.R, curve) || !scalar(sig.S, curve) {
		return nil, errors.New("the signer's ECDSA signature has a number outside 1 to the order of the curve")
	}
	size := (curve.Params().BitSize + 7) / 8
	raw := make([]byte, 2*size)
	sig.R.FillBytes(raw[:size])
	sig.S.FillBytes(raw[size:])
	return raw, nil
}

var errNotDER = errors.New("expected a sequence of two integers in DER from the signer of an ECDSA key, found something else")

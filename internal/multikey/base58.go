package multikey

import (
	"errors"
	"fmt"

	"github.com/mr-tron/base58"
)

// DecodeBase58 returns the size bytes that a multibase text in base58btc ("z")
// stands for, such as the proofValue of a signature. The length of the text is
// judged first: decoding is quadratic, and an attacker writes megabytes.
func DecodeBase58(text string, size int) ([]byte, error) {
	const perByte = 1.3658 // characters of base 58
	if len(text) < 2 || text[0] != 'z' {
		return nil, errors.New("expected multibase base58btc, which begins with z")
	}
	if most := int(float64(size)*perByte) + 2; len(text) > most {
		return nil, fmt.Errorf("expected at most %d characters for %d bytes, found %d", most, size, len(text))
	}
	data, err := base58.Decode(text[1:])
	if err != nil {
		return nil, errors.New("it is no base58btc")
	}
	if len(data) != size {
		return nil, fmt.Errorf("expected %d bytes, found %d", size, len(data))
	}
	return data, nil
}

// EncodeBase58 writes data as multibase text in base58btc.
func EncodeBase58(data []byte) string { return "z" + base58.Encode(data) }

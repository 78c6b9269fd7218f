package multikey

import (
	"crypto/ed25519"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// What is missing is told as missing, and not as of the wrong length.
func TestAKeyThatIsNoneIsRefusedForWhatItLacks(t *testing.T) {
	point := strings.Repeat("A", 43)
	for text, why := range map[string]string{
		`[]`:                                     "expected a JWK, an object, found an array",
		`"key"`:                                  "expected a JWK, an object, found a string",
		`{"kty":7}`:                              `expected a string in the JWK member "kty", found a number`,
		`{"x":"AA"}`:                             `expected a string in the JWK member "kty"`,
		`{"kty":"OKP","crv":"Ed25519"}`:          `expected a string in the JWK member "x"`,
		`{"kty":"OKP","crv":"Ed25519","x":7}`:    `expected a string in the JWK member "x"`,
		`{"kty":"OKP","crv":"Ed25519","x":"AA"}`: `expected 32 octets, which are 43 characters, in the JWK member "x", found 2 characters`,
		`{"kty":"EC","crv":"P-256"}`:             `expected a string in the JWK member "x"`,
		`{"kty":"EC","crv":"P-256","x":"` + point + `"}`:     `expected a string in the JWK member "y"`,
		`{"kty":"EC","crv":"P-256","y":"` + point + `"}`:     `expected a string in the JWK member "x"`,
		`{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}`:       `expected 48 octets, which are 64 characters, in the JWK member "x"`,
		`{"kty":"EC","crv":"P-256","x":"!` + point[1:] + `"`: ``,
	} {
		tape, err := strictjson.Parse([]byte(text), strictjson.Limits{})
		if why == "" {
			require.Error(t, err)
			continue
		}
		require.NoError(t, err)
		_, err = ParseJWK(tape.Root())
		require.ErrorIs(t, err, ErrMalformed, text)
		require.ErrorContains(t, err, why, text)
	}
	for text, why := range map[string]string{
		"":      "found an empty text",
		"z":     "expected a key after z, found nothing",
		"z0OIl": "expected base58btc after z",
		"f00":   "which begins with z",
		"z1":    "expected the code of a kind of key",
	} {
		_, err := Decode(text)
		require.ErrorIs(t, err, ErrMalformed, text)
		require.ErrorContains(t, err, why, text)
	}
	_, err := DecodeBase58("z0OIl", 3)
	require.ErrorContains(t, err, "it is no base58btc")
}

// Of 2^255-19 and the eighteen numbers behind it alone another spelling exists: a y that
// shares their first and last byte is a point as any other.
func TestOnlyTheHighestNumbersAreUnreduced(t *testing.T) {
	var y [ed25519.PublicKeySize]byte
	for i := range y {
		y[i] = 0xff
	}
	y[31] = 0x7f
	require.True(t, unreduced(y))
	y[0] = 0xed
	require.True(t, unreduced(y))
	y[0] = 0xec
	require.False(t, unreduced(y))
	for i := 1; i < 31; i++ {
		high := y
		high[0], high[i] = 0xee, 0xfe
		require.False(t, unreduced(high), i)
	}
}

package jose

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A token of a type of its own is read as that and as nothing else, and nothing else as it.
func TestATypedTokenIsOfOneTypeAlone(t *testing.T) {
	token := func(header string) []byte {
		return Compact(SigningInput([]byte(header), []byte("{}")), make([]byte, 64))
	}
	own := token(`{"alg":"EdDSA","kid":"k","typ":"a+jwt"}`)
	read, err := ParseTyped(own, "a+jwt")
	require.NoError(t, err)
	require.Equal(t, "k", read.Header.KeyID)
	require.Equal(t, "a+jwt", read.Header.Type)
	_, err = Parse(own)
	require.ErrorIs(t, err, ErrHeader)
	_, err = ParseTyped(own, "b+jwt")
	require.ErrorIs(t, err, ErrHeader)

	for header, want := range map[string]error{
		`{"alg":"EdDSA","kid":"k"}`:                                 ErrHeader,
		`{"alg":"EdDSA","kid":"k","typ":"JWT"}`:                     ErrHeader,
		`{"alg":"EdDSA","kid":"k","typ":"A+JWT"}`:                   ErrHeader,
		`{"alg":"EdDSA","kid":"k","typ":["a+jwt"]}`:                 ErrHeader,
		`{"alg":"EdDSA","typ":"a+jwt"}`:                             ErrHeader,
		`{"alg":"EdDSA","kid":"","typ":"a+jwt"}`:                    ErrFormat,
		`{"alg":"EdDSA","kid":"k","typ":"a+jwt","cty":"vc"}`:        ErrHeader,
		`{"alg":"EdDSA","kid":"k","typ":"a+jwt","jwk":{}}`:          ErrHeader,
		`{"alg":"EdDSA","kid":"k","typ":"a+jwt","jku":"https://a"}`: ErrHeader,
		`{"alg":"EdDSA","kid":"k","typ":"a+jwt","crit":["b64"]}`:    ErrCrit,
		`{"alg":"none","kid":"k","typ":"a+jwt"}`:                    ErrAlgorithm,
		`{"alg":"HS256","kid":"k","typ":"a+jwt"}`:                   ErrAlgorithm,
	} {
		_, err := ParseTyped(token(header), "a+jwt")
		require.ErrorIs(t, err, want, header)
	}
}

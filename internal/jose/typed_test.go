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

// Whoever has a token of another kind in hand is told which.
func TestATokenOfAnotherKindIsCalledByItsName(t *testing.T) {
	for typ, want := range map[string]string{
		"dc+sd-jwt":              "this is an SD-JWT VC",
		"openbadges-receipt+jwt": "this is the receipt of a verification",
		"at+jwt":                 `found "at+jwt"`,
	} {
		_, err := Parse(Compact(SigningInput([]byte(`{"alg":"EdDSA","typ":"`+typ+`"}`), []byte("{}")), make([]byte, 64)))
		require.ErrorIs(t, err, ErrHeader)
		require.ErrorContains(t, err, want)
	}
	receipt := Compact(SigningInput([]byte(`{"alg":"EdDSA","kid":"k","typ":"openbadges-receipt+jwt"}`), []byte("{}")), make([]byte, 64))
	_, err := ParseTyped(receipt, "openbadges-receipt+jwt")
	require.NoError(t, err)
}

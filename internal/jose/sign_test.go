package jose

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func bytesOf(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return b
}

// TestReadsPublishedSignatures takes the compact tokens of RFC 8037 appendix A.4
// and RFC 7515 appendix A.3. Their payloads are not looked into.
func TestReadsPublishedSignatures(t *testing.T) {
	p256, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4},
		bytesOf(t, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), bytesOf(t, "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")))
	require.NoError(t, err)
	for _, c := range []struct {
		token string
		key   any
	}{
		{"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
			ed25519.PublicKey(bytesOf(t, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))},
		{"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
			p256},
	} {
		got, err := Parse([]byte(c.token))
		require.NoError(t, err)
		require.NoError(t, Verify(got.Header.Alg, c.key, got.SigningInput, got.Signature))
	}
}

func TestWritesTokensThatItReads(t *testing.T) {
	for _, p := range pairs(t) {
		header, payload := []byte(`{"alg":"`+p.alg+`","kid":"did:example:a#b"}`), []byte(`{"name":"Ada"}`)
		input := SigningInput(header, payload)
		require.Equal(t, strings.Join([]string{b64(string(header)), b64(string(payload))}, "."), string(input))
		signature := sign(t, p, input)
		roomy := append(make([]byte, 0, 4096), input...)
		text := Compact(roomy, signature)
		require.Zero(t, roomy[:len(roomy)+1][len(roomy)], "Compact wrote into its argument")

		got, err := Parse(text)
		require.NoError(t, err)
		require.Equal(t, p.alg, got.Header.Alg)
		require.Equal(t, payload, got.Payload)
		require.Equal(t, signature, got.Signature)
		require.NoError(t, Verify(got.Header.Alg, p.key.Public(), got.SigningInput, got.Signature))
	}
}

func TestTurnsDERIntoFullLengthNumbers(t *testing.T) {
	der := func(r, s int64) []byte {
		b, err := asn1.Marshal(struct{ R, S *big.Int }{big.NewInt(r), big.NewInt(s)})
		require.NoError(t, err)
		return b
	}
	for curve, size := range map[elliptic.Curve]int{elliptic.P256(): 32, elliptic.P384(): 48} {
		raw, err := RawECDSA(der(1, 0x1ff), curve)
		require.NoError(t, err)
		require.Len(t, raw, 2*size)
		require.Equal(t, byte(1), raw[size-1])
		require.Equal(t, []byte{1, 0xff}, raw[2*size-2:])

		order, err := asn1.Marshal(struct{ R, S *big.Int }{big.NewInt(1), curve.Params().N})
		require.NoError(t, err)
		for what, bad := range map[string][]byte{
			"nothing":                 nil,
			"raw already":             make([]byte, 2*size),
			"trailing data":           append(der(1, 1), 0),
			"cut short":               der(1, 1)[:7],
			"r of zero":               der(0, 1),
			"s of zero":               der(1, 0),
			"r below zero":            der(-1, 1),
			"s of the order":          order,
			"a length in long form":   {0x30, 0x81, 6, 2, 1, 1, 2, 1, 1},
			"an integer not shortest": {0x30, 7, 2, 2, 0, 1, 2, 1, 1},
			"a third integer":         {0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1},
			"a sequence of one":       {0x30, 3, 2, 1, 1},
			"a set":                   {0x31, 6, 2, 1, 1, 2, 1, 1},
			"an octet string":         {4, 2, 1, 1},
		} {
			_, err := RawECDSA(bad, curve)
			require.Error(t, err, what)
		}
	}
}

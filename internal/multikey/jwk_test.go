package multikey

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The example keys of RFC 8037 appendix A, RFC 7515 appendix A.3 and RFC 7638 §3.1.
const (
	exampleOKP = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	exampleEC  = `{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`
	exampleRSA = `{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}`
)

func parseJSON(t testing.TB, text string) strictjson.Value {
	t.Helper()
	tape, err := strictjson.Parse([]byte(text), strictjson.Limits{})
	require.NoError(t, err, text)
	return tape.Root()
}

// with is a JWK with members set, or taken away where the value is nil.
func with(t testing.TB, jwk string, members map[string]any) string {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(jwk), &m))
	maps.Copy(m, members)
	for name, value := range members {
		if value == nil {
			delete(m, name)
		}
	}
	text, err := json.Marshal(m)
	require.NoError(t, err)
	return string(text)
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func TestReadsTheExampleKeysOfTheirSpecifications(t *testing.T) {
	j, err := ParseJWK(parseJSON(t, exampleOKP))
	require.NoError(t, err)
	require.IsType(t, ed25519.PublicKey{}, j.Key)
	require.Equal(t, JWK{Key: j.Key}, j)

	j, err = ParseJWK(parseJSON(t, exampleEC))
	require.NoError(t, err)
	require.IsType(t, &ecdsa.PublicKey{}, j.Key)

	j, err = ParseJWK(parseJSON(t, exampleRSA))
	require.NoError(t, err)
	require.Equal(t, 65537, j.Key.(*rsa.PublicKey).E)
	require.Equal(t, "RS256", j.Alg)
	require.Equal(t, "2011-04-29", j.KeyID)
}

func TestThumbprintsAreThoseOfTheSpecifications(t *testing.T) {
	for jwk, want := range map[string]string{
		exampleRSA: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
		exampleOKP: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
	} {
		j, err := ParseJWK(parseJSON(t, jwk))
		require.NoError(t, err)
		got, err := Thumbprint(j.Key)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := Thumbprint(ed25519.PublicKey(yOrder4))
	require.ErrorIs(t, err, ErrWeak)
}

func TestWritesRequiredMembersInOrderAndReadsThemBack(t *testing.T) {
	for _, jwk := range []string{exampleOKP, exampleEC, exampleRSA} {
		j, err := ParseJWK(parseJSON(t, jwk))
		require.NoError(t, err)
		text, err := AppendJWK([]byte("before "), j.Key)
		require.NoError(t, err)
		text, found := bytes.CutPrefix(text, []byte("before "))
		require.True(t, found)
		require.True(t, json.Valid(text))
		require.True(t, bytes.HasPrefix(text, []byte(`{"crv":`)) || bytes.HasPrefix(text, []byte(`{"e":`)))

		back, err := ParseJWK(parseJSON(t, string(text)))
		require.NoError(t, err)
		require.True(t, Equal(j.Key, back.Key))
		again, err := AppendJWK(nil, back.Key)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	}
	j, err := ParseJWK(parseJSON(t, exampleEC))
	require.NoError(t, err)
	text, err := AppendJWK(nil, j.Key)
	require.NoError(t, err)
	require.Equal(t, `{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`, string(text))
}

func TestShortCoordinatesAreWrittenInFullLength(t *testing.T) {
	for _, c := range []elliptic.Curve{elliptic.P256(), elliptic.P384()} {
		for {
			key := testEC(t, c).Public().(*ecdsa.PublicKey)
			p, err := key.Bytes()
			require.NoError(t, err)
			if p[1] != 0 && p[1+len(p)/2] != 0 {
				continue
			}
			text, err := AppendJWK(nil, key)
			require.NoError(t, err)
			j, err := ParseJWK(parseJSON(t, string(text)))
			require.NoError(t, err)
			require.True(t, Equal(key, j.Key))
			break
		}
	}
}

func TestPassesOverMembersItDoesNotKnow(t *testing.T) {
	j, err := ParseJWK(parseJSON(t, with(t, exampleOKP, map[string]any{
		"iss": "https://example.edu", "x5u": "https://evil.example/", "x5c": []string{"x"}, "ext": true, "exp": 1, "D": "x", "K": 1,
	})))
	require.NoError(t, err)
	require.Equal(t, JWK{Key: j.Key}, j)
}

func TestRefusesEveryPrivateMember(t *testing.T) {
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
		for _, jwk := range []string{exampleOKP, exampleEC, exampleRSA, `{}`, `{"kty":1}`} {
			_, err := ParseJWK(parseJSON(t, with(t, jwk, map[string]any{name: "c2VjcmV0IHNlY3JldA"})))
			require.ErrorIs(t, err, ErrPrivate, "%s in %s", name, jwk)
			require.NotContains(t, err.Error(), "c2Vj")
			_, err = ParseJWK(parseJSON(t, strings.Replace(jwk, "{", `{"`+name+`":null`+map[bool]string{true: ",", false: ""}[jwk != "{}"], 1)))
			require.ErrorIs(t, err, ErrPrivate, "null %s in %s", name, jwk)
		}
	}
	_, err := ParseJWK(parseJSON(t, strings.Replace(exampleOKP, "{", `{"\u0064":"",`, 1)))
	require.ErrorIs(t, err, ErrPrivate, "the name is compared after unescaping")
}

func TestRefusesSymmetricKeys(t *testing.T) {
	for _, jwk := range []string{`{"kty":"oct","k":"AAECAw"}`, `{"kty":"oct"}`, `{"k":"AAECAw","kty":"\u006fct"}`} {
		_, err := ParseJWK(parseJSON(t, jwk))
		require.ErrorIs(t, err, ErrSymmetric)
		_, _, err = ParsePrivateJWK(parseJSON(t, jwk))
		require.ErrorIs(t, err, ErrSymmetric)
	}
}

func TestRefusesMalformedKeys(t *testing.T) {
	x := strings.Repeat("A", 42)
	for _, c := range []struct {
		jwk, member string
		value       any
		want        error
	}{
		{exampleOKP, "kty", nil, ErrMalformed},
		{exampleOKP, "kty", 1, ErrMalformed},
		{exampleOKP, "kty", []string{"OKP"}, ErrMalformed},
		{exampleOKP, "kty", "okp", ErrUnsupported},
		{exampleOKP, "kty", "AKP", ErrUnsupported},
		{exampleOKP, "crv", nil, ErrMalformed},
		{exampleOKP, "crv", "X25519", ErrUnsupported},
		{exampleOKP, "crv", "Ed448", ErrUnsupported},
		{exampleOKP, "crv", "ed25519", ErrUnsupported},
		{exampleOKP, "x", nil, ErrMalformed},
		{exampleOKP, "x", 7, ErrMalformed},
		{exampleOKP, "x", "", ErrMalformed},
		{exampleOKP, "x", b64(make([]byte, 3)), ErrMalformed},
		{exampleOKP, "x", b64(make([]byte, 31)), ErrMalformed},
		{exampleOKP, "x", b64(make([]byte, 33)), ErrMalformed},
		{exampleOKP, "x", b64(make([]byte, 1<<18)), ErrMalformed},
		{exampleOKP, "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=", ErrMalformed},
		{exampleOKP, "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp", ErrMalformed},
		{exampleOKP, "x", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo", ErrMalformed},
		{exampleOKP, "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR\n", ErrMalformed},
		{exampleOKP, "x", b64([]byte(yNeutral)), ErrWeak},
		{exampleOKP, "x", b64(encode25519(p25519(), 1)), ErrWeak},
		{exampleOKP, "alg", 1, ErrMalformed},
		{exampleOKP, "alg", "", ErrMalformed},
		{exampleOKP, "use", []string{"sig"}, ErrMalformed},
		{exampleOKP, "use", "", ErrMalformed},
		{exampleOKP, "kid", 1, ErrMalformed},
		{exampleOKP, "key_ops", "verify", ErrMalformed},
		{exampleOKP, "key_ops", []any{"verify", 1}, ErrMalformed},
		{exampleOKP, "key_ops", make([]string, limits.KeyOps+1), ErrMalformed},

		{exampleEC, "crv", nil, ErrMalformed},
		{exampleEC, "crv", "P-521", ErrUnsupported},
		{exampleEC, "crv", "secp256k1", ErrUnsupported},
		{exampleEC, "crv", "P-384", ErrMalformed},
		{exampleEC, "x", nil, ErrMalformed},
		{exampleEC, "y", nil, ErrMalformed},
		{exampleEC, "y", x, ErrMalformed},
		{exampleEC, "y", x + "A", ErrMalformed},
		{exampleEC, "x", b64(make([]byte, 31)), ErrMalformed},
		{exampleEC, "y", b64(make([]byte, 33)), ErrMalformed},
		{exampleEC, "x", b64(bytes.Repeat([]byte{0xff}, 32)), ErrMalformed},

		{exampleRSA, "n", nil, ErrMalformed},
		{exampleRSA, "n", 3, ErrMalformed},
		{exampleRSA, "n", "", ErrWeak},
		{exampleRSA, "n", "AA", ErrWeak},
		{exampleRSA, "n", "AQ", ErrWeak},
		{exampleRSA, "n", "!", ErrMalformed},
		{exampleRSA, "n", b64(append([]byte{0}, modulus(2048).Bytes()...)), ErrWeak},
		{exampleRSA, "n", b64(modulus(1024).Bytes()), ErrWeak},
		{exampleRSA, "n", b64(bytes.Repeat([]byte{0xff}, 1025)), ErrWeak},
		{exampleRSA, "n", b64(bytes.Repeat([]byte{0xff}, 131072/8)), ErrWeak},
		{exampleRSA, "n", b64(new(big.Int).Mul(modulus(1200), modulus(1200)).Bytes()), ErrWeak},
		{exampleRSA, "e", nil, ErrWeak},
		{exampleRSA, "e", 65537, ErrMalformed},
		{exampleRSA, "e", "", ErrWeak},
		{exampleRSA, "e", "AA", ErrWeak},
		{exampleRSA, "e", "AQ", ErrWeak},
		{exampleRSA, "e", "Ag", ErrWeak},
		{exampleRSA, "e", b64([]byte{1, 0, 0}), ErrWeak},
		{exampleRSA, "e", b64([]byte{0, 1, 0, 1}), ErrWeak},
		{exampleRSA, "e", b64([]byte{0x80, 0, 0, 1}), ErrWeak},
		{exampleRSA, "e", b64([]byte{2, 0, 0, 0, 1}), ErrWeak},
		{exampleRSA, "e", b64([]byte{1, 0, 0, 0, 0, 0, 1, 0, 1}), ErrWeak},
		{exampleRSA, "e", "AQAB\r\n", ErrMalformed},
	} {
		_, err := ParseJWK(parseJSON(t, with(t, c.jwk, map[string]any{c.member: c.value})))
		require.ErrorIs(t, err, c.want, "%s %v", c.member, c.value)
		require.Less(t, len(err.Error()), 250)
	}
	for _, text := range []string{`[]`, `null`, `"x"`, `1`, `{}`} {
		_, err := ParseJWK(parseJSON(t, text))
		require.ErrorIs(t, err, ErrMalformed, text)
	}
	_, err := ParseJWK(parseJSON(t, with(t, exampleRSA, map[string]any{"n": strings.Repeat("!", 1<<18)})))
	require.ErrorContains(t, err, "at most 1024 octets", "judged before it is decoded")
	_, err = ParseJWK(strictjson.Value{})
	require.ErrorIs(t, err, ErrMalformed)
	for _, name := range []string{"alg", "use", "kid", "key_ops"} {
		_, err := ParseJWK(parseJSON(t, strings.Replace(exampleOKP, "{", `{"`+name+`":null,`, 1)))
		require.ErrorIs(t, err, ErrMalformed, "null %s", name)
	}
}

func TestRefusesPointsThatAreOnNoCurve(t *testing.T) {
	zero := b64(make([]byte, 32))
	one := b64(append(make([]byte, 31), 1))
	for _, p := range [][2]string{{zero, zero}, {one, one}} {
		_, err := ParseJWK(parseJSON(t, fmt.Sprintf(`{"kty":"EC","crv":"P-256","x":%q,"y":%q}`, p[0], p[1])))
		require.ErrorIs(t, err, ErrMalformed)
	}
}

func TestNamesAreComparedExactly(t *testing.T) {
	for _, name := range []string{"kty", "crv", "x"} {
		_, err := ParseJWK(parseJSON(t, strings.Replace(exampleOKP, `"`+name+`"`, `"`+strings.ToUpper(name)+`"`, 1)))
		require.ErrorIs(t, err, ErrMalformed, name)
	}
}

func TestAcceptsExponentsUpToTheBound(t *testing.T) {
	for _, e := range []string{"Aw", b64([]byte{0x7f, 0xff, 0xff, 0xff})} {
		j, err := ParseJWK(parseJSON(t, with(t, exampleRSA, map[string]any{"e": e})))
		require.NoError(t, err)
		require.Equal(t, e == "Aw", WeakExponent(j.Key))
	}
}

func TestAJWKLimitsItsOwnUse(t *testing.T) {
	for _, c := range []struct {
		members      map[string]any
		verify, sign bool
	}{
		{nil, true, true},
		{map[string]any{"use": "sig"}, true, true},
		{map[string]any{"use": "enc"}, false, false},
		{map[string]any{"use": "SIG"}, false, false},
		{map[string]any{"key_ops": []string{"verify"}}, true, false},
		{map[string]any{"key_ops": []string{"sign"}}, false, true},
		{map[string]any{"key_ops": []string{"sign", "verify"}}, true, true},
		{map[string]any{"key_ops": []string{"encrypt"}}, false, false},
		{map[string]any{"key_ops": []string{}}, false, false},
		{map[string]any{"use": "enc", "key_ops": []string{"verify"}}, false, false},
		{map[string]any{"use": "sig", "key_ops": []string{"encrypt"}}, false, false},
		{map[string]any{"alg": "EdDSA"}, true, true},
		{map[string]any{"alg": "eddsa"}, false, false},
		{map[string]any{"alg": "ES256"}, false, false},
	} {
		j, err := ParseJWK(parseJSON(t, with(t, exampleOKP, c.members)))
		require.NoError(t, err)
		for _, u := range []struct {
			got  error
			want bool
		}{{j.Allows("EdDSA"), c.verify}, {j.AllowsSigning("EdDSA"), c.sign}} {
			if u.want {
				require.NoError(t, u.got, "%v", c.members)
			} else {
				require.ErrorIs(t, u.got, ErrUse, "%v", c.members)
			}
		}
	}
}

func FuzzParseJWK(f *testing.F) {
	for _, s := range seeds.Objects("publicKeyJwk", "jwk") {
		f.Add([]byte(s))
	}
	for _, seed := range []string{
		exampleOKP, exampleEC, exampleRSA, examplePrivateOKP, `{}`, `[]`, `{"kty":"oct","k":"AA"}`, `{"kty":"RSA","n":"AQ","e":"AQAB"}`,
		`{"kty":"OKP","crv":"X25519","x":"AA"}`, `{"kty":"OKP","crv":"Ed25519","x":"","key_ops":[1]}`,
		strings.Replace(exampleOKP, "{", `{"use":"sig","key_ops":["verify"],"alg":"EdDSA","kid":"#k",`, 1),
		strings.Replace(exampleEC, "{", `{"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",`, 1),
		`{"kty":"EC","crv":"P-384","x":"` + strings.Repeat("A", 64) + `","y":"` + strings.Repeat("A", 64) + `"}`,
		with(f, exampleRSA, map[string]any{"d": "AQ", "p": "Aw", "q": "BQ"}),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tape, err := strictjson.Parse(data, strictjson.Limits{})
		if err != nil {
			return
		}
		if signer, _, err := ParsePrivateJWK(tape.Root()); err == nil {
			require.NoError(t, Check(signer.Public()))
		}
		j, err := ParseJWK(tape.Root())
		if err != nil {
			require.Zero(t, j)
			return
		}
		require.NoError(t, Check(j.Key))
		require.False(t, tape.Root().Get("d").Exists())
		text, err := AppendJWK(nil, j.Key)
		require.NoError(t, err)
		again, err := ParseJWK(parseJSON(t, string(text)))
		require.NoError(t, err)
		require.True(t, Equal(j.Key, again.Key))
		for _, name := range []string{"x", "y", "n", "e"} {
			if m := parseJSON(t, string(text)).Get(name); m.Exists() {
				require.Equal(t, tape.Root().Get(name).Text(), m.Text(), "one spelling")
			}
		}
	})
}

package jose

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// token is a compact JWS with a signature that nobody made.
func token(header string) string { return b64(header) + "." + b64(`{"a":1}`) + "." + b64("signature") }

func TestReadsHeaderPayloadAndSignature(t *testing.T) {
	text := token(`{"alg":"ES256","kid":"did:web:example.edu#k1","typ":"JWT","jwk":{"kty":"EC"},"cty":"vc"}`)
	got, err := Parse([]byte(text))
	require.NoError(t, err)
	require.Equal(t, "ES256", got.Header.Alg)
	require.Equal(t, "did:web:example.edu#k1", got.Header.KeyID)
	require.Equal(t, "JWT", got.Header.Type)
	require.Equal(t, "vc", got.Header.ContentType)
	require.True(t, got.Header.JWK.Get("kty").Is("EC"))
	require.Equal(t, text[:strings.LastIndexByte(text, '.')], string(got.SigningInput))
	require.Equal(t, `{"a":1}`, string(got.Payload))
	require.Equal(t, "signature", string(got.Signature))
}

func TestAnAbsentHeaderMemberIsEmpty(t *testing.T) {
	got, err := Parse([]byte(token(`{"alg":"EdDSA"}`)))
	require.NoError(t, err)
	require.Equal(t, Header{Alg: "EdDSA"}, got.Header)
}

func TestRefusesHeaders(t *testing.T) {
	for _, c := range []struct {
		header string
		want   error
	}{
		{`{"alg":"none"}`, ErrAlgorithm},
		{`{"alg":"None"}`, ErrAlgorithm},
		{`{"alg":"NONE"}`, ErrAlgorithm},
		{`{"alg":"nOnE"}`, ErrAlgorithm},
		{`{"alg":"none "}`, ErrAlgorithm},
		{`{"alg":"none\u0000"}`, ErrAlgorithm},
		{`{"alg":"HS256"}`, ErrAlgorithm},
		{`{"alg":"HS512"}`, ErrAlgorithm},
		{`{"alg":"RS1"}`, ErrAlgorithm},
		{`{"alg":"RS384"}`, ErrAlgorithm},
		{`{"alg":"ES256K"}`, ErrAlgorithm},
		{`{"alg":"ES512"}`, ErrAlgorithm},
		{`{"alg":"RSA1_5"}`, ErrAlgorithm},
		{`{"alg":"Ed25519"}`, ErrAlgorithm},
		{`{"alg":"eddsa"}`, ErrAlgorithm},
		{`{"alg":"es256"}`, ErrAlgorithm},
		{`{"alg":" ES256"}`, ErrAlgorithm},
		{`{"alg":"ES256\u0000"}`, ErrAlgorithm},

		{`{"alg":["EdDSA"]}`, ErrFormat},
		{`{"alg":1}`, ErrFormat},
		{`{"alg":null}`, ErrFormat},
		{`{"alg":""}`, ErrFormat},
		{`{"alg":{"alg":"EdDSA"}}`, ErrFormat},
		{`{}`, ErrFormat},
		{`{"typ":"JWT"}`, ErrFormat},
		{`[]`, ErrFormat},
		{`"EdDSA"`, ErrFormat},
		{`null`, ErrFormat},

		{`{"alg":"none","alg":"EdDSA"}`, strictjson.ErrDuplicate},
		{`{"alg":"EdDSA","alg":"none"}`, strictjson.ErrDuplicate},
		{`{"alg":"EdDSA","\u0061lg":"EdDSA"}`, strictjson.ErrDuplicate},
		{`{"alg":"EdDSA"`, strictjson.ErrSyntax},
		{`{"alg":"EdDSA"}{}`, strictjson.ErrSyntax},
		{`{'alg':'EdDSA'}`, strictjson.ErrSyntax},
		{"{\"alg\":\"EdDSA\",\"kid\":\"\xff\"}", strictjson.ErrEncoding},
		{"\xef\xbb\xbf{\"alg\":\"EdDSA\"}", strictjson.ErrEncoding},

		{`{"ALG":"EdDSA"}`, ErrHeader},
		{`{"Alg":"EdDSA"}`, ErrHeader},
		{`{"alg":"EdDSA","ALG":"none"}`, ErrHeader},
		{`{"alg":"EdDSA","\u212Aid":"x"}`, ErrHeader},
		{`{"alg":"EdDSA","KID":"x"}`, ErrHeader},

		{`{"alg":"EdDSA","crit":["x"],"x":1}`, ErrCrit},
		{`{"alg":"EdDSA","crit":[]}`, ErrCrit},
		{`{"alg":"EdDSA","crit":["alg"]}`, ErrCrit},
		{`{"alg":"EdDSA","crit":["b64","b64"]}`, ErrCrit},
		{`{"alg":"EdDSA","crit":["exp"]}`, ErrCrit},
		{`{"alg":"EdDSA","crit":"b64"}`, ErrCrit},
		{`{"alg":"EdDSA","crit":[1]}`, ErrCrit},
		{`{"alg":"EdDSA","crit":null}`, ErrCrit},
		{`{"alg":"EdDSA","b64":false,"crit":["b64"]}`, ErrCrit},
		{`{"alg":"none","crit":["b64"]}`, ErrCrit},

		{`{"alg":"EdDSA","b64":false}`, ErrHeader},
		{`{"alg":"EdDSA","b64":true}`, ErrHeader},
		{`{"alg":"EdDSA","b64":"false"}`, ErrHeader},
		{`{"alg":"EdDSA","b64":0}`, ErrHeader},
		{`{"alg":"EdDSA","b64":null}`, ErrHeader},
		{`{"alg":"EdDSA","jku":"https://evil.example/jwks.json"}`, ErrHeader},
		{`{"alg":"EdDSA","x5u":"https://evil.example/"}`, ErrHeader},
		{`{"alg":"EdDSA","x5c":["MIIB"]}`, ErrHeader},
		{`{"alg":"EdDSA","x5t":"AA"}`, ErrHeader},
		{`{"alg":"EdDSA","x5t#S256":"AA"}`, ErrHeader},
		{`{"alg":"EdDSA","zip":"DEF"}`, ErrHeader},
		{`{"alg":"EdDSA","foo":1}`, ErrHeader},
		{`{"alg":"EdDSA","iat":1}`, ErrHeader},
		{`{"alg":"EdDSA","":1}`, ErrHeader},
		{`{"alg":"EdDSA","enc":"A128GCM"}`, ErrHeader},

		{`{"alg":"EdDSA","kid":""}`, ErrFormat},
		{`{"alg":"EdDSA","kid":1}`, ErrFormat},
		{`{"alg":"EdDSA","kid":null}`, ErrFormat},
		{`{"alg":"EdDSA","kid":["x"]}`, ErrFormat},
		{`{"alg":"EdDSA","kid":"a\u0000b"}`, ErrFormat},
		{`{"alg":"EdDSA","kid":"a\r\nb"}`, ErrFormat},
		{`{"alg":"EdDSA","kid":"a\u007f"}`, ErrFormat},
		{`{"alg":"EdDSA","kid":"a\u0085"}`, ErrFormat},
		{`{"alg":"EdDSA","kid":"` + strings.Repeat("k", limits.Identifier+1) + `"}`, ErrFormat},
		{`{"alg":"EdDSA","jwk":[]}`, ErrFormat},
		{`{"alg":"EdDSA","jwk":null}`, ErrFormat},
		{`{"alg":"EdDSA","jwk":"{}"}`, ErrFormat},
		{`{"alg":"EdDSA","typ":1}`, ErrFormat},
		{`{"alg":"EdDSA","typ":null}`, ErrFormat},
		{`{"alg":"EdDSA","typ":["JWT"]}`, ErrFormat},
		{`{"alg":"EdDSA","cty":null}`, ErrFormat},
	} {
		_, err := Parse([]byte(token(c.header)))
		require.ErrorIs(t, err, c.want, "%s", c.header)
		require.Less(t, len(err.Error()), 400)
	}
	_, err := Parse([]byte(token(`["alg"]`)))
	require.ErrorContains(t, err, "expected an object as its header, found an array")
	_, err = Parse([]byte(token(`{"alg":"EdDSA","kid":"` + strings.Repeat("k", limits.Identifier) + `"}`)))
	require.NoError(t, err)
}

func TestErrorsOfTheHeaderSayThatTheyStandThere(t *testing.T) {
	_, err := Parse([]byte(token(`{"alg":"EdDSA","kid":"\ud800"}`)))
	var e *strictjson.Error
	require.ErrorAs(t, err, &e)
	require.Contains(t, err.Error(), "header of the JWS")
	for _, sentinel := range []error{ErrTooLarge, ErrFormat, ErrAlgorithm, ErrCrit, ErrHeader} {
		require.NotErrorIs(t, err, sentinel)
	}
}

func TestKnowsTheTypesOfCredentials(t *testing.T) {
	for _, c := range []struct {
		typ, cty string
		want     error
	}{
		{`"JWT"`, "", nil},
		{`"jwt"`, "", nil},
		{`"application/jwt"`, "", nil},
		{`"vc+jwt"`, `"vc"`, nil},
		{`"application/vc+jwt"`, `"application/vc"`, nil},
		{`"VC+JWT"`, `"VC"`, nil},
		{`"vc+ld+jwt"`, `"vc+ld+json"`, nil},
		{`"vc+ld+json+jwt"`, `"vc+json"`, nil},
		{`"jwt_vc_json"`, "", nil},
		{`"vc+sd-jwt"`, "", nil},
		{`""`, "", ErrHeader},
		{`"vp+jwt"`, `"vp"`, nil},
		{`"application/VP+jwt"`, `"application/vp"`, nil},
		{`"vp+ld+jwt"`, `"vp+ld+json"`, nil},
		{`"vp+ld+json+jwt"`, `"vp+json"`, nil},
		{`"jwt_vp_json"`, "", nil},
		{`"vp+sd-jwt"`, "", ErrHeader},
		{`"vp"`, "", ErrHeader},
		{`"at+jwt"`, "", ErrHeader},
		{`"JWE"`, "", ErrHeader},
		{`"JOSE"`, "", ErrHeader},
		{`"JOSE+JSON"`, "", ErrHeader},
		{`"secevent+jwt"`, "", ErrHeader},
		{`"dpop+jwt"`, "", ErrHeader},
		{`"kb+jwt"`, "", ErrHeader},
		{`"text/vc+jwt"`, "", ErrHeader},
		{`"application/application/vc+jwt"`, "", ErrHeader},
		{`" JWT"`, "", ErrHeader},
		{`"JWT\u0000"`, "", ErrHeader},
		{`"vc+\u017fd-jwt"`, "", ErrHeader},
		{`"JWT"`, `""`, ErrHeader},
		{`"JWT"`, `"JWT"`, ErrHeader},
		{`"JWT"`, `"vp+jwt"`, ErrHeader},
		{`"JWT"`, `"vc+sd-jwt"`, ErrHeader},
		{`"JWT"`, `"json"`, ErrHeader},
	} {
		header := `{"alg":"EdDSA","typ":` + c.typ
		if c.cty != "" {
			header += `,"cty":` + c.cty
		}
		got, err := Parse([]byte(token(header + "}")))
		if c.want != nil {
			require.ErrorIs(t, err, c.want, "%s %s", c.typ, c.cty)
			continue
		}
		require.NoError(t, err, "%s %s", c.typ, c.cty)
		require.Equal(t, strings.Trim(c.typ, `"`), got.Header.Type, "as written")
		require.Equal(t, strings.Trim(c.cty, `"`), got.Header.ContentType)
	}
	require.Equal(t, "vc+jwt", NormalType("Application/VC+jwt"))
}

func TestTellsPresentationsFromCredentials(t *testing.T) {
	for _, c := range []struct {
		typ, cty                 string
		credential, presentation bool
	}{
		{"", "", true, true},
		{"JWT", "", true, true},
		{"vc+jwt", "", true, false},
		{"application/VC+JWT", "", true, false},
		{"vc+sd-jwt", "", true, false},
		{"jwt_vc_json", "", true, false},
		{"", "vc", true, false},
		{"JWT", "application/vc+ld+json", true, false},
		{"vp+jwt", "", false, true},
		{"application/VP+JWT", "", false, true},
		{"vp+ld+jwt", "", false, true},
		{"vp+ld+json+jwt", "", false, true},
		{"jwt_vp_json", "", false, true},
		{"JWT", "vp", false, true},
		{"", "application/vp+ld+json", false, true},
		{"JWT", "vp+json", false, true},
		{"vc+jwt", "vp", false, false},
		{"vp+jwt", "vc", false, false},
	} {
		h := Header{Type: c.typ, ContentType: c.cty}
		require.Equal(t, c.credential, h.Of(false), "%+v", c)
		require.Equal(t, c.presentation, h.Of(true), "%+v", c)
	}
}

func TestRefusesTextsThatAreNoCompactJWS(t *testing.T) {
	honest := token(`{"alg":"EdDSA" }`)
	parts := strings.Split(honest, ".")
	h, p, s := parts[0], parts[1], parts[2]
	lastBitFlipped := func(segment string) string {
		const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
		last := strings.IndexByte(alphabet, segment[len(segment)-1])
		return segment[:len(segment)-1] + string(alphabet[last^1])
	}
	require.NotZero(t, len(h)%4)
	require.NotZero(t, len(p)%4)
	longer := b64("signature.")

	for text, says := range map[string]string{
		"":                      "found nothing",
		".":                     "found 2",
		"..":                    "before the first dot",
		"." + p + "." + s:       "before the first dot",
		h:                       "found 1",
		h + "." + p:             "found 2",
		h + "." + p + ".":       "behind the second dot",
		honest + ".":            "found 4",
		honest + "." + s:        "found 4",
		honest + ".a.b":         "JWE",
		strings.Repeat(".", 99): "found 100",
		honest + "~":            "SD-JWT",
		honest + "~" + b64(`["salt","name","value"]`) + "~":             "SD-JWT",
		honest + "~" + h + "." + p + "." + s:                            "SD-JWT",
		`{"payload":"` + p + `","protected":"` + h + `"}`:               "JSON",
		` {"payload":"` + p + `","signatures":[{"signature":"a.b.c"}]}`: "JSON",
		`["` + honest + `"]`:                                            "JSON",
		`"` + honest + `"`:                                              "quotes",
		"Bearer " + honest:                                              "Bearer",
		"\xef\xbb\xbf" + honest:                                         "byte order mark",
		"\xff\xfea\x00.\x00b\x00.\x00c\x00":                             "UTF-16",
		" " + honest:                                                    "header",
		honest + " ":                                                    "signature",
		honest + "\t":                                                   "signature",
		honest + "\n":                                                   "line break",
		honest + "\r\n":                                                 "line break",
		honest + "\u2028":                                               "signature",
		h[:4] + "\n" + h[4:] + "." + p + "." + s:                        "header",
		h + "." + p[:4] + "\r" + p[4:] + "." + s:                        "payload",
		h + "." + p + "." + s[:4] + "\n" + s[4:]:                        "signature",
		h + "=." + p + "." + s:                                          "padding",
		h + "." + p + "==." + s:                                         "padding",
		h + "." + p + "." + longer + "==":                               "padding",
		h + "." + p + "." + s[:3] + "+" + s[4:]:                         "'+'",
		h + "." + p + "." + s[:3] + "/" + s[4:]:                         "'/'",
		lastBitFlipped(h) + "." + p + "." + s:                           "header",
		h + "." + lastBitFlipped(p) + "." + s:                           "payload",
		h + "." + p + "." + lastBitFlipped(longer):                      "signature",
		h + "." + p + "." + s + "A":                                     "signature",
	} {
		_, err := Parse([]byte(text))
		require.ErrorIs(t, err, ErrFormat, "%q", text)
		require.Contains(t, err.Error(), says, "%q", text)
		require.Less(t, len(err.Error()), 250)
	}
	_, err := Parse([]byte(h + "." + p + "." + longer))
	require.NoError(t, err)
}

func TestAForbiddenAlgorithmIsNamedWhateverTheSignature(t *testing.T) {
	for _, signature := range []string{"", b64("signature")} {
		_, err := Parse([]byte(b64(`{"alg":"none"}`) + "." + b64(`{}`) + "." + signature))
		require.ErrorIs(t, err, ErrAlgorithm)
	}
}

func TestADetachedPayloadIsNoJSON(t *testing.T) {
	_, err := Parse([]byte(b64(`{"alg":"EdDSA"}`) + ".." + b64("signature")))
	require.ErrorIs(t, err, strictjson.ErrSyntax)
	require.ErrorContains(t, err, "detached")
}

func TestSizesAreJudgedBeforeAnythingIsDecoded(t *testing.T) {
	for what, text := range map[string]string{
		"token":      strings.Repeat("!", limits.JWS+1),
		"dots":       strings.Repeat(".", 8<<20),
		"header":     strings.Repeat("!", 1<<20) + "." + b64("{}") + "." + b64("s"),
		"header + 1": b64(strings.Repeat(" ", limits.Header+1)) + "." + b64("{}") + "." + b64("s"),
	} {
		_, err := Parse([]byte(text))
		require.ErrorIs(t, err, ErrTooLarge, what)
	}
	header := `{"alg":"EdDSA"` + strings.Repeat(" ", limits.Header-15) + "}"
	require.Len(t, header, limits.Header)
	_, err := Parse([]byte(token(header)))
	require.NoError(t, err)

	largest := token(`{"alg":"EdDSA"}`)
	rest := limits.JWS - len(largest)
	_, err = Parse([]byte(largest + strings.Repeat("A", rest-rest%4)))
	require.NoError(t, err)
}

func TestAMillionDotsAreCountedInPlace(t *testing.T) {
	text := bytes.Repeat([]byte("."), 1_000_000)
	allocations := testing.AllocsPerRun(10, func() {
		_, err := Parse(text)
		require.ErrorIs(t, err, ErrFormat)
	})
	require.Less(t, allocations, 50.0)
}

func TestATokenDoesNotRunOverIntoItsNeighbours(t *testing.T) {
	text := []byte(token(`{"alg":"EdDSA"}`))
	before := string(text)
	got, err := Parse(text)
	require.NoError(t, err)
	_ = append(got.Payload, "over"...)
	_ = append(got.SigningInput, "over"...)
	require.Equal(t, before, string(text))
	require.Equal(t, "signature", string(got.Signature))
	require.Equal(t, `{"a":1}`, string(got.Payload))
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds.Documents("jws") {
		f.Add(s)
	}
	for _, header := range []string{
		`{"alg":"EdDSA"}`, `{"alg":"none"}`, `{"alg":"ES256","kid":"did:key:z6Mk#z6Mk","typ":"JWT"}`, `{"alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}`,
		`{"alg":"EdDSA","crit":[]}`, `{"alg":"EdDSA","b64":false,"crit":["b64"]}`, `{"alg":"none","alg":"EdDSA"}`, `{"ALG":"EdDSA"}`, `{"alg":["EdDSA"]}`,
		`{"alg":"PS256","typ":"application/vc+jwt","cty":"vc"}`, `{"alg":"EdDSA","kid":"\ud800"}`, `[]`, ``, `{"alg":"EdDSA","kid":"a\u0000"}`, "\xef\xbb\xbf{}",
		`{"alg":"EdDSA","\u212Aid":"x"}`, `{"alg":"EdDSA","zip":"DEF"}`, `{"alg":"EdDSA","jwk":null}`, ` { "alg" : "ES384" } `,
	} {
		f.Add([]byte(token(header)))
	}
	for _, text := range []string{
		"", ".", "..", "...", "a.b.c.d.e", "e30.e30.e30", `{"payload":"","signatures":[]}`, token(`{"alg":"EdDSA"}`) + "\n", token(`{"alg":"EdDSA"}`) + "~x~",
		token(`{"alg":"EdDSA"}`) + "=", "eyJhbGciOiJFZERTQSJ9.e31.AA", "eyJhbGciOiJFZERTQSJ9..AA", "eyJhbGciOiJFZERTQSJ9.e30.", "eyJhbGciOiJF\nZERTQSJ9.e30.AA",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := Parse(text)
		if err != nil {
			require.Nil(t, got)
			require.NotEmpty(t, err.Error())
			return
		}
		again := Compact(SigningInput(got.header.Bytes(), got.Payload), got.Signature)
		require.Equal(t, string(text), string(again), "one spelling")
		require.True(t, bytes.HasPrefix(text, got.SigningInput))
		require.NotEmpty(t, got.Payload)
		require.NotEmpty(t, got.Signature)
		require.Contains(t, []string{EdDSA, ES256, ES384, RS256, PS256}, got.Header.Alg)
		require.False(t, got.Header.JWK.Exists() && got.Header.JWK.Kind() != strictjson.Object)
	})
}

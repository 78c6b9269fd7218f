package jose_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/seeds"
)

func detached(header string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "..c2lnbmF0dXJl"
}

func TestReadsADetachedJWS(t *testing.T) {
	for _, header := range []string{
		`{"alg":"EdDSA","b64":false,"crit":["b64"]}`, `{"crit":["b64"],"b64":false,"alg":"EdDSA"}`, `{ "alg" : "EdDSA", "b64":false, "crit":["\u0062\u00364"] }`,
	} {
		d, err := jose.ParseDetached([]byte(detached(header)))
		require.NoError(t, err, header)
		require.Equal(t, "EdDSA", d.Alg)
		require.Equal(t, "signature", string(d.Signature))
		first, _, _ := strings.Cut(detached(header), ".")
		require.Equal(t, first+".\x00\xffdata", string(d.SigningInput([]byte("\x00\xffdata"))), "RFC 7797: the payload itself")
		require.Equal(t, detached(header), d.Text(d.Signature))
	}
	d := jose.NewDetached("ES256")
	again, err := jose.ParseDetached([]byte(d.Text([]byte("signature"))))
	require.NoError(t, err)
	require.Equal(t, "ES256", again.Alg)
	require.Equal(t, d.SigningInput([]byte("x")), again.SigningInput([]byte("x")))
}

func TestRefusesWhatIsNoDetachedJWS(t *testing.T) {
	good := detached(`{"alg":"EdDSA","b64":false,"crit":["b64"]}`)
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"nothing":                {"", jose.ErrFormat},
		"dots":                   {"..", jose.ErrFormat},
		"no header":              {"..c2ln", jose.ErrFormat},
		"no signature":           {good[:strings.Index(good, "..")+2], jose.ErrFormat},
		"a payload":              {strings.Replace(good, "..", ".e30.", 1), jose.ErrFormat},
		"one dot more":           {strings.Replace(good, "..", "...", 1), jose.ErrFormat},
		"a segment more":         {good + ".c2ln", jose.ErrFormat},
		"padding":                {good + "==", jose.ErrFormat},
		"stray bits":             {good[:len(good)-1], jose.ErrFormat},
		"a header that is none":  {"!!" + good, jose.ErrFormat},
		"a line feed":            {good + "\n", jose.ErrFormat},
		"a list":                 {detached(`["alg"]`), jose.ErrFormat},
		"no alg":                 {detached(`{"b64":false,"crit":["b64"],"kid":"x"}`), jose.ErrFormat},
		"alg none":               {detached(`{"alg":"none","b64":false,"crit":["b64"]}`), jose.ErrAlgorithm},
		"alg symmetric":          {detached(`{"alg":"HS256","b64":false,"crit":["b64"]}`), jose.ErrAlgorithm},
		"no crit":                {detached(`{"alg":"EdDSA","b64":false}`), jose.ErrCrit},
		"crit empty":             {detached(`{"alg":"EdDSA","b64":false,"crit":[]}`), jose.ErrCrit},
		"crit of more":           {detached(`{"alg":"EdDSA","b64":false,"crit":["b64","exp"]}`), jose.ErrCrit},
		"crit of another":        {detached(`{"alg":"EdDSA","b64":false,"crit":["exp"]}`), jose.ErrCrit},
		"crit twice":             {detached(`{"alg":"EdDSA","b64":false,"crit":["b64","b64"]}`), jose.ErrCrit},
		"crit as text":           {detached(`{"alg":"EdDSA","b64":false,"crit":"b64"}`), jose.ErrCrit},
		"b64 true":               {detached(`{"alg":"EdDSA","b64":true,"crit":["b64"]}`), jose.ErrHeader},
		"b64 as text":            {detached(`{"alg":"EdDSA","b64":"false","crit":["b64"]}`), jose.ErrHeader},
		"no b64":                 {detached(`{"alg":"EdDSA","crit":["b64"],"x":1}`), jose.ErrHeader},
		"a second name of a key": {detached(`{"alg":"EdDSA","b64":false,"crit":["b64"],"kid":"k"}`), jose.ErrHeader},
		"too large":              {good + strings.Repeat("A", 2048), jose.ErrTooLarge},
	} {
		_, err := jose.ParseDetached([]byte(c.text))
		require.ErrorIs(t, err, c.want, name)
	}
	for _, header := range []string{`{"alg":"EdDSA","alg":"ES256","b64":false,"crit":["b64"]}`, `{"alg":`, ``} {
		_, err := jose.ParseDetached([]byte(detached(header)))
		require.Error(t, err, header)
	}
}

func FuzzParseDetached(f *testing.F) {
	for _, s := range seeds.Strings("jws") {
		f.Add([]byte(s))
	}
	f.Add([]byte(detached(`{"alg":"EdDSA","b64":false,"crit":["b64"]}`)))
	f.Add([]byte(detached(`{"alg":"PS256","crit":["b64"],"b64":false}`)))
	f.Add([]byte("e30..AA"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := jose.ParseDetached(text)
		if err != nil {
			return
		}
		require.Equal(t, string(text), d.Text(d.Signature), "one spelling")
		require.Contains(t, []string{jose.EdDSA, jose.ES256, jose.ES384, jose.RS256, jose.PS256}, d.Alg)
		require.NotEmpty(t, d.Signature)
	})
}

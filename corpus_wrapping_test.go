package openbadges_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// JSON around a token, in which some software hands it on, changes nothing about its
// verdict.
func TestEveryTokenIsJudgedAlikeInJSON(t *testing.T) {
	tokens := 0
	for _, v := range testdata.Vectors() {
		text := strings.TrimSuffix(string(v.Data), "\n")
		if credential.Detect(v.Data) != credential.ContainerJWS || len(text) > 1<<20 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
			continue
		}
		tokens++
		want := judge(t, v, plainly(v.Data))
		quoted, err := json.Marshal(text)
		require.NoError(t, err)
		for _, wrapped := range []string{string(quoted), ` {"jwt" : ` + string(quoted) + "}\n", `{"j\u0077t":` + string(quoted) + `}`} {
			within := v
			within.Data = []byte(wrapped)
			require.Equal(t, want, judge(t, within, plainly(within.Data)), v.Name)
		}
	}
	require.Greater(t, tokens, 500)
}

func plainly(data []byte) func(*verify.Verifier, ...verify.Rule) (*verify.Report, error) {
	return func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
		return k.Verify(context.Background(), data, rules...)
	}
}

// Nothing signs what stands around a token, so nothing else may stand there.
func TestJSONAroundATokenHoldsNothingElse(t *testing.T) {
	token := string(goldenToken(t))
	s, err := credential.Parse([]byte(`{"jwt":"` + token + `"}`))
	require.NoError(t, err)
	require.Equal(t, token, string(s.Bytes()))
	require.Equal(t, credential.ContainerJWS, s.Container())
	for _, other := range []string{
		`{"jwt":"` + token + `","validUntil":"2099-01-01T00:00:00Z"}`,
		`{"jwt":"` + token + `","jwt":"` + token + `"}`,
		`{"JWT":"` + token + `"}`,
		`{"jwt":["` + token + `"]}`,
		`["` + token + `"]`,
		`{"jwt":{"jwt":"` + token + `"}}`,
		`"{\"jwt\":\"` + token + `\"}"`,
		`"` + token + `" "`,
		`" ` + token + `"`,
		`"` + token + `\n"`,
		`""`, `"."`, `{"jwt":""}`,
	} {
		s, err := credential.Parse([]byte(other))
		if err == nil { // it is a document, and not the token
			require.Equal(t, credential.KindUnknown, s.Kind(), other)
		}
	}
}

func goldenToken(t testing.TB) []byte {
	t.Helper()
	for _, v := range testdata.Vectors() {
		if v.Expect == testdata.Valid && credential.Detect(v.Data) == credential.ContainerJWS {
			return []byte(strings.TrimSuffix(string(v.Data), "\n"))
		}
	}
	t.Fatal("no good token")
	return nil
}

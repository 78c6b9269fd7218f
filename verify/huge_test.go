package verify_test

import (
	"encoding/base64"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// Fault 14: a key or a proof that is made to cost much is refused by its length, before
// anybody makes a number of it: a flood of them costs no more than reading them.
func TestAHugeKeyOrProofIsRefusedByItsLength(t *testing.T) {
	b64 := base64.RawURLEncoding.EncodeToString
	rsa := func(bits int) string {
		return `{"kty":"RSA","n":"` + b64(append([]byte{0xff}, make([]byte, bits/8-1)...)) + `","e":"AQAB"}`
	}
	jwk := rsa(131_072)
	claims := strings.ReplaceAll(payload(t, "", ""), school(t).Method().Controller, webSchool)
	signed := func(header, claims string) string {
		return b64([]byte(header)) + "." + b64([]byte(claims)) + "." + strings.Repeat("A", 131_072/8/3*4)
	}
	one := sent(t, "", "", 1)
	value := one[strings.Index(one, `"proofValue"`):strings.Index(one, `"}]}`)]
	did := "did:jwk:" + b64([]byte(jwk))
	method := func(member string) verify.FetchMap {
		return verify.FetchMap{webPlace: document(webSchool, `{"id":"#k","type":"JsonWebKey","controller":"`+webSchool+`",`+member+`}`)}
	}
	for name, c := range map[string]struct {
		data string
		net  verify.FetchMap
		want error
	}{
		"RSA-131072 in a document": {signed(`{"alg":"RS256","kid":"`+webSchool+`#k"}`, claims), method(`"publicKeyJwk":` + jwk), credential.InputTooLarge},
		"RSA-32768 in a document":  {signed(`{"alg":"RS256","kid":"`+webSchool+`#k"}`, claims), method(`"publicKeyJwk":` + rsa(32_768)), credential.KeyWeak},
		"RSA-131072 in a header":   {signed(`{"alg":"RS256","kid":"`+webSchool+`#k","jwk":`+jwk+`}`, claims), method(`"publicKeyJwk":` + jwk), credential.InputTooLarge},
		"RSA-131072 as a name":     {signed(`{"alg":"RS256","kid":"`+webSchool+`#k"}`, strings.ReplaceAll(claims, webSchool, did)), nil, verify.KeyControllerMismatch},
		"a proof of a megabyte":    {strings.Replace(one, value, `"proofValue":"z`+strings.Repeat("2", 1_000_000), 1), nil, credential.ProofMalformed},
		"a key of half a megabyte": {signed(`{"alg":"EdDSA","kid":"`+webSchool+`#k"}`, claims),
			verify.FetchMap{webPlace: document(webSchool, `{"id":"#k","type":"Multikey","controller":"`+webSchool+`","publicKeyMultibase":"z6Mk`+strings.Repeat("2", 500_000)+`"}`)}, credential.KeyMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVerifier(t, func(cfg *verify.Config) {
				cfg.Issuers, cfg.AnyIssuer = nil, true
				if c.net != nil {
					cfg.Fetcher = c.net
				}
			})
			read := len(c.data)
			for _, document := range c.net {
				read += len(document)
			}
			var report *verify.Report
			var err error
			begun := time.Now()
			spent := allocated(func() { report, err = v.Verify(ctx, []byte(c.data)) })
			require.Less(t, time.Since(begun), 2*time.Second, "a bound against a square of the length; the bytes below are the measure")
			require.ErrorIs(t, err, c.want)
			require.Equal(t, verify.Failed, report.Outcome)
			require.Less(t, spent, 10*read+(1<<18), "of %d bytes", read)
		})
	}
}

// allocated is how many bytes f takes from the heap, the second time.
func allocated(f func()) int {
	var before, after runtime.MemStats
	f()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

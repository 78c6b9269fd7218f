package verify_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/xraw"
	"github.com/summitbadges/openbadges/verify"
)

// BenchmarkVerify is the whole Verifier.Verify of a badge of about 2 KB signed
// with EdDSA, offline, every check made and the Report written, as a multiple
// of the work that nobody can be spared: one bare signature check over the same
// signing input and one tokenization of the same payload with jsontext.
func BenchmarkVerify(b *testing.B) {
	type signed struct{ token, payload, input, signature []byte }
	var badges []signed
	for i := range 16 {
		c := civics(b)
		c.ID = fmt.Sprintf("urn:uuid:0f0e0d0c-0b0a-4908-8706-0504030201%02x", i)
		token := issueAs(b, school(b), c)
		s, err := credential.Parse(token)
		require.NoError(b, err)
		dot := bytes.LastIndexByte(token, '.')
		signature, err := base64.RawURLEncoding.DecodeString(string(token[dot+1:]))
		require.NoError(b, err)
		badges = append(badges, signed{token, s.Document(), token[:dot], signature})
	}
	b.Logf("%d bytes of JSON", len(badges[0].payload))
	key := edKey(0).Public().(ed25519.PublicKey)
	v := newVerifier(b, nil)
	rule := verify.Recipient(badge.EmailAddress, "ada@example.org")
	var reader bytes.Buffer
	decoder := jsontext.NewDecoder(&reader)
	i, j := 0, 0
	xraw.Ratio(b, "x-raw", func() {
		i++
		if _, err := v.Verify(ctx, badges[i%16].token, rule); err != nil {
			b.Fatal(err)
		}
	}, func() {
		j++
		s := badges[j%16]
		if !ed25519.Verify(key, s.input, s.signature) {
			b.Fatal("the signature does not hold")
		}
		reader.Reset()
		reader.Write(s.payload)
		decoder.Reset(&reader)
		for {
			if _, err := decoder.ReadToken(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	})
}

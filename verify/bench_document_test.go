package verify_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/xraw"
	"github.com/summitbadges/openbadges/verify"
)

// BenchmarkVerifyDocument is the whole Verifier.Verify of a badge with an
// eddsa-rdfc-2022 proof inside, offline, every check made and the Report written,
// as a multiple of the work that nobody can be spared: one bare signature check,
// the digests of the two canonical forms and one tokenization of the document.
func BenchmarkVerifyDocument(b *testing.B) {
	for _, size := range []struct {
		name     string
		evidence int
	}{{"3KB", 1}, {"11KB", 80}} {
		b.Run(size.name, func(b *testing.B) {
			type signed struct{ data, document, proof, message, signature []byte }
			var badges []signed
			v := newVerifier(b, func(c *verify.Config) { c.CanonicalForms = true })
			for i := range 16 {
				c := civics(b)
				c.ID = fmt.Sprintf("urn:uuid:0f0e0d0c-0b0a-4908-8706-0504030201%02x", i)
				for k := range size.evidence - 1 {
					c.Evidence = append(c.Evidence, badge.Evidence{Name: fmt.Sprintf("Report %d", k), Description: "What was done, by whom and with what result."})
				}
				data := []byte(issueEmbedded(b, school(b), credential.EdDSARDFC2022, c))
				report, err := v.Verify(ctx, data)
				require.NoError(b, err)
				p := report.Proofs[0]
				var view struct{ Proof []struct{ ProofValue string } }
				require.NoError(b, json.Unmarshal(data, &view))
				signature, err := base58.Decode(view.Proof[0].ProofValue[1:])
				require.NoError(b, err)
				badges = append(badges, signed{data, p.CanonicalDocument, p.CanonicalProof, append(bytes.Clone(p.ProofDigest), p.DocumentDigest...), signature})
			}
			b.Logf("%d bytes of JSON", len(badges[0].data))
			key := edKey(0).Public().(ed25519.PublicKey)
			v = newVerifier(b, nil)
			rule := verify.Recipient(badge.EmailAddress, "ada@example.org")
			var reader bytes.Buffer
			decoder := jsontext.NewDecoder(&reader)
			i, j := 0, 0
			xraw.Ratio(b, "x-raw", func() {
				i++
				if _, err := v.Verify(ctx, badges[i%16].data, rule); err != nil {
					b.Fatal(err)
				}
			}, func() {
				j++
				s := badges[j%16]
				sha256.Sum256(s.document)
				sha256.Sum256(s.proof)
				if !ed25519.Verify(key, s.message, s.signature) {
					b.Fatal("the signature does not hold")
				}
				reader.Reset()
				reader.Write(s.data)
				decoder.Reset(&reader)
				for {
					if _, err := decoder.ReadToken(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

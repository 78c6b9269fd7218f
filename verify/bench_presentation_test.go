package verify_test

import (
	"crypto/ed25519"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/xraw"
	"github.com/summitbadges/openbadges/verify"
)

// BenchmarkVerifyPresentation is a presentation of one badge, both with a proof over
// their graph, then of one as tokens, wholly verified: as a multiple of two bare
// Ed25519 checks.
func BenchmarkVerifyPresentation(b *testing.B) {
	message := make([]byte, 64)
	signature := ed25519.Sign(edKey(0), message)
	public := edKey(0).Public().(ed25519.PublicKey)
	for _, c := range []struct {
		name  string
		suite credential.Suite
	}{{"rdfc", credential.EdDSARDFC2022}, {"jcs", credential.EdDSAJCS2022}, {"tokens", ""}} {
		b.Run(c.name, func(b *testing.B) {
			data := []byte(present(b, c.suite, held(b, c.suite)))
			v := expecting(b, nil)
			_, err := v.VerifyPresentation(ctx, data, verify.HeldByPresenter())
			require.NoError(b, err)
			xraw.Ratio(b, "x-2ed25519", func() {
				if _, err := v.VerifyPresentation(ctx, data, verify.HeldByPresenter()); err != nil {
					b.Fatal(err)
				}
			}, func() {
				for range 2 {
					if !ed25519.Verify(public, message, signature) {
						b.Fatal("the signature does not hold")
					}
				}
			})
		})
	}
}

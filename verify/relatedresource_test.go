package verify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// The digests that Issue signs are those that are compared, however it signs.
func TestIssuedDigestsAreCompared(t *testing.T) {
	const page = "https://school.example/civics"
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.ECDSASD2023} {
		w := newRefreshWorld(suite)
		badge := w.edition(-2, 200, func(c *credential.Credential) {
			c.Refresh = nil
			c.Evidence = []badge.Evidence{{ID: page, Name: "A report"}}
			c.RelatedResource = []badge.RelatedResource{badge.DigestedResource(page, []byte("as it was"))}
		})
		cfg := w.Config()
		cfg.CompareResources, cfg.Strict = true, true
		v, err := verify.New(cfg)
		require.NoError(t, err)
		for _, now := range []string{"as it was", "as it is"} {
			w.Network.Publish(page, []byte(now))
			report, err := v.Verify(ctx, badge)
			require.NoError(t, err, "%s: %v", suite, report)
			require.Equal(t, "A report", report.Credential.Evidence[0].Name)
			if suite == credential.ECDSASD2023 && len(report.Credential.RelatedResource) == 0 {
				continue // whoever holds it may show no digests
			}
			require.Equal(t, page, report.Credential.RelatedResource[0].ID)
			changed := checkOf(t, report, verify.CheckResources).Problems
			require.Equal(t, now == "as it was", len(changed) == 0, "%s: %v", suite, changed)
		}
	}
}

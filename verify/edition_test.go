package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A holder who adds an empty member changes nothing that is told of the proof.
func TestAnEmptyMemberDoesNotChangeTheEdition(t *testing.T) {
	doc := issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t))
	for _, added := range []string{``, `"endorsementJwt":[],`, `"endorsementJwt":null,`, `"jti":[],`} {
		report, err := newVerifier(t, nil).Verify(ctx, []byte(strings.Replace(doc, `{"@context"`, `{`+added+`"@context"`, 1)))
		require.True(t, report.Authentic, "%s: %v", added, err)
		require.Empty(t, report.Proofs[0].Edition, added)
	}
}

package credential_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// What an issuer says that its links lead to is signed, and found again, however the
// badge is secured.
func TestRelatedResourcesAreIssued(t *testing.T) {
	const page, report = "https://school.example/civics", "https://school.example/report"
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		c := civics(t)
		c.Evidence = []badge.Evidence{{ID: report, Name: "A report"}}
		c.Subject.Achievement.Criteria.ID = page
		first := badge.DigestedResource(page, []byte("the page"))
		first.MediaType = "text/html"
		c.RelatedResource = []badge.RelatedResource{first, badge.DigestedResource(report, []byte("the report"))}
		require.NoError(t, c.Validate())
		is := newIssuer(t, edKey(1))
		is.Suite = suite
		s := issue(t, is, c)
		for _, p := range s.Conform(credential.Transform{}) {
			require.Equal(t, credential.Note, p.Severity, "%v", p)
		}
		view, err := s.Unverified()
		require.NoError(t, err)
		require.Equal(t, c.RelatedResource, view.RelatedResource)
		require.Equal(t, "A report", view.Evidence[0].Name)
		for _, data := range []string{"the page", "another"} {
			matches, given := view.MatchesDigest(page, []byte(data))
			require.True(t, given)
			require.Equal(t, data == "the page", matches)
		}
		again := issue(t, is, *view)
		read, err := again.Unverified()
		require.NoError(t, err)
		require.Equal(t, c.RelatedResource, read.RelatedResource, "what was read can be issued")
	}
}

func TestARelatedResourceThatSaysNothingIsNotIssued(t *testing.T) {
	right := badge.DigestedResource("https://school.example/civics", nil)
	for name, c := range map[string]struct {
		resources []badge.RelatedResource
		code      credential.Code
		place     string
	}{
		"no digest":     {[]badge.RelatedResource{{ID: right.ID}}, credential.SchemaInvalid, "/relatedResource"},
		"no id":         {[]badge.RelatedResource{{DigestSRI: right.DigestSRI}}, credential.SchemaInvalid, "/relatedResource"},
		"twice":         {[]badge.RelatedResource{right, right}, credential.SchemaInvalid, "/relatedResource/1/id"},
		"no SRI":        {[]badge.RelatedResource{{ID: right.ID, DigestSRI: "md5-AA=="}}, credential.SchemaInvalid, "/relatedResource/0/digestSRI"},
		"no multihash":  {[]badge.RelatedResource{{ID: right.ID, DigestMultibase: "zQ"}}, credential.SchemaInvalid, "/relatedResource/0/digestMultibase"},
		"not in UTF-8":  {[]badge.RelatedResource{{ID: right.ID, DigestSRI: right.DigestSRI, MediaType: "\xff"}}, credential.InputEncoding, "/relatedResource/0/mediaType"},
		"not a context": {[]badge.RelatedResource{badge.DigestedResource("https://www.w3.org/ns/credentials/v2", nil)}, credential.ResourceDigest, "/relatedResource/0/digestSRI"},
	} {
		badge := civics(t)
		badge.RelatedResource = c.resources
		_, err := newIssuer(t, edKey(1)).Issue(context.Background(), badge)
		require.ErrorIs(t, err, c.code, name)
		require.ErrorContains(t, err, c.place, name)
	}
}

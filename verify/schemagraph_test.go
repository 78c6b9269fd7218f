package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

func TestWhatAProofDoesNotCoverMakesABadgeKeepToNoSchema(t *testing.T) {
	const untouched, open, kept = verify.Failed, verify.Undetermined, verify.Passed
	promise := promisedTo(t, "", schemaURL)
	promise.Evidence = nil
	data := issueEmbedded(t, school(t), credential.EdDSARDFC2022, promise)
	for name, c := range map[string]struct {
		schema, old, new string
		honest, edited   verify.Outcome
	}{
		"an empty array":      {`"required":["evidence"]`, `{"@context"`, `{"evidence":[],"@context"`, untouched, untouched},
		"null":                {`"required":["description"]`, `{"@context"`, `{"description":null,"@context"`, untouched, untouched},
		"a double":            {`"properties":{"type":{"minItems":3}}`, `"VerifiableCredential",`, `"VerifiableCredential","VerifiableCredential",`, untouched, untouched},
		"a value for a set":   {`"properties":{"credentialSubject":{"properties":{"type":{"type":"string"}}}}`, `"type":["AchievementSubject"]`, `"type":"AchievementSubject"`, untouched, open},
		"null against a kept": {`"properties":{"description":false}`, `{"@context"`, `{"description":null,"@context"`, kept, kept},
		"a set of one":        {`"properties":{"credentialSubject":{"properties":{"type":{"type":"array"}}}}`, `"type":["AchievementSubject"]`, `"type":["AchievementSubject"]`, kept, kept},
		"another order":       {`"properties":{"type":{"items":[{"const":"OpenBadgeCredential"}]}}`, `"VerifiableCredential","OpenBadgeCredential"`, `"OpenBadgeCredential","VerifiableCredential"`, open, open},
		"contexts":            {`"properties":{"@context":{"items":[{"const":"https://www.w3.org/ns/credentials/v2"}]}}`, `{`, `{`, kept, kept},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVerifier(t, func(c2 *verify.Config) {
				c2.Fetcher, c2.RequireSchemas = schemaWeb(`{`+d2019+`,`+c.schema+`}`), true
			})
			r, _ := v.Verify(ctx, []byte(data))
			require.Equal(t, c.honest, r.Outcome, r.Errors())
			require.Contains(t, data, c.old)
			r, _ = v.Verify(ctx, []byte(strings.Replace(data, c.old, c.new, 1)))
			require.Equal(t, c.edited, r.Outcome, r.Errors())
			require.True(t, r.Authentic)
		})
	}
}

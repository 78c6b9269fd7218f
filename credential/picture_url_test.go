package credential_test

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// A picture may stand in the badge itself, as a data: URL that is the id of its Image:
// each statement about the picture then has it once more in the canonical form.
func TestAPictureInADataURLIsSignedUnderEverySuite(t *testing.T) {
	picture := func(n byte) *badge.Image {
		bytes := append(make([]byte, 225_000), n)
		return &badge.Image{ID: "data:image/png;base64," + base64.StdEncoding.EncodeToString(bytes), Caption: "Badge of the Civics Credential"}
	}
	for _, s := range everySuite {
		t.Run(string(s.suite)+" "+s.alg, func(t *testing.T) {
			is := newIssuer(t, edKey(0))
			is.Signer, is.Suite, is.Profile.Image = signerFor(t, s.alg, 0), s.suite, picture(1)
			c := civics(t)
			c.Subject.Achievement.Image = picture(2)
			signed, err := is.Issue(context.Background(), c)
			require.NoError(t, err)
			require.Greater(t, len(signed.Bytes()), 600_000)
			if s.suite == credential.ECDSASD2023 {
				signed, err = credential.Derive(context.Background(), signed, []string{"/issuer", "/credentialSubject"}, nil)
				require.NoError(t, err)
				require.Greater(t, len(signed.Bytes()), 600_000)
			}
			proofs, err := signed.Proofs()
			require.NoError(t, err)
			_, err = signed.CheckProof(context.Background(), proofs[0], is.Signer.Method(), nil)
			require.NoError(t, err)
		})
	}
}

// Written once, it is what ninety statements are about.
func TestAnIRIBeyondMeasureIsRefused(t *testing.T) {
	is := newIssuer(t, edKey(0))
	is.Suite = credential.EdDSARDFC2022
	c := civics(t)
	c.Subject.Achievement.ID = "urn:x:" + strings.Repeat("p", 200_000)
	_, err := is.Issue(context.Background(), c)
	require.NoError(t, err, "an honest badge says little of an achievement")
	for range 90 {
		c.Subject.Achievement.Tag = append(c.Subject.Achievement.Tag, strings.Repeat("t", len(c.Subject.Achievement.Tag)+1))
	}
	_, err = is.Issue(context.Background(), c)
	require.ErrorIs(t, err, credential.CanonLimit)
}

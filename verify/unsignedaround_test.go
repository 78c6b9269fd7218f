package verify_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/verify"
)

// everyBit gives each copy of data in which one bit is turned; in a short run, of every
// thirteenth.
func everyBit(data []byte, try func(at int, turned []byte)) {
	step := 1
	if testing.Short() {
		step = 13
	}
	for i := 0; i < 8*len(data); i += step {
		turned := bytes.Clone(data)
		turned[i/8] ^= 1 << (i % 8)
		try(i, turned)
	}
}

// Nobody signs the file around a badge. Whatever bit of it is another, the badge in it is
// refused with a Code, or it is the one that was put in.
func TestNoBitOfTheFileAroundABadgeMakesAnother(t *testing.T) {
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 1, 1))))
	v := newVerifier(t, nil)
	for form, badge := range map[string][]byte{"token": issueAs(t, school(t), civics(t)), "document": []byte(prove(t, unproved(t), credential.ProofOptions{Suite: credential.EdDSAJCS2022}))} {
		honest, err := v.Verify(ctx, badge)
		require.NoError(t, err)
		inPNG, err := bake.Bake(picture.Bytes(), badge)
		require.NoError(t, err)
		inSVG, err := bake.Bake([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>`), badge)
		require.NoError(t, err)
		packed, err := carrier.Pack([]carrier.File{{Name: map[string]string{"token": "badge.jwt", "document": "badge.json"}[form], Content: badge}}, clock)
		require.NoError(t, err)
		for name, file := range map[string][]byte{"PNG": inPNG, "SVG": inSVG, "package": packed} {
			whole, err := v.Verify(ctx, file)
			require.NoError(t, err, name)
			require.Equal(t, honest.Document(), whole.Document())
			read := 0
			everyBit(file, func(at int, turned []byte) {
				report, err := v.Verify(ctx, turned)
				require.NotErrorIs(t, err, verify.Panicked)
				if err != nil {
					require.NotEmpty(t, report.Errors(), "%s in a %s, bit %d", form, name, at)
					require.Contains(t, verify.Codes(), report.Errors()[0].Code)
					return
				}
				read++
				if form == "token" {
					require.Equal(t, string(honest.Document()), string(report.Document()), "bit %d of the %s", at, name)
				}
				require.Equal(t, honest.Credential.Subject, report.Credential.Subject, "bit %d of the %s", at, name)
				require.Equal(t, honest.Credential.Issuer, report.Credential.Issuer)
				require.Equal(t, honest.Credential.ValidUntil, report.Credential.ValidUntil)
			})
			t.Logf("%s in a %s: %d of %d are read, and say the same", form, name, read, 8*len(file))
		}
	}
}

// Whatever bit of a status list is another, a badge that it revokes is not good by it.
func TestNoBitOfAListTakesARevocationBack(t *testing.T) {
	badge := revocable(t, entry())
	text := listText(t, bitsOf(t, index))
	inside, err := credential.AddProof(ctx, []byte(text), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	for name, list := range map[string][]byte{"token": published(t, text), "document": inside.Bytes()} {
		net := verify.FetchMap{listURL: list}
		v := online(t, net)
		_, err := v.Verify(ctx, badge)
		require.ErrorIs(t, err, credential.StatusRevoked, name)
		everyBit(list, func(at int, turned []byte) {
			net[listURL] = turned
			report, err := v.Verify(ctx, badge)
			require.Error(t, err, "%s, bit %d", name, at)
			require.NotErrorIs(t, err, verify.Panicked)
			require.True(t, report.Authentic)
		})
	}
}

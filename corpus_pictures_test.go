package openbadges_test

import (
	"bytes"
	"context"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// A picture around a document changes nothing about its verdict.
func TestEveryVectorIsJudgedAlikeInAPicture(t *testing.T) {
	png, err := fs.ReadFile(summit.Art(), "civics.png")
	require.NoError(t, err)
	svg, err := fs.ReadFile(summit.Art(), "civics.svg")
	require.NoError(t, err)
	inPNG, inSVG := newDoorway("a PNG"), newDoorway("an SVG")
	for i, v := range testdata.Vectors() {
		if passedOver(i) {
			continue
		}
		text := bytes.Trim(v.Data, " \t\r\n")
		want := judge(t, v, func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
			return k.Verify(context.Background(), text, rules...)
		})
		for door, art := range map[*doorway][]byte{inPNG: png, inSVG: svg} {
			image, err := bake.Bake(art, text)
			if why := unbaked(text); why != "" {
				require.Error(t, err, "%s: %s", v.Name, why)
				door.left[why]++
				continue
			}
			require.NoError(t, err, v.Name)
			within := v
			within.Data = image
			got := judge(t, within, func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
				return k.Verify(context.Background(), image, rules...)
			})
			plain := v
			plain.Data = text
			if v.Policy.ProofOnly || v.Policy.AnyType || v.Policy.Presentation {
				want = judge(t, plain, nil)
			}
			require.Equal(t, want, got, v.Name)
			door.through++
		}
	}
	inPNG.close(t)
	inSVG.close(t)
}

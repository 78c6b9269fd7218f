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
	pictures := 0
	for i, v := range testdata.Vectors() {
		if passedOver(i) {
			continue
		}
		text := bytes.Trim(v.Data, " \t\r\n")
		want := judge(t, v, func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
			return k.Verify(context.Background(), text, rules...)
		})
		for _, art := range [][]byte{png, svg} {
			image, err := bake.Bake(art, text)
			if err != nil {
				require.NotEmpty(t, unbaked(text), "%s: %v", v.Name, err)
				continue
			}
			pictures++
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
		}
	}
	require.Greater(t, pictures, share(4400))
}

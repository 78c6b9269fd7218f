package doctor

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
)

// Whatever is in the corpus is examined, or refused with a reason, as it was read.
func TestTheDoctorExaminesTheWholeCorpus(t *testing.T) {
	examined, seldom := 0, map[string]bool{}
	for _, v := range testdata.Vectors() {
		seen, err := Examine(context.Background(), v.Data)
		if err != nil {
			_, ok := errors.AsType[*credential.Problem](err)
			require.True(t, ok, v.Name)
			require.Nil(t, seen, v.Name)
			continue
		}
		examined++
		for _, f := range seen.Findings {
			seldom[f.ID] = true
			if f.Part == PartDocument {
				require.True(t, f.Pointer == "" || f.Pointer[0] == '/', "%s: %s", v.Name, f.Pointer)
			}
		}
		require.NotEmpty(t, seen.Report("es"), v.Name)
	}
	require.Greater(t, examined, 1500)
	require.Greater(t, len(seldom), 35, "rows that vectors show")
}

// Documents as large as are read, made so that a row has much to look at.
func BenchmarkExamineHostile(b *testing.B) {
	for name, item := range map[string]string{
		"nulls":         `null,`,
		"objects":       `{"type":["Image"],"image":"x","tag":"y"},`,
		"nested":        `{"evidence":[{"type":["Evidence"]}],"type":["Evidence"]},`,
		"encoded twice": `"` + strings.Repeat("—’", 100) + `",`,
		"nearly":        `"` + strings.Repeat("ÿ", 100) + `",`,
	} {
		n := min(1_900_000/len(item), 90_000/(1+strings.Count(item, ":")*2))
		data := document(`"validFrom"`, `"evidence":[`+strings.TrimSuffix(strings.Repeat(item, n), ",")+`],"validFrom"`)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				seen, err := Examine(context.Background(), data)
				require.NoError(b, err)
				require.NotEmpty(b, seen.Findings)
			}
		})
	}
}

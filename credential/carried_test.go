package credential_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/testdata"
)

// blankPaper is a PDF of the corpus to which nothing is attached.
func blankPaper(t testing.TB) []byte {
	t.Helper()
	for _, v := range testdata.Vectors() {
		if v.Name == "F01-nothing-attached" {
			return v.Data
		}
	}
	t.Fatal("the corpus has no PDF without a badge")
	return nil
}

func TestAnAttachedOrPackedBadgeIsTheBadge(t *testing.T) {
	embedding := newIssuer(t, edKey(0))
	embedding.Suite = credential.EdDSARDFC2022
	for _, s := range []*credential.Secured{issue(t, newIssuer(t, edKey(0)), civics(t)), issue(t, embedding, civics(t))} {
		pdf, err := carrier.Attach(blankPaper(t), s.Bytes(), s.MediaType())
		require.NoError(t, err)
		name := map[credential.Container]string{credential.ContainerJWS: carrier.NameJWT, credential.ContainerJSON: carrier.NameJSON}[s.Container()]
		packed, err := carrier.Pack([]carrier.File{{Name: name, Content: s.Bytes()}, {Name: carrier.NamePDF, Content: pdf}}, time.Unix(0, 0))
		require.NoError(t, err)
		for container, data := range map[credential.Container][]byte{credential.ContainerPDF: pdf, credential.ContainerZIP: packed} {
			require.Equal(t, container, credential.Detect(data))
			back, err := credential.Parse(data)
			require.NoError(t, err)
			require.Equal(t, s.Bytes(), back.Bytes())
			require.Equal(t, s.Document(), back.Document())
			require.Equal(t, s.MediaType(), back.MediaType())
			require.Equal(t, container, back.Container())
			require.Empty(t, back.Conform(credential.Transform{}))
			again, err := back.Bake(picture(t, "civics.png"))
			require.NoError(t, err, "the badge alone goes on")
			_, err = credential.Parse(again)
			require.NoError(t, err)
		}
	}
}

func TestEveryReasonOfACarrierHasItsCode(t *testing.T) {
	for name, want := range map[string]credential.Code{
		"F01-nothing-attached": credential.BakedNone, "F02-cut-off": credential.InputUnsupported, "F03-on-a-page": credential.BakedDuplicate,
		"F01-name-of-another-form": credential.BakedFormat, "F07-checksum": credential.BakedCRC, "F07-says-more": credential.InputTooLarge, "F06-path": credential.InputUnsupported,
	} {
		for _, v := range testdata.Vectors() {
			if v.Name == name {
				_, err := credential.Parse(v.Data)
				require.ErrorIs(t, err, want, name)
				var e *carrier.Error
				require.True(t, errors.As(err, &e), name)
				name = ""
			}
		}
		require.Empty(t, name, "the corpus has it")
	}
}

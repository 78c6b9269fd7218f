package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

func TestACertificateAndAPackageAreJudgedOnThePage(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	s, err := credential.Parse(school.Good())
	require.NoError(t, err)
	var files []string
	for _, v := range testdata.Vectors() {
		if v.Name == "F01-nothing-attached" {
			pdf, err := carrier.Attach(v.Data, s.Bytes(), s.MediaType())
			require.NoError(t, err)
			packed, err := carrier.Pack([]carrier.File{{Name: carrier.NameJWT, Content: s.Bytes()}, {Name: carrier.NamePDF, Content: pdf}}, school.Clock.Now())
			require.NoError(t, err)
			files = append(files, string(pdf), string(packed))
		}
	}
	require.Len(t, files, 2)
	for _, file := range files {
		for language, says := range map[string]string{"en": "a name printed there included: nobody signed it", "es": "incluido un nombre impreso allí: nadie lo firmó"} {
			_, page, _ := h.ask(t, sent{file: file, lang: language})
			class, _, _ := verdictOn(t, page)
			require.Equal(t, classGood, class)
			require.Contains(t, page, says)
		}
	}
	_, page, _ := h.ask(t, sent{file: string(school.Good())})
	require.NotContains(t, page, "printed there", "of a badge that came as itself there is no paper")
}

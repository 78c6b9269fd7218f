package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// The day that a viewer is shown as the badge's is that of the award, and the first day
// of its period where nobody says when it was awarded.
func TestTheDateThatIsShownIsTheOneOfTheAward(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	h := at(t, school, nil)
	c := school.Claims
	c.ValidFrom = time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC)
	_, page, _ := h.ask(t, sent{file: string(school.Issue(c))})
	require.NotContains(t, page, "<dt>"+english.say("date.awarded")+"</dt>")
	require.Regexp(t, "<dt>"+english.say("date.from")+`</dt><dd><time datetime="[^"]+">2 April 2026`, page)

	c.AwardedDate = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	_, page, _ = h.ask(t, sent{file: string(school.Issue(c))})
	require.Regexp(t, "<dt>"+english.say("date.awarded")+`</dt><dd><time datetime="[^"]+">1 March 2026(?s:.*)2 April 2026`, page)
}

// A badge under VCDM 1.1 is shown with all that one under 2.0 is shown with.
func TestAVersion11BadgeIsShownLikeAnyOther(t *testing.T) {
	h := start(t)
	shown := 0
	for _, v := range testdata.Vectors() {
		if v.Name != "D26-control-1-1-data-integrity-v1" && v.Name != "D77-control-eddsa-rdfc-2022" {
			continue
		}
		facing(t, h, v)
		_, page, _ := h.ask(t, sent{file: string(v.Data)})
		for _, text := range []string{"<bdi>Civics</bdi>", "Takes part in civic life", "Pine Ridge High School", "1 January 2026", english.say("date.from"), english.say("date.never")} {
			require.Contains(t, page, text, v.Name)
		}
		shown++
	}
	require.Equal(t, 2, shown)
}

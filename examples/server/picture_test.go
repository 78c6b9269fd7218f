package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify/verifytest"
)

// Copies of copies, masks of masks, dashes and filters keep Chromium from showing the
// verdict for longer than anybody waits, though nothing in them runs or loads.
func TestADrawingThatIsNeverFinishedIsNotShown(t *testing.T) {
	svg := func(inside string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">` + inside + `</svg>`
	}
	levels := func(n int, level func(i int) string) (all string) {
		for i := range n {
			all += level(i)
		}
		return all
	}
	copies := `<path id="a0" d="M0 0h9v9z"/>` + levels(9, func(i int) string {
		return fmt.Sprintf(`<g id="a%d">`, i+1) + strings.Repeat(fmt.Sprintf(`<use href="#a%d"/>`, i), 10) + `</g>`
	})
	masks := levels(9, func(i int) string {
		return fmt.Sprintf(`<mask id="m%d">`, i+1) + strings.Repeat(fmt.Sprintf(`<rect width="9" height="9" mask="url(#m%d)"/>`, i), 8) + `</mask>`
	})
	lines := func(attributes string, n int) string {
		return strings.Repeat(`<path d="M0 0h9" `+attributes+`/>`, n)
	}
	for _, art := range []string{
		copies, masks, `<pattern/>`, `<clipPath />`, `<filter id="f"/>`, "<marker\n/>",
		`<s:use xmlns:s="http://www.w3.org/2000/svg" href="#a"/>`,
		`<image href="data:image/png;base64,AAAA"/>`,
		lines(`stroke-dasharray="1"`, mostDashed+1), lines(`style="stroke-dasharray:1"`, 1), lines(`stroke-dasharray="nonesuch"`, 1),
		lines(`style="stroke-dasharray:none;stroke-dasharray: 1 none"`, 1), lines(`stroke-dasharray="1" style="stroke-dasharray:1"`, 1),
		`<g stroke-dasharray="1"><path/></g>`, `<style>path{stroke-dasharray:1}</style>`,
		`<g style="Stroke-DashArray:1"/>`,
		`<g style="filter:blur(9px)"/>`, `<g style="FILTER/**/:blur(9px)"/>`, `<g style="-webkit-filter:blur(9px)"/>`, `<g filter="blur(9px)"/>`,
		`<g style="stroke-das&#104;array:.001"/>`,
		strings.Repeat("<g/>", mostDrawn), `<path d="M0 0` + strings.Repeat("h1", mostDrawing/2) + `"/>`,
		`<script/>`, `<g`,
	} {
		require.False(t, plainDrawing([]byte(svg(art))), "%.300s", art)
	}
	for _, art := range []string{
		strings.Repeat("<g/>", mostDrawn-2), lines(`stroke-dasharray="0 20"`, mostDashed), lines(`stroke-dasharray="none" style="stroke-dasharray: none;color-interpolation-filters:linearRGB"`, 50), `<path d="M0 0` + strings.Repeat("h1", mostDrawing/3) + `"/>`,
		`<linearGradient id="g"/><path fill="url(#g)" style="stroke-dasharray:none" stroke-dasharray="none"/><text>a mask, a use</text>`,
	} {
		require.True(t, plainDrawing([]byte(svg(art))), "%.300s", art)
	}
	drawn, err := filepath.Glob("../../*/*/art/*.svg")
	require.NoError(t, err)
	made, err := filepath.Glob("../../credential/bake/testdata/*.svg")
	require.NoError(t, err)
	require.NotEmpty(t, drawn)
	require.NotEmpty(t, made)
	for _, name := range append(drawn, made...) {
		art, err := os.ReadFile(name)
		require.NoError(t, err)
		require.True(t, plainDrawing(art), name)
	}

	school := verifytest.NewIssuer(verifytest.Setup{})
	good := picture(t, string(school.Good()), "svg")
	require.True(t, plainDrawing([]byte(good)))
	bomb := strings.TrimSuffix(strings.TrimSpace(good), "</svg>") + copies + "</svg>"
	h := at(t, school, nil)
	_, page, _ := h.ask(t, sent{file: bomb, holder: verifytest.Learner})
	class, _, holder := verdictOn(t, page)
	require.Equal(t, classGood, class, "nobody signed the picture")
	require.Equal(t, english.say("holder.matches", verifytest.Learner), holder)
	require.NotContains(t, page, "<img")
	require.Contains(t, page, english.say("picture.kept"))
}

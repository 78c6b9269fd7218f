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

// Chromium draws the first two of these for longer than anybody waits, and shows no
// verdict meanwhile, though nothing in them runs or loads.
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
	copies := func(n int) string {
		return svg(`<path id="a0" d="M0 0h9v9z"/>` + levels(n, func(i int) string {
			return fmt.Sprintf(`<g id="a%d">`, i+1) + strings.Repeat(fmt.Sprintf(`<use href="#a%d"/>`, i), 10) + `</g>`
		}))
	}
	masks := svg(levels(9, func(i int) string {
		return fmt.Sprintf(`<mask id="m%d">`, i+1) + strings.Repeat(fmt.Sprintf(`<rect width="9" height="9" mask="url(#m%d)"/>`, i), 8) + `</mask>`
	}))
	within := func(container string, elements int) string {
		return svg(`<` + container + ` id="c">` + strings.Repeat(`<g/>`, elements) + `</` + container + `>` + strings.Repeat(`<g/>`, elements))
	}
	for _, art := range []string{
		copies(9), masks,
		within("pattern", 2000), within("clipPath", 2000), within("filter", 2000), within("marker", 2000),
		svg(`<s:use xmlns:s="http://www.w3.org/2000/svg" href="#a"/>` + strings.Repeat("<g/>", 4000)),
		svg(`<image href="data:image/png;base64,AAAA"/>`),
		svg(strings.Repeat("<g/>", mostDrawing/4)),
		svg(`<script/>`), "<svg",
	} {
		require.False(t, plainDrawing([]byte(art)), "%.300s", art)
	}
	for _, art := range []string{
		svg(strings.Repeat("<g/>", 10_000)), within("clipPath", 400), svg(`<path id="a"/><use href="#a"/><use href="#a"/>`),
		svg(`<linearGradient id="g"/>` + strings.Repeat(`<g fill="url(#g)"/>`, 3000)),
	} {
		require.True(t, plainDrawing([]byte(art)), "%.300s", art)
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
	end := strings.LastIndex(good, "</svg>")
	inside := copies(9)
	bomb := good[:end] + inside[strings.Index(inside, ">")+1:]
	h := at(t, school, nil)
	_, page, _ := h.ask(t, sent{file: bomb, holder: verifytest.Learner})
	class, _, holder := verdictOn(t, page)
	require.Equal(t, classGood, class, "nobody signed the picture")
	require.Equal(t, english.say("holder.matches", verifytest.Learner), holder)
	require.NotContains(t, page, "<img")
	require.Contains(t, page, english.say("picture.kept"))
}

package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// What sites that show previews of links ask for.
const (
	previewWidth  = 1200
	previewHeight = 630
)

var (
	title = regexp.MustCompile(`<title [^>]*>([^<,]+), ([^<]+)</title>`)
	ring  = regexp.MustCompile(`stroke="(#[0-9a-f]{6})" stroke-width="48"`) // the dark ring of the frame
)

// preview sets a badge beside the names of its credential and its program, which are those
// of its title, in the colour of its frame. There is nothing of a learner in it: one
// picture serves everybody who has earned the badge.
func preview(art []byte) ([]byte, error) {
	names, colour := title.FindSubmatch(art), ring.FindSubmatch(art)
	if names == nil || colour == nil {
		return nil, errors.New("expected a title with the names of credential and program, and a frame with a dark ring")
	}
	badge := strings.Replace(string(art), "<svg ", `<svg x="60" y="65" width="500" height="500" `, 1)
	var lines strings.Builder
	y := 262
	for _, word := range strings.Fields(string(names[1])) {
		fmt.Fprintf(&lines, `<text x="610" y="%d" font-size="60" font-weight="bold">%s</text>`, y, word)
		y += 76
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d">
<path d="M0 0H%[1]dV%[2]dH0Z" fill="#fffdf7"/>
<path d="M0 0H%[1]dV18H0ZM0 %[3]dH%[1]dV%[2]dH0Z" fill="%[4]s"/>
%[5]s
<g fill="%[4]s" font-family="DejaVu Sans">%[6]s
<path d="M612 %[7]dH732V%[8]dH612Z"/>
<text x="610" y="%[9]d" font-size="30">%[10]s</text></g>
</svg>
`, previewWidth, previewHeight, previewHeight-18, colour[1], badge, lines.String(), y-42, y-36, y+20, names[2]), nil
}

package share

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/summitbadges/openbadges/internal/limits"
)

//go:embed fonts/DejaVuSansCondensed.ttf
var fontRegular string

//go:embed fonts/DejaVuSansCondensed-Bold.ttf
var fontBold string

// letters are the characters that both fonts have.
var letters = sync.OnceValue(func() map[rune]bool {
	both := map[rune]bool{}
	bold := charactersOf(fontBold)
	for r := range charactersOf(fontRegular) {
		both[r] = bold[r]
	}
	return both
})

// drawable returns a text as it is drawn: letters composed with their accents (NFC), of
// which some systems write the parts. A text with a character that the fonts lack is
// refused, and not drawn with a box in its place. One from right to left is drawn where it
// is alone on its lines, and has nothing else in it.
func drawable(what, text string, alone bool) (string, error) {
	text = norm.NFC.String(text)
	if rightToLeft(text) && !(alone && standsAlone(text)) {
		return "", refuse(ErrText, "%s has Hebrew or Arabic characters that a certificate cannot be drawn with: %q. It has a name in them, of letters alone", what, limits.Abridge(text))
	}
	var missing []string
	for _, r := range joined(text) {
		if letters()[r] {
			continue
		}
		name := fmt.Sprintf("%U", r)
		if len(missing) == limits.SharedMissing {
			return "", refuse(ErrText, "%s has characters that a certificate cannot be drawn with: %s and others. It has Latin, Greek and Cyrillic letters, and names in Hebrew and Arabic ones", what, strings.Join(missing, ", "))
		}
		if shown := fmt.Sprintf("%q (%s)", r, name); !slices.Contains(missing, shown) {
			missing = append(missing, shown)
		}
	}
	if len(missing) > 0 {
		return "", refuse(ErrText, "%s has characters that a certificate cannot be drawn with: %s. It has Latin, Greek and Cyrillic letters, and names in Hebrew and Arabic ones", what, strings.Join(missing, ", "))
	}
	return text, nil
}

// charactersOf reads which characters a font of ours has: its table cmap, in the format
// for the Basic Multilingual Plane (OpenType 1.9, cmap format 4).
func charactersOf(font string) map[rune]bool {
	data := []byte(font)
	be := binary.BigEndian
	found := map[rune]bool{}
	var cmap []byte
	for i := range int(be.Uint16(data[4:])) {
		if entry := data[12+16*i:]; string(entry[:4]) == "cmap" {
			cmap = data[be.Uint32(entry[8:]):]
		}
	}
	for i := range int(be.Uint16(cmap[2:])) {
		table := cmap[be.Uint32(cmap[4+8*i+4:]):]
		if be.Uint16(table) != 4 {
			continue
		}
		n := int(be.Uint16(table[6:])) // twice the number of segments
		ends, starts := table[14:], table[16+n:]
		deltas, offsets := table[16+2*n:], table[16+3*n:]
		for s := 0; s < n; s += 2 {
			start, end, offset := int(be.Uint16(starts[s:])), int(be.Uint16(ends[s:])), int(be.Uint16(offsets[s:]))
			for c := start; c <= end && c < 0xffff; c++ {
				glyph := c
				if offset != 0 {
					glyph = int(be.Uint16(offsets[s+offset+2*(c-start):]))
				}
				if (glyph+int(be.Uint16(deltas[s:])))&0xffff != 0 && (offset == 0 || glyph != 0) {
					found[rune(c)] = true
				}
			}
		}
	}
	return found
}

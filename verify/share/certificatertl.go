package share

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A text that runs from right to left is drawn where it stands alone on its lines, as a
// name does: then the order in which it is seen is the reverse of that in which it is read
// (UAX #9), with no level to weigh. It has letters and the signs that follow them.
func rightToLeft(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) })
}

// standsAlone reports whether nothing in a text runs, or may run, from left to right, as
// numbers do, and nothing has to be mirrored.
func standsAlone(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !(unicode.In(r, unicode.Hebrew, unicode.Arabic) && unicode.IsLetter(r)) && !strings.ContainsRune(" -.,'’\u05be\u05f3\u05f4", r)
	})
}

// Forms are those of an Arabic letter: alone, behind a letter, before one, between two.
// One that never joins the next has the first two.
type forms []rune

// arabic has the forms of the letters that names are written with, and of lam with each
// alef behind it. Unicode lists them in this order, and says of each which letter it is.
var arabic = sync.OnceValue(func() map[string]forms {
	found := map[string]forms{}
	for _, block := range [...][2]rune{{0xfb56, 0xfb59}, {0xfb7a, 0xfb7d}, {0xfb8a, 0xfb8b}, {0xfb8e, 0xfb95}, {0xfbfc, 0xfbff}, {0xfe80, 0xfefc}} {
		for form := block[0]; form <= block[1]; form++ {
			letter := norm.NFKC.String(string(form))
			found[letter] = append(found[letter], form)
		}
	}
	return found
})

// joined writes Arabic letters in the forms that they have beside one another (The Unicode
// Standard, section 9.2), in the order in which they are read.
func joined(text string) string {
	letters := []rune(text)
	var out []rune
	behind := false // the letter before joins this one
	for i := 0; i < len(letters); i++ {
		letter := string(letters[i])
		if i+1 < len(letters) && len(arabic()[letter+string(letters[i+1])]) > 0 {
			i++
			letter += string(letters[i]) // lam and alef
		}
		f := arabic()[letter]
		if len(f) == 0 {
			out, behind = append(out, letters[i]), false
			continue
		}
		before := len(f) == 4 && i+1 < len(letters) && len(arabic()[string(letters[i+1])]) > 1 // the next joins
		form := 0
		if behind && len(f) > 1 {
			form++
		}
		if before {
			form += 2
		}
		out, behind = append(out, f[form]), before
	}
	return string(out)
}

// seen is a line in the order in which it is seen.
func seen(line string) string {
	if !rightToLeft(line) {
		return line
	}
	letters := []rune(line)
	slices.Reverse(letters)
	return string(letters)
}

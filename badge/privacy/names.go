package privacy

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A word is one of a text: folded, for comparison, and whether it was written with a
// capital.
type word struct {
	folded  string
	capital bool
}

// unmarked are letters that no decomposition of Unicode takes apart, and that people type
// as others.
var unmarked = map[rune]string{
	'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h", 'ŧ': "t",
	'ς': "σ", 'ё': "e", 'ـ': "",
}

// alike are letters of Cyrillic, of Greek and of phonetic alphabets that look like Latin
// ones, and stand for them where somebody hides a name from who looks for it. Both sides of
// a comparison are folded, so that names in those scripts are found as before.
var alike = func() map[rune]string {
	from := []rune("авеѕіјкмнорстухԁԛԝһӏүѵ" + "αβεζηικμνορτυχ" + "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡɩ")
	to := "abesijkmhopctyxdqwhlyv" + "abezhikmnoptyx" + "abcdefghijklmnoprstuvwyzagi"
	letters := make(map[rune]string, len(from))
	for i, r := range from {
		letters[r] = to[i : i+1]
	}
	return letters
}()

// fold makes of a text what is compared: compatibility forms, case, diacritics and
// characters that nobody sees are gone, and letters that look alike are one. It keeps apostrophes and spaces for words.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch other, ok := unmarked[r]; {
		case ok:
			b.WriteString(other)
		case alike[r] != "":
			b.WriteString(alike[r])
		case unicode.Is(unicode.Mn, r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// wordsOf cuts a text into words and numbers. An apostrophe belongs to its word, but not the 's of a
// possessive: O'Brien's is obrien.
func wordsOf(s string) []word {
	var all []word
	var b strings.Builder
	capital, number := false, false
	end := func() {
		text := b.String()
		for _, possessive := range []string{"'s", "'"} {
			text = strings.TrimSuffix(text, possessive)
		}
		if text = strings.ReplaceAll(text, "'", ""); text != "" {
			all = append(all, word{text, capital})
		}
		b.Reset()
	}
	// Folding one letter at a time would cost more than it is worth: capitals are read
	// off the composed text, and the rest is folded word by word.
	for _, r := range norm.NFC.String(s) {
		switch {
		case r == '\'' || r == '’' || r == 'ʼ' || r == '‘' || r == '`':
			if b.Len() > 0 {
				b.WriteByte('\'')
			}
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
			if unicode.IsLetter(r) && number || unicode.IsDigit(r) && !number { // zoe2010
				end()
			}
			number = unicode.IsDigit(r)
			if b.Len() == 0 {
				capital = unicode.ToUpper(r) == r || unicode.IsTitle(r) // or a letter that has none
			}
			b.WriteString(fold(string(r)))
		case unicode.Is(unicode.Cf, r): // zero width: nobody sees it
		default:
			end()
		}
	}
	end()
	return all
}

// A needle is a name that is looked for.
type needle struct {
	words   []string // one behind the other
	capital bool     // counts only where it begins with a capital
	inside  string   // a text in which no space shows where a name begins; instead of words
}

// particles name nobody by themselves.
var particles = []string{"de", "la", "las", "los", "del", "da", "das", "do", "dos", "di", "du", "le", "van", "von", "der", "den", "ter", "el", "al", "bin", "ibn", "bint", "abu", "the", "and", "y", "e", "i", "of", "st", "jr", "sr", "ii", "iii", "iv"}

// ordinary are names that are words of English or Spanish as well: without a capital they
// name nobody.
var ordinary = []string{
	"ace", "april", "art", "august", "autumn", "baker", "best", "bill", "black", "brown", "bud", "case", "chance", "charity", "chase", "clay", "cook", "cooper",
	"cruz", "dawn", "day", "don", "dot", "drew", "earnest", "eve", "faith", "field", "fields", "flores", "fox", "frank", "fry", "gene", "grace", "grant", "green",
	"guy", "hill", "hope", "hunter", "ivy", "jack", "jay", "joy", "june", "king", "kit", "lake", "lane", "law", "leon", "little", "long", "love", "low", "luna",
	"luz", "mar", "mark", "mason", "may", "miles", "moon", "page", "park", "parks", "pat", "paz", "pilar", "price", "ray", "read", "reyes", "rich", "river",
	"rivers", "rob", "rose", "rush", "school", "sharp", "short", "sierra", "small", "sol", "stone", "street", "strong", "sue", "summer", "swift", "taylor",
	"trinity", "walker", "weaver", "white", "will", "wise", "wood", "woods", "young",
}

// needles are what names are looked for by, each in its spellings.
func needles(names []string) (all []needle) {
	for _, name := range names {
		for _, spelled := range spellings(name) {
			for _, n := range spelledNeedles(spelled) {
				same := func(m needle) bool {
					return m.inside == n.inside && m.capital == n.capital && slices.Equal(m.words, n.words)
				}
				if !slices.ContainsFunc(all, same) {
					all = append(all, n)
				}
			}
		}
	}
	return all
}

// spelledNeedles are a name as a whole, its words written together, and each of its words.
// There are none for a name that could only be found everywhere.
func spelledNeedles(name string) (all []needle) {
	var parts []string
	for _, w := range wordsOf(name) {
		parts = append(parts, w.folded)
	}
	for _, p := range parts {
		switch {
		case spaceless(p):
			all = append(all, needle{inside: p})
		case slices.Contains(particles, p) && len(parts) > 1, len([]rune(p)) == 1:
		default:
			all = append(all, needle{words: []string{p}, capital: len([]rune(p)) <= 2 || slices.Contains(ordinary, p)})
		}
	}
	if len(parts) > 1 {
		if len(all) > 0 {
			all = append(all, needle{words: parts})
		}
		if joined := strings.Join(parts, ""); len(joined) >= 6 {
			all = append(all, needle{inside: joined})
		}
	}
	return all
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa")

// spellings are a name, and as it is spelled where there are no umlauts.
func spellings(name string) []string {
	composed := norm.NFC.String(name)
	plain := umlauts.Replace(composed)
	if plain == composed {
		return []string{composed}
	}
	return []string{composed, plain}
}

// spaceless says whether a word is in a script that puts no space around names, or hangs
// particles on them.
func spaceless(folded string) bool {
	return strings.ContainsFunc(folded, func(r rune) bool {
		return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian)
	}) && len([]rune(folded)) > 1
}

// names says whether one of the needles is in a text.
func (l *lint) names(text string) bool {
	if len(l.needles) == 0 {
		return false
	}
	if l.namesIn(text) {
		return true
	}
	// Markdown may stand inside a name, and a name inside a word: ZoePortfolio.
	for _, other := range []string{bare.Replace(text), humps(text)} {
		if other != text && l.namesIn(other) {
			return true
		}
	}
	return false
}

var bare = strings.NewReplacer("*", "", "_", "", "~", "", `\`, "")

// humps puts a space before each capital behind a small letter.
func humps(s string) string {
	var b strings.Builder
	small := false
	for _, r := range s {
		if small && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

func (l *lint) namesIn(text string) bool {
	words := wordsOf(text)
	var together string
	for _, n := range l.needles {
		if n.inside != "" {
			if together == "" {
				var b strings.Builder
				for _, w := range words {
					b.WriteString(w.folded)
				}
				together = b.String()
			}
			if strings.Contains(together, n.inside) {
				return true
			}
			continue
		}
		for i := range words {
			if len(words)-i < len(n.words) {
				break
			}
			if n.capital && !words[i].capital {
				continue
			}
			k := 0
			for k < len(n.words) && words[i+k].folded == n.words[k] {
				k++
			}
			if k == len(n.words) {
				return true
			}
		}
	}
	return false
}

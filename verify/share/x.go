package share

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/internal/limits"
)

// What a post on X has room for, by its own counting: 280, of which a URL takes 23 whatever
// its length, and what joins it to the text 1.
const (
	xPost = 280
	xURL  = 23
)

// A Mention is what a post on X names besides the badge: the portal's own words, no part of
// the badge. The zero value names nothing.
type Mention struct {
	Hashtags []string // without #; letters, digits and _
	Via      string   // an account of the school's, without @
	Related  []string // accounts that X suggests to follow
}

// XPost returns the URL that opens a post on X (formerly Twitter) with a text about the
// badge and the URL of its page. The text is cut at a word so that the whole, hashtags and
// account included, fits into a post. It is counted at most as generously as X counts:
// what X counts once may count twice here.
func (b *Badge) XPost(m Mention) (string, error) { return b.xPost("post", m) }

func (b *Badge) xPost(words string, m Mention) (string, error) {
	if err := b.may(privacy.ToX); err != nil {
		return "", err
	}
	if err := m.check(); err != nil {
		return "", err
	}
	room := xPost - xURL - 1
	for _, tag := range m.Hashtags {
		room -= sum(xCosts(tag)) + len(" #")
	}
	if m.Via != "" {
		room -= len(m.Via) + len(" via @")
	}
	text := cut(b.say(words, b.printed.name, b.printed.issuer), room, xCosts)
	pairs := []string{"text", text, "url", b.terms.URL}
	for _, p := range [][2]string{{"hashtags", strings.Join(m.Hashtags, ",")}, {"via", m.Via}, {"related", strings.Join(m.Related, ",")}} {
		if p[1] != "" {
			pairs = append(pairs, p[0], p[1])
		}
	}
	return address("https://twitter.com/intent/tweet", pairs...), nil
}

func (m Mention) check() error {
	words := func(what string, most, length int, all ...string) error {
		if len(all) > most {
			return refuse(ErrText, "Mention.%s: expected at most %d, found %d", what, most, len(all))
		}
		for _, w := range all {
			if w == "" || len(w) > length || strings.ContainsFunc(w, func(r rune) bool {
				return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_')
			}) {
				return refuse(ErrText, "Mention.%s: expected at most %d letters of a to z, digits and _, found %q", what, length, limits.Abridge(w))
			}
		}
		return nil
	}
	const account = 15
	if err := words("Hashtags", 5, 25, m.Hashtags...); err != nil {
		return err
	}
	if m.Via != "" {
		if err := words("Via", 1, account, m.Via); err != nil {
			return err
		}
	}
	return words("Related", 2, account, m.Related...)
}

// xCosts is the cost of a text by X's counting (twitter-text 3): 1 for Latin, Cyrillic,
// Arabic and the like and for general punctuation, 2 for everything else. What it would
// take for a URL counts 23 however short it is, so a dot within a word counts that here. An
// emoji of several characters, which it counts as one, counts as all of them.
func xCosts(s string) []int {
	costs := make([]int, len(s))
	for i, r := range s {
		switch {
		case r <= 4351, r >= 8192 && r <= 8205, r >= 8208 && r <= 8223, r >= 8242 && r <= 8247:
			costs[i] = 1
		default:
			costs[i] = 2
		}
		if next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):]); r == '.' && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
			costs[i] = xURL
		}
	}
	return costs
}

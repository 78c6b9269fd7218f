package share

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// printed is all that a builder may print: what was verified, as plain text in bounds. The
// learner is not in it.
type printed struct {
	id           string // the credential's
	name         string
	description  string
	criteria     []string // the narrative, by paragraphs
	evidence     []string
	issuer       string
	issuerID     string
	caption      string // the text alternative of the badge's picture
	competencies []competency
	awarded      time.Time
	until        time.Time // zero: it does not end

	learner []string // what the badge says about who earned it, to be kept out
}

type competency struct {
	name  string
	level string // that was reached; "" if the badge does not say
}

// print draws from a report what may be printed.
func print(r *verify.Report) (printed, error) {
	c := r.Credential
	a := &c.Subject.Achievement
	p := printed{
		id: c.ID, name: plain(a.Name, limits.SharedName), description: plain(a.Description, limits.SharedText),
		criteria: paragraphs(a.Criteria.Narrative),
		issuer:   plain(r.Issuer.Name, limits.SharedName), issuerID: r.Issuer.ID,
		awarded: c.AwardedDate, until: r.Until, learner: identifiers(c),
	}
	if len(p.criteria) > 0 && p.criteria[0] == p.description { // as those of a program begin
		p.criteria = p.criteria[1:]
	}
	if p.awarded.IsZero() {
		p.awarded = c.ValidFrom
	}
	p.awarded, p.until = p.awarded.UTC(), p.until.UTC()
	if a.Image != nil {
		p.caption = plain(a.Image.Caption, limits.SharedName)
	}
	if p.caption == "" {
		p.caption = p.name
	}
	for _, d := range a.ResultDescription {
		k := competency{name: plain(d.Name, limits.SharedName)}
		for _, result := range c.Subject.Result {
			if result.ResultDescription != d.ID || d.ID == "" {
				continue
			}
			for _, l := range d.RubricCriterionLevel {
				if l.ID != "" && l.ID == result.AchievedLevel {
					k.level = plain(l.Name, limits.SharedName)
				}
			}
		}
		if k.name != "" {
			p.competencies = append(p.competencies, k)
		}
	}
	for _, e := range c.Evidence[:min(len(c.Evidence), limits.SharedEvidence)] {
		if name := plain(e.Name, limits.SharedName); name != "" {
			p.evidence = append(p.evidence, name)
		}
		p.evidence = append(p.evidence, paragraphs(e.Narrative)...)
	}
	switch {
	case p.name == "":
		return printed{}, refuse(ErrText, "its achievement has no name")
	case p.issuer == "":
		return printed{}, refuse(ErrText, "its issuer has no name")
	case p.awarded.IsZero() || p.awarded.Year() < 1000 || p.awarded.Year() > 9999:
		return printed{}, refuse(ErrText, "it does not say when it was awarded, in years of four digits")
	}
	for _, text := range slices.Concat([]string{p.id, p.name, p.description, p.issuer, p.caption}, p.criteria, p.evidence) {
		if who := p.names(text); who != "" {
			return printed{}, refuse(ErrText, "%q holds %s", limits.Abridge(text), who)
		}
	}
	return p, nil
}

// shownCompetencies are the names of the competencies, with the levels that were reached
// where they are to be shown.
func (p *printed) shownCompetencies(levels bool) []string {
	var shown []string
	for _, c := range p.competencies {
		if levels && c.level != "" {
			c.name += " (" + c.level + ")"
		}
		shown = append(shown, c.name)
	}
	return shown
}

// names says what in text tells who earned the badge, "" if nothing does.
func (p *printed) names(text string) string {
	if slices.ContainsFunc(p.learner, func(id string) bool { return holdsWord(text, id) }) {
		return "an identifier of whoever earned the badge"
	}
	return ""
}

// holdsWord reports whether id stands in text, in capitals or not, as a whole word: whoever
// is called Ada may earn a badge in Canada.
func holdsWord(text, id string) bool {
	rest, id := strings.ToLower(text), strings.ToLower(id)
	for id != "" {
		before, after, ok := strings.Cut(rest, id)
		if !ok {
			return false
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		first, _ := utf8.DecodeRuneInString(after)
		if !inWord(last) && !inWord(first) {
			return true
		}
		rest = after
	}
	return false
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// paragraphs are the lines of a Markdown text that have words, without the marks of lists,
// headings and emphasis: nothing here makes HTML of a stranger's text.
func paragraphs(text string) []string {
	var found []string
	for line := range strings.SplitSeq(text, "\n") {
		line = plain(strings.TrimLeft(strings.NewReplacer("**", "", "__", "").Replace(line), "#>-*+ \t"), limits.SharedText)
		if line != "" && len(found) < limits.SharedLines {
			found = append(found, line)
		}
	}
	return found
}

// plain makes one line of a text: white space becomes one space, and characters that have
// no shape, or turn the text around them about, are left out. A longer text ends at a
// word, with "…"; most counts characters.
func plain(s string, most int) string {
	if len(s) > 8*most { // a character has no more than 4 bytes
		s = strings.ToValidUTF8(s[:8*most], "")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError, unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return cut(strings.Join(strings.Fields(s), " "), most, characters)
}

// characters is the cost of a text in which every character counts alike.
func characters(s string) []int {
	costs := make([]int, len(s))
	for i := range s {
		costs[i] = 1
	}
	return costs
}

// cut returns s if it costs no more than most, else as many of its words as do with "…"
// behind them; of a first word that is too long, as many characters. It never ends within
// a character and its marks. A cost stands where a character begins.
func cut(s string, most int, cost func(string) []int) string {
	const ellipsis = "…"
	costs := cost(s)
	spent, end, word := 0, 0, 0
	for i, r := range s {
		whole := !joins(r) && !strings.HasSuffix(s[:i], joiner)
		if room := most - sum(cost(ellipsis)); whole && spent <= room {
			end = i
			if r == ' ' {
				word = i
			}
		}
		if spent += costs[i]; spent > most {
			if word > 0 {
				end = word
			}
			if end == 0 {
				return ""
			}
			return strings.TrimRight(s[:end], " ,;:.-–—") + ellipsis
		}
	}
	return s
}

func sum(costs []int) (n int) {
	for _, c := range costs {
		n += c
	}
	return n
}

const joiner = "\u200d" // ZERO WIDTH JOINER

// joins reports whether r is shown as a part of the character before it.
func joins(r rune) bool {
	return unicode.Is(unicode.M, r) || string(r) == joiner || r >= 0x1f3fb && r <= 0x1f3ff
}

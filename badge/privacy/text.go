package privacy

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
	"golang.org/x/text/unicode/norm"
)

// A lint looks through the texts of one document.
type lint struct {
	policy   Policy
	needles  []needle
	found    []Finding
	bytes    int             // of the texts so far
	parts    int             // of a file so far
	inflated int             // bytes of it so far
	salts    map[string]bool // of the identities so far
	own      map[string]bool // URLs that are the program's or the issuer's, not a student's
}

// newLint refuses names that cannot be looked for: what was to be found would not be.
func (p Policy) newLint(names []string) (*lint, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if len(names) > limits.LintNames {
		return nil, fmt.Errorf("privacy: %w: expected at most %d names to look for, found %d", ErrUnread, limits.LintNames, len(names))
	}
	seen := make([]string, len(names)) // as the texts in which they are looked for
	for i, n := range names {
		if seen[i] = plain(n); len(n) > limits.LintName || !utf8.ValidString(n) || len(spelledNeedles(seen[i])) == 0 {
			return nil, fmt.Errorf("privacy: %w: expected names of two letters or more and at most %d bytes, found one of %d bytes", ErrUnread, limits.LintName, len(n))
		}
	}
	return &lint{policy: p, needles: needles(seen), salts: map[string]bool{}, own: map[string]bool{}}, nil
}

func (l *lint) add(pointer string, k Kind, format string, args ...any) {
	switch {
	case len(l.found) == limits.LintFindings:
		// Not tolerated, whatever the policy tolerates: what comes behind was not looked at.
		l.found = append(l.found, Finding{Pointer: pointer, Kind: KindUnread, Message: "there is more, which was not looked at"})
	case len(l.found) < limits.LintFindings:
		l.found = append(l.found, Finding{Pointer: pointer, Kind: k, Message: fmt.Sprintf(format, args...)})
	}
}

const digits = "0123456789"

// shapes are what personal data looks like in a text. RE2 reads them in linear time; a text
// that has none of the characters in needs, if there are any, has not the shape.
var shapes = []struct {
	kind    Kind
	message string
	needs   string
	shape   *regexp.Regexp
}{
	{KindMail, "an e-mail address", "@[({", regexp.MustCompile(`(?i)[\p{L}\p{N}._%+'-]+\s?(?:@|[\[({]\s*(?:at|arroba)\s*[\])}])\s?[\p{L}\p{N}-]+(?:(?:\.|\s?[\[({]\s*(?:dot|punto)\s*[\])}]\s?)[\p{L}\p{N}-]+)*(?:\.|\s?[\[({]\s*(?:dot|punto)\s*[\])}]\s?)\p{L}{2,}`)},
	{KindHandle, "a name on a platform", "@/:", regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}._%+'-])@[a-z0-9_][a-z0-9_.]+|\b(?:instagram|tiktok|snapchat|twitter|facebook|linkedin|youtube|twitch|threads|discord|github|x)\.(?:com|net|gg|tv)/[^\s)]+|\b(?:instagram|insta|tiktok|snapchat|snap|discord|twitch)\s*:\s*\S+`)},
	{KindPhone, "a telephone number", digits, regexp.MustCompile(`(?i)\+\s?\d(?:[\s().\-/]{0,3}\d){7,14}|(?:\(\d{3}\)|\b\d{3})[\s.\-/]{0,2}\d{3}[\s.\-]{1,2}\d{4}\b|\b\d{3}[-.]\d{4}\b|\b(?:tel|phone|call|text|cell|mobile|whatsapp|tel[eé]fono|celular|m[oó]vil)\b[^\d\n]{0,12}\d(?:[\s().\-/]{0,2}\d){5,14}|\b0\d{1,4}[\s/\-]\d{2,}(?:[\s\-]?\d{2,}){1,4}\b`)},
	{KindNumber, "a number such as those that a school or a state has for a person", digits, regexp.MustCompile(`(?i)\b\d{3}-\d{2}-\d{4}\b|\b[a-z]{0,2}\d{6,12}\b|\b(?:student|pupil|learner|lunch|sis|sasid|lasid|matr[ií]cula|alumn[oa]|estudiante|expediente)\b[^\d\n]{0,20}\d{4,}`)},
	{KindBirth, "a day of birth, or an age", digits, regexp.MustCompile(`(?i)\b(?:born|birthday|birthdate|birth\s+date|date\s+of\s+birth|d\.?o\.?b\.?|nacid[oa]|nac[ií]|fecha\s+de\s+nacimiento|cumplea[ñn]os)\b[^\n]{0,40}?\d|\b\d{1,2}[\s-]years?[\s-]old\b|\b(?:i\s+am|i['’]m|aged?)\s+\d{1,2}\b|\b(?:tengo|de)\s+\d{1,2}\s+a[ñn]os\b`)},
	{KindName, "a sentence in which somebody names himself", "", regexp.MustCompile(`(?i)\bmy\s+(?:full\s+|first\s+|last\s+)?name\s*(?:is|['’]s|:)|\b(?:i\s+am|i['’]m)\s+called\b|\bme\s+llamo\b|\bmi\s+(?:nombre|apellido)\s+(?:es|completo)|\bje\s+m['’]appelle\b|\bich\s+hei(?:ß|ss)e\b|\bmeu\s+nome\b`)},
	{KindAddress, "a street address", "", regexp.MustCompile(`\b\d{1,6}\s+(?:[NSEW]{1,2}\.?\s+)?(?:(?:\p{Lu}[\p{L}'’.]*|\d+(?:st|nd|rd|th))\s+){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Circle|Cir|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Trail|Trl)\b|\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|(?i:\bp\.?\s?o\.?\s?box\s+\d)|(?i:\b(?:calle|avenida|av\.|carrera|paseo|plaza)\s+\p{L}[\p{L}\s.]{1,40}?,?\s*(?:n[º°o]\.?\s*|#\s*)?\d{1,5}\b)|(?i:\p{L}(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee)\s+\d{1,4}\b)|(?i:\b(?:i|we)\s+live\s+(?:at|on)\b)|(?i:\bvivo\s+en\s+(?:la\s+)?(?:calle|avenida)\b)`)},
	{KindLocation, "coordinates, or a link to a map", digits + ".", regexp.MustCompile(`(?i)[-+]?\d{1,3}\.\d{3,}\s*°?\s*[ns]?\s*[,;]\s*[-+]?\d{1,3}\.\d{3,}|\d{1,3}°\s?\d{1,2}['’′]|\bmaps\.(?:app\.goo\.gl|google\.)|\bgoogle\.[a-z.]+/maps|\bgeo:-?\d`)},
	{KindSensitive, "that somebody is in a programme for the gifted, has a plan for a disability, or is ill", "", regexp.MustCompile(`\b(?:ALP|ALPs|IEP|IEPs|GT|G/T|G&T|G & T|ELL|ADHD|PTSD|OCD|TDAH|EFL)\b|(?i:\b(?:gifted|twice[\s-]exceptional|advanced\s+learning\s+plans?|special\s+(?:education|ed|needs)|504\s+plans?|disab(?:ility|ilities|led)|autis(?:m|tic)|dyslexi[ac]|asperger\S*|diagnos(?:is|es|ed)|medications?|therap(?:y|ist)|psychiatr\w+|depress(?:ion|ed)|anxiety|disorder|epilep\w+|diabet\w+|asthma\w*|cancer|pregnan\w+|(?:free|reduced)[\s-](?:price\s+)?lunch|undocumented|foster\s+(?:care|child)|homeless|superdotad[oa]s?|dotad[oa]s?\s+y\s+talentos[oa]s?|altas\s+capacidades|plan\s+de\s+aprendizaje\s+avanzado|educaci[oó]n\s+especial|discapacidad(?:es)?|autismo|autista|dislexia|dislexi?c[oa]|diagn[oó]stic\w+|diagnosticad[oa]|medicamentos?|depresi[oó]n|ansiedad|trastorno|epilepsia|embaraz\w+|indocumentad[oa])\b)`)},
}

var (
	inline = regexp.MustCompile(`(?i)(?:^\s*|[("'<\s])data:[a-z,;]|data:[a-z]+/[a-z0-9.+-]+[;,]`)
	link   = regexp.MustCompile(`(?i)\b(?:https?|ftp)://\S+|\bwww\.\S+`)
	drive  = regexp.MustCompile(`(?i)^(?:https?:)?(?://)?(?:[\w.-]+\.)?(?:drive\.google\.com|docs\.google\.com|photos\.google\.com|photos\.app\.goo\.gl|onedrive\.live\.com|1drv\.ms|sharepoint\.com|dropbox\.com|icloud\.com|box\.com)(?:[/:?#]|$)`)
)

// plain is a text as a reader sees it: entities and compatibility forms resolved, digits of
// every script as those of ASCII, without what nobody sees.
func plain(s string) string {
	if ascii(s) && !strings.Contains(s, "&") {
		return s
	}
	s = norm.NFKC.String(html.UnescapeString(s))
	return strings.Map(func(r rune) rune {
		switch {
		case unseen(r):
			return -1
		case r >= 0x1f150 && r <= 0x1f169: // letters in black circles, in black squares, and of flags
			return 'A' + r - 0x1f150
		case r >= 0x1f170 && r <= 0x1f189:
			return 'A' + r - 0x1f170
		case r >= 0x1f1e6 && r <= 0x1f1ff:
			return 'A' + r - 0x1f1e6
		case r > unicode.MaxASCII && unicode.Is(unicode.Nd, r):
			return '0' + digit(r)
		case r > unicode.MaxASCII && unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, s)
}

// unseen reports whether a character has no shape of its own: the joiners and marks of
// direction, fillers, selectors of a variant, and the keycap or circle around another.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Me, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// Marks of HTML and of Markdown that whoever renders a text takes out of it.
var (
	tag      = regexp.MustCompile(`(?s)<!--.*?-->|</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>`)
	linkText = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()]*\)`)
)

// rendered is a text as a page shows it that renders marks.
func rendered(s string) string {
	if strings.Contains(s, "<") {
		s = tag.ReplaceAllString(s, "")
	}
	if strings.Contains(s, "](") {
		s = linkText.ReplaceAllString(s, "$1")
	}
	return s
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// digit is the value of a decimal digit. Unicode has them in tens, from zero to nine.
func digit(r rune) rune {
	for _, d := range unicode.Nd.R16 {
		if rune(d.Lo) <= r && r <= rune(d.Hi) {
			return (r - rune(d.Lo)) % 10
		}
	}
	for _, d := range unicode.Nd.R32 {
		if rune(d.Lo) <= r && r <= rune(d.Hi) {
			return (r - rune(d.Lo)) % 10
		}
	}
	return 0
}

// text looks through what people read.
func (l *lint) text(pointer, text string) { l.look(pointer, text, text, kinds) }

// look looks through a text, as it is seen, for some kinds of data, and for names.
func (l *lint) look(pointer, text, seen string, of []Kind) {
	if !l.readable(pointer, text) {
		return
	}
	seen = plain(seen)
	views := []string{seen}
	if shown := rendered(seen); shown != seen {
		views = append(views, shown)
	}
	for _, s := range shapes {
		if slices.Contains(of, s.kind) && slices.ContainsFunc(views, func(v string) bool {
			return (s.needs == "" || strings.ContainsAny(v, s.needs)) && s.shape.MatchString(v)
		}) {
			l.add(pointer, s.kind, "%s", s.message)
		}
	}
	if slices.ContainsFunc(views, l.names) {
		l.add(pointer, KindName, "one of the names that were to be looked for")
	}
}

// told is text for what a student or those around write of one: links lead to artefacts.
func (l *lint) told(pointer, text string) {
	l.text(pointer, text)
	for _, url := range link.FindAllString(plain(text), limits.LintFindings+1) {
		l.artefact(pointer, url)
	}
}

// label looks through what is said of an institution, where an address or a telephone
// number is its own.
func (l *lint) label(pointer, text string) { l.look(pointer, text, text, inLabels) }

// identifier looks through what machines read, such as a URL.
func (l *lint) identifier(pointer, text string) {
	l.look(pointer, text, unescape(text), inIdentifiers)
}

var inLabels, inIdentifiers = []Kind{KindSensitive}, []Kind{KindMail}

// readable says whether a text can be looked through.
func (l *lint) readable(pointer, text string) bool {
	if len(text) > limits.LintText || !utf8.ValidString(text) {
		l.add(pointer, KindUnread, "expected at most %d bytes of text, found %d", limits.LintText, len(text))
		return false
	}
	if inline.MatchString(text) {
		l.add(pointer, KindUnread, "a document within the text")
		return false
	}
	if l.bytes += len(text); l.bytes > limits.LintTexts {
		l.add(pointer, KindUnread, "expected at most %d bytes of text in all", limits.LintTexts)
		return false
	}
	return true
}

// artefact judges a link to what a student made.
func (l *lint) artefact(pointer, url string) {
	switch {
	case l.own[strings.TrimRight(url, ".,;:!?)>]\"'")]:
	case !l.policy.Artefacts:
		l.add(pointer, KindArtefact, "a link to an artefact: without Policy.Artefacts a digest stands for it")
	case drive.MatchString(url):
		l.add(pointer, KindArtefact, "a link into somebody's own drive: it names the account, and may open for nobody")
	}
}

// unescape undoes the percent-encoding of a URL as far as it can be undone.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	hex := func(c byte) int { return strings.IndexByte("0123456789abcdef", c|0x20) }
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0 {
			b = append(b, byte(hex(s[i+1])<<4|hex(s[i+2])))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return strings.ToValidUTF8(string(b), " ")
}

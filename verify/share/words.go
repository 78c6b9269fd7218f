package share

import (
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A language is one of those of our own words.
type language int

const (
	english language = iota
	spanish
)

func languageOf(tag string) (language, error) {
	switch tag {
	case "", "en":
		return english, nil
	case "es":
		return spanish, nil
	}
	return 0, fmt.Errorf("share: Terms.Language: expected en or es, found %q", limits.Abridge(tag))
}

// String returns the tag of the language (BCP 47).
func (l language) String() string { return [...]string{"en", "es"}[l] }

// locale is as Open Graph has it.
func (l language) locale() string { return [...]string{"en_US", "es_US"}[l] }

// say returns words, with the arguments in them.
func (l language) say(key string, args ...any) string { return fmt.Sprintf(words[key][l], args...) }

// day writes the day of t, in UTC, as people read it.
func (l language) day(t time.Time) string {
	month := strings.Split(words["months"][l], ",")[t.Month()-1]
	return l.say("day", t.Day(), month, t.Year())
}

// words are in English and in Spanish.
var words = map[string][2]string{
	"months": {"January,February,March,April,May,June,July,August,September,October,November,December", "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre"},
	"day":    {"%[1]d %[2]s %[3]d", "%d de %s de %d"},

	"post":      {"I earned a badge: %s, awarded by %s.", "Obtuve una insignia: %s, otorgada por %s."},
	"mail.head": {"Badge: %s", "Insignia: %s"},
	"mail.body": {"I would like to show you a badge: %s, awarded by %s on %s.", "Quiero mostrarle una insignia: %s, otorgada por %s el %s."},
	"mail.look": {"What it stands for, and whether it is genuine, is shown here:", "Aquí se muestra qué representa y si es auténtica:"},

	"summary":     {"Awarded by %s on %s.", "Otorgada por %s el %s."},
	"summary.end": {"Awarded by %s on %s, valid until %s.", "Otorgada por %s el %s, válida hasta el %s."},

	"apply.line":   {"%s (%s, %s)", "%s (%s, %s)"},
	"apply.what":   {"%s is a verifiable digital badge (Open Badges 3.0), awarded by %s on %s.", "%s es una insignia digital verificable (Open Badges 3.0), otorgada por %s el %s."},
	"apply.skills": {"Competencies: %s.", "Competencias: %s."},
	"apply.check":  {"Criteria, evidence and verification: %s", "Criterios, evidencias y verificación: %s"},
}

package share

import (
	"strings"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/internal/limits"
)

// An Application is what a student copies into an application to a university or for a
// scholarship, such as the Common Application.
type Application struct {
	Line      string // at most 100 characters, as a form has for the title of an honor; without the URL
	Paragraph string // what it is, by whom, for which competencies, and where to verify it
}

// Application returns the words for an application. What is copied by hand proves nothing:
// the page at the URL in the paragraph is what a reader verifies.
func (b *Badge) Application() (Application, error) {
	if err := b.may(privacy.ToApplication, b.fields()...); err != nil {
		return Application{}, err
	}
	p := b.printed
	said := []string{b.say("apply.what", p.name, p.issuer, b.day(p.awarded)), p.description}
	if len(p.competencies) > 0 {
		said = append(said, b.say("apply.skills", strings.Join(p.shownCompetencies(b.terms.Levels), ", ")))
	}
	paragraph := cut(strings.Join(said, " "), limits.SharedText, characters)
	return Application{
		Line:      cut(b.say("apply.line", p.name, p.issuer, b.day(p.awarded)), limits.SharedLine, characters),
		Paragraph: paragraph + " " + b.say("apply.check", b.terms.URL),
	}, nil
}

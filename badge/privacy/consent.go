package privacy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A Party is who gives consent.
type Party string

const (
	ByStudent  Party = "student"
	ByGuardian Party = "guardian"
)

// A Field is a part of a badge, or beside it, that somebody agrees to show.
type Field string

const (
	FieldBadge     Field = "badge"     // the badge as it stands: issuer, date, criteria, neutral evidence
	FieldName      Field = "name"      // the student's name, confirmed by the school beside the badge and never in it
	FieldResults   Field = "results"   // levels
	FieldArtefacts Field = "artefacts" // what the student made
	FieldSource    Field = "source"    // the school
)

var fields = []Field{FieldBadge, FieldName, FieldResults, FieldArtefacts, FieldSource}

// Public is the audience that is everybody.
const Public = "public"

// A Consent says that somebody has agreed that certain badges of one student go to
// certain channels, with certain fields, until it ends. It is a record for the portal to
// keep; no part of it is published. Whether the person is who they say is for the portal
// to have asked.
//
// Everything has to be said: an empty list covers nothing, and a consent without an end
// is none.
type Consent struct {
	ID       string    // opaque
	Student  string    // opaque id of whose badges it is about
	By       Party     // who gave it
	Person   string    // opaque id of who gave it: the student's own, or a guardian's
	Age      int       // the student's in full years when it was given; may be 0 for a guardian's consent
	Badges   []string  // ids of the credentials
	Channels []Channel // where they may go
	Audience string    // Public, or an opaque name of the one audience it is for, such as "admissions-2027"
	Fields   []Field   // what may be shown
	Given    time.Time
	Ends     time.Time // from then on it is none
	// Withdrawn is when it was taken back. Any time at all means that it is none.
	Withdrawn time.Time
}

// Validate says whether c is a consent that could count: what it leaves out, or
// contradicts. It does not ask what time it is. The error wraps ErrConsent.
func (c Consent) Validate() error {
	for _, id := range []struct{ what, id string }{{"ID", c.ID}, {"Student", c.Student}, {"Person", c.Person}, {"Audience", c.Audience}} {
		if !opaque(id.id) {
			return noConsent(c, "%s: expected at most %d letters, digits and -._:~ (no name, no e-mail address), found %d bytes of others", id.what, limits.CaseID, len(id.id))
		}
	}
	switch {
	case c.By != ByStudent && c.By != ByGuardian:
		return noConsent(c, "By: expected student or guardian, found %q", limits.Abridge(string(c.By)))
	case c.By == ByStudent && c.Person != c.Student:
		return noConsent(c, "a student's consent is given by the student")
	case c.By == ByGuardian && c.Person == c.Student:
		return noConsent(c, "nobody is his own guardian")
	case c.Age < 0 || c.Age > oldest || c.By == ByStudent && c.Age == 0:
		return noConsent(c, "Age: expected the student's age in full years when it was given, found %d", c.Age)
	case c.Given.IsZero() || c.Ends.IsZero():
		return noConsent(c, "expected when it was given and when it ends")
	case !c.Given.Before(c.Ends):
		return noConsent(c, "it ends before it begins")
	case len(c.Badges) == 0 || len(c.Channels) == 0 || len(c.Fields) == 0:
		return noConsent(c, "expected badges, channels and fields that it is for, found %d, %d and %d", len(c.Badges), len(c.Channels), len(c.Fields))
	case len(c.Badges) > limits.ConsentBadges:
		return noConsent(c, "Badges: expected at most %d, found %d", limits.ConsentBadges, len(c.Badges))
	}
	for i, b := range c.Badges {
		if b == "" || len(b) > limits.Identifier || strings.ContainsFunc(b, func(r rune) bool { return r <= ' ' }) || slices.Contains(c.Badges[:i], b) {
			return noConsent(c, "Badges: expected ids of credentials, each once, found %q", limits.Abridge(b))
		}
	}
	for i, to := range c.Channels {
		if !slices.Contains(channels, to) || slices.Contains(c.Channels[:i], to) {
			return noConsent(c, "Channels: expected channels of this package, each once, found %q", limits.Abridge(string(to)))
		}
	}
	for i, f := range c.Fields {
		if !slices.Contains(fields, f) || slices.Contains(c.Fields[:i], f) {
			return noConsent(c, "Fields: expected fields of this package, each once, found %q", limits.Abridge(string(f)))
		}
	}
	return nil
}

// noConsent names a consent by its id, unless that may be somebody's name: errors end up in
// logs.
func noConsent(c Consent, format string, args ...any) error {
	id := c.ID
	if !opaque(id) {
		id = "without an opaque id"
	}
	return fmt.Errorf("privacy: %w: consent %s: %s", ErrConsent, id, fmt.Sprintf(format, args...))
}

// opaque lets through what a portal names people by in its records, as package planning
// does: no name and no e-mail address fits in.
func opaque(id string) bool {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._:~", r)
	}
	return id != "" && len(id) <= limits.CaseID && !strings.ContainsFunc(id, func(r rune) bool { return !plain(r) })
}

// covers says why c is no consent to show one field as r asks for, or nil.
func (c Consent) covers(r Request, f Field, g Gate, adult int) error {
	if err := c.Validate(); err != nil {
		return err
	}
	switch {
	case c.Student != r.Student:
		return noConsent(c, "it is another student's")
	case !slices.Contains(c.Badges, r.Badge):
		return noConsent(c, "it is for other badges than %s", limits.Abridge(r.Badge))
	case !slices.Contains(c.Channels, r.Channel):
		return noConsent(c, "it is not for the channel %s", r.Channel)
	case c.Audience != Public && c.Audience != r.audience():
		return noConsent(c, "it is for the audience %s, and not for %s", c.Audience, limits.Abridge(r.audience()))
	case !slices.Contains(c.Fields, f):
		return noConsent(c, "it is not for the field %s", f)
	case r.Now.Before(c.Given):
		return noConsent(c, "it is given for a time to come, from %s on", c.Given.UTC().Format(time.DateOnly))
	case !r.Now.Before(c.Ends):
		return noConsent(c, "it ended on %s", c.Ends.UTC().Format(time.DateOnly))
	case c.Age > r.Age:
		return noConsent(c, "it says that the student was %d years old, which is more than now", c.Age)
	case c.By == ByStudent && c.Age < g.Own:
		return noConsent(c, "the student gave it at %d; below %d a guardian has to", c.Age, g.Own)
	case c.By == ByGuardian && r.Age >= adult:
		return noConsent(c, "from %d years on it is the student's own to give", adult)
	}
	return nil
}

package privacy

import (
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A Request asks whether one badge may go to one channel now.
type Request struct {
	Badge    string    // id of the credential
	Student  string    // opaque id, as consents have it
	Age      int       // the student's in full years; 0 is unknown, and refused
	Channel  Channel   // ignored by Channels
	Audience string    // "": Public
	Fields   []Field   // what is shown besides FieldBadge, which is always asked for
	Now      time.Time // the caller's
	Consents []Consent // all that there are: one under an id that was withdrawn counts as that wherever it stands
}

func (r Request) audience() string {
	if r.Audience == "" {
		return Public
	}
	return r.Audience
}

// May returns nil if the badge may go to that channel now. Its error wraps ErrAgePolicy or
// ErrConsent, and says what is missing; ErrPolicy for a Policy that contradicts itself.
//
// An age that is not known is refused, and so is a channel that this package does not
// know. Every field is asked for in turn, and each needs a consent that covers it: below
// Gate.Own a guardian's, from Policy.Adult on the student's own, and in between either.
// A channel that publishes the URL of the badge's page is not open at an age at which the
// page is not. Consent to the page is asked for where that is shown.
//
// May knows nothing of the badge: that it verifies, and is not revoked, is for package
// verify.
func (p Policy) May(r Request) error {
	if err := p.check(); err != nil {
		return err
	}
	return p.may(r)
}

func (p Policy) may(r Request) error {
	if !slices.Contains(channels, r.Channel) {
		return fmt.Errorf("privacy: %w: expected one of the channels of this package, found %q", ErrAgePolicy, limits.Abridge(string(r.Channel)))
	}
	gates := []Channel{r.Channel}
	if r.Channel.leadsToPage() {
		gates = append(gates, ToPage)
	}
	for _, c := range gates {
		g := p.gate(c)
		switch {
		case g.Closed:
			return fmt.Errorf("privacy: %w: the channel %s is closed to everybody", ErrAgePolicy, c)
		case g.Least == 0:
		case r.Age <= 0 || r.Age > oldest:
			return fmt.Errorf("privacy: %w: %s: expected the student's age in full years, found %d; an age that is not known opens nothing", ErrAgePolicy, c, r.Age)
		case r.Age < g.Least:
			return fmt.Errorf("privacy: %w: the channel %s is open from %d years on", ErrAgePolicy, c, g.Least)
		}
	}
	if r.Channel == ToFile {
		return nil
	}
	if r.Now.IsZero() || r.Badge == "" || r.Student == "" {
		return fmt.Errorf("privacy: %w: expected the time, the badge and the student that are asked about", ErrConsent)
	}
	if len(r.Consents) > limits.Consents || len(r.Fields) > len(fields) {
		return fmt.Errorf("privacy: %w: expected at most %d consents and %d fields, found %d and %d", ErrConsent, limits.Consents, len(fields), len(r.Consents), len(r.Fields))
	}
	for _, f := range append([]Field{FieldBadge}, r.Fields...) {
		if err := p.agreed(r, f); err != nil {
			return err
		}
	}
	return nil
}

// agreed says why nobody has agreed to show a field, or nil.
func (p Policy) agreed(r Request, f Field) error {
	if !slices.Contains(fields, f) {
		return fmt.Errorf("privacy: %w: expected one of the fields of this package, found %q", ErrConsent, limits.Abridge(string(f)))
	}
	g := p.gate(r.Channel)
	who := "the student's or a guardian's"
	switch {
	case r.Age < g.Own:
		who = "a guardian's"
	case r.Age >= p.adult():
		who = "the student's own"
	}
	// The last reason is the one of the consent that came last: a portal lists the
	// newest last.
	var why error
	for _, c := range r.Consents {
		err := c.covers(r, f, g, p.adult())
		if err == nil && withdrawn(r.Consents, c.ID) {
			// An old copy of a record that was taken back since.
			err = noConsent(c, "it was withdrawn")
		}
		if err == nil {
			return nil
		}
		why = err
	}
	if why == nil {
		why = fmt.Errorf("none was given")
	}
	return fmt.Errorf("privacy: %w: %s on the channel %s needs %s consent: %w", ErrConsent, f, r.Channel, who, why)
}

func withdrawn(all []Consent, id string) bool {
	return slices.ContainsFunc(all, func(c Consent) bool { return c.ID == id && !c.Withdrawn.IsZero() })
}

// An Answer is what May says of one channel.
type Answer struct {
	Channel Channel
	Err     error // nil: open
}

// Channels returns what May says of every channel, in the order in which this package
// lists them. A page shows the buttons of those whose Err is nil, and may say why the
// others are not there.
func (p Policy) Channels(r Request) []Answer {
	bad := p.check()
	answers := make([]Answer, len(channels))
	for i, c := range channels {
		r.Channel = c
		answers[i] = Answer{c, bad}
		if bad == nil {
			answers[i].Err = p.may(r)
		}
	}
	return answers
}

// AgeOn returns the full years of somebody born on that day, on a day, both in the
// calendar of their own locations; 0 if it cannot be said. Whoever was born on 29 February
// is a year older on 1 March. The day of birth is for the portal to keep: nothing here
// asks for it but this.
func AgeOn(born, day time.Time) int {
	if born.IsZero() || day.IsZero() || day.Before(born) {
		return 0
	}
	years := day.Year() - born.Year()
	if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
		years--
	}
	return max(years, 0)
}

package badge

import (
	"encoding/json"
	"errors"

	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A ValueError reports one property whose value the data model does not allow.
type ValueError struct {
	Pointer string // RFC 6901, from the value that was validated; "" is that value itself
	Reason  string // what was expected and what was found
}

func (e *ValueError) Error() string {
	if e.Pointer == "" {
		return e.Reason
	}
	return e.Pointer + ": " + e.Reason
}

// Validate reports everything that the data model does not allow in a, and in
// what it holds, as one error that joins *ValueErrors.
func (a *Achievement) Validate() error { return validate(a, "Achievement") }

// Validate is [Achievement.Validate] for a profile.
func (p *Profile) Validate() error { return validate(p, "Profile") }

// Validate is [Achievement.Validate] for a subject and the achievement in it,
// the links from its results to that achievement included.
func (s *Subject) Validate() error { return validate(s, "AchievementSubject") }

// Validate is [Achievement.Validate] for what an endorsement is about.
func (s *EndorsementSubject) Validate() error { return validate(s, "EndorsementSubject") }

// Validate is [Achievement.Validate] for one piece of evidence.
func (e *Evidence) Validate() error { return validate(e, "Evidence") }

// Validate is [Achievement.Validate] for a result by itself. Whether it belongs
// to an achievement is judged by [Subject.Validate].
func (r *Result) Validate() error { return validate(r, "Result") }

// validate judges the JSON that will be signed rather than the struct it comes
// from, by the rules that a verifier applies to it later.
func validate(v json.Marshaler, class string) error {
	data, err := v.MarshalJSON()
	if err != nil {
		return &ValueError{Reason: err.Error()}
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return &ValueError{Reason: err.Error()}
	}
	var errs []error
	for _, f := range shape.Check(tape.Root(), class, shape.Rules{Version: 2}) {
		if f.Level != shape.Note {
			errs = append(errs, &ValueError{Pointer: f.Pointer, Reason: f.Message})
		}
	}
	return errors.Join(errs...)
}

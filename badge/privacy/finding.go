package privacy

import (
	"errors"
	"fmt"
	"slices"
)

// A Kind is what a finding is about. Its text may stand among the findings of a piece of
// evidence in package planning.
type Kind string

const (
	KindName      Kind = "person-named"   // a name of a person, or a place where one stands
	KindBirth     Kind = "birth-date"     // a day of birth, or an age
	KindMail      Kind = "e-mail"         // an e-mail address that can be read
	KindPhone     Kind = "phone"          // a telephone number
	KindAddress   Kind = "street-address" // where somebody lives
	KindNumber    Kind = "student-number" // a number that a school or a state has for a person
	KindHandle    Kind = "handle"         // a name on a platform
	KindPhoto     Kind = "photo"          // a picture that may show a person
	KindLocation  Kind = "location"       // coordinates
	KindIdentity  Kind = "identity"       // an identifier that is not opaque, or whose hash hides nothing
	KindGuessable Kind = "guessable"      // a hashed identifier: whoever can guess it can check the guess
	KindResults   Kind = "results"        // levels, grades, credits
	KindArtefact  Kind = "artefact"       // a link to what a student made, or the thing itself
	KindSource    Kind = "source"         // the school, beside the issuer
	KindSensitive Kind = "sensitive"      // that somebody is in a programme for the gifted, has a plan for a disability, is ill
	KindAuthor    Kind = "author"         // who made a file, with what, and when
	KindUnread    Kind = "unread"         // what could not be judged: never tolerated
)

var kinds = []Kind{KindName, KindBirth, KindMail, KindPhone, KindAddress, KindNumber, KindHandle, KindPhoto, KindLocation, KindIdentity, KindGuessable, KindResults, KindArtefact, KindSource, KindSensitive, KindAuthor, KindUnread}

// A Finding is one thing that should not be in a public badge, or that its issuer should
// know. Message never repeats the whole of what was found: findings end up in logs.
type Finding struct {
	Pointer string // where: a JSON Pointer (RFC 6901) into the badge, or a place in a file such as /exif/gps
	Kind    Kind
	Message string
	Refused bool // false: told only
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Pointer, f.Kind, f.Message) }

// verdict sets Refused by the policy, and joins what is refused into one error that wraps
// ErrPersonal, ErrUnread or both.
func (p Policy) verdict(found []Finding) error {
	var errs []error
	for i := range found {
		f := &found[i]
		f.Refused = f.Kind == KindUnread || f.Kind != KindGuessable && !slices.Contains(p.Tolerated, f.Kind)
		if !f.Refused {
			continue
		}
		why := ErrPersonal
		if f.Kind == KindUnread {
			why = ErrUnread
		}
		errs = append(errs, fmt.Errorf("privacy: %w: %v", why, *f))
	}
	return errors.Join(errs...)
}

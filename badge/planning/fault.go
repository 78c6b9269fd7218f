package planning

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// The reasons for which nothing changes, for errors.Is. The message says what is
// possible instead.
var (
	ErrALPIncomplete      = errors.New("the Advanced Learning Plan has not been attested")
	ErrTransition         = errors.New("not possible in this state")
	ErrForbidden          = errors.New("not for this person in this role")
	ErrConflictOfInterest = errors.New("conflict of interest")
	ErrQuorum             = errors.New("the site team's votes do not carry this")
	ErrRubric             = errors.New("not the rubric of this credential")
	ErrEvidence           = errors.New("the evidence does not meet the rules")
	ErrUnknownCredential  = errors.New("no such credential")
	ErrTime               = errors.New("the time goes back") // or there is none
	ErrEvent              = errors.New("malformed event")
	ErrRules              = errors.New("not the rules of this case")
	ErrLog                = errors.New("the log is damaged") // a *LogError says where
)

// refuse is an error of one of the reasons above.
func refuse(reason error, format string, args ...any) error {
	return fmt.Errorf("planning: %w: %s", reason, fmt.Sprintf(format, args...))
}

// checkID lets through what a portal uses to name people, schools and things. Names and
// e-mail addresses do not fit in: a log cannot forget, so nobody's name belongs in it.
func checkID(what, id string) error {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._:~", r)
	}
	if id == "" || len(id) > limits.CaseID || strings.ContainsFunc(id, func(r rune) bool { return !plain(r) }) {
		return refuse(ErrEvent, "%s: expected an opaque identifier of at most %d letters, digits and -._:~ (no name, no e-mail address), found %q", what, limits.CaseID, limits.Abridge(id))
	}
	return nil
}

func checkText(what, s string) error {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' }
	if len(s) > limits.CaseText || !utf8.ValidString(s) || strings.ContainsFunc(s, control) {
		return refuse(ErrEvent, "%s: expected at most %d bytes of text without control characters, found %d bytes", what, limits.CaseText, len(s))
	}
	return nil
}

func checkSaid(what, s string) error {
	if strings.TrimSpace(s) == "" {
		return refuse(ErrEvent, "%s: expected a text, found none", what)
	}
	return checkText(what, s)
}

// checkDate takes "" for a date that is not given.
func checkDate(what, s string) error {
	if s == "" {
		return nil
	}
	if d, err := time.Parse(time.DateOnly, s); err != nil || d.Format(time.DateOnly) != s {
		return refuse(ErrEvent, "%s: expected a date such as 2026-05-31, found %q", what, limits.Abridge(s))
	}
	return nil
}

func checkCount(what string, n int) error {
	if n > limits.CaseList {
		return refuse(ErrEvent, "%s: expected at most %d, found %d", what, limits.CaseList, n)
	}
	return nil
}

// checkAll returns the first error of its arguments.
func checkAll(errs ...error) error {
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	return nil
}

// words are the members of a list as a sentence has them.
func words[T ~string](list []T) string {
	var b strings.Builder
	for i, s := range list {
		switch {
		case i > 0 && i == len(list)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(s))
	}
	if len(list) == 0 {
		return "nothing"
	}
	return b.String()
}

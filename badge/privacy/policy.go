package privacy

import (
	"errors"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// The reasons for a no, for errors.Is. The message says which, and what is possible.
var (
	ErrConsent   = errors.New("there is no consent to it")
	ErrAgePolicy = errors.New("not at this age")
	ErrPersonal  = errors.New("personal data that a public badge does not need")
	ErrUnread    = errors.New("it could not be read, and so not be judged")
	ErrPolicy    = errors.New("the policy contradicts itself")
)

// Adult is the age in years at which what a student agrees to is the student's own to
// give, and nobody else's, unless a Policy says otherwise.
const Adult = 18

// A Policy is what a school or district has decided for its students. The zero value
// shows least: in a badge no levels, no artefacts, no school beside the issuer; on a page
// nobody below 13; below 18 nothing without a guardian's consent.
type Policy struct {
	// Adult is the age from which a student's own consent counts, and a guardian's does
	// not. 0: the constant Adult. Not below 13.
	Adult int

	// Gates changes what the channels in it ask for. A channel that is not in it has its
	// default, which the documentation of the channel says.
	Gates map[Channel]Gate

	// Results lets the levels that a student has reached stand in a badge.
	Results bool

	// Artefacts lets links to what a student made stand in a badge. Without it there are
	// digests (ArtefactDigest).
	Artefacts bool

	// Source lets the school stand in a badge beside the issuer. School, award and date
	// together can name a student where few earn a badge.
	Source bool

	// Tolerated are kinds of findings that are told and keep nothing from being
	// published. None: only those of the kind KindGuessable.
	Tolerated []Kind
}

// A Gate is what a channel asks for. Its zero value asks for what the channel's default
// does.
type Gate struct {
	// Least is the age in years from which the channel is open to a student. 0: the
	// channel's default.
	Least int

	// Own is the age in years from which a student's own consent is enough; below it a
	// guardian's is needed. 0: Policy.Adult.
	Own int

	// Closed keeps the channel from everybody.
	Closed bool
}

// gate is what a channel asks for under p.
func (p Policy) gate(c Channel) Gate {
	g := p.Gates[c]
	if g.Least == 0 {
		g.Least = c.least()
	}
	if g.Own == 0 {
		g.Own = p.adult()
	}
	return g
}

func (p Policy) adult() int {
	if p.Adult == 0 {
		return Adult
	}
	return p.Adult
}

// check refuses a Policy of which nobody could say what it means.
func (p Policy) check() error {
	if p.Adult != 0 && (p.Adult < childhood || p.Adult > oldest) {
		return fmt.Errorf("privacy: %w: Policy.Adult: expected %d to %d years, or 0 for %d, found %d", ErrPolicy, childhood, oldest, Adult, p.Adult)
	}
	for c, g := range p.Gates {
		if !slices.Contains(channels, c) {
			return fmt.Errorf("privacy: %w: Policy.Gates: expected one of the channels of this package, found %q", ErrPolicy, limits.Abridge(string(c)))
		}
		if g.Least < 0 || g.Own < 0 || g.Least > oldest || g.Own > oldest {
			return fmt.Errorf("privacy: %w: Policy.Gates[%s]: expected ages of 0 to %d years, found %d and %d", ErrPolicy, c, oldest, g.Least, g.Own)
		}
		if g.Own > p.adult() {
			return fmt.Errorf("privacy: %w: Policy.Gates[%s].Own: from %d years on consent is the student's own, found %d", ErrPolicy, c, p.adult(), g.Own)
		}
	}
	for _, k := range p.Tolerated {
		if !slices.Contains(kinds, k) || k == KindUnread {
			return fmt.Errorf("privacy: %w: Policy.Tolerated: expected kinds of findings other than unread, found %q", ErrPolicy, limits.Abridge(string(k)))
		}
	}
	return nil
}

package verify

import (
	"fmt"
	"runtime/debug"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// guarded runs judge. A panic in it, of a plug-in's or of our own, is nobody's
// verdict on the badge: it leaves the check open. What judge had already found
// against the badge stands.
func guarded(k *Check, judge func(k *Check)) {
	defer func() {
		if r := recover(); r != nil {
			k.open(panicked(r))
		}
	}()
	judge(k)
}

// panicked says what the value of a panic says, as text: it may be an error
// whose own methods are what panicked.
func panicked(value any) *Problem {
	said := limits.Abridge(fmt.Sprint(value))
	return credential.NewProblem(Panicked, "", fmt.Errorf("%s\n%s", said, debug.Stack()), "the check broke off in a panic, so it was not made: %s", said)
}

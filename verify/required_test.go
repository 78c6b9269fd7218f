package verify

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever a verification leaves out, the absence of a check is no pass: each of those
// that a verdict needs has to have been made, and to have passed.
func TestWithoutARequiredCheckNothingPasses(t *testing.T) {
	for name, needed := range map[string][]string{"a badge": required(), "a presentation": requiredOfPresentation(), "an endorsement": requiredOfEndorsement()} {
		all := func() []Check {
			checks := []Check{{Name: "another", Outcome: NotApplicable}}
			for _, k := range needed {
				checks = append(checks, Check{Name: k, Outcome: Passed})
			}
			return checks
		}
		require.Equal(t, Passed, outcomeOf(all(), needed), name)
		require.Equal(t, Undetermined, outcomeOf(nil, needed), name)
		for i, k := range needed {
			without := all()
			without = append(without[:i+1], without[i+2:]...)
			require.Equal(t, Undetermined, outcomeOf(without, needed), "%s without %s", name, k)
			for outcome, want := range map[Outcome]Outcome{Undetermined: Undetermined, NotApplicable: Undetermined, Failed: Failed} {
				checks := all()
				checks[i+1].Outcome = outcome
				require.Equal(t, want, outcomeOf(checks, needed), "%s with %s %v", name, k, outcome)
			}
		}
	}
}

package verify

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

func epoch() time.Time { return time.Unix(0, 0) }

// A fault of our own in the midst of a stage is no ground for the next one.
func TestAStageThatBreaksOffIsNoGround(t *testing.T) {
	secured, err := credential.Parse([]byte(`{"@context":[],"type":[],"proof":{"type":"X"}}`))
	require.NoError(t, err)
	c := (&Verifier{trusted: map[string]bool{"did:example:school": true}, cfg: Config{Now: epoch}}).enter(context.Background())
	c.stage(CheckProof, true, func(*Check) {
		c.signed = secured
		panic("before the view was read")
	})
	c.conform()
	require.Equal(t, Undetermined, c.report.Checks[0].Outcome)
	require.Equal(t, Panicked, c.report.Checks[0].Problems[0].Code)
	require.Equal(t, Check{Name: CheckForm, Outcome: Undetermined, Reason: "not reached"}, c.report.Checks[1])
	require.False(t, c.report.Authentic)
}

// A proof against which something speaks is not counted among those that may still hold,
// whatever else of it was left open.
func TestARefusedProofIsNotLeftOpen(t *testing.T) {
	var own, k Check
	own.open(credential.NewProblem(credential.ResolveFailed, "", nil, "not found out"))
	own.add(credential.NewProblem(credential.ProofExpired, "", nil, "over"))
	require.True(t, own.failed && own.undecided)
	tally := &tally{policy: ProofPolicy{Least: 1}, of: "hold", fell: []fallen{{remarks: own}}}
	tally.settle(&k)
	require.True(t, k.failed)
}

// What was found before the fault is not forgotten over it.
func TestAFaultDoesNotOutweighAViolation(t *testing.T) {
	c := (&Verifier{trusted: map[string]bool{}, cfg: Config{Now: epoch}}).enter(context.Background())
	c.stage(CheckProof, true, func(k *Check) {
		k.add(credential.NewProblem(credential.ProofSigInvalid, "", nil, "it does not hold"))
		panic("afterwards")
	})
	require.Equal(t, Failed, c.report.Checks[0].Outcome)
	require.Len(t, c.report.Checks[0].Problems, 2)
}

// All stages write into one Check: one within another would take over what that had found.
func TestAStageWithinAStagePassesNothing(t *testing.T) {
	c := (&Verifier{trusted: map[string]bool{"did:example:school": true}, cfg: Config{Now: epoch}}).enter(context.Background())
	c.stage(CheckProof, true, func(*Check) {
		c.stage(CheckForm, true, func(*Check) {})
	})
	require.Len(t, c.report.Checks, 1)
	require.Equal(t, CheckProof, c.report.Checks[0].Name)
	require.Equal(t, Undetermined, c.report.Checks[0].Outcome)
	require.Equal(t, Panicked, c.report.Checks[0].Problems[0].Code)
	c.stage(CheckForm, true, func(*Check) {})
	require.Equal(t, Passed, c.report.Checks[1].Outcome, "the next one is a stage of its own")
}

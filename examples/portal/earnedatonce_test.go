package main

import (
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// aboutToBe puts a case into the portal that wants nothing but to be awarded civics.
func (tw *town) aboutToBe() *object {
	c := &object{id: "case-" + secret(), student: "s9", counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
	tw.history(c)
	log := c.states["awarded"]
	c.states["about to be"] = log[:len(log)-1]
	tw.put(c, "about to be")
	return c
}

// A file that awards a credential while a case for it is decided leaves one decision of the
// two, and no case that waits for its badge for ever.
func TestACaseIsNotDecidedWhileAFileAwardsTheSame(t *testing.T) {
	tw := newTown(t)
	c, o := tw.aboutToBe(), tw.portal.office
	mary, tom := tw.as("c1"), tw.as("d3")
	_, file := mary.handsIn("awards", "recipient,credential\ns9,civics\n")
	between := false
	o.now = func() time.Time {
		if stack := string(debug.Stack()); !between && strings.Contains(stack, "(*portal).decide(") {
			between = true
			tom.done(tom.post(file+"/confirm", nil))
		}
		return time.Now()
	}
	status, page := mary.post("/cases/"+c.id+"/award", url.Values{"reason": {"so it was seen"}})
	require.True(t, between)
	require.Equal(t, 1, tw.count("given"))
	require.Equal(t, http.StatusConflict, status, page)
	left, err := o.load(t.Context(), c.id)
	require.NoError(t, err)
	require.NotEqual(t, planning.StateAwarded, left.State())
}

// And one that was decided, of which the badge is not made yet, is not overtaken by a file.
func TestAFileDoesNotTakeWhatACaseHasDecided(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	c, err := o.load(t.Context(), tw.aboutToBe().id)
	require.NoError(t, err)
	_, err = o.apply(t.Context(), c, planning.Event{Action: planning.ActAward, Actor: "c1", Role: planning.RoleCounselor, Reason: "so it was seen"})
	require.NoError(t, err)
	mary, tom := tw.as("c1"), tw.as("d3")
	_, file := mary.handsIn("awards", "recipient,credential\ns9,civics\ns9,leadership\n")
	tom.done(tom.post(file+"/confirm", nil))
	require.Equal(t, "leadership", tw.text(`SELECT achievement FROM given`))
	require.NoError(t, o.resume(t.Context()))
	require.Equal(t, 1, tw.count("badges"))
}

// What a file could not award is free for a case again.
func TestARefusedRowOfAFileKeepsNoCredentialFromACase(t *testing.T) {
	tw := newTown(t)
	c := tw.aboutToBe()
	mary, tom := tw.as("c1"), tw.as("d3")
	_, file := mary.handsIn("awards", "recipient,credential,awarded\ns9,civics,2999-01-01\ns9,leadership,2026-05-20\n")
	tom.done(tom.post(file+"/confirm", nil))
	require.Equal(t, "leadership", tw.text(`SELECT achievement FROM given`))
	require.Equal(t, "s9 leadership", tw.text(`SELECT student || ' ' || credential FROM claims`))
	mary.done(mary.post("/cases/"+c.id+"/award", url.Values{"reason": {"so it was seen"}}))
	require.Equal(t, 1, tw.count("badges"))
	require.Equal(t, 2, tw.count("claims"))
	ruth := tw.as("a1")
	ruth.done(ruth.post("/cases/"+c.id+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	require.Equal(t, 1, tw.count("claims"), "nothing of an erased case")
}

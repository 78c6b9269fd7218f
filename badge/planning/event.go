package planning

import (
	"slices"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A State is how far a case has come.
type State string

const (
	StateNew          State = "new"          // nothing has happened
	StateReady        State = "ready"        // the Advanced Learning Plan is attested
	StateDraft        State = "draft"        // the student has begun the guide
	StateActive       State = "active"       // the plan is approved, and evidence is gathered and created
	StateSubmitted    State = "submitted"    // a version is frozen
	StateReview       State = "review"       // the site team votes on it
	StateAwarded      State = "awarded"      // it is decided that the credential was earned
	StateDeclined     State = "declined"     // it is decided that it was not
	StateWithdrawn    State = "withdrawn"    // by the student
	StateHeld         State = "held"         // set aside; goes on where it was
	StateTransferring State = "transferring" // on its way to another school
	StateErased       State = "erased"       // a tombstone is left
)

// An Action is what an event does. The table in the package comment says from which state,
// to which, and by whom.
type Action string

const (
	ActView     Action = "view" // for May alone: reading changes nothing and is not logged
	ActAttest   Action = "attest"
	ActStart    Action = "start"
	ActPlan     Action = "plan"
	ActSuggest  Action = "suggest"
	ActAccept   Action = "accept"
	ActConfirm  Action = "confirm"
	ActApprove  Action = "approve"
	ActGather   Action = "gather"
	ActDrop     Action = "drop"
	ActCheckIn  Action = "check-in"
	ActSubmit   Action = "submit"
	ActReview   Action = "review"
	ActVote     Action = "vote"
	ActAward    Action = "award"
	ActRevise   Action = "revise"
	ActDecline  Action = "decline"
	ActAppeal   Action = "appeal"
	ActCorrect  Action = "correct"
	ActWithdraw Action = "withdraw"
	ActHold     Action = "hold"
	ActResume   Action = "resume"
	ActTransfer Action = "transfer"
	ActReceive  Action = "receive"
	ActConflict Action = "conflict"
	ActErase    Action = "erase"
)

// An Event is what somebody does to a case. Action, Actor, Role and Time are always
// needed, Reason where the table in the package comment says so, and besides exactly the
// one member below that the Action takes.
type Event struct {
	Action Action    `json:"action"`
	Actor  string    `json:"actor"` // opaque id of a person
	Role   Role      `json:"role"`  // in which the actor acts
	Time   time.Time `json:"-"`     // the log has it in UTC
	Reason string    `json:"reason,omitempty"`

	// Subject is a credential's key (start), an opportunity's id (accept), an item's
	// (drop), a school's (transfer) or a person's (conflict).
	Subject     string       `json:"subject,omitempty"`
	ALP         *ALP         `json:"alp,omitempty"`         // attest
	Plan        *Plan        `json:"plan,omitempty"`        // plan
	Opportunity *Opportunity `json:"opportunity,omitempty"` // suggest
	Item        *Item        `json:"item,omitempty"`        // gather: a new piece, or one that takes the place of that id
	CheckIn     *CheckIn     `json:"checkIn,omitempty"`     // check-in
	Contents    []Content    `json:"contents,omitempty"`    // submit: of every piece of evidence
	Ballot      *Ballot      `json:"ballot,omitempty"`      // vote
}

// An ALP says that a student's Advanced Learning Plan is complete: whose, where and since
// when. Who says so, and when, is the event's. The plan itself is never stored.
type ALP struct {
	Student   string `json:"student"`
	School    string `json:"school"`
	Completed string `json:"completed"` // YYYY-MM-DD
}

// takes names the members that e has of those that are not for every Action.
func (e Event) takes() (members []string) {
	for _, m := range []struct {
		name string
		has  bool
	}{
		{"Subject", e.Subject != ""}, {"ALP", e.ALP != nil}, {"Plan", e.Plan != nil}, {"Opportunity", e.Opportunity != nil},
		{"Item", e.Item != nil}, {"CheckIn", e.CheckIn != nil}, {"Contents", e.Contents != nil}, {"Ballot", e.Ballot != nil},
	} {
		if m.has {
			members = append(members, m.name)
		}
	}
	return members
}

func (e Event) check(t transition) error {
	if err := checkAll(checkID("Event.Actor", e.Actor), checkText("Event.Reason", e.Reason)); err != nil {
		return err
	}
	if t.reason {
		if err := checkSaid("Event.Reason", e.Reason); err != nil {
			return err
		}
	}
	if e.Time.IsZero() || e.Time.UTC().Year() < 1 || e.Time.UTC().Year() > 9999 {
		return refuse(ErrTime, "Event.Time: expected the time of the event, found %v", e.Time)
	}
	var want []string
	if t.takes != "" {
		want = []string{t.takes}
	}
	if found := e.takes(); !slices.Equal(found, want) {
		// A submission without any evidence is told by what it lacks.
		if t.action == ActSubmit && len(found) == 0 {
			return refuse(ErrEvidence, "Event.Contents: expected what was read of every piece of evidence, found nothing")
		}
		return refuse(ErrEvent, "%s: expected %s beside what every event has, found %s", t.action, words(want), words(found))
	}
	if e.Subject != "" {
		return checkID("Event.Subject", e.Subject)
	}
	if len(e.Contents) > limits.CaseList {
		return checkCount("Event.Contents", len(e.Contents))
	}
	return nil
}

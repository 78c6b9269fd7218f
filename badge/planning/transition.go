package planning

import (
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A transition is a row of the table in the package comment; a test holds the two, and
// what May answers, to each other.
type transition struct {
	action Action
	from   []State
	to     State  // or same, or before
	by     []Role // or lead, or team
	takes  string // the member of Event
	reason bool
	judges bool // not for whoever has a conflict of interest
}

const (
	same   State = "same"
	before State = "before" // what it was before it was held or sent on

	lead Role = "lead" // a counselor; while none can, a deputy
	team Role = "team" // whoever has a vote
)

// table is read only.
var table = []transition{
	{ActView, []State{StateReady, StateDraft, StateActive, StateSubmitted, StateReview, StateAwarded, StateDeclined, StateWithdrawn, StateHeld, StateTransferring}, same,
		[]Role{RoleStudent, RoleSupporter, team, RoleGuardian, RoleAdmin}, "", false, false},
	{ActAttest, []State{StateNew}, StateReady, []Role{lead}, "ALP", false, true},
	{ActStart, []State{StateReady}, StateDraft, []Role{RoleStudent}, "Subject", false, false},
	{ActPlan, []State{StateDraft, StateActive}, same, []Role{RoleStudent}, "Plan", false, false},
	{ActSuggest, []State{StateDraft, StateActive}, same, []Role{team}, "Opportunity", false, false},
	{ActAccept, []State{StateDraft, StateActive}, same, []Role{RoleStudent}, "Subject", false, false},
	{ActConfirm, []State{StateDraft, StateActive}, same, []Role{RoleSupporter}, "", false, false},
	{ActApprove, []State{StateDraft}, StateActive, []Role{lead}, "", false, true},
	{ActGather, []State{StateActive}, same, []Role{RoleStudent}, "Item", false, false},
	{ActDrop, []State{StateActive}, same, []Role{RoleStudent}, "Subject", false, false},
	{ActCheckIn, []State{StateDraft, StateActive}, same, []Role{RoleStudent, RoleSupporter, team}, "CheckIn", false, false},
	{ActSubmit, []State{StateActive}, StateSubmitted, []Role{RoleStudent}, "Contents", false, false},
	{ActReview, []State{StateSubmitted}, StateReview, []Role{lead}, "", false, true},
	{ActVote, []State{StateReview}, same, []Role{team}, "Ballot", false, true},
	{ActAward, []State{StateReview}, StateAwarded, []Role{lead}, "", true, true},
	{ActRevise, []State{StateReview}, StateActive, []Role{lead}, "", true, true},
	{ActDecline, []State{StateReview}, StateDeclined, []Role{lead}, "", true, true},
	{ActAppeal, []State{StateDeclined}, StateSubmitted, []Role{RoleStudent}, "", true, false},
	{ActCorrect, []State{StateAwarded}, same, []Role{lead}, "", true, true},
	{ActWithdraw, []State{StateReady, StateDraft, StateActive, StateSubmitted, StateReview, StateHeld, StateTransferring}, StateWithdrawn, []Role{RoleStudent}, "", false, false},
	{ActHold, []State{StateReady, StateDraft, StateActive, StateSubmitted, StateReview}, StateHeld, []Role{lead}, "", true, true},
	{ActResume, []State{StateHeld, StateTransferring}, before, []Role{lead}, "", true, true},
	{ActTransfer, []State{StateReady, StateDraft, StateActive, StateSubmitted, StateReview}, StateTransferring, []Role{lead}, "Subject", true, true},
	{ActReceive, []State{StateTransferring}, before, []Role{lead}, "", false, true},
	{ActConflict, []State{StateReady, StateDraft, StateActive, StateSubmitted, StateReview, StateHeld}, same, []Role{team, RoleAdmin}, "Subject", true, false},
	{ActErase, []State{StateAwarded, StateDeclined, StateWithdrawn}, StateErased, []Role{RoleAdmin}, "", true, true},
}

func find(action Action) (transition, error) {
	if i := slices.IndexFunc(table, func(t transition) bool { return t.action == action }); i >= 0 {
		return table[i], nil
	}
	return transition{}, refuse(ErrEvent, "expected one of the actions of this package, found %q", limits.Abridge(string(action)))
}

func (t transition) allows(role Role) bool {
	return slices.Contains(t.by, role) || slices.Contains(t.by, team) && role.votes() ||
		slices.Contains(t.by, lead) && (role == RoleCounselor || role == RoleDeputy)
}

// May says whether a person, in a role, may now do this to the case, as far as it does not
// hang on what the event would say: the state allows it, the person has the role here, and
// has no conflict of interest. Apply asks the same again. The error is one of
// ErrALPIncomplete, ErrTransition, ErrForbidden, ErrConflictOfInterest, ErrQuorum and
// ErrEvent, the last two of an impossible team or action.
//
// Of a new case, which has no student yet, May says whether somebody could attest.
func (c Case) May(now SiteTeam, person string, role Role, action Action) error {
	t, err := find(action)
	if err != nil {
		return err
	}
	if err := checkAll(now.check(), checkID("person", person)); err != nil {
		return err
	}
	if c.state == "" {
		return refuse(ErrTransition, "there is no case; Rules.Case begins one")
	}
	if c.state == StateNew {
		if action != ActAttest {
			return refuse(ErrALPIncomplete, "the counselor attests first that the student's plan is complete; %s comes after", action)
		}
		c.school = now.School
	}
	if c.state == StateErased {
		return refuse(ErrTransition, "the case was erased, and nothing is possible any more")
	}
	if err := c.authorize(now, person, role, t); err != nil {
		return err
	}
	if !slices.Contains(t.from, c.state) {
		return refuse(ErrTransition, "%s is for the states %s; the case is %s, where these are possible: %s", action, words(t.from), c.state, c.possible())
	}
	return nil
}

// authorize judges by this case, and by the team as it is now. What a person may elsewhere
// says nothing: neither another school's counselor nor another case's supporter is one.
func (c Case) authorize(now SiteTeam, person string, role Role, t transition) error {
	school := c.school
	if t.action == ActReceive && c.state == StateTransferring {
		school = c.next
	}
	if now.School != school {
		return refuse(ErrForbidden, "the case is for the school %s, and this is the site team of %s", limits.Abridge(school), limits.Abridge(now.School))
	}
	if !t.allows(role) {
		return refuse(ErrForbidden, "%s is for %s, and not for a person in the role %q", t.action, words(t.by), limits.Abridge(string(role)))
	}
	switch role {
	case RoleStudent:
		if person != c.student {
			return refuse(ErrForbidden, "%s is for the student whose case it is", t.action)
		}
		return nil
	case RoleSupporter:
		if !c.guide.Plan.supports(person) {
			return refuse(ErrForbidden, "%s is not a supporter whom the guide names", person)
		}
		return nil
	case RoleGuardian:
		if !slices.ContainsFunc(now.Members, func(m Member) bool {
			return m.ID == person && m.Role == RoleGuardian && m.Student == c.student
		}) {
			return refuse(ErrForbidden, "%s is no guardian of this student", person)
		}
		return nil
	}
	// No seat makes a student's own case another's.
	if person == c.student {
		return refuse(ErrConflictOfInterest, "%s is the student, and cannot %s as %s", person, t.action, role)
	}
	if t.judges {
		if why := c.conflict(now, person); why != "" {
			return refuse(ErrConflictOfInterest, "%s %s; somebody else of the site team has to %s", person, why, t.action)
		}
	}
	seat, ok := now.seat(person)
	if !ok || seat.Role != role {
		return refuse(ErrForbidden, "%s does not sit in the site team as %s", person, role)
	}
	if seat.Away {
		return refuse(ErrForbidden, "%s is away, and somebody else of the site team has to %s", person, t.action)
	}
	if role == RoleDeputy && slices.Contains(t.by, lead) && c.led(now) {
		return refuse(ErrForbidden, "%s is for a counselor, who is there; a deputy does it while none can", t.action)
	}
	return nil
}

// A Permission is something that a person may do, and in which role.
type Permission struct {
	Action Action
	Role   Role
}

// Permissions lists what May allows a person, in the order of the table.
func (c Case) Permissions(now SiteTeam, person string) (list []Permission) {
	for _, t := range table {
		for _, role := range []Role{RoleStudent, RoleSupporter, RoleMember, RoleCounselor, RoleDeputy, RoleGuardian, RoleAdmin} {
			if c.May(now, person, role, t.action) == nil {
				list = append(list, Permission{t.action, role})
			}
		}
	}
	return list
}

func (c Case) possible() string {
	var list []string
	for _, t := range table {
		if t.action != ActView && slices.Contains(t.from, c.state) {
			list = append(list, fmt.Sprintf("%s (%s)", t.action, words(t.by)))
		}
	}
	return words(list)
}

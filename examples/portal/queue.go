package main

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
)

// actConsent is what waits for a guardian. It is no action of the package.
const actConsent planning.Action = "consent"

// A wait is something that somebody has to do before a case goes on.
type wait struct {
	At         string // the path of the case, or of the badge of a file
	First      string // the student's first name
	Student    string
	Credential string // its key
	Person     string // "": a supporter, who has no account
	Who        string // the name of Person, or what the supporter does
	Role       planning.Role
	Action     planning.Action
	Since      time.Time
}

// Path is the page on which it is done.
func (w wait) Path() string {
	if w.Action == actConsent {
		return w.At + "/badge"
	}
	return w.At
}

// moves are the actions that bring a case into another state.
var moves = []planning.Action{planning.ActAttest, planning.ActStart, planning.ActApprove, planning.ActSubmit, planning.ActReview, planning.ActAward, planning.ActRevise,
	planning.ActDecline, planning.ActAppeal, planning.ActHold, planning.ActResume, planning.ActTransfer, planning.ActReceive}

// since is when one of these was done the last time.
func since(events []planning.Event, actions ...planning.Action) (at time.Time) {
	for _, e := range events {
		if slices.Contains(actions, e.Action) {
			at = e.Time
		}
	}
	return at
}

// planned says whether the plan can be approved, as the package judges it when a lead tries.
func planned(c planning.Case, team planning.SiteTeam, now time.Time) bool {
	for _, m := range team.Members {
		if c.May(team, m.ID, m.Role, planning.ActApprove) == nil {
			_, _, err := c.Apply(team, planning.Event{Action: planning.ActApprove, Actor: m.ID, Role: m.Role, Time: now})
			return err == nil
		}
	}
	return false
}

// waits are all for whom a case waits now, and since when. What is asked is what the package
// lets them do; that somebody may put a case on hold makes nobody wait.
func waits(c planning.Case, team planning.SiteTeam, events []planning.Event, now time.Time) (list []wait) {
	moved := since(events, moves...)
	add := func(person string, role planning.Role, action planning.Action, at time.Time) {
		if c.May(team, person, role, action) == nil {
			list = append(list, wait{At: "/cases/" + c.ID(), Person: person, Role: role, Action: action, Since: at})
		}
	}
	guide := c.Guide()
	switch c.State() {
	case planning.StateReady:
		add(c.Student(), planning.RoleStudent, planning.ActStart, moved)
	case planning.StateDraft:
		if !planned(c, team, now) {
			add(c.Student(), planning.RoleStudent, planning.ActPlan, moved)
		}
	case planning.StateActive:
		if c.Coverage().Complete() {
			add(c.Student(), planning.RoleStudent, planning.ActSubmit, since(events, planning.ActGather, planning.ActDrop, planning.ActApprove, planning.ActRevise, planning.ActResume))
		} else {
			add(c.Student(), planning.RoleStudent, planning.ActGather, moved)
		}
	}
	if c.State() == planning.StateDraft || c.State() == planning.StateActive {
		for _, x := range guide.Plan.Supporters {
			if !slices.Contains(guide.Confirmed, x.ID) && c.May(team, x.ID, planning.RoleSupporter, planning.ActConfirm) == nil {
				list = append(list, wait{At: "/cases/" + c.ID(), Who: x.Role, Role: planning.RoleSupporter, Action: planning.ActConfirm, Since: named(events, x.ID)})
			}
		}
	}
	for _, m := range team.Members {
		if m.Role == planning.RoleGuardian || m.Away {
			continue
		}
		for _, action := range []planning.Action{planning.ActApprove, planning.ActReview, planning.ActVote, planning.ActAward, planning.ActRevise, planning.ActDecline, planning.ActReceive, planning.ActResume} {
			at := moved
			switch {
			case action == planning.ActApprove:
				if c.State() != planning.StateDraft || !planned(c, team, now) {
					continue
				}
				at = since(events, planning.ActStart, planning.ActPlan, planning.ActAccept, planning.ActConfirm, planning.ActResume)
			case !turn(c, team, m.ID, action):
				continue
			case action == planning.ActAward, action == planning.ActRevise, action == planning.ActDecline:
				at = since(events, planning.ActReview, planning.ActVote, planning.ActResume)
			case action == planning.ActResume && c.State() != planning.StateHeld:
				continue
			}
			add(m.ID, m.Role, action, at)
		}
	}
	return list
}

// named is when the student has named a supporter who is named still.
func named(events []planning.Event, supporter string) (at time.Time) {
	for _, e := range events {
		if e.Plan == nil {
			continue
		}
		switch is := slices.ContainsFunc(e.Plan.Supporters, func(x planning.Supporter) bool { return x.ID == supporter }); {
		case !is:
			at = time.Time{}
		case at.IsZero():
			at = e.Time
		}
	}
	return at
}

// queue is what the cases of a person, and the badges of files, wait for, oldest first: only
// by when it began, and of nobody is it said how much.
func (s *store) queue(ctx context.Context, person string) (own, others []wait, err error) {
	ids, err := s.cases(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		entries, head, err := s.log(ctx, id)
		var c planning.Case
		if err == nil {
			c, err = planning.Read(entries, head, s.rules)
		}
		if damaged(err) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		team, err := s.team(ctx, c.School())
		if err != nil {
			return nil, nil, err
		}
		var roles []planning.Role
		for _, role := range slices.Concat(family, keepers, []planning.Role{planning.RoleMember}) {
			if c.May(team, person, role, planning.ActView) == nil {
				roles = append(roles, role)
			}
		}
		if len(roles) == 0 {
			continue
		}
		events, err := planning.Events(entries, head)
		if err != nil {
			return nil, nil, err
		}
		asked, err := s.asked(ctx, c, team)
		if err != nil {
			return nil, nil, err
		}
		student, err := s.person(ctx, c.Student())
		if err != nil {
			return nil, nil, err
		}
		credential, _ := summit.Program().MicroCredential(c.Guide().Credential)
		keeper := slices.ContainsFunc(roles, func(r planning.Role) bool { return slices.Contains(keepers, r) })
		relative := slices.ContainsFunc(roles, func(r planning.Role) bool { return slices.Contains(family, r) })
		for _, w := range append(waits(c, team, events, s.now()), asked...) {
			w.Student, w.First, w.Credential = student.Name, first(student.Name), credential.Key
			switch {
			case w.Person == person:
				own = append(own, w)
			case w.Action == actConsent && !relative: // what a family has to settle is its own
			case keeper || w.Role == planning.RoleStudent || w.Role == planning.RoleSupporter:
				if w.Person != "" {
					who, err := s.person(ctx, w.Person)
					if err != nil {
						return nil, nil, err
					}
					w.Who = who.Name
				}
				others = append(others, w)
			default: // who on the team it is, and who has voted, is the team's to know
				w.Person = ""
				same := func(x wait) bool { return x.At == w.At && x.Action == w.Action && x.Role == w.Role }
				if !slices.ContainsFunc(others, same) {
					others = append(others, w)
				}
			}
		}
	}
	ofFiles, err := s.askedOfFiles(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range ofFiles {
		if w.Person == person {
			own = append(own, w)
		} else if !slices.ContainsFunc(others, func(x wait) bool { return x.At == w.At }) {
			w.Person = ""
			others = append(others, w)
		}
	}
	for _, list := range [][]wait{own, others} {
		slices.SortStableFunc(list, func(a, b wait) int { return a.Since.Compare(b.Since) })
	}
	return own, others, nil
}

func (s *store) waitsFor(ctx context.Context, person string) ([]wait, error) {
	own, _, err := s.queue(ctx, person)
	return own, err
}

func (p *portal) queue(a *ask) error {
	own, others, err := p.office.queue(a.r.Context(), a.person.ID)
	if err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "queue", struct{ Own, Others []wait }{own, others})
}

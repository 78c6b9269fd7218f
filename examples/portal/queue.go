package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
)

// actConsent is what waits for a guardian. It is no action of the package.
const actConsent planning.Action = "consent"

// A wait is something that somebody has to do before a case goes on.
type wait struct {
	Case       string
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
		return "/cases/" + w.Case + "/badge"
	}
	return "/cases/" + w.Case
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
			list = append(list, wait{Case: c.ID(), Person: person, Role: role, Action: action, Since: at})
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
				list = append(list, wait{Case: c.ID(), Who: x.Role, Role: planning.RoleSupporter, Action: planning.ActConfirm, Since: named(events, x.ID)})
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

// asked are the guardians whom a badge waits for: the student wants to make it public, has
// agreed to that, and may not alone. Who has answered, in whichever way, is not asked again
// until the student does.
func (s *store) asked(ctx context.Context, c planning.Case, team planning.SiteTeam) (list []wait, err error) {
	if c.State() != planning.StateAwarded {
		return nil, nil
	}
	r, err := s.badgeOf(ctx, c.ID())
	if errors.Is(err, errNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := shelf{s}.Student(ctx, c.Student())
	if err != nil {
		return nil, err
	}
	request := privacy.Request{Badge: r.Credential, Student: c.Student(), Age: all.Age, Channel: privacy.ToPage, Now: s.now(), Consents: all.Consents}
	if !errors.Is(privacy.Policy{}.May(request), privacy.ErrConsent) {
		return nil, nil
	}
	var wanted time.Time
	for _, x := range all.Consents {
		if x.Person == c.Student() && slices.Contains(x.Badges, r.Credential) && x.Withdrawn.IsZero() && x.Given.After(wanted) {
			wanted = x.Given
		}
	}
	if wanted.IsZero() {
		return nil, nil
	}
	for _, m := range team.Members {
		if m.Role != planning.RoleGuardian || m.Student != c.Student() {
			continue
		}
		answered, err := s.refused(ctx, c.ID(), m.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range all.Consents {
			if x.Person == m.ID && slices.Contains(x.Badges, r.Credential) && x.Given.After(answered) {
				answered = x.Given
			}
		}
		if answered.Before(wanted) {
			list = append(list, wait{Case: c.ID(), Person: m.ID, Role: m.Role, Action: actConsent, Since: wanted})
		}
	}
	return list, nil
}

// refused is when a guardian has said no, and zero where that was never.
func (s *store) refused(ctx context.Context, caseID, person string) (time.Time, error) {
	var at int64
	if err := s.db.QueryRowContext(ctx, `SELECT coalesce(max(time), 0) FROM refusals WHERE case_id = ? AND person = ?`, caseID, person).Scan(&at); err != nil || at == 0 {
		return time.Time{}, err
	}
	return time.Unix(at, 0).UTC(), nil
}

// queue is what the cases of a person wait for, oldest first: only by when it began, and of
// nobody is it said how much.
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
				same := func(x wait) bool { return x.Case == w.Case && x.Action == w.Action && x.Role == w.Role }
				if !slices.ContainsFunc(others, same) {
					others = append(others, w)
				}
			}
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

// notNow is a guardian's no. It takes nothing back that was agreed to: that is refuse.
func (p *portal) notNow(a *ask) error {
	_, err := p.office.db.ExecContext(a.r.Context(), `INSERT INTO refusals (case_id, person, time) VALUES (?, ?, ?)
		ON CONFLICT (case_id, person) DO UPDATE SET time = excluded.time`, a.c.ID(), a.person.ID, p.office.now().Unix())
	if err != nil {
		return err
	}
	return a.to("/queue")
}

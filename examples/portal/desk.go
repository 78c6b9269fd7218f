package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// A deskView is what the issuer's desk of a case shows.
type deskView struct {
	At                  string // the path below which its forms are
	Student, Credential string
	Badge               *award.Record // nil: there is none
	State               status.State
	Edition             int
	Acts                []shownAct
	Schools             [][2]string // to which the case can go
	Steps               []privacy.Step
}

type shownAct struct {
	act
	Who string
}

// desk is what a counselor, a deputy or an administrator can do to a case besides leading it,
// and to its badge.
func (p *portal) desk(a *ask) error {
	ctx := a.r.Context()
	v := deskView{At: a.holds(), Credential: a.c.Guide().Credential, Steps: privacy.Erasure(true)}
	s, err := p.office.person(ctx, a.c.Student())
	if err != nil {
		return err
	}
	v.Student = s.Name
	r, err := p.office.badgeOf(ctx, a.c.ID())
	switch {
	case err == nil:
		place, err := p.office.lists.Entry(ctx, r.Credential)
		if err != nil {
			return err
		}
		v.Badge, v.State = &r, place.State
		if decided, ok := a.c.Award(); ok {
			v.Edition = decided.Edition
		}
	case !errors.Is(err, errNone):
		return err
	}
	if v.Acts, err = p.office.shownActs(ctx, `case_id`, a.c.ID()); err != nil {
		return err
	}
	ids, err := p.office.column(ctx, `SELECT id FROM schools WHERE id <> ? ORDER BY name`, a.c.School())
	if err != nil {
		return err
	}
	for _, id := range ids {
		name, err := p.office.column(ctx, `SELECT name FROM schools WHERE id = ?`, id)
		if err != nil || len(name) != 1 {
			return errors.Join(errNone, err)
		}
		v.Schools = append(v.Schools, [2]string{id, name[0]})
	}
	return p.render(a, http.StatusOK, "desk", v)
}

// shownActs are those that a column of acts finds, with the names of who did them.
func (s *store) shownActs(ctx context.Context, where, of string) (list []shownAct, err error) {
	acts, err := s.acts(ctx, where, of)
	if err != nil {
		return nil, err
	}
	for _, one := range acts {
		who, err := s.person(ctx, one.Person)
		if err != nil && !errors.Is(err, errNone) {
			return nil, err
		}
		list = append(list, shownAct{one, who.Name})
	}
	return list, nil
}

// stand suspends, reinstates or revokes a badge, of a case or of a file.
func stand(what string) func(*portal, *ask) error {
	return func(p *portal, a *ask) error {
		if a.route.who == onGiven {
			if err := p.leads(a); err != nil {
				return err
			}
		}
		r, err := p.held(a)
		if err != nil {
			return err
		}
		reason, err := a.reason()
		if err != nil {
			return err
		}
		if err := p.office.stand(a.r.Context(), a.c.ID(), act{Credential: r.Credential, What: what, Person: a.person.ID, Reason: reason}); err != nil {
			return err
		}
		return a.to(a.holds() + "/desk")
	}
}

// reissue makes the badge of a case once more.
func (p *portal) reissue(a *ask) error {
	reason, err := a.reason()
	if err != nil {
		return err
	}
	err = p.office.reissue(a.r.Context(), a.c, a.person.ID, a.role, award.Correction(a.form("how")), reason)
	if errors.Is(err, award.ErrUndelivered) || errors.Is(err, award.ErrUnrevoked) {
		p.logger.ErrorContext(a.r.Context(), "a correction is not at its end yet", "error", err)
		err = nil
	}
	if err != nil {
		return err
	}
	return a.to("/cases/" + a.c.ID() + "/desk")
}

// A conflictView is the page on which a conflict of interest is recorded.
type conflictView struct {
	People   [][2]string // of whom it can be
	Recorded []entry
}

// conflicts is for a member of the team, of their own, and for an administrator, of anybody's.
func (p *portal) conflicts(a *ask) error {
	ctx := a.r.Context()
	var v conflictView
	for _, m := range a.team.Members {
		if m.Role == planning.RoleGuardian || a.role != planning.RoleAdmin && m.ID != a.person.ID {
			continue
		}
		who, err := p.office.person(ctx, m.ID)
		if err != nil {
			return err
		}
		v.People = append(v.People, [2]string{m.ID, who.Name})
	}
	lines, head, err := p.office.log(ctx, a.c.ID())
	if err != nil {
		return err
	}
	events, err := planning.Events(lines, head)
	if err != nil {
		return err
	}
	for i, e := range events {
		if e.Action != planning.ActConflict {
			continue
		}
		who, err := p.office.person(ctx, e.Subject)
		if err != nil && !errors.Is(err, errNone) {
			return err
		}
		v.Recorded = append(v.Recorded, entry{i + 1, who.Name, e})
	}
	return p.render(a, http.StatusOK, "conflict", v)
}

func (p *portal) recuse(a *ask) error {
	who := a.form("who")
	if !slices.ContainsFunc(a.team.Members, func(m planning.Member) bool { return m.ID == who && m.Role != planning.RoleGuardian }) {
		return fmt.Errorf("%w: expected somebody of the site team", errInput)
	}
	if err := p.apply(a, planning.Event{Subject: who, Reason: a.form("reason")}); err != nil {
		return err
	}
	return a.to("/cases/" + a.c.ID() + "/conflict")
}

// pagesOf are the pages that are for somebody's seats.
func (s *store) pagesOf(ctx context.Context, person string) (pages []string, err error) {
	roles, err := s.column(ctx, `SELECT role FROM seats WHERE person = ? GROUP BY role`, person)
	if slices.Contains(roles, string(planning.RoleCounselor)) || slices.Contains(roles, string(planning.RoleDeputy)) {
		pages = append(pages, "arrivals")
	}
	if slices.Contains(roles, string(planning.RoleAdmin)) {
		pages = append(pages, "erasures")
	}
	if may, failed := s.runsDistrict(ctx, person); failed != nil {
		return nil, failed
	} else if may {
		pages = append(pages, "moved")
	}
	return pages, err
}

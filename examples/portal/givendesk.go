package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// A givenDesk is what the issuer's desk of a badge of a file shows.
type givenDesk struct {
	given
	Issuer     string
	SchoolName string // which had it made
	State      status.State
	Acts       []shownAct
	Steps      []privacy.Step
	Lead       bool // who looks may suspend and revoke it
	Relative   bool // and would, if they were no guardian of the student's
	Admin      bool
}

// Said is the key of what is said about a step of its erasure.
func (g givenDesk) Said(step string) string { return erasure{Object: g.Credential}.Said(step) }

// unconcerned refuses who is a guardian of the student's. Where the student is by now is no
// matter: the badge is still one of the school that had it made.
func (p *portal) unconcerned(a *ask) error {
	err := p.office.concerns(a.r.Context(), a.team, a.given.Student, a.person.ID)
	switch {
	case errors.Is(err, planning.ErrConflictOfInterest):
		return fmt.Errorf("%w: a guardian of the student's judges nothing about the badge", planning.ErrConflictOfInterest)
	case errors.Is(err, award.ErrDecision):
		return nil
	}
	return err
}

// leads refuses who does not answer for a badge of a file: that is a counselor, and a deputy
// where every counselor of the school is a guardian of the student's, as of a case.
func (p *portal) leads(a *ask) error {
	if err := p.unconcerned(a); err != nil {
		return err
	}
	has := func(role planning.Role) bool {
		return slices.ContainsFunc(a.team.Members, func(m planning.Member) bool { return m.ID == a.person.ID && m.Role == role })
	}
	if has(planning.RoleCounselor) {
		return nil
	}
	for _, m := range a.team.Members {
		if m.Role != planning.RoleCounselor || m.Away {
			continue
		}
		wards, err := p.office.wards(a.r.Context(), m.ID)
		if err != nil {
			return err
		}
		if !slices.Contains(wards, a.given.Student) {
			return fmt.Errorf("%w: it is for the counselor", planning.ErrForbidden)
		}
	}
	if !has(planning.RoleDeputy) {
		return fmt.Errorf("%w: it is for the counselor", planning.ErrForbidden)
	}
	return nil
}

// givenDesk is what a school can do to a badge that a file awarded. There is none of another
// issuer among these: what came in a file was issued by this district.
func (p *portal) givenDesk(a *ask) error {
	ctx := a.r.Context()
	place, err := p.office.lists.Entry(ctx, a.given.Credential)
	if err != nil {
		return err
	}
	v := givenDesk{given: a.given, Issuer: p.office.issuer, State: place.State, Steps: privacy.Erasure(true)}
	switch err := p.leads(a); {
	case err == nil:
		v.Lead = true
	case errors.Is(err, planning.ErrConflictOfInterest):
		v.Relative = true
	case !errors.Is(err, planning.ErrForbidden):
		return err
	}
	v.Admin = !v.Relative && slices.ContainsFunc(a.team.Members, func(m planning.Member) bool { return m.ID == a.person.ID && m.Role == planning.RoleAdmin })
	if err := p.office.db.QueryRowContext(ctx, `SELECT name FROM schools WHERE id = ?`, a.given.School).Scan(&v.SchoolName); err != nil {
		return err
	}
	if v.Acts, err = p.office.shownActs(ctx, `credential`, a.given.Credential); err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "givendesk", v)
}

func (p *portal) eraseGiven(a *ask) error {
	if err := p.unconcerned(a); err != nil {
		return err
	}
	return p.beginErasure(a, a.given.Credential, a.given.School, a.given.award)
}

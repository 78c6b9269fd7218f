package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
)

// asked are the guardians whom the badge of a case waits for.
func (s *store) asked(ctx context.Context, c planning.Case, team planning.SiteTeam) ([]wait, error) {
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
	var guardians []string
	for _, m := range team.Members {
		if m.Role == planning.RoleGuardian && m.Student == c.Student() {
			guardians = append(guardians, m.ID)
		}
	}
	return s.askedFor(ctx, "/cases/"+c.ID(), c.Student(), r.Credential, guardians, `SELECT time FROM refusals WHERE case_id = ? AND person = ?`, c.ID())
}

// askedOfFiles are the guardians whom badges of files wait for, of the family of who asks.
func (s *store) askedOfFiles(ctx context.Context, person string) (list []wait, err error) {
	badges, err := s.givenBy(ctx, `g.student = $1 OR g.student IN (SELECT student FROM seats WHERE person = $1 AND role = 'guardian')`, person)
	if err != nil {
		return nil, err
	}
	for _, g := range badges {
		guardians, err := s.column(ctx, `SELECT DISTINCT person FROM seats WHERE role = 'guardian' AND student = ? ORDER BY person`, g.Student)
		if err != nil {
			return nil, err
		}
		asked, err := s.askedFor(ctx, g.At(), g.Student, g.Credential, guardians, `SELECT time FROM given_refusals WHERE credential = ? AND person = ?`, g.Credential)
		if err != nil {
			return nil, err
		}
		for _, w := range asked {
			w.Student, w.First, w.Credential = g.Name, first(g.Name), g.Achievement
			list = append(list, w)
		}
	}
	return list, nil
}

// askedFor are the guardians whom a badge waits for: the student wants to make it public, has
// agreed to that, and may not alone. Who has answered, in whichever way, is not asked again
// until the student does. A no is found by the query, of the badge and a guardian.
func (s *store) askedFor(ctx context.Context, at, student, credential string, guardians []string, no, of string) (list []wait, err error) {
	all, err := shelf{s}.Student(ctx, student)
	if err != nil {
		return nil, err
	}
	if all.Age >= privacy.Adult { // what is missing is the student's own to give
		return nil, nil
	}
	request := privacy.Request{Badge: credential, Student: student, Age: all.Age, Channel: privacy.ToPage, Now: s.now(), Consents: all.Consents}
	if !errors.Is(privacy.Policy{}.May(request), privacy.ErrConsent) {
		return nil, nil
	}
	var wanted time.Time
	for _, x := range all.Consents {
		if x.Person == student && slices.Contains(x.Badges, credential) && x.Withdrawn.IsZero() && s.now().Before(x.Ends) && x.Given.After(wanted) {
			wanted = x.Given
		}
	}
	if wanted.IsZero() {
		return nil, nil
	}
	for _, guardian := range guardians {
		var said int64
		if err := s.db.QueryRowContext(ctx, `SELECT coalesce(max(time), 0) FROM (`+no+`) answers`, of, guardian).Scan(&said); err != nil {
			return nil, err
		}
		answered := time.Unix(said, 0).UTC()
		for _, x := range all.Consents {
			if x.Person == guardian && slices.Contains(x.Badges, credential) && x.Given.After(answered) {
				answered = x.Given
			}
		}
		if answered.Before(wanted) {
			list = append(list, wait{At: at, Person: guardian, Role: planning.RoleGuardian, Action: actConsent, Since: wanted})
		}
	}
	return list, nil
}

// notNow is a guardian's no. It takes nothing back that was agreed to: that is refuse.
func (p *portal) notNow(a *ask) error {
	table, of := `refusals (case_id, person, time) VALUES (?, ?, ?) ON CONFLICT (case_id, person)`, a.c.ID()
	if a.route.who == onGiven {
		table, of = `given_refusals (credential, person, time) VALUES (?, ?, ?) ON CONFLICT (credential, person)`, a.given.Credential
	}
	if _, err := p.office.db.ExecContext(a.r.Context(), `INSERT INTO `+table+` DO UPDATE SET time = excluded.time`, of, a.person.ID, p.office.now().Unix()); err != nil {
		return err
	}
	return a.to("/queue")
}

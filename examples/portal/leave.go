package main

import (
	"context"
	"errors"
	"slices"

	"github.com/summitbadges/openbadges/badge/privacy"
)

// leave ends what somebody has agreed to for a student whose guardian they are no more
// anywhere, and, where they are one at another school, for badges of cases at this one: who
// could not have agreed to it now, and cannot withdraw it, keeps nothing public. Of a graduate
// it stays, as the pages do (graduate.go).
func (s *store) leave(ctx context.Context, by, person, school string) error {
	if err := s.unseat(ctx, by, person, school); err != nil {
		return err
	}
	students, err := s.column(ctx, `SELECT DISTINCT student FROM consents WHERE student <> $1 AND student NOT IN (SELECT student FROM seats WHERE person = $1 AND role = 'guardian') AND student NOT IN (SELECT person FROM graduates)`, person)
	errs := []error{err}
	for _, student := range students {
		errs = append(errs, s.endConsents(ctx, student, func(c privacy.Consent) bool { return c.Person == person }))
	}
	wards, err := s.wards(ctx, person)
	graduates, failed := s.column(ctx, `SELECT person FROM graduates`)
	errs = append(errs, err, failed)
	for _, student := range slices.DeleteFunc(wards, func(student string) bool { return slices.Contains(graduates, student) }) {
		here, err := s.column(ctx, `SELECT b.credential FROM badges b JOIN cases c ON c.id = b.case_id WHERE c.school = $1 AND b.student = $2`, school, student)
		errs = append(errs, err, s.endConsents(ctx, student, func(c privacy.Consent) bool {
			return c.Person == person && slices.ContainsFunc(c.Badges, func(badge string) bool { return slices.Contains(here, badge) })
		}))
	}
	return errors.Join(append(errs, s.taken(ctx))...)
}

// unseat takes the seats away, if there are any.
func (s *store) unseat(ctx context.Context, by, person, school string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	gone, err := tx.ExecContext(ctx, `DELETE FROM seats WHERE person = ? AND school = ?`, person, school)
	if err != nil {
		return err
	}
	if n, err := gone.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return s.commit(ctx, tx, change{What: changeLeft, Actor: by, Person: person, School: school})
}

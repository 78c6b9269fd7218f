package main

import (
	"context"
	"errors"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/award"
)

// claimTable says which decision gives a student a credential: that of a case, or a file. It is
// written before, or with, the decision, so that of two at one moment there is one.
const claimTable = `CREATE TABLE claims (student TEXT NOT NULL, credential TEXT NOT NULL, decision TEXT NOT NULL, PRIMARY KEY (student, credential));`

// claim refuses a credential that another decision gives the student.
func (s *store) claim(ctx context.Context, in execer, student, credential, decision string) error {
	result, err := in.ExecContext(ctx, `INSERT INTO claims (student, credential, decision) VALUES (?, ?, ?)
		ON CONFLICT (student, credential) DO UPDATE SET decision = excluded.decision WHERE claims.decision = excluded.decision`, student, credential, decision)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(award.ErrEarned, err)
	}
	return nil
}

// unclaim frees what a file was to award, and has not: a row may be refused.
func (s *store) unclaim(ctx context.Context, file string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM claims WHERE decision = ? AND NOT EXISTS
		(SELECT 1 FROM awards a WHERE a.state = 'noted' AND a.student = claims.student AND a.achievement = claims.credential)`, file)
	return err
}

// unearned refuses a credential that a student has, by another case or by a file: of two
// decisions there is one badge, and the second case would wait for its own for ever. A badge
// that was revoked, too, is issued once more and not awarded again (reissue).
func (s *store) unearned(ctx context.Context, c planning.Case, credential string) error {
	var n int
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM given WHERE student = ? AND achievement = ?`, c.Student(), credential).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return award.ErrEarned
	}
	return s.undecided(ctx, c.Student(), credential, c.ID())
}

// undecided refuses a credential that a case of the student's gives, other than one.
func (s *store) undecided(ctx context.Context, student, credential, but string) error {
	ids, err := s.column(ctx, `SELECT id FROM cases WHERE student = ? AND id <> ?`, student, but)
	if err != nil {
		return err
	}
	for _, id := range ids {
		switch other, err := s.load(ctx, id); {
		case damaged(err):
		case err != nil:
			return err
		case other.State() == planning.StateAwarded && other.Guide().Credential == credential:
			return award.ErrEarned
		}
	}
	return nil
}

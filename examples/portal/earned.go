package main

import (
	"context"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/award"
)

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
	ids, err := s.column(ctx, `SELECT id FROM cases WHERE student = ? AND id <> ?`, c.Student(), c.ID())
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

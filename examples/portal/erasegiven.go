package main

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
)

const urn = "urn:uuid:"

// OfFile says whether the badge of a file is erased, and not a case.
func (e erasure) OfFile() bool { return strings.HasPrefix(e.Object, urn) }

// ofFile are the steps of which something else is to be said of a badge of a file, which has no
// case.
var ofFile = []string{"artefacts", "case", "mapping"}

// Said is the key of what is said about a step.
func (e erasure) Said(step string) string {
	if e.OfFile() && slices.Contains(ofFile, step) {
		return "file." + step
	}
	return step
}

// stepOfFile does one step of the erasure of a badge of a file. Each may be repeated.
func (o *office) stepOfFile(ctx context.Context, e erasure, key string) error {
	var student, achievement string
	err := o.db.QueryRowContext(ctx, `SELECT student, achievement FROM given WHERE credential = ?`, e.Object).Scan(&student, &achievement)
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // once it is forgotten there is none
		return err
	}
	switch key {
	case "consents":
		return o.withdrawn(ctx, student, e.Object)
	case "links":
		return o.unlinked(ctx, student, e.Object)
	case "outbox": // no page hands it over any more (givenBy, badgesOf)
		return nil
	case "revoke":
		err := o.lists.Revoke(ctx, e.Object, string(privacy.Withdrawn))
		return errors.Join(err, o.publication.Publish(ctx))
	case "artefacts":
		return o.strike(ctx, student, achievement, "")
	case "case": // it has no log; that it was erased is remembered where no backup takes it back
		return o.keepErased(strings.TrimPrefix(e.Object, urn), planning.Head{})
	case "mapping":
		if e.Award != "" {
			if err := o.awards.Erase(ctx, e.Award); err != nil {
				return err
			}
		}
		return o.forgetGiven(ctx, e)
	case "backups": // for whoever keeps them: the page says so
		return nil
	}
	return errStep
}

// forgetGiven deletes what says whose a badge of a file was, all of it or nothing. The key of
// its award names the student, and goes as well: the file is done, and is not run again.
func (o *office) forgetGiven(ctx context.Context, e erasure) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	run := func(query string, args ...any) {
		if err == nil {
			_, err = tx.ExecContext(ctx, query, args...)
		}
	}
	run(`DELETE FROM awards WHERE state = 'noted' AND subject = ?`, e.Award)
	run(`DELETE FROM awards WHERE state = 'erased' AND key = ?`, e.Award)
	run(`DELETE FROM awards WHERE state = 'noted' AND key IN (SELECT 'student ' || student FROM given WHERE credential = $1 AND student NOT IN (SELECT student FROM badges) AND student NOT IN (SELECT student FROM given WHERE credential <> $1))`, e.Object)
	run(`DELETE FROM claims WHERE EXISTS (SELECT 1 FROM given g WHERE g.credential = ? AND g.student = claims.student AND g.achievement = claims.credential AND g.batch = claims.decision)`, e.Object)
	for _, table := range []string{"published", "links", "set_badges", "acts", "given_refusals", "given"} {
		run(`DELETE FROM `+table+` WHERE credential = ?`, e.Object)
	}
	run(`DELETE FROM sets WHERE slug NOT IN (SELECT slug FROM set_badges)`)
	run(`UPDATE erasures SET award = '' WHERE object = ?`, e.Object)
	if err != nil {
		return err
	}
	return tx.Commit()
}

// eraseAgainOfFile begins anew the erasure of a badge that a backup has brought back.
func (o *office) eraseAgainOfFile(ctx context.Context, id string) error {
	_, err := o.db.ExecContext(ctx, `INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended)
		SELECT credential, school, award, 0, '', CAST(? AS TEXT), CAST(? AS BIGINT), 0, 0 FROM given WHERE credential = ? ON CONFLICT (object) DO UPDATE SET award = excluded.award, done = 0, ended = 0`,
		erasedBefore, o.now().Unix(), urn+id)
	return err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// actTables hold what was done to badges by their issuer, and which corrections were meant.
const actTables = `CREATE TABLE acts (id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, credential TEXT NOT NULL, what TEXT NOT NULL, person TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL);
	CREATE TABLE corrections (case_id TEXT NOT NULL REFERENCES cases, edition INTEGER NOT NULL, how TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (case_id, edition));`

// issuedTables are those of acts and of erasures, of badges of files as well: these have no
// case. An object is the id of a case, or that of a badge of a file.
const issuedTables = `CREATE TABLE issued_acts (id TEXT PRIMARY KEY, case_id TEXT REFERENCES cases, credential TEXT NOT NULL, what TEXT NOT NULL, person TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL);
	INSERT INTO issued_acts (id, case_id, credential, what, person, reason, time) SELECT id, case_id, credential, what, person, reason, time FROM acts;
	INSERT INTO issued_acts (id, case_id, credential, what, person, reason, time) SELECT 'revocation ' || CAST(row_number() OVER (ORDER BY time) AS TEXT), (SELECT min(b.case_id) FROM badges b WHERE b.credential = r.credential), credential, 'revoke', person, reason, time * 1000 FROM revocations r;
	DROP TABLE revocations;
	DROP TABLE acts;
	ALTER TABLE issued_acts RENAME TO acts;
	CREATE TABLE begun (object TEXT PRIMARY KEY, school TEXT NOT NULL, award TEXT NOT NULL, revoke INTEGER NOT NULL, person TEXT NOT NULL, reason TEXT NOT NULL, began INTEGER NOT NULL, done INTEGER NOT NULL, ended INTEGER NOT NULL);
	INSERT INTO begun (object, school, award, revoke, person, reason, began, done, ended) SELECT case_id, school, award, revoke, person, reason, began, done, ended FROM erasures;
	DROP TABLE erasures;
	ALTER TABLE begun RENAME TO erasures;`

// What an issuer does to a badge that it has made.
const (
	actSuspend   = "suspend"
	actReinstate = "reinstate"
	actRevoke    = "revoke"
	actReissue   = "reissue"
)

// An act is one of them, with the reason, which stays in the district.
type act struct {
	Credential, What, Person, Reason string
	Time                             time.Time
}

func (s *store) acts(ctx context.Context, where, of string) (list []act, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT credential, what, person, reason, time FROM acts WHERE `+where+` = ? ORDER BY time, id`, of)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a act
		var at int64
		if err := rows.Scan(&a.Credential, &a.What, &a.Person, &a.Reason, &at); err != nil {
			return nil, err
		}
		a.Time = time.UnixMilli(at).UTC()
		list = append(list, a)
	}
	return list, rows.Err()
}

// reason is why something is done to a badge. It stands in a log and in a status entry, and
// one that either would refuse is refused before anything is done.
func (a *ask) reason() (string, error) {
	switch said := a.form("reason"); {
	case said == "":
		return "", fmt.Errorf("%w: expected a reason", errInput)
	case len(said) > mostReason:
		return "", fmt.Errorf("%w: expected a reason of at most %d bytes", errInput, mostReason)
	case strings.ContainsFunc(said, unicode.IsControl):
		return "", fmt.Errorf("%w: expected a reason without tabs and line ends", errInput)
	default:
		return said, nil
	}
}

// noted does something to a badge, with a note of who did it and why. The note is first: what
// was done and not noted would be nobody's. A badge of a file has no case.
func (o *office) noted(ctx context.Context, caseID string, a act, do func() error) error {
	id := secret()
	if _, err := o.db.ExecContext(ctx, `INSERT INTO acts (id, case_id, credential, what, person, reason, time) VALUES (?, NULLIF(CAST(? AS TEXT), ''), ?, ?, ?, ?, ?)`, id, caseID, a.Credential, a.What, a.Person, a.Reason, o.now().UnixMilli()); err != nil {
		return err
	}
	err := do()
	if refused := errors.Is(err, status.ErrRevoked) || errors.Is(err, status.ErrPurpose) || errors.Is(err, status.ErrUnknown) || errors.Is(err, errChanged); refused {
		_, gone := o.db.ExecContext(context.WithoutCancel(ctx), `DELETE FROM acts WHERE id = ?`, id)
		err = errors.Join(err, gone)
	}
	return err
}

// stand changes how a badge stands, and publishes that. What it is already nobody has made it
// once more: a form that was sent twice is on record once.
func (o *office) stand(ctx context.Context, caseID string, a act) error {
	change := map[string]func(context.Context, string, string) error{actSuspend: o.lists.Suspend, actReinstate: o.lists.Reinstate, actRevoke: o.lists.Revoke}[a.What]
	place, err := o.lists.Entry(ctx, a.Credential)
	if err != nil {
		return err
	}
	if place.State == map[string]status.State{actSuspend: status.Suspended, actReinstate: status.Valid, actRevoke: status.Revoked}[a.What] {
		return errChanged
	}
	return o.noted(ctx, caseID, a, func() error {
		if err := change(ctx, a.Credential, a.Reason); err != nil {
			return err
		}
		return o.publication.Publish(ctx)
	})
}

// reissue decides that the badge of a case is made once more, and makes it. What was decided
// and not made is made within a minute (resume).
func (o *office) reissue(ctx context.Context, c planning.Case, who string, role planning.Role, how award.Correction, reason string) error {
	before, ok := c.Award()
	if !ok {
		return fmt.Errorf("%w: there is no badge", planning.ErrTransition)
	}
	r, err := o.badgeOf(ctx, c.ID())
	if err != nil {
		return err
	}
	if how != award.Replace && how != award.Supersede {
		return fmt.Errorf("%w: expected one of the ways that the form offers", errInput)
	}
	place, err := o.lists.Entry(ctx, r.Credential)
	if err != nil {
		return err
	}
	if place.State == status.Revoked && how == award.Replace { // it would have the place of the revoked one
		return fmt.Errorf("%w: expected a badge of another id in its place", status.ErrRevoked)
	}
	return o.noted(ctx, c.ID(), act{Credential: r.Credential, What: actReissue, Person: who, Reason: reason}, func() error {
		// How it is meant stands there before it is decided. One that was not decided within
		// a minute was broken off.
		result, err := o.db.ExecContext(ctx, `INSERT INTO corrections (case_id, edition, how, time) VALUES (?, ?, ?, ?)
			ON CONFLICT (case_id, edition) DO UPDATE SET how = excluded.how, time = excluded.time WHERE corrections.time < ?`, c.ID(), before.Edition+1, string(how), o.now().Unix(), o.now().Add(-time.Minute).Unix())
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(errChanged, err)
		}
		next, err := o.apply(ctx, c, planning.Event{Action: planning.ActCorrect, Actor: who, Role: role, Reason: reason})
		if err != nil {
			return err
		}
		return o.correct(ctx, next)
	})
}

// correct makes the badge of a correction that was decided. It may be repeated.
func (o *office) correct(ctx context.Context, c planning.Case) error {
	d, err := award.Decided(c)
	if err != nil {
		return err
	}
	var how string
	if err := o.db.QueryRowContext(ctx, `SELECT how FROM corrections WHERE case_id = ? AND edition = ?`, c.ID(), d.Edition).Scan(&how); err != nil {
		return err
	}
	student, err := o.person(ctx, c.Student())
	if err != nil {
		return err
	}
	d.Names = []string{student.Name}
	before, err := o.column(ctx, `SELECT credential FROM badges WHERE case_id = ? AND edition < ?`, c.ID(), d.Edition)
	if err != nil {
		return err
	}
	r, err := o.awards.Correct(ctx, d, award.Correction(how))
	if err != nil && !errors.Is(err, award.ErrUndelivered) && !errors.Is(err, award.ErrUnrevoked) {
		return err
	}
	late := err
	if how == string(award.Replace) {
		_, err = o.db.ExecContext(ctx, `UPDATE badges SET award = ?, edition = ? WHERE credential = ?`, r.Key, d.Edition, r.Credential)
	} else {
		_, err = o.db.ExecContext(ctx, `INSERT INTO badges (credential, case_id, student, award, edition) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, r.Credential, c.ID(), c.Student(), r.Key, d.Edition)
		for _, id := range before { // what was agreed to was the other badge
			err = errors.Join(err, o.unpublish(ctx, id))
		}
	}
	return errors.Join(late, err, o.late(ctx, c.ID()), o.publication.Publish(ctx))
}

// resumeCorrections makes what was decided to be corrected and is not made.
func (o *office) resumeCorrections(ctx context.Context) error {
	ids, err := o.column(ctx, `SELECT x.case_id FROM corrections x WHERE NOT EXISTS (SELECT 1 FROM badges b WHERE b.case_id = x.case_id AND b.edition >= x.edition) GROUP BY x.case_id`)
	errs := []error{err}
	for _, id := range ids {
		c, err := o.load(ctx, id)
		if err == nil {
			if decided, ok := c.Award(); ok {
				var made int
				err = o.db.QueryRowContext(ctx, `SELECT max(edition) FROM badges WHERE case_id = ?`, id).Scan(&made)
				if err == nil && made < decided.Edition {
					err = o.correct(ctx, c)
				}
			}
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// withdrawn ends every consent to a badge that is being erased, and what is being agreed to at
// this moment as well.
func (o *office) withdrawn(ctx context.Context, student, credential string) error {
	tx, err := o.of(ctx, student)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	about := func(c privacy.Consent) bool { return len(c.Badges) == 1 && c.Badges[0] == credential }
	if err := o.end(ctx, tx, student, about, func() error { return nil }); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return o.taken(ctx)
}

// unlinked withdraws the public page and every link that shows a badge of a student's.
func (o *office) unlinked(ctx context.Context, student, credential string) error {
	if err := o.unpublish(ctx, credential); err != nil {
		return err
	}
	tx, err := o.of(ctx, student)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, `UPDATE sets SET withdrawn = ? WHERE withdrawn = 0 AND slug IN (SELECT slug FROM set_badges WHERE credential = ?)`, o.now().Unix(), credential); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return o.taken(ctx)
}

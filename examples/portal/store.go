package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/status"
)

// A store is what the portal keeps: a database, and in another directory the heads of the
// planning logs, by which it is seen that a log has lost its end.
type store struct {
	db    *database
	heads string
	rules *planning.Rules
	now   func() time.Time

	witness status.DirWitness // of what was taken back
}

var (
	errNone    = errors.New("not found")
	errShort   = errors.New("the log of the case has lost its end")
	errLong    = errors.New("the log of the case was written on by other means")
	errChanged = errors.New("somebody else has changed this at the same time; look at it again")
)

// migrations bring a database from the version that is its index to the next. One that was
// ever released is never changed. BLOB and INTEGER stand for what PostgreSQL calls BYTEA and
// BIGINT.
var migrations = []string{
	`CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL);
	CREATE TABLE schools (id TEXT PRIMARY KEY, name TEXT NOT NULL);
	CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, born TEXT NOT NULL, school TEXT NOT NULL);
	CREATE TABLE seats (person TEXT NOT NULL REFERENCES people, school TEXT NOT NULL REFERENCES schools, role TEXT NOT NULL, student TEXT NOT NULL, PRIMARY KEY (person, school, role, student));
	CREATE TABLE sessions (id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people, ends INTEGER NOT NULL);
	CREATE TABLE cases (id TEXT PRIMARY KEY, student TEXT REFERENCES people, school TEXT NOT NULL REFERENCES schools);
	CREATE TABLE entries (case_id TEXT NOT NULL REFERENCES cases, n INTEGER NOT NULL, line BLOB NOT NULL, PRIMARY KEY (case_id, n));
	CREATE TABLE files (case_id TEXT NOT NULL REFERENCES cases, item TEXT NOT NULL, media_type TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (case_id, item));
	CREATE TABLE supporters (token TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, person TEXT NOT NULL);
	CREATE TABLE badges (credential TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, student TEXT NOT NULL, award TEXT NOT NULL, edition INTEGER NOT NULL DEFAULT 1, UNIQUE (case_id, edition));
	CREATE TABLE consents (id TEXT PRIMARY KEY, student TEXT NOT NULL, document BLOB NOT NULL);
	CREATE TABLE published (credential TEXT PRIMARY KEY REFERENCES badges);
	CREATE TABLE links (slug TEXT PRIMARY KEY, student TEXT NOT NULL, credential TEXT NOT NULL REFERENCES badges, made INTEGER NOT NULL, withdrawn INTEGER NOT NULL);
	CREATE TABLE revocations (credential TEXT NOT NULL REFERENCES badges, person TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL);`,
	accountTables,
	setTables + actTables + moveTables + eraseTables + graduateTables,
	// In which order rows were made, which PostgreSQL does not remember.
	`ALTER TABLE people ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE cases ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE consents ADD COLUMN made INTEGER NOT NULL DEFAULT 0;`,
	// Files of attestations and of awards, and the badges of the latter. Those have no case,
	// and so a revocation is not always one of a row in badges.
	`CREATE TABLE batches (id TEXT PRIMARY KEY, school TEXT NOT NULL REFERENCES schools, kind TEXT NOT NULL, name TEXT NOT NULL, person TEXT NOT NULL REFERENCES people, confirmed TEXT NOT NULL,
		state TEXT NOT NULL, file BLOB NOT NULL, report BLOB NOT NULL, made INTEGER NOT NULL);
	CREATE TABLE given (credential TEXT PRIMARY KEY, student TEXT NOT NULL REFERENCES people, school TEXT NOT NULL REFERENCES schools, achievement TEXT NOT NULL, award TEXT NOT NULL UNIQUE, batch TEXT NOT NULL REFERENCES batches);
	CREATE TABLE revoked (credential TEXT NOT NULL, person TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL);
	INSERT INTO revoked (credential, person, reason, time) SELECT credential, person, reason, time FROM revocations;
	DROP TABLE revocations;
	ALTER TABLE revoked RENAME TO revocations;`,
	takenTable,
	// A badge of a file has a public page as well, and no row in badges.
	`CREATE TABLE shown (credential TEXT PRIMARY KEY);
	INSERT INTO shown (credential) SELECT credential FROM published;
	DROP TABLE published;
	ALTER TABLE shown RENAME TO published;
	CREATE TABLE shown_at (slug TEXT PRIMARY KEY, student TEXT NOT NULL, credential TEXT NOT NULL, made INTEGER NOT NULL, withdrawn INTEGER NOT NULL);
	INSERT INTO shown_at (slug, student, credential, made, withdrawn) SELECT slug, student, credential, made, withdrawn FROM links;
	DROP TABLE links;
	ALTER TABLE shown_at RENAME TO links;
	CREATE TABLE given_refusals (credential TEXT NOT NULL REFERENCES given, person TEXT NOT NULL REFERENCES people, time INTEGER NOT NULL, PRIMARY KEY (credential, person));`,
	claimTable,
	issuedTables,
	changeTables,
}

// What a migration says to one of the databases alone, behind what it says to both.
var (
	onlySQLite = map[int]string{
		0: `CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'a log is only added to'); END;`,
		9: `CREATE TRIGGER changes_stay BEFORE UPDATE ON changes BEGIN SELECT raise(ABORT, 'a log is only added to'); END;
			CREATE TRIGGER changes_go BEFORE DELETE ON changes BEGIN SELECT raise(ABORT, 'a log is only added to'); END;`,
	}
	onlyPostgreSQL = map[int]string{
		0: `CREATE FUNCTION entries_stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''a log is only added to''; END';
			CREATE TRIGGER entries_stay BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION entries_stay();`,
		9: `CREATE TRIGGER changes_stay BEFORE UPDATE OR DELETE ON changes FOR EACH ROW EXECUTE FUNCTION entries_stay();`,
	}
)

var caseID = regexp.MustCompile(`^case-[0-9a-f]{32}$`)

// log returns the entries of a case, and the head that was kept of it. A head is written
// after its entry: one entry more than it tells of is what a crash between leaves behind,
// and two are not.
func (s *store) log(ctx context.Context, id string) (log [][]byte, head planning.Head, err error) {
	if !caseID.MatchString(id) {
		return nil, head, errNone
	}
	// The head first: what others add meanwhile makes the log longer than it says, and then
	// there is a higher head.
	for range 10 {
		if head, err = s.head(id); err != nil {
			return nil, head, err
		}
		if log, err = s.entries(ctx, id); err != nil {
			return nil, head, err
		}
		switch len(log) {
		case head.Entries:
			if len(log) == 0 {
				return nil, head, errNone
			}
			return log, head, nil
		case head.Entries + 1:
			if head.Entries > 0 {
				if err := planning.Verify(log[:head.Entries], head); err != nil {
					return nil, head, err
				}
			}
			return log, planning.Head{}, nil
		}
		if len(log) < head.Entries {
			return nil, head, fmt.Errorf("%w: %d of %d entries of %s are there", errShort, len(log), head.Entries, id)
		}
	}
	return nil, head, fmt.Errorf("%w: %s has %d entries, and %d were kept", errLong, id, len(log), head.Entries)
}

func (s *store) entries(ctx context.Context, id string) (log [][]byte, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT line FROM entries WHERE case_id = ? ORDER BY n`, id)
	if err != nil {
		return nil, err
	}
	return blobs(rows)
}

// blobs are the values of a query for one column of bytes.
func blobs(rows *sql.Rows) (list [][]byte, err error) {
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, rows.Err()
}

// load reads a case, each of its entries judged anew.
func (s *store) load(ctx context.Context, id string) (planning.Case, error) {
	log, head, err := s.log(ctx, id)
	if err != nil {
		return planning.Case{}, err
	}
	return planning.Read(log, head, s.rules)
}

// apply lets the package judge an event, and stores its entry, and with it what belongs to
// it: both, or neither. Of two at one moment the second is told to look again.
func (s *store) apply(ctx context.Context, c planning.Case, e planning.Event, with ...func(execer) error) (planning.Case, error) {
	next, err := s.add(ctx, c, e, with...)
	if err != nil {
		return c, err
	}
	if next.State() == planning.StateErased {
		return next, s.keepErased(c.ID(), next.Head())
	}
	return next, s.keep(c.ID(), next.Head())
}

// add is apply up to where a portal can end without having kept the head.
func (s *store) add(ctx context.Context, c planning.Case, e planning.Event, with ...func(execer) error) (planning.Case, error) {
	school := c.School()
	if e.Action == planning.ActAttest && e.ALP != nil {
		school = e.ALP.School
	}
	if e.Action == planning.ActReceive {
		var err error
		if school, err = s.destination(ctx, c.ID()); err != nil {
			return c, err
		}
	}
	team, err := s.team(ctx, school)
	if err != nil {
		return c, err
	}
	e.Time = s.now().UTC().Truncate(time.Second)
	next, line, err := c.Apply(team, e)
	if err != nil {
		return c, err
	}
	// Whoever has added the last entry may have ended before its head was kept. Two such
	// entries in a row would be taken for a log that was written on by other means.
	if known, err := s.kept(c.ID(), c.Head()); err != nil {
		return c, err
	} else if !known {
		if err := s.keep(c.ID(), c.Head()); err != nil {
			return c, err
		}
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return c, err
	}
	defer func() { _ = tx.Rollback() }()
	if e.Action == planning.ActAttest {
		if _, err := tx.ExecContext(ctx, `INSERT INTO cases (id, student, school, made) VALUES (?, ?, ?, ?)`, c.ID(), next.Student(), school, s.now().UnixMicro()); err != nil {
			return c, err
		}
	}
	// The row of the case is the lock of its log.
	if _, err := tx.ExecContext(ctx, `UPDATE cases SET made = made WHERE id = ?`, c.ID()); err != nil {
		return c, err
	}
	if err := s.follow(ctx, tx, next, e); err != nil {
		return c, err
	}
	for _, do := range with {
		if err := do(tx); err != nil {
			return c, err
		}
	}
	head := next.Head()
	var before int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM entries WHERE case_id = ?`, c.ID()).Scan(&before); err != nil {
		return c, err
	}
	if before != head.Entries-1 { // of an erased one there is no more than the tombstone
		return c, errChanged
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO entries (case_id, n, line) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, c.ID(), head.Entries, line)
	if err != nil {
		return c, err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return c, errors.Join(errChanged, err)
	}
	if e.Action == planning.ActReceive { // which gives the student and the guardians another school
		return next, s.commit(ctx, tx, change{What: changeReceived, Actor: e.Actor, Person: next.Student(), School: next.School()})
	}
	return next, tx.Commit()
}

// cases are the ids of the cases that a person could have to do with: as student, as
// guardian, or at a school where the person has a seat. What the person may do there, the
// case says.
func (s *store) cases(ctx context.Context, person string) (ids []string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id FROM cases WHERE student = $1
		OR student IN (SELECT student FROM seats WHERE person = $1 AND role = 'guardian')
		OR school IN (SELECT school FROM seats WHERE person = $1 AND role <> 'guardian') ORDER BY made, id`, person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

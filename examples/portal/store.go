package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	_ "modernc.org/sqlite"

	"github.com/summitbadges/openbadges/badge/planning"
)

// A store is what the portal keeps: one SQLite file, and in another directory the heads of
// the planning logs, by which it is seen that a log has lost its end.
type store struct {
	db    *sql.DB
	heads string
	rules *planning.Rules
	now   func() time.Time
}

var (
	errNone    = errors.New("not found")
	errChanged = errors.New("somebody else has changed this at the same time; look at it again")
)

// migrations bring a database from the version that is its index to the next. One that was
// ever released is never changed.
var migrations = []string{
	`CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL);
	CREATE TABLE schools (id TEXT PRIMARY KEY, name TEXT NOT NULL);
	CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, born TEXT NOT NULL, school TEXT NOT NULL);
	CREATE TABLE seats (person TEXT NOT NULL REFERENCES people, school TEXT NOT NULL REFERENCES schools, role TEXT NOT NULL, student TEXT NOT NULL, PRIMARY KEY (person, school, role, student));
	CREATE TABLE sessions (id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people, ends INTEGER NOT NULL);
	CREATE TABLE cases (id TEXT PRIMARY KEY, student TEXT REFERENCES people, school TEXT NOT NULL REFERENCES schools);
	CREATE TABLE entries (case_id TEXT NOT NULL REFERENCES cases, n INTEGER NOT NULL, line BLOB NOT NULL, PRIMARY KEY (case_id, n));
	CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'a log is only added to'); END;
	CREATE TABLE files (case_id TEXT NOT NULL REFERENCES cases, item TEXT NOT NULL, media_type TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (case_id, item));
	CREATE TABLE supporters (token TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, person TEXT NOT NULL);
	CREATE TABLE badges (credential TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, student TEXT NOT NULL, award TEXT NOT NULL, edition INTEGER NOT NULL DEFAULT 1, UNIQUE (case_id, edition));
	CREATE TABLE consents (id TEXT PRIMARY KEY, student TEXT NOT NULL, document BLOB NOT NULL);
	CREATE TABLE published (credential TEXT PRIMARY KEY REFERENCES badges);
	CREATE TABLE links (slug TEXT PRIMARY KEY, student TEXT NOT NULL, credential TEXT NOT NULL REFERENCES badges, made INTEGER NOT NULL, withdrawn INTEGER NOT NULL);
	CREATE TABLE revocations (credential TEXT NOT NULL REFERENCES badges, person TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL);`,
	accountTables,
	setTables + actTables + moveTables + eraseTables + graduateTables,
}

// openDatabase opens a database and brings it to the newest version. Of one that a newer
// program has made it keeps its hands off.
func openDatabase(ctx context.Context, file string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	for {
		var version int
		if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
			return err
		}
		switch {
		case version == len(migrations):
			return nil
		case version > len(migrations):
			return fmt.Errorf("the database is of version %d, made by a newer portal; this one knows versions up to %d", version, len(migrations))
		}
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, migrations[version]+fmt.Sprintf(`PRAGMA user_version = %d;`, version+1))
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
}

var caseID = regexp.MustCompile(`^case-[0-9a-f]{32}$`)

// log returns the entries of a case, and the head that was kept of it. A head is written
// after its entry: one entry more than it tells of is what a crash between leaves behind,
// and two are not.
func (s *store) log(ctx context.Context, id string) (log [][]byte, head planning.Head, err error) {
	if !caseID.MatchString(id) {
		return nil, head, errNone
	}
	rows, err := s.db.QueryContext(ctx, `SELECT line FROM entries WHERE case_id = ? ORDER BY n`, id)
	if err != nil {
		return nil, head, err
	}
	defer rows.Close()
	for rows.Next() {
		var line []byte
		if err := rows.Scan(&line); err != nil {
			return nil, head, err
		}
		log = append(log, line)
	}
	if err := rows.Err(); err != nil {
		return nil, head, err
	}
	text, err := os.ReadFile(filepath.Join(s.heads, id))
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(log) == 0:
		return nil, head, errNone
	case errors.Is(err, fs.ErrNotExist) && len(log) == 1:
		return log, head, nil
	case err != nil:
		return nil, head, err
	}
	if _, err := fmt.Sscanf(string(text), "%d %64s\n", &head.Entries, &head.Digest); err != nil {
		return nil, head, fmt.Errorf("the head of %s: %w", id, err)
	}
	if len(log) == head.Entries+1 {
		if err := planning.Verify(log[:head.Entries], head); err != nil {
			return nil, head, err
		}
		return log, planning.Head{}, nil
	}
	return log, head, nil
}

// load reads a case, each of its entries judged anew.
func (s *store) load(ctx context.Context, id string) (planning.Case, error) {
	log, head, err := s.log(ctx, id)
	if err != nil {
		return planning.Case{}, err
	}
	return planning.Read(log, head, s.rules)
}

// apply lets the package judge an event, and stores its entry. Of two at one moment the
// second is told to look again.
func (s *store) apply(ctx context.Context, c planning.Case, e planning.Event) (planning.Case, error) {
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
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return c, err
	}
	defer func() { _ = tx.Rollback() }()
	if e.Action == planning.ActAttest {
		if _, err := tx.ExecContext(ctx, `INSERT INTO cases (id, student, school) VALUES (?, ?, ?)`, c.ID(), next.Student(), school); err != nil {
			return c, err
		}
	}
	if err := s.follow(ctx, tx, next, e); err != nil {
		return c, err
	}
	head := next.Head()
	result, err := tx.ExecContext(ctx, `INSERT INTO entries (case_id, n, line) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, c.ID(), head.Entries, line)
	if err != nil {
		return c, err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return c, errors.Join(errChanged, err)
	}
	if err := tx.Commit(); err != nil {
		return c, err
	}
	return next, s.keep(c.ID(), head)
}

// keep writes a head beside the one that it replaces, and then in its place.
func (s *store) keep(id string, head planning.Head) error {
	f, err := os.CreateTemp(s.heads, "."+id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%d %s\n", head.Entries, head.Digest)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.heads, id))
	}
	return err
}

// cases are the ids of the cases that a person could have to do with: as student, as
// guardian, or at a school where the person has a seat. What the person may do there, the
// case says.
func (s *store) cases(ctx context.Context, person string) (ids []string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id FROM cases WHERE student = ?1
		OR student IN (SELECT student FROM seats WHERE person = ?1 AND role = 'guardian')
		OR school IN (SELECT school FROM seats WHERE person = ?1 AND role <> 'guardian') ORDER BY rowid`, person)
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

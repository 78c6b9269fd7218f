package status

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/sqltx"
)

// A SQL is a Store in a database: SQLite for one machine, PostgreSQL for several. The
// caller opens it with the driver of his choice; the schema is made by Create.
//
// Every change holds the one row with the epoch until it is committed, so that changes
// follow one another, as they do in SQLite in any case. Every row has a checksum, and
// every list one over its rows that are set: a row that was changed or lost by other
// means is found when it counts, and is ErrCorrupt.
//
// From a backup, restore both tables or none. The row with the epoch has a checksum over
// the lists, by which the publication of a revocation that one table has forgotten is
// refused, and the key of the entry that was added last: without that entry, as in a
// table that has forgotten a reservation, nothing is read, reserved or changed
// (ErrCorrupt). What one look-up in an index can tell, that is all it tells: a single row
// of a badge in force that was deleted by hand is missed by nobody but Revoke.
type SQL struct {
	DB      *sql.DB
	Dialect Dialect
}

// A Dialect is what a database speaks.
type Dialect int

const (
	// SQLite 3.35 or later, of any driver. Changes are flushed to the disk whatever the
	// database's settings are, and wait up to ten seconds for other processes. Create
	// turns the write-ahead log on.
	SQLite Dialect = iota

	// PostgreSQL 12 or later.
	PostgreSQL
)

// String is the name of the database.
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "SQLite"
	case PostgreSQL:
		return "PostgreSQL"
	}
	return fmt.Sprintf("Dialect(%d)", int(d))
}

// Create makes the tables, unless they are there. It is for the one who sets the
// database up, and not for every start of a program: a database that was lost is then
// noticed. In the place of a lost one it makes an empty database, which the Witness of
// the lost one refuses until Recover has been given the published lists (see Config.URL).
func (s SQL) Create(ctx context.Context) error {
	statements := []string{
		`CREATE TABLE IF NOT EXISTS status_epoch (one INTEGER PRIMARY KEY CHECK (one = 1), epoch BIGINT NOT NULL,
			lists BIGINT NOT NULL, newest TEXT NOT NULL, checksum BIGINT NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS status_entries (credential TEXT NOT NULL PRIMARY KEY, list BIGINT NOT NULL, place BIGINT NOT NULL,
			state TEXT NOT NULL, reason TEXT NOT NULL, version BIGINT NOT NULL, changed BIGINT NOT NULL,
			tally BIGINT NOT NULL, checksum BIGINT NOT NULL, UNIQUE (list, place))`,
		`CREATE INDEX IF NOT EXISTS status_openings ON status_entries (reason, list) WHERE state = 'opening'`,
		`CREATE INDEX IF NOT EXISTS status_set ON status_entries (list, place) WHERE state IN ('revoked', 'suspended')`,
		fmt.Sprintf(`INSERT INTO status_epoch (one, epoch, lists, newest, checksum) VALUES (1, 0, 0, '', %d) ON CONFLICT DO NOTHING`, epochSum(0, 0, "")),
	}
	return s.database().Create(ctx, statements...)
}

// Insert is that of a Store.
func (s SQL) Insert(ctx context.Context, floor int64, e Entry) (stored Entry, epoch int64, err error) {
	err = s.change(ctx, func(tx *transaction) error {
		before, err := tx.begin(floor)
		if err != nil {
			return err
		}
		known, err := tx.one(`credential = $1`, e.Credential)
		if err != nil || known != nil {
			if known != nil {
				stored, epoch, err = known.Entry, before, errUnchanged
			}
			return err
		}
		epoch = before + 1
		if e.State == Opening {
			epoch = max(epoch, e.List)
			if e.List == 0 {
				e.List = epoch
			}
		}
		if err := tx.insert(row{Entry: e}); err != nil {
			return err
		}
		stored = e
		if e.State.set() {
			if err := tx.tally(e.List, row{}, row{Entry: e}); err != nil {
				return err
			}
		}
		return tx.end(epoch)
	})
	return stored, epoch, err
}

// Update is that of a Store.
func (s SQL) Update(ctx context.Context, floor int64, e Entry) (epoch int64, err error) {
	err = s.change(ctx, func(tx *transaction) error {
		before, err := tx.begin(floor)
		if err != nil {
			return err
		}
		was, err := tx.one(`credential = $1`, e.Credential)
		if err != nil {
			return err
		}
		if was == nil || was.Version != e.Version {
			return ErrConflict
		}
		is := *was
		is.State, is.Reason, is.Changed = e.State, e.Reason, e.Changed
		is.Version++
		if err := tx.update(is); err != nil {
			return err
		}
		if err := tx.tally(is.List, *was, is); err != nil {
			return err
		}
		epoch = before + 1
		return tx.end(epoch)
	})
	return epoch, err
}

// Read is that of a Store.
func (s SQL) Read(ctx context.Context, q Query) (found []Entry, epoch int64, err error) {
	var condition string
	var args []any
	switch q.Kind {
	case ByCredential:
		condition, args = `credential = $1`, []any{q.Credential}
	case ByPlace:
		condition, args = `list = $1 AND place = $2`, []any{q.List, q.Index}
	case Newest:
		condition, args = `state = 'opening' AND reason = $1 ORDER BY list DESC LIMIT 1`, []any{q.Form}
	case Openings:
		condition = `state = 'opening' ORDER BY reason, list` // as the index has them
	case Set:
		condition, args = `list = $1 AND state IN ('revoked', 'suspended') ORDER BY place`, []any{q.List}
	default:
		return nil, 0, fmt.Errorf("status: there is no query of the kind %d", q.Kind)
	}
	err = s.look(ctx, func(tx *transaction) error {
		var err error
		if epoch, err = tx.epoch(); err != nil {
			return err
		}
		rows, err := tx.rows(condition, args...)
		if err != nil {
			return err
		}
		if q.Kind == Set {
			if rows, err = tx.set(q.List, rows); err != nil {
				return err
			}
		}
		for _, r := range rows {
			found = append(found, r.Entry)
		}
		if q.Kind == Openings {
			if err := tx.known(rows); err != nil {
				return err
			}
			slices.SortFunc(found, func(a, b Entry) int { return cmp.Compare(a.List, b.List) })
		}
		return nil
	})
	return found, epoch, err
}

// text is a statement as the database writes its parameters.
func (s SQL) text(statement string) string { return s.database().Text(statement) }

func (s SQL) database() sqltx.Database {
	return sqltx.Database{DB: s.DB, SQLite: s.Dialect == SQLite, Owner: "status", Taken: s.Dialect.String() + " (SQL.Dialect)"}
}

var errUnchanged = errors.New("nothing is to be committed")

// change runs do in a transaction, and commits it unless there is an error.
func (s SQL) change(ctx context.Context, do func(*transaction) error) error {
	err := s.database().Change(ctx, func(tx *sql.Tx) error { return do(&transaction{ctx: ctx, tx: tx, sql: s}) })
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// look runs do in a transaction in which nothing changes.
func (s SQL) look(ctx context.Context, do func(*transaction) error) error {
	return s.database().Look(ctx, func(tx *sql.Tx) error { return do(&transaction{ctx: ctx, tx: tx, sql: s}) })
}

package award

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/internal/sqltx"
)

// A SQL is a Store in a database: SQLite for one machine, PostgreSQL for several, as a
// status.SQL is, and in the same database if the caller likes. The caller opens it with the
// driver of his choice; Create makes the table.
//
// Every row has a checksum: one that was changed by other means is ErrCorrupt when it is
// read. A row that was lost is not found. From a backup that is older than the last award,
// restore nothing without looking: whoever repeats a decision that was forgotten makes a
// second badge of it.
type SQL struct {
	DB      *sql.DB
	Dialect status.Dialect
}

// Create makes the table, unless it is there.
func (s SQL) Create(ctx context.Context) error {
	// Keys are compared as bytes, whatever language the database is in.
	key, blob := `TEXT COLLATE "C"`, "BYTEA"
	if s.Dialect == status.SQLite {
		key, blob = "TEXT", "BLOB"
	}
	return s.database().Create(ctx,
		`CREATE TABLE IF NOT EXISTS awards (key `+key+` NOT NULL PRIMARY KEY, state TEXT NOT NULL, digest TEXT NOT NULL, student TEXT NOT NULL,
			subject TEXT NOT NULL, achievement TEXT NOT NULL, credential TEXT NOT NULL, valid_from BIGINT NOT NULL, badge `+blob+`,
			corrects TEXT NOT NULL, corrected_by TEXT NOT NULL, revokes BIGINT NOT NULL,
			version BIGINT NOT NULL, changed BIGINT NOT NULL, checksum BIGINT NOT NULL)`,
		`CREATE INDEX IF NOT EXISTS awards_state ON awards (state, key)`)
}

func (s SQL) database() sqltx.Database {
	return sqltx.Database{DB: s.DB, SQLite: s.Dialect == status.SQLite, Owner: "award", Taken: s.Dialect.String() + " (SQL.Dialect)"}
}

// Insert is that of a Store.
func (s SQL) Insert(ctx context.Context, records ...Record) ([]Record, error) {
	if len(records) == 0 {
		return nil, nil
	}
	stored := make([]Record, len(records))
	err := s.database().Change(ctx, func(tx *sql.Tx) error {
		for _, i := range inOrder(records) {
			r := records[i]
			r.Version = 1
			n, err := s.exec(ctx, tx, `INSERT INTO awards (state, digest, student, subject, achievement, credential, valid_from, badge, corrects, corrected_by,
				revokes, version, changed, checksum, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING`, r.values()...)
			if err != nil {
				return err
			}
			if n == 1 {
				stored[i] = r
				continue
			}
			known, err := s.rows(ctx, tx, `key = $1`, r.Key)
			if err != nil {
				return err
			}
			if len(known) != 1 {
				return fmt.Errorf("award: the database neither took nor had the record %q", r.Key)
			}
			stored[i] = known[0]
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return stored, nil
}

// Update is that of a Store.
func (s SQL) Update(ctx context.Context, records ...Record) error {
	if len(records) == 0 {
		return nil
	}
	return s.database().Change(ctx, func(tx *sql.Tx) error {
		for _, i := range inOrder(records) {
			r := records[i]
			was := r.Version
			r.Version++
			n, err := s.exec(ctx, tx, `UPDATE awards SET state = $1, digest = $2, student = $3, subject = $4, achievement = $5, credential = $6, valid_from = $7,
				badge = $8, corrects = $9, corrected_by = $10, revokes = $11, version = $12, changed = $13, checksum = $14 WHERE key = $15 AND version = $16`,
				append(r.values(), was)...)
			if err != nil {
				return err
			}
			if n != 1 {
				return ErrConflict
			}
		}
		return nil
	})
}

// inOrder are the indexes of the records by their keys: of two transactions that took rows
// in two orders, each could wait for the other.
func inOrder(records []Record) []int {
	order := make([]int, len(records))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(records[a].Key, records[b].Key) })
	return order
}

// Read is that of a Store.
func (s SQL) Read(ctx context.Context, q Query) (found []Record, err error) {
	condition, args := `key = $1`, []any{q.Key}
	if q.Key == "" {
		condition, args = `state = $1 AND key > $2 ORDER BY key LIMIT $3`, []any{string(q.State), q.After, max(0, q.Limit)}
	}
	err = s.database().Look(ctx, func(tx *sql.Tx) error {
		found, err = s.rows(ctx, tx, condition, args...)
		return err
	})
	if q.Key == "" {
		for i := range found {
			found[i].Badge = nil
		}
	}
	return found, err
}

// values are those of a row, in the order of both statements that write one.
func (r Record) values() []any {
	revokes := 0
	if r.Revokes {
		revokes = 1
	}
	return []any{string(r.State), r.Digest, r.Student, r.Subject, r.Achievement, r.Credential, unix(r.ValidFrom), r.Badge,
		r.Corrects, r.CorrectedBy, revokes, r.Version, unix(r.Changed), r.sum(), r.Key}
}

func (r Record) sum() int64 {
	return sqltx.Checksum(fmt.Sprintf("%q %q %q %q %q %q %q %d %x %q %q %t %d %d", r.Key, r.State, r.Digest, r.Student, r.Subject, r.Achievement, r.Credential,
		unix(r.ValidFrom), sha256.Sum256(r.Badge), r.Corrects, r.CorrectedBy, r.Revokes, r.Version, unix(r.Changed)))
}

// unix keeps the zero time, of records that have none, apart from 1970.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func fromUnix(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

func (s SQL) rows(ctx context.Context, tx *sql.Tx, condition string, args ...any) (found []Record, err error) {
	rows, err := tx.QueryContext(ctx, s.database().Text(`SELECT key, state, digest, student, subject, achievement, credential, valid_from, badge, corrects,
		corrected_by, revokes, version, changed, checksum FROM awards WHERE `+condition), args...)
	if err != nil {
		return nil, s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Record
		var state string
		var from, revokes, changed, sum int64
		if err := rows.Scan(&r.Key, &state, &r.Digest, &r.Student, &r.Subject, &r.Achievement, &r.Credential, &from, &r.Badge, &r.Corrects,
			&r.CorrectedBy, &revokes, &r.Version, &changed, &sum); err != nil {
			return nil, s.fault(err)
		}
		r.State, r.ValidFrom, r.Revokes, r.Changed = State(state), fromUnix(from), revokes != 0, fromUnix(changed)
		if r.Badge = bytes.Clone(r.Badge); len(r.Badge) == 0 {
			r.Badge = nil
		}
		if r.sum() != sum {
			return nil, fmt.Errorf("award: %w: the row of %q is not the one that was written", ErrCorrupt, r.Key)
		}
		found = append(found, r)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fault(err)
	}
	return found, nil
}

func (s SQL) exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, s.database().Text(statement), args...)
	if err != nil {
		return 0, s.fault(err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, s.fault(err)
	}
	return n, nil
}

func (s SQL) fault(err error) error {
	return fmt.Errorf("award: the database (if it is new: SQL.Create makes its table): %w", err)
}

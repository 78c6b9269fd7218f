// Package sqltx runs transactions that are on the disk when they have been committed, in
// SQLite and PostgreSQL, for the stores of this project. It imports no driver.
package sqltx

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"strings"
)

// A Database is one that a caller has opened.
type Database struct {
	DB     *sql.DB
	SQLite bool   // otherwise PostgreSQL
	Owner  string // the package that asks, in messages
	Taken  string // how its caller says which of the two it is, in messages
}

// Text is a statement, with parameters $1, $2 and so on, as the database writes them.
func (d Database) Text(statement string) string {
	if d.SQLite {
		return strings.ReplaceAll(statement, "$", "?")
	}
	return statement
}

// Change runs do in a transaction, and commits it unless there is an error. Its first
// statement has to be one that changes something: in SQLite it waits for its turn by that,
// and sees what the transaction before it has done.
func (d Database) Change(ctx context.Context, do func(*sql.Tx) error) error {
	return d.within(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, do)
}

// Look runs do in a transaction in which nothing changes.
func (d Database) Look(ctx context.Context, do func(*sql.Tx) error) error {
	return d.within(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, do)
}

func (d Database) within(ctx context.Context, o *sql.TxOptions, do func(*sql.Tx) error) error {
	if d.DB == nil {
		return fmt.Errorf("%s: there is no database: SQL.DB is nil", d.Owner)
	}
	conn, err := d.DB.Conn(ctx)
	if err != nil {
		return d.fault(err)
	}
	defer conn.Close()
	setting := `SET synchronous_commit = on`
	if d.SQLite {
		setting, o = `PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL`, nil
	}
	if _, err := conn.ExecContext(ctx, setting); err != nil {
		return fmt.Errorf("%s: the database, taken for %s: %w", d.Owner, d.Taken, err)
	}
	tx, err := conn.BeginTx(ctx, o)
	if err != nil {
		return d.fault(err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return d.fault(err)
	}
	return nil
}

// Create runs the statements that make tables, unless they are there.
func (d Database) Create(ctx context.Context, statements ...string) error {
	if d.DB == nil {
		return fmt.Errorf("%s: there is no database: SQL.DB is nil", d.Owner)
	}
	if d.SQLite {
		statements = append([]string{`PRAGMA journal_mode = WAL`}, statements...)
	}
	for _, statement := range statements {
		if _, err := d.DB.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: the tables could not be made in the database, taken for %s: %w", d.Owner, d.Taken, err)
		}
	}
	return nil
}

func (d Database) fault(err error) error {
	return fmt.Errorf("%s: the database: %w", d.Owner, err)
}

// Checksum is one for mishaps, not against whoever can write to the database.
func Checksum(text string) int64 {
	h := sha256.Sum256([]byte(text))
	return int64(binary.BigEndian.Uint64(h[:]))
}

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"

	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// A database is SQLite in a file of the portal's own, for one process, or PostgreSQL, for
// any number of them. Both have one schema and one set of statements, whose parameters are
// $1, $2 and so on, or ? where each follows the one before. No statement has such a sign
// in a text of its own.
type database struct {
	*sql.DB
	dialect status.Dialect
}

// openDatabase opens a database and brings it to the newest version. Without an address it
// is the file portal.db in the directory.
func openDatabase(ctx context.Context, dir, address string) (*database, error) {
	d := &database{dialect: status.SQLite}
	driver, source := "sqlite", "file:"+filepath.Join(dir, "portal.db")+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	if address != "" {
		d.dialect, driver, source = status.PostgreSQL, "pgx", address
	}
	var err error
	if d.DB, err = sql.Open(driver, source); err != nil {
		return nil, err
	}
	if d.dialect == status.PostgreSQL {
		d.DB.SetMaxOpenConns(16) // of the hundred that a server has, for several portals
	} else {
		err = d.reach(ctx)
	}
	if err == nil {
		err = d.migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, d.DB.Close())
	}
	return d, nil
}

// reach waits for whoever opens an older file at the same moment: its log becomes one that
// is written ahead, and for that alone SQLite does not wait by itself (busy_timeout).
func (d *database) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		err := d.PingContext(ctx)
		if e, ok := errors.AsType[*sqlite.Error](err); !ok || e.Code()&0xff != sqliteBusy {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

const sqliteBusy = 5 // SQLITE_BUSY, and in the lowest byte of its kinds

func (d *database) text(statement string) string {
	if d.dialect == status.SQLite {
		return strings.ReplaceAll(statement, "$", "?")
	}
	var b strings.Builder
	for n, part := range strings.Split(statement, "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
	}
	return b.String()
}

// schema is a migration as the database writes it.
func (d *database) schema(n int) string {
	if d.dialect == status.SQLite {
		return migrations[n] + onlySQLite[n]
	}
	return strings.NewReplacer("BLOB", "BYTEA", "INTEGER", "BIGINT").Replace(migrations[n]) + onlyPostgreSQL[n]
}

// What several portals that start at one moment do one after the other.
const (
	lockMigration = 0x6f62_0001
	lockFounding  = 0x6f62_0002
)

// migrate brings a database from its version to the newest one, all of it or nothing. Of one
// that a newer program has made it keeps its hands off.
func (d *database) migrate(ctx context.Context) error {
	tx, err := d.BeginTx(ctx, nil) // which in SQLite waits for every other writer
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	ask, note := `PRAGMA user_version`, `PRAGMA user_version = %d`
	if d.dialect == status.PostgreSQL {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, lockMigration); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS portal_version (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL);
			INSERT INTO portal_version (one, version) VALUES (1, 0) ON CONFLICT DO NOTHING`); err != nil {
			return err
		}
		ask, note = `SELECT version FROM portal_version`, `UPDATE portal_version SET version = %d`
	}
	var version int
	if err := tx.QueryRowContext(ctx, ask).Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("the database is of version %d, made by a newer portal; this one knows versions up to %d", version, len(migrations))
	}
	if version == len(migrations) {
		return nil
	}
	for ; version < len(migrations); version++ {
		if _, err := tx.ExecContext(ctx, d.schema(version)); err != nil {
			return fmt.Errorf("the database could not be brought to version %d: %w", version+1, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(note, version)); err != nil {
		return err
	}
	return tx.Commit()
}

// alone runs do while no other portal on the same PostgreSQL does. In SQLite nobody waits:
// there, what is done is to bear that it is done twice.
func (d *database) alone(ctx context.Context, lock int64, do func() error) error {
	if d.dialect == status.SQLite {
		return do()
	}
	conn, err := d.DB.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, lock); err != nil {
		return err
	}
	err = do()
	_, released := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, lock)
	return errors.Join(err, released)
}

// held ends a statement that puts what it reads in one row into another. In PostgreSQL it
// would otherwise go by the row as it was before somebody else's transaction, which is still
// to be committed, and whose end it would not wait for: a session would begin by a password
// that is no more. SQLite has one writer at a time.
func (d *database) held() string {
	if d.dialect == status.SQLite {
		return ""
	}
	return " FOR SHARE"
}

func (d *database) statuses() status.SQL { return status.SQL{DB: d.DB, Dialect: d.dialect} }
func (d *database) awards() award.SQL    { return award.SQL{DB: d.DB, Dialect: d.dialect} }

func (d *database) ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error) {
	return d.DB.ExecContext(ctx, d.text(statement), args...)
}

func (d *database) QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	return d.DB.QueryContext(ctx, d.text(statement), args...)
}

func (d *database) QueryRowContext(ctx context.Context, statement string, args ...any) *sql.Row {
	return d.DB.QueryRowContext(ctx, d.text(statement), args...)
}

func (d *database) Exec(statement string, args ...any) (sql.Result, error) {
	return d.ExecContext(context.Background(), statement, args...)
}

func (d *database) QueryRow(statement string, args ...any) *sql.Row {
	return d.QueryRowContext(context.Background(), statement, args...)
}

// A transaction is one of a database, with statements as that takes them.
type transaction struct {
	*sql.Tx
	d *database
}

func (d *database) BeginTx(ctx context.Context, o *sql.TxOptions) (*transaction, error) {
	tx, err := d.DB.BeginTx(ctx, o)
	return &transaction{tx, d}, err
}

func (t *transaction) ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error) {
	return t.Tx.ExecContext(ctx, t.d.text(statement), args...)
}

func (t *transaction) QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	return t.Tx.QueryContext(ctx, t.d.text(statement), args...)
}

func (t *transaction) QueryRowContext(ctx context.Context, statement string, args ...any) *sql.Row {
	return t.Tx.QueryRowContext(ctx, t.d.text(statement), args...)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/summitbadges/openbadges/credential/status"
)

// takenTable counts what people have taken back: consent, a page, a link, a password, an
// account, a seat. The status lists know nothing of these, so a database from before one of
// them is noticed by a witness of its own, beside that of the lists.
const takenTable = `CREATE TABLE taken (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL);
	INSERT INTO taken (one, n) VALUES (1, 0);`

// remember finds the witness, and makes it where nothing was ever taken back: with a new
// database, or with the table, which an older one does not have. One that was lost is missed.
func (s *store) remember(ctx context.Context, beside string) error {
	s.witness = status.DirWitness{Path: filepath.Join(beside, "taken")}
	return s.db.alone(ctx, lockFounding, func() error {
		var n int64
		if err := s.db.QueryRowContext(ctx, `SELECT n FROM taken`).Scan(&n); err != nil {
			return err
		}
		if _, err := os.Stat(s.witness.Path); n > 0 || !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return status.CreateWitness(s.witness.Path)
	})
}

// taken notes, after it was done, that somebody has taken something back. It is done even if
// who asked for it waits no longer.
func (s *store) taken(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var n int64
	if err := s.db.QueryRowContext(ctx, `UPDATE taken SET n = n + 1 RETURNING n`).Scan(&n); err != nil {
		return err
	}
	return s.witness.Raise(ctx, n)
}

// behind reports, as status.ErrRollback, a database in which something is missing that was
// taken back. The witness is asked first: others raise it after the database.
func (s *store) behind(ctx context.Context) error {
	seen, err := s.witness.Epoch(ctx)
	if err != nil {
		return err
	}
	var n int64
	if err := s.db.QueryRowContext(ctx, `SELECT n FROM taken`).Scan(&n); err != nil {
		return err
	}
	if n < seen {
		return fmt.Errorf("%w: of %d times that something was taken back it knows of %d", status.ErrRollback, seen, n)
	}
	if seen, known, err := s.missesChanges(ctx); err != nil {
		return err
	} else if known < seen {
		return fmt.Errorf("%w: of %d changes of the directory it knows of %d", status.ErrRollback, seen, known)
	}
	return nil
}

// caughtUp says that all that could be taken back was ended, so that nothing is missing.
func (s *store) caughtUp(ctx context.Context) error {
	seen, err := s.witness.Epoch(ctx)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `UPDATE taken SET n = ? WHERE n < ?`, seen, seen)
	return err
}

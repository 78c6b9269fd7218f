package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/status"
)

// errOlder closes the portal. What stands on the web stays as it is: of a badge that was
// revoked after the backup, a verifier still finds that it was.
var errOlder = errors.New("the database was restored from a backup that is older than what this portal has published. Until it was brought up to date (portal -recover) nothing is shown, awarded, revoked or published, and the status lists on the web stay as they are")

// backUp writes a copy of the database to a new file, whoever works on it meanwhile.
func backUp(ctx context.Context, dir, address, file string) error {
	if address != "" {
		return errors.New("-backup is for the SQLite file; PostgreSQL is backed up by pg_dump, and a restored one is noticed as well")
	}
	if _, err := os.Stat(filepath.Join(dir, "portal.db")); err != nil {
		return err // SQLite would make an empty one
	}
	db, err := openDatabase(ctx, dir, "")
	if err != nil {
		return err
	}
	defer db.Close()
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // before SQLite makes one that others can read
	if err != nil {
		return err
	}
	_, err = db.DB.ExecContext(ctx, `VACUUM INTO ?`, file)
	return errors.Join(err, f.Sync(), f.Close())
}

// restore puts a copy in the place of the database, while no portal runs. Copied by hand
// over a file that has a write-ahead log beside it, it would be mixed with that.
func restore(ctx context.Context, dir, address, file string) error {
	if address != "" {
		return errors.New("-restore is for the SQLite file; PostgreSQL is restored by pg_restore")
	}
	data, err := os.Open(file)
	if err != nil {
		return err
	}
	defer data.Close()
	copied, err := sql.Open("sqlite", "file:"+url.PathEscape(file)+"?mode=ro")
	if err != nil {
		return err
	}
	defer copied.Close()
	var sound string
	if err := copied.QueryRowContext(ctx, `PRAGMA quick_check`).Scan(&sound); err != nil || sound != "ok" {
		return fmt.Errorf("%s is no sound database: %w", file, errors.Join(err, errors.New(sound)))
	}
	var districts int
	if err := copied.QueryRowContext(ctx, `SELECT count(*) FROM settings WHERE name = 'forms'`).Scan(&districts); err != nil || districts == 0 {
		return fmt.Errorf("%s is no database of a portal: %w", file, errors.Join(err, errNone))
	}
	at := filepath.Join(dir, "portal.db")
	if _, err := os.Stat(at); err == nil {
		old, err := sql.Open("sqlite", "file:"+at)
		if err != nil {
			return err
		}
		var mode string
		err = old.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
		if err = errors.Join(err, old.Close()); err != nil || mode != "delete" {
			return fmt.Errorf("%s is in use: end the portal first: %w", at, errors.Join(err, errors.New(mode)))
		}
	}
	beside, err := os.CreateTemp(dir, "portal.db.restored")
	if err != nil {
		return err
	}
	_, err = io.Copy(beside, data)
	if err = errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return err
	}
	for _, left := range []string{at + "-wal", at + "-shm"} {
		if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(beside.Name(), at); err != nil {
		return err
	}
	return syncDir(dir)
}

// notice opens and closes the portal by what the witnesses say of the database. It is told
// every error of publishing.
func (o *office) notice(ctx context.Context, err error) error {
	if missing := o.behind(ctx); missing != nil {
		err = errors.Join(missing, err)
	}
	older := errors.Is(err, status.ErrRollback)
	if o.older.Swap(older) != older {
		if older {
			o.logger.ErrorContext(ctx, errOlder.Error())
		} else {
			o.logger.InfoContext(ctx, "the database is up to date again")
		}
	}
	return err
}

// recoverLists brings a restored database up to date, as far as anybody still knows. What was
// revoked it learns from the lists as they stand on the web. Whether a session was ended, a
// password changed, a badge or a link made private, a consent withdrawn or a new address
// objected to after the backup, nobody knows: all of them are ended, and people are asked
// again. It says to out what is lost.
func (o *office) recoverLists(ctx context.Context, out io.Writer) error {
	if !o.older.Load() {
		return errors.New("the database is not older than what was published: there is nothing to recover")
	}
	host := strings.TrimPrefix(o.base, "https://")
	below := filepath.Join(o.www.Root, host, "status")
	names, err := os.ReadDir(below)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // no badge was ever made
		return err
	}
	from := status.Recovery{Published: map[string][]byte{}, Keys: o.methods()}
	for _, n := range names {
		if strings.HasPrefix(n.Name(), ".") {
			continue
		}
		at := o.base + "/status/" + n.Name()
		if from.Published[at], err = o.www.Get(ctx, at); err != nil {
			return err
		}
	}
	// Before the lists: whoever repeats this ends no less.
	if err := o.endAll(ctx); err != nil {
		return err
	}
	if err := o.eraseAgain(ctx); err != nil {
		return err
	}
	if err := o.lists.Recover(ctx, from); err != nil {
		return err
	}
	if err := o.resumeErasures(ctx); err != nil { // they are taken up again, as every minute
		o.logger.ErrorContext(ctx, "an erasure is not at its end yet", "error", err)
	}
	if err := o.noteLoss(ctx); err != nil {
		return err
	}
	if err := o.caughtUp(ctx); err != nil {
		return err
	}
	if err := o.notice(ctx, o.publication.Publish(ctx)); err != nil {
		return err
	}
	short, unknown, err := o.lost(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d lists were read, and what they revoke is revoked. Everybody is signed out, and chooses a new password by a link that the sign-in page sends; every badge is private, and consent is asked for again.\n", len(from.Published))
	fmt.Fprintln(out, "Seats and accounts that were taken away after the backup are there again: look through the people of every school.")
	fmt.Fprintf(out, "What happened after the backup is lost of %d cases, which stay closed, for what was decided in them may have been awarded: %s\n", len(short), strings.Join(short, " "))
	fmt.Fprintf(out, "%d cases were begun after the backup, and nothing of them is left: %s\n", len(unknown), strings.Join(unknown, " "))
	return nil
}

func (o *office) endAll(ctx context.Context) error {
	for _, statement := range []string{`DELETE FROM sessions`, `DELETE FROM openings`, `DELETE FROM published`, `UPDATE accounts SET password = ''`} {
		if _, err := o.db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	for _, statement := range []string{`UPDATE links SET withdrawn = ? WHERE withdrawn = 0`, `UPDATE sets SET withdrawn = ? WHERE withdrawn = 0`, `UPDATE rebindings SET objected = ? WHERE done = 0 AND objected = 0`} {
		if _, err := o.db.ExecContext(ctx, statement, o.now().Unix()); err != nil {
			return err
		}
	}
	rows, err := o.db.QueryContext(ctx, `SELECT DISTINCT student FROM consents`)
	if err != nil {
		return err
	}
	students, err := texts(rows)
	if err != nil {
		return err
	}
	for _, s := range students {
		list, err := o.consents(ctx, s)
		if err != nil {
			return err
		}
		for _, c := range slices.DeleteFunc(list, func(c privacy.Consent) bool { return !c.Withdrawn.IsZero() }) {
			c.Withdrawn = o.now().UTC().Truncate(time.Second)
			if err := o.consent(ctx, o.db, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// lost are the cases whose logs end before their heads, and those of which only a head is
// left.
func (o *office) lost(ctx context.Context) (short, unknown []string, err error) {
	names, err := os.ReadDir(o.heads)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range names {
		if !caseID.MatchString(n.Name()) { // of a badge of a file that was erased
			continue
		}
		head, err := o.head(n.Name())
		if err != nil {
			return nil, nil, err
		}
		log, err := o.entries(ctx, n.Name())
		switch {
		case err != nil:
			return nil, nil, err
		case len(log) == 0:
			unknown = append(unknown, n.Name())
		case len(log) < head.Entries:
			short = append(short, n.Name())
		}
	}
	return short, unknown, nil
}

// texts are the values of a query for one column.
func texts(rows *sql.Rows) (list []string, err error) {
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/status"
)

// changeTables hold the log of changes of the directory and of accounts, which is chained as
// that of a case is, and where it ends.
const changeTables = `CREATE TABLE changes (n INTEGER PRIMARY KEY, line BLOB NOT NULL);
	CREATE TABLE changes_end (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL, digest TEXT NOT NULL);
	INSERT INTO changes_end (one, n, digest) VALUES (1, 0, '');`

// changesHead is the directory of the heads of that log.
const changesHead = "directory"

// What is on record.
const (
	changeEnrolled  = "enrolled"  // somebody is given a seat, or is a student of a school
	changeLeft      = "left"      // all seats at a school are taken away
	changeReceived  = "received"  // a student comes from another school, and the guardians as well
	changeGraduated = "graduated" // a student's account is closed for good
	changeInvited   = "invited"
	changeAddress   = "address"  // invited at another address than before
	changeOpened    = "opened"   // the first password was chosen
	changePassword  = "password" // another one was
	changeClosed    = "closed"
	changeAsked     = "asked"     // somebody vouches for a graduate's new address
	changeConfirmed = "confirmed" // the new address has answered
	changeObjected  = "objected"  // the old one has
	changeRecovered = "recovered" // entries were lost with an older database; it has the number behind them
)

var allChanges = []string{changeEnrolled, changeLeft, changeReceived, changeGraduated, changeInvited, changeAddress, changeOpened, changePassword, changeClosed, changeAsked, changeConfirmed, changeObjected, changeRecovered}

// A change is an entry of the log. It names people by their ids, and has no address and no
// name of anybody.
type change struct {
	N      int
	Time   time.Time
	What   string
	Actor  string // "": whoever runs the portal, or has a link of a mail
	Person string // whom it is about
	School string // of a seat; "": of an account, which is the same at every school
	Role   planning.Role
	Of     string // the student whose guardian it is; of changeRecovered the digest of the last entry that was lost
	Before string // digest of the entry before
}

// line is a change as it is kept: its fields, none of which has a tab in it.
func (c change) line() ([]byte, error) {
	fields := []string{strconv.Itoa(c.N), c.Time.UTC().Format(time.RFC3339), c.What, c.Actor, c.Person, c.School, string(c.Role), c.Of, c.Before}
	for _, f := range fields {
		if strings.ContainsAny(f, "\t\n") {
			return nil, fmt.Errorf("a change: expected no tab in %q", f)
		}
	}
	return []byte(strings.Join(fields, "\t")), nil
}

// readChange reads what line has written, and nothing else.
func readChange(line []byte) (c change, err error) {
	f := strings.Split(string(line), "\t")
	if len(f) != 9 {
		return c, fmt.Errorf("%w: expected 9 fields, found %d", errEntry, len(f))
	}
	c = change{What: f[2], Actor: f[3], Person: f[4], School: f[5], Role: planning.Role(f[6]), Of: f[7], Before: f[8]}
	c.N, err = strconv.Atoi(f[0])
	if err == nil {
		c.Time, err = time.Parse(time.RFC3339, f[1])
	}
	if err != nil {
		return c, fmt.Errorf("%w: %w", errEntry, err)
	}
	if again, err := c.line(); err != nil || string(again) != string(line) {
		return c, fmt.Errorf("%w: it is not written as this portal writes", errEntry)
	}
	return c, nil
}

// follows is the head behind which an entry was written.
func (c change) follows() planning.Head {
	if c.What == changeRecovered {
		return planning.Head{Entries: c.N - 1, Digest: c.Of}
	}
	return planning.Head{Entries: c.N - 1, Digest: c.Before}
}

var errEntry = errors.New("an entry of the log of the directory is damaged")

func digestOf(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// commit ends a transaction with an entry of what it has changed: both are kept, or neither.
// The head is kept after the entry, and by the next one if this portal ends in between. To a
// log that is damaged entries are added still (an account has to be closed in spite of it), and
// no head, so that it is not whole again by that.
func (s *store) commit(ctx context.Context, tx *transaction, c change) error {
	var end planning.Head
	// The row of the end is the lock of the log.
	if err := tx.QueryRowContext(ctx, `UPDATE changes_end SET n = n RETURNING n, digest`).Scan(&end.Entries, &end.Digest); err != nil {
		return err
	}
	sound := c.What == changeRecovered // which says itself behind what it stands (noteLoss)
	if !sound {
		var err error
		if sound, err = s.joins(ctx, tx, end); err != nil {
			return err
		}
		c.N, c.Before = end.Entries+1, end.Digest
	}
	c.Time = s.now()
	line, err := c.line()
	if err != nil {
		return err
	}
	end = planning.Head{Entries: c.N, Digest: digestOf(line)}
	if _, err := tx.ExecContext(ctx, `INSERT INTO changes (n, line) VALUES (?, ?)`, c.N, line); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE changes_end SET n = ?, digest = ?`, end.Entries, end.Digest); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil || !sound {
		return err
	}
	return s.keep(changesHead, end)
}

// joins says whether the log ends where its head is, or one entry behind, whose head is kept
// now. A log that ends before is one of an older database, to which nothing is added.
func (s *store) joins(ctx context.Context, tx *transaction, end planning.Head) (bool, error) {
	top, err := s.head(changesHead)
	if err != nil || top == end {
		return err == nil, err
	}
	if top.Entries > end.Entries {
		return false, fmt.Errorf("%w: %d of %d changes of the directory are there", status.ErrRollback, end.Entries, top.Entries)
	}
	if top.Entries != end.Entries-1 {
		return false, nil
	}
	var line []byte
	if err := tx.QueryRowContext(ctx, `SELECT line FROM changes WHERE n = ?`, end.Entries).Scan(&line); err != nil {
		return false, err
	}
	last, err := readChange(line)
	if err != nil || last.follows() != top || digestOf(line) != end.Digest {
		return false, nil // the page says what is wrong with it
	}
	return true, s.keep(changesHead, end)
}

package status

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/internal/sqltx"
)

// A row is an entry as the database has it.
type row struct {
	Entry
	tally int64 // of an Opening: the checksums of the rows of its list that are set, by XOR
}

// sum is the checksum of a row: for mishaps, not against whoever can write to the
// database.
func (r row) sum() int64 {
	return sqltx.Checksum(fmt.Sprintf("%q %d %d %q %q %d %d %d", r.Credential, r.List, r.Index, r.State, r.Reason, r.Version, r.Changed.Unix(), r.tally))
}

func epochSum(epoch, lists int64, newest string) int64 {
	return sqltx.Checksum(fmt.Sprintf("epoch %d %d %q", epoch, lists, newest))
}

// A transaction is one of the database.
type transaction struct {
	ctx    context.Context
	tx     *sql.Tx
	sql    SQL
	lists  int64  // the checksums of all Openings, by XOR, as they are with the epoch
	newest string // the key of the row that was inserted last, likewise; "" if none was
}

// begin takes the turn of this transaction, and returns the epoch before it.
func (t *transaction) begin(floor int64) (int64, error) {
	// Changing it, to what it is, keeps everybody else from it.
	if err := t.exec(1, `UPDATE status_epoch SET epoch = epoch WHERE one = 1`); err != nil {
		return 0, uncreated(err)
	}
	epoch, err := t.epoch()
	if err == nil && epoch < floor {
		err = rollback(epoch, floor)
	}
	return epoch, err
}

// uncreated says what to do where the table of the epoch, the first that is asked, is
// not there. What a driver says of that, only the driver knows.
func uncreated(err error) error {
	if errors.Is(err, ErrCorrupt) {
		return err
	}
	return fmt.Errorf("%w (if this database is new: SQL.Create makes its tables; if one was lost, see Config.URL)", err)
}

func (t *transaction) end(epoch int64) error {
	return t.exec(1, `UPDATE status_epoch SET epoch = $1, lists = $2, newest = $3, checksum = $4 WHERE one = 1`,
		epoch, t.lists, t.newest, epochSum(epoch, t.lists, t.newest))
}

// epoch reads the row of the epoch, and finds out whether the row that was inserted last
// is there. Rows are never removed, so a table of them that lacks it is an older one, in
// which places are free that badges have.
func (t *transaction) epoch() (epoch int64, err error) {
	var sum int64
	err = t.tx.QueryRowContext(t.ctx, `SELECT epoch, lists, newest, checksum FROM status_epoch WHERE one = 1`).Scan(&epoch, &t.lists, &t.newest, &sum)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, fmt.Errorf("%w: it has no epoch", ErrCorrupt)
	case err != nil:
		return 0, uncreated(fmt.Errorf("status: the database: %w", err))
	case sum != epochSum(epoch, t.lists, t.newest) || epoch < 0:
		return 0, fmt.Errorf("%w: its epoch is not the one that was written", ErrCorrupt)
	case t.newest == "":
		return epoch, nil
	}
	newest, err := t.one(`credential = $1`, t.newest)
	if err == nil && newest == nil {
		err = fmt.Errorf("%w: the table status_entries lacks the newest entry: it is older than status_epoch, and both are restored from one backup, or neither", ErrCorrupt)
	}
	return epoch, err
}

// insert adds a row, or says that its place is taken.
func (t *transaction) insert(r row) error {
	err := t.exec(1, `INSERT INTO status_entries (credential, list, place, state, reason, version, changed, tally, checksum)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		r.Credential, r.List, r.Index, string(r.State), r.Reason, r.Version, r.Changed.Unix(), r.tally, r.sum())
	if errors.Is(err, errCount) {
		return ErrTaken
	}
	if err != nil {
		return err
	}
	if t.newest = r.Credential; r.State == Opening {
		t.lists ^= r.sum()
	}
	return nil
}

func (t *transaction) update(r row) error {
	return t.exec(1, `UPDATE status_entries SET state = $1, reason = $2, version = $3, changed = $4, tally = $5, checksum = $6 WHERE credential = $7`,
		string(r.State), r.Reason, r.Version, r.Changed.Unix(), r.tally, r.sum(), r.Credential)
}

// tally brings the Opening of a list up to a row of it that was one and is another.
func (t *transaction) tally(list int64, was, is row) error {
	opening, err := t.one(`list = $1 AND place = -1`, list)
	if err != nil {
		return err
	}
	if opening == nil {
		return fmt.Errorf("%w: list %d was never opened", ErrCorrupt, list)
	}
	t.lists ^= opening.sum()
	for _, r := range []row{was, is} {
		if r.State.set() {
			opening.tally ^= r.sum()
		}
	}
	opening.Version++
	t.lists ^= opening.sum()
	return t.update(*opening)
}

// known finds out whether these are all Openings, as they were stored with the epoch: the
// two tables may have been restored from backups of two times.
func (t *transaction) known(openings []row) error {
	left := t.lists
	for _, o := range openings {
		left ^= o.sum()
	}
	if left != 0 {
		return fmt.Errorf("%w: its lists are not those that were stored with its epoch", ErrCorrupt)
	}
	return nil
}

// set puts the Opening of a list before its rows that are set, if they are all there.
func (t *transaction) set(list int64, set []row) ([]row, error) {
	opening, err := t.one(`list = $1 AND place = -1`, list)
	if err != nil || opening == nil {
		return nil, err
	}
	left := opening.tally
	for _, r := range set {
		left ^= r.sum()
	}
	if left != 0 {
		return nil, fmt.Errorf("%w: the rows of list %d that are set are not those that were stored", ErrCorrupt, list)
	}
	return append([]row{*opening}, set...), nil
}

func (t *transaction) one(condition string, args ...any) (*row, error) {
	rows, err := t.rows(condition, args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (t *transaction) rows(condition string, args ...any) (found []row, err error) {
	rows, err := t.tx.QueryContext(t.ctx, t.sql.text(`SELECT credential, list, place, state, reason, version, changed, tally, checksum
		FROM status_entries WHERE `+condition), args...)
	if err != nil {
		return nil, fmt.Errorf("status: the database: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var state string
		var changed, sum int64
		if err := rows.Scan(&r.Credential, &r.List, &r.Index, &state, &r.Reason, &r.Version, &changed, &r.tally, &sum); err != nil {
			return nil, fmt.Errorf("status: the database: %w", err)
		}
		r.State, r.Changed = State(state), time.Unix(changed, 0).UTC()
		if r.sum() != sum {
			return nil, fmt.Errorf("%w: a row of list %d is not the one that was written", ErrCorrupt, r.List)
		}
		found = append(found, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("status: the database: %w", err)
	}
	return found, nil
}

var errCount = errors.New("another number of rows was changed")

// exec runs a statement that is to change so many rows.
func (t *transaction) exec(want int64, statement string, args ...any) error {
	result, err := t.tx.ExecContext(t.ctx, t.sql.text(statement), args...)
	if err != nil {
		return fmt.Errorf("status: the database: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("status: the database: %w", err)
	}
	if n != want {
		return fmt.Errorf("%w: %w (%d)", ErrCorrupt, errCount, n)
	}
	return nil
}

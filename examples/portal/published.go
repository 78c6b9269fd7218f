package main

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify/share"
)

// A shelf is where the public pages find links, consents and badges. It is the share.Store
// of the portal.
type shelf struct{ *store }

var _ share.Store = shelf{}

// anyBadge has the badges of cases and those of files.
const anyBadge = `(SELECT credential, student, award FROM badges UNION SELECT credential, student, award FROM given) b`

func (s shelf) Link(ctx context.Context, slug string) (share.Link, error) {
	return s.link(ctx, `slug = ?`, slug)
}

func (s shelf) Student(ctx context.Context, id string) (share.Student, error) {
	p, err := s.person(ctx, id)
	if errors.Is(err, errNone) {
		return share.Student{}, share.ErrNotFound
	}
	if err != nil {
		return share.Student{}, err
	}
	consents, err := s.consents(ctx, id)
	return share.Student{Age: s.age(p), Consents: consents}, err
}

func (s shelf) Badge(ctx context.Context, student, id string) ([]byte, error) {
	var key string
	var public bool
	err := s.db.QueryRowContext(ctx, `SELECT award, credential IN (SELECT credential FROM published) FROM `+anyBadge+` WHERE credential = ? AND student = ?`, id, student).Scan(&key, &public)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, share.ErrNotFound
	case err != nil:
		return nil, err
	case !public:
		return nil, share.ErrPrivate
	}
	r, err := s.record(ctx, key)
	if errors.Is(err, errNone) {
		return nil, share.ErrNotFound
	}
	return r.Badge, err
}

// record is a badge that was made and delivered; errNone where it is not there yet.
func (s *store) record(ctx context.Context, key string) (award.Record, error) {
	records, err := s.db.awards().Read(ctx, award.Query{Key: key})
	if err != nil {
		return award.Record{}, err
	}
	if len(records) == 0 || records[0].State != award.Delivered || len(records[0].Badge) == 0 {
		return award.Record{}, errNone
	}
	return records[0], nil
}

// badgeOf is the badge of a case, by its newest edition.
func (s *store) badgeOf(ctx context.Context, caseID string) (award.Record, error) {
	var key string
	err := s.db.QueryRowContext(ctx, `SELECT award FROM badges WHERE case_id = ? ORDER BY edition DESC LIMIT 1`, caseID).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return award.Record{}, errNone
	}
	if err != nil {
		return award.Record{}, err
	}
	return s.record(ctx, key)
}

func (s *store) link(ctx context.Context, where string, args ...any) (l share.Link, err error) {
	var credential string
	var made, withdrawn int64
	err = s.db.QueryRowContext(ctx, `SELECT slug, student, credential, made, withdrawn FROM links WHERE `+where, args...).Scan(&l.Slug, &l.Student, &credential, &made, &withdrawn)
	if errors.Is(err, sql.ErrNoRows) {
		return share.Link{}, share.ErrNotFound
	}
	l.Badges, l.Made = []string{credential}, time.Unix(made, 0).UTC()
	if withdrawn != 0 {
		l.Withdrawn = time.Unix(withdrawn, 0).UTC()
	}
	return l, err
}

// publish makes a badge public, if the pages say that it could be shown now.
func (s *store) publish(ctx context.Context, pages *share.Pages, student, credential string) error {
	if _, err := s.db.ExecContext(ctx, `INSERT INTO published (credential) VALUES (?) ON CONFLICT DO NOTHING`, credential); err != nil {
		return err
	}
	l, err := pages.NewLink(ctx, share.Link{Student: student, Badges: []string{credential}})
	if err == nil {
		err = s.address(ctx, l, credential)
	}
	if err != nil {
		return errors.Join(err, s.unpublish(context.WithoutCancel(ctx), credential))
	}
	return nil
}

// address keeps the address of a badge that is public still: somebody may have made it
// private while the pages looked at it, and that address would be shown, and lead nowhere.
func (s *store) address(ctx context.Context, l share.Link, credential string) error {
	result, err := s.db.ExecContext(ctx, `INSERT INTO links (slug, student, credential, made, withdrawn)
		SELECT CAST(? AS TEXT), CAST(? AS TEXT), credential, CAST(? AS BIGINT), 0 FROM published WHERE credential = ?`+s.db.held(), l.Slug, l.Student, l.Made.Unix(), credential)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(errChanged, err)
	}
	return nil
}

// unpublish makes a badge private. Its address is gone for good: who makes it public again
// has a new one.
func (s *store) unpublish(ctx context.Context, credential string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, `DELETE FROM published WHERE credential = ?`, credential); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE links SET withdrawn = ? WHERE credential = ? AND withdrawn = 0`, s.now().Unix(), credential); err != nil {
		return err
	}
	return errors.Join(tx.Commit(), s.taken(ctx))
}

func (s *store) consents(ctx context.Context, student string) ([]privacy.Consent, error) {
	return s.consentsIn(ctx, s.db, student)
}

// A querier is a database or a transaction.
type querier interface {
	execer
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *store) consentsIn(ctx context.Context, in querier, student string) (list []privacy.Consent, err error) {
	rows, err := in.QueryContext(ctx, `SELECT document FROM consents WHERE student = ? ORDER BY made, id`, student)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text []byte
		var c privacy.Consent
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := c.UnmarshalJSON(text); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func (s *store) consent(ctx context.Context, in execer, c privacy.Consent) error {
	text, err := c.MarshalJSON()
	if err != nil {
		return err
	}
	_, err = in.ExecContext(ctx, `INSERT INTO consents (id, student, document, made) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document WHERE consents.student = excluded.student`, c.ID, c.Student, text, s.now().UnixMicro())
	return err
}

// agreed keeps what somebody agrees to, in the place of what they had agreed to for the same
// badge: what is ticked now is what holds. A guardian's is kept while they are one: what came
// after leave had looked for it, nobody would end.
func (s *store) agreed(ctx context.Context, c privacy.Consent) error {
	tx, err := s.of(ctx, c.Student)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := s.stays(ctx, tx, c.Badges[0]); err != nil {
		return err
	}
	if c.By == privacy.ByGuardian {
		var seat string
		err := tx.QueryRowContext(ctx, `SELECT school FROM seats WHERE person = ? AND student = ? AND role = 'guardian' LIMIT 1`+s.db.held(), c.Person, c.Student).Scan(&seat)
		if errors.Is(err, sql.ErrNoRows) {
			return errNone
		} else if err != nil {
			return err
		}
	}
	ended := 0
	if err := s.end(ctx, tx, c.Student, agreedBy(c.Person, c.Badges[0]), func() error { ended++; return nil }); err != nil {
		return err
	}
	if err := s.consent(ctx, tx, c); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil || ended == 0 {
		return err
	}
	return s.taken(ctx)
}

// of begins a transaction that holds the row of a student, which is the lock of what is agreed
// to and linked.
func (s *store) of(ctx context.Context, student string) (*transaction, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE people SET made = made WHERE id = ?`, student); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// stays refuses a badge that is being erased. It is asked while the lock is held by which the
// erasure ends what there is.
func (s *store) stays(ctx context.Context, tx *transaction, credential string) error {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM erasures WHERE object = $1 OR object IN (SELECT case_id FROM badges WHERE credential = $1)`, credential).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return errNone
	}
	return nil
}

// withdraw takes back what one person has agreed to for one badge.
func (s *store) withdraw(ctx context.Context, student, person, credential string) error {
	return s.endConsents(ctx, student, agreedBy(person, credential))
}

// agreedBy finds what one person has agreed to for one badge.
func agreedBy(person, credential string) func(privacy.Consent) bool {
	return func(c privacy.Consent) bool {
		return c.Person == person && len(c.Badges) == 1 && c.Badges[0] == credential
	}
}

func (s *store) endConsents(ctx context.Context, student string, which func(privacy.Consent) bool) error {
	return s.end(ctx, s.db, student, which, func() error { return s.taken(ctx) })
}

func (s *store) end(ctx context.Context, in querier, student string, which func(privacy.Consent) bool, ended func() error) error {
	list, err := s.consentsIn(ctx, in, student)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Withdrawn.IsZero() && which(c) {
			c.Withdrawn = s.now().UTC().Truncate(time.Second)
			if err := errors.Join(s.consent(ctx, in, c), ended()); err != nil {
				return err
			}
		}
	}
	return nil
}

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify/share"
)

// setTables hold the links that students make to badges of their choice.
const setTables = `CREATE TABLE sets (slug TEXT PRIMARY KEY, student TEXT NOT NULL, purpose TEXT NOT NULL, named INTEGER NOT NULL, made INTEGER NOT NULL, ends INTEGER NOT NULL, withdrawn INTEGER NOT NULL);
	CREATE TABLE set_badges (slug TEXT NOT NULL REFERENCES sets, n INTEGER NOT NULL, credential TEXT NOT NULL, PRIMARY KEY (slug, n));`

// What a link is for. A link for an application needs consent to that channel as well.
const (
	forResume      = "resume"
	forApplication = "application"
)

// A set is one link to badges that its student has chosen.
type set struct {
	share.Link
	Purpose string
}

// A setShelf is where the pages of such links find badges. That the student has put a badge
// behind a link is what publishes it there, and only there: it need not be public otherwise.
type setShelf struct{ shelf }

var (
	_ share.Store   = setShelf{}
	_ share.Earners = setShelf{}
)

func (s setShelf) Link(ctx context.Context, slug string) (share.Link, error) {
	list, err := s.sets(ctx, `slug = ?`, slug)
	if err != nil {
		return share.Link{}, err
	}
	if len(list) == 0 {
		return share.Link{}, share.ErrNotFound
	}
	return list[0].Link, nil
}

func (s setShelf) Badge(ctx context.Context, student, id string) ([]byte, error) {
	var key string
	err := s.db.QueryRowContext(ctx, `SELECT award FROM `+anyBadge+` WHERE credential = ? AND student = ?`, id, student).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, share.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	r, err := s.record(ctx, key)
	if errors.Is(err, errNone) {
		return nil, share.ErrNotFound
	}
	return r.Badge, err
}

// Earner is who earned a badge, as the school knows it now.
func (s setShelf) Earner(ctx context.Context, credential string) (student, name string, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT p.id, p.name FROM `+anyBadge+` JOIN people p ON p.id = b.student WHERE b.credential = ?`, credential).Scan(&student, &name)
	if errors.Is(err, sql.ErrNoRows) {
		err = share.ErrNotFound
	}
	return student, name, err
}

// sets are links that a condition finds, the newest first.
func (s *store) sets(ctx context.Context, where string, args ...any) (list []set, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT slug, student, purpose, named, made, ends, withdrawn FROM sets WHERE `+where+` ORDER BY made DESC, slug`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l set
		var named, made, ends, withdrawn int64
		if err := rows.Scan(&l.Slug, &l.Student, &l.Purpose, &named, &made, &ends, &withdrawn); err != nil {
			return nil, err
		}
		l.Named, l.Made, l.Ends = named != 0, time.Unix(made, 0).UTC(), time.Unix(ends, 0).UTC()
		if withdrawn != 0 {
			l.Withdrawn = time.Unix(withdrawn, 0).UTC()
		}
		list = append(list, l)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Badges, err = s.column(ctx, `SELECT credential FROM set_badges WHERE slug = ? ORDER BY n`, list[i].Slug); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// column is the one column of the rows of a query.
func (s *store) column(ctx context.Context, query string, args ...any) (list []string, err error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}

// keepSet stores a link that the pages have judged, unless one of its badges is being erased
// by now.
func (s *store) keepSet(ctx context.Context, l set) error {
	tx, err := s.of(ctx, l.Student)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var open int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sets WHERE student = ? AND withdrawn = 0 AND ends > ?`, l.Student, s.now().Unix()).Scan(&open); err != nil {
		return err
	}
	if open >= mostSets {
		return fmt.Errorf("%w: expected at most %d links at a time", errInput, mostSets)
	}
	named := 0
	if l.Named {
		named = 1
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO sets (slug, student, purpose, named, made, ends, withdrawn) VALUES (?, ?, ?, ?, ?, ?, 0)`, l.Slug, l.Student, l.Purpose, named, l.Made.Unix(), l.Ends.Unix()); err != nil {
		return err
	}
	for n, id := range l.Badges {
		if err := s.stays(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO set_badges (slug, n, credential) VALUES (?, ?, ?)`, l.Slug, n+1, id); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (s *store) withdrawSet(ctx context.Context, slug string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE sets SET withdrawn = ? WHERE slug = ? AND withdrawn = 0`, s.now().Unix(), slug)
	return errors.Join(err, s.taken(ctx))
}

// makeSet makes a link to badges of one student, if all of it could be shown now.
func (o *office) makeSet(ctx context.Context, l set) (set, error) {
	if l.Purpose != forResume && l.Purpose != forApplication {
		return set{}, fmt.Errorf("%w: expected a purpose", errInput)
	}
	if len(l.Badges) == 0 {
		return set{}, fmt.Errorf("%w: expected a badge", errInput)
	}
	student, err := shelf{o.store}.Student(ctx, l.Student)
	if err != nil {
		return set{}, err
	}
	if err := o.mayGo(l, student); err != nil { // of which the pages ask for the link alone
		return set{}, err
	}
	if l.Link, err = o.setPages.NewLink(ctx, l.Link); err != nil {
		return set{}, err
	}
	return l, o.keepSet(ctx, l)
}

// mayGo says whether all badges of a link may go to its channels now.
func (o *office) mayGo(l set, student share.Student) error {
	asked := []privacy.Request{{Channel: privacy.ToLink}}
	if l.Named {
		asked[0].Fields = []privacy.Field{privacy.FieldName}
	}
	if l.Purpose == forApplication {
		asked = append(asked, privacy.Request{Channel: privacy.ToApplication})
	}
	for _, id := range l.Badges {
		for _, r := range asked {
			r.Badge, r.Student, r.Age, r.Now, r.Consents = id, l.Student, student.Age, o.now(), student.Consents
			if err := (privacy.Policy{}).May(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// badgesOf are the badges of a student, the oldest first, each by its newest edition.
func (s *store) badgesOf(ctx context.Context, student string) (list []earned, err error) {
	cases, err := s.column(ctx, `SELECT case_id FROM badges WHERE student = ? AND case_id NOT IN (SELECT object FROM erasures) GROUP BY case_id`, student)
	if err != nil {
		return nil, err
	}
	for _, id := range cases {
		r, err := s.badgeOf(ctx, id)
		if errors.Is(err, errNone) {
			continue // it is being made
		}
		if err != nil {
			return nil, err
		}
		list = append(list, earned{At: "/cases/" + id, Record: r})
	}
	files, err := s.column(ctx, `SELECT award FROM given WHERE student = ? AND credential NOT IN (SELECT object FROM erasures)`, student)
	if err != nil {
		return nil, err
	}
	for _, key := range files {
		r, err := s.record(ctx, key)
		if errors.Is(err, errNone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, earned{At: given{Credential: r.Credential}.At(), Record: r})
	}
	slices.SortFunc(list, func(a, b earned) int { return a.ValidFrom.Compare(b.ValidFrom) })
	return list, nil
}

// An earned badge is one of a student's, and the path below which its page is.
type earned struct {
	At string
	award.Record
}

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
)

// graduateTables say whose account was closed at graduation, and which address is to take
// the place of the old one. Of the secrets in mails there are the names alone.
const graduateTables = `CREATE TABLE graduates (person TEXT PRIMARY KEY REFERENCES people, school TEXT NOT NULL, since INTEGER NOT NULL, address TEXT NOT NULL);
	CREATE TABLE rebindings (id TEXT PRIMARY KEY, student TEXT NOT NULL REFERENCES people, address TEXT NOT NULL, old TEXT NOT NULL, vouches TEXT NOT NULL, asked INTEGER NOT NULL, told INTEGER NOT NULL, confirmed INTEGER NOT NULL, objected INTEGER NOT NULL, done INTEGER NOT NULL, yes TEXT NOT NULL, no TEXT NOT NULL);`

// The letters of a rebinding: to the new address, and to the old one.
const (
	mailRebind = "rebind"
	mailObject = "object"
)

var errClosed = errors.New("the account was closed at graduation; the school can bind it to a new address")

// graduated says since when a student has left, and to which address the account was bound;
// errNone of who has not.
func (s *store) graduated(ctx context.Context, id string) (since time.Time, address string, err error) {
	var at int64
	err = s.db.QueryRowContext(ctx, `SELECT since, address FROM graduates WHERE person = ?`, id).Scan(&at, &address)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNone
	}
	return time.Unix(at, 0).UTC(), address, err
}

// admitted refuses who has left and has no account any more.
func (s *store) admitted(ctx context.Context, id string) error {
	if _, _, err := s.graduated(ctx, id); err != nil {
		if errors.Is(err, errNone) {
			return nil
		}
		return err
	}
	if _, err := s.account(ctx, "person", id); err != nil {
		if errors.Is(err, errNone) {
			return errClosed
		}
		return err
	}
	return nil
}

// graduate closes the account of a student who has left. The badges, what was agreed to and
// the pages that stand on it are not the account's, and stay.
func (s *store) graduate(ctx context.Context, by, id, school string) error {
	if _, _, err := s.graduated(ctx, id); err == nil {
		return fmt.Errorf("%w: the account was closed already", planning.ErrTransition)
	} else if !errors.Is(err, errNone) {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	added, err := tx.ExecContext(ctx, `INSERT INTO graduates (person, school, since, address) SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), coalesce((SELECT address FROM accounts WHERE person = ?), '') ON CONFLICT DO NOTHING`, id, school, s.now().Unix(), id)
	if err != nil {
		return err
	}
	if n, err := added.RowsAffected(); err != nil || n != 1 {
		return errors.Join(errChanged, err)
	}
	if err := s.closeIn(ctx, tx, id); err != nil && !errors.Is(err, errNone) {
		return err
	}
	if err := s.endSessions(ctx, tx, id); err != nil {
		return err
	}
	if err := s.commit(ctx, tx, change{What: changeGraduated, Actor: by, Person: id, School: school}); err != nil {
		return err
	}
	return s.taken(ctx)
}

// A graduationView is the page of a student who leaves, for an administrator.
type graduationView struct {
	School, ID, Name string
	Since            time.Time // zero: they have not
	Address          string    // to which the account is bound, or was
	Rebindings       []rebinding
	Reasons          []error // why each is not done yet
}

func (p *portal) graduation(a *ask) error {
	ctx, id := a.r.Context(), a.r.PathValue("person")
	who, err := p.office.person(ctx, id)
	if err != nil {
		return err
	}
	if who.School == "" {
		return errNone
	}
	v := graduationView{School: a.r.PathValue("school"), ID: id, Name: who.Name}
	since, address, err := p.office.graduated(ctx, id)
	switch {
	case err == nil:
		v.Since, v.Address = since, address
	case !errors.Is(err, errNone):
		return err
	}
	if bound, err := p.office.account(ctx, "person", id); err == nil {
		v.Address = bound.Address
	} else if !errors.Is(err, errNone) {
		return err
	}
	if v.Rebindings, err = p.office.rebindings(ctx, `student = ?`, id); err != nil {
		return err
	}
	for _, r := range v.Rebindings {
		_, why := privacy.Rebind(r.asks(p.office.now()))
		v.Reasons = append(v.Reasons, why)
	}
	return p.render(a, http.StatusOK, "graduation", v)
}

func (p *portal) closeAtGraduation(a *ask) error {
	return p.withStudent(a, func(ctx context.Context, id, school string) error {
		return p.office.graduate(ctx, a.person.ID, id, school)
	})
}

func (p *portal) askRebinding(a *ask) error {
	if a.form("seen") == "" {
		return fmt.Errorf("%w: expected that somebody has seen the student", errInput)
	}
	return p.withStudent(a, func(ctx context.Context, id, _ string) error {
		return p.office.rebind(ctx, id, a.form("address"), a.person.ID)
	})
}

func (p *portal) withStudent(a *ask, do func(ctx context.Context, id, school string) error) error {
	id, school := a.r.PathValue("person"), a.r.PathValue("school")
	who, err := p.office.person(a.r.Context(), id)
	if err != nil {
		return err
	}
	if who.School == "" {
		return errNone
	}
	if err := do(a.r.Context(), id, school); err != nil {
		return err
	}
	return a.to("/schools/" + school + "/people/" + id + "/graduation")
}

// rebindPage asks once more: programs that look through mail open links, too.
func (p *portal) rebindPage(a *ask) error {
	link := name(a.r.PathValue("secret"))
	list, err := p.office.rebindings(a.r.Context(), `(yes = ? OR no = ?) AND done = 0`, link, link)
	if err != nil {
		return err
	}
	if len(list) != 1 {
		return errNone
	}
	no, err := p.office.column(a.r.Context(), `SELECT id FROM rebindings WHERE no = ?`, link)
	if err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "rebind", struct {
		Objects, Answered bool
	}{len(no) == 1, !list[0].Objected.IsZero() || len(no) == 0 && !list[0].Confirmed.IsZero()})
}

func (p *portal) answerRebinding(a *ask) error {
	if err := p.office.answer(a.r.Context(), a.r.PathValue("secret")); err != nil {
		return err
	}
	return a.to("/rebind/" + a.r.PathValue("secret"))
}

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"

	"github.com/summitbadges/openbadges/badge/planning"
)

// moveTables say to which school a case is on its way, to be found there. Who may receive it
// the case says.
const moveTables = `CREATE TABLE moves (case_id TEXT PRIMARY KEY REFERENCES cases, school TEXT NOT NULL REFERENCES schools);`

// follow changes what is kept beside the log of a case, in the transaction of its entry.
func (s *store) follow(ctx context.Context, tx execer, next planning.Case, e planning.Event) error {
	run := func(query string, args ...any) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
	switch e.Action {
	case planning.ActTransfer:
		return run(`INSERT INTO moves (case_id, school) VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE SET school = excluded.school`, next.ID(), e.Subject)
	case planning.ActResume, planning.ActWithdraw:
		return run(`DELETE FROM moves WHERE case_id = ?`, next.ID())
	case planning.ActReceive: // the student comes along, and so do the guardians
		return errors.Join(
			run(`DELETE FROM moves WHERE case_id = ?`, next.ID()),
			run(`UPDATE cases SET school = ? WHERE id = ?`, next.School(), next.ID()),
			run(`UPDATE people SET school = ? WHERE id = ?`, next.School(), next.Student()),
			run(`INSERT INTO seats (person, school, role, student) SELECT DISTINCT person, ?, role, student FROM seats WHERE student = ? AND role = 'guardian' ON CONFLICT DO NOTHING`, next.School(), next.Student()))
	case planning.ActErase: // its entry is the whole log
		result, err := tx.ExecContext(ctx, `DELETE FROM entries WHERE case_id = ?`, next.ID())
		if err != nil {
			return err
		}
		left, _ := next.Tombstone()
		if n, err := result.RowsAffected(); err != nil || n != int64(left.Head.Entries) { // somebody has added one
			return errors.Join(errChanged, err)
		}
	}
	return nil
}

// destination is the school to which a case is on its way.
func (s *store) destination(ctx context.Context, caseID string) (school string, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT school FROM moves WHERE case_id = ?`, caseID).Scan(&school)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNone
	}
	return school, err
}

// judgeArrival finds a case that is on its way to a school where who asks may receive it.
func (p *portal) judgeArrival(a *ask) error {
	ctx, id := a.r.Context(), a.r.PathValue("case")
	if !caseID.MatchString(id) {
		return errNone
	}
	school, err := p.office.destination(ctx, id)
	if err != nil {
		return err
	}
	if a.c, err = p.office.load(ctx, id); err != nil {
		return p.hidden(a, err)
	}
	if a.team, err = p.office.team(ctx, school); err != nil {
		return err
	}
	if a.role, err = may(a, a.route, leads); err != nil {
		return errors.Join(errNone, err)
	}
	return nil
}

// An arrival is a case that waits for who looks.
type arrival struct{ ID, Student, Key, From string }

// arrivals are the cases on their way to the schools of who asks.
func (p *portal) arrivals(a *ask) error {
	ctx := a.r.Context()
	ids, err := p.office.column(ctx, `SELECT m.case_id FROM moves m JOIN seats t ON t.school = m.school WHERE t.person = ? AND t.role IN ('counselor', 'deputy') ORDER BY m.case_id`, a.person.ID)
	if err != nil {
		return err
	}
	var list []arrival
	for _, id := range ids {
		school, err := p.office.destination(ctx, id)
		if err != nil {
			return err
		}
		c, err := p.office.load(ctx, id)
		if damaged(err) {
			continue
		}
		if err != nil {
			return err
		}
		team, err := p.office.team(ctx, school)
		if err != nil {
			return err
		}
		if c.May(team, a.person.ID, planning.RoleCounselor, planning.ActReceive) != nil && c.May(team, a.person.ID, planning.RoleDeputy, planning.ActReceive) != nil {
			continue
		}
		s, err := p.office.person(ctx, c.Student())
		if err != nil {
			return err
		}
		from, err := p.office.column(ctx, `SELECT name FROM schools WHERE id = ?`, c.School())
		if err != nil || len(from) != 1 {
			return errors.Join(errNone, err)
		}
		list = append(list, arrival{id, s.Name, c.Guide().Credential, from[0]})
	}
	return p.render(a, http.StatusOK, "arrivals", list)
}

func (p *portal) receive(a *ask) error { return p.then(a, planning.Event{}) }

// transfer sends a case to another school of the district.
func (p *portal) transfer(a *ask) error {
	school := a.form("school")
	known, err := p.office.column(a.r.Context(), `SELECT id FROM schools WHERE id = ?`, school)
	if err != nil {
		return err
	}
	if len(known) != 1 {
		return fmt.Errorf("%w: expected a school of the district", errInput)
	}
	return p.then(a, planning.Event{Subject: school, Reason: a.form("reason")})
}

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
)

func directoryRoutes() []route {
	return []route{
		{pattern: "GET /schools/{school}/people", who: onSeat, roles: administrators, handle: (*portal).directory},
		{pattern: "GET /schools/{school}/people/log", who: onSeat, roles: administrators, handle: (*portal).changesPage},
		{pattern: "POST /schools/{school}/people", who: onSeat, roles: administrators, handle: (*portal).enroll},
		{pattern: "POST /schools/{school}/people/{person}/invite", who: onSeat, roles: administrators, handle: (*portal).sendInvitation},
		{pattern: "POST /schools/{school}/people/{person}/close", who: onSeat, roles: administrators, handle: (*portal).closeAccount},
		{pattern: "POST /schools/{school}/people/{person}/leave", who: onSeat, roles: administrators, handle: (*portal).leave},
	}
}

// seat finds the role of the route in which somebody is at a school.
func (p *portal) seat(a *ask, rt route, school string) error {
	team, err := p.office.team(a.r.Context(), school)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(team.Members, func(m planning.Member) bool { return m.ID == a.person.ID && slices.Contains(rt.roles, m.Role) })
	if i < 0 {
		return errNone
	}
	a.team, a.role = team, team.Members[i].Role
	return nil
}

// judgeSeat asks for a seat at the school in the path, in one of the roles of the route, and
// where a person is in the path, too, that this one belongs to no school but those at which
// whoever asks has such a seat: an account opens every school that its person is at.
func (p *portal) judgeSeat(a *ask, rt route) error {
	ctx, school := a.r.Context(), a.r.PathValue("school")
	if err := p.seat(a, rt, school); err != nil {
		return err
	}
	who := a.r.PathValue("person")
	if who == "" {
		return nil
	}
	at, err := p.office.schoolsOf(ctx, who)
	if err != nil {
		return err
	}
	if !slices.Contains(at, school) {
		return errNone
	}
	for _, other := range at {
		team, err := p.office.team(ctx, other)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(team.Members, func(m planning.Member) bool { return m.ID == a.person.ID && m.Role == a.role }) {
			return fmt.Errorf("%w: this person belongs to another school, too, which is not yours", planning.ErrForbidden)
		}
	}
	return nil
}

// schoolsOf are the schools that a person belongs to.
func (s *store) schoolsOf(ctx context.Context, person string) (list []string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT school FROM people WHERE id = ? AND school <> '' UNION SELECT school FROM seats WHERE person = ?`, person, person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var school string
		if err := rows.Scan(&school); err != nil {
			return nil, err
		}
		list = append(list, school)
	}
	return list, rows.Err()
}

func (s *store) administers(ctx context.Context, person string) (list [][2]string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT c.id, c.name FROM seats t JOIN schools c ON c.id = t.school WHERE t.person = ? AND t.role = 'admin' ORDER BY c.name`, person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var school [2]string
		if err := rows.Scan(&school[0], &school[1]); err != nil {
			return nil, err
		}
		list = append(list, school)
	}
	return list, rows.Err()
}

// An entrant is a line of the directory: who, as what, and how far with an account.
type entrant struct {
	ID, Name string
	Role     planning.Role
	Of       string
	Address  string
	Open     bool // has chosen a password
	Left     bool // has graduated: another address is asked first (graduate.go)
}

func (s *store) directory(ctx context.Context, school string) (list []entrant, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT p.id, p.name, coalesce(t.role, 'student'), coalesce(o.name, ''), coalesce(c.address, ''), coalesce(c.password, ''), coalesce(g.person, '')
		FROM people p LEFT JOIN seats t ON t.person = p.id AND t.school = ? LEFT JOIN people o ON o.id = t.student LEFT JOIN accounts c ON c.person = p.id LEFT JOIN graduates g ON g.person = p.id
		WHERE p.school = ? OR t.school = ? ORDER BY p.name, p.id, o.name`, school, school, school)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e entrant
		var password, left string
		if err := rows.Scan(&e.ID, &e.Name, &e.Role, &e.Of, &e.Address, &password, &left); err != nil {
			return nil, err
		}
		e.Open, e.Left = password != "", left != ""
		list = append(list, e)
	}
	return list, rows.Err()
}

func (p *portal) directory(a *ask) error {
	school := a.r.PathValue("school")
	view := struct {
		School, Name string
		People       []entrant
		Roles        []planning.Role
	}{School: school, Roles: []planning.Role{planning.RoleStudent, planning.RoleGuardian, planning.RoleMember, planning.RoleCounselor, planning.RoleDeputy, planning.RoleAdmin}}
	err := p.office.db.QueryRowContext(a.r.Context(), `SELECT name FROM schools WHERE id = ?`, school).Scan(&view.Name)
	if err == nil {
		view.People, err = p.office.directory(a.r.Context(), school)
	}
	if err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "people", view)
}

// enroll adds a person to a school. The id is opaque: it stands in logs that forget nothing.
func (p *portal) enroll(a *ask) error {
	ctx, school := a.r.Context(), a.r.PathValue("school")
	who := person{ID: "p" + secret(), Name: a.form("name")}
	if len(first(who.Name)) == 0 {
		return fmt.Errorf("%w: expected a name", errInput)
	}
	role, of := planning.Role(a.form("role")), ""
	switch role {
	case planning.RoleStudent:
		if _, err := time.Parse(time.DateOnly, a.form("born")); err != nil {
			return fmt.Errorf("%w: expected the student's day of birth, YYYY-MM-DD: what may become public hangs on it", errInput)
		}
		who.School, who.Born = school, a.form("born")
	case planning.RoleGuardian:
		of = a.form("of")
		child, err := p.office.person(ctx, of)
		if err != nil && !errors.Is(err, errNone) {
			return err
		}
		if child.School != school {
			return fmt.Errorf("%w: expected the student whose guardian it is", errInput)
		}
	case planning.RoleMember, planning.RoleCounselor, planning.RoleDeputy, planning.RoleAdmin:
	default:
		return fmt.Errorf("%w: expected what the person is at the school", errInput)
	}
	// Before anything is kept: whoever corrects the form and sends it again adds nobody twice.
	if a.form("address") != "" {
		if err := p.office.free(ctx, a.form("address")); err != nil {
			return err
		}
	}
	if err := p.office.enroll(ctx, a.person.ID, who, school, role, of); err != nil {
		return err
	}
	if a.form("address") != "" {
		if err := p.office.invite(ctx, a.person.ID, who.ID, a.form("address"), a.lang); err != nil {
			return err
		}
	}
	return a.to("/schools/" + school + "/people")
}

func (s *store) enroll(ctx context.Context, by string, who person, school string, role planning.Role, of string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	added, err := tx.ExecContext(ctx, `INSERT INTO people (id, name, born, school) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`, who.ID, who.Name, who.Born, who.School)
	if err == nil && role != planning.RoleStudent {
		added, err = tx.ExecContext(ctx, `INSERT INTO seats (person, school, role, student) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, who.ID, school, string(role), of)
	}
	if err != nil {
		return err
	}
	if n, err := added.RowsAffected(); err != nil || n == 0 { // it was so before
		return errors.Join(err, tx.Commit())
	}
	return s.commit(ctx, tx, change{What: changeEnrolled, Actor: by, Person: who.ID, School: school, Role: role, Of: of})
}

// sendInvitation is not for who has left the school: another address for a graduate's account
// is asked, and the old one may object (graduate.go).
func (p *portal) sendInvitation(a *ask) error {
	if _, _, err := p.office.graduated(a.r.Context(), a.r.PathValue("person")); !errors.Is(err, errNone) {
		return errors.Join(err, errClosed)
	}
	if err := p.office.invite(a.r.Context(), a.person.ID, a.r.PathValue("person"), a.form("address"), a.lang); err != nil {
		return err
	}
	return a.to("/schools/" + a.r.PathValue("school") + "/people")
}

// closeAccount is for others' accounts: who closes the own one may leave nobody who could
// open one.
func (p *portal) closeAccount(a *ask) error {
	if a.r.PathValue("person") == a.person.ID {
		return fmt.Errorf("%w: nobody closes the own account", planning.ErrForbidden)
	}
	if err := p.office.closeAccount(a.r.Context(), a.person.ID, a.r.PathValue("person")); err != nil && !errors.Is(err, errNone) {
		return err
	}
	return a.to("/schools/" + a.r.PathValue("school") + "/people")
}

// leave takes a person's seats at a school away. What they have done there stays done.
func (p *portal) leave(a *ask) error {
	if a.r.PathValue("person") == a.person.ID {
		return fmt.Errorf("%w: nobody takes the own seat away, for there might be none left who could give it back", planning.ErrForbidden)
	}
	if err := p.office.leave(a.r.Context(), a.person.ID, a.r.PathValue("person"), a.r.PathValue("school")); err != nil {
		return err
	}
	return a.to("/schools/" + a.r.PathValue("school") + "/people")
}

// establish lets a district begin that is no demonstration: its schools, and one person who
// administers them, to whom an invitation is sent. Done again it adds what is not there.
func (s *store) establish(ctx context.Context, schools []string, address string) error {
	address, err := normal(address)
	if err != nil {
		return err
	}
	known, err := s.account(ctx, "address", address)
	if errors.Is(err, errNone) {
		known.Person = "p" + secret()
		if _, err := s.db.ExecContext(ctx, `INSERT INTO people (id, name, born, school) VALUES (?, ?, '', '')`, known.Person, address); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	if known.Password == "" {
		if err := s.invite(ctx, "", known.Person, address, english); err != nil {
			return err
		}
	}
	for _, school := range schools {
		sum := sha256.Sum256([]byte(school))
		id := "school-" + hex.EncodeToString(sum[:8])
		if _, err := s.db.ExecContext(ctx, `INSERT INTO schools (id, name) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`, id, school); err != nil {
			return err
		}
		if err := s.enroll(ctx, "", person{ID: known.Person}, id, planning.RoleAdmin, ""); err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
)

// A person is somebody with an account. Born is the day of birth of a student, and empty
// for everybody else.
type person struct {
	ID, Name, Born, School string
}

func (s *store) person(ctx context.Context, id string) (p person, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT id, name, born, school FROM people WHERE id = ?`, id).Scan(&p.ID, &p.Name, &p.Born, &p.School)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNone
	}
	return p, err
}

// A choice is one line of the sign-in page: a person, and what that person is where.
type choice struct {
	person
	Role       planning.Role
	SchoolName string
	Of         string // the name of the student whose guardian it is
}

// people are all who can sign in. It is for the demonstration.
func (s *store) people(ctx context.Context) (all []choice, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT p.id, p.name, p.born, p.school, coalesce(min(t.role), 'student'), string_agg(c.name, ', '), coalesce(min(o.name), '')
		FROM people p LEFT JOIN seats t ON t.person = p.id JOIN schools c ON c.id = coalesce(t.school, p.school) LEFT JOIN people o ON o.id = t.student
		GROUP BY p.id, p.name, p.born, p.school, p.made ORDER BY p.made, p.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c choice
		if err := rows.Scan(&c.ID, &c.Name, &c.Born, &c.School, &c.Role, &c.SchoolName, &c.Of); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// team is the directory of a school as it is now.
func (s *store) team(ctx context.Context, school string) (planning.SiteTeam, error) {
	team := planning.SiteTeam{School: school}
	rows, err := s.db.QueryContext(ctx, `SELECT person, role, student FROM seats WHERE school = ? ORDER BY person, role, student`, school)
	if err != nil {
		return team, err
	}
	defer rows.Close()
	for rows.Next() {
		var m planning.Member
		if err := rows.Scan(&m.ID, &m.Role, &m.Student); err != nil {
			return team, err
		}
		team.Members = append(team.Members, m)
	}
	return team, rows.Err()
}

// students are those whose plan this person could attest, as the package judges it of a new
// case.
func (s *store) students(ctx context.Context, who string) (list []person, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, name, born, school FROM people WHERE school IN (SELECT school FROM seats WHERE person = ? AND role IN ('counselor', 'deputy')) AND id NOT IN (SELECT person FROM graduates) ORDER BY name`, who)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p person
		if err := rows.Scan(&p.ID, &p.Name, &p.Born, &p.School); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// age is that of a student in full years, and 0, which opens nothing, where it is not known.
func (s *store) age(p person) int {
	born, err := time.Parse(time.DateOnly, p.Born)
	if err != nil {
		return 0
	}
	return privacy.AgeOn(born, s.now())
}

const sessionLasts = 8 * time.Hour

// secret is 128 random bits in hexadecimal digits.
func secret() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// name is under which a secret is stored: who reads the database cannot use it.
func name(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func (s *store) signIn(ctx context.Context, id string) (cookie string, err error) {
	if _, err := s.person(ctx, id); err != nil {
		return "", err
	}
	if err := s.admitted(ctx, id); err != nil {
		return "", err
	}
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE ends <= ?`, s.now().Unix()); err != nil {
		return "", err
	}
	cookie = secret()
	_, err = s.db.ExecContext(ctx, `INSERT INTO sessions (id, person, ends) VALUES (?, ?, ?)`, name(cookie), id, s.now().Add(sessionLasts).Unix())
	return cookie, err
}

func (s *store) signOut(ctx context.Context, cookie string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE id = ?`, name(cookie))
	return err
}

// session is who has signed in with a cookie, and errNone where nobody has.
func (s *store) session(ctx context.Context, cookie string) (person, error) {
	var id string
	err := s.db.QueryRowContext(ctx, `SELECT person FROM sessions WHERE id = ? AND ends > ?`, name(cookie), s.now().Unix()).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return person{}, errNone
	}
	if err != nil {
		return person{}, err
	}
	return s.person(ctx, id)
}

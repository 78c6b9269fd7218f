package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/award"
)

// A given badge is one of a file: it was decided elsewhere, and no case leads to it.
type given struct {
	Credential, Student, Name, School, Achievement, award string
	Role                                                  planning.Role // in which the one who asks may see it
	Family                                                bool          // it is their own, or their child's
	Desk                                                  bool          // the issuer's desk of it is for them
	Outcome                                               string
}

// ID is that of the badge as its addresses in the portal have it.
func (g given) ID() string { return strings.TrimPrefix(g.Credential, "urn:uuid:") }

// At is the path below which its page is.
func (g given) At() string { return "/given/" + g.ID() }

// give notes a badge of a batch, before it counts as delivered.
func (o *office) give(ctx context.Context, r award.Record) error {
	rest, ok := strings.CutPrefix(r.Key, "batch/")
	if !ok {
		return nil
	}
	id, _, _ := strings.Cut(rest, "/")
	result, err := o.db.ExecContext(ctx, `INSERT INTO given (credential, student, school, achievement, award, batch)
		SELECT $1, $2, school, $3, $4, id FROM batches WHERE id = $5 AND NOT EXISTS (SELECT 1 FROM erasures WHERE object = $1) ON CONFLICT DO NOTHING`, r.Credential, r.Student, r.Achievement, r.Key, id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	var known string
	if err := o.db.QueryRowContext(ctx, `SELECT award FROM given WHERE credential = ?`, r.Credential).Scan(&known); err != nil || known != r.Key {
		return fmt.Errorf("the file %s, of which %s is, is not there: %w", id, r.Key, errors.Join(errNone, err))
	}
	return nil
}

// seenBy is the role in which somebody may see a badge of a file, one of those that are asked
// for if they have one; "" where they may not. A guardian is one at whatever school the student
// is by now: what they have agreed to counts there, and so they can withdraw it.
func (g given) seenBy(team planning.SiteTeam, wards []string, who string, asked ...planning.Role) (seen planning.Role) {
	if who == g.Student {
		return planning.RoleStudent
	}
	if slices.Contains(wards, g.Student) {
		seen = planning.RoleGuardian
	}
	for _, m := range team.Members {
		if m.ID == who && slices.Contains(keepers, m.Role) && (seen == "" || slices.Contains(asked, m.Role)) {
			seen = m.Role
		}
	}
	return seen
}

// wards are the students whose guardian somebody is.
func (s *store) wards(ctx context.Context, who string) ([]string, error) {
	return s.column(ctx, `SELECT DISTINCT student FROM seats WHERE person = ? AND role = 'guardian'`, who)
}

// givenBy are the badges of files that a condition finds, but for those that are being erased.
func (s *store) givenBy(ctx context.Context, where string, args ...any) (list []given, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT g.credential, g.student, p.name, g.school, g.achievement, g.award FROM given g JOIN people p ON p.id = g.student WHERE (`+where+`) AND g.credential NOT IN (SELECT object FROM erasures) ORDER BY p.name, g.credential`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var g given
		if err := rows.Scan(&g.Credential, &g.Student, &g.Name, &g.School, &g.Achievement, &g.award); err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, rows.Err()
}

func (p *portal) givenBadges(a *ask) error {
	ctx := a.r.Context()
	var list []given
	all, err := p.office.givenBy(ctx, `g.student = $1 OR g.student IN (SELECT student FROM seats WHERE person = $1 AND role = 'guardian') OR g.school IN (SELECT school FROM seats WHERE person = $1)`, a.person.ID)
	if err != nil {
		return err
	}
	wards, err := p.office.wards(ctx, a.person.ID)
	if err != nil {
		return err
	}
	for _, g := range all {
		team, err := p.office.team(ctx, g.School)
		if err != nil {
			return err
		}
		if g.Role = g.seenBy(team, wards, a.person.ID, planning.RoleCounselor); g.Role == "" {
			continue
		}
		g.Desk = slices.ContainsFunc(team.Members, func(m planning.Member) bool { return m.ID == a.person.ID && slices.Contains(keepers, m.Role) })
		g.Family = g.Student == a.person.ID || slices.Contains(wards, g.Student)
		r, err := p.office.record(ctx, g.award)
		if errors.Is(err, errNone) {
			continue
		} else if err != nil {
			return err
		}
		report, _ := p.office.verifier.Verify(ctx, r.Badge) // the report says it
		g.Outcome = report.Outcome.String()
		list = append(list, g)
	}
	return p.render(a, http.StatusOK, "given", list)
}

// fileLinks are, for the first page of somebody, the schools whose files they may see, by id
// and name, and whether there are badges of files for them.
type fileLinks struct {
	Schools [][2]string
	Given   bool
	Keys    bool // those of the district are for them
}

func (s *store) fileLinks(ctx context.Context, who string) (l fileLinks, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT c.id, c.name FROM seats t JOIN schools c ON c.id = t.school WHERE t.person = ? AND t.role IN ('counselor', 'deputy', 'admin') ORDER BY c.name`, who)
	if err != nil {
		return l, err
	}
	defer rows.Close()
	for rows.Next() {
		var school [2]string
		if err := rows.Scan(&school[0], &school[1]); err != nil {
			return l, err
		}
		l.Schools = append(l.Schools, school)
	}
	if err := rows.Err(); err != nil {
		return l, err
	}
	var n int
	err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM given WHERE student = $1 OR student IN (SELECT student FROM seats WHERE person = $1) OR school IN (SELECT school FROM seats WHERE person = $1 AND role IN ('counselor', 'deputy', 'admin'))`, who).Scan(&n)
	if err != nil {
		return l, err
	}
	l.Given = n > 0
	l.Keys, err = s.runsDistrict(ctx, who)
	return l, err
}

func (p *portal) judgeGiven(a *ask, rt route) error {
	ctx := a.r.Context()
	list, err := p.office.givenBy(ctx, `g.credential = ?`, "urn:uuid:"+a.r.PathValue("badge"))
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errNone
	}
	g := list[0]
	if a.team, err = p.office.team(ctx, g.School); err != nil {
		return err
	}
	wards, err := p.office.wards(ctx, a.person.ID)
	if err != nil {
		return err
	}
	switch a.role = g.seenBy(a.team, wards, a.person.ID, rt.roles...); {
	case a.role == "":
		return errNone
	case !slices.Contains(rt.roles, a.role):
		return fmt.Errorf("%w: it is for others", planning.ErrForbidden)
	}
	a.given = g
	return nil
}

// held is the badge that a request is about: that of the case, or the one of a file.
func (p *portal) held(a *ask) (award.Record, error) {
	if a.route.who == onGiven {
		return p.office.record(a.r.Context(), a.given.award)
	}
	return p.office.badgeOf(a.r.Context(), a.c.ID())
}

// holder is the student whose it is.
func (a *ask) holder() string {
	if a.route.who == onGiven {
		return a.given.Student
	}
	return a.c.Student()
}

// holds is the path below which the page of the badge is.
func (a *ask) holds() string {
	if a.route.who == onGiven {
		return a.given.At()
	}
	return "/cases/" + a.c.ID()
}

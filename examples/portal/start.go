package main

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
)

// A line is a case on the first page: how far it is, and what waits for who looks.
type line struct {
	ID, Student, Credential string
	State                   planning.State
	Since                   time.Time
	Waiting                 []planning.Action
}

// ahead are the actions that bring a case on, and so are what somebody waits for. Others
// (to hold, to withdraw, to note a conflict) are always possible and nobody's turn.
var ahead = []planning.Action{planning.ActStart, planning.ActApprove, planning.ActSubmit, planning.ActReview, planning.ActVote, planning.ActAward, planning.ActRevise, planning.ActDecline, planning.ActResume}

// home is the sign-in page, or what there is for who has signed in.
func (p *portal) home(a *ask) error {
	ctx := a.r.Context()
	if a.person.ID == "" {
		if !p.demo {
			return p.render(a, http.StatusOK, "enter", false)
		}
		people, err := p.office.people(ctx)
		if err != nil {
			return err
		}
		return p.render(a, http.StatusOK, "signin", people)
	}
	var view struct {
		Lines    []line
		Students []person
		fileLinks
		Damaged []string    // cases whose log is damaged, at schools for which this person answers
		People  [][2]string // the schools whose directory this person keeps
		Links   []string    // to pages that are for this person's seats
	}
	ids, err := p.office.cases(ctx, a.person.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := p.office.load(ctx, id)
		if damaged(err) { // its own page says how
			answers, failed := p.office.answersFor(ctx, a.person.ID, id)
			if failed != nil {
				return failed
			}
			if answers {
				view.Damaged = append(view.Damaged, id)
			}
			continue
		}
		if err != nil {
			return err
		}
		team, err := p.office.team(ctx, c.School())
		if err != nil {
			return err
		}
		permissions := c.Permissions(team, a.person.ID)
		if !slices.ContainsFunc(permissions, func(m planning.Permission) bool { return m.Action == planning.ActView }) {
			continue
		}
		s, err := p.office.person(ctx, c.Student())
		if err != nil {
			return err
		}
		entries, head, err := p.office.log(ctx, id)
		if err != nil {
			return err
		}
		events, err := planning.Events(entries, head)
		if err != nil {
			return err
		}
		credential := a.lang.credential(c.Guide().Credential)
		l := line{ID: id, Student: s.Name, Credential: credential.Name, State: c.State(), Since: events[len(events)-1].Time}
		for _, m := range permissions {
			if slices.Contains(ahead, m.Action) && !slices.Contains(l.Waiting, m.Action) && turn(c, team, a.person.ID, m.Action) {
				l.Waiting = append(l.Waiting, m.Action)
			}
		}
		view.Lines = append(view.Lines, l)
	}
	if view.Students, err = p.office.students(ctx, a.person.ID); err != nil {
		return err
	}
	if view.fileLinks, err = p.office.fileLinks(ctx, a.person.ID); err != nil {
		return err
	}
	if view.People, err = p.office.administers(ctx, a.person.ID); err != nil {
		return err
	}
	if view.Links, err = p.office.pagesOf(ctx, a.person.ID); err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "home", view)
}

// answersFor says whether somebody is shown a damaged log of this case (judgeDamaged).
func (s *store) answersFor(ctx context.Context, who, caseID string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM seats t JOIN cases c ON c.school = t.school WHERE c.id = ? AND t.person = ? AND t.role IN ('counselor', 'deputy', 'admin')`, caseID, who).Scan(&n)
	return n > 0, err
}

// turn says whether it is this person's turn to do what they may: what is not complete yet,
// or was done, waits for nobody.
func turn(c planning.Case, team planning.SiteTeam, person string, action planning.Action) bool {
	switch action {
	case planning.ActSubmit:
		return c.Coverage().Complete()
	case planning.ActVote:
		_, voted := c.Tally(team).Votes[person]
		return !voted
	case planning.ActAward, planning.ActRevise, planning.ActDecline:
		missing, asked := c.Tally(team).Missing[action]
		return asked && missing == ""
	}
	return true
}

func (p *portal) signIn(a *ask) error {
	if !p.demo {
		return p.enter(a)
	}
	cookie, err := p.office.signIn(a.r.Context(), a.form("person"))
	if err != nil {
		return err
	}
	if a.person.ID != "" {
		if err := p.office.signOut(a.r.Context(), a.cookie); err != nil {
			return err
		}
	}
	a.give(p, cookie)
	return a.to("/")
}

func (p *portal) signOut(a *ask) error {
	if err := p.office.signOut(a.r.Context(), a.cookie); err != nil {
		return err
	}
	a.give(p, secret())
	return a.to("/")
}

func (p *portal) language(a *ask) error {
	l := english
	if a.form("language") == string(spanish) {
		l = spanish
	}
	if a.person.ID != "" {
		if err := p.office.speaks(a.r.Context(), a.person.ID, l); err != nil {
			return err
		}
	}
	http.SetCookie(a.w, &http.Cookie{Name: "language", Value: string(l), Path: "/", HttpOnly: true, Secure: p.tls, SameSite: http.SameSiteLaxMode, MaxAge: 365 * 24 * 3600})
	back := a.form("back")
	// Browsers leave tabs and line ends out of an address, and take \ for /.
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsFunc(back, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		back = "/"
	}
	return a.to(back)
}

func (p *portal) style(a *ask) error {
	text, err := files.ReadFile("portal.css")
	if err != nil {
		return err
	}
	a.w.Header().Set("Content-Type", "text/css; charset=utf-8")
	a.w.Header().Set("Cache-Control", "max-age=300")
	_, err = a.w.Write(text)
	return err
}

func (p *portal) art(a *ask) error {
	name := a.r.PathValue("file")
	data, err := fs.ReadFile(summit.Art(), name)
	if err != nil || !strings.HasSuffix(name, ".png") {
		return errNone
	}
	a.w.Header().Set("Content-Type", "image/png")
	a.w.Header().Set("Cache-Control", "max-age=300")
	_, err = a.w.Write(data)
	return err
}

func (p *portal) document(a *ask) error { return p.office.document(a) }

// page is a public page. It sets headers of its own, and asks for everything anew.
func (p *portal) page(a *ask) error {
	p.office.pages.ServeHTTP(a.w, a.r)
	return nil
}

// judgeSecret finds the supporter whom a link was made for, if the guide still names them.
func (p *portal) judgeSecret(a *ask) error {
	ctx := a.r.Context()
	var id string
	err := p.office.db.QueryRowContext(ctx, `SELECT case_id, person FROM supporters WHERE token = ?`, a.r.PathValue("secret")).Scan(&id, &a.by)
	if errors.Is(err, sql.ErrNoRows) {
		return errNone
	} else if err != nil {
		return err
	}
	if a.c, err = p.office.load(ctx, id); err != nil {
		return err
	}
	if a.team, err = p.office.team(ctx, a.c.School()); err != nil {
		return err
	}
	if err := a.c.May(a.team, a.by, planning.RoleSupporter, planning.ActView); err != nil {
		return errors.Join(errNone, err)
	}
	return nil
}

// supporter is the page behind a supporter's link: what the student is working on, in the
// student's first name, and nothing of evidence or votes.
func (p *portal) supporter(a *ask) error {
	s, err := p.office.person(a.r.Context(), a.c.Student())
	if err != nil {
		return err
	}
	credential := a.lang.credential(a.c.Guide().Credential)
	view := struct {
		Student, As, Credential, Statement string
		Confirm, Saw                       bool
		Since                              time.Time // when the student named this supporter
		Said                               int       // how often this supporter has said what they saw
	}{Student: first(s.Name), Credential: credential.Name, Statement: credential.Statement}
	guide := a.c.Guide()
	for _, x := range guide.Plan.Supporters {
		if x.ID == a.by {
			view.As = x.Role
		}
	}
	view.Confirm = !slices.Contains(guide.Confirmed, a.by) && a.c.May(a.team, a.by, planning.RoleSupporter, planning.ActConfirm) == nil
	view.Saw = a.c.May(a.team, a.by, planning.RoleSupporter, planning.ActCheckIn) == nil
	events, err := p.office.events(a.r.Context(), a.c.ID())
	if err != nil {
		return err
	}
	view.Since, view.Said = named(events, a.by), noted(events, a.by)
	return p.render(a, http.StatusOK, "supporter", view)
}

func (s *store) events(ctx context.Context, caseID string) ([]planning.Event, error) {
	entries, head, err := s.log(ctx, caseID)
	if err != nil {
		return nil, err
	}
	return planning.Events(entries, head)
}

// noted is how often somebody has said what they saw.
func noted(events []planning.Event, who string) (n int) {
	for _, e := range events {
		if e.Action == planning.ActCheckIn && e.Actor == who {
			n++
		}
	}
	return n
}

func (p *portal) supported(a *ask, e planning.Event) error {
	e.Actor, e.Role = a.by, planning.RoleSupporter
	if _, err := p.office.apply(a.r.Context(), a.c, e); err != nil {
		return err
	}
	return a.to("/s/" + a.r.PathValue("secret"))
}

func (p *portal) confirm(a *ask) error {
	return p.supported(a, planning.Event{Action: planning.ActConfirm})
}

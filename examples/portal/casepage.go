package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
)

// apply does what the person may do, in the role in which they may.
func (p *portal) apply(a *ask, e planning.Event, with ...func(execer) error) error {
	e.Action, e.Actor, e.Role = a.route.action, a.person.ID, a.role
	next, err := p.office.apply(a.r.Context(), a.c, e, with...)
	if err == nil {
		a.c = next
	}
	return err
}

func (p *portal) then(a *ask, e planning.Event) error {
	if err := p.apply(a, e); err != nil {
		return err
	}
	return a.to("/cases/" + a.c.ID())
}

func (p *portal) plain(a *ask) error { return p.then(a, planning.Event{Reason: a.form("reason")}) }

func (p *portal) open(a *ask) error {
	completed := a.form("completed")
	if _, err := time.Parse(time.DateOnly, completed); err != nil {
		return fmt.Errorf("%w: expected the day on which the plan was completed, YYYY-MM-DD", errInput)
	}
	return p.then(a, planning.Event{ALP: &planning.ALP{Student: a.student.ID, School: a.student.School, Completed: completed}})
}

func (p *portal) start(a *ask) error {
	if err := p.office.unearned(a.r.Context(), a.c, a.form("credential")); err != nil {
		return err
	}
	return p.then(a, planning.Event{Subject: a.form("credential")})
}

// drop takes a piece out of the guide, and its bytes with it unless they were submitted.
func (p *portal) drop(a *ask) error {
	id := a.form("item")
	if err := p.apply(a, planning.Event{Subject: id}); err != nil {
		return err
	}
	for _, s := range a.c.Submissions() {
		if slices.ContainsFunc(s.Items, func(i planning.Item) bool { return i.ID == id }) {
			return a.to("/cases/" + a.c.ID())
		}
	}
	if _, err := p.office.db.ExecContext(a.r.Context(), `DELETE FROM files WHERE case_id = ? AND item = ?`, a.c.ID(), id); err != nil {
		return err
	}
	return a.to("/cases/" + a.c.ID())
}

func (p *portal) checkIn(a *ask) error {
	return p.then(a, planning.Event{CheckIn: &planning.CheckIn{Note: a.form("note"), Next: a.form("next")}})
}

// gather takes a piece of evidence: a file, or what the student writes. What a file says
// beside its content is looked through before it is kept, and so is every text.
func (p *portal) gather(a *ask) error {
	names, err := p.names(a)
	if err != nil {
		return err
	}
	item := &planning.Item{ID: "i" + secret(), Title: a.form("title"), Kind: planning.Create, Narrative: a.form("narrative"), Competencies: a.r.PostForm["competency"]}
	if len(item.Competencies) == 0 {
		return errTick
	}
	data, mediaType := []byte(item.Narrative), "text/plain"
	for _, text := range []string{item.Title, item.Narrative} {
		if err := inspected((privacy.Policy{}).InspectText(text, names...)); err != nil {
			return err
		}
	}
	file, _, err := a.r.FormFile("file")
	switch {
	case err == nil:
		defer file.Close()
		if data, err = io.ReadAll(io.LimitReader(file, mostUpload+1)); err != nil {
			return err
		}
		if len(data) > mostUpload {
			return fmt.Errorf("%w: expected a file of at most %d bytes", errInput, mostUpload)
		}
		if err := inspected((privacy.Policy{}).InspectFile(bytes.NewReader(data), names...)); err != nil {
			return err
		}
		mediaType = http.DetectContentType(data)
	case !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart):
		return fmt.Errorf("%w: %w", errInput, err)
	}
	if len(data) == 0 {
		return fmt.Errorf("%w: expected a file, or what you have to say", errInput)
	}
	ctx := a.r.Context()
	// The file before the entry that names it: one that nobody names is not shown.
	if _, err := p.office.db.ExecContext(ctx, `INSERT INTO files (case_id, item, media_type, data) VALUES (?, ?, ?, ?)`, a.c.ID(), item.ID, mediaType, data); err != nil {
		return err
	}
	if err := p.apply(a, planning.Event{Item: item}); err != nil {
		_, gone := p.office.db.ExecContext(ctx, `DELETE FROM files WHERE case_id = ? AND item = ?`, a.c.ID(), item.ID)
		return errors.Join(err, gone)
	}
	return a.to("/cases/" + a.c.ID())
}

// names are those that no text of the student's should hold.
func (p *portal) names(a *ask) ([]string, error) {
	s, err := p.office.person(a.r.Context(), a.c.Student())
	return []string{s.Name}, err
}

func (p *portal) content(a *ask, item string) (mediaType string, data []byte, err error) {
	err = p.office.db.QueryRowContext(a.r.Context(), `SELECT media_type, data FROM files WHERE case_id = ? AND item = ?`, a.c.ID(), item).Scan(&mediaType, &data)
	return mediaType, data, err
}

func (p *portal) submit(a *ask) error {
	var contents []planning.Content
	for _, item := range a.c.Guide().Evidence {
		mediaType, data, err := p.content(a, item.ID)
		if err != nil {
			return err
		}
		mediaType, _, _ = strings.Cut(mediaType, ";")
		c, err := planning.ReadContent(item.ID, mediaType, bytes.NewReader(data))
		if err != nil {
			return err
		}
		contents = append(contents, c)
	}
	return p.then(a, planning.Event{Contents: contents})
}

// file gives a piece of evidence to who may see the case. One that is not what was submitted
// is not shown to anybody.
func (p *portal) file(a *ask) error {
	id := a.r.PathValue("item")
	known := slices.ContainsFunc(a.c.Guide().Evidence, func(i planning.Item) bool { return i.ID == id })
	mediaType, data, err := p.content(a, id)
	if errors.Is(err, sql.ErrNoRows) {
		return errNone
	} else if err != nil {
		return err
	}
	for _, s := range a.c.Submissions() {
		if slices.ContainsFunc(s.Items, func(i planning.Item) bool { return i.ID == id }) {
			known = true
			if err := s.Holds(id, bytes.NewReader(data)); err != nil {
				return err
			}
		}
	}
	if !known {
		return errNone
	}
	a.w.Header().Set("Content-Type", mediaType)
	a.w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	a.w.Header().Set("Content-Disposition", "attachment; filename=evidence")
	_, err = a.w.Write(data)
	return err
}

// vote scores each competency of the credential, on the submission that the page has shown.
func (p *portal) vote(a *ask) error {
	ballot := &planning.Ballot{Submission: a.form("submission"), Verdict: planning.Action(a.form("verdict")), Comment: a.form("comment")}
	credential, _ := summit.Program().MicroCredential(a.c.Guide().Credential)
	for _, k := range credential.Competencies {
		ballot.Levels = append(ballot.Levels, planning.Shown{Competency: k.Key, Level: a.form("level-" + k.Key)})
	}
	return p.then(a, planning.Event{Ballot: ballot})
}

// decide awards. The decision is kept first; the badge is made of it now, or, if that fails,
// within a minute (office.resume).
func (p *portal) decide(a *ask) error {
	if err := p.office.unearned(a.r.Context(), a.c, a.c.Guide().Credential); err != nil {
		return err
	}
	claim := func(tx execer) error {
		return p.office.claim(a.r.Context(), tx, a.c.Student(), a.c.Guide().Credential, a.c.ID())
	}
	if err := p.apply(a, planning.Event{Reason: a.form("reason")}, claim); err != nil {
		return err
	}
	if err := p.office.award(a.r.Context(), a.c); err != nil {
		p.logger.ErrorContext(a.r.Context(), "a badge was not made yet", "error", err)
	}
	return a.to("/cases/" + a.c.ID())
}

// A caseView is what the page of a case shows.
type caseView struct {
	Student    string
	School     string
	Credential badge.MicroCredential
	Program    []badge.MicroCredential
	Guide      planning.Guide
	Coverage   planning.Coverage
	Submission *planning.Submission
	Levels     []badge.Level
	Required   string
	Tally      *planning.Tally
	Settings   []planning.Setting
	Plan       planForm
	Support    []support // the supporters' links, for the student
	Sayings    []saying
	Decided    bool
	Badge      bool
	Keeper     bool
	Family     bool
}

func (p *portal) show(a *ask) error {
	ctx := a.r.Context()
	v := caseView{Program: a.lang.program(), Guide: a.c.Guide(), Coverage: a.c.Coverage(), Levels: a.lang.levels(),
		Settings: []planning.Setting{planning.SettingClassroom, planning.SettingSports, planning.SettingClubs, planning.SettingEnrichment, planning.SettingWork, planning.SettingBeyond},
		Decided:  a.c.State() == planning.StateAwarded, Keeper: slices.Contains(keepers, a.role), Family: slices.Contains(family, a.role)}
	s, err := p.office.person(ctx, a.c.Student())
	if err != nil {
		return err
	}
	v.Student = s.Name
	if err := p.office.db.QueryRowContext(ctx, `SELECT name FROM schools WHERE id = ?`, a.c.School()).Scan(&v.School); err != nil {
		return err
	}
	v.Credential = a.lang.credential(v.Guide.Credential)
	for _, l := range v.Levels {
		if l.Key == rubric().Required {
			v.Required = l.Name
		}
	}
	if list := a.c.Submissions(); len(list) > 0 {
		v.Submission = &list[len(list)-1]
	}
	// What the team thinks is the team's until it is decided.
	if a.c.State() == planning.StateReview && !v.Family && a.role != planning.RoleAdmin {
		t := a.c.Tally(a.team)
		v.Tally = &t
	}
	if a.role == planning.RoleStudent {
		v.Plan = formOf(v.Guide.Plan)
		if v.Support, err = p.office.supports(ctx, a.c); err != nil {
			return err
		}
		if v.Sayings, err = p.office.sayings(ctx, a.c.ID()); err != nil {
			return err
		}
	}
	if _, err := p.office.badgeOf(ctx, a.c.ID()); err == nil {
		v.Badge = true
	} else if !errors.Is(err, errNone) {
		return err
	}
	return p.render(a, http.StatusOK, "case", v)
}

// An entry is a line of the log, for a page.
type entry struct {
	N   int
	Who string // a name, or "" where there is no account
	planning.Event
}

// log shows who has done what, and whether the chain holds up to the head that was kept
// elsewhere.
func (p *portal) log(a *ask) error {
	if a.fault != nil {
		return p.showDamage(a)
	}
	lines, head, err := p.office.log(a.r.Context(), a.c.ID())
	if err != nil {
		return err
	}
	view := struct {
		Entries []entry
		Fault   error
		Head    planning.Head
	}{Fault: planning.Verify(lines, head), Head: a.c.Head()}
	events, err := planning.Events(lines, head)
	if err != nil && view.Fault == nil {
		return err
	}
	for i, e := range events {
		who, err := p.office.person(a.r.Context(), e.Actor)
		if err != nil && !errors.Is(err, errNone) {
			return err
		}
		view.Entries = append(view.Entries, entry{i + 1, who.Name, e})
	}
	return p.render(a, http.StatusOK, "log", view)
}

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
)

// A planForm is a plan as its form has it: a row for each that there is, and a few empty
// ones for more, so that several can be said without a script.
type planForm struct {
	Goals         []planning.Goal
	Opportunities []planning.Opportunity
	Supporters    []planning.Supporter
	Evidence      []planning.Item
}

func formOf(p planning.Plan) planForm {
	return planForm{rows(p.Goals), rows(p.Opportunities), rows(p.Supporters), rows(p.Evidence)}
}

func rows[T any](have []T) []T {
	return append(slices.Clone(have), make([]T, max(0, min(emptyRows, mostPlanned-len(have))))...)
}

// Shows says whether a piece that is planned is to show a competency.
func (f planForm) Shows(row int, competency string) bool {
	return slices.Contains(f.Evidence[row].Competencies, competency)
}

// plan takes the guide's four answers. A row that is empty says nothing. Each supporter is
// given a link of their own.
func (p *portal) plan(a *ask) error {
	form := a.r.PostForm
	for _, name := range []string{"goal", "opportunity", "setting", "supporter", "evidence", "kind"} {
		if len(form[name]) > mostPlanned {
			return fmt.Errorf("%w: expected at most %d of %q", errInput, mostPlanned, name)
		}
	}
	beside := func(name string, i int) string {
		if i < len(form[name]) {
			return strings.TrimSpace(form[name][i])
		}
		return ""
	}
	plan := &planning.Plan{}
	for i := range form["goal"] {
		if text := beside("goal", i); text != "" {
			plan.Goals = append(plan.Goals, planning.Goal{Text: text})
		}
	}
	for i := range form["opportunity"] {
		if text := beside("opportunity", i); text != "" {
			plan.Opportunities = append(plan.Opportunities, planning.Opportunity{ID: fmt.Sprintf("o%d", i+1), Setting: planning.Setting(beside("setting", i)), Text: text})
		}
	}
	before := a.c.Guide().Plan.Supporters
	for i := range form["supporter"] {
		role := beside("supporter", i)
		if role == "" {
			continue
		}
		// Whoever is called otherwise is somebody else, to whom the link was not given.
		x := planning.Supporter{ID: "x" + secret(), Role: role}
		same := func(known planning.Supporter) bool {
			return known.Role == role && !slices.Contains(plan.Supporters, known)
		}
		if i := slices.IndexFunc(before, same); i >= 0 {
			x = before[i]
		}
		plan.Supporters = append(plan.Supporters, x)
	}
	for i := range form["evidence"] {
		title := beside("evidence", i)
		if title == "" {
			continue
		}
		competencies := "competency"
		if i > 0 {
			competencies = fmt.Sprintf("competency-%d", i)
		}
		if len(form[competencies]) == 0 {
			return errTick
		}
		plan.Evidence = append(plan.Evidence, planning.Item{ID: fmt.Sprintf("p%d", i+1), Title: title, Kind: planning.Kind(beside("kind", i)), Competencies: form[competencies]})
	}
	for _, x := range plan.Supporters { // before the guide names them, it is a link to nothing
		if slices.Contains(before, x) {
			continue
		}
		if _, err := p.office.db.ExecContext(a.r.Context(), `INSERT INTO supporters (token, case_id, person) VALUES (?, ?, ?)`, secret(), a.c.ID(), x.ID); err != nil {
			return err
		}
	}
	return p.then(a, planning.Event{Plan: plan})
}

// A support is the link of one supporter, for the student to hand on.
type support struct{ Role, Path string }

func (s *store) supports(ctx context.Context, c planning.Case) (list []support, err error) {
	for _, x := range c.Guide().Plan.Supporters {
		var token string
		if err := s.db.QueryRowContext(ctx, `SELECT token FROM supporters WHERE case_id = ? AND person = ?`, c.ID(), x.ID).Scan(&token); err != nil {
			return nil, err
		}
		list = append(list, support{x.Role, "/s/" + token})
	}
	return list, nil
}

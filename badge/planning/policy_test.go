package planning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
)

func program() *badge.Program { return summit.Program() }

func TestAPolicyThatContradictsItselfIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*planning.Policy){
		"agreement":            func(p *planning.Policy) { p.Agreement = -1 },
		"competencies":         func(p *planning.Policy) { p.Competencies = 5 },
		"fewer than none":      func(p *planning.Policy) { p.Competencies = -1 },
		"least and most":       func(p *planning.Policy) { p.Evidence.Least, p.Evidence.Most = 3, 2 },
		"bytes":                func(p *planning.Policy) { p.Evidence.Bytes = -1 },
		"reconciliation":       func(p *planning.Policy) { p.Reconcile = "mean" },
		"no required level":    func(p *planning.Policy) { p.Rubric.Required = "" },
		"another's level":      func(p *planning.Policy) { p.Rubric.Required = "expert" },
		"level without rubric": func(p *planning.Policy) { p.Rubric.Levels = nil },
		"a level twice":        func(p *planning.Policy) { p.Rubric.Levels = append(p.Rubric.Levels, p.Rubric.Levels[0]) },
		"a level without key":  func(p *planning.Policy) { p.Rubric.Levels[0].Key = "" },
	} {
		p := policy()
		spoil(&p)
		_, err := planning.New(program(), p)
		require.Error(t, err, name)
	}
	broken := program()
	broken.Version = ""
	_, err := planning.New(broken, policy())
	require.Error(t, err)
}

func TestRulesAreTheirOwn(t *testing.T) {
	p, prog := policy(), program()
	p.Evidence.MediaTypes = []string{"text/plain"}
	r, err := planning.New(prog, p)
	require.NoError(t, err)
	p.Rubric.Levels[0].Key, p.Evidence.MediaTypes[0] = "x", "x"
	prog.Credentials[0].Competencies[0].Key, prog.Credentials[0].Key = "x", "x"
	newLife(t, r).toAwarded()
}

func TestALogIsReadByTheRulesItBeganUnder(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toAwarded()
	for name, change := range map[string]func(*planning.Policy){
		"quorum": func(p *planning.Policy) { p.Quorum = 1 },
		"level":  func(p *planning.Policy) { p.Rubric.Required = "novice" },
	} {
		p := policy()
		change(&p)
		_, err := planning.Read(l.log, l.c.Head(), rulesOf(t, p), nil)
		require.ErrorIs(t, err, planning.ErrRules, name)
	}
	_, err := planning.Read(l.log, l.c.Head())
	require.ErrorIs(t, err, planning.ErrRules)
}

func TestACredentialExpiresWhenThePolicySaysSo(t *testing.T) {
	p := policy()
	l := newLife(t, rulesOf(t, p)).toAwarded()
	a, _ := l.c.Award()
	require.Zero(t, a.Expires)
	p.Months = 24
	l = newLife(t, rulesOf(t, p)).toAwarded()
	a, _ = l.c.Award()
	require.Equal(t, a.Time.AddDate(2, 0, 0), a.Expires)
}

func TestNobodyChangesACaseFromOutside(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toAwarded()
	again, err := planning.Read(l.log, l.c.Head(), rulesOf(t, policy()))
	require.NoError(t, err)
	g := l.c.Guide()
	g.Evidence[0].Competencies[0], g.Plan.Supporters[0].ID = "x", "x"
	s := l.c.Submissions()
	s[0].Contents[0].Digest, s[0].Items[0].Competencies[0] = "x", "x"
	a, _ := l.c.Award()
	a.Levels["curiosity"], a.Submission.Items[0].ID = "x", "x"
	require.Equal(t, again, l.c)
	// Nor does what the caller has given.
	e := planning.Event{Action: planning.ActConflict, Actor: admin, Role: planning.RoleAdmin, Time: l.now, Reason: "x", Subject: lead}
	_, _, err = planning.Case{}.Apply(l.team, e)
	require.ErrorIs(t, err, planning.ErrTransition, "the zero Case allows nothing")
	require.Equal(t, time.UTC, l.c.Submissions()[0].Time.Location())
}

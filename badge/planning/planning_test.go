package planning_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
)

const (
	student  = "student-1"
	coach    = "coach-1" // the supporter
	lead     = "counselor-1"
	deputy   = "deputy-1"
	member   = "member-1"
	member2  = "member-2"
	admin    = "admin-1"
	guardian = "guardian-1"
	school   = "school-a"
)

var begin = time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)

func siteTeam() planning.SiteTeam {
	return planning.SiteTeam{School: school, Members: []planning.Member{
		{ID: lead, Role: planning.RoleCounselor},
		{ID: deputy, Role: planning.RoleDeputy},
		{ID: member, Role: planning.RoleMember},
		{ID: member2, Role: planning.RoleMember},
		{ID: admin, Role: planning.RoleAdmin},
		{ID: guardian, Role: planning.RoleGuardian, Student: student},
	}}
}

func rubric() badge.Rubric {
	r := summit.Rubric()
	r.Required = "strategic-learner"
	return r
}

func policy() planning.Policy {
	return planning.Policy{Quorum: 2, Rubric: rubric(), Reconcile: planning.Median, Agreement: 2, Appeals: 1}
}

func rulesOf(t testing.TB, p planning.Policy) *planning.Rules {
	r, err := planning.New(summit.Program(), p)
	require.NoError(t, err)
	return r
}

// A life is a case with its log, its team and its clock.
type life struct {
	t    testing.TB
	c    planning.Case
	team planning.SiteTeam
	now  time.Time
	log  [][]byte
}

func newLife(t testing.TB, r *planning.Rules) *life {
	c, err := r.Case("case-1")
	require.NoError(t, err)
	return &life{t: t, c: c, team: siteTeam(), now: begin}
}

// try applies an event with a time and a reason, and leaves the case alone if it is refused.
func (l *life) try(role planning.Role, actor string, action planning.Action, set ...func(*planning.Event)) error {
	l.t.Helper()
	e := planning.Event{Action: action, Actor: actor, Role: role, Time: l.now, Reason: "as agreed"}
	for _, f := range set {
		f(&e)
	}
	next, line, err := l.c.Apply(l.team, e)
	if err != nil {
		require.Nil(l.t, line)
		require.Equal(l.t, l.c, next, "a refused event changes nothing")
		return err
	}
	l.now = l.now.Add(time.Hour)
	if action == planning.ActErase {
		l.log = nil
	}
	l.c, l.log = next, append(l.log, line)
	return nil
}

func (l *life) do(role planning.Role, actor string, action planning.Action, set ...func(*planning.Event)) {
	l.t.Helper()
	require.NoError(l.t, l.try(role, actor, action, set...), action)
}

func subject(s string) func(*planning.Event) { return func(e *planning.Event) { e.Subject = s } }

func alp(e *planning.Event) {
	e.ALP = &planning.ALP{Student: student, School: school, Completed: "2026-01-09"}
}

var four = []string{"synthesis", "critical-analysis", "creativity", "curiosity"}

func plan(e *planning.Event) {
	e.Plan = &planning.Plan{
		Goals:         []planning.Goal{{Text: "Make the greenhouse water itself", By: "2026-04-01", ALP: "alp-goal-2"}},
		Opportunities: []planning.Opportunity{{ID: "robotics", Setting: planning.SettingClubs}},
		Supporters:    []planning.Supporter{{ID: coach, Role: "coach of the robotics club"}},
		Evidence: []planning.Item{
			{ID: "log", Title: "Design log", Kind: planning.Gather, Competencies: four[:3]},
			{ID: "film", Title: "Film of the trial", Kind: planning.Create, Competencies: four[2:]},
		},
	}
}

func item(id string, competencies ...string) func(*planning.Event) {
	return func(e *planning.Event) {
		e.Item = &planning.Item{ID: id, Title: "The " + id, Kind: planning.Create, Competencies: competencies, Narrative: "I built it twice."}
	}
}

func content(t testing.TB, id, bytes string) planning.Content {
	c, err := planning.ReadContent(id, "text/plain", strings.NewReader(bytes))
	require.NoError(t, err)
	return c
}

func (l *life) contents(e *planning.Event) {
	for _, i := range l.c.Guide().Evidence {
		e.Contents = append(e.Contents, content(l.t, i.ID, "the bytes of "+i.ID))
	}
}

func (l *life) ballot(verdict planning.Action, level string) func(*planning.Event) {
	return func(e *planning.Event) {
		b := &planning.Ballot{Verdict: verdict}
		if all := l.c.Submissions(); len(all) > 0 {
			b.Submission = all[len(all)-1].Digest
		}
		for _, k := range four {
			b.Levels = append(b.Levels, planning.Shown{Competency: k, Level: level})
		}
		e.Ballot = b
	}
}

func (l *life) toDraft() *life {
	l.do(planning.RoleCounselor, lead, planning.ActAttest, alp)
	l.do(planning.RoleStudent, student, planning.ActStart, subject("innovation"))
	return l
}

func (l *life) toActive() *life {
	l.toDraft()
	l.do(planning.RoleStudent, student, planning.ActPlan, plan)
	l.do(planning.RoleCounselor, lead, planning.ActApprove)
	l.do(planning.RoleStudent, student, planning.ActGather, item("log", four[:3]...))
	l.do(planning.RoleStudent, student, planning.ActGather, item("film", four[2:]...))
	return l
}

func (l *life) toReview() *life {
	l.toActive()
	l.do(planning.RoleStudent, student, planning.ActSubmit, l.contents)
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	return l
}

func (l *life) toVoted(verdict planning.Action, level string) *life {
	l.toReview()
	l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(verdict, level))
	l.do(planning.RoleMember, member, planning.ActVote, l.ballot(verdict, level))
	return l
}

func (l *life) toAwarded() *life {
	l.toVoted(planning.ActAward, "emerging-expert")
	l.do(planning.RoleCounselor, lead, planning.ActAward)
	return l
}

func (l *life) reads(rules ...*planning.Rules) {
	l.t.Helper()
	again, err := planning.Read(l.log, l.c.Head(), rules...)
	require.NoError(l.t, err)
	require.Equal(l.t, l.c, again)
}

func TestAStudentEarnsACredentialAndTheLogTellsIt(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toDraft()
	l.do(planning.RoleMember, member, planning.ActSuggest, func(e *planning.Event) {
		e.Opportunity = &planning.Opportunity{ID: "fair", Setting: planning.SettingBeyond, Text: "the county's science fair"}
	})
	l.do(planning.RoleStudent, student, planning.ActAccept, subject("fair"))
	l.do(planning.RoleStudent, student, planning.ActPlan, plan)
	l.do(planning.RoleSupporter, coach, planning.ActConfirm)
	l.do(planning.RoleCounselor, lead, planning.ActApprove)
	l.do(planning.RoleStudent, student, planning.ActGather, item("log", four[:3]...))
	l.do(planning.RoleMember, member, planning.ActCheckIn, func(e *planning.Event) {
		e.CheckIn = &planning.CheckIn{Note: "half way", Percent: 50, Next: "film the trial", By: "2026-03-01"}
	})
	require.False(t, l.c.Coverage().Complete())
	require.Equal(t, "Synthesis: covered by log\nCritical Analysis: covered by log\nCreativity: covered by log\nCuriosity: 0 of 1 (planned: film)\nEvidence is needed for 4 of 4 competencies.\n", l.c.Coverage().String())
	l.do(planning.RoleStudent, student, planning.ActGather, item("film", four[2:]...))
	l.do(planning.RoleStudent, student, planning.ActSubmit, l.contents)
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActRevise, "novice"))
	l.do(planning.RoleMember, member, planning.ActVote, l.ballot(planning.ActRevise, "novice"))
	l.do(planning.RoleCounselor, lead, planning.ActRevise)
	require.Equal(t, planning.StateActive, l.c.State())
	l.do(planning.RoleStudent, student, planning.ActGather, item("log", four[:3]...))
	l.do(planning.RoleStudent, student, planning.ActSubmit, l.contents)
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActAward, "strategic-learner"))
	l.do(planning.RoleMember, member, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"))
	l.do(planning.RoleCounselor, lead, planning.ActAward)
	a, ok := l.c.Award()
	require.True(t, ok)
	require.Equal(t, "case-1/innovation/2", a.Key)
	require.Equal(t, map[string]string{"synthesis": "strategic-learner", "critical-analysis": "strategic-learner", "creativity": "strategic-learner", "curiosity": "strategic-learner"}, a.Levels)
	achievement, err := summit.Program().Achievement(a.Credential, badge.Publication{Rubric: &badge.Rubric{Levels: rubric().Levels, Required: rubric().Required}})
	require.NoError(t, err)
	results, err := achievement.Results(a.Levels)
	require.NoError(t, err)
	require.Len(t, results, 4)
	l.reads(rulesOf(t, planning.Policy{Quorum: 1}), r)
}

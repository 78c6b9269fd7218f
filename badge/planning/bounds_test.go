package planning_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/internal/limits"
)

func TestALogEndsAndACaseCanAlwaysBeWithdrawn(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toActive()
	checkIn := func(e *planning.Event) { e.CheckIn = &planning.CheckIn{Note: "x"} }
	for l.c.Head().Entries < limits.CaseEntries/2 {
		l.do(planning.RoleStudent, student, planning.ActCheckIn, checkIn)
	}
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActCheckIn, checkIn), planning.ErrEvent, "notes leave room for decisions")
	l.do(planning.RoleAdmin, admin, planning.ActConflict, subject(member2))
	for l.c.Head().Entries < limits.CaseEntries {
		action := planning.ActHold
		if l.c.State() == planning.StateHeld {
			action = planning.ActResume
		}
		l.do(planning.RoleCounselor, lead, action)
	}
	action := map[planning.State]planning.Action{planning.StateHeld: planning.ActResume, planning.StateActive: planning.ActHold}[l.c.State()]
	require.ErrorContains(t, l.try(planning.RoleCounselor, lead, action), "no room")
	l.do(planning.RoleStudent, student, planning.ActWithdraw)
	l.reads(r)
	more := append(l.log[:len(l.log):len(l.log)], l.log[0])
	require.ErrorContains(t, planning.Verify(more, planning.Head{}), "at most")
	l.do(planning.RoleAdmin, admin, planning.ActErase)
	l.reads(r)
}

func TestListsAndTextsAreBounded(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toActive()
	many := limits.CaseList + 1
	for name, set := range map[string]func(*planning.Plan){
		"goals":         func(p *planning.Plan) { p.Goals = make([]planning.Goal, many) },
		"opportunities": func(p *planning.Plan) { p.Opportunities = make([]planning.Opportunity, many) },
		"supporters":    func(p *planning.Plan) { p.Supporters = make([]planning.Supporter, many) },
		"evidence":      func(p *planning.Plan) { p.Evidence = make([]planning.Item, many) },
	} {
		err := l.try(planning.RoleStudent, student, planning.ActPlan, plan, func(e *planning.Event) { set(e.Plan) })
		require.ErrorContains(t, err, "at most 64, found 65", name)
	}
	for name, set := range map[string]func(*planning.Plan){
		"a goal without a text":      func(p *planning.Plan) { p.Goals[0].Text = " " },
		"a day that is none":         func(p *planning.Plan) { p.Goals[0].By = "2026-02-30" },
		"a name for a goal's id":     func(p *planning.Plan) { p.Goals[0].ALP = "read more books" },
		"a setting of one's own":     func(p *planning.Plan) { p.Opportunities[0].Setting = "home" },
		"an opportunity twice":       func(p *planning.Plan) { p.Opportunities = append(p.Opportunities, p.Opportunities[0]) },
		"a supporter twice":          func(p *planning.Plan) { p.Supporters = append(p.Supporters, p.Supporters[0]) },
		"a supporter by e-mail":      func(p *planning.Plan) { p.Supporters[0].ID = "coach@example.org" },
		"a supporter without a role": func(p *planning.Plan) { p.Supporters[0].Role = "" },
		"a piece twice":              func(p *planning.Plan) { p.Evidence = append(p.Evidence, p.Evidence[0]) },
		"a text too long":            func(p *planning.Plan) { p.Goals[0].Text = strings.Repeat("x", limits.CaseText+1) },
		"no text":                    func(p *planning.Plan) { p.Goals[0].Text = "\xff" },
		"what a terminal would obey": func(p *planning.Plan) { p.Goals[0].Text = "a\x1b[2J" },
		"an id too long":             func(p *planning.Plan) { p.Opportunities[0].ID = strings.Repeat("x", limits.CaseID+1) },
	} {
		require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActPlan, plan, func(e *planning.Event) { set(e.Plan) }), planning.ErrEvent, name)
	}
	// What fits in every list, and not in an entry.
	require.ErrorContains(t, l.try(planning.RoleStudent, student, planning.ActPlan, func(e *planning.Event) {
		plan(e)
		e.Plan.Goals = nil
		for range limits.CaseList {
			e.Plan.Goals = append(e.Plan.Goals, planning.Goal{Text: strings.Repeat("\n", limits.CaseText-1) + "x"})
		}
	}), "an entry of at most")
	for i := len(l.c.Guide().Evidence); i < limits.CaseList; i++ {
		l.do(planning.RoleStudent, student, planning.ActGather, item(fmt.Sprintf("piece-%d", i), "curiosity"))
	}
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActGather, item("one-more", "curiosity")), planning.ErrEvent)
	l.do(planning.RoleStudent, student, planning.ActGather, item("piece-9", "synthesis"))
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActCheckIn, func(e *planning.Event) { e.CheckIn = &planning.CheckIn{Note: "x", Percent: 101} }), planning.ErrEvent)
	for i := range limits.CaseList {
		l.do(planning.RoleMember, member, planning.ActSuggest, func(e *planning.Event) {
			e.Opportunity = &planning.Opportunity{ID: fmt.Sprintf("o-%d", i), Setting: planning.SettingWork}
		})
	}
	require.ErrorIs(t, l.try(planning.RoleMember, member, planning.ActSuggest, func(e *planning.Event) {
		e.Opportunity = &planning.Opportunity{ID: "one-more", Setting: planning.SettingWork}
	}), planning.ErrEvent)
	// A student who names one supporter after another.
	var err error
	for i := 0; err == nil && i < 2*limits.CaseList; i++ {
		err = l.try(planning.RoleStudent, student, planning.ActPlan, plan, func(e *planning.Event) { e.Plan.Supporters[0].ID = fmt.Sprintf("friend-%d", i) })
	}
	require.ErrorContains(t, err, "supporters in all")
	l.reads(r)
}

func TestASiteTeamIsOfPeopleWithOneSeat(t *testing.T) {
	r := rulesOf(t, policy())
	for name, spoil := range map[string]func(*planning.SiteTeam){
		"no school":             func(s *planning.SiteTeam) { s.School = "" },
		"a name":                func(s *planning.SiteTeam) { s.Members[1].ID = "Ann Smith" },
		"a role of its own":     func(s *planning.SiteTeam) { s.Members[1].Role = "principal" },
		"a student's seat":      func(s *planning.SiteTeam) { s.Members[1].Role = planning.RoleStudent },
		"a guardian of nobody":  func(s *planning.SiteTeam) { s.Members[5].Student = "" },
		"a guardian twice":      func(s *planning.SiteTeam) { s.Members = append(s.Members, s.Members[5]) },
		"a member of a student": func(s *planning.SiteTeam) { s.Members[2].Student = student },
		"too many": func(s *planning.SiteTeam) {
			for i := range limits.CaseList {
				s.Members = append(s.Members, planning.Member{ID: fmt.Sprintf("m-%d", i), Role: planning.RoleMember})
			}
		},
	} {
		l := newLife(t, r)
		spoil(&l.team)
		require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAttest, alp), planning.ErrEvent, name)
	}
	l := newLife(t, r)
	l.team.Members = append(l.team.Members, planning.Member{ID: "someone", Role: planning.RoleGuardian, Student: "another"})
	l.do(planning.RoleCounselor, lead, planning.ActAttest, alp)
	require.NotContains(t, string(l.log[0]), "another", "of other students' families the log keeps nothing")
	l.reads(r)
	_, err := r.Case("Ann's case")
	require.ErrorIs(t, err, planning.ErrEvent)
}

func TestAStudentWithASeatIsStillTheStudent(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toActive()
	l.team.Members = append(l.team.Members, planning.Member{ID: student, Role: planning.RoleMember}, planning.Member{ID: student, Role: planning.RoleGuardian, Student: "another"})
	require.ErrorIs(t, l.c.May(l.team, student, planning.RoleMember, planning.ActSuggest), planning.ErrConflictOfInterest)
	require.ErrorIs(t, l.c.May(l.team, student, planning.RoleGuardian, planning.ActView), planning.ErrForbidden)
	require.ErrorIs(t, l.c.May(l.team, "another", planning.RoleStudent, planning.ActView), planning.ErrForbidden)
	require.ErrorIs(t, l.c.May(l.team, student, "principal", planning.ActView), planning.ErrForbidden)
	require.ErrorIs(t, l.c.May(l.team, student, planning.RoleStudent, "promote"), planning.ErrEvent)
	require.ErrorIs(t, l.c.May(l.team, "", planning.RoleStudent, planning.ActView), planning.ErrEvent)
}

func TestAStudentInTheCounselorsSeatKeepsNoDeputyFromLeading(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toActive()
	l.team.Members[0].ID = student
	require.NoError(t, l.c.May(l.team, deputy, planning.RoleDeputy, planning.ActHold))
}

func TestAnOpportunityIsSuggestedOnceAndAcceptedOnce(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toDraft()
	suggest := l.payload(planning.ActSuggest, member)
	l.do(planning.RoleMember, member, planning.ActSuggest, suggest)
	require.ErrorIs(t, l.try(planning.RoleMember, member, planning.ActSuggest, suggest), planning.ErrEvent)
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActAccept, subject("another")), planning.ErrEvent)
	l.do(planning.RoleStudent, student, planning.ActAccept, subject("internship"))
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActAccept, subject("internship")), planning.ErrEvent)
	require.ErrorIs(t, l.try(planning.RoleMember, member, planning.ActSuggest, suggest), planning.ErrEvent)
	require.Len(t, l.c.Guide().Accepted, 1)
}

// The team stands in the log where it has changed, and only what concerns the case.
func TestTheLogHasATeamOnceAndNoOthersFamilies(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toDraft()
	require.Contains(t, string(l.log[0]), guardian)
	require.NotContains(t, string(l.log[1]), `"team"`)
	_, team, _ := strings.Cut(string(l.log[0]), `,"team":`)
	again := strings.TrimSuffix(string(l.log[1]), "}") + `,"team":` + team
	_, err := planning.Read([][]byte{l.log[0], []byte(again)}, planning.Head{}, r)
	require.ErrorIs(t, err, planning.ErrLog, "a team that has not changed")
	foreign := strings.Replace(again, `"student":"student-1"`, `"student":"student-2"`, 1)
	require.NotEqual(t, again, foreign)
	_, err = planning.Read([][]byte{l.log[0], []byte(foreign)}, planning.Head{}, r)
	require.ErrorIs(t, err, planning.ErrLog, "another student's guardian")
}

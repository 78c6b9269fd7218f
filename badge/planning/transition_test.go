package planning_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// A row is one of the table in the package comment, as a reader sees it: nothing here asks
// the code's own table.
type row struct {
	action       planning.Action
	from         []planning.State
	to           planning.State
	by           []planning.Role
	judges, lead bool
}

var states = []planning.State{
	planning.StateNew, planning.StateReady, planning.StateDraft, planning.StateActive, planning.StateSubmitted, planning.StateReview,
	planning.StateAwarded, planning.StateDeclined, planning.StateWithdrawn, planning.StateHeld, planning.StateTransferring, planning.StateErased,
}

var people = map[planning.Role]string{
	planning.RoleStudent: student, planning.RoleSupporter: coach, planning.RoleMember: member, planning.RoleCounselor: lead,
	planning.RoleDeputy: deputy, planning.RoleGuardian: guardian, planning.RoleAdmin: admin,
}

func documented(t *testing.T) (rows []row) {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	column := regexp.MustCompile(`\s{2,}`)
	for line := range strings.Lines(string(text)) {
		f := column.Split(strings.TrimSpace(strings.TrimPrefix(line, "//\t")), -1)
		if !strings.HasPrefix(line, "//\t") || len(f) != 6 || f[0] == "action" {
			continue
		}
		r := row{action: planning.Action(f[0]), to: planning.State(f[2]), judges: strings.Contains(f[5], "judges"), lead: f[3] == "lead"}
		if f[1] == "any but new and erased" {
			r.from = states[1 : len(states)-1]
		} else {
			for s := range strings.FieldsSeq(f[1]) {
				require.Contains(t, states, planning.State(s))
				r.from = append(r.from, planning.State(s))
			}
		}
		for s := range strings.FieldsSeq(f[3]) {
			switch s {
			case "lead":
				r.by = append(r.by, planning.RoleCounselor, planning.RoleDeputy)
			case "team":
				r.by = append(r.by, planning.RoleCounselor, planning.RoleDeputy, planning.RoleMember)
			default:
				require.Contains(t, people, planning.Role(s))
				r.by = append(r.by, planning.Role(s))
			}
		}
		rows = append(rows, r)
	}
	require.Len(t, rows, 26)
	return rows
}

// inState brings a case into a state, so that the action could succeed if it is allowed.
func inState(t *testing.T, s planning.State, action planning.Action) *life {
	l := newLife(t, rulesOf(t, policy()))
	verdict := planning.ActAward
	if action == planning.ActRevise || action == planning.ActDecline {
		verdict = action
	}
	suggestion := func(e *planning.Event) {
		e.Opportunity = &planning.Opportunity{ID: "fair", Setting: planning.SettingBeyond}
	}
	switch s {
	case planning.StateReady:
		l.do(planning.RoleCounselor, lead, planning.ActAttest, alp)
	case planning.StateDraft:
		l.toDraft().do(planning.RoleStudent, student, planning.ActPlan, plan)
		l.do(planning.RoleMember, member, planning.ActSuggest, suggestion)
	case planning.StateActive:
		l.toActive().do(planning.RoleMember, member, planning.ActSuggest, suggestion)
	case planning.StateSubmitted:
		l.toActive().do(planning.RoleStudent, student, planning.ActSubmit, l.contents)
	case planning.StateReview:
		l.toVoted(verdict, "emerging-expert")
	case planning.StateAwarded:
		l.toAwarded()
	case planning.StateDeclined:
		l.toVoted(planning.ActDecline, "novice").do(planning.RoleCounselor, lead, planning.ActDecline)
	case planning.StateWithdrawn, planning.StateErased:
		l.toReview().do(planning.RoleStudent, student, planning.ActWithdraw)
		if s == planning.StateErased {
			l.do(planning.RoleAdmin, admin, planning.ActErase)
		}
	case planning.StateHeld:
		l.toActive().do(planning.RoleCounselor, lead, planning.ActHold)
	case planning.StateTransferring:
		l.toReview().do(planning.RoleCounselor, lead, planning.ActTransfer, subject("school-b"))
	}
	require.Equal(t, s, l.c.State())
	return l
}

// payload is what the action takes, such that it succeeds in a case of inState.
func (l *life) payload(action planning.Action, actor string) func(*planning.Event) {
	switch action {
	case planning.ActAttest:
		return alp
	case planning.ActStart:
		return subject("innovation")
	case planning.ActPlan:
		return plan
	case planning.ActSuggest:
		return func(e *planning.Event) {
			e.Opportunity = &planning.Opportunity{ID: "internship", Setting: planning.SettingWork}
		}
	case planning.ActAccept:
		return subject("fair")
	case planning.ActGather:
		return item("sketch", "curiosity")
	case planning.ActDrop:
		return subject("film")
	case planning.ActCheckIn:
		return func(e *planning.Event) { e.CheckIn = &planning.CheckIn{Note: "well"} }
	case planning.ActSubmit:
		return l.contents
	case planning.ActVote:
		return l.ballot(planning.ActDecline, "novice")
	case planning.ActTransfer:
		return subject("school-b")
	case planning.ActConflict:
		return subject(actor)
	}
	return func(*planning.Event) {}
}

// Every state, every action, every role, with the counselor there and away: what the table
// in the package comment says is what May answers and what Apply does.
func TestTheTableIsWhatTheCodeDoes(t *testing.T) {
	cells, allowed := 0, 0
	made := map[string]*life{} // a case is a value: one of each kind serves all cells
	for _, r := range documented(t) {
		for _, s := range states {
			for role, person := range people {
				for _, away := range []bool{false, true} {
					kind := string(s)
					if s == planning.StateReview {
						kind += string(r.action)
					}
					if made[kind] == nil {
						made[kind] = inState(t, s, r.action)
					}
					l := &life{t: t, c: made[kind].c, team: siteTeam(), now: made[kind].now}
					if away {
						l.team.Members[0].Away = true
					}
					if r.action == planning.ActReceive && s == planning.StateTransferring {
						l.team.School = "school-b"
					}
					var want error
					switch {
					case s == planning.StateNew && r.action != planning.ActAttest:
						want = planning.ErrALPIncomplete
					case s == planning.StateErased:
						want = planning.ErrTransition
					case !slices.Contains(r.by, role),
						role == planning.RoleCounselor && away,
						role == planning.RoleDeputy && r.lead && !away,
						role == planning.RoleSupporter && s == planning.StateReady: // there is no guide yet
						want = planning.ErrForbidden
					case !slices.Contains(r.from, s):
						want = planning.ErrTransition
					}
					cells++
					err := l.c.May(l.team, person, role, r.action)
					require.ErrorIs(t, err, want, "%s %s %s away=%v", r.action, s, role, away)
					require.Equal(t, err == nil, slices.Contains(l.c.Permissions(l.team, person), planning.Permission{Action: r.action, Role: role}))
					if r.action == planning.ActView {
						require.Error(t, l.try(role, person, r.action), "reading is no event")
						continue
					}
					was := l.c
					err = l.try(role, person, r.action, l.payload(r.action, person))
					if away && want == nil && (r.action == planning.ActAward || r.action == planning.ActRevise || r.action == planning.ActDecline) {
						require.NoError(t, err) // what the counselor voted before still counts
					}
					require.ErrorIs(t, err, want, "%s %s %s away=%v", r.action, s, role, away)
					if want != nil {
						continue
					}
					allowed++
					switch r.to {
					case "same":
						require.Equal(t, was.State(), l.c.State())
					case "before":
						before := planning.StateActive
						if s == planning.StateTransferring {
							before = planning.StateReview
						}
						if r.action == planning.ActReceive {
							before = planning.StateSubmitted
						}
						require.Equal(t, before, l.c.State())
					default:
						require.Equal(t, r.to, l.c.State())
					}
				}
			}
		}
	}
	require.Equal(t, 26*12*7*2, cells)
	t.Logf("%d cells, %d transitions", cells, allowed)
}

func TestWhoeverHasAConflictJudgesNothing(t *testing.T) {
	for _, r := range documented(t) {
		for _, s := range r.from {
			l := inState(t, s, r.action)
			if s == planning.StateNew || r.action == planning.ActView {
				continue
			}
			if r.action == planning.ActReceive {
				l.team.School = "school-b"
			}
			// The counselor's own child, or the admin's.
			role := r.by[0]
			l.team.Members = append(l.team.Members, planning.Member{ID: people[role], Role: planning.RoleGuardian, Student: student})
			err := l.c.May(l.team, people[role], role, r.action)
			if r.judges {
				require.ErrorIs(t, err, planning.ErrConflictOfInterest, "%s in %s", r.action, s)
				if r.lead {
					require.NoError(t, l.c.May(l.team, deputy, planning.RoleDeputy, r.action), "the deputy leads: %s in %s", r.action, s)
				}
			} else {
				require.NotErrorIs(t, err, planning.ErrConflictOfInterest)
			}
		}
	}
}

// What a transition takes, and whether it needs a reason, is in the table too.
func TestAnEventHasWhatItsActionTakesAndNoMore(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for _, r := range documented(t) {
		if r.action == planning.ActView {
			continue
		}
		role, s := r.by[0], r.from[0]
		doc := regexp.MustCompile(`(?m)^//\t` + string(r.action) + ` .*$`).FindString(string(text))
		l := inState(t, s, r.action)
		if r.action == planning.ActReceive {
			l.team.School = "school-b"
		}
		was := l.c
		valid := l.payload(r.action, people[role])
		bare := planning.Event{}
		valid(&bare)
		reasonless := func(e *planning.Event) { e.Reason = "" }
		if strings.Contains(doc, "reason") {
			require.ErrorIs(t, l.try(role, people[role], r.action, valid, reasonless), planning.ErrEvent, r.action)
		}
		surplus := func(e *planning.Event) {
			if e.CheckIn = (&planning.CheckIn{Note: "x"}); r.action == planning.ActCheckIn {
				e.Subject = "x"
			}
		}
		require.ErrorIs(t, l.try(role, people[role], r.action, valid, surplus), planning.ErrEvent, r.action)
		if !reflectZero(bare) {
			require.Error(t, l.try(role, people[role], r.action), r.action)
		}
		require.ErrorIs(t, l.try(role, people[role], r.action, valid, func(e *planning.Event) { e.Time = begin.AddDate(-1, 0, 0) }), timeOr(s), r.action)
		require.ErrorIs(t, l.try(role, people[role], r.action, valid, func(e *planning.Event) { e.Actor = "Ann Smith" }), planning.ErrEvent, r.action)
		require.Equal(t, was, l.c)
		if !strings.Contains(doc, "reason") {
			require.NoError(t, l.try(role, people[role], r.action, valid, reasonless), r.action)
		} else {
			require.NoError(t, l.try(role, people[role], r.action, valid), r.action)
		}
	}
}

// A new case has no earlier time; its plan is then one that is to come.
func timeOr(s planning.State) error {
	if s == planning.StateNew {
		return planning.ErrALPIncomplete
	}
	return planning.ErrTime
}

func reflectZero(e planning.Event) bool {
	return e.Subject == "" && e.ALP == nil && e.Plan == nil && e.Opportunity == nil && e.Item == nil && e.CheckIn == nil && e.Contents == nil && e.Ballot == nil
}

package planning_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// Random events by random people under teams that change: whatever is tried, no award is
// reached without a plan attested first, the student's own beginning, a submission of what
// was gathered, and a quorum of people who may vote today, a counselor or, while none can
// act, a deputy among them. The test counts for itself.
func TestNoSequenceOfEventsReachesAnAwardWithoutEveryStep(t *testing.T) {
	awards, accepted, refused := 0, 0, 0
	for seed := range uint64(120) {
		rng := rand.New(rand.NewPCG(seed, 8))
		p := policy()
		p.Quorum, p.Agreement = 1+rng.IntN(3), rng.IntN(4)
		r := rulesOf(t, p)
		l := newLife(t, r)
		w := witness{t: t, quorum: p.Quorum, votes: map[string]planning.Action{}, conflicts: map[string]bool{}}
		for range 150 {
			if rng.IntN(20) == 0 {
				shuffleTeam(rng, l)
			}
			e := w.random(rng, l)
			was := l.c
			next, line, err := l.c.Apply(l.team, e)
			if err != nil {
				refused++
				require.Equal(t, was.Head(), next.Head())
				continue
			}
			accepted++
			w.saw(l, e, next)
			l.c, l.log, l.now = next, append(l.log, line), l.now.Add(time.Minute)
			if next.State() == planning.StateAwarded && e.Action == planning.ActAward {
				awards++
			}
		}
		if len(l.log) > 0 {
			l.reads(r)
		}
	}
	t.Logf("%d accepted, %d refused, %d awards", accepted, refused, awards)
	require.Greater(t, awards, 40, "awards are reached, so the test says something")
}

type witness struct {
	t         *testing.T
	quorum    int
	attested  bool
	started   bool
	approved  bool
	submitted string // digest of the last submission since which nothing was gathered or dropped
	reviewed  bool
	votes     map[string]planning.Action // since the review was opened
	conflicts map[string]bool
}

func (w *witness) saw(l *life, e planning.Event, next planning.Case) {
	switch e.Action {
	case planning.ActAttest:
		w.attested = e.Actor != student
	case planning.ActStart:
		w.started = w.attested && e.Actor == student
	case planning.ActPlan:
		for _, s := range e.Plan.Supporters {
			w.conflicts[s.ID] = true
		}
	case planning.ActApprove:
		w.approved = w.started
	case planning.ActGather, planning.ActDrop:
		w.submitted = ""
	case planning.ActSubmit:
		all := next.Submissions()
		w.submitted, w.reviewed = all[len(all)-1].Digest, false
	case planning.ActReview:
		w.reviewed, w.votes = true, map[string]planning.Action{}
	case planning.ActVote:
		require.Equal(w.t, w.submitted, e.Ballot.Submission)
		w.votes[e.Actor] = e.Ballot.Verdict
	case planning.ActConflict:
		w.conflicts[e.Subject] = true
	case planning.ActReceive:
		w.reviewed, w.votes = false, map[string]planning.Action{}
	case planning.ActAward:
		require.True(w.t, w.attested && w.started && w.approved && w.reviewed && w.submitted != "")
		require.Equal(w.t, next.School(), l.team.School)
		count, yes, counselor, able, leads := 0, 0, 0, false, false
		guards := map[string]bool{}
		for _, m := range l.team.Members {
			guards[m.ID] = guards[m.ID] || m.Role == planning.RoleGuardian && m.Student == student
		}
		for _, m := range l.team.Members {
			if m.Role == planning.RoleAdmin || m.Role == planning.RoleGuardian || w.conflicts[m.ID] || guards[m.ID] || m.ID == student {
				continue
			}
			able = able || m.Role == planning.RoleCounselor && !m.Away
			leads = leads || m.ID == e.Actor && m.Role == e.Role && !m.Away
			if v, ok := w.votes[m.ID]; ok {
				count++
				if v == planning.ActAward {
					yes++
				}
				if m.Role == planning.RoleCounselor {
					counselor++
				}
			}
		}
		require.GreaterOrEqual(w.t, count, w.quorum)
		require.Greater(w.t, 2*yes, count)
		require.True(w.t, leads, "whoever decides is there")
		require.True(w.t, counselor > 0 || !able, "a counselor has voted, or none can")
		a, _ := next.Award()
		require.Equal(w.t, w.submitted, a.Submission.Digest)
		for _, k := range four {
			require.Contains(w.t, []string{"strategic-learner", "emerging-expert"}, a.Levels[k])
		}
	}
}

func shuffleTeam(rng *rand.Rand, l *life) {
	l.team = siteTeam()
	for i := range l.team.Members {
		l.team.Members[i].Away = rng.IntN(8) == 0
	}
	if rng.IntN(3) == 0 {
		l.team.Members[rng.IntN(4)].Role = []planning.Role{planning.RoleMember, planning.RoleCounselor, planning.RoleAdmin}[rng.IntN(3)]
	}
	if rng.IntN(4) == 0 {
		l.team.Members = slices.Delete(l.team.Members, 0, rng.IntN(3))
	}
	if rng.IntN(8) == 0 {
		l.team.School = "school-b"
	}
	if rng.IntN(8) == 0 {
		l.team.Members = append(l.team.Members, planning.Member{ID: student, Role: planning.RoleMember})
	}
	if rng.IntN(8) == 0 {
		l.team.Members = append(l.team.Members, planning.Member{ID: member2, Role: planning.RoleGuardian, Student: student})
	}
	if rng.IntN(16) == 0 {
		l.team.Members = append(l.team.Members, planning.Member{ID: member, Role: planning.RoleMember})
	}
}

func (w *witness) random(rng *rand.Rand, l *life) planning.Event {
	actors := []string{student, coach, lead, lead, deputy, member, member2, admin, guardian}
	e := planning.Event{Actor: actors[rng.IntN(len(actors))], Time: l.now, Reason: "as agreed"}
	all := []planning.Action{planning.ActAttest, planning.ActStart, planning.ActPlan, planning.ActApprove, planning.ActGather, planning.ActSubmit, planning.ActReview,
		planning.ActVote, planning.ActAward, planning.ActRevise, planning.ActDecline, planning.ActAppeal, planning.ActCorrect, planning.ActWithdraw, planning.ActHold,
		planning.ActResume, planning.ActTransfer, planning.ActReceive, planning.ActConflict, planning.ActDrop, planning.ActSuggest, planning.ActAccept, planning.ActConfirm}
	roles := []planning.Role{planning.RoleStudent, planning.RoleSupporter, planning.RoleMember, planning.RoleCounselor, planning.RoleDeputy, planning.RoleGuardian, planning.RoleAdmin}
	e.Action, e.Role = all[rng.IntN(len(all))], roles[rng.IntN(len(roles))]
	// Mostly what brings a case forward, by somebody who may, so that sequences come far.
	forward := map[planning.State][]planning.Action{
		planning.StateNew: all[:1], planning.StateReady: all[1:2], planning.StateDraft: all[2:4], planning.StateActive: all[4:6], planning.StateSubmitted: all[6:7],
		planning.StateReview: {planning.ActVote, planning.ActVote, planning.ActVote, planning.ActAward, planning.ActRevise}, planning.StateDeclined: {planning.ActAppeal},
		planning.StateHeld: {planning.ActResume}, planning.StateTransferring: {planning.ActReceive, planning.ActResume}, planning.StateAwarded: {planning.ActCorrect},
	}[l.c.State()]
	if rng.IntN(5) > 0 && len(forward) > 0 {
		e.Action = forward[rng.IntN(len(forward))]
		for range 150 {
			e.Actor, e.Role = actors[rng.IntN(len(actors))], roles[rng.IntN(len(roles))]
			if l.c.May(l.team, e.Actor, e.Role, e.Action) == nil {
				break
			}
		}
	} else if e.Action == planning.ActWithdraw || e.Action == planning.ActTransfer || e.Action == planning.ActConflict {
		if rng.IntN(8) > 0 {
			e.Action = planning.ActVote
		}
	}
	l.payload(e.Action, e.Actor)(&e)
	switch e.Action {
	case planning.ActGather:
		item([]string{"log", "film", "sketch"}[rng.IntN(3)], four[rng.IntN(4):]...)(&e)
	case planning.ActVote:
		verdicts := []planning.Action{planning.ActAward, planning.ActAward, planning.ActAward, planning.ActRevise, planning.ActDecline}
		levels := []string{"novice", "strategic-learner", "emerging-expert", "emerging-expert"}
		l.ballot(verdicts[rng.IntN(5)], levels[rng.IntN(4)])(&e)
		if subs := l.c.Submissions(); len(subs) > 1 && rng.IntN(5) == 0 {
			e.Ballot.Submission = subs[0].Digest
		}
	case planning.ActConflict:
		if rng.IntN(3) == 0 {
			e.Subject = actors[rng.IntN(len(actors))]
		}
	}
	if rng.IntN(30) == 0 {
		e.Time = e.Time.Add(-time.Hour)
	}
	return e
}

func FuzzReadLog(f *testing.F) {
	r := rulesOf(f, policy())
	erased := newLife(f, r).toAwarded()
	for _, l := range []*life{newLife(f, r).toAwarded(), newLife(f, r).toDraft()} {
		f.Add(joined(l.log))
	}
	erased.do(planning.RoleAdmin, admin, planning.ActErase)
	f.Add(joined(erased.log))
	f.Add([]byte("{}\n{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		log := split(data)
		// As it is, and as a forger would chain it.
		for _, log := range [][][]byte{log, rechain(bytesOf(log))} {
			c, err := planning.Read(log, planning.Head{}, r)
			if err != nil {
				require.ErrorContains(t, err, "planning: ")
				require.Equal(t, planning.Case{}, c)
				continue
			}
			require.NoError(t, planning.Verify(log, c.Head()))
			again, err := planning.Read(log, c.Head(), r)
			require.NoError(t, err)
			require.Equal(t, c, again)
			for i := range log {
				require.True(t, json.Valid(log[i]))
			}
			if a, ok := c.Award(); ok {
				require.Len(t, a.Levels, 4)
				require.NotEmpty(t, a.Submission.Contents)
				require.NotEqual(t, planning.StateNew, c.State())
				require.GreaterOrEqual(t, len(log), 8, "no award without its steps")
			}
		}
	})
}

// FuzzApply puts texts and numbers of a stranger's into events: what is accepted is
// written, and read as what it was.
func FuzzApply(f *testing.F) {
	f.Add("log", "A title", "synthesis", "https://example.org/", "why", 50, "2026-02-03")
	f.Add("\xff", "\x00", "é", "javascript:alert(1)", " ", -1, "2026-2-3")
	r := rulesOf(f, policy())
	f.Fuzz(func(t *testing.T, id, text, key, url, reason string, n int, date string) {
		l := newLife(t, r).toActive()
		why := func(e *planning.Event) { e.Reason = reason }
		_ = l.try(planning.RoleStudent, student, planning.ActGather, why, func(e *planning.Event) {
			e.Item = &planning.Item{ID: id, Title: text, Kind: planning.Gather, Competencies: []string{key}, Narrative: text, URL: url}
		})
		_ = l.try(planning.RoleStudent, student, planning.ActCheckIn, why, func(e *planning.Event) {
			e.CheckIn = &planning.CheckIn{Note: text, Percent: n, Next: reason, By: date}
		})
		_ = l.try(planning.RoleMember, id, planning.ActSuggest, why, func(e *planning.Event) {
			e.Opportunity = &planning.Opportunity{ID: id, Setting: planning.Setting(key), Text: text}
		})
		_ = l.try(planning.RoleStudent, student, planning.ActPlan, why, func(e *planning.Event) {
			plan(e)
			e.Plan.Goals[0] = planning.Goal{Text: text, By: date, ALP: key}
			e.Plan.Supporters[0] = planning.Supporter{ID: id, Role: text}
		})
		_ = l.try(planning.RoleStudent, student, planning.ActSubmit, why, func(e *planning.Event) {
			l.contents(e)
			e.Contents[0].Findings, e.Contents[0].Size, e.Contents[0].MediaType = nil, int64(n), text
		})
		l.reads(r)
	})
}

func joined(log [][]byte) (data []byte) {
	for i, line := range log {
		if i > 0 {
			data = append(data, '\n')
		}
		data = append(data, line...)
	}
	return data
}

func split(data []byte) (log [][]byte) {
	start := 0
	for i, b := range data {
		if b == '\n' {
			log, start = append(log, data[start:i]), i+1
		}
	}
	return append(log, data[start:])
}

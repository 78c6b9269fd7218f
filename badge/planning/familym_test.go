package planning_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// The cases of family M that are about planning, review and audit.
// M20 and M21 stand in log_test.go, M12 beside them.

func TestM01WithoutAnAttestedPlanNothingBegins(t *testing.T) {
	l := newLife(t, rulesOf(t, policy()))
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActStart, subject("innovation")), planning.ErrALPIncomplete)
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActAttest, alp), planning.ErrForbidden, "nobody attests his own plan")
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAttest, func(e *planning.Event) {
		e.ALP = &planning.ALP{Student: student, School: school, Completed: "2026-06-01"}
	}), planning.ErrALPIncomplete, "a day to come")
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAttest, func(e *planning.Event) {
		e.ALP = &planning.ALP{Student: student, School: school, Completed: ""}
	}), planning.ErrEvent, "no day")
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAttest, func(e *planning.Event) {
		e.ALP = &planning.ALP{Student: lead, School: school, Completed: "2026-01-09"}
	}), planning.ErrConflictOfInterest, "one's own")
	l.do(planning.RoleCounselor, lead, planning.ActAttest, alp)
	require.Equal(t, "2026-01-09", l.c.ALP().Completed)
}

func TestM02NoStateIsSkipped(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toDraft()
	err := l.try(planning.RoleCounselor, lead, planning.ActAward)
	require.ErrorIs(t, err, planning.ErrTransition)
	require.ErrorContains(t, err, "approve (lead)", "it says what is possible")
	err = l.try(planning.RoleCounselor, lead, planning.ActApprove)
	require.ErrorIs(t, err, planning.ErrTransition, "a guide that answers nothing")
	l.do(planning.RoleStudent, student, planning.ActPlan, plan)
	l.do(planning.RoleCounselor, lead, planning.ActApprove)
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActSubmit), planning.ErrEvidence, "no evidence")
	l.do(planning.RoleStudent, student, planning.ActGather, item("log", four[:3]...))
	err = l.try(planning.RoleStudent, student, planning.ActSubmit, l.contents)
	require.ErrorIs(t, err, planning.ErrEvidence, "evidence for three of four")
	require.ErrorContains(t, err, "Curiosity: 0 of 1")
	l.do(planning.RoleStudent, student, planning.ActGather, item("log", four...))
	l.do(planning.RoleStudent, student, planning.ActSubmit, l.contents)
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrTransition, "no review")
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrQuorum, "no votes")
	_, ok := l.c.Award()
	require.False(t, ok)
}

func TestM02APlanIsApprovedWhenItAnswersItsQuestions(t *testing.T) {
	p := policy()
	p.Confirmed = 1
	for name, lack := range map[string]func(*planning.Plan){
		"opportunity": func(p *planning.Plan) { p.Opportunities = nil },
		"supports":    func(p *planning.Plan) { p.Supporters = nil },
		"confirm":     func(*planning.Plan) {},
		"evidence":    func(p *planning.Plan) { p.Evidence = p.Evidence[:1] },
	} {
		l := newLife(t, rulesOf(t, p)).toDraft()
		l.do(planning.RoleStudent, student, planning.ActPlan, plan, func(e *planning.Event) { lack(e.Plan) })
		if name == "evidence" {
			l.do(planning.RoleSupporter, coach, planning.ActConfirm)
			require.ErrorIs(t, l.try(planning.RoleSupporter, coach, planning.ActConfirm), planning.ErrEvent, "once")
		}
		require.ErrorContains(t, l.try(planning.RoleCounselor, lead, planning.ActApprove), name)
	}
}

func TestM03NobodyJudgesHisOwn(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toReview()
	vote := l.ballot(planning.ActAward, "emerging-expert")
	l.team.Members = append(l.team.Members, planning.Member{ID: student, Role: planning.RoleMember}, planning.Member{ID: coach, Role: planning.RoleMember})
	require.ErrorIs(t, l.try(planning.RoleMember, student, planning.ActVote, vote), planning.ErrConflictOfInterest)
	require.ErrorIs(t, l.try(planning.RoleMember, coach, planning.ActVote, vote), planning.ErrConflictOfInterest, "the supporter, though a member")
	require.ErrorIs(t, l.try(planning.RoleSupporter, coach, planning.ActVote, vote), planning.ErrForbidden, "supporters do not vote")
	l.team.Members = append(l.team.Members, planning.Member{ID: lead, Role: planning.RoleGuardian, Student: student})
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActVote, vote), planning.ErrConflictOfInterest, "the counselor's own child")
}

func TestM03AConflictOnRecordIsOnesOwnOrAnAdmins(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toVoted(planning.ActAward, "emerging-expert")
	require.ErrorIs(t, l.try(planning.RoleMember, member2, planning.ActConflict, subject(member)), planning.ErrForbidden, "to strike another's vote")
	l.do(planning.RoleMember, member, planning.ActConflict, subject(member))
	require.ErrorIs(t, l.try(planning.RoleMember, member, planning.ActConflict, subject(member)), planning.ErrEvent, "once")
	require.Contains(t, l.c.Tally(l.team).Void, member)
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrQuorum)
	require.ErrorIs(t, l.try(planning.RoleMember, member, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert")), planning.ErrConflictOfInterest)
	parents := l.team.Members
	l.team.Members = append(slices.Clip(parents), planning.Member{ID: admin, Role: planning.RoleGuardian, Student: student})
	require.ErrorIs(t, l.try(planning.RoleAdmin, admin, planning.ActConflict, subject(lead)), planning.ErrConflictOfInterest, "an admin who is the guardian")
	l.team.Members = parents
	l.do(planning.RoleAdmin, admin, planning.ActConflict, subject(lead))
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrConflictOfInterest)
	// The deputy leads now, and two of three may still vote.
	l.do(planning.RoleDeputy, deputy, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"))
	l.do(planning.RoleMember, member2, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"))
	l.do(planning.RoleDeputy, deputy, planning.ActAward)
}

func TestM03AStudentDoesNotChooseWhoVotes(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toActive()
	name := func(id string) func(*planning.Event) {
		return func(e *planning.Event) {
			plan(e)
			e.Plan.Supporters = []planning.Supporter{{ID: id, Role: "teacher"}}
		}
	}
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActPlan, name(lead)), planning.ErrConflictOfInterest, "to keep the counselor from voting")
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActPlan, name(student)), planning.ErrConflictOfInterest, "one's own supporter")
	l.do(planning.RoleStudent, student, planning.ActPlan, name("teacher-9"))
	l.do(planning.RoleStudent, student, planning.ActSubmit, l.contents)
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	l.team.Members = append(l.team.Members, planning.Member{ID: coach, Role: planning.RoleMember})
	require.ErrorIs(t, l.try(planning.RoleMember, coach, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert")), planning.ErrConflictOfInterest, "dropped so that he could vote")
	l.reads(rulesOf(t, policy()))
}

func TestM04AQuorumIsOfPeopleWhoMayVoteOnThisVersion(t *testing.T) {
	p := policy()
	p.Quorum = 0
	_, err := planning.New(nil, p)
	require.Error(t, err)
	_, err = planning.New(program(), p)
	require.ErrorIs(t, err, planning.ErrQuorum, "a quorum of nobody")

	l := newLife(t, rulesOf(t, policy())).toReview()
	award := l.ballot(planning.ActAward, "emerging-expert")
	l.do(planning.RoleCounselor, lead, planning.ActVote, award)
	l.do(planning.RoleCounselor, lead, planning.ActVote, award)
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrQuorum, "the same reviewer twice")
	require.Len(t, l.c.Tally(l.team).Votes, 1)

	twice := l.team
	l.team.Members = append(l.team.Members, planning.Member{ID: lead, Role: planning.RoleMember})
	require.ErrorIs(t, l.try(planning.RoleMember, lead, planning.ActVote, award), planning.ErrQuorum, "one person in two roles")
	l.team = twice

	require.ErrorIs(t, l.try(planning.RoleMember, member, planning.ActVote, award, func(e *planning.Event) {
		e.Ballot.Submission = content(t, "x", "x").Digest
	}), planning.ErrQuorum, "a vote on something else")
	require.ErrorIs(t, l.try(planning.RoleMember, member, planning.ActVote, award, func(e *planning.Event) {
		e.Ballot.Submission = ""
	}), planning.ErrQuorum)

	// A member votes, is removed, and is gone from the count.
	l.do(planning.RoleMember, member, planning.ActVote, award)
	require.Empty(t, l.c.Tally(l.team).Missing[planning.ActAward])
	l.team.Members = append(l.team.Members[:2:2], l.team.Members[3:]...)
	require.Contains(t, l.c.Tally(l.team).Void, member)
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrQuorum)
}

func TestM04AVoteIsForOneVersionOfTheEvidence(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toReview()
	old := l.ballot(planning.ActAward, "emerging-expert")
	var stale planning.Event
	old(&stale)
	l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActRevise, "novice"))
	l.do(planning.RoleMember, member, planning.ActVote, l.ballot(planning.ActRevise, "novice"))
	l.do(planning.RoleCounselor, lead, planning.ActRevise)
	l.do(planning.RoleStudent, student, planning.ActSubmit, func(e *planning.Event) {
		l.contents(e)
		e.Contents[0] = content(t, e.Contents[0].Item, "other bytes")
	})
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	require.Empty(t, l.c.Tally(l.team).Votes, "no vote outlives its version")
	require.ErrorIs(t, l.try(planning.RoleMember, member2, planning.ActVote, func(e *planning.Event) { e.Ballot = stale.Ballot }), planning.ErrQuorum)
	all := l.c.Submissions()
	require.Len(t, all, 2)
	require.NotEqual(t, all[0].Digest, all[1].Digest)
	require.NoError(t, all[0].Holds("log", strings.NewReader("the bytes of log")))
	require.ErrorIs(t, all[1].Holds("log", strings.NewReader("the bytes of log")), planning.ErrEvidence)
	require.ErrorIs(t, all[0].Holds("log", strings.NewReader("the bytes of dog")), planning.ErrEvidence, "as many bytes, and others")
	require.ErrorIs(t, all[1].Holds("nothing", strings.NewReader("")), planning.ErrEvidence)
	require.ErrorIs(t, all[1].Holds("log", iotest.ErrReader(io.ErrUnexpectedEOF)), io.ErrUnexpectedEOF)
}

func TestM04TheCounselorsVoteIsNeeded(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toReview()
	award, decline := l.ballot(planning.ActAward, "emerging-expert"), l.ballot(planning.ActDecline, "novice")
	l.do(planning.RoleMember, member, planning.ActVote, award)
	l.do(planning.RoleMember, member2, planning.ActVote, award)
	l.do(planning.RoleDeputy, deputy, planning.ActVote, award)
	require.ErrorContains(t, l.try(planning.RoleCounselor, lead, planning.ActAward), "the counselor's vote")
	l.do(planning.RoleCounselor, lead, planning.ActVote, decline)
	require.ErrorContains(t, l.try(planning.RoleCounselor, lead, planning.ActAward), "the counselor's vote")
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActDecline), planning.ErrQuorum, "nor does the counselor decline alone")
	// Away, the counselor has voted all the same, and the deputy's vote does not replace it.
	l.team.Members[0].Away = true
	require.ErrorContains(t, l.try(planning.RoleDeputy, deputy, planning.ActAward), "the counselor's vote")
	l.team.Members[0].Away = false
	l.do(planning.RoleCounselor, lead, planning.ActVote, award)
	l.do(planning.RoleCounselor, lead, planning.ActAward)
}

func TestM04HowManyMustAgree(t *testing.T) {
	for _, c := range []struct {
		agreement, yes, no int
		carried            bool
	}{
		{0, 2, 0, true}, {0, 2, 1, false}, // all
		{1, 2, 1, true}, {1, 2, 2, false}, // more than half, whatever is said
		{3, 2, 0, false}, {3, 3, 1, true},
	} {
		p := policy()
		p.Agreement = c.agreement
		l := newLife(t, rulesOf(t, p)).toReview()
		voters := []string{lead, member, member2, deputy}
		roles := []planning.Role{planning.RoleCounselor, planning.RoleMember, planning.RoleMember, planning.RoleDeputy}
		for i := range c.yes + c.no {
			vote := l.ballot(planning.ActAward, "emerging-expert")
			if i >= c.yes {
				vote = l.ballot(planning.ActDecline, "emerging-expert")
			}
			l.do(roles[i], voters[i], planning.ActVote, vote)
		}
		err := l.try(planning.RoleCounselor, lead, planning.ActAward)
		if c.carried {
			require.NoError(t, err, c)
		} else {
			require.ErrorIs(t, err, planning.ErrQuorum, c)
		}
	}
}

func TestM04VotesThatAgreeAreNoQuorum(t *testing.T) {
	p := policy()
	p.Quorum, p.Agreement = 3, 1
	l := newLife(t, rulesOf(t, p)).toVoted(planning.ActAward, "emerging-expert")
	require.ErrorContains(t, l.try(planning.RoleCounselor, lead, planning.ActAward), "the quorum is 3, and 2 votes count")
	l.do(planning.RoleMember, member2, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"))
	l.do(planning.RoleCounselor, lead, planning.ActAward)
}

func TestM05AnotherSchoolsTeamDecidesNothing(t *testing.T) {
	l := newLife(t, rulesOf(t, policy()))
	l.team.School = "school-b"
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAttest, alp), planning.ErrForbidden)
	l.team.School = school
	l.toVoted(planning.ActAward, "emerging-expert")
	l.team.School = "school-b"
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrForbidden)
	require.NotEmpty(t, l.c.Tally(l.team).Missing[planning.ActAward])
	for _, p := range people {
		require.Empty(t, l.c.Permissions(l.team, p), "not even to look")
	}
}

func TestM05ATransferIsAskedByOneSchoolAndTakenByTheOther(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toVoted(planning.ActAward, "emerging-expert")
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActTransfer, subject(school)), planning.ErrEvent)
	l.do(planning.RoleCounselor, lead, planning.ActTransfer, subject("school-b"))
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActReceive), planning.ErrForbidden, "the school that sends does not receive")
	l.team.School = "school-c"
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActReceive), planning.ErrForbidden)
	l.team.School = "school-b"
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActResume), planning.ErrForbidden, "the school that receives does not call it back")
	l.do(planning.RoleCounselor, lead, planning.ActReceive)
	require.Equal(t, "school-b", l.c.School())
	require.Equal(t, planning.StateSubmitted, l.c.State())
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	require.Empty(t, l.c.Tally(l.team).Votes, "votes do not move")
	l.reads(rulesOf(t, policy()))
}

func TestM06WhoCountsIsAskedWhenItIsDecided(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toVoted(planning.ActAward, "emerging-expert")
	l.team.Members[0].Role = planning.RoleMember
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActAward), planning.ErrForbidden, "demoted between vote and award")
	require.ErrorIs(t, l.try(planning.RoleDeputy, deputy, planning.ActAward), planning.ErrQuorum, "and the vote is a counselor's no more")
	l.team.Members[0].Role = planning.RoleAdmin
	require.Contains(t, l.c.Tally(l.team).Void, lead)
	l.team.Members[0].Role = planning.RoleCounselor
	l.do(planning.RoleCounselor, lead, planning.ActAward)
}

func TestM07ABallotIsOfTheRubricOfThisCredential(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toReview()
	for name, spoil := range map[string]func(*planning.Ballot){
		"three of four": func(b *planning.Ballot) { b.Levels = b.Levels[:3] },
		"none":          func(b *planning.Ballot) { b.Levels = nil },
		"a fifth": func(b *planning.Ballot) {
			b.Levels = append(b.Levels, planning.Shown{Competency: "teamwork", Level: "novice"})
		},
		"one twice":                  func(b *planning.Ballot) { b.Levels = append(b.Levels, b.Levels[0]) },
		"one twice, another missing": func(b *planning.Ballot) { b.Levels[3] = b.Levels[0] },
		"of another credential":      func(b *planning.Ballot) { b.Levels[0].Competency = "integrity" },
		"an unknown level":           func(b *planning.Ballot) { b.Levels[0].Level = "Emerging Expert" },
		"no level":                   func(b *planning.Ballot) { b.Levels[0].Level = "" },
		"a status for a level":       func(b *planning.Ballot) { b.Levels[0].Level = "Completed" },
		"an award below the level":   func(b *planning.Ballot) { b.Levels[0].Level = "advanced-beginner" },
	} {
		err := l.try(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"), func(e *planning.Event) { spoil(e.Ballot) })
		require.ErrorIs(t, err, planning.ErrRubric, name)
		// Nor does anybody decline by it.
		err = l.try(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActDecline, "novice"), func(e *planning.Event) { spoil(e.Ballot) })
		require.Equal(t, name != "an award below the level", errors.Is(err, planning.ErrRubric), name)
	}
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActErase, "novice")), planning.ErrEvent, "no verdict")
}

func TestM07HowLevelsAreReconciled(t *testing.T) {
	for rule, made := range map[planning.Reconciliation]string{planning.Consensus: "", planning.Median: "strategic-learner", planning.Lowest: "strategic-learner"} {
		p := policy()
		p.Reconcile = rule
		l := newLife(t, rulesOf(t, p)).toReview()
		l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActAward, "strategic-learner"))
		l.do(planning.RoleMember, member, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"))
		err := l.try(planning.RoleCounselor, lead, planning.ActAward)
		if made == "" {
			require.ErrorContains(t, err, "vote again")
			l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActAward, "emerging-expert"))
			l.do(planning.RoleCounselor, lead, planning.ActAward)
			continue
		}
		require.NoError(t, err)
		a, _ := l.c.Award()
		require.Equal(t, made, a.Levels["curiosity"], rule)
	}
	// The lowest vote of three pulls the credential down, and the middle one does not.
	for rule, carried := range map[planning.Reconciliation]bool{planning.Median: true, planning.Lowest: false} {
		p := policy()
		p.Reconcile = rule
		l := newLife(t, rulesOf(t, p)).toVoted(planning.ActAward, "emerging-expert")
		l.do(planning.RoleMember, member2, planning.ActVote, l.ballot(planning.ActRevise, "novice"))
		err := l.try(planning.RoleCounselor, lead, planning.ActAward)
		require.Equal(t, carried, err == nil, "%s: %v", rule, err)
	}
}

func TestM07HowManyCompetenciesAreNeeded(t *testing.T) {
	p := policy()
	p.Competencies = 3
	p.Rubric = planning.Policy{}.Rubric // shown or not
	l := newLife(t, rulesOf(t, p)).toReview()
	vote := func(e *planning.Event) {
		l.ballot(planning.ActAward, "Completed")(e)
		e.Ballot.Levels[1].Level = "Failed"
	}
	l.do(planning.RoleCounselor, lead, planning.ActVote, vote)
	l.do(planning.RoleMember, member, planning.ActVote, vote)
	l.do(planning.RoleCounselor, lead, planning.ActAward)
	p.Competencies = 0
	l = newLife(t, rulesOf(t, p)).toReview()
	require.ErrorIs(t, l.try(planning.RoleCounselor, lead, planning.ActVote, vote), planning.ErrRubric, "all, unless the policy says otherwise")
}

func TestM08ACredentialIsOneOfTheProgram(t *testing.T) {
	l := newLife(t, rulesOf(t, policy()))
	l.do(planning.RoleCounselor, lead, planning.ActAttest, alp)
	for _, key := range []string{"teamwork", "Innovation", "innovation-"} {
		err := l.try(planning.RoleStudent, student, planning.ActStart, subject(key))
		require.ErrorIs(t, err, planning.ErrUnknownCredential)
		require.ErrorContains(t, err, "innovation, communication, leadership, civics and professionalism")
	}
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActStart, subject("Teamwork Credential")), planning.ErrEvent)
}

func TestM09EvidenceMeetsTheRules(t *testing.T) {
	p := policy()
	p.Evidence = planning.EvidenceRules{Most: 2, Bytes: 100, MediaTypes: []string{"text/plain"}, Narrative: true, Tolerated: []string{"low-resolution"}}
	l := newLife(t, rulesOf(t, p)).toActive()
	first := func(f func(*planning.Content)) func(*planning.Event) {
		return func(e *planning.Event) { l.contents(e); f(&e.Contents[0]) }
	}
	for name, spoil := range map[string]func(*planning.Content){
		"2 GiB":        func(c *planning.Content) { c.Size = 2 << 30 },
		"less than 0":  func(c *planning.Content) { c.Size = -1 },
		"media type":   func(c *planning.Content) { c.MediaType = "application/zip" },
		"dead link":    func(c *planning.Content) { c.Findings = []string{"dead-link"} },
		"malware":      func(c *planning.Content) { c.Findings = []string{"low-resolution", "malware"} },
		"location":     func(c *planning.Content) { c.Findings = []string{"location"} },
		"no digest":    func(c *planning.Content) { c.Digest = "" },
		"half a hash":  func(c *planning.Content) { c.Digest = c.Digest[:20] },
		"another hash": func(c *planning.Content) { c.Digest = "md5-" + c.Digest[7:] },
		"no such item": func(c *planning.Content) { c.Item = "other" },
		"loose base64": func(c *planning.Content) { c.Digest = c.Digest[:20] + "\n" + c.Digest[20:] },
	} {
		require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActSubmit, first(spoil)), planning.ErrEvidence, name)
	}
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActSubmit, func(e *planning.Event) {
		l.contents(e)
		e.Contents = append(e.Contents, content(t, "other", "x"))
	}), planning.ErrEvidence, "bytes of no piece")
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActSubmit, func(e *planning.Event) {
		l.contents(e)
		e.Contents[1] = e.Contents[0]
	}), planning.ErrEvidence, "one piece twice")
	for name, spoil := range map[string]func(*planning.Item){
		"a link to http":  func(i *planning.Item) { i.URL = "http://example.org/a" },
		"to a file":       func(i *planning.Item) { i.URL = "file:///etc/passwd" },
		"to a login":      func(i *planning.Item) { i.URL = "https://ann:secret@example.org/" },
		"no kind":         func(i *planning.Item) { i.Kind = "" },
		"no competencies": func(i *planning.Item) { i.Competencies = nil },
	} {
		require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActGather, item("more", "curiosity"), func(e *planning.Event) { spoil(e.Item) }), planning.ErrEvidence, name)
	}
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActGather, item("more", "integrity")), planning.ErrRubric)
	l.do(planning.RoleStudent, student, planning.ActGather, item("more", "curiosity"))
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActSubmit, l.contents), planning.ErrEvidence, "three of at most two")
	l.do(planning.RoleStudent, student, planning.ActDrop, subject("more"))
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActDrop, subject("more")), planning.ErrEvidence)
	l.do(planning.RoleStudent, student, planning.ActGather, item("film", four[2:]...), func(e *planning.Event) { e.Item.Narrative = " \n" })
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActSubmit, l.contents), planning.ErrEvidence, "without the student's words")
	l.do(planning.RoleStudent, student, planning.ActGather, item("film", four[2:]...))
	l.do(planning.RoleStudent, student, planning.ActSubmit, first(func(c *planning.Content) { c.Findings = []string{"low-resolution"} }))
	_, err := planning.ReadContent("x", "text/plain", iotest.ErrReader(errors.New("gone")))
	require.ErrorContains(t, err, "gone")
}

func TestM10ADecisionIsMadeOnce(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toVoted(planning.ActAward, "emerging-expert")
	// Two who click at once: both make entry n of the same case, and a store has one.
	award := planning.Event{Action: planning.ActAward, Actor: lead, Role: planning.RoleCounselor, Time: l.now, Reason: "earned"}
	one, lineOne, err := l.c.Apply(l.team, award)
	require.NoError(t, err)
	award.Time = award.Time.Add(time.Second)
	two, lineTwo, err := l.c.Apply(l.team, award)
	require.NoError(t, err)
	require.Equal(t, one.Head().Entries, two.Head().Entries, "the store sees that they collide")
	a, _ := one.Award()
	b, _ := two.Award()
	require.Equal(t, a.Key, b.Key, "and whoever issues makes one badge of both")
	_, err = planning.Read(append(bytesOf(l.log), lineOne, lineTwo), planning.Head{}, r)
	require.ErrorIs(t, err, planning.ErrLog, "a log has room for one")
	// After a timeout, again.
	_, _, err = one.Apply(l.team, award)
	require.ErrorIs(t, err, planning.ErrTransition)
	again, ok := one.Award()
	require.True(t, ok)
	require.Equal(t, a, again)
}

func bytesOf(log [][]byte) (all [][]byte) {
	for _, line := range log {
		all = append(all, bytes.Clone(line))
	}
	return all
}

func TestM11ACorrectionIsAnEditionOfTheSameAward(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toAwarded()
	first, _ := l.c.Award()
	l.do(planning.RoleCounselor, lead, planning.ActCorrect, func(e *planning.Event) { e.Reason = "a typing error in the narrative" })
	second, _ := l.c.Award()
	require.Equal(t, first.Key, second.Key)
	require.Equal(t, 2, second.Edition)
	second.Edition = 1
	require.Equal(t, first, second, "nothing that was decided changes")
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActGather, item("x", "curiosity")), planning.ErrTransition)
	l.reads(rulesOf(t, policy()))
}

func TestM12WhatWasWithdrawnAndErasedLeavesATombstone(t *testing.T) {
	r := rulesOf(t, policy())
	l := newLife(t, r).toReview()
	require.ErrorIs(t, l.try(planning.RoleAdmin, admin, planning.ActErase), planning.ErrTransition, "what goes on is withdrawn first")
	l.do(planning.RoleStudent, student, planning.ActWithdraw)
	was := l.c.Head()
	l.do(planning.RoleAdmin, admin, planning.ActErase, func(e *planning.Event) { e.Reason = "asked for" })
	require.Len(t, l.log, 1)
	for _, gone := range []string{student, coach, lead, member, guardian, "robotics", "Film", "greenhouse"} {
		require.NotContains(t, string(l.log[0]), gone)
	}
	l.reads(r)
	stone, ok := l.c.Tombstone()
	require.True(t, ok)
	require.Equal(t, planning.Tombstone{Head: was, State: planning.StateWithdrawn}, stone)
	require.Empty(t, l.c.Student())

	l = newLife(t, r).toAwarded()
	a, _ := l.c.Award()
	l.do(planning.RoleAdmin, admin, planning.ActErase)
	l.reads(r)
	stone, _ = l.c.Tombstone()
	require.Equal(t, a.Key, stone.Award, "so that it is not awarded again")
	_, ok = l.c.Award()
	require.False(t, ok)
}

func TestAnAppealIsReviewedAnew(t *testing.T) {
	l := newLife(t, rulesOf(t, policy())).toVoted(planning.ActDecline, "novice")
	l.do(planning.RoleCounselor, lead, planning.ActDecline)
	l.do(planning.RoleStudent, student, planning.ActAppeal)
	l.do(planning.RoleCounselor, lead, planning.ActReview)
	require.Empty(t, l.c.Tally(l.team).Votes)
	l.do(planning.RoleCounselor, lead, planning.ActVote, l.ballot(planning.ActDecline, "novice"))
	l.do(planning.RoleMember, member, planning.ActVote, l.ballot(planning.ActDecline, "novice"))
	l.do(planning.RoleCounselor, lead, planning.ActDecline)
	require.ErrorIs(t, l.try(planning.RoleStudent, student, planning.ActAppeal), planning.ErrTransition, "once, says the policy")
	l.reads(rulesOf(t, policy()))
}

package planning_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
)

// A student's way to the Civics Credential, at a school where two of the team decide.
func Example() {
	rules, err := planning.New(summit.Program(), planning.Policy{Quorum: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	team := planning.SiteTeam{School: "north-high", Members: []planning.Member{
		{ID: "c1", Role: planning.RoleCounselor}, {ID: "t4", Role: planning.RoleMember},
	}}
	c, _ := rules.Case("case-7f3a")
	now := time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)
	var log [][]byte
	do := func(e planning.Event) {
		e.Time = now
		next, line, err := c.Apply(team, e)
		if err != nil {
			fmt.Println(err)
			return
		}
		c, log, now = next, append(log, line), now.AddDate(0, 0, 7)
		fmt.Printf("%s by the %s: %s\n", e.Action, e.Role, c.State())
	}
	four := []string{"situational-knowledge", "citizenship", "participation", "civic-knowledge"}
	paper := planning.Item{ID: "p1", Title: "Speech to the council", Kind: planning.Create, Competencies: four}

	do(planning.Event{Action: planning.ActStart, Actor: "s9", Role: planning.RoleStudent, Subject: "civics"})
	do(planning.Event{Action: planning.ActAttest, Actor: "c1", Role: planning.RoleCounselor, ALP: &planning.ALP{Student: "s9", School: "north-high", Completed: "2025-11-03"}})
	do(planning.Event{Action: planning.ActStart, Actor: "s9", Role: planning.RoleStudent, Subject: "civics"})
	do(planning.Event{Action: planning.ActPlan, Actor: "s9", Role: planning.RoleStudent, Plan: &planning.Plan{
		Opportunities: []planning.Opportunity{{ID: "o1", Setting: planning.SettingBeyond, Text: "the youth council"}},
		Supporters:    []planning.Supporter{{ID: "a2", Role: "adviser of the youth council"}},
		Evidence:      []planning.Item{paper},
	}})
	do(planning.Event{Action: planning.ActApprove, Actor: "c1", Role: planning.RoleCounselor})
	do(planning.Event{Action: planning.ActGather, Actor: "s9", Role: planning.RoleStudent, Item: &paper})
	content, _ := planning.ReadContent("p1", "text/plain", strings.NewReader("Members of the council, …"))
	do(planning.Event{Action: planning.ActSubmit, Actor: "s9", Role: planning.RoleStudent, Contents: []planning.Content{content}})
	do(planning.Event{Action: planning.ActReview, Actor: "c1", Role: planning.RoleCounselor})
	vote := &planning.Ballot{Submission: c.Submissions()[0].Digest, Verdict: planning.ActAward}
	for _, k := range four {
		vote.Levels = append(vote.Levels, planning.Shown{Competency: k, Level: "Completed"})
	}
	do(planning.Event{Action: planning.ActVote, Actor: "c1", Role: planning.RoleCounselor, Ballot: vote})
	do(planning.Event{Action: planning.ActVote, Actor: "t4", Role: planning.RoleMember, Ballot: vote})
	do(planning.Event{Action: planning.ActAward, Actor: "c1", Role: planning.RoleCounselor, Reason: "all four were shown"})

	award, _ := c.Award()
	_, err = planning.Read(log, c.Head(), rules)
	fmt.Println(award.Key, len(log), err)
	// Output:
	// planning: the Advanced Learning Plan has not been attested: the counselor attests first that the student's plan is complete; start comes after
	// attest by the counselor: ready
	// start by the student: draft
	// plan by the student: draft
	// approve by the counselor: active
	// gather by the student: active
	// submit by the student: submitted
	// review by the counselor: review
	// vote by the counselor: review
	// vote by the member: review
	// award by the counselor: awarded
	// case-7f3a/civics/1 10 <nil>
}

package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
)

// waiting are the actions that wait for a person, oldest first.
func (tw *town) waiting(person string) (list []string) {
	own, _, err := tw.portal.office.queue(tw.t.Context(), person)
	require.NoError(tw.t, err)
	for _, w := range own {
		list = append(list, string(w.Action))
	}
	return list
}

func TestACaseWaitsForWhoseTurnItIs(t *testing.T) {
	tw := newTown(t)
	o := &object{id: "case-" + secret(), student: "s9", counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
	tw.history(o)
	everybody := []string{"s9", "g2", "t4", "c1", "d3", "a1", "s5", "c7"}
	for _, c := range []struct {
		state string
		waits map[string]string
	}{
		{"ready", map[string]string{"s9": "start"}},
		{"draft", map[string]string{"c1": "approve"}},
		{"active", map[string]string{"s9": "submit"}},
		{"submitted", map[string]string{"c1": "review"}},
		{"review", map[string]string{"c1": "vote", "t4": "vote", "d3": "vote"}},
		{"voted", map[string]string{"c1": "award", "d3": "vote"}}, // the votes of history are for it
		{"held", map[string]string{"c1": "resume"}},
		{"declined", nil},
		{"awarded", nil},
	} {
		tw.put(o, c.state)
		for _, person := range everybody {
			got := strings.Join(tw.waiting(person), " ")
			if c.state == "voted" && person == "c1" {
				require.Len(t, strings.Fields(got), 1, got)
				continue
			}
			require.Equal(t, c.waits[person], got, "%s in the state %s", person, c.state)
		}
	}
}

// What is written about a case meanwhile makes nobody wait anew.
func TestSomethingWaitsSinceItsTurnCame(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	tw.put(o, "submitted")
	c, err := tw.portal.office.load(t.Context(), o.id)
	require.NoError(t, err)
	own, _, err := tw.portal.office.queue(t.Context(), "c1")
	require.NoError(t, err)
	require.Len(t, own, 1)
	require.Equal(t, c.Submissions()[0].Time, own[0].Since)

	now := time.Now().UTC().Truncate(time.Second)
	tw.portal.office.now = func() time.Time { return now }
	mary, ana := tw.as("c1"), tw.as("s9")
	_, path := mary.post("/cases", url.Values{"student": {"s9"}, "completed": {"2026-05-20"}})
	ana.done(ana.post(path+"/start", url.Values{"credential": {"innovation"}}))
	begun := now
	now = now.Add(time.Hour)
	ana.done(ana.post(path+"/check-in", url.Values{"note": {"I do not know what to plan."}}))
	own, _, err = tw.portal.office.queue(t.Context(), "s9")
	require.NoError(t, err)
	require.Len(t, own, 1)
	require.Equal(t, planning.ActPlan, own[0].Action)
	require.Equal(t, begun, own[0].Since)

	at := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	events := []planning.Event{
		{Action: planning.ActStart, Time: at},
		{Action: planning.ActPlan, Time: at.Add(1 * time.Hour), Plan: &planning.Plan{Supporters: []planning.Supporter{{ID: "x1", Role: "coach"}}}},
		{Action: planning.ActCheckIn, Time: at.Add(2 * time.Hour)},
		{Action: planning.ActPlan, Time: at.Add(3 * time.Hour), Plan: &planning.Plan{Supporters: []planning.Supporter{{ID: "x1", Role: "coach"}, {ID: "x2", Role: "aunt"}}}},
	}
	require.Equal(t, at, since(events, moves...))
	require.Equal(t, at.Add(1*time.Hour), named(events, "x1"))
	require.Equal(t, at.Add(3*time.Hour), named(events, "x2"))
	require.True(t, named(events, "x3").IsZero())
}

func TestTheOldestIsFirstAndNobodyIsRanked(t *testing.T) {
	tw := newTown(t)
	now := time.Now()
	for i, days := range []int{2, 9, 5} {
		tw.portal.office.now = func() time.Time { return now.AddDate(0, 0, -days) }
		mary := tw.as("c1")
		status, at := mary.post("/cases", url.Values{"student": {"s9"}, "completed": {"2026-05-20"}})
		require.Equal(t, http.StatusSeeOther, status, i)
		require.Regexp(t, casePath, at)
	}
	tw.portal.office.now = func() time.Time { return now }
	_, page := tw.as("s9").get("/queue")
	var days []string
	for _, m := range regexp.MustCompile(`since (\d{4}-\d\d-\d\d)`).FindAllStringSubmatch(page, -1) {
		days = append(days, m[1])
	}
	require.Len(t, days, 3)
	require.IsIncreasing(t, days)
	_, page = tw.as("c1").get("/queue")
	require.Contains(t, page, "Nothing waits for you.")
	require.Contains(t, page, "What your cases wait for")
	require.Contains(t, page, "Ana Torres")
	_, page = tw.as("c7").get("/queue")
	require.NotContains(t, page, "Ana Torres")
}

// Who on the team has not voted yet is the team's to know.
func TestAFamilyIsToldThatATeamIsAtWorkAndNotWho(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	tw.put(o, "review")
	for _, person := range []string{"s9", "g2"} {
		_, page := tw.as(person).get("/queue")
		require.Contains(t, page, "Vote", person)
		for _, name := range []string{"Mary Jensen", "Grace Okafor", "Tom Albright"} {
			require.NotContains(t, page, name, person)
		}
	}
	_, page := tw.as("c1").get("/queue")
	require.Contains(t, page, "Grace Okafor")
}

// A guardian is asked when the student asks, and a no is an answer.
func TestAGuardianIsAskedOnceForAConsent(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	now := time.Now()
	tw.portal.office.now = func() time.Time { return now }
	require.Empty(t, tw.waiting("g2"))
	ana := tw.as("s9")
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
	require.Equal(t, []string{"consent"}, tw.waiting("g2"))
	_, page := tw.as("c1").get("/queue")
	require.NotContains(t, page, "may become public", "what a family has to settle is its own")
	tw.answered(at, &now)
}

func TestAReminderComesOnceADayAndHasNoMoreThanAFirstName(t *testing.T) {
	tw := newRealTown(t)
	tw.portal.demo = true
	now := time.Now()
	tw.portal.office.now = func() time.Time { return now }
	for _, account := range []string{"ana@pine.example", "mary@pine.example"} {
		tw.invited(account, phrase)
	}
	before := len(tw.mails("ana@pine.example"))
	mary := tw.as("c1")
	status, _ := mary.post("/cases", url.Values{"student": {"s9"}, "completed": {"2026-05-20"}})
	require.Equal(t, http.StatusSeeOther, status)
	day := func() []string {
		for range 3 {
			require.NoError(t, tw.portal.remind(t.Context()))
			require.NoError(t, tw.portal.deliver(t.Context()))
		}
		return tw.mails("ana@pine.example")
	}
	require.Len(t, day(), before, "what has come today is no reason for a mail")
	now = now.AddDate(0, 0, 1)
	all := day()
	require.Len(t, all, before+1)
	now = now.AddDate(0, 0, 1)
	require.Len(t, day(), before+2)
	now = now.AddDate(0, 0, 8) // what was sent is swept away, and today's is not sent twice for that
	require.Len(t, day(), before+3)

	var reminder string
	for _, m := range all {
		if strings.Contains(m, "This waits for you") {
			reminder = m
		}
	}
	require.Contains(t, reminder, "Ana: Start (since ")
	require.Contains(t, reminder, tw.portal.reach+"/cases/case-")
	for _, private := range []string{"Torres", "Civics", "2026-05-20", "s9", "Pine Ridge"} {
		require.NotContains(t, reminder, private)
	}
	require.Len(t, tw.mails("mary@pine.example"), 1, "for her nothing waits: there is the invitation alone")
}

func TestThePostmanRemindsFromTheMorningOn(t *testing.T) {
	tw := newRealTown(t)
	tw.invited("ana@pine.example", phrase)
	for hour, want := range map[int]int{remindFrom - 1: 0, remindFrom: 1} {
		tw.portal.office.now = func() time.Time { return time.Date(2030, 1, 2, hour, 30, 0, 0, time.Local) }
		_, err := tw.portal.office.db.Exec(`DELETE FROM mails`)
		require.NoError(t, err)
		require.NoError(t, tw.portal.postman(t.Context()))
		var n int
		require.NoError(t, tw.portal.office.db.QueryRow(`SELECT count(*) FROM mails WHERE kind = 'reminder'`).Scan(&n))
		require.Equal(t, want, n)
	}
}

package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/verify"
)

var sayingPath = regexp.MustCompile(`/cases/case-[0-9a-f]{32}/sayings/[0-9a-f]{32}`)

func TestWhatASupporterSaysStandsInTheBadgeIfTheStudentWantsIt(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	at := "/cases/" + o.id
	ana, adviser := tw.as("s9"), tw.browser()
	adviser.get("/s/" + o.secret)
	say := func(words, quote string) int {
		status, _ := adviser.post("/s/"+o.secret+"/saw", url.Values{"note": {words}, "quote": {quote}})
		return status
	}
	before := tw.kept()
	for _, personal := range []string{"Ana moved the council.", "Ms Torres moved it.", "Call me: 303-555-0123."} {
		require.Equal(t, http.StatusBadRequest, say(personal, "yes"), personal)
	}
	require.Equal(t, before, tw.kept(), "what everybody may read one day is looked through before anything of it is kept")
	require.Equal(t, http.StatusSeeOther, say("The speech moved the council.", "yes"))
	require.Equal(t, http.StatusSeeOther, say("The second speech did, too.", "yes"))
	require.Equal(t, http.StatusSeeOther, say("Nobody else wanted to hear the third.", "yes"))
	require.Equal(t, http.StatusSeeOther, say("This is for the team.", ""))

	_, page := ana.get(at)
	ask := map[string]string{}
	for _, part := range strings.Split(page, "<li>") {
		if path := sayingPath.FindString(part); path != "" {
			for _, word := range []string{"moved", "second", "third"} {
				if strings.Contains(part, word) {
					ask[word] = path
				}
			}
		}
	}
	require.Len(t, ask, 3)
	require.NotContains(t, page[strings.Index(page, "What your supporters"):strings.Index(page, "Check-ins")], "for the team")
	status, _ := ana.post(ask["moved"], url.Values{"answer": {"perhaps"}})
	require.Equal(t, http.StatusBadRequest, status)
	other := tw.gathering()
	status, _ = ana.post("/cases/"+other.id+"/sayings/"+strings.TrimPrefix(ask["moved"], at+"/sayings/"), url.Values{"answer": {"no"}})
	require.Equal(t, http.StatusNotFound, status, "what was said in one case is answered in that")
	ana.done(ana.post(ask["moved"], url.Values{"answer": {"yes"}}))
	ana.done(ana.post(ask["second"], url.Values{"answer": {"no"}})) // and of the third nothing is said
	_, page = tw.as("c1").get(at)
	require.NotContains(t, page, "for your badge", "it is the student's own")

	// Now the case goes on to its badge.
	mary, grace := tw.as("c1"), tw.as("t4")
	ana.done(ana.post(at+"/submit", nil))
	page = mary.done(mary.post(at+"/review", nil))
	digest := regexp.MustCompile(`name="submission" value="([^"]+)"`).FindStringSubmatch(page)
	civics, _ := summit.Program().MicroCredential("civics")
	for _, voter := range []*browser{mary, grace} {
		ballot := url.Values{"submission": {strings.ReplaceAll(digest[1], "&#43;", "+")}, "verdict": {"award"}}
		for _, k := range civics.Competencies {
			ballot.Set("level-"+k.Key, rubric().Required)
		}
		voter.done(voter.post(at+"/vote", ballot))
	}
	page = mary.done(mary.post(at+"/award", url.Values{"reason": {"all four were shown"}}))
	require.Contains(t, page, "The badge was made.", tw.logged.String())

	status, page = ana.get(at + "/badge")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "The speech moved the council.")
	require.NotContains(t, page, "The second speech")
	_, jwt := ana.get(at + "/badge/badge.jwt")
	report, err := tw.portal.office.verifier.Verify(t.Context(), []byte(jwt))
	require.NoError(t, err)
	require.Len(t, report.Endorsements, 1)
	e := report.Endorsements[0]
	require.Equal(t, verify.Passed, e.Outcome)
	require.True(t, e.Token)
	require.Equal(t, report.Credential.ID, e.Endorses.ID)
	require.Equal(t, "The speech moved the council.", e.Comment)
	require.Contains(t, e.Name, "adviser")
	require.True(t, e.SelfEndorsed, "the district has signed it, and nobody is told otherwise")
	require.Len(t, e.Proofs, 1)

	status, _ = ana.post(ask["second"], url.Values{"answer": {"yes"}})
	require.Equal(t, http.StatusConflict, status, "what was signed stays")

	// It becomes public with the badge, by the same consent.
	luis := tw.as("g2")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	page = ana.done(ana.post(at+"/publish", nil))
	require.Regexp(t, `/b/[0-9a-f]{32}`, page)
}

func TestABadgeCarriesAFewEndorsements(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	adviser := tw.browser()
	adviser.get("/s/" + o.secret)
	for range mostSayings - 1 { // and one that put has made
		status, _ := adviser.post("/s/"+o.secret+"/saw", url.Values{"note": {"I saw it."}, "quote": {"yes"}})
		require.Equal(t, http.StatusSeeOther, status)
	}
	status, _ := adviser.post("/s/"+o.secret+"/saw", url.Values{"note": {"I saw it."}, "quote": {"yes"}})
	require.Equal(t, http.StatusBadRequest, status)
	status, _ = adviser.post("/s/"+o.secret+"/saw", url.Values{"note": {"I saw it."}})
	require.Equal(t, http.StatusSeeOther, status, "a note can be sent still")
}

func TestAPlanHasSeveralOfEach(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	at := "/cases/" + o.id
	ana := tw.as("s9")
	page := ana.done(ana.post(at+"/plan", url.Values{"goal": {"Speak", "", "Listen"}, "opportunity": {"the council", " ", "the club"}, "setting": {"beyond-school", "work", "clubs"},
		"supporter": {"coach", "coach", "", "aunt"}, "evidence": {"A speech", "", "A film"}, "kind": {"create", "create", "gather"},
		"competency": {"participation"}, "competency-1": {"civic-knowledge"}, "competency-2": {"civic-knowledge", "participation"}}))
	c, err := tw.portal.office.load(t.Context(), o.id)
	require.NoError(t, err)
	plan := c.Guide().Plan
	require.Len(t, plan.Goals, 2)
	require.Equal(t, []string{"the council", "the club"}, []string{plan.Opportunities[0].Text, plan.Opportunities[1].Text})
	require.Equal(t, "clubs", string(plan.Opportunities[1].Setting))
	require.Len(t, plan.Supporters, 3)
	require.Len(t, plan.Evidence, 2)
	require.Equal(t, "A film", plan.Evidence[1].Title)
	require.Equal(t, "gather", string(plan.Evidence[1].Kind))
	require.Equal(t, []string{"civic-knowledge", "participation"}, plan.Evidence[1].Competencies)

	// Each supporter has a link of their own, and keeps it when the plan is saved again.
	links := regexp.MustCompile(`href="(/s/[0-9a-f]{32})"`).FindAllStringSubmatch(page, -1)
	require.Len(t, links, 3)
	for i := range links {
		for j := range i {
			require.NotEqual(t, links[i][1], links[j][1])
		}
	}
	again := url.Values{}
	for _, m := range regexp.MustCompile(`<input id="(?:goal|opportunity|supporter|evidence)[-0-9]*" type="text" name="([a-z]+)"(?: required)? value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		again.Add(m[1], m[2])
	}
	again["setting"], again["kind"], again["competency"], again["competency-1"] = []string{"clubs", "clubs", "clubs", "clubs"}, []string{"create", "create", "create", "create"}, []string{"participation"}, []string{"participation"}
	require.Equal(t, []string{"coach", "coach", "aunt", "", ""}, again["supporter"], "what there is, and room for more")
	page = ana.done(ana.post(at+"/plan", again))
	require.Equal(t, links, regexp.MustCompile(`href="(/s/[0-9a-f]{32})"`).FindAllStringSubmatch(page, -1))
	again["goal"] = make([]string, mostPlanned+1)
	status, _ := ana.post(at+"/plan", again)
	require.Equal(t, http.StatusBadRequest, status)
}

// Whoever has a supporter's link fills no log: its entries are bounded, and the student's own
// would find no room.
func TestASupporterLeavesRoomForTheStudent(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	stranger := tw.browser()
	stranger.get("/s/" + o.secret)
	saw := func() int {
		status, _ := stranger.post("/s/"+o.secret+"/saw", url.Values{"note": {"again"}})
		return status
	}
	for range mostOfSupporter {
		require.Equal(t, http.StatusSeeOther, saw())
	}
	require.Equal(t, http.StatusBadRequest, saw())
	ana := tw.as("s9")
	ana.done(ana.post("/cases/"+o.id+"/check-in", url.Values{"note": {"I have room."}}))
}

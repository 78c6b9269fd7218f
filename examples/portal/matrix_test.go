package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
)

// An object is a case of one school that can be put into any state.
type object struct {
	id, student, counselor, member, school string
	states                                 map[string][][]byte
	secret, item                           string
	batch, given                           string // a file of the school's, and a badge of one
	slug                                   string // of a link to its badge
}

// all who can ask: nobody, the eight of the demonstration, a member at Juniper, who is there
// so that a badge can be earned at either school, an administrator of Juniper alone, to whom
// Pine Ridge and the district are foreign, and a student and a guardian of Pine Ridge, to whom
// a case of the same school is foreign.
var askers = []string{"", "s9", "g2", "t4", "c1", "d3", "a1", "s5", "c7", "t8", "a8", "s8", "g8"}

// everybody but those who are not signed in, and everybody.
const (
	people   = "s9 g2 t4 c1 d3 a1 s5 c7 t8 a8 s8 g8"
	everyone = "- " + people
)

// rights say, of every route, in which state the case is when it is asked, and who may, of
// a case of Ana's (s9) at Pine Ridge and of one of Ben's (s5) at Juniper. "-" is who has
// not signed in.
var rights = map[string]struct{ state, pine, juniper string }{
	"GET /{$}":                          {"active", everyone, everyone},
	"GET /portal.css":                   {"active", everyone, everyone},
	"GET /art/{file}":                   {"active", everyone, everyone},
	"POST /sign-in":                     {"active", everyone, everyone},
	"POST /language":                    {"active", everyone, everyone},
	"GET /.well-known/did.json":         {"active", everyone, everyone},
	"GET /status/{list}":                {"awarded", everyone, everyone},
	"GET /achievements/{version}/{key}": {"active", everyone, everyone},
	"GET /b/":                           {"active", "", ""}, // nothing is public here; life_test.go has what is
	"GET /l/":                           {"active", "", ""}, // likewise; mybadges_test.go has it

	"GET /my":                        {"awarded", "s9 s5 s8", "s9 s5 s8"}, // of whoever asks
	"POST /my/links":                 {"awarded", "s9", "s5"},
	"POST /my/links/{slug}/withdraw": {"awarded", "s9", "s5"},
	"GET /my/links/{slug}/qr.svg":    {"awarded", "s9", "s5"},
	"GET /my/links/{slug}/qr.png":    {"awarded", "s9", "s5"},

	"GET /s/{secret}":          {"draft", everyone, everyone},
	"POST /s/{secret}/confirm": {"draft", everyone, everyone},
	"POST /s/{secret}/saw":     {"draft", everyone, everyone},

	"POST /sign-out": {"active", people, people},
	"POST /cases":    {"active", "c1", "c7"},

	"GET /cases/{case}":              {"active", "s9 g2 t4 c1 d3 a1", "s5 c7 t8 a1 a8"},
	"GET /cases/{case}/files/{item}": {"active", "s9 g2 t4 c1 d3 a1", "s5 c7 t8 a1 a8"},
	"GET /cases/{case}/log":          {"active", "c1 d3 a1", "c7 a1 a8"},
	"POST /cases/{case}/start":       {"ready", "s9", "s5"},
	"POST /cases/{case}/plan":        {"draft", "s9", "s5"},
	"POST /cases/{case}/check-in":    {"active", "s9 t4 c1 d3", "s5 c7 t8"},
	"POST /cases/{case}/gather":      {"active", "s9", "s5"},
	"POST /cases/{case}/drop":        {"active", "s9", "s5"},
	"POST /cases/{case}/submit":      {"active", "s9", "s5"},
	"POST /cases/{case}/vote":        {"review", "t4 c1 d3", "c7 t8"},
	"POST /cases/{case}/award":       {"voted", "c1", "c7"},
	"POST /cases/{case}/approve":     {"draft", "c1", "c7"},
	"POST /cases/{case}/review":      {"submitted", "c1", "c7"},
	"POST /cases/{case}/revise":      {"voted", "c1", "c7"},
	"POST /cases/{case}/decline":     {"voted", "c1", "c7"},
	"POST /cases/{case}/appeal":      {"declined", "s9", "s5"},
	"POST /cases/{case}/withdraw":    {"active", "s9", "s5"},
	"POST /cases/{case}/hold":        {"active", "c1", "c7"},
	"POST /cases/{case}/resume":      {"held", "c1", "c7"},

	"GET /cases/{case}/badge":                        {"awarded", "s9 g2", "s5"},
	"GET /cases/{case}/badge/{form}":                 {"awarded", "s9", "s5"},
	"POST /cases/{case}/consent":                     {"awarded", "s9 g2", "s5"},
	"POST /cases/{case}/refuse":                      {"awarded", "s9 g2", "s5"},
	"POST /cases/{case}/publish":                     {"awarded", "s9", "s5"},
	"POST /cases/{case}/unpublish":                   {"awarded", "s9 g2", "s5"},
	"GET /schools/{school}/files":                    {"awarded", "c1 d3 a1", "c7 a1 a8"},
	"POST /schools/{school}/files":                   {"awarded", "c1 d3 a1", "c7 a1 a8"},
	"GET /schools/{school}/files/{batch}":            {"awarded", "c1 d3 a1", "c7 a1 a8"},
	"GET /schools/{school}/files/{batch}/report.csv": {"awarded", "c1 d3 a1", "c7 a1 a8"},
	"POST /schools/{school}/files/{batch}/confirm":   {"awarded", "c1 d3 a1", "c7 a1 a8"},
	"GET /keys":                       {"awarded", "a1", "a1"},
	"POST /keys/new":                  {"awarded", "a1", "a1"},
	"POST /keys/use":                  {"awarded", "a1", "a1"},
	"POST /keys/compromised":          {"awarded", "a1", "a1"},
	"GET /given":                      {"awarded", people, people},
	"GET /given/{badge}/badge":        {"awarded", "s9 g2", "s5"},
	"GET /given/{badge}/badge/{form}": {"awarded", "s9", "s5"},
	"POST /given/{badge}/consent":     {"awarded", "s9 g2", "s5"},
	"POST /given/{badge}/refuse":      {"awarded", "s9 g2", "s5"},
	"POST /given/{badge}/publish":     {"awarded", "s9", "s5"},
	"POST /given/{badge}/unpublish":   {"awarded", "s9 g2", "s5"},
	"POST /given/{badge}/not-now":     {"awarded", "g2", ""},
	"GET /given/{badge}/desk":         {"awarded", "c1 d3 a1", "c7 a1 a8"},
	"POST /given/{badge}/suspend":     {"awarded", "c1", "c7"},
	"POST /given/{badge}/reinstate":   {"awarded", "c1", "c7"},
	"POST /given/{badge}/revoke":      {"awarded", "c1", "c7"},
	"POST /given/{badge}/erase":       {"awarded", "a1", "a1 a8"},

	"GET /cases/{case}/desk":       {"awarded", "c1 d3 a1", "c7 a1 a8"},
	"POST /cases/{case}/suspend":   {"awarded", "c1", "c7"},
	"POST /cases/{case}/reinstate": {"awarded", "c1", "c7"},
	"POST /cases/{case}/revoke":    {"awarded", "c1", "c7"},
	"POST /cases/{case}/reissue":   {"awarded", "c1", "c7"},
	"POST /cases/{case}/transfer":  {"active", "c1", "c7"},
	"GET /arrivals":                {"awarded", people, people}, // of whoever asks
	"POST /arrivals/{case}":        {"transferring", "c7", "c1"},
	"GET /cases/{case}/conflict":   {"active", "t4 c1 d3 a1", "c7 t8 a1 a8"},
	"POST /cases/{case}/conflict":  {"active", "t4 c1 d3 a1", "c7 t8 a1 a8"},
	"POST /cases/{case}/erase":     {"awarded", "a1", "a1 a8"},
	"GET /erasures":                {"awarded", "a1 a8", "a1 a8"}, // of whoever asks

	"GET /schools/{school}/people/{person}/graduation": {"awarded", "a1", "a1 a8"},
	"POST /schools/{school}/people/{person}/graduate":  {"awarded", "a1", "a1 a8"},
	"POST /schools/{school}/people/{person}/rebind":    {"awarded", "a1", "a1 a8"},
	"GET /rebind/{secret}":                             {"active", "", ""}, // a link of the other kind; graduate_test.go has one of this
	"POST /rebind/{secret}":                            {"active", "", ""},
	"GET /moved":                                       {"active", "a1", "a1"}, // of the district
	"POST /moved":                                      {"active", "a1", "a1"},
	"GET /published.zip":                               {"active", everyone, everyone},

	"GET /forgot":                                   {"active", everyone, everyone},
	"POST /forgot":                                  {"active", everyone, everyone},
	"GET /open/{secret}":                            {"active", "", ""}, // a link of the other kind; accounts_test.go has one of this
	"POST /open/{secret}":                           {"active", "", ""},
	"GET /account":                                  {"active", people, people},
	"POST /account/password":                        {"active", "", ""}, // nobody here has one
	"POST /account/sign-out":                        {"active", people, people},
	"GET /queue":                                    {"active", people, people},
	"POST /cases/{case}/sayings/{saying}":           {"active", "s9", "s5"},
	"POST /cases/{case}/not-now":                    {"awarded", "g2", ""},
	"GET /schools/{school}/people":                  {"active", "a1", "a1 a8"},
	"GET /schools/{school}/people/log":              {"active", "a1", "a1 a8"},
	"POST /schools/{school}/people":                 {"active", "a1", "a1 a8"},
	"POST /schools/{school}/people/{person}/invite": {"active", "a1", "a1 a8"},
	"POST /schools/{school}/people/{person}/close":  {"active", "a1", "a1 a8"},
	"POST /schools/{school}/people/{person}/leave":  {"active", "a1", "a1 a8"},
}

// history makes a log for each state, by the package's own judgement.
func (tw *town) history(o *object) {
	t, office := tw.t, tw.portal.office
	team, err := office.team(context.Background(), o.school)
	require.NoError(t, err)
	c, err := office.rules.Case(o.id)
	require.NoError(t, err)
	now := time.Now().UTC().Add(-time.Hour).Truncate(time.Second)
	o.states = map[string][][]byte{}
	var log [][]byte
	try := func(c planning.Case, who string, role planning.Role, e planning.Event) (planning.Case, []byte) {
		e.Actor, e.Role, e.Time = who, role, now
		next, line, err := c.Apply(team, e)
		require.NoError(t, err, e.Action)
		return next, line
	}
	do := func(who string, role planning.Role, e planning.Event, state string) {
		var line []byte
		c, line = try(c, who, role, e)
		log = append(log, line)
		if state != "" {
			o.states[state] = slices.Clone(log)
		}
	}
	civics, _ := summit.Program().MicroCredential("civics")
	item := planning.Item{ID: o.item, Title: "A speech", Kind: planning.Create, Narrative: "What I said."}
	ballot := planning.Ballot{Verdict: planning.ActDecline}
	for _, k := range civics.Competencies {
		item.Competencies = append(item.Competencies, k.Key)
		ballot.Levels = append(ballot.Levels, planning.Shown{Competency: k.Key, Level: rubric().Levels[0].Key})
	}
	content, err := planning.ReadContent(o.item, "text/plain", strings.NewReader("What I said."))
	require.NoError(t, err)
	do(o.counselor, planning.RoleCounselor, planning.Event{Action: planning.ActAttest, ALP: &planning.ALP{Student: o.student, School: o.school, Completed: "2026-05-20"}}, "ready")
	do(o.student, planning.RoleStudent, planning.Event{Action: planning.ActStart, Subject: "civics"}, "")
	do(o.student, planning.RoleStudent, planning.Event{Action: planning.ActPlan, Plan: &planning.Plan{
		Opportunities: []planning.Opportunity{{ID: "o1", Setting: planning.SettingBeyond, Text: "the council"}},
		Supporters:    []planning.Supporter{{ID: "x1", Role: "adviser"}}, Evidence: []planning.Item{item}}}, "draft")
	do(o.counselor, planning.RoleCounselor, planning.Event{Action: planning.ActApprove}, "")
	do(o.student, planning.RoleStudent, planning.Event{Action: planning.ActGather, Item: &item}, "active")
	_, held := try(c, o.counselor, planning.RoleCounselor, planning.Event{Action: planning.ActHold, Reason: "a pause"})
	o.states["held"] = append(slices.Clone(log), held)
	other := map[string]string{"pine-ridge": "juniper", "juniper": "pine-ridge"}[o.school]
	_, sent := try(c, o.counselor, planning.RoleCounselor, planning.Event{Action: planning.ActTransfer, Subject: other, Reason: "a move"})
	o.states["transferring"] = append(slices.Clone(log), sent)
	do(o.student, planning.RoleStudent, planning.Event{Action: planning.ActSubmit, Contents: []planning.Content{content}}, "submitted")
	do(o.counselor, planning.RoleCounselor, planning.Event{Action: planning.ActReview}, "review")
	under, before := c, slices.Clone(log)
	for verdict, state := range map[planning.Action]string{planning.ActDecline: "declined", planning.ActAward: "awarded"} {
		c, log = under, slices.Clone(before)
		b := ballot
		b.Submission, b.Verdict, b.Levels = c.Submissions()[0].Digest, verdict, slices.Clone(ballot.Levels)
		if verdict == planning.ActAward {
			for i := range b.Levels {
				b.Levels[i].Level = rubric().Required
			}
		}
		do(o.counselor, planning.RoleCounselor, planning.Event{Action: planning.ActVote, Ballot: &b}, "")
		do(o.member, planning.RoleMember, planning.Event{Action: planning.ActVote, Ballot: &b}, "voted")
		do(o.counselor, planning.RoleCounselor, planning.Event{Action: verdict, Reason: "so it was seen"}, state)
	}
}

// put brings the case into a state.
func (tw *town) put(o *object, state string) {
	t, office, ctx := tw.t, tw.portal.office, context.Background()
	log := o.states[state]
	require.NotEmpty(t, log, state)
	run := func(query string, args ...any) {
		_, err := office.db.Exec(query, args...)
		require.NoError(t, err)
	}
	run(`INSERT INTO cases (id, student, school) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, o.id, o.student, o.school)
	run(`INSERT INTO files (case_id, item, media_type, data) VALUES (?, ?, 'text/plain', ?) ON CONFLICT DO NOTHING`, o.id, o.item, []byte("What I said."))
	run(`INSERT INTO supporters (token, case_id, person) VALUES (?, ?, 'x1') ON CONFLICT DO NOTHING`, o.secret, o.id)
	run(`INSERT INTO sayings (id, case_id, supporter, part, words, time, accepted) VALUES (?, ?, 'x1', 'coach', 'I saw it.', 0, 0) ON CONFLICT DO NOTHING`, o.item, o.id)
	run(`DELETE FROM entries WHERE case_id = ?`, o.id)
	run(`DELETE FROM moves WHERE case_id = ?`, o.id)
	run(`DELETE FROM graduates WHERE person = ?`, o.student)
	run(`UPDATE cases SET school = ? WHERE id = ?`, o.school, o.id)
	run(`UPDATE people SET school = ? WHERE id = ?`, o.school, o.student)
	run(`DELETE FROM seats WHERE role = 'guardian' AND school <> 'pine-ridge'`)
	if state == "transferring" {
		run(`INSERT INTO moves (case_id, school) VALUES (?, ?)`, o.id, map[string]string{"pine-ridge": "juniper", "juniper": "pine-ridge"}[o.school])
	}
	for i, line := range log {
		run(`INSERT INTO entries (case_id, n, line) VALUES (?, ?, ?)`, o.id, i+1, line)
	}
	c, err := planning.Read(log, planning.Head{}, office.rules)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(filepath.Join(office.heads, o.id)))
	require.NoError(t, office.keep(o.id, c.Head()))
	if c.State() == planning.StateAwarded {
		require.NoError(t, office.award(ctx, c))
		tw.putFile(o)
	}
}

// kept counts all that a request could have changed.
func (tw *town) kept() (n int) {
	require.NoError(tw.t, tw.portal.office.db.QueryRow(`SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM entries) + (SELECT count(*) FROM files)
		+ (SELECT count(*) FROM consents) + (SELECT count(*) FROM published) + (SELECT count(*) FROM links) + (SELECT count(*) FROM acts) + (SELECT count(*) FROM corrections) + (SELECT count(*) FROM erasures) + (SELECT count(*) FROM graduates) + (SELECT count(*) FROM rebindings) + (SELECT count(*) FROM sets WHERE withdrawn = 0)
		+ (SELECT count(*) FROM accounts) + (SELECT count(*) FROM people) + (SELECT count(*) FROM seats) + (SELECT count(*) FROM refusals) + (SELECT count(*) FROM given_refusals) + (SELECT count(*) FROM sayings WHERE accepted = 0)
		+ (SELECT count(*) FROM batches WHERE state = 'tried') + (SELECT count(*) FROM batches) + (SELECT count(*) FROM given) + (SELECT count(*) FROM changes)`).Scan(&n))
	return n
}

func TestEveryRouteAnswersThoseWhomItIsForAndNobodyElse(t *testing.T) {
	tw := newTown(t)
	_, err := tw.portal.office.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('t8', 'Eve Lund', '', ''), ('a8', 'Kim Vogel', '', ''), ('s8', 'Zoe Marsh', '2009-05-05', 'pine-ridge'), ('g8', 'Lee Marsh', '', ''); INSERT INTO seats (person, school, role, student) VALUES ('t8', 'juniper', 'member', ''), ('a8', 'juniper', 'admin', ''), ('g8', 'pine-ridge', 'guardian', 's8')`)
	require.NoError(t, err)
	pine := &object{id: "case-" + secret(), student: "s9", counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
	juniper := &object{id: "case-" + secret(), student: "s5", counselor: "c7", member: "t8", school: "juniper", secret: secret(), item: "i" + secret()}
	tw.history(pine)
	tw.history(juniper)
	tw.put(pine, "awarded")
	tw.put(juniper, "awarded")
	list := tw.listed()
	browsers := map[string]*browser{}
	for _, who := range askers {
		browsers[who] = tw.as(who)
	}
	table := routes()
	require.Len(t, table, len(rights), "each route has its row, and each row its route")
	var asked int
	for _, rt := range table {
		row, ok := rights[rt.pattern]
		require.True(t, ok, "nobody has said who may %s", rt.pattern)
		method, pattern, _ := strings.Cut(rt.pattern, " ")
		for _, at := range []struct {
			*object
			may string
		}{{pine, row.pine}, {juniper, row.juniper}} {
			tw.put(at.object, "awarded")
			path := strings.NewReplacer("{$}", "", "{case}", at.id, "{item}", at.item, "{secret}", at.secret, "{slug}", tw.linked(at.object), "{form}", "badge.jwt", "{saying}", at.item, "{school}", at.school, "{person}", at.student, "{file}", "civics.png",
				"{list}", list, "{version}", summit.Program().Version, "{key}", "civics", "{batch}", at.batch, "{badge}", at.given).Replace(pattern)
			for _, who := range askers {
				b := browsers[who]
				tw.put(at.object, row.state)
				before := tw.kept()
				var status int
				var body string
				if method == http.MethodGet {
					status, body = b.get(path)
				} else {
					status, body = b.post(path, url.Values{"student": {at.student}, "person": {who}, "badge": {tw.badgeOf(at.object)}})
				}
				name := who
				if who == "" {
					name = "-"
				}
				asked++
				what := fmt.Sprintf("%s of %s by %q: %d", rt.pattern, at.student, name, status)
				refused := status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusNotFound
				signingIn := rt.pattern == "POST /sign-in" && who == "" // there is nobody of no name
				require.Equal(t, !slices.Contains(strings.Fields(at.may), name) || signingIn, refused, "%s\n%s", what, body)
				require.Less(t, status, http.StatusInternalServerError, "%s\n%s", what, tw.logged)
				if refused || method == http.MethodGet { // no link changes anything, wherever it stands
					require.Equal(t, before, tw.kept(), what)
				}
				if strings.HasSuffix(rt.pattern, "/graduate") && !refused {
					tw.put(at.object, row.state)
					browsers[at.student] = tw.as(at.student)
				}
				if rt.pattern == "POST /sign-in" || strings.HasSuffix(rt.pattern, "/sign-out") {
					browsers[who] = tw.as(who)
				}
			}
		}
	}
	require.Equal(t, len(table)*2*len(askers), asked)
	t.Logf("%d routes, 2 objects, %d who ask: %d combinations", len(table), len(askers), asked)
}

// listed is the number of the status list.
func (tw *town) listed() string {
	entry, err := tw.portal.office.lists.Entry(context.Background(), tw.anyBadge())
	require.NoError(tw.t, err)
	return fmt.Sprint(entry.List)
}

func (tw *town) anyBadge() (credential string) {
	require.NoError(tw.t, tw.portal.office.db.QueryRow(`SELECT credential FROM badges`).Scan(&credential))
	return credential
}

// What is not theirs looks like what is not there, to the byte but for its own address.
func TestACaseOfAnotherSchoolLooksLikeNone(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	noor := tw.as("c7")
	status, theirs := noor.get(at)
	require.Equal(t, http.StatusNotFound, status)
	none := "/cases/case-" + secret()
	_, nothing := noor.get(none)
	require.Equal(t, strings.ReplaceAll(nothing, none, at), theirs)
}

func TestAFormOfAnotherCookieOrAnotherSiteIsRefused(t *testing.T) {
	tw := newTown(t)
	mary, grace := tw.as("c1"), tw.as("t4")
	form := url.Values{"student": {"s9"}, "completed": {"2026-05-20"}}
	for _, token := range []string{"", "0", grace.token} {
		form.Set("token", token)
		status, body := mary.post("/cases", form)
		require.Equal(t, http.StatusForbidden, status, body)
	}
	form.Set("token", mary.token)
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		r, err := http.NewRequest(http.MethodPost, tw.server.URL+"/cases", strings.NewReader(form.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(name, value)
		status, _ := mary.do(r)
		require.Equal(t, http.StatusForbidden, status, name)
	}
	status, _ := mary.post("/cases", form)
	require.Equal(t, http.StatusSeeOther, status)
}

func TestARequestIsBounded(t *testing.T) {
	tw := newTown(t)
	mary := tw.as("c1")
	status, _ := mary.post("/cases", url.Values{"student": {strings.Repeat("x", mostForm)}})
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	status, _ = mary.post("/cases", url.Values{"student": {strings.Repeat("x", mostText+1)}})
	require.Equal(t, http.StatusBadRequest, status)
	r, err := http.NewRequest(http.MethodGet, tw.server.URL+"/", nil)
	require.NoError(t, err)
	r.Host = "rebound.example"
	status, _ = mary.do(r)
	require.Equal(t, http.StatusMisdirectedRequest, status)
	for range mostOfPerson {
		tw.portal.each.allow("c1", mostOfPerson)
	}
	status, _ = mary.get("/")
	require.Equal(t, http.StatusTooManyRequests, status, "one person's are bounded")
	status, _ = tw.as("t4").get("/")
	require.Equal(t, http.StatusOK, status, "and another's are not spent by them")
	all := newGate(time.Now)
	tw.portal.allow = func(r *http.Request) bool { return all.allow(tw.portal.from(r), mostRequests) }
	for range mostRequests - 1 {
		all.allow("127.0.0.1", mostRequests)
	}
	nobody := &browser{town: tw, client: &http.Client{}}
	status, _ = nobody.get("/portal.css")
	require.Equal(t, http.StatusOK, status)
	status, _ = nobody.get("/portal.css")
	require.Equal(t, http.StatusTooManyRequests, status)
}

func TestTheSignInPageIsReachedFromThisMachineAlone(t *testing.T) {
	for _, address := range []string{":8090", "0.0.0.0:8090", "192.0.2.7:8090", "portal.example:8090", "8090"} {
		require.Error(t, loopback(address), address)
	}
	require.NoError(t, loopback("127.0.0.1:0"))
	require.NoError(t, loopback("[::1]:0"))
}

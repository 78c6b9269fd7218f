package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// holding are the tables in which a text stands somewhere.
func (tw *town) holding(text string) (tables []string) {
	db := tw.portal.office.db
	names, holds := `SELECT m.name, c.name, '' FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`, map[string]string{"": `instr(cast(%s AS BLOB), cast(? AS BLOB))`}
	if tw.where != "" {
		names = `SELECT table_name, column_name, CASE data_type WHEN 'bytea' THEN 'bytes' ELSE '' END FROM information_schema.columns WHERE table_schema = current_schema()`
		holds = map[string]string{"": `position(CAST(? AS TEXT) IN CAST(%s AS TEXT))`, "bytes": `position(convert_to(?, 'UTF8') IN %s)`}
	}
	rows, err := db.Query(names)
	require.NoError(tw.t, err)
	var columns [][3]string
	for rows.Next() {
		var c [3]string
		require.NoError(tw.t, rows.Scan(&c[0], &c[1], &c[2]))
		columns = append(columns, c)
	}
	require.NoError(tw.t, rows.Close())
	for _, c := range columns {
		var n int
		require.NoError(tw.t, db.QueryRow(`SELECT count(*) FROM `+c[0]+` WHERE `+fmt.Sprintf(holds[c[2]], c[1])+` > 0`, text).Scan(&n))
		if n > 0 {
			tables = append(tables, c[0]+"."+c[1])
		}
	}
	return tables
}

func TestACaseAndItsBadgeAreForgottenAndMakeNoOther(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	o, ctx, id := tw.portal.office, t.Context(), strings.TrimPrefix(at, "/cases/")
	ana, luis, mary, ruth := tw.as("s9"), tw.as("g2"), tw.as("c1"), tw.as("a1")
	_, jwt := ana.get(at + "/badge/badge.jwt")
	credential := tw.anyBadge()
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	link := setPath.FindString(ana.done(ana.post("/my/links", url.Values{"badge": {credential}, "purpose": {"resume"}, "days": {"30"}})))
	require.NotEmpty(t, link)
	subject := tw.view(jwt).Subject.ID
	require.NotEmpty(t, tw.holding(subject))

	status, _ := ruth.post(at+"/erase", nil)
	require.Equal(t, http.StatusBadRequest, status, "without a reason")
	status, _ = mary.post(at+"/erase", url.Values{"reason": {"x"}})
	require.Equal(t, http.StatusForbidden, status)
	page := ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}, "revoke": {"yes"}}))
	require.Contains(t, page, "at its end since", tw.logged.String())
	require.NotContains(t, page, "steps are open")
	require.NotContains(t, page, "Torres")

	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended)
	stranger := tw.browser()
	for _, path := range []string{public, link} {
		status, _ = stranger.get(path)
		require.Equal(t, http.StatusNotFound, status)
	}
	for _, b := range []*browser{ana, luis, mary, ruth} {
		status, _ = b.get(at)
		require.Equal(t, http.StatusNotFound, status)
	}
	_, page = ana.get("/my")
	require.NotContains(t, page, "Civics")
	c, err := o.load(ctx, id)
	require.NoError(t, err)
	require.Equal(t, planning.StateErased, c.State())
	require.Empty(t, tw.holding(subject), "nothing says whose it was")
	require.Empty(t, tw.holding("What I said, and why."))
	require.ElementsMatch(t, []string{"status_entries.credential", "status_epoch.newest", "consents.document"}, tw.holding(credential), "what stays is what the steps say")
	for _, table := range []string{"files", "supporters", "badges", "published", "links", "set_badges", "sets", "acts", "sayings", "refusals"} {
		var n int
		require.NoError(t, o.db.QueryRow(`SELECT count(*) FROM `+table).Scan(&n))
		require.Zero(t, n, table)
	}
	var n int
	require.NoError(t, o.db.QueryRow(`SELECT count(*) FROM awards WHERE state = 'noted'`).Scan(&n))
	require.Zero(t, n, "neither her id in badges nor that she had earned it")
	require.NoError(t, o.resume(ctx), "nothing is made of it again")
	require.NoError(t, o.db.QueryRow(`SELECT count(*) FROM badges`).Scan(&n))
	require.Zero(t, n)
	status, _ = mary.get("/erasures")
	require.Equal(t, http.StatusForbidden, status)

	// And she can earn it again.
	require.NotEqual(t, at, tw.decided())
}

// An erasure that ended at any step is taken up there, the case's own among them: the
// tombstone is stored, and its head is not.
func TestAnErasureThatWasBrokenOffIsTakenUp(t *testing.T) {
	for done := range len(privacy.Erasure(true)) {
		tw := newTown(t)
		at := tw.decided()
		o, ctx, id := tw.portal.office, t.Context(), strings.TrimPrefix(at, "/cases/")
		c, err := o.load(ctx, id)
		require.NoError(t, err)
		decided, _ := c.Award()
		_, err = o.db.Exec(`INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended) VALUES (?, 'pine-ridge', ?, 1, 'a1', 'it was asked for', 0, 0, 0)`, id, decided.Key)
		require.NoError(t, err)
		list, err := o.erasures(ctx, `ended = 0`)
		require.NoError(t, err)
		head, err := o.head(id)
		require.NoError(t, err)
		for _, s := range privacy.Erasure(true)[:done+1] { // the last of them without its note
			require.NoError(t, o.step(ctx, list[0], s.Key))
		}
		if privacy.Erasure(true)[done].Key == "case" {
			require.NoError(t, os.RemoveAll(filepath.Join(tw.dir+"-heads", id)))
			require.NoError(t, o.keep(id, head))
			_, err := o.load(ctx, id)
			require.Error(t, err)
		}
		_, err = o.db.Exec(`UPDATE erasures SET done = ?`, done)
		require.NoError(t, err)
		require.NoError(t, o.resume(ctx))
		list, err = o.erasures(ctx, `ended <> 0`)
		require.NoError(t, err)
		require.Len(t, list, 1)
		c, err = o.load(ctx, id)
		require.NoError(t, err)
		require.Equal(t, planning.StateErased, c.State())
	}
}

// A log that was cut to a line is no tombstone, whatever says that it is being erased.
func TestALogThatWasCutIsNotBuried(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	o, ctx, id := tw.portal.office, t.Context(), strings.TrimPrefix(at, "/cases/")
	_, err := o.db.Exec(`DELETE FROM entries WHERE case_id = ? AND n > 1`, id)
	require.NoError(t, err)
	require.Error(t, o.bury(ctx, erasure{Object: id, Person: "a1", Reason: "x"}))
	_, err = o.load(ctx, id)
	require.Error(t, err)
}

func TestEveryStepOfAnErasureIsDoneAndSaid(t *testing.T) {
	tw := newTown(t)
	for _, s := range privacy.Erasure(true) {
		require.Contains(t, words, "step."+s.Key)
		require.Contains(t, words, "left."+s.Key)
	}
	require.ErrorIs(t, tw.portal.office.step(t.Context(), erasure{}, "another"), errStep)
}

// A tombstone is believed of the log alone whose end was kept.
func TestATombstoneOfAnotherLogBuriesNothing(t *testing.T) {
	tw := newTown(t)
	o, ctx := tw.portal.office, t.Context()
	at := tw.gathering()
	team, err := o.team(ctx, at.school)
	require.NoError(t, err)
	c, err := o.load(ctx, at.id)
	require.NoError(t, err)
	other, _, err := c.Apply(team, planning.Event{Action: planning.ActWithdraw, Actor: "s9", Role: planning.RoleStudent, Time: o.now()})
	require.NoError(t, err)
	_, stone, err := other.Apply(team, planning.Event{Action: planning.ActErase, Actor: "a1", Role: planning.RoleAdmin, Time: o.now(), Reason: "x"})
	require.NoError(t, err)
	_, err = o.db.Exec(`DELETE FROM entries WHERE case_id = ?`, at.id)
	require.NoError(t, err)
	_, err = o.db.Exec(`INSERT INTO entries (case_id, n, line) VALUES (?, 1, ?)`, at.id, stone)
	require.NoError(t, err)
	require.Error(t, o.bury(ctx, erasure{Object: at.id, Person: "a1", Reason: "x"}))
	_, err = o.load(ctx, at.id)
	require.Error(t, err)
}

func TestACaseThatWentOnMeanwhileIsNotErasedWithItsEnd(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	o, ctx, id := tw.portal.office, t.Context(), strings.TrimPrefix(at, "/cases/")
	c, err := o.load(ctx, id)
	require.NoError(t, err)
	require.NoError(t, o.reissue(ctx, c, "c1", planning.RoleCounselor, award.Supersede, "so it was decided"))
	_, err = o.apply(ctx, c, planning.Event{Action: planning.ActErase, Actor: "a1", Role: planning.RoleAdmin, Reason: "x"})
	require.ErrorIs(t, err, errChanged)
	now, err := o.load(ctx, id)
	require.NoError(t, err)
	require.Equal(t, planning.StateAwarded, now.State())
}

func TestNothingIsAddedToACaseThatWasErasedMeanwhile(t *testing.T) {
	tw := newTown(t)
	at := tw.gathering()
	o, ctx := tw.portal.office, t.Context()
	c, err := o.load(ctx, at.id)
	require.NoError(t, err)
	withdrawn, err := o.apply(ctx, c, planning.Event{Action: planning.ActWithdraw, Actor: "s9", Role: planning.RoleStudent})
	require.NoError(t, err)
	_, err = o.apply(ctx, withdrawn, planning.Event{Action: planning.ActErase, Actor: "a1", Role: planning.RoleAdmin, Reason: "x"})
	require.NoError(t, err)
	_, err = o.apply(ctx, c, planning.Event{Action: planning.ActConflict, Actor: "t4", Role: planning.RoleMember, Subject: "t4", Reason: "my niece"})
	require.ErrorIs(t, err, errChanged)
	now, err := o.load(ctx, at.id)
	require.NoError(t, err)
	require.Equal(t, planning.StateErased, now.State())
}

func TestABadgeThatIsBeingErasedIsHandedOverToNobody(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	o, id := tw.portal.office, strings.TrimPrefix(at, "/cases/")
	list, err := o.badgesOf(t.Context(), "s9")
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = o.db.Exec(`INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended) VALUES (?, 'pine-ridge', 'k', 0, 'a1', 'x', 0, 0, 0)`, id)
	require.NoError(t, err)
	list, err = o.badgesOf(t.Context(), "s9")
	require.NoError(t, err)
	require.Empty(t, list)
	status, _ := tw.as("s9").get(at + "/badge/badge.jwt")
	require.Equal(t, http.StatusNotFound, status)
}

// A counselor awards while an administrator erases. Whichever comes first, nothing of the
// badge is left, and it is revoked.
func TestABadgeThatIsMadeWhileItsCaseIsErasedIsErasedToo(t *testing.T) {
	for _, when := range []string{"decided after the erasure began", "made after the erasure ended"} {
		tw := newTown(t)
		o, ctx := tw.portal.office, t.Context()
		c := &object{id: "case-" + secret(), student: "s9", counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
		tw.history(c)
		log := c.states["awarded"]
		c.states["about to be"] = log[:len(log)-1]
		tw.put(c, "about to be")
		at, ruth := "/cases/"+c.id, tw.as("a1")
		erase := func() {
			ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}, "revoke": {"yes"}}))
		}
		began := func(award string) {
			_, err := o.db.Exec(`INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended) VALUES (?, 'pine-ridge', ?, 1, 'a1', 'asked', 0, 0, 0)`, c.id, award)
			require.NoError(t, err)
		}
		decide := func() planning.Case {
			open, err := o.load(ctx, c.id)
			require.NoError(t, err)
			decided, err := o.apply(ctx, open, planning.Event{Action: planning.ActAward, Actor: "c1", Role: planning.RoleCounselor, Reason: "so it was seen"})
			require.NoError(t, err)
			return decided
		}
		var credential, subject string
		known := func(r award.Record) {
			credential, subject = r.Credential, tw.view(string(r.Badge)).Subject.ID
		}
		if when == "made after the erasure ended" {
			decided := decide()
			d, err := award.Decided(decided)
			require.NoError(t, err)
			r, err := o.awards.Award(ctx, d) // and its portal is slow to note that
			require.NoError(t, err)
			known(r)
			erase()
			require.NoError(t, o.made(ctx, decided, r))
		} else {
			began("")
			require.NoError(t, o.award(ctx, decide()))
			r, err := o.badgeOf(ctx, c.id)
			if err == nil {
				known(r)
			}
			require.NoError(t, o.resume(ctx))
		}
		for _, table := range []string{"badges", "files", "sayings", "supporters"} {
			require.Zero(t, tw.count(table), "%s: %s", when, table)
		}
		if credential != "" {
			require.Empty(t, tw.holding(subject), when)
			place, err := o.lists.Entry(ctx, credential)
			require.NoError(t, err)
			require.Equal(t, status.Revoked, place.State, when)
		}
		var left int
		require.NoError(t, o.db.QueryRow(`SELECT count(*) FROM awards WHERE state <> 'erased'`).Scan(&left))
		require.Zero(t, left, when)
	}
}

package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/status"
)

// changed is what the log of the directory says: what, by whom, about whom.
func (tw *town) changed() (list []string) {
	all, _, fault, err := tw.portal.office.changes(tw.t.Context())
	require.NoError(tw.t, err)
	require.NoError(tw.t, fault)
	for _, c := range all {
		list = append(list, strings.TrimRight(strings.Join([]string{c.What, c.Actor, c.Person, c.School, string(c.Role), c.Of}, " "), " "))
	}
	return list
}

// Who made whom a counselor, who was invited and where, whose account was opened, closed and
// bound anew stands in a log that is chained, and has no name and no address of anybody.
func TestEveryChangeOfTheDirectoryIsOnRecord(t *testing.T) {
	tw := newTown(t)
	tw.portal.demo = false
	o := tw.portal.office
	require.NoError(t, o.invite(t.Context(), "", "a1", "ruth@district.example", english))
	ruth := tw.invited("ruth@district.example", phrase)
	ruth.get("/")
	const people = "/schools/pine-ridge/people"
	ruth.done(ruth.post(people, url.Values{"name": {"Ida Berg"}, "role": {"counselor"}, "address": {"ida@pine.example"}}))
	ida := tw.text(`SELECT id FROM people WHERE name = 'Ida Berg'`)
	ruth.done(ruth.post(people, url.Values{"name": {"Eva Torres"}, "role": {"guardian"}, "of": {"s9"}}))
	eva := tw.text(`SELECT id FROM people WHERE name = 'Eva Torres'`)
	ruth.done(ruth.post(people+"/"+ida+"/invite", url.Values{"address": {"ida.berg@pine.example"}}))
	tw.invited("ida.berg@pine.example", phrase)
	ruth.done(ruth.post(people+"/"+ida+"/close", nil))
	ruth.done(ruth.post(people+"/"+ida+"/close", nil)) // there is none, and nothing is done
	ruth.done(ruth.post(people+"/"+ida+"/leave", nil))
	ruth.done(ruth.post(people+"/s9/graduate", nil))
	ruth.done(ruth.post(people+"/s9/rebind", url.Values{"address": {"ana@home.example"}, "seen": {"yes"}}))
	stranger := tw.browser()
	link := tw.rebinding("ana@home.example")
	stranger.get(link)
	stranger.done(stranger.post(link, nil))
	tw.portal.office.now = func() time.Time { return time.Now().AddDate(0, 0, 8) }
	require.NoError(t, o.resumeRebindings(t.Context()))
	require.Equal(t, []string{
		"invited  a1", "opened a1 a1",
		"enrolled a1 " + ida + " pine-ridge counselor", "invited a1 " + ida,
		"enrolled a1 " + eva + " pine-ridge guardian s9",
		"address a1 " + ida, "opened " + ida + " " + ida, "closed a1 " + ida, "left a1 " + ida + " pine-ridge",
		"graduated a1 s9 pine-ridge", "asked a1 s9", "confirmed  s9", "invited a1 s9",
	}, tw.changed())
	for _, private := range []string{"@", "Torres", "Berg", "2009-03-14"} {
		require.NotContains(t, strings.Join(tw.holding(private), " "), "changes.line", private)
	}

	tw.portal.office.now = time.Now
	_, page := ruth.get(people)
	require.Contains(t, page, people+"/log")
	_, page = ruth.get(people + "/log")
	require.Contains(t, page, "The log of 13 entries is whole")
	for _, said := range []string{"Ida Berg", "Counselor", "Parent or guardian of Ana Torres", "invited at another address", "left the school", "Ruth Steiner", "nobody who had signed in"} {
		require.Contains(t, page, said)
	}
	require.NotContains(t, page, "@")
	_, page = ruth.get("/schools/juniper/people/log")
	require.NotContains(t, page, "Berg", "she has never been at this school")
	require.Contains(t, page, "Ruth Steiner", "whose account is the same at both")
}

// What was so before is no change, whoever asks for it again.
func TestWhatChangesNothingIsNotOnRecord(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	for range 2 {
		require.NoError(t, o.establish(t.Context(), []string{"West High"}, "ruth@district.example"))
		require.NoError(t, o.leave(t.Context(), "a1", "t4", "pine-ridge"))
	}
	list := tw.changed()
	who := tw.text(`SELECT person FROM accounts`)
	west := tw.text(`SELECT id FROM schools WHERE name = 'West High'`)
	require.Equal(t, []string{"invited  " + who, "enrolled  " + who + " " + west + " admin", "left a1 t4 pine-ridge", "invited  " + who}, list, "an invitation is sent again until it is taken")
}

// Each thing that is checked of the log, where everything else of it is right.
func TestALogOfChangesIsCheckedEntryByEntry(t *testing.T) {
	write := func(c change) []byte {
		c.What, c.Time = changeLeft, time.Unix(1e9, 0)
		if c.Role != "" {
			c.What = changeRecovered
		}
		line, err := c.line()
		require.NoError(t, err)
		return line
	}
	one := write(change{N: 1})
	two := write(change{N: 2, Before: digestOf(one)})
	head := func(n int, line []byte) planning.Head { return planning.Head{Entries: n, Digest: digestOf(line)} }
	elsewhere := write(change{N: 2, Before: digestOf(two)})
	gap := write(change{N: 3, Before: digestOf(one)})
	back := write(change{N: 1, Before: digestOf(one), Role: planning.RoleAdmin})
	after := write(change{N: 3, Before: digestOf(one), Role: planning.RoleAdmin, Of: digestOf(two)})
	for what, c := range map[string]struct {
		lines [][]byte
		head  planning.Head
		is    error
	}{
		"whole":                     {[][]byte{one, two}, head(2, two), nil},
		"nothing":                   {nil, planning.Head{}, nil},
		"one more than its head":    {[][]byte{one, two}, head(1, one), nil},
		"the first without a head":  {[][]byte{one}, planning.Head{}, nil},
		"recovered":                 {[][]byte{one, after}, head(3, after), nil},
		"recovered, and not kept":   {[][]byte{one, after}, head(2, two), nil},
		"recovered of another log":  {[][]byte{one, after}, head(2, one), errEntry},
		"names another before":      {[][]byte{one, elsewhere}, head(2, elsewhere), errEntry},
		"one is left out":           {[][]byte{one, gap}, head(3, gap), errEntry},
		"goes back":                 {[][]byte{one, back}, head(1, back), errEntry},
		"its end is gone":           {[][]byte{one}, head(2, two), errShort},
		"another end":               {[][]byte{one, two}, head(2, one), errEntry},
		"another before its end":    {[][]byte{one, two}, head(1, two), errEntry},
		"two that nobody has kept":  {[][]byte{one, two}, planning.Head{}, errLong},
		"a line of something other": {[][]byte{one, []byte("x")}, head(1, one), errEntry},
	} {
		_, _, fault := chained(c.lines, c.head)
		if c.is == nil {
			require.NoError(t, fault, what)
		} else {
			require.ErrorIs(t, fault, c.is, what)
		}
	}
}

func TestAStudentWhoIsReceivedIsOnRecordThere(t *testing.T) {
	tw := newTown(t)
	at := tw.gathering()
	mary, noor := tw.as("c1"), tw.as("c7")
	mary.done(mary.post("/cases/"+at.id+"/transfer", url.Values{"school": {"juniper"}, "reason": {"a move"}}))
	noor.done(noor.post("/arrivals/"+at.id, nil))
	require.Equal(t, []string{"received c7 s9 juniper"}, tw.changed())
}

// A log from which an entry was taken, to which one was added, or that was changed, is shown as
// damaged, and stays so: what is added later does not make it whole. It is added to still.
func TestADamagedLogOfChangesIsShownAsDamagedForGood(t *testing.T) {
	for what, damage := range map[string][]string{
		"taken out": {`DELETE FROM changes WHERE n = 2`},
		"the end":   {`DELETE FROM changes WHERE n = 3`},
		"changed":   {`UPDATE changes SET line = (SELECT line FROM changes WHERE n = 1) WHERE n = 2`},
		"no entry":  {`UPDATE changes SET line = 'x' WHERE n = 2`},
		"added":     {`INSERT INTO changes (n, line) SELECT 4, line FROM changes WHERE n = 3`},
	} {
		tw := newTown(t)
		o, ruth := tw.portal.office, tw.as("a1")
		for range 3 {
			ruth.done(ruth.post("/schools/juniper/people", url.Values{"name": {"Ida Berg"}, "role": {"member"}}))
		}
		for _, statement := range damage {
			if what != "added" {
				_, err := o.db.Exec(statement)
				require.ErrorContains(t, err, "only added to", what)
			}
			tw.untriggered(statement)
		}
		for range 2 {
			_, page := ruth.get("/schools/juniper/people/log")
			require.Contains(t, page, "The log is damaged", what)
			require.NotContains(t, page, "is whole", what)
			require.NotContains(t, page, "Ida Berg", what)
			if what == "added" { // its number is taken
				_, _ = ruth.post("/schools/juniper/people", url.Values{"name": {"Ida Berg"}, "role": {"member"}})
				continue
			}
			ruth.done(ruth.post("/schools/juniper/people", url.Values{"name": {"Ida Berg"}, "role": {"member"}}))
		}
	}
}

// An entry that was put behind the last one, and does not name it, is not taken for one whose
// head a portal was too late to keep.
func TestAForgedEndOfTheLogOfChangesIsNotKept(t *testing.T) {
	tw := newTown(t)
	ruth, o := tw.as("a1"), tw.portal.office
	add := func() {
		ruth.done(ruth.post("/schools/juniper/people", url.Values{"name": {"Ida Berg"}, "role": {"member"}}))
	}
	add()
	forged, err := change{N: 2, Time: time.Unix(1e9, 0), What: changeEnrolled, Person: "p1", Before: digestOf(nil)}.line()
	require.NoError(t, err)
	_, err = o.db.Exec(`INSERT INTO changes (n, line) VALUES (2, ?)`, forged)
	require.NoError(t, err)
	_, err = o.db.Exec(`UPDATE changes_end SET n = 2, digest = ?`, digestOf(forged))
	require.NoError(t, err)
	add()
	top, err := o.head(changesHead)
	require.NoError(t, err)
	require.Equal(t, 1, top.Entries)
	_, _, fault, err := o.changes(t.Context())
	require.NoError(t, err)
	require.ErrorIs(t, fault, errEntry)
}

// untriggered does what only somebody with the database itself in hand can do.
func (tw *town) untriggered(statement string) {
	db := tw.portal.office.db
	off, on := []string{`DROP TRIGGER changes_stay`, `DROP TRIGGER changes_go`}, db.schema(9)[strings.Index(db.schema(9), "CREATE TRIGGER"):]
	if tw.where != "" {
		off = []string{`DROP TRIGGER changes_stay ON changes`}
	}
	for _, s := range append(off, statement, on) {
		_, err := db.DB.Exec(s)
		require.NoError(tw.t, err, s)
	}
}

// Of two entries whose heads were not kept the second is not added before the first is kept, and
// a portal that ended in between leaves a log that is whole.
func TestALogOfChangesWhoseHeadIsLateIsWhole(t *testing.T) {
	tw := newTown(t)
	ruth, o := tw.as("a1"), tw.portal.office
	add := func() {
		ruth.done(ruth.post("/schools/juniper/people", url.Values{"name": {"Ida Berg"}, "role": {"member"}}))
	}
	add()
	heads := filepath.Join(o.heads, changesHead)
	first, err := o.head(changesHead)
	require.NoError(t, err)
	add()
	require.NoError(t, os.RemoveAll(heads))
	require.NoError(t, o.keep(changesHead, first)) // as if it had ended behind the second
	require.Len(t, tw.changed(), 2)
	add()
	require.Len(t, tw.changed(), 3)
	top, err := o.head(changesHead)
	require.NoError(t, err)
	require.Equal(t, 3, top.Entries)

	require.NoError(t, os.RemoveAll(heads)) // and heads that were lost are missed
	_, _, fault, err := o.changes(t.Context())
	require.NoError(t, err)
	require.ErrorIs(t, fault, errLong)
	add()
	_, _, fault, err = o.changes(t.Context())
	require.NoError(t, err)
	require.ErrorIs(t, fault, errLong, "and another entry does not hide that")
}

// A database from before a seat was given is noticed, though nothing was taken back since. The
// log goes on behind what was lost, and says how much that is.
func TestAnOlderDatabaseIsNoticedByTheLogOfChanges(t *testing.T) {
	tw := newTown(t)
	ruth := tw.as("a1")
	add := func(name string) {
		ruth.done(ruth.post("/schools/juniper/people", url.Values{"name": {name}, "role": {"counselor"}}))
	}
	add("Ida Berg")
	again := tw.putBack()
	add("Jo Lund")
	add("Kai Holm")
	again()
	ruth = ruth.browserOf(tw)
	require.ErrorIs(t, tw.portal.office.resume(t.Context()), status.ErrRollback)
	code, _ := ruth.get("/schools/juniper/people/log")
	require.Equal(t, http.StatusServiceUnavailable, code)
	tx, err := tw.portal.office.db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.ErrorIs(t, tw.portal.office.commit(t.Context(), tx, change{What: changeLeft}), status.ErrRollback)
	require.NoError(t, tx.Rollback())
	lost, err := tw.portal.office.head(changesHead)
	require.NoError(t, err)
	require.NoError(t, tw.portal.office.recoverLists(t.Context(), &bytes.Buffer{}))
	require.NoError(t, os.RemoveAll(filepath.Join(tw.portal.office.heads, changesHead)))
	require.NoError(t, tw.portal.office.keep(changesHead, lost)) // as if it had ended before that was kept
	require.NoError(t, tw.portal.office.resume(t.Context()))
	ruth = tw.as("a1")
	add("Lou Dahl")
	_, page := ruth.get("/schools/juniper/people/log")
	require.Contains(t, page, "The log of 5 entries is whole")
	require.Contains(t, page, "an older database was restored; entries lost with it: 2")
	require.Contains(t, page, "Lou Dahl")
	require.NotContains(t, page, "Kai Holm")
}

// Several administrators at one moment, on several portals: every change has its entry.
func TestChangesAtOneMomentEachHaveAnEntry(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	var all sync.WaitGroup
	errs := make([]error, 24)
	for i := range errs {
		all.Go(func() {
			errs[i] = o.enroll(t.Context(), "a1", person{ID: "p" + secret(), Name: "Ida Berg"}, "juniper", planning.RoleMember, "")
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Len(t, tw.changed(), len(errs))
}

// What is not kept is not on record, and what is not on record is not kept.
func TestAChangeThatCannotBeRecordedIsNotMade(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	before := tw.count("seats")
	require.Error(t, o.enroll(t.Context(), "a1\t", person{ID: "p1", Name: "Ida Berg"}, "juniper", planning.RoleAdmin, ""))
	require.Equal(t, before, tw.count("seats"))
	require.Empty(t, tw.changed())
	_, err := o.db.Exec(`DROP TABLE changes`)
	require.NoError(t, err)
	require.Error(t, o.leave(t.Context(), "a1", "c1", "pine-ridge"))
	require.Error(t, o.graduate(t.Context(), "a1", "s9", "pine-ridge"))
	require.Error(t, o.invite(t.Context(), "a1", "c1", "mary@pine.example", english))
	require.Equal(t, before, tw.count("seats"))
	require.Zero(t, tw.count("graduates"))
	require.Zero(t, tw.count("accounts"))
	require.Zero(t, tw.count("mails"))
}

func TestEveryKindOfChangeHasWords(t *testing.T) {
	for _, what := range allChanges {
		require.Contains(t, words, "change."+what)
	}
}

func FuzzReadChange(f *testing.F) {
	for _, c := range []change{{}, {N: 3, Time: time.Unix(1e9, 0).UTC(), What: changeEnrolled, Actor: "a1", Person: "p1", School: "x", Role: planning.RoleGuardian, Of: "s9", Before: digestOf(nil)}} {
		line, err := c.line()
		require.NoError(f, err)
		f.Add(line)
	}
	f.Add([]byte("01\t2001-09-09T01:46:40+00:00\tleft\t\t\t\t\t\t"))
	f.Fuzz(func(t *testing.T, line []byte) {
		c, err := readChange(line)
		if err != nil {
			require.ErrorIs(t, err, errEntry)
			return
		}
		again, err := c.line()
		require.NoError(t, err)
		require.Equal(t, string(line), string(again))
	})
}

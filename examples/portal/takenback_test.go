package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// putBack restores the database as it is now, whenever the function that it returns is called,
// with the portal ended before and started after.
func (tw *town) putBack() func() {
	o := tw.portal.office
	end := func() {
		tw.server.Close()
		require.NoError(tw.t, tw.portal.office.db.Close())
	}
	if tw.where == "" {
		file := filepath.Join(tw.t.TempDir(), "backup.db")
		require.NoError(tw.t, backUp(tw.t.Context(), tw.dir, "", file))
		return func() {
			end()
			require.NoError(tw.t, restore(tw.t.Context(), tw.dir, "", file))
			tw.start()
		}
	}
	var schema string
	require.NoError(tw.t, o.db.QueryRow(`SELECT current_schema()`).Scan(&schema))
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	require.NoError(tw.t, err)
	require.NotEmpty(tw.t, programs)
	server := os.Getenv("OPENBADGES_POSTGRES")
	dump, err := exec.Command(filepath.Join(programs[len(programs)-1], "pg_dump"), "-d", server, "-n", schema).Output()
	require.NoError(tw.t, err)
	return func() {
		_, err := o.db.Exec(`DROP SCHEMA ` + schema + ` CASCADE`)
		require.NoError(tw.t, err)
		end()
		psql := exec.Command(filepath.Join(programs[len(programs)-1], "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", server)
		psql.Stdin = bytes.NewReader(dump)
		out, err := psql.CombinedOutput()
		require.NoError(tw.t, err, string(out))
		tw.start()
	}
}

// After the backup a guardian withdraws consent, and nothing else happens: the status lists
// of the copy are as they were, and the page must be gone all the same.
func TestABackupTakesNoConsentThatWasWithdrawn(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis := tw.as("s9"), tw.as("g2")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexp.MustCompile(`/b/[0-9a-f]{32}`).FindString(ana.done(ana.post(at+"/publish", nil)))
	again := tw.putBack()
	code, _ := tw.browser().get(public)
	require.Equal(t, http.StatusOK, code)
	luis.done(luis.post(at+"/refuse", nil))
	code, _ = tw.browser().get(public)
	require.Equal(t, http.StatusNotFound, code)

	again()
	require.ErrorIs(t, tw.portal.office.resume(t.Context()), status.ErrRollback)
	code, page := ana.browserOf(tw).get(public)
	require.Equal(t, http.StatusServiceUnavailable, code, page)
	require.NoError(t, tw.portal.office.recoverLists(t.Context(), &bytes.Buffer{}))
	require.NoError(t, tw.portal.office.resume(t.Context()))
	code, _ = ana.browserOf(tw).get(public)
	require.Equal(t, http.StatusNotFound, code)
}

// Whatever is taken back, a database from before it is noticed.
func TestWhateverWasTakenBackABackupIsNoticed(t *testing.T) {
	tw := newRealTown(t)
	tw.portal.demo = true
	at := tw.decided()
	ana, luis := tw.as("s9"), tw.as("g2")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	ana.done(ana.post(at+"/publish", nil))
	_, page := ana.get("/my")
	ana.done(ana.post("/my/links", url.Values{"badge": {regexp.MustCompile(`name="badge" value="([^"]+)"`).FindStringSubmatch(page)[1]}, "purpose": {"resume"}, "days": {"30"}}))
	_, page = ana.get("/my")
	link := regexp.MustCompile(`/my/links/[0-9a-f]+/withdraw`).FindString(page)
	require.NotEmpty(t, link)
	tw.invited("mary@pine.example", phrase)
	o := tw.portal.office
	mary, err := o.account(t.Context(), "person", "c1")
	require.NoError(t, err)
	for _, act := range []struct {
		what string
		do   func()
	}{
		{"a link", func() { ana.done(ana.post(link, nil)) }},
		{"a page", func() { ana.done(ana.post(at+"/unpublish", nil)) }},
		{"consent", func() { luis.done(luis.post(at+"/refuse", nil)) }},
		{"a password", func() { require.NoError(t, o.setPassword(t.Context(), mary, "another")) }},
		{"an account", func() { require.NoError(t, o.closeAccount(t.Context(), "a1", "c1")) }},
		{"sessions", func() { ana.done(ana.post("/account/sign-out", nil)) }},
		{"a seat", func() { require.NoError(t, o.leave(t.Context(), "a1", "t4", "pine-ridge")) }},
	} {
		require.NoError(t, o.behind(t.Context()))
		var n int64
		require.NoError(t, o.db.QueryRow(`SELECT n FROM taken`).Scan(&n))
		act.do()
		_, err := o.db.Exec(`UPDATE taken SET n = ?`, n) // as it was before
		require.NoError(t, err)
		require.ErrorIs(t, o.behind(t.Context()), status.ErrRollback, act.what)
		require.NoError(t, o.caughtUp(t.Context()))
	}
	require.NoError(t, os.RemoveAll(tw.dir+"-witness/taken"))
	require.ErrorIs(t, o.resume(t.Context()), status.ErrWitness)
	require.NoError(t, o.remember(t.Context(), tw.dir+"-witness"))
	require.ErrorIs(t, o.behind(t.Context()), status.ErrWitness, "a lost witness is missed")
}

// What could have been taken back after the backup is ended by recovery: passwords, links by
// mail, links to chosen badges, and new addresses that somebody could have objected to.
func TestRecoveryEndsWhatCouldHaveBeenTakenBack(t *testing.T) {
	tw := newRealTown(t)
	tw.portal.demo = true
	at := tw.decided()
	ana, luis := tw.as("s9"), tw.as("g2")
	agree := func(b *browser) { b.done(b.post(at+"/consent", url.Values{"channel": {"page", "link"}})) }
	agree(luis)
	_, page := ana.get("/my")
	ana.done(ana.post("/my/links", url.Values{"badge": {regexp.MustCompile(`name="badge" value="([^"]+)"`).FindStringSubmatch(page)[1]}, "purpose": {"resume"}, "days": {"30"}}))
	_, page = ana.get("/my")
	chosen := regexp.MustCompile(`/l/[0-9a-f]{32}`).FindString(page)
	require.NotEmpty(t, chosen)
	code, _ := ana.get(chosen)
	require.Equal(t, http.StatusOK, code)
	tw.invited("mary@pine.example", phrase)
	grace := tw.link("grace@pine.example")
	require.NotEmpty(t, grace)
	require.NoError(t, tw.portal.office.graduate(t.Context(), "a1", "s5", "juniper"))
	require.NoError(t, tw.portal.office.rebind(t.Context(), "s5", "ben@home.example", "a1"))
	yes := tw.rebinding("ben@home.example")
	require.NoError(t, tw.portal.office.answer(t.Context(), strings.TrimPrefix(yes, "/rebind/")))

	again := tw.putBack()
	luis.done(luis.post(at+"/refuse", nil))
	again()
	var out bytes.Buffer
	require.NoError(t, tw.portal.office.recoverLists(t.Context(), &out))
	require.Contains(t, out.String(), "taken away after the backup are there again")
	require.NoError(t, tw.portal.office.resume(t.Context()))

	luis = tw.as("g2")
	agree(luis)
	code, _ = tw.browser().get(chosen)
	require.Equal(t, http.StatusNotFound, code, "the link may have been withdrawn")
	code, _ = tw.browser().get(grace)
	require.Equal(t, http.StatusNotFound, code, "the link by mail may have been used")
	var passwords, open int
	require.NoError(t, tw.portal.office.db.QueryRow(`SELECT (SELECT count(*) FROM accounts WHERE password <> ''), (SELECT count(*) FROM rebindings WHERE objected = 0 AND done = 0)`).Scan(&passwords, &open))
	require.Zero(t, passwords, "a stolen one may have been changed")
	require.Zero(t, open, "somebody may have objected")
}

// A guardian by mistake has agreed to a public page, and is taken out of the directory.
func TestWhoIsAGuardianNoMoreKeepsNothingPublic(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, ruth := tw.as("s9"), tw.as("g2"), tw.as("a1")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexp.MustCompile(`/b/[0-9a-f]{32}`).FindString(ana.done(ana.post(at+"/publish", nil)))
	_, err := tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('g2', 'juniper', 'guardian', 's9')`)
	require.NoError(t, err)
	ruth.done(ruth.post("/schools/pine-ridge/people/g2/leave", nil))
	code, _ := tw.browser().get(public)
	require.Equal(t, http.StatusNotFound, code, "at another school he is a guardian still, and cannot withdraw it there")
	ruth.done(ruth.post("/schools/juniper/people/g2/leave", nil))
	code, _ = tw.browser().get(public)
	require.Equal(t, http.StatusNotFound, code)
	code, page := ana.post(at+"/publish", nil)
	if code == http.StatusSeeOther { // the page has an address already, and shows nothing
		code, _ = tw.browser().get(public)
		require.Equal(t, http.StatusNotFound, code, page)
	}
}

// A case and its badge are erased after the backup: recovery erases them again.
func TestRecoveryErasesWhatWasErasedAfterTheBackup(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	kept := tw.gathering()
	ana, ruth := tw.as("s9"), tw.as("a1")
	mary := tw.as("c1")
	mary.done(mary.post(at+"/reissue", url.Values{"how": {"supersede"}, "reason": {"the name of the district was wrong"}}))
	_, jwt := ana.get(at + "/badge/badge.jwt")
	subject := tw.view(jwt).Subject.ID
	begun := "/cases/" + tw.gathering().id
	ana.done(ana.post(begun+"/withdraw", nil))
	_, err := tw.portal.office.db.Exec(`INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended) VALUES (?, 'pine-ridge', '', 0, 'a1', 'asked', 0, 0, 0)`, strings.TrimPrefix(begun, "/cases/"))
	require.NoError(t, err)
	again := tw.putBack()
	ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	require.NoError(t, tw.portal.office.resume(t.Context()))
	require.Empty(t, tw.holding(subject))
	again()
	require.NotEmpty(t, tw.holding(subject))
	require.NoError(t, tw.portal.office.recoverLists(t.Context(), &bytes.Buffer{}))
	require.Empty(t, tw.holding(subject))
	require.Empty(t, tw.holding("What I said, and why."))
	require.NoError(t, tw.portal.office.resume(t.Context()))
	ana, ruth = tw.as("s9"), tw.as("a1")
	for _, b := range []*browser{ana, ruth} {
		for _, erased := range []string{at, begun} {
			code, _ := b.get(erased)
			require.GreaterOrEqual(t, code, 400)
		}
		code, _ := b.get("/")
		require.Equal(t, http.StatusOK, code)
		code, _ = b.get("/cases/" + kept.id)
		require.Equal(t, http.StatusOK, code)
	}
	_, page := ana.get("/my")
	require.NotContains(t, page, "Civics")
	_, page = ruth.get("/erasures")
	require.Equal(t, 2, strings.Count(page, "at its end since"))
}

// Of portals that start on one database at one moment one makes the witness, and none starts
// with half of one.
func TestPortalsThatStartTogetherMakeOneWitness(t *testing.T) {
	tw := newTown(t)
	if tw.where == "" {
		t.Skip("several portals need PostgreSQL: .ci/postgres")
	}
	for range 20 {
		require.NoError(t, os.RemoveAll(tw.dir+"-witness/taken"))
		errs := make([]error, 8)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				s := &store{db: tw.portal.office.db}
				errs[i] = errors.Join(s.remember(t.Context(), tw.dir+"-witness"), s.behind(t.Context()))
			})
		}
		all.Wait()
		require.NoError(t, errors.Join(errs...))
	}
}

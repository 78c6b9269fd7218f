package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/status"
)

var schemas atomic.Int64

// newDatabase is the address of an empty database: in PostgreSQL, if OPENBADGES_POSTGRES
// says how to reach one (.ci/postgres), and otherwise none, which is SQLite.
func newDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv("OPENBADGES_POSTGRES")
	if server == "" {
		return ""
	}
	name := fmt.Sprintf("portal_%d_%d", os.Getpid(), schemas.Add(1))
	db, err := sql.Open("pgx", server)
	require.NoError(t, err)
	_, err = db.Exec("CREATE SCHEMA " + name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.Exec("DROP SCHEMA " + name + " CASCADE")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	return server + " search_path=" + name
}

func TestADatabaseOfANewerPortalIsLeftAlone(t *testing.T) {
	tw := newTown(t)
	note := `PRAGMA user_version = 99`
	if tw.where != "" {
		note = `UPDATE portal_version SET version = 99`
	}
	_, err := tw.portal.office.db.Exec(note)
	require.NoError(t, err)
	require.ErrorContains(t, tw.portal.office.db.migrate(t.Context()), "newer")
}

// Two portals that are started on an empty database at one moment make one district.
func TestPortalsThatStartTogetherMakeOneDistrict(t *testing.T) {
	where := newDatabase(t)
	if where == "" {
		t.Skip("several portals need PostgreSQL: .ci/postgres")
	}
	dir := t.TempDir() + "/district"
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = found(context.Background(), dir, where, true) })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	db, err := openDatabase(t.Context(), dir, where)
	require.NoError(t, err)
	defer db.Close()
	var people, secrets int
	require.NoError(t, db.QueryRow(`SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM settings WHERE name = 'forms')`).Scan(&people, &secrets))
	require.Equal(t, len(demonstration.people), people)
	require.Equal(t, 1, secrets)
}

// A database of the first version is brought to the newest one, with what is in it.
func TestADatabaseOfAnOlderPortalIsBroughtUpToDate(t *testing.T) {
	where, dir := newDatabase(t), t.TempDir()
	db := &database{dialect: status.SQLite}
	driver, source := "sqlite", dir+"/portal.db"
	if where != "" {
		db.dialect, driver, source = status.PostgreSQL, "pgx", where
	}
	var err error
	db.DB, err = sql.Open(driver, source)
	require.NoError(t, err)
	_, err = db.DB.Exec(db.schema(0))
	require.NoError(t, err)
	note := `PRAGMA user_version = 1`
	if where != "" {
		note = `CREATE TABLE portal_version (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL); INSERT INTO portal_version VALUES (1, 1)`
	}
	_, err = db.Exec(note)
	require.NoError(t, err)
	_, err = db.Exec(`INSERT INTO people (id, name, born, school) VALUES (?, ?, '', '')`, "p1", "Kim Lee")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() {
			db, err := openDatabase(context.Background(), dir, where)
			if err == nil {
				var made int
				err = db.QueryRow(`SELECT made FROM people WHERE id = $1`, "p1").Scan(&made)
				_ = db.Close()
			}
			errs[i] = err
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

// A witness that knows of revocations, and no database: a new one would have revoked nobody.
func TestNoNewDistrictTakesThePlaceOfALostOne(t *testing.T) {
	tw := newTown(t)
	tw.decided()
	require.NoError(t, tw.portal.office.db.Close())
	where := newDatabase(t)
	if where == "" {
		require.NoError(t, os.Remove(tw.dir+"/portal.db"))
	}
	require.ErrorContains(t, found(t.Context(), tw.dir, where, true), "remembers")
}

// What is late when a higher head is kept takes nothing back, and two ends are one too many.
func TestTheHighestHeadOfALogCounts(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	id := "case-" + secret()
	digest := func(n int) string { return fmt.Sprintf("%064x", n) }
	for _, n := range []int{1, 3, 2} {
		require.NoError(t, o.keep(id, planning.Head{Entries: n, Digest: digest(n)}))
		require.NoError(t, o.keep(id, planning.Head{Entries: n, Digest: digest(n)}))
	}
	top, err := o.head(id)
	require.NoError(t, err)
	require.Equal(t, planning.Head{Entries: 3, Digest: digest(3)}, top)
	require.NoError(t, o.keep(id, planning.Head{Entries: 3, Digest: digest(4)}))
	_, err = o.head(id)
	require.ErrorContains(t, err, "two ends")
}

// Three ends of portals in a row, each between an entry and its head.
func TestAPortalThatEndedBeforeAHeadWasKeptHarmsNoLog(t *testing.T) {
	tw := newTown(t)
	c := tw.gathering()
	o, ctx := tw.portal.office, t.Context()
	for range 3 {
		seen, err := o.load(ctx, c.id)
		require.NoError(t, err)
		_, err = o.add(ctx, seen, planning.Event{Action: planning.ActCheckIn, Actor: "s9", Role: planning.RoleStudent, CheckIn: &planning.CheckIn{Note: "one"}})
		require.NoError(t, err)
	}
	_, err := o.load(ctx, c.id)
	require.NoError(t, err)
}

package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify/share"
)

// That a log is damaged is nobody's business who has nothing to do with the case: to them there
// is none. Those who answer for it find it on their first page.
func TestADamagedCaseIsNoneToStrangersAndOnTheFirstPageOfWhoAnswersForIt(t *testing.T) {
	tw := newTown(t)
	at := tw.gathering()
	_, err := tw.portal.office.db.Exec(`DELETE FROM entries WHERE case_id = ? AND n > 1`, at.id)
	require.NoError(t, err)
	path := "/cases/" + at.id
	for who, want := range map[string]int{"s9": 503, "g2": 503, "t4": 503, "c1": 503, "a1": 503, "s5": 404, "c7": 404} {
		b := tw.as(who)
		code, _ := b.get(path)
		require.Equal(t, want, code, who)
		code, _ = b.post(path+"/withdraw", nil)
		require.Equal(t, want, code, who)
	}
	_, err = tw.portal.office.db.Exec(`INSERT INTO moves (case_id, school) VALUES (?, 'juniper')`, at.id)
	require.NoError(t, err)
	code, _ := tw.as("s5").post("/arrivals/"+at.id, nil)
	require.Equal(t, http.StatusNotFound, code)
	for who, shown := range map[string]bool{"c1": true, "d3": true, "a1": true, "t4": false, "s9": false, "g2": false, "c7": false} {
		_, page := tw.as(who).get("/")
		if shown {
			require.Contains(t, page, path+"/log", who)
		} else {
			require.NotContains(t, page, at.id, who)
		}
	}
}

// A database that does not answer is no "there is nothing here", which nobody would look into.
func TestAFailingDatabaseIsNoMissingPage(t *testing.T) {
	for table, ask := range map[string]struct{ who, method, path string }{
		"supporters": {"", "GET", "/s/{secret}"}, "files": {"s9", "GET", "/cases/{case}/files/{item}"}, "schools": {"a1", "GET", "/keys"}, "graduates": {"c1", "POST", "/cases"},
	} {
		tw := newTown(t)
		at := tw.gathering()
		b := tw.as(ask.who)
		_, err := tw.portal.office.db.Exec(`ALTER TABLE ` + table + ` RENAME TO elsewhere`)
		require.NoError(t, err)
		path := map[string]string{"/s/{secret}": "/s/" + at.secret, "/cases/{case}/files/{item}": "/cases/" + at.id + "/files/" + at.item}[ask.path]
		if path == "" {
			path = ask.path
		}
		code := 0
		if ask.method == "GET" {
			code, _ = b.get(path)
		} else {
			code, _ = b.post(path, url.Values{"student": {"s9"}, "completed": {"2026-05-20"}})
		}
		require.Equal(t, http.StatusInternalServerError, code, table)
		require.Contains(t, tw.logged.String(), "a request failed", table)
	}
}

// Of a badge whose record is gone the pages say that it is not there.
func TestABadgeWithoutARecordIsNotFound(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	ana, luis, o := tw.as("s9"), tw.as("g2"), tw.portal.office
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	ana.done(ana.post(at+"/publish", nil))
	require.NoError(t, o.awards.Erase(t.Context(), tw.text(`SELECT award FROM given`)))
	_, err := shelf{o.store}.Badge(t.Context(), "s9", id)
	require.ErrorIs(t, err, share.ErrNotFound)
	_, _, err = setShelf{shelf{o.store}}.Earner(t.Context(), "urn:uuid:another")
	require.ErrorIs(t, err, share.ErrNotFound)
}

// Badges of files are for families and for those who answer for the school.
func TestAMemberOfTheTeamIsShownNoWayToBadgesOfFiles(t *testing.T) {
	tw := newTown(t)
	tw.fromFile("civics")
	for who, shown := range map[string]bool{"s9": true, "g2": true, "c1": true, "d3": true, "a1": true, "t4": false, "s5": false, "c7": false} {
		_, page := tw.as(who).get("/")
		if shown {
			require.Contains(t, page, `href="/given"`, who)
		} else {
			require.NotContains(t, page, `href="/given"`, who)
		}
	}
}

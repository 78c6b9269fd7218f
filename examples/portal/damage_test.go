package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestADamagedLogIsShownAsDamagedToThoseWhoAnswerForIt(t *testing.T) {
	tw := newTown(t)
	db := tw.portal.office.db
	for what, harm := range map[string]string{
		"the end is lost":      `DELETE FROM entries WHERE case_id = $1 AND n = (SELECT max(n) FROM entries WHERE case_id = $1)`,
		"an entry is lost":     `DELETE FROM entries WHERE case_id = $1 AND n = 2`,
		"an entry is another":  `INSERT INTO entries (case_id, n, line) SELECT case_id, 100, line FROM entries WHERE case_id = $1 AND n = 1`,
		"entries were written": `INSERT INTO entries (case_id, n, line) SELECT case_id, 100 + n, line FROM entries WHERE case_id = $1`,
	} {
		c := tw.gathering()
		at := "/cases/" + c.id + "/log"
		mary := tw.as("c1")
		_, page := mary.get(at)
		require.Contains(t, page, "entries is whole", what)
		require.Contains(t, page, "names the one before by its digest", what)
		_, err := db.Exec(harm, c.id)
		require.NoError(t, err, what)
		status, page := mary.get(at)
		require.Equal(t, http.StatusOK, status, what)
		require.Contains(t, page, "The log is damaged", what)
		require.NotContains(t, page, "is whole", what)
		for _, who := range []string{"s9", "c7", "t4"} {
			status, page = tw.as(who).get(at)
			require.GreaterOrEqual(t, status, 400, "%s %s", what, who)
			require.NotContains(t, page, "is damaged", what)
		}
		status, _ = mary.get("/cases/" + c.id)
		require.GreaterOrEqual(t, status, 500, what)
	}
}

// One damaged log closes its own pages, and none that show others: the first one, the queue,
// the arrivals, and the mails of whoever has to do with it.
func TestADamagedLogClosesNoPageOfOthers(t *testing.T) {
	tw := newTown(t)
	db := tw.portal.office.db
	for what, harm := range map[string]string{
		"the end is lost":      `DELETE FROM entries WHERE case_id = $1 AND n = (SELECT max(n) FROM entries WHERE case_id = $1)`,
		"an entry is another":  `INSERT INTO entries (case_id, n, line) SELECT case_id, 100, line FROM entries WHERE case_id = $1 AND n = 1`,
		"entries were written": `INSERT INTO entries (case_id, n, line) SELECT case_id, 100 + n, line FROM entries WHERE case_id = $1`,
	} {
		c := tw.gathering()
		mary := tw.as("c1")
		mary.done(mary.post("/cases/"+c.id+"/transfer", url.Values{"school": {"juniper"}, "reason": {"the family moves"}}))
		_, err := db.Exec(harm, c.id)
		require.NoError(t, err, what)
		for _, who := range []string{"c1", "s9", "g2", "t4", "d3", "a1", "c7"} {
			b := tw.as(who)
			for _, at := range []string{"/", "/queue", "/arrivals", "/my"} {
				status, page := b.get(at)
				require.Less(t, status, 500, "%s: %s %s %s", what, who, at, page)
			}
			_, err := tw.portal.office.waitsFor(t.Context(), who)
			require.NoError(t, err, what)
		}
	}
}

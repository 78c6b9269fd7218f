package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// firstTables are those of version 1, with the columns that they had.
var firstTables = []string{
	"settings (name, value)", "schools (id, name)", "people (id, name, born, school)", "seats (person, school, role, student)", "sessions (id, person, ends)",
	"cases (id, student, school)", "entries (case_id, n, line)", "files (case_id, item, media_type, data)", "supporters (token, case_id, person)",
	"badges (credential, case_id, student, award, edition)", "consents (id, student, document)", "published (credential)", "links (slug, student, credential, made, withdrawn)",
	"revocations (credential, person, reason, time)",
}

// A dump that pg_dump made of a PostgreSQL database of version 1, with a badge that is public,
// one that was revoked and a case that goes on, is restored by psql, and this portal starts on
// it.
func TestADumpOfTheFirstVersionIsRestoredAndBroughtUpToDate(t *testing.T) {
	tw := newTown(t)
	if tw.where == "" {
		t.Skip("of SQLite there is no dump: .ci/postgres")
	}
	o := tw.portal.office
	_, err := o.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('s6', 'Lee Moran', '2009-03-14', 'pine-ridge'), ('s7', 'Kim Moran', '2009-03-14', 'pine-ridge')`)
	require.NoError(t, err)
	jwt := string(tw.another("s6"))
	credential := tw.anyBadge()
	at, going := tw.decided(), tw.gathering()
	ana, luis := tw.as("s9"), tw.as("g2")
	require.NoError(t, o.stand(t.Context(), "", act{Credential: credential, What: actRevoke, Person: "c1", Reason: "awarded by mistake"}))
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))

	// The same rows as the first version had them, in a schema of its name.
	var schema string
	require.NoError(t, o.db.QueryRow(`SELECT current_schema()`).Scan(&schema))
	tx, err := o.db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	sql := func(statement string) {
		_, err := tx.Tx.Exec(statement)
		require.NoError(t, err, statement)
	}
	sql(`ALTER SCHEMA ` + schema + ` RENAME TO present`)
	sql(`CREATE SCHEMA ` + schema)
	sql(o.db.schema(0))
	sql(`CREATE TABLE portal_version (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL); INSERT INTO portal_version VALUES (1, 1)`)
	for _, table := range firstTables {
		name, columns, _ := strings.Cut(table, " ")
		from := `present.` + name
		if name == "revocations" { // which are acts by now
			from = `(SELECT credential, person, reason, time / 1000 AS time FROM present.acts) r`
		}
		sql(`INSERT INTO ` + table + ` SELECT ` + strings.Trim(columns, "()") + ` FROM ` + from)
	}
	for _, name := range []string{"status_entries", "status_epoch", "awards"} { // of packages status and award
		sql(`CREATE TABLE ` + name + ` (LIKE present.` + name + ` INCLUDING ALL)`)
		sql(`INSERT INTO ` + name + ` SELECT * FROM present.` + name)
	}
	sql(`DROP SCHEMA present CASCADE`)
	require.NoError(t, tx.Commit())
	tw.server.Close()
	require.NoError(t, o.db.Close())
	require.NoError(t, os.RemoveAll(tw.dir+"-witness/taken")) // of a later version

	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	require.NoError(t, err)
	require.NotEmpty(t, programs)
	program := func(name string, in []byte, args ...string) []byte {
		c := exec.Command(filepath.Join(programs[len(programs)-1], name), append(args, "-d", os.Getenv("OPENBADGES_POSTGRES"))...)
		var failed bytes.Buffer
		c.Stdin, c.Stderr = bytes.NewReader(in), &failed
		out, err := c.Output()
		require.NoError(t, err, failed.String())
		return out
	}
	dump := program("pg_dump", nil, "-n", schema)
	require.NotContains(t, string(dump), "accounts", "there were none")
	program("psql", nil, "-q", "-v", "ON_ERROR_STOP=1", "-c", `DROP SCHEMA `+schema+` CASCADE`)
	program("psql", dump, "-q", "-v", "ON_ERROR_STOP=1")

	tw.start()
	o = tw.portal.office
	var version int
	require.NoError(t, o.db.QueryRow(`SELECT version FROM portal_version`).Scan(&version))
	require.Equal(t, len(migrations), version)
	require.NoError(t, o.resume(t.Context()))
	code, page := ana.browserOf(tw).get("/cases/" + going.id)
	require.Equal(t, http.StatusOK, code, "her session goes on")
	require.Contains(t, page, "Evidence")
	code, _ = tw.browser().get(public)
	require.Equal(t, http.StatusOK, code, "what is agreed to is agreed to still")
	require.ErrorContains(t, tw.verify(jwt), "suspended")
	place, err := o.lists.Entry(t.Context(), credential)
	require.NoError(t, err)
	require.Equal(t, status.Revoked, place.State)
	var who, why string
	require.NoError(t, o.db.QueryRow(`SELECT person, reason FROM acts WHERE credential = ? AND case_id IS NOT NULL AND what = 'revoke'`, credential).Scan(&who, &why))
	require.Equal(t, "c1 awarded by mistake", who+" "+why)
	_, err = o.db.Exec(`UPDATE entries SET n = 99`)
	require.ErrorContains(t, err, "only added to")
	require.NoError(t, tw.verify(string(tw.another("s7"))), "and it awards")
	luis = tw.as("g2")
	luis.done(luis.post(at+"/refuse", nil))
	code, _ = tw.browser().get(public)
	require.Equal(t, http.StatusNotFound, code)
}

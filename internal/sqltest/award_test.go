package sqltest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

func (p place) awardStore(db *sql.DB) award.SQL {
	return award.SQL{DB: db, Dialect: p.store(db).Dialect}
}

// awardDatabases runs a test on each database, which is new and has the table of awards.
func awardDatabases(t *testing.T, test func(t *testing.T, p place)) {
	databases(t, func(t *testing.T, p place) {
		require.NoError(t, p.awardStore(p.open(t)).Create(ctx))
		test(t, p)
	})
}

func (p place) awards(t testing.TB, is *credential.Issuer, s award.Store, d award.Deliverer) *award.Awards {
	t.Helper()
	a, err := award.New(award.Config{Issuer: is, Program: summit.Program(), Store: s, Deliverer: d})
	require.NoError(t, err)
	return a
}

func awardDecision(n int) award.Decision {
	return award.Decision{Key: fmt.Sprintf("case-%d/civics/1", n), Student: fmt.Sprintf("s%d", n), Credential: "civics", Time: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
}

type steppingAwards struct{ award.Store }

func (s steppingAwards) Insert(ctx context.Context, r ...award.Record) ([]award.Record, error) {
	step()
	defer step()
	return s.Store.Insert(ctx, r...)
}

func (s steppingAwards) Update(ctx context.Context, r ...award.Record) error {
	step()
	defer step()
	return s.Store.Update(ctx, r...)
}

// awardBox is a mailbox of files, under the ids of the badges.
type awardBox struct{ place }

func (b awardBox) Deliver(_ context.Context, r award.Record) error {
	step()
	defer step()
	return status.Dir{Root: b.published()}.Put(ctx, b.url(r.Credential), r.Badge)
}

func (p place) url(id string) string {
	return fmt.Sprintf("https://mail.example/%x", sha256.Sum256([]byte(id)))
}

// award takes decisions all the way to their delivery, with the clock of this process:
// what is repeated later would be another badge, were its time not kept.
func (j job) award(t testing.TB, l *status.Lists) {
	for n := j.From; n < j.To; n++ {
		is := issuer(t, l)
		is.Signer = steppingSigner{is.Signer, filepath.Join(j.Place.Dir, fmt.Sprintf("signed-%d", n))}
		a := j.Place.awards(t, is, steppingAwards{j.Place.awardStore(j.Place.open(t))}, awardBox{j.Place})
		_, err := a.Award(ctx, awardDecision(n))
		require.NoError(t, err)
	}
}

// requireAwarded wants one badge of each decision: stored, delivered as it is stored, with
// an id and a place of its own, and every signature that was ever made to be of it.
func requireAwarded(t testing.TB, p place, decisions int) {
	t.Helper()
	l, s := p.lists(t, status.Config{}), p.awardStore(p.open(t))
	ids, places := map[string]bool{}, map[string]bool{}
	for n := range decisions {
		found, err := s.Read(ctx, award.Query{Key: awardDecision(n).Key})
		require.NoError(t, err)
		require.Len(t, found, 1, "decision %d", n)
		r := found[0]
		require.Equal(t, award.Delivered, r.State)
		require.False(t, ids[r.Credential])
		ids[r.Credential] = true
		there, err := status.Dir{Root: p.published()}.Get(ctx, p.url(r.Credential))
		require.NoError(t, err)
		require.Equal(t, string(r.Badge), string(there))
		badge, err := credential.Parse(there)
		require.NoError(t, err)
		view, err := badge.Unverified()
		require.NoError(t, err)
		require.False(t, places[view.Status[0].ID])
		places[view.Status[0].ID] = true
		stored, err := l.Reserve(ctx, r.Credential)
		require.NoError(t, err)
		require.Equal(t, view.Status[0], stored)
		signed, err := os.ReadFile(filepath.Join(p.Dir, fmt.Sprintf("signed-%d", n)))
		require.NoError(t, err)
		want := fmt.Appendf(nil, "%x\n", sha256.Sum256(there[:bytes.LastIndexByte(there, '.')]))
		for line := range bytes.Lines(signed) {
			require.Equal(t, string(want), string(line))
		}
	}
	files, err := os.ReadDir(filepath.Join(p.published(), "mail.example"))
	require.NoError(t, err)
	require.Len(t, files, decisions, "nothing else was delivered")
}

// Case M10 and fault 19: a process is killed at every step from the reservation to the note
// that the badge was delivered, and another repeats it.
func TestM10KilledAtEveryStepOfAnAwardAndRepeated(t *testing.T) {
	awardDatabases(t, func(t *testing.T, p place) {
		decisions := 0
		for at := 1; ; at++ {
			j := job{Place: p, Task: "award", From: decisions, To: decisions + 1, KillAt: at}
			c, out := j.command(t)
			err := c.Run()
			decisions++
			if err == nil {
				require.Greater(t, at, 14, "%s", out)
				break // it has not so many steps
			}
			requireKilled(t, err, out)
			if at%3 == 0 { // and killed once more before it may go on
				j.KillAt = 2
				c, out = j.command(t)
				if err := c.Run(); err != nil {
					requireKilled(t, err, out)
				}
			}
			j.KillAt = 0
			j.start(t)()
		}
		requireAwarded(t, p, decisions)
		t.Logf("killed at each of %d steps", decisions-1)
	})
}

func TestM10EightProcessesAwardTheSameDecisions(t *testing.T) {
	awardDatabases(t, func(t *testing.T, p place) {
		const decisions = 10
		var waits []func()
		for w := range 8 {
			waits = append(waits, job{Place: p, Task: "award", From: 0, To: decisions, Worker: w}.start(t))
		}
		for _, wait := range waits {
			wait()
		}
		requireAwarded(t, p, decisions)
	})
}

// The file of the batch: of its rows so many are bad, each in one of several ways.
func awardFile(rows, bad int) []byte {
	var b bytes.Buffer
	b.WriteString("recipient,credential,awarded\n")
	for n := range rows {
		switch {
		case n%(rows/bad) != 7 || n/(rows/bad) >= bad:
			fmt.Fprintf(&b, "s%05d,civics,2026-05-01\n", n)
		case n%5 == 0:
			fmt.Fprintf(&b, "s%05d,teamwork,2026-05-01\n", n)
		case n%5 == 1:
			fmt.Fprintf(&b, "s%05d@school.example,civics,2026-05-01\n", n)
		case n%5 == 2:
			fmt.Fprintf(&b, "s%05d,civics\n", n)
		case n%5 == 3:
			fmt.Fprintf(&b, "s%05d,civics,5/1/2026\n", n)
		default:
			fmt.Fprintf(&b, "s%05d,civics,2026-05-01\n", n-1)
		}
	}
	return b.Bytes()
}

// batch awards the rows of a file, reports each of them, and ends at a row as on a power
// cut, in the midst of its steps.
func (j job) batch(t testing.TB, l *status.Lists) {
	kill := killAt
	killAt = 0
	a := j.Place.awards(t, issuer(t, l), steppingAwards{j.Place.awardStore(j.Place.open(t))}, nil)
	file, err := os.Open(filepath.Join(j.Place.Dir, "awards.csv"))
	require.NoError(t, err)
	defer file.Close()
	report, err := os.Create(filepath.Join(j.Place.Dir, "report.csv"))
	require.NoError(t, err)
	defer report.Close()
	_, err = a.Batch(ctx, file, award.Batch{Name: "may", Result: award.Report(report), Progress: func(p award.Progress) {
		if p.Rows == kill {
			killAt = int(steps.Load()) + 40 // while the next rows are signed
		}
	}})
	require.NoError(t, err)
}

// Cases I27 and fault 25.
func TestI27TenThousandRowsKilledHalfwayAndResumed(t *testing.T) {
	const bad = 37
	rows := 10_000
	if testing.Short() {
		rows = 1_000
	}
	awardDatabases(t, func(t *testing.T, p place) {
		require.NoError(t, os.WriteFile(filepath.Join(p.Dir, "awards.csv"), awardFile(rows, bad), 0o644))
		began := time.Now()
		j := job{Place: p, Task: "batch", KillAt: rows / 2}
		c, out := j.command(t)
		requireKilled(t, c.Run(), out)
		killed := time.Since(began)
		first := readReport(t, p)
		require.GreaterOrEqual(t, len(first), rows/2)
		require.Less(t, len(first), rows/2+64)
		j.KillAt = 0
		began = time.Now()
		j.start(t)()
		t.Logf("%d rows in %v, and %d in all once more in %v", rows/2, killed.Round(time.Millisecond), rows, time.Since(began).Round(time.Millisecond))

		report := readReport(t, p)
		require.Equal(t, rows, len(report), "a line for every row")
		count, ids := map[string]int{}, map[string]bool{}
		for i, line := range report {
			require.Equal(t, fmt.Sprint(i+2), line[0])
			count[line[3]]++
			if line[3] == "refused" {
				require.NotEmpty(t, line[5])
				require.Empty(t, line[4])
				continue
			}
			require.False(t, ids[line[4]], "a badge of two rows")
			ids[line[4]] = true
			if i < len(first) {
				require.Equal(t, "already", line[3])
				require.Equal(t, first[i][4], line[4], "the badge of the run that was killed")
			}
		}
		require.Equal(t, bad, count["refused"])
		require.Equal(t, rows-bad, count["awarded"]+count["already"])

		// In the database there is a badge of each good row, and no other.
		db := p.open(t)
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM awards WHERE state = 'issued'":                               rows - bad,
			"SELECT COUNT(DISTINCT credential) FROM awards WHERE state = 'issued'":             rows - bad,
			"SELECT COUNT(*) FROM awards WHERE state NOT IN ('issued', 'noted')":               0,
			"SELECT COUNT(*) FROM status_entries WHERE state <> 'opening'":                     rows - bad,
			"SELECT COUNT(DISTINCT student) FROM awards WHERE state = 'noted'":                 rows - bad,
			"SELECT COUNT(DISTINCT subject) FROM awards WHERE state = 'issued'":                rows - bad,
			"SELECT COUNT(*) FROM awards a JOIN status_entries s ON s.credential=a.credential": rows - bad,
		} {
			var n int
			require.NoError(t, db.QueryRow(query).Scan(&n))
			require.Equal(t, want, n, query)
		}
	})
}

// readReport returns the lines of a report behind its header, the last one only if it is whole.
func readReport(t testing.TB, p place) (lines [][]string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(p.Dir, "report.csv"))
	require.NoError(t, err)
	r := csv.NewReader(bytes.NewReader(data[:bytes.LastIndexByte(data, '\n')+1]))
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines[1:]
		}
		require.NoError(t, err)
		lines = append(lines, line)
	}
}

// What the interface asks of a Store of awards, of each of them alike.
func TestEveryAwardStoreKeepsItsPromises(t *testing.T) {
	test := func(t *testing.T, s award.Store) {
		when := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
		record := func(key string, state award.State) award.Record {
			return award.Record{Key: key, State: state, Digest: "d", Student: "s", Subject: "urn:s", Achievement: "civics", Credential: "urn:" + key, ValidFrom: when, Changed: when}
		}
		read := func(q award.Query) []award.Record {
			t.Helper()
			found, err := s.Read(ctx, q)
			require.NoError(t, err)
			return found
		}
		require.Empty(t, read(award.Query{Key: "a"}))
		insert := func(r award.Record) (award.Record, error) {
			stored, err := s.Insert(ctx, r)
			if err != nil {
				return award.Record{}, err
			}
			require.Len(t, stored, 1)
			return stored[0], nil
		}
		a, err := insert(record("a", award.Reserved))
		require.NoError(t, err)
		want := record("a", award.Reserved)
		want.Version = 1
		require.Equal(t, want, a)
		other := record("a", award.Issued)
		other.Credential, other.Badge = "urn:other", []byte("x")
		again, err := insert(other)
		require.NoError(t, err)
		require.Equal(t, a, again, "one key, one record")

		next := a
		next.State, next.Badge, next.Changed = award.Issued, []byte("\x00a badge"), when.Add(time.Second)
		next.Corrects, next.CorrectedBy, next.Revokes, next.Student = "b", "c", true, "s2"
		require.NoError(t, s.Update(ctx, next))
		require.ErrorIs(t, s.Update(ctx, next), award.ErrConflict, "it was changed since")
		missing := record("nobody", award.Issued)
		require.ErrorIs(t, s.Update(ctx, missing), award.ErrConflict)
		next.Version = 2
		require.Equal(t, []award.Record{next}, read(award.Query{Key: "a"}))

		// Of several, all or none; what was there is returned in its place.
		both, err := s.Insert(ctx, record("two", award.Reserved), record("a", award.Reserved), record("one", award.Reserved), record("two", award.Issued))
		require.NoError(t, err)
		require.Len(t, both, 4)
		require.Equal(t, next, both[1])
		require.Equal(t, both[0], both[3])
		require.ErrorIs(t, s.Update(ctx, both[0], a, both[2]), award.ErrConflict)
		require.EqualValues(t, 1, read(award.Query{Key: "two"})[0].Version, "none is changed")
		require.EqualValues(t, 1, read(award.Query{Key: "one"})[0].Version)
		require.NoError(t, s.Update(ctx, both[2], both[0]))
		require.EqualValues(t, 2, read(award.Query{Key: "two"})[0].Version)
		none, err := s.Insert(ctx)
		require.NoError(t, err)
		require.Empty(t, none)
		require.NoError(t, s.Update(ctx))

		// Keys in the order of their bytes, in whatever language.
		for _, key := range []string{"a-b", "B", "a/b", "a.b", "Z9", "a~", "student x"} {
			_, err := s.Insert(ctx, record(key, award.Issued))
			require.NoError(t, err)
		}
		var keys []string
		after := ""
		for {
			found := read(award.Query{State: award.Issued, After: after, Limit: 2})
			for _, r := range found {
				require.Nil(t, r.Badge)
				require.Equal(t, award.Issued, r.State)
				keys = append(keys, r.Key)
				after = r.Key
			}
			if len(found) < 2 {
				break
			}
		}
		require.Equal(t, []string{"B", "Z9", "a", "a-b", "a.b", "a/b", "a~", "student x"}, keys)
		require.Empty(t, read(award.Query{State: award.Issued}))
		require.Empty(t, read(award.Query{State: award.Issued, Limit: -1}))

		ended, cancel := context.WithCancel(ctx)
		cancel()
		_, err = s.Insert(ended, record("z", award.Issued))
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, s.Update(ended, next), context.Canceled)
		_, err = s.Read(ended, award.Query{Key: "a"})
		require.ErrorIs(t, err, context.Canceled)

		// Of many at once one stores its record, and all get it.
		var wait sync.WaitGroup
		got := make([]award.Record, 16)
		errs := make([]error, 16)
		for i := range got {
			wait.Go(func() {
				r := record("race", award.Reserved)
				r.Credential = fmt.Sprint("urn:race:", i)
				got[i], errs[i] = insert(r)
			})
		}
		wait.Wait()
		require.NoError(t, errors.Join(errs...))
		for _, r := range got {
			require.Equal(t, got[0], r)
		}
		for i := range errs {
			wait.Go(func() { errs[i] = s.Update(ctx, got[0]) })
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				require.ErrorIs(t, err, award.ErrConflict)
			}
		}
		require.Equal(t, 1, won)
	}
	t.Run("memory", func(t *testing.T) { test(t, &award.Memory{}) })
	awardDatabases(t, func(t *testing.T, p place) { test(t, p.awardStore(p.open(t))) })
}

func TestADamagedRowIsNobodysAward(t *testing.T) {
	awardDatabases(t, func(t *testing.T, p place) {
		db := p.open(t)
		a := p.awards(t, issuer(t, p.lists(t, status.Config{})), p.awardStore(db), nil)
		_, err := a.Award(ctx, awardDecision(1))
		require.NoError(t, err)
		for _, change := range []string{"state = 'delivered'", "digest = ''", "student = 's2'", "subject = 'urn:x'", "achievement = 'leadership'", "credential = 'urn:x'",
			"valid_from = 1", "badge = NULL", "corrects = 'x'", "corrected_by = 'x'", "revokes = 1", "version = 7", "changed = 1"} {
			tx, err := db.Begin()
			require.NoError(t, err)
			_, err = tx.Exec("UPDATE awards SET " + change + " WHERE state = 'issued'")
			require.NoError(t, err)
			require.NoError(t, tx.Commit())
			_, err = a.Award(ctx, awardDecision(1))
			require.ErrorIs(t, err, award.ErrCorrupt, change)
			_, err = db.Exec("DELETE FROM awards WHERE key = '" + awardDecision(1).Key + "'")
			require.NoError(t, err)
			_, err = a.Award(ctx, awardDecision(1))
			require.NoError(t, err)
		}
		_, err = db.Exec("DROP TABLE awards")
		require.NoError(t, err)
		_, err = a.Award(ctx, awardDecision(1))
		require.ErrorContains(t, err, "SQL.Create makes its table")
		require.ErrorContains(t, award.SQL{}.Create(ctx), "SQL.DB is nil")
		_, err = award.SQL{}.Read(ctx, award.Query{Key: "a"})
		require.ErrorContains(t, err, "SQL.DB is nil")
	})
}

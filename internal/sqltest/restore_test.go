package sqltest

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// backup copies a database, and returns how to put the copy in its place.
func (p place) backup(t testing.TB) (restore func()) {
	t.Helper()
	db, err := sql.Open(p.Driver, p.DSN)
	require.NoError(t, err)
	defer db.Close()
	run := func(db *sql.DB, statements ...string) {
		t.Helper()
		tx, err := db.Begin()
		require.NoError(t, err)
		defer tx.Rollback()
		for _, s := range statements {
			_, err := tx.Exec(s)
			require.NoError(t, err, s)
		}
		require.NoError(t, tx.Commit())
	}
	if p.Driver == "sqlite" {
		copied := filepath.Join(t.TempDir(), "backup.db")
		_, err := db.Exec("VACUUM INTO '" + copied + "'")
		require.NoError(t, err)
		return func() {
			t.Helper()
			data, err := os.ReadFile(copied)
			require.NoError(t, err)
			for _, suffix := range []string{"", "-wal", "-shm"} {
				os.Remove(p.DSN + suffix)
			}
			require.NoError(t, os.WriteFile(p.DSN, data, 0o644))
		}
	}
	run(db, "DROP TABLE IF EXISTS b_epoch, b_entries", "CREATE TABLE b_epoch AS SELECT * FROM status_epoch", "CREATE TABLE b_entries AS SELECT * FROM status_entries")
	return func() {
		t.Helper()
		db, err := sql.Open(p.Driver, p.DSN)
		require.NoError(t, err)
		defer db.Close()
		run(db, "TRUNCATE status_epoch, status_entries", "INSERT INTO status_epoch SELECT * FROM b_epoch", "INSERT INTO status_entries SELECT * FROM b_entries")
	}
}

// using opens the lists of a place, does something with them, and closes the database.
func (p place) using(t testing.TB, cfg status.Config, do func(*status.Lists)) {
	t.Helper()
	db, err := sql.Open(p.Driver, p.DSN)
	require.NoError(t, err)
	defer db.Close()
	cfg.Store = p.store(db)
	do(p.lists(t, cfg))
}

// Case I10 and fault 22: a store restored from an old backup neither publishes nor
// reserves, and Recover brings back what was published.
func TestAnOldBackupIsRefusedAndRecovered(t *testing.T) {
	for _, cfg := range []status.Config{{}, {Purpose: status.Suspension}, {Type: status.RevocationList}} {
		databases(t, func(t *testing.T, p place) {
			key := issuer(t, nil)
			badges := map[int]*credential.Secured{}
			issue := func(l *status.Lists, n int) {
				t.Helper()
				is := *key
				is.Status = l
				b, err := is.Issue(ctx, civics(t, badgeID(n)))
				require.NoError(t, err)
				badges[n] = b
			}
			p.using(t, cfg, func(l *status.Lists) {
				for n := range 6 {
					issue(l, n)
				}
				require.NoError(t, l.Revoke(ctx, badgeID(0), "before the backup"))
			})
			restore := p.backup(t)
			p.using(t, cfg, func(l *status.Lists) {
				require.NoError(t, l.Revoke(ctx, badgeID(1), "after it"))
				for n := 6; n < 10; n++ {
					issue(l, n)
				}
				require.NoError(t, l.Revoke(ctx, badgeID(6), "after it"))
				require.NoError(t, p.publication(t, l).Publish(ctx))
			})
			published, err := os.ReadFile(p.list(first))
			require.NoError(t, err)

			from := func(published map[string][]byte) status.Recovery {
				return status.Recovery{Published: published, Keys: []credential.Method{key.Signer.Method()}, Unsigned: cfg.Type == status.RevocationList}
			}
			restore()
			refused := func(l *status.Lists) {
				t.Helper()
				require.ErrorIs(t, p.publication(t, l).Publish(ctx), status.ErrRollback)
				require.ErrorIs(t, p.publication(t, l).PublishChanged(ctx), status.ErrRollback)
				_, err := l.Reserve(ctx, badgeID(77))
				require.ErrorIs(t, err, status.ErrRollback)
				require.ErrorIs(t, l.Revoke(ctx, badgeID(2), ""), status.ErrRollback)
				require.ErrorIs(t, l.Reinstate(ctx, badgeID(1), ""), status.ErrRollback)
				_, err = l.Entry(ctx, badgeID(1))
				require.ErrorIs(t, err, status.ErrRollback)
				now, err := os.ReadFile(p.list(first))
				require.NoError(t, err)
				require.True(t, bytes.Equal(published, now), "what was published stays")
			}
			p.using(t, cfg, refused)
			p.using(t, cfg, func(l *status.Lists) {
				require.ErrorIs(t, l.Recover(ctx, status.Recovery{}), status.ErrMissing)
				refused(l)
				require.Error(t, l.Recover(ctx, from(map[string][]byte{list1: []byte("{}")})))
				refused(l)
				require.Error(t, l.Recover(ctx, from(map[string][]byte{list1: published, home + "/2": published})))
				refused(l)
				require.NoError(t, l.Recover(ctx, from(map[string][]byte{list1: published, home + "/9": nil})))
				openings, _, err := p.store(p.open(t)).Read(ctx, status.Query{Kind: status.Openings})
				require.NoError(t, err)
				require.Len(t, openings, 2)
				again := map[string][]byte{list1: published}
				require.ErrorIs(t, l.Recover(ctx, from(again)), status.ErrMissing, "once more, and there is another list now")
				again[fmt.Sprintf("%s/%d", home, openings[1].List)] = nil
				require.NoError(t, l.Recover(ctx, from(again)))
				set := status.Revoked
				if cfg.Purpose == status.Suspension {
					set = status.Suspended
				}
				for n, want := range map[int]status.State{0: status.Revoked, 1: set, 2: status.Valid} {
					e, err := l.Entry(ctx, badgeID(n))
					require.NoError(t, err)
					require.Equal(t, want, e.State, "badge %d", n)
				}
				s, err := l.Reserve(ctx, badgeID(20))
				require.NoError(t, err)
				list, _, _ := strings.Cut(s.ID, "#")
				require.NotEqual(t, list1, list, "no old list is continued")
				issue(l, 20)
				require.ErrorIs(t, l.Revoke(ctx, badgeID(7), ""), status.ErrUnknown)
				entry := func(n int) badge.Status {
					view, err := badges[n].Unverified()
					require.NoError(t, err)
					return view.Status[0]
				}
				require.NoError(t, l.Adopt(ctx, badgeID(7), entry(7)))
				require.NoError(t, l.Adopt(ctx, badgeID(7), entry(7)))
				require.NoError(t, l.Revoke(ctx, badgeID(7), "adopted"))
				if cfg.Type == "" {
					require.ErrorIs(t, l.Adopt(ctx, badgeID(6), entry(6)), status.ErrTaken)
				}
				for name, wrong := range map[string]func(*badge.Status){
					"an unknown list": func(s *badge.Status) { s.StatusListCredential, s.ID = home+"/2", home+"/2" },
					"another host":    func(s *badge.Status) { s.StatusListCredential, s.ID = "https://a.example/1", "https://a.example/1" },
					"another type":    func(s *badge.Status) { s.Type = "StatusList2021Entry" },
				} {
					s := entry(8)
					wrong(&s)
					require.Error(t, l.Adopt(ctx, badgeID(8), s), name)
				}
				require.NoError(t, p.publication(t, l).Publish(ctx))
			})
			v, err := verify.New(verify.Config{Issuers: []string{key.Signer.Method().Controller}, Fetcher: verify.FetchFS(os.DirFS(p.published()))})
			require.NoError(t, err)
			for n, b := range badges {
				report, _ := v.Verify(ctx, b.Bytes())
				revoked := n == 0 || n == 1 || n == 6 || n == 7
				switch {
				case cfg.Type == status.RevocationList: // a did:key has no origin, so nobody reads its list
				case revoked:
					require.Equal(t, verify.Failed, report.Outcome, "badge %d: %v", n, report)
				default:
					require.Equal(t, verify.Passed, report.Outcome, "badge %d: %v", n, report)
				}
			}
			if cfg.Type == status.RevocationList {
				data, err := os.ReadFile(p.list(first))
				require.NoError(t, err)
				for n := range badges {
					require.Equal(t, n == 0 || n == 1 || n == 6 || n == 7, bytes.Contains(data, []byte(badgeID(n))), "badge %d", n)
				}
			}
		})
	}
}

// What the store holds is changed behind its back, in each way that SQL has.
func TestADamagedStorePublishesNothing(t *testing.T) {
	for name, damage := range map[string]string{
		"a revocation undone":     "UPDATE status_entries SET state = 'valid' WHERE credential = '" + badgeID(1) + "'",
		"as if properly":          "UPDATE status_entries SET state = 'valid', version = 1, checksum = 0 WHERE credential = '" + badgeID(1) + "'",
		"a row lost":              "DELETE FROM status_entries WHERE credential = '" + badgeID(1) + "'",
		"a row moved":             "UPDATE status_entries SET place = (place + 1) % 131072 WHERE credential = '" + badgeID(1) + "'",
		"to another list":         "UPDATE status_entries SET list = 7 WHERE credential = '" + badgeID(1) + "'",
		"another badge's":         "UPDATE status_entries SET credential = 'urn:uuid:x' WHERE credential = '" + badgeID(1) + "'",
		"another state":           "UPDATE status_entries SET state = 'revokes' WHERE credential = '" + badgeID(1) + "'",
		"another reason":          "UPDATE status_entries SET reason = 'y' WHERE credential = '" + badgeID(1) + "'",
		"a list smaller":          "UPDATE status_entries SET reason = 'BitstringStatusListEntry revocation 131080 " + home + "' WHERE place = -1",
		"a list's tally":          "UPDATE status_entries SET tally = 0 WHERE place = -1",
		"a list lost":             "DELETE FROM status_entries WHERE place = -1",
		"the epoch's lists":       "UPDATE status_epoch SET lists = 0",
		"the epoch":               "UPDATE status_epoch SET epoch = epoch + 1",
		"the epoch, far away":     "UPDATE status_epoch SET epoch = 4611686018427387904",
		"the epoch lost":          "DELETE FROM status_epoch",
		"an older row, by itself": "", // see below
	} {
		databases(t, func(t *testing.T, p place) {
			db := p.open(t)
			var older [9]any
			row := "SELECT credential, list, place, state, reason, version, changed, tally, checksum FROM status_entries WHERE credential = '" + badgeID(1) + "'"
			p.using(t, status.Config{}, func(l *status.Lists) {
				for n := range 3 {
					_, err := l.Reserve(ctx, badgeID(n))
					require.NoError(t, err)
				}
				into := make([]any, len(older))
				for i := range older {
					into[i] = &older[i]
				}
				require.NoError(t, db.QueryRow(row).Scan(into...))
				require.NoError(t, l.Revoke(ctx, badgeID(1), "x"))
				require.NoError(t, p.publication(t, l).Publish(ctx))
			})
			before, err := os.ReadFile(p.list(first))
			require.NoError(t, err)
			if damage == "" {
				_, err = db.Exec(fmt.Sprintf("UPDATE status_entries SET state = '%s', reason = '%s', version = %d, changed = %d, checksum = %d WHERE credential = '%s'",
					older[3], older[4], older[5], older[6], older[8], badgeID(1)))
			} else {
				_, err = db.Exec(damage)
			}
			require.NoError(t, err)
			p.using(t, status.Config{}, func(l *status.Lists) {
				require.ErrorIs(t, p.publication(t, l).Publish(ctx), status.ErrCorrupt, name)
				after, err := os.ReadFile(p.list(first))
				require.NoError(t, err)
				require.True(t, bytes.Equal(before, after), name)
				w, err := p.witness().Epoch(ctx)
				require.NoError(t, err)
				require.EqualValues(t, first+4, w, "%s: and the witness is not told", name)
			})
		})
	}
}

// A list that was lost with its row is not one in which somebody could be revoked.
func TestNobodyIsRevokedInAListThatIsLost(t *testing.T) {
	databases(t, func(t *testing.T, p place) {
		db := p.open(t)
		l := p.lists(t, status.Config{Store: p.store(db)})
		_, err := l.Reserve(ctx, badgeID(1))
		require.NoError(t, err)
		_, err = db.Exec("DELETE FROM status_entries WHERE place = -1")
		require.NoError(t, err)
		err = l.Revoke(ctx, badgeID(1), "x")
		require.ErrorIs(t, err, status.ErrCorrupt)
		require.ErrorContains(t, err, "was never opened")
		e, err := l.Entry(ctx, badgeID(1))
		require.NoError(t, err)
		require.Equal(t, status.Valid, e.State)
	})
}

// One table is restored from an old backup, and the other one is not.
func TestATableIsNotRestoredAlone(t *testing.T) {
	for _, what := range []string{"a revocation", "a list", "a reservation"} {
		for _, table := range []string{"status_entries", "status_epoch"} {
			databases(t, func(t *testing.T, p place) {
				db := p.open(t)
				run := func(statement string) {
					t.Helper()
					_, err := db.Exec(statement)
					require.NoError(t, err, statement)
				}
				l := p.lists(t, status.Config{Store: p.store(db)})
				for n := range 3 {
					_, err := l.Reserve(ctx, badgeID(n))
					require.NoError(t, err)
				}
				run("DROP TABLE IF EXISTS b_one")
				run("CREATE TABLE b_one AS SELECT * FROM " + table)
				switch what {
				case "a list":
					_, err := p.lists(t, status.Config{Store: p.store(db), Purpose: status.Suspension}).Reserve(ctx, badgeID(3))
					require.NoError(t, err)
				case "a revocation":
					require.NoError(t, l.Revoke(ctx, badgeID(1), "x"))
				default:
					_, err := l.Reserve(ctx, badgeID(3))
					require.NoError(t, err)
				}
				require.NoError(t, p.publication(t, l).Publish(ctx))
				before, err := os.ReadFile(p.list(first))
				require.NoError(t, err)
				run("DELETE FROM " + table)
				run("INSERT INTO " + table + " SELECT * FROM b_one")
				refused := status.ErrCorrupt
				if table == "status_epoch" && what == "a reservation" { // then the witness alone has seen it
					refused = status.ErrRollback
				}
				require.ErrorIs(t, p.publication(t, l).Publish(ctx), refused)
				switch {
				case table == "status_entries" && what == "a revocation":
					require.NoError(t, l.Revoke(ctx, badgeID(0), "x"))
					require.ErrorIs(t, p.publication(t, l).Publish(ctx), status.ErrCorrupt, "a change mends nothing")
				case table == "status_entries": // a place that was forgotten would be another's next
					_, err := l.Reserve(ctx, badgeID(4))
					require.ErrorIs(t, err, status.ErrCorrupt)
					require.ErrorIs(t, l.Revoke(ctx, badgeID(3), "x"), status.ErrCorrupt, "and not that it never was there")
					_, err = l.Entry(ctx, badgeID(3))
					require.ErrorIs(t, err, status.ErrCorrupt)
					require.ErrorIs(t, p.publication(t, l).PublishChanged(ctx), status.ErrCorrupt)
				}
				after, err := os.ReadFile(p.list(first))
				require.NoError(t, err)
				require.True(t, bytes.Equal(before, after))
			})
		}
	}
}

// Case I10: bits flip in the file, and it is cut short. Either that is an error, or what is
// published is what was stored.
func TestADamagedFilePublishesNothingFalse(t *testing.T) {
	p := newPlace(t, "sqlite")
	places := map[uint64]bool{}
	p.using(t, status.Config{}, func(l *status.Lists) {
		for n := range 120 {
			_, err := l.Reserve(ctx, badgeID(n))
			require.NoError(t, err)
			if n%3 == 0 {
				require.NoError(t, l.Revoke(ctx, badgeID(n), "x"))
				e, err := l.Entry(ctx, badgeID(n))
				require.NoError(t, err)
				places[uint64(e.Index)] = true
			}
		}
	})
	whole, err := os.ReadFile(p.DSN) // its log was written back when the last connection closed
	require.NoError(t, err)
	_, err = os.Stat(p.DSN + "-wal")
	require.ErrorIs(t, err, os.ErrNotExist)
	refused, published := 0, 0
	try := func(data []byte, what string) {
		t.Helper()
		for _, suffix := range []string{"-wal", "-shm", "-journal"} {
			os.Remove(p.DSN + suffix)
		}
		require.NoError(t, os.WriteFile(p.DSN, data, 0o644))
		os.Remove(p.list(first))
		p.using(t, status.Config{}, func(l *status.Lists) {
			err := p.publication(t, l).Publish(ctx)
			if _, none := os.Stat(p.list(first)); none != nil {
				refused++
				// An index that has lost the list says that there is none to publish.
				return
			}
			require.NoError(t, err, what)
			published++
			bits := readBits(t, p.list(first))
			for i := range bits.Entries(1) {
				set, _ := bits.At(i, 1)
				require.Equal(t, places[i], set == 1, "%s: place %d", what, i)
			}
		})
	}
	try(whole, "whole")
	require.Equal(t, 1, published)
	rounds := 400
	if testing.Short() {
		rounds = 100
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		data := bytes.Clone(whole)
		at, bit := random.IntN(len(data)), random.IntN(8)
		data[at] ^= 1 << bit
		try(data, fmt.Sprintf("bit %d of byte %d", bit, at))
	}
	for range rounds / 10 {
		n := random.IntN(len(whole))
		try(whole[:n], fmt.Sprintf("%d of %d bytes", n, len(whole)))
	}
	try(nil, "nothing")
	try(make([]byte, len(whole)), "zeros")
	t.Logf("refused %d times, published %d times", refused, published)
}

// A database that was never set up, or was lost, is not made by the way.
func TestALostDatabaseIsAnError(t *testing.T) {
	databases(t, func(t *testing.T, p place) {
		p.using(t, status.Config{}, func(l *status.Lists) {
			_, err := l.Reserve(ctx, badgeID(1))
			require.NoError(t, err)
		})
		db := p.open(t)
		for _, table := range []string{"status_epoch", "status_entries"} {
			_, err := db.Exec("DROP TABLE " + table)
			require.NoError(t, err)
			p.using(t, status.Config{}, func(l *status.Lists) {
				_, err := l.Reserve(ctx, badgeID(2))
				require.Error(t, err)
				require.Error(t, p.publication(t, l).Publish(ctx))
			})
		}
		require.NoError(t, p.store(db).Create(ctx))
		require.NoError(t, p.store(db).Create(ctx), "once more changes nothing")
		p.using(t, status.Config{}, func(l *status.Lists) {
			_, err := l.Reserve(ctx, badgeID(2))
			require.ErrorIs(t, err, status.ErrRollback, "an empty one is an old one")
		})
	})
}

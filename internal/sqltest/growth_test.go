package sqltest

import (
	"context"
	"database/sql"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// aside is a Witness within the process, for what is measured without one.
type aside struct {
	mu    sync.Mutex
	epoch int64
}

func (a *aside) Epoch(context.Context) (int64, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.epoch, nil
}

func (a *aside) Raise(_ context.Context, epoch int64) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.epoch = max(a.epoch, epoch)
	return nil
}

// BenchmarkGrowth measures what a badge costs while the first 10⁴, 10⁵ and, without
// -short, 10⁶ are reserved, one in a hundred of them revoked, and what it costs to publish
// a list that has changed when there are so many. It counts the time of the processor,
// per badge over the second half of each stretch. The database is in memory, where there
// is such a place.
func BenchmarkGrowth(b *testing.B) {
	dir := b.TempDir()
	if shm, err := os.MkdirTemp("/dev/shm", "sqltest"); err == nil {
		dir = shm
		b.Cleanup(func() { os.RemoveAll(shm) })
	}
	p := place{Driver: "sqlite", DSN: dir + "/status.db", Dir: dir}
	require.NoError(b, os.Mkdir(p.published(), 0o755))
	db, err := sql.Open(p.Driver, p.DSN)
	require.NoError(b, err)
	defer db.Close()
	require.NoError(b, p.store(db).Create(ctx))
	l := p.lists(b, status.Config{Store: p.store(db), Witness: &aside{}})
	pub := p.publication(b, l)
	n := 0
	fill := func(to int) time.Duration {
		began := processor(b)
		for ; n < to; n++ {
			_, err := l.Reserve(ctx, badgeID(n))
			require.NoError(b, err)
			if n%100 == 0 {
				require.NoError(b, l.Revoke(ctx, badgeID(n), "x"))
			}
		}
		return processor(b) - began
	}
	var reserved, published float64
	for _, stretch := range []struct {
		name string
		size int
	}{{"1e4", 10_000}, {"1e5", 100_000}, {"1e6", 1_000_000}} {
		if testing.Short() && stretch.size > 100_000 {
			break
		}
		fill(stretch.size / 2)
		each := float64(fill(stretch.size)) / float64(stretch.size-stretch.size/2)
		if reserved == 0 {
			reserved = each
		}
		require.NoError(b, pub.PublishChanged(ctx))
		bytes := 0
		entries, err := os.ReadDir(p.published() + "/school.example/status")
		require.NoError(b, err)
		for _, e := range entries {
			info, err := e.Info()
			require.NoError(b, err)
			bytes += int(info.Size())
		}
		b.Run(stretch.name, func(b *testing.B) {
			began := processor(b)
			rounds := 0
			for b.Loop() {
				// A badge of the first list, which is as large as any other.
				id := badgeID(1 + 2*rounds + stretch.size/1000)
				rounds++
				require.NoError(b, l.Revoke(ctx, id, "x"))
				require.NoError(b, pub.PublishChanged(ctx))
			}
			publish := float64(processor(b)-began) / float64(rounds)
			if published == 0 {
				published = publish
			}
			b.ReportMetric(each/1e3, "µs/badge")
			b.ReportMetric(each/reserved, "badge/1e4")
			b.ReportMetric(publish/1e6, "ms/list")
			b.ReportMetric(publish/published, "list/1e4")
			b.ReportMetric(float64(len(entries)), "lists")
			b.ReportMetric(float64(bytes)/float64(len(entries)), "B/list")
		})
	}
}

// processor is the time of it that this process has had.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkReserve measures what a reservation costs on the disk, with the witness in a
// directory beside it and without one.
func BenchmarkReserve(b *testing.B) {
	for _, driver := range []string{"sqlite", "pgx"} {
		for name, w := range map[string]func(place) status.Witness{
			"witness": func(p place) status.Witness { return p.witness() },
			"without": func(place) status.Witness { return &aside{} },
		} {
			b.Run(driver+"/"+name, func(b *testing.B) {
				p := newPlace(b, driver)
				l := p.lists(b, status.Config{Witness: w(p)})
				n := 0
				for b.Loop() {
					n++
					if _, err := l.Reserve(ctx, badgeID(n)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

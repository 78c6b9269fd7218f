package sqltest

import (
	"context"
	"database/sql"
	"os"
	"sync"
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

// BenchmarkGrowth measures what a reservation, a revocation and the publication of a
// changed list cost when there are 10⁴, 10⁵ and, without -short, 10⁶ entries, one in a
// hundred of them set. The database is in memory, where there is such a place, so that
// it is the work that is measured and not the disk.
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
	p.publication(b, l)
	n := 0
	fill := func(to int) {
		for ; n < to; n++ {
			_, err := l.Reserve(ctx, badgeID(n))
			require.NoError(b, err)
			if n%100 == 0 {
				require.NoError(b, l.Revoke(ctx, badgeID(n), "x"))
			}
		}
	}
	sizes := []int{10_000, 100_000, 1_000_000}
	if testing.Short() {
		sizes = sizes[:2]
	}
	var first [3]float64
	for _, size := range sizes {
		fill(size)
		name := map[int]string{10_000: "1e4", 100_000: "1e5", 1_000_000: "1e6"}[size]
		pub := p.publication(b, l)
		require.NoError(b, pub.PublishChanged(ctx))
		bytes := 0
		entries, err := os.ReadDir(p.published() + "/school.example/status")
		require.NoError(b, err)
		for _, e := range entries {
			info, err := e.Info()
			require.NoError(b, err)
			bytes += int(info.Size())
		}
		b.Logf("%s entries: %d lists of %d bytes together", name, len(entries), bytes)
		next := 0
		for k, what := range []struct {
			name string
			do   func() error
		}{
			{"reserve", func() error { n++; _, err := l.Reserve(ctx, badgeID(n)); return err }},
			{"revoke", func() error { next += 7; return l.Revoke(ctx, badgeID(next%size), "x") }},
			{"publish", func() error {
				next += 7
				if err := l.Revoke(ctx, badgeID(next%size), "x"); err != nil {
					return err
				}
				return pub.PublishChanged(ctx)
			}},
		} {
			b.Run(name+"/"+what.name, func(b *testing.B) {
				began := time.Now()
				for b.Loop() {
					if err := what.do(); err != nil {
						b.Fatal(err)
					}
				}
				each := float64(time.Since(began)) / float64(b.N)
				if first[k] == 0 {
					first[k] = each
				}
				b.ReportMetric(each/first[k], "/1e4")
			})
		}
	}
}

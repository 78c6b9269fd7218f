package verify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// batchOf issues n badges that differ in their id, which numbered reads back.
func batchOf(t testing.TB, n int) [][]byte {
	t.Helper()
	var badges [][]byte
	for i := range n {
		c := civics(t)
		c.ID = fmt.Sprintf("urn:uuid:0f0e0d0c-0b0a-4908-8706-%012d", i)
		badges = append(badges, issueAs(t, school(t), c))
	}
	return badges
}

func number(t testing.TB, c *credential.Credential) int {
	t.Helper()
	var n int64
	_, err := fmt.Sscanf(c.ID, "urn:uuid:0f0e0d0c-0b0a-4908-8706-%012d", &n)
	require.NoError(t, err)
	return int(n % 1_000_000)
}

// always is a rule about which badge it is asked.
func always(check func(ctx context.Context, c *credential.Credential)) verify.Rule {
	return verify.Rule{Name: "mine", Check: func(ctx context.Context, c *credential.Credential) error { check(ctx, c); return nil }}
}

// untimed takes from a report what is never the same twice.
func untimed(r *verify.Report) *verify.Report {
	for i := range r.Checks {
		r.Checks[i].Took = 0
	}
	for i := range r.Sources {
		r.Sources[i].Took = 0
	}
	for i := range r.Endorsements {
		for j := range r.Endorsements[i].Checks {
			r.Endorsements[i].Checks[j].Took = 0
		}
	}
	return r
}

func TestABatchIsJudgedAsEachOfItsBadges(t *testing.T) {
	badges := batchOf(t, 40)
	badges[3] = issueAs(t, signerOf(t, edKey(1)), civics(t))
	badges[4], badges[5], badges[6] = nil, []byte("x"), []byte(`{"proof":[]}`)
	badges[7] = []byte(payload(t, `"evidence":`, `"proof":{"type":"DataIntegrityProof"},"evidence":`))
	badges[39] = badges[39][:len(badges[39])-1]
	slow := always(func(_ context.Context, c *credential.Credential) { // so that those behind overtake those in front
		time.Sleep(time.Duration(9-number(t, c)%10) * time.Millisecond / 4)
	})
	rule := verify.Recipient(badge.EmailAddress, "ada@example.org")
	v := newVerifier(t, nil)
	for _, workers := range []int{0, -1, 1, 2, 7, 1000, math.MaxInt} {
		all := v.VerifyAll(ctx, slices.Values(badges), workers, slow, rule)
		for range 2 {
			i := 0
			for report, err := range all {
				want, wantErr := v.Verify(ctx, badges[i], slow, rule)
				require.Equal(t, untimed(want), untimed(report), "%d of %d workers", i, workers)
				require.Equal(t, wantErr, err)
				i++
			}
			require.Equal(t, len(badges), i)
		}
	}
}

func TestABatchWithoutBadgesSaysNothing(t *testing.T) {
	for range newVerifier(t, nil).VerifyAll(ctx, slices.Values([][]byte(nil)), 0) {
		t.Fatal("a report on no badge")
	}
	for report, err := range new(verify.Verifier).VerifyAll(ctx, slices.Values(batchOf(t, 1)), 0) {
		require.Error(t, err)
		require.Equal(t, verify.Undetermined, report.Outcome)
	}
}

// third panics on the third badge only, as a plug-in of each kind.
type third struct {
	t    *testing.T
	asks atomic.Int32
}

func (p *third) Resolve(ctx context.Context, q verify.KeyQuery) (credential.Method, error) {
	p.panics()
	return verify.DIDKey().Resolve(ctx, q)
}

func (p *third) Issuer(context.Context, string) (string, bool, error) {
	p.panics()
	return "", true, nil
}

func (p *third) Check(context.Context, *credential.Credential) error { p.panics(); return nil }

func (p *third) panics() {
	if p.asks.Add(1) == 3 {
		panic("the third")
	}
}

func TestOneThatPanicsLeavesTheOthersAlone(t *testing.T) {
	badges := batchOf(t, 30)
	for name, change := range map[string]func(c *verify.Config, p *third){
		"a resolver": func(c *verify.Config, p *third) { c.Resolvers = map[string]verify.Resolver{"did:key": p} },
		"a registry": func(c *verify.Config, p *third) { c.Issuers, c.Registry = nil, p },
		"a rule":     func(c *verify.Config, p *third) { c.Rules = []verify.Rule{{Check: p.Check}} },
	} {
		v := newVerifier(t, func(c *verify.Config) { change(c, &third{t: t}) })
		passed, broken := 0, 0
		for report, err := range v.VerifyAll(ctx, slices.Values(badges), 4) {
			switch {
			case err == nil:
				passed++
			case errors.Is(err, verify.Panicked):
				require.Equal(t, verify.Undetermined, report.Outcome, name)
				broken++
			}
		}
		require.Equal(t, []int{29, 1}, []int{passed, broken}, name)
	}
}

func TestSeveralAreJudgedAtOnceAndNoMore(t *testing.T) {
	badges := batchOf(t, 40)
	for _, workers := range []int{1, 2, 5} {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int32
			rule := always(func(context.Context, *credential.Credential) {
				for n, m := now.Add(1), most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(time.Second) // of the bubble: passes when all are here that will be
				now.Add(-1)
			})
			begin := time.Now()
			for _, err := range newVerifier(t, nil).VerifyAll(ctx, slices.Values(badges), workers, rule) {
				require.NoError(t, err)
			}
			require.EqualValues(t, workers, most.Load())
			require.Equal(t, time.Duration(40/workers)*time.Second, time.Since(begin))
		})
	}
}

// Source and loop share a variable without a lock: under the race detector this
// also shows that neither runs while the other does.
func TestTheSourceIsReadOnlyALittleAhead(t *testing.T) {
	const workers = 2
	badges := batchOf(t, 60)
	read, reported, most := 0, 0, 0
	source := func(yield func([]byte) bool) {
		for _, data := range badges {
			read++
			most = max(most, read-reported)
			if !yield(data) {
				return
			}
		}
	}
	for _, err := range newVerifier(t, nil).VerifyAll(ctx, source, workers) {
		require.NoError(t, err)
		before := read
		runtime.Gosched()
		require.Equal(t, before, read)
		reported++
	}
	require.Equal(t, 60, read)
	require.Equal(t, workers*limits.ReadAhead, most)
}

func TestOnlyWhatIsAheadIsKeptInMemory(t *testing.T) {
	honest := batchOf(t, 1)[0]
	var sources []weak.Pointer[byte]
	source := func(yield func([]byte) bool) {
		for range 40 {
			data := bytes.Clone(honest)
			sources = append(sources, weak.Make(&data[0]))
			if !yield(data) {
				return
			}
		}
	}
	reported := 0
	for _, err := range newVerifier(t, nil).VerifyAll(ctx, source, 1) {
		require.NoError(t, err)
		reported++
		runtime.GC()
		kept := slices.ContainsFunc(sources[:reported], func(p weak.Pointer[byte]) bool { return p.Value() != nil })
		require.False(t, kept && reported < 40, "after %d reports", reported) // the source itself may hold its last
	}
}

func TestACancelledBatchReportsEachBadge(t *testing.T) {
	badges := batchOf(t, 40)
	gone := errors.New("the reader has gone")
	cancelled, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	reports := 0
	for report, err := range newVerifier(t, nil).VerifyAll(cancelled, slices.Values(badges), 2) {
		if reports == 5 {
			cancel(gone)
		}
		reports++
		if err != nil {
			require.ErrorIs(t, err, verify.Interrupted)
			require.ErrorIs(t, err, gone)
			require.Equal(t, verify.Undetermined, report.Outcome)
			continue
		}
		require.LessOrEqual(t, reports, 6+2*limits.ReadAhead, "it was begun when the context was done")
	}
	require.Equal(t, 40, reports)
}

// However a batch ends, whoever was at work for it has been told so, has ended,
// and has been waited for. In the bubble a goroutine that is left fails the test.
func TestABatchThatEndsLeavesNobodyAtWork(t *testing.T) {
	badges := batchOf(t, 40)
	broken := func(yield func([]byte) bool) {
		for i, data := range badges {
			if i == 9 {
				panic("the source")
			}
			if !yield(data) {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		source iter.Seq[[]byte]
		config func(*verify.Config)
		body   func(reports int) bool
		panics any
		done   bool // whoever loops goes on behind the loop
	}{
		"a break":                   {body: func(n int) bool { return n < 3 }, done: true},
		"a break at the first":      {body: func(int) bool { return false }, done: true},
		"the loop panics":           {body: func(int) bool { panic("the loop") }, panics: "the loop"},
		"the loop's goroutine ends": {body: func(int) bool { runtime.Goexit(); return true }},
		"the source panics":         {source: broken, panics: "the source"},
		"the clock panics": {panics: "the clock", config: func(c *verify.Config) {
			var read atomic.Int32
			c.Now = func() time.Time {
				if read.Add(1) == 12 {
					panic("the clock")
				}
				return clock
			}
		}},
		"a rule ends its goroutine": {config: func(c *verify.Config) {
			c.Rules = []verify.Rule{always(func(_ context.Context, c *credential.Credential) {
				if number(t, c)%2 == 0 {
					runtime.Goexit()
				}
			})}
		}},
		"it comes to its end": {done: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var working, told atomic.Int32
				untilTold := always(func(ctx context.Context, _ *credential.Credential) {
					working.Add(1)
					defer working.Add(-1)
					select {
					case <-ctx.Done():
						told.Add(1)
						time.Sleep(time.Minute) // it takes its time to end
					case <-time.After(time.Hour):
					}
				})
				source := c.source
				if source == nil {
					source = slices.Values(badges)
				}
				v := newVerifier(t, c.config)
				var thrown any
				done := false
				var group sync.WaitGroup
				group.Go(func() {
					defer func() {
						thrown = recover()
						require.Zero(t, working.Load(), "somebody is still at work")
					}()
					reports := 0
					for range v.VerifyAll(ctx, source, 3, untilTold) {
						reports++
						if c.body == nil {
							continue
						}
						synctest.Wait() // until all are at work
						if !c.body(reports) {
							break
						}
					}
					done = true
				})
				group.Wait()
				require.Equal(t, c.panics, thrown)
				require.Equal(t, c.done, done)
				if c.body != nil {
					require.NotZero(t, told.Load(), "nobody was told to end")
				}
			})
		})
	}
}

func TestEachBadgeOfABatchHasItsOwnTime(t *testing.T) {
	badges := batchOf(t, 20)
	var read atomic.Int64
	v := newVerifier(t, func(c *verify.Config) {
		c.Now = func() time.Time { return clock.Add(time.Duration(read.Add(1)) * time.Second) }
	})
	times := map[time.Time]bool{}
	for report, err := range v.VerifyAll(ctx, slices.Values(badges), 2) {
		require.NoError(t, err)
		times[report.Time] = true
	}
	require.Len(t, times, 20)
	for report := range v.At(clock).VerifyAll(ctx, slices.Values(badges), 2) {
		require.Equal(t, clock, report.Time)
	}
}

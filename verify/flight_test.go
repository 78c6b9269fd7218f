package verify

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/internal/limits"
)

// waiting is how many wait for the one flight that is under way.
func waiting(f *HTTPFetcher) (n int) {
	f.once.Do(f.start)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, on := range f.flights {
		n += on.waiting
	}
	return n
}

// Fault 6.
func TestTenThousandWhoAskAtOnceAskOnce(t *testing.T) {
	n := faultnet.New(t)
	open := make(chan struct{})
	host := n.Host("school.example", faultnet.When(open, faultnet.Text(200, "list", "Cache-Control: max-age=60")))
	f, _ := newFetcher(t, n)
	f.limit.one = 10 * time.Second
	var all sync.WaitGroup
	var wrong atomic.Int32
	for range 10_000 {
		all.Go(func() {
			r, err := f.Fetch(context.Background(), Request{URL: school, Limit: limits.FetchedList})
			if err != nil || string(r.Data) != "list" || r.FromCache {
				wrong.Add(1)
			}
		})
	}
	require.True(t, faultnet.Eventually(func() bool { return waiting(f) == 10_000 }))
	close(open)
	all.Wait()
	require.Zero(t, wrong.Load())
	require.Equal(t, 1, host.Asked())
	require.Len(t, n.Dialled(), 1)
	r, err := get(t, f, Request{Limit: limits.FetchedList})
	require.NoError(t, err)
	require.True(t, r.FromCache)
	require.Equal(t, 1, host.Asked())
}

// Fault 7.
func TestWhoLeavesFailsForHimselfAlone(t *testing.T) {
	n := faultnet.New(t)
	open := make(chan struct{})
	host := n.Host("school.example", faultnet.When(open, faultnet.Text(200, "x", "Cache-Control: max-age=60")))
	f, _ := newFetcher(t, n)
	f.limit.one = 10 * time.Second
	ask := func(ctx context.Context) chan error {
		before, out := waiting(f), make(chan error, 1)
		go func() {
			_, err := f.Fetch(ctx, Request{URL: school})
			out <- err
		}()
		require.True(t, faultnet.Eventually(func() bool { return waiting(f) == before+1 }))
		return out
	}
	leading, leave := context.WithCancel(context.Background())
	leader, follower := ask(leading), ask(context.Background())
	leave()
	require.ErrorIs(t, <-leader, credential.Interrupted)
	short, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err := f.Fetch(short, Request{URL: school})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	second := ask(context.Background())
	close(open)
	require.NoError(t, <-follower)
	require.NoError(t, <-second)
	require.Equal(t, 1, host.Asked())
}

func TestTheLastWhoLeavesEndsTheQuestion(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Never(), faultnet.Text(200, "x"))
	f, _ := newFetcher(t, n)
	f.limit.one = 10 * time.Second
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		faultnet.Eventually(func() bool { return host.Asked() == 1 })
		cancel()
	}()
	_, err := f.Fetch(ctx, Request{URL: school})
	require.ErrorIs(t, err, context.Canceled)
	_, err = get(t, f, Request{})
	require.NoError(t, err, "the next one asks anew, and nothing of the first is kept")
	require.LessOrEqual(t, host.Asked(), 2)
	require.True(t, faultnet.Eventually(func() bool { return idle(f) && n.Open() == 0 }))
}

func TestAHostIsAskedAFewQuestionsAtATime(t *testing.T) {
	n := faultnet.New(t)
	open := make(chan struct{})
	host := n.Host("school.example", faultnet.When(open, faultnet.Text(200, "x")))
	f, _ := newFetcher(t, n)
	f.limit.one = 10 * time.Second
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			_, err := f.Fetch(context.Background(), Request{URL: fmt.Sprintf("%s/%d", school, i)})
			if err != nil {
				t.Error(err)
			}
		})
	}
	require.True(t, faultnet.Eventually(func() bool { return host.Asked() == limits.FetchesAtOnce && waiting(f) == 24 }))
	time.Sleep(50 * time.Millisecond)
	require.Equal(t, limits.FetchesAtOnce, host.Asked())
	close(open)
	all.Wait()
	require.Equal(t, 24, host.Asked())
	require.True(t, idle(f))
}

// Fault 9: a stranger's thousand hosts hold up nobody, and no more of them are asked at
// a time than there are turns.
func TestAThousandSlowHostsHoldUpNoOther(t *testing.T) {
	const turns = 64
	n := faultnet.New(t)
	for i := range 1000 {
		n.Host(fmt.Sprintf("h%d.evil.example", i)).Silent()
	}
	n.Host("school.example", faultnet.Text(200, "x"))
	f, _ := newFetcher(t, n)
	f.elapsed = nil
	f.limit = pace{connect: time.Minute, one: time.Minute, patience: 100 * time.Millisecond, atOnceAll: turns}
	asked := 0
	median := func() time.Duration {
		var took []time.Duration
		for range 15 {
			asked++
			start := time.Now()
			_, err := f.Fetch(context.Background(), Request{URL: fmt.Sprintf("%s/%d", school, asked)})
			require.NoError(t, err)
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	quiet := median()
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			all.Go(func() { f.Fetch(ctx, Request{URL: fmt.Sprintf("https://h%d.evil.example/%d", i%1000, i)}) })
			time.Sleep(10 * time.Millisecond)
		}
	})
	require.True(t, faultnet.Eventually(func() bool { return len(f.turns.all) == turns }), "every turn is taken")
	var busy time.Duration
	for range 5 { // this machine has other work, too
		if busy = median(); busy < quiet+50*time.Millisecond {
			break
		}
	}
	require.Less(t, busy, quiet+50*time.Millisecond)
	require.True(t, faultnet.Eventually(func() bool { return len(n.Dialled()) > 3*turns }))
	require.Less(t, runtime.NumGoroutine()-before, 16*turns)
	cancel()
	all.Wait()
	require.LessOrEqual(t, n.MostOpen(), turns+8, "some may be closing")
	require.True(t, faultnet.Eventually(func() bool { return idle(f) }))
}

func TestAQuestionIsGivenUpForOthersAfterItsPatience(t *testing.T) {
	n := faultnet.New(t)
	slow := n.Host("slow.example", faultnet.Never())
	n.Host("school.example", faultnet.After(100*time.Millisecond, faultnet.Text(200, "x")))
	n.Host("university.example", faultnet.Text(200, "x"))
	f, clock := newFetcher(t, n)
	f.limit = pace{connect: time.Minute, one: time.Minute, patience: time.Second, atOnceAll: 1}
	ask := func(host string) chan error {
		out := make(chan error, 1)
		go func() {
			_, err := f.Fetch(context.Background(), Request{URL: "https://" + host + "/"})
			out <- err
		}()
		return out
	}
	first := ask("school.example")
	require.True(t, faultnet.Eventually(func() bool { return waiting(f) == 1 }))
	second := ask("university.example")
	require.NoError(t, <-first, "others wait as long as it has its patience")
	require.NoError(t, <-second)

	for i := range 2 {
		first = ask("slow.example")
		require.True(t, faultnet.Eventually(func() bool { return slow.Asked() == i+1 }), "that it was given up is no failure of the host, so it is not kept")
		second = ask(fmt.Sprintf("h%d.example", i))
		time.Sleep(10 * time.Millisecond)
		clock.Pass(time.Second)
		require.ErrorIs(t, <-first, credential.ResolveTimeout)
		require.ErrorIs(t, <-second, credential.ResolveFailed, "there is no such host")
	}
}

// Fault 10: questions that are all different fill nothing.
func TestURLsThatAreAllDifferentFillNothing(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, string(make([]byte, 64<<10)), "Cache-Control: max-age=3600"))
	f, _ := newFetcher(t, n)
	f.limit.kept, f.limit.keptBytes = 64, 1<<20
	for i := range 64 {
		_, err := get(t, f, Request{URL: fmt.Sprintf("%s/%d", school, i)})
		require.NoError(t, err)
	}
	require.Equal(t, 64, host.Asked())
	require.LessOrEqual(t, f.kept.bytes, 1<<20)
	require.Equal(t, 15, len(f.kept.volumes), "as many as fit")

	// Names that do not exist: failures are kept, too, and no more of them.
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	distinct := 20_000
	if testing.Short() {
		distinct = 2_000
	}
	f.Lookup = func(context.Context, string) ([]netip.Addr, error) { return nil, errors.New("no such name") }
	var before uint64
	for i := range distinct {
		if i == distinct/10 {
			before = heap()
		}
		_, err := get(t, f, Request{URL: fmt.Sprintf("https://h%d.evil.example/", i)})
		require.ErrorIs(t, err, credential.ResolveFailed)
	}
	require.Less(t, int64(heap())-int64(before), int64(200<<10))
	require.Len(t, f.kept.volumes, 64)
	require.Equal(t, 64, f.kept.order.Len())
	require.True(t, idle(f))

	sum := 0
	for e := f.kept.order.Front(); e != nil; e = e.Next() {
		sum += e.Value.(*volume).size
	}
	require.Equal(t, sum, f.kept.bytes)
}

// H33: fifty hosts that a badge names, all slow, cost one verification no more than the
// documents it may ask for.
func TestABadgeThatNamesFiftySlowHosts(t *testing.T) {
	n := faultnet.New(t)
	f, _ := newFetcher(t, n)
	f.limit.connect, f.limit.one = 30*time.Millisecond, 30*time.Millisecond
	ctx := context.WithValue(context.Background(), outingKey{}, newOuting())
	start := time.Now()
	for i := range 50 {
		name := fmt.Sprintf("h%d.evil.example", i)
		n.Resolve(name, func(context.Context, int) ([]netip.Addr, error) {
			return []netip.Addr{netip.AddrFrom4([4]byte{20, 0, 0, byte(i)})}, nil
		})
		_, err := fetch(ctx, f, Request{URL: "https://" + name + "/"})
		require.Error(t, err)
	}
	require.Len(t, n.Dialled(), limits.Fetches)
	require.Less(t, time.Since(start), 3*time.Second)
}

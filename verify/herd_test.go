package verify_test

import (
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// overTLS is a Verifier that asks the hosts of n, the whole way from name to document.
func overTLS(t testing.TB, n *faultnet.Net, change func(*verify.Config)) *verify.Verifier {
	t.Helper()
	f := &verify.HTTPFetcher{Lookup: n.Lookup, Dial: n.Dial, Roots: n.Roots(), Now: now}
	t.Cleanup(func() { f.Close() })
	return newVerifier(t, func(c *verify.Config) {
		c.Fetcher = f
		if change != nil {
			change(c)
		}
	})
}

// Fault 6: however many badges name one list that nobody has read yet, its host is asked
// once.
func TestTenThousandAskOneColdListOnce(t *testing.T) {
	badges := 10_000
	if testing.Short() {
		badges = 500
	}
	n := faultnet.New(t)
	open := make(chan struct{})
	host := n.Host("school.example", faultnet.When(open, faultnet.Text(200, string(published(t, listText(t, bitsOf(t)))))))
	v := overTLS(t, n, nil)
	good := revocable(t, entry())
	var group sync.WaitGroup
	var mu sync.Mutex
	outcomes := map[verify.Outcome]int{}
	for range badges {
		group.Go(func() {
			report, _ := v.Verify(ctx, good)
			mu.Lock()
			defer mu.Unlock()
			outcomes[report.Outcome]++
		})
	}
	require.True(t, faultnet.Eventually(func() bool { return host.Asked() == 1 }))
	close(open)
	group.Wait()
	require.Equal(t, map[verify.Outcome]int{verify.Passed: badges}, outcomes)
	require.Equal(t, 1, host.Asked())
	require.Equal(t, 1, n.LookedUp("school.example"))
}

// Fault 26: the corpus and badges that depend on hosts of every kind, over and over, by
// one Verifier. No verdict changes, and nothing piles up. OPENBADGES_SOAK says for how
// long, as Go writes a duration; without it, for a moment.
func TestSoak(t *testing.T) {
	long := 2 * time.Second
	if text := os.Getenv("OPENBADGES_SOAK"); text != "" {
		var err error
		long, err = time.ParseDuration(text)
		require.NoError(t, err)
	}
	n := faultnet.New(t)
	list := string(published(t, listText(t, bitsOf(t))))
	n.Host("school.example", faultnet.Text(200, list, "Cache-Control: no-store"))
	n.Host("busy.example", faultnet.Text(503, "later"))
	n.Host("rude.example").Rude()
	n.Host("gone.example", faultnet.Text(404, "no"))
	n.Host("leading.example", faultnet.Redirect(302, "https://school.example/status/3"))
	n.Host("endless.example", faultnet.Endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "                                                                "))
	n.Host("slow.example", faultnet.Drip("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", time.Millisecond))
	v := overTLS(t, n, nil)

	type task struct {
		name    string
		verify  func() string
		verdict string
	}
	var tasks []task
	add := func(name string, how func() string) { tasks = append(tasks, task{name, how, how()}) }
	at := func(url string) []byte {
		return revocable(t, entry(`"statusListCredential":"`+listURL+`"`, `"statusListCredential":"`+url+`"`))
	}
	for _, host := range []string{"school", "busy", "rude", "gone", "leading", "endless", "slow", "nobody"} {
		data := at("https://" + host + ".example/status/3")
		add(host, func() string { report, _ := v.Verify(ctx, data); return report.Verdict() })
	}
	for i, vector := range testdata.Vectors() {
		if i%7 != 0 || vector.Policy.ProofOnly || vector.Policy.Presentation || vector.Net != nil || len(vector.Data) > 64<<10 {
			continue
		}
		k := newVerifier(t, func(c *verify.Config) {
			c.Issuers, c.AnyIssuer, c.Strict = vector.Issuers, len(vector.Issuers) == 0, vector.Policy.Strict
			c.Now = func() time.Time { return vector.At }
		})
		add(vector.Name, func() string { report, _ := k.VerifyCredential(ctx, vector.Data); return report.Verdict() })
	}
	settle := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	round := func() {
		var group sync.WaitGroup
		next := make(chan task)
		for range 8 {
			group.Go(func() {
				for k := range next {
					if got := k.verify(); got != k.verdict {
						t.Errorf("%s: %s, and was %s", k.name, got, k.verdict)
					}
				}
			})
		}
		for _, k := range tasks {
			next <- k
		}
		close(next)
		group.Wait()
	}
	round() // what is kept from now on is kept
	before, goroutines := settle(), len(faultnet.Goroutines())
	rounds := 0
	for begun := time.Now(); time.Since(begun) < long && !t.Failed(); rounds++ {
		round()
	}
	require.True(t, faultnet.Eventually(func() bool { return len(faultnet.Goroutines()) <= goroutines }), "%d goroutines, and were %d", len(faultnet.Goroutines()), goroutines)
	after := settle()
	t.Logf("%d rounds of %d badges; %d KB of heap before, %d KB after; %d descriptors", rounds, len(tasks), before>>10, after>>10, faultnet.Descriptors())
	require.Less(t, after, before+before/4+(4<<20))
}

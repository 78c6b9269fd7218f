package verify_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/verify"
)

// percentile99 is the time that one of a hundred takes longer than.
func percentile99(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*99/100]
}

// reportRatios reports the median of ratios as unit, and the quartiles beside it.
func reportRatios(b *testing.B, unit string, ratios []float64) {
	slices.Sort(ratios)
	for name, at := range map[string]int{unit + "-q1": len(ratios) / 4, unit: len(ratios) / 2, unit + "-q3": len(ratios) * 3 / 4} {
		b.ReportMetric(ratios[at], name)
	}
}

// BenchmarkHerd is fault 6: 10,000 verifications that begin at once, of badges that name
// one list which nobody has read yet and whose host takes a second. x-fetch is how much
// longer all but one in a hundred of them take at most than when the list is at hand, as
// a multiple of what one alone takes in the same run: what ten thousand verifications
// cost is the processor's, and no wait for the list.
func BenchmarkHerd(b *testing.B) {
	const badges, takes = 10_000, time.Second
	good := revocable(b, entry())
	list := string(published(b, listText(b, bitsOf(b))))
	cold := func() (*faultnet.Host, *verify.Verifier) {
		n := faultnet.New(b)
		return n.Host("school.example", faultnet.After(takes, faultnet.Text(200, list))), overTLS(b, n, nil)
	}
	var ratios []float64
	for b.Loop() {
		_, alone := cold()
		start := time.Now()
		_, err := alone.Verify(ctx, good)
		require.NoError(b, err)
		fetch := time.Since(start)

		host, v := cold()
		herd := func() time.Duration {
			took := make([]time.Duration, badges)
			var group sync.WaitGroup
			for i := range took {
				group.Go(func() {
					start := time.Now()
					if _, err := v.Verify(ctx, good); err != nil {
						b.Error(err)
					}
					took[i] = time.Since(start)
				})
			}
			group.Wait()
			return percentile99(took)
		}
		first, again := herd(), herd()
		require.Equal(b, 1, host.Asked())
		ratios = append(ratios, float64(first-again)/float64(fetch))
	}
	reportRatios(b, "x-fetch", ratios)
}

// BenchmarkPoisonFlood is fault 13: strangers send graphs that are made to cost as much
// as one may, 200 in a second, to a service that gives each class of callers so many
// workers: one for strangers here, and one for its own. ms-poison is what one of the
// graphs costs. x-quiet is how long all but one in a hundred of the honest badges take
// at most, as a multiple of what they take without the flood: on a machine with a
// processor for each worker they do not get in each other's way.
func BenchmarkPoisonFlood(b *testing.B) {
	v := newVerifier(b, func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true })
	poisoned, honest := []byte(sent(b, poison(600), "", 8)), issueAs(b, school(b), civics(b))
	quietly := func() time.Duration {
		took := make([]time.Duration, 2000)
		for i := range took {
			start := time.Now()
			_, err := v.Verify(ctx, honest)
			took[i] = time.Since(start)
			require.NoError(b, err)
		}
		return percentile99(took)
	}
	var ratios, costs []float64
	for b.Loop() {
		quiet := quietly()
		stop := make(chan struct{})
		waiting := make(chan struct{}, 200) // what comes while the worker is busy, and no more than that
		var group sync.WaitGroup
		group.Go(func() {
			for tick := time.NewTicker(time.Second / 200); ; {
				select {
				case <-tick.C:
					select {
					case waiting <- struct{}{}:
					default: // turned away
					}
				case <-stop:
					tick.Stop()
					close(waiting)
					return
				}
			}
		})
		group.Go(func() {
			for range waiting {
				select {
				case <-stop:
					continue
				default:
				}
				start := time.Now()
				if _, err := v.Verify(ctx, poisoned); err == nil {
					b.Error("a forgery was accepted")
				}
				costs = append(costs, float64(time.Since(start))/float64(time.Millisecond))
			}
		})
		for len(waiting) == 0 {
			runtime.Gosched()
		}
		ratios = append(ratios, float64(quietly())/float64(quiet))
		close(stop)
		group.Wait()
	}
	reportRatios(b, "x-quiet", ratios)
	slices.Sort(costs)
	if len(costs) > 0 {
		b.ReportMetric(costs[len(costs)/2], "ms-poison")
	}
}

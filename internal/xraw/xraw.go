// Package xraw measures an operation as a multiple of a floor under it.
//
// A time in nanoseconds says as much about the machine and its neighbours as
// about the code, and drifts by a factor of two within an hour. A ratio of two
// things timed in turn, in one goroutine of one process, on the same bytes,
// hardly drifts. Only benchmarks import this package.
package xraw

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// segment is how long one side runs at a stretch: a round has four.
const segment = 250 * time.Microsecond

// Ratio times op and floor in turn, in rounds of about a millisecond, each in
// the order op, floor, floor, op, so that a machine that slows down or speeds up
// during a round does so for both. Of the ratios of all rounds it reports the
// median as unit, and the quartiles as unit-q1 and unit-q3. The benchmark's own
// ns/op, B/op and allocs/op would count both sides: they are replaced by op's
// alone (the median, and averages over a hundred calls).
//
// What op and floor share and what is not to be measured is prepared before the
// call. Inputs that shall rotate are rotated by op and floor themselves. Ratio
// returns the nanoseconds that it reports as ns/op.
func Ratio(b *testing.B, unit string, op, floor func()) float64 {
	b.Helper()
	op()
	floor()
	bytes, allocs := allocated(op)
	nOp, nFloor := repeats(op), repeats(floor)

	var ratios, times []float64
	for b.Loop() {
		a := run(op, nOp)
		f := run(floor, nFloor)
		f += run(floor, nFloor)
		a += run(op, nOp)
		opTime := float64(a) / float64(2*nOp)
		ratios = append(ratios, opTime*float64(2*nFloor)/float64(f))
		times = append(times, opTime)
	}
	slices.Sort(ratios)
	slices.Sort(times)
	ns := quantile(times, 0.5)
	b.ReportMetric(ns, "ns/op")
	b.ReportAllocs()
	b.ReportMetric(bytes, "B/op")
	b.ReportMetric(allocs, "allocs/op")
	b.ReportMetric(quantile(ratios, 0.5), unit)
	b.ReportMetric(quantile(ratios, 0.25), unit+"-q1")
	b.ReportMetric(quantile(ratios, 0.75), unit+"-q3")
	return ns
}

// allocated is what one call of f allocates, in bytes and in objects.
func allocated(f func()) (bytes, objects float64) {
	const calls = 100
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range calls {
		f()
	}
	runtime.ReadMemStats(&after)
	// In whole numbers, as the benchmark itself gives them: the runtime's own
	// work beside f is not f's.
	return float64((after.TotalAlloc - before.TotalAlloc) / calls), float64((after.Mallocs - before.Mallocs) / calls)
}

// repeats is how many calls of f fill a segment, one at least.
func repeats(f func()) int {
	for n := 1; ; n *= 2 {
		if t := run(f, n); t >= segment {
			return max(1, int(int64(n)*int64(segment)/int64(t)))
		}
	}
}

func run(f func(), n int) time.Duration {
	start := time.Now()
	for range n {
		f()
	}
	return max(time.Since(start), 1)
}

// quantile of a sorted slice that is not empty, between neighbours by proportion.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	k := int(at)
	if k+1 == len(sorted) {
		return sorted[k]
	}
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}

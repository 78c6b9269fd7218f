package main

import (
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// counts are what /metrics tells, in the text format of Prometheus: how many requests
// of which kind had which outcome, how long they took, and which codes came of them.
// Kinds, outcomes and codes are this program's own words, so that nobody who sends a
// badge makes up a series.
type counts struct {
	mu       sync.Mutex
	requests map[[3]string]int // kind, status, outcome
	codes    map[string]int
	seconds  map[string]float64
}

func newCounts() *counts {
	return &counts{requests: map[[3]string]int{}, codes: map[string]int{}, seconds: map[string]float64{}}
}

func (c *counts) add(kind string, a answer, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests[[3]string{kind, strconv.Itoa(a.status), a.outcome}]++
	c.seconds[kind] += took.Seconds()
	for _, code := range a.codes {
		c.codes[code]++
	}
}

func (c *counts) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprint(w, "# HELP badges_requests_total Requests, by what was asked, the status and the outcome.\n# TYPE badges_requests_total counter\n")
	keys := slices.SortedFunc(maps.Keys(c.requests), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
	for _, k := range keys {
		fmt.Fprintf(w, "badges_requests_total{kind=%q,status=%q,outcome=%q} %d\n", k[0], k[1], k[2], c.requests[k])
	}
	fmt.Fprint(w, "# HELP badges_seconds_total Time that requests took.\n# TYPE badges_seconds_total counter\n")
	for _, kind := range slices.Sorted(maps.Keys(c.seconds)) {
		fmt.Fprintf(w, "badges_seconds_total{kind=%q} %g\n", kind, c.seconds[kind])
	}
	fmt.Fprint(w, "# HELP badges_codes_total Reasons that were given.\n# TYPE badges_codes_total counter\n")
	for _, code := range slices.Sorted(maps.Keys(c.codes)) {
		fmt.Fprintf(w, "badges_codes_total{code=%q} %d\n", code, c.codes[code])
	}
	fmt.Fprintf(w, "# HELP go_goroutines Goroutines at work.\n# TYPE go_goroutines gauge\ngo_goroutines %d\n", runtime.NumGoroutine())
}

package verify

import "time"

// A stopwatch measures how long each of several things takes that follow one
// another, by the process's own clock, which nobody can turn back. No verdict hangs
// on it: Config.Now is what verdicts go by.
type stopwatch struct{ since time.Time }

func startStopwatch() stopwatch { return stopwatch{time.Now()} }

// lap returns the time since the last lap, or since the start.
func (s *stopwatch) lap() time.Duration {
	now := time.Now()
	took := now.Sub(s.since)
	s.since = now
	return took
}

// total returns the time since the start, or since the last lap.
func (s stopwatch) total() time.Duration { return time.Since(s.since) }

package faultnet

import (
	"sync"
	"time"
)

// A Clock is a clock that a test sets. Its zero value stands at the beginning of 2026.
// It is safe for concurrent use.
type Clock struct {
	mu      sync.Mutex
	elapsed time.Duration
	jumped  time.Duration
}

// Now is what the clock on the wall shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(c.elapsed + c.jumped)
}

// Elapsed is how much time has really passed.
func (c *Clock) Elapsed() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.elapsed
}

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.elapsed += d
}

// Jump sets the clock on the wall forward, or back, without any time passing.
func (c *Clock) Jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jumped += d
}

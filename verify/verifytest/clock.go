package verifytest

import (
	"sync"
	"time"
)

// Start is where every Clock begins: 9 o'clock UTC on 1 May 2026.
func Start() time.Time { return time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC) }

// A Clock stands still until a test moves it. Its zero value shows Start. It is safe for
// concurrent use.
type Clock struct {
	mu    sync.Mutex
	moved time.Duration
}

// Now is the time that the clock shows. It fits verify.Config.Now.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Start().Add(c.moved)
}

// Advance moves the clock by d, backwards if d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved += d
}

// Set makes the clock show t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = t.Sub(Start())
}

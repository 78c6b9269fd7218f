package verify

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"
)

// turns bounds how many questions are out at a time, to one host and to all. A host
// that answers to many names and none of them soon could hold every turn there is; so
// when all are taken and another waits, the question that has been out longest is
// given up, once it has had its patience.
type turns struct {
	mu      sync.Mutex
	hosts   map[string]*turnsOfHost
	all     chan struct{}
	out     list.List // of *turn, the oldest first
	perHost int

	patience time.Duration
	elapsed  func() time.Duration
}

type turnsOfHost struct {
	taken chan struct{}
	users int // those who have one or wait for one
}

type turn struct {
	since  time.Duration
	giveUp context.CancelCauseFunc
}

var (
	errCrowded = errors.New("others were waiting")
	errNoTurn  = errors.New("too much was asked at the same time")
)

// take waits for a turn with a host, and returns how to give it back. giveUp ends the
// question if others wait too long.
func (t *turns) take(ctx context.Context, host string, giveUp context.CancelCauseFunc) (back func(), err error) {
	t.mu.Lock()
	h := t.hosts[host]
	if h == nil {
		h = &turnsOfHost{taken: make(chan struct{}, t.perHost)}
		t.hosts[host] = h
	}
	h.users++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if h.users--; h.users == 0 {
			delete(t.hosts, host)
		}
	}
	select {
	case h.taken <- struct{}{}:
	case <-ctx.Done():
		leave()
		return nil, errNoTurn
	}
	if !t.takeOfAll(ctx) {
		<-h.taken
		leave()
		return nil, errNoTurn
	}
	t.mu.Lock()
	place := t.out.PushBack(&turn{t.elapsed(), giveUp})
	t.mu.Unlock()
	return func() {
		t.mu.Lock()
		t.out.Remove(place)
		t.mu.Unlock()
		<-t.all
		<-h.taken
		leave()
	}, nil
}

// takeOfAll waits for one of the turns that all hosts share.
func (t *turns) takeOfAll(ctx context.Context) bool {
	select {
	case t.all <- struct{}{}:
		return true
	default:
	}
	look := time.NewTicker(max(t.patience/20, time.Millisecond))
	defer look.Stop()
	for {
		t.crowdOut()
		select {
		case t.all <- struct{}{}:
			return true
		case <-ctx.Done():
			return false
		case <-look.C:
		}
	}
}

// crowdOut gives up the question that has been out longest, if that is long enough.
func (t *turns) crowdOut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if oldest := t.out.Front(); oldest != nil {
		if o := oldest.Value.(*turn); t.elapsed()-o.since >= t.patience {
			t.out.Remove(oldest)
			o.giveUp(errCrowded)
		}
	}
}

package verify

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A flight is one question on its way, for everybody who asks it meanwhile. Its
// context is its own: whoever leaves fails for himself alone, and the last one to
// leave ends it.
type flight struct {
	landed  chan struct{} // closed when answer and before are there
	giveUp  context.CancelCauseFunc
	waiting int  // under the lock of the HTTPFetcher
	forced  bool // somebody asked for a newer document than the kept one

	answer answered
	before *answered // what may be given instead of an error, to whoever does not ask for newer
}

// answered is a document or the reason why there is none, as of a point of elapsed
// time.
type answered struct {
	doc   *document
	err   error
	at    time.Duration
	kept  bool
	stale bool
}

// find returns what is known, or else the flight that asks.
func (f *HTTPFetcher) find(key Request, again bool) (answered, *flight) {
	now := f.elapsed()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return answered{err: credential.NewProblem(credential.ResolveFailed, "", errClosed, "%s was not fetched: %v", limits.Abridge(key.URL), errClosed)}, nil
	}
	on := f.flights[key]
	if v := f.kept.find(key); v != nil {
		if known, ok := v.known(now, again, f.AllowStale); ok {
			if on == nil && known.err == nil && !known.stale && now >= v.fresh {
				v.fresh = now + limits.FailureKept
				f.depart(key).waiting = 1 // nobody, so that nobody's leaving ends it
			}
			return known, nil
		}
	}
	if on == nil {
		on = f.depart(key)
	}
	on.waiting++
	on.forced = on.forced || again
	return answered{}, on
}

// depart starts a flight.
func (f *HTTPFetcher) depart(key Request) *flight {
	ctx, giveUp := context.WithCancelCause(context.Background())
	on := &flight{landed: make(chan struct{}), giveUp: giveUp}
	f.flights[key] = on
	f.work.Go(func() {
		defer giveUp(nil)
		within, cancel := context.WithTimeout(ctx, f.limit.one)
		defer cancel()
		doc, err := f.retrieve(within, key, giveUp)
		f.land(key, on, doc, err)
	})
	return on
}

// leave is for one who no longer waits.
func (f *HTTPFetcher) leave(key Request, on *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if on.waiting--; on.waiting == 0 {
		if f.flights[key] == on {
			delete(f.flights, key)
		}
		on.giveUp(errAbandoned)
	}
}

// land hands out what a flight brought, and keeps it.
func (f *HTTPFetcher) land(key Request, on *flight, doc *document, err error) {
	now, early := f.elapsed(), f.jitter()
	f.mu.Lock()
	defer f.mu.Unlock()
	defer close(on.landed)
	if f.flights[key] == on {
		delete(f.flights, key)
	}
	on.answer = answered{doc: doc, err: err, at: now}
	if f.closed {
		return
	}
	v := f.kept.find(key)
	if v == nil {
		v = &volume{key: key}
	}
	if old, ok := v.insteadOf(err, now, f.AllowStale); ok {
		on.before = &old
	}
	if err != nil && !kept(err) {
		return
	}
	if on.forced {
		v.forced, v.forcedAt, v.forcedErr = true, now, err
	}
	switch {
	case err == nil:
		v.put(doc, now, early)
	case unanswered(err):
		v.err, v.failedAt = err, now
	default: // the host has answered: what was there before is there no more
		v.doc, v.err, v.failedAt = nil, err, now
	}
	if v.worth(f.AllowStale) {
		f.kept.keep(v)
	} else {
		f.kept.drop(key)
	}
}

// kept reports whether a failure is one of the host, and not of those who asked or
// of how much they asked.
func kept(err error) bool {
	return !errors.Is(err, errCrowded) && !errors.Is(err, errNoTurn) && !errors.Is(err, errAbandoned) && !errors.Is(err, errClosed) && !errors.Is(err, Panicked)
}

// unanswered reports whether a failure says nothing about the document, because its
// host could not be asked.
func unanswered(err error) bool {
	if status, ok := errors.AsType[*HTTPError](err); ok {
		return status.Status >= 500 || status.Status == 429
	}
	return errors.Is(err, ResolveTimeout) || errors.Is(err, ResolveFailed) || errors.Is(err, ResolveTLS)
}

// retrieve asks the host, and once more if that may help.
func (f *HTTPFetcher) retrieve(ctx context.Context, key Request, giveUp context.CancelCauseFunc) (doc *document, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, panicked(r)
		}
	}()
	watch := startStopwatch()
	at, err := url.Parse(key.URL)
	if err != nil {
		return nil, err
	}
	back, err := f.turns.take(ctx, at.Hostname(), giveUp)
	if err != nil {
		return nil, credential.NewProblem(credential.ResolveTimeout, "", err, "%s was not asked for within %v: %v", limits.Abridge(key.URL), f.limit.one, err)
	}
	defer back()
	doc, err = f.exchange(ctx, key)
	pause, ok := f.pause(err)
	if !ok || watch.total()+pause >= f.limit.one {
		return doc, err
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return nil, err
	}
	return f.exchange(ctx, key)
}

// pause is how long to wait before a question is repeated, if it may be.
func (f *HTTPFetcher) pause(err error) (time.Duration, bool) {
	pause := time.Duration((0.5 + f.jitter()) * float64(f.limit.pause))
	status, answered := errors.AsType[*HTTPError](err)
	switch {
	case answered && slices.Contains([]int{429, 502, 503, 504}, status.Status):
		return pause + status.RetryAfter, status.RetryAfter <= f.limit.retryAfter
	case errors.Is(err, errBroken):
		return pause, true
	}
	return 0, false
}

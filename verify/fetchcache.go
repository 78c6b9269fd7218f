package verify

import (
	"container/list"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A shelf keeps documents and failures, of which those that nobody asks for are the
// first to go. It keeps bytes, and no verdict on them.
type shelf struct {
	most, mostBytes int
	bytes           int
	order           list.List // of *volume, the last one asked for first
	volumes         map[Request]*list.Element
}

// A volume is what is known of one document. Times are points of elapsed time.
type volume struct {
	key   Request
	doc   *document // nil: none is kept
	at    time.Duration
	life  time.Duration
	stays bool          // it may be given stale
	fresh time.Duration // from when it is asked for again in the background

	err      error // the last failure; nil if there was none since doc came
	failedAt time.Duration

	forced    bool // a newer one was asked for
	forcedAt  time.Duration
	forcedErr error

	size int
}

// most is how long a document may be kept, whatever its host says.
func most(key Request) time.Duration {
	if key.Key {
		return limits.KeyKept
	}
	return limits.ListKept
}

// put takes a document in. early, in [0, 1), spreads the questions of those who took
// theirs at the same time.
func (v *volume) put(doc *document, now time.Duration, early float64) {
	v.doc, v.at, v.err = doc, now, nil
	v.life, v.stays = limits.ListKept, !doc.never
	if doc.said {
		v.life = min(doc.life, most(v.key))
	}
	v.fresh = now + time.Duration((0.8+0.15*early)*float64(v.life))
}

// known is the answer that need not be asked for.
func (v *volume) known(now time.Duration, again bool, allowStale time.Duration) (answered, bool) {
	if again {
		pause := limits.AskedAgain
		if !v.key.Key {
			pause = limits.ListAskedAgain
		}
		if !v.forced || now-v.forcedAt >= pause {
			return answered{}, false
		}
		if v.forcedErr != nil {
			return answered{err: v.forcedErr, at: v.forcedAt}, true
		}
	}
	if v.doc != nil && now-v.at < v.life {
		return answered{doc: v.doc, at: v.at, kept: true}, true
	}
	if v.err == nil || now-v.failedAt >= limits.FailureKept {
		return answered{}, false
	}
	if old, ok := v.insteadOf(v.err, now, allowStale); ok {
		return old, true
	}
	return answered{err: v.err, at: v.failedAt}, true
}

// insteadOf is the document that is no longer fresh, if it may be given in place of
// an error.
func (v *volume) insteadOf(err error, now, allowStale time.Duration) (answered, bool) {
	if v.doc == nil || !v.stays || !unanswered(err) || now-v.at >= v.life+allowStale {
		return answered{}, false
	}
	return answered{doc: v.doc, at: v.at, kept: true, stale: true}, true
}

// worth reports whether a volume can be the answer to anything later.
func (v *volume) worth(allowStale time.Duration) bool {
	return v.err != nil || v.doc != nil && (v.life > 0 || v.stays && allowStale > 0)
}

// find returns the volume of a key, nil if there is none.
func (s *shelf) find(key Request) *volume {
	e := s.volumes[key]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*volume)
}

// keep puts a volume on the shelf, or back on it, and makes room.
func (s *shelf) keep(v *volume) {
	s.drop(v.key)
	v.size = 1<<10 + 2*(len(v.key.URL)+len(v.key.Accept))
	if v.doc != nil {
		v.size += len(v.doc.data) + len(v.doc.url)
	}
	if v.size > s.mostBytes {
		return
	}
	if s.volumes == nil {
		s.volumes = map[Request]*list.Element{}
	}
	s.volumes[v.key] = s.order.PushFront(v)
	s.bytes += v.size
	for s.bytes > s.mostBytes || len(s.volumes) > s.most {
		s.drop(s.order.Back().Value.(*volume).key)
	}
}

func (s *shelf) drop(key Request) {
	if e := s.volumes[key]; e != nil {
		s.bytes -= e.Value.(*volume).size
		s.order.Remove(e)
		delete(s.volumes, key)
	}
}

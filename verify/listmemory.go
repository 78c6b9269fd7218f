package verify

import (
	"container/list"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A listMemory is what a Verifier remembers of status lists from one badge to the next,
// safe for concurrent use: what their texts inflate to, and how new the newest was of
// each URL and issuer. What a list says about a badge, and whether it may, is judged for
// every badge anew.
type listMemory struct {
	bits bitstring.Cache

	mu    sync.Mutex
	seen  map[[sha256.Size]byte]*list.Element
	order list.List // of *seenList, the one read last in front
}

type seenList struct {
	key  [sha256.Size]byte
	from time.Time
}

// newest returns when the newest list began to count that was read under this URL, by
// this issuer; zero if there was none. With learn, a newer one is remembered.
func (m *listMemory) newest(url, issuer string, from time.Time, learn bool) time.Time {
	key := sha256.Sum256([]byte(url + "\x00" + issuer))
	m.mu.Lock()
	defer m.mu.Unlock()
	if at := m.seen[key]; at != nil {
		s := at.Value.(*seenList)
		before := s.from
		if learn {
			m.order.MoveToFront(at)
			if from.After(before) {
				s.from = from
			}
		}
		return before
	}
	if !learn || from.IsZero() {
		return time.Time{}
	}
	if m.seen == nil {
		m.seen = map[[sha256.Size]byte]*list.Element{}
	}
	m.seen[key] = m.order.PushFront(&seenList{key, from})
	if m.order.Len() > limits.ListsSeen {
		delete(m.seen, m.order.Remove(m.order.Back()).(*seenList).key)
	}
	return time.Time{}
}

package status

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
)

// A Memory is a Store that forgets everything with the process: it is for tests, and
// keeps no promise of a Store's about what is durable. The zero Memory is empty.
type Memory struct {
	mu      sync.Mutex
	epoch   int64
	entries map[string]Entry
	places  map[[2]int64]string
	opened  []int64 // lists
}

// Insert is that of a Store.
func (m *Memory) Insert(ctx context.Context, floor int64, e Entry) (Entry, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin(ctx, floor); err != nil {
		return Entry{}, m.epoch, err
	}
	if known, ok := m.entries[e.Credential]; ok {
		return known, m.epoch, nil
	}
	next := m.epoch + 1
	if e.State == Opening {
		next = max(next, e.List)
		if e.List == 0 {
			e.List = next
		}
	}
	if _, taken := m.places[[2]int64{e.List, e.Index}]; taken {
		return Entry{}, m.epoch, ErrTaken
	}
	if e.State == Opening {
		m.opened = append(m.opened, e.List)
		slices.Sort(m.opened)
	}
	m.put(e)
	m.epoch = next
	m.touch(e)
	return e, m.epoch, nil
}

// Update is that of a Store.
func (m *Memory) Update(ctx context.Context, floor int64, e Entry) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin(ctx, floor); err != nil {
		return m.epoch, err
	}
	known, ok := m.entries[e.Credential]
	if !ok || known.Version != e.Version {
		return m.epoch, ErrConflict
	}
	known.State, known.Reason, known.Changed = e.State, e.Reason, e.Changed
	known.Version++
	m.put(known)
	m.epoch++
	m.touch(Entry{List: known.List, State: Revoked})
	return m.epoch, nil
}

// Read is that of a Store.
func (m *Memory) Read(ctx context.Context, q Query) (found []Entry, epoch int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.begin(ctx, 0); err != nil {
		return nil, m.epoch, err
	}
	switch q.Kind {
	case ByCredential:
		if e, ok := m.entries[q.Credential]; ok {
			found = append(found, e)
		}
	case ByPlace:
		if id, ok := m.places[[2]int64{q.List, q.Index}]; ok {
			found = append(found, m.entries[id])
		}
	case Newest, Openings:
		for _, list := range m.opened {
			o := m.entries[m.places[[2]int64{list, -1}]]
			if q.Kind == Openings {
				found = append(found, o)
			} else if o.Reason == q.Form {
				found = []Entry{o}
			}
		}
	case Set:
		for _, e := range m.entries {
			if e.List == q.List && (e.State == Opening || e.State.set()) {
				found = append(found, e)
			}
		}
		slices.SortFunc(found, func(a, b Entry) int { return cmp.Compare(a.Index, b.Index) })
	default:
		err = fmt.Errorf("status: there is no query of the kind %d", q.Kind)
	}
	return found, m.epoch, err
}

func (m *Memory) begin(ctx context.Context, floor int64) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if m.epoch < floor {
		return rollback(m.epoch, floor)
	}
	return nil
}

func (m *Memory) put(e Entry) {
	if m.entries == nil {
		m.entries, m.places = map[string]Entry{}, map[[2]int64]string{}
	}
	m.entries[e.Credential] = e
	m.places[[2]int64{e.List, e.Index}] = e.Credential
}

// touch raises the Version of the Opening of the list of e, if e is set.
func (m *Memory) touch(e Entry) {
	opening, ok := m.entries[m.places[[2]int64{e.List, -1}]]
	if ok && e.State.set() {
		opening.Version++
		m.put(opening)
	}
}

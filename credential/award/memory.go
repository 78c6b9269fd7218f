package award

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
)

// A Memory is a Store that forgets everything with the process: it is for tests, and
// keeps no promise of a Store's about what is durable. The zero Memory is empty.
type Memory struct {
	mu      sync.Mutex
	records map[string]Record
}

// Insert is that of a Store.
func (m *Memory) Insert(ctx context.Context, records ...Record) ([]Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if m.records == nil {
		m.records = map[string]Record{}
	}
	stored := make([]Record, len(records))
	for i, r := range records {
		known, ok := m.records[r.Key]
		if !ok {
			known = r.clone()
			known.Version = 1
			m.records[r.Key] = known
		}
		stored[i] = known.clone()
	}
	return stored, nil
}

// Update is that of a Store.
func (m *Memory) Update(ctx context.Context, records ...Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for _, r := range records {
		if known, ok := m.records[r.Key]; !ok || known.Version != r.Version {
			return ErrConflict
		}
	}
	for _, r := range records {
		r.Version++
		m.records[r.Key] = r.clone()
	}
	return nil
}

// Read is that of a Store.
func (m *Memory) Read(ctx context.Context, q Query) ([]Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if q.Key != "" {
		if r, ok := m.records[q.Key]; ok {
			return []Record{r.clone()}, nil
		}
		return nil, nil
	}
	var found []Record
	for _, r := range m.records {
		if r.State == q.State && r.Key > q.After {
			r.Badge = nil
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b Record) int { return strings.Compare(a.Key, b.Key) })
	return found[:max(0, min(len(found), q.Limit))], nil
}

func (r Record) clone() Record {
	r.Badge = bytes.Clone(r.Badge)
	return r
}

package ld

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A memory keeps compiled lists. Documents decide what is compiled, and strangers
// write documents: a stranger must neither fill the memory nor empty it of what
// honest badges use, nor make them wait. So what is there is found without a lock;
// of too many lists the one goes that was not used for the longest; and if the
// lists together hold too much, the one goes that holds the most.
type memory struct {
	lists atomic.Pointer[map[string]*List] // by listKey, never nil; what it points to never changes
	uses  atomic.Int64

	mu      sync.Mutex // is held while anything is compiled
	actives int        // active contexts of lists that are kept
}

// find is the list that is kept under a key; nil if none is.
func (m *memory) find(key []byte) *List {
	l := (*m.lists.Load())[string(key)]
	if l != nil {
		l.used.Store(m.uses.Add(1))
	}
	return l
}

// The rest runs under the lock.

// keep remembers a list.
func (m *memory) keep(key []byte, l *List) {
	lists := maps.Clone(*m.lists.Load())
	lists[string(key)] = l
	l.kept = true
	l.used.Store(m.uses.Add(1))
	m.actives += l.counted
	m.lists.Store(&lists)
	m.shrink()
}

// count notes that a list holds one more active context.
func (m *memory) count(l *List) {
	if l.counted++; l.kept {
		m.actives++
		m.shrink()
	}
}

func (m *memory) shrink() {
	// A list that is full remembers nothing more: it goes too, and the next document
	// that names its contexts begins anew.
	for len(*m.lists.Load()) > limits.ContextLists || m.actives >= limits.ActiveContexts {
		lists := maps.Clone(*m.lists.Load())
		worse := func(l, than *List) bool { return l.counted > than.counted }
		if len(lists) > limits.ContextLists {
			worse = func(l, than *List) bool { return l.used.Load() < than.used.Load() }
		}
		key, worst := "", (*List)(nil)
		for k, l := range lists {
			if worst == nil || worse(l, worst) {
				key, worst = k, l
			}
		}
		delete(lists, key)
		m.actives -= worst.counted
		worst.kept = false
		m.lists.Store(&lists)
	}
}

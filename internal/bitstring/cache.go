package bitstring

import (
	"bytes"
	"container/list"
	"hash/maphash"
	"sync"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A Cache keeps inflated lists by their encoded text: what a text inflates to
// depends on nothing else, so that no badge sees another issuer's list. It holds
// limits.BitsKept bytes, the texts included, and forgets first what was not asked for
// longest. Errors are not kept. It is safe for concurrent use, and the zero Cache is
// empty and ready.
//
// Texts are found by a hash whose seed nobody knows, and then compared: SHA-256 of a
// list that is half full would take as long as to inflate it.
type Cache struct {
	begin   sync.Once
	seed    maphash.Seed
	mu      sync.Mutex
	kept    map[uint64]*list.Element // one for each hash: of two texts with one hash the later stays
	order   list.List                // of *inflated, the one asked for last in front
	bytes   int
	scratch sync.Pool // of *scratch
}

// inflated is a list that is kept, or being read for those who wait for it.
type inflated struct {
	hash    uint64
	encoded []byte
	once    sync.Once
	list    *List
	form    Form
	err     error
	counts  int // bytes, once it is known
}

// Decode is Decode, and reads a text that several ask for at a time once.
func (c *Cache) Decode(encoded []byte) (*List, Form, error) {
	e := c.entry(encoded)
	e.once.Do(func() {
		m, ok := c.scratch.Get().(*scratch)
		if !ok {
			m = new(scratch)
		}
		e.list, e.form, e.err = m.decode(e.encoded)
		if cap(m.packed) <= limits.BitsScratch {
			c.scratch.Put(m)
		}
		c.settle(e)
	})
	return e.list, e.form, e.err
}

// entry returns the entry of that text, which may be new and empty.
func (c *Cache) entry(encoded []byte) *inflated {
	c.begin.Do(func() { c.kept, c.seed = map[uint64]*list.Element{}, maphash.MakeSeed() })
	hash := maphash.Bytes(c.seed, encoded)
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.kept[hash]; at != nil {
		if e := at.Value.(*inflated); bytes.Equal(e.encoded, encoded) {
			c.order.MoveToFront(at)
			return e
		}
		c.forget(at)
	}
	e := &inflated{hash: hash, encoded: bytes.Clone(encoded), err: ErrMalformed} // until it has been read
	c.kept[hash] = c.order.PushFront(e)
	return e
}

// settle counts an entry that was read, and forgets the oldest until all fit.
func (c *Cache) settle(e *inflated) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.kept[e.hash]
	if at == nil || at.Value != any(e) {
		return // forgotten while it was read
	}
	if e.err != nil {
		c.forget(at)
		return
	}
	e.counts = e.list.Bytes() + len(e.encoded) + limits.BitsEach
	c.bytes += e.counts
	for c.bytes > limits.BitsKept {
		c.forget(c.order.Back())
	}
}

func (c *Cache) forget(at *list.Element) {
	e := c.order.Remove(at).(*inflated)
	delete(c.kept, e.hash)
	c.bytes -= e.counts
}

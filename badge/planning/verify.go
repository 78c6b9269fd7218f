package planning

import (
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Damage is what became of an entry.
type Damage string

const (
	Altered   Damage = "altered"   // its bytes are not those that the entry behind it follows, or those of the head
	Dropped   Damage = "dropped"   // it is not there
	Inserted  Damage = "inserted"  // it was not there
	Reordered Damage = "reordered" // another one stands in its place
	Illegal   Damage = "illegal"   // the chain holds, and the event was not allowed
)

// A LogError says which entry of a log is damaged, and how. errors.Is(err, ErrLog) holds,
// and for an Illegal entry whatever Apply would have said.
type LogError struct {
	Entry  int // the first one's is 1
	Damage Damage
	Err    error
}

func (e *LogError) Error() string {
	return fmt.Sprintf("planning: %v: entry %d was %s: %v", ErrLog, e.Entry, e.Damage, e.Err)
}

func (e *LogError) Unwrap() []error { return []error{ErrLog, e.Err} }

func damaged(entry int, d Damage, format string, args ...any) error {
	return &LogError{Entry: entry, Damage: d, Err: fmt.Errorf(format, args...)}
}

// Verify checks the chain of a log, and, where head is not zero, that it ends there: that
// each entry is spelled as this package spells it, has the next number, follows the stored
// bytes of the one before it, and is no earlier. It asks for no rules and judges no
// transition; Read does both. Its error is a *LogError that names the first entry that is
// not as it was.
//
// Whoever can write the whole log can make another that is sound in itself: only a head
// that was kept elsewhere tells.
func Verify(log [][]byte, head Head) error {
	_, err := link(log, head)
	return err
}

// Events returns what a log says was done, by whom, when and why, for a page or an export.
// It checks the chain as Verify does, and like it judges no transition.
func Events(log [][]byte, head Head) ([]Event, error) {
	c, err := link(log, head)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(c.entries))
	for i, e := range c.entries {
		events[i] = e.Event
	}
	return events, nil
}

// link reads all entries of a log whose chain holds.
func link(log [][]byte, head Head) (chain, error) {
	if len(log) == 0 {
		return chain{}, damaged(1, Dropped, "the log is empty")
	}
	if len(log) > limits.CaseEntries+1 {
		return chain{}, damaged(limits.CaseEntries+2, Inserted, "expected at most %d entries, found %d", limits.CaseEntries+1, len(log))
	}
	c := chain{head: head, digests: make([]string, len(log)), followed: map[string]bool{}, numbers: map[int]bool{}}
	for i, line := range log {
		e, err := decode(line)
		if err != nil {
			return chain{}, damaged(i+1, Altered, "%w", err)
		}
		c.entries = append(c.entries, e)
		c.digests[i] = digest(line)
		c.followed[e.Previous], c.numbers[e.Number] = true, true
	}
	return c, c.check()
}

// A chain is a log whose lines are well formed, and what its entries say of each other, by
// which an entry that was moved is told from one that was changed.
type chain struct {
	head     Head
	entries  []entry
	digests  []string
	followed map[string]bool // digests that some entry names
	numbers  map[int]bool
}

func (c chain) check() error {
	for i, e := range c.entries {
		number := i + 1
		var last time.Time
		if i > 0 {
			last = c.entries[i-1].Time
		}
		switch {
		case e.Number != number:
			return c.misplaced(i)
		case e.Previous != c.previous(i):
			return c.broken(i)
		case e.Time.Before(last):
			return damaged(number, Altered, "its time is before that of the entry in front of it")
		}
	}
	switch n := len(c.entries); {
	case c.head == Head{}:
		return nil
	case n < c.head.Entries:
		return damaged(n+1, Dropped, "the log had %d entries, and %d are left", c.head.Entries, n)
	case n > c.head.Entries:
		return damaged(max(1, c.head.Entries+1), Inserted, "the log had %d entries, and there are %d", c.head.Entries, n)
	case c.digests[n-1] != c.head.Digest:
		return damaged(n, Altered, "the log ended with %s, and ends with %s", limits.Abridge(c.head.Digest), c.digests[n-1])
	}
	return nil
}

// previous is what the entry at that place has to follow.
func (c chain) previous(i int) string {
	if i == 0 {
		return ""
	}
	return c.digests[i-1]
}

// misplaced is asked of the first entry whose number is not that of its place.
func (c chain) misplaced(i int) error {
	number, e := i+1, c.entries[i]
	switch {
	case i > 0 && c.digests[i] == c.digests[i-1]:
		return damaged(number, Inserted, "it stands there twice")
	case i > 0 && e.Previous == c.previous(i-1):
		return damaged(number-1, Inserted, "number %d follows the one before it", e.Number)
	case e.Previous == c.previous(i):
		return damaged(number, Altered, "it follows the entry before it, and says that it is number %d", e.Number)
	case c.numbers[number]:
		return damaged(number, Reordered, "in its place stands number %d", e.Number)
	case e.Number > number:
		return damaged(number, Dropped, "behind %d entries stands number %d", i, e.Number)
	}
	return damaged(number, Inserted, "in its place stands a second number %d", e.Number)
}

// broken is asked of the first entry that does not follow the one before it.
func (c chain) broken(i int) error {
	number, e := i+1, c.entries[i]
	switch {
	case i == 0:
		return damaged(1, Altered, "it says that it follows another entry")
	case e.Previous == c.previous(i-1):
		return damaged(number-1, Inserted, "number %d follows the one before it", number)
	case !c.followed[c.digests[i]] && i < len(c.entries)-1:
		return damaged(number, Altered, "it follows %s, and the entry before it is %s", limits.Abridge(e.Previous), c.digests[i-1])
	case i == len(c.entries)-1 && c.head.Entries == len(c.entries) && c.head.Digest != c.digests[i]:
		return damaged(number, Altered, "it is neither what the log ended with nor behind the entry before it")
	}
	return damaged(number-1, Altered, "number %d follows %s, and it is %s", number, limits.Abridge(e.Previous), c.digests[i-1])
}

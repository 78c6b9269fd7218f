package strictjson

import (
	"bytes"
	"fmt"
	"hash/maphash"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A node is one value on the tape. It has no pointers, so that the garbage
// collector never looks into a tape.
type node struct {
	kind    Kind
	flags   flags
	nameLen uint16 // bytes of the member name, as written
	name    uint32 // offset of the name's first byte behind its quote; 0 where there is no name
	start   uint32 // offset of the value's first byte, for a string that of its quote
	end     uint32 // offset behind the value's last byte
	next    uint32 // index on the tape behind this value and all it contains; of an open container, its parent
	kids    uint32 // members or elements
}

type flags uint8

const (
	escaped     flags = 1 << iota            // a string with a backslash in it
	escapedName       = escaped << nameShift // a member whose name has a backslash in it

	nameShift = 4
)

// none is no index on the tape: the parent of the root.
const none = 1<<32 - 1

// A Tape is a parsed document. It keeps the bytes it was given; the caller must
// not change them while the Tape, or a Value of it, is in use. The zero Tape is
// empty and ready for Parse.
type Tape struct {
	data   []byte
	shared string // data as text, after Share; else ""
	nodes  []node

	// Memory of Parse alone, kept from one document to the next.
	slots  []uint32     // see duplicate
	text   []byte       // see duplicate
	seed   maphash.Seed // see duplicate
	seeded bool
}

// Parse reads one JSON document. Its error is an *Error, and the Tape is then nil.
func Parse(data []byte, lim Limits) (*Tape, error) {
	t := new(Tape)
	if err := t.Parse(data, lim); err != nil {
		return nil, err
	}
	return t, nil
}

// Parse reads one JSON document into t, in the memory that t has. Values of the
// document that t held before must no longer be used. Its error is an *Error,
// and t is then empty.
func (t *Tape) Parse(data []byte, lim Limits) error {
	lim = lim.orDefault()
	t.data, t.shared, t.nodes = nil, "", t.nodes[:0]
	if uint64(len(data)) > min(uint64(lim.Size), maxSize) {
		return &Error{Err: ErrTooLarge, Detail: fmt.Sprintf("expected at most %d bytes, found %d", lim.Size, len(data))}
	}
	if t.nodes == nil {
		// A value takes some twenty bytes in a badge. A picture in it must not
		// make the guess for the rest absurd.
		t.nodes = make([]node, 0, min(len(data)/20+8, atMost(data), 1024))
	}
	t.data = data
	if s := t.read(&lim); s.why != sound {
		err := t.explain(s, &lim)
		t.data, t.nodes = nil, t.nodes[:0]
		return err
	}
	return nil
}

// atMost is no less than the values in a document: each but the first stands behind a
// comma or is the first of an array or object. Commas in texts make it more.
func atMost(data []byte) int {
	if len(data) > limits.Shared {
		return len(data)
	}
	return 1 + bytes.Count(data, []byte{','}) + bytes.Count(data, []byte{'['}) + bytes.Count(data, []byte{'{'})
}

// Root is the document's value; the zero Value if t is empty.
func (t *Tape) Root() Value {
	if t == nil || len(t.nodes) == 0 {
		return Value{}
	}
	return Value{t, 0}
}

// Bytes is the document as it was given to Parse; nil if t is empty.
func (t *Tape) Bytes() []byte {
	if t == nil {
		return nil
	}
	return t.data
}

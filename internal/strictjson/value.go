package strictjson

import (
	"bytes"
	"iter"
)

// A Value is a place on a tape. The zero Value stands for "nothing there"; every
// method is safe on it.
type Value struct {
	t *Tape
	i uint32
}

var nothing node

func (v Value) node() *node {
	if v.t == nil || int(v.i) >= len(v.t.nodes) {
		return &nothing
	}
	return &v.t.nodes[v.i]
}

// Exists says whether a value stands there; null is one.
func (v Value) Exists() bool { return v.node().kind != Invalid }

// Says says whether v says anything: null does not, nor does an array in which
// nothing else stands, nor what is not there.
func (v Value) Says() bool {
	n := v.node()
	if n.kind != Array {
		return n.kind != Invalid && n.kind != Null
	}
	for i := v.i + 1; i < n.next; i = v.t.nodes[i].next {
		if v.t.nodes[i].kind != Null {
			return true
		}
	}
	return false
}

// Kind is the kind of v, Invalid if there is none.
func (v Value) Kind() Kind { return v.node().kind }

// Len is the number of members of an object or of elements of an array; 0 otherwise.
func (v Value) Len() int { return int(v.node().kids) }

// Get is the member of that name, compared exactly; the zero Value if it is
// absent or v is no object.
func (v Value) Get(name string) Value {
	n := v.node()
	if n.kind != Object {
		return Value{}
	}
	for i := v.i + 1; i < n.next; i = v.t.nodes[i].next {
		if m := &v.t.nodes[i]; m.mayBe(name) && nameIs(v.t, m, name) {
			return Value{v.t, i}
		}
	}
	return Value{}
}

// Holds reports whether an object has a member of one of the names, v itself or one in
// it, at any depth. It costs one look at each value, and nothing is decoded but a name
// with escapes.
func (v Value) Holds(names ...string) bool {
	n := v.node()
	if n.kind == Invalid {
		return false
	}
	for i := v.i + 1; i < n.next; i++ {
		member := &v.t.nodes[i]
		if member.name == 0 {
			continue
		}
		for _, name := range names {
			if member.mayBe(name) && nameIs(v.t, member, name) {
				return true
			}
		}
	}
	return false
}

// Members are the members of an object in document order, under their decoded names.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		n := v.node()
		if n.kind != Object {
			return
		}
		for i := v.i + 1; i < n.next; i = v.t.nodes[i].next {
			if m := (Value{v.t, i}); !yield(m.Name(), m) {
				return
			}
		}
	}
}

// Elements are the elements of an array in order.
func (v Value) Elements() iter.Seq2[int, Value] {
	return func(yield func(int, Value) bool) {
		n := v.node()
		if n.kind != Array {
			return
		}
		k := 0
		for i := v.i + 1; i < n.next; i = v.t.nodes[i].next {
			if !yield(k, Value{v.t, i}) {
				return
			}
			k++
		}
	}
}

// Name is the decoded name of a member; "" for an element or the root.
func (v Value) Name() string {
	n := v.node()
	if n.name == 0 {
		return ""
	}
	if n.flags&escapedName != 0 {
		return string(v.t.decodedName(n))
	}
	return v.t.part(n.name, n.name+uint32(n.nameLen))
}

// Text is the decoded content of a string; "" otherwise.
func (v Value) Text() string {
	n := v.node()
	if n.kind != String {
		return ""
	}
	if n.flags&escaped != 0 {
		return string(appendUnescaped(nil, v.t.content(n)))
	}
	return v.t.part(n.start+1, n.end-1)
}

// Is says whether v is a string with the content s. It does not allocate.
func (v Value) Is(s string) bool {
	n := v.node()
	if n.kind != String {
		return false
	}
	if n.flags&escaped != 0 {
		return unescapesTo(v.t.content(n), s)
	}
	return string(v.t.content(n)) == s
}

// Raw is the value's own bytes, quotes included; nil if there is none. They are
// the document's: the caller must not change them.
func (v Value) Raw() []byte {
	n := v.node()
	if n.kind == Invalid {
		return nil
	}
	return v.t.data[n.start:n.end:n.end]
}

// Span is where Raw stands in the document.
func (v Value) Span() (start, end int) {
	n := v.node()
	return int(n.start), int(n.end)
}

// MemberSpan is where a member stands in the document, from its name's quote to
// the end of its value; of a value that is no member it is Span.
func (v Value) MemberSpan() (start, end int) {
	n := v.node()
	if n.name == 0 {
		return int(n.start), int(n.end)
	}
	return int(n.name) - 1, int(n.end)
}

// Equal says whether v and w are one JSON value: the order of members, white
// space, escapes and the spelling of a number do not count, the order of
// elements does. Nothing equals nothing.
func (v Value) Equal(w Value) bool {
	a, b := v.node(), w.node()
	if a.kind != b.kind || a.kids != b.kids {
		return false
	}
	if a.kind == Invalid || bytes.Equal(v.Raw(), w.Raw()) {
		return true
	}
	// Two values are one exactly if their canonical forms are: Parse lets only
	// numbers through that JCS writes without changing them. Member by member
	// would be quadratic in hostile objects.
	x, errX := AppendJCS(nil, v)
	y, errY := AppendJCS(nil, w)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

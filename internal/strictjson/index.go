package strictjson

// An Entry is what a tape holds of one value. A walk that visits every value of a
// document reads entries by their index: the first child of an object or array
// stands one behind it, and each child's Next is the sibling behind it or, for the
// last one, the container's own Next. Value is for everyone else.
type Entry node

// Index is v's tape and where on it v stands; a nil tape if there is no value.
func (v Value) Index() (t *Tape, i uint32) {
	if !v.Exists() {
		return nil, 0
	}
	return v.t, v.i
}

// At is the value at an index that Index or Entry.Next gave.
func (t *Tape) At(i uint32) Value { return Value{t, i} }

// Entry is the entry at index i. It must not be changed.
func (t *Tape) Entry(i uint32) *Entry { return (*Entry)(&t.nodes[i]) }

// Kind is the kind of the value.
func (e *Entry) Kind() Kind { return e.kind }

// Next is the index behind the value and all it contains.
func (e *Entry) Next() uint32 { return e.next }

// Len is the number of members or elements.
func (e *Entry) Len() int { return int(e.kids) }

// RawName is the name of a member as written, and whether it has escapes; empty
// for what is no member.
func (t *Tape) RawName(e *Entry) (name []byte, escapes bool) {
	return t.data[e.name : e.name+uint32(e.nameLen)], e.flags&escapedName != 0
}

// HasMember says whether any object of the document has a member of one of these
// names.
func (t *Tape) HasMember(names []string) bool {
	for i := range t.nodes {
		n := &t.nodes[i]
		for _, name := range names {
			// An escape is longer than what it stands for.
			if n.name != 0 && int(n.nameLen) >= len(name) && (int(n.nameLen) == len(name) || n.flags&escapedName != 0) && nameIs(t, n, name) {
				return true
			}
		}
	}
	return false
}

// RawText is what stands between a string's quotes, and whether it has escapes.
// For a number it is the number as written.
func (t *Tape) RawText(e *Entry) (text []byte, escapes bool) {
	if e.kind != String {
		return t.data[e.start:e.end], false
	}
	return t.data[e.start+1 : e.end-1], e.flags&escaped != 0
}

// AppendUnescaped appends what the inside of a string or name, as RawText and
// RawName give it, stands for.
func AppendUnescaped(dst, raw []byte) []byte { return appendUnescaped(dst, raw) }

// Unescape is the character that the escape at the start of raw stands for, a
// surrogate pair's two escapes together, and how many bytes it takes.
func Unescape(raw []byte) (r rune, n int) { return unescape(raw) }

package strictjson

import (
	"encoding/binary"
	"hash/maphash"
)

// fewMembers is up to how many members an object is likely to be cleared by
// bits alone.
const fewMembers = 20

// duplicate looks for two members of one name in the object at index obj, whose
// members are all on the tape, and gives the index of the second; 0 if there are
// none.
//
// Almost all objects are small and have names without escapes. There each name
// sets one of a thousand bits; if none is set twice, no name is there twice. Any
// doubt goes to a table under a hash with a secret seed, so that whoever chooses
// names that share bits has gained nothing but that table.
func (t *Tape) duplicate(obj uint32) (again uint32) {
	if t.nodes[obj].kids > fewMembers {
		return t.duplicateInTable(obj)
	}
	var bits [16]uint64
	var doubt uint64
	for i := obj + 1; i < t.nodes[obj].next; {
		m := &t.nodes[i]
		h := t.fingerprint(m) * 0x9e3779b97f4a7c15 >> 54
		word, bit := &bits[h>>6], uint64(1)<<(h&63)
		doubt |= *word&bit | uint64(m.flags&escapedName)
		*word |= bit
		i = m.next
	}
	if doubt == 0 {
		return 0
	}
	return t.duplicateInTable(obj)
}

// fingerprint is equal for names of equal bytes: it is made of a name's last
// eight and of its length.
func (t *Tape) fingerprint(m *node) uint64 {
	end, n := int(m.name)+int(m.nameLen), uint64(m.nameLen)
	var x uint64
	if end >= 8 {
		x = binary.LittleEndian.Uint64(t.data[end-8:])
	} else {
		x = firstBytes(t.data, end)
	}
	if n < 8 {
		x >>= 64 - 8*n
	}
	return x + n<<56
}

// firstBytes is the word of the eight bytes before end, which is less than 8, as
// if zeros stood before the document.
func firstBytes(data []byte, end int) uint64 {
	var b [8]byte
	copy(b[8-end:], data)
	return binary.LittleEndian.Uint64(b[:])
}

func (t *Tape) duplicateInTable(obj uint32) (again uint32) {
	if !t.seeded {
		t.seed, t.seeded = maphash.MakeSeed(), true
	}
	size := 32
	for size < 2*int(t.nodes[obj].kids) {
		size *= 2
	}
	if cap(t.slots) < size {
		t.slots = make([]uint32, size)
	}
	slots := t.slots[:size]
	clear(slots) // index 0 is the root, which is no member
	for i := obj + 1; i < t.nodes[obj].next; i = t.nodes[i].next {
		name := t.rawName(&t.nodes[i])
		if t.nodes[i].flags&escapedName != 0 {
			t.text = appendUnescaped(t.text[:0], name)
			name = t.text
		}
		for k := maphash.Bytes(t.seed, name); ; k++ {
			s := &slots[k&uint64(size-1)]
			if *s == 0 {
				*s = i
				break
			}
			if nameIs(t, &t.nodes[*s], name) {
				return i
			}
		}
	}
	return 0
}

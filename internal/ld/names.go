package ld

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A nameID is the number of a name in a closed set of contexts; 0 for every other.
type nameID uint16

// names numbers every name that some contexts define, so that the walk
// looks a member up by hashing its bytes once and indexing from then on.
//
// The hash has no secret: what is hashed is what the contexts define, and a
// stranger's name costs a look at a few slots of a table that is three quarters
// empty, whatever it is.
type names struct {
	slots []nameID
	mask  uint32
	text  []string // by number; the first is no name
	free  []bool   // by number: only a caller's own contexts define it

	scoped int // numbers below it belong to the terms that have a context of their own
}

// The names that the walk knows by number, in this order, in every set.
const (
	nameID_ nameID = 1 + iota
	nameType
	nameContext
	nameValue
	nameLanguage
	nameDirection
	nameName
	nameDescription
	nameEndorsement
	nameCredential
	nameProof
	nameAllowedValue
	knownNames = iota
)

var known = [knownNames]string{"id", "type", "@context", "@value", "@language", "@direction", "name", "description", "endorsement", "verifiableCredential", "proof", "allowedValue"}

// newNames numbers names, given with whether a term of that name has a context of
// its own somewhere.
func newNames(uses, free map[string]bool) *names {
	n := &names{text: append(make([]string, 1, len(uses)+knownNames+1), known[:]...)}
	for _, scoped := range []bool{true, false} {
		from := len(n.text)
		for name, s := range uses {
			if s == scoped && !slices.Contains(known[:], name) {
				n.text = append(n.text, name)
			}
		}
		slices.Sort(n.text[from:])
		if scoped {
			n.scoped = len(n.text)
		}
	}
	n.free = make([]bool, len(n.text))
	size := 16
	for size < 4*len(n.text) {
		size *= 2
	}
	n.slots, n.mask = make([]nameID, size), uint32(size-1)
	for id := 1; id < len(n.text); id++ {
		name := n.text[id]
		n.free[id] = free[name]
		slot := hashName([]byte(name)) & n.mask
		for n.slots[slot] != 0 {
			slot = (slot + 1) & n.mask
		}
		n.slots[slot] = nameID(id)
	}
	return n
}

func (n *names) id(name []byte) nameID {
	slot := hashName(name) & n.mask
	for {
		id := n.slots[slot]
		if id == 0 || n.text[id] == string(name) {
			return id
		}
		slot = (slot + 1) & n.mask
	}
}

// hashName mixes a name's first and last eight bytes and its length.
func hashName(b []byte) uint32 {
	var x, y uint64
	switch n := len(b); {
	case n >= 8:
		x, y = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
	case n >= 4:
		x, y = uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[n-4:]))
	case n > 0:
		x = uint64(b[0]) | uint64(b[n/2])<<8 | uint64(b[n-1])<<16
	}
	hi, lo := bits.Mul64(x^uint64(len(b))^0x9e3779b97f4a7c15, y^0xd1342543de82ef95)
	return uint32(hi ^ lo)
}

package rdfc

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// Few items are put in their places one by one, and up to many are sorted by comparing
// their texts, before anything else pays.
const (
	few  = 24
	many = 256
)

// A text is an item that is sorted by a text of its own, of which the next eight bytes
// stand beside it: an attacker can send 25,000 IRIs, and to follow each to its bytes for
// each comparison costs more than all else that is done with it.
type text struct {
	next uint64
	item uint64
}

// sortTexts sorts items that agree in their first from bytes. of is the text of an
// item, which has no byte 0 and no other one begins with unless they are equal; same
// orders those that are. What it does grows with the bytes of the texts: it passes over
// what all have in common and eight bytes more before it looks at any of them again.
func sortTexts(texts []text, from int, of func(item uint64) []byte, same func(a, b uint64) int) {
	rest := func(t text) []byte { s := of(t.item); return s[min(from, len(s)):] }
	if len(texts) <= few {
		slices.SortFunc(texts, func(a, b text) int {
			if o := bytes.Compare(rest(a), rest(b)); o != 0 {
				return o
			}
			return same(a.item, b.item)
		})
		return
	}
	first := rest(texts[0])
	common := len(first)
	for _, t := range texts[1:] {
		common = inCommon(first[:common], rest(t))
	}
	if common == len(first) {
		slices.SortFunc(texts, func(a, b text) int { return same(a.item, b.item) })
		return
	}
	from += common
	for i := range texts {
		texts[i].next = eight(rest(texts[i]))
	}
	slices.SortFunc(texts, func(a, b text) int { return cmp.Compare(a.next, b.next) })
	for i, j := 0, 0; i < len(texts); i = j {
		for j = i + 1; j < len(texts) && texts[j].next == texts[i].next; j++ {
		}
		if j > i+1 {
			sortTexts(texts[i:j], from+8, of, same)
		}
	}
}

// inCommon is how many bytes two texts begin with alike.
func inCommon(a, b []byte) int {
	n := min(len(a), len(b))
	i := 0
	for ; i+8 <= n; i += 8 {
		if differ := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]); differ != 0 {
			return i + bits.TrailingZeros64(differ)/8
		}
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

// eight are the first eight bytes of s, zeros behind its end.
func eight(s []byte) uint64 {
	if len(s) >= 8 {
		return binary.BigEndian.Uint64(s)
	}
	var padded [8]byte
	copy(padded[:], s)
	return binary.BigEndian.Uint64(padded[:])
}

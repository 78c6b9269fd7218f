// Package bitstring reads and writes the lists of Bitstring Status List 1.0: many
// small numbers, one for each credential, in a string of bits that is compressed
// with GZIP (RFC 1952) and written in base64url. It also reads those of Status List
// 2021, which are the same without the multibase prefix.
//
// A list comes from a host that a stranger named, and a list that is read wrong
// makes a revoked badge a good one. So there is one way to read each text: no
// character outside the alphabet, one GZIP member with its checksum and nothing
// behind it, and a length that is judged while it grows. What does not fit is an
// error and never a shorter list.
package bitstring

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Why a list, or a place in it, cannot be read.
var (
	ErrMalformed = errors.New("the list cannot be read")
	ErrTooLarge  = errors.New("the list is too large")
	ErrLength    = errors.New("the list is too short")
	ErrIndex     = errors.New("this is no place in the list")
)

// MinEntries is how many entries a list has at least, so that who asks for it does
// not show for which of a few badges (Bitstring Status List 1.0 section 3.2).
const MinEntries = 131_072

// MaxSize is the most bits that one entry may have.
const MaxSize = limits.StatusSize

// A List is an inflated list. It is immutable once it is read, and safe for
// concurrent use; only one that New made is written to. The zero List is empty.
type List struct{ bits []byte }

// New returns a list of that many entries of size bits, all of them 0, for an
// issuer. The error is an ErrLength, ErrIndex or ErrTooLarge.
func New(entries uint64, size int) (*List, error) {
	switch {
	case size < 1 || size > MaxSize:
		return nil, badSize(size)
	case entries < MinEntries:
		return nil, short(entries)
	case entries > limits.Bits*8/uint64(size):
		return nil, fmt.Errorf("%w: %d entries of %d bits are more than %d bytes", ErrTooLarge, entries, size, limits.Bits)
	}
	return &List{make([]byte, (entries*uint64(size)+7)/8)}, nil
}

// Entries is how many entries of size bits the list has; 0 of a size that no entry
// has.
func (l *List) Entries(size int) uint64 {
	if size < 1 || size > MaxSize {
		return 0
	}
	return uint64(len(l.bits)) * 8 / uint64(size)
}

// Bytes is the length of the list, inflated.
func (l *List) Bytes() int { return len(l.bits) }

// Check judges whether the list has as many entries of size bits as a list has at
// least. The error is an ErrLength or, of a size that no entry has, an ErrIndex.
func (l *List) Check(size int) error {
	if size < 1 || size > MaxSize {
		return badSize(size)
	}
	if n := l.Entries(size); n < MinEntries {
		return short(n)
	}
	return nil
}

// At is the entry at index in a list whose entries have size bits, of which the
// first is the most significant; entry 0 begins with the most significant bit of the
// first byte. The error is an ErrIndex.
func (l *List) At(index uint64, size int) (uint32, error) {
	if index >= l.Entries(size) {
		return 0, l.noEntry(index, size)
	}
	if size == 1 {
		return uint32(l.bits[index/8]>>(7-index%8)) & 1, nil
	}
	first := index * uint64(size) // below 8 × limits.Bits
	if from := first / 8; from+8 <= uint64(len(l.bits)) {
		return uint32(binary.BigEndian.Uint64(l.bits[from:]) << (first % 8) >> (64 - size)), nil
	}
	value := uint32(0)
	for at := first; at < first+uint64(size); at++ {
		value = value<<1 | uint32(l.bits[at/8]>>(7-at%8))&1
	}
	return value, nil
}

// Set makes value the entry at index, for an issuer, before the list is shared. The
// error is an ErrIndex; the list is then as it was.
func (l *List) Set(index uint64, size int, value uint32) error {
	if index >= l.Entries(size) {
		return l.noEntry(index, size)
	}
	if uint64(value) >= 1<<size {
		return fmt.Errorf("%w: the value %d does not fit into %d bits", ErrIndex, value, size)
	}
	first := index * uint64(size)
	for k := range uint64(size) {
		at, bit := first+k, byte(value>>(uint64(size)-1-k))&1
		l.bits[at/8] = l.bits[at/8]&^(0x80>>(at%8)) | bit<<(7-at%8)
	}
	return nil
}

// Index reads the index of an entry as Bitstring Status List 1.0 section 2.1 has it
// written: decimal digits and nothing else. A second spelling of a number, such as
// +5 or 007, is refused: another reader may take it for another badge's. The error is
// an ErrIndex.
func Index(text string) (uint64, error) {
	if text == "" {
		return 0, fmt.Errorf("%w: the index is empty; a decimal number is needed", ErrIndex)
	}
	if text[0] == '0' && len(text) > 1 {
		return 0, fmt.Errorf("%w: the index %q does not begin with its first digit", ErrIndex, limits.Abridge(text))
	}
	n := uint64(0)
	for i := range len(text) {
		digit := uint64(text[i] - '0')
		if digit > 9 {
			return 0, fmt.Errorf("%w: the index %q is no decimal number of digits alone", ErrIndex, limits.Abridge(text))
		}
		if n > (math.MaxUint64-digit)/10 {
			return 0, fmt.Errorf("%w: the index %s is larger than a list has entries", ErrIndex, limits.Abridge(text))
		}
		n = n*10 + digit
	}
	return n, nil
}

func (l *List) noEntry(index uint64, size int) error {
	if size < 1 || size > MaxSize {
		return badSize(size)
	}
	return fmt.Errorf("%w: the list has %d entries of %d bits, and none at %d", ErrIndex, l.Entries(size), size, index)
}

func badSize(size int) error {
	return fmt.Errorf("%w: an entry has 1 to %d bits; here it has %d", ErrIndex, MaxSize, size)
}

func short(entries uint64) error {
	return fmt.Errorf("%w: a list has at least %d entries; this has %d", ErrLength, MinEntries, entries)
}

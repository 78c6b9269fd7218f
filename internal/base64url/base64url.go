// Package base64url reads base64url without padding (RFC 4648 §5, as JOSE uses
// it: RFC 7515 §2) and accepts exactly one spelling of every byte string.
//
// encoding/base64 passes over CR and LF even in Strict mode, so that whoever
// forwards a token can change its bytes without touching its signature. Here a
// character outside the alphabet, padding, a length that no byte string has and
// trailing bits that belong to no byte are all errors: what decodes is what
// [encoding/base64.RawURLEncoding] would write. Writing is left to it.
package base64url

import (
	"encoding/binary"
	"fmt"
	"sync"
)

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// An Error says where a text stops being base64url.
type Error struct {
	Offset int    // of the character at fault; the length of the text when that is at fault
	Detail string // what was expected and what was found
}

func (e *Error) Error() string { return "not base64url: " + e.Detail }

// DecodedLen is the number of bytes that n characters stand for.
func DecodedLen(n int) int { return n/4*3 + n%4*6/8 }

// Decode writes the bytes that src stands for into dst and returns their
// number, DecodedLen(len(src)). A shorter dst is a fault of the caller and
// panics; nothing past that length is written. An error is an *[Error], and
// what dst then holds has no meaning.
func Decode(dst, src []byte) (int, error) {
	size := DecodedLen(len(src))
	dst = dst[:size]
	if len(src)%4 == 1 {
		return 0, fault(src)
	}

	t := tables()
	rest, n, bad := src, 0, uint32(0)
	for len(rest) >= 16 && len(dst)-n >= 16 {
		s, d := (*[16]byte)(rest), (*[16]byte)(dst[n:])
		a := t[0][s[0]] | t[1][s[1]] | t[2][s[2]] | t[3][s[3]]
		b := t[0][s[4]] | t[1][s[5]] | t[2][s[6]] | t[3][s[7]]
		c := t[0][s[8]] | t[1][s[9]] | t[2][s[10]] | t[3][s[11]]
		e := t[0][s[12]] | t[1][s[13]] | t[2][s[14]] | t[3][s[15]]
		bad |= a | b | c | e
		// Each store is 8 bytes of which 6 count: the next one, or the loop
		// below, writes over the other two.
		binary.BigEndian.PutUint64(d[:8], uint64(a)<<40|uint64(b)<<16)
		binary.BigEndian.PutUint64(d[6:14], uint64(c)<<40|uint64(e)<<16)
		rest, n = rest[16:], n+12
	}
	for ; len(rest) >= 4; rest, n = rest[4:], n+3 {
		v := t[0][rest[0]] | t[1][rest[1]] | t[2][rest[2]] | t[3][rest[3]]
		bad |= v
		dst[n], dst[n+1], dst[n+2] = byte(v>>16), byte(v>>8), byte(v)
	}
	switch len(rest) {
	case 2:
		v := t[0][rest[0]] | t[1][rest[1]]
		bad |= v | v<<16&invalid // the low four bits of the second character
		dst[n] = byte(v >> 16)
	case 3:
		v := t[0][rest[0]] | t[1][rest[1]] | t[2][rest[2]]
		bad |= v | v<<24&invalid // the low two bits of the third
		dst[n], dst[n+1] = byte(v>>16), byte(v>>8)
	}
	if bad&invalid != 0 {
		return 0, fault(src)
	}
	return size, nil
}

// invalid is set in the table entry of a character outside the alphabet. The
// bits below it hold the value, shifted to its place among four characters.
const invalid = 0xff << 24

var tables = sync.OnceValue(func() *[4][256]uint32 {
	var t [4][256]uint32
	for place := range t {
		for c := range t[place] {
			t[place][c] = invalid
		}
		for v := range alphabet {
			t[place][alphabet[v]] = uint32(v) << (18 - 6*place)
		}
	}
	return &t
})

// fault names what is wrong with a text that did not decode. The alphabet is
// judged before the length: a pasted line break deserves to be called one.
func fault(src []byte) *Error {
	t := tables()
	for i, c := range src {
		if t[0][c]&invalid == 0 {
			continue
		}
		what := fmt.Sprintf("the byte %#02x", c)
		switch {
		case c == '=':
			what = "padding"
		case c == '\r' || c == '\n':
			what = "a line break"
		case c > ' ' && c < 0x7f:
			what = fmt.Sprintf("the character %q", c)
		}
		return &Error{i, fmt.Sprintf("%s at offset %d, where only A-Z, a-z, 0-9, - and _ may stand", what, i)}
	}
	if len(src)%4 == 1 {
		return &Error{len(src), fmt.Sprintf("%d characters, which is no length of whole bytes", len(src))}
	}
	return &Error{len(src) - 1, fmt.Sprintf("the last character %q carries bits that belong to no byte", src[len(src)-1])}
}

package strictjson

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// Eight bytes are looked at in one step, as one word. In each of its bytes
// (x - every(n)) &^ x has the top bit set if that byte is below n (n ≤ 0x80);
// a borrow can only set bits of bytes above one that is set rightly, and the
// lowest is all that is used.
const (
	ones   = 0x0101010101010101
	tops   = 0x8080808080808080
	blanks = 0x2020202020202020
)

// scanString finds the end of the string whose first byte behind the quote is
// data[i]: the index of the closing quote, or -1 if the string is no JSON string
// or not UTF-8; stringFault then says why.
func scanString(data []byte, i int) (end int, fl flags) {
	start := i
	var seen uint64 // every byte of the string or-ed together, to learn whether one is not ASCII
	for {
		if i+8 <= len(data) {
			x := binary.LittleEndian.Uint64(data[i:])
			quotes, slashes := x^('"'*ones), x^('\\'*ones)
			stop := ((quotes - ones) &^ quotes) | ((slashes - ones) &^ slashes) | ((x - blanks) &^ x)
			stop &= tops
			if stop == 0 {
				seen |= x
				i += 8
				continue
			}
			n := bits.TrailingZeros64(stop) &^ 7
			seen |= x & (1<<n - 1)
			i += n >> 3
		} else if i < len(data) {
			if c := data[i]; c >= 0x20 && c != '"' && c != '\\' {
				seen |= uint64(c)
				i++
				continue
			}
		} else {
			return -1, 0
		}
		switch data[i] {
		case '"':
			if seen&tops != 0 && !utf8.Valid(data[start:i]) {
				return -1, 0
			}
			return i, fl
		case '\\':
			r, n := unescape(data[i:])
			if n == 0 || utf16.IsSurrogate(r) {
				return -1, 0
			}
			fl = escaped
			i += n
		default:
			return -1, 0
		}
	}
}

// unescape decodes the escape at s[0], a backslash, and says how many bytes it
// takes: 0 if it is none of JSON's. A rune that is a surrogate is half a pair
// whose other half is missing.
func unescape(s []byte) (r rune, n int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch c := s[1]; c {
	case '"', '\\', '/':
		return rune(c), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r, ok := hex4(s[2:])
		if !ok {
			return 0, 0
		}
		if utf16.IsSurrogate(r) && len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
			if low, ok := hex4(s[8:]); ok {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return pair, 12
				}
			}
		}
		return r, 6
	}
	return 0, 0
}

func hex4(s []byte) (r rune, ok bool) {
	if len(s) < 4 {
		return 0, false
	}
	for _, c := range s[:4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// skipSpace is the index of the first byte from i on that is not white space.
func skipSpace(data []byte, i int) int {
	for i < len(data) && data[i] <= ' ' && isSpace(data[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// scanNumber finds the end of the number at data[i], or -1 if it is none;
// numberFault then says why. A small number is an integer that a float64 holds
// whatever it is: at most 15 digits.
func scanNumber(data []byte, i int) (end int, small bool) {
	if at(data, i) == '-' {
		i++
	}
	first := i
	i = skipDigits(data, i)
	if i == first || data[first] == '0' && i > first+1 {
		return -1, false
	}
	small = i-first <= 15
	if at(data, i) == '.' {
		small = false
		point := i
		if i = skipDigits(data, i+1); i == point+1 {
			return -1, false
		}
	}
	if c := at(data, i); c == 'e' || c == 'E' {
		small = false
		i++
		if c := at(data, i); c == '+' || c == '-' {
			i++
		}
		exp := i
		if i = skipDigits(data, i); i == exp {
			return -1, false
		}
	}
	return i, small
}

func skipDigits(data []byte, i int) int {
	for i < len(data) && isDigit(data[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return c-'0' < 10 }

// scanWord is the kind of the literal at data[i], Invalid if there is none.
func scanWord(data []byte, i int) Kind {
	switch s := data[i:]; {
	case len(s) >= 4 && string(s[:4]) == "true":
		return True
	case len(s) >= 5 && string(s[:5]) == "false":
		return False
	case len(s) >= 4 && string(s[:4]) == "null":
		return Null
	}
	return Invalid
}

// at is data[i], or a byte that begins nothing in JSON when the end is reached.
func at(data []byte, i int) byte {
	if i < len(data) {
		return data[i]
	}
	return 0
}

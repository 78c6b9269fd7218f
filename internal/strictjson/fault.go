package strictjson

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// A stop is where and why reading ended before the document did. Explaining it
// is kept apart from reading: it happens once, and may look at everything again.
type stop struct {
	why    fault
	offset int
	open   uint32 // the innermost container that was open
	v      node   // the member or element of it that was being read, as far as it was known
	at     bool   // whether there is a v
}

type fault uint8

const (
	sound fault = iota
	noName
	badName
	longName
	manyMembers
	manyNodes
	noColon
	noComma
	trailing
	deep
	badString
	longString
	badWord
	badNumber
	inexact
	duplicated
)

// explain makes the error for s.
func (t *Tape) explain(s stop, lim *Limits) *Error {
	data, i := t.data, s.offset
	e := &Error{Offset: i, Err: ErrSyntax, Pointer: t.stopPointer(s)}
	switch s.why {
	case noName:
		e.Detail = "expected a member name in double quotes, found " + found(data, i)
		if before := bytes.TrimRight(data[:i], " \t\r\n"); at(data, i) == '}' && before[len(before)-1] == ',' {
			e.Detail += " behind a comma"
		}
	case badName, badString:
		e.Offset, e.Detail, e.Err = stringFault(data, i+1)
	case longName:
		e.Err = ErrTooLarge
		e.Detail = fmt.Sprintf("expected a member name of at most %d bytes, found a longer one", lim.Name)
	case longString:
		e.Err = ErrTooLarge
		e.Detail = fmt.Sprintf("expected a string of at most %d bytes, found a longer one", lim.String)
	case manyMembers:
		e.Err = ErrTooLarge
		e.Detail = fmt.Sprintf("expected at most %d members in an object, found more", lim.Members)
	case manyNodes:
		e.Err = ErrTooLarge
		e.Detail = fmt.Sprintf("expected at most %d values in the document, found more", lim.Nodes)
	case deep:
		e.Err = ErrDepth
		e.Detail = fmt.Sprintf("expected at most %d objects and arrays inside one another, found more", lim.Depth)
	case noColon:
		e.Detail = "expected ':' behind a member name, found " + found(data, i)
	case noComma:
		e.Detail = "expected ',' or ']', found " + found(data, i)
		if t.nodes[s.open].kind == Object {
			e.Detail = "expected ',' or '}', found " + found(data, i)
		}
	case trailing:
		e.Detail = "expected the end of the document, found " + found(data, i)
	case badWord:
		e.Detail = "expected true, false, null or another value, found " + quote(word(data[i:]))
	case badNumber:
		e.Offset, e.Detail = numberFault(data, i)
	case inexact:
		end, _ := scanNumber(data, i)
		e.Err = ErrNumber
		e.Detail = "expected a number that a float64 prints back with the same value, found " + number(data[i:end])
	case duplicated:
		e.Err = ErrDuplicate
		e.Detail = fmt.Sprintf("expected every name once in an object, found %s again", quote(t.decodedName(&s.v)))
	}
	if e.Err == ErrSyntax && notUTF8(data, e.Offset) {
		e.Err = ErrEncoding
	}
	return e
}

// notUTF8 says whether the encoding is what stands in the way at offset i, where
// JSON's grammar is broken: a byte that is not UTF-8, or a document that begins
// like UTF-16 or UTF-32 (whose first character, being ASCII, has a zero byte
// before or behind it) or with the byte order mark that RFC 8259 section 8.1
// forbids.
func notUTF8(data []byte, i int) bool {
	if bytes.HasPrefix(data, []byte("\ufeff")) || bytes.IndexByte(data[:min(len(data), 2)], 0) >= 0 {
		return true
	}
	r, n := utf8.DecodeRune(data[i:])
	return r == utf8.RuneError && n == 1
}

// stopPointer is the pointer of what was being read.
func (t *Tape) stopPointer(s stop) string {
	if s.open == none {
		return ""
	}
	var path []uint32
	for i := s.open; i != none; i = t.nodes[i].next {
		path = append(path, i)
	}
	slices.Reverse(path)
	var p []byte
	for k, i := range path[1:] {
		parent := &t.nodes[path[k]]
		p = t.appendToken(p, parent.kind, &t.nodes[i], int(parent.kids))
	}
	if s.at {
		parent := &t.nodes[s.open]
		p = t.appendToken(p, parent.kind, &s.v, int(parent.kids))
	}
	return string(p)
}

// stringFault finds the first thing wrong with the string that begins behind a
// quote at i, which scanString refused.
func stringFault(data []byte, i int) (offset int, detail string, err error) {
	for i < len(data) && data[i] != '"' {
		switch c := data[i]; {
		case c == '\\':
			r, n := unescape(data[i:])
			if n == 0 {
				return i, "expected an escape that JSON knows, found " + quote(data[i:min(i+6, len(data))]), ErrSyntax
			}
			if utf16.IsSurrogate(r) {
				return i, "expected both halves of a surrogate pair, found " + quote(data[i:i+n]) + " alone", ErrEncoding
			}
			i += n
		case c < 0x20:
			return i, "expected control characters in a string to be escaped, found " + found(data, i), ErrSyntax
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n == 1 {
				return i, "expected a string in UTF-8, found " + found(data, i), ErrEncoding
			}
			i += n
		}
	}
	return len(data), "expected '\"' at the end of a string, found the end of the document", ErrSyntax
}

// numberFault finds what is wrong at i, where no value stands.
func numberFault(data []byte, i int) (offset int, detail string) {
	first := i
	if at(data, i) == '-' {
		i++
	} else if !isDigit(at(data, i)) {
		return i, "expected a value, found " + found(data, i)
	}
	digits := i
	if i = skipDigits(data, i); i > digits+1 && data[digits] == '0' {
		return first, "expected a number without leading zeros, found " + number(data[first:i])
	}
	if i > digits && at(data, i) == '.' {
		digits = i + 1
		i = skipDigits(data, digits)
	}
	if i > digits && (at(data, i) == 'e' || at(data, i) == 'E') {
		i++
		if c := at(data, i); c == '+' || c == '-' {
			i++
		}
	}
	return i, "expected a digit, found " + found(data, i)
}

// word is what stands at the start of b up to the next byte that is no letter.
func word(b []byte) []byte {
	n := 0
	for n < len(b) && b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z' {
		n++
	}
	return b[:n]
}

// found names what stands at offset i, for "expected …, found …".
func found(data []byte, i int) string {
	if i >= len(data) {
		return "the end of the document"
	}
	r, n := utf8.DecodeRune(data[i:])
	switch {
	case r == utf8.RuneError && n == 1:
		return fmt.Sprintf("the byte 0x%02x", data[i])
	case r < 0x20 || r == 0x7f:
		return fmt.Sprintf("the control character 0x%02x", r)
	case r < utf8.RuneSelf:
		return fmt.Sprintf("'%c'", r)
	case r == '\ufeff':
		return "a byte order mark"
	}
	return fmt.Sprintf("%U", r)
}

package bake

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// references refuses a reference in a text or value that stands for nothing: without a
// DTD there are five entities, and the numbers of characters that XML has.
func (s *scanner) references(run []byte, at int) error {
	for offset := 0; ; {
		n := bytes.IndexByte(run[offset:], '&')
		if n < 0 {
			return nil
		}
		offset += n
		if _, length := reference(run[offset:]); length == 0 {
			return malformed(int64(at+offset), "the reference %q stands for nothing here", limits.Abridge(string(run[offset:min(len(run), offset+12)])))
		}
		offset++
	}
}

// longest is a reference's length at most: leading zeros beyond it serve nobody.
const longest = 16

// reference returns the character that the reference at the beginning of b stands for,
// and the length of the reference, or 0.
func reference(b []byte) (rune, int) {
	semicolon := bytes.IndexByte(b[:min(len(b), longest)], ';')
	if semicolon < 2 {
		return 0, 0
	}
	name, length := string(b[1:semicolon]), semicolon+1
	switch name {
	case "amp":
		return '&', length
	case "lt":
		return '<', length
	case "gt":
		return '>', length
	case "quot":
		return '"', length
	case "apos":
		return '\'', length
	}
	if name[0] != '#' || len(name) < 2 {
		return 0, 0
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	code, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !isXML(rune(code)) {
		return 0, 0
	}
	return rune(code), length
}

// isXML reports whether r is a character of XML 1.0 (section 2.2).
func isXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		0x20 <= r && r <= 0xd7ff || 0xe000 <= r && r <= 0xfffd || 0x10000 <= r && r <= utf8.MaxRune
}

// appendText appends what a text stands for, or the value of an attribute: line ends
// are one line feed, and in a value each white space is a space (XML 1.0 sections 2.11
// and 3.3.3), unless it is written as a reference.
func appendText(out, run []byte, value bool) []byte {
	if bytes.IndexByte(run, '&') < 0 && bytes.IndexByte(run, '\r') < 0 &&
		(!value || bytes.IndexByte(run, '\n') < 0 && bytes.IndexByte(run, '\t') < 0) {
		return append(out, run...)
	}
	for i := 0; i < len(run); {
		c := run[i]
		if c == '&' {
			r, n := reference(run[i:])
			out = utf8.AppendRune(out, r)
			i += max(n, 1)
			continue
		}
		if c == '\r' {
			c = '\n'
			if i+1 < len(run) && run[i+1] == '\n' {
				i++
			}
		}
		if value && isSpace(c) {
			c = ' '
		}
		out = append(out, c)
		i++
	}
	return out
}

// appendVerbatim appends what a CDATA section stands for.
func appendVerbatim(out, run []byte) []byte {
	for {
		n := bytes.IndexByte(run, '\r')
		if n < 0 {
			return append(out, run...)
		}
		out = append(append(out, run[:n]...), '\n')
		run = bytes.TrimPrefix(run[n+1:], []byte("\n"))
	}
}

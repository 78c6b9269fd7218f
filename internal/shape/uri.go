package shape

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

type uriFault uint8

const (
	uriFine     uriFault = iota
	uriRelative          // no scheme, nothing after it, or a web address without a host
	uriIllegal           // a character that no URI has
	uriControl           // a control or invisible formatting character
	uriScript            // a scheme that runs what follows
	uriBrackets          // square brackets behind the host
)

// judgeURI judges s as an absolute URI (RFC 3986 §3, with the letters of RFC
// 3987). The rest of the scheme's own grammar is not judged.
//
// Square brackets belong around an address and nowhere else. Behind the host URLs in
// use have them all the same, in queries mostly, and no reader takes them for another
// URL: that is a fault of its own.
//
// The attacker is whoever writes an id that one program follows and another
// shows: a script behind a link, a line break in a log, a name turned around.
func judgeURI(s []byte) uriFault {
	fault := uriFine
	for i := 0; i < len(s); {
		if uriBytes[s[i]] {
			if s[i] == '%' && (len(s) < i+3 || !isHex(s[i+1:i+3])) {
				fault = uriIllegal
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		if isControl(r) || isBidi(r) || isInvisible(r) {
			return uriControl
		}
		if size == 1 {
			fault = uriIllegal
		}
		i += size
	}
	for len(s) > 0 && s[0] == ' ' { // a browser passes over it before it reads the scheme
		s = s[1:]
	}
	colon := schemeEnd(s)
	switch {
	case colon >= 0 && (equalFold(s[:colon], "javascript") || equalFold(s[:colon], "vbscript")):
		return uriScript
	case fault != uriFine:
		return fault
	case colon < 0 || colon == len(s)-1:
		return uriRelative
	case equalFold(s[:colon], "https") || equalFold(s[:colon], "http"):
		if rest := s[colon+1:]; len(rest) < 3 || rest[0] != '/' || rest[1] != '/' || rest[2] == '/' || rest[2] == '?' || rest[2] == '#' {
			return uriRelative
		}
	}
	return judgeBrackets(s[colon+1:])
}

// judgeBrackets judges the square brackets in what follows a scheme. In an authority
// (RFC 3986 §3.2) readers disagree on where the host ends, if they are not around an
// address.
func judgeBrackets(s []byte) uriFault {
	if bytes.IndexByte(s, '[') < 0 && bytes.IndexByte(s, ']') < 0 {
		return uriFine
	}
	rest := s
	if authority, ok := bytes.CutPrefix(s, []byte("//")); ok {
		rest = nil
		if end := bytes.IndexAny(authority, "/?#"); end >= 0 {
			authority, rest = authority[:end], authority[end:]
		}
		host := authority[bytes.LastIndexByte(authority, '@')+1:]
		if end := bytes.IndexByte(host, ']'); len(host) > 0 && host[0] == '[' && end > 0 {
			authority = slices.Concat(authority[:len(authority)-len(host)], host[1:end], host[end+1:])
		}
		if bytes.ContainsAny(authority, "[]") {
			return uriIllegal
		}
	}
	if bytes.ContainsAny(rest, "[]") {
		return uriBrackets
	}
	return uriFine
}

// IsURL reports whether text is an absolute URI, as the members of a document are that
// a verdict reads. Square brackets behind its host are let pass.
func IsURL(text string) bool { return judgeURI([]byte(text)).fine() }

func (f uriFault) fine() bool { return f == uriFine || f == uriBrackets }

// uriBytes tells what RFC 3986 §2 lets stand in a URI: printable ASCII but for
// space " < > \ ^ ` { | }. A table, because a picture is one long URI.
var uriBytes = [256]bool{
	'!': true, '#': true, '$': true, '%': true, '&': true, '\'': true, '(': true, ')': true, '*': true, '+': true, ',': true, '-': true, '.': true, '/': true,
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true, ':': true, ';': true, '=': true, '?': true, '@': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true, 'K': true, 'L': true, 'M': true,
	'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true, '[': true, ']': true, '_': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true, 'k': true, 'l': true, 'm': true,
	'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true, '~': true,
}

// schemeEnd returns the offset of the colon after a scheme, or -1.
func schemeEnd(s []byte) int {
	for i, c := range s {
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		case i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return i
		default:
			return -1
		}
	}
	return -1
}

// equalFold compares ASCII without regard to case; lower must be lower case.
func equalFold(s []byte, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i, c := range s {
		if isUpper(c) {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// dataType returns the media type of a data: URL (RFC 2397), in lower case as
// far as it matters, and whether s is one.
func dataType(s []byte) ([]byte, bool) {
	const scheme = "data:"
	if len(s) < len(scheme) || !equalFold(s[:len(scheme)], scheme) {
		return nil, false
	}
	s = s[len(scheme):]
	for i, c := range s {
		if c == ';' || c == ',' {
			return s[:i], true
		}
	}
	return s, true
}

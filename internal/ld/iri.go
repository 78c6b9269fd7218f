package ld

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/rdfc"
)

// iriFault says why text is no IRI that stands for itself wherever it is read; ""
// if it is one. RFC 3986 and RFC 3987 decide, but for square brackets behind the
// authority, which URLs in use have in their queries and both processors keep.
//
// prefixes are the names of the active context that are prefixes: an IRI with
// such a scheme would be a compact IRI, a second way to write another one.
func iriFault(text []byte, prefixes []string) string {
	if !rdfc.ValidIRI(text) {
		return shapeFault(text)
	}
	return finerFault(text, prefixes)
}

// finerFault is iriFault for text that rdfc.ValidIRI accepts.
func finerFault(text []byte, prefixes []string) string {
	for _, p := range prefixes {
		if rest, ok := bytes.CutPrefix(text, []byte(p)); ok && rest[0] == ':' && !bytes.HasPrefix(rest, []byte("://")) {
			return "a compact IRI"
		}
	}
	if bytes.IndexByte(text, '[') >= 0 || bytes.IndexByte(text, ']') >= 0 {
		if f := authorityFault(text); f != "" {
			return f
		}
	}
	for s := text; ; {
		k := bytes.IndexByte(s, '%')
		if k < 0 {
			break
		}
		if s = s[k+1:]; len(s) < 2 || !isHex(s[0]) || !isHex(s[1]) {
			return "a percent sign without two hexadecimal digits"
		}
	}
	if isASCII(text) {
		return ""
	}
	return nonASCIIFault(text)
}

func isASCII(s []byte) bool {
	for len(s) >= 8 {
		if binary.LittleEndian.Uint64(s)&0x8080808080808080 != 0 {
			return false
		}
		s = s[8:]
	}
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func shapeFault(text []byte) string {
	if len(text) == 0 {
		return "empty"
	}
	if bytes.HasPrefix(text, []byte("_:")) {
		return "a blank node identifier"
	}
	for _, c := range text {
		if c <= ' ' || c == 0x7f || bytes.IndexByte([]byte("<>\"{}|^`\\"), c) >= 0 {
			return fmt.Sprintf("an IRI has no %q", rune(c))
		}
	}
	return "relative"
}

// authorityFault refuses brackets that are not around an IP address: readers
// disagree on where such a URL's host ends.
func authorityFault(iri []byte) string {
	_, s, ok := bytes.Cut(iri, []byte("://"))
	if scheme := bytes.IndexByte(iri, ':'); !ok || !bytes.HasPrefix(iri[scheme:], []byte("://")) {
		return ""
	}
	if k := bytes.IndexAny(s, "/?#"); k >= 0 {
		s = s[:k]
	}
	open := bytes.IndexByte(s, '[')
	end := bytes.LastIndexByte(s, ']')
	if open < 0 && end < 0 {
		return ""
	}
	if open < 0 || end < open || bytes.Count(s, []byte{'['})+bytes.Count(s, []byte{']'}) != 2 || open > 0 && s[open-1] != '@' {
		return "square brackets in the authority that are not around an address"
	}
	return ""
}

// nonASCIIFault refuses what is neither ucschar nor, in a query, iprivate of
// RFC 3987, and the characters that section 4.1 there forbids: those that change
// the direction in which an IRI is displayed.
func nonASCIIFault(s []byte) string {
	query := false
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		s = s[n:]
		switch {
		case r == '?':
			query = true
		case r == '#':
			query = false
		case r < utf8.RuneSelf || isUcschar(r) || query && isPrivate(r):
		default:
			return fmt.Sprintf("an IRI has no %U", r)
		}
	}
	return ""
}

func isUcschar(r rune) bool {
	switch {
	case unicode.Is(unicode.Z, r), r == 0xfeff: // white space to JavaScript, whose processors then take the IRI for a relative one
		return false
	case r == 0x200e, r == 0x200f, 0x202a <= r && r <= 0x202e: // directional formatting
		return false
	case 0xa0 <= r && r <= 0xd7ff, 0xf900 <= r && r <= 0xfdcf, 0xfdf0 <= r && r <= 0xffef:
		return true
	}
	return 0x10000 <= r && r <= 0xefffd && r&0xffff <= 0xfffd && !(0xe0000 <= r && r <= 0xe0fff)
}

func isPrivate(r rune) bool {
	return 0xe000 <= r && r <= 0xf8ff || 0xf0000 <= r && r <= 0x10fffd && r&0xffff <= 0xfffd
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

package strictjson

import (
	"bytes"
	"unicode/utf8"
)

// appendUnescaped appends the decoded form of s, the content of a string that was checked.
func appendUnescaped(dst, s []byte) []byte {
	for {
		k := bytes.IndexByte(s, '\\')
		if k < 0 {
			return append(dst, s...)
		}
		r, n := unescape(s[k:])
		dst = utf8.AppendRune(append(dst, s[:k]...), r)
		s = s[k+n:]
	}
}

// unescapesTo says whether the content s of a string that was checked decodes
// to text. It does not allocate.
func unescapesTo[T string | []byte](s []byte, text T) bool {
	i := 0
	for len(s) > 0 {
		var buf [utf8.UTFMax]byte
		c, n := append(buf[:0], s[0]), 1
		if s[0] == '\\' {
			var r rune
			r, n = unescape(s)
			c = utf8.AppendRune(buf[:0], r)
		}
		if len(text)-i < len(c) || string(text[i:i+len(c)]) != string(c) {
			return false
		}
		s, i = s[n:], i+len(c)
	}
	return i == len(text)
}

// rawName is a member's name as written, without the quotes.
func (t *Tape) rawName(n *node) []byte {
	return t.data[n.name : n.name+uint32(n.nameLen)]
}

// decodedName is a member's name; it allocates only for a name with an escape.
func (t *Tape) decodedName(n *node) []byte {
	if n.flags&escapedName != 0 {
		return appendUnescaped(nil, t.rawName(n))
	}
	return t.rawName(n)
}

// mayBe says whether a member's name is as long as name, or has an escape in it: most are
// neither, which is soon seen.
func (n *node) mayBe(name string) bool {
	return int(n.nameLen) == len(name) || n.flags&escapedName != 0
}

func nameIs[T string | []byte](t *Tape, n *node, name T) bool {
	if n.flags&escapedName != 0 {
		return unescapesTo(t.rawName(n), name)
	}
	return string(t.rawName(n)) == string(name)
}

// content is a string's content as written, without the quotes.
func (t *Tape) content(n *node) []byte {
	return t.data[n.start+1 : n.end-1]
}

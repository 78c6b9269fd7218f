package strictjson

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// AppendJCS appends the form of v that RFC 8785 (JSON Canonicalization Scheme)
// gives it, leaving out v's own members named in without.
//
// Names are put into the order of their UTF-16 code units, strings keep only
// the escapes that JSON demands, numbers are written as ECMAScript writes them,
// and white space goes. Each value is written once, straight to its place: what
// is sorted are indices on the tape, and only in objects whose members stand
// out of order. No value that Parse lets through changes under it.
//
// The error is an *Error that wraps ErrKind if v does not exist; there is no
// other. dst is then returned as it was.
func AppendJCS(dst []byte, v Value, without ...string) ([]byte, error) {
	return AppendJCSInstead(dst, v, nil, without...)
}

// A Member is a member of an object and a value for it, which may stand in another
// text: Value, or, if that does not exist, a list of the values in List.
type Member struct {
	Name  string
	Value Value
	List  []Value
}

// AppendJCSInstead is AppendJCS with other values for some of v's own members:
// instead names them. A member that v does not have is not added. That each value
// in a List exists is up to the caller; of one that does not, nothing is written.
func AppendJCSInstead(dst []byte, v Value, instead []Member, without ...string) ([]byte, error) {
	if !v.Exists() {
		return dst, &Error{Err: ErrKind, Detail: "expected a value to canonicalize, found nothing"}
	}
	c := canonicalizer{t: v.t, out: slices.Grow(dst, len(v.Raw()))}
	if len(without) == 0 && len(instead) == 0 {
		c.value(v.i, nil)
	} else {
		c.value(v.i, &edits{without, instead})
	}
	return c.out, nil
}

type canonicalizer struct {
	t   *Tape
	out []byte
}

// edits are what is written otherwise than it stands, of the members of one object.
type edits struct {
	without []string
	instead []Member
}

// A named is a member with its decoded name.
type named struct {
	name []byte
	at   uint32
}

func (c *canonicalizer) value(at uint32, own *edits) {
	n := &c.t.nodes[at]
	switch n.kind {
	case Object:
		c.object(at, own)
	case Array:
		c.out = append(c.out, '[')
		for i := at + 1; i < n.next; i = c.t.nodes[i].next {
			if i > at+1 {
				c.out = append(c.out, ',')
			}
			c.value(i, nil)
		}
		c.out = append(c.out, ']')
	case String:
		c.out = appendJCSString(c.out, c.t.content(n), n.flags&escaped != 0)
	case Number:
		c.out = appendJCSNumber(c.out, c.t.data[n.start:n.end])
	default:
		c.out = append(c.out, c.t.data[n.start:n.end]...)
	}
}

func (c *canonicalizer) object(at uint32, own *edits) {
	c.out = append(c.out, '{')
	if c.inOrder(at) {
		for i := at + 1; i < c.t.nodes[at].next; i = c.t.nodes[i].next {
			c.member(i, own)
		}
	} else {
		c.sorted(at, own)
	}
	c.out = append(c.out, '}')
}

// sorted writes the members of an object that are out of order.
func (c *canonicalizer) sorted(at uint32, own *edits) {
	n := &c.t.nodes[at]
	var few [16]named // on the stack: enough for most objects of a badge
	list := few[:0]
	if int(n.kids) > len(few) {
		list = make([]named, 0, n.kids)
	}
	for i := at + 1; i < n.next; i = c.t.nodes[i].next {
		list = append(list, named{c.t.decodedName(&c.t.nodes[i]), i})
	}
	slices.SortFunc(list, func(a, b named) int { return compareUTF16(a.name, b.name) })
	for _, m := range list {
		c.member(m.at, own)
	}
}

func (c *canonicalizer) member(at uint32, own *edits) {
	m := &c.t.nodes[at]
	var instead *Member
	if own != nil {
		for _, name := range own.without {
			if nameIs(c.t, m, name) {
				return
			}
		}
		for i := range own.instead {
			if nameIs(c.t, m, own.instead[i].Name) {
				instead = &own.instead[i]
			}
		}
	}
	if c.out[len(c.out)-1] != '{' { // no value ends in one
		c.out = append(c.out, ',')
	}
	c.out = appendJCSString(c.out, c.t.rawName(m), m.flags&escapedName != 0)
	c.out = append(c.out, ':')
	if instead != nil {
		c.instead(instead)
		return
	}
	c.value(at, nil)
}

func (c *canonicalizer) instead(m *Member) {
	if m.Value.Exists() {
		c.out, _ = AppendJCS(c.out, m.Value)
		return
	}
	c.out = append(c.out, '[')
	for i, v := range m.List {
		if i > 0 {
			c.out = append(c.out, ',')
		}
		c.out, _ = AppendJCS(c.out, v)
	}
	c.out = append(c.out, ']')
}

// inOrder says whether the members of the object at stand in canonical order.
func (c *canonicalizer) inOrder(at uint32) bool {
	var last []byte
	for i := at + 1; i < c.t.nodes[at].next; i = c.t.nodes[i].next {
		name := c.t.decodedName(&c.t.nodes[i])
		if compareUTF16(last, name) > 0 {
			return false
		}
		last = name
	}
	return true
}

// compareUTF16 compares two names in UTF-8 by their UTF-16 code units. The
// orders differ in one place: code points above U+FFFF begin with a surrogate
// (D800 to DFFF) and so stand before U+E000 to U+FFFF, whose UTF-8 begins with
// 0xee or 0xef. Where two names part, both bytes begin a code point or both
// continue one, and no continuation looks like those two.
func compareUTF16(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return cmp.Compare(rank(a[i]), rank(b[i]))
		}
	}
	return cmp.Compare(len(a), len(b))
}

func rank(c byte) byte {
	if c == 0xee || c == 0xef {
		return c + 0x10
	}
	return c
}

// appendJCSString writes a string by RFC 8785 section 3.2.2.2. What has no
// escape is in that form already: the characters that need one cannot stand in
// JSON without.
func appendJCSString(dst, s []byte, hasEscape bool) []byte {
	dst = append(dst, '"')
	for hasEscape {
		k := bytes.IndexByte(s, '\\')
		if k < 0 {
			break
		}
		r, n := unescape(s[k:])
		dst = append(dst, s[:k]...)
		s = s[k+n:]
		switch r {
		case '"', '\\':
			dst = append(dst, '\\', byte(r))
		case '\b':
			dst = append(dst, `\b`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\f':
			dst = append(dst, `\f`...)
		case '\r':
			dst = append(dst, `\r`...)
		default:
			if r < 0x20 {
				const hex = "0123456789abcdef"
				dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
			} else {
				dst = utf8.AppendRune(dst, r)
			}
		}
	}
	dst = append(dst, s...)
	return append(dst, '"')
}

// appendJCSNumber writes a number by RFC 8785 section 3.2.2.3.
func appendJCSNumber(dst, num []byte) []byte {
	if end, small := scanNumber(num, 0); small && end == len(num) && num[0] != '-' {
		return append(dst, num...)
	}
	f, _ := toDecimal(num).float()
	return appendES(dst, f)
}

// appendES writes a finite float64 as ECMAScript's Number::toString does: the
// shortest digits that give f back, without an exponent from 1e-6 to below 1e21.
func appendES(dst []byte, f float64) []byte {
	if f == 0 {
		return append(dst, '0') // minus zero too
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	// Go writes at least two digits of exponent, ECMAScript does not.
	if n := len(dst); dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

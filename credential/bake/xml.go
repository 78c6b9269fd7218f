package bake

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A scanner reads an XML document (XML 1.0, fifth edition; Namespaces in XML 1.0) token
// by token, in place, and refuses what is not well-formed. encoding/xml takes duplicate
// attributes, several roots and unbound prefixes, all of which two readers read in two
// ways; and XML has declarations that make one document out of several, which have no
// place in a picture.
type scanner struct {
	src      []byte
	pos      int
	open     []element
	bindings []binding
	attrs    []attribute // of the start tag that was read last
	rooted   bool        // a root element has begun
	first    int         // where the document begins, behind a byte order mark

	// What an ordinary drawing needs of the three.
	room struct {
		open     [8]element
		bindings [8]binding
		attrs    [12]attribute
	}
}

// An element is one that is open.
type element struct {
	name     []byte // as written
	bindings int    // how many were in force around it
	plain    []byte // the default namespace in it
}

type kind uint8

const (
	end     kind = iota // of the document
	opening             // a start tag
	closing             // an end tag
	empty               // a tag that is both
	text
	cdata
	comment
	instruction
)

// A token is a piece of the document: src[start:end].
type token struct {
	kind         kind
	start, end   int
	space, local []byte // of a start tag
}

// newScanner refuses what is no text of XML 1.0 in UTF-8.
func newScanner(src []byte) (*scanner, error) {
	if len(src) > limits.SVG {
		return nil, tooLarge(0, "an SVG has at most %d bytes; this has %d", limits.SVG, len(src))
	}
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) || bytes.IndexByte(src[:min(len(src), 4)], 0) >= 0 {
		return nil, fault(ErrEncoding, 0, "the document is in UTF-16 or UTF-32")
	}
	at, ascii := notXML(src)
	if !ascii && !utf8.Valid(src) {
		return nil, fault(ErrEncoding, 0, "the document is not UTF-8")
	}
	s := &scanner{src: src}
	s.open, s.bindings, s.attrs = s.room.open[:0], s.room.bindings[:0], s.room.attrs[:0]
	if at >= 0 {
		return nil, malformed(int64(at), "a character that XML does not have")
	}
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		s.first = 3
	}
	s.pos = s.first
	return s, s.declaration()
}

// notXML returns the place of the first character that XML 1.0 does not have, or -1, and
// whether all before it is ASCII.
func notXML(src []byte) (at int, ascii bool) {
	const spaces, tops = 0x2020202020202020, 0x8080808080808080
	high, i := uint64(0), 0
	for i+8 <= len(src) { // eight at a time, or 32 in which none is below a space
		word := binary.LittleEndian.Uint64(src[i:])
		high |= word
		low := (word - spaces) &^ word & tops
		if low == 0 && i+32 <= len(src) {
			b, c, d := binary.LittleEndian.Uint64(src[i+8:]), binary.LittleEndian.Uint64(src[i+16:]), binary.LittleEndian.Uint64(src[i+24:])
			if ((b-spaces)&^b|(c-spaces)&^c|(d-spaces)&^d)&tops == 0 {
				high |= b | c | d
				i += 32
				continue
			}
		}
		// A bit for each byte below a space, and perhaps for some behind the first such.
		for ; low != 0; low &= low - 1 {
			if at := i + bits.TrailingZeros64(low)/8; src[at] < 0x20 && !isSpace(src[at]) {
				return at, high&tops == 0
			}
		}
		i += 8
	}
	for ; i < len(src); i++ {
		high |= uint64(src[i])
		if c := src[i]; c < 0x20 && !isSpace(c) {
			return i, high&0x8080808080808080 == 0
		}
	}
	if high&0x8080808080808080 == 0 {
		return -1, true
	}
	for _, never := range [...]string{"\xef\xbf\xbe", "\xef\xbf\xbf"} {
		if i := bytes.Index(src, []byte(never)); i >= 0 {
			return i, false
		}
	}
	return -1, false
}

// declaration reads an XML declaration, which may stand at the beginning and nowhere
// else. Another encoding would make another document of the same bytes.
func (s *scanner) declaration() error {
	rest := s.src[s.pos:]
	if !bytes.HasPrefix(rest, []byte("<?xml")) || len(rest) < 6 || !isSpace(rest[5]) {
		return nil
	}
	i := bytes.Index(rest, []byte("?>"))
	if i < 0 {
		return s.malformed("an XML declaration that does not end")
	}
	body := rest[5:i]
	for order := 0; ; {
		trimmed := bytes.TrimLeft(body, space)
		if len(trimmed) == 0 {
			if order == 0 {
				return s.malformed("an XML declaration without a version")
			}
			s.pos += i + 2
			return nil
		}
		name, value, rest, ok := pseudo(trimmed)
		if !ok || len(trimmed) == len(body) {
			return s.malformed("an XML declaration that is none")
		}
		body = rest
		switch at := map[string]int{"version": 1, "encoding": 2, "standalone": 3}[string(name)]; {
		case at <= order, order == 0 && at != 1:
			return s.malformed("an XML declaration that is none")
		case at == 1 && string(value) != "1.0":
			return s.malformed("XML of the version %q; expected 1.0", limits.Abridge(string(value)))
		case at == 2 && !bytes.EqualFold(value, []byte("utf-8")):
			return fault(ErrEncoding, int64(s.pos), "the document says that it is in %q; expected UTF-8", limits.Abridge(string(value)))
		case at == 3 && string(value) != "yes" && string(value) != "no":
			return s.malformed("an XML declaration that is none")
		default:
			order = at
		}
	}
}

// pseudo cuts name = "value" from the front of an XML declaration.
func pseudo(b []byte) (name, value, rest []byte, ok bool) {
	name, after, found := bytes.Cut(b, []byte("="))
	after = bytes.TrimLeft(after, space)
	if !found || len(after) < 2 || after[0] != '"' && after[0] != '\'' {
		return nil, nil, nil, false
	}
	value, rest, found = bytes.Cut(after[1:], after[:1])
	return bytes.TrimRight(name, space), value, rest, found
}

func (s *scanner) malformed(format string, args ...any) error {
	return malformed(int64(s.pos), format, args...)
}

// next returns the token at s.pos and goes behind it.
func (s *scanner) next() (token, error) {
	start := s.pos
	rest := s.src[start:]
	switch {
	case len(rest) == 0:
		if len(s.open) > 0 || !s.rooted {
			return token{}, s.malformed("the document ends before its root element does")
		}
		return token{kind: end, start: start, end: start}, nil
	case rest[0] != '<':
		return s.text(rest)
	case len(rest) == 1:
		return token{}, s.malformed("the document ends within a tag")
	case rest[1] == '/':
		return s.closing(rest)
	case rest[1] == '?':
		return s.instruction(rest)
	case rest[1] == '!':
		return s.exclamation(rest)
	}
	return s.opening()
}

// through makes a token of the next n bytes.
func (s *scanner) through(k kind, n int) (token, error) {
	t := token{kind: k, start: s.pos, end: s.pos + n}
	s.pos = t.end
	return t, nil
}

func (s *scanner) text(rest []byte) (token, error) {
	n := bytes.IndexByte(rest, '<')
	if n < 0 {
		n = len(rest)
	}
	switch run := rest[:n]; {
	case len(s.open) == 0 && len(bytes.Trim(run, space)) > 0:
		return token{}, s.malformed("text outside the root element")
	case bytes.Contains(run, []byte("]]>")):
		return token{}, s.malformed("]]> in a text")
	default:
		if err := s.references(run, s.pos); err != nil {
			return token{}, err
		}
	}
	return s.through(text, n)
}

func (s *scanner) instruction(rest []byte) (token, error) {
	body, _, found := bytes.Cut(rest[2:], []byte("?>"))
	target := nameLength(body[:min(len(body), limits.SVGName)])
	switch {
	case !found || target == 0 || target < len(body) && !isSpace(body[target]):
		return token{}, s.malformed("a processing instruction that is none")
	case bytes.EqualFold(body[:target], []byte("xml")):
		return token{}, s.malformed("an XML declaration that is not at the beginning")
	}
	return s.through(instruction, len(body)+4)
}

func (s *scanner) exclamation(rest []byte) (token, error) {
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		n := bytes.Index(rest[4:], []byte("--"))
		if n < 0 || len(rest) < n+7 || rest[n+6] != '>' {
			return token{}, s.malformed("a comment that does not end, or has -- in it")
		}
		return s.through(comment, n+7)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		n := bytes.Index(rest, []byte("]]>"))
		if n < 0 || len(s.open) == 0 {
			return token{}, s.malformed("a CDATA section that does not end, or stands outside the root element")
		}
		return s.through(cdata, n+3)
	}
	return token{}, fault(ErrDTD, int64(s.pos), "a picture with a badge has no document type declaration: what it declares could come from elsewhere")
}

func (s *scanner) closing(rest []byte) (token, error) {
	n := bytes.IndexByte(rest, '>')
	if n < 0 || len(s.open) == 0 {
		return token{}, s.malformed("an end tag that does not end, or ends nothing")
	}
	last := &s.open[len(s.open)-1]
	name := rest[2:n]
	if n > 2 && isSpace(rest[n-1]) {
		name = bytes.TrimRight(name, space)
	}
	if !bytes.Equal(name, last.name) {
		return token{}, s.malformed("the end tag %q where %q is open", limits.Abridge(string(name)), last.name)
	}
	s.bindings = s.bindings[:last.bindings]
	s.open = s.open[:len(s.open)-1]
	return s.through(closing, n+1)
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

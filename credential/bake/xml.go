package bake

import (
	"bytes"
	"encoding/binary"
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

// A binding is a prefix that stands for a namespace.
type binding struct{ prefix, space []byte }

// An attribute is one of a start tag.
type attribute struct {
	name   []byte // as written
	value  []byte // as written, between the quotes
	colon  int    // in the name: behind the prefix, 0 without one
	hash   uint32 // of the name, by which most others are seen to be different
	offset int
}

func (a *attribute) prefix() []byte { return a.name[:a.colon] }

func (a *attribute) local() []byte {
	if a.colon == 0 {
		return a.name
	}
	return a.name[a.colon+1:]
}

// declares reports whether the attribute declares a namespace.
func (a *attribute) declares() bool {
	return len(a.name) >= 5 && string(a.name[:5]) == "xmlns" && (len(a.name) == 5 || a.colon == 5)
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

const (
	spaceXML   = "http://www.w3.org/XML/1998/namespace"
	spaceXMLNS = "http://www.w3.org/2000/xmlns/"
)

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
	high := uint64(0)
	for i := 0; i < len(src); i++ {
		for ; i+8 <= len(src); i += 8 { // eight at a time, none of which is below a space
			word := binary.LittleEndian.Uint64(src[i:])
			high |= word
			if (word-0x2020202020202020)&^word&0x8080808080808080 != 0 {
				break
			}
		}
		for end := min(i+8, len(src)); i < end; i++ {
			high |= uint64(src[i])
			if c := src[i]; c < 0x20 && !isSpace(c) {
				return i, high&0x8080808080808080 == 0
			}
		}
		i--
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

// opening reads a start tag with its attributes.
func (s *scanner) opening() (token, error) {
	t := token{kind: opening, start: s.pos}
	if len(s.open) == 0 && s.rooted {
		return t, s.malformed("a second root element")
	}
	if len(s.open) == limits.SVGDepth {
		return t, tooLarge(int64(s.pos), "elements stand inside one another at most %d deep", limits.SVGDepth)
	}
	src, i := s.src, s.pos+1
	name, colon, err := s.name(i)
	if err != nil {
		return t, err
	}
	own := attribute{name: name, colon: colon}
	i += len(name)
	s.attrs = s.attrs[:0]
	for {
		before := i
		for i < len(src) && isSpace(src[i]) {
			i++
		}
		if i >= len(src) {
			return t, s.malformed("a tag that does not end")
		}
		if src[i] == '>' {
			i++
			break
		}
		if src[i] == '/' {
			if i+1 >= len(src) || src[i+1] != '>' {
				return t, s.malformed("a tag that does not end")
			}
			t.kind = empty
			i += 2
			break
		}
		if i == before {
			return t, s.malformed("attributes that nothing parts")
		}
		if i, err = s.attribute(i); err != nil {
			return t, err
		}
	}
	t.end = i
	if t.space, err = s.bind(own.prefix()); err != nil {
		return t, err
	}
	t.local, s.rooted, s.pos = own.local(), true, i
	if t.kind == opening {
		s.open[len(s.open)-1].name = name
	} else { // what it declared was for itself
		s.bindings = s.bindings[:s.open[len(s.open)-1].bindings]
		s.open = s.open[:len(s.open)-1]
	}
	return t, nil
}

// attribute reads the attribute at i and returns the place behind it.
func (s *scanner) attribute(i int) (int, error) {
	src := s.src
	name, colon, err := s.name(i)
	if err != nil {
		return 0, err
	}
	a := attribute{name: name, colon: colon, offset: i, hash: 2166136261}
	for _, c := range name { // FNV-1a
		a.hash = (a.hash ^ uint32(c)) * 16777619
	}
	i += len(name)
	for i < len(src) && isSpace(src[i]) {
		i++
	}
	if i >= len(src) || src[i] != '=' {
		return 0, malformed(int64(a.offset), "an attribute without a value")
	}
	i++
	for i < len(src) && isSpace(src[i]) {
		i++
	}
	if i >= len(src) || src[i] != '"' && src[i] != '\'' {
		return 0, malformed(int64(a.offset), "the value of an attribute without quotes")
	}
	n := bytes.IndexByte(src[i+1:], src[i])
	if n < 0 {
		return 0, malformed(int64(a.offset), "the value of an attribute that does not end")
	}
	a.value = src[i+1 : i+1+n]
	if bytes.IndexByte(a.value, '<') >= 0 {
		return 0, malformed(int64(a.offset), "< in the value of an attribute")
	}
	if err := s.references(a.value, i+1); err != nil {
		return 0, err
	}
	for j := range s.attrs {
		if s.attrs[j].hash == a.hash && bytes.Equal(s.attrs[j].name, name) {
			return 0, malformed(int64(a.offset), "the attribute %s stands there twice", name)
		}
	}
	if len(s.attrs) == limits.SVGAttributes {
		return 0, tooLarge(int64(a.offset), "an element has at most %d attributes", limits.SVGAttributes)
	}
	s.attrs = append(s.attrs, a)
	return i + n + 2, nil
}

// bind opens an element, takes over the namespaces that its tag declares, and returns
// that of its own prefix. Every prefix must stand for something.
func (s *scanner) bind(prefix []byte) (own []byte, err error) {
	e := element{bindings: len(s.bindings)}
	if n := len(s.open); n > 0 {
		e.plain = s.open[n-1].plain
	}
	prefixed := 0
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.colon > 0 {
			prefixed++
		}
		if !a.declares() {
			continue
		}
		uri := a.value
		if bytes.ContainsAny(uri, "&\t\r\n") {
			uri = appendText(nil, uri, true)
		}
		if a.colon == 0 {
			e.plain = uri
		} else {
			xml := string(a.local()) == "xml"
			if len(uri) == 0 || string(a.local()) == "xmlns" || xml != (string(uri) == spaceXML) {
				return nil, malformed(int64(a.offset), "the prefix %q cannot be declared so", a.local())
			}
			if len(s.bindings) == limits.SVGBindings {
				return nil, tooLarge(int64(a.offset), "at most %d namespaces are in force at one place", limits.SVGBindings)
			}
			s.bindings = append(s.bindings, binding{a.local(), uri})
		}
		if string(uri) == spaceXMLNS || a.colon == 0 && string(uri) == spaceXML {
			return nil, malformed(int64(a.offset), "the namespace %s cannot be declared so", uri)
		}
	}
	s.open = append(s.open, e)
	if prefixed > 0 {
		if err := s.distinct(); err != nil {
			return nil, err
		}
	}
	if len(prefix) == 0 {
		return e.plain, nil
	}
	if own = s.spaceOf(prefix); own == nil || string(prefix) == "xmlns" {
		return nil, s.malformed("nothing says what the prefix %q stands for", limits.Abridge(string(prefix)))
	}
	return own, nil
}

// distinct refuses attributes of an unbound prefix, and two of one name that two
// prefixes hide.
func (s *scanner) distinct() error {
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.colon == 0 || a.declares() {
			continue
		}
		own := s.spaceOf(a.prefix())
		if own == nil {
			return malformed(int64(a.offset), "nothing says what the prefix %q stands for", limits.Abridge(string(a.prefix())))
		}
		for j := range s.attrs[:i] {
			b := &s.attrs[j]
			if b.colon > 0 && bytes.Equal(a.local(), b.local()) && !b.declares() && bytes.Equal(own, s.spaceOf(b.prefix())) {
				return malformed(int64(a.offset), "the attribute %s stands there twice, under two prefixes", a.name)
			}
		}
	}
	return nil
}

// spaceOf returns what a prefix stands for, nil if for nothing.
func (s *scanner) spaceOf(prefix []byte) []byte {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if bytes.Equal(s.bindings[i].prefix, prefix) {
			return s.bindings[i].space
		}
	}
	switch string(prefix) {
	case "xml":
		return []byte(spaceXML)
	case "xmlns":
		return []byte(spaceXMLNS)
	}
	return nil
}

// name reads the qualified name at i, and where its colon is, 0 without one.
func (s *scanner) name(i int) (name []byte, colon int, err error) {
	rest := s.src[i:min(len(s.src), i+limits.SVGName+1)]
	n := nameLength(rest)
	if n == 0 {
		return nil, 0, malformed(int64(i), "expected a name")
	}
	if n > limits.SVGName {
		return nil, 0, tooLarge(int64(i), "a name has at most %d bytes", limits.SVGName)
	}
	name = rest[:n:n]
	colon = bytes.IndexByte(name, ':')
	if colon < 0 {
		return name, 0, nil
	}
	if local := name[colon+1:]; colon == 0 || nameLength(local) == 0 || bytes.IndexByte(local, ':') >= 0 {
		return nil, 0, malformed(int64(i), "the name %q is none", limits.Abridge(string(name)))
	}
	return name, colon, nil
}

// nameLength is how many bytes at the beginning of b are a name. Every character
// beyond ASCII counts as a letter: none of them is in a name that matters here.
func nameLength(b []byte) int {
	for i, c := range b {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z', c >= 0x80, c == '_', c == ':':
		case i > 0 && ('0' <= c && c <= '9' || c == '-' || c == '.'):
		default:
			return i
		}
	}
	return len(b)
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

package bake

import (
	"bytes"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A binding is a prefix that stands for a namespace.
type binding struct{ prefix, space []byte }

// An attribute is one of a start tag.
type attribute struct {
	name   []byte // as written
	value  []byte // as written, between the quotes
	colon  int    // in the name: behind the prefix, 0 without one
	seen   uint32 // of the name: length and three letters, by which most others are seen to be different
	offset int
	end    int // behind its value
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

const (
	spaceXML   = "http://www.w3.org/XML/1998/namespace"
	spaceXMLNS = "http://www.w3.org/2000/xmlns/"
)

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
	offset := i
	i += len(name)
	for i < len(src) && isSpace(src[i]) {
		i++
	}
	if i >= len(src) || src[i] != '=' {
		return 0, malformed(int64(offset), "an attribute without a value")
	}
	i++
	for i < len(src) && isSpace(src[i]) {
		i++
	}
	if i >= len(src) || src[i] != '"' && src[i] != '\'' {
		return 0, malformed(int64(offset), "the value of an attribute without quotes")
	}
	n := bytes.IndexByte(src[i+1:], src[i])
	if n < 0 {
		return 0, malformed(int64(offset), "the value of an attribute that does not end")
	}
	value := src[i+1 : i+1+n]
	if bytes.IndexByte(value, '<') >= 0 {
		return 0, malformed(int64(offset), "< in the value of an attribute")
	}
	if err := s.references(value, i+1); err != nil {
		return 0, err
	}
	seen := uint32(len(name))<<24 | uint32(name[0])<<16 | uint32(name[len(name)/2])<<8 | uint32(name[len(name)-1])
	for j := range s.attrs {
		if s.attrs[j].seen == seen && bytes.Equal(s.attrs[j].name, name) {
			return 0, malformed(int64(offset), "the attribute %s stands there twice", name)
		}
	}
	if len(s.attrs) == limits.SVGAttributes {
		return 0, tooLarge(int64(offset), "an element has at most %d attributes", limits.SVGAttributes)
	}
	s.attrs = append(s.attrs, attribute{name: name, value: value, colon: colon, seen: seen, offset: offset, end: i + n + 2})
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

package rdfc

import (
	"context"
	"crypto"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A SyntaxError says where a text is not RDF 1.1 N-Quads.
type SyntaxError struct {
	Line   int    // counted from 1; LF, CR and CRLF end one
	Detail string // what was expected and what was found
}

func (e *SyntaxError) Error() string { return "N-Quads line " + strconv.Itoa(e.Line) + ": " + e.Detail }

// CanonicalizeNQuads reads N-Quads (see [Dataset.ParseNQuads]) and returns their
// canonical form as RDFC-1.0 defines it, with the issued identifiers map: the
// canonical label of each blank node under the label that it had in text, both
// without _:.
func CanonicalizeNQuads(ctx context.Context, text []byte, hash crypto.Hash) (canonical []byte, issued map[string]string, err error) {
	var d Dataset
	if err := d.ParseNQuads(text); err != nil {
		return nil, nil, err
	}
	if canonical, err = d.Canonicalize(ctx, hash); err != nil {
		return nil, nil, err
	}
	return canonical, d.Issued(), nil
}

// Issued is the issued identifiers map of a dataset that was read from N-Quads and
// canonicalized: label in the text to canonical label, both without _:.
func (d *Dataset) Issued() map[string]string {
	issued := make(map[string]string, len(d.labels))
	for label, n := range d.labels {
		if number, ok := d.Label(n); ok {
			issued[label] = "c14n" + strconv.Itoa(number)
		}
	}
	return issued
}

// ParseNQuads resets d, without a vocabulary, and reads text into it.
//
// The grammar is that of RDF 1.1 N-Quads and nothing besides: statements on lines
// of their own, comments and blank lines between them, all escapes. IRIs are
// absolute and have no excluded character behind an escape either; an escape that
// is no character (a surrogate, or beyond U+10FFFF) is an error, as is text that
// is not UTF-8. Triple terms, base directions and the version line of RDF 1.2 are
// not read: RDFC-1.0 is not defined for them. Labels of blank nodes mean nothing,
// c14n0 no more than another.
//
// The error is a [*SyntaxError] or wraps [ErrBudget]; d is then empty.
func (d *Dataset) ParseNQuads(text []byte) error {
	d.Reset(nil)
	if len(text) > limits.Canonical {
		return fmt.Errorf("%w: more than %d bytes of N-Quads", ErrBudget, limits.Canonical)
	}
	r := reader{dataset: d, text: text, line: 1}
	err := r.encoding()
	if err == nil {
		err = r.document()
	}
	if err == nil {
		err = d.err
	}
	if err != nil {
		d.Reset(nil)
	}
	return err
}

type reader struct {
	dataset *Dataset
	text    []byte
	at      int
	line    int
	scratch []byte
}

// encoding looks at the whole text, comments included, so that whatever is taken
// from it later is UTF-8.
func (r *reader) encoding() error {
	if utf8.Valid(r.text) {
		return nil
	}
	for r.at < len(r.text) {
		c, size := utf8.DecodeRune(r.text[r.at:])
		if c == utf8.RuneError && size == 1 {
			return r.errorf("expected UTF-8, found the byte %#02x", r.text[r.at])
		}
		if !r.lineEnd() {
			r.at += size
		}
	}
	return nil
}

func (r *reader) document() error {
	for {
		r.space()
		if r.at == len(r.text) {
			return nil
		}
		if !r.lineEnd() {
			if err := r.statement(); err != nil {
				return err
			}
			r.space()
			if r.at < len(r.text) && !r.lineEnd() {
				return r.fault("the end of the line")
			}
		}
		if r.dataset.err != nil {
			return nil
		}
	}
}

// space passes blanks, tabs and a comment.
func (r *reader) space() {
	for r.at < len(r.text) && (r.text[r.at] == ' ' || r.text[r.at] == '\t') {
		r.at++
	}
	if r.peek() == '#' {
		for r.at < len(r.text) && r.text[r.at] != '\n' && r.text[r.at] != '\r' {
			r.at++
		}
	}
}

func (r *reader) lineEnd() bool {
	switch r.peek() {
	case '\r':
		r.at++
		if r.peek() == '\n' {
			r.at++
		}
	case '\n':
		r.at++
	default:
		return false
	}
	r.line++
	return true
}

// peek is the next byte, 0 at the end; a NUL is nowhere expected.
func (r *reader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

func (r *reader) statement() error {
	subject, err := r.node("a subject: an IRI in <> or a blank node")
	if err != nil {
		return err
	}
	r.blanks()
	if r.peek() != '<' {
		return r.fault("a predicate: an IRI in <>")
	}
	iri, err := r.iri()
	if err != nil {
		return err
	}
	predicate, _ := r.dataset.Predicate(iri)
	r.blanks()
	object, err := r.object()
	if err != nil {
		return err
	}
	r.blanks()
	graph := DefaultGraph
	if r.peek() != '.' {
		if graph, err = r.node("a graph name, or the '.' that ends a statement"); err != nil {
			return err
		}
		r.blanks()
	}
	if r.peek() != '.' {
		return r.fault("the '.' that ends a statement")
	}
	r.at++
	r.dataset.Add(subject, predicate, object, graph)
	return nil
}

func (r *reader) blanks() {
	for r.peek() == ' ' || r.peek() == '\t' {
		r.at++
	}
}

func (r *reader) node(expected string) (Node, error) {
	switch r.peek() {
	case '<':
		iri, err := r.iri()
		if err != nil {
			return 0, err
		}
		n, _ := r.dataset.IRI(iri)
		return n, nil
	case '_':
		return r.blankNode()
	}
	return 0, r.fault(expected)
}

func (r *reader) object() (Object, error) {
	switch r.peek() {
	case '"':
		return r.literal()
	case '<':
		iri, err := r.iri()
		if err != nil {
			return Object{}, err
		}
		o, _ := r.dataset.IRIObject(iri)
		return o, nil
	case '_':
		n, err := r.blankNode()
		return r.dataset.NodeObject(n), err
	}
	return Object{}, r.fault("an object: an IRI in <>, a blank node or a literal in quotes")
}

// iri reads an IRI at its '<'. It is valid until the next one is read.
func (r *reader) iri() ([]byte, error) {
	r.at++
	r.scratch = r.scratch[:0]
	for {
		switch c := r.peek(); c {
		case '>':
			if !ValidIRI(r.scratch) {
				return nil, r.errorf("expected an absolute IRI, found <%.200s>", r.scratch)
			}
			r.at++
			return r.scratch, nil
		case '\\':
			c, err := r.unicode()
			if err != nil {
				return nil, err
			}
			r.scratch = utf8.AppendRune(r.scratch, c)
		default:
			if byteClass[c]&iriByte == 0 {
				return nil, r.fault("the rest of an IRI and its '>'")
			}
			r.scratch = append(r.scratch, c)
			r.at++
		}
	}
}

func (r *reader) literal() (Object, error) {
	d := r.dataset
	r.at++
	r.scratch = r.scratch[:0]
	for r.peek() != '"' {
		switch c := r.peek(); {
		case r.at == len(r.text) || c == '\n' || c == '\r':
			return Object{}, r.fault("the quote that closes a literal")
		case c == '\\':
			c, err := r.escape()
			if err != nil {
				return Object{}, err
			}
			r.scratch = utf8.AppendRune(r.scratch, c)
		default:
			r.scratch = append(r.scratch, c)
			r.at++
		}
	}
	r.at++
	d.OpenLiteral()
	d.Text(r.scratch)
	switch r.peek() {
	case '@':
		r.at++
		start := r.at
		for byteClass[r.peek()]&(letter|digit) != 0 || r.peek() == '-' {
			r.at++
		}
		o, ok := d.CloseLanguage(r.text[start:r.at])
		if !ok {
			return Object{}, r.errorf("expected a language tag, found %.200q", r.text[start:r.at])
		}
		return o, nil
	case '^':
		r.at++
		if r.peek() != '^' || r.at+1 == len(r.text) || r.text[r.at+1] != '<' {
			return Object{}, r.fault("a datatype: ^^ and an IRI in <>")
		}
		r.at++
		iri, err := r.iri()
		if err != nil {
			return Object{}, err
		}
		dt, _ := NewDatatype(string(iri))
		return d.CloseLiteral(dt), nil
	}
	return d.CloseLiteral(Datatype{}), nil
}

// escape reads ECHAR or UCHAR at its backslash.
func (r *reader) escape() (rune, error) {
	if r.at+1 == len(r.text) {
		return 0, r.errorf("expected an escape, found a backslash at the end")
	}
	c := rune(0)
	switch e := r.text[r.at+1]; e {
	case 't':
		c = '\t'
	case 'b':
		c = '\b'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 'f':
		c = '\f'
	case '"', '\'', '\\':
		c = rune(e)
	default:
		return r.unicode()
	}
	r.at += 2
	return c, nil
}

// unicode reads UCHAR at its backslash.
func (r *reader) unicode() (rune, error) {
	rest := r.text[r.at+1:]
	digits := 0
	if len(rest) > 0 && rest[0] == 'u' {
		digits = 4
	} else if len(rest) > 0 && rest[0] == 'U' {
		digits = 8
	}
	if digits == 0 || len(rest) <= digits {
		return 0, r.errorf("expected an escape, found %.10q", r.text[r.at:])
	}
	value, err := strconv.ParseUint(string(rest[1:1+digits]), 16, 32)
	if err != nil || !utf8.ValidRune(rune(value)) {
		return 0, r.errorf("expected the escape of a character, found %q", r.text[r.at:r.at+2+digits])
	}
	r.at += 2 + digits
	return rune(value), nil
}

// blankNode reads BLANK_NODE_LABEL at its '_'. A '.' belongs to it only if more
// of it follows.
func (r *reader) blankNode() (Node, error) {
	rest := r.text[r.at:]
	if len(rest) < 2 || rest[1] != ':' {
		return 0, r.errorf("expected a blank node, found %.10q", rest)
	}
	end := 2
	for at := 2; at < len(rest); {
		c, size := utf8.DecodeRune(rest[at:])
		first := at == 2
		if c != '.' && !labelRune(c, first) || c == '.' && first {
			break
		}
		at += size
		if c != '.' {
			end = at
		}
	}
	if end == 2 {
		return 0, r.errorf("expected the label of a blank node, found %.10q", rest)
	}
	label := rest[2:end]
	r.at += end
	d := r.dataset
	if n, ok := d.labels[string(label)]; ok {
		return n, nil
	}
	n := d.NewBlank()
	if d.labels == nil {
		d.labels = map[string]Node{}
	}
	d.labels[string(label)] = n
	return n, nil
}

// labelRune is PN_CHARS, or for the first one PN_CHARS_U and the digits.
func labelRune(c rune, first bool) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == ':':
		return true
	case c == '-', c == 0xb7, 0x300 <= c && c <= 0x36f, c == 0x203f, c == 0x2040:
		return !first
	}
	for _, r := range [...][2]rune{
		{0xc0, 0xd6}, {0xd8, 0xf6}, {0xf8, 0x2ff}, {0x370, 0x37d}, {0x37f, 0x1fff}, {0x200c, 0x200d},
		{0x2070, 0x218f}, {0x2c00, 0x2fef}, {0x3001, 0xd7ff}, {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff},
	} {
		if r[0] <= c && c <= r[1] {
			return true
		}
	}
	return false
}

func (r *reader) fault(expected string) error {
	if r.at == len(r.text) {
		return r.errorf("expected %s, found the end", expected)
	}
	return r.errorf("expected %s, found %.20q", expected, r.text[r.at:])
}

func (r *reader) errorf(format string, args ...any) error {
	return &SyntaxError{r.line, fmt.Sprintf(format, args...)}
}

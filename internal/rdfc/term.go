package rdfc

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

const (
	xsdString = "http://www.w3.org/2001/XMLSchema#string"
	upperHex  = "0123456789ABCDEF"
)

// A Datatype is the datatype of a literal, ready to be written. The zero Datatype
// is xsd:string, which canonical N-Quads leaves unsaid.
type Datatype struct{ suffix string }

// NewDatatype takes the datatype's absolute IRI.
func NewDatatype(iri string) (Datatype, error) {
	if !ValidIRI(iri) {
		return Datatype{}, fmt.Errorf("rdfc: datatype %.200q: expected an absolute IRI", iri)
	}
	if iri == xsdString {
		return Datatype{}, nil
	}
	return Datatype{"^^<" + iri + ">"}, nil
}

// ValidIRI says whether iri, which must be valid UTF-8, can be a term: it starts
// with a scheme and a colon (RFC 3987: RDF 1.1 knows no relative IRI) and has none
// of the characters that IRIREF of RDF 1.1 N-Quads excludes, nor U+007F. Such an
// IRI is written as it is, without any escape. It does not judge more than that:
// whether a URL makes sense is the caller's question.
func ValidIRI[T string | []byte](iri T) bool {
	if len(iri) == 0 || byteClass[iri[0]]&letter == 0 {
		return false
	}
	for i := 1; i < len(iri); i++ {
		if c := iri[i]; byteClass[c]&schemeByte == 0 {
			return c == ':' && validIRIBytes(iri[i+1:])
		}
	}
	return false
}

func validIRIBytes[T string | []byte](s T) bool {
	var all uint8 = iriByte
	for i := 0; i < len(s); i++ {
		all &= byteClass[s[i]]
	}
	return all != 0
}

// validLanguage is LANGTAG of RDF 1.1 N-Quads without its @: letters, then parts
// of letters and digits, each behind a hyphen. Base directions (RDF 1.2) are no
// part of RDF 1.1, over which RDFC-1.0 is defined.
func validLanguage(tag []byte) bool {
	first, length := true, 0
	for _, c := range tag {
		switch class := byteClass[c]; {
		case c == '-' && length > 0:
			first, length = false, 0
		case class&letter != 0, class&digit != 0 && !first:
			length++
		default:
			return false
		}
	}
	return length > 0
}

const (
	letter uint8 = 1 << iota
	digit
	schemeByte
	iriByte
	look // in a literal: to be escaped, or the first byte of what may be
)

var byteClass = func() (t [256]uint8) {
	for c := range t {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			t[c] = letter | schemeByte | iriByte
		case '0' <= c && c <= '9':
			t[c] = digit | schemeByte | iriByte
		case c > ' ' && c != 0x7f:
			t[c] = iriByte
		}
	}
	for c := range 0x20 {
		t[c] |= look
	}
	for _, c := range []byte{'"', '\\', 0x7f, 0xef} {
		t[c] |= look
	}
	for _, c := range "+-." {
		t[c] |= schemeByte
	}
	for _, c := range "<>\"{}|^`\\" {
		t[c] &^= iriByte
	}
	return t
}()

// appendEscaped writes text as the inside of a literal in canonical N-Quads
// (RDFC-1.0, appendix A): the seven characters that have a letter get it; the
// other controls up to U+001F, U+007F and the two noncharacters U+FFFE and U+FFFF
// (what XML 1.1 does not call a Char) get \u and four upper-case digits; nothing
// else is escaped.
func appendEscaped(dst, text []byte) []byte {
	from := 0
	for i := plain(text, 0); i < len(text); i = plain(text, i) {
		c := text[i]
		if c == 0xef {
			if i+2 >= len(text) || text[i+1] != 0xbf || text[i+2] < 0xbe {
				i++
				continue
			}
			dst = append(dst, text[from:i]...)
			dst = append(dst, `\uFFF`...)
			dst = append(dst, 'E'+text[i+2]-0xbe)
			i += 3
			from = i
			continue
		}
		dst = append(dst, text[from:i]...)
		if e := escapeLetter(c); e != 0 {
			dst = append(dst, '\\', e)
		} else {
			dst = append(dst, '\\', 'u', '0', '0', upperHex[c>>4], upperHex[c&15])
		}
		i++
		from = i
	}
	return append(dst, text[from:]...)
}

// plain is the first place from i on of a byte that appendEscaped has to look at,
// or the length of text. Eight bytes at a time: a byte of x that is zero, or below
// a bound, borrows into its high bit. A borrow can go on into the next byte, so
// that what is found is certain only of the lowest one found; that is the one
// asked for.
func plain(text []byte, i int) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x80 * ones
	)
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		quote, slash, del, ef := w^'"'*ones, w^'\\'*ones, w^0x7f*ones, w^0xef*ones
		found := (w-0x20*ones)&^w | (quote-ones)&^quote | (slash-ones)&^slash | (del-ones)&^del | (ef-ones)&^ef
		if found &= highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(text); i++ {
		if byteClass[text[i]]&look != 0 {
			break
		}
	}
	return i
}

func escapeLetter(c byte) byte {
	switch c {
	case '\b':
		return 'b'
	case '\t':
		return 't'
	case '\n':
		return 'n'
	case '\f':
		return 'f'
	case '\r':
		return 'r'
	case '"', '\\':
		return c
	}
	return 0
}

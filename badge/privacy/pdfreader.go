package privacy

import (
	"bytes"
	"encoding/hex"
)

type pdfKind int

const (
	pdfEnd pdfKind = iota
	pdfBroken
	pdfName   // without its slash
	pdfString // literal or hexadecimal
	pdfWord   // a number or a keyword
	pdfArray
	pdfArrayEnd
	pdfDictionary
	pdfDictionaryEnd
)

type pdfToken struct {
	kind pdfKind
	text string
}

type pdfReader struct {
	b []byte
	i int
}

func pdfSpace(c byte) bool { return c <= ' ' && bytes.IndexByte([]byte("\x00\t\n\f\r "), c) >= 0 }

func pdfDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// next is the next token.
func (r *pdfReader) next() pdfToken {
	for r.i < len(r.b) {
		c := r.b[r.i]
		r.i++
		switch {
		case pdfSpace(c), c == '{', c == '}':
		case c == '%':
			for r.i < len(r.b) && r.b[r.i] != '\n' && r.b[r.i] != '\r' {
				r.i++
			}
		case c == '[':
			return pdfToken{kind: pdfArray}
		case c == ']':
			return pdfToken{kind: pdfArrayEnd}
		case c == '/':
			return pdfToken{pdfName, unhash(r.word(r.i))}
		case c == '(':
			return r.literal()
		case c == '<' && r.i < len(r.b) && r.b[r.i] == '<':
			r.i++
			return pdfToken{kind: pdfDictionary}
		case c == '<':
			return r.hexadecimal()
		case c == '>' && r.i < len(r.b) && r.b[r.i] == '>':
			r.i++
			return pdfToken{kind: pdfDictionaryEnd}
		case c == ')', c == '>':
			return pdfToken{kind: pdfBroken}
		default:
			return pdfToken{pdfWord, r.word(r.i - 1)}
		}
	}
	return pdfToken{}
}

func (r *pdfReader) word(from int) string {
	r.i = from
	for r.i < len(r.b) && !pdfSpace(r.b[r.i]) && !pdfDelimiter(r.b[r.i]) {
		r.i++
	}
	return string(r.b[from:r.i])
}

// unhash undoes #xx in a name.
func unhash(name string) string {
	var b []byte
	for i := 0; i < len(name); i++ {
		if name[i] == '#' && i+2 < len(name) {
			if c, err := hex.DecodeString(name[i+1 : i+3]); err == nil {
				b = append(b, c[0])
				i += 2
				continue
			}
		}
		b = append(b, name[i])
	}
	return string(b)
}

func (r *pdfReader) literal() pdfToken {
	var b []byte
	for depth := 1; r.i < len(r.b); r.i++ {
		c := r.b[r.i]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				r.i++
				return pdfToken{pdfString, string(b)}
			}
		case '\\':
			if r.i++; r.i >= len(r.b) {
				return pdfToken{kind: pdfBroken}
			}
			c = r.b[r.i]
			switch {
			case c >= '0' && c <= '7':
				n, k := 0, 0
				for ; k < 3 && r.i+k < len(r.b) && r.b[r.i+k] >= '0' && r.b[r.i+k] <= '7'; k++ {
					n = n<<3 | int(r.b[r.i+k]-'0')
				}
				r.i += k - 1
				c = byte(n)
			case c == '\r' || c == '\n':
				continue
			case c == 'n' || c == 'r' || c == 't' || c == 'b' || c == 'f':
				c = ' '
			}
		}
		b = append(b, c)
	}
	return pdfToken{kind: pdfBroken}
}

func (r *pdfReader) hexadecimal() pdfToken {
	var digits []byte
	for ; r.i < len(r.b); r.i++ {
		c := r.b[r.i]
		if c == '>' {
			r.i++
			if len(digits)%2 == 1 {
				digits = append(digits, '0')
			}
			b, err := hex.DecodeString(string(digits))
			if err != nil {
				return pdfToken{kind: pdfBroken}
			}
			return pdfToken{pdfString, string(b)}
		}
		if !pdfSpace(c) {
			digits = append(digits, c)
		}
	}
	return pdfToken{kind: pdfBroken}
}

// stream is the content of a stream, whose keyword has just been read. Its length counts if
// it leads to an end; else the next end of a stream and an object does.
func (r *pdfReader) stream(length int) ([]byte, bool) {
	from := r.i
	switch {
	case bytes.HasPrefix(r.b[from:], []byte("\r\n")):
		from += 2
	case bytes.HasPrefix(r.b[from:], []byte("\n")), bytes.HasPrefix(r.b[from:], []byte("\r")):
		from++
	}
	if length >= 0 && length <= len(r.b)-from {
		behind := bytes.TrimLeft(r.b[from+length:min(from+length+4, len(r.b))], "\r\n \t")
		at := min(from+length+4, len(r.b)) - len(behind)
		if bytes.HasPrefix(r.b[at:], []byte("endstream")) {
			r.i = at + len("endstream")
			return r.b[from : from+length], true
		}
	}
	for search := from; ; {
		k := bytes.Index(r.b[search:], []byte("endstream"))
		if k < 0 {
			return nil, false
		}
		search += k + len("endstream")
		if rest := bytes.TrimLeft(r.b[search:min(search+16, len(r.b))], "\x00\t\n\f\r "); bytes.HasPrefix(rest, []byte("endobj")) {
			r.i = search
			return r.b[from : search-len("endstream")], true
		}
	}
}

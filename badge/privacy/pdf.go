package privacy

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"

	"github.com/summitbadges/openbadges/internal/limits"
)

// pdf reads a PDF (ISO 32000-2) from its first byte to its last, as objects one behind the
// other, and not by its tables: what an earlier version said is in the file still, and
// tables can point past it.
func (l *lint) pdf(at string, b []byte) {
	end := bytes.LastIndex(b, []byte("%%EOF"))
	if end < 0 {
		l.broken(at)
		return
	}
	l.behind(at, b[end+len("%%EOF"):])
	s := pdfScan{l: l, at: at, told: map[string]bool{}}
	s.scan(b[:end], true)
	if s.objects == 0 {
		l.broken(at)
	}
}

type pdfScan struct {
	l       *lint
	at      string
	objects int
	told    map[string]bool // each finding once
}

func (s *pdfScan) tell(place string, kind Kind, message string) {
	if key := place + message; !s.told[key] {
		s.told[key] = true
		s.l.add(s.at+place, kind, "%s", message)
	}
}

// A pdfObject is what is said of a stream before it begins.
type pdfObject struct {
	kinds   []string // values of Type and Subtype
	filters []string
	parms   bool // DecodeParms: a predictor, or more
	length  int  // -1: not said, or in another object
	titled  bool // T: of an annotation whoever wrote it
}

// scan reads objects; streams are in a file, and not in a stream.
func (s *pdfScan) scan(b []byte, streams bool) {
	r := pdfReader{b: b}
	object := pdfObject{length: -1}
	var key string // the name before, as long as what follows may be its value
	var lists int  // arrays inside one another since the key, in this dictionary
	var outer []int
	for {
		t := r.next()
		switch t.kind {
		case pdfEnd:
			return
		case pdfBroken:
			s.l.broken(s.at)
			return
		case pdfDictionary:
			if outer = append(outer, lists); len(outer) > limits.Depth {
				s.l.broken(s.at)
				return
			}
			key, lists = "", 0
		case pdfDictionaryEnd:
			key, lists = "", 0
			if n := len(outer); n > 0 {
				lists, outer = outer[n-1], outer[:n-1]
			}
		case pdfArray:
			lists++
		case pdfArrayEnd:
			if lists = max(lists-1, 0); lists == 0 {
				key = ""
			}
		case pdfName:
			switch {
			case key == "Filter":
				object.filters = append(object.filters, t.text)
			case key == "Type", key == "Subtype":
				object.kinds = append(object.kinds, t.text)
			}
			switch {
			case lists > 0:
			case valued(key):
				key = ""
			default:
				key = t.text
				s.key(key, &object)
			}
		case pdfString:
			s.string(key, t.text)
			if lists == 0 {
				key = ""
			}
		case pdfWord:
			n, err := strconv.Atoi(t.text)
			switch {
			case key == "Length" && err == nil:
				object.length, key = n, "Length, or an object"
				continue
			case key == "Length, or an object" && err == nil:
				key = "Length in an object"
				continue
			case key == "Length in an object" && t.text == "R":
				object.length = -1
			case t.text == "obj":
				s.objects++
				object, outer, lists = pdfObject{length: -1}, nil, 0
			case t.text == "endobj":
				s.annotated(object)
			case t.text == "stream":
				data, ok := r.stream(object.length)
				if !ok || !streams {
					s.l.broken(s.at)
					return
				}
				s.stream(object, data)
			}
			if lists == 0 {
				key = ""
			}
		}
	}
}

// valued says whether the value of a key may be a name.
func valued(key string) bool {
	return slices.Contains([]string{"Type", "Subtype", "Filter", "S", "Trapped", "FT", "N", "ColorSpace", "CS", "BaseFont", "Encoding", "Name", "PageMode", "PageLayout", "Registry"}, key)
}

// key judges what stands under a name at all.
func (s *pdfScan) key(key string, object *pdfObject) {
	switch key {
	case "Author", "Company", "Manager", "LastModifiedBy", "SourceModified":
		s.tell("/info", KindAuthor, "an author or an owner ("+key+")")
	case "CreationDate", "ModDate", "LastModified":
		s.tell("/info", KindAuthor, "when it was made or changed ("+key+")")
	case "Encrypt":
		s.tell("", KindUnread, "it is encrypted")
	case "EF", "EmbeddedFiles", "EmbeddedFile":
		s.tell("/attachment", KindUnread, "a file within the file")
	case "DecodeParms", "DP":
		object.parms = true
	case "T":
		object.titled = true
	case "ByteRange":
		s.tell("/signature", KindAuthor, "a signature, with whoever signed and when")
	case "PieceInfo":
		s.tell("", KindUnread, "data of the program that made it")
	}
}

// string judges a text that stands in the file beside its pages.
func (s *pdfScan) string(key, text string) {
	switch key {
	case "Title", "Subject", "Keywords", "Author", "Company", "Manager", "Creator", "T", "Contents", "RC", "Alt", "ActualText", "Name", "Reason", "Location":
		s.l.text(s.at+"/info", pdfText(text))
	case "URI", "F", "UF":
		s.l.identifier(s.at+"/link", pdfText(text))
	}
}

// annotated tells of an annotation, which names whoever wrote it.
func (s *pdfScan) annotated(o pdfObject) {
	if o.titled && slices.Contains(o.kinds, "Annot") && !slices.Contains(o.kinds, "Widget") {
		s.tell("/annotation", KindAuthor, "a comment, with whoever wrote it")
	}
}

func pdfText(s string) string {
	if rest, ok := bytes.CutPrefix([]byte(s), []byte("\xfe\xff")); ok {
		return utf16Text(rest, binary.BigEndian.Uint16)
	}
	return latin1(bytes.TrimPrefix([]byte(s), []byte("\xef\xbb\xbf")))
}

// stream looks into a stream whose content is not that of a page.
func (s *pdfScan) stream(o pdfObject, data []byte) {
	is := func(kind string) bool { return slices.Contains(o.kinds, kind) }
	packed := is("ObjStm")
	metadata := is("Metadata") || is("XML")
	picture := len(o.filters) > 0 && (o.filters[len(o.filters)-1] == "DCTDecode" || o.filters[len(o.filters)-1] == "DCT")
	if slices.Contains(o.filters, "JPXDecode") {
		s.tell("/picture", KindUnread, "a picture of JPEG 2000")
	}
	if is("EmbeddedFile") {
		s.tell("/attachment", KindUnread, "a file within the file")
		return
	}
	if !packed && !metadata && !picture {
		return
	}
	filters := o.filters
	if picture {
		filters = filters[:len(filters)-1]
	}
	switch {
	case len(filters) == 0:
	case len(filters) == 1 && (filters[0] == "FlateDecode" || filters[0] == "Fl") && (picture || !o.parms):
		most := limits.LintFile
		if metadata {
			most = limits.LintMetadata
		}
		var ok bool
		if data, ok = s.l.inflate(s.at, data, most); !ok {
			return
		}
	default:
		s.tell("", KindUnread, "objects, metadata or a picture in a filter that this package does not know")
		return
	}
	switch {
	case packed:
		s.scan(data, false)
	case metadata:
		s.l.xmp(s.at+"/xmp", data)
	case picture:
		s.l.jpeg(s.at+"/picture", data)
	}
}

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

// stream is the content of a stream, whose keyword has just been read. What its length
// leads to has to be its end; where it is not said, the next end is.
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

package carrier

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A document is a PDF of the plain form: one table of cross-references behind all
// objects (ISO 32000-2 section 7.5.4), which stand one behind the other and fill the
// file, a trailer of three entries, and no update. What no table leads to is nowhere.
type document struct {
	objects    []object // by number; objects[0] is free, and empty
	root, info int
}

// An object is one indirect object, in two parts.
type object struct {
	head   []byte // up to "stream", or to "endobj" of one without a stream
	stream []byte // the bytes between, if its Length is there and true
}

const (
	headerEnd   = 64 // bytes before the first object: the version, and a line of other bytes
	entryLength = 20 // of a cross-reference
)

// readPDF reads the table of the file and cuts it into its objects.
func readPDF(file []byte) (*document, error) {
	if len(file) > limits.PDF {
		return nil, fault(ErrTooLarge, "a PDF certificate has at most %d bytes; this has %d", limits.PDF, len(file))
	}
	other := func(format string, args ...any) (*document, error) {
		return nil, fault(ErrOther, "this PDF is not in the plain form of a certificate with a badge (%s). %s", fmt.Sprintf(format, args...), lookOf(file))
	}
	r := &cursor{rest: file[max(0, len(file)-headerEnd):]}
	if at := bytes.LastIndex(r.rest, []byte("startxref\n")); at >= 0 {
		r.rest = r.rest[at:]
	}
	table := r.skip("startxref\n").number()
	if r.skip("\n%%EOF\n"); r.failed || len(r.rest) > 0 {
		return other("it does not end with startxref and %%%%EOF")
	}
	if table >= len(file) {
		return other("its table of cross-references is not in it")
	}
	r = &cursor{rest: file[table:]}
	size := r.skip("xref\n0 ").number()
	r.skip("\n")
	switch {
	case r.failed || size < 2:
		return other("its table of cross-references is compressed, or in parts")
	case size > limits.PDFObjects:
		return nil, fault(ErrTooLarge, "a PDF certificate has at most %d objects; this says that it has %d", limits.PDFObjects, size)
	}
	d := &document{objects: make([]object, size)}
	type place struct{ offset, number int }
	places := make([]place, 0, size)
	r.skip("0000000000 65535 f \n")
	for i := 1; i < size; i++ {
		offset := r.digits(entryLength - 10)
		r.skip(" 00000 n \n")
		places = append(places, place{offset, i})
	}
	r.skip("trailer\n<<\n/Size " + strconv.Itoa(size) + "\n/Root ")
	d.root = r.number()
	r.skip(" 0 R\n/Info ")
	d.info = r.number()
	r.skip(" 0 R\n>>\nstartxref\n" + strconv.Itoa(table) + "\n%%EOF\n")
	if r.failed || len(r.rest) > 0 || d.root < 1 || d.root >= size {
		return other("its table or trailer has another form: it was changed after it was made, or encrypted")
	}
	slices.SortFunc(places, func(a, b place) int { return a.offset - b.offset })
	if places[0].offset > min(headerEnd, table) {
		return other("something stands before its first object")
	}
	for i, p := range places {
		end := table
		if i+1 < len(places) {
			end = places[i+1].offset
		}
		if p.offset >= end || end > table {
			return other("object %d is not where its table says", p.number)
		}
		o, ok := readObject(file[p.offset:end], p.number)
		if !ok {
			return other("object %d does not fill its place", p.number)
		}
		d.objects[p.number] = o
	}
	return d, nil
}

// readObject reads one object from text, all of which it has to take.
func readObject(text []byte, number int) (object, bool) {
	r := &cursor{rest: text}
	r.skip(strconv.Itoa(number) + " 0 obj\n")
	body, ok := bytes.CutSuffix(r.rest, []byte("endobj\n"))
	if r.failed || !ok {
		return object{}, false
	}
	at := bytes.Index(body, []byte("stream\n"))
	if at < 0 {
		return object{head: body}, true
	}
	o := object{head: body[:at]}
	length := lengthEntry.FindSubmatch(o.head)
	if length == nil {
		return object{}, false
	}
	n, err := strconv.Atoi(string(length[1]))
	if err != nil || n > len(body)-at {
		return object{}, false
	}
	r = &cursor{rest: body[at:]}
	r.skip("stream\n")
	if n > len(r.rest) {
		return object{}, false
	}
	o.stream, r.rest = r.rest[:n], r.rest[n:]
	r.skip("\nendstream\n")
	return o, !r.failed && len(r.rest) == 0
}

var lengthEntry = regexp.MustCompile(`/Length ([0-9]{1,9})\b`)

// attaching are names that attach a file, or may, and the signs of a name that does not
// look it and of a comment, behind which one could begin as a text does: no object of a
// certificate has one but the three that carry the badge.
var attaching = [...]string{"/EmbeddedFile", "/Filespec", "/FileAttachment", "/EF", "/ObjStm", "/XRef", "/JavaScript", "#", "%"}

// attaches reports whether an object attaches a file, or may: its texts in parentheses
// are passed over (ISO 32000-2 section 7.3.4.2), in which anything may stand.
func (o object) attaches() bool {
	var names []byte
	depth := 0
	for i := 0; i < len(o.head); i++ {
		switch c := o.head[i]; {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return true
			}
		case c == '\\' && depth > 0:
			i++
		case depth == 0:
			names = append(names, c)
		}
	}
	return depth != 0 || slices.ContainsFunc(attaching[:], func(name string) bool { return bytes.Contains(names, []byte(name)) })
}

// extractPDF takes the badge out by writing the objects around it again and comparing:
// what differs in a byte from what Attach writes is not read.
func extractPDF(file []byte) (Extracted, error) {
	d, err := readPDF(file)
	if err != nil {
		return Extracted{}, err
	}
	other := func(what string) (Extracted, error) {
		return Extracted{}, fault(ErrOther, "%s of this PDF has another form than that of a certificate with a badge. %s", what, lookOf(file))
	}
	root := d.objects[d.root]
	c, ok := readCatalog(root.head)
	if !ok || root.stream != nil {
		if !d.attaches() {
			return Extracted{}, fault(ErrNone, "no file is attached to this PDF: it may be the print of a certificate. The badge is in the file from which it was printed")
		}
		return other("the catalog")
	}
	if c.file >= len(d.objects) {
		return other("the name of the attached file")
	}
	spec := d.objects[c.file]
	stream := fileStream(spec.head)
	if spec.stream != nil || stream < 1 || stream >= len(d.objects) || !bytes.Equal(spec.head, fileSpec(c.name, stream)) {
		return other("the description of the attached file")
	}
	text := d.objects[stream]
	mediaType, ok := mediaTypeOf(text.head)
	if !ok || !bytes.Equal(text.head, fileHead(mediaType, len(text.stream))) {
		return other("the attached file")
	}
	for i, o := range d.objects {
		if i != d.root && i != c.file && i != stream && o.attaches() {
			return Extracted{}, fault(ErrDuplicate, "object %d of this PDF attaches something else besides the badge. %s", i, tool)
		}
	}
	switch {
	case len(text.stream) > limits.Document:
		return Extracted{}, fault(ErrTooLarge, "a badge has at most %d bytes; the attached file has %d", limits.Document, len(text.stream))
	case nameOf(text.stream) != c.name || !mayHave(c.name, mediaType):
		return Extracted{}, fault(ErrFormat, "the attached file is called %s, has the media type %s, and is something else", c.name, mediaType)
	case !utf8.Valid(text.stream):
		return Extracted{}, fault(ErrFormat, "the attached file is not UTF-8")
	}
	return Extracted{Format: PDF, Name: c.name, Credential: bytes.Clone(text.stream)}, nil
}

// attaches reports whether any object but the catalog attaches a file, or may.
func (d *document) attaches() bool {
	for i, o := range d.objects {
		if i != d.root && o.attaches() {
			return true
		}
	}
	return false
}

// tool says how a person gets at what is attached to a PDF of any form.
const tool = "A PDF reader shows attached files and saves them, as does the command pdfdetach -saveall of poppler-utils; give the badge.json or badge.jwt that it saves"

// lookOf names a PDF that cannot be read here by what it shows on its face. It is a hint
// for a person, and decides nothing.
func lookOf(file []byte) string {
	n := bytes.Count(file, []byte("/EmbeddedFile ")) + bytes.Count(file, []byte("/EmbeddedFile\n")) + bytes.Count(file, []byte("/EmbeddedFile/"))
	switch {
	case bytes.Contains(file, []byte("/Encrypt")):
		return "It looks encrypted. " + tool
	case bytes.Contains(file, []byte("/ObjStm")):
		return "Another program made it, with compressed object streams, in which an attached badge cannot be seen here. " + tool
	case n > 1:
		return fmt.Sprintf("It seems to have %d files attached. %s", n, tool)
	case n == 1:
		return "It seems to have one file attached. " + tool
	}
	return "No attached file can be seen in it. " + tool
}

// A cursor reads text of one exact form; after the first difference it has failed.
type cursor struct {
	rest   []byte
	failed bool
}

func (c *cursor) skip(text string) *cursor {
	rest, ok := bytes.CutPrefix(c.rest, []byte(text))
	c.rest, c.failed = rest, c.failed || !ok
	return c
}

// number reads a number of at most nine digits without leading zeros.
func (c *cursor) number() int {
	n := 0
	for n < len(c.rest) && n < 9 && '0' <= c.rest[n] && c.rest[n] <= '9' {
		n++
	}
	if n > 1 && c.rest[0] == '0' {
		c.failed = true
	}
	return c.digits(n)
}

// digits reads a number of exactly n digits.
func (c *cursor) digits(n int) int {
	if n == 0 || n > len(c.rest) {
		c.failed = true
		return 0
	}
	value := 0
	for _, d := range c.rest[:n] {
		if d < '0' || d > '9' || value > limits.PDF {
			c.failed = true
			return 0
		}
		value = 10*value + int(d-'0')
	}
	c.rest = c.rest[n:]
	return value
}

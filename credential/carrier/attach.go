package carrier

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A catalog is the root of a certificate.
type catalog struct {
	pages    int    // the object of its pages
	language string // BCP 47, of a few letters
	name     string // of the attached file
	file     int    // the object that describes it
}

// write spells the catalog as it stands in a certificate (ISO 32000-2 sections 7.7.2 and
// 14.13: an associated file, which readers of PDF 1.7 pass over, and find as embedded).
func (c catalog) write() []byte {
	return fmt.Appendf(nil, "<<\n/Type /Catalog\n/Pages %d 0 R\n/Lang (%s)\n/ViewerPreferences << /DisplayDocTitle true >>\n"+
		"/Names << /EmbeddedFiles << /Names [(%s) %d 0 R] >> >>\n/AF [%d 0 R]\n>>\n", c.pages, c.language, c.name, c.file, c.file)
}

// fileSpec spells the description of the attached file, whose bytes are in another object.
func fileSpec(name string, stream int) []byte {
	return fmt.Appendf(nil, "<<\n/Type /Filespec\n/F (%s)\n/UF (%s)\n/Desc (Open Badges 3.0 credential)\n/AFRelationship /Data\n/EF << /F %d 0 R /UF %d 0 R >>\n>>\n", name, name, stream, stream)
}

// fileHead spells what stands before the bytes of the attached file. They are neither
// compressed nor encoded: the badge stands in the PDF as it was received.
func fileHead(mediaType string, length int) []byte {
	return fmt.Appendf(nil, "<<\n/Type /EmbeddedFile\n/Subtype /%s\n/Params << /Size %d >>\n/Length %d\n>>\n",
		strings.ReplaceAll(mediaType, "/", "#2F"), length, length)
}

// mediaTypes are what may be attached under each name: the types that
// credential.Secured gives a credential.
var mediaTypes = map[string][]string{
	NameJSON: {"application/vc"},
	NameJWT:  {"application/vc+jwt", "application/jwt"},
}

func mayHave(name, mediaType string) bool { return slices.Contains(mediaTypes[name], mediaType) }

// nameOf is the name of a text by its first byte.
func nameOf(text []byte) string {
	if bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{")) {
		return NameJSON
	}
	return NameJWT
}

var (
	catalogForm = regexp.MustCompile(`^<<\n/Type /Catalog\n/Pages ([1-9][0-9]{0,8}) 0 R\n/Lang \(([A-Za-z0-9-]{1,35})\)\n[^\[]*\[\((badge\.json|badge\.jwt)\) ([1-9][0-9]{0,8}) 0 R\]`)
	specForm    = regexp.MustCompile(`/EF << /F ([1-9][0-9]{0,8}) 0 R`)
	headForm    = regexp.MustCompile(`^<<\n/Type /EmbeddedFile\n/Subtype /(application)#2F([a-z+]{1,40})\n`)

	// What a PDF says of itself before a file is attached to it.
	pagesEntry = regexp.MustCompile(`/Pages ([1-9][0-9]{0,8}) 0 R\n`)
	langEntry  = regexp.MustCompile(`/Lang \(([A-Za-z0-9-]{1,35})\)\n`)
)

// readCatalog returns the catalog that spells exactly as text does.
func readCatalog(text []byte) (catalog, bool) {
	m := catalogForm.FindSubmatch(text)
	if m == nil {
		return catalog{}, false
	}
	pages, _ := strconv.Atoi(string(m[1]))
	file, _ := strconv.Atoi(string(m[4]))
	c := catalog{pages, string(m[2]), string(m[3]), file}
	return c, bytes.Equal(c.write(), text)
}

func fileStream(spec []byte) int {
	m := specForm.FindSubmatch(spec)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n
}

func mediaTypeOf(head []byte) (string, bool) {
	m := headForm.FindSubmatch(head)
	if m == nil {
		return "", false
	}
	return string(m[1]) + "/" + string(m[2]), true
}

// Attach returns a PDF with the credential attached to it, byte for byte and not
// compressed, as badge.json or badge.jwt and with its media type: application/vc for a
// JSON document, application/vc+jwt or application/jwt for a compact JWS. It takes a PDF
// of the plain form alone, in which one table behind all objects leads to each of them,
// that says its language and has nothing attached; of its catalog pages and language
// are kept. The same input gives the same bytes.
func Attach(pdf, credential []byte, mediaType string) ([]byte, error) {
	d, err := readPDF(pdf)
	if err != nil {
		return nil, err
	}
	if len(credential) > limits.Document {
		return nil, fault(ErrTooLarge, "a badge has at most %d bytes; this has %d", limits.Document, len(credential))
	}
	if !utf8.Valid(credential) {
		return nil, fault(ErrFormat, "the badge is not UTF-8")
	}
	name := nameOf(credential)
	if len(bytes.Trim(credential, " \t\r\n")) == 0 || !mayHave(name, mediaType) {
		return nil, fault(ErrFormat, "the media type %q is not that of %s", limits.Abridge(mediaType), name)
	}
	root := d.objects[d.root].head
	pages, language := pagesEntry.FindSubmatch(root), langEntry.FindSubmatch(root)
	if pages == nil || language == nil {
		return nil, fault(ErrFormat, "the PDF does not say where its pages are, or its language")
	}
	if d.attaches() {
		return nil, fault(ErrDuplicate, "the PDF has a file attached already, or a script")
	}
	spec, stream := len(d.objects), len(d.objects)+1
	n, _ := strconv.Atoi(string(pages[1]))
	d.objects[d.root] = object{head: catalog{n, string(language[1]), name, spec}.write()}
	d.objects = append(d.objects, object{head: fileSpec(name, stream)}, object{fileHead(mediaType, len(credential)), credential})
	out := d.write()
	if x, err := extractPDF(out); err != nil || !bytes.Equal(x.Credential, credential) {
		return nil, fault(ErrFormat, "the badge cannot be read from the PDF that it was attached to: %v", err)
	}
	return out, nil
}

// write spells the whole document anew, objects in the order of their numbers.
func (d *document) write() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") // in which a title stands where it does here; 2.0 has it elsewhere
	offsets := make([]int, len(d.objects))
	for i, o := range d.objects[1:] {
		offsets[i+1] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s", i+1, o.head)
		if o.stream != nil {
			b.WriteString("stream\n")
			b.Write(o.stream)
			b.WriteString("\nendstream\n")
		}
		b.WriteString("endobj\n")
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(d.objects))
	for _, offset := range offsets[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n>>\nstartxref\n%d\n%%%%EOF\n", len(d.objects), d.root, d.info, table)
	return b.Bytes()
}

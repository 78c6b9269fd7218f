package privacy

import (
	"bytes"
	"encoding/binary"
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

// pdfKinds are the types of what is looked into, or told apart.
var pdfKinds = []string{"ObjStm", "Metadata", "XML", "EmbeddedFile", "Annot", "Widget"}

// pdfFilters is how many filters a stream has at most; the standard has ten in all.
const pdfFilters = 10

// A pdfObject is what is said of a stream before it begins.
type pdfObject struct {
	kinds   []string // values of Type and Subtype, of pdfKinds
	filters []string
	parms   bool // DecodeParms: a predictor, or more
	length  int  // -1: not said
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
			case key == "Filter" && len(object.filters) < pdfFilters:
				object.filters = append(object.filters, t.text)
			case key == "Filter":
				s.l.broken(s.at)
				return
			case (key == "Type" || key == "Subtype") && slices.Contains(pdfKinds, t.text) && !slices.Contains(object.kinds, t.text):
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
			switch n, err := strconv.Atoi(t.text); {
			case key == "Length" && err == nil: // of a reference the first number, which is no length: stream looks
				object.length = n
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
		var ok bool
		if data, ok = s.l.inflate(s.at, data, limits.LintFile); !ok {
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

package privacy

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A schema says what the properties of one namespace of XMP (ISO 16684) tell.
type schema struct {
	rest  Kind // of those that are not named: "" for none
	named map[Kind][]string
	plain []string // that tell nothing
}

// schemas are the namespaces of XMP by which pictures and documents are described. What
// stands in another is unread.
var schemas = map[string]schema{
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#": {},
	"adobe:ns:meta/":                       {},
	"http://www.w3.org/XML/1998/namespace": {},
	"http://ns.adobe.com/exif/1.0/":        {named: map[Kind][]string{KindAuthor: {"DateTimeOriginal", "DateTimeDigitized", "UserComment", "ImageUniqueID"}}},
	"http://cipa.jp/exif/1.0/":             {named: map[Kind][]string{KindAuthor: {"CameraOwnerName", "BodySerialNumber", "LensSerialNumber", "Photographer", "ImageEditor", "ImageTitle"}}},
	"http://ns.adobe.com/exif/1.0/aux/":    {named: map[Kind][]string{KindAuthor: {"OwnerName", "SerialNumber", "LensSerialNumber"}}},
	"http://ns.adobe.com/tiff/1.0/":        {named: map[Kind][]string{KindAuthor: {"Artist", "Copyright", "ImageDescription", "DateTime"}}},
	"http://purl.org/dc/elements/1.1/":     {rest: KindAuthor, plain: []string{"format", "language", "type"}},
	"http://ns.adobe.com/xap/1.0/":         {rest: KindAuthor, plain: []string{"CreatorTool", "Rating"}, named: map[Kind][]string{KindPhoto: {"Thumbnails"}}},
	"http://ns.adobe.com/photoshop/1.0/":   {rest: KindAuthor, plain: []string{"ColorMode", "ICCProfile"}, named: map[Kind][]string{KindLocation: {"City", "State", "Country"}}},
	"http://ns.adobe.com/xap/1.0/mm/":      {rest: KindAuthor, plain: []string{"DocumentID", "InstanceID", "OriginalDocumentID", "RenditionClass", "VersionID"}},
	"http://ns.adobe.com/pdf/1.3/":         {rest: KindAuthor, plain: []string{"Producer", "PDFVersion", "Trapped"}},
	"http://www.aiim.org/pdfa/ns/id/":      {},
	"http://www.aiim.org/pdfua/ns/id/":     {},

	"http://ns.adobe.com/xap/1.0/rights/":                  {rest: KindAuthor},
	"http://creativecommons.org/ns#":                       {rest: KindAuthor},
	"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#":     {rest: KindAuthor},
	"http://ns.adobe.com/xap/1.0/sType/ResourceRef#":       {rest: KindAuthor},
	"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/":          {rest: KindAuthor, named: map[Kind][]string{KindLocation: {"Location", "CountryCode"}}},
	"http://iptc.org/std/Iptc4xmpExt/2008-02-29/":          {rest: KindAuthor, named: map[Kind][]string{KindName: {"PersonInImage", "PersonInImageWDetails"}, KindLocation: {"LocationShown", "LocationCreated", "City", "Sublocation"}}},
	"http://www.metadataworkinggroup.com/schemas/regions/": {rest: KindName},
	"http://ns.microsoft.com/photo/1.2/":                   {rest: KindName},
	"http://ns.microsoft.com/photo/1.2/t/RegionInfo#":      {rest: KindName},
	"http://ns.microsoft.com/photo/1.2/t/Region#":          {rest: KindName},
}

// tells is what a property tells, "" for nothing.
func tells(name xml.Name) Kind {
	s, ok := schemas[name.Space]
	if !ok {
		return KindUnread
	}
	if name.Space == "http://ns.adobe.com/exif/1.0/" && strings.HasPrefix(name.Local, "GPS") {
		return KindLocation
	}
	for kind, names := range s.named {
		if slices.Contains(names, name.Local) {
			return kind
		}
	}
	if slices.Contains(s.plain, name.Local) {
		return ""
	}
	return s.rest
}

// xmp looks through a packet of XMP.
func (l *lint) xmp(at string, b []byte) {
	if len(b) > limits.LintMetadata {
		l.add(at, KindUnread, "expected at most %d bytes of XMP, found %d", limits.LintMetadata, len(b))
		return
	}
	told := map[xml.Name]bool{}
	tell := func(name xml.Name) {
		kind := tells(name)
		if kind == "" || told[name] {
			return
		}
		told[name] = true
		if kind == KindUnread {
			l.add(at, kind, "a property of a namespace that this package does not know")
			return
		}
		l.add(at, kind, "%s", name.Local)
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.Trim(b, "\x00")))
	elements := 0
	for {
		token, err := d.Token()
		if err == io.EOF && elements > 0 {
			return
		}
		if err != nil {
			l.broken(at)
			return
		}
		if !l.part(at) {
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements++
			tell(token.Name)
			for _, a := range token.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					continue
				}
				if a.Name.Space != "" { // one without is of the element's own
					tell(a.Name)
				}
				l.identifier(at, a.Value)
			}
		case xml.CharData:
			l.identifier(at, string(token))
		case xml.Directive:
			l.broken(at)
			return
		}
	}
}

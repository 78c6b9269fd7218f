package privacy_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
)

func picture() image.Image {
	m := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.White, color.Black})
	for i := range 30 {
		m.Set(i, i, color.Black)
	}
	return m
}

func jpegFile(t testing.TB, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, picture(), nil))
	return slices.Concat(b.Bytes()[:2], slices.Concat(segments...), b.Bytes()[2:])
}

func segment(marker byte, data string) []byte {
	return slices.Concat([]byte{0xff, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(data)+2)), []byte(data))
}

func pngFile(t testing.TB, chunks ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, picture()))
	return slices.Concat(b.Bytes()[:33], slices.Concat(chunks...), b.Bytes()[33:])
}

func chunk(kind, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, kind+data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func gifFile(t testing.TB, blocks ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, gif.Encode(&b, picture(), nil))
	whole := b.Bytes()
	return slices.Concat(whole[:len(whole)-1], []byte(strings.Join(blocks, "")), whole[len(whole)-1:])
}

func webpFile(chunks ...string) []byte {
	body := "WEBP" + riff("VP8L", "\x2f\x27\xc0\x07\x00\x00") + strings.Join(chunks, "")
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func riff(kind, data string) string {
	s := kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data
	if len(data)%2 == 1 {
		s += "\x00"
	}
	return s
}

// An exifTag is one of a directory: a text, or a directory of its own.
type exifTag struct {
	tag    uint16
	value  string
	inside []exifTag
}

// exifData writes a TIFF structure, little-endian, with a directory behind the first if
// there is a second.
func exifData(directories ...[]exifTag) string {
	b := []byte("II*\x00\x08\x00\x00\x00")
	var write func(tags []exifTag, next bool)
	write = func(tags []exifTag, next bool) {
		at := len(b)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(tags)))
		b = append(b, make([]byte, 12*len(tags)+4)...)
		for i, tag := range tags {
			e := at + 2 + 12*i
			binary.LittleEndian.PutUint16(b[e:], tag.tag)
			kind, count := uint16(2), len(tag.value)
			if tag.inside != nil {
				kind, count = 4, 1
			}
			binary.LittleEndian.PutUint16(b[e+2:], kind)
			binary.LittleEndian.PutUint32(b[e+4:], uint32(count))
			switch {
			case tag.inside != nil:
				binary.LittleEndian.PutUint32(b[e+8:], uint32(len(b)))
				write(tag.inside, false)
			case count <= 4:
				copy(b[e+8:], tag.value)
			default:
				binary.LittleEndian.PutUint32(b[e+8:], uint32(len(b)))
				b = append(b, tag.value...)
			}
		}
		if next {
			binary.LittleEndian.PutUint32(b[at+2+12*len(tags):], uint32(len(b)))
		}
	}
	for i, d := range directories {
		write(d, i < len(directories)-1)
	}
	return string(b)
}

func xmpPacket(properties string) string {
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:z="http://z.example/" ` +
		properties + `</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}

func deflate(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

// pdfFile writes objects with a tail that says so.
func pdfFile(objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n")
	return []byte(b.String())
}

func pdfStream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

const photoshop = "Photoshop 3.0\x008BIM\x04\x04\x00\x00"

func TestM09APictureWithoutMetadataPasses(t *testing.T) {
	gps := []exifTag{{0x8825, "", []exifTag{{0, "\x02\x03\x00\x00", nil}}}}
	for name, file := range map[string][]byte{
		"jpeg":             jpegFile(t),
		"png":              pngFile(t),
		"gif":              gifFile(t),
		"webp":             webpFile(),
		"pdf":              pdfFile("<< /Type /Catalog >>", pdfStream("/Filter /FlateDecode", deflate("BT (Zoe) Tj ET"))),
		"the camera":       jpegFile(t, segment(0xe1, "Exif\x00\x00"+exifData([]exifTag{{0x0110, "Camera 3", nil}, {0x0112, "\x01\x00", nil}, {0x010e, "    ", nil}}))),
		"half a text":      gifFile(t, "\x21\x01\x01x\x00"),
		"a list":           pdfFile("<< /A [ << /B 1 >> /Author ] /Type /Author /F { } >>"),
		"a page":           pdfFile(pdfStream("/Filter /LZWDecode", "x"), pdfStream("", "BT endstream endobj ( ET")),
		"interoperability": jpegFile(t, segment(0xe1, "Exif\x00\x00"+exifData([]exifTag{{0x8769, "", []exifTag{{0x9000, "0232", nil}, {0xa005, "", []exifTag{{1, "R98\x00", nil}, {2, "0100", nil}}}}}}))),
		"adobe":            jpegFile(t, segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01")),
		"iptc's version":   jpegFile(t, segment(0xed, photoshop+"\x00\x00\x00\x07\x1c\x02\x00\x00\x02\x00\x04\x00")),
		"an empty gps":     jpegFile(t, segment(0xe1, "Exif\x00\x00"+exifData(gps))),
		"an icc profile":   jpegFile(t, segment(0xe2, "ICC_PROFILE\x00x")),
		"the tool":         pngFile(t, chunk("tEXt", "Software\x00Paint 3")),
		"xmp of a tool":    pngFile(t, chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpPacket(`xmp:CreatorTool="Paint">`))),
		"a loop":           gifFile(t, "\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"),
	} {
		found, err := privacy.Policy{}.InspectFile(bytes.NewReader(file), "Zoë Álvarez")
		require.NoError(t, err, name)
		require.Empty(t, found, name)
	}
	art, err := summit.Art().Open("civics.png")
	require.NoError(t, err)
	_, err = privacy.Policy{}.InspectFile(art)
	require.NoError(t, err, "the program's own art")
}

func TestM09MetadataOfAFileIsFound(t *testing.T) {
	exif := func(tags ...exifTag) []byte { return jpegFile(t, segment(0xe1, "Exif\x00\x00"+exifData(tags))) }
	inside := func(tags ...exifTag) exifTag { return exifTag{0x8769, "", tags} }
	gps := exifTag{0x8825, "", []exifTag{{1, "N\x00\x00\x00", nil}, {2, "\x27\x00\x00\x00\x01\x00\x00\x00", nil}}}
	xmp := func(properties string) []byte {
		return jpegFile(t, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+xmpPacket(properties)))
	}
	for name, tt := range map[string]struct {
		file  []byte
		place string
		kind  privacy.Kind
	}{
		"jpeg: gps": {exif(gps), "/exif/gps", privacy.KindLocation},
		"jpeg: behind the gps": {func() []byte {
			s := []byte(exifData([]exifTag{{0x8825, "", []exifTag{{0, "\x02\x03\x00\x00", nil}}}}))
			s[len(s)-4] = 8
			return jpegFile(t, segment(0xe1, "Exif\x00\x00"+string(s)))
		}(), "/exif", privacy.KindUnread},
		"jpeg: type of no size": {func() []byte {
			s := []byte(exifData([]exifTag{{0x0110, "Cam", nil}}))
			s[12] = 0
			return jpegFile(t, segment(0xe1, "Exif\x00\x00"+string(s)))
		}(), "/exif", privacy.KindUnread},
		"jpeg: unknown type": {func() []byte {
			s := []byte(exifData([]exifTag{{0x0110, "Cam", nil}}))
			s[12] = 99
			return jpegFile(t, segment(0xe1, "Exif\x00\x00"+string(s)))
		}(), "/exif", privacy.KindUnread},
		"jpeg: a name too long":   {jpegFile(t, segment(0xed, "Photoshop 3.0\x008BIM\x04\x04\x04abcd\x00\x00")), "/photoshop", privacy.KindUnread},
		"jpeg: interop of others": {exif(inside(exifTag{0xa005, "", []exifTag{{9, "R98\x00", nil}}})), "/exif", privacy.KindUnread},
		"jpeg: artist":            {exif(exifTag{0x013b, "Somebody", nil}), "/exif", privacy.KindAuthor},
		"jpeg: owner":             {exif(inside(exifTag{0xa430, "Somebody", nil})), "/exif", privacy.KindAuthor},
		"jpeg: serial number":     {exif(inside(exifTag{0xa431, "1234567", nil})), "/exif", privacy.KindAuthor},
		"jpeg: date":              {exif(inside(exifTag{0x9003, "2026:05:31 10:00:00\x00", nil})), "/exif", privacy.KindAuthor},
		"jpeg: names":             {exif(exifTag{0x010e, "Zoe at school", nil}), "/exif", privacy.KindName},
		"jpeg: XPAuthor":          {exif(exifTag{0x9c9d, "Z\x00o\x00e\x00\x00\x00", nil}), "/exif", privacy.KindName},
		"jpeg: UserComment":       {exif(inside(exifTag{0x9286, "UNICODE\x00Z\x00o\x00e\x00", nil})), "/exif", privacy.KindName},
		"jpeg: maker's notes":     {exif(inside(exifTag{0x927c, "Apple iOS", nil})), "/exif", privacy.KindUnread},
		"jpeg: unknown tag":       {exif(exifTag{0x9999, "{json}", nil}), "/exif", privacy.KindUnread},
		"jpeg: thumbnail":         {jpegFile(t, segment(0xe1, "Exif\x00\x00"+exifData([]exifTag{{0x0110, "Camera", nil}}, []exifTag{{0x0103, "\x06\x00", nil}}))), "/exif", privacy.KindPhoto},
		"jpeg: gps behind it":     {jpegFile(t, segment(0xe1, "Exif\x00\x00"+exifData([]exifTag{{0x0110, "Camera", nil}}, []exifTag{gps}))), "/exif/gps", privacy.KindLocation},
		"jpeg: jfif thumbnail":    {jpegFile(t, segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01abc")), "/jfif", privacy.KindPhoto},
		"jpeg: jfxx":              {jpegFile(t, segment(0xe0, "JFXX\x00\x10x")), "/jfxx", privacy.KindPhoto},
		"jpeg: broken exif":       {jpegFile(t, segment(0xe1, "Exif\x00\x00II*\x00\xff\xff\xff\x7f")), "/exif", privacy.KindUnread},
		"jpeg: exif in a circle":  {jpegFile(t, segment(0xe1, "Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00")), "/exif", privacy.KindUnread},
		"jpeg: comment":           {jpegFile(t, segment(0xfe, "taken by Zoë")), "/comment", privacy.KindName},
		"jpeg: iptc by-line":      {jpegFile(t, segment(0xed, photoshop+"\x00\x00\x00\x0d\x1c\x02\x50\x00\x08Somebody\x00")), "/photoshop/iptc", privacy.KindAuthor},
		"jpeg: iptc city":         {jpegFile(t, segment(0xed, photoshop+"\x00\x00\x00\x0b\x1c\x02\x5a\x00\x06Denver\x00")), "/photoshop/iptc", privacy.KindLocation},
		"jpeg: unknown resource":  {jpegFile(t, segment(0xed, "Photoshop 3.0\x008BIM\x0f\xa0\x00\x00\x00\x00\x00\x02ab")), "/photoshop", privacy.KindUnread},
		"jpeg: xmp gps":           {xmp(`exif:GPSLatitude="39,44N">`), "/xmp", privacy.KindLocation},
		"jpeg: xmp creator":       {xmp(`><dc:creator><rdf:Seq><rdf:li>Somebody</rdf:li></rdf:Seq></dc:creator>`), "/xmp", privacy.KindAuthor},
		"jpeg: xmp names":         {xmp(`><dc:title>Zoe's day</dc:title>`), "/xmp", privacy.KindName},
		"jpeg: xmp faces":         {xmp(`><mwg-rs:Regions/>`), "/xmp", privacy.KindName},
		"jpeg: xmp date":          {xmp(`xmp:CreateDate="2026-05-31">`), "/xmp", privacy.KindAuthor},
		"jpeg: xmp thumbnail":     {xmp(`><xmp:Thumbnails/>`), "/xmp", privacy.KindPhoto},
		"jpeg: xmp unknown":       {xmp(`z:secret="1">`), "/xmp", privacy.KindUnread},
		"jpeg: xmp with a DTD":    {jpegFile(t, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<!DOCTYPE x><x/>")), "/xmp", privacy.KindUnread},
		"jpeg: xmp in UTF-16":     {jpegFile(t, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00\xfe\xff\x00<\x00x")), "/xmp", privacy.KindUnread},
		"jpeg: more xmp":          {jpegFile(t, segment(0xe1, "http://ns.adobe.com/xmp/extension/\x00x")), "", privacy.KindUnread},
		"jpeg: more pictures":     {jpegFile(t, segment(0xe2, "MPF\x00x")), "", privacy.KindUnread},
		"jpeg: unknown part":      {jpegFile(t, segment(0xeb, "x")), "", privacy.KindUnread},
		"jpeg: a film behind it":  {append(jpegFile(t), "....ftypmp42 location"...), "", privacy.KindUnread},
		"jpeg: cut off":           {jpegFile(t)[:300], "", privacy.KindUnread},
		"jpeg: between two scans": {func() []byte {
			b := jpegFile(t)
			return slices.Concat(b[:len(b)-2], segment(0xfe, "Zoë"), b[len(b)-2:])
		}(), "/comment", privacy.KindName},
		"png: text":               {pngFile(t, chunk("tEXt", "Author\x00Somebody")), "/tEXt", privacy.KindAuthor},
		"png: names":              {pngFile(t, chunk("tEXt", "Comment\x00Zo\xeb")), "/tEXt", privacy.KindName},
		"png: packed text":        {pngFile(t, chunk("zTXt", "Comment\x00\x00"+deflate("Zoe"))), "/zTXt", privacy.KindName},
		"png: packed language":    {pngFile(t, chunk("iTXt", "Comment\x00\x01\x00de\x00\x00"+deflate("Zoë"))), "/iTXt", privacy.KindName},
		"png: damaged packing":    {pngFile(t, chunk("zTXt", "Comment\x00\x00abc")), "/zTXt", privacy.KindUnread},
		"png: cut packing":        {pngFile(t, chunk("zTXt", "Comment\x00\x00"+deflate(strings.Repeat(" ", 999))[:14])), "/zTXt", privacy.KindUnread},
		"png: a bomb of nothing":  {pngFile(t, chunk("zTXt", "Comment\x00\x00"+deflate(strings.Repeat(" ", 2<<20)))), "/zTXt", privacy.KindUnread},
		"png: a bomb":             {pngFile(t, chunk("zTXt", "Comment\x00\x00"+deflate(strings.Repeat("a", 2<<20)))), "/zTXt", privacy.KindUnread},
		"png: no keyword":         {pngFile(t, chunk("tEXt", "Author")), "/tEXt", privacy.KindUnread},
		"png: exif":               {pngFile(t, chunk("eXIf", exifData([]exifTag{gps}))), "/exif/gps", privacy.KindLocation},
		"png: raw profile":        {pngFile(t, chunk("zTXt", "Raw profile type exif\x00\x00"+deflate("exif"))), "/zTXt", privacy.KindUnread},
		"png: no text":            {pngFile(t, chunk("iTXt", "Comment\x00")), "/iTXt", privacy.KindUnread},
		"png: an old badge":       {pngFile(t, chunk("iTXt", "openbadges\x00\x00\x00\x00\x00{}")), "/iTXt", privacy.KindUnread},
		"png: a badge":            {pngFile(t, chunk("iTXt", "openbadgecredential\x00\x00\x00\x00\x00{}")), "/iTXt", privacy.KindUnread},
		"png: xmp":                {pngFile(t, chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpPacket(`exif:GPSLatitude="39,44N">`))), "/iTXt/xmp", privacy.KindLocation},
		"png: time":               {pngFile(t, chunk("tIME", "\x07\xea\x05\x1f\x0a\x00\x00")), "/tIME", privacy.KindAuthor},
		"png: unknown chunk":      {pngFile(t, chunk("caBX", "c2pa")), "", privacy.KindUnread},
		"png: behind the end":     {append(pngFile(t), "Zoe"...), "", privacy.KindUnread},
		"png: cut off":            {pngFile(t)[:60], "", privacy.KindUnread},
		"png: a length too far":   {pngFile(t, []byte("\xff\xff\xff\xfftEXt")), "", privacy.KindUnread},
		"webp: exif":              {webpFile(riff("EXIF", exifData([]exifTag{gps}))), "/exif/gps", privacy.KindLocation},
		"webp: exif as in JPEG":   {webpFile(riff("EXIF", "Exif\x00\x00"+exifData([]exifTag{gps}))), "/exif/gps", privacy.KindLocation},
		"webp: xmp":               {webpFile(riff("XMP ", xmpPacket(`exif:GPSLatitude="39,44N">`))), "/xmp", privacy.KindLocation},
		"webp: unknown":           {webpFile(riff("C2PA", "x")), "", privacy.KindUnread},
		"webp: half a chunk":      {webpFile("EXIF"), "", privacy.KindUnread},
		"webp: a chunk too long":  {webpFile("EXIF\xff\xff\xff\x7f"), "", privacy.KindUnread},
		"webp: too much xmp":      {webpFile(riff("XMP ", xmpPacket(">")+strings.Repeat(" ", limits.LintMetadata))), "/xmp", privacy.KindUnread},
		"webp: in a frame":        {webpFile(riff("ANMF", strings.Repeat("\x00", 16)+riff("TEST", "x"))), "", privacy.KindUnread},
		"webp: cut off":           {webpFile(riff("EXIF", "x"))[:20], "", privacy.KindUnread},
		"webp: behind the end":    {append(webpFile(), "Zoe"...), "", privacy.KindUnread},
		"gif: comment":            {gifFile(t, "\x21\xfe\x03Zoe\x00"), "/comment", privacy.KindName},
		"gif: xmp":                {gifFile(t, "\x21\xff\x0bXMP DataXMP"+xmpPacket(`exif:GPSLatitude="39,44N">`)+gifTrailer()), "/xmp", privacy.KindLocation},
		"gif: text":               {gifFile(t, "\x21\x01\x10123456789012Zoe!\x00"), "/text", privacy.KindName},
		"gif: unknown extension":  {gifFile(t, "\x21\xff\x0bSOMEBODY1.0\x01x\x00"), "", privacy.KindUnread},
		"gif: behind the end":     {append(gifFile(t), "Zoe"...), "", privacy.KindUnread},
		"gif: cut off":            {gifFile(t)[:40], "", privacy.KindUnread},
		"pdf: author":             {pdfFile("<< /Author (Somebody) >>"), "/info", privacy.KindAuthor},
		"pdf: a name spelled out": {pdfFile("<< /#41uth#6fr (Somebody) >>"), "/info", privacy.KindAuthor},
		"pdf: in hexadecimal":     {pdfFile("<< /Title <FEFF005A006F0065> >>"), "/info", privacy.KindName},
		"pdf: names":              {pdfFile(`<< /Title (Essay by Z\157\145) >>`), "/info", privacy.KindName},
		"pdf: date":               {pdfFile("<< /CreationDate (D:20260531) >>"), "/info", privacy.KindAuthor},
		"pdf: an earlier version": {slices.Concat(pdfFile("<< /Author (Somebody) >>"), pdfFile("<< /Producer (x) >>")), "/info", privacy.KindAuthor},
		"pdf: packed objects":     {pdfFile(pdfStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", deflate("1 0 << /Author (Somebody) >>"))), "/info", privacy.KindAuthor},
		"pdf: packed otherwise":   {pdfFile(pdfStream("/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]", "00>")), "", privacy.KindUnread},
		"pdf: with a predictor":   {pdfFile(pdfStream("/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>", deflate("x"))), "", privacy.KindUnread},
		"pdf: xmp":                {pdfFile(pdfStream("/Type /Metadata /Subtype /XML", xmpPacket(`><dc:creator>Somebody</dc:creator>`))), "/xmp", privacy.KindAuthor},
		"pdf: packed xmp":         {pdfFile(pdfStream("/Type /Metadata /Subtype /XML /Filter /FlateDecode", deflate(xmpPacket(`><dc:creator>Somebody</dc:creator>`)))), "/xmp", privacy.KindAuthor},
		"pdf: a length elsewhere": {pdfFile("<< /Type /Metadata /Length 7 0 R >>\nstream\n" + xmpPacket(`><dc:creator>Somebody</dc:creator>`) + "\nendstream"), "/xmp", privacy.KindAuthor},
		"pdf: a picture's gps":    {pdfFile(pdfStream("/Subtype /Image /Filter /DCTDecode", string(exif(gps)))), "/picture/exif/gps", privacy.KindLocation},
		"pdf: a packed picture":   {pdfFile(pdfStream("/Subtype /Image /Filter [/FlateDecode /DCTDecode]", deflate(string(exif(gps))))), "/picture/exif/gps", privacy.KindLocation},
		"pdf: xmp by subtype":     {pdfFile(pdfStream("/Subtype /XML", xmpPacket(`><dc:creator>Somebody</dc:creator>`))), "/xmp", privacy.KindAuthor},
		"pdf: second of a list":   {pdfFile("<< /Keywords [(x) 1 (Zoe)] >>"), "/info", privacy.KindName},
		"pdf: too deep":           {pdfFile(strings.Repeat("<< /A ", 65) + strings.Repeat(">>", 65)), "", privacy.KindUnread},
		"pdf: jpeg 2000":          {pdfFile(pdfStream("/Filter /JPXDecode", "x")), "/picture", privacy.KindUnread},
		"pdf: filters on filters": {pdfFile("<< /Filter [" + strings.Repeat(" /FlateDecode", 11) + "] >>"), "", privacy.KindUnread},
		"pdf: a form is no comment, and its author is": {pdfFile("<< /Type /Annot /Subtype /Widget /T (field) >>", "<< /Type /Annot /T (Somebody) >>"), "/annotation", privacy.KindAuthor},
		"pdf: a file by type":                          {pdfFile(pdfStream("/Type /EmbeddedFile", "x")), "/attachment", privacy.KindUnread},
		"pdf: a stray bracket":                         {pdfFile("<< /A ) >>"), "", privacy.KindUnread},
		"pdf: a stray angle":                           {pdfFile("<< /A > /B >>"), "", privacy.KindUnread},
		"pdf: an open escape":                          {[]byte("%PDF-1.7\n1 0 obj (abc\\%%EOF"), "", privacy.KindUnread},
		"pdf: escape at the end":                       {pdfFile("<< /Title (Zo\\\ne) >>"), "/info", privacy.KindName},
		"pdf: a line in a title":                       {pdfFile(`<< /Title (Zoe\nled) >>`), "/info", privacy.KindName},
		"pdf: no hexadecimal":                          {pdfFile("<< /Title <zz> >>"), "", privacy.KindUnread},
		"pdf: encrypted":                               {pdfFile("<< /Encrypt 3 0 R >>"), "", privacy.KindUnread},
		"pdf: an attachment":                           {pdfFile("<< /Type /Filespec /EF << /F 3 0 R >> >>"), "/attachment", privacy.KindUnread},
		"pdf: an annotation":                           {pdfFile("<< /Annots [ << /Type /Annot /F 4 /T (Somebody) /Subtype /Text >> ] >>"), "/annotation", privacy.KindAuthor},
		"pdf: a signature":                             {pdfFile("<< /Type /Sig /ByteRange [0 1 2 3] >>"), "/signature", privacy.KindAuthor},
		"pdf: behind the end":                          {append(pdfFile("<< >>"), "Zoe"...), "", privacy.KindUnread},
		"pdf: no objects":                              {pdfFile(), "", privacy.KindUnread},
		"pdf: an open string":                          {pdfFile("<< /Title (never "), "", privacy.KindUnread},
		"pdf: an open stream":                          {pdfFile("<< /Length 5 >>\nstream\nabc"), "", privacy.KindUnread},
		"pdf: in a nested value":                       {pdfFile("<< /N << /Author (Somebody) >> >>"), "/info", privacy.KindAuthor},
		"another type":                                 {[]byte("\x00\x00\x00\x18ftypheic"), "", privacy.KindUnread},
		"nothing":                                      {nil, "", privacy.KindUnread},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := privacy.Policy{}.InspectFile(bytes.NewReader(tt.file), "Zoë Álvarez")
			require.Error(t, err)
			want := privacy.ErrPersonal
			if tt.kind == privacy.KindUnread {
				want = privacy.ErrUnread
			}
			require.ErrorIs(t, err, want)
			require.Contains(t, kindsAt(found, tt.place), tt.kind, "%v", found)
			require.NotContains(t, err.Error(), "Somebody")
		})
	}
}

func gifTrailer() string {
	b := []byte{1}
	for i := 255; i >= 0; i-- {
		b = append(b, byte(i))
	}
	return string(append(b, 0))
}

// Whatever ends early is unread, and no length of it leads past its end.
func TestAFileThatIsCutOffAnywhereIsNoPass(t *testing.T) {
	exif := "Exif\x00\x00" + exifData([]exifTag{{0x0110, "Camera 3", nil}, {0x8769, "", []exifTag{{0x9000, "0232", nil}}}})
	iptc := photoshop + "\x00\x00\x00\x0c\x1c\x01\x50\x00\x07unnamed"
	packet := xmpPacket(`xmp:CreatorTool="Paint">`)
	for name, file := range map[string][]byte{
		"jpeg": jpegFile(t, segment(0xe1, exif), segment(0xed, iptc)),
		"png":  pngFile(t, chunk("eXIf", exif[6:]), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet)),
		"webp": webpFile(riff("EXIF", exif), riff("XMP ", packet)),
		"gif":  gifFile(t, "\x21\xff\x0bXMP DataXMP"+packet+gifTrailer(), "\x21\xf9\x04\x00\x00\x00\x00\x00"),
		"pdf":  pdfFile("<< /Title (an\\(essay\\051) /A [<< /B <414> >>] >>", pdfStream("/Type /ObjStm /Filter /FlateDecode", deflate("1 0 << >>"))),
	} {
		found, err := privacy.Policy{}.InspectFile(bytes.NewReader(file))
		require.NoError(t, err, "%s: %v", name, found)
		whole := len(bytes.TrimRight(file, "\n"))
		for n := range whole {
			_, err := privacy.Policy{}.InspectFile(bytes.NewReader(file[:n]))
			require.ErrorIs(t, err, privacy.ErrUnread, "%s: %d of %d", name, n, len(file))
		}
	}
	// And so within a file that is whole.
	for n := 1; n < len(exif)-4; n++ { // the last directory may leave its end out
		_, err := privacy.Policy{}.InspectFile(bytes.NewReader(jpegFile(t, segment(0xe1, exif[:n]))))
		require.ErrorIs(t, err, privacy.ErrUnread, "exif: %d", n)
	}
	for n := len("Photoshop 3.0\x00") + 1; n < len(iptc); n++ {
		_, err := privacy.Policy{}.InspectFile(bytes.NewReader(jpegFile(t, segment(0xed, iptc[:n]))))
		require.ErrorIs(t, err, privacy.ErrUnread, "photoshop: %d", n)
	}
	const data = "\x1c\x01\x50\x00\x07unnamed"
	for n := 1; n < len(data); n++ {
		block := photoshop + "\x00\x00\x00" + string(rune(n)) + data[:n] + strings.Repeat("\x00", n%2)
		_, err := privacy.Policy{}.InspectFile(bytes.NewReader(jpegFile(t, segment(0xed, block))))
		require.ErrorIs(t, err, privacy.ErrUnread, "iptc: %d", n)
	}
	for n := range packet[:strings.Index(packet, "<?xpacket end")] {
		_, err := privacy.Policy{}.InspectFile(bytes.NewReader(pngFile(t, chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet[:n]))))
		require.ErrorIs(t, err, privacy.ErrUnread, "xmp: %d", n)
	}
}

func TestAFileThatIsTooLargeOrCannotBeReadIsNoPass(t *testing.T) {
	_, err := privacy.Policy{}.InspectFile(io.LimitReader(endless{}, 2<<30))
	require.ErrorIs(t, err, privacy.ErrUnread)
	cause := errors.New("the disk is gone")
	_, err = privacy.Policy{}.InspectFile(iotest.ErrReader(cause))
	require.ErrorIs(t, err, privacy.ErrUnread)
	require.ErrorIs(t, err, cause)
	_, err = privacy.Policy{}.InspectFile(bytes.NewReader(append(jpegFile(t), make([]byte, limits.LintFile)...)))
	require.ErrorIs(t, err, privacy.ErrUnread)
	_, err = privacy.Policy{}.InspectFile(bytes.NewReader(jpegFile(t)), "")
	require.ErrorIs(t, err, privacy.ErrUnread, "a name that cannot be looked for")
	_, err = privacy.Policy{Adult: 1}.InspectFile(bytes.NewReader(jpegFile(t)))
	require.ErrorIs(t, err, privacy.ErrPolicy)

	for name, file := range map[string][]byte{
		"png":  pngFile(t, bytes.Repeat(chunk("pHYs", ""), limits.LintParts)),
		"jpeg": jpegFile(t, bytes.Repeat(segment(0xdb, ""), limits.LintParts)),
		"webp": webpFile(strings.Repeat(riff("ICCP", ""), limits.LintParts)),
		"gif":  gifFile(t, strings.Repeat("\x21\xf9\x00", limits.LintParts)),
		"xmp":  webpFile(riff("XMP ", strings.Repeat("<a xmlns='adobe:ns:meta/'/>", limits.LintParts/2+1))),
		"exif": webpFile(riff("EXIF", exifData(slices.Repeat([]exifTag{{0x0110, "", nil}}, limits.LintParts+1)))),
		"iptc": jpegFile(t, segment(0xed, photoshop+"\x00\x00\xc3\x50"+strings.Repeat("\x00", 50_000))),
		"8BIM": jpegFile(t, bytes.Repeat(segment(0xed, "Photoshop 3.0\x00"+strings.Repeat("8BIM\x03\xed\x00\x00\x00\x00\x00\x00", 5000)), 5)),
	} {
		found, err := privacy.Policy{}.InspectFile(bytes.NewReader(file))
		require.ErrorIs(t, err, privacy.ErrUnread, name)
		require.Contains(t, found[len(found)-1].Message, "at most 20000 parts", name)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// What is inflated is bounded in all, not for each part.
func TestManySmallBombsAreOneLargeBomb(t *testing.T) {
	bomb := chunk("zTXt", "Comment\x00\x00"+deflate(strings.Repeat(" ", 1<<20)))
	found, err := privacy.Policy{}.InspectFile(bytes.NewReader(pngFile(t, bytes.Repeat(bomb, 30))))
	require.NoError(t, err, "%v", found)
	_, err = privacy.Policy{}.InspectFile(bytes.NewReader(pngFile(t, bytes.Repeat(bomb, 40))))
	require.ErrorIs(t, err, privacy.ErrUnread)
}

func FuzzFile(f *testing.F) {
	for _, s := range seeds.Documents("png", "svg", "carried") {
		f.Add(s)
	}
	exif := "Exif\x00\x00" + exifData([]exifTag{{0x013b, "Somebody", nil}, {0x8825, "", []exifTag{{1, "N\x00", nil}}}})
	for _, seed := range [][]byte{
		jpegFile(f, segment(0xe1, exif), segment(0xed, photoshop+"\x00\x00\x00\x0d\x1c\x02\x50\x00\x08Somebody\x00"), segment(0xfe, "x")),
		pngFile(f, chunk("tEXt", "Author\x00x"), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpPacket(`exif:GPSLatitude="39">`))),
		gifFile(f, "\x21\xfe\x03Zoe\x00", "\x21\xff\x0bXMP DataXMP"+xmpPacket(">")+gifTrailer()),
		webpFile(riff("EXIF", exif), riff("XMP ", xmpPacket(">"))),
		pdfFile("<< /Author (x) /Annots [<< /T (x) >>] >>", pdfStream("/Type /ObjStm /Filter /FlateDecode", deflate("1 0 << /Title <FEFF> >>")), pdfStream("/Filter /DCTDecode", string(jpegFile(f)))),
		[]byte("%PDF-1.7\n%%EOF"), nil,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := privacy.Policy{}.InspectFile(bytes.NewReader(data), "Zoë")
		require.Equal(t, err != nil, len(found) > 0)
		if err == nil {
			// Whatever passes begins as one of the files that can be read.
			require.Greater(t, len(data), 8)
		}
	})
}

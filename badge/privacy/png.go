package privacy

import (
	"bytes"
	"encoding/binary"

	"github.com/summitbadges/openbadges/internal/limits"
)

// png walks the chunks of a PNG (third edition).
func (l *lint) png(at string, b []byte) {
	for i := 8; ; {
		if !l.part(at) {
			return
		}
		if i+12 > len(b) {
			l.broken(at)
			return
		}
		n := int64(binary.BigEndian.Uint32(b[i:]))
		if n > int64(len(b)-i-12) {
			l.broken(at)
			return
		}
		kind, data := string(b[i+4:i+8]), b[i+8:i+8+int(n)]
		i += 12 + int(n)
		switch kind {
		case "IEND":
			l.behind(at, b[i:])
			return
		case "IHDR", "PLTE", "IDAT", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT":
		case "tIME":
			l.add(at+"/tIME", KindAuthor, "when it was changed")
		case "eXIf":
			l.exif(at+"/exif", data)
		case "tEXt", "zTXt", "iTXt":
			l.pngText(at+"/"+kind, kind, data)
		default:
			l.add(at, KindUnread, "a chunk of %d bytes that this package does not know", n)
		}
	}
}

func (l *lint) pngText(at, kind string, b []byte) {
	keyword, text, ok := bytes.Cut(b, []byte{0})
	if !ok {
		l.broken(at)
		return
	}
	compressed := kind == "zTXt"
	switch {
	case kind == "iTXt" && len(text) >= 2:
		compressed = text[0] != 0
		_, text, _ = bytes.Cut(text[2:], []byte{0}) // language
		if _, text, ok = bytes.Cut(text, []byte{0}); !ok {
			l.broken(at)
			return
		}
	case kind == "zTXt" && len(text) >= 1:
		text = text[1:]
	case kind != "tEXt":
		l.broken(at)
		return
	}
	if compressed {
		if text, ok = l.inflate(at, text, limits.LintMetadata); !ok {
			return
		}
	}
	switch name := string(keyword); {
	case name == "Software":
		l.identifier(at, latin1(text))
	case name == "XML:com.adobe.xmp":
		l.xmp(at+"/xmp", text)
	case name == "openbadges", name == "openbadgecredential":
		l.add(at, KindUnread, "a badge within the picture: it is judged by itself")
	case bytes.HasPrefix(keyword, []byte("Raw profile type")):
		l.add(at, KindUnread, "metadata of another format, in hexadecimal")
	default:
		l.says(at, KindAuthor, "a text: an author, a title, a time, a comment", latin1(text))
	}
}

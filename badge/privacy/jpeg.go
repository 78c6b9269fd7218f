package privacy

import (
	"bytes"
	"encoding/binary"
)

// jpeg walks the segments of a JPEG (ITU-T T.81, annex B), those between scans included.
func (l *lint) jpeg(at string, b []byte) {
	for i := 2; ; {
		if !l.part(at) {
			return
		}
		if i >= len(b) || b[i] != 0xff {
			l.broken(at)
			return
		}
		for i < len(b) && b[i] == 0xff {
			i++
		}
		if i >= len(b) {
			l.broken(at)
			return
		}
		marker := b[i]
		i++
		switch {
		case marker == 0xd9:
			l.behind(at, b[i:])
			return
		case marker == 0x01, marker >= 0xd0 && marker <= 0xd7:
			continue
		}
		if i+2 > len(b) {
			l.broken(at)
			return
		}
		n := int(binary.BigEndian.Uint16(b[i:]))
		if n < 2 || i+n > len(b) {
			l.broken(at)
			return
		}
		segment := b[i+2 : i+n]
		i += n
		l.segment(at, marker, segment)
		if marker == 0xda {
			i = scanEnd(b, i)
		}
	}
}

// scanEnd is where the marker behind entropy-coded data stands.
func scanEnd(b []byte, i int) int {
	for {
		k := bytes.IndexByte(b[i:], 0xff)
		if k < 0 {
			return len(b)
		}
		if i += k; i+1 >= len(b) {
			return len(b)
		}
		if next := b[i+1]; next != 0x00 && (next < 0xd0 || next > 0xd7) {
			return i
		}
		i += 2
	}
}

func (l *lint) segment(at string, marker byte, b []byte) {
	cut := func(prefix string) ([]byte, bool) { return bytes.CutPrefix(b, []byte(prefix)) }
	switch marker {
	case 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf:
		return // of the picture itself
	case 0xe0:
		if rest, ok := cut("JFIF\x00"); ok {
			if len(rest) < 9 || int(rest[7])*int(rest[8]) != 0 || len(rest) > 9 {
				l.add(at+"/jfif", KindPhoto, "a small picture beside the picture: it may show what was cut away")
			}
			return
		}
		if _, ok := cut("JFXX\x00"); ok {
			l.add(at+"/jfxx", KindPhoto, "a small picture beside the picture: it may show what was cut away")
			return
		}
	case 0xe1:
		if rest, ok := cut("Exif\x00\x00"); ok {
			l.exif(at+"/exif", rest)
			return
		}
		if rest, ok := cut("http://ns.adobe.com/xap/1.0/\x00"); ok {
			l.xmp(at+"/xmp", rest)
			return
		}
	case 0xe2:
		if _, ok := cut("ICC_PROFILE\x00"); ok {
			return
		}
	case 0xed:
		if rest, ok := cut("Photoshop 3.0\x00"); ok {
			l.photoshop(at+"/photoshop", rest)
			return
		}
	case 0xee:
		if _, ok := cut("Adobe"); ok && len(b) == 12 {
			return
		}
	case 0xfe:
		l.says(at+"/comment", KindAuthor, "a comment", latin1(b))
		return
	}
	l.add(at, KindUnread, "a part of the JPEG (marker %02x, %d bytes) that this package does not know", marker, len(b))
}

// photoshop walks image resource blocks, where IPTC stands.
func (l *lint) photoshop(at string, b []byte) {
	for len(b) > 0 {
		if !l.part(at) {
			return
		}
		if len(b) < 12 || string(b[:4]) != "8BIM" {
			l.broken(at)
			return
		}
		id := binary.BigEndian.Uint16(b[4:])
		k := 6 + 1 + int(b[6]) // behind a name with its length before it
		k += k & 1
		if k+4 > len(b) {
			l.broken(at)
			return
		}
		size := int64(binary.BigEndian.Uint32(b[k:]))
		if k += 4; size > int64(len(b)-k) {
			l.broken(at)
			return
		}
		data := b[k : k+int(size)]
		b = b[min(k+int(size)+int(size&1), len(b)):]
		switch id {
		case 0x0404:
			l.iptc(at+"/iptc", data)
		case 0x0409, 0x040c:
			l.add(at, KindPhoto, "a small picture beside the picture: it may show what was cut away")
		case 0x0422, 0x0423:
			l.exif(at+"/exif", data)
		case 0x0424:
			l.xmp(at+"/xmp", data)
		case 0x03ed, 0x03f3, 0x03f5, 0x03f8, 0x0406, 0x0408, 0x040a, 0x040d, 0x040f, 0x0411, 0x0414, 0x0419, 0x041a, 0x0421, 0x0425, 0x0426, 0x0428, 0x2710:
		default:
			l.add(at, KindUnread, "an image resource (%04x, %d bytes) that this package does not know", id, len(data))
		}
	}
}

// iptc walks the data sets of IPTC-IIM 4.2.
func (l *lint) iptc(at string, b []byte) {
	for len(b) > 0 {
		if !l.part(at) {
			return
		}
		if b[0] == 0 { // padding
			b = b[1:]
			continue
		}
		if len(b) < 5 || b[0] != 0x1c || b[3]&0x80 != 0 {
			l.broken(at)
			return
		}
		record, set := b[1], b[2]
		n := int(binary.BigEndian.Uint16(b[3:]))
		if 5+n > len(b) {
			l.broken(at)
			return
		}
		text := latin1(b[5 : 5+n])
		b = b[5+n:]
		switch {
		case record == 1 || record == 2 && set == 0:
		case record == 2 && (set == 26 || set == 27 || set >= 90 && set <= 101):
			l.says(at, KindLocation, "the name of a place", text)
		case record == 2:
			l.says(at, KindAuthor, "an author, a title, a time or a description", text)
		default:
			l.says(at, KindUnread, "a data set that this package does not know", text)
		}
	}
}

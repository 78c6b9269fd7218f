package privacy

import (
	"bytes"
	"encoding/binary"
)

// webp walks the chunks of a WebP (RFC 9649).
func (l *lint) webp(at string, b []byte) {
	size := int64(binary.LittleEndian.Uint32(b[4:]))
	if size < 4 || size+8 > int64(len(b)) {
		l.broken(at)
		return
	}
	l.behind(at, b[8+size:])
	l.chunks(at, b[12:8+size])
}

func (l *lint) chunks(at string, b []byte) {
	for len(b) > 0 {
		if !l.part(at) {
			return
		}
		if len(b) < 8 {
			l.broken(at)
			return
		}
		kind, n := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		if n > int64(len(b)-8) {
			l.broken(at)
			return
		}
		data := b[8 : 8+n]
		b = b[min(8+n+n&1, int64(len(b))):]
		switch kind {
		case "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ICCP":
		case "ANMF":
			l.chunks(at, data[min(16, len(data)):])
		case "EXIF":
			l.exif(at+"/exif", bytes.TrimPrefix(data, []byte("Exif\x00\x00")))
		case "XMP ":
			l.xmp(at+"/xmp", data)
		default:
			l.add(at, KindUnread, "a chunk of %d bytes that this package does not know", n)
		}
	}
}

// gif walks the blocks of a GIF 89a.
func (l *lint) gif(at string, b []byte) {
	i := 13
	if len(b) < i {
		l.broken(at)
		return
	}
	i += colours(b[10])
	for {
		if !l.part(at) {
			return
		}
		if i >= len(b) {
			l.broken(at)
			return
		}
		block := b[i]
		i++
		switch block {
		case 0x3b:
			l.behind(at, b[i:])
			return
		case 0x2c:
			if i+9 > len(b) {
				l.broken(at)
				return
			}
			i += 9 + colours(b[i+8]) + 1 // and the size of codes
			_, i = l.blocks(at, b, i)
		case 0x21:
			if i >= len(b) {
				l.broken(at)
				return
			}
			label, from := b[i], i+1
			var data []byte
			data, i = l.blocks(at, b, from)
			l.extension(at, label, data, b[min(from, len(b)):min(max(i, from), len(b))])
		default:
			l.broken(at)
			return
		}
		if i < 0 {
			l.broken(at)
			return
		}
	}
}

// colours are the bytes of the colour table that packed flags tell of.
func colours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// blocks joins the sub-blocks from i on, and returns where they end; -1 if they do not.
func (l *lint) blocks(at string, b []byte, i int) (data []byte, end int) {
	for i < len(b) {
		n := int(b[i])
		if i++; n == 0 {
			return data, i
		}
		if i+n > len(b) {
			break
		}
		data = append(data, b[i:i+n]...)
		i += n
	}
	return nil, -1
}

// trailer are the bytes that end the sub-blocks behind XMP, wherever a reader is that takes
// it for some: 1, 255 down to 0, and 0.
const trailer = 258

// extension judges an extension block: joined, and as it stands.
func (l *lint) extension(at string, label byte, data, raw []byte) {
	switch label {
	case 0xf9:
		return
	case 0xfe:
		l.says(at+"/comment", KindAuthor, "a comment", latin1(data))
		return
	case 0x01:
		if len(data) > 12 {
			l.says(at+"/text", KindAuthor, "a text", latin1(data[12:]))
		}
		return
	case 0xff:
		for _, known := range []string{"NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"} {
			if bytes.HasPrefix(data, []byte(known)) {
				return
			}
		}
		// XMP is not in sub-blocks: it stands as it is, with a trailer that ends them.
		if packet, ok := bytes.CutPrefix(raw, []byte("\x0bXMP DataXMP")); ok && len(packet) > trailer {
			l.xmp(at+"/xmp", packet[:len(packet)-trailer])
			return
		}
	}
	l.add(at, KindUnread, "an extension of %d bytes that this package does not know", len(data))
}

package privacy

import (
	"bytes"
	"encoding/binary"
)

// tagged are the tags of Exif 3.0 that say something of somebody.
var tagged = map[uint16]struct {
	kind Kind
	what string
}{
	0x010e: {KindAuthor, "a description"},
	0x0132: {KindAuthor, "when it was made"},
	0x013b: {KindAuthor, "the artist"},
	0x013c: {KindAuthor, "the name of a computer"},
	0x8298: {KindAuthor, "a holder of copyright"},
	0x9003: {KindAuthor, "when it was taken"},
	0x9004: {KindAuthor, "when it was taken"},
	0x9286: {KindAuthor, "a comment"},
	0x9c9b: {KindAuthor, "a title"},
	0x9c9c: {KindAuthor, "a comment"},
	0x9c9d: {KindAuthor, "the author"},
	0x9c9e: {KindAuthor, "keywords"},
	0x9c9f: {KindAuthor, "a subject"},
	0xa420: {KindAuthor, "a number that only this picture has"},
	0xa430: {KindAuthor, "the owner of the camera"},
	0xa431: {KindAuthor, "the number of the camera"},
	0xa435: {KindAuthor, "the number of the lens"},
	0xa436: {KindAuthor, "a title"},
	0xa437: {KindAuthor, "the photographer"},
	0xa438: {KindAuthor, "the editor of the picture"},
}

// technical says whether a tag tells of the camera, the light and the form of the picture
// alone.
func technical(tag uint16) bool {
	switch {
	case tag >= 0x00fe && tag <= 0x0107, tag == 0x010a, tag == 0x010f, tag == 0x0110, tag == 0x0111, tag == 0x0112, tag >= 0x0115 && tag <= 0x0117,
		tag >= 0x011a && tag <= 0x011c, tag == 0x0128, tag == 0x012d, tag == 0x0131, tag == 0x013d, tag >= 0x013e && tag <= 0x0140,
		tag >= 0x0142 && tag <= 0x0145, tag == 0x0152, tag == 0x0153, tag == 0x0201, tag == 0x0202, tag >= 0x0211 && tag <= 0x0214,
		tag == 0x829a, tag == 0x829d, tag == 0x8773, tag >= 0x8822 && tag <= 0x8827, tag >= 0x8830 && tag <= 0x8835, tag == 0x9000,
		tag >= 0x9010 && tag <= 0x9012, tag == 0x9101, tag == 0x9102, tag >= 0x9201 && tag <= 0x920a, tag == 0x9214, tag >= 0x9290 && tag <= 0x9292,
		tag >= 0x9400 && tag <= 0x9405, tag >= 0xa000 && tag <= 0xa003, tag == 0xa20b, tag == 0xa20c, tag == 0xa20e, tag == 0xa20f, tag == 0xa210, tag == 0xa214,
		tag == 0xa215, tag == 0xa217, tag >= 0xa300 && tag <= 0xa302, tag >= 0xa401 && tag <= 0xa40c, tag >= 0xa432 && tag <= 0xa434, tag >= 0xa439 && tag <= 0xa43c,
		tag == 0xa460, tag == 0xa461, tag == 0xa462, tag == 0xa500, tag == 0xea1c:
		return true
	}
	return false
}

// sizes are the bytes of a value of each type of TIFF 6.0 and Exif 3.0.
var sizes = []uint64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}

type directory int

const (
	dirMain directory = iota
	dirSmall
	dirGPS
	dirInterop
)

// exif walks the directories of a TIFF structure.
func (l *lint) exif(at string, b []byte) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		order = binary.BigEndian
	}
	if order == nil || len(b) < 8 {
		l.broken(at)
		return
	}
	w := tiff{l, at, b, order, map[uint32]bool{}}
	next := w.directory(order.Uint32(b[4:]), dirMain)
	for next != 0 {
		l.add(at, KindPhoto, "a small picture beside the picture: it may show what was cut away")
		next = w.directory(next, dirSmall)
	}
}

type tiff struct {
	l     *lint
	at    string
	b     []byte
	order binary.ByteOrder
	seen  map[uint32]bool
}

// directory reads one directory, and those inside it, and returns where the next one is.
func (w *tiff) directory(offset uint32, d directory) (next uint32) {
	if w.seen[offset] || uint64(offset)+2 > uint64(len(w.b)) {
		w.l.broken(w.at)
		return 0
	}
	w.seen[offset] = true
	n := int(w.order.Uint16(w.b[offset:]))
	entries := w.b[offset+2:]
	if len(entries) < 12*n {
		w.l.broken(w.at)
		return 0
	}
	for i := range n {
		if !w.l.part(w.at) {
			return 0
		}
		w.entry(entries[12*i:], d)
	}
	if rest := entries[12*n:]; len(rest) >= 4 {
		return w.order.Uint32(rest)
	}
	return 0 // some writers leave the end out
}

func (w *tiff) entry(e []byte, d directory) {
	tag, kind, count := w.order.Uint16(e), int(w.order.Uint16(e[2:])), uint64(w.order.Uint32(e[4:]))
	if kind <= 0 || kind >= len(sizes) {
		w.l.broken(w.at)
		return
	}
	size := sizes[kind] * count
	value := e[8:12]
	if size > 4 {
		from := uint64(w.order.Uint32(value))
		if from+size > uint64(len(w.b)) {
			w.l.broken(w.at)
			return
		}
		value = w.b[from:]
	}
	value = value[:size]
	t, personal := tagged[tag]
	switch {
	case d == dirGPS && tag == 0:
	case d == dirGPS:
		w.l.add(w.at+"/gps", KindLocation, "where the picture was taken, or when by satellite (tag %d)", tag)
	case d == dirInterop && (tag <= 2 || tag >= 0x1000 && tag <= 0x1002):
	case size == 4 && (tag == 0x8769 || tag == 0x8825 || tag == 0xa005):
		inside := map[uint16]directory{0x8769: d, 0x8825: dirGPS, 0xa005: dirInterop}[tag]
		if next := w.directory(w.order.Uint32(value), inside); next != 0 && tag != 0x8769 {
			w.l.add(w.at, KindUnread, "a directory behind one that has none behind it")
		}
	case personal:
		w.l.says(w.at, t.kind, t.what, w.text(tag, value))
	case technical(tag):
	case tag == 0x927c:
		w.l.add(w.at, KindUnread, "notes of the camera's maker, which may hold places, names and faces")
	case tag == 0x02bc:
		w.l.xmp(w.at+"/xmp", value)
	case tag == 0x83bb:
		w.l.iptc(w.at+"/iptc", value)
	case tag == 0x8649:
		w.l.photoshop(w.at+"/photoshop", value)
	default:
		w.l.add(w.at, KindUnread, "a tag (%04x, %d bytes) that this package does not know", tag, size)
	}
}

func (w *tiff) text(tag uint16, b []byte) string {
	switch {
	case tag >= 0x9c9b && tag <= 0x9c9f:
		return utf16Text(b, binary.LittleEndian.Uint16)
	case tag == 0x9286 && len(b) >= 8:
		if bytes.HasPrefix(b, []byte("UNICODE\x00")) {
			return utf16Text(b[8:], w.order.Uint16)
		}
		return latin1(b[8:])
	}
	return latin1(b)
}

package bake

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

const (
	signature = "\x89PNG\r\n\x1a\n"
	around    = 12 // bytes of a chunk besides its data: length, type, CRC
)

// The keywords under which a text chunk holds a badge.
const (
	keyword    = "openbadgecredential" // OB 3.0 section 5.3.1
	keywordOld = "openbadges"          // OB 2.0 and before
	keywordCLR = "clrcredential"       // CLR 2.0
)

func isPNG(image []byte) bool { return bytes.HasPrefix(image, []byte(signature)) }

// pieces gives bytes of a picture. They stay as they are until the next call.
type pieces interface {
	at(offset int64, n int) ([]byte, error)
}

// held is a picture in memory.
type held []byte

func (h held) at(offset int64, n int) ([]byte, error) { return h[offset : offset+int64(n)], nil }

// A chunk is one chunk of a PNG, by its place.
type chunk struct {
	offset int64 // of its length
	length int   // of its data
	kind   string
	badge  string // the keyword, of a text chunk that has one of a badge
}

func (c chunk) end() int64 { return c.offset + around + int64(c.length) }

// walkPNG visits the chunks from IHDR to IEND and returns the end of the latter. Every
// length is compared with what is there before anything is read by it.
func walkPNG(src pieces, size int64, visit func(chunk) error) (end int64, err error) {
	if size > limits.PNG {
		return 0, tooLarge(0, "a PNG has at most %d bytes; this has %d", limits.PNG, size)
	}
	offset := int64(len(signature))
	for n := 0; ; n++ {
		if n == limits.PNGChunks {
			return 0, tooLarge(offset, "a PNG has at most %d chunks", limits.PNGChunks)
		}
		if size-offset < around {
			return 0, malformed(offset, "the PNG ends without IEND")
		}
		head, err := src.at(offset, 8)
		if err != nil {
			return 0, err
		}
		length := binary.BigEndian.Uint32(head)
		if length > 1<<31-1 || int64(length) > size-offset-around {
			return 0, malformed(offset, "a chunk says that it has %d bytes, and %d are left", length, size-offset-around)
		}
		c := chunk{offset: offset, length: int(length), kind: kindOf(head[4:8])}
		switch {
		case c.kind == "":
			return 0, malformed(offset+4, "the type of a chunk has four letters; found %q", head[4:8])
		case (c.kind == "IHDR") != (n == 0):
			return 0, malformed(offset, "IHDR is the first chunk and no other; chunk %d is %s", n+1, c.kind)
		case c.kind == "IHDR" && c.length != 13, c.kind == "IEND" && c.length != 0:
			return 0, malformed(offset, "a chunk %s of %d bytes", c.kind, c.length)
		}
		if c.kind == "IHDR" || c.kind == "IEND" {
			if _, err := sound(src, c); err != nil {
				return 0, err
			}
		}
		if c.badge, err = badgeOf(src, c); err != nil {
			return 0, err
		}
		if err := visit(c); err != nil {
			return 0, err
		}
		offset = c.end()
		if c.kind == "IEND" {
			return offset, nil
		}
	}
}

// kindOf avoids a new string for the chunks that a picture has most of.
func kindOf(b []byte) string {
	switch string(b) {
	case "IDAT":
		return "IDAT"
	case "fdAT":
		return "fdAT"
	}
	for _, c := range b {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return ""
		}
	}
	return string(b)
}

// sound returns the data of a chunk if its checksum holds.
func sound(src pieces, c chunk) ([]byte, error) {
	b, err := src.at(c.offset+4, c.length+8)
	if err != nil {
		return nil, err
	}
	if crc32.ChecksumIEEE(b[:4+c.length]) != binary.BigEndian.Uint32(b[4+c.length:]) {
		return nil, fault(ErrCRC, c.offset, "the checksum of a chunk %s is not that of its content", c.kind)
	}
	return b[4 : 4+c.length], nil
}

// badgeOf returns the keyword of a text chunk that is one of a badge, exactly.
func badgeOf(src pieces, c chunk) (string, error) {
	if c.kind != "iTXt" && c.kind != "tEXt" && c.kind != "zTXt" {
		return "", nil
	}
	b, err := src.at(c.offset+8, min(c.length, len(keyword)+1))
	if err != nil {
		return "", err
	}
	for _, k := range [...]string{keyword, keywordOld, keywordCLR} {
		if len(b) > len(k) && b[len(k)] == 0 && string(b[:len(k)]) == k {
			return k, nil
		}
	}
	return "", nil
}

func extractPNG(src pieces, size int64) (Extracted, error) {
	var ours, older []chunk
	records, other := 0, ""
	end, err := walkPNG(src, size, func(c chunk) error {
		switch {
		case c.badge == keyword:
			ours = append(ours, c)
			if c.kind != "iTXt" {
				other = "; the keyword stands in a chunk " + c.kind + ", and should in iTXt"
			}
		case c.badge == keywordOld:
			older = append(older, c)
		case c.badge == keywordCLR:
			records++
			other = "; it holds a learner record (CLR 2.0)"
		}
		return nil
	})
	if err != nil {
		return Extracted{}, err
	}
	x := Extracted{Format: PNG, Version: OB30, Beside: len(older) + records, Behind: size - end}
	if len(ours) == 0 || len(ours) == 1 && ours[0].kind != "iTXt" { // a text of Latin letters, or a compressed one, is none
		if len(older) == 0 {
			return Extracted{}, fault(ErrNone, 0, "the PNG has no iTXt chunk %q%s", keyword, other)
		}
		x.Version, x.Beside, ours = OB20, records, older
	}
	if len(ours) > 1 {
		return Extracted{}, fault(ErrDuplicate, ours[1].offset, "the PNG has %d text chunks %q; it may have one (OB 3.0 section 5.3.1)", len(ours), ours[0].badge)
	}
	c := ours[0]
	if c.length > limits.Document+2*limits.PNGTranslated {
		return Extracted{}, tooLarge(c.offset, "a badge has at most %d bytes; this chunk has %d", limits.Document, c.length)
	}
	data, err := sound(src, c)
	if err != nil {
		return Extracted{}, err
	}
	text, err := textOf(c, data)
	if err != nil {
		return Extracted{}, err
	}
	x.Credential = bytes.Clone(text)
	if x.Version != OB30 {
		x.Version = versionOf(text, c.kind == "tEXt")
	}
	if x.Form, err = formOf(text, x.Version, c.offset); err != nil {
		return Extracted{}, err
	}
	return x, nil
}

// textOf returns the text of a chunk (PNG, third edition, section 11.3.3). What is
// compressed stays so: a kilobyte can inflate to a megabyte, and OB 3.0 forbids it.
func textOf(c chunk, data []byte) ([]byte, error) {
	at := c.offset + 8
	rest := data[len(c.badge)+1:]
	switch c.kind {
	case "zTXt":
		return nil, fault(ErrCompressed, at, "a chunk zTXt is not inflated")
	case "iTXt":
		if len(rest) < 2 || rest[0] > 1 {
			return nil, malformed(at, "a chunk iTXt without its compression flag")
		}
		if rest[0] == 1 {
			return nil, fault(ErrCompressed, at, "the text of a badge must not be compressed (OB 3.0 section 5.3.1), and is not inflated")
		}
		if rest[1] != 0 {
			return nil, malformed(at, "the compression method %d of a text that is not compressed", rest[1])
		}
		language, rest2, one := bytes.Cut(rest[2:], []byte{0})
		translated, text, two := bytes.Cut(rest2, []byte{0})
		switch {
		case !one || !two:
			return nil, malformed(at, "a chunk iTXt in which language tag and translated keyword do not end")
		case len(language) > limits.PNGTranslated || len(translated) > limits.PNGTranslated:
			return nil, malformed(at, "a language tag of %d bytes and a translated keyword of %d; a badge needs neither", len(language), len(translated))
		case !utf8.Valid(translated) || bytes.ContainsFunc(language, notBase64url):
			return nil, malformed(at, "a language tag or translated keyword that is none")
		}
		rest = text
	}
	if len(rest) > limits.Document {
		return nil, tooLarge(at, "a badge has at most %d bytes; this has %d", limits.Document, len(rest))
	}
	if !utf8.Valid(rest) || bytes.IndexByte(rest, 0) >= 0 {
		return nil, malformed(at, "the text of the chunk is not UTF-8")
	}
	return rest, nil
}

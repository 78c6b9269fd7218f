package sd

import (
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf8"
)

// The kinds of CBOR data items (RFC 8949 section 3.1) that a proofValue has. There
// are no tags in it, no items of indefinite length, and nothing that floats.
const (
	cborUint  byte = 0
	cborBytes byte = 2
	cborText  byte = 3
	cborArray byte = 4
	cborMap   byte = 5
)

func kindName(major byte) string {
	names := [...]string{"a number", "a negative number", "a byte string", "a text", "an array", "a map", "a tag", "a simple value"}
	return names[major&7]
}

// A cborReader reads the deterministic encoding of RFC 8949 section 4.2.1 and
// nothing besides, so that one proof has one spelling, save for the order of its label
// map. It never holds more than
// the data that it was given, whatever lengths stand there.
type cborReader struct {
	data []byte
	at   int
}

// head reads the kind and the argument of the next item.
func (r *cborReader) head(major byte) (uint64, error) {
	rest := r.data[r.at:]
	if len(rest) == 0 {
		return 0, r.fault("expected %s, found the end", kindName(major))
	}
	if found := rest[0] >> 5; found != major {
		return 0, r.fault("expected %s, found %s", kindName(major), kindName(found))
	}
	info := rest[0] & 31
	if info < 24 {
		r.at++
		return uint64(info), nil
	}
	if info > 27 {
		return 0, r.fault("expected %s of a definite length", kindName(major))
	}
	size := 1 << (info - 24)
	if len(rest) <= size {
		return 0, r.fault("expected a length of %d bytes, found the end", size)
	}
	var full [8]byte
	copy(full[8-size:], rest[1:])
	n := binary.BigEndian.Uint64(full[:])
	if least := [...]uint64{24, 1 << 8, 1 << 16, 1 << 32}[info-24]; n < least {
		return 0, r.fault("expected the shortest encoding of %d", n)
	}
	r.at += 1 + size
	return n, nil
}

// count reads the head of an array or map of at most so many items.
func (r *cborReader) count(major byte, most int) (int, error) {
	n, err := r.head(major)
	if err == nil && n > uint64(most) {
		err = r.fault("expected %s of at most %d items, found %d", kindName(major), most, n)
	}
	return int(n), err
}

// array reads the head of an array of exactly n items.
func (r *cborReader) array(n int) error {
	found, err := r.head(cborArray)
	if err == nil && found != uint64(n) {
		err = r.fault("expected an array of %d items, found one of %d", n, found)
	}
	return err
}

// uint reads a number of at most most.
func (r *cborReader) uint(most int) (int, error) {
	n, err := r.head(cborUint)
	if err == nil && n > uint64(most) {
		err = r.fault("expected a number up to %d, found %d", most, n)
	}
	return int(n), err
}

// bytes reads a byte string of that size. It is part of the reader's data.
func (r *cborReader) bytes(size int) ([]byte, error) {
	n, err := r.head(cborBytes)
	if err == nil && n != uint64(size) {
		err = r.fault("expected a byte string of %d bytes, found one of %d", size, n)
	}
	if err != nil {
		return nil, err
	}
	return r.take(n)
}

// text reads a text of at most so many bytes.
func (r *cborReader) text(most int) (string, error) {
	n, err := r.head(cborText)
	if err == nil && n > uint64(most) {
		err = r.fault("expected a text of at most %d bytes, found one of %d", most, n)
	}
	if err != nil {
		return "", err
	}
	text, err := r.take(n)
	if err == nil && !utf8.Valid(text) {
		err = r.fault("expected a text in UTF-8")
	}
	return string(text), err
}

func (r *cborReader) take(n uint64) ([]byte, error) {
	if rest := len(r.data) - r.at; n > uint64(rest) {
		return nil, r.fault("expected %d bytes more, found %d", n, rest)
	}
	from := r.at
	r.at += int(n)
	return r.data[from:r.at:r.at], nil
}

// end refuses what stands behind the last item.
func (r *cborReader) end() error {
	if rest := len(r.data) - r.at; rest > 0 {
		return r.fault("expected the end, found %d bytes more", rest)
	}
	return nil
}

func (r *cborReader) fault(format string, args ...any) error {
	return fmt.Errorf("%w: %s, at byte %d", ErrMalformed, fmt.Sprintf(format, args...), r.at)
}

// appendHead writes the kind and the argument of an item in the shortest way.
func appendHead(dst []byte, major byte, n int) []byte {
	switch major <<= 5; {
	case n < 24:
		return append(dst, major|byte(n))
	case n <= math.MaxUint8:
		return append(dst, major|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, major|25), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(dst, major|26), uint32(n))
}

func appendBytes(dst, b []byte) []byte { return append(appendHead(dst, cborBytes, len(b)), b...) }

func appendAllBytes(dst []byte, all [][]byte) []byte {
	dst = appendHead(dst, cborArray, len(all))
	for _, b := range all {
		dst = appendBytes(dst, b)
	}
	return dst
}

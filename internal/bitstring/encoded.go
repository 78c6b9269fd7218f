package bitstring

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Form says how a list was written. Several spellings of one list are about,
// and each of them can be told from the others and read in one way only.
type Form uint8

const (
	Bare     Form = 1 << iota // without the prefix u of multibase
	Padded                    // with padding
	Standard                  // with + and / where base64url has - and _

	// Multibase is the form of Bitstring Status List 1.0 section 2.2.
	Multibase Form = 0
)

// String says in words how the list was written.
func (f Form) String() string {
	words := "base64url"
	if f&Standard != 0 {
		words = "base64"
	}
	if f&Padded != 0 {
		words += " with padding"
	}
	if f&Bare != 0 {
		return words + " without the multibase prefix u"
	}
	return words + " with the multibase prefix u"
}

// magic is how every GZIP member begins, in base64: the bytes 1f 8b and the method
// deflate. No text of any multibase begins so.
const magic = "H4sI"

// Decode reads an encoded list, and says in which form it was written, of which only
// Multibase is that of the specification. The error is an ErrMalformed or ErrTooLarge.
// Whether the list is long enough depends on the size of its entries: see Check.
func Decode(encoded []byte) (*List, Form, error) { return new(scratch).decode(encoded) }

// A scratch is the memory of reading one list, kept for the next.
type scratch struct {
	z      gzip.Reader
	packed []byte
}

func (m *scratch) decode(encoded []byte) (*List, Form, error) {
	packed, form, err := m.unarmour(encoded)
	if err != nil {
		return nil, 0, err
	}
	bits, err := inflate(packed, &m.z, limits.Bits)
	if err != nil {
		return nil, 0, err
	}
	return &List{bits}, form, nil
}

// unarmour undoes multibase and base64.
func (m *scratch) unarmour(text []byte) ([]byte, Form, error) {
	form := Multibase
	switch {
	case len(text) == 0:
		return nil, 0, malformed("it is empty")
	case text[0] == 'u':
		text = text[1:]
	case bytes.HasPrefix(text, []byte(magic)):
		form |= Bare
	default:
		return nil, 0, malformed("it begins with %q; u is needed, the multibase prefix of base64url", text[:1])
	}
	if n := len(text); n > 0 && n%4 == 0 && text[n-1] == '=' {
		form |= Padded
		text = bytes.TrimSuffix(text[:n-1], []byte("="))
	}
	if form&Bare != 0 && bytes.ContainsAny(text, "+/") && !bytes.ContainsAny(text, "-_") {
		form |= Standard
		text = bytes.Map(func(r rune) rune {
			switch r {
			case '+':
				return '-'
			case '/':
				return '_'
			}
			return r
		}, text)
	}
	size := base64url.DecodedLen(len(text))
	if cap(m.packed) < size {
		m.packed = make([]byte, size)
	}
	m.packed = m.packed[:size]
	if _, err := base64url.Decode(m.packed, text); err != nil {
		return nil, 0, malformed("%v", err)
	}
	return m.packed, form, nil
}

// inflate undoes GZIP: one member, its checksum right, and nothing behind it. A
// reader that takes several members, as RFC 1952 section 2.2 allows and as
// compress/gzip does unless told, reads a list that others do not.
func inflate(packed []byte, z *gzip.Reader, most int) ([]byte, error) {
	const header, trailer = 10, 8
	if len(packed) < header+trailer {
		return nil, malformed("%d bytes are no GZIP", len(packed))
	}
	if packed[3]&0xe0 != 0 {
		return nil, malformed("the GZIP header has flags that are reserved")
	}
	in := bytes.NewReader(packed)
	if err := z.Reset(in); err != nil {
		return nil, malformed("this is no GZIP: %v", err)
	}
	z.Multistream(false)

	// The trailer says how long the list is, and the reader will hold it to that. A
	// text that is short and claims much is not believed: deflate makes of one byte
	// at most 1,032.
	said := int64(binary.LittleEndian.Uint32(packed[len(packed)-4:]))
	bits := make([]byte, min(said, int64(len(packed))*1032, int64(most))+1)
	n := 0
	for {
		k, err := z.Read(bits[n:])
		n += k
		switch {
		case n > most:
			return nil, fmt.Errorf("%w: it inflates to more than %d bytes", ErrTooLarge, most)
		case errors.Is(err, io.EOF):
			if in.Len() > 0 {
				return nil, malformed("%d bytes stand behind the GZIP member", in.Len())
			}
			return bits[:n:n], nil
		case err != nil:
			return nil, malformed("it cannot be inflated: %v", err)
		case n == len(bits):
			bits = append(bits, make([]byte, min(len(bits), most+1-n))...)
		}
	}
}

// Encode writes the list as Bitstring Status List 1.0 section 2.2 has it: GZIP,
// base64url without padding, and the multibase prefix u in front. One list is always
// written alike.
func (l *List) Encode() string {
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // a level that there is
	z.Write(l.bits)                                            // to memory, which does not fail
	z.Close()
	return "u" + base64.RawURLEncoding.EncodeToString(packed.Bytes())
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

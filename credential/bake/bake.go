// Package bake puts a secured credential into a PNG or SVG picture and takes it out
// again (OB 3.0 section 5.3): bytes in, bytes out. Nothing here is a verdict. What
// was taken out is as true as what anybody sends, and the picture itself is signed by
// nobody: show the name that the credential gives, whatever the picture says.
//
// A PNG is walked chunk by chunk and an SVG token by token, both in place: no pixel is
// decoded, nothing is inflated, no XML is written again, and every byte that is not the
// credential's stays as it was. A photograph tells by that where it was taken: Strip takes
// it out before, for whoever asks.
package bake

import (
	"errors"
	"io"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A Format is a kind of picture.
type Format string

const (
	PNG Format = "png" // Portable Network Graphics, W3C, third edition
	SVG Format = "svg" // Scalable Vector Graphics 1.1 and 2, as XML without a DTD
)

// A Version is the version of Open Badges by whose rules a credential was baked. It
// follows from the place alone, and for the older ones from the @context that the text
// names: it says nothing about what the text is.
type Version string

const (
	OB30 Version = "3.0"
	OB20 Version = "2.0" // the iTXt keyword or XML namespace that 1.1 and 2.x have in common
	OB1  Version = "1"   // 1.0 or 1.1
)

// A Form is the form of a baked text.
type Form string

const (
	JWS  Form = "jws"  // by its place and first character; whether it is one, its reader says
	JSON Form = "json" // likewise
	URL  Form = "url"  // before OB 3.0: the place of a hosted assertion, which is never asked here
)

// Extracted is what a picture holds.
type Extracted struct {
	Format  Format
	Version Version
	Form    Form

	// Credential is the text as it stands there, white space around it included.
	Credential []byte

	// Beside counts the badges of earlier versions, the learner records (CLR 2.0) and, in
	// an SVG, the elements named openbadges:credential in a namespace of something else,
	// that the picture holds as well and that nobody has read: a reader of those shows
	// another badge than this one.
	Beside int

	// Behind counts the bytes that follow the end of a PNG, and are no part of it: such
	// a file is often two files in one, and should not be served as it is.
	Behind int64
}

// Extract takes the credential out of a picture. One that was baked by the rules of an
// earlier version is returned as well: look at Version. A picture with credentials of
// both has the one of OB 3.0 taken. What is returned shares no memory with image.
//
// The error is an *Error. It is ErrNone for a picture without a credential, and
// ErrDuplicate for one with several, of which two readers could take two.
func Extract(image []byte) (Extracted, error) {
	if isPNG(image) {
		return extractPNG(held(image), int64(len(image)))
	}
	return extractSVG(image)
}

// ExtractFrom is Extract for a picture of size bytes that is somewhere else. Of a PNG
// it reads the first 8 bytes of each chunk, 20 bytes of those that hold text, and the
// credential; an SVG is read whole.
func ExtractFrom(r io.ReaderAt, size int64) (Extracted, error) {
	src := &distant{r: r, size: size}
	head, err := src.at(0, int(max(0, min(size, int64(len(signature))))))
	if err != nil {
		return Extracted{}, err
	}
	switch {
	case isPNG(head):
		return extractPNG(src, size)
	case size < int64(len(signature)): // nothing, or less
		return extractSVG(head)
	}
	if size > limits.SVG {
		return Extracted{}, tooLarge(0, "an SVG has at most %d bytes; this has %d", limits.SVG, size)
	}
	image, err := src.at(0, int(size))
	if err != nil {
		return Extracted{}, err
	}
	return extractSVG(image)
}

// Bake returns image with the credential in it: a compact JWS, or the JSON document
// that has its proof inside. It refuses a picture that holds a badge of any version
// (ErrBaked; Replace takes it out first), and one that CheckArt refuses.
func Bake(image, credential []byte) ([]byte, error) { return bake(image, credential, false) }

// Replace is Bake for a picture that may hold badges, of this version or an earlier
// one: it takes all of them out first.
func Replace(image, credential []byte) ([]byte, error) { return bake(image, credential, true) }

func bake(image, credential []byte, replace bool) ([]byte, error) {
	form, err := checkCredential(credential)
	if err != nil {
		return nil, err
	}
	var out []byte
	if isPNG(image) {
		out, err = bakePNG(image, credential, replace)
	} else {
		out, err = bakeSVG(image, credential, form, replace)
	}
	if err != nil {
		return nil, err
	}
	if _, err := Extract(out); err != nil { // with one attribute, namespace or chunk more than is read
		return nil, err
	}
	return out, nil
}

// Remove returns image without the badges in it, of whatever version, and without what
// Bake has written beside them: of what Bake made it returns what Bake was given. It
// judges no art.
func Remove(image []byte) ([]byte, error) {
	if isPNG(image) {
		return removePNG(image)
	}
	return removeSVG(image)
}

// CheckArt reports whether a badge may be baked into the picture, which is then shown
// on the pages of whoever holds it. A PNG must be whole, chunk by chunk, with nothing
// behind its end. An SVG holds shapes, text, gradients, filters and embedded bitmaps,
// by a list of what is allowed: no script, event, link, animation, foreign document or
// processing instruction (ErrActive), and no reference to anything outside it
// (ErrExternal). Badges in the picture are passed over.
//
// It is a check for those who bake, and no sanitizer for pictures that others have
// baked: serve those with a Content-Security-Policy that has "sandbox". Show art as an
// image: in the HTML of a page its styles are those of the whole page. How long a browser
// takes to draw it is not judged.
func CheckArt(image []byte) error {
	if isPNG(image) {
		_, err := wholePNG(image)
		return err
	}
	bare, err := removeSVG(image)
	if err != nil {
		return err
	}
	return checkArt(bare)
}

// distant is a picture that is read piece by piece.
type distant struct {
	r    io.ReaderAt
	size int64
	buf  []byte
}

func (d *distant) at(offset int64, n int) ([]byte, error) {
	if cap(d.buf) < n {
		d.buf = make([]byte, n)
	}
	b := d.buf[:n]
	if got, err := d.r.ReadAt(b, offset); got < n {
		if err == nil || errors.Is(err, io.EOF) {
			return nil, malformed(offset+int64(got), "the file ends here, and should have %d bytes", d.size)
		}
		return nil, err
	}
	return b, nil
}

// Package carrier puts a secured credential into a PDF certificate and into an export
// package, and takes it out again: bytes in, bytes out. Nothing here is a verdict. What
// was taken out is as true as what anybody sends, and nobody signed what is around it:
// the words on the paper, a name printed there, the README and the list of digests.
//
// Neither reader is one of PDF or ZIP in general. Each reads the one plain form that
// this package writes, whole and by its own tables, so that no other reader can find
// another badge in the same file; every other form is refused by its name, with what to
// do about it.
package carrier

import (
	"bytes"
	"errors"
	"fmt"
)

// A Format is a kind of file around a credential.
type Format string

const (
	PDF     Format = "pdf" // a PDF document (ISO 32000-2) with one file attached, in the plain form of Attach
	Package Format = "zip" // an export package (ZIP, APPNOTE 6.3.10), as Pack makes it
)

// The names that a credential has in both formats, by its form.
const (
	NameJSON = "badge.json" // a JSON document with its proof inside
	NameJWT  = "badge.jwt"  // a compact JWS
)

// Extracted is what a file holds.
type Extracted struct {
	Format Format

	// Name is NameJSON or NameJWT.
	Name string

	// Credential is the text as it stands there. It shares no memory with the file.
	Credential []byte

	// Remarks say what is not as Pack makes a package, and changes nothing about the
	// credential: a picture without a badge, a file that is not the one of the digests.
	Remarks []string
}

// What can be wrong with a file, or with what is to go into one.
var (
	ErrOther     = errors.New("of a form that is not read here") // whatever it holds: nothing speaks against that
	ErrFormat    = errors.New("not a file that a badge can be read from")
	ErrTooLarge  = errors.New("larger than is read")
	ErrDamaged   = errors.New("a checksum is wrong")
	ErrNone      = errors.New("no badge in the file")
	ErrDuplicate = errors.New("several badges in one file")
)

// An Error says what is wrong. errors.Is finds one of the errors of this package in it.
type Error struct {
	Err    error
	Detail string
}

func (e *Error) Error() string { return fmt.Sprintf("%v: %s", e.Err, e.Detail) }

func (e *Error) Unwrap() error { return e.Err }

func fault(err error, format string, args ...any) error {
	return &Error{err, fmt.Sprintf(format, args...)}
}

// FormatOf says by its first bytes what data looks like, "" for anything else. It
// promises nothing about the rest.
func FormatOf(data []byte) Format {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(data, []byte(localSignature)), bytes.HasPrefix(data, []byte(endSignature)):
		return Package
	}
	return ""
}

// Extract takes the credential out of a PDF or a package. The error is an *Error. It is
// ErrNone where nothing is attached, and ErrDuplicate where several credentials are, or
// where the other files of a package hold another one than badge.json or badge.jwt.
func Extract(file []byte) (Extracted, error) {
	switch FormatOf(file) {
	case PDF:
		return extractPDF(file)
	case Package:
		return extractPackage(file)
	}
	return Extracted{}, fault(ErrOther, "it begins neither as a PDF nor as a ZIP archive")
}

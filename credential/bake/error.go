package bake

import (
	"errors"
	"fmt"
)

// What can be wrong with a picture, or with what is to go into it.
var (
	ErrFormat     = errors.New("not a picture that can hold a badge")
	ErrTooLarge   = errors.New("larger than is read")
	ErrCRC        = errors.New("a checksum is wrong")
	ErrCompressed = errors.New("the badge is compressed")
	ErrNone       = errors.New("no badge in the picture")
	ErrDuplicate  = errors.New("several badges in one place")
	ErrDTD        = errors.New("a document type declaration")
	ErrEncoding   = errors.New("not in UTF-8")
	ErrBaked      = errors.New("the picture holds a badge already")
	ErrCredential = errors.New("not a credential that can be baked")
	ErrActive     = errors.New("active content in the art")
	ErrExternal   = errors.New("the art refers to something outside it")
)

// An Error says what is wrong and where. errors.Is finds one of the errors of this
// package in it.
type Error struct {
	Err    error
	Offset int64 // of the byte in the picture
	Detail string
}

func (e *Error) Error() string { return fmt.Sprintf("%v: %s, at byte %d", e.Err, e.Detail, e.Offset) }

func (e *Error) Unwrap() error { return e.Err }

func fault(err error, offset int64, format string, args ...any) error {
	return &Error{err, offset, fmt.Sprintf(format, args...)}
}

func malformed(offset int64, format string, args ...any) error {
	return fault(ErrFormat, offset, format, args...)
}

func tooLarge(offset int64, format string, args ...any) error {
	return fault(ErrTooLarge, offset, format, args...)
}

package strictjson

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// The reasons of an Error, for errors.Is.
var (
	ErrSyntax    = errors.New("not JSON")                    // RFC 8259 is not met, trailing data included
	ErrEncoding  = errors.New("not UTF-8")                   // invalid UTF-8, byte order mark, UTF-16 or UTF-32, lone surrogate escape
	ErrDuplicate = errors.New("duplicate member name")       // compared after unescaping
	ErrDepth     = errors.New("nested too deep")             // more than Limits.Depth
	ErrTooLarge  = errors.New("too large")                   // size, member count, node count, string, name
	ErrNumber    = errors.New("number that loses precision") // its decimal value is not the one that a float64 prints back
	ErrWork      = errors.New("too much work")               // of ViewNodes only
	ErrKind      = errors.New("unexpected kind of value")    // of View and AppendJCS only: the JSON is sound, its shape is not the one asked for
)

// An Error says what is wrong with a document, and where.
type Error struct {
	Err     error  // one of the Err values above
	Offset  int    // byte offset
	Pointer string // RFC 6901, of the value (or the object) in which reading stopped
	Detail  string // what was expected and what was found, in plain words
}

func (e *Error) Error() string {
	where := "the document"
	if e.Pointer != "" {
		// The pointer holds names that a stranger chose, line breaks and all.
		where = strconv.Quote(clip(e.Pointer, 200))
		where = where[1 : len(where)-1]
	}
	return fmt.Sprintf("%v: %s, in %s at byte %d", e.Err, e.Detail, where, e.Offset)
}

func (e *Error) Unwrap() error { return e.Err }

// mostShown is how many bytes of a name or value a message shows.
const mostShown = 40

// clip bounds what a document can put into a message.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// number shows the number b in a message.
func number(b []byte) string {
	return clip(string(b[:min(len(b), mostShown+1)]), mostShown)
}

// quote shows a piece of the document in a message: short, and printable whatever it is.
func quote(b []byte) string {
	return strconv.Quote(clip(string(b[:min(len(b), mostShown+1)]), mostShown))
}

package credential

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/sd"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Severity says what a Problem does to a verdict.
type Severity uint8

const (
	// Violation: it could change a meaning, hide a member, or is not covered
	// by the proof. An error. The zero value, so that a forgotten severity
	// refuses.
	Violation Severity = iota
	// Deviation: it departs from the letter of the specification and can
	// neither hide nor change anything. A warning; an error when issuing and
	// for a strict verifier.
	Deviation
	// Note: worth telling a person. Always only a warning.
	Note
)

// String returns the severity in a word.
func (s Severity) String() string {
	switch s {
	case Violation:
		return "violation"
	case Deviation:
		return "deviation"
	case Note:
		return "note"
	}
	return fmt.Sprintf("Severity(%d)", uint8(s))
}

// A Problem is one thing found wrong, in the manner of RFC 9457 and VCDM 2.0
// section 7.2. It is an error: errors.Is finds its Code and its cause.
type Problem struct {
	Code     Code
	Severity Severity
	Check    string // the stage of verification that found it, such as "period"
	Pointer  string // RFC 6901, into the secured document; "" is the whole of it
	Message  string // what was expected and what was found, in plain words

	cause error
}

// plain keeps a stranger's text from moving the cursor of a terminal, beginning a
// line of a log, or turning the direction of either.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == 0xfeff {
			return '\u00b7'
		}
		return r
	}, text)
}

// Error returns the message, with code and place behind it.
func (p Problem) Error() string {
	message := p.Message
	if message == "" {
		message = p.Code.Error()
	}
	if p.Pointer == "" {
		return fmt.Sprintf("%s [%s]", plain(message), string(p.Code))
	}
	return fmt.Sprintf("%s [%s at %s]", plain(message), string(p.Code), plain(place(p.Pointer)))
}

// place shortens a pointer for a message: its names are a stranger's, and there
// may be as many of them as the reader takes.
func place(pointer string) string {
	if len(pointer) <= limits.Place {
		return pointer
	}
	return strings.ToValidUTF8(pointer[:limits.Place/2], "") + "…" + strings.ToValidUTF8(pointer[len(pointer)-limits.Place/4:], "")
}

// Unwrap returns the Code, and what caused the problem if it was an error of
// another package, such as context.DeadlineExceeded.
func (p Problem) Unwrap() []error {
	if p.cause == nil {
		return []error{p.Code}
	}
	return []error{p.Code, p.cause}
}

// Retry reports whether the same question may get another answer a little later,
// though nobody changes anything. The cause decides, if it has a method Retry() bool
// of its own, as a *verify.HTTPError has; otherwise the Code.
func (p Problem) Retry() bool {
	if cause, ok := errors.AsType[interface {
		error
		Retry() bool
	}](p.cause); ok {
		return cause.Retry()
	}
	return p.Code.Retry()
}

// Type is Code.Type, but where the cause has a method Type() string of its own: a proof that
// was made for another challenge is of another type than one for another domain.
func (p Problem) Type() string {
	if cause, ok := errors.AsType[interface {
		error
		Type() string
	}](p.cause); ok {
		return cause.Type()
	}
	return p.Code.Type()
}

// As lets errors.As find a Problem as a value or as a pointer, whichever of the
// two an error holds. This library returns pointers.
func (p Problem) As(target any) bool {
	switch target := target.(type) {
	case **Problem:
		*target = &p
	case *Problem:
		*target = p
	default:
		return false
	}
	return true
}

// NewProblem returns a Problem of severity Violation that wraps cause, which may be nil.
func NewProblem(code Code, pointer string, cause error, format string, args ...any) *Problem {
	return &Problem{Code: code, Pointer: pointer, Message: fmt.Sprintf(format, args...), cause: cause}
}

// codes says which Code a sentinel of an internal package becomes.
var codes = []struct {
	err  error
	code Code
}{
	{strictjson.ErrSyntax, JSONSyntax},
	{strictjson.ErrEncoding, InputEncoding},
	{strictjson.ErrDuplicate, JSONDuplicateKey},
	{strictjson.ErrDepth, JSONDepth},
	{strictjson.ErrTooLarge, InputTooLarge},
	{strictjson.ErrNumber, JSONNumber},
	{strictjson.ErrWork, CanonLimit},
	{jose.ErrTooLarge, InputTooLarge},
	{jose.ErrAlgorithm, JWSAlgForbidden},
	{jose.ErrCrit, JWSCrit},
	{jose.ErrHeader, JWSHeaderForbidden},
	{jose.ErrKeyType, KeyTypeMismatch},
	{jose.ErrSignature, ProofSigInvalid},
	{jose.ErrFormat, JWSFormat},
	{multikey.ErrWeak, KeyWeak},
	{multikey.ErrPrivate, KeyPrivateExposed},
	{multikey.ErrSymmetric, KeyTypeMismatch},
	{multikey.ErrUnsupported, KeyTypeMismatch},
	{multikey.ErrUse, KeyTypeMismatch},
	{multikey.ErrMalformed, KeyMalformed},
	{ld.ErrTermUndefined, TermUndefined},
	{ld.ErrKeyForm, JSONKeyForm},
	{ld.ErrIRI, IRIInvalid},
	{ld.ErrContextUnknown, ContextUnknown},
	{ld.ErrContextNested, ContextNested},
	{ld.ErrContextOrder, ContextOrder},
	{ld.ErrContextConflict, ContextOrder}, // contexts that are honest alone and impossible together
	{ld.ErrNumber, JSONNumber},
	{ld.ErrValue, SchemaInvalid},
	{ld.ErrTooMany, CanonLimit},
	{ld.ErrWork, CanonLimit},
	{rdfc.ErrBudget, CanonLimit},
	{bake.ErrFormat, BakedFormat},
	{bake.ErrTooLarge, InputTooLarge},
	{bake.ErrCRC, BakedCRC},
	{bake.ErrCompressed, BakedCompressed},
	{bake.ErrNone, BakedNone},
	{bake.ErrDuplicate, BakedDuplicate},
	{bake.ErrBaked, BakedDuplicate},
	{bake.ErrDTD, BakedXMLDTD},
	{bake.ErrEncoding, BakedEncoding},
	{bake.ErrCredential, BakedFormat},
	{bake.ErrActive, SVGActive},
	{bake.ErrExternal, SVGExternal},
	{carrier.ErrOther, InputUnsupported},
	{carrier.ErrFormat, BakedFormat},
	{carrier.ErrTooLarge, InputTooLarge},
	{carrier.ErrDamaged, BakedCRC},
	{carrier.ErrNone, BakedNone},
	{carrier.ErrDuplicate, BakedDuplicate},
	{sd.ErrTooLarge, InputTooLarge},
	{sd.ErrSignature, ProofSigInvalid},
	{sd.ErrSelection, SchemaInvalid}, // what a caller asks for is not in the document
}

// problem turns an error of an internal package into a Problem; otherwise is
// the code of an error that none of them declares.
func problem(err error, otherwise Code) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	p := &Problem{Code: otherwise, Message: err.Error(), cause: err}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			p.Code = c.code
			break
		}
	}
	if e, ok := errors.AsType[*strictjson.Error](err); ok {
		p.Pointer = e.Pointer
		if err == error(e) { // its own text names the place, as Problem does
			p.Message = fmt.Sprintf("%v: %s, at byte %d", e.Err, e.Detail, e.Offset)
		}
	}
	if e, ok := errors.AsType[*ld.Error](err); ok {
		p.Pointer, p.Message = e.Pointer, e.Err.Error()+": "+e.Detail
	}
	return p
}

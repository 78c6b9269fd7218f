package strictjson

import (
	"reflect"
	"unsafe"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Share lets each name and text without an escape be a part of the document, instead of
// a copy of its own: a badge is read several times, and half of what that allocates would
// be its names and texts. Share takes the bytes over: from then on nobody may write to
// them, for as long as one of those texts is in use, as nobody could write to a string.
// Whoever keeps one of them keeps the document, so a document beyond limits.Shared is
// not shared.
//
// It is the first of two uses of unsafe, both here: a string made the safe way is a second
// copy of each document, and of 16 KB that is as dear as reading it. What makes it sound is
// that package credential calls it for memory of its own, of which it hands out copies
// only; TestTheTextsOfABadgeAreNobodyElses holds it to that.
//
// Share is for whoever parsed the document, before others see the Tape.
func (t *Tape) Share() {
	if len(t.data) <= limits.Shared {
		t.shared = unsafe.String(unsafe.SliceData(t.data), len(t.data))
	}
}

// part is the text between two offsets.
func (t *Tape) part(from, to uint32) string {
	if t.shared != "" {
		return t.shared[from:to]
	}
	return string(t.data[from:to])
}

// textsOf is dst, a slice of strings of whatever name that can be set, as what it is
// beneath its name. It is the other use of unsafe: reflect.Value.Convert does the same,
// and compares the two types letter by letter each time, which was a twentieth of judging
// a badge. What makes it sound is that plans.of, and nobody else, says of a type that it
// is a slice of strings; what is none panics.
func textsOf(dst reflect.Value) *[]string {
	if dst.Kind() != reflect.Slice || dst.Type().Elem().Kind() != reflect.String {
		panic("strictjson: no slice of strings: " + dst.Type().String())
	}
	return (*[]string)(dst.Addr().UnsafePointer())
}

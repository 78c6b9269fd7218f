package strictjson

import (
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
// It is the one use of unsafe: a string made the safe way is a second copy of each
// document, and of 16 KB that is as dear as reading it. What makes it sound is that
// package credential calls it for memory of its own, of which it hands out copies only;
// TestTheTextsOfABadgeAreNobodyElses holds it to that.
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

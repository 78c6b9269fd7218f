package shape

import (
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// listEntries are the types of an entry that names its place in a list of bits.
var listEntries = []string{"BitstringStatusListEntry", "StatusList2021Entry"}

// listEntry judges what Bitstring Status List 1.0 §2.1, and Status List 2021 before
// it, ask of an entry: where the list is, for what, and at which place. It is judged
// here because nothing has to be fetched for it, and because nobody should issue a
// badge that can never be found in its list.
func (w *walker) listEntry(v strictjson.Value) {
	known := false
	for t := range values(w.get(v, "type")) {
		for _, name := range listEntries {
			known = known || t.Is(name)
		}
	}
	if !known {
		return
	}
	for _, name := range [...]string{"statusPurpose", "statusListIndex", "statusListCredential"} {
		if !w.get(v, name).Says() {
			w.found.add(Error, SchemaInvalid, v, name, "%s is missing: an entry of a status list needs one", name)
		}
	}
	if id, list := w.get(v, "id"), w.get(v, "statusListCredential"); id.Kind() == strictjson.String && id.Is(list.Text()) {
		w.found.add(Deviation, SchemaInvalid, id, "", "the id of a status entry must not be the URL of its list")
	}
	if index := w.get(v, "statusListIndex"); index.Kind() == strictjson.String && !isCanonicalIndex(content(index)) {
		w.found.add(Error, StatusIndex, index, "", "statusListIndex: a decimal number in digits alone, such as 94567, is needed; found %s", quote(index.Text()))
	}
	bits := int64(1)
	if size := w.get(v, "statusSize"); size.Kind() == strictjson.Number {
		n, whole := size.Int()
		if !whole || n < 1 || n > limits.StatusSize {
			w.found.add(Error, StatusIndex, size, "", "statusSize: a whole number from 1 to %d is needed; found %s", limits.StatusSize, quote(string(size.Raw())))
			return
		}
		bits = n
	}
	count := int64(0)
	for message := range values(w.get(v, "statusMessage")) {
		if message.Kind() != strictjson.Object {
			return // which is said already
		}
		count++
	}
	if (bits > 1 || count > 0) && count != 1<<bits {
		w.found.add(Deviation, StatusIndex, v, "statusMessage", "statusMessage: one message for each of the %d values of an entry is needed; found %d", int64(1)<<bits, count)
	}
}

// isCanonicalIndex reports whether an index is written in the one way that every
// reader takes for the same number.
func isCanonicalIndex(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) == 1 || len(s) > 1 && s[0] != '0'
}

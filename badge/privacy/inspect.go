package privacy

import (
	"encoding/json"
	"io"
)

// Inspect looks through what is about to be signed, and returns what it found, with a
// JSON Pointer each, in the order of the document. Its error joins the findings that are
// refused, and wraps ErrPersonal or ErrUnread; nil means that the policy lets it out.
//
// doc is a *credential.Credential, or one of the classes of package badge: what is judged
// is the JSON that it writes, so that nothing in it is passed over. names are the
// student's own, and those of whoever else is not to be named, to be looked for in every
// text, whatever their case and their diacritics.
func (p Policy) Inspect(doc json.Marshaler, names ...string) ([]Finding, error) {
	return p.unbuilt()
}

// InspectText is Inspect for one text, such as a narrative while it is being written.
func (p Policy) InspectText(text string, names ...string) ([]Finding, error) {
	return p.unbuilt()
}

// InspectFile looks for personal data beside the content of a file: places, owners,
// authors, times and comments in JPEG, PNG, WebP and GIF pictures, and in PDF. It decodes
// no picture, and sees nobody in one. What it cannot read is a finding of the kind KindUnread.
func (p Policy) InspectFile(r io.Reader, names ...string) ([]Finding, error) {
	return p.unbuilt()
}

func (p Policy) unbuilt() ([]Finding, error) {
	found := []Finding{{Kind: KindUnread, Message: "nothing reads this yet"}}
	return found, p.verdict(found)
}

package verify

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Change is a member in which two editions of a badge differ, or an element of a list. It
// is for people, and no verdict hangs on it: of a document that is secured by its graph,
// two lists in another order are told as changed, too.
type Change struct {
	Pointer string // JSON Pointer (RFC 6901) in both editions

	// Old and New are what each of them has there, as it stands in the document; "" if
	// nothing. Of a long one, the middle is left out, and "…" stands there.
	Old, New string
}

// uncompared are the members of a document itself that its editions differ in without
// saying anything else: proofs, and claims of a token that repeat a member or say when it
// was made.
var uncompared = [...]string{"proof", "iss", "sub", "jti", "nbf", "iat"}

// differences compares two documents as JSON values, and returns so many of the members in
// which they differ, and how many more there are.
func differences(old, newer []byte) (found []Change, more int) {
	a, errA := strictjson.Parse(old, strictjson.Limits{})
	b, errB := strictjson.Parse(newer, strictjson.Limits{})
	if errA != nil || errB != nil {
		return nil, 0 // both have been read before
	}
	d := differ{without: uncompared[:]}
	if repeatsItsEnd(a.Root()) && repeatsItsEnd(b.Root()) {
		d.without = append(slices.Clone(d.without), "exp")
	}
	d.compare(a.Root(), b.Root())
	return d.found, d.more
}

// repeatsItsEnd reports whether the claim exp, if a document has one, is the end that its
// other members give it.
func repeatsItsEnd(doc strictjson.Value) bool {
	exp := doc.Get("exp")
	if !exp.Exists() {
		return true
	}
	for _, name := range []string{"validUntil", "expirationDate"} {
		end, err := time.Parse(time.RFC3339, doc.Get(name).Text())
		if seconds, whole := exp.Int(); err == nil && whole && end.Unix() == seconds {
			return true
		}
	}
	return false
}

type differ struct {
	without []string // members of the document itself that are not compared

	at    []byte // the pointer of what is being compared
	found []Change
	more  int
}

func (d *differ) compare(old, newer strictjson.Value) {
	switch both := old.Kind() == newer.Kind(); {
	case both && old.Kind() == strictjson.Object && len(d.at) < limits.Place:
		d.members(old, newer)
	case both && old.Kind() == strictjson.Array && len(d.at) < limits.Place:
		d.elements(old, newer)
	case !old.Equal(newer):
		d.record(old, newer)
	}
}

func (d *differ) members(old, newer strictjson.Value) {
	without := d.without
	if len(d.at) > 0 {
		without = nil
	}
	theirs := make(map[string]strictjson.Value, newer.Len())
	for name, v := range newer.Members() {
		theirs[name] = v
	}
	for name, v := range old.Members() {
		if !slices.Contains(without, name) {
			d.inside(name, v, theirs[name])
		}
		delete(theirs, name)
	}
	for name, v := range newer.Members() {
		if _, added := theirs[name]; added && !slices.Contains(without, name) {
			d.inside(name, strictjson.Value{}, v)
		}
	}
}

func (d *differ) elements(old, newer strictjson.Value) {
	theirs := make([]strictjson.Value, 0, newer.Len())
	for _, v := range newer.Elements() {
		theirs = append(theirs, v)
	}
	for i, v := range old.Elements() {
		other := strictjson.Value{}
		if i < len(theirs) {
			other = theirs[i]
		}
		d.inside(strconv.Itoa(i), v, other)
	}
	for i := old.Len(); i < len(theirs); i++ {
		d.inside(strconv.Itoa(i), strictjson.Value{}, theirs[i])
	}
}

var escapeToken = strings.NewReplacer("~", "~0", "/", "~1")

func (d *differ) inside(token string, old, newer strictjson.Value) {
	outer := len(d.at)
	d.at = append(append(d.at, '/'), escapeToken.Replace(token)...)
	d.compare(old, newer)
	d.at = d.at[:outer]
}

func (d *differ) record(old, newer strictjson.Value) {
	if len(d.found) >= limits.Changes {
		d.more++
		return
	}
	d.found = append(d.found, Change{string(d.at), cut(old.Raw()), cut(newer.Raw())})
}

// cut is a text of the document as far as a person reads it.
func cut(raw []byte) string {
	const half = limits.Changed / 2
	if len(raw) <= limits.Changed {
		return string(raw)
	}
	return strings.ToValidUTF8(string(raw[:half]), "") + "…" + strings.ToValidUTF8(string(raw[len(raw)-half:]), "")
}

package privacy

import (
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Inspect looks through what is about to be signed, and returns what it found, with a
// JSON Pointer each, in the order of the document. Its error joins the findings that are
// refused, and wraps ErrPersonal or ErrUnread; nil means that the policy lets it out.
//
// doc is a *credential.Credential, or one of the classes of package badge: what is judged
// is the JSON that it writes, so that nothing in it is passed over. names are the
// student's own, and those of whoever else is not to be named, to be looked for in every
// text, whatever their case and their diacritics.
//
// The issuing institution, the creator of an achievement, and what they belong to may have
// an address and a telephone. A subject's id is opaque if it is a random urn:uuid, a did:key
// or a did:jwk.
func (p Policy) Inspect(doc json.Marshaler, names ...string) ([]Finding, error) {
	l, err := p.newLint(names)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("privacy: %w: %w", ErrUnread, err)
	}
	l.document("", data, classRoot)
	return l.found, p.verdict(l.found)
}

// InspectText is Inspect for one text, such as a narrative while it is being written.
func (p Policy) InspectText(text string, names ...string) ([]Finding, error) {
	l, err := p.newLint(names)
	if err != nil {
		return nil, err
	}
	l.told("", text)
	return l.found, p.verdict(l.found)
}

// document looks through JSON that stands for a document of its own.
func (l *lint) document(pointer string, data []byte, as class) {
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		l.add(pointer, KindUnread, "it is not JSON that can be read: %v", err)
		return
	}
	root := tape.Root()
	if root.Kind() != strictjson.Object {
		l.add(pointer, KindUnread, "expected an object, found %s", root.Kind())
		return
	}
	if as == classRoot {
		as = rootClass(root)
	}
	l.collect(root, as)
	l.object(pointer, root, as)
}

// collect notes the URLs that are the program's, the issuer's or a schema's: a link to one
// of them is no link to an artefact.
func (l *lint) collect(root strictjson.Value, as class) {
	take := func(v strictjson.Value) {
		if v.Kind() == strictjson.String && v.Text() != "" {
			l.own[v.Text()] = true
		}
	}
	node := func(v strictjson.Value) {
		take(v)
		take(v.Get("id"))
		take(v.Get("url"))
	}
	achievement := func(a strictjson.Value) {
		node(a)
		for _, member := range []string{"criteria", "image", "creator"} {
			node(a.Get(member))
		}
		for _, v := range several(a.Get("alignment")) {
			take(v.Get("targetUrl"))
		}
	}
	switch as {
	case classCredential:
		node(root.Get("issuer"))
		node(root.Get("image"))
		for _, v := range several(root.Get("credentialSchema")) {
			node(v)
		}
		for _, s := range several(root.Get("credentialSubject")) {
			for _, a := range several(s.Get("achievement")) {
				achievement(a)
			}
		}
	case classSubject:
		for _, a := range several(root.Get("achievement")) {
			achievement(a)
		}
	case classAchievement:
		achievement(root)
	}
}

// several are the elements of a set, each with what its pointer has behind that of the
// set; one value is a set of one.
func several(v strictjson.Value) iter.Seq2[string, strictjson.Value] {
	return func(yield func(string, strictjson.Value) bool) {
		if v.Kind() != strictjson.Array {
			if v.Exists() {
				yield("", v)
			}
			return
		}
		for i, e := range v.Elements() {
			if !yield("/"+strconv.Itoa(i), e) {
				return
			}
		}
	}
}

// inner is a pointer below another.
func inner(pointer, token string) string {
	return pointer + "/" + escapes.Replace(token)
}

var escapes = strings.NewReplacer("~", "~0", "/", "~1")

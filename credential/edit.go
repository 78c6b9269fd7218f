package credential

import (
	"bytes"
	"reflect"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// WithoutMember returns a JSON object without its member name and without one of the
// commas beside it; every other byte stays. Without such a member it is document itself.
// Whoever issues what somebody else wrote takes the proof off so: what a suite secures
// has to be the bytes that were sent, and not what is left of them after a struct.
//
// The error is a *Problem. Nothing is judged about the document but that it is JSON.
func WithoutMember(document []byte, name string) ([]byte, error) {
	root, err := objectOf(document)
	if err != nil {
		return nil, err
	}
	if member := root.Get(name); member.Exists() {
		return strictjson.Cut(member), nil
	}
	return bytes.Clone(document), nil
}

// WithMember returns a JSON object with one more member behind the others; every byte
// of it stays, and value is written as it is, without white space around it. The error is
// a *Problem: of a document or a value that is no JSON, where there is a member of that
// name, and where what came of it is beyond what is read of a document.
func WithMember(document []byte, name string, value []byte) ([]byte, error) {
	root, err := objectOf(document)
	if err != nil {
		return nil, err
	}
	if member := root.Get(name); member.Exists() {
		return nil, NewProblem(JSONDuplicateKey, member.Pointer(), nil, "the document has a member %q already", limits.Abridge(name))
	}
	tape, err := strictjson.Parse(value, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	quoted, err := quotedText(name)
	if err != nil {
		return nil, err
	}
	before := string(quoted) + ":"
	if root.Len() > 0 {
		before = "," + before
	}
	return legible(insert(document, bytes.LastIndexByte(document, '}'), before, tape.Root().Raw(), ""))
}

// WithContext returns a JSON-LD document whose @context names url behind the others;
// every other byte stays. A document that names it already is returned as it is. The
// error is a *Problem, of one that has no @context, and where what came of it is beyond
// what is read of a document.
func WithContext(document []byte, url string) ([]byte, error) {
	root, err := objectOf(document)
	if err != nil {
		return nil, err
	}
	quoted, err := quotedText(url)
	if err != nil {
		return nil, err
	}
	contexts := root.Get("@context")
	start, end := contexts.Span()
	switch contexts.Kind() {
	case strictjson.Array:
		for _, c := range contexts.Elements() {
			if c.Is(url) {
				return bytes.Clone(document), nil
			}
		}
		before := ","
		if contexts.Len() == 0 {
			before = ""
		}
		return legible(insert(document, end-1, before, quoted, ""))
	case strictjson.String, strictjson.Object:
		if contexts.Is(url) {
			return bytes.Clone(document), nil
		}
		out := insert(document[:start], start, "[", contexts.Raw(), ",")
		return legible(append(append(append(out, quoted...), ']'), document[end:]...))
	}
	return nil, NewProblem(ContextOrder, "/@context", nil, "the document has no @context that another could stand behind")
}

// legible returns a document that was put together, if it can be read: a long name, or two
// parts that are each within the limits, make one that nobody here would read again.
func legible(document []byte) ([]byte, error) {
	if _, err := objectOf(document); err != nil {
		return nil, err
	}
	return document, nil
}

// quotedText is a text as JSON has it.
func quotedText(s string) ([]byte, error) {
	if err := writable(reflect.ValueOf(s), "", 0); err != nil {
		return nil, err
	}
	return encode(s)
}

// objectOf reads a document that is an object.
func objectOf(document []byte) (strictjson.Value, error) {
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return strictjson.Value{}, problem(err, JSONSyntax)
	}
	if tape.Root().Kind() != strictjson.Object {
		return strictjson.Value{}, NewProblem(JSONSyntax, "", nil, "the document is no JSON object")
	}
	return tape.Root(), nil
}

// Package ld turns JSON-LD into RDF under a closed set of contexts.
//
// It exists because an RDFC proof signs a graph and not a document. Whoever holds
// a signed badge may rewrite its JSON as long as the graph stays the same, and
// JSON-LD has a hundred ways to say one thing: a member can go under its IRI
// instead of its name, under a keyword, into another object, behind a context
// that renames it. A reader who looks for "validUntil" then finds nothing, and
// the signature holds. So this package does not read all of JSON-LD: it reads
// the part in which a member has exactly one name, and refuses the rest by name
// and place. What it does read it reads as JSON-LD 1.1 says, in one pass from the
// strict tape to the quads of an rdfc.Dataset, with nothing lost on the way.
//
// # Contexts
//
// A Contexts is a closed, immutable set of context documents. Nothing is ever
// loaded: a context is in the set or the document is refused. json-gold parses
// the documents; from its term definitions tables are compiled, when a document
// first needs them, one for each active context and set of types: name → predicate,
// coercion, container, context of its own. The tables never change.
//
// # What is refused
//
// Every member must be a term of the contexts that apply where it stands, by its
// plain name. Keywords, IRIs and compact IRIs are no names, save for the language
// value objects of VCDM 2.0 (name, description). A name that stands for a class
// is a type and no member, and the other way round. A type must be a term, or an
// absolute IRI that no context names. An @context inside a document stands only
// in embedded credentials and names built-in contexts only. Relative IRIs, blank
// node identifiers, arrays in arrays, values that RDF would drop and numbers that
// the reference processors write differently are errors. null and [] are not:
// they say nothing in RDF, and hide nothing.
//
// # Where processors differ
//
// jsonld.js and json-gold are the two processors that this package is compared
// with. Where they differ, jsonld.js and the specification decide, or the input
// is refused; the tests hold the list.
package ld

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The reasons of an Error, for errors.Is.
var (
	ErrTermUndefined   = errors.New("name that no context defines")                // a member or a type: RDF, and so the proof, would leave it out
	ErrKeyForm         = errors.New("not a plain term")                            // a keyword, an IRI, a compact IRI or a second name where a term belongs
	ErrIRI             = errors.New("not an absolute IRI")                         // relative, empty, a blank node's, or with characters that an IRI has not
	ErrContextUnknown  = errors.New("unknown context")                             // not in the closed set
	ErrContextNested   = errors.New("context where none belongs")                  // an @context inside the document
	ErrContextOrder    = errors.New("contexts in the wrong order")                 // the first is not the one of VCDM 1.1 or 2.0, or one stands twice
	ErrContextConflict = errors.New("contexts that contradict one another")        // a protected term would get another meaning
	ErrNumber          = errors.New("number without one spelling in RDF")          // the reference processors write it differently
	ErrValue           = errors.New("value that has no place in the graph")        // RDF would drop it, or nobody could read it back
	ErrTooMany         = errors.New("more combinations of types than badges have") // work that only a hostile document asks for
	ErrWork            = errors.New("too much work")                               // of Union: what objects of one id say, again and again
)

// An Error says what is wrong with a document, and where.
type Error struct {
	Err     error  // one of the Err values above
	Pointer string // RFC 6901, from the root of the document
	Detail  string // what was expected and what was found, in plain words
}

func (e *Error) Error() string {
	where := "the document"
	if e.Pointer != "" {
		where = quoted([]byte(e.Pointer))
	}
	return fmt.Sprintf("%v: %s, at %s", e.Err, e.Detail, where)
}

func (e *Error) Unwrap() error { return e.Err }

// quoted shows a piece of a document in a message: short, and printable whatever it is.
func quoted(text []byte) string {
	if len(text) > limits.Quoted {
		return strconv.Quote(string(text[:limits.Quoted])) + "…"
	}
	return strconv.Quote(string(text))
}

// shown is what stands where a context belongs, for a message.
func shown(v strictjson.Value) string {
	if v.Kind() == strictjson.String {
		return quoted([]byte(v.Text()))
	}
	return v.Kind().String()
}

func failure(v strictjson.Value, err error, format string, args ...any) *Error {
	return &Error{Err: err, Pointer: v.Pointer(), Detail: fmt.Sprintf(format, args...)}
}

// Package strictjson is the one reader of received JSON.
//
// Its product is a flat tape: one entry a value, in document order, with kind,
// byte offsets and the end of the subtree. The typed view, the rules of
// conformance, JCS and the walk to RDF all read that tape, so that nothing can
// be one thing to the signature and another to the reader.
//
// # What is refused
//
// Parse accepts JSON as RFC 8259 writes it, in UTF-8, and less than that: a
// member name given twice (compared after unescaping), an escape that is half
// a surrogate pair, a byte order mark, nesting, sizes and counts beyond Limits,
// and a number whose decimal value is not the one that a float64 prints back.
// The limits apart, these are places where two honest readers of one text differ:
// one takes the first duplicate and one the last, one replaces a lone surrogate
// and one keeps it, one rounds a number and one does not. Whoever can choose
// the reader could otherwise choose the meaning.
//
// # The tape
//
// The tape holds no pointers and no decoded text, only offsets into the bytes
// that were given; a name or string is unescaped when it is asked for, and copied,
// unless the document was (Share). A Tape
// whose memory has grown to a document's size reads the next one of that size
// without allocating. After Parse it is only read, so that any number of
// goroutines may share it.
//
// # Why not jsontext
//
// github.com/go-json-experiment/json/jsontext is correct and well kept, and it
// is the oracle of this package's fuzz tests. It is not the tokenizer beneath
// the tape, because its product is a stream of tokens without their places:
// where a value begins and ends, whether it holds an escape and what encloses it
// would be asked for again, token by token, and every verification of a badge
// would pay for both. BenchmarkParse times the whole of Parse, with all its
// checks and the tape written, against nothing but jsontext's tokens of the same
// bytes, in turn, and reports the ratio as x-jsontext; a tape on top of jsontext
// would begin at 1. The price is a scanner of a few hundred lines, whose verdict,
// texts, places and pointers FuzzParse compares with jsontext's.
package strictjson

import "github.com/summitbadges/openbadges/internal/limits"

// A Kind is the kind of a JSON value.
type Kind uint8

const (
	Invalid Kind = iota // the kind of the zero Value: nothing stands there
	Object
	Array
	String
	Number
	True
	False
	Null
)

// String is the kind as a phrase that fits a sentence: "an object", "nothing".
func (k Kind) String() string {
	switch k {
	case Object:
		return "an object"
	case Array:
		return "an array"
	case String:
		return "a string"
	case Number:
		return "a number"
	case True:
		return "true"
	case False:
		return "false"
	case Null:
		return "null"
	}
	return "nothing"
}

// Limits bounds what Parse reads. A field that is not positive means the default
// of package limits. Offsets are 32 bits wide and the length of a name 16, so
// that no Limits lets a document of 4 GiB or a name of 64 KiB through.
type Limits struct {
	Size    int // bytes of the document, judged before anything else is done
	Depth   int // objects and arrays inside one another
	Members int // members of one object
	Nodes   int // values in the document
	String  int // bytes of one string, as written
	Name    int // bytes of one member name, as written
}

const (
	maxSize = 1<<32 - 2 // the last offset is kept free: it means "no entry" on the tape
	maxName = 1<<16 - 1
)

func (l Limits) orDefault() Limits {
	or := func(n, def int) int {
		if n <= 0 {
			return def
		}
		return n
	}
	return Limits{
		Size:    or(l.Size, limits.Document),
		Depth:   or(l.Depth, limits.Depth),
		Members: or(l.Members, limits.Members),
		Nodes:   or(l.Nodes, limits.Nodes),
		String:  or(l.String, limits.String),
		Name:    min(or(l.Name, limits.Name), maxName),
	}
}

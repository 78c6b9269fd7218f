package sd

import (
	"fmt"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A selection is what JSON Pointers select of a document (selectJsonLd): what they
// point to, whole, and of each object on the way its id, its types, and its
// contexts, without which it would say something else. Elements of arrays keep
// their order. Its proofs are no part of a document.
type selection struct {
	t     *strictjson.Tape
	root  uint32
	marks []mark // by the index on the tape

	out  []byte
	from []uint32 // of each value in out, in the order of its tape, where it stands in the document
}

type mark uint8

const (
	left  mark = iota // out
	path              // on the way to something
	whole             // with all it contains
)

// selectPointers marks what pointers select. Each must point to something.
func selectPointers(document strictjson.Value, pointers []string) (*selection, error) {
	if len(pointers) > limits.SDPointers {
		return nil, fmt.Errorf("%w: expected at most %d JSON Pointers, found %d", ErrTooLarge, limits.SDPointers, len(pointers))
	}
	t, root := document.Index()
	s := &selection{t: t, root: root, marks: make([]mark, t.Entry(root).Next())}
	for _, pointer := range pointers {
		if err := s.add(document, pointer); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// add marks what a pointer selects (selectPaths). The pointer to the whole document
// selects all of it.
func (s *selection) add(document strictjson.Value, pointer string) error {
	if len(pointer) > limits.SDPointer {
		return fmt.Errorf("%w: expected JSON Pointers of at most %d bytes, found one of %d", ErrTooLarge, limits.SDPointer, len(pointer))
	}
	v := document
	for rest := pointer; rest != ""; {
		s.pass(v)
		token := rest
		if rest[0] == '/' {
			if end := strings.IndexByte(rest[1:], '/'); end >= 0 {
				token = rest[:1+end]
			}
		}
		rest = rest[len(token):]
		next, ok := v.Lookup(token)
		if !ok {
			return fmt.Errorf("%w: expected a place in the document, found none at %q", ErrPointer, limits.Abridge(pointer))
		}
		if v == document && next.Name() == "proof" {
			return fmt.Errorf("%w: expected a place in the document without its proof, found %q", ErrPointer, limits.Abridge(pointer))
		}
		v = next
	}
	if v != document {
		s.mark(v, whole)
		return nil
	}
	s.pass(v)
	for name, member := range v.Members() {
		if name != "proof" {
			s.mark(member, whole)
		}
	}
	return nil
}

// pass marks a value that stands on the way to another (createInitialSelection).
func (s *selection) pass(v strictjson.Value) {
	s.mark(v, path)
	for _, name := range [...]string{"@context", "id", "type"} {
		if member := v.Get(name); member.Exists() {
			s.mark(member, whole)
		}
	}
}

func (s *selection) mark(v strictjson.Value, m mark) {
	_, i := v.Index()
	s.marks[i] = max(s.marks[i], m)
}

// document is the selection as a document of its own, in the bytes of the one that
// it is from, and where its values stand there.
func (s *selection) document() (text []byte, from []uint32) {
	s.out, s.from = nil, nil
	s.write(s.root)
	return s.out, s.from
}

func (s *selection) write(i uint32) {
	v, e := s.t.At(i), s.t.Entry(i)
	if s.marks[i] == whole {
		for k := i; k < e.Next(); k++ {
			s.from = append(s.from, k)
		}
		s.out = append(s.out, v.Raw()...)
		return
	}
	s.from = append(s.from, i)
	brackets := "[]"
	if e.Kind() == strictjson.Object {
		brackets = "{}"
	}
	s.out = append(s.out, brackets[0])
	first := true
	for k := i + 1; k < e.Next(); k = s.t.Entry(k).Next() {
		if s.marks[k] == left {
			continue
		}
		if !first {
			s.out = append(s.out, ',')
		}
		first = false
		member := s.t.At(k)
		from, _ := member.MemberSpan()
		value, _ := member.Span()
		s.out = append(s.out, s.t.Bytes()[from:value]...)
		s.write(k)
	}
	s.out = append(s.out, brackets[1])
}

package strictjson

import (
	"context"
	"reflect"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Nodes says which objects of a document are one, and are to be read as one.
type Nodes interface {
	// Get is the member of that name of the node that v is, an object or the id
	// of one, wherever in the document it is said; the zero Value if nowhere.
	Get(v Value, name string) Value

	// Types are all that the document says the node to be that v is.
	Types(v Value) []string

	// Node tells nodes apart: equal and not 0 for two values that are one node.
	Node(v Value) int

	// Disputed says whether the document says different things of the node that v
	// is under that name: then it says nothing.
	Disputed(v Value, name string) bool
}

// ViewNodes fills *dst from v as View does, with the members of each object that
// the document says elsewhere of the same node, all its types, and each node of an
// array once. A node inside itself that would be read as what it is already being
// read as is its id alone: all else stands where it was entered.
//
// A few bytes can name again and again what is long. What is filled in is bounded
// by limits.View and limits.ViewBytes, beyond which the error is an ErrWork, and by
// limits.Depth (ErrDepth). If ctx ends first, the error is the context's.
func (w *Viewer[T]) ViewNodes(ctx context.Context, v Value, dst *T, nodes Nodes) error {
	return w.filler.fill(v, reflect.ValueOf(dst).Elem(), &reading{ctx: ctx, nodes: nodes, values: limits.View, bytes: limits.ViewBytes})
}

// reading is a view that is being filled.
type reading struct {
	texts []string // what is left for slices of strings, see take

	// Of a document with nodes that are said in several places; else zero.
	ctx   context.Context
	nodes Nodes
	open  []opened // the nodes around the value that is being filled

	values, bytes int // left of the limits
}

// An opened is a node, and what it is being read as.
type opened struct {
	node int
	as   *filler
}

// take returns n empty strings. Every object of a badge has its types, mostly one, and
// half of what a view allocated was a slice for each; so many of them share an array,
// none with room to grow into the next.
func (r *reading) take(n int) []string {
	if len(r.texts) < n {
		room := 32
		if r.texts == nil {
			room = 8 // all that a small badge takes
		}
		r.texts = make([]string, max(n, room))
	}
	texts := r.texts[:n:n]
	r.texts = r.texts[n:]
	return texts
}

// enter notes that v is being filled, until leave.
func (r *reading) enter(v Value, as *filler) (inside bool) {
	if r.nodes == nil {
		return false
	}
	o := opened{r.nodes.Node(v), as}
	inside = o.node != 0 && slices.Contains(r.open, o)
	r.open = append(r.open, o)
	return inside
}

func (r *reading) leave() {
	if r.nodes != nil {
		r.open = r.open[:len(r.open)-1]
	}
}

// count takes v, which is about to be filled in, off the limits, and as many values.
func (r *reading) count(v Value, values, bytes int) error {
	if r.nodes == nil {
		return nil
	}
	r.values -= values
	r.bytes -= bytes
	if r.values < 0 || r.bytes < 0 {
		return r.fault(v, ErrWork, "what stands once was named too often")
	}
	if len(r.open) > limits.Depth {
		return r.fault(v, ErrDepth, "objects that name each other, one inside the other")
	}
	return r.ctx.Err()
}

func (r *reading) fault(v Value, err error, detail string) error {
	start, _ := v.Span()
	return &Error{Err: err, Offset: start, Pointer: v.Pointer(), Detail: "found " + detail}
}

// fillNode fills a struct from a node: an object or, with the objects of the
// document, the id of one.
func (f *filler) fillNode(v Value, dst reflect.Value, r *reading) error {
	inside := r.enter(v, f)
	defer r.leave()
	if f.id != nil && (v.Kind() == String || inside) {
		id := v
		if v.Kind() == Object {
			id = v.Get("id")
		}
		if err := r.count(id, 1, len(id.Raw())); err != nil {
			return err
		}
		dst.FieldByIndex(f.id.index).SetString(id.Text())
	}
	if inside {
		return nil
	}
	if v.Kind() == Object {
		if err := f.fillStruct(v, dst, r); err != nil {
			return err
		}
	}
	if r.nodes == nil || r.nodes.Node(v) == 0 {
		return nil
	}
	return f.fillElsewhere(v, dst, r)
}

// fillElsewhere fills what v itself does not say and another object does that is
// the same node.
func (f *filler) fillElsewhere(v Value, dst reflect.Value, r *reading) error {
	for name, to := range f.fields {
		if name == "type" && to.kind == reflect.Slice && to.elem.kind == reflect.String {
			types := r.nodes.Types(v)
			if err := r.count(v, len(types), 0); err != nil { // their texts are the Nodes'
				return err
			}
			to.setStrings(dst.FieldByIndex(to.index), types, r)
			continue
		}
		if v.Get(name).Says() || r.nodes.Disputed(v, name) {
			continue
		}
		if said := r.nodes.Get(v, name); said.Exists() {
			if err := to.fill(said, dst.FieldByIndex(to.index), r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) setStrings(dst reflect.Value, texts []string, r *reading) {
	if len(texts) == 0 {
		return
	}
	f.empty(dst, len(texts), r)
	for i, text := range texts {
		dst.Index(i).SetString(text)
	}
}

func (r *reading) node(v Value) int {
	if r.nodes == nil {
		return 0
	}
	return r.nodes.Node(v)
}

// disputed says whether a member is not to be taken from where it stands.
func (r *reading) disputed(v Value, name []byte) bool {
	return r.nodes != nil && r.nodes.Disputed(v, string(name))
}

package strictjson

import (
	"reflect"
	"slices"
)

// Nodes says which objects of a document are one, and are to be read as one.
type Nodes interface {
	// Get is the member of that name of the node that v is, an object or the id
	// of one, wherever in the document it is said; the zero Value if nowhere.
	Get(v Value, name string) Value

	// Node tells nodes apart: equal and not 0 for two values that are one node.
	Node(v Value) int

	// Disputed says whether the document says different things of the node that v
	// is under that name: then it says nothing.
	Disputed(v Value, name string) bool
}

// ViewNodes fills *dst from v as View does, with the members of each object that
// the document says elsewhere of the same node, and with each node of an array
// once. A node inside itself is not filled again.
func (w *Viewer[T]) ViewNodes(v Value, dst *T, nodes Nodes) error {
	return w.filler.fill(v, reflect.ValueOf(dst).Elem(), &reading{nodes: nodes})
}

// reading is a view of a document with nodes that are said in several places.
type reading struct {
	nodes Nodes
	open  []int // the nodes around the value that is being filled
}

// fillElsewhere fills what v itself does not say and another object does that is
// the same node.
func (f *filler) fillElsewhere(v Value, dst reflect.Value, r *reading) error {
	node := r.node(v)
	if node == 0 || r.within(v, node) {
		return nil
	}
	if v.Kind() == String {
		defer r.enter(v)()
	}
	for name, to := range f.fields {
		if own := v.Get(name); own.Exists() && own.Kind() != Null && (own.Kind() != Array || own.Len() > 0) {
			continue
		}
		if said := r.nodes.Get(v, name); said.Exists() && !r.nodes.Disputed(v, name) {
			if err := to.fill(said, dst.FieldByIndex(to.index), r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reading) node(v Value) int {
	if r == nil {
		return 0
	}
	return r.nodes.Node(v)
}

// enter notes that v is being filled, until the function that it returns is called.
func (r *reading) enter(v Value) (leave func()) {
	node := r.node(v)
	if node == 0 {
		return func() {}
	}
	r.open = append(r.open, node)
	return func() { r.open = r.open[:len(r.open)-1] }
}

// within says whether v, which an object has entered and a bare id has not, is
// inside the node that it is.
func (r *reading) within(v Value, node int) bool {
	around := r.open
	if v.Kind() == Object {
		around = around[:len(around)-1]
	}
	return slices.Contains(around, node)
}

// disputed says whether a member is not to be taken from where it stands.
func (r *reading) disputed(v Value, name []byte) bool {
	return r != nil && r.nodes.Disputed(v, string(name))
}

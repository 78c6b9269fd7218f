package ld

import (
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Shared says whether two objects have one id, so that they are to be read as one.
func (n *Nodes) Shared() bool { return n.shared }

// A Union reads the objects of a document that share an id as one: it is the
// strictjson.Nodes of a view. What it does for a document grows with the
// document: a member of a node is searched for once, however many objects the
// node has. It is for one goroutine.
type Union struct {
	t      *strictjson.Tape
	nodeOf map[uint32]int // by the place of an object: 1 + index into objects
	byID   map[string]int // of the document's own graph
	all    [][]uint32     // by node: the places of its objects
	said   map[saying]strictjson.Value

	disputed map[saying]bool
}

type saying struct {
	node int
	name string
}

// Union prepares the reading of the document that n learned about. It is valid as
// long as n is not filled again.
func (n *Nodes) Union() *Union {
	u := &Union{t: n.t, nodeOf: map[uint32]int{}, byID: map[string]int{}, said: map[saying]strictjson.Value{}, disputed: map[saying]bool{}}
	type key struct{ node, graph rdfc.Node }
	index := map[key]int{}
	for _, o := range n.all {
		k := key{o.node, o.graph}
		i, ok := index[k]
		if !ok {
			u.all = append(u.all, nil)
			i = len(u.all)
			index[k] = i
		}
		u.all[i-1] = append(u.all[i-1], o.at)
		u.nodeOf[o.at] = i
		if o.graph == rdfc.DefaultGraph {
			u.byID[n.t.At(o.at).Get("id").Text()] = i
		}
	}
	for _, c := range n.Conflicts() {
		if c.Kind != Differs {
			continue
		}
		if v, ok := n.t.Root().Lookup(c.Pointer); ok {
			u.disputed[saying{u.Node(v), c.Member}] = true
		}
	}
	return u
}

// Node tells the nodes apart that values are, objects or ids; 0 for one that is
// said in no object.
func (u *Union) Node(v strictjson.Value) int {
	t, at := v.Index()
	if t != u.t || t == nil {
		return 0
	}
	switch v.Kind() {
	case strictjson.Object:
		if node, ok := u.nodeOf[at]; ok {
			return node
		}
		if v.Len() == 1 { // no more than an id
			return u.byID[v.Get("id").Text()]
		}
	case strictjson.String:
		return u.byID[v.Text()]
	}
	return 0
}

// Get is the member of that name of the node that v is, in whichever of its
// objects it stands first. That the others do not contradict it is Conflicts' to
// say.
func (u *Union) Get(v strictjson.Value, name string) strictjson.Value {
	if v.Kind() == strictjson.Object {
		if own := v.Get(name); says(own) {
			return own
		}
	}
	node := u.Node(v)
	if node == 0 {
		return strictjson.Value{}
	}
	k := saying{node, name}
	if found, ok := u.said[k]; ok {
		return found
	}
	var found strictjson.Value
	for _, at := range u.all[node-1] {
		if m := u.t.At(at).Get(name); says(m) {
			found = m
			break
		}
	}
	u.said[k] = found
	return found
}

// Disputed says whether the objects of the node that v is say different things
// under that name.
func (u *Union) Disputed(v strictjson.Value, name string) bool {
	return len(u.disputed) > 0 && u.disputed[saying{u.Node(v), name}]
}

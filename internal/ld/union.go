package ld

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Union reads the objects of a document that share an id as one: it is the
// strictjson.Nodes of a view. Documents inside the document count for nothing there:
// an object of theirs is what it says itself, and adds to none of the document. Any
// number of goroutines may share it.
type Union struct {
	t         *strictjson.Tape
	nodeOf    map[uint32]int // by the place that stands for it: 1 + index into nodes
	nodes     []union
	conflicts []Conflict

	mu sync.Mutex // of what nodes remember
}

// A union is a node.
type union struct {
	objects  []object // that say something of it, in the document itself
	guests   []object // that do in documents inside it
	owner    owner
	disputed map[string]bool

	members map[string]strictjson.Value // once somebody asks
	said    map[string][]strictjson.Value
	types   []string
}

// Union reads the document that n learned about, and compares what it says of each
// node. It is valid as long as n is not filled again. What it does grows with the
// document; beyond limits.UnionBytes the error is an ErrWork. If ctx ends first,
// the error is the context's. It is made once, however often it is asked for.
func (n *Nodes) Union(ctx context.Context) (*Union, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.union != nil {
		return n.union, nil
	}
	u, err := n.read(ctx)
	if err == nil {
		n.union = u
	}
	return u, err
}

func (n *Nodes) read(ctx context.Context) (*Union, error) {
	u := &Union{t: n.t, nodeOf: map[uint32]int{}}
	all := slices.Clone(n.all)
	slices.SortStableFunc(all, func(p, q object) int {
		return cmp.Or(cmp.Compare(q.node, p.node), cmp.Compare(p.graph, q.graph), cmp.Compare(p.at, q.at))
	})
	c := conflicts{ctx: ctx, t: n.t, left: limits.UnionBytes, subject: map[uint32]bool{}}
	c.about(n.t.At(n.root))
	for len(all) > 0 {
		k := 1
		for k < len(all) && all[k].node == all[0].node && all[k].graph == all[0].graph {
			k++
		}
		objects := all[:k]
		all = all[k:]
		node := union{owner: c.ownerOf(objects)}
		for _, p := range objects {
			if p.embedded {
				node.guests = append(node.guests, p)
				continue
			}
			u.nodeOf[p.at] = len(u.nodes) + 1
			if !p.bare {
				node.objects = append(node.objects, p)
			}
		}
		if k > 1 {
			var err error
			if node.disputed, err = c.node(objects); err != nil {
				return nil, err
			}
		}
		u.nodes = append(u.nodes, node)
	}
	u.conflicts = append(c.fatal, c.others...)
	return u, nil
}

// Conflicts is what cannot be read as one. Of conflicts that are fatal, and of
// others, it names as many as a report lists.
func (u *Union) Conflicts() []Conflict { return u.conflicts }

// Node tells the nodes apart that values are, objects or ids; 0 for one that has no
// id, for what is text to the graph, and for all of a document inside the document.
func (u *Union) Node(v strictjson.Value) int {
	t, at := v.Index()
	if t != u.t || t == nil {
		return 0
	}
	return u.nodeOf[at]
}

// Get is the member of that name of the node that v is, in whichever of its
// objects it stands first. That the others do not contradict it is Conflicts' to
// say.
func (u *Union) Get(v strictjson.Value, name string) strictjson.Value {
	if v.Kind() == strictjson.Object {
		if own := v.Get(name); own.Says() {
			return own
		}
	}
	node := u.Node(v)
	if node == 0 {
		return strictjson.Value{}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.nodes[node-1].member(u.t, name)
}

// Said are all the values under that name of the node that v is, in the order of the
// document: those of all objects, whether they agree or not, and of documents inside
// the document where it matters what they say of it. What is not shown because of
// them is to be judged all the same.
func (u *Union) Said(v strictjson.Value, name string) []strictjson.Value {
	node := u.Node(v)
	if node == 0 {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	n := &u.nodes[node-1]
	if n.said == nil {
		n.said = map[string][]strictjson.Value{}
		for _, p := range slices.Concat(n.objects, n.guests) {
			if p.embedded && !n.owner.minds(p) {
				continue
			}
			for name, v := range u.t.At(p.at).Members() {
				if v.Says() && (!p.embedded || n.owner.reads(p, name)) {
					n.said[name] = append(n.said[name], v)
				}
			}
		}
	}
	return n.said[name]
}

// member is the first of that name that says something.
func (n *union) member(t *strictjson.Tape, name string) strictjson.Value {
	if n.members == nil {
		n.members = map[string]strictjson.Value{}
		for _, p := range n.objects {
			for name, v := range t.At(p.at).Members() {
				if _, ok := n.members[name]; !ok && v.Says() {
					n.members[name] = v
				}
			}
		}
	}
	return n.members[name]
}

// Types are the types of the node that v is, those of v first. What an endorsement
// is about is not told by its class: that is nothing the document says of itself. Of
// the other classes that an object has for where it stands, those that a document
// inside the document gives the node are told, and come last: the graph does not keep
// whether the document gave them too.
func (u *Union) Types(v strictjson.Value) []string {
	node := u.Node(v)
	if node == 0 {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	n := &u.nodes[node-1]
	if n.types == nil {
		n.types = []string{}
		seen := map[string]bool{endorsementSubject: true}
		for _, p := range n.objects {
			for t := range typesOf(u.t.At(p.at)) {
				if !seen[t] {
					seen[t] = true
					n.types = append(n.types, t)
				}
			}
		}
		for _, p := range n.guests {
			for t := range typesOf(u.t.At(p.at)) {
				if classes[t] && !seen[t] {
					seen[t] = true
					n.types = append(n.types, t)
				}
			}
		}
	}
	return n.types
}

// Disputed says whether the objects of the node that v is say different things
// under that name.
func (u *Union) Disputed(v strictjson.Value, name string) bool {
	node := u.Node(v)
	return node != 0 && u.nodes[node-1].disputed[name]
}

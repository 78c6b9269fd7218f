package rdfc

import (
	"bytes"
	"cmp"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// nDegree tells blank nodes apart whose first-degree hashes are equal. Everything
// that recursion needs lives on stacks that are cut back to where they were.
//
// RDFC-1.0 copies identifier issuers. A copy only ever grows, so here is one
// issuer, and what a permutation issued is taken back after it; the issue order
// of the best one so far is kept aside and issued again at the end.
type nDegree struct {
	issued []int32 // blank nodes in the order of their temporary labels
	number []int32 // of each blank node: 1 + its place in issued, or 0
	best   []int32 // issue orders of the chosen permutations

	related []related
	perms   []int32 // permutations under way
	data    []byte  // data to hash, chosen path and path, of each call
	input   []byte  // of a related hash

	results []result
	paths   []int32 // the issue orders of results

	steps, mostSteps   int // calls and permutations
	hashed, mostHashed int // bytes
}

type digest [sha512.Size384]byte

// related is a blank node beside the one being hashed.
type related struct {
	hash digest
	node int32
}

// result is a hash path: the hash of a blank node and where its issuer's order
// stands in paths.
type result struct {
	hash     digest
	from, to int
}

// reset makes ready for a dataset in which so many blank nodes look alike, and whose
// size in bytes counts a term that repeats once: a document of a few hundred kilobytes
// can name one long IRI in a hundred places.
func (n *nDegree) reset(blanks, alike, size int) {
	n.number = grow(n.number, blanks)
	clear(n.number)
	n.steps, n.mostSteps = 0, max(limits.RDFCWork, limits.RDFCPerNode*alike)
	n.hashed, n.mostHashed = 0, max(limits.RDFCHashed, limits.RDFCPerByte*size)
	n.issued, n.best, n.related, n.perms, n.data = n.issued[:0], n.best[:0], n.related[:0], n.perms[:0], n.data[:0]
}

// labelAlike is RDFC-1.0 §4.4.3, step 5, for the blank nodes of one hash.
func (d *Dataset) labelAlike(group []ranked) error {
	c, n := &d.canon, &d.canon.ndegree
	n.results, n.paths = n.results[:0], n.paths[:0]
	for _, r := range group {
		if c.labels[r.node] >= 0 {
			continue
		}
		n.issue(r.node)
		hash, err := d.hashNDegree(r.node, 1)
		if err != nil {
			return err
		}
		from := len(n.paths)
		n.paths = append(n.paths, n.issued...)
		n.results = append(n.results, result{hash, from, len(n.paths)})
		n.takeBack(0)
	}
	slices.SortStableFunc(n.results, func(a, b result) int { return bytes.Compare(a.hash[:], b.hash[:]) })
	for i := range n.results {
		for _, b := range n.paths[n.results[i].from:n.results[i].to] {
			c.issue(b)
		}
	}
	return nil
}

func (n *nDegree) issue(b int32) {
	n.issued = append(n.issued, b)
	n.number[b] = int32(len(n.issued))
}

// takeBack undoes what was issued since there were only length.
func (n *nDegree) takeBack(length int) {
	for _, b := range n.issued[length:] {
		n.number[b] = 0
	}
	n.issued = n.issued[:length]
}

// hashNDegree is the algorithm Hash N-Degree Quads (RDFC-1.0 §4.8).
func (d *Dataset) hashNDegree(b int32, depth int) (digest, error) {
	c, n := &d.canon, &d.canon.ndegree
	if depth > limits.RDFCDepth {
		return digest{}, fmt.Errorf("%w: chains of more than %d blank nodes that look alike", ErrBudget, limits.RDFCDepth)
	}
	if err := n.step(1); err != nil {
		return digest{}, err
	}
	first, data := len(n.related), len(n.data)
	if err := d.relate(b); err != nil {
		return digest{}, err
	}
	last := len(n.related)
	for i, j := first, 0; i < last; i = j {
		for j = i + 1; j < last && n.related[j].hash == n.related[i].hash; j++ {
		}
		n.data = hex.AppendEncode(n.data, n.related[i].hash[:c.size])
		var err error
		if j == i+1 {
			err = d.path(n.related[i].node, depth)
		} else {
			err = d.permute(i, j, depth)
		}
		if err != nil {
			return digest{}, err
		}
	}
	hash, err := d.nHash(n.data[data:])
	n.related, n.data = n.related[:first], n.data[:data]
	return hash, err
}

// relate collects the blank nodes beside b under their related hashes, in order
// (§4.8.3, steps 1 to 3).
func (d *Dataset) relate(b int32) error {
	c, n := &d.canon, &d.canon.ndegree
	first := len(n.related)
	for _, e := range c.about(int(b)) {
		if err := d.relateQuad(e.index(), b); err != nil {
			return err
		}
	}
	for _, i := range c.mentions.of(b) {
		if err := d.relateQuad(i, b); err != nil {
			return err
		}
	}
	slices.SortFunc(n.related[first:], func(x, y related) int {
		return cmp.Or(bytes.Compare(x.hash[:], y.hash[:]), cmp.Compare(x.node, y.node))
	})
	return nil
}

func (d *Dataset) relateQuad(i uint32, b int32) error {
	n := &d.canon.ndegree
	q := &d.quads[i]
	for _, at := range [...]struct {
		position byte
		node     Node
	}{{'s', q.subject}, {'o', q.blankObject()}, {'g', q.graph}} {
		if !at.node.IsBlank() || int32(at.node)-1 == b {
			continue
		}
		r := int32(at.node) - 1
		hash, err := d.hashRelated(r, q, at.position)
		if err != nil {
			return err
		}
		n.related = append(n.related, related{hash, r})
	}
	return nil
}

func (q *quad) blankObject() Node {
	if q.object.kind == blank {
		return Node(q.object.off)
	}
	return 0
}

// hashRelated is the algorithm Hash Related Blank Node (RDFC-1.0 §4.7).
func (d *Dataset) hashRelated(r int32, q *quad, position byte) (digest, error) {
	c, n := &d.canon, &d.canon.ndegree
	in := append(n.input[:0], position)
	if position != 'g' {
		p := d.predicate(q.predicate)
		in = append(in, p[1:len(p)-1]...)
	}
	switch {
	case c.labels[r] >= 0:
		in = appendLabel(in, "_:c14n", c.labels[r])
	case n.number[r] > 0:
		in = appendLabel(in, "_:b", n.number[r]-1)
	default:
		in = hex.AppendEncode(in, c.hashOf(r))
	}
	n.input = in
	return d.nHash(in)
}

// path appends what a group of one adds to the data to hash.
func (d *Dataset) path(r int32, depth int) error {
	c, n := &d.canon, &d.canon.ndegree
	if c.labels[r] >= 0 {
		n.data = appendLabel(n.data, "_:c14n", c.labels[r])
		return nil
	}
	known := n.number[r] > 0
	if !known {
		n.issue(r)
	}
	n.data = appendLabel(n.data, "_:b", n.number[r]-1)
	if known {
		return nil
	}
	return d.recurse(r, depth)
}

func (d *Dataset) recurse(r int32, depth int) error {
	n := &d.canon.ndegree
	number := n.number[r]
	hash, err := d.hashNDegree(r, depth+1)
	if err != nil {
		return err
	}
	n.data = appendLabel(n.data, "_:b", number-1)
	n.data = append(n.data, '<')
	n.data = hex.AppendEncode(n.data, hash[:d.canon.size])
	n.data = append(n.data, '>')
	return nil
}

// permute appends the least path over all orders of the related blank nodes from
// i to j, and leaves issued what that order issues (§4.8.3, steps 5.2 to 5.6).
func (d *Dataset) permute(i, j, depth int) error {
	n := &d.canon.ndegree
	perm, count := len(n.perms), j-i
	for _, r := range n.related[i:j] {
		n.perms = append(n.perms, r.node)
	}
	// Each order is a step that will be counted, so whether the budget suffices
	// is known before the first is tried.
	if err := n.step(orders(n.perms[perm:], n.mostSteps-n.steps)); err != nil {
		return err
	}
	best, chosen, before := len(n.best), len(n.data), len(n.issued)
	for more := true; more; more = nextOrder(n.perms[perm : perm+count]) {
		path := len(n.data)
		better, err := d.tryOrder(perm, count, chosen, depth)
		if err != nil {
			return err
		}
		if better {
			n.data = n.data[:chosen+copy(n.data[chosen:], n.data[path:])]
			n.best = append(n.best[:best], n.issued[before:]...)
		} else {
			n.data = n.data[:path]
		}
		n.takeBack(before)
	}
	for _, r := range n.best[best:] {
		n.issue(r)
	}
	n.best, n.perms = n.best[:best], n.perms[:perm]
	return nil
}

// tryOrder appends the path of one order (§4.8.3, steps 5.4.1 to 5.4.5) behind the
// chosen one, which starts at chosen, and says whether it is the better one. It
// gives up as soon as it cannot be.
func (d *Dataset) tryOrder(perm, count, chosen, depth int) (bool, error) {
	c, n := &d.canon, &d.canon.ndegree
	path, before := len(n.data), len(n.issued)
	// The specification also asks for the length. It decides nothing: a path that
	// is greater stays greater, whatever is appended.
	worse := func() bool { return path > chosen && bytes.Compare(n.data[path:], n.data[chosen:path]) > 0 }
	for k := range count {
		r := n.perms[perm+k]
		switch {
		case c.labels[r] >= 0:
			n.data = appendLabel(n.data, "_:c14n", c.labels[r])
		default:
			if n.number[r] == 0 {
				n.issue(r)
			}
			n.data = appendLabel(n.data, "_:b", n.number[r]-1)
		}
		if worse() {
			return false, nil
		}
	}
	// What this order has issued is its recursion list.
	for k, end := before, len(n.issued); k < end; k++ {
		if err := d.recurse(n.issued[k], depth); err != nil {
			return false, err
		}
		if worse() {
			return false, nil
		}
	}
	return path == chosen || bytes.Compare(n.data[path:], n.data[chosen:path]) < 0, nil
}

// orders is the number of different orders of s, which is sorted; any number
// above most stands for more than that.
func orders(s []int32, most int) int {
	count, same := 1, 0
	for i := range s {
		if same++; i > 0 && s[i] != s[i-1] {
			same = 1
		}
		if count = count * (i + 1) / same; count > most {
			break
		}
	}
	return count
}

// nextOrder makes of s the next order of its elements, false after the last.
func nextOrder(s []int32) bool {
	i := len(s) - 2
	for i >= 0 && s[i] >= s[i+1] {
		i--
	}
	if i < 0 {
		return false
	}
	j := len(s) - 1
	for s[j] <= s[i] {
		j--
	}
	s[i], s[j] = s[j], s[i]
	slices.Reverse(s[i+1:])
	return true
}

// step counts calls and permutations against the work budget.
func (n *nDegree) step(count int) error {
	if n.steps += count; n.steps > n.mostSteps {
		return fmt.Errorf("%w: too many blank nodes that look alike, more than %d steps to tell them apart", ErrBudget, n.mostSteps)
	}
	return nil
}

// nHash hashes within the budget. A step can cost as much as a blank node has
// neighbours, so what is hashed is counted as well.
func (d *Dataset) nHash(data []byte) (digest, error) {
	c, n := &d.canon, &d.canon.ndegree
	if n.hashed += len(data) + 64; n.hashed > n.mostHashed {
		return digest{}, fmt.Errorf("%w: too many blank nodes that look alike, more than %d bytes to hash to tell them apart", ErrBudget, n.mostHashed)
	}
	var hash digest
	c.sum(hash[:c.size], data)
	return hash, c.work(len(data) + 64)
}

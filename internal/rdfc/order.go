package rdfc

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// An entry is a quad in its subject's order: above, what decides by itself in
// most cases (the rank of the predicate and the class of the object), below, the
// index of the quad.
type entry uint64

func (e entry) key() uint32   { return uint32(e >> 32) }
func (e entry) index() uint32 { return uint32(e) }
func (e entry) isBlank() bool { return e>>32&3 == entry(blank.class()) }

// mentions lists, for each blank node, the quads about others that name it: as
// the object, or as the graph, each quad once.
type mentions struct {
	start []uint32
	quads []uint32
}

func (m *mentions) of(b int32) []uint32 { return m.quads[m.start[b]:m.start[b+1]] }

// longest is the most that a blank node takes: _:c14n and five digits.
const longest = 11

// measure is how many bytes of canonical N-Quads there will be at most. It comes
// first, because a single long IRI, written once, may be what many quads are about,
// and each line of output is hashed up to three times on the way: what that may
// come to grows with the text.
func (d *Dataset) measure() (int, error) {
	size, earned := 0, limits.CanonicalPerByte*len(d.arena)+limits.CanonicalQuad*len(d.quads)
	most := min(limits.Canonical, max(limits.CanonicalLeast, earned))
	for i := range d.quads {
		q := &d.quads[i]
		if err := d.check(q); err != nil {
			return 0, err
		}
		n := len(tail) + len(d.predicate(q.predicate)) + d.nodeSize(q.subject)
		if q.object.kind == blank {
			n += longest
		} else {
			n += len(d.object(&q.object)) - len(tail)
		}
		if q.graph != DefaultGraph {
			n += 1 + d.nodeSize(q.graph)
		}
		if size += n; size > most {
			return 0, fmt.Errorf("%w: more than %d bytes of N-Quads, of terms of %d bytes", ErrBudget, most, len(d.arena))
		}
	}
	return size, nil
}

func (d *Dataset) nodeSize(n Node) int {
	if n.IsBlank() {
		return longest
	}
	iri := &d.iris[^n]
	return int(iri.end - iri.off)
}

// predicate is " <iri> ".
func (d *Dataset) predicate(p Predicate) []byte {
	if v := &d.vocabulary; int(p) < len(v.predicates) {
		s := v.predicates[p]
		return v.text[s.off:s.end]
	}
	s := d.extra[int(p)-len(d.vocabulary.predicates)]
	return d.arena[s.off:s.end]
}

// object is the text of an object that is no blank node, with the tail.
func (d *Dataset) object(o *Object) []byte {
	if o.kind == staticIRI {
		s := d.vocabulary.objects[o.off]
		return d.vocabulary.text[s.off : s.end+uint32(len(tail))]
	}
	return d.arena[o.off : o.end+uint32(len(tail))]
}

// iri is "<iri>".
func (d *Dataset) iri(n Node) []byte {
	iri := &d.iris[^n]
	return d.arena[iri.off:iri.end]
}

// rankPredicates finds the rank of every predicate in case there are some that the
// vocabulary does not have; else its numbers are the ranks.
func (d *Dataset) rankPredicates() {
	c := &d.canon
	c.rank = c.rank[:0]
	if len(d.extra) == 0 {
		return
	}
	n := len(d.vocabulary.predicates) + len(d.extra)
	c.byRank, c.rank = grow(c.byRank, n), grow(c.rank, n)
	for i := range c.byRank {
		c.byRank[i] = Predicate(i)
	}
	slices.SortFunc(c.byRank, func(a, b Predicate) int { return bytes.Compare(d.predicate(a), d.predicate(b)) })
	for i, p := range c.byRank {
		c.rank[p] = uint32(i)
	}
}

// sortBySubject puts the quads into the order in which they are written, as far
// as it is known before blank nodes have labels: by subject (a counting sort),
// then by predicate and object. It drops quads that are there already.
func (d *Dataset) sortBySubject() error {
	c := &d.canon
	subjects := int(d.blanks) + len(d.iris)
	c.start = grow(c.start, subjects+1)
	clear(c.start)
	for i := range d.quads {
		c.start[d.subject(d.quads[i].subject)+1]++
	}
	for i := range subjects {
		c.start[i+1] += c.start[i]
	}
	c.fill = grow(c.fill, subjects)
	copy(c.fill, c.start)
	c.order = grow(c.order, len(d.quads))
	for i := range d.quads {
		q := &d.quads[i]
		key := uint32(q.predicate)
		if len(c.rank) > 0 {
			key = c.rank[q.predicate]
		}
		s := d.subject(q.subject)
		c.order[c.fill[s]] = entry(key<<2|q.object.kind.class())<<32 | entry(i)
		c.fill[s]++
	}
	kept := uint32(0)
	for s := range subjects {
		bucket := c.order[c.start[s]:c.start[s+1]]
		if err := c.work(len(bucket) * 64); err != nil {
			return err
		}
		d.sortEntries(bucket, nil)
		c.start[s] = kept
		for i, e := range bucket {
			if i > 0 && d.compare(bucket[i-1], e, nil) == 0 {
				continue
			}
			c.order[kept] = e
			kept++
		}
	}
	c.start[subjects] = kept
	c.order = c.order[:kept]
	return nil
}

func (d *Dataset) subject(n Node) int {
	if n.IsBlank() {
		return int(n) - 1
	}
	return int(d.blanks) + int(^n)
}

// about are the entries of the quads about subject s.
func (c *canon) about(s int) []entry { return c.order[c.start[s]:c.start[s+1]] }

func (d *Dataset) sortEntries(e []entry, lexical []int32) {
	if len(e) > many {
		d.sortManyEntries(e, lexical)
		return
	}
	if len(e) > few {
		slices.SortFunc(e, func(a, b entry) int { return d.compare(a, b, lexical) })
		return
	}
	for i := 1; i < len(e); i++ {
		x := e[i]
		j := i
		for j > 0 && (x.key() < e[j-1].key() || x.key() == e[j-1].key() && d.compare(x, e[j-1], lexical) < 0) {
			e[j] = e[j-1]
			j--
		}
		e[j] = x
	}
}

// sortManyEntries sorts by the integer first, and then what has the same one by the
// text of the objects.
func (d *Dataset) sortManyEntries(e []entry, lexical []int32) {
	c := &d.canon
	slices.Sort(e)
	compare := func(a, b entry) int { return d.compare(a, b, lexical) }
	for i, j := 0, 0; i < len(e); i = j {
		for j = i + 1; j < len(e) && e[j].key() == e[i].key(); j++ {
		}
		if run := e[i:j]; len(run) <= many || run[0].isBlank() {
			slices.SortFunc(run, compare)
			continue
		}
		c.texts = c.texts[:0]
		for _, x := range e[i:j] {
			c.texts = append(c.texts, text{item: uint64(x)})
		}
		sortTexts(c.texts, 0, func(x uint64) []byte { return d.object(&d.quads[entry(x).index()].object) },
			func(x, y uint64) int { return compare(entry(x), entry(y)) })
		for k, x := range c.texts {
			e[i+k] = entry(x.item)
		}
	}
}

// compare is the order of two quads of one subject as lines. Blank nodes stand in
// the order that lexical gives them; without it, by their numbers.
func (d *Dataset) compare(a, b entry, lexical []int32) int {
	if a.key() != b.key() {
		return cmp.Compare(a.key(), b.key())
	}
	p, q := &d.quads[a.index()], &d.quads[b.index()]
	if a.isBlank() {
		if p.object.off != q.object.off {
			return compareBlank(int32(p.object.off)-1, int32(q.object.off)-1, lexical)
		}
	} else if o := bytes.Compare(d.object(&p.object), d.object(&q.object)); o != 0 {
		return o
	}
	switch g, h := p.graph, q.graph; {
	case g == h:
		return 0
	case g.IsBlank() && h.IsBlank():
		return compareBlank(int32(g)-1, int32(h)-1, lexical)
	case g.IsIRI() && h.IsIRI():
		return bytes.Compare(d.iri(g), d.iri(h))
	default:
		return cmp.Compare(graphClass(g), graphClass(h))
	}
}

func compareBlank(a, b int32, lexical []int32) int {
	if lexical != nil {
		a, b = lexical[a], lexical[b]
	}
	return cmp.Compare(a, b)
}

// graphClass is the order of what follows an object: '.' < '<' < '_'.
func graphClass(g Node) int {
	switch {
	case g == DefaultGraph:
		return 0
	case g.IsIRI():
		return 1
	}
	return 2
}

func (d *Dataset) collectMentions() {
	c := &d.canon
	m := &c.mentions
	m.start = grow(m.start, int(d.blanks)+1)
	clear(m.start)
	count := uint32(0)
	for _, e := range c.order {
		q := &d.quads[e.index()]
		if o := q.mentionsObject(); o >= 0 {
			m.start[o+1]++
			count++
		}
		if g := q.mentionsGraph(); g >= 0 {
			m.start[g+1]++
			count++
		}
	}
	m.quads = grow(m.quads, int(count))
	if count == 0 {
		return
	}
	for i := range int(d.blanks) {
		m.start[i+1] += m.start[i]
	}
	c.fill = grow(c.fill, int(d.blanks))
	copy(c.fill, m.start)
	for _, e := range c.order {
		q := &d.quads[e.index()]
		if o := q.mentionsObject(); o >= 0 {
			m.quads[c.fill[o]] = e.index()
			c.fill[o]++
		}
		if g := q.mentionsGraph(); g >= 0 {
			m.quads[c.fill[g]] = e.index()
			c.fill[g]++
		}
	}
}

// mentionsObject is the blank node that stands in the object and is not the
// subject, -1 if there is none.
func (q *quad) mentionsObject() int32 {
	if q.object.kind != blank || Node(q.object.off) == q.subject {
		return -1
	}
	return int32(q.object.off) - 1
}

// mentionsGraph is the blank node that names the graph and is nothing else in the
// quad, -1 if there is none.
func (q *quad) mentionsGraph() int32 {
	if !q.graph.IsBlank() || q.graph == q.subject || q.object.kind == blank && Node(q.object.off) == q.graph {
		return -1
	}
	return int32(q.graph) - 1
}

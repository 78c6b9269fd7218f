package rdfc

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
)

// write puts the canonical N-Quads together (RDFC-1.0 §5): quads about IRIs in the
// order of these, then those about blank nodes in the order of their labels.
func (d *Dataset) write(size int) {
	c := &d.canon
	c.rankLabels(int(d.blanks))
	c.out = grow(c.out, size)[:0]

	blanks := int(d.blanks)
	c.nodes = c.nodes[:0]
	for i := range d.iris {
		if len(c.about(blanks+i)) > 0 {
			c.nodes = append(c.nodes, int32(i))
		}
	}
	d.sortIRIs(c.nodes)
	for _, i := range c.nodes {
		d.writeAbout(c.about(blanks+int(i)), d.iri(Node(^i)))
	}

	c.nodes = grow(c.nodes, len(c.ranking))
	for _, r := range c.ranking {
		c.nodes[c.lexical[r.node]] = r.node
	}
	var label [longest]byte
	for _, b := range c.nodes {
		d.writeAbout(c.about(int(b)), appendLabel(label[:0], "_:c14n", c.labels[b]))
	}
}

func (d *Dataset) sortIRIs(nodes []int32) {
	if len(nodes) <= many {
		slices.SortFunc(nodes, func(a, b int32) int { return bytes.Compare(d.iri(Node(^a)), d.iri(Node(^b))) })
		return
	}
	c := &d.canon
	c.texts = c.texts[:0]
	for _, i := range nodes {
		c.texts = append(c.texts, text{item: uint64(i)})
	}
	sortTexts(c.texts, 0, func(i uint64) []byte { return d.iri(Node(^int32(i))) }, cmp.Compare[uint64])
	for k, t := range c.texts {
		nodes[k] = int32(t.item)
	}
}

// rankLabels finds the place of each label among all as text: c14n10 stands
// before c14n2. It counts in that order instead of sorting.
func (c *canon) rankLabels(blanks int) {
	c.lexical = grow(c.lexical, blanks)
	n := len(c.ranking)
	c.nodes = grow(c.nodes, n)
	for _, r := range c.ranking {
		c.nodes[c.labels[r.node]] = r.node
	}
	number := 0
	for place := range n {
		c.lexical[c.nodes[number]] = int32(place)
		if number > 0 && number*10 < n {
			number *= 10
			continue
		}
		for number%10 == 9 || number+1 >= n && number > 0 {
			number /= 10
		}
		number++
	}
}

func (d *Dataset) writeAbout(entries []entry, subject []byte) {
	c := &d.canon
	d.sortBlankRuns(entries)
	out := c.out
	for _, e := range entries {
		out = d.appendRest(append(out, subject...), &d.quads[e.index()], "_:c14n", c.labels)
	}
	c.out = out
}

// appendRest writes a quad behind its subject.
func (d *Dataset) appendRest(out []byte, q *quad, prefix string, labels []int32) []byte {
	out = append(out, d.predicate(q.predicate)...)
	if q.object.kind == blank {
		out = appendLabel(out, prefix, labels[q.object.off-1])
		out = append(out, tail...)
	} else {
		out = append(out, d.object(&q.object)...)
	}
	if q.graph != DefaultGraph {
		out = append(out[:len(out)-len(tail)], ' ')
		if q.graph.IsBlank() {
			out = appendLabel(out, prefix, labels[q.graph-1])
		} else {
			out = append(out, d.iri(q.graph)...)
		}
		out = append(out, tail...)
	}
	return out
}

// AppendNQuads writes the quads as they were added, repeated ones included, with
// canonical escapes and spaces; blank nodes are called b0, b1 and so on. It is
// meant for people and tests. A quad that has no object yet is left out.
func (d *Dataset) AppendNQuads(dst []byte) []byte {
	numbers := make([]int32, d.blanks)
	for i := range numbers {
		numbers[i] = int32(i)
	}
	for i := range d.quads {
		q := &d.quads[i]
		if d.check(q) != nil {
			continue
		}
		if q.subject.IsBlank() {
			dst = appendLabel(dst, "_:b", numbers[q.subject-1])
		} else {
			dst = append(dst, d.iri(q.subject)...)
		}
		dst = d.appendRest(dst, q, "_:b", numbers)
	}
	return dst
}

// sortBlankRuns sorts again what the labels decide: the quads of one predicate
// whose objects or graphs are blank nodes. All else is in order.
func (d *Dataset) sortBlankRuns(entries []entry) {
	for i, j := 0, 0; i < len(entries); i = j {
		labels := false
		for j = i; j < len(entries) && entries[j].key() == entries[i].key(); j++ {
			labels = labels || entries[j].isBlank() || d.quads[entries[j].index()].graph.IsBlank()
		}
		if labels && j > i+1 {
			d.sortEntries(entries[i:j], d.canon.lexical)
		}
	}
}

func appendLabel(dst []byte, prefix string, number int32) []byte {
	return strconv.AppendInt(append(dst, prefix...), int64(number), 10)
}

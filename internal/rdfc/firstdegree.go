package rdfc

import (
	"bytes"
	"slices"
)

// firstDegree is the algorithm Hash First Degree Quads (RDFC-1.0 §4.6): the hash
// of the sorted quads that mention b, in which b is _:a and any other blank node
// _:z.
//
// Nearly always the lines come out sorted as they are written: quads about IRIs
// that mention b start with '<', those about b with _:a and are in order already,
// those about other blank nodes start with _:z. What can stand wrong are lines
// that the order of the quads does not decide, and these are compared.
func (d *Dataset) firstDegree(b int32) error {
	c := &d.canon
	c.text, c.lines = c.text[:0], c.lines[:0]
	mentions := c.mentions.of(b)
	about := c.about(int(b))

	inOrder := true
	ofIRI := 0
	for _, i := range mentions {
		if d.quads[i].subject.IsIRI() {
			ofIRI++
			d.firstLine(i, b)
			inOrder = inOrder && (ofIRI == 1 || c.lastInOrder())
		}
	}
	for i, e := range about {
		d.firstLine(e.index(), b)
		// Of one predicate and class, the text of the objects decides, unless
		// blank nodes stand there or in the names of graphs.
		inOrder = inOrder && (i == 0 || about[i-1].key() != e.key() || c.lastInOrder())
	}
	if ofBlank := len(mentions) - ofIRI; ofBlank > 0 {
		first := len(c.lines)
		for _, i := range mentions {
			if d.quads[i].subject.IsBlank() {
				d.firstLine(i, b)
				inOrder = inOrder && (len(c.lines) == first+1 || c.lastInOrder())
			}
		}
	}
	input := c.text
	if !inOrder {
		slices.SortFunc(c.lines, func(x, y span) int {
			return bytes.Compare(c.text[x.off:x.end], c.text[y.off:y.end])
		})
		c.sorted = c.sorted[:0]
		for _, l := range c.lines {
			c.sorted = append(c.sorted, c.text[l.off:l.end]...)
		}
		input = c.sorted
	}
	c.sum(c.hashOf(b), input)
	return c.work(len(input) + 64)
}

// lastInOrder compares the last two lines.
func (c *canon) lastInOrder() bool {
	x, y := c.lines[len(c.lines)-2], c.lines[len(c.lines)-1]
	return bytes.Compare(c.text[x.off:x.end], c.text[y.off:y.end]) <= 0
}

func (d *Dataset) firstLine(i uint32, b int32) {
	c := &d.canon
	q := &d.quads[i]
	from := len(c.text)
	t := c.text
	if q.subject.IsBlank() {
		t = appendFirst(t, q.subject, b)
	} else {
		t = append(t, d.iri(q.subject)...)
	}
	t = append(t, d.predicate(q.predicate)...)
	if q.object.kind == blank {
		t = appendFirst(t, Node(q.object.off), b)
		t = append(t, tail...)
	} else {
		t = append(t, d.object(&q.object)...)
	}
	if q.graph != DefaultGraph {
		t = append(t[:len(t)-len(tail)], ' ')
		if q.graph.IsBlank() {
			t = appendFirst(t, q.graph, b)
		} else {
			t = append(t, d.iri(q.graph)...)
		}
		t = append(t, tail...)
	}
	c.text = t
	c.lines = append(c.lines, spanOf(from, len(t)))
}

func appendFirst(dst []byte, n Node, b int32) []byte {
	if int32(n)-1 == b {
		return append(dst, "_:a"...)
	}
	return append(dst, "_:z"...)
}

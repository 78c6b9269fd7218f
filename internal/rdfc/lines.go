package rdfc

import "slices"

// Lines are the quads as lines of canonical N-Quads, each with its line break, in
// which blank nodes are called what label says, without _: and always the same.
// They stand in the order of their bytes, and each stands there once: under the
// canonical labels they are the canonical form. So a suite can put labels of its
// own in the place of these. A dataset that Canonicalize refuses has no lines.
func (d *Dataset) Lines(label func(Node) string) []string {
	if d.err != nil {
		return nil
	}
	lines := make([]string, 0, len(d.quads))
	var line []byte
	for i := range d.quads {
		if d.check(&d.quads[i]) != nil {
			return nil
		}
		line = d.appendLine(line[:0], &d.quads[i], label)
		lines = append(lines, string(line))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// Line is quad number i as one of Lines; "" where there is none.
func (d *Dataset) Line(i int, label func(Node) string) string {
	if d.err != nil || i < 0 || i >= len(d.quads) || d.check(&d.quads[i]) != nil {
		return ""
	}
	return string(d.appendLine(nil, &d.quads[i], label))
}

func (d *Dataset) appendLine(line []byte, q *quad, label func(Node) string) []byte {
	if q.subject.IsBlank() {
		line = append(append(line, "_:"...), label(q.subject)...)
	} else {
		line = append(line, d.iri(q.subject)...)
	}
	line = append(line, d.predicate(q.predicate)...)
	if q.object.kind == blank {
		line = append(append(line, "_:"...), label(Node(q.object.off))...)
		line = append(line, tail...)
	} else {
		line = append(line, d.object(&q.object)...)
	}
	if q.graph == DefaultGraph {
		return line
	}
	line = append(line[:len(line)-len(tail)], ' ')
	if q.graph.IsBlank() {
		line = append(append(line, "_:"...), label(q.graph)...)
	} else {
		line = append(line, d.iri(q.graph)...)
	}
	return append(line, tail...)
}

package rdfc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// randomGraph is a small dataset of one or two parts in which blank nodes often
// look alike. next says which of n ways to go.
func randomGraph(next func(n int) int) []twinQuad {
	quads := randomPart("e", next)
	if next(2) == 0 {
		quads = append(quads, randomPart("f", next)...)
	}
	return quads
}

func randomPart(name string, next func(n int) int) []twinQuad {
	blanks := 1 + next(7)
	b := func() twinTerm { return twinTerm{kind: 'b', value: fmt.Sprint(name, next(blanks))} }
	iri := func() twinTerm {
		iris := []string{"http://e/a", "http://e/a/b", "http://e/a#b", "http://e/a0", "urn:x:é", "urn:x:\U0001F600", "urn:x:\uFFFD", "u:"}
		return twinTerm{kind: 'i', value: iris[next(len(iris))]}
	}
	literal := func() twinTerm {
		texts := []string{"", "x", "x y", "\x00\t\b\n\r\f\"'\\", "\x7f\x1f ", "\uFFFE\uFFFF\uFFFD", "\U0001F600", "aaaaaaa\"bbbbbbbb\\cccccccc", "ｆｕｌｌ"}
		t := twinTerm{kind: 'l', value: texts[next(len(texts))]}
		switch next(4) {
		case 0:
			t.language = []string{"en", "en-GB", "EN", "de"}[next(4)]
		case 1:
			t.datatype = []string{"http://e/t", "http://e/t/u"}[next(2)]
		}
		return t
	}
	var quads []twinQuad
	for range 1 + next(14) {
		q := twinQuad{p: twinTerm{kind: 'i', value: []string{"http://e/p", "http://e/p/q", "urn:p"}[next(3)]}}
		q.s = b()
		if next(4) == 0 {
			q.s = iri()
		}
		switch next(8) {
		case 0:
			q.o = literal()
		case 1:
			q.o = iri()
		default:
			q.o = b()
		}
		switch next(6) {
		case 0, 1:
			q.g = b()
		case 2:
			q.g = iri()
		}
		quads = append(quads, q)
	}
	return quads
}

// disguised writes quads as N-Quads in another of the many ways: in any order,
// some of them twice, with other labels, spaces, comments and escapes.
func disguised(quads []twinQuad, r *rand.Rand) string {
	labels := map[string]string{}
	var fresh []int
	label := func(b string) string {
		if labels[b] == "" {
			if fresh == nil {
				fresh = r.Perm(128)
			}
			n := fresh[len(labels)]
			labels[b] = []string{"c14n%d", "b%d", "%d", "x.y-%d", "é%d", "c14n%d_"}[n%6]
			labels[b] = fmt.Sprintf(labels[b], n)
		}
		return labels[b]
	}
	quads = slices.Clone(quads)
	for range r.IntN(3) {
		quads = append(quads, quads[r.IntN(len(quads))])
	}
	r.Shuffle(len(quads), func(i, j int) { quads[i], quads[j] = quads[j], quads[i] })
	var out strings.Builder
	for _, q := range quads {
		if r.IntN(6) == 0 {
			out.WriteString([]string{"\n", "# a comment .\n", " \t\r", "\r\n"}[r.IntN(4)])
		}
		terms := []twinTerm{q.s, q.p, q.o}
		if q.g.kind != 0 {
			terms = append(terms, q.g)
		}
		for _, t := range terms {
			out.WriteString(disguisedTerm(t, label, r))
			// Behind a blank node a space is needed to tell where it ends.
			if spaces := []string{" ", "", "\t", "  "}; t.kind == 'b' {
				out.WriteString(spaces[2*r.IntN(2)])
			} else {
				out.WriteString(spaces[r.IntN(4)])
			}
		}
		out.WriteString([]string{".\n", ". # <x>\n", ".\r\n", ".\r\r"}[r.IntN(4)])
	}
	return out.String()
}

func disguisedTerm(t twinTerm, label func(string) string, r *rand.Rand) string {
	escaped := func(s, must string) string {
		var b strings.Builder
		for _, c := range s {
			switch {
			case strings.ContainsRune(must, c) && c != '\'' && r.IntN(2) == 0:
				fmt.Fprintf(&b, `\U%08x`, c)
			case strings.ContainsRune(must, c) || r.IntN(5) == 0 && c <= 0xffff:
				fmt.Fprintf(&b, `\u%04X`, c)
			default:
				b.WriteRune(c)
			}
		}
		return b.String()
	}
	switch t.kind {
	case 'i':
		return "<" + escaped(t.value, "") + ">"
	case 'b':
		return "_:" + label(t.value)
	}
	s := `"` + escaped(t.value, "\"\\\n\r") + `"`
	switch {
	case t.language != "":
		s += "@" + t.language
	case t.datatype != "":
		s += "^^<" + escaped(t.datatype, "") + ">"
	case r.IntN(3) == 0:
		s += "^^<" + xsdString + ">"
	}
	return s
}

// built puts quads into a Dataset as a walk over a document would: objects that
// are blank nodes or subjects are patched in later, some predicates and objects
// come from a vocabulary. It returns the node of each label.
func built(d *Dataset, v *Vocabulary, quads []twinQuad) map[string]Node {
	d.Reset(v)
	nodes := map[string]Node{}
	node := func(t twinTerm) Node {
		switch t.kind {
		case 'b':
			if nodes[t.value] == 0 {
				nodes[t.value] = d.NewBlank()
			}
			return nodes[t.value]
		case 'i':
			n, ok := d.IRI([]byte(t.value))
			if !ok {
				panic("not an IRI: " + t.value)
			}
			return n
		}
		return DefaultGraph
	}
	type late struct {
		quad   int
		object twinTerm
	}
	var patches []late
	for i, q := range quads {
		subject, graph := node(q.s), node(q.g)
		p, ok := v.Predicate(q.p.value)
		if !ok {
			p, _ = d.Predicate([]byte(q.p.value))
		}
		var o Object
		switch static, known := v.Object(q.o.value); {
		case q.o.kind == 'l':
			d.OpenLiteral()
			half := len(q.o.value) / 2
			for half > 0 && q.o.value[half]&0xc0 == 0x80 {
				half--
			}
			d.Text([]byte(q.o.value[:half]))
			d.Text([]byte(q.o.value[half:]))
			if q.o.language != "" {
				o, _ = d.CloseLanguage([]byte(q.o.language))
			} else {
				dt, err := NewDatatype(q.o.datatype)
				if err != nil {
					dt = Datatype{}
				}
				o = d.CloseLiteral(dt)
			}
		case q.o.kind == 'i' && known && i%2 == 0:
			o = static
		case q.o.kind == 'i' && i%3 == 0:
			o, _ = d.IRIObject([]byte(q.o.value))
		default:
			patches = append(patches, late{d.Add(subject, p, Object{}, graph), q.o})
			continue
		}
		d.Add(subject, p, o, graph)
	}
	for _, l := range patches {
		d.SetObject(l.quad, d.NodeObject(node(l.object)))
	}
	return nodes
}

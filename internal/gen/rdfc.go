package main

import (
	"crypto"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A quad is subject, predicate, object and graph as N-Quads writes them, a blank
// node as "_:" and a name. The graph of the default graph is empty.
type quad [4]string

func (q quad) line(rename func(string) string) string {
	var out strings.Builder
	for _, term := range q {
		if strings.HasPrefix(term, "_:") {
			term = rename(term)
		}
		if term != "" {
			out.WriteString(term + " ")
		}
	}
	return out.String() + ".\n"
}

// canonical writes the canonical form of a dataset (RDFC-1.0 with that hash), step
// by step as the specification has it and without a bound: what is forged here is
// small, or the signature over it does not matter.
func canonical(quads []quad, hash crypto.Hash) string {
	c := &canonicalizer{hash: hash, of: map[string][]quad{}, issued: newNamer("_:c14n")}
	seen := map[quad]bool{}
	quads = slices.DeleteFunc(slices.Clone(quads), func(q quad) bool {
		twice := seen[q]
		seen[q] = true
		return twice
	})
	for _, q := range quads {
		for _, node := range q.blanks() {
			c.of[node] = append(c.of[node], q)
		}
	}
	c.label()
	var lines []string
	for _, q := range quads {
		lines = append(lines, q.line(func(node string) string { return c.issued.names[node] }))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// blanks are the different blank nodes of a quad.
func (q quad) blanks() []string {
	var nodes []string
	for _, term := range q {
		if strings.HasPrefix(term, "_:") && !slices.Contains(nodes, term) {
			nodes = append(nodes, term)
		}
	}
	return nodes
}

type canonicalizer struct {
	hash   crypto.Hash
	of     map[string][]quad // by blank node
	issued namer
}

// A namer gives nodes names in the order in which it is asked.
type namer struct {
	prefix string
	names  map[string]string
	order  []string
}

func newNamer(prefix string) namer { return namer{prefix: prefix, names: map[string]string{}} }

func (n *namer) name(node string) string {
	if n.names[node] == "" {
		n.names[node] = n.prefix + strconv.Itoa(len(n.order))
		n.order = append(n.order, node)
	}
	return n.names[node]
}

func (n namer) clone() namer {
	return namer{n.prefix, maps.Clone(n.names), slices.Clone(n.order)}
}

// label is section 4.4.3, steps 3 to 5.
func (c *canonicalizer) label() {
	byHash := map[string][]string{}
	for node := range c.of {
		h := c.firstDegree(node)
		byHash[h] = append(byHash[h], node)
	}
	hashes := slices.Sorted(maps.Keys(byHash))
	for _, h := range hashes {
		if len(byHash[h]) == 1 {
			c.issued.name(byHash[h][0])
		}
	}
	type result struct {
		hash  string
		names namer
	}
	for _, h := range hashes {
		if len(byHash[h]) == 1 {
			continue
		}
		slices.Sort(byHash[h]) // equal results may stand in any order, but two runs write the same
		var results []result
		for _, node := range byHash[h] {
			if c.issued.names[node] != "" {
				continue
			}
			names := newNamer("_:b")
			names.name(node)
			hash, names := c.nDegree(node, names)
			results = append(results, result{hash, names})
		}
		slices.SortStableFunc(results, func(a, b result) int { return strings.Compare(a.hash, b.hash) })
		for _, r := range results {
			for _, node := range r.names.order {
				c.issued.name(node)
			}
		}
	}
}

// firstDegree is section 4.6.
func (c *canonicalizer) firstDegree(node string) string {
	var lines []string
	for _, q := range c.of[node] {
		lines = append(lines, q.line(func(other string) string {
			if other == node {
				return "_:a"
			}
			return "_:z"
		}))
	}
	slices.Sort(lines)
	return c.digest(strings.Join(lines, ""))
}

// related is section 4.7.
func (c *canonicalizer) related(node string, q quad, names namer, position int) string {
	id := c.issued.names[node]
	if id == "" {
		id = names.names[node]
	}
	if id == "" {
		id = c.firstDegree(node)
	}
	input := string("sxog"[position])
	if position != 3 {
		input += q[1]
	}
	return c.digest(input + id)
}

// nDegree is section 4.8.
func (c *canonicalizer) nDegree(node string, names namer) (string, namer) {
	related := map[string][]string{}
	for _, q := range c.of[node] {
		for position, other := range q {
			if strings.HasPrefix(other, "_:") && other != node {
				h := c.related(other, q, names, position)
				related[h] = append(related[h], other)
			}
		}
	}
	data := ""
	for _, h := range slices.Sorted(maps.Keys(related)) {
		data += h
		chosen, chosenNames := "", namer{}
		permute(related[h], func(order []string) {
			path, after := c.path(order, names.clone())
			if chosen == "" || path < chosen {
				chosen, chosenNames = path, after
			}
		})
		data += chosen
		names = chosenNames
	}
	return c.digest(data), names
}

// path is one permutation of step 5.4 there, without the short cuts.
func (c *canonicalizer) path(order []string, names namer) (string, namer) {
	path := ""
	var deeper []string
	for _, other := range order {
		switch {
		case c.issued.names[other] != "":
			path += c.issued.names[other]
		default:
			if names.names[other] == "" {
				deeper = append(deeper, other)
			}
			path += names.name(other)
		}
	}
	for _, other := range deeper {
		hash, after := c.nDegree(other, names)
		path += names.name(other) + "<" + hash + ">"
		names = after
	}
	return path, names
}

func permute(items []string, visit func([]string)) {
	if len(items) > 6 {
		panic(fmt.Sprintf("%d nodes look alike: nobody waits for that", len(items)))
	}
	items = slices.Clone(items)
	var from func(i int)
	from = func(i int) {
		if i == len(items) {
			visit(items)
			return
		}
		for j := i; j < len(items); j++ {
			items[i], items[j] = items[j], items[i]
			from(i + 1)
			items[i], items[j] = items[j], items[i]
		}
	}
	from(0)
}

func (c *canonicalizer) digest(s string) string { return hex.EncodeToString(digest(c.hash, s)) }

func digest(hash crypto.Hash, s string) []byte {
	h := hash.New()
	h.Write([]byte(s))
	return h.Sum(nil)
}

package ld_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"testing"
)

// A generator writes documents that are mostly honest: names that are defined
// where they stand, values that fit. Its choices are the bytes it is given.
type generator struct {
	choices []byte
	ref     *reference
	budget  int
}

func (g *generator) choose(n int) int {
	if len(g.choices) == 0 || n < 2 {
		return 0
	}
	c := int(g.choices[0])
	g.choices = g.choices[1:]
	if n > 256 && len(g.choices) > 0 {
		c = c<<8 | int(g.choices[0])
		g.choices = g.choices[1:]
	}
	return c % n
}

func (g *generator) rarely() bool { return g.choose(64) == 63 }

var generatedLists = append([][]string{
	{v2}, {v1}, {v2, ob303, clr201, extensions}, {v1, clr201, ob303}, {v1, ob300, ob301}, {v2, status1, jws2020}, {v1, list2021, ed2020, jws2020},
	{v2, "https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1", "https://www.w3.org/ns/did/v1"},
}, pairs...)

func generate(t testing.TB, choices []byte) []byte {
	g := &generator{choices: choices, ref: newReference(t, false), budget: 60}
	list := any(generatedLists[g.choose(len(generatedLists))])
	text, _ := json.Marshal(list)
	var decoded any
	_ = json.Unmarshal(text, &decoded)
	root := g.ref.process(&refContext{terms: map[string]*refTerm{}}, decoded, true, false)
	document := g.node(root, 0)
	document["@context"] = decoded
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// names are the names that are defined and look like classes, or like members.
func (c *refContext) names(classes bool) []string {
	var names []string
	for name, term := range c.terms {
		class := name[0] >= 'A' && name[0] <= 'Z' || name[0] >= '0' && name[0] <= '9'
		if term != nil && class == classes && name != "id" && name != "type" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

func (g *generator) pick(names []string) string { return names[g.choose(len(names))] }

func (g *generator) node(base *refContext, depth int) map[string]any {
	object := map[string]any{}
	active := base
	var types []string
	if classes := base.names(true); len(classes) > 0 {
		for range g.choose(4) {
			types = append(types, g.pick(classes))
		}
	}
	if g.rarely() {
		types = append(types, "urn:type:own")
	}
	if len(types) == 1 && g.choose(2) == 0 {
		object["type"] = types[0]
	} else if len(types) > 0 {
		object["type"] = types
	}
	sorted := slices.Clone(types)
	sort.Strings(sorted)
	for _, t := range sorted {
		if term := base.terms[t]; term != nil && term.scoped {
			active = g.ref.process(active, term.context, false, false)
		}
	}
	if g.choose(3) > 0 {
		object["id"] = g.iri()
	}
	members := active.names(false)
	for range g.choose(6) {
		if g.budget--; g.budget < 0 || len(members) == 0 {
			break
		}
		name := g.pick(members)
		object[name] = g.member(active, name, depth)
	}
	if g.rarely() {
		object["studentName"] = "x"
	}
	return object
}

func (g *generator) iri() string {
	if g.rarely() {
		return []string{"", "x", "_:b", "https://e.example/a b", "urn:\u00e4", "cred:x", "xsd:y", "https://e.example/%zz"}[g.choose(8)]
	}
	return fmt.Sprintf("%s%d", []string{"urn:uuid:", "https://e.example/", "did:key:z"}[g.choose(3)], g.choose(6))
}

func (g *generator) member(active *refContext, name string, depth int) any {
	term := active.terms[name]
	if term.typ == "@json" {
		return []any{map[string]any{"b": []any{1, "x", nil}, "a": 1.5}, "text", nil, []any{true}}[g.choose(4)]
	}
	switch g.choose(8) {
	case 0:
		list := []any{}
		for range g.choose(4) {
			list = append(list, g.value(active, name, term, depth))
		}
		return list
	case 1:
		return []any{g.value(active, name, term, depth)}
	}
	return g.value(active, name, term, depth)
}

func (g *generator) value(active *refContext, name string, term *refTerm, depth int) any {
	if depth < 5 && (term.graph || g.choose(3) == 0) {
		c := active
		if c.previous != nil {
			c = c.previous
		}
		if term.scoped {
			c = g.ref.process(c, term.context, true, true)
		}
		var own any
		if (name == "endorsement" || name == "verifiableCredential") && g.choose(2) == 0 {
			list := generatedLists[g.choose(len(generatedLists))]
			for _, url := range list {
				c = g.ref.process(c, url, true, false)
			}
			own = list
		}
		object := g.node(c, depth+1)
		if own != nil {
			object["@context"] = own
		}
		return object
	}
	switch g.choose(12) {
	case 0:
		return g.choose(2) == 0
	case 1:
		return []any{0, 1, -1, 3.5, 1e21, 1.5e-7, 0.1, int64(123456789012345680), 1e-6, 1e-7, 1e20, -2.5e300}[g.choose(12)]
	case 2:
		return nil
	case 3:
		if name == "name" || name == "description" {
			object := map[string]any{"@value": "v"}
			if g.choose(8) > 0 {
				object["@language"] = []string{"en", "de-AT", "EN-us", "x y"}[g.choose(4)]
			}
			if g.choose(4) == 0 {
				object["@direction"] = []string{"ltr", "rtl"}[g.choose(2)]
			}
			return object
		}
	}
	switch term.typ {
	case "@id":
		return g.iri()
	case "@vocab":
		if term.scoped && g.choose(4) > 0 {
			return g.pick(g.ref.process(active, term.context, true, true).names(false))
		}
		return g.iri()
	}
	return []string{"", "text", "2026-03-01T00:00:00Z", "a\"\\\n\r\t\u0001\u007f\u00e4\U0001f600", "urn:x"}[g.choose(5)]
}

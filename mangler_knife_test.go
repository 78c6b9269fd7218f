package openbadges_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A knife does to a tree whatever can be done to it, one thing at a time, and tries each.
type knife struct {
	ordered bool                // the order of members is signed
	chosen  func(bit bool) bool // whether the next one is tried
	try     func(root *twig, what string, f fate)
}

func (k *knife) cut(root *twig) {
	var all []place
	root.walk("", func(at string, n *twig) { all = append(all, place{at, n}) })
	for _, p := range all {
		if p.kind == 'v' {
			k.flip(root, p)
			continue
		}
		k.shuffle(root, p)
		for i := range p.members {
			k.change(root, p, i)
			k.move(root, p, i, all)
		}
	}
}

type place struct {
	at string
	*twig
}

// flip turns every bit of a leaf, its quotation marks included.
func (k *knife) flip(root *twig, p place) {
	honest := p.leaf
	for i := range 8 * len(honest) {
		if k.chosen(true) {
			turned := []byte(honest)
			turned[i/8] ^= 1 << (i % 8)
			p.leaf = string(turned)
			k.try(root, fmt.Sprintf("%s with bit %d turned", p.at, i), 0)
		}
	}
	p.leaf = honest
}

// shuffle changes the order of members, which an object does not have.
func (k *knife) shuffle(root *twig, p place) {
	honest := p.members
	if len(honest) < 2 {
		return
	}
	var f fate
	if p.kind == '{' && !k.ordered {
		f = verified
	}
	for by := 1; by < len(honest); by++ {
		if k.chosen(false) {
			p.members = slices.Concat(honest[by:], honest[:by])
			k.try(root, fmt.Sprintf("%s turned by %d", p.at, by), f)
		}
	}
	if len(honest) > 2 && k.chosen(false) {
		p.members = slices.Clone(honest)
		slices.Reverse(p.members)
		k.try(root, p.at+" reversed", f)
	}
	p.members = honest
}

// change drops, doubles, renames and retypes a member, and puts another beside it.
func (k *knife) change(root *twig, p place, i int) {
	honest, m := p.members, p.members[i]
	at := fmt.Sprintf("%s[%d] (%s)", p.at, i, m.name)
	become := func(f fate, what string, members ...member) {
		if k.chosen(false) {
			p.members = slices.Concat(honest[:i], members, honest[i+1:])
			k.try(root, at+" "+what, f)
		}
	}
	with := func(what string, members ...member) { become(0, what, members...) }
	leaf := func(text string) member { return member{m.name, &twig{kind: 'v', leaf: text}} }
	within := func(kind byte, members ...member) member { return member{m.name, &twig{kind, "", members}} }
	with("dropped")
	twice := fate(0) // an element may be there twice, a name never
	if p.kind == '{' {
		twice = refused
		become(refused, "beside a stranger", m, member{"other", &twig{kind: 'v', leaf: `"x"`}})
	}
	become(twice, "doubled", m, m)
	become(twice, "with another before it", leaf(`"other"`), m)
	become(twice, "with another behind it", m, leaf(`"other"`))
	if p.kind == '{' {
		for _, name := range []string{m.name + "s", m.name[1:], strings.ToUpper(m.name[:1]) + m.name[1:], "@" + m.name, m.name + " ", "id", "type", "name", "other"} {
			if name != m.name {
				with("renamed "+name, member{name, m.twig})
			}
		}
	}
	text := string(m.bytes())
	quoted, _ := json.Marshal(text)
	for _, other := range []string{string(quoted), strings.Trim(text, `"`), `""`, "0", "1", "-1.5", "1e400", "true", "false", "null", "[]", "{}"} {
		if other != text {
			with("as "+other[:min(len(other), 40)], leaf(other))
		}
	}
	with("in a list", within('[', member{"", m.twig}))
	with("in a list of lists", within('[', member{"", &twig{'[', "", []member{{"", m.twig}}}}))
	with("twice in a list", within('[', member{"", m.twig}, member{"", m.twig}))
	for _, name := range []string{"id", "@id", "@value", "@list", "@set", "@graph", "value"} {
		with("in an object as "+name, within('{', member{name, m.twig}))
	}
	if m.kind != 'v' {
		for j := range m.members {
			with(fmt.Sprintf("as its part %d", j), member{m.name, m.members[j].twig})
		}
	}
	p.members = honest
}

// move takes a member to every other object, and an element to every other list.
func (k *knife) move(root *twig, p place, i int, all []place) {
	honest, m := p.members, p.members[i]
	inside := map[*twig]bool{}
	m.walk("", func(_ string, n *twig) { inside[n] = true })
	p.members = slices.Concat(honest[:i], honest[i+1:])
	for _, to := range all {
		if to.kind != p.kind || to.twig == p.twig || inside[to.twig] {
			continue
		}
		if k.chosen(false) {
			there := to.members
			to.members = slices.Concat(there, []member{m})
			k.try(root, fmt.Sprintf("%s[%d] (%s) moved to %s", p.at, i, m.name, to.at), 0)
			to.members = there
		}
	}
	p.members = honest
}

package ld

import (
	"slices"

	gold "github.com/piprate/json-gold/ld"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// BuiltIn makes the set of the built-in contexts anew, with nothing compiled.
func BuiltIn() *Contexts { return builtIn() }

// Meanings are the names that stand for each IRI anywhere in a set.
func Meanings(c *Contexts) map[string][]string {
	meanings := map[string][]string{}
	for _, d := range c.documents {
		err := eachMeaning(d, func(name string, def *gold.TermDefinition, _ string) error {
			if def.ID[0] != '@' && !slices.Contains(meanings[def.ID], name) {
				meanings[def.ID] = append(meanings[def.ID], name)
				slices.Sort(meanings[def.ID])
			}
			return nil
		})
		if err != nil {
			panic(err)
		}
	}
	return meanings
}

// CheckBuiltIn judges a built-in document as if a caller had added it, but that a
// member of it may have no context at all (verifiableCredential of a presentation).
func CheckBuiltIn(data []byte) error {
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return err
	}
	v, ok := tape.Root().Lookup("/@context/VerifiablePresentation/@context/verifiableCredential/@context")
	if ok && v.Kind() == strictjson.Null {
		if tape, err = strictjson.Parse(strictjson.Cut(v), strictjson.Limits{}); err != nil {
			return err
		}
	}
	return checkContext(tape.Root().Get("@context"), false)
}

// Compiled is how many active contexts a set keeps, Lists how many lists, and
// Remembered how many active contexts a list leads to.
func Compiled(c *Contexts) int { return c.memory.actives }
func Lists(c *Contexts) int    { return len(*c.memory.lists.Load()) }

func Remembered(l *List) int {
	seen := map[*active]bool{}
	var walk func(a *active)
	walk = func(a *active) {
		if a == nil || seen[a] {
			return
		}
		seen[a] = true
		for i := range a.typed {
			walk(a.typed[i].Load())
		}
		if edges := a.edges.Load(); edges != nil {
			for _, to := range *edges {
				walk(to)
			}
		}
	}
	walk(l.root)
	return len(seen)
}

// Edges is how many edges lead from the active contexts that are kept, to lists or types
// that documents choose.
func Edges(c *Contexts) (n int) {
	seen := map[*active]bool{}
	var walk func(a *active)
	walk = func(a *active) {
		if a == nil || seen[a] {
			return
		}
		seen[a] = true
		for i := range a.typed {
			walk(a.typed[i].Load())
		}
		if edges := a.edges.Load(); edges != nil {
			n += len(*edges)
			for _, to := range *edges {
				walk(to)
			}
		}
	}
	for _, l := range *c.memory.lists.Load() {
		walk(l.root)
		if wide, err := l.wide(); err == nil {
			walk(wide.root)
		}
	}
	return n
}

func IRIFault(text []byte, prefixes ...string) string { return iriFault(text, prefixes) }

// Chooser is the choice between the editions of a context that one document makes.
func Chooser(c *Contexts, url string) func(document strictjson.Value) string {
	var chosen editions
	return func(document strictjson.Value) string {
		t, _ := document.Index()
		return c.documents[chosen.of(c, c.byURL[url], t)].edition
	}
}

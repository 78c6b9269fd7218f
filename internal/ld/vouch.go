package ld

import (
	"fmt"
	"slices"
	"strings"

	gold "github.com/piprate/json-gold/ld"

	"github.com/summitbadges/openbadges/internal/limits"
)

// vouch judges the document that a caller has just added beside all others.
func (c *Contexts) vouch(added *document) error {
	c.free, c.scopes = map[string]bool{}, map[uintptr]bool{}
	names, work := 0, 0
	for _, builtin := range []bool{false, true} {
		for _, d := range c.documents {
			if d.builtin != builtin {
				continue
			}
			for name := range d.scan().names {
				c.free[name] = !builtin
				names++
			}
			if !builtin {
				if work += d.scan().objects * (len(d.scan().names) + aroundAll); work > limits.ContextWork {
					return fmt.Errorf("too many contexts inside contexts: each is compiled with all names around it, together more than %d", limits.ContextWork)
				}
				for _, object := range d.objects() {
					addScopes(c.scopes, object)
				}
			}
		}
	}
	if names > limits.ContextNames {
		return fmt.Errorf("more than %d names in one set of contexts", limits.ContextNames)
	}
	if err := c.oneName(added); err != nil {
		return err
	}
	for _, url := range []string{CredentialsV1, CredentialsV2} {
		if base := c.byURL[url]; len(base) > 0 {
			if err := c.beside(c.documents[base[0]], added); err != nil {
				return fmt.Errorf("beside %s: %w", url, err)
			}
		}
	}
	return nil
}

// aroundAll is about how many names VCDM itself puts around those of a document.
const aroundAll = 128

// addScopes collects the contexts of terms in a decoded context.
func addScopes(scopes map[uintptr]bool, context any) {
	switch v := context.(type) {
	case []any:
		for _, element := range v {
			addScopes(scopes, element)
		}
	case map[string]any:
		for _, def := range v {
			if m, ok := def.(map[string]any); ok && m["@context"] != nil {
				scopes[addressOf(m["@context"])] = true
				addScopes(scopes, m["@context"])
			}
		}
	}
}

// oneName refuses a document that names an IRI which another name of the set
// stands for already, its own names included.
func (c *Contexts) oneName(added *document) error {
	// What RDF itself says with these no member may say, under whatever name.
	named := map[string][]string{rdfType: {"@type"}, rdfFirst: {"@list"}, rdfRest: {"@list"}, rdfNil: {"@list"}}
	vocabs := map[string]bool{}
	for _, d := range c.documents {
		if d == added {
			continue
		}
		err := eachMeaning(d, func(name string, def *gold.TermDefinition, vocab string) error {
			named[def.ID] = append(named[def.ID], name)
			if vocab != "" {
				vocabs[vocab] = true
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return eachMeaning(added, func(name string, def *gold.TermDefinition, vocab string) error {
		if vocab != "" && !vocabs[vocab] {
			for iri, others := range named {
				for _, other := range others {
					if strings.HasPrefix(iri, vocab) && iri != vocab+other {
						return fmt.Errorf("the @vocab %s gives a second name to %s, which %s stands for", quoted([]byte(vocab)), quoted([]byte(iri)), quoted([]byte(other)))
					}
				}
			}
			for other := range vocabs {
				if strings.HasPrefix(vocab, other) || strings.HasPrefix(other, vocab) {
					return fmt.Errorf("the @vocab %s and %s begin alike, so that one name under the one is another under the other", quoted([]byte(vocab)), quoted([]byte(other)))
				}
			}
			if vocabs[vocab] = true; len(vocabs) > limits.ContextVocabs {
				return fmt.Errorf("more than %d different @vocab in one set of contexts", limits.ContextVocabs)
			}
		}
		if strings.HasPrefix(def.ID, "@") {
			return nil // checkContext has judged it
		}
		if others := named[def.ID]; len(others) > 0 && !slices.Contains(others, name) {
			return fmt.Errorf("%s is a second name for %s, which %s stands for", quoted([]byte(name)), quoted([]byte(def.ID)), quoted([]byte(others[0])))
		}
		for vocab := range vocabs {
			if strings.HasPrefix(def.ID, vocab) && def.ID != vocab+name {
				return fmt.Errorf("%s is a second name for %s, which an @vocab names", quoted([]byte(name)), quoted([]byte(def.ID)))
			}
		}
		named[def.ID] = append(named[def.ID], name)
		return nil
	})
}

// eachMeaning gives every term that a document defines, at its root and in the
// contexts of its terms, and the @vocab that is in force there.
func eachMeaning(d *document, yield func(name string, def *gold.TermDefinition, vocab string) error) error {
	empty := newGold()
	g, err := parseDocument(empty, d)
	if err != nil {
		return err
	}
	return eachDefinition(empty, g, yield)
}

// eachDefinition gives what after defines and before does not.
func eachDefinition(before, after *gold.Context, yield func(string, *gold.TermDefinition, string) error) error {
	vocab := ""
	if v := after.Values.Vocab; v != nil {
		vocab = *v
	}
	if vocab != "" {
		// Even a context with nothing but an @vocab is heard.
		if err := yield("", &gold.TermDefinition{ID: "@vocab"}, vocab); err != nil {
			return err
		}
	}
	for name, def := range after.TermDefinitions {
		if def == nil || before.TermDefinitions[name] == def {
			continue
		}
		if err := yield(name, def, vocab); err != nil {
			return err
		}
		if !def.HasContext || def.Context == nil {
			continue
		}
		scoped, err := override(after, def.Context)
		if err != nil {
			return conflict(err)
		}
		if err := eachDefinition(after, scoped, yield); err != nil {
			return err
		}
	}
	return nil
}

// beside refuses a document that changes what a base context says, at its root or
// in the context of one of its terms.
func (c *Contexts) beside(base, added *document) error {
	before, err := parseDocument(newGold(), base)
	if err != nil {
		return err
	}
	after, err := parseDocument(before, added) // which they protect at their roots
	if err != nil {
		return err
	}
	return c.scopesBeside(before, after)
}

func (c *Contexts) scopesBeside(before, after *gold.Context) error {
	for name, def := range after.TermDefinitions {
		if def == nil || before.TermDefinitions[name] == def || !def.HasContext {
			continue
		}
		scoped, err := override(after, def.Context)
		if err != nil {
			return conflict(err)
		}
		if err := c.unchanged(after, scoped); err != nil {
			return err
		}
		if err := c.scopesBeside(after, scoped); err != nil {
			return err
		}
	}
	return nil
}

// override is g after a context that may redefine protected terms. json-gold does
// not export that, so it is given the same context with nothing protected, and
// what it left alone is protected again afterwards.
func override(g *gold.Context, context any) (*gold.Context, error) {
	open := gold.CopyContext(g)
	clear(open.Protected)
	opened := make(map[string]*gold.TermDefinition, len(g.TermDefinitions))
	for name, def := range g.TermDefinitions {
		if def != nil && def.Protected {
			def = def.Copy()
			def.Protected = false
			open.TermDefinitions[name] = def
			opened[name] = def
		}
	}
	next, err := open.Parse(context)
	if err != nil {
		return nil, err
	}
	for name, def := range opened {
		if next.TermDefinitions[name] == def {
			next.TermDefinitions[name] = g.TermDefinitions[name]
			next.Protected[name] = true
		}
	}
	return next, nil
}

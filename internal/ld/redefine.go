package ld

import (
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Redefines says whether a context object written out inside a document gives a name
// that one of the document's other contexts defines another meaning, anywhere in it,
// and which. Where the contexts themselves are signed, nothing is hidden by it; but a
// reader that knows the name reads what the issuer, by the letter, has not written.
//
// Definitions are compared as they are written, compact IRIs written out: json-gold is
// given no context that a stranger wrote. What is not recognized as the same counts as
// another meaning.
func (c *Contexts) Redefines(doc, inline strictjson.Value) (name string, redefined bool) {
	var named []*document
	context := doc.Get("@context")
	for i, entry := range context.Elements() {
		if i < limits.ContextList && entry.Kind() == strictjson.String {
			for _, d := range c.byURL[entry.Text()] {
				named = append(named, c.documents[d])
			}
		}
	}
	own := prefixesOf(inline)
	eachTerm(inline, func(term string, v strictjson.Value) {
		if redefined {
			return
		}
		var def definition
		known := false
		for _, d := range named {
			defs := d.definitions()[term]
			if len(defs) > 0 && !known {
				known, def = true, newDefinition(v, own)
			}
			if slices.ContainsFunc(defs, def.same) {
				return
			}
		}
		if known {
			name, redefined = term, true
		}
	})
	return name, redefined
}

// A definition is what a context says of a name.
type definition struct {
	text   string           // what it stands for, its type and so on, without its own context
	scoped strictjson.Value // its own context
}

func (d definition) same(other definition) bool {
	return d.text == other.text && d.scoped.Exists() == other.scoped.Exists() && (!d.scoped.Exists() || d.scoped.Equal(other.scoped))
}

// newDefinition is a definition as it is written in a context with these prefixes.
func newDefinition(v strictjson.Value, prefixes map[string]string) definition {
	switch v.Kind() {
	case strictjson.String:
		return definition{text: "@id " + writtenOut(v.Text(), prefixes)}
	case strictjson.Object:
	default:
		return definition{text: v.Kind().String()}
	}
	var parts []string
	for key, v := range v.Members() {
		switch key {
		case "@protected", "@prefix", "@context": // may it be changed, may it be a prefix, and what is compared as a value
		case "@id", "@type":
			parts = append(parts, key+" "+writtenOut(v.Text(), prefixes))
		default:
			parts = append(parts, key+" "+string(v.Raw()))
		}
	}
	slices.Sort(parts)
	return definition{strings.Join(parts, "\n"), v.Get("@context")}
}

// prefixesOf are the names at the root of a context that can begin a compact IRI, and
// what they stand for.
func prefixesOf(context strictjson.Value) map[string]string {
	prefixes := map[string]string{}
	add := func(object strictjson.Value) {
		for name, v := range object.Members() {
			if v.Kind() == strictjson.Object {
				v = v.Get("@id")
			}
			if v.Kind() == strictjson.String {
				prefixes[name] = v.Text()
			}
		}
	}
	add(context)
	for _, object := range context.Elements() {
		add(object)
	}
	return prefixes
}

// writtenOut is an IRI of a context in full.
func writtenOut(text string, prefixes map[string]string) string {
	if prefix, rest, compact := strings.Cut(text, ":"); compact && !strings.HasPrefix(rest, "//") && prefixes[prefix] != "" {
		return prefixes[prefix] + rest
	}
	return text
}

// newDefinitions are those that a context document gives of every name, at its root
// and in the contexts of its terms.
func newDefinitions(context strictjson.Value) map[string][]definition {
	all, prefixes := map[string][]definition{}, prefixesOf(context)
	eachTerm(context, func(name string, v strictjson.Value) {
		def := newDefinition(v, prefixes)
		if !slices.ContainsFunc(all[name], def.same) {
			all[name] = append(all[name], def)
		}
	})
	return all
}

package ld

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	gold "github.com/piprate/json-gold/ld"
)

// meanings are what names mean in an active context. They never change.
type meanings struct {
	terms    []*term     // by nameID; nil where the name is not defined
	prefixes []string    // names that would make an IRI compact
	vocab    string      // @vocab, of contexts that a caller added
	values   gold.Values // what json-gold has beside the terms
}

func (l *List) noMeanings() meanings {
	return meanings{terms: make([]*term, len(l.names.text)), values: *newGold().Values}
}

// withDocuments is m with the contexts of documents, one after the other.
func (l *List) withDocuments(m meanings, documents []uint16) (meanings, error) {
	for _, i := range documents {
		d := l.contexts.documents[i]
		for _, object := range d.objects() {
			next, err := l.parsed(m, object, false, !d.builtin)
			if err != nil {
				return m, d.named(err)
			}
			m = next
		}
	}
	return m, nil
}

// applied is m with the context of a term, which overrides what is protected if
// the term is a member's.
func (l *List) applied(m meanings, context any, override bool) (meanings, error) {
	if context == nil { // of the contexts here, one has it: that of verifiableCredential in VCDM 2.0
		if !override {
			return m, conflict(errors.New("a type that takes back all protected terms"))
		}
		return l.noMeanings(), nil
	}
	foreign := len(l.contexts.scopes) > 0 && l.contexts.scopes[addressOf(context)]
	list, ok := context.([]any)
	if !ok {
		list = []any{context}
	}
	for _, context := range list {
		next, err := l.parsed(m, context, override, foreign)
		if err != nil {
			return m, err
		}
		m = next
	}
	return m, nil
}

// parsed is m with one context object, by json-gold. It is given of m only what the
// object can touch: json-gold copies what it is given, and a first badge would pay
// for that more than for anything else. TestMeanings compares it with all of m.
//
// json-gold does not export that protected terms may be overridden; for that it is
// given them unprotected. A caller's own context that gives a built-in name another
// meaning is refused: under contexts without @protected (Open Badges before 3.0.2)
// it could swap name and description.
func (l *List) parsed(m meanings, context any, override, foreign bool) (meanings, error) {
	before := newGold()
	*before.Values = m.values
	eachTouched(context, func(name string) {
		t := m.terms[l.names.id([]byte(name))]
		if t == nil {
			return
		}
		def := t.def
		if def.Protected && override {
			def = def.Copy()
			def.Protected = false
		}
		before.TermDefinitions[name] = def
	})
	after, err := before.Parse(context)
	if err != nil {
		return m, redefinition(before, context, err)
	}
	if foreign {
		if err := l.contexts.unchanged(before, after); err != nil {
			return m, err
		}
	}
	m.terms, m.values, m.vocab = slices.Clone(m.terms), *after.Values, ""
	if v := after.Values.Vocab; v != nil {
		m.vocab = *v
	}
	for name, def := range after.TermDefinitions {
		if was, ok := before.TermDefinitions[name]; ok && was == def {
			continue
		}
		id := l.names.id([]byte(name))
		if id == 0 {
			return m, fmt.Errorf("ld: the term %s is in no context", quoted([]byte(name))) // a mistake of this package
		}
		m.terms[id] = nil
		m.prefixes = slices.DeleteFunc(slices.Clone(m.prefixes), func(p string) bool { return p == name })
		if def == nil {
			continue
		}
		if t := l.term(id, def); t != nil {
			t.def = def
			m.terms[id] = t
			if isPrefix(def) {
				m.prefixes = append(m.prefixes, name)
			}
		}
	}
	return m, nil
}

// eachTouched gives the names whose meaning decides what a context object means:
// those that it defines, and those that it writes IRIs with.
func eachTouched(context any, yield func(name string)) {
	iri := func(v any) {
		text, _ := v.(string)
		yield(text)
		if prefix, _, ok := strings.Cut(text, ":"); ok {
			yield(prefix)
		}
	}
	m, _ := context.(map[string]any)
	for name, def := range m {
		if name == "@vocab" {
			iri(def)
		}
		if strings.HasPrefix(name, "@") {
			continue
		}
		yield(name)
		if def, ok := def.(map[string]any); ok {
			iri(def["@id"])
			iri(def["@type"])
		} else {
			iri(m[name])
		}
	}
}

// same says whether a reads every document as m would.
func (a *active) same(m meanings) bool {
	for id, t := range a.terms {
		if u := m.terms[id]; t != u && (t == nil || u == nil || t.def != u.def && !sameDefinition(t.def, u.def)) {
			return false
		}
	}
	return a.vocab == m.vocab
}

func sameDefinition(a, b *gold.TermDefinition) bool {
	return isPrefix(a) == isPrefix(b) && gold.DeepCompareTermDef(a, b, true)
}

func isPrefix(def *gold.TermDefinition) bool { return def.Prefix != nil && *def.Prefix }

func conflict(err error) error {
	return &Error{Err: ErrContextConflict, Detail: err.Error()}
}

// redefinition names the protected term to which context would give another meaning
// than before. json-gold, whose refusal err is, names none.
func redefinition(before *gold.Context, context any, err error) error {
	after, failed := override(before, context)
	if failed != nil {
		return conflict(err)
	}
	for _, name := range slices.Sorted(maps.Keys(before.TermDefinitions)) {
		if def := before.TermDefinitions[name]; def != nil && def.Protected && !sameMeaning(def, after.TermDefinitions[name]) {
			return conflict(fmt.Errorf("the term %s is protected, and would get another meaning", quoted([]byte(name))))
		}
	}
	return conflict(err)
}

// named adds to an error which context it came of.
func (d *document) named(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Err == ErrContextConflict {
		return &Error{Err: e.Err, Pointer: e.Pointer, Detail: "in the context " + quoted([]byte(d.url)) + " " + e.Detail}
	}
	return err
}

// unchanged refuses that a built-in name means something else in after than in before.
func (c *Contexts) unchanged(before, after *gold.Context) error {
	for name, def := range before.TermDefinitions {
		if c.free[name] {
			continue
		}
		if now := after.TermDefinitions[name]; now != def && !sameMeaning(def, now) {
			return &Error{Err: ErrContextConflict, Detail: fmt.Sprintf("a context that was added redefines the term %s", quoted([]byte(name)))}
		}
	}
	return nil
}

func sameMeaning(a, b *gold.TermDefinition) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := a.Copy(), b.Copy()
	x.Protected, y.Protected = false, false
	return gold.DeepCompareTermDef(x, y, true)
}

// addressOf tells the contexts of terms apart: they are parts of documents that
// are decoded once and stay.
func addressOf(context any) uintptr {
	switch v := reflect.ValueOf(context); v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Pointer()
	}
	return 0
}

package ld_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// This file is JSON-LD 1.1 for badges a second time, from the specification, with
// maps, recursion and no thought of speed or refusal: what it does not know it
// leaves out, as the specification says. Tests compare the walk with it.

type refTerm struct {
	iri, typ                  string
	list, graph               bool
	context                   any
	scoped, protected, prefix bool
}

type refContext struct {
	terms    map[string]*refTerm
	vocab    string
	previous *refContext
}

func (c *refContext) clone() *refContext {
	n := &refContext{terms: map[string]*refTerm{}, vocab: c.vocab, previous: c.previous}
	for k, v := range c.terms {
		n.terms[k] = v
	}
	return n
}

// A reference converts documents under contexts that it finds by their URL.
type reference struct {
	t          testing.TB
	contexts   map[string]any
	statements []string
	blanks     int
	lost       []string // what the specification drops
	err        error
}

func newReference(t testing.TB, later bool) *reference {
	r := &reference{t: t, contexts: map[string]any{}}
	for _, d := range decodedContexts() {
		if d.Edition == "" || later {
			r.contexts[d.URL] = d.value["@context"]
		}
	}
	return r
}

type decodedContext struct {
	contexts.Document
	value map[string]any
}

// decodedContexts are the built-in documents as encoding/json reads them.
var decodedContexts = sync.OnceValue(func() []decodedContext {
	var all []decodedContext
	for _, d := range contexts.All() {
		var v map[string]any
		if err := json.Unmarshal(d.Data, &v); err != nil {
			panic(err)
		}
		all = append(all, decodedContext{d, v})
	}
	return all
})

// process is the context processing algorithm (JSON-LD 1.1 API, section 4.1).
func (r *reference) process(active *refContext, local any, propagate, override bool) *refContext {
	if list, ok := local.([]any); ok {
		for i, c := range list {
			if i > 0 {
				propagate = true
			}
			active = r.process(active, c, propagate, override)
		}
		return active
	}
	if url, ok := local.(string); ok {
		c, ok := r.contexts[url]
		if !ok {
			r.err = fmt.Errorf("unknown context %s", url)
			return active
		}
		return r.process(active, c, propagate, override)
	}
	if local == nil {
		for _, term := range active.terms {
			if term != nil && term.protected && !override {
				r.err = fmt.Errorf("protected context taken back")
			}
		}
		return &refContext{terms: map[string]*refTerm{}}
	}
	context := local.(map[string]any)
	if p, ok := context["@propagate"].(bool); ok {
		propagate = p
	}
	result := active.clone()
	if !propagate && result.previous == nil {
		result.previous = active
	}
	if v, ok := context["@vocab"].(string); ok {
		result.vocab = v
	}
	protected, _ := context["@protected"].(bool)
	defined := map[string]bool{}
	for name := range context {
		r.define(result, context, name, defined, protected, override)
	}
	return result
}

func (r *reference) define(c *refContext, context map[string]any, name string, defined map[string]bool, protected, override bool) {
	if name[0] == '@' || defined[name] {
		return
	}
	defined[name] = true
	before := c.terms[name]
	simple := false
	def, _ := context[name].(map[string]any)
	if s, ok := context[name].(string); ok {
		def, simple = map[string]any{"@id": s}, true
	}
	if def == nil {
		c.terms[name] = nil
		return
	}
	delete(c.terms, name)
	term := &refTerm{protected: protected}
	if p, ok := def["@protected"].(bool); ok {
		term.protected = p
	}
	expand := func(v string) string {
		if _, ok := context[v]; ok {
			r.define(c, context, v, defined, protected, override)
		}
		if prefix, _, ok := strings.Cut(v, ":"); ok {
			if _, ok := context[prefix]; ok {
				r.define(c, context, prefix, defined, protected, override)
			}
		}
		return c.expand(v, true)
	}
	if id, ok := def["@id"].(string); ok && id != name {
		term.iri = expand(id)
		if last := term.iri[len(term.iri)-1:]; simple && strings.Contains(":/?#[]@", last) {
			term.prefix = true
		}
	} else {
		term.iri = c.vocab + name
	}
	if p, ok := def["@prefix"].(bool); ok {
		term.prefix = p
	}
	if typ, ok := def["@type"].(string); ok {
		if term.typ = typ; typ[0] != '@' {
			term.typ = expand(typ)
		}
	}
	container := []any{def["@container"]}
	if list, ok := def["@container"].([]any); ok {
		container = list
	}
	term.list, term.graph = slices.Contains(container, any("@list")), slices.Contains(container, any("@graph"))
	term.context, term.scoped = def["@context"]
	if before != nil && before.protected && !override {
		term.protected = true
		if fmt.Sprint(*before) != fmt.Sprint(*term) {
			r.err = fmt.Errorf("protected term %s redefined", name)
		}
	}
	c.terms[name] = term
}

// expand is IRI expansion (section 5.2): of a name or type if vocab, else of an id.
func (c *refContext) expand(value string, vocab bool) string {
	if strings.HasPrefix(value, "@") {
		return value
	}
	if term, ok := c.terms[value]; ok && vocab {
		if term == nil {
			return ""
		}
		return term.iri
	}
	if prefix, suffix, ok := strings.Cut(value, ":"); ok && prefix != "" {
		if term := c.terms[prefix]; term != nil && term.prefix && !strings.HasPrefix(suffix, "//") {
			return term.iri + suffix
		}
		return value
	}
	if vocab && c.vocab != "" {
		return c.vocab + value
	}
	return value
}

func (r *reference) blank() string {
	r.blanks++
	return "_:b" + strconv.Itoa(r.blanks)
}

func (r *reference) lose(format string, args ...any) {
	r.lost = append(r.lost, fmt.Sprintf(format, args...))
}

func (r *reference) iri(iri string) string {
	if !rdfc.ValidIRI(iri) {
		r.lose("IRI %q", iri)
	}
	return "<" + iri + ">"
}

func (r *reference) emit(s, p, o, g string) {
	line := s + " " + p + " " + o
	if g != "" {
		line += " " + g
	}
	r.statements = append(r.statements, line+" .\n")
}

func ref(iri string) string { return "<" + iri + ">" }

const rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

// node converts a node object whose types are read in base (section 5.1.2, 13).
func (r *reference) node(object map[string]any, base *refContext, graph string) string {
	keys := make([]string, 0, len(object))
	for k := range object {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	active := base
	var types []string
	for _, k := range keys {
		if base.expand(k, true) != "@type" {
			continue
		}
		for _, t := range arrayed(object[k]) {
			types = append(types, t.(string))
		}
		sorted := slices.Clone(types)
		sort.Strings(sorted)
		for _, t := range sorted {
			if term := base.terms[t]; term != nil && term.scoped {
				active = r.process(active, term.context, false, false)
			}
		}
	}
	subject := ""
	for _, k := range keys {
		if active.expand(k, true) == "@id" {
			subject = r.iri(active.expand(object[k].(string), false))
		}
	}
	if subject == "" {
		subject = r.blank()
	}
	for _, t := range types {
		r.emit(subject, ref(rdf+"type"), r.iri(base.expand(t, true)), graph)
	}
	for _, k := range keys {
		iri := active.expand(k, true)
		if k == "@context" || iri == "@id" || iri == "@type" {
			continue
		}
		if strings.HasPrefix(iri, "@") || !strings.Contains(iri, ":") {
			r.lose("member %q", k)
			continue
		}
		r.member(subject, ref(iri), active, k, object[k], graph)
	}
	return subject
}

func arrayed(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

func (r *reference) member(subject, predicate string, active *refContext, name string, v any, graph string) {
	term := active.terms[name]
	if term == nil {
		term = &refTerm{}
	}
	if term.typ == "@json" {
		text, _ := json.Marshal(v)
		tape, err := strictjson.Parse(text, strictjson.Limits{})
		require.NoError(r.t, err)
		text, err = strictjson.AppendJCS(nil, tape.Root())
		require.NoError(r.t, err)
		r.emit(subject, predicate, nquad(string(text))+"^^"+ref(rdf+"JSON"), graph)
		return
	}
	if v == nil {
		return
	}
	if term.list {
		for _, item := range arrayed(v) {
			if item == nil {
				continue
			}
			cell := r.blank()
			r.emit(subject, predicate, cell, graph)
			r.emit(cell, ref(rdf+"first"), r.value(active, name, term, item, graph), graph)
			subject, predicate = cell, ref(rdf+"rest")
		}
		r.emit(subject, predicate, ref(rdf+"nil"), graph)
		return
	}
	for _, item := range arrayed(v) {
		switch {
		case item == nil:
		case term.graph:
			g := r.blank()
			r.emit(subject, predicate, g, graph)
			before := len(r.statements)
			r.value(active, name, term, item, g)
			if len(r.statements) == before {
				r.lose("graph of %q", name)
			}
		default:
			r.emit(subject, predicate, r.value(active, name, term, item, graph), graph)
		}
	}
}

func (r *reference) value(active *refContext, name string, term *refTerm, v any, graph string) string {
	scoped := func(c *refContext) *refContext {
		if term.scoped {
			return r.process(c, term.context, true, true)
		}
		return c
	}
	switch v := v.(type) {
	case map[string]any:
		if text, ok := v["@value"].(string); ok {
			language, _ := v["@language"].(string)
			if d, ok := v["@direction"].(string); ok {
				return nquad(text) + "^^" + ref("https://www.w3.org/ns/i18n#"+strings.ToLower(language)+"_"+d)
			}
			if language != "" {
				language = "@" + strings.ToLower(language)
			}
			return nquad(text) + language
		}
		c := active
		if c.previous != nil && !(len(v) == 1 && v["id"] != nil) {
			c = c.previous
		}
		c = scoped(c)
		if own, ok := v["@context"]; ok {
			c = r.process(c, own, true, false)
		}
		return r.node(v, c, graph)
	case string:
		switch term.typ {
		case "@id":
			return r.iri(active.expand(v, false))
		case "@vocab":
			return r.iri(scoped(active).expand(v, true))
		}
		return nquad(v) + datatype(term, "")
	case bool:
		return nquad(strconv.FormatBool(v)) + datatype(term, "boolean")
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e21 && term.typ != "http://www.w3.org/2001/XMLSchema#double" {
			return nquad(strconv.FormatFloat(v+0, 'f', 0, 64)) + datatype(term, "integer")
		}
		mantissa, exponent, _ := strings.Cut(fmt.Sprintf("%.15E", v), "E")
		mantissa = strings.TrimRight(mantissa, "0")
		if strings.HasSuffix(mantissa, ".") {
			mantissa += "0"
		}
		n, _ := strconv.Atoi(exponent)
		return nquad(mantissa+"E"+strconv.Itoa(n)) + datatype(term, "double")
	}
	r.t.Fatalf("a value of type %T", v)
	return ""
}

func datatype(term *refTerm, native string) string {
	const xsd = "http://www.w3.org/2001/XMLSchema#"
	switch {
	case term.typ != "" && term.typ[0] != '@':
		return "^^" + ref(term.typ)
	case native != "":
		return "^^" + ref(xsd+native)
	}
	return ""
}

func nquad(s string) string {
	return `"` + strings.NewReplacer("\\", `\\`, "\"", `\"`, "\n", `\n`, "\r", `\r`).Replace(s) + `"`
}

// nquads are the quads of a document without members of its root.
func (r *reference) nquads(text []byte, skip ...string) (string, error) {
	var document map[string]any
	require.NoError(r.t, json.Unmarshal(text, &document))
	for _, s := range skip {
		delete(document, s)
	}
	r.statements, r.lost, r.blanks, r.err = nil, nil, 0, nil
	active := r.process(&refContext{terms: map[string]*refTerm{}}, document["@context"], true, false)
	r.node(document, active, "")
	return strings.Join(r.statements, ""), r.err
}

func decodeJSON(t testing.TB, text string) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

func encodeJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

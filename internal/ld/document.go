package ld

import (
	"fmt"
	"strings"
	"sync"

	"github.com/summitbadges/openbadges/internal/digests"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A document is a context document of a closed set. What follows from its text is
// worked out when something first needs it: most badges name two contexts.
type document struct {
	url     string // empty: a context that stands inside documents
	edition string
	builtin bool

	context func() strictjson.Value // the value of its @context
	objects func() []any            // the context objects as json-gold takes them; never changed
	scan    func() *scan

	definitions func() map[string][]definition // by name, for whoever compares another's with them

	// additional are, of another edition, the names that the published one has not.
	additional []string

	digests func() []digests.Digest // of the published bytes, or of those that a caller gave
	given   []byte                  // those that a caller gave
}

func newDocument(url, edition string, builtin bool, context func() strictjson.Value) *document {
	d := &document{url: url, edition: edition, builtin: builtin, context: sync.OnceValue(context)}
	d.objects = sync.OnceValue(func() []any { return contextObjects(d.context()) })
	d.scan = sync.OnceValue(func() *scan { return newScan(d.context()) })
	d.definitions = sync.OnceValue(func() map[string][]definition { return newDefinitions(d.context()) })
	return d
}

// contextObjects are the context objects of a checked @context.
func contextObjects(context strictjson.Value) []any {
	if context.Kind() == strictjson.Object {
		return []any{decode(context)}
	}
	var objects []any
	for _, v := range context.Elements() {
		objects = append(objects, decode(v))
	}
	return objects
}

// decode is v in the types of encoding/json, which json-gold works with.
func decode(v strictjson.Value) any {
	switch v.Kind() {
	case strictjson.Object:
		m := make(map[string]any, v.Len())
		for name, member := range v.Members() {
			m[name] = decode(member)
		}
		return m
	case strictjson.Array:
		list := make([]any, 0, v.Len())
		for _, element := range v.Elements() {
			list = append(list, decode(element))
		}
		return list
	case strictjson.String:
		return v.Text()
	case strictjson.Number:
		return 1.1 // a context has no number but its @version, which checkContext compares
	case strictjson.True:
		return true
	case strictjson.False:
		return false
	}
	return nil
}

// checkContext refuses a context that uses what the tables cannot hold, or that
// could give a second name to anything: a document with it would have a reading
// that this package does not have.
func checkContext(v strictjson.Value, scoped bool) error {
	switch v.Kind() {
	case strictjson.Object:
		return checkContextObject(v, scoped)
	case strictjson.Array:
		for _, element := range v.Elements() {
			if element.Kind() != strictjson.Object {
				return unsupported(element, "expected objects in a list of contexts, found %v (a context elsewhere is never loaded)", element.Kind())
			}
			if err := checkContextObject(element, scoped); err != nil {
				return err
			}
		}
		return nil
	}
	return unsupported(v, "expected a context object, found %v (a context elsewhere is never loaded)", v.Kind())
}

func checkContextObject(context strictjson.Value, scoped bool) error {
	for name, v := range context.Members() {
		var err error
		switch {
		case name == "@version":
			if string(v.Raw()) != "1.1" {
				err = unsupported(v, "expected @version 1.1")
			}
		case name == "@protected", name == "@propagate" && scoped:
			err = checkBool(v)
		case name == "@vocab":
			if v.Kind() != strictjson.String || !rdfc.ValidIRI(v.Text()) {
				err = unsupported(v, "expected an absolute IRI as @vocab")
			}
		case name == "" || strings.ContainsAny(name, "@:/"):
			err = unsupported(v, "expected a plain name as a term, found %s", quoted([]byte(name)))
		default:
			err = checkDefinition(name, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkDefinition(name string, v strictjson.Value) error {
	if v.Kind() == strictjson.String {
		return checkMeaning(name, v)
	}
	if v.Kind() != strictjson.Object {
		return unsupported(v, "expected an IRI or an object as the definition of %s, found %v", quoted([]byte(name)), v.Kind())
	}
	// Processors take a list of JSON for one value, or refuse it.
	if container := v.Get("@container"); v.Get("@type").Is("@json") && (hasKeyword(container, "@list") || hasKeyword(container, "@graph")) {
		return unsupported(container, "expected no container but @set for values of @type @json")
	}
	for key, v := range v.Members() {
		var err error
		switch key {
		case "@id":
			err = checkMeaning(name, v)
		case "@type":
			if t := v.Text(); t == "" || t[0] == '@' && t != "@id" && t != "@vocab" && t != "@json" && t != "@none" {
				err = unsupported(v, "expected an IRI, @id, @vocab, @json or @none as @type")
			}
		case "@container":
			err = checkContainer(v)
		case "@context":
			err = checkContext(v, true)
		case "@protected", "@prefix":
			err = checkBool(v)
		default:
			err = unsupported(v, "expected @id, @type, @container, @context, @protected or @prefix in the definition of a term")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkMeaning judges what a name stands for: the keywords @id and @type have
// their names, and nothing else may be one.
func checkMeaning(name string, v strictjson.Value) error {
	meaning := v.Text()
	if meaning == "" {
		return unsupported(v, "expected an IRI")
	}
	if want := aliasOf(name); want != "" && meaning != want {
		return unsupported(v, "expected the name %q to stand for %s", name, want)
	} else if want == "" && meaning[0] == '@' {
		return unsupported(v, "a second name for the keyword %s", quoted([]byte(meaning)))
	}
	return nil
}

// aliasOf is the keyword that a name stands for in every context; "" if none.
func aliasOf(name string) string {
	switch name {
	case "id":
		return "@id"
	case "type":
		return "@type"
	}
	return ""
}

func checkContainer(v strictjson.Value) error {
	var set, list, graph int
	count := func(v strictjson.Value) bool {
		switch v.Text() {
		case "@set":
			set++
		case "@list":
			list++
		case "@graph":
			graph++
		default:
			return false
		}
		return true
	}
	ok := true
	if v.Kind() == strictjson.Array {
		for _, element := range v.Elements() {
			ok = ok && count(element)
		}
	} else {
		ok = count(v)
	}
	if !ok || set > 1 || list > 1 || graph > 1 || list == 1 && set+graph > 0 {
		return unsupported(v, "expected @set, @list or @graph as @container")
	}
	return nil
}

// hasKeyword reports whether v is that string, or a list with it.
func hasKeyword(v strictjson.Value, keyword string) bool {
	for _, e := range v.Elements() {
		if e.Is(keyword) {
			return true
		}
	}
	return v.Is(keyword)
}

func checkBool(v strictjson.Value) error {
	if k := v.Kind(); k != strictjson.True && k != strictjson.False {
		return unsupported(v, "expected true or false, found %v", k)
	}
	return nil
}

func unsupported(v strictjson.Value, format string, args ...any) error {
	where := ""
	if p := v.Pointer(); p != "" {
		where = ", at " + quoted([]byte(p))
	}
	return fmt.Errorf("%s%s", fmt.Sprintf(format, args...), where)
}

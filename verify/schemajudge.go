package verify

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	failing "github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A violation is what a schema does not allow.
type violation struct {
	pointer string // into the instance
	keyword string // where the schema says so, as a URL
	said    string
	form    formFault
}

// A formFault says whether a violation is one of how a value is written.
type formFault int

const (
	noForm      formFault = iota
	formOfType            // it is of another type
	formOfValue           // it is none of the values that are listed
)

// A schemaDesk judges by schemas, for one verification.
type schemaDesk struct {
	left     int // steps
	compiled map[schemaName]*jsonschema.Schema
}

// A schemaName tells compiled schemas apart.
type schemaName struct {
	url      string
	source   *byte // the bytes that were compiled
	fallback schemaDraft
}

// judge judges an instance by the schema at a URL, which a fragment may follow. given
// are the other schemas to which it can refer. fallback is the draft of a schema that
// does not say it; without one it is not read. The error says why it could not be
// judged. sets says that arrays in the instance are sets without an order.
//
// The library cannot be interrupted and has no limits of its own. So what compiling can
// cost is bounded by what readSchema lets through, and all steps in which the schema
// could judge are counted first; what is too much is not begun.
func (d *schemaDesk) judge(url string, s *schemaSource, given map[string]*schemaSource, fallback schemaDraft, instance any, sets bool) ([]violation, error) {
	w := schemaWork{left: d.left, sets: sets}
	defer func() { d.left = max(0, w.left) }()
	name := schemaName{url, &s.data[0], fallback}
	compiled := d.compiled[name]
	if compiled == nil {
		if err := w.pay(s.parts * limits.SchemaPart); err != nil {
			return nil, err
		}
		var err error
		if compiled, err = compile(url, s, given, fallback); err != nil {
			return nil, err
		}
		if d.compiled == nil {
			d.compiled = map[schemaName]*jsonschema.Schema{}
		}
		d.compiled[name] = compiled
	}
	if err := w.count(compiled, instance, 0); err != nil {
		return nil, err
	}
	err := compiled.Validate(instance)
	if err == nil {
		return nil, nil
	}
	found, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return nil, err
	}
	list := violations(found, nil)
	slices.SortStableFunc(list, func(a, b violation) int { // the library goes over maps
		return cmp.Or(cmp.Compare(a.pointer, b.pointer), cmp.Compare(a.keyword, b.keyword))
	})
	return list, nil
}

// compile compiles a schema. Formats and contents are annotations, as both drafts have
// it: a badge does not fail by what need not be asked.
func compile(url string, s *schemaSource, given map[string]*schemaSource, fallback schemaDraft) (*jsonschema.Schema, error) {
	if s.draft == noDraft && fallback == noDraft {
		return nil, errors.New("it does not say of which draft it is ($schema), and a JsonSchema has to")
	}
	at, _, _ := strings.Cut(url, "#")
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	c.UseRegexpEngine((&patterns{left: limits.SchemaPatterns, known: map[string]*pattern{}}).compile)
	c.DefaultDraft(jsonschema.Draft2019)
	if s.draft == draft2020 {
		c.DefaultDraft(jsonschema.Draft2020) // of a given schema, too, that does not say it
	}
	if err := c.AddResource(at, s.document); err != nil {
		return nil, err
	}
	for other, g := range given {
		if other != at {
			if err := c.AddResource(other, g.document); err != nil {
				return nil, err
			}
		}
	}
	compiled, err := c.Compile(url)
	if err != nil {
		return nil, uncompiled(err)
	}
	return compiled, nil
}

// uncompiled says in words of ours why a schema could not be compiled.
func uncompiled(err error) error {
	if e, ok := errors.AsType[*jsonschema.LoadURLError](err); ok {
		return fmt.Errorf("it refers to %s, which was not given (Config.Schemas)", limits.Abridge(e.URL))
	}
	if e, ok := errors.AsType[*jsonschema.InvalidRegexError](err); ok {
		return fmt.Errorf("the regex %q cannot be judged here: %s", limits.Abridge(e.Regex), limits.Abridge(e.Err.Error()))
	}
	if e, ok := errors.AsType[*jsonschema.SchemaValidationError](err); ok {
		if found, ok := errors.AsType[*jsonschema.ValidationError](e.Err); ok {
			if list := violations(found, nil); len(list) > 0 {
				return fmt.Errorf("it is no schema of its draft: at %q: %s", limits.Abridge(list[0].pointer), list[0].said)
			}
		}
	}
	return errors.New(limits.Abridge(err.Error()))
}

// noLoader loads nothing. The library's own default reads files.
type noLoader struct{}

func (noLoader) Load(string) (any, error) { return nil, errors.New("nothing is loaded") }

// violations are the ends of what a schema found, of which a choice between schemas is
// one: why each of them did not fit, nobody asked.
func violations(e *jsonschema.ValidationError, list []violation) []violation {
	switch e.ErrorKind.(type) {
	case *failing.Schema, *failing.Group, *failing.Reference, *failing.AllOf:
		for _, cause := range e.Causes {
			list = violations(cause, list)
		}
		return list
	}
	v := violation{keyword: strings.Join(append([]string{e.SchemaURL}, e.ErrorKind.KeywordPath()...), "/")}
	for _, token := range e.InstanceLocation {
		v.pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
	}
	switch k := e.ErrorKind.(type) {
	case *failing.AnyOf, *failing.OneOf:
		v.said = "it does not meet " + limits.Abridge(strings.Join(e.ErrorKind.KeywordPath(), "/"))
		if ofAnotherType(e) {
			v.form = formOfType
		}
	case *failing.Required:
		v.said = fmt.Sprintf("%s is missing", quoted(k.Missing))
	case *failing.Type:
		v.said, v.form = fmt.Sprintf("expected %s, found %s", strings.Join(k.Want, " or "), k.Got), formOfType
	case *failing.AdditionalProperties:
		slices.Sort(k.Properties)
		v.said = fmt.Sprintf("%s is not to be here", quoted(k.Properties))
	case *failing.PropertyNames:
		v.said = fmt.Sprintf("no member may be called %q", limits.Abridge(k.Property))
	case *failing.FalseSchema:
		v.said = "nothing may be here"
	case *failing.Pattern:
		v.said = fmt.Sprintf("expected a text like %q", limits.Abridge(k.Want))
	case *failing.Format: // of a schema: of a badge it is not asked
		v.said = fmt.Sprintf("a %s that can be judged here is needed: %s", limits.Abridge(k.Want), limits.Abridge(k.Err.Error()))
	case *failing.Const, *failing.Enum:
		v.said, v.form = "it is none of the values that may be here", formOfValue
	default:
		v.said = "it does not meet " + limits.Abridge(strings.Join(e.ErrorKind.KeywordPath(), "/"))
	}
	return append(list, v)
}

// ofAnotherType reports whether a value is of no type that the schema has for it, whichever
// of its alternatives is chosen.
func ofAnotherType(e *jsonschema.ValidationError) bool {
	here := func(c *jsonschema.ValidationError) bool {
		return slices.Equal(c.InstanceLocation, e.InstanceLocation) && ofAnotherType(c)
	}
	switch e.ErrorKind.(type) {
	case *failing.Type:
		return true
	case *failing.AnyOf, *failing.OneOf: // of which several fit where it has no causes
		return len(e.Causes) > 0 && !slices.ContainsFunc(e.Causes, func(c *jsonschema.ValidationError) bool { return !here(c) })
	}
	return slices.ContainsFunc(e.Causes, here)
}

// quoted names the first of some members.
func quoted(names []string) string {
	const most = 3
	var words []string
	for _, name := range names[:min(len(names), most)] {
		words = append(words, fmt.Sprintf("%q", limits.Abridge(name)))
	}
	if len(names) > most {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}

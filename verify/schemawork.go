package verify

import (
	"cmp"
	"encoding/json"
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/summitbadges/openbadges/internal/limits"
)

// schemaWork counts the steps in which a compiled schema judges an instance. It goes
// wherever the library could go, and where the library may stop early it goes on, so
// that it never counts less: a tower of allOf that judges a value two to the thirtieth
// times is found out by the budget, and a schema that refers to itself without taking a
// step into the instance by the length of the chain.
type schemaWork struct {
	left int
	sets bool // arrays of the instance are sets, except @context
}

var (
	errSchemaWork = errors.New("it would take more steps than a verification has for schemas")
	errSchemaSets = errors.New("it judges values by their places in a set, which the proof of the badge does not cover")
	errSchemaLoop = errors.New("it refers to itself without end")
	errMetaSchema = errors.New("it refers to a meta-schema, whose own references are not followed")
)

func (w *schemaWork) pay(n int) error {
	if n < 0 || n > w.left {
		w.left = -1
		return errSchemaWork
	}
	w.left -= n
	return nil
}

// Steps that numbers are worth: they are compared as fractions of any length.
const (
	stepsOfNumber   = 4
	stepsOfDivision = 64
)

// count counts the steps of s for v. chain is how many schemas above it judge v too.
func (w *schemaWork) count(s *jsonschema.Schema, v any, chain int) error {
	if chain > limits.SchemaChain {
		return errSchemaLoop
	}
	if s.RecursiveRef != nil || s.DynamicRef != nil || s.DraftVersion < 2019 {
		return errMetaSchema
	}
	if err := w.pay(1 + chain/16); err != nil { // the library looks back along the chain
		return err
	}
	if s.Bool != nil {
		return nil
	}
	if s.Const != nil {
		if err := w.weigh(*s.Const, 1); err != nil {
			return err
		}
	}
	if s.Enum != nil {
		for _, value := range s.Enum.Values {
			if err := w.weigh(value, 1); err != nil {
				return err
			}
		}
	}
	var err error
	switch v := v.(type) {
	case map[string]any:
		err = w.object(s, v, chain)
	case []any:
		err = w.array(s, v)
	case string:
		err = w.text(s, v)
	case json.Number:
		err = w.number(s)
	}
	if err != nil {
		return err
	}
	for _, list := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf, {s.Ref, s.Not, s.If, s.Then, s.Else}} {
		if err := w.all(list, v, chain+1); err != nil {
			return err
		}
	}
	return nil
}

// all counts the steps of some schemas, of which those that are nil are not there.
func (w *schemaWork) all(list []*jsonschema.Schema, v any, chain int) error {
	for _, s := range list {
		if s == nil {
			continue
		}
		if err := w.count(s, v, chain); err != nil {
			return err
		}
	}
	return nil
}

func (w *schemaWork) object(s *jsonschema.Schema, v map[string]any, chain int) error {
	steps := len(v) + len(s.Required) + len(s.Dependencies) + len(s.DependentSchemas)
	for _, names := range s.DependentRequired {
		steps += 1 + len(names)
	}
	if err := w.pay(steps); err != nil {
		return err
	}
	for name, dependent := range s.DependentSchemas {
		if _, there := v[name]; there {
			if err := w.count(dependent, v, chain+1); err != nil {
				return err
			}
		}
	}
	for name, dependency := range s.Dependencies {
		var err error
		switch d := dependency.(type) {
		case []string:
			err = w.pay(len(d))
		case *jsonschema.Schema:
			if _, there := v[name]; there {
				err = w.count(d, v, chain+1)
			}
		}
		if err != nil {
			return err
		}
	}
	for name, member := range v {
		if err := w.member(s, name, member); err != nil {
			return err
		}
	}
	return nil
}

func (w *schemaWork) member(s *jsonschema.Schema, name string, member any) error {
	if name == "@context" {
		defer func(sets bool) { w.sets = sets }(w.sets)
		w.sets = false
	}
	own, evaluated := s.Properties[name]
	judges := []*jsonschema.Schema{own, s.UnevaluatedProperties}
	for re, sub := range s.PatternProperties {
		if err := w.match(re, name); err != nil {
			return err
		}
		if re.MatchString(name) {
			judges, evaluated = append(judges, sub), true
		}
	}
	if additional, ok := s.AdditionalProperties.(*jsonschema.Schema); ok && !evaluated {
		judges = append(judges, additional)
	}
	if err := w.all(judges, member, 0); err != nil {
		return err
	}
	return w.all([]*jsonschema.Schema{s.PropertyNames}, name, 0)
}

func (w *schemaWork) array(s *jsonschema.Schema, v []any) error {
	if err := w.pay(len(v)); err != nil {
		return err
	}
	if items, tuple := s.Items.([]*jsonschema.Schema); w.sets && len(v) > 1 && (tuple && len(items) > 0 || len(s.PrefixItems) > 0) {
		return errSchemaSets
	}
	if s.UniqueItems {
		// The library compares each of a few with each. Of more it compares hashes first,
		// which lists of texts can be made to share: where one ends is not hashed.
		const few = 20
		times := 1 + len(v)
		if len(v) > few {
			times = 2
		}
		n := min(len(v), limits.SchemaWork/32)
		if err := cmp.Or(w.pay(n*n/32), w.weigh(v, times)); err != nil {
			return err
		}
	}
	for i, element := range v {
		judges := []*jsonschema.Schema{s.Contains, s.UnevaluatedItems}
		switch items := s.Items.(type) {
		case *jsonschema.Schema:
			judges = append(judges, items)
		case []*jsonschema.Schema:
			if i < len(items) {
				judges = append(judges, items[i])
			} else if additional, ok := s.AdditionalItems.(*jsonschema.Schema); ok {
				judges = append(judges, additional)
			}
		}
		if i < len(s.PrefixItems) {
			judges = append(judges, s.PrefixItems[i])
		} else {
			judges = append(judges, s.Items2020)
		}
		if err := w.all(judges, element, 0); err != nil {
			return err
		}
	}
	return nil
}

func (w *schemaWork) text(s *jsonschema.Schema, v string) error {
	if s.MinLength != nil || s.MaxLength != nil {
		if err := w.pay(bytesAsSteps(len(v))); err != nil {
			return err
		}
	}
	if s.Pattern == nil {
		return nil
	}
	return w.match(s.Pattern, v)
}

// match pays for a text and an expression.
func (w *schemaWork) match(re jsonschema.Regexp, text string) error {
	p, ok := re.(*pattern)
	if !ok {
		return errMetaSchema
	}
	return w.pay(1 + len(text)*p.size/limits.SchemaMatch)
}

func (w *schemaWork) number(s *jsonschema.Schema) error {
	steps := 0
	if s.Types != nil {
		steps += stepsOfNumber
	}
	for _, bound := range []bool{s.Minimum != nil, s.Maximum != nil, s.ExclusiveMinimum != nil, s.ExclusiveMaximum != nil} {
		if bound {
			steps += stepsOfNumber
		}
	}
	if s.MultipleOf != nil {
		steps += stepsOfDivision
	}
	return w.pay(steps)
}

// weigh pays for a value that is compared or hashed as a whole, some times.
func (w *schemaWork) weigh(v any, times int) error {
	steps := 1
	switch v := v.(type) {
	case string:
		steps += bytesAsSteps(len(v))
	case json.Number:
		steps += stepsOfNumber
	case []any:
		for _, e := range v {
			if err := w.weigh(e, times); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, m := range v {
			steps += 1 + bytesAsSteps(len(name))
			if err := w.weigh(m, times); err != nil {
				return err
			}
		}
	}
	return w.pay(steps * times)
}

// bytesAsSteps is what it takes to look at so many bytes.
func bytesAsSteps(n int) int { return n / 256 }

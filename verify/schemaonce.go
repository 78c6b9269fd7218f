package verify

import (
	"encoding/json"
	"maps"
	"strconv"

	"github.com/summitbadges/openbadges/internal/shape"
)

// once returns a copy in which every set has each value once, and every number is the one
// that a graph keeps. A holder can name one node several times in a set, and spread its
// members over them, or write one number in two ways: what was one value is a list then, in
// which a schema that speaks of a value has nothing to say. And he can write a fraction
// that is a little more than the one that was signed, and is above a bound then. Whether a
// number and a text, or a text and the name of a node, are one value hangs on a context,
// and nobody but who has something to hide writes both into one set: nothing is left then
// that could be judged.
//
// A number of up to fifteen digits is kept as it is written: where sixteen digits do not
// spell it (9.2 is 9.199999999999999E0), they are still nearest to the same double.
func (r *reading) once(v any, name string) any {
	if name == "@context" || name == "proof" || shape.IsLiteral(name) {
		return v
	}
	if r.left--; r.left < 0 {
		return nil
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, m := range v {
			out[name] = r.once(m, name)
		}
		return out
	case []any:
		return r.set(v)
	case json.Number:
		written, _ := v.Float64()
		kept, _ := strconv.ParseFloat(asNumber(string(v)), 64) // both are numbers: they have been read
		r.merged = r.merged || kept != written
		return json.Number(strconv.FormatFloat(kept, 'g', -1, 64))
	}
	return v
}

func (r *reading) set(list []any) any {
	out := make([]any, 0, len(list))
	seen := make(map[string]any, len(list))
	for _, e := range list {
		name := likeness(e)
		if name == "" {
			out = append(out, e)
			continue
		}
		first, again := seen[name]
		if !again {
			e = maybeCopy(e)
			seen[name] = e
			out = append(out, e)
			continue
		}
		_, isText := first.(string)
		if _, areTexts := e.(string); isText && areTexts { // two texts are one if they are one text
			out = append(out, e)
			continue
		}
		one, isNode := first.(map[string]any)
		other, areNodes := e.(map[string]any)
		if !isNode || !areNodes {
			r.left = -1
			return nil
		}
		r.merged = true
		r.join(one, []map[string]any{other})
	}
	for i, e := range out {
		out[i] = r.once(e, "")
	}
	return out
}

// maybeCopy is a node that may be given members; other values are what they are.
func maybeCopy(v any) any {
	if m, ok := v.(map[string]any); ok {
		return maps.Clone(m)
	}
	return v
}

// likeness is the same of two values that may be one to a graph; "" of what is like nothing
// else.
func likeness(v any) string {
	switch v := v.(type) {
	case map[string]any:
		id, _ := v["id"].(string)
		return id
	case json.Number:
		return asNumber(string(v))
	case bool:
		return strconv.FormatBool(v)
	case string:
		return asNumber(v)
	}
	return ""
}

// asNumber is the one spelling of the numbers that a graph does not tell apart, and of
// another text itself: JSON-LD writes fractions, and what a context has as doubles, with
// sixteen digits, and 0 and -0 alike (JSON-LD 1.1 API section 8.5). Of other integers it
// keeps all digits. Which of the two it is hangs on the context: here all have sixteen.
func asNumber(s string) string {
	if x, err := strconv.ParseFloat(s, 64); err == nil {
		return strconv.FormatFloat(x+0, 'e', 15, 64) // -0+0 is 0
	}
	return s
}

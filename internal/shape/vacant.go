package shape

import "github.com/summitbadges/openbadges/internal/strictjson"

// What says nothing: null, an empty array, and an array of nothing else. RDF drops
// all three, so that a holder can add them to a document that a proof over its graph
// secures, for those to stumble over who look whether a member is there.

// vacant remarks on what says nothing in a member that no table has. The id and the
// type of an object are the data model's, wherever it stands (VCDM 2.0 §4.4 and §4.5).
func (w *walker) vacant(v strictjson.Value, name string) {
	switch v.Kind() {
	case strictjson.Null:
		w.leaveOut(v, name, "null")
	case strictjson.Array:
		if onlyNulls(v) {
			found := "an array of nothing but null"
			if v.Len() == 0 {
				found = "an empty array"
			}
			w.leaveOut(v, name, found)
			return
		}
		for _, e := range v.Elements() {
			w.vacant(e, name)
		}
	case strictjson.Object:
		if isLiteral(name) {
			return
		}
		for inner, m := range v.Members() {
			if inner != "@context" {
				w.vacant(m, inner)
			}
		}
	}
}

func (w *walker) leaveOut(v strictjson.Value, name, found string) {
	level := Deviation
	if (name == "id" || name == "type") && w.general() {
		level = Error
	}
	w.found.add(level, SchemaInvalid, v, "", "%s: a value is needed; found %s, which is to be left out", quote(name), found)
}

func onlyNulls(array strictjson.Value) bool {
	for _, e := range array.Elements() {
		if e.Kind() != strictjson.Null {
			return false
		}
	}
	return true
}

// isLiteral reports whether the contexts of the VCDM and of keys make the member of
// that name a JSON literal, in which null is a value that is signed like any other.
func isLiteral(name string) bool {
	switch name {
	case "jsonSchema", "jwk", "publicKeyJwk":
		return true
	}
	return false
}

// claimsNothing reports whether a subject has members beside its id and its types,
// and a value in none of them. An id alone is claim enough.
func claimsNothing(subject strictjson.Value) bool {
	further := false
	for name, m := range subject.Members() {
		if name == "id" || name == "type" || name == "@context" {
			continue
		}
		if !saysNothing(m, name) {
			return false
		}
		further = true
	}
	return further
}

// saysNothing reports whether there is no value anywhere in v, a member of that name.
// An empty object is one: RDF keeps that something is there.
func saysNothing(v strictjson.Value, name string) bool {
	switch v.Kind() {
	case strictjson.Null:
		return true
	case strictjson.Array:
		for _, e := range v.Elements() {
			if !saysNothing(e, name) {
				return false
			}
		}
		return true
	case strictjson.Object:
		for inner, m := range v.Members() {
			if !saysNothing(m, inner) {
				return false
			}
		}
		return v.Len() > 0 && !isLiteral(name)
	}
	return false
}

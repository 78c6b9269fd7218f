package badge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Many is a JSON-LD set: read from one value or an array, written as an array.
// Its order carries no meaning, because canonicalization to RDF does not
// preserve it. (ResultDescription.AllowedValue alone is a list, whose order a
// proof covers.)
type Many[T any] []T

// UnmarshalJSON reads an array, or one value as a set of one.
func (m *Many[T]) UnmarshalJSON(data []byte) error { return read(data, m) }

// read fills dst by the names of its json tags. It stands in for encoding/json
// because that one matches names in any case and lets the last of two equal
// names win, so that two readers could see two badges in the same bytes.
// A failed read leaves dst as it was.
func read[T any](data []byte, dst *T) error {
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return err
	}
	if tape.Root().Kind() == strictjson.Null {
		return nil // by the convention of json.Unmarshaler
	}
	var fresh T
	if err := strictjson.View(tape.Root(), &fresh); err != nil {
		return err
	}
	*dst = fresh
	return nil
}

// write encodes the struct v without HTML escaping: a criterion is signed in
// the characters its author typed.
func write(v any) ([]byte, error) {
	if err := checkUTF8(reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// checkUTF8 refuses text that encoding/json would change without a word: it
// replaces every invalid byte by U+FFFD, and the issuer would sign something
// that nobody wrote. Nested classes come by here on their own.
func checkUTF8(v reflect.Value) error {
	for i := range v.NumField() {
		field, f := v.Type().Field(i), v.Field(i)
		switch {
		case field.Anonymous:
			if err := checkUTF8(f); err != nil {
				return err
			}
		case f.Kind() == reflect.String:
			if !utf8.ValidString(f.String()) {
				return fmt.Errorf("%s is not valid UTF-8", field.Name)
			}
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.String:
			for j := range f.Len() {
				if !utf8.ValidString(f.Index(j).String()) {
					return fmt.Errorf("%s[%d] is not valid UTF-8", field.Name, j)
				}
			}
		}
	}
	return nil
}

// typed returns t, or the name of the class where nothing else is asked for.
func typed(t Many[string], class string) Many[string] {
	if len(t) == 0 {
		return Many[string]{class}
	}
	return t
}

package badge_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/seeds"
)

// FuzzReadClasses reads whatever JSON as each class: a failed read leaves the value as it
// was, and what was read is written, or refused, and read again as the same.
func FuzzReadClasses(f *testing.F) {
	for _, s := range seeds.JSON("semantics", "document") {
		f.Add(s)
	}
	for _, s := range []string{`{}`, `"urn:x:y"`, `[]`, `null`, `{"type":["Address"],"geo":{"latitude":1e400}}`, `{"hashed":true,"salt":"x"}`, `{"id":"urn:x","narrative":["\u0000"]}`} {
		f.Add([]byte(s))
	}
	all := classes()
	require.Greater(f, len(all), 15)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, class := range all {
			v := reflect.New(class)
			if err := v.Interface().(json.Unmarshaler).UnmarshalJSON(data); err != nil {
				require.True(t, v.Elem().IsZero(), "%v after %v", class, err)
				continue
			}
			if _, err := json.Marshal(v.Elem().Interface()); err == nil { // else it says what cannot be written
				fixpoint(t, v.Elem().Interface())
			}
		}
	})
}

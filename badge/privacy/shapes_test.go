package privacy

import (
	"strings"
	"testing"
)

// A text is not looked through for a shape that needs what it has not. No text may lose a
// finding by that.
func FuzzShapes(f *testing.F) {
	for _, seed := range []string{
		"ada@school.example", "ada (at) school (dot) example", "@ada_l", "instagram.com/ada", "snap: ada99", "303-555-0123", "student number 4711", "I am 14", "nací en 2010",
		"12 Elm St", "39.7392, -104.9903", "maps.app.goo.gl", "geo:39", "my name is", "gifted",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range shapes {
			if s.shape.MatchString(text) && s.needs != "" && !strings.ContainsAny(text, s.needs) {
				t.Errorf("%q is %s without any of %q", text, s.kind, s.needs)
			}
		}
	})
}

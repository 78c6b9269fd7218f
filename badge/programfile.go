package badge

import (
	"errors"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// UnmarshalJSON reads a program as [ReadProgram] does.
func (p *Program) UnmarshalJSON(data []byte) error {
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return err
	}
	var r programReader
	fresh := r.program(tape.Root())
	if err := errors.Join(r.errs...); err != nil {
		return err
	}
	if err := fresh.Validate(); err != nil {
		return err
	}
	*p = fresh
	return nil
}

// programReader reads more strictly than the classes of OB 3.0 are read: the
// file has one author, who is better served by an error than by a guess.
type programReader struct{ errs []error }

func (r *programReader) program(v strictjson.Value) Program {
	r.object(v, "id", "name", "alternateName", "description", "version", "sourceDate", "requires", "credentials")
	p := Program{
		ID:            r.text(v, "id"),
		Name:          r.text(v, "name"),
		AlternateName: r.text(v, "alternateName"),
		Description:   r.text(v, "description"),
		Version:       r.text(v, "version"),
		SourceDate:    r.text(v, "sourceDate"),
		Requires:      r.text(v, "requires"),
	}
	for _, m := range r.list(v, "credentials").Elements() {
		p.Credentials = append(p.Credentials, r.credential(m))
	}
	return p
}

func (r *programReader) credential(v strictjson.Value) MicroCredential {
	r.object(v, "key", "name", "statement", "caption", "competencies")
	m := MicroCredential{
		Key:       r.text(v, "key"),
		Name:      r.text(v, "name"),
		Statement: r.text(v, "statement"),
		Caption:   r.text(v, "caption"),
	}
	for _, c := range r.list(v, "competencies").Elements() {
		r.object(c, "key", "name", "definition")
		m.Competencies = append(m.Competencies, Competency{
			Key:        r.text(c, "key"),
			Name:       r.text(c, "name"),
			Definition: r.text(c, "definition"),
		})
	}
	return m
}

func (r *programReader) fail(v strictjson.Value, format string, args ...any) {
	r.errs = append(r.errs, &ValueError{Pointer: v.Pointer(), Reason: fmt.Sprintf(format, args...)})
}

func (r *programReader) object(v strictjson.Value, known ...string) {
	if v.Kind() != strictjson.Object {
		r.fail(v, "expected an object")
		return
	}
	for name, m := range v.Members() {
		if !slices.Contains(known, name) {
			r.fail(m, "no such member here; those of this object are %s", enumerate(known))
		}
	}
}

func (r *programReader) text(v strictjson.Value, name string) string {
	m := v.Get(name)
	if m.Exists() && m.Kind() != strictjson.String {
		r.fail(m, "expected a string")
	}
	return m.Text()
}

func (r *programReader) list(v strictjson.Value, name string) strictjson.Value {
	m := v.Get(name)
	if m.Exists() && m.Kind() != strictjson.Array {
		r.fail(m, "expected an array")
		return strictjson.Value{}
	}
	return m
}

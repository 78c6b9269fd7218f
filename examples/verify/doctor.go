package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/doctor"
)

// An examination is what -doctor has to say of a file, beside the verdict and without a
// word on it.
type examination struct {
	seen *doctor.Examination
	err  error // why there is none
}

// examine looks at what was read of a file, if -doctor asks. What was not read was judged
// to be so.
func (j *judge) examine(ctx context.Context, f *finding, data []byte) {
	if j.doctor && f.unread == nil {
		seen, err := doctor.Examine(ctx, data)
		f.examined = &examination{seen, err}
	}
}

// page is the examination below the verdict, "" where none was asked for.
func (e *examination) page() string {
	switch {
	case e == nil:
		return ""
	case e.err != nil:
		return "\nThe doctor did not examine it: " + clean(e.err.Error()) + "\n"
	}
	return "\n" + e.seen.Report("en")
}

// line is the examination on a line of its own.
func (e *examination) line() string {
	switch {
	case e == nil:
		return ""
	case e.err != nil:
		return "           doctor: not examined: " + clean(e.err.Error()) + "\n"
	case len(e.seen.Findings) == 0:
		return "           doctor: nothing found\n"
	}
	line, before := "           doctor:", ""
	for _, f := range e.seen.Findings {
		if f.ID != before {
			line += " " + f.ID
			before = f.ID
		}
	}
	return line + "\n"
}

// within adds the examination to the object of a report, as its member "doctor".
func (e *examination) within(object []byte) ([]byte, error) {
	if e == nil {
		return object, nil
	}
	var value any = e.seen
	if e.err != nil {
		failed := map[string]string{"error": e.err.Error()}
		if p, ok := errors.AsType[*credential.Problem](e.err); ok {
			failed["code"] = string(p.Code)
		}
		value = failed
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `%s,"doctor":%s}`, bytes.TrimSuffix(object, []byte("}")), bytes.TrimSpace(b.Bytes())), nil
}

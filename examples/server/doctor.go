package main

import (
	"context"
	"errors"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/doctor"
)

// An examination is what the issuer's doctor has to say of a badge, beside the verdict and
// without a word on it: within the turn and the time of the request that asked for it.
type examination struct {
	seen *doctor.Examination
	err  error // why there is none
}

func examine(ctx context.Context, badge []byte) *examination {
	seen, err := doctor.Examine(ctx, badge)
	return &examination{seen, err}
}

// forPrograms is the member "doctor" of an answer.
func (e *examination) forPrograms() any {
	if e.err == nil {
		return e.seen
	}
	failures, _ := failuresOf(e.err)
	return map[string]any{"errors": failures}
}

// A diagnosed badge is an examination in the words of the page.
type diagnosed struct {
	Lead, More, Failed string
	Lints              []shownLint
	Differences        []shownDifference
}

type shownLint struct {
	ID, Says, Change string
	Readers          []shownReader
	Places           []shownPlace
}

type shownReader struct {
	Name, Effect string
	Threads      []string
}

type shownPlace struct{ Part, Pointer, Found string }

type shownDifference struct{ ID, Topic, There, Here string }

// shown is the examination as the page tells it. What stands in the badge is shown only if
// something vouches for it.
func (e *examination) shown(l language, genuine bool) *diagnosed {
	if e.err != nil {
		d := &diagnosed{Failed: l.say("doctor.failed")}
		if p, ok := errors.AsType[*credential.Problem](e.err); ok && p.Code != credential.SchemaInvalid {
			d.Failed = l.sentence(p.Code)
		}
		return d
	}
	d := &diagnosed{Lead: l.say("doctor.found")}
	if len(e.seen.Findings) == 0 {
		d.Lead = l.say("doctor.none")
	}
	if e.seen.More > 0 {
		d.More = l.say("doctor.more", e.seen.More)
	}
	for _, f := range e.seen.Findings {
		if n := len(d.Lints); n == 0 || d.Lints[n-1].ID != f.ID {
			lint := shownLint{ID: f.ID, Says: f.Says.In(l.String()), Change: f.Change.In(l.String())}
			for _, r := range f.Readers {
				lint.Readers = append(lint.Readers, shownReader{r.Name.In(l.String()), r.Effect.Says().In(l.String()), r.Threads})
			}
			d.Lints = append(d.Lints, lint)
		}
		place := shownPlace{Pointer: short(f.Pointer)}
		if f.Part != doctor.PartDocument {
			place.Part = l.say("part." + string(f.Part))
		}
		if genuine {
			place.Found = short(f.Found)
		}
		if place != (shownPlace{}) {
			last := &d.Lints[len(d.Lints)-1]
			last.Places = append(last.Places, place)
		}
	}
	for _, x := range e.seen.Differences {
		d.Differences = append(d.Differences, shownDifference{x.ID, x.Topic.In(l.String()), x.Validator.In(l.String()), x.Here.In(l.String())})
	}
	return d
}

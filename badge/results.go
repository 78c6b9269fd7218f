package badge

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/shape"
)

// Results returns the results of somebody who earned a, from the key of each
// competency to what was reached in it: the key or name of a rubric level, a
// [ResultStatusType] where the competency is measured by status, else a value
// as its ResultDescription allows it. They come in the order of a's result
// descriptions; a competency that levels does not name has no result.
//
// A competency is found by its key in the achievements that [Program.Achievement]
// makes, and in anybody's by its name, spelled as it stands or as a key would
// be ("Team Work" or "team-work"). The error for something that is not there
// lists what is. Results does not ask whether a level suffices: whoever awards
// has decided that, and verification tells of a level below the required one.
func (a *Achievement) Results(levels map[string]string) (Many[Result], error) {
	chosen := make([]string, len(a.ResultDescription)) // the key that each description was found by
	for _, key := range slices.Sorted(maps.Keys(levels)) {
		i, err := find(a.competencies(), key)
		if err != nil {
			return nil, fmt.Errorf("badge: %s has %w", a.Name, err)
		}
		if chosen[i] != "" {
			return nil, fmt.Errorf("badge: %q and %q are the same competency of %s", chosen[i], key, a.Name)
		}
		chosen[i] = key
	}
	var results Many[Result]
	for i, key := range chosen {
		if key == "" {
			continue
		}
		r, err := a.ResultDescription[i].result(levels[key])
		if err != nil {
			return nil, fmt.Errorf("badge: %s, %s: %w", a.Name, a.ResultDescription[i].Name, err)
		}
		results = append(results, r)
	}
	return results, nil
}

func (d *ResultDescription) result(reached string) (Result, error) {
	r := Result{ResultDescription: d.ID}
	switch {
	case d.ResultType == ResultStatus:
		if r.Status = ResultStatusType(reached); !r.Status.Valid() {
			return Result{}, fmt.Errorf("no status %q; a status is %s", reached, enumerate(shape.Enum("ResultStatusType")))
		}
	case len(d.RubricCriterionLevel) > 0:
		i, err := find(d.levels(), reached)
		if err != nil {
			return Result{}, err
		}
		r.AchievedLevel = d.RubricCriterionLevel[i].ID
	case reached == "":
		return Result{}, errors.New("expected a value, found none")
	case len(d.AllowedValue) > 0 && !slices.Contains(d.AllowedValue, reached):
		return Result{}, fmt.Errorf("no value %q; the values are %s", reached, enumerate(d.AllowedValue))
	default:
		r.Value = reached
	}
	return r, nil
}

// A part is something that an achievement names by an identifier of its own.
type part struct{ what, parent, path, id, name string }

func (a *Achievement) competencies() []part {
	var parts []part
	for _, d := range a.ResultDescription {
		parts = append(parts, part{"competency", a.ID, competencyPath, d.ID, d.Name})
	}
	return parts
}

func (d *ResultDescription) levels() []part {
	var parts []part
	for _, l := range d.RubricCriterionLevel {
		parts = append(parts, part{"level", d.ID, levelPath, l.ID, l.Name})
	}
	return parts
}

// find returns the index of the part that key stands for.
func find(parts []part, key string) (int, error) {
	what := "competency"
	var known []string
	var named []int
	for i, p := range parts {
		what = p.what
		if p.id == childID(p.parent, p.path+key) {
			return i, nil
		}
		if key != "" && (p.name == key || slug(p.name) == key) {
			named = append(named, i)
		}
		known = append(known, p.key())
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		return 0, fmt.Errorf("no %s %q; it has %s", what, key, enumerate(known))
	default:
		return 0, fmt.Errorf("more than one %s %q", what, key)
	}
}

// key returns a key that finds p: the one written into its identifier, else
// its name.
func (p part) key() string {
	if key, ok := strings.CutPrefix(p.id, childID(p.parent, p.path)); ok && checkKey(key) == nil {
		return key
	}
	if s := slug(p.name); s != "" {
		return s
	}
	return p.name
}

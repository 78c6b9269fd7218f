package shape

import (
	"bytes"
	"strconv"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// results judges the results of a subject against the result descriptions of its
// achievement (OB 3.0 appendix B, Result and ResultDescription, in prose).
//
// A result that points nowhere can be shown with any meaning, so a broken link
// is an Error; a value off its scale is visible for what it is, and a Deviation.
//
// The numbers of results, descriptions and levels are limited by the tables, or
// comparing each with each would be an attacker's to lengthen.
func (w *walker) results(subject strictjson.Value) {
	results, achievement := subject.Get("result"), subject.Get("achievement")
	if tooMany(results, limits.Results) || achievement.Kind() != strictjson.Object {
		return
	}
	descriptions := achievement.Get("resultDescription")
	if tooMany(descriptions, limits.Results) {
		return
	}
	for r := range values(results) {
		w.result(r, descriptions)
	}
}

func tooMany(v strictjson.Value, most int) bool {
	return v.Kind() == strictjson.Array && v.Len() > most
}

func (w *walker) result(r, descriptions strictjson.Value) {
	link, achieved := r.Get("resultDescription"), r.Get("achievedLevel")
	if link.Kind() != strictjson.String {
		if achieved.Kind() == strictjson.String && !someLevel(descriptions, achieved) {
			w.found.add(Error, ResultInvalid, achieved, "", "achievedLevel: the id of a rubricCriterionLevel of the achievement is needed; found %s", quote(string(content(achieved))))
		}
		return
	}
	d := withID(descriptions, link)
	if !d.Exists() {
		w.found.add(Error, ResultInvalid, link, "", "resultDescription: the id of a resultDescription of the achievement is needed; found %s", quote(string(content(link))))
		return
	}
	levels := d.Get("rubricCriterionLevel")
	if achieved.Kind() == strictjson.String && !tooMany(levels, limits.Levels) {
		w.level(achieved, d.Get("requiredLevel"), levels)
	}
	if d.Get("resultType").Is("Status") && r.Get("status").Kind() != strictjson.String {
		w.found.add(Deviation, ResultInvalid, r, "status", "status is missing: the result's description is of resultType Status")
	}
	if value := r.Get("value"); value.Kind() == strictjson.String {
		w.scale(d, value)
		if required := d.Get("requiredValue"); below(d, value, required) {
			w.found.add(Note, ResultBelowRequired, value, "", "value: at least %s is required; found %s", quote(string(content(required))), quote(string(content(value))))
		}
	}
}

// level judges an achieved level: it must be one of its description, and should
// not stand below the required one in their order from low to high.
func (w *walker) level(achieved, required, levels strictjson.Value) {
	at, need := place(levels, achieved), place(levels, required)
	switch {
	case at < 0:
		w.found.add(Error, ResultInvalid, achieved, "", "achievedLevel: the id of a rubricCriterionLevel of the result's description is needed; found %s", quote(string(content(achieved))))
	case at < need:
		w.found.add(Note, ResultBelowRequired, achieved, "", "achievedLevel: at least %s is required; found %s, which is lower", quote(string(content(required))), quote(string(content(achieved))))
	}
}

// requirement judges what a result description itself requires.
func (w *walker) requirement(d strictjson.Value) {
	levels := d.Get("rubricCriterionLevel")
	if required := d.Get("requiredLevel"); required.Kind() == strictjson.String && !tooMany(levels, limits.Levels) && place(levels, required) < 0 {
		w.found.add(Deviation, ResultInvalid, required, "", "requiredLevel: the id of a rubricCriterionLevel of the same description is needed; found %s", quote(string(content(required))))
	}
	if required := d.Get("requiredValue"); required.Kind() == strictjson.String {
		w.scale(d, required)
	}
}

// scale judges that a value is an allowed one, or lies between the least and the
// greatest.
func (w *walker) scale(d, value strictjson.Value) {
	if allowed := d.Get("allowedValue"); allowed.Len() > 0 || allowed.Kind() == strictjson.String {
		if !tooMany(allowed, limits.Levels) && position(allowed, value) < 0 {
			w.found.add(Deviation, ResultInvalid, value, "", "%s: one of the description's allowedValue is needed; found %s", value.Name(), quote(string(content(value))))
		}
		return
	}
	least, hasLeast := decimal(content(d.Get("valueMin")))
	most, hasMost := decimal(content(d.Get("valueMax")))
	if !hasLeast && !hasMost {
		return
	}
	x, ok := decimal(content(value))
	if !ok || hasLeast && x < least || hasMost && x > most {
		w.found.add(Deviation, ResultInvalid, value, "", "%s: a number from valueMin to valueMax of the description is needed; found %s", value.Name(), quote(string(content(value))))
	}
}

// below reports whether a value is certainly lower than the required one.
func below(d, value, required strictjson.Value) bool {
	if allowed := d.Get("allowedValue"); allowed.Len() > 0 {
		return !tooMany(allowed, limits.Levels) && position(allowed, value) >= 0 && position(allowed, value) < position(allowed, required)
	}
	x, ok := decimal(content(value))
	need, needed := decimal(content(required))
	return ok && needed && x < need
}

// withID returns the first object of a set with the id that link spells.
func withID(objects, link strictjson.Value) strictjson.Value {
	id := content(link)
	for o := range values(objects) {
		if got := o.Get("id"); got.Kind() == strictjson.String && bytes.Equal(content(got), id) {
			return o
		}
	}
	return strictjson.Value{}
}

// place returns the position of the level that link names, or -1.
func place(levels, link strictjson.Value) int {
	if link.Kind() != strictjson.String {
		return -1
	}
	id, i := content(link), 0
	for l := range values(levels) {
		if got := l.Get("id"); got.Kind() == strictjson.String && bytes.Equal(content(got), id) {
			return i
		}
		i++
	}
	return -1
}

// position returns the position of a string in a list of them, or -1.
func position(list, s strictjson.Value) int {
	want, i := content(s), 0
	for e := range values(list) {
		if e.Kind() == strictjson.String && bytes.Equal(content(e), want) {
			return i
		}
		i++
	}
	return -1
}

func someLevel(descriptions, link strictjson.Value) bool {
	for d := range values(descriptions) {
		levels := d.Get("rubricCriterionLevel")
		if tooMany(levels, limits.Levels) || place(levels, link) >= 0 {
			return true
		}
	}
	return false
}

// decimal reads a plain decimal number, as people write points and grades.
func decimal(s []byte) (float64, bool) {
	const longest = 32
	if len(s) == 0 || len(s) > longest {
		return 0, false
	}
	for i, c := range s {
		if !isDigit(c) && c != '.' && (i > 0 || c != '-' && c != '+') {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(string(s), 64)
	return f, err == nil
}

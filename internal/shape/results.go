package shape

import (
	"strconv"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// results judges the results of a subject against the result descriptions of its
// achievement (OB 3.0 appendix B, Result and ResultDescription, in prose).
//
// A result that points nowhere can be shown with any meaning, so a broken link
// is an Error; a value off its scale is visible for what it is, and a Deviation.
func (w *walker) results(subject strictjson.Value) {
	results, achievement := w.get(subject, "result"), w.get(subject, "achievement")
	if !results.Exists() || tooMany(results, limits.Results) || achievement.Kind() != strictjson.Object {
		return
	}
	descriptions := w.get(achievement, "resultDescription")
	if tooMany(descriptions, limits.Results) {
		return
	}
	s := w.readScales(descriptions)
	for r := range values(results) {
		if !w.again(r, classResult) {
			w.result(r, s)
		}
	}
}

func tooMany(v strictjson.Value, most int) bool {
	return v.Kind() == strictjson.Array && v.Len() > most
}

func (w *walker) result(r strictjson.Value, s *scales) {
	link, achieved := w.get(r, "resultDescription"), w.get(r, "achievedLevel")
	if link.Kind() != strictjson.String {
		if achieved.Kind() == strictjson.String && !s.someLevel(achieved) {
			w.found.add(Error, ResultInvalid, achieved, "", "achievedLevel: the id of a rubricCriterionLevel of the achievement is needed; found %s", quote(string(content(achieved))))
		}
		return
	}
	d := s.byID[string(content(link))]
	if d == nil {
		w.found.add(Error, ResultInvalid, link, "", "resultDescription: the id of a resultDescription of the achievement is needed; found %s", quote(string(content(link))))
		return
	}
	if achieved.Kind() == strictjson.String && !d.levels.unread {
		w.level(achieved, d)
	}
	if d.isStatus && w.get(r, "status").Kind() != strictjson.String {
		w.found.add(Deviation, ResultInvalid, r, "status", "status is missing: the result's description is of resultType Status")
	}
	if value := w.get(r, "value"); value.Kind() == strictjson.String {
		w.scale(d, value)
		if d.below(content(value)) {
			w.found.add(Note, ResultBelowRequired, value, "", "value: at least %s is required; found %s", quote(d.requiredValue), quote(string(content(value))))
		}
	}
}

// level judges an achieved level: it must be one of its description, and should
// not stand below the required one in their order from low to high.
func (w *walker) level(achieved strictjson.Value, d *scale) {
	at := d.levels.position(content(achieved))
	if at < 0 {
		w.found.add(Error, ResultInvalid, achieved, "", "achievedLevel: the id of a rubricCriterionLevel of the result's description is needed; found %s", quote(string(content(achieved))))
		return
	}
	if d.levels.below(at, d.needLevel) {
		w.found.add(Note, ResultBelowRequired, achieved, "", "achievedLevel: at least %s is required; found %s, which is lower", quote(d.requiredLevel), quote(string(content(achieved))))
	}
}

// requirement judges what a result description itself requires.
func (w *walker) requirement(v strictjson.Value) {
	level, value := w.get(v, "requiredLevel"), w.get(v, "requiredValue")
	if level.Kind() != strictjson.String && value.Kind() != strictjson.String || w.again(v, classResultDescription) {
		return
	}
	d := w.readScale(v)
	if level.Kind() == strictjson.String && !d.levels.unread && d.needLevel < 0 {
		w.found.add(Deviation, ResultInvalid, level, "", "requiredLevel: the id of a rubricCriterionLevel of the same description is needed; found %s", quote(d.requiredLevel))
	}
	if value.Kind() == strictjson.String {
		w.scale(&d, value)
	}
}

// scale judges that a value is an allowed one, or lies between the least and the
// greatest.
func (w *walker) scale(d *scale, value strictjson.Value) {
	s := content(value)
	if d.isList {
		if !d.allowed.unread && d.allowed.position(s) < 0 {
			w.found.add(Deviation, ResultInvalid, value, "", "%s: one of the description's allowedValue is needed; found %s", value.Name(), quote(string(s)))
		}
		return
	}
	if !d.least.ok && !d.most.ok {
		return
	}
	x := readNumber(s)
	if !x.ok || d.least.ok && x.value < d.least.value || d.most.ok && x.value > d.most.value {
		w.found.add(Deviation, ResultInvalid, value, "", "%s: a number from valueMin to valueMax of the description is needed; found %s", value.Name(), quote(string(s)))
	}
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

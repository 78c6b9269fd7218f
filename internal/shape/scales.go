package shape

import (
	"cmp"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// scales are the result descriptions of an achievement, read once for all of its
// results. Whoever signs his own badge writes long lists in escapes and names
// them in every result: a list that each result decoded anew would be his to
// multiply, so that every member is looked up and decoded here and nowhere else.
type scales struct {
	byID   map[string]*scale // the first with each id, or what all of them say together
	all    []scale           // with room for all from the start, so that byID can point into it
	levels map[string]bool   // the ids of the levels of all of them, once somebody has asked
	unread bool              // one has more levels than are read
}

func (w *walker) readScales(descriptions strictjson.Value) *scales {
	most := min(max(descriptions.Len(), 1), limits.Results)
	s := &scales{byID: make(map[string]*scale, most), all: make([]scale, 0, most)}
	for v := range values(descriptions) {
		id := v.Get("id")
		name := id.Text()
		if w.rules.Nodes != nil && s.byID[name] != nil {
			continue // read already, of all objects of that id
		}
		s.all = append(s.all, w.readScale(v))
		d := &s.all[len(s.all)-1]
		s.unread = s.unread || d.levels.unread
		if id.Kind() == strictjson.String && s.byID[name] == nil {
			s.byID[name] = d
		}
	}
	return s
}

// someLevel reports whether any description has the level that link names, as
// far as is known.
func (s *scales) someLevel(link strictjson.Value) bool {
	if s.levels == nil {
		s.levels = map[string]bool{}
		for i := range s.all {
			for _, id := range s.all[i].levels.names {
				s.levels[id] = true
			}
		}
	}
	return s.unread || s.levels[string(content(link))]
}

// A scale is what a result description says of the results that name it.
type scale struct {
	isStatus      bool // resultType
	levels        order
	requiredLevel string
	needLevel     int  // position of requiredLevel, or -1
	isList        bool // allowedValue, and not valueMin and valueMax, says what is allowed
	allowed       order
	least, most   number
	requiredValue string
	needValue     int    // position of requiredValue among those allowed, or -1
	need          number // requiredValue, if it is a number
}

func (w *walker) readScale(v strictjson.Value) scale {
	allowed, level, value := w.get(v, "allowedValue"), w.get(v, "requiredLevel"), w.get(v, "requiredValue")
	d := scale{
		isStatus:      sole(w.get(v, "resultType")).Is("Status"),
		levels:        w.readLevels(w.get(v, "rubricCriterionLevel")),
		requiredLevel: level.Text(),
		needLevel:     -1,
		isList:        allowed.Len() > 0 || allowed.Kind() == strictjson.String,
		allowed:       readOrder(allowed, ""),
		least:         readNumber(content(w.get(v, "valueMin"))),
		most:          readNumber(content(w.get(v, "valueMax"))),
		requiredValue: value.Text(),
		needValue:     -1,
		need:          readNumber(content(value)),
	}
	d.allowed.isSet = w.rules.Graph && !w.rules.Ordered
	if level.Kind() == strictjson.String {
		d.needLevel = d.levels.position(content(level))
	}
	if value.Kind() == strictjson.String {
		d.needValue = d.allowed.position(content(value))
	}
	return d
}

// below reports whether a value is certainly lower than the required one.
func (d *scale) below(value []byte) bool {
	if d.isList {
		return d.allowed.below(d.allowed.position(value), d.needValue)
	}
	x := readNumber(value)
	return x.ok && d.need.ok && x.value < d.need.value
}

// An order is a list of strings from low to high, each of them once.
type order struct {
	names  []string
	at     map[string]int // where each stands, unless there are few
	unread bool           // the list is longer than is read, and nothing is known of it
	isSet  bool           // it is no order: the strings are known, and where they stand says nothing
}

// few strings are looked through one by one, as almost every rubric's: to make a map of
// four levels costs more than all that is asked of it.
const few = 8

// below reports whether what stands at one position is certainly lower than what
// stands at another.
func (o order) below(at, need int) bool { return !o.isSet && at >= 0 && at < need }

// readLevels reads the levels of a rubric. A graph does not keep in which order they
// stand, in no edition of the context, so there they are compared by their points
// (OB 3.0 appendix B, RubricCriterionLevel), if each has its own, and else not at
// all: to say of every level but the required one that it might be lower would
// warn of every good badge.
func (w *walker) readLevels(list strictjson.Value) order {
	o := readOrder(list, "id")
	if !w.rules.Graph || o.unread {
		return o
	}
	o.isSet = true
	type level struct {
		id     string
		points float64
	}
	var levels []level
	for e := range values(list) {
		at := o.position(content(e.Get("id")))
		if at >= 0 && at < len(levels) {
			continue // another half of it
		}
		points := readNumber(content(sole(w.get(e, "points"))))
		if at < 0 || o.names[at] == "" || !points.ok {
			return o
		}
		if levels == nil {
			levels = make([]level, 0, len(o.names))
		}
		levels = append(levels, level{o.names[at], points.value})
	}
	slices.SortFunc(levels, func(a, b level) int { return cmp.Compare(a.points, b.points) })
	for i, l := range levels {
		if i > 0 && levels[i-1].points == l.points {
			return o
		}
		o.names[i] = l.id
		if o.at != nil {
			o.at[l.id] = i
		}
	}
	o.isSet = false
	return o
}

// readOrder reads a list of strings, or of objects with a string in the given member.
func readOrder(list strictjson.Value, member string) order {
	if tooMany(list, limits.Levels) {
		return order{unread: true}
	}
	var o order
	for e := range values(list) {
		if member != "" {
			e = e.Get(member)
		}
		if e.Kind() == strictjson.String && o.position(content(e)) < 0 {
			o.add(e.Text(), list.Len())
		}
	}
	return o
}

// add puts a string behind the others, of which the list has at most so many.
func (o *order) add(s string, most int) {
	if o.names == nil {
		o.names = make([]string, 0, max(most, 1))
	}
	o.names = append(o.names, s)
	if len(o.names) == few+1 {
		o.at = make(map[string]int, most)
		for i, name := range o.names {
			o.at[name] = i
		}
	}
	if o.at != nil {
		o.at[s] = len(o.names) - 1
	}
}

// position returns the position of s, or -1.
func (o order) position(s []byte) int {
	if o.at != nil {
		if i, ok := o.at[string(s)]; ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(o.names, func(name string) bool { return name == string(s) })
}

// A number is a plain decimal number, if it is one.
type number struct {
	value float64
	ok    bool
}

func readNumber(s []byte) number {
	value, ok := decimal(s)
	return number{value, ok}
}

package shape

import (
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// scales are the result descriptions of an achievement, read once for all of its
// results. Whoever signs his own badge writes long lists in escapes and names
// them in every result: a list that each result decoded anew would be his to
// multiply, so that every member is looked up and decoded here and nowhere else.
type scales struct {
	byID   map[string]*scale // the first with each id, or what all of them say together
	levels map[string]bool   // the ids of the levels of all of them
	unread bool              // one has more levels than are read
}

func (w *walker) readScales(descriptions strictjson.Value) *scales {
	s := &scales{byID: map[string]*scale{}, levels: map[string]bool{}}
	for v := range values(descriptions) {
		id := v.Get("id")
		name := string(content(id))
		if w.rules.Nodes != nil && s.byID[name] != nil {
			continue // read already, of all objects of that id
		}
		d := w.readScale(v)
		s.unread = s.unread || d.levels.unread
		for id := range d.levels.at {
			s.levels[id] = true
		}
		if id.Kind() == strictjson.String && s.byID[name] == nil {
			s.byID[name] = d
		}
	}
	return s
}

// someLevel reports whether any description has the level that link names, as
// far as is known.
func (s *scales) someLevel(link strictjson.Value) bool {
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

func (w *walker) readScale(v strictjson.Value) *scale {
	allowed, level, value := w.get(v, "allowedValue"), w.get(v, "requiredLevel"), w.get(v, "requiredValue")
	d := &scale{
		isStatus:      sole(w.get(v, "resultType")).Is("Status"),
		levels:        readOrder(w.get(v, "rubricCriterionLevel"), "id"),
		requiredLevel: string(content(level)),
		needLevel:     -1,
		isList:        allowed.Len() > 0 || allowed.Kind() == strictjson.String,
		allowed:       readOrder(allowed, ""),
		least:         readNumber(content(w.get(v, "valueMin"))),
		most:          readNumber(content(w.get(v, "valueMax"))),
		requiredValue: string(content(value)),
		needValue:     -1,
		need:          readNumber(content(value)),
	}
	d.levels.isSet = w.rules.Graph
	d.allowed.isSet = w.rules.Graph && !w.rules.Ordered
	if level.Kind() == strictjson.String {
		d.needLevel = d.levels.position(content(level))
	}
	if value.Kind() == strictjson.String {
		d.needValue = d.allowed.position(content(value))
	}
	return d
}

// A standing is where a result stands against what is required.
type standing uint8

const (
	enough  standing = iota // as high, or nothing is known of it that could be compared
	below                   // certainly lower
	unknown                 // another, of which only an order that nobody signed says more
)

// standing is where a value stands against the required one.
func (d *scale) standing(value []byte) standing {
	if d.isList {
		return d.allowed.standing(d.allowed.position(value), d.needValue)
	}
	if x := readNumber(value); x.ok && d.need.ok && x.value < d.need.value {
		return below
	}
	return enough
}

// An order is a list of strings from low to high.
type order struct {
	at     map[string]int // the first position of each
	unread bool           // the list is longer than is read, and nothing is known of it
	isSet  bool           // it is no order: the strings are known, and where they stand says nothing
}

// standing is where the string at one position stands against the one at another.
func (o order) standing(at, need int) standing {
	switch {
	case at < 0 || need < 0 || at == need:
		return enough
	case o.isSet:
		return unknown
	case at < need:
		return below
	}
	return enough
}

// readOrder reads a list of strings, or of objects with a string in the given member.
func readOrder(list strictjson.Value, member string) order {
	if tooMany(list, limits.Levels) {
		return order{unread: true}
	}
	var o order
	i := 0
	for e := range values(list) {
		if member != "" {
			e = e.Get(member)
		}
		if e.Kind() == strictjson.String {
			if o.at == nil {
				o.at = make(map[string]int, list.Len())
			}
			if s := string(content(e)); !o.has(s) {
				o.at[s] = i
			}
		}
		i++
	}
	return o
}

func (o order) has(s string) bool {
	_, ok := o.at[s]
	return ok
}

// position returns the position of s, or -1.
func (o order) position(s []byte) int {
	if i, ok := o.at[string(s)]; ok {
		return i
	}
	return -1
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

package verify

import (
	"net/http"
	"strings"
	"time"
)

// longest is the most that a number of seconds is read as (RFC 9111 section 1.2.2).
const longest = 1 << 31 * time.Second

// A freshness says how long a host lets its answer be kept, for whoever asked for it:
// a verifier is no cache that strangers share.
type freshness struct {
	life  time.Duration // from when the answer came
	said  bool          // whether the host says anything of it
	never bool          // it is not to be given to anybody once it is no longer fresh
}

// freshnessOf reads what RFC 9111 section 4.2 has a cache read. Whatever is malformed
// or said twice is read so that less is kept.
func freshnessOf(h http.Header, now time.Time) freshness {
	f := freshness{life: longest}
	for name, value := range directives(h) {
		switch name {
		case "no-store", "no-cache":
			return freshness{said: true, never: true}
		case "must-revalidate":
			f.never = true
		case "max-age":
			n, ok := seconds(value)
			if !ok {
				n = 0
			}
			f.life, f.said = min(f.life, n), true
		}
	}
	if strings.Contains(strings.Join(h.Values("Vary"), ","), "*") {
		return freshness{said: true, never: true} // nobody knows for which request it is right
	}
	if expires := h.Values("Expires"); !f.said && len(expires) > 0 {
		f.said = true
		f.life = 0
		// The host's own clock tells how far away the end is, however wrong it may be.
		from, err := http.ParseTime(h.Get("Date"))
		if err != nil {
			from = now
		}
		if to, err := http.ParseTime(expires[0]); err == nil && len(expires) == 1 {
			f.life = min(max(to.Sub(from), 0), longest)
		}
	}
	if !f.said {
		f.life = 0
		return f
	}
	for _, text := range h.Values("Age") { // in a cache on the way
		age, ok := seconds(text)
		if !ok {
			age = f.life
		}
		f.life = max(f.life-age, 0)
	}
	return f
}

// directives yields the directives of the Cache-Control fields (RFC 9111 section 5.2),
// names in lower case.
func directives(h http.Header) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for _, field := range h.Values("Cache-Control") {
			for field != "" {
				var item string
				item, field = cutOutsideQuotes(field)
				name, value, _ := strings.Cut(item, "=")
				value = strings.Trim(value, " \t")
				if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
					value = value[1 : len(value)-1]
				}
				if !yield(strings.ToLower(strings.Trim(name, " \t")), value) {
					return
				}
			}
		}
	}
}

// cutOutsideQuotes cuts a list at its first comma that is in no quoted string.
func cutOutsideQuotes(list string) (first, rest string) {
	quoted := false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			return list[:i], list[i+1:]
		}
	}
	return list, ""
}

// seconds reads a number of seconds, which has digits and nothing else.
func seconds(text string) (time.Duration, bool) {
	if text == "" {
		return 0, false
	}
	n := time.Duration(0)
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = min(10*n+time.Duration(text[i]-'0'), longest/time.Second)
	}
	return n * time.Second, true
}

package shape

import (
	"bytes"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// content returns the decoded content of a String, without a copy if nothing in
// it is escaped. It must not be changed or kept.
func content(v strictjson.Value) []byte {
	if v.Kind() != strictjson.String {
		return nil
	}
	t, at := v.Index()
	text, escapes := t.RawText(t.Entry(at))
	if !escapes {
		return text
	}
	return []byte(v.Text())
}

// found shows a received string in a message, unless it is private: what an
// error says ends up in a log.
func (p *property) found(s []byte) string {
	if p.flags&private != 0 {
		return "another string"
	}
	return quote(string(s))
}

// text judges a String by the kind of its property.
func (w *walker) text(p *property, v strictjson.Value, at role) {
	switch p.kind {
	case isText, isProse, isLabel:
		if why := suspicious(content(v), p.kind); why != "" {
			w.found.add(Note, TextSuspicious, v, "", "%s: %s", p.name, why)
		}
	case isInstant, isMoment:
		w.time(p, v)
	case isDay:
		if !isDate(content(v)) {
			w.found.add(Deviation, TimeFormat, v, "", "%s: %s is needed; found %s", p.name, p.wants(), p.found(content(v)))
		}
	case isID, isTarget:
		w.uri(p, v, p.kind)
	case isLink:
		if p.name == "id" && at&(atRoot|atReference) != 0 || w.general() {
			w.uri(p, v, isID)
		} else {
			w.uri(p, v, isLink)
		}
	case isTerm:
		s := content(v)
		if p.values.holds(s) {
			return
		}
		level := Deviation
		if p.flags&decisive != 0 {
			level = Error
		}
		form := ""
		if p.values.extensible {
			form = " or a term of the form ext:name"
		}
		w.found.add(level, SchemaInvalid, v, "", "%s: a value of %s%s is needed; found %s", p.name, p.values.name, form, p.found(s))
	case isLanguage:
		if s := content(v); !isLanguageCode(s) {
			w.found.add(Deviation, SchemaInvalid, v, "", "%s: a language code such as en or es-MX is needed; found %s", p.name, p.found(s))
		}
	case isCountry:
		if s := content(v); len(s) != 2 || !isUpper(s[0]) || !isUpper(s[1]) {
			w.found.add(Deviation, SchemaInvalid, v, "", "%s: a country code of two capital letters is needed; found %s", p.name, p.found(s))
		}
	case isJWS:
		if !isCompactJWS(content(v)) {
			w.found.add(Error, SchemaInvalid, v, "", "%s: a compact JWS, three parts in base64url, is needed; found another string", p.name)
		}
		w.endorsement(v)
	}
}

// uri judges a String that is to be a URI, as severely as kind says.
func (w *walker) uri(p *property, v strictjson.Value, kind kind) {
	s := content(v)
	fault := judgeURI(s)
	level := Error
	switch {
	case fault == uriFine:
		return
	case fault == uriScript:
		w.found.add(Error, SchemaInvalid, v, "", "%s: a URI that names a thing is needed; found a script: %s", p.name, p.found(s))
		return
	case fault == uriControl:
		w.found.add(Error, SchemaInvalid, v, "", "%s: a URI has no control characters; found %s", p.name, p.found(s))
		return
	case fault == uriBrackets:
		w.found.add(Deviation, SchemaInvalid, v, "", "%s: a URI has square brackets around an address only; found %s", p.name, p.found(s))
		return
	case kind == isLink:
		level = Deviation
	}
	w.found.add(level, SchemaInvalid, v, "", "%s: an absolute URI is needed, such as https://example.org/a or urn:uuid:…; found %s", p.name, p.found(s))
}

// time judges a String that is to be a time. Of a descriptive one it is enough
// that it can be understood: OB 3.0's DateTime leaves the offset optional in
// prose, and real badges give a day alone.
func (w *walker) time(p *property, v strictjson.Value) {
	s := content(v)
	_, fault := scanTime(s)
	if fault == timeFine {
		return
	}
	level := Error
	if _, read := w.scan(s); read == timeFine || p.kind == isMoment && fault == timeNoOffset {
		level = Deviation
	}
	w.found.add(level, TimeFormat, v, "", "%s: %s; found %s", p.name, fault.want(), p.found(s))
}

// localized judges a name or description as VCDM 2.0 §4.6 and §11.1 have it.
func (w *walker) localized(p *property, v strictjson.Value) {
	switch v.Kind() {
	case strictjson.String:
		if why := suspicious(content(v), isLabel); why != "" {
			w.found.add(Note, TextSuspicious, v, "", "%s: %s", p.name, why)
		}
		return
	case strictjson.Object:
	default:
		w.wrongKind(p, v)
		return
	}
	for name, m := range v.Members() {
		switch name {
		case "@value", "@language", "@direction":
			switch {
			case m.Kind() != strictjson.String:
				w.found.add(Error, SchemaInvalid, m, "", "%s: %s must be a string; found %s", p.name, name, m.Kind())
			case name == "@direction" && !m.Is("ltr") && !m.Is("rtl"):
				w.found.add(Error, SchemaInvalid, m, "", "%s: @direction is ltr or rtl; found %s", p.name, quote(m.Text()))
			case name == "@language" && !isLanguageTag(content(m)):
				w.found.add(Error, SchemaInvalid, m, "", "%s: @language is a language tag such as en or es-MX; found %s", p.name, quote(m.Text()))
			case name == "@value":
				w.localized(p, m)
			}
		default:
			w.found.add(Error, SchemaInvalid, m, "", "%s: a language value object has @value, @language and @direction only; found %s", p.name, quote(name))
		}
	}
	if !v.Get("@value").Exists() {
		w.found.add(Error, SchemaInvalid, v, "@value", "%s: a language value object needs @value", p.name)
	}
}

// isCompactJWS is OB 3.0's CompactJws: the middle part may be empty.
func isCompactJWS(s []byte) bool {
	dots, last := 0, -1
	for i, c := range s {
		switch {
		case c == '.':
			if i == 0 || dots == 2 {
				return false
			}
			dots++
			last = i
		case !isAlphanumeric(c) && c != '-' && c != '_':
			return false
		}
	}
	return dots == 2 && last < len(s)-1
}

// isLanguageTag is a language tag as far as JSON-LD 1.1 asks for it (BCP 47, the
// form of subtags and not their registry).
func isLanguageTag(s []byte) bool {
	for i, subtag := range bytes.Split(s, []byte("-")) {
		if len(subtag) == 0 || len(subtag) > 8 {
			return false
		}
		for _, c := range subtag {
			if !isAlphanumeric(c) || i == 0 && isDigit(c) {
				return false
			}
		}
	}
	return true
}

// isLanguageCode is OB 3.0's LanguageCode: language, script, region.
func isLanguageCode(s []byte) bool {
	n := 0
	for n < len(s) && 'a' <= s[n] && s[n] <= 'z' {
		n++
	}
	if n < 2 || n > 4 {
		return false
	}
	s = s[n:]
	if len(s) >= 5 && s[0] == '-' && isUpper(s[1]) && isLower(s[2]) && isLower(s[3]) && isLower(s[4]) {
		s = s[5:]
	}
	switch len(s) {
	case 0:
		return true
	case 3:
		return s[0] == '-' && isUpper(s[1]) && isUpper(s[2])
	case 4:
		return s[0] == '-' && isDigit(s[1]) && isDigit(s[2]) && isDigit(s[3])
	}
	return false
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

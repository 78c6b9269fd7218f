package doctor

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

func nulls(p *patient, n *notes) {
	p.each(func(v strictjson.Value, _ string) {
		if v.Kind() == strictjson.Null {
			n.value(v)
		}
	})
}

// The classes whose type is one text, and the members whose objects have such a type.
var (
	textClasses = []string{"Image", "IdentityObject", "IdentifierEntry", "GeoCoordinates"}
	textMembers = []string{"proof", "credentialStatus", "credentialSchema", "refreshService", "termsOfUse"}
)

// textType reports whether the schema has the type of an object as one text.
func textType(of strictjson.Value, name string) bool {
	return slices.Contains(textMembers, name) || slices.ContainsFunc(textClasses, func(class string) bool { return holds(of.Get("type"), class) })
}

func single(p *patient, n *notes) {
	for _, name := range []string{"proof", "credentialSchema", "termsOfUse"} {
		if v := p.doc.Get(name); v.Kind() == strictjson.Object {
			n.value(v)
		}
	}
	p.each(func(v strictjson.Value, name string) {
		if t := v.Get("type"); v.Kind() == strictjson.Object && t.Kind() == strictjson.String && !textType(v, name) {
			n.value(t)
		}
	})
}

// Members that are lists of objects, and lists of texts, in every schema. A name may mean
// something else in another class: then its value is of another kind.
var (
	objectLists = []string{"evidence", "endorsement", "identifier", "result", "alignment", "otherIdentifier", "related", "resultDescription", "rubricCriterionLevel"}
	textLists   = []string{"endorsementJwt", "allowedValue", "tag"}
)

func singleRefused(p *patient, n *notes) {
	p.each(func(v strictjson.Value, _ string) {
		for _, name := range objectLists {
			if inner := v.Get(name); inner.Kind() == strictjson.Object {
				n.value(inner)
			}
		}
		for _, name := range textLists {
			if inner := v.Get(name); inner.Kind() == strictjson.String {
				n.value(inner)
			}
		}
	})
}

func typeList(p *patient, n *notes) {
	p.each(func(v strictjson.Value, name string) {
		if t := v.Get("type"); v.Kind() == strictjson.Object && t.Kind() == strictjson.Array && textType(v, name) {
			n.value(t)
		}
	})
}

func imageText(p *patient, n *notes) {
	p.each(func(v strictjson.Value, _ string) {
		if v.Kind() == strictjson.Object && v.Get("image").Kind() == strictjson.String {
			n.member(v, "image")
		}
	})
}

var (
	timeMembers = []string{"validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate", "created", "expires"}
	plainTime   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)

	// schemaLanguage is LanguageCode in the schema of OB 3.0.
	schemaLanguage = regexp.MustCompile(`^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
)

func timeSpelling(p *patient, n *notes) {
	p.each(func(v strictjson.Value, name string) {
		if v.Kind() == strictjson.String && slices.Contains(timeMembers, name) && !plainTime.MatchString(v.Text()) {
			n.value(v)
		}
	})
}

func languageCode(p *patient, n *notes) {
	p.each(func(v strictjson.Value, name string) {
		if v.Kind() == strictjson.String && name == "inLanguage" && !schemaLanguage.MatchString(v.Text()) {
			n.value(v)
		}
	})
}

func mojibake(p *patient, n *notes) {
	p.each(func(v strictjson.Value, _ string) {
		if v.Kind() == strictjson.String && twiceEncoded(v.Text()) {
			n.value(v)
		}
	})
}

// twiceEncoded reports whether a run of characters in text is UTF-8 that was read as
// Windows-1252 or Latin-1: put back into bytes, it is UTF-8 of fewer characters.
func twiceEncoded(text string) bool {
	var run []byte
	twice := func() bool {
		found := len(run) > 1 && utf8.Valid(run)
		run = run[:0]
		return found
	}
	for _, r := range text {
		b, ok := legacyByte(r)
		if ok {
			run = append(run, b)
		} else if twice() {
			return true
		}
	}
	return twice()
}

// legacyByte is the byte above ASCII that Latin-1 or Windows-1252 reads as r.
func legacyByte(r rune) (byte, bool) {
	if r >= 0x80 && r <= 0xff {
		return byte(r), true
	}
	if r < 0x80 {
		return 0, false
	}
	i := slices.Index(windows1252, r)
	return byte(0x80 + i), i >= 0
}

// windows1252 is what that code page has from 0x80 to 0x9f; 0 where it has nothing.
var windows1252 = []rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

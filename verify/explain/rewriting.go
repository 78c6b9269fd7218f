package explain

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// A rewriting is what software does to every text alike.
type rewriting struct {
	hypothesis Hypothesis
	variant    string
	was        func(s string) (string, bool)
}

var rewritings = []rewriting{
	{DoublyEncoded, "twice", func(s string) (string, bool) { return encodedOnce(s) }},
	{DoublyEncoded, "mended", func(s string) (string, bool) { return encodedTwice(s, false) }},
	{DoublyEncoded, "mended", func(s string) (string, bool) { return encodedTwice(s, true) }},
	{LineBreaks, "LF", func(s string) (string, bool) { return strings.ReplaceAll(s, "\r\n", "\n"), true }},
	{LineBreaks, "CRLF", func(s string) (string, bool) {
		return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n"), true
	}},
	{Entities, "undone", func(s string) (string, bool) { return html.UnescapeString(s), true }},
	{Entities, "escaped", func(s string) (string, bool) { return html.EscapeString(s), true }},
	{Entities, "escaped", func(s string) (string, bool) {
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s), true
	}},
}

// rewrite tries to undo a rewriting of all texts.
func (d *desk) rewrite(document []byte, all []text, r rewriting) {
	var edits []edit
	f := Finding{Hypothesis: r.hypothesis, Variant: r.variant}
	for _, t := range all {
		was, ok := r.was(t.content)
		if !ok || was == t.content {
			continue
		}
		if len(edits) == 0 {
			f.Pointer, f.Found, f.Expected = t.Pointer(), t.content, was
		}
		edits = append(edits, t.edit(was))
	}
	d.try(document, f, edits)
}

// encodedOnce undoes that UTF-8 was taken for Windows-1252, or Latin 1, and encoded again.
func encodedOnce(s string) (string, bool) {
	var b []byte
	for _, r := range s {
		c, ok := windows1252(r)
		if !ok {
			return "", false
		}
		b = append(b, c)
	}
	return string(b), utf8.Valid(b) && len(b) < len(s)
}

// encodedTwice does it.
func encodedTwice(s string, windows bool) (string, bool) {
	var b strings.Builder
	for i := range len(s) {
		r := rune(s[i])
		if windows && 0x80 <= r && r < 0xa0 && upper1252[r-0x80] != 0 {
			r = upper1252[r-0x80]
		}
		b.WriteRune(r)
	}
	return b.String(), b.Len() > len(s)
}

// upper1252 are the characters of Windows-1252 from 0x80 to 0x9f, where Latin 1 has
// control characters; 0 where it has none of its own.
var upper1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

func windows1252(r rune) (byte, bool) {
	if r < 0x100 {
		return byte(r), true
	}
	if i := slices.Index(upper1252[:], r); i >= 0 {
		return byte(0x80 + i), true
	}
	return 0, false
}

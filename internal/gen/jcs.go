package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// jcsForm is the canonical form of a JSON text (RFC 8785). Numbers are none of the
// corpus's business: it knows integers in the only spelling that they have.
func jcsForm(text string) string {
	p := parser{text}
	var out strings.Builder
	p.value().jcs(&out)
	return out.String()
}

func (v value) jcs(out *strings.Builder) {
	switch v.kind {
	case '{':
		// Names are ordered by their UTF-16 (section 3.2.3).
		members := slices.Clone(v.members)
		slices.SortFunc(members, func(a, b value) int {
			return slices.Compare(utf16.Encode([]rune(a.name)), utf16.Encode([]rune(b.name)))
		})
		out.WriteByte('{')
		for i, m := range members {
			if i > 0 {
				out.WriteByte(',')
			}
			jcsString(out, m.name)
			out.WriteByte(':')
			m.jcs(out)
		}
		out.WriteByte('}')
	case '[':
		out.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				out.WriteByte(',')
			}
			item.jcs(out)
		}
		out.WriteByte(']')
	case '"':
		jcsString(out, v.text)
	case '0':
		if strings.Trim(v.text, "0123456789") != "" {
			panic("a number of which nobody wrote down the form: " + v.text)
		}
		out.WriteString(v.text)
	default:
		out.WriteString(v.text) // true, false, null
	}
}

// jcsString is section 3.2.2.2.
func jcsString(out *strings.Builder, text string) {
	out.WriteByte('"')
	for _, c := range text {
		if short, ok := map[rune]string{'\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`, '"': `\"`, '\\': `\\`}[c]; ok {
			out.WriteString(short)
		} else if c < ' ' {
			fmt.Fprintf(out, `\u%04x`, c)
		} else {
			out.WriteRune(c)
		}
	}
	out.WriteByte('"')
}

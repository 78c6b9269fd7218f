package doctor

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Report is the examination as a person reads it, in the language of a BCP 47 tag, "es" or
// any other, which is English.
func (e *Examination) Report(tag string) string {
	say := func(english, spanish string) string { return Text{english, spanish}.In(tag) }
	var b strings.Builder
	switch n := len(e.Findings) + e.More; n {
	case 0:
		b.WriteString(say("The doctor finds nothing that other software is known to refuse. That is no verdict.\n",
			"El doctor no encuentra nada que se sepa que otro software rechace. Eso no es un veredicto.\n"))
	case 1:
		b.WriteString(say("The doctor finds one thing. That is no verdict.\n", "El doctor encuentra una cosa. Eso no es un veredicto.\n"))
	default:
		fmt.Fprintf(&b, say("The doctor finds %d things. That is no verdict.\n", "El doctor encuentra %d cosas. Eso no es un veredicto.\n"), n)
	}
	before := ""
	for _, f := range e.Findings {
		if f.ID != before {
			before = f.ID
			fmt.Fprintf(&b, "\n[%s]\n", f.ID)
			paragraph(&b, "  ", f.Says.In(tag))
			for _, r := range f.Readers {
				line := r.Name.In(tag) + ": " + r.Effect.Says().In(tag)
				if len(r.Threads) > 0 {
					line += " (" + strings.Join(r.Threads, ", ") + ")"
				}
				paragraph(&b, "  - ", line)
			}
			paragraph(&b, "  > ", f.Change.In(tag))
		}
		if place := f.place(tag); place != "" {
			fmt.Fprintf(&b, "    %s\n", place)
		}
	}
	if e.More > 0 {
		fmt.Fprintf(&b, say("\nand %d more, which are not listed.\n", "\ny %d más, que no se enumeran.\n"), e.More)
	}
	if len(e.Differences) > 0 {
		b.WriteString(say("\nWhat the 1EdTech validator judges otherwise in this badge (docs/validators.md):\n",
			"\nLo que el validador de 1EdTech juzga de otro modo en esta insignia (docs/validators.md):\n"))
		for _, d := range e.Differences {
			fmt.Fprintf(&b, "\n  %s  %s\n", d.ID, d.Topic.In(tag))
			paragraph(&b, say("    there: ", "    allí: "), d.Validator.In(tag))
			paragraph(&b, say("    here: ", "    aquí: "), d.Here.In(tag))
		}
	}
	return b.String()
}

// place says where a finding is, and what stands there.
func (f *Finding) place(tag string) string {
	where := plain(shortened(f.Pointer))
	switch f.Part {
	case PartHeader:
		where = Text{"header ", "cabecera "}.In(tag) + where
	case PartFile:
		where = Text{"the file", "el archivo"}.In(tag)
	}
	if f.Found == "" {
		return where
	}
	return where + ": " + plain(f.Found)
}

// shortened is a pointer as long as a message may have it: its names are a stranger's.
func shortened(pointer string) string {
	if len(pointer) <= limits.Place {
		return pointer
	}
	return strings.ToValidUTF8(pointer[:limits.Place/2], "") + "…" + strings.ToValidUTF8(pointer[len(pointer)-limits.Place/4:], "")
}

// plain keeps a stranger's text from moving the cursor of a terminal, turning the
// direction of a line, or beginning another one.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == 0xfeff {
			return '·'
		}
		return r
	}, text)
}

// paragraph writes text in lines of an ordinary terminal, behind a first indent.
func paragraph(b *strings.Builder, indent, text string) {
	const width = 80
	line, empty := indent, true
	for _, word := range strings.Fields(text) {
		if !empty && len([]rune(line))+1+len([]rune(word)) > width {
			b.WriteString(line + "\n")
			line, empty = strings.Repeat(" ", len([]rune(indent))), true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	b.WriteString(line + "\n")
}

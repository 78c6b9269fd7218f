package doctor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAReportIsWrittenOnceForEachKind(t *testing.T) {
	kind := Lint{ID: "kind", Says: named("What is so."), Change: named(strings.TrimSpace(strings.Repeat("change it ", 9))),
		Readers: []Reader{{Name: named("One"), Effect: Refuses}, {Name: named("Two"), Effect: Warns, Threads: []string{"a/b#1", "a/b#2"}}}}
	e := &Examination{Findings: []Finding{
		{Lint: kind, Part: PartDocument, Pointer: "/a", Found: "x"},
		{Lint: kind, Part: PartDocument, Pointer: "/b"},
		{Lint: kind, Part: PartDocument},
	}}
	require.Equal(t, `The doctor finds 3 things. That is no verdict.

[kind]
  What is so.
  - One: refused
  - Two: a warning (a/b#1, a/b#2)
  > change it change it change it change it change it change it change it change
    it change it
    /a: x
    /b
`, e.Report("en"))

	e = &Examination{Findings: e.Findings[:1], More: 2, Differences: Differences()[7:8]}
	require.Contains(t, e.Report("en"), "    /a: x\n\nand 2 more, which are not listed.\n\nWhat the 1EdTech validator judges otherwise in this badge (docs/validators.md):\n\n"+
		"  R8  Algorithms of tokens\n    there: RS256 and ES256\n    here: EdDSA, ES384 and PS256 as well\n")

	e = &Examination{Findings: []Finding{{Lint: kind, Part: PartHeader, Pointer: "/" + strings.Repeat("x", 5000)}}}
	require.Less(t, len(e.Report("es")), 900)
	require.Contains(t, e.Report("es"), "El doctor encuentra una cosa.")
}

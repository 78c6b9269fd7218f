package testdata

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed others
var others embed.FS

// An Other is a file that people hand to a verifier and that is no badge of Open Badges
// 3.0: one of an earlier version, another credential, a web page, a photograph. None is
// ever accepted.
type Other struct {
	File      string
	Data      []byte
	Container string  // the outer form
	Kind      string  // what the document says it is, "unknown" where it is none of ours
	Expect    Outcome // Invalid or Undetermined
	Code      string  // the first of the errors
	Names     string  // words by which every answer names what it is
	Tool      string  // words that name who can judge it; "" where nobody else need be asked
}

// Others returns those files, in the order of their names.
func Others() []Other {
	index, err := others.ReadFile("others/index.tsv")
	if err != nil {
		panic(err) // it is compiled in
	}
	var list []Other
	for line := range strings.Lines(string(index)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 7 {
			panic(fmt.Sprintf("others/index.tsv: expected seven columns, found %q", line))
		}
		data, err := others.ReadFile("others/" + f[0])
		if err != nil {
			panic(err)
		}
		o := Other{File: f[0], Data: data, Container: f[1], Kind: f[2], Expect: Outcome(f[3]), Code: f[4], Names: f[5], Tool: f[6]}
		if o.Tool == "-" {
			o.Tool = ""
		}
		list = append(list, o)
	}
	return list
}

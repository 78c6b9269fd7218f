package main

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

// What an explanation may take up of an answer. What is beyond it is counted.
const (
	mostCovered  = 1000     // of the map of what is signed
	mostPointer  = 1 << 10  // bytes of one place in it
	mostDocument = 64 << 10 // bytes of a document that the page shows with its marks
)

// explained tells more of a badge that was judged: what its proofs cover, and why one of
// them does not hold. The verdict stands, whatever comes of it.
func (s *server) explained(ctx context.Context, data []byte, r report) *explain.Explanation {
	e := explain.Explain(ctx, data, r, outside.Contexts(r, s.contexts))
	c := e.Coverage
	if c == nil {
		return e
	}
	kept := c.Places[:0]
	for _, p := range c.Places {
		if len(kept) < mostCovered && len(p.Pointer) <= mostPointer {
			kept = append(kept, p)
		}
	}
	c.More, c.Places = c.More+len(c.Places)-len(kept), kept
	return e
}

// told is the report for programs, with what was asked for besides as members of its
// object.
func told(r report, examined *examination, explained *explain.Explanation) any {
	members := map[string]any{}
	if examined != nil {
		members["doctor"] = examined.forPrograms()
	}
	if explained != nil {
		members["explain"] = explained
	}
	if r == nil || len(members) == 0 {
		return r
	}
	object, err := json.Marshal(r)
	more, err2 := json.Marshal(members)
	if err != nil || err2 != nil {
		return r
	}
	return json.RawMessage(string(bytes.TrimSuffix(object, []byte("}"))) + "," + string(more[1:]))
}

// An explanation is one in the words of the page.
type explanation struct {
	Sentences []string // of the diagnosis; none if there was nothing to diagnose
	Proofs    []coveredBy
	Document  []piece  // with marks; nil where nothing vouches for it, or it is too long
	Notes     []string // what the numbers in the document say
	Unsigned  []uncovered
	More      int
	Outside   bool // the badge came in a picture or another file
}

// coveredBy is a proof, and how many values it covers.
type coveredBy struct {
	Number int
	Name   string
	Values int
}

// A piece of a document: as it stands, or marked with the number of a note.
type piece struct {
	Text  string
	Class string // "" as it stands
	Note  int
}

type uncovered struct {
	Pointer, Why string
	Order        bool
}

// explained writes the explanation on the page. The document is shown where its claims
// are: if it is authentic.
func (v *result) explained(l language, e *explain.Explanation, r *verify.Report) {
	out := new(explanation)
	switch r.Container {
	case credential.ContainerPNG, credential.ContainerSVG, credential.ContainerPDF, credential.ContainerZIP:
		out.Outside = true
	}
	document := r.Document()
	if r.Refreshed != nil { // another edition than the one that was explained
		document = nil
	}
	v.Explained = out
	if d := e.Diagnosis; d != nil && d.Asked {
		out.Sentences = v.diagnosed(l, d)
	}
	c := e.Coverage
	if c == nil || !v.Genuine {
		return
	}
	for i, p := range c.Proofs {
		by := coveredBy{Number: i + 1, Name: short(strings.TrimSpace(p.Proof.Type + " " + p.Proof.Algorithm))}
		for _, at := range c.Places {
			for _, k := range at.Proofs {
				if k == i && !at.Order {
					by.Values++
				}
			}
		}
		out.Proofs = append(out.Proofs, by)
	}
	notes := map[string]int{}
	for _, p := range c.Places {
		why := ""
		switch {
		case len(p.Proofs) == 0:
			why = explain.Why(p.Why, l.String())
			out.Unsigned = append(out.Unsigned, uncovered{short(p.Pointer), why, p.Order})
		case p.Chosen:
			why = l.say("covered.chosen")
		default:
			continue
		}
		if notes[why] == 0 {
			out.Notes = append(out.Notes, why)
			notes[why] = len(out.Notes)
		}
	}
	out.More = c.More
	if c.More == 0 && document != nil && len(document) <= mostDocument {
		out.Document = marked(document, c.Places, func(p credential.Place) (class string, note int) {
			switch {
			case len(p.Proofs) == 0:
				return "unsigned", notes[explain.Why(p.Why, l.String())]
			case p.Chosen:
				return "chosen", notes[l.say("covered.chosen")]
			}
			return "", 0
		})
	}
}

// explainedEach writes on the page of a presentation why its proof does not hold, or that
// of a credential in it.
func (v *result) explainedEach(l language, e *explain.Explanation) {
	v.Explained = new(explanation) // there is no more to ask for
	if d := e.Diagnosis; d != nil && d.Asked {
		v.Explained.Sentences = v.diagnosed(l, d)
	}
	for _, p := range e.Presented {
		one := v.Presented[p.Index]
		one.Explained = &explanation{Sentences: one.diagnosed(l, p.Diagnosis)}
	}
}

func (v *result) diagnosed(l language, d *explain.Diagnosis) (sentences []string) {
	if !v.Genuine {
		d = withheld(d)
	}
	for _, s := range d.Sentences(l.String()) {
		sentences = append(sentences, short(s))
	}
	return sentences
}

// withheld is a diagnosis without the texts of a badge for which nothing vouches: whoever
// made it would have the page say them.
func withheld(d *explain.Diagnosis) *explain.Diagnosis {
	told := *d
	told.Findings = slices.Clone(d.Findings)
	for i := range told.Findings {
		switch f := &told.Findings[i]; f.Hypothesis {
		case explain.DoublyEncoded, explain.Entities, explain.ProofContext:
			f.Found, f.Expected = "…", "…"
		}
	}
	return &told
}

// marked is a document in lines, its values marked by what class says of their places.
// It was read strictly, so that what stands between values is names and punctuation.
func marked(document []byte, places []credential.Place, class func(credential.Place) (string, int)) []piece {
	orders := map[int]credential.Place{}
	var values []credential.Place
	for _, p := range places {
		if p.Order {
			orders[p.Start] = p
		} else {
			values = append(values, p)
		}
	}
	var pieces []piece
	var plain strings.Builder
	mark := func(text, class string, note int) {
		pieces = append(pieces, piece{Text: tame(plain.String())}, piece{tame(text), class, note})
		plain.Reset()
	}
	depth, inName := 0, false
	line := func() { plain.WriteString("\n" + strings.Repeat("  ", depth)) }
	for i := 0; i < len(document); i++ {
		if len(values) > 0 && values[0].Start == i {
			p := values[0]
			values = values[1:]
			text := string(document[p.Start:p.End])
			if name, note := class(p); name != "" {
				mark(text, name, note)
			} else {
				plain.WriteString(text)
			}
			i = p.End - 1
			continue
		}
		c := document[i]
		switch {
		case inName:
			plain.WriteByte(c)
			if c == '\\' && i+1 < len(document) {
				i++
				plain.WriteByte(document[i])
			} else if c == '"' {
				inName = false
			}
		case c == '"':
			inName = true
			plain.WriteByte(c)
		case c == '{' || c == '[':
			plain.WriteByte(c)
			if p, ok := orders[i]; ok {
				if name, note := class(p); name != "" {
					mark("", name, note)
				}
			}
			depth++
			line()
		case c == '}' || c == ']':
			depth--
			line()
			plain.WriteByte(c)
		case c == ',':
			plain.WriteByte(c)
			line()
		case c == ':':
			plain.WriteString(": ")
		}
	}
	return append(pieces, piece{Text: tame(plain.String())})
}

// Sign is the number of a note, as it stands beside a mark.
func (p piece) Sign() string { return strconv.Itoa(p.Note) }

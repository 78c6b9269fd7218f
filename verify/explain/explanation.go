package explain

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// An Explanation is all that is told of a badge on request, after its verdict.
type Explanation struct {
	Coverage  *credential.Coverage // nil if the badge cannot be read
	Diagnosis *Diagnosis           // of a presentation, of its own proof, and nil if that has held
	Presented []Presented          // of a presentation
}

// A Verdict is what Explain explains: a Refusal, or a *verify.PresentationReport.
type Verdict interface{ Errors() []verify.Problem }

// Explain is Diagnose, and DiagnosePresented, and the Coverage of data besides. Without a
// verdict it is the Coverage alone.
func Explain(ctx context.Context, data []byte, r Verdict, cs *credential.Contexts) *Explanation {
	e := new(Explanation)
	switch r := r.(type) {
	case *verify.PresentationReport:
		if e.Presented = DiagnosePresented(ctx, data, r, cs); len(r.Credentials) == 0 {
			e.Diagnosis = Diagnose(ctx, data, r, cs)
		}
	case Refusal:
		e.Diagnosis = Diagnose(ctx, data, r, cs)
	}
	if s, err := credential.Parse(data); err == nil {
		e.Coverage, _ = s.Coverage(ctx, cs)
	}
	return e
}

// Text is the explanation as plain text, a sentence or a place on each line, in the
// language of that tag. Places beyond a few hundred are counted.
func (e *Explanation) Text(language string) string {
	var b strings.Builder
	if d := e.Diagnosis; d != nil && d.Asked {
		fmt.Fprintf(&b, "%s\n", heading("why", language))
		for _, s := range d.Sentences(language) {
			fmt.Fprintf(&b, "  %s\n", plain(s))
		}
	}
	for _, p := range e.Presented {
		fmt.Fprintf(&b, "%s\n", plain(strings.ReplaceAll(heading("presented", language), "{at}", place(p.Pointer))))
		for _, s := range p.Diagnosis.Sentences(language) {
			fmt.Fprintf(&b, "  %s\n", plain(s))
		}
	}
	c := e.Coverage
	if c == nil {
		return b.String()
	}
	fmt.Fprintf(&b, "%s\n", heading("covered", language))
	for i, p := range c.Proofs {
		fmt.Fprintf(&b, "  [%d] %s\n", i, plain(proofName(p, language)))
	}
	shown := c.Places[:min(len(c.Places), limits.ExplainedPlaces)]
	width := 0
	for _, p := range shown {
		width = max(width, min(48, utf8.RuneCountInString(placeName(p, language))))
	}
	for _, p := range shown {
		by := heading("not", language) + ": " + Why(p.Why, language)
		if len(p.Proofs) > 0 {
			var numbers []string
			for _, i := range p.Proofs {
				numbers = append(numbers, "["+strconv.Itoa(i)+"]")
			}
			by = strings.Join(numbers, " ")
		}
		if p.Chosen {
			by += " " + heading("chosen", language)
		}
		fmt.Fprintf(&b, "  %-*s  %s\n", width, plain(placeName(p, language)), by)
	}
	if more := len(c.Places) - len(shown) + c.More; more > 0 {
		fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(heading("more", language), "{n}", strconv.Itoa(more)))
	}
	return b.String()
}

func proofName(p credential.CoveringProof, language string) string {
	name := p.Proof.Type
	if p.Proof.Algorithm != "" {
		name += " " + p.Proof.Algorithm
	}
	name = limits.Abridge(name)
	if p.Proof.Pointer != "" {
		name += " (" + p.Proof.Pointer + ")"
	}
	if p.Proof.Method != "" { // in a presentation its holder's, which vouches for no badge in it
		name += " " + heading("by", language) + " " + limits.Abridge(p.Proof.Method)
	}
	if p.Err != nil {
		name += ": " + p.Err.Error()
	}
	return name
}

func placeName(p credential.Place, language string) string {
	name := place(p.Pointer)
	if name == "" {
		name = "/"
	}
	if p.Order {
		name += " " + heading("order", language)
	}
	return name
}

var headings = map[string][2]string{
	"why":       {"Why the proof does not hold", "Por qué la prueba no es válida"},
	"presented": {"Why the proof of the credential at {at} does not hold", "Por qué la prueba de la credencial en {at} no es válida"},
	"covered":   {"What the proofs of the badge cover, if they hold", "Qué cubren las pruebas de la insignia, si son válidas"},
	"by":        {"with the key", "con la clave"},
	"not":       {"NOT SIGNED", "SIN FIRMAR"},
	"chosen":    {"(its holder chose to show it, and could have left it out)", "(su titular eligió mostrarlo, y podría haberlo omitido)"},
	"order":     {"(order)", "(orden)"},
	"more":      {"and {n} more", "y {n} más"},
}

func heading(key, language string) string { return headings[key][languageOf(language)] }

// plain keeps a stranger's text on its line, and from turning it.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || 0x7f <= r && r < 0xa0 || r == 0x2028 || r == 0x2029 || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x61c {
			return '·'
		}
		return r
	}, s)
}

type jsonExplanation struct {
	Diagnosis *jsonDiagnosis  `json:"diagnosis,omitempty"`
	Presented []jsonPresented `json:"presented,omitempty"`
	Coverage  *jsonCoverage   `json:"coverage,omitempty"`
}

type jsonPresented struct {
	Pointer   string         `json:"pointer"`
	Diagnosis *jsonDiagnosis `json:"diagnosis"`
}

type jsonDiagnosis struct {
	Findings  []jsonFinding `json:"findings"`
	Tried     int           `json:"tried"`
	Exhausted bool          `json:"exhausted"`
}

type jsonFinding struct {
	Hypothesis Hypothesis        `json:"hypothesis"`
	Variant    string            `json:"variant,omitempty"`
	Proof      string            `json:"proof"`
	Pointer    string            `json:"pointer"`
	Places     int               `json:"places,omitempty"`
	Found      string            `json:"found,omitempty"`
	Expected   string            `json:"expected,omitempty"`
	Unjudged   bool              `json:"unjudged,omitempty"`
	Sentence   map[string]string `json:"sentence"`
}

type jsonCoverage struct {
	Proofs []jsonProof `json:"proofs"`
	Places []jsonPlace `json:"places"`
	More   int         `json:"more,omitempty"`
}

type jsonProof struct {
	Type      string          `json:"type"`
	Algorithm string          `json:"algorithm,omitempty"`
	Pointer   string          `json:"pointer"`
	Method    string          `json:"method,omitempty"`
	Code      credential.Code `json:"code,omitempty"`
	Message   string          `json:"message,omitempty"`
}

type jsonPlace struct {
	Pointer string               `json:"pointer"`
	Order   bool                 `json:"order,omitempty"`
	Proofs  []int                `json:"proofs"`
	Chosen  bool                 `json:"chosen,omitempty"`
	Why     credential.Uncovered `json:"why,omitempty"`
}

func (d *Diagnosis) forJSON() *jsonDiagnosis {
	j := &jsonDiagnosis{Findings: []jsonFinding{}, Tried: d.Tried, Exhausted: d.Exhausted}
	for _, f := range d.Findings {
		j.Findings = append(j.Findings, jsonFinding{f.Hypothesis, f.Variant, f.Proof, f.Pointer, f.Places, f.Found, f.Expected, f.Unjudged,
			map[string]string{"en": f.Sentence("en"), "es": f.Sentence("es")}})
	}
	return j
}

// MarshalJSON writes an object with the members diagnosis, if there was anything to
// diagnose, presented, if there was in the credentials of a presentation, and coverage, if
// the badge could be read. It says nothing of a verdict.
func (e *Explanation) MarshalJSON() ([]byte, error) {
	var out jsonExplanation
	if d := e.Diagnosis; d != nil && d.Asked {
		out.Diagnosis = d.forJSON()
	}
	for _, p := range e.Presented {
		out.Presented = append(out.Presented, jsonPresented{p.Pointer, p.Diagnosis.forJSON()})
	}
	if c := e.Coverage; c != nil {
		j := &jsonCoverage{Proofs: []jsonProof{}, Places: []jsonPlace{}, More: c.More}
		for _, p := range c.Proofs {
			named := jsonProof{Type: limits.Abridge(p.Proof.Type), Algorithm: limits.Abridge(p.Proof.Algorithm), Pointer: p.Proof.Pointer, Method: limits.Abridge(p.Proof.Method)}
			if problem, ok := p.Err.(*credential.Problem); ok {
				named.Code, named.Message = problem.Code, problem.Message
			}
			j.Proofs = append(j.Proofs, named)
		}
		for _, p := range c.Places {
			proofs := p.Proofs
			if proofs == nil {
				proofs = []int{}
			}
			j.Places = append(j.Places, jsonPlace{p.Pointer, p.Order, proofs, p.Chosen, p.Why})
		}
		out.Coverage = j
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	err := w.Encode(out)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

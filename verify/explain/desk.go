package explain

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A budget is what may still be spent, on one badge or on all credentials of a presentation.
type budget struct {
	left  int                 // bytes of copies
	signs int                 // signatures
	first *credential.Checker // that counts what canonical forms cost; nil before the first
}

func newBudget() *budget { return &budget{left: limits.Diagnosis, signs: limits.DiagnosisSigns} }

// share lets spend have one of so many equal parts, and takes back what is left of it.
func (b *budget) share(parts int, spend func(*budget)) {
	part := &budget{b.left / parts, b.signs / parts, b.first}
	left, signs := part.left, part.signs
	spend(part)
	b.left, b.signs, b.first = b.left-left+part.left, b.signs-signs+part.signs, part.first
}

// checker is one of the proofs of s, which costs what it takes from the budget.
func (b *budget) checker(s *credential.Secured, cs *credential.Contexts) *credential.Checker {
	if b.first == nil {
		b.first = s.Checker(cs)
	}
	return b.first.Beside(s)
}

// A desk is where copies of one badge are tried.
type desk struct {
	*budget
	ctx      context.Context
	contexts *credential.Contexts
	keys     []credential.Method
	weight   int // of one signature

	secured *credential.Secured
	index   int // of the proof among those of the document
	proof   credential.Proof
	method  credential.Method   // that it was judged with
	others  []credential.Method // of the same issuer
	checker *credential.Checker // of the document as it is; nil of a token

	judge func(copied []byte) bool // whether the proof would hold over that document
	out   *Diagnosis
}

// spend takes what a copy of n bytes costs, and the signature over it. Once something was
// too dear, smaller things may still be had.
func (d *desk) spend(n int) bool {
	if !d.affords(n) {
		d.out.Exhausted = true
		return false
	}
	d.left -= n + limits.DiagnosisCopy
	return d.sign()
}

func (d *desk) affords(n int) bool { return n+limits.DiagnosisCopy <= d.left }

// work is what a copy of a document costs: its bytes, save those of pictures in its texts, of
// which there is nothing to do but to pass over them.
func work(document []byte) int {
	n := len(document)
	for rest := document; ; {
		at := bytes.Index(rest, []byte(`"data:`))
		if at < 0 {
			return n
		}
		rest = rest[at+1:]
		end := bytes.IndexByte(rest, '"')
		if end < 0 {
			return n
		}
		if isPicture(rest[:end]) {
			n -= end - end/limits.DiagnosisBytes
		}
		rest = rest[end:]
	}
}

// isPicture says whether a text, as it is written, is a long data: URL. A backslash may stand
// for anything, and takes longer.
func isPicture(text []byte) bool {
	return len(text) > limits.DiagnosisText && bytes.HasPrefix(text, []byte("data:")) && bytes.IndexByte(text, '\\') < 0
}

// sign takes what one more signature costs.
func (d *desk) sign() bool {
	if d.signs == 0 || d.ctx.Err() != nil || len(d.out.Findings) >= limits.DiagnosisFound {
		d.out.Exhausted = true
		return false
	}
	d.signs = max(0, d.signs-d.weight)
	d.out.Tried++
	return true
}

func (d *desk) found(f Finding) {
	f.Proof = d.proof.Pointer
	f.Found, f.Expected = limits.Abridge(f.Found), limits.Abridge(f.Expected)
	f.Pointer = place(f.Pointer)
	f.presentation = d.out.presentation
	d.out.Findings = append(d.out.Findings, f)
}

// try judges a copy in which the edits were made.
func (d *desk) try(document []byte, f Finding, edits []edit) bool {
	if len(edits) == 0 || !d.spend(work(document)) {
		return false
	}
	if !d.judge(edited(document, edits)) {
		return false
	}
	f.Places = len(edits)
	d.found(f)
	return true
}

// holds judges a copy of the document as the verdict judged the document.
func (d *desk) holds(copied []byte) bool {
	s, err := credential.Parse(copied)
	if err != nil {
		return false
	}
	proofs, err := s.Proofs()
	if err != nil || d.index >= len(proofs) {
		return false
	}
	_, err = d.checker.Instead(s).CheckProof(d.ctx, proofs[d.index], d.method)
	if errors.Is(err, credential.CanonLimit) {
		d.out.Exhausted = true
	}
	return err == nil
}

// An edit puts other bytes in the place of some.
type edit struct {
	start, end int
	with       string
}

// edited is a copy with the edits made, which do not overlap.
func edited(document []byte, edits []edit) []byte {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b edit) int { return a.start - b.start })
	out, from := make([]byte, 0, len(document)+64), 0
	for _, e := range edits {
		out = append(append(out, document[from:e.start]...), e.with...)
		from = e.end
	}
	return append(out, document[from:]...)
}

// place is a JSON Pointer for a person, of which a stranger chose the length.
func place(pointer string) string {
	if len(pointer) <= limits.Place {
		return pointer
	}
	return strings.ToValidUTF8(pointer[:limits.Place/2], "") + "…" + strings.ToValidUTF8(pointer[len(pointer)-limits.Place/4:], "")
}

// algorithm is the one of a key, "" if it has none.
func algorithm(m credential.Method) string {
	for _, alg := range []string{jose.EdDSA, jose.ES256, jose.ES384, jose.RS256, jose.PS256} {
		if m.Admits(alg) {
			return alg
		}
	}
	return ""
}

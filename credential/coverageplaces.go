package credential

import (
	"slices"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// list writes down the places.
func (m *mapping) list(out *Coverage) {
	w := placing{mapping: m, out: out, left: limits.CoverageBytes}
	for i, p := range m.proofs {
		if p.place < 0 {
			continue
		}
		if v, _, _, err := m.secured.embedded(p); err == nil && out.Proofs[i].Err == nil {
			_, at := v.Index()
			w.known = append(w.known, at)
		}
	}
	if proof := m.secured.doc.Get("proof"); proof.Exists() {
		_, at := proof.Index()
		w.proof, w.hasProof = at, true
	}
	t, root := m.secured.tape.Root().Index()
	w.tape = t
	out.Places = make([]Place, 0, min(m.secured.tapeLen(), limits.CoveragePlaces))
	w.walk(root, "", 0)
}

type placing struct {
	*mapping
	out      *Coverage
	tape     *strictjson.Tape
	left     int // bytes of pointers
	proof    uint32
	hasProof bool
	known    []uint32 // proofs that are judged
}

// A setting says what the value on the way stands in.
type setting uint8

const (
	inContext setting = 1 << iota
	inProof
)

func (w *placing) walk(at uint32, pointer string, in setting) {
	e := w.tape.Entry(at)
	if w.hasProof && at == w.proof {
		in |= inProof
	}
	if k := e.Kind(); e.Len() == 0 || k != strictjson.Object && k != strictjson.Array {
		w.place(at, pointer, false, in)
		return
	}
	if e.Kind() == strictjson.Array && e.Len() > 1 {
		w.place(at, pointer, true, in)
	}
	n := 0
	for k := at + 1; k < e.Next(); k = w.tape.Entry(k).Next() {
		token, below := strconv.Itoa(n), in
		if e.Kind() == strictjson.Object {
			token = w.tape.At(k).Name()
			if token == "@context" {
				below |= inContext
			}
			token = escapedToken.Replace(token)
		}
		n++
		if n := len(pointer) + 1 + len(token); len(w.out.Places) >= limits.CoveragePlaces || n > w.left {
			w.out.More += int(w.tape.Entry(k).Next() - k)
			continue
		} else {
			w.left -= n
		}
		w.walk(k, pointer+"/"+token, below)
	}
}

// escapedToken writes a name as a token of a JSON Pointer (RFC 6901 section 3).
var escapedToken = strings.NewReplacer("~", "~0", "/", "~1")

func (w *placing) place(at uint32, pointer string, order bool, in setting) {
	p := Place{Pointer: pointer, Order: order, Chosen: true}
	p.Start, p.End = w.tape.At(at).Span()
	for i, l := range w.layers {
		mark := l.marks[at]
		if order {
			mark = 0
			if l.ordered[at] {
				mark = coversFirmly
			}
		}
		if mark != 0 {
			p.Proofs = append(p.Proofs, i)
			p.Chosen = p.Chosen && mark == coversChosen
		}
	}
	if len(p.Proofs) == 0 {
		p.Chosen, p.Why = false, w.why(at, order, in)
	}
	w.out.Places = append(w.out.Places, p)
}

func (w *placing) why(at uint32, order bool, in setting) Uncovered {
	e := w.tape.Entry(at)
	readable := slices.ContainsFunc(w.out.Proofs, func(p CoveringProof) bool { return p.Err == nil })
	jcs := slices.ContainsFunc(w.out.Proofs, func(p CoveringProof) bool {
		_, row, _ := suiteOf(p.Proof)
		return p.Err == nil && row.jcs
	})
	switch {
	case !readable:
		return UncoveredUnknown
	case order && in&inContext == 0:
		return UncoveredOrder
	case in&inContext != 0 && in&inProof == 0 && jcs:
		return UncoveredBeside
	case in&inContext != 0:
		return UncoveredContext
	case in&inProof != 0 && !w.sound(at, e):
		return UncoveredProof
	case e.Kind() == strictjson.Null, e.Kind() == strictjson.Array:
		return UncoveredEmpty
	}
	return UncoveredOther
}

// sound reports whether the place is one of a proof that is judged, and says nothing.
func (w *placing) sound(at uint32, e *strictjson.Entry) bool {
	if e.Kind() != strictjson.Null && e.Kind() != strictjson.Array {
		return false
	}
	return slices.ContainsFunc(w.known, func(k uint32) bool { return k < at && at < w.tape.Entry(k).Next() })
}

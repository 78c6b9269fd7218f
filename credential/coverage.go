package credential

import (
	"context"
	"crypto"
	"slices"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/sd"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Coverage says of every value in a document which proofs sign it. It is computed from
// what each proof hashes. A proof that covers a value would no longer hold were the value
// another one; whether it holds now is the verdict's to say, and not known here.
type Coverage struct {
	Proofs []CoveringProof // those of the document, as Secured.Proofs returns them
	Places []Place         // in document order
	More   int             // values beyond limits that are not listed
}

// A CoveringProof is a proof, and why what it covers could not be found out; Err is nil
// if it could. It is a *Problem.
type CoveringProof struct {
	Proof Proof
	Err   error
}

// A Place is a value that is no object and no array with anything in it; or, with Order,
// the order of the values of an array that has several.
type Place struct {
	Pointer    string // RFC 6901, into Secured.Document
	Start, End int    // where the value stands there, in bytes
	Order      bool
	Proofs     []int     // that cover it, as indexes of Coverage.Proofs; none: nobody signed it
	Chosen     bool      // of these all are of ecdsa-sd-2023, and the holder could have left it out
	Why        Uncovered // if no proof covers it
}

// Uncovered says why no proof covers a place.
type Uncovered string

const (
	// It is the signature itself, which cannot sign itself, or a part of a proof that is
	// not judged here.
	UncoveredProof Uncovered = "proof"

	// It is the address of a context. A proof of a graph signs what the names in the
	// document mean under it, and not the address.
	UncoveredContext Uncovered = "context"

	// It is a context behind those that a jcs proof was made under.
	UncoveredBeside Uncovered = "context-beside"

	// It is null, or an empty list, which says nothing in RDF: it may be left out, and
	// anything in its place would be noticed.
	UncoveredEmpty Uncovered = "says-nothing"

	// RDF keeps no order of these values.
	UncoveredOrder Uncovered = "order"

	// No proof of the document could be read as one that signs it.
	UncoveredUnknown Uncovered = "no-proof"

	// Nothing of it is in what the proofs hash.
	UncoveredOther Uncovered = "not-hashed"
)

// What a proof has to do with a value: nothing, it covers what its holder chose to
// show, or it covers what nobody could leave out.
const (
	coversChosen uint8 = iota + 1
	coversFirmly
)

// Coverage says which values of the document its proofs cover, embedded ones under the
// contexts of cs; nil means StandardContexts. A proof of which that cannot be said is
// named with the reason. The error is that of Proofs, or says that ctx has ended. No
// signature is judged, nobody is asked, and what is done is bounded as for a verdict.
func (s *Secured) Coverage(ctx context.Context, cs *Contexts) (*Coverage, error) {
	proofs, err := s.Proofs()
	if err != nil {
		return nil, err
	}
	c := s.Checker(cs)
	c.work = new(sd.Work)
	m := mapping{secured: s, checker: c, proofs: proofs}
	out := new(Coverage)
	for _, p := range proofs {
		layer := layer{marks: make([]uint8, s.tapeLen())}
		err := m.cover(ctx, p, &layer)
		if ctx.Err() != nil {
			return nil, NewProblem(Interrupted, "", ctx.Err(), "the coverage was interrupted: %v", ctx.Err())
		}
		if err != nil {
			clear(layer.marks)
			layer.ordered = nil
		}
		out.Proofs = append(out.Proofs, CoveringProof{p, err})
		m.layers = append(m.layers, layer)
	}
	m.list(out)
	return out, nil
}

func (s *Secured) tapeLen() uint32 {
	t, i := s.tape.Root().Index()
	return t.Entry(i).Next()
}

// A layer is what one proof covers, by the place on the tape.
type layer struct {
	marks   []uint8
	ordered map[uint32]bool
}

func (l *layer) orders(at uint32) {
	if l.ordered == nil {
		l.ordered = map[uint32]bool{}
	}
	l.ordered[at] = true
}

// A mapping is the work on one Coverage.
type mapping struct {
	secured *Secured
	checker *Checker
	proofs  []Proof
	layers  []layer
}

func (m *mapping) cover(ctx context.Context, p Proof, l *layer) error {
	if p.place < 0 { // the bytes of the payload
		t, root := m.secured.tape.Root().Index()
		for k := root; k < t.Entry(root).Next(); k++ {
			l.marks[k] = coversFirmly
			if t.Entry(k).Kind() == strictjson.Array {
				l.orders(k)
			}
		}
		return nil
	}
	t, err := m.checker.transformation(p, Method{})
	if err != nil {
		return err
	}
	switch {
	case t.jcs:
		return m.values(t, l)
	case t.sd:
		return m.statements(ctx, t, l)
	}
	dataset := t.contexts.datasets.Get().(*rdfc.Dataset)
	defer t.contexts.datasets.Put(dataset)
	list, err := m.checker.contextsOf(t.document)
	if err != nil {
		return problem(err, ContextUnknown)
	}
	left, err := list.ConvertLeft(dataset, nil, t.document, t.previous, append([]string{"proof"}, t.claims...)...)
	if err != nil {
		return problem(err, SchemaInvalid)
	}
	l.add(left, func(int) uint8 { return coversFirmly })
	return m.configuration(t, list, l)
}

func (l *layer) add(left *ld.Left, grade func(int) uint8) {
	left.Mark(l.marks, grade)
	for _, at := range left.Ordered() {
		l.orders(at)
	}
}

// configuration adds what a proof of a graph says of itself.
func (m *mapping) configuration(t transformation, list *ld.List, l *layer) error {
	proofList, err := t.contexts.set.OfProof(list, t.proof)
	if err != nil {
		return problem(err, ProofMalformed)
	}
	dataset := t.contexts.datasets.Get().(*rdfc.Dataset)
	defer t.contexts.datasets.Put(dataset)
	left, err := proofList.ConvertLeft(dataset, nil, t.proof, nil, t.value())
	if err != nil {
		return problem(err, ProofMalformed)
	}
	l.add(left, func(int) uint8 { return coversFirmly })
	return nil
}

// statements is what a proof of ecdsa-sd-2023 covers, and what of it is mandatory. One
// that is not yet derived is looked at where it is alone: it is its holder's.
func (m *mapping) statements(ctx context.Context, t transformation, l *layer) error {
	if len(t.previous) > 0 || len(t.claims) > 0 {
		return NewProblem(ProofTypeUnsupported, t.proof.Pointer(), nil, "a proof of %s inside a token, or in a chain, cannot be judged here", ECDSASD2023)
	}
	if sd.IsBase(t.proof.Get("proofValue").Text()) && len(m.proofs) > 1 {
		return NewProblem(ProofMalformed, t.proof.Pointer(), nil, "a base proof of %s beside other proofs is for nobody", ECDSASD2023)
	}
	left, mandatory, err := sd.Cover(ctx, m.checker.work, &m.checker.again, t.contexts.set, t.document, t.proof)
	if err != nil {
		return disclosureProblem(ctx, err, t.proof)
	}
	list, err := m.checker.contextsOf(t.document)
	if err != nil {
		return problem(err, ContextUnknown)
	}
	l.add(left, func(quad int) uint8 {
		if mandatory(quad) {
			return coversFirmly
		}
		return coversChosen
	})
	return m.configuration(t, list, l)
}

// values is what a jcs proof covers: what is found again in the text that it hashes.
func (m *mapping) values(t transformation, l *layer) error {
	t.hash = crypto.SHA256 // it is not taken
	var document, proof []byte
	err := t.values(func(form []byte) { proof = slices.Clone(form) }, func(form []byte) { document = slices.Clone(form) })
	if err != nil {
		return err
	}
	for _, part := range [...]struct {
		value strictjson.Value
		form  []byte
	}{{t.document, document}, {t.proof, proof}} {
		tape, err := strictjson.Parse(part.form, strictjson.Limits{})
		if err != nil {
			return problem(err, JSONSyntax)
		}
		l.same(part.value, tape.Root(), t.previous)
	}
	return nil
}

// same marks what v and the hashed value have in common.
func (l *layer) same(v, hashed strictjson.Value, previous []strictjson.Value) {
	switch v.Kind() {
	case strictjson.Object:
		if hashed.Kind() != strictjson.Object {
			return
		}
		if v.Len() == 0 {
			l.mark(v)
			return
		}
		members := make(map[string]strictjson.Value, hashed.Len())
		for name, member := range hashed.Members() {
			members[name] = member
		}
		for name, member := range v.Members() {
			other := members[name]
			switch {
			case name == "proof" && len(previous) > 0: // a list of those that this one builds on
				l.elements(previous, contextEntries(other))
			case name == "@context":
				l.elements(contextEntries(member), contextEntries(other))
				if member.Kind() == strictjson.Array && member.Equal(other) {
					l.orderOf(member)
				}
			default:
				l.same(member, other, nil)
			}
		}
	case strictjson.Array:
		if hashed.Kind() != strictjson.Array || hashed.Len() != v.Len() {
			return
		}
		if v.Len() == 0 {
			l.mark(v)
			return
		}
		l.orderOf(v)
		l.elements(contextEntries(v), contextEntries(hashed))
	default:
		if v.Equal(hashed) {
			l.mark(v)
		}
	}
}

func (l *layer) elements(list, hashed []strictjson.Value) {
	for i := range min(len(list), len(hashed)) {
		l.same(list[i], hashed[i], nil)
	}
}

func (l *layer) mark(v strictjson.Value) {
	_, at := v.Index()
	l.marks[at] = coversFirmly
}

func (l *layer) orderOf(v strictjson.Value) {
	_, at := v.Index()
	l.orders(at)
}

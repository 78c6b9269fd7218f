package rdfc

import (
	"context"
	"crypto"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/summitbadges/openbadges/internal/xraw"
)

// badgeGraph is a dataset of the shape of a badge: nodes with and without an id,
// each with types, texts, dates and links, in the order in which a document would
// give them.
func badgeGraph(quads, blanks int, seed uint64) []twinQuad {
	r := rand.New(rand.NewPCG(seed, 11))
	nodes := quads / 8
	var subjects []twinTerm
	for i := range nodes {
		if i*blanks/nodes != (i+1)*blanks/nodes {
			subjects = append(subjects, twinTerm{kind: 'b', value: fmt.Sprint("b", i)})
		} else {
			subjects = append(subjects, twinTerm{kind: 'i', value: fmt.Sprintf("https://badges.example.org/%d/achievements/%08x", i, r.Uint32())})
		}
	}
	var all []twinQuad
	add := func(s twinTerm, p string, o twinTerm) {
		all = append(all, twinQuad{s: s, p: twinTerm{kind: 'i', value: p}, o: o})
	}
	for i, s := range subjects {
		add(s, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", twinTerm{kind: 'i', value: badgeTypes[i%len(badgeTypes)]})
		for k := range 6 {
			p := badgePredicates[(5*i+k)%len(badgePredicates)]
			switch k % 3 {
			case 0:
				add(s, p, twinTerm{kind: 'l', value: fmt.Sprintf("Some words about number %d that say what it is, and then %x", i, r.Uint64())})
			case 1:
				add(s, p, twinTerm{kind: 'l', value: "2026-03-01T12:00:00Z", datatype: "http://www.w3.org/2001/XMLSchema#dateTime"})
			case 2:
				add(s, p, twinTerm{kind: 'i', value: fmt.Sprintf("https://badges.example.org/images/%x.png", r.Uint32())})
			}
		}
		if i > 0 {
			add(subjects[r.IntN(i)], badgePredicates[i%len(badgePredicates)], s)
		}
	}
	return all
}

var (
	badgeTypes      = []string{"https://www.w3.org/2018/credentials#VerifiableCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Result"}
	badgePredicates = []string{
		"https://schema.org/name", "https://schema.org/description", "https://www.w3.org/2018/credentials#issuer",
		"https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative",
		"https://purl.imsglobal.org/spec/vc/ob/vocab.html#hasCriteria", "https://www.w3.org/2018/credentials#validFrom",
		"https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetName",
		"https://purl.imsglobal.org/spec/vc/ob/vocab.html#image", "https://schema.org/email",
	}
)

var benchShapes = []struct {
	name          string
	quads, blanks int
}{
	{"40-quads-2-blank", 40, 2},
	{"400-quads-40-blank", 400, 40},
	{"4000-quads-400-blank", 4000, 400},
}

const variants = 16

func badgeVocabulary(tb testing.TB) *Vocabulary {
	v, err := NewVocabulary(append(badgePredicates, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), badgeTypes)
	require.NoError(tb, err)
	return v
}

// A recorded walk is what a walk over a document calls, with its terms as the
// bytes that a document holds.
type step struct {
	subject, object []byte // of an IRI or literal
	blankSubject    int    // 1 + number
	blankObject     int
	predicate       Predicate
	static          Object
	datatype        *Datatype // of a literal
}

func recorded(tb testing.TB, v *Vocabulary, quads []twinQuad) []step {
	blanks := map[string]int{}
	number := func(t twinTerm) int {
		if t.kind != 'b' {
			return 0
		}
		if blanks[t.value] == 0 {
			blanks[t.value] = len(blanks) + 1
		}
		return blanks[t.value]
	}
	var steps []step
	for _, q := range quads {
		p, ok := v.Predicate(q.p.value)
		require.True(tb, ok)
		s := step{subject: []byte(q.s.value), object: []byte(q.o.value), predicate: p, blankSubject: number(q.s), blankObject: number(q.o)}
		s.static, _ = v.Object(q.o.value)
		if q.o.kind == 'l' {
			s.datatype = &Datatype{}
			if q.o.datatype != "" {
				*s.datatype, _ = NewDatatype(q.o.datatype)
			}
		}
		steps = append(steps, s)
	}
	return steps
}

func walk(d *Dataset, v *Vocabulary, steps []step, nodes []Node) {
	d.Reset(v)
	clear(nodes)
	blankNode := func(i int) Node {
		if nodes[i] == 0 {
			nodes[i] = d.NewBlank()
		}
		return nodes[i]
	}
	for i := range steps {
		s := &steps[i]
		subject := DefaultGraph
		if s.blankSubject > 0 {
			subject = blankNode(s.blankSubject)
		} else {
			subject, _ = d.IRI(s.subject)
		}
		o := s.static
		switch {
		case s.blankObject > 0:
			o = d.NodeObject(blankNode(s.blankObject))
		case s.datatype != nil:
			o = d.Literal(s.object, *s.datatype)
		case o == Object{}:
			o, _ = d.IRIObject(s.object)
		}
		d.Add(subject, s.predicate, o, DefaultGraph)
	}
}

// BenchmarkCanonicalize compares with hashing the result, which whoever verifies
// does in any case: once for Canonicalize alone, once with the terms written and
// the quads added before it.
func BenchmarkCanonicalize(b *testing.B) {
	for _, shape := range benchShapes {
		v := badgeVocabulary(b)
		var datasets [variants]Dataset
		var walks [variants][]step
		var outputs [variants][]byte
		for i := range datasets {
			quads := badgeGraph(shape.quads, shape.blanks, uint64(i))
			built(&datasets[i], v, quads)
			walks[i] = recorded(b, v, quads)
			out, err := datasets[i].Canonicalize(context.Background(), crypto.SHA256)
			require.NoError(b, err)
			outputs[i] = append(outputs[i], out...)
		}
		i, j := 0, 0
		floor := func() {
			sink = sha256.Sum256(outputs[j%variants])
			j++
		}
		b.Run(shape.name, func(b *testing.B) {
			xraw.Ratio(b, "x-sha256", func() {
				if _, err := datasets[i%variants].Canonicalize(context.Background(), crypto.SHA256); err != nil {
					b.Fatal(err)
				}
				i++
			}, floor)
		})
		b.Run(shape.name+"-with-terms", func(b *testing.B) {
			var d Dataset
			nodes := make([]Node, shape.blanks+1)
			xraw.Ratio(b, "x-sha256", func() {
				walk(&d, v, walks[i%variants], nodes)
				if out, err := d.Canonicalize(context.Background(), crypto.SHA256); err != nil || len(out) != len(outputs[i%variants]) {
					b.Fatal(err)
				}
				i++
			}, floor)
		})
	}
}

var sink [32]byte

package rdfc

import (
	"context"
	"crypto"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/summitbadges/openbadges/internal/limits"
)

func form(t *testing.T, d *Dataset) string {
	t.Helper()
	out, err := d.Canonicalize(context.Background(), crypto.SHA256)
	require.NoError(t, err)
	return string(out)
}

func vocabulary(t *testing.T, predicates, objects []string) *Vocabulary {
	t.Helper()
	v, err := NewVocabulary(predicates, objects)
	require.NoError(t, err)
	return v
}

func predicate(t *testing.T, d *Dataset, iri string) Predicate {
	t.Helper()
	p, ok := d.Predicate([]byte(iri))
	require.True(t, ok)
	return p
}

func iriNode(t *testing.T, d *Dataset, iri string) Node {
	t.Helper()
	n, ok := d.IRI([]byte(iri))
	require.True(t, ok)
	return n
}

// What the walk over a document does: an object whose id is found after its quad.
func TestAnObjectMayBecomeKnownLater(t *testing.T) {
	var d Dataset
	v := vocabulary(t, []string{"u:knows", "u:name"}, nil)
	d.Reset(v)
	s := iriNode(t, &d, "u:s")
	knows, ok := v.Predicate("u:knows")
	require.True(t, ok)
	first := d.Add(s, knows, Object{}, DefaultGraph)
	second := d.Add(s, knows, Object{}, DefaultGraph)
	third := d.Add(s, knows, Object{}, DefaultGraph)

	_, err := d.Canonicalize(context.Background(), crypto.SHA256)
	require.ErrorContains(t, err, "no object")
	require.NotErrorIs(t, err, ErrBudget)

	d.SetObject(first, d.NodeObject(iriNode(t, &d, "u:friend")))
	d.SetObject(second, d.NodeObject(s))
	d.SetObject(third, d.NodeObject(d.NewBlank()))
	require.Equal(t, "<u:s> <u:knows> <u:friend> .\n<u:s> <u:knows> <u:s> .\n<u:s> <u:knows> _:c14n0 .\n", form(t, &d))
}

func TestEqualIRIsAreOneNode(t *testing.T) {
	var d Dataset
	d.Reset(nil)
	p := predicate(t, &d, "u:p")
	for i := range 1000 {
		n := iriNode(t, &d, fmt.Sprint("u:", i%300))
		require.Equal(t, n, iriNode(t, &d, fmt.Sprint("u:", i%300)))
		require.True(t, n.IsIRI())
		require.False(t, n.IsBlank())
		d.Add(n, p, d.NodeObject(n), n)
	}
	require.Len(t, d.iris, 300)
	require.Less(t, len(d.arena), 300*len("<u:000> .\n")+100, "each is written once")
	require.Equal(t, 300, strings.Count(form(t, &d), "\n"))
}

// So many that some share a hash.
func TestDifferentIRIsAreDifferentNodes(t *testing.T) {
	var d Dataset
	d.Reset(nil)
	const count = 300_000
	last := Node(0)
	for i := range count {
		n, _ := d.IRI(fmt.Appendf(nil, "u:%d", i))
		if n != last-1 {
			t.Fatalf("u:%d is not new", i)
		}
		last = n
	}
	require.NoError(t, d.Err())
}

func TestAnIRIIsOneTermHoweverItCame(t *testing.T) {
	v := vocabulary(t, nil, []string{"u:T"})
	var d Dataset
	d.Reset(v)
	s, p := d.NewBlank(), predicate(t, &d, "u:p")
	static, ok := v.Object("u:T")
	require.True(t, ok)
	plain, ok := d.IRIObject([]byte("u:T"))
	require.True(t, ok)
	for _, o := range []Object{static, plain, d.NodeObject(iriNode(t, &d, "u:T"))} {
		d.Add(s, p, o, DefaultGraph)
	}
	require.Equal(t, "_:c14n0 <u:p> <u:T> .\n", form(t, &d))
}

func TestLiteralsAreWrittenInPieces(t *testing.T) {
	integer, err := NewDatatype("http://www.w3.org/2001/XMLSchema#integer")
	require.NoError(t, err)
	text, err := NewDatatype(xsdString)
	require.NoError(t, err)
	require.Equal(t, Datatype{}, text)

	var d Dataset
	d.Reset(nil)
	s, p := iriNode(t, &d, "u:s"), predicate(t, &d, "u:p")
	d.OpenLiteral()
	for _, piece := range []string{"a", "", "\"", "\n", "é"} {
		d.Text([]byte(piece))
	}
	d.Add(s, p, d.CloseLiteral(text), DefaultGraph)
	d.Add(s, p, d.Literal([]byte("1"), integer), DefaultGraph)
	d.OpenLiteral()
	d.Text([]byte("x"))
	o, ok := d.CloseLanguage([]byte("en-GB"))
	require.True(t, ok)
	d.Add(s, p, o, DefaultGraph)

	before := len(d.arena)
	d.OpenLiteral()
	d.Text([]byte("y"))
	_, ok = d.CloseLanguage([]byte("en_GB"))
	require.False(t, ok)
	require.Len(t, d.arena, before, "a literal that is refused leaves nothing")

	require.Equal(t, "<u:s> <u:p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"+
		"<u:s> <u:p> \"a\\\"\\né\" .\n<u:s> <u:p> \"x\"@en-GB .\n", form(t, &d))
}

func TestGraphNamesAreNodes(t *testing.T) {
	var d Dataset
	d.Reset(nil)
	s, p, g := d.NewBlank(), predicate(t, &d, "u:p"), d.NewBlank()
	o := d.Literal([]byte("x"), Datatype{})
	d.Add(s, p, o, g)
	d.Add(s, p, d.NodeObject(g), DefaultGraph)
	d.Add(s, p, o, iriNode(t, &d, "u:g"))
	d.Add(s, p, o, DefaultGraph)
	expected, _ := canonical(t, "_:s <u:p> \"x\" _:g .\n_:s <u:p> _:g .\n_:s <u:p> \"x\" <u:g> .\n_:s <u:p> \"x\" .\n", crypto.SHA256)
	require.Equal(t, expected, form(t, &d))
	require.Equal(t, 4, d.Len())
}

func TestLabelTellsWhatWasIssued(t *testing.T) {
	var d Dataset
	d.Reset(nil)
	_, ok := d.Label(1)
	require.False(t, ok)
	unused, used := d.NewBlank(), d.NewBlank()
	n := iriNode(t, &d, "u:s")
	d.Add(n, predicate(t, &d, "u:p"), d.NodeObject(used), DefaultGraph)
	_, ok = d.Label(used)
	require.False(t, ok, "not canonicalized yet")
	require.Equal(t, "<u:s> <u:p> _:c14n0 .\n", form(t, &d))
	number, ok := d.Label(used)
	require.True(t, ok)
	require.Zero(t, number)
	for _, n := range []Node{unused, n, DefaultGraph, used + 1} {
		_, ok = d.Label(n)
		require.False(t, ok)
	}
	d.Reset(nil)
	_, ok = d.Label(used)
	require.False(t, ok)
}

// Nodes in no quad take no label from those that are in one.
func TestADatasetThatIsRefusedHasNoLines(t *testing.T) {
	label := func(Node) string { return "b" }
	var d Dataset
	n := d.NewBlank()
	p := predicate(t, &d, "urn:p")
	d.Add(n, p, d.Literal([]byte("x"), Datatype{}), DefaultGraph)
	require.Equal(t, []string{"_:b <urn:p> \"x\" .\n"}, d.Lines(label))
	d.Add(n, p, Object{}, DefaultGraph)
	require.Nil(t, d.Lines(label))

	d.Reset(nil)
	n = d.NewBlank()
	d.Add(n, predicate(t, &d, "urn:p"), d.Literal([]byte("x"), Datatype{}), DefaultGraph)
	for range limits.BlankNodes {
		d.NewBlank()
	}
	require.ErrorIs(t, d.Err(), ErrBudget)
	require.Nil(t, d.Lines(label))
}

func TestUnusedBlankNodesAreNotThere(t *testing.T) {
	var d Dataset
	d.Reset(nil)
	p := predicate(t, &d, "u:p")
	for i := range 12 {
		d.NewBlank()
		d.Add(d.NewBlank(), p, d.Literal([]byte{byte('a' + i)}, Datatype{}), DefaultGraph)
		d.NewBlank()
	}
	var text strings.Builder
	for i := range 12 {
		fmt.Fprintf(&text, "_:%c <u:p> \"%c\" .\n", 'a'+i, 'a'+i)
	}
	expected, _ := canonical(t, text.String(), crypto.SHA256)
	require.Equal(t, expected, form(t, &d))
}

func TestVocabularyRefusesWhatIsNoIRI(t *testing.T) {
	for _, bad := range []string{"", "name", "u:a b", "u:>", "_:b", "//e/p"} {
		_, err := NewVocabulary([]string{"u:p", bad}, nil)
		require.ErrorContains(t, err, "expected an absolute IRI")
		_, err = NewVocabulary(nil, []string{bad})
		require.ErrorContains(t, err, "expected an absolute IRI")
		_, err = NewDatatype(bad)
		require.ErrorContains(t, err, "expected an absolute IRI")
		var d Dataset
		before := len(d.arena)
		_, ok := d.IRI([]byte(bad))
		require.False(t, ok)
		_, ok = d.IRIObject([]byte(bad))
		require.False(t, ok)
		_, ok = d.Predicate([]byte(bad))
		require.False(t, ok)
		require.Len(t, d.arena, before)
	}
}

func TestPredicatesAreRankedByTheirText(t *testing.T) {
	iris := []string{"u:a", "u:a/b", "u:a0", "u:aa", "u:a#", "u:a?", "u:aA", "u:b", "t:z", "u:a"}
	v := vocabulary(t, iris, nil)
	var last []byte
	for i, s := range v.predicates {
		text := v.text[s.off:s.end]
		require.Negative(t, strings.Compare(string(last), string(text)))
		last = text
		p, ok := v.Predicate(string(text[2 : len(text)-2]))
		require.True(t, ok)
		require.Equal(t, Predicate(i), p)
	}
	require.Len(t, v.predicates, 9)
	require.Len(t, vocabulary(t, nil, []string{"u:a", "u:b", "u:a"}).objects, 2)
	_, ok := v.Predicate("u:unknown")
	require.False(t, ok)
	_, ok = v.Object("u:a")
	require.False(t, ok)
}

// Predicates that no vocabulary knows mix with those that it does.
func TestUnknownPredicatesFindTheirPlace(t *testing.T) {
	v := vocabulary(t, []string{"u:b", "u:d", "u:f"}, nil)
	var d Dataset
	for range 2 {
		d.Reset(v)
		s := iriNode(t, &d, "u:s")
		for _, iri := range []string{"u:g", "u:f", "u:e", "u:d", "u:c", "u:b", "u:a", "u:g"} {
			d.Add(s, predicate(t, &d, iri), d.Literal(nil, Datatype{}), DefaultGraph)
		}
		out := form(t, &d)
		require.Equal(t, 7, strings.Count(out, "\n"))
		for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
			require.Contains(t, line, fmt.Sprintf("<u:%c>", 'a'+i))
		}
	}
}

func TestTermsOfAnotherDatasetAreAMistake(t *testing.T) {
	for name, add := range map[string]func(d *Dataset, p Predicate){
		"blank subject":   func(d *Dataset, p Predicate) { d.Add(7, p, d.Literal(nil, Datatype{}), DefaultGraph) },
		"IRI subject":     func(d *Dataset, p Predicate) { d.Add(-7, p, d.Literal(nil, Datatype{}), DefaultGraph) },
		"no subject":      func(d *Dataset, p Predicate) { d.Add(DefaultGraph, p, d.Literal(nil, Datatype{}), DefaultGraph) },
		"blank graph":     func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, d.Literal(nil, Datatype{}), 7) },
		"IRI graph":       func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, d.Literal(nil, Datatype{}), -7) },
		"predicate":       func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p+1, d.Literal(nil, Datatype{}), DefaultGraph) },
		"blank object":    func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, d.NodeObject(7), DefaultGraph) },
		"IRI object":      func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, d.NodeObject(-7), DefaultGraph) },
		"no blank object": func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, Object{kind: blank}, DefaultGraph) },
		"late object": func(d *Dataset, p Predicate) {
			d.SetObject(d.Add(d.NewBlank(), p, Object{}, DefaultGraph), d.NodeObject(9))
		},
		"old literal":     func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, Object{literal, 5000, 5003}, DefaultGraph) },
		"no such static":  func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, Object{kind: staticIRI}, DefaultGraph) },
		"object backward": func(d *Dataset, p Predicate) { d.Add(d.NewBlank(), p, Object{arenaIRI, 3, 2}, DefaultGraph) },
	} {
		t.Run(name, func(t *testing.T) {
			var d Dataset
			d.Reset(nil)
			add(&d, predicate(t, &d, "u:p"))
			_, err := d.Canonicalize(context.Background(), crypto.SHA256)
			require.Error(t, err)
			require.NotErrorIs(t, err, ErrBudget)
		})
	}
}

func TestADatasetIsUsedAgainWithoutAllocating(t *testing.T) {
	v := badgeVocabulary(t)
	var walks [][]step
	for _, shape := range benchShapes[:2] {
		for seed := range uint64(4) {
			walks = append(walks, recorded(t, v, badgeGraph(shape.quads, shape.blanks, seed)))
		}
	}
	var d Dataset
	nodes := make([]Node, 64)
	i := 0
	run := func() {
		walk(&d, v, walks[i%len(walks)], nodes)
		if _, err := d.Canonicalize(context.Background(), crypto.SHA256); err != nil {
			t.Fatal(err)
		}
		i++
	}
	for range walks {
		run()
	}
	require.Zero(t, testing.AllocsPerRun(100, run))
}

func TestTheMemoryOfAHugeDatasetIsGivenBack(t *testing.T) {
	var d Dataset
	require.NoError(t, d.ParseNQuads([]byte(manyIRISubjects(1000))))
	form(t, &d)
	kept := d.footprint()
	d.Reset(nil)
	require.Equal(t, kept, d.footprint())
	require.NoError(t, d.ParseNQuads([]byte(manyIRISubjects(limits.Quads))))
	form(t, &d)
	require.Greater(t, d.footprint(), limits.Scratch)
	d.Reset(nil)
	require.Zero(t, d.footprint())
	require.NoError(t, d.ParseNQuads([]byte("<u:s> <u:p> _:b .")))
	require.Equal(t, "<u:s> <u:p> _:c14n0 .\n", form(t, &d))
}

func TestTellingAlikeNodesApartDoesNotAllocateEither(t *testing.T) {
	var d Dataset
	require.NoError(t, d.ParseNQuads([]byte(clique(5)+circle(9))))
	run := func() {
		if _, err := d.Canonicalize(context.Background(), crypto.SHA384); err != nil {
			t.Fatal(err)
		}
	}
	run()
	require.Zero(t, testing.AllocsPerRun(10, run))
}

func TestAVocabularyIsShared(t *testing.T) {
	v := badgeVocabulary(t)
	quads := badgeGraph(40, 2, 1)
	var d Dataset
	built(&d, v, quads)
	expected := form(t, &d)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var d Dataset
			for range 20 {
				built(&d, v, quads)
				if got, err := d.Canonicalize(context.Background(), crypto.SHA256); err != nil || string(got) != expected {
					t.Error("differs", err)
				}
			}
		})
	}
	wg.Wait()
}

// The fast scan for what must be escaped, against the plain rule.
func TestEscapesWhereverTheyStand(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	special := []rune("\x00\x07\b\t\n\v\f\r\x1f \"\\\x7f\u0080\u00ef\uefff\uf000\uffbd\uffbe\ufffd\ufffe\uffff\U0001fffe\U0010ffff'/é")
	for range 20_000 {
		var text []rune
		for range r.IntN(40) {
			if r.IntN(4) == 0 {
				text = append(text, special[r.IntN(len(special))])
			} else {
				text = append(text, rune('a'+r.IntN(26)))
			}
		}
		expected := twinTerm{kind: 'l', value: string(text)}.text(nil)
		require.Equal(t, expected, `"`+string(appendEscaped(nil, []byte(string(text))))+`"`)
	}
}

func TestValidIRIGoesByEachByte(t *testing.T) {
	for c := range 0x110 {
		s := "u:x" + string(rune(c)) + "y"
		require.Equal(t, c > 0x20 && c != 0x7f && !strings.ContainsRune("<>\"{}|^`\\", rune(c)), ValidIRI(s), "%#x", c)
		scheme := "u" + string(rune(c)) + "x:y"
		want := c == ':' || c < 0x80 && strings.ContainsRune("+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", rune(c))
		require.Equal(t, want, ValidIRI(scheme), "%#x", c)
	}
	for _, s := range []string{"", ":", "1:", ":a", "a", "a/b:c", "a?b:c", "a#b:c", "é:a", "-a:b"} {
		require.False(t, ValidIRI(s), s)
	}
	for _, s := range []string{"a:", "urn:uuid:0", "did:key:z6Mk", "http://例え.jp/é#f", "A+b-c.1:x"} {
		require.True(t, ValidIRI(s), s)
	}
}

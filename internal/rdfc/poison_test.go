package rdfc

import (
	"context"
	"crypto"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/summitbadges/openbadges/internal/limits"
)

// link writes a quad about blank node s.
func link(out *strings.Builder, s any, predicate string, o any) {
	fmt.Fprintf(out, "_:n%v <urn:%s> _:n%v .\n", s, predicate, o)
}

func graph(write func(out *strings.Builder)) string {
	var out strings.Builder
	write(&out)
	return out.String()
}

func clique(n int) string {
	return graph(func(out *strings.Builder) {
		for i := range n {
			for j := range n {
				if i != j {
					link(out, i, "p", j)
				}
			}
		}
	})
}

// bipartite is K_{n,m}.
func bipartite(n, m int) string {
	return graph(func(out *strings.Builder) {
		for i := range n {
			for j := range m {
				link(out, i, "p", fmt.Sprint("m", j))
			}
		}
	})
}

// stars are count equal blank nodes, each with the same number of equal leaves.
func stars(count, leaves int) string {
	return graph(func(out *strings.Builder) {
		for i := range count {
			for j := range leaves {
				link(out, i, "p", fmt.Sprint(i, "_", j))
			}
		}
	})
}

func chain(n int) string {
	return graph(func(out *strings.Builder) {
		for i := range n - 1 {
			link(out, i, "next", i+1)
		}
	})
}

func circle(n int) string {
	return graph(func(out *strings.Builder) {
		for i := range n {
			link(out, i, "next", (i+1)%n)
		}
	})
}

// A badge of a few hundred bytes whose two results have nine empty alignments each.
func emptyAlignments(results, each int) string {
	return graph(func(out *strings.Builder) {
		for i := range results {
			fmt.Fprintf(out, "<urn:badge> <urn:result> _:r%d .\n_:r%d <urn:type> <urn:Result> .\n", i, i)
			for j := range each {
				fmt.Fprintf(out, "_:r%d <urn:alignment> _:a%d_%d .\n_:a%d_%d <urn:type> <urn:Alignment> .\n", i, i, j, i, j)
			}
		}
	})
}

// heavySteps makes each of a few hundred permitted steps expensive: six children
// to put in order, each with very many neighbours.
func heavySteps(neighbours int) string {
	return graph(func(out *strings.Builder) {
		for k := range neighbours {
			fmt.Fprintf(out, "_:u%d <urn:name> \"%d\" .\n", k, k)
		}
		for i := range 2 {
			for j := range 6 {
				link(out, i, "child", fmt.Sprint(i, "_", j))
				for k := range neighbours {
					fmt.Fprintf(out, "_:n%d_%d <urn:knows> _:u%d .\n", i, j, k)
				}
			}
		}
	})
}

// longIRI is one IRI that stands in many quads: the canonical form is that many
// times as long as the document that an attacker has to send.
func longIRI(bytes, quads int) string {
	return graph(func(out *strings.Builder) {
		for i := range quads {
			fmt.Fprintf(out, "<urn:%s> <urn:tag> \"%d\" .\n", strings.Repeat("x", bytes), i)
		}
	})
}

// twinHubs are two equal nodes with pairwise different neighbours: much to look
// at, once.
func twinHubs(n int) string {
	return graph(func(out *strings.Builder) {
		for i := range 2 {
			for k := range n {
				link(out, i, fmt.Sprint("p", k), fmt.Sprint(i, "_", k))
			}
		}
	})
}

// differLater are two equal nodes with children that look alike and are found to
// differ only two steps on: the order of the children that turns out worse is
// given up before the rest of it is looked at.
func differLater(children int) string {
	return graph(func(out *strings.Builder) {
		for i := range 2 {
			for j := range children {
				link(out, i, "p", fmt.Sprint(i, "_", j))
				link(out, fmt.Sprint(i, "_", j), "p", fmt.Sprint(i, "_", j, "x"))
				fmt.Fprintf(out, "_:n%d_%dx <urn:q> \"%d\" .\n", i, j, j)
			}
		}
	})
}

func TestWorkIsCounted(t *testing.T) {
	const refused = -1
	for _, c := range []struct {
		name  string
		text  string
		steps int // N-degree calls and permutations, or refused
		why   string
	}{
		{"clique of 3", clique(3), 27, ""},
		{"clique of 4", clique(4), 124, ""},
		{"clique of 5", clique(5), 725, ""},
		{"clique of 6", clique(6), refused, "steps"},
		{"clique of 7", clique(7), refused, "steps"},
		{"clique of 8, 1 KB", clique(8), refused, "steps"},
		{"clique of 10", clique(10), refused, "steps"},
		{"clique of 300", clique(300), refused, "steps"},
		{"K 2,2", bipartite(2, 2), 18, ""},
		{"K 3,3", bipartite(3, 3), 183, ""},
		{"K 4,4", bipartite(4, 4), 2788, ""},
		{"K 2,7", bipartite(2, 7), refused, "steps"},
		{"K 8,8", bipartite(8, 8), refused, "steps"},
		{"K 1,100", bipartite(1, 100), 100, ""},
		{"two stars of 4", stars(2, 4), 208, ""},
		{"two stars of 6", stars(2, 6), refused, "steps"},
		{"two stars of 7", stars(2, 7), refused, "steps"},
		{"chain of 3", chain(3), 0, ""},
		{"chain of 60", chain(60), 3364, ""},
		{"chain of 100", chain(100), refused, "chains"},
		{"circle of 12", circle(12), 144, ""},
		{"circle of 64", circle(64), 4096, ""},
		{"circle of 65", circle(65), refused, "chains"},
		{"two results with nine empty alignments", emptyAlignments(2, 9), refused, "steps"},
		{"two results with three empty alignments", emptyAlignments(2, 3), 50, ""},
		{"one result with nine empty alignments", emptyAlignments(1, 9), 9, ""},
		{"5000 equal empty results", emptyAlignments(5000, 0), 5000, ""},
		{"children that differ later", differLater(4), 272, ""},
		{"expensive steps", heavySteps(2000), refused, "bytes to hash"},
		{"expensive steps about one long IRI", heavySteps(200) + longIRI(400_000, 8), refused, "more than 8388608 bytes to hash"},
		{"two hubs", twinHubs(3000), 6002, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d Dataset
			require.NoError(t, d.ParseNQuads([]byte(c.text)))
			_, err := d.Canonicalize(context.Background(), crypto.SHA256)
			n := &d.canon.ndegree
			t.Log(len(c.text), "bytes", n.steps, "steps of", n.mostSteps, n.hashed, "hashed of", n.mostHashed, err)
			if c.steps == refused {
				require.ErrorIs(t, err, ErrBudget)
				require.ErrorContains(t, err, c.why)
				// What goes beyond the budget is counted and not done.
				require.Less(t, n.hashed, n.mostHashed+10_000)
				for b := range d.blanks {
					_, ok := d.Label(Node(b + 1))
					require.False(t, ok, "a refusal issues nothing")
				}
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.steps, n.steps)
			require.LessOrEqual(t, n.steps, n.mostSteps)
			require.LessOrEqual(t, n.hashed, n.mostHashed)
		})
	}
}

func TestTheBudgetGrowsWithTheNodesThatLookAlike(t *testing.T) {
	var n nDegree
	n.reset(10, 10, 1000)
	require.Equal(t, 4096, n.mostSteps)
	require.Equal(t, limits.RDFCHashed, n.mostHashed)
	n.reset(1000, 1000, 10<<20)
	require.Equal(t, 16000, n.mostSteps)
	require.Equal(t, 160<<20, n.mostHashed)
}

// The quick refusal of a large group is the verdict that trying its orders one by
// one would come to.
func TestOrdersAreCountedWithoutTryingThem(t *testing.T) {
	for _, s := range [][]int32{{1}, {1, 2}, {1, 1}, {1, 2, 3}, {1, 1, 2, 2, 2}, {1, 2, 3, 4, 5, 6}, {7, 7, 7, 7, 7, 7, 7, 8}} {
		expected := orders(s, 1<<30)
		tried := 1
		for nextOrder(s) {
			tried++
		}
		require.Equal(t, tried, expected)
	}
	many := make([]int32, 100_000)
	for i := range many {
		many[i] = int32(i)
	}
	require.Greater(t, orders(many, 160_000), 160_000)
	clear(many)
	require.Equal(t, 1, orders(many, 160_000))
}

// A context that is cancelled after it was asked a few times.
type impatient struct {
	context.Context
	asked, patience int
}

func (c *impatient) Err() error {
	if c.asked++; c.asked > c.patience {
		return context.Canceled
	}
	return nil
}

func TestStopsWhenTheContextEnds(t *testing.T) {
	texts := map[string]string{
		"sorting": graph(func(out *strings.Builder) { out.WriteString(manyIRISubjects(20_000)) }),
		"first degree": graph(func(out *strings.Builder) {
			for i := range 40 {
				fmt.Fprintf(out, "_:b%d <urn:p> \"%s\" .\n", i, strings.Repeat("x", 1<<16))
			}
		}),
		"N-degree":        circle(64),
		"permutations":    clique(6),
		"next to nothing": "<u:s> <u:p> <u:o> .",
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			var d Dataset
			require.NoError(t, d.ParseNQuads([]byte(text)))
			count := &impatient{context.Background(), 0, 1 << 30}
			out, err := d.Canonicalize(count, crypto.SHA256)
			expected, hashed := string(out), d.canon.ndegree.hashed
			if name != "next to nothing" {
				require.Greater(t, count.asked, 3, "asks more than once")
			}
			if name == "first degree" {
				require.Greater(t, count.asked, 40)
			}
			for patience := range min(count.asked, 40) {
				ctx := &impatient{context.Background(), 0, patience}
				out, err := d.Canonicalize(ctx, crypto.SHA256)
				require.ErrorIs(t, err, context.Canceled)
				require.Empty(t, out)
				require.Equal(t, patience+1, ctx.asked, "stops at once")
			}
			if err == nil {
				require.Equal(t, expected, form(t, &d), "nothing is left behind")
				require.Equal(t, hashed, d.canon.ndegree.hashed)
			}
		})
	}
}

func manyIRISubjects(n int) string {
	return graph(func(out *strings.Builder) {
		for i := range n {
			fmt.Fprintf(out, "<urn:s:%d> <urn:p> \"x\" .\n", i)
		}
	})
}

func TestLimitsOnTheDataset(t *testing.T) {
	refuses := func(text, why string) {
		t.Helper()
		_, _, err := CanonicalizeNQuads(context.Background(), []byte(text), crypto.SHA256)
		require.ErrorIs(t, err, ErrBudget)
		require.ErrorContains(t, err, why)
	}
	accepts := func(text string) {
		t.Helper()
		_, _, err := CanonicalizeNQuads(context.Background(), []byte(text), crypto.SHA256)
		require.NoError(t, err)
	}
	accepts(manyIRISubjects(limits.Quads))
	refuses(manyIRISubjects(limits.Quads+1), "more than 100000 quads")
	var d Dataset
	err := d.ParseNQuads([]byte(manyIRISubjects(limits.Quads+1) + "and reads no further"))
	require.ErrorIs(t, err, ErrBudget)
	require.Zero(t, d.Len())

	blanks := func(n int) string {
		return graph(func(out *strings.Builder) {
			for i := range n {
				fmt.Fprintf(out, "<urn:s> <urn:p> _:b%d .\n", i)
			}
		})
	}
	accepts(blanks(limits.BlankNodes))
	refuses(blanks(limits.BlankNodes+1), "more than 10000 blank nodes")

	refuses(strings.Repeat("#", limits.Canonical+1), "bytes of N-Quads")

	d.Reset(nil)
	for range limits.Terms>>20 + 1 {
		d.OpenLiteral()
		d.Text(make([]byte, 1<<18)) // six bytes for each
		d.CloseLiteral(Datatype{})
	}
	require.ErrorIs(t, d.Err(), ErrBudget)
	require.ErrorContains(t, d.Err(), "bytes of terms")
	_, err = d.Canonicalize(context.Background(), crypto.SHA256)
	require.ErrorIs(t, err, ErrBudget)
	require.LessOrEqual(t, len(d.arena), limits.Terms+6<<18+1000)
	d.Reset(nil)
	require.NoError(t, d.Err())
}

// One long IRI that many quads are about: a megabyte of JSON, gigabytes of N-Quads.
func TestALongIRIStandsInSoManyQuadsAndNoMore(t *testing.T) {
	many := func(iris, size, quads int) error {
		var d Dataset
		p, _ := d.Predicate([]byte("urn:p"))
		for i := range iris {
			s, ok := d.IRI(fmt.Append(nil, "urn:", i, strings.Repeat("x", size)))
			require.True(t, ok)
			for range quads {
				d.Add(s, p, d.NodeObject(d.NewBlank()), DefaultGraph)
			}
		}
		require.NoError(t, d.Err())
		_, err := d.Canonicalize(context.Background(), crypto.SHA256)
		if err != nil {
			require.ErrorIs(t, err, ErrBudget)
			require.ErrorContains(t, err, "bytes of N-Quads")
			require.Empty(t, d.canon.out, "refused before it was written")
			require.Empty(t, d.canon.text, "and before it was hashed")
		}
		return err
	}
	const long = 1 << 20
	require.NoError(t, many(1, long, limits.CanonicalPerByte))
	require.Error(t, many(1, long, limits.CanonicalPerByte+1), "beyond what its text earns")
	require.NoError(t, many(1, 1000, limits.CanonicalLeast/1100), "beyond what its text earns, and little")
	require.Error(t, many(1, 1000, limits.CanonicalLeast/1000), "much")
	require.Error(t, many(limits.Canonical/long/4, long, 5), "more than any text does")
}

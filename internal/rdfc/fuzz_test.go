package rdfc

import (
	"context"
	"crypto"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/summitbadges/openbadges/internal/limits"
)

// FuzzCanonicalize makes a graph out of the input and asks the twin.
func FuzzCanonicalize(f *testing.F) {
	r := rand.New(rand.NewPCG(8, 9))
	for i := range 24 {
		seed := make([]byte, 20+10*i)
		for k := range seed {
			seed[k] = byte(r.Uint32())
		}
		f.Add(seed, uint64(i), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64, long bool) {
		hash := crypto.SHA256
		if long {
			hash = crypto.SHA384
		}
		agree(t, randomGraph(func(n int) int {
			if len(data) == 0 {
				return 0
			}
			b := data[0]
			data = data[1:]
			return int(b) % n
		}), hash, rand.New(rand.NewPCG(seed, 10)))
	})
}

// FuzzParseNQuads asks the twin whether a text is N-Quads, and what it says.
func FuzzParseNQuads(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "# c\r\n", "<u:s> <u:p> <u:o> .", "<u:s><u:p>\"x\"@en-a<u:g>.#c", "_:a <u:p> \"\\u00e9\\U0001F600\\t\"^^<u:t> _:c14n0 .\n",
		"_:a.b.<u:p>_:a.", "<u:s> <u:p> \"\xff\" .", "<u:s> <u:p> \"\\ud800\" .", "_:a <u:p> _:b .\n_:b <u:p> _:a .\r_:c <u:p> _:c _:a .",
		"<u:s\\u0041> <u:p> \"\x00\x7f\uffff\" .", "<u:s> <u:p> \"\"^^<http://www.w3.org/2001/XMLSchema#string> .",
	} {
		f.Add([]byte(seed))
	}
	if entries := manifest(f); entries != nil {
		for _, e := range entries {
			if e.Type == "rdfc:RDFC10EvalTest" {
				f.Add(suiteFile(f, e.Action))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var d Dataset
		err := d.ParseNQuads(text)
		quads, twinErr := twinParse(string(text))
		if errors.Is(err, ErrBudget) {
			return
		}
		require.Equal(t, twinErr == nil, err == nil, "%v, but the twin: %v", err, twinErr)
		if err != nil {
			var syntax *SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.NotEmpty(t, syntax.Error())
			return
		}
		require.Equal(t, len(quads), d.Len())

		written := d.AppendNQuads(nil)
		var again Dataset
		require.NoError(t, again.ParseNQuads(written), "%s", written)
		require.Equal(t, string(written), string(again.AppendNQuads(nil)))

		out, err := d.Canonicalize(context.Background(), crypto.SHA256)
		if errors.Is(err, ErrBudget) {
			return
		}
		require.NoError(t, err)
		if expected, steps, err := twinCanonicalize(quads, crypto.SHA256); err == nil && steps < limits.RDFCWork {
			same(t, expected, string(out), quads, crypto.SHA256, rand.New(rand.NewPCG(1, 1)))
		}
		fixpoint, _, err := CanonicalizeNQuads(context.Background(), out, crypto.SHA256)
		if !errors.Is(err, ErrBudget) {
			require.NoError(t, err)
			same(t, string(out), string(fixpoint), quads, crypto.SHA256, rand.New(rand.NewPCG(2, 2)))
		}
	})
}

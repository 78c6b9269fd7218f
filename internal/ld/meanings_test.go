package ld

import (
	"testing"

	gold "github.com/piprate/json-gold/ld"
	"github.com/stretchr/testify/require"
)

// What json-gold makes of a context object when it is given only the names that
// the object can touch is what it makes of it when it is given all: at the root of
// every two built-in contexts, and one term further.
func TestMeanings(t *testing.T) {
	c, err := builtIn().With("https://a.example/", []byte(`{"@context":{"@vocab":"https://a.example/#","ax":"https://a.example/x/",
		"datatype":"https://b.example/other",
		"A":{"@id":"https://a.example/#A","@context":{"inner":{"@id":"ax:inner"},"plain":{"@id":"https://a.example/#plain"}}},
		"B":{"@id":"https://a.example/#B","@context":{"typed":{"@id":"https://a.example/#typed","@type":"ax:type"}}},
		"C":{"@id":"https://a.example/#C","@context":{"ofTerm":{"@id":"https://a.example/#ofTerm","@type":"datatype"}}},
		"D":{"@id":"https://a.example/#D","@context":{"@vocab":"ax:more/"}}}}`))
	require.NoError(t, err)
	terms := 0
	for i := range c.documents {
		for j := range c.documents {
			if i == j {
				continue
			}
			documents := []uint16{uint16(i), uint16(j)}
			whole, wantErr := newGold(), error(nil)
			for _, d := range documents {
				if whole, wantErr = parseDocument(whole, c.documents[d]); wantErr != nil {
					break
				}
			}
			l, err := c.newList(documents, "", nil, nil)
			if wantErr != nil {
				require.ErrorIs(t, err, ErrContextConflict, "%d %d", i, j)
				continue
			}
			if err != nil { // a caller's own is refused for more than json-gold refuses
				require.ErrorIs(t, err, ErrContextConflict)
				require.False(t, c.documents[j].builtin)
				continue
			}
			requireMeanings(t, l, whole, l.root.meanings)

			none, err := l.applied(l.root.meanings, nil, true)
			require.NoError(t, err)
			requireMeanings(t, l, newGold(), none)
			_, err = l.applied(l.root.meanings, nil, false)
			require.ErrorIs(t, err, ErrContextConflict)

			for name, def := range whole.TermDefinitions {
				if def == nil || !def.HasContext || def.Context == nil {
					continue
				}
				terms++
				wantMember, err := override(whole, def.Context)
				require.NoError(t, err)
				got, err := l.applied(l.root.meanings, def.Context, true)
				require.NoError(t, err, name)
				requireMeanings(t, l, wantMember, got)

				wantType, wantErr := whole.Parse(def.Context)
				got, err = l.applied(l.root.meanings, def.Context, false)
				if wantErr != nil {
					require.ErrorIs(t, err, ErrContextConflict, name)
					continue
				}
				require.NoError(t, err, name)
				requireMeanings(t, l, wantType, got)
			}
		}
	}
	require.Greater(t, terms, 3000)
}

func requireMeanings(t *testing.T, l *List, want *gold.Context, got meanings) {
	t.Helper()
	vocab := ""
	if want.Values.Vocab != nil {
		vocab = *want.Values.Vocab
	}
	require.Equal(t, vocab, got.vocab)
	require.Equal(t, *want.Values, got.values)
	var prefixes []string
	defined := 0
	for name, def := range want.TermDefinitions {
		id := l.names.id([]byte(name))
		require.NotZero(t, id, name)
		term := got.terms[id]
		if term == nil {
			require.Nil(t, l.term(id, def), name)
			continue
		}
		defined++
		require.True(t, gold.DeepCompareTermDef(def, term.def, true) && isPrefix(def) == isPrefix(term.def), name)
		if isPrefix(def) {
			prefixes = append(prefixes, name)
		}
	}
	for _, term := range got.terms {
		if term != nil {
			defined--
		}
	}
	require.Zero(t, defined)
	require.ElementsMatch(t, prefixes, got.prefixes)
}

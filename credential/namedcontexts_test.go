package credential_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A context is named again and again, and each time its digest is asked for: it is taken
// once, or a badge of a megabyte would keep its reader busy for a second.
func BenchmarkContextsNamedAgainAndAgain(b *testing.B) {
	const out = `{"hat":"https://club.example/vocab#hat"`
	cs, err := credential.StandardContexts().With("", []byte(out+strings.Repeat(" ", 60_000)+`}`))
	require.NoError(b, err)
	for name, times := range map[string]int{"once": 1, "20000 times": 20_000} {
		b.Run(name, func(b *testing.B) {
			s, err := credential.Parse([]byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"x":[` +
				strings.Repeat(`{"@context":`+out+`}},`, times) + `1],"y":"` + strings.Repeat(" ", 42*(20_000-times)) + `","proof":{"type":"X"}}`))
			require.NoError(b, err)
			for b.Loop() {
				require.Len(b, s.Contexts(cs), 2)
			}
		})
	}
}

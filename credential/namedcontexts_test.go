package credential_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A badge can name a context as often as it has values, and it is told once.
func TestAContextThatIsNamedOftenIsToldOnce(t *testing.T) {
	large := `{"@context":{"sock":"https://club.example/vocab#sock","@version":1.1}` + strings.Repeat(" ", 1<<20) + `}`
	written := `{"cap":"https://club.example/vocab#cap"` + strings.Repeat(" ", 1<<20) + `}`
	own, err := credential.StandardContexts().With("https://c.example", []byte(large))
	require.NoError(t, err)
	own, err = own.With("", []byte(written))
	require.NoError(t, err)
	for name, entry := range map[string]string{
		"one that was given": `"https://c.example"`, "one that is written out": `{"cap":"https://club.example/vocab#cap"}`,
		"one in two editions": `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`, "one that nobody knows": `"https://nobody.example"`,
	} {
		s, err := credential.Parse([]byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"x":[` + strings.Repeat(`{"@context":`+entry+`},`, 20000) + `{}]}`))
		require.NoError(t, err)
		found := s.Contexts(own)
		want := 2
		if name == "one that nobody knows" {
			want = 1
		}
		require.Len(t, found, want, name)
	}
}

// What is no name, or stands where there is none, has nothing looked up.
func TestWhatIsNoNameOfAContextIsNone(t *testing.T) {
	own, err := credential.StandardContexts().With("", []byte(`{"cap":"https://club.example/vocab#cap"}`))
	require.NoError(t, err)
	s, err := credential.Parse([]byte(`{"@context":["https://www.w3.org/ns/credentials/v2","",null,7,{},[],["https://www.w3.org/ns/did/v1"]],"x":{"@context":null},"y":{"@context":""},"relatedResource":[null,7,{"id":{"cap":"https://club.example/vocab#cap"}},{}]}`))
	require.NoError(t, err)
	for _, cs := range []*credential.Contexts{nil, own} {
		found := s.Contexts(cs)
		require.Equal(t, "https://www.w3.org/ns/credentials/v2", found[0].URL)
		for _, c := range found[1:] {
			require.Equal(t, credential.NamedContext{}, c, "a name at the root is told as it stands, and nothing else")
		}
	}
}

// Each is hashed once as well, or a badge of a megabyte would keep its reader for a second.
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

package ld_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Every kind of blank node, in one document: objects, the name of a graph, and
// the cells of an ordered list.
func TestOriginsTellWhatEachBlankNodeStandsFor(t *testing.T) {
	c, err := ld.Standard().With("", []byte(`{"steps":{"@id":"https://e.example/steps","@container":"@list"}}`))
	require.NoError(t, err)
	doc := parse(t, []byte(`{"@context":["https://www.w3.org/ns/credentials/v2",{"steps":{"@id":"https://e.example/steps","@container":"@list"}}],
		"type":["VerifiableCredential"],"id":"urn:uuid:1",
		"credentialSubject":{"steps":["a",{"name":"b"}]},
		"proof":{"type":"DataIntegrityProof","created":"2026-01-01T00:00:00Z"}}`))
	list, err := c.Of(doc)
	require.NoError(t, err)
	var d rdfc.Dataset
	origins, err := list.ConvertOrigins(&d, doc)
	require.NoError(t, err)

	names := map[rdfc.Node]string{}
	at := func(pointer string) uint32 {
		v, ok := doc.Lookup(pointer)
		require.True(t, ok)
		_, i := v.Index()
		return i
	}
	want := map[ld.Origin]string{
		{At: at("/credentialSubject"), Part: ld.OfNode}:         "subject",
		{At: at("/credentialSubject/steps/0"), Part: ld.OfCell}: "cell0",
		{At: at("/credentialSubject/steps/1"), Part: ld.OfCell}: "cell1",
		{At: at("/credentialSubject/steps/1"), Part: ld.OfNode}: "b",
		{At: at("/proof"), Part: ld.OfGraph}:                    "graph",
		{At: at("/proof"), Part: ld.OfNode}:                     "proof",
	}
	require.Len(t, origins, len(want))
	for o, name := range want {
		require.Contains(t, origins, o)
		names[origins[o]] = name
	}
	require.Len(t, names, len(want))
	lines := d.Lines(func(n rdfc.Node) string { return names[n] })
	require.Contains(t, lines, "_:subject <https://e.example/steps> _:cell0 .\n")
	require.Contains(t, lines, "_:cell0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:cell1 .\n")
	require.Contains(t, lines, "_:cell1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> _:b .\n")
	require.Contains(t, lines, "<urn:uuid:1> <https://w3id.org/security#proof> _:graph .\n")
	require.Contains(t, lines, "_:proof <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#DataIntegrityProof> _:graph .\n")

	_, err = list.ConvertOrigins(&d, strictjson.Value{})
	require.ErrorIs(t, err, ld.ErrValue)
}

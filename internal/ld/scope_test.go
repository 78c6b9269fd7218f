package ld_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Two embedded documents whose contexts differ are read under their own, though they
// begin in the same names.
func TestDocumentsInsideHaveTheirOwnNames(t *testing.T) {
	const jwk, multikey = "https://w3id.org/security/jwk/v1", "https://w3id.org/security/multikey/v1"
	inside := func(id, context, subject string) string {
		return `{"@context":["` + v1 + `","` + ob303 + `","` + context + `"],"id":"urn:` + id + `","type":["VerifiableCredential"],"credentialSubject":` + subject + `}`
	}
	both := func(first, second string) string {
		return `{"@context":["` + v1 + `","` + ob303 + `"],"id":"urn:b","type":["VerifiableCredential","OpenBadgeCredential"],"endorsement":[` + first + `,` + second + `]}`
	}
	one, two := `{"id":"urn:k","type":"JsonWebKey","publicKeyJwk":{"kty":"OKP"}}`, `{"id":"urn:m","type":"Multikey","publicKeyMultibase":"z6Mk"}`
	c := ld.BuiltIn()
	require.NoError(t, read(t, c, both(inside("1", jwk, one), inside("2", multikey, two))))
	require.NoError(t, read(t, c, both(inside("1", multikey, two), inside("2", jwk, one))))
	requireRefused(t, read(t, c, both(inside("1", jwk, one), inside("2", multikey, one))), ld.ErrTermUndefined, "/endorsement/1/credentialSubject/type")
	requireRefused(t, read(t, c, both(inside("1", jwk, two), inside("2", multikey, two))), ld.ErrTermUndefined, "/endorsement/0/credentialSubject/type")
}

// The context of a member applies to what its node reverts to, and to a bare id as it
// stands: which of the two is compiled first makes no difference.
func TestAReferenceAndANodeUnderOneMember(t *testing.T) {
	const room = `{"@context":{"Room":{"@id":"urn:Room","@context":{"floor":"urn:floor","pre":"https://pre.example/#",
		"door":{"@id":"urn:door","@type":"@id","@context":{"handle":"urn:handle"}}}}}}`
	doc := func(door string) string {
		return `{"@context":["` + v2 + `","https://own.example/rooms"],"id":"urn:b","type":["VerifiableCredential","Room"],"door":` + door + `}`
	}
	const (
		node, beyond         = `{"id":"urn:d","handle":"x"}`, `{"id":"urn:d","floor":"1"}`
		reference, ambiguous = `{"id":"urn:d"}`, `{"id":"pre:d"}`
	)
	for _, first := range []string{node, reference} {
		c := with(t, "https://own.example/rooms", room)
		require.NoError(t, read(t, c, doc(first)))
		requireRefused(t, read(t, c, doc(beyond)), ld.ErrTermUndefined, "/door/floor")
		requireRefused(t, read(t, c, doc(ambiguous)), ld.ErrIRI, "/door/id")
		require.NoError(t, read(t, c, doc(node)))
		require.NoError(t, read(t, c, doc(reference)))
	}
}

// A proof can have a context of its own, under which its very type has no meaning.
func TestAProofWithoutWhatItsContextDefines(t *testing.T) {
	doc := parse(t, []byte(strings.Replace(small, `"name":"n"`, `"name":"n","proof":{"@context":"https://w3id.org/security/suites/jws-2020/v1","type":"JsonWebSignature2020","proofPurpose":"assertionMethod"}`, 1)))
	list, err := ld.Standard().Of(doc)
	require.NoError(t, err)
	proofList, err := ld.Standard().OfProof(list, doc.Get("proof"))
	require.NoError(t, err)
	var d rdfc.Dataset
	requireRefused(t, proofList.Convert(&d, nil, doc.Get("proof")), ld.ErrTermUndefined, "/proof/type")
}

// ConvertWithProofs takes proofs of the document itself, and what a context defines.
func TestOnlyTheProofsOfTheDocumentAreConvertedWithIt(t *testing.T) {
	const proof = `"proof":[{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022"}]`
	doc := parse(t, []byte(strings.Replace(small, `"name":"n"`, `"name":"n",`+proof, 1)))
	list, err := ld.Standard().Of(doc)
	require.NoError(t, err)
	convert := func(pointers ...string) (string, error) {
		var proofs []strictjson.Value
		for _, p := range pointers {
			v, ok := doc.Lookup(p)
			require.True(t, ok)
			proofs = append(proofs, v)
		}
		var d rdfc.Dataset
		err := list.ConvertWithProofs(&d, nil, doc, proofs)
		return string(d.AppendNQuads(nil)), err
	}
	without, err := convert()
	require.NoError(t, err)
	require.NotContains(t, without, "DataIntegrityProof")
	withIt, err := convert("/proof/0")
	require.NoError(t, err)
	require.Contains(t, withIt, "DataIntegrityProof")
	_, err = convert("/issuer")
	requireRefused(t, err, ld.ErrValue, "/issuer")
	_, err = convert("/credentialSubject")
	requireRefused(t, err, ld.ErrValue, "/credentialSubject")

	// No context here leaves proof undefined at a root; one that has none there does.
	bare := parse(t, []byte(`{"@context":"https://www.w3.org/ns/did/v1","id":"urn:d","proof":[{"type":"DataIntegrityProof"}]}`))
	proofList, err := ld.Standard().OfProof(list, bare)
	require.NoError(t, err)
	at, _ := bare.Lookup("/proof/0")
	var d rdfc.Dataset
	requireRefused(t, proofList.ConvertWithProofs(&d, nil, bare, []strictjson.Value{at}), ld.ErrTermUndefined, "/proof")
}

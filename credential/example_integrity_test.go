package credential_test

import (
	"context"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// A club's own word, which no built-in context defines: whoever knows its context
// vouches for it, when signing and when verifying (verify.Config.Contexts).
const (
	clubContext = `{"@context":{"shirt":"https://club.example/vocab#shirt"}}`
	clubCard    = `{"@context":["https://www.w3.org/ns/credentials/v2","https://club.example/context"],` +
		`"type":["VerifiableCredential"],"issuer":"https://club.example","shirt":"10","credentialSubject":{"id":"urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11"}}`
)

func ExampleContexts_With() {
	_, err := credential.Canonicalize(context.Background(), []byte(clubCard), nil)
	fmt.Println(err != nil)
	contexts, err := credential.StandardContexts().With("https://club.example/context", []byte(clubContext))
	if err != nil {
		fmt.Println(err)
		return
	}
	nquads, err := credential.Canonicalize(context.Background(), []byte(clubCard), contexts)
	fmt.Print(err, "\n", string(nquads))
	// Output:
	// true
	// <nil>
	// _:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
	// _:c14n0 <https://club.example/vocab#shirt> "10" .
	// _:c14n0 <https://www.w3.org/2018/credentials#credentialSubject> <urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11> .
	// _:c14n0 <https://www.w3.org/2018/credentials#issuer> <https://club.example> .
}

// Any credential can be secured with a proof inside it, not only a badge.
func ExampleAddProof() {
	contexts, err := credential.StandardContexts().With("https://club.example/context", []byte(clubContext))
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, err := credential.NewSigner(credential.Method{ID: "https://club.example#key-1", Controller: "https://club.example"}, newKMS())
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := credential.AddProof(context.Background(), []byte(clubCard), signer, credential.ProofOptions{
		Suite:    credential.EdDSARDFC2022,
		Created:  time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC),
		Contexts: contexts,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	proofs, err := s.Proofs()
	fmt.Println(proofs[0].Suite(), proofs[0].Method, proofs[0].Pointer, err)
	// Output: eddsa-rdfc-2022 https://club.example#key-1 /proof <nil>
}

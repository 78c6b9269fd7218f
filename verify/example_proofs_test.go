package verify_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// exampleCard is a credential that is no badge, made for one occasion.
func exampleCard() (data []byte, key credential.Method) {
	private := ed25519.NewKeyFromSeed([]byte("an example's key, known to everyone")[:32])
	key = credential.Method{ID: exampleSchool + "#key-1", Controller: exampleSchool, Key: private.Public()}
	signer, err := credential.NewSigner(key, private)
	if err != nil {
		panic(err)
	}
	card, err := credential.AddProof(context.Background(), []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],`+
		`"type":["VerifiableCredential"],"issuer":"`+exampleSchool+`","credentialSubject":{"id":"urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11"}}`),
		signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022, Domain: "https://library.example", Challenge: "7f3a"})
	if err != nil {
		panic(err)
	}
	return card.Bytes(), key
}

// Only the proof of a credential of any kind is judged; whose key it is stands in
// the report. CanonicalForms shows what was signed.
func ExampleVerifier_VerifyProofs() {
	data, key := exampleCard()
	v, err := verify.New(verify.Config{AnyIssuer: true, Methods: []credential.Method{key}, Now: exampleDay, CanonicalForms: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Expecting("7f3a", "https://library.example").VerifyProofs(context.Background(), data)
	fmt.Println(report.Verdict(), report.Controller, err)
	fmt.Print(string(report.Proofs[0].CanonicalDocument))
	// Output:
	// valid https://school.example/issuer <nil>
	// _:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
	// _:c14n0 <https://www.w3.org/2018/credentials#credentialSubject> <urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11> .
	// _:c14n0 <https://www.w3.org/2018/credentials#issuer> <https://school.example/issuer> .
}

// A proof made for one place and occasion is worth nothing at another.
func ExampleVerifier_Expecting() {
	data, key := exampleCard()
	v, err := verify.New(verify.Config{AnyIssuer: true, Methods: []credential.Method{key}, Now: exampleDay})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = v.Expecting("b001", "https://library.example").VerifyProofs(context.Background(), data)
	fmt.Println(errors.Is(err, credential.ProofDomain))
	fmt.Println(err)
	// Output:
	// true
	// the proof was made for the domain https://library.example and the challenge 7f3a; expected: the domain https://library.example and the challenge b001 [PROOF_DOMAIN at /proof/challenge]
}

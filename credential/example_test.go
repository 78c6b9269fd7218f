package credential_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

// kms stands for the client of a key management service: it has the public key,
// and asks for signatures.
type kms struct{ secret ed25519.PrivateKey }

func (k kms) Public() crypto.PublicKey { return k.secret.Public() }

func (k kms) Sign(r io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	return k.secret.Sign(r, message, opts) // over the network, in earnest
}

func newKMS() kms {
	return kms{ed25519.NewKeyFromSeed([]byte("an example's key, known to everyone")[:32])}
}

// An issuer with an identifier of its own, whose key never leaves a KMS. The
// issuer publishes the key under the method's ID, and can replace it later.
func ExampleNewSigner() {
	signer, err := credential.NewSigner(credential.Method{
		ID:         "https://school.example/issuer#key-1",
		Controller: "https://school.example/issuer",
	}, newKMS())
	if err != nil {
		fmt.Println(err)
		return
	}
	civics, err := summit.Program().Achievement("civics", badge.Publication{BaseURL: "https://school.example/badges"})
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}}
	b, err := issuer.Issue(context.Background(), credential.Credential{
		Subject:  badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: civics},
		Evidence: []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.IssuerID(), b.MediaType())
	// Output: https://school.example/issuer application/jwt
}

func ExampleMethod_JWK() {
	m := credential.Method{ID: "https://school.example/issuer#key-1", Controller: "https://school.example/issuer", Key: newKMS().Public()}
	jwk, err := m.JWK()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", jwk)
	multikey, err := m.Multikey()
	fmt.Println(multikey, err)
	// Output:
	// {"alg":"EdDSA","crv":"Ed25519","kty":"OKP","x":"gIDASi_UzFGUJhPWPU8bEFbDGwURxNctASdnSvs_DSg"}
	// z6Mko6t6h7MayoQpxv3k8EZx3Jh4DprwqErhosvYK8LnFXwM <nil>
}

func ExampleCredential_Notes() {
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := credential.Credential{Subject: badge.Subject{
		Achievement: civics,
		Identifier:  []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org")},
	}}
	for _, note := range c.Notes() {
		fmt.Println(string(note.Code), note.Severity)
	}
	// Output: PRIVACY_GUESSABLE note
}

func ExampleIssuer_Issue_refused() {
	signer, err := credential.NewKeySigner(newKMS())
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer := &credential.Issuer{
		Signer:  signer,
		Profile: badge.Profile{Name: "Pine Ridge High School"},
		Now:     func() time.Time { return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) },
	}
	_, err = issuer.Issue(context.Background(), credential.Credential{
		ValidFrom:  time.Date(2024, 6, 1, 9, 0, 0, 0, time.UTC),
		ValidUntil: time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC),
	})
	fmt.Println(err)
	fmt.Println(errors.Is(err, credential.TimeExpired))
	// Output:
	// the badge would have ended on 2025-06-01T09:00:00Z; now it is 2026-06-01T09:00:00Z [TIME_EXPIRED at /validUntil]
	// true
}

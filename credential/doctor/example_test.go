package doctor_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/doctor"
)

// An issuer asks before the first badge of a kind is handed out.
func ExampleExamine() {
	signer, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))) // yours is no secret of everybody's
	if err != nil {
		log.Fatal(err)
	}
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	if err != nil {
		log.Fatal(err)
	}
	issuer := &credential.Issuer{
		Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"},
		Now: func() time.Time { return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) },
	}
	b, err := issuer.Issue(context.Background(), credential.Credential{
		Subject: badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: civics},
	})
	if err != nil {
		log.Fatal(err)
	}
	seen, err := doctor.Examine(context.Background(), b.Bytes())
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range seen.Findings {
		fmt.Printf("%s: %s\n", f.ID, f.Change.English)
	}
	// Output:
	// token: Issue it with an eddsa-rdfc-2022 proof inside the JSON, or offer that edition as well.
	// token-algorithm: Sign with an RSA key of 2048 bits or more (RS256) or a P-256 key (ES256).
	// kid-did: Publish the key in the DID document as publicKeyJwk, or name the URL of a JWK.
}

package verify_test

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// An employer asks with a challenge, and Ada's wallet answers.
func ExampleVerifier_VerifyPresentation() {
	ctx := context.Background()
	data, key := exampleBadge()
	badge, err := credential.Parse(data)
	if err != nil {
		panic(err)
	}
	const challenge, employer = "8f1d0c5e7b2a", "https://employer.example" // a new random challenge each time
	wallet, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		panic(err)
	}
	holder := credential.Holder{Signer: wallet, Now: exampleDay}
	shown, err := holder.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{badge}}, challenge, employer)
	if err != nil {
		panic(err)
	}

	v, err := verify.New(verify.Config{Issuers: []string{exampleSchool}, Methods: []credential.Method{key}, Now: exampleDay})
	if err != nil {
		panic(err)
	}
	report, err := v.Expecting(challenge, employer).VerifyPresentation(ctx, shown.Bytes())
	fmt.Println(report.Outcome, err)
	for _, r := range report.Credentials {
		fmt.Println(r.Credential.Subject.Achievement.Name)
	}
	// The badge was issued to somebody by e-mail address, and to no wallet.
	_, err = v.Expecting(challenge, employer).VerifyPresentation(ctx, shown.Bytes(), verify.HeldByPresenter())
	fmt.Println(err != nil)
	_, err = v.Expecting("another challenge", employer).VerifyPresentation(ctx, shown.Bytes())
	fmt.Println(err != nil)
	// Output:
	// passed <nil>
	// Civics Credential
	// true
	// true
}

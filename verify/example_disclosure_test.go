package verify_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// The school signs all of a badge at once. Ada shows it with one of two pieces of
// evidence; the other is nowhere in what she hands over.
func ExampleVerifier_Verify_partOfABadge() {
	ctx := context.Background()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	school, err := credential.NewKeySigner(key)
	if err != nil {
		fmt.Println(err)
		return
	}
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer := credential.Issuer{Signer: school, Suite: credential.ECDSASD2023, Profile: badge.Profile{Name: "Pine Ridge High School"}}
	all, err := issuer.Issue(ctx, credential.Credential{
		Subject:  badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: civics},
		Evidence: []badge.Evidence{{Name: "Voter drive"}, {Name: "A letter from her doctor"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	shown, err := credential.Derive(ctx, all, []string{"/evidence/0"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := verify.New(verify.Config{Issuers: []string{school.Method().Controller}})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Verify(ctx, shown.Bytes())
	fmt.Println(report.Verdict(), err)
	for _, e := range report.Credential.Evidence {
		fmt.Println(e.Name)
	}
	_, err = v.Verify(ctx, all.Bytes())
	fmt.Println(err != nil, "what shows everything is for Ada alone")
	// Output:
	// valid <nil>
	// Voter drive
	// true what shows everything is for Ada alone
}

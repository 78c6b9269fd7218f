package receipt_test

import (
	"context"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// An admissions office verifies a badge, and keeps what it found. Five years later somebody
// who takes the office's word has the badge judged again, with no network.
func Example() {
	ctx := context.Background()
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	office := verifytest.NewIssuer(verifytest.Setup{}).Signer // a key that is for receipts alone

	report, err := school.Verifier().Verify(ctx, school.Good())
	if err != nil {
		panic(err)
	}
	signed, err := receipt.Sign(ctx, report, office, school.Clock.Now())
	if err != nil {
		panic(err)
	}
	bundle, err := receipt.Bundle(signed, report)
	if err != nil {
		panic(err)
	}

	reader := receipt.Reader{
		Keys: []credential.Method{office.Method()},
		Now:  func() time.Time { return verifytest.Start().AddDate(5, 0, 0) },
	}
	later, err := reader.Verify(ctx, bundle, verify.Config{Issuers: []string{school.ID}})
	if err != nil {
		panic(err)
	}
	fmt.Println(later.Outcome, "as of", later.Time.Format(time.DateOnly))
	for _, p := range later.Warnings() {
		fmt.Println("-", p.Message)
	}
	// Output:
	// passed as of 2026-05-01
	// - this is what was so on 2026-05-01; now it is 2031-05-01, and nobody was asked what has happened since
	// - whether it was revoked or suspended since is not known: its list https://school.example/status/revocation is that of then
	// - whether the key did:web:school.example#key-1 was stolen, or withdrawn by its owner, since is not known
	// - it has ended since, on 2027-05-01
}

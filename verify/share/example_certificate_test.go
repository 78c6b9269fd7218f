package share_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/verify/share"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// A student takes a badge along: as a certificate to print, and in all its forms at once.
func ExampleBadge_Package() {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:pineridge.example"})
	data := school.Issue(school.Claims)
	report, err := school.Verifier().Verify(context.Background(), data)
	if err != nil {
		log.Fatal(err)
	}
	b, err := share.Of(report, data, share.Terms{URL: "https://pineridge.example/b/civics", Public: true, Now: school.Clock.Now(), Age: 18})
	if err != nil {
		log.Fatal(err)
	}
	png, err := fs.ReadFile(summit.Art(), "civics.png")
	if err != nil {
		log.Fatal(err)
	}
	packed, err := b.Package(share.Paper{Art: png, Name: "Ada Lovelace"}, share.Pictures{PNG: png})
	if err != nil {
		log.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range archive.File {
		fmt.Println(f.Name)
	}
	report, err = school.Verifier().Verify(context.Background(), packed)
	fmt.Println(report.Credential.Subject.Achievement.Name, report.Outcome, err)
	// Output:
	// README.txt
	// certificate.pdf
	// badge.png
	// badge.jwt
	// SHA256SUMS
	// Civics passed <nil>
}

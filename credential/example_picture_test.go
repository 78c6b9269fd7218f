package credential_test

import (
	"bytes"
	"fmt"
	"io/fs"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

// A holder keeps the badge as a picture, and whoever is shown it reads the badge there.
func ExampleSecured_Bake() {
	b, err := credential.Parse([]byte(`{"type":["VerifiableCredential","OpenBadgeCredential"]}`)) // yours comes from Issue
	if err != nil {
		fmt.Println(err)
		return
	}
	art, err := fs.ReadFile(summit.Art(), "civics.png")
	if err != nil {
		fmt.Println(err)
		return
	}
	image, err := b.Bake(art)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := credential.Parse(image)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Container(), back.Kind(), bytes.Equal(back.Bytes(), b.Bytes()))
	// Output: png ob30 true
}

package summit_test

import (
	"fmt"
	"log"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
)

func ExampleProgram() {
	civics, err := summit.Program().Achievement("civics", badge.Publication{Image: summit.Image})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(civics.Name)
	for _, d := range civics.ResultDescription {
		fmt.Println("-", d.Name)
	}
	fmt.Println(civics.Image.Caption)
	// Output:
	// Civics Credential
	// - Situational knowledge
	// - Citizenship
	// - Participation
	// - Civic knowledge
	// The Civics Credential of the Summit Micro-Credential Program: a domed statehouse with six columns and a flag.
}

func ExampleCheckMetadata() {
	err := summit.CheckMetadata(summit.Metadata{
		Issuer:   badge.Profile{Name: "Pine Ridge High School"},
		Issued:   time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC),
		Criteria: badge.Criteria{Narrative: "Takes part in civic life, and knows what came of it."},
	})
	fmt.Println(err)
	// Output:
	// /evidence: evidence that the learner met the criteria is missing: expected at least one entry with a narrative, an id or a name
}

package privacy_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
)

// Which buttons a page shows to a student of 15, whose mother has agreed to a public page
// and to LinkedIn.
func ExamplePolicy_Channels() {
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	request := privacy.Request{
		Badge: "urn:uuid:0b6f2a9e-5d0c-4a51-8a43-6b7b2c9d1e02", Student: "s-17", Now: day,
		Age: privacy.AgeOn(time.Date(2011, 3, 1, 0, 0, 0, 0, time.UTC), day),
		Consents: []privacy.Consent{{
			ID: "c-1", Student: "s-17", By: privacy.ByGuardian, Person: "g-4", Badges: []string{"urn:uuid:0b6f2a9e-5d0c-4a51-8a43-6b7b2c9d1e02"},
			Channels: []privacy.Channel{privacy.ToPage, privacy.ToLinkedIn}, Audience: privacy.Public, Fields: []privacy.Field{privacy.FieldBadge},
			Given: day.AddDate(0, -1, 0), Ends: day.AddDate(1, 0, 0),
		}},
	}
	for _, a := range (privacy.Policy{}).Channels(request) {
		switch {
		case a.Err == nil:
			fmt.Println(a.Channel, "is open")
		case errors.Is(a.Err, privacy.ErrAgePolicy):
			fmt.Println(a.Channel, "is for later")
		case errors.Is(a.Err, privacy.ErrConsent):
			fmt.Println(a.Channel, "needs consent")
		}
	}
	// Output:
	// file is open
	// page is open
	// link needs consent
	// application needs consent
	// embed needs consent
	// email needs consent
	// linkedin is for later
	// facebook needs consent
	// x needs consent
}

// What a badge must not say in public, found before anybody has signed it.
func ExamplePolicy_Inspect() {
	subject := badge.Subject{
		ID:         "urn:uuid:6d1f2b1e-7a54-4c5e-9f0a-2b1c3d4e5f60",
		Identifier: badge.Many[badge.Identity]{badge.PlainIdentity(badge.EmailAddress, "zoe@school.example")},
		Narrative:  "Zoe led the robotics club, as a gifted student.",
	}
	found, err := privacy.Policy{}.Inspect(subject, "Zoë Álvarez")
	for _, f := range found {
		fmt.Println(f.Pointer, f.Kind)
	}
	fmt.Println(errors.Is(err, privacy.ErrPersonal))
	// Output:
	// /identifier/0 e-mail
	// /narrative sensitive
	// /narrative person-named
	// true
}

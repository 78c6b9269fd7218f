package summit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
)

func complete() summit.Metadata {
	return summit.Metadata{
		Issuer:   badge.Profile{ID: "did:example:school", Name: "Pine Ridge High School"},
		Issued:   time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC),
		Criteria: badge.Criteria{Narrative: "Ran a voter drive."},
		Evidence: []badge.Evidence{{Narrative: "214 registrations."}},
	}
}

func TestCheckMetadataAcceptsEachWayOfGivingAnItem(t *testing.T) {
	for name, change := range map[string]func(*summit.Metadata){
		"all four items":                     func(*summit.Metadata) {},
		"criteria by id":                     func(m *summit.Metadata) { m.Criteria = badge.Criteria{ID: "https://school.example/civics"} },
		"evidence by id":                     func(m *summit.Metadata) { m.Evidence = []badge.Evidence{{ID: "https://school.example/e/1"}} },
		"evidence by name":                   func(m *summit.Metadata) { m.Evidence = []badge.Evidence{{Name: "Voter drive"}} },
		"an empty entry beside a usable one": func(m *summit.Metadata) { m.Evidence = append([]badge.Evidence{{}}, m.Evidence...) },
	} {
		t.Run(name, func(t *testing.T) {
			m := complete()
			change(&m)
			require.NoError(t, summit.CheckMetadata(m))
		})
	}
}

func TestCheckMetadataNamesTheItemThatIsMissing(t *testing.T) {
	for name, tc := range map[string]struct {
		change  func(*summit.Metadata)
		pointer string
		words   string
	}{
		"an issuer with an id but no name": {func(m *summit.Metadata) { m.Issuer.Name = "" }, "/issuer/name", "issuing institution"},
		"an issuer named by white space":   {func(m *summit.Metadata) { m.Issuer.Name = " \t\n" }, "/issuer/name", "issuing institution"},
		"no date":                          {func(m *summit.Metadata) { m.Issued = time.Time{} }, "/validFrom", "date of issuance"},
		"no criteria":                      {func(m *summit.Metadata) { m.Criteria = badge.Criteria{} }, "/credentialSubject/achievement/criteria", "criteria"},
		"blank criteria":                   {func(m *summit.Metadata) { m.Criteria = badge.Criteria{Narrative: " "} }, "/credentialSubject/achievement/criteria", "criteria"},
		"no evidence":                      {func(m *summit.Metadata) { m.Evidence = nil }, "/evidence", "evidence"},
		"evidence that says nothing":       {func(m *summit.Metadata) { m.Evidence = []badge.Evidence{{}, {Narrative: " ", Name: "\n"}} }, "/evidence", "evidence"},
	} {
		t.Run(name, func(t *testing.T) {
			m := complete()
			tc.change(&m)
			err := summit.CheckMetadata(m)
			var value *badge.ValueError
			require.ErrorAs(t, err, &value)
			require.Equal(t, tc.pointer, value.Pointer)
			require.Contains(t, value.Reason, tc.words)
			require.Len(t, err.(interface{ Unwrap() []error }).Unwrap(), 1)
		})
	}
}

func TestCheckMetadataNamesEveryMissingItemAtOnce(t *testing.T) {
	err := summit.CheckMetadata(summit.Metadata{})
	require.Error(t, err)
	var pointers []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		var value *badge.ValueError
		require.ErrorAs(t, e, &value)
		pointers = append(pointers, value.Pointer)
	}
	require.Equal(t, []string{"/issuer/name", "/validFrom", "/credentialSubject/achievement/criteria", "/evidence"}, pointers)
}

package receipt_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// Whoever can redirect one question on the endorser's host has not chosen the endorser's key
// then, and chooses none later: what was found behind a redirect stands for no key.
func TestADocumentFoundBehindARedirectHoldsNoKeyLater(t *testing.T) {
	const endorser = "https://state.example/issuer"
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	thief := verifytest.NewIssuer(verifytest.Setup{ID: endorser, Network: school.Network}) // who publishes a key of his own
	school.Network.Remove("https://state.example/.well-known/jwks.json")
	config := school.Config()
	config.Fetcher, config.AllowUnknownStatus = leadsOn{school.Network, endorser}, true
	endorsement, err := (&credential.Issuer{Signer: thief.Signer, Profile: badge.Profile{ID: endorser, Name: "The state"}, Now: school.Clock.Now}).Endorse(
		context.Background(), credential.Endorsement{Name: "Good", Subject: badge.EndorsementSubject{ID: school.Claims.Subject.Achievement.ID, EndorsementComment: "Good."}})
	require.NoError(t, err)
	school.Claims.EndorsementJWT = []string{string(endorsement.Bytes())}
	// The badge has the document asked for as a list, which it is not, so that it is in the bundle.
	school.Claims.Status = []badge.Status{{ID: endorser + "#7", Type: "BitstringStatusListEntry", StatusPurpose: "revocation", StatusListIndex: "7", StatusListCredential: endorser}}
	f, first, second := judged(t, config, school.Issue(school.Claims))
	require.Equal(t, verify.Passed, first.Outcome, first)
	require.Equal(t, verify.Undetermined, first.Endorsements[0].Outcome, first)
	require.Contains(t, apart(t, f.bundle).Documents, b64(school.Network.Published(endorser)))
	require.Equal(t, verify.Undetermined, second.Endorsements[0].Outcome, second)
	r, err := later(f, 5).Read(f.signed)
	require.NoError(t, err)
	for _, s := range r.Sources {
		if s.URL == endorser {
			require.Equal(t, s.Key, s.SHA256 == "")
		}
	}
}

// Nor does a schema that the office had itself, where it asked for no such key.
func TestASchemaOfTheOfficeHoldsNoKeyLater(t *testing.T) {
	const endorser, place = "did:web:state.example", "https://state.example/.well-known/did.json"
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	thief := verifytest.NewIssuer(verifytest.Setup{ID: endorser, Network: school.Network})
	endorsement, err := (&credential.Issuer{Signer: thief.Signer, Profile: badge.Profile{ID: endorser, Name: "The state"}, Now: school.Clock.Now}).Endorse(
		context.Background(), credential.Endorsement{Name: "Good", Subject: badge.EndorsementSubject{ID: school.Claims.Subject.Achievement.ID, EndorsementComment: "Good."}})
	require.NoError(t, err)
	school.Claims.EndorsementJWT = []string{string(endorsement.Bytes())}
	school.Claims.Schema = []badge.Schema{badge.OpenBadgesSchema(), {ID: place, Type: "JsonSchemaValidator2019"}}
	config := school.Config()
	config.Schemas, config.Endorsements = map[string][]byte{place: school.Network.Published(place)}, verify.EndorsementsIgnored
	f, first, _ := judged(t, config, school.Issue(school.Claims))
	require.Equal(t, verify.Passed, first.Outcome, first)
	require.Contains(t, apart(t, f.bundle).Documents, b64(school.Network.Published(place)))
	second, err := later(f, 5).Verify(context.Background(), f.bundle, verify.Config{Issuers: []string{webSchool}})
	require.NoError(t, err)
	require.Equal(t, verify.Undetermined, second.Endorsements[0].Outcome, second)
}

// leadsOn is a network on which one URL leads on to another place of its host.
type leadsOn struct {
	verify.Fetcher
	url string
}

func (l leadsOn) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	found, err := l.Fetcher.Fetch(ctx, r)
	if err != nil || r.URL != l.url {
		return found, err
	}
	moved := *found
	moved.URL += "/moved"
	return &moved, nil
}

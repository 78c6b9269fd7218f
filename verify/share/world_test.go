package share

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// page is where the badge of the tests is published.
const page = "https://badges.pineridge.example/b/Zm9vYmFyYmF6cXV4MTIzNA"

// A world is a school and one badge of its program, to be shared on its Terms.
type world struct {
	*verifytest.Issuer
	Terms Terms
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{Issuer: verifytest.NewIssuer(verifytest.Setup{ID: "did:web:pineridge.example"})}
	rubric := summit.Rubric()
	civics, err := summit.Program().Achievement("civics", badge.Publication{Rubric: &rubric, Image: summit.Image})
	require.NoError(t, err)
	results, err := civics.Results(map[string]string{"participation": "emerging-expert"})
	require.NoError(t, err)
	w.Claims.ID = "urn:uuid:7f3c5a10-52b5-4b6e-9f0c-2d3e4f5a6b7c"
	w.Claims.Name = civics.Name
	w.Claims.AwardedDate = time.Date(2026, 4, 24, 15, 0, 0, 0, time.UTC)
	w.Claims.Subject = badge.Subject{ID: "urn:uuid:0b9c8a77-6655-4433-8211-00ffeeddccbb", Achievement: civics, Result: results}
	w.Terms = Terms{
		URL: page, Public: true, Now: w.Clock.Now(), Student: "student-17", Age: 17,
		Preview:  "https://badges.pineridge.example/preview/civics.png",
		Consents: []privacy.Consent{w.consent()},
		Policy:   privacy.Policy{Results: true},
	}
	return w
}

// consent is a guardian's, to everything.
func (w *world) consent() privacy.Consent {
	return privacy.Consent{
		ID: "consent-1", Student: "student-17", By: privacy.ByGuardian, Person: "guardian-3", Badges: []string{w.Claims.ID},
		Channels: []privacy.Channel{privacy.ToPage, privacy.ToLink, privacy.ToApplication, privacy.ToEmbed, privacy.ToEmail, privacy.ToLinkedIn, privacy.ToFacebook, privacy.ToX},
		Audience: privacy.Public, Fields: []privacy.Field{privacy.FieldBadge, privacy.FieldName, privacy.FieldResults},
		Given: w.Clock.Now().AddDate(0, -1, 0), Ends: w.Clock.Now().AddDate(2, 0, 0),
	}
}

// grown is w with a student who is 18, and so decides alone what is shown.
func (w *world) grown() *world {
	own := w.consent()
	own.ID, own.By, own.Person, own.Age = "consent-own", privacy.ByStudent, own.Student, 18
	w.Terms.Age, w.Terms.Consents = 18, []privacy.Consent{own}
	return w
}

// judged is what the school's verifier says of data.
func (w *world) judged(t testing.TB, data []byte) *verify.Report {
	t.Helper()
	r, _ := w.Verifier().Verify(context.Background(), data)
	return r
}

// of shares data on the terms of w.
func (w *world) of(t testing.TB, data []byte) (*Badge, error) {
	t.Helper()
	return Of(w.judged(t, data), data, w.Terms)
}

// badge issues a badge, as edit has it, and shares it. A nil edit changes nothing.
func (w *world) badge(t testing.TB, edit func(*credential.Credential)) *Badge {
	t.Helper()
	c := w.Claims
	if image := c.Subject.Achievement.Image; image != nil {
		own := *image // not that of other tests
		c.Subject.Achievement.Image = &own
	}
	if edit != nil {
		edit(&c)
	}
	b, err := w.of(t, w.Issue(c))
	require.NoError(t, err)
	return b
}

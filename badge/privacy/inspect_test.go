package privacy_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

const studentID = "urn:uuid:6d1f2b1e-7a54-4c5e-9f0a-2b1c3d4e5f60"

// publicBadge is a badge of a minor as it should be: the four named metadata of the
// program, and nothing of a person.
func publicBadge(t *testing.T, key string) *credential.Credential {
	t.Helper()
	school := badge.Profile{
		ID: "https://school.example/issuer", Name: "Example School District", URL: "https://school.example", Phone: "+1 303 555 0100",
		Email: "badges@school.example", Address: &badge.Address{StreetAddress: "1 Main Street", PostalCode: "80203"},
	}
	achievement, err := summit.Program().Achievement(key, badge.Publication{BaseURL: "https://school.example/summit", Creator: &school, Image: summit.Image, Rubric: summitRubric()})
	require.NoError(t, err)
	evidence, err := privacy.NeutralEvidence("en", "sports", "classroom")
	require.NoError(t, err)
	artefact, err := privacy.ArtefactDigest("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	require.NoError(t, err)
	return &credential.Credential{
		ID: "urn:uuid:0b6f2a9e-5d0c-4a51-8a43-6b7b2c9d1e02", Name: achievement.Name, Issuer: school,
		Subject:         badge.Subject{ID: studentID, Achievement: achievement},
		Evidence:        []badge.Evidence{evidence},
		AwardedDate:     time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC),
		RelatedResource: []badge.RelatedResource{artefact, badge.DigestedResource(achievement.Criteria.ID, []byte("x"))},
	}
}

func summitRubric() *badge.Rubric {
	r := summit.Rubric()
	r.Required = "strategic-learner"
	return &r
}

// The named metadata always stay, and nothing has to be tolerated for them.
func TestThePublicBadgesOfTheProgramPassTheProfile(t *testing.T) {
	for _, c := range summit.Program().Credentials {
		cred := publicBadge(t, c.Key)
		found, err := privacy.Policy{}.Inspect(cred, "Zoë Álvarez", "4711")
		require.NoError(t, err)
		require.Empty(t, found, c.Key)
		require.NoError(t, summit.CheckMetadata(summit.Metadata{Issuer: cred.Issuer, Issued: cred.AwardedDate, Criteria: cred.Subject.Achievement.Criteria, Evidence: cred.Evidence}))
		require.NoError(t, cred.Validate(), "and a verifier accepts it")
	}
}

func TestThePublicProfileNamesWhatItFinds(t *testing.T) {
	id := func(i badge.Identity) func(*credential.Credential) {
		return func(c *credential.Credential) { c.Subject.Identifier = badge.Many[badge.Identity]{i} }
	}
	points := 3.0
	for name, tt := range map[string]struct {
		change  func(*credential.Credential)
		pointer string
		kind    privacy.Kind
	}{
		"a name in the narrative":   {func(c *credential.Credential) { c.Subject.Narrative = "zoe álvarez led her team." }, "/credentialSubject/narrative", privacy.KindName},
		"a name in the title":       {func(c *credential.Credential) { c.Name = "Innovation, for Zoë" }, "/name", privacy.KindName},
		"a name in a URL":           {func(c *credential.Credential) { c.ID = "https://school.example/badges/zo%C3%AB-alvarez" }, "/id", privacy.KindName},
		"a name in the evidence":    {func(c *credential.Credential) { c.Evidence[0].Audience = "Zoe's class" }, "/evidence/0/audience", privacy.KindName},
		"a plain e-mail":            {id(badge.PlainIdentity(badge.EmailAddress, "zoe@school.example")), "/credentialSubject/identifier/0", privacy.KindMail},
		"a plain name":              {id(badge.PlainIdentity(badge.Name, "Z")), "/credentialSubject/identifier/0", privacy.KindName},
		"a student number":          {id(badge.PlainIdentity(badge.SISSourcedID, "4711")), "/credentialSubject/identifier/0", privacy.KindNumber},
		"a plain identifier":        {id(badge.PlainIdentity(badge.UserName, "z")), "/credentialSubject/identifier/0", privacy.KindIdentity},
		"a short salt":              {id(badge.SaltedIdentity(badge.EmailAddress, "z@s.example", "0123456789abcdef")), "/credentialSubject/identifier/0", privacy.KindIdentity},
		"no salt":                   {id(badge.SaltedIdentity(badge.EmailAddress, "z@s.example", "")), "/credentialSubject/identifier/0", privacy.KindIdentity},
		"a salt of words":           {id(badge.SaltedIdentity(badge.EmailAddress, "z@s.example", "a long salt that somebody typed in")), "/credentialSubject/identifier/0", privacy.KindIdentity},
		"a salt that is not random": {id(badge.SaltedIdentity(badge.EmailAddress, "z@s.example", strings.Repeat("01", 16))), "/credentialSubject/identifier/0", privacy.KindIdentity},
		"an MD5":                    {id(badge.Identity{Type: badge.EmailAddress, Hashed: true, Hash: "md5$0123456789abcdef0123456789abcdef", Salt: "0123456789abcdef0123456789abcdef"}), "/credentialSubject/identifier/0", privacy.KindIdentity},
		"no hash":                   {id(badge.Identity{Type: badge.EmailAddress, Hashed: true, Hash: "zoe", Salt: "0123456789abcdef0123456789abcdef"}), "/credentialSubject/identifier/0", privacy.KindIdentity},
		"an e-mail as the subject":  {func(c *credential.Credential) { c.Subject.ID = "mailto:z@school.example" }, "/credentialSubject/id", privacy.KindMail},
		"a page as the subject":     {func(c *credential.Credential) { c.Subject.ID = "https://school.example/students/4712" }, "/credentialSubject/id", privacy.KindIdentity},
		"a did:web as the subject":  {func(c *credential.Credential) { c.Subject.ID = "did:web:student.example" }, "/credentialSubject/id", privacy.KindIdentity},
		"a UUID made of a name":     {func(c *credential.Credential) { c.Subject.ID = "urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2" }, "/credentialSubject/id", privacy.KindIdentity},
		"a photo":                   {func(c *credential.Credential) { c.Subject.Image = &badge.Image{ID: "https://school.example/me.png"} }, "/credentialSubject/image", privacy.KindPhoto},
		"a licence number":          {func(c *credential.Credential) { c.Subject.LicenseNumber = "A1" }, "/credentialSubject/licenseNumber", privacy.KindNumber},
		"levels":                    {func(c *credential.Credential) { c.Subject.Result = badge.Many[badge.Result]{{Value: "3"}} }, "/credentialSubject/result", privacy.KindResults},
		"credits":                   {func(c *credential.Credential) { c.Subject.CreditsEarned = &points }, "/credentialSubject/creditsEarned", privacy.KindResults},
		"the school": {func(c *credential.Credential) {
			c.Subject.Source = &badge.Profile{ID: "https://high.example", Name: "High"}
		}, "/credentialSubject/source", privacy.KindSource},
		"a link to an artefact":       {func(c *credential.Credential) { c.Evidence[0].ID = "https://drive.google.com/file/d/1" }, "/evidence/0/id", privacy.KindArtefact},
		"a link in words":             {func(c *credential.Credential) { c.Evidence[0].Narrative = "See www.example.com/x" }, "/evidence/0/narrative", privacy.KindArtefact},
		"a digest with a link":        {func(c *credential.Credential) { c.RelatedResource[0].ID = "https://files.example/essay" }, "/relatedResource/0/id", privacy.KindArtefact},
		"an artefact in a URL":        {func(c *credential.Credential) { c.Evidence[0].ID = "data:text/plain,essay" }, "/evidence/0/id", privacy.KindUnread},
		"a birth date of an endorser": {func(c *credential.Credential) { c.Issuer.DateOfBirth = "2010-01-01" }, "/issuer/dateOfBirth", privacy.KindBirth},
		"a person as the issuer":      {func(c *credential.Credential) { c.Issuer.FamilyName = "Doe" }, "/issuer/familyName", privacy.KindName},
		"the title of the district":   {func(c *credential.Credential) { c.Name = "Gifted & Talented Micro-Credential" }, "/name", privacy.KindSensitive},
		"the same in the achievement": {func(c *credential.Credential) {
			c.Subject.Achievement.Description += " For Gifted and Talented students."
		}, "/credentialSubject/achievement/description", privacy.KindSensitive},
		"the same in the issuer": {func(c *credential.Credential) { c.Issuer.Name = "Office of Gifted Education" }, "/issuer/name", privacy.KindSensitive},
		"a caption":              {func(c *credential.Credential) { c.Subject.Achievement.Image.Caption = "Badge of Zoë" }, "/credentialSubject/achievement/image/caption", privacy.KindName},
		"a drawing with metadata": {func(c *credential.Credential) {
			c.Subject.Achievement.Image.ID = "data:image/svg+xml;base64,PG1ldGFkYXRhLz4="
		}, "/credentialSubject/achievement/image/id", privacy.KindUnread},
		"an endorsement that names": {func(c *credential.Credential) {
			c.Endorsement = []json.RawMessage{[]byte(`{"type":["EndorsementCredential"],"credentialSubject":{"endorsementComment":"Zoë is great"}}`)}
		}, "/endorsement/0/credentialSubject/endorsementComment", privacy.KindName},
		"an endorsement nobody can read": {func(c *credential.Credential) { c.EndorsementJWT = []string{"a.b"} }, "/endorsementJwt/0", privacy.KindUnread},
		"a token that names": {func(c *credential.Credential) {
			c.EndorsementJWT = []string{"e30.eyJjcmVkZW50aWFsU3ViamVjdCI6eyJuYW1lIjoiQm9iIn19.c2ln"}
		}, "/endorsementJwt/0/credentialSubject/name", privacy.KindName},
	} {
		t.Run(name, func(t *testing.T) {
			cred := publicBadge(t, "innovation")
			tt.change(cred)
			found, err := privacy.Policy{}.Inspect(cred, "Zoë Álvarez")
			require.Error(t, err)
			if tt.kind == privacy.KindUnread {
				require.ErrorIs(t, err, privacy.ErrUnread)
			} else {
				require.ErrorIs(t, err, privacy.ErrPersonal)
			}
			require.Contains(t, kindsAt(found, tt.pointer), tt.kind, "%v", found)
			for _, f := range found {
				require.NotContains(t, strings.ToLower(f.Message), "zo", "a finding does not repeat what it found")
			}
		})
	}
}

func kindsAt(found []privacy.Finding, pointer string) (at []privacy.Kind) {
	for _, f := range found {
		if f.Pointer == pointer {
			at = append(at, f.Kind)
		}
	}
	return at
}

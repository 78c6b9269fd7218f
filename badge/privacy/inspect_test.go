package privacy_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
)

const studentID = "urn:uuid:6d1f2b1e-7a54-4c5e-9f0a-2b1c3d4e5f60"

// publicBadge is a badge of a minor as it should be: the four named metadata of the
// program, and nothing of a person.
func publicBadge(t testing.TB, key string) *credential.Credential {
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
		"a name in a URL":           {func(c *credential.Credential) { c.ID = "https://school.example/badges/zo%C3%AB-100%4" }, "/id", privacy.KindName},
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

// raw is JSON that somebody else has written.
type raw string

func (r raw) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// What the classes of OB 3.0 do not have is judged by its name and its text, wherever it
// stands.
func TestMembersThatNobodyKnowsAreJudgedAsTheStudents(t *testing.T) {
	for member, kind := range map[string]privacy.Kind{
		`"name":"Z"`: privacy.KindName, `"nickName":"Z"`: privacy.KindName, `"first_name":"Z"`: privacy.KindName, `"guardian":{"x":1}`: privacy.KindName,
		`"birthday":"x"`: privacy.KindBirth, `"dob":"x"`: privacy.KindBirth, `"age":14`: privacy.KindBirth, `"e-mail":"x"`: privacy.KindMail,
		`"mobilePhone":1`: privacy.KindPhone, `"homeAddress":"x"`: privacy.KindAddress, `"zip":80203`: privacy.KindAddress, `"student_id":"x"`: privacy.KindNumber,
		`"latitude":39.7`: privacy.KindLocation, `"gender":"x"`: privacy.KindSensitive, `"IEP":true`: privacy.KindSensitive, `"avatar":"x"`: privacy.KindPhoto,
		`"gpa":3.9`: privacy.KindResults, `"givenName":"Z"`: privacy.KindName, `"birthDate":"x"`: privacy.KindBirth,
		`"x":"zoe@school.example"`: privacy.KindMail, `"x":[["303-555-0123"]]`: privacy.KindPhone, `"x":{"y":{"z":"my name is"}}`: privacy.KindName,
		`"zoe@school.example":1`: privacy.KindMail, `"x":"https://a.example/essay"`: privacy.KindArtefact, `"x":"data:text/plain,1"`: privacy.KindUnread, `"x":"![me](data:image/png;base64,eA==)"`: privacy.KindUnread,
	} {
		for place, doc := range map[string]string{
			"subject":  `{"type":"AchievementSubject",` + member + `}`,
			"evidence": `{"type":"Evidence","deep":{` + member + `}}`,
			"badge":    `{"type":["VerifiableCredential","OpenBadgeCredential"],"extra":{` + member + `}}`,
			"issuer":   `{"type":"Profile","contact":{` + member + `}}`,
			"nothing":  `{` + member + `}`,
		} {
			found, err := privacy.Policy{}.Inspect(raw(doc))
			require.Error(t, err)
			require.Contains(t, kindsOf(found), kind, "%s: %s", place, member)
		}
	}
}

func TestWhatCannotBeReadIsNoPass(t *testing.T) {
	for _, doc := range []json.Marshaler{nil, (*credential.Credential)(nil), raw(`null`), raw(`[]`), raw(`"x"`), raw(`{"a":1,"a":2}`), raw(`{"a":"\ud800"}`), raw(`{`), raw(``)} {
		_, err := privacy.Policy{}.Inspect(doc)
		require.ErrorIs(t, err, privacy.ErrUnread, "%v", doc)
	}
	_, err := privacy.Policy{}.Inspect(raw(`{"x":"` + strings.Repeat("a ", 2<<20) + `"}`))
	require.ErrorIs(t, err, privacy.ErrUnread)
}

// An object may be written as its id.
func TestANodeThatIsWrittenAsItsIDIsJudgedAsThat(t *testing.T) {
	for doc, kind := range map[string]privacy.Kind{
		`"credentialSubject":"https://school.example/students/17"`:                                  privacy.KindIdentity,
		`"credentialSubject":["mailto:zoe@school.example"]`:                                         privacy.KindMail,
		`"evidence":"https://a.example/essay"`:                                                      privacy.KindArtefact,
		`"relatedResource":[["https://a.example/essay"]]`:                                           privacy.KindArtefact,
		`"credentialSubject":{"identifier":"zoe@school.example"}`:                                   privacy.KindMail,
		`"image":"data:text/html;base64,eA=="`:                                                      privacy.KindUnread,
		`"issuer":"https://school.example/Zoë"`:                                                     privacy.KindName,
		`"issuer":{"address":"303-555-0123, by Zoë"}`:                                               privacy.KindName,
		`"endorsement":"data:application/vc+jwt,e30.eyJuYW1lIjoiWm9lIn0.c2ln"`:                      privacy.KindName,
		`"endorsement":{"id":"data:application/vc+jwt,a.b","type":"EnvelopedVerifiableCredential"}`: privacy.KindUnread,
		`"termsOfUse":{"note":"call 303-555-0123"}`:                                                 privacy.KindPhone,
		`"credentialStatus":{"deep":{"note":"call 303-555-0123"}}`:                                  privacy.KindPhone,
		`"type":["OpenBadgeCredential","OfZoe"]`:                                                    privacy.KindName,
		`"@context":[{"zoe":"https://a.example"}]`:                                                  privacy.KindName,
		`"extra":{"x":3035550123}`:                                                                  privacy.KindNumber,
		`"description":"https://a.example/essay"`:                                                   privacy.KindArtefact,
	} {
		doc = `{` + doc + `}`
		if !strings.Contains(doc, `"OpenBadgeCredential"`) {
			doc = strings.TrimSuffix(doc, "}") + `,"type":"OpenBadgeCredential"}`
		}
		found, err := privacy.Policy{}.Inspect(raw(doc), "Zoë Álvarez")
		require.Error(t, err, doc)
		require.Contains(t, kindsOf(found), kind, doc)
	}
	found, err := privacy.Policy{}.Inspect(raw(`{"type":"OpenBadgeCredential","proof":{"proofValue":"zZoe"},"credentialStatus":{"id":"https://a.example/1","statusListIndex":"94567812","other":{"id":"urn:x:12345678"}},"relatedResource":{"digestSRI":"sha256-Zoe/94567812AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}`), "Zoe")
	require.NoError(t, err, "%v", found)
}

// What says nothing is nothing, and what only a person has is found in an institution too.
func TestWhatOnlyAPersonHas(t *testing.T) {
	for _, member := range []string{"givenName", "familyName", "additionalName", "patronymicName", "honorificPrefix", "honorificSuffix", "familyNamePrefix"} {
		found, err := privacy.Policy{}.Inspect(raw(`{"type":"Profile","` + member + `":"X"}`))
		require.ErrorIs(t, err, privacy.ErrPersonal)
		require.Equal(t, []privacy.Finding{{Pointer: "/" + member, Kind: privacy.KindName, Message: "a part of a person's name", Refused: true}}, found)
		_, err = privacy.Policy{}.Inspect(raw(`{"type":"Profile","` + member + `":null}`))
		require.NoError(t, err)
	}
	for doc, message := range map[string]string{
		`{"type":"AchievementSubject","id":"zoe"}`:                "no URI",
		`{"type":"AchievementSubject","identifier":{"salt":1}}`:   "no identity that can be read",
		`{"type":"AchievementSubject","identifier":{"salt":{}}}`:  "no identity that can be read",
		`{"type":"OpenBadgeCredential","endorsementJwt":"a.!.c"}`: "payload",
		`{"type":"OpenBadgeCredential","endorsementJwt":"a.e30"}`: "compact JWS",
	} {
		_, err := privacy.Policy{}.Inspect(raw(doc))
		require.ErrorContains(t, err, message, doc)
	}
}

// The switches let in what they say, and no more.
func TestTheSwitchesOfThePolicy(t *testing.T) {
	cred := publicBadge(t, "innovation")
	descriptions := cred.Subject.Achievement.ResultDescription
	cred.Subject.Result = badge.Many[badge.Result]{{ResultDescription: descriptions[0].ID, AchievedLevel: descriptions[0].RubricCriterionLevel[2].ID}}
	cred.Subject.Source = &badge.Profile{ID: "https://high.example", Name: "High School", Phone: "303-555-0123"}
	cred.Evidence[0].ID = "https://portfolio.example/essay"
	_, err := privacy.Policy{}.Inspect(cred)
	for _, kind := range []privacy.Kind{privacy.KindResults, privacy.KindSource, privacy.KindArtefact} {
		require.ErrorContains(t, err, string(kind))
	}
	open := privacy.Policy{Results: true, Source: true, Artefacts: true}
	found, err := open.Inspect(cred, "Zoë Álvarez")
	require.NoError(t, err)
	require.Empty(t, found)

	cred.Evidence[0].ID = "https://docs.google.com/document/d/1"
	_, err = open.Inspect(cred)
	require.ErrorContains(t, err, "somebody's own drive")
	cred.Evidence[0].ID = "https://portfolio.example/zoe-alvarez"
	_, err = open.Inspect(cred, "Zoë Álvarez")
	require.ErrorContains(t, err, "names")
	cred.Evidence[0].ID = "https://portfolio.example/essay"
	cred.Subject.Source.Name = "High School for the Gifted"
	_, err = open.Inspect(cred)
	require.ErrorContains(t, err, string(privacy.KindSensitive))
}

// A link is the program's only where the program says so, and not where a student does.
func TestALinkToAnArtefactDoesNotBecomeThePrograms(t *testing.T) {
	for _, doc := range []string{
		`{"type":"Evidence","id":"https://a.example/essay"}`,
		`{"type":"Evidence","id":"https://a.example/essay","criteria":{"id":"https://a.example/essay"}}`,
		`{"type":"AchievementSubject","id":"urn:uuid:6d1f2b1e-7a54-4c5e-9f0a-2b1c3d4e5f60","narrative":"https://a.example/essay","image":{"id":"https://a.example/essay"}}`,
	} {
		found, err := privacy.Policy{}.Inspect(raw(doc))
		require.ErrorIs(t, err, privacy.ErrPersonal)
		require.Contains(t, kindsOf(found), privacy.KindArtefact, doc)
	}
}

func kindsOf(found []privacy.Finding) (kinds []privacy.Kind) {
	for _, f := range found {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

// A picture in a badge is looked into like any other.
func TestM09APictureInABadgeIsLookedInto(t *testing.T) {
	cred := publicBadge(t, "civics")
	url := func(data []byte) string { return "data:image/png;base64," + base64.StdEncoding.EncodeToString(data) }
	cred.Subject.Achievement.Image.ID = url(pngFile(t))
	_, err := privacy.Policy{}.Inspect(cred)
	require.NoError(t, err)
	cred.Subject.Achievement.Image.ID = url(pngFile(t, chunk("tEXt", "Author\x00Somebody")))
	found, err := privacy.Policy{}.Inspect(cred)
	require.ErrorIs(t, err, privacy.ErrPersonal)
	require.Equal(t, []privacy.Kind{privacy.KindAuthor}, kindsAt(found, "/credentialSubject/achievement/image/id/tEXt"))
	cred.Subject.Achievement.Image.ID = "https://school.example/civics.png"
	_, err = privacy.Policy{}.Inspect(cred)
	require.NoError(t, err, "what stands behind a URL is not looked at")
	for _, bad := range []string{"data:image/png,x", "data:image/svg+xml,PHN2Zy8+", "data:image/png;base64,!", "data:text/html;base64,eA=="} {
		cred.Subject.Achievement.Image.ID = bad
		_, err = privacy.Policy{}.Inspect(cred)
		require.ErrorIs(t, err, privacy.ErrUnread, bad)
	}
}

// Kinds are findings of package planning, and settings those of its opportunities.
func TestThePlansOfStudentsUseTheseWords(t *testing.T) {
	for _, s := range []planning.Setting{planning.SettingClassroom, planning.SettingSports, planning.SettingClubs, planning.SettingEnrichment, planning.SettingWork, planning.SettingBeyond} {
		_, err := privacy.NeutralEvidence("en", s)
		require.NoError(t, err)
	}
	content, err := planning.ReadContent("e-1", "image/jpeg", strings.NewReader("x"))
	require.NoError(t, err)
	r, err := privacy.ArtefactDigest(content.Digest)
	require.NoError(t, err)
	require.Equal(t, content.Digest, r.DigestSRI)
	for _, k := range []privacy.Kind{privacy.KindName, privacy.KindLocation, privacy.KindUnread} {
		require.Regexp(t, `^[a-z-]+$`, string(k))
	}
}

func FuzzInspect(f *testing.F) {
	for _, s := range seeds.JSON("semantics", "vcdm") {
		f.Add(string(s))
	}
	for _, seed := range []string{
		`{"type":["OpenBadgeCredential"],"issuer":"https://a.example","credentialSubject":[{"id":"urn:uuid:6d1f2b1e-7a54-4c5e-9f0a-2b1c3d4e5f60","achievement":{"image":"data:image/png;base64,eA=="},"identifier":{"hashed":true}}]}`,
		`{"type":"Evidence","id":"data:,x","narrative":"Zoë &#64; **x**"}`,
		`{"endorsementJwt":["e30.e30.e30"],"type":"EndorsementCredential","vc":{"credentialSubject":{"id":1}}}`,
		`{"type":"Profile","address":{"geo":{"latitude":1}},"a/b~c":[[[]]]}`, `{}`, `[]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		found, err := privacy.Policy{}.Inspect(raw(doc), "Zoë Álvarez")
		for _, f := range found {
			require.Equal(t, f.Kind != privacy.KindGuessable, f.Refused)
			require.LessOrEqual(t, len(f.Message), 400)
		}
		if err != nil {
			return
		}
		// What passes names nobody in any text that a reader would see.
		var v any
		require.NoError(t, json.Unmarshal([]byte(doc), &v))
	})
}

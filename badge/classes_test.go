package badge_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/beside"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares written JSON with a file, indented so that people can read it.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Indent(&b, encode(t, v), "", "  "))
	b.WriteByte('\n')
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(file, b.Bytes(), 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// encode writes v as an issuer does: nothing is escaped for HTML on the way out.
func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	require.NoError(t, enc.Encode(v))
	return bytes.TrimSpace(b.Bytes())
}

func ptr[T any](v T) *T { return &v }

func fullAchievement() badge.Achievement {
	return badge.Achievement{
		ID:              "https://school.example/a/1",
		Type:            badge.Many[string]{"Achievement", "ext:Workshop"},
		Name:            "Joinery & Tools <by hand>",
		Description:     "Joins wood by hand.",
		AchievementType: badge.TypeMicroCredential,
		Criteria:        badge.Criteria{ID: "https://school.example/a/1/criteria", Narrative: "Joins *three* boards."},
		Image:           &badge.Image{ID: "https://school.example/a/1.svg", Caption: "Badge: Joinery"},
		Creator: &badge.Profile{
			ID:          "https://school.example",
			Name:        "Pine Ridge High School",
			URL:         "https://school.example/about",
			Phone:       "+1 555 0100",
			Description: "A school.",
			Image:       &badge.Image{ID: "https://school.example/logo.png"},
			Email:       "office@school.example",
			Address: &badge.Address{
				AddressCountry:      "United States",
				AddressCountryCode:  "US",
				AddressRegion:       "Colorado",
				AddressLocality:     "Pine Ridge",
				StreetAddress:       "1 Ridge Road",
				PostOfficeBoxNumber: "7",
				PostalCode:          "80000",
				Geo:                 &badge.GeoCoordinates{Latitude: 39.5, Longitude: 0},
			},
			Official:         "Dr. Grace Hopper",
			ParentOrg:        &badge.Profile{ID: "https://district.example", Name: "District"},
			OtherIdentifier:  badge.Many[badge.Identifier]{{Identifier: "0042", IdentifierType: badge.SISSourcedID}},
			FamilyName:       "Hopper",
			GivenName:        "Grace",
			AdditionalName:   "Brewster",
			PatronymicName:   "W",
			HonorificPrefix:  "Dr.",
			HonorificSuffix:  "PhD",
			FamilyNamePrefix: "van",
			DateOfBirth:      "1906-12-09",
			Endorsement:      badge.Many[json.RawMessage]{json.RawMessage(`{"id":"urn:uuid:1",  "n":1.0}`)},
			EndorsementJWT:   badge.Many[string]{"eyJh.eyJi.c2ln"},
		},
		Alignment: badge.Many[badge.Alignment]{{
			TargetCode:        "W.1",
			TargetDescription: "Works wood.",
			TargetFramework:   "Crafts",
			TargetName:        "Woodwork",
			TargetType:        badge.TargetCFItem,
			TargetURL:         "https://framework.example/w1",
		}},
		CreditsAvailable: ptr(0.0),
		FieldOfStudy:     "Crafts",
		HumanCode:        "JOIN-1",
		InLanguage:       "en-US",
		OtherIdentifier:  badge.Many[badge.Identifier]{{Identifier: "ce-1", IdentifierType: "ext:CTID"}},
		Related:          badge.Many[badge.Related]{{ID: "https://school.example/a/1/es", InLanguage: "es", Version: "1"}},
		ResultDescription: badge.Many[badge.ResultDescription]{{
			ID:            "https://school.example/a/1#measuring",
			Name:          "Measuring",
			ResultType:    badge.ResultRubricCriterionLevel,
			Alignment:     badge.Many[badge.Alignment]{{TargetName: "Measures", TargetURL: "https://framework.example/m"}},
			AllowedValue:  badge.Many[string]{"1", "2", "3"},
			RequiredLevel: "https://school.example/a/1#measuring/2",
			RequiredValue: "2",
			ValueMax:      "3",
			ValueMin:      "1",
			RubricCriterionLevel: badge.Many[badge.RubricCriterionLevel]{{
				ID:          "https://school.example/a/1#measuring/2",
				Name:        "To the millimetre",
				Description: "Measures to the millimetre.",
				Level:       "2",
				Points:      "2",
				Alignment:   badge.Many[badge.Alignment]{{TargetName: "Precision", TargetURL: "https://framework.example/p"}},
			}},
		}},
		Specialization: "Hand tools",
		Tag:            badge.Many[string]{"wood"},
		Version:        "1.0",
		Endorsement:    badge.Many[json.RawMessage]{json.RawMessage(`{"type":"VerifiableCredential"}`)},
		EndorsementJWT: badge.Many[string]{"eyJh.eyJi.c2ln"},
	}
}

func fullSubject() badge.Subject {
	return badge.Subject{
		ID: "did:example:ada",
		Identifier: badge.Many[badge.Identity]{
			badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "0123456789abcdef0123456789abcdef"),
			badge.PlainIdentity(badge.Name, "Ada"),
		},
		Achievement:       fullAchievement(),
		ActivityStartDate: "2026-01-01T00:00:00.000+00:00",
		ActivityEndDate:   "2026-02-01T00:00:00Z",
		CreditsEarned:     ptr(0.5),
		Image:             &badge.Image{ID: "https://school.example/ada.png", Caption: "Badge: Joinery, awarded to Ada"},
		LicenseNumber:     "L-1",
		Narrative:         "Built a *table*.",
		Result: badge.Many[badge.Result]{{
			ResultDescription: "https://school.example/a/1#measuring",
			AchievedLevel:     "https://school.example/a/1#measuring/2",
			Status:            badge.StatusCompleted,
			Value:             "2",
			Alignment:         badge.Many[badge.Alignment]{{TargetName: "Measures", TargetURL: "https://framework.example/m"}},
		}},
		Role:   "Apprentice",
		Source: &badge.Profile{ID: "https://shop.example", Name: "Workshop"},
		Term:   "Spring",
	}
}

func TestWritesEveryClassInCanonicalForm(t *testing.T) {
	golden(t, "subject.json", fullSubject())
	golden(t, "others.json", []any{
		badge.Evidence{ID: "https://a.example/e", Narrative: "n", Name: "N", Description: "d", Genre: "g", Audience: "a"},
		badge.EndorsementSubject{ID: "https://school.example/a/1", EndorsementComment: "Good."},
		badge.Status{
			ID: "https://a.example/s#1", Type: "BitstringStatusListEntry", StatusPurpose: "message", StatusListIndex: "94567",
			StatusListCredential: "https://a.example/s", StatusSize: 1,
			StatusMessage:   badge.Many[badge.StatusMessage]{{Status: "0x0", Message: "ok"}, {Status: "0x1", Message: "late"}},
			StatusReference: badge.Many[string]{"https://a.example/why"},
		},
		badge.Schema{ID: "https://a.example/schema.json", Type: "1EdTechJsonSchemaValidator2019"},
		badge.RefreshService{ID: "https://a.example/new", Type: "1EdTechCredentialRefresh"},
		badge.TermsOfUse{ID: "https://a.example/terms", Type: "Terms"},
	})
}

func TestWritesNothingForWhatIsEmpty(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{badge.Achievement{}, `{"type":["Achievement"]}`},
		{badge.Subject{}, `{"type":["AchievementSubject"]}`},
		{badge.EndorsementSubject{}, `{"type":["EndorsementSubject"]}`},
		{badge.Criteria{}, `{}`},
		{badge.Alignment{}, `{"type":["Alignment"]}`},
		{badge.Related{}, `{"type":["Related"]}`},
		{badge.Evidence{}, `{"type":["Evidence"]}`},
		{badge.Result{}, `{"type":["Result"]}`},
		{badge.ResultDescription{}, `{"type":["ResultDescription"]}`},
		{badge.RubricCriterionLevel{}, `{"type":["RubricCriterionLevel"]}`},
		{badge.Profile{}, `{"type":["Profile"]}`},
		{badge.Address{}, `{"type":["Address"]}`},
		{badge.Image{}, `{"type":"Image"}`},
		{badge.Identity{}, `{"type":"IdentityObject","hashed":false}`},
		{badge.Identifier{}, `{"type":"IdentifierEntry"}`},
		{badge.GeoCoordinates{}, `{"type":"GeoCoordinates","latitude":0,"longitude":0}`},
		{badge.Status{}, `{}`},
		{badge.StatusMessage{}, `{}`},
		{badge.Schema{}, `{}`},
		{badge.RefreshService{}, `{}`},
		{badge.TermsOfUse{}, `{}`},
		{badge.Subject{Identifier: badge.Many[badge.Identity]{}, Result: badge.Many[badge.Result]{}}, `{"type":["AchievementSubject"]}`},
	} {
		require.Equal(t, c.want, string(encode(t, c.v)), "%T", c.v)
		require.Equal(t, c.want, string(encode(t, &c.v)), "pointer to %T", c.v)
	}
}

func TestKeepsTheTypesThatAreGiven(t *testing.T) {
	require.Equal(t, `{"type":["Evidence","ext:Recording"]}`, string(encode(t, badge.Evidence{Type: badge.Many[string]{"Evidence", "ext:Recording"}})))
}

func TestWritesAnEndorsementTokenByToken(t *testing.T) {
	signed := `{ "z" : 1.0, "a":"\u0041\u2028<&>", "z2":1E2 }`
	data := encode(t, badge.Achievement{Endorsement: badge.Many[json.RawMessage]{json.RawMessage(signed)}})
	require.Equal(t, `{"type":["Achievement"],"endorsement":[{"z":1.0,"a":"\u0041\u2028<&>","z2":1E2}]}`, string(data))
}

func TestRefusesToWriteWhatWouldBeChangedInWriting(t *testing.T) {
	self := &badge.Profile{ID: "did:example:a"}
	self.ParentOrg = self
	for name, c := range map[string]struct {
		v    json.Marshaler
		want string
	}{
		"text that is not UTF-8":       {badge.Criteria{Narrative: "caf\xe9"}, "Narrative is not valid UTF-8"},
		"in a set":                     {badge.Achievement{Tag: badge.Many[string]{"a", "caf\xe9"}}, "Tag[1] is not valid UTF-8"},
		"in an enumeration":            {badge.Achievement{AchievementType: "\xff"}, "AchievementType is not valid UTF-8"},
		"in a closed class":            {badge.Image{Caption: "\xff"}, "Caption is not valid UTF-8"},
		"inside another class":         {badge.Subject{Achievement: fullAchievement(), Result: badge.Many[badge.Result]{{Value: "\xff"}}}, "Value is not valid UTF-8"},
		"a number that JSON lacks":     {badge.Subject{CreditsEarned: ptr(math.NaN())}, "NaN"},
		"an endorsement not in JSON":   {badge.Profile{Endorsement: badge.Many[json.RawMessage]{json.RawMessage(`{`)}}, "unexpected end"},
		"a profile in itself":          {self, "ParentOrg"},
		"a profile in itself, further": {badge.Subject{Source: &badge.Profile{ParentOrg: self}}, "ParentOrg"},
	} {
		_, err := c.v.MarshalJSON()
		require.ErrorContains(t, err, c.want, name)
	}
}

// The classes and their properties as the data model of Open Badges 3.0 lists
// them; "type" stands for the classes that may have further types.
var model = map[reflect.Type]string{
	reflect.TypeFor[badge.Achievement](): "id type alignment achievementType creator creditsAvailable criteria description endorsement endorsementJwt " +
		"fieldOfStudy humanCode image inLanguage name otherIdentifier related resultDescription specialization tag version",
	reflect.TypeFor[badge.Subject](): "id type activityEndDate activityStartDate creditsEarned achievement identifier image licenseNumber narrative " +
		"result role source term",
	reflect.TypeFor[badge.EndorsementSubject](): "id type endorsementComment",
	reflect.TypeFor[badge.Criteria]():           "id narrative",
	reflect.TypeFor[badge.Alignment]():          "type targetCode targetDescription targetFramework targetName targetType targetUrl",
	reflect.TypeFor[badge.Evidence]():           "id type narrative name description genre audience",
	reflect.TypeFor[badge.Image]():              "id caption",
	reflect.TypeFor[badge.Identity]():           "hashed identityHash identityType salt",
	reflect.TypeFor[badge.Identifier]():         "identifier identifierType",
	reflect.TypeFor[badge.Profile](): "id type name url phone description endorsement endorsementJwt image email address otherIdentifier official " +
		"parentOrg familyName givenName additionalName patronymicName honorificPrefix honorificSuffix familyNamePrefix dateOfBirth",
	reflect.TypeFor[badge.Address]():              "type addressCountry addressCountryCode addressRegion addressLocality streetAddress postOfficeBoxNumber postalCode geo",
	reflect.TypeFor[badge.GeoCoordinates]():       "latitude longitude",
	reflect.TypeFor[badge.Related]():              "id type inLanguage version",
	reflect.TypeFor[badge.Result]():               "type achievedLevel alignment resultDescription status value",
	reflect.TypeFor[badge.ResultDescription]():    "id type alignment allowedValue name requiredLevel requiredValue resultType rubricCriterionLevel valueMax valueMin",
	reflect.TypeFor[badge.RubricCriterionLevel](): "id type alignment description level name points",
	reflect.TypeFor[badge.Schema]():               "id type",
	reflect.TypeFor[badge.RefreshService]():       "id type",
	reflect.TypeFor[badge.TermsOfUse]():           "id type",
	reflect.TypeFor[badge.Status]():               "id type statusPurpose statusListIndex statusListCredential statusSize statusMessage statusReference",
	reflect.TypeFor[badge.StatusMessage]():        "status message",
}

func tags(class reflect.Type) []string {
	var tags []string
	for i := range class.NumField() {
		name, _, _ := strings.Cut(class.Field(i).Tag.Get("json"), ",")
		tags = append(tags, name)
	}
	return tags
}

func TestHasEveryPropertyOfTheDataModelAndNoOther(t *testing.T) {
	for class, properties := range model {
		require.ElementsMatch(t, strings.Fields(properties), tags(class), class.Name())
	}
}

func TestHasEveryPropertyThatThePublishedContextScopesToAClass(t *testing.T) {
	data, err := os.ReadFile("../../shared/contexts/ob-3.0.3.jsonld")
	if err != nil {
		beside.Missing(t, "the published context documents are not here")
	}
	var doc struct {
		Context map[string]json.RawMessage `json:"@context"`
	}
	require.NoError(t, json.Unmarshal(data, &doc))
	names := map[string]string{"Subject": "AchievementSubject", "Identity": "IdentityObject", "Identifier": "IdentifierEntry"}
	seen := 0
	for class := range model {
		name := class.Name()
		if published := names[name]; published != "" {
			name = published
		}
		var scope struct {
			Context map[string]json.RawMessage `json:"@context"`
		}
		if json.Unmarshal(doc.Context[name], &scope) != nil {
			continue // credential-level classes belong to other contexts
		}
		for term := range scope.Context {
			if term == "id" || term == "type" || strings.HasPrefix(term, "@") {
				continue
			}
			require.Contains(t, tags(class), term, name)
			seen++
		}
	}
	require.Greater(t, seen, 80)
}

func TestEveryClassIsWrittenAndReadByItsOwnMethods(t *testing.T) {
	for class := range model {
		_, writes := reflect.Zero(class).Interface().(json.Marshaler)
		_, reads := reflect.New(class).Interface().(json.Unmarshaler)
		require.True(t, writes, "%v falls back on encoding/json in writing", class)
		require.True(t, reads, "%v falls back on encoding/json in reading", class)
		for i := range class.NumField() {
			f := class.Field(i)
			for f.Type.Kind() == reflect.Pointer || f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() != reflect.Uint8 {
				f.Type = f.Type.Elem()
			}
			if f.Type.Kind() == reflect.Struct {
				require.True(t, slices.Contains(classes(), f.Type), "%v.%s is of an unlisted class", class, f.Name)
			}
		}
	}
}

func classes() []reflect.Type {
	var list []reflect.Type
	for class := range model {
		list = append(list, class)
	}
	return list
}

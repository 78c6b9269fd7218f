package badge_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
)

func apprentice() *badge.Rubric {
	return &badge.Rubric{
		Levels: []badge.Level{
			{Key: "novice", Name: "Novice"},
			{Key: "apprentice", Name: "Apprentice", Description: "Works under supervision."},
			{Key: "journeyman", Name: "Journeyman"},
		},
		Required: "apprentice",
	}
}

func publish(t *testing.T, key string, pub badge.Publication) badge.Achievement {
	t.Helper()
	a, err := makers(t).Achievement(key, pub)
	require.NoError(t, err)
	return a
}

func TestPublishesAnAchievementThatSpellsOutItsCriteria(t *testing.T) {
	golden(t, "published.json", publish(t, "joinery", badge.Publication{}))
	golden(t, "published-in-full.json", publish(t, "joinery", badge.Publication{
		BaseURL: "https://school.example/badges/",
		Creator: &badge.Profile{ID: "https://school.example", Name: "Pine Ridge High School"},
		Rubric:  apprentice(),
		Image:   func(key string) *badge.Image { return &badge.Image{ID: "https://school.example/" + key + ".svg"} },
		Alignments: map[string][]badge.Alignment{
			"joinery":      {{TargetName: "Woodwork", TargetURL: "https://framework.example/w"}},
			"joinery/care": {{TargetName: "Tools", TargetURL: "https://framework.example/t"}},
		},
		Language: "en-US",
	}))
}

func TestIdentifiersWithoutABaseURLAreTheSameForEveryone(t *testing.T) {
	a := publish(t, "joinery", badge.Publication{})
	require.Equal(t, a, publish(t, "joinery", badge.Publication{}))
	// From here on other people's badges carry these: they must never change.
	require.Equal(t, "urn:uuid:6f18bb10-85f5-5342-8a4a-50403e19179e", a.ID)
	require.Equal(t, "urn:uuid:9d44103d-96cc-5a9d-9ad6-415d1ecee104", a.ResultDescription[0].ID)
	require.Empty(t, a.Criteria.ID)
}

func TestIdentifiersDifferWithWhateverMakesAnotherAchievement(t *testing.T) {
	seen := map[string]string{}
	add := func(what string, p *badge.Program, pub badge.Publication) {
		for _, c := range p.Credentials {
			a, err := p.Achievement(c.Key, pub)
			require.NoError(t, err)
			ids := []string{a.ID}
			for _, d := range a.ResultDescription {
				ids = append(ids, d.ID)
				for _, l := range d.RubricCriterionLevel {
					ids = append(ids, l.ID)
				}
			}
			for _, id := range ids {
				require.NotContains(t, seen, id, "%s: %s has it too", what, seen[id])
				seen[id] = what
			}
		}
	}
	p := makers(t)
	add("as it is", p, badge.Publication{Rubric: apprentice()})
	add("at a URL", p, badge.Publication{BaseURL: "https://school.example", Rubric: apprentice()})
	p.Version = "1.0.1"
	add("another version", p, badge.Publication{Rubric: apprentice()})
	add("another version at a URL", p, badge.Publication{BaseURL: "https://school.example", Rubric: apprentice()})
	p.ID += "/2"
	add("another program", p, badge.Publication{Rubric: apprentice()})
}

func TestAVersionIsOnePartOfAURL(t *testing.T) {
	p := makers(t)
	p.Version = "2/../é ?#"
	a, err := p.Achievement("joinery", badge.Publication{BaseURL: "https://school.example/b"})
	require.NoError(t, err)
	require.Equal(t, "https://school.example/b/2%2F..%2F%C3%A9%20%3F%23/joinery", a.ID)
	require.Equal(t, a.ID+"#criteria", a.Criteria.ID)
	require.Equal(t, a.ID+"#competencies/measuring", a.ResultDescription[0].ID)
}

func TestABaseURLMayBeOneForTrying(t *testing.T) {
	a := publish(t, "joinery", badge.Publication{BaseURL: "http://127.0.0.1:8080"})
	require.Equal(t, "http://127.0.0.1:8080/1.0.0/joinery", a.ID)
}

func TestRefusesABaseURLThatIsNotOne(t *testing.T) {
	for _, bad := range []string{
		"school.example", "/badges", "https://", "https:school.example", "ftp://school.example", "urn:a:b", "javascript:alert(1)",
		"https://school.example/?a", "https://school.example/#a", "https://user@school.example/", "https://school.example/ b",
		"HTTPS://school.example", "https://school.example/é", "https://[::1", "https://school.example/?",
	} {
		_, err := makers(t).Achievement("joinery", badge.Publication{BaseURL: bad})
		require.ErrorContains(t, err, "Publication.BaseURL", bad)
	}
}

func TestListsTheCredentialsWhenAskedForAnother(t *testing.T) {
	a, err := makers(t).Achievement("Joinery", badge.Publication{})
	require.EqualError(t, err, `badge: Makers has no credential "Joinery"; its credentials are joinery, solder`)
	require.Equal(t, badge.Achievement{}, a)
}

func TestDoesNotPublishAProgramThatIsNotOne(t *testing.T) {
	p := makers(t)
	p.Version = ""
	_, err := p.Achievement("joinery", badge.Publication{})
	require.ErrorContains(t, err, "/version: ")
}

func TestRefusesARubricThatCannotBeMet(t *testing.T) {
	for name, c := range map[string]struct {
		rubric badge.Rubric
		want   string
	}{
		"no levels":         {badge.Rubric{}, "no levels"},
		"an unknown level":  {badge.Rubric{Levels: apprentice().Levels, Required: "master"}, `no level "master"; the levels are novice, apprentice, journeyman`},
		"a key that is bad": {badge.Rubric{Levels: []badge.Level{{Key: "A", Name: "A"}}}, "expected a key"},
		"no name":           {badge.Rubric{Levels: []badge.Level{{Key: "a"}}}, `"a" has no name`},
		"a key twice":       {badge.Rubric{Levels: []badge.Level{{Key: "a", Name: "A"}, {Key: "a", Name: "B"}}}, "twice"},
		"a name twice":      {badge.Rubric{Levels: []badge.Level{{Key: "a", Name: "A"}, {Key: "b", Name: "a."}}}, "twice"},
	} {
		_, err := makers(t).Achievement("joinery", badge.Publication{Rubric: &c.rubric})
		require.ErrorContains(t, err, c.want, name)
	}
}

func TestARubricNeedNotRequireALevel(t *testing.T) {
	rubric := apprentice()
	rubric.Required = ""
	a := publish(t, "joinery", badge.Publication{Rubric: rubric})
	require.Empty(t, a.ResultDescription[0].RequiredLevel)
	require.NotContains(t, a.Criteria.Narrative, "or above")
}

func TestRefusesAnAlignmentThatBelongsToNothing(t *testing.T) {
	for _, key := range []string{"", "joinry", "joinery/heat", "joinery/", "joinery/care/x", "/care"} {
		_, err := makers(t).Achievement("joinery", badge.Publication{Alignments: map[string][]badge.Alignment{key: nil}})
		require.ErrorContains(t, err, "Publication.Alignments", key)
	}
}

func TestAPictureHasAnAlternativeText(t *testing.T) {
	image := &badge.Image{ID: "https://school.example/i.svg"}
	pub := badge.Publication{Image: func(string) *badge.Image { return image }}
	require.Equal(t, "Badge of two boards in a dovetail joint: Joinery", publish(t, "joinery", pub).Image.Caption)
	require.Empty(t, image.Caption, "the publisher's own value was changed")

	_, err := makers(t).Achievement("solder", pub)
	require.ErrorContains(t, err, "caption")
	image.Caption = "Ours"
	require.Equal(t, "Ours", publish(t, "joinery", pub).Image.Caption)
	require.Nil(t, publish(t, "solder", badge.Publication{Image: func(string) *badge.Image { return nil }}).Image)
}

func TestAnAchievementSharesNothingWithItsPublication(t *testing.T) {
	pub := badge.Publication{
		Creator:    &badge.Profile{ID: "https://school.example", Name: "A"},
		Alignments: map[string][]badge.Alignment{"joinery": {{TargetName: "W", TargetURL: "https://framework.example/w"}}},
	}
	a := publish(t, "joinery", pub)
	a.Creator.Name, a.Alignment[0].TargetName = "B", "X"
	require.Equal(t, "A", pub.Creator.Name)
	require.Equal(t, "W", pub.Alignments["joinery"][0].TargetName)
}

func TestCriteriaInAnotherLanguageAreTheAdopters(t *testing.T) {
	_, err := makers(t).Achievement("joinery", badge.Publication{Language: "es"})
	require.ErrorContains(t, err, "Publication.Narrative")
	a := publish(t, "joinery", badge.Publication{Language: "es", Narrative: func(c badge.MicroCredential) string {
		return c.Statement + " Se requieren todas."
	}})
	require.Equal(t, "es", a.InLanguage)
	require.True(t, strings.HasSuffix(a.Criteria.Narrative, "Se requieren todas."))
}

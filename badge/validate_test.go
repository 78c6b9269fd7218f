package badge_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
)

type validator interface{ Validate() error }

func TestAcceptsWhatTheDataModelAllows(t *testing.T) {
	a, s := fullAchievement(), fullSubject()
	for _, v := range []validator{
		&a, &s, a.Creator, &s.Result[0],
		&badge.Evidence{Narrative: "n"},
		&badge.EndorsementSubject{ID: "https://school.example/a/1"},
		&badge.Result{Value: "3"},
		&badge.Profile{ID: "did:example:a"},
	} {
		require.NoError(t, v.Validate(), "%T", v)
	}
}

func TestNamesEveryPropertyThatTheDataModelDoesNotAllow(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*badge.Subject)
		pointer string
	}{
		"nobody":                              {func(s *badge.Subject) { s.ID, s.Identifier = "", nil }, ""},
		"no achievement":                      {func(s *badge.Subject) { s.Achievement = badge.Achievement{} }, "/achievement"},
		"no name":                             {func(s *badge.Subject) { s.Achievement.Name = "" }, "/achievement/name"},
		"a type without the class":            {func(s *badge.Subject) { s.Achievement.Type = badge.Many[string]{"ext:Workshop"} }, "/achievement/type"},
		"criteria that say nothing":           {func(s *badge.Subject) { s.Achievement.Criteria = badge.Criteria{} }, "/achievement/criteria"},
		"an achievement type in another case": {func(s *badge.Subject) { s.Achievement.AchievementType = "Microcredential" }, "/achievement/achievementType"},
		"a target type that is not one":       {func(s *badge.Subject) { s.Achievement.Alignment[0].TargetType = "NACE" }, "/achievement/alignment/0/targetType"},
		"a target URL that runs a script":     {func(s *badge.Subject) { s.Achievement.Alignment[0].TargetURL = "javascript:alert(1)" }, "/achievement/alignment/0/targetUrl"},
		"a relative target URL":               {func(s *badge.Subject) { s.Achievement.Alignment[0].TargetURL = "/w1" }, "/achievement/alignment/0/targetUrl"},
		"a hash that is not one":              {func(s *badge.Subject) { s.Identifier[0].Hash = "sha1$00" }, "/identifier/0/identityHash"},
		"an identity type that is not one":    {func(s *badge.Subject) { s.Identifier[0].Type = "email" }, "/identifier/0/identityType"},
		"a result of another achievement":     {func(s *badge.Subject) { s.Result[0].ResultDescription = "urn:a:b" }, "/result/0/resultDescription"},
		"a level of another description":      {func(s *badge.Subject) { s.Result[0].AchievedLevel = "urn:a:b" }, "/result/0/achievedLevel"},
		"a status that nobody may add":        {func(s *badge.Subject) { s.Result[0].Status = "ext:Done" }, "/result/0/status"},
		"a value outside the scale":           {func(s *badge.Subject) { s.Result[0].Value = "4" }, "/result/0/value"},
		"no status for a result of statuses": {func(s *badge.Subject) {
			s.Achievement.ResultDescription[0].ResultType = badge.ResultStatus
			s.Result[0].Status = ""
		}, "/result/0/status"},
		"a required level of another one":      {func(s *badge.Subject) { s.Achievement.ResultDescription[0].RequiredLevel = "urn:a:b" }, "/achievement/resultDescription/0/requiredLevel"},
		"a language that is not one":           {func(s *badge.Subject) { s.Achievement.InLanguage = "EN" }, "/achievement/inLanguage"},
		"a country that is not one":            {func(s *badge.Subject) { s.Achievement.Creator.Address.AddressCountryCode = "USA" }, "/achievement/creator/address/addressCountryCode"},
		"a profile without an id":              {func(s *badge.Subject) { s.Source.ID = "" }, "/source/id"},
		"a day that is none":                   {func(s *badge.Subject) { s.Achievement.Creator.DateOfBirth = "1906-13-09" }, "/achievement/creator/dateOfBirth"},
		"an endorsement that is no JWS":        {func(s *badge.Subject) { s.Achievement.EndorsementJWT[0] = "x" }, "/achievement/endorsementJwt/0"},
		"an endorsement that is no credential": {func(s *badge.Subject) { s.Achievement.Endorsement[0] = json.RawMessage(`7`) }, "/achievement/endorsement/0"},
	} {
		s := fullSubject()
		require.NoError(t, s.Validate(), name)
		c.change(&s)
		err := s.Validate()
		var pointers []string
		for _, e := range unjoin(err) {
			var v *badge.ValueError
			require.ErrorAs(t, e, &v, name)
			require.NotEmpty(t, v.Reason, name)
			pointers = append(pointers, v.Pointer)
		}
		require.Contains(t, pointers, c.pointer, "%s: %v", name, err)
	}
}

func unjoin(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	return nil
}

func TestWhatIsOnlyWorthTellingIsNoError(t *testing.T) {
	s := fullSubject()
	s.Identifier[0] = badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "short")
	s.Achievement.ResultDescription[0].RubricCriterionLevel = badge.Many[badge.RubricCriterionLevel]{
		{ID: "urn:a:low", Name: "Low"}, {ID: "https://school.example/a/1#measuring/2", Name: "High"},
	}
	s.Result[0].AchievedLevel = "urn:a:low"
	require.NoError(t, s.Validate())
}

func TestWhatCannotBeWrittenIsNotValid(t *testing.T) {
	for want, v := range map[string]validator{
		"not valid UTF-8": &badge.Evidence{Narrative: "\xff"},
		"duplicate":       &badge.Profile{ID: "did:example:a", Endorsement: badge.Many[json.RawMessage]{json.RawMessage(`{"a":1,"a":2}`)}},
	} {
		var e *badge.ValueError
		require.ErrorAs(t, v.Validate(), &e)
		require.Contains(t, e.Reason, want)
	}
}

func TestAnErrorSaysWhereAndWhy(t *testing.T) {
	require.EqualError(t, &badge.ValueError{Pointer: "/name", Reason: "name is missing"}, "/name: name is missing")
	require.EqualError(t, errors.Join(&badge.ValueError{Reason: "nothing there"}), "nothing there")
}

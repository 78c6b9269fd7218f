package badge_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
)

func TestResultsLinkToTheDescriptionsOfTheAchievement(t *testing.T) {
	for name, pub := range map[string]badge.Publication{
		"URLs":  {BaseURL: "https://school.example", Rubric: apprentice()},
		"UUIDs": {Rubric: apprentice()},
	} {
		a := publish(t, "joinery", pub)
		results, err := a.Results(map[string]string{"care": "novice", "measuring": "journeyman"})
		require.NoError(t, err, name)
		require.Equal(t, badge.Many[badge.Result]{
			{ResultDescription: a.ResultDescription[0].ID, AchievedLevel: a.ResultDescription[0].RubricCriterionLevel[2].ID},
			{ResultDescription: a.ResultDescription[2].ID, AchievedLevel: a.ResultDescription[2].RubricCriterionLevel[0].ID},
		}, results, name)
	}
}

func TestResultsWithoutARubricAreStatuses(t *testing.T) {
	a := publish(t, "solder", badge.Publication{})
	results, err := a.Results(map[string]string{"heat": "InProgress"})
	require.NoError(t, err)
	require.Equal(t, badge.Many[badge.Result]{{ResultDescription: a.ResultDescription[0].ID, Status: badge.StatusInProgress}}, results)
	for _, bad := range []string{"", "completed", "ext:Done", "journeyman"} {
		_, err := a.Results(map[string]string{"heat": bad})
		require.ErrorContains(t, err, "a status is Completed, Enrolled, Failed, InProgress, OnHold, Provisional, Withdrew", bad)
	}
	results, err = a.Results(nil)
	require.NoError(t, err)
	require.Empty(t, results)
}

func TestListsWhatThereIsWhenAResultIsForSomethingElse(t *testing.T) {
	for _, pub := range []badge.Publication{{Rubric: apprentice()}, {BaseURL: "https://school.example", Rubric: apprentice()}} {
		a := publish(t, "solder", pub)
		_, err := a.Results(map[string]string{"care": "novice"})
		require.EqualError(t, err, `badge: Soldering has no competency "care"; it has heat`)
		_, err = a.Results(map[string]string{"heat": "master"})
		require.EqualError(t, err, `badge: Soldering, Heat: no level "master"; it has novice, apprentice, journeyman`)
		_, err = a.Results(map[string]string{"": "novice"})
		require.ErrorContains(t, err, `no competency ""`)
	}
	// What is listed can be asked for, where identifiers carry the key and where they do not.
	_, err := ptr(publish(t, "joinery", badge.Publication{BaseURL: "https://school.example"})).Results(map[string]string{"x": ""})
	require.EqualError(t, err, `badge: Joinery has no competency "x"; it has measuring, sawing-true, care`)
	a := publish(t, "joinery", badge.Publication{})
	_, err = a.Results(map[string]string{"x": ""})
	require.EqualError(t, err, `badge: Joinery has no competency "x"; it has measuring, sawing-true, care-for-tools`)
	_, err = a.Results(map[string]string{"care-for-tools": "Completed"})
	require.NoError(t, err)
	_, err = (&badge.Achievement{Name: "A"}).Results(map[string]string{"x": ""})
	require.EqualError(t, err, `badge: A has no competency "x"; it has none`)
}

func TestFindsTheCompetenciesOfAnybodysAchievementByTheirNames(t *testing.T) {
	a := badge.Achievement{ID: "https://other.example/a", Name: "Other", ResultDescription: badge.Many[badge.ResultDescription]{
		{ID: "https://other.example/r/1", Name: "Team Work", ResultType: badge.ResultPercent},
		{ID: "https://other.example/r/2", Name: "Grade", ResultType: badge.ResultLetterGrade, AllowedValue: badge.Many[string]{"C", "B", "A"}},
		{ID: "https://other.example/r/3", Name: "***", ResultType: badge.ResultRubricCriterionLevel, RubricCriterionLevel: badge.Many[badge.RubricCriterionLevel]{
			{ID: "https://other.example/l/1", Name: "Low"}, {ID: "https://other.example/l/2", Name: "High!"},
		}},
	}}
	results, err := a.Results(map[string]string{"team-work": "87", "Grade": "B", "***": "high"})
	require.NoError(t, err)
	require.Equal(t, badge.Many[badge.Result]{
		{ResultDescription: "https://other.example/r/1", Value: "87"},
		{ResultDescription: "https://other.example/r/2", Value: "B"},
		{ResultDescription: "https://other.example/r/3", AchievedLevel: "https://other.example/l/2"},
	}, results)
	_, err = a.Results(map[string]string{"grade": "D"})
	require.ErrorContains(t, err, `no value "D"; the values are C, B, A`)
	_, err = a.Results(map[string]string{"team-work": ""})
	require.ErrorContains(t, err, "expected a value")
	_, err = a.Results(map[string]string{"team-work": "1", "Team Work": "2"})
	require.ErrorContains(t, err, "the same competency")
	_, err = a.Results(map[string]string{"x": "1"})
	require.ErrorContains(t, err, "team-work, grade, ***")
	_, err = a.Results(map[string]string{"": "high"})
	require.ErrorContains(t, err, `no competency ""`)
	a.ResultDescription[0].ID = a.ID + "#competencies/Not a Key"
	_, err = a.Results(map[string]string{"x": "1"})
	require.ErrorContains(t, err, "team-work, grade, ***")

	a.ResultDescription[1].Name = "Team-Work"
	_, err = a.Results(map[string]string{"team-work": "87"})
	require.ErrorContains(t, err, `more than one competency "team-work"`)
}

func TestAKeyOfTheProgramGoesBeforeAName(t *testing.T) {
	p := makers(t)
	p.Credentials[0].Competencies[0] = badge.Competency{Key: "care", Name: "Measuring", Definition: "d"}
	p.Credentials[0].Competencies[2] = badge.Competency{Key: "x", Name: "Care", Definition: "d"}
	a, err := p.Achievement("joinery", badge.Publication{})
	require.NoError(t, err)
	results, err := a.Results(map[string]string{"care": "Completed"})
	require.NoError(t, err)
	require.Equal(t, a.ResultDescription[0].ID, results[0].ResultDescription)
}

package shape

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

const resultDescriptions = `[
  {"id": "urn:d:1", "type": ["ResultDescription"], "name": "Synthesis", "resultType": "RubricCriterionLevel", "requiredLevel": "urn:l:2",
   "rubricCriterionLevel": [
     {"id": "urn:l:1", "type": ["RubricCriterionLevel"], "name": "Novice"},
     {"id": "urn:l:2", "type": ["RubricCriterionLevel"], "name": "Strategic Learner"},
     {"id": "urn:l:3", "type": ["RubricCriterionLevel"], "name": "Emerging Expert"}]},
  {"id": "urn:d:2", "type": ["ResultDescription"], "name": "Curiosity", "resultType": "RubricCriterionLevel",
   "rubricCriterionLevel": [{"id": "urn:l:9", "type": ["RubricCriterionLevel"], "name": "Novice"}]},
  {"id": "urn:d:3", "type": ["ResultDescription"], "name": "State", "resultType": "Status"},
  {"id": "urn:d:4", "type": ["ResultDescription"], "name": "Grade", "resultType": "LetterGrade", "allowedValue": ["F", "C", "B", "A"], "requiredValue": "C"},
  {"id": "urn:d:5", "type": ["ResultDescription"], "name": "Points", "resultType": "RawScore", "valueMin": "0", "valueMax": "100", "requiredValue": "60"},
  {"id": "urn:d:6", "type": ["ResultDescription"], "name": "Words", "resultType": "Result", "valueMin": "poor", "valueMax": "good"}
]`

func TestJudgesResultsByTheirDescription(t *testing.T) {
	doc := put("/credentialSubject/achievement/resultDescription", resultDescriptions)(t, minimalV2)
	result := func(members string) edit {
		return put("/credentialSubject/result", `[{"type": ["Result"], `+members+`}]`)
	}
	at := "/credentialSubject/result/0"
	runEdits(t, doc, []editCase{
		{"the required level", result(`"resultDescription": "urn:d:1", "achievedLevel": "urn:l:2"`), ""},
		{"a higher level", result(`"resultDescription": "urn:d:1", "achievedLevel": "urn:l:3"`), ""},
		{"a lower level", result(`"resultDescription": "urn:d:1", "achievedLevel": "urn:l:1"`), "note RESULT_BELOW_REQUIRED " + at + "/achievedLevel"},
		{"another description's level", result(`"resultDescription": "urn:d:1", "achievedLevel": "urn:l:9"`), "error RESULT_INVALID " + at + "/achievedLevel"},
		{"a level where no level is required", result(`"resultDescription": "urn:d:2", "achievedLevel": "urn:l:9"`), ""},
		{"a level of a description without levels", result(`"resultDescription": "urn:d:3", "achievedLevel": "urn:l:1", "status": "Completed"`), "error RESULT_INVALID " + at + "/achievedLevel"},
		{"no such description", result(`"resultDescription": "urn:d:0"`), "error RESULT_INVALID " + at + "/resultDescription"},
		{"a level alone", result(`"achievedLevel": "urn:l:9"`), ""},
		{"no such level, alone", result(`"achievedLevel": "urn:l:0"`), "error RESULT_INVALID " + at + "/achievedLevel"},
		{"a value alone", result(`"value": "7"`), ""},
		{"a state", result(`"resultDescription": "urn:d:3", "status": "Completed"`), ""},
		{"no state", result(`"resultDescription": "urn:d:3"`), "deviation RESULT_INVALID " + at + "/status"},
		{"an allowed value", result(`"resultDescription": "urn:d:4", "value": "A"`), ""},
		{"a value that is not allowed", result(`"resultDescription": "urn:d:4", "value": "D"`), "deviation RESULT_INVALID " + at + "/value"},
		{"a value below the required", result(`"resultDescription": "urn:d:4", "value": "F"`), "note RESULT_BELOW_REQUIRED " + at + "/value"},
		{"points", result(`"resultDescription": "urn:d:5", "value": "60.0"`), ""},
		{"the most points", result(`"resultDescription": "urn:d:5", "value": "100"`), ""},
		{"too many points", result(`"resultDescription": "urn:d:5", "value": "100.5"`), "deviation RESULT_INVALID " + at + "/value"},
		{"too few points", result(`"resultDescription": "urn:d:5", "value": "-1"`), "deviation RESULT_INVALID " + at + "/value\nnote RESULT_BELOW_REQUIRED " + at + "/value"},
		{"points below the required", result(`"resultDescription": "urn:d:5", "value": "59"`), "note RESULT_BELOW_REQUIRED " + at + "/value"},
		{"no points", result(`"resultDescription": "urn:d:5", "value": "many"`), "deviation RESULT_INVALID " + at + "/value"},
		{"points written for machines", result(`"resultDescription": "urn:d:5", "value": "0x3c"`), "deviation RESULT_INVALID " + at + "/value"},
		{"a scale without numbers", result(`"resultDescription": "urn:d:6", "value": "fair"`), ""},
		{"a number for a value", result(`"resultDescription": "urn:d:5", "value": 60`), "error SCHEMA_INVALID " + at + "/value"},
		{"a result that stands alone", put("/credentialSubject/result", `{"type": ["Result"], "resultDescription": "urn:d:0"}`),
			"error RESULT_INVALID /credentialSubject/result/resultDescription\ndeviation SCHEMA_INVALID /credentialSubject/result"},
		{"a result of an achievement without descriptions", both(remove("/credentialSubject/achievement/resultDescription"), result(`"resultDescription": "urn:d:1"`)),
			"error RESULT_INVALID " + at + "/resultDescription"},
	})
}

func TestJudgesWhatAResultDescriptionRequires(t *testing.T) {
	description := "/credentialSubject/achievement/resultDescription"
	doc := put(description, resultDescriptions)(t, minimalV2)
	runEdits(t, doc, []editCase{
		{"a level of another", put(description+"/0/requiredLevel", `"urn:l:9"`), "deviation RESULT_INVALID " + description + "/0/requiredLevel"},
		{"a value that is not allowed", put(description+"/3/requiredValue", `"D"`), "deviation RESULT_INVALID " + description + "/3/requiredValue"},
		{"a value out of range", put(description+"/4/requiredValue", `"101"`), "deviation RESULT_INVALID " + description + "/4/requiredValue"},
		{"the lowest level", put(description+"/0/requiredLevel", `"urn:l:1"`), ""},
		{"no value of those that are allowed", remove(description + "/3/requiredValue"), ""},
		{"a value where one alone is allowed", put(description+"/3/allowedValue", `"A"`),
			"deviation SCHEMA_INVALID " + description + "/3/allowedValue\ndeviation RESULT_INVALID " + description + "/3/requiredValue"},
		{"a value under the range", put(description+"/4/valueMin", `"61"`), "deviation RESULT_INVALID " + description + "/4/requiredValue"},
	})
}

func TestBoundsTheWorkOfComparingResults(t *testing.T) {
	description := `{"id": "urn:d:1", "type": ["ResultDescription"], "name": "x", "resultType": "Result"}`
	level := `{"id": "urn:l:1", "type": ["RubricCriterionLevel"], "name": "x"}`
	list := func(s string, n int) string { return "[" + strings.Repeat(s+",", n) + s + "]" }
	achievement := "/credentialSubject/achievement"
	runEdits(t, minimalV2, []editCase{
		{"results", put("/credentialSubject/result", list(`{"type": ["Result"], "resultDescription": "urn:d:0"}`, limits.Results)), "error SCHEMA_INVALID /credentialSubject/result"},
		{"descriptions", both(put(achievement+"/resultDescription", list(description, limits.Results)), put("/credentialSubject/result", `[{"type": ["Result"], "resultDescription": "urn:d:0"}]`)),
			"error SCHEMA_INVALID /credentialSubject/achievement/resultDescription"},
		{"levels", both(put(achievement+"/resultDescription", "["+description+"]"), put(achievement+"/resultDescription/0/rubricCriterionLevel", list(level, limits.Levels)),
			put(achievement+"/resultDescription/0/requiredLevel", `"urn:l:0"`),
			put("/credentialSubject/result", `[{"type": ["Result"], "resultDescription": "urn:d:1", "achievedLevel": "urn:l:0"}, {"type": ["Result"], "achievedLevel": "urn:l:0"}]`)),
			"error SCHEMA_INVALID /credentialSubject/achievement/resultDescription/0/rubricCriterionLevel"},
		{"values", both(put(achievement+"/resultDescription", "["+description+"]"), put(achievement+"/resultDescription/0/allowedValue", list(`"x"`, limits.Levels)),
			put(achievement+"/resultDescription/0/requiredValue", `"y"`),
			put("/credentialSubject/result", `[{"type": ["Result"], "resultDescription": "urn:d:1", "value": "y"}]`)),
			"error SCHEMA_INVALID /credentialSubject/achievement/resultDescription/0/allowedValue"},
	})
}

// A result that stands alone is judged however many members are put beside its link.
func TestJudgesAResultWithManyMembers(t *testing.T) {
	members := `"type": ["Result"], "resultDescription": "urn:d:0"`
	for i := range limits.Results {
		members += `, "x` + strconv.Itoa(i) + `": 1`
	}
	found := judge(t, put("/credentialSubject/result", `{`+members+`}`)(t, minimalV2))
	require.Equal(t, "error RESULT_INVALID /credentialSubject/result/resultDescription", brief(found)[0])
	require.Empty(t, judge(t, put("/credentialSubject/result", `[]`)(t, minimalV2))[1:])
}

func TestReadsNumbersAsPeopleWriteThem(t *testing.T) {
	for s, want := range map[string]float64{"0": 0, "4.0": 4, "-1.5": -1.5, "+3": 3, "100": 100} {
		got, ok := decimal([]byte(s))
		require.True(t, ok, s)
		require.Equal(t, want, got)
	}
	for _, s := range []string{"", "-", ".", "1.2.3", "1e3", "inf", "NaN", "0x1", "1_0", "A", "1-2", strings.Repeat("1", 33)} {
		_, ok := decimal([]byte(s))
		require.False(t, ok, s)
	}
}

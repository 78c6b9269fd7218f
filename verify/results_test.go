package verify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// failing is a badge, under a context of Open Badges, of a learner who failed in
// three ways: by a level, by a grade and by points.
func failing(t *testing.T, context string) string {
	t.Helper()
	level := func(n string) string {
		return `{"id":"urn:x:level-` + n + `","type":["RubricCriterionLevel"],"name":"` + n + `"}`
	}
	doc := `{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/` + context + `","https://w3id.org/security/suites/ed25519-2020/v1"],` +
		`"id":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100","type":["VerifiableCredential","OpenBadgeCredential"],"name":"X",` +
		`"issuer":{"id":"` + school(t).Method().Controller + `","type":["Profile"],"name":"S"},"issuanceDate":"2026-04-01T09:00:00Z",` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"result":[` +
		`{"type":["Result"],"resultDescription":"urn:x:rubric","achievedLevel":"urn:x:level-1"},` +
		`{"id":"urn:x:grade-result","type":["Result"],"resultDescription":"urn:x:grade","value":"F"},` +
		`{"type":["Result"],"resultDescription":"urn:x:exam","value":"12"}],` +
		`"achievement":{"id":"urn:x:a","type":["Achievement"],"name":"N","description":"D","criteria":{"narrative":"c"},"resultDescription":[` +
		`{"id":"urn:x:rubric","type":["ResultDescription"],"name":"Safety","resultType":"RubricCriterionLevel","requiredLevel":"urn:x:level-2","rubricCriterionLevel":[` + level("1") + `,` + level("2") + `,` + level("3") + `]},` +
		`{"id":"urn:x:grade","type":["ResultDescription"],"name":"Grade","resultType":"LetterGrade","requiredValue":"C","allowedValue":["F","C","A"]},` +
		`{"id":"urn:x:exam","type":["ResultDescription"],"name":"Exam","resultType":"Percent","requiredValue":"90","valueMin":"0","valueMax":"100"}]}}}`
	return addProof(t, doc, school(t), credential.ProofOptions{Suite: credential.Ed25519Signature2020})
}

// remarked are the verdict and what a report tells, without the places, which an
// edit moves.
func remarked(t *testing.T, v *verify.Verifier, doc string) (digest []byte, told []string) {
	t.Helper()
	r, err := v.Verify(ctx, []byte(doc))
	told = []string{r.Verdict()}
	for _, p := range append(r.Errors(), r.Warnings()...) {
		told = append(told, string(p.Code)+": "+p.Message)
	}
	slices.Sort(told[1:])
	require.Len(t, r.Proofs, 1, "%v", err)
	return r.Proofs[0].DocumentDigest, told
}

// A holder chooses how a graph is written, and hides no failure by it.
func TestNoEditOfTheSameGraphHidesAResult(t *testing.T) {
	half := func(id, rest string) string {
		return `{"id":"` + id + `","type":["ResultDescription"],` + rest + `},{"id":"` + id + `"`
	}
	levels := `{"id":"urn:x:level-1","type":["RubricCriterionLevel"],"name":"1"},{"id":"urn:x:level-2","type":["RubricCriterionLevel"],"name":"2"}`
	for _, context := range []string{"context.json", "context-3.0.1.json", "context-3.0.2.json", "context-3.0.3.json"} {
		t.Run(context, func(t *testing.T) {
			v := newVerifier(t, nil)
			honest := failing(t, context)
			digest, want := remarked(t, v, honest)
			require.Equal(t, "warning", want[0], "%v", want)
			count := func(code credential.Code) int {
				return strings.Count(strings.Join(want, "\n"), string(code)+": ")
			}
			ordered := context == "context-3.0.2.json" || context == "context-3.0.3.json"
			require.Equal(t, map[bool]int{true: 2, false: 1}[ordered], count(credential.ResultBelowRequired), "%v", want)

			for name, edit := range map[string][]string{
				"levels in another order":               {levels, `{"id":"urn:x:level-2","type":["RubricCriterionLevel"],"name":"2"},{"id":"urn:x:level-1","type":["RubricCriterionLevel"],"name":"1"}`},
				"grades in another order":               {`"F","C"`, `"C","F"`},
				"half a description in front":           {`{"id":"urn:x:exam"`, half("urn:x:exam", `"name":"Exam","resultType":"Percent"`)},
				"half with the range":                   {`,"valueMin":"0","valueMax":"100"}`, `}`, `{"id":"urn:x:exam"`, half("urn:x:exam", `"name":"Exam","resultType":"Percent","valueMin":"0","valueMax":"100"`)},
				"half a grade in front":                 {`{"id":"urn:x:grade"`, half("urn:x:grade", `"name":"Grade","resultType":"LetterGrade"`)},
				"half with what is required, elsewhere": {`"requiredValue":"C","allowedValue"`, `"allowedValue"`, `{"id":"urn:x:grade"`, half("urn:x:grade", `"name":"Grade","resultType":"LetterGrade","requiredValue":"C"`)},
				"half a result in front":                {`"resultDescription":"urn:x:grade","value":"F"`, `"resultDescription":"urn:x:grade"`, `{"id":"urn:x:grade-result","type":["Result"]`, `{"id":"urn:x:grade-result","type":["Result"],"value":"F"},{"id":"urn:x:grade-result","type":["Result"]`},
				"results in another order":              {`,{"type":["Result"],"resultDescription":"urn:x:exam","value":"12"}`, ``, `"result":[`, `"result":[{"type":["Result"],"resultDescription":"urn:x:exam","value":"12"},`},
				"a level required in another object":    {`,"requiredLevel":"urn:x:level-2"`, ``, `{"id":"urn:x:exam"`, `{"id":"urn:x:rubric","type":["ResultDescription"],"name":"Safety","resultType":"RubricCriterionLevel","requiredLevel":"urn:x:level-2"},{"id":"urn:x:exam"`},
			} {
				edited := honest
				for i := 0; i < len(edit); i += 2 {
					require.Equal(t, 1, strings.Count(edited, edit[i]), "%s: %s", name, edit[i])
					edited = strings.Replace(edited, edit[i], edit[i+1], 1)
				}
				same, told := remarked(t, v, edited)
				if name == "grades in another order" && ordered {
					require.NotEqual(t, digest, same, "the order is signed")
					continue
				}
				require.Equal(t, digest, same, "%s: the edit is to keep the graph", name)
				require.Equal(t, want, told, name)
			}
		})
	}
}

// Where the very JSON is signed, its order is, too.
func TestATokenSignsTheOrderOfLevels(t *testing.T) {
	doc := failing(t, "context.json")
	doc = doc[:strings.Index(doc, `,"proof":`)] + "}"
	s, err := credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	require.NoError(t, err)
	_, told := remarked(t, newVerifier(t, nil), string(s.Bytes()))
	require.Equal(t, 3, strings.Count(strings.Join(told, "\n"), string(credential.ResultBelowRequired)), "%v", told)
}

// A holder who may show a part shows it under contexts that keep the order, or not.
func TestADerivedProofKeepsTheOrderThatItsContextsKeep(t *testing.T) {
	_, ec := academyKeys(t)
	c := civics(t)
	c.Subject.Achievement.ResultDescription = []badge.ResultDescription{{ID: "urn:x:grade", Name: "Grade", ResultType: "LetterGrade", RequiredValue: "C", AllowedValue: []string{"F", "C", "A"}}}
	c.Subject.Result = []badge.Result{{ResultDescription: "urn:x:grade", Value: "F"}}
	data := derive(t, issueEmbedded(t, ec, credential.ECDSASD2023, c), "/evidence", "/credentialSubject")
	requireVerdict(t, academyVerifier(t, nil), data, "warning", credential.ResultBelowRequired)
}

func TestADerivedProofKeepsNoOrderThatItsContextsLose(t *testing.T) {
	v := academyVerifier(t, nil)
	doc := failing(t, "context.json")
	doc = strings.Replace(doc[:strings.Index(doc, `,"proof":`)]+"}", school(t).Method().Controller, academy, 1)
	doc = strings.Replace(doc, "https://w3id.org/security/suites/ed25519-2020/v1", "https://w3id.org/security/data-integrity/v2", 1)
	data := derive(t, disclosable(t, doc), "/credentialSubject")
	_, told := remarked(t, v, data)
	require.Equal(t, 1, strings.Count(strings.Join(told, "\n"), string(credential.ResultBelowRequired)), "%v", told)
	_, again := remarked(t, v, strings.Replace(data, `"F","C"`, `"C","F"`, 1))
	require.Equal(t, told, again)
}

// The order of what is not signed yet is the author's.
func TestAnAuthorIsToldOfAResultBelowTheLevel(t *testing.T) {
	c := civics(t)
	level := func(id string) badge.RubricCriterionLevel {
		return badge.RubricCriterionLevel{ID: id, Name: id}
	}
	c.Subject.Achievement.ResultDescription = []badge.ResultDescription{{ID: "urn:x:d", Name: "D", ResultType: "RubricCriterionLevel", RequiredLevel: "urn:x:2", RubricCriterionLevel: []badge.RubricCriterionLevel{level("urn:x:1"), level("urn:x:2")}}}
	c.Subject.Result = []badge.Result{{ResultDescription: "urn:x:d", AchievedLevel: "urn:x:1"}}
	var told []credential.Code
	for _, p := range c.Notes() {
		told = append(told, p.Code)
	}
	require.Contains(t, told, credential.ResultBelowRequired)
}

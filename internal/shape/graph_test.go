package shape

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// oneNode reads all objects of an array as one, and counts what it is asked.
type oneNode struct {
	array strictjson.Value
	asked map[string]int
}

func (n *oneNode) Node(v strictjson.Value) int {
	for _, e := range n.array.Elements() {
		if e == v {
			return 1
		}
	}
	return 0
}

func (n *oneNode) Get(v strictjson.Value, name string) strictjson.Value {
	if n.Node(v) == 0 {
		return v.Get(name)
	}
	n.asked[name]++
	for _, e := range n.array.Elements() {
		if m := e.Get(name); m.Exists() {
			return m
		}
	}
	return strictjson.Value{}
}

func (n *oneNode) Said(v strictjson.Value, name string) (said []strictjson.Value) {
	if n.Node(v) == 0 {
		return nil
	}
	for _, e := range n.array.Elements() {
		if m := e.Get(name); m.Says() {
			said = append(said, m)
		}
	}
	return said
}

func (n *oneNode) Disputed(strictjson.Value, string) bool { return false }
func (n *oneNode) Types(strictjson.Value) []string        { return nil }

// halves is a badge with a description in pieces, and a result that names it.
func halves(t *testing.T, pieces int, rest string) (doc strictjson.Value, nodes *oneNode) {
	t.Helper()
	half := `{"id": "urn:d:1", "type": ["ResultDescription"], "name": "x", "resultType": "RubricCriterionLevel"`
	text := both(put("/credentialSubject/achievement/resultDescription", "["+strings.Repeat(half+"},", pieces-1)+half+","+rest+"}]"),
		put("/credentialSubject/result", `[{"type": ["Result"], "resultDescription": "urn:d:1", "achievedLevel": "urn:l:1"}]`))(t, minimalV2)
	doc = parse(t, text)
	array, ok := doc.Lookup("/credentialSubject/achievement/resultDescription")
	require.True(t, ok)
	return doc, &oneNode{array, map[string]int{}}
}

const twoLevels = `"rubricCriterionLevel": [{"id": "urn:l:1", "type": ["RubricCriterionLevel"], "name": "1"}, {"id": "urn:l:2", "type": ["RubricCriterionLevel"], "name": "2"}]`

func graphOf(t *testing.T, pieces int, rest string) (found []string, asked map[string]int) {
	doc, nodes := halves(t, pieces, rest)
	return brief(Check(doc, "AchievementCredential", Rules{Version: 2, Graph: true, Nodes: nodes})), nodes.asked
}

func TestReadsADescriptionInPiecesAsOne(t *testing.T) {
	at := "/credentialSubject/achievement/resultDescription/3/"
	const below = "note RESULT_BELOW_REQUIRED /credentialSubject/result/0/achievedLevel"
	scored := func(one, two string) string {
		return strings.NewReplacer(`"name": "1"`, `"name": "1", "points": "`+one+`"`, `"name": "2"`, `"name": "2", "points": "`+two+`"`).Replace(twoLevels)
	}
	found, _ := graphOf(t, 4, twoLevels+`, "requiredLevel": "urn:l:2"`)
	require.Empty(t, found, "nobody signed which level is higher")
	for points, want := range map[[2]string][]string{
		{"1", "2"}: {below}, {"-1.5", "10"}: {below}, {"9", "10"}: {below}, {"2", "1"}: nil, {"1", "1"}: nil, {"1", "two"}: nil, {"", "2"}: nil,
	} {
		found, _ = graphOf(t, 4, scored(points[0], points[1])+`, "requiredLevel": "urn:l:2"`)
		require.ElementsMatch(t, want, found, points)
	}
	turned := strings.Replace(`"rubricCriterionLevel": [{"id": "urn:l:2", "type": ["RubricCriterionLevel"], "name": "2"}, {"id": "urn:l:1", "type": ["RubricCriterionLevel"], "name": "1"}]`, `"name": "2"`, `"name": "2", "points": "2"`, 1)
	found, _ = graphOf(t, 4, strings.Replace(turned, `"name": "1"`, `"name": "1", "points": "1"`, 1)+`, "requiredLevel": "urn:l:2"`)
	require.Equal(t, []string{below}, found, "however they stand")
	found, _ = graphOf(t, 4, twoLevels+`, "requiredLevel": "urn:l:1"`)
	require.Empty(t, found, "the level itself")
	found, _ = graphOf(t, 4, twoLevels)
	require.Empty(t, found, "nothing is required")
	found, _ = graphOf(t, 4, twoLevels+`, "requiredLevel": "urn:l:9"`)
	require.Equal(t, []string{"deviation RESULT_INVALID " + at + "requiredLevel"}, found, "told once")
}

// Many pieces of one description share its list, which is read for the results and for
// what the description itself requires.
func TestReadsTheListOfADescriptionInPiecesOnce(t *testing.T) {
	_, asked := graphOf(t, 200, twoLevels+`, "requiredLevel": "urn:l:2"`)
	require.Equal(t, 2, asked["rubricCriterionLevel"], fmt.Sprint(asked))
}

// Everything that a rule between objects reads may stand in another object of the node.
func TestRulesBetweenObjectsReadHalvesAsOne(t *testing.T) {
	type halves struct{ description, more, result, moreResult string }
	check := func(h halves) []string {
		text := both(put("/credentialSubject/achievement/resultDescription", `[{"id":"urn:d:1","type":["ResultDescription"],"name":"x","resultType":"LetterGrade"`+h.description+`}]`),
			put("/credentialSubject/result", `[{"id":"urn:r:1","type":["Result"]`+h.result+`}]`),
			put("/relatedResource", `[{"id":"urn:d:1","type":["ResultDescription"],"digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`+h.more+`},
				{"id":"urn:r:1","type":["Result"],"digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`+h.moreResult+`}]`))(t, minimalV2)
		doc := parse(t, text)
		return brief(Check(doc, "AchievementCredential", Rules{Version: 2, Graph: true, Ordered: true, Nodes: byIDs{doc}}))
	}
	const link, below = `,"resultDescription":"urn:d:1"`, "note RESULT_BELOW_REQUIRED"
	levels := `,"rubricCriterionLevel":[{"id":"urn:l:1","type":["RubricCriterionLevel"],"name":"1","points":"1"},{"id":"urn:l:2","type":["RubricCriterionLevel"],"name":"2","points":"2"}]`
	for name, test := range map[string]struct {
		parts [3]string // any of which may stand in the other half of the description
		value string
		want  string
	}{
		"an allowed value":  {[3]string{`,"allowedValue":["F","C"]`, `,"requiredValue":"C"`, ``}, `,"value":"F"`, below},
		"a number":          {[3]string{`,"valueMin":"0"`, `,"valueMax":"9"`, `,"requiredValue":"5"`}, `,"value":"4"`, below},
		"a level":           {[3]string{levels, `,"requiredLevel":"urn:l:2"`, ``}, `,"achievedLevel":"urn:l:1"`, below},
		"a value too small": {[3]string{`,"valueMin":"3"`, ``, ``}, `,"value":"1"`, "deviation RESULT_INVALID"},
		"a value too large": {[3]string{`,"valueMax":"3"`, ``, ``}, `,"value":"4"`, "deviation RESULT_INVALID"},
		"a required value":  {[3]string{`,"requiredValue":"Z"`, `,"allowedValue":["F","C"]`, ``}, ``, "deviation RESULT_INVALID"},
		"a required level":  {[3]string{`,"requiredLevel":"urn:l:9"`, levels, ``}, ``, "deviation RESULT_INVALID"},
		"no level at all":   {[3]string{levels, ``, ``}, `,"achievedLevel":"urn:l:9"`, "error RESULT_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			for moved := range 8 {
				for _, away := range []bool{false, true} {
					var h halves
					for i, part := range test.parts {
						if moved>>i&1 == 1 {
							h.more += part
						} else {
							h.description += part
						}
					}
					if h.result = link + test.value; away {
						h.result, h.moreResult = "", h.result
					}
					found := strings.Join(check(h), "\n")
					require.Contains(t, found, test.want, "%+v", h)
				}
			}
		})
	}
}

// byIDs reads all objects of one id as one.
type byIDs struct{ doc strictjson.Value }

func (n byIDs) all(v strictjson.Value) (objects []strictjson.Value) {
	id := v.Get("id")
	if !id.Exists() {
		return nil
	}
	var walk func(v strictjson.Value)
	walk = func(v strictjson.Value) {
		if v.Get("id").Is(id.Text()) {
			objects = append(objects, v)
		}
		for _, m := range v.Members() {
			walk(m)
		}
		for _, e := range v.Elements() {
			walk(e)
		}
	}
	walk(n.doc)
	return objects
}

func (n byIDs) Node(v strictjson.Value) int {
	if all := n.all(v); len(all) > 0 {
		_, at := all[0].Index()
		return int(at) + 1
	}
	return 0
}

func (n byIDs) Said(v strictjson.Value, name string) (said []strictjson.Value) {
	for _, o := range n.all(v) {
		if m := o.Get(name); m.Says() {
			said = append(said, m)
		}
	}
	return said
}

func (n byIDs) Get(v strictjson.Value, name string) strictjson.Value {
	if own := v.Get(name); own.Says() {
		return own
	}
	for _, m := range n.Said(v, name) {
		return m
	}
	return strictjson.Value{}
}

func (byIDs) Disputed(strictjson.Value, string) bool { return false }
func (byIDs) Types(strictjson.Value) []string        { return nil }

func TestPointsAndStatusMayStandInAnotherObject(t *testing.T) {
	const digest = `"digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`
	check := func(description, result, resources string) string {
		doc := parse(t, both(put("/credentialSubject/achievement/resultDescription", `[{"id":"urn:d:1","type":["ResultDescription"],"name":"x"`+description+`}]`),
			put("/credentialSubject/result", `[{"id":"urn:r:1","type":["Result"],"resultDescription":"urn:d:1"`+result+`}]`),
			put("/relatedResource", `[`+resources+`]`))(t, minimalV2))
		return strings.Join(brief(Check(doc, "AchievementCredential", Rules{Version: 2, Graph: true, Ordered: true, Nodes: byIDs{doc}})), "\n")
	}
	points := `{"id":"urn:l:1","type":["RubricCriterionLevel"],"points":"1",` + digest + `}`
	levels := `,"resultType":"RubricCriterionLevel","requiredLevel":"urn:l:2","rubricCriterionLevel":[{"id":"urn:l:1","type":["RubricCriterionLevel"],"name":"1"},{"id":"urn:l:2","type":["RubricCriterionLevel"],"name":"2","points":"2"}]`
	require.Equal(t, "note RESULT_BELOW_REQUIRED /credentialSubject/result/0/achievedLevel", check(levels, `,"achievedLevel":"urn:l:1"`, points))
	status := func(more string) string {
		return `{"id":"urn:r:1","type":["Result"],` + digest + more + `}`
	}
	require.Contains(t, check(`,"resultType":"Status"`, ``, status("")), "deviation RESULT_INVALID")
	require.Empty(t, check(`,"resultType":"Status"`, ``, status(`,"status":"Completed"`)))
}

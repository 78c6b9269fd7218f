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

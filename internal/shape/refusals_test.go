package shape

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

func TestASchemaOfOpenBadgesIsOneOfTheseURLs(t *testing.T) {
	for url, want := range map[string]OBSchema{
		schemaBase + "json/ob_v3p0_achievementcredential_schema.json":       {Class: "AchievementCredential"},
		schemaBase + "json-ld/ob_v3p0_achievementcredential_schema.json":    {Class: "AchievementCredential"},
		schemaBase + "json/ob_v3p0_anyachievementcredential_schema.json":    {"AchievementCredential", true},
		schemaBase + "json-ld/ob_v3p0_anyendorsementcredential_schema.json": {"EndorsementCredential", true},
	} {
		s, ok := ReadOBSchema(url)
		require.True(t, ok, url)
		require.Equal(t, want, s, url)
	}
	for _, url := range []string{
		"", "json/ob_v3p0_achievementcredential_schema.json", "https://evil.example/json/ob_v3p0_achievementcredential_schema.json",
		schemaBase + "xml/ob_v3p0_achievementcredential_schema.json", schemaBase + "ob_v3p0_achievementcredential_schema.json",
		schemaBase + "json/ob_v3p0_achievementcredential_schema.json#", schemaBase + "json/",
	} {
		_, ok := ReadOBSchema(url)
		require.False(t, ok, url)
	}
}

// Among what is left out of a list that is too long, the severest is what counts.
func TestTheSeverestOfWhatIsLeftOutIsSaid(t *testing.T) {
	var f findings
	for i := range limits.Problems {
		f.rest.kept = append(f.rest.kept, kept{Finding: Finding{Level: Note, Code: SchemaInvalid, Pointer: fmt.Sprint("/", i)}})
	}
	f.rest.kept = append(f.rest.kept, kept{Finding: Finding{Level: Deviation, Code: ResultInvalid, Pointer: "/last"}})
	all := f.list()
	require.Len(t, all, limits.Problems)
	last := all[len(all)-1]
	require.Equal(t, Deviation, last.Level)
	require.Equal(t, ResultInvalid, last.Code)
	require.Equal(t, "and 2 more findings", last.Message)
}

// byIDsTyped says of the objects of one id which types they have together.
type byIDsTyped struct {
	byIDs
	types []string
}

// Get reads what stands at an id as the object of that id.
func (n byIDsTyped) Get(v strictjson.Value, name string) strictjson.Value {
	if v.Kind() == strictjson.String {
		for _, e := range n.doc.Get("evidence").Elements() {
			v = e
		}
	}
	return n.byIDs.Get(v, name)
}

func (n byIDsTyped) Types(strictjson.Value) []string { return n.types }

func TestAnIssuerThatIsDescribedElsewhereIsAProfile(t *testing.T) {
	doc := parse(t, both(put("/issuer", `"did:example:school"`),
		put("/evidence", `[{"id":"did:example:school","type":["Evidence"],"name":"Pine Ridge"}]`))(t, minimalV2))
	check := func(types ...string) string {
		return strings.Join(brief(Check(doc, "AchievementCredential", Rules{Version: 2, Graph: true, Nodes: byIDsTyped{byIDs{doc}, types}})), "\n")
	}
	require.Contains(t, check("Evidence"), "error SCHEMA_INVALID /issuer")
	require.NotContains(t, check("Evidence", "Profile"), "SCHEMA_INVALID /issuer")
}

// Objects that name each other are read as deep as JSON may be, and no deeper.
func TestAChainOfObjectsIsReadSoDeep(t *testing.T) {
	tooDeep := func(n int) bool {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `{"id":"urn:p:%d","type":["Profile"],"parentOrg":{"id":"urn:p:%d","type":["Profile"]}},`, i, i+1)
		}
		doc := parse(t, both(put("/issuer", `{"id":"urn:p:0","type":["Profile"],"name":"x"}`),
			put("/evidence", `[`+strings.TrimSuffix(b.String(), ",")+`]`))(t, minimalV2))
		return slices.ContainsFunc(Check(doc, "AchievementCredential", Rules{Version: 2, Graph: true, Nodes: byIDs{doc}}), func(f Finding) bool {
			return f.Level == Error && strings.HasPrefix(f.Message, "objects that name each other are read")
		})
	}
	require.False(t, tooDeep(2))
	require.True(t, tooDeep(limits.Depth+2))
}

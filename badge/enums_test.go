package badge_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/shape"
)

// constants returns the values of the constants in enums.go by their type.
func constants(t *testing.T) map[string][]string {
	file, err := parser.ParseFile(token.NewFileSet(), "enums.go", nil, 0)
	require.NoError(t, err)
	values := map[string][]string{}
	for _, decl := range file.Decls {
		if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.CONST {
			for _, spec := range g.Specs {
				s := spec.(*ast.ValueSpec)
				value, err := strconv.Unquote(s.Values[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				name := s.Type.(*ast.Ident).Name
				values[name] = append(values[name], value)
			}
		}
	}
	return values
}

func TestTheConstantsAreTheEnumerationsThatDocumentsAreJudgedBy(t *testing.T) {
	values := constants(t)
	require.Len(t, values, 5)
	for name, c := range map[string]struct {
		enum string
		n    int
	}{
		"AchievementType":     {"AchievementType", 31},
		"AlignmentTargetType": {"AlignmentTargetType", 7},
		"IdentityType":        {"IdentifierTypeEnum", 19},
		"ResultType":          {"ResultType", 12},
		"ResultStatusType":    {"ResultStatusType", 7},
	} {
		require.Len(t, values[name], c.n, name)
		require.ElementsMatch(t, shape.Enum(c.enum), values[name], name)
	}
}

func TestAnEnumerationTakesItsOwnValuesAndExtensionTerms(t *testing.T) {
	for _, c := range []struct {
		value        string
		known, valid bool
	}{
		{"MicroCredential", true, true},
		{"ext:SummitCredential", false, true},
		{"ext:a.b-c_1", false, true},
		{"Microcredential", false, false},
		{"", false, false},
		{"ext:", false, false},
		{"ext:a b", false, false},
		{"ext:a|b", false, false},
		{"ext:é", false, false},
		{"xext:a", false, false},
		{"foo ext:a!", false, false},
		{"EXT:a", false, false},
		{"ext:a\n", false, false},
		{"emailAddress", false, false},
	} {
		require.Equal(t, c.known, badge.AchievementType(c.value).Known(), c.value)
		require.Equal(t, c.valid, badge.AchievementType(c.value).Valid(), c.value)
	}
	for _, own := range []bool{badge.EmailAddress.Valid(), badge.TargetCompetency.Valid(), badge.ResultPercent.Valid()} {
		require.True(t, own)
	}
	require.True(t, badge.EmailAddress.Known())
	require.False(t, badge.IdentityType("email").Valid())
	require.False(t, badge.IdentityType("ext:a").Known())
	require.True(t, badge.IdentityType("ext:a").Valid())
	require.True(t, badge.TargetCompetency.Known())
	require.True(t, badge.AlignmentTargetType("ext:NACE").Valid())
	require.False(t, badge.AlignmentTargetType("ext:NACE").Known())
	require.False(t, badge.AlignmentTargetType("cfitem").Valid())
	require.True(t, badge.ResultPercent.Known())
	require.True(t, badge.ResultType("ext:Stars").Valid())
	require.False(t, badge.ResultType("ext:Stars").Known())
	require.False(t, badge.ResultType("Completed").Valid())
	require.True(t, badge.StatusCompleted.Valid())
	require.False(t, badge.ResultStatusType("ext:Done").Valid(), "nobody may add to the statuses")
}

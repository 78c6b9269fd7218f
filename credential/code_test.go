package credential

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/shape"
)

func declaredCodes(t *testing.T) []Code {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, 0)
	require.NoError(t, err)
	var codes []Code
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for _, v := range spec.Values {
				value, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				require.NoError(t, err)
				codes = append(codes, Code(value))
			}
		}
		return true
	})
	require.NotEmpty(t, codes)
	return codes
}

func TestEveryCodeHasAPlainSentence(t *testing.T) {
	codes := declaredCodes(t)
	require.ElementsMatch(t, codes, Codes())
	for _, c := range codes {
		sentence := c.Error()
		require.NotEqual(t, string(c), sentence, "%s has no sentence", string(c))
		require.True(t, strings.HasSuffix(sentence, "."), "%s: %s", string(c), sentence)
		require.Regexp(t, `^[A-Z][A-Z0-9_]+$`, string(c))
		if url := c.Type(); url != "" {
			require.Regexp(t, `^https://(www\.w3\.org/TR/vc-data-model|w3id\.org/security|www\.w3\.org/ns/credentials/status-list)#[A-Z_]+$`, url)
		}
	}
}

// Whoever meets a Code in a log looks it up here.
func TestEveryCodeSaysWhatItMeans(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, parser.ParseComments)
	require.NoError(t, err)
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) > 0 {
			require.NotEmpty(t, spec.Doc.Text(), spec.Names[0].Name)
		}
		return true
	})
}

func TestEveryCodeOfTheShapesIsACode(t *testing.T) {
	for _, c := range shape.Codes() {
		require.Contains(t, Codes(), Code(c))
	}
}

func TestAnUnknownCodeStillSaysItsName(t *testing.T) {
	require.Equal(t, "NO_SUCH_CODE", Code("NO_SUCH_CODE").Error())
}

func TestEverySentinelBecomesItsCode(t *testing.T) {
	for _, c := range codes {
		p := problem(c.err, IssueSelfCheck)
		require.Equal(t, c.code, p.Code)
		require.ErrorIs(t, p, c.code)
		require.ErrorIs(t, p, c.err, "the cause stays visible")
		require.Equal(t, Violation, p.Severity)
	}
}

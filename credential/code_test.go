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
	var codes []Code
	eachConstant(t, func(spec *ast.ValueSpec) {
		for _, v := range spec.Values {
			value, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			require.NoError(t, err)
			codes = append(codes, Code(value))
		}
	})
	require.NotEmpty(t, codes)
	return codes
}

// eachConstant visits the declarations of the Codes.
func eachConstant(t *testing.T, visit func(*ast.ValueSpec)) {
	for _, file := range []string{"code.go", "codestanding.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(t, err)
		found := 0
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) > 0 {
				visit(spec)
				found++
			}
			return true
		})
		require.Positive(t, found, file)
	}
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

// A parent reads the same in Spanish: of every Code, and in words of its own.
func TestEveryCodeHasASentenceInSpanish(t *testing.T) {
	said := map[string]Code{}
	for _, c := range declaredCodes(t) {
		text := spanish[c]
		require.NotEmpty(t, text, "%s has no sentence in Spanish", string(c))
		require.Regexp(t, `^\p{Lu}.*[^ .]\.$`, text, string(c))
		require.NotEqual(t, c.Error(), text)
		require.NotRegexp(t, `(?i)\b(the|badge|issuer|credential|key)\b`, text, "that is English")
		require.Empty(t, said[text], "%s and %s say the same", string(c), string(said[text]))
		said[text] = c
	}
	require.Len(t, spanish, len(catalogue), "and of nothing else")
}

func TestASentenceIsInTheLanguageThatWasAskedFor(t *testing.T) {
	const english, spanish = "The badge is genuine, but it has ended.", "La insignia es auténtica, pero ya venció."
	for language, want := range map[string]string{
		"": english, "en": english, "en-US": english, "de": english, "est": english, "x-es": english,
		"es": spanish, "ES": spanish, "es-MX": spanish, "es-419": spanish,
	} {
		require.Equal(t, want, TimeExpired.Sentence(language), language)
	}
	require.Equal(t, "NO_SUCH_CODE", Code("NO_SUCH_CODE").Sentence("es"))
}

// Whoever meets a Code in a log looks it up here.
func TestEveryCodeSaysWhatItMeans(t *testing.T) {
	eachConstant(t, func(spec *ast.ValueSpec) { require.NotEmpty(t, spec.Doc.Text(), spec.Names[0].Name) })
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

package openbadges_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A bound that nobody asks is no bound: every number of internal/limits stands in code
// elsewhere, or in another of its numbers that does.
func TestEveryBoundIsAsked(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "internal/limits/limits.go", nil, 0)
	require.NoError(t, err)
	bounds := map[string]ast.Expr{}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			spec := s.(*ast.ValueSpec)
			for i, name := range spec.Names {
				bounds[name.Name] = spec.Values[i]
			}
		}
	}
	require.Greater(t, len(bounds), 100)
	asked := map[string]bool{}
	eachPackage(t, func(dir string, files map[string]*ast.File) {
		for name, f := range files {
			if dir == "internal/limits" || strings.HasSuffix(name, "_test.go") {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && isName(s.X, "limits") {
					asked[s.Sel.Name] = true
				}
				return true
			})
		}
	})
	for _, value := range bounds { // one that others are made of
		ast.Inspect(value, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && bounds[id.Name] != nil {
				asked[id.Name] = true
			}
			return true
		})
	}
	for name := range bounds {
		require.True(t, asked[name], "no code asks limits.%s", name)
	}
}

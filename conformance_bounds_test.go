package openbadges_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
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

// boundsElsewhere are numbers beside internal/limits that bound nothing of a stranger's,
// by file, each with what it is.
var boundsElsewhere = map[string]string{
	"badge/privacy/erasure.go":         "how long a school waits for an objection, if it says nothing else",
	"credential/status/publication.go": "how long a list of the issuer's own stays fresh, if it says nothing else",
	"credential/status/recover.go":     "the numbers that lists of the issuer's own can have",
	"verify/nexttext.go":               "an age in words",
	"verify/share/schemaorg.go":        "a period in days",
	"verify/verifytest/badges.go":      "the times of badges that are made up for tests",
}

// A bound beside the file of bounds would be one that nobody finds: no length is compared
// with a number of some size, nothing is read up to one, and nobody waits for one.
func TestNoBoundStandsElsewhere(t *testing.T) {
	found := map[string]bool{}
	eachPackage(t, func(dir string, files map[string]*ast.File) {
		if dir == "internal/limits" || slices.Contains(commands, dir) || slices.Contains(forTests, dir) {
			return
		}
		for name, f := range files {
			for _, number := range numbersThatBound(f) {
				found[name] = true
				if boundsElsewhere[name] == "" {
					t.Errorf("%s: %s", name, number)
				}
			}
		}
	})
	require.Len(t, found, len(boundsElsewhere))
}

// numbersThatBound lists the numbers in f with which a length is compared or up to which
// something is read, if they are large, and the times in seconds and more.
func numbersThatBound(f *ast.File) (found []string) {
	large := func(e ast.Expr) (yes bool) {
		ast.Inspect(e, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.INT {
				v, err := strconv.ParseInt(l.Value, 0, 64)
				yes = yes || err != nil || v >= 1000
			}
			b, ok := n.(*ast.BinaryExpr)
			yes = yes || ok && b.Op == token.SHL
			return true
		})
		return yes
	}
	called := func(e ast.Expr, names ...string) (yes bool) {
		ast.Inspect(e, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				s, selected := call.Fun.(*ast.SelectorExpr)
				for _, name := range names {
					yes = yes || isName(call.Fun, name) || selected && isName(s.Sel, name)
				}
			}
			return true
		})
		return yes
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			for _, side := range [][2]ast.Expr{{n.X, n.Y}, {n.Y, n.X}} {
				switch n.Op {
				case token.LSS, token.LEQ, token.GTR, token.GEQ:
					if called(side[0], "len", "Len") && large(side[1]) {
						found = append(found, "a length is compared with a number")
					}
				case token.MUL:
					s, ok := side[0].(*ast.SelectorExpr)
					if _, number := side[1].(*ast.BasicLit); ok && number && isName(s.X, "time") && slices.Contains([]string{"Second", "Minute", "Hour"}, s.Sel.Name) {
						found = append(found, "a time stands in "+s.Sel.Name+"s")
					}
				}
			}
		case *ast.CallExpr:
			if called(n, "LimitReader", "LimitedReader", "MaxBytesReader") && len(n.Args) > 1 && large(n.Args[len(n.Args)-1]) {
				found = append(found, "something is read up to a number")
			}
		}
		return true
	})
	return found
}

func TestANumberThatBoundsIsSeen(t *testing.T) {
	for text, want := range map[string]int{
		"if len(data) > 1<<20 { return }":                    1,
		"if 4096 < len(s.list) { return }":                   1,
		"if v.Len() >= 100_000 { return }":                   1,
		"r = io.LimitReader(r, 1<<20)":                       1,
		"ctx, end = context.WithTimeout(ctx, 5*time.Second)": 1,
		"if len(data) > limits.Document { return }":          0,
		"if len(data) > 64 { return }":                       0,
		"r = io.LimitReader(r, limits.PNG+1)":                0,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\n\nfunc f() { "+text+" }", 0)
		require.NoError(t, err)
		require.Len(t, numbersThatBound(f), want, text)
	}
}

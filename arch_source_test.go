package openbadges_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// commands may do what a library may not: they belong to whoever runs them.
var commands = []string{
	"examples/quickstart", "examples/issue", "examples/verify", "examples/server", "examples/life", "examples/award", "examples/portal", "examples/revoke", "examples/internal/outside",
	"internal/gen", "internal/mutants", "internal/ld/contexts/gen", "badge/summit/internal/render",
}

// outside are the packages by which Go reaches beyond the process, or beyond
// its own rules.
var outside = []string{"net", "net/http", "net/rpc", "net/smtp", "os", "os/exec", "os/signal", "os/user", "syscall", "plugin", "unsafe", "C"}

// clocks are the files in which time.Now stands as the default of a field.
// internal/xraw measures, for benchmarks alone, and verify/stopwatch.go how long the
// stages take, on which no verdict hangs.
var clocks = []string{"credential/award/config.go", "credential/issuer.go", "credential/status/lists.go", "credential/status/publication.go", "verify/config.go", "verify/httpfetcher.go", "verify/receipt/read.go", "verify/registryfile.go", "verify/share/pages.go", "internal/xraw/xraw.go", "verify/stopwatch.go"}

// network are the files of the one thing that connects to hosts, verify.HTTPFetcher:
// how it asks, and whom it dials.
var network = map[string][]string{
	"verify/httpfetcher.go":  {"imports net", "imports net/http"},
	"verify/exchange.go":     {"imports net", "imports net/http"},
	"verify/dial.go":         {"imports net"},
	"verify/cachecontrol.go": {"imports net/http"}, // reads header fields
	"verify/share/pages.go":  {"imports net/http"}, // answers, and connects to nobody
}

// disk are the files of what is kept on one: the lists that status.Dir publishes, and
// what status.DirWitness remembers.
var disk = map[string][]string{"credential/status/files.go": {"imports os"}}

// unsafely are the files that see past Go's types, each with a reason in it.
var unsafely = map[string][]string{"internal/strictjson/share.go": {"imports unsafe"}}

// forTests are packages that only tests import.
var forTests = []string{"internal/beside", "internal/faultnet", "internal/seeds"}

func TestTheLibraryReachesNothingOutside(t *testing.T) {
	eachPackage(t, func(dir string, files map[string]*ast.File) {
		if slices.Contains(commands, dir) || slices.Contains(forTests, dir) {
			return
		}
		for name, f := range files {
			for _, fault := range reaches(f, slices.Contains(clocks, name)) {
				if !slices.Contains(network[name], fault) && !slices.Contains(disk[name], fault) && !slices.Contains(unsafely[name], fault) {
					t.Errorf("%s: %s", name, fault)
				}
			}
		}
	})
}

// What one caller could change for another, or a package for whoever imports it.
func TestNoPackageVariableChanges(t *testing.T) {
	eachPackage(t, func(dir string, files map[string]*ast.File) {
		if slices.Contains(commands, dir) {
			return
		}
		for _, fault := range changes(files) {
			t.Errorf("%s: %s", dir, fault)
		}
	})
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	eachPackage(t, func(dir string, files map[string]*ast.File) {
		said := 0
		for _, f := range files {
			if f.Name.Name == "main" || strings.HasPrefix(f.Doc.Text(), "Package "+f.Name.Name+" ") {
				said++
			}
		}
		require.NotZero(t, said, "%s has no package comment", dir)
	})
}

// reaches lists what in f asks anything outside the process.
func reaches(f *ast.File, clock bool) (faults []string) {
	for _, spec := range f.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		if slices.Contains(outside, name) {
			faults = append(faults, "imports "+name)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && !clock && isName(s.X, "time") && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick"}, s.Sel.Name) {
			faults = append(faults, "asks time."+s.Sel.Name)
		}
		return true
	})
	return faults
}

// changes lists the init functions of a package, and the variables of it that
// hold more than a value: those that are assigned to outside their declaration,
// locks, and channels.
func changes(files map[string]*ast.File) (faults []string) {
	variables := map[string]bool{}
	declared := map[any]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				faults = append(faults, "func init")
			}
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, spec := range g.Specs {
				spec := spec.(*ast.ValueSpec)
				declared[spec] = true
				for _, name := range spec.Names {
					variables[name.Name] = true
				}
				if shared(spec) {
					faults = append(faults, fmt.Sprintf("the variable %s is shared by all callers", spec.Names[0].Name))
				}
			}
		}
	}
	// The parser resolves names within a file; one that it leaves open, or finds
	// declared at the top, is the package's.
	check := func(target ast.Expr) {
		if id := root(target); id != nil && variables[id.Name] && (id.Obj == nil || declared[id.Obj.Decl]) {
			faults = append(faults, fmt.Sprintf("the variable %s is assigned to", id.Name))
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					for _, target := range n.Lhs {
						check(target)
					}
				}
			case *ast.IncDecStmt:
				check(n.X)
			case *ast.RangeStmt:
				if n.Tok == token.ASSIGN {
					check(n.Key)
					check(n.Value)
				}
			case *ast.CallExpr:
				if len(n.Args) > 0 && (isName(n.Fun, "delete") || isName(n.Fun, "clear") || isName(n.Fun, "copy")) {
					check(n.Args[0])
				}
			}
			return true
		})
	}
	return faults
}

// shared reports whether a variable is a channel, or of a type of package sync
// or atomic.
func shared(spec *ast.ValueSpec) bool {
	is := func(e ast.Expr) bool {
		switch e := e.(type) {
		case *ast.ChanType:
			return true
		case *ast.SelectorExpr:
			return isName(e.X, "sync") || isName(e.X, "atomic")
		}
		return false
	}
	if is(spec.Type) {
		return true
	}
	return slices.ContainsFunc(spec.Values, func(v ast.Expr) bool {
		if u, ok := v.(*ast.UnaryExpr); ok {
			v = u.X
		}
		switch v := v.(type) {
		case *ast.CompositeLit:
			return is(v.Type)
		case *ast.CallExpr:
			return (isName(v.Fun, "make") || isName(v.Fun, "new")) && is(v.Args[0])
		}
		return false
	})
}

// root returns the variable that an assignment to e changes.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// The rules above see what they are to see.
func TestTheArchitectureTestsSeeWhatIsForbidden(t *testing.T) {
	parse := func(source string) *ast.File {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\n"+source, parser.ParseComments)
		require.NoError(t, err, source)
		return f
	}
	for _, source := range []string{
		`import "net/http"`, `import o "os"`, `import _ "unsafe"`, `import "time"; var now = time.Now`, `import "time"; func f() { time.Sleep(1) }`,
	} {
		require.NotEmpty(t, reaches(parse(source), false), source)
	}
	require.Empty(t, reaches(parse(`import ("net/url"; "time"); var now = time.Now`), true))
	for _, source := range []string{
		`func init() {}`, `var mu sync.Mutex`, `var once = sync.Once{}`, `var n atomic.Int64`, `var c = make(chan int)`, `var p = &sync.Pool{}`, `var p = new(sync.Map)`,
		`var m = map[string]int{}; func f() { m["a"] = 1 }`, `var m map[string]int; func f() { delete(m, "a") }`, `var s []int; func f() { s = append(s, 1) }`,
		`var n int; func f() { n++ }`, `var p *T; func f() { p.x.y = 1 }`, `var p *T; func f() { *p = T{} }`, `var a [4]int; func f() { clear(a[:]) }`,
		`var k int; func f() { for k = range 3 {} }`,
	} {
		require.NotEmpty(t, changes(map[string]*ast.File{"x.go": parse(source)}), source)
	}
	across := map[string]*ast.File{"x.go": parse(`var m = map[string]int{}`), "y.go": parse(`func f() { m["a"] = 1 }`)}
	require.NotEmpty(t, changes(across))
	for _, source := range []string{
		`var v = sync.OnceValue(f)`, `var m = map[string]int{"a": 1}; func f() { m := g(); m["b"] = 2 }`, `type T struct{}; func (t *T) init() {}`,
		`var e = errors.New("x"); func f(e error) { e = nil }`,
	} {
		require.Empty(t, changes(map[string]*ast.File{"x.go": parse(source)}), source)
	}
}

// eachPackage parses what every package is built from, its tests left out.
func eachPackage(t *testing.T, visit func(dir string, files map[string]*ast.File)) {
	t.Helper()
	packages := map[string]map[string]*ast.File{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "bin" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		if packages[dir] == nil {
			packages[dir] = map[string]*ast.File{}
		}
		packages[dir][name] = f
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(packages), 15)
	for dir, files := range packages {
		visit(dir, files)
	}
}

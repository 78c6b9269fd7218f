package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A listed is what the go command says of a package.
type listed struct {
	ImportPath, Dir, Export            string
	GoFiles, TestGoFiles, XTestGoFiles []string
}

// list asks the go command for packages and everything that they import, with the
// types of each as it was compiled.
func list(root string, dirs []string) (map[string]listed, error) {
	const form = `{{.ImportPath}}|{{.Dir}}|{{.Export}}|{{join .GoFiles " "}}|{{join .TestGoFiles " "}}|{{join .XTestGoFiles " "}}`
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", form}, dotted(dirs)...)...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	all := map[string]listed{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 6 {
			return nil, fmt.Errorf("go list says %q", line)
		}
		all[f[0]] = listed{f[0], f[1], f[2], strings.Fields(f[3]), strings.Fields(f[4]), strings.Fields(f[5])}
	}
	return all, nil
}

func dotted(dirs []string) []string {
	paths := make([]string, len(dirs))
	for i, d := range dirs {
		paths[i] = "./" + d
	}
	return paths
}

// A plan is what there is to remove, and how.
type plan struct {
	root    string // of the module
	module  string // its path
	guards  []*guard
	overlay map[string]string // a file of the module, and what stands in its place
	tests   []string          // the directories of the packages whose tests are asked
	dir     string            // where the files of the run lie
}

// read finds the guards of all files for which stageOf names a stage, in the given
// directories, and writes what is compiled in their place to dir.
func read(root, module, dir string, dirs, tests []string, stageOf func(file, function string) string) (*plan, error) {
	p := &plan{root: root, module: module, overlay: map[string]string{}, dir: dir}
	packages, err := list(root, slices.Concat(dirs, tests))
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	compiled := importer.ForCompiler(fset, "gc", func(name string) (io.ReadCloser, error) { return os.Open(packages[name].Export) })
	for _, d := range dirs {
		pkg := packages[path.Join(module, d)]
		if err := p.guardsOf(fset, compiled, pkg, d, stageOf); err != nil {
			return nil, fmt.Errorf("%s: %w", d, err)
		}
	}
	for _, d := range tests {
		pkg := packages[path.Join(module, d)]
		if len(pkg.TestGoFiles)+len(pkg.XTestGoFiles) == 0 {
			continue
		}
		p.tests = append(p.tests, d)
		for _, name := range slices.Concat(pkg.TestGoFiles, pkg.XTestGoFiles) {
			if err := p.announce(filepath.Join(pkg.Dir, name)); err != nil {
				return nil, err
			}
		}
	}
	return p, p.put(filepath.Join(root, "internal/mutants/site/site.go"), site)
}

func (p *plan) guardsOf(fset *token.FileSet, compiled types.Importer, pkg listed, dir string, stageOf func(file, function string) string) error {
	var sources []*source
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		s := &source{name: path.Join(dir, name), path: filepath.Join(pkg.Dir, name)}
		var err error
		if s.content, err = os.ReadFile(s.path); err != nil {
			return err
		}
		if s.syntax, err = parser.ParseFile(fset, s.path, s.content, parser.SkipObjectResolution); err != nil {
			return err
		}
		sources, files = append(sources, s), append(files, s.syntax)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	if _, err := (&types.Config{Importer: compiled}).Check(pkg.ImportPath, fset, files, info); err != nil {
		return err
	}
	for _, s := range sources {
		guards, edits := find(s, fset, info, len(p.guards)+1, stageOf)
		if len(guards) == 0 {
			continue
		}
		p.guards = append(p.guards, guards...)
		if err := p.put(s.path, p.rewritten(s.content, s.syntax, fset, edits)); err != nil {
			return err
		}
	}
	return nil
}

// announce has every test of a file say when it begins and ends.
func (p *plan) announce(name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, content, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var edits []edit
	insert := func(at token.Pos, text string) { edits = append(edits, edit{fset.Position(at).Offset, text}) }
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if t := testParameter(n.Type); t != "" && n.Recv == nil && (strings.HasPrefix(n.Name.Name, "Test") || strings.HasPrefix(n.Name.Name, "Fuzz")) {
				insert(n.Body.Lbrace+1, " defer mutantsite.Enter("+t+".Name())();")
			}
		case *ast.FuncLit:
			if t := testParameter(n.Type); t != "" {
				insert(n.Body.Lbrace+1, " defer mutantsite.Enter("+t+".Name())();")
			}
		case *ast.ExprStmt:
			if c, ok := n.X.(*ast.CallExpr); ok && called(c) == "Parallel" && len(c.Args) == 0 {
				if s, ok := c.Fun.(*ast.SelectorExpr); ok {
					if id, ok := s.X.(*ast.Ident); ok {
						insert(n.End(), "; mutantsite.Again("+id.Name+".Name())")
					}
				}
			}
		}
		return true
	})
	if len(edits) == 0 {
		return nil
	}
	return p.put(name, p.rewritten(content, f, fset, edits))
}

// testParameter returns the name of the first parameter, if that is a test or fuzz target.
func testParameter(t *ast.FuncType) string {
	if len(t.Params.List) == 0 || len(t.Params.List[0].Names) != 1 || t.Params.List[0].Names[0].Name == "_" {
		return ""
	}
	star, ok := t.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return ""
	}
	s, ok := star.X.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if x, ok := s.X.(*ast.Ident); !ok || x.Name != "testing" || s.Sel.Name != "T" && s.Sel.Name != "F" {
		return ""
	}
	return t.Params.List[0].Names[0].Name
}

// rewritten makes the edits, none of which adds a line: places in messages stay what
// they are.
func (p *plan) rewritten(content []byte, f *ast.File, fset *token.FileSet, edits []edit) string {
	edits = append(edits, edit{fset.Position(f.Name.End()).Offset, fmt.Sprintf("; import mutantsite %q", path.Join(p.module, "internal/mutants/site"))})
	slices.SortStableFunc(edits, func(a, b edit) int { return a.at - b.at })
	var b strings.Builder
	done := 0
	for _, e := range edits {
		b.Write(content[done:e.at])
		b.WriteString(e.text)
		done = e.at
	}
	b.Write(content[done:])
	return b.String()
}

// put has text compiled in the place of the named file.
func (p *plan) put(name, text string) error {
	stand := filepath.Join(p.dir, fmt.Sprintf("%d.go", len(p.overlay)))
	p.overlay[name] = stand
	return os.WriteFile(stand, []byte(text), 0o600)
}

// compile builds the tests of every package with all mutants in them.
func (p *plan) compile() error {
	text, err := json.Marshal(map[string]any{"Replace": p.overlay})
	if err != nil {
		return err
	}
	overlay := filepath.Join(p.dir, "overlay.json")
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return err
	}
	args := append([]string{"test", "-c", "-vet=off", "-overlay", overlay, "-o", p.dir + "/"}, dotted(p.tests)...)
	cmd := exec.Command("go", args...)
	cmd.Dir = p.root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go test -c: %w\n%s", err, out)
	}
	return nil
}

// binary is named after the package, of which no two here end alike: the go command
// would say so.
func (p *plan) binary(i int) string {
	return filepath.Join(p.dir, path.Base(path.Join(p.module, p.tests[i]))+".test")
}

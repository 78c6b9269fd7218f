package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A guard is one place that refuses. Its mutant is the program without it.
type guard struct {
	number   int
	file     string // from the root of the module, with slashes
	line     int
	function string
	text     string // what it asks, on one line
	again    int    // how many guards of the same text stand before it in the function
	stage    string
}

func (g *guard) name() string {
	if g.again > 0 {
		return fmt.Sprintf("%s %s: %s #%d", g.file, g.function, g.text, g.again+1)
	}
	return fmt.Sprintf("%s %s: %s", g.file, g.function, g.text)
}

// A source is a file that is read for its guards.
type source struct {
	name    string // from the root of the module
	path    string
	content []byte
	syntax  *ast.File
}

// An edit inserts text at an offset.
type edit struct {
	at   int
	text string
}

// A finder walks one file and finds its guards, and the edits that let each be removed
// while the program runs.
//
// What refuses is told by types: a guard is an if, a case or a return that makes, hands
// on or returns an error or what stands for one, or answers false. A guard that is
// removed is one whose condition is evaluated and does not count, so that only a test
// in which it would have refused can tell the difference.
type finder struct {
	source   *source
	fset     *token.FileSet
	info     *types.Info
	stageOf  func(file, function string) string
	guards   []*guard
	edits    []edit
	function string
	first    int // number
	texts    map[string]int
	errors   *types.Interface
}

// find returns the guards of a file, in document order, and its edits.
func find(s *source, fset *token.FileSet, info *types.Info, first int, stageOf func(file, function string) string) ([]*guard, []edit) {
	f := &finder{source: s, fset: fset, info: info, first: first, stageOf: stageOf, texts: map[string]int{}, errors: types.Universe.Lookup("error").Type().Underlying().(*types.Interface)}
	for _, d := range s.syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body == nil {
				continue
			}
			f.function = nameOf(d)
			if stageOf(s.name, f.function) != "" {
				f.body(d.Type, d.Body)
			}
		case *ast.GenDecl: // rules of tables are functions in variables
			f.function = "var"
			if stageOf(s.name, f.function) != "" {
				f.literals(d)
			}
		}
	}
	return f.guards, f.edits
}

func nameOf(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.Name + "." + d.Name.Name
		default:
			return d.Name.Name
		}
	}
}

func (f *finder) offset(p token.Pos) int { return f.fset.Position(p).Offset }

func (f *finder) insert(at token.Pos, text string) {
	f.edits = append(f.edits, edit{f.offset(at), text})
}

func (f *finder) around(n ast.Node, before, after string) {
	f.insert(n.Pos(), before)
	f.insert(n.End(), after)
}

func (f *finder) written(n ast.Node) string {
	return f.between(n.Pos(), n.End())
}

// between is the source text on one line.
func (f *finder) between(from, to token.Pos) string {
	return strings.Join(strings.Fields(string(f.source.content[f.offset(from):f.offset(to)])), " ")
}

// add notes a guard, and returns its number.
func (f *finder) add(at token.Pos, text string) string {
	const most = 120
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	key := f.function + ": " + text
	g := &guard{file: f.source.name, line: f.fset.Position(at).Line, function: f.function, text: text, again: f.texts[key], stage: f.stageOf(f.source.name, f.function)}
	f.texts[key]++
	g.number = f.first + len(f.guards)
	f.guards = append(f.guards, g)
	return strconv.Itoa(g.number)
}

// on notes a guard, and returns what asks at run time whether it stands.
func (f *finder) on(at token.Pos, text string) string {
	return "mutantsite.On(" + f.add(at, text) + ")"
}

func (f *finder) literals(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if l, ok := n.(*ast.FuncLit); ok {
			f.body(l.Type, l.Body)
			return false
		}
		return true
	})
}

// body finds the guards of one function, those inside it included.
func (f *finder) body(t *ast.FuncType, b *ast.BlockStmt) {
	w := &within{finder: f, results: f.resultsOf(t)}
	w.list(b.List, true)
	if n := len(b.List); w.open && n > 0 && len(w.results) > 0 {
		if _, ends := b.List[n-1].(*ast.ReturnStmt); !ends {
			zeros := make([]string, len(w.results))
			for i, r := range w.results {
				zeros[i] = "*new(" + r.text + ")"
			}
			f.insert(b.Rbrace, "; return "+strings.Join(zeros, ", "))
		}
	}
}

type result struct {
	text, name string
	kind       types.Type
}

func (f *finder) resultsOf(t *ast.FuncType) (all []result) {
	if t.Results == nil {
		return nil
	}
	for _, field := range t.Results.List {
		r := result{text: f.written(field.Type), kind: f.info.TypeOf(field.Type)}
		if len(field.Names) == 0 {
			all = append(all, r)
		}
		for _, name := range field.Names {
			r.name = name.Name
			all = append(all, r)
		}
	}
	return all
}

// refusal reports whether a value of type t that is not its zero value says no: an
// error, a Problem, a finding, or what names why not.
func (f *finder) refusal(t types.Type) bool {
	if t == nil || t == types.Typ[types.UntypedNil] {
		return false
	}
	if s, ok := t.Underlying().(*types.Slice); ok {
		return f.refusal(s.Elem())
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok && refusals(p.Elem()) || refusals(t) {
		return true
	}
	if _, basic := t.Underlying().(*types.Basic); basic { // a Code is an error, and a name for one
		return false
	}
	return types.Implements(t, f.errors)
}

// refusals are the types that say no and are no errors.
func refusals(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && slices.Contains([]string{"Problem", "Finding", "doubt"}, n.Obj().Name())
}

// sayNo are the functions that record a refusal and return nothing.
var sayNo = []string{"report", "refuse", "fault", "fail", "wrongKind", "expired", "settle"}

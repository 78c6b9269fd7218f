package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// within is the walk through one function.
type within struct {
	*finder
	results []result
	open    bool     // a removed guard may leave the function without a return
	before  ast.Stmt // the statement above this one
}

// list finds the guards of statements that follow one another.
func (w *within) list(list []ast.Stmt, free bool) {
	for i, s := range list {
		if w.before = nil; i > 0 {
			w.before = list[i-1]
		}
		w.statement(s, free)
	}
}

// statement finds the guards of s. free says that no condition stands above it in the
// function, so that a refusal in it is nobody else's.
func (w *within) statement(s ast.Stmt, free bool) {
	switch s := s.(type) {
	case nil:
	case *ast.IfStmt:
		w.branch(s)
	case *ast.SwitchStmt:
		w.inside(s.Init)
		w.inside(s.Tag)
		w.choice(s)
	case *ast.TypeSwitchStmt:
		w.inside(s.Assign)
		for _, c := range s.Body.List {
			w.clause(c.(*ast.CaseClause))
		}
	case *ast.BlockStmt:
		w.list(s.List, free)
	case *ast.LabeledStmt:
		w.statement(s.Stmt, free)
	case *ast.ForStmt:
		w.inside(s.Init)
		w.inside(s.Cond)
		w.inside(s.Post)
		w.statement(s.Body, free)
	case *ast.RangeStmt:
		w.inside(s.X)
		w.statement(s.Body, free)
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			c := c.(*ast.CommClause)
			w.list(c.Body, false)
		}
	case *ast.ReturnStmt:
		w.returns(s, free)
		w.inside(s)
	default:
		w.inside(s)
	}
}

// inside goes through the functions that stand in n.
func (w *within) inside(n ast.Node) {
	if n != nil {
		w.literals(n)
	}
}

// condition is what an if says. Of one that asks what an assignment above it came to,
// such as err != nil, that is said first.
func (w *within) condition(s *ast.IfStmt) string {
	text := "if " + w.written(s.Cond)
	if s.Init != nil {
		return "if " + w.written(s.Init) + "; " + w.written(s.Cond)
	}
	if a, ok := w.before.(*ast.AssignStmt); ok && len(text) <= len("if err != nil") {
		return w.written(a) + "; " + text
	}
	return text
}

func (w *within) branch(s *ast.IfStmt) {
	text := w.condition(s)
	if s.Init != nil {
		w.inside(s.Init)
	}
	w.inside(s.Cond)
	if w.refuses(s.Body.List) && w.plain(s.Cond) {
		on := w.on(s.Pos(), text)
		w.around(s.Cond, "(", ") && "+on)
	}
	if block, ok := s.Else.(*ast.BlockStmt); ok && w.refuses(block.List) && w.plain(s.Cond) {
		on := w.on(block.Pos(), "else of "+text)
		w.around(s.Cond, "((", ")) || !"+on)
	}
	w.statement(s.Body, false)
	if s.Else != nil {
		w.statement(s.Else, false)
	}
}

// plain: a condition of a named type cannot be drawn together with a bool.
func (w *within) plain(e ast.Expr) bool {
	b, ok := w.info.TypeOf(e).(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// choice finds the cases of a switch that refuse. Where it has a tag, it is turned into
// one that compares, so that a case that is removed falls to those behind it.
func (w *within) choice(s *ast.SwitchStmt) {
	type removed struct {
		clause *ast.CaseClause
		on     string
	}
	var guards []removed
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		if len(c.List) == 0 || s.Tag != nil && s.Init != nil || !w.refuses(c.Body) {
			continue
		}
		text := "case " + w.between(c.List[0].Pos(), c.List[len(c.List)-1].End())
		if s.Tag != nil {
			text = "switch " + w.written(s.Tag) + " " + text
		}
		guards = append(guards, removed{c, w.on(c.Pos(), text)})
	}
	compare := s.Tag != nil && len(guards) > 0
	if compare {
		w.around(s.Tag, "mutantstag := ", ";")
	}
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		i := slices.IndexFunc(guards, func(r removed) bool { return r.clause == c })
		for _, e := range c.List {
			w.inside(e)
			before, after := "(", ")"
			if compare {
				before = "mutantstag == ("
			}
			if i >= 0 {
				after += " && " + guards[i].on
			}
			if compare || i >= 0 {
				w.around(e, before, after)
			}
		}
		if i < 0 {
			w.clause(c)
			continue
		}
		w.list(c.Body, false)
	}
}

// clause finds a case that is taken without a comparison, a default or a type, and
// removes what it does.
func (w *within) clause(c *ast.CaseClause) {
	n := len(c.Body)
	if w.refuses(c.Body) && !fallsThrough(c.Body) {
		text := "default"
		if len(c.List) > 0 {
			text = "case " + w.written(c.List[0])
		}
		on := w.on(c.Pos(), text)
		w.insert(c.Body[0].Pos(), "if "+on+" { ")
		defer w.insert(c.Body[n-1].End(), " }")
		w.open = true
	}
	w.list(c.Body, false)
}

func fallsThrough(body []ast.Stmt) bool {
	b, ok := body[len(body)-1].(*ast.BranchStmt)
	return ok && b.Tok == token.FALLTHROUGH
}

// returns finds what a return itself decides: a comparison that is the answer, and,
// where no condition stands above it, a refusal, or the answer of somebody who may.
func (w *within) returns(s *ast.ReturnStmt, free bool) {
	if len(s.Results) != len(w.results) {
		return
	}
	for i, e := range s.Results {
		r := w.results[i]
		if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && types.Identical(r.kind, types.Typ[types.Bool]) {
			text := "return " + w.written(e)
			if b.Op == token.LOR {
				w.around(e, "(", ") && "+w.on(e.Pos(), text))
			} else {
				w.around(e, "((", ")) || !"+w.on(e.Pos(), text))
			}
			continue
		}
		switch ast.Unparen(e).(type) {
		case *ast.CallExpr, *ast.UnaryExpr:
		default:
			continue
		}
		if free && w.refusal(r.kind) && types.Comparable(r.kind) && !w.note(e) {
			on := w.add(e.Pos(), "return "+w.written(e))
			w.around(e, "mutantsite.Pass["+r.text+"]("+on+", ", ")")
		}
	}
}

// refuses reports whether these statements themselves say no, whatever those say that
// stand under conditions of their own.
func (w *within) refuses(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(s ast.Stmt) bool {
		switch s := s.(type) {
		case *ast.ReturnStmt:
			return w.answersNo(s)
		case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt:
			return w.mentions(s)
		case *ast.ForStmt:
			return w.refuses(s.Body.List)
		case *ast.RangeStmt:
			return w.refuses(s.Body.List)
		case *ast.BlockStmt:
			return w.refuses(s.List)
		}
		return false
	})
}

func (w *within) answersNo(s *ast.ReturnStmt) bool {
	for i, e := range s.Results {
		if id, ok := e.(*ast.Ident); ok && id.Name == "nil" {
			continue
		}
		if id, ok := e.(*ast.Ident); ok && (id.Name == "false" || id.Name == "true") && len(s.Results) == len(w.results) && (id.Name == "false" || len(s.Results) == 1) {
			return true
		}
		if len(s.Results) == len(w.results) {
			if w.results[i].name == "why" && w.written(e) != `""` {
				return true
			}
			if w.refusal(w.results[i].kind) && !w.note(e) {
				return true
			}
		} else if w.refusal(lastOf(w.info.TypeOf(e))) {
			return true
		}
	}
	return false
}

func lastOf(t types.Type) types.Type {
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		return tuple.At(tuple.Len() - 1).Type()
	}
	return t
}

// mentions reports whether n makes a refusal, or hands one on.
func (w *within) mentions(n ast.Node) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if found {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CompositeLit:
			if w.refusal(w.info.TypeOf(n)) {
				found = !w.note(n)
				return false
			}
		case *ast.CallExpr:
			if w.note(n) {
				return false
			}
			if slices.Contains(sayNo, called(n)) || w.refusal(w.info.TypeOf(n)) && called(n) != "append" {
				found = true
				return false
			}
			for _, a := range n.Args {
				found = found || isLevel(w.info.TypeOf(a))
				switch a := ast.Unparen(a).(type) {
				case *ast.Ident, *ast.SelectorExpr:
					found = found || w.refusal(w.info.TypeOf(a)) && called(n) != "append" && called(n) != "Is"
				}
			}
		case *ast.AssignStmt:
			for i, e := range n.Rhs {
				if id, ok := e.(*ast.Ident); ok && id.Name != "nil" && len(n.Lhs) == len(n.Rhs) && w.refusal(w.info.TypeOf(n.Lhs[i])) {
					found = true
				}
			}
		}
		return true
	})
	return found
}

// isLevel reports whether a value of type t says how much a finding weighs.
func isLevel(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Level"
}

// note reports whether e is a remark that decides nothing.
func (w *within) note(e ast.Expr) (yes bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "Note" {
			yes = true
		}
		return !yes
	})
	return yes
}

func called(c *ast.CallExpr) string {
	switch f := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

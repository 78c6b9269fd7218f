package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// reached is what a run of all tests has noted: how long each took, and in which each
// guard has refused.
type reached struct {
	took   map[test]time.Duration // its subtests included, but for those that run beside each other
	guards map[int][]test
	inside map[test]time.Duration // of its direct subtests
}

// A test is one of a package, by its whole name.
type test struct {
	pkg  int // in plan.tests
	name string
}

// top is the function that t is part of.
func (t test) top() test {
	t.name, _, _ = strings.Cut(t.name, "/")
	return t
}

func (r *reached) read(pkg int, name string) error {
	f, err := os.Open(name)
	if os.IsNotExist(err) {
		return nil // no test of the package came by a guard
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		kind, rest, _ := strings.Cut(lines.Text(), " ")
		number, of, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return fmt.Errorf("%s: %q is no note", name, lines.Text())
		}
		t := test{pkg, of}
		switch kind {
		case "test":
			took := time.Duration(n) * time.Microsecond
			r.took[t] += took
			if i := strings.LastIndexByte(of, '/'); i >= 0 {
				r.inside[test{pkg, of[:i]}] += took
			}
		case "guard":
			if of != "" && !slices.Contains(r.guards[n], t) {
				r.guards[n] = append(r.guards[n], t)
			}
		}
	}
	return lines.Err()
}

// note runs all tests of every package once, with every guard in its place, and those of
// a package one after another, so that it is known who came by a guard.
func (p *plan) note(run *runner) (*reached, error) {
	r := &reached{map[test]time.Duration{}, map[int][]test{}, map[test]time.Duration{}}
	var mu sync.Mutex
	var group sync.WaitGroup
	var errs []error
	free := make(chan struct{}, runtime.NumCPU())
	for i, d := range p.tests {
		group.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			notes := filepath.Join(p.dir, fmt.Sprintf("%d.notes", i))
			since := time.Now()
			result := run.do(i, "", 0, 15*time.Minute, "MUTANT_NOTES="+notes)
			if result.red { // what fails on its own as well will count for nothing
				run.say("%s: %s fails with every guard in its place", cmp.Or(d, "."), result.test)
			}
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, r.read(i, notes))
			run.say("%s: its tests took %v", cmp.Or(d, "."), time.Since(since).Round(time.Second))
		})
	}
	group.Wait()
	return r, errors.Join(errs...)
}

// A unit is what one process runs: tests of one package that take little together.
type unit struct {
	pkg   int
	tests []string // functions, or subtests of one function
	took  time.Duration
}

// pattern is what -test.run is to be.
func (u unit) pattern() string {
	parent := ""
	names := make([]string, len(u.tests))
	for i, t := range u.tests {
		top, sub, ok := strings.Cut(t, "/")
		names[i] = quoted(top)
		if ok {
			sub, _, _ = strings.Cut(sub, "/")
			parent, names[i] = "^"+quoted(top)+"$/", quoted(sub)
		}
	}
	slices.Sort(names)
	return parent + "^(" + strings.Join(slices.Compact(names), "|") + ")$"
}

// quoted is a name as -test.run compares it.
func quoted(name string) string {
	var b strings.Builder
	for _, c := range name {
		if strings.ContainsRune(`\.+*?()|[]{}^$`, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// units are the processes that show whether anything misses guard n, those first that
// take least. Of a function that takes long, only the subtests that came by are run,
// few of them first. whole names the functions whose subtests do not stand alone.
func (r *reached) units(n int, whole map[test]bool) []unit {
	const (
		quick = 150 * time.Millisecond // of a function that is run whole
		full  = 200 * time.Millisecond // of what is run in one process
	)
	parts := map[test][]test{}
	for _, t := range r.guards[n] {
		parts[t.top()] = append(parts[t.top()], t)
	}
	var functions, split []unit
	for top, tests := range parts {
		direct := slices.ContainsFunc(tests, func(t test) bool { return t.name == top.name })
		took := max(r.took[top], r.inside[top])
		if direct || whole[top] || took <= quick {
			functions = append(functions, unit{top.pkg, []string{top.name}, took})
			continue
		}
		own := max(0, r.took[top]-r.inside[top])
		slices.SortFunc(tests, func(a, b test) int { return cmp.Compare(r.took[a], r.took[b]) })
		for first, size := 0, 4; first < len(tests); first, size = first+size, size*8 {
			u := unit{pkg: top.pkg, took: own}
			for _, t := range tests[first:min(first+size, len(tests))] {
				u.tests = append(u.tests, t.name)
				u.took += r.took[t]
			}
			split = append(split, u)
		}
	}
	byTime := func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.took, b.took), cmp.Compare(a.pkg, b.pkg), slices.Compare(a.tests, b.tests))
	}
	slices.SortFunc(functions, byTime)
	var all []unit
	for _, u := range functions {
		i := slices.IndexFunc(all, func(o unit) bool { return o.pkg == u.pkg && o.took+u.took <= full })
		if i < 0 {
			all = append(all, u)
			continue
		}
		all[i].tests, all[i].took = append(all[i].tests, u.tests...), all[i].took+u.took
	}
	all = append(all, split...)
	slices.SortFunc(all, byTime)
	return all
}

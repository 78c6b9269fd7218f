package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// A runner runs tests with one guard removed.
type runner struct {
	plan     *plan
	out      io.Writer
	patience time.Duration // with a process, beyond ten times what it takes

	mu    sync.Mutex
	known map[string]bool // of a test on its own, with every guard in its place: it passes
	whole map[test]bool   // functions whose subtests do not stand alone
}

func (r *runner) say(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, format+"\n", args...)
}

// An outcome is what came of one process.
type outcome struct {
	red     bool
	timeout bool
	test    string // the first that failed, or that ran when the process ended
}

var (
	failed  = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	running = regexp.MustCompile(`(?m)^=== (?:RUN|CONT|NAME)\s+(\S+)$`)
)

// memory is what a process may have, in KiB: a guard may be all that bounds the work.
const memory = 6 << 20

// do runs the tests of a package that pattern names, all without one, without guard off.
func (r *runner) do(pkg int, pattern string, off int, patience time.Duration, env ...string) outcome {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	args := []string{"-c", fmt.Sprintf(`ulimit -v %d 2>/dev/null; exec "$0" "$@"`, memory), r.plan.binary(pkg),
		"-test.v", "-test.timeout=0", "-test.count=1"}
	if pattern != "" {
		args = append(args, "-test.failfast", "-test.run", pattern)
	} else {
		args = append(args, "-test.parallel=1")
	}
	cmd := exec.CommandContext(ctx, "sh", args...)
	cmd.Dir = filepath.Join(r.plan.root, r.plan.tests[pkg])
	cmd.Env = append(os.Environ(), append(env, fmt.Sprintf("MUTANT_OFF=%d", off))...)
	cmd.WaitDelay = 2 * time.Second // for whatever the tests have started
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	res := outcome{red: err != nil, timeout: ctx.Err() != nil}
	if err == nil {
		return res
	}
	// Of a function that failed in a subtest, the subtest is named first.
	if at := failed.FindStringSubmatch(out.String()); at != nil {
		res.test = at[1]
		for _, m := range failed.FindAllStringSubmatch(out.String(), -1) {
			if strings.HasPrefix(m[1], res.test+"/") {
				res.test = m[1]
			}
		}
	} else if all := running.FindAllStringSubmatch(out.String(), -1); all != nil {
		res.test = all[len(all)-1][1]
	}
	return res
}

// A verdict is what came of removing one guard.
type verdict struct {
	guard *guard
	red   string // the test that misses it; "" if none does
	tests int    // that came by
	took  time.Duration
}

// most is what is asked about one guard, by the time that it takes with every guard in
// its place. What only a test of many seconds would miss wants a shorter one.
const most = 20 * time.Second

// judge removes a guard, and runs what came by it until something fails, fails again on
// its own, and passes with every guard in its place.
func (r *runner) judge(g *guard, reached *reached) verdict {
	since := time.Now()
	v := verdict{guard: g, tests: len(reached.guards[g.number])}
	for again := true; again && v.red == ""; {
		again = false
		r.mu.Lock()
		units := reached.units(g.number, r.whole)
		r.mu.Unlock()
		asked := time.Duration(0)
		for i, u := range units {
			if asked += u.took; i > 0 && asked > most {
				break
			}
			if v.red, again = r.try(g, u); v.red != "" || again {
				break
			}
		}
	}
	v.took = time.Since(since)
	return v
}

// try runs one unit. again says that the units are to be drawn up anew, because the
// subtests of a function turned out not to stand alone.
func (r *runner) try(g *guard, u unit) (red string, again bool) {
	patience := r.patience + 10*u.took
	res := r.do(u.pkg, u.pattern(), g.number, patience)
	if !res.red {
		return "", false
	}
	name := test{u.pkg, res.test}
	if res.timeout { // counts if it happens again
		if res = r.do(u.pkg, u.pattern(), g.number, patience); !res.red {
			return "", false
		}
		if res.timeout {
			return "timeout in " + r.named(name), false
		}
	}
	if res.test == "" {
		name.name = u.tests[0]
	}
	part := strings.Contains(u.tests[0], "/")
	if r.green(name, part) {
		if !r.do(u.pkg, alone(name, part).pattern(), g.number, patience).red {
			return "", false // it failed once, and shows nothing
		}
		return r.named(name), false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if top := name.top(); part && !r.whole[top] {
		r.whole[top] = true
		return "", true
	}
	return "", false // it fails on its own, for whatever reason: it shows nothing
}

// alone is what runs one test, as a part of its function or with all of it.
func alone(t test, part bool) unit {
	if !part {
		t = t.top()
	}
	return unit{pkg: t.pkg, tests: []string{t.name}}
}

// green reports whether a test passes on its own with every guard in its place. Of a
// function of which parts were run, only what a part says counts.
func (r *runner) green(t test, part bool) bool {
	if part && !strings.Contains(t.name, "/") {
		return false
	}
	key := r.named(t)
	r.mu.Lock()
	known, ok := r.known[key]
	r.mu.Unlock()
	if ok {
		return known
	}
	passes := !r.do(t.pkg, alone(t, part).pattern(), 0, 5*time.Minute).red
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known[key] = passes
	return passes
}

func (r *runner) named(t test) string {
	if d := r.plan.tests[t.pkg]; d != "" {
		return d + "." + t.name
	}
	return t.name
}

// Command mutants removes each guard of the verification, one at a time, and shows a
// test that misses it: in the stages resolve, authenticate, conform, trust, period and
// status, every if, case and return that refuses (stages.go says what stands where, and
// guards.go what counts as a guard).
//
//	go run ./internal/mutants [-stage NAME] [-file GLOB] [-minutes N] [-list]
//
// All mutants are compiled into the tests at once, by an overlay of the sources that is
// never committed, and the environment says which of them is alive; so each costs a
// process of some milliseconds. A first run of all tests notes in which of them each
// guard refuses; only those can miss it, and those that take least are asked first.
//
// It ends with 1 if a guard is missed by no test and stands in equivalent.txt neither,
// and with 2 if it did not come to an end.
package main

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed site.txt
var site string

//go:embed equivalent.txt
var equivalent string

const module = "github.com/summitbadges/openbadges"

// askedTests are the packages whose tests are asked besides those of the guard's own.
var askedTests = []string{"credential", "verify", "", "badge"}

func main() {
	stage := flag.String("stage", "", "only this stage: "+strings.Join(stages(), ", "))
	file := flag.String("file", "", "only files whose path from the root of the module matches this glob")
	minutes := flag.Float64("minutes", 0, "begin no mutant after so many minutes; 0: all")
	listed := flag.Bool("list", false, "say what would be removed, and remove nothing")
	flag.Parse()
	survivors, err := run(os.Stdout, options{*stage, *file, time.Duration(*minutes * float64(time.Minute)), 15 * time.Second, *listed})
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	case survivors > 0:
		os.Exit(1)
	}
}

type options struct {
	stage, file    string
	most, patience time.Duration
	list           bool
}

// run is the command on this module.
func run(out io.Writer, o options) (survivors int, err error) {
	if o.stage != "" && !slices.Contains(stages(), o.stage) {
		return 0, fmt.Errorf("there is no stage %q; the stages are %s", o.stage, strings.Join(stages(), ", "))
	}
	if _, err := path.Match(o.file, ""); err != nil {
		return 0, fmt.Errorf("-file: %w", err)
	}
	root, err := rootOf()
	if err != nil {
		return 0, err
	}
	accepted, err := readEquivalent(equivalent)
	if err != nil {
		return 0, err
	}
	return mutate(out, root, module, guardedDirs(), askedTests, stageOf, accepted, o)
}

// rootOf is the directory of the module, above the one that the command was started in.
func rootOf() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(path.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if dir == path.Dir(dir) {
			return "", errors.New("this is no directory of the module")
		}
		dir = path.Dir(dir)
	}
	return "", err
}

// mutate removes the guards in dirs of which stageOf names a stage, and asks the tests of
// their packages and of those given.
func mutate(out io.Writer, root, module string, dirs, asked []string, stageOf func(file, function string) string, accepted map[string]string, o options) (survivors int, err error) {
	since := time.Now()
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	// All guards are numbered and compiled in, whichever are asked for: the names of
	// equivalent.txt are compared with all of them.
	p, err := read(root, module, dir, dirs, unique(slices.Concat(dirs, asked)), stageOf)
	if err != nil {
		return 0, err
	}
	if err := stale(accepted, p.guards); err != nil {
		return 0, err
	}
	wanted, equivalents := p.wanted(o, accepted)
	if len(wanted)+equivalents == 0 {
		return 0, errors.New("there is no guard of that stage in a file of that name")
	}
	if o.list {
		for _, g := range wanted {
			fmt.Fprintf(out, "%-12s %s:%d  %s  %s\n", g.stage, g.file, g.line, g.function, g.text)
		}
		fmt.Fprintf(out, "%d guards, and %d that are equivalent\n", len(wanted), equivalents)
		return 0, nil
	}
	r := &runner{plan: p, out: out, patience: o.patience, known: map[string]bool{}, whole: map[test]bool{}}
	r.say("%d guards in %d files", len(p.guards), len(p.overlay))
	if err := p.compile(); err != nil {
		return 0, err
	}
	r.say("compiled after %v", time.Since(since).Round(time.Second))
	noted, err := p.note(r)
	if err != nil {
		return 0, err
	}
	verdicts := r.all(wanted, noted, since, o.most)
	return r.sum(verdicts, len(wanted), equivalents, time.Since(since))
}

func unique(dirs []string) []string {
	var all []string
	for _, d := range dirs {
		if !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	return all
}

func (p *plan) wanted(o options, accepted map[string]string) (wanted []*guard, equivalents int) {
	for _, g := range p.guards {
		if o.stage != "" && g.stage != o.stage {
			continue
		}
		if matches, _ := path.Match(o.file, g.file); o.file != "" && !matches {
			continue
		}
		if accepted[g.name()] != "" {
			equivalents++
			continue
		}
		wanted = append(wanted, g)
	}
	return wanted, equivalents
}

// all judges the guards, as many at a time as there are processors.
func (r *runner) all(wanted []*guard, noted *reached, since time.Time, most time.Duration) []verdict {
	var mu sync.Mutex
	var group sync.WaitGroup
	var verdicts []verdict
	next := make(chan *guard)
	for range runtime.NumCPU() {
		group.Go(func() {
			for g := range next {
				v := r.judge(g, noted)
				mu.Lock()
				verdicts = append(verdicts, v)
				n := len(verdicts)
				mu.Unlock()
				r.say("%5d/%d %s %s:%d  %s  %.1fs", n, len(wanted), word(v), g.file, g.line, g.text, v.took.Seconds())
			}
		})
	}
	for _, g := range wanted {
		if most > 0 && time.Since(since) > most {
			break
		}
		next <- g
	}
	close(next)
	group.Wait()
	return verdicts
}

func word(v verdict) string {
	if v.red == "" {
		return "SURVIVES"
	}
	return "red " + v.red
}

// sum says what came of it.
func (r *runner) sum(verdicts []verdict, wanted, equivalents int, took time.Duration) (survivors int, err error) {
	slices.SortFunc(verdicts, func(a, b verdict) int { return a.guard.number - b.guard.number })
	perStage := map[string]int{}
	for _, v := range verdicts {
		perStage[v.guard.stage]++
		if v.red != "" {
			continue
		}
		if survivors == 0 {
			r.say("\nThese guards can go, and no test is red:")
		}
		survivors++
		g, by := v.guard, "no test comes by"
		if v.tests > 0 {
			by = fmt.Sprintf("%d tests come by", v.tests)
		}
		r.say("%s:%d  %s  (%s)\n\t%s", g.file, g.line, g.function, by, g.name())
	}
	r.say("\n%d mutants, %d red, %d survive; %d more are equivalent, with a reason each; %.1f minutes", len(verdicts), len(verdicts)-survivors, survivors, equivalents, took.Minutes())
	for _, s := range slices.Sorted(maps.Keys(perStage)) {
		r.say("%6d %s", perStage[s], s)
	}
	if left := wanted - len(verdicts); left > 0 {
		return survivors, fmt.Errorf("%d mutants were not reached in time", left)
	}
	return survivors, nil
}

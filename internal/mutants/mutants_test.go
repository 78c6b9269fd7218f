package main

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	gate       = "internal/mutants/testdata/gate"
	spare      = gate + "/gate.go Spare: if n < -1"
	gateGuards = 14 // that a test misses, and one more that only time does
)

func inGate(file, _ string) string {
	if path.Dir(file) == gate {
		return "gate"
	}
	return ""
}

func mutateGate(t *testing.T, accepted map[string]string, o options) (survivors int, said string, err error) {
	t.Helper()
	root, err := rootOf()
	require.NoError(t, err)
	var out strings.Builder
	o.patience = time.Second
	survivors, err = mutate(&out, root, module, []string{gate}, nil, inGate, accepted, o)
	return survivors, out.String(), err
}

// The package in testdata has guards of every form; one of them no test misses.
func TestTheMutantsOfAPackageAreRedButForOne(t *testing.T) {
	survivors, said, err := mutateGate(t, map[string]string{spare: "the guard above it"}, options{})
	require.NoError(t, err, said)
	require.Equal(t, 1, survivors, said)
	require.Regexp(t, `(?m)SURVIVES .*/gate\.go:\d+  if hour == 22 && minute > 0  \d+\.\ds$`, said)
	require.Regexp(t, `(?m)gate\.go:\d+  Late  \(1 tests come by\)\n\t.*gate\.go Late: if hour == 22 && minute > 0$`, said)
	require.Regexp(t, `\n\d+ mutants, \d+ red, 1 survive; 1 more are equivalent`, said)
	require.Len(t, regexp.MustCompile(`(?m)^ *\d+/\d+ red \S*internal/mutants/testdata/gate\.Test`).FindAllString(said, -1), gateGuards, said)
	for _, line := range []string{
		`red \S+TestGuestsAreJudged\S* .*if name == ""`,
		`red \S+TestGuestsAreJudged\S* .*case age < 0, age > 150`,
		`red \S+TestGuestsAreJudged\S* .*switch kind case "ghost"`,
		`red \S+TestGuestsAreJudged\S* .*default`,
		`red \S+TestOnlyWhoIsListedComesIn .*return errors\.New\("not on the list"\)`,
		`red \S+TestOnlyWhoIsListedComesIn .*return listed\(name\)`,
		`red \S+TestKinAreOfOneHouse .*return house == other && age >= 18`,
		`red \S+TestCoatsAreComplainedOf .*if torn`,
		`red \S+TestWhatIsCarriedIn .*case string`,
		`red \S+TestWhatIsCarriedIn .*else of if open`,
		`red timeout in \S+TestNobodyWaitsForEver .*if i > 10`,
	} {
		require.Regexp(t, line, said)
	}
}

// Without its reason the spare guard survives as well, and without time nothing is said
// to hold.
func TestAGuardThatNoTestComesByIsASurvivor(t *testing.T) {
	survivors, said, err := mutateGate(t, nil, options{file: gate + "/*.go"})
	require.NoError(t, err, said)
	require.Equal(t, 2, survivors, said)
	require.Contains(t, said, "Spare  (no test comes by)")

	_, said, err = mutateGate(t, nil, options{most: 1})
	require.ErrorContains(t, err, "mutants were not reached in time", said)
	_, _, err = mutateGate(t, nil, options{stage: "trust"})
	require.ErrorContains(t, err, "there is no guard")
	_, _, err = mutateGate(t, map[string]string{gate + "/gate.go Spare: if n < -2": "once"}, options{})
	require.ErrorContains(t, err, "if n < -2")
}

func TestAListOfGuardsRunsNothing(t *testing.T) {
	survivors, said, err := mutateGate(t, nil, options{list: true})
	require.NoError(t, err)
	require.Zero(t, survivors)
	require.Contains(t, said, "if hour > 22")
	require.NotContains(t, said, "red")
}

func TestEveryFileOfTheStagesIsNamedOnce(t *testing.T) {
	root, err := rootOf()
	require.NoError(t, err)
	files := 0
	for _, dir := range []string{"verify", "credential", "internal"} {
		err := fs.WalkDir(os.DirFS(root), dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
				return err
			}
			files++
			r, ok := rowOf(name, "")
			require.True(t, ok, "%s is of no stage, and is not left out for a reason: name it in internal/mutants/stages.go", name)
			require.True(t, (r.stage == "") != (r.why == ""), name)
			return nil
		})
		require.NoError(t, err)
	}
	require.Greater(t, files, 200)
	named := map[string]bool{}
	for _, r := range rows {
		for _, f := range strings.Fields(r.files) {
			require.False(t, named[f], "%s is named twice", f)
			named[f] = true
			name, functions, _ := strings.Cut(f, ":")
			info, err := os.Stat(path.Join(root, name))
			require.NoError(t, err)
			require.Equal(t, strings.HasSuffix(name, "/"), info.IsDir(), name)
			if functions == "" {
				continue
			}
			text, err := os.ReadFile(path.Join(root, name))
			require.NoError(t, err)
			for _, function := range strings.Split(functions, ",") {
				function = function[strings.LastIndexByte(function, '.')+1:]
				require.Regexp(t, `(?m)^func (\(.*\) )?`+function+`\(`, string(text))
			}
		}
	}
	require.Equal(t, []string{"resolve", "authenticate", "conform", "trust", "period", "status"}, stages())
}

func TestTheMostNarrowNameSaysTheStage(t *testing.T) {
	for _, c := range [][3]string{
		{"verify/stages.go", "corridor.judge", "authenticate"},
		{"verify/stages.go", "corridor.trust", "trust"},
		{"verify/stages.go", "corridor.period", "period"},
		{"internal/jose/verify.go", "Verify", "authenticate"},
		{"internal/jose/sign.go", "Compact", ""},
		{"internal/ld/contexts/contexts.go", "x", ""},
		{"verify/nosuch.go", "x", ""},
	} {
		require.Equal(t, c[2], stageOf(c[0], c[1]), c)
	}
}

// A reason outlives its guard in no commit.
func TestEveryReasonOfAnEquivalentHasItsGuard(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the go command for the types of every package")
	}
	root, err := rootOf()
	require.NoError(t, err)
	p, err := read(root, module, t.TempDir(), guardedDirs(), nil, stageOf)
	require.NoError(t, err)
	accepted, err := readEquivalent(equivalent)
	require.NoError(t, err)
	require.NoError(t, stale(accepted, p.guards))
	require.Greater(t, len(p.guards), 1000)
	names := map[string]bool{}
	for _, g := range p.guards {
		require.False(t, names[g.name()], "two guards are called %s", g.name())
		names[g.name()] = true
	}
	for _, s := range stages() {
		require.True(t, slices.ContainsFunc(p.guards, func(g *guard) bool { return g.stage == s }), s)
	}
}

func TestAnEquivalentHasOneReason(t *testing.T) {
	accepted, err := readEquivalent("# why\na.go F: if x\n\tit is\n\tso\n\nb.go G: default\n\tlikewise\n")
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a.go F: if x": "it is so", "b.go G: default": "likewise"}, accepted)
	for _, bad := range []string{"a\nb\n\twhy", "a\n\twhy\na\n\tagain", "\twhy", "a\n\twhy\nb\n", "a\n"} {
		_, err := readEquivalent(bad)
		require.Error(t, err, bad)
	}
	require.Error(t, stale(accepted, []*guard{{file: "a.go", function: "F", text: "if x"}}))
	require.NoError(t, stale(accepted, []*guard{{file: "a.go", function: "F", text: "if x"}, {file: "b.go", function: "G", text: "default"}}))
}

func TestPatternsNameTheTestsAndNoOthers(t *testing.T) {
	require.Equal(t, "^(TestA|TestB)$", unit{tests: []string{"TestB", "TestA"}}.pattern())
	require.Equal(t, `^TestA$/^(a\(b\)\+|c)$`, unit{tests: []string{"TestA/c/d", "TestA/a(b)+", "TestA/c"}}.pattern())
}

func TestWhatTakesLeastIsAskedFirst(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	r := &reached{
		took:   map[test]time.Duration{{0, "A"}: ms(3), {0, "B"}: ms(1), {1, "C"}: ms(2), {0, "Long"}: ms(9000), {0, "Long/a"}: ms(5), {0, "Long/b"}: ms(1), {1, "Whole"}: ms(700)},
		inside: map[test]time.Duration{{0, "Long"}: ms(8990)},
		guards: map[int][]test{7: {{1, "Whole"}, {0, "Long/a"}, {0, "Long/b"}, {1, "C"}, {0, "B"}, {0, "A"}}},
	}
	require.Equal(t, []unit{{1, []string{"C"}, ms(2)}, {0, []string{"B", "A"}, ms(4)}, {0, []string{"Long/b", "Long/a"}, ms(16)}, {1, []string{"Whole"}, ms(700)}}, r.units(7, nil))
	require.Equal(t, unit{0, []string{"Long"}, ms(9000)}, r.units(7, map[test]bool{{0, "Long"}: true})[3])
	require.Empty(t, r.units(8, nil))
}

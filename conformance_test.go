package openbadges_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/testdata"
)

const conformancePage = "docs/conformance.md"

// The page says for each requirement and each promise what holds it, and for each case of
// the catalogue; every name in it exists, and every vector has been judged for it.
func TestWhatConformsIsHeldBySomething(t *testing.T) {
	h := &holders{tests: declaredTests(t), cases: map[string][]testdata.Vector{}, names: map[string]bool{}}
	vectors := testdata.Vectors()
	for i, v := range vectors {
		h.cases[v.ID] = append(h.cases[v.ID], v)
		h.names[v.Name] = true
		if !passedOver(i) {
			requireExpected(t, v, judge(t, v, plainly(v.Data)))
		}
	}
	var page strings.Builder
	page.WriteString(`# What is to be held, and what holds it

What Open Badges 3.0 (sections 9.1 to 9.3, and its certification), the Verifiable Credentials
Data Model 2.0 and Data Integrity 1.0 want of whoever verifies or issues badges, in our
words; every promise of SECURITY.md; and every case of the catalogue of bad inputs; with the
tests and vectors that hold each. Names that begin with ` + "`Test` or `Fuzz`" + ` are tests; a letter
and two digits are the vectors of that case, and the same with words behind it is one of them.
` + "`go test -run TestWhatConformsIsHeldBySomething . -update`" + ` writes this page, and the test
checks that every name in it exists and that every vector gets its verdict.
`)
	for _, part := range []struct {
		title string
		rows  []requirement
	}{
		{"Open Badges 3.0: verification, recipients, certification", badgeRequirements},
		{"Verifiable Credentials Data Model 2.0", vcdmRequirements},
		{"Data Integrity 1.0 and its cryptosuites", proofRequirements},
	} {
		fmt.Fprintf(&page, "\n## %s\n\n| id | what is wanted | held by |\n|---|---|---|\n", part.title)
		for _, r := range part.rows {
			require.NotEqual(t, r.held == "", r.absent == "", "%s: something holds it, or there is a reason why nothing can", r.id)
			held := "not here: " + r.absent
			if r.held != "" {
				held = h.list(t, r.id, r.held)
			}
			fmt.Fprintf(&page, "| %s | %s | %s |\n", r.id, r.must, held)
		}
	}
	page.WriteString("\n## What SECURITY.md promises\n\n| words | held by |\n|---|---|\n")
	for _, p := range slices.Concat(promises, bounds, attackers) {
		fmt.Fprintf(&page, "| %s | %s |\n", p.words, h.list(t, p.words, p.held))
	}
	h.writeVectors(&page, vectors)
	h.writeCases(t, &page)
	if *update {
		require.NoError(t, os.WriteFile(conformancePage, []byte(page.String()), 0o644))
	}
	got, err := os.ReadFile(conformancePage)
	require.NoError(t, err)
	require.Equal(t, page.String(), string(got), "go test -run TestWhatConformsIsHeldBySomething . -update")
}

// holders are all names that can stand behind a requirement.
type holders struct {
	tests map[string][]string
	cases map[string][]testdata.Vector
	names map[string]bool // of vectors
}

// list is those names as a cell of a table, after it was asked whether each is there.
func (h *holders) list(t *testing.T, row, held string) string {
	t.Helper()
	names := strings.Fields(held)
	for i, name := range names {
		_, test := h.tests[name]
		if !test && h.cases[name] == nil && !h.names[name] {
			t.Errorf("%s is held by %s, and there is no such test or vector", row, name)
		}
		require.NotContains(t, names[:i], name, row)
	}
	return "`" + strings.Join(names, "`, `") + "`"
}

var outcomesInOrder = []testdata.Outcome{testdata.Valid, testdata.Warning, testdata.Invalid, testdata.Undetermined}

func (h *holders) writeVectors(page *strings.Builder, vectors []testdata.Vector) {
	fmt.Fprintf(page, "\n## The result of the vectors\n\nEach of the %d vectors of corpus %s gets the verdict and the reasons that it has to get.\n\n"+
		"| family | vectors | valid | warning | invalid | undetermined |\n|---|---|---|---|---|---|\n", len(vectors), testdata.Version)
	counts := map[string]map[testdata.Outcome]int{}
	for _, v := range vectors {
		for _, family := range []string{v.Family, "all"} {
			if counts[family] == nil {
				counts[family] = map[testdata.Outcome]int{}
			}
			counts[family][v.Expect]++
			counts[family][""]++
		}
	}
	families := slices.DeleteFunc(slices.Sorted(maps.Keys(counts)), func(f string) bool { return f == "all" })
	for _, family := range append(families, "all") {
		c := counts[family]
		fmt.Fprintf(page, "| %s | %d | %d | %d | %d | %d |\n", family, c[""], c[testdata.Valid], c[testdata.Warning], c[testdata.Invalid], c[testdata.Undetermined])
	}
}

// ofAnAPIHostToo are cases about a host of the Open Badges API of which the half that is
// no matter of the API is held here.
var ofAnAPIHostToo = []string{"O24", "O25"}

var (
	numberedTest = regexp.MustCompile(`^(?:Test|Fuzz)([A-Z]\d\d)[A-Z]`)
	holderName   = regexp.MustCompile(`\b(?:(?:Test|Fuzz|Benchmark)[A-Z]\w+|[A-Z]\d\d)\b`)
)

func (h *holders) writeCases(t *testing.T, page *strings.Builder) {
	page.WriteString("\n## Every case of the catalogue\n\n| case | vectors | tests, and the cases beside it |\n|---|---|---|\n")
	named := map[string][]string{}
	for name := range h.tests {
		if m := numberedTest.FindStringSubmatch(name); m != nil {
			named[m[1]] = append(named[m[1]], name)
		}
	}
	reasons := testdata.NotVectors()
	ids := keysOf(reasons)
	for _, all := range []map[string]bool{heldIDs(h.cases), heldIDs(named)} {
		maps.Copy(ids, all)
	}
	for _, id := range ofAnAPIHost {
		require.False(t, ids[id], id)
		ids[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		beside := holderName.FindAllString(reasons[id], -1)
		beside = slices.DeleteFunc(append(beside, slices.Sorted(slices.Values(named[id]))...), func(name string) bool { return name == id })
		held := ""
		if len(beside) > 0 {
			slices.Sort(beside)
			held = h.list(t, id, strings.Join(slices.Compact(beside), " "))
		}
		switch {
		case slices.Contains(ofAnAPIHost, id):
			held = noAPI
		case slices.Contains(ofAnAPIHostToo, id):
			held += "; the rest is " + noAPI
		}
		require.True(t, held != "" || h.cases[id] != nil, "%s: nothing holds it", id)
		fmt.Fprintf(page, "| %s | %s | %s |\n", id, countByOutcome(h.cases[id]), held)
	}
}

func heldIDs[V any](m map[string]V) map[string]bool {
	keys := map[string]bool{}
	for k := range m {
		keys[k] = true
	}
	return keys
}

// countByOutcome is how many vectors of each outcome there are.
func countByOutcome(vectors []testdata.Vector) string {
	counts := map[testdata.Outcome]int{}
	for _, v := range vectors {
		counts[v.Expect]++
	}
	var parts []string
	for _, o := range outcomesInOrder {
		if counts[o] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[o], o))
		}
	}
	return strings.Join(parts, ", ")
}

// promising are the sections of SECURITY.md that promise something: the rows of each, and
// what stands between them that promises nothing.
var promising = []struct {
	rows     []promise
	nothing  []string
	from, to string
}{
	{promises, promisesNothing, "## What the library promises", "## What it does not promise"},
	{bounds, promisedElsewhere, "## What it does not promise", "## Who attacks"},
	{attackers, nil, "## Who attacks", "Each has vectors in"},
}

// A word of SECURITY.md that stands in no row would be a promise that nothing holds: the
// rows of a section, and what is said to promise nothing, are all of its text.
func TestEveryPromiseIsInThePage(t *testing.T) {
	file, err := os.ReadFile("SECURITY.md")
	require.NoError(t, err)
	text := strings.Join(strings.Fields(string(file)), " ")
	require.Contains(t, text, fmt.Sprintf("asks for %d documents at most, and waits %.0f seconds at most", limits.Fetches, limits.FetchTotal.Seconds()))
	for _, part := range promising {
		_, rest, found := strings.Cut(text, part.from)
		require.True(t, found)
		section, _, found := strings.Cut(rest, part.to)
		require.True(t, found)
		require.Empty(t, unpromised(t, section, part.rows, part.nothing), "no row of the page is about this")
	}
	for i, p := range attackers { // as the section ends
		vector := regexp.MustCompile(`(?:^| )[A-Z]\d\d`).MatchString(p.held)
		require.Equal(t, i < len(attackers)-1, vector, "%s: vectors, or for the last a test", p.words)
	}
}

// joining is what may stand between two claims.
var joining = regexp.MustCompile(`^[-.,:;() ]*(?:(?:and|or) ?)?(?:- ?)?$`)

// unpromised are the parts of a section that none of the rows is about, which stand there in
// their order, and that nobody says to promise nothing.
func unpromised(t *testing.T, section string, rows []promise, nothing []string) (left []string) {
	t.Helper()
	between := func(text string) {
		for _, n := range nothing {
			text = strings.Replace(text, n, "", 1)
		}
		if !joining.MatchString(text) {
			left = append(left, text)
		}
	}
	for _, p := range rows {
		before, behind, found := strings.Cut(section, p.words)
		require.True(t, found, "SECURITY.md does not say, or not in this order: %s", p.words)
		between(before)
		section = behind
	}
	between(section)
	return left
}

// A claim that is added behind another one, in the same sentence, is seen.
func TestAPromiseThatNoRowIsAboutIsFound(t *testing.T) {
	const section = " - No key is written. A host is asked once, and never twice. Nobody else."
	rows := []promise{{"No key is written.", ""}, {"A host is asked once", ""}, {"never twice.", ""}}
	nothing := []string{"Nobody else."}
	require.Empty(t, unpromised(t, section, rows, nothing))
	longer := strings.Replace(section, "asked once,", "asked once, in secret,", 1)
	require.Equal(t, []string{", in secret, and "}, unpromised(t, longer, rows, nothing))
	require.Equal(t, []string{", and never twice. "}, unpromised(t, section, rows[:2], nothing))
	require.Equal(t, []string{" Nobody else."}, unpromised(t, section, rows, nil))
}

// Whoever reads the specifications with the sheet of facts beside the project finds every
// row of its sections 4, 10 and 11 in the page, and every section that has no table.
func TestEveryRowOfTheFactsIsInThePage(t *testing.T) {
	file, err := os.ReadFile("../shared/spec/ob3-facts.md")
	if err != nil {
		beside.Missing(t, "the sheet of facts is not here")
	}
	covered := map[string]bool{}
	for _, r := range slices.Concat(badgeRequirements, vcdmRequirements, proofRequirements) {
		for name := range strings.SplitSeq(r.rows, ";") {
			if name = strings.TrimSpace(name); name != "" {
				covered[name] = false
			}
		}
	}
	section, rows, tables, sections := "", 0, map[string]bool{}, map[string]bool{}
	lines := strings.Split(string(file), "\n")
	for i, line := range lines[:len(lines)-1] {
		if m := regexp.MustCompile(`^#+ (\d+(?:\.\d+)?)[. ]`).FindStringSubmatch(line); m != nil {
			section = m[1]
		}
		top, _, below := strings.Cut(section, ".")
		if below && slices.Contains([]string{"4", "10", "11"}, top) {
			sections[section] = true
			tables[section] = tables[section] || strings.HasPrefix(line, "|---")
		}
		cells := strings.Split(line, "|")
		if !slices.Contains([]string{"4", "10", "11"}, top) || !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(lines[i+1], "|---") {
			continue // no table of these sections, or its head
		}
		rows++
		cell := section + "/" + strings.Trim(cells[1], " `")
		found := false
		for name := range covered {
			if cell == name || strings.HasPrefix(cell, name+" ") {
				found, covered[name] = true, true
			}
		}
		if !found {
			t.Errorf("no row of the page is about %s", cell)
		}
	}
	require.Greater(t, rows, 80)
	for section := range sections {
		_, named := covered[section]
		require.NotEqual(t, tables[section], named, "of section %s its rows are named, or, without a table, itself", section)
		if named {
			covered[section] = true
		}
	}
	for name, found := range covered {
		require.True(t, found, "the facts have no row %s", name)
	}
}

// The requirements have ids of their own, and words.
func TestTheRowsOfThePageAreInOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range slices.Concat(badgeRequirements, vcdmRequirements, proofRequirements) {
		require.False(t, seen[r.id], "%s stands twice", r.id)
		seen[r.id] = true
		require.NotEmpty(t, r.must, r.id)
		require.NotContains(t, r.must, "|")
	}
}

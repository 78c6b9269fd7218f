package openbadges_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/beside"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// ofAnAPIHost are the cases about a host of the Open Badges API, which this project does
// not have.
var ofAnAPIHost = []string{"I15", "I16", "I17", "I18", "I19", "I20"}

// ownFamilies are the families that the catalogue does not have, with the number of their
// cases: testdata/README.md says which they are.
var ownFamilies = map[string]int{"W": dataModelRules, "A": 7, "F": 8}

// dataModelRules is how many rules of the VCDM family W numbers.
const dataModelRules = 26

// catalogue is the id of every case.
func catalogue(t testing.TB) []string {
	t.Helper()
	file, err := os.ReadFile("../shared/spec/bad-inputs.json")
	if err != nil {
		beside.Missing(t, "the catalogue of bad inputs is not here")
	}
	var listed []struct{ ID string }
	require.NoError(t, json.Unmarshal(file, &listed))
	var ids []string
	for _, c := range listed {
		ids = append(ids, c.ID)
	}
	require.Greater(t, len(ids), 400)
	for family, cases := range ownFamilies {
		for n := 1; n <= cases; n++ {
			ids = append(ids, fmt.Sprintf("%s%02d", family, n))
		}
	}
	return ids
}

// Every case of the catalogue has a vector, or a test that is named for it, or a reason why
// it has none, which names the test or the vectors that it has instead; or it is about what
// is not here.
func TestEveryCaseIsHeldBySomething(t *testing.T) {
	vectors := map[string]bool{}
	for _, v := range testdata.Vectors() {
		vectors[v.ID] = true
	}
	tests := declaredTests(t)
	named := map[string]bool{}
	form := regexp.MustCompile(`^(?:Test|Fuzz)([MI]\d\d)[A-Z]`)
	for name := range tests {
		if m := form.FindStringSubmatch(name); m != nil {
			named[m[1]] = true
		}
	}
	reasons, ids := testdata.NotVectors(), catalogue(t)
	for _, id := range ids {
		held := vectors[id] || named[id] || reasons[id] != ""
		require.Equal(t, !slices.Contains(ofAnAPIHost, id), held, "%s: a vector, a test or a reason, unless nothing here could have it", id)
		if reasons[id] != "" && !vectors[id] {
			require.True(t, leads(reasons[id], tests, vectors), "%s: the reason names neither a test nor another case that has vectors: %s", id, reasons[id])
		}
	}
	for _, listed := range []map[string]bool{vectors, named, keysOf(reasons)} {
		for id := range listed {
			require.Contains(t, ids, id, "it is no case of the catalogue")
		}
	}
}

// leads reports whether a reason names a test that is there, or a case that has a vector.
func leads(reason string, tests map[string][]string, vectors map[string]bool) bool {
	for _, word := range regexp.MustCompile(`\w+`).FindAllString(reason, -1) {
		if _, there := tests[word]; there || vectors[word] {
			return true
		}
	}
	return false
}

func keysOf(m map[string]string) map[string]bool {
	keys := map[string]bool{}
	for k := range m {
		keys[k] = true
	}
	return keys
}

// withoutVector are the Codes that no vector can show, because they are not about a
// document, or about none that came from somebody, each with a test that wants it.
var withoutVector = map[credential.Code]string{
	credential.SVGActive:                    "TestWhatCannotBeBakedIsRefusedWithTheReason",
	credential.SVGExternal:                  "TestWhatCannotBeBakedIsRefusedWithTheReason",
	credential.PrivacyField:                 "TestNotesTellAnIssuerWhatDoesNotStopIt",
	credential.CredentialConflict:           "TestOfEqualCredentialsTheNewerIsCurrent",
	credential.IssueCorrection:              "TestWhatIsNoCorrectionIsNotIssued",
	credential.IssueRandomness:              "TestIssueNeedsRandomnessForAnID",
	credential.IssueSelfCheck:               "TestIssueTrustsNoSigner",
	credential.IssueSigner:                  "TestIssueTrustsNoSigner",
	credential.IssueStatus:                  "TestAnAllocatorThatFailsOrLiesLeavesNothingSigned",
	credential.InputUnreadable:              "TestVerifyReader",
	credential.Interrupted:                  "TestADeadlineOfAMillisecondIsNoPass",
	credential.Panicked:                     "TestOneThatPanicsLeavesTheOthersAlone",
	credential.ClockUnset:                   "TestAClockThatGivesNoTimeLeavesTheVerdictOpen",
	credential.KeyRetired:                   "TestARetiredKey",
	credential.StaleKeys:                    "TestAKeyFromAStaleDocument",
	credential.ProofSetIncomplete:           "TestAPolicyAsksForProofs",
	credential.ReceiptFormat:                "TestAForgedBundleIsRefused",
	credential.ReceiptUntrusted:             "TestAForgedBundleIsRefused",
	credential.ReceiptMismatch:              "TestAForgedBundleIsRefused",
	credential.ReceiptPast:                  "TestABundleIsVerifiedFiveYearsLaterWithNoNetwork",
	credential.RefreshRefused:               "TestWhatIsNoNewerEditionChangesNothing",
	credential.StatusTracking:               "TestAListOfOneBadgeIsRemarkedOn",
	credential.TrustAchievementUnauthorised: "TestOnlyWhoMayAwardAnAchievementDoes",
	credential.TrustUnavailable:             "TestWhatAKeyRecordNeeds",
}

// A Code that nothing gives is a promise that nothing holds.
func TestEveryCodeIsWantedByAVectorOrATest(t *testing.T) {
	shown := map[credential.Code]bool{}
	for _, v := range testdata.Vectors() {
		for _, code := range v.Codes {
			shown[credential.Code(code)] = true
		}
	}
	constants, tests := codeConstants(t), declaredTests(t)
	for _, code := range verify.Codes() {
		name := withoutVector[code]
		require.Equal(t, !shown[code], name != "", "%s: a vector, or a test, and not both", string(code))
		if name != "" {
			require.Contains(t, tests[name], constants[code], "%s: %s does not name it", string(code), name)
		}
	}
	for code := range shown {
		require.Contains(t, verify.Codes(), code, "a vector wants %q, which is no Code", string(code))
	}
}

// codeConstants are the Codes by the names of their constants.
func codeConstants(t testing.TB) map[credential.Code]string {
	t.Helper()
	names := map[credential.Code]string{}
	for _, file := range []string{"credential/code.go", "credential/codestanding.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				if text, ok := spec.Values[0].(*ast.BasicLit); ok && isName(spec.Type, "Code") {
					names[credential.Code(strings.Trim(text.Value, `"`))] = spec.Names[0].Name
				}
			}
			return true
		})
	}
	require.Len(t, names, len(verify.Codes()))
	return names
}

// declaredTests are the tests of all packages, each with the names of others' packages
// that stand in its body.
func declaredTests(t testing.TB) map[string][]string {
	t.Helper()
	tests := map[string][]string{}
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || !regexp.MustCompile(`^(Test|Fuzz|Benchmark)[A-Z]`).MatchString(fn.Name.Name) {
				continue
			}
			uses := []string{}
			ast.Inspect(fn, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					uses = append(uses, s.Sel.Name)
				}
				return true
			})
			tests[fn.Name.Name] = append(tests[fn.Name.Name], uses...)
		}
		return nil
	}))
	require.Greater(t, len(tests), 1000)
	return tests
}

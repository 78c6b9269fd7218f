package openbadges_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/program.md anew")

// programRows are what the documents of the Summit program name, in their order, with
// what there is here for each and the tests that hold it. Names of the API are written as
// path.Name or path.Type.Method; what a command does is said by its folder.
var programRows = []struct{ number, names, here, tests string }{
	{"1", "the program, under both of its names", "badge/summit.Program", "TestProgramSaysWordForWordWhatItsSourceSays"},
	{"2", "credentials earned through performance-based assessments", "badge.TypeMicroCredential badge.Program.Achievement", "TestPublishesAnAchievementThatSpellsOutItsCriteria"},
	{"3–7", "five credentials and their definitions", "badge/summit.Program", "TestProgramHasFiveCredentialsOfFourCompetenciesInOrder TestProgramSaysWordForWordWhatTheGoldenTextSays"},
	{"8", "an image of each badge", "badge/summit.Image badge/summit.Art", "TestEveryCredentialHasArtAndNothingElseHas TestImageIsTheDrawingWithACaptionThatSaysWhatItIs"},
	{"9–28", "four competencies of each, with definitions", "badge.Competency badge.Achievement.Results", "TestProgramSaysWordForWordWhatItsSourceSays TestResultsLinkToTheDescriptionsOfTheAchievement"},
	{"29", "stackable skills", "credential/award.Awards.Stack", "TestM15AStackIsEarnedByItsParts TestM15ARevokedPartIsMissing TestM16AStackOfOthersBadgesIsRefused"},
	{"30", "personalized learning, student agency, no average", "badge/planning.Goal badge/planning.Plan", "TestAStudentEarnsACredentialAndTheLogTellsIt"},
	{"31", "showing how mastery was achieved", "verify.Report.String examples/server", "TestWhatTheBadgeSaysIsShown"},
	{"32", "each badge is unique by its verifiable metadata", "credential.Issuer.Issue", "TestM10ADecisionIsOneBadgeHoweverOftenItIsAwarded"},
	{"33", "metadata: the issuing institution", "badge.Profile", "TestCheckMetadataNamesTheItemThatIsMissing"},
	{"34", "metadata: the date of issuance", "credential.Credential", "TestCheckMetadataNamesTheItemThatIsMissing"},
	{"35", "metadata: the criteria for earning it", "badge.Criteria", "TestPublishesAnAchievementThatSpellsOutItsCriteria TestCheckMetadataNamesTheItemThatIsMissing"},
	{"36", "metadata: evidence that the criteria were met", "badge.Evidence badge/privacy.NeutralEvidence badge/privacy.ArtefactDigest", "TestNeutralEvidenceSaysWhereAndNotWho TestAnArtefactIsADigestAndNoPlace"},
	{"37", "the four of them, together", "badge/summit.CheckMetadata", "TestCheckMetadataNamesEveryMissingItemAtOnce TestThePublicBadgesOfTheProgramPassTheProfile"},
	{"38", "on a résumé or an application", "verify/share.Badge.JSONResume verify/share.Badge.Application verify/share.Badge.Certificate", "TestEachTextHasItsFormByteForByte TestTheCertificateIsOpenedByPopplerAndItsAttachmentVerifies"},
	{"39", "in a profile on LinkedIn", "verify/share.Badge.LinkedInProfile", "TestEachLinkHasItsFormByteForByte TestM17EachChannelHasItsAgeAndItsConsent"},
	{"40", "in an application to a university", "verify/share.Badge.Application verify/share.Badge.Certificate", "TestEachTextHasItsFormByteForByte"},
	{"41–42", "earned in class, sports, clubs, enrichment, work, beyond school", "badge/planning.Setting", "TestThePlansOfStudentsUseTheseWords TestNeutralEvidenceSaysWhereAndNotWho"},
	{"43", "collect what there is; one piece may show several competencies", "badge/planning.Item", "TestM09EvidenceMeetsTheRules"},
	{"44", "the data that demonstrate a competency", "badge/planning.Case.Coverage", "TestAStudentEarnsACredentialAndTheLogTellsIt"},
	{"45", "shared at any time, after graduation too", "verify/share.Pages badge/privacy.Rebind credential.Publish", "TestM13ANewEMailAddressTouchesNeitherFileNorLink TestM13ANewAddressNeedsAProofThatItIsTheStudents"},
	{"46", "on Facebook", "verify/share.Badge.FacebookPost verify/share.Badge.OpenGraph", "TestEachLinkHasItsFormByteForByte TestM19ANameIsEscapedWhereverItStands"},
	{"47", "on Twitter, now X", "verify/share.Badge.XPost", "TestM18APostOnXIsNeverTooLong"},
	{"48", "in a post on LinkedIn", "verify/share.Badge.LinkedInPost", "TestEachLinkHasItsFormByteForByte"},
	{"49", "in a digital locker", "verify/share.Badge.Package", "TestThePackageHasEveryFormOfOneBadge TestThePackageIsCheckedByTheProgramsOfAnySystem"},
	{"50", "reviewed by universities and colleges", "verify/share.Pages examples/server", "TestAPublicPageSaysWhatWasVerified TestThePageSaysTheVerdictInOneOfFourHeadlines"},
	{"51", "embedded in digital résumés", "verify/share.Badge.HTML verify/share.Badge.SchemaOrg verify/share.Badge.JSONResume", "TestEachTextHasItsFormByteForByte TestNoPictureThatCouldDoAnythingStandsInASnippet"},
	{"52", "a counselor leads", "badge/planning.RoleCounselor", "TestM04TheCounselorsVoteIsNeeded"},
	{"53", "a site team at each school", "badge/planning.SiteTeam", "TestASiteTeamIsOfPeopleWithOneSeat TestM05AnotherSchoolsTeamDecidesNothing"},
	{"54", "the team helps to set goals", "badge/planning.Goal", "TestAStudentEarnsACredentialAndTheLogTellsIt"},
	{"55", "the team finds opportunities", "badge/planning.ActSuggest badge/planning.ActAccept", "TestAnOpportunityIsSuggestedOnceAndAcceptedOnce"},
	{"56", "the team monitors progress", "badge/planning.CheckIn", "TestAStudentEarnsACredentialAndTheLogTellsIt"},
	{"57", "the team decides", "badge/planning.Case.Tally badge/planning.Award credential/award.Decided", "TestM04AQuorumIsOfPeopleWhoMayVoteOnThisVersion TestADecisionOfASiteTeamBecomesABadgeThatVerifies"},
	{"58", "the Advanced Learning Plan comes first", "badge/planning.ALP badge/planning.ErrALPIncomplete", "TestM01WithoutAnAttestedPlanNothingBegins"},
	{"59", "the student begins the planning guide", "badge/planning.ActStart badge/planning.Guide", "TestM02NoStateIsSkipped TestTheTableIsWhatTheCodeDoes"},
	{"60–63", "its questions: which credential, where, with whom, by what evidence", "badge/planning.Plan badge/planning.Opportunity badge/planning.Supporter badge/planning.Item", "TestM02APlanIsApprovedWhenItAnswersItsQuestions"},
	{"64", "submission", "badge/planning.ActSubmit badge/planning.ReadContent", "TestM20AGuideIsNotChangedAfterItsSubmission TestM04AVoteIsForOneVersionOfTheEvidence"},
	{"65", "the program changes: its documents are dated", "badge.Program badge.Publication", "TestIdentifiersDifferWithWhateverMakesAnotherAchievement"},
}

// Every thing that the program names has a feature and a test, and the table in the
// documents is this one.
func TestWhatTheProgramNamesIsHere(t *testing.T) {
	next := 1
	exported, tests := map[string]map[string]bool{}, declaredTests(t)
	var table strings.Builder
	table.WriteString("# What the Summit program names, and where it is\n\n" +
		"The program's documents name 65 things. Each has a feature here and a test that holds it;\n" +
		"`go test -run TestWhatTheProgramNamesIsHere . -update` writes this table, and the test checks\n" +
		"that every name in it exists.\n\n| # | the program names | here | held by |\n|---|---|---|---|\n")
	for _, row := range programRows {
		first, last := 0, 0
		if n, _ := fmt.Sscanf(strings.ReplaceAll(row.number, "–", " "), "%d %d", &first, &last); n == 1 {
			last = first
		}
		require.Equal(t, next, first, "a row is missing before %s", row.number)
		next = last + 1
		for _, name := range strings.Fields(row.here) {
			at := strings.LastIndexByte(name, '/') + 1
			folder, rest, symbol := strings.Cut(name[at:], ".")
			folder = name[:at] + folder
			if _, err := os.Stat(folder); !symbol {
				require.NoError(t, err)
				continue
			}
			if exported[folder] == nil {
				exported[folder] = exportedNames(t, folder)
			}
			require.True(t, exported[folder][rest], "%s names %s, and there is none", row.number, name)
		}
		for _, name := range strings.Fields(row.tests) {
			require.Contains(t, tests, name, "named by %s", row.number)
		}
		list := func(names string) string { return "`" + strings.ReplaceAll(names, " ", "`, `") + "`" }
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", row.number, row.names, list(row.here), list(row.tests))
	}
	require.Equal(t, 66, next)
	if *update {
		require.NoError(t, os.WriteFile("docs/program.md", []byte(table.String()), 0o644))
	}
	got, err := os.ReadFile("docs/program.md")
	require.NoError(t, err)
	require.Equal(t, table.String(), string(got), "go test -run TestWhatTheProgramNamesIsHere . -update")
}

// exportedNames are the names that a package exports, methods behind their type.
func exportedNames(t *testing.T, folder string) map[string]bool {
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				name := d.Name.Name
				if d.Recv != nil {
					of := d.Recv.List[0].Type
					if star, ok := of.(*ast.StarExpr); ok {
						of = star.X
					}
					if ident, ok := of.(*ast.Ident); ok {
						name = ident.Name + "." + name
					}
				}
				names[name] = true
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						names[s.Name.Name] = true
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names[n.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}

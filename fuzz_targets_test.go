package openbadges_test

import (
	"go/ast"
	"go/types"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fuzzed are the functions of packages that read what somebody sent, each with the targets
// that call it, in the tests of its package or of a folder that is named. What decides is
// the test below: a name that begins like a reader's, and a parameter of bytes, text, or a
// reader of them.
var fuzzed = map[string]string{
	"badge.ReadProgram":                   "FuzzReadProgram",
	"badge.*.UnmarshalJSON":               "FuzzReadClasses FuzzReadAchievement",
	"badge.Identity.Matches":              "FuzzIdentityMatches",
	"badge/privacy.Consent.UnmarshalJSON": "FuzzConsent",
	"credential.Credential.UnmarshalJSON": "",                           // refuses whatever it is given
	"credential.Credential.MatchesDigest": "internal/digests:FuzzParse", // hashes, and compares with what internal/digests has read
	"internal/shape.Check":                "FuzzCheck",
	"badge/planning.ReadContent":          "", // hashes what it is given, and looks at nothing in it
	"badge/privacy.Policy.InspectFile":    "FuzzFile",
	"badge/privacy.Policy.InspectText":    "FuzzText",
	"credential.Parse":                    "FuzzParse FuzzEnvelope FuzzDetect",
	"credential.Detect":                   "FuzzDetect FuzzParse",
	"credential.ReadKey":                  "FuzzReadKey",
	"credential.Canonicalize":             "FuzzContextsWith .:FuzzVerifyMeansWhatWasSigned",
	"credential.WithoutMember":            "FuzzMembers",
	"credential.WithMember":               "FuzzMembers",
	"credential.WithContext":              "FuzzMembers",
	"credential.Contexts.With":            "FuzzContextsWith",
	"credential.Credential.Lookup":        "internal/strictjson:FuzzPointer",
	"credential.JWKMethod":                "internal/multikey:FuzzParseJWK",
	"credential/bake.Extract":             "FuzzExtract FuzzExtractSVG",
	"credential/bake.ExtractFrom":         "FuzzExtract",
	"credential/bake.CheckArt":            "FuzzBake",
	"credential/carrier.Extract":          "FuzzExtractPDF FuzzExtractPackage FuzzArchive",
	"internal/base64url.Decode":           "FuzzDecode",
	"internal/bitstring.Decode":           "FuzzDecode",
	"internal/bitstring.Cache.Decode":     "FuzzDecode",
	"internal/digests.ParseSRI":           "FuzzParse",
	"internal/digests.ParseMultibase":     "FuzzParse",
	"internal/jose.Parse":                 "FuzzParse",
	"internal/jose.ParseDetached":         "FuzzParseDetached",
	"internal/jose.ParseTyped":            "verify/receipt:FuzzReadReceipt",
	"internal/jose.Verify":                "FuzzVerify",
	"internal/ld.Contexts.With":           "credential:FuzzContextsWith",
	"internal/multikey.Decode":            "FuzzDecode",
	"internal/multikey.DecodeBytes":       "FuzzDecode",
	"internal/multikey.DecodeBase58":      "FuzzBase58",
	"internal/rdfc.CanonicalizeNQuads":    "FuzzParseNQuads",
	"internal/rdfc.Dataset.ParseNQuads":   "FuzzParseNQuads",
	"internal/shape.ParseTime":            "FuzzParseTime",
	"internal/shape.ParseTimeUTC":         "FuzzParseTime",
	"internal/shape.ReadOBSchema":         "", // looks a URL up in a table
	"internal/strictjson.Parse":           "FuzzParse FuzzValue FuzzJCS FuzzCut",
	"internal/strictjson.Tape.Parse":      "FuzzParse",
	"internal/strictjson.Value.Lookup":    "FuzzPointer",
	"internal/strictjson.LookupGraph":     "FuzzPointer",
	"verify.ReadRegistry":                 "FuzzReadRegistry",
	"verify.Verifier.Verify":              "FuzzVerify .:FuzzVerifyMeansWhatWasSigned FuzzEditsByAHolder FuzzEndorsements FuzzSchema",
	"verify.Verifier.VerifyCredential":    "FuzzVerify",
	"verify.Verifier.VerifyReader":        ".:FuzzVerifyMeansWhatWasSigned",
	"verify.Verifier.VerifyProofs":        "FuzzVerify",
	"verify.Verifier.VerifyPresentation":  "FuzzVerifyPresentation",
	"verify/receipt.Reader.Read":          "FuzzReadReceipt",
	"verify/receipt.Reader.Open":          "FuzzOpenBundle",
	"verify/receipt.Reader.Verify":        "FuzzOpenBundle",
	"verify/explain.Explain":              "FuzzExplain",
	"verify/explain.Diagnose":             "FuzzExplain",
	"verify/explain.DiagnosePresented":    "FuzzDiagnosePresented",
	"credential/doctor.Examine":           "FuzzExamine FuzzExamineEdited",
	"internal/sqltx.Checksum":             "", // adds up the bytes of a row of ours
}

var readerName = regexp.MustCompile(`^(Read|Parse|Decode|Extract|Detect|Verify|Canonicalize|Lookup|Inspect|Check|With|Matches|UnmarshalJSON|Recover|JWKMethod|Open|Examine|Explain|Diagnose)`)

// notReaders are functions that are called like a reader and read nothing that was sent.
var notReaders = []string{"verify.FetchFS", "badge/summit.CheckMetadata"}

// Whoever adds a parser adds a target: every function that reads bytes or text of others
// is fuzzed by a target that is there.
func TestEveryParserHasAFuzzTarget(t *testing.T) {
	targets := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	declared := map[string]bool{} // folder:target
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(name)
		for _, m := range targets.FindAllStringSubmatch(string(source), -1) {
			declared[path.Dir(name)+":"+m[1]] = true
		}
		return err
	}))
	found := map[string]bool{}
	eachPackage(t, func(dir string, files map[string]*ast.File) {
		if slices.Contains(commands, dir) || slices.Contains(forTests, dir) || strings.HasPrefix(dir, "internal/gen") || dir == "testdata" || strings.HasPrefix(dir, "examples/") || dir == "internal/xraw" || dir == "verify/verifytest" {
			return
		}
		for _, f := range files {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || !fn.Name.IsExported() || !readerName.MatchString(fn.Name.Name) || !takesText(fn.Type) {
					continue
				}
				name := fn.Name.Name
				if fn.Recv != nil {
					of := strings.TrimPrefix(types.ExprString(fn.Recv.List[0].Type), "*")
					if !ast.IsExported(of) {
						continue
					}
					name = of + "." + name
				}
				if name = dir + "." + name; dir == "badge" && fn.Name.Name == "UnmarshalJSON" {
					name = "badge.*.UnmarshalJSON" // one reader of every class
				}
				found[name] = true
				if _, listed := fuzzed[name]; !listed && !slices.Contains(notReaders, name) {
					t.Errorf("%s reads what somebody sent, and no fuzz target is named for it", name)
				}
			}
		}
	})
	for name, targets := range fuzzed {
		slash := strings.LastIndexByte(name, '/') + 1
		folder, _, _ := strings.Cut(name[slash:], ".")
		for _, target := range strings.Fields(targets) {
			if !strings.Contains(target, ":") {
				target = name[:slash] + folder + ":" + target
			}
			require.True(t, declared[target], "%s is fuzzed by %s, and there is no such target", name, target)
		}
		if !found[name] {
			t.Errorf("%s is listed, and is no such function", name)
		}
	}
}

// takesText reports whether a parameter is bytes, text, or a reader of them.
func takesText(fn *ast.FuncType) bool {
	return slices.ContainsFunc(fn.Params.List, func(p *ast.Field) bool {
		return slices.Contains([]string{"[]byte", "string", "io.Reader", "io.ReaderAt"}, types.ExprString(p.Type))
	})
}

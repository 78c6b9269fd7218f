package openbadges_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// arrows lists what each package may import besides the standard library.
// ARCHITECTURE.md draws the same graph, and this test keeps the drawing honest.
// Every public arrow points the same way along the corridor badge, credential,
// verify; a package that is not listed may import nothing.
var arrows = map[string]string{
	"badge":          "internal/shape internal/strictjson",
	"badge/summit":   "badge",
	"badge/planning": "badge internal/limits internal/strictjson",                                // no storage, no clock, no randomness
	"badge/privacy":  "badge internal/limits internal/strictjson golang.org/x/text/unicode/norm", // likewise, but for the salt that a caller asks for

	// Draws the pictures when somebody asks it to; nothing imports it.
	"badge/summit/internal/render": "",

	"credential/bake":     "internal/limits",
	"credential/carrier":  "credential/bake internal/limits",
	"credential/doctor":   "credential internal/limits internal/strictjson", // asks nobody, and judges nothing
	"credential":          "badge credential/bake credential/carrier internal/digests internal/eddsa internal/hosts internal/jose internal/ld internal/limits internal/multikey internal/rdfc internal/sd internal/shape internal/strictjson github.com/google/uuid",
	"verify":              "badge credential internal/base64url internal/bitstring internal/digests internal/hosts internal/limits internal/multikey internal/shape internal/strictjson github.com/santhosh-tekuri/jsonschema/v6 github.com/santhosh-tekuri/jsonschema/v6/kind",
	"credential/status":   "badge credential internal/bitstring internal/hosts internal/limits internal/sqltx internal/strictjson",                                                                                           // no driver: the caller opens the database
	"credential/award":    "badge badge/planning badge/privacy credential credential/status internal/limits internal/sqltx",                                                                                                  // verify judges badges, and this is told what it has found
	"verify/share":        "badge badge/privacy credential credential/bake credential/carrier internal/hosts internal/limits verify codeberg.org/go-pdf/fpdf github.com/boombuler/barcode/qr golang.org/x/text/unicode/norm", // asks nobody: the caller verifies
	"verify/receipt":      "credential internal/base64url internal/jose internal/limits internal/multikey internal/strictjson verify",                                                                                        // asks nobody
	"verify/explain":      "credential internal/jose internal/limits internal/multikey internal/strictjson verify",                                                                                                           // asks nobody, and gives no verdict
	"verify/verifytest":   "badge credential internal/bitstring internal/limits verify",                                                                                                                                      // for tests: nothing here but a test may import it
	"internal/strictjson": "internal/limits",
	"internal/shape":      "internal/limits internal/strictjson",
	"internal/base64url":  "",
	"internal/bitstring":  "internal/base64url internal/limits",
	"internal/digests":    "internal/base64url internal/limits internal/multikey",
	"internal/multikey":   "internal/base64url internal/limits internal/strictjson github.com/mr-tron/base58",
	"internal/jose":       "internal/base64url internal/limits internal/strictjson github.com/lestrrat-go/jwx/v2/jwa github.com/lestrrat-go/jwx/v2/jws",
	"internal/eddsa":      "internal/limits filippo.io/edwards25519",
	"internal/limits":     "",
	"internal/hosts":      "internal/limits",
	"internal/sqltx":      "", // no driver either
	"internal/xraw":       "",
	"internal/beside":     "", // tests import it, and nothing else may
	"internal/faultnet":   "", // likewise

	"internal/seeds": "internal/ld/contexts testdata", // likewise

	"internal/rdfc": "internal/limits",
	"internal/ld":   "internal/digests internal/ld/contexts internal/limits internal/rdfc internal/strictjson github.com/piprate/json-gold/ld",
	"internal/sd":   "internal/base64url internal/jose internal/ld internal/limits internal/multikey internal/rdfc internal/strictjson",

	// The context documents, and the command that rebuilds them from npm.
	"internal/ld/contexts":     "",
	"internal/ld/contexts/gen": "internal/ld/contexts internal/strictjson",

	"internal/sqltest": "", // a module of its own; its tests have the drivers

	"internal/gen":     "badge badge/summit credential testdata",
	"internal/mutants": "", // a command that reads the sources, and imports none of them
	"testdata":         "",

	// The examples show what a user can do, so they see what a user sees. What both
	// verifiers read of the world stands once.
	"examples/internal/outside": "credential verify verify/receipt",
	"examples/quickstart":       "badge badge/summit credential verify",
	"examples/issue":            "badge badge/summit credential credential/bake credential/doctor",
	"examples/verify":           "badge credential credential/doctor verify verify/explain verify/receipt examples/internal/outside",
	"examples/server":           "badge credential credential/bake credential/doctor credential/status verify verify/explain verify/receipt examples/internal/outside github.com/yuin/goldmark github.com/yuin/goldmark/ast github.com/yuin/goldmark/extension github.com/yuin/goldmark/renderer github.com/yuin/goldmark/renderer/html github.com/yuin/goldmark/util",
	"examples/life":             "badge badge/planning badge/privacy badge/summit credential credential/award credential/status verify verify/share",
	"examples/award":            "badge badge/summit credential credential/award credential/status modernc.org/sqlite",                                                                                                                            // a module of its own
	"examples/portal":           "badge badge/planning badge/privacy badge/summit credential credential/award credential/bake credential/status verify verify/share github.com/jackc/pgx/v5/stdlib golang.org/x/crypto/argon2 modernc.org/sqlite", // a module of its own
	"examples/revoke":           "badge badge/summit credential credential/status modernc.org/sqlite",                                                                                                                                             // a module of its own
}

const module = "github.com/summitbadges/openbadges"

func TestImportsPointAlongTheCorridor(t *testing.T) {
	seen := map[string]bool{}
	eachGoFile(t, func(name string, imports []string) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		dir := path.Dir(name)
		seen[dir] = true
		allowed := strings.Fields(arrows[dir])
		for _, imp := range imports {
			if !slices.Contains(allowed, imp) {
				t.Errorf("%s imports %s: ARCHITECTURE.md has no such arrow", name, imp)
			}
		}
	})
	for dir := range arrows {
		require.True(t, seen[dir], "%s is listed and not there", dir)
	}
}

// One importer each: whoever wants to replace jwx, or ask what reads received
// JSON, looks in one place.
func TestOutsideLibrariesHaveOneDoor(t *testing.T) {
	doors := map[string]string{
		"github.com/lestrrat-go/jwx":    "internal/jose",
		"github.com/mr-tron/base58":     "internal/multikey",
		"filippo.io/edwards25519":       "internal/eddsa",
		"github.com/google/uuid":        "credential",
		"github.com/piprate/json-gold":  "internal/ld",
		"github.com/santhosh-tekuri":    "verify",
		"github.com/go-json-experiment": "",
		"modernc.org/sqlite":            "examples/award examples/portal examples/revoke",
		"github.com/jackc/pgx":          "examples/portal",
		"golang.org/x/crypto":           "examples/portal",
		"github.com/yuin/goldmark":      "examples/server",
		"codeberg.org/go-pdf/fpdf":      "verify/share",
		"github.com/boombuler/barcode":  "verify/share",
		"golang.org/x/text":             "badge/privacy verify/share",
	}
	eachGoFile(t, func(name string, imports []string) {
		for _, imp := range imports {
			for prefix, door := range doors {
				if strings.HasPrefix(imp, prefix) && !slices.Contains(strings.Fields(door), path.Dir(name)) && !strings.HasSuffix(name, "_test.go") {
					t.Errorf("%s imports %s; only %q may", name, imp, door)
				}
			}
		}
	})
}

// encoding/json folds case, keeps the last of two members and repairs broken
// text: what it reads is not what was signed. It may write, so the package may
// be imported; its readers may not be named.
func TestEncodingJSONNeverReads(t *testing.T) {
	eachGoFile(t, func(name string, _ []string) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, reader := range []string{"json.Unmarshal(", "json.NewDecoder(", "json.Valid("} {
			if strings.Contains(string(source), reader) {
				t.Errorf("%s calls %s…): received JSON is read by internal/strictjson", name, reader)
			}
		}
	})
}

// eachGoFile parses the imports itself: a test that asked the go command would
// be cached past a forbidden import.
func eachGoFile(t *testing.T, visit func(name string, imports []string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "bin") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range f.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if host, _, _ := strings.Cut(imp, "/"); strings.Contains(host, ".") {
				imports = append(imports, strings.TrimPrefix(imp, module+"/"))
			}
		}
		visit(name, imports)
		return nil
	})
	require.NoError(t, err)
}

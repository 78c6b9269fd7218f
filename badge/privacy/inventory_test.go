package privacy_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
)

var update = flag.Bool("update", false, "write docs/inventory.md anew")

// structs are the exported fields of the structs of a package, embedded ones left out, as
// its source has them: what is stored may be of a type that nobody else sees.
func structs(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
	require.NoError(t, err)
	found := map[string][]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range s.Fields.List {
					for _, name := range field.Names {
						if name.IsExported() {
							found[spec.Name.Name] = append(found[spec.Name.Name], name.Name)
						}
					}
				}
			}
			return true
		})
	}
	return found
}

func TestTheInventoryNamesEveryFieldThatIsStoredOrPublished(t *testing.T) {
	named := map[string][]string{}
	for _, i := range privacy.Inventory() {
		for _, text := range []string{i.What, i.Why, i.Seen, i.Kept, i.Erased} {
			require.NotEmpty(t, text, i.Record)
		}
		named[i.Record] = append(named[i.Record], i.Fields...)
	}
	packages := map[string]map[string][]string{}
	for record, fields := range named {
		dir, name := record[:strings.LastIndex(record, ".")], record[strings.LastIndex(record, ".")+1:]
		if packages[dir] == nil {
			packages[dir] = structs(t, dir)
		}
		require.ElementsMatch(t, packages[dir][name], fields, "%s: what the inventory says, and what the type has", record)
	}
	// What is stored or published, and by what. Whoever adds a field adds it there; whoever
	// adds a record, here.
	for _, record := range []string{
		"badge/planning.entry", "badge/planning.Event", "badge/planning.ALP", "badge/planning.Plan", "badge/planning.Goal", "badge/planning.Opportunity",
		"badge/planning.Supporter", "badge/planning.Item", "badge/planning.CheckIn", "badge/planning.Content", "badge/planning.Ballot", "badge/planning.Shown",
		"badge/planning.SiteTeam", "badge/planning.Member", "badge/planning.Tombstone", "badge/planning.Head", "badge/privacy.Consent", "credential/status.Entry",
		"credential/award.Record", "credential.Credential", "badge.Subject", "badge.Identity", "badge.Evidence", "badge.Result", "badge.RelatedResource", "badge.Status",
		"badge.Achievement", "badge.Profile", "verify/share.Link", "verify/share.Student",
	} {
		require.NotEmpty(t, named[record], record)
	}
}

// Each member of the log of a case is in the inventory because its struct is: the log is
// written from them alone.
func TestTheInventoryInTheDocumentsIsCurrent(t *testing.T) {
	name := filepath.Join("..", "..", "docs", "inventory.md")
	want := "# What is stored and published\n\n" +
		"Every field that this module stores or publishes in the life of a badge: the data elements\n" +
		"that a school lists for those whose data they are. `privacy.Inventory` has it as data, and\n" +
		"`go test ./badge/privacy -update` writes this file. What a portal keeps besides (names,\n" +
		"e-mail addresses, artefacts, backups, the logs of its servers) is not in it.\n\n" + privacy.InventoryTable()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(want), 0o644))
	}
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, want, string(got), "go test ./badge/privacy -update")
}

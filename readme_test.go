package openbadges_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// The bodies of the next two functions are the README's programs.

func issueAsInTheReadme(ctx context.Context) {
	pem, err := os.ReadFile("issuer.pem") // openssl genpkey -algorithm ed25519 -out issuer.pem
	check(err)
	key, err := credential.ReadKey(pem) // or any crypto.Signer: a KMS, an HSM
	check(err)
	signer, err := credential.NewKeySigner(key) // its name is a did:key
	check(err)
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}}

	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	check(err)
	b, err := issuer.Issue(ctx, credential.Credential{
		Subject: badge.Subject{
			Achievement: civics,
			Identifier:  []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org")},
		},
		Evidence: []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	})
	check(err)
	check(os.WriteFile("civics.jwt", b.Bytes(), 0o644))
}

func verifyAsInTheReadme(ctx context.Context, issuerID string) {
	v, err := verify.New(verify.Config{Issuers: []string{issuerID}}) // whom do you trust? it will not guess
	check(err)
	data, err := os.ReadFile("civics.jwt")
	check(err)
	report, err := v.Verify(ctx, data, verify.Recipient(badge.EmailAddress, "ada@example.org"))
	switch {
	case err == nil:
		fmt.Println("accepted:", report.Credential.Subject.Achievement.Name)
	case report.Outcome == verify.Undetermined:
		fmt.Println("could not be decided:", err)
	case errors.Is(err, verify.TimeExpired):
		fmt.Println("genuine, but over:", err)
	default:
		fmt.Println("refused:", err) // which check, where in the badge, and why
	}
}

func minorAsInTheReadme(civics badge.Achievement) badge.Subject {
	minor := badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: civics}
	return minor
}

func publishedAsInTheReadme(kms crypto.Signer) (credential.Signer, []byte) {
	key := credential.Method{ID: "https://school.example/issuer#key-1", Controller: "https://school.example/issuer", Key: kms.Public()}
	signer, err := credential.NewSigner(key, kms) // for credential.Issuer, as above
	check(err)
	jwk, err := key.JWK() // what the school publishes as issuer#key-1
	check(err)
	return signer, jwk
}

func knownAsInTheReadme(jwk []byte) *verify.Verifier {
	known, err := credential.JWKMethod("https://school.example/issuer#key-1", "https://school.example/issuer", jwk)
	check(err)
	v, err := verify.New(verify.Config{Issuers: []string{known.Controller}, Methods: []credential.Method{known}})
	check(err)
	return v
}

func revocableAsInTheReadme(issuer *credential.Issuer, db *sql.DB) *status.Lists {
	lists, err := status.New(status.Config{
		Store:   status.SQL{DB: db, Dialect: status.SQLite}, // or PostgreSQL; SQL.Create made its tables
		Witness: status.DirWitness{Path: "witness"},         // on another disk; status.CreateWitness made it
		URL:     "https://school.example/status",
	})
	check(err)
	issuer.Status = lists // from now on each badge has a place in a list before it is signed
	return lists
}

func revokeAsInTheReadme(ctx context.Context, issuer *credential.Issuer, lists *status.Lists, b *credential.Secured) {
	check(lists.Revoke(ctx, b.ID(), "awarded by mistake")) // the reason stays in the store
	publication := &status.Publication{Lists: lists, Issuer: issuer, To: status.Dir{Root: "www"}}
	check(publication.Publish(ctx)) // signed lists, written whole; on a schedule, whatever has changed
}

// The drivers of databases are not required here; examples/revoke has one.
func TestReadmeRevokes(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, status.CreateWitness("witness"))
	require.NoError(t, os.Mkdir("www", 0o700))
	signer, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	require.NoError(t, err)
	issuer := &credential.Issuer{Signer: signer, Suite: credential.EdDSARDFC2022, Profile: badge.Profile{Name: "Pine Ridge High School"}}
	require.NotNil(t, revocableAsInTheReadme(issuer, nil))
	lists, err := status.New(status.Config{Store: &status.Memory{}, Witness: status.DirWitness{Path: "witness"}, URL: "https://school.example/status"})
	require.NoError(t, err)
	issuer.Status = lists
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	b, err := issuer.Issue(t.Context(), credential.Credential{Subject: minorAsInTheReadme(civics)})
	require.NoError(t, err)
	revokeAsInTheReadme(t.Context(), issuer, lists, b)
	v, err := verify.New(verify.Config{Issuers: []string{signer.Method().Controller}, Fetcher: verify.FetchFS(os.DirFS("www"))})
	require.NoError(t, err)
	_, err = v.Verify(t.Context(), b.Bytes())
	require.ErrorIs(t, err, credential.StatusRevoked)
}

func TestReadmeIssuerOfItsOwnName(t *testing.T) {
	signer, jwk := publishedAsInTheReadme(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	minor := minorAsInTheReadme(civics)
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}}
	b, err := issuer.Issue(t.Context(), credential.Credential{Subject: minor})
	require.NoError(t, err)
	_, err = knownAsInTheReadme(jwk).Verify(t.Context(), b.Bytes(), verify.RecipientID(minor.ID))
	require.NoError(t, err)
}

func Example() {
	dir, err := os.MkdirTemp("", "openbadges")
	check(err)
	defer os.RemoveAll(dir)
	back, err := os.Getwd()
	check(err)
	check(os.Chdir(dir))
	defer func() { check(os.Chdir(back)) }()

	key := ed25519.NewKeyFromSeed([]byte("an example's key, known to everyone")[:32])
	der, err := x509.MarshalPKCS8PrivateKey(key)
	check(err)
	check(os.WriteFile("issuer.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))

	issueAsInTheReadme(context.Background())
	signer, err := credential.NewKeySigner(key)
	check(err)
	verifyAsInTheReadme(context.Background(), signer.Method().Controller)
	verifyAsInTheReadme(context.Background(), "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
	// Output:
	// accepted: Civics Credential
	// refused: the badge is from did:key:z6Mko6t6h7MayoQpxv3k8EZx3Jh4DprwqErhosvYK8LnFXwM, which is not among the issuers you trust [TRUST_ISSUER_UNKNOWN at /issuer]
}

var fence = regexp.MustCompile("(?s)```(\\w*)\n(.*?)```")

func readme(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var blocks []string
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		if m[1] == language {
			blocks = append(blocks, m[2])
		}
	}
	require.NotEmpty(t, blocks)
	return blocks
}

func TestReadmeProgramsAreTheOnesThatRun(t *testing.T) {
	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	for _, program := range readme(t, "go") {
		var indented strings.Builder
		for line := range strings.Lines(program) {
			if strings.TrimSpace(line) != "" {
				indented.WriteByte('\t')
			}
			indented.WriteString(line)
		}
		require.Contains(t, string(source), indented.String())
	}
}

func TestReadmeProgramFileIsRead(t *testing.T) {
	p, err := badge.ReadProgram(fstest.MapFS{"kitchen.json": {Data: []byte(readme(t, "json")[0])}}, "kitchen.json")
	require.NoError(t, err)
	a, err := p.Achievement("bread", badge.Publication{})
	require.NoError(t, err)
	require.NoError(t, a.Validate())
}

func TestReadmeNamesWhatCIRuns(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	ci, err := os.ReadFile(".ci/run")
	require.NoError(t, err)
	for _, command := range []string{"go run ./examples/quickstart", "go test ./..."} {
		require.Contains(t, string(text), command)
		require.Contains(t, string(ci), command)
	}
}

// A document that points at what is not there is worse than none.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	documents, err := filepath.Glob("*.md")
	require.NoError(t, err)
	for _, document := range documents {
		text, err := os.ReadFile(document)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(string(text), -1) {
			_, err := os.Stat(m[1])
			require.NoError(t, err, "%s points at %s", document, m[1])
		}
		for _, m := range regexp.MustCompile("`((?:internal|badge|credential|verify|testdata|examples|\\.ci)/[\\w./-]*\\w)`").FindAllStringSubmatch(string(text), -1) {
			_, err := os.Stat(m[1])
			require.NoError(t, err, "%s names %s", document, m[1])
		}
	}
}

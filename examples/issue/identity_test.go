package main

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

func identityKeyFiles(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	rsa2048, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return map[string]string{
		"Ed25519": pemFile(t, dir, "ed.pem", ed25519.NewKeyFromSeed(make([]byte, 32))),
		"P-256":   pemFile(t, dir, "p256.pem", p256),
		"RSA":     jwkFile(t, dir, "rsa.json", rsa2048, credential.PS256),
	}
}

// tree is what a folder holds, by the names of its files.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		found[name] = string(data)
		return err
	}))
	return found
}

func TestTheDocumentsOfAnIssuerAreWrittenIntoAFolder(t *testing.T) {
	keys := identityKeyFiles(t)
	for kind, suites := range map[string][]string{
		"Ed25519": {"jws", string(credential.EdDSARDFC2022), string(credential.JsonWebSignature2020)},
		"P-256":   {"jws", string(credential.ECDSAJCS2019)},
		"RSA":     {"jws", string(credential.JsonWebSignature2020)},
	} {
		for _, suite := range suites {
			for id, files := range map[string][]string{
				"did:web:school.example":         {"school.example/.well-known/did.json"},
				"did:web:school.example:u:ridge": {"school.example/u/ridge/did.json"},
				"https://school.example/issuer":  {"school.example/issuer", "school.example/.well-known/jwks.json"},
			} {
				dir := t.TempDir()
				site := filepath.Join(dir, "new", "site")
				command := func() outcome {
					return command(t, "-credential", "civics", "-key", keys[kind], "-issuer", id, "-name", "Pine Ridge", "-proof", suite, "-publish", site)
				}
				out := command()
				require.Equal(t, exitIssued, out.exit, out.stderr)
				require.NotContains(t, out.stderr, "has to publish")
				var names []string
				for name := range tree(t, site) {
					names = append(names, name)
					require.Contains(t, out.stderr, "https://"+name)
				}
				require.ElementsMatch(t, files, names)

				v, err := verify.New(verify.Config{Issuers: []string{id}, Fetcher: verify.FetchFS(os.DirFS(site))})
				require.NoError(t, err)
				report, err := v.Verify(t.Context(), []byte(out.stdout))
				require.NoError(t, err, "%s by %s, %s", id, kind, suite)
				require.Equal(t, id, report.Credential.Issuer.ID)

				before := tree(t, site)
				again := command()
				require.Equal(t, exitIssued, again.exit, again.stderr)
				require.Equal(t, before, tree(t, site), "the same documents, once more")
			}
		}
	}
}

// A second key would take the place of the first, and every badge of that would be lost.
func TestNoDocumentOfAnotherKeyIsReplaced(t *testing.T) {
	keys, site := identityKeyFiles(t), t.TempDir()
	args := func(kind string) []string {
		return []string{"-credential", "civics", "-key", keys[kind], "-issuer", "did:web:school.example", "-publish", site}
	}
	require.Equal(t, exitIssued, command(t, args("Ed25519")...).exit)
	before := tree(t, site)
	out := command(t, args("P-256")...)
	require.Equal(t, exitUsage, out.exit)
	require.Contains(t, out.stderr, "is there already")
	require.Empty(t, out.stdout, "no badge that nobody could verify")
	require.Equal(t, before, tree(t, site))
}

func TestRefusesToPublishWhatHasNoPlace(t *testing.T) {
	key := identityKeyFiles(t)["Ed25519"]
	occupied := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(occupied, nil, 0o600))
	for id, reason := range map[string]string{
		"":                              "-publish needs -issuer",
		"https://school.example":        "no place in a folder",
		"https://school.example:8443/":  "no place in a folder",
		"did:web:school.example%3A8443": "no place in a folder",
		"did:example:school":            "did:web or an https URL",
		"https://intranet/issuer":       "never asked",
		"did:web:127.0.0.1":             "never asked",
	} {
		site := t.TempDir()
		args := []string{"-credential", "civics", "-key", key, "-publish", site}
		if id != "" {
			args = append(args, "-issuer", id)
		}
		out := command(t, args...)
		require.Equal(t, exitUsage, out.exit, id)
		require.Contains(t, strings.Join(strings.Fields(out.stderr), " "), reason, id)
		require.Empty(t, out.stdout, id)
		require.Empty(t, tree(t, site), id)
	}
	out := command(t, "-credential", "civics", "-key", key, "-issuer", "did:web:school.example", "-publish", occupied)
	require.Equal(t, exitUsage, out.exit)
	require.Empty(t, out.stdout)
}

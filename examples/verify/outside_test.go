package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
)

const mascots = "https://school.example/mascots/v1"

// mascot is a badge with a proof over its graph, under a context of the school's own.
func mascot(t *testing.T) []byte {
	t.Helper()
	contexts, err := credential.StandardContexts().With(mascots, []byte(mascotsDocument))
	require.NoError(t, err)
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	issuer := credential.Issuer{Signer: newSigner(t, 7), Suite: credential.EdDSARDFC2022, Contexts: contexts, Now: func() time.Time { return issuedAt },
		Profile: badge.Profile{Name: "Pine Ridge High School"}}
	s, err := issuer.Issue(t.Context(), credential.Credential{
		Context: []string{mascots}, Subject: badge.Subject{ID: "did:example:ada", Achievement: civics}, Evidence: []badge.Evidence{{Narrative: "Ran it."}},
	})
	require.NoError(t, err)
	return s.Bytes()
}

const mascotsDocument = `{"@context":{"mascot":"https://school.example/vocab#mascot"}}`

// resourcesFile writes a file of -resources and the documents that it names.
func resourcesFile(t *testing.T, documents map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	paths := map[string]string{}
	for url, text := range documents {
		path := fmt.Sprintf("docs/%d.json", len(paths))
		save(t, dir, path, []byte(text))
		paths[url] = path
	}
	list, err := json.Marshal(paths)
	require.NoError(t, err)
	return save(t, dir, "resources.json", list)
}

func TestContextsComeFromTheResources(t *testing.T) {
	data := mascot(t)
	judge := func(documents map[string]string) outcome {
		return command(t, bytes.NewReader(data), "-any-issuer", "-json", "-resources", resourcesFile(t, documents))
	}
	require.Contains(t, command(t, bytes.NewReader(data), "-any-issuer", "-json").stdout, "CONTEXT_UNKNOWN")
	out := judge(map[string]string{mascots: mascotsDocument})
	require.Equal(t, exitAccepted, out.exit, out.stdout+out.stderr)
	require.Contains(t, judge(map[string]string{mascots + "/": mascotsDocument}).stdout, "CONTEXT_UNKNOWN", "the exact URL")
	require.Equal(t, exitRefused, judge(map[string]string{mascots: `{"@context":{"mascot":"https://other.example/vocab#mascot"},"id":"urn:x:y"}`}).exit, "no context: it describes something")

	// Built-in contexts win, whatever else the file says that they are.
	out = judge(map[string]string{mascots: mascotsDocument, "https://www.w3.org/ns/credentials/v2": `{"@context":{"issuer":"https://evil.example/#issuer"}}`})
	require.Equal(t, exitAccepted, out.exit, out.stdout+out.stderr)

	// What Contexts.With refuses is a wrong file.
	for _, context := range []string{
		`{"@context":{"mascot":"https://school.example/vocab#mascot","name":"https://evil.example/#name"}}`,
		`{"@context":"https://elsewhere.example/v1"}`, `{"@context":{"@import":"https://elsewhere.example/v1"}}`, `{"@context":7}`,
	} {
		out = judge(map[string]string{mascots: context})
		require.Equal(t, exitUsage, out.exit, context)
		require.Contains(t, out.stderr, mascots)
		require.Empty(t, out.stdout)
	}
	for name, document := range map[string]string{
		"a DID document": `{"@context":["https://www.w3.org/ns/did/v1"],"id":"did:web:school.example"}`,
		"a token":        string(award(t)), "a key": `{"kty":"OKP"}`, "a page": "<html>", "nothing": "", "a list": "[1]",
	} {
		out = judge(map[string]string{mascots: mascotsDocument, "https://school.example/.well-known/did.json": document})
		require.Equal(t, exitAccepted, out.exit, "%s: %s", name, out.stderr)
	}
}

// did:web by the https URL that it maps to; what is not there behaves as 404.
func TestKeysComeFromTheResources(t *testing.T) {
	signer := newSigner(t, 7)
	public := signer.Method()
	jwk, err := public.JWK()
	require.NoError(t, err)
	document := `{"@context":["https://www.w3.org/ns/did/v1"],"id":"did:web:school.example","verificationMethod":[{"id":"did:web:school.example#key-1",` +
		`"type":"JsonWebKey","controller":"did:web:school.example","publicKeyJwk":` + string(jwk) + `}],"assertionMethod":["did:web:school.example#key-1"]}`
	judge := func(documents map[string]string, args ...string) outcome {
		return command(t, bytes.NewReader(distant(t)), append([]string{"-issuer", "did:web:school.example", "-resources", resourcesFile(t, documents)}, args...)...)
	}
	out := judge(map[string]string{"https://school.example/.well-known/did.json": document})
	require.Equal(t, exitAccepted, out.exit, out.stdout+out.stderr)
	require.Contains(t, out.stdout, "\n  Looked up\n        https://school.example/.well-known/did.json: found\n")

	out = judge(map[string]string{"https://school.example/did.json": document})
	require.Equal(t, exitRefused, out.exit)
	require.Contains(t, out.stdout, "UNDECIDED")
	require.Contains(t, out.stdout, "[RESOLVE_HTTP]")
	require.Contains(t, out.stdout, "Next: ")
	require.Equal(t, exitRefused, judge(map[string]string{"https://school.example/.well-known/did.json": strings.Replace(document, ".example", ".invalid", 1)}).exit)
}

// A file that is longer than what is read of it is not read as if it ended there.
func TestAResourceIsReadWholeOrSeenToBeTooLarge(t *testing.T) {
	dir := t.TempDir()
	name := save(t, dir, "large", bytes.Repeat([]byte("a"), outside.Most+10))
	data, err := outside.ReadFile(name)
	require.NoError(t, err)
	require.Len(t, data, outside.Most+1)
	_, err = outside.ReadFile(filepath.Join(dir, "missing"))
	require.Error(t, err)
	_, err = outside.ReadFile(dir)
	require.ErrorContains(t, err, "no regular file")
}

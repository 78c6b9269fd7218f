package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/verify"
)

// A context that the caller has added is one that badges may name, by every
// mechanism, for issuing and for judging; to everybody else it is unknown.
func TestABadgeUnderAContextOfTheCallersOwn(t *testing.T) {
	const url = "https://school.example/context/v1"
	const inline = `{"mascot":"https://school.example/vocab#mascot"}`
	byURL, err := credential.StandardContexts().With(url, []byte(`{"@context":`+inline+`}`))
	require.NoError(t, err)
	written, err := credential.StandardContexts().With("", []byte(inline))
	require.NoError(t, err)
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		t.Run(string(suite), func(t *testing.T) {
			is := credential.Issuer{Signer: school(t), Suite: suite, Now: now, Contexts: byURL}
			is.Profile.Name = "Pine Ridge High School"
			c := civics(t)
			c.Context = []string{url}
			b, err := is.Issue(ctx, c)
			require.NoError(t, err)
			requireVerdict(t, newVerifier(t, func(cfg *verify.Config) { cfg.Contexts, cfg.Strict = byURL, true }), string(b.Bytes()), "valid")
			stranger := newVerifier(t, nil)
			if suite == credential.EdDSARDFC2022 {
				requireVerdict(t, stranger, string(b.Bytes()), "invalid", credential.ContextUnknown)
			} else {
				requireVerdict(t, stranger, string(b.Bytes()), "warning", credential.ContextUnknown)
			}
			is.Contexts = nil
			_, err = is.Issue(ctx, c)
			require.ErrorIs(t, err, credential.ContextUnknown)
		})
	}
	// A name of its own means something there, and is signed.
	doc := strings.Replace(unproved(t), `context-3.0.3.json"]`, `context-3.0.3.json",`+inline+`]`, 1)
	doc = strings.Replace(doc, `"narrative":"Ran the`, `"mascot":"Owl","narrative":"Ran the`, 1)
	require.Contains(t, doc, "mascot\":\"Owl")
	b, err := credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Contexts: written})
	require.NoError(t, err)
	v := newVerifier(t, func(cfg *verify.Config) { cfg.Contexts = written })
	requireVerdict(t, v, string(b.Bytes()), "warning", credential.TermUndefined) // of Open Badges it is no member
	requireVerdict(t, v, strings.Replace(string(b.Bytes()), "Owl", "Fox", 1), "invalid", credential.ProofSigInvalid)
	_, err = credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Contexts: byURL})
	require.ErrorIs(t, err, credential.ContextUnknown, "another spelling of the same context is another context")
}

// Every built-in context that goes together with those of a badge may stand behind
// them.
func TestEveryBuiltInContextMayBeNamed(t *testing.T) {
	v := newVerifier(t, nil)
	named := 0
	for _, d := range contexts.Manifest() {
		if strings.HasPrefix(d.URL, "https://purl.imsglobal.org/spec/ob/v3p0/context") || strings.Contains(d.URL, "credentials/v") {
			continue // one of each
		}
		doc := strings.Replace(unproved(t), `context-3.0.3.json"]`, `context-3.0.3.json","`+d.URL+`"]`, 1)
		b, err := credential.AddProof(ctx, []byte(doc), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
		if err != nil {
			require.ErrorContains(t, err, "contradict", d.URL)
			continue
		}
		named++
		requireVerdict(t, v, string(b.Bytes()), "valid")
	}
	require.GreaterOrEqual(t, named, 9)
}

package seeds_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/testdata"
)

// Every word that a vector tells something by stands in a seed, or no fuzzer would find
// what is behind it.
func TestTheSeedsHoldTheVocabulary(t *testing.T) {
	var all strings.Builder
	chosen := map[string]bool{}
	documents := seeds.Documents()
	for _, d := range documents {
		chosen[string(d)] = true
		all.Write(d)
		for _, part := range strings.Split(strings.TrimSpace(string(d)), ".") {
			if text, err := base64.RawURLEncoding.DecodeString(part); err == nil {
				all.Write(text)
			}
		}
	}
	for _, word := range []string{
		`"eddsa-rdfc-2022"`, `"eddsa-jcs-2022"`, `"ecdsa-rdfc-2019"`, `"ecdsa-jcs-2019"`, `"ecdsa-sd-2023"`, `"Ed25519Signature2020"`, `"JsonWebSignature2020"`,
		`"EdDSA"`, `"ES256"`, `"ES384"`, `"RS256"`, `"PS256"`, `"none"`, `"crit"`, `"b64"`, `"jwk"`, `"typ"`, `"cty"`,
		`"BitstringStatusListEntry"`, `"1EdTechRevocationList"`, `"StatusList2021Entry"`, `"1EdTechCredentialRefresh"`, `"1EdTechJsonSchemaValidator2019"`,
		`"previousProof"`, `"challenge"`, `"domain"`, `"endorsementJwt"`, `"EnvelopedVerifiableCredential"`, `"VerifiablePresentation"`, `"validUntil"`, `"expirationDate"`,
	} {
		require.Contains(t, all.String(), word)
	}
	expected, held := map[string]bool{}, map[string]bool{}
	for _, v := range testdata.Vectors() {
		for _, code := range v.Codes {
			if len(v.Data) <= 32<<10 {
				expected[code] = true
			}
			held[code] = held[code] || chosen[string(v.Data)]
		}
	}
	for code := range expected {
		require.True(t, held[code], "no seed is refused with %s", code)
	}
	require.Greater(t, len(expected), 80)
	require.Less(t, len(documents), 600, "every test run takes them all")
	t.Logf("%d documents", len(documents))
}

func TestTheDictionaryHasEveryTermOfEveryContext(t *testing.T) {
	dictionary := seeds.Dictionary()
	require.Len(t, dictionary, len(contexts.All()))
	var terms func(v any, found map[string]bool)
	terms = func(v any, found map[string]bool) {
		if object, ok := v.(map[string]any); ok {
			for name, definition := range object {
				if name[0] != '@' {
					found[name] = true
				}
				terms(definition, found)
			}
		}
	}
	for i, c := range contexts.All() {
		var document, entry map[string]any
		require.NoError(t, json.Unmarshal(c.Data, &document))
		require.NoError(t, json.Unmarshal(dictionary[i], &entry))
		found := map[string]bool{}
		terms(document["@context"], found)
		for name := range found {
			require.Equal(t, name, entry[name], c.URL)
		}
	}
}

func TestSeedsAreDistinctAndWhatTheyAreCalled(t *testing.T) {
	for name, list := range map[string][][]byte{"documents": seeds.Documents("jws"), "JSON": seeds.JSON("document"), "answers": seeds.Answers()} {
		require.Greater(t, len(list), 20, name)
		for i, s := range list {
			require.NotEmpty(t, s)
			require.False(t, slices.ContainsFunc(list[:i], func(b []byte) bool { return name != "documents" && bytes.Equal(b, s) }), "%s %d", name, i)
		}
	}
	for _, value := range seeds.Strings("publicKeyMultibase") {
		require.NotContains(t, value, `"`)
	}
	for _, key := range seeds.Objects("publicKeyJwk", "jwk") {
		require.True(t, strings.HasPrefix(key, "{") && strings.HasSuffix(key, "}"))
	}
	require.NotEmpty(t, seeds.Strings("proofValue"))
	require.NotEmpty(t, seeds.Objects("publicKeyJwk", "jwk"))
	require.Equal(t, seeds.Answers(), seeds.Answers(), "in one order")
}

package explain_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/beside"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

func publishedFile(t testing.TB, name ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "..", "shared"}, name...)...))
	if os.IsNotExist(err) {
		beside.Missing(t, "the published vectors are not here")
	}
	require.NoError(t, err)
	return string(data)
}

// A published badge that somebody has broken, and what the diagnosis has to name.
type broken struct {
	name    string
	change  func(string) string
	found   explain.Hypothesis
	pointer string
}

// Two published badges, each broken in several ways that are no forgery.
func TestTheDiagnosisNamesWhatBrokeAPublishedBadge(t *testing.T) {
	cs := credential.StandardContexts()
	for url, file := range map[string]string{"https://www.w3.org/ns/credentials/examples/v2": "examples-v2.jsonld"} {
		var err error
		cs, err = cs.With(url, []byte(publishedFile(t, "contexts", file)))
		require.NoError(t, err)
	}
	const issuer = "https://example.edu/issuers/565049"
	const name = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
	own, err := credential.MultikeyMethod(issuer+"#"+name, issuer, name)
	require.NoError(t, err)
	other, err := credential.DIDKey(edKey(3).Public())
	require.NoError(t, err)
	other.ID, other.Controller = issuer+"#other", issuer
	same := func(s string) string { return s }

	with := func(old, new string) func(string) string {
		return func(s string) string {
			require.Contains(t, s, old)
			return strings.Replace(s, old, new, 1)
		}
	}
	exchanged := []credential.Method{{ID: own.ID, Controller: issuer, Key: other.Key}, {ID: other.ID, Controller: issuer, Key: own.Key}}
	for _, c := range []struct {
		badge   string
		methods []credential.Method
		ways    []broken
	}{
		{publishedFile(t, "vectors", "ob", "signed.json"), []credential.Method{own, other}, []broken{
			{"a time in milliseconds", with(`"validFrom": "2010-01-01T00:00:00Z"`, `"validFrom": "2010-01-01T00:00:00.000Z"`), explain.DateSpelling, "/validFrom"},
			{"the time of the proof with an offset", with(`19:23:24Z`, `19:23:24+00:00`), explain.DateSpelling, "/proof/created"},
			{"an empty text", with(`"name": "Teamwork Badge",`, `"name": "Teamwork Badge", "description": "",`), explain.EmptyMembers, "/description"},
			{"the signature in base64", inBase64(t), explain.ValueEncoding, "/proof/proofValue"},
			{"without the z", with(`"proofValue": "z`, `"proofValue": "`), explain.ValueEncoding, "/proof/proofValue"},
			{"a byte order mark", func(s string) string { return "\ufeff" + s }, explain.Whitespace, ""},
			{"keys under exchanged names", same, explain.OtherKey, "/proof/verificationMethod"},
		}},
		{publishedFile(t, "vectors", "di", "eddsa", "eddsa-jcs-2022", "signedJCS.json"), nil, []broken{
			{"a time with an offset", with(`2023-01-01T00:00:00Z`, `2023-01-01T00:00:00+00:00`), explain.DateSpelling, "/validFrom"},
			{"a list for a value", with(`"credentialSubject": {
    "id": "did:example:abcdefgh",
    "alumniOf": "The School of Examples"
  }`, `"credentialSubject": [{"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"}]`), explain.ArrayForm, "/credentialSubject"},
			{"null", with(`"name": "Alumni Credential",`, `"name": "Alumni Credential", "image": null,`), explain.EmptyMembers, "/image"},
			{"an empty list", with(`"description": "A minimum viable`, `"evidence": [], "description": "A minimum viable`), explain.EmptyMembers, "/evidence"},
			{"no context in the proof", withoutContextOfProof, explain.ProofContext, "/proof/@context"},
			{"the signature in base64", inBase64(t), explain.ValueEncoding, "/proof/proofValue"},
		}},
	} {
		named := map[explain.Hypothesis]bool{}
		for _, w := range c.ways {
			methods := c.methods
			if w.found == explain.OtherKey {
				methods = exchanged
			}
			v, err := verify.New(verify.Config{AnyIssuer: true, Methods: methods, Now: now, Contexts: cs})
			require.NoError(t, err)
			if _, err = v.VerifyProofs(ctx, []byte(c.badge)); w.found != explain.OtherKey {
				require.NoError(t, err, "it holds before")
			}
			data := []byte(w.change(c.badge))
			report, err := v.VerifyProofs(ctx, data)
			require.Error(t, err, w.name)
			d := explain.Diagnose(ctx, data, report, cs)
			require.Equal(t, w.pointer, requireFound(t, d, w.found).Pointer, w.name)
			named[w.found] = true
		}
		require.GreaterOrEqual(t, len(named), 5)
	}
}

// inBase64 writes the signature in another base of multibase than the suites have.
func inBase64(t *testing.T) func(string) string {
	return func(s string) string {
		at := strings.Index(s, `"proofValue": "`) + len(`"proofValue": "`)
		end := at + strings.IndexByte(s[at:], '"')
		raw, err := multikey.DecodeBase58(s[at:end], 64)
		require.NoError(t, err)
		return s[:at] + "u" + base64.RawURLEncoding.EncodeToString(raw) + s[end:]
	}
}

func withoutContextOfProof(s string) string {
	at := strings.LastIndex(s, `"@context"`)
	end := at + strings.IndexByte(s[at:], ']') + 2
	return s[:at] + s[end:]
}

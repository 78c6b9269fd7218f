package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

func documentIssuer(t testing.TB, suite credential.Suite) *credential.Issuer {
	is := &credential.Issuer{Signer: school(t), Suite: suite, Now: now}
	if suite == "" {
		is.Form = credential.VCJOSE
	}
	return is
}

func TestADocumentIsIssuedAsItStands(t *testing.T) {
	v := newVerifier(t, func(c *verify.Config) { c.Strict = true })
	spaced := strings.Replace(diploma(t, ""), `,"validFrom"`, " ,\n\t\"validFrom\"", 1)
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		for name, document := range map[string]string{"a diploma": spaced, "a badge": unproved(t)} {
			s, err := documentIssuer(t, suite).IssueDocument(ctx, []byte(document))
			require.NoError(t, err, "%s %s", name, suite)
			if suite == "" {
				require.Equal(t, document, string(s.Document()))
			} else {
				require.Equal(t, document[:len(document)-1], string(s.Bytes()[:len(document)-1]), "one member more, behind the others")
			}
			k := v
			if suite == "" && name == "a badge" { // whose tokens OB 3.0 has of another typ
				k = newVerifier(t, nil)
			}
			report, err := k.VerifyCredential(ctx, s.Bytes())
			require.NoError(t, err, "%s %s", name, suite)
			require.Equal(t, k != v, report.Verdict() == "warning", "%v", report.Warnings())
		}
	}
}

func TestNoDocumentIsIssuedThatAVerifierWouldNotAccept(t *testing.T) {
	good := diploma(t, "")
	edit := func(old, replacement string) string {
		require.Contains(t, good, old)
		return strings.Replace(good, old, replacement, 1)
	}
	for name, c := range map[string]struct {
		document string
		code     credential.Code
	}{
		"no JSON":                    {"{", credential.JSONSyntax},
		"no object":                  {"[]", credential.SchemaInvalid},
		"nothing":                    {"", credential.JSONSyntax},
		"no subject":                 {edit(`"credentialSubject":{"id":"did:example:ada"}`, `"credentialSubject":{}`), credential.SchemaInvalid},
		"no issuer":                  {edit(`"issuer":{"id":"`+school(t).Method().Controller+`","name":"Pine Ridge High School"},`, ""), credential.SchemaInvalid},
		"another's":                  {edit(school(t).Method().Controller, "did:example:other"), credential.KeyControllerMismatch},
		"no context":                 {edit("https://www.w3.org/ns/credentials/v2", "https://example.org/c"), credential.ContextOrder},
		"an unknown context":         {edit(`credentials/v2"`, `credentials/v2","https://example.org/c"`), credential.ContextUnknown},
		"an undefined term":          {edit(`"did:example:ada"`, `"did:example:ada","shoeSize":44`), credential.TermUndefined},
		"a relative id":              {edit(`"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"`, `"d1"`), credential.SchemaInvalid},
		"ended":                      {edit("2027-05-01T09", "2026-04-02T09"), credential.TimeExpired},
		"a mere deviation":           {edit("2027-05-01T09:00:00Z", "2027-05-01T09:00:00"), credential.TimeFormat},
		"with a proof":               {prove(t, good, credential.ProofOptions{}), credential.ProofMalformed},
		"a presentation":             {edit(`["VerifiableCredential"]`, `["VerifiablePresentation"]`), credential.SchemaInvalid},
		"a badge of less":            {strings.Replace(unproved(t), `"achievement"`, `"goal"`, 1), credential.SchemaInvalid},
		"what is read, and not made": {edit("Pine Ridge", `Pine\uffferidge`), credential.TextSuspicious},
	} {
		for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
			s, err := documentIssuer(t, suite).IssueDocument(ctx, []byte(c.document))
			require.ErrorIs(t, err, c.code, "%s %s", name, suite)
			require.Nil(t, s, name)
		}
	}
	is := documentIssuer(t, "")
	is.Form = credential.OpenBadges
	_, err := is.IssueDocument(ctx, []byte(good))
	require.ErrorIs(t, err, credential.InputUnsupported)
	_, err = (&credential.Issuer{Form: credential.VCJOSE}).IssueDocument(ctx, []byte(good))
	require.ErrorIs(t, err, credential.KeyNotFound)
	_, err = (&credential.Issuer{Signer: school(t), Form: credential.VCJOSE, Suite: credential.EdDSARDFC2022}).IssueDocument(ctx, []byte(good))
	require.ErrorIs(t, err, credential.InputUnsupported, "one or the other")
	_, err = documentIssuer(t, "none").IssueDocument(ctx, []byte(good))
	require.ErrorIs(t, err, credential.ProofTypeUnsupported)
}

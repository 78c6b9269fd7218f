package verify_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

func issueEmbedded(t testing.TB, s credential.Signer, suite credential.Suite, c credential.Credential) string {
	t.Helper()
	is := credential.Issuer{Signer: s, Suite: suite, Profile: badge.Profile{Name: "Pine Ridge High School"}, Now: now}
	b, err := is.Issue(ctx, c)
	require.NoError(t, err)
	return string(b.Bytes())
}

// prove adds a proof to a document in the school's name.
func prove(t testing.TB, doc string, o credential.ProofOptions) string {
	t.Helper()
	if o.Suite == "" {
		o.Suite = credential.EdDSARDFC2022
	}
	s, err := credential.AddProof(ctx, []byte(doc), school(t), o)
	require.NoError(t, err)
	return string(s.Bytes())
}

// unproved is the JSON of an honest badge without a proof.
func unproved(t testing.TB) string {
	t.Helper()
	signed := issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t))
	i := strings.Index(signed, `,"proof":[`)
	require.Positive(t, i)
	return signed[:i] + "}"
}

func TestAnHonestEmbeddedProofIsVerified(t *testing.T) {
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.Ed25519Signature2020} {
		t.Run(string(suite), func(t *testing.T) {
			data := issueEmbedded(t, school(t), suite, civics(t))
			v := newVerifier(t, func(c *verify.Config) { c.Strict, c.CanonicalForms = true, true })
			report, err := v.Verify(ctx, []byte(data), verify.Recipient(badge.EmailAddress, "ada@example.org"))
			require.NoError(t, err)
			require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
			require.Equal(t, data, string(report.Document()))
			require.Len(t, report.Proofs, 1)
			p := report.Proofs[0]
			require.Len(t, p.DocumentDigest, 32)
			require.Len(t, p.ProofDigest, 32)
			require.Equal(t, clock, p.Created)
			require.Contains(t, string(p.CanonicalDocument), "Ran the 2026 student voter drive")
			require.Contains(t, string(p.CanonicalProof), "assertionMethod")
			json, err := report.MarshalJSON()
			require.NoError(t, err)
			require.Contains(t, string(json), hex.EncodeToString(p.DocumentDigest))
		})
	}
}

// Whatever is written otherwise and means the same stays verified: white space,
// escapes, the order of members and of sets.
func TestAnotherSpellingOfTheSameBadgeIsVerified(t *testing.T) {
	data := issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t))
	v := newVerifier(t, nil)
	for name, edit := range map[string][2]string{
		"white space":       {`{"@context"`, "{ \n\t\"@context\""},
		"an escape":         {`"Pine Ridge`, `"\u0050ine Ridge`},
		"an escaped name":   {`"issuer":`, `"issu\u0065r":`},
		"order of types":    {`"VerifiableCredential","OpenBadgeCredential"`, `"OpenBadgeCredential","VerifiableCredential"`},
		"the alias of type": {`"OpenBadgeCredential"`, `"AchievementCredential"`},
		"proof as object":   {`"proof":[{`, `"proof":{`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, data, edit[0])
			edited := strings.Replace(data, edit[0], edit[1], 1)
			if name == "proof as object" {
				edited = strings.TrimSuffix(edited, "}]}") + "}}"
			}
			_, err := v.Verify(ctx, []byte(edited))
			require.NoError(t, err)
		})
	}
}

func TestEmbeddedProofVerdicts(t *testing.T) {
	data := issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t))
	doc := unproved(t)
	did, kid := school(t).Method().Controller, school(t).Method().ID
	other := signerOf(t, edKey(1))
	replace := func(old, replacement string) string {
		require.Contains(t, data, old)
		return strings.Replace(data, old, replacement, 1)
	}
	for name, c := range map[string]struct {
		data    string
		outcome verify.Outcome
		code    verify.Code
	}{
		"edited":                     {replace("214", "999"), verify.Failed, credential.ProofSigInvalid},
		"renewed":                    {replace("2027-05-01", "2037-05-01"), verify.Failed, credential.ProofSigInvalid},
		"proof renewed":              {replace(`"created":"2026`, `"created":"2025`), verify.Failed, credential.ProofSigInvalid},
		"undefined member":           {replace(`"evidence":`, `"studentName":"Mallory","evidence":`), verify.Failed, credential.TermUndefined},
		"undefined type":             {replace(`"OpenBadgeCredential"`, `"OpenBadgeCredential","MadeUp"`), verify.Failed, credential.TermUndefined},
		"hidden under an IRI":        {replace(`"validUntil":`, `"https://www.w3.org/2018/credentials#validUntil":`), verify.Failed, credential.JSONKeyForm},
		"hidden under @nest":         {replace(`"validUntil":"2027-05-01T09:00:00Z"`, `"@nest":{"validUntil":"2027-05-01T09:00:00Z"}`), verify.Failed, credential.JSONKeyForm},
		"keyword for a name":         {replace(`"credentialSubject":{"id":`, `"credentialSubject":{"@id":`), verify.Failed, credential.JSONKeyForm},
		"class for a member":         {replace(`"criteria":`, `"Criteria":`), verify.Failed, credential.JSONKeyForm},
		"context inside":             {replace(`"issuer":{`, `"issuer":{"@context":"https://www.w3.org/ns/credentials/v2",`), verify.Failed, credential.ContextNested},
		"context added":              {replace(`context-3.0.3.json"`, `context-3.0.3.json",{"cs":"https://www.w3.org/2018/credentials#credentialStatus"}`), verify.Failed, credential.ContextUnknown},
		"context twice":              {replace(`context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`), verify.Failed, credential.ContextOrder},
		"relative id":                {replace(`"id":"urn:uuid:0f0e0d0c`, `"id":"0f0e0d0c`), verify.Failed, credential.IRIInvalid},
		"blank node":                 {replace(`"id":"did:example:ada"`, `"id":"_:ada"`), verify.Failed, credential.IRIInvalid},
		"an unknown member of proof": {replace(`"proofPurpose":`, `"color":"blue","proofPurpose":`), verify.Failed, credential.TermUndefined},
		"another purpose":            {replace(`"proofPurpose":"assertionMethod"`, `"proofPurpose":"authentication"`), verify.Failed, credential.ProofPurpose},
		"a purpose in a list":        {replace(`"proofPurpose":"assertionMethod"`, `"proofPurpose":["assertionMethod"]`), verify.Failed, credential.ProofPurpose},
		"no purpose":                 {replace(`"proofPurpose":"assertionMethod",`, ``), verify.Failed, credential.ProofPurpose},
		"a key inside the proof":     {replace(`"verificationMethod":"`+kid+`"`, `"verificationMethod":{"id":"`+kid+`"}`), verify.Failed, credential.ProofMalformed},
		"no key":                     {replace(`"verificationMethod":"`+kid+`",`, ``), verify.Failed, credential.ProofMalformed},
		"a fragment that is no key":  {replace(`"verificationMethod":"`+kid+`"`, `"verificationMethod":"`+did+`#key-1"`), verify.Failed, credential.KeyNotFound},
		"a bare did":                 {replace(`"verificationMethod":"`+kid+`"`, `"verificationMethod":"`+did+`"`), verify.Failed, credential.ProofSigInvalid},
		"hex for base58":             {replace(`"proofValue":"z`, `"proofValue":"f`), verify.Failed, credential.ProofMalformed},
		"created is no time":         {replace(`"created":"2026-05-01T09:00:00Z"`, `"created":"2026-05-01"`), verify.Failed, credential.ProofMalformed},
		"proof made tomorrow":        {prove(t, doc, credential.ProofOptions{Created: clock.Add(time.Hour)}), verify.Failed, credential.ProofCreatedFuture},
		"proof that ended":           {prove(t, doc, credential.ProofOptions{Created: clock.AddDate(0, -2, 0), Expires: clock.Add(-time.Second)}), verify.Failed, credential.ProofExpired},
		"a stranger's proof":         {issueEmbedded(t, other, credential.EdDSARDFC2022, civics(t)), verify.Failed, credential.TrustIssuerUnknown},
		"proof of another badge":     {replace("urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", "urn:uuid:1f0e0d0c-0b0a-4908-8706-050403020100"), verify.Failed, credential.ProofSigInvalid},
		"two proofs":                 {prove(t, prove(t, doc, credential.ProofOptions{}), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: clock}), verify.Passed, ""},
		"two proofs, one broken":     {strings.Replace(prove(t, prove(t, doc, credential.ProofOptions{}), credential.ProofOptions{Created: clock}), `"created":"2026`, `"created":"2025`, 1), verify.Failed, credential.ProofSigInvalid},
		"an unknown one beside":      {replace(`"proof":[{`, `"proof":[{"type":"DataIntegrityProof","cryptosuite":"x-2030"},{`), verify.Passed, ""},
		"an unknown one alone":       {strings.Replace(doc, `"evidence":`, `"proof":{"type":"DataIntegrityProof","cryptosuite":"x-2030"},"evidence":`, 1), verify.Undetermined, credential.ProofTypeUnsupported},
		"version swapped":            {replace("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"), verify.Failed, ""},
		"under the former name":      {replace(`"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"eddsa-2022"`), verify.Failed, credential.ProofSigInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := newVerifier(t, nil).Verify(ctx, []byte(c.data))
			require.Equal(t, c.outcome, report.Outcome, "%v", err)
			if c.code != "" {
				require.ErrorIs(t, err, c.code)
			}
			if c.outcome != verify.Passed && c.code != credential.TrustIssuerUnknown {
				require.False(t, report.Authentic)
				require.NotContains(t, report.String(), "Pine Ridge")
			}
		})
	}
}

func TestAProofInTheSchoolsNameByAStranger(t *testing.T) {
	s, err := credential.AddProof(ctx, []byte(unproved(t)), signerOf(t, edKey(1)), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	report, err := newVerifier(t, nil).Verify(ctx, s.Bytes())
	require.ErrorIs(t, err, credential.KeyControllerMismatch)
	require.False(t, report.Authentic)
	_, err = newVerifier(t, nil).VerifyProofs(ctx, s.Bytes())
	require.NoError(t, err, "the proof itself is sound, and that is all that was asked")
}

func TestAProofForAnotherOccasion(t *testing.T) {
	data := []byte(prove(t, unproved(t), credential.ProofOptions{Domain: "https://school.example", Challenge: "c1"}))
	v := newVerifier(t, nil)
	report, err := v.Verify(ctx, data)
	require.NoError(t, err)
	require.Equal(t, "warning", report.Verdict())
	_, err = v.Expecting("c1", "https://school.example").Verify(ctx, data)
	require.NoError(t, err)
	for _, other := range []*verify.Verifier{
		v.Expecting("c2", "https://school.example"), v.Expecting("c1", "https://evil.example"),
		v.Expecting("c1"), v.Expecting("c1", "https://school.example", "https://evil.example"),
	} {
		_, err = other.Verify(ctx, data)
		require.ErrorIs(t, err, credential.ProofDomain)
	}
}

func TestEveryFlippedBitOfAnEmbeddedBadgeIsRefusedOrMeansTheSame(t *testing.T) {
	data := []byte(issueEmbedded(t, school(t), credential.EdDSARDFC2022, civics(t)))
	v := newVerifier(t, nil)
	honest, err := v.Verify(ctx, data)
	require.NoError(t, err)
	for i := range data {
		for bit := range 8 {
			data[i] ^= 1 << bit
			report, err := v.Verify(ctx, data)
			if err == nil { // a space for another, or the like
				require.Equal(t, honest.Proofs[0].DocumentDigest, report.Proofs[0].DocumentDigest, "byte %d bit %d", i, bit)
			}
			data[i] ^= 1 << bit
		}
	}
}

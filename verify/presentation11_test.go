package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// What a holder presents in the older form is read as that: a token with the claim vp,
// its tokens as strings in it, or a document under the older context.
func TestWhatIsPresentedUnderVCDM11IsVerified(t *testing.T) {
	token, embedded := held(t, ""), held(t, credential.EdDSARDFC2022)
	envelope := read(t, `{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,`+string(token.Bytes())+`"}`)
	older := func(suite credential.Suite, id string, credentials ...*credential.Secured) (*credential.Secured, error) {
		h := credential.Holder{Signer: wallet(t), Suite: suite, Now: now}
		return h.Present(ctx, credential.Presentation{VCDM11: true, ID: id, Credentials: credentials}, challenge, employer)
	}
	accepted := func(t *testing.T, s *credential.Secured, n int) {
		t.Helper()
		report, err := expecting(t, nil).VerifyPresentation(ctx, s.Bytes(), verify.HeldByPresenter())
		require.NoError(t, err)
		require.Len(t, report.Credentials, n)
		require.Empty(t, report.Warnings())
	}
	t.Run("a token", func(t *testing.T) {
		s, err := older("", "urn:uuid:5e0c9d5e-9d9e-4a7b-8f65-3f7c62d1f0aa", token, embedded, envelope)
		require.NoError(t, err)
		accepted(t, s, 3)
		payload := string(s.Document())
		require.Contains(t, payload, `"verifiableCredential":["`+string(token.Bytes())+`",{`)
		require.NotContains(t, payload, "Enveloped", "the older model has none")
		require.Equal(t, 1, strings.Count(payload, `"nonce"`))
		require.Contains(t, payload, `,"vp":{"@context":["https://www.w3.org/2018/credentials/v1"]`, "the claims stand around the presentation")
		presented, err := s.Presented()
		require.NoError(t, err)
		require.Equal(t, string(embedded.Bytes()), string(presented[1].Data))
		require.Equal(t, string(token.Bytes()), string(presented[2].Data))

		_, err = newVerifier(t, nil).Expecting("another", employer).VerifyPresentation(ctx, s.Bytes())
		require.ErrorIs(t, err, credential.ProofDomain)
	})
	t.Run("a token that presents nothing", func(t *testing.T) {
		s, err := older("", "")
		require.NoError(t, err)
		report, err := expecting(t, nil).VerifyPresentation(ctx, s.Bytes())
		require.NoError(t, err)
		require.Equal(t, wallet(t).Method().Controller, report.Holder)
	})
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.Ed25519Signature2020, credential.JsonWebSignature2020} {
		t.Run(string(suite), func(t *testing.T) {
			old := strings.NewReplacer("ns/credentials/v2", "2018/credentials/v1", "validFrom", "issuanceDate", "validUntil", "expirationDate", `,"name":"Pine Ridge High School"`, "", "did:example:ada", wallet(t).Method().Controller).Replace(diploma(t, ""))
			old = strings.Replace(old, `/v1"]`, `/v1","https://w3id.org/security/data-integrity/v2"]`, 1)
			s, err := older(suite, "", read(t, prove(t, old, credential.ProofOptions{})))
			require.NoError(t, err)
			accepted(t, s, 1)
		})
	}
	t.Run("a string in a graph", func(t *testing.T) {
		_, err := older(credential.EdDSARDFC2022, "", token)
		require.Error(t, err, "a token is no IRI, and would not be signed")
	})
}

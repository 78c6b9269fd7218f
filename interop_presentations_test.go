package openbadges_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// What is presented here is verified by Digital Bazaar's package, with the badge in
// it, and what that package presents is verified here; and neither takes what was
// changed, or was made for another challenge or another domain.
func TestInteropPresentationsBothWays(t *testing.T) {
	const challenge, domain = "3b1f0c9e-6f0a-4f3e-9d3c-1f6f4a6e5c11", "https://employer.example"
	eachSuite(t, func(t *testing.T, o *otherSide, suite credential.Suite, _ string) {
		ctx := context.Background()
		school := o.with(t, credential.EdDSARDFC2022, credential.EdDSA)
		civics, err := summit.Program().Achievement("civics", badge.Publication{})
		require.NoError(t, err)
		issuer := credential.Issuer{Signer: school.signer, Suite: credential.EdDSARDFC2022, Now: func() time.Time { return integrityClock }}
		held, err := issuer.Issue(ctx, credential.Credential{Subject: badge.Subject{ID: o.did(), Achievement: civics}})
		require.NoError(t, err)
		v, err := verify.New(verify.Config{Issuers: []string{school.did()}, Now: func() time.Time { return integrityClock }})
		require.NoError(t, err)
		here := func(document, challenge string) error {
			_, err := v.Expecting(challenge, domain).VerifyPresentation(ctx, []byte(document), verify.HeldByPresenter())
			return err
		}
		there := func(document, challenge, domain string) map[string]string {
			return o.ask(map[string]any{"op": "verifyPresentation", "document": document, "challenge": challenge, "domain": domain, "now": integrityClock.Format(time.RFC3339)})
		}

		wallet := credential.Holder{Signer: o.signer, Suite: suite, Now: func() time.Time { return integrityClock }}
		shown, err := wallet.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{held}}, challenge, domain)
		require.NoError(t, err)
		ours := string(shown.Bytes())
		require.NoError(t, here(ours, challenge))
		reply := there(ours, challenge, domain)
		require.Empty(t, reply["error"])
		require.Equal(t, o.did(), reply["issuer"])
		changed := strings.Replace(ours, `"holder":"`, `"id":"urn:uuid:7ce1a4e6-1f5b-4d83-9f3c-1ad7ee0b6a2c","holder":"`, 1)
		badgeChanged := strings.Replace(ours, `"name":"Civics`, `"name":"Civics, `, 1)
		for _, document := range []string{changed, badgeChanged} {
			require.NotEqual(t, ours, document)
			require.ErrorIs(t, here(document, challenge), verify.ProofSigInvalid)
			require.NotEmpty(t, there(document, challenge, domain)["error"])
		}
		require.ErrorIs(t, here(ours, "another"), credential.ProofDomain)
		require.NotEmpty(t, there(ours, "another", domain)["error"])
		require.NotEmpty(t, there(ours, challenge, "https://other.example")["error"])

		request := map[string]any{"op": "present", "credentials": []string{string(held.Bytes())}, "suite": string(suite), "jwk": privateJWK(t, o.key),
			"created": integrityClock.Format(time.RFC3339), "challenge": challenge, "domain": domain}
		if strings.HasPrefix(o.did(), "did:jwk:") {
			request["method"] = o.signer.Method().ID
		}
		reply = o.ask(request)
		require.Empty(t, reply["error"])
		require.NoError(t, here(reply["document"], challenge))
		require.ErrorIs(t, here(reply["document"], "another"), credential.ProofDomain)
	})
}

package verify_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// selfMade is a document under a proof of a holder's own, in a suite of his choice, which
// he shows in part where the suite lets him.
func selfMade(t *testing.T, doc string, suite credential.Suite) string {
	t.Helper()
	var key crypto.Signer = edKey(9)
	if strings.HasPrefix(string(suite), "ecdsa") {
		ec, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), append(make([]byte, 31), 9))
		require.NoError(t, err)
		key = ec
	}
	s, err := credential.AddProof(ctx, []byte(doc), signerOf(t, key), credential.ProofOptions{Suite: suite})
	require.NoError(t, err, suite)
	if suite == credential.ECDSASD2023 {
		return derive(t, string(s.Bytes()))
	}
	return string(s.Bytes())
}

func unboundVerifier(t *testing.T) *verify.Verifier {
	return newVerifier(t, func(c *verify.Config) {
		c.Issuers, c.AnyIssuer, c.UnboundIssuers, c.AllowUnknownStatus = nil, true, true, true
	})
}

// Whoever holds a badge, an endorsement, a learner record or a list takes the issuer's
// proof away and puts one of his own in its place, in each suite, also of a part.
func TestAHoldersOwnProofMakesNobodysBadgeTheIssuers(t *testing.T) {
	v := unboundVerifier(t)
	for _, suite := range credential.Suites() {
		if suite == credential.Ed25519Signature2020 || suite == credential.JsonWebSignature2020 {
			continue // these need a context of their own in the document
		}
		badge := unproved(t)
		for _, kind := range []string{"OpenBadgeCredential", "AchievementCredential"} {
			data := selfMade(t, strings.Replace(badge, "OpenBadgeCredential", kind, 1), suite)
			for name, judge := range map[string]func() (*verify.Report, error){
				"badge":      func() (*verify.Report, error) { return v.Verify(ctx, []byte(data)) },
				"credential": func() (*verify.Report, error) { return v.VerifyCredential(ctx, []byte(data)) },
			} {
				r, err := judge()
				require.ErrorIs(t, err, verify.KeyControllerMismatch, "%s %s", suite, name)
				require.Equal(t, "invalid", r.Verdict(), "%s %s", suite, name)
				require.False(t, r.Authentic)
				require.Nil(t, r.Credential)
			}
		}
		// Of what is no badge it counts as configured, and is said to be nobody's.
		data := selfMade(t, diploma(t, ""), suite)
		r, err := v.VerifyCredential(ctx, []byte(data))
		require.NoError(t, err, suite)
		require.Equal(t, "warning", r.Verdict())
		require.False(t, r.Authentic)
		require.Equal(t, verify.TrustNotAsked, r.Trust)
		require.Empty(t, r.Issuer.Name)
		text := r.String()
		require.NotContains(t, text, "genuine", suite)
		require.NotContains(t, text, "The key is the issuer's", suite)
		require.Contains(t, text, "Its issuer has not signed it", suite)
		report, err := json.Marshal(r)
		require.NoError(t, err)
		require.Contains(t, string(report), `"authentic":false`)
	}
}

// With the issuer's proof still there, one of the holder's beside it is judged as ever.
func TestAHoldersProofBesideTheIssuersIsNoneOfItsOwn(t *testing.T) {
	for _, policy := range []verify.ProofPolicy{{}, {Least: 1}, {Least: 2}} {
		v := newVerifier(t, func(c *verify.Config) {
			c.Issuers, c.AnyIssuer, c.UnboundIssuers, c.Proofs = nil, true, true, policy
		})
		for _, suite := range []credential.Suite{credential.EdDSAJCS2022, credential.EdDSARDFC2022, credential.ECDSAJCS2019} {
			both := selfMade(t, prove(t, diploma(t, ""), credential.ProofOptions{}), suite)
			r, err := v.VerifyCredential(ctx, []byte(both))
			if policy.Least != 1 {
				require.ErrorIs(t, err, verify.KeyControllerMismatch, suite)
				continue
			}
			require.NoError(t, err)
			require.True(t, r.Authentic, "by the issuer's proof alone")
			require.Equal(t, school(t).Method().Controller, r.Controller)
			// The issuer's proof does not hold any more, and the other one does.
			edited := strings.Replace(diploma(t, ""), "did:example:ada", "did:example:bob", 1)
			forged := prove(t, diploma(t, ""), credential.ProofOptions{})
			i := strings.Index(forged, `,"proof":`)
			forged = selfMade(t, edited[:len(edited)-1]+forged[i:], suite)
			r, err = v.VerifyCredential(ctx, []byte(forged))
			require.ErrorIs(t, err, credential.ProofSigInvalid, suite)
			require.False(t, r.Authentic)
		}
	}
}

package receipt_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

const (
	clubContext = "https://club.example/context"
	clubTerms   = `{"@context":{"shirt":"https://club.example/vocab#shirt"}}`
)

// clubBadge is a school's badge in which a name of the club's own is signed, kept by an
// office that knows what it means.
func clubBadge(t *testing.T) (f file, config verify.Config, first, second *verify.Report) {
	t.Helper()
	ctx := context.Background()
	school := verifytest.NewIssuer(verifytest.Setup{})
	own, err := credential.StandardContexts().With(clubContext, []byte(clubTerms))
	require.NoError(t, err)
	from, err := credential.Parse(school.Issue(school.Claims))
	require.NoError(t, err)
	document := from.Document()
	document, err = credential.WithContext(document, clubContext)
	require.NoError(t, err)
	for _, claim := range []string{"proof", "iss", "jti", "sub", "nbf", "iat"} {
		document, err = credential.WithoutMember(document, claim)
		require.NoError(t, err)
	}
	document = []byte(strings.Replace(string(document), `"credentialSubject":{`, `"credentialSubject":{"shirt":"10",`, 1))
	made, err := credential.AddProof(ctx, document, school.Signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022, Contexts: own, Created: school.Clock.Now()})
	require.NoError(t, err)
	config = school.Config()
	config.Contexts = own
	f, first, second = judged(t, config, made.Bytes())
	return f, config, first, second
}

// What the names of a badge mean is in the bundle, where the library does not know it, by the
// word of the office; and whoever knows another meaning keeps his own.
func TestAContextOfTheVerifiersIsInTheBundle(t *testing.T) {
	f, config, first, second := clubBadge(t)
	require.Equal(t, verify.Passed, first.Outcome, first)
	require.Equal(t, verify.Passed, second.Outcome, second)
	byWord := func(r *verify.Report) bool {
		return slices.ContainsFunc(r.Warnings(), func(p verify.Problem) bool {
			return p.Code == credential.ReceiptPast && strings.Contains(p.Message, clubContext) && strings.Contains(p.Message, "is the word of")
		})
	}
	require.False(t, byWord(second), "he who asks has the context himself")

	config.Fetcher, config.Contexts = nil, nil
	r, err := later(f, 5).Verify(context.Background(), f.bundle, config)
	require.NoError(t, err)
	require.True(t, byWord(r), r)
	require.Equal(t, clubTerms, string(r.Contexts()[len(r.Contexts())-1].Given))

	other, err := credential.StandardContexts().With(clubContext, []byte(strings.Replace(clubTerms, "#shirt", "#debt", 1)))
	require.NoError(t, err)
	config.Contexts = other
	r, err = later(f, 5).Verify(context.Background(), f.bundle, config)
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.False(t, byWord(r))
	config.Contexts = nil

	// Nobody but the office says what is in the bundle.
	p := apart(t, f.bundle)
	at := slices.Index(p.Documents, b64([]byte(clubTerms)))
	require.GreaterOrEqual(t, at, 0)
	p.Documents[at] = b64([]byte(strings.Replace(clubTerms, "#shirt", "#debt", 1)))
	_, err = later(f, 5).Open(p.together(t))
	require.ErrorIs(t, err, credential.ReceiptMismatch)
	require.ErrorContains(t, err, clubContext)

	// And the office itself cannot put a meaning in the place of one that the library has.
	forged := resign(t, f, f.signer, func(r *receipt.Receipt) {
		for i := range r.Contexts {
			if r.Contexts[i].URL == clubContext {
				r.Contexts[i].Given = false
			} else if strings.Contains(r.Contexts[i].URL, "purl.imsglobal.org") {
				r.Contexts[i].SHA256, r.Contexts[i].Given = fmt.Sprintf("%x", sha256.Sum256([]byte(clubTerms))), true
			}
		}
	})
	p = apart(t, f.bundle)
	p.Receipt = string(forged)
	r, err = later(f, 5).Verify(context.Background(), p.together(t), config)
	require.ErrorIs(t, err, credential.ContextUnknown)
	require.False(t, r.Authentic)
}

// A context that cannot stand beside those of whoever asks is told of, and none of it counts.
func TestAContextOfTheBundleThatCannotBeUsed(t *testing.T) {
	f, config, _, _ := clubBadge(t)
	config.Fetcher, config.Contexts = nil, nil
	for _, terms := range []string{`{}`, `not JSON`, `{"@context":{"issuer":"https://club.example/vocab#issuer","@protected":true,"id":"https://club.example/x"}}`} {
		p := apart(t, f.bundle)
		p.Documents[slices.Index(p.Documents, b64([]byte(clubTerms)))] = b64([]byte(terms))
		p.Receipt = string(resign(t, f, f.signer, func(r *receipt.Receipt) {
			r.Contexts[len(r.Contexts)-1].SHA256 = fmt.Sprintf("%x", sha256.Sum256([]byte(terms)))
		}))
		r, err := later(f, 5).Verify(context.Background(), p.together(t), config)
		require.ErrorIs(t, err, credential.ContextUnknown, terms)
		require.True(t, slices.ContainsFunc(r.Warnings(), func(p verify.Problem) bool {
			return p.Code == credential.ContextUnknown && strings.Contains(p.Message, "the context "+clubContext+" of the bundle cannot be used: ")
		}), terms)
	}
}

package verify_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// lateNet answers for a part of the web late.
type lateNet struct {
	verify.FetchMap
	late map[string]time.Duration // by a part of the URL
}

func (n lateNet) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	for part, late := range n.late {
		if strings.Contains(r.URL, part) {
			select {
			case <-time.After(late):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
	return n.FetchMap.Fetch(ctx, r)
}

// Whoever presents a revoked badge, or is named by it, does not choose by being slow that
// nobody has the time to ask for its list.
func TestSlownessIsNoWayAroundAList(t *testing.T) {
	method, err := credential.MultikeyMethod("did:web:slow.example#k", "did:web:slow.example", strings.TrimPrefix(wallet(t).Method().Controller, "did:key:"))
	require.NoError(t, err)
	method.Purposes = []string{credential.Authentication}
	multibase, err := method.Multikey()
	require.NoError(t, err)
	signer, err := credential.NewSigner(method, edKey(7))
	require.NoError(t, err)
	h := credential.Holder{Signer: signer, Now: now}
	presented, err := h.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{read(t, string(revocable(t, entry())))}}, challenge, employer)
	require.NoError(t, err)
	pages := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, index))),
		schemaURL: []byte(`{` + d2020 + `}`),
		"https://slow.example/.well-known/did.json": []byte(`{"id":"did:web:slow.example","verificationMethod":[{"id":"did:web:slow.example#k","type":"Multikey",` +
			`"controller":"did:web:slow.example","publicKeyMultibase":"` + multibase + `"}],"authentication":["did:web:slow.example#k"]}`)}
	promised := sign(t, strings.Replace(promising(t, schemaEntry(schemaURL, "JsonSchema")), `"evidence":`, `"credentialStatus":`+entry()+`,"evidence":`, 1))

	for _, late := range []time.Duration{0, 19900 * time.Millisecond, time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			v := func(slow string) *verify.Verifier {
				return newVerifier(t, func(c *verify.Config) {
					c.Fetcher, c.AllowUnknownStatus = lateNet{pages, map[string]time.Duration{slow: late, listURL: 300 * time.Millisecond}}, true
				})
			}
			report, err := v("slow.example").Expecting(challenge, employer).VerifyPresentation(ctx, presented.Bytes())
			require.Error(t, err)
			require.Equal(t, late == 0, report.Outcome == verify.Failed)
			byItself, err := v("schemas").Verify(ctx, promised)
			require.Error(t, err)
			require.Equal(t, late == 0, byItself.Outcome == verify.Failed)
		})
	}
	synctest.Test(t, func(t *testing.T) { // a list that is slow by itself is of unknown status
		v := newVerifier(t, func(c *verify.Config) {
			c.Fetcher, c.AllowUnknownStatus = lateNet{pages, map[string]time.Duration{listURL: time.Hour}}, true
		})
		_, err := v.Verify(ctx, revocable(t, entry()))
		require.NoError(t, err)
	})
}

package verify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

func TestAnEndorserThatTheRegistryDoesNotKnowIsUntrusted(t *testing.T) {
	data := carrying(t, string(endorsedBy(t, board(t), "", civicsID(t))))
	ours, theirs := school(t).Method().Controller, board(t).Method().Controller
	for _, c := range []struct {
		known registryOf
		trust verify.TrustResult
		check verify.Outcome
	}{
		{registryOf{ours: ""}, verify.Untrusted, verify.NotApplicable},
		{registryOf{ours: "", theirs: ""}, verify.Trusted, verify.Passed},
	} {
		report, err := newVerifier(t, func(cfg *verify.Config) { cfg.Issuers, cfg.Registry = nil, c.known }).Verify(ctx, data)
		require.NoError(t, err)
		e := report.Endorsements[0]
		require.Equal(t, verify.Passed, e.Outcome)
		require.Equal(t, c.trust, e.Trust)
		require.Empty(t, e.Warnings(), "nobody endorses what is their own")
		for _, k := range e.Checks {
			if k.Name == verify.CheckTrust {
				require.Equal(t, c.check, k.Outcome)
			}
		}
	}
}

func TestWhoEndorsesWhatIsTheirOwnIsToldInTheEndorsement(t *testing.T) {
	report, err := newVerifier(t, nil).Verify(ctx, carrying(t, string(endorsedBy(t, school(t), "", civicsID(t)))))
	require.NoError(t, err)
	e := report.Endorsements[0]
	require.True(t, e.SelfEndorsed)
	require.Len(t, e.Warnings(), 1)
	require.Equal(t, verify.SelfEndorsed, e.Warnings()[0].Code)
}

// wordy is a Resolver whose errors are its own.
type wordy struct{}

func (wordy) Resolve(context.Context, verify.KeyQuery) (credential.Method, error) {
	return credential.Method{}, errors.New("no such account")
}

func TestARetiredKeyStandsWhereAResolverFailsInItsOwnWords(t *testing.T) {
	method := school(t).Method()
	data := issueAs(t, school(t), civics(t))
	asked := func(ctx context.Context, history ...verify.KeyRecord) error {
		v := newVerifier(t, func(c *verify.Config) {
			c.KeyHistory, c.Resolvers = history, map[string]verify.Resolver{"did:key": wordy{}}
		})
		_, err := v.Verify(ctx, data)
		return err
	}
	retired := verify.KeyRecord{Method: method, State: verify.KeyRetired, NotAfter: clock}
	require.ErrorIs(t, asked(ctx), credential.ResolveFailed)
	require.NoError(t, asked(ctx, retired))
}

func TestAKeyInUseCountsFromItsFirstDayOn(t *testing.T) {
	data := issueAs(t, school(t), civics(t)) // valid for a month
	asked := func(from time.Time) error {
		_, err := newVerifier(t, func(c *verify.Config) {
			c.KeyHistory = []verify.KeyRecord{{Method: school(t).Method(), State: verify.KeyActive, NotBefore: from}}
		}).Verify(ctx, data)
		return err
	}
	require.NoError(t, asked(time.Time{}))
	require.NoError(t, asked(clock.AddDate(0, -2, 0)))
	require.ErrorIs(t, asked(clock.AddDate(0, 0, -1)), credential.KeyRevoked)
}

func TestNobodyIsAskedForANewerEditionOfWhatCouldNotBeKnownByIt(t *testing.T) {
	for _, c := range []struct{ old, replaced, reason string }{
		{`"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a",`, ``, "lacks its own id, or its recipient's"},
		{`"id":"did:example:ada"`, `"description":"somebody"`, "lacks its own id, or its recipient's"},
	} {
		doc := diploma(t, `,"refreshService":{"id":"https://school.example/again","type":"1EdTechCredentialRefresh"}`)
		require.Contains(t, doc, c.old)
		data := enveloped(t, strings.Replace(doc, c.old, c.replaced, 1))
		asked := 0
		v := newVerifier(t, func(cfg *verify.Config) {
			cfg.Refresh = true
			cfg.Fetcher = answering(func(verify.Request) (*verify.Resource, error) { asked++; return nil, errors.New("down") })
		})
		report, _ := v.VerifyCredential(ctx, data)
		require.True(t, report.Authentic, report.Errors())
		require.Contains(t, checkOf(t, report, verify.CheckRefresh).Reason, c.reason)
		require.Zero(t, asked)
	}
}

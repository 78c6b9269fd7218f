package award_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify"
)

func TestM15WhatALenientVerifierLetsPassIsNoPartOfAStack(t *testing.T) {
	w := newWorld(t)
	s, records := collection(t, w, w.awards())
	facts := w.facts(records)
	for name, cfg := range map[string]verify.Config{
		"a status that nobody knows": {Issuers: s.Issuers, AllowUnknownStatus: true},
		"an issuer that nobody does": {AnyIssuer: true, AllowUnknownStatus: true},
	} {
		cfg.Now = w.issuer.Now
		v, err := verify.New(cfg)
		require.NoError(t, err)
		report, err := v.Verify(ctx, records[0].Badge)
		require.NoError(t, err, "it passes there")
		f := factOf(report, records[0].Badge)
		require.Equal(t, award.Undetermined, f.Outcome, name)
		e, err := s.Eligible(f.Subject, append([]award.Fact{f}, facts[1:]...), w.now)
		require.NoError(t, err)
		require.Equal(t, award.Undetermined, e.Outcome, name)
	}
}

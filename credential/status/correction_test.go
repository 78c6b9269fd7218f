package status_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// A correction stands in the place of its original, and is none of a badge that was revoked.
func TestARevokedBadgeIsNotCorrected(t *testing.T) {
	for _, cfg := range []status.Config{{}, {Purpose: status.Suspension}, {Type: status.RevocationList}} {
		for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022} {
			s := newSchool(t, cfg, suite)
			secured, err := credential.Parse(s.issue(1))
			require.NoError(t, err)
			original, err := secured.Unverified()
			require.NoError(t, err)
			s.now = start.Add(time.Hour)
			corrected := credential.Credential{Subject: original.Subject}
			c, err := s.issuer.Reissue(ctx, original, corrected)
			require.NoError(t, err)
			s.publish()
			s.requireVerdict(c.Bytes(), "")
			require.NoError(t, s.lists.Revoke(ctx, badgeID(1), "a mistake"))
			s.publish()
			require.Equal(t, verify.Failed, s.verdict(c.Bytes()).Outcome)
			_, err = s.issuer.Reissue(ctx, original, corrected)
			require.ErrorIs(t, err, status.ErrRevoked)
			require.ErrorIs(t, err, credential.IssueStatus)
		}
	}
}

// An endorsement is revoked by its id, as a badge is.
func TestAnEndorsementIsRevoked(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	e, err := s.issuer.Endorse(ctx, credential.Endorsement{ID: badgeID(7), Name: "Well taught",
		Subject: badge.EndorsementSubject{ID: "https://school.example/civics", EndorsementComment: "We count it."}})
	require.NoError(t, err)
	verdict := func() *verify.Report {
		v, err := verify.New(verify.Config{Issuers: []string{schoolID}, Fetcher: verify.FetchFS(os.DirFS(s.root)), Now: func() time.Time { return s.now }})
		require.NoError(t, err)
		r, _ := v.VerifyCredential(ctx, e.Bytes())
		return r
	}
	s.publish()
	require.Equal(t, verify.Passed, verdict().Outcome, "%v", verdict())
	require.NoError(t, s.lists.Revoke(ctx, badgeID(7), "withdrawn"))
	s.publish()
	require.ErrorIs(t, verdict().Errors()[0], verify.StatusRevoked)
}

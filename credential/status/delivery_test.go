package status_test

import (
	"crypto/ed25519"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// As the package comment says: a list that was opened a moment ago stands nowhere yet.
func TestTheFirstBadgeOfAListIsOpenUntilItIsPublished(t *testing.T) {
	s := newSchool(t, status.Config{Type: status.RevocationList, Size: 16}, "")
	p := &to{Publisher: s.pub.To}
	s.pub.To = p
	opened := 0
	for n := range 40 {
		data := s.issue(n)
		if r := s.verdict(data); r.Outcome != verify.Passed {
			opened++
			s.requireVerdict(data, verify.StatusUnavailable)
			require.True(t, r.Retry())
			p.put = nil
			require.NoError(t, s.pub.PublishChanged(ctx))
			require.Len(t, p.put, 1)
		}
		s.requireVerdict(data, "")
	}
	require.Greater(t, opened, 1)
}

// As Publication.Issuer says: it has to be the issuer of the badges.
func TestAListOfAnotherIssuerLeavesEveryBadgeOpen(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	revoked, good := s.issue(1), s.issue(2)
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	s.publish()
	s.requireVerdict(revoked, verify.StatusRevoked)
	other := *s.issuer
	other.Signer = must(credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, 32))))
	s.pub = &status.Publication{Lists: s.lists, Issuer: &other, To: s.pub.To}
	s.publish()
	for _, data := range [][]byte{revoked, good} {
		require.Equal(t, verify.Undetermined, s.verdict(data).Outcome)
		s.requireVerdict(data, credential.StatusIssuerUntrusted)
	}
}

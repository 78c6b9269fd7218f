package status_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

// entryOf is what a badge says about where its status is found.
func entryOf(t *testing.T, data []byte) badge.Status {
	t.Helper()
	secured, err := credential.Parse(data)
	require.NoError(t, err)
	c, err := secured.Unverified()
	require.NoError(t, err)
	return c.Status[0]
}

// twice is a school whose badge 1 is out in an edition that its store has forgotten, and
// was issued once more.
func twice(t *testing.T, cfg status.Config) (s *school, delivered, again []byte) {
	t.Helper()
	w := newWitness(t)
	cfg.Witness = w
	s = newSchool(t, cfg, "")
	delivered = s.issue(1)
	s.publish()
	published := map[string][]byte{list1: must(os.ReadFile(s.file(first)))}
	cfg.Store, cfg.URL, cfg.Now = &status.Memory{}, home, s.issuer.Now
	s.store, s.lists = cfg.Store, newLists(t, cfg)
	s.issuer.Status, s.pub.Lists = s.lists, s.lists
	require.NoError(t, s.lists.Recover(ctx, believed(published)))
	again = s.issue(1)
	require.NotEqual(t, entryOf(t, delivered).ID, entryOf(t, again).ID)
	return s, delivered, again
}

// To revoke the credential revokes the badge that is out, and the one that was issued after.
func TestABadgeThatIsOutTwiceIsRevokedInBothPlaces(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			s, delivered, again := twice(t, kind.cfg)
			require.NoError(t, s.lists.Adopt(ctx, badgeID(1), entryOf(t, delivered)))
			require.NoError(t, s.lists.Adopt(ctx, badgeID(1), entryOf(t, delivered)), "once more changes nothing")
			require.NoError(t, s.lists.Adopt(ctx, badgeID(1), entryOf(t, again)))
			entries := 0
			for n := 2; n < 5; n++ {
				found, _, err := s.store.Read(ctx, status.Query{Credential: fmt.Sprint(badgeID(1), " ", n)})
				require.NoError(t, err)
				entries += len(found)
			}
			require.Equal(t, 1, entries)
			s.publish()
			s.requireVerdict(delivered, "")
			if kind.suspended != "" && kind.cfg.Type == "" { // a list of ids does not say that it was for suspension
				require.NoError(t, s.lists.Suspend(ctx, badgeID(1), ""))
				s.publish()
				s.requireVerdict(delivered, kind.suspended)
				s.requireVerdict(again, kind.suspended)
				require.NoError(t, s.lists.Reinstate(ctx, badgeID(1), ""))
				s.publish()
				s.requireVerdict(delivered, "")
				s.requireVerdict(again, "")
			}
			require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
			s.publish()
			s.requireVerdict(delivered, kind.revoked)
			s.requireVerdict(again, kind.revoked)
			require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
		})
	}
}

// The badge that is out was revoked before anybody remembered its place.
func TestAPlaceThatIsAdoptedLateIsRevokedAtOnce(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			s, delivered, _ := twice(t, kind.cfg)
			if kind.suspended != "" && kind.cfg.Type == "" { // a list of ids does not say that it was for suspension
				require.NoError(t, s.lists.Suspend(ctx, badgeID(1), "asked for"))
				require.NoError(t, s.lists.Adopt(ctx, badgeID(1), entryOf(t, delivered)))
				s.publish()
				s.requireVerdict(delivered, kind.suspended)
			}
			require.NoError(t, s.lists.Revoke(ctx, badgeID(1), "a mistake"))
			require.NoError(t, s.lists.Adopt(ctx, badgeID(1), entryOf(t, delivered)))
			s.publish()
			s.requireVerdict(delivered, kind.revoked)
		})
	}
}

func TestACredentialHasSoManyPlacesAndNoMore(t *testing.T) {
	l := memoryLists(t, status.Config{})
	s, err := l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	own, err := strconv.Atoi(s.StatusListIndex)
	require.NoError(t, err)
	for n := range 7 {
		s.StatusListIndex = fmt.Sprint((own + 1 + n) % 131072)
		require.NoError(t, l.Adopt(ctx, badgeID(1), s))
	}
	s.StatusListIndex = fmt.Sprint((own + 8) % 131072)
	require.ErrorContains(t, l.Adopt(ctx, badgeID(1), s), "has 8 places already")
	require.ErrorIs(t, l.Adopt(ctx, badgeID(2), badge.Status{Type: s.Type, StatusPurpose: s.StatusPurpose,
		StatusListCredential: list1, StatusListIndex: fmt.Sprint(own)}), status.ErrTaken)
	require.NoError(t, l.Revoke(ctx, badgeID(1), ""))
}

func TestAnEntryOfAnotherListIsNotAdopted(t *testing.T) {
	store, w := &status.Memory{}, &noted{}
	l := memoryLists(t, status.Config{Store: store, Witness: w})
	good, err := l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	const elsewhere = "https://school.example/other"
	b := memoryLists(t, status.Config{Store: store, Witness: w, URL: elsewhere})
	other, err := b.Reserve(ctx, badgeID(3))
	require.NoError(t, err)
	for name, wrong := range map[string]func(*badge.Status){
		"of another host":                 func(s *badge.Status) { s.StatusListCredential = "https://a.example/status/1777626000000" },
		"below another URL":               func(s *badge.Status) { s.StatusListCredential = other.StatusListCredential },
		"of another URL's number":         func(s *badge.Status) { s.StatusListCredential = fmt.Sprint(home, "/", first+2) },
		"of a list that was never opened": func(s *badge.Status) { s.StatusListCredential = home + "/1" },
		"without a number":                func(s *badge.Status) { s.StatusListCredential = home + "/x" },
		"of another type":                 func(s *badge.Status) { s.Type, s.ID = status.RevocationList, list1 },
		"of another purpose":              func(s *badge.Status) { s.StatusPurpose = status.Suspension },
		"beyond the list":                 func(s *badge.Status) { s.StatusListIndex = "131072" },
		"at no place":                     func(s *badge.Status) { s.StatusListIndex = "-1" },
	} {
		s := good
		s.StatusListIndex = "5"
		wrong(&s)
		require.Error(t, l.Adopt(ctx, badgeID(2), s), name)
	}
	_, err = l.Entry(ctx, badgeID(2))
	require.ErrorIs(t, err, status.ErrUnknown)
}

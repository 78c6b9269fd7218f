package status_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// replaced is the school after its store was lost, with another store and that witness.
func (s *school) replaced(w status.Witness) {
	s.store = &status.Memory{}
	s.lists = newLists(s.t, status.Config{Store: s.store, Witness: w, URL: home, Now: func() time.Time { return s.now }})
	s.issuer.Status, s.pub.Lists = s.lists, s.lists
}

// Somebody has begun anew, witness and all, under the URL of a store that was lost.
func TestAStoreInThePlaceOfALostOneWritesOverNoneOfItsLists(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	revoked := s.issue(1)
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	s.publish()
	s.requireVerdict(revoked, verify.StatusRevoked)

	s.now = start.Add(time.Minute)
	s.replaced(newWitness(t))
	other := s.issue(2)
	s.publish()
	s.requireVerdict(other, "")
	s.requireVerdict(revoked, verify.StatusRevoked)
	s.now = start.Add(25 * time.Hour)
	s.publish()
	s.requireVerdict(revoked, verify.StatusListExpired)
}

// As Config.URL says: keep the witness, and recover from what was published.
func TestALostStoreIsRecoveredFromWhatWasPublished(t *testing.T) {
	w := newWitness(t)
	s := newSchool(t, status.Config{Witness: w}, "")
	revoked, good := s.issue(1), s.issue(2)
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	s.publish()
	published := map[string][]byte{list1: must(os.ReadFile(s.file(first)))}

	s.now = start.Add(48 * time.Hour)
	s.replaced(w)
	_, err := s.lists.Reserve(ctx, badgeID(3))
	require.ErrorIs(t, err, status.ErrRollback)
	require.ErrorIs(t, s.pub.Publish(ctx), status.ErrRollback)
	require.NoError(t, s.lists.Recover(ctx, believed(published)))
	p, err := s.lists.Reserve(ctx, badgeID(3))
	require.NoError(t, err)
	var number int64
	_, err = fmt.Sscanf(p.StatusListCredential, home+"/%d", &number)
	require.NoError(t, err)
	require.Greater(t, number, s.now.UnixMilli(), "and not one of a list that was not given")
	s.publish()
	s.requireVerdict(revoked, verify.StatusRevoked)
	s.requireVerdict(good, "")
}

func TestAStoreGoesOnByItsEpochWhateverTheClockSays(t *testing.T) {
	for _, clock := range []time.Time{start, start.Add(-20 * 365 * 24 * time.Hour), time.Unix(-5, 0), start.Add(time.Hour)} {
		store, witness := &status.Memory{}, &noted{}
		list := func(n int, c status.Config) string {
			t.Helper()
			c.Store, c.Witness = store, witness
			p, err := memoryLists(t, c).Reserve(ctx, badgeID(n))
			require.NoError(t, err)
			return p.StatusListCredential
		}
		now := func() time.Time { return clock }
		require.Equal(t, list1, list(1, status.Config{}))
		require.Equal(t, list1, list(2, status.Config{Now: now}))
		require.Equal(t, fmt.Sprint(home, "/", first+3), list(3, status.Config{Purpose: status.Suspension, Now: now}), "%v", clock)
	}
	l := memoryLists(t, status.Config{Now: func() time.Time { return time.Unix(-5, 0) }})
	p, err := l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	require.Equal(t, home+"/1", p.StatusListCredential)
}

// beaten is a store in which somebody opens a list of another form between the question
// whether there is one and the answer to it.
type beaten struct {
	status.Memory
	before func()
}

func (s *beaten) Insert(ctx context.Context, floor int64, e status.Entry) (status.Entry, int64, error) {
	if before := s.before; before != nil {
		s.before = nil
		before()
	}
	return s.Memory.Insert(ctx, floor, e)
}

func TestListsThatAreOpenedAtOneInstantHaveTwoNumbers(t *testing.T) {
	store, witness := &beaten{}, &noted{}
	suspension := memoryLists(t, status.Config{Store: store, Witness: witness, Purpose: status.Suspension})
	store.before = func() {
		p, err := suspension.Reserve(ctx, badgeID(1))
		require.NoError(t, err)
		require.Equal(t, list1, p.StatusListCredential)
	}
	p, err := memoryLists(t, status.Config{Store: store, Witness: witness}).Reserve(ctx, badgeID(2))
	require.NoError(t, err)
	require.Equal(t, fmt.Sprint(home, "/", first+2), p.StatusListCredential)
}

package status_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential/status"
)

// mixed is a store with lists for suspension and lists for revocation, in each of which
// badge 1 has a place: the first one in those of the given purpose.
func mixed(t *testing.T, purpose string) (l *status.Lists, other badge.Status, states func() []status.State) {
	t.Helper()
	store, w := &status.Memory{}, &noted{}
	second := map[string]string{status.Suspension: status.Revocation, status.Revocation: status.Suspension}[purpose]
	l = memoryLists(t, status.Config{Store: store, Witness: w, Purpose: purpose})
	_, err := l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	other, err = memoryLists(t, status.Config{Store: store, Witness: w, Purpose: second}).Reserve(ctx, badgeID(2))
	require.NoError(t, err)
	other.StatusListIndex = map[bool]string{true: "8", false: "7"}[other.StatusListIndex == "7"]
	return l, other, func() (states []status.State) {
		for _, key := range []string{badgeID(1), badgeID(1) + " 2"} {
			found, _, err := store.Read(ctx, status.Query{Credential: key})
			require.NoError(t, err)
			for _, e := range found {
				states = append(states, e.State)
			}
		}
		return states
	}
}

// What cannot be suspended in one of its places is suspended in none: half of the badges
// that are out would be in force, after an error that speaks of one list.
func TestACredentialIsSuspendedInAllOfItsPlacesOrInNone(t *testing.T) {
	for _, purpose := range []string{status.Suspension, status.Revocation} {
		l, other, states := mixed(t, purpose)
		require.NoError(t, l.Adopt(ctx, badgeID(1), other))
		require.ErrorIs(t, l.Suspend(ctx, badgeID(1), "asked for"), status.ErrPurpose)
		require.Equal(t, []status.State{status.Valid, status.Valid}, states(), purpose)
		require.NoError(t, l.Reinstate(ctx, badgeID(1), ""))
		require.NoError(t, l.Revoke(ctx, badgeID(1), "a mistake"))
		require.Equal(t, []status.State{status.Revoked, status.Revoked}, states(), purpose)
	}
}

// A place that cannot share the suspension is said to be in force.
func TestAPlaceThatIsAdoptedAndCannotBeSuspendedIsAnError(t *testing.T) {
	l, other, states := mixed(t, status.Suspension)
	require.NoError(t, l.Suspend(ctx, badgeID(1), "asked for"))
	for range 2 {
		require.ErrorIs(t, l.Adopt(ctx, badgeID(1), other), status.ErrPurpose)
		require.Equal(t, []status.State{status.Suspended, status.Valid}, states())
	}
	require.NoError(t, l.Revoke(ctx, badgeID(1), ""))
	require.Equal(t, []status.State{status.Revoked, status.Revoked}, states())
}

// Of a credential that is revoked in one place no other place is given out, suspended or
// reinstated, and what is adopted shares the worst of its states.
func TestTheStateOfOnePlaceIsTheCredentials(t *testing.T) {
	for _, state := range []status.State{status.Suspended, status.Revoked} {
		s, delivered, _ := twice(t, status.Config{Purpose: status.Suspension})
		entry := entryOf(t, delivered)
		require.NoError(t, s.lists.Adopt(ctx, badgeID(1), entry))
		stored := func(key string) status.Entry {
			found, _, err := s.store.Read(ctx, status.Query{Credential: key})
			require.NoError(t, err)
			require.Len(t, found, 1)
			return found[0]
		}
		second := stored(badgeID(1) + " 2")
		second.State = state // as Recover finds it
		_, err := s.store.Update(ctx, 0, second)
		require.NoError(t, err)
		entry.StatusListIndex = map[bool]string{true: "8", false: "7"}[entry.StatusListIndex == "7"]
		require.NoError(t, s.lists.Adopt(ctx, badgeID(1), entry))
		require.Equal(t, state, stored(badgeID(1)+" 3").State)
		_, err = s.lists.Reserve(ctx, badgeID(1))
		if state == status.Suspended {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, status.ErrRevoked)
		require.ErrorIs(t, s.lists.Suspend(ctx, badgeID(1), ""), status.ErrRevoked)
		require.ErrorIs(t, s.lists.Reinstate(ctx, badgeID(1), ""), status.ErrRevoked)
		require.Equal(t, status.Valid, stored(badgeID(1)).State)
		require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
		require.Equal(t, status.Revoked, stored(badgeID(1)).State)
	}
}

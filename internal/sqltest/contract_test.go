package sqltest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// stores runs a test on every Store that there is.
func stores(t *testing.T, test func(t *testing.T, s status.Store)) {
	t.Run("memory", func(t *testing.T) { test(t, &status.Memory{}) })
	databases(t, func(t *testing.T, p place) { test(t, p.store(p.open(t))) })
}

// What the interface asks of a Store, of each of them alike.
func TestEveryStoreKeepsItsPromises(t *testing.T) {
	stores(t, func(t *testing.T, s status.Store) {
		when := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
		opening := func(key, form string, list int64) status.Entry {
			return status.Entry{Credential: key, List: list, Index: -1, State: status.Opening, Reason: form, Version: 1, Changed: when}
		}
		entry := func(id string, list, index int64) status.Entry {
			return status.Entry{Credential: id, List: list, Index: index, State: status.Valid, Version: 1, Changed: when}
		}
		insert := func(floor int64, e status.Entry, epoch int64) status.Entry {
			t.Helper()
			stored, got, err := s.Insert(ctx, floor, e)
			require.NoError(t, err)
			require.Equal(t, epoch, got)
			return stored
		}
		read := func(q status.Query) []status.Entry {
			t.Helper()
			found, _, err := s.Read(ctx, q)
			require.NoError(t, err)
			return found
		}
		ids := func(q status.Query) (ids []string) {
			t.Helper()
			for _, e := range read(q) {
				ids = append(ids, e.Credential)
			}
			return ids
		}
		require.Empty(t, read(status.Query{Kind: status.Openings}))

		// A list is numbered by the epoch, once.
		first := insert(0, opening("o 1", "x", 0), 1)
		require.EqualValues(t, 1, first.List)
		require.Equal(t, first, insert(1, opening("o 1", "x", 0), 1))
		a := insert(1, entry("urn:a", 1, 5), 2)
		require.Equal(t, entry("urn:a", 1, 5), a)
		require.Equal(t, a, insert(2, entry("urn:a", 1, 6), 2), "one id, one place")
		_, _, err := s.Insert(ctx, 2, entry("urn:b", 1, 5))
		require.ErrorIs(t, err, status.ErrTaken)
		insert(2, entry("urn:b", 1, 6), 3)
		require.EqualValues(t, 4, insert(3, opening("o 2", "y", 0), 4).List)
		require.EqualValues(t, 20, insert(4, opening("o 3", "x", 20), 20).List)
		require.EqualValues(t, 7, insert(20, opening("o 4", "x", 7), 21).List, "and the epoch goes on")

		// Nothing happens below the floor.
		_, _, err = s.Insert(ctx, 22, entry("urn:c", 1, 7))
		require.ErrorIs(t, err, status.ErrRollback)
		_, _, err = s.Insert(ctx, 22, a)
		require.ErrorIs(t, err, status.ErrRollback, "nor is anything confirmed")
		_, err = s.Update(ctx, 22, a)
		require.ErrorIs(t, err, status.ErrRollback)
		require.Equal(t, a, read(status.Query{Kind: status.ByCredential, Credential: "urn:a"})[0])

		// Of two who have read the same version one changes it.
		revoked := a
		revoked.State, revoked.Reason, revoked.Changed = status.Revoked, "why", when.Add(time.Second)
		epoch, err := s.Update(ctx, 21, revoked)
		require.NoError(t, err)
		require.EqualValues(t, 22, epoch)
		_, err = s.Update(ctx, 22, a)
		require.ErrorIs(t, err, status.ErrConflict)
		_, err = s.Update(ctx, 22, entry("urn:nobody", 1, 5))
		require.ErrorIs(t, err, status.ErrConflict)
		revoked.Version = 2
		require.Equal(t, []status.Entry{revoked}, read(status.Query{Kind: status.ByCredential, Credential: "urn:a"}))
		require.Equal(t, []status.Entry{revoked}, read(status.Query{Kind: status.ByPlace, List: 1, Index: 5}))

		// A list shows by its version that it is another now, and holds what is set.
		set := read(status.Query{Kind: status.Set, List: 1})
		require.Len(t, set, 2)
		require.EqualValues(t, 2, set[0].Version)
		require.Equal(t, revoked, set[1])
		lost := entry("urn:lost", 1, 3)
		lost.State = status.Suspended
		insert(22, lost, 23)
		require.Equal(t, []string{"o 1", "urn:lost", "urn:a"}, ids(status.Query{Kind: status.Set, List: 1}))
		require.EqualValues(t, 3, read(status.Query{Kind: status.ByPlace, List: 1, Index: -1})[0].Version)
		lost.State = status.Valid
		_, err = s.Update(ctx, 23, lost)
		require.NoError(t, err)
		require.Equal(t, []string{"o 1", "urn:a"}, ids(status.Query{Kind: status.Set, List: 1}))
		require.EqualValues(t, 4, read(status.Query{Kind: status.ByPlace, List: 1, Index: -1})[0].Version)

		require.Equal(t, []string{"o 1", "o 2", "o 4", "o 3"}, ids(status.Query{Kind: status.Openings}))
		require.Equal(t, []string{"o 3"}, ids(status.Query{Kind: status.Newest, Form: "x"}))
		require.Equal(t, []string{"o 2"}, ids(status.Query{Kind: status.Newest, Form: "y"}))
		require.Empty(t, ids(status.Query{Kind: status.Newest, Form: "z"}))
		require.Empty(t, ids(status.Query{Kind: status.Set, List: 2}))
		require.Empty(t, ids(status.Query{Kind: status.ByPlace, List: 1, Index: 77}))
		require.Empty(t, ids(status.Query{Kind: status.ByCredential, Credential: "urn:A"}))
		_, _, err = s.Read(ctx, status.Query{Kind: 99})
		require.Error(t, err)

		ended, cancel := context.WithCancel(ctx)
		cancel()
		_, _, err = s.Insert(ended, 0, entry("urn:d", 1, 8))
		require.ErrorIs(t, err, context.Canceled)
		_, epoch, err = s.Read(ctx, status.Query{})
		require.NoError(t, err)
		require.EqualValues(t, 24, epoch)
	})
}

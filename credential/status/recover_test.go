package status_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// ending is a Store whose changes end after so many.
type ending struct {
	status.Memory
	left int
}

var errEnded = errors.New("the power is off")

func (s *ending) change() error {
	if s.left--; s.left < 0 {
		return errEnded
	}
	return nil
}

func (s *ending) Insert(ctx context.Context, floor int64, e status.Entry) (status.Entry, int64, error) {
	if err := s.change(); err != nil {
		return status.Entry{}, 0, err
	}
	return s.Memory.Insert(ctx, floor, e)
}

func (s *ending) Update(ctx context.Context, floor int64, e status.Entry) (int64, error) {
	if err := s.change(); err != nil {
		return 0, err
	}
	return s.Memory.Update(ctx, floor, e)
}

// A store that has learned a half of what it has forgotten is still an old copy, although
// it has changed more often by then than anybody had seen.
func TestARecoveryThatIsCutShortIsRepeated(t *testing.T) {
	before := newSchool(t, status.Config{}, "")
	for n := range 30 {
		before.issue(n)
		require.NoError(t, before.lists.Revoke(ctx, badgeID(n), ""))
	}
	before.publish()
	published := map[string][]byte{list1: must(os.ReadFile(before.file(first)))}

	for after := 0; ; after++ {
		store, witness := &ending{left: 4}, &noted{}
		s := newSchool(t, status.Config{Store: store, Witness: witness}, "")
		for n := range 3 {
			s.issue(n)
		}
		witness.epoch = first + 7
		store.left = after
		err := s.lists.Recover(ctx, published)
		store.left = 1000
		if err != nil {
			require.ErrorIs(t, err, errEnded)
			_, err := s.lists.Reserve(ctx, badgeID(99))
			require.ErrorIs(t, err, status.ErrRollback, "after %d changes", after)
			require.ErrorIs(t, s.pub.Publish(ctx), status.ErrRollback, "after %d changes", after)
			require.NoFileExists(t, s.file(first))
			require.NoError(t, s.lists.Recover(ctx, published))
		}
		p, reserveErr := s.lists.Reserve(ctx, badgeID(99))
		require.NoError(t, reserveErr)
		require.NotEqual(t, list1, p.StatusListCredential)
		if err == nil {
			require.Equal(t, 31, after, "the thirty places, and the new list")
			return
		}
	}
}

func TestWhatIsNoListOfOursIsNotRecoveredFrom(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	s.issue(1)
	s.publish()
	list := must(os.ReadFile(s.file(first)))
	for name, published := range map[string]map[string][]byte{
		"nothing":        nil,
		"not ours":       {list1: nil, "https://other.example/status/1": list},
		"no number":      {list1: nil, home + "/x": list},
		"another number": {list1: nil, home + "/2": list},
		"a half":         {list1: list[:len(list)/2]},
		"no JSON":        {list1: []byte("<html>")},
		"empty":          {list1: []byte("{}")},
		"no list":        {list1: []byte(`{"id":"https://school.example/status/1777626000000"}`)},
		"another type":   {list1: []byte(`{"id":"https://school.example/status/1777626000000","revokedCredential":[]}`)},
		"nameless ids":   {list1: nil, home + "/2": []byte(`{"id":"https://school.example/status/2","revokedCredential":[{"revoked":true}]}`)},
	} {
		require.Error(t, s.lists.Recover(ctx, published), name)
	}
	_, err := s.lists.Reserve(ctx, badgeID(2))
	require.NoError(t, err, "and nothing has happened")
}

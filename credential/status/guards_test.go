package status_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// A store answers a question about a list with nothing, or with another list.
func TestWhatIsNoListIsNotPublished(t *testing.T) {
	for name, answer := range map[string]func([]status.Entry) []status.Entry{
		"nothing":      func([]status.Entry) []status.Entry { return nil },
		"another list": func(e []status.Entry) []status.Entry { e[0].List++; return e },
		"no Opening":   func(e []status.Entry) []status.Entry { return e[1:] },
		"no form":      func(e []status.Entry) []status.Entry { e[0].Reason = ""; return e },
	} {
		store := &answering{}
		s := newSchool(t, status.Config{Store: store}, "")
		s.issue(1)
		require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
		store.answer = func(q status.Query, found []status.Entry) []status.Entry {
			if q.Kind == status.Set {
				return answer(found)
			}
			return found
		}
		require.ErrorIs(t, s.pub.Publish(ctx), status.ErrCorrupt, name)
		require.NoFileExists(t, s.file(first), name)
	}
}

// answering is a Store that answers some questions with something else.
type answering struct {
	status.Memory
	answer func(status.Query, []status.Entry) []status.Entry
}

func (s *answering) Read(ctx context.Context, q status.Query) ([]status.Entry, int64, error) {
	found, epoch, err := s.Memory.Read(ctx, q)
	if s.answer != nil && err == nil {
		found = s.answer(q, found)
	}
	return found, epoch, err
}

// A store that answers with the entry of somebody else changes nobody.
func TestAnAnswerAboutAnotherEntryIsRefused(t *testing.T) {
	for name, answer := range map[string]func(status.Query, []status.Entry) []status.Entry{
		"another credential": func(q status.Query, e []status.Entry) []status.Entry {
			if q.Kind == status.ByCredential && len(e) > 0 {
				e[0].Credential = badgeID(2)
			}
			return e
		},
		"two": func(q status.Query, e []status.Entry) []status.Entry {
			if q.Kind == status.ByCredential {
				e = append(e, e...)
			}
			return e
		},
		"a list that is none": func(q status.Query, e []status.Entry) []status.Entry {
			if q.Kind == status.ByPlace && len(e) > 0 {
				e[0].State = status.Valid
			}
			return e
		},
		"another list": func(q status.Query, e []status.Entry) []status.Entry {
			if q.Kind == status.ByPlace && len(e) > 0 {
				e[0].List++
			}
			return e
		},
		"no list": func(q status.Query, e []status.Entry) []status.Entry {
			if q.Kind == status.ByPlace {
				return nil
			}
			return e
		},
	} {
		store := &answering{}
		l := memoryLists(t, status.Config{Store: store, Purpose: status.Suspension})
		for n := 1; n < 3; n++ {
			_, err := l.Reserve(ctx, badgeID(n))
			require.NoError(t, err)
		}
		store.answer = answer
		require.ErrorIs(t, l.Suspend(ctx, badgeID(1), ""), status.ErrCorrupt, name)
		store.answer = nil
		for n := 1; n < 3; n++ {
			e, err := l.Entry(ctx, badgeID(n))
			require.NoError(t, err)
			require.Equal(t, status.Valid, e.State, name)
		}
	}
}

var errStopped = errors.New("the program is to stop")

// Of several lists the first is published, and then the program is to stop.
func TestAPublicationThatIsStoppedSaysSo(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	s.issue(1)
	suspension := newLists(t, status.Config{Store: s.store, Witness: newWitness(t), URL: home, Purpose: status.Suspension})
	_, err := suspension.Reserve(ctx, badgeID(2))
	require.NoError(t, err)
	stopped, stop := context.WithCancelCause(ctx)
	puts := 0
	s.pub.To = &afterwards{s.pub.To, func() error { puts++; stop(errStopped); return errFlush }}
	err = s.pub.Publish(stopped)
	require.ErrorIs(t, err, errStopped)
	require.ErrorIs(t, err, errFlush)
	require.NotContains(t, err.Error(), "list 1777626000002", "which was not begun")
	require.Equal(t, 1, puts)
}

// Somebody else changes the same entry all the time.
func TestAChangeThatIsNeverTheFirstEnds(t *testing.T) {
	for _, stops := range []bool{false, true} {
		tried := 0
		stopped, stop := context.WithCancelCause(ctx)
		store := &contested{update: func() {
			if tried++; stops && tried == 3 {
				stop(errStopped)
			}
		}}
		l := memoryLists(t, status.Config{Store: store})
		_, err := l.Reserve(ctx, badgeID(1))
		require.NoError(t, err)
		err = l.Revoke(stopped, badgeID(1), "")
		if stops {
			require.ErrorIs(t, err, errStopped)
			require.NotErrorIs(t, err, status.ErrConflict)
			require.Equal(t, 3, tried)
		} else {
			require.ErrorIs(t, err, status.ErrConflict)
			require.Equal(t, 100, tried)
		}
		stop(nil)
	}
}

type contested struct {
	status.Memory
	update func()
}

func (s *contested) Update(context.Context, int64, status.Entry) (int64, error) {
	s.update()
	return 0, status.ErrConflict
}

func (s *contested) Read(_ context.Context, q status.Query) ([]status.Entry, int64, error) {
	return s.Memory.Read(ctx, q) // whoever is stopped is told by nobody else
}

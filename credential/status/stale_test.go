package status_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// afterwards is a Publisher that does something when a document stands where it belongs,
// and cannot say what stands there.
type afterwards struct {
	to   status.Publisher
	then func() error
}

func (p *afterwards) Put(ctx context.Context, url string, data []byte) error {
	if err := p.to.Put(ctx, url, data); err != nil {
		return err
	}
	return p.then()
}

var errFlush = errors.New("the directory could not be flushed")

// An older edition is held up, and lands with an error.
func TestOfTwoAtOnceTheOlderEditionDoesNotLandLast(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	data := s.issue(1)
	s.publish()
	dir, puts := s.pub.To, 0
	held, release := make(chan bool), make(chan bool)
	s.pub.To = &to{Publisher: dir, before: func(string) error {
		if puts++; puts == 1 {
			held <- true
			<-release
		}
		return nil
	}}
	slow, fast := make(chan error), make(chan error)
	go func() { slow <- s.pub.Publish(ctx) }()
	<-held
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.pub.PublishChanged(soon), context.DeadlineExceeded, "it waits, as long as it may")
	require.Equal(t, 1, puts)
	go func() { fast <- s.pub.PublishChanged(ctx) }()
	release <- true
	require.NoError(t, <-slow)
	require.NoError(t, <-fast)
	s.requireVerdict(data, verify.StatusRevoked)
}

// Nothing is known of what stands there after an error of Put, although the store is as
// it was when the list was last published.
func TestWhatFailedIsPublishedAgain(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	s.issue(1)
	p := &to{Publisher: s.pub.To}
	s.pub.To = p
	s.publish()
	p.before = func(string) error { return errFlush }
	require.ErrorIs(t, s.pub.Publish(ctx), errFlush)
	p.before, p.put = nil, nil
	require.NoError(t, s.pub.PublishChanged(ctx))
	require.Len(t, p.put, 1)
}

// Another process has written an older edition, and ended before it looked.
func TestWhatAnotherProcessHasWrittenOverIsPublishedAgain(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	data := s.issue(1)
	s.publish()
	stale := must(s.pub.To.(status.Getter).Get(ctx, list1))
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	require.NoError(t, s.pub.PublishChanged(ctx))
	s.requireVerdict(data, verify.StatusRevoked)
	require.NoError(t, s.pub.To.Put(ctx, list1, stale))
	s.requireVerdict(data, "")
	require.NoError(t, s.pub.PublishChanged(ctx))
	s.requireVerdict(data, verify.StatusRevoked)

	require.NoError(t, s.pub.To.Put(ctx, list1, nil))
	require.NoError(t, s.pub.PublishChanged(ctx))
	s.requireVerdict(data, verify.StatusRevoked)
}

// Who cannot see what stands there takes nothing as published.
func TestAPublisherThatCannotBeReadIsGivenEveryList(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	s.issue(1)
	puts := 0
	s.pub.To = &afterwards{s.pub.To, func() error { puts++; return nil }}
	for n := range 3 {
		require.NoError(t, s.pub.PublishChanged(ctx))
		require.Equal(t, n+1, puts)
	}
}

// Each time that this one is about to write, somebody else has published a newer edition.
func TestAListThatChangesFasterThanItIsPublishedIsAnError(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	data := s.issue(1)
	for n := 2; n < 20; n++ {
		s.issue(n)
	}
	s.publish()
	other := &status.Publication{Lists: s.lists, Issuer: s.issuer, To: s.pub.To}
	n := 9
	s.pub.To = &to{Publisher: s.pub.To, before: func(string) error {
		if n > 1 {
			n--
			require.NoError(t, s.lists.Revoke(ctx, badgeID(n), ""))
			require.NoError(t, other.PublishChanged(ctx))
		}
		return nil
	}}
	require.ErrorIs(t, s.pub.Publish(ctx), status.ErrConflict)
	require.Equal(t, 1, n)
	s.requireVerdict(data, "")
	require.NoError(t, other.PublishChanged(ctx))
	s.requireVerdict(data, verify.StatusRevoked)
	require.NoError(t, s.pub.PublishChanged(ctx))
	s.requireVerdict(data, verify.StatusRevoked)
}

// A list was signed for a time to come.
func TestAClockThatWasAheadDoesNotStopThePublication(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	data := s.issue(1)
	s.now = start.AddDate(1, 0, 0)
	require.NoError(t, s.pub.PublishChanged(ctx))
	s.now = start.Add(time.Hour)
	require.NoError(t, s.pub.PublishChanged(ctx))
	s.requireVerdict(data, "")
}

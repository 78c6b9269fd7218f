package status_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

func memoryLists(t testing.TB, cfg status.Config) *status.Lists {
	t.Helper()
	if cfg.Store == nil {
		cfg.Store = &status.Memory{}
	}
	if cfg.Witness == nil {
		cfg.Witness = &noted{}
	}
	if cfg.URL == "" {
		cfg.URL = home
	}
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return start }
	}
	return newLists(t, cfg)
}

// noted is a Witness within the process.
type noted struct {
	mu    sync.Mutex
	epoch int64
	err   error
}

func (n *noted) Epoch(context.Context) (int64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.epoch, n.err
}

func (n *noted) Raise(_ context.Context, epoch int64) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.epoch = max(n.epoch, epoch)
	return n.err
}

func TestAPlaceIsTheSameHoweverOftenItIsAskedFor(t *testing.T) {
	l := memoryLists(t, status.Config{})
	s, err := l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	require.Equal(t, list1+"#"+s.StatusListIndex, s.ID)
	require.Equal(t, list1, s.StatusListCredential)
	require.Equal(t, "BitstringStatusListEntry", s.Type)
	require.Equal(t, "revocation", s.StatusPurpose)
	again, err := l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	require.Equal(t, s, again)
	other, err := l.Reserve(ctx, badgeID(2))
	require.NoError(t, err)
	require.NotEqual(t, s.ID, other.ID)
}

// Case I13, for an allocator that is asked by one after the other: neither the places
// nor the steps between them have an order.
func TestPlacesHaveNoOrder(t *testing.T) {
	l := memoryLists(t, status.Config{})
	var indexes, steps []int64
	for n := range 4000 {
		s, err := l.Reserve(ctx, badgeID(n))
		require.NoError(t, err)
		i, err := strconv.ParseInt(s.StatusListIndex, 10, 64)
		require.NoError(t, err)
		if n > 0 {
			steps = append(steps, (i-indexes[n-1]+131072)%131072)
		}
		indexes = append(indexes, i)
	}
	require.Less(t, chiSquare(indexes, 131072), chiBound)
	require.Less(t, chiSquare(steps, 131072), chiBound)

	var sequential, strided, ones []int64
	for i := range int64(4000) {
		sequential = append(sequential, i)
		strided = append(strided, i*40503%131072)
		ones = append(ones, 40503)
	}
	require.Greater(t, chiSquare(sequential, 131072), 10*chiBound)
	require.Less(t, chiSquare(strided, 131072), chiBound, "a stride spreads well")
	require.Greater(t, chiSquare(ones, 131072), 10*chiBound, "and its steps do not")
}

// chiBound is beyond what χ² of 63 degrees of freedom is with a probability of 10⁻⁶
// (133.0), where every place is as likely as any other.
const (
	bins     = 64
	chiBound = 140.0
)

func chiSquare(indexes []int64, size int64) (x float64) {
	var count [bins]float64
	for _, i := range indexes {
		count[i*bins/size]++
	}
	expected := float64(len(indexes)) / bins
	for _, c := range count {
		x += math.Pow(c-expected, 2) / expected
	}
	return x
}

// Case I12: a full list is followed by another one; no place is given twice, and none
// beyond the list.
func TestAFullListIsFollowedByAnother(t *testing.T) {
	if testing.Short() {
		t.Skip("a list of 131,072 places takes seconds to fill")
	}
	store := &status.Memory{}
	l := memoryLists(t, status.Config{Store: store, Rand: rand.NewChaCha8([32]byte{7})})
	taken := map[string]bool{}
	perList := map[string]int{}
	for n := range 131072 + 40000 {
		s, err := l.Reserve(ctx, badgeID(n))
		require.NoError(t, err)
		require.False(t, taken[s.ID], s.ID)
		taken[s.ID] = true
		perList[s.StatusListCredential]++
		i, err := strconv.Atoi(s.StatusListIndex)
		require.NoError(t, err)
		require.Less(t, i, 131072)
	}
	require.Len(t, perList, 2)
	t.Logf("places given in each list: %v", perList)
	require.Greater(t, perList[list1], 131072*65/100)
	require.Less(t, perList[list1], 131072*90/100)
}

// The list of a RevocationList is bounded, too.
func TestASmallListIsFollowedByAnother(t *testing.T) {
	l := memoryLists(t, status.Config{Type: status.RevocationList, Size: 16})
	lists := map[string]int{}
	for n := range 100 {
		s, err := l.Reserve(ctx, badgeID(n))
		require.NoError(t, err)
		require.Equal(t, "1EdTechRevocationList", s.Type)
		require.Empty(t, s.StatusListIndex)
		lists[s.ID]++
		require.LessOrEqual(t, lists[s.ID], 16)
	}
	require.Greater(t, len(lists), 5)
}

func TestWithoutRandomnessNothingIsReserved(t *testing.T) {
	broken := errors.New("the generator is broken")
	l := memoryLists(t, status.Config{Rand: iotest.ErrReader(broken)})
	_, err := l.Reserve(ctx, badgeID(1))
	require.ErrorIs(t, err, status.ErrRandomness)
	require.ErrorIs(t, err, broken)
	for name, source := range map[string]io.Reader{"zeros": constant(0), "ones": constant(0xff), "sevens": constant(7), "short": bytes.NewReader(make([]byte, 12))} {
		l := memoryLists(t, status.Config{Rand: source})
		l.Reserve(ctx, badgeID(1))
		_, err := l.Reserve(ctx, badgeID(2))
		require.ErrorIs(t, err, status.ErrRandomness, name)
	}
}

type constant byte

func (c constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// Case I11, and everything else that one state may become.
func TestARevocationIsFinal(t *testing.T) {
	for _, purpose := range []string{status.Revocation, status.Suspension} {
		l := memoryLists(t, status.Config{Purpose: purpose})
		_, err := l.Reserve(ctx, badgeID(1))
		require.NoError(t, err)
		state := func(want status.State, reason string) {
			t.Helper()
			e, err := l.Entry(ctx, badgeID(1))
			require.NoError(t, err)
			require.Equal(t, want, e.State)
			require.Equal(t, reason, e.Reason)
		}
		require.NoError(t, l.Reinstate(ctx, badgeID(1), "nothing to do"))
		state(status.Valid, "")
		err = l.Suspend(ctx, badgeID(1), "asked for")
		if purpose == status.Revocation {
			require.ErrorIs(t, err, status.ErrPurpose)
			state(status.Valid, "")
		} else {
			require.NoError(t, err)
			require.NoError(t, l.Suspend(ctx, badgeID(1), "once more"))
			state(status.Suspended, "asked for")
			require.NoError(t, l.Reinstate(ctx, badgeID(1), "found"))
			state(status.Valid, "found")
			require.NoError(t, l.Suspend(ctx, badgeID(1), "again"))
		}
		require.NoError(t, l.Revoke(ctx, badgeID(1), "a mistake"))
		require.NoError(t, l.Revoke(ctx, badgeID(1), "another one"))
		state(status.Revoked, "a mistake")
		require.ErrorIs(t, l.Reinstate(ctx, badgeID(1), ""), status.ErrRevoked)
		require.ErrorIs(t, l.Suspend(ctx, badgeID(1), ""), status.ErrRevoked)
		_, err = l.Reserve(ctx, badgeID(1))
		require.ErrorIs(t, err, status.ErrRevoked, "what is revoked is not issued once more")
		state(status.Revoked, "a mistake")
	}
}

func TestAnIDThatNobodyKnowsIsAnError(t *testing.T) {
	l := memoryLists(t, status.Config{Purpose: status.Suspension})
	_, err := l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	for _, id := range []string{badgeID(2), badgeID(1) + "0", strings.ToUpper(badgeID(1)), "urn:uuid:", list1 + "#1"} {
		_, err := l.Entry(ctx, id)
		require.ErrorIs(t, err, status.ErrUnknown, id)
		for _, change := range []func(context.Context, string, string) error{l.Revoke, l.Suspend, l.Reinstate} {
			require.ErrorIs(t, change(ctx, id, ""), status.ErrUnknown, id)
		}
	}
	// Openings have keys in the same store.
	for _, id := range []string{"", "x", "list after 0: BitstringStatusListEntry suspension 131072 " + home, " " + badgeID(1), badgeID(1) + "\n", "urn:\xff", "urn:" + strings.Repeat("x", 4096)} {
		_, err := l.Reserve(ctx, id)
		require.Error(t, err, id)
		require.Error(t, l.Revoke(ctx, id, ""), id)
	}
	for _, reason := range []string{"\xff", "a\x00b", strings.Repeat("x", 1025)} {
		require.Error(t, l.Revoke(ctx, badgeID(1), reason))
	}
	e, err := l.Entry(ctx, badgeID(1))
	require.NoError(t, err)
	require.Equal(t, status.Valid, e.State)
}

func TestListsOfSeveralFormsShareAStore(t *testing.T) {
	store, witness := &status.Memory{}, &noted{}
	revoking := memoryLists(t, status.Config{Store: store, Witness: witness})
	suspending := memoryLists(t, status.Config{Store: store, Witness: witness, Purpose: status.Suspension, Size: 1 << 18})
	for n := 0; n < 20; n += 2 {
		a, err := revoking.Reserve(ctx, badgeID(n))
		require.NoError(t, err)
		require.Equal(t, list1, a.StatusListCredential)
		b, err := suspending.Reserve(ctx, badgeID(n+1))
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint(home, "/", first+2), b.StatusListCredential, "the number is the epoch")
		require.Equal(t, "suspension", b.StatusPurpose)
		again, err := suspending.Reserve(ctx, badgeID(n))
		require.NoError(t, err)
		require.Equal(t, a, again, "one credential has one place")
	}
	require.ErrorIs(t, suspending.Suspend(ctx, badgeID(0), ""), status.ErrPurpose)
	require.NoError(t, revoking.Suspend(ctx, badgeID(1), ""))
}

func TestNewRefusesWhatCannotBe(t *testing.T) {
	good := status.Config{Store: &status.Memory{}, Witness: &noted{}, URL: home}
	newLists(t, good)
	for name, change := range map[string]func(*status.Config){
		"no store":     func(c *status.Config) { c.Store = nil },
		"no witness":   func(c *status.Config) { c.Witness = nil },
		"no URL":       func(c *status.Config) { c.URL = "" },
		"http":         func(c *status.Config) { c.URL = "http://school.example/status" },
		"a slash":      func(c *status.Config) { c.URL += "/" },
		"a query":      func(c *status.Config) { c.URL += "?x" },
		"an empty one": func(c *status.Config) { c.URL += "?" },
		"a fragment":   func(c *status.Config) { c.URL += "#x" },
		"a user":       func(c *status.Config) { c.URL = "https://a@school.example/status" },
		"a space":      func(c *status.Config) { c.URL += " x" },
		"relative":     func(c *status.Config) { c.URL = "/status" },
		"type":         func(c *status.Config) { c.Type = "StatusList2021Entry" },
		"purpose":      func(c *status.Config) { c.Purpose = "message" },
		"too small":    func(c *status.Config) { c.Size = 131064 },
		"odd":          func(c *status.Config) { c.Size = 131073 },
		"negative":     func(c *status.Config) { c.Size = -131072 },
		"too large":    func(c *status.Config) { c.Size = 1<<22 + 8 },
		"too many ids": func(c *status.Config) { c.Type, c.Size = status.RevocationList, 131072 },
		"too few ids":  func(c *status.Config) { c.Type, c.Size = status.RevocationList, 8 },
	} {
		cfg := good
		change(&cfg)
		_, err := status.New(cfg)
		require.Error(t, err, name)
	}
}

// A store and a witness that fail, or that answer with something else, reserve nothing.
func TestAStoreIsNotTakenAtItsWord(t *testing.T) {
	broken := errors.New("the database is gone")
	for name, s := range map[string]*lying{
		"insert": {insert: func(status.Entry) (status.Entry, error) { return status.Entry{}, broken }},
		"read":   {read: func([]status.Entry) ([]status.Entry, error) { return nil, broken }},
	} {
		_, err := memoryLists(t, status.Config{Store: s}).Reserve(ctx, badgeID(1))
		require.ErrorIs(t, err, broken, name)
	}
	for name, change := range map[string]func(*status.Entry){
		"another's": func(e *status.Entry) { e.Credential = badgeID(2) },
		"beyond":    func(e *status.Entry) { e.Index = 131072 },
		"before":    func(e *status.Entry) { e.Index = -2 },
		"nothing":   func(e *status.Entry) { *e = status.Entry{} },
	} {
		s := &lying{insert: func(e status.Entry) (status.Entry, error) {
			if e.State != status.Opening {
				change(&e)
			}
			return e, nil
		}}
		_, err := memoryLists(t, status.Config{Store: s}).Reserve(ctx, badgeID(1))
		require.Error(t, err, name)
	}
	w := &noted{err: broken}
	l := memoryLists(t, status.Config{Witness: w})
	_, err := l.Reserve(ctx, badgeID(1))
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, l.Revoke(ctx, badgeID(1), ""), broken)
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = memoryLists(t, status.Config{}).Reserve(canceled, badgeID(1))
	require.ErrorIs(t, err, context.Canceled)
}

// lying is a Store that answers something else than it has.
type lying struct {
	status.Memory
	insert func(status.Entry) (status.Entry, error)
	read   func([]status.Entry) ([]status.Entry, error)
}

func (s *lying) Insert(ctx context.Context, floor int64, e status.Entry) (status.Entry, int64, error) {
	stored, epoch, err := s.Memory.Insert(ctx, floor, e)
	if s.insert != nil && err == nil {
		stored, err = s.insert(stored)
	}
	return stored, epoch, err
}

func (s *lying) Read(ctx context.Context, q status.Query) ([]status.Entry, int64, error) {
	found, epoch, err := s.Memory.Read(ctx, q)
	if s.read != nil && err == nil {
		found, err = s.read(found)
	}
	return found, epoch, err
}

// What is committed and not yet seen by the witness is seen by whoever repeats it.
func TestWhatIsRepeatedIsWitnessed(t *testing.T) {
	store, w := &status.Memory{}, &noted{}
	l := memoryLists(t, status.Config{Store: store, Witness: w})
	deaf := memoryLists(t, status.Config{Store: store, Witness: &deafened{w}})
	_, err := deaf.Reserve(ctx, badgeID(1))
	require.ErrorIs(t, err, errDeaf)
	_, err = l.Reserve(ctx, badgeID(1))
	require.NoError(t, err)
	require.EqualValues(t, first+1, w.epoch, "the list, and the place")
	require.ErrorIs(t, deaf.Revoke(ctx, badgeID(1), ""), errDeaf)
	require.EqualValues(t, first+1, w.epoch)
	require.NoError(t, l.Revoke(ctx, badgeID(1), ""))
	require.EqualValues(t, first+2, w.epoch)
}

var errDeaf = errors.New("the witness does not hear")

type deafened struct{ *noted }

func (d *deafened) Raise(context.Context, int64) error { return errDeaf }

var _ credential.StatusAllocator = (*status.Lists)(nil)
